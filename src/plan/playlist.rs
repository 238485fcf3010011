//! `playlist.m3u8`: the interviews as an album, for players and for those who hand out discs and memory sticks. The show's is newest
//! first, as its feed is; those of seasons and drives are in the order in which they are to be heard, as an album is.

use super::Output;
use super::markup::one_line;
use super::words::phrase;
use crate::model::{CallToAction, CampaignId, Episode, EpisodeId, OfferState, Permalink, Recording, RelPath, Site};

const NAME: &str = "playlist.m3u8";

/// The show's, and one for each season and drive, where there is something to play.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let all: Vec<EpisodeId> = (0..).map(EpisodeId).take(site.episodes.len()).collect();
    let show = one(site, Permalink::default(), &site.show.source, site.show.title.clone(), all);
    let oldest_first = |episodes: &[EpisodeId]| episodes.iter().rev().copied().collect();
    let seasons = site.seasons.iter().map(|(number, episodes)| {
        let name = phrase(site, "season", &[("n", &number.to_string())]);
        one(site, season(*number), &site.show.source, format!("{} – {name}", site.show.title), oldest_first(episodes))
    });
    let drives = (0..)
        .map(CampaignId)
        .zip(&site.campaigns)
        .map(|(id, drive)| one(site, drive.permalink.clone(), &drive.source, drive.title.clone(), site.episodes_of(id)));
    [show].into_iter().chain(seasons).chain(drives).flatten().collect()
}

fn season(number: u64) -> Permalink {
    Permalink(format!("seasons/{number}/"))
}

fn one<'site>(
    site: &'site Site,
    page: Permalink,
    origin: &'site RelPath,
    title: String,
    episodes: Vec<EpisodeId>,
) -> Option<Output<'site>> {
    can_be_played(site, &episodes).then(|| Output::made(page.file(NAME), origin, move || text(site, &title, &episodes).into_bytes()))
}

fn can_be_played(site: &Site, episodes: &[EpisodeId]) -> bool {
    episodes.iter().any(|id| site.episode(*id).recording.is_some())
}

/// Where the playlist of these episodes is, from the root of the host, for the page they are listed on.
#[must_use]
pub fn href(site: &Site, page: &Permalink, episodes: &[EpisodeId]) -> Option<String> {
    can_be_played(site, episodes).then(|| site.show.base_url.file_href(&page.file(NAME)))
}

/// Extended M3U in UTF-8 without byte-order mark, as players agree on it; lengths in whole seconds, −1 where unknown.
fn text(site: &Site, title: &str, episodes: &[EpisodeId]) -> String {
    let title = one_line(title);
    let mut list = format!("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:{title}\n#EXTALB:{title}\n");
    for episode in episodes.iter().map(|id| site.episode(*id)) {
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
    use crate::model::{Session, sample};

    fn whole(site: &Site) -> String {
        text(site, &site.show.title, &(0..).map(EpisodeId).take(site.episodes.len()).collect::<Vec<_>>())
    }

    fn paths(site: &Site) -> Vec<String> {
        outputs(site).into_iter().map(|output| output.path.0).collect()
    }

    #[test]
    fn seasons_and_drives_have_theirs_in_order() {
        let mut site = sample::site();
        site.campaigns[0].sessions = vec![Session::Episode(EpisodeId(1))];
        site.episodes[0].campaign = Some(CampaignId(0));
        assert_eq!(site.episodes_of(CampaignId(0)), [EpisodeId(1), EpisodeId(0)]);
        let drive = format!("{}playlist.m3u8", site.campaigns[0].permalink);
        assert_eq!(paths(&site), ["playlist.m3u8", "seasons/2/playlist.m3u8", &drive]);
        let list = text(&site, "A\nB", &site.episodes_of(CampaignId(0)));
        assert!(list.starts_with("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:A B\n"), "{list}");
        assert!(list.find("Cash before profit") < list.find("Who can sign?"), "{list}");
        assert_eq!(href(&site, &season(2), &[EpisodeId(0)]).as_deref(), Some("/show/seasons/2/playlist.m3u8"));
    }

    #[test]
    fn a_drive_without_interviews_has_none() {
        let mut site = sample::site();
        site.campaigns[0].sessions.clear();
        site.episodes.iter_mut().for_each(|episode| episode.campaign = None);
        assert_eq!(paths(&site), ["playlist.m3u8", "seasons/2/playlist.m3u8"]);
        assert_eq!(href(&site, &season(2), &[]), None);
    }

    #[test]
    fn entries_are_newest_first_with_length_and_next_step() {
        let list = whole(&sample::site());
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
        assert!(whole(&site).contains("Dev Okafor - Who #EXTINF:1,can sign?\n"));
    }

    #[test]
    fn nothing_to_play_is_no_playlist() {
        let mut site = sample::site();
        site.episodes.iter_mut().for_each(|episode| episode.recording = None);
        assert!(outputs(&site).is_empty());
    }
}
