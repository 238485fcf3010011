//! Lines of a time and a title, as mp4chaps, Auphonic, YouTube's descriptions and people write them, and Audacity's labels.

use super::{Notes, title_of};
use crate::model::{Chapter, Millis};
use crate::parse::lines::{Line, clock, lines, seconds};

/// What may stand between a time and a title, or around a time.
const SEPARATORS: [char; 10] = ['-', '–', '—', '|', ':', ']', ')', '·', '•', '→'];

/// The chapters of a text file.
pub fn read(text: &str, notes: &mut Notes<'_>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in lines(text).iter().filter(|line| !line.is_blank()) {
        match chapter(line) {
            Some(chapter) if chapter.title.is_empty() => notes.without_title((line.start, line.end())),
            Some(chapter) => chapters.push(chapter),
            None if is_comment(line.text) => (),
            None => notes.warn((line.start, line.end()), "this line does not begin with a time"),
        }
    }
    chapters
}

/// Headings and comments between chapters; a file may have a first line that says what it is. (A line that begins with a backslash
/// says which frequencies an Audacity label is about.)
fn is_comment(text: &str) -> bool {
    let text = text.trim();
    let bare = text.to_lowercase();
    text.starts_with(['#', ';', '\\'])
        || text.starts_with("//")
        || matches!(bare.trim_end_matches(':'), "chapters" | "timestamps" | "in this episode" | "webvtt")
}

fn chapter(line: &Line<'_>) -> Option<Chapter> {
    label(line.text).or_else(|| timed(line.text)).or_else(|| time_at_the_end(line.text))
}

/// Audacity: start, end and title with a tab between them, in seconds. Source: manual.audacityteam.org, "Importing and Exporting
/// Labels"; some languages write a comma for the point.
fn label(text: &str) -> Option<Chapter> {
    let mut fields = text.trim_start().splitn(3, '\t');
    let mut time = || seconds(&fields.next()?.trim().replace(',', "."));
    let (at, end) = (time()?, time()?);
    let title = title_of(fields.next().unwrap_or_default());
    Some(Chapter { at, title, end: Some(end).filter(|end| *end > at), ..Chapter::default() })
}

/// `12:30 Title`, `[12:30] Title`, `1. 12:30 – Title`, `12:30 - 14:00 Title`, `[12:30](https://…) Title`, `12：30 Title`.
fn timed(text: &str) -> Option<Chapter> {
    let text = without_number(bare(text));
    let (at, rest) = time_before(text)?;
    let rest =
        rest.strip_prefix('(').filter(|rest| rest.starts_with("http")).and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest);
    // Only a dash makes a second time an end: "1:00 2:1 odds" is a title.
    let to = rest.trim_start().strip_prefix(['-', '–', '—', '→']).map(str::trim_start);
    let (end, rest) = match to.and_then(time_before) {
        Some((end, rest)) if end > at => (Some(end), separated(rest)),
        _ => (None, separated(rest)),
    };
    let (title, url) = link(rest);
    Some(Chapter { at, title: title_of(title), url, end, ..Chapter::default() })
}

/// `Title – 12:30`, `Title (12:30)`.
fn time_at_the_end(text: &str) -> Option<Chapter> {
    let text = bare(text);
    let (title, time) = text.rsplit_once(char::is_whitespace)?;
    let at = moment(time.trim_matches(['(', ')', '[', ']']))?;
    let title = title.trim_end().trim_end_matches(SEPARATORS).trim_end();
    Some(Chapter { at, title: title_of(title), ..Chapter::default() })
}

/// Without marks of a list and of the direction of writing, and without white space.
fn bare(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FE0F}')
    })
    .trim_start_matches(|character: char| {
        matches!(character, '-' | '*' | '+' | '–' | '—' | '•' | '·' | '▶' | '►' | '>' | '⏱' | '🕐' | '\u{FE0F}')
            || character.is_whitespace()
    })
}

/// Without a number before the time: `1.`, `01)`, `3 -`.
fn without_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let count = text.len() - rest.len();
    let after = rest.strip_prefix(['.', ')']).or_else(|| rest.trim_start().strip_prefix(['-', '–'])).map(str::trim_start);
    match after {
        Some(after) if (1..=3).contains(&count) && time_before(after).is_some() => after,
        _ => text,
    }
}

/// The time at the beginning, and what follows.
fn time_before(text: &str) -> Option<(Millis, &str)> {
    let text = text.trim_start_matches(['[', '(', '{', '«', '*', '`']);
    let end =
        text.find(|character: char| !(character.is_ascii_digit() || matches!(character, ':' | '：' | '.' | ','))).unwrap_or(text.len());
    let token = text[..end].trim_end_matches([':', '：', '.', ',']);
    Some((moment(token)?, text[token.len()..].trim_start_matches([']', ')', '}', '»', '*', '`', ':', '：', '.', ','])))
}

fn moment(text: &str) -> Option<Millis> {
    clock(&text.replace('：', ":"))
}

fn separated(text: &str) -> &str {
    text.trim_start().trim_start_matches(SEPARATORS).trim_start()
}

/// A title with `<https://…>` behind it.
fn link(text: &str) -> (&str, Option<String>) {
    let found = text.rfind('<').and_then(|at| Some((&text[..at], text[at + 1..].strip_suffix('>')?)));
    match found.filter(|(_, url)| url.starts_with("http://") || url.starts_with("https://")) {
        Some((title, url)) => (title.trim_end(), Some(url.trim().to_owned())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(text: &str) -> Option<(u64, String, Option<u64>)> {
        chapter(&Line { start: 0, text }).map(|chapter| (chapter.at.0, chapter.title, chapter.end.map(|end| end.0)))
    }

    #[test]
    fn every_way_to_write_a_line_is_read() {
        for line in [
            "5:00 Rent",
            "05:00 - Rent",
            "00:05:00.000 Rent",
            "[5:00] Rent",
            "(05:00) Rent",
            "* 5:00 – Rent",
            "1. 5:00 Rent",
            "02) 05:00 | Rent",
            "3 - 5:00 Rent",
            "5:00: Rent",
            "5:00 → Rent",
            "[05:00](https://youtu.be/x?t=300) Rent",
            "**5:00** Rent",
            "▶️ 5:00 Rent",
            "\u{200F}5:00 Rent",
            "5：00 Rent",
            "Rent 5:00",
            "Rent – 05:00",
            "Rent (5:00)",
            "300.000000\t300.000000\tRent",
            "300,5\t300,5\tRent",
        ] {
            let read = read_line(line).unwrap_or_else(|| panic!("{line}"));
            assert!((300_000..=300_500).contains(&read.0) && read.1 == "Rent" && read.2.is_none(), "{line}: {read:?}");
        }
    }

    #[test]
    fn an_end_is_kept_where_it_is_written() {
        for line in ["5:00 - 6:00 Rent", "[5:00–6:00] Rent", "300\t360\tRent"] {
            assert_eq!(read_line(line), Some((300_000, "Rent".to_owned(), Some(360_000))), "{line}");
        }
    }

    #[test]
    fn words_and_numbers_that_are_no_times_are_left_alone() {
        for line in ["Rent", "20 ways to lose", "1. Rent", "5 minutes in: the lease", "12:75 Rent", "300 Rent", "10:30:20:10 x"] {
            assert_eq!(read_line(line), None, "{line}");
        }
        assert_eq!(read_line("12:00 24:7 support").map(|read| read.1).as_deref(), Some("24:7 support"));
    }

    #[test]
    fn a_title_with_numbers_keeps_them() {
        assert_eq!(read_line("0:00 3.5 ways – a list").map(|read| read.1).as_deref(), Some("3.5 ways – a list"));
        assert_eq!(read_line("1:00 2:1 odds").map(|read| read.1).as_deref(), Some("2:1 odds"));
    }
}
