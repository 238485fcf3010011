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

#[test]
fn a_variable_that_the_encoder_reads_is_refused_by_name() {
    let show = TestShow::minimal();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_turntable"))
        .args(["--root".as_ref(), show.path("").as_os_str(), "audio".as_ref(), "prepare".as_ref()])
        .env("MP3_SHAPE", "audible")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("unset MP3_SHAPE"), "{said}");
}

/// A recording with a title, a maker, a comment, chapters and a square picture inside.
fn tagged_recording(path: &std::path::Path) {
    use id3::TagLike;
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/audio/chapters.mp3"), path).expect("copied");
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1_400, 1_400).write_to(&mut picture, image::ImageFormat::Png).expect("drawn");
    let mut tag = id3::Tag::read_from_path(path).expect("a tag");
    tag.remove("COMM");
    tag.set_title("Who can sign: a check?");
    tag.add_frame(id3::frame::Comment { lang: "eng".into(), description: String::new(), text: "What owners forget.".into() });
    tag.add_frame(id3::frame::Picture {
        mime_type: "image/png".into(),
        picture_type: id3::frame::PictureType::CoverFront,
        description: String::new(),
        data: picture.into_inner(),
    });
    tag.write_to_path(path, id3::Version::Id3v23).expect("written");
}

#[test]
fn what_a_recording_says_of_itself_is_offered_to_the_new_episode() {
    let show = TestShow::minimal();
    let file = show.path("final.mp3");
    tagged_recording(&file);
    let file = file.to_str().expect("text").to_owned();
    let index = |run: &Run, slug: &str| {
        let files = run.files("content/episodes");
        let made = files.iter().find(|file| file.ends_with(&format!("{slug}/index.md"))).expect("made");
        run.read(&format!("content/episodes/{made}"))
    };
    let run = show.run(&["new", "episode", "who-can-sign", "--audio", &file]).ok();
    let run = run.says("its title").says("1400 × 1400 pixels").says("3 chapter marks");
    let made = index(&run, "who-can-sign");
    assert!(made.contains("Who can sign: a check?") && made.contains("summary: What owners forget.") && made.contains("ask: "), "{made}");
    assert!(run.files("content/episodes").iter().any(|file| file.ends_with("who-can-sign/cover.png")));
    let run = run.run(&["new", "episode", "another", "--title", "Mine", "--audio", &file]).ok();
    assert!(index(&run, "another").contains("title: Mine"), "what is given counts");
}
