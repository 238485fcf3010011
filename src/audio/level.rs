//! How much louder a recording has to become, and the limiter that keeps its peaks below the ceiling on the way.
//!
//! Levelling is one gain for the whole recording: quiet stays quieter than loud, nothing pumps. Where that would push peaks over the
//! ceiling, the limiter turns them down: it looks ahead, is down before the peak comes, and comes back slowly.

use super::true_peak::{TAPS, phases};
use crate::model::{AudioLevels, CentiDb, CentiLufs};
use std::collections::VecDeque;

/// Taking more than this off the peaks is heard, in dB: the recording is then left that much quieter.
pub(super) const MOST_LIMITING: f64 = 6.0;
/// What is so quiet that it would need more than this is hiss and hum for the most part, in dB.
const MOST_GAIN: f64 = 36.0;
/// Of every hundred stretches of the outline, this many may have higher peaks than the recording is judged by: claps, plosives, a
/// dropped pen. They are short, and the limiter may turn them down as far as it takes.
const RARE: usize = 5;

/// What is to be done to a recording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gain {
    /// In dB.
    pub gain: f64,
    /// How much less that is than the target asks for, in dB.
    pub short: f64,
}

/// The gain that brings a recording of these levels to a loudness, as far as its peaks allow. `fold` is what folding its channels does
/// to its loudness, in dB.
pub(super) fn gain(levels: &AudioLevels, fold: f64, target: CentiLufs, ceiling: f64) -> Gain {
    let Some(loudness) = levels.loudness else { return Gain { gain: 0.0, short: 0.0 } };
    let wanted = (f64::from(target.0) - f64::from(loudness.0)) / 100.0 - fold;
    let limiting = common_peak(levels) + wanted - ceiling;
    let most = (wanted - (limiting - MOST_LIMITING).max(0.0)).min(MOST_GAIN);
    Gain { gain: most, short: wanted - most }
}

/// The peak that all but the rarest stretches stay below, in dBFS.
fn common_peak(levels: &AudioLevels) -> f64 {
    let highest = f64::from(levels.true_peak.unwrap_or(CentiDb(-10_000)).0) / 100.0;
    let mut peaks: Vec<u8> = levels.waveform.peaks.iter().map(|(low, high)| low.unsigned_abs().max(high.unsigned_abs())).collect();
    peaks.sort_unstable();
    let at = peaks.len() * (100 - RARE) / 100;
    let common = peaks.get(at.min(peaks.len().saturating_sub(1))).map_or(highest, |peak| {
        // The outline is rounded to a hundred-and-twenty-seventh of full scale.
        20.0 * ((f64::from(*peak) + 0.5) / 127.0).log10()
    });
    common.min(highest)
}

/// A factor from decibels.
pub(super) fn factor(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
}

/// Samples judged together.
const STRETCH: usize = 32;
/// The limiter is told of a peak this long before it comes, in seconds …
const AHEAD: f64 = 0.005;
/// … and has come back by two thirds after this long.
const RELEASE: f64 = 0.15;
/// Old samples are kept until there are this many.
const KEPT: usize = 16_384;

/// Keeps the wave below a ceiling, between the samples too. All channels are turned down together, so that voices stay where they are.
#[derive(Debug)]
pub(super) struct Limiter {
    ceiling: f32,
    phases: Vec<[f32; TAPS]>,
    /// How much interpolation can lift a sample at most.
    bound: f32,
    /// Samples a peak is known of before it comes.
    ahead: usize,
    /// How far the gain comes back with each sample.
    release: f32,
    /// Samples of each channel: first `TAPS` that are out already, then those that wait.
    planes: Vec<Vec<f32>>,
    /// The gain that each of these samples needs, as far as known.
    needed: Vec<f32>,
    /// Index of the next sample to go out.
    next: usize,
    /// How many of the next samples are the silence that went first.
    silent: usize,
    /// Indices of needed gains in the window ahead, the lowest first.
    lowest: VecDeque<usize>,
    /// How far the window ahead has been looked at.
    seen: usize,
    /// The gain before smoothing.
    held: f32,
    /// The last `ahead + 1` of these, and their sum.
    recent: VecDeque<f32>,
    sum: f64,
    /// The lowest gain that was used.
    deepest: f32,
    /// Samples in and out, of each channel.
    taken: u64,
    given: u64,
}

impl Limiter {
    /// For samples at this rate, with a ceiling as a factor of full scale.
    pub fn new(rate: u32, channels: usize, ceiling: f32) -> Self {
        let phases = phases(4);
        let ahead = (f64::from(rate) * AHEAD) as usize;
        Self {
            ceiling,
            bound: phases.iter().map(|taps| taps.iter().map(|tap| tap.abs()).sum()).fold(1.0, f32::max),
            phases,
            ahead,
            release: (1.0 - (-1.0 / (f64::from(rate) * RELEASE)).exp()) as f32,
            // Silence goes first, as long as the limiter looks ahead: a peak in the very first sample is announced, too.
            planes: vec![vec![0.0; TAPS + ahead]; channels],
            needed: vec![1.0; TAPS + ahead],
            next: TAPS,
            silent: ahead,
            lowest: VecDeque::new(),
            seen: TAPS,
            held: 1.0,
            recent: std::iter::repeat_n(1.0, ahead + 1).collect(),
            sum: (ahead + 1) as f64,
            deepest: 1.0,
            taken: 0,
            given: 0,
        }
    }

    /// Takes in samples, times a factor, and gives out those whose future is known by now.
    pub fn add(&mut self, planes: &[Vec<f32>], factor: f32, out: &mut [Vec<f32>]) {
        for (waiting, plane) in self.planes.iter_mut().zip(planes) {
            // What is no number must not spread.
            waiting.extend(plane.iter().map(|sample| if sample.is_finite() { (sample * factor).clamp(-64.0, 64.0) } else { 0.0 }));
        }
        self.taken += planes.first().map_or(0, Vec::len) as u64;
        self.run(out);
    }

    /// Gives out the rest; says how far it turned down at most, in dB (0 or less).
    pub fn finish(mut self, out: &mut [Vec<f32>]) -> f64 {
        let behind = TAPS + STRETCH + self.ahead + 1;
        self.planes.iter_mut().for_each(|plane| plane.resize(plane.len() + behind, 0.0));
        self.run(out);
        20.0 * f64::from(self.deepest).log10()
    }

    fn run(&mut self, out: &mut [Vec<f32>]) {
        self.judge();
        while self.given < self.taken && self.next + self.ahead < self.needed.len() {
            let gain = self.gain();
            self.next += 1;
            if self.silent > 0 {
                self.silent -= 1;
                continue;
            }
            for (plane, out) in self.planes.iter().zip(out.iter_mut()) {
                out.push((plane[self.next - 1] * gain).clamp(-1.0, 1.0));
            }
            self.given += 1;
        }
        if self.next > KEPT {
            self.forget(self.next - TAPS);
        }
    }

    /// The gain for the next sample.
    fn gain(&mut self) -> f32 {
        while self.seen <= self.next + self.ahead {
            let new = self.needed[self.seen];
            while self.lowest.back().is_some_and(|last| self.needed[*last] >= new) {
                self.lowest.pop_back();
            }
            self.lowest.push_back(self.seen);
            self.seen += 1;
        }
        while self.lowest.front().is_some_and(|first| *first < self.next) {
            self.lowest.pop_front();
        }
        let lowest = self.lowest.front().map_or(1.0, |at| self.needed[*at]);
        self.held = (self.held + (1.0 - self.held) * self.release).min(lowest);
        // So close to nothing that the sum may become exact again.
        if self.held > 0.999_999 {
            self.held = 1.0;
        }
        self.recent.push_back(self.held);
        self.sum += f64::from(self.held) - f64::from(self.recent.pop_front().unwrap_or(1.0));
        let gain = (self.sum / (self.ahead + 1) as f64) as f32;
        self.deepest = self.deepest.min(gain);
        gain
    }

    /// Finds out which gain each sample needs, for all whole stretches.
    fn judge(&mut self) {
        // The filters see so many samples before a point and as many behind it.
        const BEFORE: usize = TAPS / 2 - 1;
        let there = self.planes.first().map_or(0, Vec::len);
        while self.needed.len() + STRETCH + TAPS < there {
            let from = self.needed.len();
            let mut highest = [0.0_f32; STRETCH];
            for plane in &self.planes {
                let window = &plane[from - BEFORE - 1..from + STRETCH + TAPS - BEFORE - 1];
                let largest = window.iter().fold(0.0, |largest: f32, sample| largest.max(sample.abs()));
                if largest * self.bound > self.ceiling {
                    self.highest(window, &mut highest);
                }
            }
            self.needed.extend(highest.iter().map(|peak| if *peak > self.ceiling { self.ceiling / peak } else { 1.0 }));
        }
    }

    /// The highest points at and around each sample of a stretch. `window` begins half a filter before it.
    fn highest(&self, window: &[f32], highest: &mut [f32; STRETCH]) {
        for (highest, sample) in highest.iter_mut().zip(&window[TAPS / 2..]) {
            *highest = highest.max(sample.abs());
        }
        for taps in &self.phases {
            // One point before the first sample, and one behind each.
            let mut points = [0.0_f32; STRETCH + 1];
            for (tap, part) in taps.iter().zip(window.windows(STRETCH + 1)) {
                for (point, sample) in points.iter_mut().zip(part) {
                    *point += tap * sample;
                }
            }
            for (highest, pair) in highest.iter_mut().zip(points.windows(2)) {
                *highest = highest.max(pair[0].abs()).max(pair[1].abs());
            }
        }
    }

    fn forget(&mut self, count: usize) {
        self.planes.iter_mut().for_each(|plane| drop(plane.drain(..count)));
        self.needed.drain(..count);
        self.lowest.iter_mut().for_each(|at| *at -= count.min(*at));
        self.next -= count;
        self.seen -= count;
    }
}

#[cfg(test)]
mod tests {
    use super::super::true_peak::TruePeak;
    use super::*;
    use crate::model::Waveform;
    use std::f64::consts::PI;

    const RATE: u32 = 44_100;

    fn limited(samples: &[f32], factor: f32, ceiling: f64) -> (Vec<f32>, f64) {
        let mut limiter = Limiter::new(RATE, 1, super::factor(ceiling));
        let mut out = vec![Vec::new()];
        samples.chunks(1_001).for_each(|part| limiter.add(&[part.to_vec()], factor, &mut out));
        let deepest = limiter.finish(&mut out);
        (out.remove(0), deepest)
    }

    fn true_peak(samples: &[f32]) -> f64 {
        let mut meter = TruePeak::default();
        meter.add(RATE, &[samples]);
        20.0 * f64::from(meter.finish()).log10()
    }

    /// Noise that comes in words, with a peak now and then.
    fn speech(seconds: usize) -> Vec<f32> {
        let mut seed = 7_u32;
        let mut old = 0.0;
        (0..seconds * RATE as usize)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (seed >> 8) as f32 / 8_388_608.0 - 1.0;
                old = 0.8 * old + 0.2 * noise;
                let word = (PI * at as f64 / 9_000.0).sin().abs() as f32;
                let peak = if at % 30_011 < 40 { 3.0 } else { 1.0 };
                old * word * peak * 0.5
            })
            .collect()
    }

    #[test]
    fn what_is_below_the_ceiling_goes_through_unchanged() {
        let samples = speech(2);
        let (out, deepest) = limited(&samples, 1.0, -1.0);
        assert_eq!(out, samples);
        assert_eq!(deepest, 0.0);
    }

    #[test]
    fn no_peak_passes_the_ceiling_not_even_between_samples() {
        for gain in [2.0, 8.0, 40.0] {
            let (out, deepest) = limited(&speech(3), gain, -1.0);
            assert!(true_peak(&out) <= -0.95, "{gain}: {}", true_peak(&out));
            assert!(deepest < -0.5, "{gain}: {deepest}");
        }
        // A sine whose samples all lie 3 dB below its peaks.
        let sine: Vec<f32> = (0..RATE).map(|at| (f64::from(at) * PI / 2.0 + PI / 4.0).sin() as f32).collect();
        let (out, _) = limited(&sine, 1.4, -1.0);
        // It begins and ends at its loudest, which rings a little.
        assert!(true_peak(&out) <= -0.85, "{}", true_peak(&out));
    }

    #[test]
    fn a_peak_in_the_first_sample_is_turned_down_too() {
        for at in [0, 5, 100, 219, 220, 221] {
            let mut samples = vec![0.01; 5_000];
            samples[at..at + 88].iter_mut().for_each(|sample| *sample = 0.9);
            let (out, _) = limited(&samples, 4.0, -1.6);
            assert!(true_peak(&out) <= -1.0, "{at}: {}", true_peak(&out));
        }
    }

    #[test]
    fn every_sample_comes_out_and_stays_where_it_was() {
        for length in [0, 1, 500, 44_100, 100_003] {
            let mut samples = vec![0.01; length];
            if let Some(sample) = samples.get_mut(length / 2) {
                *sample = 0.4;
            }
            let (out, _) = limited(&samples, 1.0, -1.0);
            assert_eq!(out, samples, "{length}");
        }
    }

    #[test]
    fn it_comes_back_slowly_and_never_jumps() {
        let mut tone: Vec<f32> =
            (0..2 * RATE).map(|at| (0.3 * (2.0 * PI * 500.0 * f64::from(at) / f64::from(RATE)).sin()) as f32).collect();
        tone[44_100..44_160].iter_mut().for_each(|sample| *sample *= 10.0);
        let (out, _) = limited(&tone, 1.0, -1.0);
        let gains: Vec<f32> = out.iter().zip(&tone).filter(|(_, old)| old.abs() > 0.1).map(|(new, old)| new / old).collect();
        assert!(gains.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.08), "no jump");
        let after = |seconds: f64| {
            out[44_160 + (seconds * f64::from(RATE)) as usize..][..500].iter().fold(0.0_f32, |high, sample| high.max(sample.abs())) / 0.3
        };
        assert!(after(0.02) < 0.75, "still down: {}", after(0.02));
        assert!(after(0.6) > 0.98, "back: {}", after(0.6));
    }

    fn levels(loudness: i32, peak: i32, common: i8) -> AudioLevels {
        AudioLevels {
            loudness: Some(CentiLufs(loudness)),
            true_peak: Some(CentiDb(peak)),
            waveform: Waveform { peaks: vec![(-common, common); 100], ..Waveform::default() },
            ..AudioLevels::default()
        }
    }

    #[test]
    fn the_gain_leads_to_the_target() {
        let target = CentiLufs(-1600);
        assert_eq!(gain(&levels(-2_340, -600, 60), 0.0, target, -1.5), Gain { gain: 7.4, short: 0.0 });
        assert_eq!(gain(&levels(-1_100, 0, 126), 0.0, target, -1.5), Gain { gain: -5.0, short: 0.0 });
        let folded = gain(&levels(-1_600, -300, 80), -3.01, target, -1.5);
        assert!((folded.gain - 3.01).abs() < 1e-9, "{folded:?}");
        let silent = AudioLevels::default();
        assert_eq!(gain(&silent, 0.0, target, -1.5), Gain { gain: 0.0, short: 0.0 });
    }

    #[test]
    fn peaks_that_would_be_crushed_keep_the_gain_down() {
        let all_over = gain(&levels(-3_000, -200, 100), 0.0, CentiLufs(-1600), -1.5);
        assert!((all_over.short - (14.0 - 2.0 + 1.5 - 6.0)).abs() < 0.2, "{all_over:?}");
        let mut one_clap = levels(-3_000, -200, 10);
        one_clap.waveform.peaks[50] = (-100, 100);
        assert!(gain(&one_clap, 0.0, CentiLufs(-1600), -1.5).short < 0.1, "a single clap does not count");
        assert!((gain(&levels(-6_500, -5_000, 0), 0.0, CentiLufs(-1600), -1.5).gain - MOST_GAIN).abs() < 1e-9);
    }
}
