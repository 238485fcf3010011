//! Part of `new`: an episode: its folder, its recording and transcript copied beside, its guest if we do not know them yet.

use super::place::{self, Present, Standing};
use super::simple::{self, PartnerText};
use super::yaml::value;
use super::{Draft, Outcome, Trouble, write};
use crate::audio;
use crate::cli::NewEpisode;
use crate::command::prompt::{Prompt, Question};
use crate::disk;
use crate::model::{AudioFacts, Chapter, CoverFacts, RelPath, Slug};
use crate::parse::{self, SourceText};
use crate::report::Report;
use jiff::Zoned;
use jiff::civil::Weekday;
use std::path::{Path, PathBuf};

/// Makes the episode's folder, and the guest's where they are new.
pub fn start(asked: &NewEpisode, root: &Path, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    let standing = place::standing(root)?;
    let slug = place::free_slug(root, "episodes", &asked.slug)?;
    let recording = asked.audio.as_deref().map(Found::read).transpose()?;
    let said = |name: &str| recording.as_ref().and_then(|found| found.said(name));
    let guest = Guest::asked(asked, root, said("artist"), prompt)?;
    let title = title(asked, guest.as_ref(), said("title"), prompt)?;
    let date = match &asked.date {
        Some(date) => place::checked_time(date, "--date")?,
        None => written(place::coming(now, &standing.zone, Weekday::Thursday, 6, 0)),
    };
    let folder = format!("content/episodes/{:03}-{slug}", standing.next_order);
    let chapters = recording.as_ref().map_or(&[][..], |found| &found.facts.chapters);
    let summary = said("description").or_else(|| said("comment"));
    let text = episode_text(&title, &date, &standing, guest.as_ref(), summary, chapters);

    let index = format!("{folder}/index.md");
    let mut drafts = vec![Draft::text(&index, text).noted(&index, "draft")];
    if let Some(found) = &recording {
        drafts.extend(found.drafts(&folder, &slug));
    }
    if let Some(guest) = guest.as_ref().filter(|guest| guest.is_new) {
        let status = if recording.is_some() { "recorded" } else { "booked" };
        drafts.push(guest.draft(status));
    }
    let seen = recording.as_ref().map(Found::told).unwrap_or_default();
    let made = write(root, drafts)?;
    Ok(Outcome { folder: None, seen, made, next: vec![("turntable build --drafts".into(), "makes the site, in public/".into())] })
}

fn title(asked: &NewEpisode, guest: Option<&Guest>, said: Option<&str>, prompt: &mut Prompt<'_>) -> Result<String, Trouble> {
    let typed_a_title = asked.slug.contains(' ') || asked.slug.chars().any(char::is_uppercase);
    let default = match (said, guest) {
        (Some(said), _) if !typed_a_title => said.to_owned(),
        (None, Some(guest)) if !typed_a_title => guest.name.clone(),
        _ => place::in_words(&asked.slug),
    };
    let question = Question { text: "Working title", flag: "--title", default: Some(&default), hint: None };
    Ok(prompt.answer(asked.title.as_deref(), question)?)
}

/// `2026-05-14T06:00`, as authors write it.
pub fn written(moment: jiff::civil::DateTime) -> String {
    format!("{}", moment.strftime("%Y-%m-%dT%H:%M"))
}

/// Who is interviewed.
struct Guest {
    slug: String,
    name: String,
    tagline: Option<String>,
    is_new: bool,
}

impl Guest {
    /// The guest named by the flag or at the terminal; nobody where neither is. Who made the recording by its own word is only offered:
    /// it may be the host, or a program.
    fn asked(asked: &NewEpisode, root: &Path, said: Option<&str>, prompt: &mut Prompt<'_>) -> Result<Option<Self>, Trouble> {
        let said = said.filter(|_| prompt.is_person());
        let hint = if said.is_none() { Some("nobody yet") } else { None };
        let question = Question { text: "Who is the guest?", flag: "--guest", default: said.or(Some("")), hint };
        let typed = prompt.answer(asked.guest.as_deref(), question)?;
        if typed.is_empty() {
            return Ok(None);
        }
        let slug = Slug::from_text(&typed).0;
        if let Some(known) = place::present(root, "partners").into_iter().find(|present| present.slug == slug) {
            return Ok(Some(Self {
                name: name_of(root, &known).unwrap_or_else(|| place::as_name(&slug)),
                slug,
                tagline: None,
                is_new: false,
            }));
        }
        let name = place::as_name(&typed);
        let question = Question { text: "What do they do, in one line?", flag: "--tagline", default: Some(""), hint: Some("later") };
        let tagline = Some(prompt.answer(asked.tagline.as_deref(), question)?).filter(|tagline| !tagline.is_empty());
        Ok(Some(Self { slug, name, tagline, is_new: true }))
    }

    fn draft(&self, status: &str) -> Draft {
        let text = PartnerText { name: &self.name, business: None, tagline: self.tagline.as_deref(), status };
        simple::partner_draft(&self.slug, &text)
    }
}

/// The name of a partner we know.
fn name_of(root: &Path, known: &Present) -> Option<String> {
    let bytes = disk::read_if_there(&root.join(&known.file)).ok().flatten()?;
    let source = SourceText { path: RelPath(known.file.clone()), text: String::from_utf8_lossy(&bytes).into_owned() };
    parse::person::parse(&source, &mut Report::default()).map(|person| person.name)
}

/// A recording with what was measured, and the transcript beside it.
struct Found {
    path: PathBuf,
    facts: AudioFacts,
    transcript: Option<PathBuf>,
    /// The picture inside, where it can be the episode's cover.
    cover: Option<Vec<u8>>,
}

/// Above this a text is no summary any more.
const SUMMARY: usize = 1_000;

impl Found {
    fn read(path: &Path) -> Result<Self, Trouble> {
        let path = place::checked_file(path, "--audio")?;
        if !audio::is_recording(&RelPath(file_name(&path))) {
            return Err(Trouble::Asked(format!(
                "--audio: {} is not a recording we know (MP3, M4A, WAV, FLAC, Ogg, AIFF …)",
                path.display()
            )));
        }
        let facts = audio::facts(&path)?;
        let transcript = ["vtt", "srt", "json", "txt"]
            .iter()
            .map(|ending| path.with_extension(ending))
            .find(|path| disk::metadata(path).is_some_and(|metadata| metadata.is_file()));
        let cover = if facts.cover.as_ref().is_some_and(CoverFacts::can_be_a_cover) { audio::cover::of(&path) } else { None };
        Ok(Self { path, facts, transcript, cover })
    }

    /// What the recording says of itself under this name, as one line.
    fn said(&self, name: &str) -> Option<&str> {
        let text = self.facts.tags.get(name).map(|text| text.trim());
        text.filter(|text| !text.is_empty() && text.chars().count() <= SUMMARY && !text.contains(char::is_control))
    }

    /// `jpg` or `png`.
    fn cover_ending(&self) -> &'static str {
        if self.facts.cover.as_ref().is_some_and(|cover| cover.mime == "image/png") { "png" } else { "jpg" }
    }

    /// The copies to make: the recording under the episode's name, the transcript as `transcript.*`, the picture inside as `cover.*`.
    fn drafts(&self, folder: &str, slug: &Slug) -> Vec<Draft> {
        let recording = Draft::copy_of(format!("{folder}/{slug}.{}", ending(&self.path)), &self.path);
        let transcript = self.transcript.as_ref().map(|path| Draft::copy_of(format!("{folder}/transcript.{}", ending(path)), path));
        let cover = self.cover.clone().map(|bytes| Draft::bytes(format!("{folder}/cover.{}", self.cover_ending()), bytes));
        [Some(recording), transcript, cover].into_iter().flatten().collect()
    }

    /// What is said of it: a word and the rest of the line.
    fn told(&self) -> Vec<(String, String)> {
        let name = file_name(&self.path);
        let mut told = vec![("read".to_owned(), format!("{name}   {}", measured(&self.facts)))];
        told.extend(self.facts.oddities.iter().map(|oddity| ("odd".to_owned(), format!("{}; {}", oddity.message, oddity.fix))));
        match self.facts.chapters.len() {
            0 => {}
            count => {
                let marks = place::counted(count, "chapter mark", "chapter marks");
                told.push(("found".to_owned(), format!("{marks}  → your interview questions, please check the words")));
            }
        }
        told.extend(self.told_of_tags());
        if let Some(path) = &self.transcript {
            told.push(("found".to_owned(), format!("{}  → the transcript{}", file_name(path), speakers(path))));
        }
        told
    }
}

impl Found {
    /// What its tags and its picture are good for.
    fn told_of_tags(&self) -> Vec<(String, String)> {
        let mut told = Vec::new();
        if let Some(title) = self.said("title") {
            told.push(("found".to_owned(), format!("its title, “{title}”")));
        }
        if let Some(artist) = self.said("artist") {
            told.push(("found".to_owned(), format!("{artist} as who made it")));
        }
        if let Some(date) = self.said("date") {
            told.push(("found".to_owned(), format!("{date} as its date; --date sets when the episode comes out")));
        }
        match &self.facts.cover {
            Some(cover) if self.cover.is_some() => {
                told.push(("found".to_owned(), format!("a picture, {}  → the episode's cover", cover.for_people())));
            }
            Some(cover) => {
                told.push(("left".to_owned(), format!("its picture, {}: covers are square, 1400 to 3000 pixels", cover.for_people())))
            }
            None => {}
        }
        told
    }
}

/// `28:14, 26 MB, one voice channel`.
fn measured(facts: &AudioFacts) -> String {
    let channels = match facts.channels {
        0 => String::new(),
        1 => ", one voice channel".to_owned(),
        2 => ", stereo".to_owned(),
        many => format!(", {many} channels"),
    };
    format!("{}, {}{channels}", facts.duration.clock(), facts.bytes.for_people())
}

/// `, 2 speakers`, where the transcript names any.
fn speakers(path: &Path) -> String {
    let Ok(bytes) = disk::read(path) else { return String::new() };
    let source = SourceText { path: RelPath(file_name(path)), text: String::from_utf8_lossy(&bytes).into_owned() };
    let cues = parse::transcript::parse(&source, &mut Report::default()).map(|transcript| transcript.cues).unwrap_or_default();
    let names: std::collections::BTreeSet<&str> = cues.iter().filter_map(|cue| cue.speaker.as_deref()).collect();
    if names.is_empty() { String::new() } else { format!(", {}", place::counted(names.len(), "speaker", "speakers")) }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The file's ending in lower case.
fn ending(path: &Path) -> String {
    RelPath(file_name(path)).extension()
}

fn episode_text(
    title: &str,
    date: &str,
    standing: &Standing,
    guest: Option<&Guest>,
    summary: Option<&str>,
    chapters: &[Chapter],
) -> String {
    let summary = summary.map_or_else(|| "# summary:\n".to_owned(), |summary| format!("summary: {}\n", value(summary)));
    let guests = guest.map_or_else(|| "# guests: [their-folder-name]\n".to_owned(), |guest| format!("guests: [{}]\n", value(&guest.slug)));
    format!(
        "---
title: {title}
date: {date}
# Not online while this line stands; take it out when the episode is ready.
draft: true
number: {number}
{guests}
# One or two sentences: what a listener gets from it.
{summary}
# What is asked, and when it is asked in the recording. Players show these as chapters.
{questions}
# What a listener takes away, one line each.
# takeaways:
#   - 

# Words worth sharing, and who said them.
# quotes:
#   - text: 
#     by: {by}
#     at: \"0:00\"

# Books, links and tools that were mentioned.
# resources:
#   - title: 
#     url: 

# The Referral Kit that closes it is the guest's, unless another is named here (or none).
# offer: 
# Where in the recording it is raised:
# offer_at: \"0:00\"

# For an interview that the partner held with you:
# direction: turned
---

",
        title = value(title),
        number = standing.next_number,
        questions = questions(chapters),
        by = guest.map_or("their-folder-name", |guest| guest.slug.as_str()),
    )
}

fn questions(chapters: &[Chapter]) -> String {
    if chapters.is_empty() {
        return "# questions:\n#   - ask: What do most people get wrong about your work?\n#     at: \"0:00\"\n#     label: The usual mistake\n".to_owned();
    }
    let lines = chapters.iter().map(|chapter| {
        let title = if chapter.title.trim().is_empty() { "(no words in the recording)" } else { chapter.title.trim() };
        format!("  - ask: {}\n    at: \"{}\"\n", value(title), chapter.at.clock())
    });
    format!("questions:\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ByteLen, Millis};
    use jiff::tz::TimeZone;

    fn standing() -> Standing {
        Standing { zone: TimeZone::UTC, next_order: 12, next_number: 11 }
    }

    fn front_matter(text: &str) -> serde_yaml::Value {
        let yaml = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).expect("front matter").0;
        serde_yaml::from_str(yaml).expect("it is YAML")
    }

    #[test]
    fn titles_with_colons_and_quotes_survive() {
        let title = "Who: \"the\" bank # 1?";
        let guest = Guest { slug: "dev-okafor".into(), name: "Dev Okafor".into(), tagline: None, is_new: true };
        let chapters = [
            Chapter { at: Millis(0), title: "Start: here".into(), ..Chapter::default() },
            Chapter { at: Millis(754_200), ..Chapter::default() },
        ];
        let parsed =
            front_matter(&episode_text(title, "2026-05-14T06:00", &standing(), Some(&guest), Some("What: \"owners\" forget."), &chapters));
        assert_eq!(parsed["title"], title);
        assert_eq!(parsed["number"], 11);
        assert_eq!(parsed["summary"], "What: \"owners\" forget.");
        assert_eq!(parsed["guests"][0], "dev-okafor");
        assert_eq!(parsed["questions"][0]["ask"], "Start: here");
        assert_eq!(parsed["questions"][1]["at"], "12:34");
    }

    #[test]
    fn without_guest_or_recording_it_is_still_read() {
        let parsed = front_matter(&episode_text("x", "2026-05-14", &standing(), None, None, &[]));
        assert_eq!(parsed["draft"], true);
        assert!(parsed.get("questions").is_none());
    }

    #[test]
    fn measurements_are_in_peoples_units() {
        let facts = AudioFacts { duration: Millis(1_694_000), bytes: ByteLen(26_000_000), channels: 1, ..AudioFacts::default() };
        assert_eq!(measured(&facts), "28:14, 26 MB, one voice channel");
    }
}
