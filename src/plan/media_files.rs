//! The files a feed points at, beside the recording: chapters and transcripts.

use super::{Output, ask};
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
        made.extend(transcripts(site, id, transcript));
    }
    made
}

fn transcripts<'site>(site: &'site Site, id: EpisodeId, spoken: &'site Transcript) -> Vec<Output<'site>> {
    let episode = site.episode(id);
    let file = |name: &str| episode.permalink.file(name);
    let end = episode.recording.as_ref().and_then(|recording| recording.duration);
    let mut made = vec![Output::made(file("transcript.html"), &spoken.source, move || page(site, id, spoken).into_bytes())];
    if spoken.is_timed {
        let vtt = move || transcript::vtt(&transcript::within(spoken, end)).into_bytes();
        let srt = move || transcript::srt(&transcript::within(spoken, end)).into_bytes();
        made.push(Output::made(file("transcript.vtt"), &spoken.source, vtt));
        made.push(Output::made(file("transcript.srt"), &spoken.source, srt));
    }
    made
}

/// The transcript as a page of its own; it ends with the call to action, as the interview does.
fn page(site: &Site, id: EpisodeId, spoken: &Transcript) -> String {
    let episode = site.episode(id);
    let base = &site.show.base_url;
    let ask = episode.call_to_action.as_ref().map(|call| (ask::of_episode(site, id, call), base.page(&call.permalink)));
    let call = ask.as_ref().filter(|(ask, _)| !matches!(ask.state, "closed" | "nowhere"));
    let call = call.map(|(ask, address)| (ask.headline.as_str(), address.as_str(), ask.promise.unwrap_or_default()));
    let page = transcript::Page {
        title: &episode.title,
        language: spoken.language.as_deref().unwrap_or(&site.show.language),
        questions: &episode.questions,
        address: &base.page(&episode.permalink),
        call,
    };
    transcript::html(spoken, &page)
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
