//! What every letter may say of the show, of people, interviews and offers: parts of the views of letters, made of what is public.

use super::share;
use super::view::trade;
use super::{Shown, ShownSource};
use crate::letter::{Envelope, Mailbox};
use crate::model::{Direction, Episode, EpisodeId, Millis, Offer, OfferState, Permalink, Person, PersonId, Picture, RelPath, Site};
use crate::picture::{Drawing, Face, Pair};
use jiff::Zoned;
use serde::Serialize;

/// The show.
#[derive(Clone, Debug, Serialize)]
pub struct ShowSeen<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub address: &'a str,
}

/// Somebody.
#[derive(Clone, Debug, Serialize)]
pub struct PersonSeen<'a> {
    /// Full name.
    pub name: &'a str,
    /// What one calls them: the first name, or the whole where there is no first one.
    pub first_name: &'a str,
    /// Their business.
    pub business: Option<&'a str>,
    /// What they do, without a full stop.
    pub trade: Option<String>,
}

/// An interview that is online.
#[derive(Clone, Debug, Serialize)]
pub struct EpisodeSeen<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its page.
    pub address: String,
    /// Whole minutes, at least one, where the length is known.
    pub minutes: Option<u64>,
    /// One or two sentences.
    pub summary: Option<&'a str>,
    /// Whether the partner asked and the host answered.
    pub is_turned: bool,
    /// Names of the guests, joined.
    pub guests: Option<String>,
    /// How many guests.
    pub guest_count: usize,
    /// Names of the hosts, joined.
    pub hosts: Option<String>,
    /// Where those begin who have four minutes.
    pub start: Option<Start>,
    /// The first quotation.
    pub quote: Option<QuoteSeen>,
}

/// A moment to begin at.
#[derive(Clone, Debug, Serialize)]
pub struct Start {
    /// `20:07`.
    pub at: String,
    /// The question that is asked there, without a full stop.
    pub question: String,
    /// The page at that moment.
    pub address: String,
}

/// What somebody said.
#[derive(Clone, Debug, Serialize)]
pub struct QuoteSeen {
    /// The words, without quotation marks.
    pub text: String,
    /// Who said it.
    pub by: Option<String>,
}

/// A Referral Kit, while it is open.
#[derive(Clone, Debug, Serialize)]
pub struct OfferSeen<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it promises.
    pub promise: Option<&'a str>,
    /// The link that credits the partner.
    pub address: String,
}

/// The show.
pub fn show(site: &Site) -> ShowSeen<'_> {
    ShowSeen { title: &site.show.title, address: &site.show.base_url.url }
}

/// Somebody.
pub fn person(person: &Person) -> PersonSeen<'_> {
    PersonSeen {
        name: &person.name,
        first_name: &person.first_name,
        business: person.business.as_deref(),
        trade: trade(person).map(bare).filter(|trade| !trade.is_empty()),
    }
}

/// An interview; the names are given, because some of them may not be public yet.
pub fn episode<'a>(site: &Site, episode: &'a Episode, guests: &[&str], hosts: &[&str]) -> EpisodeSeen<'a> {
    let address = site.show.base_url.page(&episode.permalink);
    let length = episode.recording.as_ref().and_then(|recording| recording.duration);
    EpisodeSeen {
        title: &episode.title,
        minutes: length.map(|length| length.minutes().max(1)),
        summary: Some(episode.summary.trim()).filter(|summary| !summary.is_empty()),
        is_turned: episode.direction == Direction::Turned,
        guests: joined(site, guests),
        guest_count: guests.len(),
        hosts: joined(site, hosts),
        start: start(episode, &address),
        quote: episode.quotes.first().map(|quote| QuoteSeen {
            text: quote.text.trim().trim_matches(['"', '“', '”', '„', '«', '»']).trim().to_owned(),
            by: quote.by.clone(),
        }),
        address,
    }
}

/// `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`; `None` of nobody.
pub fn joined(site: &Site, names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| super::words::listed(site, names))
}

/// The last question before the offer, which is where the thing to do usually is. In a short talk, four minutes are the talk.
fn start(episode: &Episode, address: &str) -> Option<Start> {
    episode.recording.as_ref()?.duration.filter(|length| *length > Millis(8 * 60_000))?;
    let offer = episode.call_to_action.as_ref().and_then(|call| call.at);
    let fits = |at: &Millis| at.0 >= 1000 && offer.is_none_or(|offer| *at < offer);
    let (question, at) = episode.questions.iter().rev().find_map(|question| Some((question, question.at.filter(fits)?)))?;
    Some(Start { at: at.clock(), question: bare(&question.ask), address: format!("{address}?t={}", at.0 / 1000) })
}

/// An offer at an address, while it is open: what is closed is not offered, for a mail cannot be taken back.
pub fn offer<'a>(site: &Site, offer: &'a Offer, permalink: &Permalink) -> Option<OfferSeen<'a>> {
    let promise = offer.promise.as_deref().map(str::trim).filter(|promise| !promise.is_empty());
    (offer.state == OfferState::Open).then(|| OfferSeen { title: &offer.title, promise, address: site.show.base_url.page(permalink) })
}

/// A sentence for inside quotation marks or another sentence: without white space around it and without its full stop.
pub fn bare(sentence: &str) -> String {
    let text = super::markup::one_line(sentence);
    match text.strip_suffix('.') {
        Some(bare) if !bare.ends_with('.') => bare.to_owned(),
        _ => text,
    }
}

/// The outside of a letter of the show.
pub fn envelope(site: &Site, from: Option<Mailbox>, to: Option<Mailbox>, date: Zoned) -> Envelope {
    Envelope { from, to, date, host: site.show.base_url.host.clone(), language: site.show.language.clone(), footer: None }
}

/// The picture of a public episode: the one drawn to be shared, else its own cover or the show's, made small.
pub fn picture_of_episode(site: &Site, id: EpisodeId) -> Option<Shown> {
    let episode = site.episodes.get(id.0 as usize)?;
    if let Some((drawing, path)) = share::wide(site, id) {
        let address = Some(site.show.base_url.file(&path));
        return Some(Shown { source: ShownSource::Drawing(Box::new(Drawing::Card(drawing))), address });
    }
    let is_shown = |picture: &&Picture| share::is_drawable(&picture.mime);
    let cover = episode.cover.as_ref().filter(is_shown).or_else(|| site.show.cover.as_ref().filter(is_shown))?;
    Some(Shown { source: ShownSource::File(cover.source.clone()), address: Some(site.show.base_url.file(&cover.out)) })
}

/// The two of them, who writes first; where the show draws no pictures, none.
pub fn picture_of_two(site: &Site, people: &[&Person]) -> Option<Shown> {
    if share::wanted(site) == share::Wanted::None {
        return None;
    }
    let photo = |person: &Person| -> Option<RelPath> {
        person.photo.as_ref().filter(|photo| share::is_drawable(&photo.mime)).map(|photo| photo.source.clone())
    };
    let face = |person: &&Person| Face { initials: person.initials.clone(), palette: share::palette(person.hue), photo: photo(person) };
    let pair = Pair { faces: people.iter().take(2).map(face).collect() };
    Some(Shown { source: ShownSource::Drawing(Box::new(Drawing::Pair(pair))), address: None })
}

/// The id of a public episode.
pub fn id_of(site: &Site, episode: &Episode) -> Option<EpisodeId> {
    (0..).map(EpisodeId).zip(&site.episodes).find(|(_, other)| std::ptr::eq(*other, episode)).map(|(id, _)| id)
}

/// The names of public people.
pub fn names<'a>(site: &'a Site, people: &[PersonId]) -> Vec<&'a str> {
    people.iter().filter_map(|id| site.people.get(id.0 as usize)).map(|person| person.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_full_stop_goes_before_a_quotation_mark_but_an_ellipsis_stays() {
        assert_eq!(bare(" The bank said no.\n"), "The bank said no");
        assert_eq!(bare("Well ..."), "Well ...");
    }

    #[test]
    fn names_are_joined_as_people_say_them() {
        let site = sample::site();
        assert_eq!(joined(&site, &[]), None);
        assert_eq!(joined(&site, &["Ada"]).as_deref(), Some("Ada"));
        assert_eq!(joined(&site, &["Ada", "Ben", "Cleo"]).as_deref(), Some("Ada, Ben and Cleo"));
    }

    #[test]
    fn those_in_a_hurry_begin_at_the_last_question_before_the_offer() {
        let site = sample::site();
        let seen = episode(&site, &site.episodes[1], &["Dev Okafor"], &["Ruth Abara"]);
        let start = seen.start.unwrap();
        assert_eq!((start.at.as_str(), start.question.as_str()), ("20:07", "Whom would you like to meet?"));
        assert!(start.address.ends_with("/cash-before-profit/?t=1207"));
    }

    #[test]
    fn a_letter_shows_the_share_picture_else_the_cover_else_nothing() {
        let mut site = sample::site();
        let address = |site: &Site| picture_of_episode(site, EpisodeId(1)).and_then(|shown| shown.address);
        let newest = picture_of_episode(&site, EpisodeId(0)).unwrap();
        assert!(
            matches!(newest.source, ShownSource::Drawing(_)) && newest.address.unwrap().ends_with("/kit/dev-okafor/who-can-sign-wide.png")
        );
        assert!(address(&site).unwrap().ends_with("/cover.jpg"));
        site.episodes[1].cover = None;
        assert!(address(&site).unwrap().ends_with("/show/cover.png"));
        site.show.cover = None;
        assert_eq!(address(&site), None);
    }
}
