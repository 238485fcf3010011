//! Part of `privacy`: what was told in confidence, by what is searched for. It is opened here and nowhere else.

use crate::model::{Event, Person, Site};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// What kind of confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Email,
    Number,
    Join,
    Note,
}

impl What {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Number => "number",
            Self::Join => "address",
            Self::Note => "note",
        }
    }
}

/// Whose confidence, and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Secret {
    pub(super) what: What,
    /// `private.phone`.
    pub(super) key: String,
    pub(super) source: String,
    pub(super) whose: String,
}

/// All confidences by what is searched for, so that a text is read once and not once for each person.
#[derive(Default)]
pub(super) struct Secrets {
    /// Lower case.
    emails: BTreeMap<String, Secret>,
    /// The last digits of telephone numbers; see [`core_digits`].
    numbers: BTreeMap<String, Secret>,
    /// Addresses and codes to join, lower case, as one word.
    words: BTreeMap<String, Secret>,
    /// Longer texts, lower case.
    phrases: Vec<(String, Secret)>,
    /// Finds all phrases in one reading of a text.
    phrase_finder: Option<AhoCorasick>,
}

impl Secrets {
    /// Opens what is private and keeps it in this file.
    pub(super) fn of(site: &Site) -> Self {
        let mut secrets = Self::default();
        let backstage = site.backstage.open_for_desk();
        for person in site.people.iter().chain(&backstage.people) {
            secrets.add_person(person);
        }
        for event in &site.events {
            secrets.add_event(event);
        }
        if !secrets.phrases.is_empty() {
            secrets.phrase_finder = AhoCorasick::new(secrets.phrases.iter().map(|(phrase, _)| phrase)).ok();
        }
        secrets
    }

    pub(super) fn is_empty(&self) -> bool {
        self.emails.is_empty() && self.numbers.is_empty() && self.words.is_empty() && self.phrases.is_empty()
    }

    fn add_person(&mut self, person: &Person) {
        let private = person.private.open_for_desk();
        let secret = |key: &str| Secret {
            what: What::Note,
            key: format!("private.{key}"),
            source: person.source.0.clone(),
            whose: person.name.clone(),
        };
        for (key, value) in [("email", &private.email), ("phone", &private.phone), ("notes", &private.notes), ("next", &private.next)] {
            if let Some(value) = value {
                self.add_value(value, &secret(key));
            }
        }
        for (key, value) in &private.more {
            self.add_value(value, &secret(key));
        }
    }

    fn add_event(&mut self, event: &Event) {
        let secret = |key: &str| Secret {
            what: What::Join,
            key: format!("private.{key}"),
            source: event.source.0.clone(),
            whose: event.title.clone(),
        };
        if let Some(join) = event.private_join.open_for_desk() {
            self.add_value(join, &secret("join"));
        }
        for (key, value) in event.private_more.open_for_desk() {
            self.add_value(value, &secret(key));
        }
    }

    /// Files a value under what it looks like; its key decides nothing, since authors name keys as they like.
    fn add_value(&mut self, value: &str, secret: &Secret) {
        let secret = |what| Secret { what, ..secret.clone() };
        let lower = value.trim().to_lowercase();
        if is_date(&lower) {
            return;
        }
        let emails = emails(&lower);
        let is_one_word = !lower.contains(char::is_whitespace);
        let mut filed = !emails.is_empty();
        for email in emails {
            self.emails.entry(email).or_insert_with(|| secret(What::Email));
        }
        // A number inside a longer note is told in confidence too.
        for run in digit_runs(&lower).iter().filter(|run| (7..=15).contains(&run.len()) && !is_one_web_word(&lower)) {
            self.numbers.entry(core_digits(run).to_owned()).or_insert_with(|| secret(What::Number));
            filed = true;
        }
        if is_one_word && !filed && lower.len() >= 8 {
            self.words.entry(lower).or_insert_with(|| secret(What::Join));
        } else if !is_one_word && lower.chars().count() >= 24 {
            self.phrases.push((lower, secret(What::Note)));
        }
    }

    /// The confidences found in a text, each once.
    pub(super) fn within(&self, text: &str) -> Vec<&Secret> {
        // Most texts hold no address and no number long enough, and most shows no longer secrets: then there is nothing to look for.
        let has_number = text.bytes().filter(u8::is_ascii_digit).count() >= 7 || !text.is_ascii();
        let may_hold = text.contains(['@', '%']) || (has_number && !self.numbers.is_empty());
        if !may_hold && self.words.is_empty() && self.phrases.is_empty() {
            return Vec::new();
        }
        let lower = text.to_lowercase().replace("%40", "@");
        let emails = emails(&lower).into_iter().filter_map(|email| self.emails.get(&email));
        let runs = digit_runs(&lower);
        let numbers = runs.iter().flat_map(|run| self.number_in(run));
        let words = words(&lower).filter_map(|word| self.words.get(word));
        let phrases = self.phrase_finder.iter().flat_map(|finder| finder.find_overlapping_iter(&lower));
        let phrases = phrases.map(|found| &self.phrases[found.pattern().as_usize()].1);
        let mut found: Vec<&Secret> = Vec::new();
        for secret in emails.chain(numbers).chain(words).chain(phrases) {
            if !found.iter().any(|known| std::ptr::eq(*known, secret)) {
                found.push(secret);
            }
        }
        found
    }

    fn number_in(&self, run: &str) -> Option<&Secret> {
        if self.numbers.is_empty() {
            return None;
        }
        let windows =
            [9, 8, 7].into_iter().flat_map(|length| (0..=run.len().saturating_sub(length)).map(move |start| (start, start + length)));
        windows.filter_map(|(start, end)| run.get(start..end)).find_map(|digits| self.numbers.get(digits))
    }
}

/// The part of a telephone number that is dialled from everywhere: its last nine digits, or all of a shorter one.
fn core_digits(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(9)..).unwrap_or(digits)
}

/// Digits that belong together: `+1 (218) 555-0142` is one run, `12185550142`. Runs below seven digits are no telephone numbers.
fn digit_runs(text: &str) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    let mut gap = 0;
    for character in text.chars() {
        match character.to_digit(10) {
            Some(digit) => {
                run.extend(char::from_digit(digit, 10));
                gap = 0;
            }
            None if is_between_digits(character) && gap < 3 => gap += 1,
            None => {
                runs.push(std::mem::take(&mut run));
                gap = 0;
            }
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= 7);
    runs
}

fn is_between_digits(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '‐' | '‑' | '–' | '.' | '/' | '(' | ')' | '+')
}

/// Whether a value is one address such as a meeting link, whose digits are no telephone number.
fn is_one_web_word(value: &str) -> bool {
    crate::check::text::is_web_address(value)
}

/// E-mail addresses in a lower-case text.
fn emails(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let name = before.get(before.trim_end_matches(is_part).len()..).unwrap_or_default();
        let host = after.get(..after.len() - after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '.' || c == '-').len());
        let host = host.unwrap_or_default().trim_end_matches(['.', '-']);
        if !name.is_empty() && host.contains('.') {
            found.push(format!("{name}@{host}"));
        }
    }
    found
}

/// The words of a lower-case text without the marks round them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_border = |c: char| c.is_whitespace() || "<>()[]\"'“”„‘’`,;|{}".contains(c);
    text.split(is_border).map(|word| word.trim_end_matches(['.', '!', '?', ':'])).filter(|word| word.len() >= 8)
}

/// `2026-04-30`, with or without a time: a date is known to many.
fn is_date(value: &str) -> bool {
    value.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}
