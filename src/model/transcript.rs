//! Transcripts.

use super::{Millis, RelPath};
use serde::Serialize;

/// What was said, in the order it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Transcript {
    /// The file it was read from.
    pub source: RelPath,
    /// Language, when the file says so.
    pub language: Option<String>,
    /// Whether the cues carry times; without, no VTT or SRT can be made from it.
    pub is_timed: bool,
    /// The cues, ascending by start.
    pub cues: Vec<Cue>,
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
