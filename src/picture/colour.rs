//! Colours of pictures, and whether words can be read on them.

use serde::Serialize;

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// What pictures need of a hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Palette {
    /// The dark ground.
    pub stage: Rgb,
    /// Words beside the main ones, on the dark ground.
    pub stage_muted: Rgb,
    /// The light ground.
    pub tint: Rgb,
    /// Disc without a photo.
    pub tone: Rgb,
    /// Initials on that disc; marks on the light ground.
    pub deep: Rgb,
}

/// White.
pub const WHITE: Rgb = [255; 3];
/// Text on light grounds.
pub const INK: Rgb = [0x17, 0x20, 0x1d];
/// The hand-raise, and nothing else.
pub const SIGNAL: Rgb = [0xff, 0xc2, 0x33];
/// Text on it.
pub const ON_SIGNAL: Rgb = [0x22, 0x1a, 0x00];

/// The least contrast of words with their ground. Source: WCAG 2.2, success criterion 1.4.3.
pub const READABLE: f64 = 4.5;

/// Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio.
#[must_use]
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Source: WCAG 2.2, definition of relative luminance.
fn luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The colour wanted for words on a ground, or whichever of white and black is read better where it could not be read.
pub fn on(ground: Rgb, wanted: Rgb) -> Rgb {
    if contrast(ground, wanted) >= READABLE {
        return wanted;
    }
    if contrast(ground, WHITE) >= contrast(ground, [0; 3]) { WHITE } else { [0; 3] }
}

/// Half of each.
pub fn between(one: Rgb, other: Rgb) -> Rgb {
    std::array::from_fn(|channel| one[channel].midpoint(other[channel]))
}

/// As SVG spells it.
pub fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert!((contrast([0; 3], WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(INK, INK) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn words_that_could_not_be_read_change_their_colour() {
        assert_eq!(on(WHITE, [250; 3]), [0; 3]);
        assert_eq!(on([10; 3], [20; 3]), WHITE);
        assert_eq!(on([10; 3], SIGNAL), SIGNAL);
        assert!(contrast(SIGNAL, ON_SIGNAL) >= 7.0);
    }

    #[test]
    fn any_ground_leaves_words_readable() {
        for grey in 0..=255 {
            assert!(contrast([grey; 3], on([grey; 3], [grey; 3])) >= READABLE, "{grey}");
        }
    }
}
