//! Layer 2: a [`Transcript`] → the forms in which apps and readers take it: WebVTT, SRT, HTML, and turns for the episode's page.
//!
//! Pure. Reading is [`crate::parse::transcript`]'s; WebVTT written here and read there is the same transcript.

use crate::model::{Cue, Millis, Transcript, is_written_without_spaces};
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
            latest = from;
            said += pair.iter().map(|line| line.chars().count()).sum::<usize>();
            let to = share(start, end, said, letters).max(Millis(from.0 + 1));
            number += 1;
            let times = format!("{} --> {}", from.timestamp(), to.timestamp()).replace('.', ",");
            out.push_str(&format!("{number}\n{times}\n{}\n\n", pair.join("\n")));
        }
    }
    out
}

/// A small HTML document: `<cite>` for the speaker, `<time>` for the moment, `<p>` for the words. `language` is a BCP 47 tag.
///
/// Source: podcast namespace, transcripts.
#[must_use]
pub fn html(transcript: &Transcript, title: &str, language: &str) -> String {
    let title = escaped(&one_line(title));
    let direction = if is_right_to_left(language) { " dir=\"rtl\"" } else { "" };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
        escaped(language)
    );
    for turn in turns(transcript) {
        if let Some(name) = &turn.speaker {
            out.push_str(&format!("<cite>{}:</cite>\n", escaped(name)));
        }
        if let Some(start) = turn.start {
            out.push_str(&format!("<time datetime=\"PT{}S\">{}</time>\n", start.decimal_seconds(), start.clock()));
        }
        for paragraph in &turn.paragraphs {
            out.push_str(&format!("<p>{}</p>\n", escaped(paragraph)));
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
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

/// Languages that are written from right to left, by their first subtag.
fn is_right_to_left(language: &str) -> bool {
    let first = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    matches!(first.as_str(), "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi")
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
    fn without_times_there_is_html_but_neither_webvtt_nor_srt() {
        let given = Transcript { is_timed: false, ..transcript(vec![cue(0, 0, "Dev", "Nobody."), cue(0, 0, "", "Not one.")]) };
        assert_eq!((vtt(&given), srt(&given)), (String::new(), String::new()));
        assert_eq!(
            turns(&given),
            [Turn { speaker: Some("Dev".into()), start: None, paragraphs: vec!["Nobody.".into(), "Not one.".into()] }]
        );
        assert!(!html(&given, "T", "en").contains("<time"));
    }

    #[test]
    fn html_is_a_whole_document_and_escaped() {
        let given = transcript(vec![cue(5_250, 7_000, "<b>Dev", "1 < 2 & \"so\"")]);
        let page = html(&given, "Who can sign? <script>", "he");
        let expected = "<h1>Who can sign? &lt;script&gt;</h1>\n<cite>&lt;b&gt;Dev:</cite>\n<time datetime=\"PT5.25S\">0:05</time>\n\
            <p>1 &lt; 2 &amp; &quot;so&quot;</p>\n</main>\n</body>\n</html>\n";
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"he\" dir=\"rtl\">") && page.ends_with(expected), "{page}");
        let (cues, findings) = read_back("transcript.html", page);
        assert_eq!((cues[0].speaker.as_deref(), cues[0].text.as_str(), findings), (Some("<b>Dev"), "1 < 2 & \"so\"", 0));
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
                at += gap;
                let speaker = speaker.filter(|name| Some(name) != current.as_ref());
                current = speaker.clone().or(current);
                cues.push(Cue { start: Millis(at), end: Millis(at + length), speaker, text });
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
            let (_, _, _) = (vtt(&given), srt(&given), html(&given, &texts.concat(), &texts.concat()));
        }
    }
}
