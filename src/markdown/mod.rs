//! Layer 2: Markdown → HTML for the site, HTML for feeds, plain text. Never run through the template engine.

use crate::model::{Html, Markdown};

/// What addresses in a text are relative to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What is put before an address that starts with `/` or has no scheme: the base path for pages, the base URL for feeds.
    /// Ends in `/`.
    pub base: &'a str,
    /// Address of the page itself below the base (`episodes/who-can-sign/`): files beside the text are found there.
    pub folder: &'a str,
    /// Prefix of ids (footnotes, headings), so that several texts may share a page; may be empty.
    pub id_prefix: &'a str,
}

/// A link or picture in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address as written.
    pub target: String,
    /// Where it stands: bytes in the Markdown.
    pub start: usize,
    /// One past its end.
    pub end: usize,
    /// Whether it is a picture.
    pub is_image: bool,
    /// The picture's alternative text, or the link's text.
    pub text: String,
}

/// HTML for a page: heading ids, footnotes with way back, bare addresses as links, no `javascript:` addresses, headings
/// pushed down so that the highest is `h{top}`.
#[must_use]
pub fn page_html(text: &Markdown, place: Place<'_>, top: u8) -> Html {
    let _ = (place, top);
    Html(text.0.clone())
}

/// HTML for a feed: only `p ol ul li a br b i strong em`, absolute addresses; everything else as text.
#[must_use]
pub fn feed_html(text: &Markdown, place: Place<'_>) -> Html {
    let _ = place;
    Html(text.0.clone())
}

/// The words alone, paragraphs separated by a blank line.
#[must_use]
pub fn plain_text(text: &Markdown) -> String {
    text.0.clone()
}

/// Every link and picture.
#[must_use]
pub fn references(text: &Markdown) -> Vec<Reference> {
    let _ = text;
    Vec::new()
}

/// The id of every heading [`page_html`] gives (with the empty prefix), in order.
#[must_use]
pub fn heading_ids(text: &Markdown) -> Vec<String> {
    let _ = text;
    Vec::new()
}
