//! Transcripts in: WebVTT, SRT, podcast JSON, plain text, HTML, `**Name:**` Markdown.
//!
//! The content decides which of them a file is. Every reader is lenient: it takes what it can, and says where it could not.

mod cues;
mod html;
mod json;
mod names;
mod text;

use super::SourceText;
use super::lines::tidy;
use crate::model::{Cue, Millis, Transcript};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use std::collections::BTreeMap;

/// The rules of this reader, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "transcript-not-understood",
        severity: Severity::Error,
        finds: "A transcript file in which nothing can be read as what somebody said.",
        why: "The page and the feed would promise a transcript and show nothing.",
        wrong: "transcript.vtt    a Word file under another name",
        right: "transcript.vtt    exported as WebVTT, SRT, JSON, HTML or plain text",
    },
    RuleText {
        name: "transcript-line-not-understood",
        severity: Severity::Warning,
        finds: "A line of a transcript that is neither a time, nor words that belong to one.",
        why: "What stands there is left out of the transcript on the page and in podcast apps.",
        wrong: "00:01:0x --> 00:01:05",
        right: "00:01:02.000 --> 00:01:05.000",
    },
    RuleText {
        name: "cues-out-of-order",
        severity: Severity::Warning,
        finds: "Words of a transcript that start earlier than those above them.",
        why: "Apps that show words in time with the voice skip them. They are sorted here, but the times may be wrong.",
        wrong: "00:00:09.000 --> 00:00:11.000 stands above 00:00:05.000 --> 00:00:07.000",
        right: "every start is later than the one above",
    },
    RuleText {
        name: "cue-ends-before-it-starts",
        severity: Severity::Warning,
        finds: "Words of a transcript that end before they start.",
        why: "Apps never show them.",
        wrong: "00:00:09.000 --> 00:00:07.000",
        right: "00:00:07.000 --> 00:00:09.000",
    },
];

/// After this many findings of one rule in a file, one more counts the rest.
const FINDINGS: usize = 5;

/// Whether a file beside an episode is a transcript, by name: `transcript.*`, `<anything>.vtt`, `<anything>.srt`, `*.transcript.{json,txt,html,md}`.
#[must_use]
pub fn is_transcript(file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    match ending {
        "vtt" | "srt" => true,
        "json" | "txt" | "html" | "htm" | "md" => stem == "transcript" || stem.ends_with(".transcript"),
        _ => false,
    }
}

/// Reads a transcript by its content, with its file name as a hint.
///
/// Findings: those of [`RULES`].
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Transcript> {
    let mut notes = Notes { file: source.path.as_str(), report, counts: BTreeMap::new() };
    let text = source.text.as_str();
    let found = match kind(text, &source.path.extension()) {
        Kind::Vtt => Some(cues::vtt(text, &mut notes)),
        Kind::Srt => Some(cues::srt(text, &mut notes)),
        Kind::Json => json::read(text, &mut notes),
        Kind::Html => Some(html::read(text)),
        Kind::Text => Some(text::read(text)),
    };
    let transcript = found.and_then(|found| finish(found, source, &mut notes));
    notes.sum_up();
    transcript
}

/// The ways of writing a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Vtt,
    Srt,
    Json,
    Html,
    Text,
}

fn kind(text: &str, extension: &str) -> Kind {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.starts_with("WEBVTT") {
        return Kind::Vtt;
    }
    if start.starts_with('{') || start.starts_with('[') && (extension == "json" || start[1..].trim_start().starts_with(['{', ']'])) {
        return Kind::Json;
    }
    if html::is_html(start) {
        return Kind::Html;
    }
    // A WebVTT file that lost its first line is read like one all the same.
    match (cues::has_timing(text), extension) {
        (true, "vtt") => Kind::Vtt,
        (true, _) => Kind::Srt,
        (false, _) => Kind::Text,
    }
}

/// What a reader found, before sorting.
#[derive(Debug, Default)]
struct Found {
    language: Option<String>,
    is_timed: bool,
    cues: Vec<Placed>,
}

/// A cue with where it stands. Its speaker is the one in force, whether repeated in the file or not.
#[derive(Debug)]
struct Placed {
    cue: Cue,
    start: usize,
    end: usize,
}

/// Findings of one file; a rule that keeps finding is cut short.
struct Notes<'a> {
    file: &'a str,
    report: &'a mut Report,
    counts: BTreeMap<&'static str, usize>,
}

impl Notes<'_> {
    fn warn(&mut self, rule: &'static str, (start, end): (usize, usize), message: impl Into<String>, fix: &str) {
        let count = self.counts.entry(rule).or_default();
        *count += 1;
        if *count <= FINDINGS {
            self.report.add(Finding::warning(rule, Place::bytes(self.file, start, end), message).fix(fix));
        }
    }

    fn not_understood(&mut self, place: (usize, usize), message: &str) {
        let fix = "write the time as `00:01:02.000 --> 00:01:05.000` with the words below it, or take the line out";
        self.warn("transcript-line-not-understood", place, message, fix);
    }

    fn nothing(&mut self, place: Place, message: impl Into<String>) {
        let fix = "export the transcript as WebVTT, SRT, podcast JSON, HTML or plain text (`Name: words`)";
        self.report.add(Finding::error("transcript-not-understood", place, message).fix(fix));
    }

    fn sum_up(&mut self) {
        for (rule, count) in &self.counts {
            let Some(more) = count.checked_sub(FINDINGS).filter(|more| *more > 0) else { continue };
            let places = if more == 1 { "place" } else { "places" };
            let message = format!("the same in {more} more {places} of this transcript");
            self.report.add(Finding::warning(rule, Place::file(self.file), message).fix("export the transcript again if there are many"));
        }
    }
}

/// Sorts, drops what is empty, and names the speaker only where it changes.
fn finish(found: Found, source: &SourceText, notes: &mut Notes<'_>) -> Option<Transcript> {
    let Found { language, is_timed, mut cues } = found;
    cues.retain(|placed| !placed.cue.text.is_empty());
    if cues.is_empty() {
        notes.nothing(Place::file(notes.file), "there are no words in this transcript");
        return None;
    }
    if is_timed {
        check_times(&mut cues, notes);
        cues.sort_by_key(|placed| placed.cue.start);
    }
    let mut cues: Vec<Cue> = cues.into_iter().map(|placed| placed.cue).collect();
    name_only_changes(&mut cues);
    Some(Transcript { source: source.path.clone(), language, is_timed, cues })
}

fn check_times(cues: &mut [Placed], notes: &mut Notes<'_>) {
    let mut latest = Millis(0);
    for placed in cues {
        let Cue { start, end, .. } = placed.cue;
        if end < start {
            let message = format!("these words end at {} and start at {}", end.clock(), start.clock());
            notes.warn("cue-ends-before-it-starts", (placed.start, placed.end), message, "put the later time behind the arrow");
            placed.cue.end = start;
        }
        if start < latest {
            let message = format!("these words start at {}, but those above at {}", start.clock(), latest.clock());
            notes.warn("cues-out-of-order", (placed.start, placed.end), message, "check the time, and put them where they belong");
        }
        latest = latest.max(start);
    }
}

fn name_only_changes(cues: &mut [Cue]) {
    let mut current: Option<String> = None;
    for cue in cues {
        if cue.speaker == current {
            cue.speaker = None;
        } else if cue.speaker.is_some() {
            current.clone_from(&cue.speaker);
        }
    }
}

/// Words of one speaker before their times are settled; what the readers of text and HTML make.
#[derive(Debug, Default)]
struct Piece {
    start: usize,
    end: usize,
    speaker: Option<String>,
    stamp: Option<Millis>,
    text: String,
}

/// How fast people speak, for words whose end nobody wrote down.
const CHARACTERS_PER_SECOND: u64 = 15;

/// Gives pieces their times: each ends where the next stamped one starts, and shares that span with those between by length.
///
/// Without a stamp on the first piece there is no way to tell, and the transcript is untimed.
fn from_pieces(mut pieces: Vec<Piece>) -> Found {
    pieces.retain(|piece| !piece.text.is_empty());
    let is_timed = pieces.first().is_some_and(|piece| piece.stamp.is_some());
    let mut cues = Vec::with_capacity(pieces.len());
    let mut speaker = None;
    let mut rest = pieces.as_slice();
    while let Some(first) = rest.first() {
        let length = 1 + rest[1..].iter().take_while(|piece| piece.stamp.is_none()).count();
        let (group, after) = rest.split_at(length);
        let start = first.stamp.filter(|_| is_timed).unwrap_or_default();
        let letters: u64 = group.iter().map(|piece| piece.text.chars().count() as u64).sum();
        let end = match after.first().and_then(|next| next.stamp) {
            Some(next) if next > start => next,
            _ => Millis(start.0 + letters * 1000 / CHARACTERS_PER_SECOND),
        };
        let mut said = 0;
        for piece in group {
            speaker = piece.speaker.clone().or(speaker);
            let from = between(start, end, said, letters);
            said += piece.text.chars().count() as u64;
            let (from, to) = if is_timed { (from, between(start, end, said, letters)) } else { (Millis(0), Millis(0)) };
            let cue = Cue { start: from, end: to, speaker: speaker.clone(), text: piece.text.clone() };
            cues.push(Placed { cue, start: piece.start, end: piece.end });
        }
        rest = after;
    }
    Found { language: None, is_timed, cues }
}

/// The moment between two others, by share.
fn between(start: Millis, end: Millis, part: u64, whole: u64) -> Millis {
    Millis(start.0 + (end.0 - start.0) * part / whole.max(1))
}

/// A speaker's name as it is shown; `None` when nothing is left of it.
fn speaker(name: &str) -> Option<String> {
    let name = tidy(name);
    let name = name.trim_end_matches([':', '：']).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::report::Locus;
    use proptest::prelude::*;

    fn read(name: &str, text: &str) -> (Option<Transcript>, Report) {
        let mut report = Report::default();
        let source = SourceText { path: RelPath(format!("content/episodes/a/{name}")), text: text.to_owned() };
        let transcript = parse(&source, &mut report);
        (transcript, report)
    }

    /// Start, end, speaker, words of every cue of a file without findings.
    fn cues(name: &str, text: &str) -> Vec<(u64, u64, Option<String>, String)> {
        let (transcript, report) = read(name, text);
        assert_eq!(report.findings, [], "{text}");
        let cues = transcript.expect("it has words").cues;
        cues.into_iter().map(|cue| (cue.start.0, cue.end.0, cue.speaker, cue.text)).collect()
    }

    fn cue(start: u64, end: u64, speaker: &str, text: &str) -> (u64, u64, Option<String>, String) {
        (start, end, (!speaker.is_empty()).then(|| speaker.to_owned()), text.to_owned())
    }

    fn spots<'a>(report: &'a Report, text: &'a str) -> Vec<(&'static str, &'a str)> {
        let spot = |finding: &'a Finding| match finding.place.locus {
            Locus::Bytes { start, end } => &text[start..end],
            _ => "",
        };
        report.findings.iter().map(|finding| (finding.rule, spot(finding))).collect()
    }

    #[test]
    fn files_are_known_by_name() {
        for name in
            ["transcript.vtt", "TRANSCRIPT.TXT", "dev final.srt", "who-can-sign.transcript.json", "transcript.md", "transcript.html"]
        {
            assert!(is_transcript(name), "{name}");
        }
        for name in ["index.md", "chapters.json", "notes.txt", "transcript", "vtt", "transcript.pdf", ""] {
            assert!(!is_transcript(name), "{name}");
        }
    }

    #[test]
    fn webvtt_is_read_with_everything_that_may_stand_in_it() {
        let text = "\u{FEFF}WEBVTT - made by hand\r\nLanguage: de\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE a comment --> here\r\n\r\nfirst\r\n\
            00:05.000 --> 00:07.500 align:start position:0%\r\n<v.loud Margo Ellison>R&amp;D, <i>who</i>\r\ncan <00:06.000><c.x>sign</c>?</v>\r\n\r\n\
            1:00:00.000 --> 1:00:04.000\r\n<v Dev>Less.</v> <v Margo Ellison>Good.\r\n\r\n1:00:05.000 --> 1:00:06.000\r\n<v Margo Ellison>a < b\r\n";
        let (transcript, report) = read("transcript.vtt", text);
        let transcript = transcript.expect("it has words");
        assert_eq!(report.findings, []);
        assert_eq!((transcript.language.as_deref(), transcript.is_timed), (Some("de"), true));
        let found: Vec<_> = transcript.cues.into_iter().map(|cue| (cue.start.0, cue.end.0, cue.speaker, cue.text)).collect();
        let expected = [
            cue(5_000, 7_500, "Margo Ellison", "R&D, who can sign?"),
            cue(3_600_000, 3_602_000, "Dev", "Less."),
            cue(3_602_000, 3_604_000, "Margo Ellison", "Good."),
            cue(3_605_000, 3_606_000, "", "a < b"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn srt_is_read_with_comma_or_dot_and_names_in_front() {
        let text = "1\r\n00:00:00,000 --> 00:00:02,200\r\nMargo Ellison: Tomasz, you walk\r\ninto an <i>office</i>.\r\n\r\n2\r\n00:00:02.200 --> 00:00:03.876\r\n{\\an8}One thing: where?\r\n\r\n\
            3\r\n00:00:04,100 --> 00:00:04,850\r\nTomasz: Under it.\r\n\r\nStill under it.\r\n\r\n4\r\n00:00:05,000 --> 00:00:06,000\r\nTomasz: Yes.\r\n";
        let expected = [
            cue(0, 2_200, "Margo Ellison", "Tomasz, you walk into an office."),
            cue(2_200, 3_876, "", "One thing: where?"),
            cue(4_100, 4_850, "Tomasz", "Under it. Still under it."),
            cue(5_000, 6_000, "", "Yes."),
        ];
        assert_eq!(cues("transcript.srt", text), expected);
    }

    #[test]
    fn srt_under_a_vtt_name_and_the_other_way_round_are_read() {
        assert_eq!(cues("a.vtt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n"), [cue(1_000, 2_000, "", "Hello")]);
        assert_eq!(cues("a.srt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"), [cue(1_000, 2_000, "", "Hello")]);
    }

    #[test]
    fn podcast_json_and_whisper_json_are_read() {
        let podcast = r#"{"version":"1.0.0","segments":[{"speaker":"Margo","startTime":0.5,"endTime":"2.552","body":" A company\ngrows. "},
            {"speaker":"Margo","startTime":2.8,"endTime":3,"body":"Then?"},{"startTime":4,"endTime":4,"body":""}]}"#;
        assert_eq!(cues("transcript.json", podcast), [cue(500, 2_552, "Margo", "A company grows."), cue(2_800, 3_000, "", "Then?")]);
        let whisper = r#"{"text":"x","segments":[{"id":0,"start":0.0,"end":1.25,"text":" Hola"}],"language":"es"}"#;
        let (transcript, _) = read("a.transcript.json", whisper);
        assert_eq!(transcript.expect("it has words").language.as_deref(), Some("es"));
        let cpp = r#"{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:01,500"},"text":" Hi"}]}"#;
        assert_eq!(cues("transcript.json", cpp), [cue(0, 1_500, "", "Hi")]);
        assert_eq!(cues("transcript.json", r#"[{"start":1,"text":"Hi"}]"#), [cue(1_000, 1_000, "", "Hi")]);
    }

    #[test]
    fn broken_json_is_shown_where_it_breaks() {
        let text = "{\"segments\": [\n {\"body\": \"é\",, }";
        let (transcript, report) = read("transcript.json", text);
        assert_eq!(transcript, None);
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.findings[0].rule, "transcript-not-understood");
        assert!(
            matches!(report.findings[0].place.locus, Locus::Bytes { start, .. } if text[start..].starts_with(',')),
            "{:?}",
            report.findings
        );
        let text = r#"{"segments":[{"startTime":1,"body":"a"},{"body":"lost"}]}"#;
        assert_eq!(spots(&read("transcript.json", text).1, text), [("transcript-line-not-understood", r#"{"body":"lost"}"#)]);
    }

    #[test]
    fn plain_text_is_read_by_paragraph_and_name() {
        let text = "Margo: Who can sign?\r\nAnd when?\r\n\r\nDev Okafor: Nobody.\r\nHe said so: on Monday.\r\n\r\nThat is all.\r\nMargo: Thanks.\r\n";
        let expected = [
            cue(0, 0, "Margo", "Who can sign? And when?"),
            cue(0, 0, "Dev Okafor", "Nobody. He said so: on Monday."),
            cue(0, 0, "", "That is all."),
            cue(0, 0, "Margo", "Thanks."),
        ];
        assert_eq!(cues("transcript.txt", text), expected);
        assert!(!read("transcript.txt", text).0.expect("it has words").is_timed);
    }

    #[test]
    fn stamped_text_is_timed_and_shares_the_time_between() {
        let text = "[00:00:00] Margo: One two.\n\nSo: more.\n\n[0:10] Margo: Three.\n";
        let expected = [cue(0, 4_705, "Margo", "One two."), cue(4_705, 10_000, "", "So: more."), cue(10_000, 10_400, "", "Three.")];
        assert_eq!(cues("transcript.txt", text), expected);
        let text = "Margo Ellison  0:05\nWho can sign?\n\nDev Okafor  0:09\nNobody can.\n";
        assert_eq!(
            cues("transcript.txt", text),
            [cue(5_000, 9_000, "Margo Ellison", "Who can sign?"), cue(9_000, 9_733, "Dev Okafor", "Nobody can.")]
        );
    }

    #[test]
    fn markdown_turns_are_read() {
        let text = "---\ntitle: x\n---\n# Transcript\n\n**Margo:** Who *really* [signs](https://example.com)?\n\n**田中 美咲**：箱は\n問題ない。\n\n---\n\n**Margo:** Good: very **good**.\n";
        let expected =
            [cue(0, 0, "Margo", "Who *really* signs?"), cue(0, 0, "田中 美咲", "箱は問題ない。"), cue(0, 0, "Margo", "Good: very good.")];
        assert_eq!(cues("transcript.md", text), expected);
    }

    #[test]
    fn html_gives_words_and_never_scripts() {
        let text = "<!DOCTYPE html><html lang=\"en\"><head><title>T</title><style>p{}</style></head><body><h1>Transcript</h1>\
            <cite>Margo:</cite><time>0:05</time><p>Who can <b>sign</b> &amp; when?</p><script>alert('<p>no</p>')</SCRIPT >\
            <cite>Dev:</cite> <time>0:09</time> <p onclick='x > y'>Nobody.<br>Not one.</p><!-- <p>no</p> --><p>1 < 2";
        let (transcript, report) = read("transcript.html", text);
        let transcript = transcript.expect("it has words");
        assert_eq!(report.findings, []);
        assert_eq!((transcript.language.as_deref(), transcript.is_timed), (Some("en"), true));
        let found: Vec<_> = transcript.cues.iter().map(|cue| (cue.start.0, cue.speaker.as_deref(), cue.text.as_str())).collect();
        assert_eq!(found[..2], [(5_000, Some("Margo"), "Who can sign & when?"), (9_000, Some("Dev"), "Nobody. Not one.")]);
        assert_eq!(found[2].2, "1 < 2");
        assert_eq!(cues("transcript.html", "<p><strong>Margo Ellison:</strong> Hello.</p>"), [cue(0, 0, "Margo Ellison", "Hello.")]);
    }

    #[test]
    fn what_is_odd_about_times_is_told_and_put_right() {
        let text = "WEBVTT\n\n00:05.000 --> 00:07.000\nb\n\n00:01.000 --> 00:02.000\na\n\n00:09.000 --> 00:08.000\nc\n\n0.0:0.0:7.0 --> 00:11.000\nd\n\nlost\n";
        let (transcript, report) = read("transcript.vtt", text);
        let words: Vec<_> = transcript.expect("it has words").cues.into_iter().map(|cue| (cue.text, cue.end.0)).collect();
        assert_eq!(words, [("a".to_owned(), 2_000), ("b".to_owned(), 7_000), ("c".to_owned(), 9_000)]);
        let expected = [
            ("transcript-line-not-understood", "0.0:0.0:7.0 --> 00:11.000"),
            ("transcript-line-not-understood", "lost"),
            ("cues-out-of-order", "00:01.000 --> 00:02.000"),
            ("cue-ends-before-it-starts", "00:09.000 --> 00:08.000"),
        ];
        assert_eq!(spots(&report, text), expected);
    }

    #[test]
    fn many_findings_are_summed_up() {
        let text = format!("WEBVTT\n\n00:05.000 --> 00:07.000\nb\n{}", "\nlost\n".repeat(100));
        let report = read("transcript.vtt", &text).1;
        assert_eq!(report.findings.len(), 6);
        assert_eq!(report.findings[5].message, "the same in 95 more places of this transcript");
    }

    #[test]
    fn nothing_usable_is_one_error() {
        for text in ["", "\u{FEFF}", "WEBVTT\n", "{}", "{\"segments\":[]}", "<html><body></body></html>", "\n\n---\n", "[]"] {
            let (transcript, report) = read("transcript.json", text);
            assert_eq!(transcript, None, "{text}");
            assert_eq!(spots(&report, text).iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["transcript-not-understood"], "{text}");
        }
    }

    #[test]
    fn a_speaker_is_named_only_where_it_changes() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a\n\n00:03.000 --> 00:04.000\n<v A>b\n\n00:02.000 --> 00:03.000\n<v B>c\n";
        let cues = read("transcript.vtt", text).0.expect("it has words").cues;
        assert_eq!(cues.iter().map(|cue| cue.speaker.as_deref()).collect::<Vec<_>>(), [Some("A"), Some("B"), Some("A")]);
    }

    #[test]
    fn a_large_transcript_is_read_in_a_blink() {
        let text =
            format!("WEBVTT\n\n{}", "00:01.000 --> 00:02.000\n<v A & B>and so < on &amp; on, for a while; and on\n\n".repeat(20_000));
        assert_eq!(read("a.vtt", &text).0.map(|transcript| transcript.cues.len()), Some(20_000));
        let text = format!("<p>{}", "< <b & [x](y <!-- {\\ ".repeat(20_000));
        assert!(read("transcript.html", &text).0.is_some());
        assert!(read("transcript.md", &text[3..]).0.is_some());
        assert!(read("transcript.md", &"[a\n".repeat(20_000)).0.is_some());
        let text = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<b\n".repeat(20_000));
        assert!(read("a.vtt", &text).0.is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_it_panic(
            start in "(WEBVTT\n\n|\\{\"segments\":\\[|<html>|)",
            text in "(00:0[0-9].000 --> 00:0[0-9][.,]000|--> |<v A>|</?(p|cite|time|script)>?|Margo:|\\*\\*|\\[0:05\\]|&(amp|#1;|;)?|[ \r\n\"{}:,é]|\n\n|\\PC){0,40}",
            name in "transcript\\.(vtt|srt|json|txt|html|md)",
        ) {
            let text = start + &text;
            let (transcript, report) = read(&name, &text);
            prop_assert_eq!(transcript.is_none(), report.has_errors());
            prop_assert_eq!(spots(&report, &text).len(), report.findings.len());
            let cues = transcript.map(|transcript| transcript.cues).unwrap_or_default();
            prop_assert!(cues.iter().all(|cue| cue.start <= cue.end && tidy(&cue.text) == cue.text));
            prop_assert!(cues.is_sorted_by_key(|cue| cue.start));
        }
    }
}
