//! Chapters in: podcast chapters JSON, Podlove Simple Chapters XML, `hh:mm:ss title` text.

use super::SourceText;
use super::lines::{Line, clock, json_places, lines, seconds, tidy, unescape};
use crate::model::{Chapter, Millis};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// The rules of this reader, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "chapters-not-understood",
        severity: Severity::Error,
        finds: "A chapters file in which no chapter can be read.",
        why: "Apps and the page would show no chapters, although you made some.",
        wrong: "chapters.txt    Introduction, then the interview",
        right: "chapters.txt    00:00 Introduction",
    },
    RuleText {
        name: "chapter-not-understood",
        severity: Severity::Warning,
        finds: "A chapter without a time or without a title.",
        why: "It is left out, so listeners cannot jump to it.",
        wrong: "5 minutes in: the lease",
        right: "05:00 The lease",
    },
];

/// After this many findings in one file, one more counts the rest.
const FINDINGS: usize = 5;
/// How deep the XML of a chapters file may be nested; Podlove's needs two levels.
const DEPTH: usize = 16;

/// Whether a file beside an episode holds chapters, by name: `chapters.json`, `*.chapters.json`, `chapters.xml`, `*.psc`, `chapters.txt`.
#[must_use]
pub fn is_chapters(file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    match ending {
        "psc" => true,
        "json" | "xml" | "txt" => stem == "chapters" || stem.ends_with(".chapters"),
        _ => false,
    }
}

/// Reads a chapters file by its content. Order and duplicates are kept as written: what is odd is reported, sorting is `resolve`'s.
///
/// Findings: those of [`RULES`].
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Vec<Chapter>> {
    let mut notes = Notes { file: source.path.as_str(), report, count: 0, is_given_up: false };
    let start = source.text.trim_start_matches('\u{FEFF}').trim_start();
    let chapters = if start.starts_with('{') || start.starts_with("[{") || start.starts_with("[]") {
        json(&source.text, &mut notes)
    } else if start.starts_with('<') && !start.starts_with("<http") {
        xml(&source.text, &mut notes)
    } else {
        text(&source.text, &mut notes)
    };
    notes.sum_up();
    if chapters.is_empty() {
        notes.give_up(Place::file(notes.file), "there are no chapters in this file");
        return None;
    }
    Some(chapters)
}

/// Findings of one file.
struct Notes<'a> {
    file: &'a str,
    report: &'a mut Report,
    count: usize,
    is_given_up: bool,
}

impl Notes<'_> {
    fn warn(&mut self, (start, end): (usize, usize), message: impl Into<String>) {
        self.count += 1;
        if self.count <= FINDINGS {
            let finding = Finding::warning("chapter-not-understood", Place::bytes(self.file, start, end), message);
            self.report.add(finding.fix("write the time and the title, such as `05:00 The lease`, one chapter on a line"));
        }
    }

    /// At most one error per file: the first says most.
    fn give_up(&mut self, place: Place, message: impl Into<String>) {
        if !std::mem::replace(&mut self.is_given_up, true) {
            let fix = "write one chapter on a line, such as `05:00 The lease`, or export them again as chapters JSON";
            self.report.add(Finding::error("chapters-not-understood", place, message).fix(fix));
        }
    }

    fn sum_up(&mut self) {
        if let Some(more) = self.count.checked_sub(FINDINGS).filter(|more| *more > 0) {
            let chapters = if more == 1 { "chapter is" } else { "chapters are" };
            let finding =
                Finding::warning("chapter-not-understood", Place::file(self.file), format!("{more} more {chapters} not understood"));
            self.report.add(finding.fix("write the time and the title of each, one chapter on a line"));
        }
    }
}

/// Podcast namespace, chapters JSON 1.2: `startTime` is a number; files made by hand have text there too.
fn json(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let start = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let value: Value = match serde_json::from_str(&text[start..]) {
        Ok(value) => value,
        Err(error) => {
            let line = lines(text).get(error.line().saturating_sub(1)).map_or((start, start), |line| (line.start, line.end()));
            notes
                .give_up(Place::bytes(notes.file, line.0, line.1), "this JSON breaks off or has a slip here, so nothing of it can be read");
            return Vec::new();
        }
    };
    let (key, list) = match value.get("chapters") {
        Some(list) => (Some("chapters"), list),
        None => (None, &value),
    };
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    // Where an element is neither object nor list, the places cannot be told apart; then the whole file is shown.
    let places = Some(json_places(text, key)).filter(|places| places.len() == list.len()).unwrap_or_default();
    let place = |index: usize| places.get(index).copied().unwrap_or((start, start));
    list.iter().enumerate().filter_map(|(index, chapter)| json_chapter(chapter, place(index), notes)).collect()
}

fn json_chapter(chapter: &Value, place: (usize, usize), notes: &mut Notes<'_>) -> Option<Chapter> {
    // A marker that is not meant for the table of contents (a change of picture, say) has no title to show.
    if chapter.get("toc").and_then(Value::as_bool) == Some(false) {
        return None;
    }
    let word = |keys: &[&str]| keys.iter().find_map(|key| chapter.get(key)?.as_str()).map(tidy).filter(|text| !text.is_empty());
    let at = ["startTime", "start", "start_time", "time"].iter().find_map(|key| json_time(chapter.get(key)?));
    match (at, word(&["title", "name"])) {
        (Some(at), Some(title)) => {
            Some(Chapter { at, title, url: word(&["url", "href", "link"]), image: word(&["img", "image", "artwork"]) })
        }
        (None, _) => {
            notes.warn(place, "this chapter does not say when it starts");
            None
        }
        (_, None) => {
            notes.warn(place, "this chapter has no title");
            None
        }
    }
}

fn json_time(value: &Value) -> Option<Millis> {
    match value {
        Value::Number(number) => seconds(&number.to_string()),
        Value::String(text) => seconds(text.trim()).or_else(|| clock(text.trim())),
        _ => None,
    }
}

/// Podlove Simple Chapters 1.2: `<psc:chapter start="00:05:00.000" title="…" href="…" image="…"/>`, with any prefix.
fn xml(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let start = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut reader = Reader::from_str(&text[start..]);
    let (mut chapters, mut depth) = (Vec::new(), 0_usize);
    loop {
        let from = start + usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event();
        let place = (from, (start + usize::try_from(reader.buffer_position()).unwrap_or_default()).max(from));
        match event {
            Ok(Event::Start(_)) if depth >= DEPTH => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "this XML is nested too deep for chapters");
                return chapters;
            }
            Ok(Event::Start(tag)) => {
                depth += 1;
                chapters.extend(xml_chapter(&tag, place, notes));
            }
            Ok(Event::Empty(tag)) => chapters.extend(xml_chapter(&tag, place, notes)),
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "a document type has no place in a chapters file");
                return Vec::new();
            }
            Ok(Event::Eof) => return chapters,
            Err(_) => {
                notes.give_up(Place::bytes(notes.file, place.0, place.1), "this XML has a slip here, so nothing behind it can be read");
                return Vec::new();
            }
            Ok(_) => (),
        }
    }
}

fn xml_chapter(tag: &BytesStart<'_>, place: (usize, usize), notes: &mut Notes<'_>) -> Option<Chapter> {
    if tag.local_name().as_ref() != b"chapter" {
        return None;
    }
    let attribute = |name: &[u8]| {
        let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = tidy(&unescape(std::str::from_utf8(&found.value).ok()?));
        (!value.is_empty()).then_some(value)
    };
    let at = attribute(b"start").and_then(|start| clock(&start).or_else(|| seconds(&start)));
    match (at, attribute(b"title")) {
        (Some(at), Some(title)) => Some(Chapter { at, title, url: attribute(b"href"), image: attribute(b"image") }),
        (None, _) => {
            notes.warn(place, "this chapter does not say when it starts");
            None
        }
        (_, None) => {
            notes.warn(place, "this chapter has no title");
            None
        }
    }
}

/// Lines of a time and a title, as MP4Chaps, Auphonic and people write them.
fn text(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let lines = lines(text);
    for line in lines.iter().filter(|line| !line.is_blank()) {
        match text_chapter(line) {
            Some(chapter) if chapter.title.is_empty() => notes.warn((line.start, line.end()), "this chapter has no title"),
            Some(chapter) => chapters.push(chapter),
            None if is_comment(line.text) => (),
            None => notes.warn((line.start, line.end()), "this line does not begin with a time"),
        }
    }
    chapters
}

/// Headings and comments between chapters; a file may have a first line that says what it is.
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['#', ';']) || text.starts_with("//") || text.to_lowercase().trim_end_matches(':') == "chapters"
}

fn text_chapter(line: &Line<'_>) -> Option<Chapter> {
    let text = line.text.trim().trim_start_matches(['-', '*', '•']).trim_start();
    let (first, rest) =
        text.split_once(|character: char| character.is_whitespace() || matches!(character, ']' | ')')).unwrap_or((text, ""));
    let at = clock(first.trim_matches(['[', '(', '-', '–', '—']))?;
    let rest = rest.trim().trim_start_matches(['-', '–', '—', '|', ':', ']', ')']).trim();
    let (title, url) = link(rest);
    Some(Chapter { at, title: tidy(title), url, image: None })
}

/// A title with `<https://…>` behind it.
fn link(text: &str) -> (&str, Option<String>) {
    let found = text.rfind('<').and_then(|at| Some((&text[..at], text[at + 1..].strip_suffix('>')?)));
    match found.filter(|(_, url)| url.starts_with("http://") || url.starts_with("https://")) {
        Some((title, url)) => (title.trim_end(), Some(url.trim().to_owned())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use proptest::prelude::*;

    fn read(name: &str, text: &str) -> (Option<Vec<Chapter>>, Report) {
        let mut report = Report::default();
        let source = SourceText { path: RelPath(name.to_owned()), text: text.to_owned() };
        let chapters = parse(&source, &mut report);
        (chapters, report)
    }

    fn chapter(at: u64, title: &str) -> Chapter {
        Chapter { at: Millis(at), title: title.to_owned(), ..Chapter::default() }
    }

    fn spots<'a>(report: &'a Report, text: &'a str) -> Vec<(&'static str, &'a str)> {
        let spot = |finding: &'a Finding| match finding.place.locus {
            crate::report::Locus::Bytes { start, end } => &text[start..end],
            _ => "",
        };
        report.findings.iter().map(|finding| (finding.rule, spot(finding))).collect()
    }

    #[test]
    fn files_are_known_by_name() {
        for name in ["chapters.json", "Chapters.TXT", "who-can-sign.chapters.json", "chapters.xml", "x.psc"] {
            assert!(is_chapters(name), "{name}");
        }
        for name in ["chapters", "chapters.md", "notes.txt", "mychapters.json", "", "."] {
            assert!(!is_chapters(name), "{name}");
        }
    }

    #[test]
    fn json_takes_numbers_and_text_and_hides_what_is_hidden() {
        let text = r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":" Why it  stops "},{"startTime":"61.5","title":"Rent","url":"https://example.com/","img":"a.jpg"},
               {"startTime":90,"title":"ad","toc":false},{"startTime":"1:02:03","title":"田中"},{"startTime":true,"title":"x"},{"startTime":5}]}"#;
        let (chapters, report) = read("chapters.json", text);
        let rent = Chapter { url: Some("https://example.com/".into()), image: Some("a.jpg".into()), ..chapter(61_500, "Rent") };
        assert_eq!(chapters, Some(vec![chapter(0, "Why it stops"), rent, chapter(3_723_000, "田中")]));
        let rule = "chapter-not-understood";
        assert_eq!(spots(&report, text), [(rule, r#"{"startTime":true,"title":"x"}"#), (rule, r#"{"startTime":5}"#)]);
    }

    #[test]
    fn podlove_chapters_are_read_with_or_without_prefix() {
        let text = "\u{FEFF}<?xml version=\"1.0\"?>\r\n<psc:chapters version=\"1.2\" xmlns:psc=\"http://podlove.org/simple-chapters\">\r\n\
            <psc:chapter start=\"00:00:00.000\" title=\"R&amp;D\"/><psc:chapter start=\"1:00\" title=\"B\" href=\"https://example.com/\"></psc:chapter>\
            <psc:chapter title=\"no time\"/></psc:chapters>";
        let (chapters, report) = read("chapters.xml", text);
        let b = Chapter { url: Some("https://example.com/".into()), ..chapter(60_000, "B") };
        assert_eq!(chapters, Some(vec![chapter(0, "R&D"), b]));
        assert_eq!(spots(&report, text), [("chapter-not-understood", "<psc:chapter title=\"no time\"/>")]);
        assert!(read("x.psc", "<chapters><chapter start=\"5\" title=\"a\"/></chapters>").0.is_some());
    }

    #[test]
    fn xml_that_is_out_to_harm_is_refused() {
        let deep = format!("<a>{}", "<b>".repeat(100_000));
        assert!(read("x.psc", &deep).1.has_errors());
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><chapters><chapter start=\"0:01\" title=\"&b;\"/></chapters>";
        assert!(read("x.psc", bomb).1.has_errors());
    }

    #[test]
    fn text_is_read_with_every_separator() {
        let text = "Chapters:\n00:00:00.000 Why it stops\r\n1:05 - Rent\n[2:10] Lease <https://example.com/a>\n(3:00) – Keys\n04:00]Odd\n\n- 5:00 | Bank\n";
        let (chapters, report) = read("chapters.txt", text);
        let lease = Chapter { url: Some("https://example.com/a".into()), ..chapter(130_000, "Lease") };
        let expected = vec![
            chapter(0, "Why it stops"),
            chapter(65_000, "Rent"),
            lease,
            chapter(180_000, "Keys"),
            chapter(240_000, "Odd"),
            chapter(300_000, "Bank"),
        ];
        assert_eq!(chapters, Some(expected));
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }

    #[test]
    fn lines_that_are_no_chapters_are_told_with_their_place_and_not_for_ever() {
        let text = format!("0:00 Start\n{}", "später\n".repeat(9));
        let (chapters, report) = read("chapters.txt", &text);
        assert_eq!(chapters, Some(vec![chapter(0, "Start")]));
        assert_eq!(report.findings.len(), 6);
        assert_eq!(spots(&report, &text)[0], ("chapter-not-understood", "später"));
        assert_eq!(report.findings[5].message, "4 more chapters are not understood");
    }

    #[test]
    fn a_file_without_chapters_is_one_error() {
        for text in ["", "\u{FEFF}", "{", "{}", "[]", "<a/>", "<a", "{\"chapters\":[}"] {
            let (chapters, report) = read("chapters.json", text);
            assert_eq!(chapters, None, "{text}");
            assert_eq!(report.count(Severity::Error), 1, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_it_panic(text in "(\u{FEFF})?[\\[{<]?(chapters|chapter|start|title|[0-9]{1,2}:[0-9]{2}|[ \"=:,/<>&;é\\]}\r\n]|\\PC){0,40}") {
            let (chapters, report) = read("chapters.txt", &text);
            prop_assert_eq!(chapters.is_none(), report.has_errors());
            prop_assert!(spots(&report, &text).len() <= 7);
        }
    }
}
