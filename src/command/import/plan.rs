//! Part of `import`: the feed and what is in the show already → what would be made. Values only: nothing is fetched, nothing written.

use super::episode_file::differences;
use super::known::{Known, KnownEpisode};
use super::memory::{Item, Memory};
use super::names::{Taken, of_text, wishes};
use super::redirects::{self, Redirect};
use super::show_file::{self, Settled};
use super::source::Source;
use crate::import::guests::{Guest, guests};
use crate::import::{ImportedEpisode, ImportedPerson, ImportedShow};
use crate::model::{EpisodeKind, PersonKind, Slug};
use crate::parse::episode::RawAudio;
use crate::report::{Finding, Place, Report};
use jiff::Zoned;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that would be made.
#[derive(Debug, Default)]
pub struct Plan {
    /// For a new `content/show.yaml`; `None` where there is one.
    pub show: Option<Settled>,
    /// New hosts and partners.
    pub people: Vec<PersonPlan>,
    /// New episodes, oldest first.
    pub episodes: Vec<EpisodePlan>,
    /// Episodes of the feed that are in the show already.
    pub known: usize,
    /// Those of them that are not the same here and there.
    pub changed: Vec<Changed>,
    /// Those of them whose recording is still at the old host: index in the feed, file, address part.
    pub linked: Vec<(usize, String, String)>,
    /// Old page → new page.
    pub redirects: Vec<Redirect>,
    /// Where the site will be.
    pub base_url: String,
    /// Whether that is a stand-in.
    pub is_stand_in: bool,
}

/// A host or partner to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPlan {
    /// Host or partner.
    pub kind: PersonKind,
    /// Address part.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Where they are found.
    pub website: Option<String>,
    /// Address of their picture.
    pub picture: Option<String>,
    /// Read out of a title.
    pub is_guess: bool,
}

impl PersonPlan {
    /// Their folder.
    pub fn folder(&self) -> String {
        let kind = if self.kind == PersonKind::Host { "hosts" } else { "partners" };
        format!("content/{kind}/{}", self.slug)
    }
}

/// An episode to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodePlan {
    /// Index in the feed.
    pub index: usize,
    /// Its folder.
    pub folder: String,
    /// Its address part.
    pub slug: String,
    /// Address parts.
    pub guests: Vec<String>,
    /// Address parts, where they are not the show's.
    pub hosts: Vec<String>,
    /// Everybody else.
    pub credits: Vec<ImportedPerson>,
    /// Why it is a draft, and what to do.
    pub draft: Option<String>,
    /// Its old address, where the site can answer there.
    pub alias: Option<String>,
    /// Another item has its guid.
    pub is_second: bool,
    /// The show has Referral Kits, and none would close this episode.
    pub needs_no_offer: bool,
}

/// An episode that is not the same here and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its file.
    pub file: String,
    /// What differs, as fields are called.
    pub what: Vec<&'static str>,
}

/// Makes the plan. `is_there` says whether a file of the show is there already.
///
/// Findings: `item-without-recording`, `changed-at-source`.
pub fn plan(source: &Source, known: &Known, memory: &Memory, now: &Zoned, is_there: &dyn Fn(&str) -> bool, report: &mut Report) -> Plan {
    let show = &source.show;
    let (base_url, is_stand_in) = match &known.show {
        Some(raw) => (raw.base_url.clone().unwrap_or_default(), false),
        None => show_file::base_url(show),
    };
    let mut plan = Plan { base_url, is_stand_in, ..Plan::default() };
    let cast = Cast::of(show, known, &mut plan.people);
    let new = sort_out(show, known, memory, &mut plan);
    episodes(show, known, &cast, &new, is_there, &mut plan, report);
    for changed in &plan.changed {
        let names = changed.what.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let message = format!("the feed says something else for {names} now; nothing was changed here");
        report.add(
            Finding::info("changed-at-source", Place::file(&changed.file), message)
                .fix("compare the two, and edit this one if the feed is right"),
        );
    }
    plan.redirects = redirects::plan(show, &mut plan.episodes, known, &plan.base_url, plan.is_stand_in);
    if known.show.is_none() {
        plan.show = Some(Settled {
            base_url: plan.base_url.clone(),
            is_stand_in,
            timezone: timezone(now),
            hosts: cast.show_hosts.clone(),
            feed_url: show.feed_url.clone().or_else(|| source.address.clone()),
        });
    }
    plan
}

fn timezone(now: &Zoned) -> String {
    now.time_zone().iana_name().filter(|name| TimeZone::get(name).is_ok()).unwrap_or("UTC").to_owned()
}

/// Which items are new; the others are compared.
fn sort_out(show: &ImportedShow, known: &Known, memory: &Memory, plan: &mut Plan) -> Vec<usize> {
    let mut new = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, episode) in show.episodes.iter().enumerate() {
        let is_second = !episode.guid.is_empty() && !seen.insert(episode.guid.as_str());
        match known.episodes.get(&episode.guid).filter(|_| !is_second) {
            Some(here) => compare(index, episode, here, memory, plan),
            // The draft that a second item of this guid became has no guid of its own to be known by.
            None if is_second && known.episodes.contains_key(&episode.guid) => plan.known += 1,
            None if is_known_draft(episode, known) => plan.known += 1,
            None => new.push(index),
        }
    }
    new
}

/// An item without a guid is known by its title and date.
fn is_known_draft(episode: &ImportedEpisode, known: &Known) -> bool {
    episode.guid.is_empty() && known.episodes.values().any(|here| differences(episode, &here.raw, true).is_empty())
}

/// What the author changed here is no change at the source: where it is known what the feed said when the episode was made, only what it
/// says differently now counts.
fn compare(index: usize, episode: &ImportedEpisode, here: &KnownEpisode, memory: &Memory, plan: &mut Plan) {
    plan.known += 1;
    let is_elsewhere = matches!(here.raw.audio, Some(RawAudio::Elsewhere { .. }));
    let what = differences(episode, &here.raw, !is_elsewhere);
    let is_news = memory.items.get(&episode.guid).is_none_or(|then| *then != Item::of(episode));
    if !what.is_empty() && is_news {
        plan.changed.push(Changed { file: here.file.to_string(), what });
    }
    if is_elsewhere && episode.enclosure.is_some() {
        plan.linked.push((index, here.file.to_string(), here.slug.to_string()));
    }
}

/// Plans the new episodes, oldest first: the folders' numbers then sort as apps sort. The feed's order decides between equal dates.
fn episodes(
    show: &ImportedShow,
    known: &Known,
    cast: &Cast,
    new: &[usize],
    is_there: &dyn Fn(&str) -> bool,
    plan: &mut Plan,
    report: &mut Report,
) {
    let mut order: Vec<usize> = new.to_vec();
    let moment = |index: &usize| show.episodes[*index].date.as_ref().map(Zoned::timestamp);
    // Newest first, as feeds are; what has no date stays where it stands among the others as well as that can be said: first.
    order.sort_by(|a, b| match (moment(a), moment(b)) {
        (Some(a), Some(b)) => b.cmp(&a),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    order.reverse();
    let mut taken = Taken(known.episode_slugs.clone());
    let width = if known.last_order as usize + order.len() > 999 { 4 } else { 3 };
    // In the feed's order, so that the first of two with the same guid keeps it.
    let first_of: BTreeMap<&str, usize> = new.iter().rev().map(|index| (show.episodes[*index].guid.as_str(), *index)).collect();
    let needs_no_offer = known.has_offers && known.show.as_ref().is_some_and(|show| show.offer.is_none());
    for (number, index) in (known.last_order + 1..).zip(order) {
        let episode = &show.episodes[index];
        let (slug, folder) = free_folder(episode, &mut taken, number, width, is_there);
        let file = format!("{folder}/index.md");
        let is_second = !episode.guid.is_empty() && first_of.get(episode.guid.as_str()).is_some_and(|first| *first != index);
        let draft = draft(episode, is_second, &file, report);
        plan.episodes.push(EpisodePlan {
            index,
            guests: cast.guests.get(&index).cloned().unwrap_or_default(),
            hosts: cast.hosts_of(episode),
            credits: cast.credits(episode),
            draft,
            alias: None,
            is_second,
            needs_no_offer: needs_no_offer && episode.kind == EpisodeKind::Full,
            slug,
            folder,
        });
    }
}

fn free_folder(
    episode: &ImportedEpisode,
    taken: &mut Taken,
    number: u64,
    width: usize,
    is_there: &dyn Fn(&str) -> bool,
) -> (String, String) {
    let wishes = wishes(episode.link.as_deref(), &episode.title);
    loop {
        let slug = taken.free(&wishes);
        let folder = format!("content/episodes/{number:0width$}-{slug}");
        // A folder without a text is what an interrupted run left.
        if !is_there(&format!("{folder}/index.md")) {
            return (slug, folder);
        }
    }
}

/// Why an item cannot be published as it is. Dates and guids that are wrong were told when the feed was read.
fn draft(episode: &ImportedEpisode, is_second: bool, file: &str, report: &mut Report) -> Option<String> {
    if is_second {
        return Some(
            "Another item of the feed has the same guid, so apps have only ever shown one of the two. To publish this one\n\
             anyway, it gets a guid of its own."
                .to_owned(),
        );
    }
    if episode.date.is_none() {
        return Some("The feed gives no date that can be read: add a line such as  date: 2026-05-14".to_owned());
    }
    if episode.enclosure.is_none() {
        let message = format!("\"{}\" has no recording in the feed; it becomes a draft", episode.title);
        let fix = "put its recording beside it, and take out `draft: true`";
        report.add(Finding::warning("item-without-recording", Place::file(file), message).fix(fix));
        return Some("The feed has no recording for it: put one beside this file.".to_owned());
    }
    None
}

/// Who is who.
#[derive(Debug, Default)]
struct Cast {
    /// Guests of each episode, by its index.
    guests: BTreeMap<usize, Vec<String>>,
    /// The show's hosts.
    show_hosts: Vec<String>,
    /// Hosts by name.
    hosts: BTreeMap<String, String>,
    /// Names of guests.
    guest_names: BTreeSet<String>,
}

impl Cast {
    fn of(show: &ImportedShow, known: &Known, people: &mut Vec<PersonPlan>) -> Self {
        let mut cast = Self { hosts: known.hosts.clone(), ..Self::default() };
        match &known.show {
            None => cast.add_hosts(show, people),
            Some(show) if show.hosts.is_empty() => cast.show_hosts = known.hosts.values().cloned().collect(),
            Some(show) => {
                cast.show_hosts = show.hosts.iter().filter_map(|name| known.hosts.get(&Slug::from_text(name).0)).cloned().collect()
            }
        }
        let mut taken = Taken(known.partners.values().cloned().collect());
        for guest in guests(show) {
            let key = Slug::from_text(&guest.name).0;
            if guest.name.trim().is_empty() || cast.hosts.contains_key(&key) {
                continue;
            }
            cast.guest_names.insert(key.clone());
            let slug = known.partners.get(&key).cloned().unwrap_or_else(|| {
                let slug = taken.free(&[of_text(&guest.name)]);
                people.push(partner(&guest, slug.clone()));
                slug
            });
            for index in guest.episodes {
                let of_episode: &mut Vec<String> = cast.guests.entry(index).or_default();
                if !of_episode.contains(&slug) {
                    of_episode.push(slug.clone());
                }
            }
        }
        cast
    }

    /// Those the show names; else those its episodes name; else its author.
    fn add_hosts(&mut self, show: &ImportedShow, people: &mut Vec<PersonPlan>) {
        let of_show: Vec<&ImportedPerson> = show.people.iter().filter(|person| is_host(person)).collect();
        let of_episodes: Vec<&ImportedPerson> =
            show.episodes.iter().flat_map(|episode| &episode.people).filter(|person| is_host(person)).collect();
        let author = show.author.as_deref().or(show.owner_name.as_deref()).unwrap_or("Your name").to_owned();
        let author = ImportedPerson { name: author, ..ImportedPerson::default() };
        let is_named = !of_show.is_empty() || !of_episodes.is_empty();
        let mut taken = Taken::default();
        for person in of_show.iter().chain(&of_episodes).copied().chain((!is_named).then_some(&author)) {
            let key = Slug::from_text(&person.name).0;
            if person.name.trim().is_empty() || self.hosts.contains_key(&key) {
                continue;
            }
            let slug = taken.free(&[of_text(&person.name)]);
            self.hosts.insert(key, slug.clone());
            people.push(PersonPlan {
                kind: PersonKind::Host,
                slug,
                name: person.name.clone(),
                website: person.href.clone(),
                picture: person.img.clone(),
                is_guess: false,
            });
        }
        let regular = if of_show.is_empty() { &of_episodes } else { &of_show };
        let regular = regular.iter().copied().chain((!is_named).then_some(&author));
        for slug in regular.filter_map(|person| self.hosts.get(&Slug::from_text(&person.name).0)) {
            if !self.show_hosts.contains(slug) {
                self.show_hosts.push(slug.clone());
            }
        }
    }

    /// The hosts that an episode names, where they are not the show's.
    fn hosts_of(&self, episode: &ImportedEpisode) -> Vec<String> {
        let mut named = Vec::new();
        for slug in
            episode.people.iter().filter(|person| is_host(person)).filter_map(|person| self.hosts.get(&Slug::from_text(&person.name).0))
        {
            if !named.contains(slug) {
                named.push(slug.clone());
            }
        }
        let is_usual = named.iter().collect::<BTreeSet<_>>() == self.show_hosts.iter().collect::<BTreeSet<_>>();
        if is_usual { Vec::new() } else { named }
    }

    /// Everybody in an episode who is neither its host nor its guest.
    fn credits(&self, episode: &ImportedEpisode) -> Vec<ImportedPerson> {
        let has_a_folder = |person: &&ImportedPerson| {
            let key = Slug::from_text(&person.name).0;
            (is_host(person) && self.hosts.contains_key(&key)) || self.guest_names.contains(&key)
        };
        let others = episode.people.iter().filter(|person| !has_a_folder(person) && !person.name.trim().is_empty());
        others
            .map(|person| ImportedPerson { role: Some(person.role.clone().unwrap_or_else(|| "host".to_owned())), ..person.clone() })
            .collect()
    }
}

fn is_host(person: &ImportedPerson) -> bool {
    matches!(person.role.as_deref(), None | Some("host" | "co-host"))
}

fn partner(guest: &Guest, slug: String) -> PersonPlan {
    PersonPlan {
        kind: PersonKind::Partner,
        slug,
        name: guest.name.clone(),
        website: guest.href.clone(),
        picture: guest.img.clone(),
        is_guess: guest.is_guess,
    }
}
