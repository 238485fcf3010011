//! Part of `fetch`: which machines may be reached. The rule is applied to the address that is really connected to, after names were
//! looked up, so that a name that leads inside (or leads somewhere else the second time it is asked) opens nothing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::Url;

/// A name and a port, as the person typed them; it may be inside this machine or its network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    host: String,
    port: u16,
}

impl Typed {
    pub(super) fn of(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        Some(Self { host: url.host_str()?.to_ascii_lowercase(), port: url.port_or_known_default()? })
    }

    fn is_it(&self, uri: &Uri) -> bool {
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        uri.host().is_some_and(|host| self.is_at(host, uri.port_u16().unwrap_or(default)))
    }

    pub(super) fn is_at(&self, host: &str, port: u16) -> bool {
        host.eq_ignore_ascii_case(&self.host) && port == self.port
    }
}

/// Looks names up and keeps only addresses of the public network.
#[derive(Debug, Default)]
pub(super) struct PublicOnly {
    typed: Option<Typed>,
    names: DefaultResolver,
}

impl PublicOnly {
    pub(super) fn except(typed: Option<Typed>) -> Self {
        Self { typed, names: DefaultResolver::default() }
    }
}

/// Told through the library, which knows no such reason.
#[derive(Debug)]
pub(super) struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an address inside this machine or its network")
    }
}

impl std::error::Error for Inside {}

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if self.typed.as_ref().is_some_and(|typed| typed.is_it(uri)) {
            return Ok(found);
        }
        let mut kept = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() { Err(ureq::Error::Other(Box::new(Inside))) } else { Ok(kept) }
    }
}

/// Whether an address belongs to the public network.
///
/// Source: IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and what was added since), with addresses of IPv4 that
/// are written inside those of IPv6 (RFC 4291 mapped, RFC 3056 6to4, RFC 6052 NAT64) judged as what they lead to.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        // Teredo, ORCHID, benchmarking and the rest of the protocol assignments; documentation, twice.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_this_machine_or_its_network_is_public() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "100::1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
    }

    #[test]
    fn the_rest_of_the_world_is_public() {
        for outside in
            ["1.1.1.1", "100.63.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::101:101", "2606:4700::1111"]
        {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }

    #[test]
    fn what_was_typed_is_one_name_and_one_port() {
        let typed = Typed::of("http://LocalHost:8080/feed.xml").expect("an address");
        let is_it = |uri: &str| typed.is_it(&uri.parse().expect("an address"));
        assert!(is_it("http://localhost:8080/cover.jpg"));
        assert!(!is_it("http://localhost:8081/") && !is_it("http://localhost/") && !is_it("http://127.0.0.1:8080/"));
        let web = Typed::of("https://feeds.example/x").expect("an address");
        assert!(web.is_it(&"https://feeds.example/y".parse().expect("an address")));
        assert!(!web.is_it(&"http://feeds.example/y".parse().expect("an address")));
    }
}
