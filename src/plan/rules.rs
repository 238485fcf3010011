//! What is looked for when the pages are planned: phrases of the show's own that would leave a gap, and partners who wait for a word.

use super::desk::standing::{self, Standing, Step};
use super::desk::{Desk, returns};
use super::words;
use crate::model::Site;
use crate::report::{Finding, Place, Report, RuleText, Severity};

/// What `turntable explain` says about these findings.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "phrase-with-gap",
        severity: Severity::Error,
        finds: "A phrase of your own has a name in braces that no phrase fills in.",
        why: "The braces would be published as they stand, on the page and in the texts that partners send to their clients.",
        wrong: "theme_options: {strings: {kit_title: \"{nmae}, it is live\"}}",
        right: "theme_options: {strings: {kit_title: \"{name}, it is live\"}}",
    },
    RuleText {
        name: "unknown-phrase",
        severity: Severity::Warning,
        finds: "A phrase of your own has a name that no page asks for.",
        why: "It changes nothing, and the page goes on saying what it said before.",
        wrong: "theme_options: {strings: {menu_episode: Conversations}}",
        right: "theme_options: {strings: {menu_episodes: Conversations}}",
    },
    RuleText {
        name: "phrases-in-english",
        severity: Severity::Info,
        finds: "The show is in a language that the pages' own words have not been put into.",
        why: "Buttons and headings are English between your own words, and people who listen instead of looking hear them in the wrong voice.",
        wrong: "language: fr    (and no themes/default/languages/fr.yaml)",
        right: "language: fr    (and themes/default/languages/fr.yaml with `more: Plus` and the others)",
    },
    RuleText {
        name: "partner-waits",
        severity: Severity::Info,
        finds: "A partner's interview is online for more than a week, and they have had no thanks, or no offer to turn the tables.",
        why: "A guest who hears nothing after the talk tells nobody about it. The letter is already written on your desk.",
        wrong: "private: {status: published, published: 2026-05-14}",
        right: "private: {status: thanked, published: 2026-05-14, thanked: 2026-05-20}",
    },
];

/// Days after which a partner has waited long enough.
const PATIENCE: i32 = 7;

/// Reports what is wrong with phrases, and who waits.
pub fn findings(site: &Site, report: &mut Report) {
    phrases(site, report);
    language(site, report);
    let desk = Desk::of(site);
    standing::all(&desk).iter().filter_map(|standing| waits(site, standing)).for_each(|finding| report.add(finding));
}

fn phrases(site: &Site, report: &mut Report) {
    let strings = site.show.theme_options.get("strings").and_then(serde_json::Value::as_object);
    for (key, value) in strings.into_iter().flatten() {
        let forms = value.as_object().into_iter().flat_map(serde_json::Map::values).filter_map(serde_json::Value::as_str);
        let texts = value.as_str().into_iter().chain(forms);
        phrase(key, texts, &|| Place::key(&site.show.source, format!("theme_options.strings.{key}")), report);
    }
    for file in &site.show.words.own {
        for (key, value) in &file.phrases {
            phrase(key, value.texts(), &|| Place::key(&file.source, key), report);
        }
    }
}

/// What is wrong with one phrase of the show's own.
fn phrase<'a>(key: &str, texts: impl Iterator<Item = &'a str>, place: &dyn Fn() -> Place, report: &mut Report) {
    if !words::is_known(key) {
        let finding = Finding::new("unknown-phrase", Severity::Warning, place(), format!("no page has a phrase called `{key}`"));
        let near = words::nearest(key).map_or_else(|| "delete it".to_owned(), |near| format!("write `{near}`, or delete it"));
        report.add(finding.fix(near));
        return;
    }
    for name in texts.flat_map(words::placeholders).filter(|name| !words::is_filled(name)) {
        let message = format!("nothing is filled in for {{{name}}}");
        let known = words::values(key).into_iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
        let fix = if known.is_empty() { "write the words themselves".to_owned() } else { format!("use what this phrase has: {known}") };
        report.add(Finding::new("phrase-with-gap", Severity::Error, place(), message).fix(fix));
    }
}

/// Pages that say their own words in another language than the show's are read aloud with the wrong voice, and look borrowed.
fn language(site: &Site, report: &mut Report) {
    let missing = words::missing(site);
    let [first, ..] = missing.as_slice() else { return };
    let tag = &site.show.language;
    let all = missing.len() == words::all();
    let message = match (all, missing.len()) {
        (true, _) => format!("the pages say their own words in English: nobody has put them into `{tag}` yet"),
        (false, 1) => format!("one phrase of the pages is still English: `{first}`"),
        (false, number) => format!("{number} phrases of the pages are still English, for example `{first}`"),
    };
    let fix = format!("write them into themes/{}/languages/{tag}.yaml, in the way of themes/default/languages/en.yaml", site.show.theme);
    report.add(Finding::new("phrases-in-english", Severity::Info, Place::key(&site.show.source, "language"), message).fix(fix));
}

/// Only of partners whose host writes down when what was done, and has no other plan for them: everybody else is in the network's list.
fn waits(site: &Site, standing: &Standing<'_>) -> Option<Finding> {
    let told = match standing.step {
        Step::PassOnApplause => "is online, and nobody has thanked them",
        Step::TurnTheTables => "was thanked, and nobody has offered to turn the tables",
        _ => return None,
    };
    let since = standing.since.filter(|_| standing.private.next.is_none()).and_then(returns::day)?;
    let today = site.as_of.to_zoned(site.show.timezone.clone()).date();
    let days = since.until(today).ok()?.get_days();
    if days <= PATIENCE {
        return None;
    }
    let message = format!("for {days} days, {} {told}", standing.partner.name);
    let letter = standing.letter().map_or_else(
        || "write to them, then set `status` to what you did".to_owned(),
        |letter| format!("send desk/partners/{}/{letter}.eml, then set `status` to what you did", standing.partner.slug),
    );
    Some(Finding::new("partner-waits", Severity::Info, Place::key(&standing.partner.source, "private.status"), message).fix(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Private, Status, heard_in, sample};

    fn found(site: &Site) -> Vec<(&'static str, String, Option<String>)> {
        let mut report = Report::default();
        findings(site, &mut report);
        report.findings.into_iter().map(|finding| (finding.rule, finding.message, finding.fix)).collect()
    }

    #[test]
    fn a_phrase_that_would_leave_a_gap_is_told() {
        let mut site = sample::site();
        site.show.theme_options =
            serde_json::json!({"strings": {"kit_for": "For {nmae}", "back_to": "To {title}", "menu_episode": "x", "season": 3}});
        let found = found(&site);
        let rules: Vec<_> = found.iter().map(|(rule, message, _)| (*rule, message.as_str())).collect();
        assert_eq!(
            rules,
            [("phrase-with-gap", "nothing is filled in for {nmae}"), ("unknown-phrase", "no page has a phrase called `menu_episode`")]
        );
        assert_eq!(found[0].2.as_deref(), Some("use what this phrase has: {name}"));
        assert_eq!(found[1].2.as_deref(), Some("write `menu_episodes`, or delete it"));
    }

    fn waiting(since: &str, next: Option<&str>) -> Vec<(&'static str, String, Option<String>)> {
        let mut site = sample::site();
        site.episodes.as_vec_mut().remove(0);
        site.heard_in = heard_in(&site.episodes, site.people.len());
        site.as_of = "2026-05-14T12:00:00Z".parse().expect("a moment");
        let mut private = site.people[1].private.open_for_desk().clone();
        (private.status, private.next) = (Some(Status::Published), next.map(str::to_owned));
        private.more = vec![("published".into(), since.into())];
        site.people[1].private = Private::new(private);
        found(&site)
    }

    #[test]
    fn a_partner_waits_after_a_week() {
        assert_eq!(waiting("2026-05-07", None), []);
        let found = waiting("2026-05-06", None);
        assert_eq!(found[0].1, "for 8 days, Dev Okafor is online, and nobody has thanked them");
        assert_eq!(found[0].2.as_deref(), Some("send desk/partners/dev-okafor/thank-you.eml, then set `status` to what you did"));
        assert_eq!(waiting("2026-01-06", Some("Wait until he is back")), [], "the host has a plan");
        assert_eq!(waiting("some day", None), []);
    }
}
