//! Calendar files: `events/<slug>/event.ics` and `events.ics`. What only registered people are told is closed to these views.
//!
//! An event is held at a time on the wall of a place, so that is what is written: `DTSTART;TZID=…`, with the zone's changes of the clocks
//! beside it ([`super::time_zone`]). Where a time on the wall does not say which moment is meant (the hour that comes twice in autumn, an
//! offset without a zone), the moment is written in UTC.

use super::Output;
use super::content_lines::Lines;
use super::event::when;
use super::json_ld::{WayIn, way_in};
use super::markup::{is_web_address, one_line};
use super::time_zone;
use super::words::word;
use crate::markdown;
use crate::model::{Event, OutPath, Site};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::collections::BTreeMap;

/// Whoever adds a session to their calendar is reminded this many minutes before. Whoever subscribes to all of them is not: a
/// subscription that rings is one that is deleted.
const REMINDER: u32 = 60;

/// A file for each event and one for all of them, once there is an event: a calendar without one is not valid.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if site.events.is_empty() {
        return Vec::new();
    }
    let one = |event| Output::made(event_path(event), &event.source, move || single(site, event).into_bytes());
    let mut made: Vec<Output<'_>> = site.events.iter().map(one).collect();
    made.push(Output::made(all_path(), &site.show.source, || all(site).into_bytes()));
    made
}

/// Where the calendar of one event is.
#[must_use]
pub fn event_path(event: &Event) -> OutPath {
    event.permalink.file("event.ics")
}

/// Where the calendar of all events is.
#[must_use]
pub fn all_path() -> OutPath {
    OutPath("events.ics".to_owned())
}

fn single(site: &Site, event: &Event) -> String {
    calendar(site, &site.show.title, &[Entry { reminder: Some(REMINDER), ..public_entry(site, event) }])
}

fn all(site: &Site) -> String {
    let entries: Vec<Entry> = site.events.iter().map(|event| public_entry(site, event)).collect();
    calendar(site, &site.show.title, &entries)
}

/// One thing in a calendar.
pub(super) struct Entry {
    /// Never changes for the same thing.
    pub uid: String,
    /// Start.
    pub starts: Zoned,
    /// End; `None` for a moment.
    pub ends: Option<Zoned>,
    /// One line.
    pub summary: String,
    /// Plain text, lines allowed.
    pub description: String,
    /// Where, in words or as an address.
    pub location: Option<String>,
    /// The page about it.
    pub url: Option<String>,
    /// Where to click to join.
    pub conference: Option<String>,
    /// Minutes before, where somebody is to be reminded.
    pub reminder: Option<u32>,
}

/// What everybody may know of an event.
pub(super) fn public_entry(site: &Site, event: &Event) -> Entry {
    let page = site.show.base_url.page(&event.permalink);
    let (location, conference) = match way_in(event) {
        WayIn::Web(url) => (Some(url.to_owned()), Some(url.to_owned())),
        WayIn::Telephone(words) | WayIn::Place(words) => (Some(words.to_owned()), None),
        WayIn::Page => (None, None),
    };
    Entry {
        uid: uid(site, event.slug.as_str()),
        starts: event.starts.clone(),
        ends: Some(event.ends.clone()).filter(|end| *end > event.starts),
        summary: event.title.clone(),
        description: description(site, event, &page),
        location,
        url: Some(page),
        conference,
        reminder: None,
    }
}

/// The slug at the site's host: the same in every build, and nobody else's.
pub(super) fn uid(site: &Site, name: &str) -> String {
    format!("{name}@{}", site.show.base_url.host)
}

fn description(site: &Site, event: &Event, page: &str) -> String {
    let first = markdown::plain_text(&event.body).split("\n\n").next().map(one_line).unwrap_or_default();
    let friend = if event.bring_a_friend { word(site, "bring_a_friend") } else { "" };
    let paragraphs = [first, when(site, event), friend.to_owned(), page.to_owned()];
    paragraphs.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A whole calendar.
///
/// Source: RFC 5545; RFC 7986 for NAME, REFRESH-INTERVAL and CONFERENCE.
pub(super) fn calendar(site: &Site, name: &str, entries: &[Entry]) -> String {
    let mut lines = Lines::default();
    lines.raw("BEGIN:VCALENDAR");
    lines.raw("VERSION:2.0");
    lines.raw("PRODID:-//Turntable//Turntable//EN");
    lines.raw("CALSCALE:GREGORIAN");
    lines.raw("METHOD:PUBLISH");
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    if let Some(zone) = site.show.timezone.iana_name() {
        lines.raw(&format!("X-WR-TIMEZONE:{zone}"));
    }
    lines.raw("REFRESH-INTERVAL;VALUE=DURATION:P1D");
    for (name, (zone, first, last)) in zones(entries) {
        time_zone::write(&mut lines, name, zone, first, last);
    }
    for entry in entries {
        write_entry(&mut lines, site, entry);
    }
    lines.raw("END:VCALENDAR");
    lines.0
}

/// Every zone that an entry names, with the first and the last moment that is told in it.
fn zones(entries: &[Entry]) -> BTreeMap<&str, (&TimeZone, Timestamp, Timestamp)> {
    let mut zones: BTreeMap<&str, (&TimeZone, Timestamp, Timestamp)> = BTreeMap::new();
    for moment in entries.iter().flat_map(|entry| [Some(&entry.starts), entry.ends.as_ref()]).flatten() {
        let Some(name) = zone_of(moment) else { continue };
        let at = moment.timestamp();
        let (_, first, last) = zones.entry(name).or_insert((moment.time_zone(), at, at));
        (*first, *last) = ((*first).min(at), (*last).max(at));
    }
    zones
}

/// The zone whose clocks tell a moment, if they tell no other one by the same time.
fn zone_of(moment: &Zoned) -> Option<&str> {
    let zone = moment.time_zone();
    let name =
        zone.iana_name().filter(|name| *name != "UTC" && name.bytes().all(|byte| byte.is_ascii_graphic() && !b";:,\"".contains(&byte)))?;
    let is_meant = zone.to_ambiguous_timestamp(moment.datetime()).compatible().is_ok_and(|told| told == moment.timestamp());
    is_meant.then_some(name)
}

fn write_entry(lines: &mut Lines, site: &Site, entry: &Entry) {
    let stamp = stamp(site, entry);
    lines.raw("BEGIN:VEVENT");
    lines.raw(&format!("UID:{}", one_line(&entry.uid)));
    lines.raw(&format!("DTSTAMP:{}", utc(stamp)));
    lines.raw(&format!("SEQUENCE:{}", sequence(stamp)));
    lines.raw(&moment("DTSTART", &entry.starts));
    if let Some(ends) = &entry.ends {
        lines.raw(&moment("DTEND", ends));
    }
    lines.text("SUMMARY", &one_line(&entry.summary));
    lines.text("DESCRIPTION", entry.description.trim());
    if let Some(location) = &entry.location {
        lines.text("LOCATION", &one_line(location));
    }
    if let Some(url) = entry.url.as_deref().filter(|url| is_web_address(url)) {
        lines.raw(&format!("URL:{}", one_line(url)));
    }
    if let Some(conference) = entry.conference.as_deref().filter(|url| is_web_address(url)) {
        lines.raw(&format!("CONFERENCE;VALUE=URI:{}", one_line(conference)));
    }
    lines.raw("STATUS:CONFIRMED");
    if let Some(minutes) = entry.reminder {
        write_reminder(lines, &entry.summary, minutes);
    }
    lines.raw("END:VEVENT");
}

fn write_reminder(lines: &mut Lines, summary: &str, minutes: u32) {
    lines.raw("BEGIN:VALARM");
    lines.raw("ACTION:DISPLAY");
    lines.raw(&format!("TRIGGER:-PT{minutes}M"));
    lines.text("DESCRIPTION", &one_line(summary));
    lines.raw("END:VALARM");
}

/// When an entry was written. Of two versions with one UID the later one counts, so this must grow; the clock may not be read, and the
/// same day must give the same bytes: the day of the build, and after the event its start, so that what is over stays as it is.
fn stamp(site: &Site, entry: &Entry) -> Timestamp {
    let built = site.as_of.to_zoned(site.show.timezone.clone());
    let day = built.start_of_day().map_or(site.as_of, |day| day.timestamp());
    day.min(entry.starts.timestamp())
}

/// Grows with the stamp: days since 1 January 2020. Source: RFC 5545, section 3.8.7.4 (a later version has a higher number; gaps are
/// allowed).
fn sequence(stamp: Timestamp) -> i64 {
    const START: i64 = 1_577_836_800;
    (stamp.as_second() - START).div_euclid(86_400).max(0)
}

fn moment(name: &str, moment: &Zoned) -> String {
    match zone_of(moment) {
        Some(zone) => format!("{name};TZID={zone}:{}", moment.strftime("%Y%m%dT%H%M%S")),
        None => format!("{name}:{}", utc(moment.timestamp())),
    }
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Markdown, sample};

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    fn one(site: &Site) -> String {
        single(site, &site.events[0])
    }

    #[test]
    fn an_event_is_told_by_the_clock_on_its_wall_and_the_zone_is_described() {
        let calendar = unfolded(&one(&sample::site()));
        let zone = "DTSTART;TZID=America/Chicago:20260210T180000\r\nDTEND;TZID=America/Chicago:20260210T190000\r\n";
        assert!(calendar.contains(zone) && calendar.contains("BEGIN:VTIMEZONE\r\nTZID:America/Chicago\r\n"), "{calendar}");
        assert!(calendar.contains("February 10\\, 2026\\, 18:00–19:00 CST"), "{calendar}");
        assert!(calendar.contains("X-WR-TIMEZONE:America/Chicago\r\n"), "{calendar}");
        assert!(calendar.contains("UID:cash-evening@ledger.example\r\n"), "{calendar}");
    }

    #[test]
    fn an_hour_that_comes_twice_and_an_offset_without_zone_are_told_in_utc() {
        let mut site = sample::site();
        site.events[0].starts = sample::zoned("2026-11-01T01:30:00-06:00[America/Chicago]");
        site.events[0].ends = sample::zoned("2026-11-01T03:00:00-06:00[America/Chicago]");
        let calendar = unfolded(&one(&site));
        assert!(calendar.contains("DTSTART:20261101T073000Z\r\nDTEND;TZID=America/Chicago:20261101T030000\r\n"), "{calendar}");
        site.events[0].starts = sample::zoned("2026-11-01T01:30:00+05:30[+05:30]");
        assert!(unfolded(&one(&site)).contains("DTSTART:20261031T200000Z\r\n"));
    }

    #[test]
    fn a_later_build_is_a_later_version_until_the_event_is_over() {
        let mut site = sample::site();
        let mut numbers = |day: &str| {
            site.as_of = format!("{day}T15:00:00Z").parse().expect("a moment");
            let calendar = unfolded(&one(&site));
            let after = |name: &str| calendar.split(name).nth(1).and_then(|rest| rest.split("\r\n").next()).unwrap_or_default().to_owned();
            (after("SEQUENCE:"), after("DTSTAMP:"))
        };
        assert_eq!(numbers("2026-01-05"), ("2196".to_owned(), "20260105T060000Z".to_owned()));
        assert_eq!(numbers("2026-01-06").0, "2197");
        assert_eq!(numbers("2026-03-01"), numbers("2026-05-01"), "what is over stays as it is");
    }

    #[test]
    fn one_session_reminds_and_a_subscription_does_not() {
        let site = sample::site();
        assert!(one(&site).contains("TRIGGER:-PT60M\r\n") && !all(&site).contains("VALARM"));
    }

    #[test]
    fn what_registered_people_are_told_is_in_no_public_calendar() {
        assert!(!unfolded(&one(&sample::site())).contains("SECRET"));
    }

    #[test]
    fn lines_are_folded_within_75_octets_and_inside_no_character() {
        let mut site = sample::site();
        site.events[0].title = "田中 美咲, 👩‍👩‍👧 and friends; ".repeat(9);
        site.events[0].body = Markdown("Ünïcödé\\ ".repeat(40));
        let calendar = one(&site);
        for line in calendar.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
        }
        assert!(unfolded(&calendar).contains("SUMMARY:田中 美咲\\, 👩‍👩‍👧 and friends\\;"));
    }

    #[test]
    fn no_text_can_begin_another_property() {
        let mut site = sample::site();
        site.events[0].title = "Panel\r\nBEGIN:VALARM\rX\u{0}".into();
        let calendar = unfolded(&one(&site));
        assert!(calendar.contains("SUMMARY:Panel BEGIN:VALARM X\r\n"), "{calendar}");
    }

    #[test]
    fn a_dial_in_and_a_room_are_places_and_an_address_is_a_conference() {
        let mut site = sample::site();
        site.events[0].join = Some("By phone: (218) 555-0170".into());
        let calendar = unfolded(&one(&site));
        assert!(calendar.contains("LOCATION:By phone: (218) 555-0170\r\n") && !calendar.contains("CONFERENCE"), "{calendar}");
    }

    #[test]
    fn an_event_that_ends_before_it_starts_has_no_end() {
        let mut site = sample::site();
        site.events[0].ends = sample::zoned("2026-02-10T17:00:00-06:00[America/Chicago]");
        assert!(!one(&site).contains("DTEND"));
    }

    #[test]
    fn a_show_without_events_has_no_calendar() {
        let mut site = sample::site();
        site.events.clear();
        assert!(outputs(&site).is_empty());
    }
}
