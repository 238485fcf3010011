//! One build: from what waits to what is said of it, at the terminal and in the browser.

use super::super::road::Built;
use super::super::serve::live::Change;
use super::super::{Cause, Event, Note, Round, changes, panel, serve};
use super::{Say, Watch};
use crate::command::build::Clock;
use crate::model::RelPath;
use crate::pipeline::{Outcome, Step};
use crate::report::{Finding, Report, Severity};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A while after a build everything is looked at once more.
const SETTLED: Duration = Duration::from_millis(300);
/// A build that found errors is told of only when nothing comes after it within this time: many files at once are seen half first.
const SECOND_THOUGHTS: Duration = Duration::from_millis(60);
/// So often in a row a build is kept back like that.
const MOST_THOUGHTS: u32 = 5;
/// What is shown already is written when nobody has saved for half as long as the last build took, within these bounds: a build that
/// takes long would only be in the way of who goes on writing.
const LEAST_QUIET: Duration = Duration::from_millis(150);
const MOST_QUIET: Duration = Duration::from_secs(2);
/// However busily somebody saves, it is written after this time, or three times what a build takes.
const LONGEST_UNWRITTEN: Duration = Duration::from_secs(20);
/// How often it is looked whether a build has come to an end without saying so.
const IDLE: Duration = Duration::from_millis(500);
/// After the machine failed it is tried again.
const AGAIN: Duration = Duration::from_secs(10);

impl Watch<'_> {
    pub(super) fn build(&mut self, cause: Cause, heard: &Receiver<Note>, say: Say<'_>) -> Result<(), std::io::Error> {
        let mut began = Instant::now();
        let (names, mut files) = self.take_pending();
        if files.is_empty() && cause == Cause::Saved {
            self.memory.forget_inventory();
            return Ok(());
        }
        (self.due, self.again_at, self.look_at) = (None, None, None);
        let mut as_of = self.moment();
        let (mut is_shown, mut later) = (false, Vec::new());
        if cause == Cause::Saved {
            let waited;
            (is_shown, waited, later) = self.show_until_quiet(names, &mut files, heard);
            (began, as_of) = (began + waited, self.moment());
        } else {
            // What was touched has been taken, and no preview has looked at it.
            self.memory.forget_inventory();
        }
        let is_saved = std::mem::take(&mut self.is_told_of_save);
        self.built_from.extend(files.iter().map(|path| (path.clone(), began)));
        let (built, since) = self.build_while_listening(cause, as_of, heard);
        later.extend(since);
        let took = began.elapsed();
        self.took = took;
        self.last_end = Some(Instant::now());
        self.look_at = self.last_end.map(|end| end + SETTLED);
        self.lock = self.sources.lock_sign();
        later.into_iter().for_each(|note| self.note_or_keep(note));
        if cause == Cause::First {
            // The next edit is not to wait for everything to be read.
            drop(self.road.preview(as_of, None, &mut self.memory));
        }
        // The disk has it now; or this is what the build refused, and the disk has better. What was good before something broke or went stays.
        if self.pending.is_empty() && (is_good(&built) || is_shown && self.sources.is_there()) {
            self.live.fresh.set(None);
        }
        if self.is_second_thought(&built, &files, heard) {
            return Ok(());
        }
        self.thoughts = 0;
        let is_named = |path: &&PathBuf| is_saved && **path != self.sources.root;
        let names: Vec<String> = files.iter().filter(is_named).map(|path| self.sources.name(path)).collect();
        match built {
            Built::Through(outcome) => {
                // A moment that this build already knew of would be built for ever.
                let due = outcome.holds_until.filter(|due| self.wanted.as_of.is_none() && *due > as_of);
                self.due = due;
                self.went_through(cause, &names, &outcome, took, say)
            }
            Built::Failed(failure) => self.failed(cause, &names, &failure.to_string(), took, say),
            Built::Broken(words) => {
                let words = format!("turntable itself made a mistake: {words}; please tell its makers");
                self.failed(cause, &names, &words, took, say)
            }
        }
    }

    /// Takes what waits: what was touched, from the show's root, and the files that are meant by it.
    fn take_pending(&mut self) -> (Vec<RelPath>, BTreeSet<PathBuf>) {
        let touched = self.pending.take();
        let names = touched.iter().map(|path| RelPath(self.sources.name(path))).collect();
        let files = self.files(touched).into_iter().collect();
        self.gone.clear();
        (names, files)
    }

    /// Shows what was saved, before it is written. What cannot be read is not shown; whether it is, is what comes out.
    fn show(&mut self, touched: Vec<RelPath>) -> bool {
        let preview = self.road.preview(self.moment(), Some(touched), &mut self.memory).filter(|_| self.sources.is_there());
        let Some(preview) = preview else { return false };
        self.live.fresh.set(Some(preview));
        self.live.tell_of_pages(None);
        true
    }

    /// Shows what was saved, and what is saved after it, until nobody saves for a while: what is shown already need not be written in the
    /// same moment. Says whether the last of it could be shown, how long nothing was to be done, and what came that is for later.
    fn show_until_quiet(
        &mut self,
        names: Vec<RelPath>,
        files: &mut BTreeSet<PathBuf>,
        heard: &Receiver<Note>,
    ) -> (bool, Duration, Vec<Note>) {
        let began = Instant::now();
        let (mut shown, mut working, mut later) = (self.show(names), began.elapsed(), Vec::new());
        let mut quiet_since = Instant::now();
        let (quiet, longest) = ((self.took / 2).clamp(LEAST_QUIET, MOST_QUIET), LONGEST_UNWRITTEN.max(self.took * 3));
        // What cannot be shown has mistakes, and those are told at once.
        while shown && began.elapsed() < longest {
            let Some(left) = quiet.checked_sub(quiet_since.elapsed()) else { break };
            let wait = self.pending.wait(Instant::now(), Some(quiet_since));
            match heard.recv_timeout(wait.unwrap_or(left).min(left)) {
                Ok(note @ Note::Touched(..)) if !self.is_about_the_record(&note) => self.note(note),
                Ok(note) => {
                    let is_urgent = matches!(note, Note::Stop | Note::Key(_) | Note::Missed | Note::Deaf(_));
                    later.push(note);
                    if is_urgent {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.pending.wait(Instant::now(), Some(quiet_since)).is_some_and(|wait| wait.is_zero()) {
                let work = Instant::now();
                let (names, more) = self.take_pending();
                files.extend(more);
                shown = self.show(names);
                working += work.elapsed();
                quiet_since = Instant::now();
            }
        }
        (shown, began.elapsed().saturating_sub(working), later)
    }

    /// Builds on a thread of its own. What is saved meanwhile is shown at once, however long recordings take, and built next. What else comes
    /// is for later.
    fn build_while_listening(&mut self, cause: Cause, as_of: Timestamp, heard: &Receiver<Note>) -> (Built, Vec<Note>) {
        let began = Instant::now();
        let clock = Clock::start(self.wanted.voice);
        let (road, notes, live, is_writing) = (self.road.clone(), self.notes.clone(), self.live.clone(), self.is_writing.clone());
        let tell = |step: Step| {
            clock.tell(step);
            if let Step::Rendering(..) = step {
                is_writing.store(true, Ordering::Relaxed);
            }
            if began.elapsed() > Duration::from_secs(1) {
                progress(step).iter().for_each(|words| live.tell_working(words));
            }
        };
        let mut later = Vec::new();
        let built = std::thread::scope(|scope| {
            let build = scope.spawn(|| {
                let built = if cause == Cause::First { road.build(as_of, &tell) } else { road.build_behind(as_of, &tell) };
                drop(notes.send(Note::Over));
                built
            });
            let (mut shown, mut shown_at) = (None, None);
            loop {
                let wait = self.pending.wait(Instant::now(), shown_at).filter(|_| self.pending.last() != shown);
                match heard.recv_timeout(wait.unwrap_or(IDLE)) {
                    Ok(Note::Over) | Err(RecvTimeoutError::Disconnected) => break,
                    Ok(note @ Note::Touched(..)) if !self.is_about_the_record(&note) => self.note(note),
                    Ok(note) => later.push(note),
                    Err(RecvTimeoutError::Timeout) if build.is_finished() => break,
                    Err(RecvTimeoutError::Timeout) => {}
                }
                let is_ripe = self.pending.wait(Instant::now(), shown_at).is_some_and(|wait| wait.is_zero());
                if is_ripe && self.pending.last() != shown {
                    // It is for the next build as well.
                    shown = self.pending.last();
                    self.show(self.pending.paths().map(|path| RelPath(self.sources.name(path))).collect());
                    shown_at = Some(Instant::now());
                }
            }
            build.join().unwrap_or_else(|_| Built::Broken("a build came to no end".to_owned()))
        });
        self.is_writing.store(false, Ordering::Relaxed);
        clock.tell(Step::Done);
        (built, later)
    }

    /// Whether a note is about the record of what was published, which a build writes itself.
    fn is_about_the_record(&self, note: &Note) -> bool {
        matches!(note, Note::Touched(touches, _) if touches.iter().any(|(path, _)| *path == self.sources.lock))
    }

    /// Notes what came during a build; what ends the loop is for the loop.
    fn note_or_keep(&mut self, note: Note) {
        match note {
            note @ (Note::Stop | Note::Key(_)) => drop(self.notes.send(note)),
            note => self.note(note),
        }
    }

    /// As of when.
    fn moment(&self) -> Timestamp {
        self.wanted.as_of.unwrap_or_else(|| (self.wanted.now)().timestamp())
    }

    /// Whether more has come while a show with errors was read: what it says is then of a moment in between, and not told.
    fn is_second_thought(&mut self, built: &Built, files: &BTreeSet<PathBuf>, heard: &Receiver<Note>) -> bool {
        if is_good(built) || self.thoughts >= MOST_THOUGHTS {
            return false;
        }
        let until = Instant::now() + SECOND_THOUGHTS;
        while self.pending.is_empty() {
            match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(note @ (Note::Stop | Note::Key(_))) => {
                    // It is for the loop.
                    drop(self.notes.send(note));
                    return false;
                }
                Ok(note) => self.note(note),
                Err(_) => return false,
            }
            if Instant::now() >= until {
                break;
            }
        }
        if self.pending.is_empty() {
            return false;
        }
        self.thoughts += 1;
        // They belong to what is told next.
        files.iter().for_each(|path| self.pending.add_known(path.clone()));
        self.is_told_of_save = true;
        true
    }

    fn went_through(
        &mut self,
        cause: Cause,
        saved: &[String],
        outcome: &Outcome,
        took: Duration,
        say: Say<'_>,
    ) -> Result<(), std::io::Error> {
        let at = (self.wanted.now)();
        let is_good = !outcome.report.has_errors();
        let reports = [&outcome.public, &outcome.desk];
        let is_changed = reports.iter().any(|report| !report.written.is_empty() || !report.removed.is_empty());
        if is_good {
            self.live.set_base(self.road.base_url());
            self.good = Some(at.clone());
        }
        let change = (is_good && (is_changed || cause == Cause::First)).then(|| self.change(saved, outcome));
        self.tell_browser(&outcome.report, None, change);
        let (new, fixed) = self.news(&outcome.report);
        let is_worth_telling = cause == Cause::First || !saved.is_empty() || is_changed || !new.is_empty() || !fixed.is_empty();
        if !is_worth_telling {
            return Ok(());
        }
        say(Event::Round(&Round {
            at: &at,
            cause,
            saved,
            outcome: Some(outcome),
            trouble: None,
            took,
            new,
            fixed,
            good: self.good.as_ref(),
        }))
    }

    pub(super) fn failed(
        &mut self,
        cause: Cause,
        saved: &[String],
        trouble: &str,
        took: Duration,
        say: Say<'_>,
    ) -> Result<(), std::io::Error> {
        self.again_at = Some(Instant::now() + AGAIN);
        self.tell_browser(&Report::default(), Some(trouble), None);
        let at = (self.wanted.now)();
        let is_known = cause == Cause::Again && saved.is_empty();
        if is_known {
            return Ok(());
        }
        let round = Round {
            at: &at,
            cause,
            saved,
            outcome: None,
            trouble: Some(trouble),
            took,
            new: Vec::new(),
            fixed: Vec::new(),
            good: self.good.as_ref(),
        };
        say(Event::Round(&round))
    }

    fn tell_browser(&self, report: &Report, trouble: Option<&str>, change: Option<Change>) {
        let good = self.good.as_ref().map(|good| good.strftime("%H:%M").to_string());
        let (state, places) = panel::state(report, trouble, good.as_deref(), &self.wanted.project.root);
        self.live.tell(state, places, change);
    }

    fn change(&self, saved: &[String], outcome: &Outcome) -> Change {
        let top = self.live.base().map_or_else(|| "/".to_owned(), |base| base.path);
        let paths = outcome.public.written.iter().chain(&outcome.public.removed);
        let files =
            paths.filter(|path| !path.as_str().ends_with(".html")).map(|path| format!("{top}{}", serve::address::encoded(path.as_str())));
        let is_written = |page: &String| outcome.public.written.iter().any(|path| path.as_str().strip_suffix("index.html") == Some(page));
        let pages = saved.iter().filter_map(|source| changes::page_of(source)).find(is_written);
        let follow = pages.filter(|_| self.wanted.is_follow_asked).map(|page| format!("{top}{page}"));
        Change { files: files.collect(), follow }
    }

    /// What was not told yet, and what was told and is gone. Where there are errors, what is in their way was not looked at: warnings that are
    /// not seen then are not gone, and nothing new when they are seen again.
    fn news<'r>(&mut self, report: &'r Report) -> (Vec<&'r Finding>, Vec<(String, String)>) {
        let key = |finding: &Finding| (finding.rule.to_owned(), finding.place.file.clone(), finding.message.clone());
        let mut now: BTreeMap<_, _> = report.findings.iter().map(|finding| (key(finding), finding.severity)).collect();
        let new = report.findings.iter().filter(|finding| !self.told.contains_key(&key(finding))).collect();
        let is_whole = !report.has_errors();
        let gone = std::mem::take(&mut self.told).into_iter().filter(|(known, _)| !now.contains_key(known));
        let (fixed, unseen): (Vec<_>, Vec<_>) = gone.partition(|(_, severity)| is_whole || *severity == Severity::Error);
        now.extend(unseen);
        self.told = now;
        (new, fixed.into_iter().map(|((rule, file, _), _)| (rule, file)).collect())
    }
}

/// Whether a build has put a site in place.
fn is_good(built: &Built) -> bool {
    matches!(built, Built::Through(outcome) if !outcome.report.has_errors())
}

/// What takes long, for the browser.
fn progress(step: Step) -> Option<String> {
    let percent = |done: u64, all: u64| done * 100 / all.max(1);
    match step {
        Step::Listening(done, all) => Some(format!("Reading recordings: {done} of {all}")),
        Step::Preparing(done, all) => Some(format!("Making recordings: {} %", percent(done, all))),
        Step::Hearing(done, all) => Some(format!("Listening to recordings: {} %", percent(done, all))),
        Step::Rendering(done, all) => Some(format!("Writing pages: {} %", percent(done as u64, all as u64))),
        _ => None,
    }
}
