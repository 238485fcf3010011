//! The run sheet of a recording, timed: what comes when in twenty to thirty minutes, where the offer has its place, and what is said before
//! and after. `desk/episodes/<slug>/run-sheet.html`, and `desk/partners/<slug>/run-sheet.html` where a day is booked and no episode begun.

use super::partner_letters::questions;
use super::sheets::{self, Closing, closing, offer_of};
use super::standing::{self, Standing};
use super::{Desk, announcement, first_questions, recording};
use crate::model::{Direction, Episode, Millis, OutPath, Person, Question, Site, Status};
use crate::plan::Output;
use crate::plan::letter;
use crate::plan::markup::one_line;
use serde::Serialize;

const TEMPLATE: &str = "run-sheet.html";

/// Welcome and introduction, in seconds.
const OPENING: u64 = 120;
/// Whom to meet.
const MEET: u64 = 120;
/// The offer.
const OFFER: u64 = 120;
/// Thanks and farewell.
const FAREWELL: u64 = 60;
/// What one question takes before the length is cut to the limits below.
const QUESTION: u64 = 180;
/// An interview is no shorter, in seconds.
const SHORTEST: u64 = 20 * 60;
/// Nor longer.
const LONGEST: u64 = 30 * 60;

/// The sheet.
#[derive(Serialize)]
struct RunSheet<'a> {
    title: String,
    language: &'static str,
    /// Who asks.
    asks: String,
    /// Who answers.
    answers: String,
    is_turned: bool,
    /// Words that introduce whoever answers.
    opening: Vec<String>,
    rows: Vec<Row>,
    offer: Option<Closing<'a>>,
    recorded_on: Option<String>,
    /// Whole minutes.
    minutes: u64,
}

/// One stretch of the recording.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    /// `2:00`.
    from: String,
    to: String,
    /// `opening`, `question`, `meet`, `offer` or `farewell`.
    kind: &'static str,
    /// The question.
    ask: Option<String>,
}

/// For interviews to come, for the newest that are online, and for partners with whom a day is booked.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let newest = site.episodes.iter().take(announcement::NEWEST);
    let episodes = newest.chain(&desk.backstage.episodes).filter(|episode| !episode.guests.is_empty());
    let of_episode = |episode: &'_ Episode| OutPath(format!("episodes/{}/run-sheet.html", episode.slug));
    let mut outputs: Vec<Output<'_>> = episodes
        .map(|episode| Output::unlisted_page(of_episode(episode), &episode.source, TEMPLATE, move || sheet(&desk, episode)))
        .collect();
    let booked = standing::all(&desk).into_iter().filter(|standing| standing.status == Status::Booked && standing.coming.is_empty());
    outputs.extend(booked.map(|standing| {
        let path = OutPath(format!("partners/{}/run-sheet.html", standing.partner.slug));
        Output::unlisted_page(path, &standing.partner.source, TEMPLATE, move || booked_sheet(&desk, &standing))
    }));
    outputs.into_iter().map(Output::for_desk).collect()
}

fn sheet<'a>(desk: &Desk<'a>, episode: &'a Episode) -> RunSheet<'a> {
    let guests = desk.guests(episode);
    let is_turned = episode.direction == Direction::Turned;
    let answering: Vec<&Person> = if is_turned { desk.host().into_iter().collect() } else { guests.clone() };
    // The question that raises the offer has its place there.
    let raised = episode.call_to_action.as_ref().and_then(|call| call.at);
    let raises = |question: &Question| raised.is_some_and(|raised| question.at.is_some_and(|at| at >= raised));
    let written = episode.questions.iter().filter(|question| !raises(question)).map(|question| question.ask.clone()).collect();
    let suggested = || without_last(first_questions(desk.site, episode.direction, answering.first().copied()));
    let questions = if episode.questions.is_empty() { suggested() } else { written };
    let names: Vec<&str> = guests.iter().map(|guest| guest.name.as_str()).collect();
    let offer = offer_of(desk, episode).map(|offer| closing(desk, offer));
    let mut sheet = made(desk, &episode.title, episode.direction, (&names, &answering), &questions, offer);
    if let Some(row) = sheet.rows.iter_mut().find(|row| row.kind == "offer") {
        row.ask = episode.questions.iter().find(|question| raises(question)).map(|question| one_line(&question.ask));
    }
    sheet
}

fn booked_sheet<'a>(desk: &Desk<'a>, standing: &Standing<'a>) -> RunSheet<'a> {
    let partner = standing.partner;
    let questions = without_last(questions(desk, standing, Direction::Spotlight));
    let offer = partner.offer.and_then(|id| desk.offer(id)).map(|offer| closing(desk, offer));
    let title = format!("Recording with {}", partner.name);
    let mut sheet = made(desk, &title, Direction::Spotlight, (&[partner.name.as_str()], &[partner]), &questions, offer);
    sheet.recorded_on = recording::appointment(desk, standing).map(|when| sheets::day_and_time(desk, &when));
    sheet
}

/// The last of the suggested questions asks whom they would like to meet, which has a place of its own here.
fn without_last(mut questions: Vec<String>) -> Vec<String> {
    questions.pop();
    questions
}

fn made<'a>(
    desk: &Desk<'a>,
    title: &str,
    direction: Direction,
    (guests, answering): (&[&str], &[&Person]),
    questions: &[String],
    offer: Option<Closing<'a>>,
) -> RunSheet<'a> {
    let is_turned = direction == Direction::Turned;
    let guests = letter::joined(desk.site, guests).unwrap_or_default();
    let host = desk.host_name().to_owned();
    let (asks, answers) = if is_turned { (guests, host) } else { (host, guests) };
    let words = |person: &&Person| person.introduction.help.as_deref().or(person.tagline.as_deref()).map(one_line);
    let (rows, length) = rows(questions, offer.is_some());
    RunSheet {
        title: one_line(title),
        language: "en",
        asks: one_line(&asks),
        answers: one_line(&answers),
        is_turned,
        opening: answering.iter().filter_map(words).filter(|words| !words.is_empty()).collect(),
        rows,
        offer,
        recorded_on: None,
        minutes: length / 60,
    }
}

/// The stretches, and the whole length in seconds.
fn rows(questions: &[String], has_offer: bool) -> (Vec<Row>, u64) {
    let count = questions.len().max(1) as u64;
    let offer = if has_offer { OFFER } else { 0 };
    let end = OPENING + MEET + offer + FAREWELL;
    let length = end.saturating_add(count.saturating_mul(QUESTION)).clamp(SHORTEST, LONGEST);
    let room = length - end;
    // Half minutes, as long as a question has a whole one.
    let step = if room / count >= 60 { 30 } else { 1 };
    let at = |index: u64| OPENING + (room * index / count) / step * step;
    let mut rows = vec![row("opening", 0, OPENING, None)];
    rows.extend((0..).zip(questions).map(|(index, ask)| row("question", at(index), at(index + 1), Some(one_line(ask)))));
    let mut from = OPENING + room;
    // Where the last question ends is where the rest begins, to the second.
    if let Some(last) = rows.last_mut() {
        last.to = Millis(from * 1000).clock();
    }
    for (kind, seconds) in [("meet", MEET), ("offer", offer), ("farewell", FAREWELL)] {
        if seconds > 0 {
            rows.push(row(kind, from, from + seconds, None));
            from += seconds;
        }
    }
    (rows, length)
}

fn row(kind: &'static str, from: u64, to: u64, ask: Option<String>) -> Row {
    Row { from: Millis(from * 1000).clock(), to: Millis(to * 1000).clock(), kind, ask }
}

#[cfg(test)]
mod tests {
    use super::super::tests::desk_files;
    use super::*;
    use crate::model::sample;

    fn times(count: usize, has_offer: bool) -> Vec<(String, &'static str)> {
        let questions = vec!["Why?".to_owned(); count];
        rows(&questions, has_offer).0.into_iter().map(|row| (row.from, row.kind)).collect()
    }

    #[test]
    fn five_questions_fill_twenty_two_minutes_and_the_offer_comes_before_the_farewell() {
        let told: Vec<String> = times(5, true).into_iter().map(|(from, kind)| format!("{from} {kind}")).collect();
        assert_eq!(
            told,
            [
                "0:00 opening",
                "2:00 question",
                "5:00 question",
                "8:00 question",
                "11:00 question",
                "14:00 question",
                "17:00 meet",
                "19:00 offer",
                "21:00 farewell"
            ]
        );
    }

    #[test]
    fn however_many_questions_there_are_it_stays_between_twenty_and_thirty_minutes_and_has_no_gap() {
        for count in [0, 1, 3, 7, 12, 40, 5000] {
            for has_offer in [true, false] {
                let questions = vec!["Why?".to_owned(); count];
                let (rows, length) = rows(&questions, has_offer);
                assert!((SHORTEST..=LONGEST).contains(&length));
                assert!(rows.windows(2).all(|pair| pair[0].to == pair[1].from), "{count} {rows:?}");
                assert_eq!(rows.last().map(|row| row.to.clone()), Some(Millis(length * 1000).clock()));
            }
        }
    }

    #[test]
    fn the_sheet_marks_the_place_of_the_offer() {
        let files = desk_files(&sample::site());
        let sheet = &files["episodes/cash-before-profit/run-sheet.html"];
        assert!(sheet.contains("class=\"offer\"") && sheet.contains("ledger.example/show/offers/cash-map"), "{sheet}");
        assert!(!files.contains_key("episodes/trailer/run-sheet.html"));
    }
}
