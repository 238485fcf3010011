//! The search index: which episodes hold which term, in files small enough to be fetched one by one.
//!
//! Made here rather than by a library: those that are kept well either hand the whole index to the browser (several megabytes at
//! 2 000 transcripts) or bring a program of their own to run there. This one is read in two kilobytes of script.
//!
//! - `search/index.json`: how many episodes there are, how many to a file, and the first term of each file of terms.
//! - `search/terms/N.txt`: one line per term, sorted as JavaScript sorts: the term, episodes that are named so, questions in which it
//!   is asked, episodes in which it is said or written; separated by tabs. Episodes are numbered from the oldest (a new one changes no
//!   other's number) and written as the distance from the one before, in base 36; a question follows its episode after a point.
//! - `search/episodes/N.json`: what results show of an episode.
//!
//! Where in a recording something was said is found in the episode's `transcript.vtt`, when the result is shown.

use super::terms::terms;
use crate::markdown;
use crate::model::{Episode, EpisodeId, PersonId, Site};
use crate::plan::episode::short;
use crate::plan::view::trade;
use rayon::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// Size at which a file of terms is full, in bytes: about a third of it travels.
const FULL: usize = 32 * 1024;
/// Episodes in a file of results.
pub const TOGETHER: usize = 8;
/// Episodes whose terms are gathered before they are put into the index.
const AT_ONCE: usize = 128;

/// The index, as files.
pub struct Index {
    /// `index.json`.
    pub start: Vec<u8>,
    /// `terms/N.txt`.
    pub terms: Vec<Vec<u8>>,
}

/// Where one term stands.
#[derive(Default)]
struct Postings {
    named: List,
    asked: List,
    said: List,
}

/// Rising numbers of episodes, as they are written.
#[derive(Default)]
struct List {
    text: String,
    /// The last one, plus one.
    next: usize,
}

impl List {
    /// Adds the episode, which is not before the last one; of one that is there already, nothing.
    fn add(&mut self, episode: usize) {
        if episode < self.next {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        push_base_36(&mut self.text, episode + 1 - self.next);
        self.next = episode + 1;
    }

    /// Adds a question of the episode.
    fn add_question(&mut self, episode: usize, question: usize) {
        self.add(episode);
        // Writing to a text cannot fail.
        let _ = write!(self.text, ".{question}");
    }
}

fn push_base_36(text: &mut String, number: usize) {
    if number >= 36 {
        push_base_36(text, number / 36);
    }
    text.push(u32::try_from(number % 36).ok().and_then(|digit| char::from_digit(digit, 36)).unwrap_or('0'));
}

/// What an episode is found by.
#[derive(Default)]
struct Found {
    named: HashSet<Box<str>>,
    /// Terms of questions with the questions' numbers, from 1.
    asked: BTreeMap<Box<str>, Vec<usize>>,
    said: HashSet<Box<str>>,
}

/// The index of a site. Only what its pages show.
#[must_use]
pub fn index(site: &Site) -> Index {
    let oldest_first: Vec<&Episode> = site.episodes.iter().rev().collect();
    let mut postings: HashMap<Box<str>, Postings> = HashMap::new();
    for (at, together) in oldest_first.chunks(AT_ONCE).enumerate() {
        let found: Vec<Found> = together.par_iter().map(|episode| found(site, episode)).collect();
        for (episode, found) in (at * AT_ONCE..).zip(found) {
            found.named.into_iter().for_each(|term| postings.entry(term).or_default().named.add(episode));
            found.said.into_iter().for_each(|term| postings.entry(term).or_default().said.add(episode));
            for (term, questions) in found.asked {
                let asked = &mut postings.entry(term).or_default().asked;
                questions.into_iter().for_each(|question| asked.add_question(episode, question));
            }
        }
    }
    let mut lines: Vec<(Box<str>, Postings)> = postings.into_iter().collect();
    lines.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    files(site.episodes.len(), &lines)
}

fn files(episodes: usize, lines: &[(Box<str>, Postings)]) -> Index {
    let (mut terms, mut firsts): (Vec<Vec<u8>>, Vec<&str>) = (Vec::new(), Vec::new());
    for (term, postings) in lines {
        if terms.last().is_none_or(|file| file.len() >= FULL) {
            terms.push(Vec::with_capacity(FULL + 1024));
            firsts.push(term);
        }
        if let Some(file) = terms.last_mut() {
            let line = [term, "\t", &postings.named.text, "\t", &postings.asked.text, "\t", &postings.said.text, "\n"];
            line.iter().for_each(|piece| file.extend_from_slice(piece.as_bytes()));
        }
    }
    let start = json!({"episodes": episodes, "together": TOGETHER, "firsts": firsts});
    Index { start: format!("{start}\n").into_bytes(), terms }
}

fn found(site: &Site, episode: &Episode) -> Found {
    let mut found = Found::default();
    let people = if episode.guests.is_empty() { &episode.hosts } else { &episode.guests };
    let named = people.iter().flat_map(|id| person(site, *id)).chain(episode.tags.iter().map(|tag| tag.name.as_str()));
    for text in named.chain([episode.title.as_str()]) {
        terms(text, |term| add(&mut found.named, term));
    }
    for (number, question) in (1..).zip(&episode.questions) {
        for text in question.label.iter().chain([&question.ask]) {
            terms(text, |term| match found.asked.get_mut(term) {
                Some(questions) if questions.last() != Some(&number) => questions.push(number),
                Some(_) => {}
                None => drop(found.asked.insert(term.into(), vec![number])),
            });
        }
    }
    let notes = markdown::plain_text(&episode.notes);
    let answers = episode.questions.iter().filter_map(|question| question.answer.as_deref());
    let quotes = episode.quotes.iter().map(|quote| quote.text.as_str());
    let written = [episode.summary.as_str(), &notes].into_iter().chain(answers).chain(quotes);
    let cues = episode.transcript.iter().flat_map(|transcript| &transcript.cues).map(|cue| cue.text.as_str());
    for text in written.chain(episode.takeaways.iter().map(String::as_str)).chain(cues) {
        terms(text, |term| add(&mut found.said, term));
    }
    found
}

fn add(set: &mut HashSet<Box<str>>, term: &str) {
    if !set.contains(term) {
        set.insert(term.into());
    }
}

/// What a guest is known by.
fn person(site: &Site, id: PersonId) -> impl Iterator<Item = &str> {
    let person = site.person(id);
    [Some(person.name.as_str()), person.business.as_deref(), trade(person)].into_iter().flatten()
}

/// How many files of results there are.
#[must_use]
pub fn result_files(site: &Site) -> usize {
    site.episodes.len().div_ceil(TOGETHER)
}

/// One file of results: for each of its episodes, from the oldest, `[page, title, facts, transcript, [[question, seconds], …]]`. The
/// transcript is 1 where `transcript.vtt` stands beside the page, else 0; the seconds are 0 where they are not known.
#[must_use]
pub fn results(site: &Site, file: usize) -> Vec<u8> {
    let ids =
        (file * TOGETHER..).take(TOGETHER).filter_map(|at| site.episodes.len().checked_sub(at + 1)).filter_map(|id| u32::try_from(id).ok());
    let episodes: Vec<_> = ids.map(|id| result(site, EpisodeId(id))).collect();
    format!("{}\n", json!(episodes)).into_bytes()
}

fn result(site: &Site, id: EpisodeId) -> serde_json::Value {
    let episode = site.episode(id);
    let short = short(site, id);
    let has_times = episode.transcript.as_ref().is_some_and(|transcript| transcript.is_timed);
    let seconds = |question: &crate::model::Question| question.at.map_or(0, |at| at.0 / 1_000);
    let questions: Vec<_> = episode.questions.iter().map(|question| (&question.ask, seconds(question))).collect();
    json!((short.href, short.title, short.facts, u8::from(has_times), questions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cue, sample};

    fn line(site: &Site, term: &str) -> Option<String> {
        let files = index(site).terms;
        let text = String::from_utf8(files.concat()).expect("UTF-8");
        text.lines().find_map(|line| line.strip_prefix(term)?.strip_prefix('\t').map(str::to_owned))
    }

    #[test]
    fn titles_people_questions_and_what_was_said_are_found() {
        let site = sample::site();
        // From the oldest: the trailer, Cash before profit, Who can sign?
        assert_eq!(line(&site, "profit").as_deref().map(|line| line.starts_with("2\t")), Some(true));
        assert!(line(&site, "okafor").is_some_and(|line| line.starts_with('2')), "guests are found by name");
        assert!(line(&site, "owners").is_some_and(|line| line.split('\t').nth(1) == Some("2.1")), "by the question");
        assert_eq!(line(&site, "nonsense"), None);
    }

    #[test]
    fn what_nobody_may_read_is_not_in_it() {
        let mut site = sample::site();
        let cues = vec![Cue { text: "zebra".into(), ..Cue::default() }];
        site.episodes[1].transcript.as_mut().expect("the sample has one").cues = cues;
        assert!(line(&site, "zebra").is_some());
        site.episodes[1].transcript = None;
        assert_eq!(line(&site, "zebra"), None);
    }

    #[test]
    fn numbers_are_distances_in_base_36() {
        let mut list = List::default();
        [0, 0, 36, 37].into_iter().for_each(|episode| list.add(episode));
        list.add_question(2_000, 3);
        list.add_question(2_000, 12);
        assert_eq!(list.text, "1 10 1 1ij.3.12");
    }

    #[test]
    fn a_large_index_is_cut_into_files_that_name_their_first_terms() {
        let mut site = sample::site();
        let words: Vec<String> = (0..20_000).map(|number| format!("w{number:05}")).collect();
        let cues = words.chunks(20).map(|words| Cue { text: words.join(" "), ..Cue::default() });
        site.episodes[1].transcript.as_mut().expect("the sample has one").cues = cues.collect();
        let index = index(&site);
        let start: serde_json::Value = serde_json::from_slice(&index.start).expect("JSON");
        let firsts: Vec<&str> = start["firsts"].as_array().expect("a list").iter().filter_map(serde_json::Value::as_str).collect();
        assert_eq!(firsts.len(), index.terms.len());
        assert!(index.terms.len() > 4 && firsts.is_sorted());
        assert!(index.terms.iter().all(|file| file.len() < FULL + 1_024));
        assert!(index.terms.iter().zip(firsts).all(|(file, first)| file.starts_with(first.as_bytes())));
    }

    #[test]
    fn results_hold_every_episode_once_from_the_oldest() {
        let site = sample::site();
        assert_eq!(result_files(&site), 1);
        let results: serde_json::Value = serde_json::from_slice(&results(&site, 0)).expect("JSON");
        let titles: Vec<_> = results.as_array().expect("a list").iter().map(|result| result[1].as_str().unwrap_or_default()).collect();
        assert_eq!(titles, ["What this show is", "Cash before profit", "Who can sign?"]);
        assert_eq!(results[1][4][1][1], 1_207);
    }
}
