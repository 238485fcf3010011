//! An interview as written.

use super::{Body, SourceText, offer::RawOffer, time::WrittenTime};
use crate::model::{
    ByteLen, Chapter, Credit, Direction, EpisodeKind, Feedback, Location, Millis, Question, Quote, RelPath, Resource, Soundbite,
};
use crate::report::Report;

/// What the author wrote about an episode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawEpisode {
    /// The file.
    pub source: RelPath,
    /// Required; without it the episode is dropped.
    pub title: String,
    /// Required, except that a draft may leave it out.
    pub date: Option<WrittenTime>,
    /// Slugs (or other spellings, which `resolve` matches).
    pub guests: Vec<String>,
    /// `None`: the key is absent (the show's hosts).
    pub hosts: Option<Vec<String>>,
    /// As written.
    pub direction: Direction,
    /// A positive whole number.
    pub number: Option<u64>,
    /// A positive whole number.
    pub season: Option<u64>,
    /// The key `type`.
    pub kind: EpisodeKind,
    /// As written.
    pub explicit: Option<bool>,
    /// As written.
    pub summary: Option<String>,
    /// As written.
    pub audio: Option<RawAudio>,
    /// As written, a plain string being only `ask`.
    pub questions: Vec<Question>,
    /// As written.
    pub takeaways: Vec<String>,
    /// `by` as written: a slug or a name.
    pub quotes: Vec<Quote>,
    /// As written.
    pub chapters: Option<RawChapters>,
    /// A file beside.
    pub transcript: Option<String>,
    /// As written.
    pub resources: Vec<Resource>,
    /// As written.
    pub images: Vec<RawImage>,
    /// A file beside.
    pub cover: Option<String>,
    /// Names required; roles and groups in lower case.
    pub people: Vec<Credit>,
    /// As written.
    pub offer: Option<OfferChoice>,
    /// As written.
    pub offer_at: Option<Millis>,
    /// As written.
    pub feedback: Vec<Feedback>,
    /// As written.
    pub soundbites: Vec<Soundbite>,
    /// As written.
    pub tags: Vec<String>,
    /// A slug.
    pub event: Option<String>,
    /// A slug.
    pub campaign: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// As written.
    pub guid: Option<String>,
    /// Old addresses: `old-slug`, `/old/path/`, or absolute below `base_url`.
    pub aliases: Vec<String>,
    /// As written.
    pub draft: bool,
    /// As written.
    pub republish: bool,
    /// Show notes.
    pub body: Body,
}

/// Where the recording is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawAudio {
    /// A file beside.
    File(String),
    /// Kept elsewhere.
    Elsewhere {
        /// Absolute.
        url: String,
        /// Its size.
        bytes: Option<ByteLen>,
        /// The key `type`.
        mime: Option<String>,
        /// Its length.
        duration: Option<Millis>,
    },
}

/// Chapters as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawChapters {
    /// In the front matter.
    List(Vec<Chapter>),
    /// In a file beside.
    File(String),
}

/// What the episode says about its offer.
#[derive(Clone, Debug, PartialEq)]
pub enum OfferChoice {
    /// `none`: on purpose.
    None,
    /// A slug.
    Slug(String),
    /// Written here.
    Here(Box<RawOffer>),
}

/// A picture as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawImage {
    /// A file beside; required.
    pub file: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Where the maker is found.
    pub credit_url: Option<String>,
}

/// Reads an episode's file.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawEpisode> {
    let _ = (source, report);
    None
}
