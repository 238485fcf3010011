//! Recordings that were made for publishing take the place of those that lie beside the episodes.
//!
//! A published recording carries titles, questions, links and the offer, so it can be made only once a site is resolved; its size and
//! length are known only once it is made. Hence two sites: the first, with the recordings as they are, is complete and true; this
//! makes a second one of it, before anything reads either. Nothing is filled in later.

use super::episodes::served;
use crate::model::{AudioFacts, EpisodeId, Making, OutPath, Recording, RecordingFile, RelPath, Site};
use std::collections::BTreeMap;

/// A recording that was made for publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedFile {
    /// Where it lies.
    pub path: RelPath,
    /// What it says.
    pub facts: AudioFacts,
}

/// The same site with other recordings.
#[must_use]
pub fn with_prepared(site: Site, files: &BTreeMap<EpisodeId, PreparedFile>) -> Site {
    let mut site = site;
    let mut moved = BTreeMap::new();
    for (id, file) in files {
        let Some(episode) = site.episodes.get_mut(id.0 as usize) else { continue };
        let out = episode.permalink.file(&super::beside::recording_name(&episode.slug, &file.path));
        let (url, href, out) = served(&site.show, out);
        let before = episode.recording.as_ref().and_then(|recording| recording.file.as_ref()?.out.clone());
        moved.extend(before.zip(out.clone()).filter(|(before, out)| before != out));
        let original = episode.recording.as_ref().and_then(|recording| recording.original);
        episode.recording = Some(Recording {
            url,
            href,
            file: Some(RecordingFile { source: file.path.clone(), out }),
            bytes: file.facts.bytes,
            mime: file.facts.mime.clone(),
            duration: Some(file.facts.duration).filter(|duration| duration.0 > 0),
            facts: Some(file.facts.clone()),
            original,
            sound: None,
            making: Making::Prepared,
        });
    }
    for (old, new) in &mut site.redirects {
        if let Some(out) = moved.get(&OutPath(new.0.clone())) {
            let ending = out.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
            *old = old.rsplit_once('.').map_or_else(|| old.clone(), |(stem, _)| format!("{stem}.{ending}"));
            new.0.clone_from(&out.0);
        }
    }
    site
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AbsoluteUrl, ByteLen, Millis, Permalink, sample};

    fn prepared() -> BTreeMap<EpisodeId, PreparedFile> {
        let facts = AudioFacts { bytes: ByteLen(5), mime: "audio/mpeg".into(), duration: Millis(7_000), ..AudioFacts::default() };
        BTreeMap::from([(EpisodeId(1), PreparedFile { path: RelPath(".turntable/audio/abc.mp3".into()), facts })])
    }

    #[test]
    fn everything_about_the_file_is_that_of_the_prepared_one() {
        let site = with_prepared(sample::site(), &prepared());
        let recording = site.episodes[1].recording.as_ref().expect("a recording");
        assert_eq!(recording.url.as_str(), "https://ledger.example/show/episodes/cash-before-profit/cash-before-profit.mp3");
        assert_eq!((recording.bytes, recording.duration), (ByteLen(5), Some(Millis(7_000))));
        assert_eq!(recording.file.as_ref().map(|file| file.source.as_str()), Some(".turntable/audio/abc.mp3"));
        assert_eq!(recording.original, sample::recording("cash-before-profit", 1).original, "what was recorded is still the same");
        assert_eq!(site.episodes[0].recording, sample::site().episodes[0].recording);
    }

    #[test]
    fn the_old_address_of_a_recording_leads_to_the_prepared_one() {
        let mut site = sample::site();
        let recorded = Some(OutPath("episodes/cash-before-profit/cash-before-profit.wav".into()));
        site.episodes[1].recording.iter_mut().flat_map(|recording| &mut recording.file).for_each(|file| file.out.clone_from(&recorded));
        site.redirects = vec![("episodes/old/old.wav".into(), Permalink("episodes/cash-before-profit/cash-before-profit.wav".into()))];
        let site = with_prepared(site, &prepared());
        let expected = ("episodes/old/old.mp3".to_owned(), Permalink("episodes/cash-before-profit/cash-before-profit.mp3".into()));
        assert_eq!(site.redirects, [expected]);
    }

    #[test]
    fn recordings_served_elsewhere_keep_their_host() {
        let mut site = sample::site();
        site.show.media.base_url = Some(AbsoluteUrl("https://cdn.example/m/".into()));
        let site = with_prepared(site, &prepared());
        let recording = site.episodes[1].recording.as_ref().expect("a recording");
        assert!(recording.url.as_str().starts_with("https://cdn.example/m/episodes/"), "{:?}", recording.url);
        assert_eq!(recording.file.as_ref().and_then(|file| file.out.as_ref()), None);
    }
}
