//! The road as a whole: what a build writes, leaves alone, removes and refuses; in one piece, the same everywhere.

use crate::show::{TestShow, wav};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const EPISODE: &str = "content/episodes/001-first/index.md";

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|item| item.file_type().is_file());
    files
        .map(|item| {
            (item.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned(), std::fs::read(item.path()).expect("there"))
        })
        .collect()
}

fn copy_of_example() -> TestShow {
    let show = TestShow::empty();
    for (path, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")) {
        std::fs::create_dir_all(show.path("content").join(&path).parent().expect("a folder")).expect("made");
        std::fs::write(show.path("content").join(&path), bytes).expect("written");
    }
    show.as_of("2026-11-22T12:00:00Z")
}

#[test]
fn the_second_build_writes_nothing() {
    TestShow::minimal().build().ok().build().ok().writes(&[]).removes(&[]);
}

#[test]
fn deleting_the_cache_changes_nothing() {
    TestShow::minimal().build().ok().remove(".turntable").build().ok().writes(&[]).removes(&[]);
}

#[test]
fn two_folders_and_two_clocks_give_the_same_bytes() {
    let first = copy_of_example().build().ok();
    let second = copy_of_example();
    let zone = Command::new(assert_cmd::cargo::cargo_bin("turntable"))
        .args(["build", "--as-of", "2026-11-22T12:00:00Z", "--root"])
        .arg(second.root())
        .env("TZ", "Asia/Tokyo")
        .env("LANG", "de_DE.UTF-8")
        .output()
        .expect("it starts");
    assert!(zone.status.success());
    for folder in ["public", "desk"] {
        let (a, b) = (tree(&first.path(folder)), tree(&second.path(folder)));
        assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
        let differing: Vec<_> = a.iter().filter(|(path, bytes)| b[*path] != **bytes).map(|(path, _)| path).collect();
        assert!(differing.is_empty(), "{differing:?}");
    }
}

#[test]
fn a_removed_episode_takes_its_files_with_it_and_leaves_what_is_not_ours() {
    let run = TestShow::minimal()
        .file("content/episodes/002-second/index.md", second())
        .file("content/episodes/002-second/second.wav", wav(2))
        .build()
        .ok()
        .file("public/google1234.html", "not ours")
        .remove("content/episodes/002-second")
        .build_with(&["--accept", "lost-item:second"])
        .ok();
    assert!(run.has("public/google1234.html") && !run.has("public/episodes/second"), "{:?}", run.public_files());
    assert!(run.has("public/episodes/first/index.html"));
    let clean = TestShow::minimal().build().ok();
    let mut left = tree(&run.path("public"));
    left.remove("google1234.html");
    assert_eq!(left, tree(&clean.path("public")), "the same as a clean build");
}

fn second() -> String {
    "---\ntitle: The second talk\ndate: 2026-05-21T06:00\nguests: [dev-okafor]\nsummary: More of it.\n---\nNotes.\n".to_owned()
}

#[test]
fn a_mistake_leaves_the_last_good_site() {
    let run = TestShow::minimal().build().ok();
    let before = tree(&run.path("public"));
    let run = run.edit(EPISODE, "title:", "titel:").build().code(1);
    assert!(before == tree(&run.path("public")));
    run.says("Nothing was published; the last good site is untouched.").says("missing-title");
}

#[test]
fn an_edit_writes_only_what_shows_it() {
    let run = TestShow::minimal().build().ok().edit("content/offers/continuity/index.md", "title:", "# a comment\ntitle:").build().ok();
    run.writes(&[]);
}

#[test]
fn a_dry_run_writes_nothing_at_all() {
    let run = TestShow::minimal().build_with(&["--dry-run"]).ok();
    assert!(!run.has("public") && !run.has("desk") && !run.has(".turntable"));
    run.says("write   public/index.html").says("Nothing was written.");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let show = TestShow::minimal().file("blocked", "a file where a folder should be");
    show.build_with(&["--out", "blocked/public"]).code(3).says("blocked");
}

#[test]
fn the_output_never_lies_among_the_sources() {
    for out in ["content", "content/public", ".", "themes/x", "desk"] {
        let show = TestShow::minimal();
        let out = show.path(out).to_string_lossy().into_owned();
        show.build_with(&["--out", &out]).code(2).says("name a folder of its own");
    }
}

#[test]
fn an_episode_appears_on_its_day() {
    let show = TestShow::minimal().edit(EPISODE, "date: ", "date: 2026-06-02T06:00:00-05:00 # ");
    let run = show.build().ok();
    assert!(!run.has("public/episodes/first"), "{:?}", run.public_files());
    let run = run.as_of("2026-06-02T11:00:00Z").build().ok();
    assert!(run.has("public/episodes/first/index.html") && run.read("public/feed.xml").contains("<item>"));
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let (from, to) = ("title: \"People I'd Send You To\"", "title: \"Another name\"");
    let new = tree(&copy_of_example().edit("content/show.yaml", from, to).build().ok().path("public"));
    let show = copy_of_example().build().ok().show();
    let old = tree(&show.path("public"));
    let show = show.edit("content/show.yaml", from, to);
    for attempt in 0..12_u64 {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("turntable"))
            .args(["build", "--as-of", "2026-11-22T12:00:00Z", "--root"])
            .arg(show.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(15 + attempt * 25));
        // It may have ended by itself.
        drop(child.kill());
        child.wait().expect("it ends");
        let now = tree(&show.path("public"));
        assert!(now == old || now == new, "a mixture after attempt {attempt}");
    }
    let done = show.build().ok();
    assert_eq!(tree(&done.path("public")), new);
    assert!(!done.has(".public.turntable-new") && !done.has(".desk.turntable-new"), "leftovers are swept");
}

#[test]
fn every_file_of_the_example_may_vanish_or_break() {
    let example = copy_of_example().build().ok().show();
    let sources = tree(&example.path("content"));
    let mut show = example;
    for (path, bytes) in &sources {
        let whole = show.path("content").join(path);
        for broken in [None, Some(&b""[..]), Some(&bytes[..bytes.len() / 3]), Some(&b"\xff\xfe\x00broken"[..])] {
            match broken {
                None => std::fs::remove_file(&whole).expect("it was there"),
                Some(bytes) => std::fs::write(&whole, bytes).expect("it can be written"),
            }
            let run = show.run(&["check", "--format", "json"]);
            assert!([0, 1].contains(&run.code), "{path} {:?}: code {}\n{}", broken.map(<[u8]>::len), run.code, run.stderr);
            if run.code == 1 {
                let told = run.findings();
                assert!(told.iter().any(|told| told.severity == "error" && told.fix.is_some()), "{path}: no help in {told:?}");
            }
            show = run.show();
        }
        std::fs::write(&whole, bytes).expect("it can be written");
    }
    show.run(&["check"]).code(0);
}

#[test]
fn a_picture_of_a_chapter_is_published_where_the_feed_says() {
    let chapters = "chapters:\n  - {at: 0, title: Start, image: Till Photo.png}\n  - {at: 1, title: End, image: gone.png}\ntitle:";
    let show = TestShow::minimal()
        .edit("content/show.yaml", "https://talks.ellison.example/", "https://talks.ellison.example/show/")
        .file("content/episodes/001-first/Till Photo.png", crate::show::png(300, 300));
    let run = show.edit(EPISODE, "title:", chapters).build().code(1).says("file-not-found").says("gone.png");
    let run = run.edit(EPISODE, ", image: gone.png", "").build().ok();
    assert!(run.has("public/episodes/first/till-photo.png"), "{:?}", run.public_files());
    let json = run.read("public/episodes/first/chapters.json");
    assert!(json.contains("https://talks.ellison.example/show/episodes/first/till-photo.png"), "{json}");
}

#[test]
fn a_picture_in_any_text_is_published_beside_its_page() {
    let show = TestShow::minimal()
        .file("content/partners/dev-okafor/office.png", crate::show::png(300, 300))
        .edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nphoto: office.png")
        .file("content/pages/studio/index.md", "---\ntitle: Studio\n---\n![The room](room.png)\n")
        .file("content/pages/studio/room.png", crate::show::png(300, 300))
        .file("content/pages/studio/never-shown.png", crate::show::png(300, 300));
    let path = show.path("content/partners/dev-okafor/index.md");
    let text = std::fs::read_to_string(&path).expect("there") + "\n![The office](office.png)\n";
    let run = show.file("content/partners/dev-okafor/index.md", text).build().ok();
    assert!(run.has("public/studio/room.png") && run.has("public/partners/dev-okafor/office.png"), "{:?}", run.public_files());
    assert!(!run.has("public/studio/never-shown.png"));
    assert!(run.read("public/studio/index.html").contains("src=\"/studio/room.png\""));
}
