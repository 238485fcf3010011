//! Transcripts in: WebVTT, SRT, podcast JSON, plain text, HTML, `**Name:**` Markdown.
//!
//! The content decides which of them a file is. Every reader is lenient: it takes what it can, and says where it could not.

mod cues;
mod encoding;
mod html;
mod json;
mod names;
mod shapes;
mod singles;
mod text;
mod times;

pub use encoding::{Decoded, Doubt, decode};

use super::SourceText;
use super::lines::tidy;
use crate::model::{Cue, Millis, RelPath, Transcript};
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
    RuleText {
        name: "cue-without-length",
        severity: Severity::Warning,
        finds: "Words of a transcript that end the moment they start.",
        why: "Apps that show words in time with the voice never show them. Here they end where the next words start.",
        wrong: "00:00:07.000 --> 00:00:07.000",
        right: "00:00:07.000 --> 00:00:09.000",
    },
    RuleText {
        name: "cues-overlap",
        severity: Severity::Warning,
        finds: "Parts of a transcript of which one starts before the one above it has ended.",
        why: "Apps then show two sentences on top of one another, or leave one out. Here the first one is cut short.",
        wrong: "00:01.000 --> 00:09.000\n00:04.000 --> 00:12.000",
        right: "00:01.000 --> 00:04.000\n00:04.000 --> 00:12.000",
    },
    RuleText {
        name: "transcript-encoding",
        severity: Severity::Warning,
        finds: "A transcript that is saved in an old encoding that files do not name, or in which some letters are damaged.",
        why: "Letters such as é, ß or ’ may come out wrong, in names most of all.",
        wrong: "transcript.srt    saved as \"ANSI\" or \"Western\"",
        right: "transcript.srt    saved as UTF-8",
    },
    RuleText {
        name: "transcript-breaks-off",
        severity: Severity::Warning,
        finds: "A JSON transcript that stops in the middle, or has a slip in the middle.",
        why: "What can be read is used; the end of the interview may be missing on the page and in apps.",
        wrong: "{\"segments\": [{\"startTime\": 1, \"body\": \"Welcome\"}, {\"startTi",
        right: "the whole file, exported again",
    },
    RuleText {
        name: "transcript-too-large",
        severity: Severity::Error,
        finds: "A transcript of more than 32 MB.",
        why: "A day of talk is less than two: this is another file, or a transcript with much else in it.",
        wrong: "transcript.json    with a picture of the sound in it, 80 MB",
        right: "transcript.vtt     60 kB",
    },
];

/// Most bytes that a transcript may have.
pub const LARGEST: u64 = 32 << 20;

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

/// Reads a transcript as it lies on the disk, in whichever encoding.
///
/// Findings: those of [`RULES`].
pub fn read(path: &RelPath, bytes: Vec<u8>, report: &mut Report) -> Option<Transcript> {
    if bytes.len() as u64 > LARGEST {
        report.add(too_large(path));
        return None;
    }
    let Decoded { text, doubt } = decode(bytes);
    let told = match doubt {
        None => None,
        Some(Doubt::Assumed) => {
            Some("this file does not say how its letters are saved; it was read as windows-1252 (\"ANSI\", \"Western\")")
        }
        Some(Doubt::Damaged) => Some("some letters of this file are damaged, and left out"),
    };
    let finding = told.map(|told| Finding::warning("transcript-encoding", Place::file(path), told));
    finding
        .into_iter()
        .for_each(|finding| report.add(finding.fix("save it again with the encoding UTF-8, and look at letters such as é or ’")));
    parse(&SourceText { path: path.clone(), text }, report)
}

/// The finding for a file above [`LARGEST`].
#[must_use]
pub fn too_large(path: &RelPath) -> Finding {
    Finding::error("transcript-too-large", Place::file(path), "this is larger than any transcript")
        .fix("export the transcript again as WebVTT or SRT, or name the right file with `transcript`")
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
#[derive(Debug, Default)]
struct Placed {
    cue: Cue,
    start: usize,
    end: usize,
    /// Nobody wrote when it ends.
    is_open: bool,
    /// It goes on in the middle of a word.
    is_glued: bool,
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

/// Drops what is empty, puts times right, joins single words, and names the speaker only where it changes.
fn finish(found: Found, source: &SourceText, notes: &mut Notes<'_>) -> Option<Transcript> {
    let Found { language, is_timed, mut cues } = found;
    cues.retain(|placed| !placed.cue.text.is_empty());
    if is_timed {
        times::put_right(&mut cues, notes);
        cues = singles::joined(cues);
        name_by_prefix(&mut cues);
        cues.retain(|placed| !placed.cue.text.is_empty());
    }
    if cues.is_empty() {
        notes.nothing(Place::file(notes.file), "there are no words in this transcript");
        return None;
    }
    let cues = cues.into_iter().map(|placed| placed.cue).collect();
    let mut transcript = Transcript { source: source.path.clone(), language, is_timed, cues };
    transcript.name_only_changes();
    Some(transcript)
}

/// Speakers from `Name: ` in front of words, where the file names nobody in another way.
fn name_by_prefix(cues: &mut [Placed]) {
    if cues.iter().any(|placed| placed.cue.speaker.is_some()) {
        return;
    }
    let names: Vec<String> = names::known(cues.iter().map(|placed| placed.cue.text.as_str())).into_iter().map(str::to_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut current = None;
    for Placed { cue, .. } in cues.iter_mut().filter(|_| !names.is_empty()) {
        if let (Some(name), words) = names::split(&cue.text, &names) {
            current = speaker(name);
            cue.text = words.to_owned();
        }
        cue.speaker.clone_from(&current);
    }
}

/// Words of one speaker before their times are settled; what the readers of text and HTML make.
#[derive(Debug, Default)]
struct Piece {
    start: usize,
    end: usize,
    speaker: Option<String>,
    stamp: Option<Millis>,
    /// The end, where it is written.
    until: Option<Millis>,
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
        let written = group.iter().find_map(|piece| piece.until).filter(|until| *until > start);
        let end = match after.first().and_then(|next| next.stamp) {
            Some(next) if next > start => written.map_or(next, |written| written.min(next)),
            _ => written.unwrap_or(Millis(start.0 + (letters * 1000 / CHARACTERS_PER_SECOND).min(3_600_000))),
        };
        let mut said = 0;
        for piece in group {
            speaker = piece.speaker.clone().or(speaker);
            let from = between(start, end, said, letters);
            said += piece.text.chars().count() as u64;
            let (from, to) = if is_timed { (from, between(start, end, said, letters)) } else { (Millis(0), Millis(0)) };
            let cue = Cue { start: from, end: to, speaker: speaker.clone(), text: piece.text.clone() };
            cues.push(Placed { cue, start: piece.start, end: piece.end, is_open: true, ..Placed::default() });
        }
        rest = after;
    }
    Found { language: None, is_timed, cues }
}

/// The moment between two others, by share.
fn between(start: Millis, end: Millis, part: u64, whole: u64) -> Millis {
    Millis(start.0 + (end.0 - start.0) * part / whole.max(1))
}

/// Longest name of a speaker, in characters.
const NAME: usize = 100;

/// A speaker's name as it is shown; `None` when nothing is left of it.
fn speaker(name: &str) -> Option<String> {
    let mut name = tidy(name.char_indices().nth(NAME).map_or(name, |(end, _)| &name[..end]));
    loop {
        let bare = name.trim_end_matches([':', '：']).trim();
        let bare = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']')).unwrap_or(bare).trim();
        if bare.len() == name.len() {
            return (!name.is_empty()).then_some(name);
        }
        name = bare.to_owned();
    }
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
        assert_eq!(cues("transcript.json", r#"[{"start":1,"text":"Hi"}]"#), [cue(1_000, 1_133, "", "Hi")]);
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
        assert_eq!(words, [("a".to_owned(), 2_000), ("b".to_owned(), 7_000), ("c".to_owned(), 9_066)]);
        let expected = [
            ("transcript-line-not-understood", "0.0:0.0:7.0 --> 00:11.000"),
            ("transcript-line-not-understood", "lost"),
            ("cue-ends-before-it-starts", "00:09.000 --> 00:08.000"),
            ("cues-out-of-order", "00:01.000 --> 00:02.000"),
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
    fn every_repair_is_told_once_with_a_count() {
        let text = "WEBVTT\n\n00:01.000 --> 00:03.500\na\n\n00:02.000 --> 00:04.500\nb\n\n00:03.000 --> 00:03.000\nc\n\n00:06.000 --> 00:07.000\nd\n\n\
            00:06.000 --> 00:08.000\nefg\n";
        let (transcript, report) = read("transcript.vtt", text);
        let times: Vec<_> = transcript.expect("it has words").cues.iter().map(|cue| (cue.start.0, cue.end.0)).collect();
        assert_eq!(times, [(1_000, 2_000), (2_000, 3_000), (3_000, 3_066), (6_000, 6_500), (6_500, 8_000)]);
        let told: Vec<_> = report.findings.iter().map(|finding| (finding.rule, finding.message.as_str())).collect();
        let expected = [
            ("cue-without-length", "words that last no time at 0:03"),
            ("cues-overlap", "two parts run at once at 0:01, and 2 times more below"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn times_of_every_kind_are_read() {
        let text = "1\n5 --> 6,5\na\n\n2\n00:00:07.000 -> 00:00:08.000\nb\n\n3\n00:00:09,000 –> 00:00:10,000\nc -> d\n";
        assert_eq!(
            cues("transcript.srt", text),
            [cue(5_000, 6_500, "", "a"), cue(7_000, 8_000, "", "b"), cue(9_000, 10_000, "", "c -> d")]
        );
        let (transcript, report) = read("a.vtt", "WEBVTT\n\n99:00:00.000 --> 99:00:01.000\na\n\n100:00:00.000 --> 100:00:01.000\nb\n");
        assert_eq!((transcript.map(|transcript| transcript.cues.len()), report.findings.len()), (Some(1), 1));
    }

    #[test]
    fn small_letters_above_words_are_left_out() {
        assert_eq!(
            cues("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>箱<rt>はこ</rt></ruby>は<lang en>OK</lang>\n"),
            [cue(1_000, 2_000, "", "箱はOK")]
        );
    }

    #[test]
    fn json_of_transcribers_is_read() {
        let hi = [cue(500, 900, "Speaker 0", "Hi.")];
        for (text, expected) in [
            (
                r#"{"results":{"channels":[{"alternatives":[{"words":[{"word":"hi","punctuated_word":"Hi.","start":0.5,"end":0.9,"speaker":0}]}]}]}}"#,
                &hi[..],
            ),
            (r#"{"results":{"utterances":[{"transcript":"Hi.","start":0.5,"end":0.9,"speaker":0}]}}"#, &hi),
            (
                r#"{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Hi","ts":0.5,"end_ts":0.9},{"type":"punct","value":"."}]}]}"#,
                &hi,
            ),
            (
                r#"{"results":{"items":[{"start_time":"0.5","end_time":"0.9","speaker_label":"spk_0","alternatives":[{"content":"Hi"}]},{"alternatives":[{"content":"."}]}]}}"#,
                &[cue(500, 900, "spk_0", "Hi.")],
            ),
            (
                r#"{"results":[{"start_time":0.5,"end_time":0.9,"alternatives":[{"content":"Hi","speaker":"S1"}]},{"alternatives":[{"content":"."}]}]}"#,
                &[cue(500, 900, "S1", "Hi.")],
            ),
            (
                r#"{"results":[{"alternatives":[{"transcript":"Hi.","words":[{"startTime":"0.500s","endTime":"0.900s","word":"Hi."}]}]}]}"#,
                &[cue(500, 900, "", "Hi.")],
            ),
            (
                r#"{"audio_duration":2,"utterances":[{"speaker":"A","text":"Hi.","start":500,"end":900}]}"#,
                &[cue(500, 900, "Speaker A", "Hi.")],
            ),
        ] {
            assert_eq!(cues("transcript.json", text), expected, "{text}");
        }
    }

    #[test]
    fn json_that_breaks_off_gives_what_is_whole() {
        let text = r#"{"version":"1.0.0","segments":[{"startTime":1,"endTime":2,"body":"a"},{"startTime":2,"endTime":3,"bo"#;
        let (transcript, report) = read("transcript.json", text);
        assert_eq!(transcript.map(|transcript| transcript.cues.len()), Some(1));
        assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["transcript-breaks-off"]);
    }

    #[test]
    fn single_words_become_sentences() {
        let words = "The office is dark. Who can sign? Nobody , says Dev . And when will some one be there again after all of this";
        let segments: Vec<String> = (0_u32..)
            .zip(words.split(' '))
            .map(|(at, word)| {
                format!(r#"{{"speaker":"{}","startTime":{at}.0,"endTime":{at}.9,"body":"{word}"}}"#, if at < 12 { "Margo" } else { "Dev" })
            })
            .collect();
        let text = format!(r#"{{"version":"1.0.0","segments":[{}]}}"#, segments.join(","));
        let found: Vec<_> = cues("transcript.json", &text).into_iter().map(|(start, _, speaker, text)| (start, speaker, text)).collect();
        let expected = [
            (0, Some("Margo".to_owned()), "The office is dark.".to_owned()),
            (4_000, None, "Who can sign?".to_owned()),
            (7_000, None, "Nobody, says Dev.".to_owned()),
            (12_000, Some("Dev".to_owned()), "And when will some one be there again after all of this".to_owned()),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn parts_of_words_are_joined_without_a_space() {
        let words = [" Trans", "cri", "bers", " cut", " words", " as", " they", " like", ",", " here", " and", " there", "."];
        let all: Vec<String> = (0_u32..)
            .zip(words.into_iter().cycle().take(26))
            .map(|(at, word)| format!(r#"{{"start":{at},"end":{at}.5,"text":"{word}"}}"#))
            .collect();
        let found = cues("transcript.json", &format!(r#"{{"segments":[{}]}}"#, all.join(",")));
        assert_eq!(found[0].3, "Transcribers cut words as they like, here and there.");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn text_of_many_programs_is_read() {
        let expected = [cue(5_000, 9_000, "Margo Ellison", "Who can sign?"), cue(9_000, 9_733, "Dev", "Nobody can.")];
        for text in [
            "Margo Ellison  0:05\nWho can sign?\n\nDev  0:09\nNobody can.\n",
            "Margo Ellison (00:05):\nWho can sign?\n\nDev (00:09):\nNobody can.\n",
            "[00:00:05] Margo Ellison: Who can sign?\n[00:00:09] Dev: Nobody can.\n[00:00:09] Dev:\n",
            "[00:00:05.00] - Margo Ellison\nWho can sign?\n\n[00:00:09.00] - Dev:\nNobody can.\n[0:10] - Dev:\n",
            "Margo Ellison: [00:05] Who can sign?\nDev: [00:09] Nobody can.\nDev: [0:10]\n",
            "**Margo Ellison** (0:05): Who can sign?\n\n**Dev (0:09):** Nobody can.\n",
            "**[0:05] Margo Ellison:** Who can sign?\n\n**Dev** [0:09]\nNobody can.\n",
        ] {
            assert_eq!(cues("transcript.txt", text), expected, "{text}");
        }
        let console = "[00:00:00.000 --> 00:00:04.000]   And so\n[00:00:04.000 --> 00:00:05.000]   [SPEAKER_01]: ask\n";
        assert_eq!(cues("transcript.txt", console), [cue(0, 4_000, "", "And so"), cue(4_000, 5_000, "SPEAKER_01", "ask")]);
        // A time at the end of a sentence is a word of it.
        assert_eq!(
            cues("transcript.txt", "We met at 9:30\n\nMonday 9:30\n"),
            [cue(0, 0, "", "We met at 9:30"), cue(0, 0, "", "Monday 9:30")]
        );
    }

    #[test]
    fn a_transcript_in_an_old_encoding_is_read() {
        let mut report = Report::default();
        let path = RelPath("content/episodes/a/transcript.srt".to_owned());
        let bytes = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nJos\xe9: \x93S\xed\x94\r\n".to_vec();
        let transcript = super::read(&path, bytes, &mut report).expect("it has words");
        assert_eq!(transcript.cues[0].text, "José: “Sí”");
        assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["transcript-encoding"]);
        let mut report = Report::default();
        assert_eq!(super::read(&path, vec![b'a'; 33 << 20], &mut report), None);
        assert_eq!(report.findings[0].rule, "transcript-too-large");
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
