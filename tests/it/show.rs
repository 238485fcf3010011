//! The test builder: a show written as one text, built with the real program, asked what was written. Reads like a story:
//!
//! ```ignore
//! TestShow::minimal()
//!     .build().ok()
//!     .edit("content/episodes/001-first/index.md", "Bill", "William")
//!     .build().writes(&["episodes/first/index.html", "feed.xml", "index.html"])
//!     .build().writes(&[]);
//! ```

// Each test file uses a part of it.
#![allow(dead_code, reason = "a tool box for all end-to-end tests")]
#![expect(clippy::wrong_self_convention, reason = "`as_of` is named for the flag")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

/// The moment every test builds at, unless it says otherwise.
pub const NOW: &str = "2026-06-01T12:00:00Z";

/// A show in a folder of its own, gone when dropped.
pub struct TestShow {
    folder: tempfile::TempDir,
    as_of: String,
}

/// What a run of the program did and said.
pub struct Run {
    show: TestShow,
    /// Exit code; −1 when the program was killed.
    pub code: i32,
    /// What it said on standard output.
    pub stdout: String,
    /// What it said on standard error.
    pub stderr: String,
    before: Tree,
    after: Tree,
}

/// A finding as `--format json` tells it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Told {
    /// Its name.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// From the show's root.
    pub file: String,
    /// From 1; absent for a file as a whole.
    pub line: Option<usize>,
    /// From 1.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// Words under the marked text.
    pub label: Option<String>,
    /// What to do.
    pub fix: Option<String>,
}

/// The files of a folder: what tells that one was written (its file, time and content).
type Tree = BTreeMap<String, (u64, SystemTime, blake3::Hash)>;

impl TestShow {
    /// A show from one text: each file begins with a line `-- path --`.
    pub fn of(text: &str) -> Self {
        let show = Self { folder: tempfile::tempdir().expect("a folder for the test"), as_of: NOW.to_owned() };
        let mut current: Option<(String, String)> = None;
        for line in text.split_inclusive('\n') {
            let marked = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match (marked, &mut current) {
                (Some(path), _) => {
                    if let Some((path, text)) = current.replace((path.trim().to_owned(), String::new())) {
                        show.put(&path, text.as_bytes());
                    }
                }
                (None, Some((_, text))) => text.push_str(line),
                (None, None) => assert!(line.trim().is_empty(), "text before the first `-- path --`: {line}"),
            }
        }
        if let Some((path, text)) = current {
            show.put(&path, text.as_bytes());
        }
        show
    }

    /// The smallest complete show: details, a host, a partner with an offer, one episode with a recording.
    pub fn minimal() -> Self {
        Self::of(MINIMAL)
            .file("content/cover.png", cover())
            .file("content/episodes/001-first/first.wav", wav(3))
            .file("content/offers/continuity/kit.pdf", b"%PDF-1.4\n%%EOF\n")
    }

    /// A show in an empty folder, for `new`.
    pub fn empty() -> Self {
        Self::of("")
    }

    /// The same, built at another moment.
    #[must_use]
    pub fn as_of(mut self, moment: &str) -> Self {
        moment.clone_into(&mut self.as_of);
        self
    }

    /// The same with a file more (or another content).
    #[must_use]
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.put(path, bytes.as_ref());
        self
    }

    /// The same without a file or folder.
    #[must_use]
    pub fn remove(self, path: &str) -> Self {
        let whole = self.path(path);
        let done = if whole.is_dir() { fs::remove_dir_all(&whole) } else { fs::remove_file(&whole) };
        done.unwrap_or_else(|error| panic!("{path}: {error}"));
        self
    }

    /// The same with a file or folder moved.
    #[must_use]
    pub fn rename(self, from: &str, to: &str) -> Self {
        fs::rename(self.path(from), self.path(to)).unwrap_or_else(|error| panic!("{from}: {error}"));
        self
    }

    /// The same with `from` replaced by `to` wherever it stands in a file; it must stand there.
    #[must_use]
    pub fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}:\n{text}");
        self.put(path, text.replace(from, to).as_bytes());
        self
    }

    /// Builds the show.
    pub fn build(self) -> Run {
        self.build_with(&[])
    }

    /// Builds the show with flags.
    pub fn build_with(self, flags: &[&str]) -> Run {
        let moment = self.as_of.clone();
        let mut line = vec!["build", "--as-of", &moment];
        line.extend(flags);
        self.run(&line)
    }

    /// Checks the show.
    pub fn check(self) -> Run {
        self.run(&["check"])
    }

    /// Runs the program on the show, in its folder, with nobody at the terminal.
    pub fn run(self, line: &[&str]) -> Run {
        let before = self.tree("public");
        let root = self.root().to_string_lossy().into_owned();
        let mut command = assert_cmd::Command::cargo_bin("turntable").expect("the program is built");
        command.current_dir(self.root()).env("NO_COLOR", "1").env("TZ", "UTC").args(line).args(["--root", &root]).write_stdin("");
        let output = command.output().expect("the program starts");
        let after = self.tree("public");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Run { show: self, code, stdout: text(&output.stdout), stderr: text(&output.stderr), before, after }
    }

    /// The text of a file of the show, such as `public/feed.xml`.
    pub fn read(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.bytes(path)).into_owned()
    }

    /// The bytes of a file of the show.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}\nthere is: {:#?}", self.files(".")))
    }

    /// Whether a file or folder of the show is there.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// The site's files, sorted, from `public/`.
    pub fn public_files(&self) -> Vec<String> {
        self.files("public")
    }

    /// The files below a folder of the show, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let top = self.path(folder);
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&top).sort_by_file_name().into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                files.push(below(&top, entry.path()));
            }
        }
        files.sort();
        files
    }

    /// The show's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path of the show.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let whole = self.path(path);
        fs::create_dir_all(whole.parent().expect("a path below the root")).expect("the folder is made");
        fs::write(&whole, bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    fn tree(&self, folder: &str) -> Tree {
        let signs = |path: &String| {
            let whole = self.path(folder).join(path);
            let metadata = fs::metadata(&whole).expect("a file that was just listed");
            let bytes = fs::read(&whole).expect("a file that was just listed");
            (identity(&metadata), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), blake3::hash(&bytes))
        };
        self.files(folder).into_iter().map(|path| (path.clone(), signs(&path))).collect()
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.ino()
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> u64 {
    0
}

fn below(top: &Path, path: &Path) -> String {
    let path = path.strip_prefix(top).expect("a path below the folder that was walked");
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl Run {
    /// It must have worked.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.code(0)
    }

    /// It must have ended with this exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    /// Exactly these files of the site must have been written (made or replaced), no more and no fewer.
    #[track_caller]
    pub fn writes(self, expected: &[&str]) -> Self {
        assert_eq!(self.written(), sorted(expected), "what was written\n--- stderr\n{}", self.stderr);
        self
    }

    /// Exactly these files of the site must have gone.
    #[track_caller]
    pub fn removes(self, expected: &[&str]) -> Self {
        let gone: Vec<String> = self.before.keys().filter(|path| !self.after.contains_key(*path)).cloned().collect();
        assert_eq!(gone, sorted(expected), "what was removed\n--- stderr\n{}", self.stderr);
        self
    }

    /// The files of the site that were written, sorted.
    pub fn written(&self) -> Vec<String> {
        self.after.iter().filter(|(path, signs)| self.before.get(*path) != Some(signs)).map(|(path, _)| path.clone()).collect()
    }

    /// Standard output or standard error must hold this text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let said = format!("{}\n{}", self.stdout, self.stderr);
        assert!(said.contains(text), "it should say {text:?}\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    /// Standard output as one JSON document (run with `--format json`).
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not one JSON document: {error}\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr))
    }

    /// The findings: this run's where it was run with `--format json`, else those of a `check` of the show as it is now.
    #[track_caller]
    pub fn findings(&self) -> Vec<Told> {
        let document = if self.stdout.trim_start().starts_with('{') { self.json() } else { self.checked() };
        serde_json::from_value(document["findings"].clone()).expect("findings in the shape that docs/commands.md gives")
    }

    fn checked(&self) -> serde_json::Value {
        let mut command = assert_cmd::Command::cargo_bin("turntable").expect("the program is built");
        let output = command.args(["check", "--format", "json", "--root"]).arg(self.show.root()).output().expect("the program starts");
        serde_json::from_slice(&output.stdout).expect("one JSON document")
    }

    /// `rule file:line` of each finding of this severity or above, in the order told.
    pub fn rules(&self) -> Vec<String> {
        let line = |told: &Told| told.line.map_or_else(String::new, |line| format!(":{line}"));
        self.findings().iter().map(|told| format!("{} {}{}", told.rule, told.file, line(told))).collect()
    }

    /// See [`TestShow::edit`].
    #[must_use]
    pub fn edit(self, path: &str, from: &str, to: &str) -> TestShow {
        self.show.edit(path, from, to)
    }

    /// See [`TestShow::file`].
    #[must_use]
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> TestShow {
        self.show.file(path, bytes)
    }

    /// See [`TestShow::remove`].
    #[must_use]
    pub fn remove(self, path: &str) -> TestShow {
        self.show.remove(path)
    }

    /// See [`TestShow::rename`].
    #[must_use]
    pub fn rename(self, from: &str, to: &str) -> TestShow {
        self.show.rename(from, to)
    }

    /// See [`TestShow::as_of`].
    #[must_use]
    pub fn as_of(self, moment: &str) -> TestShow {
        self.show.as_of(moment)
    }

    /// Builds again.
    pub fn build(self) -> Run {
        self.show.build()
    }

    /// Builds again with flags.
    pub fn build_with(self, flags: &[&str]) -> Run {
        self.show.build_with(flags)
    }

    /// Runs the program again.
    pub fn run(self, line: &[&str]) -> Run {
        self.show.run(line)
    }

    /// The show as it is now.
    pub fn show(self) -> TestShow {
        self.show
    }

    /// See [`TestShow::path`].
    pub fn path(&self, path: &str) -> PathBuf {
        self.show.path(path)
    }

    /// See [`TestShow::read`].
    pub fn read(&self, path: &str) -> String {
        self.show.read(path)
    }

    /// The bytes of a file of the site.
    pub fn public_bytes(&self, path: &str) -> Vec<u8> {
        self.show.bytes(&format!("public/{path}"))
    }

    /// See [`TestShow::has`].
    pub fn has(&self, path: &str) -> bool {
        self.show.has(path)
    }

    /// See [`TestShow::public_files`].
    pub fn public_files(&self) -> Vec<String> {
        self.show.public_files()
    }

    /// See [`TestShow::files`].
    pub fn files(&self, folder: &str) -> Vec<String> {
        self.show.files(folder)
    }
}

fn sorted(paths: &[&str]) -> Vec<String> {
    let mut paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    paths.sort();
    paths
}

/// A recording of `seconds` seconds: WAV, 44.1 kHz, 16 bit, one channel, a soft tone of 441 Hz.
pub fn wav(seconds: u32) -> Vec<u8> {
    const RATE: u32 = 44_100;
    let bytes = seconds * RATE * 2;
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&(RATE * 2).to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    for index in 0..seconds * RATE {
        // A triangle of 100 samples.
        let step = i16::try_from(index % 100).expect("below 100");
        let level = if step < 50 { step - 25 } else { 75 - step } * 240;
        wav.extend_from_slice(&level.to_le_bytes());
    }
    wav
}

/// Cover art: a PNG of 1400 by 1400 pixels, one colour.
pub fn cover() -> &'static [u8] {
    static COVER: OnceLock<Vec<u8>> = OnceLock::new();
    COVER.get_or_init(|| png(1400, 1400))
}

/// A PNG of one colour, stored without compression, one bit for each pixel.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let row = 1 + width.div_ceil(8) as usize;
    let pixels = vec![0_u8; row * height as usize];
    let mut stream = vec![0x78, 0x01];
    let blocks = pixels.chunks(65_535);
    let last = blocks.len() - 1;
    for (index, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("at most 65 535");
        stream.push(u8::from(index == last));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    // Adler-32 of zeros: the low half stays 1, the high half counts them.
    let high = u32::try_from(pixels.len() % 65_521).expect("below 65 521");
    stream.extend_from_slice(&((high << 16) | 1).to_be_bytes());

    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[1, 3, 0, 0, 0]);
    for (name, content) in [(b"IHDR", &header[..]), (b"PLTE", &[0xc8, 0x4b, 0x31]), (b"IDAT", &stream), (b"IEND", &[])] {
        png.extend_from_slice(&u32::try_from(content.len()).expect("small").to_be_bytes());
        let named = [&name[..], content].concat();
        png.extend_from_slice(&named);
        png.extend_from_slice(&crc32(&named).to_be_bytes());
    }
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

const MINIMAL: &str = "\
-- content/show.yaml --
title: People I'd Send You To
description: Interviews with the people Margo Ellison sends clients to.
base_url: https://talks.ellison.example/
language: en
timezone: America/Chicago
author: Margo Ellison
owner: {name: Ellison Advisory, email: hello@ellison.example}
cover: cover.png
categories: [Business > Marketing]
hosts: [margo-ellison]
forms:
  provider: netlify
  consent: Ellison Advisory sends what you asked for and nothing else.
  privacy_url: /privacy/
theme_options: {share_pictures: none}
-- content/hosts/margo-ellison/index.md --
---
name: Margo Ellison
business: Ellison Advisory
---
Margo asks the questions.
-- content/partners/dev-okafor/index.md --
---
name: Dev Okafor
business: Okafor Estate Law
tagline: Estate attorney for business owners
offer: continuity
private:
  email: secret-address@okafor.example
  status: published
---
Dev writes the page that lets somebody else sign.
-- content/offers/continuity/index.md --
---
title: The Owner's Continuity Kit
promise: Somebody else can sign when you cannot.
file: kit.pdf
fields: [name, email]
owner: dev-okafor
---
-- content/episodes/001-first/index.md --
---
title: Who can sign a check on Monday?
date: 2026-05-14
guests: [dev-okafor]
number: 1
summary: What happens on the Monday after, and the one page that helps.
questions:
  - ask: What stops first?
    at: \"0:00\"
  - ask: Who may sign?
    at: \"0:01\"
---
Dev tells what stops first, and what to do by Friday.
-- content/pages/privacy.md --
---
title: Privacy
---
We keep your address until you say stop.
";

#[test]
fn the_test_show_can_be_told_as_one_text() {
    let show = TestShow::of("\n-- a/b.txt --\none\n-- c --\n\ntwo").edit("a/b.txt", "one", "three");
    assert_eq!(show.read("a/b.txt"), "three\n");
    assert_eq!(show.read("c"), "\ntwo");
    assert_eq!(show.files("."), ["a/b.txt", "c"]);
}

#[test]
fn made_pictures_and_recordings_are_real() {
    let size = imagesize::blob_size(cover()).expect("a picture");
    assert_eq!((size.width, size.height), (1400, 1400));
    assert_eq!(wav(1).len(), 44 + 88_200);
}
