//! Tokens → the tree. What is never closed ends with what it stands in.

use super::scan::{Scanner, Tag, Token};
use super::{Declaration, Decoded, Document, Element, SlipKind, Space};
use std::ops::Range;

/// Puts a document together.
pub(super) struct Builder<'t> {
    scanner: Scanner<'t>,
    document: Document<'t>,
    /// Open elements with the names they were written with, outermost first.
    open: Vec<(usize, &'t str)>,
    /// Prefixes that hold now: how deep, prefix, meaning.
    scope: Vec<(usize, &'t str, Space)>,
    /// Prefixes told to be undeclared.
    undeclared: Vec<&'t str>,
    /// Elements open beyond the depth that is looked at.
    too_deep: usize,
    is_after_end: bool,
}

impl<'t> Builder<'t> {
    pub fn new(decoded: &'t Decoded) -> Self {
        let mut scanner = Scanner::new(&decoded.text);
        scanner.slips.clone_from(&decoded.slips);
        let document = Document { source: &decoded.text, ..Document::default() };
        let (open, scope, undeclared) = (Vec::new(), Vec::new(), Vec::new());
        Self { scanner, document, open, scope, undeclared, too_deep: 0, is_after_end: false }
    }

    pub fn document(mut self) -> Document<'t> {
        while let Some(token) = self.scanner.next(self.open.last().map(|(_, name)| *name)) {
            match token {
                Token::Start(tag) => self.start(tag),
                Token::End(name, at) => self.end(name, at),
                Token::Text(piece) => self.text(piece),
                Token::Comment(at) if self.is_after_end => {
                    let message = "a comment stands after the end of the feed, and some apps stumble over it";
                    self.scanner.slip(SlipKind::AfterEnd, at, message, "take it out; plugins that cache pages add such lines");
                }
                Token::Comment(_) => {}
            }
            if self.document.elements.len() >= super::ELEMENTS {
                let at = self.scanner.at.saturating_sub(1)..self.scanner.at;
                let message = "the feed has more in it than any app reads; the rest is not looked at";
                self.scanner.slip(SlipKind::TooLarge, at, message, "shorten it");
                break;
            }
        }
        self.close_rest();
        let mut slips = self.scanner.slips;
        slips.sort_by_key(|slip| slip.at.start);
        self.document.slips = slips;
        self.document
    }

    fn start(&mut self, tag: Tag<'t>) {
        if self.too_deep > 0 || self.open.len() >= super::DEPTH {
            if self.too_deep == 0 {
                let message = "elements stand in one another too deep here; what is below is not looked at";
                self.scanner.slip(SlipKind::TooLarge, tag.at.clone(), message, "look at what writes the feed");
            }
            self.too_deep += usize::from(!tag.is_empty);
            return;
        }
        if self.is_after_end {
            let message = "another element starts after the end of the feed";
            self.scanner.slip(SlipKind::NotXml, tag.at.clone(), message, "delete everything after the last end tag");
        }
        self.declare(&tag);
        let index = self.document.elements.len();
        let element = self.element(&tag);
        if let Some(parent) = element.parent.and_then(|parent| self.document.elements.get_mut(parent)) {
            parent.children.push(index);
        }
        self.document.elements.push(element);
        self.open.push((index, tag.name));
        if tag.is_empty {
            self.close(tag.at.end);
        }
    }

    fn element(&mut self, tag: &Tag<'t>) -> Element<'t> {
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        let attributes = tag.attributes.iter().filter(|attribute| !attribute.name.starts_with("xmlns"));
        let attributes: Vec<_> = attributes.cloned().collect();
        for attribute in &attributes {
            if let Some((prefix, _)) = attribute.name.split_once(':').filter(|(prefix, _)| *prefix != "xml") {
                self.meaning(prefix, tag.at.start + 1..tag.at.start + 1 + tag.name.len());
            }
        }
        Element {
            space: self.meaning(prefix, tag.at.start + 1..tag.at.start + 1 + tag.name.len()),
            prefix,
            local,
            attributes,
            parent: self.open.last().map(|(index, _)| *index),
            children: Vec::new(),
            tag: tag.at.clone(),
            content: tag.at.end..tag.at.end,
            pieces: Vec::new(),
        }
    }

    fn declare(&mut self, tag: &Tag<'t>) {
        let depth = self.open.len() + 1;
        for attribute in &tag.attributes {
            let Some(rest) = attribute.name.strip_prefix("xmlns") else { continue };
            let Some(prefix) = rest.strip_prefix(':').or(rest.is_empty().then_some("")) else { continue };
            let space = Space::of(&attribute.value);
            self.scope.push((depth, prefix, space));
            let address = attribute.value.clone().into_owned();
            self.document.declarations.push(Declaration { prefix, address, space, at: attribute.at.clone() });
        }
    }

    fn meaning(&mut self, prefix: &'t str, at: Range<usize>) -> Space {
        if let Some((.., space)) = self.scope.iter().rev().find(|(_, declared, _)| *declared == prefix) {
            return *space;
        }
        if prefix.is_empty() {
            return Space::Rss;
        }
        if !self.undeclared.contains(&prefix) && self.undeclared.len() < 100 {
            self.undeclared.push(prefix);
            let message = format!("the feed uses `{prefix}:` and never says what it stands for");
            self.scanner.slip(SlipKind::Undeclared, at, message, "declare it on `<rss>` with `xmlns:`; several apps refuse such a feed");
        }
        Space::usual(prefix).unwrap_or(Space::Other)
    }

    fn end(&mut self, name: &'t str, at: Range<usize>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(found) = self.open.iter().rposition(|(_, open)| *open == name) else {
            self.closes_nothing(name, at);
            return;
        };
        if self.open.len() > found + 1 {
            self.tell_unclosed(at.clone());
        }
        while self.open.len() > found {
            self.close(at.start);
        }
    }

    /// One that is nearly the name of what is open was meant to close it.
    fn closes_nothing(&mut self, name: &str, at: Range<usize>) {
        let shown = &name[..name.floor_char_boundary(60)];
        let meant = self.open.last().map(|(_, open)| *open).filter(|open| {
            let is_short = open.len() <= 60 && name.len() <= 60;
            is_short && open.len() > 3 && strsim::osa_distance(open, name) <= 2
        });
        let message = match meant {
            Some(open) => format!("`<{open}>` is open here, and `</{shown}>` does not close it"),
            None => format!("`</{shown}>` closes nothing"),
        };
        let fix = if meant.is_some() { "write the same name in both tags" } else { "take it out, or write the tag that opens it" };
        if meant.is_some() {
            self.close(at.start);
        }
        self.scanner.slip(SlipKind::NotXml, at, message, fix);
    }

    fn tell_unclosed(&mut self, at: Range<usize>) {
        let Some((_, name)) = self.open.last() else { return };
        let shown = &name[..name.floor_char_boundary(60)];
        let message = format!("`<{shown}>` is never closed before this, and apps stop reading here");
        self.scanner.slip(SlipKind::NotXml, at, message, "close it; HTML belongs into CDATA");
    }

    fn close(&mut self, end: usize) {
        if let Some((index, _)) = self.open.pop()
            && let Some(element) = self.document.elements.get_mut(index)
        {
            element.content.end = end.max(element.content.start);
        }
        while self.scope.last().is_some_and(|(depth, ..)| *depth > self.open.len()) {
            self.scope.pop();
        }
        self.is_after_end = self.open.is_empty();
    }

    /// What the end of the text leaves open.
    fn close_rest(&mut self) {
        let end = self.document.source.len();
        if self.open.is_empty() {
            return;
        }
        let message = "the feed breaks off here";
        self.scanner.slip(SlipKind::NotXml, end..end, message, "fetch it again; if it ends there too, ask whoever hosts it");
        while !self.open.is_empty() {
            self.close(end);
        }
    }

    fn text(&mut self, piece: super::Piece) {
        let text = self.document.source.get(piece.at.clone()).unwrap_or_default();
        match self.open.last().and_then(|(index, _)| self.document.elements.get_mut(*index)) {
            _ if text.is_empty() || self.too_deep > 0 => {}
            Some(element) => element.pieces.push(piece),
            // Before `<?xml` it is told there.
            None if text.trim().is_empty() || !self.is_after_end => {}
            None => {
                let message = "text stands after the end of the feed";
                self.scanner.slip(SlipKind::NotXml, piece.at, message, "delete everything after the last end tag");
            }
        }
    }
}
