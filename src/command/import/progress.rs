//! Part of `import`: one line that says how far it is, on a terminal, after the first second.

use crate::command::build::{Voice, progress_left};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How far it is.
#[derive(Debug)]
pub struct Progress {
    voice: Voice,
    started: Instant,
    /// Episodes in all.
    jobs: usize,
    /// Bytes in all, as the feed gives them.
    bytes: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    jobs: usize,
    bytes: u64,
    name: String,
    shown: Duration,
    has_line: bool,
}

impl Progress {
    pub fn start(voice: Voice, jobs: usize, bytes: u64) -> Self {
        Self { voice, started: Instant::now(), jobs, bytes, state: Mutex::default() }
    }

    /// One episode more is done.
    pub fn one_more(&self) {
        self.change(|state| state.jobs += 1);
    }

    /// So many bytes more are here.
    pub fn bytes(&self, more: u64) {
        self.change(|state| state.bytes += more);
    }

    /// This recording is being fetched.
    pub fn begins(&self, name: &str) {
        self.change(|state| name.clone_into(&mut state.name));
    }

    #[expect(clippy::print_stderr, reason = "progress is rewritten in place, on a terminal only")]
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        let passed = self.started.elapsed();
        if self.voice.may_rewrite && passed > Duration::from_secs(1) && passed.saturating_sub(state.shown) > Duration::from_millis(100) {
            state.shown = passed;
            state.has_line = true;
            eprint!("\r{}\x1b[K", self.line(&state, passed));
        }
    }

    fn line(&self, state: &State, passed: Duration) -> String {
        let left = match self.bytes {
            0 => progress_left(passed, state.jobs as u64, self.jobs as u64),
            all => progress_left(passed, state.bytes, all),
        };
        let name: String = state.name.chars().take(34).collect();
        let name = if name.is_empty() { name } else { format!("{name}  ") };
        format!("  fetching  {}/{}  {name}{left}", (state.jobs + 1).min(self.jobs), self.jobs)
    }

    #[expect(clippy::print_stderr, reason = "the progress line goes where it came from")]
    pub fn wipe(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut state.has_line) {
            eprint!("\r\x1b[K");
        }
    }
}
