//! Plain text and Markdown: `Name: words`, `**Name:** words`, `[0:05] words`, `[0:05 --> 0:09] words`, `Name  0:05` above the words;
//! empty lines between.

use super::super::lines::{Line, clock, lines, tidy, within};
use super::{Found, Piece, from_pieces, names, speaker};
use crate::model::Millis;

/// Longest link that is taken for one.
const LINK: usize = 2_000;

/// Reads text. Every paragraph is a cue, and so is every line that names a speaker or a time.
pub(super) fn read(text: &str) -> Found {
    let lines = lines(text);
    let lines = without_front_matter(&lines);
    let heads: Vec<Head<'_>> = lines.iter().map(|line| head(line.text)).collect();
    // A line such as `Dev  0:09` is a label where there are several; `Monday 9:30` may be words.
    let labels = heads.iter().filter(|head| head.is_label).count();
    let known = names::known(heads.iter().map(|head| head.rest).filter(|rest| bold(rest).is_none()));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_open = false;
    for (line, head) in lines.iter().zip(heads) {
        if line.is_blank() || is_rule_or_heading(line.text) {
            is_open = false;
            continue;
        }
        let head = if head.is_label && labels < 2 && !names::is_sure(head.rest) { Head::words(line.text.trim()) } else { head };
        let Named { name, stamp, words } = named(&head, &known);
        let stamp = head.stamp.or(stamp);
        let words = tidy(&without_marks(words));
        match pieces.last_mut().filter(|piece| name.is_none() && stamp.is_none() && (is_open || piece.text.is_empty())) {
            Some(piece) => {
                // Kept as lines until the end, so that scripts without spaces get none where two lines meet.
                piece.text.push('\n');
                piece.text.push_str(&words);
                piece.end = line.end();
            }
            None => pieces.push(Piece { start: line.start, end: line.end(), speaker: name, stamp, until: head.until, text: words }),
        }
        is_open = true;
    }
    from_pieces(carried(pieces))
}

/// A name or time with nothing behind it belongs to the words that follow.
fn carried(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut waiting = Piece::default();
    let mut full = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        piece.text = tidy(&piece.text);
        piece.speaker = piece.speaker.or(waiting.speaker.take());
        if piece.stamp.is_none() {
            (piece.stamp, piece.until) = (waiting.stamp.take(), waiting.until.take());
        }
        waiting = Piece::default();
        if piece.text.is_empty() {
            waiting = piece;
        } else {
            full.push(piece);
        }
    }
    full
}

fn without_front_matter<'a, 'b>(lines: &'a [Line<'b>]) -> &'a [Line<'b>] {
    if lines.first().is_none_or(|line| line.text.trim_end() != "---") {
        return lines;
    }
    let close = lines[1..].iter().position(|line| line.text.trim_end() == "---");
    close.map_or(lines, |close| &lines[close + 2..])
}

/// `# A heading`, `---`, `***`.
fn is_rule_or_heading(text: &str) -> bool {
    let text = text.trim();
    let is_heading = text.starts_with('#') && text.trim_start_matches('#').starts_with(' ');
    is_heading || text.len() >= 3 && text.chars().all(|character| matches!(character, '-' | '*' | '_' | '='))
}

/// The start of a line: its time, and what is behind it.
#[derive(Clone, Copy)]
struct Head<'a> {
    stamp: Option<Millis>,
    until: Option<Millis>,
    /// The time stands behind a name, and nothing else is there.
    is_label: bool,
    rest: &'a str,
}

impl<'a> Head<'a> {
    fn words(rest: &'a str) -> Self {
        Self { stamp: None, until: None, is_label: false, rest }
    }
}

/// `[0:05] words`, `(0:05) words`, `0:05 words`, `[0:05 --> 0:09] words`, `Name (0:05):` or `Name  0:05` alone.
fn head(text: &str) -> Head<'_> {
    let text = text.trim().trim_start_matches(['>', '-', '•']).trim_start();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    // `**[0:05] Margo:** words`: the time belongs to what is bold.
    let is_in_bold = ["**", "__"].iter().any(|mark| first.starts_with(mark) && !first.ends_with(mark));
    if let Some(from) = stamp(first).filter(|_| !is_in_bold) {
        let (until, rest) = until(rest.trim_start());
        return Head { stamp: Some(from), until, is_label: false, rest: rest.trim_start_matches(['-', '–', '—', ' ']) };
    }
    if let Some((name, last)) = text.trim_end_matches([':', '*']).rsplit_once(char::is_whitespace)
        && let Some(stamp) = stamp(last)
        && name.split_whitespace().count() <= 5
        && !name.contains(['.', '?', '!', ',', ':'])
        && names::looks_like_a_name(name)
    {
        return Head { stamp: Some(stamp), until: None, is_label: true, rest: name.trim_start_matches('*').trim() };
    }
    Head::words(text)
}

/// A second time behind an arrow or a dash.
fn until(rest: &str) -> (Option<Millis>, &str) {
    let behind = ["-->", "->", "–", "—", "-"].iter().find_map(|arrow| rest.strip_prefix(arrow));
    let Some(behind) = behind.map(str::trim_start) else { return (None, rest) };
    let (first, words) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
    stamp(first).map_or((None, rest), |until| (Some(until), words.trim_start()))
}

fn stamp(word: &str) -> Option<Millis> {
    clock(word.trim_matches(['[', ']', '(', ')', '*', '_', '`']).trim_end_matches([':', ']', ')']))
}

/// Who speaks on a line, when if that stands behind the name, and the words.
#[derive(Default)]
struct Named<'a> {
    name: Option<String>,
    stamp: Option<Millis>,
    words: &'a str,
}

fn named<'a>(head: &Head<'a>, known: &[&str]) -> Named<'a> {
    if head.is_label {
        return Named { name: speaker(head.rest), ..Named::default() };
    }
    if let Some(named) = bold(head.rest) {
        return named;
    }
    let (name, words) = names::split(head.rest, known);
    if let Some(name) = name {
        let (stamp, words) = stamp_first(words);
        return Named { name: speaker(name), stamp, words };
    }
    // `[0:05] - Speaker 1` on a line of its own: only the name is left.
    let is_name_alone = head.stamp.is_some() && !head.rest.contains(['.', '?', '!', ',']) && names::is_sure(head.rest);
    if is_name_alone {
        return Named { name: speaker(head.rest), ..Named::default() };
    }
    Named { words: head.rest, ..Named::default() }
}

/// A time in brackets in front of words.
fn stamp_first(text: &str) -> (Option<Millis>, &str) {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match stamp(first).filter(|_| text.starts_with(['[', '('])) {
        Some(stamp) => (Some(stamp), rest.trim_start_matches([':', ' '])),
        None => (None, text),
    }
}

/// `**Name:** words`, `**Name**: words`, `**[0:05] Name:** words`, `**Name** (0:05): words`, and the same with `__`.
fn bold(text: &str) -> Option<Named<'_>> {
    let mark = if text.starts_with("**") { "**" } else { "__" };
    let (label, rest) = text.strip_prefix(mark)?.split_once(mark)?;
    let (before, name) = stamp_first(label);
    let (name, within) = match name.trim_end_matches([':', '：']).trim_end().rsplit_once(char::is_whitespace) {
        Some((front, last)) if last.starts_with(['[', '(']) && stamp(last).is_some() => (front, stamp(last)),
        _ => (name, None),
    };
    let (behind, rest) = stamp_first(rest.trim_start());
    let stamp = before.or(within).or(behind);
    let has_colon = label.trim_end().ends_with([':', '：']) || rest.starts_with([':', '：']);
    let is_name = (has_colon || stamp.is_some()) && name.chars().any(char::is_alphabetic) && name.chars().count() <= 48;
    is_name.then(|| Named { name: speaker(name), stamp, words: rest.trim_start_matches([':', '：']).trim_start() })
}

/// Emphasis and links of Markdown as plain words.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let link = within(&rest[at + 1..], LINK)
            .split_once("](")
            .and_then(|(label, after)| after.split_once(')').map(|(_, behind)| (label, behind)));
        match link.filter(|(label, _)| !label.contains('[')) {
            Some((label, behind)) => {
                out.push_str(&rest[..at]);
                out.push_str(label);
                rest = &rest[at + 1 + within(&rest[at + 1..], LINK).len() - behind.len()..];
            }
            None => {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out.replace("**", "").replace("__", "")
}
