//! Layer 2: bytes → [`AudioFacts`], by way of symphonia. Slow and pure: what it says depends on the bytes and the file's ending alone.
//!
//! Lengths are what the packets add up to; no header is believed (a variable bit rate MP3 without a seek header claims a third too
//! much). Nothing is decoded here: loudness has its own pass.

mod chunked;
pub mod cover;
mod decode;
#[cfg(feature = "encode")]
mod encode;
mod faststart;
mod id3_tag;
pub mod inspect;
#[cfg(feature = "encode")]
mod level;
mod listen;
mod loudness;
#[cfg(feature = "encode")]
mod make;
mod matroska;
pub mod measure;
mod mime;
mod mp3;
mod mp4;
mod oddities;
mod opus;
mod pcm;
pub mod prepare;
#[cfg(feature = "encode")]
mod resample;
mod riff;
mod sbr;
mod silence;
pub mod sound;
pub mod tag_cover;
mod tag_mp3;
mod tag_mp4;
mod tags;
mod true_peak;
pub mod verdict;
pub mod waveform;
mod window;

pub use oddities::RULES;

use crate::disk::{self, Failure, While};
use crate::model::{AudioFacts, ByteLen, Chapter, Millis, RelPath};
use chunked::Sheet;
use listen::Heard;
use mp4::FullBand;
use std::io::{Read, Seek};
use std::path::Path;

/// Bump when the same bytes would give other facts than before.
pub const VERSION: u32 = 3;

/// How much of the beginning is looked at to tell what a file is.
const HEAD: u64 = 4096;

/// Whether a file is a recording, by its ending.
#[must_use]
pub fn is_recording(file: &RelPath) -> bool {
    matches!(
        file.extension().as_str(),
        "mp3"
            | "m4a"
            | "mp4"
            | "aac"
            | "m4b"
            | "wav"
            | "wave"
            | "flac"
            | "ogg"
            | "oga"
            | "opus"
            | "aif"
            | "aiff"
            | "aifc"
            | "caf"
            | "mka"
            | "webm"
    )
}

/// Measures a recording. What is wrong with it is told in [`AudioFacts::oddities`]; it never panics, whatever the bytes.
///
/// The ending of `path` counts for one finding (`extension-differs-from-content`): who remembers facts by content remembers the
/// ending with it.
///
/// # Errors
/// When the file cannot be read.
pub fn facts(path: &Path) -> Result<AudioFacts, Failure> {
    let mut file = disk::open(path)?;
    let bytes = file.metadata().while_doing("read", path)?.len();
    let mut facts = AudioFacts { bytes: ByteLen(bytes), ..AudioFacts::default() };
    if bytes == 0 {
        facts.oddities.push(oddities::empty());
        return Ok(facts);
    }
    let head = head(&mut file).while_doing("read", path)?;
    if let Some(guess) = mime::something_else(&head) {
        facts.oddities.push(oddities::unreadable(guess));
        return Ok(facts);
    }
    let structure = Structure::of(&head, &mut file, bytes);
    // The files that symphonia does not read, or reads differently: what their chunks say counts.
    let sheet = chunked::sheet(&mut file, bytes).filter(Sheet::is_plain);
    let readable = window::readable(file, bytes);
    let structure = Structure { reaches_beyond_the_end: structure.reaches_beyond_the_end || readable.is_cut_off, ..structure };
    match listen::listen(readable) {
        Ok(heard) if sheet.is_none() => describe(&mut facts, &head, &structure, heard),
        Ok(heard) => describe(&mut facts, &head, &structure, Heard { tags: heard.tags, ..stored(sheet) }),
        Err(listen::Unheard::NotARecording) if sheet.is_some() => describe(&mut facts, &head, &structure, stored(sheet)),
        Err(listen::Unheard::Disk(cause)) => return Err(Failure { doing: "read", path: path.to_owned(), cause }),
        Err(listen::Unheard::NoSound) => facts.oddities.push(oddities::no_sound_track()),
        Err(listen::Unheard::NotARecording) if structure.is_cut_off(0) => facts.oddities.push(oddities::cut_off_before_any_sound()),
        Err(listen::Unheard::NotARecording) => facts.oddities.push(oddities::unreadable(mime::what_it_is(&head))),
    }
    let extension = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    facts.oddities.extend(oddities::extension(&facts, &extension));
    Ok(facts)
}

/// What the chunks of a WAV or AIFF add up to.
fn stored(sheet: Option<Sheet>) -> Heard {
    sheet.map_or_else(Heard::default, |sheet| Heard {
        container: sheet.container.to_owned(),
        codec: sheet.coding.name(),
        sample_rate: sheet.rate,
        channels: sheet.channels,
        time_base: (1, sheet.rate),
        ticks: sheet.length(),
        audio_bytes: sheet.end - sheet.start,
        ..Heard::default()
    })
}

/// The first bytes of a file.
fn head(file: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// What the container says about itself, read without symphonia: it tells neither whether a file is whole nor what an edit list trims.
#[derive(Debug, Default)]
struct Structure {
    mp3: Option<mp3::SeekHeader>,
    mp4: Option<mp4::Boxes>,
    id3: id3_tag::Id3,
    /// Of a Matroska or WebM.
    chapters: Vec<Chapter>,
    /// Sizes written in the file reach beyond its end.
    reaches_beyond_the_end: bool,
}

impl Structure {
    /// Reading errors leave it empty: what symphonia then says of the same file counts.
    fn of(head: &[u8], file: &mut (impl Read + Seek), bytes: u64) -> Self {
        if mp4::is_mp4(head) {
            let boxes = mp4::Boxes::read(file, bytes);
            return Self { reaches_beyond_the_end: boxes.is_cut_off, mp4: Some(boxes), ..Self::default() };
        }
        if riff::is_riff(head) {
            let id3 = riff::id3(file).map(|start| id3_tag::read(file, start, bytes)).unwrap_or_default();
            return Self { reaches_beyond_the_end: riff::is_cut_off(file, bytes), id3, ..Self::default() };
        }
        let chapters = matroska::chapters(file, bytes);
        Self { mp3: mp3::seek_header(file), id3: id3_tag::read(file, 0, bytes), chapters, ..Self::default() }
    }

    /// Whether the file ends in the middle; `frames` is how many MPEG frames were found.
    fn is_cut_off(&self, frames: u64) -> bool {
        self.reaches_beyond_the_end || self.mp3.as_ref().is_some_and(|header| header.promises_more_than(frames))
    }
}

/// Puts together what was heard and what the container says.
fn describe(facts: &mut AudioFacts, head: &[u8], structure: &Structure, heard: Heard) {
    let is_mp3 = heard.container == "mp3";
    let is_cut_off = structure.is_cut_off(heard.frames) || heard.ended_early || heard.is_shorter_than_promised();
    let full_band = full_band(structure, &heard);
    facts.duration = duration(structure, &heard);
    facts.sample_rate = heard.sample_rate;
    facts.channels = heard.channels;
    facts.bit_rate = bit_rate(heard.audio_bytes, facts.duration);
    facts.mime = mime::of(&heard.container, head, heard.has_picture).to_owned();
    facts.chapters = chapters(structure, &heard);
    facts.container = heard.container;
    facts.codec = heard.codec;
    facts.tags = heard.tags;
    for (name, text) in &structure.id3.texts {
        facts.tags.entry((*name).to_owned()).or_insert_with(|| text.clone());
    }
    facts.cover = heard.cover;
    if facts.duration == Millis(0) {
        facts.oddities.push(oddities::no_sound());
        return;
    }
    if is_cut_off {
        facts.oddities.push(oddities::cut_off(facts.duration));
    }
    if is_mp3 && heard.has_varying_bit_rate && !structure.mp3.as_ref().is_some_and(mp3::SeekHeader::can_seek) {
        facts.oddities.push(oddities::vbr_without_seek_header());
    }
    if let Some(full) = full_band {
        facts.sample_rate = full.rate;
        facts.channels = if full.is_stereo_from_one { 2 } else { facts.channels };
        facts.oddities.push(oddities::high_efficiency_aac(full.rate));
    }
    facts.oddities.extend(facts.cover.as_ref().and_then(oddities::heavy_cover));
}

/// What the packets add up to, less what the encoder put before and after the sound.
fn duration(structure: &Structure, heard: &Heard) -> Millis {
    if heard.container == "mp3" {
        // The end is only trimmed where the header agrees with the frames: in files that were glued together or cut off, its last
        // frame is not the last.
        let agrees = structure.mp3.as_ref().is_some_and(|header| header.agrees_with(heard.frames));
        let padding = if agrees { heard.padding } else { 0 };
        return heard.millis(heard.mpeg_samples.saturating_sub(heard.delay + padding));
    }
    if heard.ticks == 0 {
        return heard.millis(heard.span);
    }
    let total = if heard.is_trimmed { heard.ticks } else { heard.ticks.saturating_sub(heard.delay) };
    match structure.mp4.as_ref().and_then(|boxes| boxes.audio.as_ref()) {
        Some(track) => track.trimmed(heard.millis(total)),
        None => heard.millis(total),
    }
}

/// What the sound of a HE-AAC is when all of it is played.
fn full_band(structure: &Structure, heard: &Heard) -> Option<FullBand> {
    let said = structure.mp4.as_ref().and_then(|boxes| boxes.high_efficiency);
    // What stands beside the setup may be the one rate or the other.
    let rate = structure.mp4.as_ref().and_then(|boxes| boxes.core_rate).unwrap_or(heard.sample_rate);
    said.or_else(|| heard.upper_half.is_there().then_some(FullBand { rate: rate.saturating_mul(2), is_stereo_from_one: false }))
}

/// From the place that says most: symphonia gives up on some ID3 tags, and does not read those of Matroska.
fn chapters(structure: &Structure, heard: &Heard) -> Vec<Chapter> {
    let places = [&structure.id3.chapters, &heard.chapters, &structure.chapters];
    places.into_iter().find(|chapters| !chapters.is_empty()).cloned().unwrap_or_else(|| mp4_chapters(structure, heard))
}

/// Where track and list disagree, the track counts: it is what Apple's apps show.
fn mp4_chapters(structure: &Structure, heard: &Heard) -> Vec<Chapter> {
    let Some(boxes) = &structure.mp4 else { return Vec::new() };
    let tracks = boxes.chapter_tracks.iter().filter_map(|id| heard.texts.get(id)).map(|samples| mp4::text_chapters(samples));
    tracks.into_iter().find(|chapters| !chapters.is_empty()).unwrap_or_else(|| boxes.nero_chapters.clone())
}

/// Mean bits per second.
fn bit_rate(audio_bytes: u64, duration: Millis) -> u32 {
    if duration.0 == 0 {
        return 0;
    }
    u32::try_from(u128::from(audio_bytes) * 8_000 / u128::from(duration.0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn stored(name: &str) -> Vec<u8> {
        disk::read(&stored_path(name)).expect("the file is in the repository")
    }

    fn stored_path(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name)
    }

    fn facts_of(name: &str) -> AudioFacts {
        facts(&stored_path(name)).expect("readable")
    }

    /// The facts of these bytes in a file of this name.
    fn facts_of_bytes(name: &str, bytes: &[u8]) -> AudioFacts {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(name);
        disk::write(&path, bytes).expect("written");
        facts(&path).expect("readable")
    }

    fn rules(facts: &AudioFacts) -> Vec<&str> {
        facts.oddities.iter().map(|oddity| oddity.rule.as_str()).collect()
    }

    /// A mono tone of 16 bits, as WAV.
    fn wav(sample_rate: u32, samples: u32) -> Vec<u8> {
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + samples * 2).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        bytes.extend(sample_rate.to_le_bytes());
        bytes.extend((sample_rate * 2).to_le_bytes());
        bytes.extend(b"\x02\0\x10\0data");
        bytes.extend((samples * 2).to_le_bytes());
        bytes.extend((0..samples).flat_map(|at| if at / 20 % 2 == 0 { 4000_i16 } else { -4000 }.to_le_bytes()));
        bytes
    }

    #[test]
    fn every_kind_is_named_and_measured() {
        let expected = [
            ("cbr.mp3", "mp3", "mp3", "audio/mpeg", 44_100, 3_030),
            ("vbr-xing.mp3", "mp3", "mp3", "audio/mpeg", 44_100, 3_000),
            ("chapters.mp3", "mp3", "mp3", "audio/mpeg", 44_100, 3_000),
            ("chapters.m4a", "mp4", "aac", "audio/x-m4a", 44_100, 3_000),
            ("fragments.m4a", "mp4", "aac", "audio/x-m4a", 44_100, 3_023),
            ("vorbis.ogg", "ogg", "vorbis", "audio/ogg", 44_100, 3_000),
            ("opus.opus", "ogg", "opus", "audio/ogg", 48_000, 3_000),
            ("tone.flac", "flac", "flac", "audio/flac", 16_000, 3_000),
            ("tone.aiff", "aiff", "pcm_s16be", "audio/aiff", 8_000, 2_000),
            ("tone.aac", "adts", "aac", "audio/aac", 44_100, 3_042),
            ("tone.webm", "mkv", "opus", "audio/webm", 48_000, 3_021),
        ];
        for (name, container, codec, mime, sample_rate, millis) in expected {
            let facts = facts_of(name);
            assert_eq!(
                (&*facts.container, &*facts.codec, &*facts.mime, facts.sample_rate),
                (container, codec, mime, sample_rate),
                "{name}"
            );
            assert_eq!((facts.channels, facts.duration.0), (1, millis), "{name}");
            assert_eq!(facts.bytes.0, stored(name).len() as u64, "{name}");
            assert_eq!(rules(&facts), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn wav_of_any_rate_is_measured() {
        for (rate, samples) in [(8_000, 12_000), (44_100, 44_100), (48_000, 4_800)] {
            let facts = facts_of_bytes("tone.WAV", &wav(rate, samples));
            assert_eq!(facts.duration.0, u64::from(samples) * 1000 / u64::from(rate));
            assert_eq!((&*facts.container, &*facts.codec, &*facts.mime), ("wav", "pcm_s16le", "audio/wav"));
            assert_eq!((facts.sample_rate, facts.channels, facts.bit_rate), (rate, 1, rate * 16));
            assert!(facts.oddities.is_empty(), "{:?}", facts.oddities);
        }
    }

    #[test]
    fn chapters_and_tags_come_out_of_mp3_m4a_and_opus() {
        for name in ["chapters.mp3", "chapters.m4a", "opus.opus"] {
            let facts = facts_of(name);
            let chapters: Vec<(u64, &str)> = facts.chapters.iter().map(|chapter| (chapter.at.0, &*chapter.title)).collect();
            let expected = [(0, "Why it stops"), (1000, "Wer darf unterschreiben? – 田中"), (2250, "What to do on Monday")];
            assert_eq!(chapters, expected, "{name}");
            assert_eq!(facts.tags.get("title").map(String::as_str), Some("Who can sign?"), "{name}");
            assert_eq!(facts.tags.get("artist").map(String::as_str), Some("Margo Ellison"), "{name}");
            assert_eq!(facts.tags.get("track").map(String::as_str), Some("5"), "{name}");
        }
    }

    #[test]
    fn a_chapter_keeps_its_link() {
        let urls: Vec<Option<String>> = facts_of("chapters.mp3").chapters.into_iter().map(|chapter| chapter.url).collect();
        assert_eq!(urls, [None, Some("https://example.com/sign".to_owned()), None]);
    }

    #[test]
    fn the_chapter_track_of_an_mp4_is_read_where_there_is_no_list() {
        let mut bytes = stored("chapters.m4a");
        let list = bytes.windows(4).position(|four| four == b"chpl").expect("it has a list");
        bytes[list..list + 4].copy_from_slice(b"free");
        let titles: Vec<String> = facts_of_bytes("a.m4a", &bytes).chapters.into_iter().map(|chapter| chapter.title).collect();
        assert_eq!(titles, ["Why it stops", "Wer darf unterschreiben? – 田中", "What to do on Monday"]);
    }

    #[test]
    fn where_the_chapter_track_of_an_mp4_and_its_list_differ_the_track_counts() {
        let mut bytes = stored("chapters.m4a");
        let chpl = bytes.windows(4).position(|four| four == b"chpl").expect("a list");
        let title = bytes[chpl..].windows(12).position(|twelve| twelve == b"Why it stops").expect("a title") + chpl;
        bytes[title..title + 3].copy_from_slice(b"How");
        let titles = |bytes: &[u8]| facts_of_bytes("a.m4a", bytes).chapters.into_iter().map(|chapter| chapter.title).collect::<Vec<_>>();
        assert_eq!(titles(&bytes)[0], "Why it stops");
        let track = bytes.windows(4).position(|four| four == b"chap").expect("a reference");
        bytes[track..track + 4].copy_from_slice(b"none");
        assert_eq!(titles(&bytes)[0], "How it stops");
    }

    #[test]
    fn chapters_and_words_of_an_id3_tag_inside_a_wav_or_behind_an_mp3_are_found() {
        let text = |words: &str| [&[3][..], words.as_bytes()].concat();
        let frame = |name: &str, content: &[u8]| [name.as_bytes(), &(content.len() as u32).to_be_bytes(), &[0, 0], content].concat();
        let chapter = [&b"c\0"[..], &1_000_u32.to_be_bytes(), &[0xFF; 12], &frame("TIT2", &text("Inside"))].concat();
        let body = [frame("TPE1", &text("Margo")), frame("CHAP", &chapter)].concat();
        let size = [0, 0, (body.len() >> 7) as u8, (body.len() & 0x7F) as u8];
        let tag = [&b"ID3\x04\0\0"[..], &size, &body].concat();
        let mut in_wav = [wav(8_000, 16_000), b"id3 ".to_vec(), (tag.len() as u32).to_le_bytes().to_vec(), tag].concat();
        let riff = (in_wav.len() as u32 - 8).to_le_bytes();
        in_wav[4..8].copy_from_slice(&riff);
        let header = [&b"ID3\x04\0\x10"[..], &size].concat();
        let behind = [stored("cbr.mp3"), header, body, b"3DI\x04\0\x10".to_vec(), size.to_vec()].concat();
        for (name, bytes) in [("a.wav", in_wav), ("a.mp3", behind)] {
            let facts = facts_of_bytes(name, &bytes);
            assert_eq!(facts.chapters, [Chapter { at: Millis(1_000), title: "Inside".into(), ..Chapter::default() }], "{name}");
            assert_eq!(facts.tags.get("artist").map(String::as_str), Some("Margo"), "{name}");
        }
    }

    #[test]
    fn he_aac_is_told_by_its_packets_and_keeps_its_length() {
        let facts = facts_of("high.m4a");
        assert_eq!(rules(&facts), ["high-efficiency-aac"]);
        assert!(facts.oddities[0].message.contains("above 11 kHz"), "{:?}", facts.oddities);
        assert_eq!((facts.sample_rate, facts.channels, &*facts.codec), (44_100, 1, "aac"));
        assert!(facts.duration.0.abs_diff(2_972) < 30, "{}", facts.duration.0);
        assert!(facts.is_high_efficiency() && !facts_of("chapters.m4a").is_high_efficiency());
    }

    #[test]
    fn an_mp3_of_varying_rate_without_seek_header_is_told() {
        let facts = facts_of("vbr-bare.mp3");
        assert_eq!(rules(&facts), ["vbr-without-seek-header"]);
        assert!(!facts.oddities[0].blocks);
        assert_eq!(facts.duration.0, 3030);
    }

    #[test]
    fn two_mp3_glued_together_are_as_long_as_both() {
        let twice = [stored("vbr-xing.mp3"), stored("vbr-xing.mp3")].concat();
        let facts = facts_of_bytes("a.mp3", &twice);
        assert!(facts.duration.0.abs_diff(6_000) < 60, "{}", facts.duration.0);
    }

    #[test]
    fn a_recording_that_ends_in_the_middle_is_told() {
        let wav = wav(8_000, 16_000);
        let cases =
            [("a.mp3", stored("vbr-xing.mp3")), ("a.m4a", stored("fragments.m4a")), ("a.aiff", stored("tone.aiff")), ("a.wav", wav)];
        for (name, whole) in cases {
            let facts = facts_of_bytes(name, &whole[..whole.len() / 2]);
            assert_eq!(rules(&facts), ["cut-off-audio"], "{name}");
            assert!(!facts.oddities[0].blocks, "{name}");
            assert!((700..2_000).contains(&facts.duration.0), "{name}: {}", facts.duration.0);
        }
    }

    #[test]
    fn a_recording_that_lost_its_index_blocks() {
        let whole = stored("chapters.m4a");
        let facts = facts_of_bytes("a.m4a", &whole[..whole.len() / 2]);
        assert_eq!(rules(&facts), ["cut-off-audio"]);
        assert!(facts.oddities[0].blocks);
    }

    #[test]
    fn a_tag_behind_the_last_box_is_no_cut() {
        let mut bytes = stored("chapters.m4a");
        bytes.extend([&b"TAGWho can sign?"[..], &[0; 112]].concat());
        assert_eq!(rules(&facts_of_bytes("a.m4a", &bytes)), Vec::<&str>::new());
    }

    #[test]
    fn a_wav_of_unknown_length_is_not_cut_off() {
        for size in [0_u32, u32::MAX] {
            let mut bytes = wav(8_000, 16_000);
            bytes[40..44].copy_from_slice(&size.to_le_bytes());
            let facts = facts_of_bytes("a.wav", &bytes);
            assert!(!rules(&facts).contains(&"cut-off-audio"), "{:?}", facts.oddities);
        }
    }

    #[test]
    fn what_is_no_recording_says_what_it_is() {
        let cases: [(&[u8], &str, &str); 6] = [
            (b"", "empty-audio", "0 bytes"),
            (b"\xEF\xBB\xBF\n <!DOCTYPE html><html><body>Sign in", "unreadable-audio", "a web page"),
            (b"caff\0\x01\0\0desc", "unreadable-audio", "Core Audio"),
            ("später mehr davon, viel mehr".as_bytes(), "unreadable-audio", "a text"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unreadable-audio", "a picture"),
            (&[0; 5000], "unreadable-audio", "nothing that can be played"),
        ];
        for (bytes, rule, words) in cases {
            let facts = facts_of_bytes("a.mp3", bytes);
            assert_eq!(rules(&facts), [rule]);
            assert!(facts.oddities[0].blocks);
            assert!(facts.oddities[0].message.contains(words), "{}", facts.oddities[0].message);
        }
    }

    #[test]
    fn a_film_without_sound_says_so() {
        let facts = facts_of("silent.mp4");
        assert_eq!(rules(&facts), ["no-sound-track"]);
    }

    #[test]
    fn a_name_that_promises_another_kind_blocks() {
        let facts = facts_of_bytes("who-can-sign.mp3", &stored("chapters.m4a"));
        assert_eq!(rules(&facts), ["extension-differs-from-content"]);
        assert_eq!(facts.oddities[0].message, "this is an M4A file, but its name ends in .mp3");
        assert!(facts.oddities[0].blocks);
        assert_eq!(rules(&facts_of_bytes("VOICE.OPUS", &stored("opus.opus"))), Vec::<&str>::new());
    }

    #[test]
    fn he_aac_is_told() {
        let mut bytes = stored("chapters.m4a");
        let extension = bytes.windows(2).rposition(|two| two == [0x56, 0xE5]).expect("the extension is written, switched off");
        bytes[extension + 2] = 0xA0;
        assert!(rules(&facts_of_bytes("a.m4a", &bytes)).contains(&"high-efficiency-aac"));
    }

    #[test]
    fn a_missing_file_is_the_machines_failure() {
        assert!(facts(Path::new("/nowhere/at/all.mp3")).is_err());
    }

    const STORED: [&str; 10] = [
        "cbr.mp3",
        "vbr-xing.mp3",
        "chapters.mp3",
        "chapters.m4a",
        "fragments.m4a",
        "vorbis.ogg",
        "opus.opus",
        "tone.flac",
        "tone.aiff",
        "tone.webm",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_it_panic(
            file in 0..STORED.len() + 1,
            cut in 0.0..1.2_f64,
            changes in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 0..12),
            at_the_start in any::<bool>(),
        ) {
            let mut bytes = STORED.get(file).map_or_else(|| wav(8_000, 4_000), |name| stored(name));
            bytes.truncate((bytes.len() as f64 * cut) as usize);
            // Half of the time only the first kilobyte is touched: that is where the headers are.
            let span = if at_the_start { bytes.len().min(1024) } else { bytes.len() };
            for (at, byte) in changes.into_iter().filter(|_| span > 0) {
                bytes[(at * span as f64) as usize] = byte;
            }
            let facts = facts_of_bytes("a.mp3", &bytes);
            prop_assert!(facts.duration.0 > 0 || facts.oddities.iter().any(|oddity| oddity.blocks));
        }
    }
}
