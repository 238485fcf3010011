//! Works out line and column of every finding, from the files as they are now. In: key paths and byte ranges. Out: a [`Span`] for
//! each finding whose file can be read. Key paths count list items from 0: `questions[2].at` is the third question's time.

use super::front_matter::{self, Split};
use super::yaml::{self, Node, Value};
use crate::report::{Finding, Locus, Report, Span};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// Fills [`Finding::span`] for every finding whose file `read` can give. Each file is read once, several at a time, and let go of: with
/// one warning in each of ten thousand interviews their texts would otherwise be the largest thing in memory.
pub fn locate(report: &mut Report, read: &(dyn Fn(&str) -> Option<String> + Sync)) {
    let mut files: BTreeMap<String, Vec<&mut Finding>> = BTreeMap::new();
    // A stage that read no file of the show (a feed from elsewhere) has said the place itself.
    for finding in report.findings.iter_mut().filter(|finding| finding.span.is_none() && finding.place.locus != Locus::File) {
        files.entry(finding.place.file.clone()).or_default().push(finding);
    }
    files.into_par_iter().for_each(|(name, findings)| {
        let Some(mut file) = open(&name, read) else { return };
        findings.into_iter().for_each(|finding| finding.span = file.span(finding));
    });
}

fn open(name: &str, read: &(dyn Fn(&str) -> Option<String> + Sync)) -> Option<File> {
    read(name).map(|text| File::new(name, text))
}

/// Most bytes of source lines that one file's findings may copy: a damaged file can have thousands of findings on one line of megabytes.
/// Findings beyond it name the file only.
const MAX_COPIED: usize = 64 << 20;

/// A file that is being looked into.
struct File {
    text: String,
    /// Whether the file is nothing but YAML, by its name.
    is_all_yaml: bool,
    /// Byte where each line starts.
    starts: Vec<usize>,
    /// Its YAML, read when a key is first asked for.
    tree: Option<Node>,
    /// How many bytes of lines were copied so far.
    copied: usize,
}

impl File {
    fn new(name: &str, text: String) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        let is_all_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        Self { text, is_all_yaml, starts, tree: None, copied: 0 }
    }

    fn span(&mut self, finding: &Finding) -> Option<Span> {
        let bytes = match &finding.place.locus {
            Locus::File => return None,
            Locus::Bytes { start, end } => *start..*end,
            Locus::Body { start, end } => {
                let body = self.body();
                body.saturating_add(*start)..body.saturating_add(*end)
            }
            Locus::Key(path) => self.find(path, Part::Value),
            Locus::KeyName(path) => self.find(path, Part::Name),
        };
        if self.copied > MAX_COPIED {
            return None;
        }
        let span = self.mark(bytes);
        self.copied += span.text.len();
        Some(span)
    }

    fn find(&mut self, path: &str, part: Part) -> Range<usize> {
        if self.tree.is_none() {
            self.tree = Some(yaml::index(&self.text, self.yaml()));
        }
        let found = self.tree.as_ref().and_then(|tree| in_tree(tree, path, part));
        found.unwrap_or_else(|| self.first_line())
    }

    /// Where the YAML of the file is: all of it, or the front matter.
    fn yaml(&self) -> Range<usize> {
        match front_matter::split(&self.text) {
            _ if self.is_all_yaml => front_matter::whole_range(&self.text),
            Split::Parts(parts) => parts.yaml,
            Split::Unclosed(opening) => opening.end..self.text.len(),
            Split::Absent(start) => start..start,
        }
    }

    /// Where the text below the front matter starts.
    fn body(&self) -> usize {
        match front_matter::split(&self.text) {
            Split::Parts(parts) => parts.body,
            Split::Unclosed(_) => self.text.len(),
            Split::Absent(start) => start,
        }
    }

    /// The first line with anything on it, without the byte order mark.
    fn first_line(&self) -> Range<usize> {
        let rest = self.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
        let start = self.text.len() - rest.len();
        start..start + rest.lines().next().unwrap_or_default().trim_end().len()
    }

    /// Line, column and width of a byte range: the part of it on its first line that has anything to show.
    fn mark(&self, bytes: Range<usize>) -> Span {
        let start = floor(&self.text, bytes.start);
        let end = floor(&self.text, bytes.end.max(start));
        let index = self.starts.partition_point(|line| *line <= start).saturating_sub(1);
        let line_start = self.starts.get(index).copied().unwrap_or(0);
        let rest = self.text.get(line_start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let visible = line.strip_prefix('\u{feff}').unwrap_or(line);
        let hidden = line.len() - visible.len();
        let from = start.saturating_sub(line_start + hidden).min(visible.len());
        let to = end.saturating_sub(line_start + hidden).clamp(from, visible.len());
        let marked = visible.get(from..to).unwrap_or_default().trim_end();
        Span {
            line: index + 1,
            column: visible.get(..from).unwrap_or_default().chars().count() + 1,
            width: marked.chars().count().max(1),
            text: visible.to_owned(),
        }
    }
}

/// Value or name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Value,
    Name,
}

/// The bytes at `path`, or at the nearest parent that is there; `None` when not even its first step is.
fn in_tree(tree: &Node, path: &str, part: Part) -> Option<Range<usize>> {
    let mut node = tree;
    let mut found = None;
    let mut rest = path;
    while !rest.is_empty() {
        let Some((next, name, after)) = step(node, rest) else {
            // What is missing is shown at the name it should stand below, or at the item.
            return found.map(|(value, name): (Range<usize>, Option<Range<usize>>)| name.unwrap_or(value));
        };
        found = Some((next.span.clone(), name));
        node = next;
        rest = after;
    }
    let (value, name) = found?;
    match (part, name) {
        (Part::Name, Some(name)) => Some(name),
        // A value that was left out is shown at its name.
        (Part::Value, Some(name)) if node.value == Value::Missing || value.is_empty() => Some(name),
        _ => Some(value),
    }
}

/// The node one step further: with the span of its name if it has one, and the rest of the path.
fn step<'n, 'p>(node: &'n Node, path: &'p str) -> Option<(&'n Node, Option<Range<usize>>, &'p str)> {
    if let Some(after) = path.strip_prefix('[') {
        let (index, rest) = after.split_once(']')?;
        let Value::List(items) = &node.value else { return None };
        return Some((items.get(index.parse::<usize>().ok()?)?, None, rest.strip_prefix('.').unwrap_or(rest)));
    }
    // Names may hold dots and brackets themselves, so the longest that fits is taken; the last of equals, which is the odd one out.
    let fits = |key: &str| path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let best = node.entries().iter().filter(|entry| !entry.key.is_empty() && fits(&entry.key)).max_by_key(|entry| entry.key.len())?;
    let rest = &path[best.key.len()..];
    Some((&best.node, Some(best.key_span.clone()), rest.strip_prefix('.').unwrap_or(rest)))
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Place;

    /// Line, column, width and marked text of a place in a file.
    fn spot(name: &str, text: &str, place: Place) -> (usize, usize, String) {
        let mut report = Report::default();
        report.add(Finding::error("x", place, "x"));
        locate(&mut report, &|file| (file == name).then(|| text.to_owned()));
        let span = report.findings.remove(0).span.expect("a place in the file");
        (span.line, span.column, span.text.chars().skip(span.column - 1).take(span.width).collect())
    }

    fn key(text: &str, path: &str) -> (usize, usize, String) {
        spot("a.md", text, Place::key("a.md", path))
    }

    const FILE: &str = "\u{feff}---\r\ntitle: Größe 語 x\r\nquestions:\r\n  - ask: A\r\n  - ask: B\r\n    at: 45;11\r\ntags:\r\nmeta:\r\n\tx: 1\r\n---\r\nBody\r\n";

    #[test]
    fn keys_are_found_behind_a_byte_order_mark_and_windows_line_ends() {
        assert_eq!(key(FILE, "title"), (2, 8, "Größe 語 x".to_owned()));
        assert_eq!(key(FILE, "questions[1].at"), (6, 9, "45;11".to_owned()));
    }

    #[test]
    fn what_is_missing_is_shown_at_its_nearest_parent() {
        assert_eq!(key(FILE, "questions[0].at"), (4, 5, "ask: A".to_owned()));
        assert_eq!(key(FILE, "questions[7].at"), (3, 1, "questions".to_owned()));
        assert_eq!(key(FILE, "date"), (1, 1, "---".to_owned()));
        assert_eq!(key(FILE, "tags"), (7, 1, "tags".to_owned()));
        assert_eq!(key("", "date"), (1, 1, String::new()));
    }

    #[test]
    fn names_of_keys_and_bytes_are_found_even_where_the_rest_cannot_be_read() {
        assert_eq!(spot("a.md", FILE, Place::key_name("a.md", "questions[1].at")), (6, 5, "at".to_owned()));
        let broken = "---\ntitle: A: b\n---\nBödy text\n";
        let at = broken.find("text").unwrap_or(0);
        assert_eq!(spot("a.md", broken, Place::bytes("a.md", at, at + 4)), (4, 6, "text".to_owned()));
        assert_eq!(spot("a.md", broken, Place::bytes("a.md", at, 9_999)), (4, 6, "text".to_owned()));
        assert_eq!(spot("a.md", "é", Place::bytes("a.md", 1, 9_999)), (1, 1, "é".to_owned()));
    }

    #[test]
    fn a_file_of_yaml_only_needs_no_lines_around_it() {
        assert_eq!(spot("show.yaml", "title: A\nfeed:\n  limit: x\n", Place::key("show.yaml", "feed.limit")), (3, 10, "x".to_owned()));
        assert_eq!(spot("show.yaml", "---\ntitle: A\n---\n", Place::key("show.yaml", "title")), (2, 8, "A".to_owned()));
    }

    #[test]
    fn a_key_with_dots_in_its_name_is_found() {
        assert_eq!(spot("s.yaml", "checks:\n  a.b: x\n", Place::key("s.yaml", "checks.a.b")), (2, 8, "x".to_owned()));
    }

    #[test]
    fn a_file_that_is_gone_leaves_no_place() {
        let mut report = Report::default();
        report.add(Finding::error("x", Place::key("gone.md", "a"), "x"));
        report.add(Finding::error("x", Place::file("a.md"), "x"));
        locate(&mut report, &|_| None);
        assert!(report.findings.iter().all(|finding| finding.span.is_none()));
    }

    #[test]
    fn a_place_in_the_text_is_counted_from_below_the_front_matter() {
        let text = "\u{feff}---\r\ntitle: x\r\n---\r\nOne.\r\n\r\nSee [it](/gone/).\r\n";
        let mut report = Report::default();
        report.add(Finding::error("broken-link", Place::body("a.md", 12, 24), "gone"));
        report.add(Finding::error("broken-link", Place::body("a.md", 900, usize::MAX), "gone"));
        locate(&mut report, &|_| Some(text.to_owned()));
        let span = report.findings[0].span.clone().expect("the file is there");
        assert_eq!((span.line, span.column, span.width, span.text.as_str()), (6, 5, 12, "See [it](/gone/)."));
        assert!(report.findings[1].span.is_some());
    }
}
