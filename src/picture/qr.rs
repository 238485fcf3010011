//! QR codes for paper: an address as a square of modules, with its quiet zone. Source: ISO/IEC 18004, sections 6.3.8 and 6.5.1.

use fast_qr::{ECL, QRBuilder, QRCode};
use std::fmt::Write as _;

/// Modules of white on every side.
const QUIET: usize = 4;
/// About as wide and high as the PNG is, in pixels: 50 mm at 300 dots to the inch.
const PIXELS: usize = 600;

/// `None` for what is longer than a code can hold. A quarter of the code may be lost (level Q) where that keeps it easy to print, else 15 %.
fn code(address: &str) -> Option<QRCode> {
    let level = if address.len() <= 90 { ECL::Q } else { ECL::M };
    QRBuilder::new(address).ecl(level).build().ok()
}

fn dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < code.size);
    inside(x).zip(inside(y)).is_some_and(|(x, y)| code[y][x].value())
}

/// As SVG, black on white; one run of modules is one stroke. `None` for what is too long.
#[must_use]
pub fn svg(address: &str) -> Option<String> {
    let code = code(address)?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|x| dark(&code, *x, y)).count();
            if run > 0 {
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{PIXELS}\" height=\"{PIXELS}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>\n"
    ))
}

/// As PNG of about 600 pixels, every module the same whole number of them. `None` for what is too long.
#[must_use]
pub fn png(address: &str) -> Option<Vec<u8>> {
    let code = code(address)?;
    let side = code.size + 2 * QUIET;
    let scale = (PIXELS / side).max(1);
    let wide = side * scale;
    let mut rows = Vec::with_capacity(wide.div_ceil(8) * wide);
    for y in 0..side {
        let row = row_of_bits((0..side).flat_map(|x| std::iter::repeat_n(dark(&code, x, y), scale)));
        (0..scale).for_each(|_| rows.extend_from_slice(&row));
    }
    encoded(&rows, u32::try_from(wide).ok()?).ok()
}

/// One bit for each pixel, 1 is white; what is left over at the end is white too.
fn row_of_bits(dark: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut row = Vec::new();
    for (at, dark) in dark.enumerate() {
        if at % 8 == 0 {
            row.push(0xff);
        }
        if let Some(last) = row.last_mut().filter(|_| dark) {
            *last &= !(0x80 >> (at % 8));
        }
    }
    row
}

/// Most rows repeat the one above them, which is what the filter is for. One bit a pixel, because printers want a code without greys and
/// a show with two thousand partners has eight thousand codes: eight bits take six times as long.
fn encoded(rows: &[u8], wide: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, wide, wide);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_filter(png::Filter::Up);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rows)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://talks.ellison.example/go/dev-okafor/continuity/";

    #[test]
    fn a_code_has_its_quiet_zone_and_finder_patterns() {
        let code = code(ADDRESS).unwrap();
        let side = code.size + 2 * QUIET;
        assert!((0..side).all(|at| (0..QUIET).all(|edge| !dark(&code, at, edge) && !dark(&code, edge, at))));
        for (x, y) in [(QUIET, QUIET), (side - QUIET - 7, QUIET), (QUIET, side - QUIET - 7)] {
            assert!((0..7).all(|at| dark(&code, x + at, y) && dark(&code, x, y + at)));
        }
    }

    #[test]
    fn the_same_address_is_the_same_bytes() {
        assert_eq!(png(ADDRESS), png(ADDRESS));
        assert_ne!(png(ADDRESS), png("https://talks.ellison.example/kit/dev-okafor/"));
        assert!(svg(ADDRESS).unwrap().contains("<path d=\"M4 4h7v1h-7z"));
    }

    #[test]
    fn the_png_shows_what_the_svg_shows() {
        let (code, png) = (code(ADDRESS).unwrap(), png(ADDRESS).unwrap());
        let picture = image::load_from_memory(&png).unwrap().into_luma8();
        let side = code.size + 2 * QUIET;
        let scale = picture.width() as usize / side;
        assert_eq!((picture.width() as usize, picture.height() as usize), (side * scale, side * scale));
        for (x, y, pixel) in picture.enumerate_pixels() {
            assert_eq!(pixel.0 == [0], dark(&code, x as usize / scale, y as usize / scale), "{x} {y}");
        }
    }

    #[test]
    fn what_no_code_can_hold_gives_none() {
        assert!(svg(&"x".repeat(5000)).is_none() && png(&"x".repeat(5000)).is_none());
    }
}
