//! Walks the packets of a recording with symphonia: how long, how many bytes, which codec, which tags. Nothing is decoded.

use super::sbr::UpperHalf;
use super::{mp3, tags};
use crate::model::{Chapter, CoverFacts, Millis};
use std::collections::BTreeMap;
use std::io;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, CODEC_ID_NULL_AUDIO, well_known};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::TimeBase;

/// Everything one walk over the packets tells.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// As [`crate::model::AudioFacts::container`].
    pub container: String,
    /// As [`crate::model::AudioFacts::codec`].
    pub codec: String,
    /// In hertz.
    pub sample_rate: u32,
    /// How many.
    pub channels: u16,
    /// One tick in seconds: numerator and denominator.
    pub time_base: (u32, u32),
    /// Length of all packets, trimmed as symphonia does.
    pub ticks: u64,
    /// From the start of the first packet to the end of the last, by their times; for containers whose packets have no length.
    pub span: u64,
    /// Samples that the MPEG frames decode to; 0 for other kinds.
    pub mpeg_samples: u64,
    /// Whether symphonia trimmed the start by itself.
    pub is_trimmed: bool,
    /// Ticks put in front by the encoder.
    pub delay: u64,
    /// Ticks put behind by the encoder.
    pub padding: u64,
    /// Length by the header of a FLAC, which is exact where it is written at all; 0 for other kinds.
    pub ticks_promised: u64,
    /// Number of packets.
    pub frames: u64,
    /// Sum of the packets' bytes.
    pub audio_bytes: u64,
    /// MPEG frames of more than one bit rate were seen.
    pub has_varying_bit_rate: bool,
    /// The last packet promised more than the file holds.
    pub ended_early: bool,
    /// There is a moving picture too.
    pub has_picture: bool,
    /// As [`crate::model::AudioFacts::tags`].
    pub tags: BTreeMap<String, String>,
    /// As [`crate::model::AudioFacts::chapters`].
    pub chapters: Vec<Chapter>,
    /// As [`crate::model::AudioFacts::cover`].
    pub cover: Option<CoverFacts>,
    /// Whether AAC packets hold more than they say.
    pub upper_half: UpperHalf,
    /// Samples of tracks that are neither sound nor picture, by track: the chapter titles of an MP4 are one.
    pub texts: BTreeMap<u32, Vec<(Millis, Vec<u8>)>>,
}

/// Why there is nothing to hear.
#[derive(Debug)]
pub(super) enum Unheard {
    /// The machine failed.
    Disk(io::Error),
    /// A film without sound.
    NoSound,
    /// Not a recording, or one of a kind that is not known here.
    NotARecording,
}

/// How many packets without any content in a row end the walk: an MP4 of a few bytes can claim four thousand million of them.
const EMPTY_PACKETS: u32 = 10_000;
/// How many faults in the stream are skipped before the rest is given up.
const FAULTS: u32 = 64;
/// How much text is kept for chapter titles.
const TEXT_SAMPLES: usize = 4_096;
const TEXT_SAMPLE_BYTES: usize = 4_096;

/// Walks the whole file.
pub(super) fn listen(file: impl MediaSource + 'static) -> Result<Heard, Unheard> {
    // symphonia does overflow on some malformed files (a Vorbis chapter time with twenty decimals, for one), and a panic
    // here would take the whole build with it. Nothing that the closure holds is used afterwards.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| walk(file))).unwrap_or(Err(Unheard::NotARecording))
}

fn walk(file: impl MediaSource + 'static) -> Result<Heard, Unheard> {
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    // No hint from the name: the content decides, and the name is compared with it later.
    let mut reader = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(unheard)?;
    let has_picture = reader.first_track(TrackType::Video).is_some();
    let Some((track, params)) = audio_track(reader.as_ref()) else {
        return Err(if has_picture { Unheard::NoSound } else { Unheard::NotARecording });
    };
    let mut heard = Heard { has_picture, ..start(reader.as_ref(), track, params) };
    let mut id = track.id;
    let others = other_tracks(reader.as_ref(), id);
    while packets(reader.as_mut(), id, &others, &mut heard)? == Link::Next {
        // A chain: another Ogg stream begins, with a track, a delay and a rate of its own.
        let Some((track, params)) = audio_track(reader.as_ref()) else { break };
        id = track.id;
        let next = start(reader.as_ref(), track, params);
        heard.ticks = u64::try_from(u128::from(heard.ticks) * u128::from(next.sample_rate.max(1)) / u128::from(heard.sample_rate.max(1)))
            .unwrap_or(u64::MAX);
        heard.delay = heard.delay * u64::from(next.sample_rate.max(1)) / u64::from(heard.sample_rate.max(1)) + next.delay;
        (heard.sample_rate, heard.time_base) = (next.sample_rate, next.time_base);
    }
    heard.chapters = tags::chapters(reader.chapters());
    (heard.tags, heard.cover) = tags::tags(reader.as_mut());
    Ok(heard)
}

/// The track that players play.
fn audio_track(reader: &dyn FormatReader) -> Option<(&Track, &AudioCodecParameters)> {
    let track = reader.default_track(TrackType::Audio).or_else(|| reader.first_track(TrackType::Audio))?;
    match &track.codec_params {
        Some(CodecParameters::Audio(params)) => Some((track, params)),
        _ => None,
    }
}

fn other_tracks(reader: &dyn FormatReader, audio: u32) -> BTreeMap<u32, (u32, u32)> {
    let is_text = |track: &&Track| track.id != audio && matches!(track.codec_params, None | Some(CodecParameters::Subtitle(_)));
    reader.tracks().iter().filter(is_text).map(|track| (track.id, fraction(track.time_base))).collect()
}

fn start(reader: &dyn FormatReader, track: &Track, params: &AudioCodecParameters) -> Heard {
    let sample_rate = params.sample_rate.unwrap_or_default();
    let container = container(reader.format_info().short_name);
    Heard {
        ticks_promised: track.num_frames.filter(|_| container == "flac").unwrap_or_default(),
        container: container.to_owned(),
        codec: codec(params),
        sample_rate,
        channels: params.channels.as_ref().map_or(0, |channels| u16::try_from(channels.count()).unwrap_or(u16::MAX)),
        time_base: if track.time_base.is_some() { fraction(track.time_base) } else { (1, sample_rate.max(1)) },
        delay: track.delay.map_or(0, u64::from),
        padding: track.padding.map_or(0, u64::from),
        ..Heard::default()
    }
}

fn fraction(time_base: Option<TimeBase>) -> (u32, u32) {
    time_base.map_or((1, 1000), |base| (base.numer.get(), base.denom.get()))
}

fn packets(reader: &mut dyn FormatReader, audio: u32, others: &BTreeMap<u32, (u32, u32)>, heard: &mut Heard) -> Result<Link, Unheard> {
    let (mut empty, mut faults, mut first_rate) = (0, 0, None);
    let mut times = Times::default();
    while empty < EMPTY_PACKETS && faults < FAULTS {
        let packet = match reader.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            Err(Error::ResetRequired) => return Ok(Link::Next),
            Err(Error::DecodeError(_)) => {
                faults += 1;
                continue;
            }
            Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                heard.ended_early = true;
                break;
            }
            Err(Error::IoError(error)) if error.raw_os_error().is_some() => return Err(Unheard::Disk(error)),
            Err(_) => break,
        };
        empty = if packet.data.is_empty() { empty + 1 } else { 0 };
        if packet.track_id == audio {
            heard.frames += 1;
            heard.ticks = heard.ticks.saturating_add(packet.dur.get());
            heard.is_trimmed |= packet.trim_start.get() > 0;
            times.add(packet.pts.get());
            heard.audio_bytes += packet.data.len() as u64;
            if heard.codec == "aac" {
                heard.upper_half.look(&packet.data);
            }
            if heard.container == "mp3" {
                heard.mpeg_samples += mp3::samples(&packet.data);
                let rate = packet.data.get(2).map(|byte| byte >> 4);
                heard.has_varying_bit_rate |= *first_rate.get_or_insert(rate) != rate;
            }
        } else if let Some(base) = others.get(&packet.track_id) {
            let at = millis(u64::try_from(packet.pts.get()).unwrap_or_default(), *base);
            keep_text(heard.texts.entry(packet.track_id).or_default(), at, &packet.data);
        }
    }
    heard.span = times.span();
    Ok(Link::Last)
}

/// What comes after a run of packets.
#[derive(PartialEq)]
enum Link {
    Next,
    Last,
}

/// The times at which packets start.
#[derive(Debug, Default)]
struct Times {
    first_and_last: Option<(i64, i64)>,
    step: u64,
}

impl Times {
    fn add(&mut self, time: i64) {
        let (first, last) = self.first_and_last.unwrap_or((time, time));
        if time > last {
            self.step = time.abs_diff(last);
        }
        self.first_and_last = Some((first, last.max(time)));
    }

    /// The last packet is taken to be as long as the one before.
    fn span(&self) -> u64 {
        self.first_and_last.map_or(0, |(first, last)| last.abs_diff(first).saturating_add(self.step))
    }
}

fn keep_text(samples: &mut Vec<(Millis, Vec<u8>)>, at: Millis, data: &[u8]) {
    if samples.len() < TEXT_SAMPLES && data.len() <= TEXT_SAMPLE_BYTES {
        samples.push((at, data.to_vec()));
    }
}

impl Heard {
    /// Whether more than a second of what the header announces is missing.
    pub fn is_shorter_than_promised(&self) -> bool {
        self.millis(self.ticks_promised).0 > self.millis(self.ticks).0.saturating_add(1000)
    }

    /// Ticks of the sound track as a length.
    pub fn millis(&self, ticks: u64) -> Millis {
        millis(ticks, self.time_base)
    }
}

fn millis(ticks: u64, (numerator, denominator): (u32, u32)) -> Millis {
    let denominator = u128::from(denominator.max(1));
    let thousandths = (u128::from(ticks) * u128::from(numerator) * 1000 + denominator / 2) / denominator;
    Millis(u64::try_from(thousandths).unwrap_or(u64::MAX))
}

fn unheard(error: Error) -> Unheard {
    match error {
        Error::IoError(error) if error.raw_os_error().is_some() => Unheard::Disk(error),
        _ => Unheard::NotARecording,
    }
}

/// Our name for symphonia's.
fn container(short_name: &str) -> &str {
    match short_name {
        "isomp4" => "mp4",
        "wave" => "wav",
        "matroska" => "mkv",
        "aac" => "adts",
        "mp1" | "mp2" => "mp3",
        same => same,
    }
}

fn codec(params: &AudioCodecParameters) -> String {
    if let Some(known) = symphonia::default::get_codecs().get_audio_decoder(params.codec) {
        return known.codec.info.short_name.to_owned();
    }
    let name = match params.codec {
        well_known::CODEC_ID_OPUS => "opus",
        well_known::CODEC_ID_SPEEX => "speex",
        well_known::CODEC_ID_AC3 => "ac3",
        well_known::CODEC_ID_EAC3 => "eac3",
        well_known::CODEC_ID_MP1 => "mp1",
        well_known::CODEC_ID_MP2 => "mp2",
        well_known::CODEC_ID_WMA => "wma",
        well_known::CODEC_ID_ADPCM_MS => "adpcm_ms",
        well_known::CODEC_ID_ADPCM_IMA_WAV => "adpcm_ima_wav",
        well_known::CODEC_ID_ADPCM_IMA_QT => "adpcm_ima_qt",
        CODEC_ID_NULL_AUDIO => "unknown",
        _ => "other",
    };
    name.to_owned()
}
