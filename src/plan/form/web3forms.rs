//! Web3Forms: `access_key` says whose form it is (the key may be public), `email` becomes the address to reply to, `subject` and
//! `from_name` head the mail, `redirect` is the page shown afterwards, `botcheck` is a box that only robots tick. Any other field is kept.
//!
//! Source: docs.web3forms.com/getting-started/api-reference and docs.web3forms.com/getting-started/customizations ("Custom
//! Redirection", "Honeypot").

use super::{Markup, Order, as_written};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    let mut hidden = order.target.parameters.clone();
    hidden.push(("subject".to_owned(), order.subject.to_owned()));
    hidden.push(("from_name".to_owned(), order.show.to_owned()));
    hidden.push(("redirect".to_owned(), order.thanks.to_owned()));
    Markup { action: order.target.action.clone(), attributes: Vec::new(), decoy: "botcheck".to_owned(), hidden, named: as_written }
}
