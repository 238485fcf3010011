//! The files beside an entry: which one is the recording, the transcript, the chapters; and finding a file by the name written.

use super::{Interview, names};
use crate::audio;
use crate::discover::FileEntry;
use crate::model::{RelPath, Slug};
use crate::parse::episode::{RawAudio, RawChapters};
use crate::parse::{chapters, feed_extra, transcript};
use crate::report::{Finding, Place, Report};

/// Which files of an episode's folder play which part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodeFiles {
    /// The recording.
    pub recording: Option<RelPath>,
    /// What was said.
    pub transcript: Option<RelPath>,
    /// Chapters in a file of their own.
    pub chapters: Option<RelPath>,
    /// What the feed carries as it is.
    pub feed_extra: Option<RelPath>,
}

/// Chooses the files of an episode: the ones written, else the ones that can be meant.
pub fn episode_files(item: &Interview, report: &mut Report) -> EpisodeFiles {
    let raw = &item.raw;
    EpisodeFiles {
        recording: match &raw.audio {
            Some(RawAudio::Elsewhere { .. }) => None,
            Some(RawAudio::File(name)) => named(&raw.source, &item.files, name, "audio", report),
            None => only_recording(item, report),
        },
        transcript: match &raw.transcript {
            Some(name) => named(&raw.source, &item.files, name, "transcript", report),
            None => likely_transcript(item, report),
        },
        chapters: match &raw.chapters {
            Some(RawChapters::File(name)) => named(&raw.source, &item.files, name, "chapters", report),
            Some(RawChapters::List(_)) => {
                report_passed_over(item, report);
                None
            }
            None => likely_chapters(item, report),
        },
        feed_extra: beside(&item.files, &raw.source.sibling(feed_extra::FILE)),
    }
}

/// A file if it is there.
fn beside(files: &[FileEntry], wanted: &RelPath) -> Option<RelPath> {
    files.iter().map(|file| &file.path).find(|path| *path == wanted).cloned()
}

/// The file written as `name` under `key`; a finding with the nearest file when it is not there.
pub fn named(source: &RelPath, files: &[FileEntry], name: &str, key: &str, report: &mut Report) -> Option<RelPath> {
    let wanted = source.sibling(name.trim_start_matches("./"));
    if let Some(file) = files.iter().find(|file| file.path == wanted) {
        return Some(file.path.clone());
    }
    let finding = Finding::error("file-not-found", Place::key(source, key), format!("there is no file {name} beside this text"));
    let folder = source.folder();
    let near = files
        .iter()
        .map(|file| file.path.as_str().strip_prefix(folder).map_or(file.path.as_str(), |rest| rest.trim_start_matches('/')))
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    report.add(match near {
        Some((likeness, candidate)) if likeness > 0.8 => {
            finding.label("not found").fix(format!("write `{candidate}`, or put {name} into {folder}/"))
        }
        _ => finding.label("not found").fix(format!("put {name} into {folder}/, or take this line out")),
    });
    None
}

/// Says that a file of chapters lies there for nothing, because the text lists them itself.
fn report_passed_over(item: &Interview, report: &mut Report) {
    if let Some(file) = item.files.iter().map(|file| file.path.file_name()).find(|name| chapters::is_chapters(name)) {
        let place = Place::key(&item.raw.source, "chapters");
        let finding = Finding::warning("several-chapters-files", place, format!("these chapters count, those in {file} do not"));
        report.add(finding.fix(format!("write `chapters: {file}`, or take that file away")));
    }
}

/// The first by name of the files that hold chapters; another one is told, since nobody sees which counts.
fn likely_chapters(item: &Interview, report: &mut Report) -> Option<RelPath> {
    let mut files = item.files.iter().map(|file| &file.path).filter(|path| chapters::is_chapters(path.file_name()));
    let first = files.next()?;
    if let Some(other) = files.next() {
        let message = format!("two files beside this text hold chapters; {} counts, {} does not", first.file_name(), other.file_name());
        let finding = Finding::warning("several-chapters-files", Place::file(&item.raw.source), message);
        report.add(finding.fix(format!("write `chapters: {}`, or take one of them away", first.file_name())));
    }
    Some(first.clone())
}

fn only_recording(item: &Interview, report: &mut Report) -> Option<RelPath> {
    let recordings: Vec<_> = item.files.iter().map(|file| &file.path).filter(|path| audio::is_recording(path)).collect();
    match recordings.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        many => {
            let stem_is_slug = |path: &&&RelPath| names::plain(path.file_name().rsplit_once('.').map_or("", |(stem, _)| stem)) == item.slug;
            let found = many.iter().find(stem_is_slug);
            if found.is_none() {
                let listed = many.iter().map(|path| path.file_name()).collect::<Vec<_>>().join(", ");
                report.add(
                    Finding::error(
                        "which-recording",
                        Place::file(&item.raw.source),
                        format!("there is more than one recording here: {listed}"),
                    )
                    .fix(format!("say which one with `audio: {}`", many[0].file_name())),
                );
            }
            found.map(|path| (**path).clone())
        }
    }
}

/// VTT before SRT before JSON before text: the one that carries most, and of two alike the one called `transcript`. What is left over is
/// told.
fn likely_transcript(item: &Interview, report: &mut Report) -> Option<RelPath> {
    let rank = |path: &RelPath| match path.extension().as_str() {
        "vtt" => 0,
        "srt" => 1,
        "json" => 2,
        "html" | "htm" => 3,
        _ => 4,
    };
    let is_plain = |path: &RelPath| path.file_name().to_lowercase().starts_with("transcript.");
    let mut found: Vec<&RelPath> =
        item.files.iter().map(|file| &file.path).filter(|path| transcript::is_transcript(path.file_name())).collect();
    found.sort_by_key(|path| (rank(path), !is_plain(path), *path));
    if let [used, rest @ ..] = found.as_slice()
        && !rest.is_empty()
    {
        let listed = rest.iter().map(|path| path.file_name()).collect::<Vec<_>>().join(", ");
        let message = format!("{} is the transcript; {listed} is not used", used.file_name());
        let finding = Finding::info("transcript-not-used", Place::file(&item.raw.source), message);
        report.add(finding.fix(format!("write `transcript: {}` to take that one, or take away what is not needed", rest[0].file_name())));
    }
    found.first().map(|path| (*path).clone())
}

/// The published file name of a recording.
pub fn recording_name(slug: &Slug, source: &RelPath) -> String {
    format!("{slug}.{}", source.extension())
}
