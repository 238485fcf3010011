//! Layer 5: `turntable transcribe`: runs the host's own transcriber over recordings that have no transcript, and keeps what it makes
//! beside the episode.
//!
//! The command is the host's, from the host's `show.yaml`, on the host's machine; nothing else ever runs it. No shell stands between.

use super::audio_prepare::{Work, choose};
use super::build::{Refusal, Said, Voice};
use crate::cli::{Format, Transcribe};
use crate::disk::{self, Failure};
use crate::model::{Episode, EpisodeId, Millis, RelPath, Site, Transcriber, Transcript};
use crate::parse;
use crate::project::Project;
use crate::report::{Report, print};
use crate::resolve::Drafts;
use crate::transcript;
use jiff::Zoned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use walkdir::WalkDir;

/// How many of a failed command's last lines are shown.
const LAST_LINES: usize = 6;
/// How much of them is read.
const TAIL: usize = 4096;
/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Transcribes some episodes, or all that have a recording and no transcript.
///
/// # Errors
/// When no transcriber is set up, the command line cannot be followed, or the machine fails.
pub fn transcribe(asked: &Transcribe, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let work = match Work::begin(&project, now, Drafts::Shown, voice)? {
        Ok(work) => work,
        Err(said) => return Ok(said),
    };
    let site = &work.site;
    let Some(transcriber) = &site.show.transcribe else { return Err(Refusal::Asked(NOT_SET_UP.to_owned())) };
    let chosen = choose(site, &asked.episodes)?;
    let (jobs, waiting): (Vec<Job<'_>>, Vec<Job<'_>>) =
        chosen.into_iter().filter_map(|id| job(site, id, &project)).partition(|job| job.there.is_none());
    let jobs: Vec<Job<'_>> = jobs.into_iter().filter(|job| !asked.episodes.is_empty() || may_be_shown(site, job.episode)).collect();
    let mut results = Vec::with_capacity(jobs.len());
    for (number, job) in (1..).zip(&jobs) {
        let progress = Progress { voice, started: Instant::now(), number, all: jobs.len(), job };
        let result = run(job, transcriber, site, &project, &progress)?;
        progress.wipe();
        let is_missing = matches!(result, Err(Trouble::NotStarted(_)));
        results.push((job, result));
        if is_missing {
            break;
        }
    }
    let told = if asked.episodes.is_empty() { &[][..] } else { &waiting[..] };
    Ok(say(&results, told, transcriber, voice))
}

const NOT_SET_UP: &str = "no transcriber is set up; write yours into content/show.yaml, for example\n  \
    transcribe: whisper-cli -m model.bin -f {audio} -ovtt -of {out}\n\
    (`turntable check` says what is wrong where one is written, and docs/transcripts.md tells more)";

/// A recording to transcribe.
struct Job<'a> {
    episode: &'a Episode,
    recording: PathBuf,
    /// Folder of the episode, from the show's root.
    folder: RelPath,
    /// The transcript that is there already.
    there: Option<String>,
}

/// What came of it: where it was kept, and what was read.
type Outcome = Result<(RelPath, Transcript), Trouble>;

enum Trouble {
    /// The program is not there.
    NotStarted(String),
    /// It failed, or made nothing that can be used.
    Failed(String),
}

/// The job for an episode whose recording lies in its folder.
fn job<'a>(site: &'a Site, id: EpisodeId, project: &Project) -> Option<Job<'a>> {
    let episode = site.episode(id);
    let source = &episode.recording.as_ref()?.file.as_ref()?.source;
    let recording = std::path::absolute(project.path(source)).ok()?;
    let folder = RelPath(episode.source.folder().to_owned());
    let named = episode.transcript.as_ref().map(|transcript| transcript.source.file_name().to_owned());
    let there = named.or_else(|| transcript_in(&project.path(&folder)));
    Some(Job { episode, recording, folder, there })
}

/// A transcript in a folder, read or not.
fn transcript_in(folder: &Path) -> Option<String> {
    let files = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().into_iter().filter_map(Result::ok);
    files.map(|file| file.file_name().to_string_lossy().into_owned()).find(|name| parse::transcript::is_transcript(name))
}

/// Whether every guest lets the transcript be published; without, it is made only when asked for by name.
fn may_be_shown(site: &Site, episode: &Episode) -> bool {
    episode.guests.iter().all(|guest| site.person(*guest).consent.transcript)
}

fn run(job: &Job<'_>, transcriber: &Transcriber, site: &Site, project: &Project, progress: &Progress<'_>) -> Result<Outcome, Failure> {
    let all = project.cache.join("transcribe");
    // One for each episode, so that two may be transcribed at once from two terminals.
    let folder = all.join(job.episode.slug.as_str());
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    // What a run that was interrupted left behind goes first.
    disk::remove_folder(&folder)?;
    disk::create_folder(&folder)?;
    let outcome = attempt(job, transcriber, site, project, &folder, progress);
    disk::remove_folder(&folder)?;
    let _is_last = disk::remove_if_empty(&all);
    outcome
}

fn attempt(
    job: &Job<'_>,
    transcriber: &Transcriber,
    site: &Site,
    project: &Project,
    folder: &Path,
    progress: &Progress<'_>,
) -> Result<Outcome, Failure> {
    let (said, complained) = (folder.join("said"), folder.join("complained"));
    let made = folder.join("made");
    disk::create_folder(&made)?;
    let mut command = command(transcriber, job, site, project, &made.join("transcript"));
    command.stdin(Stdio::null()).stdout(disk::create(&said)?).stderr(disk::create(&complained)?);
    let program = &transcriber.command[0];
    let status = match command.spawn() {
        Ok(child) => progress.wait(child),
        Err(cause) => return Ok(Err(Trouble::NotStarted(format!("{program} could not be started: {cause}; is it installed?")))),
    };
    let last =
        || last_lines(&complained).or_else(|| last_lines(&said)).map_or_else(String::new, |lines| format!("; its last words:\n{lines}"));
    let failed = |what: String| Ok(Err(Trouble::Failed(what)));
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => return failed(format!("{program} gave up ({}){}", ending(status), last())),
        Err(cause) => return failed(format!("{program} was lost: {cause}")),
    }
    let is_file = transcriber.command.iter().any(|word| word.contains("{out}"));
    let Some(result) = (if is_file { result_in(&made, &transcriber.produces) } else { Some(said.clone()) }) else {
        return failed(format!("{program} ended without writing a .{} file{}", transcriber.produces, last()));
    };
    match read(&result, &transcriber.produces)? {
        Err(why) => failed(format!("what {program} made cannot be used: {why}{}", last())),
        Ok((text, transcript)) => keep(job, &text, transcript, project).map(|kept| kept.map_err(Trouble::Failed)),
    }
}

/// The command with its places filled, run in the show's folder. A program with a path of its own is looked for from there.
fn command(transcriber: &Transcriber, job: &Job<'_>, site: &Site, project: &Project, out: &Path) -> Command {
    let language = site.show.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let (audio, out) = (job.recording.to_string_lossy(), out.to_string_lossy());
    let filled = |word: &String| word.replace("{language}", &language).replace("{out}", &out).replace("{audio}", &audio);
    let root = std::path::absolute(&project.root).unwrap_or_else(|_| project.root.clone());
    let program = Path::new(&transcriber.command[0]);
    let has_folder = program.components().count() > 1;
    let mut command = Command::new(if has_folder { root.join(program) } else { program.to_owned() });
    command.args(transcriber.command.iter().skip(1).map(filled)).current_dir(root);
    command
}

fn ending(status: ExitStatus) -> String {
    status.code().map_or_else(|| "stopped from outside".to_owned(), |code| format!("code {code}"))
}

/// What the command wrote: the file as named, else the first with the ending that was promised.
fn result_in(folder: &Path, produces: &str) -> Option<PathBuf> {
    let files = WalkDir::new(folder).min_depth(1).max_depth(2).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files: Vec<PathBuf> = files.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    let has_ending = |file: &&PathBuf| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(produces));
    files.iter().find(|file| **file == folder.join("transcript")).or_else(|| files.iter().find(has_ending)).cloned()
}

/// Text and transcript of what was made, or why it is none.
fn read(file: &Path, produces: &str) -> Result<Result<(String, Transcript), String>, Failure> {
    if disk::metadata(file).is_some_and(|found| found.len() > parse::transcript::LARGEST) {
        return Ok(Err("it is larger than any transcript".to_owned()));
    }
    let bytes = disk::read(file)?;
    let text = parse::transcript::decode(bytes.clone()).text;
    let mut report = Report::default();
    let transcript = parse::transcript::read(&RelPath(format!("transcript.{produces}")), bytes, &mut report);
    let why = || report.findings.iter().map(|finding| finding.message.clone()).next_back().unwrap_or_else(|| "it is empty".to_owned());
    Ok(transcript.map(|transcript| (text, transcript)).ok_or_else(why))
}

/// Keeps a transcript beside its episode: with times as clean WebVTT, without as it came. Never over one that is there.
fn keep(job: &Job<'_>, text: &str, transcript: Transcript, project: &Project) -> Result<Result<(RelPath, Transcript), String>, Failure> {
    let name = if transcript.is_timed { "transcript.vtt" } else { "transcript.txt" };
    let path = RelPath(format!("{}/{name}", job.folder.as_str()));
    let file = project.path(&path);
    if disk::metadata(&file).is_some() {
        return Ok(Err(format!("{path} is there now, and was left as it is")));
    }
    let written = if transcript.is_timed { transcript::vtt(&transcript) } else { text.to_owned() };
    disk::replace(&file, written.as_bytes())?;
    Ok(Ok((path, transcript)))
}

/// The last lines of what a command said, without control characters.
fn last_lines(file: &Path) -> Option<String> {
    let bytes = disk::tail(file, TAIL).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let plain = |line: &str| line.chars().filter(|character| !character.is_control()).take(160).collect::<String>();
    let lines: Vec<String> = text.split(['\n', '\r']).map(plain).filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
    (!last.is_empty()).then(|| last.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"))
}

/// The line on the terminal while a command runs.
struct Progress<'a> {
    voice: Voice,
    started: Instant,
    number: usize,
    all: usize,
    job: &'a Job<'a>,
}

impl Progress<'_> {
    fn wait(&self, mut child: Child) -> std::io::Result<ExitStatus> {
        if !self.voice.may_rewrite {
            return child.wait();
        }
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            self.show();
            std::thread::sleep(LOOK);
        }
    }

    #[expect(clippy::print_stderr, reason = "progress is rewritten in place, on a terminal only")]
    fn show(&self) {
        let passed = Millis(u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX));
        let length = self.job.episode.recording.as_ref().and_then(|recording| recording.duration);
        let length = length.map_or_else(String::new, |length| format!(" ({})", length.clock()));
        eprint!("\r  transcribing  {}/{}  {}{length}  {}\x1b[K", self.number, self.all, self.job.episode.slug, passed.clock());
    }

    #[expect(clippy::print_stderr, reason = "the progress line goes where it came from")]
    fn wipe(&self) {
        if self.voice.may_rewrite {
            eprint!("\r\x1b[K");
        }
    }
}

fn say(results: &[(&Job<'_>, Outcome)], there: &[Job<'_>], transcriber: &Transcriber, voice: Voice) -> Said {
    let code = if results.iter().any(|(_, result)| matches!(result, Err(Trouble::NotStarted(_)))) {
        3
    } else {
        u8::from(results.iter().any(|(_, result)| result.is_err()))
    };
    if voice.format == Format::Json {
        let list: Vec<Value> = results.iter().map(|(job, result)| entry(job, result)).collect();
        return Said { out: format!("{:#}\n", Value::Array(list)), code, ..Said::default() };
    }
    let mut said = Said { code, ..Said::default() };
    for (job, result) in results {
        match result {
            Ok((path, transcript)) => said.out.push_str(&format!("  made   {path}   {}\n", size(transcript))),
            Err(Trouble::NotStarted(why) | Trouble::Failed(why)) => said.err.push_str(&format!("  failed {}: {why}\n", job.episode.slug)),
        }
    }
    for job in there {
        let file = job.there.as_deref().unwrap_or_default();
        said.out.push_str(&format!("  kept   {}/{file} is there already; take it away to have a new one made\n", job.folder));
    }
    let made = results.iter().filter(|(_, result)| result.is_ok()).count();
    if results.is_empty() && there.is_empty() {
        said.out.push_str("Every episode with a recording here has its transcript.\n");
    } else if made > 0 {
        said.out.push_str(&format!(
            "{} made with {}. Read them: names come out wrong first.\nNext:  turntable check   says which speakers have no name yet\n",
            print::counted(made, "transcript"),
            transcriber.command[0]
        ));
    }
    if voice.is_quiet {
        said.out.clear();
    }
    said
}

/// "312 parts, 2 speakers".
fn size(transcript: &Transcript) -> String {
    let parts = print::counted(transcript.cues.len(), "part");
    match transcript.speakers().len() {
        0 => format!("{parts}, nobody named"),
        speakers => format!("{parts}, {}", print::counted(speakers, "speaker")),
    }
}

fn entry(job: &Job<'_>, result: &Outcome) -> Value {
    let (path, parts, speakers, error) = match result {
        Ok((path, transcript)) => (Some(path.as_str()), transcript.cues.len(), transcript.speakers().len(), None),
        Err(Trouble::NotStarted(why) | Trouble::Failed(why)) => (None, 0, 0, Some(why)),
    };
    json!({ "episode": job.episode.slug.as_str(), "transcript": path, "parts": parts, "speakers": speakers, "error": error })
}
