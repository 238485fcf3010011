//! Part of `import`: fields of a file as an author would write them, and the promise that they are read back: a field that the reader
//! would stumble over becomes a note, and is told.

use crate::command::new::yaml::{quoted, value};
use crate::model::{Location, Millis};

/// The fields of one file, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Each with its key, the notes above it, and its line break.
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    key: &'static str,
    note: String,
    text: String,
    is_needed: bool,
}

impl Fields {
    /// Adds a field: what follows its colon, with all further lines moved in.
    pub fn add(&mut self, key: &'static str, written: impl AsRef<str>) {
        let written = written.as_ref();
        let space = if written.is_empty() || written.starts_with('\n') { "" } else { " " };
        self.blocks.push(Block { key, note: String::new(), text: format!("{key}:{space}{written}\n"), is_needed: false });
    }

    /// Adds a field without which the file means nothing.
    pub fn need(&mut self, key: &'static str, written: impl AsRef<str>) {
        self.add(key, written);
        if let Some(block) = self.blocks.last_mut() {
            block.is_needed = true;
        }
    }

    /// Adds a text, where there is one.
    pub fn add_text(&mut self, key: &'static str, text: Option<&str>) {
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            self.add(key, prose(text, 2));
        }
    }

    /// Adds a list, one item a line, where it has any.
    pub fn add_list(&mut self, key: &'static str, items: &[String]) {
        if !items.is_empty() {
            self.add(key, items.iter().map(|item| format!("\n  - {item}")).collect::<String>());
        }
    }

    /// Adds names in one line, where there are any.
    pub fn add_names(&mut self, key: &'static str, names: &[String]) {
        if !names.is_empty() {
            self.add(key, format!("[{}]", names.iter().map(|name| quoted_in_list(name)).collect::<Vec<_>>().join(", ")));
        }
    }

    /// Puts a note above the field that comes next, or at the end.
    pub fn note(&mut self, words: &str) {
        let note = words.lines().map(|line| format!("# {line}\n")).collect();
        self.blocks.push(Block { key: "", note, text: String::new(), is_needed: true });
    }

    /// The whole, and the keys of fields that had to become notes. `is_good` says whether a text of fields is read without complaint.
    pub fn written(mut self, is_good: impl Fn(&str) -> bool) -> (String, Vec<&'static str>) {
        let whole = self.text();
        if is_good(&whole) {
            return (whole, Vec::new());
        }
        let needed: String = self.blocks.iter().filter(|block| block.is_needed).map(|block| block.text.as_str()).collect();
        let mut left_out = Vec::new();
        for block in self.blocks.iter_mut().filter(|block| !block.is_needed) {
            if !is_good(&format!("{needed}{}", block.text)) {
                let lines: String = block.text.lines().map(|line| format!("# {line}\n")).collect();
                block.text = format!("# This could not be used as it came:\n{lines}");
                left_out.push(block.key);
            }
        }
        (self.text(), left_out)
    }

    fn text(&self) -> String {
        self.blocks.iter().flat_map(|block| [block.note.as_str(), block.text.as_str()]).collect()
    }
}

/// In a list on one line, commas and brackets mean something.
fn quoted_in_list(text: &str) -> String {
    let is_simple = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_simple { value(text) } else { quoted(text) }
}

/// A text of one or several lines; several lines stand as they are, moved in by `indent`, where that can be read back.
pub fn prose(text: &str, indent: usize) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let is_odd = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if !text.contains('\n') || text.contains(is_odd) {
        return value(text);
    }
    let space = " ".repeat(indent);
    let lines: String =
        text.lines().map(str::trim_end).map(|line| if line.is_empty() { "\n".into() } else { format!("\n{space}{line}") }).collect();
    format!("|{lines}")
}

/// `{name: value, …}` on one line, of the fields that are there.
pub fn record(fields: &[(&str, Option<String>)]) -> String {
    let some = fields.iter().filter_map(|(key, written)| written.as_ref().map(|written| format!("{key}: {written}")));
    format!("{{{}}}", some.collect::<Vec<_>>().join(", "))
}

/// A text inside a record.
pub fn inside(text: &str) -> String {
    quoted(text)
}

/// A moment in a recording, or its length: `28:14`, with thousandths where there are any.
pub fn clock(time: Millis) -> String {
    let rest = time.0 % 1000;
    let clock = time.clock();
    quoted(&if rest == 0 { clock } else { format!("{clock}.{rest:03}") })
}

/// A place.
pub fn location(location: &Location) -> String {
    let text = |text: &Option<String>| text.as_deref().map(inside);
    record(&[
        ("name", Some(inside(&location.name))),
        ("rel", text(&location.rel)),
        ("geo", text(&location.geo)),
        ("osm", text(&location.osm)),
        ("country", text(&location.country)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_that_would_not_be_read_becomes_a_note() {
        let mut fields = Fields::default();
        fields.need("title", "A");
        fields.add("number", "zero");
        fields.note("What it is about:");
        fields.add("summary", "good");
        let is_good = |text: &str| !text.lines().any(|line| line.starts_with("number:"));
        let (text, left_out) = fields.written(is_good);
        assert_eq!(text, "title: A\n# This could not be used as it came:\n# number: zero\n# What it is about:\nsummary: good\n");
        assert_eq!(left_out, ["number"]);
    }

    #[test]
    fn times_keep_their_thousandths() {
        assert_eq!(clock(Millis(1_694_000)), "\"28:14\"");
        assert_eq!(clock(Millis(3_723_250)), "\"1:02:03.250\"");
    }

    proptest! {
        #[test]
        fn prose_is_read_back(text in "[ a-zé:#\\-|>\"'{}\\[\\]\\n\\t*&!%@`]*") {
            let parsed: serde_yaml::Value = serde_yaml::from_str(&format!("key: {}\nother: 1\n", prose(&text, 2))).expect("YAML");
            let wanted: String = text.trim().lines().map(|line| format!("{}\n", line.trim_end())).collect();
            let read = parsed["key"].as_str().unwrap_or_default();
            let read: String = read.trim().lines().map(|line| format!("{}\n", line.trim_end())).collect();
            prop_assert_eq!(read, wanted);
        }
    }
}
