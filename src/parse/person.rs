//! A host or partner as written.

use super::fields::{Fields, Places, one_line};
use super::yaml::{Node, Value};
use super::{Body, SourceText};
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
pub const KEYS: &[&str] = &[
    "name",
    "business",
    "role",
    "tagline",
    "photo",
    "photo_credit",
    "website",
    "links",
    "books",
    "feed",
    "offer",
    "location",
    "pronouns",
    "sort_name",
    "aliases",
    "introduction",
    "meet",
    "consent",
    "private",
];

const INTRODUCTION: &[&str] = &["help", "ideal_client", "listen_for", "say_this", "do_not_say", "proof", "next_step"];

/// What somebody can allow.
const CONSENT: [(&str, &str); 5] =
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
        } else if let Some(book) = fields.item_mapping(&item, &["title", "url", "cover"], report) {
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
    let feed = fields.mapping("feed", &["title", "url", "guid"], report)?;
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
    const OWN: [&str; 6] = ["email", "phone", "status", "notes", "next", "sends"];
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
