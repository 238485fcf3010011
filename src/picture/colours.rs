//! What the beginning of a picture says of its colours, as far as directories mind: transparency, and the colours of print. Nothing is
//! decoded. Sources: ISO/IEC 10918-1, annex B.2.2 (JPEG frame header); PNG, third edition, sections 11.2.1 and 11.3.1.

use super::clean::segments;
use crate::model::Colours;

/// How the colours of a JPEG or PNG are stored; anything else is as screens show it. `None` where the bytes end before it is said: profiles
/// of print colours, of half a megabyte, stand before it.
#[must_use]
pub fn colours(start: &[u8]) -> Option<Colours> {
    match start {
        [0xff, 0xd8, ..] => jpeg(start),
        [0x89, b'P', b'N', b'G', ..] => png(start),
        _ => Some(Colours::Screen),
    }
}

/// A frame of four components is CMYK, or YCCK, which is the same.
fn jpeg(start: &[u8]) -> Option<Colours> {
    let is_frame = |marker: u8| matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let frame = segments(start).find(|segment| is_frame(segment.marker))?;
    let components = *start.get(frame.start..frame.end)?.get(9)?;
    Some(if components == 4 { Colours::Print } else { Colours::Screen })
}

/// Colour types 4 and 6 have a channel for transparency; with the others a chunk before the picture data may say which colour shines through.
fn png(start: &[u8]) -> Option<Colours> {
    if matches!(start.get(25)?, 4 | 6) {
        return Some(Colours::SeeThrough);
    }
    let mut at = 8_usize;
    loop {
        let length = u32::from_be_bytes(start.get(at..at.checked_add(4)?)?.try_into().ok()?);
        match start.get(at + 4..at + 8)? {
            b"tRNS" => return Some(Colours::SeeThrough),
            b"IDAT" | b"IEND" => return Some(Colours::Screen),
            _ => at = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg_of(components: u8, profile: usize) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        for _ in 0..profile {
            bytes.extend_from_slice(&[0xff, 0xe2, 0xff, 0xff]);
            bytes.resize(bytes.len() + 0xffff - 2, 7);
        }
        bytes.extend_from_slice(&[0xff, 0xc4, 0, 3, 0]);
        bytes.extend_from_slice(&[0xff, 0xc2, 0, 20, 8, 5, 120, 5, 120, components, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    }

    fn png_of(colour_type: u8, chunks: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x05\x78\0\0\x05\x78\x08".to_vec();
        bytes.extend_from_slice(&[colour_type, 0, 0, 0, 1, 2, 3, 4]);
        for name in chunks {
            bytes.extend_from_slice(&[0, 0, 0, 2]);
            bytes.extend_from_slice(*name);
            bytes.extend_from_slice(&[0; 6]);
        }
        bytes
    }

    #[test]
    fn print_colours_are_told_from_those_of_screens() {
        assert_eq!(colours(&jpeg_of(3, 0)), Some(Colours::Screen));
        assert_eq!(colours(&jpeg_of(1, 0)), Some(Colours::Screen));
        assert_eq!(colours(&jpeg_of(4, 9)), Some(Colours::Print));
        let long = jpeg_of(4, 9);
        assert_eq!(colours(&long[..128 * 1024]), None, "the profile is longer than what was read");
    }

    #[test]
    fn a_picture_is_see_through_by_its_kind_or_by_one_colour() {
        assert_eq!(colours(&png_of(6, &[b"IDAT"])), Some(Colours::SeeThrough));
        assert_eq!(colours(&png_of(4, &[])), Some(Colours::SeeThrough));
        assert_eq!(colours(&png_of(3, &[b"PLTE", b"tRNS", b"IDAT"])), Some(Colours::SeeThrough));
        assert_eq!(colours(&png_of(3, &[b"PLTE", b"IDAT", b"tRNS"])), Some(Colours::Screen));
        assert_eq!(colours(&png_of(2, &[b"gAMA"])), None);
    }

    #[test]
    fn nothing_makes_it_fail() {
        for bytes in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xc0", b"\xff\xd8\xff\xc0\0\x02", b"\x89PNG", b"GIF89a", b"<svg/>"] {
            let _ = colours(bytes);
        }
        let mut endless = png_of(2, &[b"zTXt"]);
        endless[33..37].copy_from_slice(&[0xff; 4]);
        assert_eq!(colours(&endless), None);
    }
}
