//! `seasons/<n>/`: the episodes of one season.

use super::topic::{ListView, list};
use super::words::phrase;
use super::{Output, playlist};
use crate::model::{Permalink, Site};

/// A page for each season.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let seasons = site.seasons.iter().map(|season| (Permalink(format!("seasons/{}/", season.0)), season));
    seasons
        .map(|(permalink, (number, episodes))| {
            let changed = episodes.first().map(|id| site.episode(*id).date.date().to_string());
            let path = permalink.index();
            let title = phrase(site, "season", &[("n", &number.to_string())]);
            let view = move || ListView {
                playlist: playlist::href(site, &permalink, episodes),
                ..list(site, &permalink, title.clone(), episodes)
            };
            Output::page(path, &site.show.source, changed, "list.html", view)
        })
        .collect()
}
