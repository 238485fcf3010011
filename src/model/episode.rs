//! Interviews.

use super::{
    Asset, CampaignId, Chapter, EventId, ForeignElement, Location, Markdown, Millis, OfferId, OutPath, Permalink, PersonId, Picture,
    Private, Recording, RelPath, Shared, Slug, Tag, Transcript,
};
use jiff::Zoned;
use serde::Serialize;
use std::collections::BTreeMap;

/// Index of an [`Episode`] in [`super::Site::episodes`]: 0 is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EpisodeId(pub u32);

/// An interview, resolved. What consent forbids is already gone from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Episode {
    /// Address part.
    pub slug: Slug,
    /// Its file.
    pub source: RelPath,
    /// `episodes/<slug>/`.
    pub permalink: Permalink,
    /// Never changes once published.
    pub guid: String,
    /// Its title.
    pub title: String,
    /// When it is published, in the show's time zone (or with the offset that was written).
    pub date: Zoned,
    /// Guest partners, in the order written.
    pub guests: Vec<PersonId>,
    /// Hosts of this episode, in the order written.
    pub hosts: Vec<PersonId>,
    /// Who interviews whom.
    pub direction: Direction,
    /// Its number.
    pub number: Option<u64>,
    /// Its season.
    pub season: Option<u64>,
    /// Full, trailer or bonus.
    pub kind: EpisodeKind,
    /// Whether it is unfit for children.
    pub explicit: bool,
    /// Plain text, one or two sentences: as written, else the first paragraph of the notes, shortened at a word.
    pub summary: String,
    /// The recording. A published episode always has one.
    pub recording: Option<Recording>,
    /// What was asked.
    pub questions: Vec<Question>,
    /// What a listener takes away, plain text.
    pub takeaways: Vec<String>,
    /// Words worth sharing.
    pub quotes: Vec<Quote>,
    /// Chapters: as written, from the recording, or the timed questions; sorted, first at 0, inside the recording; the last
    /// one is the offer's where the offer has a time.
    pub chapters: Vec<Chapter>,
    /// Marks that are not for the table of contents (changes of picture or link), for chapters JSON alone; sorted, inside the recording.
    pub silent_chapters: Vec<Chapter>,
    /// Whether the author gave chapters of their own (otherwise they are the timed questions).
    pub has_own_chapters: bool,
    /// What was said. Speakers who are people of this episode have their full names.
    pub transcript: Option<Shared<Transcript>>,
    /// Who the speakers of the transcript are: hosts and guests of this episode by their names; who is not here is nobody we know.
    pub voices: BTreeMap<String, PersonId>,
    /// Books, links and tools mentioned.
    pub resources: Vec<Resource>,
    /// Pictures shown in the notes.
    pub images: Vec<Picture>,
    /// Its own cover art.
    pub cover: Option<Picture>,
    /// Everybody else who took part.
    pub people: Vec<Credit>,
    /// The one offer that closes it.
    pub call_to_action: Option<CallToAction>,
    /// Listeners' words cleared for print.
    pub feedback: Vec<Feedback>,
    /// All feedback, cleared or not, for the thank-you to the partner.
    pub private_feedback: Private<Vec<Feedback>>,
    /// Excerpts.
    pub soundbites: Vec<Soundbite>,
    /// Topics.
    pub tags: Vec<Tag>,
    /// The live session it records.
    pub event: Option<EventId>,
    /// The drive it belongs to.
    pub campaign: Option<CampaignId>,
    /// Where it was recorded or what it is about.
    pub location: Option<Location>,
    /// Old addresses that lead here, from the top of the site, without leading slash.
    pub aliases: Vec<OutPath>,
    /// The recording was exchanged on purpose.
    pub republish: bool,
    /// Show notes.
    pub notes: Markdown,
    /// Files beside the episode that its notes link to.
    pub files: Vec<Asset>,
    /// Elements that its item in the feed carries as they are, from `feed-extra.xml`.
    pub foreign: Vec<ForeignElement>,
}

/// Who interviews whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The host interviews the partner.
    #[default]
    Spotlight,
    /// The partner interviews the host.
    Turned,
}

/// itunes:episodeType.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EpisodeKind {
    /// The whole thing.
    #[default]
    Full,
    /// An announcement.
    Trailer,
    /// An extra.
    Bonus,
}

impl EpisodeKind {
    /// As feeds write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// One interview question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// A few words for the player's track.
    pub label: Option<String>,
    /// When it is asked.
    pub at: Option<Millis>,
    /// The answer in short.
    pub answer: Option<String>,
}

/// Words worth sharing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Who said them: a name (resolved from a slug where one was given).
    pub by: Option<String>,
    /// When.
    pub at: Option<Millis>,
}

/// A book, link or tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Resource {
    /// Its title.
    pub title: String,
    /// Where it is found.
    pub url: Option<String>,
    /// `book`, `article`, `tool`, …
    pub kind: Option<String>,
    /// A few words about it.
    pub note: Option<String>,
}

/// Somebody who took part (podcast:person).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Credit {
    /// Full name.
    pub name: String,
    /// From the Podcast Taxonomy, lower case.
    pub role: Option<String>,
    /// From the Podcast Taxonomy, lower case.
    pub group: Option<String>,
    /// Where they are found.
    pub url: Option<String>,
}

/// A listener's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Feedback {
    /// The words.
    pub text: String,
    /// Who said them.
    pub from: Option<String>,
    /// When.
    pub date: Option<jiff::civil::Date>,
    /// Whether they may be printed; no unless written.
    pub public: bool,
}

/// An excerpt (podcast:soundbite).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Soundbite {
    /// Start.
    pub at: Millis,
    /// Length, 15–120 s advised.
    pub duration: Millis,
    /// What it is about.
    pub title: Option<String>,
}

/// The one next step of an episode.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CallToAction {
    /// Which offer.
    pub offer: OfferId,
    /// Who gets the credit: the partner, always; `None` when no partner is in the episode.
    pub partner: Option<PersonId>,
    /// Where every button leads: `go/<partner>/<offer>/`, or the offer's own page without a partner.
    pub permalink: Permalink,
    /// Where in the recording it is raised.
    pub at: Option<Millis>,
}
