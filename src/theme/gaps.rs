//! What was to be filled in and was not: in the words of a letter's template, and in what values bring along.

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// Words, or what the engine reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Goes into the letter as it is.
    Words,
    /// `{{ … }}`, `{% … %}` or `{# … #}`.
    Tag,
}

/// A template taken apart, whole, in order. What stands between `{% raw %}` and `{% endraw %}` is words.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut is_raw = false;
    while at < text.len() {
        let rest = &text[at..];
        let start = if is_raw { end_of_raw(rest) } else { ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min() };
        let start = start.unwrap_or(rest.len());
        if start > 0 {
            pieces.push(Piece { kind: Kind::Words, start: at, end: at + start });
            at += start;
        }
        if at < text.len() {
            let tag = tag_length(&text[at..]);
            is_raw = inside(&text[at..at + tag]) == "raw";
            pieces.push(Piece { kind: Kind::Tag, start: at, end: at + tag });
            at += tag;
        }
    }
    pieces
}

fn end_of_raw(rest: &str) -> Option<usize> {
    rest.match_indices("{%").map(|(at, _)| at).find(|at| inside(&rest[*at..*at + tag_length(&rest[*at..])]) == "endraw")
}

/// The words of a tag, without its brackets and the dashes that take white space away.
fn inside(tag: &str) -> &str {
    let inside = tag.strip_prefix("{%").and_then(|tag| tag.strip_suffix("%}")).unwrap_or_default();
    inside.trim_matches('-').trim()
}

/// Bytes of the tag that `text` begins with, to the end where it is never closed. A bracket inside a text does not close it.
fn tag_length(text: &str) -> usize {
    let close = match text.as_bytes().get(1) {
        Some(b'{') => "}}",
        Some(b'%') => "%}",
        _ => return text.find("#}").map_or(text.len(), |end| end + 2),
    };
    let mut quote = None;
    for (at, character) in text.char_indices().skip(2) {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, _) if text[at..].starts_with(close) => return at + 2,
            _ => {}
        }
    }
    text.len()
}

/// Words that stand for something that was never written.
const STAND_INS: [&str; 12] =
    ["TODO", "FIXME", "TBD", "XXX", "NAME", "FIRSTNAME", "LASTNAME", "FIRST_NAME", "LAST_NAME", "FULLNAME", "YOURNAME", "LOREM"];
/// What people write between brackets for others to fill in.
const ASKED_FOR: [&str; 18] = [
    "NAME",
    "FIRSTNAME",
    "LASTNAME",
    "FNAME",
    "LNAME",
    "FIRST",
    "LAST",
    "DATE",
    "TIME",
    "TITLE",
    "LINK",
    "URL",
    "EMAIL",
    "COMPANY",
    "BUSINESS",
    "GUEST",
    "INSERT",
    "YOUR",
];

/// What looks like a gap in words that go into a letter as they are, as bytes from–to.
pub fn in_words(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = brackets(text).filter(|(_, _, is_gap)| *is_gap).map(|(start, end, _)| (start, end)).collect();
    for sign in ["}}", "%}", "#}"] {
        found.extend(text.match_indices(sign).map(|(at, sign)| (at, at + sign.len())));
    }
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    for stand_in in STAND_INS {
        for (at, _) in text.match_indices(stand_in) {
            let end = at + stand_in.len();
            let is_whole = !text[..at].ends_with(is_word) && !text[end..].starts_with(is_word);
            if is_whole && !found.iter().any(|(from, to)| (*from..*to).contains(&at)) {
                found.push((at, end));
            }
        }
    }
    found.sort_unstable();
    // One thing is told once: `{{ x }}` is not also `}}`.
    let mut last = 0;
    found.retain(|(start, end)| {
        let is_new = *start >= last;
        last = last.max(*end);
        is_new
    });
    found
}

/// What looks like a gap in a value: only what nobody writes otherwise, for titles and sayings are free.
pub fn in_value(text: &str) -> Option<&str> {
    let found = brackets(text).find(|(start, end, is_gap)| {
        let gap = &text[*start..*end];
        let words = gap.trim_matches(|c: char| !c.is_alphanumeric());
        let asks = words.split(|c: char| !c.is_alphanumeric()).any(|word| ASKED_FOR.contains(&word));
        *is_gap && (gap.starts_with("{{") || gap.starts_with("{%") || gap.starts_with("*|") || asks)
    });
    found.map(|(start, end, _)| &text[start..end])
}

/// Everything between brackets, and whether that looks like a gap.
fn brackets(text: &str) -> impl Iterator<Item = (usize, usize, bool)> {
    const PAIRS: [(&str, &str); 7] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("*|", "|*"), ("{", "}"), ("[", "]"), ("<", ">")];
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let (start, open, close) = PAIRS
                .iter()
                .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
                // Of two that begin at one place, the longer one.
                .min_by_key(|(start, open, _)| (*start, usize::MAX - open.len()))?;
            let inner = start + open.len();
            let Some(length) = rest[inner..].find(close) else {
                at += inner;
                continue;
            };
            let end = inner + length + close.len();
            let words = rest[inner..inner + length].trim();
            let is_link = open == "[" && rest[end..].starts_with('(');
            let is_capitals = words.len() > 1
                && words.contains(|c: char| c.is_ascii_uppercase())
                && words.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || " _-'.".contains(c));
            let is_named = !words.is_empty() && words.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
            let is_gap = match open {
                "[" => is_capitals && !is_link,
                "<" => is_capitals,
                "{" => is_named,
                _ => true,
            };
            let found = (at + start, at + end, is_gap);
            at += if is_gap { end } else { inner };
            return Some(found);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        in_words(text).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn a_template_is_taken_apart_and_nothing_is_lost() {
        let text = "a {{ \"}}\" }} b {% if x %}é{# {{ #}{% raw %}{{ c }}{%- endraw -%}d {{ open";
        let pieces = pieces(text);
        let words: Vec<&str> = pieces.iter().filter(|piece| piece.kind == Kind::Words).map(|piece| &text[piece.start..piece.end]).collect();
        assert_eq!(words, ["a ", " b ", "é", "{{ c }}", "d "]);
        let whole: String = pieces.iter().map(|piece| &text[piece.start..piece.end]).collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn gaps_are_told_and_plain_writing_is_not() {
        assert_eq!(
            told("Dear [FIRST NAME], {{ x }} {name} *|FNAME|* <YOUR NAME> TODO NAME"),
            ["[FIRST NAME]", "{{ x }}", "{name}", "*|FNAME|*", "<YOUR NAME>", "TODO", "NAME"]
        );
        assert!(
            told("[FAQ](https://x.example/) a < b > c {1, 2} NAMES <https://x.example/> [sic] USA {} [ ] <3").is_empty(),
            "{:?}",
            told("[FAQ](x) {1, 2}")
        );
        assert_eq!(told("left over }} and %}"), ["}}", "%}"]);
    }

    #[test]
    fn a_value_may_say_nearly_anything() {
        assert_eq!(in_value("Meet {{ guest.name }}"), Some("{{ guest.name }}"));
        assert_eq!(in_value("An interview with [GUEST NAME]"), Some("[GUEST NAME]"));
        for text in ["NAME your price", "Your TODO list", "[LIVE] from Oslo", "{braces}", "a <b> c", "{{", "}}", "a [ b", "100 %}"] {
            assert_eq!(in_value(text), None, "{text}");
        }
    }

    #[test]
    fn no_text_panics() {
        for text in ["{{é", "{%", "{#", "{% raw %}", "{% raw %}é{% endraw", "<é", "[é]é", "{é}", "*|é|*", "{{'é}}"] {
            drop((pieces(text), in_words(text), in_value(text)));
        }
    }
}
