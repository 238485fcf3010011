//! Any recording → the one that is published: folded to one channel where both say the same, at 44.1 kHz, as loud as the show wants,
//! with its peaks below the ceiling, as MP3, and with tags and chapters. The original is only read.
//!
//! The result is listened to before it is handed over: what an encoder does to peaks is known afterwards only.

mod copy;
mod order;

pub use order::*;

use super::decode::{Decoded, End};
#[cfg(feature = "encode")]
use super::make::encode_mp3;
use super::{measure, tag_mp3};
use crate::disk::{self, Failure};
use crate::model::{AudioFacts, AudioLevels, AudioOddity, CentiDb, CentiLufs, Millis};
use crate::report::{RuleText, Severity};
use copy::{copy_m4a, copy_mp3, is_good_as_it_is};
use std::path::Path;

/// Bump when the same recording, settings and tags would give other bytes than before.
pub const VERSION: u32 = 2;

/// What podcast apps expect. Source: Apple Podcasts, audio requirements; AES TD1008.
pub const USUAL: CentiLufs = CentiLufs(-1600);

/// A prepared recording stays below this, measured in the file that is published. Source: as above.
pub const CEILING: CentiDb = CentiDb(-100);

/// The largest cover that goes into a tag, in bytes: players load it before the first sound.
pub const MOST_COVER: u64 = 300_000;

/// The rules of this stage, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "peaks-too-high",
        severity: Severity::Warning,
        finds: "A recording that cannot be made as loud as the show without crushing its peaks.",
        why: "Its loudest moments are far above the rest: one voice close to its microphone and one far away, say. It is published \
              quieter than other shows, because the alternative sounds harsh.",
        wrong: "who-can-sign.wav    one guest 14 dB louder than the other",
        right: "who-can-sign.wav    both voices evened out before the export",
    },
    RuleText {
        name: "cannot-prepare",
        severity: Severity::Error,
        finds: "A recording from which no published one can be made, though `media.format` asks for it.",
        why: "It cannot be decoded here, or holds no sound.",
        wrong: "who-can-sign.mka    sound as AC-3",
        right: "who-can-sign.wav    the same, exported as WAV, MP3 or M4A",
    },
    RuleText {
        name: "untagged-audio",
        severity: Severity::Warning,
        finds: "An M4A into which neither title nor chapters can be written, so it is published with what it said before.",
        why: "Apps show an old title, or none, and cannot jump to your questions. It is stored in pieces, as some recorders and video \
              sites do it.",
        wrong: "who-can-sign.m4a    stored in pieces (a fragmented M4A)",
        right: "who-can-sign.m4a    exported again in one piece",
    },
];

/// Makes the published recording of `source` and puts it at `target`, in a folder that exists, at once when it is done. The ending of
/// `target` is that of [`Format::of`]. `progress` is told how far it has come, of how much.
///
/// # Errors
/// When the machine fails, or the recording cannot be decoded. There is nothing new at `target` then.
pub fn prepare(source: &Path, target: &Path, settings: &Settings, tags: &Tags, progress: &dyn Fn(u64, u64)) -> Result<Prepared, Trouble> {
    let facts = super::facts(source)?;
    let part = neighbour(target);
    let made = match settings.format.of(&facts) {
        Format::M4a => copy_m4a(source, &part, tags, progress),
        Format::Mp3 => make_mp3(source, &part, &facts, settings, tags, progress),
    };
    let renamed = made.and_then(|made| {
        disk::rename(&part, target)?;
        Ok(made)
    });
    if renamed.is_err() {
        // It may never have been made.
        drop(disk::remove_file(&part));
    }
    renamed
}

/// Gives an MP3 that was made here other tags; its sound is copied.
///
/// # Errors
/// When the machine fails.
pub fn retag(old: &Path, target: &Path, prepared: &mut Prepared, tags: &Tags) -> Result<(), Failure> {
    let part = neighbour(target);
    let chapters = moved(tags, prepared.trimmed.0);
    copy_mp3(old, &part, &chapters, prepared.after.duration)?;
    prepared.chapters = tag_mp3::chapters_within(&chapters.chapters, prepared.after.duration).len();
    disk::rename(&part, target)
}

fn neighbour(target: &Path) -> std::path::PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Tags whose chapters start this much earlier, because so much was cut off.
pub(super) fn moved(tags: &Tags, by: Millis) -> Tags {
    let mut tags = tags.clone();
    for chapter in &mut tags.chapters {
        chapter.at = Millis(chapter.at.0.saturating_sub(by.0));
    }
    tags
}
/// Measures a recording, telling how far it has come by its length.
fn pass(source: &Path, progress: &dyn Fn(u64, u64)) -> Result<(AudioLevels, Decoded), Trouble> {
    let (levels, decoded) = measure::pass(source)?;
    if matches!(decoded.end, End::UnknownCodec | End::NoRecording) || levels.duration.0 == 0 || levels.lost_packets == decoded.packets {
        return Err(Trouble::Recording(AudioOddity {
            rule: "cannot-prepare".to_owned(),
            blocks: true,
            message: "this recording cannot be decoded, so no published one can be made of it".to_owned(),
            fix: "export it again as WAV, MP3 or M4A".to_owned(),
        }));
    }
    progress(levels.duration.0, levels.duration.0);
    Ok((levels, decoded))
}

fn make_mp3(
    source: &Path,
    part: &Path,
    facts: &AudioFacts,
    settings: &Settings,
    tags: &Tags,
    progress: &dyn Fn(u64, u64),
) -> Result<Prepared, Trouble> {
    if facts.is_high_efficiency() {
        return Err(Trouble::Recording(without_upper_half()));
    }
    let (before, decoded) = pass(source, &|_, length| progress(length, length * WORK))?;
    if is_good_as_it_is(facts, &before, settings) {
        copy_mp3(source, part, tags, before.duration)?;
        let chapters = tag_mp3::chapters_within(&tags.chapters, before.duration).len();
        let channels = (decoded.channels, decoded.channels);
        return Ok(Prepared { after: before.clone(), done: Done::Copied, channels, chapters, before, ..Prepared::default() });
    }
    encode_mp3(source, part, before, &decoded, settings, tags, progress)
}

fn without_upper_half() -> AudioOddity {
    AudioOddity {
        rule: "cannot-prepare".to_owned(),
        blocks: true,
        message: "this recording is HE-AAC, whose upper half cannot be decoded here: an MP3 of it would sound dull".to_owned(),
        fix: "export it again as MP3, WAV or plain AAC (AAC-LC), or as M4A, which is published as it is".to_owned(),
    }
}

/// What the passes cost, in passes that only measure: one before, making it, one afterwards.
pub(super) const WORK: u64 = 6;

#[cfg(not(feature = "encode"))]
fn encode_mp3(_: &Path, _: &Path, _: AudioLevels, _: &Decoded, _: &Settings, _: &Tags, _: &dyn Fn(u64, u64)) -> Result<Prepared, Trouble> {
    Err(Trouble::Recording(AudioOddity {
        rule: "cannot-prepare".to_owned(),
        blocks: true,
        message: "this turntable was built without its encoder".to_owned(),
        fix: "install one that has it, or leave out `media.format` in content/show.yaml".to_owned(),
    }))
}

#[cfg(test)]
pub(super) fn sample_tags() -> Tags {
    use crate::model::Chapter;
    let chapter = |at, title: &str, url: Option<&str>| Chapter {
        at: Millis(at),
        title: title.into(),
        url: url.map(str::to_owned),
        ..Chapter::default()
    };
    Tags {
        title: "Who can sign? – 誰".into(),
        show: "The Show".into(),
        artist: "Dev Okafor".into(),
        number: Some(12),
        season: Some(2),
        date: jiff::civil::date(2026, 5, 14),
        language: "en-US".into(),
        page: "https://talks.example/episodes/who-can-sign/".into(),
        summary: "What owners forget.".into(),
        copyright: String::new(),
        cover: None,
        chapters: vec![
            chapter(0, "Welcome", None),
            chapter(20_000, "What breaks?", Some("https://talks.example/go/dev-okafor/kit/")),
            chapter(90_000, "Behind the end", None),
        ],
    }
}

#[cfg(all(test, feature = "encode"))]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const SETTINGS: Settings = Settings { format: Format::Mp3, bitrate: None, loudness: USUAL, ends: Ends::Keep };

    /// A 16-bit WAV of these channels.
    fn wav(rate: u32, planes: &[Vec<f32>]) -> Vec<u8> {
        let channels = planes.len() as u32;
        let length = planes[0].len() as u32 * channels * 2;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + length).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
        bytes.extend((channels as u16).to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * channels * 2).to_le_bytes());
        bytes.extend((channels as u16 * 2).to_le_bytes());
        bytes.extend(b"\x10\0data");
        bytes.extend(length.to_le_bytes());
        for at in 0..planes[0].len() {
            planes.iter().for_each(|plane| bytes.extend(((plane[at] * 32_767.0) as i16).to_le_bytes()));
        }
        bytes
    }

    /// Noise shaped like words: syllables, pauses, the odd plosive. `seed` makes another voice.
    fn speech(rate: u32, seconds: f32, level: f32, seed: u32) -> Vec<f32> {
        let (mut seed, mut low) = (seed, 0.0);
        let smooth = 4_000.0 / rate as f32;
        (0..(seconds * rate as f32) as usize)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                low += smooth.min(0.9) * ((seed >> 8) as f32 / 8_388_608.0 - 1.0 - low);
                let time = at as f32 / rate as f32;
                let syllable = (time * 4.0 * std::f32::consts::PI).sin().abs() * if time % 3.0 > 2.6 { 0.02 } else { 1.0 };
                low * syllable * level
            })
            .collect()
    }

    struct Bench {
        folder: tempfile::TempDir,
    }

    impl Bench {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().expect("a folder") }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn prepare(&self, rate: u32, planes: &[Vec<f32>], settings: &Settings) -> Prepared {
            disk::write(&self.path("in.wav"), &wav(rate, planes)).expect("written");
            prepare(&self.path("in.wav"), &self.path("out.mp3"), settings, &sample_tags(), &|_, _| {}).expect("prepared")
        }
    }

    fn assert_published(prepared: &Prepared) {
        let loudness = prepared.after.loudness.expect("it is heard").0;
        assert!((loudness + 1_600).abs() <= 50, "{loudness}");
        assert!(prepared.after.true_peak.expect("it is heard").0 <= -100, "{:?}", prepared.after.true_peak);
        assert!(prepared.after.duration.0.abs_diff(prepared.before.duration.0) <= 50, "{:?}", prepared.after.duration);
        assert_eq!(prepared.done, Done::Encoded);
    }

    #[test]
    fn a_quiet_telephone_recording_becomes_a_podcast() {
        let bench = Bench::new();
        let prepared = bench.prepare(8_000, &[speech(8_000, 7.3, 0.08, 1)], &SETTINGS);
        assert_published(&prepared);
        assert!(prepared.gain.0 > 1_000, "{:?}", prepared.gain);
        let facts = crate::audio::facts(&bench.path("out.mp3")).expect("readable");
        assert_eq!((facts.sample_rate, facts.channels, &*facts.mime), (44_100, 1, "audio/mpeg"));
        assert_eq!(facts.oddities, []);
        assert_eq!(facts.chapters.len(), 1, "those inside the recording");
        assert_eq!(facts.duration.0.abs_diff(7_300), 0);
    }

    #[test]
    fn peaks_are_turned_down_where_loudness_asks_for_it() {
        let mut voice = speech(48_000, 8.0, 0.3, 2);
        for clap in [100_000, 250_000, 300_000] {
            voice[clap..clap + 60].iter_mut().for_each(|sample| *sample = 0.95);
        }
        let prepared = Bench::new().prepare(48_000, &[voice], &SETTINGS);
        assert_published(&prepared);
        assert!(prepared.limited.0 < 0, "{:?}", prepared.limited);
    }

    #[test]
    fn what_is_too_loud_becomes_quieter() {
        let prepared =
            Bench::new().prepare(44_100, &[speech(44_100, 6.0, 2.0, 3).iter().map(|sample| sample.clamp(-1.0, 1.0)).collect()], &SETTINGS);
        assert_published(&prepared);
    }

    #[test]
    fn one_voice_on_both_channels_becomes_one() {
        let voice = speech(44_100, 6.0, 0.3, 4);
        let prepared = Bench::new().prepare(44_100, &[voice.clone(), voice.clone()], &SETTINGS);
        assert_eq!(prepared.channels, (2, 1));
        assert_published(&prepared);
        let silent = vec![0.0; voice.len()];
        let prepared = Bench::new().prepare(44_100, &[silent, voice], &SETTINGS);
        assert_eq!(prepared.channels, (2, 1));
        assert_published(&prepared);
    }

    #[test]
    fn two_voices_stay_two() {
        let prepared = Bench::new().prepare(44_100, &[speech(44_100, 6.0, 0.3, 5), speech(44_100, 6.0, 0.2, 6)], &SETTINGS);
        assert_eq!(prepared.channels, (2, 2));
        assert_published(&prepared);
    }

    #[test]
    fn silence_at_the_ends_is_cut_when_asked() {
        let mut voice = vec![0.0; 44_100 * 3];
        voice.extend(speech(44_100, 5.0, 0.3, 7));
        voice.extend(vec![0.0; 44_100 * 2]);
        let bench = Bench::new();
        let prepared = bench.prepare(44_100, &[voice.clone()], &Settings { ends: Ends::Trim, ..SETTINGS });
        assert!((5_300..6_000).contains(&prepared.after.duration.0), "{:?}", prepared.after.duration);
        assert!(prepared.trimmed.0.0.abs_diff(2_700) < 150, "{:?}", prepared.trimmed);
        let kept = bench.prepare(44_100, &[voice], &SETTINGS);
        assert_eq!((kept.after.duration, kept.trimmed), (Millis(10_000), (Millis(0), Millis(0))));
    }

    #[test]
    fn the_same_recording_gives_the_same_bytes() {
        let bench = Bench::new();
        let voice = [speech(11_025, 5.0, 0.2, 8)];
        bench.prepare(11_025, &voice, &SETTINGS);
        let first = disk::read(&bench.path("out.mp3")).expect("readable");
        bench.prepare(11_025, &voice, &SETTINGS);
        assert!(first == disk::read(&bench.path("out.mp3")).expect("readable"));
    }

    #[test]
    fn what_is_good_already_keeps_its_sound_and_gets_new_tags() {
        let bench = Bench::new();
        bench.prepare(44_100, &[speech(44_100, 6.0, 0.2, 9)], &SETTINGS);
        let mut tags = sample_tags();
        tags.title = "Another".into();
        let again = prepare(&bench.path("out.mp3"), &bench.path("again.mp3"), &SETTINGS, &tags, &|_, _| {}).expect("prepared");
        assert_eq!(again.done, Done::Copied);
        let facts = crate::audio::facts(&bench.path("again.mp3")).expect("readable");
        assert_eq!(facts.tags.get("title").map(String::as_str), Some("Another"));
        let sound = |name: &str| {
            let bytes = disk::read(&bench.path(name)).expect("readable");
            let mut file = disk::open(&bench.path(name)).expect("there");
            let (start, end) = copy::frames_of(&mut file, bytes.len() as u64).expect("readable");
            bytes[start as usize..end as usize].to_vec()
        };
        assert!(sound("out.mp3") == sound("again.mp3"));
    }

    #[test]
    fn what_is_no_recording_is_refused_and_leaves_nothing() {
        let bench = Bench::new();
        for (name, bytes) in [("text.wav", &b"<html>not found</html>"[..]), ("empty.mp3", b"")] {
            disk::write(&bench.path(name), bytes).expect("written");
            let made = prepare(&bench.path(name), &bench.path("out.mp3"), &SETTINGS, &sample_tags(), &|_, _| {});
            assert!(matches!(made, Err(Trouble::Recording(_))), "{name}: {made:?}");
            assert!(disk::metadata(&bench.path("out.mp3")).is_none());
        }
    }

    fn stored(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name)
    }

    #[test]
    fn he_aac_is_published_as_it_is_and_never_without_its_upper_half() {
        let bench = Bench::new();
        let facts = crate::audio::facts(&stored("high.m4a")).expect("readable");
        assert_eq!(Format::Mp3.of(&facts), Format::M4a);
        let made = prepare(&stored("high.m4a"), &bench.path("out.m4a"), &SETTINGS, &sample_tags(), &|_, _| {}).expect("prepared");
        assert_eq!((made.done, made.chapters, &*made.oddities), (Done::Copied, 1, &[][..]));
        let kept = crate::audio::facts(&bench.path("out.m4a")).expect("readable");
        assert_eq!((kept.duration, kept.sample_rate, kept.chapters.len()), (facts.duration, facts.sample_rate, 1));
        // Where it cannot stay what it is, as in a film, it is refused.
        let film = AudioFacts { mime: "video/mp4".into(), ..facts };
        let refused = make_mp3(&stored("high.m4a"), &bench.path("out.mp3"), &film, &SETTINGS, &sample_tags(), &|_, _| {});
        assert!(matches!(refused, Err(Trouble::Recording(odd)) if odd.message.contains("HE-AAC")));
    }

    #[test]
    fn an_m4a_in_pieces_says_when_its_tags_cannot_be_written() {
        let bench = Bench::new();
        let settings = Settings { format: Format::M4a, ..SETTINGS };
        let made = prepare(&stored("fragments.m4a"), &bench.path("out.m4a"), &settings, &sample_tags(), &|_, _| {}).expect("prepared");
        let read_back = crate::audio::facts(&bench.path("out.m4a")).expect("readable");
        assert_eq!((made.oddities.first().map(|odd| odd.rule.as_str()), made.chapters), (Some("untagged-audio"), 0));
        assert_eq!(read_back.duration, crate::audio::facts(&stored("fragments.m4a")).expect("readable").duration);
    }

    #[test]
    fn silence_stays_silence() {
        let prepared = Bench::new().prepare(44_100, &[vec![0.0; 44_100 * 2]], &SETTINGS);
        assert_eq!((prepared.gain, prepared.after.duration), (CentiDb(0), Millis(2_000)));
    }
}
