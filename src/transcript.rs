//! Layer 2: stand-in until the transcript writers are merged.

use crate::model::Transcript;

/// WebVTT.
#[must_use]
pub fn vtt(transcript: &Transcript) -> String {
    let _ = transcript;
    String::new()
}

/// SubRip.
#[must_use]
pub fn srt(transcript: &Transcript) -> String {
    let _ = transcript;
    String::new()
}

/// HTML.
#[must_use]
pub fn html(transcript: &Transcript, title: &str, language: &str) -> String {
    let _ = (transcript, title, language);
    String::new()
}
