//! Rules about where forms are sent: whether the service named can take them, and what has to be set in its account.

use super::form_words::{OnPage, forms};
use super::{Check, Guards, Rule};
use crate::model::{FormService, FormTrouble, OfferState, RelPath, Site, form_target, is_on_this_machine};
use crate::report::{Place, Report, RuleText, Severity};
use std::collections::BTreeMap;

/// A form, its service, and where its `endpoint` stands.
struct Sent<'site> {
    source: &'site RelPath,
    key: String,
    form: &'site crate::model::Form,
    service: FormService,
}

/// Every way in which a form of the site is sent, each once: what is written in show.yaml is told there and not for every offer.
fn sent(site: &Site) -> Vec<Sent<'_>> {
    let show = &site.show.forms;
    let shows = OnPage { source: &site.show.source, key: "forms".to_owned(), form: show };
    let mut each = BTreeMap::new();
    for OnPage { source, key, form } in std::iter::once(shows).chain(forms(site)) {
        let Some(service) = FormService::of(form).filter(|service| *service != FormService::Mailto) else { continue };
        let is_the_shows = form.provider == show.provider && form.endpoint == show.endpoint;
        let (source, key) = if is_the_shows { (&site.show.source, "forms".to_owned()) } else { (source, key) };
        each.entry((source, key.clone())).or_insert(Sent { source, key, form, service });
    }
    each.into_values().collect()
}

impl Sent<'_> {
    fn place(&self) -> Place {
        Place::key(self.source, format!("{}.endpoint", self.key))
    }
}

pub(super) const FORM_WITHOUT_ENDPOINT: Rule = Rule {
    text: RuleText {
        name: "form-without-endpoint",
        severity: Severity::Error,
        finds: "A form service is named, and the address or key that it gave you is missing.",
        why: "The form would have nowhere to go. A listener raises a hand and nobody is told.",
        wrong: "forms:\n  provider: formspree",
        right: "forms:\n  provider: formspree\n  endpoint: https://formspree.io/f/mbjvqyzn",
    },
    guards: Guards::Identity,
    check: Check::Site(form_without_endpoint),
};

fn form_without_endpoint(site: &Site, report: &mut Report) {
    for sent in sent(site).iter().filter(|sent| form_target(sent.service, sent.form) == Err(FormTrouble::Missing)) {
        let message = format!("{} needs to know which form this is", sent.service.name());
        let finding = FORM_WITHOUT_ENDPOINT.finding(sent.place(), message);
        report.add(finding.fix(copied(sent.service)));
    }
}

/// Where the address is found, and what it looks like.
fn copied(service: FormService) -> String {
    let example = service.example().unwrap_or_default();
    let from = match service {
        FormService::Web3Forms => "copy the access key from the e-mail that Web3Forms sent you",
        FormService::Mailchimp => "copy the address behind `action=` in the code of an embedded form (Audience, Signup forms)",
        FormService::Kit => "copy the address behind `action=` in the HTML that Kit gives out for the form (Embed, HTML)",
        FormService::Buttondown => "write the name of your newsletter",
        FormService::Endpoint => "write the whole address that takes the form",
        _ => "copy the form's address from your account",
    };
    format!("{from} and write it under `endpoint`, for example `{example}`")
}

pub(super) const FORM_ENDPOINT_UNFIT: Rule = Rule {
    text: RuleText {
        name: "form-endpoint-unfit",
        severity: Severity::Error,
        finds: "An `endpoint` that is not an address or key of the form service named beside it.",
        why: "The form would be sent to a page that does not take it: the visitor sees an error, and the request is lost.",
        wrong: "forms:\n  provider: kit\n  endpoint: https://okafor.kit.com/0a1b2c",
        right: "forms:\n  provider: kit\n  endpoint: https://app.kit.com/forms/1234567/subscriptions",
    },
    guards: Guards::Identity,
    check: Check::Site(form_endpoint_unfit),
};

fn form_endpoint_unfit(site: &Site, report: &mut Report) {
    for sent in sent(site).iter().filter(|sent| form_target(sent.service, sent.form) == Err(FormTrouble::Unfit)) {
        let message = match sent.service {
            FormService::Endpoint => "this is not an address that a form can be sent to".to_owned(),
            service => format!("this is not an address at which {} takes a form", service.name()),
        };
        report.add(FORM_ENDPOINT_UNFIT.finding(sent.place(), message).fix(copied(sent.service)));
    }
}

/// Those that can be sent, with the address.
fn addressed(site: &Site) -> Vec<(Sent<'_>, String)> {
    let with_target = |sent: Sent<'_>| form_target(sent.service, sent.form).ok().map(|target| target.action);
    sent(site).into_iter().filter_map(|sent| Some((Sent { key: sent.key.clone(), ..sent }, with_target(sent)?))).collect()
}

pub(super) const FORM_ENDPOINT_NOT_HTTPS: Rule = Rule {
    text: RuleText {
        name: "form-endpoint-not-https",
        severity: Severity::Error,
        finds: "A form that would be sent over `http`.",
        why: "Names and e-mail addresses would cross the net in the open, and browsers warn the visitor before sending.",
        wrong: "endpoint: http://forms.okafor.example/kit",
        right: "endpoint: https://forms.okafor.example/kit",
    },
    guards: Guards::Privacy,
    check: Check::Site(form_endpoint_not_https),
};

fn form_endpoint_not_https(site: &Site, report: &mut Report) {
    for (sent, action) in addressed(site) {
        if action.starts_with("http://") && !is_on_this_machine(&action) {
            let finding = FORM_ENDPOINT_NOT_HTTPS.finding(sent.place(), "this form would be sent where anybody on the way can read it");
            report.add(finding.fix("write the address with `https://`"));
        }
    }
}

pub(super) const FORM_ENDPOINT_ELSEWHERE: Rule = Rule {
    text: RuleText {
        name: "form-endpoint-elsewhere",
        severity: Severity::Warning,
        finds: "An `endpoint` at another host than the form service's own.",
        why: "The fields are named as that service wants them; another one does not understand them. It is right only for a relay of yours.",
        wrong: "provider: formspree\nendpoint: https://formspre.io/f/mbjvqyzn",
        right: "provider: formspree\nendpoint: https://formspree.io/f/mbjvqyzn",
    },
    guards: Guards::Quality,
    check: Check::Site(form_endpoint_elsewhere),
};

fn form_endpoint_elsewhere(site: &Site, report: &mut Report) {
    for (sent, action) in addressed(site) {
        if sent.service.is_foreign(&action) && !is_on_this_machine(&action) {
            let message = format!("this address is not at {}", sent.service.name());
            let fix = format!("{}; for another service, name it under `provider`", copied(sent.service));
            report.add(FORM_ENDPOINT_ELSEWHERE.finding(sent.place(), message).fix(fix));
        }
    }
}

pub(super) const FORM_ENDPOINT_ON_THIS_MACHINE: Rule = Rule {
    text: RuleText {
        name: "form-endpoint-on-this-machine",
        severity: Severity::Warning,
        finds: "A form that is sent to `localhost`.",
        why: "Good for a trial; everybody else's computer has nobody there who takes it.",
        wrong: "endpoint: http://localhost:8080/kit",
        right: "endpoint: https://forms.okafor.example/kit",
    },
    guards: Guards::Quality,
    check: Check::Site(form_endpoint_on_this_machine),
};

fn form_endpoint_on_this_machine(site: &Site, report: &mut Report) {
    for (sent, _) in addressed(site).into_iter().filter(|(_, action)| is_on_this_machine(action)) {
        let finding = FORM_ENDPOINT_ON_THIS_MACHINE.finding(sent.place(), "this form only works on your own computer");
        report.add(finding.fix("write the public address before you publish"));
    }
}

pub(super) const FORM_LANDS_ELSEWHERE: Rule = Rule {
    text: RuleText {
        name: "form-lands-elsewhere",
        severity: Severity::Info,
        finds: "A mailing list takes the requests, so it decides which page is shown afterwards, and keeps only the fields it knows.",
        why: "Your own thank-you page hands over the file and says where to look. And without the fields `partner`, `offer` and `episode` \
              nobody learns who sent the person.",
        wrong: "provider: kit   (with nothing set at Kit)",
        right: "provider: kit   (thank-you page and the three fields set at Kit; then `checks: {form-lands-elsewhere: off}`)",
    },
    guards: Guards::Quality,
    check: Check::Site(form_lands_elsewhere),
};

fn form_lands_elsewhere(site: &Site, report: &mut Report) {
    let uses = |sent: &Sent<'_>| {
        let same = |form: &crate::model::Form| form.provider == sent.form.provider && form.endpoint == sent.form.endpoint;
        site.offers.iter().find(|offer| offer.state == OfferState::Open && offer.url.is_none() && same(&offer.form))
    };
    for sent in sent(site).iter().filter(|sent| sent.service.is_list()) {
        let Some(offer) = uses(sent) else { continue };
        let name = sent.service.name();
        let page = format!("{}{}thanks/", site.show.base_url.url, offer.permalink);
        let fields =
            if sent.service == FormService::Mailchimp { "OFFER, PARTNER, EPISODE and NEWS" } else { "offer, partner, episode and news" };
        let finding = FORM_LANDS_ELSEWHERE.finding(sent.place(), format!("{name} shows its own page after the request"));
        let fix = match sent.service {
            FormService::Buttondown => format!("set {page} at {name} as the page after subscribing"),
            _ => format!("set {page} at {name} as the page after the form, and make the fields {fields} there"),
        };
        report.add(finding.fix(fix));
    }
}

pub(super) const FORM_FIELD_TAKEN: Rule = Rule {
    text: RuleText {
        name: "form-field-taken",
        severity: Severity::Error,
        finds: "A form that asks for a field whose name the form needs for itself.",
        why: "What the visitor types and which partner sent them would arrive under one name, and the credit would be lost.",
        wrong: "fields: [name, email, partner]",
        right: "fields: [name, email, business_partner]",
    },
    guards: Guards::Identity,
    check: Check::Site(form_field_taken),
};

fn form_field_taken(site: &Site, report: &mut Report) {
    let own = [
        "offer",
        "partner",
        "episode",
        "news",
        "redirect",
        "subject",
        "form-name",
        "bot-field",
        "access_key",
        "from_name",
        "botcheck",
        "embed",
    ];
    for offer in site.offers.iter().filter(|offer| offer.url.is_none()) {
        for (index, field) in offer.fields.iter().enumerate() {
            let name = field.trim().to_lowercase();
            if own.contains(&name.as_str()) || name.starts_with('_') {
                let is_in_episode = site.episodes.iter().any(|episode| episode.source == offer.source);
                let key = format!("{}fields[{index}]", if is_in_episode { "offer." } else { "" });
                let finding =
                    FORM_FIELD_TAKEN.finding(Place::key(&offer.source, key), format!("every form has a field `{name}` of its own"));
                report.add(finding.fix("give the field another name"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found};
    use crate::model::Form;

    fn at(provider: &str, endpoint: &str) -> impl Fn(&mut Site) {
        let form = Form {
            provider: Some(provider.to_owned()),
            endpoint: Some(endpoint.to_owned()).filter(|endpoint| !endpoint.is_empty()),
            ..crate::model::sample::form()
        };
        move |site: &mut Site| site.offers[0].form = form.clone()
    }

    fn here() -> Place {
        Place::key("content/offers/cash-map/index.md", "form.endpoint")
    }

    #[test]
    fn a_service_must_be_told_which_form() {
        for provider in ["formspree", "web3forms", "basin", "mailchimp", "kit", "buttondown", "endpoint"] {
            finds(&FORM_WITHOUT_ENDPOINT, here(), at(provider, ""));
        }
        assert!(found(&FORM_WITHOUT_ENDPOINT, at("netlify", "")).is_empty());
        assert!(found(&FORM_WITHOUT_ENDPOINT, at("mailto", "")).is_empty());
    }

    #[test]
    fn an_address_of_another_kind_is_told_with_an_example() {
        finds(&FORM_ENDPOINT_UNFIT, here(), at("mailchimp", "https://eepurl.com/abc"));
        let finding = found(&FORM_ENDPOINT_UNFIT, at("kit", "https://okafor.kit.com/0a1b2c")).remove(0);
        assert_eq!(finding.message, "this is not an address at which Kit takes a form");
        assert!(finding.fix.unwrap().contains("https://app.kit.com/forms/1234567/subscriptions"));
    }

    #[test]
    fn a_form_is_sent_safely_and_to_its_service() {
        finds(&FORM_ENDPOINT_NOT_HTTPS, here(), at("endpoint", "http://forms.okafor.example/kit"));
        finds(&FORM_ENDPOINT_ELSEWHERE, here(), at("formspree", "https://formspre.io/f/1"));
        let trial = || at("formspree", "http://127.0.0.1:8080/f/1");
        finds(&FORM_ENDPOINT_ON_THIS_MACHINE, here(), trial());
        assert!(found(&FORM_ENDPOINT_NOT_HTTPS, trial()).is_empty() && found(&FORM_ENDPOINT_ELSEWHERE, trial()).is_empty());
    }

    #[test]
    fn what_a_list_cannot_do_is_told_with_what_to_set() {
        finds(&FORM_LANDS_ELSEWHERE, here(), at("kit", "1234"));
        let fix = found(&FORM_LANDS_ELSEWHERE, at("kit", "1234")).remove(0).fix.unwrap();
        assert!(fix.contains("https://ledger.example/show/offers/cash-map/thanks/"), "{fix}");
        assert!(found(&FORM_LANDS_ELSEWHERE, at("basin", "1234")).is_empty());
    }

    #[test]
    fn what_the_show_says_is_told_once_and_there() {
        let findings = found(&FORM_ENDPOINT_UNFIT, |site| {
            site.show.forms.endpoint = Some("my form".into());
            for offer in &mut site.offers {
                offer.form = site.show.forms.clone();
            }
        });
        let places: Vec<_> = findings.into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, [Place::key("content/show.yaml", "forms.endpoint")]);
    }

    #[test]
    fn a_field_of_the_forms_own_is_not_asked_for() {
        let place = Place::key("content/offers/cash-map/index.md", "fields[0]");
        finds(&FORM_FIELD_TAKEN, place, |site| site.offers[0].fields = vec!["Partner".into(), "email".into()]);
    }
}
