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
    /// Names of its other guests.
    others: Vec<&'a str>,
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
    if let Some(episode) = standing.to_send_on.filter(|_| name == cover_letter::TEMPLATE) {
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
                .map(|when| {
                    Enclosed::Made(Enclosure {
                        name: "recording.ics".into(),
                        mime: "text/calendar",
                        bytes: recording::calendar_file(desk, standing, &when).into_bytes(),
                    })
                })
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
    let is_praised =
        |episode: &&&'a Episode| episode.private_feedback.open_for_desk().iter().any(|note| first.is_some_and(|first| *first == note));
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
        others,
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

static EMPTY: Introduction =
    Introduction { help: None, ideal_client: None, listen_for: Vec::new(), say_this: None, do_not_say: None, proof: None, next_step: None };

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

#[cfg(test)]
mod tests {
    use super::super::tests::{desk_files, with_backstage, with_private};
    use super::*;
    use crate::model::{Private, Status, heard_in, sample};
    use crate::theme::Theme;
    use std::collections::BTreeSet;

    fn letter(site: &Site, name: &str) -> String {
        desk_files(site).remove(&format!("partners/dev-okafor/{name}.txt")).unwrap_or_else(|| panic!("there is no {name}"))
    }

    fn with_status(status: Status) -> Site {
        with_private(sample::site(), |private| private.status = Some(status))
    }

    /// The sample without the interview in which the partner asked.
    fn not_turned(status: Status) -> Site {
        let mut site = with_status(status);
        site.episodes.as_vec_mut().remove(0);
        site.heard_in = heard_in(&site.episodes, site.people.len());
        site
    }

    #[test]
    fn it_is_live_holds_the_kit_address_and_the_link_that_credits_the_partner() {
        let text = letter(&sample::site(), "its-live");
        assert!(text.starts_with("To: dev.private@okafor.example\nSubject: It's live: Who can sign?\n\nDear Dev,\n\n"), "{text}");
        assert!(text.contains("https://ledger.example/show/kit/dev-okafor/"), "{text}");
        assert!(text.contains("https://ledger.example/show/go/dev-okafor/exit-checklist/"), "{text}");
        assert!(text.ends_with("Ruth Abara\n\n-- \n12 Quay Street, Duluth, MN 55802\n"), "{text}");
    }

    #[test]
    fn the_thank_you_passes_on_every_word_and_says_what_is_not_for_print() {
        let text = letter(&sample::site(), "thank-you");
        assert!(text.contains("> “SECRET-NOTE my partner does not know”\n> A listener, March 5, 2026\n"), "{text}");
        assert!(text.contains("A listener, March 5, 2026, may be printed") && text.contains("not for print"), "{text}");
        assert!(text.contains("Listeners wrote to me"), "{text}");
    }

    #[test]
    fn one_note_is_one_and_none_is_made_up() {
        let mut site = sample::site();
        for episode in &mut site.episodes {
            let first = episode.private_feedback.open_for_desk().first().cloned();
            episode.private_feedback = Private::new(first.into_iter().collect());
        }
        let text = letter(&site, "thank-you");
        assert!(text.contains("A listener wrote to me") && !text.contains("not for print"), "{text}");
        site.episodes.iter_mut().for_each(|episode| episode.private_feedback = Private::default());
        assert!(!letter(&not_turned(Status::Thanked), "thank-you").is_empty());
        let text = letter(&with_private(site, |private| private.status = Some(Status::Thanked)), "its-live");
        assert!(!text.contains("wrote to me"), "{text}");
    }

    #[test]
    fn the_hosts_introduction_is_the_worked_example() {
        let text = desk_files(&with_backstage()).remove("partners/quiet-partner/perfect-introduction.txt").expect("a letter");
        assert!(text.contains("- What I help with: Finding cash that is already there\n- For whom: Family firms"), "{text}");
        assert!(text.contains("“You should talk to María, because …”"), "{text}");
    }

    #[test]
    fn thanks_for_sending_counts_and_names_nobody() {
        let text = letter(&sample::site(), "thanks-for-sending");
        assert!(text.contains("So far, two people have raised a hand"), "{text}");
        assert!(text.contains("- “The Cash Map” (yours): 2 people\n- “The Exit Checklist” (mine): 1 person\n"), "{text}");
    }

    #[test]
    fn the_partners_own_mail_is_in_their_voice_and_holds_nothing_told_in_confidence() {
        let text = letter(&not_turned(Status::Published), "to-their-list");
        assert!(text.contains("Ruth Abara asked me the questions clients ask") && text.contains("/go/dev-okafor/cash-map/"), "{text}");
        assert!(text.contains("\nDev Okafor\nOkafor & Daughters\n") && !text.contains("12 Quay Street"), "{text}");
        let mail = desk_files(&sample::site()).remove("partners/dev-okafor/to-their-list.eml").expect("a mail");
        assert!(!mail.contains("dev.private") && !mail.contains("From:") && mail.contains("X-Unsent: 1"), "{mail}");
        assert!(letter(&sample::site(), "to-their-list").contains("I asked Ruth Abara the questions you ask me"));
    }

    #[test]
    fn whoever_is_booked_hears_when_and_what_will_be_asked() {
        let site = with_private(sample::site(), |private| {
            private.status = Some(Status::Booked);
            private.more = vec![("recording".into(), "2026-07-08T10:00".into())];
        });
        let mut site = site;
        (site.episodes, site.events, site.ledger) = Default::default();
        site.heard_in = heard_in(&site.episodes, site.people.len());
        let text = letter(&site, "before-we-record");
        assert!(text.contains("Subject: Our recording on July 8, 2026\n"), "{text}");
        assert!(text.contains("We record on July 8, 2026 at 10:00 (America/Chicago time)"), "{text}");
        assert!(text.contains("1. When somebody says “We are growing but always short”"), "{text}");
    }

    #[test]
    fn a_partner_at_rest_gets_no_letter_and_a_prospect_is_asked_and_invited_and_nothing_else() {
        let site = with_private(with_backstage(), |private| private.status = Some(Status::Paused));
        let files = desk_files(&site);
        assert!(!files.keys().any(|path| path.starts_with("partners/dev-okafor/") && path.ends_with(".eml")));
        let names: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix("partners/quiet-partner/")?.strip_suffix(".eml")).collect();
        assert_eq!(names, ["invitation", "perfect-introduction"]);
    }

    #[test]
    fn turning_the_tables_comes_with_its_sheet_until_it_is_done() {
        let files = desk_files(&not_turned(Status::Thanked));
        assert!(
            files["partners/dev-okafor/return-sheet.html"]
                .contains("Today I'm the one who asks. With me is Ruth Abara, Helps family firms change hands")
        );
        assert!(files["partners/dev-okafor/return-interview.txt"].contains("“The Exit Checklist”"));
        assert!(!desk_files(&sample::site()).contains_key("partners/dev-okafor/return-interview.txt"));
    }

    #[test]
    fn in_a_panel_everybody_is_thanked_for_themselves_and_by_a_link_of_their_own() {
        let mut site = not_turned(Status::Published);
        let second = crate::model::Person {
            slug: crate::model::Slug("ann".into()),
            name: "Ann Lee".into(),
            first_name: "Ann".into(),
            ..sample::person()
        };
        site.people.push(second);
        site.episodes[0].guests = vec![sample::PARTNER, crate::model::PersonId(2)];
        site.heard_in = heard_in(&site.episodes, site.people.len());
        let files = desk_files(&site);
        let text = &files["partners/ann/its-live.txt"];
        assert!(text.contains("Dev Okafor and you answer my questions") && text.contains("/go/ann/cash-map/"), "{text}");
    }

    /// Every letter asks only for variables that its view has: `docs/letters.md` lists them, and `fill` refuses what is not there.
    #[test]
    fn every_letter_asks_only_for_what_its_view_has() {
        let site = sample::site();
        let desk = Desk::of(&site);
        let standing = standing::all(&desk).remove(0);
        let keys = |value: serde_json::Value| -> BTreeSet<String> { value.as_object().expect("a struct").keys().cloned().collect() };
        let partner = keys(serde_json::to_value(view(&desk, &standing, standing.published.first().copied())).expect("serialisable"));
        let cover = keys(serde_json::to_value(cover_letter::view(&site, standing.id, &site.episodes[0])).expect("serialisable"));
        let list = keys(super::super::announcement::sample_view(&desk, &site.episodes[0]));
        let session = keys(super::super::session::sample_view(&desk, &site.events[0]));
        let theme = Theme::built_in();
        let docs = include_str!("../../../docs/letters.md");
        for letter in theme.letters().names() {
            let known = if letter == cover_letter::TEMPLATE {
                &cover
            } else if letter.starts_with("announce") {
                &list
            } else if matches!(letter, "how-to-join" | "session-recording") {
                &session
            } else {
                &partner
            };
            for variable in theme.letters().variables(letter) {
                assert!(known.contains(&variable), "{letter} asks for {variable}");
            }
            assert!(docs.contains(&format!("`{letter}`")), "docs/letters.md tells of {letter}");
        }
        for variable in partner.iter().chain(&cover).chain(&list).chain(&session) {
            assert!(docs.contains(&format!("`{variable}`")), "docs/letters.md tells of the variable {variable}");
        }
    }
}
