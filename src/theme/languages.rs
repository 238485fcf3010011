//! The built-in language files: what pages say besides what authors wrote, `languages/<tag>.yaml`, each with the keys of `en.yaml`. They
//! are YAML of the plainest kind, which the few lines here read: a key and a text in double quotes, or a key and its forms below it.
//! A show's own files are read by `parse`.

use super::BuiltIn;
use crate::model::{Phrase, Plural};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The folder of language files in a theme.
pub const FOLDER: &str = "languages/";

static ENGLISH: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| read("en").unwrap_or_default());

/// The English phrases by key: every key that there is.
#[must_use]
pub fn english() -> &'static BTreeMap<String, Phrase> {
    &ENGLISH
}

/// The built-in phrases of a language by key: its own, else those of the language without its region. `None` where there are none.
#[must_use]
pub fn built_in(language: &str) -> Option<BTreeMap<String, Phrase>> {
    tags(language).iter().find_map(|tag| read(tag))
}

/// The names that a language's file may have, the plainest last: `pt-BR`, `pt`.
#[must_use]
pub fn tags(language: &str) -> Vec<String> {
    let mut tags = vec![language.to_owned()];
    let mut rest = language;
    while let Some((before, _)) = rest.rsplit_once('-') {
        tags.push(before.to_owned());
        rest = before;
    }
    tags
}

/// The languages that are built in.
#[must_use]
pub fn spoken() -> Vec<String> {
    let files = BuiltIn::iter().filter_map(|path| Some(path.strip_prefix(FOLDER)?.strip_suffix(".yaml")?.to_owned()));
    let mut files: Vec<String> = files.collect();
    files.sort_unstable();
    files
}

fn read(tag: &str) -> Option<BTreeMap<String, Phrase>> {
    let file = BuiltIn::get(&format!("{FOLDER}{tag}.yaml"))?;
    Some(phrases(std::str::from_utf8(&file.data).unwrap_or_default()))
}

/// `key: "text"`, or `key:` and below it `  one: "text"`. Anything else is left out, which a test would tell.
fn phrases(text: &str) -> BTreeMap<String, Phrase> {
    let mut phrases = BTreeMap::new();
    let mut counted: Option<(String, BTreeMap<Plural, String>)> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = serde_json::from_str::<String>(value.trim()).ok();
        match (key.strip_prefix("  "), value) {
            (Some(form), Some(value)) => {
                if let (Some((_, forms)), Some(form)) = (&mut counted, Plural::named(form)) {
                    forms.insert(form, value);
                }
            }
            (None, value) => {
                phrases.extend(counted.take().map(|(key, forms)| (key, Phrase::Counted(forms))));
                match value {
                    Some(value) => drop(phrases.insert(key.to_owned(), Phrase::Plain(value))),
                    None => counted = Some((key.to_owned(), BTreeMap::new())),
                }
            }
            (Some(_), None) => {}
        }
    }
    phrases.extend(counted.map(|(key, forms)| (key, Phrase::Counted(forms))));
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(phrase: &Phrase) -> BTreeSet<String> {
        let inside =
            |text: &str| -> Vec<String> { text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect() };
        phrase.texts().flat_map(inside).collect()
    }

    #[test]
    fn every_language_says_exactly_what_english_says() {
        assert_eq!(spoken(), ["ar", "de", "en", "es", "pt"]);
        assert!(english().len() > 300);
        for tag in spoken() {
            let own = built_in(&tag).expect("it is built in");
            assert!(
                own.keys().eq(english().keys()),
                "{tag}: {:?}",
                own.keys().filter(|key| !english().contains_key(*key)).collect::<Vec<_>>()
            );
            for (key, phrase) in &own {
                let first = &english()[key];
                assert_eq!(placeholders(phrase), placeholders(first), "{tag}: {key}");
                assert_eq!(matches!(phrase, Phrase::Counted(_)), matches!(first, Phrase::Counted(_)), "{tag}: {key}");
            }
        }
    }

    #[test]
    fn every_language_has_every_form_that_it_makes_of_numbers() {
        for tag in spoken() {
            let numbers = (0..200).chain([1_000_000]);
            let forms: BTreeSet<Plural> = numbers.map(|number| Plural::of(&tag, number)).collect();
            for (key, phrase) in built_in(&tag).expect("it is built in") {
                let Phrase::Counted(own) = phrase else { continue };
                // What is counted without a number being said needs no form for millions.
                let missing: Vec<_> = forms.iter().filter(|form| !own.contains_key(form) && **form != Plural::Many).collect();
                assert!(missing.is_empty() && own.contains_key(&Plural::Other), "{tag}: {key}: {missing:?}");
                assert!(own.get(&Plural::Other).is_some_and(|text| !text.is_empty()), "{tag}: {key}");
            }
        }
    }

    #[test]
    fn no_phrase_of_another_language_was_left_in_english() {
        // The same word in both languages, or no word at all.
        let same = [
            "field_website",
            "hours",
            "kit",
            "kit_picture_story",
            "list_between",
            "menu",
            "minutes",
            "number_decimal",
            "number_group",
            "player",
            "player_position",
            "promote_subject",
            "quote_text",
            "quoted",
            "website",
        ];
        for tag in spoken().into_iter().filter(|tag| tag != "en") {
            for (key, phrase) in built_in(&tag).expect("it is built in") {
                assert!(same.contains(&key.as_str()) || phrase != english()[&key], "{tag}: {key} is still English");
            }
        }
    }

    #[test]
    fn regions_fall_back_to_their_language() {
        assert_eq!(tags("zh-Hant-TW"), ["zh-Hant-TW", "zh-Hant", "zh"]);
        assert!(built_in("pt-BR").is_some_and(|phrases| phrases["done_title"] == Phrase::Plain("Obrigado".into())));
        assert!(built_in("fr").is_none() && built_in("").is_none() && built_in("../en").is_none());
    }
}
