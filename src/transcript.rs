//! Layer 2: a [`Transcript`] → the forms in which apps and readers take it: WebVTT, SRT, HTML, and turns for the episode's page.
//!
//! Pure. Reading is [`crate::parse::transcript`]'s; WebVTT written here and read there is the same transcript.

mod html;

pub use html::{Page, html};

use crate::model::{Cue, Millis, Question, Transcript, is_written_without_spaces};
use serde::Serialize;

/// Longest line of WebVTT, in characters. Source: podcast namespace, transcripts.
const VTT_LINE: usize = 65;
/// Longest line of SRT, in characters. Source: as above.
const SRT_LINE: usize = 32;
/// Most lines of a cue in SRT. Source: as above.
const SRT_LINES: usize = 2;
/// A paragraph of about this many sentences reads well.
const SENTENCES: usize = 3;
/// Who is silent for longer than this starts a new paragraph.
const PAUSE: Millis = Millis(1_500);

/// What one speaker says before another does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Turn {
    /// Who speaks; `None` where nobody was named.
    pub speaker: Option<String>,
    /// When it begins; `None` for a transcript without times.
    pub start: Option<Millis>,
    /// Plain text, at least one.
    pub paragraphs: Vec<String>,
}

/// A question with its number (from 1) and time.
pub type Asked<'a> = (usize, &'a Question, Millis);

/// A question may be timed a little after its first word.
const LEEWAY: Millis = Millis(750);

/// The transcript cut where questions are asked; each part names its first speaker. Of two questions before the same words, the later
/// one heads them. Without times it is one part.
#[must_use]
pub fn parts<'a>(questions: &'a [Question], transcript: &Transcript) -> Vec<(Option<Asked<'a>>, Transcript)> {
    let empty = || transcript.clone_without_cues();
    let mut questions = timed_questions(questions, transcript).into_iter().peekable();
    let mut parts = vec![(None, empty())];
    let mut speaker = None;
    for cue in &transcript.cues {
        while let Some(asked) = questions.next_if(|(_, _, at)| at.0 <= cue.start.0 + LEEWAY.0) {
            parts.push((Some(asked), empty()));
        }
        speaker = cue.speaker.as_ref().or(speaker);
        if let Some((_, part)) = parts.last_mut() {
            let known = if part.cues.is_empty() { speaker } else { cue.speaker.as_ref() };
            part.cues.push(Cue { speaker: known.cloned(), ..cue.clone() });
        }
    }
    parts
}

fn timed_questions<'a>(questions: &'a [Question], transcript: &Transcript) -> Vec<Asked<'a>> {
    if !transcript.is_timed {
        return Vec::new();
    }
    let mut timed: Vec<_> = (1..).zip(questions).filter_map(|(number, question)| Some((number, question, question.at?))).collect();
    timed.sort_by_key(|(_, _, at)| *at);
    timed
}

/// The transcript without what lies behind the end of its recording: apps refuse times that the sound does not reach.
#[must_use]
pub fn within(transcript: &Transcript, end: Option<Millis>) -> Transcript {
    let Some(end) = end.filter(|end| end.0 > 0 && transcript.is_timed) else { return transcript.clone() };
    let inside = transcript.cues.iter().filter(|cue| cue.start < end);
    let cues = inside.map(|cue| Cue { end: cue.end.min(end), ..cue.clone() }).collect();
    Transcript { cues, ..transcript.clone_without_cues() }
}

/// WebVTT: a voice where the speaker changes, lines of at most 65 characters, rising times. Empty for a transcript without times.
///
/// Source: W3C WebVTT; podcast namespace, transcripts.
#[must_use]
pub fn vtt(transcript: &Transcript) -> String {
    if !transcript.is_timed {
        return String::new();
    }
    let mut out = String::from("WEBVTT\n");
    for (cue, start, end) in timed(transcript) {
        out.push_str(&format!("\n{} --> {}\n", start.timestamp(), end.timestamp()));
        if let Some(name) = speaker(cue) {
            out.push_str(&format!("<v {}>", escaped(&name)));
        }
        for line in wrap(&one_line(&cue.text), VTT_LINE) {
            out.push_str(&escaped(line));
            out.push('\n');
        }
    }
    out
}

/// SRT as podcast apps want it: at most two lines of 32 characters in a cue, `Name: ` where the speaker changes. A longer cue becomes
/// several, each with its share of the time. Empty for a transcript without times.
///
/// Source: podcast namespace, transcripts.
#[must_use]
pub fn srt(transcript: &Transcript) -> String {
    let mut out = String::new();
    let (mut number, mut latest) = (0, Millis(0));
    let mut cues = timed(transcript).filter(|_| transcript.is_timed).peekable();
    while let Some((cue, start, end)) = cues.next() {
        // Where two people talk at once, the parts of the first cue must not start after the second.
        let end = cues.peek().map_or(end, |(_, next, _)| end.min(*next));
        let words = one_line(&cue.text).replace("-->", "→");
        let text = speaker(cue).map_or_else(|| words.clone(), |name| format!("{name}: {words}"));
        let lines = broken(&text, SRT_LINE);
        let letters: usize = lines.iter().map(|line| line.chars().count()).sum();
        let mut said = 0;
        for pair in lines.chunks(SRT_LINES) {
            let from = share(start, end, said, letters).max(latest);
            said += pair.iter().map(|line| line.chars().count()).sum::<usize>();
            // More words than milliseconds: each part still has one of its own.
            let to = share(start, end, said, letters).max(Millis(from.0.saturating_add(1)));
            latest = to;
            number += 1;
            let times = format!("{} --> {}", from.timestamp(), to.timestamp()).replace('.', ",");
            out.push_str(&format!("{number}\n{times}\n{}\n\n", pair.join("\n")));
        }
    }
    out
}

/// The transcript as a reader wants it: the words of one speaker together, in paragraphs of about three sentences. In a transcript
/// without times, the paragraphs are the author's.
#[must_use]
pub fn turns(transcript: &Transcript) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let (mut end, mut paragraph) = (Millis(0), Paragraph::default());
    for cue in &transcript.cues {
        let text = one_line(&cue.text);
        if text.is_empty() {
            continue;
        }
        let name = speaker(cue);
        let is_paused = cue.start.0.saturating_sub(end.0) > PAUSE.0;
        let begins_paragraph = !transcript.is_timed || is_paused || paragraph.is_full();
        match turns.last_mut().filter(|turn| name.is_none() || name == turn.speaker) {
            None => {
                turns.push(Turn { speaker: name, start: transcript.is_timed.then_some(cue.start), paragraphs: vec![text.clone()] });
                paragraph = Paragraph::default();
            }
            Some(turn) => match turn.paragraphs.last_mut().filter(|_| !begins_paragraph) {
                Some(words) => join(words, &text),
                None => {
                    turn.paragraphs.push(text.clone());
                    paragraph = Paragraph::default();
                }
            },
        }
        paragraph.add(&text);
        end = end.max(cue.end);
    }
    turns
}

/// How much a paragraph holds.
#[derive(Default)]
struct Paragraph {
    sentences: usize,
    is_between_sentences: bool,
}

impl Paragraph {
    fn is_full(&self) -> bool {
        self.sentences >= SENTENCES && self.is_between_sentences
    }

    fn add(&mut self, text: &str) {
        let closing = ['"', '\'', '”', '’', '»', ')', '」', '』', '）'];
        let is_end = |character: char| matches!(character, '.' | '?' | '!' | '…' | '。' | '？' | '！' | '؟' | '۔' | '।');
        let ends = |words: &str| words.trim_end_matches(closing).ends_with(is_end);
        let spaceless = text.chars().filter(|character| matches!(character, '。' | '？' | '！')).count();
        self.sentences += text.split_whitespace().filter(|word| ends(word)).count().max(spaceless);
        self.is_between_sentences = ends(text);
    }
}

/// Adds words to a paragraph, with a space where the script has one.
fn join(paragraph: &mut String, text: &str) {
    let is_joined = paragraph.chars().next_back().is_some_and(is_written_without_spaces) && text.starts_with(is_written_without_spaces);
    if !is_joined {
        paragraph.push(' ');
    }
    paragraph.push_str(text);
}

/// The cues with words, their times rising and none of them empty.
fn timed(transcript: &Transcript) -> impl Iterator<Item = (&Cue, Millis, Millis)> {
    let mut latest = Millis(0);
    transcript.cues.iter().filter(|cue| !one_line(&cue.text).is_empty()).map(move |cue| {
        latest = latest.max(cue.start);
        (cue, latest, cue.end.max(Millis(latest.0 + 1)))
    })
}

/// The name of a cue that starts with one.
fn speaker(cue: &Cue) -> Option<String> {
    cue.speaker.as_deref().map(one_line).filter(|name| !name.is_empty())
}

/// The moment at `part` of `whole`.
fn share(start: Millis, end: Millis, part: usize, whole: usize) -> Millis {
    let length = u128::from(end.0.saturating_sub(start.0));
    Millis(start.0 + u64::try_from(length * part as u128 / whole.max(1) as u128).unwrap_or_default())
}

/// Text on one line, with single spaces and without control characters.
fn one_line(text: &str) -> String {
    let is_break = |character: char| character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{2007}' | '\u{202F}');
    let words: Vec<&str> = text.split(is_break).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().filter(|character| !character.is_control()).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Lines of at most `width` characters. A word that is longer has a line of its own.
///
/// Lines break only where a reader who joins them again gets the same text: at a space, or between two characters of a script without
/// spaces, but not at a space between two such characters.
fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while rest.chars().nth(width).is_some() {
        let Some((end, next)) = last_break(rest, width) else { break };
        lines.push(&rest[..end]);
        rest = &rest[next..];
    }
    lines.push(rest);
    lines
}

/// Where the first line ends and the second begins: the last place within `width`, else the first behind it.
fn last_break(text: &str, width: usize) -> Option<(usize, usize)> {
    let mut found = None;
    let mut before: Option<char> = None;
    let mut characters = text.char_indices().enumerate().peekable();
    while let Some((count, (at, character))) = characters.next() {
        let after = characters.peek().map(|(_, (_, next))| *next);
        let place = match (before, character, after) {
            (Some(before), ' ', Some(after)) if !(is_written_without_spaces(before) && is_written_without_spaces(after)) => {
                Some((at, at + 1))
            }
            (Some(before), here, _) if is_written_without_spaces(before) && is_written_without_spaces(here) && !hangs(here) => {
                Some((at, at))
            }
            _ => None,
        };
        if count > width && found.is_some() {
            break;
        }
        found = place.or(found);
        before = Some(character);
    }
    found
}

/// Marks that never begin a line.
fn hangs(character: char) -> bool {
    "、。，．・：；？！」』）】〉》〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々".contains(character)
}

/// As [`wrap`], with words that are longer than a line cut.
fn broken(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    for mut line in wrap(text, width) {
        while let Some((end, _)) = line.char_indices().nth(width) {
            lines.push(&line[..end]);
            line = &line[end..];
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use proptest::prelude::*;

    fn cue(start: u64, end: u64, speaker: &str, text: &str) -> Cue {
        let speaker = (!speaker.is_empty()).then(|| speaker.to_owned());
        Cue { start: Millis(start), end: Millis(end), speaker, text: text.to_owned() }
    }

    fn transcript(cues: Vec<Cue>) -> Transcript {
        Transcript { source: RelPath("transcript.vtt".to_owned()), language: None, is_timed: true, cues }
    }

    /// What reading the file gives, with the findings.
    fn read_back(name: &str, text: String) -> (Vec<Cue>, usize) {
        let mut report = crate::report::Report::default();
        let source = crate::parse::SourceText { path: RelPath(name.to_owned()), text };
        let read = crate::parse::transcript::parse(&source, &mut report);
        (read.map(|transcript| transcript.cues).unwrap_or_default(), report.findings.len())
    }

    #[test]
    fn webvtt_names_a_speaker_when_it_changes_and_wraps() {
        let given = transcript(vec![
            cue(0, 4_500, "Margo <M>", "R&D: when an owner suddenly can't work, what actually stops --> and who can sign?"),
            cue(4_500, 4_500, "", "So?"),
            cue(5_000, 6_000, "田中 美咲", &"箱は問題ない。".repeat(12)),
        ]);
        let expected = "WEBVTT\n\n00:00:00.000 --> 00:00:04.500\n<v Margo &lt;M&gt;>R&amp;D: when an owner suddenly can't work, what actually stops --&gt;\n\
            and who can sign?\n\n00:00:04.500 --> 00:00:04.501\nSo?\n\n00:00:05.000 --> 00:00:06.000\n<v 田中 美咲>";
        let written = vtt(&given);
        assert!(written.starts_with(expected), "{written}");
        assert!(written.lines().all(|line| line.contains("<v ") || line.chars().count() <= 65 + 9), "{written}");
        let (cues, findings) = read_back("a.vtt", written);
        assert_eq!((&cues[0], &cues[2], findings), (&given.cues[0], &given.cues[2], 0));
    }

    #[test]
    fn srt_has_two_short_lines_and_shares_the_time() {
        let given = transcript(vec![
            cue(0, 6_000, "Margo Ellison", "Tomasz, you walk into a five-person office for the first time. Where do you look?"),
            cue(6_000, 7_000, "", "Donaudampfschifffahrtsgesellschaftskapitän"),
        ]);
        let expected = "1\n00:00:00,000 --> 00:00:03,564\nMargo Ellison: Tomasz, you walk\ninto a five-person office for\n\n\
            2\n00:00:03,564 --> 00:00:06,000\nthe first time. Where do you\nlook?\n\n\
            3\n00:00:06,000 --> 00:00:07,000\nDonaudampfschifffahrtsgesellscha\nftskapitän\n\n";
        let written = srt(&given);
        let without_times = |text: &str| text.lines().filter(|line| !line.contains("-->")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(without_times(&written), without_times(expected));
        assert!(written.lines().all(|line| line.contains("-->") || line.chars().count() <= 32), "{written}");
        let (cues, findings) = read_back("a.srt", written);
        assert_eq!((cues.len(), findings), (3, 0));
        assert_eq!((cues[0].start, cues[1].end, cues[0].end), (Millis(0), Millis(6_000), cues[1].start));
    }

    #[test]
    fn more_words_than_milliseconds_do_not_overlap() {
        let long = "Who can sign a check on Monday when the owner cannot, and does the bank know it? ".repeat(3);
        let written = srt(&transcript(vec![cue(1, 2, "Margo", &long), cue(2, 900, "", "Hm.")]));
        let (cues, findings) = read_back("a.srt", written);
        assert_eq!((cues.len(), findings), (6, 0));
        assert!(cues.windows(2).all(|pair| pair[0].end <= pair[1].start), "{cues:?}");
    }

    #[test]
    fn without_times_there_is_html_but_neither_webvtt_nor_srt() {
        let given = Transcript { is_timed: false, ..transcript(vec![cue(0, 0, "Dev", "Nobody."), cue(0, 0, "", "Not one.")]) };
        assert_eq!((vtt(&given), srt(&given)), (String::new(), String::new()));
        assert_eq!(
            turns(&given),
            [Turn { speaker: Some("Dev".into()), start: None, paragraphs: vec!["Nobody.".into(), "Not one.".into()] }]
        );
        assert!(!html(&given, &Page::default()).contains("<time"));
    }

    #[test]
    fn html_is_a_whole_document_and_escaped() {
        let given = transcript(vec![cue(5_250, 7_000, "<b>Dev", "1 < 2 & \"so\"")]);
        let page = html(&given, &Page { title: "Who can sign? <script>", language: "he", ..Page::default() });
        let expected = "<h1 dir=\"auto\">Who can sign? &lt;script&gt;</h1>\n<cite>&lt;b&gt;Dev:</cite>\n<time datetime=\"PT5.25S\">0:05</time>\n\
            <p dir=\"auto\">1 &lt; 2 &amp; &quot;so&quot;</p>\n</main>\n</body>\n</html>\n";
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"he\" dir=\"rtl\">") && page.ends_with(expected), "{page}");
        let (cues, findings) = read_back("transcript.html", page);
        assert_eq!((cues[0].speaker.as_deref(), cues[0].text.as_str(), findings), (Some("<b>Dev"), "1 < 2 & \"so\"", 0));
    }

    #[test]
    fn html_has_a_heading_for_each_question_and_ends_with_the_call_to_action() {
        let question = |ask: &str, at| Question { ask: ask.to_owned(), at, ..Question::default() };
        let questions =
            [question("Who & when?", Some(Millis(5_500))), question("No time?", None), question("Never said?", Some(Millis(99_000)))];
        let given = transcript(vec![cue(0, 4_000, "Margo", "Hello."), cue(5_000, 6_000, "", "Who?"), cue(7_000, 8_000, "Dev", "Me.")]);
        let call = Some(("The Kit & more", "https://talks.example/go/dev/kit/", "You know who signs."));
        let page = Page { title: "T", language: "en", questions: &questions, address: "https://talks.example/e/", call };
        let written = html(&given, &page);
        let expected = "<cite>Margo:</cite>\n<time datetime=\"PT0S\">0:00</time>\n<p dir=\"auto\">Hello.</p>\n\
            <h2 id=\"said-1\" dir=\"auto\">Who &amp; when? <time datetime=\"PT5.5S\">0:05</time></h2>\n\
            <cite>Margo:</cite>\n<time datetime=\"PT5S\">0:05</time>\n<p dir=\"auto\">Who?</p>\n\
            <cite>Dev:</cite>\n<time datetime=\"PT7S\">0:07</time>\n<p dir=\"auto\">Me.</p>\n</main>\n\
            <footer dir=\"auto\"><p><a href=\"https://talks.example/go/dev/kit/\">The Kit &amp; more</a></p>\n<p>You know who signs.</p></footer>\n";
        assert!(written.contains(expected), "{written}");
        // Neither headings nor the way on are words of the interview.
        let words: Vec<String> = read_back("transcript.html", written).0.into_iter().map(|cue| cue.text).collect();
        assert_eq!(words, ["Hello.", "Who?", "Me."]);
    }

    #[test]
    fn nothing_is_shown_after_the_end_of_the_recording() {
        let given = transcript(vec![cue(0, 1_000, "Dev", "a"), cue(1_000, 3_000, "", "b"), cue(4_000, 5_000, "", "c")]);
        let cut: Vec<(u64, u64)> = within(&given, Some(Millis(2_500))).cues.iter().map(|cue| (cue.start.0, cue.end.0)).collect();
        assert_eq!(cut, [(0, 1_000), (1_000, 2_500)]);
        assert_eq!(within(&given, None), given);
        let untimed = Transcript { is_timed: false, ..given };
        assert_eq!(within(&untimed, Some(Millis(1))), untimed);
    }

    #[test]
    fn turns_join_cues_and_break_after_three_sentences_or_a_pause() {
        let given = transcript(vec![
            cue(0, 1_000, "Margo", "Who can"),
            cue(1_000, 2_000, "", "sign? On Monday?"),
            cue(2_000, 3_000, "", "Really. And"),
            cue(3_000, 4_000, "", "where?"),
            cue(4_000, 5_000, "", "Hm."),
            cue(7_000, 8_000, "", "Well."),
            cue(8_000, 9_000, "Dev", "Nobody."),
            cue(9_000, 9_000, "", " "),
        ]);
        let expected = [
            Turn {
                speaker: Some("Margo".into()),
                start: Some(Millis(0)),
                paragraphs: vec!["Who can sign? On Monday? Really. And where?".into(), "Hm.".into(), "Well.".into()],
            },
            Turn { speaker: Some("Dev".into()), start: Some(Millis(8_000)), paragraphs: vec!["Nobody.".into()] },
        ];
        assert_eq!(turns(&given), expected);
        assert!(turns(&Transcript::default()).is_empty());
    }

    fn words() -> impl Strategy<Value = String> {
        let word =
            prop_oneof!["[a-zA-Z&<>é:\"{}\\\\;#-]{1,12}", "[箱は問題ない。「」]{1,30}", "-->", "&amp;", "[אבג]{2,9}", "\\PC{1,5}", "<i>"];
        proptest::collection::vec(word, 1..30).prop_map(|words| one_line(&words.join(" "))).prop_filter("words", |text| !text.is_empty())
    }

    fn cues() -> impl Strategy<Value = Vec<Cue>> {
        let one = (0..5_000_u64, 1..9_000_u64, proptest::option::of("[A-Z<&é田][a-z田.]{0,9}( [A-Z][a-z]{1,9})?"), words());
        proptest::collection::vec(one, 1..12).prop_map(|raw| {
            let (mut at, mut current) = (0, Some("Margo".to_owned()));
            let mut cues = vec![cue(0, 1, "Margo", "Hello.")];
            for (gap, length, speaker, text) in raw {
                at = at.max(1) + gap;
                let speaker = speaker.filter(|name| Some(name) != current.as_ref());
                current = speaker.clone().or(current);
                cues.push(Cue { start: Millis(at), end: Millis(at + length), speaker, text });
                at += length;
            }
            cues
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn webvtt_written_and_read_back_is_the_same(cues in cues()) {
            let written = vtt(&transcript(cues.clone()));
            let (read, findings) = read_back("a.vtt", written.clone());
            prop_assert_eq!(read, cues, "{}", written);
            prop_assert_eq!(findings, 0);
        }

        #[test]
        fn srt_lines_are_short_and_times_rise(cues in cues()) {
            let written = srt(&transcript(cues));
            for block in written.split("\n\n").filter(|block| !block.is_empty()) {
                let lines: Vec<&str> = block.lines().collect();
                prop_assert!(lines.len() <= 4 && lines[2..].iter().all(|line| line.chars().count() <= 32), "{}", block);
            }
            prop_assert_eq!(read_back("a.srt", written).1, 0);
        }

        #[test]
        fn no_text_makes_them_panic(texts in proptest::collection::vec(any::<String>(), 0..5)) {
            let cues = texts.iter().map(|text| cue(u64::MAX - 5, 0, text, text)).collect();
            let given = transcript(cues);
            let (title, language) = (texts.concat(), texts.concat());
            let page = Page { title: &title, language: &language, ..Page::default() };
            let (_, _, _) = (vtt(&given), srt(&given), html(&given, &page));
        }
    }
}
