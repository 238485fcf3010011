//! The call to action and its form, as every page shows them. One offer, one verb; every button leads through the link that credits
//! the partner, every form carries offer, partner and episode.

use super::form::{FormView, Purpose, form, mail_endpoint};
use super::view::{Face, Image, Moment, address, date, domain, face, host_name, mail_address, mailto, moment, portrait, public_email};
use super::words::{phrase, word};
use crate::model::{CallToAction, EpisodeId, Form, FormService, Offer, OfferId, OfferState, Permalink, PersonId, Registration, Site, Slug};
use crate::picture::qr;
use crate::theme::colour;
use serde::Serialize;
use std::borrow::Cow;

/// A call to action.
#[derive(Serialize)]
pub struct Ask<'a> {
    /// `form`, `email`, `phone`, `elsewhere`, `closed`, or `nowhere` when nothing says how to ask.
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
    /// The same as a QR code, SVG, on an episode's page: for whoever holds the page printed.
    pub code: Option<String>,
    /// The form, where the request is made here.
    pub form: Option<FormView>,
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

/// The address of an episode's call to action, to be photographed off paper.
pub fn code(site: &Site, call: &CallToAction) -> Option<String> {
    qr::svg(&site.show.base_url.page(&call.permalink))
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
        Request::Elsewhere(url) => ("elsewhere", phrase(site, "get_it_at", &[("domain", domain(&url))]), go(url.clone()), None),
        Request::Form(form) => ("form", offer.button.clone(), go("#ask".to_owned()), Some(form)),
        Request::Phone(number) => ("phone", phrase(site, "call_number", &[("number", number)]), go(format!("tel:{number}")), None),
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
        cover: offer.cover.as_ref().map(|cover| portrait(site, cover)),
        note,
        at: None,
        button,
        href,
        paper: paper(site, id, via),
        code: None,
        form,
        hue,
        closed: (offer.state == OfferState::Closed).then(|| closed(site, id, via)),
        who: who(site, offer),
        privacy: privacy(site, &offer.form),
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
    Elsewhere(String),
    Form(FormView),
    Phone(&'a str),
    Email(String),
    Nowhere,
}

fn request<'a>(site: &'a Site, offer: &'a Offer, via: Via<'_>) -> Request<'a> {
    if let Some(url) = &offer.url {
        return elsewhere(site, offer, url.as_str(), via);
    }
    let thanks = Permalink(format!("{}thanks/", offer.permalink));
    let mut carried = vec![("offer", offer.slug.to_string())];
    carried.extend(via.partner.map(|partner| ("partner", site.person(partner).slug.to_string())));
    carried.extend(via.episode.map(|episode| ("episode", site.episode(episode).slug.to_string())));
    let name = format!("offer-{}", offer.slug);
    let purpose = Purpose { name, subject: &offer.title, thanks: &thanks, carried, fields: &offer.fields, has_news: true };
    if let Some(form) = form(site, &offer.form, purpose) {
        return Request::Form(form);
    }
    let owner = offer.owner.map(|owner| site.person(owner));
    let own = mail_endpoint(&offer.form).or_else(|| owner.and_then(public_email));
    let Some(to) = own.or_else(|| super::view::host_email(site)) else { return Request::Nowhere };
    Request::Email(mailto(to, &offer.title, &credit(site, via)))
}

/// What is asked for at another place: a site, which is told who sent the person; a telephone; an address to write to.
fn elsewhere<'a>(site: &Site, offer: &Offer, url: &'a str, via: Via<'_>) -> Request<'a> {
    if let Some(number) = url.strip_prefix("tel:") {
        return Request::Phone(number);
    }
    match mail_address(url) {
        Some(to) => Request::Email(mailto(to, &offer.title, &credit(site, via))),
        None => Request::Elsewhere(with_campaign(site, offer, via.partner).unwrap_or_else(|| url.to_owned())),
    }
}

/// The other site's address of an open offer, with the values that its statistics read: the partner is the source, the offer the
/// campaign. Values that the author wrote stay. `None` where nobody is credited or it is asked for here.
///
/// Source: support.google.com/analytics/answer/10917952 (`utm_source`, `utm_medium`, `utm_campaign`), which others read as well.
pub fn with_campaign(site: &Site, offer: &Offer, partner: Option<PersonId>) -> Option<String> {
    let url = offer.url.as_ref()?.as_str();
    let partner = &site.person(partner?).slug;
    if !url.starts_with("http") || offer.state != OfferState::Open {
        return None;
    }
    let (address, fragment) = url.split_once('#').map_or((url, None), |(address, fragment)| (address, Some(fragment)));
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let is_written = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let values = [("utm_source", partner.as_str()), ("utm_medium", "referral"), ("utm_campaign", offer.slug.as_str())];
    let mut whole = address.trim_end_matches(['?', '&']).to_owned();
    for (name, value) in values.into_iter().filter(|(name, _)| !is_written(name)) {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={value}"));
    }
    Some(fragment.map_or(whole.clone(), |fragment| format!("{whole}#{fragment}")))
}

/// What a mail says about who sent its writer, so that the partner is credited without a form as well.
fn credit(site: &Site, via: Via<'_>) -> String {
    let partner = via.partner.map(|partner| site.person(partner).name.as_str());
    let episode = via.episode.map(|episode| site.episode(episode).title.as_str());
    let said: Vec<&str> = partner.into_iter().chain(episode).collect();
    if said.is_empty() { String::new() } else { format!("\n\n({})", said.join(" · ")) }
}

/// How somebody registers, pledges or asks to be a guest.
#[derive(Serialize)]
pub struct Entry<'a> {
    /// The form, where it is here.
    pub form: Option<FormView>,
    /// Where the button leads, where it is not.
    pub href: Option<String>,
    /// The other site's name.
    pub domain: Option<&'a str>,
    /// Who gets the address.
    pub who: Option<Cow<'a, str>>,
    /// How it is handled.
    pub privacy: Option<String>,
}

/// What a page asks people to enter for.
pub struct Occasion<'a> {
    /// `event` or `campaign`.
    pub kind: &'static str,
    /// Its address part.
    pub slug: &'a Slug,
    /// Its title, which heads the mail.
    pub title: &'a str,
    /// Its page.
    pub page: &'a Permalink,
    /// What is asked.
    pub fields: &'a [String],
    /// How the person came, where that is known: `friend`.
    pub via: Option<&'static str>,
}

impl Occasion<'_> {
    /// The page that people land on afterwards.
    pub fn thanks(&self) -> Permalink {
        Permalink(format!("{}thanks/", self.page))
    }
}

/// How somebody registers or pledges.
pub fn entry<'a>(site: &'a Site, how: &'a Registration, occasion: &Occasion<'a>) -> Entry<'a> {
    let form_of = match how {
        Registration::Url(url) => {
            let href = address(site, url);
            let domain = href.as_deref().filter(|href| href.contains("://")).map(|_| domain(url));
            return Entry { form: None, href, domain, who: None, privacy: None };
        }
        Registration::Form(form) => form,
    };
    let mut carried = vec![(occasion.kind, occasion.slug.to_string())];
    carried.extend(occasion.via.map(|via| ("via", via.to_owned())));
    let name = format!("{}-{}", occasion.kind, occasion.slug);
    let thanks = occasion.thanks();
    let form =
        form(site, form_of, Purpose { name, subject: occasion.title, thanks: &thanks, carried, fields: occasion.fields, has_news: false });
    let mail = || mail_endpoint(form_of).or_else(|| super::view::host_email(site)).map(|to| mailto(to, occasion.title, ""));
    let href = if form.is_some() { None } else { mail() };
    Entry { form, href, domain: None, who: form_of.consent.as_deref().map(Cow::Borrowed), privacy: privacy(site, form_of) }
}

fn privacy(site: &Site, form: &Form) -> Option<String> {
    form.privacy_url.as_deref().or(site.show.forms.privacy_url.as_deref()).and_then(|url| address(site, url))
}

/// How somebody asks to be a guest: the show's own form, unless that fills a mailing list, which is no place for a question; then a
/// mail, where the host can be written to.
pub fn guest_entry<'a>(site: &'a Site, subject: &str, thanks: &Permalink) -> Entry<'a> {
    let forms = &site.show.forms;
    let fields = ["name", "email", "company", "website", "topic"].map(str::to_owned);
    let purpose = Purpose { name: "be-a-guest".to_owned(), subject, thanks, carried: Vec::new(), fields: &fields, has_news: false };
    let is_box = FormService::of(forms).is_some_and(|service| !service.is_list());
    let form = if is_box { form(site, forms, purpose) } else { None };
    let href = if form.is_some() { None } else { super::view::host_email(site).map(|to| mailto(to, subject, "")) };
    let who = form.is_some().then(|| Cow::Owned(phrase(site, "guest_who", &[("host", host_name(site))])));
    let privacy = form.is_some().then(|| privacy(site, forms)).flatten();
    Entry { form, href, domain: None, who, privacy }
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
            assert!(form.hidden.iter().any(|(name, value)| (name.as_str(), value.as_str()) == pair), "{pair:?}");
        }
        let required: Vec<_> = form.fields.iter().map(|field| (field.name.as_str(), field.is_required)).collect();
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
    fn an_offer_elsewhere_is_told_who_sent_the_person() {
        let mut site = sample::site();
        let page = ask(&site, sample::HOST_OFFER, Via { partner: Some(sample::PARTNER), ..Via::default() });
        let values = "utm_source=dev-okafor&utm_medium=referral&utm_campaign=exit-checklist";
        assert_eq!(page.href, format!("https://abara.example/checklist?{values}"));
        site.offers[1].url = Some(crate::model::AbsoluteUrl("https://abara.example/c?utm_medium=podcast#form".into()));
        let written = with_campaign(&site, &site.offers[1], Some(sample::PARTNER)).unwrap();
        assert_eq!(written, "https://abara.example/c?utm_medium=podcast&utm_source=dev-okafor&utm_campaign=exit-checklist#form");
        assert!(
            with_campaign(&site, &site.offers[1], None).is_none() && with_campaign(&site, &site.offers[0], Some(sample::PARTNER)).is_none()
        );
    }

    #[test]
    fn an_offer_may_be_asked_for_by_telephone() {
        let mut site = sample::site();
        site.offers[0].url = Some(crate::model::AbsoluteUrl("tel:+12185550142".into()));
        let page = ask(&site, sample::PARTNER_OFFER, Via::default());
        assert_eq!((page.state, page.button.as_str(), page.href.as_str()), ("phone", "Call +12185550142", "tel:+12185550142"));
        site.offers[0].url = Some(crate::model::AbsoluteUrl("mailto:kit@k.example".into()));
        assert_eq!(ask(&site, sample::PARTNER_OFFER, Via::default()).state, "email");
    }

    #[test]
    fn a_question_for_the_host_is_not_sent_to_a_mailing_list() {
        let mut site = sample::site();
        let thanks = Permalink("be-a-guest/thanks/".into());
        let form = guest_entry(&site, "A question", &thanks).form.unwrap();
        let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!((names, form.news.is_none()), (vec!["name", "email", "company", "website", "topic"], true));
        site.show.forms = Form { provider: Some("kit".into()), endpoint: Some("1234".into()), ..Form::default() };
        let entry = guest_entry(&site, "A question", &thanks);
        assert!(entry.form.is_none() && entry.href.unwrap().starts_with("mailto:"));
    }

    #[test]
    fn the_article_is_small_inside_an_english_sentence() {
        let mut site = sample::site();
        assert_eq!(headline(&site, "The Cash Map"), "Raise your hand for the Cash Map");
        site.show.language = "nl".into();
        assert_eq!(headline(&site, "The Cash Map"), "Raise your hand for The Cash Map");
    }
}
