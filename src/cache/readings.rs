//! What a run that goes on for hours remembers of the files it read: each reading, for as long as the file looks the same. A run that
//! is over after one build remembers nothing here, and pays nothing.

use super::record::Record;
use super::{AudioMemory, LevelMemory};
use crate::discover::{self, FileEntry, Inventory};
use crate::disk::{self, Failure, Look};
use crate::feed::Items;
use crate::model::{Chapter, Episode, ForeignElement, RelPath, Shared, Site, Transcript};
use crate::parse::{campaign, episode, event, offer, page, person};
use crate::project::Project;
use crate::report::Report;
use crate::resolve::{ImageFacts, Known};
use crate::theme::Theme;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A file that changed this shortly before the newest one may have been written twice without a trace in its time.
/// Source: the clock of Linux file systems moves in steps of up to 10 ms; file systems without fractions of a second in steps of up to 2 s.
const FINE: i128 = 20_000_000;
const COARSE: i128 = 2_000_000_000;
const SECOND: i128 = 1_000_000_000;

/// Everything that is remembered of files, by kind.
#[derive(Default)]
pub struct Memory {
    /// Who asks.
    pub hosts: Table<person::RawPerson>,
    /// Who answers.
    pub partners: Table<person::RawPerson>,
    /// Offers.
    pub offers: Table<offer::RawOffer>,
    /// Interviews.
    pub episodes: Table<Shared<episode::RawEpisode>>,
    /// Live sessions.
    pub events: Table<event::RawEvent>,
    /// Referral drives.
    pub campaigns: Table<campaign::RawCampaign>,
    /// Other pages.
    pub pages: Table<page::RawPage>,
    /// Transcripts.
    pub transcripts: Table<Shared<Transcript>>,
    /// Chapter files.
    pub chapters: Table<Vec<Chapter>>,
    /// What the feed carries as it is.
    pub feed_extras: Table<Vec<ForeignElement>>,
    /// Pictures.
    pub images: Table<ImageFacts>,
    /// Interviews, joined up with everything else.
    pub interviews: Known,
    /// What lay in the show's folder the last time, what was found in looking, and what was touched since, from the show's root; `None`:
    /// perhaps everything.
    looked: Option<(Inventory, Report)>,
    touched: Option<Vec<RelPath>>,
    /// Interviews as they are before it is known how they sound, as they were the last time.
    silent: HashMap<RelPath, Shared<Episode>>,
    /// The site, as it was the last time, and the items of its feeds.
    last: Option<(Site, Arc<Items>)>,
    /// What was published before.
    record: Option<Record>,
    audio: Option<AudioMemory>,
    levels: Option<LevelMemory>,
    theme: Option<(String, Look, Theme, Report)>,
    is_lasting: bool,
}

impl Memory {
    /// For a run that reads the same show again and again.
    #[must_use]
    pub fn lasting() -> Self {
        let mut memory = Self { is_lasting: true, interviews: Known::lasting(), ..Self::default() };
        for is_kept in [
            &mut memory.hosts.is_kept,
            &mut memory.partners.is_kept,
            &mut memory.offers.is_kept,
            &mut memory.episodes.is_kept,
            &mut memory.events.is_kept,
            &mut memory.campaigns.is_kept,
            &mut memory.pages.is_kept,
            &mut memory.transcripts.is_kept,
            &mut memory.chapters.is_kept,
            &mut memory.feed_extras.is_kept,
            &mut memory.images.is_kept,
        ] {
            *is_kept = true;
        }
        memory
    }

    /// What was published before; taken out, to be put back with [`Memory::keep_record`].
    #[must_use]
    pub fn record(&mut self, text: Option<String>, report: &mut Report) -> Record {
        let record = Record::of(text, self.record.take());
        report.absorb(record.found().clone());
        record
    }

    /// Keeps what was published before for the next run.
    pub fn keep_record(&mut self, record: Record) {
        self.record = Some(record).filter(|_| self.is_lasting);
    }

    /// What recordings say; taken out, to be put back with [`Memory::keep_audio`].
    #[must_use]
    pub fn audio(&mut self, project: &Project) -> AudioMemory {
        self.audio.take().unwrap_or_else(|| AudioMemory::open(project))
    }

    /// Keeps what recordings say for the next run.
    pub fn keep_audio(&mut self, audio: AudioMemory) {
        self.audio = Some(audio).filter(|_| self.is_lasting);
    }

    /// How recordings sound.
    pub fn levels(&mut self, project: &Project) -> &LevelMemory {
        let is_lasting = self.is_lasting;
        self.levels.get_or_insert_with(|| if is_lasting { LevelMemory::lasting(project) } else { LevelMemory::of(project) })
    }

    /// Says which files were touched since the last look, from the show's root. `None`: perhaps all.
    pub fn touch(&mut self, touched: Option<Vec<RelPath>>) {
        self.touched = touched;
    }

    /// What lies in the show's folder; taken out, to be put back with [`Memory::keep_inventory`].
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn inventory(&mut self, project: &Project, report: &mut Report) -> Result<(Inventory, Report), Failure> {
        if let (Some((mut inventory, found)), Some(touched)) = (self.looked.take(), self.touched.take())
            && discover::look_again(project, &mut inventory, &touched)
        {
            report.absorb(found.clone());
            return Ok((inventory, found));
        }
        let mut found = Report::default();
        let inventory = discover::discover(project, &mut found)?;
        report.absorb(found.clone());
        Ok((inventory, found))
    }

    /// The next look is at everything.
    pub fn forget_inventory(&mut self) {
        self.looked = None;
    }

    /// Keeps what lies in the show's folder, and what was found in looking, for the next run.
    pub fn keep_inventory(&mut self, looked: (Inventory, Report)) {
        self.looked = Some(looked).filter(|_| self.is_lasting);
    }

    /// The same site, in which an interview that is as it was the last time is the one that knows how it sounded then.
    #[must_use]
    pub fn as_heard(&mut self, mut site: Site) -> Site {
        let silent = site.episodes.shared().iter().map(|episode| (episode.source.clone(), episode.clone())).collect();
        let before = std::mem::replace(&mut self.silent, silent);
        let Some((last, _)) = &self.last else { return site };
        let heard: HashMap<&RelPath, &Shared<Episode>> = last.episodes.shared().iter().map(|episode| (&episode.source, episode)).collect();
        for episode in site.episodes.as_vec_mut() {
            let is_same = before.get(&episode.source).is_some_and(|known| known.is_same(episode));
            if let Some(known) = heard.get(&episode.source).filter(|_| is_same) {
                *episode = (*known).clone();
            }
        }
        site
    }

    /// The same site, in which an interview that is as it was the last time is the very same value; and what was written of those.
    #[must_use]
    pub fn since_last(&mut self, mut site: Site) -> (Site, Arc<Items>) {
        let Some((last, items)) = &self.last else {
            let items = Arc::<Items>::default();
            self.last = Some((site.clone(), Arc::clone(&items)));
            return (site, items);
        };
        let before: HashMap<&RelPath, &Shared<Episode>> = last.episodes.shared().iter().map(|episode| (&episode.source, episode)).collect();
        for episode in site.episodes.as_vec_mut() {
            if let Some(known) = before.get(&episode.source).filter(|known| ***known == *episode) {
                *episode = (*known).clone();
            }
        }
        if last.is_same_around_episodes(&site) {
            let items = Arc::clone(items);
            if let Some((last, _)) = &mut self.last {
                last.episodes = site.episodes.clone();
            }
            return (site, items);
        }
        self.last = None;
        self.since_last(site)
    }

    /// The theme, as it is now.
    ///
    /// # Errors
    /// When a file of the theme cannot be read.
    pub fn theme(&mut self, project: &Project, name: &str, report: &mut Report) -> Result<Theme, Failure> {
        let look = disk::look(&project.themes);
        if let (Some(look), Some((known, before, theme, found))) = (&look, &self.theme)
            && known == name
            && before == look
        {
            report.absorb(found.clone());
            return Ok(theme.clone());
        }
        let mut found = Report::default();
        let theme = Theme::load(project, name, &mut found)?;
        self.theme = look.filter(|_| self.is_lasting).map(|look| (name.to_owned(), look, theme.clone(), found.clone()));
        report.absorb(found);
        Ok(theme)
    }
}

/// What was read in files of one kind, by path.
pub struct Table<T> {
    readings: HashMap<RelPath, Kept<T>>,
    is_kept: bool,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { readings: HashMap::new(), is_kept: false }
    }
}

/// A reading, and what the file looked like.
struct Kept<T> {
    bytes: u64,
    modified: i128,
    reading: Reading<T>,
}

/// What a file says, and what is wrong with it.
#[derive(Clone)]
pub struct Reading<T> {
    /// What it says; `None` where it says nothing that can be used.
    pub value: Option<T>,
    /// What is wrong with it.
    pub found: Report,
}

impl<T: Clone + Send + Sync> Table<T> {
    /// The readings of these files, in their order, in parallel: remembered where the file looks the same, else read now. What is
    /// remembered of other files is forgotten. `newest` is the time of the newest file of the show.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn read_all(
        &mut self,
        files: &[&FileEntry],
        newest: i128,
        read: impl Fn(&FileEntry) -> Result<Reading<T>, Failure> + Sync,
    ) -> Result<Vec<Reading<T>>, Failure> {
        if !self.is_kept {
            return files.par_iter().map(|file| read(file)).collect();
        }
        let recall = |file: &FileEntry| self.readings.get(&file.path).filter(|kept| is_same(kept, file, newest));
        let known: Vec<Option<Reading<T>>> =
            files.par_iter().map(|file| if recall(file).is_some() { Ok(None) } else { read(file).map(Some) }).collect::<Result<_, _>>()?;
        for (file, new) in files.iter().zip(known) {
            if let Some(reading) = new {
                let kept = Kept { bytes: file.bytes.0, modified: file.modified, reading };
                self.readings.insert(file.path.clone(), kept);
            }
        }
        // Everything asked for is there now; what is more is of files that nobody asks for any more.
        if self.readings.len() > files.len() {
            let asked: HashSet<&RelPath> = files.iter().map(|file| &file.path).collect();
            self.readings.retain(|path, _| asked.contains(path));
        }
        Ok(files.par_iter().filter_map(|file| self.readings.get(&file.path).map(|kept| kept.reading.clone())).collect())
    }
}

fn is_same<T>(kept: &Kept<T>, file: &FileEntry, newest: i128) -> bool {
    let step = if newest % SECOND == 0 && file.modified % SECOND == 0 { COARSE } else { FINE };
    kept.bytes == file.bytes.0 && kept.modified == file.modified && file.modified != 0 && file.modified + step < newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ByteLen;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn file(path: &str, bytes: u64, modified: i128) -> FileEntry {
        FileEntry { path: RelPath(path.to_owned()), bytes: ByteLen(bytes), modified }
    }

    /// How many files are read.
    fn reads(table: &mut Table<u64>, files: &[FileEntry], newest: i128) -> usize {
        let count = AtomicUsize::new(0);
        let read = |file: &FileEntry| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(Reading { value: Some(file.bytes.0), found: Report::default() })
        };
        let values = table.read_all(&files.iter().collect::<Vec<_>>(), newest, read).expect("nothing fails here");
        assert_eq!(
            values.iter().filter_map(|reading| reading.value).collect::<Vec<_>>(),
            files.iter().map(|file| file.bytes.0).collect::<Vec<_>>()
        );
        count.into_inner()
    }

    #[test]
    fn what_looks_the_same_is_read_once_and_what_is_gone_is_forgotten() {
        let mut table = Table { is_kept: true, ..Table::default() };
        let (a, b) = (file("a", 1, 7), file("b", 2, 7));
        assert_eq!(reads(&mut table, &[a.clone(), b.clone()], 5 * SECOND + 1), 2);
        assert_eq!(reads(&mut table, &[a.clone(), b.clone()], 5 * SECOND + 1), 0);
        assert_eq!(reads(&mut table, &[a.clone(), file("b", 3, 8)], 5 * SECOND + 1), 1);
        assert_eq!(reads(&mut table, std::slice::from_ref(&a), 5 * SECOND + 1), 0);
        assert_eq!(reads(&mut table, &[a, b], 5 * SECOND + 1), 1);
    }

    #[test]
    fn a_file_as_new_as_the_newest_is_read_again() {
        let mut table = Table { is_kept: true, ..Table::default() };
        let now = 1_000 * SECOND + 123;
        assert_eq!(reads(&mut table, &[file("a", 1, now)], now), 1);
        assert_eq!(reads(&mut table, &[file("a", 1, now)], now), 1, "another write in the same tick leaves no trace");
        assert_eq!(reads(&mut table, &[file("a", 1, now)], now + SECOND), 0);
        let whole = 1_000 * SECOND;
        assert_eq!(reads(&mut table, &[file("c", 1, whole)], whole + SECOND), 1);
        assert_eq!(reads(&mut table, &[file("c", 1, whole)], whole + SECOND), 1, "a clock of whole seconds");
    }

    #[test]
    fn a_run_that_is_over_after_one_build_keeps_nothing() {
        let mut table = Table::default();
        let a = file("a", 1, 7);
        assert_eq!(reads(&mut table, std::slice::from_ref(&a), 5 * SECOND), 1);
        assert!(table.readings.is_empty());
        assert_eq!(reads(&mut table, &[a], 5 * SECOND), 1);
    }
}
