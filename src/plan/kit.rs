//! `kit/<partner>/`: a partner's page to share from: texts, pictures, player, links that credit them. Unlisted; written only from
//! what is public anyway.

use super::Output;
use super::ask::go_permalink;
use super::cover_letter::{self, CoverLetter};
use super::embed::embed_code;
use super::episode::{Short, short};
use super::markup::one_line;
use super::posts::{self, PostGroup};
use super::view::{Face, Head, Pair, face, host_email, mailto, pair_with};
use super::words::{phrase, word};
use super::{paper, share};
use crate::model::{Direction, Episode, EpisodeId, OfferState, OutPath, Permalink, Person, PersonId, Picture, Quote, Site};
use serde::Serialize;

#[derive(Serialize)]
struct KitView<'a> {
    head: Head<'a>,
    face: Face<'a>,
    title: String,
    pair: Option<Pair<'a>>,
    shares: Vec<Share<'a>>,
    links: Vec<(&'a str, String)>,
    drawn: Vec<DrawnLink<'a>>,
    pictures: Vec<PictureLink<'a>>,
    codes: Vec<CodeLink<'a>>,
    card: String,
    host_questions: Vec<&'a str>,
    tell_host: Option<String>,
    write_host: Option<String>,
}

/// Everything to share one episode.
#[derive(Serialize)]
struct Share<'a> {
    short: Short<'a>,
    /// What the letter to the partner's own list may say; the theme writes it. None where another guest is not to be named in e-mails.
    letter: Option<CoverLetter<'a>>,
    posts: Vec<PostGroup>,
    embed: String,
}

/// A picture drawn for this partner to share.
#[derive(Serialize)]
struct DrawnLink<'a> {
    href: String,
    name: &'a str,
    alt: String,
    width: u32,
    height: u32,
}

/// A code to print.
#[derive(Serialize)]
struct CodeLink<'a> {
    title: &'a str,
    svg: String,
    png: String,
}

#[derive(Serialize)]
struct PictureLink<'a> {
    href: String,
    name: &'a str,
    size: String,
}

/// The page of every partner who is heard in an episode.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let heard = site.partners().filter(|(id, _)| site.episodes_with(*id).next().is_some());
    heard.map(|(id, person)| Output::unlisted_page(permalink(person).index(), &person.source, "kit.html", move || view(site, id))).collect()
}

/// The address of a partner's kit.
pub fn permalink(person: &Person) -> Permalink {
    Permalink(format!("kit/{}/", person.slug))
}

fn view(site: &Site, id: PersonId) -> KitView<'_> {
    let person = site.person(id);
    let newest = site.episodes_with(id).next();
    let mut head = Head::new(site, &permalink(person), &person.name, "").of_person(site, person).hidden();
    let drawn = share::of_partner(site, id);
    if let Some(preview) = newest.filter(|_| !drawn.is_empty()).and_then(|(episode, _)| share::preview(site, episode)) {
        head.image = Some(preview);
    }
    let href = |path: &OutPath| site.show.base_url.file_href(path);
    KitView {
        head,
        face: face(site, id),
        title: phrase(site, "kit_title", &[("episode", word(site, "episode"))]),
        pair: newest.map(|(_, episode)| pair_with(site, episode, id)),
        shares: site.episodes_with(id).map(|(episode, _)| share(site, id, episode)).collect(),
        links: links(site, id),
        drawn: drawn.iter().map(|share| drawn_link(site, share)).collect(),
        pictures: pictures(site, id),
        codes: paper::codes(site, id)
            .into_iter()
            .map(|code| CodeLink { title: code.title, svg: href(&code.file(person, "svg")), png: href(&code.file(person, "png")) })
            .collect(),
        card: href(&permalink(person).file("card.html")),
        host_questions: host_questions(site),
        tell_host: host_email(site).map(|to| mailto(to, &person.name, "")),
        write_host: host_email(site).map(|to| mailto(to, word(site, "kit_turn"), "")),
    }
}

fn share(site: &Site, id: PersonId, episode_id: EpisodeId) -> Share<'_> {
    let episode = site.episode(episode_id);
    Share {
        short: short(site, episode_id),
        letter: cover_letter::is_allowed(site, id, episode).then(|| cover_letter::view(site, id, episode)),
        posts: posts::grouped(posts::posts(site, id, episode)),
        embed: embed_code(site, episode),
    }
}

/// What a partner says of an interview, in one or two sentences, without the link.
pub(super) fn sentence(site: &Site, episode: &Episode, quote: Option<&Quote>) -> String {
    let host = super::view::names(site, &episode.hosts);
    let host = if host.is_empty() { site.show.title.clone() } else { host };
    let values = [("host", host.as_str()), ("title", &episode.title)];
    let text = match (quote, episode.direction) {
        (Some(quote), Direction::Spotlight) => phrase(site, "kit_post", &values).replace("{quote}", &one_line(&quote.text)),
        (None, Direction::Spotlight) => phrase(site, "kit_post_plain", &values),
        (_, Direction::Turned) => phrase(site, "kit_post_turned", &values),
    };
    // A title that is a question needs no full stop after it.
    let ends = episode.title.ends_with(['?', '!', '.', '…', '？', '！', '؟']);
    one_line(&if ends { text.replace(&format!("{}.", episode.title), &episode.title) } else { text })
}

/// The links that credit this partner: their own offer's, the host's, and those of their episodes.
fn links(site: &Site, id: PersonId) -> Vec<(&str, String)> {
    let own = site.person(id).offer.into_iter().chain(site.show.offer);
    let calls = site.episodes_with(id).filter_map(|(_, episode)| episode.call_to_action.as_ref().map(|call| call.offer));
    let mut offers: Vec<_> = own.chain(calls).filter(|offer| site.offer(*offer).state == OfferState::Open).collect();
    offers.sort();
    offers.dedup();
    offers
        .into_iter()
        .map(|offer| (site.offer(offer).title.as_str(), site.show.base_url.page(&go_permalink(site, Some(id), offer))))
        .collect()
}

fn pictures(site: &Site, id: PersonId) -> Vec<PictureLink<'_>> {
    let person = site.person(id);
    let photo = person.photo.iter().map(|photo| (person.name.as_str(), photo));
    let covers = site.episodes_with(id).filter_map(|(_, episode)| Some((episode.title.as_str(), episode.cover.as_ref()?)));
    let offer = person.offer.map(|offer| site.offer(offer)).and_then(|offer| Some((offer.title.as_str(), offer.cover.as_ref()?)));
    let show = site.show.cover.iter().map(|cover| (site.show.title.as_str(), cover));
    photo.chain(covers).chain(offer).chain(show).map(|(name, picture)| picture_link(site, name, picture)).collect()
}

fn drawn_link<'a>(site: &Site, share: &share::Share<'a>) -> DrawnLink<'a> {
    let (width, height) = share.shape.size();
    let said = [("title", share.episode.title.as_str()), ("show", &site.show.title)];
    DrawnLink {
        href: site.show.base_url.file_href(&share.path),
        name: share.name,
        alt: phrase(site, "kit_picture_alt", &said),
        width,
        height,
    }
}

fn picture_link<'a>(site: &Site, name: &'a str, picture: &Picture) -> PictureLink<'a> {
    let size = if picture.width == 0 { String::new() } else { format!("{} × {}", picture.width, picture.height) };
    PictureLink { href: site.show.base_url.file_href(&picture.out), name, size }
}

/// Questions the host has answered before, ready for the partner to ask: those of the newest turned episode.
fn host_questions(site: &Site) -> Vec<&str> {
    let turned = site.episodes.iter().find(|episode| episode.direction == Direction::Turned && !episode.questions.is_empty());
    turned.map_or_else(Vec::new, |episode| episode.questions.iter().take(3).map(|question| question.ask.as_str()).collect())
}

/// Titles of the offers whose links credit this partner, and the links.
#[must_use]
pub fn credited_links(site: &Site, id: PersonId) -> Vec<(&str, String)> {
    links(site, id)
}

/// What the pictures of a partner's kit are called, and where they lie on the site.
#[must_use]
pub fn picture_links(site: &Site, id: PersonId) -> Vec<(&str, String)> {
    let drawn = share::of_partner(site, id).into_iter().map(|share| (share.name, site.show.base_url.file_href(&share.path)));
    drawn.chain(pictures(site, id).into_iter().map(|picture| (picture.name, picture.href))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_post_ends_a_title_once() {
        let mut site = sample::site();
        for (title, end) in [("Who can sign?", "this: Who can sign?"), ("Cash first", "this: Cash first.")] {
            site.episodes[1].title = title.into();
            let sentence = sentence(&site, &site.episodes[1], site.episodes[1].quotes.first());
            assert!(sentence.ends_with(end), "{sentence}");
        }
    }

    #[test]
    fn the_texts_are_ready_to_send_and_credit_the_partner() {
        let site = sample::site();
        let view = view(&site, sample::PARTNER);
        let page =
            crate::theme::Theme::built_in().letter(cover_letter::TEMPLATE, &tera_context(view.shares[1].letter.as_ref().unwrap())).unwrap();
        let text = crate::letter::plain(&page.body);
        assert!(text.contains("https://ledger.example/show/episodes/cash-before-profit/"), "{text}");
        assert!(text.contains("https://ledger.example/show/go/dev-okafor/cash-map/"), "{text}");
        assert!(view.shares[1].posts[0].text.starts_with("“Count what is in the till.”"));
        assert_eq!(view.links.len(), 2);
        assert!(view.head.is_hidden);
    }

    fn tera_context(view: &impl Serialize) -> tera::Context {
        crate::theme::letters::context(view)
    }

    #[test]
    fn nothing_told_in_confidence_is_in_it() {
        let site = sample::site();
        let text = serde_json::to_string(&view(&site, sample::PARTNER)).unwrap();
        assert!(!text.contains("SECRET-NOTE") && !text.contains("dev.private") && !text.contains("555 0100"));
    }
}
