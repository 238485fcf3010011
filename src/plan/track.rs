//! The player's track: the recording from left to right, cut where questions are asked and where the offer is talked about. The
//! outline of the sound (`wave.rs`) is cut at the same places.

use crate::model::{Episode, Millis, OfferState, Site};
use serde::Serialize;

/// From one cut to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part<'a> {
    /// Start, in thousandths of the recording.
    pub from: u32,
    /// End, in thousandths of the recording; more than `from`.
    pub to: u32,
    /// Start, in seconds for machines.
    pub at: String,
    /// Number of the question, from 1; `None` in front of the first one and for chapters.
    pub number: Option<usize>,
    /// A few words: the question's label, else the question; else the chapter. Empty in front of the first one.
    pub label: &'a str,
    /// Whether the offer is talked about.
    pub is_offer: bool,
}

/// A place where the track is cut, and what begins there.
#[derive(Clone, Copy)]
struct Cut<'a> {
    at: Millis,
    number: Option<usize>,
    label: &'a str,
    is_offer: bool,
}

/// The track of a recording of this length, at least one part. Parts shorter than a thousandth of it are left out.
#[must_use]
pub fn parts<'a>(site: &Site, episode: &'a Episode, length: Millis) -> Vec<Part<'a>> {
    let thousandths = |at: Millis| u32::try_from(u128::from(at.0) * 1_000 / u128::from(length.0.max(1))).unwrap_or(u32::MAX);
    let mut parts: Vec<Part<'_>> = Vec::new();
    for cut in cuts(site, episode, length).into_iter().filter(|cut| cut.at < length || cut.at.0 == 0) {
        let from = thousandths(cut.at);
        let before = parts.last().map(|part| (part.from, part.number, part.label));
        let (number, label) = match before {
            Some((_, number, label)) if cut.label.is_empty() => (number, label),
            _ => (cut.number, cut.label),
        };
        let is_same_place = before.is_some_and(|(start, ..)| start == from);
        let was_offer = is_same_place && parts.pop().is_some_and(|part| part.is_offer);
        let at = cut.at.decimal_seconds();
        parts.push(Part { from, to: 1_000, at, number, label, is_offer: cut.is_offer || was_offer });
    }
    let starts: Vec<u32> = parts.iter().skip(1).map(|part| part.from).collect();
    for (part, next) in parts.iter_mut().zip(starts) {
        part.to = next;
    }
    parts
}

/// Every cut in the order of time, the start among them; at one moment, what the recording is about stands before the offer.
fn cuts<'a>(site: &Site, episode: &'a Episode, length: Millis) -> Vec<Cut<'a>> {
    let start = Cut { at: Millis(0), number: None, label: "", is_offer: false };
    let mut cuts: Vec<Cut<'_>> = vec![start];
    cuts.extend((1..).zip(&episode.questions).filter_map(|(number, question)| {
        Some(Cut { at: question.at?, number: Some(number), label: question.label.as_ref().unwrap_or(&question.ask), is_offer: false })
    }));
    if cuts.len() == 1 && episode.has_own_chapters {
        cuts.extend(episode.chapters.iter().map(|chapter| Cut { at: chapter.at, label: &chapter.title, ..start }));
    }
    cuts.extend(offer_at(site, episode, length).map(|at| Cut { at, is_offer: true, ..start }));
    cuts.sort_by_key(|cut| (cut.at, cut.is_offer));
    cuts
}

/// Where an open offer begins to be talked about: the chapter that leads to it, else the last question if it is asked in the last fifth.
fn offer_at(site: &Site, episode: &Episode, length: Millis) -> Option<Millis> {
    let call = episode.call_to_action.as_ref().filter(|call| site.offer(call.offer).state == OfferState::Open)?;
    let page = site.show.base_url.page(&call.permalink);
    let chapter = || episode.chapters.iter().find(|chapter| chapter.url.as_ref() == Some(&page)).map(|chapter| chapter.at);
    let last = || episode.questions.iter().filter_map(|question| question.at).max().filter(|at| at.0 >= length.0 / 5 * 4);
    call.at.or_else(chapter).or_else(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Chapter, EpisodeId, Question, sample};

    fn asked(at: &[u64]) -> Vec<Question> {
        let question = |(number, at): (usize, &u64)| Question { ask: format!("Q{number}"), at: Some(Millis(*at)), ..Question::default() };
        (1..).zip(at).map(question).collect()
    }

    fn episode(site: &mut Site) -> &mut Episode {
        let episode = &mut site.episodes[1];
        episode.chapters.clear();
        episode
    }

    fn cut(site: &Site) -> Vec<(u32, u32, bool)> {
        parts(site, site.episode(EpisodeId(1)), Millis(100_000)).iter().map(|part| (part.from, part.to, part.is_offer)).collect()
    }

    #[test]
    fn questions_cut_it_and_the_offer_ends_with_the_next_one() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        spotlight.questions = asked(&[0, 30_000, 95_000, 30_000, 400_000]);
        spotlight.call_to_action.as_mut().expect("the sample has one").at = Some(Millis(80_000));
        assert_eq!(cut(&site), [(0, 300, false), (300, 800, false), (800, 950, true), (950, 1_000, false)]);
        let spotlight = site.episode(EpisodeId(1));
        let labels: Vec<_> = parts(&site, spotlight, Millis(100_000)).iter().map(|part| (part.number, part.label)).collect();
        assert_eq!(labels, [(Some(1), "Q1"), (Some(4), "Q4"), (Some(4), "Q4"), (Some(3), "Q3")], "the offer is part of its question");
    }

    #[test]
    fn a_last_question_near_the_end_is_about_the_offer() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        spotlight.call_to_action.as_mut().expect("the sample has one").at = None;
        spotlight.questions = asked(&[5_000, 80_000]);
        assert_eq!(cut(&site), [(0, 50, false), (50, 800, false), (800, 1_000, true)]);
        episode(&mut site).questions = asked(&[5_000, 79_000]);
        assert!(cut(&site).iter().all(|part| !part.2));
        let spotlight = episode(&mut site);
        spotlight.questions = asked(&[90_000]);
        spotlight.call_to_action = None;
        assert!(cut(&site).iter().all(|part| !part.2), "no offer, no marigold");
    }

    #[test]
    fn without_questions_chapters_cut_it_and_without_them_nothing_does() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        (spotlight.questions, spotlight.call_to_action) = (Vec::new(), None);
        spotlight.chapters = vec![Chapter { at: Millis(50_000), title: "Second half".into(), ..Chapter::default() }];
        spotlight.has_own_chapters = true;
        assert_eq!(cut(&site), [(0, 500, false), (500, 1_000, false)]);
        episode(&mut site);
        assert_eq!(cut(&site), [(0, 1_000, false)]);
    }

    #[test]
    fn a_recording_without_a_length_has_one_part() {
        let site = sample::site();
        assert_eq!(parts(&site, site.episode(EpisodeId(1)), Millis(0)).len(), 1);
    }
}
