//! `events/<slug>/` and `events/`: live sessions.

use super::ask::{Entry, Occasion, entry};
use super::done::{Done, page};
use super::episode::{Short, short};
use super::view::{Face, Head, date, face, html, hue_of, names, safe_address, time_of_day};
use super::words::{phrase, word};
use super::{Output, json_ld};
use crate::model::{Event, EventId, Html, Permalink, Site};
use crate::theme::colour;
use serde::Serialize;
use std::sync::LazyLock;

#[derive(Serialize)]
struct EventView<'a> {
    head: Head<'a>,
    title: &'a str,
    when: String,
    starts: String,
    is_past: bool,
    faces: Vec<Face<'a>>,
    names: String,
    body: Option<Html>,
    join: Option<Join<'a>>,
    entry: Option<Entry<'a>>,
    up_to: Option<String>,
    bring_a_friend: bool,
    calendar: String,
    recording: Option<Short<'a>>,
    campaign: Option<(&'a str, String)>,
}

/// How everybody joins: an address, or a dial-in as text.
#[derive(Serialize)]
struct Join<'a> {
    text: &'a str,
    href: Option<&'a str>,
}

#[derive(Serialize)]
struct EventsView<'a> {
    head: Head<'a>,
    title: &'a str,
    coming: Vec<EventRow<'a>>,
    past: Vec<EventRow<'a>>,
}

/// A session in a list.
#[derive(Serialize)]
pub struct EventRow<'a> {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: &'a str,
    /// "February 10, 2026, 18:00 CST".
    pub when: String,
    /// Who is on stage.
    pub names: String,
}

/// A session in a list.
pub fn event_row(site: &Site, id: EventId) -> EventRow<'_> {
    let event = site.event(id);
    EventRow {
        href: site.show.base_url.href(&event.permalink),
        title: &event.title,
        when: when(site, event),
        names: names(site, &event.guests),
    }
}

/// Every session's page, and the list where there are any.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let ids = (0..).map(EventId).zip(&site.events);
    let pages = ids.map(|(id, event)| Output::page(event.permalink.index(), &event.source, None, "event.html", move || view(site, id)));
    let list = (!site.events.is_empty())
        .then(|| Output::page(Permalink("events/".into()).index(), &site.show.source, None, "events.html", move || list(site)));
    pages.chain(list).chain(site.events.iter().filter_map(|event| after_form(site, event))).collect()
}

/// The page after its form, where it has one.
fn after_form<'a>(site: &'a Site, event: &'a Event) -> Option<Output<'a>> {
    let occasion = occasion(event, &[]);
    registration(site, event, &occasion)?.form?;
    let text = move || phrase(site, "done_event", &[("title", &event.title)]);
    let done = move || Done { text: text(), title: &event.title, back: event.permalink.clone() };
    Some(page(site, &event.source, occasion.thanks(), done))
}

fn occasion<'a>(event: &'a Event, fields: &'a [String]) -> Occasion<'a> {
    Occasion { kind: "event", slug: &event.slug, title: &event.title, page: &event.permalink, fields }
}

/// How people register, as long as it is not over.
fn registration<'a>(site: &'a Site, event: &'a Event, occasion: &Occasion<'a>) -> Option<Entry<'a>> {
    event.register.as_ref().filter(|_| !event.is_past).map(|how| entry(site, how, occasion))
}

/// Whoever brings a friend may say so; the friend's own address is the friend's to give.
static WITH_FRIEND: LazyLock<[String; 3]> = LazyLock::new(|| ["name", "email", "friend"].map(str::to_owned));

fn list(site: &Site) -> EventsView<'_> {
    let title = word(site, "events");
    let of = |is_past: bool| (0..).map(EventId).zip(&site.events).filter(move |(_, event)| event.is_past == is_past);
    EventsView {
        head: Head::new(site, &Permalink("events/".into()), title, &site.show.description),
        title,
        coming: of(false).map(|(id, _)| event_row(site, id)).collect(),
        past: of(true).collect::<Vec<_>>().into_iter().rev().map(|(id, _)| event_row(site, id)).collect(),
    }
}

fn view(site: &Site, id: EventId) -> EventView<'_> {
    let event = site.event(id);
    let fields: &[String] = if event.bring_a_friend { &*WITH_FRIEND } else { &[] };
    EventView {
        head: head(site, id),
        title: &event.title,
        when: when(site, event),
        starts: event.starts.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        is_past: event.is_past,
        faces: event.hosts.iter().chain(&event.guests).map(|person| face(site, *person)).collect(),
        names: names(site, &event.guests),
        body: html(site, &event.body, &event.permalink, 2),
        join: event.join.as_deref().filter(|_| !event.is_past).map(join),
        entry: registration(site, event, &occasion(event, fields)),
        up_to: event.capacity.map(|number| phrase(site, "up_to", &[("n", &number.to_string())])),
        bring_a_friend: event.bring_a_friend,
        calendar: site.show.base_url.file_href(&event.permalink.file("event.ics")),
        recording: event.episode.map(|episode| short(site, episode)),
        campaign: event.campaign.map(|id| site.campaign(id)).map(|drive| (drive.title.as_str(), site.show.base_url.href(&drive.permalink))),
    }
}

fn head(site: &Site, id: EventId) -> Head<'_> {
    let event = site.event(id);
    let described = format!("{}. {}", when(site, event), crate::markdown::plain_text(&event.body));
    let mut head = Head::new(site, &event.permalink, &event.title, &described).json_ld(&json_ld::event(site, id));
    head.hue = colour::style(hue_of(site, &event.guests, &event.hosts));
    head
}

fn join(text: &str) -> Join<'_> {
    Join { text, href: safe_address(text).filter(|address| address.contains("://") || address.starts_with("tel:")) }
}

/// "February 10, 2026, 18:00 CST".
fn when(site: &Site, event: &Event) -> String {
    format!("{}, {}", date(site, event.starts.date()), time_of_day(&event.starts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_session_says_when_in_its_own_zone() {
        let site = sample::site();
        assert_eq!(event_row(&site, EventId(0)).when, "February 10, 2026, 18:00 CST");
    }

    #[test]
    fn a_past_session_leads_to_its_recording_and_takes_nobody() {
        let mut site = sample::site();
        let past = view(&site, EventId(0));
        assert!(past.recording.is_some() && past.entry.is_none() && past.join.is_none());
        site.events[0].is_past = false;
        let coming = view(&site, EventId(0));
        assert_eq!(coming.join.unwrap().href, Some("https://meet.example/cash"));
        assert!(coming.entry.unwrap().form.is_some());
    }

    #[test]
    fn the_private_way_to_join_is_not_shown() {
        let mut site = sample::site();
        site.events[0].is_past = false;
        assert!(!serde_json::to_string(&view(&site, EventId(0))).unwrap().contains("SECRET-NOTE"));
    }

    #[test]
    fn a_dial_in_is_text() {
        assert_eq!(join("Dial 218 555, code 4#").href, None);
        assert_eq!(join("javascript://x").href, None);
    }
}
