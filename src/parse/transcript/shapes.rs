//! The shapes of JSON that transcribers write: where the list is, what its elements call the words, the times and the speaker.
//!
//! Source: the podcast namespace (`segments`, `body`); the documented output of Whisper and whisper.cpp (`segments`, `transcription`),
//! Deepgram (`results.utterances`, `results.channels[].alternatives[].words`), AssemblyAI (`utterances`, thousandths of a second),
//! Rev (`monologues`, `elements`), Amazon Transcribe (`results.items`), Speechmatics and Google (`results[]`).

use super::super::lines::{clock, seconds, tidy};
use super::speaker;
use crate::model::Millis;
use serde_json::Value;

/// Keys at the top under which the list may stand.
pub(super) const LISTS: [&str; 6] = ["segments", "cues", "transcription", "utterances", "transcript", "words"];

/// An element of the list.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub words: String,
    pub start: Option<Millis>,
    pub end: Option<Millis>,
    pub speaker: Option<String>,
    /// The words go on where those before stopped, without a space.
    pub is_glued: bool,
}

impl Segment {
    /// Whether anything can be shown of it.
    pub fn is_usable(&self) -> bool {
        self.start.is_some() && !self.words.is_empty()
    }
}

/// The segments of a file, and the key at the top under which they stand one by one.
pub(super) fn segments(value: &Value) -> Option<(Option<&'static str>, Vec<Segment>)> {
    if let Value::Array(list) = value {
        return Some((None, list_of(list)));
    }
    if let Some(list) = filled(value.get("monologues")) {
        return Some((Some("monologues"), list.iter().flat_map(monologue).collect()));
    }
    for path in ["/results/utterances", "/results/channels/0/alternatives/0/words", "/results/items", "/results/audio_segments"] {
        if let Some(list) = filled(value.pointer(path)) {
            return Some((Some("results"), marks_added(list_of(list).into_iter())));
        }
    }
    if let Some(list) = filled(value.get("results")) {
        return Some((Some("results"), results(list)));
    }
    let key = LISTS.into_iter().find(|key| filled(value.get(key)).is_some()).or(value.get("segments").map(|_| "segments"))?;
    Some((Some(key), list_of(value.get(key)?.as_array()?)))
}

fn filled(value: Option<&Value>) -> Option<&Vec<Value>> {
    value?.as_array().filter(|list| !list.is_empty())
}

fn list_of(list: &[Value]) -> Vec<Segment> {
    let unit = unit(list);
    let raw = |value: &Value| word(value).filter(|words| !words.is_empty()).map(|words| words.starts_with(char::is_whitespace));
    // Where words bring their own spaces, one without goes on.
    let (spaced, unspaced) = list.iter().filter_map(raw).fold((0, 0), |(yes, no), is| if is { (yes + 1, no) } else { (yes, no + 1) });
    list.iter().map(|value| Segment { is_glued: spaced > unspaced && raw(value) == Some(false), ..segment(value, unit) }).collect()
}

/// How the file counts time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Millis,
}

/// Whole numbers that would make the parts minutes long are thousandths of a second.
fn unit(list: &[Value]) -> Unit {
    let whole = |value: &Value, keys| keyed(value, keys).and_then(Value::as_u64);
    let lengths: Option<Vec<u64>> = list.iter().map(|value| Some(whole(value, ENDS)?.saturating_sub(whole(value, STARTS)?))).collect();
    let is_millis =
        lengths.is_some_and(|lengths| lengths.iter().map(|length| u128::from(*length)).sum::<u128>() >= 100 * lengths.len() as u128);
    if is_millis && !list.is_empty() { Unit::Millis } else { Unit::Seconds }
}

const STARTS: &[&str] = &["startTime", "start", "start_time", "startSeconds", "ts"];
const ENDS: &[&str] = &["endTime", "end", "end_time", "endSeconds", "end_ts"];
const WORDS: &[&str] = &["body", "punctuated_word", "text", "content", "transcript", "word", "value"];
const SPEAKERS: &[&str] = &["speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id", "name"];

fn keyed<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| value.get(key).filter(|value| !value.is_null()))
}

fn segment(value: &Value, unit: Unit) -> Segment {
    let moment = |keys: &[&str], paths: [&str; 2]| {
        keyed(value, keys)
            .and_then(|value| time(value, unit))
            .or_else(|| paths.iter().find_map(|path| time(value.pointer(path)?, Unit::Seconds)))
    };
    Segment {
        words: word(value).map(tidy).unwrap_or_default(),
        start: moment(STARTS, ["/timestamps/from", "/timestamp/0"]),
        end: moment(ENDS, ["/timestamps/to", "/timestamp/1"]),
        speaker: keyed(value, SPEAKERS).or_else(|| value.pointer("/alternatives/0/speaker")).and_then(named),
        is_glued: false,
    }
}

fn word(value: &Value) -> Option<&str> {
    let own = WORDS.iter().find_map(|key| value.get(key)?.as_str());
    own.or_else(|| value.pointer("/alternatives/0/content")?.as_str()).or_else(|| value.pointer("/alternatives/0/transcript")?.as_str())
}

/// A name, or the number or letter that stands for one.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(format!("Speaker {number}")),
        Value::String(text) if text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some(format!("Speaker {text}")),
        Value::String(text) => speaker(text),
        Value::Object(object) => object.get("name").or_else(|| object.get("label"))?.as_str().and_then(speaker),
        _ => None,
    }
}

/// A number in the file's unit, the same as text, seconds with an `s`, or a clock.
fn time(value: &Value, unit: Unit) -> Option<Millis> {
    match (value, unit) {
        (Value::Number(number), Unit::Millis) => number.as_u64().filter(|millis| *millis < 3_600_000_000).map(Millis),
        (Value::Number(number), Unit::Seconds) => whole_or_tiny(&number.to_string()),
        (Value::String(text), _) => seconds(text.trim().trim_end_matches('s')).or_else(|| clock(text.trim())),
        _ => None,
    }
}

/// Seconds as JSON writes them: only numbers far below a thousandth have an exponent.
fn whole_or_tiny(number: &str) -> Option<Millis> {
    seconds(number).or_else(|| (number.contains("e-") && !number.starts_with('-')).then_some(Millis(0)))
}

/// One person's words: text elements with times, and marks between them.
fn monologue(value: &Value) -> Vec<Segment> {
    let who = keyed(value, SPEAKERS).and_then(named);
    let elements = value.get("elements").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    marks_added(elements.iter().map(|element| Segment { speaker: who.clone(), ..segment(element, Unit::Seconds) }))
}

/// Lists under `results`: words with alternatives, or sentences that hold words.
fn results(list: &[Value]) -> Vec<Segment> {
    let inner = list.iter().filter_map(|value| filled(value.pointer("/alternatives/0/words")));
    let inner: Vec<Segment> = inner.flat_map(|words| list_of(words)).collect();
    if inner.is_empty() { marks_added(list.iter().map(|value| segment(value, Unit::Seconds))) } else { inner }
}

/// Elements without a time are marks that belong to the word before them.
fn marks_added(elements: impl Iterator<Item = Segment>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for element in elements {
        match segments.last_mut().filter(|_| element.start.is_none()) {
            Some(before) => before.words.push_str(&element.words),
            None => segments.push(element),
        }
    }
    segments
}
