//! Layer 2: a podcast's feed from any host → what it says, typed. Bytes in, values and findings out; no disk, no network, nothing
//! decided about folders (that is the command's). Whatever the feed holds, the rest of it is salvaged: an item that cannot be read is a
//! finding, not an end.

pub mod guests;
pub mod notes;

use crate::model::{Chapter, EpisodeKind, ForeignElement, Location, Millis, ShowKind, Soundbite};
use crate::report::Report;
use jiff::Zoned;

/// A feed as it came.
#[derive(Clone, Copy, Debug)]
pub struct FeedBytes<'a> {
    /// What findings call it: a file name or an address.
    pub name: &'a str,
    /// The document.
    pub bytes: &'a [u8],
    /// The character set that a server named beside it, if one did.
    pub charset: Option<&'a str>,
}

/// Everything a feed says of its show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedShow {
    /// The show's name.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// The show's page.
    pub link: Option<String>,
    /// The feed's own address (`atom:link rel="self"`).
    pub feed_url: Option<String>,
    /// Where the feed says it has moved.
    pub new_feed_url: Option<String>,
    /// BCP 47, as written.
    pub language: Option<String>,
    /// itunes:author.
    pub author: Option<String>,
    /// itunes:owner: name.
    pub owner_name: Option<String>,
    /// itunes:owner: e-mail address.
    pub owner_email: Option<String>,
    /// itunes:subtitle.
    pub subtitle: Option<String>,
    /// As written.
    pub copyright: Option<String>,
    /// podcast:license: identifier and address.
    pub license: Option<(String, Option<String>)>,
    /// itunes:explicit.
    pub explicit: bool,
    /// itunes:type.
    pub kind: ShowKind,
    /// `Business` or `Business > Marketing`, in the feed's order.
    pub categories: Vec<String>,
    /// Address of the cover.
    pub cover: Option<String>,
    /// podcast:guid.
    pub guid: Option<String>,
    /// podcast:locked.
    pub locked: Option<bool>,
    /// podcast:medium.
    pub medium: Option<String>,
    /// podcast:funding: address and words.
    pub funding: Vec<(String, String)>,
    /// podcast:txt: purpose and words.
    pub txt: Vec<(Option<String>, String)>,
    /// podcast:podroll: feed guid, address, title.
    pub podroll: Vec<(String, Option<String>, Option<String>)>,
    /// podcast:updateFrequency: words and rule.
    pub update: Option<(String, Option<String>)>,
    /// itunes:complete.
    pub complete: bool,
    /// itunes:block.
    pub block: bool,
    /// podcast:location.
    pub location: Option<Location>,
    /// podcast:person of the show.
    pub people: Vec<ImportedPerson>,
    /// What has no field of its own and comes out of our feed again as it went in.
    pub extra: Vec<ForeignElement>,
    /// In the feed's order.
    pub episodes: Vec<ImportedEpisode>,
    /// Where the next page of the feed is (RFC 5005), for whoever may fetch.
    pub next_page: Option<String>,
}

/// Everything a feed says of one episode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedEpisode {
    /// Line of the item in the feed, from 1.
    pub line: usize,
    /// itunes:title, else title.
    pub title: String,
    /// As written, compared letter for letter; the enclosure's address where the feed has none, as apps do.
    pub guid: String,
    /// With the offset that was written.
    pub date: Option<Zoned>,
    /// Its page.
    pub link: Option<String>,
    /// The recording.
    pub enclosure: Option<ImportedEnclosure>,
    /// itunes:duration.
    pub duration: Option<Millis>,
    /// The fullest of content:encoded, description and itunes:summary, as HTML (plain text is made into paragraphs).
    pub notes_html: String,
    /// Plain text of one or two sentences where the feed has it apart from the notes.
    pub summary: Option<String>,
    /// itunes:episode, podcast:episode.
    pub number: Option<u64>,
    /// itunes:season, podcast:season.
    pub season: Option<u64>,
    /// itunes:episodeType.
    pub kind: EpisodeKind,
    /// itunes:explicit of the item.
    pub explicit: Option<bool>,
    /// Address of its own cover.
    pub cover: Option<String>,
    /// itunes:author.
    pub author: Option<String>,
    /// podcast:person.
    pub people: Vec<ImportedPerson>,
    /// psc:chapters, inside the feed.
    pub chapters: Vec<Chapter>,
    /// podcast:chapters.
    pub chapters_url: Option<String>,
    /// podcast:transcript.
    pub transcripts: Vec<ImportedTranscript>,
    /// podcast:soundbite.
    pub soundbites: Vec<Soundbite>,
    /// itunes:keywords, category.
    pub tags: Vec<String>,
    /// podcast:location.
    pub location: Option<Location>,
    /// What has no field of its own.
    pub extra: Vec<ForeignElement>,
}

/// The recording of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedEnclosure {
    /// Exactly as written.
    pub url: String,
    /// `length`, where it is a number above 0.
    pub bytes: Option<u64>,
    /// `type`, as written.
    pub mime: Option<String>,
}

/// podcast:person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedPerson {
    /// Full name.
    pub name: String,
    /// Lower case; `host` unless written.
    pub role: Option<String>,
    /// Lower case; `cast` unless written.
    pub group: Option<String>,
    /// Where they are found.
    pub href: Option<String>,
    /// Address of their picture.
    pub img: Option<String>,
}

/// podcast:transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedTranscript {
    /// Where it is.
    pub url: String,
    /// Its type, as written.
    pub mime: String,
    /// Its language.
    pub language: Option<String>,
}

/// Reads RSS 2.0 or Atom. Findings: whatever could not be read; `None` when it is no feed at all.
#[must_use]
pub fn read(_feed: &FeedBytes<'_>, _report: &mut Report) -> Option<ImportedShow> {
    None
}
