//! What has no field of its own: elements of foreign namespaces → XML that our own feed can carry again, well-formed by construction,
//! under prefixes that readers know.

use super::space::Space;
use super::tree::{Content, Element};
use super::words::escape;
use crate::model::ForeignElement;
use std::collections::BTreeMap;

/// Most bytes of one element that is carried over.
const SIZE: usize = 256 << 10;

/// The element as our feed carries it; `None` where it is empty of meaning, too large, or not of a namespace.
pub(super) fn foreign(element: &Element) -> Option<ForeignElement> {
    let mut writer = Writer { namespaces: BTreeMap::new(), xml: String::new() };
    writer.name(element)?;
    writer.element(element);
    (writer.xml.len() <= SIZE).then_some(ForeignElement { namespaces: writer.namespaces, xml: writer.xml })
}

/// What stands in an element, as HTML: text as it is (it is HTML already where it was escaped), elements as tags without prefix.
pub(super) fn inside(element: &Element) -> String {
    if element.children().next().is_none() {
        return element.text();
    }
    let mut writer = Writer { namespaces: BTreeMap::new(), xml: String::new() };
    let mut steps: Vec<Step<'_>> = element.content.iter().rev().map(Step::Content).collect();
    writer.write_html(&mut steps);
    writer.xml
}

/// The text of `feed-extra.xml`: what a show or an episode carries on in its feed. Empty text for no elements.
#[must_use]
pub fn extra_file(elements: &[ForeignElement]) -> String {
    if elements.is_empty() {
        return String::new();
    }
    let mut shared: BTreeMap<&str, &str> = BTreeMap::new();
    for (prefix, address) in elements.iter().flat_map(|element| &element.namespaces) {
        shared.entry(prefix).or_insert(address);
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<extra");
    for (prefix, address) in &shared {
        xml.push_str(&format!(" xmlns:{prefix}=\"{}\"", escape(address)));
    }
    xml.push_str(">\n");
    for element in elements {
        let own = |(prefix, address): &(&String, &String)| shared.get(prefix.as_str()) != Some(&address.as_str());
        let declared = element.namespaces.iter().filter(own).map(|(prefix, address)| format!(" xmlns:{prefix}=\"{}\"", escape(address)));
        xml.push_str(&format!("  {}\n", element.with(&declared.collect::<String>())));
    }
    xml.push_str("</extra>\n");
    xml
}

struct Writer {
    namespaces: BTreeMap<String, String>,
    xml: String,
}

/// What is still to be written.
enum Step<'e> {
    Content(&'e Content),
    Close(String),
}

impl Writer {
    fn element(&mut self, root: &Element) {
        let mut steps = Vec::new();
        self.open(root, &mut steps);
        while let Some(step) = steps.pop() {
            match step {
                Step::Content(Content::Text(text)) => self.xml.push_str(&escape(text)),
                Step::Content(Content::Element(element)) => self.open(element, &mut steps),
                Step::Close(name) => self.xml.push_str(&format!("</{name}>")),
            }
        }
    }

    /// Text stands as it is; elements lose their prefix.
    fn write_html<'e>(&mut self, steps: &mut Vec<Step<'e>>) {
        while let Some(step) = steps.pop() {
            match step {
                Step::Content(Content::Text(text)) => self.xml.push_str(text),
                Step::Close(name) => self.xml.push_str(&format!("</{name}>")),
                Step::Content(Content::Element(element)) => {
                    self.xml.push_str(&format!("<{}", element.local));
                    for attribute in element.attributes.iter().filter(|attribute| is_name(&attribute.local)) {
                        self.xml.push_str(&format!(" {}=\"{}\"", attribute.local, escape(&attribute.value)));
                    }
                    self.xml.push('>');
                    if !matches!(element.local.to_ascii_lowercase().as_str(), "br" | "hr" | "img" | "wbr") {
                        steps.push(Step::Close(element.local.clone()));
                    }
                    steps.extend(element.content.iter().rev().map(Step::Content));
                }
            }
        }
    }

    fn open<'e>(&mut self, element: &'e Element, steps: &mut Vec<Step<'e>>) {
        // A name that XML does not have takes its element along, and leaves the words in it.
        let Some(name) = self.name(element).or_else(|| is_name(&element.local).then(|| element.local.clone())) else {
            steps.extend(element.content.iter().rev().map(Step::Content));
            return;
        };
        self.xml.push('<');
        self.xml.push_str(&name);
        self.attributes(element);
        if element.content.is_empty() {
            self.xml.push_str("/>");
            return;
        }
        self.xml.push('>');
        steps.push(Step::Close(name));
        steps.extend(element.content.iter().rev().map(Step::Content));
    }

    fn attributes(&mut self, element: &Element) {
        let mut written: Vec<String> = Vec::new();
        for attribute in &element.attributes {
            let prefix = match attribute.prefix.as_str() {
                "" => None,
                "xml" => Some("xml".to_owned()),
                prefix => match self.prefix(&attribute.space, prefix) {
                    Some(prefix) => Some(prefix),
                    None => continue,
                },
            };
            let name = prefix.map_or_else(|| attribute.local.clone(), |prefix| format!("{prefix}:{}", attribute.local));
            if is_name(&attribute.local) && !written.contains(&name) {
                self.xml.push_str(&format!(" {name}=\"{}\"", escape(&attribute.value).replace('\n', "&#10;")));
                written.push(name);
            }
        }
    }

    /// The name under which an element is written; `None` for one without a namespace.
    fn name(&mut self, element: &Element) -> Option<String> {
        let prefix = Some(()).filter(|()| is_name(&element.local)).and_then(|()| self.prefix(&element.space, &element.prefix))?;
        Some(format!("{prefix}:{}", element.local))
    }

    /// The prefix for a namespace within this element.
    fn prefix(&mut self, space: &Space, written: &str) -> Option<String> {
        let (usual, address) = space.written(written)?;
        if let Some((prefix, _)) = self.namespaces.iter().find(|(_, known)| **known == address) {
            return Some(prefix.clone());
        }
        let is_usable = is_name(&usual) && !usual.to_ascii_lowercase().starts_with("xml");
        let base = if is_usable { usual } else { "ns".to_owned() };
        let prefix = std::iter::once(base.clone())
            .chain((2..).map(|number| format!("{base}{number}")))
            .find(|prefix| !self.namespaces.contains_key(prefix))?;
        self.namespaces.insert(prefix.clone(), address);
        Some(prefix)
    }
}

/// Whether XML takes it for a name without prefix. Rarer letters are left out on purpose: readers differ about them.
fn is_name(name: &str) -> bool {
    let first = name.chars().next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.'))
}
