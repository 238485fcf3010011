//! What the web server is told: `_headers` and `_redirects` for hosts that read them, and for all others a small page at every old
//! address.

use super::Output;
use super::ask::{go_permalink, with_campaign};
use super::markup::{escape, percent_decoded, percent_encoded};
use crate::feed::Scope;
use crate::model::{OutPath, Permalink, RelPath, Site};
use std::collections::BTreeMap;

/// `_headers`, `_redirects`, and a page at each old address.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let source = &site.show.source;
    let mut made = vec![
        Output::made(OutPath("_headers".to_owned()), source, || headers(site).into_bytes()),
        Output::made(OutPath("_redirects".to_owned()), source, || redirects(site).into_bytes()),
    ];
    let sources = sources(site);
    for (old, new) in moved(site).filter(|(_, new)| is_page(new)) {
        let origin = sources.get(new).copied().unwrap_or(source);
        made.push(Output::made(page_path(&old), origin, || redirect_page(site, new).into_bytes()));
    }
    made
}

/// Old addresses that a file can stand at, and that lead elsewhere. An address with a query needs a server of its own.
pub(super) fn moved(site: &Site) -> impl Iterator<Item = (String, &Permalink)> {
    let fits = |old: &str| !old.contains(['?', '#', '\\']) && !old.contains(char::is_control) && !old.split('/').any(|part| part == "..");
    let plain = site.redirects.iter().map(|(old, new)| (percent_decoded(old.trim_start_matches('/')), new));
    let leads_on = |old: &str, new: &Permalink| if is_page(new) { page_path(old) != new.index() } else { old != new.as_str() };
    plain.filter(move |(old, new)| !old.trim_matches('/').is_empty() && fits(old) && leads_on(old, new))
}

/// A page can stand at the old address of a page; the old address of a recording or a feed needs a host that reads `_redirects`.
fn is_page(address: &Permalink) -> bool {
    address.as_str().is_empty() || address.as_str().ends_with('/')
}

/// The file that answers at an old address: a folder's index, unless the address itself names an HTML file.
fn page_path(old: &str) -> OutPath {
    let lower = old.to_ascii_lowercase();
    if lower.ends_with(".html") || lower.ends_with(".htm") {
        return OutPath(old.to_owned());
    }
    OutPath(format!("{}/index.html", old.trim_end_matches('/')))
}

/// The author's file behind each address, so that two claims for one address name both.
fn sources(site: &Site) -> BTreeMap<&Permalink, &RelPath> {
    let episodes = site.episodes.iter().map(|episode| (&episode.permalink, &episode.source));
    let partners = site.partners().map(|(_, person)| (&person.permalink, &person.source));
    episodes.chain(partners).collect()
}

/// A page that sends people on at once, and search engines for good.
fn redirect_page(site: &Site, new: &Permalink) -> String {
    let (href, address) = (escape(&site.show.base_url.href(new)), escape(&site.show.base_url.page(new)));
    let (title, language) = (escape(&site.show.title), escape(&site.show.language));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{address}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         </head>\n<body>\n<p><a href=\"{href}\">{address}</a></p>\n</body>\n</html>\n"
    )
}

/// One rule per spelling of an old address.
///
/// The syntax is the one Netlify, Cloudflare and GitLab share: old path, new path, status. Netlify lets a file at the old address win
/// unless the status ends in `!`, which Cloudflare (where rules always win) does not read; so every rule stands there both ways, and
/// each host takes the first it understands.
fn redirects(site: &Site) -> String {
    let base = &site.show.base_url;
    let mut rules = String::from("# Old addresses, for hosts that read this file. Other hosts find a page at each of them.\n");
    for (old, new) in moved(site) {
        let to = base.href(new);
        for from in spellings(&old) {
            let from = format!("{}{}", base.path, percent_encoded(&from));
            rules.push_str(&format!("{from} {to} 301!\n{from} {to} 301\n"));
        }
    }
    rules + &go_rules(site)
}

/// For offers that are asked for at another site: the link that credits a partner leads there at once, with the values that the other
/// site's statistics read. Hosts that do not read this file show the page at the link, whose button leads to the same address.
fn go_rules(site: &Site) -> String {
    let mut rules = String::new();
    for (partner, offer) in site.go_links() {
        let Some(to) = with_campaign(site, site.offer(offer), Some(partner)) else { continue };
        let link = go_permalink(site, Some(partner), offer);
        for from in spellings(link.as_str()) {
            let from = format!("{}{}", site.show.base_url.path, percent_encoded(&from));
            // What the offer is may change: not for good.
            rules.push_str(&format!("{from} {to} 302!\n{from} {to} 302\n"));
        }
    }
    if rules.is_empty() { rules } else { format!("# Links that credit a partner, for offers at another site.\n{rules}") }
}

/// With and without the slash at the end: some hosts compare letter for letter.
fn spellings(old: &str) -> Vec<String> {
    let bare = old.trim_end_matches('/');
    if bare.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        vec![bare.to_owned()]
    } else {
        vec![format!("{bare}/"), bare.to_owned()]
    }
}

/// What is said with which files. Placeholders (`:name`) stand for one folder and `*` for the rest, on all hosts that read the file.
///
/// No rule names a partner: this file can be read by everybody.
const HEADERS: &[(&str, &[&str])] = &[
    ("*", &["X-Content-Type-Options: nosniff", "Referrer-Policy: strict-origin-when-cross-origin"]),
    ("feed.xml", FEED),
    ("partners/:partner/feed.xml", FEED),
    ("feed.json", JSON_FEED),
    ("feed.xsl", &["Content-Type: text/xsl; charset=utf-8"]),
    ("opml.xml", &["Content-Type: text/x-opml; charset=utf-8"]),
    ("playlist.m3u8", PLAYLIST),
    ("seasons/:season/playlist.m3u8", PLAYLIST),
    ("campaigns/:campaign/playlist.m3u8", PLAYLIST),
    ("events.ics", CALENDAR),
    ("events/:event/event.ics", CALENDAR),
    ("episodes/:episode/chapters.json", &["Content-Type: application/json+chapters; charset=utf-8", OPEN]),
    ("episodes/:episode/transcript.vtt", &["Content-Type: text/vtt; charset=utf-8", OPEN]),
    ("episodes/:episode/transcript.srt", &["Content-Type: application/x-subrip; charset=utf-8", OPEN]),
    ("episodes/:episode/transcript.html", &[OPEN]),
    ("episodes/:episode/waveform.json", &[OPEN]),
    // Recordings, pictures, chapters and transcripts, but not the page: a placeholder stands for one name that is not empty. An hour is
    // long for somebody who skips about in a recording and short for somebody who has corrected one.
    ("episodes/:episode/:file", &["Cache-Control: public, max-age=3600, must-revalidate"]),
    ("embed/*", &["Content-Security-Policy: frame-ancestors *", OPEN]),
    ("campaigns/:campaign/meter.svg", &["Content-Type: image/svg+xml; charset=utf-8", OPEN]),
    ("campaigns/:campaign/meter.json", &[OPEN]),
    ("assets/*", &["Cache-Control: public, max-age=31536000, immutable"]),
    ("kit/*", UNLISTED),
    ("go/*", UNLISTED),
    ("offers/:offer/thanks/*", UNLISTED),
    ("be-a-guest/thanks/", UNLISTED),
    ("events/:event/thanks/", UNLISTED),
    ("campaigns/:campaign/thanks/", UNLISTED),
];
const OPEN: &str = "Access-Control-Allow-Origin: *";
const FEED: &[&str] = &["Content-Type: application/rss+xml; charset=utf-8", OPEN];
const JSON_FEED: &[&str] = &["Content-Type: application/feed+json; charset=utf-8", OPEN];
const CALENDAR: &[&str] = &["Content-Type: text/calendar; charset=utf-8", OPEN];
const PLAYLIST: &[&str] = &["Content-Type: application/vnd.apple.mpegurl; charset=utf-8", OPEN];
const UNLISTED: &[&str] = &["X-Robots-Tag: noindex"];

fn headers(site: &Site) -> String {
    let mut rules: Vec<(String, &[&str])> = HEADERS.iter().map(|(path, lines)| ((*path).to_owned(), *lines)).collect();
    for page in 2..=crate::feed::page_count(site) {
        rules.push((Scope::Show { page }.path(site).0, FEED));
        rules.push((Scope::Json { page }.path(site).0, JSON_FEED));
    }
    if site.show.block {
        // Feeds, recordings and pictures have no page to say it on.
        rules.push(("*".to_owned(), UNLISTED));
    }
    let mut text = String::from("# For hosts that read this file; others need the same settings in their own way.\n");
    for (path, lines) in rules {
        text.push_str(&format!("\n{}{path}\n", site.show.base_url.path));
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn with_alias(old: &str) -> Site {
        let mut site = sample::site();
        site.redirects = vec![(old.to_owned(), Permalink("episodes/cash-before-profit/".into()))];
        site
    }

    fn paths(site: &Site) -> Vec<String> {
        outputs(site).into_iter().map(|output| output.path.0).skip(2).collect()
    }

    #[test]
    fn an_old_address_leads_to_the_new_one_with_the_base_path() {
        let rules = redirects(&sample::site());
        assert!(rules.contains("/show/old/cash/ /show/episodes/cash-before-profit/ 301\n"), "{rules}");
        assert!(rules.contains("/show/old/cash /show/episodes/cash-before-profit/ 301\n"), "{rules}");
    }

    #[test]
    fn a_page_stands_at_each_old_address() {
        assert_eq!(paths(&with_alias("old/cash/")), ["old/cash/index.html"]);
        assert_eq!(paths(&with_alias("/old/cash")), ["old/cash/index.html"]);
        assert_eq!(paths(&with_alias("old/cash.html")), ["old/cash.html"]);
        assert_eq!(paths(&with_alias("old/cash.php")), ["old/cash.php/index.html"]);
        assert_eq!(paths(&with_alias("gr%C3%B6%C3%9Fe/")), ["größe/index.html"]);
    }

    #[test]
    fn every_spelling_of_an_old_address_leads_on_with_the_base_path() {
        let rules = redirects(&with_alias("größe & mut/"));
        for from in ["/show/gr%C3%B6%C3%9Fe%20%26%20mut/", "/show/gr%C3%B6%C3%9Fe%20%26%20mut"] {
            assert!(rules.contains(&format!("\n{from} /show/episodes/cash-before-profit/ 301\n")), "{rules}");
        }
        assert_eq!(rules.lines().filter(|line| !line.starts_with('#')).find(|line| line.split(' ').count() != 3), None, "{rules}");
    }

    #[test]
    fn the_old_address_of_a_file_leads_on_where_the_host_reads_the_rules() {
        let mut site = with_alias("episodes/old/old.mp3");
        site.redirects[0].1.0 = "episodes/cash-before-profit/cash-before-profit.mp3".into();
        assert!(paths(&site).is_empty());
        let rules = redirects(&site);
        assert!(rules.contains("/show/episodes/old/old.mp3 /show/episodes/cash-before-profit/cash-before-profit.mp3 301\n"), "{rules}");
    }

    #[test]
    fn an_address_that_no_file_can_stand_at_is_left_out() {
        for old in ["?p=12", "", "/", "../up/", "a/../../up/", "a\\b", "episodes/cash-before-profit/"] {
            assert!(paths(&with_alias(old)).is_empty(), "{old}");
        }
    }

    #[test]
    fn the_author_of_the_old_address_is_named_when_two_want_it() {
        let site = with_alias("old/cash/");
        let origin = outputs(&site).into_iter().last().map(|output| output.origin);
        assert_eq!(origin, Some(&sample::episode().source));
    }

    #[test]
    fn the_page_at_an_old_address_sends_on_and_is_not_indexed() {
        let page = redirect_page(&sample::site(), &Permalink("episodes/cash-before-profit/".into()));
        assert!(page.contains("<link rel=\"canonical\" href=\"https://ledger.example/show/episodes/cash-before-profit/\">"), "{page}");
        assert!(page.contains("content=\"0; url=/show/episodes/cash-before-profit/\""), "{page}");
        assert!(page.contains("noindex"), "{page}");
    }

    #[test]
    fn an_unlisted_show_says_so_with_every_file() {
        let mut site = sample::site();
        assert!(!headers(&site).contains("/show/*\n  X-Robots-Tag"));
        site.show.block = true;
        assert!(headers(&site).ends_with("\n/show/*\n  X-Robots-Tag: noindex\n"), "{}", headers(&site));
    }

    #[test]
    fn every_page_of_a_paged_feed_has_its_type() {
        let mut site = sample::site();
        site.show.feed.pages = Some(1);
        let headers = headers(&site);
        assert!(headers.contains("/show/feed-3.xml\n  Content-Type: application/rss+xml"), "{headers}");
        assert!(headers.contains("/show/feed-3.json\n  Content-Type: application/feed+json"), "{headers}");
    }

    #[test]
    fn headers_name_types_and_no_partner() {
        let headers = headers(&sample::site());
        assert!(headers.contains("/show/feed.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"), "{headers}");
        assert!(headers.contains("/show/kit/*\n  X-Robots-Tag: noindex\n"), "{headers}");
        assert!(!headers.contains("dev-okafor"), "{headers}");
    }
}
