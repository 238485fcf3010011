//! Mails to those who registered for a live session: before it how to join, `desk/events/<slug>/how-to-join.*`, after it where to listen,
//! `desk/events/<slug>/recording.*`. The host sends them from the list that the form made; no address is in them.

use super::Desk;
use crate::model::{Event, Registration, Site};
use crate::plan::calendar;
use crate::plan::event::when;
use crate::plan::letter::{self, EpisodeSeen, PersonSeen, ShowSeen};
use crate::plan::markup::{is_web_address, one_line};
use crate::plan::{LetterOrder, Output};
use serde::Serialize;

/// What a mail to those who registered may say.
#[derive(Clone, Debug, Serialize)]
pub struct SessionLetter<'a> {
    /// The show.
    show: ShowSeen<'a>,
    /// The host, who signs.
    from: PersonSeen<'a>,
    /// The session.
    session: SessionSeen,
    /// Its recording, once it is online.
    episode: Option<EpisodeSeen<'a>>,
}

/// A live session, as those who registered see it.
#[derive(Clone, Debug, Serialize)]
struct SessionSeen {
    /// Its title.
    title: String,
    /// The same for inside quotation marks.
    said: String,
    /// Day, time and zone.
    when: String,
    /// Its page.
    address: String,
    /// Its entry for a calendar.
    calendar: String,
    /// The address they come in by.
    way_in: Option<String>,
    /// The same in words: a telephone number and a code.
    dial_in: Option<String>,
    /// The page for the friend they bring.
    friend: Option<String>,
}

/// One mail for each session that anybody could register for: before its end how to join, afterwards the recording.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let of = |event| mail(desk, event).into_iter().flatten();
    site.events.iter().filter(|event| has_list(event)).flat_map(of).collect()
}

/// Whether there may be people who registered.
fn has_list(event: &Event) -> bool {
    event.register.is_some() || event.private_join.open_for_desk().is_some()
}

fn mail<'site>(desk: Desk<'site>, event: &'site Event) -> Option<[Output<'site>; 3]> {
    let folder = format!("events/{}/", event.slug);
    let (name, template) = if event.is_past { ("recording", "session-recording") } else { ("how-to-join", "how-to-join") };
    if event.is_past {
        event.episode?;
    }
    Some(Output::letter(&folder, name, &event.source, template, move || {
        let episode = event.episode.map(|id| desk.site.episode(id));
        let mut order = LetterOrder::new(desk.envelope(None, episode), &view(&desk, event));
        order.picture = event.episode.filter(|_| event.is_past).and_then(|id| letter::picture_of_episode(desk.site, id));
        order
    }))
}

/// What is for registered people counts for more than what is for everybody; of what else is private, nothing is passed on.
fn view<'a>(desk: &Desk<'a>, event: &'a Event) -> SessionLetter<'a> {
    let site = desk.site;
    let address = site.show.base_url.page(&event.permalink);
    let join = event.private_join.open_for_desk().as_deref().or(event.join.as_deref()).map(str::trim).filter(|join| !join.is_empty());
    let is_link = |join: &&str| is_web_address(join) && !join.contains(char::is_whitespace);
    let brings = event.bring_a_friend && matches!(event.register, Some(Registration::Form(_)));
    let session = SessionSeen {
        title: one_line(&event.title),
        said: letter::bare(&event.title),
        when: when(site, event),
        calendar: site.show.base_url.file(&calendar::event_path(event)),
        way_in: join.filter(is_link).map(str::to_owned),
        dial_in: join.filter(|join| !is_link(join)).map(one_line),
        friend: brings.then(|| format!("{address}friend/")),
        address,
    };
    SessionLetter { show: letter::show(site), from: desk.signer(), session, episode: event.episode.map(|id| desk.seen(site.episode(id))) }
}

/// What such a mail may say.
#[cfg(test)]
pub fn sample_view(desk: &Desk<'_>, event: &Event) -> serde_json::Value {
    serde_json::to_value(view(desk, event)).expect("serialisable")
}

#[cfg(test)]
mod tests {
    use super::super::tests::desk_files;
    use super::*;
    use crate::model::{Private, sample};

    fn how_to_join(site: &Site) -> String {
        desk_files(site).remove("events/cash-evening/how-to-join.txt").expect("a mail")
    }

    fn coming() -> Site {
        let mut site = sample::site();
        site.events[0].is_past = false;
        site
    }

    #[test]
    fn those_who_registered_are_told_the_private_way_in_and_nothing_else_that_is_private() {
        let mut site = coming();
        site.events[0].private_more = Private::new(vec![("notes".into(), "SECRET-TOO".into())]);
        let letter = how_to_join(&site);
        for words in [
            "https://meet.example/SECRET-NOTE",
            "February 10, 2026, 18:00–19:00 CST",
            "/events/cash-evening/event.ics",
            "/events/cash-evening/friend/",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
        assert!(!letter.contains("SECRET-TOO"), "{letter}");
    }

    #[test]
    fn afterwards_they_are_told_where_to_listen() {
        let site = sample::site();
        let paths: Vec<String> = outputs(&site).into_iter().map(|output| output.path.0).collect();
        assert_eq!(paths.len(), 3);
        assert!(paths.iter().all(|path| path.starts_with("events/cash-evening/recording.")), "{paths:?}");
        assert!(desk_files(&site)["events/cash-evening/recording.txt"].contains("/episodes/cash-before-profit/"));
    }

    #[test]
    fn a_dial_in_is_told_in_words_and_without_any_the_page_is() {
        let mut site = coming();
        site.events[0].private_join = Private::new(None);
        site.events[0].join = Some("Dial 218 555, code 4#".into());
        assert!(how_to_join(&site).contains("This is the way in: Dial 218 555, code 4#"));
        site.events[0].join = None;
        assert!(how_to_join(&site).contains("Everything about it is here:"));
    }
}
