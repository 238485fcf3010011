//! Live sessions.

use super::episodes::Context;
use super::{Item, Moment};
use crate::model::{Event, Permalink, PersonKind, Registration};
use crate::parse::event::RawEvent;
use crate::parse::time::WrittenTime;
use crate::report::{Finding, Place, Report};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};

/// The events as written.
pub type RawEvents<'a> = &'a [Item<RawEvent>];

/// How long an event is when nothing says so.
const USUAL_LENGTH: SignedDuration = SignedDuration::from_mins(60);

/// All events, by start. Ids are given in the order written, so the order is settled by the caller's list being sorted already.
pub fn resolve_all(items: Vec<Item<RawEvent>>, context: &Context<'_>, moment: &Moment, report: &mut Report) -> Vec<Event> {
    items.into_iter().map(|item| resolve_one(item, context, moment, report)).collect()
}

fn resolve_one(item: Item<RawEvent>, context: &Context<'_>, moment: &Moment, report: &mut Report) -> Event {
    let Item { slug, raw, .. } = item;
    let zone = zone_of(&raw, context);
    let starts = raw.starts.in_zone(&zone).unwrap_or_else(|_| moment.as_of.to_zoned(zone.clone()));
    let ends = ends(&raw, &starts, &zone, report);
    let named = |names: &[String], key: &str, kind: PersonKind, report: &mut Report| {
        let place = |index: usize| Place::key(&raw.source, format!("{key}[{index}]"));
        names.iter().enumerate().filter_map(|(index, name)| context.cast.named(name, kind, place(index), report)).collect::<Vec<_>>()
    };
    let guests = named(&raw.guests, "guests", PersonKind::Partner, report);
    let hosts = raw.hosts.as_ref().map_or_else(|| context.show.hosts.clone(), |names| named(names, "hosts", PersonKind::Host, report));
    let episode = raw.episode.as_deref().and_then(|name| {
        let found = context.programme.episode(name);
        if found.is_none() {
            report.add(context.programme.no_episode(name, Place::key(&raw.source, "episode")));
        }
        found.flatten()
    });
    let campaign = raw.campaign.as_deref().and_then(|name| {
        let found = context.programme.campaign(name);
        if found.is_none() {
            report.add(context.programme.no_campaign(name, Place::key(&raw.source, "campaign")));
        }
        found
    });
    Event {
        permalink: Permalink(format!("events/{slug}/")),
        slug,
        title: raw.title,
        is_past: ends.timestamp() <= moment.as_of,
        starts,
        ends,
        guests,
        hosts,
        join: raw.join,
        private_join: raw.private_join,
        private_more: raw.private_more,
        register: raw.register.map(|register| with_show_form(register, context)),
        capacity: raw.capacity,
        registered: raw.registered,
        bring_a_friend: raw.bring_a_friend,
        episode,
        campaign,
        body: raw.body.markdown,
        source: raw.source,
    }
}

/// A registration whose gaps are filled from the show's form.
pub fn with_show_form(register: Registration, context: &Context<'_>) -> Registration {
    match register {
        Registration::Form(form) => Registration::Form(form.or(&context.show.forms)),
        url => url,
    }
}

fn zone_of(raw: &RawEvent, context: &Context<'_>) -> TimeZone {
    raw.timezone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| context.show.timezone.clone())
}

fn ends(raw: &RawEvent, starts: &Zoned, zone: &TimeZone, report: &mut Report) -> Zoned {
    let length = raw.duration.and_then(|duration| i64::try_from(duration.0).ok()).map_or(USUAL_LENGTH, SignedDuration::from_millis);
    let after = |length: SignedDuration| starts.checked_add(length).unwrap_or_else(|_| starts.clone());
    match &raw.ends {
        // A day alone as the end means that whole day.
        Some(WrittenTime::Date(day)) => {
            day.tomorrow().ok().and_then(|next| next.to_zoned(zone.clone()).ok()).unwrap_or_else(|| after(length))
        }
        Some(written) => match written.in_zone(zone) {
            Ok(ends) if ends > *starts => ends,
            _ => {
                report.add(
                    Finding::error("event-ends-before-it-starts", Place::key(&raw.source, "ends"), "this session ends before it starts")
                        .fix("set a later `ends`, or write `duration` instead"),
                );
                after(length)
            }
        },
        None => after(length),
    }
}
