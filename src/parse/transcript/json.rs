//! JSON transcripts: the podcast namespace's segments, and what transcribers write (see [`shapes`]).
//!
//! Source: podcast namespace, transcripts, JSON.

use super::super::lines::{json_places, tidy};
use super::shapes::{self, Segment};
use super::{Found, Notes, Placed};
use crate::model::{Cue, Millis};
use crate::report::{Finding, Place};
use serde_json::Value;

/// Reads JSON.
pub(super) fn read(text: &str, notes: &mut Notes<'_>) -> Option<Found> {
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    match serde_json::from_str::<Value>(&text[start..]) {
        Ok(value) => whole(text, &value, notes),
        Err(error) => {
            let at = start + offset(&text[start..], error.line(), error.column());
            salvaged(text, at, notes)
        }
    }
}

fn whole(text: &str, value: &Value, notes: &mut Notes<'_>) -> Option<Found> {
    let Some((key, segments)) = shapes::segments(value) else {
        notes.nothing(Place::file(notes.file), "this JSON has no list of segments");
        return None;
    };
    let language = ["/language", "/language_code", "/result/language", "/params/language", "/results/language_code"];
    let language = language.iter().find_map(|path| value.pointer(path)?.as_str()).map(tidy).filter(|tag| is_tag(tag));
    Some(Found { language, is_timed: true, cues: placed(text, key, &segments, notes) })
}

/// What can be read of JSON that breaks: every element of its list that is whole.
fn salvaged(text: &str, at: usize, notes: &mut Notes<'_>) -> Option<Found> {
    for key in shapes::LISTS.into_iter().map(Some).chain([None]) {
        let pieces = json_places(text, key);
        let whole: Vec<Value> = pieces.iter().filter_map(|(start, end)| serde_json::from_str(text.get(*start..*end)?).ok()).collect();
        let list = Value::Array(whole);
        let Some((_, segments)) = shapes::segments(&list).filter(|(_, segments)| segments.iter().any(Segment::is_usable)) else { continue };
        let message = "this JSON breaks off or has a slip here; only the parts that are whole are used";
        let finding = Finding::warning("transcript-breaks-off", Place::bytes(notes.file, at, at), message);
        notes.report.add(finding.fix("export the transcript again"));
        return Some(Found { language: None, is_timed: true, cues: placed(text, key, &segments, notes) });
    }
    notes.nothing(Place::bytes(notes.file, at, at), "this JSON breaks off or has a slip here, so nothing of it can be read");
    None
}

fn placed(text: &str, key: Option<&str>, segments: &[Segment], notes: &mut Notes<'_>) -> Vec<Placed> {
    let places = json_places(text, key);
    // Where there is one element for each segment, it is known where a segment stands.
    let places = if places.len() == segments.len() { places } else { Vec::new() };
    let mut cues = Vec::with_capacity(segments.len());
    let mut current = None;
    for (index, segment) in segments.iter().enumerate() {
        let place = places.get(index).copied().unwrap_or((0, 0));
        current = segment.speaker.clone().or(current);
        let Some(start) = segment.start else {
            if !segment.words.is_empty() {
                notes.not_understood(place, "this segment does not say when it starts, so it is left out");
            }
            continue;
        };
        let end: Option<Millis> = segment.end;
        let cue = Cue { start, end: end.unwrap_or(start), speaker: current.clone(), text: segment.words.clone() };
        cues.push(Placed { cue, start: place.0, end: place.1, is_open: end.is_none(), is_glued: segment.is_glued });
    }
    cues
}

/// `en`, `pt-BR`: not a name such as `english`.
fn is_tag(text: &str) -> bool {
    let first = text.split(['-', '_']).next().unwrap_or_default();
    matches!(first.len(), 2 | 3) && text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The byte at a line and column (both from 1, the column in bytes) as `serde_json` counts them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    text.floor_char_boundary(at)
}
