//! Forms: one description becomes the markup that its service wants. What differs from service to service is in `form/`, one small
//! file each: where it is sent, what the fields are called, what goes along unseen, which field only robots fill.

mod basin;
mod buttondown;
mod endpoint;
mod formspree;
mod kit;
mod mailchimp;
mod netlify;
mod web3forms;

use super::view::{host_name, mail_address};
use super::words::{phrase, word};
use crate::model::{Form, FormService, FormTarget, Permalink, Site, Slug, form_target};
use serde::Serialize;

/// A form that works without any script.
#[derive(Serialize)]
pub struct FormView {
    /// Its name, also the prefix of its ids.
    pub name: String,
    /// Where it is sent, by POST and as a web form (`application/x-www-form-urlencoded`).
    pub action: String,
    /// What else its service wants to see on the form itself.
    pub attributes: Vec<(&'static str, String)>,
    /// The field that only robots fill.
    pub decoy: String,
    /// What goes along unseen.
    pub hidden: Vec<(String, String)>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// Name and words of the box for news from the show; it is never ticked before.
    pub news: Option<(String, String)>,
}

/// One field of a form.
#[derive(Serialize)]
pub struct Field {
    /// Last part of its id.
    pub key: Slug,
    /// Its name, as the service wants it.
    pub name: String,
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
    /// What goes along unseen: `offer`, `partner`, `episode`.
    pub carried: Vec<(&'static str, String)>,
    /// Fields asked for, as the author names them.
    pub fields: &'a [String],
    /// Whether news from the show is offered.
    pub has_news: bool,
}

/// What an adapter is given.
struct Order<'a> {
    name: &'a str,
    target: &'a FormTarget,
    show: &'a str,
    subject: &'a str,
    /// Absolute.
    thanks: &'a str,
    /// From the root of the host.
    thanks_href: &'a str,
}

/// What an adapter answers.
struct Markup {
    action: String,
    attributes: Vec<(&'static str, String)>,
    decoy: String,
    hidden: Vec<(String, String)>,
    /// Our name of a field (`email`, `partner`) → the service's.
    named: fn(&str) -> String,
}

fn as_written(field: &str) -> String {
    field.to_owned()
}

fn adapter(service: FormService) -> Option<fn(&Order<'_>) -> Markup> {
    Some(match service {
        FormService::Netlify => netlify::markup,
        FormService::Formspree => formspree::markup,
        FormService::Web3Forms => web3forms::markup,
        FormService::Basin => basin::markup,
        FormService::Mailchimp => mailchimp::markup,
        FormService::Kit => kit::markup,
        FormService::Buttondown => buttondown::markup,
        FormService::Endpoint => endpoint::markup,
        FormService::Mailto => return None,
    })
}

/// The form as its service wants it, or `None` where no service can take it (then a mail must do).
pub fn form(site: &Site, form: &Form, purpose: Purpose<'_>) -> Option<FormView> {
    let service = FormService::of(form)?;
    let adapter = adapter(service)?;
    let target = form_target(service, form).ok()?;
    let thanks = site.show.base_url.page(purpose.thanks);
    let thanks_href = site.show.base_url.href(purpose.thanks);
    let Purpose { name, subject, carried, fields, has_news, .. } = purpose;
    let order = Order { name: &name, target: &target, show: &site.show.title, subject, thanks: &thanks, thanks_href: &thanks_href };
    let Markup { action, attributes, decoy, mut hidden, named } = adapter(&order);
    hidden.extend(carried.into_iter().map(|(name, value)| (named(name), value)));
    let fields = asked(fields).iter().map(|key| field(site, key, named)).collect();
    let news = has_news.then(|| (named("news"), phrase(site, "news_box", &[("host", host_name(site))])));
    Some(FormView { name, action, attributes, decoy, hidden, fields, news })
}

/// The address a form is mailed to.
pub fn mail_endpoint(form: &Form) -> Option<&str> {
    let endpoint = form.endpoint.as_deref()?;
    mail_address(endpoint).or_else(|| (endpoint.contains('@') && !endpoint.contains("://")).then_some(endpoint))
}

/// The fields asked for, each once; without any, a first name and the e-mail address, which is always among them.
fn asked(fields: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(fields.len() + 1);
    for key in fields.iter().map(|name| key(name)).filter(|key| !key.is_empty()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() {
        keys.push("name".to_owned());
    }
    if !keys.iter().any(|key| key == "email") {
        keys.push("email".to_owned());
    }
    keys
}

/// `E-mail` and `mail` are `email`, `First name` is `first_name`: what one name means, however it is written.
fn key(name: &str) -> String {
    let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
    let known = match plain.as_str() {
        "e_mail" | "mail" | "email_address" => "email",
        "firstname" => "first_name",
        "lastname" | "surname" => "last_name",
        "tel" | "telephone" | "mobile" => "phone",
        "business" => "company",
        "url" => "website",
        "question" | "notes" => "message",
        other => other,
    };
    known.to_owned()
}

fn field(site: &Site, key: &str, named: fn(&str) -> String) -> Field {
    let (word_key, kind, autocomplete) = match key {
        "name" | "first_name" => ("field_name", "text", "given-name"),
        "last_name" => ("field_last_name", "text", "family-name"),
        "email" => ("field_email", "email", "email"),
        "phone" => ("field_phone", "tel", "tel"),
        "company" => ("field_company", "text", "organization"),
        "website" => ("field_website", "url", "url"),
        "friend" => ("field_friend", "text", "off"),
        "brought_by" => ("field_brought_by", "text", "off"),
        "topic" => ("field_topic", "textarea", "off"),
        "message" => ("field_message", "textarea", "off"),
        _ => ("", "text", "on"),
    };
    let label = if word_key.is_empty() { labelled(key) } else { word(site, word_key).to_owned() };
    Field { key: Slug::from_text(key), name: named(key), label, kind, autocomplete, is_required: key == "email" }
}

/// `team_size` → `Team size`.
fn labelled(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn made(provider: &str, endpoint: Option<&str>, fields: &[&str]) -> FormView {
        let site = sample::site();
        let given = Form { provider: Some(provider.to_owned()), endpoint: endpoint.map(str::to_owned), ..Form::default() };
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let carried = vec![("offer", "cash-map".to_owned()), ("partner", "dev-okafor".to_owned()), ("episode", "cash".to_owned())];
        let thanks = Permalink("offers/cash-map/thanks/".into());
        let purpose =
            Purpose { name: "offer-cash-map".into(), subject: "The Cash Map", thanks: &thanks, carried, fields: &fields, has_news: true };
        form(&site, &given, purpose).expect("a form")
    }

    fn hidden(form: &FormView) -> Vec<(&str, &str)> {
        form.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    fn names(form: &FormView) -> Vec<&str> {
        form.fields.iter().map(|field| field.name.as_str()).collect()
    }

    const CREDIT: [(&str, &str); 3] = [("offer", "cash-map"), ("partner", "dev-okafor"), ("episode", "cash")];
    const THANKS: &str = "https://ledger.example/show/offers/cash-map/thanks/";

    #[test]
    fn netlify_reads_the_forms_name_and_lands_on_a_page_of_the_site() {
        let form = made("netlify", None, &["name", "email"]);
        assert_eq!((form.action.as_str(), form.decoy.as_str()), ("/show/offers/cash-map/thanks/", "bot-field"));
        assert_eq!(form.attributes, [("data-netlify", "true".to_owned()), ("netlify-honeypot", "bot-field".to_owned())]);
        assert_eq!(hidden(&form), [&[("form-name", "offer-cash-map")], &CREDIT[..]].concat());
        assert_eq!((names(&form), form.news.as_ref().unwrap().0.as_str()), (vec!["name", "email"], "news"));
    }

    #[test]
    fn formspree_is_told_subject_and_next_page() {
        let form = made("formspree", Some("mbjvqyzn"), &[]);
        assert_eq!((form.action.as_str(), form.decoy.as_str()), ("https://formspree.io/f/mbjvqyzn", "_gotcha"));
        assert_eq!(hidden(&form), [&[("_subject", "The Cash Map"), ("_next", THANKS)], &CREDIT[..]].concat());
        assert_eq!(names(&form), ["name", "email"]);
    }

    #[test]
    fn web3forms_is_told_the_key() {
        let form = made("web3forms", Some("1a2b-3c"), &["email"]);
        assert_eq!((form.action.as_str(), form.decoy.as_str()), ("https://api.web3forms.com/submit", "botcheck"));
        let first = [("access_key", "1a2b-3c"), ("subject", "The Cash Map"), ("from_name", "Ledger & Line"), ("redirect", THANKS)];
        assert_eq!(hidden(&form), [&first[..], &CREDIT[..]].concat());
    }

    #[test]
    fn basin_is_told_where_to_lead() {
        let form = made("basin", Some("0a1b"), &["email"]);
        assert_eq!((form.action.as_str(), form.decoy.as_str()), ("https://usebasin.com/f/0a1b", "_gotcha"));
        assert_eq!(hidden(&form), [&[("_subject", "The Cash Map"), ("_redirect", THANKS)], &CREDIT[..]].concat());
    }

    #[test]
    fn mailchimp_has_merge_tags_and_its_own_decoy() {
        let form = made("mailchimp", Some("https://x.us7.list-manage.com/subscribe/post?u=1a&id=2b"), &["name", "email", "phone"]);
        assert_eq!((form.action.as_str(), form.decoy.as_str()), ("https://x.us7.list-manage.com/subscribe/post", "b_1a_2b"));
        assert_eq!(hidden(&form), [("u", "1a"), ("id", "2b"), ("OFFER", "cash-map"), ("PARTNER", "dev-okafor"), ("EPISODE", "cash")]);
        assert_eq!((names(&form), form.news.as_ref().unwrap().0.as_str()), (vec!["FNAME", "EMAIL", "PHONE"], "NEWS"));
    }

    #[test]
    fn kit_has_custom_fields() {
        let form = made("kit", Some("1234"), &["name", "email"]);
        assert_eq!(form.action, "https://app.kit.com/forms/1234/subscriptions");
        assert_eq!(hidden(&form), [("fields[offer]", "cash-map"), ("fields[partner]", "dev-okafor"), ("fields[episode]", "cash")]);
        assert_eq!(names(&form), ["fields[first_name]", "email_address"]);
    }

    #[test]
    fn buttondown_has_metadata() {
        let form = made("buttondown", Some("okafor"), &["name", "email"]);
        assert_eq!(form.action, "https://buttondown.com/api/emails/embed-subscribe/okafor");
        let credit = [("metadata__offer", "cash-map"), ("metadata__partner", "dev-okafor"), ("metadata__episode", "cash")];
        assert_eq!(hidden(&form), [&[("embed", "1")], &credit[..]].concat());
        assert_eq!(names(&form), ["metadata__first_name", "email"]);
    }

    #[test]
    fn an_address_of_ones_own_gets_the_fields_as_they_are() {
        let form = made("endpoint", Some("https://forms.k.example/kit"), &["email", "Team size", "team-size"]);
        assert_eq!(form.action, "https://forms.k.example/kit");
        assert_eq!(hidden(&form), [&[("subject", "The Cash Map"), ("redirect", THANKS)], &CREDIT[..]].concat());
        assert_eq!(names(&form), ["email", "team_size"]);
        assert_eq!((form.fields[1].label.as_str(), form.fields[1].key.as_str()), ("Team size", "team-size"));
    }

    #[test]
    fn one_name_means_one_field_however_it_is_written() {
        let fields = ["E-mail", "First name", "Telephone", "email", " "].map(str::to_owned);
        assert_eq!(asked(&fields), ["email", "first_name", "phone"]);
        assert_eq!(asked(&["message".to_owned()]), ["message", "email"]);
        assert_eq!(asked(&[]), ["name", "email"]);
    }

    #[test]
    fn what_cannot_be_sent_is_no_form() {
        let site = sample::site();
        let thanks = Permalink("thanks/".into());
        for (provider, endpoint) in
            [("mailto", "a@b.example"), ("kit", "https://x.kit.com/1"), ("formspree", ""), ("pigeon", "https://x.example/")]
        {
            let given = Form { provider: Some(provider.into()), endpoint: Some(endpoint.into()), ..Form::default() };
            let purpose = Purpose { name: "a".into(), subject: "b", thanks: &thanks, carried: vec![], fields: &[], has_news: false };
            assert!(form(&site, &given, purpose).is_none(), "{provider}");
        }
    }
}
