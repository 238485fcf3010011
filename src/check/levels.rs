//! Rules about how recordings sound. What builds put right by themselves (`media.format`) is not told; drafts are looked at too, because
//! this is when a recording can still be exported again. Clipping, holes, dead channels and silence from start to end are found while
//! listening, and told there.

use super::{Check, Guards, Rule};
use crate::audio::prepare::Format;
use crate::audio::verdict::{self, LONG_END, LONG_START, Loudness};
use crate::model::{AudioFacts, CentiDb, CentiLufs, Episode, Millis, RelPath, Show, Site, Sound};
use crate::report::{Place, Report, RuleText, Severity};

/// A recording that was listened to.
struct Heard<'site> {
    episode: &'site RelPath,
    facts: &'site AudioFacts,
    sound: &'site Sound,
}

/// All of those: of published episodes, then of drafts and later ones.
fn heard(site: &Site) -> impl Iterator<Item = Heard<'_>> {
    site.episodes.iter().chain(&site.backstage.open_for_desk().episodes).filter_map(heard_in)
}

fn heard_in(episode: &Episode) -> Option<Heard<'_>> {
    let recording = episode.recording.as_ref()?;
    Some(Heard { episode: &episode.source, facts: recording.facts.as_ref()?, sound: recording.sound.as_ref()? })
}

/// Whether the build levels this recording, or has done so.
fn is_levelled(heard: &Heard<'_>, show: &Show) -> bool {
    match show.media.format.as_deref() {
        None => false,
        // An M4A is copied: there is no encoder for it here.
        Some("m4a") => Format::M4a.of(heard.facts) != Format::M4a,
        Some(_) => true,
    }
}

/// What to do about a recording that is too loud, too quiet, or twice the same.
fn let_builds_do_it(show: &Show) -> &'static str {
    match show.media.format {
        None => "write `media: {format: mp3}` in content/show.yaml, and builds level it; or export it again",
        Some(_) => "write `format: mp3` under `media` in content/show.yaml, and builds level it; or export it again",
    }
}

pub(super) const LOUDNESS_OFF_TARGET: Rule = Rule {
    text: RuleText {
        name: "loudness-off-target",
        severity: Severity::Warning,
        finds: "A published recording that is more than 1 LU louder or quieter than podcasts are: −16 LUFS, or what `media.loudness` \
                says. With one channel −19 is as good.",
        why: "Whoever comes from another show must reach for the volume, and in a car the first minute is lost. Apple asks for −16.",
        wrong: "who-can-sign.mp3    −23.4 LUFS, as the recorder left it",
        right: "media:\n  format: mp3    # builds level every recording",
    },
    guards: Guards::Quality,
    check: Check::Site(loudness_off_target),
};

fn loudness_off_target(site: &Site, report: &mut Report) {
    let target = site.show.media.loudness.map(CentiLufs);
    for heard in heard(site).filter(|heard| !is_levelled(heard, &site.show)) {
        let Some(loudness) = heard.sound.loudness else { continue };
        let (off, what) = match verdict::loudness(loudness, heard.facts.channels, target) {
            Loudness::Right => continue,
            Loudness::Quiet(off) => (off, "quieter"),
            Loudness::Loud(off) => (off, "louder"),
        };
        let than = if target.is_none_or(|target| target == CentiLufs(-1_600)) { "most shows" } else { "yours should be" };
        let message = format!("this recording is {} dB {what} than {than} ({})", off.for_people(), loudness.for_people());
        let finding = LOUDNESS_OFF_TARGET.finding(Place::key(heard.episode, "audio"), message);
        report.add(finding.fix(let_builds_do_it(&site.show)));
    }
}

pub(super) const TRUE_PEAK_TOO_HIGH: Rule = Rule {
    text: RuleText {
        name: "true-peak-too-high",
        severity: Severity::Warning,
        finds: "A published recording whose highest peaks come nearer to full scale than −1 dBTP.",
        why: "Apps and car radios make the sound smaller or other; peaks that high then crackle.",
        wrong: "who-can-sign.mp3    peaks at +0.3 dBTP",
        right: "media:\n  format: mp3    # builds keep the peaks below −1",
    },
    guards: Guards::Quality,
    check: Check::Site(true_peak_too_high),
};

fn true_peak_too_high(site: &Site, report: &mut Report) {
    for heard in heard(site).filter(|heard| !is_levelled(heard, &site.show)) {
        let Some(peak) = heard.sound.true_peak.filter(|peak| verdict::peaks_too_high(Some(*peak))) else { continue };
        let message =
            format!("the loudest moments of this recording may crackle: they peak at {} dBTP instead of −1 or less", signed(peak));
        let finding = TRUE_PEAK_TOO_HIGH.finding(Place::key(heard.episode, "audio"), message);
        report.add(finding.fix(let_builds_do_it(&site.show)));
    }
}

/// With a sign in front, also of what is above full scale.
fn signed(level: CentiDb) -> String {
    let plus = if level.0 > 0 { "+" } else { "" };
    format!("{plus}{}", level.for_people())
}

pub(super) const IDENTICAL_CHANNELS: Rule = Rule {
    text: RuleText {
        name: "identical-channels",
        severity: Severity::Info,
        finds: "A stereo recording whose two channels carry the same.",
        why: "It is twice as large as it needs to be, for your listeners' data and for your host, and sounds no different.",
        wrong: "an MP3 with one voice on both channels, 192 kbit/s",
        right: "the same with one channel, 96 kbit/s",
    },
    guards: Guards::Quality,
    check: Check::Site(identical_channels),
};

fn identical_channels(site: &Site, report: &mut Report) {
    for heard in heard(site).filter(|heard| heard.sound.has_identical_channels && !is_levelled(heard, &site.show)) {
        let place = Place::key(heard.episode, "audio");
        let finding = IDENTICAL_CHANNELS.finding(place, "both channels of this recording carry the same; one is enough and half the size");
        report.add(finding.fix(match site.show.media.format {
            None => "write `media: {format: mp3}` in content/show.yaml, and builds make one of them; or export it in mono",
            Some(_) => "export it in mono",
        }));
    }
}

pub(super) const LONG_SILENCE: Rule = Rule {
    text: RuleText {
        name: "long-silence",
        severity: Severity::Info,
        finds: "A recording that begins with more than 2 seconds of silence, or ends with more than 5.",
        why: "Who presses play and hears nothing thinks that it is broken; at the end, the next show waits.",
        wrong: "who-can-sign.mp3    7.5 s until the first word",
        right: "who-can-sign.mp3    cut half a second before the first word",
    },
    guards: Guards::Quality,
    check: Check::Site(long_silence),
};

fn long_silence(site: &Site, report: &mut Report) {
    for heard in heard(site) {
        let Some(message) = silence(heard.sound) else { continue };
        let finding = LONG_SILENCE.finding(Place::key(heard.episode, "audio"), message);
        let fix = if heard.sound.silence_start > LONG_START {
            "cut it off before you export it, and move the times of the questions by as much"
        } else {
            "cut it off before you export it"
        };
        report.add(finding.fix(fix));
    }
}

/// What is silent for too long; nothing where all of it is, which has been told.
fn silence(sound: &Sound) -> Option<String> {
    sound.loudness?;
    let start = (sound.silence_start > LONG_START).then(|| format!("begins with {} s of silence", seconds(sound.silence_start)));
    let end = (sound.silence_end > LONG_END).then(|| format!("ends with {} s of silence", seconds(sound.silence_end)));
    let parts: Vec<String> = start.into_iter().chain(end).collect();
    (!parts.is_empty()).then(|| format!("this recording {}", parts.join(" and ")))
}

fn seconds(length: Millis) -> String {
    Millis(length.0 / 100 * 100).decimal_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};
    use crate::model::{Backstage, Private, Recording, sample};

    fn recording(site: &mut Site) -> &mut Recording {
        site.episodes[SPOTLIGHT].recording.as_mut().expect("the sample has one")
    }

    fn sounds(change: impl FnOnce(&mut Sound)) -> impl FnOnce(&mut Site) {
        move |site| change(recording(site).sound.as_mut().expect("the sample knows"))
    }

    fn loudness(level: i32) -> impl FnOnce(&mut Site) {
        sounds(move |sound| sound.loudness = Some(CentiLufs(level)))
    }

    #[test]
    fn what_is_louder_or_quieter_than_other_shows_is_told_in_those_words() {
        finds(&LOUDNESS_OFF_TARGET, spotlight_key("audio"), loudness(-2_340));
        finds(&LOUDNESS_OFF_TARGET, spotlight_key("audio"), loudness(-1_200));
        let said = found(&LOUDNESS_OFF_TARGET, loudness(-1_200)).remove(0);
        assert_eq!(said.message, "this recording is 4.0 dB louder than most shows (\u{2212}12.0 LUFS)");
        assert!(said.fix.is_some_and(|fix| fix.starts_with("write `media: {format: mp3}`")));
        for right in [-1_500, -1_700, -1_900] {
            assert!(found(&LOUDNESS_OFF_TARGET, loudness(right)).is_empty(), "{right}, in one channel");
        }
        assert!(found(&LOUDNESS_OFF_TARGET, sounds(|sound| sound.loudness = None)).is_empty(), "silence is told elsewhere");
    }

    #[test]
    fn the_shows_own_loudness_counts() {
        let wanted = |level: i32| {
            move |site: &mut Site| {
                site.show.media.loudness = Some(-2_300);
                loudness(level)(site);
                site.episodes.as_vec_mut().truncate(SPOTLIGHT + 1);
                site.episodes.as_vec_mut().drain(..SPOTLIGHT);
            }
        };
        assert!(found(&LOUDNESS_OFF_TARGET, wanted(-2_300)).is_empty());
        let said = found(&LOUDNESS_OFF_TARGET, wanted(-1_600)).remove(0);
        assert_eq!(said.message, "this recording is 7.0 dB louder than yours should be (\u{2212}16.0 LUFS)");
    }

    #[test]
    fn what_builds_put_right_is_not_told() {
        for rule in [LOUDNESS_OFF_TARGET, TRUE_PEAK_TOO_HIGH, IDENTICAL_CHANNELS] {
            let bad = |format: Option<&'static str>, container: &'static str, codec: &'static str| {
                move |site: &mut Site| {
                    site.show.media.format = format.map(str::to_owned);
                    let recording = recording(site);
                    let facts = recording.facts.as_mut().expect("the sample has them");
                    (facts.container, facts.codec, facts.mime) = (container.into(), codec.into(), "audio/x-m4a".into());
                    let sound = recording.sound.as_mut().expect("the sample knows");
                    (sound.loudness, sound.true_peak, sound.has_identical_channels) = (Some(CentiLufs(-900)), Some(CentiDb(40)), true);
                }
            };
            assert_eq!(found(&rule, bad(None, "mp3", "mp3")).len(), 1, "{}", rule.text.name);
            assert!(found(&rule, bad(Some("mp3"), "mp3", "mp3")).is_empty(), "{}", rule.text.name);
            assert!(found(&rule, bad(Some("m4a"), "wav", "pcm_s16le")).is_empty(), "{}", rule.text.name);
            assert_eq!(found(&rule, bad(Some("m4a"), "mp4", "aac")).len(), 1, "{}: an M4A is copied", rule.text.name);
        }
    }

    #[test]
    fn peaks_are_told_with_their_sign() {
        let peaks = |level: i32| sounds(move |sound| sound.true_peak = Some(CentiDb(level)));
        finds(&TRUE_PEAK_TOO_HIGH, spotlight_key("audio"), peaks(30));
        assert!(found(&TRUE_PEAK_TOO_HIGH, peaks(30)).remove(0).message.contains("+0.3 dBTP"));
        assert!(found(&TRUE_PEAK_TOO_HIGH, peaks(-40)).remove(0).message.contains("\u{2212}0.4 dBTP"));
        assert!(found(&TRUE_PEAK_TOO_HIGH, peaks(-100)).is_empty());
    }

    #[test]
    fn silence_at_both_ends_is_one_finding() {
        let silent = |start: u64, end: u64| sounds(move |sound| (sound.silence_start, sound.silence_end) = (Millis(start), Millis(end)));
        finds(&LONG_SILENCE, spotlight_key("audio"), silent(2_100, 0));
        finds(&LONG_SILENCE, spotlight_key("audio"), silent(0, 5_100));
        assert!(found(&LONG_SILENCE, silent(2_000, 5_000)).is_empty());
        let both = found(&LONG_SILENCE, silent(7_540, 9_000)).remove(0);
        assert_eq!(both.message, "this recording begins with 7.5 s of silence and ends with 9 s of silence");
        assert!(found(&LONG_SILENCE, sounds(|sound| (sound.loudness, sound.silence_start) = (None, Millis(60_000)))).is_empty());
    }

    #[test]
    fn one_voice_stored_twice_is_told() {
        finds(&IDENTICAL_CHANNELS, spotlight_key("audio"), sounds(|sound| sound.has_identical_channels = true));
    }

    #[test]
    fn drafts_are_looked_at_too() {
        let mut draft = Episode { source: RelPath("content/episodes/next/index.md".into()), ..sample::episode() };
        if let Some(sound) = draft.recording.as_mut().and_then(|recording| recording.sound.as_mut()) {
            sound.loudness = Some(CentiLufs(-3_000));
        }
        let backstage = Backstage { episodes: vec![draft].into(), ..Backstage::default() };
        finds(&LOUDNESS_OFF_TARGET, Place::key("content/episodes/next/index.md", "audio"), |site| site.backstage = Private::new(backstage));
    }
}
