//! Layer 3: bytes → disk. A build is staged in a folder beside the output; only when everything is there does it take the output's
//! place, in one rename. What has not changed keeps its file (and its time); what the last build made and this one does not is removed;
//! what is not ours stays.
//!
//! Where the file system cannot exchange two folders, files are renamed one by one instead: each file is then old or new, though
//! the folder may be both for a moment.

use crate::disk::{self, Failure, While};
use crate::model::OutPath;
use std::collections::BTreeSet;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use walkdir::WalkDir;

/// Whether anything is really written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Staged, then moved into place.
    Write,
    /// Only compared with what is there.
    Compare,
}

/// One output folder being renewed. Outputs may be put from several threads.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    stage: PathBuf,
    mode: Mode,
    is_first: bool,
    /// What the last build made here.
    previous: BTreeSet<OutPath>,
    changed: Mutex<BTreeSet<OutPath>>,
}

/// What became of an output folder.
#[derive(Debug, Default)]
pub struct WriteReport {
    /// New or different files, sorted.
    pub written: Vec<OutPath>,
    /// Files of the last build that this one no longer makes, sorted.
    pub removed: Vec<OutPath>,
    /// Files that were right already.
    pub unchanged: usize,
}

impl Staging {
    /// Begins to renew `out`, which the last build filled with `previous`. Leftovers of an interrupted build are swept.
    ///
    /// # Errors
    /// When the staging folder cannot be made.
    pub fn begin(out: &Path, previous: BTreeSet<OutPath>, mode: Mode) -> Result<Self, Failure> {
        let out = std::path::absolute(out).while_doing("find", out)?;
        // A link to a folder elsewhere: the folder itself is exchanged, not the link.
        let out = out.canonicalize().unwrap_or(out);
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stage = out.with_file_name(format!(".{name}.turntable-new"));
        if mode == Mode::Write {
            disk::remove_folder(&stage)?;
            disk::create_folder(&stage)?;
        }
        let is_first = !out.is_dir();
        Ok(Self { out, stage, mode, is_first, previous, changed: Mutex::default() })
    }

    /// Puts the bytes of one output.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Failure> {
        if !self.is_first && has_bytes(&self.out.join(path.as_str()), bytes)? {
            return Ok(());
        }
        self.note(path);
        match self.mode {
            Mode::Write => in_folder(&self.stage.join(path.as_str()), |target| disk::write(target, bytes)),
            Mode::Compare => Ok(()),
        }
    }

    /// Puts one output that comes in pieces.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put_pieces(&self, path: &OutPath, pieces: impl FnOnce(&mut dyn FnMut(&[u8]))) -> Result<(), Failure> {
        let target = self.stage.join(path.as_str());
        if self.mode == Mode::Compare {
            let mut bytes = Vec::new();
            pieces(&mut |piece| bytes.extend_from_slice(piece));
            return self.put(path, &bytes);
        }
        let mut writer = BufWriter::with_capacity(1 << 18, in_folder(&target, disk::create)?);
        let mut outcome = Ok(());
        pieces(&mut |piece| {
            if outcome.is_ok() {
                outcome = writer.write_all(piece);
            }
        });
        outcome.and_then(|()| writer.flush()).while_doing("write", &target)?;
        drop(writer);
        if !self.is_first && have_same_bytes(&target, &self.out.join(path.as_str()))? {
            return disk::remove_file(&target);
        }
        self.note(path);
        Ok(())
    }

    /// Puts a copy of a file of the show. One with the same length and time as its source is taken to be the same; copies get
    /// their source's time.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn put_copy(&self, path: &OutPath, source: &Path) -> Result<(), Failure> {
        if !self.is_first && looks_the_same(source, &self.out.join(path.as_str())) {
            return Ok(());
        }
        self.note(path);
        match self.mode {
            Mode::Write => in_folder(&self.stage.join(path.as_str()), |target| copy_with_time(source, target)),
            Mode::Compare => Ok(()),
        }
    }

    /// Lets the new state take the place of the old one. `planned` is everything this build makes.
    ///
    /// # Errors
    /// When it cannot be moved; the old state then stands (or, where folders cannot be exchanged, each file is old or new).
    pub fn commit(self, planned: &BTreeSet<&OutPath>) -> Result<WriteReport, Failure> {
        let changed = std::mem::take(&mut *self.changed.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let written: Vec<OutPath> =
            if self.is_first { planned.iter().map(|path| (*path).clone()).collect() } else { changed.into_iter().collect() };
        let gone = self.previous.iter().filter(|path| !planned.contains(path) && self.out.join(path.as_str()).is_file());
        let report = WriteReport { removed: gone.cloned().collect(), unchanged: planned.len() - written.len().min(planned.len()), written };
        if self.mode == Mode::Compare {
            return Ok(report);
        }
        if !self.out.exists() {
            disk::rename(&self.stage, &self.out)?;
            return Ok(report);
        }
        match (report.written.as_slice(), report.removed.as_slice()) {
            ([], []) => {}
            ([_], []) | ([], [_]) => self.one_by_one(&report)?,
            _ if self.exchange(&report) => {}
            _ => self.one_by_one(&report)?,
        }
        disk::remove_folder(&self.stage)?;
        Ok(report)
    }

    /// Gives up: what was staged is thrown away and the old state stands.
    pub fn discard(self) {
        if self.mode == Mode::Write
            && let Err(failure) = disk::remove_folder(&self.stage)
        {
            log::warn!("{failure}");
        }
    }

    /// In a new folder everything is new; nothing needs to be noted.
    fn note(&self, path: &OutPath) {
        if self.is_first {
            return;
        }
        self.changed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path.clone());
    }

    /// Completes the staged folder with links to what stays, then exchanges the two folders. `false` where that cannot be done;
    /// nothing has changed then.
    fn exchange(&self, report: &WriteReport) -> bool {
        let removed: BTreeSet<&str> = report.removed.iter().map(OutPath::as_str).collect();
        for item in WalkDir::new(&self.out).min_depth(1) {
            let Ok(item) = item else { return false };
            let Ok(inside) = item.path().strip_prefix(&self.out) else { return false };
            let target = self.stage.join(inside);
            if item.file_type().is_dir() {
                continue;
            }
            if inside.to_str().is_some_and(|inside| removed.contains(inside)) || target.symlink_metadata().is_ok() {
                continue;
            }
            if in_folder(&target, |target| disk::link(item.path(), target)).is_err() {
                return false;
            }
        }
        exchange_folders(&self.stage, &self.out)
    }

    fn one_by_one(&self, report: &WriteReport) -> Result<(), Failure> {
        for path in &report.written {
            in_folder(&self.out.join(path.as_str()), |target| disk::rename(&self.stage.join(path.as_str()), target))?;
        }
        for path in &report.removed {
            let target = self.out.join(path.as_str());
            disk::remove_file(&target)?;
            remove_empty_parents(&target, &self.out);
        }
        Ok(())
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios"))]
fn exchange_folders(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios")))]
fn exchange_folders(_: &Path, _: &Path) -> bool {
    false
}

/// Does something that makes `target`; where its folder is missing, makes the folder and does it again.
fn in_folder<T>(target: &Path, make: impl Fn(&Path) -> Result<T, Failure>) -> Result<T, Failure> {
    match make(target) {
        Err(failure) if failure.cause.kind() == std::io::ErrorKind::NotFound => {
            disk::create_folder(target.parent().unwrap_or(Path::new(".")))?;
            make(target)
        }
        outcome => outcome,
    }
}

fn has_bytes(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    match disk::metadata(path) {
        Some(metadata) if metadata.is_file() && metadata.len() == bytes.len() as u64 => Ok(disk::read(path)? == bytes),
        _ => Ok(false),
    }
}

fn have_same_bytes(a: &Path, b: &Path) -> Result<bool, Failure> {
    let (Some(a_metadata), Some(b_metadata)) = (disk::metadata(a), disk::metadata(b)) else { return Ok(false) };
    if a_metadata.len() != b_metadata.len() || !b_metadata.is_file() {
        return Ok(false);
    }
    let (mut a_file, mut b_file) = (disk::open(a)?, disk::open(b)?);
    let (mut a_piece, mut b_piece) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let length = a_file.read(&mut a_piece).while_doing("read", a)?;
        if length == 0 {
            return Ok(true);
        }
        if b_file.read_exact(&mut b_piece[..length]).is_err() || a_piece[..length] != b_piece[..length] {
            return Ok(false);
        }
    }
}

fn looks_the_same(source: &Path, copy: &Path) -> bool {
    let (Some(source), Some(copy)) = (disk::metadata(source), disk::metadata(copy)) else { return false };
    source.len() == copy.len() && source.modified().ok().is_some_and(|time| copy.modified().ok() == Some(time))
}

fn copy_with_time(source: &Path, target: &Path) -> Result<(), Failure> {
    if !source.is_file() {
        return Err(Failure { doing: "copy", path: source.to_owned(), cause: std::io::Error::other("it is gone") });
    }
    disk::copy(source, target)?;
    if let Some(time) = disk::metadata(source).and_then(|metadata| metadata.modified().ok())
        && let Err(failure) = disk::set_modified(target, time)
    {
        // Without the time the next build copies it again; that is all.
        log::debug!("{failure}");
    }
    Ok(())
}

/// Removes folders that became empty, up to but not including `top`.
fn remove_empty_parents(path: &Path, top: &Path) {
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != top && folder.starts_with(top)) {
        if !disk::remove_if_empty(empty) {
            return;
        }
        folder = empty.parent();
    }
}

/// The list of what the last build made in an output folder, kept outside it: the list names unlisted pages.
#[derive(Clone, Debug)]
pub struct Manifest {
    path: PathBuf,
}

impl Manifest {
    /// The manifest of `out` in the show at `root`, kept in `folder`. An output inside the show is known by its place in it, so that
    /// a show may be moved.
    #[must_use]
    pub fn of(out: &Path, root: &Path, folder: &Path) -> Self {
        let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let place = absolute.strip_prefix(&root).unwrap_or(&absolute).to_string_lossy().into_owned();
        Self { path: folder.join(format!("made-{}.txt", &blake3::hash(place.as_bytes()).to_hex()[..8])) }
    }

    /// What the last build made; empty without one.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(&self) -> Result<BTreeSet<OutPath>, Failure> {
        let text = disk::read_if_there(&self.path)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let is_inside = |path: &&str| !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|part| part == "..");
        Ok(text.lines().filter(is_inside).map(|path| OutPath(path.to_owned())).collect())
    }

    /// Writes down what is made now.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, paths: &BTreeSet<&OutPath>) -> Result<(), Failure> {
        let mut text = String::with_capacity(paths.iter().map(|path| path.as_str().len() + 1).sum());
        for path in paths {
            text.push_str(path.as_str());
            text.push('\n');
        }
        if has_bytes(&self.path, text.as_bytes())? {
            return Ok(());
        }
        disk::create_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        disk::replace(&self.path, text.as_bytes())
    }
}
