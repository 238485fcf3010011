//! `robots.txt`: everybody is welcome.

use super::Output;
use crate::model::{OutPath, Site};

/// The one file.
///
/// It forbids nothing on purpose. Whoever wants to know what a site hides reads this file first, so partners' unlisted pages are kept
/// out of search engines by `noindex`, which names nobody (and which a crawler only sees where it may look).
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    vec![Output::made(OutPath("robots.txt".to_owned()), &site.show.source, || text(site).into_bytes())]
}

/// Source: RFC 9309, and sitemaps.org/protocol.html for the last line.
fn text(site: &Site) -> String {
    let everybody = "User-agent: *\nAllow: /\n";
    if site.show.block {
        // Nothing is forbidden here either: what may not be fetched can still be listed by its address alone, and a crawler that may
        // not look never sees the `noindex` on every page.
        return everybody.to_owned();
    }
    format!("{everybody}\nSitemap: {}sitemap.xml\n", site.show.base_url.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn an_unlisted_show_names_no_sitemap_and_lets_noindex_be_seen() {
        let mut site = sample::site();
        site.show.block = true;
        assert_eq!(text(&site), "User-agent: *\nAllow: /\n");
    }

    #[test]
    fn it_names_the_sitemap_and_hides_nothing() {
        let text = text(&sample::site());
        assert!(text.ends_with("Sitemap: https://ledger.example/show/sitemap.xml\n"));
        assert!(!text.contains("Disallow") && !text.contains("kit"));
    }
}
