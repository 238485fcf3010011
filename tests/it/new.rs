//! `turntable new`: what it makes builds at once, and nothing of the author's is ever touched.

use crate::show::{TestShow, wav};

#[test]
fn a_new_show_builds_without_errors() {
    let run = TestShow::empty().run(&["new", "show", ".", "--host", "Zoë: \"Z\" O'Neil", "--title", "Wer: kann # 1?"]).ok();
    assert!(run.stdout.contains("content/show.yaml") && run.stdout.contains("turntable build"), "{}", run.stdout);
    let run = run.show().run(&["build"]).ok();
    for file in ["index.html", "feed.xml", "episodes/sample/index.html", "offers/sample/index.html", "partners/sample/index.html"] {
        assert!(run.has(&format!("public/{file}")), "{file} in {:#?}", run.public_files());
    }
    let loud: Vec<_> = run.findings().into_iter().filter(|told| told.severity == "error").collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
fn everything_that_new_starts_builds_at_once() {
    let show = TestShow::minimal()
        .file("recordings/dev-final.WAV", wav(2))
        .file("recordings/dev-final.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Dev>Hello\n\n00:01.000 --> 00:02.000\n<v Margo>Hi\n");
    let run = show
        .run(&["new", "partner", "Priya Raman", "--tagline", "Insurance: without fear"])
        .ok()
        .run(&[
            "new",
            "offer",
            "coverage-check",
            "--promise",
            "Know in ten questions",
            "--owner",
            "priya-raman",
            "--file",
            "recordings/dev-final.vtt",
        ])
        .ok()
        .run(&["new", "event", "lunch", "--starts", "2026-07-02T12:00"])
        .ok()
        .run(&["new", "campaign", "referral-week", "--starts", "2026-06-08", "--ends", "2026-06-14"])
        .ok()
        .run(&["new", "page", "about"])
        .ok()
        .run(&["new", "episode", "second", "--audio", "recordings/dev-final.WAV", "--guest", "priya-raman"])
        .ok()
        .says("0:02")
        .says("transcript, 2 speakers");
    assert!(run.has("recordings/dev-final.WAV"), "it is copied, never moved");
    assert!(run.has("content/episodes/002-second/second.wav") && run.has("content/episodes/002-second/transcript.vtt"));
    let text = run.read("content/episodes/002-second/index.md");
    assert!(text.contains("number: 2") && text.contains("title: Priya Raman") && text.contains("guests: [priya-raman]"), "{text}");
    run.build_with(&["--drafts"]).ok();
}

#[test]
fn a_guest_we_do_not_know_gets_a_folder() {
    let run = TestShow::minimal().run(&["new", "episode", "second", "--guest", "Beatriz Sandoval"]).ok().says("things to fill in");
    assert!(run.read("content/partners/beatriz-sandoval/index.md").contains("name: Beatriz Sandoval"));
    run.build_with(&["--drafts", "--format", "json"]);
}

#[test]
fn nothing_is_overwritten() {
    let run = TestShow::minimal().run(&["new", "page", "privacy"]).code(2).says("content/pages/privacy.md");
    let run = run.run(&["new", "show", ".", "--host", "M"]).code(2).says("content/show.yaml");
    assert!(run.read("content/show.yaml").contains("Margo Ellison"));
    run.run(&["new", "episode", "first"]).code(2).says("content/episodes/001-first/index.md");
}

#[test]
fn without_a_terminal_the_missing_flag_is_named() {
    let run = TestShow::empty().run(&["new", "show", "x"]).code(2).says("--host");
    assert!(!run.has("x"));
    run.run(&["new", "episode", "x"]).code(2).says("turntable new show");
}

#[test]
fn programs_are_told_every_file() {
    let run = TestShow::minimal().run(&["new", "page", "Über uns", "--format", "json"]).ok();
    assert_eq!(run.json(), serde_json::json!({ "made": ["content/pages/uber-uns.md"] }));
}
