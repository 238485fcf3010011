//! Samples and packets that lie in the chunks of a WAV, AIFF or CAF → blocks.

use super::decoder::Decoder;
use super::out::Out;
use super::packed::packed;
use super::{CAF_TOLERANCE, CHUNK, End};
use crate::audio::chunked::{self, Sheet};
use crate::audio::opus;
use crate::audio::pcm::Coding;
use crate::audio::window::Window;
use crate::disk::File;
use std::io::{self, Read, Seek, SeekFrom};
use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::{AudioCodecParameters, well_known};
use symphonia::core::packet::PacketBuilder;
use symphonia::core::units::{Duration, Timestamp};

/// Samples that lie in chunks.
pub(super) fn stored(mut file: File, sheet: &Sheet, out: &mut Out<'_, '_>) -> io::Result<End> {
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
