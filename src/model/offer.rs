//! Offers: Referral Kits.

use super::{AbsoluteUrl, Asset, Markdown, Permalink, PersonId, Picture, RelPath, Slug};
use serde::Serialize;

/// Index of an [`Offer`] in [`super::Site::offers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OfferId(pub u32);

/// An educational piece that an interested listener asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Offer {
    /// Address part.
    pub slug: Slug,
    /// The file that describes it (an episode's, for one written there).
    pub source: RelPath,
    /// `offers/<slug>/`.
    pub permalink: Permalink,
    /// Its name.
    pub title: String,
    /// What it promises, one sentence.
    pub promise: Option<String>,
    /// Call-to-action text.
    pub button: String,
    /// Whom it is for.
    pub audience: Option<String>,
    /// What is inside, 2–4 things.
    pub contains: Vec<String>,
    /// Its cover.
    pub cover: Option<Picture>,
    /// What is handed over.
    pub file: Option<Asset>,
    /// Where the request is made, when elsewhere.
    pub url: Option<AbsoluteUrl>,
    /// How the request is sent, when here.
    pub form: Form,
    /// Fields asked for, such as `name`, `email`.
    pub fields: Vec<String>,
    /// What is said after the request.
    pub thanks: Option<String>,
    /// Whether it can be asked for at the time of the build.
    pub state: OfferState,
    /// Last day, as written.
    pub until: Option<jiff::civil::Date>,
    /// First day, as written.
    pub from: Option<jiff::civil::Date>,
    /// Who sends it; `None` only where neither file says so.
    pub owner: Option<PersonId>,
    /// More about it.
    pub body: Markdown,
}

/// Whether an offer can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferState {
    /// Before its first day: shown nowhere.
    Coming,
    /// Can be asked for.
    Open,
    /// After its last day: shown as closed.
    Closed,
}

/// How a form is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Form {
    /// `netlify`, `formspree`, `web3forms`, `basin`, `mailchimp`, `kit`, `buttondown`, `endpoint`, `mailto`.
    pub provider: Option<String>,
    /// The provider's address or key; the e-mail address for `mailto`.
    pub endpoint: Option<String>,
    /// Who gets the answers and what they do with them.
    pub consent: Option<String>,
    /// The privacy page.
    pub privacy_url: Option<String>,
}

impl Form {
    /// This form with the gaps filled from `base`.
    #[must_use]
    pub fn or(&self, base: &Self) -> Self {
        // A form that names its own provider must not inherit another provider's address.
        let endpoint = if self.provider.is_some() && self.provider != base.provider { None } else { base.endpoint.clone() };
        Self {
            provider: self.provider.clone().or_else(|| base.provider.clone()),
            endpoint: self.endpoint.clone().or(endpoint),
            consent: self.consent.clone().or_else(|| base.consent.clone()),
            privacy_url: self.privacy_url.clone().or_else(|| base.privacy_url.clone()),
        }
    }
}
