//! Layer 2: text → `Raw*`, what the author wrote, typed but not yet joined up. Pure: text in, values and findings out.
//! Nothing gets a default here; that is `resolve`'s.

pub mod campaign;
pub mod chapters;
pub mod episode;
pub mod event;
pub mod feed_extra;
pub mod fields;
pub mod front_matter;
#[cfg(test)]
mod golden;
pub mod keys;
pub mod language;
pub mod leads;
mod lines;
pub mod locate;
pub mod lock;
pub mod mend;
pub mod offer;
pub mod page;
pub mod person;
pub mod rules;
pub mod schema;
pub mod secure;
pub mod show;
pub mod time;
pub mod transcribe;
pub mod transcript;
pub mod values;
pub mod yaml;
pub mod yaml_traps;

use crate::model::RelPath;
use crate::report::Report;

/// A text file of the show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Where it lies.
    pub path: RelPath,
    /// What is in it, as read (a byte order mark and Windows line ends included).
    pub text: String,
}

/// Markdown after the front matter, and where it starts in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The text.
    pub markdown: crate::model::Markdown,
    /// Byte offset of the text in the file, so that findings in it can be placed.
    pub start: usize,
}

/// Front matter and body of a file that must have front matter; what is wrong is reported.
fn open(source: &SourceText, report: &mut Report) -> Option<(yaml::Node, Body)> {
    let parts = front_matter::required(source, report)?;
    let node = yaml::read(source, parts.yaml, report)?;
    Some((node, front_matter::body(source, parts.body)))
}
