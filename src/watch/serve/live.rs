//! News for the browser: what the last build made of the show. The loop that builds tells it here; every page that is looked at listens.

use super::super::fresh::Fresh;
use super::site::Door;
use crate::model::BaseUrl;
use crate::project::Project;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For how many builds it is known what they wrote; a page that is older is loaded again.
const KEPT_BUILDS: usize = 100;
/// Most files that a page is told of by name.
const MOST_FILES: usize = 500;
/// A line is written at least this often, so that a listener who has gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What every listener shares with the loop that builds.
#[derive(Debug)]
pub struct Live {
    /// Another one for every run of the program.
    pub run: String,
    now: Mutex<Now>,
    news: Condvar,
    /// What is newer than the disk.
    pub fresh: Fresh,
}

#[derive(Debug, Default)]
struct Now {
    /// Counts everything that was told.
    number: u64,
    /// Counts builds that changed the site or the desk.
    builds: u64,
    base: Option<BaseUrl>,
    /// What the panel shows; see [`super::super::panel`].
    state: Value,
    /// What takes long at the moment.
    working: Option<String>,
    /// Address of the page that the last change was about.
    follow: Option<String>,
    /// For each of the last builds, the files it wrote or removed that are no pages; `None` where they were too many to name.
    files: VecDeque<(u64, Option<BTreeSet<String>>)>,
    places: Vec<SourcePlace>,
}

/// A place in the author's files that the browser may ask to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// Path from the show's root.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// What a build changed, as the browser needs to know it.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Paths from the top of the site of what was written or removed and is no page.
    pub files: BTreeSet<String>,
    /// The page that the change was about, if the browser is to go there.
    pub follow: Option<String>,
}

impl Live {
    /// Nothing was built yet.
    #[must_use]
    pub fn new(run: String, project: Project) -> Self {
        Self { run, now: Mutex::default(), news: Condvar::new(), fresh: Fresh::of(project) }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what is so from now on. `change` is there where the site changed.
    pub fn tell(&self, state: Value, places: Vec<SourcePlace>, change: Option<Change>) {
        let mut now = self.now();
        now.number += 1;
        (now.state, now.places, now.working) = (state, places, None);
        if let Some(change) = change {
            now.builds += 1;
            now.follow = change.follow;
            let build = now.builds;
            now.files.push_back((build, Some(change.files).filter(|files| files.len() <= MOST_FILES)));
            if now.files.len() > KEPT_BUILDS {
                now.files.pop_front();
            }
        }
        drop(now);
        self.news.notify_all();
    }

    /// Tells that pages may look different, before there is more to say of it.
    pub fn tell_of_pages(&self, follow: Option<String>) {
        let (state, places) = {
            let now = self.now();
            (now.state.clone(), now.places.clone())
        };
        self.tell(state, places, Some(Change { files: BTreeSet::new(), follow }));
    }

    /// Tells what takes long at the moment.
    pub fn tell_working(&self, words: &str) {
        let mut now = self.now();
        if now.working.as_deref() == Some(words) {
            return;
        }
        now.number += 1;
        now.working = Some(words.to_owned());
        drop(now);
        self.news.notify_all();
    }

    /// Where the site lives, once that is known.
    #[must_use]
    pub fn base(&self) -> Option<BaseUrl> {
        self.now().base.clone()
    }

    /// The site lives there from now on.
    pub fn set_base(&self, base: Option<BaseUrl>) {
        if base.is_some() {
            self.now().base = base;
        }
    }

    /// How many builds have changed something.
    #[must_use]
    pub fn builds(&self) -> u64 {
        self.now().builds
    }

    /// The place of a finding that was told last.
    #[must_use]
    pub fn place(&self, index: usize) -> Option<SourcePlace> {
        self.now().places.get(index).cloned()
    }

    /// What was told after `seen`, as soon as there is something, for a page of build `since`; `None` after a while of silence.
    fn after(&self, seen: u64, since: u64) -> Option<(u64, Value)> {
        let waited = self.news.wait_timeout_while(self.now(), HEARTBEAT, |now| now.number == seen);
        let (now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if now.number == seen {
            return None;
        }
        let mut value = json!({ "run": self.run, "build": now.builds, "state": now.state, "working": now.working, "follow": now.follow });
        let later = now.files.iter().filter(|(build, _)| *build > since);
        let is_known = since >= now.builds || now.files.front().is_some_and(|(build, _)| *build <= since.saturating_add(1));
        let files: Option<Vec<&BTreeSet<String>>> = later.map(|(_, files)| files.as_ref()).collect();
        let files: Option<BTreeSet<&String>> = files.filter(|_| is_known).map(|files| files.into_iter().flatten().collect());
        // Names are told to the page that shows them; too many mean everything.
        value["files"] = json!(files.filter(|files| files.len() <= MOST_FILES));
        Some((now.number, value))
    }
}

/// Somebody who looks at a page.
#[derive(Debug)]
pub struct Listener {
    /// Where the page stands.
    pub door: Arc<Door>,
    /// Its address, path only.
    pub page: String,
    /// How it looked when it was loaded: [`super::page::Look::hash`].
    pub hash: String,
    /// The last build when it was loaded.
    pub since: u64,
}

impl Listener {
    /// Writes news as they come (server-sent events), until the other side is gone.
    ///
    /// # Errors
    /// When it is.
    pub fn listen(&self, to: &mut impl Write) -> io::Result<()> {
        let live = &self.door.live;
        let mut seen = 0;
        to.write_all(b"retry: 500\n\n")?;
        loop {
            match live.after(seen, self.since) {
                Some((number, mut news)) => {
                    seen = number;
                    let look = self.door.look(&self.page);
                    news["is_same"] = json!(look.as_ref().map_or("", |look| look.hash.as_str()) == self.hash);
                    news["styles"] = json!(look.map(|look| look.styles));
                    to.write_all(format!("data: {news}\n\n").as_bytes())?;
                }
                None => to.write_all(b": here\n\n")?,
            }
            to.flush()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(file: &str) -> Option<Change> {
        Some(Change { files: BTreeSet::from([file.to_owned()]), follow: None })
    }

    #[test]
    fn a_page_hears_of_everything_since_it_was_loaded() {
        let live = Live::new("r".to_owned(), Project::at(std::path::Path::new("."), None));
        live.tell(json!({"ok": true}), Vec::new(), change("a.png"));
        live.tell(json!({"ok": true}), Vec::new(), change("b.png"));
        live.tell(json!({"ok": false}), Vec::new(), None);
        let (number, news) = live.after(0, 1).expect("news");
        assert_eq!((number, news["build"].as_u64(), news["state"]["ok"].as_bool()), (3, Some(2), Some(false)));
        assert_eq!(news["files"], json!(["b.png"]));
        assert_eq!(live.after(0, 2).expect("news").1["files"], json!([]));
        assert_eq!(live.after(0, 0).expect("news").1["files"], json!(["a.png", "b.png"]));
    }

    #[test]
    fn what_is_too_long_ago_or_too_much_to_name_is_everything() {
        let live = Live::new("r".to_owned(), Project::at(std::path::Path::new("."), None));
        for number in 0..KEPT_BUILDS + 2 {
            live.tell(Value::Null, Vec::new(), change(&number.to_string()));
        }
        assert_eq!(live.after(0, 0).expect("news").1["files"], Value::Null);
        assert_ne!(live.after(0, 3).expect("news").1["files"], Value::Null);
        let many = (0..=MOST_FILES).map(|number| number.to_string()).collect();
        live.tell(Value::Null, Vec::new(), Some(Change { files: many, follow: None }));
        assert_eq!(live.after(0, 100).expect("news").1["files"], Value::Null);
    }

    #[test]
    fn the_same_progress_is_told_once() {
        let live = Live::new("r".to_owned(), Project::at(std::path::Path::new("."), None));
        live.tell_working("listening, 40 %");
        live.tell_working("listening, 40 %");
        assert_eq!(live.after(0, 0).map(|(number, _)| number), Some(1));
        live.tell(Value::Null, Vec::new(), None);
        assert_eq!(live.after(0, 0).expect("news").1["working"], Value::Null);
    }
}
