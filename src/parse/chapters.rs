//! Chapters in: podcast chapters JSON, Podlove Simple Chapters XML, `hh:mm:ss title` text.

use super::SourceText;
use crate::model::Chapter;
use crate::report::Report;

/// Whether a file beside an episode holds chapters, by name: `chapters.json`, `*.chapters.json`, `chapters.xml`, `*.psc`, `chapters.txt`.
#[must_use]
pub fn is_chapters(file_name: &str) -> bool {
    let _ = file_name;
    false
}

/// Reads a chapters file by its content. Order and duplicates are kept as written: what is odd is reported, sorting is `resolve`'s.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<Vec<Chapter>> {
    let _ = (source, report);
    None
}
