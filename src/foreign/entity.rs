//! `&amp;` and its kin: what XML knows without being told, and what it does not.

use super::decode::is_xml;
use std::borrow::Cow;

/// A reference that starts a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// Bytes of it, and the character it stands for.
    Good(usize, char),
    /// Bytes of a number whose character XML cannot carry.
    Control(usize),
    /// Bytes of a name that XML does not know.
    Unknown(usize),
    /// A lone `&`.
    Lone,
}

/// Longest name that is looked for.
const LONGEST: usize = 32;

/// The reference at the start of `text`, which starts with `&`.
pub(super) fn reference(text: &str) -> Reference {
    let head = text.get(1..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let Some((name, _)) = head.split_once(';') else { return Reference::Lone };
    let length = name.len() + 2;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => number.parse().ok(),
        };
        return match code.map(char::from_u32) {
            Some(Some(character)) if is_xml(character) => Reference::Good(length, character),
            Some(_) => Reference::Control(length),
            None => Reference::Lone,
        };
    }
    match known(name) {
        Some(character) => Reference::Good(length, character),
        None if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric()) => Reference::Unknown(length),
        None => Reference::Lone,
    }
}

fn known(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The text with its references resolved; those that XML does not know stay as they are.
#[must_use]
pub fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let length = match reference(&rest[at..]) {
            Reference::Good(length, character) => {
                out.push(character);
                length
            }
            _ => {
                out.push('&');
                1
            }
        };
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_names_and_numbers_are_known() {
        assert_eq!(resolved("a &amp;&lt;&gt;&quot;&apos;&#38;&#x26; b"), "a &<>\"'&& b");
        assert_eq!(resolved("&nbsp; & &; &#; &#xd800; &é; &"), "&nbsp; & &; &#; &#xd800; &é; &");
        assert_eq!(reference("&nbsp;x"), Reference::Unknown(6));
        assert_eq!(reference("&#0;"), Reference::Control(4));
        assert_eq!(reference("& b;"), Reference::Lone);
    }
}
