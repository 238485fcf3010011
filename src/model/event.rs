//! Live sessions.

use super::{CampaignId, EpisodeId, Form, Markdown, Permalink, PersonId, Private, RelPath, Slug};
use jiff::{Timestamp, Zoned};
use serde::Serialize;

/// Index of an [`Event`] in [`super::Site::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EventId(pub u32);

/// A live session: teleseminar, web panel, workshop.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Address part.
    pub slug: Slug,
    /// Its file.
    pub source: RelPath,
    /// `events/<slug>/`.
    pub permalink: Permalink,
    /// Its title.
    pub title: String,
    /// Start, in the event's own time zone.
    pub starts: Zoned,
    /// End, in the event's own time zone.
    pub ends: Zoned,
    /// Partners on stage.
    pub guests: Vec<PersonId>,
    /// Who asks.
    pub hosts: Vec<PersonId>,
    /// Address or dial-in for everybody.
    pub join: Option<String>,
    /// How to join, for those who registered.
    pub private_join: Private<Option<String>>,
    /// Every other key under `private`, as written.
    pub private_more: Private<Vec<(String, String)>>,
    /// How to register.
    pub register: Option<Registration>,
    /// How many fit in.
    pub capacity: Option<u64>,
    /// How many have registered, as the host counted them last.
    pub registered: Option<u64>,
    /// Whether clients may bring a friend.
    pub bring_a_friend: bool,
    /// The recording, afterwards.
    pub episode: Option<EpisodeId>,
    /// The drive it belongs to.
    pub campaign: Option<CampaignId>,
    /// Whether it is over at the time of the build.
    pub is_past: bool,
    /// More about it.
    pub body: Markdown,
}

/// Where a session is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EventState {
    /// It has not begun.
    Coming,
    /// It is going on.
    Live,
    /// It is over.
    Past,
}

impl Event {
    /// Where it is in time at `as_of`.
    #[must_use]
    pub fn state(&self, as_of: Timestamp) -> EventState {
        match (self.is_past, self.starts.timestamp() <= as_of) {
            (true, _) => EventState::Past,
            (false, true) => EventState::Live,
            (false, false) => EventState::Coming,
        }
    }

    /// Places that are left, where both the places and those who registered are counted.
    #[must_use]
    pub fn places_left(&self) -> Option<u64> {
        Some(self.capacity?.saturating_sub(self.registered?))
    }
}

/// How somebody registers or pledges.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Elsewhere.
    Url(String),
    /// With a form on the page.
    Form(Form),
}
