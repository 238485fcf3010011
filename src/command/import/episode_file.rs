//! Part of `import`: an item of the feed → the text of an episode's `index.md`, and what of it has no field.

use super::fields::{Fields, clock, inside, location, prose, record};
use super::plan::EpisodePlan;
use crate::command::new::yaml::{quoted, value};
use crate::import::notes::{Notes, notes};
use crate::import::{ImportedEnclosure, ImportedEpisode, ImportedPerson, ImportedShow};
use crate::model::{Chapter, EpisodeKind, ForeignElement, Millis, Question, RelPath};
use crate::parse::episode::{RawAudio, RawEpisode};
use crate::parse::time::WrittenTime;
use crate::parse::{self, SourceText};
use crate::report::Report;
use std::collections::BTreeMap;
use url::Url;

/// The files that lie beside the text; what is not here stays where it is, and is linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The recording.
    pub recording: Option<String>,
    /// The episode's own cover.
    pub cover: Option<String>,
    /// What was said.
    pub transcript: Option<String>,
    /// Chapters in a file of their own.
    pub chapters: Option<String>,
}

/// The text, and the keys of fields that could not be used.
pub fn text(episode: &ImportedEpisode, show: &ImportedShow, plan: &EpisodePlan, beside: &Beside) -> (String, Vec<&'static str>) {
    let base = episode.link.as_deref().or(show.link.as_deref());
    let Notes { markdown, questions } = notes(&with_whole_links(&episode.notes_html, base));
    let mut fields = Fields::default();
    let title = one_line(&episode.title);
    fields.need("title", value(if title.is_empty() { "Untitled" } else { &title }));
    date(&mut fields, episode);
    if !episode.guid.is_empty() && !plan.is_second {
        fields.note("By this the apps know the episode: never change it.");
        fields.add("guid", quoted(&episode.guid));
    }
    numbers(&mut fields, episode);
    fields.add_names("guests", &plan.guests);
    fields.add_names("hosts", &plan.hosts);
    match (&beside.recording, &episode.enclosure) {
        (Some(file), _) => fields.add("audio", value(file)),
        (None, Some(enclosure)) => fields.add("audio", recording(enclosure, episode.duration)),
        (None, None) => {}
    }
    if plan.needs_no_offer {
        fields.note("Write the name of a Referral Kit in place of none, and the episode ends with it.");
        fields.add("offer", "none");
    }
    fields.add_text("summary", episode.summary.as_deref());
    if let Some(cover) = &beside.cover {
        fields.add("cover", value(cover));
    }
    let asked = questions_of(&questions, episode.duration);
    if !asked.is_empty() {
        fields.note("From the times in the notes. Are they questions? They are what players show.");
        fields.add_list("questions", &asked);
    }
    if beside.chapters.is_none() {
        fields.add_list("chapters", &chapters(episode));
    }
    parts(&mut fields, episode, plan);
    if let Some(why) = plan.draft.as_deref() {
        fields.note(&format!("{why}\nThen take out this line:"));
        fields.need("draft", "true");
    }
    let (written, left_out) = fields.written(|text| is_good(&document(text, "")));
    (document(&written, &markdown), left_out)
}

/// Links that were written from the old page on lead nowhere from the new one: they get their whole address.
fn with_whole_links(html: &str, base: Option<&str>) -> String {
    let Some(base) = base.and_then(|base| Url::parse(base.trim()).ok()) else { return html.to_owned() };
    let mut whole = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, mark)) = first_link(rest) {
        let (before, after) = rest.split_at(at + mark.len());
        whole.push_str(before);
        let quote = mark.chars().next_back().unwrap_or('"');
        let end = after.find(quote).unwrap_or(after.len());
        let target = &after[..end];
        // With a scheme it is whole already (`mailto:` is one); entities in it are the reader's.
        let is_whole = target.is_empty() || target.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
        let joined = base.join(target).ok().filter(|_| !is_whole);
        whole.push_str(joined.as_ref().map_or(target, Url::as_str));
        rest = &after[end..];
    }
    whole + rest
}

/// The next attribute that holds an address: where it starts, and how it is written up to the address.
fn first_link(html: &str) -> Option<(usize, &'static str)> {
    let marks = [" href=\"", " href='", " src=\"", " src='"];
    marks.into_iter().filter_map(|mark| Some((html.find(mark)?, mark))).min()
}

fn document(fields: &str, notes: &str) -> String {
    let notes = notes.trim();
    let notes = if notes.is_empty() { String::new() } else { format!("\n{notes}\n") };
    format!("---\n{fields}---\n{notes}")
}

fn date(fields: &mut Fields, episode: &ImportedEpisode) {
    if let Some(date) = &episode.date {
        // Quoted: some readers of YAML make a date of it, and lose the offset. `Z` only where the feed says UTC.
        let offset = if date.offset().is_zero() { "Z".to_owned() } else { date.strftime("%:z").to_string() };
        fields.need("date", quoted(&format!("{}{offset}", date.strftime("%Y-%m-%dT%H:%M:%S"))));
    }
}

fn numbers(fields: &mut Fields, episode: &ImportedEpisode) {
    let number = |number: Option<u64>| number.filter(|number| *number > 0);
    if let Some(season) = number(episode.season) {
        fields.add("season", season.to_string());
    }
    if let Some(number) = number(episode.number) {
        fields.add("number", number.to_string());
    }
    if episode.kind != EpisodeKind::Full {
        fields.add("type", episode.kind.word());
    }
    if let Some(explicit) = episode.explicit {
        fields.add("explicit", explicit.to_string());
    }
}

/// A recording that stays where it is. Public, so that a later run can find exactly these lines again.
pub fn recording(enclosure: &ImportedEnclosure, duration: Option<Millis>) -> String {
    let bytes = enclosure.bytes.map(|bytes| format!("\n  bytes: {bytes}"));
    let mime = enclosure.mime.as_deref().filter(|mime| !mime.trim().is_empty()).map(|mime| format!("\n  type: {}", quoted(mime)));
    let duration = duration.filter(|duration| duration.0 > 0).map(|duration| format!("\n  duration: {}", clock(duration)));
    let url = quoted(&enclosure.url);
    format!("\n  url: {url}{}{}{}", bytes.unwrap_or_default(), mime.unwrap_or_default(), duration.unwrap_or_default())
}

/// Questions in order; a time that goes backwards or lies past the end (an advertisement was cut, a slip of the finger) is left out.
fn questions_of(questions: &[Question], duration: Option<Millis>) -> Vec<String> {
    let mut last = None;
    let mut timely = |at: Millis| {
        let is_good = last.is_none_or(|last| at > last) && is_inside(at, duration);
        last = if is_good { Some(at) } else { last };
        is_good
    };
    let question = |question: &Question| {
        let label = question.label.as_deref().map(|label| format!("\n    label: {}", value(label)));
        let at = question.at.filter(|at| timely(*at)).map(|at| format!("\n    at: {}", clock(at)));
        let answer = question.answer.as_deref().map(|answer| format!("\n    answer: {}", prose(answer, 6)));
        format!("ask: {}{}{}{}", value(&question.ask), label.unwrap_or_default(), at.unwrap_or_default(), answer.unwrap_or_default())
    };
    questions.iter().map(question).collect()
}

fn is_inside(at: Millis, duration: Option<Millis>) -> bool {
    duration.is_none_or(|duration| at < duration || duration.0 == 0)
}

/// Chapters as players can use them: in order, one at a time, inside the recording.
fn chapters(episode: &ImportedEpisode) -> Vec<String> {
    let mut chapters: Vec<&Chapter> = episode.chapters.iter().filter(|chapter| is_inside(chapter.at, episode.duration)).collect();
    chapters.sort_by_key(|chapter| chapter.at);
    chapters.dedup_by_key(|chapter| chapter.at);
    let chapter = |chapter: &&Chapter| {
        record(&[
            ("at", Some(clock(chapter.at))),
            ("title", Some(inside(&chapter.title))),
            ("url", chapter.url.as_deref().map(inside)),
            ("image", chapter.image.as_deref().map(inside)),
        ])
    };
    chapters.iter().map(chapter).collect()
}

fn parts(fields: &mut Fields, episode: &ImportedEpisode, plan: &EpisodePlan) {
    let bites = episode.soundbites.iter().filter(|bite| is_inside(bite.at, episode.duration)).map(|bite| {
        let title = bite.title.as_deref().map(inside);
        record(&[("at", Some(clock(bite.at))), ("duration", Some(clock(bite.duration))), ("title", title)])
    });
    fields.add_list("soundbites", &bites.collect::<Vec<_>>());
    fields.add_list("people", &plan.credits.iter().map(credit).collect::<Vec<_>>());
    fields.add_list("tags", &tags(&episode.tags));
    if let Some(place) = &episode.location {
        fields.add("location", location(place));
    }
    fields.add_list("aliases", &plan.alias.iter().map(|alias| quoted(alias)).collect::<Vec<_>>());
}

fn credit(person: &ImportedPerson) -> String {
    let text = |text: &Option<String>| text.as_deref().map(inside);
    record(&[
        ("name", Some(inside(&person.name))),
        ("role", text(&person.role)),
        ("group", text(&person.group)),
        ("url", text(&person.href)),
    ])
}

/// Each once; feeds repeat them.
fn tags(tags: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let new = |tag: &&String| seen.insert(tag.trim().to_lowercase()) && !tag.trim().is_empty();
    tags.iter().filter(new).map(|tag| value(&one_line(tag))).collect()
}

pub fn one_line(text: &str) -> String {
    parse::fields::one_line(&parse::fields::clean(text))
}

fn is_good(text: &str) -> bool {
    read(text).is_some()
}

/// The episode as the build will read it, without complaint.
fn read(text: &str) -> Option<RawEpisode> {
    let source = SourceText { path: RelPath("index.md".to_owned()), text: text.to_owned() };
    let mut report = Report::default();
    parse::episode::parse(&source, &mut report).filter(|_| !report.has_errors())
}

/// By what apps know an episode; as the fields are called here.
///
/// What is read back from a text must be what the feed said; the names of those that are not.
pub fn changed(episode: &ImportedEpisode, text: &str, beside: &Beside) -> Vec<&'static str> {
    read(text).map_or_else(|| vec!["title"], |raw| differences(episode, &raw, beside.recording.is_some()))
}

/// The names of what is not the same here as in the feed. A recording that was copied has its own address, size and type.
pub fn differences(episode: &ImportedEpisode, raw: &RawEpisode, is_copied: bool) -> Vec<&'static str> {
    let number = |number: Option<u64>| number.filter(|number| *number > 0);
    let mut names = Vec::new();
    let mut compare = |name, is_same: bool| names.extend((!is_same).then_some(name));
    compare("title", one_line(&episode.title) == raw.title);
    compare("guid", episode.guid.is_empty() || raw.guid.as_deref() == Some(&episode.guid));
    compare("date", is_same_date(episode, raw));
    compare("season", number(episode.season) == raw.season);
    compare("number", number(episode.number) == raw.number);
    compare("type", episode.kind == raw.kind);
    compare("explicit", episode.explicit == raw.explicit);
    if !is_copied {
        compare("audio", is_same_recording(episode, raw));
    }
    names
}

fn is_same_date(episode: &ImportedEpisode, raw: &RawEpisode) -> bool {
    match (&episode.date, &raw.date) {
        (Some(there), Some(WrittenTime::Instant(here))) => {
            there.timestamp().as_second() == here.timestamp().as_second() && there.offset() == here.offset()
        }
        (None, None) => true,
        _ => false,
    }
}

fn is_same_recording(episode: &ImportedEpisode, raw: &RawEpisode) -> bool {
    match (&episode.enclosure, &raw.audio) {
        (Some(there), Some(RawAudio::Elsewhere { url, bytes, mime, .. })) => {
            let kind = there.mime.as_deref().map(str::trim).filter(|mime| !mime.is_empty());
            // A blank in an address is written `%20` wherever it is used: the same address.
            let is_same = there.url == *url || parse::values::url(&there.url).is_ok_and(|there| there.as_str() == url);
            is_same && there.bytes == bytes.map(|bytes| bytes.0) && kind == mime.as_deref()
        }
        (None, None) => true,
        _ => false,
    }
}

/// What has no field, and what stays where it is: kept word for word, so that it comes out of our feed again.
pub fn extra(episode: &ImportedEpisode, beside: &Beside, show_cover: Option<&str>) -> Vec<ForeignElement> {
    let mut elements = episode.extra.clone();
    if beside.transcript.is_none() {
        elements.extend(episode.transcripts.iter().map(|transcript| {
            let attributes =
                [("url", Some(transcript.url.as_str())), ("type", Some(&transcript.mime)), ("language", transcript.language.as_deref())];
            element("podcast", "transcript", &attributes)
        }));
    }
    if let Some(url) = episode.chapters_url.as_deref().filter(|_| beside.chapters.is_none()) {
        elements.push(element("podcast", "chapters", &[("url", Some(url)), ("type", Some("application/json+chapters"))]));
    }
    // A picture that is the show's own says nothing of the episode.
    if let Some(url) = episode.cover.as_deref().filter(|url| beside.cover.is_none() && Some(*url) != show_cover) {
        elements.push(element("itunes", "image", &[("href", Some(url))]));
    }
    elements
}

/// An empty element of a name space that podcasts use.
pub fn element(prefix: &str, name: &str, attributes: &[(&str, Option<&str>)]) -> ForeignElement {
    let address = if prefix == "itunes" { "http://www.itunes.com/dtds/podcast-1.0.dtd" } else { "https://podcastindex.org/namespace/1.0" };
    let written: String = attributes
        .iter()
        .filter_map(|(key, text)| Some((key, text.filter(|text| !text.is_empty())?)))
        .map(|(key, text)| format!(" {key}=\"{}\"", quick_xml::escape::escape(parse::fields::clean(text))))
        .collect();
    ForeignElement { namespaces: BTreeMap::from([(prefix.to_owned(), address.to_owned())]), xml: format!("<{prefix}:{name}{written}/>") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_players_stumble_over_are_left_out() {
        let at = |minutes: u64, ask: &str| Question { ask: ask.to_owned(), at: Some(Millis(minutes * 60_000)), ..Question::default() };
        let asked = questions_of(&[at(0, "A"), at(5, "B"), at(4, "C"), at(6, "D"), at(30, "E")], Some(Millis(20 * 60_000)));
        let timed: Vec<bool> = asked.iter().map(|question| question.contains("at:")).collect();
        assert_eq!(timed, [true, true, false, true, false], "{asked:?}");
        let chapter = |minutes: u64| Chapter { at: Millis(minutes * 60_000), title: "x".to_owned(), ..Chapter::default() };
        let episode = ImportedEpisode {
            chapters: [5, 0, 5, 40].map(chapter).to_vec(),
            duration: Some(Millis(20 * 60_000)),
            ..ImportedEpisode::default()
        };
        assert_eq!(chapters(&episode).len(), 2);
    }

    #[test]
    fn links_of_the_old_page_become_whole() {
        let base = Some("https://a.example/2024/who/");
        for (html, whole) in [
            ("<a href=\"/x\">", "<a href=\"https://a.example/x\">"),
            ("<a title='t' href='../y?z'>", "<a title='t' href='https://a.example/2024/y?z'>"),
            (
                "<img src=\"p.jpg\"><a href=\"#n\">",
                "<img src=\"https://a.example/2024/who/p.jpg\"><a href=\"https://a.example/2024/who/#n\">",
            ),
            (
                "<a href=\"mailto:a@b.example\"> <a href=\"https://c.example/é\">",
                "<a href=\"mailto:a@b.example\"> <a href=\"https://c.example/é\">",
            ),
            ("é <a href=\"never closed", "é <a href=\"https://a.example/2024/who/never%20closed"),
        ] {
            assert_eq!(with_whole_links(html, base), whole);
            assert_eq!(with_whole_links(html, None), html);
        }
    }
}
