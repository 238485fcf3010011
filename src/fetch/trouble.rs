//! Part of `fetch`: what went wrong, which address it was, and what to do about it.

use super::certificate::Distrust;
use super::reach::Inside;
use crate::disk::Failure;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// An address could not be fetched.
#[derive(Debug)]
pub struct FetchError {
    /// The address asked for (not one it led to).
    pub url: String,
    /// What went wrong.
    pub problem: Problem,
}

/// What went wrong.
#[derive(Debug)]
pub enum Problem {
    /// It is no address of the web.
    NotAnAddress,
    /// It leads inside this machine or its network.
    Inside,
    /// 404, 410.
    NotThere(u16),
    /// 401, 403: the server wants to know who asks.
    NotAllowed(u16),
    /// 429, or 503 with the wish to be left alone for longer than we wait.
    Busy(Option<Duration>),
    /// Any other status that is no success.
    Status(u16),
    /// More bytes than allowed.
    TooLarge(u64),
    /// It took too long, in all or for the next piece.
    TooSlow,
    /// No such name.
    NoSuchHost,
    /// Its certificate is not taken.
    Certificate(Distrust),
    /// More redirects than followed.
    Circles,
    /// The connection ended before everything was there: bytes announced, bytes received.
    CutOff(u64, u64),
    /// Anything else, in the system's words.
    Broken(String),
    /// The disk.
    Disk(Failure),
}

impl Problem {
    /// Whether the next try may go better.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(None) | Self::TooSlow | Self::CutOff(..) | Self::Broken(_) | Self::Status(408 | 500 | 502 | 503 | 504))
    }

    pub(super) fn of(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::TooSlow,
            ureq::Error::HostNotFound => Self::NoSuchHost,
            ureq::Error::Other(reason) if reason.is::<Inside>() => Self::Inside,
            ureq::Error::Io(error) => Self::of_io(error),
            ureq::Error::BadUri(_) => Self::NotAnAddress,
            ureq::Error::Rustls(error) => Self::of_tls(error),
            other => Self::Broken(other.to_string()),
        }
    }

    pub(super) fn of_tls(error: rustls::Error) -> Self {
        Distrust::of(&error).map_or_else(|| Self::Broken(format!("no secure connection could be made: {error}")), Self::Certificate)
    }

    pub(super) fn of_io(error: io::Error) -> Self {
        if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
            let inner = error.into_inner().and_then(|inner| inner.downcast::<rustls::Error>().ok());
            return inner.map_or(Self::Broken("the connection broke".to_owned()), |inner| Self::of_tls(*inner));
        }
        let is_library = error.get_ref().is_some_and(|inner| inner.is::<ureq::Error>());
        if is_library {
            let inner = error.into_inner().and_then(|inner| inner.downcast::<ureq::Error>().ok());
            return inner.map_or(Self::Broken("the connection broke".to_owned()), |inner| Self::of(*inner));
        }
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TooSlow,
            io::ErrorKind::ConnectionRefused => Self::Broken("nobody answers there".to_owned()),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
                Self::Broken("the connection broke".to_owned())
            }
            // The system's own words for a name that nobody has differ from one system to the next.
            _ if error.to_string().contains("lookup address") => Self::NoSuchHost,
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress => formatter.write_str("this is not an address of the web; it must start with https:// or http://"),
            Self::Inside => formatter.write_str(
                "it leads inside this machine or its network, where a feed may not send anybody; copy the file yourself if you trust it",
            ),
            Self::NotThere(status) => write!(formatter, "there is nothing at this address ({status}); open it in a browser and check it"),
            Self::NotAllowed(status) => {
                write!(formatter, "the server does not hand it out ({status}); save it with your browser, and work from the saved file")
            }
            Self::Busy(Some(wait)) => {
                write!(formatter, "the server asks to come back in {} minutes; run it again then", wait.as_secs().div_ceil(60))
            }
            Self::Busy(None) => formatter.write_str("the server is busy; run it again later"),
            Self::Status(status) => write!(formatter, "the server has a problem ({status}); run it again later"),
            Self::TooLarge(most) => write!(formatter, "it is larger than {} MB, more than anything of its kind", most / 1_000_000),
            Self::TooSlow => formatter.write_str("it takes too long; run it again, or from another network"),
            Self::NoSuchHost => formatter.write_str("there is no server of this name; check the spelling, and that you are online"),
            Self::Certificate(distrust) => {
                let (wrong, right) = distrust.words();
                write!(formatter, "{wrong}; {right}")
            }
            Self::Circles => formatter.write_str("it only leads from one address to the next"),
            Self::CutOff(all, got) => write!(formatter, "only {got} of {all} bytes came; run it again, it goes on from there"),
            Self::Broken(why) => write!(formatter, "{why}; check that you are online, and run it again"),
            Self::Disk(failure) => write!(formatter, "{failure}"),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "could not fetch {}: {}", self.url, self.problem)
    }
}

impl std::error::Error for FetchError {}

impl From<FetchError> for Failure {
    /// The machine's failure that it is to somebody who asked for exactly this address.
    fn from(error: FetchError) -> Self {
        match error.problem {
            Problem::Disk(failure) => failure,
            problem => Self { doing: "fetch", path: PathBuf::from(error.url), cause: io::Error::other(problem.to_string()) },
        }
    }
}
