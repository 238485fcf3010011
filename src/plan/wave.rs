//! The outline of a recording: drawn in the player of its page, and as `episodes/<slug>/waveform.json` for other players.
//!
//! The drawing is cut where questions are asked; the stretch in which the offer is talked about is a path of its own, so that it can have
//! its colour. Only recordings that are here have one.

use super::Output;
use crate::audio::{sound, waveform};
use crate::model::{Episode, Millis, OfferState, Outline, Site, Sound};
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
    for part in parts(site, episode, length) {
        let to = if part.to < 1_000 { part.to.saturating_sub(GAP).max(part.from + 1) } else { part.to };
        let path = waveform::path(&sound.sketch, (part.from, to), PAPER);
        if part.is_offer { wave.offer.push_str(&path) } else { wave.talk.push_str(&path) }
    }
    Some(wave)
}

/// From one cut to the next, in thousandths of the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    from: u32,
    to: u32,
    is_offer: bool,
}

fn parts(site: &Site, episode: &Episode, length: Millis) -> Vec<Part> {
    let thousandths = |at: Millis| u32::try_from(u128::from(at.0) * 1_000 / u128::from(length.0.max(1))).unwrap_or(u32::MAX);
    let asked = episode.questions.iter().filter_map(|question| question.at);
    let offer = offer_at(site, episode, length).map(thousandths);
    let mut cuts: Vec<u32> = asked.map(thousandths).chain(offer).chain([0]).filter(|cut| *cut < 1_000).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().skip(1).copied().chain([1_000]);
    cuts.iter().zip(ends).map(|(from, to)| Part { from: *from, to, is_offer: Some(*from) == offer }).collect()
}

/// Where an open offer begins to be talked about: the chapter that leads to it, else the last question if it is asked in the last fifth.
fn offer_at(site: &Site, episode: &Episode, length: Millis) -> Option<Millis> {
    let call = episode.call_to_action.as_ref().filter(|call| site.offer(call.offer).state == OfferState::Open)?;
    let page = site.show.base_url.page(&call.permalink);
    let chapter = || episode.chapters.iter().find(|chapter| chapter.url.as_ref() == Some(&page)).map(|chapter| chapter.at);
    let last = || episode.questions.iter().filter_map(|question| question.at).max().filter(|at| at.0 >= length.0 / 5 * 4);
    call.at.or_else(chapter).or_else(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EpisodeId, Question, RelPath, sample};
    use crate::plan::Content;

    fn asked(at: &[u64]) -> Vec<Question> {
        at.iter().map(|at| Question { at: Some(Millis(*at)), ..Question::default() }).collect()
    }

    fn episode(site: &mut Site) -> &mut Episode {
        let episode = &mut site.episodes[1];
        episode.chapters.clear();
        episode
    }

    fn cut(site: &Site) -> Vec<(u32, u32, bool)> {
        parts(site, site.episode(EpisodeId(1)), Millis(100_000)).iter().map(|part| (part.from, part.to, part.is_offer)).collect()
    }

    #[test]
    fn questions_cut_it_and_the_offer_ends_with_the_next_one() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        spotlight.questions = asked(&[0, 30_000, 95_000, 30_000, 400_000]);
        spotlight.call_to_action.as_mut().expect("the sample has one").at = Some(Millis(80_000));
        assert_eq!(cut(&site), [(0, 300, false), (300, 800, false), (800, 950, true), (950, 1_000, false)]);
    }

    #[test]
    fn a_last_question_near_the_end_is_about_the_offer() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        spotlight.call_to_action.as_mut().expect("the sample has one").at = None;
        spotlight.questions = asked(&[5_000, 80_000]);
        assert_eq!(cut(&site), [(0, 50, false), (50, 800, false), (800, 1_000, true)]);
        episode(&mut site).questions = asked(&[5_000, 79_000]);
        assert!(cut(&site).iter().all(|part| !part.2));
        let spotlight = episode(&mut site);
        spotlight.questions = asked(&[90_000]);
        spotlight.call_to_action = None;
        assert!(cut(&site).iter().all(|part| !part.2), "no offer, no marigold");
    }

    #[test]
    fn without_questions_it_is_one_part() {
        let mut site = sample::site();
        let spotlight = episode(&mut site);
        (spotlight.questions, spotlight.call_to_action) = (Vec::new(), None);
        assert_eq!(cut(&site), [(0, 1_000, false)]);
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
