//! Markdown → the little HTML that podcast apps show: `p ol ul li a br b i strong em`.

use super::footnote::Text;
use super::{Place, RawTag, address, autolink, escape, footnote, raw_tag, words_of_html};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

/// The feed's HTML: blocks one after the other, every element closed.
pub fn html(events: Vec<Event<'_>>, place: Place<'_>) -> String {
    let text = footnote::split(events);
    let mut feed = Feed::new(place, &text);
    feed.walk(&text.body);
    for (number, note) in (1..).zip(&text.notes) {
        feed.end_block();
        feed.inline(&format!("[{number}] "));
        feed.walk(&note.events);
        feed.end_block();
    }
    feed.end_block();
    feed.out
}

struct Feed<'t, 'e> {
    place: Place<'t>,
    text: &'t Text<'e>,
    out: String,
    is_open: bool,
    items: Vec<Item>,
    /// For each open list, how it is closed.
    lists: Vec<&'static str>,
    /// For each open link, whether it is written.
    links: Vec<bool>,
    strong: usize,
    emphasis: usize,
    images: usize,
    cells: usize,
    is_code: bool,
    is_hidden: bool,
    raw: String,
}

/// An open list item.
#[derive(Default)]
struct Item {
    has_words: bool,
    needs_break: bool,
}

impl<'t, 'e> Feed<'t, 'e> {
    fn new(place: Place<'t>, text: &'t Text<'e>) -> Self {
        Self {
            place,
            text,
            out: String::with_capacity(text.body.len() * 16),
            is_open: false,
            items: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            strong: 0,
            emphasis: 0,
            images: 0,
            cells: 0,
            is_code: false,
            is_hidden: false,
            raw: String::new(),
        }
    }

    fn walk(&mut self, events: &[Event<'_>]) {
        for (index, event) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Image { .. }) => {
                    self.images += 1;
                    if self.images == 1 && index > 0 {
                        self.picture(&events[index - 1..]);
                    }
                }
                Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
                _ if self.images > 0 => {}
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    let is_empty = matches!(events.get(index + 1), Some(Event::End(TagEnd::Link)) | None);
                    self.link(*link_type, if is_empty { "" } else { dest_url });
                }
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(*tag),
                Event::Text(words) => self.words(words),
                Event::Code(words) => self.escaped(words),
                Event::SoftBreak => self.escaped(" "),
                Event::HardBreak => self.line_break(),
                Event::Rule => self.end_block(),
                Event::Html(html) => self.raw.push_str(html),
                Event::InlineHtml(html) => match raw_tag(html) {
                    RawTag::Break => self.line_break(),
                    RawTag::HideStart => self.is_hidden = true,
                    RawTag::HideEnd => self.is_hidden = false,
                    RawTag::Other => {}
                },
                Event::TaskListMarker(is_done) => self.inline(if *is_done { "☑ " } else { "☐ " }),
                Event::FootnoteReference(label) => {
                    if let Some(number) = self.text.number(label) {
                        self.inline(&format!("[{number}]"));
                    }
                }
                Event::InlineMath(words) | Event::DisplayMath(words) => self.escaped(words),
            }
        }
    }

    /// A picture that is all its paragraph, item or link has leaves its words; others leave nothing. `events` starts with the one
    /// before the picture.
    fn picture(&mut self, events: &[Event<'_>]) {
        if !matches!(events[0], Event::Start(_)) {
            return;
        }
        let mut words = String::new();
        let mut depth = 0_usize;
        for (index, event) in events.iter().enumerate().skip(1) {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) if depth > 1 => depth -= 1,
                Event::End(TagEnd::Image) => {
                    if matches!(events.get(index + 1), Some(Event::End(_))) && !words.trim().is_empty() {
                        self.escaped(&words);
                    }
                    return;
                }
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(number) => {
                self.end_block();
                let (open, close) = if number.is_some() { ("<ol>", "</ol>") } else { ("<ul>", "</ul>") };
                self.out.push_str(open);
                self.lists.push(close);
            }
            Tag::Item => {
                self.out.push_str("<li>");
                self.items.push(Item::default());
            }
            Tag::Heading { .. } | Tag::DefinitionListTitle => {
                self.end_block();
                self.strong_start();
            }
            Tag::BlockQuote(kind) => {
                self.end_block();
                if let Some(kind) = kind {
                    self.inline(&format!("<strong>{kind:?}:</strong> "));
                }
            }
            Tag::Strong => self.strong_start(),
            Tag::Emphasis => {
                self.emphasis += 1;
                if self.emphasis == 1 {
                    self.inline("<em>");
                }
            }
            Tag::CodeBlock(_) => {
                self.end_block();
                self.is_code = true;
            }
            Tag::TableHead | Tag::TableRow => {
                self.end_block();
                self.cells = 0;
            }
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    self.inline(" · ");
                }
            }
            // An alert's title and a footnote's number stand in front of the first paragraph's own words.
            Tag::Paragraph => {}
            Tag::HtmlBlock | Tag::Table(_) | Tag::DefinitionList | Tag::DefinitionListDefinition => self.end_block(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.out.push_str(self.lists.pop().unwrap_or_default());
                if let Some(item) = self.items.last_mut() {
                    item.needs_break = false;
                }
            }
            TagEnd::Item => {
                self.items.pop();
                self.out.push_str("</li>");
            }
            TagEnd::Heading(_) | TagEnd::DefinitionListTitle => {
                self.strong_end();
                self.end_block();
            }
            TagEnd::Strong => self.strong_end(),
            TagEnd::Emphasis => {
                self.emphasis = self.emphasis.saturating_sub(1);
                if self.emphasis == 0 {
                    self.out.push_str("</em>");
                }
            }
            TagEnd::Link => {
                let is_written = self.links.pop() == Some(true);
                self.out.push_str(if is_written { "</a>" } else { "" });
            }
            TagEnd::HtmlBlock => {
                let words = words_of_html(&std::mem::take(&mut self.raw));
                let words = words.trim();
                if !words.is_empty() {
                    self.inline(&words.replace("&nbsp;", "\u{a0}"));
                }
                self.end_block();
            }
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.end_block();
            }
            TagEnd::Paragraph | TagEnd::TableHead | TagEnd::TableRow | TagEnd::BlockQuote(_) | TagEnd::DefinitionListDefinition => {
                self.end_block()
            }
            _ => {}
        }
    }

    fn strong_start(&mut self) {
        self.strong += 1;
        if self.strong == 1 {
            self.inline("<strong>");
        }
    }

    fn strong_end(&mut self) {
        self.strong = self.strong.saturating_sub(1);
        if self.strong == 0 {
            self.out.push_str("</strong>");
        }
    }

    fn link(&mut self, link_type: LinkType, target: &str) {
        let address = match link_type {
            LinkType::Email => Some(format!("mailto:{target}")),
            _ => address::in_feed(target, self.place),
        };
        self.links.push(address.is_some());
        if let Some(address) = address {
            self.anchor(&address);
        }
    }

    fn anchor(&mut self, address: &str) {
        self.inline("<a href=\"");
        address::write(address, &mut self.out);
        self.out.push_str("\">");
    }

    fn words(&mut self, words: &str) {
        if self.is_code {
            return self.code(words);
        }
        if !self.links.is_empty() || self.is_hidden {
            return self.escaped(words);
        }
        let mut done = 0;
        for link in autolink::find(words) {
            self.escaped(&words[done..link.range.start]);
            self.anchor(&link.address);
            self.escaped(&words[link.range.clone()]);
            self.out.push_str("</a>");
            done = link.range.end;
        }
        self.escaped(&words[done..]);
    }

    fn code(&mut self, words: &str) {
        for (index, line) in words.trim_end().lines().enumerate() {
            if index > 0 {
                self.line_break();
            }
            self.escaped(line);
        }
    }

    fn line_break(&mut self) {
        self.inline("<br />");
    }

    fn escaped(&mut self, words: &str) {
        if !words.is_empty() && !self.is_hidden {
            self.inline("");
            escape(words, &mut self.out);
        }
    }

    /// Something within a line: opens the paragraph, or breaks the line after an earlier paragraph of a list item.
    fn inline(&mut self, html: &str) {
        match self.items.last_mut() {
            Some(item) => {
                if std::mem::take(&mut item.needs_break) {
                    self.out.push_str("<br />");
                }
                item.has_words = true;
            }
            None if !self.is_open => {
                self.out.push_str("<p>");
                self.is_open = true;
            }
            None => {}
        }
        self.out.push_str(html);
    }

    fn end_block(&mut self) {
        self.is_hidden = false;
        match self.items.last_mut() {
            Some(item) => item.needs_break = item.has_words,
            None if self.is_open => {
                self.out.push_str("</p>");
                self.is_open = false;
            }
            None => {}
        }
    }
}
