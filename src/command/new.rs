//! Layer 5: `turntable new …`: starts a show, an episode, a partner and so on, ready to build. In: the command line, "now"
//! and somebody to ask (or nobody). Out: an [`Outcome`] that `main` prints. It never overwrites, moves or removes anything.

mod chime;
mod episode;
mod paper;
mod picture;
mod place;
mod show;
mod simple;
pub(super) mod yaml;

use super::prompt::{Prompt, Unanswered};
use crate::cli::{Format, New};
use crate::disk::{self, Failure};
use jiff::Zoned;
use std::path::{Path, PathBuf};

/// What was made, and what to say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The folder that paths are shown from, when it is not where the person stands: `people-id-send-you-to/`.
    pub folder: Option<String>,
    /// What was read, heard and found: a word and the rest of the line.
    pub seen: Vec<(String, String)>,
    /// The files, in the order they are told.
    pub made: Vec<Made>,
    /// One to three next steps: a command and what it is for.
    pub next: Vec<(String, String)>,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its path from the show's root, `/` between parts.
    pub path: String,
    /// What is told of it; files without a note are made silently (programs are told all).
    pub note: Option<(String, String)>,
}

/// Why nothing (more) was made.
#[derive(Debug)]
pub enum Trouble {
    /// The command line was wrong: exit code 2.
    Asked(String),
    /// The machine failed: exit code 3.
    Machine(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Machine(failure)
    }
}

impl From<Unanswered> for Trouble {
    fn from(unanswered: Unanswered) -> Self {
        Self::Asked(format!("this cannot be found out, and there is no terminal to ask on; give it with {}", unanswered.flag))
    }
}

/// Makes what was asked for. `root` is the show's folder (a new show brings its own); `now` carries the machine's time zone.
///
/// # Errors
/// When something is in the way, an answer is missing, or the machine fails.
pub fn run(what: &New, root: &Path, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    match what {
        New::Show(asked) => show::start(asked, now, prompt),
        New::Episode(asked) => episode::start(asked, root, now, prompt),
        New::Partner(asked) => simple::partner(asked, root, prompt),
        New::Offer(asked) => simple::offer(asked, root, prompt),
        New::Event(asked) => simple::event(asked, root, now, prompt),
        New::Campaign(asked) => simple::campaign(asked, root, now, prompt),
        New::Page(asked) => simple::page(asked, root, prompt),
    }
}

impl Outcome {
    /// What `main` prints on standard output.
    #[must_use]
    pub fn print(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Json => {
                let made: Vec<&str> = self.made.iter().map(|made| made.path.as_str()).collect();
                format!("{:#}\n", serde_json::json!({ "made": made }))
            }
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for (word, rest) in &self.seen {
            out.push_str(&format!("  {word:<5} {rest}\n"));
        }
        if !self.seen.is_empty() {
            out.push('\n');
        }
        let notes: Vec<&(String, String)> = self.made.iter().filter_map(|made| made.note.as_ref()).collect();
        let column = notes.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0) + 2;
        let mut mark = "made";
        if let Some(folder) = &self.folder {
            out.push_str(&format!("  made  {folder}\n"));
            mark = "";
        }
        for (path, note) in notes {
            let line = format!("  {mark:<5} {path:<column$}{note}");
            out.push_str(line.trim_end());
            out.push('\n');
            mark = "";
        }
        out.push_str(&self.next_steps());
        out
    }

    fn next_steps(&self) -> String {
        let column = self.next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0) + 3;
        let lines = self.next.iter().enumerate().map(|(index, (command, purpose))| {
            let mark = if index == 0 { "\nNext:" } else { "     " };
            format!("{mark}  {command:<column$}{purpose}").trim_end().to_owned() + "\n"
        });
        // The first line starts with an empty one, which trim_end keeps.
        lines.collect()
    }
}

/// A file to be made.
struct Draft {
    /// From the show's root.
    path: String,
    /// What will be in it.
    content: Content,
    /// See [`Made::note`].
    note: Option<(String, String)>,
}

/// Where a new file's bytes come from.
enum Content {
    /// They are here.
    Bytes(Vec<u8>),
    /// They are copied from a file of the author's, which stays where it is.
    CopyOf(PathBuf),
}

impl Draft {
    fn text(path: impl Into<String>, text: String) -> Self {
        Self::bytes(path, text.into_bytes())
    }

    fn bytes(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { path: path.into(), content: Content::Bytes(bytes), note: None }
    }

    fn copy_of(path: impl Into<String>, source: &Path) -> Self {
        Self { path: path.into(), content: Content::CopyOf(source.to_owned()), note: None }
    }

    /// The same, told to the author: what (a file or its folder) and why it is there.
    fn noted(mut self, shown: impl Into<String>, note: impl Into<String>) -> Self {
        self.note = Some((shown.into(), note.into()));
        self
    }
}

/// Writes all drafts, or none when one of them is there already.
fn write(root: &Path, drafts: Vec<Draft>) -> Result<Vec<Made>, Trouble> {
    let in_the_way: Vec<&str> =
        drafts.iter().filter(|draft| disk::metadata(&root.join(&draft.path)).is_some()).map(|draft| draft.path.as_str()).collect();
    if !in_the_way.is_empty() {
        let them = in_the_way.join("\n  ");
        return Err(Trouble::Asked(format!("nothing was made: these are there already, and new never overwrites\n  {them}")));
    }
    let mut made = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let path = root.join(&draft.path);
        if let Some(folder) = path.parent() {
            disk::create_folder(folder)?;
        }
        match &draft.content {
            Content::Bytes(bytes) => disk::write(&path, bytes)?,
            Content::CopyOf(source) => disk::copy(source, &path)?,
        }
        made.push(Made { path: draft.path, note: draft.note });
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_reads_as_a_story() {
        let outcome = Outcome {
            folder: None,
            seen: vec![("read".into(), "dev-final.m4a   28:14, 26 MB, one voice channel".into())],
            made: vec![
                Made { path: "a/index.md".into(), note: Some(("a/index.md".into(), "draft".into())) },
                Made { path: "a/a.m4a".into(), note: None },
                Made { path: "partners/b/index.md".into(), note: Some(("partners/b/index.md".into(), "4 things to fill in".into())) },
            ],
            next: vec![("turntable build --drafts".into(), String::new())],
        };
        insta::assert_snapshot!(outcome.print(Format::Text), @r"
          read  dev-final.m4a   28:14, 26 MB, one voice channel

          made  a/index.md           draft
                partners/b/index.md  4 things to fill in

        Next:  turntable build --drafts
        ");
        let json: serde_json::Value = serde_json::from_str(&outcome.print(Format::Json)).expect("one document");
        assert_eq!(json["made"].as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn nothing_is_written_when_one_file_is_there() {
        let root = tempfile::tempdir().expect("a folder");
        disk::write(&root.path().join("b"), b"mine").expect("written");
        let drafts = vec![Draft::text("a", "x".into()), Draft::text("b", "x".into())];
        let Err(Trouble::Asked(message)) = write(root.path(), drafts) else { panic!("it must refuse") };
        assert!(message.ends_with("\n  b"), "{message}");
        assert!(disk::metadata(&root.path().join("a")).is_none());
        assert_eq!(disk::read(&root.path().join("b")).expect("still there"), b"mine");
    }
}
