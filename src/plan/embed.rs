//! `embed/<slug>/`: a small player for other people's sites, and the `oembed.json` that leads to it.

use super::Output;
use super::ask::{Ask, of_episode};
use super::view::{Head, Listen, Pair, hue, listen, names, pair};
use crate::model::{Episode, EpisodeId, OutPath, Permalink, Site};
use crate::theme::colour;
use serde::Serialize;
use serde_json::json;

/// Height of the frame in pixels, for every width from 320 up.
pub const HEIGHT: u32 = 264;

#[derive(Serialize)]
struct EmbedView<'a> {
    head: Head<'a>,
    title: &'a str,
    href: String,
    names: String,
    pair: Pair<'a>,
    listen: Option<Listen<'a>>,
    ask: Option<Ask<'a>>,
}

/// Player and description of every episode.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let ids = (0..).map(EpisodeId).zip(&site.episodes);
    ids.flat_map(|(id, episode)| {
        let folder = permalink(episode);
        [
            Output::unlisted_page(folder.index(), &episode.source, "embed.html", move || view(site, id)),
            Output::made(folder.file("oembed.json"), &episode.source, move || oembed(site, id)),
        ]
    })
    .collect()
}

fn permalink(episode: &Episode) -> Permalink {
    Permalink(format!("embed/{}/", episode.slug))
}

fn view(site: &Site, id: EpisodeId) -> EmbedView<'_> {
    let episode = site.episode(id);
    let mut head = Head::new(site, &episode.permalink, &episode.title, &episode.summary).hidden();
    head.hue = colour::style(hue(site, episode));
    EmbedView {
        head,
        title: &episode.title,
        href: site.show.base_url.href(&episode.permalink),
        names: names(site, &episode.guests),
        pair: pair(site, episode),
        listen: listen(site, episode),
        ask: episode.call_to_action.as_ref().map(|call| of_episode(site, id, call)),
    }
}

/// The code that puts the player on another site.
pub fn embed_code(site: &Site, episode: &Episode) -> String {
    let title = escaped(&episode.title);
    let src = site.show.base_url.page(&permalink(episode));
    format!(
        "<iframe src=\"{}\" title=\"{title}\" width=\"100%\" height=\"{HEIGHT}\" loading=\"lazy\" style=\"border:0;border-radius:16px\"></iframe>",
        escaped(&src)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Source: oEmbed 1.0, sections 2.3.4 and 2.3.4.4 (type "rich").
fn oembed(site: &Site, id: EpisodeId) -> Vec<u8> {
    let episode = site.episode(id);
    let base = &site.show.base_url;
    let mut value = json!({
        "version": "1.0",
        "type": "rich",
        "title": episode.title,
        "author_name": if episode.guests.is_empty() { site.show.author.clone() } else { names(site, &episode.guests) },
        "provider_name": site.show.title,
        "provider_url": base.url,
        "url": base.page(&episode.permalink),
        "html": embed_code(site, episode),
        "width": 640,
        "height": HEIGHT,
    });
    if let Some(cover) = episode.cover.as_ref().or(site.show.cover.as_ref()) {
        value["thumbnail_url"] = json!(base.file(&OutPath(cover.out.0.clone())));
        value["thumbnail_width"] = json!(cover.width);
        value["thumbnail_height"] = json!(cover.height);
    }
    format!("{value:#}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn the_description_leads_to_the_player_and_escapes_the_title() {
        let mut site = sample::site();
        site.episodes[1].title = "A \"B\" <C> & D".into();
        let value: serde_json::Value = serde_json::from_slice(&oembed(&site, EpisodeId(1))).unwrap();
        assert_eq!((value["type"].as_str(), value["height"].as_u64()), (Some("rich"), Some(264)));
        let html = value["html"].as_str().unwrap();
        assert!(html.contains("src=\"https://ledger.example/show/embed/cash-before-profit/\""));
        assert!(html.contains("title=\"A &quot;B&quot; &lt;C&gt; &amp; D\""));
    }

    #[test]
    fn players_are_not_in_the_sitemap() {
        let site = sample::site();
        assert!(outputs(&site).iter().all(|output| output.listed == super::super::Listed::No));
        assert_eq!(outputs(&site).len(), 6);
    }
}
