//! Layer 4: how the recordings of a site sound: remembered, or listened to now, several at a time. In: a site whose published recordings
//! are made. Out: the same site, in which every recording that is here knows how it sounds. Findings: what is odd about the sound.

use super::{Published, inside};
use crate::audio::{inspect, measure, sound};
use crate::cache::{AudioMemory, LevelMemory};
use crate::disk::Failure;
use crate::model::{AudioOddity, EpisodeId, Making, Millis, Outline, RelPath, Site, Sound};
use crate::project::Project;
use crate::report::{Finding, Place, Report};
use crate::resolve::{self, Audible, Audience};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// Listening to less than this leaves nothing behind where nothing was remembered before: a look at a show writes nothing.
const WORTH_KEEPING: Millis = Millis(10 * 60 * 1_000);

/// What becomes of what is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is remembered; what is not needed any more is forgotten.
    All,
    /// It is remembered where that saves time worth talking about.
    WorthIt,
    /// Nothing is listened to: what is not remembered is not known.
    Recalled,
}

/// The recordings listened to in this run, and how long they are.
pub type Heard = BTreeMap<RelPath, Millis>;

/// A recording to be listened to: several files may hold the same.
struct Job<'site> {
    content: String,
    file: &'site RelPath,
    length: u64,
}

/// Recalls or finds out how each recording sounds that does not know it yet. `tell` is told how far that is, in milliseconds of sound, of how many.
///
/// # Errors
/// When a recording cannot be read.
pub fn hear(
    project: &Project,
    site: Site,
    (contents, memory): (&AudioMemory, &LevelMemory),
    published: &BTreeMap<EpisodeId, Published>,
    keeping: Keeping,
    tell: &(dyn Fn(u64, u64) + Sync),
    report: &mut Report,
) -> Result<(Site, Heard), Failure> {
    let prepared: BTreeMap<RelPath, &Published> = published.values().map(|published| (inside(project, published), published)).collect();
    let audible = resolve::audible(&site);
    let silent: Vec<Audible<'_>> = audible.iter().filter(|audible| audible.recording.sound.is_none()).copied().collect();
    let jobs = jobs(&silent, contents, &prepared);
    let recalled: Vec<Option<Sound>> = jobs.par_iter().map(|job| memory.recall(&job.content)).collect();
    let mut by_content: BTreeMap<&str, Sound> = BTreeMap::new();
    let mut open = Vec::new();
    for (job, sound) in jobs.iter().zip(recalled) {
        match sound {
            Some(sound) => drop(by_content.insert(&job.content, sound)),
            None => open.push(job),
        }
    }
    if keeping == Keeping::Recalled {
        open.clear();
    }
    let new = listen(project, memory, &open, keeping, tell)?;
    by_content.extend(open.iter().map(|job| job.content.as_str()).zip(new));
    if keeping == Keeping::All && memory.is_there() {
        memory.keep(by_content.keys().copied().chain(contents.contents()));
    }
    let heard = heard(&silent, &open);
    let sound_of = |audible: &Audible<'_>| by_content.get(content(audible.file, contents, &prepared)?).cloned();
    let sounds: BTreeMap<RelPath, Sound> = silent.iter().filter_map(|audible| Some((audible.file.clone(), sound_of(audible)?))).collect();
    for audible in &audible {
        if let Some(sound) = audible.recording.sound.as_ref().or_else(|| sounds.get(audible.file)) {
            report_oddities(audible, sound, prepared.get(audible.file).copied(), report);
        }
    }
    Ok((resolve::with_sounds(site, &sounds), heard))
}

/// Each content once, in a fixed order.
fn jobs<'site>(audible: &[Audible<'site>], contents: &AudioMemory, prepared: &BTreeMap<RelPath, &Published>) -> Vec<Job<'site>> {
    let mut jobs = BTreeMap::new();
    for audible in audible {
        if let Some(content) = content(audible.file, contents, prepared) {
            let job = || Job { content: content.to_owned(), file: audible.file, length: audible.facts.duration.0.max(1) };
            jobs.entry(content).or_insert_with(job);
        }
    }
    jobs.into_values().collect()
}

/// What stands for the bytes of a recording.
fn content<'a>(file: &RelPath, contents: &'a AudioMemory, prepared: &BTreeMap<RelPath, &'a Published>) -> Option<&'a str> {
    prepared.get(file).map(|published| published.content.as_str()).or_else(|| contents.content(file))
}

/// Listens to recordings, several at a time; what was heard comes in their order.
fn listen(
    project: &Project,
    memory: &LevelMemory,
    open: &[&Job<'_>],
    keeping: Keeping,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Vec<Sound>, Failure> {
    let whole: u64 = open.iter().map(|job| job.length).sum();
    let is_kept = !open.is_empty() && (keeping == Keeping::All || memory.is_there() || whole >= WORTH_KEEPING.0);
    // A cache that cannot be written is no failure of the build.
    let is_kept = is_kept && memory.open().is_ok();
    let done = AtomicU64::new(0);
    let one = |job: &&Job<'_>| {
        let mut told = 0;
        let levels = measure::levels_telling(&project.path(job.file), &mut |so_far| {
            let now = so_far.0.min(job.length);
            let step = now.saturating_sub(told);
            told += step;
            tell(done.fetch_add(step, Ordering::Relaxed) + step, whole);
        })?;
        let kept = if is_kept { memory.learn(&job.content, &levels).ok() } else { None };
        let outline = kept.map_or_else(|| Outline::Here(levels.waveform.clone()), Outline::Kept);
        Ok(sound::digest(&levels, outline))
    };
    // One at a time for each core: a long one must not wait in a queue behind another.
    open.par_iter().with_max_len(1).map(one).collect()
}

/// Published recordings are not told of by their own names: those are the cache's.
fn heard(audible: &[Audible<'_>], open: &[&Job<'_>]) -> Heard {
    let is_original =
        |job: &&&Job<'_>| audible.iter().any(|audible| audible.file == job.file && audible.recording.making == Making::AsRecorded);
    open.iter().filter(is_original).map(|job| (job.file.clone(), Millis(job.length))).collect()
}

/// What is odd about the sound is told at the episode's `audio`; what nobody hears yet never blocks.
fn report_oddities(audible: &Audible<'_>, sound: &Sound, published: Option<&Published>, report: &mut Report) {
    let heard = inspect::not_said_yet(audible.facts, &sound.oddities, sound.lost);
    for oddity in heard.iter().chain(published.into_iter().flat_map(|published| still_heard(published, sound))) {
        let Some(rule) = measure::RULES.iter().find(|rule| rule.name == oddity.rule) else { continue };
        let place = Place::key(audible.episode, "audio");
        let is_error = oddity.blocks && audible.audience == Audience::Public;
        let finding =
            if is_error { Finding::error(rule.name, place, &oddity.message) } else { Finding::warning(rule.name, place, &oddity.message) };
        report.add(finding.fix(&oddity.fix));
    }
}

/// What making it louder or quieter does not mend: waves cut off flat, and holes.
fn still_heard<'a>(published: &'a Published, sound: &Sound) -> impl Iterator<Item = &'a AudioOddity> {
    let is_said = |oddity: &AudioOddity| sound.oddities.iter().any(|said| said.rule == oddity.rule);
    let oddities =
        published.prepared.before.oddities.iter().filter(|oddity| matches!(oddity.rule.as_str(), "clipped-audio" | "damaged-audio"));
    oddities.filter(move |oddity| !is_said(oddity)).collect::<Vec<_>>().into_iter()
}
