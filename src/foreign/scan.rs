//! The text → tags and runs of text, as XML 1.0 has them. A slip is told once, and costs as little of the rest as it can: a lone `<` is a
//! character, a lost end of CDATA ends where its element does.

use super::entity::{Reference, reference};
use super::{Piece, Slip, SlipKind, resolved};
use crate::foreign::Attribute;
use std::ops::Range;

/// Most attributes of one tag.
const ATTRIBUTES: usize = 64;
/// Most bytes of a document type.
const DOCTYPE: usize = 64 << 10;

/// A piece of a document.
pub(super) enum Token<'t> {
    /// `<name a="b">` or `<name/>`.
    Start(Tag<'t>),
    /// `</name>` and its bytes.
    End(&'t str, Range<usize>),
    /// A run of text.
    Text(Piece),
    /// `<!-- … -->`.
    Comment(Range<usize>),
}

/// A start tag.
pub(super) struct Tag<'t> {
    pub name: &'t str,
    pub attributes: Vec<Attribute<'t>>,
    pub is_empty: bool,
    pub at: Range<usize>,
}

/// Reads tokens one after another.
pub(super) struct Scanner<'t> {
    text: &'t str,
    pub at: usize,
    pub slips: Vec<Slip>,
    /// Ends that are known to come no more: looking for them again and again would make many lost ends slow.
    lost: Vec<&'static str>,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, slips: Vec::new(), lost: Vec::new() }
    }

    pub fn slip(&mut self, kind: SlipKind, at: Range<usize>, message: impl Into<String>, fix: &'static str) {
        if self.slips.len() < super::SLIPS {
            self.slips.push(Slip { kind, at, message: message.into(), fix });
        }
    }

    fn not_xml(&mut self, at: Range<usize>, message: impl Into<String>, fix: &'static str) {
        self.slip(SlipKind::NotXml, at, message, fix);
    }

    /// The next token; `open` is the name of the element it is in.
    pub fn next(&mut self, open: Option<&str>) -> Option<Token<'t>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                return Some(Token::Text(self.characters(rest)));
            }
            if rest.starts_with("<!--") {
                return Some(Token::Comment(self.pass(rest, "-->", "this comment is never closed")));
            }
            if rest.starts_with("<![CDATA[") {
                return Some(Token::Text(self.cdata(rest, open)));
            }
            if rest.starts_with("<?") {
                self.instruction(rest);
            } else if rest.starts_with("<!") {
                self.doctype(rest);
            } else if let Some(token) = self.tag(rest) {
                return Some(token);
            } else {
                let at = self.at..self.at + 1;
                self.not_xml(at.clone(), "a lone `<` stands here, and apps stop reading", "write `&lt;` there");
                self.at += 1;
                return Some(Token::Text(Piece { at, is_verbatim: true }));
            }
        }
    }

    fn characters(&mut self, rest: &'t str) -> Piece {
        let length = rest.find('<').unwrap_or(rest.len());
        let at = self.at..self.at + length;
        self.references(at.clone());
        if let Some(end) = rest[..length].find("]]>") {
            let at = self.at + end..self.at + end + 3;
            self.not_xml(
                at,
                "`]]>` closes a CDATA section that was never opened",
                "write `]]&gt;`, or `<![CDATA[` where the section begins",
            );
        }
        self.at += length;
        Piece { at, is_verbatim: false }
    }

    /// Looks at what starts with `&`.
    fn references(&mut self, within: Range<usize>) {
        let text = &self.text[within.clone()];
        let mut from = 0;
        // What is found beyond that is not told.
        while let Some(found) = text[from..].find('&').filter(|_| self.slips.len() < super::SLIPS) {
            let at = within.start + from + found;
            let length = match reference(&text[from + found..]) {
                Reference::Good(length, _) => length,
                Reference::Control(length) => {
                    let message = "this number stands for a character that cannot be in a feed; many apps refuse the whole of it";
                    self.slip(SlipKind::Control, at..at + length, message, "delete it");
                    length
                }
                Reference::Unknown(length) => {
                    let name = &self.text[at..at + length];
                    let message = format!("`{name}` is known in web pages and not in feeds; many apps refuse the whole feed for it");
                    self.not_xml(at..at + length, message, "write the character itself");
                    length
                }
                Reference::Lone => {
                    self.not_xml(at..at + 1, "a lone `&` stands here, and most apps refuse the whole feed for it", "write `&amp;`");
                    1
                }
            };
            from += found + length;
        }
    }

    /// Over a piece up to its end. One that never ends costs no more than its opening.
    fn pass(&mut self, rest: &str, end: &'static str, message: &str) -> Range<usize> {
        let start = self.at;
        let found = if self.lost.contains(&end) { None } else { rest.find(end) };
        match found {
            Some(at) => self.at += at + end.len(),
            None => {
                if !self.lost.contains(&end) {
                    self.lost.push(end);
                    self.not_xml(start..start + 2, message, "close it, or take it out");
                }
                // What follows is read as if the opening were not there.
                self.at += if rest.starts_with("<!--") { 4 } else { 2 };
            }
        }
        start..self.at
    }

    fn instruction(&mut self, rest: &str) {
        let is_declaration = rest.starts_with("<?xml") && rest[5..].starts_with(char::is_whitespace);
        if is_declaration && self.at > 0 {
            let message = "something stands before `<?xml`, and several apps refuse the whole feed for it";
            self.not_xml(0..self.at.min(1), message, "delete the blanks and lines above it");
        }
        self.pass(rest, "?>", "this instruction is never closed");
    }

    /// A document type is passed over: nothing it defines is ever put in.
    fn doctype(&mut self, rest: &str) {
        let head = &rest[..rest.floor_char_boundary(DOCTYPE)];
        let close = head.find('>').map_or(head.len(), |at| at + 1);
        let end = if head[..close].contains('[') { head.find("]>").map_or(close, |at| at + 2) } else { close };
        let message = if rest[..end].contains("<!ENTITY") {
            "the feed defines abbreviations of its own, and apps refuse that for safety"
        } else {
            "a document type stands here; feeds have none, and some apps stop at it"
        };
        let at = self.at..self.at + end.min(9);
        self.slip(SlipKind::Doctype, at, message, "take `<!DOCTYPE …>` out, and write the characters themselves");
        self.at += end;
    }

    fn cdata(&mut self, rest: &'t str, open: Option<&str>) -> Piece {
        const START: usize = "<![CDATA[".len();
        let from = self.at + START;
        let inside = &rest[START..];
        let end = if self.lost.contains(&"]]>") { None } else { inside.find("]]>") };
        if let Some(end) = end {
            self.at = from + end + 3;
            return Piece { at: from..from + end, is_verbatim: true };
        }
        let is_first = !self.lost.contains(&"]]>");
        if is_first {
            self.lost.push("]]>");
            self.not_xml(self.at..from, "this CDATA section is never closed", "write `]]>` where it ends");
        }
        // Up to the end of the element it is in, looked for once: after that the rest is read as markup.
        let close = open.filter(|_| is_first).and_then(|name| inside.find(&format!("</{name}"))).unwrap_or(0);
        self.at = from + close;
        Piece { at: from..from + close, is_verbatim: true }
    }

    /// A start or end tag; `None` where this `<` begins neither.
    fn tag(&mut self, rest: &'t str) -> Option<Token<'t>> {
        let after = rest.strip_prefix("</").unwrap_or(&rest[1..]);
        after.chars().next().filter(|first| first.is_alphabetic() || *first == '_')?;
        let length = tag_length(rest)?;
        let at = self.at..self.at + length + 1;
        let inside = &rest[1..length];
        self.at = at.end;
        if let Some(name) = inside.strip_prefix('/') {
            return Some(Token::End(name.trim_end(), at));
        }
        let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let name = &inside[..name_length(inside)];
        let attributes = self.attributes(&inside[name.len()..], at.start + 1 + name.len());
        Some(Token::Start(Tag { name, attributes, is_empty, at }))
    }

    fn attributes(&mut self, text: &'t str, start: usize) -> Vec<Attribute<'t>> {
        let mut found: Vec<Attribute<'t>> = Vec::new();
        let (mut from, mut seen) = (0, 0);
        loop {
            let rest = &text[from..];
            seen += 1;
            if seen > ATTRIBUTES {
                let at = start + from..start + from;
                self.slip(SlipKind::TooLarge, at, "this tag says more than any app reads", "look at what writes the feed");
                return found;
            }
            let blank = rest.len() - rest.trim_start().len();
            if rest.len() == blank {
                return found;
            }
            let at = start + from + blank;
            let Some((name, value, length)) = attribute(&rest[blank..]) else {
                let bare = rest[blank..].find(char::is_whitespace).unwrap_or(rest.len() - blank);
                self.not_xml(at..at + bare, "something in this tag is neither a name nor a value", "write name=\"value\"");
                found.extend(unquoted(&rest[blank..blank + bare], at));
                from += blank + bare;
                continue;
            };
            if blank == 0 {
                self.not_xml(at..at + name.len(), "two values in this tag touch each other", "put a space between them");
            }
            let value_at = at + length - 1 - value.len()..at + length - 1;
            self.references(value_at.clone());
            if found.iter().any(|other| other.name == name) {
                self.not_xml(at..at + name.len(), format!("`{name}` stands twice in this tag"), "keep one of the two");
            } else {
                found.push(Attribute { name, value: resolved(value), at: value_at });
            }
            from += blank + length;
        }
    }
}

/// Name, value and bytes of `name="value"` at the start of a text.
fn attribute(text: &str) -> Option<(&str, &str, usize)> {
    let name = &text[..name_length(text)];
    let after = text[name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = &after[1..1 + after[1..].find(quote)?];
    let start = text.len() - after.len();
    (!name.is_empty() && !value.contains('<')).then_some((name, value, start + value.len() + 2))
}

/// `name=value` without quotation marks.
fn unquoted(text: &str, at: usize) -> Option<Attribute<'_>> {
    let (name, value) = text.split_once('=')?;
    let is_whole = !name.is_empty() && !value.is_empty() && !value.contains(['"', '\'']);
    is_whole.then(|| Attribute { name, value: resolved(value), at: at + name.len() + 1..at + text.len() })
}

/// Bytes up to the `>` of the tag that `rest` begins with; `None` where it never ends, or another tag begins before.
pub fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', _) => return None,
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

fn name_length(text: &str) -> usize {
    text.find(|character: char| character.is_whitespace() || matches!(character, '/' | '=' | '"' | '\'')).unwrap_or(text.len())
}
