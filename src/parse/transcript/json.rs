//! JSON transcripts: the podcast namespace's segments, Whisper's, and lists with the same words.
//!
//! Source: podcast namespace, transcripts, JSON; the output of whisper and whisper.cpp.

use super::super::lines::{clock, json_places, seconds, tidy};
use super::{Found, Notes, Placed, speaker};
use crate::model::{Cue, Millis};
use crate::report::Place;
use serde_json::Value;

/// Reads JSON.
pub(super) fn read(text: &str, notes: &mut Notes<'_>) -> Option<Found> {
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let value: Value = match serde_json::from_str(&text[start..]) {
        Ok(value) => value,
        Err(error) => {
            let at = start + offset(&text[start..], error.line(), error.column());
            notes.nothing(Place::bytes(notes.file, at, at), "this JSON breaks off or has a slip here, so nothing of it can be read");
            return None;
        }
    };
    let Some((key, segments)) = segments(&value) else {
        notes.nothing(Place::file(notes.file), "this JSON has no list of segments");
        return None;
    };
    let places = json_places(text, key);
    let mut found = Found { language: value.get("language").and_then(Value::as_str).map(tidy), is_timed: true, cues: Vec::new() };
    let mut current = None;
    for (index, segment) in segments.iter().enumerate() {
        let place = places.get(index).copied().unwrap_or((0, 0));
        let words = word(segment, &["body", "text", "content", "transcript"]).map(tidy).unwrap_or_default();
        current = word(segment, &["speaker", "speaker_name", "speakerName", "name"]).and_then(speaker).or(current);
        let Some(from) = start_of(segment) else {
            if !words.is_empty() {
                notes.not_understood(place, "this segment does not say when it starts, so it is left out");
            }
            continue;
        };
        let to = end_of(segment).unwrap_or(from);
        let cue = Cue { start: from, end: to, speaker: current.clone(), text: words };
        found.cues.push(Placed { cue, start: place.0, end: place.1 });
    }
    Some(found)
}

/// The list of segments, and the key it stands under.
fn segments(value: &Value) -> Option<(Option<&'static str>, &Vec<Value>)> {
    if let Value::Array(list) = value {
        return Some((None, list));
    }
    ["segments", "cues", "transcription", "transcript", "utterances"]
        .into_iter()
        .find_map(|key| Some((Some(key), value.get(key)?.as_array()?)))
}

fn word<'a>(segment: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| segment.get(key)?.as_str())
}

fn start_of(segment: &Value) -> Option<Millis> {
    moment(segment, &["startTime", "start", "start_time", "startSeconds"])
        .or_else(|| segment.pointer("/timestamps/from").and_then(time))
        .or_else(|| segment.pointer("/timestamp/0").and_then(time))
}

fn end_of(segment: &Value) -> Option<Millis> {
    moment(segment, &["endTime", "end", "end_time", "endSeconds"])
        .or_else(|| segment.pointer("/timestamps/to").and_then(time))
        .or_else(|| segment.pointer("/timestamp/1").and_then(time))
}

fn moment(segment: &Value, keys: &[&str]) -> Option<Millis> {
    keys.iter().find_map(|key| time(segment.get(key)?))
}

/// Seconds as a number or as text, or a clock.
fn time(value: &Value) -> Option<Millis> {
    match value {
        Value::Number(number) => seconds(&number.to_string()),
        Value::String(text) => seconds(text.trim()).or_else(|| clock(text.trim())),
        _ => None,
    }
}

/// The byte at a line and column (both from 1, the column in bytes) as `serde_json` counts them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
