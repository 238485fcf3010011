//! The last build, remembered as a whole: what it read, what it made and what it had to say. Where none of that has changed, and no
//! moment has come at which it would, a build is over before it begins.

use crate::disk::{self, Look};
use crate::pipeline::{Counts, Outcome};
use crate::project::Project;
use crate::report::{Finding, Place, Report, RuleText, Severity, Span};
use crate::resolve::Moment;
use crate::write::WriteReport;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How this file is written; another version is not understood.
const VERSION: u32 = 1;

/// A change this shortly before a build began may have been followed by another that leaves no trace in the file's time.
/// Source: the clock of Linux file systems moves in steps of up to 10 ms; file systems without fractions of a second in steps of up to 2 s.
const FINE: i128 = 20_000_000;
const COARSE: i128 = 2_000_000_000;
const SECOND: i128 = 1_000_000_000;

/// A build that is about to begin.
#[derive(Debug)]
pub struct LastBuild {
    file: PathBuf,
    before: Before,
}

/// Everything that decides what a build makes, as it was when the build began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Before {
    version: u32,
    /// The program, and what it was asked.
    asked: String,
    /// Texts, recordings, pictures, themes.
    sources: [u8; 32],
}

#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    before: Before,
    /// The site, the desk and the record of what was published, as the build left them.
    after: [u8; 32],
    /// For which moments all this holds: from the first to before the last.
    from: Timestamp,
    until: Timestamp,
    counts: Counts,
    /// Files in the site and on the desk.
    made: [usize; 2],
    findings: Vec<Said>,
}

/// A finding with its position worked out.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    rule: String,
    severity: Severity,
    file: String,
    message: String,
    label: Option<String>,
    fix: Option<String>,
    span: Option<Span>,
}

impl LastBuild {
    /// Looks at what a build with these options will read. `None` where a look cannot tell whether anything has changed.
    #[must_use]
    pub fn begin(project: &Project, options: &str) -> Option<Self> {
        disk::create_folder(&project.cache).ok()?;
        let stamp = project.cache.join("began");
        disk::write(&stamp, b"").ok()?;
        let now = disk::look(&stamp)?.newest;
        let sources = [&project.content, &project.themes, &project.root.join("private/leads.csv")].map(|path| disk::look(path));
        let [Some(content), Some(themes), Some(leads)] = sources else { return None };
        let newest = content.newest.max(themes.newest).max(leads.newest);
        // Where no fraction of a second is kept, the last second says nothing.
        let step = if newest % SECOND == 0 && now % SECOND == 0 { COARSE } else { FINE };
        if newest > now - step {
            return None;
        }
        let program = disk::look_of_this_program()?;
        let asked = format!("{} {:?} {options}", env!("CARGO_PKG_VERSION"), program.hash);
        let before = Before { version: VERSION, asked, sources: joined(&[content, themes, leads]) };
        Some(Self { file: project.cache.join("last-build.json"), before })
    }

    /// What the last build had to say, if this one would say and make the same.
    #[must_use]
    pub fn recall(&self, project: &Project, moment: &Moment, rules: impl Iterator<Item = &'static RuleText>) -> Option<Outcome> {
        let bytes = disk::read_if_there(&self.file).ok()??;
        let last: Remembered = serde_json::from_slice(&bytes).ok()?;
        let holds = last.from <= moment.as_of && moment.as_of < last.until;
        if last.before != self.before || !holds || last.after != results(project)? {
            return None;
        }
        let names: std::collections::BTreeMap<&str, &'static str> = rules.map(|rule| (rule.name, rule.name)).collect();
        let finding = |said: Said| names.get(said.rule.as_str()).copied().map(|rule| said.finding(rule));
        let findings: Vec<Finding> = last.findings.into_iter().map(finding).collect::<Option<_>>()?;
        let made = |unchanged| WriteReport { unchanged, ..WriteReport::default() };
        let recordings = last.counts.measured + last.counts.remembered;
        let counts = Counts { measured: 0, prepared: 0, remembered: recordings, ..last.counts };
        Some(Outcome {
            report: Report { findings },
            counts,
            public: made(last.made[0]),
            desk: made(last.made[1]),
            is_recalled: true,
            holds_until: Some(last.until),
            ..Outcome::default()
        })
    }

    /// Remembers what came of the build, which holds until the given moment. That it cannot be is no failure of the build.
    pub fn keep(self, project: &Project, moment: &Moment, until: Timestamp, outcome: &Outcome) {
        let Some(after) = results(project) else { return };
        let count = |report: &WriteReport| report.written.len() + report.unchanged;
        let findings = outcome.report.findings.iter().map(Said::of).collect();
        let (counts, made) = (outcome.counts, [count(&outcome.public), count(&outcome.desk)]);
        let last = Remembered { before: self.before, after, from: moment.as_of, until, counts, made, findings };
        let written = serde_json::to_vec(&last).map(|bytes| disk::replace(&self.file, &bytes));
        if let Ok(Err(failure)) = written {
            log::warn!("what was built could not be remembered: {failure}");
        }
    }
}

impl Said {
    fn of(finding: &Finding) -> Self {
        let Finding { rule, severity, place, message, label, fix, span } = finding.clone();
        Self { rule: rule.to_owned(), severity, file: place.file, message, label, fix, span }
    }

    fn finding(self, rule: &'static str) -> Finding {
        let Self { severity, file, message, label, fix, span, .. } = self;
        Finding { rule, severity, place: Place::file(file), message, label, fix, span }
    }
}

fn results(project: &Project) -> Option<[u8; 32]> {
    let lock = project.root.join("turntable.lock");
    let (public, desk) = rayon::join(|| disk::look(&project.public), || disk::look(&project.desk));
    Some(joined(&[public?, desk?, disk::look(&lock)?]))
}

fn joined(looks: &[Look]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for look in looks {
        hasher.update(&look.hash);
    }
    *hasher.finalize().as_bytes()
}
