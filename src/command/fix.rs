//! Layer 5: `turntable fix`: mends mistakes that have one safe answer, and writes https where a finding asks for it. What would change is
//! shown first; nothing is changed unasked, nor over a change that somebody made meanwhile.

use super::build::{Refusal, Said, Voice, with_newline};
use super::prompt::{Prompt, Question};
use crate::check;
use crate::cli::{Fix, Format};
use crate::discover;
use crate::disk::{self, Failure};
use crate::model::RelPath;
use crate::parse::mend::{Mended, mend};
use crate::parse::secure::{asks_for_https, secured};
use crate::parse::{SourceText, locate};
use crate::pipeline::{self, Goal, Order, Outcome};
use crate::project::Project;
use crate::report::{Finding, Report, print};
use crate::resolve::{Drafts, Moment};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::io;
use std::path::Path;

/// A file that would change.
struct Change {
    path: RelPath,
    /// As it was read.
    before: Vec<u8>,
    after: Mended,
}

/// Mends the show at `root`.
///
/// # Errors
/// When nobody can be asked and `--yes` is missing, when a file changed meanwhile, or when the machine fails.
pub fn fix(asked: &Fix, root: &Path, now: Timestamp, prompt: &mut Prompt<'_>, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let changes = changes(&project, &insecure(&project, now)?)?;
    let is_json = voice.format == Format::Json;
    let document = |written: bool| Said { out: with_newline(&document(&changes, written)), ..Said::default() };
    if changes.is_empty() {
        let said = Said { out: "Nothing to mend. What `turntable check` says beyond this needs you.\n".to_owned(), ..Said::default() };
        return Ok(if is_json { document(false) } else { said });
    }
    let shown = shown(&changes, voice);
    if asked.dry_run {
        return Ok(if is_json { document(false) } else { Said { out: format!("{shown}Nothing was changed.\n"), ..Said::default() } });
    }
    if !asked.yes {
        if !prompt.is_person() || is_json {
            let err = "Nothing was changed. There is no terminal to ask on: add --yes to change it, or --dry-run to look.\n".to_owned();
            return Ok(Said { out: if is_json { document(false).out } else { shown }, err, code: 2 });
        }
        prompt.say(shown.trim_end());
        let question = Question { text: "Change these lines?", flag: "--yes", default: Some("n"), hint: Some("y/N") };
        let answer = prompt.answer(None, question).unwrap_or_default().to_lowercase();
        if !matches!(answer.as_str(), "y" | "yes") {
            return Ok(Said { err: "Nothing was changed.\n".to_owned(), ..Said::default() });
        }
    }
    apply(&project, &changes)?;
    if is_json {
        return Ok(document(true));
    }
    let before = if asked.yes && !voice.is_quiet { shown } else { String::new() };
    let files = print::counted(changes.len(), "file");
    Ok(Said {
        out: format!("{before}{} changed in {files}.\nNext:  turntable check\n", print::counted(count(&changes), "line")),
        ..Said::default()
    })
}

/// Findings that ask for https, in a show that can be read as far as that.
fn insecure(project: &Project, now: Timestamp) -> Result<Vec<Finding>, Failure> {
    // What is planned is looked at as if its day had come.
    let moment = Moment { as_of: now, drafts: Drafts::Shown };
    let order = Order { moment, goal: Goal::Check, accepted: &[], tell: &|_| () };
    let Some(read) = pipeline::read_site(project, &order, &mut Outcome::default())? else { return Ok(Vec::new()) };
    let mut report = Report::default();
    check::check(&read.site, &mut report);
    report.findings.retain(asks_for_https);
    locate::locate(&mut report, &|file| String::from_utf8(disk::read(&project.root.join(file)).ok()?).ok());
    Ok(report.findings)
}

/// Every text of the show that would change.
fn changes(project: &Project, insecure: &[Finding]) -> Result<Vec<Change>, Failure> {
    let inventory = discover::discover(project, &mut Report::default())?;
    let entries = inventory.entries.values().flatten().map(|entry| &entry.index.path);
    let mut changes = Vec::new();
    for path in inventory.show.iter().chain(entries) {
        let before = disk::read(&project.root.join(&path.0))?;
        // What is no text is for `check` to say.
        let Ok(text) = String::from_utf8(before.clone()) else { continue };
        let safe = secured(&SourceText { path: path.clone(), text }, insecure);
        let mut after = mend(&SourceText { path: path.clone(), text: safe.text });
        after.mends.extend(safe.mends);
        after.mends.sort_by_key(|mend| mend.line);
        if !after.mends.is_empty() {
            changes.push(Change { path: path.clone(), before, after });
        }
    }
    Ok(changes)
}

fn count(changes: &[Change]) -> usize {
    changes.iter().map(|change| change.after.mends.len()).sum()
}

/// The lines that would change, as they are and as they would be.
fn shown(changes: &[Change], voice: Voice) -> String {
    let mut text = String::new();
    for change in changes {
        text.push_str(&format!("{}\n", print::plain(&change.path.0, voice.style)));
        for mend in &change.after.mends {
            let (before, after) = (print::plain(&mend.before, voice.style), print::plain(&mend.after, voice.style));
            text.push_str(&format!("  line {} [{}]\n    - {before}\n    + {after}\n", mend.line, mend.rule));
        }
        text.push('\n');
    }
    text
}

fn apply(project: &Project, changes: &[Change]) -> Result<(), Failure> {
    // All are looked at before the first is written.
    for change in changes {
        let path = project.root.join(&change.path.0);
        if disk::read(&path)? != change.before {
            let cause = io::Error::other("it was changed meanwhile, and nothing was written; run this again");
            return Err(Failure { doing: "change", path, cause });
        }
    }
    changes.iter().try_for_each(|change| disk::replace(&project.root.join(&change.path.0), change.after.text.as_bytes()))
}

fn document(changes: &[Change], written: bool) -> Value {
    let files = changes.iter().map(|change| {
        let mends = change
            .after
            .mends
            .iter()
            .map(|mend| json!({ "rule": mend.rule, "line": mend.line, "before": mend.before, "after": mend.after }));
        json!({ "file": change.path.0, "changes": mends.collect::<Vec<_>>() })
    });
    json!({ "written": written, "files": files.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::print::Style;
    use std::io::{BufRead, Cursor, Read};
    use std::path::PathBuf;

    /// A person who goes on writing in the file before they answer.
    struct Busy {
        file: PathBuf,
        answer: Cursor<&'static [u8]>,
    }

    impl Read for Busy {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.answer.read(buffer)
        }
    }

    impl BufRead for Busy {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            if self.answer.position() == 0 {
                disk::write(&self.file, "title: “Another title”\n".as_bytes()).expect("written");
            }
            self.answer.fill_buf()
        }

        fn consume(&mut self, amount: usize) {
            self.answer.consume(amount);
        }
    }

    fn asked(yes: bool) -> Fix {
        Fix { yes, dry_run: false }
    }

    fn voice() -> Voice {
        let style = Style { is_coloured: false, is_unicode: true };
        Voice { format: Format::Text, style, is_quiet: false, is_verbose: false, may_rewrite: false }
    }

    /// A show with a slip in each of two files.
    fn show() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let (show, page) = (folder.path().join("content/show.yaml"), folder.path().join("content/pages/about.md"));
        disk::create_folder(page.parent().expect("a folder")).expect("made");
        disk::write(&show, "title: “A title”\n".as_bytes()).expect("written");
        disk::write(&page, "---\ntitle: “About”\n---\n".as_bytes()).expect("written");
        (folder, show, page)
    }

    #[test]
    fn a_file_that_was_changed_while_the_question_stood_is_not_written_over_nor_is_any_other() {
        let (folder, show, page) = show();
        let before = disk::read(&page).expect("there");
        let (mut input, mut output) = (Busy { file: show.clone(), answer: Cursor::new(b"y\n") }, Vec::new());
        let mut prompt = Prompt::Person { input: &mut input, output: &mut output };
        let refusal = fix(&asked(false), folder.path(), Timestamp::UNIX_EPOCH, &mut prompt, voice()).expect_err("refused");
        let Refusal::Machine(failure) = refusal else { panic!("not the command line") };
        assert!(failure.to_string().contains("changed meanwhile") && failure.path == show, "{failure}");
        assert_eq!(disk::read(&show).expect("there"), "title: “Another title”\n".as_bytes());
        assert_eq!(disk::read(&page).expect("there"), before);
        assert!(String::from_utf8_lossy(&output).contains("+ title: \"A title\""), "it was shown first");
    }

    #[test]
    fn both_files_are_changed_where_nobody_else_writes() {
        let (folder, show, page) = show();
        let said = fix(&asked(true), folder.path(), Timestamp::UNIX_EPOCH, &mut Prompt::Nobody, voice()).expect("done");
        assert!(said.out.contains("2 lines changed in 2 files"), "{}", said.out);
        assert_eq!(disk::read(&show).expect("there"), b"title: \"A title\"\n");
        assert_eq!(disk::read(&page).expect("there"), b"---\ntitle: \"About\"\n---\n");
    }
}
