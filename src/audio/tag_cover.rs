//! A picture made small enough for a tag: turned the way it is meant, at most 1400 pixels, without what the camera wrote into it.
//!
//! The same picture gives the same bytes.

use super::prepare::{Cover, MOST_COVER};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::io::Cursor;

/// Bump when the same picture would give other bytes than before.
pub const VERSION: u32 = 1;

/// Widths that are tried, in pixels, and with which quality of JPEG: what Apple asks of covers at least, then what fills a phone.
/// Source: Apple Podcasts, artwork requirements (1400 to 3000 pixels).
const TRIES: [(u32, u8); 6] = [(1_400, 85), (1_400, 75), (1_000, 80), (800, 75), (600, 75), (300, 70)];
/// Larger pictures are not opened: in pixels on a side, and in bytes of memory.
const LARGEST_SIDE: u32 = 12_000;
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

/// The picture for a tag. JPEG and PNG that are small enough and hold nothing but the picture stay as they are; others become JPEG.
/// `None` for what cannot be opened.
#[must_use]
pub fn for_tag(picture: &[u8]) -> Option<Cover> {
    let mime = super::cover::facts(picture).mime;
    let is_known = matches!(mime.as_str(), "image/jpeg" | "image/png");
    if is_known && picture.len() as u64 <= MOST_COVER && !has_notes(picture) {
        return Some(Cover { mime, bytes: picture.to_vec() });
    }
    let opened = opened(picture)?;
    let fits = |jpeg: &Vec<u8>| jpeg.len() as u64 <= MOST_COVER;
    let bytes = TRIES.into_iter().filter_map(|(side, quality)| jpeg(&opened, side, quality)).find(fits)?;
    Some(Cover { mime: "image/jpeg".to_owned(), bytes })
}

/// Whether a camera or an editor wrote into it: where it was taken, by whom, which way is up.
fn has_notes(picture: &[u8]) -> bool {
    [&b"Exif\0"[..], b"eXIf", b"http://ns.adobe.com/xap/"].iter().any(|mark| picture.windows(mark.len()).any(|part| part == *mark))
}

fn opened(picture: &[u8]) -> Option<DynamicImage> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(LARGEST_SIDE), Some(LARGEST_SIDE), Some(MOST_MEMORY));
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().ok()?;
    reader.limits(limits);
    // The decoders are of others, and a picture may not stop a build.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut decoder = reader.into_decoder().ok()?;
        let turned = decoder.orientation().ok()?;
        let mut opened = DynamicImage::from_decoder(decoder).ok()?;
        opened.apply_orientation(turned);
        Some(opened)
    }))
    .ok()
    .flatten()
}

/// Proportions are kept: a square stays a square. What can be seen through becomes white.
fn jpeg(opened: &DynamicImage, side: u32, quality: u8) -> Option<Vec<u8>> {
    let smaller = if opened.width().max(opened.height()) > side { opened.resize(side, side, FilterType::Lanczos3) } else { opened.clone() };
    let mut flat = smaller.to_rgba8();
    for pixel in flat.pixels_mut() {
        let [colours @ .., seen] = &mut pixel.0;
        for colour in colours {
            *colour = ((u32::from(*colour) * u32::from(*seen) + 255 * (255 - u32::from(*seen))) / 255) as u8;
        }
    }
    let mut bytes = Vec::new();
    DynamicImage::ImageRgba8(flat).to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgba, RgbaImage};

    /// Noise, which no format packs well.
    fn noise(width: u32, height: u32) -> RgbaImage {
        let mut seed = 1_u32;
        RgbaImage::from_fn(width, height, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgba([(seed >> 8) as u8, (seed >> 16) as u8, (seed >> 24) as u8, 255])
        })
    }

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).expect("written");
        bytes.into_inner()
    }

    #[test]
    fn a_large_picture_becomes_a_small_square_jpeg_and_always_the_same() {
        let large = png(&noise(700, 700));
        assert!(large.len() as u64 > MOST_COVER);
        let small = for_tag(&large).expect("a cover");
        assert_eq!(for_tag(&large), Some(small.clone()));
        let facts = crate::audio::cover::facts(&small.bytes);
        assert_eq!((&*facts.mime, facts.width), ("image/jpeg", facts.height));
        assert!(facts.bytes.0 <= MOST_COVER && facts.width >= 300, "{facts:?}");
    }

    #[test]
    fn a_small_picture_stays_as_it_is() {
        let small = png(&noise(40, 40));
        assert_eq!(for_tag(&small), Some(Cover { mime: "image/png".into(), bytes: small }));
    }

    #[test]
    fn what_the_camera_wrote_is_taken_out() {
        let plain = for_tag(&png(&noise(700, 400))).expect("a cover").bytes;
        let exif = [&[0xFF, 0xE1, 0, 20][..], b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0"].concat();
        let with_notes = [&plain[..2], &exif, &plain[2..]].concat();
        let cover = for_tag(&with_notes).expect("a cover");
        assert!(!has_notes(&cover.bytes));
        assert_eq!(crate::audio::cover::facts(&cover.bytes).width, crate::audio::cover::facts(&plain).width, "proportions stay");
    }

    #[test]
    fn what_can_be_seen_through_becomes_white() {
        let mut picture = noise(600, 600);
        picture.pixels_mut().take(600 * 100).for_each(|pixel| *pixel = Rgba([0, 0, 0, 0]));
        let cover = for_tag(&png(&picture)).expect("a cover");
        let opened = opened(&cover.bytes).expect("opens").to_rgb8();
        assert!(opened.get_pixel(5, 5).0.iter().all(|colour| *colour > 240));
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [&b""[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b"<svg/>"] {
            assert_eq!(for_tag(bytes).filter(|cover| cover.mime == "image/gif"), None);
        }
        assert_eq!(for_tag(b"<svg/>"), None);
    }
}
