//! Loudness of a programme and its range, block by block: ITU-R BS.1770-5 Annex 1, EBU R 128, EBU Tech 3341 and 3342.
//!
//! All that is kept is the power of each tenth of a second (8 bytes; 1.7 MB for six hours): windows of 400 ms and of 3 s are made of
//! those at the end.

use std::f64::consts::PI;

/// Below this no block counts, in LUFS.
const ABSOLUTE_GATE: f64 = -70.0;
/// Tenths of a second in a momentary block and in a short-term window.
const MOMENTARY: usize = 4;
const SHORT_TERM: usize = 30;

/// What the programme sounds like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Programme {
    /// In LUFS.
    pub integrated: Option<f64>,
    /// In LU.
    pub range: Option<f64>,
}

/// The meter.
#[derive(Debug, Default)]
pub(super) struct Loudness {
    rate: u32,
    filter: Filter,
    states: Vec<State>,
    /// Weighted energy of the tenth being filled, and how many samples are in it.
    energy: f64,
    filled: usize,
    powers: Vec<f64>,
}

/// The two filters in a row: the head, then the low cut. Numerator and denominator of each, normalised.
#[derive(Clone, Copy, Debug, Default)]
struct Filter {
    head: [f64; 5],
    low_cut: [f64; 5],
}

/// What the filters of one channel remember.
#[derive(Clone, Copy, Debug, Default)]
struct State([f64; 4]);

impl Filter {
    /// The filters of BS.1770 (given there for 48 kHz) at any rate: the analogue originals, put through the bilinear transform.
    /// At 48 kHz this gives the coefficients of Tables 1 and 2; the test below holds them against each other.
    fn at(rate: u32) -> Self {
        let rate = f64::from(rate.max(1));
        let (gain, quality) = (3.999_843_853_97_f64, 0.707_175_236_955_42);
        // A shelf above half of the sample rate has no effect; keep the tangent where it is defined.
        let k = (PI * (1_681.974_450_955_53 / rate).min(0.49)).tan();
        let high = 10_f64.powf(gain / 20.0);
        let middle = high.powf(0.499_666_774_155);
        let norm = 1.0 + k / quality + k * k;
        let head = [
            (high + middle * k / quality + k * k) / norm,
            2.0 * (k * k - high) / norm,
            (high - middle * k / quality + k * k) / norm,
            2.0 * (k * k - 1.0) / norm,
            (1.0 - k / quality + k * k) / norm,
        ];
        let (k, quality) = ((PI * (38.135_470_876_02 / rate).min(0.49)).tan(), 0.500_327_037_324);
        let norm = 1.0 + k / quality + k * k;
        let low_cut = [1.0, -2.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / quality + k * k) / norm];
        Self { head, low_cut }
    }

    /// The energy of `N` channels of the same length, filtered side by side so that the processor is not kept waiting for one.
    #[expect(clippy::needless_range_loop, reason = "all channels take one step at a time")]
    fn energy<const N: usize>(&self, planes: [&[f32]; N], states: &mut [State; N]) -> [f64; N] {
        let [a0, a1, a2, a3, a4] = self.head;
        let [_, _, _, b3, b4] = self.low_cut;
        let mut sums = [0.0; N];
        let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
        let planes = planes.map(|plane| &plane[..length]);
        let mut memory = states.map(|state| state.0);
        for at in 0..length {
            for channel in 0..N {
                let memory = &mut memory[channel];
                let input = f64::from(planes[channel][at]);
                let middle = a0 * input + memory[0];
                memory[0] = a1 * input - a3 * middle + memory[1];
                memory[1] = a2 * input - a4 * middle;
                let output = middle + memory[2];
                memory[2] = -2.0 * middle - b3 * output + memory[3];
                memory[3] = middle - b4 * output;
                sums[channel] += output * output;
            }
        }
        *states = memory.map(State);
        sums
    }
}

impl State {
    /// Values on their way to zero get slow to compute with; values that are none must not spread.
    fn settle(&mut self) {
        for value in &mut self.0 {
            if !value.is_finite() || value.abs() < 1e-18 {
                *value = 0.0;
            }
        }
    }
}

/// How much a channel counts, by its place among so many. Source: BS.1770-5, Table 3; the order is that of WAVE and of AAC.
fn weight(channel: usize, channels: usize) -> f64 {
    match (channels, channel) {
        (4, 2 | 3) | (5, 3 | 4) => 1.41,
        (6.., 3) => 0.0,
        (6.., 4..) => 1.41,
        _ => 1.0,
    }
}

impl Loudness {
    /// Takes in samples; a change of rate starts the filters anew.
    pub fn add(&mut self, rate: u32, planes: &[&[f32]]) {
        if self.rate != rate || self.states.len() != planes.len() {
            self.rate = rate;
            self.filter = Filter::at(rate);
            self.states = vec![State::default(); planes.len()];
            (self.energy, self.filled) = (0.0, 0);
        }
        let tenth = (rate as usize / 10).max(1);
        let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
        let mut from = 0;
        while from < length {
            let to = length.min(from + tenth - self.filled);
            self.energy += self.weighted(planes, from, to);
            self.filled += to - from;
            from = to;
            if self.filled == tenth {
                let power = self.energy / tenth as f64;
                self.powers.push(if power.is_finite() { power } else { 0.0 });
                self.states.iter_mut().for_each(State::settle);
                (self.energy, self.filled) = (0.0, 0);
            }
        }
    }

    fn weighted(&mut self, planes: &[&[f32]], from: usize, to: usize) -> f64 {
        let channels = planes.len();
        let filter = self.filter;
        let mut sum = 0.0;
        for (pair, (states, planes)) in self.states.chunks_mut(2).zip(planes.chunks(2)).enumerate() {
            match (states, planes) {
                ([first, second], [left, right]) => {
                    let mut both = [*first, *second];
                    let energy = filter.energy([&left[from..to], &right[from..to]], &mut both);
                    [*first, *second] = both;
                    sum += energy[0] * weight(pair * 2, channels) + energy[1] * weight(pair * 2 + 1, channels);
                }
                ([state], [plane]) => {
                    let mut one = [*state];
                    let energy = filter.energy([&plane[from..to]], &mut one);
                    [*state] = one;
                    sum += energy[0] * weight(pair * 2, channels);
                }
                _ => {}
            }
        }
        sum
    }

    /// What all of it sounds like.
    pub fn programme(&self) -> Programme {
        Programme { integrated: integrated(&windows(&self.powers, MOMENTARY)), range: range(windows(&self.powers, SHORT_TERM)) }
    }
}

/// Mean power of each window of so many tenths, one starting at every tenth, above the absolute gate.
fn windows(powers: &[f64], length: usize) -> Vec<f64> {
    let means = powers.windows(length).map(|window| window.iter().sum::<f64>() / length as f64);
    means.filter(|power| lufs(*power) > ABSOLUTE_GATE).collect()
}

fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}

fn mean(powers: &[f64]) -> Option<f64> {
    (!powers.is_empty()).then(|| powers.iter().sum::<f64>() / powers.len() as f64)
}

fn integrated(blocks: &[f64]) -> Option<f64> {
    let gate = mean(blocks)? / 10.0;
    let counted: Vec<f64> = blocks.iter().copied().filter(|power| *power > gate).collect();
    mean(&counted).map(lufs)
}

/// From the 10th to the 95th percentile of what is less than 20 LU below the mean.
fn range(mut windows: Vec<f64>) -> Option<f64> {
    let gate = mean(&windows)? / 100.0;
    windows.retain(|power| *power >= gate);
    windows.sort_by(f64::total_cmp);
    let last = windows.len().checked_sub(1)?;
    let percentile = |share: f64| windows.get((last as f64 * share).round() as usize).copied();
    Some(10.0 * (percentile(0.95)? / percentile(0.10)?).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine of a level in dBFS for some seconds, appended.
    fn tone(plane: &mut Vec<f32>, rate: u32, hertz: f64, level: f64, seconds: f64) {
        let amplitude = 10_f64.powf(level / 20.0);
        let count = (seconds * f64::from(rate)).round() as usize;
        plane.extend((0..count).map(|at| (amplitude * (2.0 * PI * hertz * at as f64 / f64::from(rate)).sin()) as f32));
    }

    fn stereo(rate: u32, parts: &[(f64, f64)]) -> Programme {
        let mut plane = Vec::new();
        parts.iter().for_each(|(level, seconds)| tone(&mut plane, rate, 1000.0, *level, *seconds));
        programme(rate, &[&plane, &plane])
    }

    fn programme(rate: u32, planes: &[&[f32]]) -> Programme {
        let mut meter = Loudness::default();
        // In odd pieces, as decoders deliver.
        let length = planes[0].len();
        for from in (0..length).step_by(1_153) {
            let part: Vec<&[f32]> = planes.iter().map(|plane| &plane[from..length.min(from + 1_153)]).collect();
            meter.add(rate, &part);
        }
        meter.programme()
    }

    fn assert_near(value: Option<f64>, expected: f64, tolerance: f64, what: &str) {
        assert!((value.unwrap_or(f64::NAN) - expected).abs() <= tolerance, "{what}: {value:?}, expected {expected}");
    }

    /// BS.1770-5, Annex 1, Tables 1 and 2.
    #[test]
    fn at_48_khz_the_filters_are_those_of_the_standard() {
        let filter = Filter::at(48_000);
        let head = [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85, -1.690_659_293_182_41, 0.732_480_774_215_85];
        let low_cut = [1.0, -2.0, 1.0, -1.990_047_454_833_98, 0.990_072_250_366_21];
        for (ours, given) in filter.head.iter().chain(&filter.low_cut).zip(head.iter().chain(&low_cut)) {
            assert!((ours - given).abs() < 1e-6, "{ours} {given}");
        }
    }

    /// EBU Tech 3341, test signals 1 to 5: integrated loudness, ±0.1 LU.
    #[test]
    fn the_ebu_test_signals_are_as_loud_as_they_say() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            assert_near(stereo(rate, &[(-23.0, 20.0)]).integrated, -23.0, 0.1, "1");
            assert_near(stereo(rate, &[(-33.0, 20.0)]).integrated, -33.0, 0.1, "2");
            assert_near(stereo(rate, &[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]).integrated, -23.0, 0.1, "3");
            let four = [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)];
            assert_near(stereo(rate, &four).integrated, -23.0, 0.1, "4");
            assert_near(stereo(rate, &[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]).integrated, -23.0, 0.1, "5");
        }
    }

    /// EBU Tech 3341, test signal 6: 5.0 channels.
    #[test]
    fn surround_channels_count_more() {
        let levels = [-28.0, -28.0, -24.0, -30.0, -30.0];
        let planes: Vec<Vec<f32>> = levels
            .map(|level| {
                let mut plane = Vec::new();
                tone(&mut plane, 48_000, 1000.0, level, 20.0);
                plane
            })
            .into();
        let planes: Vec<&[f32]> = planes.iter().map(Vec::as_slice).collect();
        assert_near(programme(48_000, &planes).integrated, -23.0, 0.1, "6");
        let with_bass = [planes[0], planes[1], planes[2], planes[0], planes[3], planes[4]];
        assert_near(programme(48_000, &with_bass).integrated, -23.0, 0.1, "the bass channel does not count");
    }

    /// EBU Tech 3342, test signals 1 to 4: loudness range, ±1 LU.
    #[test]
    fn the_ebu_test_signals_range_as_they_say() {
        assert_near(stereo(48_000, &[(-20.0, 20.0), (-30.0, 20.0)]).range, 10.0, 1.0, "1");
        assert_near(stereo(48_000, &[(-20.0, 20.0), (-15.0, 20.0)]).range, 5.0, 1.0, "2");
        assert_near(stereo(48_000, &[(-40.0, 20.0), (-20.0, 20.0)]).range, 20.0, 1.0, "3");
        let four = [(-50.0, 20.0), (-35.0, 20.0), (-20.0, 20.0), (-35.0, 20.0), (-50.0, 20.0)];
        assert_near(stereo(48_000, &four).range, 15.0, 1.0, "4");
    }

    #[test]
    fn silence_has_no_loudness_and_one_channel_is_three_lu_less_than_two() {
        assert_eq!(programme(44_100, &[&vec![0.0; 441_000]]), Programme::default());
        assert_eq!(programme(44_100, &[&[]]), Programme::default());
        let mut plane = Vec::new();
        tone(&mut plane, 44_100, 1000.0, -23.0, 10.0);
        assert_near(programme(44_100, &[&plane]).integrated, -26.0, 0.1, "mono");
    }

    #[test]
    fn what_is_no_number_does_not_spread() {
        let mut plane = vec![f32::NAN; 100];
        tone(&mut plane, 48_000, 1000.0, -20.0, 10.0);
        assert_near(programme(48_000, &[&plane, &plane]).integrated, -20.0, 0.1, "after it");
    }
}
