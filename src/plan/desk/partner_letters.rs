//! The letters to each partner: `desk/partners/<slug>/…`, and the one they send on to their own list. Warm, specific, and about nothing but
//! the next step. What they say stands in the theme's `letters/`; here is what they may say it of.

use super::recording::{self, Appointment};
use super::standing::{self, Standing};
use super::{Desk, first_questions, sheets};
use crate::letter::{Enclosure, Mailbox};
use crate::model::{Direction, Episode, EpisodeId, Introduction, OfferId, PersonKind, Site};
use crate::plan::cover_letter;
use crate::plan::letter::{self, EpisodeSeen, OfferSeen, PersonSeen, ShowSeen, bare};
use crate::plan::view;
use crate::plan::{Enclosed, LetterOrder, Output};
use serde::Serialize;
use std::sync::Arc;

/// What a letter to a partner may say.
#[derive(Clone, Debug, Serialize)]
pub struct PartnerLetter<'a> {
    /// The show.
    show: ShowSeen<'a>,
    /// The host, who signs.
    from: PersonSeen<'a>,
    /// The partner.
    to: PersonSeen<'a>,
    /// The newest interview with them that is online.
    episode: Option<EpisodeSeen<'a>>,
    /// Names of its other guests, joined.
    others: Option<String>,
    /// Their kit's page.
    kit: Option<String>,
    /// What closes that interview, by the link that credits them.
    offer: Option<OfferSeen<'a>>,
    /// Whether that is their own.
    offer_is_theirs: bool,
    /// Title of their own kit.
    their_offer: Option<&'a str>,
    /// Title of the host's.
    host_offer: Option<&'a str>,
    /// The newest interview of the show, to hear what it is like.
    latest: Option<Latest<'a>>,
    /// Questions to begin with: those written for the next interview, else plain ones.
    questions: Vec<String>,
    /// The same for the interview in which they ask.
    return_questions: Vec<String>,
    /// The host's own introduction, the worked example.
    mine: Mine<'a>,
    /// What listeners wrote, all of it: it was said for the partner.
    notes: Vec<Note<'a>>,
    /// Whether some of it is not for print.
    has_private_notes: bool,
    /// Who raised a hand since they were last thanked.
    returns: Option<ReturnsSeen<'a>>,
    /// When the next recording is.
    recording: Option<WhenSeen>,
    /// What two people may call each other from: the page with the form is in the mail, too.
    host_email: Option<&'a str>,
}

/// An interview of somebody else.
#[derive(Clone, Debug, Serialize)]
struct Latest<'a> {
    title: &'a str,
    address: String,
}

/// How the host wants to be introduced.
#[derive(Clone, Debug, Serialize)]
struct Mine<'a> {
    #[serde(flatten)]
    introduction: &'a Introduction,
    meet: &'a [String],
    /// Whether anything of it is written.
    is_written: bool,
}

/// What a listener wrote.
#[derive(Clone, Debug, Serialize)]
struct Note<'a> {
    text: String,
    from: Option<&'a str>,
    /// The day it came.
    date: Option<String>,
    may_be_printed: bool,
}

/// Who raised a hand.
#[derive(Clone, Debug, Serialize)]
struct ReturnsSeen<'a> {
    /// How many people.
    people: u64,
    /// In words.
    in_words: String,
    /// The day they were last thanked.
    since: Option<String>,
    /// The day of the first one.
    first: Option<String>,
    /// How many asked for which.
    offers: Vec<Asked<'a>>,
    /// Whether somebody did not say for which.
    has_more: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Asked<'a> {
    title: &'a str,
    people: u64,
    /// `yours`, `mine`, or the name of whose it is.
    whose: &'a str,
}

/// A day, and the time where there is one.
#[derive(Clone, Debug, Serialize)]
struct WhenSeen {
    day: String,
    time: Option<String>,
    zone: String,
}

/// The letters that make sense now, for every partner.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    standing::all(&desk).into_iter().flat_map(|standing| of_partner(desk, standing)).collect()
}

fn of_partner<'site>(desk: Desk<'site>, standing: Standing<'site>) -> Vec<Output<'site>> {
    let folder = format!("partners/{}/", standing.partner.slug);
    let standing = Arc::new(standing);
    let written = |name: &'static str| {
        let (origin, standing) = (&standing.partner.source, Arc::clone(&standing));
        Output::letter(&folder, name, origin, name, move || order(&desk, &standing, name))
    };
    standing.letters().into_iter().flat_map(written).collect()
}

/// What fills the letter of this name.
fn order(desk: &Desk<'_>, standing: &Standing<'_>, name: &str) -> LetterOrder {
    let site = desk.site;
    let newest = about(standing, name);
    if let Some(episode) = newest.filter(|_| name == cover_letter::TEMPLATE) {
        // The partner's own mail program fills in who sends it: no address told in confidence is in it.
        let envelope = letter::envelope(site, None, None, episode.date.clone());
        let mut order = LetterOrder::new(envelope, &cover_letter::view(site, standing.id, episode));
        order.picture = picture(desk, Some(episode));
        return order;
    }
    let to = standing.private.email.as_deref().and_then(|email| Mailbox::of(&standing.partner.name, email));
    let mut order = LetterOrder::new(desk.envelope(to, newest), &view(desk, standing, newest));
    let is_about_episode = matches!(name, "its-live" | "thank-you" | "turn-the-tables" | "return-interview");
    order.picture = picture(desk, newest.filter(|_| is_about_episode)).or_else(|| {
        let people: Vec<_> = desk.host().into_iter().chain([standing.partner]).collect();
        letter::picture_of_two(site, &people)
    });
    order.enclosed = enclosed(desk, standing, name);
    order
}

fn picture(desk: &Desk<'_>, episode: Option<&Episode>) -> Option<crate::plan::Shown> {
    // Where a show draws nothing, it has so many partners that their letters go without pictures, too.
    if crate::plan::share::wanted(desk.site) == crate::plan::share::Wanted::None {
        return None;
    }
    let id: EpisodeId = letter::id_of(desk.site, episode?)?;
    letter::picture_of_episode(desk.site, id)
}

/// What goes along with a letter: the sheet it speaks of, the entry for the calendar.
fn enclosed(desk: &Desk<'_>, standing: &Standing<'_>, name: &str) -> Vec<Enclosed> {
    match name {
        "perfect-introduction" => {
            vec![Enclosed::page("introduction-form.html", sheets::FORM, &sheets::introduction_form(desk, standing))]
        }
        "invitation" => vec![Enclosed::page("question-sheet.html", sheets::QUESTIONS, &sheets::partner_questions(desk, standing))],
        "return-interview" => vec![Enclosed::page("return-sheet.html", sheets::QUESTIONS, &sheets::return_questions(desk, standing))],
        "before-we-record" => {
            let mut files: Vec<Enclosed> = recording::appointment(desk, standing)
                .map(|when| Enclosed::Made(Enclosure {
                    name: "recording.ics".into(),
                    mime: "text/calendar",
                    bytes: recording::calendar_file(desk, standing, &when).into_bytes(),
                }))
                .into_iter()
                .collect();
            files.push(Enclosed::page("question-sheet.html", sheets::QUESTIONS, &sheets::partner_questions(desk, standing)));
            files
        }
        _ => Vec::new(),
    }
}

/// What a letter is about: the newest interview with the partner, for the thank-you the one that was praised.
fn about<'a>(standing: &Standing<'a>, name: &str) -> Option<&'a Episode> {
    let first = standing.applause.first();
    let is_praised = |episode: &&&'a Episode| episode.private_feedback.open_for_desk().iter().any(|note| first.is_some_and(|first| *first == note));
    let praised = standing.published.iter().find(is_praised).filter(|_| name == "thank-you");
    praised.or(standing.published.first()).copied()
}

fn view<'a>(desk: &Desk<'a>, standing: &Standing<'a>, newest: Option<&'a Episode>) -> PartnerLetter<'a> {
    let site = desk.site;
    let partner = standing.partner;
    let others: Vec<&str> = newest.map_or_else(Vec::new, |episode| {
        desk.guests(episode).into_iter().filter(|guest| !std::ptr::eq(*guest, partner)).map(|guest| guest.name.as_str()).collect()
    });
    let call = newest.and_then(|episode| episode.call_to_action.as_ref());
    let closing = newest.and_then(|episode| desk.closing_offer(episode));
    // In a panel the episode's own link belongs to one of them; everybody's own credits everybody.
    let permalink = closing.map(|offer| crate::model::Permalink(format!("go/{}/{}/", partner.slug, offer.slug)));
    let latest = site.episodes.first().map(|episode| Latest { title: &episode.title, address: desk.address(episode) });
    PartnerLetter {
        show: letter::show(site),
        from: desk.signer(),
        to: letter::person(partner),
        episode: newest.map(|episode| desk.seen(episode)),
        others: letter::joined(site, &others),
        kit: newest.map(|_| format!("{}kit/{}/", site.show.base_url.url, partner.slug)),
        offer: call.and(closing).zip(permalink).and_then(|(offer, permalink)| letter::offer(site, offer, &permalink)),
        offer_is_theirs: closing.is_some_and(|offer| offer.owner == Some(standing.id)),
        their_offer: partner.offer.and_then(|id| desk.offer(id)).map(|offer| offer.title.as_str()),
        host_offer: desk.host_offer().map(|offer| offer.title.as_str()),
        latest,
        questions: questions(desk, standing, Direction::Spotlight),
        return_questions: questions(desk, standing, Direction::Turned),
        mine: mine(desk),
        notes: notes(desk, standing),
        has_private_notes: standing.applause.iter().any(|note| !note.public),
        returns: returns(desk, standing),
        recording: recording::appointment(desk, standing).map(|when| when_seen(desk, &when)),
        host_email: view::host_email(site),
    }
}

/// Those written for the next interview of this direction, else plain ones to begin with.
pub fn questions(desk: &Desk<'_>, standing: &Standing<'_>, direction: Direction) -> Vec<String> {
    let next = standing.coming.iter().find(|episode| episode.direction == direction && !episode.questions.is_empty());
    let answers = match direction {
        Direction::Spotlight => Some(standing.partner),
        Direction::Turned => desk.host(),
    };
    next.map_or_else(
        || first_questions(desk.site, direction, answers),
        |episode| episode.questions.iter().map(|question| question.ask.clone()).collect(),
    )
}

static EMPTY: Introduction = Introduction {
    help: None,
    ideal_client: None,
    listen_for: Vec::new(),
    say_this: None,
    do_not_say: None,
    proof: None,
    next_step: None,
};

fn mine<'a>(desk: &Desk<'a>) -> Mine<'a> {
    let (introduction, meet) = desk.host().map_or((&EMPTY, &[][..]), |host| (&host.introduction, &host.meet));
    Mine { introduction, meet, is_written: *introduction != EMPTY || !meet.is_empty() }
}

fn notes<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> Vec<Note<'a>> {
    let note = |note: &&'a crate::model::Feedback| Note {
        text: crate::plan::markup::one_line(&note.text),
        from: note.from.as_deref().map(str::trim).filter(|from| !from.is_empty()),
        date: note.date.map(|day| view::date(desk.site, day)),
        may_be_printed: note.public,
    };
    standing.applause.iter().map(note).filter(|note| !note.text.is_empty()).collect()
}

fn returns<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> Option<ReturnsSeen<'a>> {
    let fresh = &standing.returns.fresh;
    let day = |day: jiff::civil::Date| view::date(desk.site, day);
    let asked = |(id, people): &(OfferId, u64)| {
        let offer = desk.offer(*id)?;
        let owner = offer.owner.and_then(|id| desk.person(id));
        let whose = match owner {
            _ if offer.owner == Some(standing.id) => "yours",
            Some(owner) if owner.kind == PersonKind::Partner => owner.name.as_str(),
            _ => "mine",
        };
        Some(Asked { title: &offer.title, people: *people, whose })
    };
    let named: u64 = fresh.offers.iter().map(|(_, people)| *people).sum();
    (fresh.people > 0).then(|| ReturnsSeen {
        people: fresh.people,
        in_words: super::returns::people(fresh.people).0.split(' ').next().unwrap_or_default().to_owned(),
        since: fresh.since.map(day),
        first: fresh.first.map(day),
        offers: fresh.offers.iter().filter_map(asked).collect(),
        has_more: named < fresh.people,
    })
}

fn when_seen(desk: &Desk<'_>, when: &Appointment) -> WhenSeen {
    WhenSeen {
        day: view::date(desk.site, when.day),
        time: when.starts.as_ref().map(|starts| starts.strftime("%H:%M").to_string()),
        zone: desk.site.show.timezone.iana_name().unwrap_or("UTC").replace('_', " "),
    }
}

/// A short sentence of the partner's list, for those who ask what to listen for.
#[must_use]
pub fn heard(introduction: &Introduction) -> Vec<String> {
    introduction.listen_for.iter().map(|words| bare(words)).filter(|words| !words.is_empty()).collect()
}
