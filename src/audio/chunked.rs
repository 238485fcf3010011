//! WAV, RF64, AIFF and CAF files read by their chunks: what is stored in them, and where.
//!
//! symphonia reads the common ones; recorders write the others too: sizes of 0, of all ones or beyond the end, RF64, big-endian
//! WAV, AIFF-C, CAF, ADPCM. One reader for all of them is shorter than the exceptions would be.
//!
//! Source: Microsoft's RIFF and WAVEFORMATEX, EBU Tech 3306 (RF64), Apple's AIFF-C and Core Audio Format descriptions.

use super::pcm::{Coding, Sample};
use std::io::{Read, Seek, SeekFrom};

/// What such a file holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// `wav`, `aiff` or `caf`.
    pub container: &'static str,
    /// How samples are stored.
    pub coding: Coding,
    /// In hertz, at least 1.
    pub rate: u32,
    /// At least 1.
    pub channels: u16,
    /// Bytes that belong together: one sample of each channel, or one block of ADPCM.
    pub block: usize,
    /// Where the sound starts.
    pub start: u64,
    /// Where it ends, inside the file.
    pub end: u64,
    /// How many samples of a channel count, where the file says so: blocks are filled up.
    pub frames: Option<u64>,
    /// The setup of a codec inside, and the sizes of its packets.
    pub packets: Option<Packets>,
}

/// Packets of a codec inside a CAF.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Packets {
    /// The codec's setup (`kuki`).
    pub setup: Vec<u8>,
    /// Bytes of each packet.
    pub sizes: Vec<u32>,
    /// Samples to drop from the start.
    pub priming: u64,
}

impl Sheet {
    /// Whether samples lie in it as they are or in blocks of one size, rather than in packets of a codec.
    pub fn is_plain(&self) -> bool {
        self.container != "caf" && self.packets.is_none() && self.coding != Coding::Wrapped
    }

    /// Samples of each channel.
    pub fn length(&self) -> u64 {
        let a_block = self.coding.frames_in_block(self.block, usize::from(self.channels)) as u64;
        let (whole, rest) = ((self.end - self.start) / self.block.max(1) as u64, (self.end - self.start) % self.block.max(1) as u64);
        let rest = usize::try_from(rest).unwrap_or_default();
        let last = if a_block > 1 { self.coding.frames_in_block(rest, usize::from(self.channels)) as u64 } else { 0 };
        let last = if rest == 0 || self.coding == Coding::AdpcmImaQt { 0 } else { last };
        let there = whole * a_block + last;
        self.announced().unwrap_or(there)
    }

    /// How many samples the file says count, where that fits what is there: the last block of ADPCM is filled up.
    pub fn announced(&self) -> Option<u64> {
        let a_block = self.coding.frames_in_block(self.block, usize::from(self.channels)) as u64;
        let there = (self.end - self.start).div_ceil(self.block.max(1) as u64) * a_block;
        self.frames.filter(|frames| *frames <= there && there - frames <= a_block)
    }
}

const MOST_CHANNELS: u16 = 64;
const HIGHEST_RATE: u32 = 768_000;
/// How many chunks are looked at.
const CHUNKS: usize = 10_000;
/// The largest chunk that is taken into memory: a packet table of 24 hours is some 8 MB.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Reads the chunks of a file of `bytes` bytes; `None` when it is of another kind or holds nothing that is known here.
pub(super) fn sheet(file: &mut (impl Read + Seek), bytes: u64) -> Option<Sheet> {
    let head = at(file, 0, 12)?;
    let sheet = match (head.get(..4)?, head.get(8..12)?) {
        (b"RIFF" | b"RF64" | b"BW64", b"WAVE") => wav(file, bytes, Endian::Little),
        (b"RIFX", b"WAVE") => wav(file, bytes, Endian::Big),
        (b"FORM", b"AIFF" | b"AIFC") => aiff(file, bytes),
        (b"caff", _) => caf(file, bytes),
        _ => None,
    }?;
    let is_sensible = (1..=HIGHEST_RATE).contains(&sheet.rate) && (1..=MOST_CHANNELS).contains(&sheet.channels) && sheet.block > 0;
    is_sensible.then_some(sheet)
}

#[derive(Clone, Copy, PartialEq)]
enum Endian {
    Little,
    Big,
}

impl Endian {
    fn number(self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self == Self::Little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
    }

    /// The number of `length` bytes at `from`, or 0 behind the end.
    fn field(self, bytes: &[u8], from: usize, length: usize) -> u64 {
        bytes.get(from..from + length).map_or(0, |field| self.number(field))
    }
}

fn at(file: &mut (impl Read + Seek), from: u64, length: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(from)).ok()?;
    file.take(length.min(LARGEST)).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn wav(file: &mut (impl Read + Seek), bytes: u64, endian: Endian) -> Option<Sheet> {
    let (mut from, mut format, mut frames, mut long_size) = (12, None, None, None);
    for _ in 0..CHUNKS {
        let header = at(file, from, 8).filter(|header| header.len() == 8)?;
        let (kind, size) = (header.get(..4)?, endian.number(header.get(4..)?));
        let start = from + 8;
        match kind {
            b"ds64" => long_size = at(file, start, size).map(|chunk| endian.field(&chunk, 8, 8)),
            b"fmt " => format = Some(at(file, start, size.min(4096))?),
            b"fact" => frames = at(file, start, 4).map(|chunk| endian.number(&chunk)),
            b"data" => {
                let size = long_size.filter(|_| size == u64::from(u32::MAX)).unwrap_or(size);
                let end = data_end(file, start, size, bytes);
                return wav_sheet(&format?, endian, start, end, frames);
            }
            _ => {}
        }
        from = start.saturating_add(size).saturating_add(size & 1);
    }
    None
}

/// A size of 0 or of all ones says "until the end": programs that record to a stream write that.
fn data_end(file: &mut (impl Read + Seek), start: u64, size: u64, bytes: u64) -> u64 {
    let is_open = size == u64::from(u32::MAX) || size == u64::MAX || size == 0 && !is_chunk(file, start);
    if is_open { bytes } else { start.saturating_add(size).min(bytes) }
}

/// Whether another chunk follows: then a size of 0 meant nothing.
fn is_chunk(file: &mut (impl Read + Seek), from: u64) -> bool {
    at(file, from, 4).is_some_and(|kind| matches!(&*kind, b"LIST" | b"id3 " | b"ID3 " | b"fact" | b"PEAK" | b"bext" | b"cue "))
}

fn wav_sheet(format: &[u8], endian: Endian, start: u64, end: u64, frames: Option<u64>) -> Option<Sheet> {
    let field = |from, length| endian.field(format, from, length);
    let channels = u16::try_from(field(2, 2)).ok()?;
    let block = usize::try_from(field(12, 2)).ok()?;
    // 0xFFFE says that the real code is the beginning of a longer one.
    let code = if field(0, 2) == 0xFFFE { field(24, 2) } else { field(0, 2) };
    let bits = field(14, 2);
    let width = if channels > 0 && block > 0 { block / usize::from(channels) } else { usize::try_from(bits.div_ceil(8)).ok()? };
    let sample = |is_float| Sample { bytes: width, is_float, is_signed: width > 1, is_big_endian: endian == Endian::Big };
    let (coding, block, counts_frames) = match code {
        1 => (Coding::Pcm(sample(false).known()?), width * usize::from(channels), false),
        3 => (Coding::Pcm(sample(true).known()?), width * usize::from(channels), false),
        6 => (Coding::ALaw, usize::from(channels), false),
        7 => (Coding::MuLaw, usize::from(channels), false),
        2 => (Coding::AdpcmMs(coefficients(format, endian)), block, true),
        0x11 if bits == 4 => (Coding::AdpcmImaWav, block, true),
        // The sound of another kind of file, put into a WAV.
        0x50 | 0x55 => (Coding::Wrapped, 1, false),
        _ => return None,
    };
    let rate = u32::try_from(field(4, 4)).ok()?;
    let frames = frames.filter(|frames| counts_frames && *frames > 0);
    Some(Sheet { container: "wav", coding, rate, channels, block, start, end, frames, packets: None })
}

fn coefficients(format: &[u8], endian: Endian) -> Vec<(i32, i32)> {
    let count = usize::try_from(endian.field(format, 20, 2)).unwrap_or_default().min(256);
    let signed = |from| i32::from(endian.field(format, from, 2) as u16 as i16);
    let written: Vec<(i32, i32)> = (0..count).map(|index| (signed(22 + index * 4), signed(24 + index * 4))).collect();
    if written.len() < super::pcm::MS_COEFFICIENTS.len() { super::pcm::MS_COEFFICIENTS.to_vec() } else { written }
}

fn aiff(file: &mut (impl Read + Seek), bytes: u64) -> Option<Sheet> {
    let (mut from, mut common, mut sound) = (12, None, None);
    for _ in 0..CHUNKS {
        let Some(header) = at(file, from, 8).filter(|header| header.len() == 8) else { break };
        let (kind, size) = (header.get(..4)?, Endian::Big.number(header.get(4..)?));
        match kind {
            b"COMM" => common = at(file, from + 8, size.min(4096)),
            b"SSND" => {
                let offset = Endian::Big.field(&at(file, from + 8, 4)?, 0, 4);
                let start = (from + 16).saturating_add(offset);
                let is_open = size == 0 || size == u64::from(u32::MAX);
                sound = Some((start, if is_open { bytes } else { (from + 8).saturating_add(size).min(bytes) }));
            }
            _ => {}
        }
        if common.is_some() && sound.is_some() {
            break;
        }
        from = (from + 8).saturating_add(size).saturating_add(size & 1);
    }
    let (start, end) = sound?;
    aiff_sheet(&common?, start, end.max(start))
}

fn aiff_sheet(common: &[u8], start: u64, end: u64) -> Option<Sheet> {
    let field = |from, length| Endian::Big.field(common, from, length);
    let channels = u16::try_from(field(0, 2)).ok()?;
    let width = usize::try_from(field(6, 2).div_ceil(8)).ok()?;
    let pcm = |bytes, is_float, is_big_endian| Some(Coding::Pcm(Sample { bytes, is_float, is_signed: true, is_big_endian }.known()?));
    let (coding, width) = match common.get(18..22) {
        None | Some(b"NONE" | b"twos") => (pcm(width, false, true)?, width),
        Some(b"sowt") => (pcm(width, false, false)?, width),
        Some(b"in24") => (pcm(3, false, true)?, 3),
        Some(b"in32") => (pcm(4, false, true)?, 4),
        Some(b"fl32" | b"FL32") => (pcm(4, true, true)?, 4),
        Some(b"fl64" | b"FL64") => (pcm(8, true, true)?, 8),
        Some(b"raw ") => (Coding::Pcm(Sample { bytes: 1, is_float: false, is_signed: false, is_big_endian: true }), 1),
        Some(b"ulaw" | b"ULAW") => (Coding::MuLaw, 1),
        Some(b"alaw" | b"ALAW") => (Coding::ALaw, 1),
        Some(b"ima4") => (Coding::AdpcmImaQt, 34),
        Some(_) => return None,
    };
    let rate = extended(common.get(8..18)?)?;
    let block = width * usize::from(channels);
    Some(Sheet { container: "aiff", coding, rate, channels, block, start, end, frames: None, packets: None })
}

/// The whole part of an 80-bit float. Source: IEEE 754 double extended, as AIFF stores its sample rate.
fn extended(bytes: &[u8]) -> Option<u32> {
    let exponent = Endian::Big.field(bytes, 0, 2) & 0x7FFF;
    let mantissa = Endian::Big.field(bytes, 2, 8);
    let shift = 63_u64.checked_sub(exponent.checked_sub(16_383)?)?;
    u32::try_from(mantissa >> shift).ok()
}

fn caf(file: &mut (impl Read + Seek), bytes: u64) -> Option<Sheet> {
    let (mut from, mut description, mut sound, mut packets, mut counts) = (8, None, None, Packets::default(), None);
    for _ in 0..CHUNKS {
        let Some(header) = at(file, from, 12).filter(|header| header.len() == 12) else { break };
        let (kind, size) = (header.get(..4)?, Endian::Big.number(header.get(4..)?));
        let start = from + 12;
        match kind {
            b"desc" => description = at(file, start, size.min(64)),
            b"kuki" => packets.setup = at(file, start, size.min(4096))?,
            b"pakt" => counts = at(file, start, size),
            b"data" => {
                let end = if size == u64::MAX { bytes } else { start.saturating_add(size).min(bytes) };
                sound = Some((start + 4, end));
            }
            _ => {}
        }
        from = start.saturating_add(size);
    }
    let (start, end) = sound?;
    let frames = counts.as_deref().map(|chunk| packet_table(chunk, &mut packets));
    caf_sheet(&description?, start, end.max(start), frames, packets)
}

/// Fills in the sizes; returns how many samples count.
fn packet_table(chunk: &[u8], packets: &mut Packets) -> u64 {
    packets.priming = u64::from((Endian::Big.field(chunk, 16, 4) as u32 as i32).max(0).unsigned_abs());
    let mut size = 0_u32;
    for byte in chunk.get(24..).unwrap_or_default() {
        size = size << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            packets.sizes.push(size);
            size = 0;
        }
    }
    let packets_written = usize::try_from(Endian::Big.field(chunk, 0, 8)).unwrap_or(usize::MAX);
    packets.sizes.truncate(packets_written);
    Endian::Big.field(chunk, 8, 8)
}

fn caf_sheet(description: &[u8], start: u64, end: u64, frames: Option<u64>, packets: Packets) -> Option<Sheet> {
    let field = |from, length| Endian::Big.field(description, from, length);
    let rate = f64::from_bits(field(0, 8));
    let rate = if rate.is_finite() && rate >= 1.0 && rate <= f64::from(HIGHEST_RATE) { rate.round() as u32 } else { return None };
    let channels = u16::try_from(field(24, 4)).ok()?;
    let (flags, packet_bytes, bits) = (field(12, 4), usize::try_from(field(16, 4)).ok()?, field(28, 4));
    let width = if channels > 0 && packet_bytes > 0 { packet_bytes / usize::from(channels) } else { usize::try_from(bits / 8).ok()? };
    let (coding, block) = match description.get(8..12)? {
        b"lpcm" => {
            let sample = Sample { bytes: width, is_float: flags & 1 != 0, is_signed: true, is_big_endian: flags & 2 == 0 };
            (Coding::Pcm(sample.known()?), width * usize::from(channels))
        }
        b"ulaw" => (Coding::MuLaw, usize::from(channels)),
        b"alaw" => (Coding::ALaw, usize::from(channels)),
        b"ima4" => (Coding::AdpcmImaQt, 34 * usize::from(channels)),
        b"alac" => (Coding::Alac, 1),
        b"aac " => (Coding::Aac, 1),
        b"opus" => (Coding::Opus, 1),
        b".mp3" => (Coding::Wrapped, 1),
        _ => return None,
    };
    let has_packets = matches!(coding, Coding::Alac | Coding::Aac | Coding::Opus);
    let frames = frames.filter(|frames| *frames > 0 && (has_packets || coding == Coding::AdpcmImaQt));
    Some(Sheet { container: "caf", coding, rate, channels, block, start, end, frames, packets: has_packets.then_some(packets) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn wav_bytes(code: u16, bits: u16, size: u32, sound: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        bytes.extend(code.to_le_bytes());
        bytes.extend(b"\x01\0\x40\x1F\0\0\x80\x3E\0\0");
        bytes.extend((bits / 8).max(1).to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend(size.to_le_bytes());
        bytes.extend(sound);
        bytes
    }

    fn sheet_of(bytes: &[u8]) -> Option<Sheet> {
        sheet(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn sizes_of_zero_all_ones_and_beyond_the_end_reach_to_the_end() {
        for size in [0, u32::MAX, 1_000_000, 100] {
            let sheet = sheet_of(&wav_bytes(1, 16, size, &[1; 100])).expect("a WAV");
            assert_eq!((sheet.start, sheet.end, sheet.rate, sheet.block), (44, 144, 8_000, 2), "{size}");
        }
        let sheet = sheet_of(&wav_bytes(1, 16, 0, b"LIST\x04\0\0\0INFO")).expect("a WAV");
        assert_eq!(sheet.end, sheet.start, "a WAV without sound, followed by its tags");
    }

    #[test]
    fn rf64_keeps_its_size_elsewhere() {
        let plain = wav_bytes(1, 16, u32::MAX, &[1; 100]);
        let mut bytes = b"RF64\xFF\xFF\xFF\xFFWAVEds64\x1C\0\0\0".to_vec();
        bytes.extend([0; 8]);
        bytes.extend(60_u64.to_le_bytes());
        bytes.extend([0; 12]);
        bytes.extend(&plain[12..]);
        let sheet = sheet_of(&bytes).expect("an RF64");
        assert_eq!(sheet.end - sheet.start, 60);
    }

    #[test]
    fn an_80_bit_rate_is_read() {
        assert_eq!(extended(&[0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]), Some(44_100));
        assert_eq!(extended(&[0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]), Some(8_000));
        assert_eq!(extended(&[0xFF; 10]), None);
    }

    #[test]
    fn packet_sizes_are_of_any_length() {
        let mut chunk = 3_u64.to_be_bytes().to_vec();
        chunk.extend(3_000_u64.to_be_bytes());
        chunk.extend(1_024_u32.to_be_bytes());
        chunk.extend(72_u32.to_be_bytes());
        chunk.extend([0x05, 0x81, 0x00, 0x7F]);
        let mut packets = Packets::default();
        assert_eq!(packet_table(&chunk, &mut packets), 3_000);
        assert_eq!((packets.priming, packets.sizes), (1_024, vec![5, 128, 127]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(kind in 0..3_usize, bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 12..60_usize) {
            let mut whole = match kind {
                0 => wav_bytes(1, 16, 50, &bytes),
                1 => [b"FORM\0\0\0\0AIFCCOMM\0\0\0\x16", &*bytes].concat(),
                _ => [b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20", &*bytes].concat(),
            };
            if let (Some(byte), Some(new)) = (whole.get_mut(at), bytes.first()) {
                *byte = *new;
            }
            if let Some(sheet) = sheet_of(&whole) {
                prop_assert!(sheet.end <= whole.len() as u64 || sheet.end == sheet.start);
            }
        }
    }
}
