//! One episode → `<item>…</item>`.

use super::{Detail, foreign, itunes, notes, podcast, xml};
use crate::feed::notes::Notes;
use crate::model::{Episode, Site};
use jiff::Zoned;
use rss::{Channel, Enclosure, Guid, Item};
use std::collections::BTreeMap;

/// The item's XML, ending in a line feed. `declared` are the prefixes that `<rss>` declares.
pub fn xml(site: &Site, episode: &Episode, detail: Detail, declared: &BTreeMap<String, String>) -> String {
    let channel = Channel { items: vec![item(site, episode, detail)], ..Channel::default() };
    let document = channel.to_string();
    // The library writes items only within a channel. The first `<item>` is the tag, since text is escaped and an empty channel
    // stands before it; the last `</item>` is its end, since nothing but the channel's end follows.
    let (start, end) = (document.find("<item>").unwrap_or(0), document.rfind("</item>").unwrap_or(document.len()));
    let own = &document[start..end];
    format!("{own}{}</item>\n", foreign::xml(&episode.foreign, own, declared))
}

fn item(site: &Site, episode: &Episode, detail: Detail) -> Item {
    let notes = match detail {
        Detail::Whole => notes::of(site, episode),
        Detail::Short => Notes { description: notes::short(site, episode), whole: None },
    };
    let title = xml::line(&episode.title, 255);
    let mut extensions = podcast::item(site, episode);
    // `podcast:chapters` leads to the same ones.
    extensions.extend(podcast::simple_chapters(episode).filter(|_| detail == Detail::Whole));
    // Not in the library's own type, and one widely used reader drops the duration without it.
    extensions.push(xml::element("itunes:title", Some(&title), []));
    Item {
        title: Some(title),
        link: Some(xml::address(&site.show.base_url.page(&episode.permalink))),
        description: Some(notes.description),
        content: notes.whole,
        enclosure: episode.recording.as_ref().map(|recording| Enclosure {
            url: xml::address(recording.url.as_str()),
            length: recording.bytes.0.to_string(),
            mime_type: xml::line(&recording.mime, 255),
        }),
        guid: Some(guid(site, episode)),
        pub_date: Some(rfc_2822(&episode.date)),
        itunes_ext: Some(itunes::item(site, episode)),
        extensions: xml::map(extensions),
        ..Item::default()
    }
}

/// Readers open a guid that claims to be a link, so only the page's own address may.
fn guid(site: &Site, episode: &Episode) -> Guid {
    let value = xml::line(&episode.guid, usize::MAX);
    let permalink = value == site.show.base_url.page(&episode.permalink);
    Guid { value, permalink }
}

/// `Mon, 02 Mar 2026 09:00:00 -0600`: two-digit day, numeric zone, the zone of the date itself.
pub fn rfc_2822(date: &Zoned) -> String {
    date.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}
