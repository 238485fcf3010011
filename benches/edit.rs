//! Times what an author waits for after saving: `cargo bench --bench edit -- DIR`, where DIR is a show that was built (one of
//! `cargo bench --bench cold_build -- --generate DIR 1000`, say). Each round changes one interview's text and makes its page, the
//! home page, the list and the feed, as `turntable watch` does. Prints medians; the folder is left as it was.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use turntable::cache::Memory;
use turntable::model::RelPath;
use turntable::pipeline::{Preview, Shown};
use turntable::plan::Tree;
use turntable::project::Project;
use turntable::resolve::{Drafts, Moment};

const ROUNDS: usize = 25;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|word| !word.starts_with('-')) else {
        println!("say which show: cargo bench --bench edit -- DIR");
        return;
    };
    let project = Project::at(Path::new(&folder), None);
    let moment = Moment { as_of: "2026-11-22T12:00:00Z".parse().unwrap(), drafts: Drafts::Hidden };
    let mut memory = Memory::lasting();
    let mut last = None;
    for what in ["cold", "warm"] {
        let started = Instant::now();
        last = Preview::read(&project, &moment, &mut memory).unwrap().0;
        println!("{what:<12} {:>8.1} ms", milliseconds(started.elapsed()));
    }
    let last = last.expect("the show has no errors");
    let episodes: Vec<(PathBuf, String)> =
        last.site().episodes.iter().map(|episode| (project.path(&episode.source), episode.permalink.index().0)).collect();
    let mut times: Vec<(&str, Vec<Duration>)> =
        ["read", "page", "home", "list", "feed", "drop"].into_iter().map(|what| (what, Vec::new())).collect();
    let mut last = last;
    for round in 0..ROUNDS {
        let (file, page) = &episodes[round * 37 % episodes.len()];
        let before = fs::read_to_string(file).unwrap();
        fs::write(file, before.clone() + &format!("\nRound {round}.\n")).unwrap();
        let mut started = Instant::now();
        let mut lap = |at: usize| {
            times[at].1.push(started.elapsed());
            started = Instant::now();
        };
        let name = file.strip_prefix(&project.root).unwrap().to_string_lossy().into_owned();
        memory.touch(Some(vec![RelPath(name)]));
        let next = Preview::read(&project, &moment, &mut memory).unwrap().0.unwrap();
        lap(0);
        for (at, path) in [(1, page.as_str()), (2, "index.html"), (3, "episodes/index.html"), (4, "feed.xml")] {
            let Ok(Some(Shown::Bytes(bytes))) = next.file(&project, Tree::Public, path) else { panic!("{path}") };
            assert!(at != 1 || String::from_utf8(bytes).unwrap().contains(&format!("Round {round}.")));
            lap(at);
        }
        last = next;
        lap(5);
        fs::write(file, before).unwrap();
    }
    drop(last);
    for (what, mut times) in times {
        times.sort();
        println!("{what:<12} {:>8.1} ms", milliseconds(times[times.len() / 2]));
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
