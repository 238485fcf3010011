//! Findings about a feed, each at its line: counted, so that a feed with ten thousand slips does not tell ten thousand times.

use crate::report::{Finding, Place, Report, Span};
use std::collections::BTreeMap;

/// After this many findings of one rule, one more counts the rest.
const EACH: usize = 12;
/// Most characters of a source line that are shown.
const SHOWN: usize = 160;

/// Where findings about one feed are put.
pub(super) struct Told<'a> {
    name: &'a str,
    text: &'a str,
    report: &'a mut Report,
    counts: BTreeMap<&'static str, usize>,
    /// Byte where each line starts.
    starts: Vec<usize>,
}

impl<'a> Told<'a> {
    /// Findings about the feed called `name`, whose text this is.
    pub fn new(name: &'a str, text: &'a str, report: &'a mut Report) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name, text, report, counts: BTreeMap::new(), starts }
    }

    /// Line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// Something was lost or is not as it should be; the import goes on.
    pub fn warn(&mut self, rule: &'static str, at: usize, message: impl Into<String>, fix: &str) {
        let count = self.counts.entry(rule).or_default();
        *count += 1;
        if *count <= EACH {
            let finding = Finding::warning(rule, self.place(at), message).fix(fix);
            self.add(finding, at);
        }
    }

    /// Nothing can be read.
    pub fn error(&mut self, rule: &'static str, at: usize, message: impl Into<String>, fix: &str) {
        self.add(Finding::error(rule, self.place(at), message).fix(fix), at);
    }

    /// Says how much was not said.
    pub fn sum_up(self) {
        for (rule, count) in self.counts {
            if let Some(more) = count.checked_sub(EACH).filter(|more| *more > 0) {
                let message = format!("{more} more of the same in this feed");
                self.report.add(Finding::warning(rule, Place::file(self.name), message).fix("look at those above: the rest is like them"));
            }
        }
    }

    /// The character at a byte; nothing of a text that has none there.
    fn place(&self, at: usize) -> Place {
        let start = self.text.floor_char_boundary(at.min(self.text.len()));
        Place::bytes(self.name, start, self.text.ceil_char_boundary((start + 1).min(self.text.len())))
    }

    fn add(&mut self, mut finding: Finding, at: usize) {
        finding.span = Some(self.span(at));
        self.report.add(finding);
    }

    fn span(&self, at: usize) -> Span {
        let line = self.line(at);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let at = self.text.floor_char_boundary(at.max(start));
        let column = self.text[start..at].chars().count() + 1;
        let text = self.text[start..].lines().next().unwrap_or_default();
        // A feed may be one line of megabytes: a window of it is shown, where it starts with the spot.
        if text.chars().nth(SHOWN).is_some() {
            let text = self.text[at..].lines().next().unwrap_or_default().chars().take(SHOWN).collect();
            return Span { line, column: 1, width: 1, text };
        }
        Span { line, column, width: 1, text: text.to_owned() }
    }
}
