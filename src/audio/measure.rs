//! One pass over a recording: how loud, how it ranges, where it peaks, where it is silent, what is wrong with its channels, its outline.
//!
//! Bounded memory: eight bytes for each tenth of a second, one for each hundredth, and 1 800 stretches of outline.

use super::decode::{self, Block, Decoded, End};
use super::loudness::Loudness;
use super::silence::Envelope;
use super::true_peak::TruePeak;
use super::waveform::Outline;
use crate::disk::Failure;
use crate::model::{AudioLevels, AudioOddity, CentiDb, CentiLufs, Millis};
use crate::report::{RuleText, Severity};
use std::path::Path;

/// Bump when the same bytes would give other levels than before.
pub const VERSION: u32 = 1;

/// The rules of this pass, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "missing-audio",
        severity: Severity::Error,
        finds: "A recording that was asked for and is not there.",
        why: "Nothing can be said about it. Most often its name or its folder is written a little differently.",
        wrong: "turntable audio inspect dev-final.mp3    it is called dev-final.m4a",
        right: "turntable audio inspect dev-final.m4a",
    },
    RuleText {
        name: "damaged-audio",
        severity: Severity::Warning,
        finds: "A recording with places that cannot be played.",
        why: "Listeners hear a click or a hole there, and some apps stop. Usually a copy was interrupted or a memory card is failing.",
        wrong: "who-can-sign.mp3    1.2 s of 28:14 cannot be decoded",
        right: "who-can-sign.mp3    copied again from where it was recorded",
    },
    RuleText {
        name: "unmeasured-audio",
        severity: Severity::Warning,
        finds: "A recording in a form that cannot be decoded here, so nobody knows how loud it is.",
        why: "Podcast apps do not decode such forms either, or only some of them.",
        wrong: "who-can-sign.mka    sound as AC-3",
        right: "who-can-sign.m4a    the same, exported as AAC",
    },
    RuleText {
        name: "silent-audio",
        severity: Severity::Warning,
        finds: "A recording that is silent from start to end.",
        why: "The wrong input was recorded, or the wrong track exported; listeners hear nothing.",
        wrong: "who-can-sign.mp3    28:14 of silence",
        right: "who-can-sign.mp3    the voices",
    },
    RuleText {
        name: "clipped-audio",
        severity: Severity::Warning,
        finds: "A recording whose loudest moments are cut off flat.",
        why: "It sounds harsh, and making it quieter afterwards does not bring back what is gone.",
        wrong: "who-can-sign.wav    recorded with the level in the red",
        right: "who-can-sign.wav    recorded 12 dB lower",
    },
    RuleText {
        name: "dead-channel",
        severity: Severity::Warning,
        finds: "A stereo recording with one side silent.",
        why: "Who listens with one earphone hears nothing of it.",
        wrong: "who-can-sign.wav    voice on the left, nothing on the right",
        right: "who-can-sign.wav    one channel, or the voice on both",
    },
];

/// A run of samples at the rails is clipping from this many on.
const CLIPPED: u32 = 3;
/// Samples from here on may be at the rails: an 8-bit sample reaches 0.992.
const NEAR_FULL: f32 = 0.99;
/// As high as 16 bits go.
const FULL: f32 = 32_767.0 / 32_768.0;
/// Runs that a listener will notice: fewer are drum hits.
const CLIPPED_RUNS: u64 = 20;
/// A channel this far below the loudest one (a factor of energy, 50 dB) carries nothing; the same for the difference of two.
const NOTHING: f64 = 1e-5;
/// The first frames of a cut MP3 lean on some that are gone; nobody hears that.
pub(super) const UNHEARD: Millis = Millis(200);
/// Decoded less than this share of the packets: the rest is noise from something that is no recording.
const LOST_SHARE: u64 = 2;

/// Measures a recording, and says what the pass over it came to.
///
/// # Errors
/// When the file cannot be read.
pub fn levels(path: &Path) -> Result<AudioLevels, Failure> {
    Ok(pass(path)?.0)
}

/// The same; `tell` is told again and again how much has been heard.
///
/// # Errors
/// When the file cannot be read.
pub fn levels_telling(path: &Path, tell: &mut dyn FnMut(Millis)) -> Result<AudioLevels, Failure> {
    /// Blocks between two words: some thousand samples each.
    const BLOCKS: u32 = 100;
    let mut meter = Meter::default();
    let (mut heard, mut blocks) = (0.0, 0_u32);
    let decoded = decode::decode(path, &mut |block| {
        meter.add(block);
        heard += block.planes.first().map_or(0, |plane| plane.len()) as f64 * 1000.0 / f64::from(block.rate.max(1));
        blocks += 1;
        if blocks.is_multiple_of(BLOCKS) {
            tell(Millis(heard as u64));
        }
    })?;
    tell(decoded.duration);
    Ok(meter.finish(&decoded))
}

pub(super) fn pass(path: &Path) -> Result<(AudioLevels, Decoded), Failure> {
    let mut meter = Meter::default();
    let decoded = decode::decode(path, &mut |block| meter.add(block))?;
    Ok((meter.finish(&decoded), decoded))
}

/// Everything that is fed block by block.
#[derive(Debug, Default)]
struct Meter {
    loudness: Loudness,
    true_peak: TruePeak,
    envelope: Envelope,
    outline: Outline,
    hundredth: Hundredth,
    channels: Vec<Channel>,
    /// Energy of the difference of the first two channels.
    difference: f64,
    /// The number of channels has changed on the way: nothing is said about single ones.
    has_changed: bool,
}

/// What is known of the hundredth of a second that is being filled.
#[derive(Debug, Default)]
struct Hundredth {
    filled: usize,
    lowest: f32,
    highest: f32,
    /// Of each channel.
    energies: Vec<f32>,
}

/// What is known of a channel.
#[derive(Clone, Debug, Default)]
struct Channel {
    energy: f64,
    last: f32,
    at_the_rail: u32,
    clipped_runs: u64,
}

/// What a few samples come to.
#[derive(Clone, Copy, Debug, Default)]
struct Piece {
    lowest: f32,
    highest: f32,
    energy: f32,
}

impl Piece {
    /// In sixteen lanes, so that the compiler uses the processor's wide registers.
    fn of(samples: &[f32]) -> Self {
        const LANES: usize = 16;
        let (mut low, mut high, mut energy) = ([0.0_f32; LANES], [0.0_f32; LANES], [0.0_f32; LANES]);
        let (whole, rest) = samples.split_at(samples.len() - samples.len() % LANES);
        for part in whole.chunks_exact(LANES) {
            for (lane, sample) in part.iter().enumerate() {
                low[lane] = if *sample < low[lane] { *sample } else { low[lane] };
                high[lane] = if *sample > high[lane] { *sample } else { high[lane] };
                energy[lane] += sample * sample;
            }
        }
        let mut piece = Self {
            lowest: low.iter().copied().fold(0.0, f32::min),
            highest: high.iter().copied().fold(0.0, f32::max),
            energy: energy.iter().sum(),
        };
        for sample in rest {
            piece.lowest = piece.lowest.min(*sample);
            piece.highest = piece.highest.max(*sample);
            piece.energy += sample * sample;
        }
        piece
    }
}

impl Meter {
    fn add(&mut self, block: &Block<'_>) {
        self.loudness.add(block.rate, block.planes);
        self.true_peak.add(block.rate, block.planes);
        if self.channels.len() != block.planes.len() {
            self.has_changed = !self.channels.is_empty();
            self.channels = vec![Channel::default(); block.planes.len()];
        }
        self.hundredth.energies.resize(block.planes.len(), 0.0);
        let hundredth = (block.rate as usize / 100).max(1);
        let length = block.planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
        let mut from = 0;
        while from < length {
            let to = length.min(from + hundredth.saturating_sub(self.hundredth.filled).max(1));
            self.piece(block.planes, from, to);
            from = to;
            if self.hundredth.filled >= hundredth {
                self.close();
            }
        }
    }

    fn piece(&mut self, planes: &[&[f32]], from: usize, to: usize) {
        for ((plane, channel), energy) in planes.iter().zip(&mut self.channels).zip(&mut self.hundredth.energies) {
            let samples = &plane[from..to];
            let piece = Piece::of(samples);
            channel.clipping(samples, piece);
            channel.energy += finite(piece.energy);
            *energy += piece.energy;
            self.hundredth.lowest = self.hundredth.lowest.min(piece.lowest);
            self.hundredth.highest = self.hundredth.highest.max(piece.highest);
        }
        if let [left, right] = planes {
            self.difference += finite(difference(&left[from..to], &right[from..to]));
        }
        self.hundredth.filled += to - from;
    }

    fn close(&mut self) {
        let count = self.hundredth.filled.max(1) as f32;
        let loudest = self.hundredth.energies.iter().copied().fold(0.0, f32::max);
        self.envelope.add(loudest / count);
        self.outline.add(self.hundredth.lowest, self.hundredth.highest);
        self.hundredth.energies.fill(0.0);
        (self.hundredth.filled, self.hundredth.lowest, self.hundredth.highest) = (0, 0.0, 0.0);
    }

    fn finish(mut self, decoded: &Decoded) -> AudioLevels {
        if self.hundredth.filled > 0 {
            self.close();
        }
        let programme = self.loudness.programme();
        let (silence_start, silence_end) = self.envelope.silence(programme.integrated, decoded.duration);
        let dead_channels = self.dead_channels();
        let has_identical_channels = self.has_identical_channels();
        let mut levels = AudioLevels {
            duration: decoded.duration,
            loudness: programme.integrated.map(|lufs| CentiLufs(hundredths(lufs))),
            loudness_range: programme.range.map(|range| CentiDb(hundredths(range))),
            true_peak: decibels(self.true_peak.finish()).map(CentiDb),
            silence_start,
            silence_end,
            clipped_runs: self.channels.iter().map(|channel| channel.clipped_runs).sum(),
            dead_channels,
            has_identical_channels,
            lost_packets: decoded.lost_packets,
            lost: decoded.lost,
            waveform: self.outline.finish(),
            oddities: Vec::new(),
        };
        levels.oddities = oddities(&levels, decoded);
        levels
    }

    fn dead_channels(&self) -> Vec<u16> {
        let loudest = self.channels.iter().map(|channel| channel.energy).fold(0.0, f64::max);
        // The bass channel of surround sound is often empty.
        if self.has_changed || loudest == 0.0 || self.channels.len() != 2 {
            return Vec::new();
        }
        let is_dead = |channel: &Channel| channel.energy < loudest * NOTHING;
        (0_u16..).zip(&self.channels).filter(|(_, channel)| is_dead(channel)).map(|(at, _)| at).collect()
    }

    fn has_identical_channels(&self) -> bool {
        let [left, right] = self.channels.as_slice() else { return false };
        let both = left.energy + right.energy;
        !self.has_changed && both > 0.0 && self.difference < both * NOTHING
    }
}

impl Channel {
    /// Counts runs of samples that stay at the rails: at full scale, or cut off flat right below it.
    fn clipping(&mut self, samples: &[f32], piece: Piece) {
        if piece.highest < NEAR_FULL && piece.lowest > -NEAR_FULL {
            self.at_the_rail = 0;
            self.last = 0.0;
            return;
        }
        for sample in samples {
            let is_at_the_rail = sample.abs() >= FULL || sample.abs() >= NEAR_FULL && *sample == self.last;
            let goes_on = is_at_the_rail && (self.at_the_rail == 0 || sample.is_sign_negative() == self.last.is_sign_negative());
            self.at_the_rail = if goes_on { self.at_the_rail + 1 } else { u32::from(is_at_the_rail) };
            self.clipped_runs += u64::from(self.at_the_rail == CLIPPED);
            self.last = *sample;
        }
    }
}

fn difference(left: &[f32], right: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0_f32; LANES];
    for (left, right) in left.chunks(LANES).zip(right.chunks(LANES)) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += (left - right) * (left - right);
        }
    }
    sums.iter().sum()
}

fn finite(energy: f32) -> f64 {
    if energy.is_finite() { f64::from(energy) } else { 0.0 }
}

fn hundredths(value: f64) -> i32 {
    (value * 100.0).round() as i32
}

fn decibels(factor: f32) -> Option<i32> {
    (factor > 0.0).then(|| hundredths(20.0 * f64::from(factor).log10()))
}

fn oddities(levels: &AudioLevels, decoded: &Decoded) -> Vec<AudioOddity> {
    let mut found = Vec::new();
    match decoded.end {
        End::NoRecording => return found,
        End::UnknownCodec => {
            found.push(odd(
                "unmeasured-audio",
                "the sound is stored in a form that cannot be decoded here, so its loudness is not known",
                "export it again as MP3 or M4A (AAC)",
            ));
            return found;
        }
        End::Whole | End::BrokenOff => {}
    }
    found.extend(damage(levels, decoded));
    if levels.duration.0 >= 400 && levels.loudness.is_none() && levels.lost.0 < levels.duration.0 / LOST_SHARE {
        found.push(odd(
            "silent-audio",
            "this recording is silent from start to end",
            "check which input or track was exported, and export it again",
        ));
        return found;
    }
    if levels.clipped_runs >= CLIPPED_RUNS {
        let message = format!("the loudest moments are cut off flat ({} times)", levels.clipped_runs);
        found.push(odd("clipped-audio", message, "export it again with a lower level, or record lower next time"));
    }
    if let [channel] = levels.dead_channels.as_slice() {
        let (dead, other) = if *channel == 0 { ("left", "right") } else { ("right", "left") };
        let message = format!("the {dead} channel is silent; the voices are on the {other} one only");
        found.push(odd("dead-channel", message, "export it again in mono"));
    }
    found
}

/// How much is lost, in words that fit the amount.
fn damage(levels: &AudioLevels, decoded: &Decoded) -> Option<AudioOddity> {
    let fix = "copy it again from where it was recorded, or export it again";
    if decoded.packets > 0 && levels.lost_packets == decoded.packets {
        return Some(AudioOddity { blocks: true, ..odd("damaged-audio", "nothing of this recording can be decoded", fix) });
    }
    if levels.lost > UNHEARD {
        let message = format!("{} s of {} cannot be decoded", Millis(levels.lost.0 / 100 * 100).decimal_seconds(), levels.duration.clock());
        return Some(odd("damaged-audio", message, fix));
    }
    (decoded.end == End::BrokenOff).then(|| odd("damaged-audio", format!("decoding stops after {}", levels.duration.clock()), fix))
}

fn odd(rule: &str, message: impl Into<String>, fix: &str) -> AudioOddity {
    AudioOddity { rule: rule.to_owned(), blocks: false, message: message.into(), fix: fix.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;
    use std::f32::consts::PI;

    /// A WAV of 32-bit floats: one function of the time in seconds for each channel.
    fn wav(rate: u32, seconds: f32, channels: &[&dyn Fn(f32) -> f32]) -> Vec<u8> {
        let frames = (seconds * rate as f32) as u32;
        let width = channels.len() as u32 * 4;
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x03\0".to_vec();
        bytes.extend((channels.len() as u16).to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * width).to_le_bytes());
        bytes.extend((width as u16).to_le_bytes());
        bytes.extend(b"\x20\0data");
        bytes.extend((frames * width).to_le_bytes());
        for at in 0..frames {
            channels.iter().for_each(|channel| bytes.extend(channel(at as f32 / rate as f32).to_le_bytes()));
        }
        bytes
    }

    fn levels_of(bytes: &[u8]) -> AudioLevels {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.wav");
        disk::write(&path, bytes).expect("written");
        levels(&path).expect("readable")
    }

    fn tone(amplitude: f32) -> impl Fn(f32) -> f32 {
        move |time| amplitude * (2.0 * PI * 1000.0 * time).sin()
    }

    fn rules(levels: &AudioLevels) -> Vec<&str> {
        levels.oddities.iter().map(|odd| odd.rule.as_str()).collect()
    }

    #[test]
    fn a_tone_between_silences_is_measured_whole() {
        let voice = |time: f32| if (1.5..5.5).contains(&time) { tone(0.1)(time) } else { 0.0 };
        let levels = levels_of(&wav(16_000, 7.0, &[&voice, &voice]));
        assert_eq!(levels.duration, Millis(7_000));
        assert_eq!((levels.silence_start, levels.silence_end), (Millis(1_500), Millis(1_500)));
        // Blocks at the edges are half silent and count: -20 LUFS less a little.
        assert!((levels.loudness.expect("it is loud").0 + 2_020).abs() <= 20, "{:?}", levels.loudness);
        assert!((levels.true_peak.expect("it peaks").0 + 2_000).abs() <= 10, "{:?}", levels.true_peak);
        assert!(levels.has_identical_channels && levels.dead_channels.is_empty());
        assert_eq!((levels.waveform.step, levels.waveform.peaks.len()), (Millis(10), 700));
        assert_eq!((levels.waveform.peaks[0], levels.waveform.peaks[300]), ((0, 0), (-13, 13)));
        assert!(levels.oddities.is_empty(), "{:?}", levels.oddities);
    }

    #[test]
    fn silence_is_told_once() {
        let levels = levels_of(&wav(8_000, 3.0, &[&|_| 0.0, &|_| 0.0]));
        assert_eq!(rules(&levels), ["silent-audio"]);
        assert_eq!((levels.loudness, levels.true_peak), (None, None));
        assert_eq!((levels.silence_start, levels.silence_end), (Millis(3_000), Millis(0)));
    }

    #[test]
    fn a_wave_cut_off_flat_is_clipped_and_a_full_sine_is_not() {
        let clipped = levels_of(&wav(44_100, 2.0, &[&|time| tone(3.0)(time).clamp(-0.995, 0.995)]));
        assert_eq!(rules(&clipped), ["clipped-audio"]);
        assert!((3_900..=4_000).contains(&clipped.clipped_runs), "twice in each of 2 000 waves: {}", clipped.clipped_runs);
        let full = levels_of(&wav(44_100, 2.0, &[&|time| 0.9999 * (2.0 * PI * 100.0 * time).sin()]));
        assert_eq!(rules(&full), Vec::<&str>::new(), "{}", full.clipped_runs);
    }

    #[test]
    fn a_dead_channel_is_told_by_its_side() {
        let levels = levels_of(&wav(8_000, 3.0, &[&|_| 0.0, &tone(0.2)]));
        assert_eq!((rules(&levels), &*levels.dead_channels), (vec!["dead-channel"], &[0][..]));
        assert!(levels.oddities[0].message.starts_with("the left channel is silent"));
        assert!(!levels.has_identical_channels);
    }

    #[test]
    fn numbers_that_are_none_do_not_spread() {
        let levels = levels_of(&wav(8_000, 3.0, &[&|time| if time < 0.1 { f32::NAN } else { tone(0.1)(time) }]));
        assert!((levels.loudness.expect("loud").0 + 2_300).abs() <= 25, "{:?}", levels.loudness);
        assert!((levels.true_peak.expect("a peak").0 + 2_000).abs() <= 10);
    }

    #[test]
    fn what_is_no_recording_has_no_levels() {
        let levels = levels_of(b"no sound at all");
        assert_eq!(levels, AudioLevels { waveform: levels.waveform.clone(), ..AudioLevels::default() });
    }
}
