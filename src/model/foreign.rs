//! Parts of a feed that Turntable has no word for.

use std::collections::BTreeMap;

/// An element that Turntable has no field for, kept word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignElement {
    /// Prefixes used inside and what they stand for.
    pub namespaces: BTreeMap<String, String>,
    /// The element, well-formed, without declarations of those prefixes.
    pub xml: String,
}
