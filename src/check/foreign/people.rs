//! Rules about people, places and money in the podcast namespace.

use super::found::Found;
use super::view::{Feed, Item};
use super::{FeedRule, milder};
use crate::check::nearest;
use crate::check::people::{self, TAXONOMY};
use crate::foreign::{Element, Space};
use crate::report::{RuleText, Severity::Warning};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "person-without-name",
            Warning,
            "A `podcast:person` with nobody's name in it.",
            "Apps pass over it, and the guest is not credited.",
            "<podcast:person role=\"guest\"/>",
            "<podcast:person role=\"guest\">Dev Okafor</podcast:person>",
        ),
        check: without_name,
    },
    FeedRule { text: people::NAME_TOO_LONG.text, check: name_too_long },
    FeedRule { text: people::UNKNOWN_ROLE.text, check: unknown_role },
    FeedRule { text: milder(people::GUEST_WITHOUT_HOST.text), check: guest_without_host },
    FeedRule {
        text: RuleText::new(
            "feed-text-over-limit",
            Warning,
            "A text in a `podcast:` tag that is longer than apps show.",
            "It is cut, or the tag is left out.",
            "<podcast:funding url=\"…\">(two hundred characters)</podcast:funding>",
            "<podcast:funding url=\"…\">Support the show</podcast:funding>",
        ),
        check: over_limit,
    },
];

/// Every person, with the item they are in, if it is in one.
fn all<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (Option<&'f Item>, &'f Element<'t>)> {
    let parents = std::iter::once((None, feed.channel)).chain(feed.items.iter().map(|item| (Some(item), item.element)));
    parents.flat_map(move |(item, parent)| feed.all(parent, Space::Podcast, "person").map(move |person| (item, person)))
}

fn without_name(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, person) in all(feed).filter(|(_, person)| feed.says(person).text.is_empty()) {
        found.either(item, person.tag.clone(), "this person has no name", "write the whole name between the tags");
    }
}

fn name_too_long(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, person) in all(feed) {
        let said = feed.says(person);
        if said.text.chars().count() > 128 {
            found.either(item, said.at, "this name is longer than 128 characters", "write one person's name in each tag");
        }
    }
}

fn unknown_role(feed: &Feed<'_>, found: &mut Found<'_>) {
    let roles: Vec<&str> = TAXONOMY.iter().flat_map(|(_, roles)| *roles).copied().collect();
    let groups: Vec<&str> = TAXONOMY.iter().map(|(group, _)| *group).collect();
    for (item, person) in all(feed) {
        for (name, known) in [("role", &roles), ("group", &groups)] {
            let Some(said) = feed.attribute(person, name).filter(|said| !known.iter().any(|word| word.eq_ignore_ascii_case(&said.text)))
            else {
                continue;
            };
            let fix = match nearest(&said.text, known.iter().copied()) {
                Some(near) => format!("write `{}` if that is the one you mean, or leave `{name}` out", near.to_lowercase()),
                None => format!("choose one such as `{}`, or leave `{name}` out", if name == "role" { "producer" } else { "cast" }),
            };
            let cut: String = said.text.chars().take(40).collect();
            found.either(item, said.at, format!("apps know no {name} called \"{cut}\""), fix);
        }
    }
}

fn role(person: &Element<'_>) -> String {
    person.attribute("role").map_or_else(|| "host".to_owned(), |role| role.value.trim().to_lowercase())
}

fn guest_without_host(feed: &Feed<'_>, found: &mut Found<'_>) {
    let has_hosts = feed.all(feed.channel, Space::Podcast, "person").any(|person| role(person).contains("host"));
    for item in feed.items.iter().filter(|_| has_hosts) {
        let people = || feed.all(item.element, Space::Podcast, "person");
        let Some(guest) = people().find(|person| role(person) == "guest") else { continue };
        if !people().any(|person| role(person).contains("host")) {
            let message = "the guest is named, the host is not: in apps these people take the place of the show's";
            found.item(item, guest.tag.clone(), message, "repeat the host in every item that has a `podcast:person`");
        }
    }
}

/// Most characters of texts in the podcast namespace. Source: its tag pages.
const LIMITS: [(&str, usize); 6] =
    [("funding", 128), ("location", 128), ("license", 128), ("trailer", 128), ("txt", 4000), ("updateFrequency", 128)];

fn over_limit(feed: &Feed<'_>, found: &mut Found<'_>) {
    let parents = std::iter::once((None, feed.channel)).chain(feed.items.iter().map(|item| (Some(item), item.element)));
    for (item, parent) in parents {
        for (local, most) in LIMITS {
            for said in
                feed.all(parent, Space::Podcast, local).map(|element| feed.says(element)).filter(|said| said.text.chars().count() > most)
            {
                found.either(item, said.at, format!("apps show {most} characters here"), "say it in fewer words");
            }
        }
    }
}
