//! Splits a file into its front matter (YAML between `---` lines) and its body. In: the text as read. Out: byte ranges into that
//! very text, so that every later finding can be placed. It understands no YAML.

use super::{Body, SourceText};
use crate::model::Markdown;
use crate::report::{Finding, Place, Report};
use std::ops::Range;

/// Where the parts of a file are, as byte ranges of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The YAML, without its `---` lines.
    pub yaml: Range<usize>,
    /// Where the body starts; everything to the end of the file.
    pub body: usize,
}

/// What a file looks like at its top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// Front matter and body.
    Parts(Parts),
    /// An opening `---` (this range) that is never closed.
    Unclosed(Range<usize>),
    /// No front matter; the body starts here (after a byte order mark).
    Absent(usize),
}

/// Splits `text`. A byte order mark and blank lines before the opening line are skipped; `...` closes as well as `---`; later `---`
/// lines belong to the body.
#[must_use]
pub fn split(text: &str) -> Split {
    let start = after_bom(text);
    let mut lines = lines_from(text, start);
    let Some(opening) = lines.find(|line| !text[line.clone()].trim().is_empty()) else {
        return Split::Absent(start);
    };
    if text[opening.clone()].trim_end() != "---" {
        return Split::Absent(start);
    }
    for line in lines {
        if matches!(text[line.clone()].trim_end(), "---" | "...") {
            return Split::Parts(Parts { yaml: opening.end..line.start, body: line.end });
        }
    }
    Split::Unclosed(opening.start..opening.start + 3)
}

/// The parts of a file that must have front matter; what is wrong is reported.
///
/// Findings: `front-matter-missing`, `front-matter-not-closed`.
pub fn required(source: &SourceText, report: &mut Report) -> Option<Parts> {
    match split(&source.text) {
        Split::Parts(parts) => Some(parts),
        Split::Unclosed(opening) => {
            report.add(not_closed(source, opening));
            None
        }
        Split::Absent(start) => {
            report.add(absent(source, start));
            None
        }
    }
}

/// The parts of a file whose front matter may be left out.
///
/// Findings: `front-matter-not-closed`.
pub fn optional(source: &SourceText, report: &mut Report) -> Option<Parts> {
    match split(&source.text) {
        Split::Parts(parts) => Some(parts),
        Split::Absent(start) => Some(Parts { yaml: start..start, body: start }),
        // A lone `---` at the top of a page is a line drawn across it, unless keys follow.
        Split::Unclosed(opening) if !looks_like_keys(&source.text[opening.end..]) => {
            let start = after_bom(&source.text);
            Some(Parts { yaml: start..start, body: start })
        }
        Split::Unclosed(opening) => {
            report.add(not_closed(source, opening));
            None
        }
    }
}

/// The YAML of a file that is nothing but YAML, with or without `---` lines around it.
///
/// Findings: `more-than-one-document`.
pub fn whole(source: &SourceText, report: &mut Report) -> Option<Range<usize>> {
    let text = &source.text;
    let range = whole_range(text);
    let rest = &text[range.end..];
    let after = rest.split_once('\n').map_or("", |(_, after)| after);
    if after.trim().trim_matches('-').trim().is_empty() {
        return Some(range);
    }
    let line = text[range.end..].lines().next().map_or(3, |line| line.trim_end().len().max(1));
    report.add(
        Finding::error(
            "more-than-one-document",
            Place::bytes(&source.path, range.end, range.end + line),
            "everything below this line would be left out",
        )
        .label("this ends the file's settings")
        .fix("delete this line, or move what is below it above the line"),
    );
    None
}

/// The YAML of a whole-YAML file, ending before a second `---` (or `...`) line if there is one.
#[must_use]
pub fn whole_range(text: &str) -> Range<usize> {
    let start = after_bom(text);
    let mut from = start;
    let mut opened = false;
    for line in lines_from(text, start) {
        let words = text[line.clone()].trim_end();
        let ends = matches!(words, "---" | "...");
        if ends && !opened && words == "---" && only_comments(&text[start..line.start]) {
            opened = true;
            from = line.end;
        } else if ends {
            return from..line.start;
        }
    }
    from..text.len()
}

/// The body of a file from byte `start` on.
#[must_use]
pub fn body(source: &SourceText, start: usize) -> Body {
    Body { markdown: Markdown(source.text.get(start..).unwrap_or_default().to_owned()), start }
}

fn only_comments(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'))
}

fn looks_like_keys(text: &str) -> bool {
    let first = text.lines().map(str::trim_end).find(|line| !line.is_empty()).unwrap_or_default();
    first.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && (rest.is_empty() || rest.starts_with(' '))
    })
}

fn after_bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The byte ranges of all lines from `start` on, line ends included.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        let range = at..at + line.len();
        at = range.end;
        range
    })
}

fn not_closed(source: &SourceText, opening: Range<usize>) -> Finding {
    Finding::error("front-matter-not-closed", Place::bytes(&source.path, opening.start, opening.end), "the settings at the top have no end")
        .label("they start here")
        .fix("put a line `---` between the settings and the text")
}

fn absent(source: &SourceText, start: usize) -> Finding {
    let mut lines = lines_from(&source.text, start);
    let first = lines.find(|line| !source.text[line.clone()].trim().is_empty());
    let words = first.clone().map_or("", |line| source.text[line].trim());
    let place = match first {
        Some(line) => Place::bytes(&source.path, line.start, line.start + source.text[line].trim_end().len()),
        None => return empty_file(source),
    };
    let is_line = |c: char| matches!(c, '-' | '–' | '—' | '−' | '_' | '=');
    let finding = Finding::error("front-matter-missing", place, "the file does not start with its settings");
    if words.chars().all(is_line) {
        return finding.label("not quite three hyphens").fix("write exactly `---` here, with nothing before or after it");
    }
    if words == "+++" {
        return finding.label("settings of another kind").fix("write the settings as `key: value` lines between two `---` lines");
    }
    finding.label("the text begins at once").fix("begin the file with `---`, lines such as `title: …`, and another `---`")
}

fn empty_file(source: &SourceText) -> Finding {
    Finding::error("front-matter-missing", Place::file(&source.path), "the file is empty")
        .fix("begin it with `---`, lines such as `title: …`, and another `---`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (&str, &str) {
        match split(text) {
            Split::Parts(parts) => (&text[parts.yaml], &text[parts.body..]),
            other => panic!("no front matter: {other:?}"),
        }
    }

    #[test]
    fn front_matter_and_body_are_split_at_the_first_closing_line() {
        assert_eq!(parts("---\ntitle: A\n---\nBody\n---\nmore\n"), ("title: A\n", "Body\n---\nmore\n"));
    }

    #[test]
    fn windows_line_ends_byte_order_mark_and_trailing_blanks_are_no_obstacle() {
        assert_eq!(parts("\u{feff}--- \r\ntitle: A\r\n---\t\r\nBody\r\n"), ("title: A\r\n", "Body\r\n"));
    }

    #[test]
    fn three_dots_close_as_well() {
        assert_eq!(parts("---\na: 1\n...\nBody"), ("a: 1\n", "Body"));
    }

    #[test]
    fn empty_front_matter_and_no_body_are_fine() {
        assert_eq!(parts("---\n---"), ("", ""));
    }

    #[test]
    fn text_without_front_matter_is_all_body() {
        assert_eq!(split("\u{feff}Hello\n---\n"), Split::Absent(3));
        assert_eq!(split(""), Split::Absent(0));
        assert_eq!(split(" --- \nindented"), Split::Absent(0));
    }

    #[test]
    fn an_opening_without_an_end_is_found_at_the_opening() {
        assert_eq!(split("\n---\ntitle: A\n"), Split::Unclosed(1..4));
    }

    #[test]
    fn a_whole_file_may_have_lines_around_it_or_not() {
        let whole = |text: &str| text[whole_range(text)].to_owned();
        assert_eq!(whole("title: A\n"), "title: A\n");
        assert_eq!(whole("# mine\n---\ntitle: A\n---\n"), "title: A\n");
        assert_eq!(whole("\u{feff}---\r\ntitle: A\r\n...\r\n"), "title: A\r\n");
    }

    #[test]
    fn a_dash_that_a_word_processor_made_is_named() {
        let mut report = Report::default();
        let source = SourceText { path: crate::model::RelPath("a.md".into()), text: "—-\ntitle: A\n---\n".into() };
        assert!(required(&source, &mut report).is_none());
        assert_eq!(report.findings[0].label.as_deref(), Some("not quite three hyphens"));
    }
}
