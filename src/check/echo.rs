//! One mistake, one finding: where a slip makes another rule find what only follows from it, the second is left out, unless it is the graver
//! of the two: nothing is published that would not be otherwise.

use crate::report::{Finding, Locus, Report, Severity};

/// A finding that only follows from another.
struct Echo {
    /// The rule that found the mistake; empty for any.
    cause: &'static str,
    /// Where the mistake is: start of a path, and of a key.
    place: (&'static str, &'static str),
    /// The rule that finds what follows.
    echo: &'static str,
}

const fn echo(cause: &'static str, place: (&'static str, &'static str), echo: &'static str) -> Echo {
    Echo { cause, place, echo }
}

const ECHOES: &[Echo] = &[
    // An episode, partner or offer that cannot be read is not there for others.
    echo("", ("content/episodes/", ""), "no-episodes"),
    echo("unknown-folder", ("content/", ""), "no-episodes"),
    echo("missing-name", ("content/partners/", ""), "partner-not-found"),
    echo("missing-name", ("content/partners/", ""), "episode-without-offer"),
    echo("missing-name", ("content/partners/", ""), "form-without-owner"),
    echo("missing-name", ("content/hosts/", ""), "host-not-found"),
    echo("missing-title", ("content/offers/", ""), "offer-not-found"),
    // A name that leads nowhere leaves its place empty.
    echo("partner-not-found", ("content/episodes/", "guests"), "episode-without-offer"),
    echo("partner-not-found", ("content/offers/", "owner"), "form-without-owner"),
    echo("host-not-found", ("content/show.yaml", "hosts"), "guest-without-host"),
    // A value that cannot be used counts as left out.
    echo("file-not-found", ("content/show.yaml", "cover"), "no-cover"),
    echo("not-an-email", ("content/show.yaml", "owner"), "no-owner-email"),
    echo("unknown-timezone", ("content/show.yaml", "timezone"), "no-timezone"),
    echo("unknown-consent", ("content/partners/", "consent"), "no-consent-to-publish"),
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
}

/// Leaves out what only follows from a mistake that is told.
pub fn without_echoes(report: &mut Report) {
    let cause = |echo: &Echo| {
        let causes = report.findings.iter().filter(|finding| finding.rule != echo.echo && echo.is_caused_by(finding));
        Some((echo.echo, causes.map(|finding| finding.severity).max()?))
    };
    let heard: Vec<_> = ECHOES.iter().filter_map(cause).collect();
    report.findings.retain(|finding| !heard.iter().any(|(echo, severity)| finding.rule == *echo && finding.severity <= *severity));
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
