//! A photo, opened: turned as the camera was held, its colours those that every screen knows (sRGB); and the sizes that pages load of it.

use super::clean;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// No picture is wider or higher than this, in pixels.
const MOST: u32 = 20_000;
/// Nor takes more memory than this.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// A picture that stands for a person may weigh this much, in bytes; larger ones as much more as they are larger.
const MOST_PORTRAIT: usize = 25_000;
/// Up to this width, in pixels, a picture is a portrait's size.
const PORTRAIT: u32 = 384;
/// Of a picture that is only turned, nothing is to be lost that anybody could see.
const WHOLE: u8 = 90;

/// Opens a JPEG, PNG or WebP. `None` for anything else.
#[must_use]
pub(super) fn open(bytes: &[u8]) -> Option<DynamicImage> {
    // The decoders are of others, and a picture may not stop a build.
    catch_unwind(AssertUnwindSafe(|| opened(bytes))).ok().flatten()
}

fn opened(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MOST), Some(MOST), Some(MOST_BYTES));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (orientation, profile) = (decoder.orientation().ok(), decoder.icc_profile().ok().flatten());
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Some(profile.and_then(|profile| in_srgb(&picture, &profile)).unwrap_or(picture))
}

/// The same picture in sRGB; `None` where the profile is that already, or is not one for red, green and blue.
fn in_srgb(picture: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    let srgb = ColorProfile::new_srgb();
    if from.color_space != srgb.color_space {
        return None;
    }
    let layout = Layout::Rgba;
    let transform = from.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()).ok()?;
    let before = picture.to_rgba8();
    let mut after = vec![0; before.as_raw().len()];
    transform.transform(before.as_raw(), &mut after).ok()?;
    let after = image::RgbaImage::from_raw(before.width(), before.height(), after).map(DynamicImage::ImageRgba8)?;
    Some(if picture.color().has_alpha() { after } else { DynamicImage::ImageRgb8(after.to_rgb8()) })
}

/// Whether a picture must be drawn anew to stand upright without notes.
#[must_use]
pub fn is_turned(bytes: &[u8]) -> bool {
    clean::orientation(bytes) != 1
}

/// The whole picture as a JPEG, upright. `None` for what cannot be opened.
#[must_use]
pub fn upright(bytes: &[u8]) -> Option<Vec<u8>> {
    jpeg(&on_white(&open(bytes)?), WHOLE)
}

/// The picture at a width in pixels, upright: PNG where it may be transparent, else JPEG. `None` for what cannot be opened.
#[must_use]
pub fn narrow(bytes: &[u8], width: u32, ending: &str) -> Option<Vec<u8>> {
    let picture = open(bytes)?;
    let width = width.clamp(1, picture.width().max(1));
    let height = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width().max(1));
    let height = u32::try_from(height).unwrap_or(MOST).max(1);
    let small = picture.resize_exact(width, height, image::imageops::FilterType::Lanczos3);
    if ending == "png" {
        return png(&small);
    }
    let small = on_white(&small);
    let most = if width > PORTRAIT { usize::MAX } else { MOST_PORTRAIT };
    let best = |tries: &[u8], most: usize| tries.iter().filter_map(|quality| jpeg(&small, *quality)).find(|jpeg| jpeg.len() <= most);
    // Drawings are packed tighter by the programs that drew them: a small size should not weigh more than the whole.
    best(&[80, 70, 60], most.min(bytes.len())).or_else(|| best(&[60, 50, 35, 20], most))
}

fn jpeg(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).ok()?;
    Some(bytes)
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    picture.to_rgba8().write_with_encoder(encoder).ok()?;
    Some(bytes)
}

/// The picture on white, where it is transparent.
pub(super) fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let pixels = picture.to_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let over =
            |channel: u8| u8::try_from((u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255).unwrap_or(255);
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::ImageFormat;

    fn noise(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let mix = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
            Rgb([mix[0], mix[1], mix[2]])
        })
    }

    fn bytes(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn a_portrait_keeps_its_shape_and_its_weight_in_bounds() {
        let photo = bytes(&noise(1200, 1500).into(), ImageFormat::Jpeg);
        let small = narrow(&photo, 384, "jpg").unwrap();
        let size = imagesize::blob_size(&small).unwrap();
        assert_eq!((size.width, size.height), (384, 480));
        assert!(small.len() <= MOST_PORTRAIT, "{}", small.len());
        assert!(narrow(&photo, 900, "jpg").is_some_and(|large| large.len() > MOST_PORTRAIT));
        let wide = imagesize::blob_size(&narrow(&photo, 9_999, "jpg").unwrap()).unwrap();
        assert_eq!(wide.width, 1200, "never larger than it is");
    }

    #[test]
    fn what_is_transparent_stays_so() {
        let logo = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(300, 100, image::Rgba([9, 9, 9, 0])));
        let small = narrow(&bytes(&logo, ImageFormat::Png), 128, "png").unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().to_rgba8().get_pixel(5, 5).0[3], 0);
    }

    #[test]
    fn a_wide_gamut_is_brought_home() {
        let red = DynamicImage::ImageRgb8(RgbImage::from_pixel(8, 8, Rgb([200, 80, 60])));
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        let home = in_srgb(&red, &p3).unwrap().to_rgb8();
        // The same numbers mean a stronger red in Display P3.
        assert!(home.get_pixel(3, 3).0[0] > 205, "{:?}", home.get_pixel(3, 3));
        assert!(in_srgb(&red, b"no profile").is_none());
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [&b""[..], b"<svg/>", b"\xff\xd8\xff"] {
            assert!(narrow(bytes, 100, "jpg").is_none() && upright(bytes).is_none());
        }
    }
}
