//! What the author lets happen on purpose: `--accept RULE:NAME`.

use super::{Named, rules};
use crate::parse::lock::FILE;
use crate::report::{Finding, Place, Report, Severity};

/// Leave to let something happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Which rule's finding.
    pub rule: String,
    /// What it is about, as the finding says it; `None`: everything that the rule finds.
    pub name: Option<String>,
}

impl Acceptance {
    /// From `RULE`, `RULE:NAME` or `RULE:NAME,NAME`. `None` where no rule of this subject has that name.
    #[must_use]
    pub fn read(text: &str) -> Option<Vec<Self>> {
        let (rule, names) = text.trim().split_once(':').map_or((text.trim(), None), |(rule, names)| (rule, Some(names)));
        rules::RULES.iter().find(|known| known.name == rule && known.severity == Severity::Error)?;
        let names: Vec<Option<String>> = match names {
            None => vec![None],
            Some(names) => names.split(',').map(|name| Some(plain(name).to_owned())).filter(|name| name.as_deref() != Some("")).collect(),
        };
        Some(names.into_iter().map(|name| Self { rule: rule.to_owned(), name }).collect())
    }

    fn covers(&self, named: &Named) -> bool {
        self.rule == named.finding.rule && self.name.as_ref().is_none_or(|name| *name == plain(&named.name))
    }
}

/// `/partners/dev/` and `partners/dev` are the same.
fn plain(name: &str) -> &str {
    name.trim().trim_matches('/')
}

/// Reports what was found; what is accepted becomes a note.
pub(super) fn settle(found: Vec<Named>, accepted: &[Acceptance], report: &mut Report) {
    for acceptance in accepted.iter().filter(|acceptance| !found.iter().any(|named| acceptance.covers(named))) {
        let what = acceptance.name.as_ref().map_or_else(|| acceptance.rule.clone(), |name| format!("{}:{name}", acceptance.rule));
        let finding = Finding::warning("nothing-to-accept", Place::file(FILE), format!("`--accept {what}` was not needed"));
        report.add(finding.fix("leave it out; an old one that stays in a script would let the next accident pass"));
    }
    for named in found {
        let is_accepted = accepted.iter().any(|acceptance| acceptance.covers(&named));
        report.add(if is_accepted { note(named.finding) } else { named.finding });
    }
}

fn note(finding: Finding) -> Finding {
    let message = format!("accepted: {}", finding.message);
    Finding { severity: Severity::Info, message, fix: None, ..finding }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPOTLIGHT, found_with};
    use super::*;

    #[test]
    fn an_acceptance_names_a_rule_and_perhaps_names() {
        let names = |text: &str| Acceptance::read(text).map(|all| all.into_iter().map(|one| one.name).collect::<Vec<_>>());
        assert_eq!(names("date-moved"), Some(vec![None]));
        assert_eq!(names("lost-item:a, b"), Some(vec![Some("a".into()), Some("b".into())]));
        assert_eq!(names("lost-page:/partners/dev/"), Some(vec![Some("partners/dev".into())]));
        for wrong in ["lost-itme:a", "", ":a", "no-cover", "nothing-to-accept"] {
            assert_eq!(names(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_accepted_is_a_note_and_what_is_not_needed_a_warning() {
        let lost = |accepted: &str| {
            let accepted = Acceptance::read(accepted).expect("a rule");
            let found = found_with(&accepted, |site, _| drop(site.episodes.as_vec_mut().remove(SPOTLIGHT)));
            found.iter().filter(|finding| finding.rule != "lost-page").map(|finding| (finding.rule, finding.severity)).collect::<Vec<_>>()
        };
        assert_eq!(lost("lost-item:cash-before-profit"), [("lost-item", Severity::Info)]);
        assert_eq!(lost("lost-item"), [("lost-item", Severity::Info)]);
        assert_eq!(lost("lost-item:other"), [("nothing-to-accept", Severity::Warning), ("lost-item", Severity::Error)]);
    }
}
