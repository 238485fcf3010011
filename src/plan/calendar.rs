//! Calendar files: `events/<slug>/event.ics` and `events.ics`. What only registered people are told is closed to these views.
//!
//! Times are written in UTC. A rule table of our own (`VTIMEZONE`) would be the program's opinion of the day it was built: when a
//! country moves its clocks, such a table is wrong and the instant is not. Every calendar shows an instant in its reader's own zone,
//! `X-WR-TIMEZONE` names the show's for calendars that ask, and the description tells the time on the wall where the event is held.

use super::Output;
use super::json_ld::{WayIn, way_in};
use super::markup::{is_web_address, one_line};
use crate::markdown;
use crate::model::{Event, OutPath, Site};
use jiff::{Timestamp, Zoned, tz::TimeZone};

/// A file for each event and one for all of them, once there is an event: a calendar without one is not valid.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if site.events.is_empty() {
        return Vec::new();
    }
    let one = |event| Output::made(event_path(event), &event.source, move || public_calendar(site, &[event]).into_bytes());
    let mut made: Vec<Output<'_>> = site.events.iter().map(one).collect();
    let all = || public_calendar(site, &site.events.iter().collect::<Vec<_>>()).into_bytes();
    made.push(Output::made(OutPath("events.ics".to_owned()), &site.show.source, all));
    made
}

fn event_path(event: &Event) -> OutPath {
    event.permalink.file("event.ics")
}

fn public_calendar(site: &Site, events: &[&Event]) -> String {
    let entries: Vec<Entry> = events.iter().map(|event| public_entry(site, event)).collect();
    calendar(site, &site.show.title, &entries)
}

/// One thing in a calendar.
pub(super) struct Entry {
    /// Never changes for the same thing.
    pub uid: String,
    /// Start.
    pub starts: Timestamp,
    /// End; `None` for a moment.
    pub ends: Option<Timestamp>,
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
        starts: event.starts.timestamp(),
        ends: Some(event.ends.timestamp()).filter(|end| *end > event.starts.timestamp()),
        summary: event.title.clone(),
        description: description(event, &page),
        location,
        url: Some(page),
        conference,
    }
}

/// The slug at the site's host: the same in every build, and nobody else's.
pub(super) fn uid(site: &Site, name: &str) -> String {
    format!("{name}@{}", site.show.base_url.host)
}

fn description(event: &Event, page: &str) -> String {
    let first = markdown::plain_text(&event.body).split("\n\n").next().map(one_line).unwrap_or_default();
    let friend = if event.bring_a_friend { "Bring somebody along: every place is for two." } else { "" };
    let paragraphs = [first, on_the_wall(&event.starts, &event.ends), friend.to_owned(), page.to_owned()];
    paragraphs.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// `12 February 2031, 12:00–13:00 (America/Chicago)`.
fn on_the_wall(starts: &Zoned, ends: &Zoned) -> String {
    let pattern = if starts.date() == ends.date() { "%H:%M" } else { "%-d %B %Y, %H:%M" };
    format!("{}–{} ({})", starts.strftime("%-d %B %Y, %H:%M"), ends.strftime(pattern), zone_name(starts.time_zone(), starts.timestamp()))
}

fn zone_name(zone: &TimeZone, at: Timestamp) -> String {
    zone.iana_name().map_or_else(|| format!("UTC{}", at.to_zoned(zone.clone()).strftime("%:z")), ToOwned::to_owned)
}

/// A whole calendar.
///
/// Source: RFC 5545; RFC 7986 for NAME, REFRESH-INTERVAL and CONFERENCE. `DTSTAMP` is required and would be the clock's; the entry's own
/// start stands there instead, so that the same show gives the same bytes.
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
    for entry in entries {
        write_entry(&mut lines, entry);
    }
    lines.raw("END:VCALENDAR");
    lines.0
}

fn write_entry(lines: &mut Lines, entry: &Entry) {
    lines.raw("BEGIN:VEVENT");
    lines.raw(&format!("UID:{}", one_line(&entry.uid)));
    lines.raw(&format!("DTSTAMP:{}", utc(entry.starts)));
    lines.raw(&format!("DTSTART:{}", utc(entry.starts)));
    if let Some(ends) = entry.ends {
        lines.raw(&format!("DTEND:{}", utc(ends)));
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
    lines.raw("END:VEVENT");
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Content lines: folded, ended by CRLF.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property of type TEXT.
    fn text(&mut self, name: &str, value: &str) {
        self.raw(&format!("{name}:{}", escaped(value)));
    }

    /// Folds after at most 75 octets, never inside a character. Source: RFC 5545, section 3.1.
    fn raw(&mut self, line: &str) {
        let mut room = 75;
        for character in line.chars() {
            if character.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            self.0.push(character);
            room -= character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Source: RFC 5545, section 3.3.11.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => text.extend(['\\', character]),
            '\n' | '\r' => text.push_str("\\n"),
            '\t' => text.push(' '),
            control if control.is_control() => {}
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Markdown, sample};

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    fn one(site: &Site) -> String {
        public_calendar(site, &[&site.events[0]])
    }

    #[test]
    fn an_event_is_written_in_utc_with_the_time_on_the_wall_in_words() {
        let calendar = unfolded(&one(&sample::site()));
        assert!(calendar.contains("DTSTART:20260211T000000Z\r\nDTEND:20260211T010000Z\r\n"), "{calendar}");
        assert!(calendar.contains("10 February 2026\\, 18:00–19:00 (America/Chicago)"), "{calendar}");
        assert!(calendar.contains("X-WR-TIMEZONE:America/Chicago\r\n"), "{calendar}");
        assert!(calendar.contains("UID:cash-evening@ledger.example\r\n"), "{calendar}");
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
