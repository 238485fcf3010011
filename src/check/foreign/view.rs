//! A feed as rules see it: its channel, its items, and what each of them says with the place where it says so.

use super::{FeedBytes, channel_of};
use crate::foreign::{Document, Element, Space};
use crate::model::Millis;
use jiff::Timestamp;
use std::ops::Range;

/// Most items that are looked at.
const ITEMS: usize = 100_000;

/// A feed.
pub(super) struct Feed<'t> {
    /// As written.
    pub document: Document<'t>,
    /// What findings call it.
    pub name: &'t str,
    /// The address it was fetched from, if it was.
    pub address: Option<&'t str>,
    /// How large it is.
    pub bytes: usize,
    /// Index of the channel.
    pub channel: usize,
    /// In the order written.
    pub items: Vec<Item>,
    /// Now.
    pub now: Timestamp,
}

/// An item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its place among the items, from 1.
    pub number: usize,
    /// Its element.
    pub element: usize,
    /// Its title, cut short; empty where it has none.
    pub title: String,
}

/// What an element says.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// Without blanks round it.
    pub text: String,
    /// Where.
    pub at: Range<usize>,
}

impl<'t> Feed<'t> {
    /// A document as a feed; `None` when it is none.
    pub fn of(document: Document<'t>, feed: &FeedBytes<'t>, now: Timestamp) -> Option<Self> {
        let channel = channel_of(&document)?;
        let (name, address) = (feed.name, feed.address);
        let mut view = Self { document, name, address, bytes: feed.bytes.len(), channel, items: Vec::new(), now };
        // RSS 1.0 and careless generators put items beside the channel.
        let parents = [Some(channel), view.element(channel).parent].into_iter().flatten();
        let children = parents.flat_map(|parent| view.element(parent).children.clone());
        let items: Vec<usize> = children.filter(|child| view.element(*child).is(Space::Rss, "item")).take(ITEMS).collect();
        view.items = items.into_iter().zip(1..).map(|(element, number)| view.item(element, number)).collect();
        Some(view)
    }

    fn item(&self, element: usize, number: usize) -> Item {
        let title = self.said(element, Space::Rss, "title").or_else(|| self.said(element, Space::Itunes, "title"));
        let title = title.map(|title| title.text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        let cut: String = title.chars().take(40).collect();
        let title = if cut.len() < title.len() { format!("{}…", cut.trim_end()) } else { cut };
        Item { number, element, title }
    }

    /// One element.
    pub fn element(&self, index: usize) -> &Element<'t> {
        &self.document.elements[index]
    }

    /// The elements in an element.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = &Element<'t>> {
        self.element(parent).children.iter().map(|child| self.element(*child))
    }

    /// Those of one name, whatever the case of its letters.
    pub fn all(&self, parent: usize, space: Space, local: &'static str) -> impl Iterator<Item = &Element<'t>> {
        self.children(parent).filter(move |child| child.is(space, local))
    }

    /// Indices of those of one name.
    pub fn indices(&self, parent: usize, space: Space, local: &'static str) -> impl Iterator<Item = usize> {
        self.element(parent).children.iter().copied().filter(move |child| self.element(*child).is(space, local))
    }

    /// The first of them.
    pub fn first(&self, parent: usize, space: Space, local: &'static str) -> Option<&Element<'t>> {
        self.all(parent, space, local).next()
    }

    /// What the first of them says; `None` where it is missing or says nothing.
    pub fn said(&self, parent: usize, space: Space, local: &'static str) -> Option<Said> {
        self.first(parent, space, local).map(|element| self.says(element)).filter(|said| !said.text.is_empty())
    }

    /// What an element says.
    pub fn says(&self, element: &Element<'t>) -> Said {
        Said { text: self.document.text(element).trim().to_owned(), at: self.document.value_at(element) }
    }

    /// What an attribute says; `None` where it is missing or says nothing.
    pub fn attribute(&self, element: &Element<'t>, name: &str) -> Option<Said> {
        let attribute = element.attribute(name)?;
        let text = attribute.value.trim().to_owned();
        (!text.is_empty()).then(|| Said { text, at: attribute.at.clone() })
    }

    /// Where the channel or an item is named when something is missing from it.
    pub fn tag(&self, index: usize) -> Range<usize> {
        self.element(index).tag.clone()
    }

    /// What is served securely: the show's page, else the feed.
    pub fn host(&self) -> Option<String> {
        let link = self.said(self.channel, Space::Rss, "link").map(|said| said.text);
        let address = link.as_deref().or(self.address)?;
        url::Url::parse(address).ok()?.host_str().map(str::to_lowercase)
    }

    /// The kind of show.
    pub fn is_serial(&self) -> bool {
        self.said(self.channel, Space::Itunes, "type").is_some_and(|said| said.text.eq_ignore_ascii_case("serial"))
    }

    /// Whether an item is a full episode.
    pub fn is_full(&self, item: &Item) -> bool {
        self.kind(item) == "full"
    }

    /// `full`, `trailer`, `bonus`, or what stands there.
    pub fn kind(&self, item: &Item) -> String {
        self.said(item.element, Space::Itunes, "episodeType").map_or_else(|| "full".to_owned(), |said| said.text.to_ascii_lowercase())
    }

    /// How long the recording is said to be.
    pub fn duration(&self, item: &Item) -> Option<Millis> {
        let said = self.said(item.element, Space::Itunes, "duration")?;
        duration(&said.text).filter(|length| length.0 > 0)
    }
}

/// Seconds, `mm:ss` or `h:mm:ss`, with a fraction or without.
pub(super) fn duration(text: &str) -> Option<Millis> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (last, front) = parts.split_last()?;
    let (seconds, fraction) = last.split_once('.').unwrap_or((last, "0"));
    if parts.len() > 3 || !is_number(&seconds) || !is_number(&fraction) || !front.iter().all(is_number) {
        return None;
    }
    let whole = front.iter().chain([&seconds]).try_fold(0_u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some(Millis(whole * 1000 + thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_every_form_that_apps_read() {
        for (text, millis) in [("33", 33_000), ("33.5", 33_500), ("26:53", 1_613_000), (" 1:02:03 ", 3_723_000), ("90:00", 5_400_000)] {
            assert_eq!(duration(text), Some(Millis(millis)), "{text}");
        }
        for text in ["", ":", "1:", "1h", "45;11", "1:2:3:4", "-5", "９９", "99999999999999999999"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
