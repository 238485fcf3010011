//! Layer 0: the only door to the file system. Every error it returns says what was being done and names the path.

mod look;
mod room;

pub use look::{Look, look, look_of_this_program};
pub use room::{free_bytes, may_write};

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An open file.
pub type File = fs::File;

/// What the file system says of a file.
pub type Metadata = fs::Metadata;

/// The machine failed: disk full, no permission, network gone. Never the author's mistake.
#[derive(Debug)]
pub struct Failure {
    /// What was being done, such as "write".
    pub doing: &'static str,
    /// To what.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self.cause.kind() {
            io::ErrorKind::PermissionDenied => "no permission; check who owns the folder",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full; make room and run it again",
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
            io::ErrorKind::NotFound => "it is not there",
            _ => return write!(formatter, "could not {} {}: {}", self.doing, self.path.display(), self.cause),
        };
        write!(formatter, "could not {} {}: {advice}", self.doing, self.path.display())
    }
}

impl std::error::Error for Failure {}

/// Names the action and the path of an error.
pub trait While<T> {
    /// Turns the system's error into a [`Failure`].
    ///
    /// # Errors
    /// The same error, named.
    fn while_doing(self, doing: &'static str, path: &Path) -> Result<T, Failure>;
}

impl<T> While<T> for io::Result<T> {
    fn while_doing(self, doing: &'static str, path: &Path) -> Result<T, Failure> {
        self.map_err(|cause| Failure { doing, path: path.to_owned(), cause })
    }
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).while_doing("read", path)
}

/// The bytes of a file, or `None` when there is none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Failure { doing: "read", path: path.to_owned(), cause }),
    }
}

/// An open file for reading.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> Result<fs::File, Failure> {
    fs::File::open(path).while_doing("open", path)
}

/// A new file for writing, in a folder that exists.
///
/// # Errors
/// When it cannot be made.
pub fn create(path: &Path) -> Result<fs::File, Failure> {
    fs::File::create(path).while_doing("write", path)
}

/// A file that is there, for writing behind what it holds.
///
/// # Errors
/// When it cannot be opened.
pub fn append(path: &Path) -> Result<fs::File, Failure> {
    fs::OpenOptions::new().append(true).open(path).while_doing("write", path)
}

/// A second name for a file, on the same file system.
///
/// # Errors
/// When the file system cannot do that.
pub fn link(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::hard_link(from, to).while_doing("link", to)
}

/// Sets when a file was last changed.
///
/// # Errors
/// When the file system cannot do that.
pub fn set_modified(path: &Path, time: std::time::SystemTime) -> Result<(), Failure> {
    fs::OpenOptions::new().write(true).open(path).and_then(|file| file.set_modified(time)).while_doing("set the time of", path)
}

/// Removes a folder if it is empty; whether it did.
#[must_use]
pub fn remove_if_empty(path: &Path) -> bool {
    fs::remove_dir(path).is_ok()
}

/// The end of a file, at most so many bytes.
///
/// # Errors
/// When it cannot be read.
pub fn tail(path: &Path, bytes: usize) -> Result<Vec<u8>, Failure> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = open(path)?;
    let length = file.metadata().while_doing("read", path)?.len();
    let mut end = Vec::with_capacity(bytes);
    file.seek(SeekFrom::Start(length.saturating_sub(bytes as u64))).while_doing("read", path)?;
    file.read_to_end(&mut end).while_doing("read", path)?;
    Ok(end)
}

/// Writes a new file in a folder that exists.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).while_doing("write", path)
}

/// Writes a file by way of a neighbour and a rename, so that readers see the old bytes or the new ones.
///
/// # Errors
/// When it cannot be written; the old file is then untouched.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let neighbour = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = fs::write(&neighbour, bytes).while_doing("write", path).and_then(|()| rename(&neighbour, path));
    if written.is_err() {
        // The first error is the one to tell; a leftover of ours is swept by the next build.
        drop(fs::remove_file(&neighbour));
    }
    written
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).while_doing("make the folder", path)
}

/// Moves a file or folder within one file system.
///
/// # Errors
/// When it cannot be moved.
pub fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).while_doing("rename into", to)
}

/// Copies a file's bytes (shared where the file system can).
///
/// # Errors
/// When it cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).while_doing("copy", to)
}

/// What the file system says of a file, or `None` when there is none.
#[must_use]
pub fn metadata(path: &Path) -> Option<fs::Metadata> {
    fs::metadata(path).ok()
}

/// Removes a file if it is there.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Failure { doing: "remove", path: path.to_owned(), cause }),
        _ => Ok(()),
    }
}

/// Removes a folder and everything in it, if it is there.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove_folder(path: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Failure { doing: "remove", path: path.to_owned(), cause }),
        _ => Ok(()),
    }
}
