//! Escaping and small text rules shared by the writers of XML, HTML and playlists. Pure; knows no view.

/// Text made safe for XML and HTML, both between tags and inside quoted attributes. Characters that XML 1.0 cannot carry are dropped.
///
/// Source: XML 1.0, section 2.2 (Char) and 2.4.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Text on one line: every run of white space and control characters becomes one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A path as addresses spell it: everything but letters, digits and `-._~/` of ASCII is percent-escaped.
///
/// Source: RFC 3986, section 2.3.
#[must_use]
pub fn percent_encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The path behind an address with percent-escapes; as it stands where they make no UTF-8.
#[must_use]
pub fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (b'%', &rest[1..]),
            },
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Whether text is an absolute web address.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_xml_are_escaped_and_forbidden_characters_dropped() {
        assert_eq!(escape("<b> & \"it's\"\u{1}\u{fffe}\n"), "&lt;b&gt; &amp; &quot;it&#39;s&quot;\n");
    }

    #[test]
    fn one_line_leaves_no_break_of_any_kind() {
        assert_eq!(one_line(" a\r\n\u{2028}b\u{0}c\t d "), "a b c d");
        assert_eq!(one_line("\u{85}"), "");
    }

    #[test]
    fn a_path_in_another_script_is_percent_escaped() {
        assert_eq!(percent_encoded("alt/größe 1/"), "alt/gr%C3%B6%C3%9Fe%201/");
        assert_eq!(percent_decoded("alt/gr%C3%B6%C3%9Fe%201/"), "alt/größe 1/");
        assert_eq!(percent_decoded("100%/%zz%F6%"), "100%/%zz%F6%");
    }
}
