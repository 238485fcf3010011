//! The show → everything of a feed but its items.

use super::{Scope, foreign, item, itunes, page_count, podcast, xml};
use crate::model::{Episode, Person, Site};
use rss::extension::Extension;
use rss::{Channel, Image};
use std::collections::BTreeMap;

/// Always declared, whether used or not; readers look for exactly these prefixes and spellings.
pub(super) const NAMESPACES: [(&str, &str); 5] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("psc", "http://podlove.org/simple-chapters"),
];

/// What stands before and after the items. `declared` are the prefixes that `<rss>` declares.
pub fn head_and_tail(site: &Site, scope: Scope, episodes: &[&Episode], declared: &BTreeMap<String, String>) -> (String, String) {
    let mut channel = match scope {
        Scope::Show { page } | Scope::Json { page } => show(site, page, episodes),
        Scope::Partner(id) => partner(site, scope, site.person(id), episodes),
    };
    channel.namespaces = declared.clone();
    let document = channel.to_string();
    let body = document.split_once("?>").map_or(document.as_str(), |(_, body)| body);
    let (head, tail) = body.split_at(body.rfind("</channel>").unwrap_or(body.len()));
    let kept = match scope {
        Scope::Show { .. } | Scope::Json { .. } => foreign::xml(&site.show.foreign, head, declared),
        // What was kept says something of the show as a whole.
        Scope::Partner(_) => String::new(),
    };
    let style = style_sheet(site);
    (format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{style}{head}{kept}\n"), format!("{tail}\n"))
}

/// For people who open the feed in a browser; every reader tried passes over it. Browsers take XSL only from the feed's own host, so
/// the addresses begin at the root of that host. A browser takes the first kind that it can.
fn style_sheet(site: &Site) -> String {
    let path = xml::address(&site.show.base_url.path).replace('&', "&amp;").replace('"', "%22").replace("?>", "%3F%3E");
    [("xsl", super::STYLE_SHEET), ("css", super::PLAIN_STYLE_SHEET)]
        .map(|(kind, file)| format!("<?xml-stylesheet type=\"text/{kind}\" href=\"{path}{file}\"?>\n"))
        .concat()
}

fn show(site: &Site, page: usize, episodes: &[&Episode]) -> Channel {
    let link = site.show.base_url.url.clone();
    let mut extensions = podcast::show_channel(site);
    extensions.extend(page_links(site, page.max(1)));
    let mut channel = common(site, &site.show.title, link, &site.show.description, episodes);
    channel.extensions = xml::map(extensions);
    channel
}

fn partner(site: &Site, scope: Scope, person: &Person, episodes: &[&Episode]) -> Channel {
    let title = format!("{} on {}", person.name, site.show.title);
    let about = person.tagline.iter().chain([&site.show.description]).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let mut extensions = podcast::partner_channel(site, person, scope);
    extensions.push(atom_link(site, "self", scope));
    let mut channel = common(site, &title, site.show.base_url.page(&person.permalink), &about, episodes);
    channel.extensions = xml::map(extensions);
    if let Some(itunes) = &mut channel.itunes_ext {
        // The move of the show's feed is not this one's.
        itunes.new_feed_url = None;
    }
    channel
}

fn common(site: &Site, title: &str, link: String, description: &str, episodes: &[&Episode]) -> Channel {
    let show = &site.show;
    let (title, link) = (xml::line(title, 255), xml::address(&link));
    Channel {
        description: xml::at_most(description, 4000),
        language: Some(xml::line(&show.language, 255)),
        copyright: show.copyright.as_deref().map(holder).filter(|holder| !holder.is_empty()),
        // From content, never from the clock: the same show gives the same bytes.
        last_build_date: episodes.first().map(|newest| item::rfc_2822(&newest.date)),
        generator: Some("Turntable".to_owned()),
        image: show.cover.as_ref().map(|cover| Image {
            url: xml::address(&show.base_url.file(&cover.out)),
            title: title.clone(),
            link: link.clone(),
            ..Image::default()
        }),
        title,
        link,
        itunes_ext: Some(itunes::channel(show)),
        ..Channel::default()
    }
}

/// `rel="self"` and, in a feed of several pages, the way to the others as RFC 5005, section 3, names them. These are pages, not the
/// archives of section 4: a new episode moves every item one place on, and an archive may not change.
fn page_links(site: &Site, page: usize) -> Vec<Extension> {
    let last = page_count(site);
    let mut links = vec![("self", page)];
    if last > 1 {
        links.extend([("first", 1), ("last", last)]);
        links.extend((page > 1).then(|| ("previous", page - 1)));
        links.extend((page < last).then(|| ("next", page + 1)));
    }
    links.into_iter().map(|(rel, page)| atom_link(site, rel, Scope::Show { page })).collect()
}

fn atom_link(site: &Site, rel: &str, scope: Scope) -> Extension {
    let href = site.show.base_url.file(&scope.path(site));
    xml::element("atom:link", None, [("href", Some(&href)), ("rel", Some(rel)), ("type", Some("application/rss+xml"))])
}

/// The holder's name alone: no word, no sign, no year before it.
/// Source: PSP-1, `copyright`.
fn holder(copyright: &str) -> String {
    let mut name = copyright.trim();
    loop {
        let word = name.split_whitespace().next().unwrap_or_default();
        let bare = word.trim_matches(|character: char| matches!(character, ',' | '.' | ':' | '(' | ')'));
        let is_year = !bare.is_empty() && bare.chars().all(|character| character.is_ascii_digit() || matches!(character, '-' | '–' | '©'));
        let is_mark = matches!(bare.to_lowercase().as_str(), "copyright" | "©" | "℗" | "-" | "–") || matches!(word, "(c)" | "(C)");
        if word.is_empty() || !(is_mark || is_year) {
            return xml::line(name, 255);
        }
        name = name[word.len()..].trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copyright_is_the_holders_name_alone() {
        for (written, expected) in [
            ("Copyright © 2024–2026 Abara Advisory", "Abara Advisory"),
            ("(c) 2026, Abara", "Abara"),
            ("Abara Advisory 1999", "Abara Advisory 1999"),
            ("© 2026", ""),
            ("Copy & Co", "Copy & Co"),
        ] {
            assert_eq!(holder(written), expected, "{written}");
        }
    }
}
