//! What is due: which episodes are published at the moment of the build, and which stay backstage.

use super::{Drafts, Interview, Moment, moment_of};
use crate::parse::time::WrittenTime;
use crate::report::{Finding, Place, Report};
use jiff::{Zoned, tz::TimeZone};
use std::cmp::Reverse;

/// The episodes with their moments, newest first, apart by whether they may be public.
pub struct Due {
    /// Published at the moment of the build.
    pub public: Vec<(Interview, Zoned)>,
    /// Drafts and later ones.
    pub backstage: Vec<(Interview, Zoned)>,
}

impl Due {
    /// All, public first.
    pub fn all(&self) -> impl Iterator<Item = &Interview> {
        self.public.iter().chain(&self.backstage).map(|(item, _)| item)
    }
}

/// Sorts out what is due. A draft may lack a date: then it counts as of today.
pub fn due(episodes: Vec<Interview>, zone: &TimeZone, moment: &Moment, report: &mut Report) -> Due {
    // The day, not the second: two builds of one day are to give the same bytes.
    let today = moment.as_of.to_zoned(zone.clone());
    let today = today.start_of_day().unwrap_or(today);
    let mut due = Due { public: Vec::new(), backstage: Vec::new() };
    for item in episodes {
        let date = item.raw.date.as_ref().and_then(|written| moment_as_written(written, zone));
        if date.is_none() && item.raw.date.is_some() {
            let place = Place::key(&item.raw.source, "date");
            report.add(Finding::error("date-not-understood", place, "this date is too far away").fix("write it as YYYY-MM-DD"));
        }
        let is_shown = if item.raw.draft {
            moment.drafts == Drafts::Shown
        } else {
            date.as_ref().is_some_and(|date| date.timestamp() <= moment.as_of)
        };
        let date = date.unwrap_or_else(|| today.clone());
        if is_shown { due.public.push((item, date)) } else { due.backstage.push((item, date)) }
    }
    for list in [&mut due.public, &mut due.backstage] {
        list.sort_by_cached_key(|(item, date)| (Reverse(date.timestamp()), Reverse(order(item)), item.slug.clone()));
    }
    due
}

/// A date that was written with an offset keeps it: feeds repeat it, and apps compare.
fn moment_as_written(written: &WrittenTime, zone: &TimeZone) -> Option<Zoned> {
    match written {
        WrittenTime::Instant(moment) => Some(moment.clone()),
        _ => moment_of(written, zone),
    }
}

/// The number before the name of the folder: of two published at the same moment, the one with the higher number is the newer.
fn order(item: &Interview) -> u64 {
    let name = item.raw.source.as_str().strip_prefix("content/episodes/").unwrap_or_default();
    let end = name.find(|character: char| !character.is_ascii_digit()).unwrap_or(0);
    name[..end].parse().unwrap_or(0)
}
