//! Hosts and partners: who there is, who may be public, and everything about them that consent allows.

use super::events::RawEvents;
use super::names::not_found;
use super::offers::Stock;
use super::pictures::Pictures;
use super::timing::Due;
use super::{Item, Measured};
use crate::model::{Book, Consent, Permalink, Person, PersonId, PersonKind, RelPath, Slug};
use crate::parse::person::{RawBook, RawPerson};
use crate::parse::show::RawShow;
use crate::report::{Finding, Place, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Everybody, in the order of their ids: hosts, then public partners by name, then the partners nobody knows of yet.
#[derive(Clone, PartialEq)]
pub struct Cast {
    members: Vec<Member>,
    public: usize,
    ids: BTreeMap<(PersonKindOrder, Slug), PersonId>,
}

#[derive(Clone, PartialEq)]
struct Member {
    kind: PersonKind,
    item: Item<RawPerson>,
    sort_name: String,
}

type PersonKindOrder = bool;

fn order(kind: PersonKind) -> PersonKindOrder {
    kind == PersonKind::Partner
}

/// Everybody resolved; see [`Cast`].
#[derive(Clone, PartialEq)]
pub struct People {
    people: Vec<Person>,
    public: usize,
}

impl Cast {
    /// Settles who is public: hosts, guests of published episodes, and guests of events.
    pub fn gather(
        hosts: Vec<Item<RawPerson>>,
        partners: Vec<Item<RawPerson>>,
        due: &Due,
        events: RawEvents<'_>,
        report: &mut Report,
    ) -> Self {
        let hosts = hosts.into_iter().map(|item| member(PersonKind::Host, item));
        let mut partners: Vec<_> = partners.into_iter().map(|item| member(PersonKind::Partner, item)).collect();
        let known = known_names(&partners, report);
        let mentioned = due.public.iter().flat_map(|(item, _)| &item.raw.guests).chain(events.iter().flat_map(|item| &item.raw.guests));
        let public: BTreeSet<usize> = mentioned.filter_map(|name| known.get(&Slug::from_text(name)).copied()).collect();
        let public_slugs: BTreeSet<Slug> = public.iter().map(|index| partners[*index].item.slug.clone()).collect();
        partners.sort_by(|a, b| {
            let hidden = |member: &Member| !public_slugs.contains(&member.item.slug);
            (hidden(a), &a.sort_name, &a.item.slug).cmp(&(hidden(b), &b.sort_name, &b.item.slug))
        });
        let members: Vec<_> = hosts.chain(partners).collect();
        let public = members.iter().filter(|member| member.kind == PersonKind::Host || public_slugs.contains(&member.item.slug)).count();
        let mut ids = BTreeMap::new();
        for (id, member) in (0..).map(PersonId).zip(&members) {
            for name in names_of(&member.item) {
                ids.entry((order(member.kind), name)).or_insert(id);
            }
        }
        Self { members, public, ids }
    }

    /// Whether a person may appear in public.
    pub fn is_public(&self, id: PersonId) -> bool {
        (id.0 as usize) < self.public
    }

    /// The person of this kind an author means: by slug, name or another spelling. A finding when there is none.
    pub fn named(&self, name: &str, kind: PersonKind, place: Place, report: &mut Report) -> Option<PersonId> {
        let found = self.find(name, kind);
        if found.is_none() {
            let what = if kind == PersonKind::Host { "host" } else { "partner" };
            let rule = if kind == PersonKind::Host { "host-not-found" } else { "partner-not-found" };
            let known = self.members.iter().filter(|member| member.kind == kind).map(|member| member.item.slug.as_str());
            report.add(not_found(rule, what, name, known, place));
        }
        found
    }

    /// The person of this kind, if there is one.
    pub fn find(&self, name: &str, kind: PersonKind) -> Option<PersonId> {
        self.ids.get(&(order(kind), Slug::from_text(name))).copied()
    }

    /// Slugs of all partners.
    pub fn partner_slugs(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter(|member| member.kind == PersonKind::Partner).map(|member| member.item.slug.as_str())
    }

    /// The partner or host an author means.
    pub fn anybody(&self, name: &str) -> Option<PersonId> {
        self.find(name, PersonKind::Partner).or_else(|| self.find(name, PersonKind::Host))
    }

    /// A finding for a name that is nobody's.
    pub fn nobody(&self, name: &str, place: Place) -> Finding {
        not_found("partner-not-found", "partner", name, self.members.iter().map(|member| member.item.slug.as_str()), place)
    }

    /// The kind of a person.
    pub fn kind(&self, id: PersonId) -> PersonKind {
        self.members[id.0 as usize].kind
    }

    /// Everybody with their ids.
    pub fn all(&self) -> impl Iterator<Item = (PersonId, &RawPerson)> {
        (0..).map(PersonId).zip(self.members.iter().map(|member| &member.item.raw))
    }

    /// Old addresses of partners, by their texts: those of their `aliases` that look like one.
    pub fn old_addresses(&self) -> BTreeMap<&RelPath, Vec<String>> {
        let address = |alias: &String| match alias.strip_prefix('/') {
            Some(path) => Some(format!("{}/", path.trim_end_matches('/'))),
            None => (Slug::from_text(alias).as_str() == alias).then(|| format!("partners/{alias}/")),
        };
        let renamed = self.members.iter().filter(|member| member.kind == PersonKind::Partner && !member.item.raw.aliases.is_empty());
        renamed.map(|member| (&member.item.raw.source, member.item.raw.aliases.iter().filter_map(address).collect())).collect()
    }

    /// Everybody in full.
    pub fn resolve(&self, show: &RawShow, stock: &Stock, measured: &Measured, report: &mut Report) -> People {
        let chosen = show.theme_options.get("hues");
        let mut hues = Hues { chosen, last: None };
        let resolve = |member: &Member| resolve_person(member, &mut hues, stock, measured, report);
        People { people: self.members.iter().map(resolve).collect(), public: self.public }
    }
}

impl People {
    /// The person with this id.
    pub fn get(&self, id: PersonId) -> &Person {
        &self.people[id.0 as usize]
    }

    /// Ids of everybody of a kind.
    pub fn ids_of(&self, kind: PersonKind) -> Vec<PersonId> {
        (0..).map(PersonId).zip(&self.people).filter(|(_, person)| person.kind == kind).map(|(id, _)| id).collect()
    }

    /// Those who may be public, and the rest.
    pub fn split(self) -> (Vec<Person>, Vec<Person>) {
        let mut people = self.people;
        let hidden = people.split_off(self.public);
        (people, hidden)
    }
}

fn member(kind: PersonKind, item: Item<RawPerson>) -> Member {
    let sort_name = item.raw.sort_name.clone().unwrap_or_else(|| family_name_first(&item.raw.name)).to_lowercase();
    Member { kind, item, sort_name }
}

fn names_of(item: &Item<RawPerson>) -> impl Iterator<Item = Slug> {
    [item.slug.clone(), Slug::from_text(&item.raw.name)].into_iter().chain(item.raw.aliases.iter().map(|alias| Slug::from_text(alias)))
}

/// Every spelling of every partner; one that two partners claim is a finding, and the first keeps it.
fn known_names(partners: &[Member], report: &mut Report) -> BTreeMap<Slug, usize> {
    let mut known: BTreeMap<Slug, usize> = (0..).zip(partners).map(|(index, member)| (member.item.slug.clone(), index)).collect();
    for (index, member) in partners.iter().enumerate() {
        for alias in &member.item.raw.aliases {
            let other = *known.entry(Slug::from_text(alias)).or_insert(index);
            if other != index {
                let place = Place::key(&member.item.raw.source, "aliases");
                let message = format!("`{alias}` is also what {} is called", partners[other].item.raw.name);
                report.add(Finding::warning("name-taken-twice", place, message).fix("take it out of one of the two"));
            }
        }
        known.entry(Slug::from_text(&member.item.raw.name)).or_insert(index);
    }
    known
}

/// `Okafor Dev` for `Dev Okafor`; names written without spaces stay.
fn family_name_first(name: &str) -> String {
    name.trim().rsplit_once(' ').map_or_else(|| name.to_owned(), |(given, family)| format!("{family} {given}"))
}

fn resolve_person(member: &Member, hues: &mut Hues<'_>, stock: &Stock, measured: &Measured, report: &mut Report) -> Person {
    let Item { slug, files, raw } = &member.item;
    let folder = Permalink(format!("{}/{slug}/", if member.kind == PersonKind::Host { "hosts" } else { "partners" }));
    let pictures = Pictures { source: &raw.source, files, permalink: &folder, images: &measured.images };
    let consent = consent(raw.consent.as_deref());
    let photo = match &raw.photo {
        Some(name) => pictures.named(name, "photo", &raw.name, report),
        None => pictures.found(&["photo", "portrait", slug.as_str()], &raw.name),
    };
    let photo = photo.filter(|_| consent.photo).map(|mut photo| {
        photo.credit.clone_from(&raw.photo_credit);
        photo
    });
    let books = (0..).zip(&raw.books).map(|(index, book)| resolve_book(index, book, &pictures, report)).collect();
    let offer =
        raw.offer.as_deref().and_then(|name| stock.named(name, Place::key(&raw.source, "offer"), report)).filter(|id| stock.is_open(*id));
    Person {
        kind: member.kind,
        slug: slug.clone(),
        source: raw.source.clone(),
        first_name: first_name(&raw.name),
        initials: initials(&raw.name),
        name: raw.name.clone(),
        business: raw.business.clone(),
        role: raw.role.clone(),
        tagline: raw.tagline.clone(),
        photo,
        website: raw.website.clone(),
        links: raw.links.clone(),
        books,
        podcast: raw.podcast.clone(),
        offer,
        location: raw.location.clone(),
        pronouns: raw.pronouns.clone(),
        sort_name: member.sort_name.clone(),
        aliases: raw.aliases.clone(),
        introduction: raw.introduction.clone(),
        meet: raw.meet.clone(),
        consent,
        bio: raw.body.markdown.clone(),
        hue: hues.next(slug, member.kind),
        private: raw.private.clone(),
        // A host has no page of their own: the whole site is theirs.
        permalink: if member.kind == PersonKind::Host { Permalink::default() } else { folder },
    }
}

fn resolve_book(index: usize, raw: &RawBook, pictures: &Pictures<'_>, report: &mut Report) -> Book {
    let cover = raw.cover.as_deref().and_then(|name| pictures.named(name, &format!("books[{index}].cover"), &raw.title, report));
    Book { title: raw.title.clone(), url: raw.url.clone(), cover }
}

fn consent(words: Option<&[String]>) -> Consent {
    let Some(words) = words else { return Consent::default() };
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    Consent { audio: has("audio"), transcript: has("transcript"), clips: has("clips"), photo: has("photo"), email: has("email") }
}

/// Whether a name is written in an alphabet where the given name stands first and a first letter stands for it.
fn is_alphabetic_script(name: &str) -> bool {
    name.chars().find(|character| character.is_alphabetic()).is_some_and(|character| u32::from(character) < 0x0590)
}

/// What stands before names and is none.
const TITLES: [&str; 26] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "reverend",
    "fr",
    "rabbi",
    "imam",
    "hon",
    "judge",
    "capt",
    "herr",
    "frau",
    "señor",
    "señora",
    "monsieur",
    "madame",
];
/// What stands before family names: whoever has nothing else before them is called by the whole name.
const PARTICLES: [&str; 24] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "al", "el", "bin", "ibn", "bint", "ben", "ter",
    "ten", "zu", "af", "av",
];

/// What one calls somebody: the first word of the name that is not a title; the whole name where there is no such word, where it is a lone
/// initial, and where names are not written in an alphabet with the given name first. "Okafor, Dev" is Dev.
fn first_name(name: &str) -> String {
    let whole = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_alphabetic_script(name) {
        return whole;
    }
    let given = match whole.split_once(',') {
        // What follows a comma may be a suffix: "Ann Lee, CPA" has her first name before it, "Lee, Ann" behind.
        Some((family, rest)) if !family.trim().contains(' ') && !is_suffix(rest) => rest.trim(),
        Some((before, _)) => before.trim(),
        None => whole.as_str(),
    };
    let plain = |word: &str| word.trim_end_matches('.').to_lowercase();
    let mut words = given.split(' ').filter(|word| !TITLES.contains(&plain(word).as_str())).peekable();
    let first = words.next().unwrap_or_default();
    let letters = first.chars().filter(|character| character.is_alphabetic()).count();
    let is_initial = letters < 2 || (first.ends_with('.') && letters < 3);
    // "van Dijk" is a family name, "Van Morrison" and "Ben Lee" are people called by the first word.
    let is_particle = first.starts_with(char::is_lowercase) && PARTICLES.contains(&plain(first).as_str());
    if first.is_empty() || is_initial || is_particle {
        let rest: Vec<&str> = given.split(' ').collect();
        return if rest.is_empty() { whole } else { rest.join(" ") };
    }
    first.to_owned()
}

/// Whether what stands behind a comma is a degree or a generation: "CPA", "Ph.D.", "Jr.".
fn is_suffix(text: &str) -> bool {
    let text = text.trim();
    let capitals = text.chars().filter(|character| character.is_uppercase()).count();
    let is_generation = ["jr", "sr", "junior", "senior"].contains(&text.trim_end_matches('.').to_lowercase().as_str());
    text.is_empty() || is_generation || text.contains('.') || capitals > 1
}

fn initials(name: &str) -> String {
    let letter =
        |word: &str| word.chars().find(|character| character.is_alphanumeric()).map(|character| character.to_uppercase().to_string());
    let words: Vec<_> = name.split_whitespace().filter_map(letter).collect();
    match words.as_slice() {
        [] => "?".to_owned(),
        [only] => only.clone(),
        _ if !is_alphabetic_script(name) => words[0].clone(),
        [first, .., last] => format!("{first}{last}"),
    }
}

/// Deals out hues: by slug, never two alike next to each other.
struct Hues<'a> {
    chosen: Option<&'a serde_json::Value>,
    last: Option<u16>,
}

impl Hues<'_> {
    /// The host's green, and the hues partners draw from; marigold's neighbourhood (60–110) is left out.
    const HOST: u16 = 170;
    const PARTNERS: [u16; 11] = [205, 235, 255, 275, 310, 340, 0, 15, 40, 125, 145];

    fn next(&mut self, slug: &Slug, kind: PersonKind) -> u16 {
        let wished = self.chosen.and_then(|hues| hues.get(slug.as_str())).and_then(serde_json::Value::as_u64);
        let hue = match wished {
            Some(hue) => u16::try_from(hue % 360).unwrap_or(0),
            None if kind == PersonKind::Host => Self::HOST,
            None => self.drawn(slug),
        };
        self.last = Some(hue);
        hue
    }

    fn drawn(&self, slug: &Slug) -> u16 {
        let start = usize::from(blake3::hash(slug.as_str().as_bytes()).as_bytes()[0]);
        let candidates = (0..Self::PARTNERS.len()).map(|step| Self::PARTNERS[(start + step) % Self::PARTNERS.len()]);
        candidates.into_iter().find(|hue| self.last.is_none_or(|last| apart(*hue, last) >= 20)).unwrap_or(Self::PARTNERS[0])
    }
}

fn apart(a: u16, b: u16) -> u16 {
    let distance = a.abs_diff(b);
    distance.min(360 - distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last_and_one_letter_where_names_are_not_alphabetic() {
        assert_eq!(initials("Ansel Abernathy-Fitzgerald"), "AA");
        assert_eq!(initials("Dr. Maria von der Au"), "DA");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials("田中 美咲"), "田");
        assert_eq!(initials("دیف اوکافور"), "د");
        assert_eq!(initials("Ольга Іваненко"), "ОІ");
        assert_eq!(initials(" "), "?");
    }

    #[test]
    fn a_first_name_skips_titles_and_keeps_whole_names_that_have_no_spaces() {
        assert_eq!(first_name("Dr. Dev Okafor"), "Dev");
        assert_eq!(first_name("田中 美咲"), "田中 美咲");
    }

    #[test]
    fn names_of_odd_forms_are_called_by_what_people_call_them() {
        for (name, called) in [
            ("Cher", "Cher"),
            ("Prof. Dr. Maria von der Au", "Maria"),
            ("Rev. J. R. Smith", "Rev. J. R. Smith"),
            ("J. Smith", "J. Smith"),
            ("Jo Smith", "Jo"),
            ("van Dijk", "van Dijk"),
            ("Van Morrison", "Van"),
            ("de la Cruz", "de la Cruz"),
            ("Ann Lee, CPA", "Ann"),
            ("Martin King, Jr.", "Martin"),
            ("Okafor, Dev", "Dev"),
            ("Lee, CPA", "Lee"),
            ("Mary-Jane O'Neil", "Mary-Jane"),
            ("  Ana   María  ", "Ana"),
            ("Dr.", "Dr."),
            ("Mr Ng", "Ng"),
            ("דנה כהן", "דנה כהן"),
            ("", ""),
        ] {
            assert_eq!(first_name(name), called, "{name}");
        }
    }

    #[test]
    fn a_list_of_consents_forbids_what_it_does_not_name() {
        let words = ["audio".to_owned(), "photo".to_owned()];
        assert!(consent(Some(&words)).photo && !consent(Some(&words)).transcript && consent(None).transcript);
    }

    #[test]
    fn neighbours_never_share_a_hue() {
        let mut hues = Hues { chosen: None, last: None };
        let dealt: Vec<_> = (0..200).map(|n| hues.next(&Slug(format!("p{n}")), PersonKind::Partner)).collect();
        assert!(dealt.windows(2).all(|pair| apart(pair[0], pair[1]) >= 20));
    }
}
