//! What a partner sends to their own list: the letter `to-their-list`, in the partner's voice. Made of what is public alone; it is shown
//! on the kit's page, and lies on the desk as a mail.

use super::ask::go_permalink;
use super::letter::{self, EpisodeSeen, OfferSeen, PersonSeen, ShowSeen};
use crate::model::{Episode, PersonId, Site};
use serde::Serialize;

/// The template.
pub const TEMPLATE: &str = "to-their-list";

/// What the letter may say.
#[derive(Clone, Debug, Serialize)]
pub struct CoverLetter<'a> {
    /// The show.
    pub show: ShowSeen<'a>,
    /// The partner, who sends it.
    pub from: PersonSeen<'a>,
    /// The interview.
    pub episode: EpisodeSeen<'a>,
    /// Names of the other guests.
    pub others: Vec<&'a str>,
    /// What closes the interview, by the link that credits the partner.
    pub offer: Option<OfferSeen<'a>>,
    /// Whether that is the partner's own.
    pub offer_is_mine: bool,
}

/// Whether a partner may write to their list about an interview: every other guest agreed to be named in e-mails. (A title can hold a name,
/// so without that there is no letter rather than one with a gap.)
pub fn is_allowed(site: &Site, id: PersonId, episode: &Episode) -> bool {
    episode
        .guests
        .iter()
        .filter(|guest| **guest != id)
        .all(|guest| site.people.get(guest.0 as usize).is_some_and(|guest| guest.consent.email))
}

/// The newest interview that a partner may write to their list about.
pub fn about(site: &Site, id: PersonId) -> Option<&Episode> {
    let heard_in = site.heard_in.get(id.0 as usize)?;
    heard_in.iter().filter_map(|id| site.episodes.get(id.0 as usize)).find(|episode| is_allowed(site, id, episode))
}

/// The letter of one partner about one of their published interviews.
pub fn view<'a>(site: &'a Site, id: PersonId, episode: &'a Episode) -> CoverLetter<'a> {
    let guests = letter::names(site, &episode.guests);
    let others: Vec<PersonId> = episode.guests.iter().copied().filter(|guest| *guest != id).collect();
    let closing = episode.call_to_action.as_ref().map(|call| (call.offer, site.offer(call.offer)));
    CoverLetter {
        show: letter::show(site),
        from: letter::person(site.person(id)),
        episode: letter::episode(site, episode, &guests, &letter::names(site, &episode.hosts)),
        others: letter::names(site, &others),
        offer: closing.and_then(|(offer_id, offer)| letter::offer(site, offer, &go_permalink(site, Some(id), offer_id))),
        offer_is_mine: closing.is_some_and(|(_, offer)| offer.owner == Some(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Person, Slug, heard_in, sample};

    #[test]
    fn a_guest_who_is_not_to_be_named_in_mails_is_in_no_letter_of_another_guest() {
        let mut site = sample::site();
        let mut shy = Person { slug: Slug("shy".into()), name: "Shy Guest".into(), ..sample::person() };
        shy.consent.email = false;
        site.people.push(shy);
        site.episodes[0].guests.push(PersonId(2));
        site.heard_in = heard_in(&site.episodes, site.people.len());
        assert_eq!(about(&site, sample::PARTNER).map(|episode| episode.slug.as_str()), Some("cash-before-profit"));
        assert_eq!(about(&site, PersonId(2)).map(|episode| episode.slug.as_str()), Some("who-can-sign"), "whoever writes names themselves");
        site.episodes[1].guests.push(PersonId(2));
        assert!(about(&site, sample::PARTNER).is_none());
    }
}
