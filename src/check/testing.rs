//! What the tests of every subject share.

use super::*;
use crate::model::{Markdown, Offer, Page, Permalink, RelPath, Slug, sample};

/// The sample show, with what it lacks to be without fault.
pub fn clean() -> Site {
    let mut site = sample::site();
    site.pages.push(Page {
        slug: Slug("privacy".into()),
        source: RelPath("content/pages/privacy.md".into()),
        permalink: Permalink("privacy/".into()),
        title: "Privacy".into(),
        description: None,
        body: Markdown("We keep what you write to us.".into()),
    });
    for episode in &mut site.episodes {
        if episode.transcript.is_none() {
            episode.transcript = Some(sample::transcript().into());
            episode.voices = sample::voices();
        }
    }
    // Only the host speaks in the trailer, and it ends before the sample's quotation.
    let trailer = &mut site.episodes[2];
    trailer.quotes.clear();
    trailer.transcript.iter_mut().for_each(|transcript| transcript.cues.truncate(1));
    site
}

/// What one rule finds in the clean show after `change`.
pub fn found(rule: &Rule, change: impl FnOnce(&mut Site)) -> Vec<Finding> {
    let mut site = clean();
    change(&mut site);
    let texts: Vec<ReadText<'_>> = addresses::texts(&site).iter().map(read).collect();
    let mut report = run(rule, &site, None);
    report.absorb(run(rule, &site, Some(&texts)));
    report.findings
}

/// Asserts that one rule finds one thing, there, after `change`.
#[track_caller]
pub fn finds(rule: &Rule, place: Place, change: impl FnOnce(&mut Site)) {
    let findings = found(rule, change);
    let places: Vec<&Place> = findings.iter().map(|finding| &finding.place).collect();
    assert_eq!(places, [&place], "{}: {findings:#?}", rule.text.name);
    let finding = &findings[0];
    assert_eq!((finding.rule, finding.severity), (rule.text.name, rule.text.severity));
    assert!(finding.fix.is_some(), "{} says what to do", rule.text.name);
    assert!(!finding.message.ends_with('.'), "{}", finding.message);
}

/// The sample's `content/show.yaml`, at `key`.
pub fn show_key(key: &str) -> Place {
    Place::key("content/show.yaml", key)
}

/// The sample's spotlight episode, at `key`.
pub fn spotlight_key(key: &str) -> Place {
    Place::key("content/episodes/002-cash-before-profit/index.md", key)
}

/// The index of the spotlight episode in the sample.
pub const SPOTLIGHT: usize = 1;

/// The sample's first offer, at `key`.
pub fn offer_key(key: &str) -> Place {
    Place::key("content/offers/cash-map/index.md", key)
}

/// Changes that offer.
pub fn offer(change: impl Fn(&mut Offer)) -> impl Fn(&mut Site) {
    move |site| change(&mut site.offers[0])
}
