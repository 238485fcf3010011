//! Layer 5: `turntable watch`: glue between the command line and watching, and what is said at the terminal, or to a program as one JSON
//! document a line.

use super::build::{Refusal, Said, Voice, as_of, duration};
use crate::cli;
use crate::disk::Failure;
use crate::project::Project;
use crate::report::print::{self, counted};
use crate::report::{Severity, json};
use crate::resolve::Drafts;
use crate::watch::{self, Cause, Event, Polling, Refused, Round, Wanted, changes_in_words};
use jiff::Zoned;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

/// Most warnings that are told in full at the start; `turntable check` shows all.
const MOST_AT_START: usize = 3;

/// Builds, shows, and builds again whenever something is saved.
///
/// # Errors
/// When the command line cannot be followed or the machine fails.
pub fn watch(asked: &cli::Watch, root: &Path, now: &dyn Fn() -> Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = project(root, asked);
    let moment = asked.as_of.as_deref().map(|text| as_of(text, now().time_zone())).transpose()?;
    let editors = ["VISUAL", "EDITOR"].iter().filter_map(|name| std::env::var(name).ok()).collect();
    let is_text = voice.format == cli::Format::Text;
    let wanted = Wanted {
        project,
        drafts: if asked.drafts { Drafts::Shown } else { Drafts::Hidden },
        as_of: moment,
        port: asked.port,
        is_open_asked: asked.open,
        is_poll_asked: asked.poll,
        is_follow_asked: asked.follow,
        has_keys: is_text && !voice.is_quiet,
        editors,
        now,
        voice,
    };
    let mut teller = Teller { voice, asked, has_error: false };
    let mut out = std::io::stdout();
    let mut say = |event: Event<'_>| {
        let words = if is_text { teller.text(&event) } else { format!("{}\n", document(&event)) };
        out.write_all(words.as_bytes()).and_then(|()| out.flush())
    };
    match watch::watch(&wanted, &mut say) {
        Ok(()) => Ok(Said::default()),
        Err(Refused::Port(port, cause)) if cause.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(Refusal::Asked(format!("port {port} is not for everybody; take one above 1023, for example --port 4321")))
        }
        Err(Refused::Port(port, cause)) => Err(failure("open", &format!("port {port}"), cause)),
        Err(Refused::Threads(cause)) => Err(failure("start", "the server", cause)),
    }
}

fn failure(doing: &'static str, what: &str, cause: std::io::Error) -> Refusal {
    Refusal::Machine(Failure { doing, path: what.into(), cause })
}

/// Drafts are looked at, not published: they go to folders of their own, so that `public/` can be put online at any moment.
fn project(root: &Path, asked: &cli::Watch) -> Project {
    let project = Project::at(root, None);
    if !asked.drafts {
        return project;
    }
    let preview = project.cache.join("preview");
    Project { public: preview.join("public"), desk: preview.join("desk"), ..project }
}

/// Tells people.
struct Teller<'a> {
    voice: Voice,
    asked: &'a cli::Watch,
    has_error: bool,
}

impl Teller<'_> {
    fn text(&mut self, event: &Event<'_>) -> String {
        if self.voice.is_quiet && !matches!(event, Event::Round(_)) {
            return String::new();
        }
        match event {
            Event::Open { site, desk, taken, has_keys } => {
                let moved = taken.map_or_else(String::new, |port| format!("  {port} is in use, using {}\n", port_of(site)));
                let keys = if *has_keys { "      (o opens it, q stops)" } else { "      (Ctrl-C stops)" };
                let drafts = if self.asked.drafts { "  Drafts     are shown here only; public/ stays as it is\n" } else { "" };
                format!("{moved}  Watching   content/ themes/\n  Open       {site}{keys}\n  Desk       {desk}\n{drafts}\n")
            }
            Event::Polls(why) => format!("  {}\n", polls(why)),
            Event::NoBrowser => "  No browser could be opened; copy the address above into one.\n".to_owned(),
            Event::End => "\n  Stopped. The last good site is in place.\n".to_owned(),
            Event::Round(round) => self.round(round),
        }
    }

    fn round(&mut self, round: &Round<'_>) -> String {
        let errors = round.outcome.map_or(0, |outcome| outcome.report.count(Severity::Error));
        let is_bad = errors > 0 || round.trouble.is_some();
        if self.voice.is_quiet && !is_bad {
            return String::new();
        }
        let mut lines = Lines { text: String::new(), time: Some(round.at.strftime("%H:%M:%S").to_string()) };
        if let Some(saved) = saved(round) {
            lines.add(saved.0, &saved.1, None);
        }
        for (rule, file) in round.fixed.iter().take(if self.voice.is_quiet { 0 } else { 5 }) {
            lines.add("fixed", &format!("{rule} in {}", without_content(file)), None);
        }
        match (round.trouble, round.outcome) {
            (Some(trouble), _) => lines.add("stopped", &format!("{trouble}; {}", still(round)), None),
            (None, Some(_)) if errors > 0 => {
                let left = errors - new_errors(round);
                let known = if left > 0 && left < errors { format!(", {left} of them known") } else { String::new() };
                let known = if left == errors { ", as before".to_owned() } else { known };
                lines.add("stopped", &format!("{}{known}; {}", counted(errors, "error"), still(round)), None);
            }
            (None, Some(outcome)) => {
                let words = if round.cause == Cause::First {
                    format!("{}, {}", counted(outcome.counts.episodes, "episode"), counted(outcome.counts.files, "file"))
                } else {
                    changes_in_words(outcome)
                };
                lines.add("ready", &words, Some(duration(round.took)));
            }
            (None, None) => {}
        }
        self.has_error = is_bad;
        format!("{}{}", lines.text, self.findings(round))
    }

    /// What is new: errors always in full; warnings, too, unless the show starts with many.
    fn findings(&self, round: &Round<'_>) -> String {
        let shown = |severity: Severity| round.new.iter().filter(move |finding| finding.severity == severity);
        let in_full = |severity: Severity| {
            shown(severity).map(|finding| format!("\n{}", print::finding(finding, self.voice.style))).collect::<String>()
        };
        let mut text = in_full(Severity::Error);
        if self.voice.is_quiet {
            return text;
        }
        let (warnings, notes) = (shown(Severity::Warning).count(), shown(Severity::Info).count());
        if round.cause != Cause::First || warnings <= MOST_AT_START {
            text.push_str(&in_full(Severity::Warning));
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if round.cause == Cause::First && warnings + notes > 0 && !self.has_error {
            let counts = [(warnings, "warning"), (notes, "note")];
            let counts: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| counted(*count, word)).collect();
            text.push_str(&format!("             {}: turntable check\n", counts.join(", ")));
        }
        text
    }
}

/// Lines below one another, the time before the first.
struct Lines {
    text: String,
    time: Option<String>,
}

impl Lines {
    fn add(&mut self, what: &str, words: &str, took: Option<String>) {
        /// Where the time that something took ends.
        const WIDTH: usize = 72;
        let time = self.time.take().unwrap_or_default();
        let words: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let line = format!("  {time:<8}   {what:<7} {words}");
        let line = match took {
            Some(took) => {
                let room = WIDTH.saturating_sub(line.chars().count()).max(took.chars().count() + 3);
                format!("{line}{took:>room$}")
            }
            None => line,
        };
        self.text.push_str(&line);
        self.text.push('\n');
    }
}

fn saved(round: &Round<'_>) -> Option<(&'static str, String)> {
    if round.cause == Cause::Due {
        return Some(("due", "something is published now that was not before".to_owned()));
    }
    let first = round.saved.first()?;
    let more = round.saved.len() - 1;
    let more = if more > 0 { format!(" and {}", counted(more, "other file")) } else { String::new() };
    Some(("saved", format!("{}{more}", without_content(first))))
}

fn without_content(file: &str) -> &str {
    file.strip_prefix("content/").unwrap_or(file)
}

fn new_errors(round: &Round<'_>) -> usize {
    round.new.iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn still(round: &Round<'_>) -> String {
    match round.good {
        Some(good) => format!("the browser still shows {}", good.strftime("%H:%M:%S")),
        None => "nothing was published".to_owned(),
    }
}

fn polls(why: &Polling) -> String {
    let why = match why {
        Polling::Asked => "as asked".to_owned(),
        Polling::Elsewhere => "because this folder is on another machine".to_owned(),
        Polling::Refused(words) => format!("because {words}"),
    };
    format!("Looking for changes every now and then, {why}.")
}

fn port_of(address: &str) -> &str {
    address.strip_prefix("http://localhost:").and_then(|rest| rest.split('/').next()).unwrap_or(address)
}

/// The same for programs.
fn document(event: &Event<'_>) -> Value {
    match event {
        Event::Open { site, desk, taken, .. } => json!({ "event": "open", "site": site, "desk": desk, "taken": taken }),
        Event::Polls(why) => json!({ "event": "polls", "why": polls(why) }),
        Event::NoBrowser => json!({ "event": "no-browser" }),
        Event::End => json!({ "event": "end" }),
        Event::Round(round) => {
            let report = round.outcome.map(|outcome| &outcome.report);
            let written = |paths: fn(&crate::write::WriteReport) -> &Vec<crate::model::OutPath>| {
                round.outcome.map(|outcome| json!(paths(&outcome.public))).unwrap_or_else(|| json!([]))
            };
            json!({
                "event": "build",
                "ok": round.trouble.is_none() && report.is_some_and(|report| !report.has_errors()),
                "at": round.at.timestamp().to_string(),
                "cause": cause(round.cause),
                "saved": round.saved,
                "written": written(|report| &report.written),
                "removed": written(|report| &report.removed),
                "milliseconds": u64::try_from(round.took.as_millis()).unwrap_or(u64::MAX),
                "findings": report.map(json::entries).unwrap_or_default(),
                "new": round.new.iter().map(|finding| json::entry(finding)).collect::<Vec<_>>(),
                "fixed": round.fixed.iter().map(|(rule, file)| json!({ "rule": rule, "file": file })).collect::<Vec<_>>(),
                "trouble": round.trouble,
            })
        }
    }
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::First => "first",
        Cause::Saved => "saved",
        Cause::Due => "due",
        Cause::Again => "again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OutPath;
    use crate::pipeline::Outcome;
    use crate::report::print::Style;
    use crate::report::{Finding, Place};
    use std::time::Duration;

    fn told(cause: Cause, saved: &[&str], outcome: &Outcome, fixed: &[(&str, &str)], is_quiet: bool) -> String {
        let asked = cli::Watch { port: 4321, open: false, drafts: false, as_of: None, poll: false, follow: false };
        let voice = Voice {
            format: cli::Format::Text,
            style: Style { is_coloured: false, is_unicode: true },
            is_quiet,
            is_verbose: false,
            may_rewrite: false,
        };
        let at: Zoned = "2026-05-14T10:42:07-05:00[America/Chicago]".parse().expect("a time");
        let good: Zoned = "2026-05-14T10:41:52-05:00[America/Chicago]".parse().expect("a time");
        let saved: Vec<String> = saved.iter().map(|file| (*file).to_owned()).collect();
        let fixed = fixed.iter().map(|(rule, file)| ((*rule).to_owned(), (*file).to_owned())).collect();
        let round = Round {
            at: &at,
            cause,
            saved: &saved,
            outcome: Some(outcome),
            trouble: None,
            took: Duration::from_millis(31),
            new: outcome.report.findings.iter().collect(),
            fixed,
            good: Some(&good),
        };
        Teller { voice, asked: &asked, has_error: false }.text(&Event::Round(&round))
    }

    #[test]
    fn a_save_and_what_it_changed_take_two_lines() {
        let mut outcome = Outcome::default();
        outcome.public.written = vec![OutPath("episodes/a/index.html".to_owned()), OutPath("episodes/index.html".to_owned())];
        let text = told(Cause::Saved, &["content/episodes/012-a/index.md", "x"], &outcome, &[("no-title", "content/a.md")], false);
        insta::assert_snapshot!(text, @r"
          10:42:07   saved   episodes/012-a/index.md and 1 other file
                     fixed   no-title in a.md
                     ready   2 pages changed: episode a, all episodes      31 ms
        ");
    }

    #[test]
    fn a_mistake_says_what_is_still_shown_and_then_what_is_wrong() {
        let mut outcome = Outcome::default();
        outcome.report.add(Finding::error("no-title", Place::file("content/a.md"), "there is no title").fix("add one"));
        let text = told(Cause::Saved, &["content/a.md"], &outcome, &[], false);
        insta::assert_snapshot!(text, @r"
          10:42:07   saved   a.md
                     stopped 1 error; the browser still shows 10:41:52

        error[no-title]: there is no title
          ┌ content/a.md
          = add one
        ");
        assert_eq!(told(Cause::Saved, &["content/a.md"], &Outcome::default(), &[], true), "", "quiet means: only what is wrong");
    }

    #[test]
    fn many_warnings_at_the_start_are_counted() {
        let mut outcome = Outcome::default();
        for number in 0..4 {
            outcome.report.add(Finding::warning("no-photo", Place::file(format!("content/{number}.md")), "none"));
        }
        let text = told(Cause::First, &[], &outcome, &[], false);
        assert!(text.contains("4 warnings: turntable check") && !text.contains("no-photo"), "{text}");
    }
}
