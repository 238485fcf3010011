//! Published recordings: made from whatever was recorded, remembered, named right in the feed, and put on an album.

use crate::show::{Run, TestShow, wav};

const SHOW: &str = "content/show.yaml";
const EPISODE: &str = "content/episodes/001-first/index.md";
const PUBLISHED: &str = "public/episodes/first/first.mp3";

fn wants_mp3(show: TestShow) -> TestShow {
    let text = show.read(SHOW);
    show.file(SHOW, format!("{text}\nmedia:\n  format: mp3\n"))
}

fn enclosure(run: &Run) -> String {
    let feed = run.read("public/feed.xml");
    let start = feed.find("<enclosure").expect("an enclosure");
    feed[start..start + feed[start..].find("/>").expect("closed")].to_owned()
}

#[test]
fn without_a_format_recordings_are_published_as_they_are() {
    let run = TestShow::minimal().build().ok();
    assert!(run.has("public/episodes/first/first.wav") && !run.has(PUBLISHED));
    assert!(!run.has(".turntable/audio"));
}

#[test]
fn a_build_publishes_the_prepared_recording_and_the_feed_tells_its_size() {
    let run = wants_mp3(TestShow::minimal()).build().ok().says("1 recording to publish");
    assert!(run.has(PUBLISHED) && !run.has("public/episodes/first/first.wav"));
    let length = std::fs::metadata(run.path(PUBLISHED)).expect("there").len();
    let enclosure = enclosure(&run);
    assert!(enclosure.contains(&format!("length=\"{length}\"")), "{enclosure}");
    assert!(enclosure.contains("first.mp3\"") && enclosure.contains("type=\"audio/mpeg\""), "{enclosure}");
    assert_eq!(std::fs::read(run.path("content/episodes/001-first/first.wav")).expect("there"), wav(3), "the original is untouched");
    run.build().ok().writes(&[]).removes(&[]);
}

#[test]
fn a_new_title_changes_the_tags_and_nothing_is_left_behind() {
    let run = wants_mp3(TestShow::minimal()).build().ok();
    let title = run.read(EPISODE).lines().find_map(|line| line.strip_prefix("title: ").map(str::to_owned)).expect("a title");
    let run = run.edit(EPISODE, &format!("title: {title}"), "title: Quite Another").build().ok();
    let bytes = std::fs::read(run.path(PUBLISHED)).expect("there");
    let wide: Vec<u8> = "Quite Another".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(bytes.windows(wide.len()).any(|part| part == wide));
    let kept = std::fs::read_dir(run.path(".turntable/audio")).expect("there").count();
    assert_eq!(kept, 2, "one recording and what became of it");
}

#[test]
fn a_check_makes_no_recordings() {
    let run = wants_mp3(TestShow::minimal()).check();
    assert!(!run.has(".turntable/audio"));
}

#[test]
fn prepare_says_what_was_heard_and_done() {
    let run = TestShow::minimal().run(&["audio", "prepare", "first", "--out", "handed"]).ok().says("1 recording made").says("−16.0 LUFS");
    run.run(&["audio", "prepare", "frist"]).code(2).says("did you mean `first`?");
}

#[test]
fn prepare_tells_programs_in_json() {
    let run = TestShow::minimal().run(&["audio", "prepare", "--format", "json"]).ok();
    let list = run.json();
    assert_eq!(list[0]["episode"], "first");
    assert_eq!(list[0]["done"], "encoded");
    assert!((list[0]["after"]["loudness_lufs"].as_f64().expect("a number") + 16.0).abs() <= 0.5);
    assert!(list[0]["after"]["true_peak_dbtp"].as_f64().expect("a number") <= -1.0);
}

#[test]
fn trimmed_copies_need_a_place_of_their_own() {
    TestShow::minimal().run(&["audio", "prepare", "--trim"]).code(2);
}

#[test]
fn an_album_has_tracks_a_playlist_and_a_list_to_print() {
    let show = TestShow::minimal();
    let album = show.path("album");
    let run = show.run(&["audio", "album", album.to_str().expect("text")]).ok().says("1 track");
    let playlist = run.read("album/playlist.m3u8");
    let file = playlist.lines().last().expect("a track").to_owned();
    assert!(file.starts_with("01 ") && run.has(&format!("album/{file}")), "{playlist}");
    assert!(run.read("album/tracks.html").contains("/go/"), "the next step is on the list");
}
