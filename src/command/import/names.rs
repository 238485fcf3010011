//! Part of `import`: address parts for what is made: from the old address where it says something, else from the title; each once,
//! the same for the same feed, and fit for every file system.

use crate::model::Slug;
use std::collections::BTreeSet;
use url::Url;

/// Longest address part made, in characters: with folder and file names around it, paths stay below what Windows allows.
const LONGEST: usize = 60;

/// Services whose web addresses belong to them, not to the show: nothing there can be kept, and what they put into addresses means
/// nothing to people.
const SERVICES: &[&str] = &[
    "acast.com",
    "anchor.fm",
    "apple.com",
    "art19.com",
    "audioboom.com",
    "ausha.co",
    "blogspot.com",
    "blubrry.com",
    "blubrry.net",
    "buzzsprout.com",
    "captivate.fm",
    "castos.com",
    "fireside.fm",
    "ivoox.com",
    "letscast.fm",
    "libsyn.com",
    "megaphone.fm",
    "omny.fm",
    "omnycontent.com",
    "patreon.com",
    "pinecast.co",
    "pinecast.com",
    "podbean.com",
    "podigee.io",
    "podomatic.com",
    "redcircle.com",
    "riverside.fm",
    "rss.com",
    "simplecast.com",
    "simplecast.fm",
    "soundcloud.com",
    "spotify.com",
    "spreaker.com",
    "squarespace.com",
    "substack.com",
    "transistor.fm",
    "wixsite.com",
    "wordpress.com",
    "youtube.com",
    "zencast.fm",
];

/// Whether an address belongs to a service that the show may leave.
pub fn is_of_a_service(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    SERVICES.iter().any(|service| host == *service || host.strip_suffix(service).is_some_and(|front| front.ends_with('.')))
}

/// Address parts that are taken.
#[derive(Debug, Default)]
pub struct Taken(pub BTreeSet<String>);

impl Taken {
    /// The first of these that is free, or the last one with a number.
    pub fn free(&mut self, wishes: &[String]) -> String {
        let free = wishes.iter().find(|wish| !self.0.contains(*wish)).cloned();
        let numbered = || {
            let base = wishes.last().map_or("x", String::as_str);
            (2_u64..).map(|number| format!("{base}-{number}")).find(|wish| !self.0.contains(wish)).unwrap_or_default()
        };
        let chosen = free.unwrap_or_else(numbered);
        self.0.insert(chosen.clone());
        chosen
    }
}

/// What an episode could be called, best first.
pub fn wishes(link: Option<&str>, title: &str) -> Vec<String> {
    let of_link = link.and_then(of_address);
    of_link.into_iter().chain([of_text(title)]).collect()
}

/// The address part for a text.
pub fn of_text(text: &str) -> String {
    let slug = Slug::from_text(text).0;
    let slug = shortened(&slug);
    // Names that Windows keeps for devices, whatever their ending.
    let is_device = matches!(slug, "con" | "prn" | "aux" | "nul")
        || (slug.len() == 4 && (slug.starts_with("com") || slug.starts_with("lpt")) && slug.ends_with(|c: char| c.is_ascii_digit()));
    if is_device { format!("about-{slug}") } else { slug.to_owned() }
}

/// Cut at a hyphen.
fn shortened(slug: &str) -> &str {
    let Some(cut) = slug.get(..LONGEST).filter(|_| slug.len() > LONGEST) else { return slug };
    let end = cut.rfind('-').filter(|end| *end > LONGEST / 2).unwrap_or(LONGEST);
    cut[..end].trim_end_matches('-')
}

/// The last part of a page's address, where it is words.
fn of_address(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(|url| !is_of_a_service(url))?;
    let last = url.path_segments()?.rfind(|part| !part.is_empty())?;
    let last = crate::plan::markup::percent_decoded(last);
    let stem = [".html", ".htm", ".php", ".aspx"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(&last);
    let slug = of_text(stem);
    let means_nothing = ["episode", "episodes", "podcast", "feed", "rss", "index", "show", "shows", "home", "page", "view", "listen"];
    let letters = slug.chars().filter(char::is_ascii_alphabetic).count();
    let digits = slug.chars().filter(char::is_ascii_digit).count();
    (letters >= 3 && letters > digits && !means_nothing.contains(&slug.as_str()) && !slug.starts_with("x-")).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_is_kept_where_it_is_words() {
        let first = |link: &str| wishes(Some(link), "The Title").swap_remove(0);
        assert_eq!(first("https://a.example/2024/05/who-can-sign/"), "who-can-sign");
        assert_eq!(first("https://a.example/Who%20Can%20Sign.html?x#y"), "who-can-sign");
        for link in [
            "https://a.example/?p=123",
            "https://a.example/episodes/4711",
            "https://a.example/episodes/",
            "https://a.example/5f2c9d1e-0b44",
            "https://anchor.fm/show/episodes/Who-Can-Sign-e1abc2d",
            "https://www.buzzsprout.com/1/episodes/2-x",
            "not an address",
        ] {
            assert_eq!(first(link), "the-title", "{link}");
        }
    }

    #[test]
    fn every_title_has_an_address_that_every_disk_takes() {
        assert_eq!(of_text("con"), "about-con");
        assert_eq!(of_text("LPT1"), "about-lpt1");
        assert!(of_text("🎙").chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        assert_eq!(of_text("../../etc/passwd"), "etc-passwd");
        assert!(of_text(&"word ".repeat(100)).len() <= LONGEST);
        assert_eq!(of_text(&"x".repeat(500)).len(), LONGEST);
        assert!(!of_text("").is_empty());
    }

    #[test]
    fn addresses_are_given_once() {
        let mut taken = Taken::default();
        let wishes = ["a".to_owned(), "b".to_owned()];
        assert_eq!([taken.free(&wishes), taken.free(&wishes), taken.free(&wishes), taken.free(&wishes)], ["a", "b", "b-2", "b-3"]);
    }
}
