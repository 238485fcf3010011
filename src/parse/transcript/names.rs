//! Speakers in plain words: is `Margo: Good morning` somebody speaking, or a sentence with a colon?

use std::collections::BTreeMap;

/// Longest name, in characters.
const LONGEST: usize = 48;
/// Most words in a name.
const WORDS: usize = 5;

/// Words that name a part in a conversation, whatever their case.
const PARTS: [&str; 15] = [
    "speaker",
    "spk",
    "host",
    "guest",
    "interviewer",
    "interviewee",
    "moderator",
    "narrator",
    "announcer",
    "caller",
    "audience",
    "cohost",
    "co-host",
    "voice",
    "unknown",
];

/// Small words inside names.
const PARTICLES: [&str; 18] =
    ["de", "del", "della", "der", "den", "di", "da", "do", "dos", "du", "la", "le", "van", "von", "zu", "bin", "al", "and"];

/// Words before a colon that are never somebody, however often they come.
const NEVER: &[&str] =
    &["note", "notes", "tip", "warning", "ps", "p.s", "remember", "update", "source", "sources", "example", "title", "date", "transcript"];

/// The names that stand in front of words in this file: those that repeat, and those that can hardly be anything else.
pub(super) fn known<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in texts.filter_map(candidate).map(|(name, _)| name) {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().filter(|(name, count)| is_sure(name) || *count > 1 && looks_like_a_name(name)).map(|(name, _)| name).collect()
}

/// The name in front, where it is one of the known, and the words behind it.
pub(super) fn split<'a>(text: &'a str, known: &[&str]) -> (Option<&'a str>, &'a str) {
    match candidate(text) {
        Some((name, words)) if known.binary_search(&name).is_ok() => (Some(name), words),
        _ => (None, text),
    }
}

/// What stands before a colon, if it could be a name by its shape. `>>` in front is how captions on television mark a new speaker.
pub(super) fn candidate(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['>', ' ']);
    let at = text.find([':', '：'])?;
    let name = text[..at].trim();
    let after = text[at..].trim_start_matches([':', '：']);
    let is_followed_by_space = after.is_empty() || after.starts_with(char::is_whitespace) || text[at..].starts_with('：');
    let is_short = !name.is_empty() && name.chars().count() <= LONGEST && name.split_whitespace().count() <= WORDS;
    let is_sentence = name.contains(['?', '!', ',', ';', '"', '“', '…', '/', '<', '>', '=']);
    let has_letter = name.chars().any(char::is_alphabetic);
    (is_followed_by_space && is_short && !is_sentence && has_letter).then(|| (name, after.trim()))
}

/// Two words or more that all look like a name, or a part in a conversation: `Margo Ellison`, `Speaker 2`.
pub(super) fn is_sure(name: &str) -> bool {
    is_part(name) || name.split_whitespace().count() > 1 && looks_like_a_name(name)
}

/// `Speaker 2`, `SPEAKER_00`, `[Host]`: a part in a conversation rather than a name.
fn is_part(name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or_default().trim_matches(['[', ']', '(', ')']).to_lowercase();
    PARTS.contains(&first.trim_end_matches(|last: char| last.is_ascii_digit() || matches!(last, '_' | '-' | '#')))
}

/// Every word starts with a capital letter, or with a letter of a script that has none.
pub(super) fn looks_like_a_name(name: &str) -> bool {
    !NEVER.contains(&name.to_lowercase().as_str())
        && name.split_whitespace().all(|word| {
            let bare = word.trim_matches(['(', ')', '[', ']', '.', '&', '-', '\'', '’']);
            let is_particle = PARTICLES.contains(&bare.to_lowercase().as_str());
            is_particle || bare.is_empty() || bare.chars().next().is_some_and(|first| !first.is_lowercase() && first.is_alphanumeric())
        })
}
