//! Parts of a feed that Turntable has no word for.

use std::collections::BTreeMap;

/// An element that Turntable has no field for, kept word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignElement {
    /// Prefixes used inside and what they stand for.
    pub namespaces: BTreeMap<String, String>,
    /// The element, well-formed, without declarations of those prefixes.
    pub xml: String,
}

impl ForeignElement {
    /// The element with attributes (` a="b"`, escaped) added to its start tag.
    #[must_use]
    pub fn with(&self, attributes: &str) -> String {
        let name = self.xml.find(|character: char| character.is_whitespace() || matches!(character, '/' | '>')).unwrap_or(self.xml.len());
        let (start, rest) = self.xml.split_at(name);
        format!("{start}{attributes}{rest}")
    }

    /// Its name as written, with prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        let start = self.xml.trim_start_matches('<');
        &start[..start.find(|character: char| character.is_whitespace() || matches!(character, '/' | '>')).unwrap_or(start.len())]
    }

    /// The address of its namespace, and its name without prefix.
    #[must_use]
    pub fn expanded_name(&self) -> Option<(&str, &str)> {
        let (prefix, local) = self.name().split_once(':')?;
        Some((self.namespaces.get(prefix)?, local))
    }
}
