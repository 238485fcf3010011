//! HTML transcripts: `<cite>` for the speaker, `<time>` for the moment, `<p>` for the words. Only words come out; what scripts, styles
//! and forms hold is left out, and so are all tags.

use super::super::lines::{clock, tidy, unescape};
use super::{Found, Piece, from_pieces, names, speaker};

/// Whether a text is HTML: it starts as a document, or with one of the elements that transcripts are made of.
pub(super) fn is_html(start: &str) -> bool {
    let start: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<!--",
        "<cite",
        "<time",
        "<p",
        "<div",
        "<article",
        "<section",
        "<main",
        "<h1",
        "<h2",
        "<h3",
        "<ul",
        "<dl",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
}

/// Reads HTML.
pub(super) fn read(text: &str) -> Found {
    let mut reader = Reader::default();
    tokens(text, |token, start, end| reader.take(token, start, end));
    reader.close(text.len());
    let known: Vec<String> = {
        let unnamed = reader.pieces.iter().filter(|piece| piece.speaker.is_none()).map(|piece| piece.text.as_str());
        names::known(unnamed).into_iter().map(ToOwned::to_owned).collect()
    };
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for piece in reader.pieces.iter_mut().filter(|piece| piece.speaker.is_none()) {
        let (name, words) = names::split(&piece.text, &known);
        (piece.speaker, piece.text) = (name.and_then(speaker), words.to_owned());
    }
    Found { language: reader.language, ..from_pieces(reader.pieces) }
}

enum Token<'a> {
    /// Lower-case name, the rest of the tag.
    Open(String, &'a str),
    Close(String),
    Words(&'a str),
}

/// Where the words of the moment go.
#[derive(Default, PartialEq, Eq)]
enum Target {
    #[default]
    Words,
    Speaker,
    Stamp,
    /// A heading: left out.
    Nowhere,
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    language: Option<String>,
    into: Target,
    name: String,
    stamp: String,
    words: String,
    start: usize,
}

impl Reader {
    fn take(&mut self, token: Token<'_>, start: usize, end: usize) {
        match token {
            Token::Open(name, rest) => self.open(&name, rest, start),
            Token::Close(name) if is_heading(&name) || matches!(&*name, "cite" | "time") => self.into = Target::Words,
            Token::Close(name) if is_block(&name) => self.close(end),
            Token::Close(_) => (),
            Token::Words(text) => self.words(text, start),
        }
    }

    fn open(&mut self, name: &str, rest: &str, start: usize) {
        if name == "html" {
            self.language = attribute(rest, "lang");
        }
        if is_block(name) || is_heading(name) {
            self.close(start);
        }
        match name {
            "cite" => {
                self.close(start);
                self.into = Target::Speaker;
            }
            "time" => {
                // A time in the middle of words starts new ones.
                self.close(start);
                self.into = Target::Stamp;
                self.stamp.clear();
            }
            "br" => self.words.push('\n'),
            heading if is_heading(heading) => self.into = Target::Nowhere,
            _ => (),
        }
    }

    fn words(&mut self, text: &str, start: usize) {
        match self.into {
            Target::Words => {
                if self.words.trim().is_empty() {
                    self.start = start;
                }
                self.words.push_str(text);
            }
            Target::Speaker => self.name.push_str(text),
            Target::Stamp => self.stamp.push_str(text),
            Target::Nowhere => (),
        }
    }

    /// Ends the words gathered so far. A speaker and a time without words wait for some.
    fn close(&mut self, end: usize) {
        let text = tidy(&unescape(&self.words));
        self.words.clear();
        let text = text.trim_start_matches([':', '：', ' ']).to_owned();
        if text.is_empty() {
            return;
        }
        let name = unescape(&std::mem::take(&mut self.name));
        let stamp = std::mem::take(&mut self.stamp);
        let stamp = clock(unescape(&stamp).trim().trim_matches(['[', ']', '(', ')']));
        self.pieces.push(Piece { start: self.start, end, speaker: speaker(&name), stamp, until: None, text });
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "dd"
            | "dt"
            | "tr"
            | "td"
            | "blockquote"
            | "section"
            | "article"
            | "main"
            | "header"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "body"
            | "figure"
            | "hr"
            | "aside"
    )
}

/// Elements whose content is never words of a conversation.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "head"
            | "template"
            | "noscript"
            | "svg"
            | "textarea"
            | "select"
            | "iframe"
            | "object"
            | "button"
            | "title"
            | "nav"
            | "footer"
    )
}

/// Splits a document into tags and words, with their places; silent elements are skipped whole.
fn tokens(text: &str, mut give: impl FnMut(Token<'_>, usize, usize)) {
    let mut at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    while at < text.len() {
        let rest = &text[at..];
        let length = if rest.starts_with('<') { tag_length(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let Some(length) = Some(length).filter(|length| *length > 0) else {
            // A `<` that opens nothing is a word.
            give(Token::Words("<"), at, at + 1);
            at += 1;
            continue;
        };
        let token = &rest[..length];
        if !token.starts_with('<') {
            give(Token::Words(token), at, at + length);
        } else if let Some(name) = token.strip_prefix("</").map(tag_name) {
            give(Token::Close(name), at, at + length);
        } else if !token.starts_with("<!") && !token.starts_with("<?") {
            let name = tag_name(&token[1..]);
            if is_silent(&name) && !token.ends_with("/>") {
                at += length + silent_length(&rest[length..], &name);
                continue;
            }
            let attributes = token.get(1 + name.len()..length - 1).unwrap_or_default();
            give(Token::Open(name, attributes), at, at + length);
        }
        at += length;
    }
}

/// The length of the tag or comment at the start; 0 when there is none.
fn tag_length(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |end| end + 3);
    }
    if !rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')) {
        return 0;
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => (),
        }
    }
    // A tag that never ends swallows the rest, as in browsers.
    rest.len()
}

fn tag_name(text: &str) -> String {
    text.chars().take_while(|character| character.is_ascii_alphanumeric() || *character == '-').collect::<String>().to_ascii_lowercase()
}

/// How far the end tag of a silent element is; all of it when there is none.
fn silent_length(rest: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        at += found;
        if rest[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        }
        at += 2;
    }
    rest.len()
}

fn attribute(rest: &str, name: &str) -> Option<String> {
    let at = rest.find(&format!("{name}="))? + name.len() + 1;
    let value: String =
        rest[at..].trim_start_matches(['"', '\'']).chars().take_while(|character| !matches!(character, '"' | '\'' | ' ' | '>')).collect();
    (!value.is_empty()).then_some(value)
}
