//! The outline of a recording: drawn in the player of its page, and as `episodes/<slug>/waveform.json` for other players.
//!
//! The drawing is cut where questions are asked; the stretch in which the offer is talked about is a path of its own, so that it can have
//! its colour. Only recordings that are here have one.

use super::{Output, track};
use crate::audio::{sound, waveform};
use crate::model::{Episode, Outline, Site, Sound};
use serde::Serialize;

/// Units of the drawing's view box; it is stretched to whatever room there is.
const PAPER: waveform::Paper = waveform::Paper { width: 1_000, height: 64 };
/// Between two parts, in thousandths of the recording.
const GAP: u32 = 4;

/// The drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wave {
    /// Of the view box.
    pub width: u32,
    /// Of the view box.
    pub height: u32,
    /// The `d` of a path: everything but the offer.
    pub talk: String,
    /// The `d` of a path: where the offer is talked about; empty where that is not known.
    pub offer: String,
}

/// `waveform.json` of every episode whose recording is here.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let of = |episode| Some((episode, sound_of(episode)?));
    site.episodes.iter().filter_map(of).map(|(episode, sound)| output(episode, sound)).collect()
}

fn output<'site>(episode: &'site Episode, sound: &'site Sound) -> Output<'site> {
    let path = episode.permalink.file("waveform.json");
    match &sound.outline {
        Outline::Here(outline) => Output::made(path, &episode.source, move || waveform::json(outline).into_bytes()),
        Outline::Kept(file) => Output::derived(path, &episode.source, file, json),
    }
}

fn json(kept: &[u8]) -> Option<Vec<u8>> {
    Some(waveform::json(&sound::from_bytes(kept)?.waveform).into_bytes())
}

/// What is known of the sound, where there is any.
fn sound_of(episode: &Episode) -> Option<&Sound> {
    episode.recording.as_ref()?.sound.as_ref().filter(|sound| !sound.sketch.is_empty())
}

/// The drawing for an episode's page.
#[must_use]
pub fn wave(site: &Site, episode: &Episode) -> Option<Wave> {
    let sound = sound_of(episode)?;
    let mut wave = Wave { width: PAPER.width, height: PAPER.height, talk: String::new(), offer: String::new() };
    let length = episode.recording.as_ref()?.duration?;
    for part in track::parts(site, episode, length) {
        let to = if part.to < 1_000 { part.to.saturating_sub(GAP).max(part.from + 1) } else { part.to };
        let path = waveform::path(&sound.sketch, (part.from, to), PAPER);
        if part.is_offer { wave.offer.push_str(&path) } else { wave.talk.push_str(&path) }
    }
    Some(wave)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EpisodeId, RelPath, sample};
    use crate::plan::Content;

    #[test]
    fn without_questions_it_is_one_part() {
        let mut site = sample::site();
        let spotlight = &mut site.episodes[1];
        (spotlight.questions, spotlight.chapters, spotlight.call_to_action) = (Vec::new(), Vec::new(), None);
        let wave = wave(&site, site.episode(EpisodeId(1))).expect("it was listened to");
        assert!(wave.talk.starts_with("M0 ") && wave.talk.ends_with('z') && wave.offer.is_empty(), "{wave:?}");
    }

    #[test]
    fn what_is_kept_elsewhere_has_none() {
        let mut site = sample::site();
        assert_eq!(outputs(&site).len(), 3);
        site.episodes[1].recording.as_mut().expect("a recording").sound = None;
        assert_eq!(outputs(&site).len(), 2);
        assert_eq!(wave(&site, site.episode(EpisodeId(1))), None);
    }

    #[test]
    fn the_data_is_the_same_from_memory_as_from_the_cache() {
        let mut site = sample::site();
        let made = |site: &Site, kept: &[u8]| match &outputs(site)[0].content {
            Content::Made(bytes) => bytes(),
            Content::Derived { make, .. } => make(kept).expect("whole"),
            _ => panic!("it is made"),
        };
        let before = made(&site, b"");
        let sound = site.episodes[0].recording.as_mut().and_then(|recording| recording.sound.as_mut()).expect("heard");
        let Outline::Here(outline) = sound.outline.clone() else { panic!("it is here") };
        sound.outline = Outline::Kept(RelPath(".turntable/levels/x".into()));
        let kept = sound::to_bytes(&crate::model::AudioLevels { waveform: outline, ..Default::default() });
        assert_eq!(made(&site, &kept), before);
    }
}
