//! Rules about when items were published.

use super::found::Found;
use super::view::{Feed, Item, Said};
use super::{FeedRule, shared};
use crate::check::item;
use crate::foreign::Space;
use crate::import;
use crate::parse::rules::RULES as PARSE;
use crate::report::{
    RuleText,
    Severity::{Error, Warning},
};
use jiff::Zoned;
use std::collections::BTreeMap;

pub(super) const RULES: &[FeedRule] = &[
    FeedRule { text: shared(PARSE, "missing-date"), check: missing },
    FeedRule { text: shared(PARSE, "date-not-understood"), check: not_understood },
    FeedRule {
        text: RuleText::new(
            "date-form-unusual",
            Warning,
            "A date in another form than the one that feeds use.",
            "Most apps cope; some take the wrong hour from a zone written in letters, or find no date and put the episode last.",
            "<pubDate>2026-03-02T09:00:00Z</pubDate>",
            "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate>",
        ),
        check: unusual,
    },
    FeedRule {
        text: RuleText::new(
            "weekday-wrong",
            Error,
            "A weekday that does not belong to the date behind it.",
            "Strict readers refuse such a date, and with it the place of the episode in the list.",
            "<pubDate>Tue, 02 Mar 2026 09:00:00 +0000</pubDate>",
            "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate>",
        ),
        check: weekday_wrong,
    },
    FeedRule {
        text: RuleText::new(
            "date-in-future",
            Error,
            "An item dated later than now.",
            "Some apps hide it until then, one drops the date, others put it at the top for ever.",
            "<pubDate>Mon, 02 Mar 2037 09:00:00 +0000</pubDate>",
            "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate>",
        ),
        check: in_future,
    },
    FeedRule { text: item::DATE_BEFORE_PODCASTS.text, check: before_podcasts },
    FeedRule { text: item::SAME_DATE.text, check: same },
    FeedRule {
        text: RuleText::new(
            "items-out-of-order",
            Warning,
            "A feed whose newest item is not the first.",
            "Some apps take the first item for the latest, and announce nothing when a new one stands below.",
            "the newest item at the end",
            "the newest item at the top",
        ),
        check: out_of_order,
    },
];

/// The date of an item as written.
fn written(feed: &Feed<'_>, item: &Item) -> Option<Said> {
    feed.said(item.element, Space::Rss, "pubDate")
}

/// Items with a date that can be read.
fn dated<'f>(feed: &'f Feed<'_>) -> impl DoubleEndedIterator<Item = (&'f Item, Said, Zoned)> {
    feed.items.iter().filter_map(|item| {
        let said = written(feed, item)?;
        let date = import::date(&said.text)?;
        Some((item, said, date))
    })
}

fn missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in feed.items.iter().filter(|item| written(feed, item).is_none()) {
        let at = feed.first(item.element, Space::Rss, "pubDate").map_or(feed.tag(item.element), |element| element.tag.clone());
        let fix = "add `<pubDate>`, for example `Mon, 02 Mar 2026 09:00:00 +0000`";
        found.item(item, at, "it has no date, so apps put it last or take it for new each time", fix);
    }
}

fn not_understood(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        if let Some(said) = written(feed, item).filter(|said| import::date(&said.text).is_none()) {
            let fix = "write it like `Mon, 02 Mar 2026 09:00:00 +0000`";
            found.item(item, said.at, "this date cannot be read", fix);
        }
    }
}

fn unusual(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, said, date) in dated(feed) {
        if !is_usual(&said.text) {
            let right = date.strftime("%a, %d %b %Y %H:%M:%S %z");
            found.item(item, said.at, "this is not the form of a date that every app reads", format!("write `{right}`"));
        }
    }
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Mon, 02 Mar 2026 09:00:00 +0000`, or with `GMT`. Source: RFC 2822, section 3.3, as PSP-1 narrows it.
fn is_usual(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let [day, number, month, year, clock, zone] = words[..] else { return false };
    let digits =
        |text: &str, count: std::ops::RangeInclusive<usize>| count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_clock = clock.split(':').count() == 3 && clock.split(':').all(|part| digits(part, 2..=2));
    let is_zone = matches!(zone, "GMT" | "UTC") || (zone.starts_with(['+', '-']) && zone.get(1..).is_some_and(|rest| digits(rest, 4..=4)));
    let is_day = day.strip_suffix(',').is_some_and(|day| DAYS.contains(&day));
    is_day && digits(number, 1..=2) && MONTHS.contains(&month) && digits(year, 4..=4) && is_clock && is_zone
}

fn weekday_wrong(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, said, date) in dated(feed) {
        let written = said.text.get(..3).and_then(|start| DAYS.iter().find(|day| day.eq_ignore_ascii_case(start)));
        let right = DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default() % 7];
        if written.is_some_and(|day| *day != right) {
            let day = date.strftime("%d %b %Y");
            found.item(
                item,
                said.at,
                format!("{day} is no {}", written.copied().unwrap_or_default()),
                format!("write `{right}`, or the right day"),
            );
        }
    }
}

fn in_future(feed: &Feed<'_>, found: &mut Found<'_>) {
    // Clocks differ, and a feed may be fetched in the very minute.
    let soon = feed.now.as_second().saturating_add(15 * 60);
    for (item, said, date) in dated(feed).filter(|(.., date)| date.timestamp().as_second() > soon) {
        let message = format!("it is dated {}, which is still to come", date.strftime("%-d %B %Y"));
        found.item(item, said.at, message, "take it out of the feed until then, or write the day it was published");
    }
}

fn before_podcasts(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, said, date) in dated(feed).filter(|(.., date)| date.year() < 2000) {
        found.item(item, said.at, format!("the year is {}", date.year()), "write the year with four digits");
    }
}

fn same(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut first: BTreeMap<jiff::Timestamp, &Item> = BTreeMap::new();
    for (item, said, date) in dated(feed).rev() {
        match first.get(&date.timestamp()) {
            Some(older) => {
                let message = format!("item {} has the same date, so apps show the two in any order", older.number);
                found.item(item, said.at, message, "make one of the two a minute later");
            }
            None => drop(first.insert(date.timestamp(), item)),
        }
    }
}

fn out_of_order(feed: &Feed<'_>, found: &mut Found<'_>) {
    // Serials are often written from the beginning on.
    if feed.is_serial() {
        return;
    }
    let Some((first, said, date)) = dated(feed).next() else { return };
    let newest = dated(feed).filter(|(.., date)| date.timestamp() <= feed.now).max_by_key(|(.., date)| date.timestamp());
    if let Some((newest, _, _)) = newest.filter(|(item, _, newest)| item.number != first.number && newest.timestamp() > date.timestamp()) {
        let message = format!("item {} is newer, but this one comes first", newest.number);
        found.item(first, said.at, message, "have the feed written with the newest item at the top");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_is_usual() {
        for good in ["Mon, 02 Mar 2026 09:00:00 +0000", "Mon, 2 Mar 2026 09:00:00 GMT", "Thu, 14 May 2026 06:00:00 -0500"] {
            assert!(is_usual(good), "{good}");
        }
        for odd in [
            "2026-03-02",
            "02 Mar 2026 09:00:00 +0000",
            "Mon, 02 Mar 26 09:00:00 +0000",
            "Mon, 02 Mar 2026 09:00 +0000",
            "Mon, 02 Mar 2026 09:00:00 EST",
            "Mon, 02 Mar 2026 09:00:00 Z",
            "",
        ] {
            assert!(!is_usual(odd), "{odd}");
        }
    }
}
