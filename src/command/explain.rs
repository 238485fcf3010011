//! Layer 5: what a rule means. In: the rule texts that every subject gives. Out: words for the terminal.

use crate::cli::Format;
use crate::report::{RuleText, Severity};
use unicode_width::UnicodeWidthStr;

/// Columns that a terminal surely has.
const WIDTH: usize = 78;

/// What to print, or why there is nothing: a rule of that name does not exist (a usage error that names its neighbours).
///
/// # Errors
/// When no rule has this name.
pub fn explain(rule: Option<&str>, texts: impl Iterator<Item = &'static RuleText>, format: Format) -> Result<String, String> {
    let mut texts: Vec<&RuleText> = texts.collect();
    texts.sort_by_key(|text| text.name);
    texts.dedup_by_key(|text| text.name);
    let Some(rule) = rule else {
        return Ok(match format {
            Format::Text => list(&texts),
            Format::Json => pretty(&serde_json::Value::Array(texts.iter().map(|text| facts(text)).collect())),
        });
    };
    let name = rule.trim().trim_matches(['[', ']']);
    match texts.iter().find(|text| text.name.eq_ignore_ascii_case(name)) {
        Some(text) if format == Format::Json => Ok(pretty(&facts(text))),
        Some(text) => Ok(explanation(text)),
        None => Err(unknown(name, &texts)),
    }
}

/// One rule, as `turntable explain RULE` prints it.
#[must_use]
pub fn explanation(text: &RuleText) -> String {
    let mut out = format!("{}: {}\n\n", severity_word(text.severity), text.name);
    for paragraph in [text.finds, text.why] {
        for part in paragraph.split("\n\n").filter(|part| !part.trim().is_empty()) {
            out.push_str(&wrapped(part, WIDTH));
            out.push_str("\n\n");
        }
    }
    out.push_str(&examples(text.wrong, text.right));
    if text.severity != Severity::Error {
        out.push_str(&format!("\nNot for you?  checks: {{{}: off}}  in content/show.yaml\n", text.name));
    }
    out
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error (nothing is published while it stands)",
        Severity::Warning => "warning",
        Severity::Info => "to do",
    }
}

/// The two examples side by side where they fit, else one below the other.
fn examples(wrong: &str, right: &str) -> String {
    let (wrong, right): (Vec<&str>, Vec<&str>) = (wrong.trim_end().lines().collect(), right.trim_end().lines().collect());
    let widest = |lines: &[&str]| lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let column = widest(&wrong).max(12) + 4;
    if 10 + column + 8 + widest(&right) > WIDTH {
        return format!("  wrong\n{}  right\n{}", indented(&wrong), indented(&right));
    }
    let mut out = String::new();
    for row in 0..wrong.len().max(right.len()) {
        let (left_mark, right_mark) = if row == 0 { ("wrong", "right") } else { ("", "") };
        let left = wrong.get(row).copied().unwrap_or("");
        let gap = " ".repeat(column.saturating_sub(left.width()));
        let line = format!("  {left_mark:<8}{left}{gap}{right_mark:<8}{}", right.get(row).copied().unwrap_or(""));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn indented(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
}

/// `text` broken at spaces so that no line is wider than `width` columns (a longer word stands alone).
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// All rules by severity, one line each.
fn list(texts: &[&RuleText]) -> String {
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_this: Vec<&&RuleText> = texts.iter().filter(|text| text.severity == severity).collect();
        if of_this.is_empty() {
            continue;
        }
        out.push_str(&format!("{}\n", severity_word(severity)));
        for text in of_this {
            out.push_str(&format!("  {:<28} {}\n", text.name, first_sentence(text.finds)));
        }
        out.push('\n');
    }
    out.push_str("One of them in full:  turntable explain RULE\n");
    out
}

/// The first sentence, cut at a character where it would leave the terminal.
fn first_sentence(text: &str) -> String {
    let sentence = text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.');
    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    if sentence.width() <= WIDTH - 31 {
        return sentence;
    }
    let mut cut = String::new();
    for character in sentence.chars() {
        if cut.width() + 2 > WIDTH - 31 {
            break;
        }
        cut.push(character);
    }
    format!("{}…", cut.trim_end())
}

/// Why there is no such rule, with up to three that are spelt alike.
pub(super) fn unknown(name: &str, texts: &[&RuleText]) -> String {
    let mut near: Vec<(f64, &str)> = texts.iter().map(|text| (strsim::jaro_winkler(name, text.name), text.name)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<&str> = near.iter().filter(|(likeness, _)| *likeness > 0.75).take(3).map(|(_, name)| *name).collect();
    if near.is_empty() {
        return format!("there is no rule `{name}`; `turntable explain` lists them all");
    }
    format!("there is no rule `{name}`; did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "))
}

fn facts(text: &RuleText) -> serde_json::Value {
    serde_json::json!({
        "rule": text.name, "severity": text.severity, "finds": text.finds, "why": text.why, "wrong": text.wrong, "right": text.right,
    })
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    static TEXTS: [RuleText; 2] = [
        RuleText {
            name: "question-out-of-order",
            severity: Severity::Error,
            finds: "A question that is earlier than the one before it.",
            why: "Players use your questions as chapters. When a time goes backwards, some skip the chapter and some stop showing chapters at all.",
            wrong: "- at: \"21:28\"\n- at: \"12:22\"",
            right: "- at: \"12:22\"\n- at: \"21:28\"",
        },
        RuleText {
            name: "no-quote",
            severity: Severity::Info,
            finds: "An episode without words worth sharing.",
            why: "Quotes are what partners send on.",
            wrong: "quotes: []",
            right: "quotes:\n  - text: \"Decide who signs before you have to.\"\n    by: dev-okafor and somebody with a long name as well",
        },
    ];

    #[test]
    fn a_rule_is_explained_with_both_examples_side_by_side() {
        let text = explain(Some("[question-out-of-order]"), TEXTS.iter(), Format::Text).expect("it exists");
        insta::assert_snapshot!(text, @r#"
        error (nothing is published while it stands): question-out-of-order

        A question that is earlier than the one before it.

        Players use your questions as chapters. When a time goes backwards, some skip
        the chapter and some stop showing chapters at all.

          wrong   - at: "21:28"    right   - at: "12:22"
                  - at: "12:22"            - at: "21:28"
        "#);
    }

    #[test]
    fn wide_examples_stand_below_one_another_and_no_line_is_too_wide() {
        let text = explain(Some("no-quote"), TEXTS.iter(), Format::Text).expect("it exists");
        assert!(text.contains("  wrong\n    quotes: []\n  right\n"), "{text}");
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
    }

    #[test]
    fn an_unknown_rule_names_its_neighbour() {
        let said = explain(Some("question-out-of-oder"), TEXTS.iter(), Format::Text).expect_err("no such rule");
        assert_eq!(said, "there is no rule `question-out-of-oder`; did you mean `question-out-of-order`?");
        assert!(explain(Some("💥"), TEXTS.iter(), Format::Text).is_err());
    }

    #[test]
    fn without_a_name_all_rules_are_listed_by_severity() {
        let text = explain(None, TEXTS.iter(), Format::Text).expect("a list");
        assert!(text.find("question-out-of-order") < text.find("no-quote"), "{text}");
    }

    #[test]
    fn programs_get_json() {
        let text = explain(Some("no-quote"), TEXTS.iter(), Format::Json).expect("it exists");
        let value: serde_json::Value = serde_json::from_str(&text).expect("one document");
        assert_eq!(value["severity"], "info");
    }
}
