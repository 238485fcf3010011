//! `desk/server/`: for those who have a web server of their own, what `_headers` and `_redirects` say in that server's words:
//! `htaccess.txt` for Apache and its kin (most web space one can rent), `nginx.conf`.
//!
//! They lie on the desk and not on the site, because a server that does not allow one line of such a file answers no page at all:
//! somebody should look when they put it in place.

use crate::model::{OutPath, Site};
use crate::plan::Output;
use crate::plan::hosting::moved;

/// The two files.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let file = |name: &str| OutPath(format!("server/{name}"));
    vec![
        Output::made(file("htaccess.txt"), &site.show.source, || apache(site).into_bytes()),
        Output::made(file("nginx.conf"), &site.show.source, || nginx(site).into_bytes()),
    ]
}

/// Files by the end of their path below the site, as an expression; their type, where servers get it wrong; whether other sites' players
/// may read them; how long they may be kept, in seconds.
struct Kind {
    pattern: &'static str,
    mime: Option<&'static str>,
    is_open: bool,
    kept: Option<&'static str>,
}

const HOUR: &str = "public, max-age=3600, must-revalidate";

const KINDS: &[Kind] = &[
    Kind { pattern: r"feed(-[0-9]+)?\.xml", mime: Some("application/rss+xml; charset=utf-8"), is_open: true, kept: None },
    Kind { pattern: r"feed(-[0-9]+)?\.json", mime: Some("application/feed+json; charset=utf-8"), is_open: true, kept: None },
    Kind { pattern: r"feed\.xsl", mime: Some("text/xsl; charset=utf-8"), is_open: false, kept: None },
    Kind { pattern: r"opml\.xml", mime: Some("text/x-opml; charset=utf-8"), is_open: false, kept: None },
    Kind { pattern: r"chapters\.json", mime: Some("application/json+chapters; charset=utf-8"), is_open: true, kept: Some(HOUR) },
    Kind { pattern: r".+\.vtt", mime: Some("text/vtt; charset=utf-8"), is_open: true, kept: Some(HOUR) },
    Kind { pattern: r".+\.srt", mime: Some("application/x-subrip; charset=utf-8"), is_open: true, kept: Some(HOUR) },
    Kind { pattern: r"(transcript\.html|oembed\.json|meter\.json|meter\.svg)", mime: None, is_open: true, kept: None },
    Kind { pattern: r".+\.ics", mime: Some("text/calendar; charset=utf-8"), is_open: true, kept: None },
    Kind { pattern: r"playlist\.m3u8", mime: Some("application/vnd.apple.mpegurl; charset=utf-8"), is_open: true, kept: None },
    Kind { pattern: r".+\.mp3", mime: Some("audio/mpeg"), is_open: false, kept: Some(HOUR) },
    Kind { pattern: r".+\.m4a", mime: Some("audio/x-m4a"), is_open: false, kept: Some(HOUR) },
    Kind { pattern: r".+\.(ogg|opus)", mime: Some("audio/ogg"), is_open: false, kept: Some(HOUR) },
    Kind { pattern: r".+\.[0-9a-f]{8}\.(css|js|svg|woff2)", mime: None, is_open: false, kept: Some("public, max-age=31536000, immutable") },
];

/// Apache 2.4: core, mod_headers, mod_alias. What a module is needed for is passed over where it is missing.
fn apache(site: &Site) -> String {
    let base = &site.show.base_url.path;
    let mut text = format!(
        "# For Apache and servers that read its files. Copy this to the folder of the site, as .htaccess, and open a page at once:\n\
         # if the server answers with an error, it does not allow one of these lines; take the file away again and ask the provider.\n\
         # A .htaccess that is there already (WordPress has one) is not replaced: put these lines above its own.\n\n\
         AddDefaultCharset utf-8\nErrorDocument 404 {base}404.html\n"
    );
    for kind in KINDS {
        text.push_str(&format!("\n<FilesMatch \"^{}$\">\n", kind.pattern));
        if let Some(mime) = kind.mime {
            text.push_str(&format!("  ForceType \"{mime}\"\n"));
        }
        let headers = kind_headers(kind).map(|(name, value)| format!("    Header set {name} \"{value}\"\n")).collect::<String>();
        if !headers.is_empty() {
            text.push_str(&format!("  <IfModule mod_headers.c>\n{headers}  </IfModule>\n"));
        }
        text.push_str("</FilesMatch>\n");
    }
    text.push_str(&format!(
        "\n<IfModule mod_headers.c>\n  Header set X-Content-Type-Options \"nosniff\"\n  Header set Referrer-Policy \"strict-origin-when-cross-origin\"\n\
         {}</IfModule>\n",
        if site.show.block {
            "  Header set X-Robots-Tag \"noindex\"\n".to_owned()
        } else {
            format!("  <If \"%{{REQUEST_URI}} =~ m#^{}(kit/|go/|offers/[^/]+/thanks/)#\">\n    Header set X-Robots-Tag \"noindex\"\n  </If>\n", expression(base))
        }
    ));
    text.push_str("\n<IfModule mod_alias.c>\n");
    for (old, new) in moved(site) {
        let (from, to) = (expression(&format!("{base}{}", old.trim_end_matches('/'))), site.show.base_url.href(new));
        text.push_str(&format!("  RedirectMatch 301 \"^{from}/?$\" \"{to}\"\n"));
    }
    text.push_str("</IfModule>\n");
    text
}

fn nginx(site: &Site) -> String {
    let base = &site.show.base_url.path;
    let here = expression(base);
    let unlisted = "    add_header X-Robots-Tag \"noindex\" always;\n";
    let everywhere = format!(
        "    add_header X-Content-Type-Options \"nosniff\" always;\n    add_header Referrer-Policy \"strict-origin-when-cross-origin\" always;\n{}",
        if site.show.block { unlisted } else { "" }
    );
    let mut text = format!(
        "# For nginx: put these lines inside the `server` block that serves the site, test with `nginx -t`, then reload.\n\n\
         charset utf-8;\nerror_page 404 {base}404.html;\n\n"
    );
    for (old, new) in moved(site) {
        let from = expression(&format!("{base}{}", old.trim_end_matches('/')));
        text.push_str(&format!("location ~ \"^{from}/?$\" {{ return 301 {}; }}\n", site.show.base_url.href(new)));
    }
    if !site.show.block {
        text.push_str(&format!("\nlocation ~ \"^{here}(kit/|go/|offers/[^/]+/thanks/)\" {{\n{everywhere}{unlisted}}}\n"));
    }
    for kind in KINDS {
        text.push_str(&format!("\nlocation ~ \"^{here}(.*/)?{}$\" {{\n", kind.pattern));
        if let Some(mime) = kind.mime {
            text.push_str(&format!("    types {{ }}\n    default_type \"{mime}\";\n"));
        }
        for (name, value) in kind_headers(kind) {
            text.push_str(&format!("    add_header {name} \"{value}\";\n"));
        }
        text.push_str(&format!("{everywhere}}}\n"));
    }
    text.push_str(&format!("\nlocation {base} {{\n    index index.html;\n    try_files $uri $uri/ =404;\n{everywhere}}}\n"));
    text
}

fn kind_headers(kind: &Kind) -> impl Iterator<Item = (&'static str, &'static str)> {
    let open = kind.is_open.then_some(("Access-Control-Allow-Origin", "*"));
    open.into_iter().chain(kind.kept.map(|kept| ("Cache-Control", kept)))
}

/// A path as an expression that matches it and nothing else, inside quotation marks. Both servers compare with the decoded path.
fn expression(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len() + 8);
    for character in path.chars() {
        match character {
            '"' | '\n' | '\r' => escaped.push('.'),
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' | '\\' | '#' => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Permalink, sample};

    #[test]
    fn both_say_types_old_addresses_and_what_is_unlisted() {
        let site = sample::site();
        let (apache, nginx) = (apache(&site), nginx(&site));
        assert!(apache.contains("<FilesMatch \"^feed(-[0-9]+)?\\.xml$\">\n  ForceType \"application/rss+xml; charset=utf-8\""), "{apache}");
        assert!(apache.contains("RedirectMatch 301 \"^/show/old/cash/?$\" \"/show/episodes/cash-before-profit/\""), "{apache}");
        assert!(apache.contains("m#^/show/(kit/|go/|"), "{apache}");
        assert!(nginx.contains("location ~ \"^/show/old/cash/?$\" { return 301 /show/episodes/cash-before-profit/; }"), "{nginx}");
        assert!(
            nginx.contains("location ~ \"^/show/(.*/)?chapters\\.json$\" {\n    types { }\n    default_type \"application/json+chapters"),
            "{nginx}"
        );
        assert_eq!(nginx.matches('{').count(), nginx.matches('}').count());
        assert!(!apache.contains("dev-okafor") && !nginx.contains("dev-okafor"));
    }

    #[test]
    fn an_unlisted_show_is_unlisted_everywhere() {
        let mut site = sample::site();
        site.show.block = true;
        assert!(apache(&site).contains("  Header set X-Robots-Tag \"noindex\"\n") && !apache(&site).contains("<If "));
        let nginx = nginx(&site);
        assert_eq!(nginx.matches("X-Robots-Tag").count(), nginx.matches("nosniff").count());
    }

    #[test]
    fn an_old_address_cannot_break_out_of_its_line() {
        let mut site = sample::site();
        site.redirects = vec![("a \"b\" (c).php; }".to_owned(), Permalink("episodes/cash-before-profit/".into()))];
        assert!(apache(&site).contains("\"^/show/a .b. \\(c\\)\\.php; \\}/?$\""), "{}", apache(&site));
        assert!(nginx(&site).contains("~ \"^/show/a .b. \\(c\\)\\.php; \\}/?$\" {"));
    }
}
