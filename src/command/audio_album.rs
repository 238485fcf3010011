//! Layer 5: `turntable audio album`: the interviews for those who hand out discs and memory sticks: tagged files in order, a playlist
//! that finds them, and a track list to print, which ends in the next step that each interview asks for.

use super::audio_prepare::Work;
use super::build::{Refusal, Said, Voice};
use crate::audio::prepare;
use crate::cli::{AudioAlbum, Format};
use crate::disk;
use crate::model::{ByteLen, CampaignId, Episode, EpisodeId, Site};
use crate::project::Project;
use crate::recordings::{self, Published};
use crate::report::print;
use crate::resolve::Drafts;
use jiff::Zoned;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

/// Fills a folder with an album.
///
/// # Errors
/// When the command line cannot be followed or the machine fails.
pub fn album(asked: &AudioAlbum, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let mut work = match Work::begin(&project, now, Drafts::Hidden, voice)? {
        Ok(work) => work,
        Err(said) => return Ok(said),
    };
    let title = title(&work.site, asked)?;
    let chosen = chosen(&work.site, asked, now);
    let published = work.publish(&recordings::settings(&work.site.show), &chosen)?;
    disk::create_folder(&asked.dir)?;
    // Newest first in a site, in order on an album.
    let width = published.len().to_string().len().max(2);
    let mut tracks = Vec::new();
    for (number, (id, published)) in (1..).zip(published.iter().rev()) {
        tracks.push(track(&project, &work.site, *id, published, (number, width), &title, &asked.dir)?);
    }
    disk::replace(&asked.dir.join("playlist.m3u8"), playlist(&title, &tracks).as_bytes())?;
    disk::replace(&asked.dir.join("tracks.html"), track_list(&work.site, &title, &tracks).as_bytes())?;
    let (err, code) = work.findings();
    let mut out = said(&tracks, asked, voice);
    if voice.format == Format::Text && !voice.is_quiet {
        out.push_str(&missing_cover(&project, &work.site).unwrap_or_default());
    }
    Ok(Said { out, err, code })
}

/// One file on the album.
struct Track<'a> {
    number: u64,
    file: String,
    seconds: u64,
    clock: String,
    bytes: u64,
    episode: &'a Episode,
    guests: String,
}

fn title(site: &Site, asked: &AudioAlbum) -> Result<String, Refusal> {
    let Some(slug) = &asked.campaign else {
        return Ok(asked.season.map_or_else(|| site.show.title.clone(), |season| format!("{} ({season})", site.show.title)));
    };
    let campaign = site.campaigns.iter().find(|campaign| campaign.slug.as_str() == slug);
    campaign.map(|campaign| campaign.title.clone()).ok_or_else(|| Refusal::Asked(format!("there is no campaign `{slug}`")))
}

/// Published interviews alone: an album leaves the house.
fn chosen(site: &Site, asked: &AudioAlbum, now: &Zoned) -> BTreeSet<EpisodeId> {
    let campaigns = (0_u32..).map(CampaignId).zip(&site.campaigns);
    let of_campaign = |slug: &String| {
        let id = campaigns.clone().find(|(_, campaign)| campaign.slug.as_str() == slug).map(|(id, _)| id);
        id.map_or_else(Vec::new, |id| site.episodes_of(id))
    };
    let wanted = asked.campaign.as_ref().map(of_campaign);
    let is_meant = |(id, episode): &(EpisodeId, &Episode)| {
        asked.season.is_none_or(|season| episode.season == Some(season))
            && wanted.as_ref().is_none_or(|wanted| wanted.contains(id))
            && episode.date.timestamp() <= now.timestamp()
    };
    (0_u32..).map(EpisodeId).zip(&site.episodes).filter(is_meant).map(|(id, _)| id).collect()
}

fn track<'a>(
    project: &Project,
    site: &'a Site,
    id: EpisodeId,
    published: &Published,
    (number, width): (u64, usize),
    album: &str,
    folder: &Path,
) -> Result<Track<'a>, Refusal> {
    let episode = site.episode(id);
    let ending = published.file.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    let file = format!("{number:0width$} {}.{ending}", file_name(&episode.title));
    let target = folder.join(&file);
    if ending == "mp3" {
        let mut tags = recordings::tags(project, site, episode, &mut recordings::Covers::default());
        (tags.number, tags.season, tags.show) = (Some(number), None, album.to_owned());
        prepare::retag(&published.file, &target, &mut published.prepared.clone(), &tags)?;
    } else {
        disk::copy(&published.file, &target)?;
    }
    let guests: Vec<&str> = episode.guests.iter().map(|id| site.person(*id).name.as_str()).collect();
    Ok(Track {
        number,
        seconds: published.prepared.after.duration.whole_seconds(),
        clock: published.prepared.after.duration.clock(),
        bytes: disk::metadata(&target).map_or(0, |file| file.len()),
        file,
        episode,
        guests: guests.join(", "),
    })
}

/// A title as every file system takes it: also the one on memory sticks.
fn file_name(title: &str) -> String {
    let plain: String =
        title.chars().map(|letter| if letter.is_control() || "/\\:*?\"<>|".contains(letter) { ' ' } else { letter }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(60).collect();
    let short = short.trim_matches(|letter: char| letter == '.' || letter == ' ');
    if short.is_empty() { "Interview".to_owned() } else { short.to_owned() }
}

/// Extended M3U in UTF-8 without byte-order mark; files by name, as they lie beside it.
fn playlist(title: &str, tracks: &[Track<'_>]) -> String {
    let mut list = format!("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:{0}\n#EXTALB:{0}\n", line(title));
    for track in tracks {
        let who = if track.guests.is_empty() { String::new() } else { format!("{} - ", line(&track.guests)) };
        list.push_str(&format!("#EXTINF:{},{who}{}\n{}\n", track.seconds, line(&track.episode.title), track.file));
    }
    list
}

fn line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One page that needs nothing besides itself; black on white, no track torn apart at the end of a sheet.
fn track_list(site: &Site, title: &str, tracks: &[Track<'_>]) -> String {
    const STYLE: &str = "body{font:16px/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111;background:#fff}\
        h1{line-height:1.15;margin-bottom:0}ol{padding-left:1.6em}li{margin:0 0 1.3em;break-inside:avoid}h2{font-size:1.1em;margin:0}\
        p{margin:.2em 0}.small{color:#444;font-size:.9em}.next{border-left:3px solid #111;padding-left:.7em;margin-top:.4em}a{color:inherit}\
        @media print{body{margin:0;max-width:none}}";
    let language = escaped(&site.show.language);
    let (title, author, address) = (escaped(title), escaped(&site.show.author), escaped(&site.show.base_url.url));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<h1 dir=\"auto\">{title}</h1>\n\
         <p class=\"small\">{author} · <a href=\"{address}\">{address}</a></p>\n<ol dir=\"auto\">\n"
    );
    for track in tracks {
        page.push_str(&entry(site, track));
    }
    page.push_str("</ol>\n</html>\n");
    page
}

fn entry(site: &Site, track: &Track<'_>) -> String {
    let episode = track.episode;
    let who = if track.guests.is_empty() { String::new() } else { format!("{} · ", escaped(&track.guests)) };
    let mut text = format!(
        "<li value=\"{}\"><h2>{}</h2>\n<p class=\"small\">{who}{} · {}</p>\n",
        track.number,
        escaped(&episode.title),
        track.clock,
        episode.date.date()
    );
    if !episode.summary.is_empty() {
        text.push_str(&format!("<p>{}</p>\n", escaped(&episode.summary)));
    }
    if let Some(call) = &episode.call_to_action {
        let offer = site.offer(call.offer);
        let url = site.show.base_url.page(&call.permalink);
        text.push_str(&format!(
            "<p class=\"next\">{}: <b>{}</b>. {}<br><a href=\"{3}\">{3}</a></p>\n",
            escaped(&offer.button),
            escaped(&offer.title),
            escaped(offer.promise.as_deref().unwrap_or_default()),
            escaped(&url)
        ));
    }
    text.push_str("</li>\n");
    text
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn said(tracks: &[Track<'_>], asked: &AudioAlbum, voice: Voice) -> String {
    if voice.format == Format::Json {
        let list: Vec<_> = tracks.iter().map(|track| json!({ "number": track.number, "file": track.file, "episode": track.episode.slug.as_str(), "seconds": track.seconds, "bytes": track.bytes })).collect();
        return format!("{:#}\n", json!({ "folder": asked.dir.to_string_lossy(), "tracks": list }));
    }
    if voice.is_quiet {
        return String::new();
    }
    let mut text = String::new();
    for track in tracks {
        text.push_str(&format!("  {:<58}{:>9}{:>9}\n", print_width(&track.file), track.clock, ByteLen(track.bytes).for_people()));
    }
    let seconds: u64 = tracks.iter().map(|track| track.seconds).sum();
    let bytes: u64 = tracks.iter().map(|track| track.bytes).sum();
    text.push_str(&format!(
        "{}, {}, {}, in {}/\n",
        print::counted(tracks.len(), "track"),
        crate::model::Millis(seconds * 1_000).clock(),
        ByteLen(bytes).for_people(),
        asked.dir.display()
    ));
    text.push_str("Next:  print tracks.html, and play playlist.m3u8 once before you hand it out\n");
    text
}

/// The show's cover is left out of the tags where it is too large for them.
fn missing_cover(project: &Project, site: &Site) -> Option<String> {
    let source = &site.show.cover.as_ref()?.source;
    let bytes = disk::metadata(&project.path(source))?.len();
    let most = ByteLen(prepare::MOST_COVER).for_people();
    (bytes > prepare::MOST_COVER).then(|| {
        format!("       save {source} in less than {most} (it has {}), and players show it with every track\n", ByteLen(bytes).for_people())
    })
}

fn print_width(name: &str) -> String {
    if name.chars().count() <= 56 { name.to_owned() } else { format!("{}…", name.chars().take(55).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_title_becomes_a_name_that_memory_sticks_take() {
        assert_eq!(file_name("Who can sign? A/B: \"yes\""), "Who can sign A B yes");
        assert_eq!(file_name("..."), "Interview");
        assert_eq!(file_name(&"誰".repeat(200)).chars().count(), 60);
    }

    #[test]
    fn the_track_list_ends_each_interview_in_its_next_step() {
        let site = sample::site();
        let track = Track {
            number: 1,
            file: "01 x.mp3".into(),
            seconds: 60,
            clock: "1:00".into(),
            bytes: 5,
            episode: &site.episodes[1],
            guests: "Dev <b>".into(),
        };
        let page = track_list(&site, "The \"Show\"", std::slice::from_ref(&track));
        assert!(page.contains("<title>The &quot;Show&quot;</title>") && page.contains("Dev &lt;b&gt;"), "{page}");
        assert!(page.contains("https://ledger.example/show/go/dev-okafor/cash-map/"), "{page}");
        assert!(playlist("A\nB", &[track]).ends_with("#EXTINF:60,Dev <b> - Cash before profit\n01 x.mp3\n"));
    }
}
