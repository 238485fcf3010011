//! A partner on one page, to print and hand over: `desk/partners/<slug>/one-sheet.html`. It goes to third parties, so it says only what is
//! public: who they are, when to think of them, words to use, and a code that credits them.

use crate::model::{Person, PersonId, Picture, RelPath, Site};
use crate::picture::qr;
use crate::plan::Output;
use crate::plan::kit::credited_links;
use crate::plan::markup::{escape, one_line, percent_encoded};
use crate::plan::share::is_drawable;
use crate::plan::view::{host_name, trade};
use crate::plan::words::{phrase, word};

/// One for each public partner.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let sheet = |(id, person)| Output::made(path(person), &person.source, move || page(site, id, person).into_bytes());
    site.partners().map(sheet).collect()
}

fn path(person: &Person) -> crate::model::OutPath {
    crate::model::OutPath(format!("partners/{}/one-sheet.html", person.slug))
}

const STYLE: &str = "@page{margin:16mm}*{box-sizing:border-box}body{max-width:46em;margin:2em auto;padding:0 1em;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#17201d;background:#fff}\
header{display:flex;gap:24px;align-items:center;border-bottom:2px solid #17201d;padding-bottom:16px}header img,.disc{width:112px;height:112px;border-radius:50%;object-fit:cover;flex:none}\
.disc{display:grid;place-items:center;background:#e8e8e2;font-size:40px;font-weight:800}h1{margin:0;font-size:32px;line-height:1.1}h2{font-size:17px;margin:20px 0 4px}p{margin:.25em 0}ul{margin:.25em 0;padding-inline-start:1.2em}\
.small{color:#55605a;font-size:.9em}.said,blockquote{font-family:'Iowan Old Style',Palatino,'Noto Serif',Georgia,serif}blockquote{margin:.25em 0;padding-inline-start:14px;border-inline-start:3px solid #17201d;white-space:pre-line}\
.offer{display:flex;gap:20px;align-items:center;margin-top:24px;padding:14px 18px;border:2px solid #e5a400;border-radius:18px;break-inside:avoid}.offer svg{width:120px;height:120px;flex:none}.offer h2{margin-top:0}.offer p{overflow-wrap:anywhere}\
@media print{body{margin:0;max-width:none;padding:0;font-size:11pt}}";

fn page(site: &Site, id: PersonId, person: &Person) -> String {
    let name = escape(&one_line(&person.name));
    let language = escape(&site.show.language);
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{}{}{}{}</body>\n</html>\n",
        header(site, person, &name),
        introduction(site, person),
        reach(site, person),
        offer(site, id, person),
    )
}

fn header(site: &Site, person: &Person, name: &str) -> String {
    let facts: Vec<String> =
        [trade(person), person.business.as_deref()].into_iter().flatten().map(|fact| escape(&one_line(fact))).collect();
    let someone = escape(word(site, "someone"));
    let place =
        person.location.as_ref().map_or_else(String::new, |place| format!("<p class=\"small\" dir=\"auto\">{}</p>", escape(&place.name)));
    format!(
        "<header>{}<div><p class=\"small\">{someone}</p><h1 dir=\"auto\">{name}</h1><p dir=\"auto\">{}</p>{place}</div></header>\n",
        portrait(person),
        facts.join(" · ")
    )
}

/// The author's own file, seen from the desk: the sheet is printed on the host's machine.
fn portrait(person: &Person) -> String {
    let from_desk = |source: &RelPath| format!("../../../{}", percent_encoded(source.as_str()));
    let photo = |photo: &Picture| format!("<img src=\"{}\" alt=\"\">", from_desk(&photo.source));
    let initials = || format!("<div class=\"disc\" aria-hidden=\"true\">{}</div>", escape(&person.initials));
    person.photo.as_ref().filter(|photo| is_drawable(&photo.mime)).map_or_else(initials, photo)
}

fn introduction(site: &Site, person: &Person) -> String {
    let first = [("name", person.first_name.as_str())];
    let about = &person.introduction;
    let mut html = String::new();
    let mut list = |title: &str, items: &[String], class: &str| {
        if !items.is_empty() {
            let items: String = items.iter().map(|item| format!("<li class=\"{class}\" dir=\"auto\">{}</li>", escape(item))).collect();
            html.push_str(&format!("<h2>{}</h2><ul>{items}</ul>\n", escape(title)));
        }
    };
    list(&phrase(site, "listen_for", &first), &about.listen_for, "said");
    let help: Vec<String> = about.help.iter().chain(&about.ideal_client).cloned().collect();
    list(&phrase(site, "help", &first), &help, "");
    list(&phrase(site, "proof", &first), &about.proof.iter().cloned().collect::<Vec<_>>(), "");
    list(&phrase(site, "meet", &first), &person.meet, "");
    if let Some(words) = &about.say_this {
        let title = escape(word(site, "introduction_to_send"));
        html.push_str(&format!("<h2>{title}</h2><blockquote dir=\"auto\">{}</blockquote>\n", escape(words.trim())));
    }
    html
}

/// Only what they chose to publish.
fn reach(site: &Site, person: &Person) -> String {
    let website = person.website.iter().map(|url| ("", url.as_str()));
    let ways = website.chain(person.links.iter().map(|link| (link.title.as_str(), link.url.as_str())));
    let short = |url: &str| {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        escape(url.trim_start_matches("tel:").trim_start_matches("mailto:").trim_end_matches('/'))
    };
    let items: String = ways
        .map(|(title, url)| {
            let title = if title.is_empty() { String::new() } else { format!("{}: ", escape(title)) };
            format!("<li dir=\"auto\">{title}{}</li>", short(url))
        })
        .collect();
    let title = escape(&phrase(site, "reach", &[("name", &person.first_name)]));
    let host = escape(&phrase(site, "introduce_us", &[("host", host_name(site))]));
    if items.is_empty() { format!("<h2>{title}</h2><p>{host}</p>\n") } else { format!("<h2>{title}</h2><ul>{items}</ul>\n") }
}

/// The first link that credits them, with its code.
fn offer(site: &Site, id: PersonId, person: &Person) -> String {
    let links = credited_links(site, id);
    let own = person.offer.map(|offer| site.offer(offer).title.as_str());
    let Some((title, address)) = links.iter().find(|(title, _)| Some(*title) == own).or(links.first()) else { return String::new() };
    let Some(code) = qr::svg(address) else { return String::new() };
    let short = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).trim_end_matches('/');
    format!(
        "<section class=\"offer\">{}<div><h2 dir=\"auto\">{}</h2><p dir=\"ltr\">{}</p></div></section>\n",
        code.trim_end(),
        escape(title),
        escape(short)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn it_says_who_they_are_and_carries_a_code_that_credits_them() {
        let site = sample::site();
        let page = page(&site, sample::PARTNER, site.person(sample::PARTNER));
        assert!(page.contains("<h1 dir=\"auto\">Dev Okafor</h1>") && page.contains("<svg") && page.contains("/go/dev-okafor/"), "{page}");
        assert!(page.contains("src=\"../../../content/partners/dev-okafor/"), "{page}");
    }

    #[test]
    fn it_is_handed_on_so_nothing_told_in_confidence_is_on_it() {
        let site = sample::site();
        let page = page(&site, sample::PARTNER, site.person(sample::PARTNER));
        assert!(!page.contains("SECRET-NOTE") && !page.contains("dev.private") && !page.contains("555 0100"));
    }

    #[test]
    fn without_a_photo_or_an_offer_it_still_stands() {
        let mut site = sample::site();
        site.people[1].photo = None;
        site.offers.iter_mut().for_each(|offer| offer.state = crate::model::OfferState::Closed);
        let page = page(&site, sample::PARTNER, site.person(sample::PARTNER));
        assert!(page.contains("class=\"disc\"") && !page.contains("class=\"offer\">"));
    }
}
