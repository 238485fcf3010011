//! The search index through the real program: what is public and nothing else, the same bytes from the same content.

use super::show::{Run, TestShow};

const EPISODE: &str = "content/episodes/001-first";
const TRANSCRIPT: &str = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Dev Okafor>The zebra crossed the Königsstraße.\n";

fn show() -> TestShow {
    TestShow::minimal().file(&format!("{EPISODE}/transcript.vtt"), TRANSCRIPT)
}

/// The line of a term in the index.
fn line(run: &Run, term: &str) -> Option<String> {
    let files = run.public_files().into_iter().filter(|file| file.starts_with("search/terms/"));
    let text: String = files.map(|file| run.read(&format!("public/{file}"))).collect();
    text.lines().find(|line| line.split('\t').next() == Some(term)).map(str::to_owned)
}

#[test]
fn what_was_said_is_found_without_its_accents() {
    let run = show().build().ok();
    assert_eq!(line(&run, "zebra").as_deref(), Some("zebra\t\t\t1"));
    assert_eq!(line(&run, "konigsstrasse").as_deref(), Some("konigsstrasse\t\t\t1"));
    assert_eq!(line(&run, "okafor").as_deref(), Some("okafor\t1\t\t"), "the guest");
    let start: serde_json::Value = serde_json::from_str(&run.read("public/search/index.json")).expect("JSON");
    assert_eq!((start["episodes"].as_u64(), start["firsts"].as_array().map(Vec::len)), (Some(1), Some(1)));
}

#[test]
fn what_is_not_published_is_not_found() {
    let run =
        show().edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nconsent: [audio, photo]").build().ok();
    assert_eq!(line(&run, "zebra"), None, "no consent to the transcript");
    let draft = "---\ntitle: Xylophone\ndate: 2026-05-20\ndraft: true\nquestions: [Where is the xylophone?]\n---\n";
    let later = draft.replace("draft: true\n", "").replace("2026-05-20", "2199-01-01");
    let run = show().file("content/episodes/002-second/index.md", draft).file("content/episodes/003-third/index.md", later).build().ok();
    assert_eq!(line(&run, "xylophone"), None, "neither drafts nor what is due later");
    let files = run.public_files().into_iter().filter(|file| file.starts_with("search/"));
    for file in files {
        assert!(!run.read(&format!("public/{file}")).to_lowercase().contains("xylophone"), "{file}");
    }
}

#[test]
fn a_word_more_is_a_few_files_more_to_write_and_a_clean_build_gives_the_same() {
    let run = show().build().ok().build().ok().writes(&[]);
    let run = run.edit(&format!("{EPISODE}/transcript.vtt"), "zebra", "giraffe").build().ok();
    let written: Vec<String> = run.written().into_iter().filter(|file| file.contains("search/")).collect();
    assert!(written.iter().any(|file| file.ends_with("search/terms/0.txt")) && written.len() == 1, "{written:?}");
    let kept = run.read("public/search/terms/0.txt");
    let run = run.show().remove("public").remove(".turntable").build().ok();
    assert_eq!(run.read("public/search/terms/0.txt"), kept);
    assert!(kept.contains("giraffe") && !kept.contains("zebra"));
}
