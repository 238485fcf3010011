//! Any other page as written.

use super::{Body, SourceText};
use crate::model::RelPath;
use crate::report::Report;

/// What the author wrote on a page. Its front matter may be absent; a title may come from the first heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPage {
    /// The file.
    pub source: RelPath,
    /// `title`, else the first `# heading` (then taken out of the body), else the file name in words.
    pub title: String,
    /// `description` or `summary`.
    pub description: Option<String>,
    /// Not published.
    pub draft: bool,
    /// Its text.
    pub body: Body,
}

/// Reads a page.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawPage> {
    let _ = (source, report);
    None
}
