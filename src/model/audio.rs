//! What is known about a recording.

use super::{AbsoluteUrl, ByteLen, CentiDb, CentiLufs, Chapter, Millis, OutPath, RelPath};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

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
    /// The picture inside, where there is one.
    #[serde(default)]
    pub cover: Option<CoverFacts>,
    /// What is odd about the file, in words for the author.
    pub oddities: Vec<AudioOddity>,
}

impl CoverFacts {
    /// Whether apps take it as the cover of an episode: a square JPEG or PNG of 1400 to 3000 pixels.
    /// Source: Apple Podcasts, artwork requirements.
    #[must_use]
    pub fn can_be_a_cover(&self) -> bool {
        matches!(self.mime.as_str(), "image/jpeg" | "image/png") && self.width == self.height && (1400..=3000).contains(&self.width)
    }

    /// `1400 × 1400 pixels, 250 kB`.
    #[must_use]
    pub fn for_people(&self) -> String {
        let size = self.bytes.for_people();
        if self.width == 0 { size } else { format!("{} × {} pixels, {size}", self.width, self.height) }
    }
}

impl AudioFacts {
    /// Whether it is HE-AAC, of which only the lower half can be decoded here.
    #[must_use]
    pub fn is_high_efficiency(&self) -> bool {
        self.oddities.iter().any(|oddity| oddity.rule == "high-efficiency-aac")
    }
}

/// A picture inside a recording; its bytes stay there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CoverFacts {
    /// By content: `image/jpeg`, `image/png`, …
    pub mime: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its size.
    pub bytes: ByteLen,
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

/// What a recording sounds like: one pass over its decoded samples; made by `audio`, remembered by content hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AudioLevels {
    /// Length of what was decoded, less what the encoder put around it.
    pub duration: Millis,
    /// Integrated loudness of the whole programme.
    ///
    /// `None` when every block is below the absolute gate of −70 LUFS (silence has no loudness) or the recording is shorter than
    /// one block of 400 ms. Source: ITU-R BS.1770-5, Annex 1; EBU R 128.
    pub loudness: Option<CentiLufs>,
    /// Loudness range in LU. `None` when no window of 3 s is above the gates. Source: EBU Tech 3342.
    pub loudness_range: Option<CentiDb>,
    /// The highest level that the wave reaches between the samples too, in dBTP; `None` for digital silence.
    /// Source: ITU-R BS.1770-5, Annex 2.
    pub true_peak: Option<CentiDb>,
    /// Silence before the first sound; the whole length when there is no sound at all.
    pub silence_start: Millis,
    /// Silence after the last sound; 0 when there is no sound at all.
    pub silence_end: Millis,
    /// How often the wave hits the rails and stays there (three samples or more in a row).
    pub clipped_runs: u64,
    /// Channels that carry next to nothing while another one carries the programme, from 0 in the file's order.
    pub dead_channels: Vec<u16>,
    /// Two channels that carry the same: one voice stored twice.
    pub has_identical_channels: bool,
    /// Packets that could not be decoded; silence stands in for them.
    pub lost_packets: u64,
    /// How long those packets are.
    pub lost: Millis,
    /// The wave's outline.
    pub waveform: Waveform,
    /// What is odd about the sound, in words for the author.
    pub oddities: Vec<AudioOddity>,
}

/// The outline of a recording: lowest and highest sample in each of up to 1 800 equal stretches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Waveform {
    /// How long each stretch is; the last one may be shorter.
    pub step: Millis,
    /// Lowest and highest sample of each stretch, over all channels; ±127 is full scale.
    pub peaks: Vec<(i8, i8)>,
}

/// How a recording sounds, as far as rules and pages need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Sound {
    /// As [`AudioLevels::loudness`].
    pub loudness: Option<CentiLufs>,
    /// As [`AudioLevels::true_peak`].
    pub true_peak: Option<CentiDb>,
    /// Silence before the first sound; the whole length when there is no sound at all.
    pub silence_start: Millis,
    /// Silence after the last sound.
    pub silence_end: Millis,
    /// Two channels that carry the same.
    pub has_identical_channels: bool,
    /// How long the parts are that cannot be decoded.
    pub lost: Millis,
    /// What is odd about the sound, in words for the author.
    pub oddities: Vec<AudioOddity>,
    /// How high the wave stands in each of up to 200 equal stretches of the recording, from left to right: the mean of the peaks in
    /// it, 127 is full scale. For pictures.
    pub sketch: Vec<u8>,
    /// The whole outline.
    pub outline: Outline,
}

/// A waveform, or where it is kept: thousands of them are not carried around.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Outline {
    /// The recording was listened to in this run.
    Here(Waveform),
    /// A file of the cache, as `audio::sound` writes it.
    Kept(RelPath),
}

impl Default for Outline {
    fn default() -> Self {
        Self::Here(Waveform::default())
    }
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
    /// What the frames say, for a file that is here.
    pub facts: Option<AudioFacts>,
    /// What was recorded, whatever was made of it since; `None` for a recording kept elsewhere.
    pub original: Option<RecordingHash>,
    /// How it sounds, for a file that is here and can be decoded.
    pub sound: Option<Sound>,
    /// Whether it was made for publishing, or lies there as it was recorded.
    pub making: Making,
}

/// What tells one recording from another: the first 128 bits of the BLAKE3 hash of the bytes that were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RecordingHash(pub [u8; 16]);

impl RecordingHash {
    /// From at least 32 hexadecimal digits; what follows them does not matter.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(2 * index..2 * index + 2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for RecordingHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// How a recording came to be as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum Making {
    /// As it was recorded.
    #[default]
    AsRecorded,
    /// Made for publishing, as `media.format` asks.
    Prepared,
}

/// A recording that lies beside its episode.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RecordingFile {
    /// Where the author put it.
    pub source: RelPath,
    /// Where the site has it; `None` when `media.base_url` says that somebody else serves it.
    pub out: Option<OutPath>,
}
