//! Part of `check`: what the live site answers. Polite: two questions at a time to one server, a bounded number in all, and links that were
//! there a week ago are not asked for again (`.turntable/online.json`).

use super::Refusal;
use crate::check::foreign::{self, FeedBytes, Named, NamedKind};
use crate::check::online::{self, Heard};
use crate::disk;
use crate::fetch::{Answer, Ask, Fetcher, Patience, Problem};
use crate::model::{ByteLen, Site};
use crate::project::Project;
use crate::report::{Place, Report};
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Most recordings that are asked for, the newest first.
const RECORDINGS: usize = 50;
/// Most other files.
const FILES: usize = 200;
/// Most links.
const LINKS: usize = 200;
/// Largest feed.
const FEED: u64 = 100_000_000;
/// How long one question may take.
const WHILE: Duration = Duration::from_secs(30);
/// How long a link that was there is not asked for again, in seconds.
const REMEMBERED: i64 = 7 * 24 * 60 * 60;

/// What is going well, for people: one line each.
pub(super) type Good = Vec<String>;

/// Asks everything that a show's site should answer.
pub(super) fn show(site: &Site, project: &Project, now: Timestamp, report: &mut Report) -> Result<Good, Refusal> {
    let base = site.show.base_url.url.as_str();
    let fetcher = fetcher(base);
    let place = Place::key(&site.show.source, "base_url");
    let address = site.show.base_url.file(&crate::model::OutPath("feed.xml".into()));
    let mut good = here(site, project);
    let answer = fetcher.ask(&address, Ask::Whole(FEED), WHILE);
    let body = answer.as_ref().map(|answer| answer.body.clone()).unwrap_or_default();
    let heard = heard(answer);
    let feed = FeedBytes { name: &address, address: Some(&address), bytes: &body, charset: None };
    let (named, guids) = foreign::named(&feed);
    let missing = site.episodes.iter().filter(|episode| !guids.contains(&episode.guid)).count();
    let found = online::of_feed(&place, &heard, missing);
    if found.is_empty() {
        good.push(format!("feed reachable, {}", crate::report::print::counted(guids.len(), "item")));
    }
    let is_there = heard.status.is_some_and(|status| status < 300);
    found.into_iter().for_each(|finding| report.add(finding));
    https(site, &fetcher, now, &mut good, report);
    forms(site, &fetcher, &mut good, report);
    if is_there {
        good.extend(things(&named, &fetcher, project, now, report)?);
    }
    Ok(good)
}

/// What is well on this machine.
fn here(site: &Site, project: &Project) -> Good {
    let program = format!("turntable {}, theme \"{}\"", env!("CARGO_PKG_VERSION"), site.show.theme);
    let free = disk::free_bytes(&project.root).map(|bytes| format!(", {} free", ByteLen(bytes).for_people()));
    let folders = format!("content/ readable, public/ writable{}", free.unwrap_or_default());
    [Some(program), disk::may_write(&project.public).then_some(folders)].into_iter().flatten().collect()
}

/// Whether the site is safe to visit, and how long it will be.
fn https(site: &Site, fetcher: &Fetcher, now: Timestamp, good: &mut Good, report: &mut Report) {
    let base = site.show.base_url.url.as_str();
    let Some(plain) = base.strip_prefix("https://").map(|rest| format!("http://{rest}")) else { return };
    let place = Place::key(&site.show.source, "base_url");
    let answer = fetcher.ask(&plain, Ask::Head, WHILE).ok();
    let (url, status) = answer.map(|answer| (answer.url, answer.status)).unzip();
    match online::of_plain_http(&place, &url.unwrap_or_default(), status) {
        Some(finding) => report.add(finding),
        None if status.is_some() => good.push("https, and http leads there".to_owned()),
        None => {}
    }
    // That it is not taken was told with the feed.
    let Ok(Some(validity)) = fetcher.certificate(base) else { return };
    let seconds = |from: Timestamp, until: Timestamp| until.as_second().saturating_sub(from.as_second());
    match online::of_certificate(&place, seconds(validity.from, validity.until), seconds(now, validity.until)) {
        Some(finding) => report.add(finding),
        None => good.push(format!("certificate good until {}", day(validity.until))),
    }
}

/// `3 Aug 2026`.
fn day(moment: Timestamp) -> String {
    moment.strftime("%-d %b %Y").to_string()
}

/// Asks for what any podcast's feed names.
pub(super) fn feed(feed: &FeedBytes<'_>, project: &Project, now: Timestamp, report: &mut Report) -> Result<Good, Refusal> {
    let (named, _) = foreign::named(feed);
    things(&named, &fetcher(feed.address.unwrap_or_default()), project, now, report)
}

/// The address that a person typed may be inside this machine, as for a site that is tried before it is put online.
fn fetcher(typed: &str) -> Fetcher {
    Fetcher::with_patience(
        Some(typed),
        Patience { tries: 2, connect: Duration::from_secs(10), idle: Duration::from_secs(15), ..Patience::default() },
    )
}

fn heard(answer: Result<Answer, crate::fetch::FetchError>) -> Heard {
    match answer {
        Ok(answer) => {
            let whole = answer.header("content-range").and_then(|range| range.rsplit('/').next()?.trim().parse().ok());
            let length = answer.header("content-length").and_then(|length| length.trim().parse().ok());
            Heard {
                status: Some(answer.status),
                mime: answer.mime(),
                bytes: whole.or_else(|| length.filter(|_| answer.status != 206)),
                shared_with: answer.header("access-control-allow-origin").map(str::to_owned),
                trouble: None,
                distrust: None,
            }
        }
        Err(error) => {
            let distrust = if let Problem::Certificate(distrust) = &error.problem { Some(distrust.words()) } else { None };
            Heard { trouble: Some(error.problem.to_string()), distrust, ..Heard::default() }
        }
    }
}

fn forms(site: &Site, fetcher: &Fetcher, good: &mut Good, report: &mut Report) {
    let Some(endpoint) = site.show.forms.endpoint.as_deref().filter(|endpoint| endpoint.starts_with("https://")) else { return };
    let place = Place::key(&site.show.source, "forms.endpoint");
    match online::of_form(&place, &heard(fetcher.ask(endpoint, Ask::Head, WHILE))) {
        Some(finding) => report.add(finding),
        None => good.push("the form's service answers".to_owned()),
    }
}

/// What is asked of each kind, at most.
fn chosen(named: &[Named]) -> Vec<&Named> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for one in named {
        let (group, most) = match one.kind {
            NamedKind::Recording => (0, RECORDINGS),
            NamedKind::Link => (1, LINKS),
            _ => (2, FILES),
        };
        let count = counts.entry(group).or_default();
        *count += 1;
        if *count <= most {
            chosen.push(one);
        }
    }
    chosen
}

fn things(named: &[Named], fetcher: &Fetcher, project: &Project, now: Timestamp, report: &mut Report) -> Result<Good, Refusal> {
    let path = project.cache.join("online.json");
    let remembered = disk::read_if_there(&path)?.and_then(|bytes| serde_json::from_slice::<BTreeMap<String, i64>>(&bytes).ok());
    let mut remembered: BTreeMap<String, i64> = remembered.unwrap_or_default();
    remembered.retain(|_, seen| now.as_second().saturating_sub(*seen) < REMEMBERED);
    let chosen = chosen(named);
    let asked = chosen.iter().filter(|one| one.kind != NamedKind::Link || !remembered.contains_key(&one.address));
    let asked: Vec<&Named> = asked.copied().collect();
    let answers: Vec<_> = asked.par_iter().map(|one| ask(one, fetcher)).collect();
    let mut well: BTreeSet<&str> = remembered.keys().map(String::as_str).collect();
    let mut new: Vec<&str> = Vec::new();
    for (one, (head, part)) in asked.iter().zip(answers) {
        let found = online::of_named(one, &head, part.as_ref());
        let is_there = [Some(&head), part.as_ref()].into_iter().flatten().any(|heard| heard.status.is_some_and(|status| status < 300));
        if found.is_empty() && is_there {
            well.insert(&one.address);
            new.extend((one.kind == NamedKind::Link).then_some(one.address.as_str()));
        }
        found.into_iter().for_each(|finding| report.add(finding));
    }
    let lines = good(&chosen, &well, named.len());
    let new: Vec<String> = new.into_iter().map(str::to_owned).collect();
    remembered.extend(new.into_iter().map(|address| (address, now.as_second())));
    if !remembered.is_empty() && disk::metadata(&project.content).is_some() {
        disk::create_folder(&project.cache)?;
        disk::replace(&path, serde_json::to_string(&remembered).unwrap_or_default().as_bytes())?;
    }
    Ok(lines)
}

/// A recording is asked for as apps do: for its headers, then for a part. Everything else for its headers, and where a server refuses that,
/// for itself.
fn ask(named: &Named, fetcher: &Fetcher) -> (Heard, Option<Heard>) {
    let head = heard(fetcher.ask(&named.address, Ask::Head, WHILE));
    if named.kind == NamedKind::Recording {
        let part = heard(fetcher.ask(&named.address, Ask::Part, WHILE));
        return (head, Some(part));
    }
    let is_refused = head.status.is_some_and(|status| status >= 400);
    let second = is_refused.then(|| heard(fetcher.ask(&named.address, Ask::Part, WHILE)));
    (second.unwrap_or(head), None)
}

/// What is going well: what is not told and surely there.
fn good(chosen: &[&Named], well: &BTreeSet<&str>, all: usize) -> Good {
    let mut lines = Good::new();
    for (kind, word, words) in [
        (NamedKind::Recording, "recording", "answer, in whole and in parts"),
        (NamedKind::Cover, "cover", "can be fetched"),
        (NamedKind::Transcript, "transcript", "can be read from other sites"),
        (NamedKind::Chapters, "chapters file", "can be read from other sites"),
        (NamedKind::Page, "page", "can be opened"),
        (NamedKind::Link, "link", "lead somewhere"),
    ] {
        let of_kind: Vec<_> = chosen.iter().filter(|one| one.kind == kind).collect();
        let count = of_kind.iter().filter(|one| well.contains(one.address.as_str())).count();
        if count > 0 {
            lines.push(format!("{} {words}", crate::report::print::counted(count, word)));
        }
    }
    if all > chosen.len() {
        lines.push(format!("{} older ones were not asked for", all - chosen.len()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_as_people_say_it() {
        assert_eq!(day("2026-08-03T23:59:59Z".parse().expect("a moment")), "3 Aug 2026");
        assert_eq!(day(Timestamp::MAX).len(), "31 Dec 9999".len());
    }
}
