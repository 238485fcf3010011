//! Dates as form services write them → [`WrittenTime`].
//!
//! Netlify, Kit and Formspree write ISO 8601 in UTC; Mailchimp writes `2015-03-16 14:40:47` without an offset; spreadsheets write the
//! order of their country, which only the whole column tells.

use crate::parse::time::WrittenTime;
use crate::parse::values;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Which number of `5/6/2026` is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 5 June.
    DayFirst,
    /// 6 May.
    MonthFirst,
}

/// The order a column is written in, or `None` where no date of it tells. A full stop between the numbers means the day comes first.
pub fn order<'a>(column: impl Iterator<Item = &'a str>) -> Option<Order> {
    for cell in column {
        let Some(([first, second, last], separator)) = cell.split([' ', ',', 'T']).find_map(numbers) else { continue };
        if first > 31 || last < 1 {
            continue;
        }
        match (first > 12, second > 12) {
            (true, false) => return Some(Order::DayFirst),
            (false, true) => return Some(Order::MonthFirst),
            _ if separator == '.' => return Some(Order::DayFirst),
            _ => {}
        }
    }
    None
}

/// Whether a column holds dates of three numbers that could be read either way, and nothing in it tells which.
pub fn is_ambiguous<'a>(column: impl Iterator<Item = &'a str> + Clone) -> bool {
    let three = |cell: &str| cell.split([' ', ',', 'T']).find_map(numbers).is_some_and(|([first, ..], _)| first <= 31);
    order(column.clone()).is_none() && column.into_iter().any(three)
}

/// The three numbers of `5/14/2026`, and what parts them.
fn numbers(word: &str) -> Option<([i64; 3], char)> {
    let separator = word.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<i64> = word.trim_end_matches('.').split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    <[i64; 3]>::try_from(parts).ok().map(|numbers| (numbers, separator))
}

/// A moment in any form that form services write; `None` when it is none.
#[must_use]
pub fn read(text: &str, order: Order) -> Option<WrittenTime> {
    let text = text.trim();
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    values::written_time(text).ok().or_else(|| computer_time(text)).or_else(|| mail_time(text)).or_else(|| in_words(text, order))
}

/// Seconds or milliseconds since 1970.
fn computer_time(text: &str) -> Option<WrittenTime> {
    let count: i64 = text.parse().ok()?;
    let moment = match text.len() {
        10 => Timestamp::from_second(count),
        13 => Timestamp::from_millisecond(count),
        _ => return None,
    };
    Some(WrittenTime::Instant(moment.ok()?.to_zoned(TimeZone::UTC)))
}

/// `Thu, 14 May 2026 11:03:22 +0000`, as in mails.
fn mail_time(text: &str) -> Option<WrittenTime> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| WrittenTime::Instant(zoned.with_time_zone(TimeZone::fixed(zoned.offset()))))
}

/// What the words of a date have told so far.
#[derive(Default)]
struct Told {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    time: Option<(i64, i64, i64)>,
    half: Option<Half>,
    offset: Option<Offset>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// `5/14/2026 11:03 AM`, `14.05.2026, 11:03`, `May 14, 2026 at 11:03 pm`, `Thu May 14 2026 11:03:22 GMT+0000 (UTC)`.
fn in_words(text: &str, order: Order) -> Option<WrittenTime> {
    let mut told = Told::default();
    let text = text.split('(').next().unwrap_or_default();
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        told.take(word, order)?;
    }
    told.moment()
}

impl Told {
    /// One word; `None` when it belongs in no date.
    fn take(&mut self, word: &str, order: Order) -> Option<()> {
        let lower = word.to_lowercase();
        let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.take_time(&lower);
        }
        match letters.as_str() {
            "am" => self.half = Some(Half::Morning),
            "pm" => self.half = Some(Half::Afternoon),
            "utc" | "gmt" | "z" => self.offset = Some(offset(lower.trim_start_matches(|c: char| c.is_alphabetic())).unwrap_or(Offset::UTC)),
            "at" | "st" | "nd" | "rd" | "th" | "" => return self.take_numbers(&lower, order),
            _ => match month(&letters) {
                Some(month) => self.month = Some(month),
                None if is_weekday(&letters) => {}
                None => return None,
            },
        }
        Some(())
    }

    fn take_time(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        let clock = clock.split('.').next().unwrap_or_default();
        let parts: Vec<i64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        self.time = match parts[..] {
            [hour, minute] => Some((hour, minute, 0)),
            [hour, minute, second] => Some((hour, minute, second)),
            _ => return None,
        };
        match rest {
            "" => {}
            "am" | "a.m." => self.half = Some(Half::Morning),
            "pm" | "p.m." => self.half = Some(Half::Afternoon),
            "z" => self.offset = Some(Offset::UTC),
            _ => self.offset = Some(offset(rest)?),
        }
        Some(())
    }

    fn take_numbers(&mut self, word: &str, order: Order) -> Option<()> {
        if let Some(offset) = offset(word) {
            self.offset = Some(offset);
            return Some(());
        }
        if let Some(([first, second, last], _)) = numbers(word) {
            (self.year, self.month, self.day) = match order {
                _ if first > 31 => (Some(first), Some(second), Some(last)),
                Order::DayFirst => (Some(last), Some(second), Some(first)),
                Order::MonthFirst => (Some(last), Some(first), Some(second)),
            };
            return Some(());
        }
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
        match digits.parse::<i64>() {
            Ok(number @ 1..=31) if digits.len() < 3 => self.day = Some(number),
            Ok(number @ 1000..=9999) => self.year = Some(number),
            Err(_) if word == "at" => {}
            _ => return None,
        }
        Some(())
    }

    fn moment(self) -> Option<WrittenTime> {
        let year = self.year.map(|year| if (0..100).contains(&year) { year + 2000 } else { year })?;
        let date = Date::new(year.try_into().ok()?, self.month?.try_into().ok()?, self.day?.try_into().ok()?).ok()?;
        let Some((hour, minute, second)) = self.time else { return Some(WrittenTime::Date(date)) };
        let hour = match self.half {
            Some(Half::Morning) if hour == 12 => 0,
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            _ => hour,
        };
        let time = Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()?;
        let moment = DateTime::from_parts(date, time);
        match self.offset {
            Some(offset) => moment.to_zoned(TimeZone::fixed(offset)).ok().map(WrittenTime::Instant),
            None => Some(WrittenTime::Local(moment)),
        }
    }
}

/// `+0000`, `-05:00`.
fn offset(word: &str) -> Option<Offset> {
    let sign = match word.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let others = word.chars().skip(1).filter(|c| !c.is_ascii_digit() && *c != ':').count();
    let (hours, minutes) = digits.split_at_checked(2).filter(|(_, minutes)| minutes.len() == 2 && others == 0)?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 15 && minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

fn month(letters: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let known = MONTHS.iter().zip(1..).find(|(month, _)| letters.len() >= 3 && (month.starts_with(letters) || letters == "sept"));
    if letters == "sept" { Some(9) } else { known.map(|(_, number)| number) }
}

fn is_weekday(letters: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    letters.len() >= 3 && DAYS.iter().any(|day| day.starts_with(letters))
}

/// A moment as the record keeps it: RFC 3339 in UTC to the second, or the day alone where no time was told.
#[must_use]
pub fn kept(moment: &WrittenTime, zone: &TimeZone) -> String {
    let in_utc = |zoned: Zoned| zoned.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    match moment {
        WrittenTime::Date(date) => date.to_string(),
        moment => moment.in_zone(zone).map_or_else(|_| moment.day().to_string(), in_utc),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_in_chicago(text: &str, order: Order) -> Option<String> {
        let zone = TimeZone::get("America/Chicago").expect("a zone");
        read(text, order).map(|moment| kept(&moment, &zone))
    }

    #[test]
    fn every_services_way_of_writing_the_same_moment_is_understood() {
        for text in [
            "2026-05-14T16:03:22Z",
            "2026-05-14T16:03:22.123Z",
            "2026-05-14 16:03:22 UTC",
            "2026-05-14 16:03:22 +0000",
            "2026-05-14T11:03:22-05:00",
            "2026-05-14 11:03:22",
            "1778774602",
            "1778774602123",
            "Thu, 14 May 2026 16:03:22 +0000",
            "Thu May 14 2026 16:03:22 GMT+0000 (Coordinated Universal Time)",
            "May 14, 2026 at 11:03:22 am",
            "May 14th, 2026, 11:03:22 AM",
            "14 May 2026 11:03:22",
            "5/14/2026 11:03:22",
            "5/14/26 11:03:22 AM",
            "2026/05/14 11:03:22",
        ] {
            assert_eq!(kept_in_chicago(text, Order::MonthFirst).as_deref(), Some("2026-05-14T16:03:22Z"), "{text}");
        }
        assert_eq!(kept_in_chicago("14.05.2026, 11:03:22", Order::DayFirst).as_deref(), Some("2026-05-14T16:03:22Z"));
    }

    #[test]
    fn a_day_alone_stays_a_day_and_noon_is_noon() {
        for text in ["2026-05-14", "5/14/2026", "14 May 2026", "May 14, 2026"] {
            assert_eq!(kept_in_chicago(text, Order::MonthFirst).as_deref(), Some("2026-05-14"), "{text}");
        }
        assert_eq!(kept_in_chicago("5/14/2026 12:30 AM", Order::MonthFirst).as_deref(), Some("2026-05-14T05:30:00Z"));
        assert_eq!(kept_in_chicago("5/14/2026 12:30 PM", Order::MonthFirst).as_deref(), Some("2026-05-14T17:30:00Z"));
    }

    #[test]
    fn a_column_tells_its_order_or_says_that_it_does_not() {
        assert_eq!(order(["5/6/2026", "14/5/2026"].into_iter()), Some(Order::DayFirst));
        assert_eq!(order(["5/6/2026", "5/14/2026 1:00"].into_iter()), Some(Order::MonthFirst));
        assert_eq!(order(["05.06.2026 10:00"].into_iter()), Some(Order::DayFirst));
        assert_eq!(order(["5/6/2026", "2026-05-14", ""].into_iter()), None);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "13/13/2026", "99:99", "2026-02-30", "-", "5/6", "a 5 May 2026", "+", "12:00", "５/６/２０２６", "0/0/0"]
        {
            assert_eq!(read(text, Order::DayFirst), None, "{text}");
        }
    }
}
