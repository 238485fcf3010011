//! Cutting a feed's HTML to a number of bytes without breaking an element, a character or an entity.

/// The HTML, or its beginning followed by `tail`, in at most `limit` bytes. It is cut at the end of a block where at least half
/// would remain, else between words outside links. `html` is well-formed and made of the few elements that feeds carry.
///
/// `None` says that nothing had to be cut.
pub fn cut(html: &str, limit: usize, tail: &str) -> Option<String> {
    if html.len() <= limit {
        return None;
    }
    // A tail that leaves no room is left out.
    let (room, tail) = limit.checked_sub(tail.len()).map_or((limit, ""), |room| (room, tail));
    let (block, word) = places(html, room);
    let block = block.filter(|place| place.at >= room / 2 || word.is_none());
    let Some(place) = block.or(word) else { return Some(String::new()) };
    let mut kept = html[..place.at].trim_end().to_owned();
    kept.push_str(place.mark);
    kept.push_str(&place.closing);
    kept.push_str(tail);
    Some(kept)
}

/// Where HTML may be cut.
struct Place {
    at: usize,
    /// What says that more followed.
    mark: &'static str,
    /// The end tags of what is open there.
    closing: String,
}

/// The last end of a block, and the last space between words, that leave room for closing what is open.
fn places(html: &str, room: usize) -> (Option<Place>, Option<Place>) {
    let (mut block, mut word) = (None, None);
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while at <= room && at < html.len() {
        let rest = &html[at..];
        if let Some(tag) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
            at += tag.len() + 2;
            let is_end_of_block = follow(tag, &mut open);
            if is_end_of_block {
                block = place(at, "", &open, room).or(block);
            }
            continue;
        }
        let text = &rest[..rest.find('<').filter(|end| *end > 0).unwrap_or(rest.len())];
        if !open.contains(&"a") {
            word = last_space(text, at, &open, room).or(word);
        }
        at += text.len();
    }
    (block, word)
}

/// Keeps track of open elements; says whether a block has just ended.
fn follow<'h>(tag: &'h str, open: &mut Vec<&'h str>) -> bool {
    if tag.ends_with('/') {
        return false;
    }
    if let Some(name) = tag.strip_prefix('/') {
        open.pop();
        return matches!(name, "p" | "li" | "ul" | "ol");
    }
    open.push(tag.split(' ').next().unwrap_or_default());
    false
}

/// Scripts that write without spaces are cut between characters where no space is near.
const NEAR: usize = 200;

fn last_space(text: &str, at: usize, open: &[&str], room: usize) -> Option<Place> {
    let closing: usize = open.iter().map(|name| name.len() + 3).sum();
    let longest = room.checked_sub(at + closing + '…'.len_utf8())?.min(text.len());
    let end = outside_entity(&text[..text.floor_char_boundary(longest)]);
    let space = text[..end].rfind(char::is_whitespace);
    let end = space.filter(|space| end - space < NEAR).or((end > NEAR).then_some(end)).or(space)?;
    place(at + end, "…", open, room)
}

/// The length of the text without an entity that is cut off at its end.
fn outside_entity(text: &str) -> usize {
    text.rfind('&').filter(|start| !text[*start..].contains(';')).unwrap_or(text.len())
}

fn place(at: usize, mark: &'static str, open: &[&str], room: usize) -> Option<Place> {
    let closing: String = open.iter().rev().map(|name| format!("</{name}>")).collect();
    (at + mark.len() + closing.len() <= room).then_some(Place { at, mark, closing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_html_is_left_alone() {
        assert_eq!(cut("<p>a</p>", 8, "<p>…</p>"), None);
    }

    #[test]
    fn a_block_is_the_best_place() {
        let html = "<p>one two</p><ul><li>three</li><li>four five six seven</li></ul>";
        assert_eq!(cut(html, 44, "+").unwrap(), "<p>one two</p><ul><li>three</li></ul>+");
    }

    #[test]
    fn else_a_space_outside_links_and_entities() {
        let html = "<p>one <strong>two &amp; three <a href=\"x\">four five</a> six</strong> seven</p>";
        assert_eq!(cut(html, 60, "").unwrap(), "<p>one <strong>two &amp; three…</strong></p>");
        assert_eq!(cut(html, 40, "").unwrap(), "<p>one <strong>two…</strong></p>");
    }

    #[test]
    fn a_script_without_spaces_is_cut_between_characters() {
        let html = format!("<p>{}</p>", "语&amp;".repeat(500));
        let kept = cut(&html, 1000, "").unwrap();
        assert!(kept.len() > 980 && kept.len() <= 1000 && kept.ends_with("&amp;…</p>") || kept.ends_with("语…</p>"), "{kept}");
    }

    #[test]
    fn a_cut_is_never_longer_than_allowed_at_any_length() {
        let html = "<p>Ünï 🎙 wörds</p><ol><li>a<br />b <em>c d</em><ul><li>e f</li></ul></li></ol><p>g &lt; h</p>".repeat(3);
        for limit in 0..html.len() {
            for tail in ["", "<p>… <a href=\"https://x.example/\">https://x.example/</a></p>"] {
                let kept = cut(&html, limit, tail).unwrap_or_default();
                assert!(kept.len() <= limit, "{limit}: {kept}");
                crate::feed::tests::assert_well_formed(&format!("<div>{kept}</div>"));
            }
        }
    }
}
