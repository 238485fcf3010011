//! The host's own calendar: `desk/calendar.ics`. Live sessions with the way in for registered people, and what goes online when.

use super::{Desk, and};
use crate::model::{Episode, Event, OutPath, Site};
use crate::plan::Output;
use crate::plan::calendar::{Entry, calendar, public_entry, uid};

/// Minutes before a session at which the host is reminded: time to open the room.
const REMINDER: u32 = 30;

/// The one file, once there is something in it.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if site.events.is_empty() && scheduled(site).next().is_none() {
        return Vec::new();
    }
    vec![Output::made(OutPath("calendar.ics".to_owned()), &site.show.source, || text(site).into_bytes())]
}

fn text(site: &Site) -> String {
    let events = site.events.iter().map(|event| session(site, event));
    let entries: Vec<Entry> = events.chain(scheduled(site).map(|episode| publication(site, episode))).collect();
    calendar(site, &format!("{} (desk)", site.show.title), &entries)
}

/// Unpublished episodes that have a date ahead, soonest first.
fn scheduled(site: &Site) -> impl Iterator<Item = &Episode> {
    let backstage = Desk::of(site).backstage;
    let mut ahead: Vec<&Episode> = backstage.episodes.iter().filter(|episode| episode.date.timestamp() > site.as_of).collect();
    ahead.sort_by(|a, b| (a.date.timestamp(), &a.slug).cmp(&(b.date.timestamp(), &b.slug)));
    ahead.into_iter()
}

fn session(site: &Site, event: &Event) -> Entry {
    let mut entry = Entry { reminder: Some(REMINDER), ..public_entry(site, event) };
    if let Some(join) = event.private_join.open_for_desk() {
        entry.description = format!("For those who registered: {join}\n\n{}", entry.description);
        entry.conference = Some(join.clone());
    }
    for (key, value) in event.private_more.open_for_desk() {
        entry.description.push_str(&format!("\n\n{key}: {value}"));
    }
    entry
}

fn publication(site: &Site, episode: &Episode) -> Entry {
    let desk = Desk::of(site);
    let guests: Vec<&str> = desk.guests(episode).iter().map(|guest| guest.name.as_str()).collect();
    let with = if guests.is_empty() { String::new() } else { format!("With {}.\n\n", and(&guests)) };
    Entry {
        uid: uid(site, &format!("online-{}", episode.slug)),
        starts: episode.date.clone(),
        ends: None,
        summary: format!("Goes online: {}", episode.title),
        description: format!("{with}Build and deploy on this day or later; until then the site shows nothing of it."),
        location: None,
        url: None,
        conference: None,
        reminder: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;

    #[test]
    fn the_desk_knows_the_private_way_in_and_what_goes_online_when() {
        let calendar = text(&with_backstage()).replace("\r\n ", "");
        assert!(calendar.contains("For those who registered: https://meet.example/SECRET-NOTE"), "{calendar}");
        assert!(calendar.contains("SUMMARY:Goes online: Not yet\\, not ever\r\n"), "{calendar}");
        assert!(calendar.contains("DTSTART;TZID=America/Chicago:20260901T090000\r\n"), "{calendar}");
    }
}
