//! Layer 5: `turntable fix`: mends mistakes that have one safe answer. What would change is shown first; nothing is changed unasked, nor
//! over a change that somebody made meanwhile.

use super::build::{Refusal, Said, Voice, with_newline};
use super::prompt::{Prompt, Question};
use crate::cli::{Fix, Format};
use crate::discover;
use crate::disk::{self, Failure};
use crate::model::RelPath;
use crate::parse::SourceText;
use crate::parse::mend::{Mended, mend};
use crate::project::Project;
use crate::report::{Report, print};
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
pub fn fix(asked: &Fix, root: &Path, prompt: &mut Prompt<'_>, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let changes = changes(&project)?;
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

/// Every text of the show that would change.
fn changes(project: &Project) -> Result<Vec<Change>, Failure> {
    let inventory = discover::discover(project, &mut Report::default())?;
    let entries = inventory.entries.values().flatten().map(|entry| &entry.index.path);
    let mut changes = Vec::new();
    for path in inventory.show.iter().chain(entries) {
        let before = disk::read(&project.root.join(&path.0))?;
        // What is no text is for `check` to say.
        let Ok(text) = String::from_utf8(before.clone()) else { continue };
        let after = mend(&SourceText { path: path.clone(), text });
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
