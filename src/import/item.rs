//! One `<item>` or `<entry>` → [`ImportedEpisode`].

use super::space::Space;
use super::told::Told;
use super::tree::{CUT, Element};
use super::words::{as_html, duration, line, plain, plain_line, yes_or_no};
use super::{ImportedEnclosure, ImportedEpisode, VALUE, date, extra, markup_in, podcast};
use crate::model::EpisodeKind;
use Space::{Atom, Content, Dublin, Enclosures, GooglePlay, Itunes, Media, Podcast, Psc, Rdf, Rss};

/// Longest text that is taken for a summary, in characters.
const SUMMARY: usize = 600;

/// Everything an item says; `None` for one that has neither recording nor title, or that the feed breaks off in.
pub(super) fn episode(item: &Element, told: &mut Told<'_>) -> Option<ImportedEpisode> {
    let enclosure = enclosure(item, told);
    let title = title(item, told);
    let own_guid = guid(item);
    let is_cut = item.attributes.iter().any(|attribute| attribute.local == CUT);
    if is_cut && (own_guid.is_none() || enclosure.is_none()) {
        told.warn("feed-item-not-read", item.at, "this episode is left out: the feed breaks off in it", "fetch the feed again");
        return None;
    }
    if enclosure.is_none() && title.is_empty() {
        told.warn(
            "feed-item-not-read",
            item.at,
            "this item has neither a recording nor a title, so it is left out",
            "add them to the feed, or write the episode by hand",
        );
        return None;
    }
    let guid = own_guid.or_else(|| instead_of_guid(item, enclosure.as_ref(), told)).unwrap_or_default();
    let (notes_html, summary) = notes(item);
    let mut episode = ImportedEpisode {
        line: told.line(item.at),
        title,
        guid,
        date: when(item, told),
        link: link(item),
        enclosure,
        duration: length(item, told),
        notes_html,
        summary,
        kind: kind(item, told),
        explicit: first(item, &[(Itunes, "explicit"), (GooglePlay, "explicit")]).and_then(|element| explicit(element, told)),
        cover: cover(item),
        author: words(item, &[(Itunes, "author"), (Dublin, "creator"), (GooglePlay, "author")]).or_else(|| author(item)),
        tags: tags(item),
        ..ImportedEpisode::default()
    };
    episode.number = number(item, &[(Itunes, "episode"), (Podcast, "episode")], told);
    episode.season = number(item, &[(Itunes, "season"), (Podcast, "season")], told);
    of_the_podcast_namespace(item, &mut episode, told);
    episode.extra = item.children().filter(|child| is_extra(child, item)).filter_map(extra::foreign).collect();
    Some(episode)
}

fn of_the_podcast_namespace(item: &Element, episode: &mut ImportedEpisode, told: &mut Told<'_>) {
    episode.people = item.all(&Podcast, "person").filter_map(podcast::person).collect();
    episode.chapters = podcast::chapters(item, told);
    episode.chapters_url = item.child(&Podcast, "chapters").and_then(|element| element.attribute("url")).map(str::to_owned);
    episode.transcripts = item.all(&Podcast, "transcript").filter_map(podcast::transcript).collect();
    episode.soundbites = item.all(&Podcast, "soundbite").filter_map(|element| podcast::soundbite(element, told)).collect();
    episode.location = item.child(&Podcast, "location").and_then(podcast::location);
}

/// The first element there is, in the order asked.
pub(super) fn first<'e>(parent: &'e Element, names: &[(Space, &str)]) -> Option<&'e Element> {
    names.iter().find_map(|(space, local)| parent.child(space, local))
}

/// The first of them that has words, as one line.
pub(super) fn words(parent: &Element, names: &[(Space, &str)]) -> Option<String> {
    names.iter().find_map(|(space, local)| parent.all(space, local).find_map(|element| plain_line(&element.text())))
}

fn title(item: &Element, told: &mut Told<'_>) -> String {
    let found = words(item, &[(Itunes, "title"), (Rss, "title"), (Atom, "title"), (Dublin, "title"), (Media, "title")]);
    if found.is_none() {
        told.warn("feed-value-missing", item.at, "this episode has no title", "write one into its index.md");
    }
    found.unwrap_or_default()
}

fn guid(item: &Element) -> Option<String> {
    let written = [(Rss, "guid"), (Atom, "id"), (Rss, "id")].iter().find_map(|(space, local)| item.child(space, local)).map(Element::text);
    let about =
        item.attributes.iter().find(|attribute| attribute.space == Rdf && attribute.local == "about").map(|about| about.value.clone());
    written.or(about).map(|guid| guid.trim().to_owned()).filter(|guid| !guid.is_empty())
}

/// What apps know the episode by where it has no guid of its own.
fn instead_of_guid(item: &Element, enclosure: Option<&ImportedEnclosure>, told: &mut Told<'_>) -> Option<String> {
    let fix = "keep the `guid` that is written into its index.md: it is what most apps made up for it";
    told.warn("feed-value-missing", item.at, "this episode has no guid; the address of its recording is taken for one", fix);
    enclosure.map(|enclosure| enclosure.url.clone()).or_else(|| link(item)).or_else(|| words(item, &[(Rss, "title"), (Atom, "title")]))
}

fn when(item: &Element, told: &mut Told<'_>) -> Option<jiff::Zoned> {
    let names = [
        (Rss, "pubDate"),
        (Atom, "published"),
        (Atom, "issued"),
        (Dublin, "date"),
        (Dublin, "issued"),
        (Dublin, "created"),
        (Rss, "published"),
        (Rss, "updated"),
        (Atom, "updated"),
        (Atom, "modified"),
        (Rss, "date"),
    ];
    let Some(element) = first(item, &names) else {
        told.warn("feed-value-missing", item.at, "this episode has no date", "write its `date` into its index.md");
        return None;
    };
    let text = element.text();
    let found = date(&text);
    if found.is_none() {
        let fix = "write its `date` into its index.md, for example `date: 2026-03-02 09:00`";
        told.warn(VALUE, element.at, format!("this date is not understood: {}", short(&text)), fix);
    }
    found
}

/// Its page: never an enclosure.
fn link(item: &Element) -> Option<String> {
    let plain = item.all(&Rss, "link").map(|link| link.text().trim().to_owned()).find(|link| !link.is_empty());
    plain.or_else(|| atom_link(item, "alternate"))
}

/// An `atom:link` of this kind; one without `rel` is an alternate (RFC 4287, section 4.2.7.2).
pub(super) fn atom_link(parent: &Element, rel: &str) -> Option<String> {
    parent
        .all(&Atom, "link")
        .find(|link| link.attribute("rel").unwrap_or("alternate").eq_ignore_ascii_case(rel))
        .and_then(|link| link.attribute("href"))
        .map(str::to_owned)
}

/// The recording: the first enclosure that is sound, else film, else any; where there is none, what `media:content` has.
fn enclosure(item: &Element, told: &mut Told<'_>) -> Option<ImportedEnclosure> {
    let mut candidates: Vec<(ImportedEnclosure, usize)> = Vec::new();
    for child in item.children() {
        let is_enclosure = child.is(&Rss, "enclosure") || child.is(&Enclosures, "enclosure");
        let is_link = (child.is(&Atom, "link") || child.is(&Rss, "link"))
            && child.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure"));
        if is_enclosure || is_link {
            candidates.extend(as_enclosure(child).map(|enclosure| (enclosure, child.at)));
        }
    }
    if candidates.is_empty() {
        let groups = item.all(&Media, "group").flat_map(|group| group.all(&Media, "content"));
        let media = item.all(&Media, "content").chain(groups).filter_map(|child| Some((as_enclosure(child)?, child.at)));
        candidates = media.filter(|(enclosure, _)| rank(enclosure) < 2).collect();
    }
    let (best, _) = candidates.iter().min_by_key(|(enclosure, _)| rank(enclosure))?;
    let best = best.clone();
    if let Some((other, at)) = candidates.iter().find(|(other, _)| other.url != best.url) {
        let message = format!("this episode has more than one recording; {} is taken, {} is not", short(&best.url), short(&other.url));
        told.warn("feed-enclosures", *at, message, "look whether that is the right one");
    }
    Some(best)
}

/// Sound before film before anything else.
fn rank(enclosure: &ImportedEnclosure) -> u8 {
    let mime = enclosure.mime.as_deref().unwrap_or_default().to_lowercase();
    let path = enclosure.url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    if mime.starts_with("audio/") || ends(&[".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wav", ".flac", ".m4b"]) {
        0
    } else if mime.starts_with("video/") || ends(&[".mp4", ".m4v", ".mov", ".webm"]) {
        1
    } else {
        2
    }
}

fn as_enclosure(element: &Element) -> Option<ImportedEnclosure> {
    let attribute = |names: &[&str]| names.iter().find_map(|name| element.attribute(name)).map(str::to_owned);
    let url = attribute(&["url", "href", "resource"])?;
    let bytes =
        attribute(&["length", "fileSize"]).and_then(|length| length.replace([',', ' '], "").parse().ok()).filter(|bytes| *bytes > 0);
    Some(ImportedEnclosure { url, bytes, mime: attribute(&["type"]) })
}

fn length(item: &Element, told: &mut Told<'_>) -> Option<crate::model::Millis> {
    if let Some(element) = item.child(&Itunes, "duration") {
        let text = element.text();
        let found = duration(&text);
        let is_blank = text.chars().all(|character| character.is_whitespace() || matches!(character, '0' | ':' | '.'));
        if found.is_none() && !is_blank {
            told.warn(
                VALUE,
                element.at,
                format!("this length is not understood: {}", short(&text)),
                "leave it: the recording says how long it is",
            );
        }
        return found;
    }
    let content = item.child(&Media, "content").or_else(|| item.child(&Media, "group").and_then(|group| group.child(&Media, "content")));
    content.and_then(|content| content.attribute("duration")).and_then(duration)
}

/// The fullest text as HTML, and a short one where the item has it apart.
fn notes(item: &Element) -> (String, Option<String>) {
    let names = [
        (Content, "encoded"),
        (Atom, "content"),
        (Rss, "description"),
        (Itunes, "summary"),
        (Atom, "summary"),
        (GooglePlay, "description"),
        (Itunes, "subtitle"),
    ];
    let texts: Vec<String> =
        names.iter().filter_map(|(space, local)| item.child(space, local)).map(markup_in).filter(|text| !text.trim().is_empty()).collect();
    let sizes: Vec<usize> = texts.iter().map(|text| plain(text).len()).collect();
    let fullest = sizes.iter().max().copied().unwrap_or_default();
    // The first one that is as good as the longest: those further down are copies of it with the links lost.
    let chosen = sizes.iter().position(|size| size * 20 >= fullest * 19);
    let Some(notes) = chosen.and_then(|chosen| texts.get(chosen)) else { return (String::new(), None) };
    let whole = line(&plain(notes));
    let short = [(Itunes, "subtitle"), (Itunes, "summary"), (Rss, "description"), (Atom, "summary"), (GooglePlay, "description")];
    let short = short.iter().filter_map(|(space, local)| item.child(space, local)).filter_map(|element| plain_line(&markup_in(element)));
    let summary = short.into_iter().find(|summary| summary.chars().count() <= SUMMARY && !is_start(summary, &whole));
    (as_html(notes), summary)
}

/// Whether a short text is how the long one begins.
fn is_start(short: &str, whole: &str) -> bool {
    let bare = short.trim_end_matches(['…', '.', ' ', '\u{a0}']);
    let letters = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
    letters(whole).starts_with(&letters(bare))
}

fn kind(item: &Element, told: &mut Told<'_>) -> EpisodeKind {
    let Some(element) = item.child(&Itunes, "episodeType") else { return EpisodeKind::Full };
    match element.text().trim().to_lowercase().as_str() {
        "trailer" => EpisodeKind::Trailer,
        "bonus" => EpisodeKind::Bonus,
        "full" | "" => EpisodeKind::Full,
        other => {
            told.warn(
                VALUE,
                element.at,
                format!("this type of episode is not known: {}", short(other)),
                "write `type: full`, `trailer` or `bonus`",
            );
            EpisodeKind::Full
        }
    }
}

/// itunes:explicit in any spelling.
pub(super) fn explicit(element: &Element, told: &mut Told<'_>) -> Option<bool> {
    let text = element.text();
    let found = yes_or_no(&text);
    if found.is_none() {
        told.warn(
            VALUE,
            element.at,
            format!("explicit is neither yes nor no: {}", short(&text)),
            "write `explicit: true` or `explicit: false`",
        );
    }
    found
}

/// Its own picture.
pub(super) fn cover(parent: &Element) -> Option<String> {
    let written =
        |element: &Element| element.attribute("href").or_else(|| element.attribute("url")).map(str::to_owned).or_else(|| address(element));
    let itunes = parent.all(&Itunes, "image").chain(parent.all(&GooglePlay, "image")).find_map(written);
    let rss = || parent.child(&Rss, "image").and_then(|image| image.child(&Rss, "url")).and_then(address);
    itunes.or_else(rss).or_else(|| parent.all(&Media, "thumbnail").find_map(written))
}

/// An address that stands as text.
pub(super) fn address(element: &Element) -> Option<String> {
    let text = element.text().trim().to_owned();
    (text.contains("://") && !text.contains(char::is_whitespace)).then_some(text)
}

/// The name in `author`, which RSS writes as `mail@example.com (Name)` and Atom as `<name>`.
fn author(item: &Element) -> Option<String> {
    if let Some(author) = item.child(&Atom, "author") {
        return words(author, &[(Atom, "name")]);
    }
    let text = plain_line(&item.child(&Rss, "author")?.text())?;
    match text.split_once('(') {
        Some((mail, name)) if mail.contains('@') => Some(name.trim_end_matches(')').trim().to_owned()).filter(|name| !name.is_empty()),
        _ => Some(text).filter(|text| !text.contains('@')),
    }
}

fn tags(item: &Element) -> Vec<String> {
    let keywords = item.all(&Itunes, "keywords").chain(item.all(&Media, "keywords")).map(Element::text);
    let keywords = keywords.flat_map(|words| words.split([',', ';']).filter_map(plain_line).collect::<Vec<_>>());
    let categories = item.all(&Rss, "category").filter_map(|element| plain_line(&element.text()));
    let terms =
        item.all(&Atom, "category").filter_map(|element| plain_line(element.attribute("label").or_else(|| element.attribute("term"))?));
    let subjects = item.all(&Dublin, "subject").filter_map(|element| plain_line(&element.text()));
    let mut tags: Vec<String> = Vec::new();
    for tag in keywords.chain(categories).chain(terms).chain(subjects) {
        if tag.chars().count() <= 60 && tags.len() < 60 && !tags.iter().any(|other| other.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    tags
}

fn number(item: &Element, names: &[(Space, &str)], told: &mut Told<'_>) -> Option<u64> {
    let element = names.iter().find_map(|(space, local)| item.all(space, local).find(|element| !element.text().trim().is_empty()))?;
    let text = element.text();
    let found = text.trim().parse().ok();
    if found.is_none() {
        let what = element.local.to_lowercase();
        told.warn(
            VALUE,
            element.at,
            format!("the {what} is not a whole number: {}", short(&text)),
            "leave it out, or write a whole number into its index.md",
        );
    }
    found.filter(|number| *number > 0)
}

/// Some words of a value, for a message.
pub(super) fn short(text: &str) -> String {
    let text = line(text);
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
}

/// Whether an element of an item has no field and is worth carrying on.
fn is_extra(child: &Element, item: &Element) -> bool {
    let name = child.local.to_ascii_lowercase();
    let is_first =
        || item.children().find(|other| other.space == child.space && other.local == child.local).is_some_and(|first| first.at == child.at);
    match child.space {
        Space::Other(_) => true,
        // Only `Yes` means anything.
        Itunes if name == "block" => yes_or_no(&child.text()) == Some(true),
        Itunes => !matches!(
            name.as_str(),
            "title"
                | "duration"
                | "episode"
                | "season"
                | "episodetype"
                | "explicit"
                | "image"
                | "author"
                | "keywords"
                | "summary"
                | "subtitle"
                | "category"
                | "owner"
                | "type"
        ),
        Podcast => match name.as_str() {
            "person" | "chapters" | "transcript" | "soundbite" => false,
            // A season's name and an episode's own way to write its number have no field.
            "season" | "episode" => !child.attributes.is_empty(),
            "location" => !is_first(),
            _ => true,
        },
        Psc => name != "chapters",
        Media => !matches!(name.as_str(), "content" | "group" | "thumbnail" | "title" | "description" | "keywords" | "player"),
        Atom => !matches!(
            name.as_str(),
            "link"
                | "id"
                | "title"
                | "published"
                | "updated"
                | "modified"
                | "issued"
                | "summary"
                | "content"
                | "category"
                | "author"
                | "source"
        ),
        GooglePlay => !matches!(name.as_str(), "author" | "description" | "explicit" | "image" | "category" | "block"),
        _ => false,
    }
}
