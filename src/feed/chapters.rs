//! Chapters JSON. Source: podcast namespace, `docs/examples/chapters/jsonChapters.md`, version 1.2.

use super::xml;
use crate::model::{Episode, Millis, Site};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    version: &'static str,
    title: String,
    author: String,
    podcast_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    chapters: Vec<Entry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    start_time: Seconds,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    img: Option<String>,
}

/// A JSON number: whole where it can be, since one app reads whole seconds only.
#[derive(Serialize)]
#[serde(untagged)]
enum Seconds {
    Whole(u64),
    Part(f64),
}

impl From<Millis> for Seconds {
    #[expect(clippy::cast_precision_loss, reason = "a recording is shorter than 2^53 ms")]
    fn from(Millis(millis): Millis) -> Self {
        if millis % 1000 == 0 { Self::Whole(millis / 1000) } else { Self::Part(millis as f64 / 1000.0) }
    }
}

/// The file, ending in a line feed; `None` without chapters.
pub fn json(site: &Site, episode: &Episode) -> Option<String> {
    if episode.chapters.is_empty() {
        return None;
    }
    let recording = episode.recording.as_ref().map(|recording| recording.url.as_str());
    let name = recording.and_then(|url| url.split(['?', '#']).next()).and_then(|path| path.rsplit('/').next());
    let file = File {
        version: "1.2.0",
        title: xml::line(&episode.title, usize::MAX),
        author: xml::line(&site.show.author, usize::MAX),
        podcast_name: xml::line(&site.show.title, usize::MAX),
        file_name: name.map(str::to_owned),
        chapters: episode
            .chapters
            .iter()
            .map(|chapter| Entry {
                start_time: chapter.at.into(),
                title: xml::line(&chapter.title, usize::MAX),
                url: chapter.url.clone(),
                img: chapter.image.clone(),
            })
            .collect(),
    };
    let mut json = serde_json::to_string_pretty(&file).expect("text and numbers are always JSON");
    json.push('\n');
    Some(json)
}

#[cfg(test)]
mod tests {
    use crate::model::{EpisodeId, sample};

    #[test]
    fn times_are_numbers_and_whole_where_they_can_be() {
        let json = crate::feed::chapters_json(&sample::site(), EpisodeId(1)).unwrap();
        insta::assert_snapshot!(json, @r##"
        {
          "version": "1.2.0",
          "title": "Cash before profit",
          "author": "Ruth Abara",
          "podcastName": "Ledger & Line",
          "fileName": "cash-before-profit.mp3",
          "chapters": [
            {
              "startTime": 0,
              "title": "Welcome"
            },
            {
              "startTime": 92,
              "title": "Counting wrong"
            },
            {
              "startTime": 1207.25,
              "title": "Whom would you like to meet?"
            },
            {
              "startTime": 1600,
              "title": "The Cash Map",
              "url": "https://ledger.example/show/go/dev-okafor/cash-map/"
            }
          ]
        }
        "##);
        assert_eq!(crate::feed::chapters_json(&sample::site(), EpisodeId(2)), None);
    }
}
