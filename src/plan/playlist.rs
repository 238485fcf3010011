//! `playlist.m3u8`: the interviews as an album, newest first, for players and for those who hand out discs and memory sticks.

use super::Output;
use super::markup::one_line;
use crate::model::{CallToAction, Episode, OfferState, OutPath, Recording, Site};

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
    if offer.state != OfferState::Open {
        return String::new();
    }
    format!("# {}: {} {}\n", one_line(&offer.button), one_line(&offer.title), site.show.base_url.page(&call.permalink))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn entries_are_newest_first_with_length_and_next_step() {
        let list = text(&sample::site());
        assert!(list.starts_with("#EXTM3U\n"), "{list}");
        let turned = list.find("#EXTINF:1201,Dev Okafor - Who can sign?\n").expect("the turned one");
        let spotlight = list.find("#EXTINF:1694,Dev Okafor - Cash before profit\n# Send me the map: The Cash Map https://ledger.example/show/go/dev-okafor/cash-map/\nhttps://ledger.example/show/episodes/cash-before-profit/cash-before-profit.mp3\n");
        assert!(spotlight.is_some_and(|spotlight| spotlight > turned), "{list}");
        assert!(list.contains("#EXTINF:61,What this show is\nhttps://"), "{list}");
    }

    #[test]
    fn a_title_of_two_lines_stays_one_entry() {
        let mut site = sample::site();
        site.episodes[0].title = "Who\r\n#EXTINF:1,can sign?".into();
        assert!(text(&site).contains("Dev Okafor - Who #EXTINF:1,can sign?\n"));
    }

    #[test]
    fn nothing_to_play_is_no_playlist() {
        let mut site = sample::site();
        site.episodes.clear();
        assert!(outputs(&site).is_empty());
    }
}
