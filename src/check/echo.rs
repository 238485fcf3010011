//! One mistake, one finding: where a slip makes another rule find what only follows from it, the second is left out, unless it is the graver
//! of the two: nothing is published that would not be otherwise.

use crate::model::Slug;
use crate::report::{Finding, Locus, Report, Severity};

/// How it is known that a finding follows from this mistake and not from another of its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// There is one such finding in a show, whatever brought it about.
    Show,
    /// It is in the same file.
    File,
    /// It names the folder in which the mistake is.
    Name,
}

/// A finding that only follows from another.
struct Echo {
    /// The rule that found the mistake; empty for any.
    cause: &'static str,
    /// Where the mistake is: start of a path, and of a key.
    place: (&'static str, &'static str),
    /// The rule that finds what follows.
    echo: &'static str,
    tie: Tie,
}

const fn echo(cause: &'static str, place: (&'static str, &'static str), echo: &'static str, tie: Tie) -> Echo {
    Echo { cause, place, echo, tie }
}

const ECHOES: &[Echo] = &[
    // An episode, partner or offer that cannot be read is not there for others.
    echo("", ("content/episodes/", ""), "no-episodes", Tie::Show),
    echo("unknown-folder", ("content/", ""), "no-episodes", Tie::Show),
    echo("missing-name", ("content/partners/", ""), "partner-not-found", Tie::Name),
    echo("missing-name", ("content/hosts/", ""), "host-not-found", Tie::Name),
    echo("missing-title", ("content/offers/", ""), "offer-not-found", Tie::Name),
    // A name that leads nowhere leaves its place empty.
    echo("partner-not-found", ("content/episodes/", "guests"), "episode-without-offer", Tie::File),
    echo("partner-not-found", ("content/offers/", "owner"), "form-without-owner", Tie::File),
    echo("host-not-found", ("content/show.yaml", "hosts"), "guest-without-host", Tie::Show),
    // A value that cannot be used counts as left out.
    echo("file-not-found", ("content/show.yaml", "cover"), "no-cover", Tie::File),
    echo("not-an-email", ("content/show.yaml", "owner"), "no-owner-email", Tie::File),
    echo("unknown-consent", ("content/partners/", "consent"), "no-consent-to-publish", Tie::Name),
];

impl Echo {
    fn is_caused_by(&self, finding: &Finding) -> bool {
        let key = match &finding.place.locus {
            Locus::Key(key) | Locus::KeyName(key) => key.as_str(),
            _ => "",
        };
        let is_there = finding.place.file.starts_with(self.place.0) && key.starts_with(self.place.1);
        // Any error in an episode keeps it from being read; of a warning that cannot be said.
        is_there && if self.cause.is_empty() { finding.severity == Severity::Error } else { finding.rule == self.cause }
    }

    fn follows(&self, echo: &Finding, cause: &Finding) -> bool {
        match self.tie {
            Tie::Show => true,
            Tie::File => echo.place.file == cause.place.file,
            Tie::Name => names(echo, &cause.place.file),
        }
    }
}

/// Whether a finding speaks of this file, or, as authors write it, of the folder it is in.
fn names(finding: &Finding, file: &str) -> bool {
    let folder = file.rsplit('/').nth(1).unwrap_or_default();
    let is_folder = |word: &str| Slug::from_text(word).as_str() == folder;
    finding.message.split('`').skip(1).step_by(2).any(is_folder) || finding.fix.as_ref().is_some_and(|fix| fix.contains(file))
}

/// Leaves out what only follows from a mistake that is told.
pub fn without_echoes(report: &mut Report) {
    let causes = |echo: &'static Echo| report.findings.iter().filter(|finding| echo.is_caused_by(finding)).map(move |cause| (echo, cause));
    let causes: Vec<_> = ECHOES.iter().flat_map(causes).collect();
    let is_echo = |finding: &Finding| {
        let is_echo_of = |(echo, cause): &(&Echo, &Finding)| {
            finding.rule == echo.echo && cause.rule != echo.echo && finding.severity <= cause.severity && echo.follows(finding, cause)
        };
        causes.iter().any(is_echo_of)
    };
    let kept = report.findings.iter().filter(|finding| !is_echo(finding)).cloned().collect();
    report.findings = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Place;

    #[test]
    fn what_only_follows_is_left_out() {
        let mut report = Report::default();
        report.add(Finding::error("partner-not-found", Place::key("content/episodes/1/index.md", "guests[0]"), "none"));
        report.add(Finding::error("episode-without-offer", Place::key("content/episodes/1/index.md", "title"), "none"));
        without_echoes(&mut report);
        assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["partner-not-found"]);
    }

    fn left(findings: impl IntoIterator<Item = Finding>) -> Vec<String> {
        let mut report = Report { findings: findings.into_iter().collect() };
        without_echoes(&mut report);
        report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.place.file)).collect()
    }

    #[test]
    fn a_mistake_in_one_file_excuses_nothing_in_another() {
        let guest = Finding::error("partner-not-found", Place::key("content/episodes/1/index.md", "guests[0]"), "none");
        let without = |file: &str| Finding::error("episode-without-offer", Place::key(file, "title"), "none");
        let kept = left([guest, without("content/episodes/1/index.md"), without("content/episodes/5/index.md")]);
        assert_eq!(kept, ["partner-not-found content/episodes/1/index.md", "episode-without-offer content/episodes/5/index.md"]);
    }

    #[test]
    fn somebody_who_cannot_be_read_excuses_only_what_names_them() {
        let nameless = Finding::error("missing-name", Place::file("content/partners/zoe-ng/index.md"), "this has no name");
        let unknown = |file: &str, name: &str| {
            let message = format!("there is no partner called `{name}`");
            Finding::error("partner-not-found", Place::key(file, "guests[0]"), message)
        };
        let kept = left([nameless, unknown("content/episodes/1/index.md", "Zoe Ng"), unknown("content/episodes/2/index.md", "zoe-ngo")]);
        assert_eq!(kept, ["missing-name content/partners/zoe-ng/index.md", "partner-not-found content/episodes/2/index.md"]);
    }

    #[test]
    fn a_word_of_consent_excuses_what_its_partner_lacks() {
        let file = "content/partners/zoe-ng/index.md";
        let word = Finding::error("unknown-consent", Place::key(file, "consent[0]"), "none");
        let lacks = |fix: &str| Finding::error("no-consent-to-publish", Place::key("content/episodes/1/index.md", "guests"), "no").fix(fix);
        let kept = left([word, lacks("add `audio` in content/partners/zoe-ng/index.md"), lacks("in content/partners/al/index.md")]);
        assert_eq!(kept, ["unknown-consent content/partners/zoe-ng/index.md", "no-consent-to-publish content/episodes/1/index.md"]);
    }

    #[test]
    fn what_stands_alone_stays_and_a_warning_excuses_nothing() {
        let mut report = Report::default();
        report.add(Finding::warning("no-transcript", Place::file("content/episodes/1/index.md"), "none"));
        report.add(Finding::warning("no-episodes", Place::file("content/show.yaml"), "none"));
        report.add(Finding::error("episode-without-offer", Place::key("content/episodes/1/index.md", "title"), "none"));
        without_echoes(&mut report);
        assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["no-transcript", "episode-without-offer"]);
    }
}
