//! `search/`: every episode with the questions asked in it, as a list that needs no script, and the index for those who have one.

mod index;
mod terms;

use super::Output;
use super::episode::{Short, short};
use super::episodes::sentence;
use super::view::{Head, host_email, host_name, mailto};
use super::words::{phrase, word};
use crate::model::{EpisodeId, OutPath, Permalink, Site};
use serde::Serialize;

#[derive(Serialize)]
struct SearchView<'a> {
    head: Head<'a>,
    title: &'a str,
    sentence: String,
    groups: Vec<Group<'a>>,
    /// Where the rest is, when there is a rest.
    rest: Option<String>,
    write: Option<String>,
    host: &'a str,
}

#[derive(Serialize)]
struct Group<'a> {
    short: Short<'a>,
    questions: Vec<&'a str>,
}

/// Episodes listed with their questions: a longer list is no help to anybody who has to read it, and the pages of `episodes/` hold all.
const LISTED: usize = 200;

/// The page, and the files of the index.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let mut outputs = vec![Output::page(permalink().index(), &site.show.source, None, "search.html", move || view(site))];
    let index = index::index(site);
    let mut made = |path: String, bytes: Vec<u8>| {
        outputs.push(Output::made(OutPath(format!("search/{path}")), &site.show.source, move || bytes.clone()));
    };
    made("index.json".to_owned(), index.start);
    for (number, bytes) in index.terms.into_iter().enumerate() {
        made(format!("terms/{number}.txt"), bytes);
    }
    outputs.extend((0..index::result_files(site)).map(|file| {
        let path = OutPath(format!("search/episodes/{file}.json"));
        Output::made(path, &site.show.source, move || index::results(site, file))
    }));
    outputs
}

fn permalink() -> Permalink {
    Permalink("search/".into())
}

fn view(site: &Site) -> SearchView<'_> {
    let title = word(site, "search");
    let groups = (0..).map(EpisodeId).zip(&site.episodes).take(LISTED).map(|(id, episode)| Group {
        short: short(site, id),
        questions: episode.questions.iter().map(|question| question.ask.as_str()).collect(),
    });
    let subject = phrase(site, "suggest_subject", &[("show", &site.show.title)]);
    SearchView {
        head: Head::new(site, &permalink(), title, word(site, "search_lead")),
        title,
        sentence: sentence(site),
        groups: groups.collect(),
        rest: (site.episodes.len() > LISTED).then(|| site.show.base_url.href(&Permalink("episodes/".into()))),
        write: host_email(site).map(|to| mailto(to, &subject, "")),
        host: host_name(site),
    }
}
