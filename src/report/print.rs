//! Findings for people: where, what, and what to do, with the line as it stands in the file. In: findings with their spans worked
//! out. Out: text, at most 78 columns wide. It decides nothing about the terminal: the caller says what it can show.

use super::{Finding, Report, Severity, Span};
use unicode_width::UnicodeWidthStr;

/// Widest line.
const COLUMNS: usize = 78;
/// Columns that a tab takes.
const TAB: &str = "    ";

/// What the reader's terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Colours may be used; meaning never rests on them.
    pub is_coloured: bool,
    /// Letters and lines outside ASCII can be shown.
    pub is_unicode: bool,
}

/// One finding, each line ended by a line break.
#[must_use]
pub fn finding(finding: &Finding, style: Style) -> String {
    let pen = Pen { style, severity: finding.severity };
    let mut lines = pen.heading(finding);
    match &finding.span {
        Some(span) => lines.extend(pen.frame(finding, span)),
        None => lines.push(format!("  {} {}", pen.lines().corner, pen.plain(&finding.place.file))),
    }
    let gutter = finding.span.as_ref().map_or(1, |span| span.line.to_string().len());
    lines.extend(finding.fix.iter().flat_map(|fix| pen.fix(fix, gutter)));
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// How much was found: "2 errors, 1 warning in 2 files."; the caller adds what became of the site. Empty when nothing was found.
#[must_use]
pub fn summary(report: &Report, style: Style) -> String {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let parts = counts.into_iter().filter_map(|(severity, word)| {
        let count = report.count(severity);
        (count > 0).then(|| Pen { style, severity }.strong(&counted(count, word)))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return String::new();
    }
    let mut files: Vec<&str> = report.findings.iter().map(|finding| finding.place.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    format!("{} in {}.", parts.join(", "), counted(files.len(), "file"))
}

/// A text from a file as a terminal shows it: nothing in it steers the terminal.
#[must_use]
pub fn plain(text: &str, style: Style) -> String {
    Pen { style, severity: Severity::Info }.plain(text)
}

/// `1 error`, `2 errors`.
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The lines of the frame.
struct Lines {
    corner: &'static str,
    side: &'static str,
    cut: &'static str,
}

/// Draws one finding.
#[derive(Clone, Copy)]
struct Pen {
    style: Style,
    severity: Severity,
}

impl Pen {
    fn lines(self) -> Lines {
        if self.style.is_unicode { Lines { corner: "┌", side: "│", cut: "…" } } else { Lines { corner: "+", side: "|", cut: "..." } }
    }

    fn word(self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    /// Bold, in the colour of the severity.
    fn strong(self, text: &str) -> String {
        let colour = match self.severity {
            Severity::Error => 31,
            Severity::Warning => 33,
            Severity::Info => 36,
        };
        if self.style.is_coloured { format!("\u{1b}[1;{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Text that a terminal shows as it is: tabs spread out, nothing that steers the terminal, ASCII where nothing else can be shown.
    fn plain(self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\t' => shown.push_str(TAB),
                // Marks that turn the direction of a line would tear the frame.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => {}
                c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => shown.push('?'),
                c if c.is_ascii() || self.style.is_unicode => shown.push(c),
                c => shown.push_str(deunicode::deunicode_char(c).map_or("?", |ascii| if ascii.trim().is_empty() { "?" } else { ascii })),
            }
        }
        shown
    }

    fn heading(self, finding: &Finding) -> Vec<String> {
        let name = format!("{}[{}]", self.word(), finding.rule);
        let rest = self.plain(&finding.message);
        let first = COLUMNS.saturating_sub(name.len() + 2);
        let wrapped = wrap(&rest, first, COLUMNS - 4);
        let mut lines = wrapped.into_iter();
        let mut heading = vec![format!("{}: {}", self.strong(&name), lines.next().unwrap_or_default())];
        heading.extend(lines.map(|line| format!("    {line}")));
        heading
    }

    fn frame(self, finding: &Finding, span: &Span) -> Vec<String> {
        let number = span.line.to_string();
        let gutter = " ".repeat(number.len());
        let Lines { corner, side, .. } = self.lines();
        let cut = self.cut(span, COLUMNS.saturating_sub(number.len() + 3));
        let mut lines = vec![
            format!("{gutter} {corner} {}:{}:{}", self.plain(&finding.place.file), span.line, span.column),
            format!("{gutter} {side}"),
            format!("{number} {side} {}{}{}", cut.before, cut.marked, cut.after),
        ];
        lines.extend(self.mark(&cut, finding.label.as_deref(), number.len()).iter().map(|mark| format!("{gutter} {side} {mark}")));
        lines
    }

    /// The line of `^` with its label behind it, or below it where it does not fit.
    fn mark(self, cut: &Cut, label: Option<&str>, digits: usize) -> Vec<String> {
        let room = COLUMNS.saturating_sub(digits + 3);
        let indent = cut.before.width();
        let carets = "^".repeat(cut.marked.width().max(1));
        let marks = format!("{}{}", " ".repeat(indent), self.strong(&carets));
        let Some(label) = label.map(|label| self.plain(label)) else {
            return vec![marks];
        };
        if indent + carets.len() + 1 + label.width() <= room {
            return vec![format!("{marks} {}", self.strong(&label))];
        }
        let wrapped = wrap(&label, room, room);
        let widest = wrapped.iter().map(|line| line.width()).max().unwrap_or(0);
        let left = indent.min(room.saturating_sub(widest));
        let below = wrapped.iter().map(|line| format!("{}{}", " ".repeat(left), self.strong(line)));
        std::iter::once(marks).chain(below).collect()
    }

    fn fix(self, fix: &str, gutter: usize) -> Vec<String> {
        let room = COLUMNS.saturating_sub(gutter + 3);
        let wrapped: Vec<String> = fix.lines().flat_map(|line| self.fix_line(line, room)).collect();
        let lead = |index: usize| if index == 0 { "=" } else { " " };
        wrapped.iter().enumerate().map(|(index, line)| format!("{} {} {line}", " ".repeat(gutter), lead(index))).collect()
    }

    /// What stands on a line of its own is to be copied: it keeps its indentation and is not broken.
    fn fix_line(self, line: &str, room: usize) -> Vec<String> {
        let shown = self.plain(line);
        if shown.starts_with(' ') { vec![shown] } else { wrap(&shown, room, room) }
    }

    /// The source line around its mark, at most `room` columns wide.
    fn cut(self, span: &Span, room: usize) -> Cut {
        let mut characters = span.text.chars();
        let before: String = characters.by_ref().take(span.column.saturating_sub(1)).collect();
        let marked: String = characters.by_ref().take(span.width).collect();
        let whole = Cut { before: self.plain(&before), marked: self.plain(&marked), after: self.plain(characters.as_str()) };
        if whole.before.width() + whole.marked.width() + whole.after.width() <= room {
            whole
        } else {
            whole.shortened(room, self.lines().cut)
        }
    }
}

/// A source line in three parts, as shown.
struct Cut {
    before: String,
    marked: String,
    after: String,
}

impl Cut {
    fn shortened(self, room: usize, dots: &str) -> Self {
        let room = room.saturating_sub(2 * dots.len().min(3));
        let marked = front(&self.marked, room * 2 / 3);
        let rest = if marked.len() < self.marked.len() { String::new() } else { self.after.clone() };
        let left = room.saturating_sub(marked.width());
        let behind = rest.width().min(left / 2).max(left.saturating_sub(self.before.width()));
        let before = back(&self.before, left.saturating_sub(behind.min(rest.width())));
        let after = front(&rest, left.saturating_sub(before.width()));
        let is_cut_behind = marked.len() < self.marked.len() || after.len() < rest.len();
        Self {
            before: if before.len() < self.before.len() { format!("{dots}{before}") } else { before.to_owned() },
            marked: marked.to_owned(),
            after: if is_cut_behind { format!("{after}{dots}") } else { after.to_owned() },
        }
    }
}

/// As much of the front of `text` as fits `room` columns.
fn front(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += width_of(character);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// As much of the end of `text` as fits `room` columns.
fn back(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices().rev() {
        used += width_of(character);
        if used > room {
            return &text[at + character.len_utf8()..];
        }
    }
    text
}

fn width_of(character: char) -> usize {
    unicode_width::UnicodeWidthChar::width(character).unwrap_or(0)
}

/// `text` in lines of at most `first`, then `rest` columns, broken at blanks; a longer word is broken where the line ends.
fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut room, mut used) = (first.max(10), 0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        let gap = usize::from(used > 0);
        if used + gap + word.width() > room && used > 0 {
            lines.push(String::new());
            (room, used) = (rest.max(10), 0);
        }
        while word.width() > room {
            let piece = front(word, room);
            lines.last_mut().into_iter().for_each(|line| line.push_str(piece));
            word = &word[piece.len()..];
            lines.push(String::new());
            room = rest.max(10);
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += word.width();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Place;

    const UNICODE: Style = Style { is_coloured: false, is_unicode: true };

    fn at(line: usize, column: usize, width: usize, text: &str) -> Finding {
        let mut finding =
            Finding::error("season-not-a-number", Place::key("content/episodes/1/index.md", "season"), "the season must be a whole number")
                .label("this is text")
                .fix("write it as a number, for example `season: 2`");
        finding.span = Some(Span { line, column, width, text: text.to_owned() });
        finding
    }

    #[test]
    fn a_finding_looks_as_the_guide_shows() {
        insta::assert_snapshot!(finding(&at(7, 9, 3, "season: two"), UNICODE), @r"
        error[season-not-a-number]: the season must be a whole number
          ┌ content/episodes/1/index.md:7:9
          │
        7 │ season: two
          │         ^^^ this is text
          = write it as a number, for example `season: 2`
        ");
    }

    #[test]
    fn the_gutter_grows_with_the_line_number_and_ascii_stands_in() {
        insta::assert_snapshot!(finding(&at(120, 9, 4, "season: “zwölf”"), Style::default()), @r#"
        error[season-not-a-number]: the season must be a whole number
            + content/episodes/1/index.md:120:9
            |
        120 | season: "zwolf"
            |         ^^^^ this is text
            = write it as a number, for example `season: 2`
        "#);
    }

    #[test]
    fn tabs_and_wide_letters_keep_the_mark_below_its_text() {
        insta::assert_snapshot!(finding(&at(1, 6, 2, "\t日本: 語二"), UNICODE), @r"
        error[season-not-a-number]: the season must be a whole number
          ┌ content/episodes/1/index.md:1:6
          │
        1 │     日本: 語二
          │           ^^^^ this is text
          = write it as a number, for example `season: 2`
        ");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark_and_long_words_are_wrapped() {
        let text = format!("{} HERE {}", "before ".repeat(40).trim_end(), "after ".repeat(40));
        let column = text.find("HERE").expect("it is there") + 1;
        let shown = finding(&at(3, column, 4, &text).fix("write ".repeat(30)), UNICODE);
        assert!(shown.lines().all(|line| line.width() <= COLUMNS), "{shown}");
        assert!(shown.contains("…") && shown.contains(" HERE "), "{shown}");
        let (source, mark) = (shown.lines().nth(3).unwrap_or_default(), shown.lines().nth(4).unwrap_or_default());
        let column_of = |line: &str, what: &str| line.find(what).map(|at| line[..at].width());
        assert_eq!(column_of(source, "HERE"), column_of(mark, "^^^^"));
    }

    #[test]
    fn a_mark_as_long_as_the_world_stays_inside_the_page() {
        let shown = finding(&at(1, 1, 100_000, &"語".repeat(100_000)), UNICODE);
        assert!(shown.lines().all(|line| line.width() <= COLUMNS), "{shown}");
        assert!(shown.contains("this is text"));
    }

    #[test]
    fn nothing_in_a_file_can_steer_the_terminal() {
        let shown = finding(&at(1, 1, 1, "\u{1b}[31mred\u{202e}"), UNICODE);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'));
        assert!(finding(&at(1, 1, 1, "x"), Style { is_coloured: true, is_unicode: true }).contains("\u{1b}[1;31m"));
    }

    #[test]
    fn lines_to_copy_stand_on_lines_of_their_own() {
        let missing = Finding::error("lost-item", Place::file("a.md"), "gone").fix("write\n    aliases: [a]\n    guid: b\nor let it go");
        insta::assert_snapshot!(finding(&missing, UNICODE), @r"
        error[lost-item]: gone
          ┌ a.md
          = write
                aliases: [a]
                guid: b
            or let it go
        ");
    }

    #[test]
    fn a_finding_without_position_names_the_file() {
        let missing = Finding::warning("no-cover", Place::file("content/show.yaml"), "there is no cover").fix("add one");
        insta::assert_snapshot!(finding(&missing, UNICODE), @r"
        warning[no-cover]: there is no cover
          ┌ content/show.yaml
          = add one
        ");
    }

    #[test]
    fn counts_agree_in_number() {
        let mut report = Report::default();
        assert_eq!(summary(&report, UNICODE), "");
        report.add(Finding::error("a", Place::file("x"), "m"));
        assert_eq!(summary(&report, UNICODE), "1 error in 1 file.");
        report.add(Finding::error("a", Place::file("y"), "m"));
        report.add(Finding::warning("a", Place::file("y"), "m"));
        assert_eq!(summary(&report, UNICODE), "2 errors, 1 warning in 2 files.");
    }
}
