//! `feed-extra.xml` beside an episode or `show.yaml`: elements of other namespaces that the feed carries as they are. In: the file.
//! Out: each child of `<extra>`, checked so strictly that it cannot break the feed it is put into.

use super::SourceText;
use crate::model::ForeignElement;
use crate::report::{Finding, Place, Report, RuleText, Severity};
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the file.
pub const FILE: &str = "feed-extra.xml";
/// How deep elements may stand in one another.
const DEPTH: usize = 48;
/// Most bytes of the file: it is read by every app with every look at the feed.
const SIZE: usize = 1 << 20;

/// The rules of this reader, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "feed-extra-not-understood",
        severity: Severity::Error,
        finds: "A feed-extra.xml that is not XML from beginning to end.",
        why: "What it holds belongs to your feed; half of it would be lost without anybody noticing.",
        wrong: "<extra><podcast:value></extra>",
        right: "<extra xmlns:podcast=\"https://podcastindex.org/namespace/1.0\">\n  <podcast:value type=\"lightning\" method=\"keysend\"/>\n</extra>",
    },
    RuleText {
        name: "feed-extra-left-out",
        severity: Severity::Warning,
        finds: "An element in feed-extra.xml that cannot be put into a feed.",
        why: "It would make apps refuse the whole feed, so it is left out.",
        wrong: "<extra><title>Mine</title></extra>",
        right: "<extra xmlns:acme=\"https://acme.example/ns\"><acme:title>Mine</acme:title></extra>",
    },
];

/// Reads the elements of a `feed-extra.xml`. Findings: those of [`RULES`]. Always a list, so that a file without elements is no mistake.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Vec<ForeignElement>> {
    let mut file = File { text: &source.text, path: source.path.as_str(), report };
    if source.text.len() > SIZE {
        file.refuse((0, 0), "this file is larger than one that every app must read with the feed", "keep it below one megabyte");
        return None;
    }
    file.elements()
}

struct File<'a> {
    text: &'a str,
    path: &'a str,
    report: &'a mut Report,
}

/// A child of `<extra>` being read.
struct Child {
    /// Where it starts, and where its start tag ends.
    start: usize,
    after_tag: usize,
    /// Its start tag without declarations.
    tag: String,
    /// Declarations of its own, and prefixes used that none of its elements declares.
    declared: BTreeMap<String, String>,
    used: BTreeSet<String>,
    /// Prefixes declared deeper inside: depth and prefix.
    inner: Vec<(usize, String)>,
    /// What is wrong with it, and where.
    problem: Option<((usize, usize), &'static str)>,
}

impl File<'_> {
    fn elements(&mut self) -> Option<Vec<ForeignElement>> {
        let offset = self.text.len() - self.text.trim_start_matches('\u{feff}').trim_start().len();
        let mut reader = Reader::from_str(&self.text[offset..]);
        reader.config_mut().check_comments = true;
        let (mut shared, mut found) = (None, Vec::new());
        let mut child: Option<Child> = None;
        let mut depth = 0;
        loop {
            let at = |reader: &Reader<&[u8]>| offset + usize::try_from(reader.buffer_position()).unwrap_or_default();
            let start = at(&reader);
            let event = reader.read_event();
            let place = (start, at(&reader).max(start));
            match event {
                Ok(Event::Eof) if depth == 0 && shared.is_some() => return Some(found),
                Ok(Event::Eof) | Err(_) => {
                    let fix = "close every element, put every value in quotation marks and write `&amp;` for `&`";
                    self.refuse(place, "this is not XML any more from here on", fix);
                    return None;
                }
                Ok(Event::Start(tag)) if depth == 0 => {
                    depth = 1;
                    shared = Some(self.root(&tag));
                }
                Ok(Event::Empty(tag)) if depth == 0 => shared = Some(self.root(&tag)),
                Ok(Event::Start(_)) if depth >= DEPTH => {
                    self.refuse(place, "elements stand in one another too deep here", "take some of them out");
                    return None;
                }
                Ok(Event::Start(tag)) => {
                    depth += 1;
                    open(&mut child, &tag, place, depth);
                }
                Ok(Event::Empty(tag)) => {
                    open(&mut child, &tag, place, depth + 1);
                    if depth == 1 {
                        found.extend(child.take().and_then(|child| self.finish(child, place.1, shared.as_ref())));
                    } else if let Some(child) = &mut child {
                        child.inner.retain(|(declared, _)| *declared <= depth);
                    }
                }
                Ok(Event::End(_)) => {
                    depth = depth.saturating_sub(1);
                    if depth == 1 {
                        found.extend(child.take().and_then(|child| self.finish(child, place.1, shared.as_ref())));
                    } else if let Some(child) = &mut child {
                        child.inner.retain(|(declared, _)| *declared <= depth);
                    }
                }
                Ok(other) => self.between(&other, place, &mut child, depth),
            }
        }
    }

    /// Prefixes that the root declares.
    fn root(&mut self, tag: &BytesStart<'_>) -> BTreeMap<String, String> {
        declarations(tag).into_iter().filter(|(prefix, _)| !prefix.is_empty()).collect()
    }

    /// Text and the like: checked within an element, of no account outside.
    fn between(&mut self, event: &Event<'_>, place: (usize, usize), child: &mut Option<Child>, depth: usize) {
        let Some(child) = child else {
            let raw = self.text.get(place.0..place.1).unwrap_or_default();
            if depth == 1 && matches!(event, Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) && !raw.trim().is_empty() {
                self.leave_out(place, "words between elements have no place in a feed");
            }
            return;
        };
        let problem = match event {
            Event::PI(_) | Event::Decl(_) | Event::DocType(_) => Some("an instruction has no place within an element of a feed"),
            Event::GeneralRef(name) if !is_reference(name) => Some("this abbreviation is none that feeds know: write the character itself"),
            _ => None,
        };
        child.problem = child.problem.or(problem.map(|problem| (place, problem)));
    }

    /// The element as the feed takes it, unless something is wrong with it.
    fn finish(&mut self, child: Child, end: usize, shared: Option<&BTreeMap<String, String>>) -> Option<ForeignElement> {
        let whole = (child.start, child.after_tag);
        if let Some((place, problem)) = child.problem {
            self.leave_out(place, problem);
            return None;
        }
        let rest = self.text.get(child.after_tag..end)?.replace("\r\n", "\n").replace('\r', "\n");
        if !rest.chars().chain(child.tag.chars()).all(is_xml) {
            self.leave_out(whole, "this holds a control character, which makes apps refuse a feed");
            return None;
        }
        let mut namespaces = BTreeMap::new();
        for prefix in child.used {
            let Some(address) = child.declared.get(&prefix).or_else(|| shared?.get(&prefix)) else {
                self.leave_out(whole, "nothing says what its prefix stands for");
                return None;
            };
            namespaces.insert(prefix, address.clone());
        }
        Some(ForeignElement { namespaces, xml: child.tag + &rest })
    }

    fn leave_out(&mut self, place: (usize, usize), message: &'static str) {
        let fix = "give it a prefix that `<extra>` declares with xmlns:, and write it as XML, or take it out";
        self.report.add(Finding::warning("feed-extra-left-out", Place::bytes(self.path, place.0, place.1), message).fix(fix));
    }

    fn refuse(&mut self, place: (usize, usize), message: &'static str, fix: &'static str) {
        self.report.add(Finding::error("feed-extra-not-understood", Place::bytes(self.path, place.0, place.1), message).fix(fix));
    }
}

/// Takes note of a start tag: of a new child, or within one.
fn open(child: &mut Option<Child>, tag: &BytesStart<'_>, place: (usize, usize), depth: usize) {
    let name = text_of(tag.name().as_ref());
    let mut problem = (!is_name(&name)).then_some("this name is none that XML takes");
    let declared = declarations(tag);
    let is_child = child.is_none();
    let mut own_tag = format!("<{name}");
    let mut used: BTreeSet<String> = name.split_once(':').map(|(prefix, _)| prefix.to_owned()).into_iter().collect();
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else {
            problem = problem.or(Some("something in this tag is written twice, or is neither a name nor a value"));
            continue;
        };
        let (key, value) = (text_of(attribute.key.as_ref()), text_of(&attribute.value));
        if value.contains('<') || !is_name(&key) || !is_value(&value) {
            problem = problem.or(Some("a value in this tag holds something that XML does not take"));
        }
        match key.split_once(':') {
            Some(("xmlns", _)) if is_child => continue,
            Some(("xmlns" | "xml", _)) | None => {}
            Some((prefix, _)) => drop(used.insert(prefix.to_owned())),
        }
        own_tag.push_str(&format!(" {key}=\"{}\"", value.replace('"', "&quot;")));
    }
    if is_child && !name.contains(':') {
        problem = problem.or(Some("this has no prefix; what has none is Turntable's to write"));
    }
    let ends_itself = place.1.saturating_sub(place.0) > 1 && tag_is_empty(tag, place);
    own_tag.push_str(if ends_itself { "/>" } else { ">" });
    let child = child.get_or_insert_with(|| Child {
        start: place.0,
        after_tag: place.1,
        tag: own_tag,
        declared: declared.iter().cloned().collect(),
        used: BTreeSet::new(),
        inner: Vec::new(),
        problem: None,
    });
    if !is_child {
        child.inner.extend(declared.into_iter().map(|(prefix, _)| (depth, prefix)));
    }
    used.retain(|prefix| !child.inner.iter().any(|(_, declared)| declared == prefix));
    child.used.extend(used);
    child.problem = child.problem.or(problem.map(|problem| (place, problem)));
}

/// Whether a tag ends in `/>`: its name and attributes are then shorter than the place by three characters instead of two.
fn tag_is_empty(tag: &BytesStart<'_>, place: (usize, usize)) -> bool {
    place.1.saturating_sub(place.0) > tag.len() + 2
}

/// Prefix and address of every declaration in a tag.
fn declarations(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = tag.attributes();
    let declared = attributes.with_checks(false).flatten().filter_map(|attribute| {
        let key = text_of(attribute.key.as_ref());
        let prefix = if key == "xmlns" { "" } else { key.strip_prefix("xmlns:")? };
        let address = unescape_with(&text_of(&attribute.value), resolve_xml_entity).ok()?.trim().to_owned();
        (!address.is_empty()).then(|| (prefix.to_owned(), address))
    });
    declared.collect()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A name with at most one prefix. Rarer letters are left out on purpose: readers differ about them.
fn is_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    parts.len() <= 2
        && parts.iter().all(|part| {
            part.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
                && part.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.'))
        })
}

fn is_value(value: &str) -> bool {
    unescape_with(value, resolve_xml_entity).is_ok_and(|plain| plain.chars().all(is_xml))
}

fn is_reference(name: &[u8]) -> bool {
    is_value(&format!("&{};", text_of(name)))
}

/// Whether XML 1.0 can carry it (section 2.2, `Char`).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<Vec<ForeignElement>>, Report) {
        let mut report = Report::default();
        let source = SourceText { path: RelPath("content/feed-extra.xml".into()), text: text.to_owned() };
        let elements = parse(&source, &mut report);
        (elements, report)
    }

    fn element(namespaces: &[(&str, &str)], xml: &str) -> ForeignElement {
        let namespaces = namespaces.iter().map(|(prefix, address)| ((*prefix).to_owned(), (*address).to_owned())).collect();
        ForeignElement { namespaces, xml: xml.to_owned() }
    }

    #[test]
    fn elements_are_kept_word_for_word() {
        let (elements, report) = read(
            "\u{feff}<?xml version=\"1.0\"?>\r\n<extra xmlns:a=\"https://a.example/\" xmlns:unused=\"u\">\r\n<!-- mine -->\r\n\
             <a:one a:x='\"' y=\"1 &amp; 2\">t<a:in/>&#233;<![CDATA[<b>]]></a:one>\r\n<b:two xmlns:b=\"https://b.example/\"/><b:two xmlns:b=\"https://b.example/\" />\
             <a:three><c:x xmlns:c=\"https://c.example/\"><c:y/></c:x></a:three></extra>",
        );
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let (a, b) = (("a", "https://a.example/"), ("b", "https://b.example/"));
        let expected = vec![
            element(&[a], "<a:one a:x=\"&quot;\" y=\"1 &amp; 2\">t<a:in/>&#233;<![CDATA[<b>]]></a:one>"),
            element(&[b], "<b:two/>"),
            element(&[b], "<b:two/>"),
            element(&[a], "<a:three><c:x xmlns:c=\"https://c.example/\"><c:y/></c:x></a:three>"),
        ];
        assert_eq!(elements, Some(expected));
    }

    #[test]
    fn what_would_break_the_feed_is_left_out_and_told() {
        for (inside, message) in [
            ("<title>x</title>", "this has no prefix; what has none is Turntable's to write"),
            ("<b:x/>", "nothing says what its prefix stands for"),
            ("<a:x><b:y/></a:x>", "nothing says what its prefix stands for"),
            ("<a:x>&nbsp;</a:x>", "this abbreviation is none that feeds know: write the character itself"),
            ("<a:x y=\"&nbsp;\"/>", "a value in this tag holds something that XML does not take"),
            ("<a:x y=\"1\" y=\"2\"/>", "something in this tag is written twice, or is neither a name nor a value"),
            ("<a:x>\u{b}</a:x>", "this holds a control character, which makes apps refuse a feed"),
            ("<a:x><?php ?></a:x>", "an instruction has no place within an element of a feed"),
            ("words", "words between elements have no place in a feed"),
            ("<a:x:y/>", "this name is none that XML takes"),
            ("<a:in><c:x xmlns:c=\"u\"/><c:y/></a:in>", "nothing says what its prefix stands for"),
        ] {
            let (elements, report) = read(&format!("<extra xmlns:a=\"https://a.example/\">{inside}<a:good/></extra>"));
            assert_eq!(elements.map(|elements| elements.len()), Some(1), "{inside}");
            assert_eq!(report.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(), [message], "{inside}");
        }
    }

    #[test]
    fn what_is_not_xml_is_refused_at_its_place() {
        for text in
            ["", "hello", "<extra>", "<extra><a:b></extra>", "<extra xmlns:a='u'><a:b", "<extra><a:b c></a:b>", &"<x>".repeat(100_000)]
        {
            let (elements, report) = read(text);
            assert_eq!((elements, report.count(Severity::Error)), (None, 1), "{text:.40}");
        }
        assert_eq!(read("<extra/>").0, Some(Vec::new()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_taken_is_xml_on_its_own(text in "(<extra xmlns:a=\"u\">)?(<a:b|<a:b>|</a:b>|<a:b/>|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?|\\?>| x=\"|\"|'| a:y='1'|&amp;|&|;|é|\u{0}|xmlns:c=\"v\"|<c:d/>|[<>/=:a ]){0,24}(</extra>)?") {
            for element in read(&text).0.unwrap_or_default() {
                let declared: String = element.namespaces.iter().map(|(prefix, address)| format!(" xmlns:{prefix}=\"{address}\"")).collect();
                let xml = format!("<rss{declared}>{}</rss>", element.xml);
                let mut reader = Reader::from_str(&xml);
                let mut depth = 0_i32;
                loop {
                    match reader.read_event() {
                        Ok(Event::Start(_)) => depth += 1,
                        Ok(Event::End(_)) => depth -= 1,
                        Ok(Event::Eof) => break,
                        Ok(_) => {}
                        Err(error) => prop_assert!(false, "{}: {}", error, xml),
                    }
                }
                prop_assert_eq!(depth, 0);
            }
        }
    }
}
