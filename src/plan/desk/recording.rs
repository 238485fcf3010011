//! The day of the next recording with a partner, as the host wrote it in confidence, and its entry for a calendar:
//! `desk/partners/<slug>/recording.ics`.

use super::Desk;
use super::standing::{self, Standing};
use crate::model::{OutPath, Site, Status};
use crate::plan::Output;
use crate::plan::calendar::{Entry, calendar, uid};
use crate::plan::words::phrase;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

/// A recording that was agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The day.
    pub day: Date,
    /// When it starts, in the show's time zone unless another was written; `None` where only the day is known.
    pub starts: Option<Zoned>,
}

/// How long it takes with everything before and after, in minutes.
const LASTS: i64 = 45;

/// The next recording, as `private:` says: `recording`, or else a `booked` or `recorded` that lies ahead, for nobody can have booked
/// tomorrow.
#[must_use]
pub fn appointment(desk: &Desk<'_>, standing: &Standing<'_>) -> Option<Appointment> {
    let written = |key: &str| standing.private.more.iter().find(|(name, _)| name == key).and_then(|(_, text)| read(desk.site, text));
    let today = desk.site.as_of.to_zoned(desk.site.show.timezone.clone()).date();
    let ahead = |when: &Appointment| when.day >= today;
    let keys = ["recording", "booked", "recorded"];
    keys.into_iter().filter_map(written).find(ahead).filter(|_| standing.status != Status::Paused)
}

/// `2026-12-08`, `2026-12-08T10:00`, `2026-12-08 10:00` or with an offset.
fn read(site: &Site, text: &str) -> Option<Appointment> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        let starts = moment.to_zoned(site.show.timezone.clone());
        return Some(Appointment { day: starts.date(), starts: Some(starts) });
    }
    if text.len() > 10 {
        let starts = text.parse::<DateTime>().ok()?.to_zoned(site.show.timezone.clone()).ok()?;
        return Some(Appointment { day: starts.date(), starts: Some(starts) });
    }
    Some(Appointment { day: text.parse().ok()?, starts: None })
}

/// The entry of every partner with whom a recording lies ahead.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let ahead = standing::all(&desk).into_iter().filter_map(|standing| Some((appointment(&desk, &standing)?, standing)));
    ahead
        .map(|(when, standing)| {
            let path = OutPath(format!("partners/{}/recording.ics", standing.partner.slug));
            Output::made(path, &standing.partner.source, move || calendar_file(&desk, &standing, &when).into_bytes())
        })
        .collect()
}

/// The entry, for both of them: nothing told in confidence is in it but the day they agreed on.
#[must_use]
pub fn calendar_file(desk: &Desk<'_>, standing: &Standing<'_>, when: &Appointment) -> String {
    let site = desk.site;
    let partner = standing.partner;
    let host = desk.host_name();
    // A whole day is a day everywhere, so it needs no zone.
    let starts = when.starts.clone().or_else(|| when.day.to_zoned(TimeZone::UTC).ok());
    let Some(starts) = starts else { return String::new() };
    let said = [("name", partner.name.as_str()), ("host", host), ("show", site.show.title.as_str())];
    let entry = Entry {
        uid: uid(site, &format!("recording-{}-{}", partner.slug, when.day.strftime("%Y%m%d"))),
        ends: when.starts.as_ref().and_then(|starts| starts.checked_add(LASTS.minutes()).ok()),
        starts,
        summary: phrase(site, "recording_title", &said),
        description: phrase(site, "recording_text", &said),
        location: None,
        url: None,
        conference: None,
        reminder: None,
    };
    let text = calendar(site, &site.show.title, &[entry]);
    if when.starts.is_some() { text } else { whole_day(&text, when.day) }
}

/// The same with a day in place of the moment. Source: RFC 5545, section 3.6.1: a date without an end is that one day.
fn whole_day(text: &str, day: Date) -> String {
    let line = |line: &str| match line.starts_with("DTSTART:") {
        true => format!("DTSTART;VALUE=DATE:{}\r\n", day.strftime("%Y%m%d")),
        false => line.to_owned(),
    };
    text.split_inclusive("\r\n").map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_private;
    use super::*;
    use crate::model::sample;

    fn of(key: &str, text: &str) -> (Option<Appointment>, Option<String>) {
        let site = with_private(sample::site(), |private| {
            private.status = Some(Status::Booked);
            private.more = vec![(key.into(), text.into())];
        });
        let desk = Desk::of(&site);
        let standing = standing::all(&desk).remove(0);
        let when = appointment(&desk, &standing);
        let file = when.as_ref().map(|when| calendar_file(&desk, &standing, when));
        (when, file)
    }

    #[test]
    fn a_recording_has_its_moment_in_the_shows_time_zone() {
        let (_, file) = of("recording", "2026-07-08T10:00");
        let file = file.unwrap();
        assert!(file.contains("DTSTART;TZID=America/Chicago:20260708T100000\r\nDTEND;TZID=America/Chicago:20260708T104500\r\n"), "{file}");
        assert!(file.contains("UID:recording-dev-okafor-20260708@ledger.example\r\n"), "{file}");
        assert!(!file.contains("555 0100") && !file.contains("dev.private") && !file.contains("SECRET"), "{file}");
        assert!(of("recording", "2026-07-08T10:00:00+02:00").1.unwrap().contains("DTSTART;TZID=America/Chicago:20260708T030000"));
    }

    #[test]
    fn a_day_alone_is_a_whole_day() {
        let file = of("booked", "2026-07-08").1.unwrap();
        assert!(file.contains("DTSTART;VALUE=DATE:20260708\r\n") && !file.contains("DTEND"), "{file}");
    }

    #[test]
    fn a_day_that_has_been_is_when_it_was_booked_and_nonsense_is_no_day() {
        assert_eq!(of("booked", "2026-01-05").0, None);
        for text in ["", "soon", "2026-13-40", "2026-07-08T25:00", "é2026-07-08"] {
            assert_eq!(of("recording", text).0, None, "{text}");
        }
    }
}
