//! Layer 2: a podcast's feed from any host → what it says, typed. Bytes in, values and findings out; no disk, no network, nothing
//! decided about folders (that is the command's). Whatever the feed holds, the rest of it is salvaged: an item that cannot be read is a
//! finding, not an end.

mod channel;
mod date;
mod decode;
mod extra;
pub mod guests;
mod item;
pub mod leftovers;
mod markup;
pub mod notes;
mod podcast;
mod rules;
mod space;
mod told;
mod tree;
mod words;

pub use date::date;
pub use extra::extra_file;
pub use rules::RULES;

use crate::foreign::Looks;
use crate::model::{Chapter, EpisodeKind, ForeignElement, Location, Millis, ShowKind, Soundbite};
use crate::report::Report;
use jiff::Zoned;
use std::collections::BTreeMap;
use told::Told;
use tree::{Element, Parts};

/// Rule of slips in a feed's XML.
const SLIP: &str = "feed-slip";
/// Rule of values that mean nothing.
const VALUE: &str = "feed-value-not-understood";
/// Largest feed, in bytes; 20 000 episodes with long notes are a fifth of it.
const LARGEST: usize = 256 << 20;
/// Most elements beside the items.
const PARTS: usize = 10_000;
/// Most items of one feed.
const ITEMS: usize = 100_000;

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
pub fn read(feed: &FeedBytes<'_>, report: &mut Report) -> Option<ImportedShow> {
    let is_too_large = feed.bytes.len() > LARGEST;
    let decoded = decode::decode(if is_too_large { &[] } else { feed.bytes }, feed.charset);
    let mut told = Told::new(feed.name, &decoded.text, report);
    if is_too_large {
        told.error(
            "feed-too-large",
            0,
            "this file is larger than any feed",
            "look whether it is a feed: those are a few megabytes at most",
        );
        return None;
    }
    for (at, words) in decoded.remarks {
        told.warn("feed-characters", at, words, "look at names with accents and at quotation marks in what was imported");
    }
    let show = show(&decoded.text, &mut told);
    told.sum_up();
    show
}

fn show(text: &str, told: &mut Told<'_>) -> Option<ImportedShow> {
    let mut parts = Parts::new(text);
    let mut channel = Element::default();
    let mut show = ImportedShow::default();
    let mut is_full = false;
    while let Some(part) = parts.next(told) {
        if parts.root.is_none() {
            break;
        }
        let is_item = matches!(part.space, space::Space::Rss | space::Space::Atom)
            && ["item", "entry"].iter().any(|name| part.local.eq_ignore_ascii_case(name));
        if !is_item && channel.content.len() < PARTS {
            channel.content.push(tree::Content::Element(part));
        } else if !is_item {
            told.warn("feed-too-large", part.at, "the channel says more than any app would read; the rest of it is left out", "shorten it");
        } else if show.episodes.len() < ITEMS {
            show.episodes.extend(item::episode(&part, told));
        } else if !std::mem::replace(&mut is_full, true) {
            told.warn(
                "feed-too-large",
                part.at,
                format!("the feed has more than {ITEMS} items; the rest of them are left out"),
                "import it in parts",
            );
        }
    }
    if parts.root.is_none() {
        not_a_feed(text, told);
        return None;
    }
    channel::read(&channel, &mut show, told);
    show.language = show.language.or(parts.language);
    tell_repeats(&show.episodes, text, told);
    Some(show)
}

/// What else it is, so that the host knows what to look for.
fn not_a_feed(text: &str, told: &mut Told<'_>) {
    let host_knows = "use the address of the RSS feed: your podcast host shows it in its settings";
    let (message, fix) = match Looks::of(text) {
        Looks::Empty => ("this is empty, so there is no feed to read", "look whether the address is right"),
        Looks::Page => ("this is a web page, not a feed", host_knows),
        Looks::Opml => ("this is a list of podcasts, not a feed", "open it and import one of the feeds that it names in xmlUrl"),
        Looks::Json => ("this is JSON, and feeds are read as RSS or Atom", "use the address of the RSS feed"),
        Looks::Atom | Looks::Other => ("this is neither RSS nor Atom", host_knows),
    };
    told.error("not-a-feed", 0, message, fix);
}

/// Two items with one guid are one episode to every app.
fn tell_repeats(episodes: &[ImportedEpisode], text: &str, told: &mut Told<'_>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    for episode in episodes {
        if let Some(first) = seen.insert(&episode.guid, episode.line) {
            let at = starts.get(episode.line - 1).copied().unwrap_or_default();
            let message = format!("this episode has the same guid as the one in line {first}, so apps show only one of them");
            told.warn("feed-guid-twice", at, message, "keep one of the two, or give one a guid of its own");
        }
    }
}

/// What stands in an element, as HTML: text as written, elements as tags. Atom marks HTML that is text, and XHTML that is elements.
fn markup_in(element: &Element) -> String {
    let is_plain =
        element.attribute("type").is_some_and(|kind| matches!(kind, "text" | "text/plain")) && element.space == space::Space::Atom;
    if is_plain { words::escape(&element.text()) } else { extra::inside(element) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"  <?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rss [<!ENTITY show "boom">]>
<rss version="2.0" xmlns:it="http://www.itunes.com/DTDs/PODCAST-1.0.dtd" xmlns:pod="https://podcastindex.org/namespace/1.0" xmlns:acme="https://acme.example/ns" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Ledger &amp; Line&nbsp;!</title><description><![CDATA[<p>Owners &amp; accountants</p>]]></description>
<link>https://ledger.example/</link><atom:link rel="self" href="https://ledger.example/feed"/><language>en-us</language>
<it:author>Ruth</it:author><it:explicit>clean</it:explicit><it:category text="Business"><it:category text="Marketing"/></it:category>
<pod:locked>yes</pod:locked><pod:value type="lightning" method="keysend"><pod:valueRecipient name="a&amp;b" split="100"/></pod:value>
<acme:thing acme:x="1">Q & A</acme:thing>
<item><title>One & only</title><guid isPermaLink="false"> abc-1 </guid><pubDate>2 Mar 26 9:00 EST</pubDate>
<enclosure url="https://a.example/1.mp3?x=1&y=2" length="123" type="audio/mpeg"/><it:duration>26:53</it:duration><it:episode>3</it:episode>
<it:season>1</it:season><it:episodeType>Bonus</it:episodeType><it:explicit>yes</it:explicit><description><![CDATA[<p>Notes</description>
<it:order>7</it:order>
<item><title>Two</title><enclosure url="https://a.example/2.mp3" length="5" type="audio/mpeg"/><pubDate>soon</pubDate></item>
<item><title>Three</title><guid>3</guid><enclosure url="https://a.example/3.mp3" le"#;

    fn read_text(text: &str) -> (Option<ImportedShow>, Report) {
        let mut report = Report::default();
        let show = read(&FeedBytes { name: "feed.xml", bytes: text.as_bytes(), charset: None }, &mut report);
        (show, report)
    }

    #[test]
    fn a_broken_feed_is_salvaged_item_by_item() {
        let (show, report) = read_text(FEED);
        let show = show.expect("a feed");
        assert_eq!(show.title, "Ledger & Line\u{a0}!".replace('\u{a0}', " "));
        assert_eq!(show.description, "Owners & accountants");
        assert_eq!(show.feed_url.as_deref(), Some("https://ledger.example/feed"));
        assert_eq!((show.explicit, show.locked), (false, Some(true)));
        assert_eq!(show.categories, ["Business > Marketing"]);
        let extra: Vec<&str> = show.extra.iter().map(|extra| extra.xml.as_str()).collect();
        assert_eq!(
            extra,
            [
                "<podcast:value type=\"lightning\" method=\"keysend\"><podcast:valueRecipient name=\"a&amp;b\" split=\"100\"/></podcast:value>",
                "<acme:thing acme:x=\"1\">Q &amp; A</acme:thing>",
            ]
        );
        assert_eq!(show.episodes.len(), 2);
        let one = &show.episodes[0];
        assert_eq!(
            (one.title.as_str(), one.guid.as_str(), one.number, one.season, one.kind),
            ("One & only", "abc-1", Some(3), Some(1), EpisodeKind::Bonus)
        );
        assert_eq!(one.date.as_ref().map(ToString::to_string).as_deref(), Some("2026-03-02T09:00:00-05:00[-05:00]"));
        assert_eq!(one.enclosure.as_ref().map(|enclosure| enclosure.url.as_str()), Some("https://a.example/1.mp3?x=1&y=2"));
        assert_eq!((one.duration, one.explicit, one.notes_html.as_str()), (Some(Millis(1_613_000)), Some(true), "<p>Notes"));
        assert_eq!(one.extra.len(), 1);
        assert_eq!((show.episodes[1].guid.as_str(), show.episodes[1].line), ("https://a.example/2.mp3", 13));
        let rules: Vec<(&str, usize)> =
            report.findings.iter().map(|finding| (finding.rule, finding.span.as_ref().map_or(0, |span| span.line))).collect();
        assert_eq!(
            rules,
            [
                ("feed-entities-ignored", 2),
                ("feed-slip", 11),
                ("feed-slip", 13),
                ("feed-value-missing", 13),
                ("feed-value-not-understood", 13),
                ("feed-slip", 14),
                ("feed-cut-off", 14),
                ("feed-item-not-read", 14),
            ]
        );
    }

    #[test]
    fn what_is_no_feed_is_said_to_be_what_it_is() {
        for (text, message) in [
            ("<!DOCTYPE html><html><body>hi</body></html>", "this is a web page, not a feed"),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", "this is JSON, and feeds are read as RSS or Atom"),
            ("", "this is empty, so there is no feed to read"),
            ("<opml version=\"2.0\"><body/></opml>", "this is a list of podcasts, not a feed"),
            ("hello", "this is neither RSS nor Atom"),
        ] {
            let (show, report) = read_text(text);
            assert_eq!((show, report.findings[0].message.as_str(), report.findings.len()), (None, message, 1), "{text}");
            let crate::report::Locus::Bytes { start, end } = report.findings[0].place.locus else { panic!("{text}") };
            assert!(text.get(start..end).is_some(), "{start} to {end} is not in {text:?}");
        }
    }
}
