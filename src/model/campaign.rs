//! Referral drives.

use super::{EpisodeId, EventId, EventState, Link, Markdown, Permalink, Picture, Registration, RelPath, Slug};
use jiff::civil::Date;
use serde::Serialize;

/// Index of a [`Campaign`] in [`super::Site::campaigns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CampaignId(pub u32);

/// A drive with a goal, such as a referral week.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Campaign {
    /// Address part.
    pub slug: Slug,
    /// Its file.
    pub source: RelPath,
    /// `campaigns/<slug>/`.
    pub permalink: Permalink,
    /// Its title.
    pub title: String,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
    /// How many referrals it wants.
    pub goal: Option<u64>,
    /// Its sessions, in the order written (only those that are public).
    pub sessions: Vec<Session>,
    /// How to promise a referral.
    pub pledge: Option<Registration>,
    /// Who pays for it.
    pub sponsors: Vec<Sponsor>,
    /// What those who promote it may show.
    pub badges: Vec<Badge>,
    /// Referrals made so far, private ones included: a number names nobody.
    pub count: u64,
    /// The referrals whose `public` column says yes, in the order of the file.
    pub referrals: Vec<Referral>,
    /// More about it.
    pub body: Markdown,
}

impl Campaign {
    /// Where it is in time on `today`, a day in the show's zone.
    #[must_use]
    pub fn state(&self, today: Date) -> EventState {
        if today < self.starts {
            EventState::Coming
        } else if today <= self.ends {
            EventState::Live
        } else {
            EventState::Past
        }
    }
}

/// One session of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Session {
    /// A live session.
    Event(EventId),
    /// An episode.
    Episode(EpisodeId),
}

/// Something to show for promoting a campaign: words, a picture, or both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Badge {
    /// What it says.
    pub text: String,
    /// Its picture, where the author made one.
    pub picture: Option<Picture>,
}

/// Who pays for a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Sponsor {
    /// Name and address.
    pub link: Link,
    /// Their logo.
    pub logo: Option<Picture>,
}

/// A referral made in public.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Referral {
    /// When, as written if it is a date.
    pub date: Option<Date>,
    /// Who referred.
    pub from: String,
    /// Who was referred.
    pub to: String,
    /// Why.
    pub why: String,
    /// Where to read on.
    pub url: Option<String>,
}
