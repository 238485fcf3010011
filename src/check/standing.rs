//! What is well about each interview, in a few words: `turntable check` says it above what could be better, so that nobody has to guess
//! what was looked at. In: the site. Out: lines, each with the part of the text that it is about. It finds nothing.

use crate::model::{Episode, Millis, Picture, RelPath, Site};
use jiff::Timestamp;

/// How one interview stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its text.
    pub source: RelPath,
    /// Why it is not public yet: `draft`, `planned for Thu 14 May, 6:00`; `None` where it is.
    pub waits: Option<String>,
    /// What is well.
    pub well: Vec<Well>,
}

/// One thing that is well, unless something is found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Well {
    /// The keys of the front matter that it speaks of, by their beginning.
    pub about: &'static [&'static str],
    /// In words, without a full stop.
    pub words: String,
}

/// How every interview stands, the newest first, then drafts and later ones.
#[must_use]
pub fn standing(site: &Site) -> Vec<Standing> {
    let public = site.episodes.iter().map(|episode| of(site, episode, None));
    let backstage = site.backstage.open_for_desk().episodes.iter();
    public.chain(backstage.map(|episode| of(site, episode, Some(waits(episode, site.as_of))))).collect()
}

fn of(site: &Site, episode: &Episode, waits: Option<String>) -> Standing {
    let well = [recording(site, episode), questions(episode), offer(site, episode)];
    Standing { source: episode.source.clone(), waits, well: well.into_iter().flatten().collect() }
}

/// A draft may carry a date as well: what is said holds for both.
fn waits(episode: &Episode, now: Timestamp) -> String {
    if episode.date.timestamp() <= now {
        return "draft".to_owned();
    }
    let is_this_year = episode.date.year() == now.to_zoned(episode.date.time_zone().clone()).year();
    let form = if is_this_year { "%a %-d %b, %-H:%M" } else { "%a %-d %b %Y, %-H:%M" };
    format!("planned for {}", episode.date.strftime(form))
}

fn recording(site: &Site, episode: &Episode) -> Option<Well> {
    let recording = episode.recording.as_ref()?;
    let length = recording.duration.map_or_else(|| "recording".to_owned(), |length| format!("recording {}", length.clock()));
    let loudness = recording.sound.as_ref().and_then(|sound| sound.loudness).map(crate::model::CentiLufs::for_people);
    let elsewhere = recording.file.is_none().then(|| "kept elsewhere".to_owned());
    let cover = episode.cover.as_ref().or(site.show.cover.as_ref()).filter(|cover| is_fit(cover));
    let cover = cover.map(|cover| format!("cover art {} px", cover.width));
    let words = std::iter::once(length).chain(loudness).chain(elsewhere).chain(cover).collect::<Vec<_>>().join(", ");
    Some(Well { about: &["audio", "cover"], words })
}

fn is_fit(cover: &Picture) -> bool {
    cover.width == cover.height && (1400..=3000).contains(&cover.width)
}

fn questions(episode: &Episode) -> Option<Well> {
    let (all, timed) = (episode.questions.len(), episode.questions.iter().filter(|question| question.at.is_some()).count());
    let end = episode.recording.as_ref().and_then(|recording| recording.duration);
    let are_inside = end.is_some_and(|end| episode.questions.iter().filter_map(|question| question.at).all(|at| at <= end));
    let count = counted(all, "question");
    let words = match timed {
        _ if all == 0 => return None,
        0 => count,
        _ if !are_inside => count,
        1 if all == 1 => format!("{count}, inside the recording"),
        timed if timed == all => format!("{count}, all inside the recording"),
        timed => format!("{count}, {timed} with a time, inside the recording"),
    };
    Some(Well { about: &["questions"], words })
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn offer(site: &Site, episode: &Episode) -> Option<Well> {
    let call = episode.call_to_action.as_ref()?;
    let index = call.offer.0 as usize;
    let hidden = || site.backstage.open_for_desk().offers.get(index.checked_sub(site.offers.len())?);
    let title = &site.offers.get(index).or_else(hidden)?.title;
    let at = call.at.map(|at: Millis| format!(", raised at {}", at.clock())).unwrap_or_default();
    Some(Well { about: &["offer"], words: format!("offer: {title}{at}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, clean};
    use crate::model::{Backstage, CentiLufs, Private, Sound};

    fn words(site: &Site, index: usize) -> Vec<String> {
        standing(site).swap_remove(index).well.into_iter().map(|well| well.words).collect()
    }

    #[test]
    fn what_is_known_is_said() {
        let mut site = clean();
        let episode = &mut site.episodes[SPOTLIGHT];
        let recording = episode.recording.as_mut().expect("the sample has one");
        recording.sound = Some(Sound { loudness: Some(CentiLufs(-1_600)), ..recording.sound.clone().unwrap_or_default() });
        let length = recording.duration.expect("known").clock();
        let said = words(&site, SPOTLIGHT);
        assert_eq!(said[0], format!("recording {length}, −16.0 LUFS, cover art 1400 px"), "{said:?}");
        assert!(said[1].ends_with("inside the recording") && said[1].contains(" question"), "{said:?}");
        assert!(said[2].starts_with("offer: "), "{said:?}");
        site.episodes[SPOTLIGHT].questions.iter_mut().for_each(|question| question.at = None);
        site.episodes[SPOTLIGHT].call_to_action = None;
        assert!(words(&site, SPOTLIGHT).iter().all(|words| !words.contains("inside") && !words.starts_with("offer")));
    }

    #[test]
    fn what_waits_says_for_when() {
        let mut site = clean();
        let mut later = site.episodes[0].clone();
        later.date = "2026-12-24T06:00[America/Chicago]".parse().expect("a moment");
        let mut next_year = later.clone();
        next_year.date = "2027-01-04T18:30[America/Chicago]".parse().expect("a moment");
        let draft = site.episodes[0].clone();
        site.as_of = "2026-12-01T00:00:00Z".parse().expect("a moment");
        site.backstage = Private::new(Backstage { episodes: vec![later, next_year, draft].into(), ..Backstage::default() });
        let waits: Vec<Option<String>> = standing(&site).into_iter().map(|standing| standing.waits).collect();
        let told = ["planned for Thu 24 Dec, 6:00", "planned for Mon 4 Jan 2027, 18:30", "draft"].map(|words| Some(words.to_owned()));
        assert_eq!(waits[waits.len() - 3..], told);
        assert_eq!(waits[0], None);
    }
}
