//! Blocks → a Markdown document. Each block is proved by our own reader: what it reads must be the words that were meant; where the
//! lightest way of writing fails, a more careful one is taken.

use super::blocks::{Block, Container, Inline, Kind};
use super::inline::{self, Care};
use crate::markdown::plain_text;
use crate::model::Markdown;

/// The document; empty where there is nothing to say.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let meant =
        blocks.iter().map(|block| seen(&inline::plain(&block.words))).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    let written = document(blocks, block_text);
    if read(&written) == seen(&meant) {
        return written;
    }
    // Something in one block changes how another is read. Without lists and quotations nothing can.
    let flat: Vec<Block> = blocks.iter().map(|block| Block { within: Vec::new(), ..block.clone() }).collect();
    let written = document(&flat, block_text);
    if read(&written) == seen(&meant) { written } else { document(&flat, |block| inline::markdown(&joined(&block.words), Care::Words)) }
}

/// Blocks with what they stand in, a blank line between them.
fn document(blocks: &[Block], text: fn(&Block) -> String) -> String {
    let mut out = String::new();
    let mut last: Option<&Block> = None;
    for block in blocks {
        let lines = text(block);
        if lines.is_empty() {
            continue;
        }
        if let Some(last) = last {
            out.push('\n');
            if !is_tight(last, block) {
                out.push_str(prefix(&last.within, shared(&last.within, &block.within)).trim_end());
                out.push('\n');
            }
        }
        let known = last.map_or(0, |last| shared(&last.within, &block.within));
        for (number, line) in lines.split('\n').enumerate() {
            if number > 0 {
                out.push('\n');
            }
            let head = if number == 0 { head(&block.within, known) } else { prefix(&block.within, block.within.len()) };
            out.push_str(if line.is_empty() { head.trim_end() } else { &head });
            out.push_str(line);
        }
        last = Some(block);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// How many containers two blocks have in common.
fn shared(one: &[Container], other: &[Container]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Whether two blocks are neighbouring items, or an item and the list in it, with no blank line between.
fn is_tight(last: &Block, next: &Block) -> bool {
    let common = shared(&last.within, &next.within);
    let starts_item = matches!(next.within.get(common), Some(Container::Item(..)));
    let was_item = matches!(last.within.get(common), Some(Container::Item(..)))
        || (common > 0 && last.within.len() == common && matches!(last.within[common - 1], Container::Item(..)));
    let is_same_sort = match (last.within.get(common), next.within.get(common)) {
        (Some(Container::Item(_, last)), Some(Container::Item(_, next))) => last.is_some() == next.is_some(),
        _ => true,
    };
    starts_item && was_item && is_same_sort && last.kind == Kind::Paragraph && next.kind == Kind::Paragraph
}

/// What stands before the first line of a block: the marks of items that begin with it.
fn head(within: &[Container], known: usize) -> String {
    let mut head = prefix(within, known);
    for container in &within[known..] {
        match container {
            Container::Quote(_) => head.push_str("> "),
            Container::Item(_, Some(number)) => head.push_str(&format!("{number}. ")),
            Container::Item(_, None) => head.push_str("- "),
        }
    }
    head
}

/// What stands before a further line.
fn prefix(within: &[Container], count: usize) -> String {
    within[..count.min(within.len())]
        .iter()
        .map(|container| match container {
            Container::Quote(_) => "> ".to_owned(),
            Container::Item(_, Some(number)) => " ".repeat(number.to_string().len() + 2),
            Container::Item(_, None) => "  ".to_owned(),
        })
        .collect()
}

/// One block in the lightest way that is read as it is meant.
fn block_text(block: &Block) -> String {
    match block.kind {
        Kind::Rule => return "* * *".to_owned(),
        Kind::Verbatim => return fenced(&inline::plain(&block.words)),
        Kind::Paragraph | Kind::Heading(_) => {}
    }
    let words = if matches!(block.kind, Kind::Heading(_)) { joined(&block.words) } else { block.words.clone() };
    let meant = seen(&inline::plain(&words));
    let ways = [Care::Light, Care::Bare, Care::Full].map(|care| with_kind(&inline::markdown(&words, care), block.kind));
    let way = ways.into_iter().find(|way| read(way) == meant);
    way.unwrap_or_else(|| inline::markdown(&joined(&words), Care::Words))
}

/// The words without line breaks.
fn joined(words: &[Inline]) -> Vec<Inline> {
    words.iter().map(|word| if *word == Inline::Break { Inline::Text(" ".to_owned()) } else { word.clone() }).collect()
}

fn with_kind(line: &str, kind: Kind) -> String {
    let Kind::Heading(level) = kind else { return line.to_owned() };
    // A `{` at the end of a heading would name it, and `#` close it.
    let line = line.strip_suffix('}').map_or_else(|| line.to_owned(), |line| format!("{line}\\}}"));
    let line = line.strip_suffix('#').map_or_else(|| line.clone(), |line| format!("{line}\\#"));
    format!("{} {line}", "#".repeat(usize::from(level)))
}

/// Program text of several lines.
fn fenced(text: &str) -> String {
    let text = text.trim_matches('\n').trim_end();
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// What our reader sees in Markdown.
fn read(markdown: &str) -> String {
    seen(&plain_text(&Markdown(markdown.to_owned())))
}

/// Words as a reader sees them: any space is one space.
fn seen(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
