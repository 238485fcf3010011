//! Layer 2: a resolved show → its podcast feed (RSS 2.0 with the itunes, podcast, atom, content and psc namespaces). Strings of the
//! `rss` library are made here, at the very end, and nowhere else. In: the [`Site`]; out: bytes, in pieces. It reads no clock:
//! the same site gives the same bytes.

mod channel;
mod chapters;
mod cut;
mod item;
mod itunes;
mod notes;
mod podcast;
mod xml;

use crate::model::{Episode, EpisodeId, OutPath, PersonId, Site};
use rayon::prelude::*;

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

impl Scope {
    /// Where the feed lies below `base_url`.
    #[must_use]
    pub fn path(self, site: &Site) -> OutPath {
        match self {
            Self::Show { page: 0 | 1 } => OutPath("feed.xml".into()),
            Self::Show { page } => OutPath(format!("feed-{page}.xml")),
            Self::Partner(partner) => site.person(partner).permalink.file("feed.xml"),
        }
    }
}

/// Items rendered at once: enough to keep every core busy, few enough to stay small in memory.
const CHUNK: usize = 256;

/// How many pages the show's feed has, at least 1.
#[must_use]
pub fn page_count(site: &Site) -> usize {
    match site.show.feed.pages {
        Some(size) => show_episodes(site).count().div_ceil(size.max(1)).max(1),
        None => 1,
    }
}

/// Writes a feed in pieces (head, items, tail), so that a large one never lies in memory whole. The pieces joined are the document.
pub fn write(site: &Site, scope: Scope, sink: &mut dyn FnMut(&[u8])) {
    let episodes = episodes(site, scope);
    let (head, tail) = channel::head_and_tail(site, scope, &episodes);
    sink(head.as_bytes());
    for chunk in episodes.chunks(CHUNK) {
        let items: Vec<String> = chunk.par_iter().map(|episode| item::xml(site, episode)).collect();
        items.iter().for_each(|item| sink(item.as_bytes()));
    }
    sink(tail.as_bytes());
}

/// Chapters JSON 1.2 of an episode (podcast namespace), ending in a line feed; `None` without chapters.
#[must_use]
pub fn chapters_json(site: &Site, episode: EpisodeId) -> Option<String> {
    chapters::json(site, site.episode(episode))
}

/// The episodes of a feed, newest first; one without recording is never an item.
fn episodes(site: &Site, scope: Scope) -> Vec<&Episode> {
    match scope {
        Scope::Show { page } => {
            let size = site.show.feed.pages.map_or(usize::MAX, |size| size.max(1));
            show_episodes(site).skip(size.saturating_mul(page.saturating_sub(1))).take(size).collect()
        }
        Scope::Partner(partner) => with_recording(site.episodes_with(partner).map(|(_, episode)| episode)).collect(),
    }
}

/// All episodes that the pages of the show's feed carry.
fn show_episodes(site: &Site) -> impl Iterator<Item = &Episode> {
    with_recording(site.episodes.iter()).take(site.show.feed.limit.unwrap_or(usize::MAX))
}

fn with_recording<'s>(episodes: impl Iterator<Item = &'s Episode>) -> impl Iterator<Item = &'s Episode> {
    episodes.filter(|episode| episode.recording.is_some())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    /// Every element closed, every name, entity and character one that XML 1.0 has.
    pub fn assert_well_formed(xml: &str) {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
                Event::Start(start) => {
                    depth += 1;
                    for attribute in start.attributes() {
                        attribute.unwrap().normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    }
                }
                Event::End(_) => depth -= 1,
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap();
                    assert!(name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name.as_ref()), "&{name};");
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{xml}");
        assert!(
            xml.chars().all(|character| matches!(character, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        );
    }

    pub fn document(site: &Site, scope: Scope) -> String {
        let mut bytes = Vec::new();
        write(site, scope, &mut |piece| bytes.extend_from_slice(piece));
        String::from_utf8(bytes).unwrap()
    }

    fn read_back(xml: &str) -> rss::Channel {
        assert_well_formed(xml);
        rss::Channel::read_from(xml.as_bytes()).unwrap()
    }

    const SHOW: Scope = Scope::Show { page: 1 };

    /// One element per line, so that a snapshot is read line by line.
    fn lines(xml: &str) -> String {
        xml.replace("><", ">\n<").replace("</p>\n", "</p>").replace("<![CDATA[", "<![CDATA[\n")
    }

    #[test]
    fn golden_channel() {
        let xml = document(&sample::site(), SHOW);
        insta::assert_snapshot!(lines(xml.split("<item>").next().unwrap()), @r"");
        assert!(xml.ends_with("</item>\n</channel></rss>\n"));
    }

    #[test]
    fn golden_item() {
        let xml = document(&sample::site(), SHOW);
        insta::assert_snapshot!(lines(xml.split("<item>").nth(2).unwrap()), @r"");
    }
}
