//! What the README and docs/ promise holds: their commands run, their examples are read, their tables are complete, the files
//! they name are there.

use crate::show::{TestShow, wav};
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use turntable::model::RelPath;
use turntable::parse::{self, SourceText};
use turntable::report::Report;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The README and every page below docs/, sorted.
fn pages() -> Vec<String> {
    let docs = walkdir::WalkDir::new(repository().join("docs")).sort_by_file_name();
    let names = docs.into_iter().filter_map(Result::ok).map(|entry| format!("docs/{}", entry.file_name().to_string_lossy()));
    let mut pages: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    pages.push("README.md".to_owned());
    pages.push("CHANGELOG.md".to_owned());
    pages
}

/// A fenced block: the words after the fence, the heading above it, what stands in it.
struct Block {
    fence: String,
    heading: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut heading, mut open): (String, Option<Block>) = (String::new(), None);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(fence)) => open = Some(Block { fence: fence.trim().to_owned(), heading: heading.clone(), text: String::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.push_str(&format!("{line}\n")),
            (None, None) => {
                if let Some(words) = line.strip_prefix("## ") {
                    words.clone_into(&mut heading);
                }
            }
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// A command line in words, as a shell splits it: spaces, and double quotes around what holds spaces.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted, mut started) = (vec![String::new()], false, false);
    for character in line.chars() {
        match character {
            '"' => (quoted, started) = (!quoted, true),
            ' ' if !quoted => {
                if started {
                    words.push(String::new());
                }
                started = false;
            }
            other => {
                started = true;
                if let Some(word) = words.last_mut() {
                    word.push(other);
                }
            }
        }
    }
    if !started {
        words.pop();
    }
    words
}

fn run(line: &[String], folder: &Path) -> String {
    let mut command = assert_cmd::Command::cargo_bin("turntable").expect("the program is built");
    let output = command.args(line).current_dir(folder).write_stdin("").output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "turntable {}\n{said}\n{}", line.join(" "), String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn the_five_minute_path_of_the_readme_runs() {
    let show = TestShow::empty().file("dev-final.wav", wav(2));
    let mut folder: PathBuf = show.root().to_owned();
    let readme = text("README.md");
    let lines: Vec<String> = blocks(&readme)
        .iter()
        .filter(|block| block.fence == "sh show")
        .flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(lines.len() > 5, "the README lost its path");
    for line in lines {
        let words = words(&line);
        match words.split_first() {
            Some((program, rest)) if program == "turntable" => drop(run(rest, &folder)),
            Some((program, rest)) if program == "cd" => folder = folder.join(&rest[0]),
            _ => panic!("the README may only use turntable and cd here: {line}"),
        }
    }
    assert!(folder.join("public/index.html").is_file());
    assert!(folder.join("content/episodes/002-who-can-sign/who-can-sign.wav").is_file());
}

#[test]
fn the_two_commands_are_the_ones_that_ci_runs() {
    let readme = text("README.md");
    let commands: Vec<String> =
        blocks(&readme).into_iter().filter(|block| block.fence == "sh").map(|block| block.text.trim().to_owned()).collect();
    assert_eq!(commands, ["cargo run --release -- build", "cargo test"]);
    let ci = text(".ci/run");
    for command in commands {
        assert!(ci.contains(&command), ".ci/run must run `{command}`");
    }
}

#[test]
fn the_example_show_builds() {
    let mut show = TestShow::empty();
    for folder in ["content", "themes"] {
        for entry in
            walkdir::WalkDir::new(repository().join(folder)).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
        {
            let path = entry.path().strip_prefix(repository()).expect("below the repository").to_string_lossy().replace('\\', "/");
            show = show.file(&path, fs::read(entry.path()).expect("a file of the example"));
        }
    }
    let built = show.as_of("2026-11-20T12:00:00Z").build().ok();
    for file in ["index.html", "feed.xml", "sitemap.xml", "404.html"] {
        assert!(built.has(&format!("public/{file}")), "{file}");
    }
    crate::references::lead_somewhere(&built, "https://talks.ellison.example/", 2000);
}

#[test]
fn every_file_that_is_named_is_there() {
    let starts = ["content/", "docs/", "src/", "tests/", "benches/", ".ci/"];
    for page in pages().iter().filter(|page| *page != "docs/content.md" && *page != "docs/checks.md") {
        let text = text(page);
        let named = text.split('`').skip(1).step_by(2).filter(|named| starts.iter().any(|start| named.starts_with(start)));
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            // In a letter, `picture` is the picture it comes with.
            .filter(|link| !link.contains("://") && !link.starts_with('#') && *link != "picture");
        let folder = Path::new(page).parent().expect("a page lies in a folder");
        let missing: Vec<&str> = named
            .filter(|path| !path.contains(['<', ' ', '*', '…']) && !repository().join(path).exists())
            .chain(links.filter(|link| !repository().join(folder).join(link.split('#').next().unwrap_or(link)).exists()))
            .collect();
        assert!(missing.is_empty(), "{page} names what is not there: {missing:?}");
    }
}

/// Reads front matter with our own parser; whether it was understood, and the findings.
fn read(kind: &str, yaml: &str) -> (bool, Report) {
    let mut report = Report::default();
    let source = |name: &str, text: String| SourceText { path: RelPath(name.to_owned()), text };
    let file = |folder: &str| source(&format!("content/{folder}/x/index.md"), format!("---\n{yaml}---\n"));
    let understood = match kind {
        "show.yaml" => parse::show::parse(&source("content/show.yaml", yaml.to_owned()), &mut report).title.is_some(),
        "hosts and partners" => parse::person::parse(&file("partners"), &mut report).is_some(),
        "offers" => parse::offer::parse(&file("offers"), &mut report).is_some(),
        "episodes" => parse::episode::parse(&file("episodes"), &mut report).is_some(),
        "events" => parse::event::parse(&file("events"), &mut report).is_some(),
        "campaigns" => parse::campaign::parse(&file("campaigns"), &mut report).is_some(),
        "pages" => parse::page::parse(&file("pages"), &mut report).is_some(),
        other => panic!("no kind of file is called {other}"),
    };
    (understood, report)
}

#[test]
fn every_example_is_read_without_a_finding() {
    for page in pages() {
        for block in blocks(&text(&page)).iter().filter(|block| block.fence == "yaml") {
            let kind = match page.as_str() {
                "docs/content.md" => block.heading.as_str(),
                "docs/offers.md" => "offers",
                "docs/introductions.md" => "hosts and partners",
                "docs/events.md" => "events",
                "docs/campaigns.md" => "campaigns",
                _ => "episodes",
            };
            let (understood, report) = read(kind, &block.text);
            assert!(understood && report.findings.is_empty(), "{page}, {kind}:\n{}\n{:#?}", block.text, report.findings);
        }
    }
}

/// One row of docs/content.md: the kind of file, the field it lies in (empty at the top), its name.
fn documented() -> BTreeSet<(String, String, String)> {
    let (mut kind, mut within, mut rows) = (String::new(), None, BTreeSet::new());
    for line in text("docs/content.md").lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut kind);
        } else if let Some(head) = line.strip_prefix("| field") {
            within = Some(head.trim().strip_prefix("in `").and_then(|rest| rest.split('`').next()).unwrap_or("").to_owned());
        } else if !line.starts_with('|') {
            within = None;
        } else if let (Some(within), Some(field)) = (&within, line.strip_prefix("| `").and_then(|rest| rest.split('`').next())) {
            rows.insert((kind.clone(), within.clone(), field.to_owned()));
        }
    }
    rows
}

#[test]
fn every_documented_field_is_known_to_the_parser() {
    let rows = documented();
    assert!(rows.len() > 120, "only {} fields were found in the tables", rows.len());
    for (kind, within, field) in rows {
        let yaml = if within.is_empty() { format!("{field}:\n") } else { format!("{within}:\n  {field}:\n") };
        let (_, report) = read(&kind, &yaml);
        let unknown: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "unknown-key").collect();
        assert!(unknown.is_empty(), "docs/content.md, {kind}: {within} {field}\n{unknown:#?}");
    }
}

#[test]
fn every_field_the_parser_knows_is_documented() {
    let kinds: [(&str, &[&str]); 7] = [
        ("show.yaml", parse::show::KEYS),
        ("hosts and partners", parse::person::KEYS),
        ("offers", parse::offer::KEYS),
        ("episodes", parse::episode::KEYS),
        ("events", parse::event::KEYS),
        ("campaigns", parse::campaign::KEYS),
        ("pages", parse::page::KEYS),
    ];
    let rows = documented();
    for (kind, known) in kinds {
        let told = |field: &&&str| rows.contains(&(kind.to_owned(), String::new(), (**field).to_owned()));
        let missing: Vec<&&str> = known.iter().filter(|field| !told(field)).collect();
        assert!(missing.is_empty(), "docs/content.md, {kind}, does not name {missing:?}");
    }
}

#[test]
fn every_flag_and_command_is_documented() {
    let page = text("docs/commands.md");
    let mut command = turntable::cli::Cli::command();
    command.build();
    let mut missing = Vec::new();
    let starts = command.get_subcommands().filter(|below| below.get_name() == "new").flat_map(clap::Command::get_subcommands);
    for below in command.get_subcommands().chain(starts) {
        if !page.contains(&format!("`turntable {}", below.get_name())) && !page.contains(&format!("`turntable new {}", below.get_name())) {
            missing.push(below.get_name().to_owned());
        }
        let longs = below.get_arguments().filter(|argument| !argument.is_hide_set()).filter_map(clap::Arg::get_long);
        missing
            .extend(longs.filter(|long| !matches!(*long, "help" | "version") && !page.contains(&format!("`--{long}"))).map(str::to_owned));
    }
    assert!(missing.is_empty(), "docs/commands.md does not name {missing:?}");
}

#[test]
fn the_page_of_checks_is_the_table_of_rules() {
    let said = run(&["explain".into(), "--format".into(), "json".into()], repository());
    let rules: Vec<serde_json::Value> = serde_json::from_str(&said).expect("a list of rules");
    let expected = checks_page(&rules);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(repository().join("docs/checks.md"), &expected).expect("written");
    }
    let found = fs::read_to_string(repository().join("docs/checks.md")).unwrap_or_default();
    assert!(found == expected, "docs/checks.md is not what the rules say; renew it with `UPDATE=1 cargo test --test it checks`");
}

fn checks_page(rules: &[serde_json::Value]) -> String {
    let mut page = "# Checks\n\nEvery finding that `turntable check` and `turntable build` can tell. `turntable explain RULE` says the same in the terminal.\n\
        This page is made from the program's own table of rules: `UPDATE=1 cargo test --test it checks` renews it.\n"
        .to_owned();
    let parts = [
        ("error", "Errors", "Nothing is published while one of these stands."),
        (
            "warning",
            "Warnings",
            "A listener or partner will notice. A show may soften or silence one: `checks: {rule-name: off}`, `info` or `warning`.",
        ),
        ("info", "To do", "Worth knowing; nothing breaks."),
    ];
    for (severity, heading, words) in parts {
        page.push_str(&format!("\n## {heading}\n\n{words}\n"));
        for rule in rules.iter().filter(|rule| rule["severity"] == severity) {
            let text = |key: &str| rule[key].as_str().unwrap_or_default().trim().to_owned();
            page.push_str(&format!("\n### {}\n\n{}\n\n{}\n\n", text("rule"), text("finds"), text("why")));
            page.push_str(&format!("Wrong:\n\n```text\n{}\n```\n\nRight:\n\n```text\n{}\n```\n", text("wrong"), text("right")));
        }
    }
    page
}

#[test]
fn a_command_line_is_split_as_shells_do() {
    assert_eq!(words("a  \"b c\" --d=\"\""), ["a", "b c", "--d="]);
}
