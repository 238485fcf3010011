//! Tags and chapters of a recording, out of symphonia's words into ours.

use super::cover;
use crate::model::{Chapter, CoverFacts, Millis};
use std::collections::BTreeMap;
use symphonia::core::formats::FormatReader;
use symphonia::core::meta::{ChapterGroup, ChapterGroupItem, MetadataRevision, StandardTag, Tag};

/// Values longer than this (lyrics, licence texts) are shortened: they are only compared and shown.
const VALUE: usize = 4_000;
/// Groups of chapters are followed this deep.
const DEPTH: usize = 8;
/// More chapters than this is not a list that anybody reads.
const CHAPTERS: usize = 10_000;

/// All tags that have a name here, and the picture. Where a file has several sets, the last one read wins: ID3v1 at the end of a file, which cuts
/// every value at 30 characters, is read before ID3v2 at its start.
pub(super) fn tags(reader: &mut dyn FormatReader) -> (BTreeMap<String, String>, Option<CoverFacts>) {
    let (mut found, mut picture) = (BTreeMap::new(), None);
    let mut log = reader.metadata();
    while let Some(older) = log.pop() {
        found.extend(read(&older));
        picture = cover::better(picture, &older);
    }
    if let Some(newest) = log.current() {
        found.extend(read(newest));
        picture = cover::better(picture, newest);
    }
    (found, picture.map(|(_, picture)| cover::facts(&picture)))
}

/// One set; where it names a tag twice, the first value counts.
fn read(revision: &MetadataRevision) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let tracks = revision.per_track.iter().flat_map(|track| &track.metadata.tags);
    for tag in revision.media.tags.iter().chain(tracks) {
        let Some((name, value)) = tag.std.as_ref().and_then(named) else { continue };
        let value: String = trimmed(&value).chars().take(VALUE).collect();
        if !value.is_empty() {
            found.entry(name.to_owned()).or_insert(value);
        }
    }
    found
}

/// Without the white space and the zero bytes that fill fixed fields.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\0')
}

/// Our name for a tag, and its value as text.
fn named(tag: &StandardTag) -> Option<(&'static str, String)> {
    let (name, value) = match tag {
        StandardTag::TrackTitle(value) => ("title", value),
        StandardTag::Artist(value) => ("artist", value),
        StandardTag::Album(value) => ("album", value),
        StandardTag::AlbumArtist(value) => ("album_artist", value),
        StandardTag::Comment(value) => ("comment", value),
        StandardTag::Description(value) | StandardTag::PodcastDescription(value) => ("description", value),
        StandardTag::Genre(value) => ("genre", value),
        StandardTag::Composer(value) => ("composer", value),
        StandardTag::Copyright(value) => ("copyright", value),
        StandardTag::License(value) => ("license", value),
        StandardTag::Language(value) => ("language", value),
        StandardTag::Label(value) => ("publisher", value),
        StandardTag::Encoder(value) => ("encoder", value),
        StandardTag::EncodedBy(value) => ("encoded_by", value),
        StandardTag::TrackSubtitle(value) => ("subtitle", value),
        StandardTag::RecordingDate(value) | StandardTag::ReleaseDate(value) => ("date", value),
        StandardTag::Url(value) | StandardTag::UrlOfficial(value) => ("url", value),
        StandardTag::UrlPodcast(value) => ("podcast_url", value),
        StandardTag::RecordingYear(year) | StandardTag::ReleaseYear(year) => return Some(("date", year.to_string())),
        StandardTag::TrackNumber(number) => return Some(("track", number.to_string())),
        StandardTag::DiscNumber(number) => return Some(("disc", number.to_string())),
        _ => return None,
    };
    Some((name, value.to_string()))
}

/// Chapters in the order of time. Groups are flattened: players show one level.
pub(super) fn chapters(group: Option<&ChapterGroup>) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    if let Some(group) = group {
        collect(group, 0, &mut chapters);
    }
    chapters.sort_by_key(|chapter| chapter.at);
    chapters
}

fn collect(group: &ChapterGroup, depth: usize, chapters: &mut Vec<Chapter>) {
    for item in &group.items {
        match item {
            ChapterGroupItem::Chapter(chapter) if chapters.len() < CHAPTERS => {
                let at = Millis(u64::try_from(chapter.start_time.as_millis()).unwrap_or_default());
                chapters.push(Chapter { at, title: text(&chapter.tags, is_title), url: address(&chapter.tags), ..Chapter::default() });
            }
            ChapterGroupItem::Group(inner) if depth < DEPTH => collect(inner, depth + 1, chapters),
            _ => (),
        }
    }
}

fn is_title(tag: &StandardTag) -> Option<String> {
    match tag {
        StandardTag::ChapterTitle(title) | StandardTag::TrackTitle(title) => Some(title.to_string()),
        _ => None,
    }
}

fn text(tags: &[Tag], pick: fn(&StandardTag) -> Option<String>) -> String {
    let found = tags.iter().find_map(|tag| tag.std.as_ref().and_then(pick)).unwrap_or_default();
    trimmed(&found).to_owned()
}

/// The first absolute address among the tags of a chapter.
fn address(tags: &[Tag]) -> Option<String> {
    let is_url = |tag: &StandardTag| match tag {
        StandardTag::Url(url) | StandardTag::UrlOfficial(url) | StandardTag::UrlSource(url) => Some(url.to_string()),
        _ => None,
    };
    let found = tags.iter().filter_map(|tag| tag.std.as_ref().and_then(is_url));
    found.map(|url| url.trim().to_owned()).find(|url| url.starts_with("https://") || url.starts_with("http://"))
}
