//! How recordings sound, in `.turntable/levels/`: a small file for each, named for the content it was measured from.

use super::short_hash;
use crate::audio::{measure, sound};
use crate::disk::{self, Failure};
use crate::model::{AudioLevels, Outline, RelPath, Sound};
use crate::project::Project;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Memory of how recordings sound.
#[derive(Debug)]
pub struct LevelMemory {
    folder: PathBuf,
    /// The same from the show's root.
    inside: RelPath,
    /// What was recalled before, where that is kept.
    recalled: Option<Mutex<BTreeMap<String, Sound>>>,
}

impl LevelMemory {
    /// The memory of a show.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let folder = project.cache.join("levels");
        let inside = folder.strip_prefix(&project.root).unwrap_or(&folder).to_string_lossy().replace('\\', "/");
        Self { folder, inside: RelPath(inside), recalled: None }
    }

    /// The same for a run that asks again and again: each file is opened once.
    #[must_use]
    pub fn lasting(project: &Project) -> Self {
        Self { recalled: Some(Mutex::default()), ..Self::of(project) }
    }

    /// How the recording with this content sounds, if that is remembered.
    #[must_use]
    pub fn recall(&self, content: &str) -> Option<Sound> {
        let Some(recalled) = &self.recalled else { return self.read(content) };
        if let Some(sound) = recalled.lock().unwrap_or_else(PoisonError::into_inner).get(content) {
            return Some(sound.clone());
        }
        let sound = self.read(content)?;
        recalled.lock().unwrap_or_else(PoisonError::into_inner).insert(content.to_owned(), sound.clone());
        Some(sound)
    }

    fn read(&self, content: &str) -> Option<Sound> {
        let name = name(content);
        let bytes = disk::read_if_there(&self.folder.join(&name)).ok().flatten()?;
        Some(sound::digest(&sound::from_bytes(&bytes)?, Outline::Kept(self.inside(&name))))
    }

    /// Makes room.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(&self) -> Result<(), Failure> {
        disk::create_folder(&self.folder)
    }

    /// Remembers how the recording with this content sounds; says in which file, from the show's root.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn learn(&self, content: &str, levels: &AudioLevels) -> Result<RelPath, Failure> {
        let name = name(content);
        disk::replace(&self.folder.join(&name), &sound::to_bytes(levels))?;
        Ok(self.inside(&name))
    }

    fn inside(&self, name: &str) -> RelPath {
        RelPath(format!("{}/{name}", self.inside))
    }

    /// Whether anything was remembered before.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.folder.is_dir()
    }

    /// Forgets all but these. What cannot be removed stays; it is only room on a disk.
    pub fn keep<'a>(&self, contents: impl Iterator<Item = &'a str>) {
        let alive: BTreeSet<String> = contents.map(name).collect();
        for file in super::names(&self.folder) {
            if !alive.contains(&file) {
                drop(disk::remove_file(&self.folder.join(&file)));
            }
        }
    }
}

/// Another [`measure::VERSION`] is another name.
fn name(content: &str) -> String {
    short_hash(&[&measure::VERSION.to_le_bytes(), content.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CentiLufs, Waveform};
    use std::path::Path;

    fn levels() -> AudioLevels {
        AudioLevels {
            loudness: Some(CentiLufs(-1_700)),
            waveform: Waveform { peaks: vec![(-5, 5)], ..Waveform::default() },
            ..AudioLevels::default()
        }
    }

    #[test]
    fn what_was_learned_is_recalled_by_content_until_it_is_forgotten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let memory = LevelMemory::of(&Project::at(folder.path(), None));
        assert!(!memory.is_there());
        memory.open().expect("made");
        memory.learn("abc.mp3", &levels()).expect("written");
        let sound = memory.recall("abc.mp3").expect("remembered");
        assert_eq!((sound.loudness, sound.sketch.as_slice()), (Some(CentiLufs(-1_700)), &[5][..]));
        let Outline::Kept(file) = &sound.outline else { panic!("it is kept in a file") };
        assert!(file.as_str().starts_with(".turntable/levels/"), "{file}");
        assert_eq!(sound::from_bytes(&disk::read(&folder.path().join(file.as_str())).expect("there")), Some(levels()));
        assert_eq!(memory.recall("abd.mp3"), None);
        memory.keep(["abc.mp3"].into_iter());
        assert!(memory.recall("abc.mp3").is_some());
        memory.keep(std::iter::empty());
        assert_eq!(memory.recall("abc.mp3"), None);
    }

    #[test]
    fn what_is_broken_is_as_good_as_forgotten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let memory = LevelMemory::of(&Project::at(folder.path(), None));
        memory.open().expect("made");
        memory.learn("abc.mp3", &levels()).expect("written");
        let file = super::super::names(Path::new(&memory.folder)).remove(0);
        disk::write(&memory.folder.join(file), b"{}").expect("written");
        assert_eq!(memory.recall("abc.mp3"), None);
    }
}
