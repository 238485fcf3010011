//! `index.html`: what the show is, the latest episode with its player, the people, the host's offer, how to follow.

use super::ask::{Ask, Via, ask};
use super::event::{self, EventRow, event_row};
use super::view::{Card, Face, Head, Listen, Pair, Row, card, face, host_name, html, listen, pair, row};
use super::words::{phrase, word};
use super::{Output, json_ld};
use crate::model::{EpisodeId, Html, OfferState, Permalink, PersonId, Site};
use serde::Serialize;

/// Newest episodes in the list.
const EPISODES: usize = 4;
/// Live sessions in the list.
const EVENTS: usize = 3;
/// People shown.
const PEOPLE: usize = 6;

#[derive(Serialize)]
struct HomeView<'a> {
    head: Head<'a>,
    title: &'a str,
    subtitle: Option<&'a str>,
    description: &'a str,
    latest: Option<Latest<'a>>,
    hosts: Vec<Face<'a>>,
    host_bio: Option<Html>,
    rows: Vec<Row<'a>>,
    all_episodes: String,
    cards: Vec<Card<'a>>,
    more_people: usize,
    be_a_guest: String,
    ask: Option<Ask<'a>>,
    funding: Vec<(&'a str, &'a str)>,
    /// Live sessions that are not over, soonest first, and the page of all of them.
    events: Vec<EventRow<'a>>,
    all_events: Option<String>,
}

#[derive(Serialize)]
struct Latest<'a> {
    href: String,
    title: &'a str,
    names: String,
    trade: Option<&'a str>,
    pair: Pair<'a>,
    listen: Option<Listen<'a>>,
}

/// Home.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let newest = site.episodes.first().map(|episode| episode.date.date().to_string());
    vec![Output::page(Permalink::default().index(), &site.show.source, newest, "home.html", move || view(site))]
}

fn view(site: &Site) -> HomeView<'_> {
    let show = &site.show;
    let people = newest_people(site);
    let number = site.episodes.len().to_string();
    let offer = show.offer.filter(|offer| site.offer(*offer).state == OfferState::Open);
    let host = show.hosts.first().map(|host| site.person(*host));
    HomeView {
        head: Head::new(site, &Permalink::default(), &show.title, &show.description).json_ld(&json_ld::series(site)),
        title: &show.title,
        subtitle: show.subtitle.as_deref(),
        description: &show.description,
        latest: (!site.episodes.is_empty()).then(|| latest(site)),
        hosts: show.hosts.iter().map(|host| face(site, *host)).collect(),
        host_bio: host.and_then(|host| html(site, &host.bio, &Permalink::default(), 3)),
        rows: (0..).take(site.episodes.len().min(EPISODES)).map(|at| row(site, EpisodeId(at))).collect(),
        all_episodes: phrase(site, "all_episodes", &[("n", &number)]),
        more_people: people.len().saturating_sub(PEOPLE),
        cards: people.into_iter().take(PEOPLE).map(|person| card(site, person)).collect(),
        be_a_guest: phrase(site, "be_a_guest_text", &[("host", host_name(site))]),
        ask: offer.map(|offer| ask(site, offer, Via { link: Some(&site.offer(offer).permalink), ..Via::default() })),
        events: event::coming(site).take(EVENTS).map(|id| event_row(site, id)).collect(),
        all_events: (!site.events.is_empty()).then(|| show.base_url.href(&Permalink("events/".into()))),
        funding: show.funding.iter().map(|way| (way.text.as_str(), way.url.as_str())).collect(),
    }
}

fn latest(site: &Site) -> Latest<'_> {
    let episode = site.episode(EpisodeId(0));
    let row = row(site, EpisodeId(0));
    Latest {
        href: row.href,
        title: &episode.title,
        names: if row.is_turned { format!("{} · {}", word(site, "tables_turned"), row.names) } else { row.names },
        trade: row.trade,
        pair: pair(site, episode),
        listen: listen(site, episode),
    }
}

/// Partners by their newest episode; those not heard yet come last, in the order of lists.
fn newest_people(site: &Site) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = site.partners().map(|(id, _)| id).collect();
    people.sort_by_key(|id| site.episodes_with(*id).next().map_or(u32::MAX, |(episode, _)| episode.0));
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn home_shows_the_newest_first_and_the_hosts_own_offer() {
        let site = sample::site();
        let view = view(&site);
        assert_eq!(view.rows[0].title, "Who can sign?");
        assert_eq!(view.ask.unwrap().href, "/show/offers/exit-checklist/");
        assert_eq!(view.cards.len(), 1);
    }

    #[test]
    fn a_show_without_episodes_has_a_home() {
        let mut site = sample::site();
        site.episodes.as_vec_mut().clear();
        site.heard_in = vec![vec![], vec![]];
        assert!(view(&site).latest.is_none());
    }
}
