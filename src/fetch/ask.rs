//! Part of `fetch`: what a server says when it is asked as an app asks: for the headers alone, for a part, for a page of another origin.
//! Any answer is an answer here, also one that refuses.

use super::{FetchError, Fetcher, MOST_REDIRECTS, Problem, at_most, redirect, web_address};
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body};
use url::Url;

/// How to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// For the headers alone.
    Head,
    /// For the first two bytes.
    Part,
    /// For the first bytes of it, at most so many.
    Whole(u64),
}

/// What was answered where the address leads in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where that is.
    pub url: String,
    /// HTTP status.
    pub status: u16,
    /// Lower-case names.
    pub headers: Vec<(String, String)>,
    /// As far as it was asked for; empty where it was longer.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header; `None` where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The type without parameters, lower case.
    #[must_use]
    pub fn mime(&self) -> Option<String> {
        let kind = self.header("content-type")?.split(';').next()?;
        Some(kind.trim().to_ascii_lowercase()).filter(|kind| !kind.is_empty())
    }

    /// Whether it is a success.
    #[must_use]
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Fetcher {
    /// Asks an address, and follows where it leads.
    ///
    /// # Errors
    /// When nobody answers, or it leads where nobody may be sent.
    pub fn ask(&self, address: &str, ask: Ask, all: Duration) -> Result<Answer, FetchError> {
        self.trying(address, || {
            let mut url = web_address(address).ok_or(Problem::NotAnAddress)?;
            for _ in 0..=MOST_REDIRECTS {
                let response = call(&self.agent, &url, ask, all).map_err(Problem::of)?;
                match redirect(&response) {
                    Some(target) => {
                        url = url.join(target).ok().and_then(|url| web_address(url.as_str())).ok_or(Problem::NotAnAddress)?;
                    }
                    None => return answer(response, &url, ask),
                }
            }
            Err(Problem::Circles)
        })
    }
}

fn call(agent: &Agent, url: &Url, ask: Ask, all: Duration) -> Result<Response<Body>, ureq::Error> {
    let request = if ask == Ask::Head { agent.head(url.as_str()) } else { agent.get(url.as_str()) };
    let request = request.config().timeout_global(Some(all)).build();
    // As a player on another site asks, so that the answer says whether it may read.
    let request = request.header("origin", "https://player.example").header("accept-encoding", "identity");
    if ask == Ask::Part { request.header("range", "bytes=0-1").call() } else { request.call() }
}

fn answer(response: Response<Body>, url: &Url, ask: Ask) -> Result<Answer, Problem> {
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    let status = response.status().as_u16();
    let body = match ask {
        Ask::Whole(most) => at_most(response.into_body(), most)?,
        Ask::Head | Ask::Part => Vec::new(),
    };
    Ok(Answer { url: url.to_string(), status, headers, body })
}
