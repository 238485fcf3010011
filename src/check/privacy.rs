//! Rules that keep confidences: what stands in a `private` block must not stand in public as well.
//!
//! The one file outside `resolve` and the desk that opens [`crate::model::Private`]: a comparison needs both sides. What it opens stays
//! here; no finding repeats a private value.

use super::{Check, Guards, Rule};
use crate::model::{Episode, Event, Form, Offer, Person, PersonKind, Site};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use std::collections::BTreeMap;

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

/// What kind of confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Email,
    Number,
    Join,
    Note,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Number => "number",
            Self::Join => "address",
            Self::Note => "note",
        }
    }
}

/// Whose confidence, and where it was written.
#[derive(Clone, Debug)]
struct Secret {
    what: What,
    /// `private.phone`.
    key: String,
    source: String,
    whose: String,
}

/// All confidences by what is searched for, so that a text is read once and not once for each person.
#[derive(Default)]
struct Secrets {
    /// Lower case.
    emails: BTreeMap<String, Secret>,
    /// The last digits of telephone numbers; see [`core_digits`].
    numbers: BTreeMap<String, Secret>,
    /// Addresses and codes to join, lower case, as one word.
    words: BTreeMap<String, Secret>,
    /// Longer texts, lower case.
    phrases: Vec<(String, Secret)>,
    /// Finds all phrases in one reading of a text.
    phrase_finder: Option<AhoCorasick>,
}

impl Secrets {
    /// Opens what is private and keeps it in this file.
    fn of(site: &Site) -> Self {
        let mut secrets = Self::default();
        let backstage = site.backstage.open_for_desk();
        for person in site.people.iter().chain(&backstage.people) {
            secrets.add_person(person);
        }
        for event in &site.events {
            secrets.add_event(event);
        }
        if !secrets.phrases.is_empty() {
            secrets.phrase_finder = AhoCorasick::new(secrets.phrases.iter().map(|(phrase, _)| phrase)).ok();
        }
        secrets
    }

    fn is_empty(&self) -> bool {
        self.emails.is_empty() && self.numbers.is_empty() && self.words.is_empty() && self.phrases.is_empty()
    }

    fn add_person(&mut self, person: &Person) {
        let private = person.private.open_for_desk();
        let secret = |key: &str| Secret {
            what: What::Note,
            key: format!("private.{key}"),
            source: person.source.0.clone(),
            whose: person.name.clone(),
        };
        for (key, value) in [("email", &private.email), ("phone", &private.phone), ("notes", &private.notes), ("next", &private.next)] {
            if let Some(value) = value {
                self.add_value(value, &secret(key));
            }
        }
        for (key, value) in &private.more {
            self.add_value(value, &secret(key));
        }
    }

    fn add_event(&mut self, event: &Event) {
        let secret = |key: &str| Secret {
            what: What::Join,
            key: format!("private.{key}"),
            source: event.source.0.clone(),
            whose: event.title.clone(),
        };
        if let Some(join) = event.private_join.open_for_desk() {
            self.add_value(join, &secret("join"));
        }
        for (key, value) in event.private_more.open_for_desk() {
            self.add_value(value, &secret(key));
        }
    }

    /// Files a value under what it looks like; its key decides nothing, since authors name keys as they like.
    fn add_value(&mut self, value: &str, secret: &Secret) {
        let secret = |what| Secret { what, ..secret.clone() };
        let lower = value.trim().to_lowercase();
        if is_date(&lower) {
            return;
        }
        let emails = emails(&lower);
        let is_one_word = !lower.contains(char::is_whitespace);
        let mut filed = !emails.is_empty();
        for email in emails {
            self.emails.entry(email).or_insert_with(|| secret(What::Email));
        }
        // A number inside a longer note is told in confidence too.
        for run in digit_runs(&lower).iter().filter(|run| (7..=15).contains(&run.len()) && !is_one_web_word(&lower)) {
            self.numbers.entry(core_digits(run).to_owned()).or_insert_with(|| secret(What::Number));
            filed = true;
        }
        if is_one_word && !filed && lower.len() >= 8 {
            self.words.entry(lower).or_insert_with(|| secret(What::Join));
        } else if !is_one_word && lower.chars().count() >= 24 {
            self.phrases.push((lower, secret(What::Note)));
        }
    }

    /// The confidences found in a text, each once.
    fn within(&self, text: &str) -> Vec<&Secret> {
        // Most texts hold no address and no number long enough, and most shows no longer secrets: then there is nothing to look for.
        let has_number = text.bytes().filter(u8::is_ascii_digit).count() >= 7 || !text.is_ascii();
        let may_hold = text.contains(['@', '%']) || (has_number && !self.numbers.is_empty());
        if !may_hold && self.words.is_empty() && self.phrases.is_empty() {
            return Vec::new();
        }
        let lower = text.to_lowercase().replace("%40", "@");
        let emails = emails(&lower).into_iter().filter_map(|email| self.emails.get(&email));
        let runs = digit_runs(&lower);
        let numbers = runs.iter().flat_map(|run| self.number_in(run));
        let words = words(&lower).filter_map(|word| self.words.get(word));
        let phrases = self.phrase_finder.iter().flat_map(|finder| finder.find_overlapping_iter(&lower));
        let phrases = phrases.map(|found| &self.phrases[found.pattern().as_usize()].1);
        let mut found: Vec<&Secret> = Vec::new();
        for secret in emails.chain(numbers).chain(words).chain(phrases) {
            if !found.iter().any(|known| std::ptr::eq(*known, secret)) {
                found.push(secret);
            }
        }
        found
    }

    fn number_in(&self, run: &str) -> Option<&Secret> {
        if self.numbers.is_empty() {
            return None;
        }
        let windows =
            [9, 8, 7].into_iter().flat_map(|length| (0..=run.len().saturating_sub(length)).map(move |start| (start, start + length)));
        windows.filter_map(|(start, end)| run.get(start..end)).find_map(|digits| self.numbers.get(digits))
    }
}

/// The part of a telephone number that is dialled from everywhere: its last nine digits, or all of a shorter one.
fn core_digits(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(9)..).unwrap_or(digits)
}

/// Digits that belong together: `+1 (218) 555-0142` is one run, `12185550142`. Runs below seven digits are no telephone numbers.
fn digit_runs(text: &str) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    let mut gap = 0;
    for character in text.chars() {
        match character.to_digit(10) {
            Some(digit) => {
                run.extend(char::from_digit(digit, 10));
                gap = 0;
            }
            None if is_between_digits(character) && gap < 3 => gap += 1,
            None => {
                runs.push(std::mem::take(&mut run));
                gap = 0;
            }
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= 7);
    runs
}

fn is_between_digits(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '‐' | '‑' | '–' | '.' | '/' | '(' | ')' | '+')
}

/// Whether a value is one address such as a meeting link, whose digits are no telephone number.
fn is_one_web_word(value: &str) -> bool {
    super::text::is_web_address(value)
}

/// E-mail addresses in a lower-case text.
fn emails(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let name = before.get(before.trim_end_matches(is_part).len()..).unwrap_or_default();
        let host = after.get(..after.len() - after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '.' || c == '-').len());
        let host = host.unwrap_or_default().trim_end_matches(['.', '-']);
        if !name.is_empty() && host.contains('.') {
            found.push(format!("{name}@{host}"));
        }
    }
    found
}

/// The words of a lower-case text without the marks round them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_border = |c: char| c.is_whitespace() || "<>()[]\"'“”„‘’`,;|{}".contains(c);
    text.split(is_border).map(|word| word.trim_end_matches(['.', '!', '?', ':'])).filter(|word| word.len() >= 8)
}

/// `2026-04-30`, with or without a time: a date is known to many.
fn is_date(value: &str) -> bool {
    value.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}

/// A text that everybody will be able to read.
struct Public<'site> {
    place: Place,
    /// In the author's words: `links`, `the notes`.
    field: &'static str,
    text: std::borrow::Cow<'site, str>,
}

/// Gathers public texts with their places.
#[derive(Default)]
struct Texts<'site> {
    all: Vec<Public<'site>>,
}

impl<'site> Texts<'site> {
    /// What is neither the show's own file, nor a person, an episode or an offer.
    fn rest(&mut self, site: &'site Site) {
        site.events.iter().for_each(|event| self.event(event));
        for campaign in &site.campaigns {
            self.add(&campaign.source, "title", "title", Some(&campaign.title));
            self.body(&campaign.source, &campaign.body.0);
            for referral in &campaign.referrals {
                let cells = [Some(&referral.from), Some(&referral.to), Some(&referral.why), referral.url.as_ref()];
                for cell in cells.into_iter().flatten() {
                    self.place(Place::file(campaign.source.sibling("referrals.csv")), "the list of referrals", cell);
                }
            }
        }
        for page in &site.pages {
            self.add(&page.source, "title", "title", Some(&page.title));
            self.add(&page.source, "description", "description", page.description.as_ref());
            self.body(&page.source, &page.body.0);
        }
    }

    fn place(&mut self, place: Place, field: &'static str, text: &'site str) {
        self.all.push(Public { place, field, text: text.into() });
    }

    fn add(&mut self, source: &crate::model::RelPath, key: impl Into<String>, field: &'static str, text: Option<&'site String>) {
        if let Some(text) = text {
            self.place(Place::key(source, key), field, text);
        }
    }

    /// A text below the front matter, line by line, so that the finding is at the line.
    fn body(&mut self, source: &crate::model::RelPath, text: &'site str) {
        for (start, line) in super::text::lines(text).filter(|(_, line)| !line.trim().is_empty()) {
            self.place(Place::body(source, start, start + line.len()), "the text", line);
        }
    }

    fn show(&mut self, site: &'site Site) {
        let show = &site.show;
        self.add(&show.source, "title", "title", Some(&show.title));
        self.add(&show.source, "subtitle", "subtitle", show.subtitle.as_ref());
        self.add(&show.source, "description", "description", Some(&show.description));
        self.add(&show.source, "copyright", "copyright", show.copyright.as_ref());
        self.add(&show.source, "analytics", "analytics", show.analytics.as_ref());
        for (index, link) in show.links.iter().enumerate() {
            self.add(&show.source, format!("links[{index}].url"), "links", Some(&link.url));
        }
        for (index, link) in show.social.iter().enumerate() {
            self.add(&show.source, format!("social[{index}].url"), "social", Some(&link.url));
        }
        for (index, txt) in show.txt.iter().enumerate() {
            self.add(&show.source, format!("txt[{index}].value"), "txt", Some(&txt.value));
        }
    }

    fn person(&mut self, person: &'site Person) {
        let source = &person.source;
        let introduction = &person.introduction;
        let single = [
            ("business", &person.business),
            ("role", &person.role),
            ("tagline", &person.tagline),
            ("website", &person.website),
            ("introduction.help", &introduction.help),
            ("introduction.ideal_client", &introduction.ideal_client),
            ("introduction.say_this", &introduction.say_this),
            ("introduction.do_not_say", &introduction.do_not_say),
            ("introduction.proof", &introduction.proof),
            ("introduction.next_step", &introduction.next_step),
        ];
        for (key, text) in single {
            self.add(source, key, key, text.as_ref());
        }
        for (index, line) in introduction.listen_for.iter().enumerate() {
            self.add(source, format!("introduction.listen_for[{index}]"), "introduction.listen_for", Some(line));
        }
        for (index, line) in person.meet.iter().enumerate() {
            self.add(source, format!("meet[{index}]"), "meet", Some(line));
        }
        for (index, link) in person.links.iter().enumerate() {
            self.add(source, format!("links[{index}].url"), "links", Some(&link.url));
            self.add(source, format!("links[{index}].title"), "links", Some(&link.title).filter(|title| **title != link.url));
        }
        for (index, book) in person.books.iter().enumerate() {
            self.add(source, format!("books[{index}].url"), "books", book.url.as_ref());
        }
        let podcast = person.podcast.as_ref().and_then(|podcast| podcast.url.as_ref());
        self.add(source, "feed.url", "feed", podcast);
        self.add(source, "location", "location", person.location.as_ref().map(|location| &location.name));
        self.body(source, &person.bio.0);
    }

    fn episode(&mut self, episode: &'site Episode) {
        let source = &episode.source;
        self.add(source, "title", "title", Some(&episode.title));
        // A summary that was not written is the first paragraph of the notes, and told there.
        let is_own = !episode.notes.0.contains(&episode.summary);
        self.add(source, "summary", "summary", Some(&episode.summary).filter(|_| is_own));
        for (index, question) in episode.questions.iter().enumerate() {
            self.add(source, format!("questions[{index}].ask"), "questions", Some(&question.ask));
            self.add(source, format!("questions[{index}].answer"), "questions", question.answer.as_ref());
        }
        for (index, takeaway) in episode.takeaways.iter().enumerate() {
            self.add(source, format!("takeaways[{index}]"), "takeaways", Some(takeaway));
        }
        for (index, quote) in episode.quotes.iter().enumerate() {
            self.add(source, format!("quotes[{index}].text"), "quotes", Some(&quote.text));
        }
        for (index, resource) in episode.resources.iter().enumerate() {
            self.add(source, format!("resources[{index}].url"), "resources", resource.url.as_ref());
            self.add(source, format!("resources[{index}].note"), "resources", resource.note.as_ref());
        }
        for (index, credit) in episode.people.iter().enumerate() {
            self.add(source, format!("people[{index}].url"), "people", credit.url.as_ref());
        }
        for feedback in &episode.feedback {
            self.add(source, "feedback", "feedback", Some(&feedback.text));
            self.add(source, "feedback", "feedback", feedback.from.as_ref());
        }
        for chapter in episode.chapters.iter().chain(&episode.silent_chapters) {
            self.add(source, "chapters", "chapters", chapter.url.as_ref());
            // Those made of questions are looked at as questions.
            self.add(source, "chapters", "chapters", Some(&chapter.title).filter(|_| episode.has_own_chapters));
        }
        self.body(source, &episode.notes.0);
        self.transcript(episode);
    }

    /// A number may be spoken across two cues, so that all of them are one text.
    fn transcript(&mut self, episode: &'site Episode) {
        if let Some(transcript) = &episode.transcript {
            let words: Vec<&str> = transcript.cues.iter().map(|cue| cue.text.as_str()).collect();
            let place = Place::file(&transcript.source);
            self.all.push(Public { place, field: "the transcript", text: words.join(" ").into() });
        }
    }

    fn offer(&mut self, site: &'site Site, offer: &'site Offer) {
        let source = &offer.source;
        let prefix = if site.episodes.iter().any(|episode| episode.source == *source) { "offer." } else { "" };
        let single = [
            ("title", Some(&offer.title)),
            ("promise", offer.promise.as_ref()),
            ("button", Some(&offer.button)),
            ("for", offer.audience.as_ref()),
            ("thanks", offer.thanks.as_ref()),
            ("url", offer.url.as_ref().map(|url| &url.0)),
            ("form.endpoint", own_endpoint(site, offer)),
            ("form.consent", offer.form.consent.as_ref().filter(|_| offer.form.consent != site.show.forms.consent)),
        ];
        for (key, text) in single {
            self.add(source, format!("{prefix}{key}"), key, text);
        }
        for (index, thing) in offer.contains.iter().enumerate() {
            self.add(source, format!("{prefix}contains[{index}]"), "contains", Some(thing));
        }
        self.body(source, &offer.body.0);
    }

    fn event(&mut self, event: &'site Event) {
        let source = &event.source;
        self.add(source, "title", "title", Some(&event.title));
        self.add(source, "join", "join", event.join.as_ref());
        if let Some(crate::model::Registration::Url(address)) = &event.register {
            self.add(source, "register", "register", Some(address));
        }
        self.body(source, &event.body.0);
    }
}

/// The address an offer's own form is sent to. A host may well have their requests sent to their own private address; that is told as
/// a warning where the show says so.
fn own_endpoint<'site>(site: &'site Site, offer: &'site Offer) -> Option<&'site String> {
    let is_hosts = offer.owner.is_some_and(|owner| site.person(owner).kind == PersonKind::Host);
    let Form { endpoint, .. } = &offer.form;
    endpoint.as_ref().filter(|_| !is_hosts && *endpoint != site.show.forms.endpoint)
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
