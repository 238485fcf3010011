//! The files a feed points at, beside the recording: chapters and transcripts.

use super::Output;
use crate::model::{Episode, EpisodeId, Site, Transcript};
use crate::{feed, transcript};

/// `chapters.json`, `transcript.vtt`, `transcript.srt` and `transcript.html` of every episode that has them.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    (0..).map(EpisodeId).zip(&site.episodes).flat_map(|(id, episode)| of_episode(site, id, episode)).collect()
}

fn of_episode<'site>(site: &'site Site, id: EpisodeId, episode: &'site Episode) -> Vec<Output<'site>> {
    let mut made = Vec::new();
    if !episode.chapters.is_empty() {
        let chapters = move || feed::chapters_json(site, id).unwrap_or_default().into_bytes();
        made.push(Output::made(episode.permalink.file("chapters.json"), &episode.source, chapters));
    }
    if let Some(transcript) = &episode.transcript {
        made.extend(transcripts(site, episode, transcript));
    }
    made
}

fn transcripts<'site>(site: &'site Site, episode: &'site Episode, spoken: &'site Transcript) -> Vec<Output<'site>> {
    let file = |name: &str| episode.permalink.file(name);
    let language = spoken.language.as_deref().unwrap_or(&site.show.language);
    let html = move || transcript::html(spoken, &episode.title, language).into_bytes();
    let mut made = vec![Output::made(file("transcript.html"), &spoken.source, html)];
    if spoken.is_timed {
        made.push(Output::made(file("transcript.vtt"), &spoken.source, || transcript::vtt(spoken).into_bytes()));
        made.push(Output::made(file("transcript.srt"), &spoken.source, || transcript::srt(spoken).into_bytes()));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn an_untimed_transcript_is_only_read_not_shown() {
        let mut site = sample::site();
        let paths = |site: &Site| -> Vec<String> {
            outputs(site).into_iter().filter_map(|output| Some(output.path.0.rsplit_once('/')?.1.to_owned())).collect()
        };
        assert_eq!(paths(&site), ["chapters.json", "transcript.html", "transcript.vtt", "transcript.srt"]);
        if let Some(transcript) = &mut site.episodes[1].transcript {
            transcript.is_timed = false;
        }
        assert_eq!(paths(&site), ["chapters.json", "transcript.html"]);
    }
}
