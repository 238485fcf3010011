//! Layer 2: a resolved show → its podcast feed (RSS 2.0 with the itunes, podcast, atom, content and psc namespaces) and the same as JSON
//! Feed 1.1. Strings of the `rss` library are made here, at the very end, and nowhere else. In: the [`Site`]; out: bytes, in pieces. It
//! reads no clock: the same site gives the same bytes.

mod channel;
mod chapters;
mod cut;
mod foreign;
mod item;
mod items;
mod itunes;
mod json;
mod notes;
mod podcast;
mod taxonomy;
mod timestamps;
mod xml;

use crate::model::{Episode, EpisodeId, OutPath, PersonId, Site};
pub use items::Items;
use rayon::prelude::*;
use std::collections::BTreeMap;
pub use timestamps::{Timestamp, timestamps};

/// Which feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// `feed.xml`: the show. With `feed.pages` set, page 1 is `feed.xml` and page N is `feed-N.xml`.
    Show {
        /// From 1.
        page: usize,
    },
    /// `feed.json`: the show as JSON Feed, with the same items. Page N is `feed-N.json`.
    Json {
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
            Self::Json { page: 0 | 1 } => OutPath("feed.json".into()),
            Self::Json { page } => OutPath(format!("feed-{page}.json")),
            Self::Partner(partner) => site.person(partner).permalink.file("feed.xml"),
        }
    }
}

/// The style sheet that makes a page of a feed for a person who opens it, below `base_url`.
pub const STYLE_SHEET: &str = "feed.xsl";

/// The one for browsers without XSLT, which all of them are about to become: it can show the feed, but make no links.
pub const PLAIN_STYLE_SHEET: &str = "feed.css";

/// Items rendered at once: enough to keep every core busy, few enough to stay small in memory.
const CHUNK: usize = 64;

/// Bytes of items that carry whole notes; the ones after them, which are the oldest, carry a few words and the way to the page. Some
/// apps give up on a feed of more than about 1 MB, and all of them ask for it several times a day.
const WHOLE: usize = 600_000;

/// How much an item says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Detail {
    /// Everything.
    Whole,
    /// What identifies it, the call to action, the summary, and where the rest stands.
    Short,
}

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
    write_with(site, scope, None, sink);
}

/// The same, with items that were written before, as long as they hold: see [`Items`].
pub fn write_again(site: &Site, scope: Scope, items: &Items, sink: &mut dyn FnMut(&[u8])) {
    let written = match scope {
        Scope::Show { .. } if !has_foreign(site) => &items.xml,
        Scope::Json { .. } => &items.json,
        _ => return write(site, scope, sink),
    };
    written.with(&site.episodes, |known| write_with(site, scope, Some(known), sink));
}

/// Whether elements of another feed are carried along: which prefixes are declared is then up to all items together.
fn has_foreign(site: &Site) -> bool {
    !site.show.foreign.is_empty() || site.episodes.iter().any(|episode| !episode.foreign.is_empty())
}

fn write_with(site: &Site, scope: Scope, known: Option<&items::Known<'_>>, sink: &mut dyn FnMut(&[u8])) {
    let item = |episode: &Episode, detail: Detail, render: &dyn Fn() -> String| match known {
        Some(known) => known.item(episode, detail, render),
        None => render(),
    };
    let episodes = episodes(site, scope);
    if let Scope::Json { page } = scope {
        let (head, tail) = json::head_and_tail(site, page);
        sink(head.as_bytes());
        let mut separator: &[u8] = b"\n";
        write_items(&episodes, WHOLE, &|episode, detail| item(episode, detail, &|| json::item(site, episode, detail)), &mut |item| {
            sink(std::mem::replace(&mut separator, b",\n"));
            sink(item);
        });
        return sink(tail.as_bytes());
    }
    let declared = declared(site, scope, &episodes);
    let (head, tail) = channel::head_and_tail(site, scope, &episodes, &declared);
    sink(head.as_bytes());
    let render = |episode: &Episode, detail: Detail| item(episode, detail, &|| item::xml(site, episode, detail, &declared));
    write_items(&episodes, WHOLE, &render, sink);
    sink(tail.as_bytes());
}

/// The prefixes of elements that are carried as they are.
fn declared(site: &Site, scope: Scope, episodes: &[&Episode]) -> BTreeMap<String, String> {
    let of_show = if matches!(scope, Scope::Show { .. }) { site.show.foreign.as_slice() } else { &[] };
    foreign::namespaces(of_show.iter().chain(episodes.iter().flat_map(|episode| &episode.foreign)))
}

/// Whole items as long as they fit into `room` bytes, short ones from there on.
fn write_items(episodes: &[&Episode], mut room: usize, render: &(dyn Fn(&Episode, Detail) -> String + Sync), sink: &mut dyn FnMut(&[u8])) {
    let mut detail = Detail::Whole;
    for chunk in episodes.chunks(CHUNK) {
        let rendered = detail;
        let items: Vec<String> = chunk.par_iter().map(|episode| render(episode, rendered)).collect();
        for (episode, item) in chunk.iter().zip(items) {
            if detail == Detail::Whole && item.len() > room {
                detail = Detail::Short;
            }
            room = room.saturating_sub(item.len());
            // One that was rendered whole before it was known that there is no room is rendered again.
            let item = if detail == rendered { item } else { render(episode, detail) };
            sink(item.as_bytes());
        }
    }
}

/// About how many bytes page 1 of the show's feed has: exact while all items are whole, else measured on some of the short ones.
#[must_use]
pub fn length(site: &Site) -> usize {
    const SAMPLES: usize = 16;
    let episodes = episodes(site, Scope::Show { page: 1 });
    let declared = declared(site, Scope::Show { page: 1 }, &episodes);
    let (head, tail) = channel::head_and_tail(site, Scope::Show { page: 1 }, &episodes, &declared);
    let (mut length, mut whole) = (0, 0);
    for episode in &episodes {
        let item = item::xml(site, episode, Detail::Whole, &declared).len();
        if length + item > WHOLE {
            break;
        }
        (length, whole) = (length + item, whole + 1);
    }
    let rest = &episodes[whole..];
    let short = |episode: &&Episode| item::xml(site, episode, Detail::Short, &declared).len();
    let samples: Vec<usize> = rest.iter().step_by(rest.len().div_ceil(SAMPLES).max(1)).map(short).collect();
    let mean = samples.iter().sum::<usize>().checked_div(samples.len()).unwrap_or(0);
    head.len() + length + mean * rest.len() + tail.len()
}

/// Chapters JSON 1.2 of an episode (podcast namespace), ending in a line feed; `None` without chapters.
#[must_use]
pub fn chapters_json(site: &Site, episode: EpisodeId) -> Option<String> {
    chapters::json(site, site.episode(episode))
}

/// The episodes of a feed, newest first; one without recording is never an item.
fn episodes(site: &Site, scope: Scope) -> Vec<&Episode> {
    match scope {
        Scope::Show { page } | Scope::Json { page } => {
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
        insta::assert_snapshot!(lines(xml.split("<item>").next().unwrap()), @r##"
        <?xml version="1.0" encoding="UTF-8"?>
        <?xml-stylesheet type="text/xsl" href="/show/feed.xsl"?>
        <?xml-stylesheet type="text/css" href="/show/feed.css"?>
        <rss version="2.0" xmlns:acme="https://acme.example/ns" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters">
        <channel>
        <title>Ledger &amp; Line</title>
        <link>https://ledger.example/show/</link>
        <description>Business owners tell how they found the people who send them clients.</description>
        <language>en-us</language>
        <copyright>Abara Advisory</copyright>
        <lastBuildDate>Mon, 04 May 2026 09:00:00 -0500</lastBuildDate>
        <generator>Turntable</generator>
        <image>
        <url>https://ledger.example/show/cover.png</url>
        <title>Ledger &amp; Line</title>
        <link>https://ledger.example/show/</link>
        </image>
        <atom:link href="https://ledger.example/show/feed.xml" rel="self" type="application/rss+xml">
        </atom:link>
        <podcast:funding url="https://ledger.example/support">Support the show</podcast:funding>
        <podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
        <podcast:image alt="Two chairs at a turntable" aspect-ratio="1/1" height="3000" href="https://ledger.example/show/cover.png" purpose="artwork" type="image/png" width="3000">
        </podcast:image>
        <podcast:license>cc-by-4.0</podcast:license>
        <podcast:location country="US" geo="geo:46.78,-92.10" osm="R136712" rel="creator">Duluth, Minnesota</podcast:location>
        <podcast:locked owner="ruth@ledger.example">yes</podcast:locked>
        <podcast:medium>podcast</podcast:medium>
        <podcast:person href="https://ledger.example/show/" img="https://ledger.example/show/hosts/ruth-abara/ruth.jpg" role="host">Ruth Abara</podcast:person>
        <podcast:podroll>
        <podcast:remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810" feedUrl="https://friends.example/feed.xml" title="Friends &amp; Figures">
        </podcast:remoteItem>
        </podcast:podroll>
        <podcast:trailer length="732000" pubdate="Mon, 05 Jan 2026 09:00:00 -0600" type="audio/mpeg" url="https://ledger.example/show/episodes/trailer/trailer.mp3">What this show is</podcast:trailer>
        <podcast:txt purpose="verify">abc123</podcast:txt>
        <podcast:updateFrequency rrule="FREQ=MONTHLY">Monthly</podcast:updateFrequency>
        <itunes:author>Ruth Abara</itunes:author>
        <itunes:category text="Business">
        <itunes:category text="Marketing">
        </itunes:category>
        </itunes:category>
        <itunes:category text="Society &amp; Culture">
        </itunes:category>
        <itunes:image href="https://ledger.example/show/cover.png"/>
        <itunes:explicit>false</itunes:explicit>
        <itunes:owner>
        <itunes:name>Ruth Abara</itunes:name>
        <itunes:email>ruth@ledger.example</itunes:email>
        </itunes:owner>
        <itunes:type>episodic</itunes:type>
        <acme:network>North &amp; South</acme:network>
        "##);
        assert!(xml.ends_with("</item>\n</channel></rss>\n"));
    }

    #[test]
    fn golden_item() {
        let xml = document(&sample::site(), SHOW);
        insta::assert_snapshot!(lines(xml.split("<item>").nth(2).unwrap()), @r##"
        <title>Cash before profit</title>
        <link>https://ledger.example/show/episodes/cash-before-profit/</link>
        <description>
        <![CDATA[
        <p>
        <strong>
        <a href="https://ledger.example/show/go/dev-okafor/cash-map/">The Cash Map</a>
        </strong> · Dev Okafor, Okafor &amp; Daughters<br />See in one page where next quarter's money comes from.<br />
        <a href="https://ledger.example/show/go/dev-okafor/cash-map/">https://ledger.example/show/go/dev-okafor/cash-map/</a>
        </p><p>Dev Okafor shows where a healthy firm hides its cash.</p><p>Dev explains the <strong>till rule</strong>. See <a href="https://okafor.example/sheet">the sheet</a>.</p><ul>
        <li>Count first</li>
        <li>Plan second</li>
        </ul>
        <p>00:00 Welcome<br />01:32 Counting wrong<br />20:07 Whom would you like to meet?<br />26:40 The Cash Map</p><ul>
        <li>What do owners count wrong?</li>
        </ul>
        <p>
        <strong>
        <a href="https://ledger.example/show/partners/dev-okafor/">Dev Okafor</a>
        </strong> · Accountant, Okafor &amp; Daughters<br />
        <a href="https://okafor.example/">https://okafor.example/</a>
        </p><ul>
        <li>
        <a href="https://books.example/cash">Cash Before Profit</a>
        </li>
        <li>
        <a href="https://okafor.example/letter?a=1&amp;b=2">Newsletter</a>
        </li>
        </ul>
        <ul>
        <li>Profit is an opinion, cash is a fact.</li>
        </ul>
        <ul>
        <li>
        <a href="https://okafor.example/sheet">The bakery spreadsheet</a> · free to copy</li>
        </ul>]]>
        </description>
        <enclosure url="https://ledger.example/show/episodes/cash-before-profit/cash-before-profit.mp3" length="20328000" type="audio/mpeg"/>
        <guid isPermaLink="false">0c5b8a6e-5a5e-5d4e-9f57-2f1f3a8f9d10</guid>
        <pubDate>Mon, 02 Mar 2026 09:00:00 -0600</pubDate>
        <itunes:title>Cash before profit</itunes:title>
        <podcast:chapters type="application/json+chapters" url="https://ledger.example/show/episodes/cash-before-profit/chapters.json">
        </podcast:chapters>
        <podcast:episode>2</podcast:episode>
        <podcast:image aspect-ratio="1/1" height="1400" href="https://ledger.example/show/episodes/cash-before-profit/cover.jpg" purpose="artwork" type="image/jpeg" width="1400">
        </podcast:image>
        <podcast:license>cc-by-4.0</podcast:license>
        <podcast:location country="US" geo="geo:46.78,-92.10" osm="R136712" rel="creator">Duluth, Minnesota</podcast:location>
        <podcast:person href="https://ledger.example/show/" img="https://ledger.example/show/hosts/ruth-abara/ruth.jpg" role="host">Ruth Abara</podcast:person>
        <podcast:person href="https://ledger.example/show/partners/dev-okafor/" img="https://ledger.example/show/partners/dev-okafor/dev.jpg" role="guest">Dev Okafor</podcast:person>
        <podcast:person group="audio production" href="https://mina.example/" role="audio engineer">Mina Sol</podcast:person>
        <podcast:season>2</podcast:season>
        <podcast:soundbite duration="42" startTime="300.5">Count the till</podcast:soundbite>
        <podcast:transcript language="en" type="text/vtt" url="https://ledger.example/show/episodes/cash-before-profit/transcript.vtt">
        </podcast:transcript>
        <podcast:transcript language="en" type="application/x-subrip" url="https://ledger.example/show/episodes/cash-before-profit/transcript.srt">
        </podcast:transcript>
        <podcast:transcript language="en" type="text/html" url="https://ledger.example/show/episodes/cash-before-profit/transcript.html">
        </podcast:transcript>
        <psc:chapters version="1.2">
        <psc:chapter start="00:00:00.000" title="Welcome">
        </psc:chapter>
        <psc:chapter start="00:01:32.000" title="Counting wrong">
        </psc:chapter>
        <psc:chapter start="00:20:07.250" title="Whom would you like to meet?">
        </psc:chapter>
        <psc:chapter href="https://ledger.example/show/go/dev-okafor/cash-map/" start="00:26:40.000" title="The Cash Map">
        </psc:chapter>
        </psc:chapters>
        <itunes:author>Dev Okafor</itunes:author>
        <itunes:image href="https://ledger.example/show/episodes/cash-before-profit/cover.jpg">
        </itunes:image>
        <itunes:duration>1694</itunes:duration>
        <itunes:explicit>false</itunes:explicit>
        <itunes:episode>2</itunes:episode>
        <itunes:season>2</itunes:season>
        <itunes:episodeType>full</itunes:episodeType>
        <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient name="Ruth" type="node" address="02d5c1" split="100"/>
        </podcast:value>
        </item>
        "##);
    }

    /// Text that breaks careless writers, in every field that takes text.
    const HOSTILE: &str = "& < > \" ' ]]> \u{0}\u{b}\u{1b}\u{fffe} 🎙️ \u{202e}שלום <script>alert(1)</script> &nbsp; {{ x }}\r\nnext";

    fn hostile_site() -> Site {
        let mut site = sample::site();
        let text = || HOSTILE.to_owned();
        let show = &mut site.show;
        (show.title, show.description, show.author, show.language) = (text(), HOSTILE.repeat(200), text(), text());
        (show.copyright, show.subtitle, show.guid, show.medium) = (Some(text()), Some(text()), text(), text());
        show.owner = Some(Owner { name: Some(text()), email: Some(text()) });
        show.license = Some(License { name: text(), url: None });
        show.categories = vec![Category { name: text(), sub: Some(text()) }];
        show.funding[0].text = text();
        show.txt[0] = Txt { purpose: Some(text()), value: HOSTILE.repeat(200) };
        show.podroll[0] = RemoteFeed { feed_guid: text(), url: Some(AbsoluteUrl(text())), title: Some(text()) };
        show.update = Some(UpdateFrequency { text: text(), rrule: Some(text()) });
        show.location = Some(Location { name: text(), rel: Some(text()), geo: Some(text()), osm: Some(text()), country: Some(text()) });
        for person in &mut site.people {
            (person.name, person.tagline, person.business, person.role) = (text(), Some(text()), Some(text()), Some(text()));
            (person.website, person.links) = (Some(text()), vec![Link { title: text(), url: text() }]);
        }
        for offer in &mut site.offers {
            (offer.title, offer.promise) = (text(), Some(text()));
        }
        let location = site.show.location.clone();
        for episode in &mut site.episodes {
            (episode.title, episode.summary, episode.guid) = (text(), text(), format!("{HOSTILE}{}", episode.slug));
            (episode.notes, episode.takeaways, episode.location) = (Markdown(HOSTILE.repeat(60)), vec![text()], location.clone());
            episode.questions.iter_mut().for_each(|question| question.ask = text());
            episode
                .chapters
                .iter_mut()
                .for_each(|chapter| (chapter.title, chapter.url, chapter.image) = (text(), Some(text()), Some(text())));
            episode.resources = vec![Resource { title: text(), url: Some(text()), kind: None, note: Some(text()) }];
            episode.people = vec![Credit { name: text(), role: Some(text()), group: Some(text()), url: Some(text()) }];
            episode.soundbites.iter_mut().for_each(|bite| bite.title = Some(text()));
            episode.transcript.iter_mut().for_each(|transcript| transcript.language = Some(text()));
            episode.recording.iter_mut().for_each(|recording| (recording.url, recording.mime) = (AbsoluteUrl(text()), text()));
        }
        site
    }

    #[test]
    fn hostile_text_in_every_field_stays_well_formed_and_within_its_bounds() {
        let site = hostile_site();
        for scope in [SHOW, Scope::Partner(sample::PARTNER)] {
            let channel = read_back(&document(&site, scope));
            assert!(channel.title().chars().count() <= 255 && !channel.title().contains('\n'));
            assert!(channel.description().len() <= 4000);
            for item in channel.items() {
                assert!(!item.title().unwrap().contains(['\n', '\u{b}']));
                let description = item.description().unwrap();
                assert!(description.len() <= 4000);
                assert!(!description.contains("<script"));
                assert_well_formed(&format!("<div>{description}</div>"));
                assert!(item.content().is_some_and(|whole| whole.len() > description.len()));
            }
        }
        assert!(serde_json::from_str::<serde_json::Value>(&chapters_json(&site, EpisodeId(1)).unwrap()).is_ok());
        assert!(serde_json::from_str::<serde_json::Value>(&document(&site, Scope::Json { page: 1 })).is_ok());
    }

    #[test]
    fn notes_are_cut_to_any_limit_and_stay_well_formed() {
        let mut site = sample::site();
        site.episodes[1].notes = Markdown("Ünï **wörd 🎙** and [a link](https://a.example/).\n\n1. one\n   - two *three*\n".repeat(120));
        for limit in (0..600).step_by(7).chain([3999, 4000, 4001, 9000]) {
            site.show.feed.notes_limit = limit;
            let notes = notes::of(&site, &site.episodes[1]);
            assert!(notes.description.len() <= limit);
            assert_well_formed(&format!("<div>{}</div>", notes.description));
            assert!(notes.whole.is_some_and(|whole| whole.len() <= 32 * 1024));
        }
    }

    #[test]
    fn a_feed_reads_back_as_the_same_episodes() {
        let site = sample::site();
        let channel = read_back(&document(&site, SHOW));
        let read: Vec<_> = channel.items().iter().map(|item| (item.guid().unwrap().value(), item.enclosure().unwrap().url())).collect();
        let written: Vec<_> =
            site.episodes.iter().map(|episode| (episode.guid.as_str(), episode.recording.as_ref().unwrap().url.as_str())).collect();
        assert_eq!(read, written);
    }

    #[test]
    fn an_episode_without_recording_is_no_item_and_a_show_without_episodes_no_date() {
        let mut site = sample::site();
        site.episodes.iter_mut().for_each(|episode| episode.recording = None);
        let channel = read_back(&document(&site, SHOW));
        assert!(channel.items().is_empty());
        assert_eq!(channel.last_build_date(), None);
    }

    #[test]
    fn a_guid_is_a_permalink_only_when_it_is_the_pages_address() {
        let mut site = sample::site();
        site.episodes[0].guid = "https://ledger.example/show/episodes/who-can-sign/".into();
        site.episodes[1].guid = "https://ledger.example/elsewhere/".into();
        let channel = read_back(&document(&site, SHOW));
        let permalinks: Vec<bool> = channel.items().iter().map(|item| item.guid().unwrap().is_permalink()).collect();
        assert_eq!(permalinks, [true, false, false]);
    }

    #[test]
    fn a_turned_episode_names_the_partner_as_the_one_who_asks() {
        let xml = document(&sample::site(), SHOW);
        let turned = xml.split("<item>").nth(1).unwrap();
        assert!(turned.contains("role=\"guest\">Ruth Abara<") && turned.contains("role=\"guest host\">Dev Okafor<"));
    }

    #[test]
    fn a_role_outside_the_taxonomy_never_reaches_a_feed() {
        let mut site = sample::site();
        let credit = |name: &str, role: Option<&str>, group: &str| Credit {
            name: name.into(),
            role: role.map(str::to_owned),
            group: Some(group.into()),
            url: None,
        };
        site.episodes[1].people = vec![
            credit("Ann", Some("Sponsor"), "cast"),
            credit("Bo", None, "cast"),
            credit("Cy", Some("Editor"), "Misc."),
            credit(" ", Some("editor"), ""),
        ];
        let xml = document(&site, SHOW);
        assert!(xml.contains("<podcast:person role=\"editor\">Cy<"));
        assert!(!xml.contains("Ann<") && !xml.contains("Bo<") && xml.matches("role=\"editor\"").count() == 1);
    }

    #[test]
    fn a_partners_feed_has_an_address_and_a_guid_of_its_own() {
        let site = sample::site();
        let xml = document(&site, Scope::Partner(sample::PARTNER));
        let channel = read_back(&xml);
        assert_eq!(channel.title(), "Dev Okafor on Ledger & Line");
        assert_eq!(channel.link(), "https://ledger.example/show/partners/dev-okafor/");
        assert_eq!(channel.items().len(), 2);
        assert!(xml.contains("href=\"https://ledger.example/show/partners/dev-okafor/feed.xml\" rel=\"self\""));
        assert!(!xml.contains(&site.show.guid) && !xml.contains("podcast:trailer") && !xml.contains("podcast:txt"));
    }

    #[test]
    fn a_paged_feed_leads_from_page_to_page_and_carries_every_episode_once() {
        let mut site = sample::site();
        let one = site.episodes[0].clone();
        site.episodes = (0..1000).map(|number| Episode { guid: format!("guid-{number}"), ..one.clone() }).collect();
        site.show.feed = FeedSettings { limit: Some(999), notes_limit: 4000, pages: Some(300) };
        assert_eq!(page_count(&site), 4);
        let pages: Vec<String> = (1..=4).map(|page| document(&site, Scope::Show { page })).collect();
        let guids: Vec<String> = pages
            .iter()
            .flat_map(|page| read_back(page).items().iter().map(|item| item.guid().unwrap().value().to_owned()).collect::<Vec<_>>())
            .collect();
        assert_eq!(guids, (0..999).map(|number| format!("guid-{number}")).collect::<Vec<_>>());
        let link = |page: usize, rel: &str, name: &str| {
            pages[page - 1].contains(&format!("href=\"https://ledger.example/show/{name}\" rel=\"{rel}\""))
        };
        assert!(link(1, "self", "feed.xml") && link(1, "next", "feed-2.xml") && !pages[0].contains("rel=\"previous\""));
        assert!(
            link(2, "previous", "feed.xml")
                && link(2, "last", "feed-4.xml")
                && link(4, "first", "feed.xml")
                && !pages[3].contains("rel=\"next\"")
        );
    }

    #[test]
    fn the_oldest_items_of_a_long_feed_say_less_and_stay_themselves() {
        let mut site = sample::site();
        let mut one = site.episodes[1].clone();
        one.notes = Markdown("What was said about the till, at length. ".repeat(150));
        site.episodes = (0..400).map(|number| Episode { guid: format!("guid-{number}"), ..one.clone() }).collect();
        let xml = document(&site, SHOW);
        let items: Vec<&str> = xml.split("<item>").skip(1).collect();
        let first_short = items.iter().position(|item| !item.contains("psc:chapters")).expect("some are short");
        let whole: usize = items[..first_short].iter().map(|item| item.len() + "<item>".len()).sum();
        assert!((WHOLE - items[0].len() - 20..=WHOLE).contains(&whole), "{whole}");
        assert!(items[first_short..].iter().all(|item| !item.contains("psc:chapters") && item.len() < 4_000), "{}", items[399]);
        assert!(xml.len().abs_diff(length(&site)) < 20_000, "{} {}", xml.len(), length(&site));
        let channel = read_back(&xml);
        for (number, item) in channel.items().iter().enumerate() {
            assert_eq!(item.guid().unwrap().value(), format!("guid-{number}"));
            let description = item.description().unwrap();
            assert!(
                description.contains("/go/dev-okafor/cash-map/") && description.contains("episodes/cash-before-profit/")
                    || number < first_short
            );
            assert!(item.extensions()["podcast"].contains_key("chapters"));
            assert_eq!(item.itunes_ext().unwrap().duration(), Some("1694"));
        }
        let json: serde_json::Value = serde_json::from_str(&document(&site, Scope::Json { page: 1 })).unwrap();
        assert!(json["items"][399]["content_html"].as_str().unwrap().len() < 1_000 && json["items"].as_array().unwrap().len() == 400);
    }

    #[test]
    fn an_unlisted_show_says_so_to_every_directory() {
        let mut site = sample::site();
        assert!(!document(&site, SHOW).contains("block>"));
        site.show.block = true;
        for scope in [SHOW, Scope::Partner(sample::PARTNER)] {
            let xml = document(&site, scope);
            assert!(xml.contains("<itunes:block>Yes</itunes:block>") && xml.contains("<podcast:block>yes</podcast:block>"));
        }
    }

    #[test]
    fn nothing_told_in_confidence_is_in_a_feed() {
        let site = sample::site();
        for scope in [SHOW, Scope::Partner(sample::PARTNER), Scope::Json { page: 1 }] {
            let xml = document(&site, scope);
            assert!(!xml.contains("SECRET-NOTE") && !xml.contains("dev.private@") && !xml.contains("555 0100"));
        }
    }

    #[test]
    fn dates_carry_their_own_offset() {
        for (zoned, expected) in [
            ("2024-02-29T00:00:00+00:00[UTC]", "Thu, 29 Feb 2024 00:00:00 +0000"),
            ("2026-12-01T23:59:59+05:30[Asia/Kolkata]", "Tue, 01 Dec 2026 23:59:59 +0530"),
            ("1999-07-04T09:00:00-03:30[-03:30]", "Sun, 04 Jul 1999 09:00:00 -0330"),
        ] {
            assert_eq!(item::rfc_2822(&sample::zoned(zoned)), expected);
        }
    }

    #[test]
    fn an_offer_that_is_closed_is_not_called_for() {
        let mut site = sample::site();
        site.offers[0].state = OfferState::Closed;
        assert!(!notes::of(&site, &site.episodes[1]).description.contains("/go/"));
    }

    #[test]
    fn a_site_at_the_root_of_its_host_has_no_double_slash() {
        let mut site = sample::site();
        site.show.base_url = BaseUrl { url: "https://ledger.example/".into(), path: "/".into(), host: "ledger.example".into() };
        let xml = document(&site, SHOW);
        assert!(!xml.replace("://", "").contains("example//"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_notes_stay_well_formed_within_any_limit(
            pieces in proptest::collection::vec(
                "[-*_#>`~|\\[\\]()!<&:^ \n\t1a.é\u{0}🎙]{1,8}|https://a\\.b/c|<b>|</p>|<script>|\\[\\^1\\]|\\[\\^1\\]: x|\n\n- |\n\n1\\. |\n    |\\|a\\|\n\\|-\\|\n|&amp;|&nbsp;|!\\[x\\]\\(y\\)|\\[l\\]\\(/m\\)",
                0..60,
            ),
            limit in 0_usize..400,
        ) {
            let mut site = sample::site();
            site.episodes[1].notes = Markdown(pieces.concat());
            for limit in [limit, 4000] {
                site.show.feed.notes_limit = limit;
                let notes = notes::of(&site, &site.episodes[1]);
                assert!(notes.description.len() <= limit);
                assert_well_formed(&format!("<div>{}</div>", notes.description));
            }
            assert_well_formed(&item::xml(&site, &site.episodes[1], Detail::Whole, &foreign::namespaces(site.episodes[1].foreign.iter())));
        }
    }
}
