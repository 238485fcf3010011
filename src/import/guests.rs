//! Who was interviewed: from podcast:person, and from titles such as "… with NAME". Guesses are marked, for the host to look at.

use super::ImportedShow;

/// Somebody who was a guest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guest {
    /// Full name.
    pub name: String,
    /// Where they are found.
    pub href: Option<String>,
    /// Address of their picture.
    pub img: Option<String>,
    /// Where the name was found: said of them in the feed, or read out of a title.
    pub is_guess: bool,
    /// Indices of the episodes, in the feed's order.
    pub episodes: Vec<usize>,
}

/// All guests of a feed, each once, by name.
#[must_use]
pub fn guests(_show: &ImportedShow) -> Vec<Guest> {
    Vec::new()
}
