//! An interview as written.

use super::fields::{Fields, Item, bare_address, one_line};
use super::offer::{self, RawOffer};
use super::yaml::{Entry, Value};
use super::{Body, SourceText, keys, schema, time::WrittenTime, values};
use crate::model::{
    ByteLen, Chapter, Credit, Direction, EpisodeKind, Feedback, Location, Millis, Question, Quote, RelPath, Resource, Soundbite,
};
use crate::report::{Finding, Place, Report};

/// What the author wrote about an episode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawEpisode {
    /// The file.
    pub source: RelPath,
    /// Required; without it the episode is dropped.
    pub title: String,
    /// Required, except that a draft may leave it out.
    pub date: Option<WrittenTime>,
    /// Slugs (or other spellings, which `resolve` matches).
    pub guests: Vec<String>,
    /// `None`: the key is absent (the show's hosts).
    pub hosts: Option<Vec<String>>,
    /// As written.
    pub direction: Direction,
    /// A positive whole number.
    pub number: Option<u64>,
    /// A positive whole number.
    pub season: Option<u64>,
    /// The key `type`.
    pub kind: EpisodeKind,
    /// As written.
    pub explicit: Option<bool>,
    /// As written.
    pub summary: Option<String>,
    /// As written.
    pub audio: Option<RawAudio>,
    /// As written, a plain string being only `ask`.
    pub questions: Vec<Question>,
    /// As written.
    pub takeaways: Vec<String>,
    /// `by` as written: a slug or a name.
    pub quotes: Vec<Quote>,
    /// As written.
    pub chapters: Option<RawChapters>,
    /// A file beside.
    pub transcript: Option<String>,
    /// As written.
    pub resources: Vec<Resource>,
    /// As written.
    pub images: Vec<RawImage>,
    /// A file beside.
    pub cover: Option<String>,
    /// Names required; roles and groups in lower case.
    pub people: Vec<Credit>,
    /// As written.
    pub offer: Option<OfferChoice>,
    /// As written.
    pub offer_at: Option<Millis>,
    /// As written.
    pub feedback: Vec<Feedback>,
    /// As written.
    pub soundbites: Vec<Soundbite>,
    /// As written.
    pub tags: Vec<String>,
    /// A slug.
    pub event: Option<String>,
    /// A slug.
    pub campaign: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// As written.
    pub guid: Option<String>,
    /// Old addresses: `old-slug`, `/old/path/`, or absolute below `base_url`.
    pub aliases: Vec<String>,
    /// As written.
    pub draft: bool,
    /// As written.
    pub republish: bool,
    /// Show notes.
    pub body: Body,
}

/// Where the recording is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawAudio {
    /// A file beside.
    File(String),
    /// Kept elsewhere.
    Elsewhere {
        /// Absolute.
        url: String,
        /// Its size.
        bytes: Option<ByteLen>,
        /// The key `type`.
        mime: Option<String>,
        /// Its length.
        duration: Option<Millis>,
    },
}

/// Chapters as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawChapters {
    /// In the front matter.
    List(Vec<Chapter>),
    /// In a file beside.
    File(String),
}

/// What the episode says about its offer.
#[derive(Clone, Debug, PartialEq)]
pub enum OfferChoice {
    /// `none`: on purpose.
    None,
    /// A slug.
    Slug(String),
    /// Written here.
    Here(Box<RawOffer>),
}

/// A picture as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawImage {
    /// A file beside; required.
    pub file: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Where the maker is found.
    pub credit_url: Option<String>,
}

/// Everything that may stand in an episode's front matter.
pub const KEYS: &[&str] = &schema::names(&schema::EPISODE);

pub(super) const DIRECTIONS: [(&str, Direction); 2] = [("spotlight", Direction::Spotlight), ("turned", Direction::Turned)];
pub(super) const KINDS: [(&str, EpisodeKind); 3] =
    [("full", EpisodeKind::Full), ("trailer", EpisodeKind::Trailer), ("bonus", EpisodeKind::Bonus)];

/// Reads an episode's file.
///
/// Findings: `missing-title`, `missing-date`, `season-not-a-number`, `number-not-a-number`, `unknown-direction`, `unknown-type` and the
/// like, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawEpisode> {
    let (node, body) = super::open(source, report)?;
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let title = fields.required_line("title", "missing-title", report);
    let draft = fields.flag("draft", report).unwrap_or(false);
    let episode = RawEpisode {
        source: source.path.clone(),
        title: title.clone().unwrap_or_default(),
        date: date(&fields, draft, report),
        guests: fields.lines("guests", report),
        hosts: fields.lines_if_any("hosts", report),
        direction: fields.choice("direction", &DIRECTIONS, "unknown-direction", report).unwrap_or_default(),
        number: fields.whole_number("number", 1, "number-not-a-number", report),
        season: fields.whole_number("season", 1, "season-not-a-number", report),
        kind: fields.choice("type", &KINDS, "unknown-type", report).unwrap_or_default(),
        explicit: fields.flag("explicit", report),
        summary: fields.text("summary", report),
        audio: audio(&fields, report),
        questions: questions(&fields, report),
        takeaways: fields.lines("takeaways", report),
        quotes: quotes(&fields, report),
        chapters: chapters(&fields, report),
        transcript: fields.file_beside("transcript", report),
        resources: resources(&fields, report),
        images: images(&fields, report),
        cover: fields.file_beside("cover", report),
        people: people(&fields, report),
        offer: offer_choice(&fields, report),
        offer_at: fields.time("offer_at", report),
        feedback: feedback(&fields, report),
        soundbites: soundbites(&fields, report),
        tags: tags(&fields, report),
        event: fields.line("event", report),
        campaign: fields.line("campaign", report),
        location: fields.location("location", report),
        guid: fields.line("guid", report),
        aliases: fields.lines("aliases", report),
        draft,
        republish: fields.flag("republish", report).unwrap_or(false),
        body,
    };
    title.map(|_| episode)
}

/// A draft may leave its date out; what it does write must be a date.
fn date(fields: &Fields<'_>, draft: bool, report: &mut Report) -> Option<WrittenTime> {
    if draft { fields.written_time("date", report) } else { fields.required_time("date", "missing-date", report) }
}

fn audio(fields: &Fields<'_>, report: &mut Report) -> Option<RawAudio> {
    let item = (fields.path("audio"), fields.get("audio")?);
    match &item.1.value {
        Value::Scalar(scalar) if scalar.text.contains("://") => {
            let url = fields.item_url(&item, report)?;
            Some(RawAudio::Elsewhere { url, bytes: None, mime: None, duration: None })
        }
        Value::Scalar(_) => fields.item_file(&item, report).map(RawAudio::File),
        _ => audio_elsewhere(&fields.mapping("audio", &schema::names(&schema::AUDIO), report)?, report),
    }
}

fn audio_elsewhere(audio: &Fields<'_>, report: &mut Report) -> Option<RawAudio> {
    let bytes = audio.whole_number("bytes", 1, "not-a-number", report).map(ByteLen);
    let mime = audio.line("type", report);
    let duration = audio.time("duration", report);
    if audio.get("url").is_none() {
        report.add(audio.missing("url", "missing-url"));
    }
    let url = audio.url("url", report)?;
    Some(RawAudio::Elsewhere { url: as_written(audio, url), bytes, mime, duration })
}

/// A recording's address letter for letter, where it is good as it is: apps compare it with the one they know, and a host name in other
/// capitals or a `%7e` for a `~` would be another.
fn as_written(audio: &Fields<'_>, url: String) -> String {
    let written = audio.line("url", &mut Report::default());
    written.filter(|written| written.bytes().all(|byte| byte.is_ascii_graphic())).unwrap_or(url)
}

fn questions(fields: &Fields<'_>, report: &mut Report) -> Vec<Question> {
    let read = |question: &Fields<'_>, report: &mut Report| {
        let (label, at, answer) = (question.line("label", report), question.time("at", report), question.text("answer", report));
        Some(Question { ask: question.required_line("ask", "missing-ask", report)?, label, at, answer })
    };
    texts_or_mappings(
        fields,
        "questions",
        &schema::names(&schema::QUESTION),
        report,
        |ask| Question { ask: one_line(&ask), ..Question::default() },
        read,
    )
}

fn quotes(fields: &Fields<'_>, report: &mut Report) -> Vec<Quote> {
    let read = |quote: &Fields<'_>, report: &mut Report| {
        let (by, at) = (quote.line("by", report), quote.time("at", report));
        Some(Quote { text: quote.required_text("text", "missing-text", report)?, by, at })
    };
    texts_or_mappings(fields, "quotes", &schema::names(&schema::QUOTE), report, |text| Quote { text, ..Quote::default() }, read)
}

fn chapters(fields: &Fields<'_>, report: &mut Report) -> Option<RawChapters> {
    let node = fields.get("chapters")?;
    if let Value::Scalar(_) = node.value {
        return fields.file_beside("chapters", report).map(RawChapters::File);
    }
    let items = fields.items("chapters");
    Some(RawChapters::List(items.iter().filter_map(|item| chapter(fields, item, report)).collect()))
}

/// A chapter: a mapping, or a line such as `12:22 What a lender reads`.
fn chapter(fields: &Fields<'_>, item: &Item<'_>, report: &mut Report) -> Option<Chapter> {
    if let Value::Scalar(_) = item.1.value {
        return chapter_line(fields, item, report);
    }
    let chapter = fields.item_mapping(item, &schema::names(&schema::CHAPTER), report)?;
    let title = chapter.required_line("title", "missing-title", report);
    let (url, image) = (chapter.url("url", report), chapter_image(&chapter, report));
    if chapter.get("at").is_none() {
        report.add(chapter.missing("at", "missing-at"));
    }
    Some(Chapter { at: chapter.time("at", report)?, title: title?, url, image, ..Chapter::default() })
}

fn chapter_image(chapter: &Fields<'_>, report: &mut Report) -> Option<String> {
    let item = (chapter.path("image"), chapter.get("image")?);
    match &item.1.value {
        Value::Scalar(scalar) if scalar.text.contains("://") => chapter.item_url(&item, report),
        _ => chapter.item_file(&item, report),
    }
}

fn chapter_line(fields: &Fields<'_>, item: &Item<'_>, report: &mut Report) -> Option<Chapter> {
    let text = one_line(&fields.item_text(item, report)?);
    let (at, title) = text.split_once(' ').unwrap_or((&text, ""));
    let title = title.trim_start_matches(['-', '–', '—', ' ']);
    match values::millis(at) {
        Ok(at) if !title.is_empty() => Some(Chapter { at, title: title.to_owned(), ..Chapter::default() }),
        _ => {
            let place = Place::key(fields.file(), &item.0);
            let fix = "write time and title, for example `- 12:22 What a lender reads`";
            report.add(Finding::error("chapter-not-understood", place, "this is not a chapter").label("no time and title").fix(fix));
            None
        }
    }
}

fn resources(fields: &Fields<'_>, report: &mut Report) -> Vec<Resource> {
    let read = |resource: &Fields<'_>, report: &mut Report| {
        let url = resource.url("url", report);
        let (kind, note) = (resource.line("kind", report), resource.text("note", report));
        let title = match &url {
            Some(url) => resource.line("title", report).unwrap_or_else(|| bare_address(url)),
            None => resource.required_line("title", "missing-title", report)?,
        };
        Some(Resource { title, url, kind, note })
    };
    let bare = |text: String| match values::url(&text) {
        Ok(url) => Resource { title: bare_address(url.as_str()), url: Some(url.into()), ..Resource::default() },
        Err(_) => Resource { title: one_line(&text), ..Resource::default() },
    };
    texts_or_mappings(fields, "resources", &schema::names(&schema::RESOURCE), report, bare, read)
}

fn images(fields: &Fields<'_>, report: &mut Report) -> Vec<RawImage> {
    let mut images = Vec::new();
    for item in fields.items("images") {
        if let Value::Scalar(_) = item.1.value {
            images.extend(fields.item_file(&item, report).map(|file| RawImage { file, ..RawImage::default() }));
        } else if let Some(image) = fields.item_mapping(&item, &schema::names(&schema::IMAGE), report) {
            images.extend(one_image(&image, report));
        }
    }
    images
}

fn one_image(image: &Fields<'_>, report: &mut Report) -> Option<RawImage> {
    let (alt, credit) = (image.line("alt", report), image.line("credit", report));
    let credit_url = image.url("credit_url", report);
    if image.get("file").is_none() {
        report.add(image.missing("file", "missing-file"));
    }
    Some(RawImage { file: image.file_beside("file", report)?, alt, credit, credit_url })
}

fn people(fields: &Fields<'_>, report: &mut Report) -> Vec<Credit> {
    let read = |person: &Fields<'_>, report: &mut Report| {
        let lower = |text: Option<String>| text.map(|text| text.to_lowercase());
        let (role, group) = (lower(person.line("role", report)), lower(person.line("group", report)));
        let url = person.url("url", report);
        Some(Credit { name: person.required_line("name", "missing-name", report)?, role, group, url })
    };
    let bare = |name: String| Credit { name: one_line(&name), ..Credit::default() };
    texts_or_mappings(fields, "people", &schema::names(&schema::CREDIT), report, bare, read)
}

/// `none`, a slug, or an offer written here.
fn offer_choice(fields: &Fields<'_>, report: &mut Report) -> Option<OfferChoice> {
    let node = fields.get("offer")?;
    if let Value::Mapping(_) = node.value {
        let here = fields.mapping("offer", offer::KEYS, report)?;
        return offer::read(&here, "offer.", Body::default(), report).map(|offer| OfferChoice::Here(Box::new(offer)));
    }
    let slug = fields.line("offer", report)?;
    let is_none = matches!(slug.to_ascii_lowercase().as_str(), "none" | "no" | "false");
    Some(if is_none { OfferChoice::None } else { OfferChoice::Slug(slug) })
}

fn feedback(fields: &Fields<'_>, report: &mut Report) -> Vec<Feedback> {
    let read = |words: &Fields<'_>, report: &mut Report| {
        let (from, public) = (words.line("from", report), words.flag("public", report).unwrap_or(false));
        let date = words.written_time("date", report).map(|date| date.day());
        Some(Feedback { text: words.required_text("text", "missing-text", report)?, from, date, public })
    };
    let bare = |text: String| Feedback { text, ..Feedback::default() };
    texts_or_mappings(fields, "feedback", &schema::names(&schema::FEEDBACK), report, bare, read)
}

fn soundbites(fields: &Fields<'_>, report: &mut Report) -> Vec<Soundbite> {
    let excerpts = fields.mappings("soundbites", &schema::names(&schema::SOUNDBITE), report);
    excerpts.iter().filter_map(|excerpt| soundbite(excerpt, report)).collect()
}

fn soundbite(excerpt: &Fields<'_>, report: &mut Report) -> Option<Soundbite> {
    let title = excerpt.line("title", report);
    for (key, rule) in [("at", "missing-at"), ("duration", "missing-duration")] {
        if excerpt.get(key).is_none() {
            report.add(excerpt.missing(key, rule));
        }
    }
    let (at, duration) = (excerpt.time("at", report), excerpt.time("duration", report));
    Some(Soundbite { at: at?, duration: duration?, title })
}

/// A list of tags; in one text alone, commas part them.
fn tags(fields: &Fields<'_>, report: &mut Report) -> Vec<String> {
    let tags = fields.lines("tags", report);
    let is_one_text = fields.get("tags").is_some_and(|node| matches!(node.value, Value::Scalar(_)));
    if !is_one_text {
        return tags;
    }
    tags.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// A list whose items are plain texts or mappings.
fn texts_or_mappings<T>(
    fields: &Fields<'_>,
    key: &str,
    known: &[&str],
    report: &mut Report,
    bare: impl Fn(String) -> T,
    read: impl Fn(&Fields<'_>, &mut Report) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for item in fields.items(key) {
        match &item.1.value {
            Value::Mapping(entries) if !is_cut_text(entries, known) => {
                let mapping = fields.item_mapping(&item, known, report);
                found.extend(mapping.and_then(|mapping| read(&mapping, report)));
            }
            _ => found.extend(fields.item_text(&item, report).map(&bare)),
        }
    }
    found
}

/// `- How did it start: by luck?` is a text that its colon turned into a mapping of one.
fn is_cut_text(entries: &[Entry], known: &[&str]) -> bool {
    matches!(entries, [entry] if entry.key.contains(' ') || keys::nearest(&entry.key, known).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn read(front: &str) -> (Option<RawEpisode>, Vec<Finding>) {
        let source = SourceText { path: RelPath("content/episodes/1/index.md".into()), text: format!("---\n{front}---\nNotes\n") };
        let mut report = Report::default();
        let episode = parse(&source, &mut report);
        (episode, report.findings)
    }

    fn good(front: &str) -> RawEpisode {
        let (episode, findings) = read(&format!("title: A\ndate: 2026-05-14\n{front}"));
        assert_eq!(findings, []);
        episode.expect("an episode")
    }

    fn rules(front: &str) -> Vec<(&'static str, String)> {
        let (_, findings) = read(&format!("title: A\ndate: 2026-05-14\n{front}"));
        findings.into_iter().map(|finding| (finding.rule, format!("{:?}", finding.place.locus))).collect()
    }

    #[test]
    fn every_key_of_the_contract_is_read() {
        let episode = good(concat!(
            "guests: [dev-okafor]\nhosts: margo\ndirection: Turned\nnumber: 012\nseason: '2'\ntype: bonus\nexplicit: no\n",
            "summary: |\n  Two\n  lines\naudio: {url: 'https://a.example/x y.mp3', bytes: 100, type: audio/mpeg, duration: 28:14}\n",
            "questions:\n  - How did it start?\n  - ask: \"And: then?\"\n    label: Then\n    at: 1:02:03.5\n    answer: Well\n",
            "takeaways: [One, Two]\nquotes: [{text: Yes, by: dev, at: 12}]\nchapters:\n  - {at: 0, title: Start}\n  - 12:22 A lender reads\n",
            "transcript: t.vtt\nresources: [https://www.example.com/book/, {title: B, kind: book}]\nimages: [a.jpg, {file: b.jpg, alt: B}]\n",
            "cover: c.png\npeople: [{name: Jo, role: Editor}, Sam]\noffer: none\noffer_at: 25:02\n",
            "feedback: [{text: Great, from: A, date: 2026-05-20, public: yes}, Nice]\nsoundbites: [{at: 1:00, duration: 45, title: T}]\n",
            "tags: a, b\nevent: e\ncampaign: c\nlocation: Duluth\nguid: abc\naliases: [old]\ndraft: false\nrepublish: on\n",
        ));
        assert_eq!(episode.guests, ["dev-okafor"]);
        assert_eq!(episode.hosts.as_deref(), Some(&["margo".to_owned()][..]));
        assert_eq!((episode.direction, episode.kind), (Direction::Turned, EpisodeKind::Bonus));
        assert_eq!((episode.number, episode.season, episode.explicit), (Some(12), Some(2), Some(false)));
        assert_eq!(episode.summary.as_deref(), Some("Two\nlines"));
        let url = "https://a.example/x%20y.mp3".to_owned();
        let (bytes, mime, duration) = (Some(ByteLen(100)), Some("audio/mpeg".to_owned()), Some(Millis(1_694_000)));
        assert_eq!(episode.audio, Some(RawAudio::Elsewhere { url, bytes, mime, duration }));
        assert_eq!(episode.questions[1].at, Some(Millis(3_723_500)));
        assert_eq!(episode.questions[1].ask, "And: then?");
        let Some(RawChapters::List(chapters)) = episode.chapters else { panic!("chapters") };
        assert_eq!((chapters[1].at, chapters[1].title.as_str()), (Millis(742_000), "A lender reads"));
        assert_eq!(episode.resources[0].title, "example.com/book");
        assert_eq!(episode.people[0].role.as_deref(), Some("editor"));
        assert_eq!(episode.offer, Some(OfferChoice::None));
        assert_eq!((episode.feedback[0].public, episode.feedback[1].public), (true, false));
        assert_eq!(episode.soundbites[0].duration, Millis(45_000));
        assert_eq!(episode.tags, ["a", "b"]);
        assert!(episode.republish && !episode.draft);
        assert_eq!(episode.body.markdown.0, "Notes\n");
    }

    #[test]
    fn a_number_or_a_word_as_title_keeps_its_own_text() {
        for (written, title) in
            [("1984", "1984"), ("1.10", "1.10"), ("no", "no"), ("0x1F", "0x1F"), ("1:02:03", "1:02:03"), ("2026-05-14", "2026-05-14")]
        {
            let (episode, findings) = read(&format!("title: {written}\ndate: 2026-05-14\n"));
            assert_eq!((episode.map(|episode| episode.title).as_deref(), findings.len()), (Some(title), 0));
        }
    }

    #[test]
    fn keys_with_nothing_behind_them_are_missing() {
        let episode = good("tags:\nguests: ~\nhosts:\nquestions:\n  -\nnumber: ''\n");
        assert_eq!((episode.tags.len(), episode.guests.len(), episode.hosts, episode.number), (0, 0, None, None));
    }

    #[test]
    fn an_episode_without_title_is_dropped_and_one_without_date_is_told_so() {
        let (episode, findings) = read("date: 2026-05-14\ntitle: ' '\n");
        assert!(episode.is_none());
        assert_eq!((findings.len(), findings[0].rule), (1, "missing-title"));
        let (episode, findings) = read("title: A\n");
        assert!(episode.is_some_and(|episode| episode.date.is_none()));
        assert_eq!(findings[0].rule, "missing-date");
        assert_eq!(read("title: A\ndraft: yes\n").1, []);
    }

    #[test]
    fn odd_numbers_are_one_finding_each() {
        for odd in ["036A", "T-1", "Bonus", "no number", "0", "-3", "1.5", "[1]", "{a: 1}", "99999999999999999999"] {
            let found = rules(&format!("number: {odd}\n"));
            assert_eq!(found.len(), 1, "{odd}: {found:?}");
            assert_eq!(found[0].1, "Key(\"number\")", "{odd}");
        }
        assert_eq!(good("number: 063\n").number, Some(63));
    }

    #[test]
    fn a_question_cut_in_two_by_its_colon_is_named() {
        assert_eq!(rules("questions:\n  - How did it start: by luck?\n"), [("colon-in-text", "Key(\"questions[0]\")".to_owned())]);
        assert_eq!(rules("takeaways:\n  - Rule one: pay\n"), [("colon-in-text", "Key(\"takeaways[0]\")".to_owned())]);
    }

    #[test]
    fn a_mistake_in_a_question_costs_only_that_part() {
        let (episode, findings) = read("title: A\ndate: 2026-05-14\nquestions:\n  - {ask: One, at: 45;11}\n  - {at: 50}\n");
        assert_eq!(episode.map(|episode| episode.questions.len()), Some(1));
        let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["time-not-understood", "missing-ask"]);
        assert_eq!(findings[0].fix.as_deref(), Some("write `45:11`"));
    }

    #[test]
    fn an_offer_can_be_written_here() {
        let episode = good("offer:\n  title: The Kit\n  promise: P\n  for: Owners\n  until: 2026-06-01\n");
        let Some(OfferChoice::Here(offer)) = episode.offer else { panic!("an offer") };
        assert_eq!((offer.title.as_str(), offer.key_prefix, offer.audience.as_deref()), ("The Kit", "offer.", Some("Owners")));
        assert_eq!(rules("offer: {promise: P}\n"), [("missing-title", "Key(\"offer.title\")".to_owned())]);
    }

    #[test]
    fn upper_case_keys_point_to_the_known_one() {
        let (_, findings) = read("title: A\ndate: 2026-05-14\nhosts: a\nHosts: b\n");
        assert_eq!((findings.len(), findings[0].rule), (1, "unknown-key"));
        assert_eq!(findings[0].label.as_deref(), Some("did you mean `hosts`?"));
    }
}
