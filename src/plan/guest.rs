//! `be-a-guest/`: how to become one.

use super::Output;
use super::view::{Face, Head, Row, face, host_email, host_name, mailto, row};
use super::words::{phrase, word};
use crate::model::{EpisodeId, Permalink, Site};
use serde::Serialize;

#[derive(Serialize)]
struct GuestView<'a> {
    head: Head<'a>,
    title: &'a str,
    text: String,
    write: Option<String>,
    faces: Vec<Face<'a>>,
    rows: Vec<Row<'a>>,
}

/// The one page.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    vec![Output::page(permalink().index(), &site.show.source, None, "guest.html", move || view(site))]
}

fn permalink() -> Permalink {
    Permalink("be-a-guest/".into())
}

fn view(site: &Site) -> GuestView<'_> {
    let title = word(site, "be_a_guest");
    let text = phrase(site, "be_a_guest_text", &[("host", host_name(site))]);
    let subject = phrase(site, "suggest_subject", &[("show", &site.show.title)]);
    GuestView {
        head: Head::new(site, &permalink(), title, &text),
        title,
        text,
        write: host_email(site).map(|to| mailto(to, &subject, "")),
        faces: site.show.hosts.iter().map(|host| face(site, *host)).collect(),
        rows: (0..).take(site.episodes.len().min(2)).map(|at| row(site, EpisodeId(at))).collect(),
    }
}
