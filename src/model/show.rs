//! The show as a whole.

use super::{AbsoluteUrl, BaseUrl, ForeignElement, Form, License, Link, Location, OfferId, PersonId, Picture, RelPath, Transcriber, Words};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that `show.yaml` settles, with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Show {
    /// `content/show.yaml`.
    pub source: RelPath,
    /// The show's name and nothing else.
    pub title: String,
    /// What it is, plain text, at most 4 000 bytes.
    pub description: String,
    /// Where the site is served.
    pub base_url: BaseUrl,
    /// BCP 47.
    pub language: String,
    /// Zone of dates without an offset.
    pub timezone: TimeZone,
    /// Person or company; falls back to the first host's name.
    pub author: String,
    /// Where directories send their ownership code; only when given.
    pub owner: Option<Owner>,
    /// One line below the title.
    pub subtitle: Option<String>,
    /// The holder's name alone.
    pub copyright: Option<String>,
    /// Under which the recordings may be used.
    pub license: Option<License>,
    /// Whether it is unfit for children.
    pub explicit: bool,
    /// Order of listening.
    pub kind: ShowKind,
    /// Apple's categories.
    pub categories: Vec<Category>,
    /// Cover art.
    pub cover: Option<Picture>,
    /// podcast:guid, a UUID: as recorded, else derived from the feed address.
    pub guid: String,
    /// Whether other hosts may import the feed.
    pub locked: bool,
    /// podcast:medium.
    pub medium: String,
    /// Ways to support the show.
    pub funding: Vec<Funding>,
    /// podcast:txt records.
    pub txt: Vec<Txt>,
    /// Shows this one recommends.
    pub podroll: Vec<RemoteFeed>,
    /// How often it appears.
    pub update: Option<UpdateFrequency>,
    /// No more episodes will come.
    pub complete: bool,
    /// Hidden from directories.
    pub block: bool,
    /// Where the feed has moved.
    pub new_feed_url: Option<AbsoluteUrl>,
    /// Where it is made or what it is about.
    pub location: Option<Location>,
    /// The regular hosts.
    pub hosts: Vec<PersonId>,
    /// The host's Referral Kit.
    pub offer: Option<OfferId>,
    /// Apps to listen in.
    pub subscribe: Vec<Subscribe>,
    /// Where recordings are served and how they are made.
    pub media: Media,
    /// How forms are sent, unless an offer says otherwise.
    pub forms: Form,
    /// Name of the theme.
    pub theme: String,
    /// What the theme lets authors choose.
    pub theme_options: serde_json::Value,
    /// What pages say besides what authors wrote.
    pub words: Words,
    /// Business address for footers and e-mails.
    pub postal_address: Option<String>,
    /// Rules lowered or silenced.
    pub checks: BTreeMap<String, CheckLevel>,
    /// Episodes on one list page, at least 1.
    pub paginate: usize,
    /// Sizes of the feed.
    pub feed: FeedSettings,
    /// Menu; at most three are shown.
    pub links: Vec<Link>,
    /// Profiles elsewhere.
    pub social: Vec<Link>,
    /// Raw snippet for every page.
    pub analytics: Option<String>,
    /// The host's own transcriber, which only `turntable transcribe` runs.
    pub transcribe: Option<Transcriber>,
    /// Elements that the feed's channel carries as they are, from `feed-extra.xml`.
    pub foreign: Vec<ForeignElement>,
}

/// Name and e-mail for directories.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Owner {
    /// Name.
    pub name: Option<String>,
    /// E-mail address the author chose to publish.
    pub email: Option<String>,
}

/// itunes:type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShowKind {
    /// Newest first.
    #[default]
    Episodic,
    /// In order.
    Serial,
}

/// One of Apple's categories, spelt as Apple spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Category {
    /// `Business`.
    pub name: String,
    /// `Marketing`.
    pub sub: Option<String>,
}

/// podcast:funding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Funding {
    /// Where.
    pub url: AbsoluteUrl,
    /// What is said, at most 128 characters.
    pub text: String,
}

/// podcast:txt.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Txt {
    /// `verify`, `applepodcastsverify`, `release`, `ai-content`, …
    pub purpose: Option<String>,
    /// At most 4 000 characters.
    pub value: String,
}

/// podcast:remoteItem in a podroll.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RemoteFeed {
    /// The other show's podcast:guid.
    pub feed_guid: String,
    /// Its feed.
    pub url: Option<AbsoluteUrl>,
    /// Its title.
    pub title: Option<String>,
}

/// podcast:updateFrequency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct UpdateFrequency {
    /// For people: "Monthly".
    pub text: String,
    /// RFC 5545, without `RRULE:`; `FREQ=MONTHLY`.
    pub rrule: Option<String>,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Subscribe {
    /// The app's name.
    pub app: String,
    /// The show's address there.
    pub url: String,
}

/// How recordings are served and made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Media {
    /// Recordings are served from here instead of the site; ends in `/`.
    pub base_url: Option<AbsoluteUrl>,
    /// Put before every enclosure address (a measuring service); ends in `/`.
    pub prefix: Option<AbsoluteUrl>,
    /// `mp3`, `m4a`: what builds make; as recorded where absent.
    pub format: Option<String>,
    /// In kbit/s.
    pub bitrate: Option<u32>,
    /// In hundredths of LUFS.
    pub loudness: Option<i32>,
}

/// How large the feed may get.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FeedSettings {
    /// Newest episodes carried; all where absent.
    pub limit: Option<usize>,
    /// Most bytes of an item's description; 4 000 unless given.
    pub notes_limit: usize,
    /// Items on one page of a paged feed (RFC 5005); one page where absent.
    pub pages: Option<usize>,
}

/// What a show says about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckLevel {
    /// Not reported.
    Off,
    /// Reported as information.
    Info,
    /// Reported as a warning.
    Warning,
}
