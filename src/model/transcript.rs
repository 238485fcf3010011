//! Transcripts.

use super::{Millis, RelPath};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What was said, in the order it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Transcript {
    /// The file it was read from.
    pub source: RelPath,
    /// Language, when the file says so.
    pub language: Option<String>,
    /// Whether the cues carry times; without, no VTT or SRT can be made from it.
    pub is_timed: bool,
    /// The cues. With times, each starts after the one before, lasts at least a thousandth of a second and ends before the next one starts.
    pub cues: Vec<Cue>,
}

impl Transcript {
    /// The same file's transcript with nothing said yet.
    #[must_use]
    pub fn clone_without_cues(&self) -> Self {
        Self { source: self.source.clone(), language: self.language.clone(), is_timed: self.is_timed, cues: Vec::new() }
    }

    /// Everybody who is named as a speaker, in the order of the alphabet.
    #[must_use]
    pub fn speakers(&self) -> BTreeSet<&str> {
        self.cues.iter().filter_map(|cue| cue.speaker.as_deref()).collect()
    }

    /// Gives speakers other names (new ones by old ones); each is still named only where the speaker changes.
    pub fn rename(&mut self, names: &BTreeMap<String, String>) {
        for speaker in self.cues.iter_mut().filter_map(|cue| cue.speaker.as_mut()) {
            if let Some(name) = names.get(speaker) {
                speaker.clone_from(name);
            }
        }
        self.name_only_changes();
    }

    /// Takes names away where the same person goes on.
    pub fn name_only_changes(&mut self) {
        let mut current: Option<String> = None;
        for cue in &mut self.cues {
            if cue.speaker == current {
                cue.speaker = None;
            } else if cue.speaker.is_some() {
                current.clone_from(&cue.speaker);
            }
        }
    }
}

/// A few words by one speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Cue {
    /// Start.
    pub start: Millis,
    /// End, not before the start.
    pub end: Millis,
    /// Who speaks, as written; `None` when the same person goes on or nobody was named.
    pub speaker: Option<String>,
    /// Plain text, without marks.
    pub text: String,
}

/// A program of the host's own that makes a transcript of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Transcriber {
    /// Program and arguments, with `{audio}`, `{out}` and `{language}` where those belong; run without a shell.
    pub command: Vec<String>,
    /// Ending of the file that it makes: `vtt`, `srt`, `json`, `txt`, `html` or `md`.
    pub produces: String,
}

/// Whether a character belongs to a script that puts no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese): a line
/// break between two of them stands for nothing, where elsewhere it stands for a space.
#[must_use]
pub fn is_written_without_spaces(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{30FF}'
        | '\u{31F0}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}
