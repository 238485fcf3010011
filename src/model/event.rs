//! Live sessions.

use super::{CampaignId, EpisodeId, Form, Markdown, Permalink, PersonId, Private, RelPath, Slug};
use jiff::Zoned;
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

/// How somebody registers or pledges.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Elsewhere.
    Url(String),
    /// With a form on the page.
    Form(Form),
}
