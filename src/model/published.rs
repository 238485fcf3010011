//! What a show has published: what apps and other people's links know it by.

use super::{ByteLen, Episode, RecordingHash};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What a show has published. Its texts are borrowed: from the file that remembers them, or from a [`super::Site`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published<'t> {
    /// The feed; `None` where nothing was published yet.
    pub feed: Option<PublishedFeed<'t>>,
    /// Items of the feed, by slug, each slug once.
    pub items: Vec<PublishedItem<'t>>,
    /// Addresses of everything else that stands in mails and on printed cards, and old addresses that lead on; sorted, each once.
    pub pages: Vec<PublishedPage<'t>>,
}

/// What apps know the show by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedFeed<'t> {
    /// The feed's absolute address.
    pub address: Cow<'t, str>,
    /// podcast:guid.
    pub guid: Cow<'t, str>,
    /// The address to which the feed told apps to move (itunes:new-feed-url).
    pub moves_to: Option<Cow<'t, str>>,
    /// Where it stands in the file (bytes); empty for what was not read from there.
    pub span: Range<usize>,
}

/// What apps know an episode by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedItem<'t> {
    /// The last part of `episodes/<slug>/`.
    pub slug: Cow<'t, str>,
    /// Its title, to name it by when it is gone.
    pub title: Cow<'t, str>,
    /// Its number, for the same.
    pub number: Option<u64>,
    /// As pubDate says.
    pub date: PublishedDate,
    /// The item's guid.
    pub guid: Cow<'t, str>,
    /// The enclosure's absolute address; empty for an episode without recording.
    pub enclosure: Cow<'t, str>,
    /// The enclosure's type.
    pub mime: Cow<'t, str>,
    /// What was recorded; `None` for a recording kept elsewhere.
    pub original: Option<RecordingHash>,
    /// The size the author gave for a recording kept elsewhere.
    pub bytes: Option<ByteLen>,
    /// Whether the author had said `republish: true`.
    pub republish: bool,
    /// Where it stands in the file (bytes); empty for what was not read from there.
    pub span: Range<usize>,
}

/// An address below `base_url` that answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedPage<'t> {
    /// From the top of the site, without leading slash.
    pub address: Cow<'t, str>,
    /// Since when it may be public; `None`: always.
    pub since: Option<PublishedDate>,
    /// Where it stands in the file (bytes); empty for what was not read from there.
    pub span: Range<usize>,
}

/// A moment in whole seconds, with the offset it is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedDate {
    /// When.
    pub moment: Timestamp,
    /// Whole minutes from UTC.
    pub offset: Offset,
}

/// A published episode that a site keeps back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld<'s> {
    /// Its slug as it was published.
    pub slug: String,
    /// The episode as it is now.
    pub episode: &'s Episode,
    /// Whether its date is why; otherwise it is a draft.
    pub is_later: bool,
}

impl PublishedDate {
    /// As feeds write it: whole seconds, an offset in whole minutes.
    #[must_use]
    pub fn of(date: &Zoned) -> Self {
        let moment = Timestamp::from_second(date.timestamp().as_second()).unwrap_or(Timestamp::UNIX_EPOCH);
        let offset = Offset::from_seconds(date.offset().seconds() / 60 * 60).unwrap_or(Offset::UTC);
        Self { moment, offset }
    }

    /// The later of two; `None` means always.
    #[must_use]
    pub fn later(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if b.moment > a.moment { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    /// As authors write it under `date` for somebody who writes dates without an offset in this zone: without seconds where there are none.
    #[must_use]
    pub fn as_written(&self) -> String {
        self.to_string().replacen(":00+", "+", 1).replacen(":00-", "-", 1)
    }
}

impl fmt::Display for PublishedDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.moment.to_zoned(TimeZone::fixed(self.offset));
        write!(formatter, "{}", local.strftime("%Y-%m-%dT%H:%M:%S%:z"))
    }
}

impl<'t> Published<'t> {
    /// The item of this slug.
    #[must_use]
    pub fn item(&self, slug: &str) -> Option<&PublishedItem<'t>> {
        self.items.binary_search_by(|item| (*item.slug).cmp(slug)).ok().and_then(|index| self.items.get(index))
    }

    /// Whether this address is among the pages.
    #[must_use]
    pub fn has_page(&self, address: &str) -> bool {
        self.pages.binary_search_by(|page| (*page.address).cmp(address)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::zoned;

    #[test]
    fn a_date_is_written_in_whole_seconds_with_its_offset() {
        let date = PublishedDate::of(&zoned("2026-05-14T06:00:00.9-05:00[America/Chicago]"));
        assert_eq!((date.to_string().as_str(), date.as_written().as_str()), ("2026-05-14T06:00:00-05:00", "2026-05-14T06:00-05:00"));
        assert_eq!(PublishedDate::of(&zoned("2026-01-01T00:00:00+00:00[UTC]")).to_string(), "2026-01-01T00:00:00+00:00");
        assert_eq!(PublishedDate::of(&zoned("2026-01-01T00:00:07+05:45[Asia/Kathmandu]")).as_written(), "2026-01-01T00:00:07+05:45");
    }

    #[test]
    fn the_later_of_always_and_a_day_is_the_day() {
        let day = Some(PublishedDate::of(&zoned("2026-05-14T06:00:00-05:00[America/Chicago]")));
        assert_eq!((PublishedDate::later(None, day), PublishedDate::later(day, None), PublishedDate::later(None, None)), (day, day, None));
    }
}
