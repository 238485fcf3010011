//! The chunks of WAV (RIFF, RF64, RIFX) and AIFF files: whether they end with the file.

use std::io::{Read, Seek, SeekFrom};

/// How many chunks are looked at.
const CHUNKS: usize = 10_000;

/// Whether a file begins as WAV or AIFF files do.
pub(super) fn is_riff(head: &[u8]) -> bool {
    let is_wav = matches!(head.get(..4), Some(b"RIFF" | b"RIFX" | b"RF64")) && head.get(8..12) == Some(b"WAVE");
    is_wav || head.starts_with(b"FORM") && matches!(head.get(8..12), Some(b"AIFF" | b"AIFC"))
}

/// Where the ID3 tag inside a WAV or AIFF begins.
pub(super) fn id3(file: &mut (impl Read + Seek)) -> Option<u64> {
    let (mut at, mut start) = (12, [0; 4]);
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut start)).ok()?;
    for _ in 0..CHUNKS {
        let mut header = [0; 8];
        file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut header)).ok()?;
        if matches!(&header[..4], b"id3 " | b"ID3 ") {
            return Some(at + 8);
        }
        let size = [header[4], header[5], header[6], header[7]];
        let size = u64::from(if matches!(&start, b"RIFF" | b"RF64") { u32::from_le_bytes(size) } else { u32::from_be_bytes(size) });
        at += 8 + size + (size & 1);
    }
    None
}

/// Whether the sound reaches beyond the end of the file.
///
/// A size of 0 or of all ones says "until the end": programs that record to a stream write that, and it is not a fault.
pub(super) fn is_cut_off(file: &mut (impl Read + Seek), bytes: u64) -> bool {
    let (mut at, mut start) = (12, [0; 4]);
    if file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut start)).is_err() {
        return false;
    }
    let is_little_endian = matches!(&start, b"RIFF" | b"RF64");
    for _ in 0..CHUNKS {
        let mut header = [0; 8];
        if file.seek(SeekFrom::Start(at)).is_err() || file.read_exact(&mut header).is_err() {
            return false;
        }
        let size = [header[4], header[5], header[6], header[7]];
        let size = if is_little_endian { u32::from_le_bytes(size) } else { u32::from_be_bytes(size) };
        if matches!(&header[..4], b"data" | b"SSND") {
            return size != 0 && size != u32::MAX && at + 8 + u64::from(size) > bytes;
        }
        at += 8 + u64::from(size) + u64::from(size & 1);
    }
    false
}
