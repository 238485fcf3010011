//! `<page>/`: whatever else the author writes.

use super::Output;
use super::view::{Head, html, shortened};
use crate::markdown;
use crate::model::{Html, Page, Site};
use serde::Serialize;

#[derive(Serialize)]
struct PageView<'a> {
    head: Head<'a>,
    title: &'a str,
    body: Option<Html>,
}

/// Every page.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let page = |page: &'_ Page| page.permalink.index();
    site.pages.iter().map(|one| Output::page(page(one), &one.source, None, "page.html", move || view(site, one))).collect()
}

fn view<'a>(site: &'a Site, page: &'a Page) -> PageView<'a> {
    let described = page.description.clone().unwrap_or_else(|| shortened(&markdown::plain_text(&page.body), 200));
    PageView {
        head: Head::new(site, &page.permalink, &page.title, &described),
        title: &page.title,
        body: html(site, &page.body, &page.permalink, 2),
    }
}
