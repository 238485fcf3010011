//! `turntable.lock` → [`Published`]. In: the file's text. Out: what it remembers, borrowed from the text, and findings. It reads the small
//! part of YAML that [`write`](self::write) makes, and what hands and merges make of it: other indentation, other order, quotes of both
//! kinds, comments, Windows line ends. What it cannot read is a finding, always: a lock that is broken never means "nothing published".
//!
//! A show of ten thousand episodes has a lock of some 80 000 lines; a whole YAML tree of it would take more memory than the show.

mod write;

pub use write::write;

use crate::model::{ByteLen, Published, PublishedDate, PublishedFeed, PublishedItem, PublishedPage, RecordingHash};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use std::borrow::Cow;
use std::ops::Range;

/// Where the file lies, from the show's root.
pub const FILE: &str = "turntable.lock";

/// The form that this program writes, and the newest it reads.
pub const VERSION: u64 = 1;

/// Most findings about one file: after a bad merge every line may be wrong.
const MOST_FINDINGS: usize = 20;

/// What `turntable explain` says about the findings of reading it.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "lock-conflict",
        severity: Severity::Error,
        finds: "Two people published something, and git could not put their two versions of turntable.lock together.",
        why: "Until it is settled nobody can tell what apps already have, and an episode could get lost.",
        wrong: "<<<<<<< HEAD\n  who-can-sign:\n=======\n  three-numbers:\n>>>>>>> priya",
        right: "  three-numbers:\n  who-can-sign:",
    },
    RuleText {
        name: "lock-not-understood",
        severity: Severity::Error,
        finds: "Something in turntable.lock cannot be read.",
        why: "The file says what apps already have. What cannot be read is not guarded, so nothing is published until it is mended.",
        wrong: "  who-can-sign:\n    date: the 14th of May",
        right: "  who-can-sign:\n    date: 2026-05-14T06:00:00-05:00",
    },
    RuleText {
        name: "lock-from-newer-version",
        severity: Severity::Error,
        finds: "turntable.lock was written by a newer version of Turntable.",
        why: "This version would read it wrongly, and lose what the newer one remembers.",
        wrong: "version: 2    (read by a version that knows 1)",
        right: "(the same version of Turntable on every machine)",
    },
];

/// Reads the file. Findings: those of [`RULES`].
pub fn read<'t>(text: &'t str, report: &mut Report) -> Published<'t> {
    let mut reader = Reader { found: Report::default(), published: Published::default(), version: None, section: Section::Top };
    if let Some(at) = conflict(text) {
        reader.found.add(conflict_finding(at));
    } else {
        reader.lines(text);
        reader.finish(text);
    }
    let Reader { mut found, published, .. } = reader;
    found.findings.truncate(MOST_FINDINGS);
    report.absorb(found);
    published
}

/// The first line that git leaves where it could not merge.
fn conflict(text: &str) -> Option<Range<usize>> {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let marked = |start: &usize| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| text[*start..].starts_with(mark));
    starts.filter(marked).map(|start| start..start + text[start..].lines().next().unwrap_or_default().trim_end().len()).next()
}

fn conflict_finding(at: Range<usize>) -> Finding {
    Finding::error("lock-conflict", Place::bytes(FILE, at.start, at.end), "git could not put two versions of this file together")
        .label("one version starts or ends here")
        .fix(
            "keep the entries of both versions and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`; of an episode that \
             stands there twice keep one. The order does not matter, the next build sorts it",
        )
}

/// Where a line belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Top,
    Feed,
    /// With the indentation of its items, once the first was seen.
    Episodes(Option<usize>),
    Addresses,
    /// Under a name that means nothing; said once.
    Unknown,
}

struct Reader<'t> {
    found: Report,
    published: Published<'t>,
    version: Option<u64>,
    section: Section,
}

/// One line that says something.
struct Line<'t> {
    indent: usize,
    key: Cow<'t, str>,
    value: Cow<'t, str>,
    span: Range<usize>,
}

impl<'t> Reader<'t> {
    fn lines(&mut self, text: &'t str) {
        let mut start = 0;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end();
            let bare = line.trim_start_matches(['\u{feff}', ' ', '\t', '-']);
            let at = start + line.len() - bare.len();
            let indent = line.trim_start_matches('\u{feff}').chars().take_while(|c| matches!(c, ' ' | '\t')).count();
            start += whole.len();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            let span = at..at + bare.len();
            match key_and_value(bare) {
                Some((key, value)) => self.line(Line { indent, key, value, span }),
                None => self.trouble(span, "this line cannot be read", "no name and colon"),
            }
            if self.version.is_some_and(|version| version > VERSION) {
                return;
            }
        }
    }

    fn line(&mut self, line: Line<'t>) {
        if line.indent == 0 {
            return self.top(&line);
        }
        match self.section {
            Section::Top => self.trouble(line.span, "this stands under nothing", "indented by mistake"),
            Section::Feed => self.feed(line),
            Section::Addresses => self.address(line),
            Section::Unknown => {}
            Section::Episodes(None) => {
                self.section = Section::Episodes(Some(line.indent));
                self.episode(line);
            }
            Section::Episodes(Some(indent)) if line.indent <= indent => self.episode(line),
            Section::Episodes(Some(_)) => self.field(line),
        }
    }

    fn top(&mut self, line: &Line<'t>) {
        self.section = match &*line.key {
            "version" => {
                self.read_version(line);
                Section::Top
            }
            "feed" => {
                self.published.feed = Some(PublishedFeed { span: line.span.clone(), ..PublishedFeed::default() });
                Section::Feed
            }
            "episodes" => Section::Episodes(None),
            "addresses" => Section::Addresses,
            _ => {
                self.trouble(line.span.clone(), "this name means nothing here", "not known");
                Section::Unknown
            }
        };
    }

    fn read_version(&mut self, line: &Line<'t>) {
        self.version = line.value.parse().ok();
        match self.version {
            None | Some(0) => self.trouble(line.span.clone(), "the version must be a whole number", "not a version"),
            Some(version) if version > VERSION => {
                let place = Place::bytes(FILE, line.span.start, line.span.end);
                let message = "this file was written by a newer version of Turntable";
                let finding = Finding::error("lock-from-newer-version", place, message).label(format!("this program reads {VERSION}"));
                self.found.add(finding.fix("install the newest version of Turntable, and build again"));
            }
            Some(_) => {}
        }
    }

    fn feed(&mut self, line: Line<'t>) {
        let Some(feed) = &mut self.published.feed else { return };
        match &*line.key {
            "address" => feed.address = line.value,
            "guid" => feed.guid = line.value,
            "moves_to" => feed.moves_to = Some(line.value).filter(|address| !address.is_empty()),
            _ => self.trouble(line.span, "this name means nothing here", "not known"),
        }
    }

    /// The line that starts an episode's entry.
    fn episode(&mut self, line: Line<'t>) {
        if !line.value.is_empty() {
            return self.trouble(line.span, "an episode's entry starts with its address, a colon and nothing behind it", "not an episode");
        }
        self.published.items.push(PublishedItem {
            slug: line.key,
            title: Cow::default(),
            number: None,
            date: UNKNOWN,
            guid: Cow::default(),
            enclosure: Cow::default(),
            mime: Cow::default(),
            original: None,
            bytes: None,
            republish: false,
            span: line.span,
        });
    }

    fn field(&mut self, line: Line<'t>) {
        let Some(item) = self.published.items.last_mut() else { return };
        let is_good = match &*line.key {
            "title" => set(&mut item.title, Some(line.value)),
            "number" => set(&mut item.number, line.value.parse().ok().map(Some)),
            "date" => set(&mut item.date, date(&line.value)),
            "guid" => set(&mut item.guid, Some(line.value)),
            "enclosure" => set(&mut item.enclosure, Some(line.value)),
            "type" => set(&mut item.mime, Some(line.value)),
            "recording" => set(&mut item.original, RecordingHash::from_hex(&line.value).map(Some)),
            "bytes" => set(&mut item.bytes, line.value.parse().ok().map(|bytes| Some(ByteLen(bytes)))),
            "republish" => set(&mut item.republish, line.value.parse().ok()),
            _ => return self.trouble(line.span, "this name means nothing here", "not known"),
        };
        if !is_good {
            self.trouble(line.span, "this value cannot be read", "not as a build writes it");
        }
    }

    fn address(&mut self, line: Line<'t>) {
        let since = match &*line.value {
            "" | "always" => None,
            text => match date(text) {
                Some(date) => Some(date),
                None => return self.trouble(line.span, "behind an address stands `always`, or since when it is public", "not a date"),
            },
        };
        self.published.pages.push(PublishedPage { address: line.key, since, span: line.span });
    }

    fn trouble(&mut self, span: Range<usize>, message: &str, label: &str) {
        let finding = Finding::error("lock-not-understood", Place::bytes(FILE, span.start, span.end), message).label(label);
        self.found.add(finding.fix("put the line back as a build wrote it (`git diff` shows what changed), or delete the whole entry"));
    }

    /// What only shows at the end: an empty file, entries that lack something, entries that stand there twice.
    fn finish(&mut self, text: &str) {
        if self.version.is_some_and(|version| version > VERSION) {
            // What was read so far means something else there.
            self.published = Published::default();
            return;
        }
        let is_silent = self.found.findings.is_empty();
        if self.version.is_none() && is_silent {
            let what = if text.trim().is_empty() { "this file is empty" } else { "this file does not say its version" };
            let finding = Finding::error("lock-not-understood", Place::file(FILE), what);
            let fix = "take the file from your last backup or commit; delete it only if nothing is online yet";
            self.found.add(finding.fix(fix));
        }
        self.complete();
        self.sort();
    }

    fn complete(&mut self) {
        let lacks_feed = self.published.feed.as_ref().filter(|feed| feed.address.is_empty() || feed.guid.is_empty());
        if let Some(span) = lacks_feed.map(|feed| feed.span.clone()) {
            self.published.feed = None;
            self.trouble(span, "the feed needs an `address` and a `guid`", "one is missing");
        }
        let lacking = |item: &PublishedItem<'_>| item.guid.is_empty() || item.date == UNKNOWN;
        let spans: Vec<_> = self.published.items.iter().filter(|item| lacking(item)).map(|item| item.span.clone()).collect();
        self.published.items.retain(|item| !lacking(item));
        spans.into_iter().for_each(|span| self.trouble(span, "this episode needs a `guid` and a `date`", "one is missing"));
    }

    /// Entries that were merged in twice are one where they say the same.
    fn sort(&mut self) {
        let Published { items, pages, .. } = &mut self.published;
        items.sort_by(|a, b| a.slug.cmp(&b.slug));
        pages.sort_by(|a, b| a.address.cmp(&b.address));
        pages.dedup_by(|next, first| next.address == first.address);
        let mut twice = Vec::new();
        items.dedup_by(|next, first| {
            let is_twice = next.slug == first.slug;
            if is_twice
                && !(PublishedItem { span: Range::default(), ..next.clone() } == PublishedItem { span: Range::default(), ..first.clone() })
            {
                twice.push(next.span.clone());
            }
            is_twice
        });
        twice
            .into_iter()
            .for_each(|span| self.trouble(span, "this episode stands here twice, with different words", "keep one of the two"));
    }
}

/// A date that was not read.
const UNKNOWN: PublishedDate = PublishedDate { moment: Timestamp::MIN, offset: Offset::UTC };

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

/// `key: value`, `key:`; both may be quoted, and a comment may follow.
fn key_and_value(line: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let (key, rest) = if line.starts_with(['"', '\'']) {
        let (key, rest) = quoted(line)?;
        (key, rest.trim_start().strip_prefix(':')?)
    } else {
        // The colon that ends a key has a blank or nothing behind it; one inside an address has not.
        let at = line.match_indices(':').map(|(at, _)| at).find(|at| line[at + 1..].chars().next().is_none_or(char::is_whitespace))?;
        (Cow::Borrowed(line[..at].trim_end()), &line[at + 1..])
    };
    let rest = rest.trim();
    let value = if rest.starts_with(['"', '\'']) {
        let (value, rest) = quoted(rest)?;
        let rest = rest.trim_start();
        (rest.is_empty() || rest.starts_with('#')).then_some(value)?
    } else {
        Cow::Borrowed(rest.split_once(" #").map_or(rest, |(value, _)| value).trim_end())
    };
    (!key.is_empty()).then_some((key, value))
}

/// The text between the quotes at the start of `line`, and what follows them.
fn quoted(line: &str) -> Option<(Cow<'_, str>, &str)> {
    let mark = line.chars().next()?;
    let inside = &line[1..];
    let mut is_escaped = false;
    let end = inside.char_indices().find(|(_, character)| {
        let is_end = *character == mark && !is_escaped;
        is_escaped = *character == '\\' && mark == '"' && !is_escaped;
        is_end
    });
    let end = end?.0;
    let (text, rest) = (&inside[..end], &inside[end + 1..]);
    let text =
        if mark == '"' && text.contains('\\') { Cow::Owned(serde_json::from_str(&line[..end + 2]).ok()?) } else { Cow::Borrowed(text) };
    Some((text, rest))
}

/// `2026-05-14T06:00:00-05:00`; without an offset UTC is meant, without a time midnight.
fn date(text: &str) -> Option<PublishedDate> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let moment = offset.to_timestamp(civil).ok().filter(|moment| *moment != Timestamp::MIN)?;
    Some(PublishedDate { moment, offset })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOCK: &str = "\
# turntable.lock
version: 1

feed:
  address: https://talks.ellison.example/feed.xml
  guid: c0d74466-ed05-58bd-b78b-0912b77c090d

episodes:

  who-can-sign:
    title: \"Who can sign a check on Monday?\"
    number: 4
    date: 2026-05-14T06:00:00-05:00
    guid: 5f2c
    enclosure: https://talks.ellison.example/episodes/who-can-sign/who-can-sign.mp3
    type: audio/mpeg
    recording: 000102030405060708090a0b0c0d0e0f

addresses:

  about/: always
  go/dev-okafor/continuity/: 2026-05-14T06:00:00-05:00
";

    fn told(text: &str) -> Vec<(&'static str, String)> {
        let mut report = Report::default();
        read(text, &mut report);
        report.findings.into_iter().map(|finding| (finding.rule, finding.message)).collect()
    }

    fn good(text: &str) -> Published<'_> {
        let mut report = Report::default();
        let published = read(text, &mut report);
        assert_eq!(report.findings, [], "{text}");
        published
    }

    /// Without where things stand.
    fn bare(mut published: Published<'_>) -> Published<'_> {
        published.items.iter_mut().for_each(|item| item.span = 0..0);
        published.pages.iter_mut().for_each(|page| page.span = 0..0);
        published.feed.iter_mut().for_each(|feed| feed.span = 0..0);
        published
    }

    #[test]
    fn a_lock_is_read() {
        let lock = good(LOCK);
        let item = lock.item("who-can-sign").expect("it is there");
        assert_eq!(
            (&*item.title, item.number, item.date.to_string().as_str()),
            ("Who can sign a check on Monday?", Some(4), "2026-05-14T06:00:00-05:00")
        );
        assert_eq!((&*item.guid, item.republish, item.original.is_some()), ("5f2c", false, true));
        assert!(matches!(item.title, Cow::Borrowed(_)), "nothing is copied that need not be");
        assert_eq!(lock.pages.iter().map(|page| &*page.address).collect::<Vec<_>>(), ["about/", "go/dev-okafor/continuity/"]);
        assert_eq!(&LOCK[item.span.clone()], "who-can-sign:");
    }

    #[test]
    fn what_hands_and_machines_make_of_it_is_read_the_same() {
        let crlf = format!("\u{feff}{}", LOCK.replace('\n', "\r\n"));
        assert_eq!(bare(good(&crlf)), bare(good(LOCK)));
        let single = LOCK.replace('"', "'").replace("guid: 5f2c", "guid: '5f2c'  # do not change").replace("    ", "\t\t\t");
        assert_eq!(bare(good(&single)), bare(good(LOCK)));
        let wide = LOCK.replace("\n    ", "\n        ").replace("\n  who", "\n    who").replace("\n\n", "\n");
        assert_eq!(bare(good(&wide)), bare(good(LOCK)));
    }

    #[test]
    fn a_conflict_is_one_finding_that_says_what_to_do() {
        let text = LOCK.replace("  who-can-sign:", "<<<<<<< HEAD\n  who-can-sign:\n=======\n  x:\n>>>>>>> priya");
        let mut report = Report::default();
        assert_eq!(read(&text, &mut report), Published::default());
        let [finding] = &report.findings[..] else { panic!("{:?}", report.findings) };
        assert_eq!((finding.rule, finding.severity), ("lock-conflict", Severity::Error));
        assert!(finding.fix.as_ref().is_some_and(|fix| fix.contains("both versions")));
    }

    #[test]
    fn a_newer_version_is_refused_kindly() {
        assert_eq!(
            told("version: 2\nshelves:\n  - x\n"),
            [("lock-from-newer-version", "this file was written by a newer version of Turntable".into())]
        );
    }

    #[test]
    fn a_broken_lock_never_means_that_nothing_was_published() {
        for broken in [
            "",
            "\n \n",
            "\u{feff}",
            "{}",
            "null",
            "version:\n",
            "version: one\n",
            "episodes:\n",
            "version: 1\nepisodes:\n  a:\n    guid: x\n",
            "version: 1\nepisodes:\n  a:\n    date: 2026-01-01\n",
            "version: 1\nepisodes:\n  a: b\n",
            "version: 1\nepisodes:\n  a:\n    guid: x\n    date: soon\n",
            "version: 1\nepisode:\n  a:\n",
            "version: 1\nfeed:\n  guid: x\n",
            "version: 1\naddresses:\n  about/: sometimes\n",
            "version: 1\n  guid: x\n",
            "version: 1\nepisodes:\n  a:\n    guid: \"x\n",
        ] {
            let rules = told(broken);
            assert!(rules.iter().any(|(rule, _)| *rule == "lock-not-understood"), "{broken:?}: {rules:?}");
        }
    }

    #[test]
    fn entries_that_were_merged_in_twice_are_one_if_they_say_the_same() {
        let entry = &LOCK[LOCK.find("  who-can-sign").expect("there")..LOCK.find("addresses:").expect("there")];
        assert_eq!(good(&LOCK.replace("addresses:", &format!("{entry}\naddresses:"))).items.len(), 1);
        let other = entry.replace("5f2c", "6a6a");
        let twice = LOCK.replace("addresses:", &format!("{other}\naddresses:"));
        assert_eq!(told(&twice)[0].1, "this episode stands here twice, with different words");
    }

    #[test]
    fn a_file_full_of_mistakes_is_told_in_a_few() {
        assert_eq!(told(&"nonsense\n".repeat(9_000)).len(), MOST_FINDINGS);
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9-]{1,12}",
            "\\PC{1,20}",
            Just("null".to_owned()),
            Just("- x: #y\\\"'\u{85}\u{2028}\t\r\n z".to_owned()),
            Just("=======".to_owned())
        ]
    }

    prop_compose! {
        fn any_date()(seconds in -2_000_000_000_i64..8_000_000_000, minutes in -1_000..1_000_i32) -> PublishedDate {
            PublishedDate {
                moment: Timestamp::from_second(seconds).expect("in range"),
                offset: Offset::from_seconds(minutes * 60).expect("in range"),
            }
        }
    }

    prop_compose! {
        fn any_item()(
            (slug, title, guid, enclosure, mime) in (any_text(), "\\PC{0,30}", any_text(), "\\PC{0,30}", any_text()),
            number in proptest::option::of(0_u64..9_999),
            date in any_date(),
            original in proptest::option::of(any::<[u8; 16]>()),
            bytes in proptest::option::of(any::<u64>()),
            republish in any::<bool>(),
        ) -> PublishedItem<'static> {
            PublishedItem {
                slug: slug.into(), title: title.into(), number, date, guid: guid.into(), enclosure: enclosure.into(), mime: mime.into(),
                original: original.map(RecordingHash), bytes: bytes.map(ByteLen), republish, span: 0..0,
            }
        }
    }

    prop_compose! {
        fn any_published()(
            items in proptest::collection::vec(any_item(), 0..6),
            pages in proptest::collection::vec((any_text(), proptest::option::of(any_date())), 0..6),
            feed in proptest::option::of((any_text(), any_text(), proptest::option::of(any_text()))),
        ) -> Published<'static> {
            let mut published = Published {
                feed: feed.map(|(address, guid, moves_to)| PublishedFeed {
                    address: address.into(), guid: guid.into(), moves_to: moves_to.map(Into::into), span: 0..0,
                }),
                items,
                pages: pages.into_iter().map(|(address, since)| PublishedPage { address: address.into(), since, span: 0..0 }).collect(),
            };
            published.items.sort_by(|a, b| a.slug.cmp(&b.slug));
            published.items.dedup_by(|a, b| a.slug == b.slug);
            published.pages.sort_by(|a, b| a.address.cmp(&b.address));
            published.pages.dedup_by(|a, b| a.address == b.address);
            published
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_the_same(published in any_published()) {
            let text = write(&published);
            let mut report = Report::default();
            let read = read(&text, &mut report);
            prop_assert_eq!(&report.findings, &[], "{}", text);
            prop_assert_eq!(bare(read), published, "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            told(&text);
        }

        #[test]
        fn no_change_of_a_lock_makes_it_panic(at in 0..LOCK.len(), length in 0_usize..40, put in "[\\PC\n :\"']{0,6}") {
            let end = (at + length).min(LOCK.len());
            let text = format!("{}{put}{}", &LOCK[..at], &LOCK[end..]);
            told(&text);
        }
    }
}
