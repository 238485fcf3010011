//! Times of cues, put right: sorted, none without length, none into the next. What was wrong is told once per file, with a count and
//! the first place.

use super::{CHARACTERS_PER_SECOND, Notes, Placed};
use crate::model::Millis;

/// Nothing that people say to one another starts later than this.
const LATEST: Millis = Millis(100 * 3_600_000);
/// Cues of one transcript; a day of single words, and more than any page can show.
pub(super) const MOST: usize = 300_000;

/// How often something was wrong, and where first.
#[derive(Default)]
struct Tally {
    count: usize,
    first: Option<(usize, usize, Millis)>,
}

impl Tally {
    fn add(&mut self, placed: &Placed) {
        self.count += 1;
        self.first.get_or_insert((placed.start, placed.end, placed.cue.start));
    }

    /// One finding for all of them.
    fn tell(&self, notes: &mut Notes<'_>, rule: &'static str, what: &str, fix: &str) {
        let Some((start, end, at)) = self.first else { return };
        let more = match self.count {
            1 => String::new(),
            2 => ", and once more below".to_owned(),
            count => format!(", and {} times more below", count - 1),
        };
        notes.warn(rule, (start, end), format!("{what} at {}{more}", at.clock()), fix);
    }
}

/// Sorts cues and settles their times: each starts after the one before, lasts a while, and ends before the next one starts.
pub(super) fn put_right(cues: &mut Vec<Placed>, notes: &mut Notes<'_>) {
    turn_round(cues, notes);
    sort(cues, notes);
    let (mut empty, mut overlapping) = (Tally::default(), Tally::default());
    let mut from = 0;
    while from < cues.len() {
        let start = cues[from].cue.start;
        let to = from + cues[from..].iter().take_while(|placed| placed.cue.start == start).count();
        let next = cues.get(to).map(|placed| placed.cue.start);
        settle(&mut cues[from..to], next, &mut empty, &mut overlapping);
        from = to;
    }
    empty.tell(
        notes,
        "cue-without-length",
        "words that last no time",
        "give them an end behind their start; here they end where the next words start",
    );
    overlapping.tell(
        notes,
        "cues-overlap",
        "two parts run at once",
        "let each part end before the next one starts; here the first one is cut short",
    );
    step(cues);
    drop_what_is_too_late(cues, notes);
}

fn turn_round(cues: &mut [Placed], notes: &mut Notes<'_>) {
    let mut reversed = Tally::default();
    for placed in cues {
        if placed.cue.end < placed.cue.start {
            reversed.add(placed);
            placed.cue.end = placed.cue.start;
            placed.is_open = true;
        }
    }
    reversed.tell(notes, "cue-ends-before-it-starts", "words that end before they start", "put the later time behind the arrow");
}

fn sort(cues: &mut [Placed], notes: &mut Notes<'_>) {
    let (mut latest, mut early) = (Millis(0), Tally::default());
    for placed in &*cues {
        if placed.cue.start < latest {
            early.add(placed);
        }
        latest = latest.max(placed.cue.start);
    }
    early.tell(
        notes,
        "cues-out-of-order",
        "words that start before those above them",
        "check the time, and put them where they belong; here they are sorted",
    );
    cues.sort_by_key(|placed| placed.cue.start);
}

/// Ends of cues that start at the same moment, mostly one. Several share the time until the next by their length.
fn settle(same: &mut [Placed], next: Option<Millis>, empty: &mut Tally, overlapping: &mut Tally) {
    let letters = |placed: &Placed| placed.cue.text.chars().count() as u64;
    for placed in same.iter_mut() {
        let start = placed.cue.start;
        if placed.cue.end <= start {
            if !placed.is_open {
                empty.add(placed);
            }
            let read = Millis(start.0 + (letters(placed) * 1000 / CHARACTERS_PER_SECOND).clamp(1, 3_600_000));
            placed.cue.end = next.map_or(read, |next| read.min(next));
        } else if next.is_some_and(|next| placed.cue.end > next) {
            overlapping.add(placed);
            placed.cue.end = next.unwrap_or(placed.cue.end);
        }
    }
    if let [_, .., last] = same {
        overlapping.add(last);
        let start = last.cue.start.0;
        let end = same.iter().map(|placed| placed.cue.end.0).max().unwrap_or(start);
        let all = same.iter().map(letters).sum::<u64>().max(1);
        let mut said = 0;
        for placed in same {
            placed.cue.start = Millis(start + (end - start) * said / all);
            said += letters(placed);
            placed.cue.end = Millis(start + (end - start) * said / all);
        }
    }
}

/// Where time is too short to share, starts are a thousandth of a second apart.
fn step(cues: &mut [Placed]) {
    for index in 0..cues.len() {
        let least = index.checked_sub(1).map_or(0, |before| cues[before].cue.start.0 + 1);
        let cue = &mut cues[index].cue;
        cue.start = Millis(cue.start.0.max(least));
        cue.end = Millis(cue.end.0.max(cue.start.0 + 1));
    }
    for index in 1..cues.len() {
        let start = cues[index].cue.start;
        let before = &mut cues[index - 1].cue;
        before.end = before.end.min(start);
    }
}

fn drop_what_is_too_late(cues: &mut Vec<Placed>, notes: &mut Notes<'_>) {
    let keep = cues.partition_point(|placed| placed.cue.start < LATEST).min(MOST);
    for placed in cues.drain(keep..).take(1_000) {
        let message = format!("these words are said at {}, which no recording reaches, so they are left out", placed.cue.start.clock());
        notes.not_understood((placed.start, placed.end), &message);
    }
}
