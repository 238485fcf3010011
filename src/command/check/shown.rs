//! Part of `check`: what people read. What could be better stands in one line each, by folder, below what is well there; what blocks
//! publishing is drawn in full, last, where the eye is. `--verbose` draws everything, and says of every interview what is well.

use super::Voice;
use crate::check::foreign::FeedFacts;
use crate::check::{Standing, online};
use crate::command::reading::{WIDTH, labelled};
use crate::pipeline::Counts;
use crate::report::{Finding, Locus, Report, Severity, Span, print};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// How many findings of one rule in one file are shown before the rest is counted.
const EACH: usize = 4;
/// In so many interviews at most it is said what is well beside what could be better; with more, only `--verbose` says it.
const FEW: usize = 12;
/// Where the second thing in a line begins.
const COLUMN: usize = 40;

/// What was looked at.
pub(super) enum Subject<'a> {
    /// A show of ours, and how its interviews stand.
    Show(Counts, &'a [Standing]),
    /// Any podcast's feed.
    Feed(&'a FeedFacts),
}

/// All of it, each line ended by a line break.
pub(super) fn text(report: &Report, subject: &Subject<'_>, why: &Option<&'static str>, voice: Voice) -> String {
    if voice.is_quiet {
        return super::super::build::findings(report, voice);
    }
    let standing = if let Subject::Show(_, standing) = subject { *standing } else { &[] };
    let mut text = String::new();
    if voice.is_verbose {
        text.push_str(&everything_well(report, standing, voice));
        text.push_str(&super::super::build::findings(report, voice));
    } else {
        text.push_str(&todos(report, standing, voice));
        text.push_str(&errors(report, voice));
    }
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    let fine = fine(report, subject);
    text.push_str(&beside(&fine, " ", &sums(report)));
    if let Some(rule) = why {
        text.push_str(what_it_means(report, subject));
        let details = if voice.is_verbose { String::new() } else { format!("Details: turntable check{} -v", feed_words(subject)) };
        text.push_str(&beside(&details, "        ", &format!("Why a rule: turntable explain {rule}")));
    }
    text
}

/// Two texts in one line where they fit, else in two.
fn beside(left: &str, gap: &str, right: &str) -> String {
    let gap = match (left.is_empty(), right.is_empty()) {
        (true, _) | (_, true) => "",
        _ if left.width() + gap.width() + right.width() <= WIDTH => gap,
        _ => "\n",
    };
    format!("{left}{gap}{right}\n")
}

/// "1 error, 2 to do."; nothing where nothing was found.
fn sums(report: &Report) -> String {
    let errors = report.count(Severity::Error);
    let rest = report.findings.len() - errors;
    let errors = (errors > 0).then(|| print::counted(errors, "error"));
    let parts: Vec<String> = errors.into_iter().chain((rest > 0).then(|| format!("{rest} to do"))).collect();
    if parts.is_empty() { String::new() } else { format!("{}.", parts.join(", ")) }
}

/// What the network was asked and answered well.
pub(super) fn going_well(good: &[String], voice: Voice) -> String {
    let lines: String = good.iter().filter(|_| !voice.is_quiet).map(|line| labelled(2, "ok", 6, line)).collect();
    if lines.is_empty() { lines } else { lines + "\n" }
}

fn feed_words(subject: &Subject<'_>) -> &'static str {
    if matches!(subject, Subject::Feed(_)) { " FEED" } else { "" }
}

fn what_it_means(report: &Report, subject: &Subject<'_>) -> &'static str {
    match subject {
        Subject::Show(..) if blocks(report) => "Nothing can be published before the errors are mended.\n",
        Subject::Feed(_) if report.has_errors() => {
            "Directories or apps refuse the feed, or parts of it, for the errors. What\nwrites the feed has settings for most of this; send your host the rest.\n"
        }
        Subject::Feed(_) => "What writes the feed has settings for most of this; send your host the rest.\n",
        _ => "",
    }
}

/// Whether an error stops a build: what the network answers does not.
fn blocks(report: &Report) -> bool {
    let is_online = |finding: &Finding| online::RULES.iter().any(|rule| rule.name == finding.rule);
    report.findings.iter().any(|finding| finding.severity == Severity::Error && !is_online(finding))
}

/// The folder that a file is in with everything that belongs to it, `content/episodes/012-who-can-sign`; the file itself where it has none.
fn home(file: &str) -> &str {
    let third = file.match_indices('/').nth(2).map(|(at, _)| at);
    third.filter(|_| file.starts_with("content/")).and_then(|end| file.get(..end)).unwrap_or(file)
}

/// What could be better, by folder, one line each, below what is well there.
fn todos(report: &Report, standing: &[Standing], voice: Voice) -> String {
    let few = few(report, |finding| finding.severity != Severity::Error);
    let homes: BTreeSet<&str> = few.iter().map(|(finding, _)| home(&finding.place.file)).collect();
    let interviews: BTreeMap<&str, &Standing> = standing.iter().map(|one| (home(one.source.as_str()), one)).collect();
    let says_well = homes.iter().filter(|home| interviews.contains_key(*home)).count() <= FEW;
    let mut text = String::new();
    let mut current = None;
    for (finding, more) in few {
        let folder = home(&finding.place.file);
        if current.replace(folder) != Some(folder) {
            let gap = if text.is_empty() { "" } else { "\n" };
            let interview = interviews.get(folder).copied();
            text.push_str(&format!("{gap}{}", heading(folder, interview, voice)));
            text.push_str(&interview.filter(|_| says_well).map(|one| well(report, one, voice)).unwrap_or_default());
        }
        text.push_str(&todo(finding, folder, voice));
        if more > 0 {
            text.push_str(&format!("        and {more} more of the same\n"));
        }
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// `content/episodes/012-who-can-sign        planned for Thu 14 May, 6:00`.
fn heading(folder: &str, interview: Option<&Standing>, voice: Voice) -> String {
    let folder = print::plain(folder, voice.style);
    let waits = interview.and_then(|one| one.waits.as_deref()).unwrap_or_default();
    if waits.is_empty() { format!("{folder}\n") } else { format!("{folder:<COLUMN$}  {waits}\n") }
}

fn todo(finding: &Finding, folder: &str, voice: Voice) -> String {
    let file = finding.place.file.get(folder.len()..).unwrap_or_default().trim_start_matches('/');
    let file = Some(file).filter(|file| !file.is_empty() && *file != "index.md");
    let line = finding.span.as_ref().filter(|span| !stands_for_what_is_missing(finding, span)).map(|span| format!("line {}", span.line));
    let place: Vec<String> = file.map(str::to_owned).into_iter().chain(line).collect();
    let place = if place.is_empty() { String::new() } else { format!("{}: ", place.join(", ")) };
    let message = format!("{place}{} [{}]", finding.message, finding.rule);
    labelled(2, "todo", 6, &print::plain(&message, voice.style))
}

/// Whether the first line of a file is only named because the key that is spoken of is nowhere in it.
fn stands_for_what_is_missing(finding: &Finding, span: &Span) -> bool {
    let Locus::Key(key) = &finding.place.locus else { return false };
    let name = key.split(['.', '[']).next().unwrap_or_default();
    span.line == 1 && !span.text.trim_start_matches('\u{feff}').trim_start().starts_with(name)
}

/// What is well about an interview, but for what something was found in.
fn well(report: &Report, interview: &Standing, voice: Voice) -> String {
    let lines = interview.well.iter().filter(|well| !well.about.iter().any(|key| is_told(report, interview, key)));
    lines.map(|well| labelled(2, "ok", 6, &print::plain(&well.words, voice.style))).collect()
}

/// Whether something was found at this key, or below it, or at one that begins with it.
fn is_told(report: &Report, interview: &Standing, key: &str) -> bool {
    report.findings.iter().any(|finding| {
        let at = match &finding.place.locus {
            Locus::Key(at) | Locus::KeyName(at) => at.starts_with(key),
            _ => false,
        };
        at && finding.place.file == interview.source.as_str()
    })
}

/// What is well about every interview.
fn everything_well(report: &Report, standing: &[Standing], voice: Voice) -> String {
    let one = |interview: &Standing| {
        let lines = well(report, interview, voice);
        let heading = heading(home(interview.source.as_str()), Some(interview), voice);
        if lines.is_empty() { lines } else { format!("{heading}{lines}\n") }
    };
    standing.iter().map(one).collect()
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
    let (counts, standing) = match subject {
        Subject::Show(counts, standing) => (counts, *standing),
        Subject::Feed(facts) => {
            let items = print::counted(facts.items, "item");
            let title = if facts.title.is_empty() { "The feed".to_owned() } else { facts.title.clone() };
            let words = if report.findings.is_empty() { " and nothing to mend" } else { "" };
            return format!("{title}: {items}{words}.");
        }
    };
    let kinds = [
        ("episode", "content/episodes/", counts.episodes),
        ("partner", "content/partners/", counts.partners),
        ("offer", "content/offers/", counts.offers),
    ];
    if report.findings.is_empty() {
        let all: Vec<String> = kinds.iter().map(|(word, _, count)| print::counted(*count, word)).collect();
        return format!("{} and nothing to mend.", all.join(", "));
    }
    let good = kinds.iter().filter_map(|(word, folder, count)| {
        let faulty = faulty(report, folder, standing);
        let left = count.saturating_sub(faulty);
        let word = if faulty > 0 { format!("other {word}") } else { (*word).to_owned() };
        (left > 0).then(|| print::counted(left, &word))
    });
    let good: Vec<String> = good.collect();
    match good.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last} are fine.", rest.join(", ")),
        Some((last, _)) => format!("{last} {} fine.", if last.starts_with("1 ") { "is" } else { "are" }),
        None => String::new(),
    }
}

/// How many entries of a folder something was found in; interviews that wait are not among those that are counted.
fn faulty(report: &Report, folder: &str, standing: &[Standing]) -> usize {
    let waits: BTreeSet<&str> = standing.iter().filter(|one| one.waits.is_some()).map(|one| home(one.source.as_str())).collect();
    let below = report.findings.iter().map(|finding| home(&finding.place.file)).filter(|home| home.starts_with(folder));
    below.filter(|home| !waits.contains(home)).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Well;
    use crate::cli::Format;
    use crate::model::RelPath;
    use crate::report::{Place, print::Style};

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
        for line in 2..9 {
            report.add(at(Finding::warning("unknown-key", Place::key(two, "x"), "not known"), line));
        }
        let counts = Counts { episodes: 3, partners: 1, offers: 1, ..Counts::default() };
        insta::assert_snapshot!(text(&report, &Subject::Show(counts, &[]), &Some("season-not-a-number"), voice()), @r"
        content/offers/a.md
          todo  line 6: this offer closes in eleven days [offer-ends-soon]
          todo  line 2: not known [unknown-key]
          todo  line 3: not known [unknown-key]
          todo  line 4: not known [unknown-key]
          todo  line 5: not known [unknown-key]
                and 3 more of the same

        error[season-not-a-number]: the season must be a whole number
          ┌ content/episodes/1/index.md:7:9
          │
        7 │ season: two
          │         ^^^
          = write it as a number

        2 other episodes and 1 partner are fine. 1 error, 8 to do.
        Nothing can be published before the errors are mended.
        Details: turntable check -v
        Why a rule: turntable explain season-not-a-number
        ");
    }

    #[test]
    fn nothing_to_mend_says_what_there_is() {
        let counts = Counts { episodes: 1, partners: 2, offers: 0, ..Counts::default() };
        let report = Report::default();
        assert_eq!(text(&report, &Subject::Show(counts, &[]), &None, voice()), "1 episode, 2 partners, 0 offers and nothing to mend.\n");
        let facts = FeedFacts { title: "Harbour Books".to_owned(), items: 1 };
        assert_eq!(text(&report, &Subject::Feed(&facts), &None, voice()), "Harbour Books: 1 item and nothing to mend.\n");
    }

    fn interview(folder: &str, waits: Option<&str>) -> Standing {
        let well = |about: &'static [&'static str], words: &str| Well { about, words: words.to_owned() };
        Standing {
            source: RelPath(format!("content/episodes/{folder}/index.md")),
            waits: waits.map(str::to_owned),
            well: vec![well(&["audio"], "recording 28:14, −16.0 LUFS"), well(&["questions"], "7 questions, all inside the recording")],
        }
    }

    #[test]
    fn what_is_well_stands_above_what_could_be_better_and_is_not_said_where_something_was_found() {
        let mut report = Report::default();
        let file = "content/episodes/012-who-can-sign/index.md";
        report.add(Finding::warning("no-transcript", Place::key(file, "transcript"), "this interview can only be heard, not read"));
        report.add(at(Finding::warning("x", Place::key(file, "questions[2].ask"), "this question is asked twice"), 9));
        let vtt = "content/episodes/012-who-can-sign/transcript.vtt";
        report.add(at(Finding::warning("unknown-speaker", Place::file(vtt), "nobody in this episode is called \"Speaker 2\""), 3));
        let standing = [interview("012-who-can-sign", Some("planned for Thu 14 May, 6:00")), interview("011-cash", None)];
        let mut photo =
            at(Finding::warning("no-photo", Place::key("content/partners/dev/index.md", "photo"), "there is no photo of Dev"), 1);
        photo.span.iter_mut().for_each(|span| span.text = "---".to_owned());
        report.add(photo);
        let counts = Counts { episodes: 1, partners: 1, offers: 5, ..Counts::default() };
        insta::assert_snapshot!(text(&report, &Subject::Show(counts, &standing), &Some("x"), voice()), @r#"
        content/episodes/012-who-can-sign         planned for Thu 14 May, 6:00
          ok    recording 28:14, −16.0 LUFS
          todo  this interview can only be heard, not read [no-transcript]
          todo  line 9: this question is asked twice [x]
          todo  transcript.vtt, line 3: nobody in this episode is called "Speaker 2"
                [unknown-speaker]

        content/partners/dev
          todo  there is no photo of Dev [no-photo]

        1 episode and 5 offers are fine. 4 to do.
        Details: turntable check -v        Why a rule: turntable explain x
        "#);
        let all = text(&Report::default(), &Subject::Show(counts, &standing), &None, Voice { is_verbose: true, ..voice() });
        assert_eq!((all.matches("ok    recording").count(), all.matches("ok    7 questions").count()), (2, 2), "{all}");
    }

    #[test]
    fn a_show_with_much_to_do_is_told_of_that_alone() {
        let folders: Vec<String> = (0..=FEW).map(|number| format!("{number:03}")).collect();
        let standing: Vec<Standing> = folders.iter().map(|folder| interview(folder, None)).collect();
        let told = |count: usize| {
            let mut report = Report::default();
            for one in &standing[..count] {
                report.add(Finding::warning("no-transcript", Place::key(&one.source, "transcript"), "not read"));
            }
            text(&report, &Subject::Show(Counts::default(), &standing), &None, voice()).matches("  ok  ").count()
        };
        assert_eq!((told(FEW), told(FEW + 1)), (2 * FEW, 0));
    }
}
