//! The show as JSON Feed 1.1, for readers of news and for programs. Source: <https://www.jsonfeed.org/version/1.1/>. No extension of
//! ours: what podcast apps need beyond it stands in the RSS feed.

use super::{Detail, Scope, notes, page_count, xml};
use crate::model::{Episode, Person, PersonId, Site};
use serde::Serialize;

#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: String,
    home_page_url: &'a str,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    language: &'a str,
    #[serde(skip_serializing_if = "is_no")]
    expired: bool,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: String,
    content_html: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: String,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_no(value: &bool) -> bool {
    !*value
}

/// What stands before and after the items.
pub fn head_and_tail(site: &Site, page: usize) -> (String, String) {
    let show = &site.show;
    let page = page.max(1);
    let address = |page| show.base_url.file(&Scope::Json { page }.path(site));
    let head = Head {
        version: "https://jsonfeed.org/version/1.1",
        title: xml::line(&show.title, 255),
        home_page_url: &show.base_url.url,
        feed_url: address(page),
        next_url: (page < page_count(site)).then(|| address(page + 1)),
        description: xml::at_most(&show.description, 4000),
        icon: show.cover.as_ref().map(|cover| show.base_url.file(&cover.out)),
        authors: authors(site, &show.hosts),
        language: &show.language,
        expired: show.complete,
    };
    let text = serde_json::to_string(&head).expect("text and numbers are always JSON");
    let open = text.strip_suffix('}').unwrap_or(&text);
    (format!("{open},\"items\":["), "\n]}\n".to_owned())
}

/// One item, without a line feed.
pub fn item(site: &Site, episode: &Episode, detail: Detail) -> String {
    let base = &site.show.base_url;
    let content_html = match detail {
        Detail::Whole => {
            let notes = notes::of(site, episode);
            notes.whole.unwrap_or(notes.description)
        }
        Detail::Short => notes::short(site, episode),
    };
    let attachment = episode.recording.as_ref().map(|recording| Attachment {
        url: xml::address(recording.url.as_str()),
        mime_type: &recording.mime,
        size_in_bytes: Some(recording.bytes.0).filter(|bytes| *bytes > 0),
        duration_in_seconds: recording.duration.map(|duration| duration.whole_seconds()).filter(|seconds| *seconds > 0),
    });
    let item = Item {
        id: xml::line(&episode.guid, usize::MAX),
        url: base.page(&episode.permalink),
        title: xml::line(&episode.title, 255),
        content_html,
        summary: xml::line(&episode.summary, 500),
        image: episode.cover.as_ref().map(|cover| base.file(&cover.out)),
        date_published: episode.date.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        authors: authors(site, &episode.guests),
        tags: episode.tags.iter().map(|tag| tag.name.as_str()).collect(),
        attachments: attachment.into_iter().collect(),
    };
    serde_json::to_string(&item).expect("text and numbers are always JSON")
}

fn authors(site: &Site, people: &[PersonId]) -> Vec<Author> {
    let author = |person: &Person| Author {
        name: xml::line(&person.name, 255),
        url: Some(site.show.base_url.page(&person.permalink)),
        avatar: person.photo.as_ref().map(|photo| site.show.base_url.file(&photo.out)),
    };
    people.iter().map(|id| author(site.person(*id))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;
    use crate::model::{FeedSettings, sample};

    fn read(site: &Site, page: usize) -> serde_json::Value {
        serde_json::from_str(&document(site, Scope::Json { page })).unwrap()
    }

    #[test]
    fn it_says_what_the_rss_feed_says() {
        let site = sample::site();
        let feed = read(&site, 1);
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(feed["feed_url"], "https://ledger.example/show/feed.json");
        assert_eq!(feed["icon"], "https://ledger.example/show/cover.png");
        assert!(feed.get("next_url").is_none() && feed.get("expired").is_none());
        let rss = rss::Channel::read_from(document(&site, Scope::Show { page: 1 }).as_bytes()).unwrap();
        let items = feed["items"].as_array().unwrap();
        assert_eq!(items.len(), rss.items().len());
        for (json, rss) in items.iter().zip(rss.items()) {
            assert_eq!(json["id"], rss.guid().unwrap().value());
            assert_eq!((json["title"].as_str(), json["url"].as_str()), (rss.title(), rss.link()));
            assert_eq!(json["content_html"].as_str(), rss.content().or(rss.description()));
            let (attachment, enclosure) = (&json["attachments"][0], rss.enclosure().unwrap());
            assert_eq!(
                (attachment["url"].as_str(), attachment["mime_type"].as_str()),
                (Some(enclosure.url()), Some(enclosure.mime_type()))
            );
            assert_eq!(attachment["size_in_bytes"].to_string(), enclosure.length());
        }
        assert_eq!(items[1]["date_published"], "2026-03-02T09:00:00-06:00");
        assert_eq!(items[1]["authors"][0]["name"], "Dev Okafor");
        assert_eq!(items[1]["attachments"][0]["duration_in_seconds"], 1694);
    }

    #[test]
    fn pages_lead_on_and_nothing_at_all_is_still_a_feed() {
        let mut site = sample::site();
        site.show.feed = FeedSettings { limit: None, notes_limit: 4000, pages: Some(2) };
        assert_eq!(read(&site, 1)["next_url"], "https://ledger.example/show/feed-2.json");
        assert_eq!(read(&site, 2)["items"].as_array().unwrap().len(), 1);
        site.episodes.as_vec_mut().clear();
        site.show.complete = true;
        let empty = read(&site, 1);
        assert!(empty["items"].as_array().unwrap().is_empty() && empty["expired"] == true);
    }
}
