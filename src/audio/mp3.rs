//! The seek header in the first frame of an MP3: Xing (LAME writes it too, as `Info` for constant rates) or VBRI.
//!
//! Source: the layout that the Xing and Fraunhofer encoders write; there is no standard for either.

use std::io::{Read, Seek, SeekFrom};

/// What the first frame says about the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SeekHeader {
    frames: Option<u64>,
    has_table: bool,
}

/// How far behind the tags the first frame is looked for.
const SEARCH: u64 = 65_536;

impl SeekHeader {
    /// Whether a player can jump to a moment without guessing.
    pub fn can_seek(&self) -> bool {
        self.has_table && self.frames.is_some()
    }

    /// Whether clearly more frames were announced than there are (more than a second of them, and more than one in a hundred).
    pub fn promises_more_than(&self, frames: u64) -> bool {
        self.frames.is_some_and(|promised| promised > frames + (frames / 100).max(40))
    }

    /// Whether the announced frames are the ones that are there; encoders differ on whether they count the header itself.
    pub fn agrees_with(&self, frames: u64) -> bool {
        self.frames.is_some_and(|promised| promised.abs_diff(frames) <= 1)
    }
}

/// Finds the header behind any ID3 tags. `None` when there is none, or no MP3.
pub(super) fn seek_header(file: &mut (impl Read + Seek)) -> Option<SeekHeader> {
    let start = after_tags(file)?;
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut bytes = Vec::new();
    file.take(SEARCH).read_to_end(&mut bytes).ok()?;
    let frame = (0..bytes.len().saturating_sub(4)).find(|at| is_layer_3(&bytes[*at..]))?;
    let frame = &bytes[frame..];
    xing(frame).or_else(|| vbri(frame))
}

/// Where the first byte behind the ID3v2 tags is (there may be several).
fn after_tags(file: &mut (impl Read + Seek)) -> Option<u64> {
    let mut at = 0;
    for _ in 0..8 {
        file.seek(SeekFrom::Start(at)).ok()?;
        let mut header = [0; 10];
        if file.read_exact(&mut header).is_err() || !header.starts_with(b"ID3") {
            break;
        }
        let size = header[6..].iter().fold(0, |size: u64, byte| size << 7 | u64::from(byte & 0x7F));
        let footer = if header[5] & 0x10 == 0 { 0 } else { 10 };
        at += 10 + size + footer;
    }
    Some(at)
}

/// A frame header of layer 3 with a sensible bit rate and sample rate.
fn is_layer_3(bytes: &[u8]) -> bool {
    let [first, second, third, ..] = *bytes else { return false };
    first == 0xFF && second & 0xE6 == 0xE2 && second & 0x18 != 0x08 && !matches!(third >> 4, 0 | 15) && third & 0x0C != 0x0C
}

/// How many samples a frame decodes to.
///
/// Counted from its header because symphonia 0.6.1 gives the whole frame as `Packet::dur` and the trimmed part besides.
pub(super) fn samples(frame: &[u8]) -> u64 {
    let Some(second) = frame.get(1) else { return 0 };
    let is_mpeg_1 = second & 0x08 != 0;
    match second >> 1 & 3 {
        3 => 384,
        1 if !is_mpeg_1 => 576,
        _ => 1152,
    }
}

fn xing(frame: &[u8]) -> Option<SeekHeader> {
    let is_mpeg_1 = frame.get(1)? & 0x08 != 0;
    let is_mono = frame.get(3)? >> 6 == 3;
    let side = match (is_mpeg_1, is_mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let tag = frame.get(4 + side..)?;
    if !tag.starts_with(b"Xing") && !tag.starts_with(b"Info") {
        return None;
    }
    let flags = number(tag.get(4..8)?);
    let frames = if flags & 1 == 0 { None } else { tag.get(8..12).map(number) };
    Some(SeekHeader { frames: frames.filter(|frames| *frames > 0), has_table: flags & 4 != 0 })
}

fn vbri(frame: &[u8]) -> Option<SeekHeader> {
    let tag = frame.get(36..)?;
    if !tag.starts_with(b"VBRI") {
        return None;
    }
    Some(SeekHeader { frames: tag.get(14..18).map(number), has_table: true })
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
