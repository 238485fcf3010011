//! What is printed: QR codes of the links that credit a partner and of the kit itself, and a sheet of cards to cut.

use super::Output;
use super::kit::{credited_links, permalink};
use super::view::Head;
use super::words::{phrase, word};
use crate::model::{OutPath, Person, PersonId, Site};
use crate::picture::qr;
use serde::Serialize;

/// Cards on a page of A4 or Letter: two columns of 90 × 55 mm. Source: ISO 7810 leaves room; 90 × 55 mm is the usual size of a card.
const CARDS: usize = 8;

/// A code, what it leads to, and where its files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code<'site> {
    /// What the address leads to.
    pub title: &'site str,
    /// Absolute.
    pub address: String,
    /// Names its files.
    pub stem: String,
}

impl Code<'_> {
    /// Where its file with this ending goes.
    #[must_use]
    pub fn file(&self, person: &Person, ending: &str) -> OutPath {
        permalink(person).file(&format!("{}.{ending}", self.stem))
    }
}

/// The codes of a partner's kit: each link that credits them, then the kit itself.
#[must_use]
pub fn codes(site: &Site, id: PersonId) -> Vec<Code<'_>> {
    let of_link = |(title, address): (_, String)| {
        let offer = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Code { title, stem: format!("qr-{offer}"), address }
    };
    let kit = site.show.base_url.page(&permalink(site.person(id)));
    let kit = Code { title: word(site, "kit_code_page"), address: kit, stem: "qr".to_owned() };
    credited_links(site, id).into_iter().map(of_link).chain([kit]).collect()
}

/// Codes and cards for every partner who is heard in an episode.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let heard = site.partners().filter(|(id, _)| site.episodes_with(*id).next().is_some());
    heard.flat_map(|(id, person)| of_partner(site, id, person)).collect()
}

fn of_partner<'site>(site: &'site Site, id: PersonId, person: &'site Person) -> Vec<Output<'site>> {
    let mut outputs = Vec::new();
    for code in codes(site, id) {
        let (picture, address) = (code.address.clone(), code.address.clone());
        outputs.push(Output::made(code.file(person, "svg"), &person.source, move || qr::svg(&picture).unwrap_or_default().into_bytes()));
        outputs.push(Output::made(code.file(person, "png"), &person.source, move || qr::png(&address).unwrap_or_default()));
    }
    outputs.push(Output::unlisted_page(permalink(person).file("card.html"), &person.source, "card.html", move || view(site, id)));
    outputs
}

#[derive(Serialize)]
struct CardView<'a> {
    head: Head<'a>,
    title: String,
    /// The same card, as often as it fits on a page.
    cards: Vec<PaperCard<'a>>,
}

/// A card for the wallet.
#[derive(Clone, Serialize)]
struct PaperCard<'a> {
    title: &'a str,
    promise: Option<&'a str>,
    from: String,
    /// As people type it.
    short: String,
    code: String,
}

fn view(site: &Site, id: PersonId) -> CardView<'_> {
    let person = site.person(id);
    let title = phrase(site, "kit_card_title", &[("name", &person.name)]);
    let head = Head::new(site, &permalink(person), title.clone(), "").of_person(site, person).hidden();
    CardView { head, title, cards: vec![card(site, id, person); CARDS] }
}

/// The first link that credits the partner, their own offer's where they have one; else the newest episode.
fn card<'site>(site: &'site Site, id: PersonId, person: &'site Person) -> PaperCard<'site> {
    let from = phrase(site, "from_owner", &[("name", &person.name)]);
    // Their own, those of their episodes, the host's: all of these have links.
    let calls = site.episodes_with(id).filter_map(|(_, episode)| episode.call_to_action.as_ref().map(|call| call.offer));
    let offers = person.offer.into_iter().chain(calls).chain(site.show.offer);
    let links = credited_links(site, id);
    let offer =
        offers.map(|offer| site.offer(offer)).find_map(|offer| Some((offer, links.iter().find(|(title, _)| *title == offer.title)?)));
    if let Some((offer, (title, address))) = offer {
        let code = Code { title, address: address.clone(), stem: format!("qr-{}", offer.slug) };
        let from = if Some(id) == offer.owner { from } else { phrase(site, "kit_card_from", &[("name", &person.name)]) };
        return PaperCard { title, promise: offer.promise.as_deref(), from, short: short(address), code: href(site, person, &code) };
    }
    let newest = site.episodes_with(id).next().map(|(_, episode)| episode);
    let code = Code { title: "", address: String::new(), stem: "qr".to_owned() };
    PaperCard {
        title: newest.map_or(person.name.as_str(), |episode| &episode.title),
        promise: None,
        from: person.name.clone(),
        short: short(&site.show.base_url.page(&permalink(person))),
        code: href(site, person, &code),
    }
}

fn href(site: &Site, person: &Person, code: &Code<'_>) -> String {
    site.show.base_url.file_href(&code.file(person, "svg"))
}

/// Without what browsers add by themselves.
fn short(address: &str) -> String {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn each_link_that_credits_and_the_kit_have_a_code() {
        let site = sample::site();
        let codes: Vec<_> = codes(&site, sample::PARTNER).into_iter().map(|code| (code.stem, code.address)).collect();
        let show = "https://ledger.example/show";
        assert_eq!(
            codes,
            [
                ("qr-cash-map".to_owned(), format!("{show}/go/dev-okafor/cash-map/")),
                ("qr-exit-checklist".to_owned(), format!("{show}/go/dev-okafor/exit-checklist/")),
                ("qr".to_owned(), format!("{show}/kit/dev-okafor/")),
            ]
        );
        assert_eq!(outputs(&site).len(), 3 * 2 + 1);
    }

    #[test]
    fn a_card_credits_the_partner_and_says_the_address_to_type() {
        let site = sample::site();
        let card = card(&site, sample::PARTNER, site.person(sample::PARTNER));
        assert_eq!(card.short, format!("ledger.example/show/go/dev-okafor/{}", site.offer(site.people[1].offer.unwrap()).slug));
        assert!(card.code.ends_with(".svg") && card.from.contains("Dev Okafor"));
    }
}
