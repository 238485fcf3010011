//! A transcript as a page of its own, for apps that show one and for readers without the player: a heading for each question, `<cite>`
//! for the speaker, `<time>` for the moment, `<p>` for the words.
//!
//! Source: podcast namespace, transcripts.

use super::{Turn, escaped, one_line, parts, turns};
use crate::model::{Millis, Question, Transcript};

/// What stands on the page beside the words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// Title of the interview.
    pub title: &'a str,
    /// BCP 47 tag of the words.
    pub language: &'a str,
    /// What was asked; those with a time are headings.
    pub questions: &'a [Question],
    /// Absolute address of the interview.
    pub address: &'a str,
    /// What the interview offers at its end: words for the link, its absolute address, and what is promised.
    pub call: Option<(&'a str, &'a str, &'a str)>,
}

/// The page. It stands alone: no script, no style sheet, nothing from elsewhere.
#[must_use]
pub fn html(transcript: &Transcript, page: &Page<'_>) -> String {
    let title = escaped(&one_line(page.title));
    let direction = if is_right_to_left(page.language) { " dir=\"rtl\"" } else { "" };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n{STYLE}\n",
        escaped(page.language)
    );
    if !page.address.is_empty() {
        out.push_str(&format!("<link rel=\"canonical\" href=\"{}\">\n", escaped(page.address)));
    }
    out.push_str("</head>\n<body>\n<main>\n");
    out.push_str(&if page.address.is_empty() {
        format!("<h1 dir=\"auto\">{title}</h1>\n")
    } else {
        format!("<h1 dir=\"auto\"><a href=\"{}\">{title}</a></h1>\n", escaped(page.address))
    });
    for (asked, words) in parts(page.questions, transcript) {
        let turns = turns(&words);
        if let Some((number, question, at)) = asked.filter(|_| !turns.is_empty()) {
            let question = escaped(&one_line(&question.ask));
            out.push_str(&format!("<h2 id=\"said-{number}\" dir=\"auto\">{question} {}</h2>\n", time(at)));
        }
        turns.iter().for_each(|turn| add_turn(&mut out, turn));
    }
    out.push_str("</main>\n");
    if let Some((words, address, promise)) = page.call {
        let (words, address, promise) = (escaped(&one_line(words)), escaped(address), escaped(&one_line(promise)));
        out.push_str(&format!("<footer dir=\"auto\"><p><a href=\"{address}\">{words}</a></p>\n<p>{promise}</p></footer>\n"));
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// A measure that reads well, in the reader's own colours and letters.
const STYLE: &str = "<style>:root{color-scheme:light dark}body{max-width:38em;margin:2em auto;padding:0 1em;font:1.1em/1.6 Georgia,serif}\
a{color:inherit}h1,h2{line-height:1.25}h2{margin-top:2em}cite{font-style:normal;font-weight:bold}time{opacity:.7;font-size:.85em}p{margin:.3em 0 .8em}\
footer{border-top:1px solid;margin-top:2em;padding-top:1em}</style>";

fn add_turn(out: &mut String, turn: &Turn) {
    if let Some(name) = &turn.speaker {
        out.push_str(&format!("<cite>{}:</cite>\n", escaped(name)));
    }
    if let Some(start) = turn.start {
        out.push_str(&time(start));
        out.push('\n');
    }
    for paragraph in &turn.paragraphs {
        out.push_str(&format!("<p dir=\"auto\">{}</p>\n", escaped(paragraph)));
    }
}

fn time(at: Millis) -> String {
    format!("<time datetime=\"PT{}S\">{}</time>", at.decimal_seconds(), at.clock())
}

/// Languages that are written from right to left, by their first subtag.
fn is_right_to_left(language: &str) -> bool {
    let first = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    matches!(first.as_str(), "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi")
}
