//! Replays the corpus of the fuzzers: inputs that reach every corner of the readers, and those that once broke one, by name.

use std::fs;
use std::path::Path;

#[path = "../fuzz/targets.rs"]
mod targets;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).expect("there is a corpus").map(|entry| entry.expect("it can be read").path()).collect();
    files.sort();
    assert!(files.len() > 2, "{target} has a corpus");
    for file in files {
        let bytes = fs::read(&file).expect("it can be read");
        let outcome = std::panic::catch_unwind(|| check(&bytes));
        assert!(outcome.is_ok(), "broken by {}", file.display());
    }
}

#[test]
fn front_matter_never_breaks() {
    replay("front_matter", targets::front_matter);
}

#[test]
fn transcripts_never_break_and_come_back_the_same() {
    replay("transcripts", targets::transcripts);
}

#[test]
fn chapters_never_break() {
    replay("chapters", targets::chapters);
}

#[test]
fn feeds_never_break() {
    replay("import", targets::import);
}
