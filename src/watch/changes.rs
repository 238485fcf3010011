//! What a build changed, in words, and which page a saved file is about. In: paths. Out: a line for the terminal, an address for the
//! browser.

use crate::discover;
use crate::model::OutPath;
use crate::pipeline::Outcome;
use crate::report::print::counted;

/// Most pages that are named, and most letters that their names take, so that the line stays on a terminal.
const MOST: usize = 3;
const WIDTH: usize = 40;

/// "2 pages changed: episode who-can-sign, all episodes"; what changed beside the pages is counted where no page did.
#[must_use]
pub fn words(outcome: &Outcome) -> String {
    let (pages, files): (Vec<&OutPath>, Vec<&OutPath>) = outcome.public.written.iter().partition(|path| is_page(path));
    let removed = outcome.public.removed.iter().filter(|path| is_page(path)).count();
    let desk = outcome.desk.written.len() + outcome.desk.removed.len();
    let mut parts = Vec::new();
    if !pages.is_empty() {
        parts.push(format!("{} changed: {}", counted(pages.len(), "page"), named(&pages)));
    }
    if removed > 0 {
        parts.push(format!("{} gone", counted(removed, "page")));
    }
    // Files beside pages, and what only the host sees, are worth a word where they are all.
    let files = files.len() + outcome.public.removed.len() - removed;
    if parts.is_empty() && files > 0 {
        parts.push(format!("{} changed", counted(files, "file")));
    }
    if parts.is_empty() && desk > 0 {
        parts.push(format!("{} on the desk changed", counted(desk, "file")));
    }
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join("; ") }
}

fn is_page(path: &OutPath) -> bool {
    path.as_str().ends_with(".html")
}

/// The first pages by name: those of one episode or partner before lists, since they are what was written about.
fn named(pages: &[&OutPath]) -> String {
    let mut names: Vec<(u8, String)> = pages.iter().map(|page| name(page.as_str())).collect();
    names.sort();
    let mut width = 0;
    let fits = |name: &&(u8, String)| {
        width += name.1.chars().count() + 2;
        width <= WIDTH
    };
    let count = names.iter().take(MOST).take_while(fits).count().max(1);
    let shown: Vec<String> = names.iter().take(count).map(|(_, name)| name.clone()).collect();
    let more = names.len() - shown.len();
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn name(page: &str) -> (u8, String) {
    let folder = page.strip_suffix("index.html").unwrap_or(page).trim_end_matches('/');
    match folder.split_once('/') {
        None if folder.is_empty() => (2, "home".to_owned()),
        None if folder == "episodes" => (2, "all episodes".to_owned()),
        None if folder == "partners" => (2, "all partners".to_owned()),
        None => (1, folder.to_owned()),
        Some(("episodes", rest)) if !rest.contains('/') => (0, format!("episode {rest}")),
        Some(("partners", rest)) if !rest.contains('/') => (1, format!("partner {rest}")),
        Some(("offers", rest)) if !rest.contains('/') => (1, format!("offer {rest}")),
        Some(("kit", rest)) => (3, format!("kit of {rest}")),
        Some(("embed", rest)) => (4, format!("player of {rest}")),
        Some(_) => (3, folder.to_owned()),
    }
}

/// The page that a file of `content/` is about, as a folder below the site's address: `episodes/who-can-sign/`.
#[must_use]
pub fn page_of(source: &str) -> Option<String> {
    let mut names = source.strip_prefix("content/")?.split('/');
    let (kind, name) = (names.next()?, names.next()?);
    let name =
        if names.next().is_some() { name } else { name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name) };
    let slug = discover::slug(name);
    match kind {
        "episodes" | "partners" | "offers" | "events" | "campaigns" => Some(format!("{kind}/{slug}/")),
        "pages" => Some(format!("{slug}/")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::WriteReport;

    fn outcome(written: &[&str], removed: &[&str]) -> Outcome {
        let paths = |paths: &[&str]| paths.iter().map(|path| OutPath((*path).to_owned())).collect();
        Outcome { public: WriteReport { written: paths(written), removed: paths(removed), unchanged: 0 }, ..Outcome::default() }
    }

    #[test]
    fn what_was_written_about_is_named_first() {
        let changed = outcome(&["embed/a/index.html", "episodes/a/index.html", "episodes/index.html", "feed.xml", "index.html"], &[]);
        assert_eq!(words(&changed), "4 pages changed: episode a, all episodes, home and 1 more");
        assert_eq!(
            words(&outcome(&["episodes/a/index.html"], &["episodes/b/index.html", "a.png"])),
            "1 page changed: episode a; 1 page gone"
        );
        assert_eq!(words(&outcome(&["a.png", "b.png"], &[])), "2 files changed");
        assert_eq!(
            words(&outcome(&["episodes/a-very-long-name-of-an-episode/index.html", "index.html"], &[])),
            "2 pages changed: episode a-very-long-name-of-an-episode and 1 more"
        );
        assert_eq!(words(&outcome(&[], &[])), "nothing changed");
    }

    #[test]
    fn a_saved_file_belongs_to_a_page() {
        for (source, page) in [
            ("content/episodes/012-who-can-sign/index.md", Some("episodes/who-can-sign/")),
            ("content/episodes/012-who-can-sign/who.vtt", Some("episodes/who-can-sign/")),
            ("content/pages/privacy.md", Some("privacy/")),
            ("content/partners/dev-okafor.md", Some("partners/dev-okafor/")),
            ("content/hosts/margo/index.md", None),
            ("content/show.yaml", None),
            ("themes/own/assets/style.css", None),
        ] {
            assert_eq!(page_of(source).as_deref(), page, "{source}");
        }
    }
}
