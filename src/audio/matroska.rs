//! The chapters of a Matroska or WebM file. symphonia refuses files whose chapters lack an edition number (ffmpeg writes such) and
//! leaves the others unread.
//!
//! Source: RFC 9559, sections 5.1.7 and 20 (chapters); RFC 8794 (EBML).

use crate::model::{Chapter, Millis};
use std::io::{Read, Seek, SeekFrom};

/// Where everything begins, and what holds everything but the header.
const EBML: u64 = 0x1A45_DFA3;
const SEGMENT: u64 = 0x1853_8067;
const CHAPTERS: u64 = 0x1043_A770;
const EDITION: u64 = 0x45B9;
const EDITION_HIDDEN: u64 = 0x45BD;
const EDITION_DEFAULT: u64 = 0x45DB;
const ATOM: u64 = 0xB6;
const TIME_START: u64 = 0x91;
const HIDDEN: u64 = 0x98;
const ENABLED: u64 = 0x4598;
const DISPLAY: u64 = 0x80;
const STRING: u64 = 0x85;
/// Chapters above this size in bytes are not read.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Elements that are stepped over on the way to the chapters: a cluster is some 5 s.
const ELEMENTS: usize = 100_000;
/// Chapters inside chapters are followed this deep, and so many are kept.
const DEPTH: usize = 8;
const MOST: usize = 10_000;

/// The chapters of a file of `bytes` bytes; none where it is of another kind.
///
/// Of several editions, the one that players choose counts: the default one, else the first that is not hidden. The times of an
/// ordered edition are times in the file, which podcast apps play from start to end; they are taken as they are.
pub(super) fn chapters(file: &mut (impl Read + Seek), bytes: u64) -> Vec<Chapter> {
    let Some(content) = find(file, bytes) else { return Vec::new() };
    let editions: Vec<&[u8]> = elements(&content).filter(|(id, _)| *id == EDITION).map(|(_, edition)| edition).collect();
    let is_shown = |edition: &&&[u8]| flag(edition, EDITION_HIDDEN) != Some(1);
    let default = editions.iter().find(|edition| is_shown(edition) && flag(edition, EDITION_DEFAULT) == Some(1));
    let chosen = default.or_else(|| editions.iter().find(is_shown)).or(editions.first());
    let mut found = Vec::new();
    collect(chosen.copied().unwrap_or_default(), 0, &mut found);
    found.sort_by_key(|chapter| chapter.at);
    found
}

/// The content of the chapters element.
fn find(file: &mut (impl Read + Seek), bytes: u64) -> Option<Vec<u8>> {
    let (id, size, header) = element_at(file, 0)?;
    let mut at = header.checked_add(size?)?;
    let (inner, _, header) = element_at(file, at)?;
    if id != EBML || inner != SEGMENT {
        return None;
    }
    at = at.checked_add(header)?;
    for _ in 0..ELEMENTS {
        let (id, size, header) = element_at(file, at)?;
        let start = at.checked_add(header)?;
        at = start.checked_add(size?)?;
        if id == CHAPTERS {
            let mut content = Vec::new();
            file.seek(SeekFrom::Start(start)).ok()?;
            file.take(size?.min(LARGEST)).read_to_end(&mut content).ok()?;
            return Some(content);
        }
        if at >= bytes {
            break;
        }
    }
    None
}

fn element_at(file: &mut (impl Read + Seek), at: u64) -> Option<(u64, Option<u64>, u64)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at)).ok()?;
    file.take(12).read_to_end(&mut bytes).ok()?;
    header(&bytes)
}

/// Mark, size (unless it is left open) and length of an element's header.
fn header(bytes: &[u8]) -> Option<(u64, Option<u64>, u64)> {
    let id_length = bytes.first()?.leading_zeros() as usize + 1;
    let id = number(bytes.get(..id_length).filter(|_| id_length <= 4)?);
    let size_length = bytes.get(id_length)?.leading_zeros() as usize + 1;
    let field = bytes.get(id_length..id_length + size_length).filter(|_| size_length <= 8)?;
    let mark = 1 << (7 * size_length);
    let size = number(field) & !mark;
    Some((id, (size != mark - 1).then_some(size), (id_length + size_length) as u64))
}

/// The elements inside an element. One that reaches beyond the end ends there.
fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let (id, size, header) = header(bytes)?;
        let body = bytes.get(usize::try_from(header).ok()?..)?;
        let size = usize::try_from(size?).ok()?.min(body.len());
        bytes = body.get(size..)?;
        Some((id, body.get(..size)?))
    })
}

fn flag(bytes: &[u8], wanted: u64) -> Option<u64> {
    elements(bytes).find(|(id, _)| *id == wanted).map(|(_, value)| number(value))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The chapters inside an edition or a chapter; hidden and disabled ones are passed over with all that is in them.
fn collect(bytes: &[u8], depth: usize, found: &mut Vec<Chapter>) {
    for (_, atom) in elements(bytes).filter(|(id, _)| *id == ATOM) {
        if flag(atom, HIDDEN) == Some(1) || flag(atom, ENABLED) == Some(0) || found.len() >= MOST {
            continue;
        }
        let title = elements(atom).find(|(id, _)| *id == DISPLAY).and_then(|(_, display)| elements(display).find(|(id, _)| *id == STRING));
        let title = title.map(|(_, text)| String::from_utf8_lossy(text).trim_matches(['\0', ' ', '\n', '\r', '\t']).to_owned());
        let at = Millis(flag(atom, TIME_START).unwrap_or_default() / 1_000_000);
        found.push(Chapter { at, title: title.unwrap_or_default(), ..Chapter::default() });
        if depth < DEPTH {
            collect(atom, depth + 1, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn element(id: u64, content: &[u8]) -> Vec<u8> {
        let id: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        [&id, &(content.len() as u64 | 1 << 56).to_be_bytes()[..], content].concat()
    }

    fn atom(millis: u64, title: &str, more: &[Vec<u8>]) -> Vec<u8> {
        let display = element(DISPLAY, &element(STRING, title.as_bytes()));
        element(ATOM, &[element(TIME_START, &(millis * 1_000_000).to_be_bytes()), display, more.concat()].concat())
    }

    fn file(editions: &[Vec<u8>]) -> Vec<u8> {
        let before = element(0x1F43_B675, &[0; 40]);
        [element(EBML, &[0; 9]), element(SEGMENT, &[before, element(CHAPTERS, &editions.concat())].concat())].concat()
    }

    fn titles(bytes: &[u8]) -> Vec<(u64, String)> {
        let found = chapters(&mut Cursor::new(bytes), bytes.len() as u64);
        found.into_iter().map(|chapter| (chapter.at.0, chapter.title)).collect()
    }

    fn expected(pairs: &[(u64, &str)]) -> Vec<(u64, String)> {
        pairs.iter().map(|(at, title)| (*at, (*title).to_owned())).collect()
    }

    #[test]
    fn chapters_and_those_inside_them_come_in_the_order_of_time() {
        let edition = element(EDITION, &[atom(9_000, "誰?", &[]), atom(0, "Part", &[atom(500, "in it", &[])])].concat());
        assert_eq!(titles(&file(&[edition])), expected(&[(0, "Part"), (500, "in it"), (9_000, "誰?")]));
    }

    #[test]
    fn hidden_and_disabled_ones_are_passed_over() {
        let hidden = atom(1, "hidden", &[element(HIDDEN, &[1])]);
        let disabled = atom(2, "disabled", &[element(ENABLED, &[0])]);
        let enabled = atom(3, "enabled", &[element(ENABLED, &[1])]);
        assert_eq!(titles(&file(&[element(EDITION, &[hidden, disabled, enabled].concat())])), expected(&[(3, "enabled")]));
    }

    #[test]
    fn of_several_editions_the_default_one_counts() {
        let edition = |title: &str, flags: &[Vec<u8>]| element(EDITION, &[flags.concat(), atom(0, title, &[])].concat());
        let (hidden, default) = (element(EDITION_HIDDEN, &[1]), element(EDITION_DEFAULT, &[1]));
        let first = edition("first", &[]);
        assert_eq!(titles(&file(&[first.clone(), edition("default", std::slice::from_ref(&default))])), expected(&[(0, "default")]));
        assert_eq!(titles(&file(&[edition("hidden", &[hidden, default]), first])), expected(&[(0, "first")]));
    }

    #[test]
    fn another_file_has_none() {
        assert_eq!(titles(b"ID3 and so on, long enough for a header"), []);
        assert_eq!(titles(&file(&[])), []);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0..200_usize, byte: u8, cut in 0..200_usize) {
            let mut bytes = file(&[element(EDITION, &atom(9_000, "a", &[atom(1, "b", &[])]))]);
            if let Some(old) = bytes.get_mut(at) {
                *old = byte;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            titles(&bytes);
        }
    }
}
