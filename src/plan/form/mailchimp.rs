//! Mailchimp: a form becomes a subscriber of an audience. `u` is the account and `id` the audience, `EMAIL` and `FNAME` are fields of
//! every audience; anything else is kept only where the audience has a field with that tag, so offer, partner and episode go into the
//! tags OFFER, PARTNER and EPISODE. The field that only robots fill is called `b_<u>_<id>`. The page shown afterwards is the
//! audience's own.
//!
//! Source: mailchimp.com/help/add-a-signup-form-to-your-website/ and the code that its form builder gives out ("embedded form").
//! A merge tag has at most ten letters: mailchimp.com/help/manage-audience-signup-form-fields/.

use super::{Markup, Order};

pub(super) fn markup(order: &Order<'_>) -> Markup {
    let value = |name: &str| order.target.parameters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
    Markup {
        action: order.target.action.clone(),
        attributes: Vec::new(),
        decoy: format!("b_{}_{}", value("u"), value("id")),
        hidden: order.target.parameters.clone(),
        named,
    }
}

fn named(field: &str) -> String {
    match field {
        "email" => "EMAIL".to_owned(),
        "name" | "first_name" => "FNAME".to_owned(),
        "last_name" => "LNAME".to_owned(),
        other => other.chars().filter(char::is_ascii_alphanumeric).take(10).collect::<String>().to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_merge_tag_has_at_most_ten_letters() {
        assert_eq!(super::named("company_turnover"), "COMPANYTUR");
        assert_eq!(super::named("name"), "FNAME");
    }
}
