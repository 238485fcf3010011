//! Part of `import`: what the feed says of the show → `content/show.yaml`, with notes that say what to look at.

use super::episode_file::one_line;
use super::fields::{Fields, inside, location, prose, record};
use super::known::feed_guid;
use super::names::is_of_a_service;
use crate::command::new::yaml::{quoted, value};
use crate::import::ImportedShow;
use crate::model::{RelPath, ShowKind, Slug};
use crate::parse::{self, SourceText, values};
use crate::report::Report;
use url::Url;

/// What of the show's file is decided outside the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Where the site will be.
    pub base_url: String,
    /// Whether that is a stand-in.
    pub is_stand_in: bool,
    /// IANA.
    pub timezone: String,
    /// Address parts.
    pub hosts: Vec<String>,
    /// Where the feed is now.
    pub feed_url: Option<String>,
}

/// Where the site will be: the page that the feed names, unless that belongs to the service the show may leave; else a stand-in.
pub fn base_url(show: &ImportedShow) -> (String, bool) {
    let page = show.link.as_deref().and_then(|link| values::url(link).ok());
    let plausible = page.filter(|url| {
        let host = url.host_str().unwrap_or_default();
        let is_name = host.contains('.') && host.contains(|c: char| c.is_ascii_alphabetic()) && !host.starts_with('[');
        is_name && url.query().is_none() && url.port().is_none() && url.username().is_empty() && !is_of_a_service(url)
    });
    plausible.and_then(as_base).map_or_else(|| (format!("https://{}.example/", host_of(&show.title)), true), |url| (url, false))
}

fn as_base(mut url: Url) -> Option<String> {
    url.set_scheme("https").ok()?;
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    // A page's own file is not a place for a site.
    let path = match path.rsplit_once('/') {
        Some((folder, file)) if file.contains('.') => folder.to_owned(),
        _ => path,
    };
    url.set_path(&format!("{path}/"));
    Some(url.into())
}

/// A label of a domain has at most 63 characters.
fn host_of(title: &str) -> String {
    let slug = Slug::from_text(title).0;
    slug.get(..50).unwrap_or(&slug).trim_end_matches('-').to_owned()
}

/// The text; the keys of fields that could not be used. `cover` is the picture in `content/`, if one was fetched; `lowered` are the rules
/// that what was imported breaks.
pub fn text(show: &ImportedShow, settled: &Settled, cover: Option<&str>, lowered: &[&'static str]) -> (String, Vec<&'static str>) {
    let mut fields = Fields::default();
    let title = one_line(&show.title);
    fields.need("title", value(if title.is_empty() { "Untitled" } else { &title }));
    let description = Some(show.description.trim()).filter(|text| !text.is_empty()).or(show.subtitle.as_deref());
    fields.need("description", prose(description.unwrap_or("What it is, in a few sentences."), 2));
    address(&mut fields, settled);
    language(&mut fields, show);
    fields.note("Of the dates that you write without an offset; those of the feed keep theirs:");
    fields.add("timezone", quoted(&settled.timezone));
    fields.add_text("author", show.author.as_deref().map(one_line).as_deref());
    fields.add_text("subtitle", show.subtitle.as_deref().map(one_line).as_deref());
    fields.add_text("copyright", show.copyright.as_deref().map(one_line).as_deref());
    owner(&mut fields, show);
    picture(&mut fields, show, cover);
    identity(&mut fields, show, settled);
    directories(&mut fields, show);
    fields.add_names("hosts", &settled.hosts);
    fields.note("Your own Referral Kit (a folder name in content/offers/) closes every episode whose guest has none:\noffer: my-kit");
    if !lowered.is_empty() {
        fields.note(
            "The old feed has things that Turntable would not publish of its own accord; apps have had them for years.\n\
             `turntable check` names them. When they are mended, delete these lines.",
        );
        fields.add("checks", lowered.iter().map(|rule| format!("\n  {rule}: warning")).collect::<String>());
    }
    let (written, left_out) = fields.written(is_good);
    let top = "# The show as a whole, as the feed described it. Lines that start with # are notes, or fields that you may fill in.\n\
               # All fields: docs/content.md of Turntable.\n\n";
    (format!("{top}{written}"), left_out)
}

fn address(fields: &mut Fields, settled: &Settled) {
    fields.note(if settled.is_stand_in {
        "A stand-in: write where this site will be before you put anything online, and keep it after that."
    } else {
        "The page that the old feed names. Will this site be there? If not, write where it will be, and keep it after that."
    });
    fields.need("base_url", quoted(&settled.base_url));
}

fn language(fields: &mut Fields, show: &ImportedShow) {
    let written = show.language.as_deref().map(|language| language.trim().replace('_', "-"));
    match written.as_deref().and_then(|language| values::language(language).ok()) {
        Some(tag) => fields.need("language", quoted(&tag)),
        None => {
            fields.note("The feed does not say it clearly; what is spoken in the show?");
            fields.need("language", "en");
        }
    }
}

fn owner(fields: &mut Fields, show: &ImportedShow) {
    let email = show.owner_email.as_deref().filter(|email| values::email(email).is_ok());
    let name = show.owner_name.as_deref().map(one_line).filter(|name| !name.is_empty());
    if name.is_some() || email.is_some() {
        fields.note("Directories send the code that proves the show is yours to this address; it is public in the feed.");
        fields.add("owner", record(&[("name", name.as_deref().map(inside)), ("email", email.map(inside))]));
    }
}

fn picture(fields: &mut Fields, show: &ImportedShow, cover: Option<&str>) {
    match (cover, show.cover.as_deref()) {
        (Some(file), _) => fields.add("cover", value(file)),
        (None, Some(url)) => fields.note(&format!("The cover is at {}\nSave it beside this file:\ncover: cover.jpg", one_line(url))),
        (None, None) => fields.note("Square, 1400 to 3000 pixels, JPEG or PNG:\ncover: cover.png"),
    }
}

/// By what apps and directories know the show.
fn identity(fields: &mut Fields, show: &ImportedShow, settled: &Settled) {
    let written = show.guid.as_deref().and_then(|guid| values::guid(guid.trim()).ok());
    let made = settled.feed_url.as_deref().map(|url| feed_guid(url).to_string());
    if written.is_some() {
        fields.note("By this the podcast world knows the show, wherever it moves: never change it.");
    } else if made.is_some() {
        fields.note("By this the podcast world knows the show; made of the old feed's address, as directories do: never change it.");
    }
    if let Some(guid) = written.or(made) {
        fields.add("guid", quoted(&guid));
    }
    fields.add("explicit", show.explicit.to_string());
    if show.kind == ShowKind::Serial {
        fields.add("type", "serial");
    }
    fields.add_list("categories", &show.categories.iter().map(|category| value(&one_line(category))).collect::<Vec<_>>());
}

fn directories(fields: &mut Fields, show: &ImportedShow) {
    if let Some((name, url)) = &show.license {
        let url = url.as_deref().filter(|url| values::url(url).is_ok());
        fields.add("license", record(&[("name", Some(inside(&one_line(name)))), ("url", url.map(inside))]));
    }
    if show.locked == Some(true) {
        fields.note("Asks other hosts not to take the show over.");
        fields.add("locked", "true");
    }
    if let Some(medium) = show.medium.as_deref().filter(|medium| !medium.eq_ignore_ascii_case("podcast")) {
        fields.add("medium", value(medium.trim()));
    }
    let funding = show.funding.iter().map(|(url, text)| record(&[("url", Some(inside(url))), ("text", Some(inside(&one_line(text))))]));
    fields.add_list("funding", &funding.collect::<Vec<_>>());
    let txt =
        show.txt.iter().map(|(purpose, words)| record(&[("purpose", purpose.as_deref().map(inside)), ("value", Some(inside(words)))]));
    fields.add_list("txt", &txt.collect::<Vec<_>>());
    let podroll = show.podroll.iter().map(|(guid, url, title)| {
        record(&[("feed_guid", Some(inside(guid))), ("url", url.as_deref().map(inside)), ("title", title.as_deref().map(inside))])
    });
    fields.add_list("podroll", &podroll.collect::<Vec<_>>());
    if let Some((words, rule)) = &show.update {
        fields.add("update", quoted(rule.as_deref().unwrap_or(words)));
    }
    if show.complete {
        fields.add("complete", "true");
    }
    if show.block {
        fields.note("The old feed asks directories to leave the show out:");
        fields.add("block", "true");
    }
    if let Some(place) = &show.location {
        fields.add("location", location(place));
    }
}

fn is_good(fields: &str) -> bool {
    let mut report = Report::default();
    parse::show::parse(&SourceText { path: RelPath("content/show.yaml".to_owned()), text: fields.to_owned() }, &mut report);
    !report.has_errors()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(link: &str) -> (String, bool) {
        base_url(&ImportedShow { title: "People I Like".to_owned(), link: Some(link.to_owned()), ..ImportedShow::default() })
    }

    #[test]
    fn the_site_goes_where_the_old_page_was_if_that_is_the_shows_own() {
        for (link, kept) in [
            ("https://talks.ellison.example", "https://talks.ellison.example/"),
            ("http://ellison.example/podcast#top", "https://ellison.example/podcast/"),
            ("https://ellison.example/podcast/index.html", "https://ellison.example/podcast/"),
        ] {
            assert_eq!(base(link), (kept.to_owned(), false), "{link}");
        }
        for link in [
            "",
            "https://www.buzzsprout.com/123",
            "https://mine.libsyn.com/",
            "http://localhost/x",
            "https://10.0.0.1/",
            "https://a.example/?p=1",
        ] {
            assert_eq!(base(link), ("https://people-i-like.example/".to_owned(), true), "{link}");
        }
    }

    #[test]
    fn whatever_the_feed_says_the_file_is_read() {
        let bad = ImportedShow {
            title: "  ".to_owned(),
            language: Some("Klingon (tlh)".to_owned()),
            owner_email: Some("nobody".to_owned()),
            guid: Some("not a guid".to_owned()),
            medium: Some("smoke signals".to_owned()),
            funding: vec![("javascript:alert(1)".to_owned(), "x".to_owned())],
            podroll: vec![("x".to_owned(), None, None)],
            ..ImportedShow::default()
        };
        let (base_url, is_stand_in) = base_url(&bad);
        let settled = Settled { base_url, is_stand_in, timezone: "UTC".to_owned(), ..Settled::default() };
        let (text, left_out) = text(&bad, &settled, None, &[]);
        assert_eq!(left_out, ["medium", "funding", "podroll"]);
        assert!(is_good(&text), "{text}");
    }
}
