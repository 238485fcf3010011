//! One packet → samples: symphonia's decoders, and the one for Opus.

use super::out::Out;
use crate::audio::opus;
use symphonia::core::audio::{Audio, GenericAudioBufferRef};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known};
use symphonia::core::packet::Packet;

/// A decoder for one track.
pub(super) enum Decoder {
    Symphonia { decoder: Box<dyn AudioDecoder>, params: AudioCodecParameters, planes: Vec<Vec<f32>> },
    Opus { decoder: Box<opus::Decoder>, pre_skip: u64, planes: Vec<Vec<f32>> },
}

/// A packet that could not be decoded.
pub(super) struct Lost;

impl Decoder {
    pub(super) fn of(params: &AudioCodecParameters) -> Option<Self> {
        if params.codec == well_known::CODEC_ID_OPUS {
            let head = opus::Head::read(params.extra_data.as_deref()?)?;
            let pre_skip = u64::from(head.pre_skip);
            return Some(Self::Opus { decoder: Box::new(opus::Decoder::new(head)?), pre_skip, planes: Vec::new() });
        }
        let options = AudioDecoderOptions::default().gapless(params.codec != well_known::CODEC_ID_MP3);
        let decoder = symphonia::default::get_codecs().make_audio_decoder(params, &options).ok()?;
        Some(Self::Symphonia { decoder, params: params.clone(), planes: Vec::new() })
    }

    pub(super) fn start_anew(&mut self) {
        if let Self::Symphonia { params, .. } = self
            && let Some(new) = Self::of(&params.clone())
        {
            *self = new;
        }
    }

    pub(super) fn decode(&mut self, packet: &Packet, out: &mut Out<'_, '_>) -> Result<(), Lost> {
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
