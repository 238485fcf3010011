//! What stands beside the items → the fields of [`ImportedShow`].

use super::item::{address, atom_link, cover, explicit, first, short, words};
use super::space::Space;
use super::told::Told;
use super::tree::Element;
use super::words::{line, plain, plain_line, yes_or_no};
use super::{ImportedShow, VALUE, extra, markup_in, podcast};
use crate::model::ShowKind;
use Space::{Atom, Dublin, GooglePlay, Itunes, Media, Podcast, Rss};

/// Fills the show from its channel: an element that holds everything beside the items.
pub(super) fn read(channel: &Element, show: &mut ImportedShow, told: &mut Told<'_>) {
    show.title = words(channel, &[(Rss, "title"), (Atom, "title"), (Itunes, "title"), (Dublin, "title")]).unwrap_or_default();
    show.description = description(channel);
    let link = channel.all(&Rss, "link").map(|link| link.text().trim().to_owned()).find(|link| !link.is_empty());
    show.link = link.or_else(|| atom_link(channel, "alternate"));
    show.feed_url = atom_link(channel, "self");
    show.next_page = atom_link(channel, "next");
    show.new_feed_url = channel.child(&Itunes, "new-feed-url").and_then(address);
    show.language = words(channel, &[(Rss, "language"), (Dublin, "language")]);
    show.subtitle = words(channel, &[(Itunes, "subtitle")]);
    show.copyright = words(channel, &[(Rss, "copyright"), (Atom, "rights"), (Dublin, "rights"), (Media, "copyright")]);
    show.explicit =
        first(channel, &[(Itunes, "explicit"), (GooglePlay, "explicit")]).and_then(|element| explicit(element, told)).unwrap_or_default();
    show.cover = cover(channel).or_else(|| words(channel, &[(Atom, "logo"), (Atom, "icon")]));
    show.complete = is_yes(channel, &Itunes, "complete");
    show.block = is_yes(channel, &Itunes, "block") || is_yes(channel, &GooglePlay, "block");
    people(channel, show);
    show.kind = kind(channel, told);
    show.categories = categories(channel);
    of_the_podcast_namespace(channel, show, told);
    show.extra = channel.children().filter(|child| is_extra(child, channel)).filter_map(extra::foreign).collect();
}

/// Plain words: the longest of what the channel says of itself.
fn description(channel: &Element) -> String {
    let names = [
        (Rss, "description"),
        (Itunes, "summary"),
        (Atom, "subtitle"),
        (Atom, "tagline"),
        (GooglePlay, "description"),
        (Itunes, "subtitle"),
    ];
    let texts = names.iter().filter_map(|(space, local)| channel.child(space, local)).map(|element| plain(&markup_in(element)));
    // The first of equally long ones.
    texts.rev().max_by_key(String::len).unwrap_or_default()
}

fn people(channel: &Element, show: &mut ImportedShow) {
    let atom = channel.child(&Atom, "author").and_then(|author| words(author, &[(Atom, "name")]));
    show.author = words(channel, &[(Itunes, "author"), (GooglePlay, "author"), (Dublin, "creator")]).or(atom);
    if let Some(owner) = channel.child(&Itunes, "owner") {
        show.owner_name = words(owner, &[(Itunes, "name"), (Rss, "name")]);
        show.owner_email = words(owner, &[(Itunes, "email"), (Rss, "email")]);
    }
    show.owner_email = show
        .owner_email
        .take()
        .or_else(|| words(channel, &[(GooglePlay, "email"), (GooglePlay, "owner")]))
        .filter(|email| email.contains('@'));
}

fn is_yes(channel: &Element, space: &Space, local: &str) -> bool {
    channel.child(space, local).and_then(|element| yes_or_no(&element.text())).unwrap_or_default()
}

fn kind(channel: &Element, told: &mut Told<'_>) -> ShowKind {
    let Some(element) = channel.child(&Itunes, "type") else { return ShowKind::Episodic };
    let text = element.text();
    match text.trim().to_lowercase().as_str() {
        "serial" => ShowKind::Serial,
        "episodic" | "" => ShowKind::Episodic,
        _ => {
            told.warn(
                VALUE,
                element.at,
                format!("this type of show is not known: {}", short(&text)),
                "write `type: episodic` or `type: serial` into show.yaml",
            );
            ShowKind::Episodic
        }
    }
}

/// Apple's, nested ones with their parent; `Business > Marketing`.
fn categories(channel: &Element) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |category: String| {
        if !found.contains(&category) {
            found.push(category);
        }
    };
    for space in [&Itunes, &GooglePlay] {
        for outer in channel.all(space, "category") {
            let Some(name) = outer.attribute("text").map(line).or_else(|| plain_line(&outer.text())) else { continue };
            let subs: Vec<String> = outer.all(space, "category").filter_map(|sub| sub.attribute("text").map(line)).collect();
            if subs.is_empty() {
                // `Business/Marketing` and `Business > Marketing` are written by hand now and then.
                add(name.split(['>', '/']).map(line).collect::<Vec<_>>().join(" > "));
            }
            subs.into_iter().for_each(|sub| add(format!("{name} > {sub}")));
        }
    }
    found
}

fn of_the_podcast_namespace(channel: &Element, show: &mut ImportedShow, told: &mut Told<'_>) {
    let text = |local: &str| channel.child(&Podcast, local).and_then(|element| plain_line(&element.text()));
    show.guid = text("guid");
    show.locked = channel.child(&Podcast, "locked").and_then(|element| yes_or_no(&element.text()));
    show.medium = text("medium");
    show.location = channel.child(&Podcast, "location").and_then(podcast::location);
    show.people = channel.all(&Podcast, "person").filter_map(podcast::person).collect();
    show.license = channel
        .child(&Podcast, "license")
        .and_then(|element| Some((plain_line(&element.text())?, element.attribute("url").map(str::to_owned))));
    show.update = channel.child(&Podcast, "updateFrequency").map(|element| {
        let rule = element.attribute("rrule").map(|rule| rule.trim_start_matches("RRULE:").to_owned());
        (line(&element.text()), rule)
    });
    show.txt = channel
        .all(&Podcast, "txt")
        .map(|element| (element.attribute("purpose").map(str::to_owned), element.text().trim().to_owned()))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    for element in channel.all(&Podcast, "funding") {
        match element.attribute("url") {
            Some(url) => show.funding.push((url.to_owned(), line(&element.text()))),
            None => told.warn(VALUE, element.at, "this way to support the show has no address", "write it into `funding` in show.yaml"),
        }
    }
    let remote = |element: &Element| {
        let attribute = |name: &str| element.attribute(name).map(str::to_owned);
        Some((attribute("feedGuid")?, attribute("feedUrl"), attribute("title").or_else(|| plain_line(&element.text()))))
    };
    show.podroll = channel.all(&Podcast, "podroll").flat_map(|podroll| podroll.all(&Podcast, "remoteItem")).filter_map(remote).collect();
}

/// Whether an element of the channel has no field and is worth carrying on.
fn is_extra(child: &Element, channel: &Element) -> bool {
    let name = child.local.to_ascii_lowercase();
    let is_first = || {
        channel.children().find(|other| other.space == child.space && other.local == child.local).is_some_and(|first| first.at == child.at)
    };
    match child.space {
        Space::Other(_) => true,
        Itunes => !matches!(
            name.as_str(),
            "title"
                | "author"
                | "owner"
                | "subtitle"
                | "summary"
                | "explicit"
                | "type"
                | "category"
                | "image"
                | "new-feed-url"
                | "complete"
                | "block"
        ),
        Podcast => match name.as_str() {
            "guid" | "locked" | "medium" | "person" | "funding" | "txt" | "podroll" | "updatefrequency" => false,
            // Said of the host that the show leaves.
            "podping" => false,
            "license" | "location" => !is_first(),
            _ => true,
        },
        Media => {
            !matches!(name.as_str(), "content" | "group" | "thumbnail" | "title" | "description" | "keywords" | "player" | "copyright")
        }
        GooglePlay => !matches!(name.as_str(), "author" | "description" | "explicit" | "image" | "category" | "block" | "email" | "owner"),
        _ => false,
    }
}
