//! Pixels → the bytes of a file: JPEG, PNG, WebP. One thread and no clock, so that the same pixels give the same bytes.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, Rgb, RgbImage};
use webp::{Encoder, WebPConfig};

/// A WebP is no wider or higher than this, in pixels. Source: RFC 9649, section 2.5 (14 bits for each side).
pub const WEBP_MOST: u32 = 16_383;

/// What a picture is packed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// For photos, everywhere.
    Jpeg,
    /// For what may be transparent, everywhere.
    Png,
    /// For both, a third of their weight, for pages that offer another form beside it.
    WebP,
}

impl Form {
    /// By the ending of a file's name; JPEG where it is another.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("png") => Self::Png,
            Some("webp") => Self::WebP,
            _ => Self::Jpeg,
        }
    }

    /// By the first bytes; JPEG where they are of another kind.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::WebP,
            _ => Self::Jpeg,
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}

pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).ok()?;
    Some(bytes)
}

pub(super) fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    picture.to_rgba8().write_with_encoder(encoder).ok()?;
    Some(bytes)
}

/// As WebP, with what may shine through. `None` for what is too large for one.
pub(super) fn lossy_webp(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    webp(picture, |config| config.quality = f32::from(quality))
}

/// As WebP, pixel by pixel: for drawings.
pub(super) fn exact_webp(picture: &DynamicImage) -> Option<Vec<u8>> {
    webp(picture, |config| (config.lossless, config.quality) = (1, 75.0))
}

fn webp(picture: &DynamicImage, set: impl FnOnce(&mut WebPConfig)) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    if width.min(height) == 0 || width.max(height) > WEBP_MOST {
        return None;
    }
    let mut config = WebPConfig::new().ok()?;
    config.thread_level = 0;
    set(&mut config);
    let packed = if picture.color().has_alpha() {
        Encoder::from_rgba(picture.to_rgba8().as_raw(), width, height).encode_advanced(&config)
    } else {
        Encoder::from_rgb(picture.to_rgb8().as_raw(), width, height).encode_advanced(&config)
    };
    packed.ok().map(|packed| packed.to_vec()).filter(|packed| !packed.is_empty())
}

/// Few colours on large surfaces: drawn or typed, not photographed. Blurred edges of a drawing made small are colours, too.
pub(super) fn is_drawn(picture: &DynamicImage) -> bool {
    let mut colours: Vec<[u8; 4]> = picture.to_rgba8().pixels().map(|pixel| pixel.0).collect();
    let pixels = colours.len();
    colours.sort_unstable();
    colours.dedup();
    colours.len().saturating_mul(8) <= pixels
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
    use image::{Rgba, RgbaImage};

    fn sky(width: u32, height: u32) -> DynamicImage {
        let shade = |x: u32, y: u32| ((x * 7) ^ (y * 5)).wrapping_add(x * y / 40).to_le_bytes()[0];
        RgbImage::from_fn(width, height, |x, y| Rgb([shade(x, y), shade(y, x), shade(x + y, x)])).into()
    }

    #[test]
    fn a_webp_is_the_same_each_time_and_reads_back() {
        let made = lossy_webp(&sky(200, 90), 80).unwrap();
        assert_eq!(lossy_webp(&sky(200, 90), 80).unwrap(), made);
        let read = image::load_from_memory(&made).unwrap();
        assert_eq!((read.width(), read.height(), Form::of(&made)), (200, 90, Form::WebP));
        let exact = exact_webp(&sky(200, 90)).unwrap();
        assert_eq!(image::load_from_memory(&exact).unwrap().to_rgb8(), sky(200, 90).to_rgb8());
    }

    #[test]
    fn what_shines_through_shines_through_a_webp() {
        let logo = RgbaImage::from_fn(60, 40, |x, _| if x < 30 { Rgba([200, 20, 20, 255]) } else { Rgba([0, 0, 0, 0]) });
        for made in [lossy_webp(&logo.clone().into(), 80).unwrap(), exact_webp(&logo.into()).unwrap()] {
            let read = image::load_from_memory(&made).unwrap().to_rgba8();
            assert_eq!((read.get_pixel(2, 2).0[3], read.get_pixel(58, 2).0[3]), (255, 0));
        }
    }

    #[test]
    fn what_is_too_large_for_a_webp_is_none() {
        assert!(lossy_webp(&DynamicImage::new_rgb8(WEBP_MOST + 1, 1), 50).is_none());
        assert!(lossy_webp(&DynamicImage::new_rgb8(WEBP_MOST, 1), 50).is_some());
        assert!(lossy_webp(&DynamicImage::new_rgb8(0, 0), 50).is_none());
    }

    #[test]
    fn drawings_are_told_from_photos() {
        assert!(is_drawn(&DynamicImage::new_rgb8(50, 50)) && !is_drawn(&sky(200, 90)));
    }

    #[test]
    fn forms_are_known_by_name_and_by_content() {
        let names = ["a/dev.PNG", "dev-128.webp", "dev.jpeg", "dev", "", "dev.webp/x"];
        assert_eq!(names.map(Form::named), [Form::Png, Form::WebP, Form::Jpeg, Form::Jpeg, Form::Jpeg, Form::Jpeg]);
        assert_eq!([Form::of(b"\x89PNG\r"), Form::of(b"RIFF\0\0\0\0WEBP"), Form::of(b"")], [Form::Png, Form::WebP, Form::Jpeg]);
    }
}
