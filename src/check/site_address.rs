//! Rules about the addresses at which the site and its recordings are served.

use super::text::is_plain_http;
use super::{Check, Guards, Rule};
use crate::model::Site;
use crate::report::{Place, Report, RuleText, Severity};

pub(super) const BASE_URL_NOT_PUBLIC: Rule = Rule {
    text: RuleText {
        name: "base-url-not-public",
        severity: Severity::Error,
        finds: "A `base_url` that only your own machine can open.",
        why: "The address stands in the feed, in every link a partner sends on and in every e-mail; apps keep it for years.",
        wrong: "base_url: http://localhost:4321/",
        right: "base_url: https://talks.ellison.example/",
    },
    guards: Guards::Identity,
    check: Check::Site(base_url_not_public),
};

fn base_url_not_public(site: &Site, report: &mut Report) {
    if is_private_host(&site.show.base_url.host) {
        let place = Place::key(&site.show.source, "base_url");
        let finding = BASE_URL_NOT_PUBLIC.finding(place, "nobody but this machine can open this address");
        report.add(finding.fix("write the address that people will type; `turntable watch` shows the site here without it"));
    }
}

/// Whether a host (and port) is this machine or the house's own network.
fn is_private_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    if host.starts_with('[') {
        return host.starts_with("[::1]") || host.starts_with("[::]") || host.starts_with("[fe80") || host.starts_with("[fd");
    }
    let name = host.split(':').next().unwrap_or_default();
    if name == "localhost" || [".localhost", ".local", ".lan", ".internal"].iter().any(|end| name.ends_with(end)) {
        return true;
    }
    name.parse::<std::net::Ipv4Addr>().is_ok_and(|v4| v4.is_loopback() || v4.is_private() || v4.is_unspecified() || v4.is_link_local())
}

pub(super) const BASE_URL_NOT_HTTPS: Rule = Rule {
    text: RuleText {
        name: "base-url-not-https",
        severity: Severity::Error,
        finds: "A `base_url` that starts with http instead of https.",
        why: "Directories refuse such a feed, browsers call the page not secure, and a form for e-mail addresses must not be sent in the open.",
        wrong: "base_url: http://talks.ellison.example/",
        right: "base_url: https://talks.ellison.example/",
    },
    guards: Guards::Quality,
    check: Check::Site(base_url_not_https),
};

fn base_url_not_https(site: &Site, report: &mut Report) {
    // An address of this machine is told once, by its own rule.
    if is_plain_http(&site.show.base_url.url) && !is_private_host(&site.show.base_url.host) {
        let place = Place::key(&site.show.source, "base_url");
        report.add(BASE_URL_NOT_HTTPS.finding(place, "the site's address is not secure").fix("write `https://`; every web host offers it"));
    }
}

pub(super) const MIXED_HTTP: Rule = Rule {
    text: RuleText {
        name: "mixed-http",
        severity: Severity::Warning,
        finds: "A place for recordings that starts with http while the site is https.",
        why: "Browsers block the recording on the page, and some apps do not fetch it.",
        wrong: "media:\n  base_url: http://media.ellison.example/",
        right: "media:\n  base_url: https://media.ellison.example/",
    },
    guards: Guards::Quality,
    check: Check::Site(mixed_http),
};

fn mixed_http(site: &Site, report: &mut Report) {
    let media = &site.show.media;
    for (key, address) in [("media.base_url", &media.base_url), ("media.prefix", &media.prefix)] {
        if address.as_ref().is_some_and(|address| is_plain_http(address.as_str())) {
            let place = Place::key(&site.show.source, key);
            report.add(MIXED_HTTP.finding(place, "recordings would come from an address that is not secure").fix("write `https://`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key};
    use crate::model::{AbsoluteUrl, BaseUrl};

    fn base(url: &str, host: &str) -> BaseUrl {
        BaseUrl { url: url.into(), path: "/".into(), host: host.into() }
    }

    #[test]
    fn the_site_lives_where_people_can_reach_it() {
        for host in ["localhost:4321", "127.0.0.1", "192.168.1.4:80", "[::1]:8080", "margos-mac.local"] {
            finds(&BASE_URL_NOT_PUBLIC, show_key("base_url"), |site| site.show.base_url = base(&format!("http://{host}/"), host));
        }
        for host in ["localhost.example", "talks.ellison.example", "10.example", "203.0.113.9"] {
            assert!(found(&BASE_URL_NOT_PUBLIC, |site| site.show.base_url = base("https://x/", host)).is_empty(), "{host}");
        }
    }

    #[test]
    fn the_site_is_secure() {
        finds(&BASE_URL_NOT_HTTPS, show_key("base_url"), |site| site.show.base_url = base("http://a.example/", "a.example"));
        finds(&MIXED_HTTP, show_key("media.base_url"), |site| {
            site.show.media.base_url = Some(AbsoluteUrl("http://media.example/".into()));
        });
    }
}
