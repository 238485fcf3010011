//! Rules about the notes of an item: what apps show of them, and what they refuse.

use super::FeedRule;
use super::found::Found;
use super::html::{self, Tag};
use super::view::{Feed, Item};
use crate::check::text::{has_scheme, is_plain_http};
use crate::check::{artwork, item, notes};
use crate::foreign::{Element, Space};
use crate::report::{
    RuleText,
    Severity::{Info, Warning},
};
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(super) const RULES: &[FeedRule] = &[
    FeedRule { text: item::NO_SHOW_NOTES.text, check: none },
    FeedRule { text: item::NOTES_TOO_LONG.text, check: too_long },
    FeedRule {
        text: RuleText::new(
            "relative-link-in-notes",
            Warning,
            "A link or picture in the notes of a feed that is not a whole address.",
            "Apps read the notes far from your site: the offer, the guest and the transcript cannot be opened from there.",
            "<a href=\"/offers/continuity/\">The kit</a>",
            "<a href=\"https://ledger.example/offers/continuity/\">The kit</a>",
        ),
        check: relative_link,
    },
    FeedRule {
        text: RuleText::new(
            "active-html-in-notes",
            Warning,
            "Scripts, frames, forms and the like in the notes of a feed.",
            "Apps strip them, and what stood inside is gone; careful readers refuse a feed with scripts.",
            "<iframe src=\"https://player.example/4\"></iframe>",
            "<a href=\"https://player.example/4\">Listen here</a>",
        ),
        check: active,
    },
    FeedRule {
        text: RuleText::new(
            "html-not-shown",
            Info,
            "HTML in the notes that Apple and Spotify do not show.",
            "Only paragraphs, lists, links and line breaks are dependable; headings and tables are dropped, or shown as plain text.",
            "<h2>Resources</h2><table> …",
            "<p>Resources</p><ul><li> …",
        ),
        check: not_shown,
    },
    FeedRule {
        text: RuleText::new(
            "notes-escaped-twice",
            Warning,
            "Notes whose HTML was made into text once too often.",
            "Listeners read the tags instead of seeing what they do.",
            "<description><![CDATA[&lt;p&gt;Dev tells …]]></description>",
            "<description><![CDATA[<p>Dev tells …]]></description>",
        ),
        check: escaped_twice,
    },
    FeedRule {
        text: RuleText::new(
            "notes-not-wrapped",
            Warning,
            "Notes whose HTML stands in the feed as tags of its own.",
            "To an app these are unknown tags of the feed: many show nothing, or only the words before the first.",
            "<description><p>Dev tells …</p></description>",
            "<description><![CDATA[<p>Dev tells …</p>]]></description>",
        ),
        check: not_wrapped,
    },
    FeedRule { text: artwork::PICTURE_WITHOUT_ALT.text, check: without_alt },
    FeedRule { text: notes::INSECURE_PICTURE.text, check: insecure_picture },
    FeedRule { text: notes::LINK_TEXT_SAYS_NOTHING.text, check: link_says_nothing },
    FeedRule { text: notes::TIME_CODE_AFTER_END.text, check: time_after_end },
    FeedRule { text: notes::TIME_LIST_OUT_OF_ORDER.text, check: time_list },
];

/// The texts that hold notes: whose, which element, and what it says.
fn notes<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (&'f Item, &'f Element<'t>, Cow<'t, str>)> {
    feed.items.iter().flat_map(move |item| {
        let spaces = [(Space::Rss, "description"), (Space::Content, "encoded")];
        spaces.into_iter().filter_map(move |(space, local)| {
            let element = feed.first(item.element, space, local)?;
            Some((item, element, feed.document.text(element)))
        })
    })
}

/// Bytes of the source at which a tag of the notes stands.
fn place(feed: &Feed<'_>, element: &Element<'_>, start: usize, end: usize) -> std::ops::Range<usize> {
    let from = feed.document.at_in_text(element, start);
    from..from + (end - start)
}

fn none(feed: &Feed<'_>, found: &mut Found<'_>) {
    const ALL: [(Space, &str); 4] =
        [(Space::Rss, "description"), (Space::Content, "encoded"), (Space::Itunes, "summary"), (Space::Itunes, "subtitle")];
    for item in &feed.items {
        let says = |element: &Element<'_>| !element.children.is_empty() || !feed.document.text(element).trim().is_empty();
        if !ALL.iter().any(|(space, local)| feed.first(item.element, *space, local).is_some_and(says)) {
            let at = feed.first(item.element, Space::Rss, "description").map_or(feed.tag(item.element), |element| element.tag.clone());
            found.item(item, at, "nothing says what it is about", "add `<description>` with a sentence or two");
        }
    }
}

fn too_long(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let Some(said) = feed.said(item.element, Space::Rss, "description").filter(|said| said.text.len() > 4000) else { continue };
        // Apps that read the full notes take them from there.
        if feed.said(item.element, Space::Content, "encoded").is_some() {
            continue;
        }
        let message = format!("its notes have {} bytes; apps cut them after 4,000", said.text.len());
        found.item(item, said.at, message, "say what matters first, and put the rest into `<content:encoded>`");
    }
}

/// What a link or picture of the notes leads to.
fn target<'h>(tag: &Tag<'h>) -> Option<&'h str> {
    match tag.name.as_str() {
        "a" => tag.attribute("href"),
        "img" | "audio" | "video" | "source" => tag.attribute("src"),
        _ => None,
    }
}

fn relative_link(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in notes(feed) {
        for tag in html::tags(&text) {
            let Some(target) = target(&tag).map(str::trim).filter(|target| !has_scheme(target) || target.starts_with("//")) else {
                continue;
            };
            if target.starts_with('#') {
                continue;
            }
            let cut: String = target.chars().take(60).collect();
            let message = format!("`{cut}` leads nowhere from inside an app");
            found.item(
                item,
                place(feed, element, tag.start, tag.end),
                message,
                "write the whole address, with https:// and the name of the site",
            );
        }
    }
}

fn active(feed: &Feed<'_>, found: &mut Found<'_>) {
    const ACTIVE: [&str; 9] = ["script", "style", "iframe", "form", "object", "embed", "input", "button", "link"];
    for (item, element, text) in notes(feed) {
        for tag in html::tags(&text).into_iter().filter(|tag| !tag.is_end) {
            let event = tag.attributes.iter().find(|(name, _)| name.starts_with("on") && name.len() > 3);
            let scripted = target(&tag).is_some_and(|target| target.trim().to_ascii_lowercase().starts_with("javascript:"));
            let message = match event {
                _ if ACTIVE.contains(&tag.name.as_str()) => format!("`<{}>` is not allowed in the notes of a feed", tag.name),
                Some((name, _)) => format!("`{name}` is not allowed in the notes of a feed"),
                None if scripted => "a link may not run a script".to_owned(),
                None => continue,
            };
            found.item(item, place(feed, element, tag.start, tag.end), message, "take it out, and link to your page instead");
        }
    }
}

/// Once for the feed: themes and editors put the same tags into every item.
fn not_shown(feed: &Feed<'_>, found: &mut Found<'_>) {
    const SHOWN: [&str; 15] = ["p", "ol", "ul", "li", "a", "br", "b", "i", "em", "strong", "cite", "u", "small", "hr", "img"];
    const TOLD: [&str; 9] = ["script", "style", "iframe", "form", "object", "embed", "input", "button", "link"];
    let mut names = BTreeSet::new();
    let (mut first, mut items) = (None, BTreeSet::new());
    for (item, element, text) in notes(feed) {
        for tag in html::tags(&text).into_iter().filter(|tag| !tag.is_end) {
            if !SHOWN.contains(&tag.name.as_str()) && !TOLD.contains(&tag.name.as_str()) {
                first.get_or_insert((item, place(feed, element, tag.start, tag.end)));
                items.insert(item.number);
                names.insert(tag.name);
            }
        }
    }
    let Some((item, at)) = first else { return };
    let names: Vec<String> = names.into_iter().take(8).collect();
    let more = if items.len() > 1 { format!("; {} more items have such, too", items.len() - 1) } else { String::new() };
    let message = format!("Apple and Spotify drop {} from notes{more}", names.join(", "));
    found.item(item, at, message, "use paragraphs, lists, links and line breaks alone where it matters");
}

fn escaped_twice(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in notes(feed) {
        let shown = ["&lt;p", "&lt;a ", "&lt;br", "&lt;/", "&amp;amp;", "&amp;lt;"].iter().find_map(|mark| text.find(mark));
        if let Some(at) = shown.filter(|_| !html::tags(&text).iter().any(|tag| matches!(tag.name.as_str(), "code" | "pre"))) {
            let message = "listeners read the tags here instead of seeing what they do";
            found.item(
                item,
                place(feed, element, at, at + 4),
                message,
                "turn off one of the two places that escape HTML in what writes the feed",
            );
        }
    }
}

fn not_wrapped(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, _) in notes(feed) {
        if let Some(child) = element.children.first().map(|child| feed.element(*child)) {
            let message = format!("`<{}>` stands in the feed as a tag of its own", child.name());
            found.item(item, child.tag.clone(), message, "wrap the notes in `<![CDATA[` and `]]>`");
        }
    }
}

fn without_alt(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in notes(feed) {
        for tag in html::tags(&text).iter().filter(|tag| tag.name == "img" && tag.attribute("alt").is_none()) {
            // A single point that counts readers is no picture.
            if tag.attribute("width") != Some("1") {
                let message = "who cannot see this picture learns nothing of it";
                found.item(item, place(feed, element, tag.start, tag.end), message, "add `alt=\"…\"` with what it shows");
            }
        }
    }
}

fn insecure_picture(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in notes(feed) {
        for tag in html::tags(&text).iter().filter(|tag| tag.name == "img" && target(tag).is_some_and(is_plain_http)) {
            let message = "apps do not load a picture whose address is not secure";
            found.item(item, place(feed, element, tag.start, tag.end), message, "write `https://`");
        }
    }
}

fn link_says_nothing(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in notes(feed) {
        let tags = html::tags(&text);
        for pair in tags.windows(2).filter(|pair| pair[0].name == "a" && !pair[0].is_end && pair[1].name == "a" && pair[1].is_end) {
            let words = text.get(pair[0].end..pair[1].start).unwrap_or_default();
            // An address shown as it is can be read aloud, and is what some apps show anyway.
            if notes::says_nothing(words, "") {
                let message = "the words of this link do not say where it leads";
                found.item(item, place(feed, element, pair[0].start, pair[1].end), message, "use the name of what is behind it");
            }
        }
    }
}

/// The notes as lines of plain text: each block and line break ends a line.
fn lines(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    for tag in html::tags(text) {
        plain.push_str(text.get(at..tag.start).unwrap_or_default());
        if matches!(tag.name.as_str(), "p" | "br" | "li" | "ul" | "ol" | "div" | "h1" | "h2" | "h3" | "h4" | "tr") {
            plain.push('\n');
        }
        at = tag.end;
    }
    plain.push_str(text.get(at..).unwrap_or_default());
    plain
}

/// One text of an item's notes: the fullest, so that what stands in both is told once.
fn fullest<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (&'f Item, &'f Element<'t>, Cow<'t, str>)> {
    notes(feed)
        .filter(move |(item, element, _)| element.space == Space::Content || feed.first(item.element, Space::Content, "encoded").is_none())
}

fn time_after_end(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in fullest(feed) {
        let Some(end) = feed.duration(item) else { continue };
        let late = notes::jump_marks(&lines(&text)).into_iter().find(|(_, code)| code.at > end);
        if let Some((_, code)) = late {
            let message = format!("its notes name {}, and the recording ends at {}", code.at.clock(), end.clock());
            found.item(item, feed.document.value_at(element), message, "use the time heard in the final file");
        }
    }
}

fn time_list(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, text) in fullest(feed) {
        for list in notes::time_lists(&lines(&text)) {
            let late_start = list.first().filter(|(_, first)| first.at.0 != 0);
            let back = list.windows(2).find(|pair| pair[1].1.at <= pair[0].1.at);
            let (message, fix) = match (late_start, back) {
                (_, Some(pair)) => {
                    let message = format!("in its list of times, {} comes after {}", pair[1].1.at.clock(), pair[0].1.at.clock());
                    (message, "list the times in the order they are heard")
                }
                (Some((_, first)), None) => {
                    let message =
                        format!("its list of times starts at {} instead of 0:00, so apps make no chapters of it", first.at.clock());
                    (message, "add a first line that starts with 0:00")
                }
                (None, None) => continue,
            };
            found.item(item, feed.document.value_at(element), message, fix);
        }
    }
}
