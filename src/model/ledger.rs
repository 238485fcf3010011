//! What came of it: who raised a hand and whom that credits, and who introduced whom.

use super::{EpisodeId, OfferId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;

/// What came back, for the host's eyes only. No name and no address of anybody who asked is in it: counts are all the desk needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    /// By time; those without one come first.
    pub hand_raises: Vec<HandRaise>,
    /// In the order of campaigns and their tables.
    pub introductions: Vec<Introduced>,
}

/// A listener asked for a Referral Kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HandRaise {
    /// When, where the record says so to the second. Never later than the time of the build.
    pub at: Option<Timestamp>,
    /// The day, in the show's time zone.
    pub day: Option<Date>,
    /// Stands for the person: two hand-raises of one person have the same number. It says nothing else.
    pub person: u32,
    /// Who gets the credit; partners behind the curtain included, ids as in [`super::Backstage`].
    pub partner: Option<PersonId>,
    /// What was asked for; offers behind the curtain included.
    pub offer: Option<OfferId>,
    /// Where it was heard, if that is published.
    pub episode: Option<EpisodeId>,
}

/// A referral of a campaign, public or not, as far as partners are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Introduced {
    /// The partner who referred.
    pub from: Option<PersonId>,
    /// The partner who was referred.
    pub to: Option<PersonId>,
}
