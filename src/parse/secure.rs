//! Addresses that are to begin with https: the four letters and one more, in the author's own settings and nowhere else. In: a text of the
//! show, and what was found in it. Out: as [`super::mend`].

use super::SourceText;
use super::mend::{Edit, Mend, Mended, line_at, marked, told};
use crate::report::{Finding, Locus};
use std::cmp::Reverse;

/// The rules that ask for it, where the address stands at the key that they name.
const RULES: [&str; 4] = ["base-url-not-https", "mixed-http", "recording-not-https", "form-endpoint-not-https"];

/// Whether a finding asks for it.
#[must_use]
pub fn asks_for_https(finding: &Finding) -> bool {
    RULES.contains(&finding.rule)
}

/// The text with https where `findings` mark an address with http at a key of the front matter.
#[must_use]
pub fn secured(source: &SourceText, findings: &[Finding]) -> Mended {
    let in_this_file = findings.iter().filter(|finding| finding.place.file == source.path.as_str() && asks_for_https(finding));
    let mut edits: Vec<(&'static str, Edit)> =
        in_this_file.filter_map(|finding| Some((finding.rule, edit(&source.text, finding)?))).collect();
    edits.sort_by_key(|(_, (range, _))| Reverse(range.start));
    edits.dedup_by_key(|(_, (range, _))| range.start);
    let mut mends: Vec<Mend> = edits.iter().map(|(rule, edit)| told(&source.text, rule, edit)).collect();
    mends.reverse();
    // From the end, so that the places before stay where they are.
    let mut text = source.text.clone();
    edits.into_iter().for_each(|(_, (range, new))| text.replace_range(range, &new));
    Mended { text, mends }
}

/// The `http` of the one address that a finding marks.
fn edit(text: &str, finding: &Finding) -> Option<Edit> {
    let span = finding.span.as_ref().filter(|_| matches!(finding.place.locus, Locus::Key(_)))?;
    let at = marked(text, span, line_at(text, span.line)?)?;
    let value = text.get(at.clone())?.to_ascii_lowercase();
    let start = at.start + value.find("http://").filter(|start| *start <= 1 && value.matches("http://").count() == 1)?;
    Some((start..start + "http".len(), "https".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::parse::locate;
    use crate::report::{Place, Report};

    fn secured_at(text: &str, keys: &[&str]) -> Mended {
        let source = SourceText { path: RelPath("content/show.yaml".to_owned()), text: text.to_owned() };
        let mut report = Report::default();
        keys.iter().for_each(|key| report.add(Finding::error("mixed-http", Place::key(&source.path, *key), "not secure")));
        locate::locate(&mut report, &|_| Some(source.text.clone()));
        secured(&source, &report.findings)
    }

    #[test]
    fn one_letter_is_added_and_the_rest_stays() {
        let text =
            "# http://ours\ntitle: A\nmedia:\n  base_url: \"http://m.example/\" # old: http://x.example\n  prefix: HTTP://p.example/\n";
        let done = secured_at(text, &["media.prefix", "media.base_url", "media.base_url"]);
        let expected = text.replace("\"http:", "\"https:").replace("HTTP:", "https:");
        assert_eq!(done.text, expected);
        let told: Vec<(usize, &str)> = done.mends.iter().map(|mend| (mend.line, mend.after.as_str())).collect();
        assert_eq!(told, [(4, "  base_url: \"https://m.example/\" # old: http://x.example"), (5, "  prefix: https://p.example/")]);
    }

    #[test]
    fn what_is_no_single_address_stays() {
        for text in ["media: {base_url: ftp://x}\n", "media:\n  prefix: x\n", "media:\n  base_url: http://a/http://b/\n", ""] {
            assert_eq!(secured_at(text, &["media.base_url"]).text, text);
        }
        let source = SourceText { path: RelPath("content/show.yaml".to_owned()), text: "base_url: http://a.example/\n".to_owned() };
        let elsewhere = Finding::error("mixed-http", Place::key("content/episodes/1.md", "base_url"), "x");
        assert_eq!(secured(&source, &[elsewhere]).mends, []);
    }
}
