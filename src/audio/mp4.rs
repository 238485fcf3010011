//! The boxes of an MP4 that symphonia keeps to itself: whether they end with the file, what the edit list trims, chapters, HE-AAC.
//!
//! Source: ISO/IEC 14496-12 (boxes, edit list), 14496-3 (AudioSpecificConfig); QuickTime's chapter track; Nero's `chpl`.

use crate::model::{Chapter, Millis};
use std::io::{Read, Seek, SeekFrom};

/// What the boxes say.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// A box reaches beyond the end of the file, or the index is missing.
    pub is_cut_off: bool,
    /// The first sound track.
    pub audio: Option<AudioTrack>,
    /// Tracks that hold chapter titles.
    pub chapter_tracks: Vec<u32>,
    /// Chapters of the `chpl` list.
    pub nero_chapters: Vec<Chapter>,
    /// What the setup of AAC says of its rate, before anything is added to it; in hertz.
    pub core_rate: Option<u32>,
    /// The sound is said to be HE-AAC.
    pub high_efficiency: Option<FullBand>,
    /// The sound lies in fragments, whose places are written down in ways that new tags would upset.
    pub is_in_pieces: bool,
}

/// What HE-AAC is when all of it is played: its upper half, and with parametric stereo its second channel, are made from little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FullBand {
    /// In hertz.
    pub rate: u32,
    /// One channel is stored, two are played.
    pub is_stereo_from_one: bool,
}

/// What the edit list of a sound track takes away.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AudioTrack {
    /// Taken from the start.
    skip: Millis,
    /// What is left in all; `None` when the list leaves it open, as fragments do.
    length: Option<Millis>,
}

/// An index larger than this is not read: 24 hours of AAC need some 20 MB.
const INDEX: u64 = 64 * 1024 * 1024;
/// How many boxes are looked at on one level.
const BOXES: usize = 100_000;
/// The boxes at the top of a file whose end counts.
const KNOWN: [&[u8; 4]; 12] = [b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"uuid", b"meta", b"styp", b"sidx", b"mfra"];
/// What an encoder puts around the sound is below this; an edit list that takes more is a cut, which many apps do not follow.
pub(super) const ENCODER_TRIM: u64 = 500;

impl AudioTrack {
    /// The length of the sound without what the encoder put around it.
    pub fn trimmed(&self, total: Millis) -> Millis {
        let without_start = total.0.saturating_sub(self.skip.0);
        let left = self.length.map_or(without_start, |length| length.0.min(without_start));
        if total.0 - left <= ENCODER_TRIM { Millis(left) } else { total }
    }

    /// What to take from the start, and what is then left, for who sees the sound before its end.
    pub fn trim(&self) -> (Millis, Option<Millis>) {
        let skip = if self.skip.0 <= ENCODER_TRIM { self.skip } else { Millis(0) };
        (skip, self.length)
    }
}

/// Whether a file begins as MP4 files do.
pub(super) fn is_mp4(head: &[u8]) -> bool {
    matches!(head.get(4..8), Some(b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip"))
}

impl Boxes {
    /// Reads the boxes of a file of `bytes` bytes.
    pub fn read(file: &mut (impl Read + Seek), bytes: u64) -> Self {
        let mut boxes = Self::default();
        let (mut at, mut has_index) = (0, false);
        for _ in 0..BOXES {
            let Some((kind, header, size)) = next_box(file, at, bytes) else { break };
            let end = at.saturating_add(size);
            // What is not a box at all (an ID3v1 tag at the end) has a size that means nothing.
            boxes.is_cut_off |= end > bytes && KNOWN.contains(&&kind);
            boxes.is_in_pieces |= &kind == b"moof";
            if &kind == b"moov" {
                has_index = true;
                boxes.read_index(file, at + header, end.min(bytes));
            }
            at = end;
        }
        boxes.is_cut_off |= !has_index;
        boxes
    }

    fn read_index(&mut self, file: &mut (impl Read + Seek), start: u64, end: u64) {
        let length = end.saturating_sub(start);
        let mut index = Vec::new();
        if length > INDEX || file.seek(SeekFrom::Start(start)).is_err() || file.take(length).read_to_end(&mut index).is_err() {
            return;
        }
        let scale = child(&index, b"mvhd").map_or(1000, timescale);
        for track in children(&index).filter(|(kind, _)| kind == b"trak").map(|(_, body)| body) {
            self.read_track(track, scale);
        }
        self.nero_chapters = path(&index, &[b"udta", b"chpl"]).map(nero_chapters).unwrap_or_default();
    }

    fn read_track(&mut self, track: &[u8], movie_scale: u64) {
        if path(track, &[b"mdia", b"hdlr"]).and_then(|handler| handler.get(8..12)) != Some(b"soun") || self.audio.is_some() {
            return;
        }
        let scale = path(track, &[b"mdia", b"mdhd"]).map_or(1000, timescale);
        self.audio = Some(path(track, &[b"edts", b"elst"]).map(|list| edits(list, scale, movie_scale)).unwrap_or_default());
        self.chapter_tracks = path(track, &[b"tref", b"chap"]).map(numbers).unwrap_or_default();
        let config = path(track, &[b"mdia", b"minf", b"stbl", b"stsd"]).and_then(aac_setup);
        self.core_rate = config.and_then(core_rate);
        self.high_efficiency = config.and_then(full_band);
    }
}

/// Kind, length of the header and length in all of the box at `at`; `None` at the end or where there is no box.
fn next_box(file: &mut (impl Read + Seek), at: u64, bytes: u64) -> Option<([u8; 4], u64, u64)> {
    let mut header = [0; 16];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut header[..8]).ok()?;
    let kind = [header[4], header[5], header[6], header[7]];
    match number(&header[..4]) {
        0 => Some((kind, 8, bytes.saturating_sub(at))),
        1 => {
            file.read_exact(&mut header[8..]).ok()?;
            Some((kind, 16, number(&header[8..]))).filter(|(_, _, size)| *size >= 16)
        }
        size if size >= 8 => Some((kind, 8, size)),
        _ => None,
    }
}

/// The boxes inside a box, each without its header.
fn children(mut body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = usize::try_from(number(body.get(..4)?)).ok()?;
        let kind = body.get(4..8)?.try_into().ok()?;
        let inner = body.get(8..size)?;
        body = body.get(size..)?;
        Some((kind, inner))
    })
}

fn child<'a>(body: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    children(body).find(|(kind, _)| kind == name).map(|(_, inner)| inner)
}

fn path<'a>(body: &'a [u8], names: &[&[u8; 4]]) -> Option<&'a [u8]> {
    names.iter().try_fold(body, |body, name| child(body, name))
}

/// Ticks per second of an `mvhd` or `mdhd`.
fn timescale(header: &[u8]) -> u64 {
    let at = if header.first() == Some(&1) { 20 } else { 12 };
    header.get(at..at + 4).map_or(1000, number).max(1)
}

fn edits(list: &[u8], media_scale: u64, movie_scale: u64) -> AudioTrack {
    let is_long = list.first() == Some(&1);
    let (entry, field) = if is_long { (20, 8) } else { (12, 4) };
    let nothing = if is_long { u64::MAX } else { u64::from(u32::MAX) };
    let media = list.get(8..).unwrap_or_default().chunks_exact(entry).filter(|edit| number(&edit[field..2 * field]) != nothing);
    let (mut skip, mut length) = (None, 0_u64);
    for edit in media.take(1000) {
        skip.get_or_insert(number(&edit[field..2 * field]));
        length = length.saturating_add(number(&edit[..field]));
    }
    let length = Some(millis(length, movie_scale)).filter(|length| length.0 > 0);
    AudioTrack { skip: millis(skip.unwrap_or(0), media_scale), length }
}

/// The decoder's setup, where the first sound description is AAC.
fn aac_setup(descriptions: &[u8]) -> Option<&[u8]> {
    let entry = descriptions.get(8..).and_then(|entries| child(entries, b"mp4a"))?;
    // Version 0 of a sound description is 28 bytes; the descriptor box follows. Version 1 (QuickTime) has 16 more.
    let version_1 = entry.get(8..10) == Some(&[0, 1]);
    let descriptor = entry.get(if version_1 { 44 } else { 28 }..).and_then(|boxes| child(boxes, b"esds"))?;
    audio_config(descriptor.get(4..).unwrap_or_default())
}

fn core_rate(config: &[u8]) -> Option<u32> {
    Bits { bytes: config, at: 5 }.rate()
}

/// Rates by their index. Source: ISO/IEC 14496-3, table 1.18.
const RATES: [u32; 13] = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// Spectral band replication, said openly or in the backwards compatible way. Source: ISO/IEC 14496-3, 1.6.2.1 and 1.6.5.
fn full_band(config: &[u8]) -> Option<FullBand> {
    let mut bits = Bits { bytes: config, at: 0 };
    let kind = bits.take(5)?;
    let core = bits.rate()?;
    bits.take(4)?;
    if matches!(kind, 5 | 29) {
        return Some(FullBand { rate: bits.rate()?, is_stereo_from_one: kind == 29 });
    }
    // Three bits of AAC's own setup, then the mark of what older decoders pass over.
    bits.take(3)?;
    let is_extended = bits.take(11)? == 0x2B7 && bits.take(5)? == 5 && bits.take(1)? == 1;
    if !is_extended {
        return None;
    }
    let rate = bits.rate().unwrap_or(core * 2);
    Some(FullBand { rate, is_stereo_from_one: bits.take(11) == Some(0x548) && bits.take(1) == Some(1) })
}

/// Bits from the highest on.
pub(super) struct Bits<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl Bits<'_> {
    /// The next `count` bits, at most 32; `None` behind the end.
    pub fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for at in self.at..self.at + count {
            let byte = *self.bytes.get(at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(value)
    }

    fn rate(&mut self) -> Option<u32> {
        let index = self.take(4)?;
        let rate = if index == 15 { self.take(24)? } else { *RATES.get(index as usize)? };
        (rate > 0).then_some(rate)
    }
}

/// The decoder's configuration: tag 5 inside tag 4 inside tag 3 of the elementary stream descriptor.
fn audio_config(descriptor: &[u8]) -> Option<&[u8]> {
    let stream = tagged(descriptor, 3)?;
    let flags = *stream.get(2)?;
    let mut at = 3;
    at += if flags & 0x80 == 0 { 0 } else { 2 };
    at += if flags & 0x40 == 0 { 0 } else { 1 + usize::from(*stream.get(at)?) };
    at += if flags & 0x20 == 0 { 0 } else { 2 };
    tagged(tagged(stream.get(at..)?, 4)?.get(13..)?, 5)
}

/// The content of a descriptor with this tag at the very start.
fn tagged(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let mut length = 0_usize;
    for (at, byte) in rest.iter().enumerate().take(4) {
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            let body = rest.get(at + 1..)?;
            return Some(body.get(..length).unwrap_or(body));
        }
    }
    None
}

/// Track numbers of a reference box.
fn numbers(body: &[u8]) -> Vec<u32> {
    body.chunks_exact(4).take(16).map(|four| u32::try_from(number(four)).unwrap_or_default()).collect()
}

/// Chapters of a list of start (in 100 ns), length of the title, title.
fn nero_chapters(list: &[u8]) -> Vec<Chapter> {
    let mut rest = list.get(if list.first() == Some(&1) { 9 } else { 5 }..).unwrap_or_default();
    let mut chapters = Vec::new();
    while let Some((at, title_length)) = rest.get(..8).map(number).zip(rest.get(8)) {
        let end = 9 + usize::from(*title_length);
        let Some(title) = rest.get(9..end) else { break };
        chapters.push(Chapter { at: Millis(at / 10_000), title: String::from_utf8_lossy(title).trim().to_owned(), ..Chapter::default() });
        rest = &rest[end..];
    }
    chapters
}

/// Chapters of a text track: each sample is a length of two bytes and the title, in UTF-8 or marked UTF-16.
pub(super) fn text_chapters(samples: &[(Millis, Vec<u8>)]) -> Vec<Chapter> {
    let chapters = samples.iter().map(|(at, sample)| Chapter { at: *at, title: sample_text(sample), ..Chapter::default() });
    chapters.filter(|chapter| !chapter.title.is_empty()).collect()
}

fn sample_text(sample: &[u8]) -> String {
    let length = sample.get(..2).map_or(0, |length| usize::try_from(number(length)).unwrap_or_default());
    let body = sample.get(2..).unwrap_or_default();
    let body = body.get(..length).unwrap_or(body);
    let text = match body {
        [0xFE, 0xFF, units @ ..] => utf_16(units, u16::from_be_bytes),
        [0xFF, 0xFE, units @ ..] => utf_16(units, u16::from_le_bytes),
        utf_8 => String::from_utf8_lossy(utf_8).into_owned(),
    };
    text.trim().to_owned()
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn millis(ticks: u64, per_second: u64) -> Millis {
    let per_second = u128::from(per_second.max(1));
    Millis(u64::try_from((u128::from(ticks) * 1000 + per_second / 2) / per_second).unwrap_or(u64::MAX))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
