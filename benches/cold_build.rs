//! Times cold builds of generated shows against `cp -r` of their own output:
//! `cargo bench --bench cold_build -- 1000 10000`. With `--generate DIR N` it only writes such a show, to look at or to profile.
//!
//! Each show has N episodes of about 900 words with 8 timed questions, N/4 partners, tags, and a recording each; what the recordings
//! say is remembered from a first build. Output and copy lie in a memory-backed folder where there is one, since disks are noisy. Prints
//! medians of five runs, their ratio, and the peak memory of a build.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = words.iter().position(|word| word == "--generate") {
        return generate(Path::new(&words[at + 1]), words[at + 2].parse().unwrap());
    }
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for size in if sizes.is_empty() { vec![1000] } else { sizes } {
        measure(size);
    }
}

fn measure(episodes: usize) {
    let base = if Path::new("/dev/shm").is_dir() { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
    let root = base.join(format!("turntable-bench-{}-{episodes}", std::process::id()));
    generate(&root, episodes);
    let first = build(&root);
    assert!(first.is_ok(), "the first build failed: {first:?}");
    let (mut builds, mut copies, mut memory) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        fs::remove_dir_all(root.join("public")).unwrap();
        fs::remove_dir_all(root.join("desk")).unwrap();
        let (time, peak) = build(&root).expect("it built before");
        builds.push(time);
        memory = memory.max(peak);
        copies.push(copy(&root, "public") + copy(&root, "desk"));
    }
    let again = (0..RUNS).map(|_| build(&root).expect("it built before").0).collect();
    let (build, copy, again) = (median(builds), median(copies), median(again));
    println!("{episodes} episodes, {} files in public/, {} in desk/", files(&root.join("public")), files(&root.join("desk")));
    println!("  cold build   {:>7.2} s   peak memory {} MB", build.as_secs_f64(), memory / 1024);
    println!("  cp -r        {:>7.2} s   (public and desk)", copy.as_secs_f64());
    println!("  ratio        {:>7.2}", build.as_secs_f64() / copy.as_secs_f64());
    println!("  nothing new  {:>7.2} s", again.as_secs_f64());
    fs::remove_dir_all(&root).unwrap();
}

fn files(folder: &Path) -> usize {
    walkdir::WalkDir::new(folder).into_iter().flatten().filter(|item| item.file_type().is_file()).count()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// One build: how long, and its peak memory in kB (Linux; 0 elsewhere).
fn build(root: &Path) -> Result<(Duration, u64), String> {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_turntable"))
        .args(["build", "--quiet", "--as-of", "2026-11-22", "--root"])
        .arg(root)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            let time = started.elapsed();
            let output = child.wait_with_output().map_err(|error| error.to_string())?;
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return if status.success() { Ok((time, peak)) } else { Err(said.chars().take(2000).collect()) };
        }
        let status = fs::read_to_string(&status_file).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn copy(root: &Path, folder: &str) -> Duration {
    let target = root.with_extension("copy");
    let started = Instant::now();
    let status = Command::new("cp").arg("-r").arg(root.join(folder)).arg(&target).status().unwrap();
    let time = started.elapsed();
    assert!(status.success());
    fs::remove_dir_all(&target).unwrap();
    time
}

fn generate(root: &Path, episodes: usize) {
    let partners = (episodes / 4).max(1);
    put(root, "content/show.yaml", SHOW);
    put(root, "content/hosts/margo/index.md", "---\nname: Margo Ellison\nbusiness: Ellison Advisory\n---\nAsks the questions.\n");
    put(
        root,
        "content/offers/numbers/index.md",
        "---\ntitle: The Numbers Kit\npromise: Three numbers\nowner: margo\ncontains: [One, Two]\n---\n",
    );
    put(root, "content/pages/privacy.md", "---\ntitle: Privacy\n---\nWe keep nothing.\n");
    for partner in 0..partners {
        let text = format!(
            "---\nname: Partner Number{partner}\nbusiness: Business {partner}\ntagline: Serves owners of kind {partner}\nwebsite: https://p{partner}.example/\n\
             introduction:\n  help: Helps with {partner}\n  listen_for: [\"I need {partner}\", \"Who knows {partner}?\"]\nprivate:\n  email: p{partner}@p.example\n---\n{}\n",
            words(60, partner)
        );
        put(root, &format!("content/partners/partner-{partner}/index.md"), &text);
    }
    for number in 0..episodes {
        let folder = format!("content/episodes/{number:05}-talk-{number}");
        put(root, &format!("{folder}/index.md"), &episode(number, partners));
        fs::write(root.join(&folder).join("talk.mp3"), silence(number)).unwrap();
    }
}

const SHOW: &str = "title: Bench\ndescription: A generated show\nbase_url: https://bench.example/\nlanguage: en\nauthor: Margo Ellison\noffer: numbers\n\
forms: {provider: netlify, consent: We send it., privacy_url: /privacy/}\ncategories: [Business]\nowner: {email: hello@bench.example}\n\
checks: {no-cover: off, no-transcript: off, bit-rate-too-low: off, sample-rate-unusual: off, notes-too-long: off, no-photo: off, silent-audio: off}\n";

fn episode(number: usize, partners: usize) -> String {
    let (day, month, year) = (number % 28 + 1, number / 28 % 12 + 1, 2000 + number / 336 % 26);
    let (hour, minute) = (number / 8736 % 24, number % 60);
    let mut text = format!(
        "---\ntitle: Talk number {number} about things\ndate: {year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z\nguests: [partner-{}]\nnumber: {}\n\
         summary: What talk {number} is about\ntags: [tag-{}, tag-{}]\noffer: numbers\nquestions:\n",
        number % partners,
        number + 1,
        number % 40,
        number % 23 + 40,
    );
    for question in 0..8 {
        writeln!(text, "  - {{ask: \"Question {question} of talk {number}?\", at: \"0:0{question}\"}}").unwrap();
    }
    text.push_str("---\n");
    for paragraph in 0..12 {
        if paragraph % 4 == 0 {
            writeln!(text, "## Part {paragraph}\n").unwrap();
        }
        writeln!(text, "{} [a link](https://example.com/{number}/{paragraph}) and **more** of it.\n", words(70, number + paragraph))
            .unwrap();
    }
    text
}

/// `count` words that differ by `seed`.
fn words(count: usize, seed: usize) -> String {
    const WORDS: [&str; 16] = [
        "owner", "bank", "letter", "Monday", "signs", "the", "business", "needs", "a", "name", "on", "file", "before", "anything", "goes",
        "wrong",
    ];
    let mut text = String::with_capacity(count * 6);
    for index in 0..count {
        text.push_str(WORDS[(seed * 7 + index * (seed % 5 + 3)) % WORDS.len()]);
        text.push(if index % 14 == 13 { '.' } else { ' ' });
        if index % 14 == 13 {
            text.push(' ');
        }
    }
    text.trim_end().to_owned()
}

/// About ten seconds of silence as MPEG 2.5 Layer III (8 kbit/s, 8 kHz, mono: frames of 72 bytes, 72 ms), with a tag that differs by number.
fn silence(number: usize) -> Vec<u8> {
    let title = format!("Talk number {number} about things");
    let mut bytes = b"ID3\x03\x00\x00\x00\x00\x00".to_vec();
    bytes.push(u8::try_from(10 + 1 + title.len()).unwrap());
    bytes.extend_from_slice(b"TIT2\x00\x00\x00");
    bytes.push(u8::try_from(1 + title.len()).unwrap());
    bytes.extend_from_slice(&[0, 0, 0]);
    bytes.extend_from_slice(title.as_bytes());
    for _ in 0..139 {
        bytes.extend_from_slice(&[0xff, 0xe3, 0x18, 0xc4]);
        bytes.extend_from_slice(&[0; 68]);
    }
    bytes
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
