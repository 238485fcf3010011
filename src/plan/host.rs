//! `hosts/<slug>/`: how to introduce a host: whom to send them and in which words, as on the pages of partners.

use super::Output;
use super::introduce::{has_words, page_of};
use super::partner;
use crate::model::{PersonId, Site};

/// The page of every host of the show who said how they like to be introduced.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    with_page(site).map(|id| output(site, id)).collect()
}

/// Hosts who have a page.
pub fn with_page(site: &Site) -> impl Iterator<Item = PersonId> {
    site.show.hosts.iter().copied().filter(|id| has_words(site.person(*id)))
}

fn output(site: &Site, id: PersonId) -> Output<'_> {
    let person = site.person(id);
    Output::page(page_of(person).index(), &person.source, None, "partner.html", move || partner::view(site, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_host_who_said_nothing_has_no_page() {
        let mut site = sample::site();
        site.people[0].introduction.listen_for = vec!["We need to hire".into()];
        let paths: Vec<_> = outputs(&site).into_iter().map(|output| output.path.0).collect();
        assert_eq!(paths, ["hosts/ruth-abara/index.html"]);
        (site.people[0].introduction, site.people[0].meet) = (crate::model::Introduction::default(), Vec::new());
        assert!(outputs(&site).is_empty());
    }
}
