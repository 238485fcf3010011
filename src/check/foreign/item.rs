//! Rules about an item: its guid, title, numbers and page.

use super::found::Found;
use super::view::{Feed, Item, Said};
use super::{FeedRule, milder, shared};
use crate::check::item;
use crate::check::text::is_web_address;
use crate::foreign::Space;
use crate::parse::rules::RULES as PARSE;
use crate::report::{
    RuleText,
    Severity::{Error, Warning},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "no-guid",
            Error,
            "An item without a guid.",
            "Apps make one up from title, date or address; after the next edit the episode is there twice.",
            "<item> … (no guid)",
            "<guid isPermaLink=\"false\">5f2c7a90-…</guid>",
        ),
        check: no_guid,
    },
    FeedRule { text: item::DUPLICATE_GUID.text, check: duplicate_guid },
    FeedRule { text: item::GUID_NOT_CLEAN.text, check: guid_not_clean },
    FeedRule {
        text: RuleText::new(
            "guid-not-a-link",
            Warning,
            "A guid that is said to be an address that opens, and is none.",
            "Without `isPermaLink=\"false\"` a guid is taken for the address of the episode's page: some apps open it.",
            "<guid>ledger-4</guid>",
            "<guid isPermaLink=\"false\">ledger-4</guid>",
        ),
        check: guid_not_a_link,
    },
    FeedRule { text: item::GUID_CONTAINS_HOST.text, check: guid_contains_host },
    FeedRule {
        text: RuleText::new(
            "item-without-title",
            Error,
            "An item without a title.",
            "Apps show a blank line or the date; nobody taps it.",
            "<title></title>",
            "<title>Who can sign a check on Monday?</title>",
        ),
        check: title_missing,
    },
    FeedRule { text: item::TITLE_TOO_LONG.text, check: title_too_long },
    FeedRule { text: item::TITLE_WITH_NUMBER.text, check: title_with_number },
    FeedRule { text: item::TITLE_WITH_MARKUP.text, check: title_with_markup },
    FeedRule { text: item::TITLE_REPEATS_SHOW.text, check: title_repeats_show },
    FeedRule {
        text: RuleText::new(
            "blanks-round-value",
            Warning,
            "Blanks or line ends before or after a title, address or guid.",
            "Apps differ in whether they take them off: addresses fail, and the same episode may count as two.",
            "<link> https://ledger.example/4/ </link>",
            "<link>https://ledger.example/4/</link>",
        ),
        check: blanks,
    },
    FeedRule { text: milder(shared(PARSE, "number-not-a-number")), check: number },
    FeedRule { text: milder(shared(PARSE, "season-not-a-number")), check: season },
    FeedRule { text: item::DUPLICATE_NUMBER.text, check: duplicate_number },
    FeedRule { text: item::NUMBER_GAP.text, check: number_gap },
    FeedRule { text: item::SERIAL_WITHOUT_NUMBER.text, check: serial_without_number },
    FeedRule {
        text: RuleText::new(
            "item-link-unfit",
            Warning,
            "An item whose page has no whole address.",
            "Apps show \"open the page\" below every episode; this one opens nothing.",
            "<link>/episodes/4/</link>",
            "<link>https://ledger.example/episodes/4/</link>",
        ),
        check: link_unfit,
    },
    FeedRule {
        text: RuleText::new(
            "author-not-an-email",
            Warning,
            "An `author` of RSS that is a name and no e-mail address.",
            "RSS wants an e-mail address there; validators fail a bare name. Apps read `itunes:author`.",
            "<author>Margo Ellison</author>",
            "<itunes:author>Margo Ellison</itunes:author>",
        ),
        check: author_not_an_email,
    },
];

fn guid(feed: &Feed<'_>, item: &Item) -> Option<Said> {
    feed.said(item.element, Space::Rss, "guid")
}

fn title(feed: &Feed<'_>, item: &Item) -> Option<Said> {
    feed.said(item.element, Space::Rss, "title").or_else(|| feed.said(item.element, Space::Itunes, "title"))
}

fn no_guid(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let mut guids = feed.all(item.element, Space::Rss, "guid");
        if guid(feed, item).is_none() {
            let at = guids.next().map_or(feed.tag(item.element), |guid| guid.tag.clone());
            found.item(item, at, "it has no guid, so apps make one up", "add one that never changes: what writes the feed can make it");
        } else if let Some(second) = guids.nth(1) {
            found.item(item, second.tag.clone(), "it has a second guid", "keep the one that apps know, which is most probably the first");
        }
    }
}

fn duplicate_guid(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut first: BTreeMap<String, &Item> = BTreeMap::new();
    // From the oldest, which comes last: of two the newer is the one to change.
    for item in feed.items.iter().rev() {
        let Some(said) = guid(feed, item) else { continue };
        match first.get(&said.text) {
            Some(older) => {
                let message = format!("item {} has the same guid, so apps show only one of the two", older.number);
                found.item(item, said.at, message, "give the newer of the two a guid of its own");
            }
            None => drop(first.insert(said.text, item)),
        }
    }
}

fn guid_not_clean(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let Some(element) = feed.first(item.element, Space::Rss, "guid") else { continue };
        let text = feed.document.text(element);
        // Blanks round it are told with those round other values, unless they are inside, too.
        if text.trim().chars().any(char::is_control) {
            found.item(item, feed.document.value_at(element), "apps read this guid differently", "write it on one line");
        }
    }
}

fn guid_not_a_link(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let (Some(said), Some(element)) = (guid(feed, item), feed.first(item.element, Space::Rss, "guid")) else { continue };
        let says_link = element.attribute("isPermaLink").is_none_or(|attribute| attribute.value.trim().eq_ignore_ascii_case("true"));
        if says_link && !is_web_address(&said.text) {
            let message = "this guid is said to be an address that opens, and is none";
            found.item(item, said.at, message, "add `isPermaLink=\"false\"` to the tag; leave the guid as it is");
        }
    }
}

/// Once for the feed: what apps know must stay, so there is nothing to change item by item.
fn guid_contains_host(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(host) = feed.host() else { return };
    let named =
        feed.items.iter().filter_map(|item| Some((item, guid(feed, item)?))).filter(|(_, said)| said.text.to_lowercase().contains(&host));
    let named: Vec<(&Item, Said)> = named.collect();
    let Some((first, said)) = named.first() else { return };
    let message = match named.len() {
        1 => "its guid contains the site's address, which may move".to_owned(),
        count => format!("its guid contains the site's address, which may move; so do those of {} more", count - 1),
    };
    found.item(
        first,
        said.at.clone(),
        message,
        "leave those that are out as they are, and take care of them when you move; have new ones made without",
    );
}

fn title_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in feed.items.iter().filter(|item| item.title.is_empty()) {
        let at = feed.first(item.element, Space::Rss, "title").map_or(feed.tag(item.element), |title| title.tag.clone());
        found.item(item, at, "it has no title", "write one that says what a listener gets");
    }
}

/// Titles that are as `is_faulty` says.
fn titles(feed: &Feed<'_>, found: &mut Found<'_>, is_faulty: impl Fn(&str) -> bool, message: &str, fix: &str) {
    for item in &feed.items {
        if let Some(said) = title(feed, item).filter(|said| is_faulty(&said.text)) {
            found.item(item, said.at, message, fix);
        }
    }
}

fn title_too_long(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_long = |title: &str| title.chars().count() > 255;
    titles(feed, found, is_long, "the title is longer than 255 characters, where apps cut it", "shorten it");
}

fn title_with_number(feed: &Feed<'_>, found: &mut Found<'_>) {
    let fix = "write the number in `<itunes:episode>`, and the title without it";
    titles(feed, found, item::starts_with_number, "the title starts with the episode's number", fix);
}

fn title_with_markup(feed: &Feed<'_>, found: &mut Found<'_>) {
    let fix = "take the marks out; `&` is written `&amp;` once";
    titles(feed, found, item::has_markup, "titles are plain words; apps do not read HTML there", fix);
}

fn title_repeats_show(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(show) = feed.said(feed.channel, Space::Rss, "title") else { return };
    for item in feed.items.iter().filter(|item| feed.kind(item) != "trailer") {
        if let Some(said) = title(feed, item).filter(|said| item::repeats_show(&said.text, &show.text)) {
            found.item(item, said.at, "the title repeats the name of the show", "leave the show's name out; apps put it beside the title");
        }
    }
}

fn blanks(feed: &Feed<'_>, found: &mut Found<'_>) {
    const VALUES: [(Space, &str); 4] = [(Space::Rss, "title"), (Space::Rss, "link"), (Space::Rss, "guid"), (Space::Itunes, "title")];
    let parents = std::iter::once((None, feed.channel)).chain(feed.items.iter().map(|item| (Some(item), item.element)));
    for (item, parent) in parents {
        for element in VALUES.iter().filter_map(|(space, local)| feed.first(parent, *space, local)) {
            let text = feed.document.text(element);
            if text.trim() != text && !text.trim().is_empty() {
                let message = format!("blanks stand before or after what is in `{}`", element.name());
                found.either(item, feed.document.value_at(element), message, "write it without them, close to its tags");
            }
        }
    }
}

/// A whole number from 1 on.
fn whole(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number > 0 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn not_whole(feed: &Feed<'_>, found: &mut Found<'_>, local: &'static str) {
    for item in &feed.items {
        // An empty tag says nothing, and some hosts write one.
        let Some(said) = feed.said(item.element, Space::Itunes, local) else { continue };
        if whole(&said.text).is_none() {
            let message = format!("`itunes:{local}` must be a whole number from 1 on");
            found.item(item, said.at, message, format!("write for example `<itunes:{local}>12</itunes:{local}>`, or take it out"));
        }
    }
    for item in &feed.items {
        let Some(said) = feed.said(item.element, Space::Podcast, local) else { continue };
        let is_number = said.text.parse::<f64>().is_ok_and(|number| number.is_finite() && number >= 0.0);
        if !is_number {
            found.item(
                item,
                said.at,
                format!("`podcast:{local}` must be a number"),
                "write digits, and words for people in `display` or `name`",
            );
        }
    }
}

fn number(feed: &Feed<'_>, found: &mut Found<'_>) {
    not_whole(feed, found, "episode");
}

fn season(feed: &Feed<'_>, found: &mut Found<'_>) {
    not_whole(feed, found, "season");
}

/// Season and number of an item that has a number.
fn numbers(feed: &Feed<'_>, item: &Item) -> Option<(Option<u64>, u64, Said)> {
    let said = feed.said(item.element, Space::Itunes, "episode")?;
    let season = feed.said(item.element, Space::Itunes, "season").and_then(|said| whole(&said.text));
    Some((season, whole(&said.text)?, said))
}

fn duplicate_number(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut first: BTreeMap<(Option<u64>, u64, String), &Item> = BTreeMap::new();
    for item in feed.items.iter().rev() {
        let Some((season, number, said)) = numbers(feed, item) else { continue };
        match first.get(&(season, number, feed.kind(item))) {
            Some(older) => {
                let message = format!("item {} has the number {number} too", older.number);
                found.item(item, said.at, message, "give one of the two the next free number");
            }
            None => drop(first.insert((season, number, feed.kind(item)), item)),
        }
    }
}

fn number_gap(feed: &Feed<'_>, found: &mut Found<'_>) {
    if !feed.is_serial() {
        return;
    }
    let full = || feed.items.iter().filter(|item| feed.is_full(item)).filter_map(|item| Some((item, numbers(feed, item)?)));
    let known: BTreeSet<(Option<u64>, u64)> = full().map(|(_, (season, number, _))| (season, number)).collect();
    for (item, (season, number, said)) in full() {
        let before = known.range((season, 0)..(season, number)).next_back();
        if let Some((_, before)) = before.filter(|(_, before)| before + 1 < number) {
            found.item(item, said.at, format!("number {number} follows number {before}"), "number the parts without a gap");
        }
    }
}

fn serial_without_number(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in feed.items.iter().filter(|item| feed.is_serial() && feed.is_full(item)) {
        if feed.said(item.element, Space::Itunes, "episode").is_none() {
            let fix = "add `<itunes:episode>`, or write `episodic` in `<itunes:type>`";
            found.item(item, feed.tag(item.element), "a serial needs a number for every episode", fix);
        }
    }
}

fn link_unfit(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let Some(said) = feed.said(item.element, Space::Rss, "link").filter(|said| !is_web_address(&said.text)) else { continue };
        found.item(item, said.at, "the address of its page is not whole", "write it with https:// and the name of the site");
    }
}

fn author_not_an_email(feed: &Feed<'_>, found: &mut Found<'_>) {
    let authors = feed.items.iter().filter_map(|item| Some((item, feed.said(item.element, Space::Rss, "author")?)));
    let bare: Vec<(&Item, Said)> = authors.filter(|(_, said)| !said.text.contains('@')).collect();
    let Some((first, said)) = bare.first() else { return };
    let more = if bare.len() > 1 { format!("; so it is in {} more", bare.len() - 1) } else { String::new() };
    let message = format!("RSS wants an e-mail address in `author`, and this is a name{more}");
    found.item(first, said.at.clone(), message, "write the name in `<itunes:author>`, and leave `<author>` out");
}
