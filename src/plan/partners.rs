//! `partners/`: the people, and when to call them.

use super::Output;
use super::view::{Card, Head, card};
use super::words::word;
use crate::model::{Permalink, Site};
use serde::Serialize;

#[derive(Serialize)]
struct PartnersView<'a> {
    head: Head<'a>,
    title: &'a str,
    cards: Vec<Card<'a>>,
}

/// The page of all partners.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    vec![Output::page(Permalink("partners/".into()).index(), &site.show.source, None, "partners.html", move || view(site))]
}

fn view(site: &Site) -> PartnersView<'_> {
    let title = word(site, "people");
    PartnersView {
        head: Head::new(site, &Permalink("partners/".into()), title, &site.show.description).under("people"),
        title,
        cards: site.partners().map(|(id, _)| card(site, id)).collect(),
    }
}
