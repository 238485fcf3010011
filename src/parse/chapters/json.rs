//! Podcast namespace, chapters JSON 1.0 to 1.2, and the lists that other tools export.
//! Source: <https://github.com/Podcastindex-org/podcast-namespace>, `docs/examples/chapters/jsonChapters.md`. `startTime` is a number
//! there; files made by hand have text, too.

use super::{Notes, title_of};
use crate::model::{Chapter, Location, Millis};
use crate::parse::lines::{clock, json_places, lines, seconds, tidy};
use crate::report::Place;
use serde_json::Value;

/// The chapters of a JSON file.
pub fn read(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
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
    list.iter().enumerate().filter_map(|(index, entry)| chapter(entry, place(index), notes)).collect()
}

fn chapter(entry: &Value, place: (usize, usize), notes: &mut Notes<'_>) -> Option<Chapter> {
    let Some(at) = first(entry, &["startTime", "start", "start_time", "starttime", "time", "timecode"]).and_then(time) else {
        notes.without_time(place);
        return None;
    };
    let title = word(entry, &["title", "name"]).map(|title| title_of(&title)).unwrap_or_default();
    let is_silent = entry.get("toc").is_some_and(is_no);
    if title.is_empty() && !is_silent {
        notes.without_title(place);
        return None;
    }
    let end = first(entry, &["endTime", "end", "end_time"]).and_then(time).filter(|end| *end > at);
    Some(Chapter {
        at,
        title,
        url: word(entry, &["url", "href", "link"]),
        image: word(entry, &["img", "image", "artwork"]),
        end,
        is_silent,
        place: entry.get("location").and_then(location),
    })
}

fn first<'v>(entry: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().find_map(|key| entry.get(key))
}

fn word(entry: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| entry.get(key)?.as_str()).map(tidy).filter(|text| !text.is_empty())
}

fn is_no(value: &Value) -> bool {
    value == &Value::Bool(false) || value.as_str().is_some_and(|text| matches!(text.trim().to_lowercase().as_str(), "false" | "no"))
}

fn time(value: &Value) -> Option<Millis> {
    match value {
        Value::Number(number) => seconds(&number.to_string()),
        Value::String(text) => seconds(text.trim()).or_else(|| clock(text.trim())),
        _ => None,
    }
}

fn location(value: &Value) -> Option<Location> {
    Some(Location { name: word(value, &["name"])?, geo: word(value, &["geo"]), osm: word(value, &["osm"]), ..Location::default() })
}
