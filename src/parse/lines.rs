//! What the readers of transcripts and chapters share: lines with their place in the file, clock times, tidy text.

use crate::model::{Millis, is_written_without_spaces};

/// A line without its end, and where it starts in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Byte offset in the file.
    pub start: usize,
    /// The line.
    pub text: &'a str,
}

impl Line<'_> {
    /// One past its last byte.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether there is nothing to see.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The lines of a file: `\n`, `\r\n` and `\r` end one, a byte order mark is left out.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(Line { start, text: &rest[..length] });
        start += length + if rest[length..].starts_with("\r\n") { 2 } else { 1 };
    }
    lines
}

/// Longest time that is taken for one; anything above is a slip.
const HOURS: u64 = 1_000;

/// A moment as `mm:ss` or `h:mm:ss`, with `.mmm` or `,mmm` behind it or not.
pub(super) fn clock(text: &str) -> Option<Millis> {
    let (whole, fraction) = match text.find(['.', ',']) {
        Some(at) => (&text[..at], thousandths(&text[at + 1..])?),
        None => (text, 0),
    };
    let parts: Vec<u64> = whole.split(':').map(digits).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts[..] {
        [minutes, seconds] if minutes < HOURS * 60 => (0, minutes, seconds),
        [hours, minutes, seconds] if hours < HOURS && minutes < 60 => (hours, minutes, seconds),
        _ => return None,
    };
    (seconds < 60).then(|| Millis(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction))
}

/// A moment in seconds, `187` or `187.25`.
pub(super) fn seconds(text: &str) -> Option<Millis> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole = digits(whole).filter(|seconds| *seconds < HOURS * 3600)?;
    Some(Millis(whole * 1000 + thousandths(fraction)?))
}

fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.len() <= 7 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Decimals as thousandths, the fourth one rounds.
fn thousandths(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut value = text.bytes().chain(std::iter::repeat(b'0')).take(3).fold(0, |value, byte| value * 10 + u64::from(byte - b'0'));
    if text.as_bytes().get(3).is_some_and(|fourth| *fourth >= b'5') {
        value += 1;
    }
    Some(value)
}

/// One space between words, none around them, no control characters. Spaces that must not break are kept.
///
/// A line break between two characters of a script without spaces disappears.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let (mut gap, mut gap_is_line_break) = (false, true);
    for character in text.chars() {
        if is_break(character) {
            gap_is_line_break = (gap_is_line_break || !gap) && matches!(character, '\n' | '\r');
            gap = true;
        } else if !character.is_control() && character != '\u{FEFF}' {
            let before = tidy.chars().next_back();
            let is_joined = gap_is_line_break && is_written_without_spaces(character) && before.is_some_and(is_written_without_spaces);
            if gap && before.is_some() && !is_joined {
                tidy.push(' ');
            }
            tidy.push(character);
            (gap, gap_is_line_break) = (false, true);
        }
    }
    tidy
}

/// The start of a text, at most so many bytes: what is looked for in it cannot make a large file slow.
pub(super) fn within(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// White space at which a line may break.
fn is_break(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Replaces `&amp;`, `&lt;`, `&#39;` and the like; what is not known stays as it is.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, character)| *character == ';').map(|(end, _)| end);
        match end.and_then(|end| entity(&rest[1..end]).map(|character| (end, character))) {
            Some((end, character)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "lrm" => '\u{200E}',
        "rlm" => '\u{200F}',
        "shy" => '\u{AD}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "bull" => '•',
        "middot" => '·',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "iexcl" => '¡',
        "iquest" => '¿',
        "ntilde" => 'ñ',
        "aacute" => 'á',
        "eacute" => 'é',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "agrave" => 'à',
        "egrave" => 'è',
        "ccedil" => 'ç',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        _ => return None,
    })
}

/// Where each element of a JSON list stands: of the list under `key`, or of the file as a whole. Only lists of objects or lists count;
/// the text is known to be good JSON.
pub(super) fn json_places(text: &str, key: Option<&str>) -> Vec<(usize, usize)> {
    let wanted = if key.is_some() { 3 } else { 2 };
    let (mut places, mut depth, mut opened) = (Vec::new(), 0_usize, 0);
    let (mut string, mut is_escaped, mut last) = (None, false, "");
    for (at, byte) in text.bytes().enumerate() {
        if let Some(start) = string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => {
                    if depth == 1 {
                        last = &text[start..at];
                    }
                    string = None;
                }
                _ => (),
            }
            continue;
        }
        match byte {
            b'"' => string = Some(at + 1),
            b'{' | b'[' => {
                depth += 1;
                if depth == wanted {
                    opened = at;
                }
            }
            b'}' | b']' => {
                if depth == wanted && key.is_none_or(|key| key == last) {
                    places.push((opened, at + 1));
                }
                depth = depth.saturating_sub(1);
            }
            _ => (),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_end_in_every_way_and_know_where_they_start() {
        let found: Vec<(usize, &str)> = lines("\u{FEFF}a\r\n\rb\n\nç").into_iter().map(|line| (line.start, line.text)).collect();
        assert_eq!(found, [(3, "a"), (6, ""), (7, "b"), (9, ""), (10, "ç")]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn clocks_are_read_as_people_write_them() {
        assert_eq!(clock("1:02"), Some(Millis(62_000)));
        assert_eq!(clock("90:00"), Some(Millis(5_400_000)));
        assert_eq!(clock("01:02:03,4"), Some(Millis(3_723_400)));
        assert_eq!(clock("00:00:01.9996"), Some(Millis(2_000)));
        for wrong in ["", "5", "1:60", "1:2:3:4", "a:10", "1:02.", "-1:00", "0.0:0.0:7.0.300.0", "9999999:00:00", "١:٠٢"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
        assert_eq!(seconds("187.25"), Some(Millis(187_250)));
        assert_eq!(seconds("1e3"), None);
    }

    #[test]
    fn text_is_tidied() {
        assert_eq!(tidy("  so \t I\r\nsaid\u{0}\u{FEFF} "), "so I said");
        assert_eq!(tidy("箱は\n問題ない 書類"), "箱は問題ない 書類");
        assert_eq!(unescape("R&amp;D &#x2764; &unknown; & &lt;b&gt; AT&T"), "R&D ❤ &unknown; & <b> AT&T");
    }

    #[test]
    fn elements_of_a_json_list_are_found() {
        let text = "{\"a\":[{\"x\":1}],\"s\\\"]\":\"[{\",\"chapters\":[{\"é\":{}},[2], {\"b\":[3]}]}";
        let found: Vec<&str> = json_places(text, Some("chapters")).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, ["{\"é\":{}}", "[2]", "{\"b\":[3]}"]);
        assert_eq!(json_places("[{},{}]", None), [(1, 3), (4, 6)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_them_panic(text in any::<String>()) {
            prop_assert!(lines(&text).iter().all(|line| text.get(line.start..line.end()) == Some(line.text)));
            let (_, _, _, _) = (clock(&text), seconds(&text), unescape(&text), json_places(&text, Some("a")));
            let tidied = tidy(&text);
            prop_assert_eq!(tidy(&tidied), tidied);
        }
    }
}
