//! What every page shows: name, menu, footer. The value templates know as `site`.

use super::view::{address, host_email, mail_address, shortened};
use super::words::{Said, table, word};
use crate::feed::Scope;
use crate::model::{OutPath, Permalink, Site, Slug};
use serde::Serialize;
use std::collections::BTreeMap;

/// What templates know as `site`.
#[derive(Serialize)]
pub struct ShellView<'a> {
    /// The show's name.
    pub title: &'a str,
    /// A line or two about it, for the footer.
    pub description: String,
    /// BCP 47.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Path below which the site is served; ends in `/`.
    pub base: &'a str,
    /// The same, absolute.
    pub url: &'a str,
    /// Home.
    pub home: String,
    /// At most three.
    pub menu: Vec<MenuEntry<'a>>,
    /// The show's feed, absolute.
    pub feed: String,
    /// The same as JSON Feed, absolute.
    pub json_feed: String,
    /// All episodes.
    pub episodes: String,
    /// All partners.
    pub people: String,
    /// Every question asked.
    pub search: String,
    /// How to become a guest.
    pub be_a_guest: String,
    /// Apps to listen in: name and address.
    pub subscribe: Vec<(&'a str, &'a str)>,
    /// Profiles elsewhere: name and address.
    pub social: Vec<(&'a str, String)>,
    /// The business that answers for the show.
    pub business: &'a str,
    /// Its postal address.
    pub postal_address: Option<&'a str>,
    /// E-mail address the owner chose to publish.
    pub email: Option<&'a str>,
    /// The privacy page.
    pub privacy: Option<String>,
    /// Name and address of the licence.
    pub license: Option<(String, Option<&'a str>)>,
    /// Who holds the rights.
    pub copyright: Option<&'a str>,
    /// First host's first name.
    pub host: &'a str,
    /// Theme files by the name they have in the theme.
    pub assets: BTreeMap<String, String>,
    /// What the theme lets authors choose.
    pub options: &'a serde_json::Value,
    /// Raw snippet for every page.
    pub analytics: Option<&'a str>,
    /// What the pages say besides what authors wrote.
    pub words: BTreeMap<&'static str, Said<'a>>,
}

/// One link of the menu.
#[derive(Serialize)]
pub struct MenuEntry<'a> {
    /// What is shown.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
    /// Matches the `here` of a page's head.
    pub name: &'static str,
}

/// What templates know as `site`, ready for [`crate::theme::Theme::set_shell`]; `assets` are the theme's.
#[must_use]
pub fn shell(site: &Site, assets: &[(OutPath, Vec<u8>)]) -> tera::Value {
    tera::Value::from_serializable(&view(site, assets))
}

fn view<'a>(site: &'a Site, assets: &'a [(OutPath, Vec<u8>)]) -> ShellView<'a> {
    let show = &site.show;
    let href = |page: &str| show.base_url.href(&Permalink(page.to_owned()));
    let assets = assets.iter().map(|(out, _)| (plain_name(out), show.base_url.file_href(out)));
    ShellView {
        title: &show.title,
        description: shortened(show.subtitle.as_deref().unwrap_or(&show.description), 140),
        language: &show.language,
        dir: direction(&show.language),
        base: &show.base_url.path,
        url: &show.base_url.url,
        home: href(""),
        menu: menu(site),
        feed: show.base_url.file(&Scope::Show { page: 1 }.path(site)),
        json_feed: show.base_url.file(&Scope::Json { page: 1 }.path(site)),
        episodes: href("episodes/"),
        people: href("partners/"),
        search: href("search/"),
        be_a_guest: href("be-a-guest/"),
        // Nobody finds an unlisted show in a directory, and its page is not the place to say where it could be.
        subscribe: show.subscribe.iter().filter(|_| !show.block).map(|way| (way.app.as_str(), way.url.as_str())).collect(),
        social: show.social.iter().filter_map(|link| Some((link.title.as_str(), address(site, &link.url)?))).collect(),
        business: business(site),
        postal_address: show.postal_address.as_deref().map(|address| below(business(site), address)),
        email: host_email(site).filter(|email| mail_address(&format!("mailto:{email}")).is_some()),
        privacy: privacy(site),
        license: show.license.as_ref().map(|license| (license_name(&license.name), license.url.as_ref().map(|url| url.as_str()))),
        copyright: show.copyright.as_deref(),
        host: super::view::host_name(site),
        assets: assets.collect(),
        options: &show.theme_options,
        analytics: show.analytics.as_deref(),
        words: table(site),
    }
}

/// The name a file has in the theme: `style.css` for `assets/style.0a1b2c3d.css`.
fn plain_name(out: &OutPath) -> String {
    let name = out.as_str().strip_prefix("assets/").unwrap_or(out.as_str());
    let (folder, file) = name.rsplit_once('/').map_or((String::new(), name), |(folder, file)| (format!("{folder}/"), file));
    let mut parts: Vec<&str> = file.split('.').collect();
    let hash = if parts.len() > 2 { parts.len() - 2 } else { parts.len() - 1 };
    if parts.len() > 1 {
        parts.remove(hash);
    }
    format!("{folder}{}", parts.join("."))
}

fn menu(site: &Site) -> Vec<MenuEntry<'_>> {
    let own = site.show.links.iter().filter_map(|link| Some((link.title.as_str(), address(site, &link.url)?, "")));
    let own: Vec<_> = own.take(3).collect();
    let standard = [("menu_episodes", "episodes/", "episodes"), ("menu_people", "partners/", "people"), ("menu_follow", "#follow", "")];
    let standard = standard.map(|(key, page, name)| (word(site, key), format!("{}{page}", site.show.base_url.path), name));
    let entries = if own.is_empty() { standard.into() } else { own };
    entries.into_iter().map(|(title, href, name)| MenuEntry { title, href, name }).collect()
}

/// `cc-by-nc-nd-4.0`, as machines write it, as people do: `CC BY-NC-ND 4.0`. Anything else is left as it is.
fn license_name(name: &str) -> String {
    let spoken = || {
        let (rights, version) = name.rsplit_once('-').filter(|(_, version)| version.starts_with(|first: char| first.is_ascii_digit()))?;
        let rights = rights.to_ascii_uppercase();
        let rights = rights.strip_prefix("CC-").map(|rights| format!("CC {rights}")).or_else(|| (rights == "CC0").then_some(rights))?;
        Some(format!("{rights} {version}"))
    };
    spoken().unwrap_or_else(|| name.to_owned())
}

/// An address that stands below the business's name, without that name where it begins with it.
fn below<'a>(business: &str, address: &'a str) -> &'a str {
    let rest = address.strip_prefix(business).map(|rest| rest.trim_start_matches([',', ';', '\n', '\r', ' ']));
    rest.filter(|rest| !rest.is_empty() && rest.len() + business.len() < address.len()).unwrap_or(address)
}

fn business(site: &Site) -> &str {
    let host = site.show.hosts.first().map(|id| site.person(*id));
    host.and_then(|host| host.business.as_deref()).unwrap_or(&site.show.author)
}

/// The privacy page: as the forms name it, else a page called `privacy`.
fn privacy(site: &Site) -> Option<String> {
    let named = site.show.forms.privacy_url.as_deref().and_then(|url| address(site, url));
    let page = || site.pages.iter().find(|page| page.slug == Slug("privacy".to_owned()));
    named.or_else(|| page().map(|page| site.show.base_url.href(&page.permalink)))
}

/// Which way a language is written. Source: CLDR, layout of languages; the script subtag wins.
pub(super) fn direction(language: &str) -> &'static str {
    let mut parts = language.split(['-', '_']);
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script = parts.find(|part| part.len() == 4).map(str::to_ascii_lowercase);
    let is_rtl = match script.as_deref() {
        Some("arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg") => true,
        Some(_) => false,
        None => {
            matches!(first.as_str(), "ar" | "he" | "iw" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" | "arc" | "syr" | "nqo")
        }
    };
    if is_rtl { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_licence_is_written_as_people_write_it() {
        let names = ["cc-by-nc-nd-4.0", "CC0-1.0", "CC-BY-4.0", "All rights reserved", "MIT", "Apache-2.0", "cc-by", ""];
        let written = ["CC BY-NC-ND 4.0", "CC0 1.0", "CC BY 4.0", "All rights reserved", "MIT", "Apache-2.0", "cc-by", ""];
        assert_eq!(names.map(license_name), written);
    }

    #[test]
    fn an_address_does_not_say_the_business_twice() {
        assert_eq!(below("Ellison Advisory", "Ellison Advisory, 218 W Superior St"), "218 W Superior St");
        let alone = ["218 W Superior St", "Ellison Advisory", "Ellison Advisoryville 2", ""];
        assert_eq!(alone.map(|address| below("Ellison Advisory", address)), alone);
    }

    #[test]
    fn the_menu_is_three_links_unless_the_show_has_its_own() {
        let mut site = sample::site();
        assert_eq!(menu(&site).iter().map(|entry| entry.title).collect::<Vec<_>>(), ["About"]);
        site.show.links.clear();
        let hrefs: Vec<_> = menu(&site).into_iter().map(|entry| entry.href).collect();
        assert_eq!(hrefs, ["/show/episodes/", "/show/partners/", "/show/#follow"]);
        site.show.links = vec![crate::model::Link { title: "x".into(), url: "/x/".into() }; 5];
        assert_eq!(menu(&site).len(), 3);
    }

    #[test]
    fn theme_files_are_known_by_their_plain_names() {
        let names = ["assets/style.0a1b2c3d.css", "assets/f/a.b.00000000.woff2", "assets/LICENSE.00000000"];
        assert_eq!(names.map(|name| plain_name(&OutPath(name.into()))), ["style.css", "f/a.b.woff2", "LICENSE"]);
    }

    #[test]
    fn languages_are_written_their_own_way() {
        assert_eq!(["ar", "he-IL", "fa", "az-Arab"].map(direction), ["rtl"; 4]);
        assert_eq!(["en-us", "ar-Latn", "", "de"].map(direction), ["ltr"; 4]);
    }

    #[test]
    fn the_privacy_page_is_found_by_its_name() {
        let mut site = sample::site();
        site.show.forms.privacy_url = None;
        assert_eq!(privacy(&site), None);
        site.pages.push(crate::model::Page { slug: Slug("privacy".into()), permalink: Permalink("privacy/".into()), ..sample::page() });
        assert_eq!(privacy(&site).unwrap(), "/show/privacy/");
    }
}
