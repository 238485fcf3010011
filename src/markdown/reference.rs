//! Every link and picture of a text, with the place of its address, so that a broken one can be pointed at.

use super::{Reference, autolink, events_with_range, options};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

/// All of them in the order of the text.
pub fn all(source: &str) -> Vec<Reference> {
    let definitions = Parser::new_ext(source, options());
    let mut reading = Reading { source, definitions, found: Vec::new(), open: Vec::new(), is_code: false };
    for (event, range) in events_with_range(source) {
        reading.event(&event, range);
    }
    let mut found = reading.found;
    found.sort_by_key(|reference| reference.start);
    found
}

struct Reading<'s> {
    source: &'s str,
    definitions: Parser<'s>,
    found: Vec<Reference>,
    open: Vec<Open>,
    is_code: bool,
}

/// A link or picture whose words are being read.
struct Open {
    link_type: LinkType,
    target: String,
    label: String,
    is_image: bool,
    text: String,
    /// One past the last byte of its words.
    words_end: usize,
}

impl Reading<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => self.start(*link_type, dest_url, id, &range),
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                self.start(*link_type, dest_url, id, &range);
                if let Some(open) = self.open.last_mut() {
                    open.is_image = true;
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.end(range),
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
            Event::Text(words) if self.open.is_empty() && !self.is_code => self.bare(words, &range),
            Event::Text(words) | Event::Code(words) => self.words(words, range.end),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html, &range),
            _ => {}
        }
    }

    fn start(&mut self, link_type: LinkType, target: &str, label: &str, range: &Range<usize>) {
        self.open.push(Open {
            link_type,
            target: target.to_owned(),
            label: label.to_owned(),
            is_image: false,
            text: String::new(),
            words_end: range.start,
        });
    }

    fn words(&mut self, words: &str, end: usize) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(words);
            open.words_end = open.words_end.max(end);
        }
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        self.words(&open.text, range.end);
        let place = match open.link_type {
            LinkType::Inline => self.within(&open.target, open.words_end..range.end),
            LinkType::Autolink | LinkType::Email => self.within(&open.target, range.clone()),
            _ => self.definition(&open),
        };
        let place = place.unwrap_or(range);
        let target = if open.link_type == LinkType::Email { format!("mailto:{}", open.target) } else { open.target };
        self.found.push(Reference { target, start: place.start, end: place.end, is_image: open.is_image, text: open.text });
    }

    /// Where `target` stands in a part of the source; nowhere when it was written with escapes.
    fn within(&self, target: &str, part: Range<usize>) -> Option<Range<usize>> {
        let at = self.source.get(part.clone())?.find(target).filter(|_| !target.is_empty())?;
        Some(part.start + at..part.start + at + target.len())
    }

    /// `[words][label]` has its address where the label is explained.
    fn definition(&self, open: &Open) -> Option<Range<usize>> {
        let span = self.definitions.reference_definitions().get(&open.label)?.span.clone();
        let after_label = self.within("]:", span.clone()).map_or(span.start, |colon| colon.end);
        self.within(&open.target, after_label..span.end)
    }

    fn bare(&mut self, words: &str, range: &Range<usize>) {
        let mut from = range.start;
        for link in autolink::find(words) {
            let text = &words[link.range];
            let place = self.within(text, from..range.end).unwrap_or(range.clone());
            from = place.end.min(range.end);
            self.found.push(Reference { target: link.address, start: place.start, end: place.end, is_image: false, text: text.to_owned() });
        }
    }

    /// `href="…"` and `src="…"` of raw HTML.
    fn raw(&mut self, html: &str, range: &Range<usize>) {
        for (name, is_image) in [("href=", false), ("src=", true)] {
            let mut from = 0;
            while let Some(at) = html[from..].find(name).map(|at| from + at) {
                from = at + name.len();
                let rest = &html[from..];
                let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
                let is_attribute = html[..at].ends_with(|before: char| before.is_ascii_whitespace());
                let Some(length) = rest[1..].find(quote).filter(|_| is_attribute) else { continue };
                let (start, end) = (range.start + from + 1, range.start + from + 1 + length);
                let target = rest[1..=length].to_owned();
                // The source of a block within a quote has marks between its lines.
                let is_there = self.source.get(start..end) == Some(&target);
                let (start, end) = if is_there { (start, end) } else { (range.start, range.end) };
                self.found.push(Reference { target, start, end, is_image, text: String::new() });
            }
        }
    }
}
