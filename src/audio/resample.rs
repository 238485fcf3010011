//! Samples at any rate → samples at another: a windowed sinc, one filter for each place a new sample can have between two old ones.
//!
//! What the new rate cannot hold is taken away before it can fold back (90 dB down); what it can hold arrives unchanged up to nine
//! tenths of the way. An 8 kHz telephone recording keeps all of its voice and gets no mirror image above it.

use super::true_peak::bessel;
use std::f64::consts::PI;

/// Old samples that take part in a new one, before and after together, when the rate goes up. More when it goes down.
const TAPS: f64 = 96.0;
/// Shape of the Kaiser window: 90 dB down.
const BETA: f64 = 9.0;
/// Width of the slope between what passes and what does not, of a window of so many taps, as a share of the sample rate.
const SLOPE: f64 = 5.7;
/// Between two rates without a small common measure, the filters for this many places are made, and mixed for those between.
const PLACES: u64 = 1_024;

/// Makes samples of one rate from samples of another, for any number of channels. Delivers as many seconds as it was given.
#[derive(Debug)]
pub(super) struct Resampler {
    /// Rates, without their common measure.
    from: u64,
    to: u64,
    /// How many places there are between two old samples.
    places: u64,
    /// Taps of a filter; even.
    taps: usize,
    /// All filters, one after the other; one more than there are places, so that mixing has a neighbour.
    filters: Vec<f32>,
    /// Old samples of each channel that are still needed.
    waiting: Vec<Vec<f32>>,
    /// How many old samples came before those.
    gone: u64,
    /// Old samples taken in, and new ones given out.
    taken: u64,
    given: u64,
}

impl Resampler {
    /// From one rate to another, in hertz.
    pub fn new(from: u32, to: u32, channels: usize) -> Self {
        let (from, to) = (u64::from(from.max(1)), u64::from(to.max(1)));
        let common = common_measure(from, to);
        let (from, to) = (from / common, to / common);
        let places = if to <= PLACES { to } else { PLACES };
        let shrink = (from as f64 / to as f64).max(1.0);
        let taps = 2 * (TAPS * shrink / 2.0).ceil() as usize;
        let edge = 0.5 / shrink - SLOPE / (2.0 * taps as f64);
        let filters = (0..=places).flat_map(|place| filter(place as f64 / places as f64, taps, edge)).collect();
        // Silence before the first sample, so that it has neighbours on both sides.
        let waiting = vec![vec![0.0; taps / 2 - 1]; channels];
        Self { from, to, places, taps, filters, waiting, gone: 0, taken: 0, given: 0 }
    }

    /// Takes in samples and gives out those that can be made by now.
    pub fn add(&mut self, planes: &[&[f32]], out: &mut [Vec<f32>]) {
        let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
        for (waiting, plane) in self.waiting.iter_mut().zip(planes) {
            waiting.extend_from_slice(&plane[..length]);
        }
        self.taken += length as u64;
        self.make(out);
    }

    /// Gives out the rest.
    pub fn finish(mut self, out: &mut [Vec<f32>]) {
        for waiting in &mut self.waiting {
            waiting.resize(waiting.len() + self.taps, 0.0);
        }
        self.make(out);
    }

    fn make(&mut self, out: &mut [Vec<f32>]) {
        let there = self.waiting.first().map_or(0, Vec::len) as u64;
        let whole = (self.taken * self.to).div_ceil(self.from);
        while self.given < whole {
            let start = self.given * self.from / self.to - self.gone;
            if start + self.taps as u64 > there {
                break;
            }
            let between = self.given * self.from % self.to;
            for (waiting, out) in self.waiting.iter().zip(out.iter_mut()) {
                let window = &waiting[start as usize..start as usize + self.taps];
                out.push(self.sample(window, between));
            }
            self.given += 1;
        }
        let done = (self.given * self.from / self.to - self.gone).min(there);
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..done as usize)));
        self.gone += done;
    }

    fn sample(&self, window: &[f32], between: u64) -> f32 {
        let filter = |place: u64| &self.filters[place as usize * self.taps..][..self.taps];
        if self.places == self.to {
            return product(window, filter(between));
        }
        let place = between * self.places / self.to;
        let share = (between * self.places % self.to) as f32 / self.to as f32;
        let (near, far) = (product(window, filter(place)), product(window, filter(place + 1)));
        near + share * (far - near)
    }
}

fn common_measure(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The filter for a point this far behind the middle of its window; `edge` is half of where it cuts, as a share of the old rate.
fn filter(shift: f64, taps: usize, edge: f64) -> Vec<f32> {
    let half = taps as f64 / 2.0;
    let tap = |at: usize| {
        let distance = at as f64 + 1.0 - half - shift;
        let along = distance / half;
        let window = bessel(BETA * (1.0 - along * along).max(0.0).sqrt()) / bessel(BETA);
        let angle = 2.0 * PI * edge * distance;
        window * if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle }
    };
    let taps: Vec<f64> = (0..taps).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.into_iter().map(|tap| (tap / sum) as f32).collect()
}

/// In eight lanes, so that the compiler uses the processor's wide registers.
fn product(window: &[f32], filter: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0_f32; LANES];
    let whole = window.len() - window.len() % LANES;
    for (samples, taps) in window[..whole].chunks_exact(LANES).zip(filter[..whole].chunks_exact(LANES)) {
        for ((sum, sample), tap) in sums.iter_mut().zip(samples).zip(taps) {
            *sum += sample * tap;
        }
    }
    let rest: f32 = window[whole..].iter().zip(&filter[whole..]).map(|(sample, tap)| sample * tap).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, seconds: f64) -> Vec<f32> {
        let count = (f64::from(rate) * seconds) as usize;
        (0..count).map(|at| (0.5 * (2.0 * PI * hertz * at as f64 / f64::from(rate)).sin()) as f32).collect()
    }

    /// In pieces of odd length, as decoders deliver.
    fn resampled(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
        let mut resampler = Resampler::new(from, to, 1);
        let mut out = vec![Vec::new()];
        samples.chunks(577).for_each(|part| resampler.add(&[part], &mut out));
        resampler.finish(&mut out);
        out.remove(0)
    }

    /// The level of one frequency in the middle of a signal, in dB below a sine of full scale.
    fn level(samples: &[f32], rate: u32, hertz: f64) -> f64 {
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        let length = middle.len() as f64;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (at, sample) in middle.iter().enumerate() {
            let window = 0.5 - 0.5 * (2.0 * PI * at as f64 / length).cos();
            let angle = 2.0 * PI * hertz * at as f64 / f64::from(rate);
            real += window * f64::from(*sample) * angle.cos();
            imaginary += window * f64::from(*sample) * angle.sin();
        }
        20.0 * (4.0 * real.hypot(imaginary) / length).log10()
    }

    #[test]
    fn a_tone_keeps_its_pitch_level_and_length() {
        for (from, hertz) in [
            (8_000, 440.0),
            (8_000, 3_300.0),
            (11_025, 1_000.0),
            (16_000, 5_000.0),
            (22_254, 997.0),
            (48_000, 15_000.0),
            (192_000, 1_000.0),
        ] {
            let out = resampled(&tone(from, hertz, 1.0), from, 44_100);
            assert_eq!(out.len(), 44_100, "{from}");
            let level = level(&out, 44_100, hertz);
            assert!((level + 6.02).abs() < 0.1, "{from} {hertz}: {level}");
        }
    }

    #[test]
    fn a_telephone_recording_gets_no_mirror_image() {
        let out = resampled(&tone(8_000, 3_000.0, 1.0), 8_000, 44_100);
        for image in [5_000.0, 11_000.0, 13_000.0, 19_000.0] {
            assert!(level(&out, 44_100, image) < -80.0, "{image}: {}", level(&out, 44_100, image));
        }
    }

    #[test]
    fn what_the_new_rate_cannot_hold_is_taken_away() {
        let out = resampled(&tone(48_000, 23_000.0, 1.0), 48_000, 44_100);
        assert!(level(&out, 44_100, 44_100.0 - 23_000.0) < -80.0);
        let out = resampled(&tone(192_000, 60_000.0, 1.0), 192_000, 44_100);
        assert!(out[1_000..43_000].iter().all(|sample| sample.abs() < 1e-3), "above hearing");
    }

    #[test]
    fn a_sample_stays_where_it_was() {
        for (from, to) in [(8_000, 44_100), (48_000, 44_100), (44_100, 44_100)] {
            let mut click = vec![0.0; from as usize / 2];
            let at = from as usize / 5;
            click[at] = 1.0;
            let out = resampled(&click, from, to);
            let highest = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b])).unwrap();
            assert!(highest.abs_diff(to as usize / 5) <= 1, "{from}: {highest}");
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(resampled(&[], 8_000, 44_100).is_empty());
        assert_eq!(resampled(&[0.5], 44_100, 8_000).len(), 1);
    }
}
