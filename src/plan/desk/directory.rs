//! Everybody and everything by any name an author or a form may use, what is behind the curtain included. For commands.

use crate::model::{Episode, Offer, Person, PersonKind, Site, Slug};
use std::collections::{BTreeMap, BTreeSet};

/// Partners, offers and episodes by name.
pub struct Directory<'site> {
    partners: BTreeMap<Slug, &'site Person>,
    offers: BTreeMap<Slug, &'site Offer>,
    episodes: BTreeMap<Slug, &'site Episode>,
    own_addresses: BTreeSet<String>,
}

impl<'site> Directory<'site> {
    /// The directory of a show.
    #[must_use]
    pub fn of(site: &'site Site) -> Self {
        let backstage = site.backstage.open_for_desk();
        let people = || site.people.iter().chain(&backstage.people);
        let partners: Vec<&Person> = people().filter(|person| person.kind == PersonKind::Partner).collect();
        let hosts = people().filter(|person| person.kind == PersonKind::Host);
        let own = hosts.filter_map(|host| host.private.open_for_desk().email.as_deref());
        let own = own.chain(site.show.owner.as_ref().and_then(|owner| owner.email.as_deref()));
        Self {
            partners: by_name(&partners),
            offers: site.offers.iter().chain(&backstage.offers).rev().map(|offer| (offer.slug.clone(), offer)).collect(),
            episodes: site.episodes.iter().chain(&backstage.episodes).rev().map(|episode| (episode.slug.clone(), episode)).collect(),
            own_addresses: own.map(untagged).collect(),
        }
    }

    /// The partner of this slug, name or other spelling.
    #[must_use]
    pub fn partner(&self, name: &str) -> Option<&'site Person> {
        self.partners.get(&Slug::from_text(name)).copied()
    }

    /// The offer of this slug.
    #[must_use]
    pub fn offer(&self, name: &str) -> Option<&'site Offer> {
        self.offers.get(&Slug::from_text(name)).copied()
    }

    /// The episode of this slug.
    #[must_use]
    pub fn episode(&self, name: &str) -> Option<&'site Episode> {
        self.episodes.get(&Slug::from_text(name)).copied()
    }

    /// The slug of the partner whose name is most like this one, if any is alike enough.
    #[must_use]
    pub fn partner_like(&self, name: &str) -> Option<&'site str> {
        like(name, self.partners.iter().map(|(spelling, person)| (spelling.as_str(), person.slug.as_str())))
    }

    /// The offer whose name is most like this one.
    #[must_use]
    pub fn offer_like(&self, name: &str) -> Option<&'site str> {
        like(name, self.offers.values().map(|offer| (offer.slug.as_str(), offer.slug.as_str())))
    }

    /// The episode whose name is most like this one.
    #[must_use]
    pub fn episode_like(&self, name: &str) -> Option<&'site str> {
        like(name, self.episodes.values().map(|episode| (episode.slug.as_str(), episode.slug.as_str())))
    }

    /// Slugs of all partners.
    #[must_use]
    pub fn partner_slugs(&self) -> BTreeSet<&'site str> {
        self.partners.values().map(|person| person.slug.as_str()).collect()
    }

    /// Whether an address is the host's own, also with a `+tag`: who tries their own form raises no hand.
    #[must_use]
    pub fn is_own(&self, email: &str) -> bool {
        self.own_addresses.contains(&untagged(email))
    }
}

/// Slugs count for more than names, names for more than other spellings.
fn by_name<'site>(partners: &[&'site Person]) -> BTreeMap<Slug, &'site Person> {
    let mut names: BTreeMap<Slug, &Person> = BTreeMap::new();
    for person in partners {
        names.entry(person.slug.clone()).or_insert(person);
    }
    for person in partners {
        names.entry(Slug::from_text(&person.name)).or_insert(person);
    }
    for person in partners {
        for alias in &person.aliases {
            names.entry(Slug::from_text(alias)).or_insert(person);
        }
    }
    names
}

/// `margo+test@a.example` → `margo@a.example`, in small letters.
fn untagged(email: &str) -> String {
    let email = email.trim().to_lowercase();
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or_default()),
        None => email,
    }
}

fn like<'a, 'b>(name: &str, known: impl Iterator<Item = (&'b str, &'a str)>) -> Option<&'a str> {
    let wanted = Slug::from_text(name);
    known
        .map(|(spelling, slug)| (strsim::jaro_winkler(wanted.as_str(), spelling), slug))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, slug)| slug)
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;

    #[test]
    fn a_partner_is_found_by_slug_name_and_alias_also_behind_the_curtain() {
        let mut site = with_backstage();
        site.people[1].aliases = vec!["Deven".into()];
        let directory = Directory::of(&site);
        for name in ["dev-okafor", "Dev Okafor", "deven", " DEV OKAFOR "] {
            assert_eq!(directory.partner(name).map(|person| person.slug.as_str()), Some("dev-okafor"), "{name}");
        }
        assert_eq!(directory.partner("María José Größe").map(|person| person.slug.as_str()), Some("quiet-partner"));
        assert!(directory.partner("Ruth Abara").is_none(), "the host is no partner");
        assert!(directory.partner("").is_none());
        assert_eq!((directory.partner_like("dev-okafo"), directory.partner_like("xyz")), (Some("dev-okafor"), None));
    }

    #[test]
    fn the_hosts_own_tests_are_known() {
        let site = with_backstage();
        let directory = Directory::of(&site);
        assert!(directory.is_own("Ruth+test@ledger.example") && !directory.is_own("ann@ledger.example"));
    }
}
