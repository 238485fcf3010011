//! `turntable watch`, as a browser and an author meet it: the program runs, files are saved in every way that programs save them, and what
//! is shown is fetched over the wire. Nothing here sleeps for a while and hopes: everything is waited for, with a deadline.

use super::show::{NOW, TestShow, cover};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything takes on a machine that does ten other things.
const DEADLINE: Duration = Duration::from_secs(90);
const EPISODE: &str = "content/episodes/001-first/index.md";
const PAGE: &str = "/episodes/first/";
/// A recording kept elsewhere: nobody has to listen to it.
const AUDIO: &str = "audio: {url: \"https://cdn.example/talk.mp3\", bytes: 480000, type: audio/mpeg, duration: \"0:30\"}";

/// A show that is watched; stopped when dropped.
struct Watching {
    show: TestShow,
    child: Child,
    events: Receiver<Value>,
    site: String,
    desk: String,
}

/// What came over the wire.
#[derive(Debug)]
struct Got {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Got {
    fn field(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Watching {
    fn start(show: TestShow) -> Self {
        Self::start_with(show, &["--as-of", NOW])
    }

    fn start_with(show: TestShow, flags: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("turntable"))
            .args(["watch", "--port", "0", "--format", "json", "--root"])
            .arg(show.root())
            .args(flags)
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().expect("a pipe");
        let (send, events) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or_else(|error| panic!("not JSON: {error}: {line}"));
                if send.send(event).is_err() {
                    return;
                }
            }
        });
        let mut watching = Self { show, child, events, site: String::new(), desk: String::new() };
        let open = watching.wait("open", |event| event["event"] == "open");
        watching.site = open["site"].as_str().expect("an address").to_owned();
        watching.desk = open["desk"].as_str().expect("an address").to_owned();
        watching.wait("the first build", |event| event["event"] == "build");
        watching
    }

    /// The next event of which this holds; others are passed over.
    #[track_caller]
    fn wait(&self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + DEADLINE;
        let mut passed = Vec::new();
        loop {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) if holds(&event) => return event,
                Ok(event) => passed.push(event),
                Err(error) => panic!("{what} did not come ({error}); what came: {passed:#?}"),
            }
        }
    }

    /// The next build without errors.
    #[track_caller]
    fn good(&self) -> Value {
        self.wait("a good build", |event| event["event"] == "build" && event["ok"] == true)
    }

    /// The next build with errors.
    #[track_caller]
    fn bad(&self) -> Value {
        self.wait("a build with errors", |event| event["event"] == "build" && event["ok"] == false)
    }

    /// Waits until a page holds a text.
    #[track_caller]
    fn shows(&self, path: &str, text: &str) {
        let until = Instant::now() + DEADLINE;
        loop {
            let got = self.get(path);
            if got.text().contains(text) {
                return;
            }
            assert!(Instant::now() < until, "{path} never showed {text:?}; it shows ({}):\n{}", got.status, got.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn port(address: &str) -> u16 {
        let rest = address.strip_prefix("http://localhost:").expect("a local address");
        rest.split('/').next().and_then(|port| port.parse().ok()).expect("a port")
    }

    fn get(&self, path: &str) -> Got {
        self.ask("GET", path, &[])
    }

    fn ask(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let port = Self::port(&self.site);
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: localhost:{port}\r\n"));
        }
        fields.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        ask_raw(port, &format!("{head}\r\n"))
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let whole = self.show.path(path);
        fs::create_dir_all(whole.parent().expect("a folder")).expect("the folder is made");
        fs::write(whole, bytes).expect("the file is written");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.show.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.put(path, text.replace(from, to));
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn ask_raw(port: u16, request: &str) -> Got {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody answers");
    stream.set_read_timeout(Some(DEADLINE)).expect("a deadline");
    stream.write_all(request.as_bytes()).expect("asked");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("answered");
    let at =
        bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Got { status, head, body: bytes[at + 4..].to_vec() }
}

/// What the program takes for now, too.
#[expect(clippy::disallowed_methods, reason = "the test waits for a moment to come")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

#[test]
fn what_is_saved_is_shown_and_a_mistake_leaves_the_last_good_page() {
    let watching = Watching::start(TestShow::minimal());
    watching.shows(PAGE, "Who can sign a check on Monday?");

    watching.edit(EPISODE, "Who can sign a check on Monday?", "Who signs on Tuesday?");
    let built = watching.good();
    assert_eq!(texts(&built["saved"]), [EPISODE]);
    assert!(texts(&built["written"]).contains(&"episodes/first/index.html"), "{built}");
    watching.shows(PAGE, "Who signs on Tuesday?");
    watching.shows("/feed.xml", "Who signs on Tuesday?");

    watching.edit(EPISODE, "number: 1", "number: one");
    let stopped = watching.bad();
    assert_eq!(stopped["new"].as_array().map(Vec::len), Some(1), "{stopped}");
    watching.shows(PAGE, "Who signs on Tuesday?");

    // Another save with the same mistake says nothing new.
    watching.edit(EPISODE, "by Friday", "by Thursday");
    let again = watching.bad();
    assert_eq!((again["new"].as_array().map(Vec::len), again["fixed"].as_array().map(Vec::len)), (Some(0), Some(0)), "{again}");

    watching.edit(EPISODE, "number: one", "number: 1");
    let mended = watching.good();
    assert_eq!(mended["fixed"][0]["file"], EPISODE);
    watching.shows(PAGE, "by Thursday");
}

#[test]
fn every_way_of_saving_is_seen() {
    let watching = Watching::start(TestShow::minimal());
    let file = watching.show.path(EPISODE);
    let text = |word: &str| watching.show.read(EPISODE).replace("what to do by Friday", word);

    // As most editors on a desktop do: a neighbour, then one rename.
    let neighbour = file.with_file_name(".goutputstream-ABC");
    fs::write(&neighbour, text("gedit was here")).expect("written");
    fs::rename(&neighbour, &file).expect("renamed");
    watching.shows(PAGE, "gedit was here");

    // As vim does: the old one away, a new one in its place, the old one gone.
    let whole = watching.show.read(EPISODE).replace("gedit was here", "vim was here");
    let backup = file.with_file_name("index.md~");
    fs::rename(&file, &backup).expect("renamed");
    fs::write(&file, whole).expect("written");
    fs::remove_file(&backup).expect("removed");
    watching.shows(PAGE, "vim was here");

    // As a program that writes letter by letter does.
    let whole = watching.show.read(EPISODE).replace("vim was here", "somebody typed");
    let mut slow = fs::File::create(&file).expect("opened");
    for piece in whole.as_bytes().chunks(97) {
        slow.write_all(piece).expect("written");
        slow.flush().expect("written");
    }
    drop(slow);
    watching.shows(PAGE, "somebody typed");

    // Twenty saves in a row: the last one wins.
    for number in 1..=20 {
        let whole = watching.show.read(EPISODE);
        let at = whole.rfind("Dev tells").expect("the body");
        fs::write(&file, format!("{}Dev tells it {number} times.\n", &whole[..at])).expect("written");
    }
    watching.shows(PAGE, "Dev tells it 20 times.");
    let stray: Vec<_> = watching.events.try_iter().filter(|event| event["ok"] == false).collect();
    assert!(stray.is_empty(), "no half-written file was told as a mistake: {stray:#?}");
}

#[test]
fn folders_come_go_and_return_like_a_change_of_branch() {
    let watching = Watching::start(TestShow::minimal());
    let episode = |number: usize| {
        let audio = AUDIO.replace("talk.mp3", &format!("{number}.mp3"));
        format!(
            "---\ntitle: Talk {number}\ndate: 2026-05-{:02}\nguests: [dev-okafor]\nsummary: Talk {number} in short.\n{audio}\n---\nWords {number}.\n",
            number % 28 + 1
        )
    };
    for number in 2..=120 {
        watching.put(&format!("content/episodes/{number:03}-talk-{number}/index.md"), episode(number));
    }
    watching.shows("/episodes/talk-120/", "Words 120.");
    watching.shows("/feed.xml", "Talk 2<");
    // A file in a folder that has just been made is watched, too.
    watching.put("content/episodes/120-talk-120/index.md", episode(120).replace("Words 120.", "Words about it."));
    watching.shows("/episodes/talk-120/", "Words about it.");

    // Away with everything, and back again.
    let away = watching.show.path("away");
    fs::rename(watching.show.path("content"), &away).expect("renamed");
    watching.wait("the mistake", |event| event["findings"].to_string().contains("no-show-here"));
    watching.shows("/episodes/talk-120/", "Words about it.");
    fs::rename(&away, watching.show.path("content")).expect("renamed");
    watching.good();
    watching.edit(EPISODE, "what to do by Friday", "what came back");
    watching.shows(PAGE, "what came back");
}

#[test]
fn looking_every_now_and_then_sees_the_same() {
    let watching = Watching::start_with(TestShow::minimal(), &["--poll", "--as-of", NOW]);
    watching.edit(EPISODE, "what to do by Friday", "what a look finds");
    watching.shows(PAGE, "what a look finds");
    watching.put("content/pages/about.md", "---\ntitle: About\n---\nAbout us.\n");
    watching.shows("/about/", "About us.");
    // It is shown before it is written, and what was never written cannot be removed.
    watching.wait("the page to be written", |event| event["ok"] == true && event["saved"].to_string().contains("about.md"));
    fs::remove_file(watching.show.path("content/pages/about.md")).expect("removed");
    watching.wait("the page to go", |event| event["removed"].to_string().contains("about/index.html") || event["ok"] == false);
}

#[test]
fn what_is_ignored_makes_no_build() {
    let watching = Watching::start(TestShow::minimal());
    for path in [
        "public/index.html",
        "desk/network.html",
        ".turntable/x",
        ".git/index",
        "content/.index.md.swp",
        "content/episodes/001-first/index.md~",
        "notes.txt",
    ] {
        watching.put(path, "x");
    }
    // A save that counts comes after them, and its build names nothing else.
    watching.edit(EPISODE, "what to do by Friday", "what counts");
    assert_eq!(texts(&watching.good()["saved"]), [EPISODE]);
}

#[test]
fn an_episode_that_becomes_due_is_published_at_that_moment() {
    // Dates are of whole seconds.
    let soon = jiff::Timestamp::from_second(now().as_second() + 7).expect("soon");
    let show = TestShow::minimal().file(
        "content/episodes/002-soon/index.md",
        format!(
            "---\ntitle: Soon\ndate: {soon}\nguests: [dev-okafor]\nsummary: It comes by itself.\n{AUDIO}\n---\nNobody pressed a key.\n"
        ),
    );
    let watching = Watching::start_with(show, &[]);
    if now() < soon {
        assert_eq!(watching.get("/episodes/soon/").status, 404);
    }
    watching.shows("/episodes/soon/", "Nobody pressed a key.");
    assert!(now() >= soon);
}

#[test]
fn recordings_are_given_in_parts_and_only_when_they_have_changed() {
    let watching = Watching::start(TestShow::minimal());
    let path = "/episodes/first/first.wav";
    let whole = watching.get(path);
    assert_eq!((whole.status, whole.field("accept-ranges"), whole.field("content-type")), (200, Some("bytes"), Some("audio/wav")));
    let bytes = watching.show.bytes("public/episodes/first/first.wav");
    assert_eq!(whole.body, bytes);
    let part = watching.ask("GET", path, &[("Range", "bytes=100-199")]);
    assert_eq!((part.status, part.body.as_slice()), (206, &bytes[100..200]));
    assert_eq!(part.field("content-range"), Some(format!("bytes 100-199/{}", bytes.len()).as_str()));
    assert_eq!(watching.ask("GET", path, &[("Range", "bytes=-44")]).body, bytes[bytes.len() - 44..]);
    assert_eq!(watching.ask("GET", path, &[("Range", "bytes=264600-")]).body, bytes[264_600..]);
    let beyond = watching.ask("GET", path, &[("Range", "bytes=99999999-")]);
    assert_eq!((beyond.status, beyond.field("content-range")), (416, Some(format!("bytes */{}", bytes.len()).as_str())));
    let head = watching.ask("HEAD", path, &[]);
    assert_eq!((head.status, head.field("content-length"), head.body.len()), (200, Some(bytes.len().to_string().as_str()), 0));
    let tag = whole.field("etag").expect("a tag");
    assert_eq!(watching.ask("GET", path, &[("If-None-Match", tag)]).status, 304);
    assert_eq!(watching.ask("GET", path, &[("Range", "bytes=0-9"), ("If-Range", tag)]).status, 206);
    assert_eq!(watching.ask("GET", path, &[("Range", "bytes=0-9"), ("If-Range", "\"old\"")]).status, 200);
    // A page, too, although it is made longer on the way.
    let page = watching.get(PAGE);
    assert_eq!(watching.ask("GET", PAGE, &[("Range", "bytes=-10")]).body, page.body[page.body.len() - 10..]);
    assert_eq!(watching.ask("GET", PAGE, &[("If-None-Match", page.field("etag").expect("a tag"))]).status, 304);
}

#[test]
fn the_site_is_shown_as_a_host_shows_it() {
    let show = TestShow::minimal().edit("content/show.yaml", "https://talks.ellison.example/", "https://talks.ellison.example/show/").edit(
        EPISODE,
        "number: 1",
        "number: 1\naliases: [/old/who-signs/]",
    );
    let watching = Watching::start(show);
    assert!(watching.site.ends_with("/show/"), "{}", watching.site);
    let location = |path: &str| {
        let got = watching.get(path);
        (got.status, got.field("location").map(str::to_owned))
    };
    assert_eq!(location("/"), (302, Some("/show/".to_owned())));
    assert_eq!(location("/show"), (302, Some("/show/".to_owned())));
    assert_eq!(location("/show/episodes/first?t=1"), (302, Some("/show/episodes/first/?t=1".to_owned())));
    assert_eq!(location("/show/old/who-signs/"), (301, Some("/show/episodes/first/".to_owned())));
    assert_eq!(location("/show/old/who-signs?a=b"), (301, Some("/show/episodes/first/?a=b".to_owned())));
    for nothing in [
        "/nowhere/",
        "/show/nowhere/",
        "/show/feed.xml/",
        "/show/episodes/first/index.html/x",
        "/show/_headers",
        "/show/_redirects",
        "/show/.made",
    ] {
        assert_eq!(watching.get(nothing).status, 404, "{nothing}");
    }
    let own = watching.show.read("public/404.html");
    let heading = own.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("the theme's page has a heading");
    assert!(watching.get("/show/nowhere/").text().contains(heading), "the site's own page says so");
    let feed = watching.get("/show/feed.xml");
    assert_eq!(feed.field("content-type"), Some("application/rss+xml; charset=utf-8"));
    assert_eq!((feed.field("x-content-type-options"), feed.field("access-control-allow-origin")), (Some("nosniff"), Some("*")));
    assert_eq!(watching.get("/show/kit/dev-okafor/").field("x-robots-tag"), Some("noindex"));
    assert_eq!(watching.ask("DELETE", "/show/", &[]).status, 405);
    assert_eq!(watching.ask("POST", "/show/offers/continuity/thanks/", &[]).status, 303);
    // Links to the public address lead here; the public address itself is still what is shown and copied.
    let kit = watching.get("/show/kit/dev-okafor/").text();
    assert!(!kit.contains("<a href=\"https://talks.ellison.example/"), "{kit}");
    assert!(kit.contains("https://talks.ellison.example/show/"), "{kit}");
}

#[test]
fn nobody_else_is_answered_and_nothing_else_is_given() {
    let watching = Watching::start(TestShow::minimal().file("private/secret.txt", "secret"));
    let site = Watching::port(&watching.site);
    for host in ["evil.example", "localhost.evil.example", "192.168.0.2:80", ""] {
        assert_eq!(watching.ask("GET", "/", &[("Host", host)]).status, 403, "{host}");
    }
    assert_eq!(ask_raw(site, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 403);
    assert_eq!(ask_raw(site, "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status, 403);
    for odd in
        ["/../content/show.yaml", "/%2e%2e/content/show.yaml", "/..%2fcontent/show.yaml", "/a%5c..%5cb", "/%00", "/%zz", "*", "/a/../../x"]
    {
        let got = watching.get(odd);
        assert_eq!(got.status, 400, "{odd}: {}", got.text());
    }
    assert_eq!(watching.get("//evil.example/%2e").status, 404);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(watching.show.path("private"), watching.show.path("public/out")).expect("a link");
        assert_eq!(watching.get("/out/secret.txt").status, 404);
    }
    // What pages of other origins might read is for this machine's own pages only.
    assert_eq!(watching.ask("GET", "/feed.xml", &[("Origin", "https://evil.example")]).field("access-control-allow-origin"), None);
    assert_eq!(watching.ask("GET", "/feed.xml", &[("Origin", "http://localhost:1")]).field("access-control-allow-origin"), Some("*"));
    assert_eq!(watching.ask("GET", "/_turntable/events", &[("Sec-Fetch-Site", "cross-site")]).status, 403);
    assert_eq!(watching.ask("POST", "/_turntable/open?finding=0", &[]).status, 404, "without the script's own field");
}

#[test]
fn the_desk_has_an_address_that_nobody_can_guess() {
    let watching = Watching::start(TestShow::minimal());
    let port = Watching::port(&watching.desk);
    let top = watching.desk.split_once(&format!(":{port}")).map(|(_, path)| path.to_owned()).expect("a path");
    let ask = |path: &str, more: &str| {
        ask_raw(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{more}\r\n"))
    };
    assert!(top.trim_matches('/').len() >= 32, "{top}");
    let network = ask(&format!("{top}network.html"), "");
    assert_eq!(
        (network.status, network.field("referrer-policy"), network.field("x-frame-options")),
        (200, Some("no-referrer"), Some("DENY"))
    );
    assert_eq!(network.field("access-control-allow-origin"), None);
    assert!(ask(&top, "").text().contains("network.html"), "folders are listed");
    assert!(
        ask(&format!("{top}partners/dev-okafor/"), "").text().contains("Your desk")
            || ask(&format!("{top}partners/dev-okafor/"), "").status == 200
    );
    for elsewhere in ["/", "/network.html", "/desk/network.html", "/0000000000000000/network.html"] {
        assert_eq!(ask(elsewhere, "").status, 404, "{elsewhere}");
    }
    assert_eq!(ask(&format!("{top}network.html"), "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n").status, 403);
    // Neither the site nor its news tell the name.
    assert_eq!(watching.get("/network.html").status, 404);
    assert!(!watching.get("/").text().contains(top.trim_matches('/')));
}

#[test]
fn the_script_is_in_what_is_shown_and_in_no_file() {
    let watching = Watching::start(TestShow::minimal());
    let mark = "/_turntable/live.js";
    for path in ["/", PAGE, "/nowhere/", "/kit/dev-okafor/"] {
        assert!(watching.get(path).text().contains(mark), "{path}");
    }
    assert!(!watching.get("/feed.xml").text().contains("_turntable"));
    assert_eq!(watching.get(mark).field("content-type"), Some("text/javascript; charset=utf-8"));
    watching.edit(EPISODE, "what to do by Friday", "what else");
    watching.good();
    let mut seen = 0;
    for folder in ["public", "desk"] {
        for file in watching.show.files(folder) {
            seen += 1;
            assert!(!String::from_utf8_lossy(&watching.show.bytes(&format!("{folder}/{file}"))).contains("_turntable"), "{folder}/{file}");
        }
    }
    assert!(seen > 20, "{seen} files");
}

#[test]
fn browsers_hear_of_every_build_and_of_the_mistake_with_its_lines() {
    let watching = Watching::start(TestShow::minimal());
    let port = Watching::port(&watching.site);
    let page = watching.get(PAGE).text();
    let hash =
        page.split("live.js\" data-page=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page says how it looks").to_owned();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody answers");
    stream.set_read_timeout(Some(DEADLINE)).expect("a deadline");
    write!(stream, "GET /_turntable/events?page={PAGE}&hash={hash}&build=1 HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("asked");
    let mut lines = BufReader::new(stream).lines();
    let mut news = || -> Value {
        let line = lines.by_ref().map(|line| line.expect("news")).find(|line| line.starts_with("data: ")).expect("news");
        serde_json::from_str(&line[6..]).expect("JSON")
    };
    // What was saved is told of twice: when it is shown, and when it is built.
    let mut until = |is_it: &dyn Fn(&Value) -> bool| -> Value {
        loop {
            let told = news();
            if is_it(&told) {
                return told;
            }
        }
    };
    let first = until(&|_| true);
    assert_eq!((first["is_same"].as_bool(), first["state"]["is_good"].as_bool()), (Some(true), Some(true)), "{first}");

    watching.edit(EPISODE, "number: 1", "number: one");
    let stopped = until(&|told| told["state"]["is_good"] == false);
    let finding = &stopped["state"]["findings"][0];
    assert_eq!((stopped["state"]["is_good"].as_bool(), stopped["is_same"].as_bool()), (Some(false), Some(true)), "{stopped}");
    assert_eq!((finding["file"].as_str(), finding["line"].as_u64()), (Some(EPISODE), Some(5)), "{stopped}");
    assert_eq!(finding["lines"].as_array().map(Vec::len), Some(4), "{finding}");
    assert_eq!(finding["lines"][2]["marked"], "one");
    assert!(finding["why"].as_str().is_some_and(|why| !why.is_empty()) && finding["fix"].is_string(), "{finding}");

    watching.edit(EPISODE, "number: one", "number: 2");
    let mended = until(&|told| told["state"]["is_good"] == true);
    assert_eq!((mended["state"]["is_good"].as_bool(), mended["is_same"].as_bool()), (Some(true), Some(false)), "{mended}");
    assert!(mended["build"].as_u64() > first["build"].as_u64());

    watching.put("themes/default/assets/style.css", "body{color:#123456}");
    until(&|told| told["styles"] != mended["styles"]);
}

#[test]
fn drafts_are_shown_and_stay_out_of_the_site() {
    let show = TestShow::minimal().file(
        "content/episodes/002-draft/index.md",
        format!("---\ntitle: Not yet\ndate: 2026-05-20\nguests: [dev-okafor]\nsummary: S\ndraft: true\n{AUDIO}\n---\nA secret for now.\n"),
    );
    let watching = Watching::start_with(show, &["--drafts", "--as-of", NOW]);
    watching.shows("/episodes/draft/", "A secret for now.");
    assert!(!watching.show.has("public"), "what is looked at is not what is put online");
    assert!(!watching.show.has("turntable.lock"));
}

#[test]
fn a_site_that_was_never_built_says_what_is_in_the_way() {
    let watching = Watching::start(TestShow::minimal().edit(EPISODE, "number: 1", "number: one"));
    let got = watching.get("/");
    assert_eq!(got.status, 503);
    assert!(got.text().contains("/_turntable/live.js"));
    assert!(!watching.show.has("public"));
    watching.edit(EPISODE, "number: one", "number: 1");
    watching.shows("/", "People I'd Send You To");
}

#[test]
fn a_port_in_use_is_passed_over_and_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let show = TestShow::minimal();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("turntable"))
        .args(["watch", "--as-of", NOW, "--port", &port.to_string(), "--root"])
        .arg(show.root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let first = lines.next().expect("a line");
    let watching: Vec<String> = lines.by_ref().take(2).collect();
    drop(child.kill());
    drop(child.wait());
    assert!(first.contains(&format!("{port} is in use, using ")), "{first}");
    assert!(watching[0].contains("Watching") && watching[1].contains("http://localhost:"), "{watching:?}");
}

/// Ctrl-C before the first build is over, while nothing happens, and while a build runs: it stops with 0 and leaves a whole site.
#[cfg(unix)]
#[test]
fn ctrl_c_stops_cleanly_at_any_moment() {
    for wait in [0, 30, 300, 2000] {
        let show = TestShow::minimal();
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("turntable"))
            .args(["watch", "--port", "0", "--as-of", NOW, "--root"])
            .arg(show.root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        std::thread::sleep(Duration::from_millis(wait));
        let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
        assert!(asked.success());
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "after {wait} ms");
        let leftovers: Vec<PathBuf> = fs::read_dir(show.root())
            .expect("the show")
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.to_string_lossy().contains("turntable-new"))
            .collect();
        assert!(leftovers.is_empty(), "{leftovers:?}");
        show.build().ok();
    }
}

#[test]
fn a_picture_that_changes_is_told_by_name() {
    let watching = Watching::start(TestShow::minimal().file("content/partners/dev-okafor/photo.png", cover()));
    watching.put("content/partners/dev-okafor/photo.png", super::show::png(800, 800));
    let built = watching.good();
    assert!(texts(&built["written"]).iter().any(|path| path.ends_with(".png")), "{built}");
}
