//! WebVTT and SRT: times with an arrow, words below them.
//!
//! Source: W3C WebVTT, sections 4 and 6; SubRip has no standard, so anything that players take is taken.

use super::super::lines::{Line, clock, lines, seconds, tidy, unescape, within};
use super::{Found, Notes, Placed, between, speaker};
use crate::model::{Cue, Millis};

/// Longest tag that is taken for one.
const TAG: usize = 1_000;

/// Reads WebVTT.
pub(super) fn vtt(text: &str, notes: &mut Notes<'_>) -> Found {
    let lines = lines(text);
    let mut rest = lines.as_slice();
    let mut language = None;
    if rest.first().is_some_and(|line| line.text.starts_with("WEBVTT")) {
        let length = rest.iter().position(|line| line.is_blank() || is_timing_line(line.text)).unwrap_or(rest.len());
        let header;
        (header, rest) = rest.split_at(length);
        language = header.iter().find_map(|line| line.text.strip_prefix("Language:")).map(|tag| tag.trim().to_owned());
    }
    let mut raw = Vec::new();
    while !rest.is_empty() {
        let lines;
        (lines, rest) = block(rest);
        if !lines.first().is_some_and(is_comment) {
            read_block(lines, &mut raw, notes);
        }
    }
    raw.retain(|cue| cue.times.is_some());
    Found { language: language.filter(|tag| !tag.is_empty()), is_timed: true, cues: voiced(&raw, &['<']) }
}

/// Reads SRT.
pub(super) fn srt(text: &str, notes: &mut Notes<'_>) -> Found {
    let lines = lines(text);
    let mut raw: Vec<Raw> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let next_is_timing = lines.get(at + 1).is_some_and(|next| is_timing_line(next.text));
        let is_counter = next_is_timing && line.text.trim().bytes().all(|byte| byte.is_ascii_digit());
        if is_timing_line(line.text) {
            raw.extend(start(line, notes));
        } else if line.is_blank() || is_counter {
            // nothing to keep
        } else if let Some(cue) = raw.last_mut() {
            // Words behind an empty line still belong to the cue above: some programs leave empty lines in the middle.
            cue.push(line);
        } else {
            notes.not_understood((line.start, line.end()), "there is no time above these words");
        }
        at += 1;
    }
    raw.retain(|cue| cue.times.is_some());
    Found { language: None, is_timed: true, cues: voiced(&raw, &['<', '{']) }
}

/// Whether any line is a time, an arrow and a time.
pub(super) fn has_timing(text: &str) -> bool {
    lines(text).iter().any(|line| is_timing_line(line.text) && timing(line.text).is_some())
}

/// A cue with its marks still in it. Without times it only holds words that are to be left out.
struct Raw {
    times: Option<(Millis, Millis)>,
    start: usize,
    end: usize,
    text: String,
}

impl Raw {
    fn push(&mut self, line: &Line<'_>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line.text);
    }
}

/// The lines up to the next blank one, and what follows it.
fn block<'a, 'b>(lines: &'a [Line<'b>]) -> (&'a [Line<'b>], &'a [Line<'b>]) {
    let start = lines.iter().position(|line| !line.is_blank()).unwrap_or(lines.len());
    let length = lines[start..].iter().position(Line::is_blank).unwrap_or(lines.len() - start);
    (&lines[start..start + length], &lines[start + length..])
}

fn is_comment(line: &Line<'_>) -> bool {
    ["NOTE", "STYLE", "REGION"]
        .iter()
        .any(|word| line.text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])))
}

fn read_block(lines: &[Line<'_>], raw: &mut Vec<Raw>, notes: &mut Notes<'_>) {
    // One line above the time is the cue's name. Two times in one block are two cues that lack an empty line between them.
    let first = lines.iter().position(|line| is_timing_line(line.text));
    let Some(first) = first else {
        if let (Some(line), Some(last)) = (lines.first(), lines.last()) {
            notes.not_understood((line.start, last.end()), "there is no time above these words");
        }
        return;
    };
    let from = raw.len();
    for line in &lines[first..] {
        if is_timing_line(line.text) {
            raw.extend(start(line, notes));
        } else if let Some(cue) = raw.get_mut(from..).and_then(<[Raw]>::last_mut) {
            cue.push(line);
        }
    }
}

/// An arrow with a digit before it: words may hold an arrow too.
fn is_timing_line(text: &str) -> bool {
    let starts_with_digit = |before: &str| before.trim_start().starts_with(|first: char| first.is_ascii_digit());
    text.split_once("-->").is_some_and(|(before, _)| starts_with_digit(before)) || timing(text).is_some()
}

fn start(line: &Line<'_>, notes: &mut Notes<'_>) -> Option<Raw> {
    let times = timing(line.text);
    if times.is_none() {
        notes.not_understood((line.start, line.end()), "this is not a time, so the words below it are left out");
    }
    Some(Raw { times, start: line.start, end: line.end(), text: String::new() })
}

/// Two times with an arrow between, as written or as word processors "correct" it.
fn timing(text: &str) -> Option<(Millis, Millis)> {
    let (start, rest) = ["-->", "->", "–>", "—>"].iter().find_map(|arrow| text.split_once(arrow))?;
    // Behind the second time there may be settings.
    Some((moment(start.trim())?, moment(rest.split_whitespace().next()?)?))
}

fn moment(text: &str) -> Option<Millis> {
    clock(text).or_else(|| seconds(&text.replace(',', ".")))
}

/// Cues by the voices in them, `<v Name>`; one without is said by whoever spoke last.
fn voiced(raw: &[Raw], marks: &[char]) -> Vec<Placed> {
    let mut cues = Vec::with_capacity(raw.len());
    let mut current = None;
    for cue in raw {
        let parts: Vec<(Option<String>, String)> = voices(&cue.text, marks);
        let letters: u64 = parts.iter().map(|(_, text)| text.chars().count() as u64).sum();
        let (start, end) = cue.times.unwrap_or_default();
        let is_single = parts.len() == 1;
        let mut said = 0;
        for (name, text) in parts {
            current = name.or(current);
            let from = if is_single || end < start { start } else { between(start, end, said, letters) };
            said += text.chars().count() as u64;
            let to = if is_single || end < start { end } else { between(start, end, said, letters) };
            let words = Cue { start: from, end: to, speaker: current.clone(), text };
            // A second voice in one cue has no times of its own to be wrong.
            cues.push(Placed { cue: words, start: cue.start, end: cue.end, is_open: !is_single, ..Placed::default() });
        }
    }
    cues
}

/// The words of a cue, by voice. What stands in small letters above others (`<rt>`) is a help for readers, not a word.
fn voices(text: &str, marks: &[char]) -> Vec<(Option<String>, String)> {
    let mut parts: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut is_above = false;
    each_mark(text, marks, |mark| match mark {
        Mark::Words(words) => {
            if let Some((_, text)) = parts.last_mut().filter(|_| !is_above) {
                text.push_str(words);
            }
        }
        Mark::Tag(tag) => {
            is_above = tag == "rt" || is_above && !tag.starts_with('/');
            let is_voice = tag == "v" || tag.starts_with("v ") || tag.starts_with("v.") || tag.starts_with("v\t") || tag.starts_with("v\n");
            if let Some((_, name)) = tag.split_once(char::is_whitespace).filter(|_| is_voice) {
                parts.push((speaker(&unescape(name)), String::new()));
            }
        }
    });
    let parts = parts.into_iter().map(|(name, text)| (name, tidy(&unescape(&text))));
    parts.filter(|(_, text)| !text.is_empty()).collect()
}

enum Mark<'a> {
    Words(&'a str),
    Tag(&'a str),
}

/// Splits words from `<tags>` and, where `marks` has the brace, SRT's `{\an8}` positions. A `<` that opens no tag is a word.
fn each_mark(text: &str, marks: &[char], mut give: impl FnMut(Mark<'_>)) {
    let mut rest = text;
    while let Some(at) = rest.find(marks) {
        give(Mark::Words(&rest[..at]));
        rest = &rest[at..];
        let close = if rest.starts_with('<') { '>' } else { '}' };
        let opens = match rest.as_bytes().get(1) {
            Some(next) if close == '>' => next.is_ascii_alphanumeric() || *next == b'/',
            Some(next) => *next == b'\\',
            None => false,
        };
        match within(rest, TAG).find(close).filter(|_| opens) {
            Some(end) => {
                give(Mark::Tag(&rest[1..end]));
                rest = &rest[end + 1..];
            }
            None => {
                give(Mark::Words(&rest[..1]));
                rest = &rest[1..];
            }
        }
    }
    give(Mark::Words(rest));
}
