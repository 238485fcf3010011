//! The page after a form that asks for nothing to be sent: a registration, a promise, a question for the host. (What comes after a
//! request for an offer is in `offer`.) Unlisted, because it means nothing to anybody else.

use super::Output;
use super::view::Head;
use super::words::word;
use crate::model::{Permalink, RelPath, Site};
use serde::Serialize;

/// What is said, and where it leads back.
pub struct Done<'a> {
    /// What happens now.
    pub text: String,
    /// What it was about.
    pub title: &'a str,
    /// Its page.
    pub back: Permalink,
    /// Something to send on.
    pub share: Option<Share>,
    /// The calendar file.
    pub calendar: Option<String>,
}

/// A text to send on.
#[derive(Serialize)]
pub struct Share {
    /// What it is for, as a heading.
    pub title: String,
    /// Why.
    pub lead: String,
    /// Subject of the mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Opens the mail program with both.
    pub href: String,
}

#[derive(Serialize)]
struct DoneView<'a> {
    head: Head<'a>,
    title: &'a str,
    text: String,
    about: &'a str,
    href: String,
    share: Option<Share>,
    calendar: Option<String>,
}

/// The page at `permalink`, caused by `source`.
pub fn page<'a>(site: &'a Site, source: &'a RelPath, permalink: Permalink, done: impl Fn() -> Done<'a> + Send + Sync + 'a) -> Output<'a> {
    Output::unlisted_page(permalink.index(), source, "done.html", move || view(site, &permalink, done()))
}

fn view<'a>(site: &'a Site, permalink: &Permalink, done: Done<'a>) -> DoneView<'a> {
    let title = word(site, "done_title");
    let head = Head::new(site, permalink, title, &done.text).hidden();
    let href = site.show.base_url.href(&done.back);
    DoneView { head, title, text: done.text, about: done.title, href, share: done.share, calendar: done.calendar }
}
