//! What is asked of a published recording, what it says of itself, and what became of it.

use crate::disk::Failure;
use crate::model::{AudioFacts, AudioLevels, AudioOddity, CentiDb, CentiLufs, Chapter, Millis};
use serde::{Deserialize, Serialize};

/// How published recordings are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Settings {
    /// As what.
    pub format: Format,
    /// In kbit/s; 96 for one channel and 160 for two where absent.
    pub bitrate: Option<u32>,
    /// How loud.
    pub loudness: CentiLufs,
    /// What becomes of silence at both ends.
    pub ends: Ends,
}

/// As what recordings are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Format {
    /// MP3, levelled.
    Mp3,
    /// M4A where that is what was recorded: copied and tagged, as there is no encoder for it here; else MP3.
    M4a,
}

/// What becomes of silence at both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Ends {
    /// It stays: every time that is written down stays right.
    Keep,
    /// It is cut to 0.3 s and 0.5 s. Chapters move with it.
    Trim,
}

/// What a recording says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tags {
    /// Of the episode.
    pub title: String,
    /// Name of the show.
    pub show: String,
    /// Who is heard.
    pub artist: String,
    /// Of the episode.
    pub number: Option<u64>,
    /// Of the episode.
    pub season: Option<u64>,
    /// When it was published.
    pub date: jiff::civil::Date,
    /// BCP 47.
    pub language: String,
    /// Address of its page; empty where there is none.
    pub page: String,
    /// What it is about, in a sentence.
    pub summary: String,
    /// The holder; empty where nothing is said.
    pub copyright: String,
    /// At most [`MOST_COVER`] bytes.
    pub cover: Option<Cover>,
    /// Ascending, with links.
    pub chapters: Vec<Chapter>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Cover {
    /// `image/jpeg` or `image/png`.
    pub mime: String,
    /// As it is.
    pub bytes: Vec<u8>,
}

impl Tags {
    /// The comment that players show: what it is about, and where there is more.
    #[must_use]
    pub fn comment(&self) -> String {
        if self.summary.is_empty() { self.page.clone() } else { format!("{} {}", self.summary, self.page) }
    }
}

/// What became of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// What the original sounds like.
    pub before: AudioLevels,
    /// What the result sounds like: measured in its file.
    pub after: AudioLevels,
    /// What was done to it.
    pub done: Done,
    /// By how much it was made louder.
    pub gain: CentiDb,
    /// How far peaks were turned down at most (0 or less).
    pub limited: CentiDb,
    /// Channels of the original and of the result.
    pub channels: (u16, u16),
    /// Taken off at the start and at the end.
    pub trimmed: (Millis, Millis),
    /// Chapters written.
    pub chapters: usize,
    /// What the author should know.
    pub oddities: Vec<AudioOddity>,
}

/// What was done to a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// Decoded, levelled and encoded.
    #[default]
    Encoded,
    /// The sound was good as it was: copied, with new tags.
    Copied,
}

/// Why there is no result.
#[derive(Debug)]
pub enum Trouble {
    /// The machine failed.
    Machine(Failure),
    /// The recording does not allow it.
    Recording(AudioOddity),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Machine(failure)
    }
}

impl Format {
    /// As what a recording is published that was recorded like this. HE-AAC stays what it is: an MP3 of it would lack its upper half.
    #[must_use]
    pub fn of(self, facts: &AudioFacts) -> Self {
        let is_m4a = facts.container == "mp4" && facts.codec == "aac" && facts.mime.starts_with("audio/");
        if is_m4a && (self == Self::M4a || facts.is_high_efficiency()) { Self::M4a } else { Self::Mp3 }
    }

    /// The ending of its file.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
        }
    }
}
