//! Times at the start of a line that lead into the recording: `12:34 How it began`.

/// A time at the start of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// First byte of the time; 0, or 1 after a bracket.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What it says.
    pub seconds: u64,
}

/// The time that `words` start with: `m:ss`, `mm:ss` or `h:mm:ss`, in brackets or not. A time of day (`9:30 am`) is none.
pub fn leading_time(words: &str) -> Option<Time> {
    let start = usize::from(words.starts_with(['(', '[']));
    let length = words.bytes().skip(start).take_while(|byte| byte.is_ascii_digit() || *byte == b':').count();
    let end = start + length;
    let mut fields = words.get(start..end)?.split(':');
    let (first, second, third) = (fields.next()?, fields.next()?, fields.next());
    if fields.next().is_some() || words[end..].starts_with(char::is_alphanumeric) || is_time_of_day(&words[end..]) {
        return None;
    }
    let two_digits = |field: &str| (field.len() == 2).then(|| field.parse::<u64>().ok()).flatten().filter(|value| *value < 60);
    let leading = if (1..=3).contains(&first.len()) { first.parse::<u64>().ok()? } else { return None };
    let seconds = match third {
        Some(third) => leading * 3600 + two_digits(second)? * 60 + two_digits(third)?,
        None => leading * 60 + two_digits(second)?,
    };
    Some(Time { start, end, seconds })
}

fn is_time_of_day(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    ["am", "pm", "a.m", "p.m", "uhr", "h ", "o’clock", "o'clock"]
        .iter()
        .any(|word| after.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(words: &str) -> Option<u64> {
        leading_time(words).map(|time| time.seconds)
    }

    #[test]
    fn a_time_at_the_start_is_read() {
        assert_eq!(seconds("12:34 How it began"), Some(754));
        assert_eq!(seconds("1:02:03"), Some(3723));
        assert_eq!(seconds("(0:00) Start"), Some(0));
        assert_eq!(leading_time("[90:00]"), Some(Time { start: 1, end: 6, seconds: 5400 }));
    }

    #[test]
    fn a_ratio_or_a_time_of_day_is_not() {
        for words in ["1:2", "12:60", "12:345", "9:30 am doors", "19:00 Uhr", "12:34:56:78", "1234:00", ":30", "12:34x", "", "é"] {
            assert_eq!(seconds(words), None, "{words}");
        }
    }
}
