//! The highest level that the wave reaches, between the samples too: ITU-R BS.1770-5, Annex 2.
//!
//! The wave is drawn between the samples by a windowed sinc of 32 taps, at four times the rate or more (towards 192 kHz, so that an
//! 8 kHz telephone recording is not read too low). Most of a recording cannot reach its own peak whatever lies between its samples;
//! those stretches are skipped, by a bound that is proven: no interpolated sample exceeds the largest sample near it times the sum
//! of the filter's magnitudes.

/// Samples around each point that take part.
pub(super) const TAPS: usize = 32;
/// Samples judged together.
const STRETCH: usize = 32;
/// Shape of the Kaiser window: 90 dB down beside the passband.
const BETA: f64 = 9.0;
const TOWARDS: u32 = 176_400;
const FINEST: u32 = 24;

/// The meter.
#[derive(Debug, Default)]
pub(super) struct TruePeak {
    rate: u32,
    /// One filter for each point between two samples.
    phases: Vec<[f32; TAPS]>,
    /// How much the filters can lift a sample at most.
    bound: f32,
    /// Per channel: the samples that the next stretch needs, then the new ones.
    channels: Vec<Vec<f32>>,
    peak: f32,
}

impl TruePeak {
    /// Takes in samples; a change of rate starts anew.
    pub fn add(&mut self, rate: u32, planes: &[&[f32]]) {
        if self.rate != rate || self.channels.len() != planes.len() {
            self.flush();
            self.rate = rate;
            self.phases = phases(TOWARDS.div_ceil(rate.max(1)).clamp(1, FINEST));
            self.bound = self.phases.iter().map(|taps| taps.iter().map(|tap| tap.abs()).sum()).fold(1.0, f32::max);
            self.channels = vec![vec![0.0; TAPS - 1]; planes.len()];
        }
        for (samples, plane) in self.channels.iter_mut().zip(planes) {
            samples.extend(plane.iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
            self.peak = highest(samples, &self.phases, self.bound, self.peak);
        }
    }

    /// The peak as a factor of full scale.
    pub fn finish(mut self) -> f32 {
        self.flush();
        self.peak
    }

    /// The last samples have silence behind them.
    fn flush(&mut self) {
        for samples in &mut self.channels {
            samples.extend([0.0; TAPS]);
            self.peak = highest(samples, &self.phases, self.bound, self.peak);
        }
    }
}

/// Looks at all whole stretches and leaves what the next one needs.
fn highest(samples: &mut Vec<f32>, phases: &[[f32; TAPS]], bound: f32, mut peak: f32) -> f32 {
    let mut from = 0;
    while let Some(window) = samples.get(from..from + TAPS - 1 + STRETCH) {
        let largest = window.iter().fold(0.0, |largest: f32, sample| largest.max(sample.abs()));
        peak = peak.max(largest);
        if largest * bound > peak {
            for taps in phases {
                peak = peak.max(between(window, taps));
            }
        }
        from += STRETCH;
    }
    samples.drain(..from);
    peak
}

/// The largest of the points that one filter makes of a stretch.
fn between(window: &[f32], taps: &[f32; TAPS]) -> f32 {
    let mut points = [0.0_f32; STRETCH];
    for (tap, part) in taps.iter().zip(window.windows(STRETCH)) {
        for (point, sample) in points.iter_mut().zip(part) {
            *point += tap * sample;
        }
    }
    points.iter().fold(0.0, |largest: f32, point| largest.max(point.abs())).min(f32::MAX)
}

/// The filters for the points between two samples, `factor` to the sample.
pub(super) fn phases(factor: u32) -> Vec<[f32; TAPS]> {
    (1..factor).map(|phase| filter(f64::from(phase) / f64::from(factor))).collect()
}

fn filter(shift: f64) -> [f32; TAPS] {
    let half = TAPS as f64 / 2.0;
    let mut taps = [0.0_f64; TAPS];
    for (at, tap) in taps.iter_mut().enumerate() {
        let distance = at as f64 + 1.0 - half - shift;
        let along = distance / half;
        let window = bessel(BETA * (1.0 - along * along).max(0.0).sqrt()) / bessel(BETA);
        let angle = std::f64::consts::PI * distance;
        *tap = window * if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
    }
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum) as f32)
}

/// The modified Bessel function of order 0.
pub(super) fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..50 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn peak_of(rate: u32, plane: &[f32]) -> f64 {
        let mut meter = TruePeak::default();
        plane.chunks(1_153).for_each(|part| meter.add(rate, &[part]));
        20.0 * f64::from(meter.finish()).log10()
    }

    /// A sine at 1/`part` of the rate, shifted by so many degrees, faded in and out.
    fn sine(rate: u32, part: f64, degrees: f64, amplitude: f64) -> Vec<f32> {
        let length = rate as usize;
        let fade = length as f64 / 10.0;
        (0..length)
            .map(|at| {
                let edge = (at.min(length - at) as f64 / fade).min(1.0);
                (edge * amplitude * (2.0 * PI * at as f64 / part + degrees.to_radians()).sin()) as f32
            })
            .collect()
    }

    /// EBU Tech 3341, test signals 15 to 19: +0.2 / −0.4 dB.
    #[test]
    fn the_ebu_test_signals_peak_as_they_say() {
        let cases = [(4.0, 0.0, 0.5, -6.0), (4.0, 45.0, 0.5, -6.0), (6.0, 60.0, 0.5, -6.0), (8.0, 67.5, 0.5, -6.0), (4.0, 45.0, 1.41, 3.0)];
        for rate in [8_000, 44_100, 48_000, 96_000] {
            for (part, degrees, amplitude, expected) in cases {
                let peak = peak_of(rate, &sine(rate, part, degrees, amplitude));
                assert!((expected - 0.4..=expected + 0.2).contains(&peak), "{rate} {part} {degrees}: {peak}");
            }
        }
    }

    #[test]
    fn skipping_changes_nothing() {
        let mut seed = 1_u32;
        let noise: Vec<f32> = (0..20_000)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / 16_777_216.0 * if at / 2_000 % 2 == 0 { 0.9 } else { 0.2 }
            })
            .collect();
        let filters = phases(4);
        let mut whole = vec![0.0; TAPS - 1];
        whole.extend(&noise);
        whole.extend([0.0; 2 * TAPS]);
        let all = whole.windows(TAPS).flat_map(|window| {
            filters.iter().map(move |taps| taps.iter().zip(window).map(|(tap, sample)| tap * sample).sum::<f32>().abs())
        });
        let expected = all.chain(noise.iter().map(|sample| sample.abs())).fold(0.0, f32::max);
        assert!((peak_of(48_000, &noise) - 20.0 * f64::from(expected).log10()).abs() < 1e-3);
    }

    #[test]
    fn silence_and_nonsense_have_no_peak() {
        assert_eq!(peak_of(48_000, &[0.0; 5_000]), f64::NEG_INFINITY);
        assert!(peak_of(48_000, &[f32::NAN, f32::INFINITY, 0.5, 0.5]).is_finite());
        assert_eq!(peak_of(48_000, &[]), f64::NEG_INFINITY);
    }
}
