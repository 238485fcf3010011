//! The chapters of an episode: which source wins, in order, inside the recording, the offer's last.

use crate::model::{Chapter, Millis, Question, Recording, RelPath};
use crate::report::{Finding, Place, Report};

/// Where chapters came from, for findings.
pub enum Origin<'a> {
    /// `chapters:` in the front matter.
    Written(&'a RelPath),
    /// A file beside the episode.
    File(&'a RelPath),
    /// The recording itself.
    Recording,
    /// The timed questions.
    Questions,
}

/// Puts chapters in order: ascending, no two at one time, the first at 0, all inside `duration`. What has to be moved is reported
/// where an author wrote it.
pub fn in_order(
    mut chapters: Vec<Chapter>,
    origin: &Origin<'_>,
    title: &str,
    duration: Option<Millis>,
    report: &mut Report,
) -> Vec<Chapter> {
    report_order(&chapters, origin, duration, report);
    chapters.retain(|chapter| duration.is_none_or(|duration| chapter.at < duration));
    chapters.sort_by_key(|chapter| chapter.at);
    chapters.dedup_by_key(|chapter| chapter.at);
    if chapters.first().is_some_and(|first| first.at > Millis(0)) {
        // Players want the list to begin with the recording; a first mark after 0 leaves the opening without a name.
        chapters.insert(0, Chapter { title: title.to_owned(), ..Chapter::default() });
    }
    chapters
}

/// Marks that are not for the table of contents: ascending, inside the recording. Several may share a time with a chapter.
pub fn silent_in_order(mut marks: Vec<Chapter>, duration: Option<Millis>) -> Vec<Chapter> {
    marks.retain(|mark| duration.is_none_or(|duration| mark.at < duration));
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// Reports that a recording carries chapters of its own which are not the episode's: some apps show the one list, some the other.
/// Times that differ by less than two seconds are the same, and so is a title with other punctuation or capitals.
pub fn report_disagreement(chapters: &[Chapter], recording: &Recording, source: &RelPath, report: &mut Report) {
    let carried = recording.facts.as_ref().map_or(&[][..], |facts| &facts.chapters);
    if carried.is_empty() || chapters.is_empty() {
        return;
    }
    let is_same = |a: &Chapter, b: &Chapter| a.at.0.abs_diff(b.at.0) < 2_000 && bare(&a.title) == bare(&b.title);
    // The recording may carry the offer's chapter, which is added to ours later.
    let odd = carried.iter().find(|one| chapters.iter().all(|other| !is_same(one, other)));
    let is_shorter = carried.len() < chapters.len();
    let message = match odd {
        Some(odd) => format!("the recording has a chapter \"{}\" at {} that is not among these", odd.title, odd.at.clock()),
        None if is_shorter => format!("the recording carries {} of these {} chapters", carried.len(), chapters.len()),
        None => return,
    };
    report.add(
        Finding::warning("chapters-disagree", Place::file(source), message)
            .fix("set `media: {format: mp3}` so that builds put these chapters into the recording, or export it again without its own"),
    );
}

/// Letters and digits alone, in small letters.
fn bare(title: &str) -> String {
    title.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Timed questions as chapters.
pub fn of_questions(questions: &[Question]) -> Vec<Chapter> {
    let chapter = |question: &Question| {
        question.at.map(|at| Chapter { at, title: question.label.clone().unwrap_or_else(|| question.ask.clone()), ..Chapter::default() })
    };
    questions.iter().filter_map(chapter).collect()
}

/// Adds the offer as the last chapter, or marks the chapter that starts when it is raised.
///
/// Without `url` (an offer that is over) the moment stays and leads nowhere.
pub fn with_offer(mut chapters: Vec<Chapter>, title: &str, url: Option<&str>, at: Option<Millis>, episode_title: &str) -> Vec<Chapter> {
    let Some(at) = at else { return chapters };
    match chapters.iter_mut().find(|chapter| chapter.at == at) {
        Some(chapter) => chapter.url = chapter.url.take().or_else(|| url.map(str::to_owned)),
        None => {
            if chapters.is_empty() && at > Millis(0) {
                chapters.push(Chapter { title: episode_title.to_owned(), ..Chapter::default() });
            }
            chapters.push(Chapter { at, title: title.to_owned(), url: url.map(str::to_owned), ..Chapter::default() });
            chapters.sort_by_key(|chapter| chapter.at);
        }
    }
    chapters
}

/// Where the offer is most likely talked about when nobody says: the last question, if it is asked in the last fifth.
pub fn last_fifth(questions: &[Question], duration: Option<Millis>) -> Option<Millis> {
    let last = questions.iter().filter_map(|question| question.at).max()?;
    let length = duration.map(|duration| duration.0).filter(|length| *length > 0)?;
    (last.0 <= length && last.0.saturating_mul(5) >= length.saturating_mul(4)).then_some(last)
}

fn report_order(chapters: &[Chapter], origin: &Origin<'_>, duration: Option<Millis>, report: &mut Report) {
    let place = |index: usize| match origin {
        Origin::Written(file) => Place::key(file, format!("chapters[{index}].at")),
        Origin::File(file) => Place::file(file),
        // The questions are reported one by one, by their own place in the list, in `questions_in_order`.
        Origin::Recording | Origin::Questions => Place::file(""),
    };
    if matches!(origin, Origin::Recording | Origin::Questions) {
        return;
    }
    for (index, pair) in chapters.windows(2).enumerate() {
        let (before, this) = (pair[0].at, pair[1].at);
        if this < before {
            let message = format!("the chapter at {} comes after the one at {}", this.clock(), before.clock());
            report.add(Finding::error("chapter-out-of-order", place(index + 1), message).fix("list chapters in the order they are heard"));
        } else if this == before {
            let message = format!("two chapters start at {}", this.clock());
            report.add(
                Finding::error("chapters-share-a-time", place(index + 1), message).fix("give each chapter its own time, or take one out"),
            );
        }
    }
    for (index, chapter) in chapters.iter().enumerate() {
        report_past_end("chapter", chapter.at, duration, &place(index), report);
    }
}

/// Reports questions whose times go backwards, repeat, or lie past the end.
pub fn questions_in_order(questions: &[Question], source: &RelPath, duration: Option<Millis>, report: &mut Report) {
    let mut before: Option<Millis> = None;
    for (index, question) in questions.iter().enumerate() {
        let Some(at) = question.at else { continue };
        let place = Place::key(source, format!("questions[{index}].at"));
        match before {
            Some(earlier) if at < earlier => report.add(
                Finding::error("question-out-of-order", place.clone(), "this question is earlier than the one before")
                    .label(format!("the question above it is asked at {}", earlier.clock()))
                    .fix("list questions in the order they are heard"),
            ),
            Some(earlier) if at == earlier => report.add(
                Finding::error("questions-share-a-time", place.clone(), format!("two questions are asked at {}", at.clock()))
                    .fix("give each question the moment at which it is asked"),
            ),
            _ => {}
        }
        report_past_end("question", at, duration, &place, report);
        before = Some(before.map_or(at, |earlier| earlier.max(at)));
    }
}

/// Reports a time that lies past the end of the recording.
pub fn report_past_end(what: &str, at: Millis, duration: Option<Millis>, place: &Place, report: &mut Report) {
    if let Some(duration) = duration.filter(|duration| at >= *duration && duration.0 > 0) {
        let message = format!("this {what} is at {}, and the recording ends at {}", at.clock(), duration.clock());
        report.add(
            Finding::error("time-past-the-end", place.clone(), message)
                .label("past the end")
                .fix("write the time heard in the final recording"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Chapter {
        Chapter { at: Millis(seconds * 1000), title: format!("at {seconds}"), ..Chapter::default() }
    }

    #[test]
    fn chapters_begin_at_zero_and_end_with_the_offer() {
        let mut report = Report::default();
        let chapters = in_order(vec![at(5), at(90), at(20)], &Origin::Recording, "Title", Some(Millis(60_000)), &mut report);
        assert_eq!(chapters.iter().map(|chapter| chapter.at.0).collect::<Vec<_>>(), [0, 5_000, 20_000]);
        let chapters = with_offer(chapters, "Kit", Some("https://e.example/go/"), Some(Millis(50_000)), "Title");
        assert_eq!(chapters.last().map(|chapter| chapter.title.as_str()), Some("Kit"));
        let chapters = with_offer(chapters, "Kit", Some("https://e.example/other/"), Some(Millis(20_000)), "Title");
        assert_eq!((chapters.len(), chapters[2].url.as_deref()), (4, Some("https://e.example/other/")));
    }

    fn carrying(chapters: Vec<Chapter>) -> Recording {
        let facts = crate::model::AudioFacts { chapters, ..crate::model::AudioFacts::default() };
        Recording { facts: Some(facts), ..crate::model::sample::recording("a", 1) }
    }

    #[test]
    fn chapters_in_the_recording_that_say_something_else_are_told_once() {
        let ours = [at(0), at(20), at(40)];
        let said = |carried: Vec<Chapter>| {
            let mut report = Report::default();
            report_disagreement(&ours, &carrying(carried), &RelPath("content/episodes/x/index.md".to_owned()), &mut report);
            report.findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        assert!(said(vec![]).is_empty());
        let nearly = Chapter { at: Millis(21_500), title: "AT 20!".to_owned(), ..Chapter::default() };
        assert!(said(vec![at(0), nearly, at(40)]).is_empty());
        assert_eq!(said(vec![at(0), at(25), at(45)]), ["the recording has a chapter \"at 25\" at 0:25 that is not among these"]);
        assert_eq!(said(vec![at(0), at(20)]), ["the recording carries 2 of these 3 chapters"]);
    }

    #[test]
    fn written_chapters_out_of_order_are_told_one_by_one() {
        let mut report = Report::default();
        let source = RelPath("content/episodes/x/index.md".to_owned());
        drop(in_order(vec![at(0), at(20), at(10), at(10), at(99)], &Origin::Written(&source), "T", Some(Millis(60_000)), &mut report));
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["chapter-out-of-order", "chapters-share-a-time", "time-past-the-end"]);
    }

    #[test]
    fn the_offer_is_looked_for_in_the_last_fifth() {
        let question = |at: u64| Question { at: Some(Millis(at)), ..Question::default() };
        let questions = [question(0), question(80_000), question(10_000)];
        assert_eq!(last_fifth(&questions, Some(Millis(100_000))), Some(Millis(80_000)));
        assert_eq!(last_fifth(&questions, Some(Millis(101_000))), None, "too early");
        assert_eq!(last_fifth(&questions, Some(Millis(70_000))), None, "past the end");
        assert_eq!(last_fifth(&questions, None), None);
        assert_eq!(last_fifth(&[], Some(Millis(1))), None);
        let chapters = with_offer(Vec::new(), "Kit", None, Some(Millis(5)), "Title");
        assert!(chapters.iter().all(|chapter| chapter.url.is_none()), "what is over leads nowhere");
    }
}
