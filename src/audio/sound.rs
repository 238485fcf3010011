//! How a recording sounds, as bytes to be remembered: one line of levels, then its outline as pairs of bytes. And the digest of it that
//! rules and pages work with.

use super::waveform;
use crate::model::{AudioLevels, Outline, Sound, Waveform};
use serde::{Deserialize, Serialize};

/// The first line: everything but the outline.
#[derive(Serialize, Deserialize)]
struct Line {
    levels: AudioLevels,
    /// How many pairs follow; a file that holds fewer was cut off.
    stretches: usize,
}

/// What is to be remembered of a recording: a few kilobytes.
#[must_use]
pub fn to_bytes(levels: &AudioLevels) -> Vec<u8> {
    let outline = &levels.waveform;
    let bare = AudioLevels { waveform: Waveform { step: outline.step, peaks: Vec::new() }, ..levels.clone() };
    let mut bytes = serde_json::to_vec(&Line { levels: bare, stretches: outline.peaks.len() }).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend(outline.peaks.iter().flat_map(|(low, high)| [low.cast_unsigned(), high.cast_unsigned()]));
    bytes
}

/// What was remembered; `None` where that is not whole.
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> Option<AudioLevels> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, pairs) = (bytes.get(..end)?, bytes.get(end + 1..)?);
    let Line { mut levels, stretches } = serde_json::from_slice(line).ok()?;
    let (pairs, rest) = pairs.as_chunks::<2>();
    if pairs.len() != stretches || !rest.is_empty() {
        return None;
    }
    levels.waveform.peaks = pairs.iter().map(|[low, high]| (low.cast_signed(), high.cast_signed())).collect();
    Some(levels)
}

/// The digest of what was measured; `outline` says where the rest is.
#[must_use]
pub fn digest(levels: &AudioLevels, outline: Outline) -> Sound {
    Sound {
        loudness: levels.loudness,
        true_peak: levels.true_peak,
        silence_start: levels.silence_start,
        silence_end: levels.silence_end,
        has_identical_channels: levels.has_identical_channels,
        lost: levels.lost,
        oddities: levels.oddities.clone(),
        sketch: waveform::sketch(&levels.waveform),
        outline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CentiLufs, Millis};

    fn levels() -> AudioLevels {
        let peaks = vec![(-127, 127), (0, 10), (-10, 0), (-1, 1)];
        AudioLevels {
            duration: Millis(400),
            loudness: Some(CentiLufs(-1_600)),
            waveform: Waveform { step: Millis(100), peaks },
            ..AudioLevels::default()
        }
    }

    #[test]
    fn what_is_remembered_comes_back_whole() {
        let bytes = to_bytes(&levels());
        assert_eq!(from_bytes(&bytes), Some(levels()));
        assert_eq!(from_bytes(&to_bytes(&AudioLevels::default())), Some(AudioLevels::default()));
        let long = AudioLevels { waveform: Waveform { step: Millis(10), peaks: vec![(-100, 100); 1_800] }, ..levels() };
        assert!(to_bytes(&long).len() < 4_200, "{}", to_bytes(&long).len());
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_not_taken_for_levels() {
        let bytes = to_bytes(&levels());
        for length in 0..bytes.len() {
            assert_eq!(from_bytes(&bytes[..length]), None, "{length}");
        }
        for other in [&b"no levels\n"[..], b"{}\n", b"\n", b"\xff\xfe\n\0\0"] {
            assert_eq!(from_bytes(other), None);
        }
        assert_eq!(from_bytes(&[bytes, vec![0]].concat()), None);
    }

    #[test]
    fn the_digest_says_the_same() {
        let sound = digest(&levels(), Outline::default());
        assert_eq!((sound.loudness, sound.sketch), (Some(CentiLufs(-1_600)), vec![127, 10, 10, 1]));
    }
}
