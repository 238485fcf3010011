//! Pages that no theme makes: what is said where there is no site yet, or nothing at an address.

use super::answer::Answer;
use super::mime::HTML;

/// Nothing was ever built here.
#[must_use]
pub fn not_built(script: &str) -> Answer {
    let page =
        plain("Not built yet", "The site is being made. This page shows it as soon as it is there, and says what is in the way.", script);
    Answer::of(503, HTML, page.into_bytes())
}

/// There is no page, and the site has none that says so.
#[must_use]
pub fn not_found(top: &str, script: &str) -> Answer {
    let words = format!("There is nothing at this address. The site begins at <a href=\"{top}\">{top}</a>.");
    Answer::of(404, HTML, plain("Nothing here", &words, script).into_bytes())
}

/// A rule has the host fetch a page from another site.
#[must_use]
pub fn elsewhere(to: &str) -> Answer {
    Answer::text(501, format!("The host will show {to} here. Watching asks nothing of the network."))
}

/// A page of one heading and one paragraph (HTML).
#[must_use]
pub fn plain(title: &str, words: &str, script: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>body{{font:1.0625rem/1.6 system-ui,sans-serif;max-width:41rem;margin:4rem auto;padding:0 1.5rem}}li{{margin:.25rem 0}}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n<p>{words}</p>\n{script}</body>\n</html>\n"
    )
}
