//! Texts → the terms under which they are found. `assets/search.js` of the theme does the same to what people type: whoever changes
//! one of them changes the other, and the browser test compares them.

use crate::model::is_written_without_spaces;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::borrow::Cow;

/// Longest term, in characters; nobody types more of a word.
const LONGEST: usize = 24;

/// Calls `each` with every term of a text, in order, doubles included: words in small letters without accents; pairs of neighbouring
/// characters where words are not set apart by spaces (Chinese, Japanese, Thai, …).
pub fn terms(text: &str, mut each: impl FnMut(&str)) {
    let folded = folded(text);
    for run in folded.split(|character: char| !character.is_alphanumeric()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let is_spaceless = is_written_without_spaces(first);
            let end = rest.find(|character| is_written_without_spaces(character) != is_spaceless).unwrap_or(rest.len());
            let (stretch, after) = rest.split_at(end);
            if is_spaceless {
                pairs(stretch, &mut each)
            } else {
                each(shortened(stretch))
            }
            rest = after;
        }
    }
}

fn pairs(stretch: &str, each: &mut impl FnMut(&str)) {
    let starts = || stretch.char_indices().map(|(at, _)| at);
    let mut pairs = 0;
    for (from, to) in starts().zip(starts().skip(2).chain([stretch.len()])).take(stretch.chars().count().saturating_sub(1)) {
        each(&stretch[from..to]);
        pairs += 1;
    }
    if pairs == 0 {
        each(stretch);
    }
}

fn shortened(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

/// Small letters without accents, vowel points and apostrophes: "L’Été" and "lete" are the same.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\'') {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let bare: String = apart.chars().filter(|character| !is_mark(*character) && !matches!(character, '\'' | '’')).collect();
    let mut small = String::with_capacity(bare.len());
    for character in bare.to_lowercase().chars() {
        match letters(character) {
            Some(letters) => small.push_str(letters),
            None => small.push(character),
        }
    }
    Cow::Owned(ComposingNormalizerBorrowed::new_nfc().normalize(&small).into_owned())
}

/// Accents of European scripts, Hebrew points, Arabic vowel signs. Marks of other scripts are parts of the word.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Letters that people without them on their keyboard write otherwise.
fn letters(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        terms(text, |term| found.push(term.to_owned()));
        found
    }

    #[test]
    fn accents_capitals_and_apostrophes_make_no_difference() {
        assert_eq!(of("L’Été, ÇA va?"), ["lete", "ca", "va"]);
        assert_eq!(of("don't  DON’T"), ["dont", "dont"]);
        assert_eq!(of("Straße İstanbul Łódź Ærø ﬁle ①"), ["strasse", "istanbul", "lodz", "aero", "file", "1"]);
        assert_eq!(of("ΟΔΟΣ οδός"), ["οδοσ", "οδοσ"]);
        assert_eq!(of("مُحَمَّد أحمد"), of("محمد احمد"));
    }

    #[test]
    fn writing_without_spaces_is_cut_in_pairs() {
        assert_eq!(of("銀行の鍵 key鍵"), ["銀行", "行の", "の鍵", "key", "鍵"]);
        assert_eq!(of("ガス"), ["ガス"]);
    }

    #[test]
    fn nothing_comes_of_nothing_and_a_long_word_is_cut() {
        assert!(of("").is_empty() && of(" — … ").is_empty());
        assert_eq!(of(&"ä".repeat(100)), ["a".repeat(24)]);
    }
}
