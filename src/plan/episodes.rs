//! `episodes/` and `episodes/page/N/`: all episodes, newest first, on pages of `paginate`.

use super::view::{Head, Row, row};
use super::words::{count, phrase, word};
use super::{Output, playlist};
use crate::model::{EpisodeId, Permalink, Site};
use serde::Serialize;

#[derive(Serialize)]
struct EpisodesView<'a> {
    head: Head<'a>,
    title: &'a str,
    sentence: String,
    rows: Vec<Row<'a>>,
    page: Option<String>,
    newer: Option<String>,
    older: Option<String>,
    seasons: Vec<(u64, String)>,
    topics: Vec<(&'a str, String)>,
    playlist: Option<String>,
}

/// Every list page; there is always a first one.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let pages = page_count(site);
    let newest = site.episodes.first().map(|episode| episode.date.date().to_string());
    (1..=pages)
        .map(|page| {
            Output::page(permalink(page).index(), &site.show.source, newest.clone(), "episodes.html", move || view(site, page, pages))
        })
        .collect()
}

fn page_count(site: &Site) -> usize {
    site.episodes.len().div_ceil(site.show.paginate.max(1)).max(1)
}

fn permalink(page: usize) -> Permalink {
    Permalink(if page <= 1 { "episodes/".to_owned() } else { format!("episodes/page/{page}/") })
}

fn view(site: &Site, page: usize, pages: usize) -> EpisodesView<'_> {
    let size = site.show.paginate.max(1);
    let ids = (0..site.episodes.len()).skip((page - 1) * size).take(size).filter_map(|at| u32::try_from(at).ok());
    let href = |page: usize| site.show.base_url.href(&permalink(page));
    let place = (pages > 1).then(|| phrase(site, "page_of", &[("n", &page.to_string()), ("total", &pages.to_string())]));
    let sentence = sentence(site);
    EpisodesView {
        head: Head::new(site, &permalink(page), head_title(site, place.as_deref(), page), &sentence).under("episodes"),
        title: word(site, "menu_episodes"),
        sentence,
        rows: ids.map(|id| row(site, EpisodeId(id))).collect(),
        page: place,
        newer: (page > 1).then(|| href(page - 1)),
        older: (page < pages).then(|| href(page + 1)),
        seasons: site.seasons.iter().map(|(season, _)| (*season, format!("{}seasons/{season}/", site.show.base_url.path))).collect(),
        topics: topics(site),
        playlist: playlist::href(site, &Permalink::default(), &(0..).map(EpisodeId).take(site.episodes.len()).collect::<Vec<_>>()),
    }
}

/// Later pages say which one they are, so that no two pages share a title.
fn head_title(site: &Site, place: Option<&str>, page: usize) -> String {
    let title = word(site, "menu_episodes");
    place.filter(|_| page > 1).map_or_else(|| title.to_owned(), |place| format!("{title} · {place}"))
}

/// Every topic with its address.
pub fn topics(site: &Site) -> Vec<(&str, String)> {
    site.topics.iter().map(|(tag, _)| (tag.name.as_str(), format!("{}topics/{}/", site.show.base_url.path, tag.slug))).collect()
}

/// "12 episodes with 9 people. 74 questions asked."
pub fn sentence(site: &Site) -> String {
    let episodes = count(site, "episodes_count", site.episodes.len());
    let people = count(site, "people_count", site.partners().count());
    let questions = count(site, "questions_count", site.episodes.iter().map(|episode| episode.questions.len()).sum());
    phrase(site, "count_episodes", &[("episodes", &episodes), ("people", &people), ("questions", &questions)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn every_episode_is_on_exactly_one_page() {
        let mut site = sample::site();
        site.show.paginate = 2;
        let pages = page_count(&site);
        assert_eq!(pages, 2);
        let titles: Vec<_> = (1..=pages).flat_map(|page| view(&site, page, pages).rows).map(|row| row.title).collect();
        assert_eq!(titles, ["Who can sign?", "Cash before profit", "What this show is"]);
        let second = view(&site, 2, pages);
        assert_eq!((second.newer.as_deref(), second.older), (Some("/show/episodes/"), None));
        assert_eq!(outputs(&site)[1].path.as_str(), "episodes/page/2/index.html");
    }

    #[test]
    fn a_show_without_episodes_still_has_its_list() {
        let mut site = sample::site();
        site.episodes.as_vec_mut().clear();
        site.show.paginate = 0;
        assert_eq!(outputs(&site).len(), 1);
        assert_eq!(view(&site, 1, 1).sentence, "0 episodes with 1 person. 0 questions asked.");
    }
}
