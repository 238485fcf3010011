//! Other programs of the author's: the editor that a place in a file is opened with, and the browser. Nothing is waited for.

use super::serve::live::SourcePlace;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Opens files of the show.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The show's folder.
    root: PathBuf,
    /// Programs to try first, as the author's `VISUAL` and `EDITOR` name them.
    wanted: Vec<String>,
}

/// How a program is told where in a file to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// `-g FILE:LINE:COLUMN`
    Goto,
    /// `FILE:LINE:COLUMN`
    Colons,
    /// `+LINE:COLUMN FILE`
    Plus,
    /// `-l LINE -c COLUMN FILE`
    Flags,
    /// `--line LINE --column COLUMN FILE`
    Words,
}

/// Programs with a window of their own. Those that live in a terminal cannot be opened from a browser.
const KNOWN: &[(&str, Manner)] = &[
    ("code", Manner::Goto),
    ("codium", Manner::Goto),
    ("code-insiders", Manner::Goto),
    ("cursor", Manner::Goto),
    ("windsurf", Manner::Goto),
    ("zed", Manner::Colons),
    ("zeditor", Manner::Colons),
    ("subl", Manner::Colons),
    ("kate", Manner::Flags),
    ("gedit", Manner::Plus),
    ("xed", Manner::Plus),
    ("pluma", Manner::Plus),
    ("idea", Manner::Words),
    ("webstorm", Manner::Words),
];
/// Those that are tried though nobody named them.
const USUAL: usize = 8;
/// Programs that open a text with whatever it is usually opened with.
const SYSTEM: &[(&str, &[&str])] = if cfg!(windows) {
    &[("notepad", &[])]
} else if cfg!(target_os = "macos") {
    &[("open", &["-t"])]
} else {
    &[("xdg-open", &[]), ("wslview", &[])]
};
/// Programs that open an address in the browser.
const BROWSERS: &[(&str, &[&str])] = if cfg!(windows) {
    &[("rundll32", &["url.dll,FileProtocolHandler"])]
} else if cfg!(target_os = "macos") {
    &[("open", &[])]
} else {
    &[("xdg-open", &[]), ("wslview", &[])]
};

impl Editor {
    /// The editor for a show.
    #[must_use]
    pub fn new(root: &Path, wanted: Vec<String>) -> Self {
        Self { root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()), wanted }
    }

    /// Opens a place; gives the name of the program that did.
    ///
    /// # Errors
    /// What to do instead, for people.
    pub fn open(&self, place: &SourcePlace) -> Result<String, String> {
        let file = self.root.join(&place.file);
        let wanted = self.wanted.iter().filter_map(|wanted| known(wanted));
        let usual = KNOWN.iter().take(USUAL).map(|(name, manner)| ((*name).to_owned(), *manner));
        for (program, manner) in wanted.chain(usual) {
            if starts(&program, &arguments(manner, &file, place)) {
                return Ok(name_of(&program));
            }
        }
        let path = file.to_string_lossy().into_owned();
        for (program, before) in SYSTEM {
            let arguments: Vec<String> = before.iter().map(|word| (*word).to_owned()).chain([path.clone()]).collect();
            if starts(program, &arguments) {
                return Ok("the program for texts".to_owned());
            }
        }
        Err(format!("No editor with a window was found. Open {path} and go to line {}.", place.line))
    }
}

/// Opens an address in the browser; whether some program took it.
#[must_use]
pub fn browse(address: &str) -> bool {
    BROWSERS.iter().any(|(program, before)| {
        let arguments: Vec<String> = before.iter().map(|word| (*word).to_owned()).chain([address.to_owned()]).collect();
        starts(program, &arguments)
    })
}

/// A program that `VISUAL` or `EDITOR` names, if it has a window: what stands behind its name (`code --wait`) is left away.
fn known(wanted: &str) -> Option<(String, Manner)> {
    let whole = KNOWN.iter().find(|(name, _)| name_of(wanted) == *name).map(|(_, manner)| (wanted.to_owned(), *manner));
    whole.or_else(|| {
        let program = wanted.split_whitespace().next()?;
        KNOWN.iter().find(|(name, _)| name_of(program) == *name).map(|(_, manner)| (program.to_owned(), *manner))
    })
}

fn name_of(program: &str) -> String {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program).to_ascii_lowercase();
    name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(&name).to_owned()
}

fn arguments(manner: Manner, file: &Path, place: &SourcePlace) -> Vec<String> {
    let file = file.to_string_lossy();
    let (line, column) = (place.line, place.column);
    match manner {
        Manner::Goto => vec!["-g".to_owned(), format!("{file}:{line}:{column}")],
        Manner::Colons => vec![format!("{file}:{line}:{column}")],
        Manner::Plus => vec![format!("+{line}:{column}"), file.into_owned()],
        Manner::Flags => vec!["-l".to_owned(), line.to_string(), "-c".to_owned(), column.to_string(), file.into_owned()],
        Manner::Words => {
            vec!["--line".to_owned(), line.to_string(), "--column".to_owned(), column.to_string(), file.into_owned()]
        }
    }
}

/// Whether a program could be started and did not give up at once.
fn starts(program: &str, arguments: &[String]) -> bool {
    const PATIENCE: Duration = Duration::from_millis(700);
    let names = if cfg!(windows) && !program.contains('.') {
        vec![format!("{program}.exe"), format!("{program}.cmd")]
    } else {
        vec![program.to_owned()]
    };
    let start =
        |name: &String| Command::new(name).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok();
    let Some(mut child) = names.iter().find_map(start) else { return false };
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if let Ok(Some(status)) = child.try_wait() {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    // It stays open; somebody has to notice when it ends, or it would stand in the list of processes for ever.
    drop(std::thread::Builder::new().spawn(move || drop(child.wait())));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_with_a_window_are_told_where_to_go() {
        let place = SourcePlace { file: "content/show.yaml".to_owned(), line: 7, column: 9 };
        let (program, manner) = known("/usr/bin/code --wait").expect("known");
        assert_eq!((program.as_str(), manner), ("/usr/bin/code", Manner::Goto));
        assert_eq!(arguments(manner, Path::new("/s/a b.md"), &place), ["-g", "/s/a b.md:7:9"]);
        assert_eq!(known("C:\\Program Files\\VS\\Code.exe").map(|(_, manner)| manner), Some(Manner::Goto));
        assert_eq!(known("gedit").map(|(_, manner)| arguments(manner, Path::new("/a"), &place)), Some(vec!["+7:9".into(), "/a".into()]));
        assert_eq!(known("vim"), None);
        assert_eq!(known(""), None);
    }

    #[test]
    fn what_is_not_there_does_not_start() {
        assert!(!starts("turntable-no-such-editor", &[]));
    }
}
