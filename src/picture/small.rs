//! A picture → a JPEG small enough for a mail.

use super::form::{jpeg, on_white};
use super::photo::open;

/// How wide a letter is, in pixels.
const COLUMN: u32 = 560;
/// What is square or higher than wide is shown at most this high.
const HIGHEST: u32 = 320;
/// A mail is to stay below 300 kB, and a picture grows by a third on its way.
const MOST_JPEG: usize = 150_000;

/// A picture for a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// JPEG.
    pub bytes: Vec<u8>,
    /// Width at which it is shown, in CSS pixels: half of what it has, so that it is sharp on a good screen.
    pub width: u32,
    /// Height at which it is shown.
    pub height: u32,
}

/// Makes a JPEG, PNG or WebP small, turned as the camera was held, on white where it is transparent. `None` for anything else.
#[must_use]
pub fn small(bytes: &[u8]) -> Option<Small> {
    let picture = open(bytes)?;
    let (width, height) = shown(picture.width(), picture.height());
    let (full, tall) = ((width * 2).min(picture.width()), (height * 2).min(picture.height()));
    let rgb = on_white(&picture.resize_exact(full.max(1), tall.max(1), image::imageops::FilterType::CatmullRom));
    [82, 70, 55, 40, 25, 10].into_iter().filter_map(|quality| jpeg(&rgb, quality)).find(|jpeg| jpeg.len() <= MOST_JPEG).and_then(Small::of)
}

impl Small {
    /// What was made small before. `None` for what is no JPEG.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Option<Self> {
        let is_whole = bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9]);
        let size = imagesize::blob_size(&bytes).ok().filter(|_| is_whole)?;
        let half = |pixels: usize| u32::try_from(pixels / 2).unwrap_or(COLUMN).max(1);
        Some(Self { width: half(size.width), height: half(size.height), bytes })
    }
}

/// The size at which a letter shows a picture of this many pixels: as wide as the letter, a drawn pair at half its pixels.
fn shown(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let wide = (width / 2).clamp(1, u64::from(COLUMN));
    let high = (wide * height / width).max(1);
    let (wide, high) =
        if high > u64::from(HIGHEST) { ((u64::from(HIGHEST) * width / height).max(1), u64::from(HIGHEST)) } else { (wide, high) };
    // Within the limits above by construction.
    (u32::try_from(wide).unwrap_or(COLUMN), u32::try_from(high).unwrap_or(HIGHEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let noise = image::RgbaImage::from_fn(width, height, |x, y| {
            let mix = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
            image::Rgba([mix[0], mix[1], mix[2], 200])
        });
        noise.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn whatever_it_shows_it_is_small_enough_for_a_mail() {
        for (width, height, shown) in
            [(1200, 630, (560, 294)), (3000, 3000, (320, 320)), (318, 192, (159, 96)), (1, 900, (1, 320)), (900, 1, (450, 1))]
        {
            let small = small(&png(width, height)).unwrap();
            assert_eq!((small.width, small.height), shown, "{width} × {height}");
            assert!(small.bytes.len() <= MOST_JPEG && small.bytes.starts_with(&[0xff, 0xd8]));
        }
    }

    #[test]
    fn what_is_no_picture_is_none() {
        assert_eq!(small(b"<svg/>"), None);
        assert_eq!(small(&png(20, 20)[..60]), None);
    }
}
