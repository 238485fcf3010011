//! Puts the trouble of the YAML reader into the author's words. In: what the library said and the lines around it. Out: one finding
//! that names the trap, at the line where a person would look.

use super::SourceText;
use super::fields::{one_line, quoted, shortened};
use super::yaml::Trouble;
use crate::report::{Finding, Place};
use granit_parser::ErrorKind;
use std::ops::Range;

/// The finding for one trouble in the YAML at `range` of the file.
pub(super) fn explain(source: &SourceText, range: Range<usize>, trouble: Trouble) -> Finding {
    let scene = Scene { source, range };
    match trouble {
        Trouble::Syntax { kind, at } => scene.syntax(&kind, at),
        Trouble::SecondOpinion { at } => scene.traps(at).unwrap_or_else(|| scene.plain(at)),
        Trouble::Duplicate { key, first, second } => scene.duplicate(&key, &first, second),
        Trouble::Merge(span) => scene
            .at("merge-key", span, "`<<` cannot be used here")
            .label("keys are not merged")
            .fix("write the keys out, and delete this line"),
        Trouble::OddKey(span) => scene
            .at("key-not-a-word", first_line(&source.text, &span), "the name before a colon must be a word")
            .label("this is no word")
            .fix("write a word before the colon, or put quotes around the whole text"),
        Trouble::Tag(span) => scene.special_start(&span),
        Trouble::TooDeep(at) => scene
            .at("nested-too-deep", at..at + 1, "lists are nested too deeply here")
            .label("more than 64 levels")
            .fix("delete this, or move it into a file of its own"),
        Trouble::TooManyAliases(span) => scene
            .at("too-many-aliases", span, "the repetitions by `*` in this file grow too large")
            .label("this repeats too much")
            .fix("write the values out instead of repeating them with `&` and `*`"),
        Trouble::MoreThanOne(span) => scene
            .at("more-than-one-document", span, "everything below this line would be left out")
            .label("this ends the settings")
            .fix("delete this line"),
    }
}

/// The finding for `comment`, which stands at byte `start` after a text and was perhaps meant to be part of it.
pub(super) fn hash(source: &SourceText, start: usize, comment: &str) -> Finding {
    Finding::warning(
        "text-after-hash",
        Place::bytes(&source.path, start, start + comment.len()),
        "what follows a space and `#` is not read",
    )
    .label("left out, as a comment")
    .fix("put quotes around the whole text, or a space after the `#` if it is a comment")
}

/// The part of `span` on its first line, without the line's end; at least one byte where there is one.
#[must_use]
pub fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let inside = text.get(span.clone()).unwrap_or_default();
    let first = inside.lines().next().unwrap_or_default().trim_end();
    span.start..span.start + first.len()
}

/// The file and the YAML in it.
struct Scene<'a> {
    source: &'a SourceText,
    range: Range<usize>,
}

/// A line of the YAML.
#[derive(Clone)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Where the value behind the first `key: ` (after any `- `) starts in the line, and the key.
    fn value(&self) -> Option<(usize, &str)> {
        let body = self.text.trim_start();
        let indent = self.text.len() - body.len();
        let item = body.strip_prefix("- ").map_or(body, str::trim_start);
        let dash = body.len() - item.len();
        let colon = item.find(": ")?;
        let key = &item[..colon];
        let rest = &item[colon + 1..];
        let blanks = rest.len() - rest.trim_start().len();
        let is_key = !key.is_empty() && !key.starts_with(['"', '\'', '[', '{', '#']);
        is_key.then_some((indent + dash + colon + 1 + blanks, key))
    }

    /// The value of the line: what is behind the key, or the whole item.
    fn content(&self) -> (usize, &str) {
        if let Some((at, _)) = self.value() {
            return (at, self.text[at..].trim_end());
        }
        let body = self.text.trim_start();
        let item = body.strip_prefix("- ").map_or(body, str::trim_start);
        (self.text.len() - item.len(), item.trim_end())
    }
}

impl<'a> Scene<'a> {
    fn at(&self, rule: &'static str, span: Range<usize>, message: impl Into<String>) -> Finding {
        // The library's places may fall inside a letter or behind the end.
        let text = &self.source.text;
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end.max(start + 1));
        Finding::error(rule, Place::bytes(&self.source.path, start, end), message)
    }

    fn lines(&self) -> impl DoubleEndedIterator<Item = Line<'a>> + use<'a> {
        let start = self.range.start;
        let text = self.source.text.get(self.range.clone()).unwrap_or_default();
        let mut at = start;
        let lines: Vec<Line<'a>> = text
            .split_inclusive('\n')
            .map(|line| {
                let found = Line { start: at, text: line.trim_end_matches(['\r', '\n']) };
                at += line.len();
                found
            })
            .collect();
        lines.into_iter()
    }

    /// The line that holds byte `at`, or the last one before it that has anything on it.
    fn line_at(&self, at: usize) -> Option<Line<'a>> {
        self.lines().take_while(|line| line.start <= at).filter(|line| !line.text.trim().is_empty()).last()
    }

    fn syntax(&self, kind: &ErrorKind, at: usize) -> Finding {
        match kind {
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
                self.unclosed_quote(at)
            }
            ErrorKind::UnknownAnchor => self.special_start(&self.word_at(at)),
            _ => self.traps(at).unwrap_or_else(|| self.by_kind(kind, at)),
        }
    }

    /// Looks at the line of the mistake and the one above for a well-known trap.
    fn traps(&self, at: usize) -> Option<Finding> {
        let line = self.line_at(at)?;
        let above = self.lines().take_while(|other| other.start < line.start).filter(|other| !other.text.trim().is_empty()).last();
        let candidates: Vec<Line<'a>> = std::iter::once(line).chain(above).collect();
        let each = |look: fn(&Self, &Line<'a>) -> Option<Finding>| candidates.iter().find_map(|line| look(self, line));
        each(Self::tab)
            .or_else(|| each(Self::smart_quotes))
            .or_else(|| each(Self::odd_quote))
            .or_else(|| each(Self::special_character))
            .or_else(|| each(Self::colon))
            .or_else(|| each(Self::missing_space))
    }

    fn tab(&self, line: &Line<'a>) -> Option<Finding> {
        let indent = line.text.len() - line.text.trim_start().len();
        let tab = line.text[..indent].find('\t')?;
        Some(
            self.at("tab-indent", line.start + tab..line.start + tab + 1, "a tab cannot move a line to the right here")
                .label("this is a tab")
                .fix("put two spaces in its place"),
        )
    }

    fn smart_quotes(&self, line: &Line<'a>) -> Option<Finding> {
        let (at, content) = line.content();
        let first = content.chars().next().filter(|c| matches!(c, '“' | '”' | '„' | '‘' | '’' | '«'))?;
        let inside = content.trim_matches(|c| matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»'));
        Some(
            self.at("smart-quotes", line.start + at..line.start + at + first.len_utf8(), "these curly quotes came from a word processor")
                .label("not a straight quote")
                .fix(format!("write straight quotes: {}", quoted(&shortened(&one_line(inside))))),
        )
    }

    /// A value that starts with a quote and goes on behind the closing one, or has none.
    fn odd_quote(&self, line: &Line<'a>) -> Option<Finding> {
        let (at, content) = line.content();
        let quote = content.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inner = &content[1..];
        let Some(close) = closing(inner, quote) else {
            return Some(self.open_quote(line, at, content));
        };
        let rest = inner[close + 1..].trim_start();
        if rest.is_empty() || rest.starts_with(['#', ':', ',', ']', '}']) {
            return None;
        }
        let start = line.start + at + 1 + close;
        let text = content.replace("\\\"", "\"");
        Some(
            self.at("text-after-quote", start..start + 1, "the text goes on after its closing quote")
                .label("the quote ends here")
                .fix(format!("put quotes around the whole text: {}", other_quotes(&text))),
        )
    }

    fn unclosed_quote(&self, at: usize) -> Finding {
        let until = self.line_at(at).map_or(usize::MAX, |line| line.start);
        let opens = |line: &Line<'a>| {
            let (at, content) = line.content();
            let quote = content.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let is_open = closing(&content[1..], quote).is_none();
            is_open.then(|| self.open_quote(line, at, content))
        };
        let near = self.lines().take_while(|line| line.start <= until).filter_map(|line| opens(&line)).last();
        near.or_else(|| self.lines().find_map(|line| opens(&line))).unwrap_or_else(|| {
            self.at("quote-not-closed", at..at + 1, "a quote is opened and never closed")
                .label("it was still open here")
                .fix("add the closing quote")
        })
    }

    fn open_quote(&self, line: &Line<'a>, at: usize, content: &str) -> Finding {
        let start = line.start + at;
        let quote = &content[..1];
        let fix = format!("add {quote} at the end: {}{quote}", shortened(content));
        self.at("quote-not-closed", start..line.end().max(start + 1), "a quote is opened and never closed").label("it starts here").fix(fix)
    }

    /// A text that begins with a character that means something to YAML.
    fn special_character(&self, line: &Line<'a>) -> Option<Finding> {
        let (at, content) = line.content();
        let first = content.chars().next()?;
        let is_special = matches!(first, '@' | '`' | '%' | '&' | '*' | '!') || self.is_broken_bracket(first, content);
        is_special.then(|| self.special(line.start + at..line.start + at + 1, content))
    }

    fn is_broken_bracket(&self, first: char, content: &str) -> bool {
        let close = match first {
            '[' => ']',
            '{' => '}',
            ']' | '}' | ',' => return true,
            _ => return false,
        };
        content.rfind(close).is_some_and(|at| at + 1 < content.len() && !content[at + 1..].trim_start().starts_with('#'))
    }

    fn special_start(&self, span: &Range<usize>) -> Finding {
        let Some(line) = self.line_at(span.start) else {
            return self.plain(span.start);
        };
        let content = self.source.text.get(span.start..line.end()).unwrap_or_default();
        self.special(first_line(&self.source.text, span), content.trim_end())
    }

    fn special(&self, span: Range<usize>, content: &str) -> Finding {
        let first: String = content.chars().take(1).collect();
        self.at("special-first-character", span, format!("a text that begins with `{first}` needs quotes"))
            .label("this character means something else here")
            .fix(format!("put quotes around it: {}", quoted(&shortened(&one_line(content)))))
    }

    /// A second `: ` behind the key's own.
    fn colon(&self, line: &Line<'a>) -> Option<Finding> {
        let (at, content) = line.content();
        line.value()?;
        if content.starts_with(['"', '\'', '[', '{', '|', '>', '#']) {
            return None;
        }
        let colon = content.find(": ").or_else(|| content.ends_with(':').then(|| content.len() - 1))?;
        let start = line.start + at + colon;
        Some(
            self.at("colon-in-text", start..start + 1, "a colon and a space cut this text in two")
                .label("this colon")
                .fix(format!("put quotes around the text: {}", quoted(&shortened(&one_line(content))))),
        )
    }

    /// `title:Foo`.
    fn missing_space(&self, line: &Line<'a>) -> Option<Finding> {
        let body = line.text.trim_start();
        let indent = line.text.len() - body.len();
        let (key, rest) = body.split_once(':')?;
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_key || rest.is_empty() || rest.starts_with([' ', '/']) {
            return None;
        }
        let colon = line.start + indent + key.len();
        Some(
            self.at("no-space-after-colon", colon..colon + 1, "a space is missing after the colon")
                .label("add a space here")
                .fix(format!("write `{key}: {}`", shortened(rest.trim_end()))),
        )
    }

    fn by_kind(&self, kind: &ErrorKind, at: usize) -> Finding {
        match kind {
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar => {
                // The library names the start of the text that the tab stands in.
                let rest = self.source.text.get(at..self.range.end).unwrap_or_default();
                let at = at + rest.find('\t').unwrap_or(0);
                self.at("tab-indent", at..at + 1, "a tab cannot stand here").label("this is a tab").fix("put two spaces in its place")
            }
            ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape | ErrorKind::InvalidUnicodeEscape => self
                .at("backslash-in-quotes", at..at + 1, "a backslash between double quotes means something else")
                .label("near here")
                .fix("write two backslashes, or put single quotes `'` around the text"),
            _ => self.bracket(at).unwrap_or_else(|| self.plain(at)),
        }
    }

    /// A bracket without its partner: shown at the last value that begins with one and opens more than it closes.
    fn bracket(&self, at: usize) -> Option<Finding> {
        let is_open = |line: &Line<'a>| {
            let content = line.content().1;
            let count = |c: char| content.matches(c).count();
            content.starts_with(['[', '{']) && (count('[') > count(']') || count('{') > count('}'))
        };
        let line = self.lines().take_while(|line| line.start <= at).filter(is_open).last()?;
        let from = line.start + line.content().0;
        let finding = self.at("bracket-not-closed", from..line.end(), "a bracket is opened and not closed");
        Some(finding.label("it starts here").fix("add the closing bracket, or put quotes around the text"))
    }

    fn duplicate(&self, key: &str, first: &Range<usize>, second: Range<usize>) -> Finding {
        let line = self.source.text.get(..first.start).unwrap_or_default().matches('\n').count() + 1;
        let key = shortened(&one_line(key));
        self.at("duplicate-key", second, format!("`{key}` is written twice"))
            .label(format!("already on line {line}"))
            .fix("delete one of the two lines")
    }

    /// What is left when no trap is recognised: the line, and the usual causes.
    fn plain(&self, at: usize) -> Finding {
        let span = self.line_at(at).map_or(at..at, |line| {
            let indent = line.text.len() - line.text.trim_start().len();
            line.start + indent..line.start + line.text.trim_end().len()
        });
        self.at("settings-not-understood", span, "the settings cannot be read from this line on")
            .label("here or on the line above")
            .fix("check that the line is indented like its neighbours and reads `name: value`; put quotes around unusual text")
    }

    fn word_at(&self, at: usize) -> Range<usize> {
        let rest = self.source.text.get(at..self.range.end).unwrap_or_default();
        at..at + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }
}

/// Where `quote` closes in the text behind its opening, escapes minded.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let mut skip = false;
    let mut characters = inner.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            _ if skip => skip = false,
            '\\' if quote == '"' => skip = true,
            '\'' if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'') => skip = true,
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// `text` in quotes of the kind it does not contain.
fn other_quotes(text: &str) -> String {
    let text = shortened(&one_line(text));
    if text.contains('\'') { quoted(&text) } else { format!("'{text}'") }
}
