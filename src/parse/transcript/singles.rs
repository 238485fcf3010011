//! Transcripts in which every word has times of its own, as transcribers write them: joined into sentences.

use super::Placed;
use crate::model::{Millis, is_written_without_spaces};

/// A transcript shorter than this is left as it is: "Yes." "No." may be all that was said.
const LEAST: usize = 20;
/// Of ten cues, this many single words make it such a transcript.
const OF_TEN: usize = 7;
/// Longest sentence, in characters; about three lines of WebVTT.
const LONGEST: usize = 180;
/// A pause like this ends a sentence that nobody ended.
const PAUSE: u64 = 1_500;

/// Joins single words, where most cues are one. The cues are sorted.
pub(super) fn joined(cues: Vec<Placed>) -> Vec<Placed> {
    let singles = cues.iter().filter(|placed| is_single(&placed.cue.text)).count();
    if cues.len() < LEAST || singles * 10 < cues.len() * OF_TEN {
        return cues;
    }
    let mut sentences: Vec<Placed> = Vec::new();
    for placed in cues {
        match sentences.last_mut().filter(|sentence| goes_on(sentence, &placed)) {
            Some(sentence) => add(sentence, &placed),
            None => sentences.push(placed),
        }
    }
    sentences
}

fn is_single(text: &str) -> bool {
    let is_spaceless = text.starts_with(is_written_without_spaces);
    !text.contains(' ') && (!is_spaceless || text.chars().nth(4).is_none())
}

/// Whether the words belong to the sentence above.
fn goes_on(sentence: &Placed, next: &Placed) -> bool {
    let (said, cue) = (&sentence.cue, &next.cue);
    let is_mark = cue.text.chars().all(is_closing);
    let is_long = said.text.chars().count() + cue.text.chars().count() >= LONGEST;
    let is_paused = cue.start.0.saturating_sub(said.end.0) > PAUSE;
    said.speaker == cue.speaker && !is_long && (is_mark || !is_paused && !is_ended(&said.text))
}

fn is_ended(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』', '）']);
    text.ends_with(['.', '?', '!', '…', '。', '？', '！', '؟', '۔', '।'])
}

/// Marks that stand at the end of the word before them.
fn is_closing(character: char) -> bool {
    ".,;:?!…)”’»。、，？！」』）؟،۔।".contains(character)
}

fn add(sentence: &mut Placed, next: &Placed) {
    let cue = &mut sentence.cue;
    let before = cue.text.chars().next_back();
    let is_spaceless = before.is_some_and(is_written_without_spaces) && next.cue.text.starts_with(is_written_without_spaces);
    if !next.is_glued && !is_spaceless && !next.cue.text.chars().all(is_closing) {
        cue.text.push(' ');
    }
    cue.text.push_str(&next.cue.text);
    cue.end = Millis(cue.end.0.max(next.cue.end.0));
    sentence.end = sentence.end.max(next.end);
}
