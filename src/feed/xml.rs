//! XML hygiene: what a feed's text may hold. The `rss` library escapes, but it writes characters that XML cannot carry, and one of
//! them makes most readers refuse the whole feed.

use rss::extension::{Extension, ExtensionMap};

/// The text without characters outside XML 1.0 `Char` and without control characters other than tab and line feed.
/// Source: XML 1.0, section 2.2.
pub fn text(text: &str) -> String {
    // Nearly every text is clean: one look at its bytes, and no character of it is moved on its own. (All that is left out begins
    // with a control byte, C2 for U+0080–U+009F, or EF for U+FFFE and U+FFFF.)
    if text.bytes().all(|byte| (byte >= b' ' && byte != 0x7f && byte != 0xc2 && byte != 0xef) || byte == b'\n' || byte == b'\t') {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\t' | '\n' => clean.push(character),
            '\r' => clean.push('\n'),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => clean.push(character),
        }
    }
    clean
}

/// The text on one line, without spaces around it, at most `limit` characters (the last one is then `…`).
pub fn line(words: &str, limit: usize) -> String {
    let line = text(words).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(limit).is_none() {
        return line;
    }
    let mut short: String = line.chars().take(limit.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// An address, without anything that XML cannot carry.
pub fn address(address: &str) -> String {
    text(address).trim().to_owned()
}

/// The text, trimmed, in at most `limit` bytes; cut after a word, with `…`, where it is longer.
pub fn at_most(words: &str, limit: usize) -> String {
    let whole = text(words).trim().to_owned();
    if whole.len() <= limit {
        return whole;
    }
    let Some(room) = limit.checked_sub('…'.len_utf8()) else { return String::new() };
    let cut = &whole[..whole.floor_char_boundary(room)];
    // A text without spaces (Chinese, one long address) is cut where it must be.
    let cut = cut.rfind(char::is_whitespace).filter(|at| *at > room / 2).map_or(cut, |at| &cut[..at]);
    format!("{}…", cut.trim_end())
}

/// An element with a prefix, such as `podcast:season`. Attributes without a value are left out; everything is cleaned.
pub fn element<const N: usize>(name: &str, value: Option<&str>, attributes: [(&str, Option<&str>); N]) -> Extension {
    Extension {
        name: name.to_owned(),
        value: value.map(|value| text(value).trim().to_owned()),
        attrs: attributes
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), line(value?, usize::MAX))))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        ..Extension::default()
    }
}

/// The element with these children, all of one name, in their order.
pub fn with_children(mut element: Extension, children: Vec<Extension>) -> Extension {
    if let Some(first) = children.first() {
        element.children.insert(first.name.clone(), children);
    }
    element
}

/// Elements by prefix and name, as the library wants them; those of one name keep their order.
pub fn map(elements: impl IntoIterator<Item = Extension>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    for element in elements {
        let (prefix, name) = element.name.split_once(':').unwrap_or(("", &element.name));
        map.entry(prefix.to_owned()).or_default().entry(name.to_owned()).or_default().push(element);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_carry_is_left_out() {
        assert_eq!(text("a\u{0}b\u{b}c\u{fffe}d\u{85}e\r\nf\rg\th🎙\u{202e}i"), "abcde\nf\ng\th🎙\u{202e}i");
    }

    #[test]
    fn a_line_has_no_breaks_and_an_end() {
        assert_eq!(line(" a\r\n b\u{7}\tc ", 255), "a b c");
        assert_eq!(line("äöü abc", 5), "äöü…");
        assert_eq!(line("äöüab", 5), "äöüab");
    }

    #[test]
    fn long_text_is_cut_at_a_word_within_its_bytes() {
        assert_eq!(at_most("one two three", 11), "one two…");
        assert_eq!(at_most("ééééé", 8), "éé…");
        assert_eq!(at_most("abc", 2), "");
        let long = at_most(&"语".repeat(5000), 4000);
        assert!(long.len() <= 4000 && long.ends_with('…'));
    }
}
