//! Form services: who collects what a form asks, and how the address or key that an author copies from their account becomes the
//! address that the form is sent to. Pure; what the markup looks like is decided by `plan/form/`.

use super::Form;

/// Who collects what a form asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormService {
    /// Netlify's own, on sites that are served there.
    Netlify,
    /// formspree.io.
    Formspree,
    /// web3forms.com.
    Web3Forms,
    /// usebasin.com.
    Basin,
    /// An audience of mailchimp.com.
    Mailchimp,
    /// A form of kit.com (ConvertKit).
    Kit,
    /// A newsletter of buttondown.com.
    Buttondown,
    /// Any address that takes a form.
    Endpoint,
    /// No service: the visitor writes an e-mail.
    Mailto,
}

/// Where a form is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormTarget {
    /// Absolute address; empty for [`FormService::Netlify`], where the site itself takes it.
    pub action: String,
    /// What the service must be told besides: Mailchimp's `u` and `id`, Web3Forms' `access_key`.
    pub parameters: Vec<(String, String)>,
}

/// Why a form cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormTrouble {
    /// The service needs an `endpoint`, and there is none.
    Missing,
    /// What stands there is no address or key of this service.
    Unfit,
}

impl FormService {
    /// All, with the word that `provider` takes.
    pub const ALL: [(&'static str, Self); 9] = [
        ("netlify", Self::Netlify),
        ("formspree", Self::Formspree),
        ("web3forms", Self::Web3Forms),
        ("basin", Self::Basin),
        ("mailchimp", Self::Mailchimp),
        ("kit", Self::Kit),
        ("buttondown", Self::Buttondown),
        ("endpoint", Self::Endpoint),
        ("mailto", Self::Mailto),
    ];

    /// The service of a form: the one it names, else what its `endpoint` looks like, else none.
    #[must_use]
    pub fn of(form: &Form) -> Option<Self> {
        if let Some(word) = &form.provider {
            return Self::ALL.iter().find(|(known, _)| known == word).map(|(_, service)| *service);
        }
        let endpoint = form.endpoint.as_deref()?;
        Some(if endpoint.contains("://") { Self::Endpoint } else { Self::Mailto })
    }

    /// Its name, for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "Netlify",
            Self::Formspree => "Formspree",
            Self::Web3Forms => "Web3Forms",
            Self::Basin => "Basin",
            Self::Mailchimp => "Mailchimp",
            Self::Kit => "Kit",
            Self::Buttondown => "Buttondown",
            Self::Endpoint => "your own address",
            Self::Mailto => "e-mail",
        }
    }

    /// What an `endpoint` of this service looks like; `None` where none is needed.
    #[must_use]
    pub fn example(self) -> Option<&'static str> {
        match self {
            Self::Netlify => None,
            Self::Formspree => Some("https://formspree.io/f/mbjvqyzn"),
            Self::Web3Forms => Some("1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d"),
            Self::Basin => Some("https://usebasin.com/f/0a1b2c3d4e5f"),
            Self::Mailchimp => Some("https://okafor.us7.list-manage.com/subscribe/post?u=0a1b2c3d4e&id=5f6a7b8c9d"),
            Self::Kit => Some("https://app.kit.com/forms/1234567/subscriptions"),
            Self::Buttondown => Some("https://buttondown.com/api/emails/embed-subscribe/okafor"),
            Self::Endpoint => Some("https://forms.okafor.example/kit"),
            Self::Mailto => Some("kit@okafor.example"),
        }
    }

    /// Whether it keeps a mailing list, not a box of messages: whoever fills in a form becomes a subscriber, and the service decides
    /// which page is shown afterwards.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::Mailchimp | Self::Kit | Self::Buttondown)
    }

    /// Hosts at which its forms are taken; empty where any may be right.
    fn hosts(self) -> &'static [&'static str] {
        match self {
            Self::Formspree => &["formspree.io"],
            Self::Web3Forms => &["web3forms.com"],
            Self::Basin => &["usebasin.com"],
            Self::Mailchimp => &["list-manage.com", "list-manage1.com", "list-manage2.com"],
            Self::Kit => &["kit.com", "convertkit.com"],
            Self::Buttondown => &["buttondown.com", "buttondown.email"],
            Self::Netlify | Self::Endpoint | Self::Mailto => &[],
        }
    }

    /// Whether an address is at another host than this service's own (behind a relay, or a mistake).
    #[must_use]
    pub fn is_foreign(self, address: &str) -> bool {
        let host = host(address).to_ascii_lowercase();
        let is_at = |own: &str| host == own || host.strip_suffix(own).is_some_and(|before| before.ends_with('.'));
        !self.hosts().is_empty() && !self.hosts().iter().any(|own| is_at(own))
    }
}

/// Where a form is sent, or why it cannot be. [`FormService::Mailto`] is sent nowhere: its address stands in `action`.
///
/// # Errors
/// What is wrong with `endpoint`.
pub fn form_target(service: FormService, form: &Form) -> Result<FormTarget, FormTrouble> {
    let endpoint = form.endpoint.as_deref().map(str::trim).filter(|endpoint| !endpoint.is_empty());
    if service == FormService::Netlify {
        return Ok(FormTarget::default());
    }
    // Copied out of a page's source, `&` comes as `&amp;`.
    let endpoint = endpoint.ok_or(FormTrouble::Missing)?.replace("&amp;", "&");
    let is_address = endpoint.starts_with("https://") || endpoint.starts_with("http://");
    let found = if is_address { from_address(service, &endpoint) } else { from_key(service, &endpoint) };
    found.ok_or(FormTrouble::Unfit)
}

fn from_address(service: FormService, endpoint: &str) -> Option<FormTarget> {
    let without_fragment = endpoint.split('#').next().unwrap_or_default();
    let (action, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
    let rest = action.split_once("://").map_or("", |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || host.contains(['@', ' ']) {
        return None;
    }
    let parameters = parameters(query)?;
    let has = |name: &str| parameters.iter().any(|(known, value)| known == name && !value.is_empty());
    let whole = || FormTarget { action: without_fragment.to_owned(), parameters: Vec::new() };
    match service {
        // They are sent as fields, so that the address stays the same for every list and nothing is said twice.
        FormService::Mailchimp => (has("u") && has("id")).then(|| FormTarget { action: action.to_owned(), parameters }),
        FormService::Web3Forms => has("access_key").then(|| FormTarget { action: action.to_owned(), parameters }),
        FormService::Kit => path.trim_end_matches('/').ends_with("/subscriptions").then(whole),
        FormService::Buttondown if !path.contains("embed-subscribe/") => from_key(service, path.trim_end_matches('/')),
        FormService::Formspree | FormService::Basin => (!path.trim_matches('/').is_empty()).then(whole),
        FormService::Buttondown | FormService::Endpoint => Some(whole()),
        FormService::Netlify | FormService::Mailto => None,
    }
}

/// `u=1&id=2` as pairs. Keys and ids are letters, digits and a few marks in every service; what has an escape in it is none.
fn parameters(query: &str) -> Option<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    if query.contains('%') { None } else { Some(pairs.filter_map(pair).collect()) }
}

fn from_key(service: FormService, key: &str) -> Option<FormTarget> {
    let is_key = key.chars().count() <= 100 && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let at = |address: String| Some(FormTarget { action: address, parameters: Vec::new() });
    match service {
        FormService::Mailto => {
            let (name, host) = key.split_once('@')?;
            let fits = !name.is_empty() && host.contains('.') && !key.contains(char::is_whitespace);
            if fits { at(key.to_owned()) } else { None }
        }
        _ if !is_key => None,
        FormService::Formspree => at(format!("https://formspree.io/f/{key}")),
        FormService::Basin => at(format!("https://usebasin.com/f/{key}")),
        FormService::Web3Forms => Some(FormTarget {
            action: "https://api.web3forms.com/submit".to_owned(),
            parameters: vec![("access_key".to_owned(), key.to_owned())],
        }),
        FormService::Kit if key.bytes().all(|b| b.is_ascii_digit()) => at(format!("https://app.kit.com/forms/{key}/subscriptions")),
        FormService::Buttondown => at(format!("https://buttondown.com/api/emails/embed-subscribe/{key}")),
        _ => None,
    }
}

/// The host of an absolute address, without port.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or_default();
    }
    host.split(':').next().unwrap_or_default()
}

/// Whether an address is on the machine that asks for it: good for a trial, reached by nobody else.
#[must_use]
pub fn is_on_this_machine(address: &str) -> bool {
    let host = host(address);
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || host == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(service: FormService, endpoint: &str) -> Result<FormTarget, FormTrouble> {
        form_target(service, &Form { endpoint: Some(endpoint.to_owned()), ..Form::default() })
    }

    fn action(service: FormService, endpoint: &str) -> String {
        target(service, endpoint).map_or_else(|trouble| format!("{trouble:?}"), |target| target.action)
    }

    #[test]
    fn the_example_of_every_service_is_understood() {
        for (_, service) in FormService::ALL {
            let Some(example) = service.example() else { continue };
            assert!(target(service, example).is_ok(), "{example}");
            assert!(!service.is_foreign(&action(service, example)), "{example}");
        }
    }

    #[test]
    fn a_key_alone_is_enough_where_the_service_has_one_address() {
        assert_eq!(action(FormService::Formspree, " mbjvqyzn "), "https://formspree.io/f/mbjvqyzn");
        assert_eq!(action(FormService::Basin, "0a1b"), "https://usebasin.com/f/0a1b");
        assert_eq!(action(FormService::Kit, "1234"), "https://app.kit.com/forms/1234/subscriptions");
        assert_eq!(action(FormService::Buttondown, "https://buttondown.com/okafor/"), action(FormService::Buttondown, "okafor"));
        let keyed = target(FormService::Web3Forms, "1a2b-3c").unwrap();
        assert_eq!(keyed.parameters, [("access_key".to_owned(), "1a2b-3c".to_owned())]);
    }

    #[test]
    fn mailchimps_account_and_list_are_taken_from_its_address() {
        let target = target(FormService::Mailchimp, "https://x.us7.list-manage.com/subscribe/post?u=1a&amp;id=2b&f_id=3c").unwrap();
        assert_eq!(target.action, "https://x.us7.list-manage.com/subscribe/post");
        let pairs: Vec<_> = target.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("u", "1a"), ("id", "2b"), ("f_id", "3c")]);
    }

    #[test]
    fn what_is_no_address_of_the_service_is_told() {
        for (service, endpoint) in [
            (FormService::Formspree, "https://formspree.io/"),
            (FormService::Formspree, "my form"),
            (FormService::Mailchimp, "https://eepurl.com/abc"),
            (FormService::Mailchimp, "0a1b"),
            (FormService::Kit, "https://okafor.kit.com/0a1b2c"),
            (FormService::Kit, "0a1b2c"),
            (FormService::Web3Forms, "https://api.web3forms.com/submit"),
            (FormService::Endpoint, "forms.example"),
            (FormService::Endpoint, "https://"),
            (FormService::Mailto, "https://k.example/"),
            (FormService::Mailto, "kit"),
        ] {
            assert_eq!(target(service, endpoint), Err(FormTrouble::Unfit), "{service:?} {endpoint}");
        }
        assert_eq!(form_target(FormService::Basin, &Form::default()), Err(FormTrouble::Missing));
        assert_eq!(form_target(FormService::Netlify, &Form::default()), Ok(FormTarget::default()));
    }

    #[test]
    fn a_relay_and_this_machine_are_recognized() {
        assert!(FormService::Formspree.is_foreign("https://forms.okafor.example/f/1"));
        assert!(FormService::Formspree.is_foreign("https://notformspree.io/f/1"));
        assert!(!FormService::Kit.is_foreign("https://app.Kit.com/forms/1/subscriptions"));
        assert!(!FormService::Endpoint.is_foreign("https://anywhere.example/"));
        assert!(
            is_on_this_machine("http://127.0.0.1:8080/f")
                && is_on_this_machine("http://[::1]:1/")
                && is_on_this_machine("http://localhost")
        );
        assert!(!is_on_this_machine("https://localhost.example/"));
    }

    #[test]
    fn without_a_provider_the_address_tells() {
        let of = |endpoint: &str| FormService::of(&Form { endpoint: Some(endpoint.to_owned()), ..Form::default() });
        assert_eq!((of("https://f.example/"), of("kit@k.example")), (Some(FormService::Endpoint), Some(FormService::Mailto)));
        assert_eq!(FormService::of(&Form::default()), None);
    }
}
