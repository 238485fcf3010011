//! What was published before, against what is about to be: an item that apps have is never lost, doubled, moved or exchanged by mistake.
//! In: the record, the site, and what the author accepts on purpose. Out: findings, each with the lines that mend it and the option that
//! lets it happen. What is dated later than this site is not held against it: a look into the future binds nobody.

mod accept;
mod feed;
mod item;
mod lost;
mod pages;
mod rules;

pub use accept::Acceptance;
pub use rules::RULES;

use crate::model::{Episode, OutPath, Published, PublishedItem, RecordingHash, Site, Withheld};
use crate::report::{Finding, Report};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// What a site is compared with.
pub struct Record<'a> {
    /// What was published before.
    pub before: &'a Published<'a>,
    /// What this site publishes.
    pub now: &'a Published<'a>,
    /// What was published and is kept back.
    pub withheld: &'a [Withheld<'a>],
    /// Whether every text of the show could be read: what is missing is then missing on purpose or by accident, not by a typing error
    /// that has a finding of its own.
    pub is_whole: bool,
    /// What may happen all the same.
    pub accepted: &'a [Acceptance],
}

/// A finding, and what the author calls it when accepting it.
struct Named {
    name: String,
    finding: Finding,
}

/// Compares. Findings: those of [`RULES`].
pub fn identity(site: &Site, record: &Record<'_>, report: &mut Report) {
    let mut found = Vec::new();
    feed::check(site, record, &mut found);
    let scene = Scene::of(site, record);
    for old in record.before.items.iter().filter(|item| item.date.moment <= site.as_of) {
        match scene.find(old) {
            Found::Here(now, episode) => item::check(old, now, episode, &mut found),
            Found::Moved(now, episode) => {
                item::moved(&scene, old, episode, &mut found);
                item::check(old, now, episode, &mut found);
            }
            Found::Nowhere => found.extend(lost::finding(&scene, old)),
        }
    }
    pages::check(&scene, &mut found);
    accept::settle(found, record.accepted, report);
}

/// What is looked up again and again.
struct Scene<'a> {
    site: &'a Site,
    record: &'a Record<'a>,
    episodes: BTreeMap<&'a str, &'a Episode>,
    /// Old addresses that lead on.
    redirects: BTreeSet<&'a str>,
    /// Episodes with old addresses, by those.
    by_old_address: BTreeMap<&'a str, &'a Episode>,
    /// Filled when the first item is missing.
    traces: OnceCell<Traces<'a>>,
}

/// What a missing item may be recognised by.
struct Traces<'a> {
    guids: BTreeMap<&'a str, &'a Episode>,
    /// Of episodes that apps do not know yet.
    recordings: BTreeMap<RecordingHash, &'a Episode>,
    enclosures: BTreeMap<&'a str, &'a Episode>,
    titles: BTreeMap<(&'a str, i64), &'a Episode>,
}

impl<'a> Traces<'a> {
    fn of(site: &'a Site, before: &Published<'_>) -> Self {
        let new: Vec<&Episode> = site.episodes.iter().filter(|episode| before.item(episode.slug.as_str()).is_none()).collect();
        let recordings = new.iter().filter_map(|episode| Some((episode.recording.as_ref()?, *episode)));
        Self {
            guids: site.episodes.iter().map(|episode| (episode.guid.as_str(), episode)).collect(),
            recordings: recordings.clone().filter_map(|(recording, episode)| Some((recording.original?, episode))).collect(),
            enclosures: recordings.map(|(recording, episode)| (recording.url.as_str(), episode)).collect(),
            titles: new.iter().map(|episode| ((episode.title.as_str(), episode.date.timestamp().as_second()), *episode)).collect(),
        }
    }

    /// An episode that apps do not know yet and that is this item by its recording, or by title and date.
    fn alike(&self, old: &PublishedItem<'_>) -> Option<&'a Episode> {
        let by_recording = old.original.and_then(|original| self.recordings.get(&original));
        let by_enclosure = || self.enclosures.get(&*old.enclosure);
        let by_title = || self.titles.get(&(&*old.title, old.date.moment.as_second()));
        by_recording.or_else(by_enclosure).or_else(by_title).copied()
    }
}

/// Where an item that apps have is now.
enum Found<'a> {
    /// At its address.
    Here(&'a PublishedItem<'a>, &'a Episode),
    /// At another one, for sure: by a redirect or its guid.
    Moved(&'a PublishedItem<'a>, &'a Episode),
    /// Not to be found.
    Nowhere,
}

impl<'a> Scene<'a> {
    fn of(site: &'a Site, record: &'a Record<'a>) -> Self {
        let old_addresses = |episode: &'a Episode| episode.aliases.iter().map(move |old: &'a OutPath| (old.as_str(), episode));
        Self {
            site,
            record,
            episodes: site.episodes.iter().map(|episode| (episode.slug.as_str(), episode)).collect(),
            redirects: site.redirects.iter().map(|(old, _)| old.as_str()).collect(),
            by_old_address: site.episodes.iter().flat_map(old_addresses).collect(),
            traces: OnceCell::new(),
        }
    }

    fn traces(&self) -> &Traces<'a> {
        self.traces.get_or_init(|| Traces::of(self.site, self.record.before))
    }

    fn find(&self, old: &PublishedItem<'_>) -> Found<'a> {
        if let Some(episode) = self.episodes.get(&*old.slug) {
            // Without a recording it is no item; `resolve` says what is missing.
            return self.record.now.item(&old.slug).map_or(Found::Nowhere, |now| Found::Here(now, episode));
        }
        let by_address = self.by_old_address.get(address(old).as_str()).copied();
        let episode = by_address.or_else(|| self.traces().guids.get(&*old.guid).copied());
        let moved = episode.and_then(|episode| Some(Found::Moved(self.record.now.item(episode.slug.as_str())?, episode)));
        moved.unwrap_or(Found::Nowhere)
    }
}

/// The address of an item's page.
fn address(item: &PublishedItem<'_>) -> String {
    format!("episodes/{}/", item.slug)
}

/// `7 “What a lender reads”`: how people know an episode.
fn called(item: &PublishedItem<'_>) -> String {
    let title = if item.title.is_empty() { &item.slug } else { &item.title };
    item.number.map_or_else(|| format!("“{title}”"), |number| format!("{number} “{title}”"))
}

/// What to write on the command line to let it happen.
fn option(rule: &str, name: &str) -> String {
    if name.is_empty() { format!("`--accept {rule}`") } else { format!("`--accept {rule}:{name}`") }
}

#[cfg(test)]
mod testing {
    //! What the tests of every subject share.

    use super::*;
    use crate::model::{PublishedDate, PublishedFeed, PublishedPage, sample};
    use std::borrow::Cow;

    /// What the sample site publishes.
    pub fn published(site: &Site) -> Published<'static> {
        let item = |episode: &Episode| {
            let recording = episode.recording.as_ref()?;
            Some(PublishedItem {
                slug: Cow::Owned(episode.slug.0.clone()),
                title: Cow::Owned(episode.title.clone()),
                number: episode.number,
                date: PublishedDate::of(&episode.date),
                guid: Cow::Owned(episode.guid.clone()),
                enclosure: Cow::Owned(recording.url.0.clone()),
                mime: Cow::Owned(recording.mime.clone()),
                original: recording.original,
                bytes: recording.file.is_none().then_some(recording.bytes),
                republish: episode.republish,
                span: 0..0,
            })
        };
        let mut items: Vec<_> = site.episodes.iter().filter_map(item).collect();
        items.sort_by(|a, b| a.slug.cmp(&b.slug));
        let page = |address: &str| PublishedPage { address: Cow::Owned(address.to_owned()), ..PublishedPage::default() };
        let people = site.partners().map(|(_, person)| page(person.permalink.as_str()));
        let offers = site.offers.iter().map(|offer| page(offer.permalink.as_str()));
        let links = site
            .go_links()
            .into_iter()
            .map(|(partner, offer)| page(&format!("go/{}/{}/", site.person(partner).slug, site.offer(offer).slug)));
        let rest = site.events.iter().map(|event| page(event.permalink.as_str()));
        let rest = rest.chain(site.pages.iter().map(|other| page(other.permalink.as_str())));
        let mut pages: Vec<_> = people.chain(offers).chain(links).chain(rest).collect();
        pages.extend(site.redirects.iter().map(|(old, _)| page(old)));
        pages.sort_by(|a, b| a.address.cmp(&b.address));
        let address = Cow::Owned(format!("{}feed.xml", site.show.base_url.url));
        let moves_to = site.show.new_feed_url.as_ref().map(|url| Cow::Owned(url.0.clone()));
        let feed = PublishedFeed { address, guid: Cow::Owned(site.show.guid.clone()), moves_to, span: 0..0 };
        Published { feed: Some(feed), items, pages }
    }

    /// What is found after `change`, with `accepted` on the command line.
    pub fn found_with(accepted: &[Acceptance], change: impl FnOnce(&mut Site, &mut Published<'static>)) -> Vec<Finding> {
        let mut site = sample::site();
        let mut before = published(&site);
        change(&mut site, &mut before);
        let now = published(&site);
        let mut report = Report::default();
        identity(&site, &Record { before: &before, now: &now, withheld: &[], is_whole: true, accepted }, &mut report);
        report.findings
    }

    /// Rule, message and fix of what is found after `change`.
    pub fn told(change: impl FnOnce(&mut Site, &mut Published<'static>)) -> Vec<(&'static str, String, String)> {
        let told = |finding: Finding| (finding.rule, finding.message, finding.fix.unwrap_or_default());
        found_with(&[], change).into_iter().map(told).collect()
    }

    /// The index of the sample's spotlight episode.
    pub const SPOTLIGHT: usize = 1;
}

#[cfg(test)]
mod tests {
    use super::testing::{SPOTLIGHT, told};
    use crate::model::{BaseUrl, PublishedDate, Slug};

    #[test]
    fn nothing_changed_is_nothing_found() {
        assert_eq!(told(|_, _| ()), []);
        assert_eq!(told(|_, before| *before = crate::model::Published::default()), [], "a fresh show needs no ceremony");
    }

    #[test]
    fn what_lies_in_the_future_is_not_held_against_the_present() {
        let later = |site: &crate::model::Site| {
            let mut date = PublishedDate::of(&site.episodes[0].date);
            date.moment = site.as_of.checked_add(jiff::SignedDuration::from_secs(1)).expect("in range");
            date
        };
        let rules = told(|site, before| {
            let later = later(site);
            before.items.iter_mut().for_each(|item| (item.slug, item.guid, item.date) = ("x".into(), "y".into(), later));
            before.pages.iter_mut().for_each(|page| (page.address, page.since) = ("gone/".into(), Some(later)));
        });
        assert_eq!(rules, []);
    }

    #[test]
    fn a_new_host_with_an_announced_feed_changes_nothing_else() {
        let rules = told(|site, before| {
            before.feed.iter_mut().for_each(|feed| feed.moves_to = Some("https://new.example/feed.xml".into()));
            site.show.base_url = BaseUrl { url: "https://new.example/".into(), path: "/".into(), host: "new.example".into() };
            for recording in site.episodes.iter_mut().filter_map(|episode| episode.recording.as_mut()) {
                recording.url.0 = recording.url.0.replace("ledger.example/show", "new.example");
            }
        });
        assert_eq!(rules, []);
    }

    #[test]
    fn an_episode_with_another_name_and_an_alias_is_the_same() {
        let renamed = |alias: bool| {
            told(move |site, _| {
                let episode = &mut site.episodes[SPOTLIGHT];
                let old = std::mem::replace(&mut episode.slug, Slug("cash-first".into()));
                episode.permalink.0 = "episodes/cash-first/".into();
                if alias {
                    episode.aliases.push(crate::model::OutPath(format!("episodes/{old}/")));
                    site.redirects.push((format!("episodes/{old}/"), episode.permalink.clone()));
                }
            })
        };
        assert_eq!(renamed(true), []);
        let told = renamed(false);
        assert_eq!(told[0].0, "address-moved", "{told:?}");
        assert!(told[0].2.contains("\n    aliases: [/old/cash/, cash-before-profit]\n"), "{told:?}");
    }
}
