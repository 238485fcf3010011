//! Rules about hosts, guests and everybody else who is named.

use super::text::{folded, has_scheme, is_web_address};
use super::{Check, Guards, Rule, nearest};
use crate::markdown;
use crate::model::{Episode, Person, PersonId, RelPath, Site};
use crate::report::{Place, Report, RuleText, Severity};
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;

pub(super) const NAME_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "name-too-long",
        severity: Severity::Error,
        finds: "A name with more than 128 characters.",
        why: "Apps leave out a person whose name is longer, so your guest gets no credit; mostly a whole sentence slipped into the field.",
        wrong: "name: Dev Okafor, who has practised estate law on Lake Avenue since 2011 and … (200 characters)",
        right: "name: Dev Okafor\ntagline: Estate attorney for business owners",
    },
    guards: Guards::Quality,
    check: Check::Site(name_too_long),
};

fn name_too_long(site: &Site, report: &mut Report) {
    let people = site.people.iter().map(|person| (&person.source, "name".to_owned(), &person.name));
    let credits = site.episodes.iter().flat_map(|episode| {
        let named = |(index, name)| (&episode.source, format!("people[{index}].name"), name);
        episode.people.iter().map(|credit| &credit.name).enumerate().map(named)
    });
    for (source, key, name) in people.chain(credits) {
        let length = name.chars().count();
        if length > 128 {
            let message = format!("this name has {length} characters; apps keep 128");
            report.add(NAME_TOO_LONG.finding(Place::key(source, key), message).fix("write the name alone"));
        }
    }
}

pub(super) const UNKNOWN_ROLE: Rule = Rule {
    text: RuleText {
        name: "unknown-role",
        severity: Severity::Error,
        finds: "A role or group of a person that podcast apps do not have.",
        why: "Apps know a fixed list of roles. A person with another one is shown as a host, or not at all.",
        wrong: "people:\n  - name: Walt Jokela\n    role: sound guy",
        right: "people:\n  - name: Walt Jokela\n    role: Audio Editor\n    group: Audio Post-Production",
    },
    guards: Guards::Quality,
    check: Check::Site(unknown_role),
};

fn unknown_role(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        for (index, credit) in episode.people.iter().enumerate() {
            let roles = TAXONOMY.iter().flat_map(|(_, roles)| *roles).copied();
            let groups = TAXONOMY.iter().map(|(group, _)| *group);
            let fields = [("role", &credit.role, roles.collect::<Vec<_>>()), ("group", &credit.group, groups.collect())];
            for (field, written, known) in fields {
                let Some(written) = written.as_ref().filter(|written| !known.iter().any(|word| word.eq_ignore_ascii_case(written))) else {
                    continue;
                };
                let place = Place::key(&episode.source, format!("people[{index}].{field}"));
                let finding = UNKNOWN_ROLE.finding(place, format!("apps know no {field} called \"{written}\""));
                report.add(finding.fix(match nearest(written, known.iter().copied()) {
                    Some(near) => format!("write `{near}` if that is the one you mean, or leave `{field}` out"),
                    None => format!("choose one such as `{}`, or leave `{field}` out", if field == "role" { "Producer" } else { "Cast" }),
                }));
            }
        }
    }
}

/// Groups and their roles. Source: the Podcast Taxonomy, as the podcast namespace uses it.
pub(super) const TAXONOMY: &[(&str, &[&str])] = &[
    (
        "Creative Direction",
        &[
            "Director",
            "Assistant Director",
            "Executive Producer",
            "Senior Producer",
            "Producer",
            "Associate Producer",
            "Development Producer",
            "Creative Director",
        ],
    ),
    ("Cast", &["Host", "Co-Host", "Guest Host", "Guest", "Voice Actor", "Narrator", "Announcer", "Reporter"]),
    (
        "Writing",
        &[
            "Author",
            "Editorial Director",
            "Co-Writer",
            "Writer",
            "Songwriter",
            "Guest Writer",
            "Story Editor",
            "Managing Editor",
            "Script Editor",
            "Script Coordinator",
            "Researcher",
            "Editor",
            "Fact Checker",
            "Translator",
            "Transcriber",
            "Logger",
        ],
    ),
    (
        "Audio Production",
        &[
            "Studio Coordinator",
            "Technical Director",
            "Technical Manager",
            "Audio Engineer",
            "Remote Recording Engineer",
            "Post Production Engineer",
        ],
    ),
    (
        "Audio Post-Production",
        &["Audio Editor", "Sound Designer", "Foley Artist", "Composer", "Theme Music", "Music Production", "Music Contributor"],
    ),
    (
        "Administration",
        &[
            "Production Coordinator",
            "Booking Coordinator",
            "Production Assistant",
            "Content Manager",
            "Marketing Manager",
            "Sales Representative",
            "Sales Manager",
        ],
    ),
    ("Visuals", &["Graphic Designer", "Cover Art Designer"]),
    ("Community", &["Social Media Manager"]),
    ("Misc.", &["Consultant", "Intern"]),
    ("Video Production", &["Camera Operator", "Lighting Designer", "Camera Grip", "Assistant Camera"]),
    ("Video Post-Production", &["Editor", "Assistant Editor"]),
];

pub(super) const GUEST_WITHOUT_HOST: Rule = Rule {
    text: RuleText {
        name: "guest-without-host",
        severity: Severity::Error,
        finds: "An episode that names its guest but not its host.",
        why: "In apps the people of an episode take the place of the show's: you would vanish from your own interview.",
        wrong: "guests: [dev-okafor]\nhosts: []",
        right: "guests: [dev-okafor]   (the show's hosts are meant when `hosts` is left out)",
    },
    guards: Guards::Quality,
    check: Check::Site(guest_without_host),
};

fn guest_without_host(site: &Site, report: &mut Report) {
    let has_hosts = site.hosts().next().is_some();
    for episode in site.episodes.iter().filter(|episode| has_hosts && !episode.guests.is_empty() && episode.hosts.is_empty()) {
        let finding = GUEST_WITHOUT_HOST.finding(Place::key(&episode.source, "hosts"), "the guest is named, the host is not");
        report.add(finding.fix("take `hosts` out, or name who asks the questions"));
    }
}

pub(super) const GUEST_NOT_LINKED: Rule = Rule {
    text: RuleText {
        name: "guest-not-linked",
        severity: Severity::Warning,
        finds: "A partner who is named in the title, or in the notes of an episode without guests, but not under `guests`.",
        why: "The interview is missing from the partner's page, the link does not credit them, and no kit is made for them.",
        wrong: "title: Dev Okafor on who can sign\nguests: []",
        right: "title: Dev Okafor on who can sign\nguests: [dev-okafor]",
    },
    guards: Guards::Quality,
    check: Check::Site(guest_not_linked),
};

fn guest_not_linked(site: &Site, report: &mut Report) {
    let names = PartnerNames::of(site);
    for episode in &site.episodes {
        for (id, name) in names.within(&said_about(episode)) {
            let is_credited = episode.people.iter().any(|credit| folded(&credit.name) == name) || episode.hosts.contains(&id);
            if !is_credited && !episode.guests.contains(&id) {
                let partner = site.person(id);
                let message = format!("{} is named here, but is not a guest", partner.name);
                let finding = GUEST_NOT_LINKED.finding(Place::key(&episode.source, "guests"), message);
                report.add(finding.fix(format!("add `{}` to `guests` if this is their interview", partner.slug)));
            }
        }
    }
}

/// All partners' names, to be looked for in one reading of a text, however many partners there are.
struct PartnerNames {
    people: Vec<(PersonId, String)>,
    /// Finds ` name ` in ` text `; `None` only when there are more names than memory for them.
    finder: Option<AhoCorasick>,
}

impl PartnerNames {
    fn of(site: &Site) -> Self {
        let names = site.partners().map(|(id, partner)| (id, folded(&partner.name)));
        // A single word is as often a word as a name.
        let people: Vec<(PersonId, String)> = names.filter(|(_, name)| name.contains(' ')).collect();
        let finder = AhoCorasick::new(people.iter().map(|(_, name)| format!(" {name} "))).ok();
        Self { people, finder }
    }

    /// Who is named in a [`folded`] text, in the order of partners.
    fn within(&self, folded: &str) -> Vec<(PersonId, &str)> {
        let text = format!(" {folded} ");
        let found = self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(&text)).map(|found| found.pattern().as_usize());
        let found: BTreeSet<usize> = found.collect();
        found.into_iter().map(|index| (self.people[index].0, self.people[index].1.as_str())).collect()
    }
}

/// The title, and the notes of an episode that has no guest: with one, other partners may be mentioned in passing.
fn said_about(episode: &Episode) -> String {
    if episode.guests.is_empty() {
        folded(&format!("{} | {} | {}", episode.title, episode.summary, markdown::plain_text(&episode.notes)))
    } else {
        folded(&episode.title)
    }
}

pub(super) const LINK_NOT_ABSOLUTE: Rule = Rule {
    text: RuleText {
        name: "link-not-absolute",
        severity: Severity::Warning,
        finds: "A handle or half an address where a whole one is needed.",
        why: "Browsers and apps cannot open it, and your guest's listeners end on a page that does not exist.",
        wrong: "links:\n  - title: Mastodon\n    url: \"@dev@social.example\"",
        right: "links:\n  - title: Mastodon\n    url: https://social.example/@dev",
    },
    guards: Guards::Quality,
    check: Check::Site(link_not_absolute),
};

fn link_not_absolute(site: &Site, report: &mut Report) {
    for (source, key, address) in outward_links(site) {
        let is_reachable =
            is_web_address(address) || address.starts_with("mailto:") || address.starts_with("tel:") || address.starts_with("sms:");
        // What starts with a slash leads into this site, which the broken-link rule looks after.
        if is_reachable || address.starts_with('/') {
            continue;
        }
        let finding = LINK_NOT_ABSOLUTE.finding(Place::key(source, key), "this is not an address that a browser can open");
        report.add(finding.fix(if address.contains('@') && !address.contains('/') && !address.starts_with('@') {
            format!("write `mailto:{address}` if it is an e-mail address, else the whole address with https://")
        } else if !has_scheme(address) && address.contains('.') && !address.starts_with('@') {
            format!("write `https://{address}`")
        } else {
            "open the page in a browser and copy what stands in the address bar".to_owned()
        }));
    }
}

/// Links that lead away from the site, with where they were written.
pub(super) fn outward_links(site: &Site) -> Vec<(&RelPath, String, &str)> {
    let show = &site.show;
    let mut links: Vec<(&RelPath, String, &str)> = Vec::new();
    links.extend(show.social.iter().enumerate().map(|(index, link)| (&show.source, format!("social[{index}].url"), link.url.as_str())));
    links.extend(show.subscribe.iter().enumerate().map(|(index, app)| (&show.source, format!("subscribe[{index}].url"), app.url.as_str())));
    for person in &site.people {
        links.extend(links_of(person).into_iter().map(|(key, address)| (&person.source, key, address)));
    }
    for episode in &site.episodes {
        let resources =
            episode.resources.iter().enumerate().filter_map(|(index, resource)| Some((index, "resources", resource.url.as_deref()?)));
        let people = episode.people.iter().enumerate().filter_map(|(index, credit)| Some((index, "people", credit.url.as_deref()?)));
        links.extend(resources.chain(people).map(|(index, list, address)| (&episode.source, format!("{list}[{index}].url"), address)));
    }
    links
}

fn links_of(person: &Person) -> Vec<(String, &str)> {
    let mut links: Vec<(String, &str)> = Vec::new();
    links.extend(person.website.iter().map(|website| ("website".to_owned(), website.as_str())));
    links.extend(person.links.iter().enumerate().map(|(index, link)| (format!("links[{index}].url"), link.url.as_str())));
    links.extend(person.books.iter().enumerate().filter_map(|(index, book)| Some((format!("books[{index}].url"), book.url.as_deref()?))));
    let podcast = person.podcast.as_ref().and_then(|podcast| podcast.url.as_deref());
    links.extend(podcast.map(|address| ("feed.url".to_owned(), address)));
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, show_key, spotlight_key};
    use crate::model::{Markdown, PersonId};

    fn partner_key(key: &str) -> Place {
        Place::key("content/partners/dev-okafor/index.md", key)
    }

    #[test]
    fn names_are_names() {
        finds(&NAME_TOO_LONG, partner_key("name"), |site| site.people[1].name = "é".repeat(129));
        finds(&NAME_TOO_LONG, spotlight_key("people[0].name"), |site| site.episodes[SPOTLIGHT].people[0].name = "x".repeat(129));
    }

    #[test]
    fn roles_are_those_that_apps_know() {
        let role = |role: &'static str| move |site: &mut Site| site.episodes[SPOTLIGHT].people[0].role = Some(role.into());
        finds(&UNKNOWN_ROLE, spotlight_key("people[0].role"), role("sound guy"));
        assert!(found(&UNKNOWN_ROLE, role("Audio Engineer")).is_empty());
        let near = found(&UNKNOWN_ROLE, role("audio enginer")).remove(0);
        assert!(near.fix.is_some_and(|fix| fix.contains("`Audio Engineer`")));
        finds(&UNKNOWN_ROLE, spotlight_key("people[0].group"), |site| site.episodes[SPOTLIGHT].people[0].group = Some("friends".into()));
    }

    #[test]
    fn a_host_does_not_vanish_from_an_interview() {
        finds(&GUEST_WITHOUT_HOST, spotlight_key("hosts"), |site| site.episodes[SPOTLIGHT].hosts.clear());
    }

    #[test]
    fn a_partner_named_in_the_title_is_a_guest() {
        let place = spotlight_key("guests");
        finds(&GUEST_NOT_LINKED, place.clone(), |site| {
            site.episodes[SPOTLIGHT].guests.clear();
            site.episodes[SPOTLIGHT].title = "What DEV OKAFOR counts".into();
            site.episodes[SPOTLIGHT].summary = String::new();
            site.episodes[SPOTLIGHT].notes = Markdown(String::new());
        });
        finds(&GUEST_NOT_LINKED, place, |site| {
            site.episodes[SPOTLIGHT].guests = vec![];
            site.episodes[SPOTLIGHT].notes = Markdown("A talk with Dev Okafor.".into());
        });
        let mentioned = |site: &mut Site| {
            site.episodes[SPOTLIGHT].guests = vec![PersonId(0)];
            site.episodes[SPOTLIGHT].notes = Markdown("As Dev Okafor said.".into());
        };
        assert!(found(&GUEST_NOT_LINKED, mentioned).is_empty());
    }

    #[test]
    fn links_can_be_opened() {
        finds(&LINK_NOT_ABSOLUTE, partner_key("website"), |site| site.people[1].website = Some("okafor.example".into()));
        finds(&LINK_NOT_ABSOLUTE, partner_key("links[0].url"), |site| site.people[1].links[0].url = "@dev".into());
        finds(&LINK_NOT_ABSOLUTE, show_key("social[0].url"), |site| site.show.social[0].url = "@ledger@social.example".into());
        finds(&LINK_NOT_ABSOLUTE, spotlight_key("resources[0].url"), |site| {
            site.episodes[SPOTLIGHT].resources[0].url = Some("sheet".into());
        });
        for good in ["mailto:dev@okafor.example", "tel:+12185550100", "https://a.example", "/about/"] {
            assert!(found(&LINK_NOT_ABSOLUTE, |site| site.people[1].links[0].url = good.into()).is_empty(), "{good}");
        }
    }
}
