//! Layer 5: `turntable build`: glue between the command line and the road, and what is said about the outcome.

use crate::check::Acceptance;
use crate::cli;
use crate::disk::Failure;
use crate::model::{ByteLen, Millis};
use crate::parse::values;
use crate::pipeline::{self, Goal, Order, Outcome, Step};
use crate::project::Project;
use crate::recordings::Heard;
use crate::report::{Report, Severity, json, print};
use crate::resolve::{Drafts, Moment};
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What `main` prints, and with which code it ends.
#[derive(Debug, Default)]
pub struct Said {
    /// For standard output.
    pub out: String,
    /// For standard error.
    pub err: String,
    /// Exit code.
    pub code: u8,
}

/// How the program is to speak.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// For people or for programs.
    pub format: cli::Format,
    /// Colours and signs for findings.
    pub style: print::Style,
    /// Only what is wrong.
    pub is_quiet: bool,
    /// More than usual.
    pub is_verbose: bool,
    /// Whether a line on standard error may be rewritten.
    pub may_rewrite: bool,
}

/// Why nothing was run.
#[derive(Debug)]
pub enum Refusal {
    /// The command line was wrong.
    Asked(String),
    /// The machine failed.
    Machine(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Machine(failure)
    }
}

/// Builds the site, or says what a build would do.
///
/// # Errors
/// When the command line cannot be followed or the machine fails.
pub fn build(asked: &cli::Build, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, asked.out.as_deref());
    refuse_output_among_sources(&project)?;
    let moment = Moment {
        as_of: asked.as_of.as_deref().map_or(Ok(now.timestamp()), |text| as_of(text, now.time_zone()))?,
        drafts: if asked.drafts { Drafts::Shown } else { Drafts::Hidden },
    };
    let goal = if asked.dry_run { Goal::DryRun } else { Goal::Build };
    let accepted = accepted(&asked.accept)?;
    let clock = Clock::start(voice);
    let outcome = pipeline::build(&project, &Order { moment, goal, accepted: &accepted, tell: &|step| clock.tell(step) })?;
    let times = clock.stop();
    let code = u8::from(outcome.report.has_errors());
    if voice.format == cli::Format::Json {
        return Ok(Said { out: with_newline(&document(&outcome, goal)), err: String::new(), code });
    }
    let mut said = Said { code, ..Said::default() };
    said.err = findings(&outcome.report, voice);
    if outcome.report.has_errors() {
        said.err.push_str(&format!("{} {}\n", print::summary(&outcome.report, voice.style), nothing_published(&project)));
        return Ok(said);
    }
    if !voice.is_quiet {
        said.out = if goal == Goal::DryRun { listing(&outcome) } else { told(&outcome, &times, &project, root, voice) };
    }
    Ok(said)
}

/// `--as-of`: a day means its first moment in the machine's zone.
pub(super) fn as_of(text: &str, zone: &TimeZone) -> Result<jiff::Timestamp, Refusal> {
    let wrong = || Refusal::Asked(format!("--as-of {text} is not a day or moment; write it as 2026-05-14 or 2026-05-14T06:00-05:00"));
    let written = values::written_time(text).map_err(|_| wrong())?;
    written.timestamp(zone).map_err(|_| wrong())
}

/// `--accept`: what may happen on purpose.
fn accepted(asked: &[String]) -> Result<Vec<Acceptance>, Refusal> {
    let read = |text: &String| {
        Acceptance::read(text).ok_or_else(|| {
            let known = "lost-item:NAME, as the finding prints it (`turntable explain lost-item` tells more)";
            Refusal::Asked(format!("--accept {text} names no rule that can be accepted; write --accept {known}"))
        })
    };
    Ok(asked.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}

/// An output inside the sources, or around them, would mix what is written with what is made.
fn refuse_output_among_sources(project: &Project) -> Result<(), Refusal> {
    let settle = |path: &Path| -> PathBuf {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // The folder may not be there yet: settle the nearest part that is.
        let there = absolute.ancestors().find_map(|part| part.canonicalize().ok().map(|real| (part.to_owned(), real)));
        there.map_or(absolute.clone(), |(part, real)| real.join(absolute.strip_prefix(&part).unwrap_or(Path::new(""))))
    };
    let out = settle(&project.public);
    for source in [&project.content, &project.themes, &project.desk, &project.cache, &project.root] {
        let source = settle(source);
        let is_root = source == settle(&project.root);
        if (!is_root && out.starts_with(&source)) || source.starts_with(&out) {
            let message =
                format!("--out {} would mix the site with {}; name a folder of its own", project.public.display(), source.display());
            return Err(Refusal::Asked(message));
        }
    }
    Ok(())
}

pub(super) fn with_newline(document: &Value) -> String {
    format!("{document:#}\n")
}

/// The one document of `--format json`.
fn document(outcome: &Outcome, goal: Goal) -> Value {
    let counts = outcome.counts;
    let mut document = json!({
        "ok": !outcome.report.has_errors(),
        "findings": json::entries(&outcome.report),
        "counts": {
            "episodes": counts.episodes, "waiting": counts.waiting, "partners": counts.partners, "offers": counts.offers,
            "files": counts.files, "audio_measured": counts.measured, "audio_remembered": counts.remembered,
        },
    });
    if goal != Goal::Check {
        document["written"] = json!(outcome.public.written);
        document["removed"] = json!(outcome.public.removed);
        document["unchanged"] = json!(outcome.public.unchanged);
        document["lock"] = json!({ "written": outcome.lock.is_written, "new_items": outcome.lock.new });
        document["desk"] = json!({ "written": outcome.desk.written, "removed": outcome.desk.removed, "unchanged": outcome.desk.unchanged });
    }
    document
}

pub(super) fn findings(report: &Report, voice: Voice) -> String {
    let shown = report.findings.iter().filter(|finding| !voice.is_quiet || finding.severity == Severity::Error);
    shown.map(|finding| format!("{}\n", print::finding(finding, voice.style))).collect()
}

fn nothing_published(project: &Project) -> &'static str {
    if project.public.is_dir() { "Nothing was published; the last good site is untouched." } else { "Nothing was published." }
}

fn things(outcome: &Outcome) -> String {
    let counts = outcome.counts;
    format!(
        "{}, {}, {}",
        print::counted(counts.episodes, "episode"),
        print::counted(counts.partners, "partner"),
        print::counted(counts.offers, "offer")
    )
}

/// What was made for whom, and the next step.
fn told(outcome: &Outcome, times: &Times, project: &Project, root: &Path, voice: Voice) -> String {
    let counts = outcome.counts;
    let mut text = String::new();
    let mut line = |left: String, time: Option<Duration>| match time {
        Some(time) => text.push_str(&format!("  {left:<58}{:>12}\n", duration(time))),
        None => text.push_str(&format!("  {left}\n")),
    };
    line(things(outcome), Some(times.read));
    line(heard(&outcome.new_recordings, counts.remembered), Some(times.listened));
    if counts.prepared > 0 {
        line(format!("made:  {} to publish, levelled and tagged", print::counted(counts.prepared, "recording")), Some(times.prepared));
    }
    line(
        format!("site:  {}, {} changed{}", print::counted(counts.files, "file"), outcome.public.written.len(), removed(outcome)),
        Some(times.rendered),
    );
    if outcome.lock.is_written {
        let new = if outcome.lock.new > 0 {
            format!("{} more", print::counted(outcome.lock.new, "item"))
        } else {
            "brought up to date".to_owned()
        };
        line(format!("lock:  {new} in turntable.lock, which you commit with your texts"), None);
    }
    if counts.waiting > 0 {
        line(format!("{} not published yet (drafts, and later dates)", print::counted(counts.waiting, "episode")), None);
    }
    text.push('\n');
    if !outcome.report.findings.is_empty() {
        text.push_str(&format!("{} ", print::summary(&outcome.report, voice.style)));
    }
    if outcome.is_recalled {
        text.push_str("Nothing has changed since the last build. ");
    }
    let shown = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    let audio =
        if counts.audio_bytes > 0 { format!(", with {} of audio", ByteLen(counts.audio_bytes).for_people()) } else { String::new() };
    text.push_str(&format!(
        "The site is in {}/{audio};\nletters and partner kits are in {}/, for your eyes only.\n",
        shown(&project.public),
        shown(&project.desk)
    ));
    text
}

/// "audio: 1 new (dev-final.m4a, 28:14), 11 unchanged".
fn heard(new: &Heard, unchanged: usize) -> String {
    /// Longer names would push the time out of the line.
    const LONGEST: usize = 26;
    let whole = Millis(new.values().map(|length| length.0).sum()).clock();
    let which = match new.iter().next() {
        None => String::new(),
        Some((file, _)) if new.len() == 1 => {
            let name = file.file_name();
            let cut: String = name.chars().take(LONGEST - 1).collect();
            let name = if name.chars().count() > LONGEST { format!("{cut}…") } else { name.to_owned() };
            format!(" ({name}, {whole})")
        }
        Some(_) => format!(" ({whole})"),
    };
    format!("audio: {} new{which}, {unchanged} unchanged", new.len())
}

/// How far, and how long it will take at this pace: `61 %   2 min left`.
pub(super) fn progress_left(since: Duration, done: u64, all: u64) -> String {
    let (done, all) = (done.max(1), all.max(1));
    let left = since.as_secs_f64() * all.saturating_sub(done) as f64 / done as f64;
    let words = if left < 90.0 { format!("{} s left", left.ceil()) } else { format!("{} min left", (left / 60.0).round()) };
    format!("{} %   {words}", done.min(all) * 100 / all)
}

fn removed(outcome: &Outcome) -> String {
    if outcome.public.removed.is_empty() { String::new() } else { format!(", {} removed", outcome.public.removed.len()) }
}

fn listing(outcome: &Outcome) -> String {
    let mut text = String::new();
    for (folder, report) in [("public", &outcome.public), ("desk", &outcome.desk)] {
        report.written.iter().for_each(|path| text.push_str(&format!("  write   {folder}/{path}\n")));
        report.removed.iter().for_each(|path| text.push_str(&format!("  remove  {folder}/{path}\n")));
    }
    let changes = outcome.public.written.len() + outcome.desk.written.len();
    let removals = outcome.public.removed.len() + outcome.desk.removed.len();
    text.push_str(&format!("{} to write, {removals} to remove. Nothing was written.\n", print::counted(changes, "file")));
    text
}

pub(super) fn duration(time: Duration) -> String {
    if time.as_millis() < 1000 { format!("{} ms", time.as_millis()) } else { format!("{:.1} s", time.as_secs_f32()) }
}

/// How long each part took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    read: Duration,
    listened: Duration,
    prepared: Duration,
    rendered: Duration,
}

/// Takes the times, and past one second keeps a line on the terminal that says how far the run is.
pub(crate) struct Clock {
    voice: Voice,
    started: Instant,
    marks: Mutex<Marks>,
}

#[derive(Debug, Default)]
struct Marks {
    read: Option<Duration>,
    listened: Option<Duration>,
    prepared: Option<Duration>,
    heard: Option<Duration>,
    /// What takes long at the moment, and since when.
    work: Option<(&'static str, Duration)>,
    shown: Duration,
    has_line: bool,
}

impl Clock {
    pub(crate) fn start(voice: Voice) -> Self {
        Self { voice, started: Instant::now(), marks: Mutex::default() }
    }

    pub(crate) fn tell(&self, step: Step) {
        // Two threads at most wait here, and only to set a mark.
        let Ok(mut marks) = self.marks.try_lock() else { return };
        let passed = self.started.elapsed();
        match step {
            Step::Read => marks.read = Some(passed),
            Step::Listened => marks.listened = Some(passed),
            Step::Prepared => marks.prepared = Some(passed),
            Step::Heard => marks.heard = Some(passed),
            Step::Preparing(done, all) => self.left(&mut marks, passed, "preparing recordings", done, all),
            Step::Hearing(done, all) => self.left(&mut marks, passed, "listening to recordings", done, all),
            Step::Listening(done, all) => self.progress(&mut marks, passed, "listening to recordings", done, all),
            Step::Rendering(done, all) => self.progress(&mut marks, passed, "writing pages", done, all),
            Step::Done => self.wipe(&mut marks),
        }
    }

    #[expect(clippy::print_stderr, reason = "progress is rewritten in place, on a terminal only")]
    fn progress(&self, marks: &mut Marks, passed: Duration, what: &str, done: usize, all: usize) {
        let is_due = passed > Duration::from_secs(1) && passed - marks.shown > Duration::from_millis(100);
        if self.voice.may_rewrite && is_due && all > 0 {
            marks.shown = passed;
            marks.has_line = true;
            eprint!("\r  {what}  {done}/{all}  {} %\x1b[K", done * 100 / all);
        }
    }

    #[expect(clippy::print_stderr, reason = "progress is rewritten in place, on a terminal only")]
    fn left(&self, marks: &mut Marks, passed: Duration, what: &'static str, done: u64, all: u64) {
        let since = marks.work.filter(|(work, _)| *work == what).map_or(passed, |(_, since)| since);
        marks.work = Some((what, since));
        let worked = passed.saturating_sub(since);
        if self.voice.may_rewrite && worked > Duration::from_secs(1) && passed.saturating_sub(marks.shown) > Duration::from_millis(100) {
            marks.shown = passed;
            marks.has_line = true;
            eprint!("\r  {what}  {}\x1b[K", progress_left(worked, done, all));
        }
    }

    #[expect(clippy::print_stderr, reason = "the progress line goes where it came from")]
    fn wipe(&self, marks: &mut Marks) {
        if std::mem::take(&mut marks.has_line) {
            eprint!("\r\x1b[K");
        }
    }

    pub(crate) fn stop(self) -> Times {
        let all = self.started.elapsed();
        let marks = self.marks.into_inner().unwrap_or_default();
        let read = marks.read.unwrap_or(all);
        let listened = marks.listened.unwrap_or(read);
        let prepared = marks.prepared.unwrap_or(listened);
        let heard = marks.heard.unwrap_or(prepared);
        let between = |from: Duration, to: Duration| to.saturating_sub(from);
        Times {
            read,
            listened: between(read, listened) + between(prepared, heard),
            prepared: between(listened, prepared),
            rendered: between(heard, all),
        }
    }
}
