//! What the pages say besides what authors wrote: the show's own words (`theme_options.strings` in `show.yaml`, then its language files)
//! over those of its language over English ones.

use crate::model::{ByteLen, Phrase, Plural, Site};
use crate::theme::languages::{self, english};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The language of the built-in letters, and of what no other language says.
const ENGLISH: &str = "en";

/// The phrase under `key`. A key that does not exist gives an empty text.
#[must_use]
pub fn word<'a>(site: &'a Site, key: &str) -> &'a str {
    form(site, key, Plural::Other)
}

/// What is said under `key` of a number that takes this form.
fn form<'a>(site: &'a Site, key: &str, form: Plural) -> &'a str {
    let own = match own(site, key) {
        Some(Value::String(text)) => Some(text.as_str()),
        Some(Value::Object(forms)) => forms.get(form.name()).or_else(|| forms.get(Plural::Other.name())).and_then(Value::as_str),
        _ => None,
    };
    own.or_else(|| Some(standard(site, key)?.form(form))).unwrap_or_default()
}

/// In the show's own words.
fn own<'a>(site: &'a Site, key: &str) -> Option<&'a Value> {
    site.show.theme_options.get("strings")?.get(key)
}

fn standard<'a>(site: &'a Site, key: &str) -> Option<&'a Phrase> {
    site.show.words.phrases.get(key).or_else(|| english().get(key))
}

/// The phrases that the show's language lacks, so that English stands in.
pub(super) fn missing(site: &Site) -> Vec<&'static str> {
    let tag = &site.show.language;
    if tag.is_empty() || languages::tags(tag).iter().any(|tag| tag.eq_ignore_ascii_case(ENGLISH)) {
        return Vec::new();
    }
    let is_missing = |key: &&str| !site.show.words.phrases.contains_key(*key) && own(site, key).is_none();
    english().keys().map(String::as_str).filter(is_missing).collect()
}

/// How many phrases there are.
pub(super) fn all() -> usize {
    english().len()
}

/// Whether there is a phrase of this name.
pub(super) fn is_known(key: &str) -> bool {
    english().contains_key(key)
}

/// The phrase whose name is most like this one, if any is alike enough.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let alike = english().keys().map(|known| (strsim::jaro_winkler(key, known), known.as_str()));
    alike.filter(|(likeness, _)| *likeness > 0.85).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

/// What stands in braces in a phrase, as names of values do.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    inside.filter(|inside| !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// The values that the phrase under `key` has, each once.
pub(super) fn values(key: &str) -> Vec<&'static str> {
    let mut names: Vec<&str> = english().get(key).into_iter().flat_map(Phrase::texts).flat_map(placeholders).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether any phrase has this value.
pub(super) fn is_filled(name: &str) -> bool {
    english().values().any(|phrase| phrase.texts().flat_map(placeholders).any(|known| known == name))
}

/// The phrase under `key` with `{name}`s filled in.
#[must_use]
pub fn phrase(site: &Site, key: &str, values: &[(&str, &str)]) -> String {
    filled(word(site, key), values)
}

fn filled(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut text = phrase.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// The form of the phrase under `key` that the number takes, with the number filled in.
#[must_use]
pub fn count(site: &Site, key: &str, number: usize) -> String {
    count_with(site, key, number, &[])
}

/// The same with other values as well.
#[must_use]
pub fn count_with(site: &Site, key: &str, number: usize, values: &[(&str, &str)]) -> String {
    let plural = Plural::of(language(site), number as u64);
    filled(form(site, key, plural), &[&[("n", grouped(site, number as u64).as_str())], values].concat())
}

/// The language that the words are in.
fn language(site: &Site) -> &str {
    let language = site.show.words.language.as_str();
    if language.is_empty() { ENGLISH } else { language }
}

/// A number as the language writes it: `1,000`, `1.000`. Spanish groups from five digits on (Unicode CLDR, minimum grouping digits).
#[must_use]
pub fn grouped(site: &Site, number: u64) -> String {
    let digits = number.to_string();
    let base = language(site).split('-').next().unwrap_or_default();
    if digits.len() < 4 || (digits.len() == 4 && matches!(base, "es" | "pl" | "bg")) {
        return digits;
    }
    let group = word(site, "number_group");
    let mut text = String::with_capacity(digits.len() + 6);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    text
}

/// A size as the language writes it: `2.6 MB`, `2,6 MB`.
#[must_use]
pub fn size(site: &Site, bytes: ByteLen) -> String {
    match usize::try_from(bytes.0) {
        Ok(few) if few < 1_000 => count(site, "bytes", few),
        _ => bytes.for_people().replace('.', word(site, "number_decimal")),
    }
}

/// A number as a heading says it: "Seven", "13".
#[must_use]
pub fn spelled(site: &Site, number: usize) -> String {
    let Some(word) = word(site, "numbers").split_whitespace().nth(number) else { return grouped(site, number as u64) };
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "A, B and C", as the language joins them.
#[must_use]
pub fn listed(site: &Site, parts: &[&str]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}{}{last}", others.join(word(site, "list_between")), word(site, "list_and")),
    }
}

/// A phrase as templates get it.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Said<'a> {
    /// A text.
    Plain(&'a str),
    /// A text for each form of a number, by the form's name.
    Counted(BTreeMap<&'static str, &'a str>),
}

/// All phrases by key, for templates.
#[must_use]
pub fn table(site: &Site) -> BTreeMap<&'static str, Said<'_>> {
    english().keys().map(|key| (key.as_str(), said(site, key))).collect()
}

fn said<'a>(site: &'a Site, key: &'static str) -> Said<'a> {
    match standard(site, key) {
        Some(Phrase::Counted(forms)) => Said::Counted(forms.keys().map(|of| (of.name(), form(site, key, *of))).collect()),
        _ => Said::Plain(word(site, key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;
    use crate::theme::languages::built_in;

    pub fn speaking(tag: &str) -> Site {
        let mut site = sample::site();
        site.show.language = tag.to_owned();
        site.show.words.language = tag.to_owned();
        site.show.words.phrases = built_in(tag).unwrap();
        site
    }

    #[test]
    fn a_show_puts_its_own_words_in_place() {
        let mut site = sample::site();
        site.show.theme_options = serde_json::json!({"strings": {
            "menu_episodes": "Conversations", "season": 3, "questions_count": {"one": "{n} thing asked", "other": "{n} things asked"},
            "people_count": "with {n} friends",
        }});
        assert_eq!(word(&site, "menu_episodes"), "Conversations");
        assert_eq!(word(&site, "season"), "Season {n}", "a number is not a phrase");
        assert!(matches!(table(&site)["menu_episodes"], Said::Plain("Conversations")));
        assert_eq!([1, 2].map(|n| count(&site, "questions_count", n)), ["1 thing asked", "2 things asked"]);
        assert_eq!([1, 2].map(|n| count(&site, "people_count", n)), ["with 1 friends", "with 2 friends"]);
        assert_eq!(word(&site, "no_such_key"), "");
    }

    #[test]
    fn numbers_are_spelled_as_far_as_the_words_go() {
        let site = sample::site();
        assert_eq!(spelled(&site, 7), "Seven");
        assert_eq!(spelled(&site, 13), "13");
        assert_eq!(count(&site, "questions_count", 1), "1 question");
        assert_eq!(spelled(&speaking("ar"), 7), "7");
    }

    #[test]
    fn numbers_and_sizes_are_written_as_the_language_writes_them() {
        let written =
            |tag: &str| [grouped(&speaking(tag), 1_234_567), grouped(&speaking(tag), 1_234), size(&speaking(tag), ByteLen(2_600_000))];
        assert_eq!(written("en"), ["1,234,567", "1,234", "2.6 MB"]);
        assert_eq!(written("de"), ["1.234.567", "1.234", "2,6 MB"]);
        assert_eq!(written("es"), ["1.234.567", "1234", "2,6 MB"]);
        assert_eq!(size(&speaking("ar"), ByteLen(2)), "بايتان");
    }

    #[test]
    fn arabic_has_six_forms_and_joins_without_a_space() {
        let site = speaking("ar");
        let said = [0, 1, 2, 3, 11, 100].map(|n| count(&site, "episodes_count", n));
        assert_eq!(said, ["لا حلقات", "حلقة واحدة", "حلقتان", "3 حلقات", "11 حلقة", "100 حلقة"]);
        assert_eq!(listed(&site, &["أ", "ب", "ج"]), "أ، ب وج");
        assert_eq!(listed(&speaking("de"), &["A", "B"]), "A und B");
    }
}
