//! Markdown → HTML for a page of the site.

use super::footnote::Note;
use super::{KnownPicture, Pictures, Place, address, autolink, escape, footnote, heading, seek};
use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::vec::IntoIter;

/// The page's HTML. Raw HTML in the text is cleaned; a text without any skips that, for it is by far the slowest part.
pub fn html(events: Vec<Event<'_>>, place: Place<'_>, top: u8, pictures: &Pictures<'_>) -> String {
    let has_raw_html = events.iter().any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let text = footnote::split(events);
    let outline = heading::outline(text.all(), top);
    let ids: BTreeSet<String> =
        if place.id_prefix.is_empty() { BTreeSet::new() } else { outline.iter().map(|heading| heading.id.clone()).collect() };
    let numbers: Vec<usize> = text.notes.iter().map(|note| note.references).collect();
    let footnote::Text { body, notes, .. } = &text;
    let mut page = Page {
        place,
        pictures,
        addresses: if has_raw_html { Addresses::LeftToCleaning } else { Addresses::Settled },
        ids: &ids,
        text: &text,
        asked: vec![0; numbers.len()],
        headings: outline.into_iter(),
        links: Vec::new(),
        columns: Vec::new(),
        column: 0,
        is_head: false,
        is_line_start: false,
        code_blocks: 0,
        image: None,
        out: Vec::with_capacity(body.len() + 8),
    };
    page.walk(body);
    page.notes(notes);
    let mut html = String::with_capacity(page.out.len() * 24);
    html::push_html(&mut html, page.out.into_iter());
    if has_raw_html { cleaned(&html, place, &ids) } else { html }
}

/// How wide pictures in texts are shown: the column of texts, or all of a small screen but its margins.
const COLUMN: &str = "(min-width: 44rem) 41rem, 92vw";

/// Who makes addresses fit for the page: with raw HTML in the text, one pass over all attributes at the end does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addresses {
    Settled,
    LeftToCleaning,
}

struct Page<'t, 'e> {
    place: Place<'t>,
    pictures: &'t Pictures<'t>,
    addresses: Addresses,
    ids: &'t BTreeSet<String>,
    text: &'t footnote::Text<'e>,
    /// For each footnote, how often it was referred to so far.
    asked: Vec<usize>,
    headings: IntoIter<heading::Heading>,
    /// For each open link, whether it is written.
    links: Vec<bool>,
    columns: Vec<Alignment>,
    column: usize,
    is_head: bool,
    is_line_start: bool,
    code_blocks: usize,
    image: Option<Image<'e>>,
    out: Vec<Event<'e>>,
}

/// A picture whose words are being read.
struct Image<'e> {
    address: CowStr<'e>,
    title: CowStr<'e>,
    alt: String,
    /// Pictures within the words of a picture.
    depth: usize,
}

impl<'t, 'e> Page<'t, 'e> {
    fn walk(&mut self, events: &'t [Event<'e>]) {
        let mut level = heading::level(1);
        for event in events {
            if self.image.is_some() {
                self.image_words(event);
                continue;
            }
            let is_line_start = std::mem::take(&mut self.is_line_start);
            match event {
                Event::Start(Tag::Heading { classes, .. }) => {
                    if let Some(next) = self.headings.next() {
                        level = heading::level(next.level);
                        let id = Some(CowStr::from(format!("{}{}", self.place.id_prefix, next.id)));
                        // Other attributes could be programs (`onclick`), so only classes stay.
                        self.out.push(Event::Start(Tag::Heading { level, id, classes: classes.clone(), attrs: Vec::new() }));
                    }
                }
                Event::End(TagEnd::Heading(_)) => self.out.push(Event::End(TagEnd::Heading(level))),
                Event::Start(Tag::Paragraph | Tag::Item | Tag::DefinitionListDefinition) | Event::SoftBreak | Event::HardBreak => {
                    self.is_line_start = true;
                    self.out.push(event.clone());
                }
                Event::Start(Tag::Strong | Tag::Emphasis) => {
                    self.is_line_start = is_line_start;
                    self.out.push(event.clone());
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => self.link(*link_type, dest_url, title, id),
                Event::End(TagEnd::Link) => {
                    if self.links.pop() == Some(true) {
                        self.out.push(event.clone());
                    }
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    self.image = Some(Image { address: dest_url.clone(), title: title.clone(), alt: String::new(), depth: 0 });
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => {
                    self.out.push(event.clone());
                    self.raw(format!("<p class=\"markdown-alert-title\">{}</p>\n", alert_title(*kind)));
                }
                Event::Start(Tag::Table(columns)) => {
                    self.columns.clone_from(columns);
                    self.out.push(event.clone());
                }
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    (self.column, self.is_head) = (0, matches!(event, Event::Start(Tag::TableHead)));
                    self.out.push(event.clone());
                }
                Event::Start(Tag::TableCell) => self.cell(),
                Event::End(TagEnd::TableCell) => self.raw(if self.is_head { "</th>".to_owned() } else { "</td>".to_owned() }),
                Event::Start(Tag::CodeBlock(_)) => {
                    self.code_blocks += 1;
                    self.out.push(event.clone());
                }
                Event::End(TagEnd::CodeBlock) => {
                    self.code_blocks = self.code_blocks.saturating_sub(1);
                    self.out.push(event.clone());
                }
                Event::Text(words) => self.words(words, is_line_start),
                Event::FootnoteReference(label) => self.footnote_reference(label),
                event => self.out.push(event.clone()),
            }
        }
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::InlineHtml(CowStr::from(html)));
    }

    fn link(&mut self, link_type: LinkType, target: &CowStr<'e>, title: &CowStr<'e>, id: &CowStr<'e>) {
        let address = if link_type == LinkType::Email { Some(target.clone()) } else { self.address(target) };
        self.links.push(address.is_some());
        if let Some(dest_url) = address {
            self.out.push(Event::Start(Tag::Link { link_type, dest_url, title: title.clone(), id: id.clone() }));
        }
    }

    fn address(&self, target: &CowStr<'e>) -> Option<CowStr<'e>> {
        let address = settled(target, self.place, self.ids)?;
        match address {
            Cow::Owned(address) if self.addresses == Addresses::Settled => Some(CowStr::from(address)),
            _ => Some(target.clone()),
        }
    }

    fn image_words(&mut self, event: &Event<'e>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(words) | Event::Code(words) => image.alt.push_str(words),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            Event::Start(Tag::Image { .. }) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth > 0 => image.depth -= 1,
            Event::End(TagEnd::Image) => self.image_end(),
            _ => {}
        }
    }

    fn image_end(&mut self) {
        let Some(image) = self.image.take() else { return };
        let Some(target) = self.address(&image.address) else {
            return self.out.push(Event::Text(CowStr::from(image.alt)));
        };
        let known = (self.pictures)(&image.address);
        // Cleaning would take sizes away; it leaves width and height.
        let is_cleaned = self.addresses == Addresses::LeftToCleaning;
        let sized = known.as_ref().filter(|_| !is_cleaned);
        let mut html = String::new();
        if let Some(webp) = sized.and_then(|known| known.webp.as_deref()) {
            html.push_str("<picture><source type=\"image/webp\" srcset=\"");
            escape(webp, &mut html);
            let _ = write!(html, "\" sizes=\"{COLUMN}\" />");
        }
        html.push_str("<img src=\"");
        address::write(&target, &mut html);
        if let Some(srcset) = sized.and_then(|known| known.srcset.as_deref()) {
            html.push_str("\" srcset=\"");
            escape(srcset, &mut html);
            let _ = write!(html, "\" sizes=\"{COLUMN}");
        }
        html.push_str("\" alt=\"");
        escape(&image.alt, &mut html);
        if !image.title.is_empty() {
            html.push_str("\" title=\"");
            escape(&image.title, &mut html);
        }
        html.push('"');
        if let Some(KnownPicture { width: width @ 1.., height: height @ 1.., .. }) = known {
            let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
        }
        html.push_str(" loading=\"lazy\" />");
        if sized.is_some_and(|known| known.webp.is_some()) {
            html.push_str("</picture>");
        }
        self.raw(html);
    }

    fn cell(&mut self) {
        let side = match self.columns.get(self.column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.column += 1;
        self.raw(if self.is_head { format!("<th scope=\"col\"{side}>") } else { format!("<td{side}>") });
    }

    fn words(&mut self, words: &CowStr<'e>, is_line_start: bool) {
        if self.code_blocks > 0 || !self.links.is_empty() {
            return self.out.push(Event::Text(words.clone()));
        }
        let time = if is_line_start && self.place.folder.starts_with("episodes/") { seek::leading_time(words) } else { None };
        let mut from = 0;
        if let Some(time) = time {
            let clock = &words[time.start..time.end];
            self.text(&words[..time.start]);
            self.raw(format!("<a class=\"seek\" href=\"?t={0}\" data-t=\"{0}\">{clock}</a>", time.seconds));
            from = time.end;
        }
        let found = autolink::find(&words[from..]);
        if from == 0 && found.is_empty() {
            return self.out.push(Event::Text(words.clone()));
        }
        let rest = &words[from..];
        let mut done = 0;
        for link in found {
            self.text(&rest[done..link.range.start]);
            let dest_url = CowStr::from(link.address);
            self.out.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: "".into(), id: "".into() }));
            self.text(&rest[link.range.clone()]);
            self.out.push(Event::End(TagEnd::Link));
            done = link.range.end;
        }
        self.text(&rest[done..]);
    }

    fn text(&mut self, words: &str) {
        if !words.is_empty() {
            self.out.push(Event::Text(CowStr::from(words.to_owned())));
        }
    }

    fn footnote_reference(&mut self, label: &str) {
        let Some(number) = self.text.number(label) else { return };
        self.asked[number - 1] += 1;
        let id = way_back(self.place.id_prefix, number, self.asked[number - 1]);
        let prefix = self.place.id_prefix;
        self.raw(format!(
            "<sup class=\"footnote-reference\"><a id=\"{id}\" href=\"#{prefix}fn_{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn notes(&mut self, notes: &'t [Note<'e>]) {
        if notes.is_empty() {
            return;
        }
        self.raw("\n<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n".to_owned());
        for (number, note) in (1..).zip(notes) {
            self.raw(format!("<li id=\"{}fn_{number}\">\n", self.place.id_prefix));
            self.walk(&note.events);
            self.ways_back(number, note.references);
            self.raw("</li>\n".to_owned());
        }
        self.raw("</ol>\n</section>\n".to_owned());
    }

    /// Links to where the footnote was referred to, in its last paragraph where it ends in one.
    fn ways_back(&mut self, number: usize, references: usize) {
        let mut html = String::new();
        for time in 1..=references {
            let id = way_back(self.place.id_prefix, number, time);
            let _ = write!(html, " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\">↩\u{fe0e}</a>");
        }
        let last = self.out.pop_if(|event| matches!(event, Event::End(TagEnd::Paragraph)));
        self.raw(html);
        self.out.extend(last);
    }
}

/// Ids of ours hold a `_`, which no heading's id does.
fn way_back(prefix: &str, number: usize, time: usize) -> String {
    if time == 1 { format!("{prefix}fnref_{number}") } else { format!("{prefix}fnref_{number}_{time}") }
}

fn alert_title(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}

/// The address for the page; a link to one of the text's own headings gets their prefix.
fn settled<'a>(target: &'a str, place: Place<'_>, ids: &BTreeSet<String>) -> Option<Cow<'a, str>> {
    match target.strip_prefix('#') {
        Some(id) if ids.contains(id) => Some(Cow::Owned(format!("#{}{id}", place.id_prefix))),
        _ => address::on_page(target, place),
    }
}

/// Raw HTML made harmless: no programs, frames, forms or styles; addresses as in the rest of the page.
fn cleaned(html: &str, place: Place<'_>, ids: &BTreeSet<String>) -> String {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["section", "input", "figure", "figcaption", "audio", "video", "source", "picture"])
        .url_schemes(address::SCHEMES.into())
        .add_generic_attributes(["id", "class", "role"])
        .add_tag_attributes("a", ["data-t"])
        .add_tag_attributes("img", ["loading", "src", "alt", "width", "height", "title"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("input", ["checked", "disabled"])
        // One only: several would be added in the order of a hash map.
        .set_tag_attribute_value("input", "type", "checkbox")
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "width", "height", "poster"])
        .add_tag_attributes("source", ["src", "type"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::Custom(Box::new(CleanedAddress { place, ids })));
    builder.clean(html).to_string()
}

/// How relative addresses in raw HTML are settled.
struct CleanedAddress<'a> {
    place: Place<'a>,
    ids: &'a BTreeSet<String>,
}

impl<'a> ammonia::UrlRelativeEvaluate<'a> for CleanedAddress<'a> {
    fn evaluate<'url>(&self, address: &'url str) -> Option<Cow<'url, str>> {
        settled(address, self.place, self.ids)
    }
}
