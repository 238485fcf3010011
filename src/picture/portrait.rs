//! A photo → the square that a disc is cut from.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::io::Cursor;

/// Side of the square in pixels: the largest disc drawn.
pub const SIDE: u32 = 400;
/// No photo is wider or higher than this, in pixels.
const MOST: u32 = 20_000;
/// Nor takes more memory than this.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// The middle of a photo as a square PNG of 400 pixels, turned as the camera was held; people stand with their head above the middle, so
/// of a high photo the upper part is taken. `None` for what is no JPEG, PNG or WebP that can be read.
#[must_use]
pub fn square(photo: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(photo)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MOST), Some(MOST), Some(MOST_BYTES));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok();
    let mut photo = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        photo.apply_orientation(orientation);
    }
    let side = photo.width().min(photo.height());
    let (left, top) = ((photo.width() - side) / 2, (photo.height() - side) / 4);
    let square = photo.crop_imm(left, top, side, side).resize_exact(SIDE, SIDE, image::imageops::FilterType::Triangle);
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Sub);
    square.to_rgba8().write_with_encoder(encoder).ok()?;
    Some(png)
}
