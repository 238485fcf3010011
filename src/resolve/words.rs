//! The words of the pages: the show's own language files over the built-in ones of its language; English stands in for what neither says.

use crate::model::{LanguageFile, Words};
use crate::theme::languages;

/// The words for `language`; `own` are the show's files, those for a region last.
pub fn resolve(language: &str, own: Vec<LanguageFile>) -> Words {
    let built_in = languages::built_in(language);
    // Counted as its words are: English where nothing else is said.
    let language = if built_in.is_some() || !own.is_empty() { language } else { "en" };
    let mut phrases = if is_english(language) { Default::default() } else { built_in.unwrap_or_default() };
    for file in &own {
        let known = file.phrases.iter().filter(|(key, _)| languages::english().contains_key(*key));
        phrases.extend(known.map(|(key, phrase)| (key.clone(), phrase.clone())));
    }
    Words { language: language.to_owned(), phrases, own }
}

fn is_english(language: &str) -> bool {
    languages::tags(language).last().is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Phrase, RelPath};

    fn file(tag: &str, key: &str, text: &str) -> LanguageFile {
        let phrases = [(key.to_owned(), Phrase::Plain(text.to_owned()))].into();
        LanguageFile { source: RelPath(format!("themes/default/languages/{tag}.yaml")), phrases }
    }

    #[test]
    fn a_shows_own_words_win_and_a_regions_win_over_its_languages() {
        let words = resolve("de-AT", vec![file("de", "more", "Noch mehr"), file("de-AT", "more", "Weiteres")]);
        assert_eq!(words.language, "de-AT");
        assert_eq!(words.phrases["more"], Phrase::Plain("Weiteres".into()));
        assert_eq!(words.phrases["done_title"], Phrase::Plain("Vielen Dank".into()));
    }

    #[test]
    fn a_language_that_nobody_speaks_is_english_until_somebody_writes_it() {
        assert_eq!(resolve("fr-CA", vec![]), Words { language: "en".into(), ..Words::default() });
        let words = resolve("fr-CA", vec![file("fr", "more", "Plus"), file("fr", "no_such_key", "x")]);
        assert_eq!((words.language.as_str(), words.phrases.len()), ("fr-CA", 1));
    }

    #[test]
    fn english_is_not_repeated() {
        assert!(resolve("en-GB", vec![]).phrases.is_empty());
    }
}
