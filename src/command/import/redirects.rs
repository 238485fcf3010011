//! Part of `import`: old page → new page. Where the new site is at the old one's address, it answers at the old addresses itself;
//! elsewhere the old host has to send people on, and the plan says where to.

use super::known::Known;
use super::plan::EpisodePlan;
use crate::import::ImportedShow;
use std::collections::BTreeSet;
use url::Url;

/// A page that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Whole.
    pub from: String,
    /// Whole.
    pub to: String,
    /// Who sends people on.
    pub by: By,
}

/// Who sends people on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// It stays where it is.
    Nobody,
    /// The new site, with `aliases`.
    Us,
    /// The old host, which has to be told.
    OldHost,
}

/// Folders of the site in which the build makes pages of its own.
const OWN: &[&str] =
    &["assets", "be-a-guest", "campaigns", "desk", "embed", "events", "go", "kit", "offers", "partners", "search", "seasons", "topics"];

/// Plans what becomes of the old pages, and gives each episode the old address that its page can answer at.
pub fn plan(show: &ImportedShow, episodes: &mut [EpisodePlan], known: &Known, base_url: &str, is_stand_in: bool) -> Vec<Redirect> {
    let Ok(base) = Url::parse(base_url) else { return Vec::new() };
    let new_pages = |slug: &str| format!("episodes/{slug}/");
    let mut taken: BTreeSet<String> = episodes.iter().map(|episode| new_pages(&episode.slug)).collect();
    taken.extend(known.episode_slugs.iter().map(|slug| new_pages(slug)));
    let mut seen = BTreeSet::new();
    let mut redirects = Vec::new();
    for plan in episodes {
        let Some(from) = show.episodes[plan.index].link.as_deref().and_then(|link| Url::parse(link.trim()).ok()) else { continue };
        // Many feeds give the show's own page for every episode: that one does not move here.
        let is_shows = show.link.as_deref().and_then(|link| Url::parse(link.trim()).ok()).is_some_and(|page| is_same_page(&page, &from));
        if is_shows || !matches!(from.scheme(), "http" | "https") || !seen.insert(from.to_string()) {
            continue;
        }
        let own = new_pages(&plan.slug);
        let path = path_below(&base, &from).filter(|_| !is_stand_in);
        let by = match &path {
            Some(path) if is_page(path, &own) => By::Nobody,
            Some(path) if can_answer(path) && taken.insert(with_slash(path)) => {
                plan.alias = Some(format!("/{path}"));
                By::Us
            }
            _ => By::OldHost,
        };
        redirects.push(Redirect { from: from.into(), to: format!("{base_url}{own}"), by });
    }
    redirects
}

fn is_same_page(a: &Url, b: &Url) -> bool {
    host(a) == host(b) && a.path().trim_end_matches('/') == b.path().trim_end_matches('/') && a.query() == b.query()
}

fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The address below the site's own, without a slash at its start; `None` where it is elsewhere, or has a query, which no file answers.
fn path_below(base: &Url, from: &Url) -> Option<String> {
    let path = from.path().strip_prefix(base.path())?;
    (host(base) == host(from) && base.port() == from.port() && from.query().is_none() && !path.is_empty()).then(|| path.to_owned())
}

fn with_slash(path: &str) -> String {
    format!("{}/", path.trim_end_matches('/'))
}

fn is_page(path: &str, own: &str) -> bool {
    with_slash(path) == own
}

/// Whether a page of the new site can stand there without taking the place of another.
fn can_answer(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let is_own = OWN.contains(&first) || path.trim_end_matches('/') == "episodes" || path.starts_with("episodes/page/");
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_file = last.contains('.') && !last.ends_with(".html") && !last.ends_with(".htm");
    !is_own && !is_file && !path.contains("//") && last != "index.html" && path.len() < 300
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportedEpisode;

    fn planned(links: &[&str], base: &str) -> (Vec<Option<String>>, Vec<By>) {
        let episode = |link: &&str| ImportedEpisode { link: Some((*link).to_owned()), ..ImportedEpisode::default() };
        let show = ImportedShow {
            link: Some("https://www.a.example/show".to_owned()),
            episodes: links.iter().map(episode).collect(),
            ..ImportedShow::default()
        };
        let slug = |index: usize| EpisodePlan { index, slug: format!("n{index}"), ..EpisodePlan::default() };
        let mut plans: Vec<_> = (0..links.len()).map(slug).collect();
        let redirects = plan(&show, &mut plans, &Known::default(), base, false);
        (plans.into_iter().map(|plan| plan.alias).collect(), redirects.into_iter().map(|redirect| redirect.by).collect())
    }

    #[test]
    fn an_old_address_below_the_sites_own_becomes_an_alias() {
        let (aliases, by) = planned(
            &["https://a.example/2024/who", "https://www.a.example/old/x.html", "https://a.example/episodes/n2"],
            "https://a.example/",
        );
        assert_eq!(aliases, [Some("/2024/who".to_owned()), Some("/old/x.html".to_owned()), None]);
        assert_eq!(by, [By::Us, By::Us, By::Nobody]);
    }

    #[test]
    fn what_the_site_cannot_answer_the_old_host_must() {
        let links = [
            "https://other.example/x",
            "https://a.example/?p=12",
            "https://a.example/partners/dev",
            "https://a.example/episodes/n0",
            "https://a.example/x.mp3",
        ];
        assert_eq!(planned(&links, "https://a.example/").1, [By::OldHost; 5]);
        assert_eq!(planned(&["https://a.example/x"], "https://a.example/show/").1, [By::OldHost]);
    }

    #[test]
    fn the_shows_own_page_and_one_page_for_all_are_no_episodes_page() {
        let (aliases, by) = planned(&["https://a.example/show/", "https://a.example/all", "https://a.example/all"], "https://a.example/");
        assert_eq!((aliases, by), (vec![None, Some("/all".to_owned()), None], vec![By::Us]));
    }
}
