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
}

#[derive(Serialize)]
struct DoneView<'a> {
    head: Head<'a>,
    title: &'a str,
    text: String,
    about: &'a str,
    href: String,
}

/// The page at `permalink`, caused by `source`.
pub fn page<'a>(site: &'a Site, source: &'a RelPath, permalink: Permalink, done: impl Fn() -> Done<'a> + Send + Sync + 'a) -> Output<'a> {
    Output::unlisted_page(permalink.index(), source, "done.html", move || view(site, &permalink, done()))
}

fn view<'a>(site: &'a Site, permalink: &Permalink, done: Done<'a>) -> DoneView<'a> {
    let title = word(site, "done_title");
    let head = Head::new(site, permalink, title, &done.text).hidden();
    DoneView { head, title, text: done.text, about: done.title, href: site.show.base_url.href(&done.back) }
}
