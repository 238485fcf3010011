//! Part of `import`: what earlier runs saw and fetched, in `.turntable/import.json`. Without it the same is made; only less can be said
//! about what changed at the source since.

use crate::disk::{self, Failure};
use crate::import::ImportedEpisode;
use crate::project::Project;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// What the feed said of each episode when it was made, by guid.
    pub items: BTreeMap<String, Item>,
    /// Recordings that were fetched, by their file.
    pub recordings: BTreeMap<String, Fetched>,
}

/// What the feed said of an episode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// RFC 9557.
    pub date: Option<String>,
    /// Address of the recording.
    pub url: Option<String>,
    /// Its size as the feed gives it.
    pub bytes: Option<u64>,
}

/// A recording that was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fetched {
    /// From where.
    pub url: String,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
}

impl Item {
    /// What the feed says now.
    pub fn of(episode: &ImportedEpisode) -> Self {
        Self {
            title: episode.title.clone(),
            date: episode.date.as_ref().map(ToString::to_string),
            url: episode.enclosure.as_ref().map(|enclosure| enclosure.url.clone()),
            bytes: episode.enclosure.as_ref().and_then(|enclosure| enclosure.bytes),
        }
    }
}

impl Memory {
    /// What earlier runs remembered; nothing where that cannot be read.
    ///
    /// # Errors
    /// When the file is there and the machine cannot read it.
    pub fn read(project: &Project) -> Result<Self, Failure> {
        let bytes = disk::read_if_there(&file(project))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Remembers it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, project: &Project) -> Result<(), Failure> {
        disk::create_folder(&project.cache)?;
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        disk::replace(&file(project), format!("{text}\n").as_bytes())
    }
}

fn file(project: &Project) -> PathBuf {
    project.cache.join("import.json")
}

/// Where a recording is while it is being fetched: named for its address, so that the next run finds what this one began.
pub fn staged(project: &Project, url: &str) -> PathBuf {
    project.cache.join("import").join(&blake3::hash(url.as_bytes()).to_hex()[..32])
}
