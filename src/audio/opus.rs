//! Opus packets → samples, by way of `unsafe-libopus`: the reference decoder (libopus 1.3) translated to Rust.
//!
//! symphonia reads Ogg and WebM but decodes no Opus. This is the only file of the crate with `unsafe` in it: the translated library
//! kept C's pointers in its signatures. Every call below hands over a state that it made itself and buffers whose lengths it states.

#![expect(unsafe_code, reason = "the decoder's functions take raw pointers; see the comments at each call")]

use std::ptr::NonNull;
use unsafe_libopus::{OpusMSDecoder, opus_multistream_decode_float, opus_multistream_decoder_create, opus_multistream_decoder_destroy};

/// Opus always decodes to this rate, whatever was recorded. Source: RFC 7845, section 5.1.
pub(super) const RATE: u32 = 48_000;
/// 120 ms: the longest packet. Source: RFC 6716, section 3.2.5.
const LONGEST: usize = 5_760;
/// Broken packets can decode to anything; nothing that was meant is beyond this.
const LOUDEST: f32 = 8.0;

/// The identification header. Source: RFC 7845, section 5.1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    /// 1 to 255.
    pub channels: u8,
    /// Samples to drop from the start.
    pub pre_skip: u16,
    gain: f32,
    streams: u8,
    coupled: u8,
    mapping: Vec<u8>,
}

impl Head {
    /// Reads `OpusHead`; `None` when it is broken or of a later version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let fields = bytes.strip_prefix(b"OpusHead")?;
        let (version, channels) = (*fields.first()?, *fields.get(1)?);
        if version & 0xF0 != 0 || channels == 0 {
            return None;
        }
        let pre_skip = u16::from_le_bytes([*fields.get(2)?, *fields.get(3)?]);
        let gain = i16::from_le_bytes([*fields.get(8)?, *fields.get(9)?]);
        let (streams, coupled, mapping) = match *fields.get(10)? {
            0 if channels <= 2 => (1, channels - 1, vec![0, 1]),
            0 => return None,
            _ => (*fields.get(11)?, *fields.get(12)?, fields.get(13..13 + usize::from(channels))?.to_vec()),
        };
        Some(Self { channels, pre_skip, gain: 10_f32.powf(f32::from(gain) / (20.0 * 256.0)), streams, coupled, mapping })
    }
}

/// The header of plain mono or stereo sound.
pub(super) fn plain_head(channels: u8) -> Vec<u8> {
    [&b"OpusHead\x01"[..], &[channels, 0, 0], &RATE.to_le_bytes(), &[0, 0, 0]].concat()
}

/// A decoder with its state.
pub(super) struct Decoder {
    state: NonNull<OpusMSDecoder>,
    head: Head,
    interleaved: Vec<f32>,
}

// SAFETY: the state is one allocation without thread-bound parts, owned by this value alone.
unsafe impl Send for Decoder {}

impl Decoder {
    /// `None` when the header asks for something that cannot be.
    pub fn new(head: Head) -> Option<Self> {
        let channels = usize::from(head.channels);
        let (streams, coupled) = (i32::from(head.streams), i32::from(head.coupled));
        if streams == 0 || coupled > streams || streams + coupled > 255 || head.mapping.len() < channels {
            return None;
        }
        let mut error = 0;
        // SAFETY: `mapping` holds at least `channels` bytes, which is what the function reads; it checks the numbers itself and gives
        // null when they do not fit together.
        let state = unsafe {
            opus_multistream_decoder_create(48_000, i32::from(head.channels), streams, coupled, head.mapping.as_ptr(), &mut error)
        };
        Some(Self { state: NonNull::new(state)?, interleaved: vec![0.0; LONGEST * channels], head })
    }

    /// Decodes one packet into `planes`, one for each channel. `None` when it is broken.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<()> {
        let length = i32::try_from(packet.len()).ok().filter(|length| *length > 0)?;
        // SAFETY: the state was made by the library and lives as long as `self`; `packet` holds `length` bytes, and `interleaved` has
        // room for `LONGEST` samples of each channel.
        let frames = unsafe {
            opus_multistream_decode_float(self.state.as_ptr(), packet.as_ptr(), length, self.interleaved.as_mut_ptr(), LONGEST as i32, 0)
        };
        let frames = usize::try_from(frames).ok().filter(|frames| *frames <= LONGEST)?;
        let channels = usize::from(self.head.channels);
        planes.resize_with(channels, Vec::new);
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            let samples = self.interleaved.chunks_exact(channels).take(frames).filter_map(|frame| frame.get(channel));
            plane.extend(samples.map(|sample| (sample * self.head.gain).clamp(-LOUDEST, LOUDEST)));
        }
        Some(())
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: made by the library's own constructor, and given back once.
        unsafe { opus_multistream_decoder_destroy(self.state.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mono() -> Head {
        Head::read(b"OpusHead\x01\x01\x38\x01\x80\xBB\0\0\0\0\0").expect("whole")
    }

    #[test]
    fn the_header_is_read() {
        let head = mono();
        assert_eq!((head.channels, head.pre_skip, head.streams, head.coupled), (1, 312, 1, 0));
        assert_eq!(head.gain, 1.0);
        assert_eq!(Head::read(b"OpusHead\x01\x00\x38\x01\x80\xBB\0\0\0\0\0"), None);
        assert_eq!(Head::read(b"OpusHead\x01\x03\x38\x01\x80\xBB\0\0\0\0\0"), None);
        assert_eq!(Head::read(b"OpusHead"), None);
    }

    #[test]
    fn a_silent_packet_is_twenty_milliseconds_of_silence() {
        let mut planes = Vec::new();
        let mut decoder = Decoder::new(mono()).expect("a decoder");
        decoder.decode(&[0xF8, 0xFF, 0xFE], &mut planes).expect("a frame");
        assert_eq!((planes.len(), planes[0].len()), (1, 960));
        assert!(planes[0].iter().all(|sample| sample.abs() < 1e-4));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_packet_makes_it_panic(head in proptest::collection::vec(any::<u8>(), 0..40), packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 1..12)) {
            let other = Head::read(&[b"OpusHead\x01", head.as_slice()].concat());
            for head in [Some(mono()), other].into_iter().flatten() {
                let Some(mut decoder) = Decoder::new(head) else { continue };
                let mut planes = Vec::new();
                for packet in &packets {
                    if decoder.decode(packet, &mut planes).is_some() {
                        prop_assert!(planes.iter().flatten().all(|sample| sample.is_finite()));
                    }
                }
            }
        }
    }
}
