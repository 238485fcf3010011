//! A host or partner as written.

use super::{Body, SourceText};
use crate::model::{Introduction, Link, Location, PartnerPodcast, PersonPrivate, Private, RelPath};
use crate::report::Report;

/// What the author wrote about a host or partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPerson {
    /// The file.
    pub source: RelPath,
    /// Required; without it the person is dropped (`parse` returns `None`).
    pub name: String,
    /// As written.
    pub business: Option<String>,
    /// As written.
    pub role: Option<String>,
    /// As written.
    pub tagline: Option<String>,
    /// A file beside.
    pub photo: Option<String>,
    /// As written.
    pub photo_credit: Option<String>,
    /// Absolute.
    pub website: Option<String>,
    /// Absolute, `mailto:` or `tel:`.
    pub links: Vec<Link>,
    /// As written.
    pub books: Vec<RawBook>,
    /// The key `feed`.
    pub podcast: Option<PartnerPodcast>,
    /// A slug.
    pub offer: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// As written.
    pub pronouns: Option<String>,
    /// As written.
    pub sort_name: Option<String>,
    /// Other spellings and old addresses.
    pub aliases: Vec<String>,
    /// As written.
    pub introduction: Introduction,
    /// As written.
    pub meet: Vec<String>,
    /// `None`: the key is absent (everything is allowed). Words that are not known are reported and dropped.
    pub consent: Option<Vec<String>>,
    /// The block `private`; keys that the contract does not name (stage dates, …) are kept in `more`, never reported as unknown.
    pub private: Private<PersonPrivate>,
    /// Biography.
    pub body: Body,
}

/// A book as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBook {
    /// Required.
    pub title: String,
    /// Absolute.
    pub url: Option<String>,
    /// A file beside.
    pub cover: Option<String>,
}

/// Reads a host's or partner's file.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawPerson> {
    let _ = (source, report);
    None
}
