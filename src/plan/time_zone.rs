//! `VTIMEZONE`: what the clocks of a zone did and will do around some moments, for calendars that do not know the zone by its name.
//!
//! Nothing is guessed: every change of the clocks between the moments is written with its own date (`DTSTART`, `RDATE`), as the time zone
//! database has it, and no rule is made of them that another year could break. Programs that know the zone's name go by their own
//! database, so that a change made after the build reaches them too.

use super::content_lines::Lines;
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Most changes of the clocks that are written: two hundred years of them.
const MOST: usize = 400;

/// A change of the clocks.
#[derive(Clone, PartialEq, Eq)]
struct Change {
    at: Timestamp,
    kind: Kind,
}

/// What is alike in all changes of one sort.
#[derive(Clone, PartialEq, Eq)]
struct Kind {
    from: Offset,
    to: Offset,
    name: String,
    is_summer: bool,
}

/// Writes what the zone's clocks do from `first` to `last`, and the next change after that.
pub fn write(lines: &mut Lines, name: &str, zone: &TimeZone, first: Timestamp, last: Timestamp) {
    lines.raw("BEGIN:VTIMEZONE");
    lines.raw(&format!("TZID:{name}"));
    let changes = changes(zone, first, last);
    let mut kinds: Vec<&Kind> = Vec::new();
    for change in &changes {
        if !kinds.contains(&&change.kind) {
            kinds.push(&change.kind);
        }
    }
    for kind in kinds {
        write_kind(lines, kind, changes.iter().filter(|change| change.kind == *kind));
    }
    lines.raw("END:VTIMEZONE");
}

fn write_kind<'a>(lines: &mut Lines, kind: &Kind, changes: impl Iterator<Item = &'a Change>) {
    let part = if kind.is_summer { "DAYLIGHT" } else { "STANDARD" };
    lines.raw(&format!("BEGIN:{part}"));
    for (index, change) in changes.enumerate() {
        // The hands before they are moved. Source: RFC 5545, section 3.6.5.
        let wall = kind.from.to_datetime(change.at).strftime("%Y%m%dT%H%M%S");
        lines.raw(&format!("{}:{wall}", if index == 0 { "DTSTART" } else { "RDATE" }));
    }
    lines.raw(&format!("TZOFFSETFROM:{}", offset(kind.from)));
    lines.raw(&format!("TZOFFSETTO:{}", offset(kind.to)));
    lines.text("TZNAME", &kind.name);
    lines.raw(&format!("END:{part}"));
}

/// The change that made the clocks what they are at `first`, every one until `last`, and one more. A zone whose clocks were never
/// changed before has one that changes nothing, because there must be one.
fn changes(zone: &TimeZone, first: Timestamp, last: Timestamp) -> Vec<Change> {
    let just_after = first.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(first);
    let mut instants: Vec<Timestamp> = zone.preceding(just_after).next().map(|change| change.timestamp()).into_iter().collect();
    let mut is_done = false;
    for change in zone.following(first).take(MOST) {
        if is_done {
            break;
        }
        is_done = change.timestamp() > last;
        instants.push(change.timestamp());
    }
    let mut changes: Vec<Change> = Vec::with_capacity(instants.len() + 1);
    if instants.first().is_none_or(|earliest| *earliest > first) {
        let at = Timestamp::UNIX_EPOCH.min(first);
        let now = zone.to_offset(first);
        changes.push(Change { at, kind: Kind { from: now, ..kind(zone, first) } });
    }
    changes.extend(instants.into_iter().map(|at| Change { at, kind: kind(zone, at) }));
    changes
}

fn kind(zone: &TimeZone, at: Timestamp) -> Kind {
    let before = at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(at);
    let info = zone.to_offset_info(at);
    Kind { from: zone.to_offset(before), to: info.offset(), name: info.abbreviation().to_owned(), is_summer: info.dst() == Dst::Yes }
}

/// `-0600`, `+1030`, `-055036`. Source: RFC 5545, section 3.3.14.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{sign}{hours:02}{minutes:02}") } else { format!("{sign}{hours:02}{minutes:02}{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(zone: &str, first: &str, last: &str) -> String {
        let mut lines = Lines::default();
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        write(&mut lines, zone, &TimeZone::get(zone).expect("a zone"), at(first), at(last));
        lines.0.replace("\r\n", "\n")
    }

    #[test]
    fn one_evening_needs_the_change_before_it_and_the_one_after() {
        let right = "BEGIN:VTIMEZONE\nTZID:America/Chicago\nBEGIN:STANDARD\nDTSTART:20251102T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0600\n\
                     TZNAME:CST\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20260308T020000\nTZOFFSETFROM:-0600\nTZOFFSETTO:-0500\nTZNAME:CDT\n\
                     END:DAYLIGHT\nEND:VTIMEZONE\n";
        assert_eq!(of("America/Chicago", "2026-02-11T00:00:00Z", "2026-02-11T01:00:00Z"), right);
    }

    #[test]
    fn several_years_repeat_no_offset() {
        let text = of("Europe/London", "2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
        assert_eq!((text.matches("BEGIN:STANDARD").count(), text.matches("BEGIN:DAYLIGHT").count()), (1, 1), "{text}");
        assert_eq!(text.matches("\nRDATE:").count(), 4, "{text}");
        assert!(text.contains("DTSTART:20260329T010000\nRDATE:20270328T010000\nRDATE:20280326T010000\n"), "{text}");
    }

    #[test]
    fn half_an_hour_of_summer_and_a_zone_without_any() {
        let island = of("Australia/Lord_Howe", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z");
        assert!(island.contains("DAYLIGHT\nDTSTART:20251005T020000\nTZOFFSETFROM:+1030\nTZOFFSETTO:+1100\n"), "{island}");
        let india = of("Asia/Kolkata", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z");
        assert_eq!((india.matches("TZOFFSETTO:+0530").count(), india.matches("BEGIN:").count()), (1, 2), "{india}");
        let fixed = of("Etc/GMT+5", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z");
        assert!(fixed.contains("STANDARD\nDTSTART:19691231T190000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\n"), "{fixed}");
    }

    #[test]
    fn a_very_long_time_is_not_written_without_end() {
        assert!(of("America/Chicago", "1900-01-01T00:00:00Z", "9990-01-01T00:00:00Z").len() < 20_000);
    }
}
