//! Layer 0: how the program speaks about a show. In: mistakes seen by any stage. Out: a [`Report`] that is printed for
//! people ([`print`]) or for programs ([`json`]). It knows nothing of episodes or files' contents.

pub mod github;
pub mod json;
pub mod print;
pub mod sarif;

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// Something a listener or partner will notice.
    Warning,
    /// Blocks publishing: nothing is written while one stands.
    Error,
}

/// Where in the author's files a finding belongs, before lines and columns are known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locus {
    /// The file as a whole.
    File,
    /// A key of the front matter (or of a whole YAML file), such as `questions[2].at`; where it does not exist, its nearest parent is shown.
    Key(String),
    /// The name of a key rather than its value, as for an unknown key.
    KeyName(String),
    /// A range of bytes in the file.
    Bytes {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
    },
    /// A range of bytes in the text below the front matter, counted from where that text starts.
    Body {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
    },
}

/// A file of the show (relative to its root, `/` between parts) and the spot in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path from the show's root.
    pub file: String,
    /// The spot.
    pub locus: Locus,
}

impl Place {
    /// The whole of `file`.
    #[must_use]
    pub fn file(file: impl ToString) -> Self {
        Self { file: file.to_string(), locus: Locus::File }
    }

    /// The value under `key` in `file`.
    #[must_use]
    pub fn key(file: impl ToString, key: impl Into<String>) -> Self {
        Self { file: file.to_string(), locus: Locus::Key(key.into()) }
    }

    /// The key `key` itself.
    #[must_use]
    pub fn key_name(file: impl ToString, key: impl Into<String>) -> Self {
        Self { file: file.to_string(), locus: Locus::KeyName(key.into()) }
    }

    /// Bytes `start..end` of `file`.
    #[must_use]
    pub fn bytes(file: impl ToString, start: usize, end: usize) -> Self {
        Self { file: file.to_string(), locus: Locus::Bytes { start, end } }
    }

    /// Bytes `start..end` of the text below the front matter of `file`.
    #[must_use]
    pub fn body(file: impl ToString, start: usize, end: usize) -> Self {
        Self { file: file.to_string(), locus: Locus::Body { start, end } }
    }
}

/// A spot with its position worked out and the source line that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Line in the author's file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters are marked on that line, at least 1.
    pub width: usize,
    /// The line as it stands in the file.
    pub text: String,
}

/// One thing the author should know: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Rule name, kebab-case, said so that "allow RULE" reads well.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, lower case, no full stop, in the author's words.
    pub message: String,
    /// A few words under the marked text, such as "this is text".
    pub label: Option<String>,
    /// What to do; starts with a verb.
    pub fix: Option<String>,
    /// Line and column, worked out by [`crate::parse::locate`] before printing.
    pub span: Option<Span>,
}

impl Finding {
    /// A finding that blocks publishing.
    #[must_use]
    pub fn error(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Error, place, message)
    }

    /// A finding that does not block.
    #[must_use]
    pub fn warning(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, place, message)
    }

    /// A finding that only informs.
    #[must_use]
    pub fn info(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(rule, Severity::Info, place, message)
    }

    /// A finding of the given severity.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self { rule, severity, place, message: message.into(), label: None, fix: None, span: None }
    }

    /// The same with words under the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same with what to do.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// What a rule means, as `turntable explain` prints it. Every stage keeps a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// Name, kebab-case; the same as [`Finding::rule`].
    pub name: &'static str,
    /// How much it matters unless `checks:` lowers it.
    pub severity: Severity,
    /// What it finds, one sentence.
    pub finds: &'static str,
    /// Why it matters to the business, one or two sentences.
    pub why: &'static str,
    /// An example that it finds.
    pub wrong: &'static str,
    /// The same done right.
    pub right: &'static str,
}

impl RuleText {
    /// A text in one line: name, severity, what it finds, why it matters, what is wrong and what is right.
    #[must_use]
    pub const fn new(
        name: &'static str,
        severity: Severity,
        finds: &'static str,
        why: &'static str,
        wrong: &'static str,
        right: &'static str,
    ) -> Self {
        Self { name, severity, finds, why, wrong, right }
    }
}

/// Everything found in one run, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Adds one finding.
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds all findings of another report.
    pub fn absorb(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether anything blocks publishing.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Sorts by file, position and rule, and drops exact repeats.
    pub fn tidy(&mut self) {
        self.findings.sort_by(|a, b| {
            let line = |finding: &Finding| finding.span.as_ref().map_or((0, 0), |span| (span.line, span.column));
            (&a.place.file, line(a), a.rule, &a.message).cmp(&(&b.place.file, line(b), b.rule, &b.message))
        });
        self.findings.dedup();
    }
}
