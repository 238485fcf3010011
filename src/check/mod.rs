//! Layer 3: rules over a resolved [`Site`]. In: the site. Out: findings. It makes no output, reads no file, asks no network and
//! changes nothing: a rule is one small function, its text for `turntable explain`, and one row in [`RULES`].
//!
//! What `resolve` sees already (unknown guests, missing files, times out of order or past the end, consent, offers that do not exist) is
//! reported there; what needs the bytes of the output or the last publish is reported later on the road.

mod addresses;
mod artwork;
mod category;
mod chapters;
mod cover;
mod echo;
mod encoding;
mod feed_size;
pub mod foreign;
mod form;
mod form_words;
mod host_limit;
mod identity;
mod item;
mod language;
mod levels;
mod notes;
mod offer;
pub mod online;
mod people;
mod privacy;
mod recording;
mod show;
mod site_address;
mod standing;
mod text;
mod transcript;

use crate::markdown::{self, Reference};
use crate::model::{CheckLevel, Show, Site};
use crate::report::{Finding, Place, Report, RuleText, Severity};
pub use addresses::Text;
pub use echo::without_echoes;
pub use host_limit::file_count;
pub use identity::{Acceptance, Record, identity};
use rayon::prelude::*;
pub use standing::{Standing, Well, standing};
use std::collections::BTreeSet;

/// One thing that is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, severity and what `turntable explain` says.
    pub text: RuleText,
    /// What would be lost if it were silenced.
    pub guards: Guards,
    /// How it looks.
    pub check: Check,
}

/// How a rule looks.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Through the whole site.
    Site(fn(&Site, &mut Report)),
    /// Through the texts below the front matter, whose links and pictures are read once for all such rules.
    Texts(fn(&Site, &[ReadText<'_>], &mut Report)),
    /// Through the site, and through the texts.
    Both(fn(&Site, &mut Report), fn(&Site, &[ReadText<'_>], &mut Report)),
}

/// A text below a front matter, with its links and pictures.
pub struct ReadText<'site> {
    /// The text.
    pub text: Text<'site>,
    /// Its links and pictures, in order.
    pub references: Vec<Reference>,
}

/// What a rule stands guard over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guards {
    /// Nothing that cannot be put right tomorrow.
    Quality,
    /// What apps recognise a show or an episode by.
    Identity,
    /// What was told in confidence, or not allowed.
    Privacy,
}

impl Rule {
    /// A finding of this rule.
    fn finding(&self, place: Place, message: impl Into<String>) -> Finding {
        Finding::new(self.text.name, self.text.severity, place, message)
    }
}

/// Every rule, by subject; findings come in this order.
pub const RULES: &[Rule] = &[
    show::SHOW_TITLE_TOO_LONG,
    show::SHOW_TITLE_STUFFED,
    show::SHOW_DESCRIPTION_TOO_LONG,
    language::UNKNOWN_LANGUAGE,
    category::NO_CATEGORY,
    category::UNKNOWN_CATEGORY,
    category::OLD_CATEGORY,
    show::NO_AUTHOR,
    show::NO_OWNER_EMAIL,
    show::COPYRIGHT_WITH_YEAR,
    show::NO_EPISODES,
    show::NEW_FEED_URL_IS_SELF,
    show::PODROLL_GUID_NOT_A_UUID,
    show::FEED_TEXT_TOO_LONG,
    feed_size::FEED_TOO_LARGE,
    feed_size::UNLISTED_WITH_DIRECTORIES,
    site_address::BASE_URL_NOT_PUBLIC,
    site_address::BASE_URL_NOT_HTTPS,
    site_address::MIXED_HTTP,
    host_limit::FILE_OVER_HOST_LIMIT,
    recording::RECORDING_NOT_HTTPS,
    recording::RECORDING_USED_TWICE,
    recording::AUDIO_TYPE_NOT_UNDERSTOOD,
    recording::AUDIO_FORMAT_RARELY_PLAYED,
    recording::AUDIO_ENDING_DISAGREES,
    recording::AUDIO_ADDRESS_WITHOUT_ENDING,
    recording::AUDIO_ADDRESS_ENCODED_TWICE,
    recording::RECORDING_NAME_NOT_PLAIN,
    recording::NO_DURATION,
    recording::RECORDING_SIZE_UNKNOWN,
    encoding::BIT_RATE_TOO_LOW,
    encoding::BIT_RATE_WASTEFUL,
    encoding::SAMPLE_RATE_UNUSUAL,
    encoding::TAGS_DIFFER,
    levels::LOUDNESS_OFF_TARGET,
    levels::TRUE_PEAK_TOO_HIGH,
    levels::IDENTICAL_CHANNELS,
    levels::LONG_SILENCE,
    item::DUPLICATE_GUID,
    item::GUID_NOT_CLEAN,
    item::GUID_CONTAINS_HOST,
    item::DATE_BEFORE_PODCASTS,
    item::SAME_DATE,
    item::TITLE_TOO_LONG,
    item::TITLE_WITH_NUMBER,
    item::TITLE_WITH_MARKUP,
    item::TITLE_REPEATS_SHOW,
    item::DUPLICATE_NUMBER,
    item::NUMBER_GAP,
    item::SERIAL_WITHOUT_NUMBER,
    item::NO_SHOW_NOTES,
    item::NOTES_TOO_LONG,
    artwork::NO_COVER,
    artwork::COVER_NOT_SQUARE,
    artwork::COVER_WRONG_SIZE,
    artwork::COVER_COULD_BE_LARGER,
    artwork::COVER_NOT_JPEG_OR_PNG,
    artwork::COVER_ENDING_DISAGREES,
    artwork::EPISODE_COVER_UNFIT,
    cover::COVER_COLOURS_UNFIT,
    cover::COVER_TOO_HEAVY,
    artwork::PICTURE_WITHOUT_ALT,
    artwork::NO_PHOTO,
    artwork::PHOTO_UNFIT,
    chapters::FEW_CHAPTERS,
    chapters::SHORT_CHAPTER,
    chapters::CHAPTER_TITLE_TOO_LONG,
    chapters::CHAPTER_LINK_NOT_HTTPS,
    chapters::SOUNDBITE_LENGTH,
    chapters::SOUNDBITE_AFTER_END,
    chapters::SOUNDBITE_TITLE_TOO_LONG,
    transcript::NO_TRANSCRIPT,
    transcript::TRANSCRIPT_WITHOUT_TIMES,
    transcript::CUE_AFTER_END,
    transcript::UNKNOWN_SPEAKER,
    people::NAME_TOO_LONG,
    people::UNKNOWN_ROLE,
    people::GUEST_WITHOUT_HOST,
    people::GUEST_NOT_LINKED,
    people::LINK_NOT_ABSOLUTE,
    notes::BROKEN_LINK,
    notes::HEADING_SKIPS_LEVEL,
    notes::LINK_TEXT_SAYS_NOTHING,
    notes::ODD_PUNCTUATION,
    notes::TIME_CODE_AFTER_END,
    notes::TIME_LIST_OUT_OF_ORDER,
    notes::TIME_LIST_DISAGREES,
    notes::INSECURE_PICTURE,
    form_words::FORM_WITHOUT_CONSENT,
    form_words::FORM_WITHOUT_OWNER,
    form_words::FORM_WITHOUT_PRIVACY_LINK,
    form_words::FORM_WITHOUT_EMAIL,
    form_words::FORM_ASKS_MUCH,
    form::FORM_WITHOUT_ENDPOINT,
    form::FORM_ENDPOINT_UNFIT,
    form::FORM_ENDPOINT_NOT_HTTPS,
    form::FORM_ENDPOINT_ELSEWHERE,
    form::FORM_ENDPOINT_ON_THIS_MACHINE,
    form::FORM_LANDS_ELSEWHERE,
    form::FORM_FIELD_TAKEN,
    offer::OFFER_CLOSED,
    offer::OFFER_ENDS_SOON,
    offer::OFFER_WITHOUT_A_WAY_TO_ASK,
    offer::OFFER_TITLE_TOO_LONG,
    offer::OFFER_CONTENTS_UNFIT,
    offer::BUTTON_SAYS_NOTHING,
    offer::OFFER_ADDRESS_HARD_TO_SAY,
    offer::UNTRACKED_OFFER_LINK,
    offer::PROMISE_WITHOUT_LINK,
    privacy::PRIVATE_LEAK,
    privacy::PRIVATE_ADDRESS_PUBLISHED,
];

/// The rule that finds a rule that must stay.
const CHECK_CANNOT_BE_LOWERED: RuleText = RuleText {
    name: "check-cannot-be-lowered",
    severity: Severity::Warning,
    finds: "An entry under `checks` that tries to silence a rule that blocks publishing, or to lower one that must not be.",
    why: "These rules keep confidences off the site, keep your episodes recognisable to apps, and keep out what apps refuse. \
          Silencing one would hide the harm, not prevent it; the rule stays in force.",
    wrong: "checks:\n  private-leak: off",
    right: "checks:\n  no-photo: off",
};

/// The rule that finds a rule nobody knows.
const UNKNOWN_RULE: RuleText = RuleText {
    name: "unknown-rule",
    severity: Severity::Warning,
    finds: "A name under `checks` that is not the name of any rule.",
    why: "A misspelt name silences nothing: the finding you decided about would keep coming back.",
    wrong: "checks:\n  no-foto: off",
    right: "checks:\n  no-photo: off",
};

/// The texts of every rule of this stage, in the order of [`RULES`].
pub fn texts() -> impl Iterator<Item = &'static RuleText> {
    let others = [&host_limit::TOO_MANY_FILES_FOR_HOST, &CHECK_CANNOT_BE_LOWERED, &UNKNOWN_RULE];
    RULES.iter().map(|rule| &rule.text).chain(identity::RULES).chain(others)
}

/// How many texts are read at a time: their links all together would take as much memory as the show.
const TEXTS_AT_A_TIME: usize = 512;

/// Runs every rule over `site`. The order of the findings depends on the site alone: by rule, as in [`RULES`].
///
/// A rule that the show has silenced is not run at all, unless it blocks publishing.
pub fn check(site: &Site, report: &mut Report) {
    let is_silenced =
        |rule: &&Rule| rule.text.severity != Severity::Error && site.show.checks.get(rule.text.name) == Some(&CheckLevel::Off);
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| !is_silenced(rule)).collect();
    let mut found: Vec<Report> = rules.par_iter().map(|rule| run(rule, site, None)).collect();
    for texts in addresses::texts(site).chunks(TEXTS_AT_A_TIME) {
        let texts: Vec<ReadText<'_>> = texts.par_iter().map(read).collect();
        let more: Vec<Report> = rules.par_iter().map(|rule| run(rule, site, Some(&texts))).collect();
        found.iter_mut().zip(more).for_each(|(found, more)| found.absorb(more));
    }
    found.into_iter().for_each(|found| report.absorb(found));
}

fn read<'site>(text: &Text<'site>) -> ReadText<'site> {
    ReadText { text: *text, references: markdown::references(text.markdown) }
}

/// What a rule finds in the site (without texts), or in some of its texts.
fn run(rule: &Rule, site: &Site, texts: Option<&[ReadText<'_>]>) -> Report {
    let mut found = Report::default();
    match (rule.check, texts) {
        (Check::Site(check) | Check::Both(check, _), None) => check(site, &mut found),
        (Check::Texts(check) | Check::Both(_, check), Some(texts)) => check(site, texts, &mut found),
        _ => {}
    }
    found
}

/// Lowers or silences what the show's `checks` says, in the findings of all stages. Findings that block publishing stay as they are.
///
/// `elsewhere` holds the texts of rules that other stages report, so that their names are known here.
///
/// Findings: `check-cannot-be-lowered`, `unknown-rule`.
pub fn apply_levels<'a>(report: &mut Report, show: &Show, elsewhere: impl IntoIterator<Item = &'a RuleText>) {
    if show.checks.is_empty() {
        return;
    }
    report.findings.retain_mut(|finding| with_level(finding, show.checks.get(finding.rule).copied()));
    report.findings.shrink_to_fit();
    let known: Vec<RuleText> = texts().copied().chain(elsewhere.into_iter().copied()).collect();
    let seen: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    let odd: Vec<Finding> = show.checks.keys().filter_map(|name| odd_entry(name, show, &known, &seen)).collect();
    report.findings.extend(odd);
}

/// Whether a rule that blocks publishing may be made a warning: one that guards neither what apps know episodes by nor what was told in
/// confidence. What came from elsewhere may have been out for years with such a fault.
#[must_use]
pub fn may_be_lowered(name: &str) -> bool {
    RULES.iter().any(|rule| rule.text.name == name && rule.text.severity == Severity::Error && rule.guards == Guards::Quality)
}

/// Applies a level to a finding; `false` silences it. One that blocks publishing is never silenced.
fn with_level(finding: &mut Finding, level: Option<CheckLevel>) -> bool {
    if finding.severity == Severity::Error {
        if level == Some(CheckLevel::Warning) && may_be_lowered(finding.rule) {
            finding.severity = Severity::Warning;
        }
        return true;
    }
    match level {
        Some(CheckLevel::Off) => return false,
        Some(CheckLevel::Info) => finding.severity = Severity::Info,
        Some(CheckLevel::Warning) => finding.severity = Severity::Warning,
        None => {}
    }
    true
}

/// What is odd about one entry of `checks`, if anything.
fn odd_entry(name: &str, show: &Show, known: &[RuleText], seen: &BTreeSet<&str>) -> Option<Finding> {
    let place = Place::key_name(&show.source, format!("checks.{name}"));
    match known.iter().find(|text| text.name == name) {
        Some(text) if text.severity == Severity::Error && may_be_lowered(name) => (show.checks.get(name) != Some(&CheckLevel::Warning))
            .then(|| {
                let message = format!("{name} can be a warning at the least, because {}", why_it_stays(name));
                let finding = Finding::new(CHECK_CANNOT_BE_LOWERED.name, CHECK_CANNOT_BE_LOWERED.severity, place, message);
                finding.fix("write `warning`, or mend what the rule finds")
            }),
        Some(text) if text.severity == Severity::Error => {
            let message = format!("{name} cannot be lowered, because {}", why_it_stays(name));
            let finding = Finding::new(CHECK_CANNOT_BE_LOWERED.name, CHECK_CANNOT_BE_LOWERED.severity, place, message);
            Some(finding.fix("take this line out, and mend what the rule finds"))
        }
        Some(_) => None,
        // A finding that is there proves that the name exists, whether or not anybody wrote a text for it.
        None if seen.contains(name) => None,
        None => {
            let finding = Finding::new(UNKNOWN_RULE.name, UNKNOWN_RULE.severity, place, format!("there is no rule called {name}"));
            Some(finding.fix(match nearest(name, known.iter().map(|text| text.name)) {
                Some(near) => format!("write `{near}` if that is the one you mean"),
                None => "take the name from the square brackets of the finding".to_owned(),
            }))
        }
    }
}

fn why_it_stays(name: &str) -> &'static str {
    let of_the_record = identity::RULES.iter().any(|text| text.name == name).then_some(Guards::Identity);
    match RULES.iter().find(|rule| rule.text.name == name).map(|rule| rule.guards).or(of_the_record) {
        Some(Guards::Privacy) => "it keeps what was told in confidence off the site",
        Some(Guards::Identity) => "it keeps apps from losing or doubling your episodes",
        Some(Guards::Quality) | None => "what it finds would not work for listeners",
    }
}

/// The candidate that `word` was most likely meant to be.
fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let scored = candidates.into_iter().map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate));
    // The first of equals wins, so that the answer does not depend on the order of comparison.
    let best = scored.fold(None, |best: Option<(f64, &str)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.filter(|(likeness, _)| *likeness > 0.8).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{clean, show_key};
    use super::*;

    #[test]
    fn a_show_without_fault_has_no_findings() {
        let mut report = Report::default();
        check(&clean(), &mut report);
        assert_eq!(report.findings, []);
    }

    #[test]
    fn every_rule_has_a_name_of_its_own_and_all_its_texts() {
        let mut names = BTreeSet::new();
        for text in texts() {
            assert!(names.insert(text.name), "{} is there twice", text.name);
            assert!(text.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{} is not kebab-case", text.name);
            for part in [text.finds, text.why] {
                assert!(part.ends_with('.'), "{}: {part} is a sentence", text.name);
            }
            for part in [text.wrong, text.right] {
                assert!(!part.trim().is_empty(), "{} has no example", text.name);
            }
            assert_ne!(text.wrong, text.right, "{}", text.name);
        }
    }

    #[test]
    fn two_runs_find_the_same_in_the_same_order() {
        let mut site = clean();
        site.show.cover = None;
        site.show.categories.clear();
        site.episodes[1].guid = site.episodes[0].guid.clone();
        let run = || {
            let mut report = Report::default();
            check(&site, &mut report);
            report
        };
        assert_eq!(run(), run());
        assert!(run().findings.len() >= 3);
    }

    fn with_checks(entries: &[(&str, CheckLevel)], findings: Vec<Finding>) -> Vec<Finding> {
        let mut show = clean().show;
        show.checks = entries.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
        let mut report = Report { findings };
        apply_levels(&mut report, &show, []);
        report.findings
    }

    #[test]
    fn a_warning_is_lowered_or_silenced_by_name() {
        let warning = Finding::warning("no-cover", show_key("cover"), "there is no cover");
        assert_eq!(with_checks(&[("no-cover", CheckLevel::Off)], vec![warning.clone()]), []);
        assert_eq!(with_checks(&[("no-cover", CheckLevel::Info)], vec![warning])[0].severity, Severity::Info);
    }

    #[test]
    fn a_leak_cannot_be_silenced() {
        let leak = Finding::error("private-leak", show_key("description"), "told in confidence");
        let findings = with_checks(&[("private-leak", CheckLevel::Off)], vec![leak.clone()]);
        assert_eq!(findings[0], leak);
        assert_eq!(findings[1].rule, "check-cannot-be-lowered");
        assert_eq!(findings[1].place, Place::key_name("content/show.yaml", "checks.private-leak"));
        assert!(findings[1].message.contains("in confidence"));
    }

    #[test]
    fn what_is_bad_but_no_harm_to_identity_can_become_a_warning() {
        let fault = Finding::error("recording-not-https", show_key("title"), "not secure");
        let lowered = with_checks(&[("recording-not-https", CheckLevel::Warning)], vec![fault.clone()]);
        assert_eq!(lowered.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
        let silenced = with_checks(&[("recording-not-https", CheckLevel::Off)], vec![fault.clone()]);
        assert_eq!((&silenced[0], silenced[1].rule), (&fault, "check-cannot-be-lowered"));
        let twice = Finding::error("duplicate-guid", show_key("title"), "twice");
        assert_eq!(with_checks(&[("duplicate-guid", CheckLevel::Warning)], vec![twice.clone()])[0], twice);
    }

    #[test]
    fn an_unknown_rule_is_told_with_the_nearest_one() {
        let findings = with_checks(&[("no-foto", CheckLevel::Off)], vec![]);
        assert_eq!(findings[0].rule, "unknown-rule");
        assert_eq!(findings[0].fix.as_deref(), Some("write `no-photo` if that is the one you mean"));
    }

    #[test]
    fn rules_of_other_stages_are_known_by_their_texts_or_findings() {
        let warning = Finding::warning("unknown-key", show_key("x"), "unknown");
        let silent = with_checks(&[("unknown-key", CheckLevel::Info)], vec![warning]);
        assert_eq!(silent.len(), 1);
        let mut show = clean().show;
        show.checks.insert("quiet-audio".to_owned(), CheckLevel::Off);
        let text = RuleText { name: "quiet-audio", ..UNKNOWN_RULE };
        let mut report = Report::default();
        apply_levels(&mut report, &show, [&text]);
        assert_eq!(report.findings, []);
    }
}
