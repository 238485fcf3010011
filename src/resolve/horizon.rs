//! Until when a site stays as it is, if nobody writes anything: the next moment at which an interview is due, an offer opens or closes,
//! a live session ends, or a day begins in the show's zone (texts such as "closes tomorrow" change with the day).

use super::{Interview, Item, Moment};
use crate::model::Event;
use crate::parse::episode::OfferChoice;
use crate::parse::leads::RawLead;
use crate::parse::offer::RawOffer;
use jiff::{Timestamp, tz::TimeZone};

/// The next moment at which what was written means something else; later than `moment`.
#[must_use]
pub fn of_texts(episodes: &[Interview], offers: &[Item<RawOffer>], zone: &TimeZone, moment: &Moment) -> Timestamp {
    let inside = episodes.iter().filter_map(|item| match &item.raw.offer {
        Some(OfferChoice::Here(offer)) => Some(&**offer),
        _ => None,
    });
    let dates = episodes.iter().filter_map(|item| item.raw.date.as_ref());
    let terms = offers.iter().map(|item| &item.raw).chain(inside).flat_map(|offer| offer.from.iter().chain(&offer.until));
    let moments = dates.chain(terms).filter_map(|written| written.timestamp(zone).ok());
    next(moments, next_day(zone, moment), moment)
}

/// The same with the live sessions.
#[must_use]
pub fn with_events(so_far: Timestamp, events: &[Event], moment: &Moment) -> Timestamp {
    next(events.iter().flat_map(|event| [event.starts.timestamp(), event.ends.timestamp()]), so_far, moment)
}

/// The same with the record of hand-raises: one that lies ahead counts once it has happened.
#[must_use]
pub fn with_leads(so_far: Timestamp, leads: &[RawLead], zone: &TimeZone, moment: &Moment) -> Timestamp {
    next(leads.iter().filter_map(|lead| lead.moment()?.timestamp(zone).ok()), so_far, moment)
}

fn next(moments: impl Iterator<Item = Timestamp>, latest: Timestamp, moment: &Moment) -> Timestamp {
    moments.filter(|at| *at > moment.as_of).fold(latest, Timestamp::min)
}

/// The last day there is has no next one: then nothing holds.
fn next_day(zone: &TimeZone, moment: &Moment) -> Timestamp {
    let today = moment.as_of.to_zoned(zone.clone()).date();
    today.tomorrow().and_then(|day| day.to_zoned(zone.clone())).map_or(moment.as_of, |day| day.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::Drafts;

    fn moment(text: &str) -> Moment {
        Moment { as_of: text.parse().expect("a moment"), drafts: Drafts::Hidden }
    }

    #[test]
    fn without_anything_ahead_it_holds_until_the_day_ends_in_the_shows_zone() {
        let zone = TimeZone::get("America/Chicago").expect("a zone");
        let until = of_texts(&[], &[], &zone, &moment("2026-06-01T12:00:00Z"));
        assert_eq!(until.to_string(), "2026-06-02T05:00:00Z");
    }

    #[test]
    fn only_what_lies_ahead_counts() {
        let now = moment("2026-06-01T12:00:00Z");
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let moments = [at("2026-06-01T11:59:59Z"), at("2026-06-01T12:00:00Z"), at("2026-06-01T13:00:00Z"), at("2026-06-01T14:00:00Z")];
        assert_eq!(next(moments.into_iter(), at("2026-06-02T00:00:00Z"), &now), at("2026-06-01T13:00:00Z"));
    }
}
