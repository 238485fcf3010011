//! ID3v2 tags read frame by frame, as forgivingly as players do: chapters above all, and what a tag says that symphonia passes over.
//!
//! symphonia drops all chapters of a tag with two tables of contents, a table that is not marked as the top one, or a name used twice,
//! and reads no tag at the end of a file. Files in the field have all of these.
//!
//! Source: ID3v2.3.0; ID3v2.4.0 main structure; ID3v2 Chapter Frame Addendum 1.0. ID3v2.2 has no chapters.

use crate::model::{Chapter, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};

/// The largest tag that is read, in bytes.
const LARGEST: u64 = 32 * 1024 * 1024;
/// Tags in a row that are read.
const TAGS: usize = 4;
/// More frames, chapters or tables than this is not a tag that anybody wrote.
const FRAMES: usize = 10_000;
/// Tables inside tables are followed this deep.
const DEPTH: usize = 8;
/// Length of the header of a tag, and of a frame.
const HEADER: usize = 10;
/// Length of an ID3v1 tag, which stands behind everything else.
const ID3V1: u64 = 128;

/// What the tags of a file say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Id3 {
    /// Those that players list, in the order of time.
    pub chapters: Vec<Chapter>,
    /// By our names (`title`, …).
    pub texts: BTreeMap<&'static str, String>,
}

/// A frame: its name and what is in it.
type Frame<'a> = ([u8; 4], std::borrow::Cow<'a, [u8]>);

/// Reads the tags at `start` (several may follow one another) and the one at the end of a file of `bytes` bytes.
pub(super) fn read(file: &mut (impl Read + Seek), start: u64, bytes: u64) -> Id3 {
    let mut found = Id3::default();
    let mut at = start;
    for _ in 0..TAGS {
        let Some((tag, length)) = tag_at(file, at) else { break };
        found.add(&tag);
        at += length;
    }
    if let Some(tag) = appended(file, bytes).filter(|begin| *begin >= at).and_then(|begin| tag_at(file, begin)) {
        found.add(&tag.0);
    }
    found
}

/// A whole tag with its header, and its length in the file.
fn tag_at(file: &mut (impl Read + Seek), at: u64) -> Option<(Vec<u8>, u64)> {
    let mut tag = Vec::new();
    file.seek(SeekFrom::Start(at)).ok()?;
    file.take(HEADER as u64).read_to_end(&mut tag).ok()?;
    let [b'I', b'D', b'3', version @ 2..=4, _, flags, ref size @ ..] = tag[..] else { return None };
    let size = u64::from(syncsafe(size));
    let has_footer = version == 4 && flags & 0x10 != 0;
    if size > LARGEST {
        return None;
    }
    file.take(size).read_to_end(&mut tag).ok()?;
    Some((tag, HEADER as u64 + size + if has_footer { HEADER as u64 } else { 0 }))
}

/// Where a tag at the end begins. It announces itself by a footer, in front of an ID3v1 tag if there is one.
fn appended(file: &mut (impl Read + Seek), bytes: u64) -> Option<u64> {
    [0, ID3V1].into_iter().find_map(|behind| {
        let mut footer = [0; HEADER];
        let at = bytes.checked_sub(behind + HEADER as u64)?;
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut footer).ok()?;
        let size = footer.strip_prefix(b"3DI")?.get(3..).map(syncsafe)?;
        at.checked_sub(u64::from(size) + HEADER as u64)
    })
}

impl Id3 {
    /// Takes in a tag; what an earlier one said counts.
    fn add(&mut self, tag: &[u8]) {
        let body = unsynchronised(tag);
        let version = tag.get(3).copied().unwrap_or_default();
        let start = extended_header(&body, version, tag.get(5).copied().unwrap_or_default());
        let frames: Vec<Frame<'_>> = Frames { bytes: body.get(start..).unwrap_or_default(), version }.take(FRAMES).collect();
        for (name, content) in &frames {
            if let Some((ours, text)) = named(name, content) {
                self.texts.entry(ours).or_insert(text);
            }
        }
        if self.chapters.is_empty() {
            self.chapters = chapters(&frames, version);
        }
    }
}

/// The frames of a tag; before version 4, extra zeros may stand in all of it.
fn unsynchronised(tag: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let body = tag.get(HEADER..).unwrap_or_default();
    match tag {
        [_, _, _, 2 | 3, _, flags, ..] if flags & 0x80 != 0 => without_stuffing(body).into(),
        _ => body.into(),
    }
}

/// Zeros behind an FF were put there so that no player takes it for the start of a frame of sound.
fn without_stuffing(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut is_stuffed = false;
    for byte in bytes {
        if !(is_stuffed && *byte == 0) {
            plain.push(*byte);
        }
        is_stuffed = *byte == 0xFF;
    }
    plain
}

fn extended_header(body: &[u8], version: u8, flags: u8) -> usize {
    match (version, body.get(..4)) {
        (3, Some(size)) if flags & 0x40 != 0 => number(size).saturating_add(4),
        (4, Some(size)) if flags & 0x40 != 0 => syncsafe(size) as usize,
        _ => 0,
    }
}

/// The frames of a tag, or of a chapter.
struct Frames<'a> {
    bytes: &'a [u8],
    version: u8,
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (name, header) = match self.version {
            2 => (long_name(self.bytes.get(..3)?)?, 6),
            _ => (self.bytes.get(..4)?.try_into().ok()?, HEADER),
        };
        if !is_name(&name) {
            return None;
        }
        let size = self.size(header)?;
        let content = self.bytes.get(header..header.checked_add(size)?)?;
        let flags = if self.version == 2 { 0 } else { self.bytes.get(9).copied()? };
        self.bytes = self.bytes.get(header + size..).unwrap_or_default();
        Some((name, plain(content, self.version, flags)))
    }
}

impl Frames<'_> {
    /// Sizes of version 4 have seven bits in a byte, those of version 3 have eight; programs mix them up, so the one that leads to the
    /// next frame counts.
    fn size(&self, header: usize) -> Option<usize> {
        if self.version == 2 {
            return self.bytes.get(3..6).map(number);
        }
        let field = self.bytes.get(4..8)?;
        let (seven, eight) = (syncsafe(field) as usize, number(field));
        let (first, second) = if self.version == 4 { (seven, eight) } else { (eight, seven) };
        let leads_on = |size: usize| {
            let next = self.bytes.get(header.saturating_add(size)..);
            next.is_some_and(|next| next.len() < HEADER || next.starts_with(&[0]) || next.get(..4).is_some_and(is_name))
        };
        Some(if leads_on(first) || !leads_on(second) { first } else { second })
    }
}

fn is_name(name: &(impl AsRef<[u8]> + ?Sized)) -> bool {
    name.as_ref().iter().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || *letter == b' ')
        && name.as_ref().first().is_some_and(u8::is_ascii_uppercase)
}

/// The name that version 3 gives to a frame of version 2.
fn long_name(short: &[u8]) -> Option<[u8; 4]> {
    let known: [(&[u8; 3], &[u8; 4]); 7] = [
        (b"TT2", b"TIT2"),
        (b"TP1", b"TPE1"),
        (b"TAL", b"TALB"),
        (b"TYE", b"TYER"),
        (b"TRK", b"TRCK"),
        (b"TCO", b"TCON"),
        (b"COM", b"COMM"),
    ];
    let name = known.iter().find(|(two, _)| two.as_slice() == short).map_or([b'X'; 4], |(_, three)| **three);
    is_name(short).then_some(name)
}

/// Content without what its flags put in front. What is packed or locked stays closed.
fn plain(content: &[u8], version: u8, flags: u8) -> std::borrow::Cow<'_, [u8]> {
    let (closed, grouped, counted, stuffed) = match version {
        3 => (flags & 0xC0 != 0, flags & 0x20 != 0, false, false),
        4 => (flags & 0x0C != 0, flags & 0x40 != 0, flags & 0x01 != 0, flags & 0x02 != 0),
        _ => (false, false, false, false),
    };
    if closed {
        return Vec::new().into();
    }
    let extra = usize::from(grouped) + if counted { 4 } else { 0 };
    let rest = content.get(extra..).unwrap_or_default();
    if stuffed { without_stuffing(rest).into() } else { rest.into() }
}

fn named(name: &[u8; 4], content: &[u8]) -> Option<(&'static str, String)> {
    let ours = match name {
        b"TIT2" => "title",
        b"TPE1" => "artist",
        b"TALB" => "album",
        b"TDRC" | b"TYER" => "date",
        b"TRCK" => "track",
        b"TCON" => "genre",
        b"COMM" => "comment",
        _ => return None,
    };
    // A comment has a language and a short title; only the one without title is for people.
    let text = if ours == "comment" {
        let (title, text) = split(*content.first()?, content.get(4..)?);
        decoded(*content.first()?, title).trim().is_empty().then(|| decoded(*content.first().unwrap_or(&0), text))?
    } else {
        text(content)?
    };
    (!text.is_empty()).then_some((ours, text))
}

/// A chapter with its name inside the tag.
struct Named {
    id: Vec<u8>,
    chapter: Chapter,
}

/// A table of contents.
struct Table {
    id: Vec<u8>,
    is_top: bool,
    entries: Vec<Vec<u8>>,
}

/// What players list: what the tables name, or all where no table names any. Chapters beside the tables only change pictures.
fn chapters(frames: &[Frame<'_>], version: u8) -> Vec<Chapter> {
    let content = |wanted: &'static [u8; 4]| frames.iter().filter(move |(name, _)| name == wanted).map(|(_, content)| content.as_ref());
    let all: Vec<Named> = content(b"CHAP").filter_map(|content| chapter(content, version)).collect();
    let tables: Vec<Table> = content(b"CTOC").filter_map(table).collect();
    let listed = listed(&tables);
    let is_listed = |named: &&Named| listed.contains(named.id.as_slice());
    let has_listed = all.iter().any(|named| is_listed(&named));
    let mut chapters: Vec<Chapter> =
        all.iter().filter(|named| !has_listed || is_listed(named)).map(|named| named.chapter.clone()).collect();
    chapters.sort_by_key(|chapter| chapter.at);
    chapters.dedup();
    chapters
}

/// The names that the tables lead to, from the top ones down; where none is marked as the top, from all of them.
fn listed(tables: &[Table]) -> BTreeSet<&[u8]> {
    let has_top = tables.iter().any(|table| table.is_top);
    let mut found = BTreeSet::new();
    let mut open: Vec<(&Table, usize)> = tables.iter().filter(|table| table.is_top || !has_top).map(|table| (table, 0)).collect();
    while let Some((table, depth)) = open.pop() {
        for entry in &table.entries {
            let is_new = found.insert(entry.as_slice());
            if is_new && depth < DEPTH {
                open.extend(tables.iter().filter(|table| table.id == *entry).map(|table| (table, depth + 1)));
            }
        }
    }
    found
}

fn chapter(content: &[u8], version: u8) -> Option<Named> {
    let (id, rest) = zero_ended(content)?;
    let at = Millis(number(rest.get(..4)?) as u64);
    let mut chapter = Chapter { at, ..Chapter::default() };
    let frames = Frames { bytes: rest.get(16..).unwrap_or_default(), version };
    for (name, content) in frames.take(FRAMES) {
        match &name {
            b"TIT2" => chapter.title = text(&content).unwrap_or_default(),
            b"TIT3" if chapter.title.is_empty() => chapter.title = text(&content).unwrap_or_default(),
            b"WXXX" if chapter.url.is_none() => chapter.url = content.split_first().and_then(|(code, rest)| address(split(*code, rest).1)),
            [b'W', ..] if chapter.url.is_none() => chapter.url = address(&content),
            _ => {}
        }
    }
    Some(Named { id: id.to_vec(), chapter })
}

fn table(content: &[u8]) -> Option<Table> {
    let (id, rest) = zero_ended(content)?;
    let (flags, count) = (*rest.first()?, *rest.get(1)?);
    let mut rest = rest.get(2..)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let Some((entry, behind)) = zero_ended(rest) else { break };
        entries.push(entry.to_vec());
        rest = behind;
    }
    Some(Table { id: id.to_vec(), is_top: flags & 2 != 0, entries })
}

fn zero_ended(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// A frame's text up to its first end; several values of version 4 are parted by zeros.
fn text(content: &[u8]) -> Option<String> {
    let (code, rest) = content.split_first()?;
    Some(decoded(*code, split(*code, rest).0))
}

/// What stands before the end of a text in this code, and what behind.
fn split(code: u8, bytes: &[u8]) -> (&[u8], &[u8]) {
    let wide = matches!(code, 1 | 2);
    let end = if wide {
        bytes.chunks_exact(2).position(|pair| pair == [0, 0]).map(|pair| pair * 2)
    } else {
        bytes.iter().position(|byte| *byte == 0)
    };
    let end = end.unwrap_or(bytes.len());
    (bytes.get(..end).unwrap_or_default(), bytes.get(end + if wide { 2 } else { 1 }..).unwrap_or_default())
}

fn decoded(code: u8, bytes: &[u8]) -> String {
    let text = match (code, bytes) {
        (1, [0xFE, 0xFF, rest @ ..]) | (2, rest) => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        (1, [0xFF, 0xFE, rest @ ..]) | (1, rest) => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0,
        (3, rest) => String::from_utf8_lossy(rest),
        // Said to be Latin-1: programs write their own code there. What is UTF-8 beyond ASCII is so on purpose.
        (_, rest) => std::str::from_utf8(rest).map_or_else(|_| encoding_rs::WINDOWS_1252.decode_without_bom_handling(rest).0, Into::into),
    };
    text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0').to_owned()
}

/// An absolute address; always Latin-1.
fn address(bytes: &[u8]) -> Option<String> {
    let address = decoded(0, split(0, bytes).0);
    (address.starts_with("https://") || address.starts_with("http://")).then_some(address)
}

fn syncsafe(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |size, byte| size << 7 | u32::from(byte & 0x7F))
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn seven(size: usize) -> [u8; 4] {
        [21, 14, 7, 0].map(|shift| (size >> shift & 0x7F) as u8)
    }

    fn frame(version: u8, name: &str, content: &[u8]) -> Vec<u8> {
        let size = if version == 4 { seven(content.len()) } else { (content.len() as u32).to_be_bytes() };
        [name.as_bytes(), &size, &[0, 0], content].concat()
    }

    fn tag(version: u8, flags: u8, frames: &[Vec<u8>]) -> Vec<u8> {
        let body = frames.concat();
        [b"ID3", &[version, 0, flags][..], &seven(body.len()), &body].concat()
    }

    fn chap(version: u8, id: &str, at: u32, frames: &[Vec<u8>]) -> Vec<u8> {
        let content = [id.as_bytes(), &[0], &at.to_be_bytes(), &[0xFF; 12], &frames.concat()].concat();
        frame(version, "CHAP", &content)
    }

    fn titled(version: u8, id: &str, at: u32) -> Vec<u8> {
        chap(version, id, at, &[frame(version, "TIT2", format!("\x03{id}").as_bytes())])
    }

    fn ctoc(version: u8, id: &str, flags: u8, entries: &[&str]) -> Vec<u8> {
        let names: String = entries.iter().map(|entry| format!("{entry}\0")).collect();
        frame(version, "CTOC", &[id.as_bytes(), &[0, flags, entries.len() as u8], names.as_bytes()].concat())
    }

    fn read_all(bytes: &[u8]) -> Id3 {
        read(&mut Cursor::new(bytes), 0, bytes.len() as u64)
    }

    fn titles(bytes: &[u8]) -> Vec<String> {
        read_all(bytes).chapters.into_iter().map(|chapter| chapter.title).collect()
    }

    #[test]
    fn chapters_come_in_the_order_of_time_whatever_the_table_says() {
        for version in [3, 4] {
            let frames = [titled(version, "b", 2_000), titled(version, "a", 0), ctoc(version, "toc", 3, &["b", "a"])];
            assert_eq!(titles(&tag(version, 0, &frames)), ["a", "b"], "{version}");
        }
    }

    #[test]
    fn tables_inside_tables_and_tables_that_name_one_another_are_followed() {
        let frames = [
            ctoc(3, "top", 2, &["one", "two"]),
            ctoc(3, "one", 0, &["a", "top"]),
            ctoc(3, "two", 0, &["b"]),
            titled(3, "a", 0),
            titled(3, "b", 9),
        ];
        assert_eq!(titles(&tag(3, 0, &frames)), ["a", "b"]);
    }

    #[test]
    fn two_top_tables_or_none_marked_as_top_lose_nothing() {
        for flags in [2, 0] {
            let frames = [ctoc(3, "x", flags, &["a"]), ctoc(3, "y", flags, &["b"]), titled(3, "a", 0), titled(3, "b", 9)];
            assert_eq!(titles(&tag(3, 0, &frames)), ["a", "b"], "{flags}");
        }
    }

    #[test]
    fn what_no_table_names_is_hidden_unless_no_table_names_anything() {
        let frames = [ctoc(3, "top", 3, &["a"]), titled(3, "a", 0), titled(3, "picture", 5)];
        assert_eq!(titles(&tag(3, 0, &frames)), ["a"]);
        let frames = [ctoc(3, "top", 3, &["gone"]), titled(3, "a", 0), titled(3, "b", 5)];
        assert_eq!(titles(&tag(3, 0, &frames)), ["a", "b"]);
        assert_eq!(titles(&tag(3, 0, &[titled(3, "a", 0), titled(3, "a", 5)])), ["a", "a"], "a name used twice");
    }

    #[test]
    fn links_pictures_and_second_titles_in_a_chapter_are_told_apart() {
        let picture = frame(3, "APIC", &[&b"\0image/png\0\x03\0"[..], &[7; 300]].concat());
        let frames = [frame(3, "TIT3", b"\0second"), picture, frame(3, "WXXX", b"\x01\xFF\xFEh\0i\0\0\0https://example.com/x\0")];
        let chapters = read_all(&tag(3, 0, &[chap(3, "a", 1_500, &frames)])).chapters;
        let url = Some("https://example.com/x".to_owned());
        assert_eq!(chapters, [Chapter { at: Millis(1_500), title: "second".into(), url, ..Chapter::default() }]);
        let bad = [frame(3, "WOAF", b"ftp://example.com")];
        assert_eq!(read_all(&tag(3, 0, &[chap(3, "a", 0, &bad)])).chapters[0].url, None);
    }

    #[test]
    fn sizes_of_the_other_version_are_understood() {
        // 200 bytes: in seven bits 01 48, in eight bits 00 C8.
        let long = format!("\x03{}", "x".repeat(199));
        let mut wrong = frame(3, "TALB", long.as_bytes());
        wrong.extend(titled(4, "a", 3));
        assert_eq!(titles(&tag(4, 0, &[wrong])), ["a"]);
        let mut wrong = frame(4, "TALB", long.as_bytes());
        wrong.extend(titled(3, "a", 3));
        assert_eq!(titles(&tag(3, 0, &[wrong])), ["a"]);
    }

    #[test]
    fn stuffed_tags_are_unstuffed() {
        let plain = [frame(3, "TIT2", b"\x01\xFF\xFEa\0"), titled(3, "a", 0xFF00)].concat();
        let mut stuffed = Vec::new();
        for (at, byte) in plain.iter().enumerate() {
            stuffed.push(*byte);
            if *byte == 0xFF && plain.get(at + 1).is_some_and(|next| *next == 0 || *next >= 0xE0) {
                stuffed.push(0);
            }
        }
        let found = read_all(&tag(3, 0x80, &[stuffed]));
        assert_eq!((found.chapters[0].at, found.texts.get("title").map(String::as_str)), (Millis(0xFF00), Some("a")));
        // In version 4 each frame says so itself, and may count its bytes in front.
        let mut frame = frame(4, "TIT2", b"\0\0\0\x05\x01\xFF\0\xFEa\0");
        frame[9] = 0x03;
        assert_eq!(read_all(&tag(4, 0x80, &[frame])).texts.get("title").map(String::as_str), Some("a"));
    }

    #[test]
    fn extended_headers_are_stepped_over() {
        let three = [&[0, 0, 0, 6, 0, 0, 0, 0, 0, 0][..], &titled(3, "a", 0)].concat();
        assert_eq!(titles(&tag(3, 0x40, &[three])), ["a"]);
        let four = [&[0, 0, 0, 6, 1, 0][..], &titled(4, "a", 0)].concat();
        assert_eq!(titles(&tag(4, 0x40, &[four])), ["a"]);
    }

    #[test]
    fn a_second_tag_and_one_at_the_end_are_read_where_the_first_is_silent() {
        let empty = tag(3, 0, &[frame(3, "TALB", b"\0show")]);
        assert_eq!(titles(&[empty.clone(), tag(4, 0, &[titled(4, "a", 0)])].concat()), ["a"]);
        let body = [titled(4, "end", 0), frame(4, "TIT2", b"\x03late")].concat();
        let header = [&b"ID3\x04\0\x10"[..], &seven(body.len())].concat();
        let footer = [&b"3DI\x04\0\x10"[..], &seven(body.len())].concat();
        for tail in [vec![], [&b"TAG"[..], &[0; 125]].concat()] {
            let file = [&empty, &[0x55; 500][..], &header, &body, &footer, &tail].concat();
            let found = read_all(&file);
            assert_eq!((found.chapters.len(), found.texts["title"].as_str(), found.texts["album"].as_str()), (1, "late", "show"));
        }
    }

    #[test]
    fn three_letters_are_enough_for_version_2() {
        let short = |name: &str, content: &[u8]| [name.as_bytes(), &(content.len() as u32).to_be_bytes()[1..], content].concat();
        let body = [short("TT2", b"\0Caf\xE9"), short("ULT", b"\0eng\0words"), short("TP1", "\0Zoë".as_bytes())].concat();
        let found = read_all(&[&b"ID3\x02\0\0"[..], &seven(body.len()), &body].concat());
        assert_eq!((found.texts["title"].as_str(), found.texts["artist"].as_str()), ("Café", "Zoë"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(version in 2..5_u8, flags: u8, body in proptest::collection::vec(any::<u8>(), 0..300), at in 0..300_usize) {
            let mut whole = [tag(version, flags, &[titled(version, "a", 1), ctoc(version, "t", 3, &["a"])]), body.clone()].concat();
            if let (Some(byte), Some(new)) = (whole.get_mut(at), body.first()) {
                *byte = *new;
            }
            read_all(&whole);
        }
    }
}
