//! `404.html`: says so plainly, and shows the ways on.

use super::Output;
use super::ask::go_href;
use super::view::{Head, Row, row};
use super::words::word;
use crate::model::{EpisodeId, OfferId, OfferState, OutPath, Permalink, Site};
use serde::Serialize;

/// Newest episodes shown.
const NEWEST: usize = 3;

#[derive(Serialize)]
struct NotFoundView<'a> {
    head: Head<'a>,
    title: &'a str,
    rows: Vec<Row<'a>>,
    offers: Vec<(&'a str, String)>,
}

/// The one page.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    vec![Output::unlisted_page(OutPath("404.html".into()), &site.show.source, "404.html", move || view(site))]
}

fn view(site: &Site) -> NotFoundView<'_> {
    let title = word(site, "not_found");
    let open = (0..).map(OfferId).zip(&site.offers).filter(|(_, offer)| offer.state == OfferState::Open);
    NotFoundView {
        head: Head::new(site, &Permalink("404.html".into()), title, word(site, "not_found_text")).hidden(),
        title,
        rows: (0..).take(site.episodes.len().min(NEWEST)).map(|at| row(site, EpisodeId(at))).collect(),
        offers: open.map(|(id, offer)| (offer.title.as_str(), go_href(site, None, id))).collect(),
    }
}
