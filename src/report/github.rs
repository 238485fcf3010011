//! Findings as annotations that GitHub shows beside the lines of a change. In: a [`Report`]. Out: one line for each.
//!
//! Source: docs.github.com, "Workflow commands for GitHub Actions".

use super::{Finding, Report, Severity};

/// All findings, in the order of the report; each line ended by a line break.
#[must_use]
pub fn annotations(report: &Report) -> String {
    report.findings.iter().map(|finding| format!("{}\n", annotation(finding))).collect()
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![("file", finding.place.file.clone())];
    if let Some(span) = &finding.span {
        properties.push(("line", span.line.to_string()));
        properties.push(("col", span.column.to_string()));
        properties.push(("endColumn", (span.column + span.width).to_string()));
    }
    properties.push(("title", finding.rule.to_owned()));
    let properties: Vec<String> = properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    let fix = finding.fix.as_ref().map(|fix| format!("\n{fix}")).unwrap_or_default();
    format!("::{command} {}::{}", properties.join(","), data(&format!("{}{fix}", finding.message)))
}

/// What would end the message is written as a number.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// In a property, so is what would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Place, Span};

    #[test]
    fn each_finding_is_one_line_whatever_is_in_it() {
        let mut report = Report::default();
        let mut placed = Finding::error("missing-title", Place::key("a, b: c.md", "title"), "100 % wrong\r\nhere").fix("add one");
        placed.span = Some(Span { line: 7, column: 9, width: 3, text: "title: x".into() });
        report.add(placed);
        report.add(Finding::warning("no-cover", Place::file("content/show.yaml"), "there is no cover"));
        report.add(Finding::info("no-transcript", Place::file("content/show.yaml"), "::error::no"));
        insta::assert_snapshot!(annotations(&report), @r"
        ::error file=a%2C b%3A c.md,line=7,col=9,endColumn=12,title=missing-title::100 %25 wrong%0D%0Ahere%0Aadd one
        ::warning file=content/show.yaml,title=no-cover::there is no cover
        ::notice file=content/show.yaml,title=no-transcript::::error::no
        ");
    }
}
