//! The document as a tree: elements in the order written, each with the place of everything in it.

use super::{Declaration, Slip, Space, resolved};
use std::borrow::Cow;
use std::ops::Range;

/// A feed as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'t> {
    /// The text that all places count in.
    pub source: &'t str,
    /// In the order of their start tags; the first is the outermost.
    pub elements: Vec<Element<'t>>,
    /// Namespaces, in the order declared.
    pub declarations: Vec<Declaration<'t>>,
    /// By which apps may refuse it, in the order of the text.
    pub slips: Vec<Slip>,
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element<'t> {
    /// What its name belongs to.
    pub space: Space,
    /// As written, empty without one.
    pub prefix: &'t str,
    /// Its name without prefix.
    pub local: &'t str,
    /// In the order written, namespaces left out.
    pub attributes: Vec<Attribute<'t>>,
    /// The element it is in.
    pub parent: Option<usize>,
    /// The elements in it.
    pub children: Vec<usize>,
    /// Bytes of its start tag.
    pub tag: Range<usize>,
    /// Bytes between its tags.
    pub content: Range<usize>,
    /// Its own text, that of elements in it left out.
    pub pieces: Vec<Piece>,
}

/// Name and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'t> {
    /// With its prefix.
    pub name: &'t str,
    /// References resolved.
    pub value: Cow<'t, str>,
    /// Bytes of the value.
    pub at: Range<usize>,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of it.
    pub at: Range<usize>,
    /// In a CDATA section, where references are not resolved.
    pub is_verbatim: bool,
}

impl<'t> Document<'t> {
    /// An element's own text, references resolved.
    #[must_use]
    pub fn text(&self, element: &Element<'t>) -> Cow<'t, str> {
        match element.pieces.as_slice() {
            [] => Cow::Borrowed(""),
            [one] => self.piece(one),
            pieces => Cow::Owned(pieces.iter().map(|piece| self.piece(piece)).collect()),
        }
    }

    fn piece(&self, piece: &Piece) -> Cow<'t, str> {
        let text = self.source.get(piece.at.clone()).unwrap_or_default();
        if piece.is_verbatim { Cow::Borrowed(text) } else { resolved(text) }
    }

    /// Byte of the source at which byte `at` of an element's text stands; where references make that unclear, the start of the run.
    #[must_use]
    pub fn at_in_text(&self, element: &Element<'t>, at: usize) -> usize {
        let mut before = 0;
        for piece in &element.pieces {
            let length = self.piece(piece).len();
            if at < before + length || piece.at.end == element.pieces.last().map_or(0, |last| last.at.end) {
                let is_exact = length == piece.at.len();
                return if is_exact { piece.at.start + (at - before).min(length) } else { piece.at.start };
            }
            before += length;
        }
        element.content.start
    }

    /// The bytes to mark for what an element says: its text without blanks round it, or its tag where it says nothing.
    #[must_use]
    pub fn value_at(&self, element: &Element<'t>) -> Range<usize> {
        let Some(first) = element.pieces.iter().find(|piece| !self.slice(&piece.at).trim().is_empty()) else { return element.tag.clone() };
        let text = self.slice(&first.at);
        let start = first.at.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    fn slice(&self, at: &Range<usize>) -> &'t str {
        self.source.get(at.clone()).unwrap_or_default()
    }
}

impl<'t> Element<'t> {
    /// Whether it has this name, whatever the case of its letters.
    #[must_use]
    pub fn is(&self, space: Space, local: &str) -> bool {
        self.space == space && self.local.eq_ignore_ascii_case(local)
    }

    /// An attribute, whatever the case of its letters.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'t>> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// Its name as written, with prefix.
    #[must_use]
    pub fn name(&self) -> String {
        if self.prefix.is_empty() { self.local.to_owned() } else { format!("{}:{}", self.prefix, self.local) }
    }
}
