//! Dates as feeds write them: RFC 2822 in all its breakages, ISO 8601, and what people type.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// A moment with the offset that was written; without one it is read as UTC. `None` for what is no date.
#[must_use]
pub fn date(text: &str) -> Option<Zoned> {
    let text = text.trim().trim_matches(['"', '\'', ',']);
    if text.len() > 100 {
        return None;
    }
    iso(text).or_else(|| spelled(text))
}

/// `2026-03-02T09:00:00-06:00`, `2026-03-02 09:00`, `2026-03-02`, `20260302T090000Z`.
fn iso(text: &str) -> Option<Zoned> {
    if !text.get(..4)?.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_timestamp(text) {
        return Some(zoned(pieces, offset_at_end(text)));
    }
    // `2026-03-02 09:00:00 +0000` has a space where none belongs.
    let (day, rest) = text.split_at_checked(10)?;
    let day: Date = day.replace(['/', '.'], "-").parse().ok()?;
    let rest = rest.trim_start_matches(['T', 't']).trim();
    if rest.is_empty() {
        return day.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok();
    }
    let (clock, zone) =
        rest.split_at(rest.find(|character: char| !(character.is_ascii_digit() || matches!(character, ':' | '.'))).unwrap_or(rest.len()));
    at(day, time(clock)?, zone)
}

fn zoned(moment: Timestamp, offset: Offset) -> Zoned {
    moment.to_zoned(TimeZone::fixed(offset))
}

/// The offset that an ISO date ends in.
fn offset_at_end(text: &str) -> Offset {
    let after_time = text.find(['T', 't', ' ']).map_or("", |at| &text[at + 1..]);
    let sign = after_time.find(['+', '-', '\u{2212}']);
    sign.and_then(|at| offset(&after_time[at..])).unwrap_or(Offset::UTC)
}

/// `Mon, 02 Mar 2026 09:00:00 -0600` without what is missing: weekday, seconds, zone, century, time; months in full, in capitals, before
/// the day.
fn spelled(text: &str) -> Option<Zoned> {
    let words: Vec<&str> =
        text.split(|character: char| character.is_whitespace() || character == ',').filter(|word| !word.is_empty()).collect();
    // `2-Mar-2026`.
    let words: Vec<&str> = words.iter().flat_map(|word| if month_in(word) { word.split('-').collect() } else { vec![*word] }).collect();
    let month_at = words.iter().position(|word| month(word).is_some())?;
    let number = month(words[month_at])?;
    let before = month_at.checked_sub(1).and_then(|at| day(words[at]));
    let (day, rest) = match before {
        Some(day) => (day, words.get(month_at + 1..)?),
        None => (day(words.get(month_at + 1)?)?, words.get(month_at + 2..)?),
    };
    let year_at = rest.iter().position(|word| year(word).is_some())?;
    let date = Date::new(year(rest[year_at])?, number, day).ok()?;
    let others: Vec<&str> = rest.iter().enumerate().filter(|(at, _)| *at != year_at).map(|(_, word)| *word).collect();
    let Some(clock_at) = others.iter().position(|word| word.contains(':')) else {
        return date.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok();
    };
    let zone = others[clock_at + 1..].join(" ");
    let (zone, shift) = half_of_day(&zone);
    let clock = time(others[clock_at])?;
    at(date, half(clock, shift)?, zone)
}

/// Whether a word such as `2-Mar-2026` holds a month between hyphens.
fn month_in(word: &str) -> bool {
    word.split('-').count() == 3 && word.split('-').nth(1).is_some_and(|part| month(part).is_some())
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = word.trim_end_matches('.').to_lowercase();
    let is_name = |name: &&&str| word.len() >= 3 && name.starts_with(word.as_str()) || (word == "sept" && **name == "september");
    let found = MONTHS.iter().find(is_name)?;
    MONTHS.iter().zip(1..).find(|(name, _)| *name == found).map(|(_, number)| number)
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic() || character == '.');
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// Two digits are of 1970 to 2069, three of the time when scripts added them to 1900 (RFC 2822, section 4.3).
fn year(word: &str) -> Option<i16> {
    let is_number = (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let number: i16 = if is_number { word.parse().ok()? } else { return None };
    Some(match word.len() {
        2 if number < 70 => number + 2000,
        2 | 3 => number + 1900,
        _ => number,
    })
}

/// `9:00`, `09:00:00`, `09:00:00.5`; a leap second is the second before.
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let mut next = || parts.next().map(|part| part.split('.').next().unwrap_or_default().parse::<i8>().ok());
    let (hour, minute, second) = (next()??, next()??, next().unwrap_or(Some(0))?);
    // `24:00` is the end of a day; taken for its last minute, it stays on it.
    if (hour, minute) == (24, 0) {
        return Time::new(23, 59, 59, 0).ok();
    }
    Time::new(hour, minute, second.min(59), 0).ok()
}

/// Takes AM or PM from before a zone.
fn half_of_day(zone: &str) -> (&str, Option<bool>) {
    let lower = zone.to_ascii_lowercase();
    match lower.get(..2) {
        Some("am") => (zone[2..].trim_start(), Some(false)),
        Some("pm") => (zone[2..].trim_start(), Some(true)),
        _ => (zone, None),
    }
}

fn half(time: Time, is_afternoon: Option<bool>) -> Option<Time> {
    let hour = match is_afternoon {
        Some(true) if time.hour() < 12 => time.hour() + 12,
        Some(false) if time.hour() == 12 => 0,
        _ => time.hour(),
    };
    Time::new(hour, time.minute(), time.second(), 0).ok()
}

fn at(day: Date, time: Time, zone: &str) -> Option<Zoned> {
    let moment = DateTime::from_parts(day, time);
    let zone = zone.trim().split('(').next().unwrap_or_default().trim();
    if zone.contains('/') {
        // `Europe/Berlin`: the offset that held there then.
        let there = moment.to_zoned(TimeZone::get(zone).ok()?).ok()?;
        return Some(zoned(there.timestamp(), there.offset()));
    }
    let offset = if zone.is_empty() { Offset::UTC } else { offset(zone).or_else(|| named(zone))? };
    moment.to_zoned(TimeZone::fixed(offset)).ok()
}

/// `+0100`, `-06:00`, `GMT+2`, `+1`.
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim().trim_start_matches("GMT").trim_start_matches("UTC");
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '\u{2212}' => (-1, &text['\u{2212}'.len_utf8()..]),
        _ => return None,
    };
    let digits: String = rest
        .chars()
        .take_while(|character| character.is_ascii_digit() || *character == ':')
        .filter(|character| *character != ':')
        .collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 => (&digits[..1], &digits[1..]),
        4 => (&digits[..2], &digits[2..]),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 15 || minutes > 59 { None } else { Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok() }
}

/// Zones by name: those of RFC 2822, and those that feeds use besides.
fn named(zone: &str) -> Option<Offset> {
    let name = zone.split_whitespace().next()?.to_ascii_uppercase();
    let minutes = match name.as_str() {
        "GMT" | "UT" | "UTC" | "Z" | "WET" | "+" => 0,
        "EST" | "CDT" => -300,
        "EDT" | "AST" => -240,
        "CST" | "MDT" => -360,
        "MST" | "PDT" => -420,
        "PST" | "AKDT" => -480,
        "AKST" => -540,
        "HST" => -600,
        "BST" | "CET" | "MEZ" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" | "SAST" => 120,
        "EEST" | "MSK" => 180,
        "IST" => 330,
        "JST" | "KST" => 540,
        "AWST" | "SGT" | "HKT" => 480,
        "AEST" => 600,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        _ => return by_place(zone),
    };
    Offset::from_seconds(minutes * 60).ok()
}

/// A single letter other than Z means nothing certain (RFC 2822, section 4.3), so it is UTC.
fn by_place(zone: &str) -> Option<Offset> {
    (zone.len() == 1 && zone.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(Offset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_shape_that_feeds_have() {
        let cases = [
            ("Mon, 02 Mar 2026 09:00:00 -0600", "2026-03-02T09:00:00-06:00[-06:00]"),
            ("02 Mar 2026 09:00:00 +0000", "2026-03-02T09:00:00+00:00[UTC]"),
            ("Mon, 2 Mar 2026 09:00 GMT", "2026-03-02T09:00:00+00:00[UTC]"),
            ("Tue, 02 Mar 2026 9:00:00 EST", "2026-03-02T09:00:00-05:00[-05:00]"),
            ("Mon, 02 Mar 26 09:00:00 PDT", "2026-03-02T09:00:00-07:00[-07:00]"),
            ("Mon, 02 Mar 98 09:00:00 Z", "1998-03-02T09:00:00+00:00[UTC]"),
            ("Mon,02 Mar 2026 09:00:00 UT", "2026-03-02T09:00:00+00:00[UTC]"),
            ("Mon, 02 March 2026 09:00:00 GMT+2", "2026-03-02T09:00:00+02:00[+02:00]"),
            ("March 2, 2026 9:05 pm", "2026-03-02T21:05:00+00:00[UTC]"),
            ("MON, 02 MAR 2026 09:00:00 +0530 (IST)", "2026-03-02T09:00:00+05:30[+05:30]"),
            ("2-Mar-2026 09:00:60", "2026-03-02T09:00:59+00:00[UTC]"),
            ("Mon, 02 Mar 2026", "2026-03-02T00:00:00+00:00[UTC]"),
            ("2026-03-02T09:00:00-06:00", "2026-03-02T09:00:00-06:00[-06:00]"),
            ("2026-03-02T09:00:00.250Z", "2026-03-02T09:00:00.25+00:00[UTC]"),
            ("2026-03-02 09:00:00 +0100", "2026-03-02T09:00:00+01:00[+01:00]"),
            ("2026-03-02 09:00", "2026-03-02T09:00:00+00:00[UTC]"),
            ("Mon, 02 Mar 2026 09:00:00 Europe/Berlin", "2026-03-02T09:00:00+01:00[+01:00]"),
            ("2026-03-02", "2026-03-02T00:00:00+00:00[UTC]"),
            ("Sept 9 2026", "2026-09-09T00:00:00+00:00[UTC]"),
        ];
        for (text, expected) in cases {
            let read = date(text);
            assert_eq!(read.as_ref().map(|read| read.timestamp()), expected.parse::<Zoned>().ok().map(|zoned| zoned.timestamp()), "{text}");
            assert_eq!(read.map(|read| read.offset()), expected.parse::<Zoned>().ok().map(|zoned| zoned.offset()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "Mon, 32 Mar 2026 09:00:00 +0000",
            "30 Feb 2026",
            "Mar",
            "é",
            "2026-13-01",
            "Mon, 02 Mar 2026 25:00:00 +0000",
            "1 Mar 2026 1:00 Mars/Base",
            "٣ Mar 2026",
            "20é6-03-02",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
