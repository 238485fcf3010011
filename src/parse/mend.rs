//! Mistakes with one safe answer, mended in the text itself: comments, order and layout stay as they are. In: a text of the show. Out: the
//! text mended, and line by line what was changed. An answer is taken only when reading the result proves it: the mistake is gone and no
//! other came of it.

use super::fields::quoted;
use super::{SourceText, campaign, episode, event, locate, offer, page, person, show};
use crate::report::{Finding, Report, Severity, Span};
use std::ops::Range;

/// Most mistakes that are mended in one file.
const MOST: usize = 200;

/// A line that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The rule that found the mistake.
    pub rule: &'static str,
    /// From 1.
    pub line: usize,
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// A text of the show after mending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The whole file.
    pub text: String,
    /// What was changed, in the order of the lines.
    pub mends: Vec<Mend>,
}

/// Bytes of the text, and what takes their place.
pub(super) type Edit = (Range<usize>, String);

/// Mends what can be mended. What is read is known by where the file lies.
#[must_use]
pub fn mend(source: &SourceText) -> Mended {
    let mut mended = Mended { text: source.text.clone(), mends: Vec::new() };
    let mut now = source.clone();
    for _ in 0..MOST {
        let findings = look(&now);
        let Some((rule, edit)) = findings.iter().find_map(|finding| proven(&now, finding, &findings)) else { break };
        mended.mends.push(told(&now.text, rule, &edit));
        now.text.replace_range(edit.0, &edit.1);
    }
    mended.mends.sort_by_key(|mend| mend.line);
    mended.text = now.text;
    mended
}

/// What the readers say of a text.
fn look(source: &SourceText) -> Vec<Finding> {
    let mut report = Report::default();
    let mut parts = source.path.0.strip_prefix("content/").unwrap_or_default().split('/');
    match parts.next() {
        Some("show.yaml") => drop(show::parse(source, &mut report)),
        Some("episodes") => drop(episode::parse(source, &mut report)),
        Some("hosts" | "partners") => drop(person::parse(source, &mut report)),
        Some("offers") => drop(offer::parse(source, &mut report)),
        Some("events") => drop(event::parse(source, &mut report)),
        Some("campaigns") => drop(campaign::parse(source, &mut report)),
        Some("pages") => drop(page::parse(source, &mut report)),
        _ => {}
    }
    locate::locate(&mut report, &|_| Some(source.text.clone()));
    report.tidy();
    report.findings
}

/// The first answer to a finding that reading proves right.
fn proven(source: &SourceText, finding: &Finding, before: &[Finding]) -> Option<(&'static str, Edit)> {
    let span = finding.span.as_ref()?;
    let line = line_at(&source.text, span.line)?;
    let answers = answers(&source.text, finding, span, line);
    let edit = answers.into_iter().find(|(range, new)| {
        let mut after = source.clone();
        after.text.replace_range(range.clone(), new);
        is_better(finding, before, &look(&after))
    })?;
    Some((finding.rule, edit))
}

/// Mistakes by which nothing below can be read.
fn is_unreadable(finding: &Finding) -> bool {
    const UNREADABLE: [&str; 9] = [
        "tab-indent",
        "colon-in-text",
        "no-space-after-colon",
        "special-first-character",
        "settings-not-understood",
        "bracket-not-closed",
        "quote-not-closed",
        "text-after-quote",
        "backslash-in-quotes",
    ];
    finding.severity == Severity::Error && UNREADABLE.contains(&finding.rule)
}

fn is_better(mended: &Finding, before: &[Finding], after: &[Finding]) -> bool {
    let line = |finding: &Finding| finding.span.as_ref().map_or(0, |span| span.line);
    if is_unreadable(mended) {
        // More may be read now, and more be said of it; but nothing up to here stops the reading.
        return !after.iter().any(|finding| is_unreadable(finding) && line(finding) <= line(mended));
    }
    let is_known = |finding: &Finding| before.iter().any(|known| known.rule == finding.rule && line(known) == line(finding));
    after.len() < before.len() && after.iter().all(is_known)
}

/// Ways to mend a finding, the most probable first.
fn answers(text: &str, finding: &Finding, span: &Span, line: Range<usize>) -> Vec<Edit> {
    match finding.rule {
        "tab-indent" => indented(text, line),
        "smart-quotes" => marked(text, span, line).and_then(|at| straight(text, at)).into_iter().collect(),
        "colon-in-text" | "special-first-character" => between_quotes(text, line),
        "no-space-after-colon" => with_space(text, line).into_iter().collect(),
        "unknown-key" => renamed(text, finding, span, line).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Bytes of a line without its end.
pub(super) fn line_at(text: &str, number: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return Some(start..start + line.trim_end_matches(['\n', '\r']).len());
        }
        start += line.len();
    }
    None
}

/// Bytes of what a span marks.
pub(super) fn marked(text: &str, span: &Span, line: Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(line.clone())?;
    let shown = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let offset = |column: usize| shown.char_indices().nth(column).map_or(shown.len(), |(at, _)| at);
    let start = line.end - shown.len();
    Some(start + offset(span.column - 1)..start + offset(span.column - 1 + span.width))
}

/// Blanks instead of tabs: as deep as the lines above ask for.
fn indented(text: &str, line: Range<usize>) -> Vec<Edit> {
    let whole = text.get(line.clone()).unwrap_or_default();
    let indent = whole.len() - whole.trim_start_matches([' ', '\t']).len();
    let tabs = whole[..indent].matches('\t').count();
    if tabs == 0 {
        return Vec::new();
    }
    let above = text[..line.start].lines().rev().find(|line| !line.trim().is_empty() && !line.contains('\t')).unwrap_or_default();
    let own = above.len() - above.trim_start().len();
    let deeper = if above.trim_start().starts_with("- ") || above.trim_end().ends_with(':') { own + 2 } else { own };
    let blanks = indent - tabs;
    let depths = [deeper, own, blanks + 2 * tabs, blanks + 4 * tabs, blanks + 8 * tabs];
    depths.iter().map(|depth| (line.start..line.start + indent, " ".repeat(*depth))).collect()
}

/// Straight quotation marks instead of curly ones round a value.
fn straight(text: &str, at: Range<usize>) -> Option<Edit> {
    let value = text.get(at.clone())?.trim_end();
    let inside = value.strip_prefix(['“', '„', '‘', '”', '«'])?.strip_suffix(['”', '“', '’', '»'])?;
    Some((at.start..at.start + value.len(), quoted(inside.trim())))
}

/// The value of a line, or all of a list's item, between quotation marks.
fn between_quotes(text: &str, line: Range<usize>) -> Vec<Edit> {
    let whole = text.get(line.clone()).unwrap_or_default();
    // Whether a comment belongs to the text nobody can tell.
    if whole.contains(" #") {
        return Vec::new();
    }
    let item = whole.len() - whole.trim_start().len();
    let item = if whole[item..].starts_with("- ") { item + 2 } else { item };
    let value = whole[item..].find(": ").map(|at| item + at + 2);
    let starts = value.into_iter().chain((item >= 2 && whole[..item].ends_with("- ")).then_some(item));
    let edits = starts.filter_map(|start| {
        let value = whole[start..].trim();
        let start = start + (whole[start..].len() - whole[start..].trim_start().len());
        (!value.is_empty()).then(|| (line.start + start..line.start + start + value.len(), quoted(value)))
    });
    edits.collect()
}

/// A space behind the first colon.
fn with_space(text: &str, line: Range<usize>) -> Option<Edit> {
    let whole = text.get(line.clone())?;
    let colon = whole.find(':').filter(|at| !whole[at + 1..].starts_with([' ', '/']))?;
    Some((line.start + colon + 1..line.start + colon + 1, " ".to_owned()))
}

/// The key that was meant, where only a letter or two are wrong.
fn renamed(text: &str, finding: &Finding, span: &Span, line: Range<usize>) -> Option<Edit> {
    let label = finding.label.as_deref()?;
    let meant = label.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    let is_free = finding.fix.as_deref()?.starts_with("write `");
    let at = marked(text, span, line)?;
    let written = text.get(at.clone())?;
    let plain = |word: &str| word.to_lowercase().replace(['-', ' '], "_");
    let is_near = plain(written) == meant || (meant.len() > 3 && strsim::osa_distance(&plain(written), meant) <= 1 + meant.len() / 6);
    (is_free && is_near).then(|| (at, meant.to_owned()))
}

/// The line before and after an edit.
pub(super) fn told(text: &str, rule: &'static str, (range, new): &Edit) -> Mend {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let before = text[start..end].trim_end_matches('\r').to_owned();
    let after = format!("{}{new}{}", &text[start..range.start], &text[range.end..end]).trim_end_matches('\r').to_owned();
    Mend { rule, line: text[..start].matches('\n').count() + 1, before, after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn mended(path: &str, text: &str) -> Mended {
        let source = SourceText { path: RelPath(path.to_owned()), text: text.to_owned() };
        let done = mend(&source);
        let again = mend(&SourceText { text: done.text.clone(), ..source });
        assert_eq!(again.mends, [], "a second run finds nothing more");
        done
    }

    fn episode(front: &str) -> String {
        let text = mended("content/episodes/1/index.md", &format!("---\n{front}---\nNotes: as they are “here”\n")).text;
        text.strip_prefix("---\n")
            .and_then(|text| text.strip_suffix("---\nNotes: as they are “here”\n"))
            .expect("only the settings change")
            .to_owned()
    }

    #[test]
    fn each_kind_of_slip_is_mended_and_the_rest_stays() {
        for (wrong, right) in [
            ("title: Signing: who may?  \n", "title: \"Signing: who may?\"  \n"),
            ("title: “Who can sign?” # ours\n", "title: \"Who can sign?\" # ours\n"),
            ("titel: A\n", "title: A\n"),
            ("Title: A\n", "title: A\n"),
            ("title: A\nquestions:\n\t- ask: Who?\n\t  at: 0:01\n", "title: A\nquestions:\n  - ask: Who?\n    at: 0:01\n"),
            ("title: A\nquestions:\n  - ask: Who?\n\tat: 0:01\n", "title: A\nquestions:\n  - ask: Who?\n    at: 0:01\n"),
            ("title: A\ntakeaways:\n  - One thing: count first\n", "title: A\ntakeaways:\n  - \"One thing: count first\"\n"),
            ("title: A\nsummary: @dev says\n", "title: A\nsummary: \"@dev says\"\n"),
            ("# first\r\ntitle: “A”\r\n\r\nguests: [dev]  # who\r\n", "# first\r\ntitle: \"A\"\r\n\r\nguests: [dev]  # who\r\n"),
        ] {
            let rest = "date: 2026-05-14\n";
            assert_eq!(episode(&format!("{rest}{wrong}")), format!("{rest}{right}"), "{wrong}");
        }
    }

    #[test]
    fn what_has_more_than_one_answer_stays() {
        for text in [
            "title: A\ndate: 5/14/2026\n",
            "title: A: b # c\ndate: 2026-05-14\n",
            "title: A\ntitel: B\ndate: 2026-05-14\n",
            "title: A\npodcast: B\ndate: 2026-05-14\n",
            "title: \"A\ndate: 2026-05-14\n",
            "title: 'Who says “yes”?'\ndate: 2026-05-14\n",
        ] {
            assert_eq!(episode(text), text);
        }
    }

    #[test]
    fn what_was_changed_is_told_line_by_line() {
        let done = mended("content/show.yaml", "titel: A\ndescription: B\nbase_url: https://a.example/\nlanguage: “en”\n");
        let told: Vec<(&str, usize, &str, &str)> =
            done.mends.iter().map(|mend| (mend.rule, mend.line, mend.before.as_str(), mend.after.as_str())).collect();
        assert_eq!(told, [("unknown-key", 1, "titel: A", "title: A"), ("smart-quotes", 4, "language: “en”", "language: \"en\"")]);
    }

    #[test]
    fn nothing_makes_it_fail() {
        for text in [
            "",
            "---",
            "---\n\t\n---\n",
            "---\n\t\t\ta:\tb\n---\n",
            "---\n: : :\n---",
            "---\na: “\n---\n",
            "---\n- - -\n: \n",
            "\u{feff}---\ntitel: “é”\n---\n",
        ] {
            drop(mend(&SourceText { path: RelPath("content/episodes/x/index.md".to_owned()), text: text.to_owned() }));
        }
        let long = format!("---\n{}---\n", "\ta: b: c\n".repeat(500));
        drop(mend(&SourceText { path: RelPath("content/show.yaml".to_owned()), text: long }));
    }
}
