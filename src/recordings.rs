//! Layer 4: the published recordings of a site: which are to be made, with which tags, and those that are remembered. Making one takes
//! a while; a rebuild that changes nothing about it costs nothing, a new title costs a copy.

mod covers;
mod listening;

pub use covers::Covers;
pub use listening::{Heard, Keeping, hear};

use crate::audio::{
    self,
    prepare::{self, Done, Ends, Format, Prepared, Settings, Tags, Trouble, USUAL},
};
use crate::cache::{AudioMemory, Kept, LevelMemory, PreparedMemory, PreparedName};
use crate::disk::{self, Failure};
use crate::model::{AudioFacts, AudioOddity, CentiLufs, Chapter, Episode, EpisodeId, RelPath, Show, Site};
use crate::project::Project;
use crate::report::{Finding, Place, Report};
use crate::resolve::PreparedFile;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Make what is missing.
    Make,
    /// Only what is remembered.
    Recall,
}

/// Which episodes are meant.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All; what is remembered of others is forgotten.
    All,
    /// These.
    Only(&'a BTreeSet<EpisodeId>),
}

/// A published recording.
#[derive(Clone, Debug)]
pub struct Published {
    /// Where it lies.
    pub file: PathBuf,
    /// What became of the original.
    pub prepared: Prepared,
    /// What it says of itself.
    pub facts: AudioFacts,
    /// Stands for its sound; see [`PreparedName::content`].
    pub content: String,
    /// Whether it was made now.
    pub is_new: bool,
}

/// How the show wants its recordings made; `None` where it wants them as they are.
#[must_use]
pub fn wanted(show: &Show) -> Option<Settings> {
    let format = match show.media.format.as_deref()? {
        "m4a" => Format::M4a,
        _ => Format::Mp3,
    };
    Some(Settings { format, ..settings(show) })
}

/// How the show's recordings are made when one is asked for.
#[must_use]
pub fn settings(show: &Show) -> Settings {
    let format = if show.media.format.as_deref() == Some("m4a") { Format::M4a } else { Format::Mp3 };
    Settings { format, bitrate: show.media.bitrate, loudness: show.media.loudness.map_or(USUAL, CentiLufs), ends: Ends::Keep }
}

/// What a recording says of itself.
#[must_use]
pub fn tags(project: &Project, site: &Site, episode: &Episode, covers: &mut Covers) -> Tags {
    let guests = episode.guests.iter().map(|id| site.person(*id).name.as_str());
    let names: Vec<&str> = episode.hosts.iter().map(|id| site.person(*id).name.as_str()).chain(guests).collect();
    Tags {
        title: episode.title.clone(),
        show: site.show.title.clone(),
        artist: if names.is_empty() { site.show.author.clone() } else { names.join(", ") },
        number: episode.number,
        season: episode.season,
        date: episode.date.date(),
        language: site.show.language.clone(),
        page: site.show.base_url.page(&episode.permalink),
        summary: episode.summary.clone(),
        copyright: site.show.copyright.clone().unwrap_or_default(),
        // The first that can be opened: the episode's own, else the show's.
        cover: episode.cover.iter().chain(&site.show.cover).find_map(|picture| covers.of(project, &picture.source)),
        chapters: episode.chapters.iter().map(|chapter| Chapter { image: None, ..chapter.clone() }).collect(),
    }
}

/// A recording of the show's own, and what is to become of it.
struct Job<'site> {
    id: EpisodeId,
    episode: &'site Episode,
    source: &'site RelPath,
    /// The hash of its bytes, and its ending.
    content: &'site str,
    name: PreparedName,
    tags: Tags,
    /// Its share of the work, in milliseconds of sound.
    length: u64,
}

/// Makes (or recalls) the published recordings of all episodes that have a recording here, in parallel. Findings: recordings that do
/// not allow it. `tell` is told how far all of it is, of how much.
///
/// # Errors
/// When the machine fails.
pub fn publish(
    project: &Project,
    site: &Site,
    settings: &Settings,
    memory: &AudioMemory,
    (reach, which): (Reach, Which<'_>),
    tell: &(dyn Fn(u64, u64) + Sync),
    report: &mut Report,
) -> Result<BTreeMap<EpisodeId, Published>, Failure> {
    let shelf = PreparedMemory::of(project);
    let is_meant = |id: &EpisodeId| matches!(which, Which::All) || matches!(which, Which::Only(ids) if ids.contains(id));
    let all = (0_u32..).map(EpisodeId).zip(&site.episodes).filter(|(id, _)| is_meant(id));
    let mut covers = Covers::default();
    let jobs: Vec<Job<'_>> = all.filter_map(|(id, episode)| job(project, site, settings, memory, (id, episode), &mut covers)).collect();
    let (known, open): (Vec<_>, Vec<_>) = jobs.iter().map(|job| (job, shelf.recall(&job.name))).partition(|(_, known)| known.is_some());
    let mut published: BTreeMap<EpisodeId, Published> =
        known.into_iter().filter_map(|(job, kept)| Some((job.id, published_of(&shelf, job, kept?, IsNew::No)))).collect();
    if reach == Reach::Make {
        if !open.is_empty() {
            shelf.open()?;
            LevelMemory::of(project).open()?;
        }
        let whole: u64 = open.iter().map(|(job, _)| job.length).sum();
        let done = AtomicU64::new(0);
        let make = |(job, _): &(&Job<'_>, Option<Kept>)| {
            (
                job.id,
                make(project, settings, &shelf, job, &|step| {
                    tell(done.fetch_add(step, Ordering::Relaxed) + step, whole);
                }),
            )
        };
        let made: Vec<_> = open.par_iter().map(make).collect();
        for ((id, made), (job, _)) in made.into_iter().zip(&open) {
            match made {
                Ok(made) => drop(published.insert(id, made)),
                Err(Trouble::Machine(failure)) => return Err(failure),
                Err(Trouble::Recording(oddity)) => report.add(finding(job, &oddity)),
            }
        }
        if matches!(which, Which::All) {
            shelf.keep(&jobs.iter().map(|job| job.name.clone()).collect::<BTreeSet<_>>(), settings, memory.contents());
        }
    }
    for job in &jobs {
        let oddities = published.get(&job.id).into_iter().flat_map(|published| &published.prepared.oddities);
        oddities.for_each(|oddity| report.add(finding(job, oddity)));
    }
    Ok(published)
}

fn job<'site>(
    project: &Project,
    site: &'site Site,
    settings: &Settings,
    memory: &'site AudioMemory,
    (id, episode): (EpisodeId, &'site Episode),
    covers: &mut Covers,
) -> Option<Job<'site>> {
    let recording = episode.recording.as_ref()?;
    let (facts, source) = (recording.facts.as_ref()?, &recording.file.as_ref()?.source);
    // What does not decode has been reported already.
    if facts.oddities.iter().any(|oddity| oddity.blocks) {
        return None;
    }
    let tags = tags(project, site, episode, covers);
    let content = memory.content(source)?;
    let name = PreparedName::of(content, settings, &tags, settings.format.of(facts).ending());
    Some(Job { id, episode, source, content, name, tags, length: facts.duration.0.max(1) })
}

/// Makes one. `step` is told of each piece of its share that is done.
fn make(
    project: &Project,
    settings: &Settings,
    shelf: &PreparedMemory,
    job: &Job<'_>,
    step: &(dyn Fn(u64) + Sync),
) -> Result<Published, Trouble> {
    let file = shelf.file(&job.name);
    let told = AtomicU64::new(0);
    let progress = |done: u64, all: u64| {
        let now = u64::try_from(u128::from(job.length) * u128::from(done) / u128::from(all.max(1))).unwrap_or(job.length).min(job.length);
        // Another try makes the whole longer; what is done stays done.
        let before = told.fetch_max(now, Ordering::Relaxed);
        if now > before {
            step(now - before);
        }
    };
    let old = shelf.same_sound(&job.name).filter(|(old, prepared)| prepared.done == Done::Encoded && disk::metadata(old).is_some());
    let prepared = match old {
        Some((old, mut prepared)) => {
            prepare::retag(&old, &file, &mut prepared, &job.tags)?;
            prepared
        }
        None => prepare::prepare(&project.path(job.source), &file, settings, &job.tags, &progress)?,
    };
    progress(1, 1);
    let facts = audio::facts(&file)?;
    remember_levels(project, job, &prepared)?;
    shelf.learn(&job.name, &prepared, &facts)?;
    Ok(published_of(shelf, job, Kept { prepared, facts }, IsNew::Yes))
}

/// What was heard on the way need not be measured again. A recording that only got other tags was not listened to.
fn remember_levels(project: &Project, job: &Job<'_>, prepared: &Prepared) -> Result<(), Failure> {
    let memory = LevelMemory::of(project);
    for (content, levels) in [(job.content, &prepared.before), (&job.name.content(), &prepared.after)] {
        if !levels.waveform.peaks.is_empty() {
            memory.learn(content, levels)?;
        }
    }
    Ok(())
}

fn published_of(shelf: &PreparedMemory, job: &Job<'_>, kept: Kept, is_new: IsNew) -> Published {
    let Kept { prepared, facts } = kept;
    Published { file: shelf.file(&job.name), prepared, facts, content: job.name.content(), is_new: is_new == IsNew::Yes }
}

/// Whether a recording was made now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsNew {
    Yes,
    No,
}

fn finding(job: &Job<'_>, oddity: &AudioOddity) -> Finding {
    let rule = prepare::RULES.iter().find(|rule| rule.name == oddity.rule).map_or("cannot-prepare", |rule| rule.name);
    let message = format!("{}: {}", job.source.file_name(), oddity.message);
    let place = Place::file(&job.episode.source);
    let finding = if oddity.blocks { Finding::error(rule, place, message) } else { Finding::warning(rule, place, message) };
    finding.fix(&oddity.fix)
}

/// What the pages and the feed need to know of them.
#[must_use]
pub fn files(project: &Project, published: &BTreeMap<EpisodeId, Published>) -> BTreeMap<EpisodeId, PreparedFile> {
    published
        .iter()
        .map(|(id, published)| (*id, PreparedFile { path: inside(project, published), facts: published.facts.clone() }))
        .collect()
}

/// Where a published recording lies, from the show's root.
fn inside(project: &Project, published: &Published) -> RelPath {
    let inside = published.file.strip_prefix(&project.root).unwrap_or(&published.file);
    RelPath(inside.to_string_lossy().replace('\\', "/"))
}
