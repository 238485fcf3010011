//! A feed's text → tags and texts, one after the other. An XML reader stops at the first slip; here a slip is told and costs as little as
//! it can: a lone `<` or `&` is a character, a lost end of CDATA ends where its element does, a lost quotation mark ends with its tag.

use super::told::Told;
use super::{SLIP, words};
use crate::foreign::tag_length;
use quick_xml::events::attributes::Attributes;

/// Most attributes of one tag, and most bytes of one value.
const ATTRIBUTES: usize = 32;
const VALUE: usize = 64 << 10;

/// A piece of a document.
pub(super) enum Token<'a> {
    /// `<name a="b">` or `<name/>`.
    Start(Tag<'a>),
    /// `</name>`.
    End(&'a str),
    /// Characters, entities not yet resolved.
    Text(&'a str),
    /// Characters as they are.
    Verbatim(&'a str),
}

/// A start tag.
pub(super) struct Tag<'a> {
    /// With its prefix.
    pub name: &'a str,
    /// Name and value, entities resolved.
    pub attributes: Vec<(String, String)>,
    /// `<name/>`.
    pub is_empty: bool,
}

/// Reads tokens one after another.
pub(super) struct Markup<'a> {
    text: &'a str,
    /// Where the next token starts.
    pub at: usize,
    /// Where the next `]]>` at or after some place is, once looked for: many lost ends would make looking slow.
    cdata_end: Option<usize>,
    /// Ends of comments and instructions that are known to come no more, for the same reason.
    missing: Vec<&'static str>,
    has_doctype: bool,
}

impl<'a> Markup<'a> {
    /// From the start of the text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, cdata_end: None, missing: Vec::new(), has_doctype: false }
    }

    /// The next token; `open` is the name of the element it is in.
    pub fn next(&mut self, open: Option<&str>, told: &mut Told<'_>) -> Option<Token<'a>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                return Some(self.characters(rest));
            }
            if rest.starts_with("<!--") {
                self.skip_to(rest, "-->", "this comment is never closed", told);
            } else if rest.starts_with("<![CDATA[") {
                return Some(Token::Verbatim(self.cdata(open, told)));
            } else if rest.starts_with("<?") {
                self.skip_to(rest, "?>", "this instruction is never closed", told);
            } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) {
                self.doctype(rest, told);
            } else if let Some(token) = self.tag(rest, told) {
                return Some(token);
            } else {
                told.warn(SLIP, self.at, "a lone `<` stands in the text", "write `&lt;` there");
                self.at += 1;
                return Some(Token::Verbatim("<"));
            }
        }
    }

    fn characters(&mut self, rest: &'a str) -> Token<'a> {
        let length = rest.find('<').unwrap_or(rest.len());
        self.at += length;
        Token::Text(&rest[..length])
    }

    /// Over a piece that says nothing. One that never ends costs no more than its opening.
    fn skip_to(&mut self, rest: &str, end: &'static str, message: &str, told: &mut Told<'_>) {
        let found = if self.missing.contains(&end) { None } else { rest.find(end) };
        match found {
            Some(at) => self.at += at + end.len(),
            None => {
                if !self.missing.contains(&end) {
                    self.missing.push(end);
                }
                told.warn(SLIP, self.at, message, "close it, or take it out of the feed");
                self.at += rest.find('>').map_or(rest.len(), |at| at + 1);
            }
        }
    }

    /// A document type is passed over: nothing it defines is ever put in, so nothing can be made to grow or to be fetched.
    fn doctype(&mut self, rest: &str, told: &mut Told<'_>) {
        let close = rest.find('>').map_or(rest.len(), |at| at + 1);
        // Only the first one may define something.
        let is_first = !std::mem::replace(&mut self.has_doctype, true);
        let end = if is_first && rest[..close].contains('[') { rest.find("]>").map_or(close, |at| at + 2) } else { close };
        if rest[..end].contains("<!ENTITY") {
            let fix = "write the characters themselves; abbreviations that a feed defines are left as they stand";
            told.warn("feed-entities-ignored", self.at, "the feed defines abbreviations of its own, which are not put in", fix);
        }
        self.at += end;
    }

    fn cdata(&mut self, open: Option<&str>, told: &mut Told<'_>) -> &'a str {
        const START: &str = "<![CDATA[";
        let from = self.at + START.len();
        if self.cdata_end.is_none_or(|end| end < from) {
            self.cdata_end = Some(self.text[from..].find("]]>").map_or(self.text.len(), |at| from + at));
        }
        let end = self.cdata_end.unwrap_or(self.text.len());
        let inside = &self.text[from..end];
        // Another section inside means that one end was lost, unless the element itself does not end before it.
        let is_doubtful = end == self.text.len() || inside.contains(START);
        let close = open.filter(|_| is_doubtful).and_then(|name| inside.find(&format!("</{name}>")));
        if let Some(close) = close {
            told.warn(SLIP, self.at, "this CDATA section is never closed", "write `]]>` where it ends");
            self.at = from + close;
            return &inside[..close];
        }
        if end == self.text.len() {
            told.warn(SLIP, self.at, "this CDATA section is never closed", "write `]]>` where it ends");
        }
        self.at = self.text.len().min(end + 3);
        // Wrapped twice by some plugin.
        let inside_start = inside.trim_start();
        inside_start.strip_prefix(START).unwrap_or(inside)
    }

    /// A start or end tag; `None` where this `<` begins neither.
    fn tag(&mut self, rest: &'a str, told: &mut Told<'_>) -> Option<Token<'a>> {
        let after = rest.strip_prefix("</").unwrap_or(&rest[1..]);
        after.chars().next().filter(|first| first.is_alphabetic() || *first == '_')?;
        let length = tag_length(rest).or_else(|| {
            let length = rest[1..].find(['<', '>']).map(|at| at + 1).filter(|at| rest.as_bytes().get(*at) == Some(&b'>'))?;
            told.warn(SLIP, self.at, "a quotation mark is missing in this tag", "close every value with the mark that opens it");
            Some(length)
        })?;
        let inside = &rest[1..length];
        let start = self.at;
        self.at += length + 1;
        if let Some(name) = inside.strip_prefix('/') {
            return Some(Token::End(name_of(name)));
        }
        let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let name = name_of(inside);
        let attributes = attributes(inside, name.len(), start, told);
        Some(Token::Start(Tag { name, attributes, is_empty }))
    }
}

fn name_of(inside: &str) -> &str {
    &inside[..inside.find(|character: char| character.is_whitespace() || matches!(character, '/' | '=')).unwrap_or(inside.len())]
}

fn attributes(inside: &str, name_length: usize, at: usize, told: &mut Told<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_faulty = false;
    for attribute in Attributes::html(inside, name_length).with_checks(false) {
        let Ok(attribute) = attribute else {
            is_faulty = true;
            continue;
        };
        let (Ok(name), Ok(value)) = (std::str::from_utf8(attribute.key.as_ref()), std::str::from_utf8(&attribute.value)) else { continue };
        if found.len() >= ATTRIBUTES || value.len() > VALUE {
            told.warn("feed-too-large", at, "this tag holds more than any app would read, so some of it is left out", "shorten it");
        } else if !found.iter().any(|(other, _)| other == name) {
            found.push((name.to_owned(), words::resolved(value)));
        }
    }
    if is_faulty {
        told.warn(SLIP, at, "something in this tag is neither a name nor a value", "write name=\"value\"");
    }
    found
}
