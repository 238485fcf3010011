//! Any recording → blocks of samples, one pass, bounded memory. Nothing from outside stops it with a panic: what cannot be decoded
//! is counted, silence stands in for it, and the rest goes on.

use super::chunked::{self, Sheet};
use super::mp4;
use super::opus;
use super::pcm::Coding;
use super::window::{self, Window};
use crate::disk::{self, Failure, File, While};
use crate::model::Millis;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use symphonia::core::audio::{Audio, Channels, GenericAudioBufferRef, Position};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::{Packet, PacketBuilder};
use symphonia::core::units::{Duration, Timestamp};

/// Some samples of every channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    /// In hertz; may change from block to block where recordings were joined.
    pub rate: u32,
    /// One slice of the same length for each channel, full scale at 1.0.
    pub planes: &'a [&'a [f32]],
}

/// What a pass over a recording came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    /// As `AudioFacts::container`, for kinds that only this module reads; else empty.
    pub container: String,
    /// As `AudioFacts::codec`, likewise.
    pub codec: String,
    /// Of the first block.
    pub rate: u32,
    /// Of the first block.
    pub channels: u16,
    /// Length of all blocks.
    pub duration: Millis,
    /// Packets (or blocks of stored samples) seen.
    pub packets: u64,
    /// Of these, how many could not be decoded.
    pub lost_packets: u64,
    /// How long they are; silence was given instead.
    pub lost: Millis,
    /// How it ended.
    pub end: End,
}

/// How a pass ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// At the end of the recording.
    #[default]
    Whole,
    /// Before it: the decoder or the container gave up.
    BrokenOff,
    /// There is sound, in a codec that is not known here.
    UnknownCodec,
    /// Nothing was recognised.
    NoRecording,
}

/// What happens to each block.
pub(crate) type Sink<'a> = dyn FnMut(&Block<'_>) + 'a;

/// How many packets without any content, or faults in the stream, in a row end the pass.
const EMPTY_PACKETS: u32 = 10_000;
const FAULTS: u32 = 64;
/// A packet that could not be decoded is at most this long, in seconds: times in broken files are not to be believed.
const LONGEST_GAP: u64 = 10;
/// Bytes of stored samples read at once.
const CHUNK: usize = 64 * 1024;
const MOST_CHANNELS: usize = 64;
/// Samples behind the announced end that are taken for padding: in an MP3, and in the packets of a CAF.
const MP3_TOLERANCE: u64 = 4 * 1_152;
const CAF_TOLERANCE: u64 = 2 * 4_096;

/// Decodes a recording from start to end, without what the encoder put around it.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn decode(path: &Path, sink: &mut Sink<'_>) -> Result<Decoded, Failure> {
    let mut file = disk::open(path)?;
    let bytes = file.metadata().while_doing("read", path)?.len();
    let mut out = Out::new(sink);
    // symphonia does overflow on some malformed files, and a panic here would take the whole run with it. `out` is plain numbers and
    // a sink that has seen whole blocks only.
    let run = std::panic::AssertUnwindSafe(|| {
        if let Some(sheet) = chunked::sheet(&mut file, bytes) {
            return stored(file, &sheet, &mut out);
        }
        out.trim = window::trims(&mut file, bytes);
        let readable = window::readable(file, bytes);
        let is_cut_off = readable.is_cut_off;
        let end = packed(Box::new(readable), &mut out)?;
        Ok(if is_cut_off && end == End::Whole { End::BrokenOff } else { end })
    });
    let end = std::panic::catch_unwind(run).unwrap_or(Ok(End::BrokenOff)).while_doing("read", path)?;
    Ok(out.finish(end))
}

/// What blocks go through on their way out: what the encoder put in front and behind is taken off.
struct Out<'a, 'b> {
    sink: &'a mut Sink<'b>,
    decoded: Decoded,
    /// Rate and samples of the current stretch; finished stretches are in `nanos`.
    rate: u32,
    frames: u64,
    nanos: u128,
    lost_nanos: u128,
    /// Samples still to drop.
    skip: u64,
    /// Samples still to come, where the end is announced.
    left: Option<u64>,
    /// How many samples behind the announced end are what an encoder fills up with; more of them say that it was no end.
    tolerance: u64,
    /// From an MP4's edit list: what to drop and what to keep, until the rate is known.
    trim: Option<window::Trim>,
    /// Blocks behind the announced end, and how many samples they are: dropped if nothing follows.
    held: Vec<Vec<Vec<f32>>>,
    held_frames: u64,
    silence: Vec<f32>,
}

impl<'a, 'b> Out<'a, 'b> {
    fn new(sink: &'a mut Sink<'b>) -> Self {
        Self {
            sink,
            decoded: Decoded::default(),
            rate: 0,
            frames: 0,
            nanos: 0,
            lost_nanos: 0,
            skip: 0,
            left: None,
            tolerance: 0,
            trim: None,
            held: Vec::new(),
            held_frames: 0,
            silence: Vec::new(),
        }
    }

    fn block(&mut self, rate: u32, planes: &[&[f32]]) {
        let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
        if rate == 0 || length == 0 || planes.len() > MOST_CHANNELS {
            return;
        }
        self.at_rate(rate);
        if self.decoded.rate == 0 {
            self.decoded.rate = rate;
            self.decoded.channels = u16::try_from(planes.len()).unwrap_or(u16::MAX);
        }
        let from = usize::try_from(self.skip).unwrap_or(usize::MAX).min(length);
        self.skip -= from as u64;
        let left = self.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
        let to = length.min(from.saturating_add(left));
        self.pass(rate, planes, from, to);
        if to < length {
            self.hold(rate, planes, to, length);
        }
    }

    fn pass(&mut self, rate: u32, planes: &[&[f32]], from: usize, to: usize) {
        if from >= to {
            return;
        }
        self.left = self.left.map(|left| left.saturating_sub((to - from) as u64));
        self.frames += (to - from) as u64;
        if from == 0 && planes.iter().all(|plane| plane.len() == to) {
            (self.sink)(&Block { rate, planes });
        } else {
            let parts: Vec<&[f32]> = planes.iter().map(|plane| &plane[from..to]).collect();
            (self.sink)(&Block { rate, planes: &parts });
        }
    }

    /// Keeps what lies behind the announced end, until there is too much of it: then it was no end.
    fn hold(&mut self, rate: u32, planes: &[&[f32]], from: usize, to: usize) {
        self.held_frames += (to - from) as u64;
        self.held.push(planes.iter().map(|plane| plane[from..to].to_vec()).collect());
        if self.held_frames > self.tolerance {
            self.left = None;
            self.release(rate);
        }
    }

    fn release(&mut self, rate: u32) {
        self.held_frames = 0;
        for planes in std::mem::take(&mut self.held) {
            let planes: Vec<&[f32]> = planes.iter().map(Vec::as_slice).collect();
            let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
            self.pass(rate, &planes, 0, length);
        }
    }

    fn at_rate(&mut self, rate: u32) {
        if self.rate != rate {
            self.nanos += nanos(self.frames, self.rate);
            (self.rate, self.frames) = (rate, 0);
        }
        if let Some(trim) = self.trim.take() {
            self.skip = trim.skip.0 * u64::from(rate) / 1000;
            self.left = trim.length.map(|length| (length.0 * u64::from(rate)).div_ceil(1000));
            self.tolerance = mp4::ENCODER_TRIM * u64::from(rate) / 1000;
        }
    }

    /// Silence in place of a packet of so many samples.
    fn gap(&mut self, frames: u64, channels: usize) {
        self.decoded.lost_packets += 1;
        let rate = self.rate;
        let mut frames = frames.min(u64::from(rate) * LONGEST_GAP);
        self.lost_nanos += nanos(frames, rate);
        let mut silence = std::mem::take(&mut self.silence);
        silence.resize(4_096, 0.0);
        while frames > 0 {
            let part = frames.min(4_096);
            let plane = &silence[..part as usize];
            self.block(rate, &vec![plane; channels.clamp(1, MOST_CHANNELS)]);
            frames -= part;
        }
        self.silence = silence;
    }

    fn finish(mut self, end: End) -> Decoded {
        self.nanos += nanos(self.frames, self.rate);
        self.decoded.duration = millis(self.nanos);
        self.decoded.lost = millis(self.lost_nanos);
        self.decoded.end = end;
        self.decoded
    }
}

fn nanos(frames: u64, rate: u32) -> u128 {
    u128::from(frames) * 1_000_000_000 / u128::from(rate.max(1))
}

fn millis(nanos: u128) -> Millis {
    Millis(u64::try_from((nanos + 500_000) / 1_000_000).unwrap_or(u64::MAX))
}

/// Samples that lie in chunks.
fn stored(mut file: File, sheet: &Sheet, out: &mut Out<'_, '_>) -> io::Result<End> {
    sheet.container.clone_into(&mut out.decoded.container);
    out.decoded.codec = sheet.coding.name();
    if let Some(packets) = &sheet.packets {
        return packets_of_caf(&mut file, sheet, packets, out);
    }
    if sheet.coding == Coding::Wrapped {
        return packed(Box::new(Window::of(file, sheet.start, sheet.end)), out);
    }
    file.seek(SeekFrom::Start(sheet.start))?;
    let mut planes = vec![Vec::new(); usize::from(sheet.channels)];
    let mut buffer = vec![0; (CHUNK / sheet.block).max(1) * sheet.block];
    let mut left = sheet.end - sheet.start;
    out.left = sheet.announced();
    out.tolerance = u64::MAX;
    while left > 0 {
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let got = read_up_to(&mut file, &mut buffer[..want])?;
        if got == 0 {
            break;
        }
        left -= got as u64;
        planes.iter_mut().for_each(Vec::clear);
        sheet.coding.decode(&buffer[..got], sheet.block, &mut planes);
        out.decoded.packets += 1;
        out.block(sheet.rate, &planes.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
    Ok(End::Whole)
}

fn read_up_to(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(more) => got += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// Packets whose sizes a CAF lists.
fn packets_of_caf(file: &mut File, sheet: &Sheet, packets: &chunked::Packets, out: &mut Out<'_, '_>) -> io::Result<End> {
    let Some(params) = caf_codec(sheet, packets) else { return Ok(End::UnknownCodec) };
    let Some(mut decoder) = Decoder::of(&params) else { return Ok(End::UnknownCodec) };
    file.seek(SeekFrom::Start(sheet.start))?;
    (out.skip, out.left, out.tolerance) = (packets.priming, sheet.frames, CAF_TOLERANCE);
    let mut left = sheet.end - sheet.start;
    for size in &packets.sizes {
        if u64::from(*size) > left {
            return Ok(End::BrokenOff);
        }
        left -= u64::from(*size);
        let mut data = Vec::new();
        file.take(u64::from(*size)).read_to_end(&mut data)?;
        let packet = PacketBuilder::new().track_id(0).pts(Timestamp::ZERO).dur(Duration::ZERO).data(data).build();
        out.decoded.packets += 1;
        if decoder.decode(&packet, out).is_err() {
            out.gap(1_024, usize::from(sheet.channels));
        }
    }
    Ok(End::Whole)
}

fn caf_codec(sheet: &Sheet, packets: &chunked::Packets) -> Option<AudioCodecParameters> {
    let mut params = AudioCodecParameters::new();
    params.with_sample_rate(sheet.rate).with_max_frames_per_packet(4_096);
    let position = Position::from_count(u32::from(sheet.channels))?;
    params.with_channels(Channels::Positioned(position));
    let setup = match sheet.coding {
        Coding::Alac => {
            params.for_codec(well_known::CODEC_ID_ALAC);
            // Older writers wrap the setup in two atoms: `frma` of 12 bytes, then `alac` with a header of 12.
            let wrapped = packets.setup.get(4..8) == Some(b"frma");
            packets.setup.get(if wrapped { 24 } else { 0 }..)?.to_vec()
        }
        Coding::Aac => {
            params.for_codec(well_known::CODEC_ID_AAC);
            decoder_specific(&packets.setup)?
        }
        Coding::Opus => {
            params.for_codec(well_known::CODEC_ID_OPUS);
            // Some writers leave the header out; the packets need no more than the number of channels, and the rest is `priming`.
            let is_written = opus::Head::read(&packets.setup).is_some();
            if is_written { packets.setup.clone() } else { opus::plain_head(u8::try_from(sheet.channels).ok()?) }
        }
        _ => return None,
    };
    params.with_extra_data(setup.into_boxed_slice());
    Some(params)
}

/// The setup of AAC inside an elementary stream description. Source: ISO/IEC 14496-1, 7.2.6.
fn decoder_specific(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut at = 0;
    for _ in 0..16 {
        let tag = *bytes.get(at)?;
        at += 1;
        let mut size = 0_usize;
        loop {
            let byte = *bytes.get(at)?;
            at += 1;
            size = size << 7 | usize::from(byte & 0x7F);
            if byte & 0x80 == 0 || size > 0xFFFF {
                break;
            }
        }
        match tag {
            3 => at += 3,
            4 => at += 13,
            5 => return bytes.get(at..at.checked_add(size)?).map(<[u8]>::to_vec),
            _ => at = at.checked_add(size)?,
        }
    }
    None
}

/// Whatever symphonia reads.
fn packed(source: Box<dyn MediaSource>, out: &mut Out<'_, '_>) -> io::Result<End> {
    let stream = MediaSourceStream::new(source, Default::default());
    let probe = symphonia::default::get_probe();
    let mut reader = match probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default()) {
        Ok(reader) => reader,
        Err(Error::IoError(error)) if error.raw_os_error().is_some() => return Err(error),
        Err(_) => return Ok(End::NoRecording),
    };
    // Each round is one link of a chain of recordings; all but some Ogg files are one.
    loop {
        let Some((track, params)) = audio_track(reader.as_ref()) else { return Ok(End::NoRecording) };
        let Some(mut decoder) = Decoder::of(&params.clone()) else { return Ok(End::UnknownCodec) };
        let is_mp3 = params.codec == well_known::CODEC_ID_MP3;
        if let Decoder::Opus { pre_skip, .. } = &decoder {
            out.skip = *pre_skip;
        }
        if is_mp3 {
            out.skip = u64::from(track.delay.unwrap_or_default());
            // Without the encoder's own note of its padding, the number of samples is a guess.
            out.left = track.num_frames.filter(|_| track.padding.is_some());
            out.tolerance = MP3_TOLERANCE;
        }
        let track = Sound { id: track.id, is_mp3 };
        match packets(reader.as_mut(), &track, &mut decoder, out)? {
            Link::Last(end) => return Ok(end),
            Link::Next => {}
        }
    }
}

/// The track that players play.
fn audio_track(reader: &dyn FormatReader) -> Option<(Track, AudioCodecParameters)> {
    let track = reader.default_track(TrackType::Audio).or_else(|| reader.first_track(TrackType::Audio))?;
    match &track.codec_params {
        Some(CodecParameters::Audio(params)) => Some((track.clone(), params.clone())),
        _ => None,
    }
}

/// The track that is decoded.
struct Sound {
    id: u32,
    is_mp3: bool,
}

/// What comes after a run of packets.
enum Link {
    Next,
    Last(End),
}

fn packets(reader: &mut dyn FormatReader, track: &Sound, decoder: &mut Decoder, out: &mut Out<'_, '_>) -> io::Result<Link> {
    let (mut empty, mut faults) = (0, 0);
    let mut shape = Shape::default();
    while empty < EMPTY_PACKETS && faults < FAULTS {
        let packet = match reader.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Ok(Link::Last(End::Whole)),
            Err(Error::ResetRequired) => return Ok(Link::Next),
            Err(Error::DecodeError(_)) => {
                faults += 1;
                continue;
            }
            Err(Error::IoError(error)) if error.raw_os_error().is_some() => return Err(error),
            Err(_) => return Ok(Link::Last(End::BrokenOff)),
        };
        empty = if packet.data.is_empty() { empty + 1 } else { 0 };
        if packet.track_id != track.id {
            continue;
        }
        out.decoded.packets += 1;
        if track.is_mp3 && shape.has_changed(&packet.data) {
            out.left = None;
            out.release(out.rate);
            decoder.start_anew();
        }
        if decoder.decode(&packet, out).is_err() {
            let frames = if track.is_mp3 { super::mp3::samples(&packet.data) } else { packet.dur.get() };
            let channels = usize::from(out.decoded.channels);
            out.gap(frames, channels);
        }
    }
    Ok(Link::Last(End::BrokenOff))
}

/// Rate and number of channels of MPEG frames: joined files change them on the way, and symphonia's decoder keeps to the first.
///
/// One odd frame is damage; two alike in a row are another recording.
#[derive(Default)]
struct Shape {
    current: Option<(u8, u8, bool)>,
    seen: Option<(u8, u8, bool)>,
}

impl Shape {
    fn has_changed(&mut self, frame: &[u8]) -> bool {
        let [_, version, rate, mode, ..] = *frame else { return false };
        let shape = Some((version & 0x1E, rate & 0x0C, mode >> 6 == 3));
        let before = std::mem::replace(&mut self.seen, shape);
        if self.current.is_none() {
            self.current = shape;
        }
        let is_new = shape != self.current && shape == before;
        if is_new {
            self.current = shape;
        }
        is_new
    }
}

/// A decoder for one track.
enum Decoder {
    Symphonia { decoder: Box<dyn AudioDecoder>, params: AudioCodecParameters, planes: Vec<Vec<f32>> },
    Opus { decoder: Box<opus::Decoder>, pre_skip: u64, planes: Vec<Vec<f32>> },
}

/// A packet that could not be decoded.
struct Lost;

impl Decoder {
    fn of(params: &AudioCodecParameters) -> Option<Self> {
        if params.codec == well_known::CODEC_ID_OPUS {
            let head = opus::Head::read(params.extra_data.as_deref()?)?;
            let pre_skip = u64::from(head.pre_skip);
            return Some(Self::Opus { decoder: Box::new(opus::Decoder::new(head)?), pre_skip, planes: Vec::new() });
        }
        let options = AudioDecoderOptions::default().gapless(params.codec != well_known::CODEC_ID_MP3);
        let decoder = symphonia::default::get_codecs().make_audio_decoder(params, &options).ok()?;
        Some(Self::Symphonia { decoder, params: params.clone(), planes: Vec::new() })
    }

    fn start_anew(&mut self) {
        if let Self::Symphonia { params, .. } = self
            && let Some(new) = Self::of(&params.clone())
        {
            *self = new;
        }
    }

    fn decode(&mut self, packet: &Packet, out: &mut Out<'_, '_>) -> Result<(), Lost> {
        match self {
            Self::Opus { decoder, planes, .. } => {
                decoder.decode(&packet.data, planes).ok_or(Lost)?;
                let length = planes.first().map_or(0, Vec::len);
                let keep = length.saturating_sub(usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX));
                out.block(opus::RATE, &planes.iter().map(|plane| &plane[..keep]).collect::<Vec<_>>());
            }
            Self::Symphonia { decoder, planes, .. } => {
                let buffer = decoder.decode(packet).map_err(|_| Lost)?;
                let rate = buffer.spec().rate();
                if let GenericAudioBufferRef::F32(samples) = buffer {
                    let parts: Vec<&[f32]> = (0..samples.num_planes()).filter_map(|plane| samples.plane(plane)).collect();
                    out.block(rate, &parts);
                } else {
                    buffer.copy_to_vecs_planar::<f32>(planes);
                    let count = buffer.num_planes();
                    let parts: Vec<&[f32]> = planes.iter().take(count).map(Vec::as_slice).collect();
                    out.block(rate, &parts);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored_file(name: &str) -> Vec<u8> {
        disk::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name)).expect("the file is in the repository")
    }

    /// Decodes these bytes; also the rates and the lengths of what came out, and the loudest sample.
    fn pass(bytes: &[u8]) -> (Decoded, Vec<(u32, u64)>, f32) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        disk::write(&path, bytes).expect("written");
        let (mut stretches, mut loudest) = (Vec::<(u32, u64)>::new(), 0.0_f32);
        let decoded = decode(&path, &mut |block| {
            let length = block.planes.first().map_or(0, |plane| plane.len()) as u64;
            assert!(block.planes.iter().all(|plane| plane.len() as u64 == length) && length > 0);
            loudest = block.planes.iter().flat_map(|plane| plane.iter()).fold(loudest, |loudest, sample| loudest.max(sample.abs()));
            match stretches.last_mut() {
                Some((rate, total)) if *rate == block.rate => *total += length,
                _ => stretches.push((block.rate, length)),
            }
        })
        .expect("readable");
        (decoded, stretches, loudest)
    }

    #[test]
    fn what_the_encoder_put_around_the_sound_is_taken_off() {
        for (name, frames) in [("vbr-xing.mp3", 132_300), ("chapters.m4a", 132_300), ("vorbis.ogg", 132_300), ("opus.opus", 144_000)] {
            let (decoded, stretches, loudest) = pass(&stored_file(name));
            assert_eq!(stretches.len(), 1, "{name}");
            assert!(stretches[0].1.abs_diff(frames) <= 50, "{name}: {stretches:?}");
            assert_eq!((decoded.end, decoded.lost_packets), (End::Whole, 0), "{name}");
            assert!(loudest > 0.01, "{name}");
        }
    }

    #[test]
    fn a_header_that_says_too_little_does_not_cut_the_rest() {
        let twice = [stored_file("vbr-xing.mp3"), stored_file("vbr-xing.mp3")].concat();
        let (decoded, ..) = pass(&twice);
        assert!(decoded.duration.0.abs_diff(6_000) < 120, "{:?}", decoded.duration);
    }

    #[test]
    fn joined_recordings_of_another_shape_go_on() {
        let mut half = stored_file("cbr.mp3");
        let whole = half.clone();
        // The same frames, said to be of 48 kHz: another rate, as joined files have it.
        let mut at = 0;
        while let Some(found) = half.get(at..).and_then(|rest| rest.windows(2).position(|two| two[0] == 0xFF && two[1] & 0xFE == 0xFA)) {
            if let Some(byte) = half.get_mut(at + found + 2) {
                *byte = *byte & 0xF3 | 0x04;
            }
            at += found + 4;
        }
        let (_, stretches, _) = pass(&[whole, half].concat());
        assert_eq!(stretches.iter().map(|stretch| stretch.0).collect::<Vec<_>>(), [44_100, 48_000]);
    }

    #[test]
    fn a_chain_of_ogg_recordings_is_decoded_to_its_end() {
        for name in ["vorbis.ogg", "opus.opus"] {
            let (decoded, ..) = pass(&[stored_file(name), stored_file(name)].concat());
            assert!(decoded.duration.0.abs_diff(6_000) <= 25, "{name}: {:?}", decoded.duration);
            assert_eq!(decoded.end, End::Whole, "{name}");
        }
    }

    #[test]
    fn a_recording_that_was_cut_off_is_decoded_up_to_there() {
        for name in ["tone.webm", "fragments.m4a", "cbr.mp3", "tone.aiff", "tone.flac", "opus.opus"] {
            let bytes = stored_file(name);
            let (decoded, ..) = pass(&bytes[..bytes.len() / 2]);
            assert!((600..2_100).contains(&decoded.duration.0), "{name}: {decoded:?}");
        }
    }

    #[test]
    fn silence_stands_in_for_what_is_lost() {
        let mut bytes = stored_file("opus.opus");
        let middle = bytes.len() / 2;
        bytes[middle..middle + 400].fill(0xA5);
        let (decoded, ..) = pass(&bytes);
        assert!(decoded.duration.0 > 1_500, "{decoded:?}");
    }

    #[test]
    fn a_core_audio_file_is_decoded() {
        let mut bytes = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
        bytes.extend(8_000_f64.to_be_bytes());
        bytes.extend(b"lpcm\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\0\0\x10data\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0");
        bytes.extend([0, 0x40].repeat(8_000));
        let (decoded, stretches, loudest) = pass(&bytes);
        assert_eq!((&*decoded.container, &*decoded.codec, stretches, loudest), ("caf", "pcm_s16le", vec![(8_000, 8_000)], 0.5));
    }

    #[test]
    fn what_is_no_recording_says_so() {
        for bytes in [&b""[..], b"only words", &[0; 5_000]] {
            assert_eq!(pass(bytes).0, Decoded { end: End::NoRecording, ..Decoded::default() });
        }
    }

    const STORED: [&str; 9] =
        ["cbr.mp3", "vbr-xing.mp3", "chapters.m4a", "fragments.m4a", "vorbis.ogg", "opus.opus", "tone.flac", "tone.aiff", "tone.webm"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_it_panic(
            file in 0..STORED.len(),
            cut in 0.3..1.2_f64,
            changes in proptest::collection::vec((0.0..1.0_f64, any::<u8>()), 0..12),
            at_the_start in any::<bool>(),
        ) {
            let mut bytes = stored_file(STORED[file]);
            bytes.truncate((bytes.len() as f64 * cut) as usize);
            let span = if at_the_start { bytes.len().min(1024) } else { bytes.len() };
            for (at, byte) in changes {
                bytes[(at * span as f64) as usize] = byte;
            }
            let (decoded, ..) = pass(&bytes);
            prop_assert!(decoded.lost <= decoded.duration);
        }
    }
}
