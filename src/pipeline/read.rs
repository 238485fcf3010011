//! From the disk to what was written and measured: every text parsed, every file beside it looked into, in parallel and in a fixed order.

use super::{Goal, Order, Outcome, Step};
use crate::audio;
use crate::cache::{AudioMemory, Memory, Reading, ReadingTable};
use crate::discover::{Entry, FileEntry, Inventory, Kind};
use crate::disk::{self, Failure};
use crate::model::{AudioFacts, ByteLen, Chapter, Colours, ForeignElement, LanguageFile, RecordingHash, RelPath, Shared, Transcript};
use crate::parse::{self, SourceText};
use crate::picture;
use crate::project::Project;
use crate::report::{Finding, Place, Report};
use crate::resolve::{self, EpisodeFiles, ImageFacts, Item, Measured, Written};
use crate::theme;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Everything the author wrote.
///
/// # Errors
/// When a file cannot be read.
pub fn texts(
    project: &Project,
    show: &RelPath,
    inventory: &Inventory,
    memory: &mut Memory,
    report: &mut Report,
) -> Result<Written, Failure> {
    let show_text = text(project, show, report)?;
    let reader = Reader { project, newest: newest(inventory) };
    let of = |kind: Kind| inventory.entries.get(&kind).map_or(&[][..], Vec::as_slice);
    let show = show_text.map(|source| parse::show::parse(&source, report)).unwrap_or_default();
    let languages = languages(project, &show, report)?;
    Ok(Written {
        show,
        languages,
        beside_show: inventory.beside_show.iter().map(|file| file.path.clone()).collect(),
        hosts: reader.parse_all(of(Kind::Hosts), parse::person::parse, &mut memory.hosts, report)?,
        partners: reader.parse_all(of(Kind::Partners), parse::person::parse, &mut memory.partners, report)?,
        offers: reader.parse_all(of(Kind::Offers), parse::offer::parse, &mut memory.offers, report)?,
        episodes: reader.parse_all(of(Kind::Episodes), parse_episode, &mut memory.episodes, report)?,
        events: reader.parse_all(of(Kind::Events), parse::event::parse, &mut memory.events, report)?,
        campaigns: reader.campaigns(of(Kind::Campaigns), &mut memory.campaigns, report)?,
        pages: reader.parse_all(of(Kind::Pages), parse::page::parse, &mut memory.pages, report)?,
        leads: read_leads(project, report)?,
    })
}

fn parse_episode(source: &SourceText, report: &mut Report) -> Option<Shared<parse::episode::RawEpisode>> {
    parse::episode::parse(source, report).map(Shared::from)
}

/// The show's own language files, the plainest first.
fn languages(project: &Project, show: &parse::show::RawShow, report: &mut Report) -> Result<Vec<LanguageFile>, Failure> {
    let theme = show.theme.as_deref().unwrap_or(theme::DEFAULT);
    let is_name = !theme.is_empty() && !theme.contains(['/', '\\']) && !theme.starts_with('.');
    let Some(language) = show.language.as_deref().filter(|_| is_name) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for tag in theme::languages::tags(language).iter().rev() {
        let path = RelPath(format!("themes/{theme}/{}{tag}.yaml", theme::languages::FOLDER));
        if let Some(source) = text(project, &path, report)? {
            files.extend(parse::language::parse(&source, report));
        }
    }
    Ok(files)
}

/// When the newest file of the show was changed.
fn newest(inventory: &Inventory) -> i128 {
    files(inventory).map(|file| file.modified).max().unwrap_or(0)
}

/// Every file of the show but `show.yaml`.
fn files(inventory: &Inventory) -> impl Iterator<Item = &FileEntry> {
    let entries = inventory.entries.values().flatten();
    entries.flat_map(|entry| entry.files.iter().chain([&entry.index])).chain(&inventory.beside_show)
}

/// Reads one file, and says what is wrong with it.
type ReadFile<'a, T> = dyn Fn(&RelPath, &mut Report) -> Result<Option<T>, Failure> + Sync + 'a;

/// What files are read with.
struct Reader<'a> {
    project: &'a Project,
    /// When the newest file of the show was changed.
    newest: i128,
}

impl Reader<'_> {
    /// Reads and parses entries in parallel; values and findings come in the order of the entries.
    fn parse_all<T: Clone + Send + Sync>(
        &self,
        entries: &[Entry],
        parse: fn(&SourceText, &mut Report) -> Option<T>,
        table: &mut ReadingTable<T>,
        report: &mut Report,
    ) -> Result<Vec<Item<T>>, Failure> {
        let files: Vec<&FileEntry> = entries.iter().map(|entry| &entry.index).collect();
        let read = |path: &RelPath, found: &mut Report| Ok(text(self.project, path, found)?.and_then(|source| parse(&source, found)));
        let readings = self.all(&files, &read, table)?;
        let mut items = Vec::with_capacity(readings.len());
        for (entry, Reading { value, found }) in entries.iter().zip(readings) {
            report.absorb(found);
            items.extend(value.map(|raw| Item { slug: entry.slug.clone(), files: entry.files.clone(), raw }));
        }
        Ok(items)
    }

    fn campaigns(
        &self,
        entries: &[Entry],
        table: &mut ReadingTable<parse::campaign::RawCampaign>,
        report: &mut Report,
    ) -> Result<Vec<Item<(parse::campaign::RawCampaign, parse::campaign::Referrals)>>, Failure> {
        let mut campaigns = Vec::new();
        for item in self.parse_all(entries, parse::campaign::parse, table, report)? {
            let listed = item.files.iter().find(|file| file.path.file_name() == "referrals.csv");
            let source = listed.map(|file| text(self.project, &file.path, report)).transpose()?.flatten();
            let referrals = source.map(|source| parse::campaign::referrals(&source, report)).unwrap_or_default();
            campaigns.push(Item { slug: item.slug, files: item.files, raw: (item.raw, referrals) });
        }
        Ok(campaigns)
    }

    /// What files beside the texts say, by path.
    fn beside<T: Clone + Send + Sync>(
        &self,
        files: &[&FileEntry],
        read: fn(&Project, &RelPath, &mut Report) -> Result<Option<T>, Failure>,
        table: &mut ReadingTable<T>,
        report: &mut Report,
    ) -> Result<BTreeMap<RelPath, T>, Failure> {
        let readings = self.all(files, &|path, found| read(self.project, path, found), table)?;
        let mut values = BTreeMap::new();
        for (file, Reading { value, found }) in files.iter().zip(readings) {
            report.absorb(found);
            values.extend(value.map(|value| (file.path.clone(), value)));
        }
        Ok(values)
    }

    fn all<T: Clone + Send + Sync>(
        &self,
        files: &[&FileEntry],
        read: &ReadFile<'_, T>,
        table: &mut ReadingTable<T>,
    ) -> Result<Vec<Reading<T>>, Failure> {
        table.read_all(files, self.newest, |file| {
            let mut found = Report::default();
            let value = read(&file.path, &mut found)?;
            Ok(Reading { value, found })
        })
    }
}

/// The record of hand-raises, where there is one. Spreadsheets save it in other encodings, so it is read as bytes.
fn read_leads(project: &Project, report: &mut Report) -> Result<Vec<parse::leads::RawLead>, Failure> {
    let path = RelPath(resolve::RECORD.to_owned());
    let bytes = disk::read_if_there(&project.path(&path))?;
    Ok(bytes.map(|bytes| parse::leads::record(&path, &bytes, report)).unwrap_or_default())
}

/// The text of a file; a file that is not UTF-8 text is a finding.
fn text(project: &Project, path: &RelPath, report: &mut Report) -> Result<Option<SourceText>, Failure> {
    let bytes = match disk::read(&project.path(path)) {
        Ok(bytes) => bytes,
        // Gone between looking and reading: the next look will not see it.
        Err(failure) if failure.cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(SourceText { path: path.clone(), text })),
        Err(error) => {
            let is_utf_16 = error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]);
            let what = if is_utf_16 { "this file is saved as UTF-16" } else { "this file is not saved as UTF-8 text" };
            report.add(Finding::error("not-utf-8", Place::file(path), what).fix("save it again with the encoding UTF-8"));
            Ok(None)
        }
    }
}

/// Everything that is read besides the texts.
///
/// # Errors
/// When a file cannot be read.
pub fn measure(
    project: &Project,
    inventory: &Inventory,
    (written, episodes): (&Written, &[EpisodeFiles]),
    (memory, audio_memory): (&mut Memory, &mut AudioMemory),
    order: &Order<'_>,
    outcome: &mut Outcome,
) -> Result<Measured, Failure> {
    let reader = Reader { project, newest: newest(inventory) };
    let all: BTreeMap<&RelPath, &FileEntry> = files(inventory).map(|file| (&file.path, file)).collect();
    let known =
        |paths: &mut dyn Iterator<Item = &RelPath>| -> Vec<&FileEntry> { paths.filter_map(|path| all.get(path).copied()).collect() };
    let recordings = known(&mut episodes.iter().filter_map(|files| files.recording.as_ref()));
    let audio = listen(project, &recordings, audio_memory, order, outcome)?;
    report_oddities(written, episodes, &audio, &mut outcome.report);
    let pictures: Vec<&FileEntry> = all.values().copied().filter(|file| resolve::is_picture(&file.path)).collect();
    let report = &mut outcome.report;
    let transcripts = known(&mut episodes.iter().filter_map(|files| files.transcript.as_ref()));
    let chapters = known(&mut episodes.iter().filter_map(|files| files.chapters.as_ref()));
    let feed_extras = known(&mut feed_extras(written, episodes));
    Ok(Measured {
        audio,
        originals: recordings.iter().filter_map(|file| Some((file.path.clone(), original(audio_memory, &file.path)?))).collect(),
        images: reader.beside(&pictures, |project, path, _| Ok(image_facts(&project.path(path))), &mut memory.images, report)?,
        transcripts: reader.beside(&transcripts, read_transcript, &mut memory.transcripts, report)?,
        chapters: reader.beside(&chapters, read_chapters, &mut memory.chapters, report)?,
        feed_extras: reader.beside(&feed_extras, read_feed_extra, &mut memory.feed_extras, report)?,
    })
}

/// What the feed carries as it is, for the show and for each episode.
fn feed_extras<'a>(written: &'a Written, files: &'a [EpisodeFiles]) -> impl Iterator<Item = &'a RelPath> {
    let of_show = written.beside_show.iter().filter(|path| path.file_name() == parse::feed_extra::FILE);
    of_show.chain(files.iter().filter_map(|files| files.feed_extra.as_ref()))
}

fn read_feed_extra(project: &Project, path: &RelPath, report: &mut Report) -> Result<Option<Vec<ForeignElement>>, Failure> {
    Ok(text(project, path, report)?.and_then(|source| parse::feed_extra::parse(&source, report)))
}

fn original(memory: &AudioMemory, path: &RelPath) -> Option<RecordingHash> {
    memory.content(path).and_then(RecordingHash::from_hex)
}

/// Transcripts come from other people's programs: what is not UTF-8 is decoded, and what is far too large is not even opened.
fn read_transcript(project: &Project, path: &RelPath, report: &mut Report) -> Result<Option<Shared<Transcript>>, Failure> {
    let file = project.path(path);
    if disk::metadata(&file).is_some_and(|found| found.len() > parse::transcript::LARGEST) {
        report.add(parse::transcript::too_large(path));
        return Ok(None);
    }
    // Gone between looking and reading: the next look will not see it.
    Ok(disk::read_if_there(&file)?.and_then(|bytes| parse::transcript::read(path, bytes, report)).map(Shared::from))
}

/// Chapters come from other people's programs: what is not UTF-8 is decoded, and what is far too large is not even opened.
fn read_chapters(project: &Project, path: &RelPath, report: &mut Report) -> Result<Option<Vec<Chapter>>, Failure> {
    let file = project.path(path);
    if disk::metadata(&file).is_some_and(|found| found.len() > parse::chapters::LARGEST) {
        report.add(parse::chapters::too_large(path));
        return Ok(None);
    }
    // Gone between looking and reading: the next look will not see it.
    Ok(disk::read_if_there(&file)?.and_then(|bytes| parse::chapters::read(path, bytes, report)))
}

/// Recalls what recordings say, and measures those that are new.
fn listen(
    project: &Project,
    recordings: &[&FileEntry],
    memory: &mut AudioMemory,
    order: &Order<'_>,
    outcome: &mut Outcome,
) -> Result<BTreeMap<RelPath, AudioFacts>, Failure> {
    let mut table = BTreeMap::new();
    let mut new = Vec::new();
    for file in recordings {
        match memory.recall(file) {
            Some(facts) => drop(table.insert(file.path.clone(), facts.clone())),
            None => new.push(*file),
        }
    }
    outcome.counts.remembered = table.len();
    outcome.counts.measured = new.len();
    let done = AtomicUsize::new(0);
    let measure = |file: &&FileEntry| {
        let measurement = memory.measure(file, &project.path(&file.path));
        (order.tell)(Step::Listening(done.fetch_add(1, Ordering::Relaxed) + 1, new.len()));
        measurement
    };
    let measurements: Vec<_> = new.par_iter().map(measure).collect::<Result<_, _>>()?;
    for (file, measurement) in new.iter().zip(measurements) {
        memory.learn(&measurement);
        if measurement.is_new {
            outcome.new_recordings.insert(file.path.clone(), measurement.facts.duration);
        }
        table.insert(file.path.clone(), measurement.facts);
    }
    if order.goal == Goal::Build {
        memory.keep(&recordings.iter().map(|file| file.path.as_str()).collect::<BTreeSet<_>>());
    }
    Ok(table)
}

/// What is odd about a recording is told at the episode's `audio`, or at the recording; a draft's recording never blocks.
fn report_oddities(written: &Written, files: &[EpisodeFiles], audio: &BTreeMap<RelPath, AudioFacts>, report: &mut Report) {
    for (item, files) in written.episodes.iter().zip(files) {
        let Some((path, facts)) = files.recording.as_ref().and_then(|path| audio.get_key_value(path)) else { continue };
        for oddity in &facts.oddities {
            let Some(rule) = audio::RULES.iter().find(|rule| rule.name == oddity.rule) else { continue };
            let place = if item.raw.audio.is_some() { Place::key(&item.raw.source, "audio") } else { Place::file(path) };
            let message = format!("{}: {}", path.file_name(), oddity.message);
            let finding = if oddity.blocks && !item.raw.draft {
                Finding::error(rule.name, place, message)
            } else {
                Finding::warning(rule.name, place, message)
            };
            report.add(finding.fix(&oddity.fix));
        }
    }
}

fn image_facts(path: &Path) -> Option<ImageFacts> {
    let bytes = ByteLen(disk::metadata(path)?.len());
    let size = imagesize::size(path);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg")) {
        return disk::read(path).ok().filter(|bytes| bytes.windows(4).any(|four| four == b"<svg")).map(|_| ImageFacts {
            width: 0,
            height: 0,
            mime: "image/svg+xml",
            has_alpha: true,
            colours: Colours::Screen,
            bytes,
        });
    }
    let size = size.ok()?;
    let start = first_bytes(path, HEAD)?;
    let mime = match imagesize::image_type(&start).ok()? {
        imagesize::ImageType::Jpeg => "image/jpeg",
        imagesize::ImageType::Png => "image/png",
        imagesize::ImageType::Webp => "image/webp",
        imagesize::ImageType::Gif => "image/gif",
        imagesize::ImageType::Heif(imagesize::Compression::Av1) => "image/avif",
        _ => return None,
    };
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    // 5 to 8: the camera was held upright.
    let turn =
        if picture::may_say_late(&start) { picture::orientation(&first_bytes(path, MOST_PICTURE)?) } else { picture::orientation(&start) };
    let (width, height) = if turn > 4 { (height, width) } else { (width, height) };
    let colours = picture::colours(&start).or_else(|| picture::colours(&first_bytes(path, LONG_HEAD)?)).unwrap_or_default();
    Some(ImageFacts { width, height, mime, has_alpha: may_shine_through(mime, &start), colours, bytes })
}

/// Sources: PNG, third edition, section 11.2.1 (colour types 0 and 2 have no alpha channel, and seldom a transparent colour); WebP
/// Container Specification and RFC 9649, section 3.4 ("VP8 " alone has none, the others say so in a bit).
fn may_shine_through(mime: &str, start: &[u8]) -> bool {
    match mime {
        "image/jpeg" => false,
        "image/png" => !matches!(start.get(25), Some(0 | 2)) || start.windows(4).any(|four| four == b"tRNS"),
        "image/webp" => match (start.get(12..16), start.get(20), start.get(24)) {
            (Some(b"VP8 "), ..) => false,
            (Some(b"VP8X"), Some(flags), _) => flags & 0b0001_0000 != 0,
            (Some(b"VP8L"), _, Some(last)) => last & 0b0001_0000 != 0,
            _ => true,
        },
        _ => true,
    }
}

/// Within so many bytes a picture says how it was held, and mostly everything else.
const HEAD: u64 = 128 * 1024;
/// Within so many it has said everything, whatever profiles and notes stand first.
const LONG_HEAD: u64 = 8 * 1024 * 1024;
/// Of PNG and WebP this much is read to find how the camera was held, in bytes.
const MOST_PICTURE: u64 = 64 * 1024 * 1024;

/// The beginning of a file.
fn first_bytes(path: &Path, most: u64) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    disk::open(path).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
