//! Rules about an episode as one entry of the feed: its guid, date, title, numbers and notes.

use super::text::{folded, has_words};
use super::{Check, Guards, Rule};
use crate::markdown;
use crate::model::{Episode, EpisodeKind, ShowKind, Site};
use crate::report::{Place, Report, RuleText, Severity};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Published episodes from the oldest: of two that clash, the newer is the one to change.
fn oldest_first(site: &Site) -> impl Iterator<Item = &Episode> {
    site.episodes.iter().rev()
}

pub(super) const DUPLICATE_GUID: Rule = Rule {
    text: RuleText {
        name: "duplicate-guid",
        severity: Severity::Error,
        finds: "Two episodes with the same guid.",
        why: "Apps tell episodes apart by it alone: listeners would see one of the two and never hear of the other.",
        wrong: "guid: episode-4   (in two episodes, often after copying a folder)",
        right: "leave `guid` out of the new episode; it gets one of its own",
    },
    guards: Guards::Identity,
    check: Check::Site(duplicate_guid),
};

fn duplicate_guid(site: &Site, report: &mut Report) {
    let mut first: BTreeMap<&str, &Episode> = BTreeMap::new();
    for episode in oldest_first(site) {
        if let Some(older) = first.get(episode.guid.as_str()) {
            let message = format!("{} has the same guid", older.source);
            let finding = DUPLICATE_GUID.finding(Place::key(&episode.source, "guid"), message);
            report.add(finding.fix("take `guid` out of the newer of the two"));
        } else {
            first.insert(&episode.guid, episode);
        }
    }
}

pub(super) const GUID_NOT_CLEAN: Rule = Rule {
    text: RuleText {
        name: "guid-not-clean",
        severity: Severity::Error,
        finds: "A guid that is empty, or has spaces round it or characters that cannot be seen.",
        why: "Some apps keep the spaces and some do not, so that an episode appears twice after the next edit.",
        wrong: "guid: \" 5f2c-c1 \"",
        right: "guid: 5f2c-c1",
    },
    guards: Guards::Identity,
    check: Check::Site(guid_not_clean),
};

fn guid_not_clean(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        let guid = &episode.guid;
        if guid.is_empty() || guid.trim() != guid || guid.chars().any(char::is_control) {
            let finding = GUID_NOT_CLEAN.finding(Place::key(&episode.source, "guid"), "apps read this guid differently");
            report.add(finding.fix("take the spaces and line ends out, or leave `guid` out in a new episode"));
        }
    }
}

pub(super) const GUID_CONTAINS_HOST: Rule = Rule {
    text: RuleText {
        name: "guid-contains-host",
        severity: Severity::Warning,
        finds: "A guid with the site's own address in it.",
        why: "The day you move to another address somebody will tidy it up, and every app will show every episode as new.",
        wrong: "guid: https://talks.ellison.example/episodes/who-can-sign/",
        right: "leave `guid` out of a new episode. Where apps have the old one, keep it and write checks: {guid-contains-host: off}",
    },
    guards: Guards::Identity,
    check: Check::Site(guid_contains_host),
};

fn guid_contains_host(site: &Site, report: &mut Report) {
    let host = site.show.base_url.host.to_lowercase();
    for episode in site.episodes.iter().filter(|episode| !host.is_empty() && episode.guid.to_lowercase().contains(&host)) {
        let finding =
            GUID_CONTAINS_HOST.finding(Place::key(&episode.source, "guid"), "this guid contains the site's address, which may move");
        report.add(finding.fix("leave it out if the episode is new; never change it once apps have it"));
    }
}

pub(super) const DATE_BEFORE_PODCASTS: Rule = Rule {
    text: RuleText {
        name: "date-before-podcasts",
        severity: Severity::Warning,
        finds: "An episode dated before the year 2000.",
        why: "It is nearly always a slip, and apps then sort the episode below all others, where nobody sees it.",
        wrong: "date: 0026-05-14",
        right: "date: 2026-05-14",
    },
    guards: Guards::Quality,
    check: Check::Site(date_before_podcasts),
};

fn date_before_podcasts(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| episode.date.year() < 2000) {
        let message = format!("the year is {}", episode.date.year());
        report.add(DATE_BEFORE_PODCASTS.finding(Place::key(&episode.source, "date"), message).fix("write the year with four digits"));
    }
}

pub(super) const SAME_DATE: Rule = Rule {
    text: RuleText {
        name: "same-date",
        severity: Severity::Warning,
        finds: "Two episodes with the very same date and time.",
        why: "Apps then sort them as they like, so that part two may come before part one.",
        wrong: "date: 2026-05-14   (in two episodes)",
        right: "date: 2026-05-14T06:00\ndate: 2026-05-14T07:00",
    },
    guards: Guards::Quality,
    check: Check::Site(same_date),
};

fn same_date(site: &Site, report: &mut Report) {
    let mut first: BTreeMap<Timestamp, &Episode> = BTreeMap::new();
    for episode in oldest_first(site) {
        if let Some(other) = first.get(&episode.date.timestamp()) {
            let message = format!("{} has the same date and time", other.source);
            report.add(
                SAME_DATE.finding(Place::key(&episode.source, "date"), message).fix("add a time to one of them, a minute later is enough"),
            );
        } else {
            first.insert(episode.date.timestamp(), episode);
        }
    }
}

pub(super) const TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "title-too-long",
        severity: Severity::Warning,
        finds: "A title of an episode with more than 255 characters.",
        why: "Apps cut it, most of them after the first dozen words.",
        wrong: "title: (the whole summary)",
        right: "title: Who can sign a check on Monday?",
    },
    guards: Guards::Quality,
    check: Check::Site(title_too_long),
};

fn title_too_long(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        let length = episode.title.chars().count();
        if length > 255 {
            let message = format!("the title has {length} characters; apps cut it after 255");
            let finding = TITLE_TOO_LONG.finding(Place::key(&episode.source, "title"), message);
            report.add(finding.fix("keep the first sentence, and move the rest to `summary`"));
        }
    }
}

pub(super) const TITLE_WITH_NUMBER: Rule = Rule {
    text: RuleText {
        name: "title-with-number",
        severity: Severity::Warning,
        finds: "A title that starts with the episode's number.",
        why: "Apps put the number there themselves, so that it stands twice, and on a phone the words that matter no longer fit.",
        wrong: "title: \"Episode 12: Who can sign a check on Monday?\"",
        right: "title: Who can sign a check on Monday?\nnumber: 12",
    },
    guards: Guards::Quality,
    check: Check::Site(title_with_number),
};

fn title_with_number(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| starts_with_number(&episode.title)) {
        let finding = TITLE_WITH_NUMBER.finding(Place::key(&episode.source, "title"), "the title starts with the episode's number");
        report.add(finding.fix("write the number under `number`, and the title without it"));
    }
}

/// `Episode 12: …`, `Ep. 12 - …`, `#12 …`, `S1E2 …`, `12. …`: a number with a mark that makes it one of an episode.
pub(super) fn starts_with_number(title: &str) -> bool {
    let lower = title.trim_start().to_lowercase();
    let digits_then = |text: &str| {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < text.len()).then(|| rest.to_owned())
    };
    if let Some(rest) = lower.strip_prefix('#') {
        return digits_then(rest).is_some();
    }
    // A word that a number makes an episode's, in the languages whose feeds do this most.
    for word in ["episode", "episodio", "épisode", "episódio", "folge", "aflevering", "ep.", "ep", "no.", "nr."] {
        if let Some(rest) = lower.strip_prefix(word).and_then(|rest| digits_then(rest.trim_start().trim_start_matches('#'))) {
            return rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || "–—".contains(c));
        }
    }
    let season = lower.strip_prefix('s').and_then(digits_then);
    if season.is_some_and(|rest| rest.trim_start().strip_prefix('e').and_then(digits_then).is_some()) {
        return true;
    }
    // "12. Title" and "012 - Title", but not "12 things" nor "3.5 million".
    digits_then(&lower).is_some_and(|rest| {
        let rest = rest.trim_start();
        let mark = rest.strip_prefix([':', '.', ')', '–', '—', '|']).or_else(|| rest.strip_prefix("- "));
        mark.is_some_and(|after| after.is_empty() || rest.starts_with("- ") || after.starts_with(char::is_whitespace))
    })
}

pub(super) const TITLE_WITH_MARKUP: Rule = Rule {
    text: RuleText {
        name: "title-with-markup",
        severity: Severity::Warning,
        finds: "A title with HTML in it.",
        why: "Some apps show the marks as they stand, others drop them together with the words inside.",
        wrong: "title: Who can <em>sign</em>?",
        right: "title: Who can sign?",
    },
    guards: Guards::Quality,
    check: Check::Site(title_with_markup),
};

fn title_with_markup(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| has_markup(&episode.title)) {
        let finding =
            TITLE_WITH_MARKUP.finding(Place::key(&episode.source, "title"), "titles are plain words; apps do not read HTML there");
        report.add(finding.fix("take the marks out, and write & for &amp;"));
    }
}

/// `<b>`, `</em>`, `&amp;`; not `<3` nor `R&D`.
pub(super) fn has_markup(title: &str) -> bool {
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    let tag = title.split('<').skip(1).filter_map(|rest| rest.split_once('>')).any(|(inside, _)| {
        let name = inside.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        is_name(name) && name.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    tag || title.split('&').skip(1).filter_map(|rest| rest.split_once(';')).any(|(name, _)| (2..=8).contains(&name.len()) && is_name(name))
}

pub(super) const TITLE_REPEATS_SHOW: Rule = Rule {
    text: RuleText {
        name: "title-repeats-show",
        severity: Severity::Warning,
        finds: "A title of an episode with the name of the show in it.",
        why: "Apps print the show's name beside every title; on a small screen nothing else remains.",
        wrong: "title: \"People I'd Send You To: Who can sign?\"",
        right: "title: Who can sign?",
    },
    guards: Guards::Quality,
    check: Check::Site(title_repeats_show),
};

/// Whether a title carries the name of the show: set apart by a mark, or so many words that they are there by no chance. A show called
/// Small Business cannot help being mentioned.
pub(super) fn repeats_show(title: &str, show: &str) -> bool {
    let show = folded(show);
    let is_set_apart = || title.split([':', '|', '-', '–', '—', '·', '•', '(', ')', '[', ']', ',']).any(|part| folded(part) == show);
    match show.split(' ').count() {
        0 | 1 => false,
        2 | 3 => show.chars().count() >= 6 && is_set_apart(),
        _ => has_words(&folded(title), &show),
    }
}

fn title_repeats_show(site: &Site, report: &mut Report) {
    let show = &site.show.title;
    let is_named = |episode: &&Episode| episode.kind != EpisodeKind::Trailer && repeats_show(&episode.title, show);
    for episode in site.episodes.iter().filter(is_named) {
        let finding = TITLE_REPEATS_SHOW.finding(Place::key(&episode.source, "title"), "the title repeats the name of the show");
        report.add(finding.fix("leave the show's name out; apps put it beside the title"));
    }
}

pub(super) const DUPLICATE_NUMBER: Rule = Rule {
    text: RuleText {
        name: "duplicate-number",
        severity: Severity::Warning,
        finds: "Two episodes of the same kind with the same number in the same season.",
        why: "People who were told \"listen to number 12\" find two.",
        wrong: "number: 12   (in two episodes)",
        right: "number: 12\nnumber: 13",
    },
    guards: Guards::Quality,
    check: Check::Site(duplicate_number),
};

fn duplicate_number(site: &Site, report: &mut Report) {
    let mut first = BTreeMap::new();
    for episode in oldest_first(site) {
        let Some(number) = episode.number else { continue };
        let key = (episode.season, number, episode.kind.word());
        if let Some(older) = first.get(&key) {
            let older: &&Episode = older;
            let message = format!("{} has the number {number} too", older.source);
            report.add(
                DUPLICATE_NUMBER.finding(Place::key(&episode.source, "number"), message).fix("give one of the two the next free number"),
            );
        } else {
            first.insert(key, episode);
        }
    }
}

pub(super) const NUMBER_GAP: Rule = Rule {
    text: RuleText {
        name: "number-gap",
        severity: Severity::Warning,
        finds: "A number that is missing in a show that is heard in order.",
        why: "Listeners of a serial look for the part they believe they missed.",
        wrong: "number: 4   (after number 2)",
        right: "number: 3",
    },
    guards: Guards::Quality,
    check: Check::Site(number_gap),
};

fn number_gap(site: &Site, report: &mut Report) {
    if site.show.kind != ShowKind::Serial {
        return;
    }
    let full = |episode: &&Episode| episode.kind == EpisodeKind::Full;
    let numbers: BTreeSet<(Option<u64>, u64)> =
        site.episodes.iter().filter(full).filter_map(|episode| Some((episode.season, episode.number?))).collect();
    for episode in oldest_first(site).filter(full) {
        let Some(number) = episode.number else { continue };
        let before = numbers.range((episode.season, 0)..(episode.season, number)).next_back();
        // A feed may begin anywhere; a gap has something on both sides.
        if let Some((_, before)) = before.filter(|(_, before)| before + 1 < number) {
            let message = format!("number {number} follows number {before}");
            let finding = NUMBER_GAP.finding(Place::key(&episode.source, "number"), message);
            report.add(finding.fix("number the parts without a gap, or use `type: episodic` in show.yaml"));
        }
    }
}

pub(super) const SERIAL_WITHOUT_NUMBER: Rule = Rule {
    text: RuleText {
        name: "serial-without-number",
        severity: Severity::Error,
        finds: "An episode without a number in a show that is heard in order.",
        why: "Apps sort a serial by number; without one Apple refuses the episode.",
        wrong: "type: serial   (in show.yaml, and an episode without `number`)",
        right: "number: 3",
    },
    guards: Guards::Quality,
    check: Check::Site(serial_without_number),
};

fn serial_without_number(site: &Site, report: &mut Report) {
    if site.show.kind != ShowKind::Serial {
        return;
    }
    for episode in site.episodes.iter().filter(|episode| episode.kind == EpisodeKind::Full && episode.number.is_none()) {
        let finding = SERIAL_WITHOUT_NUMBER.finding(Place::key(&episode.source, "number"), "a serial needs a number for every episode");
        report.add(finding.fix("add `number`, or use `type: episodic` in show.yaml"));
    }
}

pub(super) const NO_SHOW_NOTES: Rule = Rule {
    text: RuleText {
        name: "no-show-notes",
        severity: Severity::Warning,
        finds: "An episode with neither a summary nor show notes.",
        why: "Apps show an empty page, search finds nothing, and a partner has no words to send along.",
        wrong: "title: Who can sign?\n---\n(nothing)",
        right: "title: Who can sign?\nsummary: An estate attorney on the gap between a will and a name on file at the bank.\n---",
    },
    guards: Guards::Quality,
    check: Check::Site(no_show_notes),
};

fn no_show_notes(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| episode.notes.is_blank() && episode.summary.trim().is_empty()) {
        let finding = NO_SHOW_NOTES.finding(Place::key(&episode.source, "summary"), "nothing says what this episode is about");
        report.add(finding.fix("add a `summary` of one or two sentences"));
    }
}

pub(super) const NOTES_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "notes-too-long",
        severity: Severity::Warning,
        finds: "Show notes with more text than apps take from a feed (4,000 bytes, or what `feed.notes_limit` says).",
        why: "The page shows all of it, but apps cut it, so that what stands at the end is never seen there.",
        wrong: "two pages of notes with the offer in the last line",
        right: "the offer and the guest's link in the first lines, the rest below",
    },
    guards: Guards::Quality,
    check: Check::Site(notes_too_long),
};

fn notes_too_long(site: &Site, report: &mut Report) {
    let limit = site.show.feed.notes_limit;
    // Markdown shorter than the limit has no more words than that.
    for episode in site.episodes.iter().filter(|episode| episode.notes.0.len() > limit) {
        let length = markdown::plain_text(&episode.notes).len();
        if length > limit {
            let message = format!("the notes are {length} bytes long; apps cut them after {limit}");
            let finding = NOTES_TOO_LONG.finding(Place::body(&episode.source, 0, 0), message);
            report.add(finding.fix("say what matters first; the page always shows everything"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};
    use crate::model::Markdown;

    fn turned_key(key: &str) -> Place {
        Place::key("content/episodes/003-who-can-sign/index.md", key)
    }

    #[test]
    fn guids_are_different_clean_and_free_of_addresses() {
        finds(&DUPLICATE_GUID, turned_key("guid"), |site| site.episodes[0].guid = site.episodes[1].guid.clone());
        for wrong in ["", " a", "a\n", "a\u{b}b"] {
            finds(&GUID_NOT_CLEAN, spotlight_key("guid"), |site| site.episodes[SPOTLIGHT].guid = wrong.into());
        }
        finds(&GUID_CONTAINS_HOST, spotlight_key("guid"), |site| {
            site.episodes[SPOTLIGHT].guid = "https://Ledger.example/show/1".into();
        });
        let imported = |site: &mut Site| site.episodes[SPOTLIGHT].guid = "https://oldhost.example/?p=1".into();
        assert!(found(&GUID_CONTAINS_HOST, imported).is_empty(), "an imported guid must stay as it is");
    }

    #[test]
    fn dates_are_plausible_and_different() {
        finds(&DATE_BEFORE_PODCASTS, spotlight_key("date"), |site| {
            site.episodes[SPOTLIGHT].date = crate::model::sample::zoned("1970-01-01T00:00:00+00:00[UTC]");
        });
        finds(&SAME_DATE, turned_key("date"), |site| {
            // The same moment, written in another zone.
            site.episodes[0].date = crate::model::sample::zoned("2026-03-02T15:00:00+00:00[UTC]");
        });
    }

    #[test]
    fn titles_do_not_start_with_a_number() {
        for wrong in ["Episode 12: A", "Ep. 3 – A", "ep3 A", "#7 A", "S1E2 A", "s1 e2: A", "12. A", "012 - A", "Folge 4", "No. 5: A"] {
            assert!(starts_with_number(wrong), "{wrong}");
        }
        let rights =
            ["12 things to ask", "3.5 million", "Epic 4 ways", "1984", "Season two", "S3 buckets", "", "#", "9-to-5 jobs", "Episode one"];
        for right in rights {
            assert!(!starts_with_number(right), "{right}");
        }
        finds(&TITLE_WITH_NUMBER, spotlight_key("title"), |site| site.episodes[SPOTLIGHT].title = "Episode 12: A".into());
    }

    #[test]
    fn titles_are_plain_and_their_own() {
        finds(&TITLE_TOO_LONG, spotlight_key("title"), |site| site.episodes[SPOTLIGHT].title = "é".repeat(256));
        for wrong in ["Who can <em>sign</em>?", "Cash &amp; profit", "a<br/>b"] {
            finds(&TITLE_WITH_MARKUP, spotlight_key("title"), |site| site.episodes[SPOTLIGHT].title = wrong.into());
        }
        for right in ["I <3 cash", "R&D; and so on it goes", "a < b > c", "<>"] {
            assert!(found(&TITLE_WITH_MARKUP, |site| site.episodes[SPOTLIGHT].title = right.into()).is_empty(), "{right}");
        }
        finds(&TITLE_REPEATS_SHOW, spotlight_key("title"), |site| site.episodes[SPOTLIGHT].title = "Ledger & Line: Cash".into());
        let named = |title: &str| {
            let title = title.to_owned();
            found(&TITLE_REPEATS_SHOW, move |site| site.episodes[SPOTLIGHT].title = title).len()
        };
        assert_eq!((named("Cash | Ledger & Line"), named("Cash (Ledger & Line)")), (1, 1));
        assert_eq!((named("What a ledger line tells"), named("Ledger and line")), (0, 0));
        assert!(repeats_show("On People I'd Send You To this week", "People I’d Send You To"));
        assert!(!repeats_show("Small business taxes", "Small Business") && !repeats_show("Talks: money", "Talks"));
    }

    #[test]
    fn numbers_are_used_once_and_without_gap_in_a_serial() {
        finds(&DUPLICATE_NUMBER, turned_key("number"), |site| site.episodes[0].number = Some(2));
        assert!(
            found(&DUPLICATE_NUMBER, |site| {
                site.episodes[0].number = Some(2);
                site.episodes[0].kind = EpisodeKind::Bonus;
            })
            .is_empty()
        );
        let serial = |number: Option<u64>| {
            move |site: &mut Site| {
                site.show.kind = ShowKind::Serial;
                site.episodes[0].number = number;
            }
        };
        finds(&NUMBER_GAP, turned_key("number"), serial(Some(5)));
        assert!(found(&NUMBER_GAP, serial(Some(3))).is_empty());
        finds(&SERIAL_WITHOUT_NUMBER, turned_key("number"), serial(None));
        assert!(found(&SERIAL_WITHOUT_NUMBER, |site| site.episodes[0].number = None).is_empty());
    }

    #[test]
    fn notes_are_there_and_fit() {
        finds(&NO_SHOW_NOTES, spotlight_key("summary"), |site| {
            site.episodes[SPOTLIGHT].summary = String::new();
            site.episodes[SPOTLIGHT].notes = Markdown(" \n".into());
        });
        let place = Place::body("content/episodes/002-cash-before-profit/index.md", 0, 0);
        finds(&NOTES_TOO_LONG, place, |site| site.episodes[SPOTLIGHT].notes = Markdown("word ".repeat(900)));
    }
}
