//! Which files a build reads, and what they look like from outside. In: paths that something happened to. Out: whether that matters, and
//! where nobody can say what happened, what is different from before.

use crate::disk;
use crate::project::Project;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Endings of files that other programs write while they work, besides those that [`crate::discover`] passes over.
const UNFINISHED: &[&str] =
    &[".part", ".partial", ".crdownload", ".download", ".filepart", ".swx", ".bak~", "___jb_tmp___", "___jb_old___"];

/// What a build reads.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The show's folder.
    pub root: PathBuf,
    /// Folders that are read as a whole.
    pub folders: Vec<PathBuf>,
    /// The record of what was published.
    pub lock: PathBuf,
}

/// What a file looks like from outside: length, time and, where there is one, its number.
pub type Sign = (u64, Option<std::time::SystemTime>, u64);

/// Every file that a build may read.
pub type Snapshot = BTreeMap<PathBuf, Sign>;

impl Sources {
    /// Those of a show. Paths are absolute and free of links, as events name them.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let root = project.root.canonicalize().unwrap_or_else(|_| project.root.clone());
        let folders = ["content", "themes", "private"].map(|name| root.join(name)).to_vec();
        Self { lock: root.join(crate::parse::lock::FILE), root, folders }
    }

    /// Whether a change at this path may change what is built.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        if path == self.lock {
            return true;
        }
        let Some(inside) = self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok()) else { return false };
        inside.iter().all(|name| !is_debris(&name.to_string_lossy()))
    }

    /// Whether it is one of the folders themselves: it may have to be watched anew.
    #[must_use]
    pub fn is_folder(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| folder == path)
    }

    /// Path from the show's root, with `/` between names, for people.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The files below a folder that may matter, at most a thousand: nobody reads the names of more.
    pub fn below(&self, folder: &Path) -> impl Iterator<Item = PathBuf> {
        let entries = WalkDir::new(folder).follow_links(true).into_iter().filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
        files.filter(|path| self.holds(path)).take(1000)
    }

    /// What everything looks like now. What cannot be looked at is left out; the build says so.
    #[must_use]
    pub fn look(&self) -> Snapshot {
        let mut snapshot = Snapshot::new();
        for folder in &self.folders {
            let walk = WalkDir::new(folder).follow_links(true).into_iter();
            let walk = walk.filter_entry(|entry| entry.depth() == 0 || !is_debris(&entry.file_name().to_string_lossy()));
            for entry in walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
                if let Ok(metadata) = entry.metadata() {
                    snapshot.insert(entry.into_path(), sign(&metadata));
                }
            }
        }
        snapshot.extend(self.lock_sign().map(|sign| (self.lock.clone(), sign)));
        snapshot
    }

    /// Whether the show is there as a whole: a folder that is moved away is gone in one step, and what was read meanwhile is half of it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        disk::metadata(&self.root.join("content/show.yaml")).is_some()
    }

    /// What the record of what was published looks like.
    #[must_use]
    pub fn lock_sign(&self) -> Option<Sign> {
        disk::metadata(&self.lock).map(|metadata| sign(&metadata))
    }
}

/// The paths that differ between two looks.
#[must_use]
pub fn differences(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let changed = after.iter().filter(|(path, sign)| before.get(*path) != Some(sign)).map(|(path, _)| path);
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    changed.chain(gone).cloned().collect()
}

/// Files that editors, browsers and systems leave behind.
fn is_debris(name: &str) -> bool {
    crate::discover::is_debris(name) || UNFINISHED.iter().any(|ending| name.ends_with(ending))
}

#[cfg(unix)]
fn sign(metadata: &disk::Metadata) -> Sign {
    use std::os::unix::fs::MetadataExt;
    (metadata.len(), metadata.modified().ok(), metadata.ino())
}

#[cfg(not(unix))]
fn sign(metadata: &disk::Metadata) -> Sign {
    (metadata.len(), metadata.modified().ok(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let root = PathBuf::from("/show");
        let folders = ["content", "themes", "private"].map(|name| root.join(name)).to_vec();
        Sources { lock: root.join("turntable.lock"), folders, root }
    }

    #[test]
    fn texts_themes_and_records_matter_and_results_and_debris_do_not() {
        let sources = sources();
        for path in [
            "content",
            "content/show.yaml",
            "content/episodes/1/a.mp3",
            "themes/own/assets/style.css",
            "private/leads.csv",
            "turntable.lock",
        ] {
            assert!(sources.holds(&sources.root.join(path)), "{path}");
        }
        for path in [
            "",
            ".git/index",
            "public/index.html",
            "desk/network.html",
            ".turntable/began",
            "README.md",
            "content/.index.md.swp",
            "content/episodes/.git/x.md",
            "content/index.md~",
            "content/#index.md#",
            "content/a.mp3.part",
            ".turntable.lock.17.tmp",
            "contents/a.md",
        ] {
            assert!(!sources.holds(&sources.root.join(path)), "{path}");
        }
    }

    #[test]
    fn a_look_tells_what_is_new_changed_and_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let sources = Sources::of(&Project::at(folder.path(), None));
        for (path, text) in [("content/a.md", "a"), ("content/b/c.md", "c"), ("content/.d", "d"), ("public/x.html", "x")] {
            let path = sources.root.join(path);
            disk::create_folder(path.parent().expect("a folder")).expect("made");
            disk::write(&path, text.as_bytes()).expect("written");
        }
        let before = sources.look();
        assert_eq!(before.keys().map(|path| sources.name(path)).collect::<Vec<_>>(), ["content/a.md", "content/b/c.md"]);
        disk::remove_file(&sources.root.join("content/a.md")).expect("removed");
        disk::write(&sources.root.join("content/b/c.md"), b"longer").expect("written");
        disk::write(&sources.root.join("content/b/e.md"), b"e").expect("written");
        let mut names: Vec<_> = differences(&before, &sources.look()).iter().map(|path| sources.name(path)).collect();
        names.sort();
        assert_eq!(names, ["content/a.md", "content/b/c.md", "content/b/e.md"]);
    }
}
