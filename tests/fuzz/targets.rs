//! What must hold for any bytes at all. Used by the fuzzers in this folder and by `tests/it/fuzz.rs`, which replays the corpus.
//!
//! An input is a file name on the first line and the file below it, so that a corpus can be read and written by hand.

#![allow(dead_code, reason = "each fuzzer uses one")]

use turntable::import::{self, FeedBytes};
use turntable::model::{Cue, RelPath, Transcript};
use turntable::parse::{self, SourceText};
use turntable::report::{Locus, Report};

/// Front matter of every kind, and `referrals.csv`: by the name on the first line.
pub fn front_matter(data: &[u8]) {
    let (name, rest) = named(data);
    let source = text(name, rest);
    let mut report = Report::default();
    match name {
        "show.yaml" => drop(parse::show::parse(&source, &mut report)),
        "episode.md" => drop(parse::episode::parse(&source, &mut report)),
        "offer.md" => drop(parse::offer::parse(&source, &mut report)),
        "event.md" => drop(parse::event::parse(&source, &mut report)),
        "campaign.md" => drop(parse::campaign::parse(&source, &mut report)),
        "page.md" => drop(parse::page::parse(&source, &mut report)),
        "referrals.csv" => drop(parse::campaign::referrals(&source, &mut report)),
        _ => drop(parse::person::parse(&source, &mut report)),
    }
    findings_lie_in(&source, report);
}

/// Transcripts in every form: what is read is in order, and comes back the same from the WebVTT that is written of it.
pub fn transcripts(data: &[u8]) {
    let (name, rest) = named(data);
    let source = text(name, rest);
    let mut report = Report::default();
    let transcript = parse::transcript::parse(&source, &mut report);
    assert_eq!(transcript.is_none(), report.has_errors(), "an unusable transcript is an error, and only that is");
    findings_lie_in(&source, report);
    let Some(transcript) = transcript else { return };
    assert!(transcript.cues.iter().all(|cue| cue.start <= cue.end && !cue.text.trim().is_empty()));
    assert!(transcript.cues.is_sorted_by_key(|cue| cue.start));
    drop((turntable::transcript::srt(&transcript), turntable::transcript::html(&transcript, &turntable::transcript::Page::default())));
    if transcript.is_timed {
        comes_back(&transcript);
    }
}

fn comes_back(transcript: &Transcript) {
    let written = turntable::transcript::vtt(transcript);
    let mut report = Report::default();
    let again = parse::transcript::parse(&text("transcript.vtt", written.as_bytes()), &mut report);
    let cues: &[Cue] = again.as_ref().map_or(&[], |again| &again.cues);
    assert_eq!(cues, transcript.cues, "{written}");
    assert!(report.findings.is_empty(), "{report:?}\n{written}");
}

/// Chapters in every form.
pub fn chapters(data: &[u8]) {
    let (name, rest) = named(data);
    let source = text(name, rest);
    let mut report = Report::default();
    drop(parse::chapters::parse(&source, &mut report));
    findings_lie_in(&source, report);
}

/// Feeds and the notes in them. The first line may name a character set.
pub fn import(data: &[u8]) {
    let (charset, bytes) = named(data);
    let mut report = Report::default();
    let feed = FeedBytes { name: "feed.xml", bytes, charset: Some(charset).filter(|name| !name.is_empty()) };
    let show = import::read(&feed, &mut report);
    for episode in show.iter().flat_map(|show| &show.episodes) {
        drop(import::notes::notes(&episode.notes_html));
    }
    drop(import::notes::notes(&String::from_utf8_lossy(bytes)));
    // Where they lie is up to the encoding that the feed turns out to have.
    findings_are_said(&report);
}

/// The first line and the rest.
fn named(data: &[u8]) -> (&str, &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let name = std::str::from_utf8(&data[..end]).unwrap_or_default();
    (name.trim_end(), data.get(end + 1..).unwrap_or_default())
}

fn text(name: &str, bytes: &[u8]) -> SourceText {
    SourceText { path: RelPath(format!("content/{name}")), text: String::from_utf8_lossy(bytes).into_owned() }
}

/// Every finding is said in words that fit on a screen.
fn findings_are_said(report: &Report) {
    for finding in &report.findings {
        assert!(!finding.message.is_empty() && finding.message.len() < 10_000, "{finding:?}");
        assert!(finding.span.as_ref().is_none_or(|span| span.line > 0 && span.column > 0), "{finding:?}");
    }
}

/// Every finding points into the file, between characters, and is said as findings are.
fn findings_lie_in(source: &SourceText, mut report: Report) {
    for finding in &report.findings {
        if let Locus::Bytes { start, end } = finding.place.locus {
            assert!(source.text.get(start..end).is_some(), "{finding:?} lies outside");
        }
    }
    findings_are_said(&report);
    parse::locate::locate(&mut report, &|file| (file == source.path.as_str()).then(|| source.text.clone()));
    let lines: Vec<&str> = source.text.split('\n').collect();
    for span in report.findings.iter().filter_map(|finding| finding.span.as_ref()) {
        let line = lines.get(span.line.wrapping_sub(1)).unwrap_or_else(|| panic!("{span:?} is below the end"));
        assert!(span.column >= 1 && span.column <= line.chars().count() + 1, "{span:?} is behind the end of its line");
    }
}
