//! The outline of a recording: lowest and highest sample of equal stretches, and what is drawn from it.
//!
//! Stretches start at a hundredth of a second and double whenever there are too many of them, so a recording of any length needs the
//! same few kilobytes.

use crate::model::{Millis, Waveform};
use std::fmt::Write as _;

/// The most stretches an outline has.
const MOST: usize = 1_800;

/// The outline being drawn.
#[derive(Debug)]
pub(super) struct Outline {
    peaks: Vec<(f32, f32)>,
    /// Hundredths in a stretch, and in the one being filled.
    step: u64,
    filled: u64,
    current: (f32, f32),
}

impl Default for Outline {
    fn default() -> Self {
        Self { peaks: Vec::new(), step: 1, filled: 0, current: (0.0, 0.0) }
    }
}

impl Outline {
    /// Adds a hundredth of a second with these extremes.
    pub fn add(&mut self, lowest: f32, highest: f32) {
        let (low, high) = self.current;
        self.current = if self.filled == 0 { (lowest, highest) } else { (low.min(lowest), high.max(highest)) };
        self.filled += 1;
        if self.filled < self.step {
            return;
        }
        self.peaks.push(self.current);
        self.filled = 0;
        if self.peaks.len() == MOST {
            let pairs = self
                .peaks
                .chunks(2)
                .map(|pair| pair.iter().fold((0.0, 0.0), |(low, high): (f32, f32), peak| (low.min(peak.0), high.max(peak.1))));
            self.peaks = pairs.collect();
            self.step *= 2;
        }
    }

    /// The outline so far.
    pub fn finish(mut self) -> Waveform {
        if self.filled > 0 {
            self.peaks.push(self.current);
        }
        let peaks = self.peaks.iter().map(|(low, high)| (stored(*low), stored(*high))).collect();
        Waveform { step: Millis(self.step * 10), peaks }
    }
}

fn stored(sample: f32) -> i8 {
    (sample * 127.0).round().clamp(-127.0, 127.0) as i8
}

/// The outline as JSON, in the shape that the BBC's `audiowaveform` writes and its players read: `data` holds lowest and highest sample
/// of each stretch in turn, ±127 is full scale; `samples_per_pixel` is how long a stretch is, in samples of which `sample_rate` go into a
/// second (milliseconds, here).
///
/// Source: audiowaveform, doc/DataFormat.md, "JSON data format (.json)", version 2.
#[must_use]
pub fn json(waveform: &Waveform) -> String {
    let mut text = format!(
        "{{\"version\":2,\"channels\":1,\"sample_rate\":1000,\"samples_per_pixel\":{},\"bits\":8,\"length\":{},\"data\":[",
        waveform.step.0,
        waveform.peaks.len()
    );
    for (at, (low, high)) in waveform.peaks.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(text, "{comma}{low},{high}");
    }
    text.push_str("]}\n");
    text
}

/// The most stretches a sketch has: as many as a player's track shows.
const SKETCHED: usize = 200;

/// The outline in few strokes; see [`crate::model::Sound::sketch`]. The mean of peaks, because over a few seconds the highest peak of
/// anybody who talks is always the same.
#[must_use]
pub fn sketch(waveform: &Waveform) -> Vec<u8> {
    let peaks = &waveform.peaks;
    let count = SKETCHED.min(peaks.len());
    let mean = |at: usize| {
        let part = peaks.get(at * peaks.len() / count..(at + 1) * peaks.len() / count).unwrap_or_default();
        let sum: u64 = part.iter().map(|(low, high)| u64::from(low.unsigned_abs().max(high.unsigned_abs()))).sum();
        u8::try_from(sum / part.len().max(1) as u64).unwrap_or(u8::MAX)
    };
    (0..count).map(mean).collect()
}

/// How wide and how high a drawing is, in units of its view box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// At least 1.
    pub width: u32,
    /// At least 4.
    pub height: u32,
}

/// The `d` of an SVG path, filled: the part of a sketch between two thousandths of the recording, above and below a middle line.
///
/// Loud speech stays well below full scale, so it is drawn up to the sketch's own highest stretch (but noise alone is not blown up: at
/// most eight times). Silence is a line. Whole units and steps from point to point, so that it is short.
#[must_use]
pub fn path(sketch: &[u8], (from, to): (u32, u32), paper: Paper) -> String {
    let Paper { width, height } = Paper { width: paper.width.max(1), height: paper.height.max(4) };
    let (from, to) = (from.min(1_000), to.min(1_000));
    if sketch.is_empty() || from >= to {
        return String::new();
    }
    let unit = |thousandths: u32| i64::from(thousandths) * i64::from(width) / 1_000;
    let (left, right) = (unit(from), unit(to));
    let middle = i64::from(height) / 2;
    let loudest = i64::from(sketch.iter().copied().max().unwrap_or_default().max(127 / 8));
    let count = sketch.len() as i64;
    // Each stretch is a point in its middle; the ends lie between two of them.
    let place = |at: usize| (2 * at as i64 + 1) * i64::from(width) / (2 * count);
    let level = |at: usize| (i64::from(sketch[at]) * (middle - 1) / loudest).max(1);
    let nearest = |x: i64| usize::try_from(x * count / i64::from(width)).unwrap_or_default().min(sketch.len() - 1);
    let inner = (0..sketch.len()).filter(|at| (left + 1..right).contains(&place(*at))).map(|at| (place(at), level(at)));
    let points: Vec<(i64, i64)> = [(left, level(nearest(left)))].into_iter().chain(inner).chain([(right, level(nearest(right)))]).collect();
    let above = points.iter().map(|(x, level)| (*x, middle - level));
    let below = points.iter().rev().map(|(x, level)| (*x, middle + level));
    steps(above.chain(below))
}

/// A closed path through these points.
fn steps(points: impl Iterator<Item = (i64, i64)>) -> String {
    let mut path = String::new();
    let mut last: Option<(i64, i64)> = None;
    for (x, y) in points {
        let _ = match last {
            None => write!(path, "M{x} {y}l"),
            // A minus sign parts two numbers as well as a space does.
            Some((old_x, old_y)) => {
                let (x, y) = (x - old_x, y - old_y);
                let before = if path.ends_with('l') || x < 0 { "" } else { " " };
                let between = if y < 0 { "" } else { " " };
                write!(path, "{before}{x}{between}{y}")
            }
        };
        last = Some((x, y));
    }
    path.push('z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_length_has_at_most_1800_stretches() {
        for hundredths in [0, 1, 1_799, 1_800, 1_801, 360_000, 2_160_000] {
            let mut outline = Outline::default();
            (0..hundredths).for_each(|at| outline.add(-0.5, if at == hundredths / 2 { 1.0 } else { 0.25 }));
            let waveform = outline.finish();
            assert!(waveform.peaks.len() <= MOST);
            assert!(waveform.peaks.len() >= (hundredths as usize).min(MOST / 2), "{hundredths}: {}", waveform.peaks.len());
            let covered = waveform.step.0 * waveform.peaks.len() as u64;
            assert!(covered >= hundredths * 10 && covered < hundredths * 10 + waveform.step.0.max(1), "{hundredths}");
            let loudest = waveform.peaks.iter().filter(|peak| peak.1 == 127).count();
            assert_eq!(loudest, usize::from(hundredths > 0), "the one loud hundredth is kept once");
        }
    }

    #[test]
    fn the_json_is_compact_and_of_a_known_shape() {
        let waveform = Waveform { step: Millis(20), peaks: vec![(-1, 2), (-127, 127)] };
        let expected = r#"{"version":2,"channels":1,"sample_rate":1000,"samples_per_pixel":20,"bits":8,"length":2,"data":[-1,2,-127,127]}"#;
        assert_eq!(json(&waveform), format!("{expected}\n"));
        assert!(json(&Waveform::default()).ends_with("\"length\":0,\"data\":[]}\n"));
    }

    #[test]
    fn a_sketch_has_at_most_200_stretches_and_keeps_the_quiet_ones_quiet() {
        let of = |peaks| sketch(&Waveform { step: Millis(10), peaks });
        assert_eq!(of(vec![]), Vec::<u8>::new());
        assert_eq!(of(vec![(-3, 2), (-1, 127)]), [3, 127]);
        let many = of((0..1_799).map(|at| if at < 900 { (-100, 90) } else { (-4, 4) }).collect());
        assert_eq!((many.len(), many[0], many[199]), (200, 100, 4));
    }

    const PAPER: Paper = Paper { width: 100, height: 20 };

    #[test]
    fn the_path_goes_there_above_and_back_below() {
        assert_eq!(path(&[0, 127], (0, 1_000), PAPER), "M0 9l25 0 50-8 25 0 0 18-25 0-50-8-25 0z");
        assert_eq!(path(&[], (0, 1_000), PAPER), "");
        assert_eq!(path(&[9], (700, 700), PAPER), "");
        assert!(!path(&[9], (0, 5_000), Paper { width: 0, height: 0 }).is_empty());
    }

    #[test]
    fn parts_of_a_path_join_where_they_are_cut() {
        let sketch: Vec<u8> = (0..200).map(|at| (at % 40) as u8).collect();
        let paper = Paper { width: 1_000, height: 64 };
        let (left, right) = (path(&sketch, (0, 400), paper), path(&sketch, (400, 1_000), paper));
        assert!(left.starts_with("M0 ") && right.starts_with("M400 "), "{left}\n{right}");
        assert!(path(&sketch, (0, 1_000), paper).len() < 2_200);
    }
}
