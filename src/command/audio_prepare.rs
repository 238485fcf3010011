//! Layer 5: `turntable audio prepare`: makes the published recordings of episodes and says what was heard and what was done.

use super::build::{Clock, Refusal, Said, Voice, findings};
use crate::audio::prepare::{Done, Ends, Prepared, Settings};
use crate::cache::AudioMemory;
use crate::cli::{AudioPrepare, Format};
use crate::disk;
use crate::model::{ByteLen, CentiDb, EpisodeId, Millis, Site};
use crate::pipeline::{self, Goal, Order, Outcome, Read, Step};
use crate::project::Project;
use crate::recordings::{self, Published, Reach, Which};
use crate::report::print;
use crate::resolve::{Drafts, Moment};
use jiff::Zoned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Makes the published recordings of some episodes, or of all.
///
/// # Errors
/// When the command line cannot be followed or the machine fails.
pub fn prepare(asked: &AudioPrepare, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let mut work = match Work::begin(&project, now, Drafts::Shown, voice)? {
        Ok(work) => work,
        Err(said) => return Ok(said),
    };
    let chosen = choose(&work.site, &asked.episodes)?;
    let ends = if asked.trim { Ends::Trim } else { Ends::Keep };
    let settings = Settings { ends, ..recordings::settings(&work.site.show) };
    let published = work.publish(&settings, &chosen)?;
    let mut entries = BTreeMap::new();
    for (id, published) in &published {
        let copy = asked.out.as_deref().map(|folder| copied(&work.site, *id, published, folder)).transpose()?;
        entries.insert(*id, (published, copy.unwrap_or_else(|| published.file.clone())));
    }
    Ok(work.say(&chosen, &entries, asked))
}

/// Copies a recording to where it was asked for, under the name that the site gives it.
fn copied(site: &Site, id: EpisodeId, published: &Published, folder: &Path) -> Result<PathBuf, disk::Failure> {
    let ending = published.file.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    let target = folder.join(format!("{}.{ending}", site.episode(id).slug));
    disk::create_folder(folder)?;
    disk::copy(&published.file, &target)?;
    Ok(target)
}

/// A show that was read, and what is remembered of its recordings.
pub(super) struct Work<'a> {
    project: &'a Project,
    pub site: Site,
    memory: AudioMemory,
    clock: Clock,
    voice: Voice,
    /// What was found while making recordings.
    outcome: Outcome,
}

impl<'a> Work<'a> {
    /// Reads the show; what is said where it cannot be used.
    pub fn begin(project: &'a Project, now: &Zoned, drafts: Drafts, voice: Voice) -> Result<Result<Self, Said>, Refusal> {
        let clock = Clock::start(voice);
        let moment = Moment { as_of: now.timestamp(), drafts };
        let mut outcome = Outcome::default();
        let order = Order { moment, goal: Goal::Build, accepted: &[], tell: &|step| clock.tell(step) };
        let read = pipeline::read_site(project, &order, &mut outcome)?;
        clock.tell(Step::Done);
        let Some(Read { site, memory, .. }) = read else {
            outcome.report.tidy();
            return Ok(Err(Said { err: findings(&outcome.report, voice), code: 1, ..Said::default() }));
        };
        // What is wrong with texts is `check`'s to say; here recordings count.
        let outcome = Outcome::default();
        Ok(Ok(Self { project, site, memory, clock, voice, outcome }))
    }

    /// Makes what is missing.
    pub fn publish(&mut self, settings: &Settings, chosen: &BTreeSet<EpisodeId>) -> Result<BTreeMap<EpisodeId, Published>, Refusal> {
        let tell = |done, all| self.clock.tell(Step::Preparing(done, all));
        let how = (Reach::Make, Which::Only(chosen));
        let published = recordings::publish(self.project, &self.site, settings, &self.memory, how, &tell, &mut self.outcome.report)?;
        self.clock.tell(Step::Done);
        self.outcome.report.tidy();
        Ok(published)
    }

    /// What was found, for people.
    pub fn findings(&self) -> (String, u8) {
        (findings(&self.outcome.report, self.voice), u8::from(self.outcome.report.has_errors()))
    }

    fn say(&self, chosen: &BTreeSet<EpisodeId>, entries: &BTreeMap<EpisodeId, (&Published, PathBuf)>, asked: &AudioPrepare) -> Said {
        let (found, code) = self.findings();
        if self.voice.format == Format::Json {
            let list = entries.iter().map(|(id, (published, path))| entry(&self.site, *id, published, path)).collect();
            return Said { out: format!("{:#}\n", Value::Array(list)), err: found, code };
        }
        let mut out = String::new();
        if !self.voice.is_quiet {
            for (id, (published, path)) in entries {
                out.push_str(&told(&self.site, *id, published, path, self.project));
            }
            out.push_str(&self.summary(chosen, entries, asked));
        }
        Said { out, err: found, code }
    }

    fn summary(&self, chosen: &BTreeSet<EpisodeId>, entries: &BTreeMap<EpisodeId, (&Published, PathBuf)>, asked: &AudioPrepare) -> String {
        let new = entries.values().filter(|(published, _)| published.is_new).count();
        let old = entries.len() - new;
        let rest = chosen.len() - entries.len();
        let mut parts = vec![format!("{} made", print::counted(new, "recording"))];
        if old > 0 {
            parts.push(format!("{old} ready before"));
        }
        if rest > 0 {
            parts.push(format!("{} without a recording that could be used", print::counted(rest, "episode")));
        }
        let mut text = format!("{}. The originals are as they were.\n", parts.join(", "));
        match (&asked.out, &self.site.show.media.format) {
            (Some(_), _) => {}
            (None, Some(_)) => text.push_str("Next:  turntable build   publishes them\n"),
            (None, None) => text.push_str(
                "Next:  write `media: {format: mp3}` in content/show.yaml, and builds publish these\n       instead of the originals\n",
            ),
        }
        text
    }
}

/// Episodes by the name of their folder or their address; all that have a recording here, when none is named.
pub(super) fn choose(site: &Site, names: &[String]) -> Result<BTreeSet<EpisodeId>, Refusal> {
    let all = (0_u32..).map(EpisodeId).zip(&site.episodes);
    if names.is_empty() {
        let here = all.filter(|(_, episode)| episode.recording.as_ref().is_some_and(|recording| recording.file.is_some()));
        return Ok(here.map(|(id, _)| id).collect());
    }
    let find = |name: &String| {
        let wanted = name.trim_end_matches('/').trim_end_matches("/index.md").rsplit('/').next().unwrap_or_default();
        let is_it = |episode: &&crate::model::Episode| {
            let folder = episode.source.folder();
            episode.slug.as_str() == wanted || folder.rsplit('/').next() == Some(wanted)
        };
        let found = (0_u32..).map(EpisodeId).zip(&site.episodes).find(|(_, episode)| is_it(episode)).map(|(id, _)| id);
        found.ok_or_else(|| Refusal::Asked(no_episode(site, wanted)))
    };
    names.iter().map(find).collect()
}

fn no_episode(site: &Site, wanted: &str) -> String {
    let slugs = site.episodes.iter().map(|episode| episode.slug.as_str());
    let near = slugs.map(|slug| (strsim::osa_distance(slug, wanted), slug)).min().filter(|(distance, _)| *distance <= 4);
    let hint = near.map_or_else(String::new, |(_, slug)| format!("; did you mean `{slug}`?"));
    format!("there is no episode `{wanted}`{hint}")
}

fn told(site: &Site, id: EpisodeId, published: &Published, path: &Path, project: &Project) -> String {
    let prepared = &published.prepared;
    let bytes = disk::metadata(path).map_or(0, |file| file.len());
    let shown = path.strip_prefix(&project.root).unwrap_or(path).display();
    let mut text = format!(
        "{}   {}{}\n",
        site.episode(id).slug,
        prepared.before.duration.clock(),
        if published.is_new { "" } else { "   ready before" }
    );
    text.push_str(&format!("  heard  {}\n", sound(prepared, &prepared.before)));
    match prepared.done {
        Done::Copied => text.push_str("  kept   the sound as it is; title, cover and chapters are new\n"),
        Done::Encoded => text.push_str(&format!("  made   {}\n         {}\n", sound(prepared, &prepared.after), changes(prepared))),
    }
    let chapters = if prepared.chapters == 0 { String::new() } else { format!(", {}", print::counted(prepared.chapters, "chapter")) };
    text.push_str(&format!(
        "  file   {}, {}{chapters}\n         {shown}\n\n",
        prepared.after.duration.clock(),
        ByteLen(bytes).for_people()
    ));
    text
}

fn sound(prepared: &Prepared, levels: &crate::model::AudioLevels) -> String {
    let Some(loudness) = levels.loudness else { return "silence".to_owned() };
    let peak = levels.true_peak.map_or_else(String::new, |peak| format!(", highest peak {} dBTP", peak.for_people()));
    let channels = if std::ptr::eq(levels, &raw const prepared.before) { prepared.channels.0 } else { prepared.channels.1 };
    let voices = match channels {
        1 => ", one channel".to_owned(),
        2 => ", stereo".to_owned(),
        more => format!(", {more} channels"),
    };
    format!("{}{peak}{voices}", loudness.for_people())
}

fn changes(prepared: &Prepared) -> String {
    let mut parts = vec![match prepared.gain.0 {
        -4..=4 => "as loud as before".to_owned(),
        gain if gain > 0 => format!("{} dB louder", prepared.gain.for_people()),
        gain => format!("{} dB quieter", CentiDb(-gain).for_people()),
    }];
    if prepared.limited.0 <= -10 {
        parts.push(format!("peaks turned down by up to {} dB", CentiDb(-prepared.limited.0).for_people()));
    }
    if prepared.channels == (2, 1) {
        parts.push("both channels said the same".to_owned());
    }
    let (start, end) = prepared.trimmed;
    if start.0 + end.0 > 0 {
        parts.push(format!("{} s of silence cut off", Millis((start.0 + end.0) / 100 * 100).decimal_seconds()));
    }
    parts.join(", ")
}

fn entry(site: &Site, id: EpisodeId, published: &Published, path: &Path) -> Value {
    let prepared = &published.prepared;
    let hundredths = |value: Option<i32>| value.map(|value| f64::from(value) / 100.0);
    let levels = |levels: &crate::model::AudioLevels| {
        json!({
            "duration_ms": levels.duration.0,
            "loudness_lufs": hundredths(levels.loudness.map(|lufs| lufs.0)),
            "true_peak_dbtp": hundredths(levels.true_peak.map(|peak| peak.0)),
            "loudness_range_lu": hundredths(levels.loudness_range.map(|range| range.0)),
        })
    };
    json!({
        "episode": site.episode(id).slug.as_str(),
        "path": path.to_string_lossy(),
        "new": published.is_new,
        "done": if prepared.done == Done::Encoded { "encoded" } else { "copied" },
        "bytes": disk::metadata(path).map(|file| file.len()),
        "before": levels(&prepared.before),
        "after": levels(&prepared.after),
        "gain_db": f64::from(prepared.gain.0) / 100.0,
        "limited_db": f64::from(prepared.limited.0) / 100.0,
        "channels_before": prepared.channels.0,
        "channels": prepared.channels.1,
        "trimmed_start_ms": prepared.trimmed.0.0,
        "trimmed_end_ms": prepared.trimmed.1.0,
        "chapters": prepared.chapters,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn an_episode_is_found_by_folder_address_or_path() {
        let site = sample::site();
        let slug = site.episodes[0].slug.to_string();
        let folder = site.episodes[0].source.folder().to_owned();
        for name in [slug, folder.clone(), format!("{folder}/"), format!("{folder}/index.md")] {
            let chosen = choose(&site, std::slice::from_ref(&name));
            assert!(matches!(&chosen, Ok(ids) if ids.contains(&EpisodeId(0))), "{name}");
        }
        let Err(Refusal::Asked(words)) = choose(&site, &["cash-before-profits".into()]) else { panic!("there is none") };
        assert_eq!(words, "there is no episode `cash-before-profits`; did you mean `cash-before-profit`?");
    }

    #[test]
    fn what_was_done_is_said_in_plain_words() {
        let prepared = Prepared { gain: CentiDb(740), limited: CentiDb(-210), channels: (2, 1), ..Prepared::default() };
        assert_eq!(changes(&prepared), "7.4 dB louder, peaks turned down by up to 2.1 dB, both channels said the same");
    }
}
