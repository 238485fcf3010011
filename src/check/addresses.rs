//! Which addresses the site has: what links in texts and menus may lead to.

use crate::markdown;
use crate::model::{Episode, Markdown, Permalink, Picture, Registration, RelPath, Site};
use std::collections::{BTreeMap, BTreeSet};

/// Every address below `base_url`, with the headings of the pages whose text is the author's.
pub struct Addresses<'site> {
    base_url: &'site str,
    base_path: &'site str,
    /// Pages (ending in `/`, or empty for home) and files.
    known: BTreeSet<String>,
    /// The text that stands on a page.
    texts: BTreeMap<&'site str, &'site Markdown>,
}

/// A text of the author's below the front matter, and the page it stands on.
#[derive(Clone, Copy)]
pub struct Text<'site> {
    /// The file it was written in.
    pub source: &'site RelPath,
    /// The page.
    pub page: &'site Permalink,
    /// The text.
    pub markdown: &'site Markdown,
}

/// Every text below a front matter.
pub fn texts(site: &Site) -> Vec<Text<'_>> {
    let episodes = site.episodes.iter().map(|episode| (&episode.source, &episode.permalink, &episode.notes));
    let people = site.people.iter().map(|person| (&person.source, &person.permalink, &person.bio));
    let offers = site.offers.iter().map(|offer| (&offer.source, &offer.permalink, &offer.body));
    let events = site.events.iter().map(|event| (&event.source, &event.permalink, &event.body));
    let campaigns = site.campaigns.iter().map(|campaign| (&campaign.source, &campaign.permalink, &campaign.body));
    let pages = site.pages.iter().map(|page| (&page.source, &page.permalink, &page.body));
    let all = episodes.chain(people).chain(offers).chain(events).chain(campaigns).chain(pages);
    all.map(|(source, page, markdown)| Text { source, page, markdown }).filter(|text| !text.markdown.is_blank()).collect()
}

/// Ids that pages have besides headings: questions, sections and footnotes.
const SECTIONS: &[&str] = &[
    "",
    "about",
    "chapters",
    "content",
    "follow",
    "guest",
    "kit",
    "listen",
    "main",
    "notes",
    "offer",
    "people",
    "player",
    "questions",
    "quotes",
    "register",
    "resources",
    "share",
    "subscribe",
    "takeaways",
    "top",
    "transcript",
];

impl<'site> Addresses<'site> {
    /// Collects them.
    pub fn of(site: &'site Site) -> Self {
        let mut known = fixed(site);
        for episode in &site.episodes {
            known.extend(of_episode(episode));
        }
        known.extend(of_people(site));
        known.extend(of_offers(site));
        known.extend(of_events(site));
        known.extend(site.pages.iter().map(|page| page.permalink.0.clone()));
        known.extend(site.topics.iter().map(|(tag, _)| format!("topics/{}/", tag.slug)));
        known.extend(site.seasons.iter().flat_map(|(season, _)| ["", "playlist.m3u8"].map(|file| format!("seasons/{season}/{file}"))));
        known.extend(site.redirects.iter().map(|(old, _)| old.clone()));
        known.extend(pictures(site).map(|picture| picture.out.0.clone()));
        let texts = texts(site).into_iter().map(|text| (text.page.as_str(), text.markdown)).collect();
        let base = &site.show.base_url;
        Self { base_url: &base.url, base_path: &base.path, known, texts }
    }

    /// Whether a link written on `page` leads into this site and to nothing there.
    pub fn is_broken(&self, page: &str, target: &str) -> bool {
        let Some(inside) = self.inside(target.trim()) else { return false };
        let (path, fragment) = inside.split_once('#').map_or((inside.as_str(), None), |(path, fragment)| (path, Some(fragment)));
        let path = path.split('?').next().unwrap_or_default();
        let found = if path.is_empty() { Some(page.to_owned()) } else { self.find(page, path) };
        match (found, fragment) {
            (None, _) => true,
            (Some(page), Some(fragment)) => !self.has_anchor(&page, fragment),
            (Some(_), None) => false,
        }
    }

    /// The part of an address below `base_url`, from the top; as written where it has no host; `None` when it leads elsewhere.
    fn inside(&self, target: &str) -> Option<String> {
        if let Some(rest) = target.strip_prefix(self.base_url) {
            return Some(format!("/{rest}"));
        }
        (!super::text::has_scheme(target)).then(|| target.to_owned())
    }

    /// The page or file that answers.
    fn find(&self, page: &str, path: &str) -> Option<String> {
        let decoded = percent_decoded(path);
        let from_top = decoded.strip_prefix('/').unwrap_or(&decoded);
        // Menus of a site below a path may name it in full.
        let below_path = decoded.strip_prefix(self.base_path).unwrap_or(from_top);
        let beside = if decoded.starts_with('/') { from_top.to_owned() } else { format!("{page}{decoded}") };
        [beside.as_str(), from_top, below_path].into_iter().filter_map(normalised).find_map(|candidate| self.spelling_of(&candidate))
    }

    /// The address itself, or the same with the slash or without the `index.html` that hosts add and drop.
    fn spelling_of(&self, path: &str) -> Option<String> {
        let bare = path.strip_suffix("index.html").unwrap_or(path);
        let with_slash = format!("{bare}/");
        [path, bare, &with_slash].into_iter().find(|spelling| self.known.contains(*spelling)).map(str::to_owned)
    }

    fn has_anchor(&self, page: &str, fragment: &str) -> bool {
        let id = percent_decoded(fragment);
        let is_question = id.strip_prefix('q').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        let is_time = id.starts_with("t=") || id.starts_with("t-");
        let is_footnote = id.starts_with("fn") || id.starts_with(":~:");
        if is_question || is_time || is_footnote || SECTIONS.contains(&id.as_str()) {
            return true;
        }
        // Of pages without a text of the author's nothing is known.
        self.texts.get(page).is_none_or(|text| markdown::heading_ids(text).contains(&id))
    }

    /// The address that was most likely meant.
    pub fn nearest(&self, target: &str) -> Option<&str> {
        let inside = self.inside(target)?;
        let wanted = inside.split(['#', '?']).next().unwrap_or_default().trim_matches('/');
        if wanted.is_empty() {
            return None;
        }
        super::nearest(wanted, self.known.iter().map(|address| address.trim_end_matches('/')).filter(|address| !address.is_empty()))
            .and_then(|near| self.known.iter().find(|address| address.trim_end_matches('/') == near))
            .map(String::as_str)
    }
}

/// What every show has (CONTRACT, section 3), and the lists that belong to what it has.
fn fixed(site: &Site) -> BTreeSet<String> {
    let always = [
        "",
        "404.html",
        "be-a-guest/",
        "campaigns/",
        "episodes/",
        "events.ics",
        "events/",
        "feed.json",
        "feed.xml",
        "offers/",
        "opml.xml",
        "partners/",
        "playlist.m3u8",
        "robots.txt",
        "search/",
        "seasons/",
        "sitemap.xml",
        "topics/",
    ];
    let lists = 1..=site.episodes.len().div_ceil(site.show.paginate.max(1)).max(1);
    always.into_iter().map(str::to_owned).chain(lists.map(|number| format!("episodes/page/{number}/"))).collect()
}

fn of_episode(episode: &Episode) -> Vec<String> {
    let mut known = vec![episode.permalink.0.clone(), format!("embed/{}/", episode.slug), format!("embed/{}/oembed.json", episode.slug)];
    let made = ["chapters.json", "transcript.vtt", "transcript.html", "transcript.srt", "waveform.json"];
    known.extend(made.into_iter().map(|name| episode.permalink.file(name).0));
    known.extend(episode.files.iter().map(|file| file.out.0.clone()));
    known.extend(episode.recording.iter().filter_map(|recording| Some(recording.file.as_ref()?.out.as_ref()?.0.clone())));
    known
}

fn of_people(site: &Site) -> Vec<String> {
    let hosts = site.hosts().map(|(_, host)| host.permalink.0.clone());
    let partners = site.partners().flat_map(|(_, partner)| {
        let own = [partner.permalink.0.clone(), partner.permalink.file("feed.xml").0, format!("kit/{}/", partner.slug)];
        own.into_iter().chain(site.offers.iter().map(|offer| format!("go/{}/{}/", partner.slug, offer.slug)))
    });
    hosts.chain(partners).collect()
}

fn of_offers(site: &Site) -> Vec<String> {
    let own = site.offers.iter().flat_map(|offer| [offer.permalink.0.clone(), format!("{}thanks/", offer.permalink)]);
    let files = site.offers.iter().filter_map(|offer| Some(offer.file.as_ref()?.out.0.clone()));
    let linked = site.files.iter().map(|file| file.out.0.clone());
    own.chain(files).chain(linked).collect()
}

fn of_events(site: &Site) -> Vec<String> {
    let events = site.events.iter().flat_map(|event| [event.permalink.0.clone(), event.permalink.file("event.ics").0]);
    let campaigns = site.campaigns.iter().map(|campaign| &campaign.permalink);
    let campaigns = campaigns.flat_map(|page| {
        let files = ["meter.svg", "meter.json", "playlist.m3u8"].map(|name| page.file(name).0);
        files.into_iter().chain([page.0.clone()])
    });
    events.chain(campaigns).collect()
}

/// Every picture that a public page may show.
pub fn pictures(site: &Site) -> impl Iterator<Item = &Picture> {
    let people =
        site.people.iter().flat_map(|person| person.photo.iter().chain(person.books.iter().filter_map(|book| book.cover.as_ref())));
    let episodes = site.episodes.iter().flat_map(|episode| episode.images.iter().chain(&episode.cover));
    let offers = site.offers.iter().filter_map(|offer| offer.cover.as_ref());
    let campaigns = site.campaigns.iter().flat_map(|campaign| {
        let sponsors = campaign.sponsors.iter().filter_map(|sponsor| sponsor.logo.as_ref());
        campaign.badges.iter().filter_map(|badge| badge.picture.as_ref()).chain(sponsors)
    });
    site.show.cover.iter().chain(people).chain(episodes).chain(offers).chain(campaigns)
}

/// The links of front matters that may lead into the site, with where they were written.
pub fn links_in_fields(site: &Site) -> Vec<(&RelPath, String, &str)> {
    let show = &site.show;
    let mut links: Vec<(&RelPath, String, &str)> = Vec::new();
    links.extend(show.links.iter().enumerate().map(|(index, link)| (&show.source, format!("links[{index}].url"), link.url.as_str())));
    links.extend(show.forms.privacy_url.iter().map(|address| (&show.source, "forms.privacy_url".to_owned(), address.as_str())));
    for offer in &site.offers {
        let own = offer.form.privacy_url.iter().filter(|address| show.forms.privacy_url.as_ref() != Some(address));
        links.extend(own.map(|address| (&offer.source, "form.privacy_url".to_owned(), address.as_str())));
    }
    let registrations = site.events.iter().map(|event| (&event.source, "register", &event.register));
    let pledges = site.campaigns.iter().map(|campaign| (&campaign.source, "pledge", &campaign.pledge));
    for (source, key, registration) in registrations.chain(pledges) {
        if let Some(Registration::Url(address)) = registration {
            links.push((source, key.to_owned(), address));
        }
    }
    let outward = super::people::outward_links(site).into_iter();
    links.extend(outward.filter(|(_, _, address)| address.starts_with('/') || address.starts_with(&show.base_url.url)));
    links
}

/// Folders taken apart: `a/./b/../c/` is `a/c/`. `None` when it leads above the top.
fn normalised(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let mut whole = parts.join("/");
    if (path.ends_with("/..") || path.ends_with("/.") || path == "." || path == "..") && !whole.is_empty() {
        whole.push('/');
    }
    Some(whole)
}

/// `%20` as a space; what is no good UTF-8 stays as it is.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.filter(|two| !two.starts_with('+')).and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::clean;

    #[test]
    fn links_into_the_site_are_told_from_broken_ones() {
        let site = clean();
        let addresses = Addresses::of(&site);
        let page = "episodes/cash-before-profit/";
        let good = [
            "/",
            "/about/",
            "about/",
            "/about",
            "/about/index.html",
            "/show/about/",
            "https://ledger.example/show/about/",
            "https://ledger.example/show/",
            "https://elsewhere.example/nothing",
            "mailto:a@b.example",
            "//cdn.example/x",
            "#transcript",
            "#q2",
            "?t=90",
            "../who-can-sign/",
            "../../about/",
            "till.jpg",
            "./till.jpg",
            "transcript.vtt",
            "/episodes/page/1/",
            "/go/dev-okafor/cash-map/",
            "/kit/dev-okafor/",
            "/partners/dev-okafor/feed.xml",
            "/offers/cash-map/thanks/",
            "/topics/cash-flow/",
            "/seasons/2/",
            "/old/cash/",
            "/%61bout/",
            "/about/?x=1#top",
            "",
        ];
        for target in good {
            assert!(!addresses.is_broken(page, target), "{target}");
        }
        let broken = [
            "/abuot/",
            "../nobody/",
            "cat.jpg",
            "https://ledger.example/show/gone/",
            "/episodes/page/2/",
            "../../../../x",
            "/seasons/9/",
            "/%zz",
            "/%E4/",
        ];
        for target in broken {
            assert!(addresses.is_broken(page, target), "{target}");
        }
        assert_eq!(addresses.nearest("/abuot/"), Some("about/"));
        assert_eq!(addresses.nearest("/"), None);
    }

    #[test]
    fn addresses_are_taken_apart_as_browsers_do() {
        assert_eq!(normalised("a/./b/../c/").as_deref(), Some("a/c/"));
        assert_eq!(normalised("a/b/..").as_deref(), Some("a/"));
        assert_eq!(normalised("a/../..").as_deref(), None);
        assert_eq!(percent_decoded("a%20b%2"), "a b%2");
        assert_eq!(percent_decoded("%C3%BC%"), "ü%");
        assert_eq!(percent_decoded("%+1"), "%+1");
    }
}
