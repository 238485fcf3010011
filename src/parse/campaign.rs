//! A referral drive as written, and its `referrals.csv`.

use super::{Body, SourceText, time::WrittenTime};
use crate::model::{Referral, Registration, RelPath};
use crate::report::Report;

/// What the author wrote about a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCampaign {
    /// The file.
    pub source: RelPath,
    /// Required; without it the campaign is dropped.
    pub title: String,
    /// Required; without it the campaign is dropped.
    pub starts: WrittenTime,
    /// Required; without it the campaign is dropped.
    pub ends: WrittenTime,
    /// As written.
    pub goal: Option<u64>,
    /// Event and episode slugs.
    pub sessions: Vec<String>,
    /// A form (mapping) or an address (text).
    pub pledge: Option<Registration>,
    /// As written.
    pub sponsors: Vec<RawSponsor>,
    /// Files beside: `- badge.png` or `- {file: badge.png, alt: …}`.
    pub badges: Vec<(String, Option<String>)>,
    /// More about it.
    pub body: Body,
}

/// A sponsor as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSponsor {
    /// Required.
    pub name: String,
    /// Absolute.
    pub url: Option<String>,
    /// A file beside.
    pub logo: Option<String>,
}

/// The referrals of a campaign: how many there are, and those that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referrals {
    /// All rows that name somebody, public or not.
    pub count: u64,
    /// Rows whose `public` column says yes.
    pub public: Vec<Referral>,
}

/// Reads a campaign's file.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawCampaign> {
    let _ = (source, report);
    None
}

/// Reads `referrals.csv` (`date, from, to, why, url, public`; columns in any order, header required).
pub fn referrals(source: &SourceText, report: &mut Report) -> Referrals {
    let _ = (source, report);
    Referrals::default()
}
