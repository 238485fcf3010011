//! Layer 5: one file per verb.

pub mod audio;
pub mod audio_album;
pub mod audio_prepare;
pub mod build;
pub mod check;
pub mod completions;
pub mod explain;
pub mod fix;
pub mod import;
pub mod kit;
pub mod leads;
pub mod leads_import;
pub mod manual;
pub mod network;
pub mod new;
pub mod prompt;
mod reading;
pub mod schema;
pub mod transcribe;
pub mod watch;
