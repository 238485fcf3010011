//! What is known about a recording.

use super::{AbsoluteUrl, ByteLen, Chapter, Millis, OutPath, RelPath};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the frames of a recording say; made by `audio`, remembered by content hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AudioFacts {
    /// `mp3`, `mp4`, `wav`, `ogg`, `flac`, `aiff`, `mkv`, `adts`, `caf`.
    pub container: String,
    /// `mp3`, `aac`, `alac`, `opus`, `vorbis`, `flac`, `pcm_s16le`, …
    pub codec: String,
    /// What the frames add up to, never what a header claims.
    pub duration: Millis,
    /// In hertz.
    pub sample_rate: u32,
    /// Number of channels.
    pub channels: u16,
    /// Mean, in bits per second: audio bytes × 8 ÷ duration.
    pub bit_rate: u32,
    /// The file's size.
    pub bytes: ByteLen,
    /// By content, `audio/mpeg`, `audio/x-m4a`, …
    pub mime: String,
    /// Tags by lower-case name (`title`, `artist`, `album`, `date`, `comment`, `genre`, `track`), as found.
    pub tags: BTreeMap<String, String>,
    /// Chapters found in the recording (ID3 CHAP, Podlove, Vorbis comments).
    pub chapters: Vec<Chapter>,
    /// What is odd about the file, in words for the author.
    pub oddities: Vec<AudioOddity>,
}

/// Something about a recording that the author should know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AudioOddity {
    /// Rule name, such as `cut-off-audio`.
    pub rule: String,
    /// Whether it blocks publishing.
    pub blocks: bool,
    /// In the author's words.
    pub message: String,
    /// What to do.
    pub fix: String,
}

/// The recording of an episode.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Recording {
    /// The enclosure address that apps know, with any `media.prefix` or `media.base_url` applied.
    pub url: AbsoluteUrl,
    /// The address used by the page's own player: from the root of the host, or absolute when kept elsewhere.
    pub href: String,
    /// The file beside the episode, unless it is kept elsewhere.
    pub file: Option<RecordingFile>,
    /// The size for the feed.
    pub bytes: ByteLen,
    /// The type for the feed.
    pub mime: String,
    /// The length, as far as known.
    pub duration: Option<Millis>,
    /// Everything measured, for a file that is here.
    pub facts: Option<AudioFacts>,
}

/// A recording that lies beside its episode.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RecordingFile {
    /// Where the author put it.
    pub source: RelPath,
    /// Where the site has it; `None` when `media.base_url` says that somebody else serves it.
    pub out: Option<OutPath>,
}
