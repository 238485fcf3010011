//! A feed's bytes → its text, letter for letter. What is valid UTF-8 is UTF-8; anything else is a slip, and read as it says it is, or as
//! Windows writes it. Line ends stay as they are, so that places are those of the file.

use super::{Slip, SlipKind};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How many bytes are looked at for a declaration.
const HEAD: usize = 1024;
/// Most control characters that are told.
const TOLD: usize = 20;

/// The document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Without byte order mark.
    pub text: String,
    /// What is wrong with its characters.
    pub slips: Vec<Slip>,
}

/// Decodes a feed; `charset` is what a server said of it, if one did.
#[must_use]
pub fn decode(bytes: &[u8], charset: Option<&str>) -> Decoded {
    let mut slips = Vec::new();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        Err(error) => other(bytes, error.valid_up_to(), charset, &mut slips),
    };
    controls(&text, &mut slips);
    Decoded { text, slips }
}

fn other(bytes: &[u8], good: usize, charset: Option<&str>, slips: &mut Vec<Slip>) -> String {
    let by_mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let served = charset.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let said = by_mark.or_else(|| declared(bytes)).or(served).filter(|encoding| *encoding != UTF_8);
    let encoding = said.unwrap_or(WINDOWS_1252);
    let text = encoding.decode(bytes).0.into_owned();
    let message = match said {
        Some(encoding) => format!("this feed is written in {}, and apps expect UTF-8", encoding.name()),
        None => "this is not UTF-8, although nothing says otherwise: apps refuse the feed or show odd letters".to_owned(),
    };
    // The same spot in the text: each byte that came before was one character of ASCII, or nearly so.
    let at = text.floor_char_boundary(if said.is_some() { 0 } else { good.min(text.len()) });
    let end = text.ceil_char_boundary((at + 1).min(text.len()));
    slips.push(Slip { kind: SlipKind::NotUtf8, at: at..end, message, fix: "have the feed written in UTF-8, and say so in its first line" });
    text
}

/// What the XML declaration says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let declaration = head.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::for_label(value.get(1..)?.split(quote).next()?.trim().as_bytes())
}

/// Characters that XML 1.0 cannot carry (section 2.2, `Char`).
fn controls(text: &str, slips: &mut Vec<Slip>) {
    let is_bad = |(_, character): &(usize, char)| !is_xml(*character);
    for (at, character) in text.char_indices().filter(is_bad).take(TOLD) {
        let message = format!("the character U+{:04X} cannot stand in a feed; many apps refuse the whole of it", u32::from(character));
        let fix = "delete it: it cannot be seen, and came with text copied from another program";
        slips.push(Slip { kind: SlipKind::Control, at: at..at + character.len_utf8(), message, fix });
    }
}

/// Whether XML 1.0 can carry it.
pub(super) fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_utf_8_with_or_without_a_mark() {
        for bytes in ["<a>Zoë</a>".as_bytes(), "\u{feff}<a>Zoë</a>".as_bytes()] {
            assert_eq!(decode(bytes, Some("latin1")), Decoded { text: "<a>Zoë</a>".to_owned(), slips: vec![] });
        }
    }

    #[test]
    fn other_character_sets_are_read_and_told() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xe9</a>";
        let wide: Vec<u8> = "\u{feff}<a>café</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, charset) in [(&latin[..], None), (b"<a>caf\xe9</a>", Some("iso-8859-1")), (b"<a>caf\xe9</a>", None), (&wide, None)] {
            let decoded = decode(bytes, charset);
            assert!(decoded.text.contains("café"), "{decoded:?}");
            assert_eq!(decoded.slips.iter().map(|slip| slip.kind).collect::<Vec<_>>(), [SlipKind::NotUtf8]);
        }
    }
}
