//! Bare addresses in plain words: `https://example.com/a_b` and `name@example.com`. One pass, no way back, so it is linear.

use std::ops::Range;

/// A bare address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands: bytes in the words.
    pub range: Range<usize>,
    /// Where it leads.
    pub address: String,
}

/// Every bare address, in order, none overlapping.
pub fn find(words: &str) -> Vec<Found> {
    let mut found = Vec::new();
    // Nothing before this byte may be used again.
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = words[from..].find([':', '@']).map(|at| from + at) {
        let range = if words.as_bytes()[at] == b':' { web_address(words, at, done) } else { mail_address(words, at, done) };
        from = at + 1;
        if let Some(range) = range {
            let text = &words[range.clone()];
            let address = if words.as_bytes()[at] == b':' { text.to_owned() } else { format!("mailto:{text}") };
            (done, from) = (range.end, range.end);
            found.push(Found { range, address });
        }
    }
    found
}

fn web_address(words: &str, colon: usize, done: usize) -> Option<Range<usize>> {
    let rest = words[colon..].strip_prefix("://")?;
    let start = ["https", "http"].iter().find_map(|scheme| {
        let start = colon.checked_sub(scheme.len()).filter(|start| *start >= done)?;
        words.get(start..colon).filter(|before| before.eq_ignore_ascii_case(scheme)).map(|_| start)
    })?;
    if words[done..start].ends_with(|before: char| before.is_ascii_alphanumeric()) {
        return None;
    }
    let end = rest.find(|character: char| is_end(character)).unwrap_or(rest.len());
    let address = without_punctuation(&rest[..end]);
    address.starts_with(char::is_alphanumeric).then(|| start..colon + 3 + address.len())
}

/// Characters no written address goes on with: spaces, quotes, brackets of other scripts.
fn is_end(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '<' | '>' | '"' | '“' | '”' | '„' | '«' | '»' | '、' | '。' | '，' | '）' | '」')
}

/// Takes off what belongs to the sentence: `.,;:!?` and quotes at the end, and a closing bracket that was opened outside.
fn without_punctuation(address: &str) -> &str {
    let count = |wanted: u8| address.bytes().filter(|byte| *byte == wanted).count();
    let mut surplus =
        [count(b')').saturating_sub(count(b'(')), count(b']').saturating_sub(count(b'[')), count(b'}').saturating_sub(count(b'{'))];
    let mut end = address.len();
    while let Some(last) = address[..end].chars().next_back() {
        let bracket = [')', ']', '}'].iter().position(|bracket| *bracket == last);
        match bracket {
            Some(which) if surplus[which] > 0 => surplus[which] -= 1,
            None if matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '’') => {}
            _ => break,
        }
        end -= last.len_utf8();
    }
    &address[..end]
}

fn mail_address(words: &str, at: usize, done: usize) -> Option<Range<usize>> {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-' | b'%');
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let before = words[done..at].bytes().rev().take_while(|byte| is_local(*byte)).count();
    let start = at - before;
    let domain = words[at + 1..].bytes().take_while(|byte| is_domain(*byte)).count();
    let domain = words[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
    let previous = words[done..start].chars().next_back();
    // `@name@server` is a profile, `https://name@server` and `x/name@server` are not mail.
    let is_part_of_more = previous.is_some_and(|character| character.is_alphanumeric() || matches!(character, '@' | '/' | ':'));
    let labels = || domain.split('.');
    let is_domain = labels().count() > 1
        && labels().all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && labels().next_back().is_some_and(|last| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let goes_on = words[at + 1 + domain.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '@');
    (before > 0 && !words[start..].starts_with('.') && !is_part_of_more && is_domain && !goes_on).then(|| start..at + 1 + domain.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &str) -> Vec<&str> {
        find(words).into_iter().map(|found| &words[found.range]).collect()
    }

    #[test]
    fn an_address_ends_before_the_punctuation_of_its_sentence() {
        assert_eq!(texts("See https://a.example/x_y(z)."), ["https://a.example/x_y(z)"]);
        assert_eq!(texts("(see http://a.example/x), or HTTPS://B.example!"), ["http://a.example/x", "HTTPS://B.example"]);
        assert_eq!(texts("“https://a.example/?q=1&r=2”"), ["https://a.example/?q=1&r=2"]);
        assert_eq!(texts("看https://a.example/路径。然后"), ["https://a.example/路径"]);
    }

    #[test]
    fn what_only_looks_like_an_address_is_left_alone() {
        for words in [
            "http://",
            "https:// a",
            "xhttp://a.example",
            "a@b",
            "@name@social.example",
            "12:34 ratio 1:2",
            "a @ b.c",
            "x@.example",
            "ftp://a.example",
        ] {
            assert!(find(words).is_empty(), "{words}: {:?}", find(words));
        }
    }

    #[test]
    fn mail_addresses_are_found() {
        assert_eq!(texts("Write to ruth.a+show@ledger.example."), ["ruth.a+show@ledger.example"]);
        assert_eq!(find("<a@b.example>")[0].address, "mailto:a@b.example");
        assert_eq!(texts("https://user@a.example/ then b@c.example"), ["https://user@a.example/", "b@c.example"]);
    }
}
