//! An episode → its notes in a feed. The call to action and who it is from stand first, because apps cut long notes and listeners
//! rarely scroll. The words between are the author's own in the author's language; none of ours are added.

use super::{cut, timestamps, xml};
use crate::markdown::{Place, escaped, feed_address, feed_html, feed_link, plain_text};
use crate::model::{Episode, Link, Millis, Offer, OfferState, Person, Question, Resource, Site};

/// Most bytes of `content:encoded`.
const WHOLE: usize = 32 * 1024;

/// Most bytes of the notes of an old item in a long feed.
const SHORT: usize = 1_000;

/// What an item says about its episode.
pub struct Notes {
    /// At most `show.feed.notes_limit` bytes of HTML.
    pub description: String,
    /// The whole, where the description had to be cut.
    pub whole: Option<String>,
}

/// The notes of an episode.
pub fn of(site: &Site, episode: &Episode) -> Notes {
    let html = xml::text(&html(site, episode));
    let page = site.show.base_url.page(&episode.permalink);
    let more = format!("<p>… {}</p>", feed_link(&page, &page));
    match cut::cut(&html, site.show.feed.notes_limit, &more) {
        None => Notes { description: html, whole: None },
        Some(description) => Notes { description, whole: Some(cut::cut(&html, WHOLE, &more).unwrap_or(html)) },
    }
}

/// What an old item says in a long feed: the call to action, the summary, and where the rest stands.
pub fn short(site: &Site, episode: &Episode) -> String {
    let page = site.show.base_url.page(&episode.permalink);
    let more = format!("<p>… {}</p>", feed_link(&page, &page));
    let summary = if episode.summary.trim().is_empty() { &episode.title } else { &episode.summary };
    let html = call_to_action(site, episode).unwrap_or_default() + &paragraph(&escaped(summary.trim())) + &more;
    let html = xml::text(&html);
    let limit = site.show.feed.notes_limit.min(SHORT);
    cut::cut(&html, limit, &more).unwrap_or(html)
}

fn html(site: &Site, episode: &Episode) -> String {
    let mut html = String::new();
    html.push_str(&call_to_action(site, episode).unwrap_or_default());
    html.push_str(&text(site, episode));
    html.push_str(&times(episode));
    html.push_str(&other_questions(episode));
    for guest in &episode.guests {
        html.push_str(&guest_links(site, site.person(*guest)));
    }
    html.push_str(&list(episode.takeaways.iter().map(|takeaway| escaped(takeaway))));
    html.push_str(&list(episode.resources.iter().map(|resource| resource_line(site, resource))));
    if html.is_empty() {
        html = paragraph(&escaped(&episode.title));
    }
    html
}

/// The offer, who it is from, and the address a second time as plain text: many apps drop links but make bare addresses tappable.
fn call_to_action(site: &Site, episode: &Episode) -> Option<String> {
    let call = episode.call_to_action.as_ref()?;
    let offer = site.offers.get(call.offer.0 as usize).filter(|offer| offer.state == OfferState::Open)?;
    let address = site.show.base_url.page(&call.permalink);
    let mut lines = vec![format!("<strong>{}</strong>{}", feed_link(&address, &offer.title), from(site, offer))];
    lines.extend(offer.promise.as_deref().map(escaped));
    lines.push(feed_link(&address, &address));
    Some(paragraph(&lines.join("<br />")))
}

fn from(site: &Site, offer: &Offer) -> String {
    let Some(owner) = offer.owner.and_then(|owner| site.people.get(owner.0 as usize)) else { return String::new() };
    let business = owner.business.as_ref().map(|business| format!(", {}", escaped(business)));
    format!(" · {}{}", escaped(&owner.name), business.unwrap_or_default())
}

/// The summary, unless it is how the notes begin, and the notes.
fn text(site: &Site, episode: &Episode) -> String {
    let place = Place { base: &site.show.base_url.url, folder: episode.permalink.as_str(), id_prefix: "" };
    let summary = episode.summary.trim();
    let words = plain_text(&episode.notes);
    let is_repeated = words.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(summary.trim_end_matches('…').trim_end());
    let summary = if summary.is_empty() || is_repeated { String::new() } else { paragraph(&escaped(summary)) };
    summary + &feed_html(&episode.notes, place).0
}

/// One line for each chapter, `00:00 Welcome`: apps make the times tappable. They are the chapters, word for word.
fn times(episode: &Episode) -> String {
    let lines: Vec<String> =
        timestamps(episode, Millis(0)).iter().map(|stamp| format!("{} {}", stamp.clock, escaped(&stamp.title))).collect();
    if lines.is_empty() { String::new() } else { paragraph(&lines.join("<br />")) }
}

/// Questions that do not stand among the times word for word: those without a time, and those with a label.
fn other_questions(episode: &Episode) -> String {
    let is_listed = |question: &&Question| {
        !episode.chapters.iter().any(|chapter| question.at == Some(chapter.at) && chapter.title.trim() == question.ask.trim())
    };
    list(episode.questions.iter().filter(is_listed).map(|question| escaped(&question.ask)))
}

/// Who the guest is and where they are found.
fn guest_links(site: &Site, guest: &Person) -> String {
    let page = site.show.base_url.page(&guest.permalink);
    let what: Vec<&str> = [&guest.role, &guest.business].into_iter().flatten().map(String::as_str).collect();
    let what = if what.is_empty() { String::new() } else { format!(" · {}", escaped(&what.join(", "))) };
    let website = guest.website.as_deref().and_then(|url| Some((absolute(site, url)?, url)));
    let website = website.map(|(address, words)| format!("<br />{}", feed_link(&address, words))).unwrap_or_default();
    let books = guest.books.iter().map(|book| linked(site, book.url.as_deref(), &book.title));
    let links = guest.links.iter().map(|Link { title, url }| linked(site, Some(url), if title.is_empty() { url } else { title }));
    paragraph(&format!("<strong>{}</strong>{what}{website}", feed_link(&page, &guest.name))) + &list(books.chain(links))
}

fn resource_line(site: &Site, resource: &Resource) -> String {
    let note = resource.note.as_ref().map(|note| format!(" · {}", escaped(note)));
    linked(site, resource.url.as_deref(), &resource.title) + &note.unwrap_or_default()
}

fn linked(site: &Site, url: Option<&str>, words: &str) -> String {
    url.and_then(|url| absolute(site, url)).map_or_else(|| escaped(words), |address| feed_link(&address, words))
}

/// An address of the show's, as written below `base_url` or already with its path.
fn absolute(site: &Site, address: &str) -> Option<String> {
    let base = &site.show.base_url;
    let below = address.strip_prefix(base.path.as_str()).filter(|rest| !rest.starts_with('/'));
    feed_address(below.unwrap_or(address), Place { base: &base.url, folder: "", id_prefix: "" })
}

fn paragraph(html: &str) -> String {
    format!("<p>{html}</p>")
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("<li>{item}</li>")).collect();
    if items.is_empty() { items } else { format!("<ul>{items}</ul>") }
}
