//! What notes mean: which files wait to be built, and what to look at.

use super::super::Note;
use super::super::bell::Polling;
use super::super::pending::Touch;
use super::super::sources::{self, Snapshot};
use super::Watch;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

impl Watch<'_> {
    pub(super) fn note(&mut self, note: Note) {
        match note {
            Note::Touched(touches, at) => touches.into_iter().for_each(|(path, touch)| self.touched(path, touch, at)),
            Note::Missed => self.look_at = Some(Instant::now()),
            Note::Deaf(words) => self.bell.poll(Polling::Refused(words), &self.notes),
            Note::Looked(snapshot, began) => self.looked(snapshot, began),
            Note::Key(_) | Note::Over | Note::Stop => {}
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

    /// Looks at everything, while nobody waits. What is looked at all the time need not be looked at once more.
    pub(super) fn look_again(&self) {
        if self.bell.polls.is_some() {
            return;
        }
        let (sources, notes) = (self.sources.clone(), self.notes.clone());
        let look = move || {
            let began = Instant::now();
            drop(notes.send(Note::Looked(sources.look(), began)));
        };
        drop(std::thread::Builder::new().name("second look".to_owned()).spawn(look));
    }

    /// Whether the show's folder is there. One that was gone and is back is watched and built anew.
    pub(super) fn find_folder(&mut self) -> bool {
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
    pub(super) fn files(&self, touched: Vec<PathBuf>) -> Vec<PathBuf> {
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
}
