//! `partners/<slug>/`: one partner: whom to send them, in which words, and where they are heard. Nothing told in confidence.

use super::ask::{Ask, Via, ask, go_permalink};
use super::episode::ways;
use super::introduce::{introduction, page_of};
use super::view::{Face, Head, Image, Row, Way, address, face, host_email, host_name, html, mailto, portrait, public_email, row};
use super::words::{phrase, word};
use super::{Output, json_ld, vcard};
use crate::model::{Book, EpisodeId, Html, Introduction, OutPath, Person, PersonId, PersonKind, Site};
use serde::Serialize;

/// What the page shows.
#[derive(Serialize)]
pub(super) struct PartnerView<'a> {
    head: Head<'a>,
    face: Face<'a>,
    role: Option<&'a str>,
    pronouns: Option<&'a str>,
    location: Option<&'a str>,
    bio: Option<Html>,
    /// What stands above the name.
    eyebrow: &'a str,
    /// The first button: a mail to the host, and what it says.
    first: Option<(String, String)>,
    introduction: &'a Introduction,
    /// The introduction to send: subject, text, and the link that opens a mail with it.
    ready: Option<(String, String, String)>,
    /// The card for the address book.
    card: String,
    meet: &'a [String],
    ways: Vec<Way<'a>>,
    books: Vec<BookView<'a>>,
    podcast: Option<(&'a str, Option<String>)>,
    rows: Vec<Row<'a>>,
    ask: Option<Ask<'a>>,
    feed: Option<String>,
}

#[derive(Serialize)]
struct BookView<'a> {
    title: &'a str,
    href: Option<String>,
    cover: Option<Image<'a>>,
}

/// The page of every partner.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    site.partners().map(|(id, person)| output(site, id, person)).collect()
}

fn output<'site>(site: &'site Site, id: PersonId, person: &'site Person) -> Output<'site> {
    let newest = site.episodes_with(id).next().map(|(_, episode)| episode.date.date().to_string());
    Output::page(person.permalink.index(), &person.source, newest, "partner.html", move || view(site, id))
}

/// Newest episodes on the page of a host.
const HOSTED: usize = 3;

/// The page of a partner, or of a host.
pub(super) fn view(site: &Site, id: PersonId) -> PartnerView<'_> {
    let person = site.person(id);
    let is_host = person.kind == PersonKind::Host;
    let rows: Vec<Row<'_>> = if is_host {
        let hosted = (0..).map(EpisodeId).zip(&site.episodes).filter(|(_, episode)| episode.hosts.contains(&id));
        hosted.take(HOSTED).map(|(episode, _)| row(site, episode)).collect()
    } else {
        site.episodes_with(id).map(|(episode, _)| row(site, episode)).collect()
    };
    let has_feed = !is_host && !rows.is_empty();
    let feed = has_feed.then(|| site.show.base_url.file(&OutPath(format!("partners/{}/feed.xml", person.slug))));
    PartnerView {
        head: head(site, id, feed.clone()),
        face: face(site, id),
        role: person.role.as_deref().filter(|role| Some(*role) != person.tagline.as_deref()),
        pronouns: person.pronouns.as_deref(),
        location: person.location.as_ref().map(|place| place.name.as_str()),
        bio: html(site, &person.bio, &person.permalink, 2),
        eyebrow: word(site, if is_host { "host_eyebrow" } else { "someone" }),
        first: first(site, person),
        introduction: &person.introduction,
        ready: introduction(site, person).map(|ready| (ready.subject, ready.text, ready.href)),
        card: site.show.base_url.file_href(&vcard::path(person)),
        meet: &person.meet,
        ways: ways(site, id),
        books: person.books.iter().map(|book| book_view(site, book)).collect(),
        podcast: podcast(site, person),
        rows,
        ask: person.offer.map(|offer| {
            let partner = (!is_host).then_some(id);
            let link = go_permalink(site, partner, offer);
            ask(site, offer, Via { partner, episode: None, link: Some(&link) })
        }),
        feed,
    }
}

fn head(site: &Site, id: PersonId, feed: Option<String>) -> Head<'_> {
    let person = site.person(id);
    let described = [person.tagline.as_deref(), person.introduction.help.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(". ");
    let head = Head::new(site, &page_of(person), &person.name, &described).of_person(site, person).under("people");
    let mut head = head.json_ld(&json_ld::person(site, id));
    head.kind = "profile";
    head.feed = feed.map(|feed| (format!("{} · {}", person.name, site.show.title), feed));
    head
}

/// A partner is met through the host; a host is written to.
fn first(site: &Site, person: &Person) -> Option<(String, String)> {
    if person.kind == PersonKind::Partner {
        return Some((introduce_us(site, person)?, phrase(site, "introduce_us", &[("host", host_name(site))])));
    }
    let subject = phrase(site, "introduction_subject", &[("name", &person.name)]);
    let to = public_email(person).or_else(|| host_email(site))?;
    Some((mailto(to, &subject, ""), phrase(site, "write_to", &[("name", &person.first_name)])))
}

/// A mail to the host that asks for the introduction, with a line left to write.
pub fn introduce_us(site: &Site, person: &Person) -> Option<String> {
    let values = [("name", person.name.as_str()), ("host", host_name(site))];
    let subject = phrase(site, "introduce_us_subject", &values);
    Some(mailto(host_email(site)?, &subject, &phrase(site, "introduce_us_body", &values)))
}

fn book_view<'a>(site: &Site, book: &'a Book) -> BookView<'a> {
    BookView {
        title: &book.title,
        href: book.url.as_deref().and_then(|url| address(site, url)),
        cover: book.cover.as_ref().map(|cover| portrait(site, cover)),
    }
}

fn podcast<'a>(site: &Site, person: &'a Person) -> Option<(&'a str, Option<String>)> {
    let podcast = person.podcast.as_ref()?;
    Some((podcast.title.as_deref()?, podcast.url.as_deref().and_then(|url| address(site, url))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_partner_is_reached_by_what_they_published_and_credited_by_their_link() {
        let site = sample::site();
        let view = view(&site, sample::PARTNER);
        let titles: Vec<_> = view.ways.iter().map(|way| way.title).collect();
        assert_eq!(titles, ["okafor.example", "Newsletter"]);
        assert_eq!(view.ask.unwrap().href, "/show/go/dev-okafor/cash-map/");
        assert!(view.first.unwrap().0.starts_with("mailto:ruth@ledger.example?"));
        assert_eq!(view.card, "/show/partners/dev-okafor/dev-okafor.vcf");
        assert_eq!(view.rows.len(), 2);
    }
}
