//! The network at a glance: `desk/network.html`. Each partner, where they stand, and what is owed next.

use super::standing::{Standing, Step, THANKS, all, urgency};
use super::{Desk, network_picture, summary};
use crate::model::{OutPath, Site, Status};
use crate::plan::Output;
use crate::plan::markup::{escape, one_line};

/// The page, and the picture on it as a file of its own, once there is somebody to show.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let made = |name: &str, write: fn(&Desk<'_>) -> String| {
        Output::made(OutPath(name.to_owned()), &site.show.source, move || write(&Desk::of(site)).into_bytes())
    };
    let has_partners = !Desk::of(site).partners().is_empty();
    let drawn = has_partners.then(|| made("network.svg", |desk| network_picture::picture(desk, &all(desk)).unwrap_or_default()));
    [made("network.html", page)].into_iter().chain(drawn).collect()
}

const STYLE: &str = "body{max-width:78em;margin:2em auto;padding:0 1em;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#17201d;background:#fcfcfa}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.6em .8em .6em 0;border-bottom:1px solid #dcdcd4}\
.small{color:#55605a;font-size:.9em;font-weight:400}.day{white-space:nowrap}a{color:#0b5a48}h1{line-height:1.1}td p{margin:0 0 .3em}\
figure{margin:1.5em 0}.frame{overflow:auto}.frame svg{display:block;margin:0 auto;max-width:none}\
@media(prefers-color-scheme:dark){body{background:#111614;color:#edf1ee}.small{color:#a7b1ac}a{color:#7fd1b9}th,td{border-color:#2d3632}}";

fn page(desk: &Desk<'_>) -> String {
    let partners = all(desk);
    let title = format!("The network of {}", one_line(&desk.site.show.title));
    let title = escape(&title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p class=\"small\">For your eyes only. Nothing on this page is published.</p>\n{}{}{}{}{}</main>\n</body>\n</html>\n",
        counts(desk, &partners),
        figure(desk, &partners),
        next(&partners),
        thanks(&partners),
        table(desk, &partners),
    )
}

/// The picture, with what its signs mean.
fn figure(desk: &Desk<'_>, partners: &[Standing<'_>]) -> String {
    let Some(picture) = network_picture::picture(desk, partners) else { return String::new() };
    format!(
        "<figure>\n<div class=\"frame\" tabindex=\"0\" role=\"region\" aria-label=\"The picture\">{picture}</div>\n<figcaption class=\"small\">The nearer to the middle, the further you two have come. Dark discs are yours: \
         behind theirs, you asked; in front, they asked you. An arrow: one sent somebody to the other. A yellow number: so many people raised a hand. \
         <a href=\"network.svg\">The picture alone</a></figcaption>\n</figure>\n"
    )
}

fn counts(desk: &Desk<'_>, partners: &[Standing<'_>]) -> String {
    let at = |status: Status| partners.iter().filter(|standing| standing.status == status).count();
    let stages: Vec<String> = Status::ALL
        .iter()
        .map(|(word, status)| (word, at(*status)))
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let sends: u64 = partners.iter().filter_map(|standing| standing.private.sends).fold(0, u64::saturating_add);
    let lines = format!(
        "<p><strong>{}</strong> ({}). {}, {}.</p>\n",
        counted(partners.len() as u64, "partner", "partners"),
        if stages.is_empty() { "none yet".to_owned() } else { stages.join(", ") },
        counted(desk.site.episodes.len() as u64, "episode online", "episodes online"),
        counted(sends, "time sent on", "times sent on"),
    );
    if partners.len() >= 25 {
        return lines;
    }
    format!("{lines}<p class=\"small\">Some 25 people who serve the same clients make a network that carries itself.</p>\n")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Who is waiting for the host, the longest owed first in the order of the cycle.
fn next(partners: &[Standing<'_>]) -> String {
    let mut waiting: Vec<&Standing<'_>> = partners.iter().filter(|standing| standing.step != Step::Rest).collect();
    waiting.sort_by_key(|standing| urgency(standing));
    if waiting.is_empty() {
        return String::new();
    }
    let item = |standing: &&Standing<'_>| {
        let note = standing
            .private
            .next
            .as_deref()
            .map(|next| format!("<br><span class=\"small\" dir=\"auto\">Your note: {}</span>", escape(&one_line(next))));
        format!("<li><strong>{}</strong>: {}{}</li>\n", escape(&standing.partner.name), owed(standing), note.unwrap_or_default())
    };
    let items: String = waiting.iter().take(5).map(item).collect();
    format!("<h2>Next</h2>\n<ol>\n{items}</ol>\n")
}

/// Whom to thank for people who raised a hand.
fn thanks(partners: &[Standing<'_>]) -> String {
    let items: String = partners.iter().filter_map(thank).map(|line| format!("<li>{line}</li>\n")).collect();
    if items.is_empty() { items } else { format!("<h2>Say thank you</h2>\n<ul>\n{items}</ul>\n") }
}

/// Who raised a hand, and the letter that is already written.
fn thank(standing: &Standing<'_>) -> Option<String> {
    let letter = if standing.letters().contains(&THANKS) { format!(" {}", letter_links(standing, THANKS)) } else { String::new() };
    standing.thanks().map(|thanks| format!("{}{letter}", escape(&thanks)))
}

/// What is owed, with the letter that is already written.
fn owed(standing: &Standing<'_>) -> String {
    let letter = standing.letter().map_or_else(String::new, |name| format!(" {}", letter_links(standing, name)));
    format!("{}{letter}", escape(&standing.owed()))
}

fn letter_links(standing: &Standing<'_>, name: &str) -> String {
    let folder = format!("partners/{}", standing.partner.slug);
    format!("<a href=\"{folder}/{name}.html\">{}</a> (<a href=\"{folder}/{name}.eml\">mail</a>)", title(name))
}

/// A letter's name for people.
fn title(name: &str) -> String {
    if name == "its-live" { "it's live".to_owned() } else { name.replace('-', " ") }
}

fn table(desk: &Desk<'_>, partners: &[Standing<'_>]) -> String {
    if partners.is_empty() {
        return "<p>Nobody yet. Begin with the professionals your clients already ask you about.</p>\n".to_owned();
    }
    let rows: String = partners.iter().map(|standing| row(desk, standing)).collect();
    format!(
        "<h2>Everybody</h2>\n<div class=\"frame\" tabindex=\"0\" role=\"region\" aria-label=\"Everybody\">\n<table>\n<thead><tr><th scope=\"col\">Partner</th><th scope=\"col\">Stands at</th><th scope=\"col\">Last interview</th>\
         <th scope=\"col\">Owed next</th><th scope=\"col\">So far</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )
}

fn row(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let since = standing.since.map_or_else(String::new, |date| format!(" <span class=\"small\">since {}</span>", escape(date)));
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}{since}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        contact(standing),
        standing.status.word(),
        last_interview(desk, standing),
        next_steps(standing),
        so_far(desk, standing),
    )
}

fn contact(standing: &Standing<'_>) -> String {
    let private = standing.private;
    let business = standing.partner.business.as_deref().map(escape);
    let email = private.email.as_deref().map(|email| format!("<a href=\"mailto:{0}\">{0}</a>", escape(email.trim())));
    let phone = private.phone.as_deref().map(escape);
    let lines: String =
        [business, email, phone].into_iter().flatten().map(|line| format!("<br><span class=\"small\">{line}</span>")).collect();
    format!("{}{lines}", escape(&standing.partner.name))
}

fn last_interview(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let online = standing.published.first().map(|episode| {
        let day = episode.date.strftime("%Y-%m-%d");
        format!(
            "<p><a href=\"{}\">{}</a> <span class=\"small day\">{day}</span></p>",
            escape(&desk.address(episode)),
            escape(&episode.title)
        )
    });
    let coming = standing.coming.iter().map(|episode| {
        let sheet = format!("episodes/{}/question-sheet.html", episode.slug);
        format!("<p class=\"small\">coming: <a href=\"{sheet}\">{}</a> {}</p>", escape(&episode.title), episode.date.strftime("%Y-%m-%d"))
    });
    let lines: String = online.into_iter().chain(coming).collect();
    if lines.is_empty() { "<span class=\"small\">none yet</span>".to_owned() } else { lines }
}

fn next_steps(standing: &Standing<'_>) -> String {
    let mut lines = format!("<p>{}</p>", owed(standing));
    lines.extend(thank(standing).map(|thank| format!("<p>{thank}</p>")));
    if let Some(next) = &standing.private.next {
        lines.push_str(&format!("<p dir=\"auto\">Your note: {}</p>", escape(&one_line(next))));
    }
    if let Some(notes) = &standing.private.notes {
        lines.push_str(&format!("<p class=\"small\" dir=\"auto\">{}</p>", escape(&one_line(notes))));
    }
    let others: Vec<String> = standing
        .letters()
        .into_iter()
        .filter(|name| Some(*name) != standing.letter() && *name != THANKS)
        .map(|name| letter_links(standing, name))
        .collect();
    if !others.is_empty() {
        lines.push_str(&format!("<p class=\"small\">Also written: {}</p>", others.join(", ")));
    }
    if standing.held_back > 0 {
        let notes = counted(standing.held_back as u64, "note was", "notes were");
        lines.push_str(&format!(
            "<p class=\"small\">{notes} told in confidence after a talk with several guests, and nothing says for whom. No letter passes that on: look into the episode.</p>"
        ));
    }
    if !standing.partner.consent.email && !standing.published.is_empty() {
        lines.push_str("<p class=\"small\">Not to be named in e-mails to lists, so there is no announcement.</p>");
    }
    lines
}

/// How complete their kit is, or why there is none.
fn kit(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let kit = summary::readiness(desk, standing);
    let missing: Vec<&str> = kit.missing.iter().map(|missing| missing.what).collect();
    match (kit.ready.is_empty(), kit.missing.first()) {
        (true, Some(first)) => format!("no kit yet: {}", escape(&first.why)),
        (_, None) => "kit complete".to_owned(),
        _ => format!("kit: {} of {} ready, missing: {}", kit.ready.len(), kit.ready.len() + missing.len(), missing.join(", ")),
    }
}

fn so_far(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let returns = &standing.returns;
    let asked = (returns.people > 0).then(|| {
        let page = format!("partners/{}/{}", standing.partner.slug, super::returns::PAGE);
        format!("<a href=\"{page}\">{}</a>", counted(returns.people, "person asked for a kit", "people asked for a kit"))
    });
    let made = (returns.made > 0).then(|| counted(returns.made, "introduction made", "introductions made"));
    let received = (returns.received > 0).then(|| counted(returns.received, "introduction received", "introductions received"));
    let facts = [
        Some(counted(standing.published.len() as u64, "interview", "interviews")),
        Some(counted(standing.applause.len() as u64, "note from listeners", "notes from listeners")),
        standing.private.sends.map(|sends| counted(sends, "time sent on", "times sent on")),
        asked,
        made,
        received,
        Some(kit(desk, standing)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    format!("<span class=\"small\">{}</span>", facts.join("<br>"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;

    #[test]
    fn everybody_is_there_with_what_is_owed_and_the_letter_for_it() {
        let page = page(&Desk::of(&with_backstage()));
        for words in [
            "2 partners",
            "<strong>María José Größe</strong>: Ask María for the perfect introduction",
            "href=\"partners/quiet-partner/perfect-introduction.html\"",
            "mailto:dev.private@okafor.example",
            "SECRET-NOTE he may sell the firm",
            "Your note: Send the thank-you",
            "coming: <a href=\"episodes/not-yet/question-sheet.html\">",
            "<h2>Say thank you</h2>",
            "<li>Two people have asked for a kit since 4 March 2026; thank Dev. <a href=\"partners/dev-okafor/thanks-for-sending.html\">",
            "<a href=\"partners/dev-okafor/hand-raises.html\">2 people asked for a kit</a>",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }

    #[test]
    fn every_link_to_a_letter_leads_to_one_that_is_written() {
        let site = with_backstage();
        let page = page(&Desk::of(&site));
        let written: Vec<String> = super::super::outputs(&site).into_iter().map(|output| output.path.0).collect();
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links.filter(|link| link.starts_with("partners/") || link.starts_with("episodes/")) {
            assert!(written.iter().any(|path| path == link), "{link}");
        }
    }
}
