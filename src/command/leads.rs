//! Layer 5: `turntable leads`: who raised a hand, by partner, episode and month. People are counted; they are named only where asked.

use super::build::{Refusal, Said, Voice, findings};
use super::reading::{self, column};
use crate::cli::{Format, LeadsReport};
use crate::disk;
use crate::model::{RelPath, Site};
use crate::parse::leads::{self, RawLead, key};
use crate::parse::values;
use crate::plan::desk::directory::Directory;
use crate::project::Project;
use crate::report::Report;
use crate::resolve::RECORD;
use jiff::Zoned;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Says who raised a hand.
///
/// # Errors
/// When the command line was wrong or the machine fails.
pub fn leads(asked: &LeadsReport, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let since = asked.since.as_deref().map(day).transpose()?;
    let project = Project::at(root, None);
    let show = match reading::show(&project, None, now, voice)? {
        Ok(show) => show,
        Err(said) => return Ok(said),
    };
    let directory = Directory::of(&show.site);
    let partner = asked.partner.as_deref().map(|name| who(&directory, name)).transpose()?;
    let path = RelPath(RECORD.to_owned());
    let bytes = disk::read_if_there(&project.path(&path))?;
    // Reading the show has told already what is wrong with the record.
    let raw = bytes.map(|bytes| leads::record(&path, &bytes, &mut Report::default())).unwrap_or_default();
    let has_any = !raw.is_empty();
    let hands = hands(&show.site, &directory, raw);
    let is_meant = |hand: &Hand<'_>| {
        since.is_none_or(|since| hand.day.is_some_and(|day| day >= since)) && partner.is_none_or(|slug| hand.partner == Some(slug))
    };
    let hands: Vec<Hand<'_>> = hands.into_iter().filter(is_meant).collect();
    let out = match voice.format {
        Format::Json => format!("{:#}\n", document(&show.site, &hands, asked, since)),
        Format::Text if hands.is_empty() => nobody(has_any),
        Format::Text => told(&hands, asked),
    };
    Ok(Said { out, err: findings(&show.about_leads, voice), code: 0 })
}

fn day(text: &str) -> Result<Date, Refusal> {
    let wrong = || Refusal::Asked(format!("--since {text} is not a day; write it as 2026-05-14"));
    values::written_time(text.trim()).map(|written| written.day()).map_err(|_| wrong())
}

fn who<'site>(directory: &Directory<'site>, name: &str) -> Result<&'site str, Refusal> {
    directory.partner(name).map(|partner| partner.slug.as_str()).ok_or_else(|| {
        let hint = directory.partner_like(name).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Refusal::Asked(format!("there is no partner called `{name}`{hint}"))
    })
}

/// A hand-raise with its names looked up.
struct Hand<'site> {
    lead: RawLead,
    day: Option<Date>,
    partner: Option<&'site str>,
    partner_name: Option<&'site str>,
    offer: Option<(&'site str, &'site str)>,
    episode: Option<(&'site str, &'site str)>,
}

fn hands<'site>(site: &Site, directory: &Directory<'site>, raw: Vec<RawLead>) -> Vec<Hand<'site>> {
    let hand = |lead: RawLead| {
        let partner = directory.partner(&lead.partner);
        Hand {
            day: lead.moment().and_then(|moment| moment.in_zone(&site.show.timezone).ok()).map(|zoned| zoned.date()),
            partner: partner.map(|partner| partner.slug.as_str()),
            partner_name: partner.map(|partner| partner.name.as_str()),
            offer: directory.offer(&lead.offer).map(|offer| (offer.slug.as_str(), offer.title.as_str())),
            episode: directory.episode(&lead.episode).map(|episode| (episode.slug.as_str(), episode.title.as_str())),
            lead,
        }
    };
    raw.into_iter().map(hand).collect()
}

/// A line of a table: what it is about, how many people, how many hand-raises, and the last day.
#[derive(Default)]
struct Line {
    name: String,
    people: BTreeSet<String>,
    times: usize,
    first: Option<Date>,
    last: Option<Date>,
}

impl Line {
    fn take(&mut self, hand: &Hand<'_>) {
        self.people.insert(key(&hand.lead.email));
        self.times += 1;
        self.first = self.first.into_iter().chain(hand.day).min();
        self.last = self.last.max(hand.day);
    }
}

/// Lines by key; the empty key gathers what is not known.
fn lines<'a>(hands: &'a [Hand<'_>], key: impl Fn(&'a Hand<'_>) -> Option<(String, String)>) -> BTreeMap<String, Line> {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for hand in hands {
        let (key, name) = key(hand).unwrap_or_default();
        let line = lines.entry(key).or_default();
        line.name = name;
        line.take(hand);
    }
    lines
}

fn by_partner(hands: &[Hand<'_>]) -> BTreeMap<String, Line> {
    lines(hands, |hand| Some((hand.partner?.to_owned(), hand.partner_name?.to_owned())))
}

fn by_offer(hands: &[Hand<'_>]) -> BTreeMap<String, Line> {
    lines(hands, |hand| hand.offer.map(|(slug, title)| (slug.to_owned(), title.to_owned())))
}

fn by_episode(hands: &[Hand<'_>]) -> BTreeMap<String, Line> {
    lines(hands, |hand| hand.episode.map(|(slug, title)| (slug.to_owned(), title.to_owned())))
}

fn by_month(hands: &[Hand<'_>]) -> BTreeMap<String, Line> {
    lines(hands, |hand| hand.day.map(|day| day.strftime("%Y-%m").to_string()).map(|month| (month.clone(), month)))
}

/// Most people first, what is not known last.
fn ranked(lines: BTreeMap<String, Line>) -> Vec<(String, Line)> {
    let mut lines: Vec<(String, Line)> = lines.into_iter().collect();
    lines.sort_by_key(|(key, line)| (key.is_empty(), std::cmp::Reverse(line.people.len())));
    lines
}

fn nobody(has_any: bool) -> String {
    if has_any {
        return "Nobody raised a hand in what you asked for.\n".to_owned();
    }
    "Nobody has raised a hand yet, as far as is recorded.\nNext:  turntable leads import CSV   the export of your form service\n".to_owned()
}

fn told(hands: &[Hand<'_>], asked: &LeadsReport) -> String {
    let mut all = Line::default();
    hands.iter().for_each(|hand| all.take(hand));
    let people = if all.people.len() == 1 { "1 person".to_owned() } else { format!("{} people", all.people.len()) };
    let times = if all.times == 1 { "once".to_owned() } else { format!("{} times", all.times) };
    let since = all.first.map_or_else(String::new, |day| format!(", the first on {}", day.strftime("%-d %B %Y")));
    let mut text = format!("{people} raised a hand, {times}{since}\n");
    text.push_str(&table("Partner", "nobody credited", ranked(by_partner(hands))));
    text.push_str(&table("Asked for", "not said", ranked(by_offer(hands))));
    text.push_str(&table("Heard in", "not known", ranked(by_episode(hands))));
    let mut months: Vec<(String, Line)> = by_month(hands).into_iter().rev().collect();
    months.sort_by_key(|(key, _)| key.is_empty());
    text.push_str(&table("Month", "no date", months));
    if asked.names {
        text.push_str(&names(hands));
    }
    text.push_str("\nNext:  turntable network   whom to thank\n");
    text
}

fn table(title: &str, unknown: &str, lines: Vec<(String, Line)>) -> String {
    let mut text = format!("\n  {}  {:>6}  {:>5}  last\n", column(title, 48), "people", "times");
    for (_, line) in lines {
        let name = if line.name.is_empty() { format!("({unknown})") } else { line.name };
        let last = line.last.map_or_else(|| "-".to_owned(), |day| day.to_string());
        text.push_str(&format!("  {}  {:>6}  {:>5}  {last}\n", column(&name, 48), line.people.len(), line.times));
    }
    text
}

fn names(hands: &[Hand<'_>]) -> String {
    let mut text = "\n  Who they are; for your eyes only\n".to_owned();
    for hand in hands {
        let day = hand.day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let name = if hand.lead.name.is_empty() { String::new() } else { format!("{} ", hand.lead.name) };
        text.push_str(&format!("  {}  {}<{}>\n", column(&day, 10), name, hand.lead.email));
        let what = hand.offer.map_or("", |(_, title)| title);
        let how = hand.partner_name.map_or_else(String::new, |partner| format!("sent by {partner}"));
        let said: Vec<&str> = [what, how.as_str()].into_iter().filter(|words| !words.is_empty()).collect();
        if !said.is_empty() {
            text.push_str(&reading::labelled(14, "", 0, &said.join(", ")));
        }
    }
    text
}

/// The one document of `--format json`.
fn document(site: &Site, hands: &[Hand<'_>], asked: &LeadsReport, since: Option<Date>) -> Value {
    let mut all = Line::default();
    hands.iter().for_each(|hand| all.take(hand));
    let entry = |(slug, line): (String, Line), what: &str| -> Value {
        let mut entry = json!({ "people": line.people.len(), "hand_raises": line.times, "first": line.first, "last": line.last });
        entry[what] = if slug.is_empty() { Value::Null } else { json!(slug) };
        if what != "month" {
            entry["name"] = if slug.is_empty() { Value::Null } else { json!(line.name) };
        }
        entry
    };
    let list = |lines: Vec<(String, Line)>, what: &str| -> Value { lines.into_iter().map(|line| entry(line, what)).collect() };
    let mut document = json!({
        "show": site.show.title,
        "since": since,
        "people": all.people.len(),
        "hand_raises": all.times,
        "first": all.first,
        "last": all.last,
        "partners": list(ranked(by_partner(hands)), "partner"),
        "offers": list(ranked(by_offer(hands)), "offer"),
        "episodes": list(ranked(by_episode(hands)), "episode"),
        "months": list(by_month(hands).into_iter().collect(), "month"),
    });
    if asked.names {
        let person = |hand: &Hand<'_>| {
            json!({
                "received": hand.lead.received, "email": hand.lead.email, "name": hand.lead.name,
                "partner": hand.partner, "offer": hand.offer.map(|(slug, _)| slug), "episode": hand.episode.map(|(slug, _)| slug),
            })
        };
        document["names"] = hands.iter().map(person).collect();
    }
    document
}
