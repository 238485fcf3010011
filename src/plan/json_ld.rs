//! Structured data (schema.org) for pages: [`Site`] → JSON. Only absolute addresses, and never a member without a value: a reader
//! takes `null` for a statement.

use super::introduce::{has_words, page_of};
use super::markup::is_web_address;
use crate::model::{
    Credit, Episode, EpisodeId, Event, EventId, Permalink, Person, PersonId, PersonKind, Question, Recording, Registration, Show, Site,
};
use jiff::Zoned;
use serde_json::{Map, Value};

const CONTEXT: &str = "https://schema.org";

/// An object whose absent members are left out.
struct Thing(Map<String, Value>);

impl Thing {
    fn of(kind: &str) -> Self {
        let mut members = Map::new();
        members.insert("@type".to_owned(), Value::from(kind));
        Self(members)
    }

    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    fn list(self, name: &str, values: Vec<Value>) -> Self {
        if values.is_empty() { self } else { self.set(name, values) }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }

    /// The same as a document of its own; `@context` comes first so that people find it.
    fn document(self) -> Value {
        let mut members = Map::new();
        members.insert("@context".to_owned(), Value::from(CONTEXT));
        members.extend(self.0);
        Value::Object(members)
    }
}

/// JSON for inside a `<script>` element: no `<`, `>` or `&`, so that no text of an author can close the element.
#[must_use]
pub fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// PodcastSeries, for home.
///
/// Source: schema.org/PodcastSeries.
#[must_use]
pub fn series(site: &Site) -> Value {
    let show = &site.show;
    let hosts: Vec<Value> = show.hosts.iter().map(|id| person_reference(site, site.person(*id))).collect();
    let author = if hosts.is_empty() { vec![Thing::of("Person").set("name", show.author.as_str()).done()] } else { hosts };
    let profiles: Vec<&str> = show
        .subscribe
        .iter()
        .filter(|_| !show.block)
        .map(|app| app.url.as_str())
        .chain(show.social.iter().map(|link| link.url.as_str()))
        .collect();
    Thing::of("PodcastSeries")
        .set("@id", series_id(show))
        .set("name", show.title.as_str())
        .set("url", show.base_url.url.as_str())
        .set("description", show.description.as_str())
        .maybe("alternativeHeadline", show.subtitle.as_deref())
        .set("inLanguage", show.language.as_str())
        .set("webFeed", format!("{}feed.xml", show.base_url.url))
        .maybe("image", show.cover.as_ref().map(|cover| show.base_url.file(&cover.out)))
        .list("author", author)
        .list("genre", show.categories.iter().map(|category| Value::from(category.sub.as_deref().unwrap_or(&category.name))).collect())
        .maybe("license", show.license.as_ref().and_then(|license| license.url.as_ref()).map(|url| url.as_str()))
        .maybe("copyrightHolder", show.copyright.as_deref().map(|name| Thing::of("Organization").set("name", name).done()))
        .set("isFamilyFriendly", !show.explicit)
        .list("sameAs", profiles.into_iter().filter(|url| is_web_address(url)).map(Value::from).collect())
        .document()
}

/// PodcastEpisode with its AudioObject, people and one Clip per timed question.
///
/// Source: schema.org/PodcastEpisode, schema.org/Clip. The transcript's text is not repeated here: it stands on the page.
#[must_use]
pub fn episode(site: &Site, id: EpisodeId) -> Value {
    let show = &site.show;
    let episode = site.episode(id);
    let url = show.base_url.page(&episode.permalink);
    let duration = duration(episode);
    Thing::of("PodcastEpisode")
        .set("@id", format!("{url}#episode"))
        .set("url", url.as_str())
        .set("name", episode.title.as_str())
        .maybe("description", Some(episode.summary.as_str()).filter(|text| !text.is_empty()))
        .set("datePublished", moment(&episode.date))
        .set("inLanguage", show.language.as_str())
        .maybe("episodeNumber", episode.number)
        .maybe("partOfSeason", episode.season.map(|number| season(site, number)))
        .set(
            "partOfSeries",
            Thing::of("PodcastSeries")
                .set("@id", series_id(show))
                .set("name", show.title.as_str())
                .set("url", show.base_url.url.as_str())
                .done(),
        )
        .maybe("image", episode.cover.as_ref().or(show.cover.as_ref()).map(|cover| show.base_url.file(&cover.out)))
        .maybe("duration", duration.map(|length| length.iso_8601()))
        .maybe("associatedMedia", episode.recording.as_ref().map(audio_object))
        .set("isAccessibleForFree", true)
        .set("isFamilyFriendly", !episode.explicit)
        .list("author", episode.hosts.iter().map(|id| person_reference(site, site.person(*id))).collect())
        .list("actor", episode.guests.iter().map(|id| person_reference(site, site.person(*id))).collect())
        .list("contributor", episode.people.iter().map(credit).collect())
        .list("keywords", episode.tags.iter().map(|tag| Value::from(tag.name.as_str())).collect())
        .maybe("recordedAt", episode.event.map(|id| event_reference(site, site.event(id))))
        .list("hasPart", clips(episode, &url))
        .document()
}

/// Person, for a partner's page.
///
/// Source: schema.org/Person. Holds what they chose to publish, and nothing else.
#[must_use]
pub fn person(site: &Site, id: PersonId) -> Value {
    let person = site.person(id);
    let base = &site.show.base_url;
    let heard_in = site.episodes_with(id).map(|(_, episode)| {
        let url = base.page(&episode.permalink);
        Thing::of("PodcastEpisode").set("@id", format!("{url}#episode")).set("name", episode.title.as_str()).set("url", url).done()
    });
    let profiles = person.website.iter().chain(person.links.iter().map(|link| &link.url)).filter(|url| is_web_address(url));
    Thing::of("Person")
        .set("@id", person_id(site, person))
        .set("name", person.name.as_str())
        .maybe("url", person_page(site, person))
        .maybe("image", person.photo.as_ref().map(|photo| base.file(&photo.out)))
        .maybe("jobTitle", person.role.as_deref())
        .maybe("description", person.tagline.as_deref())
        .maybe("worksFor", person.business.as_deref().map(|name| Thing::of("Organization").set("name", name).done()))
        .maybe("workLocation", person.location.as_ref().map(|place| Thing::of("Place").set("name", place.name.as_str()).done()))
        .list("sameAs", profiles.map(|url| Value::from(url.as_str())).collect())
        .list("subjectOf", heard_in.collect())
        .document()
}

/// Event.
///
/// Source: schema.org/Event. Says how everybody may join; what only registered people are told is closed to this view.
#[must_use]
pub fn event(site: &Site, id: EventId) -> Value {
    let event = site.event(id);
    let url = site.show.base_url.page(&event.permalink);
    let way_in = way_in(event);
    Thing::of("Event")
        .set("@id", format!("{url}#event"))
        .set("url", url.as_str())
        .set("name", event.title.as_str())
        .set("startDate", moment(&event.starts))
        .set("endDate", moment(&event.ends))
        .set("eventStatus", "https://schema.org/EventScheduled")
        .maybe("eventAttendanceMode", way_in.attendance())
        .set("location", way_in.location(&url))
        .set(
            "organizer",
            Thing::of("Organization").set("name", site.show.author.as_str()).set("url", site.show.base_url.url.as_str()).done(),
        )
        .list("performer", event.guests.iter().chain(&event.hosts).map(|id| person_reference(site, site.person(*id))).collect())
        .maybe("maximumAttendeeCapacity", event.capacity)
        .maybe("remainingAttendeeCapacity", event.places_left().filter(|_| !event.is_past))
        .maybe("offers", (!event.is_past).then(|| admission(event, &url)))
        .maybe(
            "recordedIn",
            event.episode.map(|id| Value::from(format!("{}#episode", site.show.base_url.page(&site.episode(id).permalink)))),
        )
        .document()
}

/// BreadcrumbList: the way from home to a page, as names and addresses below home.
///
/// Source: schema.org/BreadcrumbList.
#[must_use]
pub fn breadcrumbs(site: &Site, trail: &[(&str, &Permalink)]) -> Value {
    let steps = trail.iter().zip(1u32..).map(|((name, permalink), position)| {
        Thing::of("ListItem").set("position", position).set("name", *name).set("item", site.show.base_url.page(permalink)).done()
    });
    Thing::of("BreadcrumbList").set("itemListElement", steps.collect::<Vec<_>>()).document()
}

fn series_id(show: &Show) -> String {
    format!("{}#series", show.base_url.url)
}

fn season(site: &Site, number: u64) -> Value {
    Thing::of("PodcastSeason").set("seasonNumber", number).set("url", format!("{}seasons/{number}/", site.show.base_url.url)).done()
}

fn duration(episode: &Episode) -> Option<crate::model::Millis> {
    episode.recording.as_ref()?.duration.filter(|length| length.0 > 0)
}

fn audio_object(recording: &Recording) -> Value {
    Thing::of("AudioObject")
        .set("contentUrl", recording.url.as_str())
        .set("encodingFormat", recording.mime.as_str())
        .maybe("duration", recording.duration.filter(|length| length.0 > 0).map(|length| length.iso_8601()))
        .maybe("contentSize", (recording.bytes.0 > 0).then(|| recording.bytes.for_people()))
        .done()
}

/// One Clip for each timed question; each ends where the next one starts, the last one with the recording.
fn clips(episode: &Episode, url: &str) -> Vec<Value> {
    let timed: Vec<(&Question, u64)> = episode.questions.iter().filter_map(|question| Some((question, question.at?.0 / 1000))).collect();
    let end = duration(episode).map(|length| length.0 / 1000);
    let clip = |(index, (question, start)): (usize, &(&Question, u64))| {
        let until = timed.get(index + 1).map(|(_, next)| *next).or(end).filter(|until| until > start);
        Thing::of("Clip")
            .set("name", question.ask.as_str())
            .set("startOffset", *start)
            .maybe("endOffset", until)
            .set("url", format!("{url}?t={start}"))
            .done()
    };
    timed.iter().enumerate().map(clip).collect()
}

/// Who somebody is, in short, from another thing's point of view.
fn person_reference(site: &Site, person: &Person) -> Value {
    Thing::of("Person")
        .set("@id", person_id(site, person))
        .set("name", person.name.as_str())
        .maybe("url", person_page(site, person).or_else(|| person.website.clone().filter(|url| is_web_address(url))))
        .done()
}

fn person_id(site: &Site, person: &Person) -> String {
    match person.kind {
        PersonKind::Partner => format!("{}#person", site.show.base_url.page(&person.permalink)),
        PersonKind::Host => format!("{}#host-{}", site.show.base_url.url, person.slug),
    }
}

fn person_page(site: &Site, person: &Person) -> Option<String> {
    (person.kind == PersonKind::Partner || has_words(person)).then(|| site.show.base_url.page(&page_of(person)))
}

fn credit(credit: &Credit) -> Value {
    Thing::of("Person").set("name", credit.name.as_str()).maybe("url", credit.url.as_deref().filter(|url| is_web_address(url))).done()
}

fn event_reference(site: &Site, event: &Event) -> Value {
    let url = site.show.base_url.page(&event.permalink);
    Thing::of("Event")
        .set("@id", format!("{url}#event"))
        .set("name", event.title.as_str())
        .set("startDate", moment(&event.starts))
        .set("location", way_in(event).location(&url))
        .set("url", url)
        .done()
}

fn moment(time: &Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// How everybody joins an event, told from the words of `join`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WayIn<'a> {
    /// On the web.
    Web(&'a str),
    /// By telephone, in the author's words.
    Telephone(&'a str),
    /// At a place, in the author's words.
    Place(&'a str),
    /// The event's own page tells.
    Page,
}

/// Reads the public way in of an event.
pub(super) fn way_in(event: &Event) -> WayIn<'_> {
    match event.join.as_deref().map(str::trim) {
        None | Some("") => WayIn::Page,
        Some(join) if is_web_address(join) && !join.contains(char::is_whitespace) => WayIn::Web(join),
        Some(join) if holds_telephone_number(join) => WayIn::Telephone(join),
        Some(join) => WayIn::Place(join),
    }
}

/// Seven digits or more with nothing but telephone punctuation between them; a street number and a postal code do not reach that.
fn holds_telephone_number(text: &str) -> bool {
    let runs = text.split(|character: char| !(character.is_ascii_digit() || " ()+-./".contains(character)));
    runs.map(|run| run.chars().filter(char::is_ascii_digit).count()).any(|digits| digits >= 7)
}

impl WayIn<'_> {
    fn attendance(&self) -> Option<&'static str> {
        match self {
            Self::Web(_) | Self::Telephone(_) => Some("https://schema.org/OnlineEventAttendanceMode"),
            Self::Place(_) => Some("https://schema.org/OfflineEventAttendanceMode"),
            Self::Page => None,
        }
    }

    fn location(&self, page: &str) -> Value {
        match self {
            Self::Web(url) => Thing::of("VirtualLocation").set("url", *url).done(),
            Self::Telephone(words) => Thing::of("VirtualLocation").set("name", *words).set("url", page).done(),
            Self::Place(words) => Thing::of("Place").set("name", *words).set("address", *words).done(),
            Self::Page => Thing::of("VirtualLocation").set("url", page).done(),
        }
    }
}

/// A seat. Free when it is asked for on our own page; what somebody else's page takes for it, we do not know.
fn admission(event: &Event, page: &str) -> Value {
    let is_full = event.places_left() == Some(0);
    let availability = if is_full { "https://schema.org/SoldOut" } else { "https://schema.org/InStock" };
    let offer = Thing::of("Offer").set("availability", availability);
    match &event.register {
        Some(Registration::Url(url)) if is_web_address(url) => offer.set("url", url.as_str()).done(),
        _ => offer.set("url", page).set("price", "0").done(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, sample};

    fn no_gaps(value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Array(items) => !items.is_empty() && items.iter().all(no_gaps),
            Value::Object(members) => members.values().all(no_gaps),
            Value::String(text) => !text.is_empty() && !text.starts_with('/'),
            _ => true,
        }
    }

    #[test]
    fn an_episode_says_where_it_is_heard_and_when_each_question_is_asked() {
        let value = episode(&sample::site(), EpisodeId(1));
        assert_eq!(
            value["associatedMedia"]["contentUrl"],
            "https://ledger.example/show/episodes/cash-before-profit/cash-before-profit.mp3"
        );
        assert_eq!(value["associatedMedia"]["duration"], "PT28M14S");
        assert_eq!(value["datePublished"], "2026-03-02T09:00:00-06:00");
        assert_eq!(value["actor"][0]["name"], "Dev Okafor");
        assert_eq!(value["hasPart"][0]["startOffset"], 92);
        assert_eq!(value["hasPart"][0]["endOffset"], 1207);
        assert_eq!(value["hasPart"][1]["endOffset"], 1694);
        assert_eq!(value["hasPart"][1]["url"], "https://ledger.example/show/episodes/cash-before-profit/?t=1207");
    }

    #[test]
    fn no_kind_has_a_member_without_value_or_with_a_relative_address() {
        let mut site = sample::site();
        site.people[1].links.push(Link { title: "Call".into(), url: "tel:+12185550100".into() });
        site.people[1].links.push(Link { title: "Here".into(), url: "/about/".into() });
        let all = [
            series(&site),
            episode(&site, EpisodeId(0)),
            episode(&site, EpisodeId(1)),
            episode(&site, EpisodeId(2)),
            person(&site, sample::PARTNER),
            person(&site, sample::HOST),
            event(&site, EventId(0)),
            breadcrumbs(&site, &[("People", &Permalink("partners/".into())), ("Dev Okafor", &site.people[1].permalink)]),
        ];
        for value in &all {
            assert!(no_gaps(value), "{value:#}");
            assert_eq!(value["@context"], CONTEXT);
        }
    }

    #[test]
    fn an_event_on_our_own_page_is_free_and_one_behind_another_page_is_not_promised_to_be() {
        let mut site = sample::site();
        assert!(event(&site, EventId(0)).get("offers").is_none(), "a past event has no seats");
        site.events[0].is_past = false;
        assert_eq!(event(&site, EventId(0))["offers"]["price"], "0");
        site.events[0].register = Some(Registration::Url("https://tickets.example/".into()));
        assert!(event(&site, EventId(0))["offers"].get("price").is_none());
        assert!(!event(&site, EventId(0)).to_string().contains("SECRET"));
    }

    #[test]
    fn a_dial_in_is_told_from_an_address_with_numbers() {
        let mut site = sample::site();
        let mut way = |join: &str| {
            site.events[0].join = Some(join.into());
            event(&site, EventId(0))["location"]["@type"].clone()
        };
        assert_eq!(way("By phone: (218) 555-0170, the line opens at 11:50"), "VirtualLocation");
        assert_eq!(way("Duluth Armory, room 2, 1301 London Rd"), "Place");
        assert_eq!(way("https://meet.example/x"), "VirtualLocation");
        assert_eq!(way(" "), "VirtualLocation");
    }

    #[test]
    fn a_title_cannot_close_the_script_it_stands_in() {
        let text = in_script(&Value::from("</script><!-- & -->"));
        assert!(!text.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(Value::from("</script><!-- & -->")));
    }
}
