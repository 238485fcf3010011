//! Layer 4: what is remembered between builds, and where: what recordings say, by the hash of their bytes. The only code that
//! knows the layout of `.turntable/`. Deleting it costs time and changes nothing else.

use crate::audio;
use crate::discover::FileEntry;
use crate::disk::{self, Failure};
use crate::model::AudioFacts;
use crate::project::Project;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Memory of what recordings say.
#[derive(Debug)]
pub struct AudioMemory {
    path: PathBuf,
    table: Table,
    is_changed: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Table {
    /// [`audio::VERSION`] at the time of writing; another one empties the table.
    version: u32,
    /// Path from the show's root → what the file looked like and the hash it had then.
    seen: BTreeMap<String, Seen>,
    /// Hash and ending → facts.
    facts: BTreeMap<String, AudioFacts>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    modified: i128,
    key: String,
}

/// A recording that was measured now.
#[derive(Debug)]
pub struct Measurement {
    seen: (String, Seen),
    /// What it says.
    pub facts: AudioFacts,
}

impl AudioMemory {
    /// What was remembered; empty when there is nothing, or nothing that can be understood.
    #[must_use]
    pub fn open(project: &Project) -> Self {
        let path = project.cache.join("audio.json");
        let table = disk::read_if_there(&path).ok().flatten().and_then(|bytes| serde_json::from_slice::<Table>(&bytes).ok());
        let table = table.filter(|table| table.version == audio::VERSION);
        Self { path, table: table.unwrap_or(Table { version: audio::VERSION, ..Table::default() }), is_changed: false }
    }

    /// The facts of a file that looks as it did when it was last measured.
    #[must_use]
    pub fn recall(&self, file: &FileEntry) -> Option<&AudioFacts> {
        let seen = self.table.seen.get(file.path.as_str())?;
        let is_same = seen.bytes == file.bytes.0 && seen.modified == file.modified && file.modified != 0;
        self.table.facts.get(&seen.key).filter(|_| is_same)
    }

    /// Measures a file that could not be recalled; a file whose bytes are known under another name or time is only hashed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn measure(&self, file: &FileEntry, path: &Path) -> Result<Measurement, Failure> {
        let key = format!("{}.{}", hash(path)?, file.path.extension());
        let facts = match self.table.facts.get(&key) {
            Some(facts) => facts.clone(),
            None => audio::facts(path)?,
        };
        Ok(Measurement { seen: (file.path.0.clone(), Seen { bytes: file.bytes.0, modified: file.modified, key }), facts })
    }

    /// Remembers a measurement.
    pub fn learn(&mut self, measurement: &Measurement) {
        let (path, seen) = measurement.seen.clone();
        self.table.facts.insert(seen.key.clone(), measurement.facts.clone());
        self.table.seen.insert(path, seen);
        self.is_changed = true;
    }

    /// Writes the memory down, without files that are gone, if anything changed. A cache that cannot be written is no failure of the build.
    pub fn keep(&mut self, files: &BTreeSet<&str>) {
        let before = self.table.seen.len();
        self.table.seen.retain(|path, _| files.contains(path.as_str()));
        if !self.is_changed && self.table.seen.len() == before {
            return;
        }
        let alive: BTreeSet<&str> = self.table.seen.values().map(|seen| seen.key.as_str()).collect();
        self.table.facts.retain(|key, _| alive.contains(key.as_str()));
        let Ok(bytes) = serde_json::to_vec(&self.table) else { return };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        if let Err(failure) = disk::create_folder(folder).and_then(|()| disk::replace(&self.path, &bytes)) {
            log::warn!("what was measured could not be remembered: {failure}");
        }
        self.is_changed = false;
    }
}

fn hash(path: &Path) -> Result<String, Failure> {
    use disk::While;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(disk::open(path)?).while_doing("read", path)?;
    Ok(hasher.finalize().to_hex().to_string())
}
