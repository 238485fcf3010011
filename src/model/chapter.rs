//! Chapters.

use super::{Location, Millis};
use serde::{Deserialize, Serialize};

/// One chapter of a recording. A list of them is ascending, starts at 0 and stays inside the recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Chapter {
    /// Where it starts.
    pub at: Millis,
    /// What players show; may be empty where [`Chapter::is_silent`].
    pub title: String,
    /// Where it leads, absolute.
    pub url: Option<String>,
    /// Its picture: absolute in a resolved site; as written, before.
    pub image: Option<String>,
    /// Where it ends, only where somebody wrote it; else the next one's start, or the end of the recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Millis>,
    /// Not for the table of contents (`toc: false`): a change of picture or link that has no title of its own.
    #[serde(default, skip_serializing_if = "is_no")]
    pub is_silent: bool,
    /// The place it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_no(value: &bool) -> bool {
    !*value
}
