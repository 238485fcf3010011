//! The pieces of one block → a line (or lines) of Markdown, and the same words plain.

use super::blocks::{Inline, Mark};
use std::collections::BTreeSet;

/// How much is escaped and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Only what would be read otherwise.
    Light,
    /// The same, without bold and italics.
    Bare,
    /// Every sign; links are kept.
    Full,
    /// Every sign, and nothing but words.
    Words,
}

/// Brings the pieces into a shape that can be written: one space between words, none at the ends of marks, lines and the block; no mark
/// round nothing, none twice.
pub(super) fn tidy(words: &mut Vec<Inline>) {
    collapse(words);
    // Each round may uncover another empty mark; the depth of marks bounds the rounds that matter.
    for _ in 0..8 {
        let before = words.len();
        move_spaces_out(words);
        drop_empty_marks(words);
        trim(words);
        join_texts(words);
        if words.len() == before {
            break;
        }
    }
    move_signs_out(words);
    join_texts(words);
}

/// White space to single spaces, across pieces.
fn collapse(words: &mut Vec<Inline>) {
    let mut ends_in_space = true;
    for word in words.iter_mut() {
        match word {
            Inline::Text(text) | Inline::Code(text) => {
                let mut tidy = String::with_capacity(text.len());
                for character in text.chars() {
                    let is_space = character.is_whitespace();
                    if !is_space || !ends_in_space {
                        tidy.push(if is_space { ' ' } else { character });
                    }
                    ends_in_space = is_space;
                }
                *text = tidy;
            }
            Inline::Break => ends_in_space = true,
            Inline::Picture(..) => ends_in_space = false,
            Inline::Start(_) | Inline::End(_) => {}
        }
    }
    words.retain(|word| !matches!(word, Inline::Text(text) | Inline::Code(text) if text.is_empty()));
}

/// ` <b> word </b>` → `  <b>word</b> `.
fn move_spaces_out(words: &mut Vec<Inline>) {
    let mut out: Vec<Inline> = Vec::with_capacity(words.len() + 8);
    for mut word in words.drain(..) {
        match (&mut word, out.last_mut()) {
            // The mark begins after the space.
            (Inline::Text(text), Some(Inline::Start(_))) if text.starts_with(' ') => {
                text.remove(0);
                let first = out.iter().rposition(|before| !matches!(before, Inline::Start(_))).map_or(0, |before| before + 1);
                out.insert(first, Inline::Text(" ".to_owned()));
                out.push(word);
            }
            _ => out.push(word),
        }
    }
    // The same from the end.
    out.reverse();
    for mut word in out {
        match (&mut word, words.last_mut()) {
            (Inline::Text(text), Some(Inline::End(_))) if text.ends_with(' ') => {
                text.pop();
                let first = words.iter().rposition(|after| !matches!(after, Inline::End(_))).map_or(0, |after| after + 1);
                words.insert(first, Inline::Text(" ".to_owned()));
                words.push(word);
            }
            _ => words.push(word),
        }
    }
    words.reverse();
    words.retain(|word| !matches!(word, Inline::Text(text) if text.is_empty()));
}

fn drop_empty_marks(words: &mut Vec<Inline>) {
    let mut kept: Vec<Inline> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        match (kept.last(), &word) {
            (Some(Inline::Start(start)), Inline::End(end)) if start == end => drop(kept.pop()),
            // Bold ends and begins again at once.
            (Some(Inline::End(end)), Inline::Start(start)) if start == end && !matches!(start, Mark::Link(_)) => drop(kept.pop()),
            _ => kept.push(word),
        }
    }
    *words = kept;
}

/// Spaces and breaks at the ends of the block, spaces round breaks.
fn trim(words: &mut Vec<Inline>) {
    let is_gap = |word: &Inline| matches!(word, Inline::Break) || matches!(word, Inline::Text(text) if text == " ");
    let is_mark = |word: &Inline| matches!(word, Inline::Start(_) | Inline::End(_));
    if let Some(first) = words.iter().position(|word| !is_mark(word)).filter(|first| is_gap(&words[*first])) {
        words.remove(first);
    }
    if let Some(last) = words.iter().rposition(|word| !is_mark(word)).filter(|last| is_gap(&words[*last])) {
        words.remove(last);
    }
    let mut after_gap = true;
    for at in 0..words.len() {
        let before_break = words[at + 1..].iter().find(|word| !is_mark(word)).is_none_or(|word| *word == Inline::Break);
        match &mut words[at] {
            Inline::Text(text) => {
                if after_gap && text.starts_with(' ') {
                    text.remove(0);
                }
                if before_break && text.ends_with(' ') {
                    text.pop();
                }
                after_gap = text.is_empty() && after_gap;
            }
            Inline::Break => after_gap = true,
            Inline::Code(_) | Inline::Picture(..) => after_gap = false,
            Inline::Start(_) | Inline::End(_) => {}
        }
    }
    words.retain(|word| !matches!(word, Inline::Text(text) if text.is_empty()));
}

fn join_texts(words: &mut Vec<Inline>) {
    let mut kept: Vec<Inline> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        match (kept.last_mut(), &word) {
            (Some(Inline::Text(before)), Inline::Text(text)) => {
                let text = if before.ends_with(' ') { text.trim_start_matches(' ') } else { text };
                before.push_str(text);
            }
            _ => kept.push(word),
        }
    }
    *words = kept;
}

/// `<b>Guest:</b>Name` → `<b>Guest</b>:Name`: Markdown takes no mark that ends between a sign and a letter.
fn move_signs_out(words: &mut [Inline]) {
    for at in 1..words.len() {
        let is_bold = matches!(&words[at], Inline::End(mark) if !matches!(mark, Mark::Link(_)));
        let next_is_letter = matches!(words.get(at + 1), Some(Inline::Text(text)) if text.starts_with(char::is_alphanumeric));
        if !is_bold || !next_is_letter {
            continue;
        }
        let signs = match &mut words[at - 1] {
            Inline::Text(text) => {
                let end = text.trim_end_matches(|character: char| is_sign(character) || character == ' ').len();
                if end == 0 { String::new() } else { text.split_off(end) }
            }
            _ => String::new(),
        };
        if let Some(Inline::Text(next)) = words.get_mut(at + 1) {
            next.insert_str(0, &signs);
        }
    }
}

/// What CommonMark takes for punctuation: anything that is neither letter, digit nor space.
fn is_sign(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace()
}

/// The words alone; breaks are line feeds.
pub(super) fn plain(words: &[Inline]) -> String {
    let mut plain = String::new();
    for word in words {
        match word {
            Inline::Text(text) | Inline::Code(text) => plain.push_str(text),
            Inline::Break => plain.push('\n'),
            Inline::Start(_) | Inline::End(_) | Inline::Picture(..) => {}
        }
    }
    plain
}

/// What is written one after the other.
enum Out {
    Words(String),
    /// A sign that begins (`true`) or ends a mark, with the number of its pair.
    Sign(&'static str, bool, usize),
}

/// Lines of Markdown.
pub(super) fn markdown(words: &[Inline], care: Care) -> String {
    let mut out = pieces(words, care);
    drop_unreadable(&mut out);
    let text: String = out
        .into_iter()
        .map(|piece| match piece {
            Out::Words(words) => words,
            Out::Sign(sign, ..) => sign.to_owned(),
        })
        .collect();
    let lines: Vec<String> = text.split('\n').map(|line| line_start(line, care)).collect();
    lines.join("\n")
}

fn pieces(words: &[Inline], care: Care) -> Vec<Out> {
    let mut out = Vec::new();
    let mut open: Vec<(Mark, usize)> = Vec::new();
    let mut pairs = 0;
    for (at, word) in words.iter().enumerate() {
        let in_link = open.iter().any(|(mark, _)| matches!(mark, Mark::Link(address) if !address.is_empty()));
        let before = words[..at].iter().rev().find_map(last_character);
        let after = words[at + 1..].iter().find_map(first_character);
        match word {
            Inline::Text(text) => out.push(Out::Words(escaped(text, care, in_link, before, after))),
            Inline::Break => out.push(Out::Words(if in_link { " ".to_owned() } else { "\\\n".to_owned() })),
            Inline::Code(text) => out.push(Out::Words(code(text, care, in_link))),
            Inline::Picture(source, words) if care != Care::Words => {
                out.push(Out::Words(format!("![{}]({})", escaped(words, Care::Full, true, None, None), address(source))));
            }
            Inline::Picture(..) => {}
            Inline::Start(mark) => {
                let is_twice = open.iter().any(|(other, _)| same_kind(other, mark));
                pairs += 1;
                open.push((mark.clone(), pairs));
                out.extend(start(mark, words, at, care, is_twice, pairs));
            }
            Inline::End(mark) => {
                let Some((_, pair)) = open.iter().rposition(|(other, _)| other == mark).map(|found| open.remove(found)) else { continue };
                let is_twice = open.iter().any(|(other, _)| same_kind(other, mark));
                out.extend(end(mark, words, at, care, is_twice, pair));
            }
        }
    }
    out
}

fn same_kind(one: &Mark, other: &Mark) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn start(mark: &Mark, words: &[Inline], at: usize, care: Care, is_twice: bool, pair: usize) -> Option<Out> {
    match mark {
        Mark::Link(to) => (written_link(to, care, is_twice) && bare_link(words, at, to).is_none()).then(|| Out::Words("[".to_owned())),
        _ if is_twice || care != Care::Light => None,
        mark => Some(Out::Sign(sign(mark), true, pair)),
    }
}

fn end(mark: &Mark, words: &[Inline], at: usize, care: Care, is_twice: bool, pair: usize) -> Option<Out> {
    match mark {
        Mark::Link(to) => {
            let start = words[..at].iter().rposition(|word| *word == Inline::Start(mark.clone()))?;
            (written_link(to, care, is_twice) && bare_link(words, start, to).is_none()).then(|| Out::Words(format!("]({})", address(to))))
        }
        _ if is_twice || care != Care::Light => None,
        mark => Some(Out::Sign(sign(mark), false, pair)),
    }
}

fn written_link(to: &str, care: Care, is_twice: bool) -> bool {
    !to.is_empty() && !is_twice && care != Care::Words
}

/// A link whose words are its address stays the bare address, where our reader makes the same link of it.
fn bare_link<'w>(words: &'w [Inline], start: usize, to: &str) -> Option<&'w str> {
    let (Some(Inline::Text(text)), Some(Inline::End(Mark::Link(_)))) = (words.get(start + 1), words.get(start + 2)) else { return None };
    let is_same = text == to || to.strip_prefix("mailto:") == Some(text);
    let is_alone = |character: Option<char>| {
        character.is_none_or(|character| character.is_whitespace() || matches!(character, '(' | ')' | ',' | '.' | ':'))
    };
    let before = words[..start].iter().rev().find_map(last_character);
    let after = words[start + 3..].iter().find_map(first_character);
    (is_same && is_plain_address(text) && is_alone(before) && is_alone(after)).then_some(text)
}

/// An address that needs no escaping anywhere and does not end in a sign.
fn is_plain_address(text: &str) -> bool {
    let is_plain = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, ':' | '/' | '.' | '?' | '#' | '=' | '%' | '@' | '+' | '-' | '_')
    };
    let ends_well = text.ends_with(|character: char| character.is_ascii_alphanumeric() || character == '/');
    text.chars().all(is_plain) && ends_well && !has_loose_underscore(text)
}

/// An underscore that is not between letters or digits may be read as italics.
fn has_loose_underscore(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    bytes.iter().enumerate().any(|(at, byte)| *byte == b'_' && !(is_letter(at.checked_sub(1)) && is_letter(Some(at + 1))))
}

fn sign(mark: &Mark) -> &'static str {
    match mark {
        Mark::Strong => "**",
        Mark::Emphasis => "*",
        Mark::Strike => "~~",
        Mark::Link(_) => "",
    }
}

/// Takes out the signs that Markdown would show instead of reading them (CommonMark, 6.2: left- and right-flanking).
fn drop_unreadable(out: &mut Vec<Out>) {
    let mut bad: BTreeSet<usize> = BTreeSet::new();
    for at in 0..out.len() {
        let Out::Sign(_, is_start, pair) = out[at] else { continue };
        let before = out[..at].iter().rev().find_map(|piece| words_of(piece)?.chars().next_back());
        let after = out[at + 1..].iter().find_map(|piece| words_of(piece)?.chars().next());
        let (outer, inner) = if is_start { (before, after) } else { (after, before) };
        let is_open = outer.is_none_or(|character| character.is_whitespace() || is_sign(character));
        let is_flanking = inner.is_some_and(|inner| !inner.is_whitespace() && (!is_sign(inner) || is_open));
        // `**a***b*`: nobody can tell which sign is whose.
        let is_clash = is_start && matches!(at.checked_sub(1).map(|before| &out[before]), Some(Out::Sign(_, false, _)));
        if !is_flanking || is_clash {
            bad.insert(pair);
        }
    }
    out.retain(|piece| !matches!(piece, Out::Sign(_, _, pair) if bad.contains(pair)));
}

fn words_of(piece: &Out) -> Option<&str> {
    match piece {
        Out::Words(words) => Some(words),
        Out::Sign(..) => None,
    }
}

fn first_character(word: &Inline) -> Option<char> {
    match word {
        Inline::Text(text) | Inline::Code(text) => text.chars().next(),
        Inline::Break => Some('\n'),
        Inline::Picture(..) => Some('!'),
        Inline::Start(_) | Inline::End(_) => None,
    }
}

fn last_character(word: &Inline) -> Option<char> {
    match word {
        Inline::Text(text) | Inline::Code(text) => text.chars().next_back(),
        other => first_character(other),
    }
}

/// Program text; backticks in it are answered by more round it.
fn code(text: &str, care: Care, in_link: bool) -> String {
    if matches!(care, Care::Full | Care::Words) || text.trim().is_empty() || text.starts_with(' ') || text.ends_with(' ') {
        return escaped(text, care, in_link, None, None);
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Where a link leads, as Markdown takes it.
fn address(to: &str) -> String {
    let mut address = String::with_capacity(to.len());
    for character in to.chars() {
        match character {
            ' ' => address.push_str("%20"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '(' => address.push_str("%28"),
            ')' => address.push_str("%29"),
            '\\' => address.push_str("%5C"),
            '&' => address.push_str("&amp;"),
            _ if character.is_control() || character.is_whitespace() => {}
            _ => address.push(character),
        }
    }
    // An entity is only read where one is written: a lone `&` may stay as people write it.
    let plain = address.replace("&amp;", "&");
    if crate::import::words::resolved(&plain) == plain && !plain.contains(';') { plain } else { address }
}

/// Words with what Markdown would read as signs escaped.
fn escaped(text: &str, care: Care, in_link: bool, before: Option<char>, after: Option<char>) -> String {
    if matches!(care, Care::Full | Care::Words) {
        return text
            .chars()
            .flat_map(|character| character.is_ascii_punctuation().then_some('\\').into_iter().chain([character]))
            .collect();
    }
    let has_tildes = text.matches('~').count() > 1;
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = before;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        // Addresses are left alone: our reader links them, and finds no signs in plain ones.
        if !in_link && let Some(address) = address_at(rest, last) {
            out.push_str(address);
            last = address.chars().next_back();
            rest = &rest[address.len()..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        let next = rest.chars().next().or(after);
        if needs_escape(character, last, next, rest, in_link, has_tildes) {
            out.push('\\');
        }
        out.push(character);
        last = Some(character);
    }
    out
}

/// A plain web address that begins here.
fn address_at(rest: &str, last: Option<char>) -> Option<&str> {
    if !(rest.starts_with("http://") || rest.starts_with("https://")) || last.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(|character: char| !(character.is_ascii_alphanumeric() || character == '/'));
    is_plain_address(address).then_some(address)
}

fn needs_escape(character: char, last: Option<char>, next: Option<char>, rest: &str, in_link: bool, has_tildes: bool) -> bool {
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let is_space = |character: Option<char>| character.is_none_or(char::is_whitespace);
    match character {
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next == '\n'),
        '*' => !(is_space(last) && is_space(next)),
        '_' => !(is_letter(last) && is_letter(next) || is_space(last) && is_space(next)),
        '`' | '[' => true,
        ']' => in_link,
        '!' => next == Some('['),
        '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
        '&' => is_entity(rest),
        '~' => has_tildes,
        _ => false,
    }
}

/// Whether what follows an `&` makes an entity of it.
fn is_entity(rest: &str) -> bool {
    let end = rest.find(|character: char| !(character.is_ascii_alphanumeric() || character == '#'));
    end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
}

/// A line with what would make it a heading, an item, a quotation or a rule escaped.
fn line_start(line: &str, care: Care) -> String {
    if matches!(care, Care::Full | Care::Words) {
        return numbered(line)
            .map_or_else(|| line.to_owned(), |digits| format!("{}\\{}", &line[..digits], line[digits..].trim_start_matches('\\')));
    }
    let first = line.chars().next();
    let after_sign = line.get(1..).unwrap_or_default();
    let is_rule_like = |sign: char| line.chars().all(|character| character == sign || character == ' ');
    let is_special = match first {
        Some('#') => {
            let rest = line.trim_start_matches('#');
            rest.is_empty() || rest.starts_with(' ')
        }
        Some('>' | '|' | ':') => true,
        Some(sign @ ('-' | '+' | '=' | '*')) => {
            after_sign.is_empty() || after_sign.starts_with(' ') || is_rule_like(sign) || table_rule(line)
        }
        _ => false,
    };
    if is_special {
        return format!("\\{line}");
    }
    match numbered(line) {
        Some(digits) => format!("{}\\{}", &line[..digits], &line[digits..]),
        None => line.to_owned(),
    }
}

/// `---|---`, below a line with as many columns.
fn table_rule(line: &str) -> bool {
    line.chars().all(|character| matches!(character, '-' | '|' | ':' | ' '))
}

/// How many digits stand before the `.` or `)` that would make an item of a line.
fn numbered(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].trim_start_matches('\\');
    let is_item = (1..=9).contains(&digits)
        && rest.starts_with(['.', ')'])
        && rest.get(1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(' '));
    is_item.then_some(digits)
}
