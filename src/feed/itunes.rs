//! The itunes namespace. Source: Apple, "A Podcaster's Guide to RSS"; prefix and spelling must be exactly these.

use super::xml;
use crate::model::{Category, Episode, Show, ShowKind, Site};
use rss::extension::itunes::{ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner};

/// Of the show.
pub fn channel(show: &Show) -> ITunesChannelExtension {
    ITunesChannelExtension {
        author: Some(xml::line(&show.author, 255)).filter(|author| !author.is_empty()),
        block: show.block.then(|| "Yes".to_owned()),
        categories: show.categories.iter().map(category).collect(),
        image: show.cover.as_ref().map(|cover| xml::address(&show.base_url.file(&cover.out))),
        explicit: Some(show.explicit.to_string()),
        complete: show.complete.then(|| "yes".to_owned()),
        new_feed_url: show.new_feed_url.as_ref().map(|url| xml::address(url.as_str())),
        owner: show.owner.as_ref().filter(|owner| owner.email.is_some()).map(|owner| ITunesOwner {
            name: owner.name.as_deref().map(|name| xml::line(name, 255)),
            email: owner.email.as_deref().map(|email| xml::line(email, 255)),
        }),
        r#type: Some(match show.kind {
            ShowKind::Episodic => "episodic".to_owned(),
            ShowKind::Serial => "serial".to_owned(),
        }),
        ..ITunesChannelExtension::default()
    }
}

fn category(category: &Category) -> ITunesCategory {
    let sub = category.sub.as_deref().map(|text| Box::new(ITunesCategory { text: xml::line(text, 255), subcategory: None }));
    ITunesCategory { text: xml::line(&category.name, 255), subcategory: sub }
}

/// Of an episode. The author is who is heard: the guests, else the show's author.
pub fn item(site: &Site, episode: &Episode) -> ITunesItemExtension {
    let guests: Vec<&str> = episode.guests.iter().map(|guest| site.person(*guest).name.as_str()).collect();
    let author = if guests.is_empty() { site.show.author.clone() } else { guests.join(", ") };
    let duration = episode.recording.as_ref().and_then(|recording| recording.duration).map(|duration| duration.whole_seconds());
    ITunesItemExtension {
        author: Some(xml::line(&author, 255)).filter(|author| !author.is_empty()),
        image: episode.cover.as_ref().map(|cover| xml::address(&site.show.base_url.file(&cover.out))),
        // Plain seconds: readers differ about `26:53`.
        duration: duration.filter(|seconds| *seconds > 0).map(|seconds| seconds.to_string()),
        explicit: Some(episode.explicit.to_string()),
        episode: episode.number.map(|number| number.to_string()),
        season: episode.season.map(|season| season.to_string()),
        episode_type: Some(episode.kind.word().to_owned()),
        ..ITunesItemExtension::default()
    }
}
