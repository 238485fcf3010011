//! A Referral Kit as written: in a file of its own, or as a mapping under an episode's `offer`.

use super::{Body, SourceText, time::WrittenTime};
use crate::model::{Form, RelPath};
use crate::report::Report;

/// What the author wrote about an offer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawOffer {
    /// The file.
    pub source: RelPath,
    /// Where in the file its keys start: empty for a file of its own, `offer.` under an episode.
    pub key_prefix: &'static str,
    /// Required; without it the offer is dropped.
    pub title: String,
    /// As written.
    pub promise: Option<String>,
    /// As written.
    pub button: Option<String>,
    /// The key `for`.
    pub audience: Option<String>,
    /// As written.
    pub contains: Vec<String>,
    /// A file beside.
    pub cover: Option<String>,
    /// A file beside.
    pub file: Option<String>,
    /// Absolute.
    pub url: Option<String>,
    /// Overrides the show's.
    pub form: Option<Form>,
    /// `None`: the key is absent.
    pub fields: Option<Vec<String>>,
    /// As written.
    pub thanks: Option<String>,
    /// First day.
    pub from: Option<WrittenTime>,
    /// Last day.
    pub until: Option<WrittenTime>,
    /// Host or partner slug.
    pub owner: Option<String>,
    /// More about it.
    pub body: Body,
}

/// Reads an offer's file.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawOffer> {
    let _ = (source, report);
    None
}
