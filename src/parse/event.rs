//! A live session as written.

use super::fields::Fields;
use super::{Body, SourceText, offer, schema, time::WrittenTime};
use crate::model::{Millis, Private, Registration, RelPath};
use crate::report::{Finding, Place, Report};

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
    /// As written; 0 where nobody has yet.
    pub registered: Option<u64>,
    /// As written.
    pub bring_a_friend: bool,
    /// A slug.
    pub episode: Option<String>,
    /// A slug.
    pub campaign: Option<String>,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// More about it.
    pub body: Body,
}

/// Everything that may stand in an event's file.
pub const KEYS: &[&str] = &schema::names(&schema::EVENT);

/// Reads an event's file.
///
/// Findings: `missing-title`, `missing-starts`, `ends-and-duration`, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawEvent> {
    let (node, body) = super::open(source, report)?;
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let title = fields.required_line("title", "missing-title", report);
    let starts = fields.required_time("starts", "missing-starts", report);
    let (ends, duration) = (fields.written_time("ends", report), fields.event_length("duration", report));
    if ends.is_some() && duration.is_some() {
        report.add(two_ends(source));
    }
    let private = fields.free_mapping("private", report);
    let event = RawEvent {
        source: source.path.clone(),
        ends,
        duration,
        timezone: fields.timezone("timezone", report),
        guests: fields.lines("guests", report),
        hosts: fields.lines_if_any("hosts", report),
        join: fields.line("join", report),
        private_join: Private::new(private.as_ref().and_then(|private| private.line("join", report))),
        private_more: Private::new(private.map_or_else(Vec::new, |private| private.more(&["join"]))),
        register: offer::registration(&fields, "register", report),
        capacity: fields.whole_number("capacity", 1, "not-a-number", report),
        registered: fields.whole_number("registered", 0, "not-a-number", report),
        bring_a_friend: fields.flag("bring_a_friend", report).unwrap_or(false),
        episode: fields.line("episode", report),
        campaign: fields.line("campaign", report),
        aliases: fields.lines("aliases", report),
        body,
        // Last, so that one run shows every mistake of the file.
        title: title?,
        starts: starts?,
    };
    Some(event)
}

fn two_ends(source: &SourceText) -> Finding {
    Finding::warning("ends-and-duration", Place::key(&source.path, "duration"), "the end is said twice")
        .label("only `ends` is read")
        .fix("delete `duration` or `ends`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn read(front: &str) -> (Option<RawEvent>, Vec<&'static str>) {
        let source = SourceText { path: RelPath("content/events/a.md".into()), text: format!("---\n{front}---\n") };
        let mut report = Report::default();
        let event = parse(&source, &mut report);
        (event, report.findings.iter().map(|finding| finding.rule).collect())
    }

    #[test]
    fn what_is_for_registered_people_stays_private() {
        let front = "title: A\nstarts: 2026-05-14 18:00\nduration: 90 min\njoin: +1 218 555 0100\nregister: netlify\nbring_a_friend: yes\nprivate: {join: https://z.example/1, pin: 0042}\n";
        let (event, rules) = read(front);
        let event = event.expect("an event");
        assert_eq!(rules, [""; 0]);
        assert_eq!(event.private_join.open_for_desk().as_deref(), Some("https://z.example/1"));
        assert_eq!(event.private_more.open_for_desk()[..], [("pin".to_owned(), "0042".to_owned())]);
        assert_eq!(event.duration, Some(Millis(5_400_000)));
        assert!(event.bring_a_friend && matches!(event.register, Some(Registration::Form(_))));
    }

    #[test]
    fn the_word_form_asks_for_the_shows_own_form() {
        let (event, rules) = read("title: A\nstarts: 2026-05-14 18:00\nregister: form\n");
        assert_eq!(rules, [""; 0]);
        assert_eq!(event.and_then(|event| event.register), Some(Registration::Form(crate::model::Form::default())));
    }

    #[test]
    fn without_title_or_start_it_is_dropped_and_every_mistake_is_told() {
        let (event, rules) = read("capacity: many\nregister: okafor.example\nends: 2026-05-14\nduration: 90\n");
        assert!(event.is_none());
        assert_eq!(rules, ["missing-title", "missing-starts", "ends-and-duration", "not-a-web-address", "not-a-number"]);
    }
}
