//! Part of `fetch`: how long a server's certificate is good, and why one is not taken. The library that asks for documents does not hand
//! the certificate out, so it is looked at over a connection of its own, by the same rules: same authorities, same machines.

use super::reach::is_public;
use super::{FetchError, Fetcher, Problem, web_address};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::TlsConfig;

/// From when until when a certificate is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Its first moment.
    pub from: Timestamp,
    /// Its last moment.
    pub until: Timestamp,
}

/// Why a certificate is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// Its time is over.
    RunOut,
    /// Its time has not come, or this machine's clock is behind.
    NotYet,
    /// It is for another name.
    OtherName,
    /// Nobody that browsers trust has signed it.
    Unsigned,
    /// It was called back, is broken, or is meant for something else.
    Unfit,
}

impl Distrust {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::RunOut => ("its certificate has run out, so browsers and apps refuse it", "have the host renew it"),
            Self::NotYet => ("its certificate is not good yet", "check the date of this machine, then ask the host"),
            Self::OtherName => {
                ("its certificate is for another name, so browsers and apps refuse it", "have the host make one for this name")
            }
            Self::Unsigned => (
                "nobody whom browsers trust has signed its certificate",
                "have the host install one from Let's Encrypt or the like, with every part of its chain",
            ),
            Self::Unfit => ("browsers and apps refuse its certificate", "have the host make a new one"),
        }
    }

    /// The reason in an error of the library, where that is about a certificate.
    pub(super) fn of(error: &rustls::Error) -> Option<Self> {
        let rustls::Error::InvalidCertificate(reason) = error else { return None };
        Some(match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::RunOut,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYet,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::OtherName,
            // One that signed itself as an authority is told as the library's own kind of error.
            CertificateError::UnknownIssuer | CertificateError::Other(_) => Self::Unsigned,
            _ => Self::Unfit,
        })
    }
}

/// Whose signature counts.
#[derive(Clone, Debug, Default)]
pub(super) enum Trust {
    /// The authorities that browsers trust.
    #[default]
    World,
    /// One of the tests' own, as DER.
    #[cfg(test)]
    Only(&'static [u8]),
}

impl Trust {
    /// For the library that asks for documents.
    pub(super) fn config(&self) -> TlsConfig {
        match self {
            Self::World => TlsConfig::default(),
            #[cfg(test)]
            Self::Only(der) => {
                let roots = ureq::tls::RootCerts::new_with_certs(&[ureq::tls::Certificate::from_der(der)]);
                TlsConfig::builder().root_certs(roots).build()
            }
        }
    }

    fn roots(&self) -> RootCertStore {
        match self {
            Self::World => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
            #[cfg(test)]
            Self::Only(der) => {
                let mut roots = RootCertStore::empty();
                roots.add(CertificateDer::from(*der)).expect("a certificate");
                roots
            }
        }
    }
}

impl Fetcher {
    /// How long the certificate of the server at an address with https is good; `None` where it does not say so readably.
    ///
    /// # Errors
    /// When nobody answers there, the address leads where nobody may be sent, or the certificate is not taken.
    pub fn certificate(&self, address: &str) -> Result<Option<Validity>, FetchError> {
        let found = self.handshake(address);
        found.map(|der| der.and_then(|der| validity(&der))).map_err(|problem| FetchError { url: address.to_owned(), problem })
    }

    /// The server's own certificate.
    fn handshake(&self, address: &str) -> Result<Option<CertificateDer<'static>>, Problem> {
        let url = web_address(address).ok_or(Problem::NotAnAddress)?;
        let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443));
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|_| Problem::NotAnAddress)?;
        let mut stream = self.connect(host, port)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(Problem::of_tls)?;
        let config = config.with_root_certificates(self.trust.roots()).with_no_client_auth();
        let mut connection = ClientConnection::new(Arc::new(config), name).map_err(Problem::of_tls)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut stream).map_err(Problem::of_io)?;
        }
        Ok(connection.peer_certificates().and_then(<[_]>::first).map(|der| der.clone().into_owned()))
    }

    /// A connection to one of the machines of that name that may be reached.
    fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Problem> {
        let all: Vec<SocketAddr> = (host.trim_matches(['[', ']']), port).to_socket_addrs().map_err(Problem::of_io)?.collect();
        let may_be_inside = self.typed.as_ref().is_some_and(|typed| typed.is_at(host, port));
        let mut problem = if all.is_empty() { Problem::NoSuchHost } else { Problem::Inside };
        for address in all.iter().filter(|address| may_be_inside || is_public(address.ip())) {
            match self.open_at(address) {
                Ok(stream) => return Ok(stream),
                Err(error) => problem = Problem::of_io(error),
            }
        }
        Err(problem)
    }

    fn open_at(&self, address: &SocketAddr) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(address, self.patience.connect)?;
        let idle = Some(self.patience.idle.max(Duration::from_millis(1)));
        stream.set_read_timeout(idle)?;
        stream.set_write_timeout(idle)?;
        Ok(stream)
    }
}

/// The two moments in a certificate. Source: RFC 5280, section 4.1: a sequence of the signed part, which is [version], serial number,
/// algorithm, issuer, validity and more.
fn validity(certificate: &[u8]) -> Option<Validity> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (SEQUENCE, whole, _) = value(certificate)? else { return None };
    let (SEQUENCE, mut signed, _) = value(whole)? else { return None };
    if let (VERSION, _, rest) = value(signed)? {
        signed = rest;
    }
    for _ in ["serial number", "algorithm", "issuer"] {
        signed = value(signed)?.2;
    }
    let (SEQUENCE, both, _) = value(signed)? else { return None };
    let (kind, from, rest) = value(both)?;
    let from = moment(kind, from)?;
    let (kind, until, _) = value(rest)?;
    Some(Validity { from, until: moment(kind, until)? })
}

/// The first value of DER: its tag, its content, and what follows it.
fn value(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(short), rest),
        long @ 0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `YYMMDDHHMMSSZ` (UTCTime; from 50 on of the last century) or `YYYYMMDDHHMMSSZ` (GeneralizedTime). Source: RFC 5280, section 4.1.2.5.
fn moment(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let whole = match tag {
        0x17 => format!("{}{text}", if text.get(..2)?.parse::<u8>().ok()? >= 50 { "19" } else { "20" }),
        0x18 => text.to_owned(),
        _ => return None,
    };
    let moment = DateTime::strptime("%Y%m%d%H%M%SZ", whole).ok()?;
    moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[u8] = include_bytes!("../../tests/certificates/good.der");
    const RUN_OUT: &[u8] = include_bytes!("../../tests/certificates/run-out.der");

    #[test]
    fn a_certificate_says_from_when_until_when() {
        let days = |der: &[u8]| validity(der).map(|validity| (validity.from.to_string(), validity.until.to_string()));
        let text = |from: &str, until: &str| Some((from.to_owned(), until.to_owned()));
        assert_eq!(days(GOOD), text("2020-01-01T00:00:00Z", "2120-01-01T00:00:00Z"));
        assert_eq!(days(RUN_OUT), text("2020-01-01T00:00:00Z", "2020-04-01T00:00:00Z"));
        assert_eq!(moment(0x17, b"991231235959Z").map(|moment| moment.to_string()).as_deref(), Some("1999-12-31T23:59:59Z"));
    }

    #[test]
    fn what_is_no_certificate_says_nothing_and_harms_nobody() {
        for length in 0..GOOD.len() {
            assert_eq!(validity(&GOOD[..length]), None, "{length}");
        }
        for at in 0..GOOD.len() {
            let mut broken = GOOD.to_vec();
            broken[at] ^= 0xff;
            let _ = validity(&broken);
        }
        let _ = validity(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]);
    }
}
