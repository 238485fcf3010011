//! One episode's chapters in every form in which they leave: chapters JSON, Podlove in the feed, lines in descriptions, frames in the
//! published recording. And in: every form in which they arrive, with where a mistake stands.

use crate::show::{Run, TestShow, wav};
use quick_xml::Reader;
use quick_xml::events::Event;

const SHOW: &str = "content/show.yaml";
const EPISODE: &str = "content/episodes/001-first/index.md";
const FOLDER: &str = "content/episodes/001-first";

/// Milliseconds, title, address.
type Chapter = (u64, String, Option<String>);

fn show(chapters: &str, seconds: u32) -> TestShow {
    let show = TestShow::minimal().file(&format!("{FOLDER}/first.wav"), wav(seconds));
    show.edit(EPISODE, "number: 1\n", &format!("number: 1\n{chapters}"))
}

fn expected() -> Vec<Chapter> {
    let kit = "https://talks.ellison.example/go/dev-okafor/continuity/";
    vec![
        (0, "Why “it” stops & starts".to_owned(), None),
        (10_500, "Rent <fixed>".to_owned(), Some("https://okafor.example/rent?a=1&b=2".to_owned())),
        (22_000, "מי חותם?".to_owned(), None),
        (33_000, "The Owner's Continuity Kit".to_owned(), Some(kit.to_owned())),
    ]
}

const WRITTEN: &str = r#"offer_at: "0:33"
chapters:
  - {at: "0:00", title: "Why “it” stops & starts"}
  - {at: "0:10.5", title: "Rent <fixed>", url: "https://okafor.example/rent?a=1&b=2"}
  - {at: "0:22", title: "מי חותם?"}
"#;

fn in_json(run: &Run) -> Vec<Chapter> {
    let file: serde_json::Value = serde_json::from_str(&run.read("public/episodes/first/chapters.json")).expect("JSON");
    let chapters = file["chapters"].as_array().expect("a list").iter().filter(|chapter| chapter.get("toc").is_none()).map(|chapter| {
        let seconds = chapter["startTime"].as_f64().expect("a number");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a test of a minute")]
        let millis = (seconds * 1000.0).round() as u64;
        (millis, chapter["title"].as_str().expect("text").to_owned(), chapter["url"].as_str().map(str::to_owned))
    });
    chapters.collect()
}

fn in_the_feed(run: &Run) -> Vec<Chapter> {
    let feed = run.read("public/feed.xml");
    let mut reader = Reader::from_str(&feed);
    let mut chapters = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == b"psc:chapter" => {
                let value = |name: &str| {
                    let found =
                        tag.attributes().map(|attribute| attribute.expect("an attribute")).find(|one| one.key.as_ref() == name.as_bytes());
                    found.map(|one| one.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("text").into_owned())
                };
                chapters.push((millis(&value("start").expect("a start")), value("title").expect("a title"), value("href")));
            }
            Event::Eof => return chapters,
            _ => {}
        }
    }
}

/// `00:00:10.500` or `00:10`.
fn millis(clock: &str) -> u64 {
    let (clock, rest) = clock.split_once('.').unwrap_or((clock, "0"));
    let seconds = clock.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().expect("digits"));
    seconds * 1000 + rest.parse::<u64>().expect("digits")
}

/// Lines of time and title, in whole seconds.
fn in_lines(text: &str) -> Vec<(u64, String)> {
    let line = |line: &str| {
        let (clock, title) = line.split_once(' ')?;
        let is_time = clock.len() >= 5 && clock.chars().all(|character| character.is_ascii_digit() || character == ':');
        is_time.then(|| (millis(clock) / 1000, title.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

fn in_the_description(run: &Run) -> Vec<(u64, String)> {
    let channel = rss::Channel::read_from(run.read("public/feed.xml").as_bytes()).expect("a feed");
    let description =
        channel.items()[0].description().expect("a description").replace("<br />", "\n").replace("<p>", "\n").replace("</p>", "\n");
    let plain = description.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    in_lines(&plain)
}

fn in_the_recording(run: &Run) -> Vec<Chapter> {
    let tag = id3::Tag::read_from_path(run.path("public/episodes/first/first.mp3")).expect("a tag");
    let mut chapters: Vec<Chapter> = tag
        .chapters()
        .map(|chapter| {
            let title = chapter.frames.iter().find_map(|frame| frame.content().text()).unwrap_or_default().to_owned();
            let links = chapter
                .frames
                .iter()
                .filter_map(|frame| frame.content().link().or_else(|| frame.content().extended_link().map(|link| link.link.as_str())));
            (u64::from(chapter.start_time), title, links.map(str::to_owned).next())
        })
        .collect();
    chapters.sort();
    chapters
}

#[test]
fn all_that_leaves_says_the_same() {
    let run = show(WRITTEN, 45);
    let text = run.read(SHOW);
    let run = run.file(SHOW, format!("{text}\nmedia:\n  format: mp3\n")).build().ok();
    assert_eq!(in_json(&run), expected());
    assert_eq!(in_the_feed(&run), expected());
    assert_eq!(in_the_recording(&run), expected());
    let lines: Vec<(u64, String)> = expected().into_iter().map(|(at, title, _)| (at / 1000, title)).collect();
    assert_eq!(in_the_description(&run), lines);
    let pasted = run.read("desk/episodes/first/to-paste.txt");
    let (video, rest) = pasted.split_once("\n\n\n").expect("sections");
    let for_video = |title: &str| title.replace('<', "‹").replace('>', "›");
    assert_eq!(in_lines(video), lines.iter().map(|(at, title)| (*at, for_video(title))).collect::<Vec<_>>());
    assert_eq!(in_lines(rest.split_once("\n\n\n").expect("sections").0), lines);
}

#[test]
fn all_that_arrives_becomes_the_same() {
    let expected = vec![(0, "Start".to_owned(), None), (10_000, "Größe".to_owned(), None), (22_000, "End".to_owned(), None)];
    let utf_16: Vec<u8> = "\u{FEFF}0:00 Start\r\n0:10 Größe\r\n0:22 End\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, &[u8]); 8] = [
        ("chapters.json", r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Start"},{"startTime":"10.0","title":"Größe"},{"startTime":15,"toc":false,"img":"https://a.example/a.jpg"},{"startTime":22,"title":"End"}]}"#.as_bytes()),
        ("chapters.xml", "<psc:chapters version=\"1.1\" xmlns:psc=\"http://podlove.org/simple-chapters/\"><psc:chapter start=\"0\" title=\"Start\"/><psc:chapter start=\"00:10\" title=\"Größe\"/><psc:chapter start=\"00:00:22.000\" title=\"End\"/></psc:chapters>".as_bytes()),
        ("chapters.txt", "\u{FEFF}00:00:00.000 Start\r\n00:00:10.000 Größe\r\n00:00:22.000 End\r\n".as_bytes()),
        ("first.chapters.txt", &utf_16),
        ("labels.txt", "0.0\t0.0\tStart\n10.0\t10.0\tGröße\n22.0\t22.0\tEnd\n".as_bytes()),
        ("first.cue", "FILE \"a\" WAVE\nTRACK 01 AUDIO\nTITLE \"Start\"\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nTITLE \"Größe\"\nINDEX 01 00:10:00\nTRACK 03 AUDIO\nTITLE \"End\"\nINDEX 01 00:22:00\n".as_bytes()),
        ("first.ffmeta", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\ntitle=Start\n[CHAPTER]\nTIMEBASE=1/1\nSTART=10\ntitle=Größe\n[CHAPTER]\nTIMEBASE=1/1\nSTART=22\ntitle=End\n".as_bytes()),
        ("chapters.txt", "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Start\nCHAPTER02=00:00:10.000\nCHAPTER02NAME=Größe\nCHAPTER03=00:00:22.000\nCHAPTER03NAME=End\n".as_bytes()),
    ];
    for (name, bytes) in files {
        let run = show("", 30).file(&format!("{FOLDER}/{name}"), bytes).build().ok();
        assert_eq!(in_json(&run), expected, "{name}");
        assert_eq!(in_the_feed(&run), expected, "{name}");
        assert_eq!(run.read("public/episodes/first/chapters.json").contains("\"toc\": false"), name == "chapters.json");
    }
}

#[test]
fn a_mistake_in_a_chapters_file_is_told_where_it_stands() {
    let run = show("", 30).file(&format!("{FOLDER}/chapters.txt"), "0:00 Start\r\nin the middle: Rent\r\n").build().ok();
    let told = run.findings().into_iter().find(|told| told.rule == "chapter-not-understood").expect("it is told");
    assert_eq!((told.file.as_str(), told.line, told.column), ("content/episodes/001-first/chapters.txt", Some(2), Some(1)));
}

#[test]
fn two_files_of_chapters_are_one_too_many() {
    let run = show("", 30)
        .file(&format!("{FOLDER}/chapters.txt"), "0:00 A\n")
        .file(&format!("{FOLDER}/chapters.json"), "{\"chapters\":[{\"startTime\":0,\"title\":\"B\"}]}");
    run.build().ok().says("several-chapters-files").says("chapters.json counts, chapters.txt does not");
    let run = show("chapters: [\"0:00 A\", \"0:10 B\", \"0:20 C\"]\n", 30).file(&format!("{FOLDER}/chapters.txt"), "0:00 D\n").build().ok();
    assert!(run.rules().iter().any(|told| told.starts_with("several-chapters-files content/episodes/001-first/index.md:")));
}
