//! Recordings whose sound is good as it is: copied, with new tags.

use super::{CEILING, Done, Ends, Prepared, Settings, Tags, Trouble, pass};
use crate::audio::{faststart, tag_mp3, tag_mp4};
use crate::disk::{self, Failure, While};
use crate::model::{AudioFacts, AudioLevels, AudioOddity, Millis};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A recording this near to the target, in hundredths of a dB, is not encoded again for it.
const KEPT_WITHIN: i32 = 50;
pub(super) fn copy_m4a(source: &Path, part: &Path, tags: &Tags, progress: &dyn Fn(u64, u64)) -> Result<Prepared, Trouble> {
    disk::copy(source, part)?;
    let (before, decoded) = pass(source, &|done, all| progress(done, all))?;
    let is_tagged = tag_mp4::write(part, tags, before.duration);
    if !is_tagged {
        // What was half done is undone: it plays as it is, and says what it said before.
        disk::copy(source, part)?;
    }
    faststart::index_first(part)?;
    Ok(Prepared {
        after: before.clone(),
        done: Done::Copied,
        channels: (decoded.channels, decoded.channels),
        chapters: if is_tagged { tag_mp3::chapters_within(&tags.chapters, before.duration).len() } else { 0 },
        oddities: if is_tagged { Vec::new() } else { vec![untagged()] },
        before,
        ..Prepared::default()
    })
}

fn untagged() -> AudioOddity {
    AudioOddity {
        rule: "untagged-audio".to_owned(),
        blocks: false,
        message: "title, picture and chapters cannot be written into this M4A, so it keeps those it had".to_owned(),
        fix: "export it again as M4A in one piece, or write `media: {format: mp3}` in content/show.yaml".to_owned(),
    }
}

/// Whether encoding it again would only cost quality.
pub(super) fn is_good_as_it_is(facts: &AudioFacts, levels: &AudioLevels, settings: &Settings) -> bool {
    let most = settings.bitrate.unwrap_or(if facts.channels == 1 { 128 } else { 192 });
    let is_level = levels.loudness.is_some_and(|loudness| (loudness.0 - settings.loudness.0).abs() <= KEPT_WITHIN);
    facts.container == "mp3"
        && facts.oddities.is_empty()
        && levels.oddities.is_empty()
        && matches!(facts.sample_rate, 44_100 | 48_000)
        && facts.bit_rate <= most * 1_050
        && settings.ends == Ends::Keep
        && is_level
        && levels.true_peak.is_none_or(|peak| peak <= CEILING)
        && !levels.has_identical_channels
}

/// The frames of an MP3 with these tags in front instead of its own.
pub(super) fn copy_mp3(source: &Path, part: &Path, tags: &Tags, duration: Millis) -> Result<(), Failure> {
    let mut from = disk::open(source)?;
    let length = from.metadata().while_doing("read", source)?.len();
    let (start, end) = frames_of(&mut from, length).while_doing("read", source)?;
    let mut to = disk::create(part)?;
    to.write_all(&tag_mp3::tag(tags, duration)).while_doing("write", part)?;
    from.seek(SeekFrom::Start(start)).while_doing("read", source)?;
    std::io::copy(&mut from.take(end.saturating_sub(start)), &mut to).while_doing("write", part).map(drop)
}

/// Where the frames of an MP3 begin and end, without the tags around them.
pub(super) fn frames_of(file: &mut disk::File, length: u64) -> std::io::Result<(u64, u64)> {
    const ID3V1: u64 = 128;
    let mut start = 0;
    loop {
        file.seek(SeekFrom::Start(start))?;
        let mut head = Vec::new();
        file.take(10).read_to_end(&mut head)?;
        let [b'I', b'D', b'3', _, _, flags, a, b, c, d] = head[..] else { break };
        let size = [a, b, c, d].iter().fold(0_u64, |size, byte| size << 7 | u64::from(byte & 0x7f));
        let footer = if flags & 0x10 == 0 { 0 } else { 10 };
        start = (start + 10 + size + footer).min(length);
    }
    let mut tail = Vec::new();
    if let Some(at) = length.checked_sub(ID3V1).filter(|at| *at >= start) {
        file.seek(SeekFrom::Start(at))?;
        file.take(3).read_to_end(&mut tail)?;
    }
    Ok((start, if tail == b"TAG" { length - ID3V1 } else { length }))
}
