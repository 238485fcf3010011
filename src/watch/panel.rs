//! What the browser is told of a build. In: findings, and the author's files around them. Out: the value that the script in the page shows
//! as a panel or a pill.

use super::serve::live::SourcePlace;
use crate::disk;
use crate::pipeline;
use crate::report::{Finding, Report, Severity};
use serde_json::{Value, json};
use std::path::Path;

/// Most findings that are told in full; the others are counted.
const MOST: usize = 40;
/// Lines shown before and after the one with the mistake.
const BEFORE: usize = 2;
const AFTER: usize = 1;
/// Longest piece of a line that is shown, and how much of it stands before the mark, in characters.
const LONGEST_LINE: usize = 300;
const LEAD: usize = 60;
/// Largest file that lines are shown from, in bytes.
const LARGEST: u64 = 4 << 20;

/// What the browser is told, and the places that it may ask to be opened, in the order of the findings.
///
/// `trouble` is what went wrong with the machine; `good` is when the site that is shown was made.
#[must_use]
pub fn state(report: &Report, trouble: Option<&str>, good: Option<&str>, root: &Path) -> (Value, Vec<SourcePlace>) {
    let mut shown: Vec<&Finding> = report.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let count = |severity| report.count(severity);
    let told = shown.iter().take(MOST);
    let state = json!({
        "is_good": trouble.is_none() && !report.has_errors(),
        "trouble": trouble,
        "good": good,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "findings": told.clone().map(|finding| value(finding, root)).collect::<Vec<_>>(),
    });
    (state, told.map(|finding| place(finding)).collect())
}

fn place(finding: &Finding) -> SourcePlace {
    let (line, column) = finding.span.as_ref().map_or((1, 1), |span| (span.line, span.column));
    SourcePlace { file: finding.place.file.clone(), line, column }
}

fn value(finding: &Finding, root: &Path) -> Value {
    let rule = pipeline::rule_texts().find(|rule| rule.name == finding.rule);
    json!({
        "rule": finding.rule,
        "is_error": finding.severity == Severity::Error,
        "message": finding.message,
        "label": finding.label,
        "fix": finding.fix,
        "why": rule.map(|rule| rule.why),
        "file": finding.place.file,
        "line": finding.span.as_ref().map(|span| span.line),
        "column": finding.span.as_ref().map(|span| span.column),
        "lines": lines(finding, root),
    })
}

/// The lines around a mistake, each with its number; the one that holds it in three parts.
fn lines(finding: &Finding, root: &Path) -> Vec<Value> {
    let Some(span) = &finding.span else { return Vec::new() };
    let file = root.join(&finding.place.file);
    let is_small = disk::metadata(&file).is_some_and(|found| found.len() <= LARGEST);
    let text =
        is_small.then(|| disk::read(&file).ok()).flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let first = span.line.saturating_sub(BEFORE).max(1);
    let around = without_confidences(&text).enumerate().map(|(at, line)| (at + 1, line)).skip(first - 1).take(BEFORE + 1 + AFTER);
    let around: Vec<(usize, &str)> = around.filter(|(number, _)| *number <= span.line + AFTER).collect();
    let found = around.iter().find(|(number, _)| *number == span.line).map(|(_, line)| *line);
    let around = match found {
        Some(HIDDEN) => around,
        Some(line) if line.trim_end() == span.text.trim_end() => around,
        // The file may have changed since it was looked at: then the line as it was found stands alone, unless it may be a confidence.
        _ if text.contains("private") || text.is_empty() => return Vec::new(),
        _ => vec![(span.line, span.text.as_str())],
    };
    let show = |(number, line): (usize, &str)| match line {
        HIDDEN if number == span.line => json!({ "number": number, "before": "", "marked": HIDDEN, "after": "" }),
        line if number == span.line => marked(number, line, span.column, span.width),
        line => plain(number, line),
    };
    around.into_iter().map(show).collect()
}

/// Stands for a line that holds what was told in confidence.
const HIDDEN: &str = "… (private; open it in your editor)";

/// The lines of a text, without what stands below `private:`. The page that shows the panel may hold a script that somebody else wrote (one
/// that counts visits), and such a script can read whatever is on the page.
fn without_confidences(text: &str) -> impl Iterator<Item = &str> {
    let mut block: Option<usize> = None;
    text.lines().map(move |line| {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if block.is_some_and(|outer| !bare.is_empty() && indent <= outer && !bare.starts_with(['}', ']'])) {
            block = None;
        }
        if block.is_none() && bare.trim_start_matches(['"', '\'']).starts_with("private") {
            block = Some(indent);
            // The name of the block itself is no confidence; what stands behind it on the line may be.
            return if bare.trim_end() == "private:" { line } else { HIDDEN };
        }
        if block.is_some() && !bare.is_empty() { HIDDEN } else { line }
    })
}

fn plain(number: usize, line: &str) -> Value {
    json!({ "number": number, "before": line.chars().take(LONGEST_LINE).collect::<String>() })
}

fn marked(number: usize, line: &str, column: usize, width: usize) -> Value {
    let mark = column.saturating_sub(1);
    let skipped = if mark > LONGEST_LINE / 2 { mark - LEAD } else { 0 };
    let mut letters = line.chars().skip(skipped);
    let before: String = letters.by_ref().take(mark - skipped).collect();
    let marked: String = letters.by_ref().take(width.min(LONGEST_LINE)).collect();
    let after: String = letters.take(LONGEST_LINE).collect();
    let before = if skipped > 0 { format!("…{before}") } else { before };
    json!({ "number": number, "before": before, "marked": marked, "after": after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Place, Span};

    fn finding(line: usize, column: usize, width: usize, text: &str) -> Finding {
        let mut finding = Finding::error("missing-title", Place::key("a.md", "title"), "there is no title").fix("add one");
        finding.span = Some(Span { line, column, width, text: text.to_owned() });
        finding
    }

    fn show(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        disk::write(&folder.path().join("a.md"), text.as_bytes()).expect("written");
        folder
    }

    #[test]
    fn four_lines_are_shown_with_the_mistake_marked() {
        let folder = show("one\ntwo\r\nthree\nfo ür x\nfive\nsix\n");
        let lines = lines(&finding(4, 4, 2, "fo ür x"), folder.path());
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], json!({"number": 2, "before": "two"}));
        assert_eq!(lines[2], json!({"number": 4, "before": "fo ", "marked": "ür", "after": " x"}));
        assert_eq!(lines[3]["number"], 5);
    }

    #[test]
    fn the_first_line_has_none_before_and_a_changed_file_shows_the_line_as_it_was() {
        let folder = show("one\ntwo\n");
        assert_eq!(lines(&finding(1, 1, 3, "one"), folder.path()).len(), 2);
        assert_eq!(lines(&finding(1, 1, 3, "old"), folder.path()), [json!({"number": 1, "before": "", "marked": "old", "after": ""})]);
        assert_eq!(lines(&finding(900, 1, 3, "old"), folder.path()).len(), 1);
    }

    #[test]
    fn what_was_told_in_confidence_is_not_shown_in_a_page() {
        let text =
            "name: Dev\nprivate:\n  email: dev@okafor.example\n\n  notes: |\n    his wife is ill\nrole: x\nprivate: {phone: 1}\nrole: y\n";
        let folder = show(text);
        for (line, whole) in text.lines().enumerate() {
            let shown = json!(lines(&finding(line + 1, 1, 4, whole), folder.path())).to_string();
            assert!(!["okafor", "wife", "phone"].iter().any(|word| shown.contains(word)), "{shown}");
        }
        let stale = lines(&finding(3, 1, 4, "  email: old@okafor.example"), folder.path());
        assert!(!json!(stale).to_string().contains("okafor"), "{stale:?}");
        assert_eq!(lines(&finding(7, 1, 4, "role: x"), folder.path())[2]["marked"], "role");
    }

    #[test]
    fn a_line_as_long_as_the_world_is_cut_around_its_mark() {
        let text = format!("{}HERE{}", "é".repeat(100_000), "x".repeat(100_000));
        let folder = show(&text);
        let line = &lines(&finding(1, 100_001, 4, &text), folder.path())[0];
        assert_eq!(line["marked"], "HERE");
        assert!(line["before"].as_str().is_some_and(|before| before.starts_with('…') && before.chars().count() == LEAD + 1));
    }

    #[test]
    fn errors_come_first_and_notes_are_left_to_check() {
        let mut report = Report::default();
        report.add(Finding::info("no-quote", Place::file("a.md"), "none"));
        report.add(Finding::warning("no-photo", Place::file("a.md"), "none"));
        report.add(finding(1, 1, 1, "x"));
        let (state, places) = state(&report, None, Some("10:41"), Path::new("/nowhere"));
        assert_eq!((state["is_good"].as_bool(), state["errors"].as_u64(), state["warnings"].as_u64()), (Some(false), Some(1), Some(1)));
        assert_eq!(
            state["findings"].as_array().map(|all| all.iter().map(|one| one["rule"].clone()).collect::<Vec<_>>()),
            Some(vec![json!("missing-title"), json!("no-photo")])
        );
        assert_eq!(places, vec![SourcePlace { file: "a.md".into(), line: 1, column: 1 }; 2]);
        assert!(state["findings"][0]["why"].as_str().is_some_and(|why| !why.is_empty()));
    }
}
