//! Hosts and partners.

use super::{Link, Location, Markdown, OfferId, Permalink, Picture, Private, RelPath, Slug};
use serde::Serialize;

/// Index of a [`Person`] in [`super::Site::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PersonId(pub u32);

/// Which side of the table a person belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonKind {
    /// Asks the questions; owns the show.
    #[default]
    Host,
    /// A referral partner: the guest.
    Partner,
}

/// A host or partner, with everything that may be public and, closed, what may not.
/// Photo and the like are absent where consent is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Person {
    /// Host or partner.
    pub kind: PersonKind,
    /// Address part.
    pub slug: Slug,
    /// The file that describes them.
    pub source: RelPath,
    /// `partners/<slug>/`; home for a host. (A host's pictures are in `hosts/<slug>/`.)
    pub permalink: Permalink,
    /// Full name.
    pub name: String,
    /// First part of the name, or the whole where it is not in Latin, Greek or Cyrillic letters.
    pub first_name: String,
    /// One or two letters for the disc without a photo.
    pub initials: String,
    /// Their business.
    pub business: Option<String>,
    /// What they are called there.
    pub role: Option<String>,
    /// What they do, in one line.
    pub tagline: Option<String>,
    /// Portrait, where they allowed it.
    pub photo: Option<Picture>,
    /// Their own site.
    pub website: Option<String>,
    /// Ways to reach them that they chose to publish.
    pub links: Vec<Link>,
    /// Books they wrote.
    pub books: Vec<Book>,
    /// Their own podcast.
    pub podcast: Option<PartnerPodcast>,
    /// Their Referral Kit, while it is open.
    pub offer: Option<OfferId>,
    /// Where they work.
    pub location: Option<Location>,
    /// For example `she/her`.
    pub pronouns: Option<String>,
    /// What lists are sorted by.
    pub sort_name: String,
    /// Other spellings of the name, and old addresses, as written.
    pub aliases: Vec<String>,
    /// How to introduce them.
    pub introduction: Introduction,
    /// Whom they would like to meet.
    pub meet: Vec<String>,
    /// What they allowed.
    pub consent: Consent,
    /// Biography.
    pub bio: Markdown,
    /// Hue of their pages, in degrees 0–359.
    pub hue: u16,
    /// What they told the host in confidence.
    pub private: Private<PersonPrivate>,
}

/// How to introduce somebody, in their own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Introduction {
    /// What they help with.
    pub help: Option<String>,
    /// For whom.
    pub ideal_client: Option<String>,
    /// Sentences to listen for.
    pub listen_for: Vec<String>,
    /// Words to use.
    pub say_this: Option<String>,
    /// Words to avoid.
    pub do_not_say: Option<String>,
    /// Why one may trust them.
    pub proof: Option<String>,
    /// What happens after the introduction.
    pub next_step: Option<String>,
}

/// A book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// Where it is found.
    pub url: Option<String>,
    /// Its cover, as a picture beside the person's file.
    pub cover: Option<Picture>,
}

/// A partner's own podcast.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartnerPodcast {
    /// Its title.
    pub title: Option<String>,
    /// Its feed.
    pub url: Option<String>,
    /// Its podcast:guid.
    pub guid: Option<String>,
}

/// What a partner allowed; everything unless the list says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Consent {
    /// The recording may be published.
    pub audio: bool,
    /// The transcript may be published.
    pub transcript: bool,
    /// Excerpts (soundbites, quotes, share pictures) may be published.
    pub clips: bool,
    /// The photo may be shown.
    pub photo: bool,
    /// They may be named in e-mails to lists.
    pub email: bool,
}

impl Default for Consent {
    fn default() -> Self {
        Self { audio: true, transcript: true, clips: true, photo: true, email: true }
    }
}

/// Where a partner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// On the list.
    Prospect,
    /// Asked how to be introduced.
    Asked,
    /// Invited to an interview.
    Invited,
    /// A date is set.
    Booked,
    /// The interview is recorded.
    Recorded,
    /// It is online.
    Published,
    /// The applause was passed on.
    Thanked,
    /// They interviewed the host.
    Turned,
    /// They send it on.
    Sharing,
    /// Not now.
    Paused,
}

impl Status {
    /// All, in the order of the cycle, with the word authors write.
    pub const ALL: [(&'static str, Self); 10] = [
        ("prospect", Self::Prospect),
        ("asked", Self::Asked),
        ("invited", Self::Invited),
        ("booked", Self::Booked),
        ("recorded", Self::Recorded),
        ("published", Self::Published),
        ("thanked", Self::Thanked),
        ("turned", Self::Turned),
        ("sharing", Self::Sharing),
        ("paused", Self::Paused),
    ];

    /// The word authors write.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, status)| *status == self).map_or("prospect", |(word, _)| word)
    }
}

/// What never leaves the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PersonPrivate {
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Where they stand.
    pub status: Option<Status>,
    /// Free notes.
    pub notes: Option<String>,
    /// The next step, in the host's words.
    pub next: Option<String>,
    /// How often they sent something on.
    pub sends: Option<u64>,
    /// Every other key (stage dates and the like) as written, in the order written.
    pub more: Vec<(String, String)>,
}
