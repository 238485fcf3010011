//! Content lines, in which calendars and cards are written: `NAME:value`, folded, ended by CRLF. Pure; knows no view.
//!
//! Source: RFC 5545, section 3.1 and 3.3.11 (calendars); RFC 2426, section 2.6 and 4 (cards). Both have the same rules.

/// Lines written so far.
#[derive(Default)]
pub struct Lines(pub String);

impl Lines {
    /// A property of type TEXT.
    pub fn text(&mut self, name: &str, value: &str) {
        self.raw(&format!("{name}:{}", escaped(value)));
    }

    /// A line as it stands, folded after at most 75 octets and never inside a character.
    pub fn raw(&mut self, line: &str) {
        let mut room = 75;
        for character in line.chars() {
            if character.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            self.0.push(character);
            room -= character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A value of type TEXT: its own marks escaped, breaks written as `\n`, other control characters left out.
#[must_use]
pub fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => text.extend(['\\', character]),
            '\n' | '\r' => text.push_str("\\n"),
            '\t' => text.push(' '),
            control if control.is_control() => {}
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_within_75_octets_and_inside_no_character() {
        let mut lines = Lines::default();
        lines.text("NOTE", &"田中 美咲, 👩‍👩‍👧 and friends; ".repeat(9));
        for line in lines.0.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
        }
        assert!(lines.0.replace("\r\n ", "").starts_with("NOTE:田中 美咲\\, 👩‍👩‍👧 and friends\\;"));
    }

    #[test]
    fn no_text_can_begin_another_property() {
        assert_eq!(escaped("a\r\nBEGIN:X\rb\u{0}\tc\\"), "a\\nBEGIN:X\\nb c\\\\");
    }
}
