//! Transcripts in: WebVTT, SRT, podcast JSON, plain text, HTML, `**Name:**` Markdown.

use super::SourceText;
use crate::model::Transcript;
use crate::report::Report;

/// Whether a file beside an episode is a transcript, by name: `transcript.*`, `<anything>.vtt`, `<anything>.srt`, `*.transcript.{json,txt,html,md}`.
#[must_use]
pub fn is_transcript(file_name: &str) -> bool {
    let _ = file_name;
    false
}

/// Reads a transcript by its content, with its file name as a hint.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Transcript> {
    let _ = (source, report);
    None
}
