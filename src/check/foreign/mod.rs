//! Rules over a feed that is not ours: what `turntable check FEED` says of any podcast's feed, item by item, with line and column in the
//! XML. Where a rule is the same as for our own show it has the same name, so that `turntable explain` need be read only once.
//!
//! An error is what directories or apps refuse a feed for, or a part of it; what is only not shown, or read differently, is a warning. What
//! writes a feed has habits: they are told once.
//!
//! Nothing is fetched: sizes of pictures, lengths of recordings and the like are those that the feed declares.

mod beside;
mod channel;
mod dates;
mod document;
mod found;
mod home;
mod html;
mod item;
mod known;
mod listing;
mod named;
mod notes;
mod people;
mod recording;
mod tags;
mod view;

use crate::foreign::{self, Document, LARGEST, Looks, Space};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use found::Found;
use jiff::Timestamp;
pub use named::{Named, NamedKind, named};
use view::Feed;

/// One thing that is looked for in a feed.
#[derive(Clone, Copy, Debug)]
pub struct FeedRule {
    /// Its name, severity and what `turntable explain` says.
    pub text: RuleText,
    /// How it looks.
    check: fn(&Feed<'_>, &mut Found<'_>),
}

/// A feed as it came.
#[derive(Clone, Copy, Debug)]
pub struct FeedBytes<'a> {
    /// What findings call it: a file name or an address.
    pub name: &'a str,
    /// The address it was fetched from, if it was.
    pub address: Option<&'a str>,
    /// The document.
    pub bytes: &'a [u8],
    /// The character set that a server named beside it, if one did.
    pub charset: Option<&'a str>,
}

/// Every rule, in the order of a feed.
pub const RULES: &[&[FeedRule]] = &[
    document::RULES,
    tags::RULES,
    channel::RULES,
    listing::RULES,
    home::RULES,
    item::RULES,
    dates::RULES,
    recording::RULES,
    notes::RULES,
    beside::RULES,
    people::RULES,
];

/// The rule of what is no feed at all.
const NOT_A_FEED: RuleText = shared(crate::import::RULES, "not-a-feed");

/// The texts of rules that no other stage has; those shared with our own show are told there.
pub fn texts() -> impl Iterator<Item = &'static RuleText> {
    RULES.iter().copied().flatten().map(|rule| &rule.text).filter(|text| is_own(text))
}

/// A shared text is the same in every table; `explain` drops repeats, and a table of its own must not hold one that differs.
fn is_own(text: &RuleText) -> bool {
    !super::RULES.iter().any(|rule| rule.text.name == text.name)
        && ![crate::parse::rules::RULES, crate::import::RULES].iter().any(|rules| rules.iter().any(|rule| rule.name == text.name))
}

/// What is known of a feed that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedFacts {
    /// The show's name, empty where it has none.
    pub title: String,
    /// How many items it has.
    pub items: usize,
}

/// Says everything that can be said of a feed without asking the network. `now` decides which dates lie ahead.
pub fn feed(feed: &FeedBytes<'_>, now: Timestamp, report: &mut Report) -> FeedFacts {
    if feed.bytes.len() > LARGEST {
        let finding = Finding::new(NOT_A_FEED.name, NOT_A_FEED.severity, Place::file(feed.name), "this file is larger than any feed");
        report.add(finding.fix("look whether it is a feed: those are a few megabytes at most"));
        return FeedFacts::default();
    }
    let decoded = foreign::decode(feed.bytes, feed.charset);
    let document = foreign::read(&decoded);
    let Some(view) = Feed::of(document, feed, now) else {
        not_a_feed(feed.name, &decoded.text, report);
        return FeedFacts::default();
    };
    let mut found = Found::new(&view, report);
    for rule in RULES.iter().copied().flatten() {
        found.with(&rule.text);
        (rule.check)(&view, &mut found);
    }
    found.sum_up();
    FeedFacts { title: view.said(view.channel, Space::Rss, "title").map(|said| said.text).unwrap_or_default(), items: view.items.len() }
}

/// What else it is, so that people know what to look for.
fn not_a_feed(name: &str, text: &str, report: &mut Report) {
    let host_knows = "use the address of the RSS feed: your podcast host shows it in its settings";
    let (message, fix) = match Looks::of(text) {
        Looks::Empty => ("this is empty, so there is no feed to check", "look whether the address is right"),
        Looks::Page => ("this is a web page, not a feed", host_knows),
        Looks::Opml => ("this is a list of podcasts, not a feed", "open it and check one of the feeds that it names in xmlUrl"),
        Looks::Json => ("this is JSON, and podcast apps read RSS", "use the address of the RSS feed"),
        Looks::Atom => {
            ("this is an Atom feed, and podcast directories take RSS alone", "use the address of the RSS feed: most hosts offer both")
        }
        Looks::Other => ("this is not RSS", host_knows),
    };
    report.add(Finding::new(NOT_A_FEED.name, NOT_A_FEED.severity, Place::file(name), message).fix(fix));
}

/// The text of a rule that another stage has too. Looked for when the program is compiled: a name that is not there is no program.
const fn shared(rules: &[RuleText], name: &str) -> RuleText {
    let mut at = 0;
    while at < rules.len() {
        if is_same(rules[at].name.as_bytes(), name.as_bytes()) {
            return rules[at];
        }
        at += 1;
    }
    panic!("no rule has this name")
}

/// Whether two names are equal; `==` cannot be used while compiling.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A rule that blocks our own publishing, where a feed that has been out for years is heard all the same.
const fn milder(text: RuleText) -> RuleText {
    RuleText { severity: Severity::Warning, ..text }
}

/// The outermost element, where it is RSS with a channel in it.
fn channel_of(document: &Document<'_>) -> Option<usize> {
    let root = document.elements.first().filter(|root| root.local.eq_ignore_ascii_case("rss"))?;
    root.children.iter().copied().find(|child| document.elements[*child].is(Space::Rss, "channel"))
}

#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
