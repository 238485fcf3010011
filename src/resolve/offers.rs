//! Referral Kits: whose they are, whether they are open, and which may be public.

use super::names::not_found;
use super::people::Cast;
use super::pictures::Pictures;
use super::timing::Due;
use super::{Interview, Item, Measured, Moment, beside, bytes_of, published_name};
use crate::discover::FileEntry;
use crate::model::{AbsoluteUrl, Asset, Offer, OfferId, OfferState, Permalink, PersonId, RelPath, Slug};
use crate::parse::episode::OfferChoice;
use crate::parse::offer::RawOffer;
use crate::parse::show::RawShow;
use crate::parse::time::WrittenTime;
use crate::report::{Place, Report};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Every offer, in the order of their ids: public ones by slug, then the rest.
#[derive(Clone, PartialEq)]
pub struct Stock {
    offers: Vec<Offer>,
    public: usize,
    ids: BTreeMap<Slug, OfferId>,
    by_owner: BTreeMap<PersonId, OfferId>,
}

/// What an offer needs to be resolved, wherever it was written.
struct Shelf<'a> {
    cast: &'a Cast,
    show: &'a RawShow,
    timezone: &'a TimeZone,
    moment: &'a Moment,
    measured: &'a Measured,
}

impl Stock {
    /// Resolves every offer, those written inside episodes included.
    #[expect(clippy::too_many_arguments, reason = "offers stand where people, episodes and the show meet")]
    pub fn gather(
        items: Vec<Item<RawOffer>>,
        due: &Due,
        cast: &Cast,
        show: &RawShow,
        timezone: &TimeZone,
        moment: &Moment,
        measured: &Measured,
        report: &mut Report,
    ) -> Self {
        let shelf = Shelf { cast, show, timezone, moment, measured };
        let holders = holders(cast);
        let published: BTreeSet<&RelPath> = due.public.iter().map(|(item, _)| &item.raw.source).collect();
        let mut resolved: Vec<(bool, Offer)> = Vec::new();
        for item in &items {
            let offer = shelf.offer(&item.raw, item.slug.clone(), &item.files, holders.get(&item.slug).copied(), report);
            resolved.push((true, offer));
        }
        for item in due.all() {
            if let Some((raw, slug)) = written_here(item) {
                let guest = item.raw.guests.first().and_then(|name| cast.anybody(name));
                resolved.push((published.contains(&item.raw.source), shelf.offer(raw, slug, &item.files, guest, report)));
            }
        }
        let is_public =
            |allowed: bool, offer: &Offer| allowed && offer.state != OfferState::Coming && offer.owner.is_none_or(|id| cast.is_public(id));
        resolved.sort_by(|(a_allowed, a), (b_allowed, b)| (!is_public(*a_allowed, a), &a.slug).cmp(&(!is_public(*b_allowed, b), &b.slug)));
        let public = resolved.iter().filter(|(allowed, offer)| is_public(*allowed, offer)).count();
        let offers: Vec<Offer> = resolved.into_iter().map(|(_, offer)| offer).collect();
        let mut ids = BTreeMap::new();
        let mut by_owner = BTreeMap::new();
        for (id, offer) in (0..).map(OfferId).zip(&offers) {
            ids.entry(offer.slug.clone()).or_insert(id);
            if let (Some(owner), OfferState::Open) = (offer.owner, offer.state) {
                by_owner.entry(owner).or_insert(id);
            }
        }
        Self { offers, public, ids, by_owner }
    }

    /// The offer an author means; a finding when there is none.
    pub fn named(&self, name: &str, place: Place, report: &mut Report) -> Option<OfferId> {
        let found = self.ids.get(&Slug::from_text(name)).copied();
        if found.is_none() {
            report.add(not_found("offer-not-found", "offer", name, self.ids.keys().map(Slug::as_str), place));
        }
        found
    }

    /// The offer of this name, if there is one.
    pub fn find(&self, name: &str) -> Option<OfferId> {
        self.ids.get(&Slug::from_text(name)).copied()
    }

    /// The open offer of a person who named none: the one they own.
    pub fn owned_by(&self, person: PersonId) -> Option<OfferId> {
        self.by_owner.get(&person).copied()
    }

    /// Whether there is no offer at all.
    pub fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    /// The offer with this id.
    pub fn get(&self, id: OfferId) -> &Offer {
        &self.offers[id.0 as usize]
    }

    /// Whether it may appear in public.
    pub fn is_public(&self, id: OfferId) -> bool {
        (id.0 as usize) < self.public
    }

    /// Whether it may appear in public and can be asked for.
    pub fn is_open(&self, id: OfferId) -> bool {
        self.is_public(id) && self.get(id).state == OfferState::Open
    }

    /// Those that may be public, and the rest.
    pub fn split(self) -> (Vec<Offer>, Vec<Offer>) {
        let mut offers = self.offers;
        let hidden = offers.split_off(self.public);
        (offers, hidden)
    }
}

/// Slug of an offer → the person whose `offer` names it, for offers that do not say whose they are.
fn holders(cast: &Cast) -> BTreeMap<Slug, PersonId> {
    let named = cast.all().filter_map(|(id, raw)| raw.offer.as_deref().map(|name| (Slug::from_text(name), id)));
    let mut holders = BTreeMap::new();
    for (slug, id) in named {
        holders.entry(slug).or_insert(id);
    }
    holders
}

/// The offer written inside an episode, with its address part.
fn written_here(item: &Interview) -> Option<(&RawOffer, Slug)> {
    match &item.raw.offer {
        Some(OfferChoice::Here(raw)) => Some((raw, Slug::from_text(&raw.title))),
        _ => None,
    }
}

impl Shelf<'_> {
    fn offer(&self, raw: &RawOffer, slug: Slug, files: &[FileEntry], holder: Option<PersonId>, report: &mut Report) -> Offer {
        let permalink = Permalink(format!("offers/{slug}/"));
        let key = |name: &str| format!("{}{name}", raw.key_prefix);
        let pictures = Pictures { source: &raw.source, files, permalink: &permalink, images: &self.measured.images };
        let cover = match &raw.cover {
            Some(name) => pictures.named(name, &key("cover"), &format!("Cover of {}", raw.title), report),
            None if raw.key_prefix.is_empty() => pictures.found(&["cover"], &format!("Cover of {}", raw.title)),
            None => None,
        };
        let file = raw.file.as_deref().and_then(|name| beside::named(&raw.source, files, name, &key("file"), report));
        // Beside the page after the request, the only one that leads there; `_headers` keeps both from search engines.
        let after = Permalink(format!("{permalink}thanks/"));
        let file = file.map(|source| Asset { out: published_name(&after, &source), bytes: bytes_of(files, &source), source, shape: None });
        Offer {
            title: raw.title.clone(),
            promise: raw.promise.clone(),
            button: raw.button.clone().unwrap_or_else(|| "Get the kit".to_owned()),
            audience: raw.audience.clone(),
            contains: raw.contains.clone(),
            cover,
            file,
            url: raw.url.clone().map(AbsoluteUrl),
            form: raw.form.as_ref().map_or_else(|| self.show.forms.clone(), |form| form.or(&self.show.forms)),
            fields: raw.fields.clone().unwrap_or_else(|| vec!["name".to_owned(), "email".to_owned()]),
            thanks: raw.thanks.clone(),
            state: self.state(raw),
            until: raw.until.as_ref().map(WrittenTime::day),
            from: raw.from.as_ref().map(WrittenTime::day),
            owner: self.owner(raw, &slug, holder, &key("owner"), report),
            body: raw.body.markdown.clone(),
            source: raw.source.clone(),
            slug,
            permalink,
        }
    }

    /// The person written, else the one who names it as theirs, else (for the show's own) the first host.
    fn owner(&self, raw: &RawOffer, slug: &Slug, holder: Option<PersonId>, key: &str, report: &mut Report) -> Option<PersonId> {
        if let Some(name) = &raw.owner {
            let found = self.cast.anybody(name);
            if found.is_none() {
                report.add(self.cast.nobody(name, Place::key(&raw.source, key)));
            }
            return found;
        }
        let is_the_shows = self.show.offer.as_deref().is_some_and(|name| Slug::from_text(name) == *slug);
        holder.or_else(|| is_the_shows.then(|| self.first_host()).flatten())
    }

    fn first_host(&self) -> Option<PersonId> {
        let is_host = |id: &PersonId| self.cast.kind(*id) == crate::model::PersonKind::Host;
        self.cast.all().map(|(id, _)| id).find(is_host)
    }

    /// The last day counts as a whole, in the show's zone.
    fn state(&self, raw: &RawOffer) -> OfferState {
        let now = self.moment.as_of;
        let starts = raw.from.as_ref().and_then(|from| from.timestamp(self.timezone).ok());
        let ends = raw.until.as_ref().and_then(|until| match until {
            WrittenTime::Date(day) => day.tomorrow().ok().and_then(|next| WrittenTime::Date(next).timestamp(self.timezone).ok()),
            moment => moment.timestamp(self.timezone).ok(),
        });
        if starts.is_some_and(|starts| now < starts) {
            OfferState::Coming
        } else if ends.is_some_and(|ends| now >= ends) {
            OfferState::Closed
        } else {
            OfferState::Open
        }
    }
}
