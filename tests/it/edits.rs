//! What a build writes again after each kind of edit: exactly what the edit touches, listed in `snapshots/`. And whatever the edits
//! were, and in whichever order: the site is the one that a build from nothing makes.

use crate::show::{TestShow, png, wav};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

const FIRST: &str = "content/episodes/001-first/index.md";
const SECOND: &str = "content/episodes/002-second/index.md";
const AUDIO: &str = "audio: {url: \"https://cdn.example/NAME.mp3\", bytes: 480000, type: audio/mpeg, duration: \"0:30\"}";

/// Three interviews with two people, a session, a page, and a transcript.
fn show() -> TestShow {
    let episode = |name: &str, date: &str, guest: &str| {
        let audio = AUDIO.replace("NAME", name);
        format!(
            "---\ntitle: The {name}\ndate: {date}\nguests: [{guest}]\nsummary: It is the {name}.\ntags: [cash]\nquestions: [{{ask: Why?, at: \"0:05\"}}]\n{audio}\n---\nWords of the {name}.\n"
        )
    };
    TestShow::minimal()
        .file("content/partners/amara-vance/index.md", "---\nname: Amara Vance\nrole: Lender\nstatus: published\n---\nShe lends.\n")
        .file("content/partners/amara-vance/photo.png", png(400, 400))
        .file("content/offers/lender-ready/index.md", "---\ntitle: Lender ready\nowner: amara-vance\npromise: Know what a bank asks.\nform: {provider: netlify}\n---\nA list.\n")
        .file(SECOND, episode("second", "2026-05-12", "amara-vance"))
        .file("content/episodes/002-second/talk.vtt", "WEBVTT\n\n00:00.000 --> 00:05.000\n<v Amara Vance>Hello.\n")
        .file("content/episodes/003-third/index.md", episode("third", "2026-05-19", "dev-okafor"))
        .file("content/events/ask-us/index.md", "---\ntitle: Ask us\nstarts: 2026-07-01 12:00\nends: 2026-07-01 13:00\nhosts: [margo-ellison]\nguests: [amara-vance]\nregister: form\n---\nCome.\n")
        .file("content/pages/about.md", "---\ntitle: About\n---\nWe talk.\n")
}

type Edit = fn(TestShow) -> TestShow;

/// Each kind of edit once. None needs another before it, and each can be made again.
const EDITS: [(&str, Edit); 16] = [
    ("body", |show| show.edit(SECOND, "Words of", "More Words of")),
    ("title", |show| show.edit(SECOND, "title: ", "title: Again ")),
    // What was published is not to move without being asked; here it had not gone out yet.
    ("date", |show| show.edit(SECOND, "date: 2026-05-12", "date: 2026-05-14").remove("turntable.lock")),
    ("question", |show| show.edit(SECOND, "ask: Why", "ask: Why ever")),
    ("transcript", |show| show.edit("content/episodes/002-second/talk.vtt", "Hello", "Hello there")),
    ("partner's name", |show| show.edit("content/partners/amara-vance/index.md", "name: Amara", "name: Amara B.")),
    ("offer's text", |show| show.edit("content/offers/lender-ready/index.md", "promise: Know", "promise: Know and")),
    ("event's text", |show| show.edit("content/events/ask-us/index.md", "Come.", "Do. Come.")),
    ("page", |show| show.edit("content/pages/about.md", "We talk", "Well. We talk")),
    ("show's title", |show| show.edit("content/show.yaml", "title: ", "title: The ")),
    ("template", |show| {
        show.file("themes/default/templates/404.html", "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock main %}\n")
    }),
    ("stylesheet", |show| show.file("themes/default/assets/style.css", "body { color: #111 }\n")),
    ("picture", |show| show.file("content/partners/amara-vance/photo.png", png(500, 500))),
    ("recording", |show| show.edit(FIRST, "title: ", "republish: true\ntitle: ").file("content/episodes/001-first/first.wav", wav(4))),
    ("new folder", |show| {
        show.file("content/episodes/004-fourth/index.md", "---\ntitle: The fourth\ndate: 2026-05-26\nguests: [dev-okafor]\nsummary: It is the fourth.\naudio: {url: \"https://cdn.example/fourth.mp3\", bytes: 480000, type: audio/mpeg, duration: \"0:30\"}\n---\nWords.\n")
    }),
    ("nothing", |show| show),
];

/// What tells that a file was written: its number, time and content.
type Signs = BTreeMap<String, (u64, i64, i64, blake3::Hash)>;

fn signs(show: &TestShow) -> Signs {
    let of = |folder: &str| {
        let files = show.files(folder).into_iter().filter(|path| !path.starts_with(".made/"));
        files.map(|path| format!("{folder}/{path}")).collect::<Vec<_>>()
    };
    let sign = |path: String| {
        let metadata = fs::metadata(show.root().join(&path)).expect("a file that was listed");
        let sign = (metadata.ino(), metadata.mtime(), metadata.mtime_nsec(), blake3::hash(&show.bytes(&path)));
        (path, sign)
    };
    of("public").into_iter().chain(of("desk")).map(sign).collect()
}

/// `+` new, `*` written again, `-` gone, a line each.
fn written(before: &Signs, after: &Signs) -> String {
    let mut lines = Vec::new();
    for (path, sign) in after {
        match before.get(path) {
            None => lines.push(format!("+ {path}")),
            Some(known) if known != sign => lines.push(format!("* {path}")),
            Some(_) => {}
        }
    }
    lines.extend(before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("- {path}")));
    lines.join("\n")
}

#[test]
fn an_edit_writes_what_it_touches_and_nothing_else() {
    for (what, edit) in EDITS {
        let show = show().build().ok().show();
        let before = signs(&show);
        let show = edit(show).build().ok().show();
        let name = what.replace([' ', '\''], "-");
        // Style sheets and scripts carry what they hold in their names.
        insta::with_settings!({filters => vec![(r"\.[0-9a-f]{8}\.", ".[hash].")]}, {
            insta::assert_snapshot!(name, written(&before, &signs(&show)));
        });
    }
}

#[test]
fn a_folder_with_another_name_and_one_that_is_gone_take_their_pages_along() {
    let show = show().build().ok().show();
    let before = signs(&show);
    let renamed = show.rename("content/pages/about.md", "content/pages/about-us.md");
    let show = renamed.edit("content/pages/about-us.md", "title: About", "title: About\naliases: [about/]").build().ok().show();
    let after = signs(&show);
    insta::assert_snapshot!("rename", written(&before, &after));
    let show = show.remove("content/events/ask-us").build_with(&["--accept", "lost-page:events/ask-us/"]).ok().show();
    insta::assert_snapshot!("delete", written(&after, &signs(&show)));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { fs::copy(entry.path(), to).map(drop).expect("copied") }
    }
}

/// The same texts in a folder where nothing was ever built; what was published before is known there, too.
fn from_nothing(show: &TestShow) -> TestShow {
    let fresh = TestShow::empty();
    for folder in ["content", "themes"].into_iter().filter(|folder| show.root().join(folder).is_dir()) {
        copy(&show.root().join(folder), &fresh.root().join(folder));
    }
    fresh.file("turntable.lock", show.bytes("turntable.lock"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_edits_the_site_is_that_of_a_build_from_nothing(order in prop::collection::vec(0..EDITS.len(), 1..6), build in any::<u8>()) {
        let mut show = show().build().ok().show();
        let mut names = Vec::new();
        for (step, index) in order.into_iter().enumerate() {
            let (what, edit) = EDITS[index];
            // The day of an interview is moved once.
            if what == "date" && names.contains(&what) || what == "recording" && names.contains(&what) {
                continue;
            }
            names.push(what);
            show = edit(show);
            if build >> step & 1 == 1 {
                show = show.build().ok().show();
            }
        }
        let show = show.build().ok().show();
        let fresh = from_nothing(&show).build().ok().show();
        let bytes = |show: &TestShow| signs(show).into_iter().map(|(path, (.., hash))| (path, hash)).collect::<Vec<_>>();
        prop_assert_eq!(bytes(&show), bytes(&fresh), "after {:?}", names);
    }
}
