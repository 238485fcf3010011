//! The podcast namespace, tag by tag, and Podlove Simple Chapters.
//! Source: <https://github.com/Podcastindex-org/podcast-namespace>, `docs/tags`; <https://podlove.org/simple-chapters/>.

use super::{Scope, item, taxonomy, xml};
use crate::model::{Credit, Direction, Episode, EpisodeKind, License, Location, Person, Picture, Show, Site, Transcript};
use rss::extension::Extension;
use uuid::Uuid;

/// The namespace.
const NAMESPACE: &str = "https://podcastindex.org/namespace/1.0";

/// Longest text of most tags, in characters.
const TEXT: usize = 128;

/// The namespace in which feed addresses become `podcast:guid`s.
const FEED_NAMESPACE: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);

/// Of the show's own feed.
pub fn show_channel(site: &Site) -> Vec<Extension> {
    let show = &site.show;
    let mut elements = vec![xml::element("podcast:guid", Some(&show.guid), [])];
    elements.push(locked(show, show.locked));
    elements.extend(common_channel(site));
    elements.extend(hosts(site));
    elements.extend(show.location.as_ref().map(location));
    elements.extend(site.episodes.iter().filter(|episode| episode.kind == EpisodeKind::Trailer).filter_map(trailer));
    elements.extend(show.txt.iter().map(|txt| {
        let value: String = txt.value.chars().take(4000).collect();
        xml::element("podcast:txt", Some(&value), [("purpose", txt.purpose.as_deref())])
    }));
    elements.extend(podroll(show));
    elements.extend(update_frequency(show));
    elements
}

/// Of one partner's feed. Its guid is derived from its own address: it is another feed than the show's.
pub fn partner_channel(site: &Site, partner: &Person, scope: Scope) -> Vec<Extension> {
    let address = site.show.base_url.file(&scope.path(site));
    let mut elements = vec![xml::element("podcast:guid", Some(&guid(&address)), [])];
    // Nobody moves a part of the show elsewhere.
    elements.push(locked(&site.show, true));
    elements.extend(common_channel(site));
    elements.extend(hosts(site));
    elements.push(person(site, partner, "guest"));
    elements
}

fn common_channel(site: &Site) -> Vec<Extension> {
    let show = &site.show;
    let mut elements = vec![xml::element("podcast:medium", Some(if show.medium.is_empty() { "podcast" } else { &show.medium }), [])];
    elements.extend(
        show.funding
            .iter()
            .map(|funding| xml::element("podcast:funding", Some(&xml::line(&funding.text, TEXT)), [("url", Some(funding.url.as_str()))])),
    );
    elements.extend(show.license.as_ref().map(license));
    elements.extend(show.cover.as_ref().map(|cover| image(site, cover)));
    elements.extend(show.block.then(|| xml::element("podcast:block", Some("yes"), [])));
    elements
}

fn locked(show: &Show, is_locked: bool) -> Extension {
    let email = show.owner.as_ref().and_then(|owner| owner.email.as_deref());
    xml::element("podcast:locked", Some(if is_locked { "yes" } else { "no" }), [("owner", email)])
}

/// Of an episode.
pub fn item(site: &Site, episode: &Episode) -> Vec<Extension> {
    let mut elements = Vec::new();
    elements.extend(episode.season.map(|season| xml::element("podcast:season", Some(&season.to_string()), [])));
    elements.extend(episode.number.map(|number| xml::element("podcast:episode", Some(&number.to_string()), [])));
    elements.extend(persons(site, episode));
    elements.extend(episode.transcript.iter().flat_map(|transcript| transcripts(site, episode, transcript)));
    if !episode.chapters.is_empty() {
        let url = site.show.base_url.file(&episode.permalink.file("chapters.json"));
        elements.push(xml::element("podcast:chapters", None, [("url", Some(&url)), ("type", Some("application/json+chapters"))]));
    }
    elements.extend(episode.soundbites.iter().map(|bite| {
        let title = bite.title.as_deref().map(|title| xml::line(title, TEXT));
        let (start, length) = (bite.at.decimal_seconds(), bite.duration.decimal_seconds());
        xml::element("podcast:soundbite", title.as_deref(), [("startTime", Some(&start)), ("duration", Some(&length))])
    }));
    elements.extend(episode.location.as_ref().map(location));
    // An episode under a licence of its own is not under the show's.
    let has_own_license = episode.foreign.iter().any(|element| element.expanded_name() == Some((NAMESPACE, "license")));
    elements.extend(site.show.license.as_ref().filter(|_| !has_own_license).map(license));
    elements.extend(episode.cover.as_ref().map(|cover| image(site, cover)));
    elements
}

/// UUID version 5 of a feed's address without scheme and without slashes at its end.
fn guid(address: &str) -> String {
    let name = address.split_once("://").map_or(address, |(_, name)| name).trim_end_matches('/');
    Uuid::new_v5(&FEED_NAMESPACE, name.as_bytes()).to_string()
}

fn hosts(site: &Site) -> impl Iterator<Item = Extension> {
    site.show.hosts.iter().map(|host| person(site, site.person(*host), "host"))
}

/// Everybody in an episode. A list in an item replaces the channel's, so the hosts are named again.
/// In a turned episode the partner asks and the host answers.
fn persons(site: &Site, episode: &Episode) -> Vec<Extension> {
    let (host, guest) = match episode.direction {
        Direction::Spotlight => ("host", "guest"),
        Direction::Turned => ("guest", "guest host"),
    };
    let hosts = if episode.hosts.is_empty() { &site.show.hosts } else { &episode.hosts };
    let mut elements: Vec<Extension> = hosts.iter().map(|id| person(site, site.person(*id), host)).collect();
    elements.extend(episode.guests.iter().map(|id| person(site, site.person(*id), guest)));
    elements.extend(episode.people.iter().filter_map(credit));
    elements
}

/// Somebody else who took part. Without a role apps would call them a host, so one whose role has no name is left to the page.
fn credit(credit: &Credit) -> Option<Extension> {
    let role = taxonomy::role(credit.role.as_deref()?)?;
    let group = credit.group.as_deref().and_then(taxonomy::group);
    let name = xml::line(&credit.name, TEXT);
    let attributes = [("role", Some(role)), ("group", group), ("href", credit.url.as_deref())];
    (!name.is_empty()).then(|| xml::element("podcast:person", Some(&name), attributes))
}

fn person(site: &Site, person: &Person, role: &str) -> Extension {
    let base = &site.show.base_url;
    let photo = person.photo.as_ref().map(|photo| base.file(&photo.out));
    let page = base.page(&person.permalink);
    let attributes = [("role", Some(role)), ("img", photo.as_deref()), ("href", Some(&page))];
    xml::element("podcast:person", Some(&xml::line(&person.name, TEXT)), attributes)
}

fn location(location: &Location) -> Extension {
    let attributes = [
        ("rel", location.rel.as_deref()),
        ("geo", location.geo.as_deref()),
        ("osm", location.osm.as_deref()),
        ("country", location.country.as_deref()),
    ];
    xml::element("podcast:location", Some(&xml::line(&location.name, TEXT)), attributes)
}

fn license(license: &License) -> Extension {
    let url = license.url.as_ref().map(|url| url.as_str());
    xml::element("podcast:license", Some(&xml::line(&license.name, TEXT)), [("url", url)])
}

fn image(site: &Site, picture: &Picture) -> Extension {
    let href = site.show.base_url.file(&picture.out);
    let is_square = picture.width > 0 && picture.width == picture.height;
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let attributes = [
        ("href", Some(href.as_str())),
        ("alt", Some(picture.alt.as_str())),
        ("aspect-ratio", is_square.then_some("1/1")),
        ("width", (picture.width > 0).then_some(width.as_str())),
        ("height", (picture.height > 0).then_some(height.as_str())),
        ("type", Some(picture.mime.as_str())),
        ("purpose", Some("artwork")),
    ];
    xml::element("podcast:image", None, attributes)
}

fn trailer(episode: &Episode) -> Option<Extension> {
    let recording = episode.recording.as_ref()?;
    let (date, length) = (item::rfc_2822(&episode.date), recording.bytes.0.to_string());
    let season = episode.season.map(|season| season.to_string());
    let attributes = [
        ("url", Some(recording.url.as_str())),
        ("pubdate", Some(date.as_str())),
        ("length", Some(length.as_str())),
        ("type", Some(recording.mime.as_str())),
        ("season", season.as_deref()),
    ];
    Some(xml::element("podcast:trailer", Some(&xml::line(&episode.title, TEXT)), attributes))
}

fn podroll(show: &Show) -> Option<Extension> {
    let remote = |feed: &crate::model::RemoteFeed| {
        let attributes = [
            ("feedGuid", Some(feed.feed_guid.as_str())),
            ("feedUrl", feed.url.as_ref().map(|url| url.as_str())),
            ("title", feed.title.as_deref()),
        ];
        xml::element("podcast:remoteItem", None, attributes)
    };
    let items: Vec<Extension> = show.podroll.iter().map(remote).collect();
    (!items.is_empty()).then(|| xml::with_children(xml::element("podcast:podroll", None, []), items))
}

fn update_frequency(show: &Show) -> Option<Extension> {
    let update = show.update.as_ref()?;
    let attributes = [("rrule", update.rrule.as_deref()), ("complete", show.complete.then_some("true"))];
    Some(xml::element("podcast:updateFrequency", Some(&xml::line(&update.text, TEXT)), attributes))
}

/// Only what the site has: without times there is neither WebVTT nor SRT.
fn transcripts(site: &Site, episode: &Episode, transcript: &Transcript) -> Vec<Extension> {
    let language = transcript.language.as_deref().unwrap_or(&site.show.language);
    let kinds = [("vtt", "text/vtt", true), ("srt", "application/x-subrip", true), ("html", "text/html", false)];
    let kinds = kinds.iter().filter(|(_, _, needs_times)| transcript.is_timed || !needs_times);
    kinds
        .map(|(ending, mime, _)| {
            let url = site.show.base_url.file(&episode.permalink.file(&format!("transcript.{ending}")));
            xml::element("podcast:transcript", None, [("url", Some(&url)), ("type", Some(mime)), ("language", Some(language))])
        })
        .collect()
}

/// Chapters inside the feed, for apps that would rather not ask for another file.
pub fn simple_chapters(episode: &Episode) -> Option<Extension> {
    let chapters = episode.chapters.iter().map(|chapter| {
        let (start, title) = (chapter.at.timestamp(), xml::line(&chapter.title, 255));
        let attributes = [
            ("start", Some(start.as_str())),
            ("title", Some(title.as_str())),
            ("href", chapter.url.as_deref()),
            ("image", chapter.image.as_deref()),
        ];
        xml::element("psc:chapter", None, attributes)
    });
    let chapters: Vec<Extension> = chapters.collect();
    (!chapters.is_empty()).then(|| xml::with_children(xml::element("psc:chapters", None, [("version", Some("1.2"))]), chapters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_guid_is_the_one_that_the_namespace_gives_as_example() {
        assert_eq!(guid("https://podnews.net/rss"), "9b024349-ccf0-5f69-a609-6b82873eab3c");
        assert_eq!(guid("http://mp3s.nashownotes.com/pc20rss.xml/"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
    }
}
