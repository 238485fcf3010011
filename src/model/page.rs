//! Pages that are neither episode, partner, offer, event nor campaign.

use super::{Markdown, Permalink, RelPath, Slug};

/// About, privacy, and whatever else the author writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Address part.
    pub slug: Slug,
    /// Its file.
    pub source: RelPath,
    /// `<slug>/`.
    pub permalink: Permalink,
    /// Its title.
    pub title: String,
    /// One sentence for search engines.
    pub description: Option<String>,
    /// Its text.
    pub body: Markdown,
}
