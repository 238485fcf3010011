//! Rules about what a feed says of its show.

use super::found::Found;
use super::view::{Feed, Said};
use super::{FeedRule, shared, text};
use crate::check::text::{is_plain_http, is_web_address};
use crate::check::{artwork, show, site_address};
use crate::foreign::{Element, Space};
use crate::model::Category;
use crate::parse;
use crate::parse::values;
use crate::report::Severity::{Error, Info, Warning};

const PARSE: &[crate::report::RuleText] = parse::rules::RULES;

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: text(
            "self-link-missing",
            Warning,
            "A feed that does not say where it lives.",
            "Apps and directories that get the feed by another way, such as a cache, cannot tell that it is the same show.",
            "<channel> … (no atom:link)",
            "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://ledger.example/feed.xml\"/>",
        ),
        check: self_link_missing,
    },
    FeedRule {
        text: text(
            "self-link-differs",
            Warning,
            "A feed that says it lives at another address than the one it was fetched from.",
            "Apps may follow the other address, and lose the show when that one goes.",
            "<atom:link rel=\"self\" href=\"http://old.example/feed\"/>   (fetched from https://ledger.example/feed.xml)",
            "<atom:link rel=\"self\" href=\"https://ledger.example/feed.xml\"/>",
        ),
        check: self_link_differs,
    },
    FeedRule { text: shared(PARSE, "missing-title"), check: title_missing },
    FeedRule { text: show::SHOW_TITLE_TOO_LONG.text, check: title_too_long },
    FeedRule { text: show::SHOW_TITLE_STUFFED.text, check: title_stuffed },
    FeedRule { text: shared(PARSE, "missing-description"), check: description_missing },
    FeedRule { text: show::SHOW_DESCRIPTION_TOO_LONG.text, check: description_too_long },
    FeedRule {
        text: text(
            "show-link-missing",
            Error,
            "A feed without the address of the show's page, or with one that is not whole.",
            "RSS asks for it, directories refuse the feed, and listeners who want to know more have nowhere to go.",
            "<link>/show/</link>",
            "<link>https://ledger.example/show/</link>",
        ),
        check: link_missing,
    },
    FeedRule { text: site_address::BASE_URL_NOT_HTTPS.text, check: link_not_https },
    FeedRule { text: shared(PARSE, "missing-language"), check: language_missing },
    FeedRule { text: show::UNKNOWN_LANGUAGE.text, check: language_unknown },
    FeedRule { text: show::NO_CATEGORY.text, check: no_category },
    FeedRule { text: show::UNKNOWN_CATEGORY.text, check: category_unknown },
    FeedRule { text: show::OLD_CATEGORY.text, check: category_old },
    FeedRule {
        text: text(
            "explicit-not-true-or-false",
            Error,
            "A show or episode that does not say whether it is for everybody, or says it in the old words.",
            "Apple and the podcast standard take `true` and `false` alone; `yes`, `no` and `clean` were given up, and some \
             directories refuse a feed with them.",
            "<itunes:explicit>clean</itunes:explicit>",
            "<itunes:explicit>false</itunes:explicit>",
        ),
        check: explicit,
    },
    FeedRule { text: show::NO_AUTHOR.text, check: no_author },
    FeedRule { text: show::NO_OWNER_EMAIL.text, check: no_owner_email },
    FeedRule { text: shared(PARSE, "not-an-email"), check: not_an_email },
    FeedRule { text: artwork::NO_COVER.text, check: no_cover },
    FeedRule {
        text: text(
            "cover-ending-unfit",
            Error,
            "Cover art whose address ends like a kind of picture that directories do not take.",
            "Apple and Spotify take JPEG and PNG alone; with another kind they refuse the cover, and with it the show.",
            "<itunes:image href=\"https://ledger.example/cover.webp\"/>",
            "<itunes:image href=\"https://ledger.example/cover.jpg\"/>",
        ),
        check: cover_ending,
    },
    FeedRule {
        text: text(
            "rss-image-too-large",
            Info,
            "A `width` above 144 or a `height` above 400 in the old `<image>` of RSS.",
            "Validators report it as an error. Nobody needs the two: apps read the size from the picture.",
            "<image> … <width>3000</width></image>",
            "<image> … </image>   (without width and height)",
        ),
        check: rss_image,
    },
    FeedRule {
        text: text(
            "no-podcast-guid",
            Info,
            "A show without `podcast:guid`.",
            "By it apps know the show when its feed moves to another address. It is made once and never changes.",
            "<channel> … (no podcast:guid)",
            "<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>",
        ),
        check: no_guid,
    },
    FeedRule { text: shared(PARSE, "not-a-guid"), check: guid_not_a_uuid },
    FeedRule {
        text: text(
            "locked-not-yes-or-no",
            Warning,
            "A `podcast:locked` that says neither `yes` nor `no`.",
            "It tells other hosts whether they may take the show over; a word they do not know protects nothing.",
            "<podcast:locked>true</podcast:locked>",
            "<podcast:locked>yes</podcast:locked>",
        ),
        check: locked,
    },
    FeedRule { text: shared(PARSE, "unknown-type"), check: kind },
    FeedRule {
        text: text(
            "only-yes-counts",
            Warning,
            "An `itunes:block` or `itunes:complete` that says something else than `Yes`.",
            "Apple acts on `Yes` alone, and other apps take any word for it: a `no` may hide the show there.",
            "<itunes:block>no</itunes:block>",
            "(nothing: without the tag, the show is listed and goes on)",
        ),
        check: only_yes,
    },
    FeedRule { text: show::COPYRIGHT_WITH_YEAR.text, check: copyright },
    FeedRule { text: show::NO_EPISODES.text, check: no_episodes },
    FeedRule { text: show::NEW_FEED_URL_IS_SELF.text, check: new_feed_url },
    FeedRule {
        text: text(
            "feed-pages-disagree",
            Warning,
            "A feed in pages whose next page is the page itself, or whose addresses are not whole.",
            "The few apps that turn pages go round in a circle, or miss the older episodes.",
            "<atom:link rel=\"next\" href=\"https://ledger.example/feed.xml\"/>   (in that very feed)",
            "<atom:link rel=\"next\" href=\"https://ledger.example/feed.xml?page=2\"/>",
        ),
        check: pages,
    },
];

/// Links of Atom with this relation.
fn links<'f, 't>(feed: &'f Feed<'t>, relation: &'static str) -> impl Iterator<Item = &'f Element<'t>> {
    let is_it = move |link: &&Element<'t>| link.attribute("rel").is_some_and(|rel| rel.value.trim().eq_ignore_ascii_case(relation));
    feed.all(feed.channel, Space::Atom, "link").filter(is_it)
}

/// Addresses that lead to the same place for every app.
fn is_same_address(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches('/').to_owned();
        let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{}/{path}", host.to_lowercase())
    };
    bare(one) == bare(other)
}

fn self_link_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut own = links(feed, "self");
    match own.next().map(|link| feed.attribute(link, "href")) {
        None => found.channel(
            feed.tag(feed.channel),
            "the feed does not say where it lives",
            "add `<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/>` with the feed's own address",
        ),
        Some(Some(said)) if !is_web_address(&said.text) => {
            found.channel(said.at, "this is not a whole address", "write it with https:// and the name of the site");
        }
        _ => {}
    }
    if let Some(second) = own.next() {
        found.channel(second.tag.clone(), "the feed says a second time where it lives", "keep the link that is right");
    }
}

fn self_link_differs(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(fetched) = feed.address else { return };
    let said = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    if let Some(said) = said.filter(|said| is_web_address(&said.text) && !is_same_address(&said.text, fetched)) {
        found.channel(
            said.at,
            format!("the feed was fetched from {fetched}"),
            "write the address that you give to directories, in both places",
        );
    }
}

fn title_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.said(feed.channel, Space::Rss, "title").is_none() {
        let at = feed.first(feed.channel, Space::Rss, "title").map_or(feed.tag(feed.channel), |title| title.tag.clone());
        found.channel(at, "the show has no title", "add `<title>` with the name of the show");
    }
}

fn title_too_long(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(title) = feed.said(feed.channel, Space::Rss, "title") else { return };
    let length = title.text.chars().count();
    if length > 255 {
        found.channel(title.at, format!("the show's name has {length} characters; apps cut it after 255"), "keep the name alone");
    }
}

fn title_stuffed(feed: &Feed<'_>, found: &mut Found<'_>) {
    let title = feed.said(feed.channel, Space::Rss, "title");
    if let Some(title) = title.filter(|title| show::is_stuffed(&title.text)) {
        found.channel(
            title.at,
            "the show's name looks like a list of search words",
            "keep the name alone; directories search the description, too",
        );
    }
}

fn description_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    let channel = feed.channel;
    let spoken =
        [(Space::Rss, "description"), (Space::Itunes, "summary")].iter().any(|(space, local)| feed.said(channel, *space, local).is_some());
    if !spoken {
        let at = feed.first(channel, Space::Rss, "description").map_or(feed.tag(channel), |element| element.tag.clone());
        found.channel(at, "nothing says what the show is about", "add `<description>` with two or three sentences");
    }
}

fn description_too_long(feed: &Feed<'_>, found: &mut Found<'_>) {
    let description = feed.said(feed.channel, Space::Rss, "description");
    if let Some(said) = description.filter(|said| said.text.len() > 4000) {
        found.channel(said.at, format!("the description has {} bytes; directories cut it after 4,000", said.text.len()), "shorten it");
    }
}

fn link_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    match feed.said(feed.channel, Space::Rss, "link") {
        None => found.channel(feed.tag(feed.channel), "the show has no page", "add `<link>` with the address of the show's page"),
        Some(link) if !is_web_address(&link.text) => {
            found.channel(link.at, "this is not a whole address", "write it with https:// and the name of the site");
        }
        Some(_) => {}
    }
}

fn link_not_https(feed: &Feed<'_>, found: &mut Found<'_>) {
    if let Some(link) = feed.said(feed.channel, Space::Rss, "link").filter(|link| is_plain_http(&link.text)) {
        found.channel(link.at, "the show's address is not secure", "write `https://`; every web host offers it");
    }
}

fn language_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.said(feed.channel, Space::Rss, "language").is_none() {
        found.channel(
            feed.tag(feed.channel),
            "the feed does not say in which language people speak",
            "add `<language>`, for example `en-us`",
        );
    }
}

fn language_unknown(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(language) = feed.said(feed.channel, Space::Rss, "language") else { return };
    match values::language(&language.text.replace('_', "-")) {
        Err(mistake) => found.channel(language.at, "this is not the code of a language", mistake.fix),
        Ok(_) if language.text.contains('_') => {
            found.channel(language.at, "a language's code has a hyphen in it", format!("write `{}`", language.text.replace('_', "-")));
        }
        Ok(tag) => show::language_faults(&tag).into_iter().for_each(|(message, fix)| found.channel(language.at.clone(), message, fix)),
    }
}

/// Apple's categories as written, each with its place.
fn categories(feed: &Feed<'_>) -> Vec<(Category, Said)> {
    let mut all = Vec::new();
    for index in feed.indices(feed.channel, Space::Itunes, "category") {
        let Some(name) = feed.attribute(feed.element(index), "text") else { continue };
        let subs: Vec<Said> = feed.all(index, Space::Itunes, "category").filter_map(|sub| feed.attribute(sub, "text")).collect();
        if subs.is_empty() {
            all.push((Category { name: name.text.clone(), sub: None }, name.clone()));
        }
        all.extend(subs.into_iter().map(|sub| (Category { name: name.text.clone(), sub: Some(sub.text.clone()) }, sub)));
    }
    all
}

fn no_category(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.first(feed.channel, Space::Itunes, "category").is_none() {
        let fix = "add one of Apple's, for example `<itunes:category text=\"Business\"/>`";
        found.channel(feed.tag(feed.channel), "the show has no category; directories will not list it", fix);
    }
}

fn category_unknown(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (category, said) in categories(feed).into_iter().filter(|(category, _)| show::is_no_category(category)) {
        let fix = match show::likely_category(&category) {
            Some(likely) => format!("write `{likely}` if that is the one you mean"),
            None => "choose one of Apple's, spelt exactly as there".to_owned(),
        };
        found.channel(said.at, format!("Apple has no category `{}`", show::written(&category)), fix);
    }
}

fn category_old(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (category, said) in categories(feed) {
        if let Some(newer) = show::newer_category(&category) {
            found.channel(
                said.at,
                format!("Apple gave up the category `{}`", show::written(&category)),
                format!("write `{newer}` instead"),
            );
        }
    }
}

fn explicit(feed: &Feed<'_>, found: &mut Found<'_>) {
    let of_the_show = feed.first(feed.channel, Space::Itunes, "explicit");
    if of_the_show.is_none() {
        let message = "the feed does not say whether the show is for everybody";
        found.channel(feed.tag(feed.channel), message, "add `<itunes:explicit>false</itunes:explicit>`, or `true`");
    }
    let channel = of_the_show.map(|element| (None, element));
    let items = feed.items.iter().filter_map(|item| Some((Some(item), feed.first(item.element, Space::Itunes, "explicit")?)));
    for (item, element) in channel.into_iter().chain(items) {
        let said = feed.says(element);
        let meant = match said.text.to_ascii_lowercase().as_str() {
            _ if matches!(said.text.as_str(), "true" | "false") => continue,
            "yes" | "true" | "explicit" => "true",
            _ => "false",
        };
        let cut: String = said.text.chars().take(20).collect();
        found.either(item, said.at, format!("`{cut}` is not what apps read here"), format!("write `{meant}`"));
    }
}

fn no_author(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.said(feed.channel, Space::Itunes, "author").is_none() {
        let fix = "add `<itunes:author>` with your name or your company's";
        found.channel(feed.tag(feed.channel), "the show does not say who makes it", fix);
    }
}

/// The element that holds the owner's address.
fn owner(feed: &Feed<'_>) -> Option<Said> {
    let owner = feed.indices(feed.channel, Space::Itunes, "owner").next()?;
    feed.said(owner, Space::Itunes, "email")
}

fn no_owner_email(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_verified = feed
        .all(feed.channel, Space::Podcast, "txt")
        .any(|txt| txt.attribute("purpose").is_some_and(|purpose| matches!(purpose.value.trim(), "verify" | "applepodcastsverify")));
    let is_hidden = feed.said(feed.channel, Space::Itunes, "block").is_some_and(|said| said.text.eq_ignore_ascii_case("yes"));
    if owner(feed).is_none() && !is_verified && !is_hidden {
        let fix = "add `<itunes:owner>` with an `<itunes:email>` that you are happy to publish, at least while you submit the show";
        found.channel(feed.tag(feed.channel), "directories have no address to send your code to", fix);
    }
}

fn not_an_email(feed: &Feed<'_>, found: &mut Found<'_>) {
    let locked = feed.first(feed.channel, Space::Podcast, "locked").and_then(|locked| feed.attribute(locked, "owner"));
    for said in owner(feed).into_iter().chain(locked) {
        if let Err(mistake) = values::email(&said.text) {
            found.channel(said.at, "this is not an e-mail address", mistake.fix);
        }
    }
}

fn no_cover(feed: &Feed<'_>, found: &mut Found<'_>) {
    let cover = feed.first(feed.channel, Space::Itunes, "image");
    let fix = "write `<itunes:image href=\"https://…\"/>` with the address of a square JPEG or PNG of 3000 pixels";
    match cover {
        None => found.channel(feed.tag(feed.channel), "the show has no cover; directories will not list it", fix),
        Some(image) if feed.attribute(image, "href").is_none() => {
            found.channel(image.tag.clone(), "this says no address, so the show has no cover", fix);
        }
        Some(_) => {}
    }
}

fn cover_ending(feed: &Feed<'_>, found: &mut Found<'_>) {
    let channel = std::iter::once((None, feed.channel));
    let items = feed.items.iter().map(|item| (Some(item), item.element));
    for (item, parent) in channel.chain(items) {
        let Some(said) = feed.first(parent, Space::Itunes, "image").and_then(|image| feed.attribute(image, "href")) else { continue };
        let ending = crate::check::recording::ending(&said.text);
        if matches!(ending.as_str(), "webp" | "gif" | "svg" | "avif" | "bmp" | "tif" | "tiff" | "heic" | "jxl") {
            let message = format!("this cover ends in .{ending}, and directories take JPEG and PNG alone");
            found.either(item, said.at, message, "save the picture as JPEG or PNG, and write its new address");
        }
    }
}

fn rss_image(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(image) = feed.indices(feed.channel, Space::Rss, "image").next() else { return };
    for (local, most) in [("width", 144), ("height", 400)] {
        let said = feed.said(image, Space::Rss, local);
        if let Some(said) = said.filter(|said| said.text.parse::<u64>().is_ok_and(|number| number > most)) {
            found.channel(said.at, format!("RSS allows a {local} of {most} at the most here"), format!("take `<{local}>` out"));
        }
    }
}

fn no_guid(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.said(feed.channel, Space::Podcast, "guid").is_none() {
        let fix = "add it if your host lets you; it is made once, from the feed's address";
        found.channel(feed.tag(feed.channel), "the show has no guid of its own", fix);
    }
}

fn guid_not_a_uuid(feed: &Feed<'_>, found: &mut Found<'_>) {
    let own = feed.said(feed.channel, Space::Podcast, "guid");
    let guids = feed.document.elements.iter().filter(|element| element.is(Space::Podcast, "remoteItem"));
    let of_others = guids.filter_map(|element| feed.attribute(element, "feedGuid"));
    for said in own.into_iter().chain(of_others) {
        if let Err(mistake) = values::guid(&said.text) {
            found.channel(said.at, "this is not a guid", mistake.fix);
        }
    }
}

fn locked(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(said) = feed.first(feed.channel, Space::Podcast, "locked").map(|locked| feed.says(locked)) else { return };
    if !matches!(said.text.as_str(), "yes" | "no") {
        let meant = if matches!(said.text.to_ascii_lowercase().as_str(), "no" | "false") { "no" } else { "yes" };
        found.channel(said.at, "this says neither yes nor no", format!("write `{meant}`"));
    }
}

fn kind(feed: &Feed<'_>, found: &mut Found<'_>) {
    let show = feed.said(feed.channel, Space::Itunes, "type").map(|said| (None, said, &["episodic", "serial"][..]));
    let items = feed.items.iter().filter_map(|item| {
        let said = feed.said(item.element, Space::Itunes, "episodeType")?;
        Some((Some(item), said, &["full", "trailer", "bonus"][..]))
    });
    for (item, said, words) in show.into_iter().chain(items) {
        if !words.contains(&said.text.as_str()) {
            let fix = match words.iter().find(|word| word.eq_ignore_ascii_case(&said.text)) {
                Some(word) => format!("write `{word}`, in small letters"),
                None => format!("write one of {}", words.join(", ")),
            };
            let cut: String = said.text.chars().take(20).collect();
            found.either(item, said.at, format!("apps know no `{cut}` here"), fix);
        }
    }
}

fn only_yes(feed: &Feed<'_>, found: &mut Found<'_>) {
    let channel = [(None, feed.channel, "block"), (None, feed.channel, "complete")];
    let items = feed.items.iter().map(|item| (Some(item), item.element, "block"));
    for (item, parent, local) in channel.into_iter().chain(items) {
        let Some(said) = feed.first(parent, Space::Itunes, local).map(|element| feed.says(element)) else { continue };
        if !said.text.eq_ignore_ascii_case("yes") {
            found.either(item, said.at, format!("`itunes:{local}` means something only when it says `Yes`"), "take the tag out");
        }
    }
}

fn copyright(feed: &Feed<'_>, found: &mut Found<'_>) {
    let copyright = feed.said(feed.channel, Space::Rss, "copyright");
    if let Some(said) = copyright.filter(|said| show::says_more_than_whose(&said.text)) {
        found.channel(said.at, "this says more than whose the show is", "write the holder's name alone");
    }
}

fn no_episodes(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.items.is_empty() {
        let fix = "publish a trailer before you give the feed's address to anybody";
        found.channel(feed.tag(feed.channel), "the feed has no item; directories refuse an empty feed", fix);
    }
}

fn new_feed_url(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(new) = feed.said(feed.channel, Space::Itunes, "new-feed-url") else { return };
    if !is_web_address(&new.text) {
        found.channel(new.at, "this is not a whole address, so nobody can follow it", "write it with https:// and the name of the site");
        return;
    }
    // In the feed at its new address the tag is right: there it is the feed's own. A feed that is fetched from where it says it moved
    // to, and says that it lives elsewhere, sends apps back and forth.
    let own = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    if let (Some(fetched), Some(own)) = (feed.address, own)
        && is_same_address(&new.text, fetched)
        && !is_same_address(&own.text, fetched)
    {
        found.channel(new.at, "apps are sent here by this, and away from here by `atom:link`", "write the same address in both");
    }
}

fn pages(feed: &Feed<'_>, found: &mut Found<'_>) {
    let own = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    for relation in ["next", "prev", "previous", "first", "last"] {
        for said in links(feed, relation).filter_map(|link| feed.attribute(link, "href")) {
            let is_turned = matches!(relation, "next" | "prev" | "previous");
            let leads_here = is_turned && own.as_ref().is_some_and(|own| own.text == said.text);
            if leads_here {
                found.channel(
                    said.at,
                    format!("the {relation} page is this page itself"),
                    "take the link out, or write the other page's address",
                );
            } else if !is_web_address(&said.text) {
                found.channel(said.at, "this is not a whole address", "write it with https:// and the name of the site");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_is_known_by_any_scheme_and_slash() {
        assert!(is_same_address("http://Ledger.example/feed/", "https://ledger.example/feed"));
        assert!(!is_same_address("https://ledger.example/Feed", "https://ledger.example/feed"));
        assert!(!is_same_address("https://ledger.example/feed?page=2", "https://ledger.example/feed"));
    }
}
