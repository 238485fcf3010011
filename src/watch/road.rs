//! The one place from which watching builds: the same road as `turntable build`. In: a moment. Out: what came of it, whatever happened on
//! the way.

use crate::cache::Memory;
use crate::disk;
use crate::model::{BaseUrl, RelPath};
use crate::parse::{self, SourceText};
use crate::pipeline::{self, Goal, Order, Outcome, Preview, Step};
use crate::project::Project;
use crate::report::Report;
use crate::resolve::{Drafts, Moment};
use jiff::Timestamp;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Builds one show, again and again.
#[derive(Clone, Debug)]
pub struct Road {
    project: Project,
    drafts: Drafts,
    /// Where builds happen while somebody looks on; `None` where the machine gives no threads for it.
    behind: Option<Arc<ThreadPool>>,
}

/// What came of a build.
pub enum Built {
    /// It went through; its report may hold errors, and then nothing was written.
    Through(Box<Outcome>),
    /// The machine failed.
    Failed(disk::Failure),
    /// Our own mistake; its words.
    Broken(String),
}

impl Road {
    /// The road of a show.
    #[must_use]
    pub fn of(project: Project, drafts: Drafts) -> Self {
        let spare = rayon::current_num_threads().saturating_sub(1).max(1);
        let pool = ThreadPoolBuilder::new().num_threads(spare).thread_name(|at| format!("build {at}")).build();
        Self { project, drafts, behind: pool.ok().map(Arc::new) }
    }

    /// Builds, as of a moment, with the whole machine.
    pub fn build(&self, as_of: Timestamp, tell: &(dyn Fn(Step) + Sync)) -> Built {
        let order = Order { moment: Moment { as_of, drafts: self.drafts }, goal: Goal::Build, accepted: &[], tell };
        guarded(|| pipeline::build(&self.project, &order))
    }

    /// The same, and leaves a core to those who look at what was saved: they are not to queue behind a thousand pages that nobody asked for.
    pub fn build_behind(&self, as_of: Timestamp, tell: &(dyn Fn(Step) + Sync)) -> Built {
        match &self.behind {
            Some(pool) => pool.install(|| self.build(as_of, tell)),
            None => self.build(as_of, tell),
        }
    }

    /// The show as a build would write it; `None` where a build would not get so far. Whatever goes wrong, the build that follows says it.
    /// `touched` are the files that something happened to since the last time, from the show's root; `None`: perhaps all.
    #[must_use]
    pub fn preview(&self, as_of: Timestamp, touched: Option<Vec<RelPath>>, memory: &mut Memory) -> Option<Preview> {
        memory.touch(touched);
        let moment = Moment { as_of, drafts: self.drafts };
        let read = catch_unwind(AssertUnwindSafe(|| Preview::read(&self.project, &moment, memory)));
        read.ok()?.ok()?.0
    }

    /// Where the show says that it lives; `None` where it does not say so in words that can be used.
    #[must_use]
    pub fn base_url(&self) -> Option<BaseUrl> {
        let path = RelPath("content/show.yaml".to_owned());
        let text = String::from_utf8(disk::read_if_there(&self.project.path(&path)).ok()??).ok()?;
        let show = parse::show::parse(&SourceText { path, text }, &mut Report::default());
        let url = url::Url::parse(show.base_url.as_deref()?).ok()?;
        let host = url.host_str()?;
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Some(BaseUrl { path: url.path().to_owned(), host, url: url.into() })
    }
}

/// Whatever goes wrong in a build, the pages of the last one are still shown.
fn guarded(build: impl FnOnce() -> Result<Outcome, disk::Failure>) -> Built {
    match catch_unwind(AssertUnwindSafe(build)) {
        Ok(Ok(outcome)) => Built::Through(Box::new(outcome)),
        Ok(Err(failure)) => Built::Failed(failure),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            Built::Broken(words.unwrap_or_else(|| "it did not say why".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_breaks_is_told_and_ends_nothing() {
        let built = guarded(|| panic!("a number was {}", 7));
        assert!(matches!(built, Built::Broken(words) if words == "a number was 7"));
        let failure = disk::Failure { doing: "write", path: "/a".into(), cause: std::io::ErrorKind::StorageFull.into() };
        assert!(matches!(guarded(|| Err(failure)), Built::Failed(_)));
    }

    #[test]
    fn the_address_of_the_show_is_read_even_from_a_file_with_other_mistakes() {
        let folder = tempfile::tempdir().expect("a folder");
        let road = Road::of(Project::at(folder.path(), None), Drafts::Hidden);
        assert_eq!(road.base_url(), None);
        disk::create_folder(&folder.path().join("content")).expect("made");
        let write = |text: &str| disk::write(&folder.path().join("content/show.yaml"), text.as_bytes()).expect("written");
        write("titel: x\nbase_url: https://talks.example:8443/show\n");
        let base = road.base_url().expect("an address");
        assert_eq!(
            (base.url.as_str(), base.path.as_str(), base.host.as_str()),
            ("https://talks.example:8443/show/", "/show/", "talks.example:8443")
        );
        write("base_url: [\n");
        assert_eq!(road.base_url(), None);
    }
}
