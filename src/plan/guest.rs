//! `be-a-guest/`: how to become one.

use super::ask::{Entry, guest_entry};
use super::done::{Done, page};
use super::introduce::page_of;
use super::view::{Face, Head, Row, face, host_name, row};
use super::words::{phrase, word};
use super::{Output, host};
use crate::model::{EpisodeId, Permalink, PersonId, Site};
use serde::Serialize;

#[derive(Serialize)]
struct GuestView<'a> {
    head: Head<'a>,
    title: &'a str,
    text: String,
    entry: Entry<'a>,
    faces: Vec<Face<'a>>,
    /// Hosts who said how they like to be introduced: name and page.
    hosts: Vec<(&'a str, String)>,
    rows: Vec<Row<'a>>,
}

/// The one page, and the one after its form.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let mut outputs = vec![Output::page(permalink().index(), &site.show.source, None, "guest.html", move || view(site))];
    if view(site).entry.form.is_some() {
        outputs.push(page(site, &site.show.source, thanks(), move || done(site)));
    }
    outputs
}

fn thanks() -> Permalink {
    Permalink("be-a-guest/thanks/".into())
}

fn done(site: &Site) -> Done<'_> {
    let text = phrase(site, "done_guest", &[("host", host_name(site))]);
    Done { text, title: word(site, "be_a_guest"), back: permalink(), share: None, calendar: None }
}

fn permalink() -> Permalink {
    Permalink("be-a-guest/".into())
}

fn href(site: &Site, id: PersonId) -> String {
    site.show.base_url.href(&page_of(site.person(id)))
}

fn view(site: &Site) -> GuestView<'_> {
    let title = word(site, "be_a_guest");
    let text = phrase(site, "be_a_guest_text", &[("host", host_name(site))]);
    let subject = phrase(site, "suggest_subject", &[("show", &site.show.title)]);
    GuestView {
        head: Head::new(site, &permalink(), title, &text),
        title,
        text,
        entry: guest_entry(site, &subject, &thanks()),
        faces: site.show.hosts.iter().map(|host| face(site, *host)).collect(),
        hosts: host::with_page(site).map(|id| (site.person(id).first_name.as_str(), href(site, id))).collect(),
        rows: (0..).take(site.episodes.len().min(2)).map(|at| row(site, EpisodeId(at))).collect(),
    }
}
