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
    /// Names of the other guests, joined.
    pub others: Option<String>,
    /// What closes the interview, by the link that credits the partner.
    pub offer: Option<OfferSeen<'a>>,
    /// Whether that is the partner's own.
    pub offer_is_mine: bool,
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
        others: letter::joined(site, &letter::names(site, &others)),
        offer: closing.and_then(|(offer_id, offer)| letter::offer(site, offer, &go_permalink(site, Some(id), offer_id))),
        offer_is_mine: closing.is_some_and(|(_, offer)| offer.owner == Some(id)),
    }
}
