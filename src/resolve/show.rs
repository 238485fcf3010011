//! The show itself: every default of `show.yaml`.

use super::Measured;
use super::offers::Stock;
use super::people::{Cast, People};
use super::pictures::Pictures;
use super::words;
use crate::discover::FileEntry;
use crate::model::{
    AbsoluteUrl, BaseUrl, ByteLen, Category, FeedSettings, Form, LanguageFile, Media, Permalink, PersonId, PersonKind, Picture, Published,
    RelPath, Show, UpdateFrequency,
};
use crate::parse::feed_extra;
use crate::parse::show::RawShow;
use crate::report::{Place, Report};
use jiff::tz::TimeZone;
use uuid::Uuid;

/// Name space of podcast:guid (podcast namespace, tag `guid`).
const PODCAST_GUID_SPACE: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);

/// Where the site is served; `None` where it is missing or unusable, which is reported already.
pub fn base_url(raw: &RawShow) -> Option<BaseUrl> {
    let text = raw.base_url.as_deref()?;
    let parsed = url::Url::parse(text).ok()?;
    let host = parsed.host_str()?;
    let host = parsed.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Some(BaseUrl { url: parsed.as_str().to_owned(), path: parsed.path().to_owned(), host })
}

/// The zone of dates without an offset.
pub fn timezone(raw: &RawShow) -> TimeZone {
    raw.timezone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// podcast:guid of a feed: UUIDv5 of its address without scheme and trailing slashes.
fn podcast_guid(feed_url: &str) -> String {
    let bare = feed_url.split_once("://").map_or(feed_url, |(_, rest)| rest).trim_end_matches('/');
    Uuid::new_v5(&PODCAST_GUID_SPACE, bare.as_bytes()).to_string()
}

/// What lies beside `show.yaml`.
pub struct BesideShow<'a> {
    /// Files for the site, such as the cover.
    pub files: &'a [RelPath],
    /// The words of pages that the show has itself.
    pub languages: Vec<LanguageFile>,
}

/// Decides every default.
#[expect(clippy::too_many_arguments, reason = "the show refers to everything else")]
pub fn resolve(
    raw: RawShow,
    base_url: BaseUrl,
    timezone: TimeZone,
    cast: &Cast,
    stock: &Stock,
    people: &People,
    beside: BesideShow<'_>,
    measured: &Measured,
    before: &Published<'_>,
    report: &mut Report,
) -> Option<Show> {
    let hosts = if raw.hosts.is_empty() { people.ids_of(PersonKind::Host) } else { named_hosts(&raw, cast, report) };
    let author = raw.author.clone().or_else(|| hosts.first().map(|id| people.get(*id).name.clone())).or_else(|| raw.title.clone())?;
    // Assigned once: a show that moves keeps the guid that directories know.
    let known = || before.feed.as_ref().map(|feed| feed.guid.to_string());
    let guid = raw.guid.clone().or_else(known).unwrap_or_else(|| podcast_guid(&format!("{}feed.xml", base_url.url)));
    let offer = raw.offer.as_deref().and_then(|name| stock.named(name, Place::key(&raw.source, "offer"), report));
    let cover = cover(&raw, beside.files, measured, report);
    let words = words::resolve(raw.language.as_deref()?, beside.languages);
    Some(Show {
        title: raw.title?,
        description: raw.description?,
        language: raw.language?,
        cover,
        author,
        guid,
        hosts,
        offer,
        base_url,
        timezone,
        owner: raw.owner,
        subtitle: raw.subtitle,
        copyright: raw.copyright,
        license: raw.license,
        explicit: raw.explicit.unwrap_or(false),
        kind: raw.kind.unwrap_or_default(),
        categories: raw.categories.iter().map(|text| category(text)).collect(),
        locked: raw.locked.unwrap_or(false),
        medium: raw.medium.unwrap_or_else(|| "podcast".to_owned()),
        funding: raw.funding,
        txt: raw.txt,
        podroll: raw.podroll,
        update: raw.update.as_deref().map(update_frequency),
        complete: raw.complete.unwrap_or(false),
        block: raw.block.unwrap_or(false),
        new_feed_url: raw.new_feed_url.map(AbsoluteUrl),
        location: raw.location,
        subscribe: raw.subscribe,
        media: Media {
            base_url: raw.media_base_url.map(AbsoluteUrl),
            prefix: raw.media_prefix.map(AbsoluteUrl),
            format: raw.media_format,
            bitrate: raw.media_bitrate,
            loudness: raw.media_loudness,
        },
        forms: Form { ..raw.forms },
        theme: raw.theme.unwrap_or_else(|| "default".to_owned()),
        theme_options: raw.theme_options,
        words,
        postal_address: raw.postal_address,
        checks: raw.checks.into_iter().collect(),
        paginate: raw.paginate.unwrap_or(20),
        feed: FeedSettings { limit: raw.feed_limit, notes_limit: raw.feed_notes_limit.unwrap_or(4000), pages: raw.feed_pages },
        links: raw.links,
        social: raw.social,
        analytics: raw.analytics,
        transcribe: raw.transcribe,
        foreign: measured.feed_extras.get(&raw.source.sibling(feed_extra::FILE)).cloned().unwrap_or_default(),
        source: raw.source,
    })
}

fn named_hosts(raw: &RawShow, cast: &Cast, report: &mut Report) -> Vec<PersonId> {
    let place = |index: usize| Place::key(&raw.source, format!("hosts[{index}]"));
    raw.hosts.iter().enumerate().filter_map(|(index, name)| cast.named(name, PersonKind::Host, place(index), report)).collect()
}

fn category(text: &str) -> Category {
    match text.split_once('>') {
        Some((name, sub)) => Category { name: name.trim().to_owned(), sub: Some(sub.trim().to_owned()) },
        None => Category { name: text.trim().to_owned(), sub: None },
    }
}

/// A word such as `monthly` → words for people and RFC 5545; anything with `FREQ=` is a rule already.
fn update_frequency(text: &str) -> UpdateFrequency {
    let words = [
        ("daily", "Daily", "FREQ=DAILY"),
        ("weekdays", "Every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("twice a week", "Twice a week", ""),
        ("weekly", "Weekly", "FREQ=WEEKLY"),
        ("biweekly", "Every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("fortnightly", "Every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("monthly", "Monthly", "FREQ=MONTHLY"),
        ("quarterly", "Four times a year", "FREQ=MONTHLY;INTERVAL=3"),
        ("yearly", "Once a year", "FREQ=YEARLY"),
    ];
    if text.contains("FREQ=") {
        let rule = text.trim().trim_start_matches("RRULE:").to_owned();
        let known = words.iter().find(|(_, _, known)| *known == rule).map_or("Regularly", |(_, said, _)| *said);
        return UpdateFrequency { text: known.to_owned(), rrule: Some(rule) };
    }
    match words.iter().find(|(word, _, _)| word.eq_ignore_ascii_case(text.trim())) {
        Some((_, said, rule)) => UpdateFrequency { text: (*said).to_owned(), rrule: (!rule.is_empty()).then(|| (*rule).to_owned()) },
        None => UpdateFrequency { text: text.to_owned(), rrule: None },
    }
}

fn cover(raw: &RawShow, beside: &[RelPath], measured: &Measured, report: &mut Report) -> Option<Picture> {
    let files: Vec<FileEntry> = beside.iter().map(|path| FileEntry { path: path.clone(), bytes: ByteLen(0), modified: 0 }).collect();
    let pictures = Pictures { source: &raw.source, files: &files, permalink: &Permalink(String::new()), images: &measured.images };
    let alt = raw.title.as_deref().map_or_else(String::new, |title| format!("Cover of {title}"));
    match &raw.cover {
        Some(name) => pictures.named(name, "cover", &alt, report),
        None => pictures.found(&["cover"], &alt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_podcast_guid_is_the_one_of_the_specification() {
        assert_eq!(podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
        assert_eq!(podcast_guid("http://podnews.net/rss/"), "9b024349-ccf0-5f69-a609-6b82873eab3c");
    }

    #[test]
    fn a_rule_or_a_word_says_how_often() {
        assert_eq!(update_frequency("Monthly").rrule.as_deref(), Some("FREQ=MONTHLY"));
        assert_eq!(update_frequency("RRULE:FREQ=WEEKLY;INTERVAL=2").text, "Every two weeks");
        assert_eq!(update_frequency("when the moon is full").rrule, None);
    }

    #[test]
    fn a_base_url_keeps_path_and_port() {
        let base =
            base_url(&RawShow { base_url: Some("https://example.com:8080/show/".to_owned()), ..RawShow::default() }).expect("it is good");
        assert_eq!((base.path.as_str(), base.host.as_str()), ("/show/", "example.com:8080"));
    }
}
