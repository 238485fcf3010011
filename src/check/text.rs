//! Looking at words: what several subjects ask of a text. Nothing here knows a rule.

use crate::model::Millis;

/// Whether `text` is an absolute web address.
pub fn is_web_address(text: &str) -> bool {
    let lower = text.trim_start().get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// Whether `text` starts with `http://`.
pub fn is_plain_http(text: &str) -> bool {
    text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
}

/// Whether `text` starts with a scheme such as `https:`, `mailto:` or `tel:`, or with `//`.
pub fn has_scheme(text: &str) -> bool {
    if text.starts_with("//") {
        return true;
    }
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// The words alone, lower case, joined by single spaces: for comparing names and titles as people would.
pub fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether the words of `part` stand together in `whole`; both are [`folded`].
pub fn has_words(whole: &str, part: &str) -> bool {
    !part.is_empty() && format!(" {whole} ").contains(&format!(" {part} "))
}

/// A moment written in a text, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCode {
    /// The moment.
    pub at: Millis,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A moment (`12:30`, `1:02:03`) at the very start of `text`; the position is relative to it.
pub fn leading_time_code(text: &str) -> Option<TimeCode> {
    let mut parts: Vec<u64> = Vec::new();
    let mut end = 0;
    for part in text.splitn(4, ':').take(3) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let fits = if parts.is_empty() { (1..=3).contains(&digits) } else { digits == 2 };
        if !fits {
            break;
        }
        end = end + usize::from(!parts.is_empty()) + digits;
        parts.push(part.get(..digits)?.parse().ok()?);
        if digits != part.len() {
            break;
        }
    }
    let after = text.get(end..)?.chars().next();
    let runs_on = after.is_some_and(|c| c.is_alphanumeric() || c == ':');
    if parts.len() < 2 || runs_on || parts.iter().skip(1).any(|part| *part > 59) {
        return None;
    }
    let seconds = parts.iter().fold(0, |sum, part| sum * 60 + part);
    Some(TimeCode { at: Millis(seconds * 1000), start: 0, end })
}

/// The lines of `text` with the byte at which each starts.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (here, line.trim_end_matches(['\n', '\r']))
    })
}

/// The lines of a Markdown text that are not inside a fenced block of code, with the byte at which each starts.
pub fn prose_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&'static str> = None;
    lines(text).filter(move |(_, line)| {
        let marker = ["```", "~~~"].into_iter().find(|marker| line.trim_start().starts_with(marker));
        match (fence, marker) {
            (None, Some(opening)) => {
                fence = Some(opening);
                false
            }
            (Some(opening), Some(closing)) if opening == closing => {
                fence = None;
                false
            }
            (open, _) => open.is_none(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_codes_are_told_from_other_numbers() {
        let at = |text: &str| leading_time_code(text).map(|code| (code.at.0, code.end));
        assert_eq!(at("12:30 the bank"), Some((750_000, 5)));
        assert_eq!(at("1:02:03"), Some((3_723_000, 7)));
        assert_eq!(at("00:00"), Some((0, 5)));
        assert_eq!(at("88:30)"), Some((5_310_000, 5)));
        for text in ["", "12", "12:3", "12:305", "12:61", "1:02:03:04", "12:30pm", "a1:00", "１２:30", "2026-04-30"] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn lines_keep_their_place_with_windows_line_ends() {
        assert_eq!(lines("a\r\nbü\r\n\r\nc").collect::<Vec<_>>(), [(0, "a"), (3, "bü"), (8, ""), (10, "c")]);
    }

    #[test]
    fn code_is_not_prose() {
        let text = "one\n```\n# two\n~~~\n```\nthree";
        assert_eq!(prose_lines(text).map(|(_, line)| line).collect::<Vec<_>>(), ["one", "three"]);
    }

    #[test]
    fn names_compare_as_people_read_them() {
        assert!(has_words(&folded("A talk with DEV  Okafor!"), &folded("Dev Okafor")));
        assert!(!has_words(&folded("Devon Okafor"), &folded("Dev Okafor")));
        assert!(!has_words("anything", ""));
    }

    #[test]
    fn schemes_are_recognised() {
        assert!(has_scheme("mailto:a@b.example") && has_scheme("//host/x") && has_scheme("https://a"));
        assert!(!has_scheme("/about/") && !has_scheme("a/b:c") && !has_scheme("@handle") && !has_scheme(""));
        assert!(is_web_address("HTTPS://a.example") && !is_web_address("ftp://a") && !is_web_address("ünï"));
    }
}
