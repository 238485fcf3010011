//! Rules about the show as a whole: what directories and apps read first.

use super::{Check, Guards, Rule};
use crate::feed::{self, Scope};
use crate::model::Site;
use crate::report::{Place, Report, RuleText, Severity};
use std::collections::BTreeSet;

pub(super) const SHOW_TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "show-title-too-long",
        severity: Severity::Warning,
        finds: "A name of the show with more than 255 characters.",
        why: "Apps cut it where they like, and people cannot say it to a friend.",
        wrong: "title: People I'd Send You To, the monthly talk with … (300 characters)",
        right: "title: People I'd Send You To",
    },
    guards: Guards::Quality,
    check: Check::Site(show_title_too_long),
};

fn show_title_too_long(site: &Site, report: &mut Report) {
    let length = site.show.title.chars().count();
    if length > 255 {
        let place = Place::key(&site.show.source, "title");
        let finding = SHOW_TITLE_TOO_LONG.finding(place, format!("the show's name has {length} characters; apps cut it after 255"));
        report.add(finding.fix("keep the name alone, and move the rest to `subtitle` or `description`"));
    }
}

pub(super) const SHOW_TITLE_STUFFED: Rule = Rule {
    text: RuleText {
        name: "show-title-stuffed",
        severity: Severity::Warning,
        finds: "A name of the show that carries a list of search words.",
        why: "Directories hide or refuse shows whose name is a list of words, and a referral needs a name that people can say.",
        wrong: "title: \"People | Business | Referrals | Small Company Podcast\"",
        right: "title: People I'd Send You To",
    },
    guards: Guards::Quality,
    check: Check::Site(show_title_stuffed),
};

fn show_title_stuffed(site: &Site, report: &mut Report) {
    if is_stuffed(&site.show.title) {
        let place = Place::key(&site.show.source, "title");
        let finding = SHOW_TITLE_STUFFED.finding(place, "the show's name looks like a list of search words");
        report.add(finding.fix("keep the name alone; directories find shows by `description` and `categories`"));
    }
}

/// Whether a name is a list of words rather than a name.
pub(super) fn is_stuffed(title: &str) -> bool {
    let bars = title.chars().filter(|c| matches!(c, '|' | '•' | '·' | '｜')).count();
    let commas = title.chars().filter(|c| matches!(c, ',' | '、' | '،' | ';')).count();
    bars >= 2 || commas >= 4
}

pub(super) const SHOW_DESCRIPTION_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "show-description-too-long",
        severity: Severity::Warning,
        finds: "A description of the show with more than 4,000 bytes.",
        why: "Directories cut it there, in the middle of a sentence.",
        wrong: "description: (two pages of text)",
        right: "description: two or three sentences, the first says what a listener gets",
    },
    guards: Guards::Quality,
    check: Check::Site(show_description_too_long),
};

fn show_description_too_long(site: &Site, report: &mut Report) {
    let length = site.show.description.len();
    if length > 4000 {
        let place = Place::key(&site.show.source, "description");
        let message = format!("the description is {length} bytes long; directories cut it after 4,000");
        report.add(SHOW_DESCRIPTION_TOO_LONG.finding(place, message).fix("shorten it, and move the rest to an about page"));
    }
}

pub(super) const NO_AUTHOR: Rule = Rule {
    text: RuleText {
        name: "no-author",
        severity: Severity::Warning,
        finds: "A show that does not say who makes it.",
        why: "Apps show the name below the title; Spotify refuses a show without one.",
        wrong: "author: \"\"",
        right: "author: Margo Ellison",
    },
    guards: Guards::Quality,
    check: Check::Site(no_author),
};

fn no_author(site: &Site, report: &mut Report) {
    if site.show.author.trim().is_empty() {
        let finding = NO_AUTHOR.finding(Place::key(&site.show.source, "author"), "the show does not say who makes it");
        report.add(finding.fix("write your name or your company's under `author`"));
    }
}

pub(super) const NO_OWNER_EMAIL: Rule = Rule {
    text: RuleText {
        name: "no-owner-email",
        severity: Severity::Warning,
        finds: "A show without an e-mail address that directories can write to.",
        why: "Directories send the code that proves the show is yours to this address. Without it, a `txt` record with the purpose \
              `verify` is the other way; a show hidden with `block` needs neither.",
        wrong: "owner:\n  name: Ellison Advisory",
        right: "owner:\n  name: Ellison Advisory\n  email: hello@ellison.example",
    },
    guards: Guards::Quality,
    check: Check::Site(no_owner_email),
};

fn no_owner_email(site: &Site, report: &mut Report) {
    let show = &site.show;
    let has_email = show.owner.as_ref().is_some_and(|owner| owner.email.is_some());
    let is_verified = show.txt.iter().any(|txt| matches!(txt.purpose.as_deref(), Some("verify" | "applepodcastsverify")));
    if !has_email && !is_verified && !show.block {
        let finding = NO_OWNER_EMAIL.finding(Place::key(&show.source, "owner.email"), "directories have no address to send your code to");
        report.add(finding.fix("add `owner: {email: …}` with an address that you are happy to publish"));
    }
}

pub(super) const COPYRIGHT_WITH_YEAR: Rule = Rule {
    text: RuleText {
        name: "copyright-with-year",
        severity: Severity::Info,
        finds: "A copyright line with the word, the sign or a year in it.",
        why: "Apps add the sign themselves, and a year grows old; the holder's name alone is what the podcast standard asks for.",
        wrong: "copyright: © 2026 Ellison Advisory",
        right: "copyright: Ellison Advisory",
    },
    guards: Guards::Quality,
    check: Check::Site(copyright_with_year),
};

fn copyright_with_year(site: &Site, report: &mut Report) {
    let Some(copyright) = &site.show.copyright else { return };
    if says_more_than_whose(copyright) {
        let place = Place::key(&site.show.source, "copyright");
        report.add(COPYRIGHT_WITH_YEAR.finding(place, "this says more than whose the show is").fix("write the holder's name alone"));
    }
}

/// Whether a copyright line holds a year, the word or the sign.
pub(super) fn says_more_than_whose(copyright: &str) -> bool {
    let lower = copyright.to_lowercase();
    let has_year = lower.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")));
    has_year || ["copyright", "©", "(c)", "℗"].iter().any(|mark| lower.contains(mark))
}

pub(super) const NO_EPISODES: Rule = Rule {
    text: RuleText {
        name: "no-episodes",
        severity: Severity::Warning,
        finds: "A show without a single published episode.",
        why: "Apple, Spotify and several apps refuse a feed with nothing in it; a trailer of one minute is enough.",
        wrong: "content/episodes/ is empty, or everything in it is a draft or dated later",
        right: "content/episodes/001-trailer/index.md with `type: trailer`",
    },
    guards: Guards::Quality,
    check: Check::Site(no_episodes),
};

fn no_episodes(site: &Site, report: &mut Report) {
    if site.episodes.is_empty() {
        let finding = NO_EPISODES.finding(Place::file(&site.show.source), "no episode is published yet; directories refuse an empty feed");
        report.add(finding.fix("publish a trailer before you give the feed's address to anybody"));
    }
}

pub(super) const NEW_FEED_URL_IS_SELF: Rule = Rule {
    text: RuleText {
        name: "new-feed-url-is-self",
        severity: Severity::Error,
        finds: "A `new_feed_url` that is the feed's own address, or that of another feed which this site writes.",
        why: "Apps would move the show from here to here, and some stop asking for new episodes; or they would move everybody to one guest's interviews.",
        wrong: "base_url: https://talks.ellison.example/\nnew_feed_url: https://talks.ellison.example/feed.xml",
        right: "base_url: https://talks.ellison.example/",
    },
    guards: Guards::Identity,
    check: Check::Site(new_feed_url_is_self),
};

fn new_feed_url_is_self(site: &Site, report: &mut Report) {
    let Some(new) = &site.show.new_feed_url else { return };
    let scopes = (1..=feed::page_count(site)).flat_map(|page| [Scope::Show { page }, Scope::Json { page }]);
    let scopes = scopes.chain(site.partners().map(|(id, _)| Scope::Partner(id)));
    let is_new = |scope: &Scope| without_scheme(new.as_str()) == without_scheme(&site.show.base_url.file(&scope.path(site)));
    let message = match scopes.into_iter().find(is_new) {
        Some(Scope::Show { page: 1 }) => "this is where the feed is already",
        Some(_) => "this is another feed of the same site, not the show's new one",
        None => return,
    };
    let finding = NEW_FEED_URL_IS_SELF.finding(Place::key(&site.show.source, "new_feed_url"), message);
    report.add(finding.fix("take `new_feed_url` out, or write the address to which the show moves"));
}

fn without_scheme(address: &str) -> String {
    let lower = address.to_lowercase();
    lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned()
}

pub(super) const PODROLL_GUID_NOT_A_UUID: Rule = Rule {
    text: RuleText {
        name: "podroll-guid-not-a-uuid",
        severity: Severity::Error,
        finds: "A recommended show whose `feed_guid` is not a podcast guid.",
        why: "Apps find the recommended show by this number alone; with a wrong one your partner gets nothing from the recommendation.",
        wrong: "podroll:\n  - feed_guid: First Fifteen",
        right: "podroll:\n  - feed_guid: fd083082-0bfc-57d2-bc76-63751ed5ad15",
    },
    guards: Guards::Quality,
    check: Check::Site(podroll_guid_not_a_uuid),
};

fn podroll_guid_not_a_uuid(site: &Site, report: &mut Report) {
    for (index, feed) in site.show.podroll.iter().enumerate() {
        if uuid::Uuid::parse_str(&feed.feed_guid).is_err() || feed.feed_guid.len() != 36 {
            let place = Place::key(&site.show.source, format!("podroll[{index}].feed_guid"));
            let finding = PODROLL_GUID_NOT_A_UUID.finding(place, "this is not the guid of a podcast");
            report.add(finding.fix("copy the text of `podcast:guid` from their feed, five groups of letters and digits"));
        }
    }
}

pub(super) const FEED_TEXT_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "feed-text-too-long",
        severity: Severity::Warning,
        finds: "A small text for the feed that is longer than apps keep.",
        why: "Apps cut it or drop it with the link that belongs to it.",
        wrong: "funding:\n  - text: (a paragraph about why support matters)",
        right: "funding:\n  - text: Support the show",
    },
    guards: Guards::Quality,
    check: Check::Site(feed_text_too_long),
};

fn feed_text_too_long(site: &Site, report: &mut Report) {
    let show = &site.show;
    let funding = show.funding.iter().enumerate().map(|(index, funding)| (format!("funding[{index}].text"), funding.text.as_str(), 128));
    let txt = show.txt.iter().enumerate().map(|(index, txt)| (format!("txt[{index}].value"), txt.value.as_str(), 4000));
    let place = show.location.iter().map(|location| ("location".to_owned(), location.name.as_str(), 128));
    let license = show.license.iter().map(|license| ("license".to_owned(), license.name.as_str(), 128));
    let update = show.update.iter().map(|update| ("update".to_owned(), update.text.as_str(), 128));
    for (key, text, limit) in funding.chain(txt).chain(place).chain(license).chain(update) {
        let length = text.chars().count();
        if length > limit {
            let message = format!("this has {length} characters; apps keep {limit}");
            report.add(FEED_TEXT_TOO_LONG.finding(Place::key(&show.source, key), message).fix(format!("shorten it to {limit} characters")));
        }
    }
    too_long_places(site, report);
}

fn too_long_places(site: &Site, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for episode in &site.episodes {
        let length = episode.location.as_ref().map_or(0, |location| location.name.chars().count());
        if length > 128 && seen.insert(&episode.source) {
            let message = format!("this has {length} characters; apps keep 128");
            report.add(FEED_TEXT_TOO_LONG.finding(Place::key(&episode.source, "location"), message).fix("shorten it to 128 characters"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key, spotlight_key};
    use crate::model::AbsoluteUrl;

    #[test]
    fn a_title_is_a_name_and_not_a_list() {
        finds(&SHOW_TITLE_TOO_LONG, show_key("title"), |site| site.show.title = "ü".repeat(256));
        assert!(found(&SHOW_TITLE_TOO_LONG, |site| site.show.title = "ü".repeat(255)).is_empty());
        finds(&SHOW_TITLE_STUFFED, show_key("title"), |site| site.show.title = "Talks | Business | Referrals".into());
        assert!(found(&SHOW_TITLE_STUFFED, |site| site.show.title = "Ledger | Line".into()).is_empty());
    }

    #[test]
    fn a_description_is_counted_in_bytes() {
        finds(&SHOW_DESCRIPTION_TOO_LONG, show_key("description"), |site| site.show.description = "ü".repeat(2001));
        assert!(found(&SHOW_DESCRIPTION_TOO_LONG, |site| site.show.description = "u".repeat(4000)).is_empty());
    }

    #[test]
    fn directories_need_a_name_and_an_address_unless_the_show_is_hidden() {
        finds(&NO_AUTHOR, show_key("author"), |site| site.show.author = " ".into());
        finds(&NO_OWNER_EMAIL, show_key("owner.email"), |site| {
            site.show.owner = None;
            site.show.txt.clear();
        });
        assert!(found(&NO_OWNER_EMAIL, |site| site.show.owner = None).is_empty(), "the sample has a verify record");
    }

    #[test]
    fn copyright_is_the_name_alone() {
        for wrong in ["© Abara", "(c) Abara", "Copyright Abara", "2019–2026 Abara"] {
            finds(&COPYRIGHT_WITH_YEAR, show_key("copyright"), |site| site.show.copyright = Some(wrong.into()));
        }
        assert!(found(&COPYRIGHT_WITH_YEAR, |site| site.show.copyright = Some("Studio 54321".into())).is_empty());
    }

    #[test]
    fn an_empty_show_is_told() {
        finds(&NO_EPISODES, Place::file("content/show.yaml"), |site| site.episodes.as_vec_mut().clear());
    }

    #[test]
    fn a_feed_does_not_move_to_where_it_is() {
        finds(&NEW_FEED_URL_IS_SELF, show_key("new_feed_url"), |site| {
            site.show.new_feed_url = Some(AbsoluteUrl("http://Ledger.example/show/feed.xml/".into()));
        });
        for other in ["feed.json", "partners/dev-okafor/feed.xml"] {
            finds(&NEW_FEED_URL_IS_SELF, show_key("new_feed_url"), |site| {
                site.show.new_feed_url = Some(AbsoluteUrl(format!("https://ledger.example/show/{other}")));
            });
        }
        let moved = |site: &mut Site| site.show.new_feed_url = Some(AbsoluteUrl("https://new.example/feed.xml".into()));
        assert!(found(&NEW_FEED_URL_IS_SELF, moved).is_empty());
    }

    #[test]
    fn a_recommended_show_needs_its_guid() {
        finds(&PODROLL_GUID_NOT_A_UUID, show_key("podroll[0].feed_guid"), |site| site.show.podroll[0].feed_guid = "Friends".into());
    }

    #[test]
    fn small_texts_stay_small() {
        finds(&FEED_TEXT_TOO_LONG, show_key("funding[0].text"), |site| site.show.funding[0].text = "x".repeat(129));
        finds(&FEED_TEXT_TOO_LONG, spotlight_key("location"), |site| {
            if let Some(location) = &mut site.episodes[1].location {
                location.name = "x".repeat(129);
            }
        });
    }
}
