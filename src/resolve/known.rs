//! Interviews that were resolved before, for runs that read the same show again and again: one of which nothing that goes into it has
//! changed is not resolved anew. A run that is over after one build keeps nothing and pays nothing.

use super::episodes::Context;
use super::names::Programme;
use super::offers::Stock;
use super::people::{Cast, People};
use super::published::known_guid;
use super::{EpisodeFiles, ImageFacts, Interview, Measured};
use crate::discover::FileEntry;
use crate::model::{AudioFacts, Chapter, Episode, ForeignElement, RecordingHash, RelPath, Shared, Show, Slug, Transcript};
use crate::parse::episode::RawEpisode;
use crate::report::Report;
use jiff::Zoned;
use std::collections::HashMap;

/// What was resolved, by the interview's text.
#[derive(Default)]
pub struct Known {
    is_kept: bool,
    /// What all of them were joined up with.
    surroundings: Option<Surroundings>,
    episodes: HashMap<RelPath, Resolved>,
}

/// What an interview is joined up with, other than what lies beside it.
struct Surroundings {
    show: Show,
    cast: Cast,
    people: People,
    stock: Stock,
    programme: Programme,
}

/// What went into an interview, and what came out.
pub(super) struct Resolved {
    raw: Shared<RawEpisode>,
    slug: Slug,
    beside: Vec<FileEntry>,
    date: Zoned,
    is_public: bool,
    files: EpisodeFiles,
    measured: Beside,
    guid: Option<String>,
    pub(super) episode: Shared<Episode>,
    pub(super) found: Report,
}

/// What was measured of the files beside an interview.
struct Beside {
    facts: Option<AudioFacts>,
    original: Option<RecordingHash>,
    transcript: Option<Shared<Transcript>>,
    chapters: Option<Vec<Chapter>>,
    feed_extra: Option<Vec<ForeignElement>>,
    images: Vec<Option<ImageFacts>>,
}

impl Known {
    /// For a run that reads the same show again and again.
    #[must_use]
    pub fn lasting() -> Self {
        Self { is_kept: true, ..Self::default() }
    }

    /// Forgets everything that was joined up with something else than now.
    pub(super) fn look_around(&mut self, context: &Context<'_>) {
        if !self.is_kept || self.surroundings.as_ref().is_some_and(|known| known.are(context)) {
            return;
        }
        self.episodes.clear();
        self.surroundings = Some(Surroundings {
            show: context.show.clone(),
            cast: context.cast.clone(),
            people: context.people.clone(),
            stock: context.stock.clone(),
            programme: context.programme.clone(),
        });
    }

    /// Takes out what came of earlier runs; what still holds is to be kept again.
    pub(super) fn take(&mut self) -> HashMap<RelPath, Resolved> {
        std::mem::take(&mut self.episodes)
    }

    /// Keeps what came of this run.
    pub(super) fn keep(&mut self, resolved: Resolved) {
        self.episodes.insert(resolved.raw.source.clone(), resolved);
    }

    /// Whether anything is kept at all.
    pub(super) fn is_kept(&self) -> bool {
        self.is_kept
    }
}

impl Surroundings {
    fn are(&self, context: &Context<'_>) -> bool {
        self.programme == *context.programme
            && self.stock == *context.stock
            && self.people == *context.people
            && self.cast == *context.cast
            && self.show == *context.show
    }
}

impl Resolved {
    /// What is to be kept of an interview that is about to be resolved.
    pub(super) fn of(
        (item, date, is_public): (&Interview, &Zoned, bool),
        context: &Context<'_>,
        resolve: impl FnOnce() -> (Shared<Episode>, Report),
    ) -> Self {
        let files = super::episode_files(item, &mut Report::default());
        let measured = Beside::of(&files, &item.files, context.measured);
        let (episode, found) = resolve();
        let guid = known_guid(context.before, &item.slug, &episode.aliases);
        Self {
            raw: item.raw.clone(),
            slug: item.slug.clone(),
            beside: item.files.clone(),
            date: date.clone(),
            is_public,
            files,
            measured,
            guid,
            episode,
            found,
        }
    }

    /// Whether everything that goes into this interview is as it was.
    pub(super) fn holds(&self, item: &Interview, date: &Zoned, is_public: bool, context: &Context<'_>) -> bool {
        self.raw.is_same(&item.raw)
            && self.slug == item.slug
            && self.is_public == is_public
            && self.date == *date
            && self.beside == item.files
            && self.guid == known_guid(context.before, &self.slug, &self.episode.aliases)
            && self.measured.is_as(&self.files, &item.files, context.measured)
    }
}

impl Beside {
    fn of(files: &EpisodeFiles, beside: &[FileEntry], measured: &Measured) -> Self {
        Self {
            facts: of(files.recording.as_ref(), &measured.audio).cloned(),
            original: of(files.recording.as_ref(), &measured.originals).copied(),
            transcript: of(files.transcript.as_ref(), &measured.transcripts).cloned(),
            chapters: of(files.chapters.as_ref(), &measured.chapters).cloned(),
            feed_extra: of(files.feed_extra.as_ref(), &measured.feed_extras).cloned(),
            images: images(beside, measured).map(Option::<&ImageFacts>::cloned).collect(),
        }
    }

    fn is_as(&self, files: &EpisodeFiles, beside: &[FileEntry], measured: &Measured) -> bool {
        let transcript = of(files.transcript.as_ref(), &measured.transcripts);
        self.facts.as_ref() == of(files.recording.as_ref(), &measured.audio)
            && self.original.as_ref() == of(files.recording.as_ref(), &measured.originals)
            && match (&self.transcript, transcript) {
                (Some(known), Some(now)) => known.is_same(now),
                (known, now) => known.is_none() && now.is_none(),
            }
            && self.chapters.as_ref() == of(files.chapters.as_ref(), &measured.chapters)
            && self.feed_extra.as_ref() == of(files.feed_extra.as_ref(), &measured.feed_extras)
            && self.images.iter().map(Option::as_ref).eq(images(beside, measured))
    }
}

fn of<'m, T>(path: Option<&RelPath>, table: &'m std::collections::BTreeMap<RelPath, T>) -> Option<&'m T> {
    table.get(path?)
}

/// The pictures that may be meant: those beside the text.
fn images<'m>(beside: &'m [FileEntry], measured: &'m Measured) -> impl Iterator<Item = Option<&'m ImageFacts>> {
    beside.iter().filter(|file| super::is_picture(&file.path)).map(|file| measured.images.get(&file.path))
}
