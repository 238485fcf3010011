//! Interviews: each raw episode with its people, recording, chapters and call to action.

use super::chapters::{self, Origin};
use super::known::{Known, Resolved};
use super::names::{Programme, plain};
use super::offers::Stock;
use super::people::{Cast, People};
use super::pictures::Pictures;
use super::published::known_guid;
use super::timing::Due;
use super::voices;
use super::{ImageFacts, Interview, Item, Measured, aliases, beside, bytes_of, published_name};
use crate::discover::FileEntry;
use crate::markdown;
use crate::model::{
    AbsoluteUrl, Asset, BaseUrl, ByteLen, CallToAction, Chapter, Direction, Episode, EpisodeKind, Feedback, ForeignElement, Making,
    Markdown, Millis, OfferId, OfferState, OutPath, Permalink, PersonId, PersonKind, Picture, Private, Published, Quote, Recording,
    RecordingFile, RelPath, Shared, SharedList, Show, Slug, Tag, Transcript,
};
use crate::parse::episode::{OfferChoice, RawAudio, RawChapters, RawEpisode, RawImage};
use crate::report::{Finding, Place, Report};
use jiff::Zoned;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What an episode is joined up with.
pub struct Context<'a> {
    /// The show.
    pub show: &'a Show,
    /// Names of people.
    pub cast: &'a Cast,
    /// People in full.
    pub people: &'a People,
    /// Offers.
    pub stock: &'a Stock,
    /// Names of episodes, events and campaigns.
    pub programme: &'a Programme,
    /// What was measured.
    pub measured: &'a Measured,
    /// What was published before.
    pub before: &'a Published<'a>,
}

/// Where episodes have their pages.
pub const FOLDER: &str = "episodes/";

/// All episodes: the public ones, and those backstage. What is known is not resolved anew.
pub fn resolve_all(due: Due, known: &mut Known, context: &Context<'_>, report: &mut Report) -> (SharedList<Episode>, SharedList<Episode>) {
    known.look_around(context);
    if known.is_kept() {
        return resolve_what_is_new(due, known, context, report);
    }
    let mut resolve = |items: Vec<(Interview, Zoned)>, is_public: bool| {
        let resolved: Vec<_> = items.into_par_iter().map(|(item, date)| resolve_one(item, date, is_public, context)).collect();
        let mut episodes = SharedList::default();
        for (episode, found) in resolved {
            report.absorb(found);
            episodes.push(episode);
        }
        episodes
    };
    (resolve(due.public, true), resolve(due.backstage, false))
}

fn resolve_what_is_new(
    due: Due,
    known: &mut Known,
    context: &Context<'_>,
    report: &mut Report,
) -> (SharedList<Episode>, SharedList<Episode>) {
    let mut before = known.take();
    let mut groups = [SharedList::default(), SharedList::default()];
    for ((items, is_public), group) in [(due.public, true), (due.backstage, false)].into_iter().zip(&mut groups) {
        let of = |(item, date): &(Interview, Zoned)| {
            let is_known = before.get(&item.raw.source).is_some_and(|known| known.holds(item, date, is_public, context));
            (!is_known)
                .then(|| Resolved::of((item, date, is_public), context, || resolve_one(item.clone(), date.clone(), is_public, context)))
        };
        let new: Vec<Option<Resolved>> = items.par_iter().map(of).collect();
        for ((item, _), new) in items.iter().zip(new) {
            let Some(resolved) = new.or_else(|| before.remove(&item.raw.source)) else { continue };
            report.absorb(resolved.found.clone());
            group.push(resolved.episode.clone());
            known.keep(resolved);
        }
    }
    let [public, backstage] = groups;
    (public, backstage)
}

fn resolve_one(item: Interview, date: Zoned, is_public: bool, context: &Context<'_>) -> (Shared<Episode>, Report) {
    let mut found = Report::default();
    let report = &mut found;
    let files = beside::episode_files(&item, &mut Report::default());
    let Item { slug, files: beside, raw } = item;
    let raw = raw.into_inner();
    let permalink = Permalink(format!("episodes/{slug}/"));
    let pictures = Pictures { source: &raw.source, files: &beside, permalink: &permalink, images: &context.measured.images };

    let guests = people_named(&raw.guests, "guests", PersonKind::Partner, &raw.source, context, report);
    let hosts = match &raw.hosts {
        Some(names) => people_named(names, "hosts", PersonKind::Host, &raw.source, context, report),
        None => context.show.hosts.clone(),
    };
    let consent = Consents::of(&guests, context);
    let recording = recording(&raw, &slug, files.recording.as_ref(), &permalink, context);
    if is_public {
        report_missing_recording(&raw, recording.as_ref(), &beside, report);
        report_missing_consent(&raw, &guests, context, report);
        report_missing_offer(&raw, &guests, context, report);
    }
    let duration = recording.as_ref().and_then(|recording| recording.duration);
    let call_to_action = call_to_action(&raw, &guests, is_public, context, report);
    let (mut chapters, mut silent_chapters, has_own_chapters) =
        chapters_of(&raw, files.chapters.as_ref(), recording.as_ref(), call_to_action.as_ref(), &permalink, context, report);
    let mut linked = linked_files(&raw.body.markdown, &raw.source, &beside, &permalink, &context.measured.images);
    let all_chapters = chapters.iter_mut().chain(&mut silent_chapters);
    linked.extend(chapter_pictures(all_chapters, &raw, &beside, &permalink, context, report));
    report_times(&raw, duration, report);
    let aliases = aliases::paths(&raw.aliases, FOLDER, &permalink, &context.show.base_url);
    let transcript = files.transcript.and_then(|path| context.measured.transcripts.get(&path)).filter(|_| consent.transcript).cloned();
    let (transcript, voices) = with_names(transcript, &hosts, &guests, raw.direction, context);
    let foreign = files.feed_extra.and_then(|path| context.measured.feed_extras.get(&path).cloned()).unwrap_or_default();
    let foreign = foreign.into_iter().filter(|element| consent.allows(element)).collect();
    let episode = Episode {
        guid: raw.guid.clone().or_else(|| known_guid(context.before, &slug, &aliases)).unwrap_or_else(|| guid(context.show, &slug)),
        summary: raw.summary.clone().unwrap_or_else(|| first_words(&raw.body.markdown)),
        cover: raw.cover.as_deref().and_then(|name| pictures.named(name, "cover", &format!("Cover of {}", raw.title), report)),
        images: images(&raw.images, &pictures, report),
        event: found_or(
            raw.event.as_deref(),
            "event",
            |name| context.programme.event(name),
            |name, place| context.programme.no_event(name, place),
            &raw.source,
            report,
        ),
        campaign: found_or(
            raw.campaign.as_deref(),
            "campaign",
            |name| context.programme.campaign(name),
            |name, place| context.programme.no_campaign(name, place),
            &raw.source,
            report,
        ),
        quotes: if consent.clips { quotes(&raw.quotes, context) } else { Vec::new() },
        soundbites: if consent.clips { raw.soundbites } else { Vec::new() },
        aliases,
        tags: tags(&raw.tags),
        files: linked,
        feedback: raw.feedback.iter().filter(|feedback| feedback.public).cloned().collect::<Vec<Feedback>>(),
        private_feedback: Private::new(raw.feedback),
        direction: raw.direction,
        number: raw.number,
        season: raw.season,
        kind: raw.kind,
        explicit: raw.explicit.unwrap_or(context.show.explicit),
        title: raw.title,
        questions: raw.questions,
        takeaways: raw.takeaways,
        resources: raw.resources,
        people: raw.people,
        location: raw.location,
        foreign,
        republish: raw.republish,
        notes: raw.body.markdown,
        source: raw.source,
        slug,
        permalink,
        date,
        guests,
        hosts,
        recording,
        chapters,
        silent_chapters,
        has_own_chapters,
        transcript,
        voices,
        call_to_action,
    };
    (episode.into(), found)
}

/// The transcript with its speakers tied to the people at the table.
fn with_names(
    transcript: Option<Shared<Transcript>>,
    hosts: &[PersonId],
    guests: &[PersonId],
    direction: Direction,
    context: &Context<'_>,
) -> (Option<Shared<Transcript>>, BTreeMap<String, PersonId>) {
    let Some(mut transcript) = transcript else { return (None, BTreeMap::new()) };
    let table = voices::Table { cast: context.cast, people: context.people, hosts, guests, direction };
    let voices = voices::tie(&mut transcript, &table);
    (Some(transcript), voices)
}

fn people_named(
    names: &[String],
    key: &str,
    kind: PersonKind,
    source: &RelPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Vec<PersonId> {
    let mut people = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let id = context.cast.named(name, kind, Place::key(source, format!("{key}[{index}]")), report);
        // A guest written twice is one guest.
        if let Some(id) = id.filter(|id| !people.contains(id)) {
            people.push(id);
        }
    }
    people
}

/// What all guests of an episode allowed together.
struct Consents {
    transcript: bool,
    clips: bool,
}

impl Consents {
    fn of(guests: &[PersonId], context: &Context<'_>) -> Self {
        let all = |allowed: fn(&crate::model::Consent) -> bool| guests.iter().all(|id| allowed(&context.people.get(*id).consent));
        Self { transcript: all(|consent| consent.transcript), clips: all(|consent| consent.clips) }
    }

    /// What was kept from another feed may be what a guest does not allow here.
    fn allows(&self, element: &ForeignElement) -> bool {
        match element.expanded_name() {
            Some((_, "transcript")) => self.transcript,
            Some((_, "soundbite")) => self.clips,
            _ => true,
        }
    }
}

fn report_missing_consent(raw: &RawEpisode, guests: &[PersonId], context: &Context<'_>, report: &mut Report) {
    for person in guests.iter().map(|id| context.people.get(*id)).filter(|person| !person.consent.audio) {
        let message = format!("{} has not agreed to be published", person.name);
        let place = Place::key(&raw.source, "guests");
        report.add(
            Finding::error("no-consent-to-publish", place, message)
                .label("`consent` leaves out `audio`")
                .fix(format!("make this `draft: true`, or add `audio` to `consent` in {} once they have agreed", person.source)),
        );
    }
}

fn report_missing_recording(raw: &RawEpisode, recording: Option<&Recording>, files: &[FileEntry], report: &mut Report) {
    let is_named = matches!(raw.audio, Some(RawAudio::File(_)));
    let several = files.iter().filter(|file| crate::audio::is_recording(&file.path)).count() > 1;
    if recording.is_none() && !is_named && !several {
        let folder = raw.source.folder();
        report.add(
            Finding::error("episode-without-recording", Place::file(&raw.source), "this interview is to be published and has no recording")
                .fix(format!("put the recording into {folder}/, or set `draft: true` until it is there")),
        );
    }
}

/// A full interview ends with an offer, or says `none`. A show that has no offers at all is not asked for one each time: `check`
/// says it once.
fn report_missing_offer(raw: &RawEpisode, guests: &[PersonId], context: &Context<'_>, report: &mut Report) {
    let is_due = raw.kind == EpisodeKind::Full && raw.offer.is_none() && !context.stock.is_empty();
    if !is_due || default_offer(raw.direction, guests, context).is_some() {
        return;
    }
    let whose = guests.first().map_or("the show", |id| context.people.get(*id).name.as_str());
    report.add(
        Finding::error(
            "episode-without-offer",
            Place::key(&raw.source, "title"),
            format!("this interview ends without an offer: {whose} has none that is open"),
        )
        .fix("name one with `offer:`, or write `offer: none`; an `offer` in content/show.yaml stands in for guests who have none"),
    );
}

/// The recording, wherever it is kept.
fn recording(raw: &RawEpisode, slug: &Slug, file: Option<&RelPath>, permalink: &Permalink, context: &Context<'_>) -> Option<Recording> {
    let show = context.show;
    if let Some(RawAudio::Elsewhere { url, bytes, mime, duration }) = &raw.audio {
        let mime = mime.clone().unwrap_or_else(|| mime_of_ending(url).to_owned());
        return Some(Recording {
            url: prefixed(show, url.clone()),
            href: url.clone(),
            file: None,
            bytes: bytes.unwrap_or(ByteLen(0)),
            mime,
            duration: *duration,
            facts: None,
            original: None,
            sound: None,
            making: Making::AsRecorded,
        });
    }
    let source = file?;
    let facts = context.measured.audio.get(source)?;
    let (url, href, out) = served(show, permalink.file(&beside::recording_name(slug, source)));
    Some(Recording {
        url,
        href,
        file: Some(RecordingFile { source: source.clone(), out }),
        bytes: facts.bytes,
        mime: facts.mime.clone(),
        duration: Some(facts.duration).filter(|duration| duration.0 > 0),
        facts: Some(facts.clone()),
        original: context.measured.originals.get(source).copied(),
        sound: None,
        making: Making::AsRecorded,
    })
}

/// Where a recording of the show's own is served: its address in the feed, the one for the page's player, and its place in the site.
pub(super) fn served(show: &Show, out: OutPath) -> (AbsoluteUrl, String, Option<OutPath>) {
    let (url, href, published) = match &show.media.base_url {
        Some(elsewhere) => (format!("{elsewhere}{out}"), format!("{elsewhere}{out}"), None),
        None => (show.base_url.file(&out), show.base_url.file_href(&out), Some(out)),
    };
    (prefixed(show, url), href, published)
}

/// Measuring services want the address behind them without its scheme, and one that already leads through them as it is: an address
/// that was imported would be counted twice.
fn prefixed(show: &Show, url: String) -> AbsoluteUrl {
    let bare = |url: &str| url.split_once("://").map_or(url.to_owned(), |(_, rest)| rest.to_owned());
    match &show.media.prefix {
        Some(prefix) if !bare(&url).starts_with(&bare(prefix.as_str())) => AbsoluteUrl(format!("{prefix}{}", bare(&url))),
        _ => AbsoluteUrl(url),
    }
}

/// The type of a recording kept elsewhere, by the ending of its address.
fn mime_of_ending(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("m4a" | "m4b") => "audio/x-m4a",
        Some("mp4") => "video/mp4",
        Some("wav") => "audio/wav",
        Some("ogg" | "oga" | "opus") => "audio/ogg",
        Some("flac") => "audio/flac",
        _ => "audio/mpeg",
    }
}

fn chapters_of(
    raw: &RawEpisode,
    file: Option<&RelPath>,
    recording: Option<&Recording>,
    call: Option<&CallToAction>,
    permalink: &Permalink,
    context: &Context<'_>,
    report: &mut Report,
) -> (Vec<Chapter>, Vec<Chapter>, bool) {
    let duration = recording.and_then(|recording| recording.duration);
    chapters::questions_in_order(&raw.questions, &raw.source, duration, report);
    let from_file = file.and_then(|path| context.measured.chapters.get(path).map(|chapters| (path, chapters.clone())));
    let from_recording = recording.and_then(|recording| recording.facts.as_ref()).map(|facts| facts.chapters.clone()).unwrap_or_default();
    let of_questions = chapters::of_questions(&raw.questions);
    let (found, origin, own) = match (&raw.chapters, from_file) {
        (Some(RawChapters::List(list)), _) => (list.clone(), Origin::Written(&raw.source), true),
        (_, Some((path, list))) => (list, Origin::File(path), true),
        // Front matter wins over what the recording carries: the author sees and edits the one, rarely the other.
        _ if !of_questions.is_empty() => (of_questions, Origin::Questions, false),
        _ => (from_recording, Origin::Recording, true),
    };
    let own = own && !found.is_empty();
    let (silent, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|chapter| chapter.is_silent);
    let mut silent = chapters::silent_in_order(silent, duration);
    let mut chapters = chapters::in_order(found, &origin, &raw.title, duration, report);
    // A recording that is made anew gets these chapters; one that is published as it is keeps its own.
    if let Some(recording) = recording.filter(|_| !matches!(origin, Origin::Recording) && context.show.media.format.is_none()) {
        chapters::report_disagreement(&chapters, recording, &raw.source, report);
    }
    let base = &context.show.base_url;
    for chapter in chapters.iter_mut().chain(&mut silent) {
        chapter.url = chapter.url.take().map(|url| absolute(base, permalink, &url));
    }
    if let Some(call) = call {
        let offer = context.stock.get(call.offer);
        // Where the recording talks of an offer that is over, apps show the moment and no door.
        let url = (offer.state == OfferState::Open).then(|| context.show.base_url.page(&call.permalink));
        let at = call.at.or_else(|| if own { None } else { chapters::last_fifth(&raw.questions, duration) });
        chapters = chapters::with_offer(chapters, &offer.title, url.as_deref(), at, &raw.title);
    }
    (chapters, silent, own)
}

/// An address as apps need it: whole. What starts with `/` is on this site, what has no scheme is below the episode.
fn absolute(base: &BaseUrl, permalink: &Permalink, url: &str) -> String {
    if url.contains("://") || url.starts_with("mailto:") || url.starts_with("tel:") {
        return url.to_owned();
    }
    match url.strip_prefix('/') {
        Some(path) => format!("{}{path}", base.url),
        None => format!("{}{permalink}{url}", base.url),
    }
}

/// Gives chapters' pictures their whole address, and says which files beside the episode have to be published for that.
fn chapter_pictures<'c>(
    chapters: impl Iterator<Item = &'c mut Chapter>,
    raw: &RawEpisode,
    beside: &[FileEntry],
    permalink: &Permalink,
    context: &Context<'_>,
    report: &mut Report,
) -> Vec<Asset> {
    let mut assets = Vec::new();
    for chapter in chapters {
        let Some(image) = chapter.image.take() else { continue };
        if image.contains("://") || image.starts_with('/') {
            chapter.image = Some(absolute(&context.show.base_url, permalink, &image));
        } else if let Some(source) = beside::named(&raw.source, beside, &image, "chapters", report) {
            let asset = Asset { out: published_name(permalink, &source), bytes: bytes_of(beside, &source), source, shape: None };
            chapter.image = Some(context.show.base_url.file(&asset.out));
            assets.push(asset);
        }
    }
    assets.sort();
    assets.dedup();
    assets
}

fn report_times(raw: &RawEpisode, duration: Option<Millis>, report: &mut Report) {
    let mut past_end = |what: &str, at: Option<Millis>, key: String| {
        if let Some(at) = at {
            chapters::report_past_end(what, at, duration, &Place::key(&raw.source, key), report);
        }
    };
    past_end("offer", raw.offer_at, "offer_at".to_owned());
    for (index, quote) in raw.quotes.iter().enumerate() {
        past_end("quotation", quote.at, format!("quotes[{index}].at"));
    }
    for (index, bite) in raw.soundbites.iter().enumerate() {
        past_end("soundbite", Some(bite.at), format!("soundbites[{index}].at"));
    }
}

/// The one next step: what the episode says, else the kit of the person who is interviewed, else the show's.
fn call_to_action(
    raw: &RawEpisode,
    guests: &[PersonId],
    is_public: bool,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<CallToAction> {
    let offer = match &raw.offer {
        Some(OfferChoice::None) => None,
        Some(OfferChoice::Slug(name)) => context.stock.named(name, Place::key(&raw.source, "offer"), report),
        Some(OfferChoice::Here(here)) => context.stock.named(&here.title, Place::key(&raw.source, "offer"), report),
        None => default_offer(raw.direction, guests, context),
    }?;
    if is_public && !context.stock.is_public(offer) {
        report.add(hidden_offer(raw, offer, context));
        return None;
    }
    let owner = context.stock.get(offer).owner;
    let partner = guests.iter().find(|id| Some(**id) == owner).or(guests.first()).copied();
    let slug = &context.stock.get(offer).slug;
    let permalink = match partner {
        Some(partner) => Permalink(format!("go/{}/{slug}/", context.people.get(partner).slug)),
        None => Permalink(format!("offers/{slug}/")),
    };
    Some(CallToAction { offer, partner, permalink, at: raw.offer_at })
}

fn hidden_offer(raw: &RawEpisode, offer: OfferId, context: &Context<'_>) -> Finding {
    let offer = context.stock.get(offer);
    let place = Place::key(&raw.source, "offer");
    match offer.from {
        Some(from) => Finding::error("offer-not-open-yet", place, format!("`{}` opens only on {from}", offer.slug))
            .fix(format!("set an earlier `from` in {}, or give this episode another `offer`", offer.source)),
        None => Finding::error("offer-not-public", place, format!("`{}` belongs to a partner who is not public yet", offer.slug))
            .fix("add its owner to `guests`, or give this episode another `offer`"),
    }
}

fn default_offer(direction: Direction, guests: &[PersonId], context: &Context<'_>) -> Option<OfferId> {
    let of_person = |id: &PersonId| {
        context.people.get(*id).offer.or_else(|| context.stock.owned_by(*id)).filter(|offer| context.stock.is_public(*offer))
    };
    match direction {
        Direction::Spotlight => guests.iter().find_map(of_person).or(context.show.offer),
        Direction::Turned => context.show.offer.or_else(|| context.show.hosts.iter().find_map(of_person)),
    }
    .filter(|offer| context.stock.is_public(*offer))
}

fn guid(show: &Show, slug: &Slug) -> String {
    let space = Uuid::parse_str(&show.guid).unwrap_or(Uuid::NAMESPACE_URL);
    Uuid::new_v5(&space, slug.as_str().as_bytes()).to_string()
}

/// The first paragraph of the notes in plain words, at most about 200 characters, cut at a word.
pub fn first_words(notes: &Markdown) -> String {
    let text = markdown::plain_text(notes);
    let paragraph = text.split("\n\n").map(str::trim).find(|paragraph| !paragraph.is_empty()).unwrap_or("");
    let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = words.char_indices().nth(200) else { return words };
    let end = words[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", words[..end].trim_end_matches([',', ';', ':', '.', ' ']))
}

fn images(raw: &[RawImage], pictures: &Pictures<'_>, report: &mut Report) -> Vec<Picture> {
    let picture = |(index, image): (usize, &RawImage)| {
        let mut picture = pictures.named(&image.file, &format!("images[{index}].file"), image.alt.as_deref().unwrap_or(""), report)?;
        picture.credit.clone_from(&image.credit);
        picture.credit_url.clone_from(&image.credit_url);
        Some(picture)
    };
    raw.iter().enumerate().filter_map(picture).collect()
}

fn quotes(raw: &[Quote], context: &Context<'_>) -> Vec<Quote> {
    let named = |quote: &Quote| {
        let by = quote
            .by
            .as_deref()
            .map(|name| context.cast.anybody(name).map_or_else(|| name.to_owned(), |id| context.people.get(id).name.clone()));
        Quote { by, ..quote.clone() }
    };
    raw.iter().map(named).collect()
}

fn tags(raw: &[String]) -> Vec<Tag> {
    let mut seen = BTreeSet::new();
    let tag = |name: &String| Tag { slug: plain(name), name: name.clone() };
    raw.iter().map(tag).filter(|tag| seen.insert(tag.slug.clone())).collect()
}

/// Files beside the text that it links to.
pub fn linked_files(
    notes: &Markdown,
    source: &RelPath,
    files: &[FileEntry],
    permalink: &Permalink,
    images: &BTreeMap<RelPath, ImageFacts>,
) -> Vec<Asset> {
    if !files.iter().any(|file| may_name(notes, file.path.file_name())) {
        return Vec::new();
    }
    let mut assets = BTreeSet::new();
    for reference in markdown::references(notes) {
        let target = reference.target.split(['?', '#']).next().unwrap_or_default().trim_start_matches("./").to_owned();
        let wanted = source.sibling(&target.replace("%20", " "));
        if let Some(file) = files.iter().find(|file| file.path == wanted) {
            let shape = images.get(&wanted).filter(|_| reference.is_image).map(ImageFacts::shape);
            assets.insert(Asset { out: permalink.file(&target), source: wanted, bytes: bytes_of(files, &file.path), shape });
        }
    }
    assets.into_iter().collect()
}

/// Whether a text may link to a file: most name none of those beside them, and reading ten thousand texts as Markdown to find that out is
/// what an edit would wait for. Signs that may stand for others (`\_`, `&amp;`, `%20`) are not looked through.
fn may_name(text: &Markdown, file: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !file.bytes().all(is_plain) || text.0.contains(['\\', '&', '%']) || text.0.contains(file)
}

fn found_or<T>(
    name: Option<&str>,
    key: &str,
    find: impl Fn(&str) -> Option<T>,
    missing: impl Fn(&str, Place) -> Finding,
    source: &RelPath,
    report: &mut Report,
) -> Option<T> {
    let name = name?;
    let found = find(name);
    if found.is_none() {
        report.add(missing(name, Place::key(source, key)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_cut_at_a_word() {
        let notes = Markdown("word ".repeat(100));
        let summary = first_words(&notes);
        assert!(summary.ends_with("word…") && summary.chars().count() <= 201, "{summary}");
        assert_eq!(first_words(&Markdown(String::new())), "");
    }

    #[test]
    fn a_measuring_service_stands_once_before_an_address() {
        let mut show = crate::model::sample::site().show;
        let through = |show: &Show, url: &str| prefixed(show, url.to_owned()).0;
        assert_eq!(through(&show, "https://a.example/a%20b.mp3?x=1"), "https://a.example/a%20b.mp3?x=1");
        show.media.prefix = Some(AbsoluteUrl("https://dts.podtrac.com/redirect.mp3/op3.dev/e/".to_owned()));
        let whole = "https://dts.podtrac.com/redirect.mp3/op3.dev/e/a.example/a%20b.mp3?x=1";
        assert_eq!(through(&show, "https://a.example/a%20b.mp3?x=1"), whole);
        assert_eq!(through(&show, whole), whole);
    }

    #[test]
    fn a_file_that_is_named_in_another_way_is_found_all_the_same() {
        let files = |name: &str| vec![FileEntry { path: RelPath(format!("content/episodes/a/{name}")), bytes: ByteLen(1), modified: 1 }];
        let linked = |text: &str, name: &str| {
            let (source, permalink) = (RelPath("content/episodes/a/index.md".into()), Permalink("episodes/a/".into()));
            linked_files(&Markdown(text.into()), &source, &files(name), &permalink, &BTreeMap::new()).len()
        };
        assert_eq!(linked("[a](sheet.pdf)", "sheet.pdf"), 1);
        assert_eq!(linked("[a](sheet\\.pdf)", "sheet.pdf"), 1);
        assert_eq!(linked("[a](sheet&#46;pdf)", "sheet.pdf"), 1);
        assert_eq!(linked("[a](my%20sheet.pdf)", "my sheet.pdf"), 1);
        assert_eq!(linked("[a](<Über uns.pdf>)", "Über uns.pdf"), 1);
        assert_eq!(linked("no link to it", "sheet.pdf"), 0);
    }

    #[test]
    fn a_type_follows_the_ending_of_an_address_with_a_query() {
        assert_eq!(mime_of_ending("https://cdn.example/a.M4A?token=.mp3"), "audio/x-m4a");
        assert_eq!(mime_of_ending("https://cdn.example/stream"), "audio/mpeg");
    }
}
