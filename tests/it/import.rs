//! `turntable import`: a feed from elsewhere becomes a show, and comes out again as apps know it.

use crate::show::{Run, TestShow, cover, wav};
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// By what apps know an episode: the texts and attributes that must come out as they went in, by element.
type Known = BTreeMap<String, String>;

/// The items of a feed, and its podcast:guid, read by a plain XML reader that knows nothing of ours.
fn identity(feed: &str) -> (Option<String>, Vec<Known>) {
    let (guid, items, trouble) = salvaged(feed);
    assert!(trouble.is_none(), "{trouble:?}");
    (guid, items)
}

/// The same up to the first thing that is not XML, which is told.
fn salvaged(feed: &str) -> (Option<String>, Vec<Known>, Option<quick_xml::Error>) {
    let mut reader = quick_xml::Reader::from_str(feed);
    reader.config_mut().check_end_names = false;
    let (mut guid, mut items, mut item): (Option<String>, Vec<Known>, Option<Known>) = (None, Vec::new(), None);
    let mut open = String::new();
    let names = [
        "title",
        "guid",
        "pubDate",
        "itunes:duration",
        "itunes:season",
        "itunes:episode",
        "itunes:explicit",
        "itunes:episodeType",
        "itunes:title",
    ];
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(trouble) => return (guid, items, Some(trouble)),
        };
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                open = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                if open == "item" {
                    item = Some(Known::new());
                }
                if let Some(item) = item.as_mut().filter(|_| open == "enclosure") {
                    for attribute in tag.attributes().map(|attribute| attribute.expect("well-formed")) {
                        let name = format!("enclosure {}", String::from_utf8_lossy(attribute.key.as_ref()));
                        item.insert(
                            name,
                            attribute
                                .decoded_and_normalized_value(quick_xml::XmlVersion::Implicit1_0, reader.decoder())
                                .expect("text")
                                .into_owned(),
                        );
                    }
                }
            }
            Event::Text(text) => add(&mut item, &mut guid, &open, &names, &text.decode().expect("text")),
            Event::CData(text) => add(&mut item, &mut guid, &open, &names, &text.decode().expect("text")),
            Event::GeneralRef(entity) => {
                let entity = format!("&{};", entity.decode().expect("text"));
                add(&mut item, &mut guid, &open, &names, &quick_xml::escape::unescape(&entity).unwrap_or_else(|_| entity.clone().into()));
            }
            Event::End(tag) => {
                if tag.name().as_ref() == b"item" {
                    // Where there are two, apps show the second.
                    let title = item.as_mut().and_then(|item| item.remove("itunes:title"));
                    items.extend(item.take().map(|item| item.into_iter().chain(title.map(|title| ("title".to_owned(), title))).collect()));
                }
                open.clear();
            }
            Event::Eof => return (guid, items, None),
            _ => {}
        }
    }
}

fn add(item: &mut Option<Known>, guid: &mut Option<String>, open: &str, names: &[&str], text: &str) {
    match item {
        Some(item) if names.contains(&open) => item.entry(open.to_owned()).or_default().push_str(text),
        None if open == "podcast:guid" => guid.get_or_insert_default().push_str(text),
        _ => {}
    }
}

/// A feed with all that matters. Dates are equal twice, offsets differ, addresses are as odd as hosts make them.
fn feed(media: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>Ledger &amp; Line</title>
<link>https://ledger.example/</link>
<description>Money talks: plainly.</description>
<language>en-us</language>
<itunes:author>Ada Abara</itunes:author>
<itunes:explicit>false</itunes:explicit>
<itunes:category text="Business"/>
<itunes:image href="{media}/cover.png"/>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:locked>yes</podcast:locked>
<item>
  <title>4: What a lender reads</title>
  <guid isPermaLink="false">tag:old.example,2024:4</guid>
  <pubDate>Thu, 09 Apr 2026 06:00:00 -0500</pubDate>
  <link>https://ledger.example/2026/04/what-a-lender-reads/</link>
  <enclosure url="{media}/004.wav?source=feed&amp;x=%7e" length="88244" type="audio/x-wav"/>
  <itunes:duration>1</itunes:duration>
  <itunes:episode>4</itunes:episode>
  <itunes:season>2</itunes:season>
  <itunes:explicit>true</itunes:explicit>
  <itunes:episodeType>full</itunes:episodeType>
  <itunes:image href="{media}/004.png"/>
  <podcast:transcript url="{media}/004.vtt" type="text/vtt"/>
  <podcast:chapters url="{media}/004.json" type="application/json+chapters"/>
  <description><![CDATA[<p>He reads <b>three</b> pages. <a href="/about">About us</a></p>]]></description>
</item>
<item>
  <title>3: Second that morning</title>
  <guid isPermaLink="false">3</guid>
  <pubDate>Thu, 12 Mar 2026 06:00:00 +0000</pubDate>
  <enclosure url="{media}/003.wav" length="88244" type="audio/x-wav"/>
  <itunes:duration>3723</itunes:duration>
  <itunes:explicit>false</itunes:explicit>
  <itunes:episodeType>full</itunes:episodeType>
  <description>Plain.</description>
</item>
<item>
  <title>2: First that morning</title>
  <guid isPermaLink="true">https://old.example/?p=2</guid>
  <pubDate>Thu, 12 Mar 2026 06:00:00 +0000</pubDate>
  <enclosure url="{media}/missing.wav" length="88244" type="audio/mpeg"/>
  <itunes:duration>60</itunes:duration>
  <itunes:explicit>false</itunes:explicit>
  <itunes:episodeType>full</itunes:episodeType>
  <description>Plain.</description>
</item>
<item>
  <title>Hello {{{{ title }}}} --- "us": # 1</title>
  <guid isPermaLink="false">5f2c-c1 ünï</guid>
  <pubDate>Thu, 07 Nov 2024 23:59:59 +0530</pubDate>
  <enclosure url="{media}/hello.wav" length="88244" type="audio/x-wav"/>
  <itunes:duration>5</itunes:duration>
  <itunes:explicit>false</itunes:explicit>
  <itunes:episodeType>trailer</itunes:episodeType>
  <description>Plain.</description>
</item>
</channel>
</rss>
"#
    )
}

const AWAY: &str = "https://cdn.old.example/show";

fn imported() -> Run {
    TestShow::empty().file("old.xml", feed(AWAY)).run(&["import", "old.xml", "--yes"]).ok()
}

#[test]
fn a_feed_that_was_imported_comes_out_as_apps_know_it() {
    let run = imported().says("4 episodes").says("guids and dates");
    assert!(run.has("content/show.yaml") && run.has(".gitignore") && run.has("content/hosts/ada-abara/index.md"));
    let run = run.show().build().ok();
    assert_eq!(identity(&run.read("public/feed.xml")), identity(&feed(AWAY)));
    let redirects = run.read("public/_redirects");
    assert!(redirects.contains("/2026/04/what-a-lender-reads/ /episodes/what-a-lender-reads/ 301"), "{redirects}");
    assert!(run.read("desk/import.md").contains("https://ledger.example/feed.xml"));
}

#[test]
fn the_same_feed_twice_changes_nothing_and_edits_stay() {
    let run = imported().show().build().ok();
    let folder = "content/episodes/002-2-first-that-morning";
    let before = run.files("content");
    let show = run
        .edit(&format!("{folder}/index.md"), "2: First that morning", "My own words")
        .rename(folder, "content/episodes/002-renamed")
        .file("old.xml", feed(AWAY).replace("3: Second that morning", "3: Their new words"));
    let run = show.run(&["import", "old.xml", "--yes"]).ok().says("4 here already").says("changed-at-source").says("Nothing is new");
    assert_eq!(run.stdout.matches("changed-at-source").count() + run.stderr.matches("changed-at-source").count(), 1, "only theirs");
    assert!(run.read("content/episodes/002-renamed/index.md").contains("My own words"));
    assert!(run.read("content/episodes/003-3-second-that-morning/index.md").contains("3: Second that morning"));
    assert_eq!(run.files("content").len(), before.len());

    let item = "<item><title>5: New</title><guid>five</guid><pubDate>Thu, 14 May 2026 06:00:00 -0500</pubDate><enclosure url=\"https://cdn.old.example/5.mp3\" length=\"1\" type=\"audio/mpeg\"/></item>\n<item>";
    let run = run.file("old.xml", feed(AWAY).replacen("<item>", item, 1)).run(&["import", "old.xml", "--yes"]).ok();
    assert!(run.has("content/episodes/005-5-new/index.md"));
    assert_eq!(run.files("content").len(), before.len() + 1);
    // The renamed folder has a new address, which nobody has been told of.
    run.build_with(&["--accept", "address-moved"]).ok();
}

#[test]
fn without_a_word_nothing_is_written() {
    let run = TestShow::empty().file("old.xml", feed(AWAY)).run(&["import", "old.xml"]).code(2).says("--yes").says("4 episode folders");
    assert_eq!(run.files("."), ["old.xml"]);
    let run = run.run(&["import", "old.xml", "--dry-run"]).ok().says("Nothing has been written");
    let run = run.run(&["import", "old.xml", "--dry-run", "--format", "json"]).ok();
    assert_eq!((run.json()["episodes"].as_array().map(Vec::len), &run.json()["written"]), (Some(4), &serde_json::json!(false)));
    let run = run.run(&["import", "nothing.xml"]).code(2).says("nothing.xml");
    let run = run.file("page.html", "<!doctype html><html></html>").run(&["import", "page.html", "--yes"]).code(1).says("not-a-feed");
    assert_eq!(run.files("."), ["old.xml", "page.html"]);
}

/// A web server that has these files, with what was asked of it.
fn serve(files: impl Fn(&str) -> BTreeMap<String, Vec<u8>>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    let files = files(&address);
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().filter_map(Result::ok) {
            let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines().map_while(Result::ok);
            let path = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned)).unwrap_or_default();
            lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
            log.lock().expect("not poisoned").push(path.clone());
            let file = files.get(path.split('?').next().unwrap_or_default());
            let status = if file.is_some() { "200 OK" } else { "404 Not Found" };
            let body = file.map_or(&[][..], Vec::as_slice);
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)));
        }
    });
    (address, asked)
}

fn host(address: &str) -> BTreeMap<String, Vec<u8>> {
    let vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hello\n";
    let chapters = r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Hello"}]}"#;
    [
        ("/feed.xml", feed(address).into_bytes()),
        ("/cover.png", cover().to_vec()),
        ("/004.png", cover().to_vec()),
        ("/004.vtt", vtt.into()),
        ("/004.json", chapters.into()),
        ("/004.wav", wav(1)),
        ("/003.wav", wav(1)),
        ("/hello.wav", b"<!doctype html>sorry".to_vec()),
    ]
    .into_iter()
    .map(|(path, bytes)| (path.to_owned(), bytes))
    .collect()
}

#[test]
fn from_an_address_pictures_transcripts_and_chapters_come_along() {
    let (address, asked) = serve(host);
    let run = TestShow::empty().run(&["import", &format!("{address}/feed.xml"), "--yes"]).ok();
    let folder = "content/episodes/004-what-a-lender-reads";
    for file in ["cover.png", "transcript.vtt", "chapters.json", "index.md"] {
        assert!(run.has(&format!("{folder}/{file}")), "{file} in {:#?}", run.files("content"));
    }
    assert!(run.has("content/cover.png"));
    assert!(!asked.lock().expect("not poisoned").iter().any(|path| path.ends_with(".wav")), "recordings are linked");
    let run = run.show().build().ok();
    assert_eq!(identity(&run.read("public/feed.xml")), identity(&feed(&address)));
    assert!(run.has("public/episodes/what-a-lender-reads/transcript.vtt") && run.has("public/episodes/what-a-lender-reads/chapters.json"));
}

#[test]
fn recordings_are_copied_once_and_what_cannot_be_had_stays_linked() {
    let (address, asked) = serve(host);
    let line = ["import", &format!("{address}/feed.xml"), "--media", "download", "--yes"];
    let run = TestShow::empty().run(&line).ok().says("not-fetched").says("missing.wav").says("no recording");
    assert_eq!(std::fs::read(run.path("content/episodes/004-what-a-lender-reads/what-a-lender-reads.wav")).expect("copied"), wav(1));
    assert!(run.read("content/episodes/002-2-first-that-morning/index.md").contains("/missing.wav"));
    assert!(run.read(".turntable/import.json").contains(&blake3::hash(&wav(1)).to_hex().to_string()));
    let before = asked.lock().expect("not poisoned").len();
    let run = run.run(&line).ok();
    let again: Vec<String> = asked.lock().expect("not poisoned")[before..].to_vec();
    assert!(!again.iter().any(|path| path.contains("/004.wav")), "{again:?}");
    run.build().ok();
}

#[test]
fn linked_recordings_can_be_copied_later_where_nobody_changed_the_lines() {
    let (address, _) = serve(host);
    let feed = format!("{address}/feed.xml");
    let run = TestShow::empty().run(&["import", &feed, "--yes"]).ok();
    let (mine, theirs) = ("content/episodes/003-3-second-that-morning", "content/episodes/004-what-a-lender-reads");
    let show =
        run.edit(&format!("{mine}/index.md"), "/003.wav", "/mine.wav").edit(&format!("{theirs}/index.md"), "title: \"4", "title: \"My 4");
    let run = show.run(&["import", &feed, "--media", "download", "--yes"]).ok();
    let text = run.read(&format!("{theirs}/index.md"));
    assert!(text.contains("audio: what-a-lender-reads.wav\n") && !text.contains("004.wav"), "{text}");
    assert!(run.read(&format!("{mine}/index.md")).contains("/mine.wav") && !run.has(&format!("{mine}/second-that-morning.wav")));
    run.build().ok();
}

#[test]
fn a_feed_cannot_send_us_to_other_machines_here() {
    let (secret, asked) = serve(|_| BTreeMap::from([("/cover.png".to_owned(), cover().to_vec())]));
    let (address, _) = serve(|_| BTreeMap::from([("/feed.xml".to_owned(), feed(&secret).into_bytes())]));
    let run = TestShow::empty().run(&["import", &format!("{address}/feed.xml"), "--media", "download", "--yes"]).ok();
    assert_eq!(*asked.lock().expect("not poisoned"), Vec::<String>::new());
    assert!(!run.has("content/cover.png"));
    run.says("inside this machine");
}

#[test]
fn an_address_that_has_nothing_is_the_networks_failure() {
    let (address, _) = serve(|_| BTreeMap::new());
    TestShow::empty().run(&["import", &format!("{address}/feed.xml"), "--yes"]).code(3).says("404").says(&address);
}

#[test]
fn pages_of_a_feed_are_followed_and_read_once() {
    let (address, asked) = serve(|address| {
        let page = |next: &str, number: usize| {
            format!(
                "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Paged</title><atom:link rel=\"next\" href=\"{address}{next}\"/>\
                 <item><title>Number {number}</title><guid>{number}</guid><pubDate>Thu, 0{number} Jan 2026 06:00:00 GMT</pubDate>\
                 <enclosure url=\"https://cdn.example/{number}.mp3\" length=\"1\" type=\"audio/mpeg\"/></item></channel></rss>"
            )
            .into_bytes()
        };
        [("/1", page("/2", 3)), ("/2", page("/3", 2)), ("/3", page("/1", 1))].map(|(path, bytes)| (path.to_owned(), bytes)).into()
    });
    let run = TestShow::empty().run(&["import", &format!("{address}/1"), "--yes"]).ok().says("3 episodes");
    assert_eq!(*asked.lock().expect("not poisoned"), ["/1", "/2", "/3"]);
    assert!(run.has("content/episodes/001-number-1/index.md") && run.has("content/episodes/003-number-3/index.md"));
}

#[test]
fn hostile_titles_build() {
    let long = "word ".repeat(100);
    let titles =
        ["../../etc/passwd", "con", "🎙🎙", &long, "no", "- [x]: y", "{% include \"x\" %}", "con", "{{ 7*7 }}", "Q &amp; A", "*a* _b_"];
    let items: String = titles
        .iter()
        .enumerate()
        .map(|(index, title)| {
            format!(
                "<item><title>{title}</title><guid>{index}</guid><pubDate>Thu, 01 Jan 2026 06:00:{index:02} GMT</pubDate>\
                 <enclosure url=\"https://cdn.example/{index}.mp3\" length=\"1\" type=\"audio/mpeg\"/>\
                 <description>a\n---\nb {{{{ x }}}} {{% raw %}}</description></item>"
            )
        })
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>---</title><description>: #</description>{items}</channel></rss>");
    let run = TestShow::empty().file("old.xml", &feed).run(&["import", "old.xml", "--yes"]).ok().show().build().ok();
    let (_, there) = identity(&feed);
    let (_, here) = identity(&run.read("public/feed.xml"));
    let titles = |items: &[Known]| {
        items
            .iter()
            .map(|item| (item["guid"].clone(), item["title"].trim().chars().take(200).collect::<String>()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(titles(&here), titles(&there));
}

/// What must be the same of an item that is published: everything that apps know it by. Lengths are compared in seconds, and what the old
/// feed leaves to be understood (`full`, not explicit) may be said.
fn as_apps_see(item: &Known) -> Known {
    let mut seen = item.clone();
    let seconds = |text: &str| text.split(':').fold(0_u64, |all, part| all * 60 + part.trim().parse::<u64>().unwrap_or(0));
    if let Some(duration) = seen.get_mut("itunes:duration") {
        // No length is not a length of nothing.
        *duration = Some(seconds(duration)).filter(|seconds| *seconds > 0).map(|seconds| seconds.to_string()).unwrap_or_default();
    }
    let is_explicit = seen.get("itunes:explicit").is_some_and(|text| matches!(text.trim(), "yes" | "true" | "explicit"));
    seen.insert("itunes:explicit".to_owned(), is_explicit.to_string());
    seen.entry("itunes:episodeType".to_owned()).or_insert_with(|| "full".to_owned());
    for name in ["itunes:episode", "itunes:season"] {
        let number = seen.get(name).and_then(|text| text.trim().parse::<u64>().ok());
        // `S1E2` is no number to any app.
        seen.insert(name.to_owned(), number.map(|number| number.to_string()).unwrap_or_default());
    }
    if let Some(kind) = seen.get_mut("itunes:episodeType") {
        *kind = kind.to_lowercase();
    }
    let date = seen.get("pubDate").and_then(|date| jiff::fmt::rfc2822::parse(date.trim()).ok());
    seen.insert("pubDate".to_owned(), date.map(|date| date.strftime("%FT%T%z").to_string()).unwrap_or_default());
    if let Some(address) = seen.get_mut("enclosure url") {
        *address = address.replace(' ', "%20");
    }
    // Apps take the recording's address where there is no guid.
    let address = seen.get("enclosure url").cloned().unwrap_or_default();
    seen.entry("guid".to_owned()).or_insert(address);
    seen.retain(|_, text| !text.trim().is_empty());
    seen.into_iter().map(|(name, text)| (name, text.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

#[test]
fn feeds_of_every_host_come_out_as_apps_know_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("tests/feeds").map(|entry| entry.expect("an entry").path()) {
        // Atom writes the same under other names; its reading has tests of its own.
        let name = entry.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if entry.extension().is_none_or(|ending| ending != "xml") || name == "atom" {
            continue;
        }
        let bytes = std::fs::read(&entry).expect("a feed");
        // What is not UTF-8 among them is Latin-1, whose letters are the first of Unicode.
        let old = String::from_utf8(bytes.clone()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
        let run = TestShow::empty().file("old.xml", &bytes).run(&["import", "old.xml", "--yes"]).ok();
        assert!(!run.stderr.contains("not-exactly-kept"), "{name}: {}", run.stderr);
        let run = run.show().build();
        assert_eq!(run.code, 0, "{name}\n{}", run.stderr);
        let ((old_guid, there, _), (guid, here)) = (salvaged(&old), identity(&run.read("public/feed.xml")));
        assert!(old_guid.is_none() || old_guid == guid, "{name}");
        let by_guid =
            |items: &[Known]| items.iter().map(as_apps_see).map(|item| (item.get("guid").cloned(), item)).collect::<BTreeMap<_, _>>();
        let (there, here) = (by_guid(&there), by_guid(&here));
        for (guid, item) in here {
            // This reader knows no `media:content`, and stops where a feed is broken.
            let Some(mut old) = there.get(&guid).cloned() else { continue };
            // A show may be explicit as a whole.
            old.insert("itunes:explicit".to_owned(), item["itunes:explicit"].clone());
            assert_eq!(item, old, "{name}");
            count += 1;
        }
    }
    assert!(count >= 12, "{count} items were compared");
}
