//! A live session as written.

use super::{Body, SourceText, time::WrittenTime};
use crate::model::{Millis, Private, Registration, RelPath};
use crate::report::Report;

/// What the author wrote about an event.
#[derive(Clone, Debug, PartialEq)]
pub struct RawEvent {
    /// The file.
    pub source: RelPath,
    /// Required; without it the event is dropped.
    pub title: String,
    /// Required; without it the event is dropped.
    pub starts: WrittenTime,
    /// As written.
    pub ends: Option<WrittenTime>,
    /// `duration`: minutes as a number (`90`), `1:30:00`, or `90 min`.
    pub duration: Option<Millis>,
    /// Known to the bundled IANA database.
    pub timezone: Option<String>,
    /// Slugs.
    pub guests: Vec<String>,
    /// `None`: the key is absent.
    pub hosts: Option<Vec<String>>,
    /// As written.
    pub join: Option<String>,
    /// `private.join`.
    pub private_join: Private<Option<String>>,
    /// Every other key under `private`.
    pub private_more: Private<Vec<(String, String)>>,
    /// A form (mapping) or an address (text).
    pub register: Option<Registration>,
    /// As written.
    pub capacity: Option<u64>,
    /// As written.
    pub bring_a_friend: bool,
    /// A slug.
    pub episode: Option<String>,
    /// A slug.
    pub campaign: Option<String>,
    /// More about it.
    pub body: Body,
}

/// Reads an event's file.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawEvent> {
    let _ = (source, report);
    None
}
