//! Rules that keep confidences: what stands in a `private` block must not stand in public as well.
//!
//! Besides `resolve` and the desk, only this opens [`crate::model::Private`] to compare: a comparison needs both sides. What it opens stays
//! in `secrets`; no finding repeats a private value.

mod secrets;
mod texts;

use super::{Check, Guards, Rule};
use crate::model::Site;
use crate::report::{Finding, Place, Report, RuleText, Severity};
use rayon::prelude::*;
use secrets::{Secret, Secrets};
use texts::{Public, Texts};

pub(super) const PRIVATE_LEAK: Rule = Rule {
    text: RuleText {
        name: "private-leak",
        severity: Severity::Error,
        finds: "Something told in confidence (an e-mail address, a telephone number, how to join a session, a note) that also stands where \
                everybody can read it.",
        why: "A partner who finds their private number on your site will not refer anybody to you again.",
        wrong: "links:\n  - title: Call me\n    url: tel:+12185550142\nprivate:\n  phone: (218) 555-0142",
        right: "links:\n  - title: Call the office\n    url: tel:+12185550100\nprivate:\n  phone: (218) 555-0142",
    },
    guards: Guards::Privacy,
    check: Check::Site(private_leak),
};

fn private_leak(site: &Site, report: &mut Report) {
    let secrets = Secrets::of(site);
    if secrets.is_empty() {
        return;
    }
    leaks(&secrets, |texts| texts.show(site)).into_iter().for_each(|finding| report.add(finding));
    let people = site.people.par_iter().map(|person| leaks(&secrets, |texts| texts.person(person)));
    let episodes = site.episodes.shared().par_iter().map(|episode| leaks(&secrets, |texts| texts.episode(episode)));
    let offers = site.offers.par_iter().map(|offer| leaks(&secrets, |texts| texts.offer(site, offer)));
    let found: Vec<Vec<Finding>> = people.chain(episodes).chain(offers).collect();
    found.into_iter().flatten().for_each(|finding| report.add(finding));
    leaks(&secrets, |texts| texts.rest(site)).into_iter().for_each(|finding| report.add(finding));
}

/// The confidences found in one part of the show: all its lines together would take more memory than the show itself.
fn leaks<'site>(secrets: &Secrets, fill: impl FnOnce(&mut Texts<'site>)) -> Vec<Finding> {
    let mut texts = Texts::default();
    fill(&mut texts);
    let found = texts.all.iter().flat_map(|public| secrets.within(&public.text).into_iter().map(move |secret| leak(public, secret)));
    found.collect()
}

fn leak(public: &Public<'_>, secret: &Secret) -> Finding {
    let whose = if secret.source == public.place.file { String::new() } else { format!(" of {}", secret.whose) };
    let message = format!("the {} in {} is also in {}{whose}", secret.what.word(), public.field, secret.key);
    let fix = format!("take it out here, or out of `{}` if they chose to publish it", secret.key);
    PRIVATE_LEAK.finding(public.place.clone(), message).fix(fix)
}

pub(super) const PRIVATE_ADDRESS_PUBLISHED: Rule = Rule {
    text: RuleText {
        name: "private-address-published",
        severity: Severity::Warning,
        finds: "A private e-mail address of a host or partner that the feed or a form shows to everybody.",
        why: "The owner's address stands in the feed, where anybody can collect it. It should be one that was chosen for that.",
        wrong: "owner:\n  email: margo.at.home@ellison.example   (the host's `private.email`)",
        right: "owner:\n  email: hello@ellison.example",
    },
    guards: Guards::Privacy,
    check: Check::Site(private_address_published),
};

fn private_address_published(site: &Site, report: &mut Report) {
    let secrets = Secrets::of(site);
    let owner = site.show.owner.iter().filter_map(|owner| Some(("owner.email", owner.email.as_deref()?)));
    let form = site.show.forms.endpoint.iter().map(|endpoint| ("forms.endpoint", endpoint.as_str()));
    for (key, text) in owner.chain(form) {
        for secret in secrets.within(text) {
            let message = format!("this is also in {} of {}", secret.key, secret.whose);
            let finding = PRIVATE_ADDRESS_PUBLISHED.finding(Place::key(&site.show.source, key), message);
            report.add(finding.fix("use an address that is meant for the public"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, clean, finds, found, show_key, spotlight_key};
    use crate::model::{Backstage, Markdown, Owner, PersonPrivate, Private};

    const PARTNER_FILE: &str = "content/partners/dev-okafor/index.md";
    const EPISODE_FILE: &str = "content/episodes/002-cash-before-profit/index.md";

    fn confide(change: impl FnOnce(&mut PersonPrivate)) -> impl FnOnce(&mut Site) {
        move |site| {
            let mut private = PersonPrivate::default();
            change(&mut private);
            site.people[1].private = Private::new(private);
        }
    }

    #[test]
    fn a_private_number_in_any_spelling_is_found() {
        let spellings = [
            "tel:+12185550100",
            "tel:218-555-0100",
            "https://wa.example/12185550100",
            "+1 (218) 555.0100",
            "+1\u{a0}218\u{202f}555\u{202f}0100",
        ];
        for spelling in spellings {
            finds(&PRIVATE_LEAK, Place::key(PARTNER_FILE, "links[0].url"), |site| site.people[1].links[0].url = spelling.into());
        }
        let finding = found(&PRIVATE_LEAK, |site| site.people[1].links[0].url = "tel:+12185550100".into()).remove(0);
        assert_eq!(finding.message, "the number in links is also in private.phone");
        assert!(!format!("{finding:?}").contains("5550100"), "a finding repeats no private value");
        let office = |site: &mut Site| site.people[1].links[0].url = "tel:+12185550199".into();
        assert!(found(&PRIVATE_LEAK, office).is_empty());
    }

    #[test]
    fn a_private_address_in_the_notes_is_found_at_its_line() {
        let notes = |text: &'static str| move |site: &mut Site| site.episodes[SPOTLIGHT].notes = Markdown(text.into());
        let text = "One.\r\n\r\nWrite to [Dev](mailto:Dev.Private%40Okafor.example).";
        finds(&PRIVATE_LEAK, Place::body(EPISODE_FILE, 8, text.len()), notes(text));
        let finding = found(&PRIVATE_LEAK, notes("dev.private@okafor.example.")).remove(0);
        assert_eq!(finding.message, "the e-mail address in the text is also in private.email of Dev Okafor");
        assert!(found(&PRIVATE_LEAK, notes("xdev.private@okafor.example, dev.private@okafor.example.org")).is_empty());
    }

    #[test]
    fn a_number_spoken_across_two_cues_is_found() {
        finds(&PRIVATE_LEAK, Place::file("content/episodes/002-cash-before-profit/transcript.vtt"), |site| {
            let transcript = site.episodes[SPOTLIGHT].transcript.as_mut().expect("there is one");
            transcript.cues[0].text = "Call me at 218 555".into();
            transcript.cues[1].text = "0100, any time.".into();
            // The other episodes of the clean show have the same transcript, unchanged.
        });
    }

    #[test]
    fn what_nobody_knows_yet_does_not_leak_either() {
        let mut stranger = crate::model::sample::person();
        stranger.name = "Priya Raman".into();
        stranger.source = crate::model::RelPath("content/partners/priya-raman/index.md".into());
        stranger.private = Private::new(PersonPrivate { email: Some("priya@home.example".into()), ..PersonPrivate::default() });
        finds(&PRIVATE_LEAK, spotlight_key("takeaways[0]"), |site| {
            site.backstage = Private::new(Backstage { people: vec![stranger], ..Backstage::default() });
            site.episodes[SPOTLIGHT].takeaways[0] = "Ask PRIYA@home.example".into();
        });
    }

    #[test]
    fn how_to_join_is_for_those_who_registered() {
        let place = Place::key("content/events/cash-evening.md", "join");
        finds(&PRIVATE_LEAK, place, |site| site.events[0].join = Some("https://meet.example/SECRET-NOTE".into()));
    }

    #[test]
    fn notes_and_other_keys_are_confidences_and_dates_are_not() {
        finds(&PRIVATE_LEAK, Place::key(PARTNER_FILE, "tagline"), |site| {
            site.people[1].tagline = Some("secret-note he may sell the firm".into());
        });
        let mobile = confide(|private| private.more = vec![("mobile".into(), "0170 1234567".into())]);
        finds(&PRIVATE_LEAK, Place::key(PARTNER_FILE, "introduction.next_step"), |site| {
            mobile(site);
            site.people[1].introduction.next_step = Some("Ring +49 170 1234567".into());
        });
        let dated = confide(|private| private.more = vec![("invited".into(), "2026-01-05".into())]);
        let published = |site: &mut Site| {
            dated(site);
            site.episodes[SPOTLIGHT].notes = Markdown("Recorded on 2026-01-05, episode 20260105.".into());
        };
        assert!(found(&PRIVATE_LEAK, published).is_empty());
    }

    #[test]
    fn the_address_in_the_feed_is_one_chosen_for_it() {
        finds(&PRIVATE_ADDRESS_PUBLISHED, show_key("owner.email"), |site| {
            site.show.owner = Some(Owner { name: None, email: Some("Dev.Private@okafor.example".into()) });
        });
    }

    #[test]
    fn odd_texts_do_no_harm() {
        let secrets = Secrets::of(&clean());
        for text in
            ["", "@", "@@.@", "a@b", "%40", "+++---", "１２１８５５５０１００", "\u{202e}218", &"9".repeat(5000), &"@.".repeat(5000)]
        {
            assert!(secrets.within(text).is_empty(), "{text:.40}");
        }
    }
}
