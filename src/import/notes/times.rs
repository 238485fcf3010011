//! Lists of times in notes (`12:34 The lease`) → timed questions. Taken only where nothing else can be meant: at least three lines one
//! after another, each beginning with a time, the times rising. Anything else stays words.

use super::blocks::{Block, Inline, Kind, Mark};
use super::inline;
use crate::model::{Millis, Question};

/// Fewest lines that are a list of times.
const LINES: usize = 3;
/// Most lines; more is a log.
const MOST: usize = 500;
/// Most characters of one entry; more is a paragraph that happens to begin with a time.
const WORDS: usize = 200;

/// One line of a block.
struct Line {
    block: usize,
    /// Pieces of the block, from and to.
    pieces: std::ops::Range<usize>,
    entry: Option<Question>,
    words: String,
}

/// Takes the lists of times out of the blocks. Of several lists the longest is taken; the others stay.
pub(super) fn take(blocks: &mut Vec<Block>) -> Vec<Question> {
    let lines = lines(blocks);
    let runs = runs(&lines);
    let Some(run) = runs.into_iter().max_by_key(|run| (run.len(), std::cmp::Reverse(run.start))) else { return Vec::new() };
    let questions = lines[run.clone()].iter().filter_map(|line| line.entry.clone()).collect();
    let has_label = run.start.checked_sub(1).is_some_and(|before| is_label(&lines[before].words));
    let gone = if has_label { run.start - 1..run.end } else { run };
    // From the end, so that what stands before keeps its place.
    for line in lines[gone].iter().rev() {
        remove(&mut blocks[line.block], line.pieces.clone());
    }
    blocks.iter_mut().filter(|block| block.kind != Kind::Verbatim).for_each(|block| inline::tidy(&mut block.words));
    blocks.retain(|block| block.kind == Kind::Rule || block.words.iter().any(|word| !matches!(word, Inline::Break)));
    questions
}

fn lines(blocks: &[Block]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (block, content) in blocks.iter().enumerate() {
        if matches!(content.kind, Kind::Rule | Kind::Verbatim) {
            continue;
        }
        let mut start = 0;
        let ends = content.words.iter().enumerate().filter(|(_, word)| **word == Inline::Break).map(|(at, _)| at);
        for end in ends.chain([content.words.len()]).collect::<Vec<_>>() {
            let pieces = &content.words[start..end];
            let words = inline::plain(pieces);
            let entry = if content.kind == Kind::Paragraph { entry(&words, pieces) } else { None };
            lines.push(Line { block, pieces: start..end, entry, words });
            start = end + 1;
        }
    }
    lines
}

/// Stretches of lines that all have a time, each later than the one before.
fn runs(lines: &[Line]) -> Vec<std::ops::Range<usize>> {
    let at = |line: usize| lines.get(line).and_then(|line| line.entry.as_ref()).and_then(|entry| entry.at);
    let mut runs = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let mut end = start;
        while at(end).is_some() {
            end += 1;
        }
        let is_rising = (start + 1..end).all(|line| at(line) > at(line - 1));
        if (LINES..=MOST).contains(&(end - start)) && is_rising {
            runs.push(start..end);
        }
        start = end + 1;
    }
    runs
}

/// A line such as `(12:34) The lease`, `1:02:03 - Title`, `• 00:00 – 01:30: Intro`.
fn entry(words: &str, pieces: &[Inline]) -> Option<Question> {
    let start = words
        .trim_start_matches(|character: char| !character.is_alphanumeric() && !matches!(character, '(' | '['))
        .trim_start_matches(['(', '[']);
    let (at, rest) = clock(start)?;
    let rest = rest.trim_start_matches([')', ']']);
    let is_apart = rest.starts_with(|character: char| character.is_whitespace() || is_separator(character));
    let mut rest = rest.trim_start_matches(|character: char| character.is_whitespace() || is_separator(character));
    // `00:00 – 01:30 Intro` says where it ends, too.
    if let Some((_, after)) = clock(rest) {
        rest =
            after.trim_start_matches([')', ']']).trim_start_matches(|character: char| character.is_whitespace() || is_separator(character));
    }
    let ask = rest.trim();
    let is_entry = is_apart
        && ask.chars().any(char::is_alphanumeric)
        && ask.chars().count() <= WORDS
        && !is_time_of_day(ask)
        && !has_link(pieces, ask);
    is_entry.then(|| Question { ask: ask.to_owned(), at: Some(at), ..Question::default() })
}

/// A time at the start of a text, and what follows it.
fn clock(text: &str) -> Option<(Millis, &str)> {
    let length = text.find(|character: char| !(character.is_ascii_digit() || character == ':')).unwrap_or(text.len());
    let parts: Vec<&str> = text[..length].trim_end_matches(':').split(':').collect();
    let length = text[..length].trim_end_matches(':').len();
    let number =
        |part: &str, digits: std::ops::RangeInclusive<usize>| if digits.contains(&part.len()) { part.parse::<u64>().ok() } else { None };
    let seconds = match parts[..] {
        [minutes, seconds] => number(minutes, 1..=3)? * 60 + number(seconds, 2..=2).filter(|seconds| *seconds < 60)?,
        [hours, minutes, seconds] => {
            let minutes = number(minutes, 1..=2).filter(|minutes| *minutes < 60)?;
            (number(hours, 1..=2)? * 60 + minutes) * 60 + number(seconds, 2..=2).filter(|seconds| *seconds < 60)?
        }
        _ => return None,
    };
    Some((Millis(seconds * 1000), &text[length..]))
}

fn is_separator(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '−' | ':' | '|' | '.' | '·' | '•' | '→' | '=' | '~' | '>' | '»')
}

/// `9:00 AM Doors open` is of a day, not of a recording.
fn is_time_of_day(words: &str) -> bool {
    let first: String = words.chars().take_while(|character| character.is_alphanumeric() || *character == '.').collect();
    matches!(
        first.to_lowercase().trim_end_matches('.'),
        "am" | "pm" | "a.m" | "p.m" | "uhr" | "est" | "edt" | "pst" | "pdt" | "cet" | "cest" | "gmt" | "utc" | "et" | "pt" | "ct" | "h"
    )
}

/// Whether words other than the time are a link, which a question would lose.
fn has_link(pieces: &[Inline], ask: &str) -> bool {
    let mut depth = 0_usize;
    let mut linked = String::new();
    for piece in pieces {
        match piece {
            Inline::Start(Mark::Link(_)) => depth += 1,
            Inline::End(Mark::Link(_)) => depth = depth.saturating_sub(1),
            Inline::Text(text) | Inline::Code(text) if depth > 0 => linked.push_str(text),
            Inline::Picture(..) => return true,
            _ => {}
        }
    }
    let linked = linked.trim();
    let is_time = !linked.is_empty() && clock(linked.trim_start_matches(['(', '['])).is_some();
    (!linked.is_empty() && !is_time) || ask.contains("http://") || ask.contains("https://")
}

/// A line that says that times follow, and nothing else.
fn is_label(words: &str) -> bool {
    let words: String = words.chars().filter(|character| character.is_alphanumeric() || *character == ' ').collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    const LABELS: [&str; 26] = [
        "timestamps",
        "time stamps",
        "timestamp",
        "timecodes",
        "time codes",
        "chapters",
        "episode chapters",
        "chapter markers",
        "topics",
        "outline",
        "episode outline",
        "episode timestamps",
        "show timestamps",
        "in this episode",
        "kapitel",
        "kapitelmarken",
        "zeitmarken",
        "timeline",
        "chapitres",
        "sommaire",
        "capítulos",
        "minutaje",
        "capitoli",
        "hoofdstukken",
        "kapitler",
        "sections",
    ];
    LABELS.contains(&words.as_str())
}

/// Takes pieces out of a block: a line, with the break that ended it or the one before. Marks that begin or end in it are closed.
fn remove(block: &mut Block, pieces: std::ops::Range<usize>) {
    let mut gone: Vec<Inline> = block.words.drain(pieces.clone()).collect();
    gone.retain(|piece| matches!(piece, Inline::Start(_) | Inline::End(_)));
    if block.words.get(pieces.start) == Some(&Inline::Break) {
        block.words.remove(pieces.start);
    } else if let Some(before) = pieces.start.checked_sub(1).filter(|before| block.words.get(*before) == Some(&Inline::Break)) {
        block.words.remove(before);
    }
    let at = pieces.start.min(block.words.len());
    block.words.splice(at..at, gone);
}
