//! Rules about the feed as a whole: how large it is, and whether it is meant to be found.

use super::{Check, Guards, Rule};
use crate::feed;
use crate::model::{ByteLen, Site};
use crate::report::{Place, Report, RuleText, Severity};

pub(super) const FEED_TOO_LARGE: Rule = Rule {
    text: RuleText {
        name: "feed-too-large",
        severity: Severity::Warning,
        finds: "A feed of more than about 1 MB.",
        why: "Every app of every listener asks for it several times a day, some give up on it half-way, and on a telephone it costs. The notes of old episodes are cut short already; what is left are the episodes themselves.",
        wrong: "a show of a thousand interviews, and no `feed`",
        right: "feed:\n  limit: 300",
    },
    guards: Guards::Quality,
    check: Check::Site(feed_too_large),
};

fn feed_too_large(site: &Site, report: &mut Report) {
    let length = ByteLen(u64::try_from(feed::length(site)).unwrap_or(u64::MAX));
    if length > ByteLen(1_000_000) {
        let message = format!("the feed has about {}, which is more than some apps read", length.for_people());
        let finding = FEED_TOO_LARGE.finding(Place::key(&site.show.source, "feed"), message);
        report.add(
            finding.fix(
                "set `feed: {limit: 300}`: older episodes stay on the site; or `feed: {pages: 100}`, for the few apps that turn pages",
            ),
        );
    }
}

pub(super) const UNLISTED_WITH_DIRECTORIES: Rule = Rule {
    text: RuleText {
        name: "unlisted-with-directories",
        severity: Severity::Info,
        finds: "Links to directories under `subscribe`, in a show that is kept out of directories with `block`.",
        why: "They are not shown: an unlisted show is followed by its feed's address alone.",
        wrong: "block: true\nsubscribe:\n  - app: Spotify\n    url: https://open.spotify.com/show/x",
        right: "block: true",
    },
    guards: Guards::Quality,
    check: Check::Site(unlisted_with_directories),
};

fn unlisted_with_directories(site: &Site, report: &mut Report) {
    if site.show.block && !site.show.subscribe.is_empty() {
        let place = Place::key(&site.show.source, "subscribe");
        let finding = UNLISTED_WITH_DIRECTORIES.finding(place, "these links are not shown, because the show is unlisted");
        report.add(finding.fix("take `block` out if the show may be found, or these links if it may not"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key};
    use crate::model::{Episode, Subscribe};

    #[test]
    fn a_feed_grows_until_it_is_told() {
        let many = |count: usize| {
            move |site: &mut Site| {
                let one = site.episodes[1].clone();
                site.episodes = (0..count).map(|number| Episode { guid: format!("guid-{number}"), ..one.clone() }).collect();
            }
        };
        finds(&FEED_TOO_LARGE, show_key("feed"), many(1000));
        assert!(found(&FEED_TOO_LARGE, many(100)).is_empty());
        let limited = |site: &mut Site| {
            many(1000)(site);
            site.show.feed.limit = Some(100);
        };
        assert!(found(&FEED_TOO_LARGE, limited).is_empty());
    }

    #[test]
    fn an_unlisted_show_names_no_directories() {
        let way = || vec![Subscribe { app: "Spotify".into(), url: "https://open.spotify.com/show/x".into() }];
        finds(&UNLISTED_WITH_DIRECTORIES, show_key("subscribe"), |site| (site.show.block, site.show.subscribe) = (true, way()));
        assert!(found(&UNLISTED_WITH_DIRECTORIES, |site| site.show.subscribe = way()).is_empty());
        assert!(found(&UNLISTED_WITH_DIRECTORIES, |site| (site.show.block, site.show.subscribe) = (true, Vec::new())).is_empty());
    }
}
