//! `events/<slug>/` and `events/`: live sessions, before, during and after; `events/<slug>/friend/`: the same for whoever is brought along.

use super::ask::{Entry, Occasion, entry};
use super::done::{Done, Share, page};
use super::episode::{Short, short};
use super::view::{
    Face, Head, date, face, host_email, html, hue_of, mailto, mailto_with_copy, names, safe_address, shortened, time_of_day,
};
use super::words::{count_with, phrase, word};
use super::{Output, calendar, json_ld};
use crate::model::{EpisodeId, Event, EventId, EventState, Html, Permalink, Registration, Site};
use crate::theme::colour;
use jiff::Zoned;
use serde::Serialize;
use std::sync::LazyLock;

/// Recordings with the people of a session that has none of its own.
const INSTEAD: usize = 3;

#[derive(Serialize)]
struct EventView<'a> {
    head: Head<'a>,
    title: &'a str,
    when: String,
    starts: String,
    ends: String,
    state: EventState,
    /// Whether a friend sent the reader.
    is_friend: bool,
    faces: Vec<Face<'a>>,
    names: String,
    body: Option<Html>,
    join: Option<Join<'a>>,
    entry: Option<Entry<'a>>,
    /// "Up to 40 people.", "12 of 40 places are left."
    places: Option<String>,
    /// All places are taken: a mail that asks for one that becomes free.
    full: Option<Full>,
    friend: Option<Share>,
    calendar: String,
    recording: Option<Short<'a>>,
    instead: Vec<Short<'a>>,
    campaign: Option<(&'a str, String)>,
}

/// What is said when no place is left.
#[derive(Serialize)]
struct Full {
    text: String,
    href: Option<String>,
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
    /// The calendar's address.
    calendar: String,
    /// The same as calendar programs take it to subscribe to.
    subscribe: String,
}

/// A session in a list.
#[derive(Serialize)]
pub struct EventRow<'a> {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: &'a str,
    /// "February 10, 2026, 18:00–19:00 CST".
    pub when: String,
    /// For machines, with the offset.
    pub starts: String,
    /// For machines, with the offset.
    pub ends: String,
    /// Where it is in time.
    pub state: EventState,
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
        starts: for_machines(&event.starts),
        ends: for_machines(&event.ends),
        state: event.state(site.as_of),
        names: names(site, &event.guests),
    }
}

/// Sessions that are not over, soonest first.
pub fn coming(site: &Site) -> impl Iterator<Item = EventId> {
    (0..).map(EventId).zip(&site.events).filter(|(_, event)| !event.is_past).map(|(id, _)| id)
}

/// Who looks at the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visitor {
    Anybody,
    Friend,
}

/// Every session's page, the list where there are any, and what comes after the form.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let ids = || (0..).map(EventId).zip(&site.events);
    let anybody = move |id| move || view(site, id, Visitor::Anybody);
    let pages = ids().map(|(id, event)| Output::page(event.permalink.index(), &event.source, None, "event.html", anybody(id)));
    let list = (!site.events.is_empty())
        .then(|| Output::page(Permalink("events/".into()).index(), &site.show.source, None, "events.html", move || list(site)));
    let brought = ids().filter(|(_, event)| has_friend_page(event));
    let brought = brought.map(|(id, event)| {
        Output::unlisted_page(friend_page(event).index(), &event.source, "event.html", move || view(site, id, Visitor::Friend))
    });
    pages.chain(list).chain(brought).chain(site.events.iter().filter_map(|event| after_form(site, event))).collect()
}

/// The page after its form, where it has one. It stays when the session is full or over: a form that was open in a browser leads there.
fn after_form<'a>(site: &'a Site, event: &'a Event) -> Option<Output<'a>> {
    let occasion = occasion(event, Visitor::Anybody);
    entry(site, event.register.as_ref()?, &occasion).form?;
    let done = move || Done {
        text: phrase(site, "done_event", &[("title", &event.title)]),
        title: &event.title,
        back: event.permalink.clone(),
        share: friend(site, event),
        calendar: Some(site.show.base_url.file_href(&calendar::event_path(event))),
    };
    Some(page(site, &event.source, occasion.thanks(), done))
}

/// Whoever brings a friend may say so; the friend's own address is the friend's to give.
static WITH_FRIEND: LazyLock<[String; 3]> = LazyLock::new(|| ["name", "email", "friend"].map(str::to_owned));
/// Whoever is brought along says by whom, which is the credit.
static AS_FRIEND: LazyLock<[String; 3]> = LazyLock::new(|| ["name", "email", "brought_by"].map(str::to_owned));

fn occasion(event: &Event, visitor: Visitor) -> Occasion<'_> {
    let (fields, via): (&[String], _) = match visitor {
        Visitor::Friend => (&*AS_FRIEND, Some("friend")),
        Visitor::Anybody if event.bring_a_friend => (&*WITH_FRIEND, None),
        Visitor::Anybody => (&[], None),
    };
    Occasion { kind: "event", slug: &event.slug, title: &event.title, page: &event.permalink, fields, via }
}

/// How people register, as long as it is not over and a place is left.
fn registration<'a>(site: &'a Site, event: &'a Event, occasion: &Occasion<'a>) -> Option<Entry<'a>> {
    let is_open = !event.is_past && event.places_left() != Some(0);
    event.register.as_ref().filter(|_| is_open).map(|how| entry(site, how, occasion))
}

/// A friend has a page of their own where the form is ours: it carries that they were sent, and asks by whom. It stays when the session
/// is over, because the link was sent to people.
fn has_friend_page(event: &Event) -> bool {
    event.bring_a_friend && matches!(event.register, Some(Registration::Form(_)))
}

fn friend_page(event: &Event) -> Permalink {
    Permalink(format!("{}friend/", event.permalink))
}

/// What to write to whoever one would like to bring.
fn friend(site: &Site, event: &Event) -> Option<Share> {
    if !event.bring_a_friend || event.is_past {
        return None;
    }
    let page = if has_friend_page(event) { friend_page(event) } else { event.permalink.clone() };
    let address = site.show.base_url.page(&page);
    let values = [("title", event.title.as_str()), ("when", &when(site, event)), ("url", &address)];
    let (subject, text) = (phrase(site, "friend_subject", &values), phrase(site, "friend_text", &values));
    Some(Share {
        title: word(site, "bring_a_friend_title").to_owned(),
        lead: word(site, "bring_a_friend").to_owned(),
        href: mailto_with_copy(None, &subject, &text),
        subject,
        text,
    })
}

fn list(site: &Site) -> EventsView<'_> {
    let calendar = site.show.base_url.file(&calendar::all_path());
    let title = word(site, "events");
    let past = (0..).map(EventId).zip(&site.events).filter(|(_, event)| event.is_past);
    EventsView {
        head: Head::new(site, &Permalink("events/".into()), title, &site.show.description),
        title,
        coming: coming(site).map(|id| event_row(site, id)).collect(),
        past: past.collect::<Vec<_>>().into_iter().rev().map(|(id, _)| event_row(site, id)).collect(),
        subscribe: calendar.split_once("://").map_or_else(|| calendar.clone(), |(_, rest)| format!("webcal://{rest}")),
        calendar,
    }
}

fn view(site: &Site, id: EventId, visitor: Visitor) -> EventView<'_> {
    let event = site.event(id);
    let is_friend = visitor == Visitor::Friend;
    EventView {
        head: head(site, id, visitor),
        title: &event.title,
        when: when(site, event),
        starts: for_machines(&event.starts),
        ends: for_machines(&event.ends),
        state: event.state(site.as_of),
        is_friend,
        faces: event.hosts.iter().chain(&event.guests).map(|person| face(site, *person)).collect(),
        names: names(site, &event.guests),
        body: html(site, &event.body, &event.permalink, 2),
        join: event.join.as_deref().filter(|_| !event.is_past).map(join),
        entry: registration(site, event, &occasion(event, visitor)),
        places: places(site, event),
        full: full(site, event),
        friend: friend(site, event).filter(|_| !is_friend && event.places_left() != Some(0)),
        calendar: site.show.base_url.file_href(&calendar::event_path(event)),
        recording: event.episode.map(|episode| short(site, episode)),
        instead: if event.is_past && event.episode.is_none() { instead(site, event) } else { Vec::new() },
        campaign: event.campaign.map(|id| site.campaign(id)).map(|drive| (drive.title.as_str(), site.show.base_url.href(&drive.permalink))),
    }
}

fn head(site: &Site, id: EventId, visitor: Visitor) -> Head<'_> {
    let event = site.event(id);
    let described = format!("{}. {}", when(site, event), crate::markdown::plain_text(&event.body));
    // For search engines there is one page of a session.
    let mut head = Head::new(site, &event.permalink, &event.title, &described).json_ld(&json_ld::event(site, id));
    head.hue = colour::style(hue_of(site, &event.guests, &event.hosts));
    if visitor == Visitor::Friend { head.hidden() } else { head }
}

fn join(text: &str) -> Join<'_> {
    Join { text, href: safe_address(text).filter(|address| address.contains("://") || address.starts_with("tel:")) }
}

fn places(site: &Site, event: &Event) -> Option<String> {
    let capacity = event.capacity.filter(|_| !event.is_past)?.to_string();
    match event.places_left() {
        None => Some(phrase(site, "up_to", &[("n", &capacity)])),
        Some(0) => None,
        Some(left) => {
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            Some(count_with(site, "places_left", left, &[("capacity", &capacity)]))
        }
    }
}

fn full(site: &Site, event: &Event) -> Option<Full> {
    let is_full = !event.is_past && event.places_left() == Some(0);
    let subject = || phrase(site, "full_subject", &[("title", &event.title)]);
    is_full.then(|| Full { text: word(site, "full").to_owned(), href: host_email(site).map(|to| mailto(to, &subject(), "")) })
}

/// Newest recordings with the people who were on stage, each once.
fn instead<'a>(site: &'a Site, event: &Event) -> Vec<Short<'a>> {
    let mut heard: Vec<EpisodeId> = event.guests.iter().flat_map(|guest| site.episodes_with(*guest).map(|(id, _)| id)).collect();
    heard.sort_unstable();
    heard.dedup();
    heard.into_iter().take(INSTEAD).map(|id| short(site, id)).collect()
}

/// "February 10, 2026, 18:00–19:00 CST (Chicago time)".
pub fn when(site: &Site, event: &Event) -> String {
    let (starts, ends) = (&event.starts, &event.ends);
    let day = date(site, starts.date());
    let (from, until) = (starts.strftime("%H:%M"), time_of_day(ends));
    let told = if ends <= starts {
        format!("{day}, {}", time_of_day(starts))
    } else if starts.date() == ends.date() && starts.offset() == ends.offset() {
        format!("{day}, {from}–{until}")
    } else if starts.date() == ends.date() {
        format!("{day}, {}–{until}", time_of_day(starts))
    } else {
        format!("{day}, {} – {}, {until}", time_of_day(starts), date(site, ends.date()))
    };
    match city(starts) {
        Some(city) => format!("{told} ({})", phrase(site, "time_in", &[("city", &city)])),
        None => told,
    }
}

/// The place whose clocks are meant, as people know it: three letters such as CST or IST mean different zones to different readers.
fn city(time: &Zoned) -> Option<String> {
    let name = time.time_zone().iana_name()?;
    let (area, place) = name.split_once('/')?;
    let place = place.rsplit('/').next()?;
    (area != "Etc").then(|| shortened(&place.replace('_', " "), 40))
}

fn for_machines(time: &Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_session_says_when_in_its_own_zone() {
        let site = sample::site();
        assert_eq!(event_row(&site, EventId(0)).when, "February 10, 2026, 18:00–19:00 CST (Chicago time)");
        let mut event = sample::event();
        event.ends = sample::zoned("2026-02-11T01:00:00-06:00[America/Chicago]");
        assert_eq!(when(&site, &event), "February 10, 2026, 18:00 CST – February 11, 2026, 01:00 CST (Chicago time)");
        (event.starts, event.ends) =
            (sample::zoned("2026-11-01T00:30:00-05:00[America/Chicago]"), sample::zoned("2026-11-01T03:00:00-06:00[America/Chicago]"));
        assert_eq!(when(&site, &event), "November 1, 2026, 00:30 CDT–03:00 CST (Chicago time)");
        (event.starts, event.ends) = (sample::zoned("2026-03-01T18:00:00+00:00[UTC]"), sample::zoned("2026-03-01T19:00:00+00:00[UTC]"));
        assert_eq!(when(&site, &event), "March 1, 2026, 18:00–19:00 UTC");
    }

    #[test]
    fn a_past_session_leads_to_its_recording_and_takes_nobody() {
        let mut site = sample::site();
        let past = view(&site, EventId(0), Visitor::Anybody);
        assert!(past.recording.is_some() && past.entry.is_none() && past.join.is_none());
        site.events[0].is_past = false;
        let coming = view(&site, EventId(0), Visitor::Anybody);
        assert_eq!(coming.join.unwrap().href, Some("https://meet.example/cash"));
        assert!(coming.entry.unwrap().form.is_some());
    }

    #[test]
    fn the_private_way_to_join_is_not_shown() {
        let mut site = sample::site();
        site.events[0].is_past = false;
        assert!(!serde_json::to_string(&view(&site, EventId(0), Visitor::Anybody)).unwrap().contains("SECRET-NOTE"));
    }

    #[test]
    fn before_during_and_after_are_told_apart() {
        let mut site = sample::site();
        site.events[0].is_past = false;
        let mut state = |moment: &str| {
            site.as_of = moment.parse().expect("a moment");
            view(&site, EventId(0), Visitor::Anybody).state
        };
        assert_eq!(state("2026-02-10T23:59:59Z"), EventState::Coming);
        assert_eq!(state("2026-02-11T00:00:00Z"), EventState::Live);
        site.events[0].is_past = true;
        site.events[0].episode = None;
        let past = view(&site, EventId(0), Visitor::Anybody);
        assert_eq!((past.state, past.instead.len()), (EventState::Past, 2));
    }

    #[test]
    fn places_are_counted_where_both_numbers_are_known() {
        let mut site = sample::site();
        site.events[0].is_past = false;
        let mut told = |capacity, registered| {
            (site.events[0].capacity, site.events[0].registered) = (capacity, registered);
            let view = view(&site, EventId(0), Visitor::Anybody);
            (view.places.unwrap_or_default(), view.entry.is_some(), view.full.is_some())
        };
        assert_eq!(told(Some(30), None), ("Up to 30 people.".to_owned(), true, false));
        assert_eq!(told(Some(30), Some(29)), ("1 of 30 places is left.".to_owned(), true, false));
        assert_eq!(told(Some(30), Some(12)), ("18 of 30 places are left.".to_owned(), true, false));
        assert_eq!(told(Some(30), Some(31)), (String::new(), false, true));
        assert_eq!(told(None, Some(31)), (String::new(), true, false));
    }

    #[test]
    fn whoever_is_brought_along_says_by_whom_and_the_text_leads_there() {
        let mut site = sample::site();
        site.events[0].is_past = false;
        let text = view(&site, EventId(0), Visitor::Anybody).friend.expect("a text").text;
        assert!(text.contains("https://ledger.example/show/events/cash-evening/friend/"), "{text}");
        let friend = view(&site, EventId(0), Visitor::Friend);
        let form = friend.entry.expect("they register").form.expect("a form");
        let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["name", "email", "brought_by"]);
        assert!(form.hidden.contains(&("via".to_owned(), "friend".to_owned())));
        assert!(friend.head.is_hidden && friend.friend.is_none() && friend.head.canonical.ends_with("/cash-evening/"));
        site.events[0].register = Some(Registration::Url("https://tickets.example/".into()));
        let text = view(&site, EventId(0), Visitor::Anybody).friend.expect("a text").text;
        assert!(text.contains("/events/cash-evening/") && !text.contains("/friend/"), "{text}");
    }

    #[test]
    fn a_dial_in_is_text() {
        assert_eq!(join("Dial 218 555, code 4#").href, None);
        assert_eq!(join("javascript://x").href, None);
    }
}
