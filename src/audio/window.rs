//! Files as symphonia can read them: a stretch of a file, or a file with a few bytes read differently; and what an MP4 trims.

use super::mp4;
use crate::model::Millis;
use crate::disk::File;
use std::io::{self, Read, Seek, SeekFrom};
use symphonia::core::io::MediaSource;

/// A stretch of a file, read as a file of its own.
#[derive(Debug)]
pub(super) struct Window {
    file: File,
    start: u64,
    end: u64,
    at: u64,
    /// Where bytes are read differently, from the start of the file, and as what.
    patch: Option<(u64, [u8; 4])>,
}

impl Window {
    /// The bytes from `start` up to `end`.
    pub fn of(file: File, start: u64, end: u64) -> Self {
        Self { file, start, end: end.max(start), at: 0, patch: None }
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
        if let Some((place, bytes)) = self.patch {
            for (at, byte) in (place..).zip(bytes) {
                let index = at.checked_sub(from).and_then(|index| usize::try_from(index).ok());
                if let Some(read) = index.filter(|index| *index < got).and_then(|index| buffer.get_mut(index)) {
                    *read = byte;
                }
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

/// The whole file, with the chapters of a Matroska file passed over: symphonia 0.6 refuses editions without a number of their own,
/// which ffmpeg writes.
pub(super) fn readable(mut file: File, bytes: u64) -> Window {
    let patch = matroska_chapters(&mut file).map(|place| (place, UNKNOWN));
    Window { patch, ..Window::of(file, 0, bytes) }
}

/// The mark of chapters, and one that nobody uses: readers skip what they do not know. Source: RFC 9559, section 5.1; RFC 8794, 6.2.
const CHAPTERS: [u8; 4] = [0x10, 0x43, 0xA7, 0x70];
const UNKNOWN: [u8; 4] = [0x10, 0x43, 0xA7, 0x7F];
/// How far into the file chapters are looked for, and how many elements are stepped over.
const ELEMENTS: usize = 1_000;

fn matroska_chapters(file: &mut File) -> Option<u64> {
    let (id, size, header) = element(file, 0)?;
    if id != [0x1A, 0x45, 0xDF, 0xA3] {
        return None;
    }
    let (segment, _, inner) = element(file, header + size?)?;
    if segment != [0x18, 0x53, 0x80, 0x67] {
        return None;
    }
    let mut at = header + size? + inner;
    for _ in 0..ELEMENTS {
        let (id, size, header) = element(file, at)?;
        if id == CHAPTERS {
            return Some(at);
        }
        at = at.checked_add(header)?.checked_add(size?)?;
    }
    None
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
