//! Addresses in a text → addresses that work where the text is shown.

use super::Place;
use std::borrow::Cow;

/// Schemes that may be linked to; everything else (`javascript:`, `data:`, …) loses its link and keeps its words.
pub const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "sms"];

enum Kind {
    /// Nothing to link to, or a scheme that is not in [`SCHEMES`].
    Refused,
    /// With a scheme.
    Absolute,
    /// `//host/path`.
    OtherHost,
    /// `#place` or `?query` of the page itself.
    SamePage,
    /// `/path` from the top of the site.
    Rooted,
    /// A file beside the text.
    Beside,
}

fn kind(address: &str) -> Kind {
    let address = address.trim();
    match address.as_bytes().first() {
        None => Kind::Refused,
        Some(b'#' | b'?') => Kind::SamePage,
        Some(b'/') if address.starts_with("//") => Kind::OtherHost,
        Some(b'/') => Kind::Rooted,
        Some(_) => match scheme(address) {
            None => Kind::Beside,
            Some(scheme) if SCHEMES.contains(&scheme.as_str()) => Kind::Absolute,
            Some(_) => Kind::Refused,
        },
    }
}

/// The scheme in lower case. Browsers skip control characters in it, so `java⇥script:` has one too.
fn scheme(address: &str) -> Option<String> {
    let (before, _) = address.split_once(':')?;
    if before.contains(['/', '?', '#']) {
        return None;
    }
    let name: String = before.chars().filter(|character| !character.is_control()).collect();
    let is_scheme = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'));
    is_scheme.then(|| name.to_ascii_lowercase())
}

/// The address as a page writes it; `None` where it must not be a link.
pub fn on_page<'a>(address: &'a str, place: Place<'_>) -> Option<Cow<'a, str>> {
    match kind(address) {
        Kind::Refused => None,
        Kind::Absolute | Kind::OtherHost | Kind::SamePage => Some(Cow::Borrowed(address.trim())),
        Kind::Rooted => Some(Cow::Owned(below_base(address.trim(), place))),
        Kind::Beside => Some(Cow::Owned(beside(address.trim(), place))),
    }
}

/// The absolute address; `None` where it must not be a link. `place.base` is the site's absolute address.
pub fn in_feed(address: &str, place: Place<'_>) -> Option<String> {
    let trimmed = address.trim();
    match kind(address) {
        Kind::Refused => None,
        Kind::Absolute => Some(trimmed.to_owned()),
        Kind::OtherHost => Some(format!("https:{trimmed}")),
        Kind::SamePage => Some(format!("{}{}{trimmed}", place.base, place.folder)),
        Kind::Rooted => Some(below_base(trimmed, place)),
        Kind::Beside => Some(beside(trimmed, place)),
    }
}

fn below_base(address: &str, place: Place<'_>) -> String {
    format!("{}{}", place.base, address.trim_start_matches('/'))
}

/// `photo.jpg`, `./photo.jpg` or `../other/` from the page's own folder; never above the base.
fn beside(address: &str, place: Place<'_>) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, rest) = address.split_at(end);
    let mut parts: Vec<&str> = place.folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut is_folder = true;
    for part in path.split('/') {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let slash = if is_folder && !parts.is_empty() { "/" } else { "" };
    format!("{}{}{slash}{rest}", place.base, parts.join("/"))
}

/// Writes an address for an attribute: what may not stand in one is percent-encoded, `&` is escaped; nothing is encoded twice.
pub fn write(address: &str, out: &mut String) {
    for character in address.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '<' | '>' | '"' | '`' | '\\' | '{' | '}' | '|' | '^' | ' ' => percent(character, out),
            _ if character.is_ascii_control() || !character.is_ascii() => percent(character, out),
            _ => out.push(character),
        }
    }
}

fn percent(character: char, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Place<'_> = Place { base: "/show/", folder: "episodes/x/", id_prefix: "" };
    const FEED: Place<'_> = Place { base: "https://a.example/show/", folder: "episodes/x/", id_prefix: "" };

    #[test]
    fn addresses_on_a_page_go_below_the_base() {
        let cases = [
            ("photo.jpg", "/show/episodes/x/photo.jpg"),
            ("./a/b.pdf?x=1#p", "/show/episodes/x/a/b.pdf?x=1#p"),
            ("../y/", "/show/episodes/y/"),
            ("../../../../etc", "/show/etc"),
            ("..", "/show/episodes/"),
            ("/about/", "/show/about/"),
            ("https://b.example/", "https://b.example/"),
            ("//b.example/c", "//b.example/c"),
            ("#part", "#part"),
            ("?t=9", "?t=9"),
            ("tel:+1218", "tel:+1218"),
            ("notes:2.pdf/x", ""),
            ("a b:c.pdf", "/show/episodes/x/a b:c.pdf"),
        ];
        for (written, expected) in cases {
            assert_eq!(on_page(written, PAGE).unwrap_or_default(), expected, "{written}");
        }
    }

    #[test]
    fn addresses_in_a_feed_are_absolute() {
        assert_eq!(in_feed("#part", FEED).unwrap(), "https://a.example/show/episodes/x/#part");
        assert_eq!(in_feed("//b.example/c", FEED).unwrap(), "https://b.example/c");
        assert_eq!(in_feed("/", FEED).unwrap(), "https://a.example/show/");
        assert_eq!(in_feed("photo.jpg", FEED).unwrap(), "https://a.example/show/episodes/x/photo.jpg");
    }

    #[test]
    fn a_program_is_no_address() {
        for address in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "",
        ] {
            assert_eq!(on_page(address, PAGE), None, "{address:?}");
            assert_eq!(in_feed(address, FEED), None, "{address:?}");
        }
    }

    #[test]
    fn what_may_not_stand_in_an_attribute_is_encoded_once() {
        let mut out = String::new();
        write("https://ä.example/a b%20c?x=\"1\"&y='2'", &mut out);
        assert_eq!(out, "https://%C3%A4.example/a%20b%20c?x=%221%22&amp;y=&#39;2&#39;");
    }
}
