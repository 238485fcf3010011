//! Layer 0: the only door to the network: polite, bounded, and closed to addresses inside this machine or its network. Every error names
//! the address and says what to do.
//!
//! Proxies named in the environment are not used: behind one, it could no longer be said what is really connected to.

mod ask;
mod certificate;
mod download;
mod polite;
mod reach;
mod trouble;

pub use ask::{Answer, Ask};
pub use certificate::{Distrust, Validity};
pub use download::Downloaded;
pub use trouble::{FetchError, Problem};

use certificate::Trust;
use polite::{Doors, retry_after};
use reach::{PublicOnly, Typed};
use std::io::Read;
use std::time::Duration;
use ureq::http::{Response, StatusCode, header};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

/// Who is asking, as servers' logs show it.
const USER_AGENT: &str = concat!("Turntable/", env!("CARGO_PKG_VERSION"), " (podcast publisher)");
/// Redirects that are followed. Measuring services put three or four in a row before a recording.
const MOST_REDIRECTS: usize = 10;

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the next piece.
    pub idle: Duration,
    /// For a whole document.
    pub document: Duration,
    /// For a whole recording.
    pub recording: Duration,
    /// How often the same thing is asked for, at least 1.
    pub tries: u32,
    /// Before the second try; doubled each time.
    pub pause: Duration,
    /// The longest pause that a server can ask for and be granted.
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            idle: Duration::from_secs(30),
            document: Duration::from_secs(90),
            recording: Duration::from_secs(3 * 60 * 60),
            tries: 4,
            pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The types that can be used, as the header `Accept` lists them.
    pub accept: &'static str,
    /// The most bytes it may have (unpacked).
    pub most: u64,
}

/// A document that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it was in the end.
    pub url: String,
    /// What it is.
    pub bytes: Vec<u8>,
    /// Its type, lower case, without parameters.
    pub mime: Option<String>,
    /// Its character set, as the server named it.
    pub charset: Option<String>,
}

/// Fetches things.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    patience: Patience,
    doors: Doors,
    typed: Option<Typed>,
    trust: Trust,
}

impl Fetcher {
    /// A fetcher that reaches the public network, and the one server whose address a person typed, wherever that is.
    #[must_use]
    pub fn new(typed: Option<&str>) -> Self {
        Self::with_patience(typed, Patience::default())
    }

    /// The same, with patience of its own.
    #[must_use]
    pub fn with_patience(typed: Option<&str>, patience: Patience) -> Self {
        Self::trusting(typed, patience, Trust::World)
    }

    fn trusting(typed: Option<&str>, patience: Patience, trust: Trust) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .http_status_as_error(false)
            // Each redirect is looked at here before it is followed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .tls_config(trust.config())
            .timeout_resolve(Some(patience.connect))
            .timeout_connect(Some(patience.connect))
            .timeout_send_request(Some(patience.idle))
            .timeout_recv_response(Some(patience.idle))
            .timeout_per_read(Some(patience.idle))
            .build();
        let typed = typed.and_then(Typed::of);
        let resolver = PublicOnly::except(typed.clone());
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), patience, doors: Doors::default(), typed, trust }
    }

    /// A document, whole, in memory.
    ///
    /// # Errors
    /// When it cannot be had, or is larger than wanted.
    pub fn get(&self, address: &str, wanted: Wanted) -> Result<Document, FetchError> {
        self.trying(address, || {
            let (url, response) = self.open(address, &[("accept", wanted.accept)], self.patience.document)?;
            let mime = response.body().mime_type().map(str::to_ascii_lowercase);
            let charset = charset(&response);
            let bytes = at_most(response.into_body(), wanted.most)?;
            Ok(Document { url: url.into(), bytes, mime, charset })
        })
    }

    /// Tries again while that makes sense, politely.
    fn trying<T>(&self, address: &str, mut once: impl FnMut() -> Result<T, Problem>) -> Result<T, FetchError> {
        let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let _visit = self.doors.enter(&host);
        let mut pause = self.patience.pause;
        for _ in 1..self.patience.tries.max(1) {
            match once() {
                Err(Problem::Busy(Some(wait))) if wait <= self.patience.longest_pause => std::thread::sleep(wait),
                Err(problem) if problem.is_passing() => std::thread::sleep(pause),
                done => return done.map_err(|problem| FetchError { url: address.to_owned(), problem }),
            }
            pause = pause.saturating_mul(2).min(self.patience.longest_pause);
        }
        once().map_err(|problem| FetchError { url: address.to_owned(), problem })
    }

    /// The answer of the server where the address leads in the end, its body still to be read.
    fn open(&self, address: &str, headers: &[(&str, &str)], all: Duration) -> Result<(Url, Response<Body>), Problem> {
        let mut url = web_address(address).ok_or(Problem::NotAnAddress)?;
        for _ in 0..=MOST_REDIRECTS {
            let mut request = self.agent.get(url.as_str()).config().timeout_global(Some(all)).build();
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let response = request.call().map_err(Problem::of)?;
            match redirect(&response) {
                Some(target) => url = url.join(target).ok().and_then(|url| web_address(url.as_str())).ok_or(Problem::NotAnAddress)?,
                None => return checked(response).map(|response| (url, response)),
            }
        }
        Err(Problem::Circles)
    }
}

/// Only the web: no files, no mail, nothing without a server.
fn web_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())).then_some(url)
}

fn redirect(response: &Response<Body>) -> Option<&str> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let target = response.headers().get(header::LOCATION).and_then(|target| target.to_str().ok());
    target.filter(|_| is_redirect)
}

fn checked(response: Response<Body>) -> Result<Response<Body>, Problem> {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let wait = text(header::RETRY_AFTER).and_then(|value| retry_after(value, text(header::DATE)));
    match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(response),
        StatusCode::TOO_MANY_REQUESTS => Err(Problem::Busy(wait)),
        StatusCode::SERVICE_UNAVAILABLE if wait.is_some() => Err(Problem::Busy(wait)),
        status => Err(match status.as_u16() {
            status @ (404 | 410) => Problem::NotThere(status),
            status @ (401 | 402 | 403 | 407) => Problem::NotAllowed(status),
            status => Problem::Status(status),
        }),
    }
}

/// The character set that the server names; `None` where it names none (the library's own default is not the server's word).
fn charset(response: &Response<Body>) -> Option<String> {
    let kind = response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let value = kind.split(';').find_map(|part| part.trim().to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned))?;
    Some(value.trim_matches('"').to_owned()).filter(|value| !value.is_empty())
}

/// The body, unpacked; never more than `most` bytes of it are held, whatever a small packed file unpacks to.
fn at_most(body: Body, most: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut reader = body.into_with_config().limit(u64::MAX).reader().take(most.saturating_add(1));
    reader.read_to_end(&mut bytes).map_err(Problem::of_io)?;
    if bytes.len() as u64 > most { Err(Problem::TooLarge(most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod server;
#[cfg(test)]
mod tests;
