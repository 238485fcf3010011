//! The names authors may use, and what is said about those they may not. In: a mapping and the keys that are known in it. Out:
//! `unknown-key` findings with the nearest neighbour.

use super::fields::Fields;
use super::{campaign, episode, event, offer, page, person, show};
use crate::report::{Finding, Place, Report};

/// Most unknown keys that one mapping is told about; more are another program's file, and each costs a search.
const MAX_UNKNOWN: usize = 100;

/// What other programs and plain speech call our keys. Used only where the second is known and free.
const FAMILIAR: [(&str, &str); 43] = [
    ("pubdate", "date"),
    ("publish_date", "date"),
    ("publishdate", "date"),
    ("published", "date"),
    ("description", "summary"),
    ("excerpt", "summary"),
    ("guest", "guests"),
    ("partner", "guests"),
    ("partners", "guests"),
    ("host", "hosts"),
    ("image", "cover"),
    ("artwork", "cover"),
    ("image", "photo"),
    ("picture", "photo"),
    ("portrait", "photo"),
    ("mp3", "audio"),
    ("file", "audio"),
    ("recording", "audio"),
    ("enclosure", "audio"),
    ("audio_url", "audio"),
    ("episode", "number"),
    ("episode_number", "number"),
    ("categories", "tags"),
    ("keywords", "tags"),
    ("topics", "tags"),
    ("company", "business"),
    ("url", "website"),
    ("site", "website"),
    ("baseurl", "base_url"),
    ("url", "base_url"),
    ("lang", "language"),
    ("question", "ask"),
    ("start", "at"),
    ("text", "ask"),
    ("time", "at"),
    ("timestamp", "at"),
    ("starttime", "at"),
    ("alt_text", "alt"),
    ("src", "file"),
    ("name", "title"),
    ("title", "name"),
    ("name", "app"),
    ("title", "app"),
];

/// Every kind of file with its keys.
const KINDS: [(&str, &[&str]); 7] = [
    ("`show.yaml`", show::KEYS),
    ("an episode", episode::KEYS),
    ("a host or partner", person::KEYS),
    ("an offer", offer::KEYS),
    ("an event", event::KEYS),
    ("a campaign", campaign::KEYS),
    ("a page", page::KEYS),
];

/// Reports every key of `fields` that is not `known`.
///
/// Findings: `unknown-key`.
pub fn report_unknown(fields: &Fields<'_>, known: &[&str], report: &mut Report) {
    let entries = fields.mapping_node().entries().iter();
    for entry in entries.filter(|entry| !known.contains(&entry.key.as_str())).take(MAX_UNKNOWN) {
        report.add(unknown(fields, &entry.key, known));
    }
}

fn unknown(fields: &Fields<'_>, key: &str, known: &[&str]) -> Finding {
    let shown = super::fields::shortened(&super::fields::one_line(key));
    let place = Place::key_name(fields.file(), fields.path(key));
    let finding = Finding::warning("unknown-key", place, format!("`{shown}` is not a name that is known here"));
    if let Some(meant) = meant(key, known) {
        let label = format!("did you mean `{meant}`?");
        return match fields.mapping_node().get(meant) {
            Some(_) => finding.label(label).fix(format!("delete one of the two; only `{meant}` is read")),
            None => finding.label(label).fix(format!("write `{meant}:` instead, or delete it")),
        };
    }
    if !fields.own_path().is_empty() {
        return finding.label("this is not read").fix(format!("use {}, or delete it", listed(known)));
    }
    if known.contains(&"private") && matches!(key, "email" | "phone" | "status" | "notes" | "next" | "sends") {
        let fix = "move it below `private:`, indented by two spaces, so that it stays on the desk";
        return finding.label("this belongs to what is private").fix(fix);
    }
    match KINDS.iter().find(|(_, keys)| keys.contains(&key)) {
        Some((kind, _)) => finding.label(format!("this belongs to {kind}")).fix(format!("move it to {kind}, or delete it")),
        None => finding.label("this is not read").fix("delete it, or check how it is spelt"),
    }
}

/// The known key that was probably meant.
fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower = key.trim().to_lowercase().replace([' ', '-'], "_");
    let same = known.iter().find(|name| **name == lower).copied();
    let familiar = || {
        let names = FAMILIAR.iter().filter(|(other, _)| *other == lower).map(|(_, ours)| *ours);
        names.into_iter().find_map(|ours| known.iter().find(|name| **name == ours).copied())
    };
    same.or_else(|| close(&lower, known)).or_else(familiar).or_else(|| nearest(&lower, known))
}

/// One slip away.
fn close<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    at_most(word, known, 1).filter(|name| name.len() > 3)
}

/// The name nearest to `word`, if it is near enough to have been meant.
#[must_use]
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // Comparing is quadratic in length, and nobody misspells a name into a paragraph.
    if word.len() > 40 {
        return None;
    }
    at_most(&word.to_lowercase(), known, 1 + word.chars().count() / 4)
}

fn at_most<'k>(word: &str, known: &[&'k str], most: usize) -> Option<&'k str> {
    if word.len() > 60 {
        return None;
    }
    let distances = known.iter().map(|name| (strsim::osa_distance(word, name), *name));
    let (distance, name) = distances.min()?;
    (distance <= most && distance < name.chars().count()).then_some(name)
}

fn listed(known: &[&str]) -> String {
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// A key as people say it: `base_url` is the web address.
#[must_use]
pub fn in_words(key: &str) -> String {
    match key {
        "base_url" => "address of the site".to_owned(),
        "ask" => "question itself".to_owned(),
        "at" => "time".to_owned(),
        "starts" => "start".to_owned(),
        "ends" => "end".to_owned(),
        "url" => "address".to_owned(),
        "feed_guid" => "guid of the feed".to_owned(),
        "sends" => "count of sends".to_owned(),
        key => key.replace('_', " "),
    }
}

/// What to add where a key is missing, as code between backticks.
#[must_use]
pub fn example(key: &str) -> String {
    let value = match key {
        "title" => "title: Who can sign?",
        "name" => "name: Dev Okafor",
        "date" => "date: 2026-05-14",
        "starts" => "starts: 2026-05-14 18:00",
        "ends" => "ends: 2026-05-21",
        "description" => "description: What the show is about",
        "base_url" => "base_url: https://example.com/",
        "language" => "language: en-US",
        "url" => "url: https://example.com/",
        "ask" => "ask: Who can sign?",
        "text" => "text: …",
        "promise" => "promise: So someone else can sign when you cannot",
        "file" => "file: picture.jpg",
        "at" => "at: 21:28",
        "duration" => "duration: 60",
        "value" => "value: …",
        "feed_guid" => "feed_guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810",
        key => return format!("`{key}: …`"),
    };
    format!("`{value}`")
}
