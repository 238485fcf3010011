//! XML namespaces as feeds use them: known by their address in any spelling, never by their prefix.

use crate::foreign::bare;
use std::rc::Rc;

/// What a name belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS itself, in any of its versions, and names without a namespace.
    #[default]
    Rss,
    /// Apple's.
    Itunes,
    /// The podcast namespace.
    Podcast,
    /// content:encoded.
    Content,
    /// Atom 1.0 and 0.3.
    Atom,
    /// Podlove Simple Chapters.
    Psc,
    /// Media RSS.
    Media,
    /// Google Play's, which nothing reads any more.
    GooglePlay,
    /// Dublin Core.
    Dublin,
    /// RDF, round RSS 0.9 and 1.0.
    Rdf,
    /// Enclosures of RSS 1.0.
    Enclosures,
    /// XHTML.
    Html,
    /// How the old site worked, not what the podcast is: see [`Space::is_machinery`].
    Machinery,
    /// Any other.
    Other(Rc<str>),
}

/// Namespaces that say how the site the feed came from worked (comments, update times, measuring): said of another site they would be wrong.
const MACHINERY: [&str; 6] = [
    "purl.org/rss/1.0/modules/slash",
    "purl.org/rss/1.0/modules/syndication",
    "wellformedweb.org/commentapi",
    "rssnamespace.org/feedburner/ext/1.0",
    "com-wordpress:feed-additions:1",
    "backend.userland.com/bloggermodule",
];

/// Prefixes that everybody uses, for feeds that forget to declare them, and for our own feed.
const USUAL: [(&str, &str); 12] = [
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("psc", "http://podlove.org/simple-chapters"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("googleplay", "http://www.google.com/schemas/play-podcasts/1.0"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("spotify", "http://www.spotify.com/ns/rss"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
];

impl Space {
    /// What an address stands for, in any letter case, with or without a slash at its end, by http or https.
    pub fn of(address: &str) -> Self {
        let bare = bare(address);
        match bare.as_str() {
            "" | "purl.org/rss/1.0" | "my.netscape.com/rdf/simple/0.9" | "backend.userland.com/rss2" | "purl.org/net/rss1.1" => Self::Rss,
            "blogs.law.harvard.edu/tech/rss" | "cyber.law.harvard.edu/rss/rss.html" | "channel.netscape.com/rdf/simple/0.9" => Self::Rss,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "w3.org/2005/atom" | "purl.org/atom/ns" => Self::Atom,
            "podlove.org/simple-chapters" => Self::Psc,
            "search.yahoo.com/mrss" | "video.search.yahoo.com/mrss" | "rssboard.org/media-rss" => Self::Media,
            "purl.org/dc/elements/1.1" | "purl.org/dc/terms" => Self::Dublin,
            "w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "purl.oclc.org/net/rss_2.0/enc" => Self::Enclosures,
            "w3.org/1999/xhtml" => Self::Html,
            _ if bare.starts_with("itunes.com/dtds/podcast") => Self::Itunes,
            _ if bare.starts_with("podcastindex.org/namespace") => Self::Podcast,
            _ if bare.starts_with("github.com/podcastindex-org/podcast-namespace") => Self::Podcast,
            _ if bare.starts_with("google.com/schemas/play-podcasts") => Self::GooglePlay,
            _ if MACHINERY.contains(&bare.as_str()) => Self::Machinery,
            _ => Self::Other(address.trim().into()),
        }
    }

    /// What the first element of a feed says of names without prefix.
    pub fn of_root(name: &str) -> Option<Self> {
        match name {
            "rss" => Some(Self::Rss),
            "feed" => Some(Self::Atom),
            _ => None,
        }
    }

    /// What a prefix stands for where nothing declares it.
    pub fn usual(prefix: &str) -> Option<Self> {
        let (_, address) = USUAL.iter().find(|(usual, _)| usual.eq_ignore_ascii_case(prefix))?;
        Some(Self::of(address))
    }

    /// The prefix and address under which our own feed carries it; `None` for what needs none.
    pub fn written(&self, prefix: &str) -> Option<(String, String)> {
        let usual =
            |name: &str| USUAL.iter().find(|(usual, _)| *usual == name).map(|(name, address)| ((*name).to_owned(), (*address).to_owned()));
        match self {
            Self::Rss => None,
            Self::Itunes => usual("itunes"),
            Self::Podcast => usual("podcast"),
            Self::Content => usual("content"),
            Self::Atom => usual("atom"),
            Self::Psc => usual("psc"),
            Self::Media => usual("media"),
            Self::GooglePlay => usual("googleplay"),
            Self::Dublin => usual("dc"),
            Self::Rdf => usual("rdf"),
            Self::Enclosures => Some(("enc".to_owned(), "http://purl.oclc.org/net/rss_2.0/enc#".to_owned())),
            Self::Html => Some(("xhtml".to_owned(), "http://www.w3.org/1999/xhtml".to_owned())),
            Self::Machinery => None,
            Self::Other(address) => Some((prefix.to_owned(), (**address).to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_in_every_spelling() {
        for address in [
            "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
            "http://www.itunes.com/dtds/podcast-1.0.dtd",
            "HTTPS://itunes.com/dtds/podcast-1.0.dtd/",
        ] {
            assert_eq!(Space::of(address), Space::Itunes, "{address}");
        }
        for address in [
            "https://podcastindex.org/namespace/1.0",
            "http://podcastindex.org/namespace/1.0/",
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        ] {
            assert_eq!(Space::of(address), Space::Podcast, "{address}");
        }
        assert_eq!(Space::of("https://example.com/ns"), Space::Other("https://example.com/ns".into()));
        assert_eq!(Space::usual("iTunes"), Some(Space::Itunes));
    }
}
