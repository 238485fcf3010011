//! Rules about what a feed says of its show in words: title, description, page, language.

use super::found::Found;
use super::view::Feed;
use super::{FeedRule, shared};
use crate::check::text::is_web_address;
use crate::check::{language, show};
use crate::foreign::Space;
use crate::parse::rules::RULES as PARSE;
use crate::parse::values;
use crate::report::{RuleText, Severity::Error};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule { text: shared(PARSE, "missing-title"), check: title_missing },
    FeedRule { text: show::SHOW_TITLE_TOO_LONG.text, check: title_too_long },
    FeedRule { text: show::SHOW_TITLE_STUFFED.text, check: title_stuffed },
    FeedRule { text: shared(PARSE, "missing-description"), check: description_missing },
    FeedRule { text: show::SHOW_DESCRIPTION_TOO_LONG.text, check: description_too_long },
    FeedRule {
        text: RuleText::new(
            "show-link-missing",
            Error,
            "A feed without the address of the show's page, or with one that is not whole.",
            "RSS asks for it, directories refuse the feed, and listeners who want to know more have nowhere to go.",
            "<link>/show/</link>",
            "<link>https://ledger.example/show/</link>",
        ),
        check: link_missing,
    },
    FeedRule { text: shared(PARSE, "missing-language"), check: language_missing },
    FeedRule { text: language::UNKNOWN_LANGUAGE.text, check: language_unknown },
];

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
    let Some(said) = feed.said(feed.channel, Space::Rss, "language") else { return };
    match values::language(&said.text.replace('_', "-")) {
        Err(mistake) => found.channel(said.at, "this is not the code of a language", mistake.fix),
        Ok(_) if said.text.contains('_') => {
            found.channel(said.at, "a language's code has a hyphen in it", format!("write `{}`", said.text.replace('_', "-")));
        }
        Ok(tag) => language::language_faults(&tag).into_iter().for_each(|(message, fix)| found.channel(said.at.clone(), message, fix)),
    }
}
