//! HTML → blocks of words: paragraphs, headings, list items, quotations, each with where it stands. Flat, so nothing recurses.

use crate::import::markup::{Markup, Tag, Token};
use crate::import::told::Told;
use crate::import::words;
use crate::report::Report;
use std::collections::{HashMap, HashSet};

/// How deep lists and quotations are kept in one another; what stands deeper stands there.
const DEPTH: usize = 6;

/// A paragraph or the like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Quotations and list items round it, outermost first.
    pub within: Vec<Container>,
    /// What it is.
    pub kind: Kind,
    /// Its words, in order, without two breaks in a row and without break or space at its ends.
    pub words: Vec<Inline>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    #[default]
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// Words whose spaces and line breaks count.
    Verbatim,
    /// A line between blocks.
    Rule,
}

/// What a block stands in. The number tells one from its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A quotation.
    Quote(usize),
    /// An item of a list; with its number where the list counts.
    Item(usize, Option<u64>),
}

/// A piece of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Characters.
    Text(String),
    /// `<br>`.
    Break,
    /// From here on …
    Start(Mark),
    /// … up to here.
    End(Mark),
    /// Program text.
    Code(String),
    /// A picture: address and description.
    Picture(String, String),
}

/// How words are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Bold.
    Strong,
    /// Italic.
    Emphasis,
    /// Struck through.
    Strike,
    /// A link, to this address.
    Link(String),
}

/// The blocks of HTML, whatever its state.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let clean = if is_excessive(html) { words::as_html(&words::plain(html)) } else { sanitised(html) };
    let mut report = Report::default();
    let mut told = Told::new("", &clean, &mut report);
    let mut markup = Markup::new(&clean);
    let mut builder = Builder::default();
    while let Some(token) = markup.next(None, &mut told) {
        match token {
            Token::Start(tag) => builder.start(&tag),
            Token::End(name) => builder.end(name),
            Token::Text(text) => builder.text(&unmasked(&words::resolved(text))),
            Token::Verbatim(text) => builder.text(text),
        }
    }
    builder.flush();
    builder.blocks
}

/// Most bytes of HTML, and most tags times their depth, that are read as HTML. Mending HTML copies open tags into every new paragraph,
/// so that a small text could become a huge tree; of such a text only the words are kept.
const LARGEST: usize = 1 << 20;
const WORK: usize = 200_000;
/// Most `<` and `>` that begin and end no tag.
const LOOSE: usize = 2_000;

fn is_excessive(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let (mut deepest, mut tags) = (0, 0_usize);
    for (at, _) in html.match_indices('<') {
        let name = |from: usize| {
            let rest = html.get(from..).unwrap_or_default();
            &rest[..rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len())]
        };
        let tag = name(at + 1);
        tags += 1;
        if tag.is_empty() {
            let end = name(at + 2);
            if let Some(found) = open.iter().rposition(|name| name.eq_ignore_ascii_case(end)) {
                open.truncate(found);
            }
        } else if !is_alone(tag) {
            open.push(tag);
            deepest = deepest.max(open.len());
        }
        if html.len() > LARGEST || deepest.saturating_mul(tags) > WORK {
            return true;
        }
    }
    let loose = html.matches('>').count().abs_diff(tags);
    html.len() > LARGEST || loose > LOOSE
}

/// Whether a tag has no end: `<br>`, and `<p>` and `<li>`, whose end may be left out.
fn is_alone(name: &str) -> bool {
    ["br", "hr", "img", "wbr", "p", "li", "input", "meta", "link", "col", "source"].iter().any(|alone| name.eq_ignore_ascii_case(alone))
}

/// Tags that begin and end a block of their own, and mean no more.
const PLAIN_BLOCKS: [&str; 25] = [
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "address",
    "details",
    "summary",
    "center",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "caption",
    "dl",
    "dt",
    "dd",
    "hgroup",
];

/// Well-formed HTML of tags that matter, without scripts, styles, comments and dangerous addresses.
fn sanitised(html: &str) -> String {
    const OTHERS: [&str; 26] = [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "br",
        "hr",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "cite",
        "del",
        "s",
        "strike",
        "code",
        "img",
        "td",
        "th",
    ];
    let mut builder = ammonia::Builder::default();
    builder
        .tags(PLAIN_BLOCKS.into_iter().chain(OTHERS).collect())
        .clean_content_tags(HashSet::from([
            "script", "style", "head", "title", "noscript", "template", "svg", "math", "object", "iframe", "select",
        ]))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .tag_attribute_values(HashMap::new())
        .set_tag_attribute_values(HashMap::new())
        .allowed_classes(HashMap::new())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        // An address without its site leads nowhere from here.
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(None);
    builder.clean(&masked(html)).to_string()
}

/// What stands for `&`, `<` and `>` on the way through the sanitiser, which takes a time that grows with the square of their number.
const MASKS: [(char, char); 3] = [('&', '\u{e000}'), ('<', '\u{e001}'), ('>', '\u{e002}')];

/// HTML whose entities are characters, those of [`MASKS`] masked.
fn masked(html: &str) -> String {
    let html: String = html.chars().filter(|character| !MASKS.iter().any(|(_, mask)| mask == character)).collect();
    words::resolved_as(&html, |text, out| {
        let mask = |character| MASKS.iter().find(|(sign, _)| *sign == character).map_or(character, |(_, mask)| *mask);
        // A quotation mark may stand in a value.
        text.chars().for_each(|character| {
            if character == '"' { out.push_str("&quot;") } else { out.push(if character == '\u{a0}' { ' ' } else { mask(character) }) }
        });
    })
}

fn unmasked(text: &str) -> String {
    let sign = |character| MASKS.iter().find(|(_, mask)| *mask == character).map_or(character, |(sign, _)| *sign);
    text.chars().map(sign).collect()
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    within: Vec<Container>,
    /// Lists round what is being read: the next number where they count. `None` stands for a quotation.
    lists: Vec<Option<Option<u64>>>,
    /// Containers that were too deep to be kept: how many are open.
    beyond: usize,
    open: Vec<Mark>,
    words: Vec<Inline>,
    kind: Kind,
    pre: usize,
    code: usize,
    counter: usize,
}

impl Builder {
    fn start(&mut self, tag: &Tag<'_>) {
        let attributes: Vec<(&str, String)> = tag.attributes.iter().map(|(key, value)| (key.as_str(), unmasked(value))).collect();
        let attribute = |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim());
        match tag.name {
            "br" => self.line_break(),
            "hr" => {
                self.flush();
                self.blocks.push(Block { within: self.within.clone(), kind: Kind::Rule, words: Vec::new() });
            }
            "b" | "strong" => self.mark(Mark::Strong),
            "i" | "em" | "cite" => self.mark(Mark::Emphasis),
            "del" | "s" | "strike" => self.mark(Mark::Strike),
            "a" => self.mark(Mark::Link(attribute("href").unwrap_or_default().to_owned())),
            "img" => self.picture(attribute("src"), attribute("alt"), [attribute("width"), attribute("height")]),
            "code" => self.code += 1,
            "pre" => {
                self.flush();
                self.pre += 1;
                self.kind = Kind::Verbatim;
            }
            "td" | "th" => self.text(" "),
            "ul" => self.list(None),
            "ol" => self.list(Some(attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            "li" => self.item(),
            "blockquote" => {
                self.flush();
                self.lists.push(None);
                self.enter(Container::Quote);
            }
            name => {
                self.flush();
                if let Some(level) = heading(name) {
                    self.kind = Kind::Heading(level);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "b" | "strong" => self.unmark(|mark| *mark == Mark::Strong),
            "i" | "em" | "cite" => self.unmark(|mark| *mark == Mark::Emphasis),
            "del" | "s" | "strike" => self.unmark(|mark| *mark == Mark::Strike),
            "a" => self.unmark(|mark| matches!(mark, Mark::Link(_))),
            "code" => self.code = self.code.saturating_sub(1),
            "td" | "th" => self.text(" "),
            "pre" => {
                self.flush();
                self.pre = self.pre.saturating_sub(1);
                self.kind = Kind::Paragraph;
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            "li" => self.leave(),
            "blockquote" => {
                self.leave();
                self.lists.pop();
            }
            _ => {
                self.flush();
                self.kind = if self.pre > 0 { Kind::Verbatim } else { Kind::Paragraph };
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.kind == Kind::Verbatim {
            self.words.push(Inline::Text(text.to_owned()));
            return;
        }
        // What nobody sees is not kept; a space that must not break is a space.
        let text: String = text.chars().filter(|character| !is_unseen(*character)).collect();
        if self.code > 0 {
            self.words.push(Inline::Code(text));
        } else if let Some(Inline::Text(before)) = self.words.last_mut() {
            before.push_str(&text);
        } else {
            self.words.push(Inline::Text(text));
        }
    }

    /// Two in a row are the end of a paragraph.
    fn line_break(&mut self) {
        if self.kind == Kind::Verbatim {
            self.words.push(Inline::Text("\n".to_owned()));
            return;
        }
        let seen = self.words.iter().rev().find(|word| !matches!(word, Inline::Start(_) | Inline::End(_)) && !is_blank(word));
        match seen {
            Some(Inline::Break) if !matches!(self.kind, Kind::Heading(_)) => self.flush(),
            _ => self.words.push(Inline::Break),
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.open.push(mark.clone());
        self.words.push(Inline::Start(mark));
    }

    fn unmark(&mut self, is_it: fn(&Mark) -> bool) {
        if let Some(at) = self.open.iter().rposition(is_it) {
            let mark = self.open.remove(at);
            self.words.push(Inline::End(mark));
        }
    }

    /// A picture that shows something: not one of a measuring service.
    fn picture(&mut self, source: Option<&str>, words: Option<&str>, sizes: [Option<&str>; 2]) {
        let is_dot = sizes.into_iter().flatten().any(|size| matches!(size.trim_end_matches("px"), "0" | "1" | "2"));
        if let Some(source) = source.filter(|source| !source.is_empty() && !is_dot && self.kind != Kind::Verbatim) {
            self.words.push(Inline::Picture(source.to_owned(), words::line(words.unwrap_or_default())));
        }
    }

    fn list(&mut self, counts: Option<u64>) {
        self.flush();
        self.lists.push(Some(counts));
    }

    fn item(&mut self) {
        self.flush();
        let number = match self.lists.last_mut() {
            Some(Some(Some(next))) => {
                *next = next.saturating_add(1);
                Some(*next - 1)
            }
            _ => None,
        };
        self.enter(|counter| Container::Item(counter, number));
    }

    fn enter(&mut self, container: impl Fn(usize) -> Container) {
        self.flush();
        self.counter += 1;
        if self.within.len() < DEPTH && self.beyond == 0 {
            self.within.push(container(self.counter));
        } else {
            self.beyond += 1;
        }
    }

    fn leave(&mut self) {
        self.flush();
        match self.beyond {
            0 => drop(self.within.pop()),
            _ => self.beyond -= 1,
        }
    }

    /// Ends the block; marks that are open go on in the next one.
    fn flush(&mut self) {
        let mut words = std::mem::take(&mut self.words);
        words.extend(self.open.iter().rev().cloned().map(Inline::End));
        self.words = self.open.iter().cloned().map(Inline::Start).collect();
        let kind = self.kind;
        if kind == Kind::Verbatim {
            words.retain(|word| matches!(word, Inline::Text(_)));
        } else {
            super::inline::tidy(&mut words);
        }
        let is_empty = words
            .iter()
            .all(|word| !matches!(word, Inline::Picture(..)) && (is_blank(word) || matches!(word, Inline::Start(_) | Inline::End(_))));
        if !is_empty {
            self.blocks.push(Block { within: self.within.clone(), kind, words });
        }
    }
}

/// Spaces and breaks.
fn is_blank(word: &Inline) -> bool {
    match word {
        Inline::Text(text) | Inline::Code(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Characters of no width that word processors leave behind.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
}

fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
