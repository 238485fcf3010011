//! QR codes for paper: an address as a square of modules, with its quiet zone. Source: ISO/IEC 18004, sections 6.3.8 and 6.5.1.

use fast_qr::{ECL, QRBuilder, QRCode};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
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
    let mut pixels = Vec::with_capacity(side * scale * side * scale);
    for y in 0..side {
        let row: Vec<u8> = (0..side).flat_map(|x| std::iter::repeat_n(if dark(&code, x, y) { 0 } else { 255 }, scale)).collect();
        (0..scale).for_each(|_| pixels.extend_from_slice(&row));
    }
    let wide = u32::try_from(side * scale).ok()?;
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Up);
    encoder.write_image(&pixels, wide, wide, ExtendedColorType::L8).ok()?;
    Some(png)
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
    fn what_no_code_can_hold_gives_none() {
        assert!(svg(&"x".repeat(5000)).is_none() && png(&"x".repeat(5000)).is_none());
    }
}
