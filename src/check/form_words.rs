//! Rules about what a form says and asks: who gets the answers, what for, and how many fields there are. Where it is sent is `form`'s.

use super::offer::{key_of, place_of};
use super::{Check, Guards, Rule};
use crate::model::{Form, FormService, Offer, OfferState, Registration, RelPath, Site};
use crate::report::{Place, Report, RuleText, Severity};

/// A form that will stand on a page, and where it was written.
pub(super) struct OnPage<'site> {
    pub source: &'site RelPath,
    /// Where the mapping of the form is in its file.
    pub key: String,
    pub form: &'site Form,
}

/// Every form of the site that is sent by a form service: those of offers asked for here, registrations and pledges.
pub(super) fn forms(site: &Site) -> Vec<OnPage<'_>> {
    let offers = site.offers.iter().filter(|offer| has_form(offer));
    let offers = offers.map(|offer| OnPage { source: &offer.source, key: key_of(site, offer, "form"), form: &offer.form });
    let events = site.events.iter().filter(|event| !event.is_past).map(|event| (&event.source, "register", &event.register));
    let campaigns = site.campaigns.iter().map(|campaign| (&campaign.source, "pledge", &campaign.pledge));
    let others = events.chain(campaigns).filter_map(|(source, key, registration)| match registration {
        Some(Registration::Form(form)) if is_sent(form) => Some(OnPage { source, key: key.to_owned(), form }),
        _ => None,
    });
    offers.chain(others).collect()
}

/// Whether a form collects answers (an e-mail that the visitor writes is no form).
fn is_sent(form: &Form) -> bool {
    FormService::of(form).is_some_and(|service| service != FormService::Mailto)
}

/// Whether an offer is asked for with a form on its page.
fn has_form(offer: &Offer) -> bool {
    offer.url.is_none() && offer.state != OfferState::Closed && is_sent(&offer.form)
}

pub(super) const FORM_WITHOUT_CONSENT: Rule = Rule {
    text: RuleText {
        name: "form-without-consent",
        severity: Severity::Error,
        finds: "A form that does not say who gets the answers and what they do with them.",
        why: "People give their address only to somebody they can name, and in Europe and elsewhere the law asks for these words.",
        wrong: "forms:\n  provider: netlify",
        right: "forms:\n  provider: netlify\n  consent: Okafor Estate Law sends the kit and one short note. Nobody else gets your address.",
    },
    guards: Guards::Privacy,
    check: Check::Site(form_without_consent),
};

fn form_without_consent(site: &Site, report: &mut Report) {
    let is_blank = |form: &Form| form.consent.as_ref().is_none_or(|consent| consent.trim().is_empty());
    for OnPage { source, key, form } in forms(site).into_iter().filter(|on_page| is_blank(on_page.form)) {
        let place = Place::key(source, format!("{key}.consent"));
        let finding = FORM_WITHOUT_CONSENT.finding(place, format!("this form does not say who gets the answers ({})", service(form)));
        report.add(finding.fix("write one or two sentences under `forms.consent` in show.yaml, or under `form.consent` here"));
    }
}

fn service(form: &Form) -> String {
    FormService::of(form).map_or_else(String::new, |service| format!("sent by {}", service.name()))
}

pub(super) const FORM_WITHOUT_OWNER: Rule = Rule {
    text: RuleText {
        name: "form-without-owner",
        severity: Severity::Error,
        finds: "An offer with a form that does not say whose it is.",
        why: "The page promises that a business sends something; a form nobody answers for must not be published.",
        wrong: "title: The Owner's Continuity Kit   (and no `owner`)",
        right: "title: The Owner's Continuity Kit\nowner: dev-okafor",
    },
    guards: Guards::Privacy,
    check: Check::Site(form_without_owner),
};

fn form_without_owner(site: &Site, report: &mut Report) {
    for offer in site.offers.iter().filter(|offer| has_form(offer) && offer.owner.is_none()) {
        let finding = FORM_WITHOUT_OWNER.finding(place_of(site, offer, "owner"), "nobody answers for this form");
        report.add(finding.fix("name the host or partner who sends it under `owner`"));
    }
}

pub(super) const FORM_WITHOUT_PRIVACY_LINK: Rule = Rule {
    text: RuleText {
        name: "form-without-privacy-link",
        severity: Severity::Warning,
        finds: "A form without a link to a privacy page.",
        why: "Careful people look for it before they give their address, and many laws ask for it.",
        wrong: "forms:\n  provider: netlify\n  consent: …",
        right: "forms:\n  provider: netlify\n  consent: …\n  privacy_url: /privacy/",
    },
    guards: Guards::Quality,
    check: Check::Site(form_without_privacy_link),
};

fn form_without_privacy_link(site: &Site, report: &mut Report) {
    let lacks = |form: &Form| form.privacy_url.as_ref().is_none_or(|address| address.trim().is_empty());
    for OnPage { source, key, .. } in forms(site).into_iter().filter(|on_page| lacks(on_page.form)) {
        let place = Place::key(source, format!("{key}.privacy_url"));
        let finding = FORM_WITHOUT_PRIVACY_LINK.finding(place, "this form links to no privacy page");
        report.add(finding.fix("write the page content/pages/privacy.md, and `privacy_url: /privacy/` under `forms` in show.yaml"));
    }
}

pub(super) const FORM_WITHOUT_EMAIL: Rule = Rule {
    text: RuleText {
        name: "form-without-email",
        severity: Severity::Warning,
        finds: "An offer's form that does not ask for an e-mail address.",
        why: "Somebody raised a hand, and nobody can answer.",
        wrong: "fields: [name]",
        right: "fields: [name, email]",
    },
    guards: Guards::Quality,
    check: Check::Site(form_without_email),
};

fn form_without_email(site: &Site, report: &mut Report) {
    let reaches = |field: &String| ["email", "e-mail", "mail", "phone", "tel", "telephone"].contains(&field.to_lowercase().as_str());
    for offer in site.offers.iter().filter(|offer| has_form(offer) && !offer.fields.iter().any(reaches)) {
        let finding = FORM_WITHOUT_EMAIL.finding(place_of(site, offer, "fields"), "the form asks for nothing that can be answered");
        report.add(finding.fix("add `email` to `fields`"));
    }
}

pub(super) const FORM_ASKS_MUCH: Rule = Rule {
    text: RuleText {
        name: "form-asks-much",
        severity: Severity::Info,
        finds: "An offer's form that asks for more than a name and an e-mail address.",
        why: "Every further field loses some of those who had raised a hand. What you need to know you can ask in your answer.",
        wrong: "fields: [name, email, phone, company, revenue]",
        right: "fields: [name, email]",
    },
    guards: Guards::Quality,
    check: Check::Site(form_asks_much),
};

fn form_asks_much(site: &Site, report: &mut Report) {
    let is_usual =
        |field: &String| ["name", "first name", "firstname", "first_name", "email", "e-mail"].contains(&field.to_lowercase().as_str());
    for offer in site.offers.iter().filter(|offer| has_form(offer)) {
        let more: Vec<&str> = offer.fields.iter().filter(|field| !is_usual(field)).map(String::as_str).collect();
        if !more.is_empty() {
            let message = format!("the form also asks for {}", more.join(", "));
            let finding = FORM_ASKS_MUCH.finding(place_of(site, offer, "fields"), message);
            report.add(finding.fix("ask for name and e-mail only, unless you cannot do without"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, offer, offer_key, spotlight_key};
    use crate::model::AbsoluteUrl;

    #[test]
    fn a_form_says_who_gets_the_answers() {
        finds(&FORM_WITHOUT_CONSENT, offer_key("form.consent"), offer(|offer| offer.form.consent = Some(" ".into())));
        finds(&FORM_WITHOUT_OWNER, offer_key("owner"), offer(|offer| offer.owner = None));
        finds(&FORM_WITHOUT_PRIVACY_LINK, offer_key("form.privacy_url"), offer(|offer| offer.form.privacy_url = None));
        let no_form = offer(|offer| {
            offer.form.consent = None;
            offer.owner = None;
            offer.url = Some(AbsoluteUrl("https://okafor.example/kit".into()));
        });
        assert!(found(&FORM_WITHOUT_CONSENT, &no_form).is_empty());
        assert!(found(&FORM_WITHOUT_OWNER, &no_form).is_empty());
        let mail = offer(|offer| {
            offer.form = Form { provider: Some("mailto".into()), ..Form::default() };
        });
        assert!(found(&FORM_WITHOUT_CONSENT, mail).is_empty());
    }

    #[test]
    fn a_pledge_form_needs_the_same_words() {
        let place = Place::key("content/campaigns/referral-week/index.md", "pledge.consent");
        finds(&FORM_WITHOUT_CONSENT, place, |site| {
            site.campaigns[0].pledge = Some(Registration::Form(Form { provider: Some("netlify".into()), ..Form::default() }));
        });
    }

    #[test]
    fn an_offer_written_in_an_episode_is_told_there() {
        finds(&FORM_WITHOUT_OWNER, spotlight_key("offer.owner"), |site| {
            site.offers[0].source = site.episodes[SPOTLIGHT].source.clone();
            site.offers[0].owner = None;
        });
    }

    #[test]
    fn a_form_asks_for_what_it_needs() {
        finds(&FORM_WITHOUT_EMAIL, offer_key("fields"), offer(|offer| offer.fields = vec!["name".into()]));
        finds(&FORM_ASKS_MUCH, offer_key("fields"), offer(|offer| offer.fields.push("revenue".into())));
    }
}
