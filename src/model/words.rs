//! What pages say besides what authors wrote, in the show's language.

use super::{Plural, RelPath};
use std::collections::BTreeMap;

/// A phrase; `{name}` and the like are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The same for everything.
    Plain(String),
    /// One for each form that the language makes of numbers; a missing form is said as [`Plural::Other`].
    Counted(BTreeMap<Plural, String>),
}

impl Phrase {
    /// What is said of a number that takes this form.
    #[must_use]
    pub fn form(&self, form: Plural) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Counted(forms) => forms.get(&form).or_else(|| forms.get(&Plural::Other)).map_or("", String::as_str),
        }
    }

    /// All that it may say.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (plain, counted) = match self {
            Self::Plain(text) => (Some(text.as_str()), None),
            Self::Counted(forms) => (None, Some(forms)),
        };
        plain.into_iter().chain(counted.into_iter().flat_map(BTreeMap::values).map(String::as_str))
    }
}

/// The words of a show's pages: those of its language over the English ones, which are not repeated here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// BCP 47, of the words: decides how numbers are counted and written. Empty stands for English.
    pub language: String,
    /// Phrases by key, the show's own over the built-in ones.
    pub phrases: BTreeMap<String, Phrase>,
    /// The show's own files, those for a region last, for what is to be said about them.
    pub own: Vec<LanguageFile>,
}

/// A language file of the show's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageFile {
    /// `themes/<name>/languages/<tag>.yaml`.
    pub source: RelPath,
    /// Its phrases by key, in the order of the keys.
    pub phrases: BTreeMap<String, Phrase>,
}
