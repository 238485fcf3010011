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
mod fresh;
mod keys;
mod panel;
mod pending;
mod road;
pub mod serve;
mod sources;
mod stop;
mod watcher;

pub use bell::Polling;
pub use changes::words as changes_in_words;

use crate::command::build::Voice;
use crate::pipeline::Outcome;
use crate::project::Project;
use crate::report::Finding;
use crate::resolve::Drafts;
use bell::Bell;
use editor::Editor;
use jiff::{Timestamp, Zoned};
use keys::Terminal;
use pending::Touch;
use road::Road;
use serve::live::Live;
use serve::site::{Door, Shows};
use sources::{Snapshot, Sources};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use watcher::Watch;

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
    /// A key.
    Key(u8),
    /// A build is over.
    Over,
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

/// Watches until it is told to stop.
///
/// # Errors
/// When it cannot begin.
pub fn watch(wanted: &Wanted<'_>, say: &mut dyn FnMut(Event<'_>) -> Result<(), std::io::Error>) -> Result<(), Refused> {
    let (notes, heard) = channel();
    let live = Arc::new(Live::new(token(), wanted.project.clone()));
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
    stop::on_request(&notes, terminal.clone(), is_writing.clone());
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
    let mut watch = Watch::of(wanted, notes, live, is_writing, (sources, bell, road));
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
