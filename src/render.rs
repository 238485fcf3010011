//! Layer 3: one [`Output`] of the plan → its bytes, by the theme, a small writer, or the feed. Pure: the same output and theme give the
//! same bytes.

use crate::feed::{self, Scope};
use crate::letter::{Enclosure, Form, Letter};
use crate::model::{RelPath, Site};
use crate::picture::Drawing;
use crate::plan::{Content, Enclosed, LetterOrder, Output, Shown};
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
    /// This picture without what cameras write into it, whole or at a width in pixels.
    Photo(&'a RelPath, Option<u32>),
    /// Made from the bytes of this file.
    Derived(&'a RelPath, fn(&[u8]) -> Option<Vec<u8>>),
    /// A picture to draw.
    Drawing(Drawing),
    /// A letter that lacks nothing but its picture.
    Letter(Box<Letter>, Form, Shown),
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
        Content::Photo { source, width } => Ok(Rendered::Photo(source, *width)),
        Content::Derived { from, make } => Ok(Rendered::Derived(from, *make)),
        Content::Drawn(drawing) => Ok(Rendered::Drawing(drawing())),
        Content::Letter { template, form, order } => letter(template, *form, order(), theme),
    }
}

fn letter<'a>(template: &str, form: Form, order: LetterOrder, theme: &Theme) -> Result<Rendered<'a>, Box<Finding>> {
    let LetterOrder { view, mut envelope, picture, enclosed } = order;
    let filled = theme.letter(template, &view)?;
    if filled.is_built_in {
        "en".clone_into(&mut envelope.language);
    }
    // Only a mail carries anything.
    let enclosed = if form == Form::Mail { enclosed } else { Vec::new() };
    let enclosures = enclosed.into_iter().map(|one| enclosure(one, theme)).collect::<Result<_, _>>()?;
    let letter = Letter { envelope, subject: filled.subject, body: filled.body, enclosures };
    match picture {
        Some(picture) if form != Form::Text => Ok(Rendered::Letter(Box::new(letter), form, picture)),
        _ => Ok(Rendered::Bytes(letter.bytes(form, None))),
    }
}

fn enclosure(enclosed: Enclosed, theme: &Theme) -> Result<Enclosure, Box<Finding>> {
    match enclosed {
        Enclosed::Made(enclosure) => Ok(enclosure),
        Enclosed::Page { name, template, view } => {
            let page = theme.render(template, &view)?;
            Ok(Enclosure { name: name.to_owned(), mime: "text/html", bytes: page.into_bytes() })
        }
    }
}

/// Writes a feed in pieces.
pub fn feed_pieces(site: &Site, scope: Scope, sink: &mut dyn FnMut(&[u8])) {
    feed::write(site, scope, sink);
}

/// The same, with items that were written before.
pub fn feed_again(site: &Site, scope: Scope, items: &feed::Items, sink: &mut dyn FnMut(&[u8])) {
    feed::write_again(site, scope, items, sink);
}
