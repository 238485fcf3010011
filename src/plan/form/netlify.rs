//! Netlify: the site itself takes the form. Pages are read when they are deployed, and every form marked `data-netlify` is noted with
//! its fields; `form-name` says which one is sent, `netlify-honeypot` which field only robots fill, and `action` which page of the
//! site is shown afterwards. Any field is kept.
//!
//! Source: docs.netlify.com/forms/setup/ and docs.netlify.com/forms/spam-filters/ (section "Honeypot field").

use super::{Markup, Order, as_written};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup {
        action: order.thanks_href.to_owned(),
        attributes: vec![("data-netlify", "true".to_owned()), ("netlify-honeypot", "bot-field".to_owned())],
        decoy: "bot-field".to_owned(),
        hidden: vec![("form-name".to_owned(), order.name.to_owned())],
        named: as_written,
    }
}
