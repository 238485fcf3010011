//! `playlist.m3u8`: the interviews as an album, newest first, for players and for those who hand out discs and memory sticks.

use super::Output;
use super::markup::one_line;
use crate::model::{CallToAction, Episode, OutPath, Recording, Site};

/// The one file, once there is something to play.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if site.episodes.iter().all(|episode| episode.recording.is_none()) {
        return Vec::new();
    }
    vec![Output::made(OutPath("playlist.m3u8".to_owned()), &site.show.source, || text(site).into_bytes())]
}

/// Extended M3U in UTF-8 without byte-order mark, as players agree on it; lengths in whole seconds, −1 where unknown.
fn text(site: &Site) -> String {
    let title = one_line(&site.show.title);
    let mut list = format!("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:{title}\n#EXTALB:{title}\n");
    for episode in &site.episodes {
        if let Some(recording) = &episode.recording {
            list.push_str(&entry(site, episode, recording));
        }
    }
    list
}

fn entry(site: &Site, episode: &Episode, recording: &Recording) -> String {
    let seconds = recording.duration.map_or_else(|| "-1".to_owned(), |length| length.whole_seconds().to_string());
    let names: Vec<&str> = episode.guests.iter().map(|id| site.person(*id).name.as_str()).collect();
    let who = if names.is_empty() { String::new() } else { format!("{} - ", one_line(&names.join(", "))) };
    let next_step = episode.call_to_action.as_ref().map_or_else(String::new, |call| next_step(site, call));
    format!("\n#EXTINF:{seconds},{who}{}\n{next_step}{}\n", one_line(&episode.title), recording.url)
}

/// A comment, which players skip and people read. It never begins with `#EXT`.
fn next_step(site: &Site, call: &CallToAction) -> String {
    let offer = site.offer(call.offer);
    format!("# {}: {} {}\n", one_line(&offer.button), one_line(&offer.title), site.show.base_url.page(&call.permalink))
}
