//! Layer 4: the road: the stages called in a row. The only module that knows them all.

mod preview;
mod read;

pub use preview::{Preview, Shown, Trouble};

use crate::audio;
use crate::cache::{AudioMemory, LastBuild, LevelMemory, Memory};
use crate::check;
use crate::discover;
use crate::disk::{self, Failure};
use crate::import;
use crate::lock;
use crate::model::{EpisodeId, OutPath, Published, Site};
use crate::parse;
use crate::picture;
use crate::pictures::Studio;
use crate::plan::{self, Plan, Tree};
use crate::project::Project;
use crate::recordings::{self, Heard, Keeping, Reach, Which};
use crate::render::{self, Rendered};
use crate::report::{Finding, Report, RuleText};
use crate::resolve::{self, Drafts, Moment};
use crate::theme::{self, Theme};
use crate::write::{Manifest, Mode, Staging, WriteReport};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is asked of a run.
pub struct Order<'a> {
    /// What is due.
    pub moment: Moment,
    /// How far to go.
    pub goal: Goal,
    /// What may happen to published episodes and pages all the same.
    pub accepted: &'a [check::Acceptance],
    /// Told how far the run has come; may be called from several threads.
    pub tell: &'a (dyn Fn(Step) + Sync),
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Write what changed.
    Build,
    /// Say what would be written.
    DryRun,
    /// Only look for findings.
    Check,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Texts are read: counts are known.
    Read,
    /// Recordings measured, of how many that had to be.
    Listening(usize, usize),
    /// Recordings are done.
    Listened,
    /// Published recordings made, in milliseconds of sound, of how many.
    Preparing(u64, u64),
    /// Those are done.
    Prepared,
    /// Recordings listened to, in milliseconds of sound, of how many that are new.
    Hearing(u64, u64),
    /// All are known.
    Heard,
    /// Files rendered, of how many.
    Rendering(usize, usize),
    /// The site is in place.
    Done,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything found.
    pub report: Report,
    /// What there is.
    pub counts: Counts,
    /// The recordings that are new in this run, and how long they are.
    pub new_recordings: Heard,
    /// What became of `public/`; empty when errors stopped the run.
    pub public: WriteReport,
    /// What became of `desk/`.
    pub desk: WriteReport,
    /// Nothing had changed since the last build, so nothing was done.
    pub is_recalled: bool,
    /// What became of `turntable.lock`.
    pub lock: lock::Update,
    /// The next moment at which a build would make something else though nobody writes anything: an episode or an offer that becomes due.
    /// `None` where the show is unusable.
    pub holds_until: Option<Timestamp>,
}

/// A show that was read.
pub struct Read {
    /// Resolved, with its recordings as they were recorded.
    pub site: Site,
    /// What is remembered of those.
    pub memory: AudioMemory,
    /// Whether every text could be read.
    pub is_whole: bool,
}

/// What there is, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Published episodes.
    pub episodes: usize,
    /// Episodes that are drafts or scheduled.
    pub waiting: usize,
    /// Partners, public or not.
    pub partners: usize,
    /// Offers, public or not.
    pub offers: usize,
    /// Recordings of which anything was measured in this run.
    pub measured: usize,
    /// Recordings remembered from earlier runs.
    pub remembered: usize,
    /// Published recordings made in this run.
    pub prepared: usize,
    /// Bytes of recordings in the site.
    pub audio_bytes: u64,
    /// Pages and other files in the site.
    pub files: usize,
}

/// What is known about every rule, whichever stage finds it.
pub fn rule_texts() -> impl Iterator<Item = &'static RuleText> {
    let reading = [discover::RULES, parse::rules::RULES, parse::transcribe::RULES, parse::transcript::RULES, parse::chapters::RULES];
    let beside = [parse::feed_extra::RULES, parse::lock::RULES, parse::language::RULES];
    let hearing = [audio::RULES, audio::measure::RULES, audio::prepare::RULES];
    let making = [resolve::RULES, theme::RULES, import::RULES, import::leftovers::RULES, picture::RULES, plan::rules::RULES];
    reading
        .into_iter()
        .chain(beside)
        .chain(hearing)
        .chain(making)
        .flatten()
        .chain(check::texts())
        .chain(check::foreign::texts())
        .chain(check::online::RULES)
}

/// Runs the road up to the order's goal.
///
/// # Errors
/// When the machine fails (disk, permission). The author's mistakes are in the outcome's report.
pub fn build(project: &Project, order: &Order<'_>) -> Result<Outcome, Failure> {
    let options = format!("{:?} {}", order.moment.drafts, project.public.display());
    let last = if order.goal == Goal::Build && order.accepted.is_empty() { LastBuild::begin(project, &options) } else { None };
    if let Some(outcome) = last.as_ref().and_then(|last| last.recall(project, &order.moment, rule_texts())) {
        (order.tell)(Step::Done);
        return Ok(outcome);
    }
    let mut outcome = Outcome::default();
    let site = read_and_compare(project, order, &mut outcome)?;
    outcome.holds_until = site.as_ref().map(|site| site.holds_until);
    if let Some(site) = &site {
        outcome.counts.audio_bytes = audio_bytes(site);
        check::check(site, &mut outcome.report);
        let plan = plan::plan(site, &mut outcome.report);
        let studio = Studio::open(project, site, &plan.outputs, mode_of(order.goal))?;
        if let Some(studio) = &studio {
            studio.findings(site, &plan, &mut outcome.report);
        }
        check::apply_levels(&mut outcome.report, &site.show, rule_texts());
        outcome.counts.files = plan.outputs.iter().filter(|output| output.tree == Tree::Public).count();
        let standing = match order.goal {
            Goal::Check => {
                // A theme that cannot be used stops a build as well.
                drop(Theme::load(project, &site.show.theme, &mut outcome.report)?);
                Standing::Old
            }
            Goal::Build | Goal::DryRun => publish(project, site, (&plan, studio.as_ref()), order, &mut outcome)?,
        };
        // The record of ten thousand episodes and their plan need not lie in memory side by side.
        drop((plan, studio));
        // Drafts are there to look at: what they show is not published.
        if standing == Standing::New && order.moment.drafts == Drafts::Hidden {
            outcome.lock = lock::update(project, site)?;
        }
    }
    check::without_echoes(&mut outcome.report);
    parse::locate::locate(&mut outcome.report, &|file| {
        // Only transcripts have findings with places in them when they are not UTF-8.
        disk::read(&project.root.join(file)).ok().map(|bytes| parse::transcript::decode(bytes).text)
    });
    outcome.report.tidy();
    // A new record of what was published may have the next build say something else.
    if let (Some(last), Some(until)) = (last, outcome.holds_until)
        && !outcome.report.has_errors()
        && !outcome.lock.is_written
    {
        last.keep(project, &order.moment, until, &outcome);
    }
    (order.tell)(Step::Done);
    Ok(outcome)
}

/// From the disk to a site with the recordings that it publishes, compared with what was published before; `None` where the show itself is
/// unusable. What is remembered of earlier publishing is let go of before pages are made.
fn read_and_compare(project: &Project, order: &Order<'_>, outcome: &mut Outcome) -> Result<Option<Site>, Failure> {
    let text = lock::text(project, &mut outcome.report)?;
    let before = lock::read(text.as_deref(), &mut outcome.report);
    let Some(read) = read_after(project, &before, &mut Memory::default(), order, outcome)? else { return Ok(None) };
    compare(&read, &before, order, &mut outcome.report);
    with_recordings(project, read.site, &read.memory, order, outcome).map(Some)
}

/// Findings about what apps have and would lose.
fn compare(read: &Read, before: &Published<'_>, order: &Order<'_>, report: &mut Report) {
    let now = resolve::published(&read.site);
    let withheld = resolve::withheld(&read.site, before);
    let record = check::Record { before, now: &now, withheld: &withheld, is_whole: read.is_whole, accepted: order.accepted };
    check::identity(&read.site, &record, report);
}

/// From the disk to a resolved site; `None` where the show itself is unusable.
///
/// # Errors
/// When the machine fails.
pub fn read_site(project: &Project, order: &Order<'_>, outcome: &mut Outcome) -> Result<Option<Read>, Failure> {
    read_with(project, &mut Memory::default(), order, outcome)
}

/// The same, with what is remembered.
fn read_with(project: &Project, memory: &mut Memory, order: &Order<'_>, outcome: &mut Outcome) -> Result<Option<Read>, Failure> {
    let text = lock::text(project, &mut outcome.report)?;
    let record = memory.record(text, &mut outcome.report);
    let read = read_after(project, record.published(), memory, order, outcome);
    memory.keep_record(record);
    read
}

/// The same, knowing what was published before.
fn read_after(
    project: &Project,
    before: &Published<'_>,
    memory: &mut Memory,
    order: &Order<'_>,
    outcome: &mut Outcome,
) -> Result<Option<Read>, Failure> {
    let report = &mut outcome.report;
    let (inventory, found) = memory.inventory(project, report)?;
    let Some(show) = &inventory.show else { return Ok(None) };
    let written = read::texts(project, show, &inventory, memory, report)?;
    let is_whole = !report.has_errors();
    (order.tell)(Step::Read);
    outcome.counts = Counts { partners: written.partners.len(), offers: written.offers.len(), ..Counts::default() };
    let files: Vec<_> = written.episodes.iter().map(|item| resolve::episode_files(item, report)).collect();
    let mut audio = memory.audio(project);
    let measured = read::measure(project, &inventory, (&written, &files), (memory, &mut audio), order, outcome)?;
    (order.tell)(Step::Listened);
    memory.keep_inventory((inventory, found));
    let site = resolve::resolve(written, &measured, (before, &mut memory.interviews), &order.moment, &mut outcome.report);
    if let Some(site) = &site {
        outcome.counts.episodes = site.episodes.len();
        outcome.counts.waiting = files.len().saturating_sub(site.episodes.len());
    }
    Ok(site.map(|site| Read { site, memory: audio, is_whole }))
}

/// Bytes of recordings that the site hands out itself.
fn audio_bytes(site: &Site) -> u64 {
    let recordings = site.episodes.iter().filter_map(|episode| episode.recording.as_ref());
    recordings.filter(|recording| recording.file.is_some()).map(|recording| recording.bytes.0).sum()
}

/// The site with the recordings that are published, and how they sound.
fn with_recordings(project: &Project, site: Site, memory: &AudioMemory, order: &Order<'_>, outcome: &mut Outcome) -> Result<Site, Failure> {
    let (site, published) = with_published_recordings(project, site, memory, order, outcome)?;
    (order.tell)(Step::Prepared);
    let keeping = if order.goal == Goal::Build { Keeping::All } else { Keeping::WorthIt };
    let tell = |done, all| (order.tell)(Step::Hearing(done, all));
    let (site, heard) =
        recordings::hear(project, site, (memory, &LevelMemory::of(project)), &published, keeping, &tell, &mut outcome.report)?;
    (order.tell)(Step::Heard);
    outcome.new_recordings.extend(heard);
    let all = outcome.counts.measured + outcome.counts.remembered;
    outcome.counts.measured = outcome.new_recordings.len();
    outcome.counts.remembered = all.saturating_sub(outcome.counts.measured);
    Ok(site)
}

/// The site with the recordings that the show wants published, where it says how. Nothing is made that will not be published: where
/// there are errors already, and where nothing is written, the ones from earlier builds have to do.
fn with_published_recordings(
    project: &Project,
    site: Site,
    memory: &AudioMemory,
    order: &Order<'_>,
    outcome: &mut Outcome,
) -> Result<(Site, BTreeMap<EpisodeId, recordings::Published>), Failure> {
    let Some(settings) = recordings::wanted(&site.show) else { return Ok((site, BTreeMap::new())) };
    let reach = if order.goal == Goal::Build && !outcome.report.has_errors() { Reach::Make } else { Reach::Recall };
    let tell = |done, all| (order.tell)(Step::Preparing(done, all));
    let published = recordings::publish(project, &site, &settings, memory, (reach, Which::All), &tell, &mut outcome.report)?;
    outcome.counts.prepared = published.values().filter(|published| published.is_new).count();
    Ok((resolve::with_prepared(site, &recordings::files(project, &published)), published))
}

/// Only a build leaves anything behind.
fn mode_of(goal: Goal) -> Mode {
    if goal == Goal::Build { Mode::Write } else { Mode::Compare }
}

/// Which site stands in the output folder after a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    New,
    Old,
}

/// Renders the plan and lets it take the place of the last site, unless anything is wrong.
fn publish(
    project: &Project,
    site: &Site,
    (plan, studio): (&Plan<'_>, Option<&Studio<'_>>),
    order: &Order<'_>,
    outcome: &mut Outcome,
) -> Result<Standing, Failure> {
    let theme = Theme::load(project, &site.show.theme, &mut outcome.report)?;
    if outcome.report.has_errors() {
        return Ok(Standing::Old);
    }
    let mut theme = theme;
    theme.set_shell(plan::shell::shell(site, &theme.assets));
    let mode = mode_of(order.goal);
    let made = project.desk.join(".made");
    let public = Manifest::of(&project.public, &project.root, &made);
    let desk = Manifest::of(&project.desk, &project.root, &made);
    let public_stage = Staging::begin(&project.public, public.read()?, mode)?;
    let desk_stage = match Staging::begin(&project.desk, desk.read()?, mode) {
        Ok(stage) => stage,
        Err(failure) => {
            public_stage.discard();
            return Err(failure);
        }
    };
    let stage_of = |tree: Tree| if tree == Tree::Public { &public_stage } else { &desk_stage };
    let staged = stage_all(project, site, (plan, studio), &theme, &stage_of, order, &mut outcome.report);
    if staged.is_err() || outcome.report.has_errors() {
        public_stage.discard();
        desk_stage.discard();
        return staged.map(|()| Standing::Old);
    }
    let planned = |tree: Tree| -> BTreeSet<&OutPath> {
        let assets = theme.assets.iter().filter(|_| tree == Tree::Public).map(|(path, _)| path);
        plan.outputs.iter().filter(|output| output.tree == tree).map(|output| &output.path).chain(assets).collect()
    };
    outcome.desk = renew(desk_stage, &desk, &planned(Tree::Desk), mode)?;
    outcome.public = renew(public_stage, &public, &planned(Tree::Public), mode)?;
    if mode == Mode::Compare {
        return Ok(Standing::Old);
    }
    if let Some(studio) = studio {
        studio.tidy();
    }
    Ok(Standing::New)
}

/// Notes what is about to be ours before it is there, so that an interruption never leaves a file that nobody knows of.
fn renew(stage: Staging, manifest: &Manifest, planned: &BTreeSet<&OutPath>, mode: Mode) -> Result<WriteReport, Failure> {
    if mode == Mode::Compare {
        return stage.commit(planned);
    }
    let before = manifest.read()?;
    manifest.write(&before.iter().chain(planned.iter().copied()).collect())?;
    drop(before);
    let report = stage.commit(planned)?;
    manifest.write(planned)?;
    Ok(report)
}

/// Bytes made of a file of the cache. It was whole when it was looked at a moment ago.
fn derived(path: &Path, make: fn(&[u8]) -> Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
    let broken = || Failure { doing: "use", path: path.to_owned(), cause: std::io::ErrorKind::InvalidData.into() };
    make(&disk::read(path)?).ok_or_else(broken)
}

fn stage_all<'s>(
    project: &Project,
    site: &Site,
    (plan, studio): (&Plan<'_>, Option<&Studio<'_>>),
    theme: &Theme,
    stage_of: &(dyn Fn(Tree) -> &'s Staging + Sync),
    order: &Order<'_>,
    report: &mut Report,
) -> Result<(), Failure> {
    let done = AtomicUsize::new(0);
    let stage = |output: &plan::Output<'_>| -> Result<Option<Box<Finding>>, Failure> {
        let stage = stage_of(output.tree);
        let rendered = match render::render(output, theme) {
            Ok(rendered) => rendered,
            Err(finding) => return Ok(Some(finding)),
        };
        match rendered {
            Rendered::Bytes(bytes) => stage.put(&output.path, &bytes)?,
            Rendered::Feed(scope) => stage.put_pieces(&output.path, |sink| render::feed_pieces(site, scope, sink))?,
            Rendered::Drawing(drawing) => {
                let bytes = studio.map(|studio| studio.bytes(&drawing)).transpose()?;
                stage.put(&output.path, &bytes.unwrap_or_default())?;
            }
            Rendered::Letter(letter, form, shown) => {
                let picture = studio.map(|studio| studio.shown(&shown)).transpose()?.flatten();
                stage.put(&output.path, &letter.bytes(form, picture.as_ref()))?;
            }
            Rendered::Copy(source) => stage.put_copy(&output.path, &project.path(source))?,
            Rendered::Photo(source, width) => {
                let name = output.path.as_str();
                let bytes = studio.map(|studio| studio.photo_for(source, width, name)).transpose()?;
                stage.put(&output.path, &bytes.unwrap_or_default())?;
            }
            Rendered::Derived(source, make) => stage.put(&output.path, &derived(&project.path(source), make)?)?,
        }
        (order.tell)(Step::Rendering(done.fetch_add(1, Ordering::Relaxed) + 1, plan.outputs.len()));
        Ok(None)
    };
    let mistakes: Vec<Option<Box<Finding>>> = plan.outputs.par_iter().map(stage).collect::<Result<_, _>>()?;
    mistakes.into_iter().flatten().for_each(|finding| report.add(*finding));
    for (path, bytes) in &theme.assets {
        stage_of(Tree::Public).put(path, bytes)?;
    }
    Ok(())
}
