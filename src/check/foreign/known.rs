//! The tags that podcast apps and directories know: where they may stand, how often, and which attributes they need.
//!
//! Sources: RSS 2.0 specification; Apple's "A Podcaster's Guide to RSS"; the podcast namespace's tag pages.

use crate::foreign::Space::{self, Atom, Content, Itunes, Podcast, Psc, Rss};
use crate::parse::show::MEDIA;

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// What it belongs to.
    pub space: Space,
    /// Its name, letter for letter.
    pub local: &'static str,
    /// The elements it may stand in.
    pub parents: &'static [&'static str],
    /// How often it may stand in one of them.
    pub most: usize,
    /// Attributes without which it says nothing; `a|b` is one of two.
    pub needs: &'static [&'static str],
}

const CHANNEL: &[&str] = &["channel"];
const ITEM: &[&str] = &["item", "liveItem"];
const BOTH: &[&str] = &["channel", "item", "liveItem"];
const MANY: usize = usize::MAX;
const NONE: &[&str] = &[];

const fn tag(space: Space, local: &'static str, parents: &'static [&'static str], most: usize, needs: &'static [&'static str]) -> Known {
    Known { space, local, parents, most, needs }
}

/// Every tag that is known. A tag with a name that stands here twice is known in several places.
pub(super) const KNOWN: &[Known] = &[
    tag(Rss, "rss", NONE, 1, NONE),
    tag(Rss, "channel", &["rss"], 1, NONE),
    tag(Rss, "title", &["channel", "item", "liveItem", "image", "textInput"], 1, NONE),
    tag(Rss, "link", &["channel", "item", "liveItem", "image", "textInput"], 1, NONE),
    tag(Rss, "description", &["channel", "item", "liveItem", "image", "textInput"], 1, NONE),
    tag(Rss, "language", CHANNEL, 1, NONE),
    tag(Rss, "copyright", CHANNEL, 1, NONE),
    tag(Rss, "managingEditor", CHANNEL, 1, NONE),
    tag(Rss, "webMaster", CHANNEL, 1, NONE),
    tag(Rss, "pubDate", BOTH, 1, NONE),
    tag(Rss, "lastBuildDate", CHANNEL, 1, NONE),
    tag(Rss, "category", BOTH, MANY, NONE),
    tag(Rss, "generator", CHANNEL, 1, NONE),
    tag(Rss, "docs", CHANNEL, 1, NONE),
    tag(Rss, "cloud", CHANNEL, 1, NONE),
    tag(Rss, "ttl", CHANNEL, 1, NONE),
    tag(Rss, "image", CHANNEL, 1, NONE),
    tag(Rss, "rating", CHANNEL, 1, NONE),
    tag(Rss, "textInput", CHANNEL, 1, NONE),
    tag(Rss, "skipHours", CHANNEL, 1, NONE),
    tag(Rss, "skipDays", CHANNEL, 1, NONE),
    tag(Rss, "hour", &["skipHours"], 24, NONE),
    tag(Rss, "day", &["skipDays"], 7, NONE),
    tag(Rss, "name", &["textInput"], 1, NONE),
    tag(Rss, "item", &["channel", "rss"], MANY, NONE),
    tag(Rss, "author", ITEM, 1, NONE),
    tag(Rss, "comments", ITEM, 1, NONE),
    tag(Rss, "enclosure", ITEM, 1, &["url", "length", "type"]),
    tag(Rss, "guid", ITEM, 1, NONE),
    tag(Rss, "source", ITEM, 1, NONE),
    tag(Rss, "url", &["image"], 1, NONE),
    tag(Rss, "width", &["image"], 1, NONE),
    tag(Rss, "height", &["image"], 1, NONE),
    tag(Atom, "link", BOTH, MANY, &["href"]),
    tag(Content, "encoded", ITEM, 1, NONE),
    tag(Itunes, "author", BOTH, 1, NONE),
    tag(Itunes, "title", BOTH, 1, NONE),
    tag(Itunes, "subtitle", BOTH, 1, NONE),
    tag(Itunes, "summary", BOTH, 1, NONE),
    tag(Itunes, "keywords", BOTH, 1, NONE),
    tag(Itunes, "explicit", BOTH, 1, NONE),
    tag(Itunes, "image", BOTH, 1, &["href"]),
    tag(Itunes, "block", BOTH, 1, NONE),
    tag(Itunes, "category", &["channel", "category", "item"], MANY, &["text"]),
    tag(Itunes, "owner", CHANNEL, 1, NONE),
    tag(Itunes, "name", &["owner"], 1, NONE),
    tag(Itunes, "email", &["owner"], 1, NONE),
    tag(Itunes, "type", CHANNEL, 1, NONE),
    tag(Itunes, "complete", CHANNEL, 1, NONE),
    tag(Itunes, "new-feed-url", CHANNEL, 1, NONE),
    tag(Itunes, "applepodcastsverify", CHANNEL, 1, NONE),
    tag(Itunes, "duration", ITEM, 1, NONE),
    tag(Itunes, "episode", ITEM, 1, NONE),
    tag(Itunes, "season", ITEM, 1, NONE),
    tag(Itunes, "episodeType", ITEM, 1, NONE),
    tag(Itunes, "order", ITEM, 1, NONE),
    tag(Itunes, "isClosedCaptioned", ITEM, 1, NONE),
    tag(Podcast, "guid", CHANNEL, 1, NONE),
    tag(Podcast, "locked", CHANNEL, 1, NONE),
    tag(Podcast, "funding", BOTH, MANY, &["url"]),
    tag(Podcast, "medium", CHANNEL, 1, NONE),
    tag(Podcast, "person", BOTH, MANY, NONE),
    tag(Podcast, "location", BOTH, MANY, NONE),
    tag(Podcast, "license", BOTH, 1, NONE),
    tag(Podcast, "trailer", CHANNEL, MANY, &["url", "pubdate"]),
    tag(Podcast, "txt", BOTH, MANY, NONE),
    tag(Podcast, "updateFrequency", CHANNEL, 1, NONE),
    tag(Podcast, "podroll", CHANNEL, 1, NONE),
    tag(Podcast, "remoteItem", &["channel", "podroll", "publisher", "valueTimeSplit"], MANY, &["feedGuid"]),
    tag(Podcast, "publisher", CHANNEL, 1, NONE),
    tag(Podcast, "block", CHANNEL, MANY, NONE),
    tag(Podcast, "podping", CHANNEL, 1, &["usesPodping"]),
    tag(Podcast, "image", BOTH, MANY, &["href"]),
    tag(Podcast, "images", BOTH, 1, &["srcset"]),
    tag(Podcast, "transcript", ITEM, MANY, &["url", "type"]),
    tag(Podcast, "chapters", ITEM, 1, &["url", "type"]),
    tag(Podcast, "soundbite", ITEM, MANY, &["startTime", "duration"]),
    tag(Podcast, "season", ITEM, 1, NONE),
    tag(Podcast, "episode", ITEM, 1, NONE),
    tag(Podcast, "alternateEnclosure", ITEM, MANY, &["type"]),
    tag(Podcast, "source", &["alternateEnclosure"], MANY, &["uri"]),
    tag(Podcast, "integrity", &["alternateEnclosure"], 1, &["type", "value"]),
    tag(Podcast, "socialInteract", BOTH, MANY, &["protocol"]),
    tag(Podcast, "contentLink", ITEM, MANY, &["href"]),
    tag(Podcast, "chat", BOTH, 1, &["server", "protocol"]),
    tag(Podcast, "value", BOTH, MANY, &["type", "method"]),
    tag(Podcast, "valueRecipient", &["value", "valueTimeSplit"], MANY, &["type", "address", "split"]),
    tag(Podcast, "valueTimeSplit", &["value"], MANY, &["startTime", "duration"]),
    tag(Podcast, "liveItem", CHANNEL, MANY, &["status", "start"]),
    tag(Psc, "chapters", ITEM, 1, NONE),
    tag(Psc, "chapter", &["chapters"], MANY, &["start", "title"]),
];

/// The tag of this name, letter for letter.
pub(super) fn known(space: Space, local: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.space == space && known.local == local)
}

/// Words that an attribute or a tag may hold: space, tag, attribute (empty for its text), words.
pub(super) const WORDS: &[(Space, &str, &str, &[&str])] = &[
    (Podcast, "medium", "", &MEDIA),
    (Podcast, "block", "", &["yes", "no"]),
    (Podcast, "transcript", "rel", &["captions"]),
    (Podcast, "location", "rel", &["subject", "creator"]),
    (Podcast, "liveItem", "status", &["pending", "live", "ended"]),
    (Podcast, "integrity", "type", &["sri", "pgp-signature"]),
    (Podcast, "socialInteract", "protocol", &["activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr", "disabled"]),
    (Podcast, "chat", "protocol", &["irc", "xmpp", "nostr", "matrix"]),
    (Podcast, "podping", "usesPodping", &["true", "false"]),
    (Podcast, "valueRecipient", "type", &["node", "lnaddress"]),
];

/// Attributes that hold an address, by tag.
pub(super) const ADDRESSES: &[(Space, &str, &str)] = &[
    (Itunes, "image", "href"),
    (Podcast, "funding", "url"),
    (Podcast, "person", "href"),
    (Podcast, "person", "img"),
    (Podcast, "license", "url"),
    (Podcast, "trailer", "url"),
    (Podcast, "remoteItem", "feedUrl"),
    (Podcast, "image", "href"),
    (Podcast, "transcript", "url"),
    (Podcast, "chapters", "url"),
    (Podcast, "source", "uri"),
    (Podcast, "socialInteract", "uri"),
    (Podcast, "socialInteract", "accountUrl"),
    (Podcast, "contentLink", "href"),
    (Psc, "chapter", "href"),
    (Psc, "chapter", "image"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_with_words_or_addresses_is_known() {
        for (space, local) in WORDS.iter().map(|row| (row.0, row.1)).chain(ADDRESSES.iter().map(|row| (row.0, row.1))) {
            assert!(known(space, local).is_some(), "{local}");
        }
    }

    #[test]
    fn no_tag_is_there_twice() {
        let mut names: Vec<(Space, &str)> = KNOWN.iter().map(|known| (known.space, known.local)).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
