//! [`Published`] → `turntable.lock`: one block for each episode, sorted by address, so that two people who add different episodes rarely
//! meet in one place, and a difference reads as a sentence. Nothing of the clock, nothing of the machine.

use super::VERSION;
use crate::model::{Published, PublishedDate, PublishedItem};
use std::borrow::Cow;
use std::fmt::Write as _;

const HEAD: &str = "\
# What this show has published. Commit this file: it keeps episodes from getting lost or doubled in people's apps.
# `turntable build` writes it. To let something go on purpose, see `turntable explain lost-item`.
";

/// The file.
#[must_use]
pub fn write(published: &Published<'_>) -> String {
    let mut text = String::with_capacity(500 + 420 * published.items.len() + 80 * published.pages.len());
    text.push_str(HEAD);
    put(&mut text, format_args!("version: {VERSION}\n"));
    if let Some(feed) = &published.feed {
        put(&mut text, format_args!("\nfeed:\n  address: {}\n  guid: {}\n", scalar(&feed.address), scalar(&feed.guid)));
        if let Some(address) = &feed.moves_to {
            put(&mut text, format_args!("  moves_to: {}\n", scalar(address)));
        }
    }
    if !published.items.is_empty() {
        text.push_str("\nepisodes:\n");
        published.items.iter().for_each(|item| block(&mut text, item));
    }
    if !published.pages.is_empty() {
        text.push_str("\naddresses:\n\n");
        for page in &published.pages {
            let since = page.since.as_ref().map_or_else(|| "always".to_owned(), PublishedDate::to_string);
            put(&mut text, format_args!("  {}: {since}\n", scalar(&page.address)));
        }
    }
    text
}

fn block(text: &mut String, item: &PublishedItem<'_>) {
    put(text, format_args!("\n  {}:\n    title: {}\n", scalar(&item.slug), quoted(&item.title)));
    if let Some(number) = item.number {
        put(text, format_args!("    number: {number}\n"));
    }
    put(text, format_args!("    date: {}\n    guid: {}\n", item.date, scalar(&item.guid)));
    if !item.enclosure.is_empty() {
        put(text, format_args!("    enclosure: {}\n", scalar(&item.enclosure)));
    }
    if !item.mime.is_empty() {
        put(text, format_args!("    type: {}\n", scalar(&item.mime)));
    }
    if let Some(original) = item.original {
        put(text, format_args!("    recording: {}\n", scalar(&original.to_string())));
    }
    if let Some(bytes) = item.bytes {
        put(text, format_args!("    bytes: {}\n", bytes.0));
    }
    if item.republish {
        text.push_str("    republish: true\n");
    }
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("writing to memory cannot fail");
}

/// As it is where every reader of YAML takes it for this very text, else in quotes.
fn scalar(text: &str) -> Cow<'_, str> {
    let is_usual = |character: char| character.is_ascii_alphanumeric() || "/.-_~%+=&?,;@:".contains(character);
    let is_word = ["true", "false", "null", "yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let is_number = text.parse::<f64>().is_ok() || text.starts_with(|first: char| first.is_ascii_digit()) && text.contains(':');
    let is_plain = starts_well && text.chars().all(is_usual) && !text.ends_with(':') && !is_word && !is_number;
    if is_plain { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

/// In double quotes, on one line.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PublishedFeed, PublishedPage, RecordingHash, sample::zoned};

    #[test]
    fn a_lock_is_pleasant_to_read() {
        let date = PublishedDate::of(&zoned("2026-05-14T06:00:00-05:00[America/Chicago]"));
        let item = |slug: &'static str, guid: &'static str| PublishedItem {
            slug: slug.into(),
            title: "Who \"signs\"?".into(),
            number: Some(4),
            date,
            guid: guid.into(),
            enclosure: "https://a.example/x.mp3?a=1&b=2".into(),
            mime: "audio/mpeg".into(),
            original: Some(RecordingHash([0xa7; 16])),
            bytes: None,
            republish: false,
            span: 0..0,
        };
        let published = Published {
            feed: Some(PublishedFeed { address: "https://a.example/feed.xml".into(), guid: "c0d7".into(), ..PublishedFeed::default() }),
            items: vec![item("2024", "1e5"), item("who-can-sign", "https://old.example/?p=1")],
            pages: vec![
                PublishedPage { address: "about/".into(), ..PublishedPage::default() },
                PublishedPage { address: "größe/".into(), since: Some(date), span: 0..0 },
            ],
        };
        insta::assert_snapshot!(write(&published), @r#"
        # What this show has published. Commit this file: it keeps episodes from getting lost or doubled in people's apps.
        # `turntable build` writes it. To let something go on purpose, see `turntable explain lost-item`.
        version: 1

        feed:
          address: https://a.example/feed.xml
          guid: c0d7

        episodes:

          "2024":
            title: "Who \"signs\"?"
            number: 4
            date: 2026-05-14T06:00:00-05:00
            guid: "1e5"
            enclosure: https://a.example/x.mp3?a=1&b=2
            type: audio/mpeg
            recording: a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7

          who-can-sign:
            title: "Who \"signs\"?"
            number: 4
            date: 2026-05-14T06:00:00-05:00
            guid: https://old.example/?p=1
            enclosure: https://a.example/x.mp3?a=1&b=2
            type: audio/mpeg
            recording: a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7

        addresses:

          about/: always
          "größe/": 2026-05-14T06:00:00-05:00
        "#);
    }
}
