//! What a page looks like from outside, and what is added while it is watched. In: a page as it was built. Out: the same page with links
//! to its own public address leading here, and with the script that renews it. Nothing of this is ever written to disk.

use crate::model::BaseUrl;
use std::ops::Range;

/// A tag that opens an element.
struct Tag<'a> {
    /// Where it stands, from `<` to behind `>`.
    place: Range<usize>,
    name: &'a str,
}

/// What tells whether a page has changed: styles apart, since those can be exchanged without loading it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Hash of everything but links to style sheets.
    pub hash: String,
    /// Addresses of the style sheets, in order.
    pub styles: Vec<String>,
}

/// How a page looks.
#[must_use]
pub fn look(html: &str) -> Look {
    let mut hasher = blake3::Hasher::new();
    let mut styles = Vec::new();
    let mut done = 0;
    for tag in tags(html).into_iter().filter(|tag| tag.name.eq_ignore_ascii_case("link")) {
        let text = &html[tag.place.clone()];
        let attributes = attributes(text);
        let value =
            |wanted: &str| attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, place)| &text[place.clone()]);
        let is_style = value("rel").is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")));
        if let Some(href) = value("href").filter(|_| is_style) {
            hasher.update(&html.as_bytes()[done..tag.place.start]);
            styles.push(href.replace("&amp;", "&"));
            done = tag.place.end;
        }
    }
    hasher.update(&html.as_bytes()[done..]);
    Look { hash: hasher.finalize().to_hex()[..16].to_owned(), styles }
}

/// The page with `added` before its end.
#[must_use]
pub fn with_script(html: &str, added: &str) -> String {
    let at = last_body_end(html).unwrap_or(html.len());
    format!("{}{added}{}", &html[..at], &html[at..])
}

fn last_body_end(html: &str) -> Option<usize> {
    html.rmatch_indices("</")
        .map(|(at, _)| at)
        .find(|at| html.as_bytes()[at + 2..].get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"body")))
}

/// Elements whose links lead somewhere or load something. Links in the head name the public address on purpose.
const LINKING: &[&str] = &["a", "area", "audio", "button", "form", "iframe", "img", "input", "source", "track", "video"];
/// Those that play or show something.
const PLAYING: &[&str] = &["audio", "img", "source", "video"];

/// The page with links to its public address leading to the same place here. Text, and what is copied from it, keeps the public address.
///
/// A recording behind a counting service (`media.prefix`) is played from here as well: at its public address it may not be yet.
#[must_use]
pub fn with_local_links(html: &str, base: &BaseUrl) -> String {
    if !html.contains(&format!("//{}", base.host)) && !html.contains(&format!("/{}{}", base.host, base.path)) {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut done = 0;
    for tag in tags(html) {
        let Some(name) = LINKING.iter().find(|name| tag.name.eq_ignore_ascii_case(name)) else { continue };
        for (attribute, place) in attributes(&html[tag.place.clone()]) {
            let place = tag.place.start + place.start..tag.place.start + place.end;
            let value = &html[place.clone()];
            let local = match attribute.to_ascii_lowercase().as_str() {
                "srcset" => Some(value.replace(&base.url, &base.path)),
                "src" if PLAYING.contains(name) => local(value, base).or_else(|| behind_prefix(value, base)),
                "href" | "src" | "action" | "formaction" | "poster" => local(value, base),
                _ => None,
            };
            if let Some(local) = local {
                text.push_str(&html[done..place.start]);
                text.push_str(&local);
                done = place.end;
            }
        }
    }
    text.push_str(&html[done..]);
    text
}

fn local(value: &str, base: &BaseUrl) -> Option<String> {
    let rest = value.strip_prefix(&base.url).or_else(|| (value == base.url.trim_end_matches('/')).then_some(""))?;
    Some(format!("{}{rest}", base.path))
}

/// `https://counter.example/e/talks.example/episodes/a/a.mp3`.
fn behind_prefix(value: &str, base: &BaseUrl) -> Option<String> {
    let ours = format!("/{}{}", base.host, base.path);
    let at = value.starts_with("https://").then(|| value.find(&ours))??;
    Some(format!("{}{}", base.path, &value[at + ours.len()..]))
}

/// All tags that open an element, in order; what stands in comments, scripts and styles is none. One pass, whatever the page holds.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let bytes = html.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        if html[start..].starts_with("<!--") {
            at = html[start + 4..].find("-->").map_or(html.len(), |end| start + 4 + end + 3);
            continue;
        }
        let name_end = (start + 1..bytes.len()).find(|at| !bytes[*at].is_ascii_alphanumeric() && bytes[*at] != b'-').unwrap_or(bytes.len());
        if name_end == start + 1 || !bytes[start + 1].is_ascii_alphabetic() {
            at = start + 1;
            continue;
        }
        let Some(end) = tag_end(bytes, name_end) else { break };
        let name = &html[start + 1..name_end];
        tags.push(Tag { place: start..end, name });
        let is_raw = ["script", "style", "textarea", "title"].iter().any(|raw| name.eq_ignore_ascii_case(raw));
        at = if is_raw { raw_end(html, end, name) } else { end };
    }
    tags
}

/// One past the `>` that ends a tag; those in quotation marks do not.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the text of a script or style ends.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |at: &usize| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    html[from..].match_indices("</").map(|(at, _)| from + at).find(is_end).unwrap_or(html.len())
}

/// Names of attributes and where their values stand in the tag.
fn attributes(tag: &str) -> Vec<(&str, Range<usize>)> {
    let bytes = tag.as_bytes();
    let is_blank = |at: usize| bytes[at].is_ascii_whitespace() || bytes[at] == b'/';
    let mut found = Vec::new();
    let mut at = (1..bytes.len()).find(|at| bytes[*at].is_ascii_whitespace()).unwrap_or(bytes.len());
    while at < bytes.len() {
        if is_blank(at) || bytes[at] == b'>' {
            at += 1;
            continue;
        }
        let name_end = (at + 1..bytes.len()).find(|at| is_blank(*at) || matches!(bytes[*at], b'=' | b'>')).unwrap_or(bytes.len());
        let name = &tag[at..name_end];
        let equals = (name_end..bytes.len()).find(|at| !bytes[*at].is_ascii_whitespace()).filter(|at| bytes[*at] == b'=');
        let Some(equals) = equals else {
            at = name_end;
            continue;
        };
        let start = (equals + 1..bytes.len()).find(|at| !bytes[*at].is_ascii_whitespace()).unwrap_or(bytes.len());
        let (place, next) = value_place(bytes, start);
        found.push((name, place));
        at = next;
    }
    found
}

/// Where a value stands that begins at `start`, and where to go on.
fn value_place(bytes: &[u8], start: usize) -> (Range<usize>, usize) {
    match bytes.get(start) {
        Some(quote @ (b'"' | b'\'')) => {
            let end = (start + 1..bytes.len()).find(|at| bytes[*at] == *quote).unwrap_or(bytes.len());
            (start + 1..end.max(start + 1).min(bytes.len()), end + 1)
        }
        _ => {
            let end = (start..bytes.len()).find(|at| bytes[*at].is_ascii_whitespace() || bytes[*at] == b'>').unwrap_or(bytes.len());
            (start..end, end.max(start + 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl { url: "https://talks.example/show/".into(), path: "/show/".into(), host: "talks.example".into() }
    }

    #[test]
    fn links_to_the_public_address_lead_here_and_text_keeps_it() {
        let html = "<link rel=canonical href=\"https://talks.example/show/a/\"><p>https://talks.example/show/a/</p>\
                    <a title='>' href='https://talks.example/show/a/?t=1'>x</a><a href=https://talks.example/show>home</a>\
                    <form action=\"https://talks.example/show/go/\"></form><a href=\"https://other.example/show/\">o</a>\
                    <img srcset=\"https://talks.example/show/a.png 1x, https://talks.example/show/b.png 2x\">\
                    <source src=\"https://op3.example/e/talks.example/show/a.mp3?_from=page\">\
                    <a href=\"https://x.example/share?u=https://talks.example/show/\">s</a>\
                    <script>const a = '<a href=\"https://talks.example/show/\">';</script><!-- <a href=\"https://talks.example/show/\"> -->\
                    <textarea><a href=\"https://talks.example/show/\"></textarea>";
        let local = with_local_links(html, &base());
        for kept in [
            "canonical href=\"https://talks.example/show/a/\"",
            "<p>https://talks.example/show/a/</p>",
            "https://other.example/show/",
            "share?u=https://talks.example/show/",
            "const a = '<a href=\"https://talks.example/show/\">'",
            "<!-- <a href=\"https://talks.example/show/\"> -->",
            "<textarea><a href=\"https://talks.example/show/\">",
        ] {
            assert!(local.contains(kept), "{kept}\n{local}");
        }
        for changed in [
            "href='/show/a/?t=1'",
            "<a href=/show/>home",
            "action=\"/show/go/\"",
            "\"/show/a.png 1x, /show/b.png 2x\"",
            "src=\"/show/a.mp3?_from=page\"",
        ] {
            assert!(local.contains(changed), "{changed}\n{local}");
        }
    }

    #[test]
    fn a_page_with_another_style_sheet_looks_the_same_and_with_another_word_does_not() {
        let page = |style: &str, word: &str| format!("<head><link rel=\"stylesheet\" href=\"/assets/{style}\"></head><p>{word}");
        let (a, b, c) = (look(&page("a.css", "one")), look(&page("b.css?x=1&amp;y", "one")), look(&page("a.css", "two")));
        assert_eq!(a.hash, b.hash);
        assert_ne!(a.hash, c.hash);
        assert_eq!((a.styles, b.styles), (vec!["/assets/a.css".to_owned()], vec!["/assets/b.css?x=1&y".to_owned()]));
        assert_ne!(look("<link rel=icon href=a>").hash, look("<link rel=icon href=b>").hash);
    }

    #[test]
    fn the_script_stands_before_the_end_of_the_page_or_at_the_end_of_the_file() {
        assert_eq!(with_script("<p>é</body></html>", "S"), "<p>éS</body></html>");
        assert_eq!(with_script("<p></BODY>", "S"), "<p>S</BODY>");
        assert_eq!(with_script("<p>", "S"), "<p>S");
        assert_eq!(with_script("<script>'</body>'</script></body>", "S"), "<script>'</body>'</script>S</body>");
        assert_eq!(with_script("", "S"), "S");
    }

    #[test]
    fn broken_pages_are_gone_through_once_and_kept() {
        let odd = [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href=\"",
            "<a href='x",
            "<!--",
            "<script>",
            "<a =>",
            "<a = b=c>",
            "<é>",
            "</",
            "<a/href=x/>",
            "<a href=\u{a0}é>",
        ];
        for html in odd {
            assert_eq!(with_local_links(&format!("{html} //talks.example"), &base()), format!("{html} //talks.example"), "{html}");
            assert_eq!(look(html).styles, Vec::<String>::new());
        }
        let deep = "<a <!-- <script".repeat(100_000) + "//talks.example";
        assert_eq!(with_local_links(&deep, &base()), deep);
        assert!(
            with_local_links("<a/href=https://talks.example/show/b>", &base()).contains("https"),
            "a slash in the name of a tag is odd enough to leave alone"
        );
    }
}
