//! Layer 5: `turntable import FEED`: reads a podcast's feed, says what it would make, asks, and makes it. What is in the show already is
//! never touched: only what is new is added. Nothing is fetched for a feed from a file, unless recordings are asked for.

mod episode_file;
mod fields;
mod kinds;
mod known;
mod memory;
mod names;
mod person_file;
mod plan;
mod progress;
mod redirects;
mod show_file;
pub(super) mod source;
mod summary;
mod work;

use super::build::{Refusal, Said, Voice, findings};
use super::prompt::{Prompt, Question};
use crate::cli::{Format, Import, Media};
use crate::disk;
use crate::fetch::Fetcher;
use crate::project::Project;
use crate::report::{Report, Severity};
use jiff::Zoned;
use memory::Memory;
use progress::Progress;
use source::Typed;
use std::path::Path;
use summary::Summary;
use work::{Shared, Work};

/// Where the plan of the move is written.
const DESK_FILE: &str = "desk/import.md";

/// Imports a feed into the show at `root`, or starts one there.
///
/// # Errors
/// When the command line cannot be followed, the feed cannot be had, or the machine fails.
pub fn import(asked: &Import, root: &Path, now: &Zoned, prompt: &mut Prompt<'_>, voice: Voice) -> Result<Said, Refusal> {
    let typed = source::typed(&asked.feed, |name| Path::new(name).is_file());
    let fetcher = Fetcher::new(match &typed {
        Typed::Address(address) => Some(address),
        Typed::File(_) => None,
    });
    let project = Project::at(root, None);
    let mut report = Report::default();
    let Some(source) = source::read(&typed, &fetcher, &mut report)? else { return Ok(no_feed(&report, voice)) };
    let known = known::look(&project)?;
    let mut memory = Memory::read(&project)?;
    let is_there = |path: &str| disk::metadata(&project.root.join(path)).is_some();
    let plan = plan::plan(&source, &known, &memory, now, &is_there, &mut report);
    let root_flag = if root == Path::new(".") { String::new() } else { format!(" --root {}", root.display()) };
    let summary = Summary { source: &source, plan: &plan, media: asked.media, root: &root_flag };
    match consent(asked, &summary, &report, prompt, voice)? {
        Consent::Given => {}
        Consent::Refused(said) => return Ok(said),
    }
    let (jobs, bytes) = size(&summary);
    let progress = Progress::start(voice, jobs, bytes);
    let shown = report.findings.len();
    let work = Work {
        project: &project,
        source: &source,
        plan: &plan,
        fetcher: &fetcher,
        media: asked.media,
        progress: &progress,
        shared: Shared::of(&source),
    };
    let mut done = work.carry_out(&mut memory, &mut report)?;
    work.settle(now, &mut done)?;
    write_desk(&project, &summary)?;
    Ok(told(&summary, &done, &report, shown, prompt.is_person(), voice))
}

/// Whether to go on.
enum Consent {
    Given,
    Refused(Said),
}

/// Shows what would be made, and asks; with `--yes` nobody is asked, with `--dry-run` it stops there.
fn consent(asked: &Import, summary: &Summary<'_>, report: &Report, prompt: &mut Prompt<'_>, voice: Voice) -> Result<Consent, Refusal> {
    let is_json = voice.format == Format::Json;
    let document = || format!("{:#}\n", summary.document(None, report));
    let listed = || findings(report, voice) + &summary.before();
    if summary.is_empty() {
        let text = format!("{}  Nothing is new.\n", listed());
        return Ok(Consent::Refused(Said { out: if is_json { document() } else { text }, ..Said::default() }));
    }
    if asked.dry_run {
        let text = format!("{}  Nothing has been written.\n", listed());
        return Ok(Consent::Refused(Said { out: if is_json { document() } else { text }, ..Said::default() }));
    }
    if asked.yes {
        return Ok(Consent::Given);
    }
    if !prompt.is_person() || is_json {
        let err = "Nothing has been written. There is no terminal to ask on: add --yes to go on, or --dry-run to look.\n".to_owned();
        return Ok(Consent::Refused(Said { out: if is_json { document() } else { listed() }, err, code: 2 }));
    }
    prompt.say(listed().trim_end());
    let question = Question { text: "Nothing has been written. Continue?", flag: "--yes", default: Some("n"), hint: Some("y/N") };
    let answer = prompt.answer(None, question).unwrap_or_default().to_lowercase();
    if matches!(answer.as_str(), "y" | "yes") {
        return Ok(Consent::Given);
    }
    Ok(Consent::Refused(Said { err: "  Nothing was written.\n".to_owned(), ..Said::default() }))
}

/// How many episodes there are to do, and how many bytes of recordings.
fn size(summary: &Summary<'_>) -> (usize, u64) {
    match summary.media {
        Media::Link => (summary.plan.episodes.len(), 0),
        Media::Download => (summary.plan.episodes.len() + summary.plan.linked.len(), summary.recordings().1),
    }
}

fn no_feed(report: &Report, voice: Voice) -> Said {
    if voice.format == Format::Json {
        let document = serde_json::json!({ "written": false, "findings": crate::report::json::entries(report) });
        return Said { out: format!("{document:#}\n"), code: 1, ..Said::default() };
    }
    Said { err: findings(report, voice) + "Nothing was written.\n", code: 1, ..Said::default() }
}

/// Never over a plan with more in it: a second run that finds nothing to move leaves the first one's.
fn write_desk(project: &Project, summary: &Summary<'_>) -> Result<(), Refusal> {
    let path = project.root.join(DESK_FILE);
    if summary.plan.redirects.is_empty() && disk::metadata(&path).is_some() {
        return Ok(());
    }
    disk::create_folder(&project.desk)?;
    disk::replace(&path, summary.desk().as_bytes())?;
    Ok(())
}

/// What was done. What was told before asking is not told again.
fn told(summary: &Summary<'_>, done: &work::Done, report: &Report, shown: usize, was_asked: bool, voice: Voice) -> Said {
    if voice.format == Format::Json {
        return Said { out: format!("{:#}\n", summary.document(Some(done), report)), ..Said::default() };
    }
    let skipped = if was_asked { shown } else { 0 };
    let new = Report { findings: report.findings.iter().skip(skipped).cloned().collect() };
    let notes = new.findings.iter().filter(|finding| finding.severity != Severity::Info).count();
    let before = if was_asked {
        String::new()
    } else {
        summary.before().replace("Would make", "Made      ").replace("Would keep as it is", "Kept as it is") + "\n"
    };
    let out = if voice.is_quiet { String::new() } else { before + &summary.after(done, notes) };
    Said { out, err: findings(&new, voice), code: 0 }
}

#[cfg(test)]
mod tests;
