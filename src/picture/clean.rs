//! A picture without what cameras and editors write into it: where it was taken, by whom, with what, words and small previews. The picture
//! itself is not touched, nor its colours (ICC profile, gamma). Sources: ISO/IEC 10918-1, annex B (JPEG); PNG, third edition, section 11;
//! WebP Container Specification; GIF89a specification.

use super::svg;
use std::borrow::Cow;

/// The same picture without notes. What is not of a kind known here comes back as it is.
#[must_use]
pub fn clean(picture: &[u8]) -> Cow<'_, [u8]> {
    let cleaned = match picture {
        [0xff, 0xd8, ..] => jpeg(picture),
        [0x89, b'P', b'N', b'G', ..] => png(picture),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(picture),
        [b'G', b'I', b'F', ..] => gif(picture),
        _ => svg::cleaned(picture),
    };
    match cleaned {
        Some(cleaned) if cleaned.len() != picture.len() => Cow::Owned(cleaned),
        _ => Cow::Borrowed(picture),
    }
}

/// Whether notes may be in it that cannot be taken out here: AVIF and HEIF with Exif or XMP.
#[must_use]
pub fn keeps_notes(picture: &[u8]) -> bool {
    let is_heif = picture.get(4..8) == Some(b"ftyp");
    // Items are named where they are listed, before the picture's own data.
    let list = picture.get(..picture.len().min(64 * 1024)).unwrap_or_default();
    is_heif && [&b"Exif"[..], b"application/rdf+xml"].into_iter().any(|name| holds(list, name))
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

/// How the camera was held, 1 to 8 as Exif counts; 1, upright, where nothing is said. Sources: CIPA DC-008 (Exif), tag 0x0112; PNG, third
/// edition, section 11.3.4.3 (eXIf); WebP Container Specification (EXIF, which counts only where the head of the file announces it).
#[must_use]
pub fn orientation(picture: &[u8]) -> u8 {
    let found = match picture {
        [0x89, b'P', b'N', b'G', ..] => png_chunks(picture).find(|chunk| chunk.kind == b"eXIf").and_then(|chunk| turned(chunk.content)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] if announces_exif(picture) => {
            // Some programs put the mark of JPEG's Exif before it.
            let notes = webp_chunks(picture).find(|chunk| chunk.kind == b"EXIF").map(|chunk| chunk.content);
            notes.and_then(|notes| turned(notes.strip_prefix(b"Exif\0\0").unwrap_or(notes)))
        }
        _ => segments(picture).filter(|segment| segment.marker == 0xe1).find_map(|segment| {
            let tiff = picture.get(segment.start + 4..segment.end)?.strip_prefix(b"Exif\0\0")?;
            turned(tiff)
        }),
    };
    found.filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// Whether what says how a camera was held may lie anywhere in the file, not only at its beginning.
#[must_use]
pub fn may_say_late(start: &[u8]) -> bool {
    start.starts_with(b"\x89PNG") || announces_exif(start)
}

/// The bit of an extended WebP's head.
fn announces_exif(webp: &[u8]) -> bool {
    webp.get(12..16) == Some(b"VP8X") && webp.get(20).is_some_and(|flags| flags & 0b0000_1000 != 0)
}

fn turned(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let bytes: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = usize::try_from(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }).ok()?;
    let entries = usize::from(two(first)?);
    let entry = (0..entries).map(|index| first.saturating_add(2 + index * 12)).find(|at| two(*at) == Some(0x0112))?;
    u8::try_from(two(entry.checked_add(8)?)?).ok()
}

/// A segment of a JPEG before its picture data: from its `0xff` to where the next begins.
pub(super) struct Segment {
    pub(super) marker: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The segments up to the picture data.
pub(super) fn segments(jpeg: &[u8]) -> impl Iterator<Item = Segment> {
    let mut at = 2;
    std::iter::from_fn(move || {
        while jpeg.get(at) == Some(&0xff) && jpeg.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (0xff, marker) = (*jpeg.get(at)?, *jpeg.get(at + 1)?) else { return None };
        // Start of scan: what follows is the picture.
        if marker == 0xda || marker == 0xd9 {
            return None;
        }
        let length = if matches!(marker, 0x01 | 0xd0..=0xd7) {
            0
        } else {
            usize::from(u16::from_be_bytes([*jpeg.get(at + 2)?, *jpeg.get(at + 3)?]))
        };
        let start = at;
        at = (at + 2 + length).min(jpeg.len());
        Some(Segment { marker, start, end: at })
    })
}

/// Whether a segment of a JPEG says how the picture looks, and not where it comes from.
fn is_needed(marker: u8, bytes: &[u8]) -> bool {
    match marker {
        // JFIF without its small preview is 18 bytes; Adobe's says how colours are meant.
        0xe0 => bytes.get(4..9) == Some(b"JFIF\0") && bytes.len() == 18,
        0xe2 => bytes.get(4..16) == Some(b"ICC_PROFILE\0"),
        0xee => bytes.get(4..9) == Some(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

fn jpeg(picture: &[u8]) -> Option<Vec<u8>> {
    let mut kept = picture.get(..2)?.to_vec();
    let mut rest = 2;
    for segment in segments(picture) {
        let bytes = picture.get(segment.start..segment.end)?;
        if is_needed(segment.marker, bytes) {
            kept.extend_from_slice(bytes);
        }
        rest = segment.end;
    }
    // Phones hang films and depths on behind the picture, whose end is the last one that the picture data has.
    keep_scans(picture.get(rest..)?, &mut kept);
    Some(kept)
}

/// The picture data: from the first scan to the end of the image; no notes between scans, and nothing behind the end.
fn keep_scans(data: &[u8], kept: &mut Vec<u8>) {
    // Inside scans, `0xff` is followed by a zero or a restart marker; between them stand segments with a length.
    let (mut at, mut from) = (0, 0);
    while let Some(found) = data.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        let end = match (data.get(at + 1), data.get(at + 2..at + 4)) {
            (Some(0xd9), _) => {
                kept.extend_from_slice(data.get(from..at + 2).unwrap_or_default());
                return;
            }
            (Some(0x00 | 0x01 | 0xd0..=0xd7), _) => at + 2,
            (Some(0xff), _) => at + 1,
            (Some(_), Some(&[high, low])) => data.len().min(at + 2 + usize::from(u16::from_be_bytes([high, low]))),
            _ => break,
        };
        let marker = data.get(at + 1).copied().unwrap_or_default();
        if marker >= 0xe0 && marker != 0xff && !is_needed(marker, data.get(at..end).unwrap_or_default()) {
            kept.extend_from_slice(data.get(from..at).unwrap_or_default());
            from = end;
        }
        at = end;
    }
    kept.extend_from_slice(data.get(from..).unwrap_or_default());
}

/// A part of a PNG or a WebP: its name, what is in it, and all of it.
struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
    whole: &'a [u8],
}

/// The chunks of a PNG, up to its end or as far as they go.
fn png_chunks(png: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = 8_usize;
    std::iter::from_fn(move || {
        let start = at;
        let head = png.get(start..start.checked_add(8)?)?;
        let length = usize::try_from(u32::from_be_bytes(head.get(..4)?.try_into().ok()?)).ok()?;
        let (kind, content_end) = (head.get(4..8)?, start.checked_add(8)?.checked_add(length)?);
        // Four bytes more: the sum that proves the chunk.
        let end = content_end.checked_add(4)?;
        at = if kind == b"IEND" { png.len() } else { end };
        Some(Chunk { kind, content: png.get(start + 8..content_end.min(png.len()))?, whole: png.get(start..end.min(png.len()))? })
    })
}

/// The chunks of a WebP, as far as they go.
fn webp_chunks(webp: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = 12_usize;
    std::iter::from_fn(move || {
        let start = at;
        let head = webp.get(start..start.checked_add(8)?)?;
        let length = usize::try_from(u32::from_le_bytes(head.get(4..8)?.try_into().ok()?)).ok()?;
        let content_end = start.checked_add(8)?.checked_add(length)?;
        // To an even number of bytes.
        at = content_end.checked_add(length % 2)?;
        Some(Chunk {
            kind: head.get(..4)?,
            content: webp.get(start + 8..content_end.min(webp.len()))?,
            whole: webp.get(start..at.min(webp.len()))?,
        })
    })
}

fn png(picture: &[u8]) -> Option<Vec<u8>> {
    let mut kept = picture.get(..8)?.to_vec();
    for chunk in png_chunks(picture) {
        // What is needed has a capital first letter; of the rest, only what decides how it looks.
        let looks: [&[u8]; 14] =
            [b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"tRNS", b"pHYs", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"];
        if chunk.kind.first().is_some_and(u8::is_ascii_uppercase) || looks.contains(&chunk.kind) {
            kept.extend_from_slice(chunk.whole);
        }
    }
    Some(kept)
}

fn webp(picture: &[u8]) -> Option<Vec<u8>> {
    let mut kept = picture.get(..12)?.to_vec();
    for chunk in webp_chunks(picture) {
        let from = kept.len();
        if matches!(chunk.kind, b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP") {
            kept.extend_from_slice(chunk.whole);
        }
        // The bits that announce Exif and XMP.
        if let Some(flags) = kept.get_mut(from + 8).filter(|_| chunk.kind == b"VP8X") {
            *flags &= !0b0000_1100;
        }
    }
    let size = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(kept)
}

fn gif(picture: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << (usize::from(flags & 7) + 1) };
    let mut at = 13 + table(*picture.get(10)?);
    let mut kept = picture.get(..at)?.to_vec();
    loop {
        let start = at;
        let is_needed = match *picture.get(at)? {
            0x21 => {
                let label = *picture.get(at + 1)?;
                let is_loop = picture.get(at + 3..at + 14) == Some(b"NETSCAPE2.0");
                at += 2;
                matches!(label, 0xf9 | 0x01) || (label == 0xff && is_loop)
            }
            0x2c => {
                at += 11 + table(*picture.get(at + 9)?);
                true
            }
            _ => {
                kept.push(0x3b);
                return Some(kept);
            }
        };
        loop {
            let length = usize::from(*picture.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
        if is_needed {
            kept.extend_from_slice(picture.get(start..at)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbImage};
    use std::io::Cursor;

    const SECRET: &[u8] = b"canary-at-home";

    fn made(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = RgbImage::from_fn(40, 24, |x, y| image::Rgb([(x * 6) as u8, (y * 9) as u8, 90]));
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, content].concat()
    }

    /// Exif with one entry, how the camera was held, and the secret.
    fn exif(turn: u8) -> Vec<u8> {
        [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", &[turn, 0, 0, 0][..], &[0; 4], SECRET].concat()
    }

    fn pixels(bytes: &[u8]) -> Vec<u8> {
        image::load_from_memory(bytes).unwrap().to_rgb8().into_raw()
    }

    fn is_same_picture_without_notes(noted: &[u8], plain: &[u8]) {
        assert!(holds(noted, SECRET));
        let cleaned = clean(noted);
        assert!(!holds(&cleaned, SECRET));
        assert_eq!(pixels(&cleaned), pixels(plain));
        assert!(matches!(clean(&cleaned), Cow::Borrowed(_)), "clean already");
    }

    #[test]
    fn a_jpeg_loses_where_it_was_taken_and_what_hangs_on_behind() {
        let plain = made(ImageFormat::Jpeg);
        let notes = [segment(0xe1, &exif(6)), segment(0xed, SECRET), segment(0xfe, SECRET), segment(0xe2, SECRET)].concat();
        let noted = [&plain[..2], &notes, &plain[2..], SECRET].concat();
        is_same_picture_without_notes(&noted, &plain);
        assert_eq!((orientation(&noted), orientation(&plain)), (6, 1));
    }

    #[test]
    fn notes_between_the_scans_of_a_jpeg_go_too() {
        let plain = made(ImageFormat::Jpeg);
        let scan = plain.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
        // A scan of its own comes first, then notes where a reader of segments has long stopped looking.
        let first = [&plain[..plain.len() - 2], &segment(0xfe, SECRET), &segment(0xe1, SECRET), &plain[scan..]].concat();
        let cleaned = clean(&first);
        assert!(!holds(&cleaned, SECRET));
        assert_eq!(cleaned.as_ref(), [&plain[..plain.len() - 2], &plain[scan..]].concat());
        let cut = [&plain[..plain.len() - 2], &segment(0xfe, SECRET)[..9]].concat();
        assert_eq!(clean(&cut).as_ref(), &plain[..plain.len() - 2]);
    }

    #[test]
    fn a_profile_of_colours_stays() {
        let plain = made(ImageFormat::Jpeg);
        let noted = [&plain[..2], &segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"), &plain[2..]].concat();
        assert!(holds(&clean(&noted), b"colours"));
    }

    #[test]
    fn a_png_loses_its_words() {
        let plain = made(ImageFormat::Png);
        let chunk = |kind: &[u8]| [&(SECRET.len() as u32).to_be_bytes()[..], kind, SECRET, &[0; 4]].concat();
        let notes = [chunk(b"tEXt"), chunk(b"eXIf"), chunk(b"iTXt"), chunk(b"prVt")].concat();
        let noted = [&plain[..33], &notes, &plain[33..], SECRET].concat();
        is_same_picture_without_notes(&noted, &plain);
    }

    /// With the Exif that turns it, in a chunk at the end.
    fn turned_png() -> Vec<u8> {
        let plain = made(ImageFormat::Png);
        let tiff = &exif(6)[6..];
        let note = [&(tiff.len() as u32).to_be_bytes()[..], b"eXIf", tiff, &[0; 4]].concat();
        let end = plain.len() - 12;
        [&plain[..end], &note, &plain[end..]].concat()
    }

    /// With the Exif that turns it, behind the picture, where it has to be.
    fn turned_webp(mark: &[u8], flags: u8) -> Vec<u8> {
        let chunk =
            |kind: &[u8], content: &[u8]| [kind, &(content.len() as u32).to_le_bytes()[..], content, &[0][..content.len() % 2]].concat();
        let extended = chunk(b"VP8X", &[flags, 0, 0, 0, 39, 0, 0, 23, 0, 0]);
        let note = chunk(b"EXIF", &[mark, &exif(6)[6..]].concat());
        let body = [b"WEBP".to_vec(), extended, made(ImageFormat::WebP)[12..].to_vec(), note].concat();
        [b"RIFF".to_vec(), (body.len() as u32).to_le_bytes().to_vec(), body].concat()
    }

    #[test]
    fn how_the_camera_was_held_is_read_from_png_and_webp_too() {
        assert_eq!((orientation(&turned_png()), orientation(&made(ImageFormat::Png))), (6, 1));
        let webps = [turned_webp(b"", 8), turned_webp(b"Exif\0\0", 8), turned_webp(b"", 0), made(ImageFormat::WebP)];
        assert_eq!(webps.each_ref().map(|webp| orientation(webp)), [6, 6, 1, 1]);
        assert_eq!(webps.each_ref().map(|webp| may_say_late(webp)), [true, true, false, false]);
        for whole in [turned_png(), turned_webp(b"", 8)] {
            assert!(!holds(&clean(&whole), SECRET));
            for end in 0..whole.len() {
                assert!([1, 6].contains(&orientation(&whole[..end])));
            }
        }
    }

    #[test]
    fn a_webp_loses_its_notes_and_no_longer_announces_them() {
        let plain = made(ImageFormat::WebP);
        let chunk = |kind: &[u8], content: &[u8]| {
            let padding = &[0][..content.len() % 2];
            [kind, &(content.len() as u32).to_le_bytes()[..], content, padding].concat()
        };
        let extended = chunk(b"VP8X", &[0b0000_1100, 0, 0, 0, 39, 0, 0, 23, 0, 0]);
        let body = [b"WEBP".to_vec(), extended, plain[12..].to_vec(), chunk(b"EXIF", SECRET), chunk(b"XMP ", SECRET)].concat();
        let noted = [b"RIFF".to_vec(), (body.len() as u32).to_le_bytes().to_vec(), body].concat();
        assert!(holds(&noted, SECRET));
        let cleaned = clean(&noted);
        assert!(!holds(&cleaned, SECRET) && cleaned[20] == 0);
        assert_eq!(pixels(&cleaned), pixels(&plain));
    }

    #[test]
    fn a_gif_loses_its_comment() {
        let frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        let comment = [&[0x21, 0xfe, SECRET.len() as u8][..], SECRET, &[0]].concat();
        let start = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0";
        let noted = [&start[..], &comment, frame, b"\x3b"].concat();
        let plain = [&start[..], frame, b"\x3b"].concat();
        assert_eq!(clean(&noted).as_ref(), plain);
    }

    #[test]
    fn what_is_broken_or_unknown_comes_back_without_a_fuss() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = made(format);
            for end in 0..whole.len().min(400) {
                drop(clean(&whole[..end]));
                assert!((1..=8).contains(&orientation(&whole[..end])));
            }
        }
        assert_eq!(clean(b"<svg/>").as_ref(), b"<svg/>");
        for end in 0..exif(3).len() {
            assert!([1, 3].contains(&orientation(&[&[0xff, 0xd8][..], &segment(0xe1, &exif(3)[..end])].concat())));
        }
        let wild = [&[0xff, 0xd8][..], &segment(0xe1, b"Exif\0\0MM\0*\xff\xff\xff\xff")].concat();
        assert_eq!(orientation(&wild), 1);
    }

    #[test]
    fn notes_that_cannot_be_taken_out_are_known() {
        assert!(keeps_notes(b"\0\0\0\x18ftypavif....infe....Exif"));
        assert!(!keeps_notes(b"\0\0\0\x18ftypavif....infe....av01") && !keeps_notes(b"Exif"));
    }
}
