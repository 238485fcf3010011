//! Markdown → words alone, for summaries, search, e-mails and the read-aloud.

use super::{RawTag, raw_tag, words_of_html};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The words; blocks are separated by a blank line, lines of a list or table by a line feed.
pub fn text(events: &[Event<'_>]) -> String {
    let mut plain = Plain::default();
    for event in events {
        plain.event(event);
    }
    plain.out
}

#[derive(Default)]
struct Plain {
    out: String,
    /// Line feeds owed before the next words.
    gap: usize,
    lists: usize,
    images: usize,
    cells: usize,
    is_hidden: bool,
    html: String,
}

impl Plain {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.images += 1,
            Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
            _ if self.images > 0 => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) => self.words(words),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.gap = self.gap.max(1),
            Event::Rule => self.gap = 2,
            Event::Html(html) => self.html.push_str(html),
            Event::InlineHtml(html) => match raw_tag(html) {
                RawTag::Break => self.gap = self.gap.max(1),
                RawTag::HideStart => self.is_hidden = true,
                RawTag::HideEnd => self.is_hidden = false,
                RawTag::Other => {}
            },
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(_) => {
                self.block();
                self.lists += 1;
            }
            Tag::Item | Tag::TableRow | Tag::TableHead => {
                self.gap = self.gap.max(1);
                self.cells = 0;
            }
            Tag::TableCell => {
                self.cells += 1;
                if self.cells > 1 {
                    self.words(" · ");
                }
            }
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::Table(_)
            | Tag::DefinitionList => self.block(),
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.gap = self.gap.max(1),
            _ => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                self.block();
            }
            TagEnd::HtmlBlock => {
                let words = words_of_html(&std::mem::take(&mut self.html));
                self.words(unescape(&words).trim());
                self.block();
            }
            TagEnd::Item => self.gap = self.gap.max(1),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::FootnoteDefinition | TagEnd::Table => self.block(),
            _ => {}
        }
    }

    /// A new block begins: a blank line, or a new line within a list.
    fn block(&mut self) {
        // What hides words never reaches beyond its block.
        self.is_hidden = false;
        self.gap = self.gap.max(if self.lists > 0 { 1 } else { 2 });
    }

    fn words(&mut self, words: &str) {
        // Code blocks end in a line feed of their own.
        let words = if self.gap > 0 { words.trim_start() } else { words };
        if words.is_empty() || self.is_hidden {
            return;
        }
        if self.gap > 0 {
            self.out.truncate(self.out.trim_end().len());
            if !self.out.is_empty() {
                self.out.extend(std::iter::repeat_n('\n', self.gap));
            }
            self.gap = 0;
        }
        self.out.push_str(words);
    }
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}
