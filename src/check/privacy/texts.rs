//! Part of `privacy`: every text that everybody will be able to read, with the place where it was written.

use crate::model::{Episode, Event, Form, Offer, Person, PersonKind, Site};
use crate::report::Place;

/// A text that everybody will be able to read.
pub(super) struct Public<'site> {
    pub(super) place: Place,
    /// In the author's words: `links`, `the notes`.
    pub(super) field: &'static str,
    pub(super) text: std::borrow::Cow<'site, str>,
}

/// Gathers public texts with their places.
#[derive(Default)]
pub(super) struct Texts<'site> {
    pub(super) all: Vec<Public<'site>>,
}

impl<'site> Texts<'site> {
    /// What is neither the show's own file, nor a person, an episode or an offer.
    pub(super) fn rest(&mut self, site: &'site Site) {
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
        for (start, line) in crate::check::text::lines(text).filter(|(_, line)| !line.trim().is_empty()) {
            self.place(Place::body(source, start, start + line.len()), "the text", line);
        }
    }

    pub(super) fn show(&mut self, site: &'site Site) {
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

    pub(super) fn person(&mut self, person: &'site Person) {
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

    pub(super) fn episode(&mut self, episode: &'site Episode) {
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

    pub(super) fn offer(&mut self, site: &'site Site, offer: &'site Offer) {
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
