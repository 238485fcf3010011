//! Layer 5: `turntable watch`: wait for anything to move, call the very same build, tell, wait. In: a show. Out: its site, shown to the
//! browsers of this machine, and what there is to say of every build.
//!
//! ```text
//!  bell (the system's events, or looks) ─► pending (how long to wait) ─► road (the build) ─► live ─► browsers
//!                                                                                     └────► terminal
//! ```
//!
//! One thread builds, one build at a time. Whatever happens meanwhile waits in the channel and makes another build, so the latest state
//! always wins. A while after the last build everything is looked at once more: what the system did not tell is found then.

mod bell;
mod changes;
mod editor;
mod keys;
mod panel;
mod pending;
mod road;
pub mod serve;
mod sources;

pub use bell::Polling;
pub use changes::words as changes_in_words;

use crate::command::build::{Clock, Voice};
use crate::pipeline::{Outcome, Step};
use crate::project::Project;
use crate::report::{Finding, Report, Severity};
use crate::resolve::{Drafts, Moment};
use bell::Bell;
use editor::Editor;
use jiff::{Timestamp, Zoned};
use keys::Terminal;
use pending::{Pending, Touch};
use road::{Built, Road};
use serve::live::{Change, Live};
use serve::site::{Door, Shows};
use sources::{Snapshot, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What is asked.
pub struct Wanted<'a> {
    /// The show.
    pub project: Project,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// A moment to stay at; without one, time passes.
    pub as_of: Option<Timestamp>,
    /// The first port to try.
    pub port: u16,
    /// Open the browser when the site is there.
    pub is_open_asked: bool,
    /// Look at the disk instead of waiting for events.
    pub is_poll_asked: bool,
    /// Have the browser go to the page that was changed.
    pub is_follow_asked: bool,
    /// Listen to keys.
    pub has_keys: bool,
    /// Programs that open texts, as the author's environment names them.
    pub editors: Vec<String>,
    /// The clock.
    pub now: &'a dyn Fn() -> Zoned,
    /// For progress at the terminal.
    pub voice: Voice,
}

/// What there is to say.
pub enum Event<'a> {
    /// The site is shown here from now on.
    Open {
        /// Address of the site.
        site: &'a str,
        /// Address of the desk.
        desk: &'a str,
        /// The port that was asked for and is in use.
        taken: Option<u16>,
        /// Whether keys are listened to.
        has_keys: bool,
    },
    /// The disk is looked at.
    Polls(&'a Polling),
    /// A build is over.
    Round(&'a Round<'a>),
    /// No browser could be opened.
    NoBrowser,
    /// It is over.
    End,
}

/// A build, and what is new in it.
pub struct Round<'a> {
    /// When it ended.
    pub at: &'a Zoned,
    /// Why it was made.
    pub cause: Cause,
    /// What was saved, from the show's root.
    pub saved: &'a [String],
    /// What came of it; nothing, where the machine failed.
    pub outcome: Option<&'a Outcome>,
    /// Why nothing came of it.
    pub trouble: Option<&'a str>,
    /// How long it took.
    pub took: Duration,
    /// Findings that the last build did not have.
    pub new: Vec<&'a Finding>,
    /// Findings of earlier builds that are gone: rule and file.
    pub fixed: Vec<(String, String)>,
    /// When the site was made that is shown now.
    pub good: Option<&'a Zoned>,
}

/// Why a build is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is the first.
    First,
    /// Something was saved.
    Saved,
    /// Something has become due.
    Due,
    /// The last one failed.
    Again,
}

/// What happens while nothing is built.
#[derive(Debug)]
pub enum Note {
    /// Something happened to files.
    Touched(Vec<(PathBuf, Touch)>, Instant),
    /// More happened than the system could tell.
    Missed,
    /// The system tells no more.
    Deaf(String),
    /// What everything looked like, when the look began.
    Looked(Snapshot, Instant),
    /// The next moment at which a build would make something else, as of a build.
    Due(u64, Option<Timestamp>),
    /// A key.
    Key(u8),
    /// It is to end.
    Stop,
}

/// Why watching could not begin.
#[derive(Debug)]
pub enum Refused {
    /// This port may not be used; what the system said.
    Port(u16, std::io::Error),
    /// The machine gives no threads.
    Threads(std::io::Error),
}

/// A while after a build everything is looked at once more.
const SETTLED: Duration = Duration::from_millis(300);
/// A build that found errors is told of only when nothing comes after it within this time: many files at once are seen half first.
const SECOND_THOUGHTS: Duration = Duration::from_millis(60);
/// So often in a row a build is kept back like that.
const MOST_THOUGHTS: u32 = 5;
/// After the machine failed it is tried again.
const AGAIN: Duration = Duration::from_secs(10);
/// The clock may be set, and the machine may sleep: due moments are looked at this often.
const DUE_LOOK: Duration = Duration::from_secs(20);
/// How often a show's folder that is gone is looked for.
const LOST: Duration = Duration::from_millis(400);
/// How long a build may go on after the first request to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Watches until it is told to stop.
///
/// # Errors
/// When it cannot begin.
pub fn watch(wanted: &Wanted<'_>, say: &mut dyn FnMut(Event<'_>) -> Result<(), std::io::Error>) -> Result<(), Refused> {
    let (notes, heard) = channel();
    let live = Arc::new(Live::new(token()));
    let site_port = port(wanted.port)?;
    let desk_port = port(if wanted.port == 0 { 0 } else { site_port.number.saturating_add(1) })?;
    let editor = Editor::new(&wanted.project.root, wanted.editors.clone());
    let site = Arc::new(Door::to(Shows::Site, wanted.project.public.clone(), live.clone(), editor.clone()));
    let desk = Arc::new(Door::to(Shows::Desk(token()), wanted.project.desk.clone(), live.clone(), editor));
    let (number, desk_number) = (site_port.number, desk_port.number);
    serve::serve(site_port, &site).map_err(Refused::Threads)?;
    serve::serve(desk_port, &desk).map_err(Refused::Threads)?;
    let terminal = if wanted.has_keys { Terminal::listen(&notes) } else { None };
    let is_writing = Arc::new(AtomicBool::new(false));
    stop_on_request(&notes, terminal.clone(), is_writing.clone());
    let sources = Sources::of(&wanted.project);
    let bell = Bell::hang(sources.clone(), &notes, wanted.is_poll_asked);
    let road = Road::of(wanted.project.clone(), wanted.drafts);
    live.set_base(road.base_url());
    let address = || format!("http://localhost:{number}{}", site.top());
    let opened = say(Event::Open {
        site: &address(),
        desk: &format!("http://localhost:{desk_number}{}", desk.top()),
        taken: (wanted.port != 0 && number != wanted.port).then_some(wanted.port),
        has_keys: terminal.is_some(),
    });
    let mut watch = Watch {
        wanted,
        notes,
        known: sources.look(),
        sources,
        bell,
        road,
        live,
        is_writing,
        pending: Pending::default(),
        gone: BTreeSet::new(),
        built_from: BTreeMap::new(),
        builds: 0,
        last_end: None,
        look_at: None,
        due: None,
        again_at: None,
        is_lost: false,
        must_hang: false,
        lock: None,
        told: BTreeMap::new(),
        good: None,
        thoughts: 0,
        is_told_of_save: false,
        is_polling_told: false,
    };
    let ended = opened.and_then(|()| watch.run(&heard, say, &address));
    if let Some(terminal) = terminal {
        terminal.give_back();
    }
    // Whoever listened has gone, and with them the reason to go on.
    drop(ended.and_then(|()| say(Event::End)));
    Ok(())
}

fn port(wanted: u16) -> Result<serve::Port, Refused> {
    serve::port(wanted).map_err(|error| Refused::Port(wanted, error))
}

/// A name that nobody can guess: 128 bits from the keys that the standard library takes from the system.
fn token() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// Ctrl-C, and being asked to end: at once where nothing is built; a build may end first, unless it takes long or is asked for again. What it
/// has staged until then is swept by the next; only while it puts things in place is it waited for.
fn stop_on_request(notes: &Sender<Note>, terminal: Option<Terminal>, is_writing: Arc<AtomicBool>) {
    let (notes, asked) = (notes.clone(), AtomicU32::new(0));
    let leave = move || {
        let patience = Instant::now();
        while is_writing.load(Ordering::Relaxed) && patience.elapsed() < GRACE * 5 {
            std::thread::sleep(Duration::from_millis(10));
        }
        terminal.iter().for_each(Terminal::give_back);
        std::process::exit(0)
    };
    let leave = Arc::new(leave);
    let handler = move || {
        let leave = leave.clone();
        if asked.fetch_add(1, Ordering::Relaxed) > 0 {
            leave();
        }
        drop(notes.send(Note::Stop));
        let later = move || {
            std::thread::sleep(GRACE);
            leave();
        };
        drop(std::thread::Builder::new().spawn(later));
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        log::warn!("Ctrl-C ends this at once: {error}");
    }
}

/// Everything that the loop knows.
struct Watch<'a> {
    wanted: &'a Wanted<'a>,
    notes: Sender<Note>,
    sources: Sources,
    bell: Bell,
    road: Road,
    live: Arc<Live>,
    /// A build puts things in place right now.
    is_writing: Arc<AtomicBool>,
    pending: Pending,
    /// What everything looked like at the last look.
    known: Snapshot,
    /// Files that the last look did not find any more, and that no build has missed yet.
    gone: BTreeSet<PathBuf>,
    /// Files that a build has seen since, and when it began.
    built_from: BTreeMap<PathBuf, Instant>,
    builds: u64,
    last_end: Option<Instant>,
    look_at: Option<Instant>,
    due: Option<Timestamp>,
    again_at: Option<Instant>,
    /// The show's folder is gone.
    is_lost: bool,
    /// It was gone for a moment: what is watched is the old one.
    must_hang: bool,
    /// The record of what was published, as the last build left it.
    lock: Option<sources::Sign>,
    /// Findings that were told: rule, file and message.
    told: BTreeMap<(String, String, String), Severity>,
    good: Option<Zoned>,
    thoughts: u32,
    /// Somebody saved something, other than that a look found a difference that a build may have seen.
    is_told_of_save: bool,
    is_polling_told: bool,
}

type Say<'s> = &'s mut dyn FnMut(Event<'_>) -> Result<(), std::io::Error>;

impl Watch<'_> {
    fn run(&mut self, heard: &Receiver<Note>, say: Say<'_>, address: &dyn Fn() -> String) -> Result<(), std::io::Error> {
        self.build(Cause::First, heard, say)?;
        if self.wanted.is_open_asked && !editor::browse(&address()) {
            say(Event::NoBrowser)?;
        }
        loop {
            if let Some(why) = self.bell.polls.as_ref().filter(|_| !self.is_polling_told) {
                say(Event::Polls(why))?;
                self.is_polling_told = true;
            }
            let first = match heard.recv_timeout(self.patience()) {
                Ok(note) => Some(note),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            // All that has come meanwhile belongs to one build.
            for note in first.into_iter().chain(heard.try_iter()) {
                match note {
                    Note::Stop | Note::Key(b'q' | b'Q') => return Ok(()),
                    Note::Key(b'o' | b'O') if !editor::browse(&address()) => say(Event::NoBrowser)?,
                    note => self.note(note),
                }
            }
            let was_lost = self.is_lost;
            if self.find_folder() {
                if let Some(cause) = self.cause() {
                    self.build(cause, heard, say)?;
                }
            } else if !was_lost {
                self.failed(Cause::Saved, &[], "the show's folder is gone", Duration::ZERO, say)?;
            }
        }
    }

    /// How long nothing has to be done if nothing happens.
    fn patience(&self) -> Duration {
        let now = Instant::now();
        let until = |moment: Option<Instant>| moment.map(|moment| moment.saturating_duration_since(now));
        let due = self.due.map(|due| {
            let left = due.duration_since((self.wanted.now)().timestamp());
            Duration::try_from(left).unwrap_or_default().min(DUE_LOOK)
        });
        let lost = self.is_lost.then_some(LOST);
        let pending = self.pending.wait(now, self.last_end).filter(|_| !self.is_lost);
        [pending, until(self.look_at), until(self.again_at), due, lost].into_iter().flatten().min().unwrap_or(Duration::from_secs(3600))
    }

    /// Why a build is to be made now; a look that is due is begun on the way.
    fn cause(&mut self) -> Option<Cause> {
        let now = Instant::now();
        if self.pending.wait(now, self.last_end).is_some_and(|wait| wait.is_zero()) {
            return Some(Cause::Saved);
        }
        if self.look_at.is_some_and(|at| at <= now) {
            self.look_at = None;
            self.look_again();
        }
        if self.due.is_some_and(|due| due <= (self.wanted.now)().timestamp()) {
            return Some(Cause::Due);
        }
        self.again_at.is_some_and(|at| at <= now).then_some(Cause::Again)
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Touched(touches, at) => touches.into_iter().for_each(|(path, touch)| self.touched(path, touch, at)),
            Note::Missed => self.look_at = Some(Instant::now()),
            Note::Deaf(words) => self.bell.poll(Polling::Refused(words), &self.notes),
            Note::Looked(snapshot, began) => self.looked(snapshot, began),
            // A moment that the last build already knew of would be built for ever.
            Note::Due(build, due) if build == self.builds => self.due = due.filter(|due| *due > (self.wanted.now)().timestamp()),
            Note::Due(..) | Note::Key(_) | Note::Stop => {}
        }
    }

    fn touched(&mut self, path: PathBuf, touch: Touch, at: Instant) {
        if path == self.sources.root && touch == Touch::Gone {
            self.must_hang = true;
            return;
        }
        if self.sources.is_folder(&path)
            && let Err(error) = self.bell.watch_folder(&path)
        {
            self.bell.poll(Polling::Refused(error.to_string()), &self.notes);
        }
        let is_ours = path == self.sources.lock && self.sources.lock_sign() == self.lock;
        if self.sources.holds(&path) && !is_ours {
            self.is_told_of_save = true;
            self.pending.add(path, touch, at);
        }
    }

    /// What differs from the last look and was built already, or waits to be, is nothing new.
    fn looked(&mut self, snapshot: Snapshot, began: Instant) {
        let now = Instant::now();
        for path in sources::differences(&self.known, &snapshot) {
            if !snapshot.contains_key(&path) {
                self.gone.insert(path.clone());
            }
            let is_ours = path == self.sources.lock && snapshot.get(&path).copied() == self.lock;
            let is_known = self.bell.polls.is_none() && (self.built_from.contains_key(&path) || self.pending.holds(&path));
            if !is_ours && !is_known {
                // Looks do not tell whether somebody is still writing: what is no text is given time.
                self.is_told_of_save |= self.bell.polls.is_some();
                let touch = if self.bell.polls.is_some() && snapshot.contains_key(&path) { Touch::Begun } else { Touch::Whole };
                self.pending.add(path, touch, now);
            }
        }
        self.known = snapshot;
        self.built_from.retain(|_, built| *built >= began);
    }

    /// Looks at everything, and for the next moment at which something becomes due, while nobody waits.
    fn look_again(&self) {
        let (sources, notes, builds) = (self.sources.clone(), self.notes.clone(), self.builds);
        let must_look = self.bell.polls.is_none();
        let project = self.wanted.project.clone();
        let moment = Moment { as_of: (self.wanted.now)().timestamp(), drafts: self.wanted.drafts };
        let stays = self.wanted.as_of.is_some();
        let look = move || {
            if must_look {
                let began = Instant::now();
                drop(notes.send(Note::Looked(sources.look(), began)));
            }
            if !stays {
                drop(notes.send(Note::Due(builds, Road::holds_until(&project, moment))));
            }
        };
        drop(std::thread::Builder::new().name("second look".to_owned()).spawn(look));
    }

    /// Whether the show's folder is there. One that was gone and is back is watched and built anew.
    fn find_folder(&mut self) -> bool {
        let is_there = self.sources.root.is_dir();
        if is_there && (self.is_lost || self.must_hang) {
            self.must_hang = false;
            self.bell.hang_again(&self.notes);
            self.pending.add(self.sources.root.clone(), Touch::Gone, Instant::now());
        }
        self.is_lost = !is_there;
        is_there
    }

    /// The files that are meant by what was touched: those in folders that came, and none that came and went before anybody looked.
    fn files(&self, touched: Vec<PathBuf>) -> Vec<PathBuf> {
        let is_known = |path: &PathBuf| {
            let below = self.known.range(path.clone()..).next().map(|(known, _)| known);
            let gone_below = self.gone.range(path.clone()..).next();
            self.built_from.contains_key(path) || below.into_iter().chain(gone_below).any(|known| known.starts_with(path))
        };
        let mut files = BTreeSet::new();
        for path in touched {
            if path.is_dir() && path != self.sources.root {
                files.extend(self.sources.below(&path));
                files.insert(path);
            } else if path.exists() || is_known(&path) {
                files.insert(path);
            }
        }
        let folders: Vec<PathBuf> = files.iter().filter(|path| path.is_dir()).cloned().collect();
        // A folder is named where nothing in it can be.
        files.retain(|path| !folders.contains(path) || *path == self.sources.root || !self.is_holding(path));
        files.into_iter().collect()
    }

    fn is_holding(&self, folder: &Path) -> bool {
        self.sources.below(folder).next().is_some()
    }

    fn build(&mut self, cause: Cause, heard: &Receiver<Note>, say: Say<'_>) -> Result<(), std::io::Error> {
        let began = Instant::now();
        let touched = self.pending.take();
        let is_saved = std::mem::take(&mut self.is_told_of_save);
        let files = self.files(touched);
        self.gone.clear();
        if files.is_empty() && cause == Cause::Saved {
            return Ok(());
        }
        self.builds += 1;
        (self.due, self.again_at, self.look_at) = (None, None, None);
        self.built_from.extend(files.iter().map(|path| (path.clone(), began)));
        let as_of = self.wanted.as_of.unwrap_or_else(|| (self.wanted.now)().timestamp());
        let clock = Clock::start(self.wanted.voice);
        let (live, is_writing) = (self.live.clone(), self.is_writing.clone());
        let built = self.road.build(as_of, &|step| {
            clock.tell(step);
            if let Step::Rendering(..) = step {
                is_writing.store(true, Ordering::Relaxed);
            }
            if began.elapsed() > Duration::from_secs(1) {
                progress(step).iter().for_each(|words| live.tell_working(words));
            }
        });
        self.is_writing.store(false, Ordering::Relaxed);
        clock.tell(Step::Done);
        let took = began.elapsed();
        self.last_end = Some(Instant::now());
        self.look_at = self.last_end.map(|end| end + SETTLED);
        self.lock = self.sources.lock_sign();
        if self.is_second_thought(&built, &files, heard) {
            return Ok(());
        }
        self.thoughts = 0;
        let is_named = |path: &&PathBuf| is_saved && **path != self.sources.root;
        let names: Vec<String> = files.iter().filter(is_named).map(|path| self.sources.name(path)).collect();
        match built {
            Built::Through(outcome) => self.went_through(cause, &names, &outcome, took, say),
            Built::Failed(failure) => self.failed(cause, &names, &failure.to_string(), took, say),
            Built::Broken(words) => {
                let words = format!("turntable itself made a mistake: {words}; please tell its makers");
                self.failed(cause, &names, &words, took, say)
            }
        }
    }

    /// Whether more has come while a show with errors was read: what it says is then of a moment in between, and not told.
    fn is_second_thought(&mut self, built: &Built, files: &[PathBuf], heard: &Receiver<Note>) -> bool {
        let has_errors = !matches!(built, Built::Through(outcome) if !outcome.report.has_errors());
        if !has_errors || self.thoughts >= MOST_THOUGHTS {
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

    fn failed(&mut self, cause: Cause, saved: &[String], trouble: &str, took: Duration, say: Say<'_>) -> Result<(), std::io::Error> {
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
        let is_there = |page: &String| self.wanted.project.public.join(page).join("index.html").is_file();
        let pages = saved.iter().filter_map(|source| changes::page_of(source)).find(is_there);
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
