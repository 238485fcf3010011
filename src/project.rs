//! Layer 1: where a show is: its root and the folders below it.

use crate::model::RelPath;
use std::path::{Path, PathBuf};

/// The folders of one show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder that holds `content/`.
    pub root: PathBuf,
    /// What the author writes.
    pub content: PathBuf,
    /// The show's own themes.
    pub themes: PathBuf,
    /// The site.
    pub public: PathBuf,
    /// For the host's eyes only.
    pub desk: PathBuf,
    /// What is remembered; safe to delete.
    pub cache: PathBuf,
}

impl Project {
    /// The show at `root`, with the site written to `out` (default: `public/`).
    #[must_use]
    pub fn at(root: &Path, out: Option<&Path>) -> Self {
        Self {
            root: root.to_owned(),
            content: root.join("content"),
            themes: root.join("themes"),
            public: out.map_or_else(|| root.join("public"), Path::to_owned),
            desk: root.join("desk"),
            cache: root.join(".turntable"),
        }
    }

    /// Where a file of the show lies.
    #[must_use]
    pub fn path(&self, file: &RelPath) -> PathBuf {
        self.root.join(file.as_str())
    }
}
