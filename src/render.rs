//! Layer 3: one [`Output`] of the plan → its bytes, by the theme, a small writer, or the feed. Pure: the same output and theme give the
//! same bytes.

use crate::feed::{self, Scope};
use crate::model::{RelPath, Site};
use crate::picture::Drawing;
use crate::plan::{Content, Output};
use crate::report::Finding;
use crate::theme::Theme;

/// What an output turned out to be.
pub enum Rendered<'a> {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// A feed, to be written in pieces with [`feed_pieces`].
    Feed(Scope),
    /// A copy of this file.
    Copy(&'a RelPath),
    /// Made from the bytes of this file.
    Derived(&'a RelPath, fn(&[u8]) -> Option<Vec<u8>>),
    /// A picture to draw.
    Drawing(Drawing),
}

/// Makes one output.
///
/// # Errors
/// A mistake in a template, placed in the template.
pub fn render<'a>(output: &'a Output<'_>, theme: &Theme) -> Result<Rendered<'a>, Box<Finding>> {
    match &output.content {
        Content::Page { template, view } => theme.render(template, &view()).map(|page| Rendered::Bytes(page.into_bytes())),
        Content::Made(bytes) => Ok(Rendered::Bytes(bytes())),
        Content::Feed(scope) => Ok(Rendered::Feed(*scope)),
        Content::Copy(source) => Ok(Rendered::Copy(source)),
        Content::Derived { from, make } => Ok(Rendered::Derived(from, *make)),
        Content::Drawn(drawing) => Ok(Rendered::Drawing(drawing())),
    }
}

/// Writes a feed in pieces.
pub fn feed_pieces(site: &Site, scope: Scope, sink: &mut dyn FnMut(&[u8])) {
    feed::write(site, scope, sink);
}
