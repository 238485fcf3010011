//! Titles of episodes → the names that may be guests in them, by how they stand there.

use super::name::{is_first_name, person};

/// A way to read a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// "An interview with NAME", "feat. NAME".
    Interview(Vec<String>),
    /// "… with NAME".
    With(Vec<String>),
    /// "NAME: …".
    Before(Vec<String>),
    /// "… | NAME".
    After(Vec<String>),
}

impl Reading {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Interview(names) | Self::With(names) | Self::Before(names) | Self::After(names) => names,
        }
    }
}

/// Words before a guest's name. Lower case, with the space that ends them.
const WITH: [&str; 14] =
    [" with ", " w/ ", " w/", " mit ", " avec ", " con ", " com ", " met ", " med ", " feat. ", " feat ", " ft. ", " ft ", " featuring "];
/// Those that stand before nothing but a guest.
const FEATURING: [&str; 5] = [" feat. ", " feat ", " ft. ", " ft ", " featuring "];
/// What an episode calls itself before the name of its guest.
const INTERVIEW: [&str; 17] = [
    "interview",
    "interviews",
    "conversation",
    "chat",
    "chatting",
    "q&a",
    "fireside",
    "gespräch",
    "talk",
    "entretien",
    "entrevista",
    "intervista",
    "conversación",
    "discussion",
    "sit-down",
    "speaking",
    "interviewing",
];
/// Where a name ends.
const ENDS: [&str; 24] = [
    " - ",
    " – ",
    " — ",
    " | ",
    ": ",
    " (",
    " [",
    "? ",
    "! ",
    "; ",
    " / ",
    " // ",
    " on ",
    " about ",
    " of ",
    " from ",
    " at ",
    " @ ",
    " über ",
    " sur ",
    " sobre ",
    " talks ",
    " shares ",
    " explains ",
];

/// Longest title that is looked at, in bytes.
const LONGEST: usize = 500;

/// Every reading of a title that gives names, the surest first.
pub(super) fn readings(title: &str) -> Vec<Reading> {
    let title = title.trim();
    if title.len() > LONGEST {
        return Vec::new();
    }
    let mut found: Vec<Reading> = Vec::new();
    let mut starts: Vec<(usize, &str)> = Vec::new();
    // Letters keep their length when only ASCII ones change.
    let lower = format!(" {}", title.to_ascii_lowercase());
    for word in WITH {
        starts.extend(lower.match_indices(word).map(|(at, _)| (at, word)));
    }
    // The last one first: "How to deal with stress with Ann Lee".
    starts.sort_by_key(|(at, word)| (std::cmp::Reverse(*at), std::cmp::Reverse(word.len())));
    for (at, word) in starts {
        // `lower` has one space more in front.
        let (before, after) = (title.get(..at.saturating_sub(1)).unwrap_or_default(), title.get(at + word.len() - 1..).unwrap_or_default());
        let names = names(after);
        if names.is_empty() || is_shouted(title) {
            continue;
        }
        let last = before
            .split_whitespace()
            .next_back()
            .unwrap_or_default()
            .trim_matches(|character: char| !character.is_alphanumeric())
            .to_lowercase();
        let is_sure = FEATURING.contains(&word) || INTERVIEW.contains(&last.as_str());
        found.push(if is_sure { Reading::Interview(names) } else { Reading::With(names) });
    }
    found.sort_by_key(|reading| !matches!(reading, Reading::Interview(_)));
    found.extend(beside(title));
    found
}

/// What stands after `with` in a show's own title: its host.
pub(super) fn after_with(title: &str) -> Option<&str> {
    let at = title.to_ascii_lowercase().rfind(" with ")?;
    title.get(at + " with ".len()..)
}

/// "NAME: …" and "… | NAME".
fn beside(title: &str) -> Vec<Reading> {
    let title = without_number(title);
    let before = [": ", " | ", " – ", " — ", " - "]
        .iter()
        .filter_map(|sign| title.split_once(sign))
        .map(|(before, _)| before)
        .min_by_key(|before| before.len());
    let after = [" | ", " – ", " — ", " - "]
        .iter()
        .filter_map(|sign| title.rsplit_once(sign))
        .map(|(_, after)| after)
        .min_by_key(|after| after.len());
    let whole = |part: Option<&str>| part.map(names).filter(|names| !names.is_empty() && !is_shouted(title));
    let exact = |part: Option<&str>| {
        whole(part).filter(|names| {
            part.is_some_and(|part| names.len() > 1 || names.first().is_some_and(|name| part.trim().ends_with(name.as_str())))
        })
    };
    exact(before).map(Reading::Before).into_iter().chain(exact(after).map(Reading::After)).collect()
}

/// `Ep. 12: …`, `#12 – …`, `012 | …` without the number.
fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|character: char| character == '#' || character.is_ascii_digit());
    let rest = if rest.len() == title.len() {
        let (word, after) = title.split_once(' ').unwrap_or((title, ""));
        let is_word = matches!(word.to_lowercase().trim_end_matches('.'), "ep" | "episode" | "folge" | "épisode" | "episodio" | "no");
        let number = after.trim_start_matches(|character: char| character == '#' || character.is_ascii_digit());
        if is_word && number.len() < after.len() { number } else { title }
    } else {
        rest
    };
    rest.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, ':' | '-' | '–' | '—' | '|' | '.'))
}

/// The names at the start of a text; none where it is doubtful that they are.
fn names(text: &str) -> Vec<String> {
    let text = text.trim();
    let end = ENDS.iter().filter_map(|sign| find(text, sign)).min().unwrap_or(text.len());
    let text = text[..end].trim_end_matches(['?', '!', '.', ':', ' ']);
    let segments: Vec<&str> = text.split(", ").map(str::trim).collect();
    let Some((last, first)) = segments.split_last() else { return Vec::new() };
    if first.is_empty() {
        return joined(last);
    }
    // "Ann Lee, Bo Chan and Cy Dorn" are three; "Ann Lee, Lee Consulting" is one.
    let last = joined(last.trim_start_matches("and "));
    let listed: Option<Vec<String>> = first.iter().map(|segment| person(segment)).collect();
    let has_joint = segments.last().is_some_and(|last| [" and ", " & ", "and "].iter().any(|joint| last.contains(joint)));
    match listed {
        Some(listed) if has_joint && !last.is_empty() => listed.into_iter().chain(last).collect(),
        _ => joined(segments[0]),
    }
}

/// Where a sign or word stands, in ASCII letters of either case.
fn find(text: &str, sign: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(sign)
}

/// "Ann Lee and Bo Chan". "John and Mary Smith" share a name, so neither is known.
fn joined(text: &str) -> Vec<String> {
    let mut parts = vec![text];
    for joint in [" and ", " & ", " und ", " et ", " y ", " e ", " + ", " x "] {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    let mut names = Vec::new();
    for part in parts.iter().map(|part| part.trim()) {
        match person(part) {
            Some(name) => names.push(name),
            None if is_first_name(part) => return Vec::new(),
            None => break,
        }
    }
    names
}

/// A title in capitals does not show which words are names.
fn is_shouted(title: &str) -> bool {
    !title.chars().any(char::is_lowercase)
}
