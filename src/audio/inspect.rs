//! Everything that can be said about one recording: what it is, how it sounds, what is odd about it.

use super::decode::{Decoded, End};
use super::{facts, measure};
use crate::disk::Failure;
use crate::model::{AudioFacts, AudioLevels, AudioOddity, Millis};
use std::io;
use std::path::{Path, PathBuf};

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// As it was asked for.
    pub path: PathBuf,
    /// What the container says. Its oddities are in `findings`.
    pub facts: AudioFacts,
    /// What the sound is like. Its oddities are in `findings`.
    pub levels: AudioLevels,
    /// Everything odd, what blocks first.
    pub findings: Vec<AudioOddity>,
}

impl Inspection {
    /// Whether it cannot be published as it is.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|finding| finding.blocks)
    }

    /// Whether there is sound that can be decoded.
    #[must_use]
    pub fn has_sound(&self) -> bool {
        self.levels.duration.0 > 0 && self.levels.duration != self.levels.lost
    }

    /// What the sound adds up to.
    #[must_use]
    pub fn duration(&self) -> Millis {
        self.facts.duration
    }
}

/// Looks at a file and listens to it. Whatever goes wrong is a finding.
#[must_use]
pub fn inspect(path: &Path) -> Inspection {
    let mut inspection = Inspection { path: path.to_owned(), ..Inspection::default() };
    match look_and_listen(path) {
        Ok((facts, levels, decoded)) => join(&mut inspection, facts, levels, &decoded),
        Err(failure) => inspection.findings.push(not_there(&failure)),
    }
    inspection.findings.sort_by_key(|finding| !finding.blocks);
    inspection
}

fn look_and_listen(path: &Path) -> Result<(AudioFacts, AudioLevels, Decoded), Failure> {
    let facts = facts(path)?;
    let (levels, decoded) = measure::pass(path)?;
    Ok((facts, levels, decoded))
}

fn join(inspection: &mut Inspection, mut facts: AudioFacts, mut levels: AudioLevels, decoded: &Decoded) {
    levels.oddities = not_said_yet(&facts, &levels.oddities, levels.lost);
    inspection.findings.append(&mut facts.oddities);
    inspection.findings.append(&mut levels.oddities);
    if facts.container.is_empty() && !decoded.container.is_empty() {
        facts.container.clone_from(&decoded.container);
        facts.codec.clone_from(&decoded.codec);
    }
    if facts.sample_rate == 0 || facts.channels == 0 {
        (facts.sample_rate, facts.channels) = (decoded.rate, decoded.channels);
    }
    // Recordings that were joined are longer than the first of them says.
    if decoded.end == End::Whole && levels.duration.0 > 0 {
        facts.duration = levels.duration;
    }
    if facts.bit_rate == 0 && facts.duration.0 > 0 {
        facts.bit_rate = u32::try_from(u128::from(facts.bytes.0) * 8_000 / u128::from(facts.duration.0)).unwrap_or(u32::MAX);
    }
    (inspection.facts, inspection.levels) = (facts, levels);
}

/// What listening found that the look at the file has not said already: that it is cut off or unreadable has been said; that the decoder
/// noticed is not news. `lost` is how much could not be decoded.
#[must_use]
pub fn not_said_yet(facts: &AudioFacts, heard: &[AudioOddity], lost: Millis) -> Vec<AudioOddity> {
    let is_known = |rules: &[&str]| facts.oddities.iter().any(|oddity| rules.contains(&oddity.rule.as_str()));
    let is_no_recording = facts.container.is_empty() && is_known(&["unreadable-audio", "no-sound-track"]);
    let is_only_cut_off = is_known(&["cut-off-audio"]) && lost <= measure::UNHEARD;
    heard.iter().filter(|odd| !is_no_recording && (odd.rule != "damaged-audio" || !is_only_cut_off)).cloned().collect()
}

fn not_there(failure: &Failure) -> AudioOddity {
    let (rule, message, fix) = match failure.cause.kind() {
        io::ErrorKind::NotFound => ("missing-audio", "there is no such file".to_owned(), "check the name and the folder"),
        io::ErrorKind::PermissionDenied => ("unreadable-audio", "this file may not be read".to_owned(), "check who owns it"),
        io::ErrorKind::IsADirectory => ("unreadable-audio", "this is a folder".to_owned(), "name the recordings in it"),
        _ => ("unreadable-audio", format!("it could not be read: {}", failure.cause), "copy it again from where it was recorded"),
    };
    AudioOddity { rule: rule.to_owned(), blocks: true, message, fix: fix.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;

    #[test]
    fn what_is_not_there_is_a_finding() {
        let inspection = inspect(Path::new("/nowhere/at/all.mp3"));
        assert_eq!(inspection.findings[0].rule, "missing-audio");
        assert!(inspection.is_blocked() && !inspection.has_sound());
        assert_eq!(inspect(Path::new("/")).findings[0].message, "this is a folder");
    }

    #[test]
    fn stored_recordings_are_decoded_to_the_length_that_their_packets_have() {
        for name in [
            "cbr.mp3",
            "vbr-xing.mp3",
            "vbr-bare.mp3",
            "chapters.mp3",
            "chapters.m4a",
            "fragments.m4a",
            "vorbis.ogg",
            "opus.opus",
            "tone.flac",
            "tone.aiff",
            "tone.aac",
            "tone.webm",
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name);
            let facts = facts(&path).expect("readable");
            let found = inspect(&path);
            assert!(found.has_sound() && !found.is_blocked(), "{name}: {:?}", found.findings);
            assert!(found.duration().0.abs_diff(facts.duration.0) <= 25, "{name}: {} {}", found.duration().0, facts.duration.0);
            assert!(found.levels.loudness.is_some() && found.levels.true_peak.is_some(), "{name}: {:?}", found.levels);
            assert_eq!(found.levels.lost_packets, 0, "{name}");
        }
    }

    #[test]
    fn a_web_page_is_one_finding() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("who-can-sign.mp3");
        disk::write(&path, b"<!DOCTYPE html><html><body>Sign in</body></html>").expect("written");
        let found = inspect(&path);
        assert_eq!(found.findings.len(), 1, "{:?}", found.findings);
        assert!(!found.has_sound());
    }
}
