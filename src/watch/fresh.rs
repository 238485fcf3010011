//! What was saved a moment ago, shown before it is written: from the end of reading to the end of the build that writes the same bytes.

use crate::pipeline::{Preview, Shown};
use crate::plan::Tree;
use crate::project::Project;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The newest state of a show that is not on the disk yet; empty where the disk has it.
#[derive(Debug)]
pub struct Fresh {
    project: Project,
    preview: Mutex<Option<Arc<Preview>>>,
}

impl Fresh {
    /// The disk has it all.
    #[must_use]
    pub fn of(project: Project) -> Self {
        Self { project, preview: Mutex::default() }
    }

    /// This is shown from now on; `None`: what is on the disk.
    pub fn set(&self, preview: Option<Preview>) {
        let before = std::mem::replace(&mut *self.preview.lock().unwrap_or_else(PoisonError::into_inner), preview.map(Arc::new));
        // Ten thousand interviews take a while to be let go of, and nobody is to wait for that.
        drop(std::thread::Builder::new().name("letting go".to_owned()).spawn(move || drop(before)));
    }

    /// A file of the site or the desk as it will be; `None` where the one on the disk is to be shown: it is not newer, a build will not
    /// write it, or it cannot be made (the build says why).
    #[must_use]
    pub fn file(&self, tree: Tree, path: &Path) -> Option<Shown> {
        let preview = Arc::clone(self.preview.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?);
        let names: Option<Vec<&str>> = path.iter().map(|name| name.to_str()).collect();
        preview.file(&self.project, tree, &names?.join("/")).ok()?
    }

    /// The folder of a tree.
    #[must_use]
    pub fn folder(&self, tree: Tree) -> &PathBuf {
        match tree {
            Tree::Public => &self.project.public,
            Tree::Desk => &self.project.desk,
        }
    }
}
