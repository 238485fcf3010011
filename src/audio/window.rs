//! Files as symphonia can read them: a stretch of a file, or a file with a few bytes read differently; and what an MP4 trims.
//!
//! symphonia 0.6 refuses whole files for small faults: chapters without an edition number (ffmpeg writes such WebM), a size that
//! reaches beyond the end (a recorder or a download that stopped), a cue sheet with an odd offset in a FLAC. Reading a size or a mark
//! differently on the way gives the sound that is there; the file itself is never touched.

use super::mp4;
use crate::disk::File;
use crate::model::Millis;
use std::io::{self, Read, Seek, SeekFrom};
use symphonia::core::io::MediaSource;

/// A stretch of a file, read as a file of its own.
#[derive(Debug)]
pub(super) struct Window {
    file: File,
    start: u64,
    end: u64,
    at: u64,
    patches: Vec<Patch>,
    /// A size in it reached beyond its end.
    pub is_cut_off: bool,
}

/// Where bytes are read differently, from the start of the file, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Patch {
    at: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// The bytes from `start` up to `end`.
    pub fn of(file: File, start: u64, end: u64) -> Self {
        Self { file, start, end: end.max(start), at: 0, patches: Vec::new(), is_cut_off: false }
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let from = self.start.saturating_add(self.at);
        let most = usize::try_from(self.end.saturating_sub(from)).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        self.file.seek(SeekFrom::Start(from))?;
        let got = self.file.read(&mut buffer[..most])?;
        for (at, byte) in self.patches.iter().flat_map(|patch| (patch.at..).zip(&patch.bytes)) {
            let index = at.checked_sub(from).and_then(|index| usize::try_from(index).ok());
            if let Some(read) = index.filter(|index| *index < got).and_then(|index| buffer.get_mut(index)) {
                *read = *byte;
            }
        }
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length = self.end - self.start;
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl MediaSource for Window {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.end - self.start)
    }
}

/// The whole file, as symphonia can read it.
pub(super) fn readable(mut file: File, bytes: u64) -> Window {
    let mut start = Vec::new();
    let is_read = file.seek(SeekFrom::Start(0)).is_ok() && (&mut file).take(16).read_to_end(&mut start).is_ok();
    let (patches, is_cut_off) = match &start {
        start if is_read && start.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) => matroska(&mut file, bytes).unwrap_or_default(),
        start if is_read && start.starts_with(b"fLaC") => (flac(&mut file), false),
        start if is_read && mp4::is_mp4(start) => boxes(&mut file, bytes),
        _ => Default::default(),
    };
    Window { patches, is_cut_off, ..Window::of(file, 0, bytes) }
}

/// Marks of Matroska elements, and how they are read where they would stop symphonia: as marks that nobody uses, which readers skip.
/// Source: RFC 9559, section 5.1; RFC 8794, section 6.2.
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];
const CHAPTERS: [u8; 4] = [0x10, 0x43, 0xA7, 0x70];
const SEEK_HEAD: [u8; 4] = [0x11, 0x4D, 0x9B, 0x74];
const UNKNOWN: [u8; 4] = [0x10, 0x43, 0xA7, 0x7F];
/// How many elements or boxes are stepped over: a cluster of Matroska is some 5 s.
const ELEMENTS: usize = 100_000;

fn matroska(file: &mut File, bytes: u64) -> Option<(Vec<Patch>, bool)> {
    let mut patches = Vec::new();
    let (_, size, header) = element(file, 0)?;
    let segment = header + size?;
    let (id, size, header) = element(file, segment)?;
    if id != SEGMENT {
        return None;
    }
    let mut at = segment + header;
    let is_cut_off = size.is_some_and(|size| size > bytes.saturating_sub(at));
    if is_cut_off {
        patches.extend(shortened(segment + 4, header - 4, bytes - at.min(bytes)));
    }
    for _ in 0..ELEMENTS {
        let Some((id, size, header)) = element(file, at) else { break };
        // Where the end is missing, so is what the list of places points to.
        if id == CHAPTERS || is_cut_off && id == SEEK_HEAD {
            patches.push(Patch { at, bytes: UNKNOWN.to_vec() });
        }
        let Some(size) = size else { break };
        let inside = bytes.saturating_sub(at + header);
        if size > inside {
            patches.extend(shortened(at + id.len() as u64, header - id.len() as u64, inside));
            break;
        }
        at += header + size;
    }
    Some((patches, is_cut_off))
}

/// A size field of so many bytes with another size in it.
fn shortened(at: u64, length: u64, size: u64) -> Option<Patch> {
    let length = usize::try_from(length).ok().filter(|length| (1..=8).contains(length))?;
    let marked = size.checked_add(1 << (7 * length))?;
    Some(Patch { at, bytes: marked.to_be_bytes().get(8 - length..)?.to_vec() })
}

/// Cue sheets (kind 5) are read as padding (kind 1). Source: RFC 9639, section 8.
fn flac(file: &mut File) -> Vec<Patch> {
    let (mut patches, mut at) = (Vec::new(), 4);
    for _ in 0..ELEMENTS {
        let mut header = [0; 4];
        if file.seek(SeekFrom::Start(at)).is_err() || file.read_exact(&mut header).is_err() {
            break;
        }
        if header[0] & 0x7F == 5 {
            patches.push(Patch { at, bytes: vec![header[0] & 0x80 | 1] });
        }
        if header[0] & 0x80 != 0 {
            break;
        }
        at += 4 + u64::from(u32::from_be_bytes([0, header[1], header[2], header[3]]));
    }
    patches
}

/// The sound of an MP4 (`mdat`) that reaches beyond the end is read up to it. Source: ISO/IEC 14496-12, section 4.2.
fn boxes(file: &mut File, bytes: u64) -> (Vec<Patch>, bool) {
    let mut at = 0;
    for _ in 0..ELEMENTS {
        let mut header = [0; 16];
        if file.seek(SeekFrom::Start(at)).is_err() || file.read_exact(&mut header).is_err() {
            break;
        }
        let short = u32::from_be_bytes([header[0], header[1], header[2], header[3]]);
        let long = header.last_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let size = if short == 1 { long } else { u64::from(short) };
        let left = bytes.saturating_sub(at);
        if size > left && header[4..8] == *b"mdat" {
            let patch = if short == 1 {
                Patch { at: at + 8, bytes: left.to_be_bytes().to_vec() }
            } else {
                // It was more than is left, and fitted.
                Patch { at, bytes: u32::try_from(left).unwrap_or_default().to_be_bytes().to_vec() }
            };
            return (vec![patch], true);
        }
        if size < 8 || size > left {
            break;
        }
        at += size;
    }
    (Vec::new(), false)
}

/// Mark, size (unless it is left open) and length of the header of the element at `at`.
fn element(file: &mut File, at: u64) -> Option<(Vec<u8>, Option<u64>, u64)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at)).ok()?;
    file.take(12).read_to_end(&mut bytes).ok()?;
    let id_length = bytes.first()?.leading_zeros() as usize + 1;
    let id = bytes.get(..id_length).filter(|_| id_length <= 4)?.to_vec();
    let first = *bytes.get(id_length)?;
    let size_length = first.leading_zeros() as usize + 1;
    let field = bytes.get(id_length..id_length + size_length).filter(|_| size_length <= 8)?;
    let value = field.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte)) & !(1 << (7 * size_length));
    let is_open = value == (1 << (7 * size_length)) - 1;
    Some((id, (!is_open).then_some(value), (id_length + size_length) as u64))
}

/// What an MP4's edit list takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trim {
    /// From the start.
    pub skip: Millis,
    /// What is left; `None` when that is not said.
    pub length: Option<Millis>,
}

/// The trim of an MP4; `None` for other files.
pub(super) fn trims(file: &mut File, bytes: u64) -> Option<Trim> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(16).read_to_end(&mut head).ok()?;
    if !mp4::is_mp4(&head) {
        return None;
    }
    let (skip, length) = mp4::Boxes::read(file, bytes).audio?.trim();
    Some(Trim { skip, length })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;

    fn window(bytes: &[u8]) -> (Vec<u8>, bool) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        disk::write(&path, bytes).expect("written");
        let mut window = readable(disk::open(&path).expect("there"), bytes.len() as u64);
        let mut read = Vec::new();
        window.read_to_end(&mut read).expect("read");
        (read, window.is_cut_off)
    }

    #[test]
    fn a_file_without_fault_is_read_as_it_is() {
        for bytes in [&b"ID3\x03 and so on"[..], b"fLaC\x81\0\0\0", b"\0\0\0\x08ftyp\0\0\0\x08mdat"] {
            assert_eq!(window(bytes), (bytes.to_vec(), false));
        }
    }

    #[test]
    fn chapters_of_matroska_are_passed_over() {
        let bytes = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80][..], &SEGMENT, &[0x86], &CHAPTERS, &[0x81, 7]].concat();
        let expected = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80][..], &SEGMENT, &[0x86], &UNKNOWN, &[0x81, 7]].concat();
        assert_eq!(window(&bytes), (expected, false));
    }

    #[test]
    fn sizes_beyond_the_end_are_read_as_what_is_there() {
        let bytes = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80][..], &SEGMENT, &[0x50, 0], &[0xEC, 0x90, 1, 2, 3]].concat();
        let expected = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80][..], &SEGMENT, &[0x40, 5], &[0xEC, 0x83, 1, 2, 3]].concat();
        assert_eq!(window(&bytes), (expected, true));
        let (read, is_cut_off) = window(b"\0\0\0\x08ftyp\0\0\x01\0mdat12345678");
        assert_eq!((&*read, is_cut_off), (&b"\0\0\0\x08ftyp\0\0\0\x10mdat12345678"[..], true));
    }

    #[test]
    fn cue_sheets_of_flac_are_padding() {
        assert_eq!(window(b"fLaC\x05\0\0\x01x\x85\0\0\0").0, b"fLaC\x01\0\0\x01x\x81\0\0\0");
    }
}
