//! A language file of the show's own: `themes/<name>/languages/<tag>.yaml` → the phrases in it. Whether pages have such phrases is `plan`'s
//! to say.

use super::SourceText;
use super::yaml::{self, Node, Value};
use crate::model::{LanguageFile, Phrase, Plural};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use std::collections::BTreeMap;

/// The rules of these files, for `explain`.
pub const RULES: &[RuleText] = &[RuleText {
    name: "phrase-not-text",
    severity: Severity::Error,
    finds: "A phrase in a language file that is neither a text nor a text for each form of a number.",
    why: "The page would have a hole where the phrase belongs.",
    wrong: "questions_count: [one question, many questions]",
    right: "questions_count:\n  one: \"{n} question\"\n  other: \"{n} questions\"",
}];

/// Reads one file.
///
/// Findings: those of [`RULES`] and of YAML.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<LanguageFile> {
    let start = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let root = yaml::read(source, start..source.text.len(), report)?;
    let mut phrases = BTreeMap::new();
    for entry in root.entries() {
        match phrase(&entry.node) {
            Some(phrase) => drop(phrases.insert(entry.key.clone(), phrase)),
            None => report.add(not_text(source, &entry.key, &entry.node)),
        }
    }
    Some(LanguageFile { source: source.path.clone(), phrases })
}

fn phrase(node: &Node) -> Option<Phrase> {
    match &node.value {
        Value::Scalar(scalar) => Some(Phrase::Plain(scalar.text.clone())),
        Value::Mapping(entries) if !entries.is_empty() => {
            let form = |entry: &yaml::Entry| match &entry.node.value {
                Value::Scalar(scalar) => Some((Plural::named(&entry.key)?, scalar.text.clone())),
                _ => None,
            };
            let forms: BTreeMap<_, _> = entries.iter().map(form).collect::<Option<_>>()?;
            forms.contains_key(&Plural::Other).then_some(Phrase::Counted(forms))
        }
        Value::Mapping(_) | Value::List(_) | Value::Missing => None,
    }
}

fn not_text(source: &SourceText, key: &str, node: &Node) -> Finding {
    let place = if node.span.is_empty() {
        Place::key(&source.path, key)
    } else {
        let line = super::yaml_traps::first_line(&source.text, &node.span);
        Place::bytes(&source.path, line.start, line.end)
    };
    let (message, fix) = if matches!(node.value, Value::Mapping(_)) {
        (
            "the forms of a phrase are called zero, one, two, few, many and other, and `other` is always there",
            "write each form's name and its text",
        )
    } else {
        ("this phrase has no text", "write the text in \"quotes\" behind the colon, or delete the line")
    };
    Finding::error("phrase-not-text", place, message).fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn read(text: &str) -> (Option<LanguageFile>, Vec<&'static str>) {
        let mut report = Report::default();
        let source = SourceText { path: RelPath("themes/default/languages/fr.yaml".into()), text: text.into() };
        let file = parse(&source, &mut report);
        (file, report.findings.iter().map(|finding| finding.rule).collect())
    }

    #[test]
    fn texts_and_forms_are_read() {
        let (file, rules) =
            read("\u{feff}more: Plus\r\nseason: 3\r\nquestions_count:\r\n  one: \"{n} question\"\r\n  other: \"{n} questions\"\r\n");
        let phrases = file.unwrap().phrases;
        assert_eq!(rules, Vec::<&str>::new());
        assert_eq!(phrases["more"], Phrase::Plain("Plus".into()));
        assert_eq!(phrases["season"], Phrase::Plain("3".into()));
        assert_eq!(phrases["questions_count"].form(Plural::Many), "{n} questions");
    }

    #[test]
    fn what_is_no_phrase_is_told_and_left_out() {
        let (file, rules) = read("a: [x]\nb:\nc: {one: x}\nd: {several: x, other: y}\ne: {}\nf: fine\n");
        assert_eq!(rules, ["phrase-not-text"; 5]);
        assert_eq!(file.unwrap().phrases.len(), 1);
        assert_eq!(read("a: 1\na: 2\n").1.len(), 1);
        assert_eq!(read("").0.unwrap().phrases.len(), 0);
        assert!(read("just words").0.is_none());
    }

    #[test]
    fn the_built_in_files_read_the_same_as_authors_files() {
        for tag in crate::theme::languages::spoken() {
            let text = std::fs::read_to_string(format!("{}/themes/default/languages/{tag}.yaml", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let (file, rules) = read(&text);
            assert_eq!(rules, Vec::<&str>::new(), "{tag}");
            assert!(file.unwrap().phrases == crate::theme::languages::built_in(&tag).unwrap(), "{tag}");
        }
    }
}
