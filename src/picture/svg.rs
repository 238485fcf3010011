//! A drawing (SVG) without what drawing programs write into it for themselves: who drew it, the folders of their computer, comments, a
//! second copy of the whole drawing. Only such parts are cut out; the rest keeps its bytes. A drawing that cannot be read to its end, or
//! not with certainty, comes back as it is. Sources: SVG 2, section 5.9 (metadata is never drawn); Namespaces in XML 1.0, section 6.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What belongs to drawing programs alone: no browser looks at it.
const EDITORS: [&str; 9] = [
    "http://www.inkscape.org/namespaces/inkscape",
    "http://inkscape.sourceforge.net/DTD/inkscape-0.dtd",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://ns.adobe.com/AdobeIllustrator/10.0/",
    "http://ns.adobe.com/Graphs/1.0/",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.serif.com/",
    "http://www.corel.com/coreldraw/odm/2003",
    "http://www.vectornator.io",
];

/// A start tag's attribute.
struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    /// With the space before it, from the start of the tag.
    place: Range<usize>,
}

/// The drawing without such parts. `None` where nothing can be said for certain.
pub(super) fn cleaned(drawing: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(drawing).ok()?;
    let (mark, text) = text.split_at(text.len() - text.trim_start_matches('\u{feff}').len());
    if !text.trim_start().starts_with('<') || !text.contains("svg") {
        return None;
    }
    let cuts = cuts(text, &editors(text)?)?;
    let mut kept = String::with_capacity(drawing.len());
    kept.push_str(mark);
    let mut done = 0;
    for cut in cuts {
        kept.push_str(text.get(done..cut.start)?);
        done = cut.end;
    }
    kept.push_str(text.get(done..)?);
    Some(kept.into_bytes())
}

/// Prefixes that stand for drawing programs, and never for anything else. None where a script or a style might look for them.
fn editors(text: &str) -> Option<BTreeSet<&str>> {
    let mut meanings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut is_looked_at = false;
    let mut root = None;
    each(text, |event, place| {
        if let Event::Start(_) | Event::Empty(_) = event {
            let (name, attributes) = tag(text.get(place)?)?;
            root = root.or(Some(local(name)));
            is_looked_at |= ["script", "style"].contains(&local(name));
            for attribute in attributes {
                if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                    meanings.entry(prefix).or_default().insert(attribute.value);
                }
            }
        }
        Some(())
    })?;
    if root != Some("svg") {
        return None;
    }
    meanings.retain(|_, meanings| !is_looked_at && meanings.iter().all(|meaning| EDITORS.contains(meaning)));
    Some(meanings.into_keys().collect())
}

/// What to cut out, from first to last.
fn cuts(text: &str, editors: &BTreeSet<&str>) -> Option<Vec<Range<usize>>> {
    let mut cuts = Vec::new();
    // Inside a part that is cut out: where it began, and how deep in it.
    let mut inside: Option<(usize, usize)> = None;
    let is_editors = |name: &str| name.split_once(':').is_some_and(|(prefix, _)| editors.contains(prefix));
    let goes = |name: &str| name == "metadata" || name == "svg:metadata" || is_editors(name);
    each(text, |event, place| {
        match (event, &mut inside) {
            (Event::Start(_), Some((_, depth))) => *depth += 1,
            (Event::End(_), Some((start, 0))) => {
                cuts.push(*start..place.end);
                inside = None;
            }
            (Event::End(_), Some((_, depth))) => *depth -= 1,
            (Event::Comment(_), None) => cuts.push(place),
            (event @ (Event::Start(_) | Event::Empty(_)), None) => {
                let (name, attributes) = tag(text.get(place.clone())?)?;
                if !goes(name) {
                    let own = attributes.into_iter().filter(|attribute| is_editors(attribute.name));
                    cuts.extend(own.map(|own| place.start + own.place.start..place.start + own.place.end));
                } else if matches!(event, Event::Empty(_)) {
                    cuts.push(place);
                } else {
                    inside = Some((place.start, 0));
                }
            }
            _ => {}
        }
        Some(())
    })?;
    inside.is_none().then_some(cuts)
}

/// Every part of the drawing and where it is. `None` for what is no XML from beginning to end, and as soon as `see` is `None`.
fn each(text: &str, mut see: impl FnMut(Event<'_>, Range<usize>) -> Option<()>) -> Option<()> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Eof => return (depth == 0).then_some(()),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            _ => {}
        }
        see(event, start..end)?;
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Name and attributes of `<name a="b">`. `None` for what is not written so.
fn tag(tag: &str) -> Option<(&str, Vec<Attribute<'_>>)> {
    let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let mut at = inner.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(inner.len());
    let name = inner.get(..at)?;
    let mut attributes = Vec::new();
    loop {
        let rest = inner.get(at..)?;
        let trimmed = rest.trim_ascii_start();
        if trimmed.is_empty() {
            return Some((name, attributes));
        }
        let (key, after) = trimmed.split_once('=')?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        let (value, next) = after.get(1..)?.split_once(quote)?;
        let end = inner.len() - next.len();
        // One more for the `<` before the name.
        attributes.push(Attribute { name: key.trim_ascii_end(), value, place: at + 1..end + 1 });
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(drawing: &str) -> String {
        String::from_utf8(cleaned(drawing.as_bytes()).unwrap_or_else(|| drawing.into())).unwrap()
    }

    const INKSCAPE: &str = "<?xml version=\"1.0\"?>\n<!-- Created by Jo at /home/jo -->\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" i:version='1.2'\n  \
        i:export-filename=\"/home/jo/l > x.png\" viewBox=\"0 0 9 9\"><i:view a=\"1\"><i:grid/></i:view><i:empty/>\
        <metadata><a><metadata/>jo@home.example</a></metadata><g i:label=\"Läyer\"  id = \"g\"><path d=\"M0 0\"/></g><text>a <!-- jo -->b &amp; c</text></svg>\n";

    #[test]
    fn what_a_drawing_program_wrote_for_itself_is_cut_out() {
        let kept = "<?xml version=\"1.0\"?>\n\n\
            <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" viewBox=\"0 0 9 9\">\
            <g  id = \"g\"><path d=\"M0 0\"/></g><text>a b &amp; c</text></svg>\n";
        assert_eq!(clean(INKSCAPE), kept);
        assert_eq!(clean(kept), kept, "clean already");
        let bom = format!("\u{feff}{INKSCAPE}");
        assert_eq!(clean(&bom), format!("\u{feff}{kept}"));
    }

    #[test]
    fn what_a_script_or_a_style_may_look_for_stays() {
        let drawing = INKSCAPE.replace("<g ", "<style>[i\\:label]{fill:red}</style><g ");
        let cleaned = clean(&drawing);
        assert!(cleaned.contains("i:label") && cleaned.contains("i:grid"));
        assert!(!cleaned.contains("jo@home") && !cleaned.contains("<!--"));
    }

    #[test]
    fn a_prefix_that_means_two_things_stays() {
        let drawing = INKSCAPE.replace("<g ", "<g xmlns:i=\"http://www.w3.org/1999/xlink\" i:href=\"#a\" ");
        assert!(clean(&drawing).contains("i:href"));
    }

    #[test]
    fn what_is_broken_or_no_drawing_comes_back_as_it_is() {
        for end in 0..INKSCAPE.len() - 1 {
            if let Some(part) = INKSCAPE.get(..end) {
                assert_eq!(clean(part), part);
            }
        }
        for whole in ["<svg><a></svg>", "<svg><a b></a></svg>", "<html><!-- x --><svg/></html>", "", "<svg/><!--", "svg", "</svg>"] {
            assert_eq!(clean(whole), whole);
        }
        assert_eq!(cleaned(b"<svg>\xff</svg>"), None);
        let deep = format!("<svg>{}", "<g>".repeat(50_000));
        assert_eq!(clean(&deep), deep);
        let closed = format!("{deep}{}</svg>", "</g>".repeat(50_000));
        assert_eq!(clean(&closed), closed);
    }

    #[test]
    fn entities_of_a_document_type_stay_as_they_are() {
        let drawing = "<!DOCTYPE svg [<!ENTITY x \"http://a.example/\">]><svg xmlns:x=\"&x;\"><!--a--><b x:c=\"1\"/></svg>";
        assert_eq!(clean(drawing), drawing.replace("<!--a-->", ""));
    }
}
