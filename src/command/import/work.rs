//! Part of `import`: carries the plan out: fetches what may be fetched, several things at once, and writes each episode when all of it
//! is here. An interrupted run leaves whole episodes and, in `.turntable/`, the beginnings of recordings; the next run goes on.

use super::episode_file::{self, Beside, element};
use super::fields::clock;
use super::kinds;
use super::memory::{Fetched, Item, Memory, staged};
use super::plan::{EpisodePlan, PersonPlan, Plan};
use super::progress::Progress;
use super::source::Source;
use super::{person_file, show_file};
use crate::check;
use crate::cli::Media;
use crate::command::new::yaml::value;
use crate::disk::{self, Failure};
use crate::fetch::{FetchError, Fetcher, Wanted};
use crate::import::{ImportedEpisode, extra_file};
use crate::pipeline::{self, Goal, Order};
use crate::project::Project;
use crate::report::{Finding, Place, Report, Severity};
use crate::resolve::{Drafts, Moment};
use jiff::Zoned;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Things fetched at once; at most two of them from one server.
const AT_ONCE: usize = 4;
/// Largest recording: ten hours of stereo, uncompressed.
const MOST_RECORDING: u64 = 8_000_000_000;
/// Pictures kept in memory because more than one episode shows them, in bytes.
const MOST_SHARED: usize = 64_000_000;

const PICTURE: Wanted = Wanted { accept: "image/jpeg, image/png, image/webp;q=0.8, image/*;q=0.5", most: 25_000_000 };
const WORDS: Wanted =
    Wanted { accept: "text/vtt, application/x-subrip, application/json, text/plain, text/html;q=0.8, */*;q=0.5", most: 20_000_000 };
const CHAPTERS: Wanted = Wanted { accept: "application/json+chapters, application/json, */*;q=0.5", most: 5_000_000 };

/// What there is to work with.
pub struct Work<'a> {
    pub project: &'a Project,
    pub source: &'a Source,
    pub plan: &'a Plan,
    pub fetcher: &'a Fetcher,
    pub media: Media,
    pub progress: &'a Progress,
    /// Pictures that more than one episode shows, once they were fetched.
    pub shared: Shared,
}

/// See [`Work::shared`].
#[derive(Debug, Default)]
pub struct Shared {
    wanted_again: BTreeSet<String>,
    fetched: Mutex<BTreeMap<String, Vec<u8>>>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// Files, from the show's root.
    pub made: Vec<String>,
    /// Episodes that were there and whose recordings were copied.
    pub copied: usize,
    /// The show's cover, in `content/`.
    pub cover: Option<String>,
    /// Whether something that was made keeps the show from being built.
    pub errors: usize,
}

/// What one job did.
#[derive(Debug, Default)]
struct Part {
    made: Vec<String>,
    item: Option<(String, Item)>,
    recording: Option<(String, Fetched)>,
    is_copied: bool,
    report: Report,
}

enum Job<'a> {
    New(&'a EpisodePlan),
    Linked(&'a (usize, String, String)),
}

impl Shared {
    /// Knows which pictures are wanted more than once.
    pub fn of(source: &Source) -> Self {
        let (mut once, mut again) = (BTreeSet::new(), BTreeSet::new());
        for cover in source.show.episodes.iter().filter_map(|episode| episode.cover.as_ref()) {
            if !once.insert(cover) {
                again.insert(cover.clone());
            }
        }
        Self { wanted_again: again, fetched: Mutex::default() }
    }
}

impl Work<'_> {
    /// Whether pictures, transcripts and chapters are fetched.
    fn fetches_small_things(&self) -> bool {
        self.source.address.is_some() || self.media == Media::Download
    }

    /// Does all of it.
    ///
    /// # Errors
    /// When the disk fails; what was made until then stays, and the next run goes on.
    pub fn carry_out(&self, memory: &mut Memory, report: &mut Report) -> Result<Done, Failure> {
        let mut done = Done::default();
        self.start_show(&mut done, report)?;
        for person in &self.plan.people {
            self.person(person, &mut done, report)?;
        }
        let linked = self.plan.linked.iter().filter(|_| self.media == Media::Download).map(Job::Linked);
        let jobs: Vec<Job<'_>> = self.plan.episodes.iter().map(Job::New).chain(linked).collect();
        let (parts, failure) = self.all(&jobs);
        self.progress.wipe();
        for part in parts {
            done.made.extend(part.made);
            done.copied += usize::from(part.is_copied);
            report.absorb(part.report);
            memory.items.extend(part.item);
            memory.recordings.extend(part.recording);
        }
        memory.write(self.project)?;
        failure.map_or(Ok(done), Err)
    }

    /// Looks at the new show as a build would: faults that the old feed had for years, and that harm neither guids nor confidences, become
    /// warnings in the new `show.yaml`, so that the show can be published as it was.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn settle(&self, now: &Zoned, done: &mut Done) -> Result<(), Failure> {
        let Some(settled) = &self.plan.show else { return Ok(()) };
        let rules = |report: &Report| {
            let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
            errors.map(|finding| finding.rule).collect::<Vec<_>>()
        };
        let moment = Moment { as_of: now.timestamp(), drafts: Drafts::Hidden };
        let outcome = pipeline::build(self.project, &Order { moment, goal: Goal::Check, accepted: &[], tell: &|_| () })?;
        let found = rules(&outcome.report);
        let lowered: BTreeSet<&'static str> = found.iter().copied().filter(|rule| check::may_be_lowered(rule)).collect();
        done.errors = found.iter().filter(|rule| !lowered.contains(*rule)).count();
        if !lowered.is_empty() {
            let lowered: Vec<&'static str> = lowered.into_iter().collect();
            let (text, _) = show_file::text(&self.source.show, settled, done.cover.as_deref(), &lowered);
            disk::replace(&self.project.root.join("content/show.yaml"), text.as_bytes())?;
        }
        Ok(())
    }

    /// All jobs, several at once, in their order; the first failure of the disk ends it.
    fn all(&self, jobs: &[Job<'_>]) -> (Vec<Part>, Option<Failure>) {
        let next = AtomicUsize::new(0);
        let results: Mutex<Vec<(usize, Part)>> = Mutex::default();
        let failure: Mutex<Option<Failure>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE.min(jobs.len()) {
                scope.spawn(|| {
                    while let Some((index, job)) =
                        Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, jobs.get(index)?)))
                    {
                        match self.one(job) {
                            Ok(part) => results.lock().unwrap_or_else(PoisonError::into_inner).push((index, part)),
                            Err(found) => {
                                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
                                next.store(jobs.len(), Ordering::Relaxed);
                            }
                        }
                        self.progress.one_more();
                    }
                });
            }
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _)| *index);
        (results.into_iter().map(|(_, part)| part).collect(), failure.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn one(&self, job: &Job<'_>) -> Result<Part, Failure> {
        match job {
            Job::New(plan) => self.episode(plan),
            Job::Linked((index, file, slug)) => self.copy_recording(*index, file, slug),
        }
    }

    /// `.gitignore` and `show.yaml`, the cover, and what of the show has no field.
    fn start_show(&self, done: &mut Done, report: &mut Report) -> Result<(), Failure> {
        let Some(settled) = &self.plan.show else { return Ok(()) };
        let show = &self.source.show;
        self.put(".gitignore", b"/public/\n/desk/\n/private/\n/.turntable/\n", done)?;
        let cover = match show.cover.as_deref().filter(|_| self.fetches_small_things()) {
            Some(url) => self.picture(url, "content/show.yaml", "the cover", report),
            None => None,
        };
        let cover = match cover {
            Some((bytes, ending)) => {
                let name = format!("cover.{ending}");
                self.put(&format!("content/{name}"), &bytes, done)?;
                Some(name)
            }
            None => None,
        };
        let (text, left_out) = show_file::text(show, settled, cover.as_deref(), &[]);
        left_out.iter().for_each(|key| report.add(not_kept("content/show.yaml", key)));
        self.put("content/show.yaml", text.as_bytes(), done)?;
        done.cover = cover.clone();
        let mut extra = show.extra.clone();
        extra.extend(show.cover.as_deref().filter(|_| cover.is_none()).map(|url| element("itunes", "image", &[("href", Some(url))])));
        if !extra.is_empty() {
            self.put("content/feed-extra.xml", extra_file(&extra).as_bytes(), done)?;
        }
        Ok(())
    }

    fn person(&self, person: &PersonPlan, done: &mut Done, report: &mut Report) -> Result<(), Failure> {
        let file = format!("{}/index.md", person.folder());
        let picture = match person.picture.as_deref().filter(|_| self.fetches_small_things()) {
            Some(url) => self.picture(url, &file, "the picture", report),
            None => None,
        };
        let picture = match picture {
            Some((bytes, ending)) => {
                let name = format!("portrait.{ending}");
                self.put(&format!("{}/{name}", person.folder()), &bytes, done)?;
                Some(name)
            }
            None => None,
        };
        self.put(&file, person_file::text(person, picture.as_deref()).as_bytes(), done)
    }

    fn episode(&self, plan: &EpisodePlan) -> Result<Part, Failure> {
        let episode = &self.source.show.episodes[plan.index];
        let file = format!("{}/index.md", plan.folder);
        let (mut part, mut done) = (Part::default(), Done::default());
        let mut beside = Beside::default();
        if self.fetches_small_things() {
            for (name, bytes) in self.small_things(episode, &file, &mut beside, &mut part.report) {
                self.put(&format!("{}/{name}", plan.folder), &bytes, &mut done)?;
            }
        }
        if self.media == Media::Download {
            beside.recording = self.recording(episode, &plan.folder, &plan.slug, &file, &mut part)?;
        }
        let (text, left_out) = episode_file::text(episode, &self.source.show, plan, &beside);
        part.report.absorb(told(episode, plan, &file, &text, &beside, &left_out));
        let extra = episode_file::extra(episode, &beside, self.source.show.cover.as_deref());
        if !extra.is_empty() {
            self.put(&format!("{}/feed-extra.xml", plan.folder), extra_file(&extra).as_bytes(), &mut done)?;
        }
        // Last: an episode without its text is no episode yet.
        self.put(&file, text.as_bytes(), &mut done)?;
        part.item = Some((episode.guid.clone(), Item::of(episode)));
        part.made = done.made;
        Ok(part)
    }

    /// Cover, transcript and chapters: names and content. What cannot be had stays linked.
    fn small_things(&self, episode: &ImportedEpisode, file: &str, beside: &mut Beside, report: &mut Report) -> Vec<(String, Vec<u8>)> {
        let mut things = Vec::new();
        let show = &self.source.show;
        if let Some(url) = episode.cover.as_deref().filter(|url| Some(*url) != show.cover.as_deref())
            && let Some((bytes, ending)) = self.picture(url, file, "its cover", report)
        {
            beside.cover = Some(format!("cover.{ending}"));
            things.extend(beside.cover.clone().map(|name| (name, bytes)));
        }
        if let Some((transcript, ending)) = kinds::best(&episode.transcripts, show.language.as_deref()) {
            let name = format!("transcript.{ending}");
            let bytes = self.checked(&transcript.url, WORDS, |bytes| kinds::is_transcript(&name, bytes), file, "its transcript", report);
            beside.transcript = bytes.is_some().then(|| name.clone());
            things.extend(bytes.map(|bytes| (name, bytes)));
        }
        if let Some(url) = episode.chapters_url.as_deref() {
            let name = "chapters.json".to_owned();
            let bytes = self.checked(url, CHAPTERS, |bytes| kinds::is_chapters(&name, bytes), file, "its list of chapters", report);
            beside.chapters = bytes.is_some().then(|| name.clone());
            things.extend(bytes.map(|bytes| (name, bytes)));
        }
        things
    }

    fn picture(&self, url: &str, file: &str, what: &str, report: &mut Report) -> Option<(Vec<u8>, &'static str)> {
        let known = self.shared.fetched.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        let bytes = match known {
            Some(bytes) => bytes,
            None => self.checked(url, PICTURE, |bytes| kinds::picture(bytes).is_some(), file, what, report)?,
        };
        if self.shared.wanted_again.contains(url) {
            let mut shared = self.shared.fetched.lock().unwrap_or_else(PoisonError::into_inner);
            if shared.values().map(Vec::len).sum::<usize>() + bytes.len() < MOST_SHARED {
                shared.insert(url.to_owned(), bytes.clone());
            }
        }
        let ending = kinds::picture(&bytes)?;
        Some((bytes, ending))
    }

    /// A document that is what it should be; a finding, where it cannot be had.
    fn checked(
        &self,
        url: &str,
        wanted: Wanted,
        is_it: impl Fn(&[u8]) -> bool,
        file: &str,
        what: &str,
        report: &mut Report,
    ) -> Option<Vec<u8>> {
        match self.fetcher.get(url, wanted) {
            Ok(document) if is_it(&document.bytes) => Some(document.bytes),
            Ok(_) => {
                report.add(not_fetched(file, what, &format!("what is at {url} is something else, or cannot be read")));
                None
            }
            Err(error) => {
                report.add(not_fetched(file, what, &error.to_string()));
                None
            }
        }
    }

    /// The recording, beside the episode; its name. Where it cannot be had, it stays linked.
    fn recording(
        &self,
        episode: &ImportedEpisode,
        folder: &str,
        slug: &str,
        file: &str,
        part: &mut Part,
    ) -> Result<Option<String>, Failure> {
        let Some(enclosure) = &episode.enclosure else { return Ok(None) };
        let url = enclosure.url.as_str();
        let here = staged(self.project, url);
        disk::create_folder(&self.project.cache.join("import"))?;
        self.progress.begins(slug);
        let counted = AtomicUsize::new(0);
        let tell = |got: u64, _| {
            self.progress.bytes(got.saturating_sub(counted.swap(usize::try_from(got).unwrap_or(usize::MAX), Ordering::Relaxed) as u64))
        };
        // Under its own name it is complete: an interrupted run fetched it, and came no further.
        if disk::metadata(&here).is_none()
            && let Err(error) = self.fetcher.download(url, &here, MOST_RECORDING, &tell)
        {
            return self.linked(error, file, part);
        }
        let Some(ending) = kinds::recording(&start(&here)?, url) else {
            disk::remove_file(&here)?;
            part.report.add(not_fetched(file, "its recording", &format!("what is at {url} is no recording")));
            return Ok(None);
        };
        let name = format!("{slug}.{ending}");
        let path = format!("{folder}/{name}");
        let target = self.project.root.join(&path);
        let (bytes, blake3) = checksum(&here)?;
        if disk::metadata(&target).is_none() {
            disk::create_folder(&self.project.root.join(folder))?;
            disk::rename(&here, &target)?;
        } else {
            // The author's own copy is not touched.
            disk::remove_file(&here)?;
        }
        part.made.push(path.clone());
        part.recording = Some((path, Fetched { url: url.to_owned(), bytes, blake3 }));
        Ok(Some(name))
    }

    fn linked(&self, error: FetchError, file: &str, part: &mut Part) -> Result<Option<String>, Failure> {
        match error.problem {
            crate::fetch::Problem::Disk(failure) => Err(failure),
            _ => {
                part.report.add(not_fetched(file, "its recording", &error.to_string()));
                Ok(None)
            }
        }
    }

    /// Copies the recording of an episode that an earlier run linked, and puts its name in place of exactly the lines that were written
    /// then; whoever changed them meant something by it.
    fn copy_recording(&self, index: usize, file: &str, slug: &str) -> Result<Part, Failure> {
        let mut part = Part::default();
        let episode = &self.source.show.episodes[index];
        let (Some(enclosure), Some(folder)) = (&episode.enclosure, file.strip_suffix("/index.md")) else { return Ok(part) };
        let path = self.project.root.join(file);
        let text = String::from_utf8_lossy(&disk::read(&path)?).into_owned();
        let lines = format!("\naudio:{}\n", episode_file::recording(enclosure, episode.duration));
        if text.matches(&lines).count() != 1 {
            part.report.add(not_fetched(file, "its recording", "`audio` is not as import wrote it, so it is left alone"));
            return Ok(part);
        }
        if let Some(name) = self.recording(episode, folder, slug, file, &mut part)? {
            disk::replace(&path, text.replacen(&lines, &format!("\naudio: {}\n", value(&name)), 1).as_bytes())?;
            part.is_copied = true;
        }
        Ok(part)
    }

    /// Writes a new file; one that is there is the author's.
    fn put(&self, path: &str, bytes: &[u8], done: &mut Done) -> Result<(), Failure> {
        let whole = self.project.root.join(path);
        if disk::metadata(&whole).is_some() {
            return Ok(());
        }
        if let Some(folder) = whole.parent() {
            disk::create_folder(folder)?;
        }
        disk::replace(&whole, bytes)?;
        done.made.push(path.to_owned());
        Ok(())
    }
}

/// What is not the same as it was in the feed.
fn told(episode: &ImportedEpisode, plan: &EpisodePlan, file: &str, text: &str, beside: &Beside, left_out: &[&'static str]) -> Report {
    let mut report = Report::default();
    left_out.iter().for_each(|key| report.add(not_kept(file, key)));
    let lost: Vec<&str> = episode_file::changed(episode, text, beside)
        .into_iter()
        .filter(|key| !left_out.contains(key))
        // A draft is told as such.
        .filter(|key| plan.draft.is_none() || !matches!(*key, "guid" | "date" | "audio"))
        .collect();
    if !lost.is_empty() {
        let names = lost.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        report.add(
            Finding::warning("not-exactly-kept", Place::file(file), format!("{names} will not come out of your feed as in the old one"))
                .fix("compare it with the old feed before you move"),
        );
    }
    if let (Some(duration), None) = (episode.duration.filter(|duration| duration.0 > 1000 * 60 * 60 * 100), &beside.recording) {
        let message = format!("the feed says it is {} long", clock(duration));
        report.add(Finding::warning("field-not-kept", Place::file(file), message).fix("write the real length under `audio`"));
    }
    report
}

fn not_kept(file: &str, key: &str) -> Finding {
    Finding::warning("field-not-kept", Place::file(file), format!("what the feed says for `{key}` cannot be used as it is"))
        .fix(format!("look at the note in {file}, and write it as it should be"))
}

fn not_fetched(file: &str, what: &str, why: &str) -> Finding {
    Finding::warning("not-fetched", Place::file(file), format!("{what} stays where it is: {why}"))
        .fix("run import again later, or put the file there yourself")
}

/// The first bytes of a file.
fn start(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    disk::While::while_doing(disk::open(path)?.take(64).read_to_end(&mut bytes), "read", path)?;
    Ok(bytes)
}

fn checksum(path: &Path) -> Result<(u64, String), Failure> {
    let mut hasher = blake3::Hasher::new();
    let bytes = disk::While::while_doing(std::io::copy(&mut disk::open(path)?, &mut hasher), "read", path)?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
