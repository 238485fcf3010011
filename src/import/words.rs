//! Small readings: entities, plain words out of HTML, numbers, lengths, yes and no, as feeds spell them.

use super::decode::is_xml;
use crate::model::Millis;
use encoding_rs::WINDOWS_1252;

/// Longest name of an entity that is looked for.
const ENTITY: usize = 34;

/// The text with its entities resolved, HTML's too. What is none stays as it is, so that a lone `&` is an `&`.
pub(super) fn resolved(text: &str) -> String {
    resolved_as(text, |text, out| out.push_str(text))
}

/// The same, each entity's characters (and a lone `&`) put down by `put`.
pub(super) fn resolved_as(text: &str, put: fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(ENTITY).position(|byte| byte == b';' || !(byte.is_ascii_alphanumeric() || byte == b'#'));
        let name = end.filter(|end| rest.as_bytes().get(*end) == Some(&b';')).map(|end| &rest[..end]);
        match name.and_then(|name| entity(name).map(|value| (name, value))) {
            Some((name, value)) => {
                put(&value, &mut out);
                rest = &rest[name.len() + 1..];
            }
            None => put("&", &mut out),
        }
    }
    out.push_str(rest);
    out
}

/// What `&name;` stands for. A reference to a character that XML cannot carry stands for nothing.
fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return quick_xml::escape::resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers of Windows characters are what was meant, as browsers know (HTML, section 13.2.5.80).
    if let Some(byte) = u8::try_from(code).ok().filter(|byte| (0x80..=0x9f).contains(byte)) {
        return Some(WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned());
    }
    let character = char::from_u32(code)?;
    Some(if is_xml(character) { character.to_string() } else { String::new() })
}

/// One space between words, none around them.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of plain words, where some feeds put HTML; `None` when nothing is left.
pub(super) fn plain_line(text: &str) -> Option<String> {
    Some(line(&plain(text))).filter(|line| !line.is_empty())
}

/// The words of HTML, blocks on lines of their own; of a plain text, the text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let name = tag_name(tag);
        let is_hidden = ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden)) && !tag.starts_with("</");
        rest = &rest[tag.len()..];
        if is_hidden {
            let is_end = |at: &usize| rest.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name));
            let end = rest.match_indices("</").map(|(at, _)| at).find(is_end);
            rest = end.map_or("", |end| &rest[end..]);
        } else if BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block)) && !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out.push_str(rest);
    let lines: Vec<String> = resolved(&out).lines().map(line).collect();
    lines.join("\n").trim().to_owned()
}

/// Tags that stand between lines.
const BLOCKS: [&str; 18] =
    ["p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "hr", "table", "section", "pre"];

/// The tag or comment that a text starts with; `None` where its `<` is a character.
fn tag(text: &str) -> Option<&str> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text, |end| &text[..end + 3]));
    }
    let first = text.trim_start_matches(['<', '/', '!']).chars().next()?;
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let end = text[1..].find(['<', '>'])? + 1;
    (text.as_bytes().get(end) == Some(&b'>')).then(|| &text[..=end])
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/', '!']);
    &name[..name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len())]
}

/// Whether a text holds tags of HTML.
pub(super) fn is_html(text: &str) -> bool {
    text.match_indices('<').filter(|(at, _)| !text[*at..].starts_with("<!")).any(|(at, _)| {
        tag(&text[at..]).is_some_and(|tag| {
            let name = tag_name(tag);
            BLOCKS.iter().chain(&INLINE).any(|known| name.eq_ignore_ascii_case(known))
        })
    })
}

/// Whether its lines are laid out by tags, so that line breaks mean nothing.
pub(super) fn has_blocks(text: &str) -> bool {
    text.match_indices('<')
        .filter(|(at, _)| !text[*at..].starts_with("<!"))
        .any(|(at, _)| tag(&text[at..]).is_some_and(|tag| BLOCKS.iter().any(|block| tag_name(tag).eq_ignore_ascii_case(block))))
}

/// Tags that stand within lines.
const INLINE: [&str; 18] =
    ["a", "b", "i", "em", "strong", "span", "img", "u", "s", "code", "small", "sup", "sub", "font", "iframe", "cite", "abbr", "script"];

/// Notes as HTML: a plain text becomes paragraphs, its line breaks kept.
pub(super) fn as_html(text: &str) -> String {
    let text = text.trim();
    if has_blocks(text) {
        return text.to_owned();
    }
    let escaped = if is_html(text) { text.to_owned() } else { escape(&resolved(text)) };
    let mut html = String::with_capacity(escaped.len() + 32);
    for paragraph in paragraphs(&escaped) {
        html.push_str("<p>");
        html.push_str(&paragraph.join("<br>\n"));
        html.push_str("</p>\n");
    }
    html.trim_end().to_owned()
}

/// Lines grouped by the blank ones between them.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(last) if !line.is_empty() => last.push(line),
            Some(last) if !last.is_empty() => paragraphs.push(Vec::new()),
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Characters as HTML or XML.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// `yes`, `true`, `explicit` and `no`, `false`, `clean`, in any case; `None` for another word.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" | "explicit" | "1" | "y" => Some(true),
        "no" | "false" | "clean" | "0" | "n" | "" => Some(false),
        _ => None,
    }
}

/// A length: seconds, `mm:ss`, `h:mm:ss`, with fractions, `PT1H2M3S`, or with words (`35 min`, `1h 02m`). Zero is no length.
pub(super) fn duration(text: &str) -> Option<Millis> {
    let text = text.trim();
    let found = if text.contains(':') { clock(text) } else { decimal(text).or_else(|| spelled(text)) };
    found.filter(|length| length.0 > 0 && length.0 < 1000 * 3_600_000)
}

/// A moment: the same, and 0.
pub(super) fn moment(text: &str) -> Option<Millis> {
    let text = text.trim();
    if text.contains(':') { clock(text) } else { decimal(text) }
}

/// Numbers between colons; a number may be larger than 59, as in `75:00`.
fn clock(text: &str) -> Option<Millis> {
    let text = text.trim_matches(|character: char| !character.is_ascii_digit() && character != ':' && character != '.');
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    // Some export adds frames or a fourth colon; `:30` has no minutes.
    let (last, rest) = parts.split_last().filter(|(_, rest)| rest.len() <= 2)?;
    let mut whole = 0_u64;
    for part in rest {
        let value: u64 = if part.is_empty() { 0 } else { part.parse().ok().filter(|value| *value < 100_000)? };
        whole = whole * 60 + value;
    }
    Some(Millis((whole * 60).checked_mul(1000)? + decimal(last)?.0))
}

/// Seconds, with decimals or not.
fn decimal(text: &str) -> Option<Millis> {
    let text = text.trim().replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole: u64 = if whole.is_empty() && !fraction.is_empty() { 0 } else { whole.parse().ok()? };
    let is_decimal = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths =
        fraction.bytes().chain(std::iter::repeat(b'0')).take(3).fold(0, |value, byte| value * 10 + u64::from(byte.wrapping_sub(b'0')));
    if is_decimal && whole < 100_000_000 { Some(Millis(whole * 1000 + thousandths)) } else { None }
}

/// `1h 2m 3s`, `35 minutes`, `PT35M`.
fn spelled(text: &str) -> Option<Millis> {
    let lower = text.to_lowercase();
    let mut rest = lower.strip_prefix("pt").unwrap_or(&lower);
    let mut total = 0_u64;
    while !rest.trim().is_empty() {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, ',' | '.'));
        let digits = rest.find(|character: char| !character.is_ascii_digit()).filter(|digits| (1..7).contains(digits))?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].trim_start();
        let length = unit.find(|character: char| !character.is_alphabetic()).unwrap_or(unit.len());
        total += number
            * match &unit[..length] {
                "h" | "hr" | "hrs" | "hour" | "hours" | "std" => 3_600_000,
                "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => 60_000,
                "s" | "sec" | "secs" | "second" | "seconds" | "sek" => 1000,
                _ => return None,
            };
        rest = &unit[length..];
    }
    Some(Millis(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_hosts_write_them() {
        let cases = [
            ("1834", 1_834_000),
            ("33.5", 33_500),
            ("26:53", 1_613_000),
            ("0:33", 33_000),
            ("75:00", 4_500_000),
            ("1:02:03", 3_723_000),
            ("01:02:03.250", 3_723_250),
            ("00:42:17 ", 2_537_000),
            (":30", 30_000),
            ("35 min", 2_100_000),
            ("1h 02m", 3_720_000),
            ("PT1H2M3S", 3_723_000),
            ("~ 12:00 min", 720_000),
            ("1834,5", 1_834_500),
        ];
        for (text, expected) in cases {
            assert_eq!(duration(text), Some(Millis(expected)), "{text}");
        }
        for text in ["", "0", "00:00:00", "unknown", "-5", "1:2:3:4", "12:ab", "99999999999999999999", "é:ü", "1:99999999999999999999:1"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn entities_of_html_are_resolved_and_a_lone_ampersand_stays() {
        assert_eq!(resolved("Q&A &amp; &nbsp;&eacute;&#8217;&#x1F399;&#146;&#0;&#11;&bogus; &"), "Q&A & \u{a0}é’🎙’&bogus; &");
    }

    #[test]
    fn the_words_of_html_are_left_and_arithmetic_stays() {
        assert_eq!(plain("<p>a &lt; b<br/>c</p><script>no()</script><p>1 < 2 & 3 > 2</p>"), "a < b\nc\n1 < 2 & 3 > 2");
        assert!(!is_html("if a < b and c > d, <3") && is_html("see <a href='x'>this</a>"));
    }

    #[test]
    fn a_plain_text_becomes_paragraphs() {
        assert_eq!(as_html("One & two\nthree\n\n\nfour <5"), "<p>One &amp; two<br>\nthree</p>\n<p>four &lt;5</p>");
        assert_eq!(as_html("see\n<b>this</b>"), "<p>see<br>\n<b>this</b></p>");
        assert_eq!(as_html(" <p>x</p> "), "<p>x</p>");
    }
}
