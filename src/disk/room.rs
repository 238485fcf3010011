//! What a disk has room for, and whether a folder may be written: asked before somebody is told that all is well.

use std::path::Path;

/// Bytes that are free for this user on the disk of a folder; `None` where the system does not say.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Whether this user may write into a folder; one that is not there yet is asked of the folder that it would be made in. Nothing is written.
#[must_use]
pub fn may_write(folder: &Path) -> bool {
    let there = folder.ancestors().find(|part| part.as_os_str().is_empty() || part.exists()).unwrap_or(folder);
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    #[cfg(unix)]
    {
        rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        std::fs::metadata(there).is_ok_and(|found| !found.permissions().readonly())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_asked_of_the_one_above() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(may_write(folder.path()) && may_write(&folder.path().join("public/deep")));
        assert!(free_bytes(folder.path()).is_none_or(|bytes| bytes > 0));
        assert!(free_bytes(&folder.path().join("nothing")).is_none());
    }
}
