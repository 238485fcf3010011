//! The keys that authors may use: the one description of them. The parser takes its lists of known keys from here, `turntable schema`
//! makes JSON Schema of it for editors ([`json`]), so that the two cannot disagree.

mod json;
mod tables;

pub use json::schema;
pub use tables::*;

/// A key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// As written.
    pub name: &'static str,
    /// What may stand behind it.
    pub shape: Shape,
    /// Whether it may not be left out.
    pub is_required: bool,
    /// What it is, for people.
    pub says: &'static str,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A text, or what YAML takes for a number or flag.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number from this one on.
    Whole(u64),
    /// Any number.
    Number,
    /// A moment in a recording, or its length.
    Time,
    /// A date, with or without time.
    Date,
    /// A web address.
    Address,
    /// One of a few words.
    Words(&'static [&'static str]),
    /// One, or several.
    OneOrMany(&'static Shape),
    /// Keys of its own.
    Mapping(&'static [Field]),
    /// Keys of its own, and any others.
    Open(&'static [Field]),
    /// Any of these.
    Either(&'static [Shape]),
}

/// A kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// As it is asked for.
    pub name: &'static str,
    /// Where such files lie.
    pub files: &'static str,
    /// What may stand in it.
    pub fields: &'static [Field],
}

/// Every kind of file.
pub const KINDS: [Kind; 8] = [
    Kind { name: "show", files: "content/show.yaml", fields: &SHOW },
    Kind { name: "host", files: "content/hosts/*/index.md", fields: &PERSON },
    Kind { name: "partner", files: "content/partners/*/index.md", fields: &PERSON },
    Kind { name: "offer", files: "content/offers/*/index.md", fields: &OFFER },
    Kind { name: "episode", files: "content/episodes/*/index.md", fields: &EPISODE },
    Kind { name: "event", files: "content/events/*/index.md", fields: &EVENT },
    Kind { name: "campaign", files: "content/campaigns/*/index.md", fields: &CAMPAIGN },
    Kind { name: "page", files: "content/pages/*.md", fields: &PAGE },
];

/// The names of keys, in the order of their table.
pub const fn names<const N: usize>(fields: &[Field; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = fields[at].name;
        at += 1;
    }
    names
}

/// The words of pairs of words and their meanings.
pub const fn words<T, const N: usize>(pairs: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = pairs[at].0;
        at += 1;
    }
    words
}

const fn key(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: false, says }
}

const fn required(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: true, says }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_table_has_a_key_twice_and_every_key_says_what_it_is() {
        for kind in KINDS {
            let names: BTreeSet<&str> = kind.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), kind.fields.len(), "{}", kind.name);
            assert!(kind.fields.iter().all(|field| !field.says.is_empty() && !field.says.ends_with('.')), "{}", kind.name);
        }
    }
}
