//! Layer 2: a typed view of a feed → RSS. Strings of the `rss` library are made here, at the very end, and nowhere else.

use crate::model::{EpisodeId, Millis, PersonId, Site};

/// Which feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// `feed.xml`: the show. With `feed.pages` set, page 1 is `feed.xml` and page N is `feed-N.xml`.
    Show {
        /// From 1.
        page: usize,
    },
    /// `partners/<slug>/feed.xml`: one guest's interviews.
    Partner(PersonId),
}

/// How many pages the show's feed has, at least 1.
#[must_use]
pub fn page_count(site: &Site) -> usize {
    let _ = site;
    1
}

/// Writes a feed in pieces (head, items, tail), so that a large one never lies in memory whole. The pieces joined are the document.
pub fn write(site: &Site, scope: Scope, sink: &mut dyn FnMut(&[u8])) {
    let _ = (site, scope);
    sink(b"");
}

/// Chapters JSON 1.2 of an episode (podcast namespace), ending in a line feed; `None` without chapters.
#[must_use]
pub fn chapters_json(site: &Site, episode: EpisodeId) -> Option<String> {
    let _ = (site, episode, Millis(0));
    None
}
