//! The loop: wait for a note, decide whether to build, build, tell, wait. One thread runs it.

mod building;
mod noting;

use super::bell::Bell;
use super::editor;
use super::pending::Pending;
use super::road::Road;
use super::serve::live::Live;
use super::sources::{self, Snapshot, Sources};
use super::{Cause, Event, Note, Wanted};
use crate::cache::Memory;
use crate::report::Severity;
use jiff::{Timestamp, Zoned};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// The clock may be set, and the machine may sleep: due moments are looked at this often.
const DUE_LOOK: Duration = Duration::from_secs(20);
/// How often a show's folder that is gone is looked for.
const LOST: Duration = Duration::from_millis(400);

/// Everything that the loop knows.
pub struct Watch<'a> {
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
    /// What was read for what is shown before it is written.
    memory: Memory,
    /// How long the last build took.
    took: Duration,
}

/// Tells people or programs; fails when nobody listens any more.
type Say<'s> = &'s mut dyn FnMut(Event<'_>) -> Result<(), std::io::Error>;

impl<'a> Watch<'a> {
    /// Nothing was built yet.
    pub fn of(
        wanted: &'a Wanted<'a>,
        notes: Sender<Note>,
        live: Arc<Live>,
        is_writing: Arc<AtomicBool>,
        (sources, bell, road): (Sources, Bell, Road),
    ) -> Self {
        Self {
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
            memory: Memory::lasting(),
            took: Duration::ZERO,
        }
    }

    /// Builds, and builds again, until it is told to stop.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn run(&mut self, heard: &Receiver<Note>, say: Say<'_>, address: &dyn Fn() -> String) -> Result<(), std::io::Error> {
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
}
