//! Whether a recording sounds as podcast apps expect. One measure for all who say something about it.

use super::prepare::{CEILING, USUAL};
use crate::model::{CentiDb, CentiLufs, Millis};

/// How far from the target nobody notices, in hundredths of an LU. Source: Apple Podcasts, audio requirements (−16 LKFS, ±1 dB).
const NEAR: i32 = 100;
/// What one channel may be quieter: played by two loudspeakers it is 3 dB louder. Source: AES TD1008, section on mono.
const MONO: i32 = 300;

/// More silence than this before the first sound is a wait.
pub const LONG_START: Millis = Millis(2_000);
/// More than this after the last sound looks like a fault.
pub const LONG_END: Millis = Millis(5_000);

/// How loud a recording is for what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loudness {
    /// As it should be.
    Right,
    /// So much below the target.
    Quiet(CentiDb),
    /// So much above it.
    Loud(CentiDb),
}

/// Judges the loudness of a recording with so many channels; `target` is the usual one where the show names none.
#[must_use]
pub fn loudness(loudness: CentiLufs, channels: u16, target: Option<CentiLufs>) -> Loudness {
    let off = loudness.0 - target.unwrap_or(USUAL).0;
    let allowed_below = if channels == 1 { NEAR + MONO } else { NEAR };
    if off > NEAR {
        Loudness::Loud(CentiDb(off))
    } else if off < -allowed_below {
        Loudness::Quiet(CentiDb(-off))
    } else {
        Loudness::Right
    }
}

/// Whether players that resample or encode again will distort it. Source: EBU R 128, AES TD1008.
#[must_use]
pub fn peaks_too_high(peak: Option<CentiDb>) -> bool {
    peak.is_some_and(|peak| peak > CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_channel_may_be_three_quieter() {
        let judged = |level, channels| loudness(CentiLufs(level), channels, None);
        for right in [-1_500, -1_600, -1_700] {
            assert_eq!((judged(right, 1), judged(right, 2)), (Loudness::Right, Loudness::Right), "{right}");
        }
        assert_eq!(judged(-1_900, 1), Loudness::Right);
        assert_eq!(judged(-1_900, 2), Loudness::Quiet(CentiDb(300)));
        assert_eq!(judged(-2_001, 1), Loudness::Quiet(CentiDb(401)));
        assert_eq!(judged(-1_499, 1), Loudness::Loud(CentiDb(101)));
        assert_eq!(loudness(CentiLufs(-1_900), 2, Some(CentiLufs(-1_900))), Loudness::Right);
    }

    #[test]
    fn peaks_may_reach_the_ceiling() {
        assert!(!peaks_too_high(None) && !peaks_too_high(Some(CentiDb(-100))) && peaks_too_high(Some(CentiDb(-99))));
    }
}
