//! Rules about what directories list a show by: category, cover, owner, whom it is for.

use super::found::Found;
use super::view::{Feed, Said};
use super::{FeedRule, milder, shared};
use crate::check::{artwork, category, show};
use crate::foreign::Space;
use crate::model::Category;
use crate::parse::rules::RULES as PARSE;
use crate::parse::values;
use crate::report::{
    RuleText,
    Severity::{Error, Info, Warning},
};
use std::collections::BTreeMap;

pub(super) const RULES: &[FeedRule] = &[
    FeedRule { text: category::NO_CATEGORY.text, check: no_category },
    FeedRule { text: category::UNKNOWN_CATEGORY.text, check: category_unknown },
    FeedRule { text: category::OLD_CATEGORY.text, check: category_old },
    FeedRule {
        text: RuleText::new(
            "explicit-missing",
            Error,
            "A show that does not say whether it is for everybody.",
            "Apple asks every show to say so, and refuses one that does not.",
            "<channel> … (no itunes:explicit)",
            "<itunes:explicit>false</itunes:explicit>",
        ),
        check: explicit_missing,
    },
    FeedRule {
        text: RuleText::new(
            "explicit-not-true-or-false",
            Warning,
            "A show or episode that says in other words than `true` or `false` whether it is for everybody.",
            "The podcast standard takes these two alone. Apple still reads `yes`, `no` and `clean`; a new app need not.",
            "<itunes:explicit>clean</itunes:explicit>",
            "<itunes:explicit>false</itunes:explicit>",
        ),
        check: explicit_words,
    },
    FeedRule { text: show::NO_AUTHOR.text, check: no_author },
    FeedRule { text: show::NO_OWNER_EMAIL.text, check: no_owner_email },
    FeedRule { text: shared(PARSE, "not-an-email"), check: not_an_email },
    FeedRule { text: artwork::NO_COVER.text, check: no_cover },
    FeedRule {
        text: RuleText::new(
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
        text: RuleText::new(
            "rss-image-too-large",
            Info,
            "A `width` above 144 or a `height` above 400 in the old `<image>` of RSS.",
            "Validators report it as an error. Nobody needs the two: apps read the size from the picture.",
            "<image> … <width>3000</width></image>",
            "<image> … </image>   (without width and height)",
        ),
        check: rss_image,
    },
    FeedRule { text: milder(shared(PARSE, "unknown-type")), check: kind },
    FeedRule { text: show::COPYRIGHT_WITH_YEAR.text, check: copyright },
];

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
    for (category, said) in categories(feed).into_iter().filter(|(category, _)| category::is_no_category(category)) {
        let fix = match category::likely_category(&category) {
            Some(likely) => format!("write `{likely}` if that is the one you mean"),
            None => "choose one of Apple's, spelt exactly as there".to_owned(),
        };
        found.channel(said.at, format!("Apple has no category `{}`", category::written(&category)), fix);
    }
}

fn category_old(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (category, said) in categories(feed) {
        if let Some(newer) = category::newer_category(&category) {
            found.channel(
                said.at,
                format!("Apple gave up the category `{}`", category::written(&category)),
                format!("write `{newer}` instead"),
            );
        }
    }
}

fn explicit_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.first(feed.channel, Space::Itunes, "explicit").is_none() {
        let message = "the feed does not say whether the show is for everybody";
        found.channel(feed.tag(feed.channel), message, "add `<itunes:explicit>false</itunes:explicit>`, or `true`");
    }
}

/// Once for each word: what writes the feed writes the same everywhere.
fn explicit_words(feed: &Feed<'_>, found: &mut Found<'_>) {
    let channel = feed.first(feed.channel, Space::Itunes, "explicit").map(|element| (None, element));
    let items = feed.items.iter().filter_map(|item| Some((Some(item), feed.first(item.element, Space::Itunes, "explicit")?)));
    let mut words: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (item, element) in channel.into_iter().chain(items) {
        let said = feed.says(element);
        if !matches!(said.text.as_str(), "true" | "false") {
            words.entry(said.text.chars().take(20).collect()).or_default().push((item, said.at));
        }
    }
    for (word, places) in words {
        let (meant, what) = match word.to_ascii_lowercase().as_str() {
            "yes" | "explicit" => ("true", "an old word here"),
            "no" | "clean" => ("false", "an old word here"),
            "true" => ("true", "not what every app reads here"),
            _ => ("false", "not what apps read here"),
        };
        found.habit(&places, &format!("`{word}` is {what}"), format!("write `{meant}`"));
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

fn kind(feed: &Feed<'_>, found: &mut Found<'_>) {
    let show = feed.said(feed.channel, Space::Itunes, "type").map(|said| (None, said, &["episodic", "serial"][..]));
    let items = feed.items.iter().filter_map(|item| {
        let said = feed.said(item.element, Space::Itunes, "episodeType")?;
        Some((Some(item), said, &["full", "trailer", "bonus"][..]))
    });
    for (item, said, words) in show.into_iter().chain(items) {
        // Apple's own pages write them with a capital.
        if !words.iter().any(|word| word.eq_ignore_ascii_case(&said.text)) {
            let cut: String = said.text.chars().take(20).collect();
            found.either(item, said.at, format!("apps know no `{cut}` here"), format!("write one of {}", words.join(", ")));
        }
    }
}

fn copyright(feed: &Feed<'_>, found: &mut Found<'_>) {
    let copyright = feed.said(feed.channel, Space::Rss, "copyright");
    if let Some(said) = copyright.filter(|said| show::says_more_than_whose(&said.text)) {
        found.channel(said.at, "the copyright line has a sign, a year or a word beside the holder's name", "write the holder's name alone");
    }
}
