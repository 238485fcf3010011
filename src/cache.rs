//! Layer 4: what is remembered between builds, and where: what recordings say, by the hash of their bytes, and the recordings that
//! were made of them. The only code that knows the layout of `.turntable/`. Deleting it costs time and changes nothing else.

mod last_build;
mod levels;
mod readings;
mod record;

pub use last_build::LastBuild;
pub use levels::LevelMemory;
pub use readings::{Memory, Reading, Table as ReadingTable};

use crate::audio;
use crate::audio::prepare::{self, Prepared, Settings, Tags};
use crate::discover::FileEntry;
use crate::disk::{self, Failure};
use crate::model::{AudioFacts, AudioLevels, RelPath, Waveform};
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
    /// Whether its bytes had not been seen before, under any name.
    pub is_new: bool,
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
        let (facts, is_new) = match self.table.facts.get(&key) {
            Some(facts) => (facts.clone(), false),
            None => (audio::facts(path)?, true),
        };
        Ok(Measurement { is_new, seen: (file.path.0.clone(), Seen { bytes: file.bytes.0, modified: file.modified, key }), facts })
    }

    /// Remembers a measurement.
    pub fn learn(&mut self, measurement: &Measurement) {
        let (path, seen) = measurement.seen.clone();
        self.table.facts.insert(seen.key.clone(), measurement.facts.clone());
        self.table.seen.insert(path, seen);
        self.is_changed = true;
    }

    /// The hash of a recording's bytes, and its ending; once it was recalled or learned.
    #[must_use]
    pub fn content(&self, path: &RelPath) -> Option<&str> {
        self.table.seen.get(path.as_str()).map(|seen| seen.key.as_str())
    }

    /// All of those.
    pub fn contents(&self) -> impl Iterator<Item = &str> {
        self.table.seen.values().map(|seen| seen.key.as_str())
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

/// Published recordings that were made, in `.turntable/audio/`: `<sound>-<tags>.mp3`, and what became of it beside it. The first half
/// of a name stands for the original and the settings, the second for what it says of itself: a new title copies the sound.
#[derive(Debug)]
pub struct PreparedMemory {
    folder: PathBuf,
}

/// What is remembered of a published recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What became of the original. Outlines are not among it: they are with the levels.
    pub prepared: Prepared,
    /// What the result says of itself.
    pub facts: AudioFacts,
}

/// A published recording to be, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PreparedName {
    sound: String,
    tags: String,
    ending: &'static str,
}

impl PreparedName {
    /// For the recording with this content, made with these settings and tags.
    #[must_use]
    pub fn of(content: &str, settings: &Settings, tags: &Tags, ending: &'static str) -> Self {
        let version = prepare::VERSION.to_le_bytes();
        let words = serde_json::to_vec(&Tags { cover: None, ..tags.clone() }).unwrap_or_default();
        let cover = tags.cover.as_ref().map_or(&[][..], |cover| &cover.bytes);
        Self { sound: Self::sound(content, settings), tags: short_hash(&[&version, &words, cover]), ending }
    }

    /// The first half of the name.
    fn sound(content: &str, settings: &Settings) -> String {
        let settings = serde_json::to_vec(settings).unwrap_or_default();
        short_hash(&[&prepare::VERSION.to_le_bytes(), content.as_bytes(), &settings])
    }

    /// Stands for the sound of the recording, whatever it is called.
    #[must_use]
    pub fn content(&self) -> String {
        format!("{}.{}", self.sound, self.ending)
    }

    fn stem(&self) -> String {
        format!("{}-{}", self.sound, self.tags)
    }
}

impl PreparedMemory {
    /// The memory of a show.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        Self { folder: project.cache.join("audio") }
    }

    /// Where a recording of this name lies.
    #[must_use]
    pub fn file(&self, name: &PreparedName) -> PathBuf {
        self.folder.join(format!("{}.{}", name.stem(), name.ending))
    }

    /// What became of a recording, if it is still there.
    #[must_use]
    pub fn recall(&self, name: &PreparedName) -> Option<Kept> {
        self.recall_stem(&name.stem()).filter(|_| disk::metadata(&self.file(name)).is_some_and(|file| file.len() > 0))
    }

    fn recall_stem(&self, stem: &str) -> Option<Kept> {
        let bytes = disk::read_if_there(&self.folder.join(format!("{stem}.json"))).ok().flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The same sound with other tags, if there is one.
    #[must_use]
    pub fn same_sound(&self, name: &PreparedName) -> Option<(PathBuf, Prepared)> {
        let prefix = format!("{}-", name.sound);
        let ending = format!(".{}", name.ending);
        names(&self.folder).into_iter().filter(|file| file.starts_with(&prefix)).find_map(|file| {
            let kept = self.recall_stem(file.strip_suffix(&ending)?)?;
            Some((self.folder.join(&file), kept.prepared))
        })
    }

    /// Makes room for new ones.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(&self) -> Result<(), Failure> {
        disk::create_folder(&self.folder)
    }

    /// Remembers what became of a recording that lies at its place now.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn learn(&self, name: &PreparedName, prepared: &Prepared, facts: &AudioFacts) -> Result<(), Failure> {
        let bare = |levels: &AudioLevels| AudioLevels { waveform: Waveform::default(), ..levels.clone() };
        let prepared = Prepared { before: bare(&prepared.before), after: bare(&prepared.after), ..prepared.clone() };
        let bytes = serde_json::to_vec(&Kept { prepared, facts: facts.clone() }).unwrap_or_default();
        disk::replace(&self.folder.join(format!("{}.json", name.stem())), &bytes)
    }

    /// Forgets recordings whose original is gone or whose tags are old, not those of drafts that were not asked for this time. What
    /// cannot be removed stays; it is only room on a disk.
    pub fn keep<'a>(&self, asked: &BTreeSet<PreparedName>, settings: &Settings, contents: impl Iterator<Item = &'a str>) {
        let stems: BTreeSet<String> = asked.iter().map(PreparedName::stem).collect();
        let current: BTreeSet<&str> = asked.iter().map(|name| name.sound.as_str()).collect();
        let alive: BTreeSet<String> = contents.map(|content| PreparedName::sound(content, settings)).collect();
        for file in names(&self.folder) {
            let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
            let sound = stem.split('-').next().unwrap_or_default();
            let is_waiting = alive.contains(sound) && !current.contains(sound);
            if !stems.contains(stem) && !is_waiting {
                drop(disk::remove_file(&self.folder.join(&file)));
            }
        }
    }
}

/// The files in a folder of the cache, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().into_iter();
    entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect()
}

fn short_hash(values: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for value in values {
        hasher.update(&(value.len() as u64).to_le_bytes()).update(value);
    }
    hasher.finalize().to_hex().chars().take(24).collect()
}

fn hash(path: &Path) -> Result<String, Failure> {
    use disk::While;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(disk::open(path)?).while_doing("read", path)?;
    Ok(hasher.finalize().to_hex().to_string())
}
