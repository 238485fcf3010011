//! A feed's bytes → its text: byte order mark, what the server and the document say of the character set, and what the bytes themselves
//! show. Line ends become `\n`, characters that XML cannot carry are left out.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at for a declaration.
const HEAD: usize = 1024;

/// The document's text, and what had to be said about its characters.
pub(super) struct Decoded {
    /// The text, from the first `<`.
    pub text: String,
    /// Things to say once lines can be counted: byte in `text`, words.
    pub remarks: Vec<(usize, String)>,
}

/// Decodes a feed. What is valid UTF-8 is UTF-8, whatever is said of it: no other text looks like that by chance.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>) -> Decoded {
    let mut remarks = Vec::new();
    let text = match unicode(bytes) {
        Some(text) => text,
        None => other(bytes, charset, &mut remarks),
    };
    let text = clean(text, &mut remarks);
    Decoded { text, remarks }
}

/// UTF-16 by its mark or its zeros, and anything that is UTF-8 throughout.
fn unicode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    let start = bytes.get(..4).unwrap_or_default();
    if matches!(start, [b'<', 0, _, 0]) {
        return Some(UTF_16LE.decode(bytes).0.into_owned());
    }
    if matches!(start, [0, b'<', 0, _]) {
        return Some(UTF_16BE.decode(bytes).0.into_owned());
    }
    // ISO-2022-JP and its kin are ASCII with escape characters.
    if bytes.contains(&0x1b) && declared(bytes).is_some_and(|encoding| encoding != UTF_8) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

/// A text of another character set: as declared, as served, or as Windows writes it.
fn other(bytes: &[u8], charset: Option<&str>, remarks: &mut Vec<(usize, String)>) -> String {
    let served = charset.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let said = declared(bytes).filter(|encoding| *encoding != UTF_8).or_else(|| served.filter(|encoding| *encoding != UTF_8));
    // A document that can be read byte by byte cannot be UTF-16, whatever it declares.
    match said.filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE) {
        Some(encoding) => {
            let (text, _, is_faulty) = encoding.decode(bytes);
            if is_faulty {
                remarks.push((0, format!("some characters are not {}, which the feed says it is written in", encoding.name())));
            }
            text.into_owned()
        }
        None => mixed(bytes, remarks),
    }
}

/// What the XML declaration says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let declaration = &head[head.find("<?xml")?..];
    let declaration = &declaration[..declaration.find("?>")?];
    let rest = declaration[declaration.find("encoding")? + 8..].trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Encoding::for_label(rest[1..].split(quote).next()?.trim().as_bytes())
}

/// UTF-8 with pieces of Windows text pasted into it: each byte that is no UTF-8 is read as Windows wrote it.
fn mixed(bytes: &[u8], remarks: &mut Vec<(usize, String)>) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        if remarks.is_empty() {
            remarks.push((text.len(), "this is not UTF-8; it is read as Windows text (windows-1252) wherever that is so".to_owned()));
        }
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Line ends as XML reads them, without characters that XML cannot carry, from the first `<`.
fn clean(text: String, remarks: &mut Vec<(usize, String)>) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let Some(first) = text.find(|character: char| !is_xml(character)) else { return text };
    let count = text[first..].chars().filter(|character| !is_xml(*character)).count();
    let words = if count == 1 { "a control character stands".to_owned() } else { format!("{count} control characters stand") };
    remarks.push((first, format!("{words} in the text, the first one here; most apps refuse such a feed")));
    text.chars().filter(|character| is_xml(*character)).collect()
}

/// Whether XML 1.0 can carry it (section 2.2, `Char`).
pub(super) fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> String {
        decode(bytes, charset).text
    }

    #[test]
    fn every_way_to_say_utf_8_is_understood() {
        let feed = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Zoë – 語</a>";
        assert_eq!(text(feed.as_bytes(), None), feed);
        assert_eq!(text(format!("\u{feff}{feed}").as_bytes(), Some("latin1")), feed);
        assert_eq!(text(b"<a>\r\nb\rc</a>", None), "<a>\nb\nc</a>");
    }

    #[test]
    fn utf_16_is_known_by_its_mark_or_its_zeros() {
        let feed = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Zoë</a>";
        for has_mark in [true, false] {
            let mark = if has_mark { "\u{feff}" } else { "" };
            let units: Vec<u16> = format!("{mark}{feed}").encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!(text(&little, None), feed);
            assert_eq!(text(&big, None), feed);
        }
    }

    #[test]
    fn older_character_sets_are_read_as_declared_or_served() {
        assert_eq!(
            text(b"<?xml version='1.0' encoding='windows-1252'?><a>caf\xe9 \x96</a>", None).split("?>").nth(1),
            Some("<a>café –</a>")
        );
        assert_eq!(text(b"<a>caf\xe9</a>", Some("iso-8859-15")), "<a>café</a>");
        assert_eq!(text(b"<?xml version='1.0' encoding='KOI8-R'?><a>\xd0\xd2</a>", None).split("?>").nth(1), Some("<a>пр</a>"));
    }

    #[test]
    fn windows_text_within_utf_8_is_read_and_told() {
        let found = decode("<a>é\u{0}".bytes().chain([0x93]).chain("語</a>".bytes()).collect::<Vec<_>>().as_slice(), None);
        assert_eq!(found.text, "<a>é“語</a>");
        assert_eq!(found.remarks.len(), 2);
    }
}
