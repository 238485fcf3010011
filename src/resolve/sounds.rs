//! How recordings sound, joined up with the episodes that they belong to.
//!
//! Which recordings there are to listen to, and under which name, is known only once a site is resolved and its published recordings are
//! made. As with those, the site that comes out is another one; nothing is filled in later.

use crate::model::{AudioFacts, Episode, Recording, RelPath, SharedList, Site, Sound};
use std::collections::BTreeMap;

/// A recording of the show's own that can be listened to.
#[derive(Clone, Copy, Debug)]
pub struct Audible<'site> {
    /// The text of its episode.
    pub episode: &'site RelPath,
    /// The recording.
    pub recording: &'site Recording,
    /// Where it lies.
    pub file: &'site RelPath,
    /// What its frames say.
    pub facts: &'site AudioFacts,
    /// Who hears it.
    pub audience: Audience,
}

/// Who hears a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Public,
    /// The host: its episode is a draft or dated later.
    Host,
}

/// All of those, published ones first. What does not decode at all is not among them; that has been reported.
#[must_use]
pub fn audible(site: &Site) -> Vec<Audible<'_>> {
    let backstage = &site.backstage.open_for_desk().episodes;
    let public = site.episodes.iter().map(|episode| (episode, Audience::Public));
    public.chain(backstage.iter().map(|episode| (episode, Audience::Host))).filter_map(|(episode, who)| of(episode, who)).collect()
}

fn of(episode: &Episode, audience: Audience) -> Option<Audible<'_>> {
    let recording = episode.recording.as_ref()?;
    let (file, facts) = (&recording.file.as_ref()?.source, recording.facts.as_ref()?);
    let is_blocked = facts.oddities.iter().any(|oddity| oddity.blocks);
    (!is_blocked).then_some(Audible { episode: &episode.source, recording, file, facts, audience })
}

/// The same site, in which each recording knows how it sounds; one that knows already is not told again. By file.
#[must_use]
pub fn with_sounds(mut site: Site, sounds: &BTreeMap<RelPath, Sound>) -> Site {
    join(&mut site.episodes, sounds);
    let backstage = site.backstage.map(|mut backstage| {
        join(&mut backstage.episodes, sounds);
        backstage
    });
    Site { backstage, ..site }
}

fn join(episodes: &mut SharedList<Episode>, sounds: &BTreeMap<RelPath, Sound>) {
    for index in 0..episodes.len() {
        let silent = episodes[index].recording.as_ref().filter(|recording| recording.sound.is_none());
        let sound = silent.and_then(|recording| sounds.get(&recording.file.as_ref()?.source));
        if let Some(sound) = sound
            && let Some(recording) = &mut episodes[index].recording
        {
            recording.sound = Some(sound.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AudioOddity, Backstage, Private, sample};

    #[test]
    fn drafts_are_listened_to_but_stay_where_they_are() {
        let mut site = sample::site();
        site.backstage = Private::new(Backstage {
            episodes: vec![Episode { source: RelPath("draft.md".into()), ..sample::episode() }].into(),
            ..Backstage::default()
        });
        for episode in site.episodes.as_vec_mut() {
            episode.recording.as_mut().expect("the sample has them").sound = None;
        }
        let audiences: Vec<Audience> = audible(&site).iter().map(|audible| audible.audience).collect();
        assert_eq!(audiences, [Audience::Public, Audience::Public, Audience::Public, Audience::Host]);
        let file = audible(&site)[1].file.clone();
        let site = with_sounds(site, &BTreeMap::from([(file.clone(), sample::sound())]));
        let heard = |episode: &Episode| episode.recording.as_ref().is_some_and(|recording| recording.sound.is_some());
        assert_eq!(site.episodes.iter().map(heard).collect::<Vec<_>>(), [false, true, false]);
        assert!(site.backstage.open_for_desk().episodes.iter().all(heard), "the draft has the same recording");
        let other = Sound { loudness: None, ..sample::sound() };
        assert_eq!(with_sounds(site.clone(), &BTreeMap::from([(file, other)])).episodes, site.episodes, "what is known is not told again");
    }

    #[test]
    fn what_cannot_be_decoded_is_not_listened_to() {
        let mut site = sample::site();
        let facts = site.episodes[0].recording.as_mut().and_then(|recording| recording.facts.as_mut()).expect("the sample has them");
        facts.oddities.push(AudioOddity { rule: "unreadable-audio".into(), blocks: true, message: String::new(), fix: String::new() });
        site.episodes[1].recording.as_mut().expect("a recording").file = None;
        assert_eq!(audible(&site).len(), 1);
    }
}
