//! SVG → PNG. What the SVG may show is what is handed over with it: every other address is refused.

use super::{Fonts, Sheet};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree, WriteOptions};
use std::sync::Arc;

/// The sheet as PNG; one empty pixel where it cannot be drawn, which a test holds impossible.
pub fn png(sheet: &Sheet, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Vec<u8> {
    match painted(sheet, fonts, portraits) {
        Some(pixels) => encoded(&pixels, sheet.is_opaque),
        None => Pixmap::new(1, 1).map_or_else(Vec::new, |pixels| encoded(&pixels, false)),
    }
}

/// The sheet as SVG without fonts: letters are outlines.
pub fn outlines(sheet: &Sheet, fonts: &Fonts) -> Vec<u8> {
    let text = read(sheet, fonts, &[]).map(|tree| tree.to_string(&WriteOptions::default()));
    text.map_or_else(Vec::new, |text| format!("{}\n", text.trim_end()).into_bytes())
}

fn painted(sheet: &Sheet, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Option<Pixmap> {
    let tree = read(sheet, fonts, portraits)?;
    let mut pixels = Pixmap::new(sheet.width, sheet.height)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Some(pixels)
}

fn read(sheet: &Sheet, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Option<Tree> {
    let portraits: Vec<Option<Arc<Vec<u8>>>> = portraits.iter().map(|bytes| bytes.clone().map(Arc::new)).collect();
    let portrait = move |href: &str| -> Option<ImageKind> {
        let number: usize = href.strip_prefix("portrait-")?.parse().ok()?;
        portraits.get(number)?.clone().map(ImageKind::PNG)
    };
    let options = Options {
        fontdb: fonts.database(),
        font_resolver: fonts.resolver(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(move |href, _| portrait(href)),
        },
        ..Options::default()
    };
    Tree::from_str(&sheet.svg, &options).ok()
}

fn encoded(pixels: &Pixmap, is_opaque: bool) -> Vec<u8> {
    let (bytes, colour) = if is_opaque {
        (pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect::<Vec<u8>>(), ExtendedColorType::Rgb8)
    } else {
        let pixels = pixels.pixels().iter().map(|pixel| pixel.demultiply());
        (pixels.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]).collect(), ExtendedColorType::Rgba8)
    };
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    // Writing to memory does not fail for a size that was just drawn.
    drop(encoder.write_image(&bytes, pixels.width(), pixels.height(), colour));
    png
}
