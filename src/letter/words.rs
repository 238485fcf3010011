//! Markdown of a letter → pieces, shared by the writers of text and HTML.

use pulldown_cmark::{Event, Options, Parser, TextMergeStream};

/// The events of a text, with neighbouring pieces of text joined: an address is never cut in two.
pub fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH))
}

/// A piece of text: words, or a web address.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// `https://…`
    Address(&'a str),
}

/// A text with the web addresses in it told apart. What ends a sentence is not part of an address.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let address = &rest[start..];
        let end = address.find(|c: char| c.is_whitespace() || "\"<>“”„«»\u{e000}\u{e001}".contains(c)).unwrap_or(address.len());
        let address = address[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
        if start > 0 {
            found.push(Piece::Words(&rest[..start]));
        }
        found.push(Piece::Address(address));
        rest = &rest[start + address.len()..];
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_what_ends_the_sentence() {
        let told = pieces("see https://x.example/a?b=1&c=(2), or “http://y.example/”.");
        assert_eq!(
            told,
            [
                Piece::Words("see "),
                Piece::Address("https://x.example/a?b=1&c=(2"),
                Piece::Words("), or “"),
                Piece::Address("http://y.example/"),
                Piece::Words("”.")
            ]
        );
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("no address"), [Piece::Words("no address")]);
    }
}
