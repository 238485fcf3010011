//! Rules about Referral Kits: whether an interested listener can raise a hand, and whether the partner gets the credit.

use super::text::folded;
use super::{Check, Guards, ReadText, Rule};
use crate::markdown::{self, Reference};
use crate::model::{Episode, Offer, OfferState, RelPath, Site};
use crate::report::{Place, Report, RuleText, Severity};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The key of an offer's field: below `offer` where the offer was written in an episode.
pub(super) fn key_of(site: &Site, offer: &Offer, key: &str) -> String {
    let is_in_episode = site.episodes.iter().any(|episode| episode.source == offer.source);
    if is_in_episode { format!("offer.{key}") } else { key.to_owned() }
}

pub(super) fn place_of(site: &Site, offer: &Offer, key: &str) -> Place {
    Place::key(&offer.source, key_of(site, offer, key))
}

pub(super) const OFFER_CLOSED: Rule = Rule {
    text: RuleText {
        name: "offer-closed",
        severity: Severity::Warning,
        finds: "An offer whose last day is over, while published episodes still end with it.",
        why: "Listeners hear \"ask for the kit\" for years. They now find a closed door, and the host's own offer as the way on.",
        wrong: "until: 2025-12-31   (and three episodes with `offer: lender-ready`)",
        right: "until: 2027-12-31, or no `until`, or another `offer` in those episodes",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_closed),
};

fn offer_closed(site: &Site, report: &mut Report) {
    for (offer, count) in pointed_to(site).filter(|(offer, _)| offer.state == OfferState::Closed) {
        let finding = OFFER_CLOSED.finding(place_of(site, offer, "until"), "this offer is closed");
        report.add(finding.label(still_point(count)).fix("set a later date, or give those episodes another `offer`"));
    }
}

/// Offers that close at least one published episode, with how many.
fn pointed_to(site: &Site) -> impl Iterator<Item = (&Offer, usize)> {
    let calls = |index: usize| {
        let is_this = |episode: &&Episode| episode.call_to_action.as_ref().is_some_and(|call| call.offer.0 as usize == index);
        site.episodes.iter().filter(is_this).count()
    };
    site.offers.iter().enumerate().map(move |(index, offer)| (offer, calls(index))).filter(|(_, count)| *count > 0)
}

fn still_point(count: usize) -> String {
    match count {
        1 => "one episode still points to it".to_owned(),
        2 => "two episodes still point to it".to_owned(),
        count => format!("{count} episodes still point to it"),
    }
}

pub(super) const OFFER_ENDS_SOON: Rule = Rule {
    text: RuleText {
        name: "offer-ends-soon",
        severity: Severity::Warning,
        finds: "An offer that closes within two weeks, while published episodes end with it.",
        why: "Once it is closed, whoever hears those interviews finds a closed door. Now there is still time to ask the partner.",
        wrong: "until: 2026-06-01   (eleven days from now)",
        right: "until: 2027-06-01",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_ends_soon),
};

fn offer_ends_soon(site: &Site, report: &mut Report) {
    let today = site.as_of.to_zoned(site.show.timezone.clone()).date();
    for (offer, count) in pointed_to(site).filter(|(offer, _)| offer.state == OfferState::Open) {
        let Some(days) = offer.until.and_then(|until| days_between(today, until)).filter(|days| (0..=14).contains(days)) else { continue };
        let finding = OFFER_ENDS_SOON.finding(place_of(site, offer, "until"), format!("this offer closes {}", in_words(days)));
        report.add(finding.label(still_point(count)).fix("set a later date, or give those episodes another `offer`"));
    }
}

fn days_between(from: Date, to: Date) -> Option<i32> {
    from.until(to).ok().map(|span| span.get_days())
}

fn in_words(days: i32) -> String {
    let words = ["today", "tomorrow", "in two days", "in three days", "in four days", "in five days", "in six days", "in a week"];
    let more = ["in eight days", "in nine days", "in ten days", "in eleven days", "in twelve days", "in thirteen days", "in two weeks"];
    let index = usize::try_from(days).unwrap_or_default();
    words.iter().chain(&more).nth(index).map_or_else(|| format!("in {days} days"), |words| (*words).to_owned())
}

pub(super) const OFFER_WITHOUT_A_WAY_TO_ASK: Rule = Rule {
    text: RuleText {
        name: "offer-without-a-way-to-ask",
        severity: Severity::Warning,
        finds: "An offer that has neither a form service, nor an address elsewhere, nor an e-mail address to write to.",
        why: "A listener raises a hand and there is no button: that is the one moment the whole interview was made for.",
        wrong: "title: The Owner's Continuity Kit   (and no `forms` in show.yaml)",
        right: "url: https://okafor.example/kit/   (in the offer), or forms: {provider: netlify, consent: …} in show.yaml",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_without_a_way_to_ask),
};

fn offer_without_a_way_to_ask(site: &Site, report: &mut Report) {
    let has_email = site.show.owner.as_ref().is_some_and(|owner| owner.email.is_some());
    let has_way = |offer: &Offer| offer.url.is_some() || offer.form.provider.is_some() || offer.form.endpoint.is_some() || has_email;
    for offer in site.offers.iter().filter(|offer| offer.state == OfferState::Open && !has_way(offer)) {
        let finding = OFFER_WITHOUT_A_WAY_TO_ASK.finding(place_of(site, offer, "url"), "nobody can ask for this");
        report.add(finding.fix("add `url` where it can be asked for, or `forms` in show.yaml"));
    }
}

pub(super) const OFFER_TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "offer-title-too-long",
        severity: Severity::Warning,
        finds: "An offer whose name has more than 60 characters.",
        why: "It is said aloud at the end of the interview and stands on a button and in the chapter list: nobody keeps a long one in mind.",
        wrong: "title: A complete collection of worksheets and letters for owners who want to prepare",
        right: "title: The Owner's Continuity Kit",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_title_too_long),
};

fn offer_title_too_long(site: &Site, report: &mut Report) {
    for offer in &site.offers {
        let length = offer.title.chars().count();
        if length > 60 {
            let message = format!("the name of this offer has {length} characters");
            let finding = OFFER_TITLE_TOO_LONG.finding(place_of(site, offer, "title"), message);
            report.add(finding.fix("say it in 60 characters, and move the rest to `promise`"));
        }
    }
}

pub(super) const OFFER_CONTENTS_UNFIT: Rule = Rule {
    text: RuleText {
        name: "offer-contents-unfit",
        severity: Severity::Info,
        finds: "An offer that lists one thing or more than four, or says one of them in more than 60 characters.",
        why: "Two to four short lines are read before the decision; a long list is read later, which is never.",
        wrong: "contains: [A guide]",
        right: "contains:\n  - The one-page authority letter\n  - The eleven logins a stranger would need\n  - Three names to call",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_contents_unfit),
};

fn offer_contents_unfit(site: &Site, report: &mut Report) {
    for offer in &site.offers {
        if !matches!(offer.contains.len(), 0 | 2..=4) {
            let message = if offer.contains.len() == 1 {
                "only one thing is named".to_owned()
            } else {
                format!("{} things are named", offer.contains.len())
            };
            let finding = OFFER_CONTENTS_UNFIT.finding(place_of(site, offer, "contains"), message);
            report.add(finding.fix("name two to four things a listener will find in it"));
        }
        for (index, thing) in offer.contains.iter().enumerate() {
            let length = thing.chars().count();
            if length > 60 {
                let place = place_of(site, offer, &format!("contains[{index}]"));
                report
                    .add(OFFER_CONTENTS_UNFIT.finding(place, format!("this line has {length} characters")).fix("say it in 60 characters"));
            }
        }
    }
}

pub(super) const BUTTON_SAYS_NOTHING: Rule = Rule {
    text: RuleText {
        name: "button-says-nothing",
        severity: Severity::Warning,
        finds: "A button that says \"Submit\", \"Click here\" or the like.",
        why: "The button is the last thing read before a hand goes up. It should say what happens next.",
        wrong: "button: Submit",
        right: "button: Send me the kit",
    },
    guards: Guards::Quality,
    check: Check::Site(button_says_nothing),
};

fn button_says_nothing(site: &Site, report: &mut Report) {
    let empty_words =
        ["submit", "send", "ok", "go", "click", "click here", "here", "download", "enviar", "absenden", "senden", "envoyer", "invia"];
    for offer in site.offers.iter().filter(|offer| empty_words.contains(&folded(&offer.button).as_str())) {
        let finding = BUTTON_SAYS_NOTHING.finding(place_of(site, offer, "button"), "this button does not say what happens");
        report.add(finding.fix("say it as the listener would: \"Send me the kit\""));
    }
}

pub(super) const OFFER_ADDRESS_HARD_TO_SAY: Rule = Rule {
    text: RuleText {
        name: "offer-address-hard-to-say",
        severity: Severity::Info,
        finds: "An offer whose address has more than three words, a digit, or a word that sounds like another.",
        why: "The address is spoken in the recording. Whoever hears it in a car must be able to type it at home.",
        wrong: "content/offers/4-steps-to-a-buyer-ready-firm/",
        right: "content/offers/continuity/",
    },
    guards: Guards::Quality,
    check: Check::Site(offer_address_hard_to_say),
};

/// English words that are typed otherwise as often as not when only heard.
const SOUND_ALIKES: &[&str] = &[
    "to", "too", "two", "for", "four", "by", "buy", "right", "write", "one", "won", "their", "there", "your", "youre", "know", "no", "new",
    "knew", "hear", "here", "week", "weak", "whole", "hole", "eight", "ate", "sale", "sail", "cent", "sent", "piece", "peace",
];

fn offer_address_hard_to_say(site: &Site, report: &mut Report) {
    for offer in &site.offers {
        let slug = offer.slug.as_str();
        let words: Vec<&str> = slug.split('-').collect();
        let reason = if slug.bytes().any(|b| b.is_ascii_digit()) {
            "it has a digit, which may be typed as a word".to_owned()
        } else if words.len() > 3 {
            format!("it has {} words", words.len())
        } else if let Some(word) = words.iter().find(|word| SOUND_ALIKES.contains(word)) {
            format!("\"{word}\" sounds like another word")
        } else {
            continue;
        };
        let message = format!("the address offers/{slug}/ is hard to say aloud: {reason}");
        let finding = OFFER_ADDRESS_HARD_TO_SAY.finding(Place::file(&offer.source), message);
        report.add(finding.fix("name the folder with one to three plain words, before you record the offer"));
    }
}

pub(super) const UNTRACKED_OFFER_LINK: Rule = Rule {
    text: RuleText {
        name: "untracked-offer-link",
        severity: Severity::Error,
        finds: "A hand-written link in the notes straight to the offer of the episode, past the partner's own link.",
        why: "Whoever follows it asks for the kit, and nobody learns that your partner sent them: the partner gets no credit and no thanks.",
        wrong: "Ask for [the kit](/offers/continuity/).",
        right: "Ask for [the kit](/go/dev-okafor/continuity/).",
    },
    guards: Guards::Quality,
    check: Check::Texts(untracked_offer_link),
};

fn untracked_offer_link(site: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    let read: BTreeMap<&RelPath, &[Reference]> = texts.iter().map(|read| (read.text.source, read.references.as_slice())).collect();
    for episode in &site.episodes {
        let references = read.get(&episode.source).copied().unwrap_or_default();
        let Some(call) = episode.call_to_action.as_ref().filter(|call| call.partner.is_some()) else { continue };
        let offer = site.offer(call.offer);
        for link in references.iter().filter(|reference| leads_to(site, offer, &reference.target)) {
            let place = Place::body(&episode.source, link.start, link.end);
            let finding = UNTRACKED_OFFER_LINK.finding(place, "this link does not say which partner sent the person");
            report.add(finding.fix(format!("write `/{}` instead", call.permalink)));
        }
    }
}

/// Whether a link leads straight to an offer: its page here, or where it is asked for elsewhere.
fn leads_to(site: &Site, offer: &Offer, target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let elsewhere = offer.url.as_ref().is_some_and(|url| url.as_str().trim_end_matches('/') == path);
    let inside = path.strip_prefix(&site.show.base_url.url).or_else(|| path.strip_prefix('/')).unwrap_or(path);
    elsewhere || inside == offer.permalink.as_str().trim_end_matches('/')
}

pub(super) const PROMISE_WITHOUT_LINK: Rule = Rule {
    text: RuleText {
        name: "promise-without-link",
        severity: Severity::Info,
        finds: "An interview in which somebody says \"the link is in the notes\", while the notes have none.",
        why: "The listener looks, finds nothing, and does not look a second time.",
        wrong: "Dev: You'll find the link in the show notes.   (and no link in the notes, no `resources`, no `offer`)",
        right: "resources:\n  - title: The bank letter\n    url: https://okafor.example/bank-letter/",
    },
    guards: Guards::Quality,
    check: Check::Site(promise_without_link),
};

fn promise_without_link(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| !has_any_link(episode)) {
        if let Some(said) = spoken(episode).find(|said| promises_link(said)) {
            let shown: String = said.chars().filter(|c| !c.is_control()).take(80).collect();
            let finding =
                PROMISE_WITHOUT_LINK.finding(Place::key(&episode.source, "resources"), format!("a link is promised: \"{shown}\""));
            report.add(finding.fix("add it to `resources`, or to the notes"));
        }
    }
}

fn has_any_link(episode: &Episode) -> bool {
    let notes = &episode.notes;
    episode.call_to_action.is_some()
        || episode.resources.iter().any(|resource| resource.url.is_some())
        || notes.0.contains("://")
        || notes.0.contains("www.")
        || markdown::references(notes).iter().any(|reference| !reference.is_image)
}

/// What is said in an episode, as far as it is written down.
fn spoken(episode: &Episode) -> impl Iterator<Item = &str> {
    let cues = episode.transcript.iter().flat_map(|transcript| transcript.cues.iter().map(|cue| cue.text.as_str()));
    let answers = episode.questions.iter().filter_map(|question| question.answer.as_deref());
    [episode.summary.as_str(), episode.notes.0.as_str()].into_iter().chain(answers).chain(cues)
}

fn promises_link(text: &str) -> bool {
    let folded = folded(text);
    let mentions_link = [" link ", " links ", " address "].iter().any(|word| format!(" {folded} ").contains(word));
    mentions_link
        && ["in the notes", "in the show notes", "in the shownotes", "in the description"].iter().any(|place| folded.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, clean, finds, found, offer, offer_key, spotlight_key};
    use crate::model::{Form, Markdown, Slug};

    #[test]
    fn a_closed_offer_blocks_nothing_and_is_told() {
        finds(&OFFER_CLOSED, offer_key("until"), offer(|offer| offer.state = OfferState::Closed));
        let soon = |day: i8| offer(move |offer| offer.until = Some(jiff::civil::date(2026, 6, day)));
        finds(&OFFER_ENDS_SOON, offer_key("until"), soon(12));
        let finding = found(&OFFER_ENDS_SOON, soon(12)).remove(0);
        assert_eq!(finding.message, "this offer closes in eleven days");
        assert_eq!(finding.label.as_deref(), Some("one episode still points to it"));
        assert_eq!(found(&OFFER_ENDS_SOON, soon(1)).remove(0).message, "this offer closes today");
        assert_eq!(found(&OFFER_ENDS_SOON, soon(15)).remove(0).message, "this offer closes in two weeks");
        assert!(found(&OFFER_ENDS_SOON, soon(16)).is_empty());
    }

    #[test]
    fn an_offer_can_be_asked_for_and_said() {
        finds(&OFFER_WITHOUT_A_WAY_TO_ASK, offer_key("url"), |site| {
            site.offers[0].form = Form::default();
            site.show.owner = None;
        });
        finds(&OFFER_TITLE_TOO_LONG, offer_key("title"), offer(|offer| offer.title = "é".repeat(61)));
        finds(&OFFER_CONTENTS_UNFIT, offer_key("contains"), offer(|offer| offer.contains.truncate(1)));
        finds(&OFFER_CONTENTS_UNFIT, offer_key("contains[1]"), offer(|offer| offer.contains[1] = "x".repeat(61)));
        finds(&BUTTON_SAYS_NOTHING, offer_key("button"), offer(|offer| offer.button = "Submit!".into()));
        for slug in ["four-steps", "top-10", "a-map-of-cash"] {
            let place = Place::file("content/offers/cash-map/index.md");
            finds(&OFFER_ADDRESS_HARD_TO_SAY, place, offer(|offer| offer.slug = Slug(slug.into())));
        }
    }

    #[test]
    fn links_past_the_partner_are_recognised() {
        let site = clean();
        let (kit, host_kit) = (&site.offers[0], &site.offers[1]);
        for target in ["/offers/cash-map/", "offers/cash-map", "https://ledger.example/show/offers/cash-map/?x=1"] {
            assert!(leads_to(&site, kit, target), "{target}");
        }
        assert!(leads_to(&site, host_kit, "https://abara.example/checklist/"));
        for target in ["/go/dev-okafor/cash-map/", "/offers/cash-map/thanks/", "https://other.example/offers/cash-map/", ""] {
            assert!(!leads_to(&site, kit, target), "{target}");
        }
    }

    #[test]
    fn a_promised_link_is_there() {
        let promise = |site: &mut Site| {
            let episode = &mut site.episodes[SPOTLIGHT];
            episode.call_to_action = None;
            episode.resources.clear();
            episode.notes = Markdown("Dev explains.".into());
            episode.transcript.as_mut().expect("there is one").cues[1].text = "You'll find the link in the show-notes.".into();
        };
        finds(&PROMISE_WITHOUT_LINK, spotlight_key("resources"), promise);
        let kept = |site: &mut Site| {
            promise(site);
            site.episodes[SPOTLIGHT].notes = Markdown("See https://okafor.example/sheet".into());
        };
        assert!(found(&PROMISE_WITHOUT_LINK, kept).is_empty());
    }
}
