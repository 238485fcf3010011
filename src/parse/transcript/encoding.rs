//! Bytes → text for transcripts, which other people's programs save in older encodings: UTF-16 and windows-1252 beside UTF-8.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes that are looked at to tell UTF-16 by its zeros.
const SAMPLE: usize = 4096;

/// A transcript as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// What could not be told from the file for certain.
    pub doubt: Option<Doubt>,
}

/// What could not be told from a file for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is not UTF-8, so windows-1252 was assumed.
    Assumed,
    /// It is UTF-8 in which some bytes are damaged.
    Damaged,
}

/// Decodes a transcript: UTF-8, UTF-16 with or without a mark, else windows-1252.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(encoding) = utf_16(&bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        return Decoded { text: text.into_owned(), doubt: None };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, doubt: None },
        Err(error) => not_utf_8(error.as_bytes()),
    }
}

/// A mark at the start says it; else letters of European languages leave every other byte zero, and line ends do in all of them.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => (),
    }
    let zeros = |odd: usize| bytes.iter().take(SAMPLE).skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (high, low) if low > 1 && low > high * 4 => Some(UTF_16LE),
        (high, low) if high > 1 && high > low * 4 => Some(UTF_16BE),
        _ => None,
    }
}

fn not_utf_8(bytes: &[u8]) -> Decoded {
    let (mut good, mut bad, mut is_cut_off) = (0_usize, 0_usize, false);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
        is_cut_off = !chunk.invalid().is_empty();
    }
    // A file that breaks off in the middle of a letter, or of which a few bytes were lost, is still what it was.
    let ends_in_letter = bad == 1 && is_cut_off && bytes.iter().rev().take(4).any(|byte| *byte >= 0xc2);
    if good > bad || ends_in_letter && good > 0 {
        return Decoded { text: String::from_utf8_lossy(bytes).replace('\u{FFFD}', ""), doubt: Some(Doubt::Damaged) };
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), doubt: Some(Doubt::Assumed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_is_read_in_the_encodings_that_programs_save() {
        let text = "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nGrüß Gott, 箱 🎙\r\n";
        let marked = format!("\u{FEFF}{text}");
        for (bytes, back) in [
            (text.as_bytes().to_vec(), text),
            (utf_16(&marked, u16::to_le_bytes), &*marked),
            (utf_16(&marked, u16::to_be_bytes), &*marked),
            (utf_16(text, u16::to_le_bytes), text),
            (utf_16(text, u16::to_be_bytes), text),
        ] {
            assert_eq!(decode(bytes), Decoded { text: back.to_owned(), doubt: None });
        }
        let western = decode(b"Gr\xfc\xdf Gott \x96 \x80 5".to_vec());
        assert_eq!(western, Decoded { text: "Grüß Gott – € 5".to_owned(), doubt: Some(Doubt::Assumed) });
        let cut_off = decode("schöne Grüße".as_bytes()[..13].to_vec());
        assert_eq!(cut_off, Decoded { text: "schöne Grü".to_owned(), doubt: Some(Doubt::Damaged) });
        assert_eq!(decode(Vec::new()), Decoded { text: String::new(), doubt: None });
    }
}
