//! A photo → the square that a disc is cut from.

use super::photo::open;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// Side of the square in pixels: the largest disc drawn.
pub const SIDE: u32 = 400;

/// The middle of a photo as a square PNG of 400 pixels, turned as the camera was held; people stand with their head above the middle, so
/// of a high photo the upper part is taken. `None` for what is no JPEG, PNG or WebP that can be read.
#[must_use]
pub fn square(photo: &[u8]) -> Option<Vec<u8>> {
    let photo = open(photo)?;
    let side = photo.width().min(photo.height());
    let (left, top) = ((photo.width() - side) / 2, (photo.height() - side) / 4);
    let square = photo.crop_imm(left, top, side, side).resize_exact(SIDE, SIDE, image::imageops::FilterType::Triangle);
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Sub);
    square.to_rgba8().write_with_encoder(encoder).ok()?;
    Some(png)
}
