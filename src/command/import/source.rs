//! Part of `import`: where the feed comes from: a file, or an address with all the pages that it goes on at.

use crate::command::build::Refusal;
use crate::disk::{self, Failure};
use crate::fetch::{Fetcher, Wanted};
use crate::import::{self, FeedBytes, ImportedShow};
use crate::report::{Finding, Place, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Largest feed: ten times that of a daily show of ten years with long notes.
pub const MOST_BYTES: u64 = 100_000_000;
/// Most pages of one feed.
const MOST_PAGES: usize = 200;

/// What servers are told can be read.
pub const FEED: Wanted =
    Wanted { accept: "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5", most: MOST_BYTES };

/// A feed that was read.
#[derive(Debug)]
pub struct Source {
    /// As findings call it.
    pub name: String,
    /// Its address, where it came from one.
    pub address: Option<String>,
    /// What it says.
    pub show: ImportedShow,
}

/// What was typed: an address or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Of the web, whole.
    Address(String),
    /// On this machine.
    File(String),
}

/// An address has a scheme, or no such file is here and it looks like one. Apps' own schemes mean the web.
pub fn typed(text: &str, is_file: impl Fn(&str) -> bool) -> Typed {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("feed:").filter(|rest| !rest.starts_with("//")) {
        return typed(rest, is_file);
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let scheme = scheme.to_ascii_lowercase();
        let is_apps = matches!(scheme.as_str(), "feed" | "podcast" | "pcast" | "itpc" | "rss");
        return Typed::Address(if is_apps { format!("https://{rest}") } else { text.to_owned() });
    }
    let host = text.split(['/', '?']).next().unwrap_or_default();
    let looks_like_one = text.contains('/') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if looks_like_one && !is_file(text) { Typed::Address(format!("https://{text}")) } else { Typed::File(text.to_owned()) }
}

/// Reads the feed; `None` when it is none, which is in the report.
///
/// # Errors
/// When it cannot be had.
pub fn read(typed: &Typed, fetcher: &Fetcher, report: &mut Report) -> Result<Option<Source>, Refusal> {
    match typed {
        Typed::File(path) => from_file(path, report),
        Typed::Address(address) => from_address(address, fetcher, report),
    }
}

fn from_file(path: &str, report: &mut Report) -> Result<Option<Source>, Refusal> {
    let Some(metadata) = disk::metadata(Path::new(path)) else {
        return Err(Refusal::Asked(format!("there is no file {path}; give the feed's file, or its address with https://")));
    };
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(Refusal::Asked(format!("{path} is no feed: it is a folder, or larger than {} MB", MOST_BYTES / 1_000_000)));
    }
    let bytes = disk::read(Path::new(path))?;
    let show = page(path, &bytes, None, report);
    if let Some(next) = show.as_ref().and_then(|show| show.next_page.as_deref()) {
        report.add(
            Finding::warning("feed-goes-on", Place::file(path), format!("this is one page of the feed; it goes on at {next}"))
                .fix("import from the feed's address, which follows its pages; from a file nothing is fetched"),
        );
    }
    Ok(show.map(|show| Source { name: path.to_owned(), address: None, show }))
}

fn from_address(address: &str, fetcher: &Fetcher, report: &mut Report) -> Result<Option<Source>, Refusal> {
    let first = fetcher.get(address, FEED).map_err(|error| Refusal::Machine(Failure::from(error)))?;
    let Some(mut show) = page(address, &first.bytes, first.charset.as_deref(), report) else { return Ok(None) };
    let mut seen = BTreeSet::from([address.to_owned(), first.url.clone()]);
    let mut here = first.url;
    while let Some(next) = show.next_page.take() {
        let Some(next) = url::Url::parse(&here).ok().and_then(|here| here.join(&next).ok()).map(String::from) else { break };
        if !seen.insert(next.clone()) {
            break;
        }
        if seen.len() > MOST_PAGES {
            report.add(left_out(address, &next, "it has more pages than any feed should"));
            break;
        }
        let more = match fetcher.get(&next, FEED) {
            Ok(document) => page(&next, &document.bytes, document.charset.as_deref(), report),
            Err(error) => {
                report.add(left_out(address, &next, &error.problem.to_string()));
                None
            }
        };
        let Some(more) = more else { break };
        join(&mut show, more);
        here = next;
    }
    Ok(Some(Source { name: address.to_owned(), address: Some(address.to_owned()), show }))
}

fn left_out(feed: &str, page: &str, why: &str) -> Finding {
    Finding::warning("feed-goes-on", Place::file(feed), format!("older episodes are missing: {page} was not read: {why}"))
        .fix("run import again later; it adds what is missing")
}

fn page(name: &str, bytes: &[u8], charset: Option<&str>, report: &mut Report) -> Option<ImportedShow> {
    import::read(&FeedBytes { name, bytes, charset }, report)
}

/// Adds the episodes of a further page; one that slid from page to page while they were read is there once.
fn join(show: &mut ImportedShow, page: ImportedShow) {
    let known: BTreeMap<&str, usize> = (0..).zip(&show.episodes).map(|(index, episode)| (episode.guid.as_str(), index)).collect();
    let is_same = |index: &usize, episode: &import::ImportedEpisode| show.episodes[*index].enclosure == episode.enclosure;
    let is_new = |episode: &import::ImportedEpisode| !known.get(episode.guid.as_str()).is_some_and(|index| is_same(index, episode));
    let new: Vec<_> = page.episodes.into_iter().filter(is_new).collect();
    show.episodes.extend(new);
    show.next_page = page.next_page;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportedEpisode;

    #[test]
    fn what_people_type_is_an_address_or_a_file() {
        let file = |text: &str| typed(text, |name| name == "feeds.d/x.xml");
        for (text, address) in [
            ("https://a.example/feed", "https://a.example/feed"),
            ("feed://a.example/x", "https://a.example/x"),
            ("feed:https://a.example/x", "https://a.example/x"),
            (" podcast://a.example/x ", "https://a.example/x"),
            ("feeds.a.example/123.rss", "https://feeds.a.example/123.rss"),
        ] {
            assert_eq!(file(text), Typed::Address(address.to_owned()), "{text}");
        }
        for text in ["feed.xml", "./feed.xml", "../old/feed.xml", "/tmp/feed.xml", "feeds.d/x.xml", "old/feed.xml"] {
            assert_eq!(file(text), Typed::File(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_episode_on_two_pages_is_there_once() {
        let episode = |guid: &str| ImportedEpisode { guid: guid.to_owned(), ..ImportedEpisode::default() };
        let mut show = ImportedShow { episodes: vec![episode("a"), episode("b")], ..ImportedShow::default() };
        join(&mut show, ImportedShow { episodes: vec![episode("b"), episode("c")], ..ImportedShow::default() });
        assert_eq!(show.episodes.iter().map(|episode| episode.guid.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
