//! Findings about a feed: each with the item it is about, its line and column in the XML, and no more of one kind than anybody reads.

use super::view::{Feed, Item};
use crate::report::{Finding, Place, Report, RuleText, Span};
use std::ops::Range;

/// After this many findings of one rule, one more counts the rest.
const EACH: usize = 100;
/// Most characters of a source line that are shown.
const SHOWN: usize = 200;

/// Where findings about one feed are put.
pub(super) struct Found<'f> {
    name: &'f str,
    source: &'f str,
    /// Byte where each line starts.
    starts: Vec<usize>,
    report: &'f mut Report,
    rule: Option<&'static RuleText>,
    count: usize,
}

impl<'f> Found<'f> {
    pub fn new(feed: &Feed<'f>, report: &'f mut Report) -> Self {
        let source = feed.document.source;
        let starts = line_starts(source);
        Self { name: feed.name, source, starts, report, rule: None, count: 0 }
    }

    /// What is found from now on is of this rule.
    pub fn with(&mut self, rule: &'static RuleText) {
        self.sum_up();
        self.rule = Some(rule);
    }

    /// About the feed as a whole.
    pub fn channel(&mut self, at: Range<usize>, message: impl Into<String>, fix: impl Into<String>) {
        self.add(at, message.into(), fix.into());
    }

    /// About one item.
    pub fn item(&mut self, item: &Item, at: Range<usize>, message: impl AsRef<str>, fix: impl Into<String>) {
        self.add(at, format!("{}{}", whose(item), message.as_ref()), fix.into());
    }

    /// About the channel, or an item where there is one.
    pub fn either(&mut self, item: Option<&Item>, at: Range<usize>, message: impl AsRef<str>, fix: impl Into<String>) {
        match item {
            Some(item) => self.item(item, at, message, fix),
            None => self.channel(at, message.as_ref(), fix),
        }
    }

    /// A habit of what writes the feed: told once, at its first place, with how often it comes again.
    pub fn habit(&mut self, places: &[(Option<&Item>, Range<usize>)], message: &str, fix: impl Into<String>) {
        let Some(((item, at), rest)) = places.split_first() else { return };
        let more = match rest.len() {
            0 => String::new(),
            1 => "; so it is in 1 more place".to_owned(),
            more => format!("; so it is in {more} more places"),
        };
        self.either(*item, at.clone(), format!("{message}{more}"), fix);
    }

    fn add(&mut self, at: Range<usize>, message: String, fix: String) {
        self.count += 1;
        let Some(rule) = self.rule.filter(|_| self.count <= EACH) else { return };
        let mut finding = Finding::new(rule.name, rule.severity, Place::bytes(self.name, at.start, at.end), message).fix(fix);
        finding.span = Some(span_in(self.source, &self.starts, &at));
        self.report.add(finding);
    }

    /// Says how much was not said.
    pub fn sum_up(&mut self) {
        let more = std::mem::take(&mut self.count).saturating_sub(EACH);
        let Some(rule) = self.rule.filter(|_| more > 0) else { return };
        let finding = Finding::new(rule.name, rule.severity, Place::file(self.name), format!("{more} more of the same in this feed"));
        self.report.add(finding.fix("look at those above: the rest is like them"));
    }
}

/// `item 3 "Title": `.
pub(super) fn whose(item: &Item) -> String {
    let title = if item.title.is_empty() { String::new() } else { format!(" \"{}\"", item.title) };
    format!("item {}{title}: ", item.number)
}

/// Byte where each line starts.
pub(super) fn line_starts(source: &str) -> Vec<usize> {
    std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Line, column and width of a range of bytes.
pub(super) fn span_in(source: &str, starts: &[usize], at: &Range<usize>) -> Span {
    let place = source.floor_char_boundary(at.start.min(source.len()));
    let line = starts.partition_point(|start| *start <= place).max(1);
    let start = starts.get(line - 1).copied().unwrap_or_default();
    let column = source[start..place].chars().count() + 1;
    let text = source[start..].lines().next().unwrap_or_default();
    let marked = source[place..source.floor_char_boundary(at.end.clamp(place, source.len()))].lines().next().unwrap_or_default();
    let width = marked.chars().take(SHOWN).count().max(1);
    // A feed may be one line of megabytes: what is shown is cut, the column is not.
    let is_long = text.chars().nth(column + SHOWN).is_some();
    let text: String = if is_long { text.chars().take(column + SHOWN).collect() } else { text.to_owned() };
    Span { line, column, width, text }
}
