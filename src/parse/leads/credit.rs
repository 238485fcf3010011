//! What the address of a page or referrer says about who sent somebody: `go/<partner>/<offer>/`, `offers/<offer>/`,
//! `episodes/<episode>/`, and campaign values.

use url::form_urlencoded;

/// Names that an address holds, not yet looked up: an address is written by anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// May be a partner.
    pub partner: Option<String>,
    /// May be an offer.
    pub offer: Option<String>,
    /// May be an episode.
    pub episode: Option<String>,
    /// May be any of the three: campaign values.
    pub any: Vec<String>,
}

/// Reads an address, with or without its beginning.
#[must_use]
pub fn hints(address: &str) -> Hints {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut hints = Hints::default();
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    for (index, part) in parts.iter().enumerate() {
        let next = |ahead: usize| parts.get(index + ahead).cloned();
        match part.as_str() {
            "go" if next(2).is_some() => (hints.partner, hints.offer) = (next(1), next(2)),
            "offers" if hints.offer.is_none() => hints.offer = next(1),
            "episodes" | "embed" if hints.episode.is_none() => hints.episode = next(1),
            _ => {}
        }
    }
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "partner" => hints.partner = hints.partner.or_else(|| Some(value.into_owned())),
            "offer" => hints.offer = hints.offer.or_else(|| Some(value.into_owned())),
            "episode" => hints.episode = hints.episode.or_else(|| Some(value.into_owned())),
            key if key.starts_with("utm_") => hints.any.push(value.into_owned()),
            _ => {}
        }
    }
    hints
}

fn decoded(part: &str) -> String {
    // A plus sign in a path is a plus sign.
    form_urlencoded::parse(format!("x={}", part.replace('+', "%2B").replace('&', "%26")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partners_link_credits_partner_and_offer_below_any_path() {
        for address in [
            "https://a.example/show/go/dev-okafor/continuity/",
            "/go/dev-okafor/continuity/?x=1#ask",
            "a.example/go/dev%2Dokafor/continuity",
        ] {
            let hints = hints(address);
            assert_eq!((hints.partner.as_deref(), hints.offer.as_deref()), (Some("dev-okafor"), Some("continuity")), "{address}");
        }
    }

    #[test]
    fn campaign_values_may_be_anything_and_pages_name_what_they_are() {
        let found = hints("https://a.example/episodes/who-can-sign/?utm_source=dev-okafor&utm_campaign=continuity&partner=x");
        assert_eq!((found.episode.as_deref(), found.partner.as_deref()), (Some("who-can-sign"), Some("x")));
        assert_eq!(found.any, ["dev-okafor", "continuity"]);
        assert_eq!(hints("https://a.example/offers/continuity/").offer.as_deref(), Some("continuity"));
    }

    #[test]
    fn addresses_that_say_nothing_and_broken_ones_give_nothing() {
        for address in ["", "/", "https://a.example/", "go", "go/x", "%", "%%%/?%=%&&=", "\u{202e}"] {
            assert_eq!(hints(address), Hints::default(), "{address}");
        }
    }
}
