use super::known::Known;
use super::memory::{Item, Memory};
use super::plan::{EpisodePlan, Plan, plan};
use super::source::Source;
use super::{episode_file, known, summary::Summary};
use crate::cli::Media;
use crate::import::{ImportedEnclosure, ImportedEpisode, ImportedPerson, ImportedShow};
use crate::model::{Chapter, EpisodeKind, Millis, PersonKind, RelPath, Slug, Soundbite};
use crate::parse::episode::{RawAudio, RawEpisode};
use crate::parse::time::WrittenTime;
use crate::parse::{self, SourceText};
use crate::report::Report;
use jiff::Zoned;
use jiff::tz::TimeZone;

fn now() -> Zoned {
    "2026-06-01T12:00:00Z".parse::<jiff::Timestamp>().expect("a moment").to_zoned(TimeZone::UTC)
}

fn date(text: &str) -> Option<Zoned> {
    match parse::values::written_time(text).expect("a date") {
        WrittenTime::Instant(date) => Some(date),
        other => panic!("{other:?}"),
    }
}

fn episode(guid: &str, title: &str, day: &str) -> ImportedEpisode {
    ImportedEpisode {
        guid: guid.to_owned(),
        title: title.to_owned(),
        date: date(day),
        enclosure: Some(ImportedEnclosure {
            url: format!("https://Cdn.example/{guid}.mp3?a=1&b=%7e"),
            bytes: Some(123),
            mime: Some("audio/mpeg".to_owned()),
        }),
        duration: Some(Millis(1_694_000)),
        ..ImportedEpisode::default()
    }
}

fn source(episodes: Vec<ImportedEpisode>) -> Source {
    let show = ImportedShow {
        title: "People I'd Send You To".to_owned(),
        description: "Two\nlines: here".to_owned(),
        link: Some("https://talks.ellison.example/".to_owned()),
        author: Some("Margo Ellison".to_owned()),
        language: Some("en_us".to_owned()),
        episodes,
        ..ImportedShow::default()
    };
    Source { name: "feed.xml".to_owned(), address: None, show }
}

fn planned(source: &Source) -> (Plan, Report) {
    let mut report = Report::default();
    let plan = plan(source, &Known::default(), &Memory::default(), &now(), &|_| false, &mut report);
    (plan, report)
}

fn folders(plan: &Plan) -> Vec<&str> {
    plan.episodes.iter().map(|episode| episode.folder.trim_start_matches("content/episodes/")).collect()
}

/// The text made of an episode, and what the build will read from it.
fn read_back(source: &Source, plan: &EpisodePlan) -> (String, RawEpisode) {
    let episode = &source.show.episodes[plan.index];
    let (text, left_out) = episode_file::text(episode, &source.show, plan, &episode_file::Beside::default());
    assert!(left_out.is_empty(), "{left_out:?}\n{text}");
    let mut report = Report::default();
    let raw = parse::episode::parse(&SourceText { path: RelPath("content/episodes/x/index.md".into()), text: text.clone() }, &mut report);
    assert!(report.findings.is_empty(), "{:#?}\n{text}", report.findings);
    (text, raw.expect("an episode"))
}

#[test]
fn folders_are_numbered_from_the_oldest_and_equal_dates_keep_the_feeds_order() {
    let same = "2026-02-02T06:00:00-05:00";
    let source = source(vec![
        episode("d", "Newest", "2026-03-02T06:00:00-05:00"),
        episode("c", "Second", same),
        episode("b", "First", same),
        episode("a", "Oldest", "2026-01-02T06:00:00-05:00"),
    ]);
    assert_eq!(folders(&planned(&source).0), ["001-oldest", "002-first", "003-second", "004-newest"]);
}

#[test]
fn what_apps_know_an_episode_by_is_read_back_as_it_was() {
    let mut item = episode("https://old.example/?p=1#x", "\"Yes: no\" — #1 {{ x }} ---", "2024-11-07T23:59:59+05:30");
    item.number = Some(7);
    item.season = Some(2);
    item.kind = EpisodeKind::Bonus;
    item.explicit = Some(true);
    item.notes_html = "<p>before</p><hr><p>after --- {{ x }}</p><pre>---\ntitle: not this\n---</pre>".to_owned();
    let source = source(vec![item.clone()]);
    let (plan, _) = planned(&source);
    let (text, raw) = read_back(&source, &plan.episodes[0]);
    assert!(episode_file::differences(&item, &raw, false).is_empty(), "{text}");
    assert_eq!(
        raw.audio,
        Some(RawAudio::Elsewhere {
            url: "https://Cdn.example/https://old.example/?p=1#x.mp3?a=1&b=%7e".to_owned(),
            bytes: Some(crate::model::ByteLen(123)),
            mime: Some("audio/mpeg".to_owned()),
            duration: Some(Millis(1_694_000)),
        })
    );
    let notes = raw.body.markdown.as_str();
    assert!(notes.trim().starts_with("before") && notes.contains("{{ x }}") && notes.contains("title: not this"), "{notes}");
}

#[test]
fn hostile_titles_make_folders_that_every_disk_takes() {
    let long = "word ".repeat(100);
    let titles =
        ["../../etc/passwd", "con", "🎙🎙", &long, "no", "- [x]: y", "{% include x %}", "C:\\x", "con", "", "\u{202e}txt.exe", "a\u{0}b"];
    let items = titles.iter().enumerate().map(|(index, title)| episode(&index.to_string(), title, "2026-01-02T06:00:00Z")).collect();
    let source = source(items);
    let (plan, _) = planned(&source);
    let mut seen = std::collections::BTreeSet::new();
    for planned in &plan.episodes {
        assert!(planned.slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{}", planned.slug);
        assert!(planned.slug.len() <= 64 && seen.insert(planned.slug.clone()), "{}", planned.slug);
        let title = &source.show.episodes[planned.index].title;
        let (_, raw) = read_back(&source, planned);
        let clean = episode_file::one_line(title);
        assert_eq!(raw.title, if clean.is_empty() { "Untitled" } else { &clean });
    }
}

#[test]
fn items_without_date_or_recording_and_second_ones_of_a_guid_are_drafts() {
    let undated = ImportedEpisode { date: None, ..episode("a", "Undated", "2026-01-02T06:00:00Z") };
    let silent = ImportedEpisode { enclosure: None, ..episode("b", "Silent", "2026-01-03T06:00:00Z") };
    let twice = [episode("c", "One", "2026-01-05T06:00:00Z"), episode("c", "Other", "2026-01-04T06:00:00Z")];
    let source = source([vec![undated, silent], twice.to_vec()].concat());
    let (plan, report) = planned(&source);
    assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["item-without-recording"]);
    for planned in &plan.episodes {
        let (text, raw) = read_back(&source, planned);
        assert_eq!(raw.draft, raw.title != "One", "{text}");
        assert_eq!(raw.guid.is_none(), raw.title == "Other", "{text}");
    }
}

#[test]
fn what_is_here_already_is_left_alone_whatever_it_is_called_now() {
    let source = source(vec![episode("b", "New", "2026-02-02T06:00:00Z"), episode("a", "Old", "2026-01-02T06:00:00Z")]);
    let raw = RawEpisode { title: "Renamed by me".to_owned(), guid: Some("a".to_owned()), ..RawEpisode::default() };
    let file = RelPath("content/episodes/012-mine/index.md".to_owned());
    let here = known::KnownEpisode { file, slug: Slug("mine".to_owned()), raw };
    let known = Known {
        show: Some(parse::show::RawShow { base_url: Some("https://talks.ellison.example/".to_owned()), ..Default::default() }),
        episodes: [("a".to_owned(), here)].into(),
        episode_slugs: ["mine".to_owned(), "new".to_owned()].into(),
        last_order: 12,
        ..Known::default()
    };
    let plan_with = |memory: &Memory| plan(&source, &known, memory, &now(), &|_| false, &mut Report::default());
    let first = plan_with(&Memory::default());
    assert_eq!((folders(&first), first.known, first.changed.len()), (vec!["013-new-2"], 1, 1));
    let as_then = Memory { items: [("a".to_owned(), Item::of(&source.show.episodes[1]))].into(), ..Memory::default() };
    assert!(plan_with(&as_then).changed.is_empty(), "what the author edits is no change at the source");
}

#[test]
fn people_become_hosts_guests_and_credits() {
    let person = |name: &str, role: Option<&str>| ImportedPerson {
        name: name.to_owned(),
        role: role.map(str::to_owned),
        ..ImportedPerson::default()
    };
    let mut item = episode("a", "A", "2026-01-02T06:00:00Z");
    item.people = vec![person("Margo Ellison", None), person("Walt Jokela", Some("audio editor"))];
    item.chapters = vec![Chapter { at: Millis(0), title: "A: b".to_owned(), url: Some("https://a.example/".into()), ..Chapter::default() }];
    item.soundbites = vec![Soundbite { at: Millis(1500), duration: Millis(20_000), title: Some("x, y".to_owned()) }];
    item.tags = vec!["Tax".to_owned(), "tax ".to_owned(), "no".to_owned()];
    let source = source(vec![item]);
    let (plan, _) = planned(&source);
    assert_eq!(
        plan.people.iter().map(|person| (person.kind, person.slug.as_str())).collect::<Vec<_>>(),
        [(PersonKind::Host, "margo-ellison")]
    );
    let (text, raw) = read_back(&source, &plan.episodes[0]);
    assert_eq!(raw.people.iter().map(|credit| credit.name.as_str()).collect::<Vec<_>>(), ["Walt Jokela"], "{text}");
    assert_eq!((raw.hosts, raw.tags, raw.soundbites.len()), (None, vec!["Tax".to_owned(), "no".to_owned()], 1));
}

#[test]
fn the_list_says_what_would_be_made_and_kept() {
    let mut with_page = episode("a", "Old", "2026-01-02T06:00:00Z");
    with_page.link = Some("https://talks.ellison.example/2026/old/".to_owned());
    with_page.cover = Some("https://cdn.example/a.jpg".to_owned());
    let source = source(vec![episode("b", "New", "2026-02-02T06:00:00Z"), with_page]);
    let (plan, _) = planned(&source);
    let summary = Summary { source: &source, plan: &plan, media: Media::Download, root: "" };
    insta::assert_snapshot!(summary.before(), @r"
      read  People I'd Send You To: 2 episodes, 2026-01-02 to 2026-02-02

      Would make                          Would keep as it is
        content/show.yaml                   guids and dates (apps see no change)
        2 episode folders                   1 cover
        2 recordings to fetch, 246 bytes    web addresses, 1 redirect planned

      Cannot bring over: downloads so far, reviews, the old mailing list.
    ");
    assert!(summary.before().lines().all(|line| line.chars().count() <= 78));
    assert!(summary.desk().contains("| <https://talks.ellison.example/2026/old/> | <https://talks.ellison.example/episodes/old/> |"));
}
