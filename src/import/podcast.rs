//! The podcast namespace and Podlove Simple Chapters → fields.
//! Source: <https://github.com/Podcastindex-org/podcast-namespace>, `docs/tags`; <https://podlove.org/simple-chapters/>.

use super::space::Space;
use super::told::Told;
use super::tree::Element;
use super::words::{line, moment, plain_line};
use super::{ImportedPerson, ImportedTranscript, VALUE};
use crate::model::{Chapter, Location, Soundbite};

/// podcast:person.
pub(super) fn person(element: &Element) -> Option<ImportedPerson> {
    let attribute = |name: &str| element.attribute(name).map(str::to_owned);
    let lower = |name: &str| attribute(name).map(|value| value.to_lowercase());
    let name = plain_line(&element.text())?;
    Some(ImportedPerson { name, role: lower("role"), group: lower("group"), href: attribute("href"), img: attribute("img") })
}

/// podcast:location.
pub(super) fn location(element: &Element) -> Option<Location> {
    let attribute = |name: &str| element.attribute(name).map(str::to_owned);
    let name = plain_line(&element.text())?;
    Some(Location { name, rel: attribute("rel"), geo: attribute("geo"), osm: attribute("osm"), country: attribute("country") })
}

/// podcast:transcript.
pub(super) fn transcript(element: &Element) -> Option<ImportedTranscript> {
    let url = element.attribute("url")?.to_owned();
    let mime = element.attribute("type").unwrap_or_default().to_owned();
    Some(ImportedTranscript { url, mime, language: element.attribute("language").map(str::to_owned) })
}

/// podcast:soundbite.
pub(super) fn soundbite(element: &Element, told: &mut Told<'_>) -> Option<Soundbite> {
    let time = |name: &str| element.attribute(name).and_then(moment);
    match (time("startTime"), time("duration").filter(|length| length.0 > 0)) {
        (Some(at), Some(duration)) => Some(Soundbite { at, duration, title: plain_line(&element.text()) }),
        _ => {
            told.warn(
                VALUE,
                element.at,
                "this soundbite does not say where it starts and how long it is",
                "write startTime and duration in seconds",
            );
            None
        }
    }
}

/// psc:chapters of an item.
pub(super) fn chapters(item: &Element, told: &mut Told<'_>) -> Vec<Chapter> {
    let lists = item.all(&Space::Psc, "chapters").flat_map(|list| list.all(&Space::Psc, "chapter"));
    let mut chapters: Vec<Chapter> = lists.filter_map(|element| chapter(element, told)).collect();
    chapters.sort_by_key(|chapter| chapter.at);
    chapters
}

fn chapter(element: &Element, told: &mut Told<'_>) -> Option<Chapter> {
    let attribute = |name: &str| element.attribute(name).map(str::to_owned);
    match (element.attribute("start").and_then(moment), element.attribute("title").map(line)) {
        (Some(at), Some(title)) => Some(Chapter { at, title, url: attribute("href"), image: attribute("image"), ..Chapter::default() }),
        _ => {
            told.warn(VALUE, element.at, "this chapter has no time or no title", "write start=\"00:05:00\" and title=\"The lease\"");
            None
        }
    }
}
