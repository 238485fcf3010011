//! Rules about tags as such: spelling, place, number, and attributes.

use super::FeedRule;
use super::found::Found;
use super::known::{ADDRESSES, KNOWN, Known, WORDS, known};
use super::view::{Feed, Item};
use crate::check::nearest;
use crate::check::text::{has_scheme, is_plain_http};
use crate::foreign::{Element, Space};
use crate::report::{
    RuleText,
    Severity::{Error, Info, Warning},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "unknown-feed-tag",
            Warning,
            "A tag that podcast apps do not know, mostly one that is misspelt.",
            "What is in it is not read, and nothing says so: an episode number that never shows, a transcript that nobody finds.",
            "<itunes:episodetype>trailer</itunes:episodetype>",
            "<itunes:episodeType>trailer</itunes:episodeType>",
        ),
        check: unknown_tag,
    },
    FeedRule {
        text: RuleText::new(
            "feed-tag-misplaced",
            Warning,
            "A tag that stands where apps do not look for it.",
            "It is not read there.",
            "<channel> … <itunes:duration>1694</itunes:duration>",
            "<item> … <itunes:duration>1694</itunes:duration>",
        ),
        check: misplaced,
    },
    FeedRule {
        text: RuleText::new(
            "feed-tag-twice",
            Warning,
            "A tag that may stand once, and stands twice.",
            "Some apps take the first, some the last: your listeners see different things.",
            "<title>Who can sign?</title><title>Who can sign a check?</title>",
            "<title>Who can sign a check?</title>",
        ),
        check: twice,
    },
    FeedRule {
        text: RuleText::new(
            "feed-attribute-missing",
            Warning,
            "A tag without the attribute that says what it is for.",
            "Apps pass over the tag.",
            "<podcast:transcript url=\"https://ledger.example/4.vtt\"/>",
            "<podcast:transcript url=\"https://ledger.example/4.vtt\" type=\"text/vtt\"/>",
        ),
        check: attribute_missing,
    },
    FeedRule {
        text: RuleText::new(
            "feed-word-unknown",
            Warning,
            "A word where apps know only a few, and this is none of them.",
            "Apps pass over it, or take their own default.",
            "<podcast:medium>podcasts</podcast:medium>",
            "<podcast:medium>podcast</podcast:medium>",
        ),
        check: word_unknown,
    },
    FeedRule {
        text: RuleText::new(
            "feed-address-not-absolute",
            Error,
            "An address in a feed that does not start with https:// or another scheme.",
            "Apps read the feed far from your site: to them such an address leads nowhere.",
            "<itunes:image href=\"/cover.jpg\"/>",
            "<itunes:image href=\"https://ledger.example/cover.jpg\"/>",
        ),
        check: not_absolute,
    },
    FeedRule {
        text: RuleText::new(
            "feed-address-not-https",
            Warning,
            "An address of the show's page, a picture, a transcript or the like that starts with http.",
            "Telephones refuse to fetch it; the podcast namespace asks for https throughout.",
            "<podcast:chapters url=\"http://ledger.example/4.json\" type=\"application/json+chapters\"/>",
            "<podcast:chapters url=\"https://ledger.example/4.json\" type=\"application/json+chapters\"/>",
        ),
        check: not_https,
    },
    FeedRule {
        text: RuleText::new(
            "feed-tag-outdated",
            Info,
            "A tag that directories gave up.",
            "Nobody reads it any more; it only makes the feed heavier.",
            "<itunes:keywords>business, money</itunes:keywords>",
            "(nothing: directories find shows by title, description and categories)",
        ),
        check: outdated,
    },
];

/// Every element with the item it is in, if it is in one.
fn elements<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (Option<&'f Item>, &'f Element<'t>)> {
    let all = feed.document.elements.iter();
    all.map(move |element| (item_at(feed, element.tag.start), element))
}

/// The item that a place is in.
fn item_at<'f>(feed: &'f Feed<'_>, at: usize) -> Option<&'f Item> {
    let after = feed.items.partition_point(|item| feed.element(item.element).tag.start <= at);
    let item = feed.items.get(after.checked_sub(1)?)?;
    (at < feed.element(item.element).content.end.max(feed.tag(item.element).end)).then_some(item)
}

fn parent<'f, 't>(feed: &'f Feed<'t>, element: &Element<'t>) -> Option<&'f Element<'t>> {
    element.parent.map(|parent| feed.element(parent))
}

/// Whether the tags of a space are all known here, and the element is not some other vocabulary's.
fn is_ours(feed: &Feed<'_>, element: &Element<'_>) -> bool {
    let is_of_rss = |element: &Element<'_>| parent(feed, element).is_none_or(|parent| known(parent.space, parent.local).is_some());
    match element.space {
        // HTML that was not wrapped, and elements in unknown ones, are told elsewhere.
        Space::Rss => is_of_rss(element) && !is_in_text(feed, element),
        Space::Itunes | Space::Podcast | Space::Psc => true,
        _ => false,
    }
}

/// Whether an element stands in what should be text.
fn is_in_text(feed: &Feed<'_>, element: &Element<'_>) -> bool {
    let holds_text = ["title", "description", "link", "summary", "encoded", "subtitle"];
    parent(feed, element).is_some_and(|parent| holds_text.contains(&parent.local))
}

fn unknown_tag(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in elements(feed).filter(|(_, element)| is_ours(feed, element)) {
        if known(element.space, element.local).is_some() {
            continue;
        }
        let same = KNOWN.iter().filter(|known| known.space == element.space).map(|known| known.local);
        let near = nearest(element.local, same.clone().filter(|name| name.eq_ignore_ascii_case(element.local)))
            .or_else(|| nearest(element.local, same));
        let elsewhere = KNOWN.iter().find(|known| known.local == element.local && known.space != Space::Rss);
        let written = |name: &str| if element.prefix.is_empty() { name.to_owned() } else { format!("{}:{name}", element.prefix) };
        let fix = match (near, elsewhere) {
            (_, Some(known)) => format!("write `{}:{}` if that is the one you mean", known.space.prefix(), known.local),
            (Some(near), _) => format!("write `{}`, in these letters", written(near)),
            _ => "take it out, or look up how it is spelt".to_owned(),
        };
        found.either(item, element.tag.clone(), format!("no app knows `{}`", element.name()), fix);
    }
}

fn misplaced(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in elements(feed).filter(|(_, element)| is_ours(feed, element)) {
        let (Some(known), Some(parent)) = (known_in_any_case(element), parent(feed, element)) else { continue };
        if known.parents.iter().any(|name| name.eq_ignore_ascii_case(parent.local)) {
            continue;
        }
        let message = format!("apps do not look for `{}` in `{}`", element.name(), parent.name());
        found.either(item, element.tag.clone(), message, format!("move it into {}", in_words(known.parents)));
    }
}

fn known_in_any_case(element: &Element<'_>) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.space == element.space && known.local.eq_ignore_ascii_case(element.local))
}

fn in_words(parents: &[&str]) -> String {
    let parents = parents.iter().filter(|parent| **parent != "liveItem").map(|parent| format!("`<{parent}>`"));
    parents.collect::<Vec<_>>().join(" or ")
}

/// The text that tags which may stand once are told apart by: paged links by what they lead to.
fn twice(feed: &Feed<'_>, found: &mut Found<'_>) {
    // More enclosures and guids than one are told by rules of their own.
    let is_told = |element: &Element<'_>| element.space == Space::Rss && matches!(element.local, "enclosure" | "guid");
    let mut first: BTreeMap<(Option<usize>, Space, &str), usize> = BTreeMap::new();
    for (item, element) in elements(feed).filter(|(_, element)| is_ours(feed, element) || element.space == Space::Content) {
        let Some(known) = known_in_any_case(element).filter(|known| known.most == 1) else { continue };
        let count = first.entry((element.parent, element.space, known.local)).or_default();
        *count += 1;
        if *count == 2 && !is_told(element) {
            let message = format!("`{}` stands here a second time, and apps do not agree which one to read", element.name());
            found.either(item, element.tag.clone(), message, "keep one of the two");
        }
    }
}

fn attribute_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in elements(feed) {
        let Some(known) = known_in_any_case(element) else { continue };
        // An enclosure and a cover that say nothing are told by rules of their own.
        if matches!((known.space, known.local), (Space::Rss, "enclosure") | (Space::Itunes, "image")) {
            continue;
        }
        for name in known.needs.iter().filter(|name| feed.attribute(element, name).is_none()) {
            let message = format!("`{}` says no `{name}`, so apps pass over it", element.name());
            found.either(item, element.tag.clone(), message, format!("add `{name}=\"…\"`"));
        }
    }
}

fn word_unknown(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in elements(feed).filter(|(_, element)| element.space == Space::Podcast) {
        for (.., attribute, words) in WORDS.iter().filter(|row| element.is(row.0, row.1)) {
            let said = if attribute.is_empty() { Some(feed.says(element)) } else { feed.attribute(element, attribute) };
            let Some(said) = said.filter(|said| !words.contains(&said.text.as_str())) else { continue };
            let fix = match nearest(&said.text, words.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("write one of {}", words.join(", ")),
            };
            let cut: String = said.text.chars().take(40).collect();
            found.either(item, said.at, format!("apps know no `{cut}` here"), fix);
        }
    }
}

/// Attributes that hold addresses.
fn addresses<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (Option<&'f Item>, &'f Element<'t>, super::view::Said)> {
    elements(feed).flat_map(move |(item, element)| {
        let names = ADDRESSES.iter().filter(move |row| element.is(row.0, row.1)).map(|row| row.2);
        names.filter_map(move |name| Some((item, element, feed.attribute(element, name)?)))
    })
}

fn not_absolute(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, said) in addresses(feed) {
        // An address of e-mail or of an account is one, too.
        if !has_scheme(&said.text) || said.text.starts_with("//") {
            let message = format!("the address in `{}` leads nowhere outside your site", element.name());
            found.either(item, said.at, message, "write the whole address, with https:// and the name of the site");
        }
    }
}

fn not_https(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_link =
        |element: &Element<'_>| matches!((element.space, element.local), (Space::Podcast, "person" | "license") | (Space::Psc, _));
    if let Some(link) = feed.said(feed.channel, Space::Rss, "link").filter(|link| is_plain_http(&link.text)) {
        found.channel(link.at, "the address of the show's page is not secure", "write `https://`, if the page answers there, too");
    }
    for (item, element, said) in addresses(feed) {
        if is_plain_http(&said.text) && !is_link(element) {
            let message = format!("the address in `{}` is not secure", element.name());
            found.either(item, said.at, message, "write `https://`");
        }
    }
}

fn outdated(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_outdated = |element: &Element<'_>| {
        element.space == Space::GooglePlay || (element.space == Space::Itunes && matches!(element.local, "keywords" | "order"))
    };
    let all: Vec<&Element<'_>> = feed.document.elements.iter().filter(|element| is_outdated(element)).collect();
    let Some(first) = all.first() else { return };
    let names: BTreeSet<String> = all.iter().map(|element| element.name()).collect();
    let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > shown.len() { format!(" and {} more", names.len() - shown.len()) } else { String::new() };
    let message = format!("no directory reads {}{more} any more", shown.join(", "));
    found.channel(first.tag.clone(), message, "leave it out, if what writes the feed lets you");
}
