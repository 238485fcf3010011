//! A host or partner as written.

use super::fields::{Fields, Places, one_line};
use super::yaml::{Node, Value};
use super::{Body, SourceText, schema};
use crate::model::{Introduction, Link, Location, PartnerPodcast, PersonPrivate, Private, RelPath, Status};
use crate::report::Report;

/// What the author wrote about a host or partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPerson {
    /// The file.
    pub source: RelPath,
    /// Required; without it the person is dropped (`parse` returns `None`).
    pub name: String,
    /// As written.
    pub business: Option<String>,
    /// As written.
    pub role: Option<String>,
    /// As written.
    pub tagline: Option<String>,
    /// A file beside.
    pub photo: Option<String>,
    /// As written.
    pub photo_credit: Option<String>,
    /// Absolute.
    pub website: Option<String>,
    /// Absolute, `mailto:` or `tel:`.
    pub links: Vec<Link>,
    /// As written.
    pub books: Vec<RawBook>,
    /// The key `feed`.
    pub podcast: Option<PartnerPodcast>,
    /// A slug.
    pub offer: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// As written.
    pub pronouns: Option<String>,
    /// As written.
    pub sort_name: Option<String>,
    /// Other spellings and old addresses.
    pub aliases: Vec<String>,
    /// As written.
    pub introduction: Introduction,
    /// As written.
    pub meet: Vec<String>,
    /// `None`: the key is absent (everything is allowed). Words that are not known are reported and dropped.
    pub consent: Option<Vec<String>>,
    /// The block `private`; keys that the contract does not name (stage dates, …) are kept in `more`, never reported as unknown.
    pub private: Private<PersonPrivate>,
    /// Biography.
    pub body: Body,
}

/// A book as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBook {
    /// Required.
    pub title: String,
    /// Absolute.
    pub url: Option<String>,
    /// A file beside.
    pub cover: Option<String>,
}

/// Everything that may stand in a host's or partner's file.
pub const KEYS: &[&str] = &schema::names(&schema::PERSON);

const INTRODUCTION: &[&str] = &schema::names(&schema::INTRODUCTION);

/// What somebody can allow.
pub(super) const CONSENT: [(&str, &str); 5] =
    [("audio", "audio"), ("transcript", "transcript"), ("clips", "clips"), ("photo", "photo"), ("email", "email")];

/// Reads a host's or partner's file.
///
/// Findings: `missing-name`, `unknown-consent`, `unknown-status`, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawPerson> {
    let (node, body) = super::open(source, report)?;
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let name = fields.required_line("name", "missing-name", report);
    let person = RawPerson {
        source: source.path.clone(),
        name: name.clone().unwrap_or_default(),
        business: fields.line("business", report),
        role: fields.line("role", report),
        tagline: fields.line("tagline", report),
        photo: fields.file_beside("photo", report),
        photo_credit: fields.line("photo_credit", report),
        website: fields.url("website", report),
        links: fields.links("links", "title", Places::Outside, report),
        books: books(&fields, report),
        podcast: podcast(&fields, report),
        offer: fields.line("offer", report),
        location: fields.location("location", report),
        pronouns: fields.line("pronouns", report),
        sort_name: fields.line("sort_name", report),
        aliases: fields.lines("aliases", report),
        introduction: introduction(&fields, report),
        meet: fields.lines("meet", report),
        consent: consent(&fields, report),
        private: Private::new(private(&fields, report)),
        body,
    };
    name.map(|_| person)
}

fn books(fields: &Fields<'_>, report: &mut Report) -> Vec<RawBook> {
    let mut books = Vec::new();
    for item in fields.items("books") {
        if let Value::Scalar(_) = item.1.value {
            let title = fields.item_text(&item, report);
            books.extend(title.map(|title| RawBook { title: one_line(&title), ..RawBook::default() }));
        } else if let Some(book) = fields.item_mapping(&item, &schema::names(&schema::BOOK), report) {
            let (url, cover) = (book.url("url", report), book.file_beside("cover", report));
            books.extend(book.required_line("title", "missing-title", report).map(|title| RawBook { title, url, cover }));
        }
    }
    books
}

fn podcast(fields: &Fields<'_>, report: &mut Report) -> Option<PartnerPodcast> {
    let node = fields.get("feed")?;
    if let Value::Scalar(_) = node.value {
        return fields.url("feed", report).map(|url| PartnerPodcast { url: Some(url), ..PartnerPodcast::default() });
    }
    let feed = fields.mapping("feed", &schema::names(&schema::PERSON_FEED), report)?;
    Some(PartnerPodcast { title: feed.line("title", report), url: feed.url("url", report), guid: feed.guid("guid", report) })
}

fn introduction(fields: &Fields<'_>, report: &mut Report) -> Introduction {
    let Some(words) = fields.mapping("introduction", INTRODUCTION, report) else {
        return Introduction::default();
    };
    Introduction {
        help: words.text("help", report),
        ideal_client: words.text("ideal_client", report),
        listen_for: words.lines("listen_for", report),
        say_this: words.text("say_this", report),
        do_not_say: words.text("do_not_say", report),
        proof: words.text("proof", report),
        next_step: words.text("next_step", report),
    }
}

/// What they allowed: a list of words, or `word: yes` pairs, or `all` or `none`. What cannot be read is not allowed.
fn consent(fields: &Fields<'_>, report: &mut Report) -> Option<Vec<String>> {
    let node = fields.get("consent")?;
    match &node.value {
        Value::Mapping(_) => {
            let known = CONSENT.map(|(word, _)| word);
            let pairs = fields.mapping("consent", &known, report)?;
            Some(known.into_iter().filter(|word| pairs.flag(word, report) == Some(true)).map(str::to_owned).collect())
        }
        Value::Scalar(scalar) if matches!(scalar.text.trim().to_ascii_lowercase().as_str(), "all" | "yes" | "true") => None,
        Value::Scalar(scalar) if matches!(scalar.text.trim().to_ascii_lowercase().as_str(), "none" | "no" | "false") => Some(Vec::new()),
        _ => {
            let items = fields.items("consent");
            let words = items.iter().filter_map(|item| fields.item_choice(item, &CONSENT, "unknown-consent", report));
            Some(words.map(str::to_owned).collect())
        }
    }
}

/// The block `private`. Its own keys are free, so none is ever unknown; what has no field of its own is kept as text.
fn private(fields: &Fields<'_>, report: &mut Report) -> PersonPrivate {
    const OWN: [&str; 6] = schema::names(&schema::PRIVATE);
    let Some(block) = fields.free_mapping("private", report) else {
        return PersonPrivate::default();
    };
    PersonPrivate {
        email: block.email("email", report),
        phone: block.line("phone", report),
        status: block.choice("status", &Status::ALL, "unknown-status", report),
        notes: block.get("notes").map(Node::in_words).filter(|notes| !notes.is_empty()),
        next: block.get("next").map(Node::in_words).filter(|next| !next.is_empty()),
        sends: block.whole_number("sends", 0, "sends-not-a-number", report),
        more: block.more(&OWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn read(front: &str) -> (Option<RawPerson>, Vec<&'static str>) {
        let source = SourceText { path: RelPath("content/partners/dev/index.md".into()), text: format!("---\n{front}---\nBio\n") };
        let mut report = Report::default();
        let person = parse(&source, &mut report);
        (person, report.findings.iter().map(|finding| finding.rule).collect())
    }

    fn good(front: &str) -> RawPerson {
        let (person, rules) = read(&format!("name: Dev Okafor\n{front}"));
        assert_eq!(rules, [""; 0]);
        person.expect("a person")
    }

    #[test]
    fn every_key_of_the_contract_is_read() {
        let person = good(concat!(
            "business: Okafor Law\nrole: Attorney\ntagline: T\nphoto: dev.jpg\nphoto_credit: P\nwebsite: https://okafor.example\n",
            "links:\n  - {title: Mail, url: 'mailto:dev@okafor.example'}\n  - https://www.okafor.example/x/\n",
            "books: [Plain, {title: B, url: https://b.example/, cover: b.jpg}]\nfeed: {title: F, url: https://f.example/rss}\noffer: kit\n",
            "location: {name: Duluth, geo: '46.78, -92.10', country: us}\npronouns: he/him\nsort_name: Okafor\naliases: [Dev O.]\n",
            "introduction: {help: H, listen_for: One sentence, next_step: N}\nmeet: [CPAs]\nconsent: [audio, Photo]\n",
        ));
        assert_eq!(person.website.as_deref(), Some("https://okafor.example/"));
        assert_eq!(person.links[1].title, "okafor.example/x");
        assert_eq!((person.books.len(), person.books[1].cover.as_deref()), (2, Some("b.jpg")));
        assert_eq!(person.podcast.and_then(|podcast| podcast.url).as_deref(), Some("https://f.example/rss"));
        let place = person.location.expect("a place");
        assert_eq!((place.geo.as_deref(), place.country.as_deref()), (Some("geo:46.78,-92.10"), Some("US")));
        assert_eq!(person.introduction.listen_for, ["One sentence"]);
        assert_eq!(person.consent.as_deref(), Some(&["audio".to_owned(), "photo".to_owned()][..]));
    }

    #[test]
    fn what_is_private_may_have_any_key_and_is_kept_as_text() {
        let person = good(
            "private:\n  email: dev@okafor.example\n  status: Thanked\n  sends: 3\n  invited: 2026-01-05\n  kids: [Ann, Bo]\n  notes:\n",
        );
        let private = person.private.open_for_desk();
        assert_eq!((private.status, private.sends, private.notes.as_deref()), (Some(Status::Thanked), Some(3), None));
        assert_eq!(private.more, [("invited".to_owned(), "2026-01-05".to_owned()), ("kids".to_owned(), "Ann, Bo".to_owned())]);
    }

    #[test]
    fn consent_that_cannot_be_read_allows_nothing() {
        assert_eq!(good("").consent, None);
        assert_eq!(good("consent: all\n").consent, None);
        assert_eq!(good("consent: none\n").consent, Some(Vec::new()));
        assert_eq!(good("consent: []\n").consent, Some(Vec::new()));
        assert_eq!(good("consent: {audio: yes, photo: no}\n").consent, Some(vec!["audio".to_owned()]));
        let (person, rules) = read("name: A\nconsent: everything\n");
        assert_eq!((person.and_then(|person| person.consent), rules), (Some(Vec::new()), vec!["unknown-consent"]));
    }

    #[test]
    fn a_person_without_a_name_is_dropped() {
        assert_eq!(read("role: Attorney\n"), (None, vec!["missing-name"]));
    }
}
