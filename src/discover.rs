//! Layer 2: walks the show's folders → [`Inventory`]: which files there are, sorted, each entry with the files beside it. It reads no
//! file; what a folder means is in its name and place alone.

use crate::disk::Failure;
use crate::model::{ByteLen, RelPath, Slug};
use crate::project::Project;
use crate::report::{Finding, Place, Report, RuleText, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walkdir::WalkDir;

/// What lies in `content/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// `content/show.yaml`.
    pub show: Option<RelPath>,
    /// Files directly in `content/` (the cover).
    pub beside_show: Vec<FileEntry>,
    /// One list for each of [`Kind::ALL`], each sorted by folder name.
    pub entries: BTreeMap<Kind, Vec<Entry>>,
}

/// What `turntable explain` says about the findings of looking at files and folders.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "no-show-here",
        severity: Severity::Error,
        finds: "There is no content/show.yaml.",
        why: "That file says what the show is called and where it lives. Without it nothing can be made.",
        wrong: "(running it in your home folder)",
        right: "cd people-id-send-you-to",
    },
    RuleText {
        name: "folder-without-index",
        severity: Severity::Error,
        finds: "A folder holds files and no index.md.",
        why: "An interview whose text is misnamed would silently be missing from the site and the feed.",
        wrong: "content/episodes/012-who-can-sign/Index.txt",
        right: "content/episodes/012-who-can-sign/index.md",
    },
    RuleText {
        name: "address-taken-twice",
        severity: Severity::Error,
        finds: "Two things want the same address.",
        why: "One would overwrite the other, and links to it would lead to the wrong page.",
        wrong: "content/episodes/007-who-can-sign/\ncontent/episodes/012-who-can-sign/",
        right: "content/episodes/007-who-can-sign/\ncontent/episodes/012-who-can-sign-again/",
    },
    RuleText {
        name: "unknown-folder",
        severity: Severity::Warning,
        finds: "A folder in content/ has a name that means nothing.",
        why: "What lies in it is not published, and nobody would notice.",
        wrong: "content/episode/",
        right: "content/episodes/",
    },
    RuleText {
        name: "stray-file",
        severity: Severity::Warning,
        finds: "A file lies where only folders and texts are read.",
        why: "A recording dropped one folder too high is not published.",
        wrong: "content/episodes/who-can-sign.mp3",
        right: "content/episodes/012-who-can-sign/who-can-sign.mp3",
    },
    RuleText {
        name: "link-leads-nowhere",
        severity: Severity::Warning,
        finds: "A link in the file system leads nowhere, or in a circle.",
        why: "What it stood for is not published.",
        wrong: "content/episodes/012-who-can-sign -> ../../gone",
        right: "(the folder itself)",
    },
    RuleText {
        name: "file-name-not-text",
        severity: Severity::Warning,
        finds: "A file's name holds bytes that are no Unicode text.",
        why: "It cannot get an address, so it is left out.",
        wrong: "(a name from an old system)",
        right: "portrait.jpg",
    },
    RuleText {
        name: "not-utf-8",
        severity: Severity::Error,
        finds: "A text is saved in an encoding other than UTF-8.",
        why: "Accents and quotation marks would come out as wrong signs, so nothing is guessed.",
        wrong: "(saved as \"Unicode\" or \"ANSI\" in an old editor)",
        right: "(saved as UTF-8)",
    },
];

/// What a folder of `content/` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who asks.
    Hosts,
    /// Who answers.
    Partners,
    /// Referral Kits.
    Offers,
    /// Interviews.
    Episodes,
    /// Live sessions.
    Events,
    /// Referral drives.
    Campaigns,
    /// Anything else.
    Pages,
}

impl Kind {
    /// All, with their folder names.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Hosts, "hosts"),
        (Self::Partners, "partners"),
        (Self::Offers, "offers"),
        (Self::Episodes, "episodes"),
        (Self::Events, "events"),
        (Self::Campaigns, "campaigns"),
        (Self::Pages, "pages"),
    ];
}

/// One episode, partner, … : its text and what lies beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Address part, from the folder's or file's name without an order prefix.
    pub slug: Slug,
    /// `index.md`, or `<slug>.md`.
    pub index: FileEntry,
    /// Everything else in its folder and below, sorted; empty for `<slug>.md`.
    pub files: Vec<FileEntry>,
}

/// A file, with what the file system says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Path from the show's root.
    pub path: RelPath,
    /// Its size.
    pub bytes: ByteLen,
    /// When it changed, in nanoseconds since 1970, to notice changes; never shown.
    pub modified: i128,
}

/// Walks the show. Folders without a text, folders with unknown names and names that clash are findings.
///
/// # Errors
/// When a folder cannot be read.
pub fn discover(project: &Project, report: &mut Report) -> Result<Inventory, Failure> {
    let mut inventory = Inventory { beside_show: top_files(project, report)?, ..Inventory::default() };
    inventory.show = inventory.beside_show.iter().map(|file| &file.path).find(|path| path.file_name() == "show.yaml").cloned();
    if inventory.show.is_none() {
        report.add(missing_show(project));
        return Ok(inventory);
    }
    for (kind, folder) in Kind::ALL {
        let files = files_below(&project.content.join(folder), &format!("content/{folder}"), report)?;
        inventory.entries.insert(kind, entries(files, &format!("content/{folder}/"), kind, report));
    }
    Ok(inventory)
}

/// Looks again at what these files belong to, and at nothing else. `false` where more may have changed than what they say: something
/// came, went, or was renamed; then the whole show is to be walked. Paths are from the show's root; those outside of `content/` change
/// nothing here.
#[must_use]
pub fn look_again(project: &Project, inventory: &mut Inventory, touched: &[RelPath]) -> bool {
    let inside = touched.iter().filter_map(|path| path.as_str().strip_prefix("content/"));
    let places: BTreeSet<(&str, Option<&str>)> = inside
        .map(|path| {
            let mut names = path.splitn(3, '/');
            let place = (names.next().unwrap_or_default(), names.next());
            // A file or folder directly in one of the kinds' folders may be new, or gone.
            if names.next().is_some() || place.1.is_none() { place } else { ("", None) }
        })
        .collect();
    touched.iter().all(|path| path.as_str() != "content")
        && places.into_iter().all(|(top, folder)| look_at(project, inventory, top, folder).is_some())
}

fn look_at(project: &Project, inventory: &mut Inventory, top: &str, folder: Option<&str>) -> Option<()> {
    let mut found = Report::default();
    let Some(folder) = folder else {
        // `content/` itself, or a folder in it, is everything.
        let is_known = inventory.beside_show.iter().any(|file| file.path.as_str().strip_prefix("content/") == Some(top));
        let before = inventory.beside_show.len();
        inventory.beside_show = top_files(project, &mut found).ok().filter(|_| is_known)?;
        return (inventory.beside_show.len() == before).then_some(());
    };
    let (kind, name) = Kind::ALL.into_iter().find(|(_, name)| *name == top)?;
    let prefix = format!("content/{name}/{folder}");
    let entries = inventory.entries.get_mut(&kind)?;
    let index = format!("{prefix}/index.md");
    let at = entries.binary_search_by(|entry| entry.index.path.as_str().cmp(&index)).ok()?;
    let mut files = files_below(&project.content.join(name).join(folder), &prefix, &mut found).ok()?;
    let position = files.iter().position(|file| file.path.as_str() == index)?;
    let entry = entries.get_mut(at).filter(|_| found.findings.is_empty())?;
    entry.index = files.remove(position);
    entry.files = files;
    Some(())
}

fn missing_show(project: &Project) -> Finding {
    let finding = Finding::error("no-show-here", Place::file("content/show.yaml"), "there is no show here: content/show.yaml is missing");
    if project.content.is_dir() {
        finding.fix("put back content/show.yaml, or copy the one that `turntable new show DIR` makes")
    } else {
        finding.fix("go to the show's folder, name it with `--root DIR`, or start one with `turntable new show DIR`")
    }
}

/// Files directly in `content/`, and a word about folders with names that mean nothing.
fn top_files(project: &Project, report: &mut Report) -> Result<Vec<FileEntry>, Failure> {
    let mut files = Vec::new();
    if !project.content.is_dir() {
        return Ok(files);
    }
    for item in WalkDir::new(&project.content).min_depth(1).max_depth(1).follow_links(true).sort_by_file_name() {
        let item = item.map_err(|error| failure(&project.content, error))?;
        let Some(name) = item.file_name().to_str().filter(|name| !is_debris(name)) else { continue };
        if item.file_type().is_file() {
            files.push(file_entry(&item, RelPath(format!("content/{name}"))).map_err(|error| failure(item.path(), error))?);
        } else if !Kind::ALL.iter().any(|(_, folder)| *folder == name) {
            report.add(unknown_folder(name));
        }
    }
    Ok(files)
}

fn unknown_folder(name: &str) -> Finding {
    let nearest =
        Kind::ALL.iter().max_by(|a, b| strsim::jaro(name, a.1).total_cmp(&strsim::jaro(name, b.1))).map_or("pages", |(_, folder)| folder);
    Finding::warning("unknown-folder", Place::file(format!("content/{name}")), format!("the folder `{name}` is not one that is read"))
        .fix(format!("rename it (did you mean `{nearest}`?), or move it out of content/"))
}

/// Every file below `folder`, sorted by path.
fn files_below(folder: &Path, prefix: &str, report: &mut Report) -> Result<Vec<FileEntry>, Failure> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    for item in walk.filter_entry(|item| item.file_name().to_str().is_none_or(|name| !is_debris(name))) {
        let item = match item {
            Ok(item) => item,
            Err(error) if error.loop_ancestor().is_some() || error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => {
                let path =
                    error.path().and_then(|path| path.strip_prefix(folder).ok()).map(|path| path.display().to_string()).unwrap_or_default();
                report.add(
                    Finding::warning(
                        "link-leads-nowhere",
                        Place::file(format!("{prefix}/{path}")),
                        "this link leads nowhere, or in a circle",
                    )
                    .fix("replace it with the file or folder it stands for"),
                );
                continue;
            }
            Err(error) => return Err(failure(folder, error)),
        };
        if !item.file_type().is_file() {
            continue;
        }
        let relative = item.path().strip_prefix(folder).unwrap_or(item.path());
        let Some(parts) = relative.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>() else {
            report.add(
                Finding::warning(
                    "file-name-not-text",
                    Place::file(format!("{prefix}/{}", relative.display())),
                    "this file's name is not Unicode text",
                )
                .fix("rename the file"),
            );
            continue;
        };
        let path = RelPath(format!("{prefix}/{}", parts.join("/")));
        files.push(file_entry(&item, path).map_err(|error| failure(item.path(), error))?);
    }
    Ok(files)
}

fn file_entry(item: &walkdir::DirEntry, path: RelPath) -> Result<FileEntry, walkdir::Error> {
    let metadata = item.metadata()?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok(FileEntry {
        path,
        bytes: ByteLen(metadata.len()),
        modified: modified.map_or(0, |time| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX)),
    })
}

fn failure(path: &Path, error: walkdir::Error) -> Failure {
    let path = error.path().unwrap_or(path).to_owned();
    Failure { doing: "look into", path, cause: error.into_io_error().unwrap_or_else(|| std::io::Error::other("a link leads in a circle")) }
}

/// What editors and systems leave behind: never content.
#[must_use]
pub fn is_debris(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

/// Groups sorted files into entries: a folder with `index.md`, or a single `<slug>.md`.
fn entries(files: Vec<FileEntry>, prefix: &str, kind: Kind, report: &mut Report) -> Vec<Entry> {
    let mut folders: BTreeMap<String, Vec<FileEntry>> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files {
        let inside = &file.path.as_str()[prefix.len()..];
        match inside.split_once('/') {
            Some((folder, _)) => folders.entry(folder.to_owned()).or_default().push(file),
            None => match inside.strip_suffix(".md").or_else(|| inside.strip_suffix(".markdown")) {
                Some(stem) => found.push(Entry { slug: slug(stem), index: file, files: Vec::new() }),
                None => report.add(
                    Finding::warning("stray-file", Place::file(&file.path), "this file belongs to nothing")
                        .fix("move it into the folder of what it belongs to, or out of content/"),
                ),
            },
        }
    }
    for (folder, mut files) in folders {
        let wanted = format!("{prefix}{folder}/index.md");
        match files.iter().position(|file| file.path.as_str() == wanted) {
            Some(index) => found.push(Entry { slug: slug(&folder), index: files.remove(index), files }),
            None => report.add(folder_without_text(&format!("{prefix}{folder}"), &files, kind)),
        }
    }
    found.sort_by(|a, b| a.index.path.cmp(&b.index.path));
    report_clashes(&found, report);
    found
}

fn folder_without_text(folder: &str, files: &[FileEntry], kind: Kind) -> Finding {
    let near = files
        .iter()
        .map(|file| file.path.file_name())
        .find(|name| name.to_ascii_lowercase().ends_with(".md") || name.to_ascii_lowercase().starts_with("index"));
    let what = if kind == Kind::Episodes { "this interview has no text" } else { "this folder has no text" };
    let fix = match near {
        Some(name) => format!("rename {name} to index.md"),
        None => "add an index.md that says what it is, or move the folder out of content/".to_owned(),
    };
    Finding::error("folder-without-index", Place::file(folder), format!("{what}: index.md is missing")).fix(fix)
}

/// The slug of a folder: without an order prefix such as `012-`.
#[must_use]
pub fn slug(name: &str) -> Slug {
    let rest = name.trim_start_matches(|character: char| character.is_ascii_digit());
    let unprefixed = rest
        .strip_prefix(['-', '_', '.', ' '])
        .filter(|rest| rest.len() < name.len() && !rest.is_empty() && !name.starts_with(['-', '_', '.', ' ']));
    Slug::from_text(unprefixed.unwrap_or(name))
}

fn report_clashes(entries: &[Entry], report: &mut Report) {
    let mut first: BTreeMap<&Slug, &RelPath> = BTreeMap::new();
    for entry in entries {
        if let Some(other) = first.insert(&entry.slug, &entry.index.path) {
            report.add(
                Finding::error(
                    "address-taken-twice",
                    Place::file(&entry.index.path),
                    format!("this and {other} both get the address part `{}`", entry.slug),
                )
                .fix("rename one of the two folders"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_prefix_is_not_part_of_the_slug() {
        assert_eq!(slug("012-dev-okafor").as_str(), "dev-okafor");
        assert_eq!(slug("012").as_str(), "012");
        assert_eq!(slug("2026-recap").as_str(), "recap");
        assert_eq!(slug("3m-story").as_str(), "3m-story");
        assert_eq!(slug("Who Can Sign?").as_str(), "who-can-sign");
        assert_eq!(slug("🎉").as_str().len(), "tada".len());
    }

    #[test]
    fn a_second_look_sees_what_a_walk_sees_or_asks_for_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = Project::at(folder.path(), None);
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            crate::disk::create_folder(path.parent().expect("a folder")).expect("made");
            crate::disk::write(&path, text.as_bytes()).expect("written");
        };
        let walk = || discover(&project, &mut Report::default()).expect("it can be read");
        for path in
            ["show.yaml", "cover.png", "episodes/002-b/index.md", "episodes/001-a/index.md", "episodes/001-a/x/y.txt", "pages/about.md"]
        {
            write(&format!("content/{path}"), "one");
        }
        let mut inventory = walk();
        let mut again = |touched: &[&str]| {
            let touched: Vec<RelPath> = touched.iter().map(|path| RelPath((*path).to_owned())).collect();
            let is_enough = look_again(&project, &mut inventory, &touched);
            let now = walk();
            let is_same = inventory == now;
            inventory = now;
            (is_enough, is_same)
        };
        write("content/episodes/001-a/index.md", "longer");
        write("content/episodes/001-a/x/z.txt", "new");
        write("content/show.yaml", "longer");
        assert_eq!(
            again(&["content/episodes/001-a/index.md", "content/episodes/001-a/x/z.txt", "content/show.yaml", "themes/x/y"]),
            (true, true)
        );
        write("content/episodes/001-a/index.md", "longer still");
        assert_eq!(again(&["content/episodes/001-a/x/z.txt"]), (true, true), "a look is at the whole folder");
        assert_eq!(again(&[]), (true, true));
        for path in [
            "content",
            "content/",
            "content/episodes",
            "content/episodes/001-a",
            "content/pages/about.md",
            "content/new.png",
            "content/episodes/003-c/index.md",
        ] {
            assert!(!again(&[path]).0, "{path}");
        }
        crate::disk::remove_file(&folder.path().join("content/episodes/001-a/index.md")).expect("removed");
        assert!(!again(&["content/episodes/001-a/index.md"]).0);
        crate::disk::remove_file(&folder.path().join("content/cover.png")).expect("removed");
        assert!(!again(&["content/cover.png"]).0);
    }

    #[test]
    fn editor_debris_is_not_content() {
        assert!([".DS_Store", "index.md~", "#index.md#", ".index.md.swp", "Thumbs.db"].iter().all(|name| is_debris(name)));
        assert!(!is_debris("index.md"));
    }
}
