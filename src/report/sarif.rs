//! Findings as SARIF, the format that code hosts and editors read from checkers. In: a [`Report`] and the texts of the rules. Out: one
//! JSON document.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use super::{Finding, Report, RuleText, Severity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The document. Rules are those that found something, in the order of their names.
#[must_use]
pub fn document(report: &Report, texts: &[&RuleText]) -> Value {
    let mut found: BTreeMap<&str, usize> = report.findings.iter().map(|finding| (finding.rule, 0)).collect();
    found.values_mut().enumerate().for_each(|(index, place)| *place = index);
    let rules: Vec<Value> = found.keys().map(|name| rule(name, texts.iter().find(|text| text.name == *name).copied())).collect();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(finding, found.get(finding.rule).copied())).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Turntable", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            // Columns are counted in characters, as people count them.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(name: &str, text: Option<&RuleText>) -> Value {
    let Some(text) = text else { return json!({ "id": name }) };
    json!({
        "id": name,
        "shortDescription": { "text": text.finds },
        "fullDescription": { "text": format!("{} {}", text.finds, text.why) },
        "help": { "text": format!("{}\n\nWrong:\n\n{}\n\nRight:\n\n{}", text.why, text.wrong, text.right) },
        "defaultConfiguration": { "level": level(text.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(finding: &Finding, index: Option<usize>) -> Value {
    let fix = finding.fix.as_ref().map(|fix| format!("; {fix}")).unwrap_or_default();
    let mut place = json!({ "artifactLocation": { "uri": address(&finding.place.file) } });
    if let Some(span) = &finding.span {
        let end = span.column + span.width;
        place["region"] = json!({ "startLine": span.line, "startColumn": span.column, "endColumn": end, "snippet": { "text": span.text } });
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": format!("{}{fix}", finding.message) },
        "locations": [{ "physicalLocation": place }],
    })
}

/// A path as an address relative to the show's folder; what is an address already stays.
fn address(file: &str) -> String {
    if file.starts_with("https://") || file.starts_with("http://") {
        return file.to_owned();
    }
    let mut address = String::with_capacity(file.len());
    for byte in file.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => address.push(char::from(byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Place, Span};

    #[test]
    fn the_document_holds_rules_and_results_with_their_places() {
        let text = RuleText { name: "missing-title", severity: Severity::Error, finds: "F.", why: "W.", wrong: "a", right: "b" };
        let mut report = Report::default();
        let mut placed = Finding::error("missing-title", Place::key("content/Zoë 1.md", "title"), "no title").fix("add one");
        placed.span = Some(Span { line: 7, column: 9, width: 3, text: "title: x".into() });
        report.add(placed);
        report.add(Finding::info("a-rule", Place::file("content/show.yaml"), "well"));
        let run = &document(&report, &[&text])["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][1]["defaultConfiguration"]["level"], "error");
        let first = &run["results"][0];
        assert_eq!((&first["ruleIndex"], &first["message"]["text"]), (&json!(1), &json!("no title; add one")));
        assert_eq!(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "content/Zo%C3%AB%201.md");
        assert_eq!(first["locations"][0]["physicalLocation"]["region"]["endColumn"], 12);
        assert_eq!((&run["results"][1]["level"], &run["results"][1]["ruleIndex"]), (&json!("note"), &json!(0)));
    }
}
