//! How long a text is where it is posted, and how it is made to fit: never cut inside a word, never inside an address.

use unicode_segmentation::UnicodeSegmentation;

/// A part of a text, and how soon it is left out: the highest rank goes first, 0 stays.
pub struct Part {
    /// The words.
    pub text: String,
    /// When it goes.
    pub rank: u8,
}

/// A part.
pub fn part(rank: u8, text: impl Into<String>) -> Part {
    Part { text: text.into(), rank }
}

/// The parts with an empty line between them, without as many of the least important as it takes to fit. The first part, which is what
/// somebody wrote freely, is shortened before it would go.
pub fn fitted(mut parts: Vec<Part>, limit: usize, count: fn(&str) -> usize) -> String {
    parts.retain(|part| !part.text.trim().is_empty());
    loop {
        let text = joined(&parts);
        if count(&text) <= limit {
            return text;
        }
        let last = (0..parts.len()).max_by_key(|index| (parts[*index].rank, *index));
        let Some(last) = last.filter(|last| parts[*last].rank > 0) else { break };
        parts.remove(last);
    }
    let (first, rest) = parts.split_first_mut().map_or((String::new(), &[][..]), |(first, rest)| (std::mem::take(&mut first.text), &*rest));
    let rest = joined(rest);
    let with = |words: &str| [words, &rest].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    with(&shortened(&first, &|words| count(&with(words)) <= limit))
}

fn joined(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The text, or as many of its first words as fit; nothing where not even one does. Words end as Unicode says (Annex 29), so that scripts
/// without spaces are cut between words, too.
pub fn shortened(text: &str, fits: &dyn Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.split_word_bound_indices().map(|(start, _)| start).collect();
    let cut_at = |end: usize| {
        let words =
            text.get(..end).unwrap_or_default().trim_end().trim_end_matches([',', ';', ':', '.', '–', '—', '-', '(', '“', '"']).trim_end();
        if words.is_empty() { String::new() } else { format!("{words}…") }
    };
    // Longer texts fit worse: the last one that fits is found by halving.
    let count = ends.partition_point(|end| fits(&cut_at(*end)));
    count.checked_sub(1).and_then(|last| ends.get(last)).map_or_else(String::new, |end| cut_at(*end))
}

/// What people see as one character each. Source: Unicode, Annex 29, extended grapheme clusters.
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Characters as JavaScript counts them.
pub fn utf_16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As Mastodon counts: what people see as one character is one, a link is 23. Source: Mastodon, `StatusLengthValidator`.
pub fn mastodon(text: &str) -> usize {
    text.split_inclusive(char::is_whitespace)
        .map(|word| link_length(word).map_or_else(|| graphemes(word), |rest| 23 + graphemes(rest)))
        .sum()
}

/// As X counts: a link is 23, an emoji of however many parts is 2, most of the Latin, Greek, Cyrillic, Arabic and Hebrew characters are 1,
/// all others 2. Source: X, "Counting characters"; twitter-text, configuration 3.
pub fn weight(text: &str) -> usize {
    let of_word = |word: &str| link_length(word).map_or_else(|| words_weight(word), |rest| 23 + words_weight(rest));
    text.split_inclusive(char::is_whitespace).map(of_word).sum()
}

fn words_weight(text: &str) -> usize {
    let of_character = |character: char| match character {
        '\u{0}'..='\u{10ff}' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{201f}' | '\u{2032}'..='\u{2037}' => 1,
        _ => 2,
    };
    let of_cluster = |cluster: &str| if is_emoji(cluster) { 2 } else { cluster.chars().map(of_character).sum() };
    text.graphemes(true).map(of_cluster).sum()
}

fn is_emoji(cluster: &str) -> bool {
    cluster.chars().any(|character| matches!(character, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{20e3}'))
}

/// What stands after the link that a word is, white space for example; `None` for a word that is no link.
fn link_length(word: &str) -> Option<&str> {
    let link = word.trim_end();
    (link.starts_with("https://") || link.starts_with("http://")).then(|| word.get(link.len()..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_after_a_word_and_never_inside_one() {
        let up_to = |text: &str, most: usize| shortened(text, &|words: &str| words.chars().count() <= most);
        assert_eq!(up_to("one two, three", 10), "one two…");
        assert_eq!(up_to("one", 3), "one");
        assert_eq!(up_to("extraordinarily", 8), "");
        assert_eq!(up_to("👩🏽‍🚀 👩🏽‍🚀", 7), "👩🏽‍🚀…");
        assert_eq!(up_to("経営者のための三つの数字", 6), "経営者のた…");
        assert_eq!(up_to("", 0), "");
    }

    #[test]
    fn x_counts_links_wide_characters_and_emoji_its_own_way() {
        assert_eq!(weight("abc https://example.com/a/very/long/address/that/goes/on x"), 4 + 23 + 2);
        assert_eq!(weight("語 é"), 2 + 1 + 1);
        assert_eq!(weight("👩🏽‍🚀🇩🇪1️⃣"), 6);
        assert_eq!(weight("“a”\n"), 4);
    }

    #[test]
    fn bluesky_and_mastodon_count_what_people_see() {
        assert_eq!(graphemes("e\u{301}👩🏽‍🚀🇩🇪🇫🇷"), 4);
        assert_eq!(mastodon("👩🏽‍🚀 https://example.com/a/very/long/address/that/goes/on\nx"), 2 + 23 + 2);
    }
}
