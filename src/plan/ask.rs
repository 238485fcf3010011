//! The call to action and its form, as every page shows them. One offer, one verb; every button leads through the link that credits
//! the partner, every form carries offer, partner and episode.

use super::view::{Face, Image, Moment, address, date, domain, face, image, mail_address, mailto, moment, public_email};
use super::words::{phrase, word};
use crate::model::{CallToAction, EpisodeId, Form, Offer, OfferId, OfferState, Permalink, PersonId, Site, Slug};
use crate::theme::colour;
use serde::Serialize;

/// A call to action.
#[derive(Serialize)]
pub struct Ask<'a> {
    /// `form`, `email`, `elsewhere`, `closed`, or `nowhere` when nothing says how to ask.
    pub state: &'static str,
    /// The offer's name.
    pub title: &'a str,
    /// "Raise your hand for …".
    pub headline: String,
    /// What it promises.
    pub promise: Option<&'a str>,
    /// Whom it is for.
    pub audience: Option<&'a str>,
    /// What is inside.
    pub contains: &'a [String],
    /// Its cover.
    pub cover: Option<Image<'a>>,
    /// Who sends it.
    pub owner: Option<Face<'a>>,
    /// "Free from Dev."
    pub note: Option<String>,
    /// Where the recording talks about it.
    pub at: Option<Moment>,
    /// What the button says.
    pub button: String,
    /// Where the button leads: the partner's link, or (on that page) where the request is made.
    pub href: String,
    /// The address as it stands on paper: the partner's link without its scheme.
    pub paper: String,
    /// The form, where the request is made here.
    pub form: Option<FormView<'a>>,
    /// Custom properties of the owner's hue.
    pub hue: String,
    /// Until when it could be asked for, and the host's offer as the way on.
    pub closed: Option<Closed<'a>>,
    /// Who gets the address.
    pub who: String,
    /// How it is handled.
    pub privacy: Option<String>,
}

/// What is said of an offer that is over.
#[derive(Serialize)]
pub struct Closed<'a> {
    /// Last day, for people.
    pub until: Option<String>,
    /// Name and address of the host's offer.
    pub way_on: Option<(&'a str, String)>,
}

/// Who sent the listener, and from where.
#[derive(Clone, Copy, Default)]
pub struct Via<'a> {
    /// Gets the credit.
    pub partner: Option<PersonId>,
    /// Where it was heard.
    pub episode: Option<EpisodeId>,
    /// The link that credits the partner; `None` on that page itself, where buttons lead to the request.
    pub link: Option<&'a Permalink>,
}

/// The call to action of an episode.
pub fn of_episode<'a>(site: &'a Site, id: EpisodeId, call: &'a CallToAction) -> Ask<'a> {
    let mut ask = ask(site, call.offer, Via { partner: call.partner, episode: Some(id), link: Some(&call.permalink) });
    ask.at = moment(site.episode(id).recording.as_ref(), call.at);
    ask
}

/// A call to action for an offer.
pub fn ask<'a>(site: &'a Site, id: OfferId, via: Via<'_>) -> Ask<'a> {
    let offer = site.offer(id);
    let owner = offer.owner.map(|owner| face(site, owner));
    let hue = colour::style(offer.owner.map_or(170, |owner| site.person(owner).hue));
    let request = request(site, offer, via);
    let note = owner.as_ref().map(|owner| phrase(site, "from_owner", &[("name", owner.first_name)]));
    let go = |href: String| via.link.map_or(href, |link| site.show.base_url.href(link));
    let (state, button, href, form) = match request {
        _ if offer.state == OfferState::Closed => ("closed", offer.button.clone(), String::new(), None),
        Request::Elsewhere(url) => ("elsewhere", phrase(site, "get_it_at", &[("domain", domain(url))]), go(url.to_owned()), None),
        Request::Form(form) => ("form", offer.button.clone(), go("#ask".to_owned()), Some(form)),
        Request::Email(link) => ("email", word(site, "ask_by_email").to_owned(), go(link), None),
        Request::Nowhere => ("nowhere", offer.button.clone(), go(site.show.base_url.href(&offer.permalink)), None),
    };
    Ask {
        state,
        title: &offer.title,
        headline: headline(site, &offer.title),
        promise: offer.promise.as_deref(),
        audience: offer.audience.as_deref(),
        contains: &offer.contains,
        cover: offer.cover.as_ref().map(|cover| image(site, cover)),
        note,
        at: None,
        button,
        href,
        paper: paper(site, id, via),
        form,
        hue,
        closed: (offer.state == OfferState::Closed).then(|| closed(site, id, via)),
        who: who(site, offer),
        privacy: offer.form.privacy_url.as_deref().or(site.show.forms.privacy_url.as_deref()).and_then(|url| address(site, url)),
        owner,
    }
}

fn paper(site: &Site, id: OfferId, via: Via<'_>) -> String {
    let link = via.link.cloned().unwrap_or_else(|| go_permalink(site, via.partner, id));
    let address = site.show.base_url.page(&link);
    address.split_once("://").map_or_else(|| address.clone(), |(_, rest)| rest.to_owned())
}

/// "Raise your hand for the Owner's Continuity Kit": inside an English sentence the article is small.
fn headline(site: &Site, title: &str) -> String {
    let is_english = site.show.language.to_ascii_lowercase().starts_with("en");
    let inside = title.strip_prefix("The ").filter(|_| is_english).map(|rest| format!("the {rest}"));
    phrase(site, "raise_hand", &[("title", inside.as_deref().unwrap_or(title))])
}

fn closed<'a>(site: &'a Site, id: OfferId, via: Via<'_>) -> Closed<'a> {
    let host_offer = site.show.offer.filter(|host_offer| *host_offer != id && site.offer(*host_offer).state == OfferState::Open);
    let way_on = host_offer.map(|host_offer| (site.offer(host_offer).title.as_str(), go_href(site, via.partner, host_offer)));
    Closed { until: site.offer(id).until.map(|until| date(site, until)), way_on }
}

/// The address that credits `partner`, or the offer's own without one.
pub fn go_href(site: &Site, partner: Option<PersonId>, offer: OfferId) -> String {
    site.show.base_url.href(&go_permalink(site, partner, offer))
}

/// The page that credits `partner`, or the offer's own without one.
pub fn go_permalink(site: &Site, partner: Option<PersonId>, offer: OfferId) -> Permalink {
    let offer = site.offer(offer);
    partner.map_or_else(|| offer.permalink.clone(), |partner| Permalink(format!("go/{}/{}/", site.person(partner).slug, offer.slug)))
}

/// Which business sends it and what it does with the address: as the form says, else the owner's name at least.
fn who(site: &Site, offer: &Offer) -> String {
    if let Some(consent) = &offer.form.consent {
        return consent.clone();
    }
    let owner = offer.owner.map(|owner| site.person(owner));
    let owner = owner.map_or(site.show.author.as_str(), |owner| owner.business.as_deref().unwrap_or(&owner.name));
    phrase(site, "sent_by_owner", &[("owner", owner)])
}

enum Request<'a> {
    Elsewhere(&'a str),
    Form(FormView<'a>),
    Email(String),
    Nowhere,
}

fn request<'a>(site: &'a Site, offer: &'a Offer, via: Via<'_>) -> Request<'a> {
    if let Some(url) = &offer.url {
        return Request::Elsewhere(url.as_str());
    }
    let thanks = Permalink(format!("{}thanks/", offer.permalink));
    let mut hidden = vec![("offer", offer.slug.to_string())];
    hidden.extend(via.partner.map(|partner| ("partner", site.person(partner).slug.to_string())));
    hidden.extend(via.episode.map(|episode| ("episode", site.episode(episode).slug.to_string())));
    let purpose = Purpose { name: format!("offer-{}", offer.slug), subject: &offer.title, thanks: &thanks, hidden };
    if let Some(form) = form(site, &offer.form, &offer.fields, purpose) {
        return Request::Form(form);
    }
    let owner = offer.owner.map(|owner| site.person(owner));
    let own = mail_endpoint(&offer.form).or_else(|| owner.and_then(public_email));
    let Some(to) = own.or_else(|| super::view::host_email(site)) else { return Request::Nowhere };
    Request::Email(mailto(to, &offer.title, &credit(site, via)))
}

/// What a mail says about who sent its writer, so that the partner is credited without a form as well.
fn credit(site: &Site, via: Via<'_>) -> String {
    let partner = via.partner.map(|partner| site.person(partner).name.as_str());
    let episode = via.episode.map(|episode| site.episode(episode).title.as_str());
    let said: Vec<&str> = partner.into_iter().chain(episode).collect();
    if said.is_empty() { String::new() } else { format!("\n\n({})", said.join(" · ")) }
}

/// A form that works without any script.
#[derive(Serialize)]
pub struct FormView<'a> {
    /// Its name, also the prefix of its ids.
    pub name: String,
    /// Where it is sent.
    pub action: String,
    /// Whether Netlify is to collect it.
    pub is_netlify: bool,
    /// The field that only robots fill.
    pub decoy: &'static str,
    /// What goes along unseen.
    pub hidden: Vec<(&'static str, String)>,
    /// What is asked.
    pub fields: Vec<Field<'a>>,
    /// The news box's words.
    pub news: String,
}

/// One field of a form.
#[derive(Serialize)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its label.
    pub label: String,
    /// `text`, `email`, `tel`, `url` or `textarea`.
    pub kind: &'static str,
    /// What browsers may fill in. Source: HTML, "Autofill field names".
    pub autocomplete: &'static str,
    /// Whether it must be filled.
    pub is_required: bool,
}

/// What a form is for.
pub struct Purpose<'a> {
    /// Its name.
    pub name: String,
    /// Subject of the mail it becomes.
    pub subject: &'a str,
    /// Where people land afterwards.
    pub thanks: &'a Permalink,
    /// What goes along unseen.
    pub hidden: Vec<(&'static str, String)>,
}

/// The form as its provider wants it, or `None` where no provider can take it (then a mail must do).
pub fn form<'a>(site: &'a Site, form: &'a Form, fields: &'a [String], purpose: Purpose<'_>) -> Option<FormView<'a>> {
    let provider = form.provider.as_deref().unwrap_or(if form.endpoint.is_some() { "endpoint" } else { "" });
    let endpoint = form.endpoint.as_deref().filter(|endpoint| endpoint.starts_with("https://") || endpoint.starts_with("http://"));
    let thanks = site.show.base_url.page(purpose.thanks);
    let mut hidden = Vec::with_capacity(6);
    let (action, decoy) = match provider {
        "netlify" => {
            hidden.push(("form-name", purpose.name.clone()));
            (site.show.base_url.href(purpose.thanks), "website_of_robot")
        }
        "formspree" => {
            hidden.extend([("_subject", purpose.subject.to_owned()), ("_next", thanks)]);
            let address = endpoint.map(str::to_owned);
            (address.or_else(|| form.endpoint.as_ref().map(|key| format!("https://formspree.io/f/{key}")))?, "_gotcha")
        }
        "" | "mailto" => return None,
        _ => {
            hidden.push(("redirect", thanks));
            (endpoint?.to_owned(), "_gotcha")
        }
    };
    hidden.extend(purpose.hidden);
    let news = phrase(site, "news_box", &[("host", super::view::host_name(site))]);
    Some(FormView { name: purpose.name, action, is_netlify: provider == "netlify", decoy, hidden, fields: form_fields(site, fields), news })
}

/// The address a form is mailed to.
pub fn mail_endpoint(form: &Form) -> Option<&str> {
    let endpoint = form.endpoint.as_deref()?;
    mail_address(endpoint).or_else(|| (endpoint.contains('@') && !endpoint.contains("://")).then_some(endpoint))
}

/// The fields asked for; without any, a first name and the e-mail address, which is always among them.
fn form_fields<'a>(site: &Site, fields: &'a [String]) -> Vec<Field<'a>> {
    let mut names: Vec<&str> = fields.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
    if names.is_empty() {
        names.push("name");
    }
    if !names.contains(&"email") {
        names.push("email");
    }
    names.into_iter().map(|name| field(site, name)).collect()
}

fn field<'a>(site: &Site, name: &'a str) -> Field<'a> {
    let (key, kind, autocomplete) = match name {
        "name" | "first_name" => ("field_name", "text", "given-name"),
        "email" => ("field_email", "email", "email"),
        "phone" | "tel" => ("field_phone", "tel", "tel"),
        "company" | "business" => ("field_company", "text", "organization"),
        "website" | "url" => ("field_website", "url", "url"),
        "message" | "question" | "notes" => ("field_message", "textarea", "off"),
        _ => ("", "text", "on"),
    };
    let label = if key.is_empty() { labelled(name) } else { word(site, key).to_owned() };
    Field { name, label, kind, autocomplete, is_required: name == "email" }
}

/// `team_size` → `Team size`.
fn labelled(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How somebody registers or pledges on a page.
#[derive(Serialize)]
pub struct Entry<'a> {
    /// The form, where it is here.
    pub form: Option<FormView<'a>>,
    /// Where the button leads, where it is not.
    pub href: Option<String>,
    /// The other site's name.
    pub domain: Option<&'a str>,
    /// Who gets the address.
    pub who: Option<&'a str>,
    /// How it is handled.
    pub privacy: Option<String>,
}

/// How somebody registers or pledges.
pub fn entry<'a>(
    site: &'a Site,
    how: &'a crate::model::Registration,
    kind: &str,
    slug: &Slug,
    title: &'a str,
    page: &Permalink,
) -> Entry<'a> {
    let form_of = match how {
        crate::model::Registration::Url(url) => {
            let href = address(site, url);
            let domain = href.as_deref().filter(|href| href.contains("://")).map(|_| domain(url));
            return Entry { form: None, href, domain, who: None, privacy: None };
        }
        crate::model::Registration::Form(form) => form,
    };
    let purpose = Purpose { name: format!("{kind}-{slug}"), subject: title, thanks: page, hidden: vec![("about", slug.to_string())] };
    let form = form(site, form_of, &[], purpose);
    let mail = || mail_endpoint(form_of).or_else(|| super::view::host_email(site)).map(|to| mailto(to, title, ""));
    let href = if form.is_some() { None } else { mail() };
    let privacy = form_of.privacy_url.as_deref().or(site.show.forms.privacy_url.as_deref()).and_then(|url| address(site, url));
    Entry { form, href, domain: None, who: form_of.consent.as_deref(), privacy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn via(partner: Option<PersonId>) -> Via<'static> {
        Via { partner, episode: Some(EpisodeId(1)), link: None }
    }

    #[test]
    fn a_form_carries_offer_partner_and_episode() {
        let site = sample::site();
        let ask = ask(&site, sample::PARTNER_OFFER, via(Some(sample::PARTNER)));
        let form = ask.form.unwrap();
        assert_eq!((ask.state, form.action.as_str()), ("form", "https://formspree.io/f/abc"));
        for pair in [("offer", "cash-map"), ("partner", "dev-okafor"), ("episode", "cash-before-profit")] {
            assert!(form.hidden.iter().any(|(name, value)| (*name, value.as_str()) == pair), "{pair:?}");
        }
        assert!(form.hidden.contains(&("_next", "https://ledger.example/show/offers/cash-map/thanks/".to_owned())));
        let required: Vec<_> = form.fields.iter().map(|field| (field.name, field.is_required)).collect();
        assert_eq!(required, [("name", false), ("email", true)]);
    }

    #[test]
    fn every_button_of_an_episode_goes_through_the_partners_link() {
        let site = sample::site();
        for id in [EpisodeId(0), EpisodeId(1)] {
            let call = site.episode(id).call_to_action.as_ref().unwrap();
            assert_eq!(of_episode(&site, id, call).href, format!("/show/{}", call.permalink));
        }
    }

    #[test]
    fn without_a_form_service_a_mail_asks_and_names_the_partner() {
        let mut site = sample::site();
        site.offers[0].form = Form::default();
        let first = ask(&site, sample::PARTNER_OFFER, via(Some(sample::PARTNER)));
        assert_eq!(first.state, "email");
        assert!(first.href.starts_with("mailto:ruth@ledger.example?subject=The%20Cash%20Map"), "{}", first.href);
        assert!(first.href.contains("Dev%20Okafor"));
        assert!(!first.href.contains("dev.private"), "what was told in confidence is never used");
        site.show.owner = None;
        assert_eq!(ask(&site, sample::PARTNER_OFFER, via(None)).state, "nowhere");
    }

    #[test]
    fn an_offer_elsewhere_names_the_domain() {
        let site = sample::site();
        let ask = ask(&site, sample::HOST_OFFER, via(None));
        assert_eq!(
            (ask.state, ask.button.as_str(), ask.href.as_str()),
            ("elsewhere", "Get it at abara.example", "https://abara.example/checklist")
        );
    }

    #[test]
    fn a_closed_offer_shows_the_hosts_as_the_way_on() {
        let mut site = sample::site();
        site.offers[0].state = OfferState::Closed;
        let first = ask(&site, sample::PARTNER_OFFER, via(Some(sample::PARTNER)));
        let closed = first.closed.unwrap();
        assert_eq!(first.state, "closed");
        assert_eq!(closed.way_on.unwrap(), ("The Exit Checklist", "/show/go/dev-okafor/exit-checklist/".to_owned()));
        assert_eq!(closed.until.as_deref(), Some("December 31, 2026"));
    }

    #[test]
    fn a_netlify_form_names_itself_and_lands_on_the_thank_you() {
        let mut site = sample::site();
        site.offers[0].form.provider = Some("netlify".into());
        let form = ask(&site, sample::PARTNER_OFFER, via(None)).form.unwrap();
        assert!(form.is_netlify && form.hidden.contains(&("form-name", "offer-cash-map".to_owned())));
        assert_eq!(form.action, "/show/offers/cash-map/thanks/");
    }

    #[test]
    fn the_article_is_small_inside_an_english_sentence() {
        let mut site = sample::site();
        assert_eq!(headline(&site, "The Cash Map"), "Raise your hand for the Cash Map");
        site.show.language = "nl".into();
        assert_eq!(headline(&site, "The Cash Map"), "Raise your hand for The Cash Map");
    }
}
