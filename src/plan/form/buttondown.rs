//! Buttondown: a form becomes a subscriber of a newsletter. The address is `email`, `embed` says that it comes from a form on another
//! site, and everything else is metadata, `metadata__…`, with underscores (hyphens cannot be used in its letters). No decoy is
//! documented: subscribers confirm by e-mail instead. The page shown afterwards is set in the newsletter's settings.
//!
//! Source: docs.buttondown.com/building-your-subscriber-base and docs.buttondown.com/advanced-features/metadata.

use super::{Markup, Order};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup {
        action: order.target.action.clone(),
        attributes: Vec::new(),
        decoy: "_gotcha".to_owned(),
        hidden: vec![("embed".to_owned(), "1".to_owned())],
        named,
    }
}

fn named(field: &str) -> String {
    match field {
        "email" => "email".to_owned(),
        "name" => "metadata__first_name".to_owned(),
        other => format!("metadata__{}", other.replace('-', "_")),
    }
}
