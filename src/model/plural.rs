//! Which form of a word a number takes, language by language.

use serde::Serialize;

/// A form that a language makes of numbers.
///
/// Source: Unicode CLDR, Language Plural Rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Plural {
    /// For nothing, where that has a form of its own.
    Zero,
    /// For one, and what is counted like it.
    One,
    /// For a pair.
    Two,
    /// For a handful.
    Few,
    /// For many.
    Many,
    /// For everything else; every language has it.
    Other,
}

impl Plural {
    /// All of them, in CLDR's order.
    pub const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// Its name as files and pages write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// The form that a whole number takes in a language (BCP 47). A language that is not listed has one for 1 and one for the rest.
    #[must_use]
    pub fn of(language: &str, number: u64) -> Self {
        let tag = language.to_ascii_lowercase();
        match tag.split(['-', '_']).next().unwrap_or_default() {
            "ja" | "zh" | "ko" | "vi" | "th" | "id" | "in" | "ms" | "lo" | "my" | "km" | "yo" => Self::Other,
            "hi" | "bn" | "fa" | "gu" | "kn" | "zu" | "am" | "as" | "tl" | "fil" if number <= 1 => Self::One,
            "pt" if tag != "pt-pt" && number <= 1 => Self::One,
            "fr" if number <= 1 => Self::One,
            "pt" | "es" | "it" | "ca" | "fr" => with_millions(number),
            "ar" => arabic(number),
            "ru" | "uk" | "be" => slavic(number, Self::Many),
            "sr" | "hr" | "bs" | "sh" => slavic(number, Self::Other),
            "pl" if number == 1 => Self::One,
            "pl" => match slavic(number, Self::Many) {
                Self::One => Self::Many,
                form => form,
            },
            "cs" | "sk" if (2..=4).contains(&number) => Self::Few,
            "sl" => slovenian(number),
            "lt" => lithuanian(number),
            "lv" => latvian(number),
            "ro" | "mo" if number == 0 || (2..=19).contains(&(number % 100)) => Self::Few,
            "he" | "iw" if number == 2 => Self::Two,
            "cy" => welsh(number),
            "ga" => irish(number),
            _ => one_or_other(number),
        }
    }
}

fn one_or_other(number: u64) -> Plural {
    if number == 1 { Plural::One } else { Plural::Other }
}

/// "Two millions *of* people".
fn with_millions(number: u64) -> Plural {
    if number != 0 && number.is_multiple_of(1_000_000) { Plural::Many } else { one_or_other(number) }
}

fn arabic(number: u64) -> Plural {
    match (number, number % 100) {
        (0, _) => Plural::Zero,
        (1, _) => Plural::One,
        (2, _) => Plural::Two,
        (_, 3..=10) => Plural::Few,
        (_, 11..=99) => Plural::Many,
        _ => Plural::Other,
    }
}

fn slavic(number: u64, rest: Plural) -> Plural {
    match (number % 10, number % 100) {
        (1, tens) if tens != 11 => Plural::One,
        (2..=4, tens) if !(12..=14).contains(&tens) => Plural::Few,
        _ => rest,
    }
}

fn slovenian(number: u64) -> Plural {
    match number % 100 {
        1 => Plural::One,
        2 => Plural::Two,
        3 | 4 => Plural::Few,
        _ => Plural::Other,
    }
}

fn lithuanian(number: u64) -> Plural {
    match (number % 10, number % 100) {
        (_, 11..=19) => Plural::Other,
        (1, _) => Plural::One,
        (2..=9, _) => Plural::Few,
        _ => Plural::Other,
    }
}

fn latvian(number: u64) -> Plural {
    match (number % 10, number % 100) {
        (0, _) | (_, 11..=19) => Plural::Zero,
        (1, _) => Plural::One,
        _ => Plural::Other,
    }
}

fn welsh(number: u64) -> Plural {
    match number {
        0 => Plural::Zero,
        1 => Plural::One,
        2 => Plural::Two,
        3 => Plural::Few,
        6 => Plural::Many,
        _ => Plural::Other,
    }
}

fn irish(number: u64) -> Plural {
    match number {
        1 => Plural::One,
        2 => Plural::Two,
        3..=6 => Plural::Few,
        7..=10 => Plural::Many,
        _ => Plural::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(language: &str, numbers: &[u64]) -> String {
        numbers.iter().map(|number| Plural::of(language, *number).name()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_take_the_forms_of_their_language() {
        assert_eq!(forms("en-US", &[0, 1, 2, 11]), "other one other other");
        assert_eq!(forms("ar", &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111]), "zero one two few few many many other other few many");
        assert_eq!(forms("ru", &[1, 2, 5, 11, 21, 22, 112]), "one few many many one few many");
        assert_eq!(forms("pl", &[1, 2, 5, 12, 21, 22]), "one few many many many few");
        assert_eq!(forms("pt-BR", &[0, 1, 2, 1_000_000]), "one one other many");
        assert_eq!(forms("pt-PT", &[0, 1, 2]), "other one other");
        assert_eq!(forms("es", &[0, 1, 1_000_000]), "other one many");
        assert_eq!(forms("ja", &[0, 1, 2]), "other other other");
        assert_eq!(forms("cs", &[1, 2, 4, 5]), "one few few other");
        assert_eq!(forms("ro", &[1, 2, 19, 20, 101, 102]), "one few few other other few");
        assert_eq!(forms("", &[1, u64::MAX]), "one other");
    }

    #[test]
    fn forms_are_known_by_their_names() {
        assert!(Plural::ALL.iter().all(|form| Plural::named(form.name()) == Some(*form)));
        assert_eq!(Plural::named("several"), None);
    }
}
