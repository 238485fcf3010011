//! What programs for sound and film write: CUE sheets, ffmpeg's metadata files, OGM chapters.

use super::{Notes, title_of};
use crate::model::{Chapter, Millis};
use crate::parse::lines::{Line, clock, lines};

/// ffmpeg: `[CHAPTER]` blocks with `TIMEBASE`, `START`, `END` and `title`. Source: ffmpeg.org/ffmpeg-formats.html, "Metadata".
pub fn ffmetadata(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let (mut chapters, mut open): (Vec<Chapter>, Option<Block<'_>>) = (Vec::new(), None);
    let lines = lines(text);
    for line in &lines {
        let words = line.text.trim();
        if words.starts_with('[') {
            chapters.extend(open.take().and_then(|block| block.chapter(notes)));
            open = words.eq_ignore_ascii_case("[chapter]").then(|| Block { place: (line.start, line.end()), ..Block::default() });
        } else if let (Some(block), Some((key, value))) = (&mut open, words.split_once('=')) {
            block.take(key.trim(), value);
        }
    }
    chapters.extend(open.and_then(|block| block.chapter(notes)));
    chapters
}

#[derive(Default)]
struct Block<'t> {
    place: (usize, usize),
    base: Option<&'t str>,
    start: Option<&'t str>,
    end: Option<&'t str>,
    title: &'t str,
}

impl<'t> Block<'t> {
    fn take(&mut self, key: &str, value: &'t str) {
        match key.to_ascii_lowercase().as_str() {
            "timebase" => self.base = Some(value),
            "start" => self.start = Some(value),
            "end" => self.end = Some(value),
            "title" => self.title = value,
            _ => {}
        }
    }

    fn chapter(self, notes: &mut Notes<'_>) -> Option<Chapter> {
        let Some(at) = self.start.and_then(|start| ticks(start, self.base)) else {
            notes.without_time(self.place);
            return None;
        };
        let title = title_of(&unescaped(self.title));
        if title.is_empty() {
            notes.without_title(self.place);
            return None;
        }
        let end = self.end.and_then(|end| ticks(end, self.base)).filter(|end| *end > at);
        Some(Chapter { at, title, end, ..Chapter::default() })
    }
}

/// A number of ticks; without a time base they are billionths of a second.
fn ticks(text: &str, base: Option<&str>) -> Option<Millis> {
    let (over, under) = base.unwrap_or("1/1000000000").split_once('/')?;
    let (over, under): (u128, u128) = (over.trim().parse().ok()?, under.trim().parse().ok()?);
    let count: u128 = text.trim().parse().ok()?;
    let millis = count.checked_mul(over)?.checked_mul(1000)?.checked_div(under)?;
    u64::try_from(millis).ok().filter(|millis| *millis < 3_600_000_000).map(Millis)
}

/// `\=`, `\;`, `\#` and `\\` stand for themselves there.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        out.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    out
}

/// Whether a text is a CUE sheet: it names an `INDEX 01`.
pub fn is_cue(text: &str) -> bool {
    lines(text).iter().any(|line| keyword(line.text, "index 01").is_some())
}

/// A CUE sheet: `TRACK`, `TITLE "…"`, `INDEX 01 mm:ss:ff` with 75 frames to a second.
pub fn cue(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let (mut chapters, mut title): (Vec<Chapter>, Option<String>) = (Vec::new(), None);
    let mut is_in_track = false;
    for line in &lines(text) {
        if keyword(line.text, "track").is_some() {
            (is_in_track, title) = (true, None);
        } else if let Some(words) = keyword(line.text, "title").filter(|_| is_in_track) {
            title = Some(title_of(words.trim().trim_matches('"')));
        } else if let Some(time) = keyword(line.text, "index 01") {
            chapters.extend(track(line, time, title.take(), notes));
        }
    }
    chapters
}

fn track(line: &Line<'_>, time: &str, title: Option<String>, notes: &mut Notes<'_>) -> Option<Chapter> {
    let place = (line.start, line.end());
    let frames = time
        .trim()
        .rsplit_once(':')
        .and_then(|(time, frames)| Some((clock(time)?, frames.parse::<u64>().ok().filter(|frames| *frames < 75)?)));
    let Some((Millis(whole), frames)) = frames else {
        notes.without_time(place);
        return None;
    };
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        notes.without_title(place);
        return None;
    };
    Some(Chapter { at: Millis(whole + frames * 1000 / 75), title, ..Chapter::default() })
}

/// What follows a word at the beginning of a line, whatever its letters.
fn keyword<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let line = line.trim_start();
    line.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
    line.get(word.len()..).filter(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether a text is a list of `CHAPTER01=…` and `CHAPTER01NAME=…`.
pub fn is_ogm(text: &str) -> bool {
    text.lines().next().and_then(ogm_line).is_some()
}

/// The form of OGM tools and mkvmerge: `CHAPTER01=00:00:00.000` with `CHAPTER01NAME=Title` behind it.
pub fn ogm(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut open: Option<(&str, Millis, (usize, usize))> = None;
    for line in lines(text).iter().filter(|line| !line.is_blank()) {
        let place = (line.start, line.end());
        match (ogm_line(line.text), open) {
            (Some((number, true, value)), Some((known, at, _))) if number == known => {
                open = None;
                match title_of(value) {
                    title if title.is_empty() => notes.without_title(place),
                    title => chapters.push(Chapter { at, title, ..Chapter::default() }),
                }
            }
            (Some((number, false, value)), before) => {
                before.into_iter().for_each(|(_, _, place)| notes.without_title(place));
                open = clock(value.trim()).map(|at| (number, at, place));
                if open.is_none() {
                    notes.without_time(place);
                }
            }
            _ => notes.warn(place, "this line is neither the time nor the name of a chapter"),
        }
    }
    open.into_iter().for_each(|(_, _, place)| notes.without_title(place));
    chapters
}

/// Number, whether it is the name, and what is said.
fn ogm_line(line: &str) -> Option<(&str, bool, &str)> {
    let (key, value) = line.trim().split_once('=')?;
    let rest = key.get(..7).filter(|start| start.eq_ignore_ascii_case("chapter")).and_then(|_| key.get(7..))?;
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (number, kind) = rest.split_at(end);
    let is_name = kind.eq_ignore_ascii_case("name");
    (!number.is_empty() && (kind.is_empty() || is_name)).then_some((number, is_name, value))
}
