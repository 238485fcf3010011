//! `go/<partner>/<offer>/`: the link that every call to action uses: says who sent the person, then shows the offer.

use super::Output;
use super::ask::go_permalink;
use super::offer::view;
use crate::model::{OfferId, PersonId, Site};

/// A page for each of the site's links that credit a partner.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    site.go_links().into_iter().map(|(partner, offer)| page(site, partner, offer)).collect()
}

fn page(site: &Site, partner: PersonId, offer: OfferId) -> Output<'_> {
    let path = go_permalink(site, Some(partner), offer).index();
    // The head's canonical address is the offer's own page.
    Output::unlisted_page(path, &site.person(partner).source, "offer.html", move || view(site, offer, Some(partner)).hidden())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OfferState, sample};

    #[test]
    fn each_partner_has_a_page_for_their_own_and_the_hosts_offer() {
        let site = sample::site();
        let paths: Vec<_> = outputs(&site).into_iter().map(|output| output.path.0).collect();
        assert_eq!(paths, ["go/dev-okafor/cash-map/index.html", "go/dev-okafor/exit-checklist/index.html"]);
    }

    #[test]
    fn a_closed_offer_keeps_the_pages_its_episodes_lead_to() {
        let mut site = sample::site();
        for offer in &mut site.offers {
            offer.state = OfferState::Closed;
        }
        assert_eq!(outputs(&site).len(), 2);
        site.episodes.as_vec_mut().clear();
        assert!(outputs(&site).is_empty());
        site.kept_links = vec![(sample::PARTNER, OfferId(0))];
        assert_eq!(outputs(&site).len(), 1, "what was published stays");
    }
}
