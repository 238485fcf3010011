//! Part of `check`: a feed that is not ours, from a file or an address.

use super::{Refusal, Said, Shape, Voice, keep, said, shown};
use crate::check::foreign::{self, FeedBytes, FeedFacts};
use crate::cli::Check;
use crate::command::import::source::{self, FEED, MOST_BYTES, Typed};
use crate::disk::{self, Failure};
use crate::fetch::Fetcher;
use crate::project::Project;
use crate::report::{Report, json};
use jiff::Zoned;
use serde_json::{Value, json};
use std::path::Path;

/// A feed that was had.
struct Had {
    name: String,
    address: Option<String>,
    bytes: Vec<u8>,
    charset: Option<String>,
}

/// Checks a feed.
pub(super) fn check(name: &str, asked: &Check, root: &Path, now: &Zoned, shape: Shape, voice: Voice) -> Result<Said, Refusal> {
    let had = have(&source::typed(name, |name| Path::new(name).is_file()))?;
    let mut report = Report::default();
    let feed = FeedBytes { name: &had.name, address: had.address.as_deref(), bytes: &had.bytes, charset: had.charset.as_deref() };
    let facts = foreign::feed(&feed, now.timestamp(), &mut report);
    let good = match asked.online {
        true => super::online::feed(&feed, &Project::at(root, None), now.timestamp(), &mut report)?,
        false => Vec::new(),
    };
    report.tidy();
    keep(&mut report, asked);
    let subject = shown::Subject::Feed(&facts);
    let text = || shown::going_well(&good, voice) + &shown::text(&report, &subject, &super::explainable(&report), voice);
    Ok(said(&report, shape, || document(&had.name, &facts, &report), text))
}

fn have(typed: &Typed) -> Result<Had, Refusal> {
    match typed {
        Typed::Address(address) => from_address(address),
        Typed::File(path) => from_file(path),
    }
}

fn from_address(address: &str) -> Result<Had, Refusal> {
    let document = Fetcher::new(Some(address)).get(address, FEED).map_err(|error| Refusal::Machine(Failure::from(error)))?;
    Ok(Had { name: address.to_owned(), address: Some(document.url), bytes: document.bytes, charset: document.charset })
}

fn from_file(path: &str) -> Result<Had, Refusal> {
    let Some(metadata) = disk::metadata(Path::new(path)) else {
        return Err(Refusal::Asked(format!("there is no file {path}; give the feed's file, or its address with https://")));
    };
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(Refusal::Asked(format!("{path} is no feed: it is a folder, or larger than {} MB", MOST_BYTES / 1_000_000)));
    }
    Ok(Had { name: path.to_owned(), address: None, bytes: disk::read(Path::new(path))?, charset: None })
}

fn document(name: &str, facts: &FeedFacts, report: &Report) -> Value {
    json!({
        "ok": !report.has_errors(),
        "feed": { "name": name, "title": facts.title, "items": facts.items },
        "findings": json::entries(report),
    })
}
