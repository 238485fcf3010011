//! An MP4 with its index in front of the sound, so that players start before they have all of it, and with its list of chapters in the
//! form that most programs read.
//!
//! Source: ISO/IEC 14496-12, sections 4.2 (boxes), 8.1.1 (order), 8.7.5 (chunk offsets); for the list there is no standard: Nero's own
//! files and ffmpeg have version 1, with four bytes more than the version 0 that mp4ameta writes, and many readers know no other.

use crate::disk::{self, Failure, File, While};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// An index larger than this is left where it is: 24 hours of AAC need some 20 MB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Boxes at the top of a file that are looked at.
const BOXES: usize = 10_000;
/// Boxes are followed this deep to the offsets: `moov trak mdia minf stbl stco`.
const DEPTH: usize = 6;

/// Where the index is and where it belongs.
struct Plan {
    /// Before the first sound, or where it is already.
    target: u64,
    /// Where the index begins now, and its length.
    index: (u64, u64),
    /// By how much it grows.
    growth: u64,
}

impl Plan {
    /// Where something comes to lie that was at this place.
    fn moved(&self, place: u64) -> u64 {
        let (start, length) = self.index;
        if place >= start + length {
            place.saturating_add(self.growth)
        } else if place >= self.target {
            place.saturating_add(length + self.growth)
        } else {
            place
        }
    }
}

/// Moves the index to the front where it lies behind the sound. Files of another structure stay as they are.
///
/// # Errors
/// When the file cannot be read or written.
pub(super) fn index_first(path: &Path) -> Result<(), Failure> {
    let mut file = disk::open(path)?;
    let bytes = file.metadata().while_doing("read", path)?.len();
    let Some(mut plan) = plan(&mut file, bytes).while_doing("read", path)? else { return Ok(()) };
    let mut index = Vec::new();
    file.seek(SeekFrom::Start(plan.index.0)).while_doing("read", path)?;
    (&mut file).take(plan.index.1).read_to_end(&mut index).while_doing("read", path)?;
    plan.growth = lengthen_list(&mut index).unwrap_or_default();
    let is_in_front = plan.target == plan.index.0;
    if is_in_front && plan.growth == 0 || !shift(index.get_mut(8..).unwrap_or_default(), &plan, 0) {
        return Ok(());
    }
    let moved = path.with_extension("moved");
    let mut to = disk::create(&moved)?;
    let written = write(&mut file, &mut to, &index, &plan, bytes).while_doing("write", &moved);
    let renamed = written.and_then(|()| disk::rename(&moved, path));
    if renamed.is_err() {
        // It may never have been made.
        drop(disk::remove_file(&moved));
    }
    renamed
}

/// Turns a list of chapters of version 0 into one of version 1; says by how many bytes the index grew.
fn lengthen_list(index: &mut Vec<u8>) -> Option<u64> {
    const MORE: u32 = 4;
    let data = find(index, 8, index.len(), b"udta")?;
    let list = find(index, data.0 + 8, data.1, b"chpl")?;
    let version = index.get_mut(list.0 + 8).filter(|version| **version == 0)?;
    *version = 1;
    // Reserved, between the flags and the count.
    let place = (list.0 + 12).min(list.1);
    index.splice(place..place, [0; MORE as usize]);
    for start in [0, data.0, list.0] {
        let size = index.get_mut(start..start + 4)?;
        let longer = size.iter().fold(0_u32, |size, byte| size << 8 | u32::from(*byte)).checked_add(MORE)?;
        size.copy_from_slice(&longer.to_be_bytes());
    }
    Some(u64::from(MORE))
}

/// Where a box of this kind begins and ends, among the boxes between two places.
fn find(bytes: &[u8], mut at: usize, end: usize, kind: &[u8; 4]) -> Option<(usize, usize)> {
    while at + 8 <= end {
        let size = bytes.get(at..at + 4)?.iter().fold(0_usize, |size, byte| size << 8 | usize::from(*byte));
        if size < 8 || at + size > end {
            return None;
        }
        if bytes.get(at + 4..at + 8)? == kind {
            return Some((at, at + size));
        }
        at += size;
    }
    None
}

fn write(file: &mut File, to: &mut File, index: &[u8], plan: &Plan, bytes: u64) -> io::Result<()> {
    let mut copy = |from: u64, end: u64, to: &mut File| {
        file.seek(SeekFrom::Start(from))?;
        io::copy(&mut (&mut *file).take(end.saturating_sub(from)), to).map(drop)
    };
    copy(0, plan.target, to)?;
    to.write_all(index)?;
    // Nothing, where it was in front.
    copy(plan.target, plan.index.0, to)?;
    copy(plan.index.0 + plan.index.1, bytes, to)
}

/// `None` where there are two, or the boxes do not end with the file.
fn plan(file: &mut File, bytes: u64) -> io::Result<Option<Plan>> {
    let (mut at, mut sound, mut index) = (0, None, None);
    for _ in 0..BOXES {
        if at >= bytes {
            break;
        }
        let mut header = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        if file.read_exact(&mut header).is_err() {
            return Ok(None);
        }
        let [a, b, c, d, kind @ ..] = header;
        let short = u32::from_be_bytes([a, b, c, d]);
        let size = match short {
            0 => bytes - at,
            1 => {
                let mut long = [0; 8];
                if file.read_exact(&mut long).is_err() {
                    return Ok(None);
                }
                u64::from_be_bytes(long)
            }
            size => u64::from(size),
        };
        if size < 8 || size > bytes - at || &kind == b"moof" || &kind == b"moov" && (index.is_some() || short < 8) {
            return Ok(None);
        }
        match &kind {
            b"mdat" => sound = sound.or(Some(at)),
            b"moov" => index = Some((at, size)),
            _ => {}
        }
        at += size;
    }
    let (Some(sound), Some(index)) = (sound, index) else { return Ok(None) };
    Ok((index.1 <= LARGEST && at == bytes).then_some(Plan { target: sound.min(index.0), index, growth: 0 }))
}

/// Writes the new place of the sound over every old one. False where one no longer fits.
fn shift(mut boxes: &mut [u8], plan: &Plan, depth: usize) -> bool {
    while boxes.len() >= 8 {
        let size = boxes.first_chunk::<4>().map_or(0, |size| u32::from_be_bytes(*size) as usize);
        if size < 8 || size > boxes.len() {
            // The zeros that end a list of user data.
            return true;
        }
        let (this, rest) = boxes.split_at_mut(size);
        boxes = rest;
        let (header, body) = this.split_at_mut(8);
        let fits = match &header[4..] {
            b"trak" | b"mdia" | b"minf" | b"stbl" if depth < DEPTH => shift(body, plan, depth + 1),
            b"stco" => offsets::<4>(body, plan),
            b"co64" => offsets::<8>(body, plan),
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn offsets<const WIDTH: usize>(body: &mut [u8], plan: &Plan) -> bool {
    let count = body.get(4..8).map_or(0, |count| count.iter().fold(0_usize, |count, byte| count << 8 | usize::from(*byte)));
    for field in body.get_mut(8..).unwrap_or_default().chunks_exact_mut(WIDTH).take(count) {
        let old = field.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let new = plan.moved(old).to_be_bytes();
        if new[..8 - WIDTH].iter().any(|byte| *byte != 0) {
            return false;
        }
        field.copy_from_slice(&new[8 - WIDTH..]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    }

    fn moov(offset: u32) -> Vec<u8> {
        // 512 bytes in all: a size with few bits in it.
        let filler = atom(b"free", &[0; 436]);
        let stco = atom(b"stco", &[&[0; 4][..], &1_u32.to_be_bytes(), &offset.to_be_bytes()].concat());
        let inner = [b"stbl", b"minf", b"mdia", b"trak"].iter().fold(stco, |inner, kind| atom(kind, &inner));
        atom(b"moov", &[inner, filler].concat())
    }

    fn moved(bytes: &[u8]) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.m4a");
        disk::write(&path, bytes).expect("written");
        index_first(&path).expect("moved");
        disk::read(&path).expect("readable")
    }

    #[test]
    fn an_index_behind_the_sound_comes_to_the_front_and_points_to_it() {
        let (start, sound) = (atom(b"ftyp", b"M4A "), atom(b"mdat", b"the sound"));
        let behind = [start.clone(), sound.clone(), moov(20), atom(b"free", b"x")].concat();
        let length = moov(0).len() as u32;
        let expected = [start, moov(20 + length), sound, atom(b"free", b"x")].concat();
        assert_eq!(moved(&behind), expected);
        assert_eq!(moved(&expected), expected, "once is enough");
    }

    #[test]
    fn a_short_list_of_chapters_becomes_a_long_one_and_the_sound_is_still_found() {
        let list = |version: u8, more: &[u8]| {
            atom(b"udta", &atom(b"chpl", &[&[version, 0, 0, 0], more, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 1, b'a']].concat()))
        };
        let index = |offset: u32, list: &[u8]| {
            let inner = [&moov(offset)[8..], list].concat();
            atom(b"moov", &inner)
        };
        let (start, sound) = (atom(b"ftyp", b"M4A "), atom(b"mdat", b"the sound"));
        let (short, long) = (list(0, &[]), list(1, &[0; 4]));
        let place = 20 + index(0, &short).len() as u32;
        let expected = [start.clone(), index(place + 4, &long), sound.clone()].concat();
        assert_eq!(moved(&[start.clone(), index(place, &short), sound.clone()].concat()), expected);
        assert_eq!(moved(&[start, sound, index(20, &short)].concat()), expected);
    }

    #[test]
    fn files_of_another_structure_stay_as_they_are() {
        let sound = atom(b"mdat", b"the sound");
        for bytes in [
            [sound.clone(), moov(8), moov(8)].concat(),
            [sound.clone(), moov(8), vec![0, 0, 1, 0]].concat(),
            [sound.clone(), moov(8)[..30].to_vec()].concat(),
            [sound, atom(b"moof", b""), moov(8)].concat(),
            b"ID3 something else".to_vec(),
        ] {
            assert_eq!(moved(&bytes), bytes);
        }
    }

    #[test]
    fn a_real_one_plays_as_long_as_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.m4a");
        disk::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio/chapters.m4a"), &path).expect("copied");
        let before = crate::audio::measure::levels(&path).expect("readable");
        index_first(&path).expect("moved");
        assert_eq!(crate::audio::measure::levels(&path).expect("readable"), before);
    }
}
