//! `offers/<offer>/`: the Referral Kit's own page with its request form, and `offers/<offer>/thanks/` after it.

use super::Output;
use super::ask::{Ask, Via, ask};
use super::episode::{Short, short};
use super::partner::introduce_us;
use super::view::{Face, Head, Moment, Pair, face, html, hue, mailto, moment, pair, public_email, social};
use super::words::{phrase, size};
use crate::model::{Episode, EpisodeId, Html, Markdown, Offer, OfferId, Permalink, PersonId, Site};
use crate::theme::colour;
use serde::Serialize;

/// An offer's page; `go/<partner>/<offer>/` shows the same with who sent the person.
#[derive(Serialize)]
pub struct OfferView<'a> {
    head: Head<'a>,
    title: &'a str,
    audience: Option<&'a str>,
    sender: Option<Face<'a>>,
    ask: Ask<'a>,
    /// The first words of the text where they are short: they stand above the form.
    lead: Option<Html>,
    body: Option<Html>,
    owner: &'a str,
    heard: Option<Heard<'a>>,
}

/// The episode in which the offer is made.
#[derive(Serialize)]
struct Heard<'a> {
    pair: Pair<'a>,
    short: Short<'a>,
    text: String,
}

#[derive(Serialize)]
struct ThanksView<'a> {
    head: Head<'a>,
    title: &'a str,
    thanks: Option<&'a str>,
    owner: &'a str,
    owner_mail: Option<String>,
    look: String,
    file: Option<(String, String, &'a str)>,
    listen: Option<(Moment, &'a str)>,
    introduce_us: Option<String>,
    owner_name: Option<&'a str>,
    share: String,
}

impl OfferView<'_> {
    /// The same, kept from search engines.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.head = self.head.hidden();
        self
    }
}

/// Both pages of every offer.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let ids = (0..).map(OfferId).zip(&site.offers);
    ids.flat_map(|(id, offer)| {
        let thanks = thanks_permalink(offer).index();
        [
            Output::page(offer.permalink.index(), &offer.source, None, "offer.html", move || view(site, id, None)),
            Output::unlisted_page(thanks, &offer.source, "thanks.html", move || thanks_view(site, id)),
        ]
    })
    .collect()
}

fn thanks_permalink(offer: &Offer) -> Permalink {
    Permalink(format!("{}thanks/", offer.permalink))
}

/// The page of an offer, with who sent the person where that is known.
pub fn view(site: &Site, id: OfferId, sender: Option<PersonId>) -> OfferView<'_> {
    let offer = site.offer(id);
    let title = offer.promise.as_deref().unwrap_or(&offer.title);
    let episode = heard_in(site, id, sender);
    let (lead, body) = parted(&offer.body);
    OfferView {
        head: head(site, offer, &offer.permalink),
        title,
        audience: offer.audience.as_deref(),
        sender: sender.map(|sender| face(site, sender)),
        ask: ask(site, id, Via { partner: sender, episode: None, link: None }),
        lead: html(site, &lead, &offer.permalink, 2),
        body: html(site, &body, &offer.permalink, 2),
        owner: owner_name(site, offer),
        heard: episode.map(|episode| heard(site, episode)),
    }
}

/// The first paragraph of a text, where it is short and plain, and the rest.
fn parted(text: &Markdown) -> (Markdown, Markdown) {
    let (first, rest) = first_paragraph(&text.0).filter(|(first, _)| is_lead(&text.0, first)).unwrap_or(("", &text.0));
    (Markdown(first.to_owned()), Markdown(rest.to_owned()))
}

/// Up to the first empty line, and what follows.
fn first_paragraph(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() && end > 0 {
            break;
        }
        end += line.len();
    }
    Some((text.get(..end)?.trim(), text.get(end..)?))
}

/// Words and links only; a text with notes and names for links is not parted, since these may stand anywhere in it.
fn is_lead(text: &str, first: &str) -> bool {
    let is_plain = first.starts_with(|letter: char| letter.is_alphanumeric() || "“\"‘'¿¡«„".contains(letter));
    let is_list = first.starts_with(|letter: char| letter.is_ascii_digit());
    is_plain
        && !is_list
        && first.chars().count() <= 280
        && !first.contains("\n    ")
        && !text.contains("]:")
        && !text.contains("[^")
        && !is_heading(first)
}

/// Words with a line of dashes or equals signs below them.
fn is_heading(first: &str) -> bool {
    first.lines().skip(1).any(|line| line.trim().chars().all(|mark| mark == '=' || mark == '-'))
}

fn head<'a>(site: &'a Site, offer: &'a Offer, permalink: &Permalink) -> Head<'a> {
    let mut head = Head::new(site, permalink, &offer.title, offer.promise.as_deref().unwrap_or_default());
    if let Some(owner) = offer.owner {
        head = head.of_person(site, site.person(owner));
    }
    head.image = offer.cover.as_ref().map(|cover| social(site, cover)).or(head.image);
    head
}

/// Whoever sends it: the business, else the person, else the show.
fn owner_name<'a>(site: &'a Site, offer: &Offer) -> &'a str {
    let owner = offer.owner.map(|owner| site.person(owner));
    owner.map_or(&site.show.author, |owner| owner.business.as_deref().unwrap_or(&owner.name))
}

/// The newest episode with this offer: with the sender where there is one, else with its owner alone, else with anybody.
fn heard_in(site: &Site, offer: OfferId, sender: Option<PersonId>) -> Option<EpisodeId> {
    let makes_it = |episode: &Episode| episode.call_to_action.as_ref().is_some_and(|call| call.offer == offer);
    let with = |guest: PersonId| site.episodes_with(guest).filter(|(_, episode)| makes_it(episode));
    let with_sender = sender.and_then(|sender| with(sender).min_by_key(|(_, episode)| episode.guests.len()));
    let with_owner = || site.offer(offer).owner.and_then(|owner| with(owner).min_by_key(|(_, episode)| episode.guests.len()));
    let anybody = || (0..).map(EpisodeId).zip(&site.episodes).find(|(_, episode)| makes_it(episode));
    with_sender.or_else(with_owner).or_else(anybody).map(|(id, _)| id)
}

fn heard(site: &Site, id: EpisodeId) -> Heard<'_> {
    let episode = site.episode(id);
    let people: Vec<PersonId> = episode.guests.iter().chain(&episode.hosts).copied().collect();
    let length = super::view::length(site, episode.recording.as_ref()).unwrap_or_default();
    let text = phrase(site, "hear_first_text", &[("names", &super::view::names(site, &people)), ("length", &length)]);
    Heard { pair: pair(site, episode), short: short(site, id), text }
}

fn thanks_view(site: &Site, id: OfferId) -> ThanksView<'_> {
    let offer = site.offer(id);
    let owner = offer.owner.map(|owner| site.person(owner));
    let episode = heard_in(site, id, None).map(|id| site.episode(id));
    let permalink = thanks_permalink(offer);
    let mut head = head(site, offer, &permalink).hidden();
    if let Some(episode) = episode {
        head.hue = colour::style(hue(site, episode));
    }
    ThanksView {
        head,
        title: &offer.title,
        thanks: offer.thanks.as_deref(),
        owner: owner_name(site, offer),
        owner_mail: owner.and_then(public_email).map(|to| mailto(to, &offer.title, "")),
        look: look(site, owner_name(site, offer), owner.and_then(public_email)),
        file: offer.file.as_ref().map(|file| {
            let name = file.out.as_str().rsplit('/').next().unwrap_or_default();
            (site.show.base_url.file_href(&file.out), size(site, file.bytes), name)
        }),
        listen: episode.and_then(best_question),
        introduce_us: owner.filter(|owner| owner.kind == crate::model::PersonKind::Partner).and_then(|owner| introduce_us(site, owner)),
        owner_name: owner.map(|owner| owner.first_name.as_str()),
        share: site.show.base_url.page(&offer.permalink),
    }
}

/// From whom the mail will come, and from which address where that is public.
fn look(site: &Site, owner: &str, address: Option<&str>) -> String {
    match address {
        Some(address) => phrase(site, "thanks_look_at", &[("owner", owner), ("address", address)]),
        None => phrase(site, "thanks_look", &[("owner", owner)]),
    }
}

/// The question whose answer is nearest to four minutes long: enough to be worth it, short enough to wait with.
pub fn best_question(episode: &Episode) -> Option<(Moment, &str)> {
    let mut timed: Vec<_> = episode.questions.iter().filter_map(|question| Some((question.at?.0, question))).collect();
    timed.sort_by_key(|(at, _)| *at);
    let end = episode.recording.as_ref()?.duration.map_or(u64::MAX, |duration| duration.0);
    let ends = timed.iter().skip(1).map(|(at, _)| *at).chain([end]);
    let answers = timed.iter().zip(ends).map(|((at, question), end)| (end.saturating_sub(*at).abs_diff(240_000), *question));
    let (_, question) = answers.min_by_key(|(distance, _)| *distance)?;
    Some((moment(episode.recording.as_ref(), question.at)?, &question.ask))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Millis, sample};

    #[test]
    fn the_page_after_the_form_is_kept_from_search_engines() {
        let site = sample::site();
        let paths: Vec<_> = outputs(&site).into_iter().map(|output| (output.path.0, output.listed != super::super::Listed::No)).collect();
        assert!(paths.contains(&("offers/cash-map/index.html".into(), true)));
        assert!(paths.contains(&("offers/cash-map/thanks/index.html".into(), false)));
        assert!(thanks_view(&site, sample::PARTNER_OFFER).head.is_hidden);
    }

    #[test]
    fn the_question_to_wait_with_is_about_four_minutes_long() {
        let mut episode = sample::episode();
        let at =
            |minutes: u64| crate::model::Question { ask: minutes.to_string(), at: Some(Millis(minutes * 60_000)), ..Default::default() };
        episode.questions = vec![at(10), at(0), at(14)];
        assert_eq!(best_question(&episode).unwrap().1, "10");
        episode.questions.clear();
        assert!(best_question(&episode).is_none());
    }

    #[test]
    fn the_first_words_stand_above_the_form_where_they_are_short_and_plain() {
        let parted = |text: &str| {
            let (lead, body) = parted(&Markdown(text.into()));
            (lead.0, body.0.trim().to_owned())
        };
        let pair = |lead: &str, body: &str| (lead.to_owned(), body.to_owned());
        assert_eq!(parted("\nNine pages,\r\nand [one](/a/).\r\n\r\nMore.\n"), pair("Nine pages,\r\nand [one](/a/).", "More."));
        assert_eq!(parted("“تسع صفحات.”"), pair("“تسع صفحات.”", ""));
        let long = "word ".repeat(80);
        for whole in [
            "",
            "# Head\n\nWords.",
            "- a\n- b",
            "1. a\n2. b",
            "Head\n====\n\nx",
            "A [b][c].\n\n[c]: /d/",
            "A[^1].\n\n[^1]: b",
            "<b>x</b>\n\ny",
            &long,
        ] {
            assert_eq!(parted(whole), pair("", whole.trim()), "{whole}");
        }
    }

    #[test]
    fn an_offer_page_names_the_episode_it_is_made_in() {
        let site = sample::site();
        let view = view(&site, sample::PARTNER_OFFER, None);
        assert_eq!(view.title, "See in one page where next quarter's money comes from.");
        assert_eq!(view.heard.unwrap().short.title, "Cash before profit");
        assert_eq!(view.ask.href, "#ask");
    }
}
