//! `partners/<slug>/<slug>.vcf` (and a host's in `hosts/`): a card for the address book, of what they chose to publish and nothing else.
//!
//! Version 3.0 and not 4.0: the address books of iCloud and of many Android phones refuse a card that says 4.0, and the common Python and
//! KDE libraries read no more than 3.0; every program that reads 4.0 reads 3.0. Source: RFC 2426.

use super::Output;
use super::content_lines::{Lines, escaped};
use super::introduce::{has_words, page_of};
use super::markup::{is_web_address, one_line};
use super::view::{host_email, mail_address};
use super::words::phrase;
use crate::model::{OutPath, Person, PersonKind, Site};

/// A card for every partner, and for every host who has a page.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let wanted = site.people.iter().filter(|person| person.kind == PersonKind::Partner || has_words(person));
    wanted.map(|person| Output::made(path(person), &person.source, move || card(site, person).into_bytes())).collect()
}

/// Where somebody's card is.
#[must_use]
pub fn path(person: &Person) -> OutPath {
    page_of(person).file(&format!("{}.vcf", person.slug))
}

fn card(site: &Site, person: &Person) -> String {
    let page = site.show.base_url.page(&page_of(person));
    let mut lines = Lines::default();
    lines.raw("BEGIN:VCARD");
    lines.raw("VERSION:3.0");
    lines.raw("PRODID:-//Turntable//Turntable//EN");
    lines.text("UID", &page);
    lines.text("FN", &one_line(&person.name));
    lines.raw(&format!("N:{}", name_parts(person)));
    let work = [("ORG", &person.business), ("TITLE", &person.role)];
    for (name, value) in work {
        if let Some(value) = value {
            lines.text(name, &one_line(value));
        }
    }
    ways(&mut lines, site, person);
    if let Some(photo) = person.photo.as_ref().filter(|_| person.consent.photo) {
        let kind = if photo.mime == "image/png" { "PNG" } else { "JPEG" };
        lines.raw(&format!("PHOTO;VALUE=URI;TYPE={kind}:{}", site.show.base_url.file(&photo.out)));
    }
    lines.text("NOTE", &note(site, person, &page));
    lines.text("CATEGORIES", &one_line(&site.show.title));
    lines.text("SOURCE", &site.show.base_url.file(&path(person)));
    lines.raw("END:VCARD");
    lines.0
}

/// Family name and given names, as far as `sort_name` parts them ("Okafor, Dev"), spelled as in the name itself. Where the two do not make
/// up the name, the whole name is the given one: a program that shows "given family" then shows it as it is written. Source: RFC 2426,
/// section 3.1.2.
fn name_parts(person: &Person) -> String {
    let name = one_line(&person.name);
    let (family, given) = parted(&name, &person.sort_name).unwrap_or(("", &name));
    format!("{};{};;;", escaped(family), escaped(given))
}

/// What is sorted by may be written in small letters.
fn parted<'a>(name: &'a str, sort_name: &str) -> Option<(&'a str, &'a str)> {
    let (family, given) = sort_name.split_once(',')?;
    let is = |text: &str, wanted: &str| text.trim().to_lowercase() == one_line(wanted).to_lowercase() && !text.trim().is_empty();
    let spaces = name.match_indices(' ').map(|(at, _)| (name[..at].trim(), name[at..].trim()));
    spaces.into_iter().find_map(|(first, rest)| {
        if is(first, given) && is(rest, family) {
            Some((rest, first))
        } else {
            (is(first, family) && is(rest, given)).then_some((first, rest))
        }
    })
}

/// Website, links, telephone and e-mail as they chose to publish them.
fn ways(lines: &mut Lines, site: &Site, person: &Person) {
    let mut has_mail = false;
    for (title, url) in person.website.iter().map(|url| ("", url)).chain(person.links.iter().map(|link| (link.title.as_str(), &link.url))) {
        if let Some(address) = mail_address(url) {
            has_mail = true;
            lines.text("EMAIL;TYPE=INTERNET", &one_line(address));
        } else if let Some(number) = url.strip_prefix("tel:").or_else(|| url.strip_prefix("sms:")) {
            lines.text("TEL;TYPE=WORK,VOICE", &one_line(number));
        } else if is_web_address(url) && title.is_empty() {
            lines.raw(&format!("URL:{}", one_line(url)));
        }
    }
    // Links with a name of their own, as Apple's and Google's address books write and read them.
    let named = person.links.iter().filter(|link| is_web_address(&link.url) && !link.title.is_empty());
    for (number, link) in (1..).zip(named) {
        lines.raw(&format!("item{number}.URL:{}", one_line(&link.url)));
        lines.raw(&format!("item{number}.X-ABLabel:{}", escaped(&one_line(&link.title))));
    }
    if let Some(address) = host_email(site).filter(|_| !has_mail && person.kind == PersonKind::Host) {
        lines.text("EMAIL;TYPE=INTERNET", &one_line(address));
    }
}

/// What they do, when to send somebody, and where this comes from.
fn note(site: &Site, person: &Person, page: &str) -> String {
    let heard = person.introduction.listen_for.iter().map(|words| format!("“{}”", one_line(words))).collect::<Vec<_>>().join("\n");
    let when = if heard.is_empty() { heard } else { format!("{}\n{heard}", phrase(site, "call_when", &[("name", &person.first_name)])) };
    let what = [person.tagline.as_deref(), person.introduction.help.as_deref()].into_iter().flatten().map(one_line).collect::<Vec<_>>();
    let pieces = [what.join("\n"), when, page.to_owned()];
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, sample};

    fn unfolded(site: &Site) -> String {
        card(site, &site.people[1]).replace("\r\n ", "")
    }

    #[test]
    fn a_card_holds_what_they_chose_to_publish_and_nothing_else() {
        let mut site = sample::site();
        site.people[1].links.push(Link { title: "Call".into(), url: "tel:+12185550199".into() });
        site.people[1].links.push(Link { title: "Write; or not".into(), url: "https://okafor.example/w".into() });
        let card = unfolded(&site);
        for line in [
            "VERSION:3.0",
            "FN:Dev Okafor",
            "N:Okafor;Dev;;;",
            "ORG:Okafor & Daughters",
            "TEL;TYPE=WORK,VOICE:+12185550199",
            "URL:https://okafor.example/",
            "X-ABLabel:Write\\; or not",
            "UID:https://ledger.example/show/partners/dev-okafor/",
        ] {
            assert!(card.contains(&format!("{line}\r\n")), "{line}\n{card}");
        }
        for secret in ["SECRET-NOTE", "dev.private", "555 0100"] {
            assert!(!card.contains(secret), "{secret}");
        }
    }

    #[test]
    fn a_photo_is_named_only_where_it_is_allowed() {
        let mut site = sample::site();
        assert!(unfolded(&site).contains("PHOTO;VALUE=URI;TYPE=JPEG:https://ledger.example/show/partners/dev-okafor/"));
        site.people[1].consent.photo = false;
        assert!(!unfolded(&site).contains("PHOTO"));
    }

    #[test]
    fn a_name_that_is_not_parted_is_not_parted_by_us() {
        let mut site = sample::site();
        (site.people[1].name, site.people[1].sort_name) = ("田中 美咲".into(), "田中 美咲".into());
        assert!(unfolded(&site).contains("\r\nN:;田中 美咲;;;\r\n"));
        (site.people[1].name, site.people[1].sort_name) = ("Juan José de la Cruz".into(), "de la cruz, juan josé".into());
        assert!(unfolded(&site).contains("\r\nN:de la Cruz;Juan José;;;\r\n"));
        (site.people[1].name, site.people[1].sort_name) = ("A\r\nEND:VCARD".into(), ", ".into());
        assert!(unfolded(&site).contains("\r\nFN:A END:VCARD\r\nN:;A END:VCARD;;;\r\n"));
    }
}
