//! A letter as plain text. Paragraphs are single lines: what is pasted breaks by itself. Of a picture nothing is left.

use super::words::events;
use super::{Letter, TURNED, one_line};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The text with its address and subject above it.
pub fn for_pasting(letter: &Letter) -> String {
    let to = letter.envelope.to.as_ref().map_or_else(String::new, |to| format!("To: {}\n", to.address));
    format!("{to}Subject: {}\n\n{}", one_line(&letter.subject), text(letter))
}

/// The text, and below it the footer.
pub fn text(letter: &Letter) -> String {
    let mut text = plain(&letter.body);
    text.push('\n');
    if let Some(footer) = &letter.envelope.footer {
        // The usual sign for where a letter ends: mail programs leave out what is below it when they quote. Source: RFC 3676, 4.3.
        text.push_str(&format!("\n-- \n{}\n", one_line(footer)));
    }
    text
}

/// Markdown as plain text, without a line end at its end.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut writer = Writer::default();
    events(markdown).for_each(|event| writer.take(event));
    let mut text = writer.blocks.join("\n\n");
    text.retain(|character| !TURNED.contains(&character));
    text
}

#[derive(Default)]
struct Writer {
    blocks: Vec<String>,
    /// The block being written.
    line: String,
    /// For each open list, the number of its next item.
    lists: Vec<Option<u64>>,
    /// What begins the next item: its number or dash.
    mark: Option<String>,
    quotes: usize,
    /// Where a link's words begin, and where it leads.
    link: Option<(usize, String)>,
    in_picture: usize,
    /// Whether the block belongs right below the one before it.
    is_tight: bool,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => self.say(&words),
            Event::SoftBreak => self.say(" "),
            Event::HardBreak => self.say("\n"),
            Event::Rule => self.say("---"),
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        if self.in_picture == 0 {
            self.line.push_str(words);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.close();
                self.lists.push(first);
            }
            Tag::Item => {
                self.close();
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                        mark
                    }
                    _ => "- ".to_owned(),
                });
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::Link { dest_url, .. } => self.link = Some((self.line.len(), dest_url.into_string())),
            Tag::Image { .. } => self.in_picture += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.close(),
            TagEnd::Item => {
                self.close();
                self.mark = None;
                self.is_tight = true;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.is_tight = false;
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.in_picture = self.in_picture.saturating_sub(1),
            _ => {}
        }
    }

    /// `words (address)`, once where they are the same.
    fn close_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let is_told = self.line.get(start..).is_some_and(|words| words.trim() == address.trim_start_matches("mailto:"));
        if !is_told && self.in_picture == 0 {
            self.line.push_str(&format!(" ({address})"));
        }
    }

    /// Ends a block: an item stands right below the item before it, lines of a quotation begin with their sign.
    fn close(&mut self) {
        let text = std::mem::take(&mut self.line);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let indent = "   ".repeat(self.lists.len().saturating_sub(1));
        let mark = self.mark.take();
        let is_item = mark.is_some();
        let first = mark.unwrap_or_else(|| if self.lists.is_empty() { String::new() } else { "   ".to_owned() });
        let sign = "> ".repeat(self.quotes);
        let lines: Vec<String> = text.lines().map(|line| format!("{sign}{}", line.trim())).collect();
        let block = format!("{indent}{first}{}", lines.join(&format!("\n{indent}{}", " ".repeat(first.len()))));
        match self.blocks.last_mut().filter(|_| is_item && self.is_tight) {
            Some(last) => {
                last.push('\n');
                last.push_str(&block);
            }
            None => self.blocks.push(block),
        }
        self.is_tight = is_item;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::letter;
    use super::*;

    #[test]
    fn text_is_ready_to_paste() {
        let mut letter =
            letter("Dear\nDev,\n\n1. one\n2. two\n\nHere:\\\nhttps://x.example/\n\n> “Good.”\\\n> a listener\n\n- a\n- b\n\n*Ruth*");
        letter.subject = "A < B".into();
        assert_eq!(
            for_pasting(&letter),
            "To: maria@quiet.example\nSubject: A < B\n\nDear Dev,\n\n1. one\n2. two\n\nHere:\nhttps://x.example/\n\n> “Good.”\n> a listener\n\n- a\n- b\n\nRuth\n\n-- \n12 Quay Street\n"
        );
    }

    #[test]
    fn a_picture_leaves_no_trace_and_a_link_its_address() {
        assert_eq!(
            plain("![Two people](picture)\n\nHello\n\n[here](https://x.example/) and <https://y.example/>"),
            "Hello\n\nhere (https://x.example/) and https://y.example/"
        );
    }

    #[test]
    fn what_is_escaped_is_read_as_it_was_written() {
        assert_eq!(plain("1\\. \\*a\\* \\<b\\> \\_c\\_ \\# \u{e000}שלום\u{e001}"), "1. *a* <b> _c_ # שלום");
    }

    #[test]
    fn odd_markdown_does_not_panic() {
        for odd in ["", "\\", "> > > - 1. x\n\ny", "[", "![", "[](", "<", "&", "|a|\n|-|\n", "```\nx\n```", "- \n- \n", "\u{e001}\u{e000}"]
        {
            drop(plain(odd));
        }
        assert_eq!(plain("> a\n\nb\n\n- c\n\n  d\n- e"), "> a\n\nb\n\n- c\n\n   d\n- e");
    }
}
