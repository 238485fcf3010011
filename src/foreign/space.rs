//! XML namespaces as podcasts use them: known in any spelling, so that a wrong one can be told.

use std::ops::Range;

/// Apple's namespace, letter for letter.
pub const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
/// The podcast namespace, letter for letter.
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";

/// What a name belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// RSS itself, and names without a namespace.
    #[default]
    Rss,
    /// Apple's.
    Itunes,
    /// The podcast namespace.
    Podcast,
    /// content:encoded.
    Content,
    /// Atom.
    Atom,
    /// Podlove Simple Chapters.
    Psc,
    /// Google Play's, which nothing reads any more.
    GooglePlay,
    /// Any other.
    Other,
}

/// `xmlns:prefix="address"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration<'t> {
    /// Empty for `xmlns=`.
    pub prefix: &'t str,
    /// As written.
    pub address: String,
    /// What was meant.
    pub space: Space,
    /// Bytes of the address.
    pub at: Range<usize>,
}

/// Spaces with the prefix everybody uses and their address, letter for letter.
const USUAL: [(Space, &str, &str); 6] = [
    (Space::Itunes, "itunes", ITUNES),
    (Space::Podcast, "podcast", PODCAST),
    (Space::Content, "content", "http://purl.org/rss/1.0/modules/content/"),
    (Space::Atom, "atom", "http://www.w3.org/2005/Atom"),
    (Space::Psc, "psc", "http://podlove.org/simple-chapters"),
    (Space::GooglePlay, "googleplay", "http://www.google.com/schemas/play-podcasts/1.0"),
];

/// The address of a namespace without what feeds get wrong about it: letter case, scheme, `www.`, a slash or a hash at its end.
#[must_use]
pub fn bare(address: &str) -> String {
    let lower = address.trim().to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    bare.trim_end_matches(['/', '#']).to_owned()
}

impl Space {
    /// What an address most probably means, whatever its letter case, scheme or closing slash.
    #[must_use]
    pub fn of(address: &str) -> Self {
        match bare(address).as_str() {
            "" => Self::Rss,
            bare if bare.starts_with("itunes.com/") || bare.starts_with("itunes.apple.com/") => Self::Itunes,
            bare if bare.starts_with("podcastindex.org/") || bare.starts_with("github.com/podcastindex-org/") => Self::Podcast,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "w3.org/2005/atom" => Self::Atom,
            "podlove.org/simple-chapters" => Self::Psc,
            bare if bare.starts_with("google.com/schemas/play-podcasts") => Self::GooglePlay,
            _ => Self::Other,
        }
    }

    /// What a prefix stands for where nothing declares it.
    #[must_use]
    pub fn usual(prefix: &str) -> Option<Self> {
        USUAL.iter().find(|(_, usual, _)| usual.eq_ignore_ascii_case(prefix)).map(|(space, ..)| *space)
    }

    /// The prefix everybody uses; empty for RSS and what is not known.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        USUAL.iter().find(|(space, ..)| *space == self).map_or("", |(_, prefix, _)| prefix)
    }

    /// Its address, letter for letter; empty for RSS and what is not known.
    #[must_use]
    pub fn address(self) -> &'static str {
        USUAL.iter().find(|(space, ..)| *space == self).map_or("", |(.., address)| address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_in_every_spelling() {
        assert_eq!(Space::of("http://www.itunes.com/DTDs/Podcast-1.0.dtd"), Space::Itunes);
        assert_eq!(Space::of("https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"), Space::Podcast);
        for (space, prefix, address) in USUAL {
            assert_eq!((Space::of(address), Space::usual(prefix), space.prefix(), space.address()), (space, Some(space), prefix, address));
        }
        assert_eq!(Space::of("https://acme.example/ns"), Space::Other);
    }
}
