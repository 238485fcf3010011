//! `sitemap.xml`, made from the plan's own list of outputs, so that no page can be forgotten and none that is unlisted gets in.

use super::markup::{escape, percent_encoded};
use super::{Listed, Output, Tree};
use crate::model::{OutPath, Site};
use std::sync::Arc;

/// Most addresses in one file. The limit is 50 000 (sitemaps.org/protocol.html) and 50 MB; below that, a rewritten protocol or a long
/// address cannot push us over.
const LIMIT: usize = 45_000;

/// A page that search engines may name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    address: String,
    changed: Option<String>,
}

/// The sitemap of everything listed in `outputs`; above 45 000 pages, an index and its parts.
#[must_use]
pub fn outputs<'site>(listed: &[Output<'site>], site: &'site Site) -> Vec<Output<'site>> {
    let entries: Arc<Vec<Entry>> = Arc::new(listed.iter().filter_map(|output| entry(output, site)).collect());
    let make = |path: String, bytes: Box<dyn Fn() -> Vec<u8> + Send + Sync + 'site>| Output::made(OutPath(path), &site.show.source, bytes);
    if entries.len() <= LIMIT {
        return vec![make("sitemap.xml".to_owned(), Box::new(move || url_set(&entries).into_bytes()))];
    }
    let parts = entries.chunks(LIMIT).count();
    let mut made = vec![make("sitemap.xml".to_owned(), Box::new(move || index(parts, site).into_bytes()))];
    for part in 0..parts {
        let entries = Arc::clone(&entries);
        let bytes = move || entries.chunks(LIMIT).nth(part).map(url_set).unwrap_or_default().into_bytes();
        made.push(make(part_name(part), Box::new(bytes)));
    }
    made
}

fn part_name(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

fn entry(output: &Output<'_>, site: &Site) -> Option<Entry> {
    let Listed::Yes { changed } = &output.listed else { return None };
    if output.tree != Tree::Public {
        return None;
    }
    let path = output.path.as_str();
    let page = if path == "index.html" { "" } else { path.strip_suffix("index.html").filter(|page| page.ends_with('/')).unwrap_or(path) };
    Some(Entry { address: format!("{}{}", site.show.base_url.url, percent_encoded(page)), changed: changed.clone() })
}

fn url_set(entries: &[Entry]) -> String {
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for entry in entries {
        let changed = entry.changed.as_deref().map_or_else(String::new, |day| format!("<lastmod>{}</lastmod>", escape(day)));
        xml.push_str(&format!("<url><loc>{}</loc>{changed}</url>\n", escape(&entry.address)));
    }
    xml.push_str("</urlset>\n");
    xml
}

fn index(parts: usize, site: &Site) -> String {
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in 0..parts {
        xml.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&format!("{}{}", site.show.base_url.url, part_name(part)))));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}
