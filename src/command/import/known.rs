//! Part of `import`: what is in the show already: its episodes by guid, its people by name, the addresses that are taken.

use crate::discover::{self, Kind};
use crate::disk::{self, Failure};
use crate::model::{RelPath, Slug};
use crate::parse::episode::RawEpisode;
use crate::parse::person::RawPerson;
use crate::parse::show::RawShow;
use crate::parse::{self, SourceText};
use crate::project::Project;
use crate::report::Report;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is there.
#[derive(Debug, Default)]
pub struct Known {
    /// `content/show.yaml`, where there is a show.
    pub show: Option<RawShow>,
    /// By guid.
    pub episodes: BTreeMap<String, KnownEpisode>,
    /// Address parts of episodes.
    pub episode_slugs: BTreeSet<String>,
    /// The highest number before an episode's folder name.
    pub last_order: u64,
    /// Partners' address parts by every name they go by.
    pub partners: BTreeMap<String, String>,
    /// Hosts' address parts by every name they go by.
    pub hosts: BTreeMap<String, String>,
    /// Whether anything is offered.
    pub has_offers: bool,
}

/// An episode that is there.
#[derive(Debug)]
pub struct KnownEpisode {
    /// Its file.
    pub file: RelPath,
    /// Its address part.
    pub slug: Slug,
    /// What the author wrote.
    pub raw: RawEpisode,
}

/// Looks at the show. What is wrong with it is `check`'s to say.
///
/// # Errors
/// When a file cannot be read.
pub fn look(project: &Project) -> Result<Known, Failure> {
    let inventory = discover::discover(project, &mut Report::default())?;
    let mut known = Known::default();
    let Some(show) = &inventory.show else { return Ok(known) };
    let show = parse::show::parse(&text(project, show)?, &mut Report::default());
    let space = guid_space(&show);
    known.show = Some(show);
    let entries = |kind| inventory.entries.get(&kind).map_or(&[][..], Vec::as_slice);
    known.has_offers = !entries(Kind::Offers).is_empty();
    for (kind, people) in [(Kind::Partners, &mut known.partners), (Kind::Hosts, &mut known.hosts)] {
        for entry in entries(kind) {
            let person = parse::person::parse(&text(project, &entry.index.path)?, &mut Report::default());
            for name in names(&entry.slug, person.as_ref()) {
                people.entry(name).or_insert_with(|| entry.slug.to_string());
            }
        }
    }
    let read = |entry: &discover::Entry| {
        let raw = parse::episode::parse(&text(project, &entry.index.path)?, &mut Report::default());
        Ok((entry.index.path.clone(), entry.slug.clone(), raw))
    };
    let read: Result<Vec<_>, Failure> = entries(Kind::Episodes).par_iter().map(read).collect();
    for (file, slug, raw) in read? {
        known.last_order = known.last_order.max(order(&file));
        known.episode_slugs.insert(slug.to_string());
        if let Some(raw) = raw {
            let guid = raw.guid.clone().unwrap_or_else(|| Uuid::new_v5(&space, slug.as_str().as_bytes()).to_string());
            known.episodes.entry(guid).or_insert(KnownEpisode { file, slug, raw });
        }
    }
    Ok(known)
}

/// What guids are made in where the author wrote none (`resolve` does the same).
fn guid_space(show: &RawShow) -> Uuid {
    let written = show.guid.as_deref().and_then(|guid| Uuid::parse_str(guid).ok());
    written.unwrap_or_else(|| feed_guid(&format!("{}feed.xml", show.base_url.as_deref().unwrap_or_default())))
}

/// podcast:guid of a feed: made from its address without scheme and closing slashes.
///
/// Source: podcast namespace, tag `guid`.
pub fn feed_guid(address: &str) -> Uuid {
    const SPACE: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    Uuid::new_v5(&SPACE, bare.as_bytes())
}

fn names(slug: &Slug, person: Option<&RawPerson>) -> Vec<String> {
    let written = person.into_iter().flat_map(|person| std::iter::once(&person.name).chain(&person.aliases));
    std::iter::once(slug.to_string()).chain(written.map(|name| Slug::from_text(name).0)).collect()
}

/// The number before the name of the episode's folder or file.
fn order(file: &RelPath) -> u64 {
    let name = file.as_str().trim_start_matches("content/episodes/");
    name.split_once('-').and_then(|(digits, _)| digits.parse().ok()).unwrap_or(0)
}

fn text(project: &Project, file: &RelPath) -> Result<SourceText, Failure> {
    let bytes = disk::read(&project.path(file))?;
    Ok(SourceText { path: file.clone(), text: String::from_utf8_lossy(&bytes).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_show_is_known_by_guids_and_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |path: &str, text: &str| {
            let path = folder.path().join(path);
            disk::create_folder(path.parent().expect("it has one")).expect("made");
            disk::write(&path, text.as_bytes()).expect("written");
        };
        put("content/show.yaml", "title: A\ndescription: B\nbase_url: https://a.example/\nlanguage: en\n");
        put("content/episodes/012-renamed-by-me/index.md", "---\ntitle: A\ndate: 2026-05-14\nguid: old-1\n---\n");
        put("content/episodes/own.md", "---\ntitle: B\ndate: 2026-05-14\n---\n");
        put("content/partners/dev/index.md", "---\nname: Dev Okafor\naliases: [D. Okafor]\n---\n");
        let known = look(&Project::at(folder.path(), None)).expect("readable");
        assert_eq!(known.episodes["old-1"].slug.as_str(), "renamed-by-me");
        let own = Uuid::new_v5(&feed_guid("https://a.example/feed.xml"), b"own").to_string();
        assert!(known.episodes.contains_key(&own));
        assert_eq!(known.last_order, 12);
        assert!(["dev", "dev-okafor", "d-okafor"].iter().all(|name| known.partners[*name] == "dev"));
        assert!(!known.has_offers);
    }

    #[test]
    fn an_empty_folder_knows_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(look(&Project::at(folder.path(), None)).expect("readable").show.is_none());
    }

    #[test]
    fn a_feed_guid_is_the_one_of_the_specification() {
        assert_eq!(feed_guid("https://mp3s.nashownotes.com/pc20rss.xml").to_string(), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
    }
}
