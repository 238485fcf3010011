//! Formspree: `email` becomes the address to reply to, `_subject` the subject of the mail, `_next` the page shown afterwards (plans
//! that are paid for; others show Formspree's own), `_gotcha` is the field that only robots fill. Any other field is kept.
//!
//! Source: help.formspree.io, "Honeypot spam filtering" (article 360013580813) and the articles on `_next` and `_subject`.

use super::{Markup, Order, as_written};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup {
        action: order.target.action.clone(),
        attributes: Vec::new(),
        decoy: "_gotcha".to_owned(),
        hidden: vec![("_subject".to_owned(), order.subject.to_owned()), ("_next".to_owned(), order.thanks.to_owned())],
        named: as_written,
    }
}
