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
///
/// An unlisted show has none: a list of its pages is what it does not want to be found by.
#[must_use]
pub fn outputs<'site>(listed: &[Output<'site>], site: &'site Site) -> Vec<Output<'site>> {
    if site.show.block {
        return Vec::new();
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RelPath, sample};
    use crate::plan::Content;

    static SHOW: RelPath = RelPath(String::new());

    fn listed(path: &str, changed: Option<&str>) -> Output<'static> {
        let mut output = Output::made(OutPath(path.into()), &SHOW, Vec::new);
        output.listed = Listed::Yes { changed: changed.map(str::to_owned) };
        output
    }

    fn written(outputs: &[Output<'_>]) -> Vec<(String, String)> {
        let bytes = |output: &Output<'_>| match &output.content {
            Content::Made(bytes) => String::from_utf8(bytes()).expect("text"),
            _ => panic!("made"),
        };
        outputs.iter().map(|output| (output.path.0.clone(), bytes(output))).collect()
    }

    #[test]
    fn only_listed_pages_are_named_and_only_content_dates_them() {
        let site = sample::site();
        let mut hidden = listed("kit/dev-okafor/index.html", None);
        hidden.listed = Listed::No;
        let pages = [listed("index.html", None), listed("episodes/a/index.html", Some("2026-03-02")), listed("404.html", None), hidden];
        let made = written(&outputs(&pages, &site));
        assert_eq!(made.len(), 1);
        let xml = &made[0].1;
        assert!(xml.contains("<url><loc>https://ledger.example/show/</loc></url>"), "{xml}");
        assert!(xml.contains("<url><loc>https://ledger.example/show/episodes/a/</loc><lastmod>2026-03-02</lastmod></url>"), "{xml}");
        assert!(!xml.contains("kit/"), "{xml}");
    }

    #[test]
    fn an_unlisted_show_has_no_sitemap() {
        let mut site = sample::site();
        site.show.block = true;
        assert!(outputs(&[listed("index.html", None)], &site).is_empty());
    }

    #[test]
    fn what_is_for_the_desk_is_never_named() {
        let site = sample::site();
        let mut page = listed("network.html", None);
        page.tree = Tree::Desk;
        assert!(!written(&outputs(&[page], &site))[0].1.contains("network"));
    }

    #[test]
    fn a_large_site_is_split_and_no_page_is_lost() {
        let site = sample::site();
        let pages: Vec<Output<'_>> = (0..LIMIT + 1).map(|number| listed(&format!("episodes/{number}/index.html"), None)).collect();
        let made = written(&outputs(&pages, &site));
        assert_eq!(made.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]);
        assert!(made[0].1.contains("<loc>https://ledger.example/show/sitemap-2.xml</loc>"));
        assert_eq!(made[1].1.matches("<url>").count(), LIMIT);
        assert_eq!(made[2].1.matches("<url>").count(), 1);
    }
}
