//! Chapters JSON. Source: podcast namespace, `docs/examples/chapters/jsonChapters.md`, version 1.2.

use super::xml;
use crate::model::{Chapter, Episode, Location, Millis, Site};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<Seconds>,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    img: Option<String>,
    /// Only ever `false`: not for the table of contents.
    #[serde(skip_serializing_if = "Option::is_none")]
    toc: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    name: String,
    /// Required there, and empty where nobody knows it.
    geo: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    osm: Option<String>,
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
        chapters: all(episode).into_iter().map(entry).collect(),
    };
    let mut json = serde_json::to_string_pretty(&file).expect("text and numbers are always JSON");
    json.push('\n');
    Some(json)
}

/// Chapters and silent marks by time; a chapter stands before the mark that shares its time.
fn all(episode: &Episode) -> Vec<&Chapter> {
    let mut all: Vec<&Chapter> = episode.chapters.iter().chain(&episode.silent_chapters).collect();
    all.sort_by_key(|chapter| chapter.at);
    all
}

fn entry(chapter: &Chapter) -> Entry {
    let place =
        |place: &Location| Place { name: xml::line(&place.name, 128), geo: place.geo.clone().unwrap_or_default(), osm: place.osm.clone() };
    Entry {
        start_time: chapter.at.into(),
        end_time: chapter.end.map(Seconds::from),
        title: xml::line(&chapter.title, usize::MAX),
        url: chapter.url.clone(),
        img: chapter.image.clone(),
        toc: chapter.is_silent.then_some(false),
        location: chapter.place.as_ref().map(place),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Chapter, EpisodeId, Location, Millis, sample};

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

    #[test]
    fn what_is_known_beyond_time_and_title_is_kept() {
        let mut site = sample::site();
        let episode = &mut site.episodes[1];
        (episode.chapters[1].end, episode.chapters[1].image) = (Some(Millis(100_500)), Some("https://a.example/a.jpg".into()));
        episode.chapters[1].place = Some(Location { name: "Duluth".into(), geo: Some("geo:46.78,-92.10".into()), ..Location::default() });
        let mark = |at, image: &str| Chapter { at: Millis(at), image: Some(image.into()), is_silent: true, ..Chapter::default() };
        episode.silent_chapters = vec![mark(92_000, "https://a.example/b.jpg"), mark(1_000_000, "https://a.example/c.jpg")];
        let file: serde_json::Value = serde_json::from_str(&crate::feed::chapters_json(&site, EpisodeId(1)).unwrap()).unwrap();
        let chapters = file["chapters"].as_array().unwrap();
        let times: Vec<f64> = chapters.iter().map(|chapter| chapter["startTime"].as_f64().unwrap()).collect();
        assert_eq!(times, [0.0, 92.0, 92.0, 1000.0, 1207.25, 1600.0]);
        assert_eq!(chapters[1]["endTime"], 100.5);
        assert_eq!(chapters[1]["location"], serde_json::json!({"name": "Duluth", "geo": "geo:46.78,-92.10"}));
        assert_eq!(chapters[2], serde_json::json!({"startTime": 92, "img": "https://a.example/b.jpg", "toc": false}));
        assert!(chapters[0].get("toc").is_none());
    }
}
