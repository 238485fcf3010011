//! Part of `new`: writes text as a YAML value that every YAML reader, old or new, reads back as that very text.

/// `text` as a value on one line: plain where nobody can misread it, else in double quotes.
pub fn value(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// `text` in double quotes, with everything escaped that must be.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if must_be_escaped(other) => out.push_str(&escape(other)),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Control characters, other line ends that YAML knows, marks that editors hide, and the byte order mark.
fn must_be_escaped(character: char) -> bool {
    character.is_control() || matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn escape(character: char) -> String {
    format!("\\U{:08x}", u32::from(character))
}

/// Only letters, digits, single spaces and a few marks inside; starts with a letter; is no word with a meaning of its own.
/// Words such as `no` (Norway, too) and `on` are truth values for older readers.
fn is_plain(text: &str) -> bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "none"];
    let starts_well = text.chars().next().is_some_and(char::is_alphabetic);
    let inside =
        |character: char| character.is_alphanumeric() || matches!(character, ' ' | '\'' | '.' | '-' | '/' | '&' | '(' | ')' | '?' | '!');
    starts_well
        && !text.ends_with(' ')
        && !text.contains("  ")
        && text.chars().all(inside)
        && !words.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_back(text: &str) -> serde_yaml::Value {
        let yaml = format!("key: {}\nother: 1\n", value(text));
        let parsed: serde_yaml::Value = serde_yaml::from_str(&yaml).expect("it is YAML");
        parsed["key"].clone()
    }

    #[test]
    fn what_could_be_misread_is_quoted() {
        for text in
            ["no", "Off", "12", "1:02:03", "2026-01-02", "a: b", "a #b", "- x", "", " x", "x ", "*x", "{x}", "0x1f", "~", "e\u{301}\n"]
        {
            assert!(value(text).starts_with('"'), "{text}");
        }
        for text in ["Dev Okafor", "Who can sign a check on Monday?", "Ölmühle & Töchter", "東京"] {
            assert_eq!(value(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_as_written(text in "\\PC*|[a-zA-Z0-9:#\\-? \\n\\t\"'\\\\]*") {
            prop_assert_eq!(read_back(&text), serde_yaml::Value::String(text));
        }
    }
}
