//! Layer 3: `Raw*` and what was measured → [`Site`]. The only place where defaults are decided, names are joined up, consent is
//! applied, and it is settled what may be public. Findings: what cannot be joined up. Whether the result is wise is `check`'s.

mod aliases;
mod beside;
mod campaigns;
mod chapters;
mod episodes;
mod events;
mod horizon;
mod known;
mod ledger;
mod names;
mod offers;
mod people;
mod pictures;
mod prepared;
mod published;
mod rules;
mod show;
mod sounds;
mod timing;
mod voices;
mod words;

pub use beside::{EpisodeFiles, episode_files};
pub use known::Known;
pub use ledger::RECORD;
pub use pictures::{ImageFacts, is_picture};
pub use prepared::{PreparedFile, with_prepared};
pub use published::{published, withheld};
pub use rules::RULES;
pub use sounds::{Audible, Audience, audible, with_sounds};

use crate::discover::FileEntry;
use crate::model::{
    self, Asset, AudioFacts, Backstage, ByteLen, Campaign, Chapter, Episode, EpisodeId, Event, ForeignElement, LanguageFile, Offer,
    OutPath, Page, Permalink, Person, Private, Published, RecordingHash, RelPath, Shared, SharedList, Site, Slug, Tag, Transcript,
};
use crate::parse::{campaign, episode, event, leads, offer, page, person, show as raw_show};
use crate::report::Report;
use jiff::{Timestamp, Zoned};
use std::collections::{BTreeMap, BTreeSet};

/// Everything the author wrote.
#[derive(Debug, Default)]
pub struct Written {
    /// `show.yaml`.
    pub show: raw_show::RawShow,
    /// Files directly in `content/`.
    pub beside_show: Vec<RelPath>,
    /// The show's own language files, those for a region last.
    pub languages: Vec<LanguageFile>,
    /// `hosts/`.
    pub hosts: Vec<Item<person::RawPerson>>,
    /// `partners/`.
    pub partners: Vec<Item<person::RawPerson>>,
    /// `offers/`.
    pub offers: Vec<Item<offer::RawOffer>>,
    /// `episodes/`.
    pub episodes: Vec<Interview>,
    /// `events/`.
    pub events: Vec<Item<event::RawEvent>>,
    /// `campaigns/`.
    pub campaigns: Vec<Item<(campaign::RawCampaign, campaign::Referrals)>>,
    /// `pages/`.
    pub pages: Vec<Item<page::RawPage>>,
    /// [`RECORD`].
    pub leads: Vec<leads::RawLead>,
}

/// Something the author wrote, and what lies beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<T> {
    /// Address part.
    pub slug: Slug,
    /// Files in its folder and below; empty for `<slug>.md`.
    pub files: Vec<FileEntry>,
    /// What was written.
    pub raw: T,
}

/// An interview; what remembers texts and what resolves them may both have it.
pub type Interview = Item<Shared<episode::RawEpisode>>;

/// What was measured or read besides the texts, by file.
#[derive(Debug, Default)]
pub struct Measured {
    /// Recordings.
    pub audio: BTreeMap<RelPath, AudioFacts>,
    /// Pictures.
    pub images: BTreeMap<RelPath, ImageFacts>,
    /// Transcripts.
    pub transcripts: BTreeMap<RelPath, Shared<Transcript>>,
    /// Chapter files.
    pub chapters: BTreeMap<RelPath, Vec<Chapter>>,
    /// Which recordings they are, by file.
    pub originals: BTreeMap<RelPath, RecordingHash>,
    /// `feed-extra.xml` files.
    pub feed_extras: BTreeMap<RelPath, Vec<ForeignElement>>,
}

/// What decides whether something is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// "Now".
    pub as_of: Timestamp,
    /// Whether drafts are shown too.
    pub drafts: Drafts,
}

/// Whether drafts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// As if they were not there.
    Hidden,
    /// Like everything else, whatever their date.
    Shown,
}

/// Joins everything up. `before` is what was published: guids that the texts leave open stay what apps know. `None` when the show itself
/// lacks what nothing can be built without; that is in the report already.
///
/// `known` are interviews that need not be resolved anew.
pub fn resolve(
    written: Written,
    measured: &Measured,
    (before, known): (&Published<'_>, &mut Known),
    moment: &Moment,
    report: &mut Report,
) -> Option<Site> {
    let Written { show, beside_show, languages, hosts, partners, offers, episodes, mut events, mut campaigns, mut pages, leads } = written;
    let beside = Beside::default().with(&partners, |raw| &raw.source).with(&offers, |raw| &raw.source).with(&events, |raw| &raw.source);
    let beside = beside.with(&campaigns, |(raw, _)| &raw.source).with(&pages, |raw| &raw.source);
    let aliases = aliases::Aliases::gather(&offers, &episodes, &events, &campaigns, &pages);
    let base = show::base_url(&show)?;
    let timezone = show::timezone(&show);
    show::zone_is_assumed(&show, &episodes, before, report);
    let holds_until = horizon::of_texts(&episodes, &offers, &timezone, moment);
    let holds_until = horizon::with_leads(holds_until, &leads, &timezone, moment);
    let due = timing::due(episodes, &timezone, moment, report);
    events.sort_by_cached_key(|item| (item.raw.starts.timestamp(&timezone).ok(), item.slug.clone()));
    campaigns.sort_by_cached_key(|item| (item.raw.0.starts.day(), item.slug.clone()));
    pages.sort_by(|a, b| a.slug.cmp(&b.slug));

    let cast = people::Cast::gather(hosts, partners, &due, &events, report);
    let stock = offers::Stock::gather(offers, &due, &cast, &show, &timezone, moment, measured, report);
    let people = cast.resolve(&show, &stock, measured, report);
    let beside_show = show::BesideShow { files: &beside_show, languages };
    let mut show = show::resolve(show, base, timezone, &cast, &stock, &people, beside_show, measured, before, report)?;

    let programme = names::Programme::of(&due, &events, &campaigns);
    let names = ledger::Known { cast: &cast, stock: &stock, programme: &programme, timezone: &show.timezone };
    let ledger = ledger::resolve(&leads, &campaigns, &names, moment, report);
    drop(leads);
    let context = episodes::Context { show: &show, cast: &cast, people: &people, stock: &stock, programme: &programme, measured, before };
    let (public, backstage_episodes) = episodes::resolve_all(due, known, &context, report);
    let events = events::resolve_all(events, &context, moment, report);
    let campaigns = campaigns::resolve_all(campaigns, &context, report);
    let pages = pages.into_iter().filter(|item| !item.raw.draft || moment.drafts == Drafts::Shown).map(resolve_page).collect::<Vec<_>>();

    show.offer = show.offer.filter(|id| stock.is_public(*id));
    let (people, hidden_people) = people.split();
    let (offers, hidden_offers) = stock.split();
    let heard_in = model::heard_in(&public, people.len());
    let parts = aliases::Parts {
        base: &show.base_url,
        people: &people,
        offers: &offers,
        episodes: &public,
        events: &events,
        campaigns: &campaigns,
        pages: &pages,
    };
    let redirects = aliases::redirects(&parts, &cast, &aliases);
    let kept_links = published::kept_links(before, &people, &offers, &redirects);
    let (topics, seasons) = (topics(&public), seasons(&public));
    let files = beside.linked(&people, &offers, &events, &campaigns, &pages, &measured.images);
    let backstage = Backstage { people: hidden_people, offers: hidden_offers, episodes: backstage_episodes };
    let mut site = Site {
        show,
        as_of: moment.as_of,
        holds_until: horizon::with_events(holds_until, &events, moment),
        people,
        offers,
        episodes: public,
        events,
        campaigns,
        pages,
        topics,
        seasons,
        files,
        heard_in,
        redirects,
        kept_links,
        backstage: Private::new(backstage),
        ledger: Private::new(ledger),
    };
    aliases::with_old_links(&mut site);
    Some(site)
}

/// What lies beside each text that is not an episode's, by the text's path.
#[derive(Default)]
struct Beside(BTreeMap<RelPath, Vec<FileEntry>>);

impl Beside {
    fn with<T>(mut self, items: &[Item<T>], source: fn(&T) -> &RelPath) -> Self {
        let some = items.iter().filter(|item| !item.files.is_empty());
        self.0.extend(some.map(|item| (source(&item.raw).clone(), item.files.clone())));
        self
    }

    /// The files that public texts link to, each once.
    fn linked(
        &self,
        people: &[Person],
        offers: &[Offer],
        events: &[Event],
        campaigns: &[Campaign],
        pages: &[Page],
        images: &BTreeMap<RelPath, ImageFacts>,
    ) -> Vec<Asset> {
        // Who does not want to be shown must not be shown by way of the text either.
        let people = people.iter().filter(|person| person.consent.photo).map(|person| (&person.source, &person.bio, &person.permalink));
        let offers = offers.iter().map(|offer| (&offer.source, &offer.body, &offer.permalink));
        let events = events.iter().map(|event| (&event.source, &event.body, &event.permalink));
        let campaigns = campaigns.iter().map(|campaign| (&campaign.source, &campaign.body, &campaign.permalink));
        let pages = pages.iter().map(|page| (&page.source, &page.body, &page.permalink));
        let texts = people.chain(offers).chain(events).chain(campaigns).chain(pages);
        let of_text =
            |(source, body, permalink)| self.0.get(source).map(|files| episodes::linked_files(body, source, files, permalink, images));
        texts.filter_map(of_text).flatten().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn resolve_page(item: Item<page::RawPage>) -> Page {
    Page {
        permalink: Permalink(format!("{}/", item.slug)),
        slug: item.slug,
        source: item.raw.source,
        title: item.raw.title,
        description: item.raw.description,
        body: item.raw.body.markdown,
    }
}

fn ids(episodes: &SharedList<Episode>) -> impl Iterator<Item = (EpisodeId, &Episode)> {
    (0..).map(EpisodeId).zip(episodes)
}

fn topics(episodes: &SharedList<Episode>) -> Vec<(Tag, Vec<EpisodeId>)> {
    let mut topics: BTreeMap<&Slug, (Tag, Vec<EpisodeId>)> = BTreeMap::new();
    for (id, episode) in ids(episodes) {
        for tag in &episode.tags {
            topics.entry(&tag.slug).or_insert_with(|| (tag.clone(), Vec::new())).1.push(id);
        }
    }
    topics.into_values().collect()
}

fn seasons(episodes: &SharedList<Episode>) -> Vec<(u64, Vec<EpisodeId>)> {
    let mut seasons: BTreeMap<u64, Vec<EpisodeId>> = BTreeMap::new();
    for (id, episode) in ids(episodes) {
        if let Some(season) = episode.season {
            seasons.entry(season).or_default().push(id);
        }
    }
    seasons.into_iter().collect()
}

/// Where a file of an entry goes: its folder's address and a plain ASCII name.
fn published_name(permalink: &Permalink, source: &RelPath) -> OutPath {
    let name = source.file_name();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let ending = if ending.is_empty() { String::new() } else { format!(".{}", ending.to_ascii_lowercase()) };
    permalink.file(&format!("{}{ending}", Slug::from_text(stem)))
}

/// A day and moment in the show's zone; out-of-range dates were reported when they were read.
fn moment_of(written: &crate::parse::time::WrittenTime, zone: &jiff::tz::TimeZone) -> Option<Zoned> {
    written.in_zone(zone).ok()
}

fn bytes_of(files: &[FileEntry], path: &RelPath) -> ByteLen {
    files.iter().find(|file| file.path == *path).map_or(ByteLen(0), |file| file.bytes)
}
