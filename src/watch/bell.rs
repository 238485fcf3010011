//! The alarm clock: rings when a file of the show may have changed. In: the system's events, or, where it gives none, looks at the disk
//! every now and then. Out: notes on a channel. It reasons about nothing: the build looks for itself.

use super::Note;
use super::pending::Touch;
use super::sources::Sources;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// Shortest and longest time between two looks at the disk.
const LOOKS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(2));
/// A look may take this part of the time at most.
const SHARE: u32 = 10;

/// Watches the files of a show until it is dropped.
pub struct Bell {
    watcher: Option<RecommendedWatcher>,
    sources: Sources,
    /// Why the disk is looked at instead.
    pub polls: Option<Polling>,
}

/// Why nothing but looking tells of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polling {
    /// It was asked for.
    Asked,
    /// The folder is on another machine, whose changes the system does not tell.
    Elsewhere,
    /// The system does not watch (any more); in its own words.
    Refused(String),
}

impl Bell {
    /// Hangs the bell: from now on, notes come.
    #[must_use]
    pub fn hang(sources: Sources, notes: &Sender<Note>, is_poll_asked: bool) -> Self {
        let mut bell = Self { watcher: None, sources, polls: None };
        let why = if is_poll_asked {
            Some(Polling::Asked)
        } else if is_elsewhere(&bell.sources.root) {
            Some(Polling::Elsewhere)
        } else {
            bell.watch(notes).err().map(|error| Polling::Refused(words(&error)))
        };
        if let Some(why) = why {
            bell.poll(why, notes);
        }
        bell
    }

    fn watch(&mut self, notes: &Sender<Note>) -> notify::Result<()> {
        let notes = notes.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Nobody listens any more: the program ends.
            drop(notes.send(match event {
                Ok(event) if event.need_rescan() => Note::Missed,
                Ok(event) => Note::Touched(touches(&event), Instant::now()),
                Err(error) => Note::Deaf(words(&error)),
            }));
        })?;
        // Its own entries alone: a folder that vanishes and returns is seen here.
        watcher.watch(&self.sources.root, RecursiveMode::NonRecursive)?;
        self.watcher = Some(watcher);
        for folder in self.sources.folders.clone() {
            self.watch_folder(&folder)?;
        }
        Ok(())
    }

    /// Watches one of the show's folders anew, after it came or went.
    ///
    /// # Errors
    /// When the system does not watch any more.
    pub fn watch_folder(&mut self, folder: &Path) -> notify::Result<()> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        // What was watched under this name may be elsewhere by now; that nothing was is no trouble.
        drop(watcher.unwatch(folder));
        match watcher.watch(folder, RecursiveMode::Recursive) {
            Err(error) if !folder.is_dir() => {
                log::debug!("{error}");
                Ok(())
            }
            done => done,
        }
    }

    /// Hangs the bell anew, after the show's own folder came back.
    pub fn hang_again(&mut self, notes: &Sender<Note>) {
        if self.polls.is_some() {
            return;
        }
        self.watcher = None;
        if let Err(error) = self.watch(notes) {
            self.poll(Polling::Refused(words(&error)), notes);
        }
    }

    /// Looks at the disk from now on, as often as takes little of the machine.
    pub fn poll(&mut self, why: Polling, notes: &Sender<Note>) {
        if self.polls.is_some() {
            return;
        }
        self.watcher = None;
        self.polls = Some(why);
        let (sources, notes) = (self.sources.clone(), notes.clone());
        let look = move || {
            loop {
                let started = Instant::now();
                let snapshot = sources.look();
                if notes.send(Note::Looked(snapshot, started)).is_err() {
                    return;
                }
                std::thread::sleep((started.elapsed() * SHARE).clamp(LOOKS.0, LOOKS.1));
            }
        };
        if let Err(error) = std::thread::Builder::new().name("looks".to_owned()).spawn(look) {
            log::warn!("changes are not seen: {error}");
        }
    }
}

/// What an event says of files. That one was opened or read says nothing: builds do that.
fn touches(event: &notify::Event) -> Vec<(PathBuf, Touch)> {
    let all = |touch: Touch| event.paths.iter().map(|path| (path.clone(), touch)).collect();
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => all(Touch::Whole),
        EventKind::Access(_) => Vec::new(),
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => all(Touch::Gone),
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) | EventKind::Modify(ModifyKind::Metadata(_)) => all(Touch::Whole),
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
            let touch = |at: usize| if at == 0 { Touch::Gone } else { Touch::Whole };
            event.paths.iter().enumerate().map(|(at, path)| (path.clone(), touch(at))).collect()
        }
        // Some systems say only that a name changed: looking tells which way.
        EventKind::Modify(ModifyKind::Name(_)) => {
            event.paths.iter().map(|path| (path.clone(), if path.exists() { Touch::Whole } else { Touch::Gone })).collect()
        }
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any | EventKind::Other => all(Touch::Begun),
    }
}

/// What the system says, in words that lead on.
fn words(error: &notify::Error) -> String {
    let is_limit = matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
    if is_limit {
        "the system watches no more files; /proc/sys/fs/inotify/max_user_watches sets how many".to_owned()
    } else {
        error.to_string()
    }
}

/// Whether the folder is on another machine (or the host of this one). Source: `man 2 statfs` for the numbers.
#[cfg(target_os = "linux")]
#[allow(clippy::useless_conversion, reason = "the type of the number differs from one kind of Linux to the next")]
fn is_elsewhere(folder: &Path) -> bool {
    // NFS, SMB and CIFS (two generations), 9P (Windows' disks in WSL2, shared folders), VirtualBox, Ceph, AFS, Coda.
    const REMOTE: [i64; 9] = [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x786f_4256, 0x00c3_6400, 0x5346_414f, 0x7375_7245];
    rustix::fs::statfs(folder).is_ok_and(|found| i64::try_from(found.f_type).is_ok_and(|kind| REMOTE.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn is_elsewhere(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, DataChange, RemoveKind};

    #[test]
    fn reading_rings_no_bell_and_saving_does() {
        let event = |kind: EventKind| notify::Event::new(kind).add_path(PathBuf::from("/a")).add_path(PathBuf::from("/b"));
        let touch = |kind: EventKind| touches(&event(kind)).into_iter().map(|(_, touch)| touch).collect::<Vec<_>>();
        assert_eq!(touch(EventKind::Access(AccessKind::Open(AccessMode::Read))), []);
        assert_eq!(touch(EventKind::Access(AccessKind::Close(AccessMode::Read))), []);
        assert_eq!(touch(EventKind::Access(AccessKind::Close(AccessMode::Write))), [Touch::Whole; 2]);
        assert_eq!(touch(EventKind::Create(CreateKind::File)), [Touch::Begun; 2]);
        assert_eq!(touch(EventKind::Modify(ModifyKind::Data(DataChange::Any))), [Touch::Begun; 2]);
        assert_eq!(touch(EventKind::Remove(RemoveKind::File)), [Touch::Gone; 2]);
        assert_eq!(touch(EventKind::Modify(ModifyKind::Name(RenameMode::Both))), [Touch::Gone, Touch::Whole]);
    }
}
