//! Findings for programs: the same facts as [`super::print`], as one list. In: a [`Report`]. Out: values to serialise.

use super::{Finding, Report, Severity};
use serde::Serialize;

/// One finding as programs read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry<'a> {
    /// Rule name.
    pub rule: &'a str,
    /// `error`, `warning` or `info`.
    pub severity: Severity,
    /// Path from the show's root, `/` between parts.
    pub file: &'a str,
    /// Line from 1; `null` when the finding is about the file as a whole.
    pub line: Option<usize>,
    /// Column in characters from 1; `null` as above.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: &'a str,
    /// A few words about the marked text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'a str>,
}

/// One finding.
#[must_use]
pub fn entry(finding: &Finding) -> Entry<'_> {
    Entry {
        rule: finding.rule,
        severity: finding.severity,
        file: &finding.place.file,
        line: finding.span.as_ref().map(|span| span.line),
        column: finding.span.as_ref().map(|span| span.column),
        message: &finding.message,
        label: finding.label.as_deref(),
        fix: finding.fix.as_deref(),
    }
}

/// All findings, in the order of the report.
#[must_use]
pub fn entries(report: &Report) -> Vec<Entry<'_>> {
    report.findings.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Place, Span};

    #[test]
    fn line_and_column_are_null_where_there_are_none_and_absent_texts_are_left_out() {
        let mut report = Report::default();
        report.add(Finding::warning("unknown-key", Place::file("a.md"), "not known"));
        let mut placed = Finding::error("missing-title", Place::key("a.md", "title"), "no title").label("here").fix("add one");
        placed.span = Some(Span { line: 7, column: 9, width: 1, text: "x".into() });
        report.add(placed);
        let json = serde_json::to_string(&entries(&report)).expect("plain values");
        insta::assert_snapshot!(json, @r#"[{"rule":"unknown-key","severity":"warning","file":"a.md","line":null,"column":null,"message":"not known"},{"rule":"missing-title","severity":"error","file":"a.md","line":7,"column":9,"message":"no title","label":"here","fix":"add one"}]"#);
    }
}
