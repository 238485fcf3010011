//! Part of `check`: what people read. What could be better stands in one line each, by file; what blocks publishing is drawn in full, last,
//! where the eye is. `--verbose` draws everything.

use super::Voice;
use crate::check::foreign::FeedFacts;
use crate::check::online;
use crate::command::reading::labelled;
use crate::pipeline::Counts;
use crate::report::{Finding, Report, Severity, print};
use std::collections::{BTreeMap, BTreeSet};

/// How many findings of one rule in one file are shown before the rest is counted.
const EACH: usize = 4;

/// What was looked at.
pub(super) enum Subject<'a> {
    /// A show of ours.
    Show(Counts),
    /// Any podcast's feed.
    Feed(&'a FeedFacts),
}

/// All of it, each line ended by a line break.
pub(super) fn text(report: &Report, subject: &Subject<'_>, why: &Option<&'static str>, voice: Voice) -> String {
    if voice.is_quiet {
        return super::super::build::findings(report, voice);
    }
    let mut text = String::new();
    if voice.is_verbose {
        text.push_str(&super::super::build::findings(report, voice));
    } else {
        text.push_str(&todos(report, voice));
        text.push_str(&errors(report, voice));
    }
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    text.push_str(&fine(report, subject));
    if let Some(rule) = why {
        text.push_str(&format!("{}\n{}", print::summary(report, voice.style), what_it_means(report, subject)));
        let details = if voice.is_verbose { String::new() } else { format!("Details:    turntable check{} -v\n", feed_words(subject)) };
        text.push_str(&format!("{details}Why a rule: turntable explain {rule}\n"));
    }
    text
}

/// What the network was asked and answered well.
pub(super) fn going_well(good: &[String], voice: Voice) -> String {
    let lines: String = good.iter().filter(|_| !voice.is_quiet).map(|line| format!("  ok    {line}\n")).collect();
    if lines.is_empty() { lines } else { lines + "\n" }
}

fn feed_words(subject: &Subject<'_>) -> &'static str {
    if matches!(subject, Subject::Feed(_)) { " FEED" } else { "" }
}

fn what_it_means(report: &Report, subject: &Subject<'_>) -> &'static str {
    match subject {
        Subject::Show(_) if blocks(report) => "Nothing can be published before the errors are mended.\n",
        Subject::Feed(_) if report.has_errors() => "Directories or apps refuse the feed, or parts of it, for the errors.\n",
        _ => "",
    }
}

/// Whether an error stops a build: what the network answers does not.
fn blocks(report: &Report) -> bool {
    let is_online = |finding: &Finding| online::RULES.iter().any(|rule| rule.name == finding.rule);
    report.findings.iter().any(|finding| finding.severity == Severity::Error && !is_online(finding))
}

/// What could be better, by file, one line each.
fn todos(report: &Report, voice: Voice) -> String {
    let mut text = String::new();
    let mut file = None;
    for (finding, more) in few(report, |finding| finding.severity != Severity::Error) {
        if file.replace(&finding.place.file) != Some(&finding.place.file) {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{}\n", print::plain(&finding.place.file, voice.style)));
        }
        let line = finding.span.as_ref().map(|span| format!("line {}: ", span.line)).unwrap_or_default();
        let message = format!("{line}{} [{}]", finding.message, finding.rule);
        text.push_str(&labelled(2, "todo", 6, &print::plain(&message, voice.style)));
        if more > 0 {
            text.push_str(&format!("        and {more} more of the same\n"));
        }
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// What blocks publishing, drawn in full.
fn errors(report: &Report, voice: Voice) -> String {
    let mut text = String::new();
    for (finding, more) in few(report, |finding| finding.severity == Severity::Error) {
        text.push_str(&print::finding(finding, voice.style));
        if more > 0 {
            text.push_str(&format!("  and {more} more of the same in this file\n"));
        }
        text.push('\n');
    }
    text
}

/// The first findings of each rule in each file; with the last of them, how many more there are.
fn few<'r>(report: &'r Report, is_wanted: impl Fn(&Finding) -> bool) -> Vec<(&'r Finding, usize)> {
    let key = |finding: &'r Finding| (finding.place.file.as_str(), finding.rule);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    report.findings.iter().for_each(|finding| *counts.entry(key(finding)).or_default() += 1);
    let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut few = Vec::new();
    for finding in report.findings.iter().filter(|finding| is_wanted(finding)) {
        let (all, count) = (counts.get(&key(finding)).copied().unwrap_or(1), shown.entry(key(finding)).or_default());
        *count += 1;
        // One left over is shown rather than counted.
        match *count {
            count if count < EACH || all <= EACH + 1 => few.push((finding, 0)),
            count if count == EACH => few.push((finding, all - EACH)),
            _ => {}
        }
    }
    few
}

/// "11 other episodes and 5 offers are fine."
fn fine(report: &Report, subject: &Subject<'_>) -> String {
    let counts = match subject {
        Subject::Show(counts) => counts,
        Subject::Feed(facts) => {
            let items = print::counted(facts.items, "item");
            let title = if facts.title.is_empty() { "The feed".to_owned() } else { facts.title.clone() };
            let words = if report.findings.is_empty() { " and nothing to mend" } else { "" };
            return format!("{title}: {items}{words}.\n");
        }
    };
    let faulty = |folder: &str| {
        let below = report.findings.iter().filter_map(|finding| finding.place.file.strip_prefix(folder)?.split('/').next());
        below.collect::<BTreeSet<_>>().len()
    };
    let kinds = [
        ("episode", "content/episodes/", counts.episodes),
        ("partner", "content/partners/", counts.partners),
        ("offer", "content/offers/", counts.offers),
    ];
    if report.findings.is_empty() {
        let all: Vec<String> = kinds.iter().map(|(word, _, count)| print::counted(*count, word)).collect();
        return format!("{} and nothing to mend.\n", all.join(", "));
    }
    let good: Vec<String> = kinds
        .iter()
        .map(|(word, folder, count)| (word, count.saturating_sub(faulty(folder))))
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| print::counted(count, word))
        .collect();
    match good.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last} are fine.\n", rest.join(", ")),
        Some((last, _)) => format!("{last} {} fine.\n", if last.starts_with("1 ") { "is" } else { "are" }),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Format;
    use crate::report::{Place, Span, print::Style};

    fn voice() -> Voice {
        let style = Style { is_coloured: false, is_unicode: true };
        Voice { format: Format::Text, style, is_quiet: false, is_verbose: false, may_rewrite: false }
    }

    fn at(mut finding: Finding, line: usize) -> Finding {
        finding.span = Some(Span { line, column: 9, width: 3, text: "season: two".to_owned() });
        finding.fix("write it as a number")
    }

    #[test]
    fn what_could_be_better_is_short_and_what_blocks_is_drawn() {
        let mut report = Report::default();
        let (one, two) = ("content/episodes/1/index.md", "content/offers/a.md");
        report.add(at(Finding::error("season-not-a-number", Place::key(one, "season"), "the season must be a whole number"), 7));
        report.add(at(Finding::warning("offer-ends-soon", Place::key(two, "until"), "this offer closes in eleven days"), 6));
        for line in 1..8 {
            report.add(at(Finding::warning("unknown-key", Place::key(two, "x"), "not known"), line));
        }
        let counts = Counts { episodes: 3, partners: 1, offers: 1, ..Counts::default() };
        insta::assert_snapshot!(text(&report, &Subject::Show(counts), &Some("season-not-a-number"), voice()), @r"
        content/offers/a.md
          todo  line 6: this offer closes in eleven days [offer-ends-soon]
          todo  line 1: not known [unknown-key]
          todo  line 2: not known [unknown-key]
          todo  line 3: not known [unknown-key]
          todo  line 4: not known [unknown-key]
                and 3 more of the same

        error[season-not-a-number]: the season must be a whole number
          ┌ content/episodes/1/index.md:7:9
          │
        7 │ season: two
          │         ^^^
          = write it as a number

        2 episodes and 1 partner are fine.
        1 error, 8 warnings in 2 files.
        Nothing can be published before the errors are mended.
        Details:    turntable check -v
        Why a rule: turntable explain season-not-a-number
        ");
    }

    #[test]
    fn nothing_to_mend_says_what_there_is() {
        let counts = Counts { episodes: 1, partners: 2, offers: 0, ..Counts::default() };
        let report = Report::default();
        assert_eq!(text(&report, &Subject::Show(counts), &None, voice()), "1 episode, 2 partners, 0 offers and nothing to mend.\n");
        let facts = FeedFacts { title: "Harbour Books".to_owned(), items: 1 };
        assert_eq!(text(&report, &Subject::Feed(&facts), &None, voice()), "Harbour Books: 1 item and nothing to mend.\n");
    }
}
