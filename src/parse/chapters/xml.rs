//! Podlove Simple Chapters, versions 1.0 to 1.2, with any prefix and either spelling of the namespace (with and without `/` at its
//! end): `<psc:chapter start="00:05:00.000" title="…" href="…" image="…"/>`. Source: <https://podlove.org/simple-chapters/>; `start` is
//! Normal Play Time (RFC 2326, section 3.6): seconds, or hours, minutes and seconds.

use super::{Notes, title_of};
use crate::model::{Chapter, Millis};
use crate::parse::lines::{clock, seconds, tidy, unescape};
use crate::report::Place;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep the XML of a chapters file may be nested; a feed that somebody saved as a whole needs five levels.
const DEPTH: usize = 16;

/// The chapters of an XML file.
pub fn read(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let start = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut reader = Reader::from_str(&text[start..]);
    let (mut chapters, mut depth) = (Vec::new(), 0_usize);
    loop {
        let from = start + usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event();
        let place = (from, (start + usize::try_from(reader.buffer_position()).unwrap_or_default()).max(from));
        match event {
            Ok(Event::Start(_)) if depth >= DEPTH => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "this XML is nested too deep for chapters");
                return chapters;
            }
            Ok(Event::Start(tag)) => {
                depth += 1;
                chapters.extend(chapter(&tag, place, notes));
            }
            Ok(Event::Empty(tag)) => chapters.extend(chapter(&tag, place, notes)),
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "a document type has no place in a chapters file");
                return Vec::new();
            }
            Ok(Event::Eof) => return chapters,
            Err(_) => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "this XML has a slip here, so nothing behind it can be read");
                return Vec::new();
            }
            Ok(_) => (),
        }
    }
}

fn chapter(tag: &BytesStart<'_>, place: (usize, usize), notes: &mut Notes<'_>) -> Option<Chapter> {
    if tag.local_name().as_ref() != b"chapter" {
        return None;
    }
    let attribute = |name: &[u8]| {
        let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = tidy(&unescape(std::str::from_utf8(&found.value).ok()?));
        (!value.is_empty()).then_some(value)
    };
    let Some(at) = attribute(b"start").and_then(|start| normal_play_time(&start)) else {
        notes.without_time(place);
        return None;
    };
    let Some(title) = attribute(b"title") else {
        notes.without_title(place);
        return None;
    };
    Some(Chapter { at, title: title_of(&title), url: attribute(b"href"), image: attribute(b"image"), ..Chapter::default() })
}

/// `187`, `187.25`, `3:07.25`, `0:03:07.25`, with or without `npt=` before it.
fn normal_play_time(text: &str) -> Option<Millis> {
    let text = text.strip_prefix("npt=").or_else(|| text.strip_prefix("npt:")).unwrap_or(text).trim_end_matches('.');
    clock(text).or_else(|| seconds(text))
}
