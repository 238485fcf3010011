//! A photo, opened: turned as the camera was held, its colours those that every screen knows (sRGB); and the sizes that pages load of it.

use super::clean;
use super::form::{Form, exact_webp, is_drawn, jpeg, lossy_webp, on_white, png};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::collections::BTreeMap;
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
/// Quality of a WebP: nobody tells it from the JPEG of 80 beside it.
const WEBP: u8 = 82;
/// What is tried where that is not small enough.
const WORSE: [u8; 6] = [75, 65, 50, 35, 20, 5];

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
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    // Read in one place for all kinds, so that width and height on a page are those of the file.
    if let Some(orientation) = Orientation::from_exif(clean::orientation(bytes)) {
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

/// The whole picture, upright, in the form that it has. `None` for what cannot be opened.
#[must_use]
pub fn upright(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = open(bytes)?;
    match Form::of(bytes) {
        Form::Png => png(&picture),
        Form::WebP if is_drawn(&picture) => exact_webp(&picture),
        Form::WebP => lossy_webp(&picture, WHOLE),
        Form::Jpeg => jpeg(&on_white(&picture), WHOLE),
    }
}

/// What a page loads of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// In pixels; never more than the picture has.
    pub width: u32,
    /// How it is packed.
    pub form: Form,
}

/// The picture at each of these widths, upright, opened once. A WebP is no larger than what it stands beside: the same width as JPEG or
/// PNG, or the picture itself. `None` for what cannot be opened.
#[must_use]
pub fn narrow(bytes: &[u8], wanted: &[Wanted]) -> Vec<Option<Vec<u8>>> {
    let Some(picture) = open(bytes) else { return vec![None; wanted.len()] };
    let mut narrowed: BTreeMap<u32, DynamicImage> = BTreeMap::new();
    let one = |Wanted { width, form }: &Wanted| {
        let small = narrowed.entry(*width).or_insert_with(|| resized(&picture, *width));
        match form {
            Form::Png => png(small),
            Form::Jpeg => small_jpeg(small, bytes.len()),
            Form::WebP if small.width() == picture.width() => small_webp(small, bytes.len()),
            Form::WebP => small_webp(small, beside(small, bytes.len())),
        }
    };
    wanted.iter().map(one).collect()
}

fn resized(picture: &DynamicImage, width: u32) -> DynamicImage {
    let width = width.clamp(1, picture.width().max(1));
    if width == picture.width() {
        return picture.clone();
    }
    let height = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width().max(1));
    let height = u32::try_from(height).unwrap_or(MOST).max(1);
    picture.resize_exact(width, height, FilterType::Lanczos3)
}

/// What a picture of this width weighs in the form that stands beside its WebP: PNG of what may be transparent, drawings in few
/// colours among it; else JPEG.
fn beside(picture: &DynamicImage, whole: usize) -> usize {
    let has_alpha = picture.color().has_alpha();
    let png = if has_alpha || is_drawn(picture) { png(picture) } else { None };
    let jpeg = if has_alpha { None } else { small_jpeg(picture, whole) };
    png.into_iter().chain(jpeg).map(|beside| beside.len()).min().unwrap_or(whole)
}

/// What a picture of this width may weigh.
fn heaviest(width: u32) -> usize {
    if width > PORTRAIT { usize::MAX } else { MOST_PORTRAIT }
}

fn small_jpeg(picture: &DynamicImage, whole: usize) -> Option<Vec<u8>> {
    let (picture, most) = (on_white(picture), heaviest(picture.width()));
    let best = |tries: &[u8], most: usize| tries.iter().filter_map(|quality| jpeg(&picture, *quality)).find(|jpeg| jpeg.len() <= most);
    // Drawings are packed tighter by the programs that drew them: a small size should not weigh more than the whole.
    best(&[80, 70, 60], most.min(whole)).or_else(|| best(&[60, 50, 35, 20], most))
}

/// At most as large as what stands beside it.
fn small_webp(picture: &DynamicImage, beside: usize) -> Option<Vec<u8>> {
    let most = heaviest(picture.width()).min(beside);
    let fits = |webp: &Vec<u8>| webp.len() <= most;
    let (best, worse) = (lossy_webp(picture, WEBP), WORSE.iter().filter_map(|quality| lossy_webp(picture, *quality)));
    let exact = if is_drawn(picture) { exact_webp(picture) } else { None };
    let exact = exact.filter(|exact| fits(exact) && best.as_ref().is_none_or(|best| exact.len() <= best.len()));
    exact.or_else(|| best.filter(fits)).or_else(|| worse.into_iter().find(fits)).or_else(|| lossy_webp(picture, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};

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

    fn one(bytes: &[u8], width: u32, form: Form) -> Option<Vec<u8>> {
        narrow(bytes, &[Wanted { width, form }]).pop().flatten()
    }

    #[test]
    fn a_portrait_keeps_its_shape_and_its_weight_in_bounds() {
        let photo = bytes(&noise(1200, 1500).into(), ImageFormat::Jpeg);
        let small = one(&photo, 384, Form::Jpeg).unwrap();
        let size = imagesize::blob_size(&small).unwrap();
        assert_eq!((size.width, size.height), (384, 480));
        assert!(small.len() <= MOST_PORTRAIT, "{}", small.len());
        assert!(one(&photo, 900, Form::Jpeg).is_some_and(|large| large.len() > MOST_PORTRAIT));
        let wide = imagesize::blob_size(&one(&photo, 9_999, Form::Jpeg).unwrap()).unwrap();
        assert_eq!(wide.width, 1200, "never larger than it is");
    }

    #[test]
    fn what_is_transparent_stays_so() {
        let logo = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(300, 100, image::Rgba([9, 9, 9, 0])));
        let small = one(&bytes(&logo, ImageFormat::Png), 128, Form::Png).unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().to_rgba8().get_pixel(5, 5).0[3], 0);
    }

    #[test]
    fn a_webp_is_never_larger_than_what_stands_beside_it() {
        let soft = RgbImage::from_fn(500, 300, |x, y| Rgb([(x / 4) as u8, (y / 3) as u8, ((x + y) / 7) as u8]));
        let text = RgbImage::from_fn(500, 300, |x, y| if (x / 9 + y / 14) % 3 == 0 { Rgb([0; 3]) } else { Rgb([255; 3]) });
        let blank = RgbImage::new(400, 400);
        let mut clear = image::RgbaImage::from_pixel(400, 300, image::Rgba([9, 90, 9, 255]));
        (0..200).for_each(|x| clear.put_pixel(x, x, image::Rgba([0; 4])));
        let pictures: [DynamicImage; 5] = [noise(500, 300).into(), soft.into(), text.into(), blank.into(), clear.into()];
        for (index, picture) in pictures.iter().enumerate() {
            for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
                if format == ImageFormat::Jpeg && picture.color().has_alpha() {
                    continue;
                }
                let whole = bytes(picture, format);
                let beside = if picture.color().has_alpha() { Form::Png } else { Form::Jpeg };
                for width in [128, 390] {
                    let made = narrow(&whole, &[Wanted { width, form: beside }, Wanted { width, form: Form::WebP }]);
                    let sizes: Vec<usize> = made.iter().flatten().map(Vec::len).collect();
                    assert!(sizes[1] <= sizes[0], "{index} {format:?} {width}: {sizes:?}");
                    assert_eq!(made[1], one(&whole, width, Form::WebP), "the same alone");
                }
                if format != ImageFormat::WebP {
                    let same = one(&whole, picture.width(), Form::WebP).unwrap();
                    assert!(same.len() <= whole.len(), "{index} {format:?}: {} of {}", same.len(), whole.len());
                    assert_eq!(open(&same).unwrap().width(), picture.width());
                }
            }
        }
    }

    #[test]
    fn a_whole_picture_is_turned_in_its_own_form() {
        let logo: DynamicImage = image::RgbaImage::from_pixel(30, 10, image::Rgba([9, 9, 9, 0])).into();
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = if format == ImageFormat::Jpeg { DynamicImage::from(logo.to_rgb8()) } else { logo.clone() };
            let whole = bytes(&picture, format);
            let upright = upright(&whole).unwrap();
            assert_eq!(Form::of(&upright), Form::of(&whole));
            assert_eq!(open(&upright).unwrap().color().has_alpha(), format != ImageFormat::Jpeg);
        }
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
            assert!(one(bytes, 100, Form::Jpeg).is_none() && upright(bytes).is_none());
        }
    }
}
