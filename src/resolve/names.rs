//! Joining names up: what an author calls a person, an event, an episode → its place in the site; what matches nothing gets the
//! nearest name.

use super::Item;
use super::timing::Due;
use crate::model::{CampaignId, EpisodeId, EventId, Slug};
use crate::parse::{campaign, event};
use crate::report::{Finding, Place};
use std::collections::BTreeMap;

/// Slugs of episodes, events and campaigns → their ids. An episode that is not public has an entry without an id.
#[derive(Clone, PartialEq)]
pub struct Programme {
    episodes: BTreeMap<Slug, Option<EpisodeId>>,
    events: BTreeMap<Slug, EventId>,
    campaigns: BTreeMap<Slug, CampaignId>,
}

impl Programme {
    /// Numbers everything in the order the site will have it.
    pub fn of(due: &Due, events: &[Item<event::RawEvent>], campaigns: &[Item<(campaign::RawCampaign, campaign::Referrals)>]) -> Self {
        let public = (0..).map(EpisodeId).zip(&due.public).map(|(id, (item, _))| (item.slug.clone(), Some(id)));
        let backstage = due.backstage.iter().map(|(item, _)| (item.slug.clone(), None));
        Self {
            episodes: backstage.chain(public).collect(),
            events: (0..).map(EventId).zip(events).map(|(id, item)| (item.slug.clone(), id)).collect(),
            campaigns: (0..).map(CampaignId).zip(campaigns).map(|(id, item)| (item.slug.clone(), id)).collect(),
        }
    }

    /// `Some(None)`: there is such an episode, and it is not public.
    pub fn episode(&self, name: &str) -> Option<Option<EpisodeId>> {
        self.episodes.get(&plain(name)).copied()
    }

    /// The event of this name.
    pub fn event(&self, name: &str) -> Option<EventId> {
        self.events.get(&plain(name)).copied()
    }

    /// The campaign of this name.
    pub fn campaign(&self, name: &str) -> Option<CampaignId> {
        self.campaigns.get(&plain(name)).copied()
    }

    /// A finding for an episode that is not there.
    pub fn no_episode(&self, name: &str, place: Place) -> Finding {
        not_found("episode-not-found", "episode", name, self.episodes.keys().map(Slug::as_str), place)
    }

    /// A finding for an event that is not there.
    pub fn no_event(&self, name: &str, place: Place) -> Finding {
        not_found("event-not-found", "event", name, self.events.keys().map(Slug::as_str), place)
    }

    /// A finding for a campaign that is not there.
    pub fn no_campaign(&self, name: &str, place: Place) -> Finding {
        not_found("campaign-not-found", "campaign", name, self.campaigns.keys().map(Slug::as_str), place)
    }
}

/// A name as it is compared: authors may write the folder's name with or without its order prefix, or the title.
pub fn plain(name: &str) -> Slug {
    Slug::from_text(name)
}

/// "There is no partner called X", with the nearest name there is.
pub fn not_found<'a>(rule: &'static str, what: &str, name: &str, known: impl Iterator<Item = &'a str>, place: Place) -> Finding {
    let finding = Finding::error(rule, place, format!("there is no {what} called `{name}`"));
    match nearest(name, known) {
        Some(near) => {
            finding.label("not found").fix(format!("write `{near}`, or make its folder with `turntable new {what} {}`", plain(name)))
        }
        // Nobody is called so.
        None if matches!(plain(name).0.as_str(), "no" | "none" | "nobody" | "false" | "n-a") => {
            finding.label("not found").fix(format!("delete the line if there is no {}", if what == "partner" { "guest" } else { what }))
        }
        None => finding.label("not found").fix(format!("make it with `turntable new {what} {}`", plain(name))),
    }
}

/// The known name that is most alike, if any is alike enough.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    known
        .map(|candidate| (strsim::jaro_winkler(wanted.as_str(), candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
