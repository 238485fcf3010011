//! What is printed or filled in around a recording: the form for the perfect introduction, question sheets for the table, for the partner
//! and for the interview in which the partner asks. What they say stands in the theme's templates.

use super::partner_letters::questions;
use super::recording::{self, Appointment};
use super::standing::{self, Standing};
use super::{Desk, first_questions};
use crate::model::{Direction, Episode, Offer, OutPath, Person, Site};
use crate::plan::Output;
use crate::plan::letter::{self, PersonSeen};
use crate::plan::markup::one_line;
use crate::plan::view::{self, host_email};
use serde::Serialize;

/// The template of the form.
pub const FORM: &str = "introduction-form.html";
/// The template of all question sheets.
pub const QUESTIONS: &str = "question-sheet.html";

/// The form for the perfect introduction: its answers are the keys of `introduction`.
#[derive(Serialize)]
pub struct IntroductionForm<'a> {
    title: String,
    language: &'static str,
    from: PersonSeen<'a>,
    to: PersonSeen<'a>,
    fields: Vec<Field>,
    /// Where the answers go, where the host's address is public.
    host_email: Option<&'a str>,
    subject: String,
}

/// One question of the form.
#[derive(Serialize)]
pub struct Field {
    /// The key in the partner's file.
    key: &'static str,
    /// Whether it is a list, one to a line.
    is_list: bool,
    /// What is known already.
    known: String,
    /// What the host says of themselves.
    example: String,
}

/// The form of one partner.
pub fn introduction_form<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> IntroductionForm<'a> {
    let host = desk.host();
    let known = fields(standing.partner);
    let examples = host.map(fields).unwrap_or_default();
    let field = |(index, (key, is_list, known)): (usize, (&'static str, bool, String))| Field {
        key,
        is_list,
        known,
        example: examples.get(index).map(|(_, _, words)| words.clone()).unwrap_or_default(),
    };
    IntroductionForm {
        title: format!("How should we introduce {}?", standing.partner.name),
        language: "en",
        from: desk.signer(),
        to: letter::person(standing.partner),
        fields: known.into_iter().enumerate().map(field).collect(),
        host_email: host_email(desk.site),
        subject: format!("How to introduce {}", standing.partner.name),
    }
}

/// The keys of `introduction` and `meet` with what is written under each, one to a line in lists.
fn fields(person: &Person) -> Vec<(&'static str, bool, String)> {
    let about = &person.introduction;
    let one = |words: &Option<String>| words.as_deref().map(one_line).unwrap_or_default();
    let many = |words: &[String]| words.iter().map(|words| one_line(words)).collect::<Vec<_>>().join("\n");
    vec![
        ("help", false, one(&about.help)),
        ("ideal_client", false, one(&about.ideal_client)),
        ("listen_for", true, many(&about.listen_for)),
        ("say_this", false, one(&about.say_this)),
        ("do_not_say", false, one(&about.do_not_say)),
        ("proof", false, one(&about.proof)),
        ("next_step", false, one(&about.next_step)),
        ("meet", true, many(&person.meet)),
    ]
}

/// A sheet of questions.
#[derive(Serialize)]
pub struct QuestionSheet<'a> {
    title: String,
    language: &'static str,
    /// `table`, `partner` or `return`.
    kind: &'static str,
    from: PersonSeen<'a>,
    /// The partner it is for; none for the table.
    to: Option<PersonSeen<'a>>,
    /// Who asks.
    asks: String,
    /// Who answers; none where somebody speaks alone.
    answers: Option<String>,
    /// Words that introduce each of those who answer.
    opening: Vec<(String, String)>,
    questions: Vec<Asked>,
    /// Whether they are only suggestions.
    is_suggested: bool,
    /// What is offered at the end.
    offer: Option<Closing<'a>>,
    /// `December 8, 2026, 10:00`.
    recorded_on: Option<String>,
    host_email: Option<&'a str>,
}

/// A question on a sheet.
#[derive(Serialize)]
pub struct Asked {
    ask: String,
    at: Option<String>,
    answer: Option<String>,
}

/// What is offered at the end, as it is spoken.
#[derive(Clone, Serialize)]
pub struct Closing<'a> {
    title: &'a str,
    promise: Option<String>,
    /// The address without what nobody says aloud.
    spoken: String,
}

/// What is offered, as it is spoken.
pub fn closing<'a>(desk: &Desk<'a>, offer: &'a Offer) -> Closing<'a> {
    let address = desk.site.show.base_url.page(&offer.permalink);
    let spoken = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned();
    Closing { title: &offer.title, promise: offer.promise.as_deref().map(sentence).filter(|promise| !promise.is_empty()), spoken }
}

/// One line that ends as a sentence does.
fn sentence(text: &str) -> String {
    let text = one_line(text);
    let ends = text.is_empty() || text.ends_with(['.', '?', '!', '…', '。', '？', '！', '؟']);
    if ends { text } else { format!("{text}.") }
}

/// What will close an interview: its own offer, else that of whoever answers.
pub fn offer_of<'a>(desk: &Desk<'a>, episode: &Episode) -> Option<&'a Offer> {
    let of_guest = || desk.guests(episode).iter().find_map(|guest| guest.offer).and_then(|id| desk.offer(id));
    desk.closing_offer(episode).or_else(|| match episode.direction {
        Direction::Spotlight if episode.guests.is_empty() => None,
        Direction::Spotlight => of_guest(),
        Direction::Turned => desk.host_offer(),
    })
}

/// A day with its time, as people write it.
pub fn day_and_time(desk: &Desk<'_>, when: &Appointment) -> String {
    let day = view::date(desk.site, when.day);
    when.starts.as_ref().map_or(day.clone(), |starts| format!("{day}, {}", starts.strftime("%H:%M")))
}

/// Every sheet there is now.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let on_table = |episode: &'_ Episode| OutPath(format!("episodes/{}/question-sheet.html", episode.slug));
    let episodes = site.episodes.iter().chain(&desk.backstage.episodes);
    let mut outputs: Vec<Output<'_>> = episodes
        .map(|episode| Output::unlisted_page(on_table(episode), &episode.source, QUESTIONS, move || table(&desk, episode)).for_desk())
        .collect();
    for standing in standing::all(&desk) {
        outputs.extend(of_partner(desk, standing));
    }
    outputs
}

/// The sheets that letters to a partner speak of, to print or to send in another way.
fn of_partner<'site>(desk: Desk<'site>, standing: Standing<'site>) -> Vec<Output<'site>> {
    let letters = standing.letters();
    let has = |names: &[&str]| letters.iter().any(|letter| names.contains(letter));
    let path = |name: &str| OutPath(format!("partners/{}/{name}", standing.partner.slug));
    let origin = &standing.partner.source;
    let standing = std::sync::Arc::new(standing.clone());
    let mut outputs = Vec::new();
    if has(&["perfect-introduction"]) {
        let standing = std::sync::Arc::clone(&standing);
        let view = move || introduction_form(&desk, &standing);
        outputs.push(Output::unlisted_page(path("introduction-form.html"), origin, FORM, view));
    }
    if has(&["invitation", "before-we-record"]) {
        let standing = std::sync::Arc::clone(&standing);
        let view = move || partner_questions(&desk, &standing);
        outputs.push(Output::unlisted_page(path("question-sheet.html"), origin, QUESTIONS, view));
    }
    if has(&["return-interview"]) {
        let view = move || return_questions(&desk, &standing);
        outputs.push(Output::unlisted_page(path("return-sheet.html"), origin, QUESTIONS, view));
    }
    outputs.into_iter().map(Output::for_desk).collect()
}

/// The sheet that lies on the table while recording.
fn table<'a>(desk: &Desk<'a>, episode: &'a Episode) -> QuestionSheet<'a> {
    let site = desk.site;
    let guests = desk.guests(episode);
    let names: Vec<&str> = guests.iter().map(|guest| guest.name.as_str()).collect();
    let names = letter::joined(site, &names);
    let host = desk.host_name().to_owned();
    let (asks, answers) = match (names, episode.direction) {
        (None, _) => (host, None),
        (Some(names), Direction::Spotlight) => (host, Some(names)),
        (Some(names), Direction::Turned) => (names, Some(host)),
    };
    let answering = match episode.direction {
        Direction::Spotlight => guests.clone(),
        Direction::Turned => desk.host().into_iter().collect(),
    };
    let is_suggested = episode.questions.is_empty() && !guests.is_empty();
    let questions = if is_suggested {
        first_questions(site, episode.direction, answering.first().copied()).into_iter().map(plain).collect()
    } else {
        let asked = |question: &crate::model::Question| Asked {
            ask: one_line(&question.ask),
            at: question.at.map(crate::model::Millis::clock),
            answer: question.answer.as_deref().map(one_line),
        };
        episode.questions.iter().map(asked).collect()
    };
    QuestionSheet {
        title: one_line(&episode.title),
        language: "en",
        kind: "table",
        from: desk.signer(),
        to: None,
        asks,
        answers,
        opening: answering.into_iter().filter_map(introduced).collect(),
        questions,
        is_suggested,
        offer: offer_of(desk, episode).map(|offer| closing(desk, offer)),
        recorded_on: None,
        host_email: None,
    }
}

fn plain(ask: String) -> Asked {
    Asked { ask: one_line(&ask), at: None, answer: None }
}

/// The words that introduce somebody, so that nobody has to look for them.
fn introduced(person: &Person) -> Option<(String, String)> {
    let words = person.introduction.help.as_deref().or(person.tagline.as_deref()).map(one_line)?;
    (!words.is_empty()).then(|| (one_line(&person.name), words))
}

/// The sheet that goes to a partner before they are asked: questions to strike out, change and add to.
pub fn partner_questions<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> QuestionSheet<'a> {
    let partner = standing.partner;
    let when = recording::appointment(desk, standing);
    QuestionSheet {
        title: format!("Questions for {}", one_line(&partner.name)),
        kind: "partner",
        to: Some(letter::person(partner)),
        asks: desk.host_name().to_owned(),
        answers: Some(partner.name.clone()),
        opening: introduced(partner).into_iter().collect(),
        questions: questions(desk, standing, Direction::Spotlight).into_iter().map(plain).collect(),
        offer: partner.offer.and_then(|id| desk.offer(id)).map(|offer| closing(desk, offer)),
        recorded_on: when.map(|when| day_and_time(desk, &when)),
        ..empty(desk)
    }
}

/// The sheet for the interview in which the partner asks.
pub fn return_questions<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> QuestionSheet<'a> {
    let partner = standing.partner;
    QuestionSheet {
        title: format!("Questions for {}", one_line(desk.host_name())),
        kind: "return",
        to: Some(letter::person(partner)),
        asks: partner.name.clone(),
        answers: Some(desk.host_name().to_owned()),
        questions: questions(desk, standing, Direction::Turned).into_iter().map(plain).collect(),
        offer: desk.host_offer().map(|offer| closing(desk, offer)),
        ..empty(desk)
    }
}

fn empty<'a>(desk: &Desk<'a>) -> QuestionSheet<'a> {
    QuestionSheet {
        title: String::new(),
        language: "en",
        kind: "table",
        from: desk.signer(),
        to: None,
        asks: String::new(),
        answers: None,
        opening: Vec::new(),
        questions: Vec::new(),
        is_suggested: true,
        offer: None,
        recorded_on: None,
        host_email: host_email(desk.site),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{desk_files, with_backstage};
    use crate::model::sample;

    #[test]
    fn a_scheduled_interview_without_questions_gets_some_to_begin_with() {
        let files = desk_files(&with_backstage());
        let sheet = &files["episodes/not-yet/question-sheet.html"];
        assert!(sheet.contains("plain ones to begin with") && sheet.contains("María José Größe"), "{sheet}");
    }

    #[test]
    fn the_offer_is_written_as_it_is_spoken() {
        let files = desk_files(&sample::site());
        let sheet = &files["episodes/cash-before-profit/question-sheet.html"];
        assert!(sheet.contains("<strong dir=\"ltr\">ledger.example/show/offers/cash-map</strong>"), "{sheet}");
    }

    #[test]
    fn every_field_of_the_form_is_a_key_of_the_partners_file() {
        let files = desk_files(&with_backstage());
        let form = &files["partners/quiet-partner/introduction-form.html"];
        for key in ["help", "ideal_client", "listen_for", "say_this", "do_not_say", "proof", "next_step", "meet"] {
            assert!(form.contains(&format!("name=\"{key}\"")), "{key}\n{form}");
        }
        assert!(form.contains("Finding cash that is already there"), "the host's own is the example: {form}");
    }
}
