//! When to build. In: what happened to files, and when. Out: how long to wait. A file that is seen to be finished is built at once; one
//! that is being written, or has just gone, is waited for a moment, because most programs save in several steps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What happened to a file last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// It was written and closed, or put in place whole.
    Whole,
    /// Somebody writes to it.
    Begun,
    /// It is not there any more; programs that save by renaming put another in its place.
    Gone,
}

/// After a finished file: others that were saved with it come within this time.
const AT_ONCE: Duration = Duration::from_millis(1);
/// After a finished file shortly after a build: a program that writes many files is writing many files.
const IN_A_BURST: Duration = Duration::from_millis(50);
/// How long a build makes the next one wait like that.
const BURST: Duration = Duration::from_millis(250);
/// After a text that is being written, or a file that has gone.
const UNFINISHED: Duration = Duration::from_millis(40);
/// After a recording or picture that is being copied: half of one is no use to anybody.
const COPYING: Duration = Duration::from_millis(1000);
/// Nothing waits longer than this for texts, however busy the disk.
const LONGEST: Duration = Duration::from_millis(400);
/// Nor longer than this for recordings.
const LONGEST_COPY: Duration = Duration::from_secs(60);

/// What was not built yet.
#[derive(Debug, Default)]
pub struct Pending {
    touched: BTreeMap<PathBuf, Touch>,
    since: Option<(Instant, Instant)>,
}

impl Pending {
    /// Something happened to a file.
    pub fn add(&mut self, path: PathBuf, touch: Touch, now: Instant) {
        self.touched.insert(path, touch);
        self.since = Some((self.since.map_or(now, |(first, _)| first), now));
    }

    /// A file belongs to what waits, without making it wait longer.
    pub fn add_known(&mut self, path: PathBuf) {
        self.touched.entry(path).or_insert(Touch::Whole);
    }

    /// Whether this file waits.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        self.touched.contains_key(path)
    }

    /// When something happened last.
    #[must_use]
    pub fn last(&self) -> Option<Instant> {
        self.since.map(|(_, last)| last)
    }

    /// Whether anything waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty()
    }

    /// How long to wait yet; `None` when there is nothing to wait for. `built` is when something was last built or shown.
    #[must_use]
    pub fn wait(&self, now: Instant, built: Option<Instant>) -> Option<Duration> {
        let (first, last) = self.since?;
        let is_burst = built.is_some_and(|built| now.duration_since(built) < BURST);
        let whole = if is_burst { IN_A_BURST } else { AT_ONCE };
        let quiet = |(path, touch): (&PathBuf, &Touch)| match touch {
            Touch::Whole => whole,
            Touch::Begun if !is_text(path) => COPYING,
            Touch::Begun | Touch::Gone => UNFINISHED,
        };
        let quiet = self.touched.iter().map(quiet).max()?;
        let longest = if quiet == COPYING { LONGEST_COPY } else { LONGEST };
        let end = (last + quiet).min(first + longest);
        Some(end.saturating_duration_since(now))
    }

    /// What waits.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.touched.keys()
    }

    /// What waits, to be built now.
    pub fn take(&mut self) -> Vec<PathBuf> {
        self.since = None;
        std::mem::take(&mut self.touched).into_keys().collect()
    }
}

fn is_text(path: &Path) -> bool {
    const TEXTS: &[&str] =
        &["md", "markdown", "yaml", "yml", "html", "css", "js", "json", "txt", "vtt", "srt", "csv", "xml", "svg", "lock", ""];
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    TEXTS.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: &[(&str, Touch)], passed: u64, built: Option<u64>) -> Option<u64> {
        let start = Instant::now();
        let mut pending = Pending::default();
        for (path, touch) in steps {
            pending.add(PathBuf::from(path), *touch, start);
        }
        let now = start + Duration::from_millis(passed);
        let built = built.map(|ago| start.checked_sub(Duration::from_millis(ago)).unwrap_or(start));
        pending.wait(now, built).map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
    }

    #[test]
    fn a_saved_file_is_built_at_once_and_a_half_written_one_is_waited_for() {
        assert_eq!(after(&[("a.md", Touch::Whole)], 0, None), Some(1));
        assert_eq!(after(&[("a.md", Touch::Whole)], 0, Some(5000)), Some(1));
        assert_eq!(after(&[("a.md", Touch::Begun)], 0, None), Some(40));
        assert_eq!(after(&[("a.md", Touch::Begun)], 45, None), Some(0));
        assert_eq!(after(&[("a.mp3", Touch::Begun)], 45, None), Some(955));
        assert_eq!(after(&[], 0, None), None);
    }

    #[test]
    fn a_program_that_saves_by_renaming_is_seen_as_one_save() {
        assert_eq!(after(&[("a.md", Touch::Gone)], 0, None), Some(40));
        assert_eq!(after(&[("a.md", Touch::Gone), ("a.md", Touch::Begun), ("a.md", Touch::Whole)], 0, None), Some(1));
    }

    #[test]
    fn many_files_are_built_in_few_steps() {
        assert_eq!(after(&[("a.md", Touch::Whole)], 0, Some(10)), Some(50));
        assert_eq!(after(&[("a.md", Touch::Whole), ("b.md", Touch::Begun)], 0, Some(10)), Some(50));
    }

    #[test]
    fn a_disk_that_is_never_quiet_does_not_hold_up_the_build() {
        let start = Instant::now();
        let mut pending = Pending::default();
        for step in 0..100 {
            pending.add(PathBuf::from("a.md"), Touch::Begun, start + Duration::from_millis(step * 10));
        }
        assert_eq!(pending.wait(start + Duration::from_millis(991), None), Some(Duration::ZERO));
        assert_eq!(pending.take().len(), 1);
        assert!(pending.is_empty() && pending.wait(start, None).is_none());
    }
}
