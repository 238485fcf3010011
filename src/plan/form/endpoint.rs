//! Any address that takes a form: the fields as they are called here, `subject`, and `redirect` with the page to show afterwards.
//! `_gotcha` is the field that only robots fill: what has something in it can be thrown away.

use super::{Markup, Order, as_written};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup {
        action: order.target.action.clone(),
        attributes: Vec::new(),
        decoy: "_gotcha".to_owned(),
        hidden: vec![("subject".to_owned(), order.subject.to_owned()), ("redirect".to_owned(), order.thanks.to_owned())],
        named: as_written,
    }
}
