//! What stands where a feed was expected.

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// Nothing at all.
    Empty,
    /// A web page.
    Page,
    /// A list of podcasts, as apps export them.
    Opml,
    /// JSON.
    Json,
    /// Atom.
    Atom,
    /// Nothing that is known here; RSS too.
    Other,
}

/// How many bytes are looked at.
const START: usize = 2048;

impl Looks {
    /// What a text looks like by its first 2 kB.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let start = text.trim_start();
        let start = start.get(..start.floor_char_boundary(START)).unwrap_or_default().to_lowercase();
        match () {
            () if start.is_empty() => Self::Empty,
            () if start.starts_with("<!doctype html") || start.contains("<html") => Self::Page,
            () if start.contains("<opml") => Self::Opml,
            () if start.starts_with(['{', '[']) => Self::Json,
            () if start.contains("<feed") => Self::Atom,
            () => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_feed_is_known_by_its_start() {
        for (text, expected) in [
            (" \n", Looks::Empty),
            ("<!-- x --><HTML lang=en>", Looks::Page),
            ("<!DOCTYPE html>", Looks::Page),
            ("<?xml version='1.0'?><opml>", Looks::Opml),
            ("\n{\"version\":", Looks::Json),
            ("[1]", Looks::Json),
            ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>", Looks::Atom),
            ("<rss/>", Looks::Other),
            (&"é".repeat(5000), Looks::Other),
        ] {
            assert_eq!(Looks::of(text), expected, "{text}");
        }
    }
}
