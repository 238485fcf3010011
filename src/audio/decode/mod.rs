//! Any recording → blocks of samples, one pass, bounded memory. Nothing from outside stops it with a panic: what cannot be decoded
//! is counted, silence stands in for it, and the rest goes on.

mod decoder;
mod out;
mod packed;
mod stored;

use super::{chunked, window};
use crate::disk::{self, Failure, While};
use crate::model::Millis;
use out::Out;
use packed::packed;
use std::path::Path;
use stored::stored;

/// Some samples of every channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    /// In hertz; may change from block to block where recordings were joined.
    pub rate: u32,
    /// One slice of the same length for each channel, full scale at 1.0.
    pub planes: &'a [&'a [f32]],
}

/// What a pass over a recording came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    /// As `AudioFacts::container`, for kinds that only this module reads; else empty.
    pub container: String,
    /// As `AudioFacts::codec`, likewise.
    pub codec: String,
    /// Of the first block.
    pub rate: u32,
    /// Of the first block.
    pub channels: u16,
    /// Length of all blocks.
    pub duration: Millis,
    /// Packets (or blocks of stored samples) seen.
    pub packets: u64,
    /// Of these, how many could not be decoded.
    pub lost_packets: u64,
    /// How long they are; silence was given instead.
    pub lost: Millis,
    /// How it ended.
    pub end: End,
}

/// How a pass ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// At the end of the recording.
    #[default]
    Whole,
    /// Before it: the decoder or the container gave up.
    BrokenOff,
    /// There is sound, in a codec that is not known here.
    UnknownCodec,
    /// Nothing was recognised.
    NoRecording,
}

/// What happens to each block.
pub(crate) type Sink<'a> = dyn FnMut(&Block<'_>) + 'a;

/// How many packets without any content, or faults in the stream, in a row end the pass.
const EMPTY_PACKETS: u32 = 10_000;
const FAULTS: u32 = 64;
/// A packet that could not be decoded is at most this long, in seconds: times in broken files are not to be believed.
const LONGEST_GAP: u64 = 10;
/// Bytes of stored samples read at once.
const CHUNK: usize = 64 * 1024;
const MOST_CHANNELS: usize = 64;
/// Samples behind the announced end that are taken for padding: in an MP3, and in the packets of a CAF.
const MP3_TOLERANCE: u64 = 4 * 1_152;
const CAF_TOLERANCE: u64 = 2 * 4_096;

/// Decodes a recording from start to end, without what the encoder put around it.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn decode(path: &Path, sink: &mut Sink<'_>) -> Result<Decoded, Failure> {
    let mut file = disk::open(path)?;
    let bytes = file.metadata().while_doing("read", path)?.len();
    let mut out = Out::new(sink);
    // symphonia does overflow on some malformed files, and a panic here would take the whole run with it. `out` is plain numbers and
    // a sink that has seen whole blocks only.
    let run = std::panic::AssertUnwindSafe(|| {
        if let Some(sheet) = chunked::sheet(&mut file, bytes) {
            return stored(file, &sheet, &mut out);
        }
        out.trim = window::trims(&mut file, bytes);
        let readable = window::readable(file, bytes);
        let is_cut_off = readable.is_cut_off;
        let end = packed(Box::new(readable), &mut out)?;
        Ok(if is_cut_off && end == End::Whole { End::BrokenOff } else { end })
    });
    let end = std::panic::catch_unwind(run).unwrap_or(Ok(End::BrokenOff)).while_doing("read", path)?;
    Ok(out.finish(end))
}
#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored_file(name: &str) -> Vec<u8> {
        disk::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name)).expect("the file is in the repository")
    }

    /// Decodes these bytes; also the rates and the lengths of what came out, and the loudest sample.
    fn pass(bytes: &[u8]) -> (Decoded, Vec<(u32, u64)>, f32) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        disk::write(&path, bytes).expect("written");
        let (mut stretches, mut loudest) = (Vec::<(u32, u64)>::new(), 0.0_f32);
        let decoded = decode(&path, &mut |block| {
            let length = block.planes.first().map_or(0, |plane| plane.len()) as u64;
            assert!(block.planes.iter().all(|plane| plane.len() as u64 == length) && length > 0);
            loudest = block.planes.iter().flat_map(|plane| plane.iter()).fold(loudest, |loudest, sample| loudest.max(sample.abs()));
            match stretches.last_mut() {
                Some((rate, total)) if *rate == block.rate => *total += length,
                _ => stretches.push((block.rate, length)),
            }
        })
        .expect("readable");
        (decoded, stretches, loudest)
    }

    #[test]
    fn what_the_encoder_put_around_the_sound_is_taken_off() {
        for (name, frames) in [("vbr-xing.mp3", 132_300), ("chapters.m4a", 132_300), ("vorbis.ogg", 132_300), ("opus.opus", 144_000)] {
            let (decoded, stretches, loudest) = pass(&stored_file(name));
            assert_eq!(stretches.len(), 1, "{name}");
            assert!(stretches[0].1.abs_diff(frames) <= 50, "{name}: {stretches:?}");
            assert_eq!((decoded.end, decoded.lost_packets), (End::Whole, 0), "{name}");
            assert!(loudest > 0.01, "{name}");
        }
    }

    #[test]
    fn a_header_that_says_too_little_does_not_cut_the_rest() {
        let twice = [stored_file("vbr-xing.mp3"), stored_file("vbr-xing.mp3")].concat();
        let (decoded, ..) = pass(&twice);
        assert!(decoded.duration.0.abs_diff(6_000) < 120, "{:?}", decoded.duration);
    }

    #[test]
    fn joined_recordings_of_another_shape_go_on() {
        let mut half = stored_file("cbr.mp3");
        let whole = half.clone();
        // The same frames, said to be of 48 kHz: another rate, as joined files have it.
        let mut at = 0;
        while let Some(found) = half.get(at..).and_then(|rest| rest.windows(2).position(|two| two[0] == 0xFF && two[1] & 0xFE == 0xFA)) {
            if let Some(byte) = half.get_mut(at + found + 2) {
                *byte = *byte & 0xF3 | 0x04;
            }
            at += found + 4;
        }
        let (_, stretches, _) = pass(&[whole, half].concat());
        assert_eq!(stretches.iter().map(|stretch| stretch.0).collect::<Vec<_>>(), [44_100, 48_000]);
    }

    #[test]
    fn a_chain_of_ogg_recordings_is_decoded_to_its_end() {
        for name in ["vorbis.ogg", "opus.opus"] {
            let (decoded, ..) = pass(&[stored_file(name), stored_file(name)].concat());
            assert!(decoded.duration.0.abs_diff(6_000) <= 25, "{name}: {:?}", decoded.duration);
            assert_eq!(decoded.end, End::Whole, "{name}");
        }
    }

    #[test]
    fn a_recording_that_was_cut_off_is_decoded_up_to_there() {
        for name in ["tone.webm", "fragments.m4a", "cbr.mp3", "tone.aiff", "tone.flac", "opus.opus"] {
            let bytes = stored_file(name);
            let (decoded, ..) = pass(&bytes[..bytes.len() / 2]);
            assert!((600..2_100).contains(&decoded.duration.0), "{name}: {decoded:?}");
        }
    }

    #[test]
    fn silence_stands_in_for_what_is_lost() {
        let mut bytes = stored_file("opus.opus");
        let middle = bytes.len() / 2;
        bytes[middle..middle + 400].fill(0xA5);
        let (decoded, ..) = pass(&bytes);
        assert!(decoded.duration.0 > 1_500, "{decoded:?}");
    }

    #[test]
    fn a_core_audio_file_is_decoded() {
        let mut bytes = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
        bytes.extend(8_000_f64.to_be_bytes());
        bytes.extend(b"lpcm\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\0\0\x10data\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0");
        bytes.extend([0, 0x40].repeat(8_000));
        let (decoded, stretches, loudest) = pass(&bytes);
        assert_eq!((&*decoded.container, &*decoded.codec, stretches, loudest), ("caf", "pcm_s16le", vec![(8_000, 8_000)], 0.5));
    }

    #[test]
    fn what_is_no_recording_says_so() {
        for bytes in [&b""[..], b"only words", &[0; 5_000]] {
            assert_eq!(pass(bytes).0, Decoded { end: End::NoRecording, ..Decoded::default() });
        }
    }

    const STORED: [&str; 9] =
        ["cbr.mp3", "vbr-xing.mp3", "chapters.m4a", "fragments.m4a", "vorbis.ogg", "opus.opus", "tone.flac", "tone.aiff", "tone.webm"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_it_panic(
            file in 0..STORED.len(),
            cut in 0.3..1.2_f64,
            changes in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 0..12),
            at_the_start in any::<bool>(),
        ) {
            let mut bytes = stored_file(STORED[file]);
            bytes.truncate((bytes.len() as f64 * cut) as usize);
            let span = if at_the_start { bytes.len().min(1024) } else { bytes.len() };
            for (at, byte) in changes {
                bytes[(at * span as f64) as usize] = byte;
            }
            let (decoded, ..) = pass(&bytes);
            prop_assert!(decoded.lost <= decoded.duration);
        }
    }
}
