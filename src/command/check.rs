//! Layer 5: `turntable check`: everything that is wrong or could be better, in this show or in any podcast's feed. Nothing is written.

mod feed;
mod online;
mod shown;

use super::build::{Clock, Refusal, Said, Voice, with_newline};
use super::reading;
use crate::cli::{Check, Shape};
use crate::disk::Failure;
use crate::pipeline::{self, Goal, Order, Outcome};
use crate::project::Project;
use crate::report::{Report, RuleText, github, json, sarif};
use crate::resolve::{Drafts, Moment};
use jiff::Zoned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Checks the show at `root`, or the feed that was named.
///
/// # Errors
/// When the command line cannot be followed, the feed cannot be had, or the machine fails.
pub fn check(asked: &Check, root: &Path, now: &Zoned, shape: Shape, voice: Voice) -> Result<Said, Refusal> {
    refuse_unknown_rules(asked)?;
    match &asked.feed {
        Some(name) => feed::check(name, asked, root, now, shape, voice),
        None => show(asked, root, now, shape, voice),
    }
}

fn show(asked: &Check, root: &Path, now: &Zoned, shape: Shape, voice: Voice) -> Result<Said, Refusal> {
    let outcome = look(root, now, voice)?;
    let mut report = outcome.report.clone();
    let good = if asked.online { ask(root, now, &mut report, voice)? } else { Vec::new() };
    keep(&mut report, asked);
    let facts = || document(&outcome, &report);
    // Who asks for one rule alone is not told what is well as far as others go.
    let is_whole = asked.rules.is_empty() && asked.severity.is_none();
    let subject = shown::Subject::Show(outcome.counts, if is_whole { &outcome.standing } else { &[] });
    let text = || shown::going_well(&good, voice) + &shown::text(&report, &subject, &explainable(&report), voice);
    Ok(said(&report, shape, facts, text))
}

/// What the live site says to the show as it is now; nothing where the show cannot be read.
fn ask(root: &Path, now: &Zoned, report: &mut Report, voice: Voice) -> Result<online::Good, Refusal> {
    let project = Project::at(root, None);
    let Ok(show) = reading::show(&project, None, now, voice)? else { return Ok(Vec::new()) };
    let mut found = Report::default();
    let good = online::show(&show.site, &project, now.timestamp(), &mut found)?;
    let heard: BTreeSet<&str> = found.findings.iter().map(|finding| finding.rule).collect();
    crate::check::apply_levels(&mut found, &show.site.show, pipeline::rule_texts());
    // What is wrong with the list of levels itself is told already.
    found.findings.retain(|finding| heard.contains(finding.rule));
    report.absorb(found);
    crate::parse::locate::locate(report, &|file| {
        let bytes = crate::disk::read(&project.root.join(file)).ok()?;
        String::from_utf8(bytes).ok()
    });
    report.tidy();
    Ok(good)
}

/// The road up to the findings.
fn look(root: &Path, now: &Zoned, voice: Voice) -> Result<Outcome, Failure> {
    let project = Project::at(root, None);
    let clock = Clock::start(voice);
    let moment = Moment { as_of: now.timestamp(), drafts: Drafts::Hidden };
    let outcome = pipeline::build(&project, &Order { moment, goal: Goal::Check, accepted: &[], tell: &|step| clock.tell(step) })?;
    clock.stop();
    Ok(outcome)
}

/// The findings in the shape that was asked for. The exit code is that of what is shown.
fn said(report: &Report, shape: Shape, facts: impl Fn() -> Value, text: impl Fn() -> String) -> Said {
    let out = match shape {
        Shape::Text => text(),
        Shape::Json => with_newline(&facts()),
        Shape::Github => github::annotations(report),
        Shape::Sarif => with_newline(&sarif::document(report, &pipeline::rule_texts().collect::<Vec<_>>())),
    };
    Said { out, err: String::new(), code: u8::from(report.has_errors()) }
}

/// The one document of `--format json`, as docs/check.schema.json describes it.
fn document(outcome: &Outcome, report: &Report) -> Value {
    let counts = outcome.counts;
    json!({
        "ok": !report.has_errors(),
        "findings": json::entries(report),
        "counts": {
            "episodes": counts.episodes, "waiting": counts.waiting, "partners": counts.partners, "offers": counts.offers,
            "files": counts.files, "audio_measured": counts.measured, "audio_remembered": counts.remembered,
        },
    })
}

/// Only the rules and severities that were asked for.
fn keep(report: &mut Report, asked: &Check) {
    let least = asked.severity.map(crate::cli::Least::severity);
    let is_asked = |rule: &str| asked.rules.is_empty() || asked.rules.iter().any(|name| bare(name) == rule);
    report.findings.retain(|finding| is_asked(finding.rule) && least.is_none_or(|least| finding.severity >= least));
}

/// A rule as people copy it: `[no-cover]`.
fn bare(name: &str) -> &str {
    name.trim().trim_matches(['[', ']'])
}

fn refuse_unknown_rules(asked: &Check) -> Result<(), Refusal> {
    let texts: Vec<&RuleText> = pipeline::rule_texts().collect();
    let unknown = asked.rules.iter().map(|name| bare(name)).find(|name| !texts.iter().any(|text| text.name == *name));
    match unknown {
        Some(name) => Err(Refusal::Asked(super::explain::unknown(name, &texts))),
        None => Ok(()),
    }
}

/// A rule to name in "why a rule": the gravest that can be explained.
fn explainable(report: &Report) -> Option<&'static str> {
    report.findings.iter().max_by_key(|finding| finding.severity).map(|finding| finding.rule)
}
