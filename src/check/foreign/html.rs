//! The HTML of notes → its tags, one after another: enough to see links, pictures and what apps refuse. It never fails and never loops.

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// Lower case, without `/`.
    pub name: String,
    /// `</name>`.
    pub is_end: bool,
    /// Name in lower case and value, references not resolved.
    pub attributes: Vec<(String, &'h str)>,
    /// Byte of the `<`.
    pub start: usize,
    /// One past the `>`.
    pub end: usize,
}

impl<'h> Tag<'h> {
    /// An attribute; `None` where it is missing.
    pub fn attribute(&self, name: &str) -> Option<&'h str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// Most tags that are looked at in one text.
const TAGS: usize = 20_000;

/// The tags of a text. Comments are passed over.
pub(super) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<').filter(|_| tags.len() < TAGS) {
        let start = at + found;
        if html[start..].starts_with("<!--") {
            at = html[start..].find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        let Some(length) = length(&html[start..]) else {
            at = start + 1;
            continue;
        };
        tags.extend(tag(&html[start + 1..start + length - 1], start, start + length));
        at = start + length;
    }
    tags
}

/// Bytes of the tag at the start of a text; `None` where it is none.
fn length(text: &str) -> Option<usize> {
    text.get(1..)?.chars().next().filter(|first| first.is_ascii_alphabetic() || *first == '/')?;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', None) => return None,
            (b'>', None) => return Some(at + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(inside: &str, start: usize, end: usize) -> Option<Tag<'_>> {
    let (inside, is_end) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let length = inside.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | ':')).unwrap_or(inside.len());
    let name = inside[..length].to_ascii_lowercase();
    (!name.is_empty()).then(|| Tag { name, is_end, attributes: attributes(&inside[length..]), start, end })
}

fn attributes(text: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
    while !rest.is_empty() && found.len() < 64 {
        let length = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '/')).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        let after = rest[length..].trim_start();
        let (value, next) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => ("", after),
        };
        if !name.is_empty() {
            found.push((name, value));
        }
        // A stray mark costs itself alone.
        let skipped = if next.len() == rest.len() { next.chars().next().map_or(0, char::len_utf8) } else { 0 };
        rest = next[skipped..].trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
    }
    found
}

/// A value, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    match quote {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes() {
        let found = tags("a < b <A HREF='x y' rel=nofollow disabled>x</a> <!-- <b> --> <br/> 3 <4 <img alt=\"a > b\" src=/x.png>");
        let names: Vec<(&str, bool)> = found.iter().map(|tag| (tag.name.as_str(), tag.is_end)).collect();
        assert_eq!(names, [("a", false), ("a", true), ("br", false), ("img", false)]);
        assert_eq!(
            (found[0].attribute("href"), found[0].attribute("rel"), found[0].attribute("disabled")),
            (Some("x y"), Some("nofollow"), Some(""))
        );
        assert_eq!(found[3].attribute("alt"), Some("a > b"));
    }

    #[test]
    fn nothing_makes_it_fail_or_hang() {
        for text in ["<", "<a", "<a '", "<a =", "<a ===>", "<a / / / =x>", "</>", "<é>", "<a\u{a0}b>", "<!--", "<a b='"] {
            drop(tags(text));
        }
        drop(tags(&"<a ".repeat(100_000)));
    }
}
