//! Plain text and Markdown: `Name: words`, `**Name:** words`, `[0:05] words`, `Name  0:05` above the words; empty lines between.

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
    let known = names::known(heads.iter().map(|head| head.rest).filter(|rest| bold(rest).is_none()));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_open = false;
    for (line, head) in lines.iter().zip(&heads) {
        if line.is_blank() || is_rule_or_heading(line.text) {
            is_open = false;
            continue;
        }
        let (name, words) = named(head, &known);
        let words = tidy(&without_marks(words));
        match pieces.last_mut().filter(|piece| name.is_none() && head.stamp.is_none() && (is_open || piece.text.is_empty())) {
            Some(piece) => {
                // Kept as lines until the end, so that scripts without spaces get none where two lines meet.
                piece.text.push('\n');
                piece.text.push_str(&words);
                piece.end = line.end();
            }
            None => pieces.push(Piece { start: line.start, end: line.end(), speaker: name, stamp: head.stamp, text: words }),
        }
        is_open = true;
    }
    from_pieces(carried(pieces))
}

/// A name or time with nothing behind it belongs to the words that follow.
fn carried(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut waiting: (Option<String>, Option<Millis>) = (None, None);
    let mut full = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        piece.text = tidy(&piece.text);
        piece.speaker = piece.speaker.or(waiting.0.take());
        piece.stamp = piece.stamp.or(waiting.1.take());
        if piece.text.is_empty() {
            waiting = (piece.speaker, piece.stamp);
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
struct Head<'a> {
    stamp: Option<Millis>,
    rest: &'a str,
}

/// `[0:05] words`, `(0:05) words`, `0:05 words`, `Name (0:05): words` or `Name  0:05` alone.
fn head(text: &str) -> Head<'_> {
    let text = text.trim().trim_start_matches(['>', '-', '•']).trim_start();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if let Some(stamp) = stamp(first) {
        return Head { stamp: Some(stamp), rest: rest.trim_start_matches(['-', '–', '—', ' ']) };
    }
    if let Some((name, last)) = text.trim_end_matches([':', '*']).rsplit_once(char::is_whitespace)
        && let Some(stamp) = stamp(last)
        && name.split_whitespace().count() <= 5
    {
        return Head { stamp: Some(stamp), rest: name };
    }
    Head { stamp: None, rest: text }
}

fn stamp(word: &str) -> Option<Millis> {
    clock(word.trim_matches(['[', ']', '(', ')', '*', '_', '`']).trim_end_matches(':'))
}

/// Who speaks on this line, and the words.
fn named<'a>(head: &Head<'a>, known: &[&str]) -> (Option<String>, &'a str) {
    if let Some((name, words)) = bold(head.rest) {
        return (speaker(name), words);
    }
    let (name, words) = names::split(head.rest, known);
    if let Some(name) = name {
        return (speaker(name), words);
    }
    // `Margo Ellison  0:05` on a line of its own: the time was behind the name, so only the name is left.
    let is_name_alone = head.stamp.is_some() && !head.rest.contains(['.', '?', '!', ',']) && names::is_sure(head.rest);
    if is_name_alone { (speaker(head.rest), "") } else { (None, head.rest) }
}

/// `**Name:** words`, `**Name**: words`, and the same with `__`.
fn bold(text: &str) -> Option<(&str, &str)> {
    let mark = if text.starts_with("**") { "**" } else { "__" };
    let (name, rest) = text.strip_prefix(mark)?.split_once(mark)?;
    let has_colon = name.trim_end().ends_with([':', '：']) || rest.starts_with([':', '：']);
    let is_name = has_colon && !name.trim().is_empty() && name.chars().count() <= 48;
    is_name.then(|| (name, rest.trim_start_matches([':', '：']).trim_start()))
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
