//! The sheet that lies on the table while recording: `desk/episodes/<slug>/question-sheet.html`, for drafts and scheduled episodes too.

use super::{Desk, and, first_questions};
use crate::model::{Direction, Episode, OutPath, Question, Site};
use crate::plan::Output;
use crate::plan::markup::{escape, one_line};

/// One for every episode, published or not.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let path = |episode: &Episode| OutPath(format!("episodes/{}/question-sheet.html", episode.slug));
    let everything = site.episodes.iter().chain(&desk.backstage.episodes);
    everything.map(|episode| Output::made(path(episode), &episode.source, move || sheet(&desk, episode).into_bytes())).collect()
}

fn sheet(desk: &Desk<'_>, episode: &Episode) -> String {
    let title = escape(&one_line(&episode.title));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Questions: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1 dir=\"auto\">{title}</h1>\n<p>{}</p>\n{}{}{}</body>\n</html>\n",
        escape(&who(desk, episode)),
        opening(desk, episode),
        questions(desk, episode),
        close(desk, episode),
    )
}

const STYLE: &str = "body{max-width:44em;margin:2em auto;padding:0 1em;font:17px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#17201d;background:#fff}\
h1{line-height:1.15}h2{margin-top:1.6em}li{margin:0 0 2.6em;break-inside:avoid}li p{margin:.2em 0}.small{color:#55605a;font-size:.9em}@media print{body{margin:0;max-width:none}}";

fn who(desk: &Desk<'_>, episode: &Episode) -> String {
    let guests: Vec<&str> = desk.guests(episode).iter().map(|guest| guest.name.as_str()).collect();
    let host = desk.host_name();
    match (guests.is_empty(), episode.direction) {
        (true, _) => format!("{host} speaks."),
        (false, Direction::Spotlight) => format!("{host} asks, {} answers. Twenty to thirty minutes.", and(&guests)),
        (false, Direction::Turned) => format!("{} asks, {host} answers. Twenty to thirty minutes.", and(&guests)),
    }
}

/// The words that introduce each guest, so that nobody has to look for them.
fn opening(desk: &Desk<'_>, episode: &Episode) -> String {
    let line = |guest: &crate::model::Person| {
        let words = guest.introduction.help.as_deref().or(guest.tagline.as_deref())?;
        Some(format!("<p dir=\"auto\"><strong>{}</strong>: {}</p>\n", escape(&guest.name), escape(&one_line(words))))
    };
    let lines: String = desk.guests(episode).into_iter().filter_map(line).collect();
    if lines.is_empty() { lines } else { format!("<h2>To open with</h2>\n{lines}") }
}

fn questions(desk: &Desk<'_>, episode: &Episode) -> String {
    let is_trailer = episode.guests.is_empty();
    if episode.questions.is_empty() && is_trailer {
        return String::new();
    }
    let items: String = if episode.questions.is_empty() {
        let answers = match episode.direction {
            Direction::Spotlight => desk.guests(episode).first().copied(),
            Direction::Turned => desk.host(),
        };
        first_questions(episode.direction, answers).iter().map(|ask| format!("<li dir=\"auto\">{}</li>\n", escape(ask))).collect()
    } else {
        episode.questions.iter().map(question).collect()
    };
    let suggested = if episode.questions.is_empty() {
        "<p class=\"small\">Nothing is written yet. These are plain ones to begin with.</p>\n"
    } else {
        ""
    };
    format!("<h2>Questions</h2>\n{suggested}<ol>\n{items}</ol>\n")
}

fn question(question: &Question) -> String {
    let at = question.at.map_or_else(String::new, |at| format!("<p class=\"small\">asked at {}</p>", at.clock()));
    let answer = question
        .answer
        .as_deref()
        .map_or_else(String::new, |answer| format!("<p class=\"small\" dir=\"auto\">{}</p>", escape(&one_line(answer))));
    format!("<li dir=\"auto\">{}{at}{answer}</li>\n", escape(&one_line(&question.ask)))
}

/// What is offered at the end, with the address as it is spoken.
fn close(desk: &Desk<'_>, episode: &Episode) -> String {
    let mut lines = String::from("<h2>To close with</h2>\n");
    if let Some(offer) = desk.closing_offer(episode) {
        let address = desk.site.show.base_url.page(&offer.permalink);
        let spoken = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        let promise = offer.promise.as_deref().map_or_else(String::new, |promise| format!(" {}", one_line(promise)));
        lines.push_str(&format!(
            "<p dir=\"auto\">Offer <strong>{}</strong>.{} Say the address twice, slowly: <strong>{}</strong></p>\n",
            escape(&offer.title),
            escape(&promise),
            escape(spoken)
        ));
    }
    lines.push_str(
        "<p>Ask whom they would like to meet. Say thank you, and leave five seconds of silence before you stop the recording.</p>\n",
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;
    use crate::model::EpisodeId;

    #[test]
    fn a_scheduled_interview_without_questions_gets_some_to_begin_with() {
        let site = with_backstage();
        let desk = Desk::of(&site);
        let sheet = sheet(&desk, &desk.backstage.episodes[0]);
        assert!(sheet.contains("These are plain ones to begin with"), "{sheet}");
        assert!(sheet.contains("María José Größe answers"), "{sheet}");
    }

    #[test]
    fn the_offer_is_written_as_it_is_spoken() {
        let site = with_backstage();
        let sheet = sheet(&Desk::of(&site), site.episode(EpisodeId(1)));
        assert!(sheet.contains("<strong>ledger.example/show/offers/cash-map</strong>"), "{sheet}");
    }
}
