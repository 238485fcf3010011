//! Kit (ConvertKit): a form becomes a subscriber. The address is `email_address`; everything else is a custom field, `fields[…]`, of
//! which `first_name` is there from the beginning and the others have to be made once. No decoy is documented: subscribers confirm by
//! e-mail instead. The page shown afterwards is set in the form at Kit.
//!
//! Source: the HTML that Kit gives out for a form ("Embed", "HTML"): help.kit.com, "Form embedding basics" (article 4009572).

use super::{Markup, Order};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    Markup { action: order.target.action.clone(), attributes: Vec::new(), decoy: "_gotcha".to_owned(), hidden: Vec::new(), named }
}

fn named(field: &str) -> String {
    match field {
        "email" => "email_address".to_owned(),
        "name" => "fields[first_name]".to_owned(),
        other => format!("fields[{other}]"),
    }
}
