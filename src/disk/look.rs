//! Whether anything changed, from outside: names, lengths and times of files, none of which is opened.

use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// What a file or a whole folder looks like from outside: equal looks mean that nothing was written, renamed or removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Hash of names, lengths and times, and of those below; zeros where there is nothing.
    pub hash: [u8; 32],
    /// How many files there are.
    pub files: u64,
    /// When the newest of them was changed, in nanoseconds since 1970.
    pub newest: i128,
}

/// Most folders inside one another that are looked at.
const DEEPEST: usize = 64;

/// Looks at a file or folder without opening any file, on all cores. `None` when a look cannot tell: a link to a folder, something that
/// cannot be read, or folders without end. The hash covers inode and the time of the last change of state, where the system keeps
/// them: neither can be set back, so an edit that restores length and time is still seen.
#[must_use]
pub fn look(path: &Path) -> Option<Look> {
    look_into(path, 0)
}

fn look_into(path: &Path, depth: usize) -> Option<Look> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Look::default()),
        Err(_) => return None,
    };
    if !metadata.is_dir() {
        return Some(look_of(&metadata));
    }
    if depth == DEEPEST {
        return None;
    }
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(path).ok()?.collect::<Result<_, _>>().ok()?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    let look = |entry: &fs::DirEntry| -> Option<Look> {
        let kind = entry.file_type().ok()?;
        match kind {
            _ if kind.is_dir() => look_into(&entry.path(), depth + 1),
            _ if kind.is_symlink() => fs::metadata(entry.path()).ok().filter(|target| !target.is_dir()).map(|target| look_of(&target)),
            _ => entry.metadata().ok().map(|metadata| look_of(&metadata)),
        }
    };
    let looks: Vec<Option<Look>> =
        if entries.len() < 16 && depth > 2 { entries.iter().map(look).collect() } else { entries.par_iter().map(look).collect() };
    let mut hasher = blake3::Hasher::new();
    let mut all = Look { files: 0, ..Look::default() };
    for (entry, look) in entries.iter().zip(looks) {
        let look = look?;
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        hasher.update(&(name.len() as u64).to_le_bytes()).update(name).update(&look.hash);
        (all.files, all.newest) = (all.files + look.files, all.newest.max(look.newest));
    }
    all.hash = *hasher.finalize().as_bytes();
    Some(all)
}

fn look_of(metadata: &fs::Metadata) -> Look {
    let modified = metadata.modified().map_or(0, nanoseconds);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&metadata.len().to_le_bytes()).update(&modified.to_le_bytes());
    let newest = with_state(metadata, &mut hasher).max(modified);
    Look { hash: *hasher.finalize().as_bytes(), files: 1, newest }
}

/// Nanoseconds since 1970, also before it.
fn nanoseconds(time: SystemTime) -> i128 {
    let signed = |span: std::time::Duration| i128::try_from(span.as_nanos()).unwrap_or(i128::MAX);
    time.duration_since(SystemTime::UNIX_EPOCH).map_or_else(|before| -signed(before.duration()), signed)
}

#[cfg(unix)]
fn with_state(metadata: &fs::Metadata, hasher: &mut blake3::Hasher) -> i128 {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    hasher.update(&metadata.ino().to_le_bytes()).update(&changed.to_le_bytes());
    changed
}

#[cfg(not(unix))]
fn with_state(_: &fs::Metadata, _: &mut blake3::Hasher) -> i128 {
    0
}

/// What the program itself looks like: another one may make something else of the same show.
#[must_use]
pub fn look_of_this_program() -> Option<Look> {
    look(&std::env::current_exe().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("a/b")).expect("folders");
        fs::write(folder.path().join("a/one.md"), "one").expect("a file");
        fs::write(folder.path().join("a/b/two.md"), "two").expect("a file");
        folder
    }

    #[test]
    fn what_nobody_touched_looks_the_same() {
        let folder = folder();
        let first = look(folder.path()).expect("a look");
        assert_eq!(first.files, 2);
        assert_eq!(look(folder.path()), Some(first));
    }

    #[test]
    fn an_edit_a_new_name_a_new_file_and_a_lost_file_are_seen() {
        let folder = folder();
        let mut seen = vec![look(folder.path()).expect("a look").hash];
        type Step = fn(&Path) -> io::Result<()>;
        let steps: [Step; 5] = [
            |top| fs::write(top.join("a/one.md"), "longer"),
            |top| fs::rename(top.join("a/one.md"), top.join("a/three.md")),
            |top| fs::write(top.join("a/b/four.md"), ""),
            |top| fs::remove_file(top.join("a/b/two.md")),
            |top| fs::create_dir(top.join("c")),
        ];
        for step in steps {
            step(folder.path()).expect("a step");
            let now = look(folder.path()).expect("a look").hash;
            assert!(!seen.contains(&now));
            seen.push(now);
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_edit_that_restores_length_and_time_is_seen() {
        let folder = folder();
        let file = folder.path().join("a/one.md");
        let (before, time) = (look(folder.path()), fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("a time"));
        // The clock of a file system may stand still for some milliseconds; another file tells when it goes on.
        let probe = folder.path().join("a/b/two.md");
        let newest = before.as_ref().expect("a look").newest;
        while look(&probe).expect("a look").newest <= newest {
            fs::write(&probe, "two").expect("an edit");
        }
        let before = look(&file);
        fs::write(&file, "eno").expect("an edit");
        fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(time)).expect("the old time");
        assert_ne!(look(&file), before);
    }

    #[test]
    fn nothing_looks_like_nothing() {
        let folder = folder();
        assert_eq!(look(&folder.path().join("nowhere")), Some(Look::default()));
        assert_ne!(look(folder.path()), Some(Look::default()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_cannot_be_judged() {
        let folder = folder();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/again")).expect("a link");
        assert_eq!(look(folder.path()), None);
    }
}
