//! Rules about recordings, as far as a feed declares them.

use super::FeedRule;
use super::found::Found;
use super::view::{Feed, Item, Said, duration};
use crate::check::recording::{self, Kind};
use crate::check::text::{has_scheme, is_plain_http};
use crate::foreign::{Element, Space};
use crate::report::{
    RuleText,
    Severity::{Error, Info, Warning},
};
use std::collections::BTreeMap;

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "item-without-enclosure",
            Error,
            "An item without a recording.",
            "Podcast apps pass over it: to them it is no episode.",
            "<item> … (no enclosure)",
            "<enclosure url=\"https://ledger.example/4.mp3\" length=\"27123456\" type=\"audio/mpeg\"/>",
        ),
        check: without_enclosure,
    },
    FeedRule {
        text: RuleText::new(
            "several-enclosures",
            Error,
            "An item with more than one enclosure.",
            "Apps play the first or the last, as they like. Other versions of a recording belong into `podcast:alternateEnclosure`.",
            "<enclosure url=\"…/4.mp3\" …/><enclosure url=\"…/4.m4a\" …/>",
            "<enclosure url=\"…/4.mp3\" …/><podcast:alternateEnclosure type=\"audio/x-m4a\"> …",
        ),
        check: several,
    },
    FeedRule {
        text: RuleText::new(
            "recording-not-absolute",
            Error,
            "A recording whose address is not whole.",
            "Apps ask for it from afar and find nothing.",
            "<enclosure url=\"/audio/4.mp3\" …/>",
            "<enclosure url=\"https://ledger.example/audio/4.mp3\" …/>",
        ),
        check: not_absolute,
    },
    FeedRule { text: recording::RECORDING_NOT_HTTPS.text, check: not_https },
    FeedRule { text: recording::RECORDING_USED_TWICE.text, check: used_twice },
    FeedRule { text: recording::AUDIO_TYPE_NOT_UNDERSTOOD.text, check: kind },
    FeedRule { text: recording::AUDIO_FORMAT_RARELY_PLAYED.text, check: rarely_played },
    FeedRule { text: recording::AUDIO_ENDING_DISAGREES.text, check: ending_disagrees },
    FeedRule { text: recording::AUDIO_ADDRESS_WITHOUT_ENDING.text, check: without_ending },
    FeedRule { text: recording::AUDIO_ADDRESS_ENCODED_TWICE.text, check: badly_encoded },
    FeedRule { text: recording::RECORDING_NAME_NOT_PLAIN.text, check: name_not_plain },
    FeedRule { text: recording::RECORDING_SIZE_UNKNOWN.text, check: size_unknown },
    FeedRule { text: recording::NO_DURATION.text, check: no_duration },
    FeedRule {
        text: RuleText::new(
            "duration-not-seconds",
            Info,
            "Lengths of recordings that are not written in seconds.",
            "Apple and most apps read 26:53 as well; one widely used reader takes it for 26 seconds. Plain seconds are read alike by all.",
            "<itunes:duration>26:53</itunes:duration>",
            "<itunes:duration>1613</itunes:duration>",
        ),
        check: not_seconds,
    },
    FeedRule {
        text: RuleText::new(
            "size-and-length-disagree",
            Warning,
            "A recording that is far too small or far too large for the length it is said to have.",
            "One of the two numbers is wrong: apps plan downloads by the one and show the other.",
            "length=\"27\" … <itunes:duration>1694</itunes:duration>",
            "length=\"27123456\" … <itunes:duration>1694</itunes:duration>",
        ),
        check: size_and_length,
    },
];

/// The first enclosure of every item that has one.
fn enclosures<'f, 't>(feed: &'f Feed<'t>) -> impl DoubleEndedIterator<Item = (&'f Item, &'f Element<'t>)> {
    feed.items.iter().filter_map(|item| Some((item, feed.first(item.element, Space::Rss, "enclosure")?)))
}

/// The addresses of recordings.
fn addresses<'f>(feed: &'f Feed<'_>) -> impl DoubleEndedIterator<Item = (&'f Item, Said)> {
    enclosures(feed).filter_map(|(item, element)| Some((item, feed.attribute(element, "url")?)))
}

fn without_enclosure(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let enclosure = feed.first(item.element, Space::Rss, "enclosure");
        if enclosure.is_none_or(|enclosure| feed.attribute(enclosure, "url").is_none()) {
            let at = enclosure.map_or(feed.tag(item.element), |enclosure| enclosure.tag.clone());
            let fix = "add `<enclosure url=\"…\" length=\"…\" type=\"audio/mpeg\"/>`; what is no episode belongs into another feed";
            found.item(item, at, "it has no recording, so podcast apps pass over it", fix);
        }
    }
}

fn several(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        if let Some(second) = feed.all(item.element, Space::Rss, "enclosure").nth(1) {
            let fix = "keep the one that apps know; write others as `<podcast:alternateEnclosure>`";
            found.item(item, second.tag.clone(), "it has a second recording, and apps do not agree which one to play", fix);
        }
    }
}

fn not_absolute(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, said) in addresses(feed).filter(|(_, said)| !has_scheme(&said.text) || said.text.starts_with("//")) {
        found.item(item, said.at, "the address of its recording is not whole", "write it with https:// and the name of the site");
    }
}

fn not_https(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, said) in addresses(feed).filter(|(_, said)| is_plain_http(&said.text)) {
        found.item(item, said.at, "apps refuse a recording whose address is not secure", "write `https://`, once the host offers it");
    }
}

fn used_twice(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut first: BTreeMap<String, &Item> = BTreeMap::new();
    for (item, said) in addresses(feed).rev() {
        match first.get(&said.text) {
            Some(older) => {
                let message = format!("item {} has the same recording, and Apple ignores the second", older.number);
                found.item(item, said.at, message, "give each item a file of its own");
            }
            None => drop(first.insert(said.text, item)),
        }
    }
}

/// The types of recordings, lower case.
fn types<'f>(feed: &'f Feed<'_>) -> impl Iterator<Item = (&'f Item, &'f Element<'f>, Option<Said>)> {
    enclosures(feed).map(|(item, element)| (item, element, feed.attribute(element, "type")))
}

fn kind(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, said) in types(feed) {
        let Some(said) = said else {
            found.item(
                item,
                element.tag.clone(),
                "its recording has no type, so apps cannot tell how to play it",
                "add `type=\"audio/mpeg\"` for an MP3",
            );
            continue;
        };
        let mime = said.text.to_ascii_lowercase();
        let better = recording::better_type(&mime);
        let is_media = mime.starts_with("audio/")
            || mime.starts_with("video/")
            || matches!(mime.as_str(), "application/pdf" | "application/epub+zip" | "application/x-mpegurl");
        if better.is_some() || !is_media {
            let fix = format!("write `{}`", better.unwrap_or("audio/mpeg` for an MP3 or `audio/x-m4a"));
            found.item(item, said.at, format!("apps do not know the type `{}`", said.text), fix);
        }
    }
}

fn rarely_played(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, _, said) in types(feed) {
        let Some(said) = said else { continue };
        if recording::kind_of_mime(&said.text.to_ascii_lowercase()) == Some(Kind::Other) {
            found.item(item, said.at, "many apps do not play this kind of recording", "publish an MP3, or an M4A");
        }
    }
}

fn ending_disagrees(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element, said) in types(feed) {
        let (Some(said), Some(address)) = (said, feed.attribute(element, "url")) else { continue };
        let ending = recording::ending(&address.text);
        let (Some(one), Some(other)) = (recording::kind_of_ending(&ending), recording::kind_of_mime(&said.text.to_ascii_lowercase()))
        else {
            continue;
        };
        if one != other {
            let message = format!("its address ends in .{ending}, but the recording is said to be {}", said.text);
            found.item(item, said.at, message, "correct the type or the address, whichever is wrong");
        }
    }
}

fn without_ending(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_media = |item: &Item| {
        let kind = feed.first(item.element, Space::Rss, "enclosure").and_then(|element| feed.attribute(element, "type"));
        kind.is_none_or(|kind| !kind.text.to_ascii_lowercase().starts_with("application/"))
    };
    for (item, said) in addresses(feed).filter(|(item, _)| is_media(item)) {
        if recording::kind_of_ending(&recording::ending(&said.text)).is_none() {
            let fix = "use an address that ends in .mp3 or .m4a before any `?`";
            found.item(item, said.at, "the address does not say what kind of file this is, and Apple leaves the episode out", fix);
        }
    }
}

fn badly_encoded(feed: &Feed<'_>, found: &mut Found<'_>) {
    // Blanks round the address count, so it is looked at as written.
    for (item, element) in enclosures(feed) {
        let Some(attribute) = element.attribute("url").filter(|attribute| !attribute.value.trim().is_empty()) else { continue };
        if recording::is_badly_encoded(&attribute.value) {
            let fix = "copy it again from the media host, and try it in a browser";
            found.item(item, attribute.at.clone(), "this address was not copied cleanly: it has a blank in it, or was encoded twice", fix);
        }
    }
}

fn name_not_plain(feed: &Feed<'_>, found: &mut Found<'_>) {
    let is_odd = |address: &str| !recording::is_plain_name(recording::file_name(address)) && !recording::is_badly_encoded(address);
    for (item, said) in addresses(feed).filter(|(_, said)| is_odd(&said.text)) {
        let fix = "name files with letters, digits and hyphens only; leave this one if people have it already";
        found.item(item, said.at, "some apps stumble over the special characters in this file's name", fix);
    }
}

/// The size that an enclosure declares.
fn bytes(feed: &Feed<'_>, element: &Element<'_>) -> Option<u64> {
    feed.attribute(element, "length")?.text.parse().ok().filter(|bytes| *bytes > 0)
}

fn size_unknown(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in enclosures(feed).filter(|(_, element)| bytes(feed, element).is_none()) {
        let at = element.attribute("length").map_or(element.tag.clone(), |length| length.at.clone());
        let at = if at.is_empty() { element.tag.clone() } else { at };
        found.item(item, at, "the size of its recording is not a number of bytes", "write `length=\"27123456\"` with the file's own size");
    }
}

fn no_duration(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, _) in enclosures(feed).filter(|(item, _)| feed.duration(item).is_none()) {
        let said = feed.first(item.element, Space::Itunes, "duration").map(|element| feed.says(element).at);
        let message = if said.is_some() { "this is no length of a recording" } else { "nobody knows how long its recording is" };
        found.item(
            item,
            said.unwrap_or_else(|| feed.tag(item.element)),
            message,
            "write the seconds: `<itunes:duration>1694</itunes:duration>`",
        );
    }
}

/// Once for the feed.
fn not_seconds(feed: &Feed<'_>, found: &mut Found<'_>) {
    let lengths = feed.items.iter().filter_map(|item| Some((item, feed.said(item.element, Space::Itunes, "duration")?)));
    let with_colon = lengths.filter(|(_, said)| said.text.contains(':') && duration(&said.text).is_some_and(|length| length.0 > 0));
    let with_colon: Vec<(&Item, Said)> = with_colon.collect();
    let Some(seconds) = with_colon.first().and_then(|(_, said)| duration(&said.text)).map(|length| length.whole_seconds()) else { return };
    let places: Vec<_> = with_colon.into_iter().map(|(item, said)| (Some(item), said.at)).collect();
    found.habit(&places, "apps do not agree how to read a length with a colon", format!("write the seconds, here `{seconds}`"));
}

/// Bits a second that a spoken recording may have: the lowest that is in use, and far above lossless.
const BITS: std::ops::RangeInclusive<u64> = 6_000..=5_000_000;

fn size_and_length(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in enclosures(feed) {
        let is_audio = feed.attribute(element, "type").is_some_and(|kind| kind.text.to_ascii_lowercase().starts_with("audio/"));
        let (Some(bytes), Some(length)) = (bytes(feed, element), feed.duration(item)) else { continue };
        let rate = bytes.saturating_mul(8_000) / length.0.max(1);
        if is_audio && length.0 >= 10_000 && !BITS.contains(&rate) {
            let at = element.attribute("length").map_or(element.tag.clone(), |length| length.at.clone());
            let message = format!("{bytes} bytes cannot be {} of sound", length.clock());
            found.item(item, at, message, "write the size in bytes and the length in seconds, as the file has them");
        }
    }
}
