//! Chapters.

use super::Millis;
use serde::{Deserialize, Serialize};

/// One chapter of a recording. A list of them is ascending, starts at 0 and stays inside the recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Chapter {
    /// Where it starts.
    pub at: Millis,
    /// What players show.
    pub title: String,
    /// Where it leads, absolute.
    pub url: Option<String>,
    /// Its picture: absolute in a resolved site; as written, before.
    pub image: Option<String>,
}
