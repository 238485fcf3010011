//! The second theme makes every page that the first one makes, and keeps the same promises: one heading of the first kind, steps in order,
//! links that lead somewhere, nothing of third parties.

use super::look::{links_lead_somewhere, odd_site, rendered_with, shows, write_pages};
use crate::project::Project;
use crate::report::Report;
use crate::theme::Theme;

pub fn plain() -> Theme {
    let folder = tempfile::tempdir().unwrap();
    let mut report = Report::default();
    let theme = Theme::load(&Project::at(folder.path(), None), "plain", &mut report).unwrap();
    assert_eq!(report, Report::default());
    theme
}

#[test]
fn every_page_is_there_and_well_made() {
    for site in shows() {
        let (own, first) = (rendered_with(plain(), &site), rendered_with(Theme::built_in(), &site));
        assert!(own.keys().eq(first.keys()));
        for (path, page) in own.iter().filter(|(path, _)| path.ends_with(".html") && first[*path].contains("name=\"description\"")) {
            for part in ["<h1", "<main", "<title>", "name=\"description\"", "rel=\"canonical\""] {
                assert_eq!(page.matches(part).count(), 1, "{path}: {part}");
            }
            let levels = page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10));
            levels.fold(0, |above, level| {
                assert!(level <= above + 1, "{path}: h{above} then h{level}");
                level
            });
            assert!(!page.contains("player.js") && !page.contains("class=\"disc\""), "{path}");
        }
        links_lead_somewhere(&site, &own);
    }
}

#[test]
fn it_looks_like_nothing_of_the_first() {
    let site = odd_site();
    write_pages(std::path::Path::new("target/look/plain"), &rendered_with(plain(), &site), &plain().assets);
    let sheet = |theme: &Theme| theme.asset_names["style.css"].clone();
    assert_ne!(sheet(&plain()), sheet(&Theme::built_in()));
    let css = &plain().assets.iter().find(|(out, _)| *out == sheet(&plain())).unwrap().1.clone();
    assert!(css.len() < 9_000 && !String::from_utf8_lossy(css).contains("http"), "{}", css.len());
}
