//! `episodes/<slug>/`: the interview: player, questions, show notes, transcript, guest, call to action.

use super::ask::{Ask, code, of_episode};
use super::view::{
    Card, Face, Head, Image, Listen, Moment, Pair, Way, address, card, date, face, html_beside, hue, image, length, listen, moment, names,
    pair, safe_address, shortened, social, way,
};
use super::words::{count, count_with, spelled, word};
use super::{Output, json_ld, share};
use crate::model::{Direction, Episode, EpisodeId, Html, OutPath, PersonId, Question, Recording, Site, Transcript};
use crate::theme::colour;
use crate::transcript;
use serde::Serialize;

/// Titles longer than this take the smaller display step.
const LONG_TITLE: usize = 46;
/// Episodes under "Keep listening".
const MORE: usize = 3;

#[derive(Serialize)]
struct EpisodeView<'a> {
    head: Head<'a>,
    title: &'a str,
    is_long: bool,
    kicker: String,
    day: String,
    is_turned: bool,
    is_explicit: bool,
    summary: &'a str,
    guests: Vec<Face<'a>>,
    guest_names: String,
    host_names: String,
    /// Who asks and who answers, as a sentence.
    roles: String,
    pair: Pair<'a>,
    listen: Option<Listen<'a>>,
    ask: Option<Ask<'a>>,
    notes: Option<Html>,
    signed: Option<&'a str>,
    questions_heading: String,
    questions: Vec<QuestionView<'a>>,
    quotes: Vec<QuoteView<'a>>,
    takeaways: &'a [String],
    chapters: Vec<ChapterView<'a>>,
    has_transcript: bool,
    transcript_language: Option<&'a str>,
    sections: Vec<Section<'a>>,
    resources: Vec<ResourceView<'a>>,
    images: Vec<Image<'a>>,
    feedback: Vec<FeedbackView<'a>>,
    credits: Vec<CreditView<'a>>,
    cards: Vec<GuestCard<'a>>,
    topics: Vec<(&'a str, String)>,
    season: Option<(u64, String)>,
    event: Option<(&'a str, String)>,
    campaign: Option<(&'a str, String)>,
    more: Vec<Short<'a>>,
}

#[derive(Serialize)]
struct QuestionView<'a> {
    number: usize,
    ask: &'a str,
    answer: Option<&'a str>,
    at: Option<Moment>,
    has_transcript: bool,
}

#[derive(Serialize)]
struct QuoteView<'a> {
    text: &'a str,
    by: Option<&'a str>,
    at: Option<Moment>,
}

#[derive(Serialize)]
struct ChapterView<'a> {
    title: &'a str,
    at: Option<Moment>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct ResourceView<'a> {
    title: &'a str,
    url: Option<String>,
    kind: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct FeedbackView<'a> {
    text: &'a str,
    from: Option<&'a str>,
}

#[derive(Serialize)]
struct CreditView<'a> {
    name: &'a str,
    role: Option<&'a str>,
    url: Option<&'a str>,
}

/// A guest in the side column.
#[derive(Serialize)]
struct GuestCard<'a> {
    card: Card<'a>,
    location: Option<&'a str>,
    ways: Vec<Way<'a>>,
}

/// Another episode, in two lines.
#[derive(Serialize)]
pub struct Short<'a> {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: &'a str,
    /// "Dev Okafor · 28 min".
    pub facts: String,
}

/// Another episode, in two lines.
pub fn short(site: &Site, id: EpisodeId) -> Short<'_> {
    let episode = site.episode(id);
    let people = if episode.guests.is_empty() { &episode.hosts } else { &episode.guests };
    let facts: Vec<String> = [names(site, people)].into_iter().chain(length(site, episode.recording.as_ref())).collect();
    Short { href: site.show.base_url.href(&episode.permalink), title: &episode.title, facts: facts.join(" · ") }
}

/// The page of every episode.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    (0..).map(EpisodeId).zip(&site.episodes).map(|(id, episode)| output(site, id, episode)).collect()
}

fn output<'site>(site: &'site Site, id: EpisodeId, episode: &'site Episode) -> Output<'site> {
    let changed = Some(episode.date.date().to_string());
    Output::page(episode.permalink.index(), &episode.source, changed, "episode.html", move || view(site, id))
}

fn view(site: &Site, id: EpisodeId) -> EpisodeView<'_> {
    let episode = site.episode(id);
    let recording = episode.recording.as_ref();
    let transcript = episode.transcript.as_ref();
    let sections = transcript.map_or_else(Vec::new, |transcript| sections(episode, transcript));
    let page = |permalink| site.show.base_url.href(permalink);
    EpisodeView {
        head: head(site, id),
        title: &episode.title,
        is_long: episode.title.chars().count() > LONG_TITLE,
        kicker: kicker(site, episode),
        day: episode.date.date().to_string(),
        is_turned: episode.direction == Direction::Turned,
        is_explicit: episode.explicit,
        summary: &episode.summary,
        guests: episode.guests.iter().map(|guest| face(site, *guest)).collect(),
        guest_names: names(site, &episode.guests),
        host_names: names(site, &episode.hosts),
        roles: roles(site, episode),
        pair: pair(site, episode),
        listen: listen(site, episode),
        ask: episode.call_to_action.as_ref().map(|call| Ask { code: code(site, call), ..of_episode(site, id, call) }),
        notes: html_beside(site, &episode.notes, &episode.permalink, 2, &episode.files),
        signed: match episode.hosts.as_slice() {
            [only] => Some(&site.person(*only).first_name),
            _ => None,
        },
        questions_heading: questions_heading(site, episode.questions.len()),
        questions: questions(episode, &sections),
        quotes: episode.quotes.iter().map(|quote| quote_view(recording, quote)).collect(),
        takeaways: &episode.takeaways,
        chapters: if episode.has_own_chapters { chapters(episode) } else { Vec::new() },
        has_transcript: transcript.is_some(),
        transcript_language: transcript.and_then(|transcript| transcript.language.as_deref()),
        sections,
        resources: episode.resources.iter().map(|resource| resource_view(site, resource)).collect(),
        images: episode.images.iter().map(|picture| image(site, picture)).collect(),
        feedback: episode.feedback.iter().map(|words| FeedbackView { text: &words.text, from: words.from.as_deref() }).collect(),
        credits: episode.people.iter().map(credit_view).collect(),
        cards: episode.guests.iter().map(|guest| guest_card(site, *guest)).collect(),
        topics: episode.tags.iter().map(|tag| (tag.name.as_str(), format!("{}topics/{}/", site.show.base_url.path, tag.slug))).collect(),
        season: episode.season.map(|season| (season, format!("{}seasons/{season}/", site.show.base_url.path))),
        event: episode.event.map(|event| site.event(event)).map(|event| (event.title.as_str(), page(&event.permalink))),
        campaign: episode.campaign.map(|id| site.campaign(id)).map(|campaign| (campaign.title.as_str(), page(&campaign.permalink))),
        more: more(site, id),
    }
}

fn head(site: &Site, id: EpisodeId) -> Head<'_> {
    let episode = site.episode(id);
    let mut head =
        Head::new(site, &episode.permalink, &episode.title, &episode.summary).under("episodes").json_ld(&json_ld::episode(site, id));
    let photo = episode.guests.first().and_then(|guest| site.person(*guest).photo.as_ref());
    let own = episode.cover.as_ref().or(photo).map(|picture| social(site, picture));
    head.image = share::preview(site, id).or(own).or(head.image);
    head.kind = "article";
    head.oembed = Some(site.show.base_url.file(&OutPath(format!("embed/{}/oembed.json", episode.slug))));
    head.audio = episode.recording.as_ref().map(|recording| recording.url.as_str());
    head.hue = colour::style(hue(site, episode));
    head
}

/// "Episode 12 · May 14, 2026 · 28 min".
fn kicker(site: &Site, episode: &Episode) -> String {
    let named = episode.number.map(|number| {
        let mut name: Vec<char> = word(site, "episode").chars().collect();
        if let Some(first) = name.first_mut() {
            *first = first.to_uppercase().next().unwrap_or(*first);
        }
        format!("{} {number}", name.into_iter().collect::<String>())
    });
    let parts = named.into_iter().chain([date(site, episode.date.date())]).chain(length(site, episode.recording.as_ref()));
    parts.collect::<Vec<_>>().join(" · ")
}

/// "answers Ruth’s questions.", "Dev asks, Ruth answers.": who asks and who answers, behind the guests' names in a spotlight, with them in a turned episode.
fn roles(site: &Site, episode: &Episode) -> String {
    let (guests, host) = (names(site, &episode.guests), names(site, &episode.hosts));
    match episode.direction {
        Direction::Spotlight => count_with(site, "answers", episode.guests.len(), &[("host", &host)]),
        Direction::Turned => count_with(site, "ask_turned", episode.guests.len(), &[("guests", &guests), ("host", &host)]),
    }
}

/// "Seven questions".
fn questions_heading(site: &Site, number: usize) -> String {
    count(site, "questions_count", number).replacen(&number.to_string(), &spelled(site, number), 1)
}

fn questions<'a>(episode: &'a Episode, sections: &[Section<'_>]) -> Vec<QuestionView<'a>> {
    let view = |(number, question): (usize, &'a Question)| QuestionView {
        number,
        ask: &question.ask,
        answer: question.answer.as_deref(),
        at: moment(episode.recording.as_ref(), question.at),
        has_transcript: sections.iter().any(|section| section.number == Some(number)),
    };
    (1..).zip(&episode.questions).map(view).collect()
}

fn quote_view<'a>(recording: Option<&Recording>, quote: &'a crate::model::Quote) -> QuoteView<'a> {
    QuoteView { text: &quote.text, by: quote.by.as_deref(), at: moment(recording, quote.at) }
}

fn chapters(episode: &Episode) -> Vec<ChapterView<'_>> {
    let view = |chapter: &'_ crate::model::Chapter| moment(episode.recording.as_ref(), Some(chapter.at));
    let chapters = episode.chapters.iter();
    chapters
        .map(|chapter| ChapterView { title: &chapter.title, at: view(chapter), url: chapter.url.as_deref().and_then(safe_address) })
        .collect()
}

fn resource_view<'a>(site: &Site, resource: &'a crate::model::Resource) -> ResourceView<'a> {
    ResourceView {
        title: &resource.title,
        url: resource.url.as_deref().and_then(|url| address(site, url)),
        kind: resource.kind.as_deref(),
        note: resource.note.as_deref(),
    }
}

fn credit_view(credit: &crate::model::Credit) -> CreditView<'_> {
    CreditView { name: &credit.name, role: credit.role.as_deref(), url: credit.url.as_deref().and_then(safe_address) }
}

fn guest_card(site: &Site, id: PersonId) -> GuestCard<'_> {
    GuestCard { card: card(site, id), location: site.person(id).location.as_ref().map(|place| place.name.as_str()), ways: ways(site, id) }
}

/// The ways to reach somebody that they chose to publish.
pub fn ways(site: &Site, id: PersonId) -> Vec<Way<'_>> {
    let person = site.person(id);
    let website =
        person.website.as_deref().and_then(|url| Some(Way { title: super::view::domain(url), href: address(site, url)?, icon: "globe" }));
    website.into_iter().chain(person.links.iter().filter_map(|link| way(site, link))).collect()
}

/// Neighbours rather than the newest, so that a new episode changes few pages: the next newer one, then older ones.
fn more(site: &Site, id: EpisodeId) -> Vec<Short<'_>> {
    let at = id.0 as usize;
    let newer = at.checked_sub(1).into_iter();
    let older = (at + 1)..site.episodes.len();
    let earlier = (0..at.saturating_sub(1)).rev();
    let near = newer.chain(older).chain(earlier).take(MORE);
    near.filter_map(|at| u32::try_from(at).ok()).map(|at| short(site, EpisodeId(at))).collect()
}

/// What was said from one question to the next.
#[derive(Serialize)]
struct Section<'a> {
    /// Number of the question, from 1; `None` before the first.
    number: Option<usize>,
    /// The question.
    ask: Option<&'a str>,
    /// When it is asked.
    at: Option<Moment>,
    /// Who says what.
    turns: Vec<Turn>,
}

/// What one person says until somebody else speaks.
#[derive(Serialize)]
struct Turn {
    /// Who speaks.
    speaker: Option<String>,
    /// Whether it is the one who asks.
    is_asking: bool,
    /// When it starts.
    at: Option<Moment>,
    /// The words, in paragraphs.
    paragraphs: Vec<String>,
}

/// The transcript with a heading for each timed question, and turns where the speaker changes.
fn sections<'a>(episode: &'a Episode, said: &Transcript) -> Vec<Section<'a>> {
    let recording = episode.recording.as_ref().filter(|_| said.is_timed);
    let mut sections = Vec::with_capacity(episode.questions.len() + 1);
    for (asked, words) in transcript::parts(&episode.questions, said) {
        let turn = |turn: transcript::Turn| Turn {
            is_asking: turn.speaker.as_deref().is_some_and(|name| is_asking(episode, name)),
            speaker: turn.speaker,
            at: turn.start.and_then(|start| moment(recording, Some(start))),
            paragraphs: turn.paragraphs,
        };
        let turns: Vec<Turn> = transcript::turns(&words).into_iter().map(turn).collect();
        if !turns.is_empty() {
            let (number, ask, at) =
                asked.map_or((None, None, None), |(number, question, at)| (Some(number), Some(question.ask.as_str()), Some(at)));
            sections.push(Section { number, ask, at: moment(recording, at), turns });
        }
    }
    sections
}

/// Whether the named speaker is one of those who ask: hosts in a spotlight, guests in a turned episode.
fn is_asking(episode: &Episode, name: &str) -> bool {
    let asking = if episode.direction == Direction::Turned { &episode.guests } else { &episode.hosts };
    episode.voices.get(name).is_some_and(|id| asking.contains(id))
}

/// One line about an episode for places that hold little.
pub fn one_line(episode: &Episode) -> String {
    shortened(&episode.summary, 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cue, Millis, sample};

    fn cue(start: u64, end: u64, speaker: Option<&str>, text: &str) -> Cue {
        Cue { start: Millis(start), end: Millis(end), speaker: speaker.map(str::to_owned), text: text.into() }
    }

    fn talk(site: &mut Site, cues: Vec<Cue>) {
        site.episodes[1].transcript.as_mut().unwrap().cues = cues;
    }

    #[test]
    fn a_transcript_has_a_heading_for_each_question_and_a_turn_for_each_speaker() {
        let mut site = sample::site();
        let words = vec![
            cue(0, 1_000, Some("Ruth Abara"), "Welcome."),
            cue(1_000, 2_000, None, "Sit down."),
            cue(91_500, 95_000, Some("Ruth Abara"), "What do owners count wrong?"),
            cue(95_000, 99_000, Some("Dev Okafor"), "The till."),
        ];
        talk(&mut site, words);
        let episode = site.episode(EpisodeId(1));
        let sections = sections(episode, episode.transcript.as_ref().unwrap());
        assert_eq!(sections.iter().map(|section| section.number).collect::<Vec<_>>(), [None, Some(1)]);
        assert_eq!(sections[0].turns[0].paragraphs, ["Welcome. Sit down."]);
        let second: Vec<_> = sections[1].turns.iter().map(|turn| (turn.speaker.as_deref(), turn.is_asking)).collect();
        assert_eq!(second, [(Some("Ruth Abara"), true), (Some("Dev Okafor"), false)]);
    }

    #[test]
    fn a_transcript_without_times_is_one_section() {
        let mut site = sample::site();
        site.episodes[1].transcript.as_mut().unwrap().is_timed = false;
        let episode = site.episode(EpisodeId(1));
        let sections = sections(episode, episode.transcript.as_ref().unwrap());
        assert_eq!(sections.len(), 1);
        assert!(sections[0].turns.iter().all(|turn| turn.at.is_none()));
    }

    #[test]
    fn times_lead_into_the_recording_without_script() {
        let site = sample::site();
        let view = view(&site, EpisodeId(1));
        let at = view.questions[1].at.as_ref().unwrap();
        assert_eq!(at.href, "/show/episodes/cash-before-profit/cash-before-profit.mp3#t=1207.25");
        assert_eq!(at.clock, "20:07");
        assert_eq!(view.questions_heading, "Two questions");
        assert_eq!(view.kicker, "Episode 2 · March 2, 2026 · 28 min");
    }

    #[test]
    fn a_new_episode_changes_only_its_neighbours() {
        let mut site = sample::site();
        for number in 0..6 {
            site.episodes.push(Episode { title: format!("Older {number}"), ..sample::trailer() });
        }
        let before: Vec<String> = more(&site, EpisodeId(5)).into_iter().map(|short| short.title.to_owned()).collect();
        site.episodes.as_vec_mut().insert(0, sample::trailer().into());
        let after: Vec<String> = more(&site, EpisodeId(6)).into_iter().map(|short| short.title.to_owned()).collect();
        assert_eq!(before, after);
    }
}
