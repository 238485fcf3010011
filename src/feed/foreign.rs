//! Elements that a show keeps from another feed, carried as they are: well-formed already (their reader holds that), in their order,
//! their prefixes declared once on `<rss>`. What Turntable writes itself from the show's content comes first: a kept element of the same
//! name gives way.

use super::channel::NAMESPACES;
use crate::model::ForeignElement;
use quick_xml::escape::escape;
use std::collections::BTreeMap;

/// Prefixes on `<rss>` and what they stand for: the usual ones, and those that the elements bring along.
pub fn namespaces<'e>(elements: impl Iterator<Item = &'e ForeignElement>) -> BTreeMap<String, String> {
    let mut declared: BTreeMap<String, String> =
        NAMESPACES.iter().map(|(prefix, address)| ((*prefix).to_owned(), (*address).to_owned())).collect();
    for (prefix, address) in elements.flat_map(|element| &element.namespaces) {
        declared.entry(prefix.clone()).or_insert_with(|| address.clone());
    }
    declared
}

/// The elements that have a place beside what is `written` already.
pub fn xml(elements: &[ForeignElement], written: &str, declared: &BTreeMap<String, String>) -> String {
    let kept = elements.iter().filter(|element| !is_written(element, written));
    kept.map(|element| declaring(element, declared)).collect()
}

/// Whether Turntable has its own for it. Text is escaped, and show notes hold no element with a prefix, so a tag found is a tag.
fn is_written(element: &ForeignElement, written: &str) -> bool {
    let Some((address, local)) = element.expanded_name() else { return false };
    let prefix = NAMESPACES.iter().find(|(_, known)| *known == address).map(|(prefix, _)| *prefix);
    let tag = prefix.map(|prefix| format!("<{prefix}:{local}"));
    tag.is_some_and(|tag| written.match_indices(&tag).any(|(at, _)| written[at + tag.len()..].starts_with([' ', '>', '/'])))
}

/// The element, declaring itself what `<rss>` says otherwise.
fn declaring(element: &ForeignElement, declared: &BTreeMap<String, String>) -> String {
    let own = element.namespaces.iter().filter(|(prefix, address)| declared.get(*prefix) != Some(*address));
    element.with(&own.map(|(prefix, address)| format!(" xmlns:{prefix}=\"{}\"", escape(address.as_str()))).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(prefix: &str, address: &str, xml: &str) -> ForeignElement {
        ForeignElement { namespaces: BTreeMap::from([(prefix.to_owned(), address.to_owned())]), xml: xml.to_owned() }
    }

    const PODCAST: &str = "https://podcastindex.org/namespace/1.0";

    #[test]
    fn what_turntable_writes_itself_takes_the_place_of_what_was_kept() {
        let kept = [
            element("podcast", PODCAST, "<podcast:transcript url=\"u\"/>"),
            element("pc", PODCAST, "<pc:chapters url=\"u\"/>"),
            element("podcast", PODCAST, "<podcast:value/>"),
        ];
        let declared = namespaces(kept.iter());
        let own = "<podcast:transcripts/><podcast:chapters url=\"mine\"></podcast:chapters>";
        assert_eq!(xml(&kept, own, &declared), "<podcast:transcript url=\"u\"/><podcast:value/>");
    }

    #[test]
    fn two_meanings_of_one_prefix_live_side_by_side() {
        let kept = [element("a", "u", "<a:x/>"), element("a", "v&", "<a:y z=\"1\"/>"), element("itunes", "mine", "<itunes:x/>")];
        let declared = namespaces(kept.iter());
        assert_eq!(declared.get("a").map(String::as_str), Some("u"));
        assert_eq!(xml(&kept, "", &declared), "<a:x/><a:y xmlns:a=\"v&amp;\" z=\"1\"/><itunes:x xmlns:itunes=\"mine\"/>");
    }
}
