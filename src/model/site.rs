//! The whole show, resolved: what every later stage reads.

use super::{
    Asset, Campaign, CampaignId, Episode, EpisodeId, Event, EventId, Ledger, Offer, OfferId, OfferState, Page, Permalink, Person, PersonId,
    PersonKind, Private, Session, SharedList, Show, Tag,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Everything that may be public, and, closed, what may not.
///
/// `people`, `offers`, `episodes`, `events` and `campaigns` hold only what may appear in `public/` at `as_of`: no draft, nothing
/// dated later, no partner who is known from unpublished episodes only, no offer of such a partner.
#[derive(Clone, Debug)]
pub struct Site {
    /// The show.
    pub show: Show,
    /// "Now": decides what is due. Comes from `main`, never from the clock here.
    pub as_of: Timestamp,
    /// Until when all this stays as it is, if nobody writes anything.
    pub holds_until: Timestamp,
    /// Hosts first, then partners by `sort_name`.
    pub people: Vec<Person>,
    /// By slug. Those not yet open (`Coming`) are in `backstage`.
    pub offers: Vec<Offer>,
    /// Newest first.
    pub episodes: SharedList<Episode>,
    /// By start.
    pub events: Vec<Event>,
    /// By start.
    pub campaigns: Vec<Campaign>,
    /// By slug.
    pub pages: Vec<Page>,
    /// Tags of published episodes by slug, with their episodes newest first.
    pub topics: Vec<(Tag, Vec<EpisodeId>)>,
    /// Seasons of published episodes ascending, with their episodes newest first.
    pub seasons: Vec<(u64, Vec<EpisodeId>)>,
    /// Files that the texts of partners, offers, events, campaigns and pages link to, by address. (An episode has its own.)
    pub files: Vec<Asset>,
    /// For each person (by id), the published episodes they are a guest of, newest first.
    pub heard_in: Vec<Vec<EpisodeId>>,
    /// Old addresses and where they lead now, by old address: a page, or, where the new one does not end in `/`, a file.
    pub redirects: Vec<(String, Permalink)>,
    /// Links that credit a partner and were published once: cards and mails carry them, whatever became of the offer.
    pub kept_links: Vec<(PersonId, OfferId)>,
    /// What is not public yet, for the desk.
    pub backstage: Private<Backstage>,
    /// Hand-raises and introductions, for the desk.
    pub ledger: Private<Ledger>,
}

/// What only the host may see: the rest of the show.
///
/// Persons here include the public ones' indices: ids below `site.people.len()` mean [`Site::people`], the rest continue in `people`.
#[derive(Clone, Debug, Default)]
pub struct Backstage {
    /// Partners who are not public yet.
    pub people: Vec<Person>,
    /// Offers that are not public yet.
    pub offers: Vec<Offer>,
    /// Drafts and episodes dated later than `as_of`.
    pub episodes: SharedList<Episode>,
}

/// For each of the first `people` persons (by id), the episodes they are a guest of, in the order of `episodes`.
#[must_use]
pub fn heard_in(episodes: &SharedList<Episode>, people: usize) -> Vec<Vec<EpisodeId>> {
    let mut heard_in = vec![Vec::new(); people];
    for (id, episode) in (0..).map(EpisodeId).zip(episodes) {
        for guest in &episode.guests {
            if let Some(list) = heard_in.get_mut(guest.0 as usize) {
                list.push(id);
            }
        }
    }
    heard_in
}

impl Site {
    /// Whether two sites differ in nothing but what their interviews say: everything else, and which interviews there are and where, is
    /// the same. The moment does not count.
    #[must_use]
    pub fn is_same_around_episodes(&self, other: &Self) -> bool {
        self.show == other.show
            && self.people == other.people
            && self.offers == other.offers
            && self.events == other.events
            && self.campaigns == other.campaigns
            && self.pages == other.pages
            && self.files == other.files
            && self.heard_in == other.heard_in
            && self.redirects == other.redirects
            && self.kept_links == other.kept_links
            && self.episodes.iter().map(|episode| &episode.permalink).eq(other.episodes.iter().map(|episode| &episode.permalink))
    }

    /// The person with this id.
    ///
    /// # Panics
    /// Never for an id found in this site's public parts: `resolve` only makes ids of people it put there.
    #[must_use]
    pub fn person(&self, id: PersonId) -> &Person {
        &self.people[id.0 as usize]
    }

    /// The offer with this id; see [`Site::person`].
    #[must_use]
    pub fn offer(&self, id: OfferId) -> &Offer {
        &self.offers[id.0 as usize]
    }

    /// The episode with this id; see [`Site::person`].
    #[must_use]
    pub fn episode(&self, id: EpisodeId) -> &Episode {
        &self.episodes[id.0 as usize]
    }

    /// The event with this id; see [`Site::person`].
    #[must_use]
    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.0 as usize]
    }

    /// The campaign with this id; see [`Site::person`].
    #[must_use]
    pub fn campaign(&self, id: CampaignId) -> &Campaign {
        &self.campaigns[id.0 as usize]
    }

    /// The interviews of a drive: those among its sessions, in that order, then those that say they belong to it, oldest first.
    #[must_use]
    pub fn episodes_of(&self, id: CampaignId) -> Vec<EpisodeId> {
        let session = |session: &Session| if let Session::Episode(episode) = session { Some(*episode) } else { None };
        let mut episodes: Vec<EpisodeId> = self.campaign(id).sessions.iter().filter_map(session).collect();
        let belongs = |(at, episode): &(EpisodeId, &Episode)| episode.campaign == Some(id) && !episodes.contains(at);
        let others: Vec<EpisodeId> = (0..).map(EpisodeId).zip(&self.episodes).filter(belongs).map(|(at, _)| at).collect();
        episodes.extend(others.into_iter().rev());
        episodes
    }

    /// All partners with their ids, in the order of lists.
    pub fn partners(&self) -> impl Iterator<Item = (PersonId, &Person)> {
        self.people_of(PersonKind::Partner)
    }

    /// All hosts with their ids.
    pub fn hosts(&self) -> impl Iterator<Item = (PersonId, &Person)> {
        self.people_of(PersonKind::Host)
    }

    fn people_of(&self, kind: PersonKind) -> impl Iterator<Item = (PersonId, &Person)> {
        (0..).map(PersonId).zip(&self.people).filter(move |(_, person)| person.kind == kind)
    }

    /// Every link that credits a partner (`go/<partner>/<offer>/`): each public partner's own and the host's open offer, each guest of an
    /// episode with the offer that closes it (in a panel, every guest sends their own link on), and those that were published before.
    #[must_use]
    pub fn go_links(&self) -> BTreeSet<(PersonId, OfferId)> {
        let is_open = |offer: &OfferId| self.offer(*offer).state == OfferState::Open;
        let own = self.partners().flat_map(|(id, partner)| partner.offer.into_iter().chain(self.show.offer).map(move |offer| (id, offer)));
        let calls = self.episodes.iter().filter_map(|episode| Some((episode, episode.call_to_action.as_ref()?)));
        let calls =
            calls.flat_map(|(episode, call)| episode.guests.iter().copied().chain(call.partner).map(move |guest| (guest, call.offer)));
        own.filter(|(_, offer)| is_open(offer)).chain(calls).chain(self.kept_links.iter().copied()).collect()
    }

    /// Episodes of a guest, newest first.
    pub fn episodes_with(&self, guest: PersonId) -> impl Iterator<Item = (EpisodeId, &Episode)> {
        self.heard_in[guest.0 as usize].iter().map(|id| (*id, self.episode(*id)))
    }
}
