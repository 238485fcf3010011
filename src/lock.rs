//! Layer 4: what was published, on the disk: `turntable.lock` is read before a show is resolved, and brought up to date once the site is
//! in place. Whoever puts a site in place (`build`, `deploy`) calls [`update`] afterwards.

use crate::disk::{self, Failure};
use crate::model::{Published, PublishedDate, Site};
use crate::parse::lock::{self, FILE};
use crate::project::Project;
use crate::report::{Finding, Place, Report};
use crate::resolve;
use jiff::Timestamp;
use std::path::PathBuf;

/// What became of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Whether it was written.
    pub is_written: bool,
    /// Items that were not in it before.
    pub new: usize,
}

/// Where the file lies.
fn path(project: &Project) -> PathBuf {
    project.root.join(FILE)
}

/// The file's text; `None` where nothing was published yet. Findings: `not-utf-8`.
///
/// # Errors
/// When it is there and cannot be read.
pub fn text(project: &Project, report: &mut Report) -> Result<Option<String>, Failure> {
    let Some(bytes) = disk::read_if_there(&path(project))? else { return Ok(None) };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => {
            let finding = Finding::error("not-utf-8", Place::file(FILE), "this file is not saved as UTF-8 text");
            report.add(finding.fix("take the file from your last backup or commit"));
            Ok(None)
        }
    }
}

/// What the text remembers.
#[must_use]
pub fn read<'t>(text: Option<&'t str>, report: &mut Report) -> Published<'t> {
    text.map_or_else(Published::default, |text| lock::read(text, report))
}

/// Notes what this site publishes. What was noted for a day after this site's, by a look into the future, stays. Nothing is written where
/// nothing changed.
///
/// # Errors
/// When the file cannot be read or written.
pub fn update(project: &Project, site: &Site) -> Result<Update, Failure> {
    let before = text(project, &mut Report::default())?;
    let known = read(before.as_deref(), &mut Report::default());
    let mut now = resolve::published(site);
    let new = now.items.iter().filter(|item| known.item(&item.slug).is_none()).count();
    keep_later(&mut now, known, site.as_of);
    let after = lock::write(&now);
    drop(now);
    // Line ends may be those of another system; that is no change.
    if before.is_some_and(|before| before.trim_start_matches('\u{feff}').lines().eq(after.lines())) {
        return Ok(Update::default());
    }
    disk::replace(&path(project), after.as_bytes())?;
    Ok(Update { is_written: true, new })
}

fn keep_later<'t>(now: &mut Published<'t>, known: Published<'t>, as_of: Timestamp) {
    let is_later = |date: &PublishedDate| date.moment > as_of;
    let items: Vec<_> = known.items.into_iter().filter(|item| is_later(&item.date) && now.item(&item.slug).is_none()).collect();
    now.items.extend(items);
    now.items.sort_by(|a, b| a.slug.cmp(&b.slug));
    let pages: Vec<_> =
        known.pages.into_iter().filter(|page| page.since.as_ref().is_some_and(is_later) && !now.has_page(&page.address)).collect();
    now.pages.extend(pages);
    now.pages.sort_by(|a, b| a.address.cmp(&b.address));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn project(folder: &tempfile::TempDir) -> Project {
        Project::at(folder.path(), None)
    }

    #[test]
    fn a_second_update_writes_nothing_and_line_ends_are_no_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = sample::site();
        let first = update(&project(&folder), &site).expect("written");
        assert_eq!((first.is_written, first.new), (true, site.episodes.len()));
        assert_eq!(update(&project(&folder), &site).expect("read"), Update::default());
        let text = text(&project(&folder), &mut Report::default()).expect("read").expect("there");
        disk::write(&folder.path().join(FILE), format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes()).expect("written");
        assert_eq!(update(&project(&folder), &site).expect("read"), Update::default());
    }

    #[test]
    fn what_a_look_into_the_future_noted_stays_and_what_went_on_purpose_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut site = sample::site();
        update(&project(&folder), &site).expect("written");
        // Without the newest two: one is still to come, one was let go.
        let gone = site.episodes.as_vec_mut().remove(0);
        let later = site.episodes.as_vec_mut().remove(0);
        site.as_of = Timestamp::from_second(later.date.timestamp().as_second() - 60).expect("in range");
        let is_later = |date: &jiff::Zoned| date.timestamp() > site.as_of;
        update(&project(&folder), &site).expect("written");
        let text = text(&project(&folder), &mut Report::default()).expect("read");
        let known = read(text.as_deref(), &mut Report::default());
        assert_eq!(known.item(later.slug.as_str()).is_some(), is_later(&later.date));
        assert_eq!(known.item(gone.slug.as_str()).is_some(), is_later(&gone.date));
        assert!(is_later(&later.date));
    }
}
