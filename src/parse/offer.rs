//! A Referral Kit as written: in a file of its own, or as a mapping under an episode's `offer`.

use super::fields::{Fields, Places};
use super::yaml::Value;
use super::{Body, SourceText, schema, time::WrittenTime};
use crate::model::{Form, FormService, Registration, RelPath};
use crate::report::Report;

/// What the author wrote about an offer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawOffer {
    /// The file.
    pub source: RelPath,
    /// Where in the file its keys start: empty for a file of its own, `offer.` under an episode.
    pub key_prefix: &'static str,
    /// Required; without it the offer is dropped.
    pub title: String,
    /// As written.
    pub promise: Option<String>,
    /// As written.
    pub button: Option<String>,
    /// The key `for`.
    pub audience: Option<String>,
    /// As written.
    pub contains: Vec<String>,
    /// A file beside.
    pub cover: Option<String>,
    /// A file beside.
    pub file: Option<String>,
    /// Absolute.
    pub url: Option<String>,
    /// Overrides the show's.
    pub form: Option<Form>,
    /// `None`: the key is absent.
    pub fields: Option<Vec<String>>,
    /// As written.
    pub thanks: Option<String>,
    /// First day.
    pub from: Option<WrittenTime>,
    /// Last day.
    pub until: Option<WrittenTime>,
    /// Host or partner slug.
    pub owner: Option<String>,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// More about it.
    pub body: Body,
}

/// Everything that may stand in an offer.
pub const KEYS: &[&str] = &schema::names(&schema::OFFER);

/// How forms can be sent: the word of each service, as it is written.
const PROVIDERS: [(&str, &str); 9] = {
    let mut words = [("", ""); 9];
    let mut at = 0;
    while at < words.len() {
        words[at] = (FormService::ALL[at].0, FormService::ALL[at].0);
        at += 1;
    }
    words
};

const FORM: &[&str] = &schema::names(&schema::FORM);

/// Reads an offer's file.
///
/// Findings: `missing-title`, `missing-promise`, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawOffer> {
    let (node, body) = super::open(source, report)?;
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    read(&fields, "", body, report)
}

/// Reads an offer from its fields, which stand at `key_prefix` (empty, or `offer.`).
pub(super) fn read(fields: &Fields<'_>, key_prefix: &'static str, body: Body, report: &mut Report) -> Option<RawOffer> {
    let title = fields.required_line("title", "missing-title", report);
    let offer = RawOffer {
        source: fields.file().clone(),
        key_prefix,
        title: title.clone().unwrap_or_default(),
        promise: fields.required_line("promise", "missing-promise", report),
        button: fields.line("button", report),
        audience: fields.line("for", report),
        contains: fields.lines("contains", report),
        cover: fields.file_beside("cover", report),
        file: fields.file_beside("file", report),
        url: fields.get("url").and_then(|node| fields.link_target(&(fields.path("url"), node), Places::Outside, report)),
        form: form(fields, "form", report),
        fields: fields.lines_if_any("fields", report),
        thanks: fields.text("thanks", report),
        from: fields.written_time("from", report),
        until: fields.written_time("until", report),
        owner: fields.line("owner", report),
        aliases: fields.lines("aliases", report),
        body,
    };
    title.map(|_| offer)
}

/// How a form is sent: a mapping, or a provider's name alone.
pub(super) fn form(fields: &Fields<'_>, key: &str, report: &mut Report) -> Option<Form> {
    let node = fields.get(key)?;
    if let Value::Scalar(_) = node.value {
        let provider = fields.choice(key, &PROVIDERS, "unknown-provider", report)?;
        return Some(Form { provider: Some(provider.to_owned()), ..Form::default() });
    }
    let form = fields.mapping(key, FORM, report)?;
    Some(form_of(&form, report))
}

fn form_of(form: &Fields<'_>, report: &mut Report) -> Form {
    let provider = form.choice("provider", &PROVIDERS, "unknown-provider", report).map(str::to_owned);
    let endpoint = match provider.as_deref() {
        Some("mailto") => form.email("endpoint", report),
        _ => form.line("endpoint", report),
    };
    let privacy = form.get("privacy_url").map(|node| (form.path("privacy_url"), node));
    Form {
        provider,
        endpoint,
        consent: form.text("consent", report),
        privacy_url: privacy.and_then(|item| form.link_target(&item, Places::Site, report)),
    }
}

/// How somebody registers or pledges: a form (mapping, a provider's name, or the word `form` for the show's own), or an address.
pub(super) fn registration(fields: &Fields<'_>, key: &str, report: &mut Report) -> Option<Registration> {
    let node = fields.get(key)?;
    let is_provider = |text: &str| PROVIDERS.iter().any(|(word, _)| word.eq_ignore_ascii_case(text));
    match &node.value {
        // The word alone: with the show's form.
        Value::Scalar(scalar) if scalar.text.trim().eq_ignore_ascii_case("form") => Some(Registration::Form(Form::default())),
        Value::Scalar(scalar) if !is_provider(scalar.text.trim()) => {
            let target = fields.link_target(&(fields.path(key), node), Places::Outside, report);
            target.map(Registration::Url)
        }
        _ => form(fields, key, report).map(Registration::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn read(front: &str) -> (Option<RawOffer>, Vec<&'static str>) {
        let source = SourceText { path: RelPath("content/offers/kit.md".into()), text: format!("---\n{front}---\nMore\n") };
        let mut report = Report::default();
        let offer = parse(&source, &mut report);
        (offer, report.findings.iter().map(|finding| finding.rule).collect())
    }

    #[test]
    fn every_key_of_the_contract_is_read() {
        let (offer, rules) = read(concat!(
            "title: Kit\npromise: P\nbutton: Send it\nfor: Owners\ncontains: [A, B]\ncover: c.jpg\nfile: kit.pdf\nurl: https://k.example/\n",
            "form: {provider: mailto, endpoint: kit@k.example}\nfields: [name, email]\nthanks: T\nfrom: 2026-05-01\nuntil: 2026-06-01\nowner: dev\naliases: [old-kit]\n",
        ));
        let offer = offer.expect("an offer");
        assert_eq!(rules, [""; 0]);
        assert_eq!(offer.form.and_then(|form| form.endpoint).as_deref(), Some("kit@k.example"));
        assert_eq!((offer.contains.len(), offer.fields.map(|fields| fields.len())), (2, Some(2)));
        assert!(offer.from.is_some() && offer.until.is_some());
    }

    #[test]
    fn an_address_for_a_mail_form_must_be_one() {
        let (offer, rules) = read("title: Kit\npromise: P\nform: {provider: mailto, endpoint: k.example}\n");
        assert_eq!((offer.is_some(), rules), (true, vec!["not-an-email"]));
        assert_eq!(read("title: Kit\nform: pigeon\n").1, ["missing-promise", "unknown-provider"]);
    }
}
