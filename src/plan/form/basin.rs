//! Basin: `email` becomes the address to reply to, `_redirect` is the page shown afterwards (it may have to be set in the form's
//! settings as well, as `redirect_url`), `_gotcha` is the field that only robots fill. Any other field is kept.
//!
//! Source: docs.usebasin.com/spam-protection/advanced-filters ("Honeypot Fields") and docs.usebasin.com/guides/api/api-forms
//! (`redirect_url`).

use super::{Markup, Order, as_written};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup {
        action: order.target.action.clone(),
        attributes: vec![("accept-charset", "UTF-8".to_owned())],
        decoy: "_gotcha".to_owned(),
        hidden: vec![("_subject".to_owned(), order.subject.to_owned()), ("_redirect".to_owned(), order.thanks.to_owned())],
        named: as_written,
    }
}
