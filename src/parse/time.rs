//! Dates and times as authors write them: `YYYY-MM-DD`, optionally with a time, optionally with an offset.

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

/// A moment as written. Without an offset, the show's (or event's) time zone settles it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenTime {
    /// Only a day.
    Date(civil::Date),
    /// Day and time of the clock on the wall.
    Local(civil::DateTime),
    /// With an offset; kept so that feeds can repeat it.
    Instant(Zoned),
}

impl WrittenTime {
    /// The moment, given the zone that holds where none was written. A day alone means its first moment; a time skipped or repeated by
    /// daylight saving is resolved as clocks do (the later, respectively the earlier).
    ///
    /// # Errors
    /// When the date is outside the range that can be handled.
    pub fn in_zone(&self, zone: &TimeZone) -> Result<Zoned, jiff::Error> {
        match self {
            Self::Date(date) => date.to_zoned(zone.clone()),
            Self::Local(moment) => moment.to_zoned(zone.clone()),
            Self::Instant(zoned) => Ok(zoned.with_time_zone(zone.clone())),
        }
    }

    /// The instant, see [`WrittenTime::in_zone`].
    ///
    /// # Errors
    /// As there.
    pub fn timestamp(&self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        self.in_zone(zone).map(|zoned| zoned.timestamp())
    }

    /// The day it falls on, as written.
    #[must_use]
    pub fn day(&self) -> civil::Date {
        match self {
            Self::Date(date) => *date,
            Self::Local(moment) => moment.date(),
            Self::Instant(zoned) => zoned.date(),
        }
    }
}
