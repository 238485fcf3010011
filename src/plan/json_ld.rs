//! Structured data (schema.org) for pages.

use crate::model::{EpisodeId, EventId, PersonId, Site};
use serde_json::Value;

/// PodcastSeries, for home.
#[must_use]
pub fn series(site: &Site) -> Value {
    let _ = site;
    Value::Null
}

/// PodcastEpisode with its AudioObject, people and one Clip per timed question.
#[must_use]
pub fn episode(site: &Site, id: EpisodeId) -> Value {
    let _ = (site, id);
    Value::Null
}

/// Person, for a partner's page.
#[must_use]
pub fn person(site: &Site, id: PersonId) -> Value {
    let _ = (site, id);
    Value::Null
}

/// Event.
#[must_use]
pub fn event(site: &Site, id: EventId) -> Value {
    let _ = (site, id);
    Value::Null
}
