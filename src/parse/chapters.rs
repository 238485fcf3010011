//! Chapters in, in every dialect: podcast chapters JSON, Podlove Simple Chapters, `hh:mm:ss title` lines as people and tools write them,
//! Audacity labels, CUE sheets, ffmetadata, OGM. A file is known by its content, not by its ending.

mod json;
mod marks;
mod text;
mod xml;

use super::SourceText;
use super::lines::tidy;
use crate::model::{Chapter, RelPath};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

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
    RuleText {
        name: "chapters-encoding",
        severity: Severity::Warning,
        finds: "A chapters file that is saved in an old encoding, of which files do not say which one it is.",
        why: "It is read as western European. Where that is wrong, listeners see titles with strange letters.",
        wrong: "a list exported by an older program, in which é is one byte",
        right: "the same file, saved again as UTF-8",
    },
];

/// After this many findings in one file, one more counts the rest.
const FINDINGS: usize = 5;
/// More chapters than this is no list that anybody reads; what follows is left out, and said.
const MOST: usize = 2_000;
/// Most bytes of one title; a line of megabytes is no title.
const TITLE: usize = 1_000;

/// Whether a file beside an episode holds chapters, by name: `chapters.json`, `*.chapters.json`, `chapters.xml`, `*.psc`, `chapters.txt`,
/// `chapters.cue`, `chapters.ffmeta`, `labels.txt`.
#[must_use]
pub fn is_chapters(file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    match ending {
        "psc" | "cue" | "ffmeta" | "ffmetadata" => true,
        "json" | "xml" => is_named(stem, "chapters"),
        "txt" => is_named(stem, "chapters") || is_named(stem, "labels"),
        _ => false,
    }
}

/// `chapters`, `talk.chapters`.
fn is_named(stem: &str, name: &str) -> bool {
    stem.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Largest file that is read, in bytes; the longest list of chapters has a hundredth of it.
pub const LARGEST: u64 = 16 << 20;

/// Says that a chapters file is larger than [`LARGEST`].
#[must_use]
pub fn too_large(path: &RelPath) -> Finding {
    Finding::error("chapters-not-understood", Place::file(path), "this file is far too large for chapters")
        .fix("put the list of chapters alone into it, such as `05:00 The lease`, one on a line")
}

/// Reads a chapters file as it lies on the disk: UTF-8, UTF-16 with its mark, else windows-1252, which older programs write.
///
/// Findings: those of [`RULES`].
pub fn read(path: &RelPath, bytes: Vec<u8>, report: &mut Report) -> Option<Vec<Chapter>> {
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| {
            let finding = Finding::warning("chapters-encoding", Place::file(path), "this file does not say in which encoding it is saved");
            report.add(finding.fix("save it again with the encoding UTF-8, and look at letters such as é or ’"));
            WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned()
        }),
    };
    parse(&SourceText { path: path.clone(), text }, report)
}

/// Reads a chapters file by its content. Order and duplicates are kept as written: what is odd is reported, sorting is `resolve`'s.
///
/// Findings: those of [`RULES`].
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Vec<Chapter>> {
    let mut notes = Notes { file: source.path.as_str(), report, count: 0, is_given_up: false };
    let mut chapters = match dialect(&source.text) {
        Dialect::Json => json::read(&source.text, &mut notes),
        Dialect::Xml => xml::read(&source.text, &mut notes),
        Dialect::Ffmetadata => marks::ffmetadata(&source.text, &mut notes),
        Dialect::Cue => marks::cue(&source.text, &mut notes),
        Dialect::Ogm => marks::ogm(&source.text, &mut notes),
        Dialect::Text => text::read(&source.text, &mut notes),
    };
    notes.sum_up();
    if chapters.len() > MOST {
        chapters.truncate(MOST);
        let finding =
            Finding::warning("chapter-not-understood", Place::file(notes.file), format!("only the first {MOST} chapters are kept"));
        notes.report.add(finding.fix("take out the marks that are no chapters"));
    }
    if chapters.is_empty() {
        notes.give_up(Place::file(notes.file), "there are no chapters in this file");
        return None;
    }
    Some(chapters)
}

enum Dialect {
    Json,
    Xml,
    Ffmetadata,
    Cue,
    Ogm,
    Text,
}

fn dialect(text: &str) -> Dialect {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let after_bracket = start.strip_prefix('[').map(str::trim_start);
    if start.starts_with('{') || after_bracket.is_some_and(|rest| rest.is_empty() || rest.starts_with(['{', ']'])) {
        Dialect::Json
    } else if start.starts_with('<') && !start.starts_with("<http") {
        Dialect::Xml
    } else if start.get(..11).is_some_and(|mark| mark.eq_ignore_ascii_case(";FFMETADATA")) {
        Dialect::Ffmetadata
    } else if marks::is_cue(start) {
        Dialect::Cue
    } else if marks::is_ogm(start) {
        Dialect::Ogm
    } else {
        Dialect::Text
    }
}

/// A title on one line, of some length.
fn title_of(text: &str) -> String {
    tidy(super::lines::within(text, TITLE))
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

    fn without_time(&mut self, place: (usize, usize)) {
        self.warn(place, "this chapter does not say when it starts");
    }

    fn without_title(&mut self, place: (usize, usize)) {
        self.warn(place, "this chapter has no title");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Location, Millis};
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
        for name in ["chapters.json", "Chapters.TXT", "who-can-sign.chapters.json", "chapters.xml", "x.psc", "talk.cue", "labels.txt"] {
            assert!(is_chapters(name), "{name}");
        }
        for name in ["chapters", "chapters.md", "notes.txt", "mychapters.json", "mylabels.txt", "", "."] {
            assert!(!is_chapters(name), "{name}");
        }
    }

    #[test]
    fn json_takes_numbers_and_text_and_keeps_what_is_not_in_the_contents() {
        let text = r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":" Why it  stops "},{"startTime":"61.5","title":"Rent","url":"https://example.com/","img":"a.jpg"},
               {"startTime":90,"img":"b.jpg","toc":false},{"startTime":"1:02:03","title":"田中","endTime":3800.5,"location":{"name":"京都","geo":"geo:35,135"}},{"startTime":true,"title":"x"},{"startTime":5}]}"#;
        let (chapters, report) = read("chapters.json", text);
        let rent = Chapter { url: Some("https://example.com/".into()), image: Some("a.jpg".into()), ..chapter(61_500, "Rent") };
        let silent = Chapter { image: Some("b.jpg".into()), is_silent: true, ..chapter(90_000, "") };
        let place = Location { name: "京都".into(), geo: Some("geo:35,135".into()), ..Location::default() };
        let tanaka = Chapter { end: Some(Millis(3_800_500)), place: Some(place), ..chapter(3_723_000, "田中") };
        assert_eq!(chapters, Some(vec![chapter(0, "Why it stops"), rent, silent, tanaka]));
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
        for start in ["5", "5.0", "0:05", "00:00:05.", "npt=5"] {
            let text = format!(
                "<chapters xmlns='http://podlove.org/simple-chapters/' version='1.1'><chapter start='{start}' title='a'/></chapters>"
            );
            assert_eq!(read("x.psc", &text).0, Some(vec![chapter(5_000, "a")]), "{start}");
        }
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
    fn what_programs_write_is_known_by_its_content() {
        let expected = Some(vec![chapter(0, "Why it stops"), chapter(65_480, "Rent; and keys")]);
        for (name, text) in [
            (
                "ffmetadata",
                ";FFMETADATA1\ntitle=All\n\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\ntitle=Why it stops\r\n[STREAM]\nx=1\n[CHAPTER]\nSTART=65480000000\ntitle=Rent\\; and keys\n",
            ),
            (
                "cue",
                "REM x\nTITLE \"The show\"\nFILE \"a.mp3\" MP3\n  TRACK 01 AUDIO\n    TITLE \"Why it stops\"\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE \"Rent; and keys\"\n    INDEX 00 01:04:00\n    INDEX 01 01:05:36\n",
            ),
            ("ogm", "CHAPTER01=00:00:00.000\r\nCHAPTER01NAME=Why it stops\r\nCHAPTER02=00:01:05.480\r\nCHAPTER02NAME=Rent; and keys\r\n"),
            ("labels", "0.000000\t0.000000\tWhy it stops\n\\\t100\t200\n65.480000\t65.480000\tRent; and keys\n"),
        ] {
            let (chapters, report) = read(name, text);
            assert_eq!((chapters, report.findings.len()), (expected.clone(), 0), "{name}");
        }
    }

    #[test]
    fn what_is_broken_in_them_is_told_and_the_rest_is_kept() {
        for (text, spot) in [
            (";FFMETADATA1\n[CHAPTER]\nSTART=x\ntitle=a\n[CHAPTER]\nSTART=0\ntitle=b", "[CHAPTER]"),
            ("TRACK 01 AUDIO\nINDEX 01 00:00:99\nTRACK 02 AUDIO\nTITLE b\nINDEX 01 00:00:00", "INDEX 01 00:00:99"),
            ("CHAPTER01=x\nCHAPTER02=0:00:00\nCHAPTER02NAME=b", "CHAPTER01=x"),
        ] {
            let (chapters, report) = read("chapters.txt", text);
            assert_eq!(chapters, Some(vec![chapter(0, "b")]), "{text}");
            assert_eq!(spots(&report, text), [("chapter-not-understood", spot)]);
        }
    }

    #[test]
    fn every_encoding_is_read_and_a_guess_is_told() {
        let read = |bytes: &[u8]| {
            let mut report = Report::default();
            let chapters = super::read(&RelPath("chapters.txt".to_owned()), bytes.to_vec(), &mut report);
            (chapters, report.findings.into_iter().map(|finding| finding.rule).collect::<Vec<_>>())
        };
        let text = "\u{FEFF}0:00 Größe\r\n1:00 二\r\n";
        let expected = Some(vec![chapter(0, "Größe"), chapter(60_000, "二")]);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes(), &little, &big] {
            assert_eq!(read(bytes), (expected.clone(), vec![]));
        }
        assert_eq!(read(b"0:00 Gr\xf6\xdfe\n"), (Some(vec![chapter(0, "Größe")]), vec!["chapters-encoding"]));
        assert_eq!(read(&[0xff, 0xfe, 0x00]).0, None);
    }

    #[test]
    fn a_list_without_end_is_cut_and_that_is_said() {
        let text: String = (0..3_000).map(|at| format!("{}:{:02} {}\n", at / 60, at % 60, "x".repeat(3_000))).collect();
        let (chapters, report) = read("chapters.txt", &text);
        assert!(chapters.is_some_and(|list| list.len() == MOST && list[0].title.len() == TITLE));
        assert_eq!(report.findings.len(), 1);
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
        fn no_text_makes_it_panic(text in "(\u{FEFF})?(;FFMETADATA1\n)?[\\[{<]?(chapters|chapter|start|title|CHAPTER01(NAME)?=|\\[CHAPTER\\]\n|START=|INDEX 01 |TRACK|\t|[0-9]{1,2}:[0-9]{2}|[ \"=:,/<>&;é\\]}\r\n]|\\PC){0,40}") {
            let (chapters, report) = read("chapters.txt", &text);
            prop_assert_eq!(chapters.is_none(), report.has_errors());
            prop_assert!(spots(&report, &text).len() <= 7);
        }
    }
}
