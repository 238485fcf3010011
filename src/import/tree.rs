//! Markup → the parts of a feed, one after another: each child of the channel (an item, a title, …) as a small tree. Depth, sizes and
//! numbers are bounded, nothing recurses while reading, and an item that is never closed ends where the next one starts.

use super::markup::{Markup, Tag, Token};
use super::space::Space;
use super::told::Told;
use super::{SLIP, words};

/// How deep elements may stand in one another; real feeds need seven.
const DEPTH: usize = 40;
/// How many elements may stand round the parts; real feeds have one or two.
const AROUND: usize = 8;
/// Most bytes of text in one element.
const TEXT: usize = 4 << 20;
/// Most parts of one item, elements and texts.
const PARTS: usize = 20_000;

/// An element with everything in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// What its name belongs to.
    pub space: Space,
    /// The prefix it was written with.
    pub prefix: String,
    /// Its name without prefix.
    pub local: String,
    /// In the order written, declarations of namespaces left out.
    pub attributes: Vec<Attribute>,
    /// What is in it.
    pub content: Vec<Content>,
    /// Byte of the text where it starts.
    pub at: usize,
}

/// Name and value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Attribute {
    /// What a name with a prefix belongs to.
    pub space: Space,
    /// Its prefix.
    pub prefix: String,
    /// Its name.
    pub local: String,
    /// Entities resolved.
    pub value: String,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Characters.
    Text(String),
    /// An element.
    Element(Element),
}

impl Element {
    /// Whether it has this name, whatever the case of its letters.
    pub fn is(&self, space: &Space, local: &str) -> bool {
        self.space == *space && self.local.eq_ignore_ascii_case(local)
    }

    /// Its elements.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// Its elements of one name.
    pub fn all<'e>(&'e self, space: &'e Space, local: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children().filter(move |child| child.is(space, local))
    }

    /// The first of them.
    pub fn child(&self, space: &Space, local: &str) -> Option<&Self> {
        self.children().find(|child| child.is(space, local))
    }

    /// An attribute, trimmed; `None` where it is missing or blank.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.local.eq_ignore_ascii_case(name))?;
        Some(found.value.trim()).filter(|value| !value.is_empty())
    }

    /// Its characters, those of elements in it included.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest: Vec<&Content> = self.content.iter().rev().collect();
        while let Some(content) = rest.pop() {
            match content {
                Content::Text(piece) => text.push_str(piece),
                Content::Element(element) => rest.extend(element.content.iter().rev()),
            }
        }
        text
    }
}

/// A feed being read.
pub(super) struct Parts<'a> {
    markup: Markup<'a>,
    /// Prefixes declared by open elements: depth of the element in its part (0 round the parts), prefix, meaning.
    scope: Vec<(usize, String, Space)>,
    /// Elements round the parts (`rss`, `channel`), by name.
    around: Vec<String>,
    /// Elements of the part being read, outermost first, with the names they were written with.
    open: Vec<(String, Element)>,
    /// Elements open beyond [`DEPTH`].
    too_deep: usize,
    /// How much the part being read holds already.
    size: usize,
    /// Prefixes told to be undeclared.
    undeclared: Vec<String>,
    /// Which dialect the outermost element is of, once known.
    pub root: Option<Root>,
    /// `xml:lang` of an element round the parts.
    pub language: Option<String>,
}

/// What kind of feed it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// RSS 0.9x, 1.0, 2.0.
    Rss,
    /// Atom.
    Atom,
}

impl<'a> Parts<'a> {
    /// The parts of the feed in `text`.
    pub fn new(text: &'a str) -> Self {
        let markup = Markup::new(text);
        let (scope, around, open, undeclared) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { markup, scope, around, open, too_deep: 0, size: 0, undeclared, root: None, language: None }
    }

    /// The next part: a child of the channel, or an item beside it.
    pub fn next(&mut self, told: &mut Told<'_>) -> Option<Element> {
        loop {
            let at = self.markup.at;
            let name = self.open.last().map(|(name, _)| name.as_str());
            let part = match self.markup.next(name, told) {
                Some(Token::Start(tag)) => self.start(tag, at, told),
                Some(Token::End(name)) => self.end(name, at, told),
                Some(Token::Text(text)) => self.text(&words::resolved(text), told),
                Some(Token::Verbatim(text)) => self.text(text, told),
                None => return self.cut_off(told),
            };
            if part.is_some() {
                return part;
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize, told: &mut Told<'_>) -> Option<Element> {
        let (_, local) = split(tag.name);
        let is_item = matches!(local.to_ascii_lowercase().as_str(), "item" | "entry") && self.may_be_item(tag.name);
        // An item within an item: the outer one was never closed.
        let part = if is_item && !self.open.is_empty() {
            told.warn(SLIP, at, "an item starts before the one above it is closed", "close it with `</item>`");
            self.too_deep = 0;
            self.close_all(told)
        } else {
            None
        };
        if self.too_deep > 0 || self.open.len() >= DEPTH {
            if self.too_deep == 0 {
                told.warn(
                    "feed-too-large",
                    at,
                    "elements stand in one another too deep here; what is below is left out",
                    "look at what writes the feed",
                );
            }
            self.too_deep += usize::from(!tag.is_empty && !is_void(local));
            return part;
        }
        self.declare(&tag, self.open.len() + 1);
        // RSS and Atom are known by their first element, even where it names no namespace, or an odd one.
        let is_outermost = self.around.is_empty() && self.open.is_empty();
        if let Some(space) = Space::of_root(tag.name).filter(|_| is_outermost) {
            self.scope.push((0, String::new(), space));
        }
        let element = self.element(&tag, at, told);
        if self.open.is_empty() && is_around(&element) {
            self.root = self.root.or(Some(if element.space == Space::Atom { Root::Atom } else { Root::Rss }));
            self.enter(&tag);
            return part;
        }
        let is_void = tag.is_empty || (is_void(local) && !self.open.is_empty());
        self.open.push((tag.name.to_owned(), element));
        if is_void { part.or_else(|| self.close(told)) } else { part }
    }

    /// Into the channel. What it declares holds to the end of the document, as channels are closed too early now and then.
    fn enter(&mut self, tag: &Tag<'_>) {
        let has_room = self.around.len() < AROUND;
        let language = tag.attributes.iter().find(|(name, _)| name == "xml:lang").map(|(_, value)| value.trim().to_owned());
        self.language = self.language.take().or(language.filter(|language| !language.is_empty()));
        for declared in self.scope.iter_mut().filter(|(depth, ..)| *depth > 0) {
            declared.0 = if has_room { 0 } else { usize::MAX };
        }
        self.forget_scope();
        if !tag.is_empty && has_room {
            self.around.push(tag.name.to_owned());
        }
    }

    /// Not a word of some other vocabulary, as in `<list:item>` within `<list:items>`.
    fn may_be_item(&self, name: &str) -> bool {
        let parent = self.open.last().map(|(_, element)| element);
        (!name.contains(':') || self.root == Some(Root::Atom)) && parent.is_none_or(|parent| matches!(parent.space, Space::Rss | Space::Atom | Space::Itunes | Space::Content | Space::Html))
            // `<item>` may be a chapter or a list entry of a foreign element two levels up.
            && !self.open.iter().any(|(_, element)| matches!(element.space, Space::Other(_)))
    }

    fn end(&mut self, name: &str, at: usize, told: &mut Told<'_>) -> Option<Element> {
        let is_part = self.open.first().is_some_and(|(open, _)| open.eq_ignore_ascii_case(name));
        if self.too_deep > 0 && !is_part {
            self.too_deep -= 1;
            return None;
        }
        self.too_deep = 0;
        let found = self.open.iter().rposition(|(open, _)| open == name);
        let found = found.or_else(|| self.open.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name)));
        if let Some(found) = found {
            let mut part = None;
            while self.open.len() > found {
                if self.open.len() > found + 1 {
                    self.tell_unclosed(at, told);
                }
                part = self.close(told);
            }
            return part;
        }
        if let Some(found) = self.around.iter().rposition(|around| around.eq_ignore_ascii_case(name)) {
            let part = if self.open.is_empty() {
                None
            } else {
                self.tell_unclosed(at, told);
                self.close_all(told)
            };
            self.around.truncate(found);
            return part;
        }
        if !is_void(split(name).1) {
            told.warn(SLIP, at, format!("`</{}>` closes nothing", short(name)), "take it out, or open it before");
        }
        None
    }

    fn tell_unclosed(&self, at: usize, told: &mut Told<'_>) {
        if let Some((name, _)) = self.open.last() {
            told.warn(SLIP, at, format!("`<{}>` is never closed", short(name)), "close it, or write HTML in CDATA");
        }
    }

    fn text(&mut self, text: &str, told: &mut Told<'_>) -> Option<Element> {
        let at = self.markup.at;
        let (_, element) = self.open.last_mut().filter(|_| self.too_deep == 0 && !text.is_empty())?;
        let room = if self.size > PARTS { 0 } else { TEXT };
        match element.content.last_mut() {
            Some(Content::Text(before)) if before.len() + text.len() <= room => before.push_str(text),
            None | Some(Content::Element(_)) if text.len() <= room => {
                self.size += 1;
                element.content.push(Content::Text(text.to_owned()));
            }
            _ => told.warn("feed-too-large", at, "this text is longer than any app would read; the rest of it is left out", "shorten it"),
        }
        None
    }

    /// The feed ends within an item: what was whole of it is kept, the element that was cut is not.
    fn cut_off(&mut self, told: &mut Told<'_>) -> Option<Element> {
        if self.open.is_empty() {
            return None;
        }
        let fix = "fetch the feed again; if it ends there too, ask whoever hosts it";
        told.warn("feed-cut-off", self.markup.at.saturating_sub(1), "the feed breaks off here", fix);
        self.open.truncate(1);
        let (_, mut part) = self.open.pop()?;
        part.attributes.push(Attribute { local: CUT.to_owned(), value: "yes".to_owned(), ..Attribute::default() });
        Some(part)
    }

    /// Closes the innermost element; gives it out where it was the part itself.
    fn close(&mut self, told: &mut Told<'_>) -> Option<Element> {
        let (_, element) = self.open.pop()?;
        self.forget_scope();
        match self.open.last_mut() {
            Some((_, parent)) => {
                self.size += 1;
                if self.size == PARTS {
                    let at = element.at;
                    told.warn("feed-too-large", at, "this holds more than any app would read; the rest of it is left out", "shorten it");
                }
                if self.size <= PARTS {
                    parent.content.push(Content::Element(element));
                }
                None
            }
            None => {
                self.size = 0;
                Some(element)
            }
        }
    }

    fn close_all(&mut self, told: &mut Told<'_>) -> Option<Element> {
        let mut part = None;
        while !self.open.is_empty() {
            part = self.close(told);
        }
        part
    }

    fn declare(&mut self, tag: &Tag<'_>, depth: usize) {
        for (name, value) in &tag.attributes {
            match name.strip_prefix("xmlns") {
                Some("") => self.scope.push((depth, String::new(), Space::of(value))),
                Some(prefix) if prefix.starts_with(':') => self.scope.push((depth, prefix[1..].to_owned(), Space::of(value))),
                _ => {}
            }
        }
    }

    /// Declarations end with their element.
    fn forget_scope(&mut self) {
        let depth = self.open.len();
        while self.scope.last().is_some_and(|(declared, ..)| *declared > depth) {
            self.scope.pop();
        }
    }

    fn element(&mut self, tag: &Tag<'_>, at: usize, told: &mut Told<'_>) -> Element {
        let (prefix, local) = split(tag.name);
        let attributes = tag.attributes.iter().filter(|(name, _)| name != "xmlns" && !name.starts_with("xmlns:")).map(|(name, value)| {
            let (prefix, local) = split(name);
            let space = if prefix.is_empty() || prefix == "xml" { Space::Rss } else { self.meaning(prefix, at, told) };
            Attribute { space, prefix: prefix.to_owned(), local: local.to_owned(), value: value.clone() }
        });
        let attributes = attributes.collect();
        Element {
            space: self.meaning(prefix, at, told),
            prefix: prefix.to_owned(),
            local: local.to_owned(),
            attributes,
            content: Vec::new(),
            at,
        }
    }

    fn meaning(&mut self, prefix: &str, at: usize, told: &mut Told<'_>) -> Space {
        if let Some((.., space)) = self.scope.iter().rev().find(|(_, declared, _)| declared == prefix) {
            return space.clone();
        }
        if prefix.is_empty() {
            return Space::Rss;
        }
        if !self.undeclared.iter().any(|told| told == prefix) && self.undeclared.len() < 100 {
            self.undeclared.push(prefix.to_owned());
            let message = format!("the feed uses `{}:` and never says what it stands for", short(prefix));
            told.warn("feed-prefix-undeclared", at, message, "declare it on `<rss>` with `xmlns:`; some apps refuse such a feed");
        }
        Space::usual(prefix).unwrap_or_else(|| Space::Other(format!("urn:undeclared:{prefix}").into()))
    }
}

/// Marks a part at which the feed breaks off; no feed can write this name.
pub(super) const CUT: &str = " cut";

/// Whether an element stands round the parts.
fn is_around(element: &Element) -> bool {
    let name = element.local.to_ascii_lowercase();
    match element.space {
        Space::Rss => matches!(name.as_str(), "rss" | "channel" | "rdf"),
        Space::Rdf => name == "rdf",
        Space::Atom => name == "feed",
        _ => false,
    }
}

/// HTML that is never closed, where it was not put in CDATA.
fn is_void(local: &str) -> bool {
    matches!(local.to_ascii_lowercase().as_str(), "br" | "hr" | "img" | "wbr")
}

/// Prefix and name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// A name for a message.
fn short(name: &str) -> &str {
    &name[..name.floor_char_boundary(60)]
}
