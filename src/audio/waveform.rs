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

/// The outline as compact JSON: `{"step_ms":20,"bits":8,"peaks":[low,high,low,high,…]}`.
#[must_use]
pub fn json(waveform: &Waveform) -> String {
    let mut text = format!("{{\"step_ms\":{},\"bits\":8,\"peaks\":[", waveform.step.0);
    for (at, (low, high)) in waveform.peaks.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(text, "{comma}{low},{high}");
    }
    text.push_str("]}");
    text
}

/// The `d` of one SVG path, filled: the highest samples from left to right, the lowest back from right to left.
///
/// `width` and `height` are those of the view box; silence is a line of one unit at half the height. Never more points than units of
/// width. Loud speech stays well below full scale, so the outline is drawn up to its own highest peak (but noise alone is not blown
/// up: at most eight times).
#[must_use]
pub fn svg_path(waveform: &Waveform, width: u32, height: u32) -> String {
    let (width, height) = (width.max(1), height.max(2));
    let points = columns(&waveform.peaks, width as usize);
    let loudest = points.iter().map(|(low, high)| low.unsigned_abs().max(high.unsigned_abs())).max().unwrap_or_default().max(127 / 8);
    // In tenths, so that the text is short and the same everywhere.
    let middle = i64::from(height) * 5;
    let away = |level: i8| (i64::from(level) * (middle - 5) / i64::from(loudest)).clamp(5 - middle, middle - 5);
    let x = |at: usize| at as u64 * u64::from(width) * 10 / points.len().max(1) as u64;
    let mut path = String::from("M0 ");
    path.push_str(&tenths(middle));
    for (at, (_, high)) in points.iter().enumerate() {
        line(&mut path, x(at), middle - away(*high).max(5));
    }
    line(&mut path, u64::from(width) * 10, middle);
    for (at, (low, _)) in points.iter().enumerate().rev() {
        line(&mut path, x(at), middle - away(*low).min(-5));
    }
    path.push('Z');
    path
}

/// At most `count` columns, each with the extremes of the stretches that fall into it.
fn columns(peaks: &[(i8, i8)], count: usize) -> Vec<(i8, i8)> {
    let count = count.min(peaks.len());
    (0..count)
        .map(|column| {
            let part = peaks.get(column * peaks.len() / count..(column + 1) * peaks.len() / count).unwrap_or_default();
            part.iter().fold((0, 0), |(low, high), peak| (low.min(peak.0), high.max(peak.1)))
        })
        .collect()
}

fn line(path: &mut String, x: u64, y: i64) {
    let _ = write!(path, "L{} {}", tenths(i64::try_from(x).unwrap_or(i64::MAX)), tenths(y));
}

fn tenths(value: i64) -> String {
    if value % 10 == 0 { (value / 10).to_string() } else { format!("{}.{}", value / 10, value % 10) }
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
    fn the_json_is_compact() {
        let waveform = Waveform { step: Millis(20), peaks: vec![(-1, 2), (-127, 127)] };
        assert_eq!(json(&waveform), r#"{"step_ms":20,"bits":8,"peaks":[-1,2,-127,127]}"#);
        assert_eq!(json(&Waveform::default()), r#"{"step_ms":0,"bits":8,"peaks":[]}"#);
    }

    #[test]
    fn the_path_goes_there_above_and_back_below() {
        let waveform = Waveform { step: Millis(10), peaks: vec![(0, 0), (-64, 127)] };
        assert_eq!(svg_path(&waveform, 10, 20), "M0 10L0 9.5L5 0.5L10 10L5 14.7L0 10.5Z");
        assert_eq!(svg_path(&Waveform::default(), 10, 20), "M0 10L10 10Z");
        let many = Waveform { step: Millis(10), peaks: vec![(-9, 9); 1_800] };
        assert_eq!(svg_path(&many, 300, 60).matches('L').count(), 601);
        assert!(!svg_path(&many, 0, 0).is_empty());
    }
}
