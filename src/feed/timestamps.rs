//! The chapters of an episode as lines of time and title, which is how descriptions carry them.
//!
//! What platforms ask of such lines: one to a line, the first at 00:00, ascending, at least three. YouTube wants ten seconds for each
//! (support.google.com/youtube/answer/9884579); Spotify thirty, and titles of at most 40 characters, which `check` warns of; Apple takes
//! them from three on when they begin at 00:00:00 (podcasters.apple.com/support/5482).

use super::xml;
use crate::model::{Episode, Millis};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// When.
    pub at: Millis,
    /// The same as it is written: `01:32`, or `00:01:32` in all lines where one is beyond the hour.
    pub clock: String,
    /// The chapter's title, on one line, at most 255 characters.
    pub title: String,
}

/// The chapters that are at least `apart` from the one before and from the end; the one that comes too soon is left out. Empty without
/// chapters.
#[must_use]
pub fn timestamps(episode: &Episode, apart: Millis) -> Vec<Timestamp> {
    let end = episode.recording.as_ref().and_then(|recording| recording.duration);
    let mut kept: Vec<(Millis, &str)> = Vec::with_capacity(episode.chapters.len());
    for chapter in &episode.chapters {
        let is_far = |from: Millis, to: Millis| to.0.saturating_sub(from.0) >= apart.0;
        let is_after = kept.last().is_none_or(|(before, _)| is_far(*before, chapter.at));
        if is_after && end.is_none_or(|end| is_far(chapter.at, end)) {
            kept.push((chapter.at, &chapter.title));
        }
    }
    let is_long = kept.last().is_some_and(|(at, _)| at.0 >= 3_600_000);
    kept.into_iter().map(|(at, title)| Timestamp { at, clock: clock(at, is_long), title: xml::line(title, 255) }).collect()
}

fn clock(at: Millis, is_long: bool) -> String {
    let seconds = at.0 / 1000;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    if is_long { format!("{:02}:{:02}:{rest:02}", minutes / 60, minutes % 60) } else { format!("{minutes:02}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Chapter, sample};

    fn of(times: &[u64], end: u64, apart: u64) -> Vec<String> {
        let mut episode = sample::episode();
        let chapter = |at: &u64| Chapter { at: Millis(at * 1000), title: format!("at {at}"), ..Chapter::default() };
        episode.chapters = times.iter().map(chapter).collect();
        episode.recording.as_mut().unwrap().duration = Some(Millis(end * 1000));
        timestamps(&episode, Millis(apart * 1000)).into_iter().map(|stamp| format!("{} {}", stamp.clock, stamp.title)).collect()
    }

    #[test]
    fn one_list_is_written_in_one_way() {
        assert_eq!(of(&[0, 92], 3600, 0), ["00:00 at 0", "01:32 at 92"]);
        assert_eq!(of(&[0, 92, 3600], 3700, 0), ["00:00:00 at 0", "00:01:32 at 92", "01:00:00 at 3600"]);
        assert!(of(&[], 10, 0).is_empty());
    }

    #[test]
    fn what_comes_too_soon_is_left_out() {
        assert_eq!(of(&[0, 5, 12, 21, 55], 60, 10), ["00:00 at 0", "00:12 at 12"]);
        assert_eq!(of(&[0, 5, 12, 55], 60, 0).len(), 4);
    }
}
