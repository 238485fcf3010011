//! Old addresses: what authors write under `aliases` → where each old address leads now. A page that moved takes with it what
//! was handed out under its name: the player on other people's sites, partner kits and feeds, the links that credit a partner.

use super::people::Cast;
use super::{Interview, Item, episodes};
use crate::model::{BaseUrl, Campaign, Episode, Event, Offer, OutPath, Page, Permalink, Person, RelPath, SharedList, Site, Slug};
use crate::parse::campaign::{RawCampaign, Referrals};
use crate::parse::episode::OfferChoice;
use crate::parse::event::RawEvent;
use crate::parse::offer::RawOffer;
use crate::parse::page::RawPage;
use std::collections::{BTreeMap, BTreeSet};

/// Most old names of one partner or offer whose links (every old partner with every old offer) are made.
const MOST_OLD_NAMES: usize = 20;

/// `aliases` of offers, events, campaigns and pages, by the file they stand in. (Episodes and people carry their own.)
#[derive(Default)]
pub struct Aliases(BTreeMap<RelPath, Vec<String>>);

impl Aliases {
    /// Keeps what the texts say before they are used up.
    pub fn gather(
        offers: &[Item<RawOffer>],
        episodes: &[Interview],
        events: &[Item<RawEvent>],
        campaigns: &[Item<(RawCampaign, Referrals)>],
        pages: &[Item<RawPage>],
    ) -> Self {
        let offers = offers.iter().map(|item| (&item.raw.source, &item.raw.aliases));
        let in_episodes = episodes.iter().filter_map(|item| match &item.raw.offer {
            Some(OfferChoice::Here(offer)) => Some((&offer.source, &offer.aliases)),
            _ => None,
        });
        let events = events.iter().map(|item| (&item.raw.source, &item.raw.aliases));
        let campaigns = campaigns.iter().map(|item| (&item.raw.0.source, &item.raw.0.aliases));
        let pages = pages.iter().map(|item| (&item.raw.source, &item.raw.aliases));
        let some = offers.chain(in_episodes).chain(events).chain(campaigns).chain(pages).filter(|(_, aliases)| !aliases.is_empty());
        Self(some.map(|(source, aliases)| (source.clone(), aliases.clone())).collect())
    }

    fn of(&self, source: &RelPath) -> &[String] {
        self.0.get(source).map_or(&[], Vec::as_slice)
    }
}

/// The public parts of a site that may have moved.
pub struct Parts<'a> {
    /// Where the site is served.
    pub base: &'a BaseUrl,
    /// Everybody public.
    pub people: &'a [Person],
    /// Public offers.
    pub offers: &'a [Offer],
    /// Published episodes.
    pub episodes: &'a SharedList<Episode>,
    /// Events.
    pub events: &'a [Event],
    /// Campaigns.
    pub campaigns: &'a [Campaign],
    /// Pages.
    pub pages: &'a [Page],
}

/// Every old address that the texts name, with what it leads to now.
pub fn redirects(parts: &Parts<'_>, cast: &Cast, aliases: &Aliases) -> Vec<(String, Permalink)> {
    let mut moved: Vec<(String, Permalink)> = Vec::new();
    for episode in parts.episodes {
        moved.extend(episode.aliases.iter().map(|old| (old.0.clone(), episode.permalink.clone())));
        moved.extend(old_names(episode.aliases.iter().map(OutPath::as_str), "episodes/").flat_map(|old| with_episode(old, episode)));
    }
    let mut renamed = cast.old_addresses();
    for (person, old) in parts.people.iter().filter_map(|person| Some((person, renamed.remove(&person.source)?))) {
        moved.extend(old_names(old.iter().map(String::as_str), "partners/").flat_map(|old| with_partner(old, person)));
        moved.extend(old.into_iter().map(|old| (old, person.permalink.clone())));
    }
    let offers = parts.offers.iter().map(|offer| (&offer.source, &offer.permalink, "offers/"));
    let events = parts.events.iter().map(|event| (&event.source, &event.permalink, "events/"));
    let campaigns = parts.campaigns.iter().map(|campaign| (&campaign.source, &campaign.permalink, "campaigns/"));
    let pages = parts.pages.iter().map(|page| (&page.source, &page.permalink, ""));
    for (source, permalink, folder) in offers.chain(events).chain(campaigns).chain(pages) {
        let old = paths(aliases.of(source), folder, permalink, parts.base);
        moved.extend(old_names(old.iter().map(OutPath::as_str), "campaigns/").flat_map(|old| with_campaign(old, permalink)));
        moved.extend(old.into_iter().map(|old| (old.0, permalink.clone())));
    }
    moved.sort();
    moved.dedup();
    moved
}

/// Adds to a site's redirects those of its links that credit a partner: every old name of the partner with every old name of the offer.
pub fn with_old_links(site: &mut Site) {
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (old, new) in &site.redirects {
        for folder in ["partners/", "offers/"] {
            if let Some(name) = name_in(old, folder).filter(|_| name_in(new.as_str(), folder).is_some()) {
                names.entry(new.as_str()).or_default().insert(name);
            }
        }
    }
    if names.is_empty() {
        return;
    }
    let all = |permalink: &Permalink, slug: &Slug| -> Vec<String> {
        let old = names.get(permalink.as_str()).into_iter().flatten().take(MOST_OLD_NAMES);
        old.map(|name| (*name).to_owned()).chain([slug.0.clone()]).collect()
    };
    let mut links = Vec::new();
    for (partner, offer) in site.go_links() {
        let (partner, offer) = (site.person(partner), site.offer(offer));
        let new = Permalink(format!("go/{}/{}/", partner.slug, offer.slug));
        for name in all(&partner.permalink, &partner.slug) {
            let old = all(&offer.permalink, &offer.slug).into_iter().map(|kit| format!("go/{name}/{kit}/"));
            links.extend(old.filter(|old| old != new.as_str()).map(|old| (old, new.clone())));
        }
    }
    site.redirects.extend(links);
    site.redirects.sort();
    site.redirects.dedup();
}

/// The players on other people's sites, and the recording that apps may still ask for.
fn with_episode(old: &str, episode: &Episode) -> Vec<(String, Permalink)> {
    let player = (format!("embed/{old}/"), Permalink(format!("embed/{}/", episode.slug)));
    let out = episode.recording.as_ref().and_then(|recording| recording.file.as_ref()?.out.as_ref());
    let recording = out.map(|out| {
        let ending = out.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
        (format!("episodes/{old}/{old}.{ending}"), Permalink(out.0.clone()))
    });
    [Some(player), recording].into_iter().flatten().collect()
}

/// The page to share from, and the feed of a partner's interviews.
fn with_partner(old: &str, person: &Person) -> [(String, Permalink); 2] {
    [
        (format!("kit/{old}/"), Permalink(format!("kit/{}/", person.slug))),
        (format!("partners/{old}/feed.xml"), Permalink(person.permalink.file("feed.xml").0)),
    ]
}

/// The meter that others show on their sites.
fn with_campaign(old: &str, permalink: &Permalink) -> [(String, Permalink); 2] {
    ["meter.svg", "meter.json"].map(|name| (format!("campaigns/{old}/{name}"), Permalink(permalink.file(name).0)))
}

fn old_names<'a>(paths: impl Iterator<Item = &'a str>, folder: &'static str) -> impl Iterator<Item = &'a str> {
    paths.filter_map(move |path| name_in(path, folder))
}

/// `dev` of `partners/dev/`.
fn name_in<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_suffix('/').filter(|name| !name.is_empty() && !name.contains('/'))
}

/// Old addresses as paths of the site: `old-name` (beside where the page is now), `/old/path/`, or a whole address, of this site or of
/// the one it came from.
pub fn paths(written: &[String], folder: &str, now: &Permalink, base: &BaseUrl) -> Vec<OutPath> {
    let path = |alias: &String| {
        let alias = match alias.strip_prefix(&base.url) {
            Some(rest) => format!("/{rest}"),
            None => path_of(alias),
        };
        match alias.strip_prefix('/') {
            Some(path) if path.rsplit('/').next().is_some_and(|last| last.contains('.')) => path.to_owned(),
            Some(path) => format!("{}/", path.trim_matches('/')),
            None => format!("{folder}{}/", Slug::from_text(&alias)),
        }
    };
    let is_good = |path: &String| path != now.as_str() && path.len() > 1 && !path.contains("..");
    written.iter().map(path).filter(is_good).map(OutPath).collect()
}

/// The path of a whole address; anything else as it is.
fn path_of(alias: &str) -> String {
    let Some((scheme, rest)) = alias.split_once("://") else { return alias.to_owned() };
    if scheme.is_empty() || !scheme.chars().all(|character| character.is_ascii_alphanumeric()) {
        return alias.to_owned();
    }
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}

/// The slugs that an episode's old addresses name.
pub fn old_slugs(written: &[OutPath]) -> impl Iterator<Item = &str> {
    old_names(written.iter().map(OutPath::as_str), episodes::FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn path(alias: &str) -> Vec<String> {
        let base = sample::site().show.base_url;
        paths(&[alias.to_owned()], "episodes/", &Permalink("episodes/now/".into()), &base).into_iter().map(|path| path.0).collect()
    }

    #[test]
    fn an_alias_is_a_name_a_path_or_a_whole_address() {
        assert_eq!(path("old-name"), ["episodes/old-name/"]);
        assert_eq!(path("Größe & Mut"), ["episodes/grosse-mut/"]);
        assert_eq!(path("/größe/2"), ["größe/2/"]);
        assert_eq!(path("/2019/05/talk.html"), ["2019/05/talk.html"]);
        assert_eq!(path("https://ledger.example/show/old/"), ["old/"]);
        assert_eq!(path("https://oldhost.example/podcast/12"), ["podcast/12/"]);
        for useless in ["now", "/", "/../x/", "https://oldhost.example"] {
            assert!(path(useless).is_empty(), "{useless}");
        }
    }

    #[test]
    fn what_was_handed_out_under_an_old_name_leads_on() {
        let mut site = sample::site();
        let partner = site.people[1].clone();
        site.redirects =
            vec![("partners/old-dev/".into(), partner.permalink.clone()), ("offers/old-map/".into(), site.offers[0].permalink.clone())];
        with_old_links(&mut site);
        let links: Vec<_> = site.redirects.iter().map(|(old, new)| format!("{old} {new}")).filter(|line| line.starts_with("go/")).collect();
        let expected = [
            "go/dev-okafor/old-map/ go/dev-okafor/cash-map/",
            "go/old-dev/cash-map/ go/dev-okafor/cash-map/",
            "go/old-dev/exit-checklist/ go/dev-okafor/exit-checklist/",
            "go/old-dev/old-map/ go/dev-okafor/cash-map/",
        ];
        assert_eq!(links, expected);
        let kits: Vec<_> = with_partner("old-dev", &partner).map(|(old, new)| format!("{old} {new}")).into();
        assert_eq!(kits, ["kit/old-dev/ kit/dev-okafor/", "partners/old-dev/feed.xml partners/dev-okafor/feed.xml"]);
        let episode: Vec<_> = with_episode("old", &site.episodes[1]).into_iter().map(|(old, new)| format!("{old} {new}")).collect();
        assert_eq!(
            episode,
            ["embed/old/ embed/cash-before-profit/", "episodes/old/old.mp3 episodes/cash-before-profit/cash-before-profit.mp3"]
        );
    }
}
