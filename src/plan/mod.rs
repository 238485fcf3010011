//! Layer 3: [`Site`] → [`Plan`]: every output path and what will stand there, before one byte is made. One file per kind of
//! output, each with its view. A view is made when it is rendered (so that ten thousand of them never lie in memory at once) and from
//! nothing but the site.

pub mod ask;
pub mod assets;
pub mod calendar;
pub mod campaign;
pub mod content_lines;
#[cfg(test)]
mod contract;
pub mod counting;
pub mod cover_letter;
pub mod desk;
pub mod done;
pub mod embed;
pub mod episode;
pub mod episodes;
pub mod event;
pub mod feeds;
pub mod form;
pub mod go;
pub mod guest;
pub mod home;
pub mod host;
pub mod hosting;
pub mod introduce;
pub mod json_ld;
pub mod kit;
pub mod letter;
#[cfg(test)]
mod look;
pub mod markup;
pub mod media_files;
pub mod meter;
pub mod not_found;
pub mod offer;
pub mod on_demand;
pub mod opml;
pub mod page;
pub mod paper;
pub mod partner;
pub mod partners;
#[cfg(test)]
mod plain;
pub mod playlist;
pub mod posts;
pub mod robots;
pub mod rules;
pub mod search;
pub mod season;
pub mod share;
pub mod shell;
pub mod sitemap;
mod sizes;
#[cfg(test)]
mod spoken;
pub mod time_zone;
pub mod topic;
pub mod track;
pub mod vcard;
pub mod view;
pub mod wave;
pub mod words;

use crate::feed::Scope;
use crate::letter::{Enclosure, Envelope, Form};
use crate::model::{OutPath, RelPath, Site};
use crate::picture::Drawing;
use crate::report::{Finding, Place, Report};
use serde::Serialize;

/// Which folder an output goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tree {
    /// The site.
    Public,
    /// For the host's eyes only.
    Desk,
}

/// Everything a build will write, sorted by tree and path; no path twice.
pub struct Plan<'site> {
    /// The outputs.
    pub outputs: Vec<Output<'site>>,
}

/// One file to be.
pub struct Output<'site> {
    /// Where it goes.
    pub tree: Tree,
    /// Its path there.
    pub path: OutPath,
    /// The file of the author's that causes it, named when two outputs claim one path; `content/show.yaml` for what every show has.
    pub origin: &'site RelPath,
    /// Whether `sitemap.xml` names it, and when it last changed in a way that readers see (`YYYY-MM-DD`, from content).
    pub listed: Listed,
    /// What will stand there.
    pub content: Content<'site>,
}

/// Whether search engines are told of an output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// Not a page, or not to be found by strangers.
    #[default]
    No,
    /// Named in the sitemap.
    Yes {
        /// Newest change, where content has a date.
        changed: Option<String>,
    },
}

/// What makes an output's bytes.
pub enum Content<'site> {
    /// A template of the theme and the view that fills it.
    Page {
        /// File name in `templates/`.
        template: &'static str,
        /// Makes the view.
        view: Box<dyn Fn() -> tera::Context + Send + Sync + 'site>,
    },
    /// Bytes from a small writer of ours (calendar, sitemap, transcript, …).
    Made(Box<dyn Fn() -> Vec<u8> + Send + Sync + 'site>),
    /// A feed, written in pieces.
    Feed(Scope),
    /// A copy of a file of the show.
    Copy(&'site RelPath),
    /// A picture of the show without what cameras write into it.
    Photo {
        /// The file.
        source: &'site RelPath,
        /// In pixels; `None` for the whole of it.
        width: Option<u32>,
    },
    /// Made from the bytes of a file of the cache, which is read when its turn comes.
    Derived {
        /// That file.
        from: &'site RelPath,
        /// Makes the bytes; `None` where the file is not what it should be.
        make: fn(&[u8]) -> Option<Vec<u8>>,
    },
    /// A picture, which takes a while: it is remembered.
    Drawn(Box<dyn Fn() -> Drawing + Send + Sync + 'site>),
    /// A letter: a template of the theme's `letters/`, and what fills it.
    Letter {
        /// Its name there, without ending.
        template: &'static str,
        /// How it is kept.
        form: Form,
        /// Makes what fills it.
        order: Box<dyn Fn() -> LetterOrder + Send + Sync + 'site>,
    },
}

/// What fills a letter.
pub struct LetterOrder {
    /// What its template may say.
    pub view: tera::Context,
    /// The outside. Its language is the show's; the built-in texts are English.
    pub envelope: Envelope,
    /// The picture that its text may show.
    pub picture: Option<Shown>,
    /// What goes along.
    pub enclosed: Vec<Enclosed>,
}

impl LetterOrder {
    /// A letter without picture and enclosures.
    pub fn new(envelope: Envelope, view: &impl Serialize) -> Self {
        Self { view: crate::theme::letters::context(view), envelope, picture: None, enclosed: Vec::new() }
    }
}

/// A picture in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it is made of.
    pub source: ShownSource,
    /// Its absolute address on the site, where it has one.
    pub address: Option<String>,
}

/// What a letter's picture is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownSource {
    /// A drawing.
    Drawing(Box<Drawing>),
    /// A file of the show, made small.
    File(RelPath),
}

/// A file that goes along with a letter.
pub enum Enclosed {
    /// Ready.
    Made(Enclosure),
    /// A page of the theme.
    Page {
        /// Its name in the mail.
        name: &'static str,
        /// File name in `templates/`.
        template: &'static str,
        /// What fills it.
        view: tera::Context,
    },
}

impl Enclosed {
    /// A page that goes along.
    pub fn page(name: &'static str, template: &'static str, view: &impl Serialize) -> Self {
        Self::Page { name, template, view: tera::Context::from_serialize(view).expect("a view is a struct with text keys") }
    }
}

impl<'site> Output<'site> {
    /// A page of the site that search engines may name.
    pub fn page<V: Serialize>(
        path: OutPath,
        origin: &'site RelPath,
        changed: Option<String>,
        template: &'static str,
        view: impl Fn() -> V + Send + Sync + 'site,
    ) -> Self {
        let mut output = Self::unlisted_page(path, origin, template, view);
        output.listed = Listed::Yes { changed };
        output
    }

    /// A page of the site that is not in the sitemap.
    pub fn unlisted_page<V: Serialize>(
        path: OutPath,
        origin: &'site RelPath,
        template: &'static str,
        view: impl Fn() -> V + Send + Sync + 'site,
    ) -> Self {
        let context = move || tera::Context::from_serialize(&view()).expect("a view is a struct with text keys");
        Self { tree: Tree::Public, path, origin, listed: Listed::No, content: Content::Page { template, view: Box::new(context) } }
    }

    /// A file made by a small writer.
    pub fn made(path: OutPath, origin: &'site RelPath, bytes: impl Fn() -> Vec<u8> + Send + Sync + 'site) -> Self {
        Self { tree: Tree::Public, path, origin, listed: Listed::No, content: Content::Made(Box::new(bytes)) }
    }

    /// A picture.
    pub fn drawn(path: OutPath, origin: &'site RelPath, drawing: impl Fn() -> Drawing + Send + Sync + 'site) -> Self {
        Self { tree: Tree::Public, path, origin, listed: Listed::No, content: Content::Drawn(Box::new(drawing)) }
    }

    /// A letter in all its forms: `<folder><name>.eml`, `.txt` and `.html`; the folder ends in `/`. It stays on the desk.
    pub fn letter(
        folder: &str,
        name: &str,
        origin: &'site RelPath,
        template: &'static str,
        order: impl Fn() -> LetterOrder + Clone + Send + Sync + 'site,
    ) -> [Self; 3] {
        Form::ALL.map(|form| {
            let path = OutPath(format!("{folder}{name}.{}", form.ending()));
            let content = Content::Letter { template, form, order: Box::new(order.clone()) };
            Self { tree: Tree::Desk, path, origin, listed: Listed::No, content }
        })
    }

    /// A copy of a file of the show.
    pub fn copy(path: OutPath, source: &'site RelPath) -> Self {
        Self { tree: Tree::Public, path, origin: source, listed: Listed::No, content: Content::Copy(source) }
    }

    /// A picture of the show, in a width or whole.
    pub fn photo(path: OutPath, source: &'site RelPath, width: Option<u32>) -> Self {
        let content = Content::Photo { source, width };
        Self { tree: Tree::Public, path, origin: source, listed: Listed::No, content }
    }

    /// A file made from one of the cache.
    pub fn derived(path: OutPath, origin: &'site RelPath, from: &'site RelPath, make: fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        Self { tree: Tree::Public, path, origin, listed: Listed::No, content: Content::Derived { from, make } }
    }

    /// The same, for the host's eyes only.
    #[must_use]
    pub fn for_desk(mut self) -> Self {
        self.tree = Tree::Desk;
        self.listed = Listed::No;
        self
    }
}

/// A kind of output.
struct Kind {
    tree: Tree,
    /// How the paths of its outputs begin; an empty one: in any way.
    places: &'static [&'static str],
    outputs: for<'a> fn(&'a Site) -> Vec<Output<'a>>,
}

const fn public(places: &'static [&'static str], outputs: for<'a> fn(&'a Site) -> Vec<Output<'a>>) -> Kind {
    Kind { tree: Tree::Public, places, outputs }
}

/// Each kind of output is one line here. The first ones are those that an author looks at.
const KINDS: &[Kind] = &[
    public(&["episodes/"], episode::outputs),
    public(&["index.html"], home::outputs),
    public(&["episodes/"], episodes::outputs),
    public(&["feed", "partners/"], feeds::outputs),
    public(&["partners/"], partner::outputs),
    public(&["partners/"], partners::outputs),
    public(&["offers/"], offer::outputs),
    public(&["events"], event::outputs),
    public(&["events"], calendar::outputs),
    public(&["campaigns/"], campaign::outputs),
    public(&["campaigns/"], meter::outputs),
    public(&["hosts/"], host::outputs),
    public(&["kit/"], kit::outputs),
    public(&["kit/"], paper::outputs),
    public(&["topics/"], topic::outputs),
    public(&["seasons/"], season::outputs),
    public(&["embed/"], embed::outputs),
    public(&["go/"], go::outputs),
    public(&["be-a-guest/"], guest::outputs),
    public(&["search/"], search::outputs),
    public(&["404.html"], not_found::outputs),
    public(&["robots.txt"], robots::outputs),
    public(&["opml.xml"], opml::outputs),
    public(&["episodes/"], wave::outputs),
    public(&["episodes/"], media_files::outputs),
    public(&["partners/", "hosts/"], vcard::outputs),
    public(&[""], playlist::outputs),
    public(&[""], share::outputs),
    public(&[""], sizes::outputs),
    public(&[""], page::outputs),
    public(&[""], assets::outputs),
    public(&[""], hosting::outputs),
    Kind { tree: Tree::Desk, places: &[""], outputs: desk::outputs },
];

/// Lists everything a build of `site` writes. Two outputs for one path are reported, naming both sources; the first is kept.
#[must_use]
pub fn plan<'site>(site: &'site Site, report: &mut Report) -> Plan<'site> {
    rules::findings(site, report);
    // About as many as there will be: a list that doubles as it grows would be the largest thing in memory for a moment.
    let mut outputs: Vec<Output<'site>> = Vec::with_capacity(site.episodes.len() * 11 + site.people.len() * 14 + 64);
    for kind in KINDS {
        outputs.append(&mut (kind.outputs)(site));
    }
    sort(&mut outputs);
    // Last, because it names the others.
    outputs.extend(sitemap::outputs(&outputs, site));
    sort(&mut outputs);
    Plan { outputs: without_clashes(outputs, report) }
}

/// By folder, path, and, where two want one path, by who wants it.
fn sort(outputs: &mut [Output<'_>]) {
    outputs.sort_unstable_by(|a, b| (a.tree, &a.path, a.origin).cmp(&(b.tree, &b.path, b.origin)));
}

/// Keeps the first of those who want one path. In place: at ten thousand episodes a second list would be felt.
fn without_clashes<'site>(mut outputs: Vec<Output<'site>>, report: &mut Report) -> Vec<Output<'site>> {
    let holders: Vec<Option<&RelPath>> = (0..outputs.len()).map(|index| holder(&outputs, index)).collect();
    let mut holders = holders.into_iter();
    outputs.retain(|output| {
        let Some(Some(first)) = holders.next() else { return true };
        let message = format!("this and {first} both want the address {}", output.path);
        report.add(Finding::error("address-taken-twice", Place::file(output.origin), message).fix("rename one of the two folders"));
        false
    });
    outputs
}

/// Who has the path of an output before it, or has a file where it needs a folder.
fn holder<'site>(sorted: &[Output<'site>], index: usize) -> Option<&'site RelPath> {
    let output = &sorted[index];
    if let Some(before) =
        index.checked_sub(1).map(|before| &sorted[before]).filter(|before| before.tree == output.tree && before.path == output.path)
    {
        return Some(before.origin);
    }
    let path = output.path.as_str();
    let at = |folder: &str| sorted.binary_search_by(|other| (other.tree, other.path.as_str()).cmp(&(output.tree, folder))).ok();
    path.match_indices('/').map(|(end, _)| &path[..end]).find_map(at).map(|index| sorted[index].origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Backstage, EpisodeId, EventId, Feedback, Offer, Person, PersonPrivate, Private, Slug, sample};

    const CANARY: &str = "canary-7205";

    /// The sample with a marked word in everything that is private.
    fn with_canaries() -> Site {
        let mut site = sample::site();
        let word = || Some(CANARY.to_owned());
        for person in &mut site.people {
            person.private = Private::new(PersonPrivate {
                email: Some(format!("{CANARY}@desk.example")),
                phone: word(),
                status: None,
                notes: word(),
                next: word(),
                sends: Some(7205),
                more: vec![(CANARY.to_owned(), CANARY.to_owned())],
            });
        }
        for episode in &mut site.episodes {
            episode.private_feedback = Private::new(vec![Feedback { text: CANARY.to_owned(), from: word(), date: None, public: false }]);
        }
        for event in &mut site.events {
            event.private_join = Private::new(Some(format!("https://rooms.example/{CANARY}")));
            event.private_more = Private::new(vec![(CANARY.to_owned(), CANARY.to_owned())]);
        }
        let person = Person { name: CANARY.to_owned(), slug: Slug(CANARY.to_owned()), ..sample::person() };
        let offer = Offer { title: CANARY.to_owned(), slug: Slug(CANARY.to_owned()), ..sample::offer() };
        let mut episode = sample::episode();
        (episode.title, episode.slug) = (CANARY.to_owned(), Slug(CANARY.to_owned()));
        site.backstage = Private::new(Backstage { people: vec![person], offers: vec![offer], episodes: vec![episode].into() });
        site
    }

    fn bytes(site: &Site, output: &Output<'_>) -> Vec<u8> {
        match &output.content {
            Content::Made(bytes) => bytes(),
            Content::Page { view, .. } => format!("{:?}", view()).into_bytes(),
            Content::Copy(_) | Content::Photo { .. } | Content::Derived { .. } => Vec::new(),
            Content::Drawn(drawing) => format!("{:?}", drawing()).into_bytes(),
            Content::Letter { order, .. } => format!("{:?}", order().view).into_bytes(),
            Content::Feed(scope) => {
                let mut all = Vec::new();
                crate::feed::write(site, *scope, &mut |piece| all.extend_from_slice(piece));
                all
            }
        }
    }

    #[test]
    fn nothing_private_reaches_a_public_output() {
        let site = with_canaries();
        let plan = plan(&site, &mut Report::default());
        let mut on_the_desk = 0;
        for output in &plan.outputs {
            let holds = String::from_utf8_lossy(&bytes(&site, output)).contains(CANARY) || output.path.as_str().contains(CANARY);
            match output.tree {
                Tree::Public => assert!(!holds, "{} holds what is private", output.path),
                Tree::Desk => on_the_desk += usize::from(holds),
            }
        }
        assert!(on_the_desk > 0, "the words were planted");
    }

    #[test]
    fn nothing_private_reaches_structured_data() {
        let site = with_canaries();
        let people = [sample::HOST, sample::PARTNER].map(|id| json_ld::person(&site, id));
        let episodes = [0, 1, 2].map(|id| json_ld::episode(&site, EpisodeId(id)));
        let rest = [json_ld::series(&site), json_ld::event(&site, EventId(0))];
        assert!(people.iter().chain(&episodes).chain(&rest).all(|value| !value.to_string().contains(CANARY)));
    }

    #[test]
    fn two_claims_for_one_address_are_reported_with_both_sources() {
        let mut site = sample::site();
        site.redirects = vec![
            ("old/index.html".into(), site.episodes[0].permalink.clone()),
            ("old/".into(), site.episodes[1].permalink.clone()),
            ("robots.txt".into(), site.episodes[1].permalink.clone()),
        ];
        let mut report = Report::default();
        let plan = plan(&site, &mut report);
        let said: Vec<_> = report.findings.iter().map(|finding| (finding.rule, finding.message.as_str())).collect();
        assert_eq!(
            said,
            [
                ("address-taken-twice", "this and content/episodes/002-cash-before-profit/index.md both want the address old/index.html"),
                ("address-taken-twice", "this and content/show.yaml both want the address robots.txt/index.html"),
            ]
        );
        assert_eq!(plan.outputs.iter().filter(|output| output.path.as_str() == "old/index.html").count(), 1);
    }

    #[test]
    fn each_kind_says_where_its_outputs_lie() {
        let site = sample::site();
        for kind in KINDS {
            for output in (kind.outputs)(&site) {
                let is_there = kind.places.iter().any(|place| output.path.as_str().starts_with(place));
                assert!(is_there && output.tree == kind.tree, "{} is not in {:?}", output.path, kind.places);
            }
        }
    }

    #[test]
    fn the_plan_is_sorted_and_names_the_sitemap() {
        let site = sample::site();
        let plan = plan(&site, &mut Report::default());
        assert!(plan.outputs.is_sorted_by(|a, b| (a.tree, &a.path) < (b.tree, &b.path)));
        assert!(plan.outputs.iter().any(|output| output.path.as_str() == "sitemap.xml"));
    }
}
