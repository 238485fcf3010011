//! The layers of the program, held by reading its source: who may name whom, and who may touch the disk, the clock, what is private, and
//! the libraries that have an edge of their own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; a file may name its own layer's types and anything below.
const LAYERS: &[&[&str]] = &[
    &["report", "disk", "fetch"],
    &["model", "project"],
    &["discover", "parse", "audio", "theme", "feed", "foreign", "markdown", "transcript", "import", "picture", "letter"],
    &["resolve", "check", "plan", "render", "write"],
    &["pipeline", "cache", "lock", "recordings", "pictures"],
    &["main", "cli", "command", "watch"],
];

/// Names across one layer that are meant: (who, whom, how far, why). Within layers 0, 1, 4 and 5 modules may name one another freely.
const ACROSS: &[(&str, &str, Reach, &str)] = &[
    ("feed", "markdown", Reach::All, "show notes are HTML in the feed"),
    ("theme", "letter", Reach::All, "a kit's page shows a letter as its reader gets it"),
    ("import", "foreign", Reach::All, "feeds are feeds: what a namespace means and where a tag ends is known once"),
    ("import", "markdown", Reach::All, "imported notes are proved by the reader that will show them"),
    ("render", "plan", Reach::Types, "the stage before: a plan is what it renders"),
];

/// How far a module may reach into its neighbour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Types alone: what the stage before hands over.
    Types,
    /// Functions too.
    All,
}

/// Words that only some files may hold: (word, where, why).
const FENCES: &[(&str, &[&str], &str)] = &[
    ("std::fs", &["src/disk.rs", "src/disk/"], "disk.rs is the only door to the file system: every error it returns names the path"),
    (
        "open_for_desk",
        &[
            "src/resolve/",
            "src/plan/desk/",
            "src/check/privacy/secrets.rs",
            "src/check/levels.rs",
            "src/check/standing.rs",
            "src/model/private.rs",
        ],
        "what was told in confidence is opened where it is made, where only the host reads, and where leaks are looked for: \
         check/privacy compares private values with public texts, and no finding repeats one; check/levels.rs and \
         check/standing.rs tell the host at the terminal how drafts stand",
    ),
    ("SystemTime::now", &["src/main.rs"], "now is a value passed in from main: same input, same bytes"),
    ("Timestamp::now", &["src/main.rs"], "now is a value passed in from main: same input, same bytes"),
    ("Zoned::now", &["src/main.rs"], "now is a value passed in from main: same input, same bytes"),
    ("rss::", &["src/feed/"], "the loose types of the RSS library stay in feed"),
    (
        "tera::",
        &["src/theme/", "src/plan/mod.rs", "src/plan/shell.rs"],
        "the template library stays in theme; plan/mod.rs holds its boxed context, plan/shell.rs the value every template sees",
    ),
    ("notify::", &["src/watch/"], "the libraries that watch and serve stay in watch"),
    ("httparse::", &["src/watch/"], "the libraries that watch and serve stay in watch"),
    ("ctrlc::", &["src/watch/"], "the libraries that watch and serve stay in watch"),
    ("ureq::", &["src/fetch.rs", "src/fetch/"], "fetch is the only door to the network"),
    ("resvg::", &["src/picture/"], "the libraries that draw stay in picture"),
    ("fast_qr::", &["src/picture/"], "the libraries that draw stay in picture"),
    ("webp::", &["src/picture/"], "the libraries that draw stay in picture"),
    ("png::", &["src/picture/"], "the libraries that draw stay in picture"),
    ("symphonia::", &["src/audio/"], "the audio library stays in audio"),
    ("rusty_mp3::", &["src/audio/"], "the encoder stays in audio"),
    ("id3::", &["src/audio/"], "the tag libraries stay in audio"),
    ("mp4ameta::", &["src/audio/"], "the tag libraries stay in audio"),
    ("serde_yaml::", &["src/parse/"], "the YAML library stays in parse"),
    ("granit_parser::", &["src/parse/"], "the YAML library stays in parse"),
];

/// One line of the program, without comments, texts and tests.
struct Line {
    file: String,
    number: usize,
    code: String,
}

#[test]
fn arrows_point_down_only() {
    let faults: Vec<String> =
        source().iter().flat_map(|line| named_modules(line).into_iter().filter_map(|path| fault(line, &path))).collect();
    assert_none(&faults);
}

#[test]
fn what_is_fenced_stays_inside() {
    let mut faults = Vec::new();
    for line in source() {
        for (word, places, why) in FENCES {
            let is_allowed = places.iter().any(|place| line.file.starts_with(place));
            if !is_allowed && holds(&line.code, word) {
                faults.push(format!("{}:{}: `{word}` belongs in {} ({why})", line.file, line.number, places.join(", ")));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_module_has_a_layer() {
    let mut faults = Vec::new();
    for line in source().iter().filter(|line| line.file == "src/lib.rs") {
        let code = line.code.trim();
        let name = code.strip_prefix("pub mod ").or_else(|| code.strip_prefix("mod ")).and_then(|rest| rest.strip_suffix(';'));
        if let Some(name) = name.filter(|name| layer(name).is_none()) {
            faults.push(format!("src/lib.rs:{}: `{name}` stands in no layer; give it one in tests/it/layers.rs and in STYLE", line.number));
        }
    }
    assert_none(&faults);
}

fn assert_none(faults: &[String]) {
    let mut told = String::new();
    for fault in faults {
        let _ = write!(told, "\n  {fault}");
    }
    assert!(faults.is_empty(), "{} in src/:{told}", if faults.len() == 1 { "one line" } else { "some lines" });
}

/// What is wrong with naming `path` (below `crate::`) on this line, if anything.
fn fault(line: &Line, path: &str) -> Option<String> {
    let user = module_of(&line.file)?;
    let (used, rest) = path.split_once("::").unwrap_or((path, ""));
    let (user_layer, used_layer) = (layer(user)?, layer(used)?);
    if user == used || used_layer < user_layer {
        return None;
    }
    let at = format!("{}:{}", line.file, line.number);
    if used_layer > user_layer {
        return Some(format!("{at}: {user} (layer {user_layer}) may not know {used} (layer {used_layer}): arrows point down only"));
    }
    let is_type = rest.rsplit("::").next().is_some_and(|name| name.starts_with(|c: char| c.is_uppercase()));
    let is_meant = ACROSS.iter().any(|(from, to, reach, _)| (*from, *to) == (user, used) && (*reach == Reach::All || is_type));
    let stages = [2, 3];
    if !stages.contains(&user_layer) || is_meant {
        return None;
    }
    Some(format!("{at}: {user} and {used} are both of layer {user_layer} and never call one another (crate::{path})"))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The module a file belongs to: `src/parse/episode.rs` is of `parse`.
fn module_of(file: &str) -> Option<&str> {
    let path = file.strip_prefix("src/")?;
    let first = path.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|module| *module != "lib")
}

/// Every path below `crate::` that a line names; a group (`crate::{a, b::c}`) is taken apart. `main.rs` says `turntable::`.
fn named_modules(line: &Line) -> Vec<String> {
    let mut paths = Vec::new();
    for root in ["crate::", "turntable::"] {
        for (at, _) in line.code.match_indices(root) {
            let is_own_word = !line.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if is_own_word {
                paths.extend(paths_in(&line.code[at + root.len()..]));
            }
        }
    }
    paths
}

/// The paths at the start of `text`: one, or those of a group and of the groups in it.
fn paths_in(text: &str) -> Vec<String> {
    let prefix: String = text.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
    match text[prefix.len()..].strip_prefix('{') {
        Some(group) => members(group).iter().flat_map(|member| paths_in(member.trim())).map(|path| format!("{prefix}{path}")).collect(),
        None if prefix.is_empty() => Vec::new(),
        None => vec![prefix.trim_end_matches(':').to_owned()],
    }
}

/// The members of a group, up to its end.
fn members(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut members = vec![String::new()];
    for character in group.chars() {
        match character {
            '}' if depth == 0 => break,
            ',' if depth == 0 => {
                members.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        members.iter_mut().next_back().into_iter().for_each(|member| member.push(character));
    }
    members
}

/// Whether code holds `word` as a word of its own (`rss::` is not in `my_rss::`), names through `use` included.
fn holds(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// Every line of `src/` that is code of the program.
fn source() -> Vec<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    assert!(files.len() > 20, "src/ was not found at {}", root.display());
    let of_tests = files_of_tests(&files);
    files.iter().filter(|file| !of_tests.contains(file)).flat_map(|file| lines_of(root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src/ can be read") {
        let path = entry.expect("src/ can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Files that are modules for tests only: `#[cfg(test)] mod sample;`.
fn files_of_tests(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).expect("source is text");
        let mut after_test = false;
        for line in text.lines().map(str::trim) {
            let declared = line.trim_start_matches("pub ").strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
            if let Some(name) = declared.filter(|_| after_test) {
                let stem = file.file_stem().unwrap_or_default();
                let is_root = stem == "mod" || stem == "lib" || stem == "main";
                let folder = if is_root { file.with_file_name("") } else { file.with_extension("") };
                found.extend([folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]);
            }
            // Further attributes may stand between.
            after_test = line == "#[cfg(test)]" || (after_test && line.starts_with("#["));
        }
    }
    found
}

fn lines_of(root: &Path, file: &Path) -> Vec<Line> {
    let name = file.strip_prefix(root).unwrap_or(file).components();
    let name = name.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/");
    let text = fs::read_to_string(file).expect("source is text");
    // A `use` may be broken over lines; it is read as one, at the line where it starts.
    let mut lines: Vec<Line> = Vec::new();
    let mut open_use = false;
    for (number, code) in program_lines(&text) {
        match lines.last_mut().filter(|_| open_use) {
            Some(last) => last.code.push_str(code.trim()),
            None => lines.push(Line { file: name.clone(), number, code: code.to_owned() }),
        }
        let start = code.trim_start();
        let is_use = start.starts_with("use ") || start.starts_with("pub use ") || start.starts_with("pub(super) use ");
        open_use = (open_use || is_use) && !code.contains(';');
    }
    lines
}

/// Lines outside `#[cfg(test)]` modules, without comments; rustfmt's layout is relied on: a module ends with a brace in its own column.
fn program_lines(text: &str) -> Vec<(usize, &str)> {
    let mut kept = Vec::new();
    let mut after_test = false;
    let mut skipped_until: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        if let Some(end) = &skipped_until {
            if line == end {
                skipped_until = None;
            }
            continue;
        }
        if after_test && trimmed.starts_with("#[") {
            continue;
        }
        if after_test && trimmed.ends_with('{') {
            skipped_until = Some(format!("{indent}}}"));
            after_test = false;
            continue;
        }
        after_test = trimmed == "#[cfg(test)]";
        let code = trimmed.split_once("//").map_or(trimmed, |(code, _)| if code.matches('"').count() % 2 == 0 { code } else { trimmed });
        if !code.is_empty() {
            kept.push((index + 1, code));
        }
    }
    kept
}

#[test]
fn the_reader_understands_what_it_reads() {
    let text = [
        "use crate::{model::Site, parse::{a, B},",
        "    disk};",
        "// crate::plan",
        "fn a() { \"// crate::x\" }",
        "#[cfg(test)]",
        "mod tests {",
        "    use crate::plan;",
        "}",
        "fn b() {}",
    ];
    let joined = text.join("\n");
    let lines: Vec<(usize, &str)> = program_lines(&joined);
    assert_eq!(lines.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 4, 5, 9]);
    let line = |file: &str, code: &str| Line { file: file.to_owned(), number: 7, code: code.to_owned() };
    let group = line("src/check/x.rs", "use crate::{model::Site, parse::{a, B}, disk};");
    assert_eq!(named_modules(&group), ["model::Site", "parse::a", "parse::B", "disk"]);
    let up = line("src/parse/x.rs", "use crate::resolve::resolve;");
    assert!(fault(&up, "resolve::resolve").is_some_and(|told| told.starts_with("src/parse/x.rs:7: parse (layer 2)")));
    assert!(fault(&line("src/check/x.rs", ""), "plan::plan").is_some_and(|told| told.contains("never call one another")));
    assert!(fault(&line("src/render.rs", ""), "plan::plan").is_some());
    assert!(fault(&line("src/render.rs", ""), "plan::Plan").is_none());
    assert!(fault(&line("src/check/x.rs", ""), "model::Site").is_none());
    assert!(fault(&line("src/feed/x.rs", ""), "markdown::feed_html").is_none());
    assert!(holds("let x = std::fs::read", "std::fs") && !holds("my_rss::x", "rss::") && holds("use rss::Item;", "rss::"));
}
