//! Silence at both ends of a recording.
//!
//! What counts as silence follows the programme: 30 LU below its loudness, but never above −40 dBFS nor below −70. A fixed line
//! would call the breath before a quiet telephone recording sound, or the hum of a loud one. A click is not sound: of a tenth of a
//! second, three hundredths must be above the line.

use crate::model::Millis;

/// Below the programme, in LU.
const BELOW: f64 = 30.0;
/// The line is never above or below these, in dBFS of a hundredth of a second.
const HIGHEST: f64 = -40.0;
const LOWEST: f64 = -70.0;
/// Hundredths that are looked at together, and how many of them must be sound.
const TOGETHER: usize = 10;
const SOUND: usize = 3;

/// The level of each hundredth of a second, in half decibels below full scale: one byte each, 2 MB for six hours.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    levels: Vec<u8>,
}

impl Envelope {
    /// Adds a hundredth of a second of this mean power.
    pub fn add(&mut self, power: f32) {
        let below = -20.0 * power.max(1e-13).log10();
        self.levels.push(below.clamp(0.0, 255.0) as u8);
    }

    /// Silence at the start and at the end of a recording of this length and loudness.
    ///
    /// All of it, and nothing, when there is no sound at all.
    pub fn silence(&self, loudness: Option<f64>, length: Millis) -> (Millis, Millis) {
        let line = (loudness.unwrap_or(LOWEST) - BELOW).clamp(LOWEST, HIGHEST);
        let is_sound = |level: &u8| -f64::from(*level) / 2.0 > line;
        let sounds: Vec<bool> = self.levels.iter().map(is_sound).collect();
        let lasts = |window: &[bool]| window.iter().filter(|sound| **sound).count() >= SOUND.min(window.len());
        let together = TOGETHER.min(sounds.len().max(1));
        // Of the first window with sound in it, the first hundredth that is sound; and so from the end.
        let first = sounds.windows(together).position(lasts).map(|at| at + first_sound(sounds[at..].iter()));
        let last = sounds.windows(together).rposition(lasts).map(|at| at + together - first_sound(sounds[..at + together].iter().rev()));
        match (first, last) {
            (Some(first), Some(last)) => {
                let start = Millis((first as u64 * 10).min(length.0));
                (start, Millis(length.0.saturating_sub(last as u64 * 10)))
            }
            _ => (length, Millis(0)),
        }
    }
}

fn first_sound<'a>(mut sounds: impl Iterator<Item = &'a bool>) -> usize {
    sounds.position(|sound| *sound).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels in dBFS and how many hundredths they last.
    fn silence(parts: &[(f32, usize)], loudness: Option<f64>) -> (u64, u64) {
        let mut envelope = Envelope::default();
        for (level, count) in parts {
            (0..*count).for_each(|_| envelope.add(10_f32.powf(level / 10.0)));
        }
        let length = parts.iter().map(|part| part.1 as u64 * 10).sum();
        let (start, end) = envelope.silence(loudness, Millis(length));
        (start.0, end.0)
    }

    #[test]
    fn silence_ends_where_sound_begins() {
        assert_eq!(silence(&[(-80.0, 150), (-20.0, 500), (-90.0, 75)], Some(-18.0)), (1_500, 750));
        assert_eq!(silence(&[(-20.0, 500)], Some(-18.0)), (0, 0));
    }

    #[test]
    fn the_line_follows_the_programme() {
        let parts = [(-55.0, 100), (-20.0, 500), (-55.0, 100)];
        assert_eq!(silence(&parts, Some(-18.0)), (1_000, 1_000), "room noise under a loud voice");
        assert_eq!(silence(&parts, Some(-33.0)), (0, 0), "the same under a quiet one is its breath");
    }

    #[test]
    fn a_click_is_not_sound() {
        assert_eq!(
            silence(&[(-90.0, 50), (-10.0, 1), (-90.0, 50), (-20.0, 200), (-90.0, 30), (-10.0, 2), (-90.0, 68)], Some(-20.0)),
            (1_010, 1_000)
        );
    }

    #[test]
    fn a_recording_without_sound_is_all_silence() {
        assert_eq!(silence(&[(-100.0, 300)], None), (3_000, 0));
        assert_eq!(silence(&[], None), (0, 0));
        assert_eq!(silence(&[(-20.0, 2)], Some(-20.0)), (0, 0), "shorter than a window");
    }
}
