//! Packets of whatever symphonia reads, one after the other, through the decoder.

use super::decoder::Decoder;
use super::out::Out;
use super::{EMPTY_PACKETS, End, FAULTS, MP3_TOLERANCE};
use crate::audio::mp3;
use std::io;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, well_known};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;

/// Whatever symphonia reads.
pub(super) fn packed(source: Box<dyn MediaSource>, out: &mut Out<'_, '_>) -> io::Result<End> {
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
            let frames = if track.is_mp3 { mp3::samples(&packet.data) } else { packet.dur.get() };
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
