//! What a feed names on the network, each with its place: what `check --online` asks for.

use super::found::{line_starts, span_in};
use super::view::{Feed, Item};
use super::{FeedBytes, html};
use crate::foreign::{self, Element, Space};
use crate::report::{Place, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// What an address in a feed leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedKind {
    /// The recording of an item.
    Recording,
    /// Cover art.
    Cover,
    /// Chapters.
    Chapters,
    /// A transcript.
    Transcript,
    /// The page of an item, or of the show.
    Page,
    /// A link in notes.
    Link,
}

/// Something that a feed names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub kind: NamedKind,
    /// `item 3 "Title": `, empty for the show.
    pub whose: String,
    /// Whole.
    pub address: String,
    /// The type that the feed declares.
    pub mime: Option<String>,
    /// The size that the feed declares.
    pub bytes: Option<u64>,
    /// Where the feed says so.
    pub place: Place,
    /// The same in lines and columns.
    pub span: Span,
}

/// Everything that a feed names, in its order, each address once; and the guids of its items.
#[must_use]
pub fn named(feed: &FeedBytes<'_>) -> (Vec<Named>, BTreeSet<String>) {
    let decoded = foreign::decode(feed.bytes, feed.charset);
    let Some(view) = Feed::of(foreign::read(&decoded), feed, jiff::Timestamp::UNIX_EPOCH) else { return Default::default() };
    let mut list = List { feed: &view, starts: line_starts(view.document.source), all: Vec::new(), seen: BTreeSet::new() };
    list.of_parent(None, view.channel);
    for item in &view.items {
        list.of_parent(Some(item), item.element);
    }
    let guids = view.items.iter().filter_map(|item| view.said(item.element, Space::Rss, "guid")).map(|said| said.text).collect();
    (list.all, guids)
}

struct List<'f, 't> {
    feed: &'f Feed<'t>,
    starts: Vec<usize>,
    all: Vec<Named>,
    seen: BTreeSet<String>,
}

impl<'t> List<'_, 't> {
    fn of_parent(&mut self, item: Option<&Item>, parent: usize) {
        let feed = self.feed;
        if let Some(page) = feed.said(parent, Space::Rss, "link") {
            self.add(NamedKind::Page, item, page.text, page.at, None);
        }
        for (space, local, name, kind) in [
            (Space::Rss, "enclosure", "url", NamedKind::Recording),
            (Space::Itunes, "image", "href", NamedKind::Cover),
            (Space::Podcast, "chapters", "url", NamedKind::Chapters),
            (Space::Podcast, "transcript", "url", NamedKind::Transcript),
        ] {
            for element in feed.all(parent, space, local) {
                if let Some(said) = feed.attribute(element, name) {
                    self.add(kind, item, said.text, said.at, Some(element));
                }
            }
        }
        for (space, local) in [(Space::Rss, "description"), (Space::Content, "encoded")] {
            let Some(element) = feed.first(parent, space, local) else { continue };
            let text = feed.document.text(element);
            for tag in html::tags(&text).iter().filter(|tag| tag.name == "a") {
                let at = feed.document.at_in_text(element, tag.start);
                if let Some(target) = tag.attribute("href") {
                    self.add(NamedKind::Link, item, foreign::resolved(target).trim().to_owned(), at..at + (tag.end - tag.start), None);
                }
            }
        }
    }

    fn add(&mut self, kind: NamedKind, item: Option<&Item>, address: String, at: Range<usize>, element: Option<&Element<'t>>) {
        let bare = address.split('#').next().unwrap_or_default().to_owned();
        if !crate::check::text::is_web_address(&bare) || !self.seen.insert(bare.clone()) {
            return;
        }
        let feed = self.feed;
        let declared = |name: &str| element.and_then(|element| feed.attribute(element, name)).map(|said| said.text);
        self.all.push(Named {
            kind,
            whose: item.map(super::found::whose).unwrap_or_default(),
            address: bare,
            mime: declared("type").map(|mime| mime.to_ascii_lowercase()),
            bytes: declared("length").and_then(|bytes| bytes.parse().ok()).filter(|bytes| *bytes > 0),
            span: span_in(feed.document.source, &self.starts, &at),
            place: Place::bytes(feed.name, at.start, at.end),
        });
    }
}
