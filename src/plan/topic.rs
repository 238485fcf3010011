//! `topics/<tag>/`: the episodes on one topic.

use super::Output;
use super::view::{Head, Row, row};
use super::words::phrase;
use crate::model::{EpisodeId, Permalink, Site};
use serde::Serialize;

/// A heading over a list of episodes; seasons use it too.
#[derive(Serialize)]
pub struct ListView<'a> {
    /// Head of the document.
    pub head: Head<'a>,
    /// The heading.
    pub title: String,
    /// The episodes.
    pub rows: Vec<Row<'a>>,
    /// All of them for a player, where there is a list for that.
    pub playlist: Option<String>,
}

/// A page for each topic.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let page = |(tag, episodes): &'_ (crate::model::Tag, Vec<EpisodeId>)| {
        let permalink = Permalink(format!("topics/{}/", tag.slug));
        (permalink, phrase(site, "topic", &[("topic", &tag.name)]), episodes.first().copied())
    };
    let topics = site.topics.iter().map(|topic| (page(topic), topic));
    topics
        .map(|((permalink, title, newest), topic)| {
            let changed = newest.map(|id| site.episode(id).date.date().to_string());
            let view = move || list(site, &Permalink(format!("topics/{}/", topic.0.slug)), title.clone(), &topic.1);
            Output::page(permalink.index(), &site.show.source, changed, "list.html", view)
        })
        .collect()
}

/// A list of episodes under a heading.
pub fn list<'a>(site: &'a Site, permalink: &Permalink, title: String, episodes: &[EpisodeId]) -> ListView<'a> {
    let described = format!("{title}. {}", site.show.description);
    let head = Head::new(site, permalink, title.clone(), &described).under("episodes");
    ListView { head, title, rows: episodes.iter().map(|id| row(site, *id)).collect(), playlist: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_topic_lists_its_episodes() {
        let site = sample::site();
        assert_eq!(outputs(&site)[0].path.as_str(), "topics/cash-flow/index.html");
        let topic = &site.topics[0];
        let view = list(&site, &Permalink("topics/cash-flow/".into()), "On Cash flow".into(), &topic.1);
        assert_eq!((view.head.canonical.as_str(), view.rows.len()), ("https://ledger.example/show/topics/cash-flow/", 1));
    }
}
