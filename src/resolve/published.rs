//! What a site publishes, as [`Published`]: the one view that `check` compares with what was published before, and that is written down
//! after a build. And the other way round: what was published before, where the texts leave a choice.

use super::aliases;
use crate::model::{
    ByteLen, Episode, Offer, OfferId, OutPath, Permalink, Person, PersonId, PersonKind, Published, PublishedDate, PublishedFeed,
    PublishedItem, PublishedPage, Site, Slug, Withheld,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Since when an address may be public; `None`: always.
type Since = Option<PublishedDate>;

/// What this site publishes.
#[must_use]
pub fn published(site: &Site) -> Published<'_> {
    let address = Cow::Owned(feed_address(site));
    let moves_to = site.show.new_feed_url.as_ref().map(|url| Cow::Borrowed(url.as_str()));
    let feed = PublishedFeed { address, guid: Cow::Borrowed(&site.show.guid), moves_to, span: 0..0 };
    let mut items: Vec<_> = site.episodes.iter().filter_map(item).collect();
    items.sort_by(|a, b| a.slug.cmp(&b.slug));
    items.dedup_by(|next, first| next.slug == first.slug);
    Published { feed: Some(feed), items, pages: pages(site) }
}

/// The feed's absolute address.
fn feed_address(site: &Site) -> String {
    format!("{}feed.xml", site.show.base_url.url)
}

fn item(episode: &Episode) -> Option<PublishedItem<'_>> {
    let recording = episode.recording.as_ref()?;
    let is_elsewhere = recording.file.is_none() && recording.bytes > ByteLen(0);
    Some(PublishedItem {
        slug: Cow::Borrowed(episode.slug.as_str()),
        title: Cow::Borrowed(&episode.title),
        number: episode.number,
        date: PublishedDate::of(&episode.date),
        guid: Cow::Borrowed(&episode.guid),
        enclosure: Cow::Borrowed(recording.url.as_str()),
        mime: Cow::Borrowed(&recording.mime),
        original: recording.original,
        bytes: is_elsewhere.then_some(recording.bytes),
        republish: episode.republish,
        span: 0..0,
    })
}

/// The addresses of everything but episodes, and old ones that lead on.
fn pages(site: &Site) -> Vec<PublishedPage<'_>> {
    let days = FirstDays::of(site);
    let mut table: BTreeMap<Cow<'_, str>, Since> = BTreeMap::new();
    let timeless = site.events.iter().map(|event| &event.permalink).chain(site.campaigns.iter().map(|campaign| &campaign.permalink));
    let timeless = timeless.chain(site.pages.iter().map(|page| &page.permalink)).map(|permalink| (permalink, None));
    let partners = site.partners().map(|(id, person)| (&person.permalink, days.of_partner(id)));
    let offers = site.offers.iter().map(|offer| (&offer.permalink, days.of_offer(offer)));
    table.extend(timeless.chain(partners).chain(offers).map(|(permalink, since)| (Cow::Borrowed(permalink.as_str()), since)));
    for (partner, offer) in site.go_links() {
        let since = PublishedDate::later(days.of_partner(partner), days.of_offer(site.offer(offer)));
        table.insert(Cow::Owned(format!("go/{}/{}/", site.person(partner).slug, site.offer(offer).slug)), since);
    }
    let since = |new: &Permalink| days.episodes.get(new.as_str()).copied().or_else(|| table.get(new.as_str()).copied().flatten());
    let old: Vec<_> = written_redirects(site).map(|(old, new)| (Cow::Borrowed(old), since(new))).collect();
    table.extend(old);
    table.into_iter().map(|(address, since)| PublishedPage { address, since, span: 0..0 }).collect()
}

/// Old addresses that somebody wrote down; the others follow from those.
fn written_redirects(site: &Site) -> impl Iterator<Item = (&str, &Permalink)> {
    let follows = |old: &str, new: &Permalink| {
        !(new.as_str().ends_with('/') || new.as_str().is_empty()) || ["embed/", "kit/", "go/"].iter().any(|folder| old.starts_with(folder))
    };
    site.redirects.iter().filter(move |(old, new)| !follows(old, new)).map(|(old, new)| (old.as_str(), new))
}

/// Since when things may be public.
struct FirstDays<'s> {
    site: &'s Site,
    /// Guests of events are public at once.
    on_stage: BTreeSet<PersonId>,
    /// By the text's path and by address; empty where nothing asks for it.
    episodes: BTreeMap<&'s str, PublishedDate>,
}

impl<'s> FirstDays<'s> {
    fn of(site: &'s Site) -> Self {
        let on_stage = site.events.iter().flat_map(|event| event.guests.iter().copied()).collect();
        // Offers are few beside episodes, and those written in an episode fewer.
        let is_asked = !site.redirects.is_empty() || !site.offers.is_empty();
        let both =
            |episode: &'s Episode| [episode.source.as_str(), episode.permalink.as_str()].map(|key| (key, PublishedDate::of(&episode.date)));
        let episodes = site.episodes.iter().filter(|_| is_asked).flat_map(both).collect();
        Self { site, on_stage, episodes }
    }

    /// A partner is public from their first interview on.
    fn of_partner(&self, id: PersonId) -> Since {
        if self.site.person(id).kind == PersonKind::Host || self.on_stage.contains(&id) {
            return None;
        }
        self.site.heard_in.get(id.0 as usize)?.last().map(|first| PublishedDate::of(&self.site.episode(*first).date))
    }

    /// An offer is public with its owner, from its first day on; one written in an episode with that episode.
    fn of_offer(&self, offer: &Offer) -> Since {
        let owner = offer.owner.filter(|id| (id.0 as usize) < self.site.people.len()).and_then(|id| self.of_partner(id));
        let midnight = offer.from.and_then(|day| day.to_zoned(self.site.show.timezone.clone()).ok());
        let first_day = PublishedDate::later(owner, midnight.as_ref().map(PublishedDate::of));
        PublishedDate::later(first_day, self.episodes.get(offer.source.as_str()).copied())
    }
}

/// Episodes that were published and that this site keeps back.
///
/// It tells of nothing that was not public already.
#[must_use]
pub fn withheld<'s>(site: &'s Site, before: &Published<'_>) -> Vec<Withheld<'s>> {
    let backstage = site.backstage.open_for_desk();
    let mut withheld = Vec::new();
    for episode in &backstage.episodes {
        let names = std::iter::once(episode.slug.as_str()).chain(aliases::old_slugs(&episode.aliases));
        let known = names.filter(|slug| before.item(slug).is_some()).map(str::to_owned);
        withheld.extend(known.map(|slug| Withheld { slug, episode, is_later: episode.date.timestamp() > site.as_of }));
    }
    withheld
}

/// The guid that apps know an episode by, if it was published: under its address, or under an old one.
pub(super) fn known_guid(before: &Published<'_>, slug: &Slug, old: &[OutPath]) -> Option<String> {
    let names = std::iter::once(slug.as_str()).chain(aliases::old_slugs(old));
    names.filter_map(|slug| before.item(slug)).map(|item| item.guid.to_string()).next()
}

/// Links that credit a partner and were published: those whose partner and offer are still public, under whatever name.
pub(super) fn kept_links(
    before: &Published<'_>,
    people: &[Person],
    offers: &[Offer],
    moved: &[(String, Permalink)],
) -> Vec<(PersonId, OfferId)> {
    let links = before.pages.iter().filter_map(|page| page.address.strip_prefix("go/")?.strip_suffix('/')?.split_once('/'));
    let mut links = links.peekable();
    if links.peek().is_none() {
        return Vec::new();
    }
    let moved: BTreeMap<&str, &str> = moved.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let partners = people.iter().zip(0..).filter(|(person, _)| person.kind == PersonKind::Partner);
    let partners: BTreeMap<&str, PersonId> = partners.map(|(person, id)| (person.permalink.as_str(), PersonId(id))).collect();
    let offers: BTreeMap<&str, OfferId> = offers.iter().zip(0..).map(|(offer, id)| (offer.permalink.as_str(), OfferId(id))).collect();
    let now = |address: String| moved.get(address.as_str()).map_or(address, |new| (*new).to_owned());
    links
        .filter_map(|(partner, offer)| {
            let partner = partners.get(now(format!("partners/{partner}/")).as_str())?;
            Some((*partner, *offers.get(now(format!("offers/{offer}/")).as_str())?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_site_publishes_its_feed_its_items_and_its_addresses() {
        let site = sample::site();
        let published = published(&site);
        let feed = published.feed.as_ref().expect("always");
        assert_eq!((&*feed.address, &*feed.guid), ("https://ledger.example/show/feed.xml", site.show.guid.as_str()));
        let slugs: Vec<_> = published.items.iter().map(|item| &*item.slug).collect();
        assert!(slugs.is_sorted() && slugs.contains(&"cash-before-profit"), "{slugs:?}");
        assert!(published.item("cash-before-profit").is_some_and(|item| item.original.is_some() && item.bytes.is_none()));
        let pages: Vec<_> = published.pages.iter().map(|page| &*page.address).collect();
        for page in
            ["about/", "campaigns/referral-week/", "events/cash-evening/", "go/dev-okafor/cash-map/", "old/cash/", "partners/dev-okafor/"]
        {
            assert!(published.has_page(page), "{page} in {pages:?}");
        }
        assert!(!published.has_page("episodes/cash-before-profit/") && !published.has_page(""));
    }

    #[test]
    fn an_address_is_public_since_what_makes_it_public() {
        let mut site = sample::site();
        let old = |published: &Published<'_>| published.pages.iter().find(|page| page.address == "old/cash/").and_then(|page| page.since);
        let of_episode = PublishedDate::of(&site.episodes[1].date);
        assert_eq!(old(&published(&site)), Some(of_episode));
        assert_eq!(FirstDays::of(&site).of_partner(sample::PARTNER), None, "guest of an event");
        site.events.clear();
        assert!(FirstDays::of(&site).of_partner(sample::PARTNER).is_some());
        assert_eq!(FirstDays::of(&site).of_partner(sample::HOST), None);
    }

    #[test]
    fn a_link_stays_when_partner_or_offer_get_another_name() {
        let site = sample::site();
        let page = |address: &'static str| PublishedPage { address: address.into(), ..PublishedPage::default() };
        let before =
            Published { pages: vec![page("go/dev-okafor/old-map/"), page("go/gone/cash-map/"), page("go/odd/")], ..Published::default() };
        let moved = [("offers/old-map/".to_owned(), site.offers[0].permalink.clone())];
        assert_eq!(kept_links(&before, &site.people, &site.offers, &moved), [(sample::PARTNER, OfferId(0))]);
    }
}
