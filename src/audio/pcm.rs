//! Stored samples → samples: PCM of every width, µ-law, A-law, and three kinds of ADPCM.
//!
//! Source: ITU-T G.711; IMA Digital Audio Focus, "Recommended practices" (1992); Microsoft's ADPCM as in the RIFF description.

/// How samples are stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Coding {
    /// As they are.
    Pcm(Sample),
    /// G.711 µ-law, one byte each.
    MuLaw,
    /// G.711 A-law, one byte each.
    ALaw,
    /// IMA ADPCM in blocks as WAV has them.
    AdpcmImaWav,
    /// IMA ADPCM in blocks as QuickTime, AIFF-C and CAF have them: 34 bytes for 64 samples of one channel.
    AdpcmImaQt,
    /// Microsoft's ADPCM with its prediction coefficients.
    AdpcmMs(Vec<(i32, i32)>),
    /// Apple Lossless packets in a CAF.
    Alac,
    /// AAC packets in a CAF.
    Aac,
    /// Opus packets in a CAF.
    Opus,
    /// A whole MP3 inside.
    Wrapped,
}

/// The shape of a stored sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    /// 1 to 4, or 8.
    pub bytes: usize,
    /// IEEE 754, full scale at 1.0.
    pub is_float: bool,
    /// Not shifted up by half.
    pub is_signed: bool,
    /// Highest byte first.
    pub is_big_endian: bool,
}

/// The coefficient pairs that every MS ADPCM file starts with.
pub(super) const MS_COEFFICIENTS: [(i32, i32); 7] = [(256, 0), (512, -256), (0, 0), (192, 64), (240, 0), (460, -208), (392, -232)];
/// How the step of MS ADPCM follows each nibble.
const MS_ADAPT: [i32; 16] = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
const IMA_INDEX: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];
const IMA_STEP: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157,
    173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707,
    1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899,
    15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

impl Sample {
    /// Itself, where such samples exist.
    pub fn known(self) -> Option<Self> {
        let exists = if self.is_float { matches!(self.bytes, 4 | 8) } else { (1..=4).contains(&self.bytes) };
        exists.then_some(self)
    }

    fn read(self, bytes: &[u8]) -> f32 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        let bits = if self.is_big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) };
        if self.is_float {
            let value = if self.bytes == 8 { f64::from_bits(bits) as f32 } else { f32::from_bits(bits as u32) };
            return if value.is_finite() { value } else { 0.0 };
        }
        // To the top of 32 bits, so that the sign is where it belongs.
        let top = (bits << (32 - 8 * self.bytes)) as u32;
        let signed = if self.is_signed { top as i32 } else { (top ^ 0x8000_0000) as i32 };
        signed as f32 / 2_147_483_648.0
    }
}

impl Coding {
    /// The name in `AudioFacts::codec`.
    pub fn name(&self) -> String {
        match self {
            Self::Pcm(sample) => {
                let kind = if sample.is_float {
                    'f'
                } else if sample.is_signed {
                    's'
                } else {
                    'u'
                };
                let order = if sample.bytes == 1 {
                    ""
                } else if sample.is_big_endian {
                    "be"
                } else {
                    "le"
                };
                format!("pcm_{kind}{}{order}", sample.bytes * 8)
            }
            Self::MuLaw => "pcm_mulaw".to_owned(),
            Self::ALaw => "pcm_alaw".to_owned(),
            Self::AdpcmImaWav => "adpcm_ima_wav".to_owned(),
            Self::AdpcmImaQt => "adpcm_ima_qt".to_owned(),
            Self::AdpcmMs(_) => "adpcm_ms".to_owned(),
            Self::Alac => "alac".to_owned(),
            Self::Aac => "aac".to_owned(),
            Self::Opus => "opus".to_owned(),
            Self::Wrapped => "mp3".to_owned(),
        }
    }

    /// How many samples of each channel a block of this size holds.
    pub fn frames_in_block(&self, block: usize, channels: usize) -> usize {
        match self {
            Self::AdpcmImaWav => block.checked_sub(4 * channels).map_or(0, |rest| rest / (4 * channels) * 8 + 1),
            Self::AdpcmMs(_) => block.checked_sub(7 * channels).map_or(0, |rest| rest * 2 / channels + 2),
            Self::AdpcmImaQt => 64,
            _ => 1,
        }
    }

    /// Appends the samples of whole blocks to `planes`, one for each channel.
    pub fn decode(&self, bytes: &[u8], block: usize, planes: &mut [Vec<f32>]) {
        let channels = planes.len().max(1);
        match self {
            Self::Pcm(sample) => plain(bytes, sample.bytes, planes, |stored| sample.read(stored)),
            Self::MuLaw => plain(bytes, 1, planes, |stored| stored.first().map_or(0.0, |byte| sixteen(mu_law(*byte)))),
            Self::ALaw => plain(bytes, 1, planes, |stored| stored.first().map_or(0.0, |byte| sixteen(a_law(*byte)))),
            Self::AdpcmImaWav => bytes.chunks(block.max(4 * channels)).for_each(|block| ima_wav(block, planes)),
            Self::AdpcmImaQt => bytes.chunks_exact(34 * channels).for_each(|block| ima_qt(block, planes)),
            Self::AdpcmMs(pairs) => bytes.chunks(block.max(7 * channels)).for_each(|block| ms(block, pairs, planes)),
            Self::Alac | Self::Aac | Self::Opus | Self::Wrapped => {}
        }
    }
}

fn plain(bytes: &[u8], width: usize, planes: &mut [Vec<f32>], read: impl Fn(&[u8]) -> f32) {
    let channels = planes.len().max(1);
    for (channel, plane) in planes.iter_mut().enumerate() {
        let frames = bytes.chunks_exact(width * channels);
        plane.extend(frames.filter_map(|frame| frame.get(channel * width..(channel + 1) * width)).map(&read));
    }
}

/// A 16-bit sample at full scale 1.0.
fn sixteen(value: i32) -> f32 {
    value as f32 / 32_768.0
}

fn mu_law(byte: u8) -> i32 {
    let byte = !byte;
    let magnitude = ((i32::from(byte & 0x0F) << 3) + 0x84) << ((byte & 0x70) >> 4);
    if byte & 0x80 == 0 { magnitude - 0x84 } else { 0x84 - magnitude }
}

fn a_law(byte: u8) -> i32 {
    let byte = byte ^ 0x55;
    let (low, segment) = (i32::from(byte & 0x0F) << 4, (byte & 0x70) >> 4);
    let magnitude = if segment == 0 { low + 8 } else { (low + 0x108) << (segment - 1) };
    if byte & 0x80 == 0 { -magnitude } else { magnitude }
}

/// The state of one channel of IMA ADPCM.
#[derive(Clone, Copy, Default)]
struct Ima {
    value: i32,
    index: i32,
}

impl Ima {
    fn next(&mut self, nibble: u8) -> f32 {
        let step = usize::try_from(self.index).ok().and_then(|index| IMA_STEP.get(index)).copied().unwrap_or(7);
        let bits = i32::from(nibble & 7);
        let mut change = step >> 3;
        change += if bits & 4 == 0 { 0 } else { step };
        change += if bits & 2 == 0 { 0 } else { step >> 1 };
        change += if bits & 1 == 0 { 0 } else { step >> 2 };
        self.value = (self.value + if nibble & 8 == 0 { change } else { -change }).clamp(-32_768, 32_767);
        self.index = (self.index + IMA_INDEX.get(usize::from(nibble & 7)).copied().unwrap_or(-1)).clamp(0, 88);
        sixteen(self.value)
    }
}

fn little(bytes: &[u8], at: usize) -> i32 {
    bytes.get(at..at + 2).map_or(0, |two| i32::from(i16::from_le_bytes([two[0], two[1]])))
}

fn ima_wav(block: &[u8], planes: &mut [Vec<f32>]) {
    let channels = planes.len();
    if block.len() < 4 * channels {
        return;
    }
    for (channel, plane) in planes.iter_mut().enumerate() {
        let index = block.get(channel * 4 + 2).copied().unwrap_or_default();
        let mut state = Ima { value: little(block, channel * 4), index: i32::from(index).min(88) };
        plane.push(sixteen(state.value));
        // Four bytes of each channel in turn, the low nibble first.
        for group in block[4 * channels..].chunks_exact(4 * channels) {
            for byte in group.get(channel * 4..channel * 4 + 4).unwrap_or_default() {
                plane.push(state.next(byte & 0x0F));
                plane.push(state.next(byte >> 4));
            }
        }
    }
}

fn ima_qt(block: &[u8], planes: &mut [Vec<f32>]) {
    for (part, plane) in block.chunks_exact(34).zip(planes) {
        let head = u16::from_be_bytes([part[0], part[1]]);
        let mut state = Ima { value: i32::from((head & 0xFF80) as i16), index: i32::from(head & 0x7F).min(88) };
        for byte in &part[2..] {
            plane.push(state.next(byte & 0x0F));
            plane.push(state.next(byte >> 4));
        }
    }
}

/// The state of one channel of MS ADPCM.
#[derive(Clone, Copy, Default)]
struct Ms {
    pair: (i32, i32),
    step: i32,
    last: i32,
    before: i32,
}

impl Ms {
    fn next(&mut self, nibble: u8) -> f32 {
        let predicted = self.last.saturating_mul(self.pair.0).saturating_add(self.before.saturating_mul(self.pair.1)) / 256;
        let signed = if nibble & 8 == 0 { i32::from(nibble) } else { i32::from(nibble) - 16 };
        let value = predicted.saturating_add(signed.saturating_mul(self.step)).clamp(-32_768, 32_767);
        (self.before, self.last) = (self.last, value);
        let adapt = MS_ADAPT.get(usize::from(nibble)).copied().unwrap_or(230);
        self.step = (self.step.saturating_mul(adapt) / 256).clamp(16, 1 << 24);
        sixteen(value)
    }
}

fn ms(block: &[u8], pairs: &[(i32, i32)], planes: &mut [Vec<f32>]) {
    let channels = planes.len();
    if block.len() < 7 * channels {
        return;
    }
    let mut states: Vec<Ms> = (0..channels)
        .map(|channel| Ms {
            pair: block.get(channel).and_then(|index| pairs.get(usize::from(*index))).copied().unwrap_or((256, 0)),
            step: little(block, channels + channel * 2),
            last: little(block, 3 * channels + channel * 2),
            before: little(block, 5 * channels + channel * 2),
        })
        .collect();
    for (plane, state) in planes.iter_mut().zip(&states) {
        plane.extend([sixteen(state.before), sixteen(state.last)]);
    }
    // Nibbles go round the channels, the high one first.
    let nibbles = block[7 * channels..].iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    let whole = (block.len() - 7 * channels) * 2 / channels * channels;
    for (at, nibble) in nibbles.take(whole).enumerate() {
        if let (Some(plane), Some(state)) = (planes.get_mut(at % channels), states.get_mut(at % channels)) {
            plane.push(state.next(nibble));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(coding: &Coding, bytes: &[u8], block: usize, channels: usize) -> Vec<Vec<f32>> {
        let mut planes = vec![Vec::new(); channels];
        coding.decode(bytes, block, &mut planes);
        planes
    }

    fn pcm(bytes: usize, is_float: bool, is_signed: bool, is_big_endian: bool) -> Coding {
        Coding::Pcm(Sample { bytes, is_float, is_signed, is_big_endian })
    }

    #[test]
    fn half_of_full_scale_is_half_in_every_width() {
        let cases: [(Coding, &[u8]); 8] = [
            (pcm(1, false, false, false), &[0xC0]),
            (pcm(1, false, true, false), &[0x40]),
            (pcm(2, false, true, false), &[0, 0x40]),
            (pcm(2, false, true, true), &[0x40, 0]),
            (pcm(3, false, true, false), &[0, 0, 0x40]),
            (pcm(4, false, true, true), &[0x40, 0, 0, 0]),
            (pcm(4, true, true, false), &[0, 0, 0, 0x3F]),
            (pcm(8, true, true, true), &[0x3F, 0xE0, 0, 0, 0, 0, 0, 0]),
        ];
        for (coding, bytes) in cases {
            assert_eq!(decoded(&coding, bytes, bytes.len(), 1), [[0.5]], "{coding:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_silence() {
        assert_eq!(decoded(&pcm(4, true, true, false), &f32::NAN.to_le_bytes(), 4, 1), [[0.0]]);
    }

    #[test]
    fn channels_are_taken_apart() {
        let planes = decoded(&pcm(2, false, true, false), &[0, 0x40, 0, 0xC0, 0, 0x20, 0, 0xE0], 4, 2);
        assert_eq!(planes, [[0.5, 0.25], [-0.5, -0.25]]);
    }

    /// Values from the tables of ITU-T G.711.
    #[test]
    fn telephone_bytes_are_their_values() {
        assert_eq!([0x00, 0x80, 0x7F, 0xFF, 0x8F].map(mu_law), [-32_124, 32_124, 0, 0, 16_764]);
        assert_eq!([0x2A, 0xAA, 0x55, 0xD5].map(a_law), [-32_256, 32_256, -8, 8]);
    }

    #[test]
    fn ima_starts_from_its_header_and_moves_by_steps() {
        let planes = decoded(&Coding::AdpcmImaWav, &[0x00, 0x10, 0, 0, 0x07, 0, 0, 0], 8, 1);
        assert_eq!(planes[0].len(), 9);
        assert_eq!((planes[0][0], planes[0][1]), (sixteen(4096), sixteen(4096 + 7 + 3 + 1)));
        assert_eq!(Coding::AdpcmImaWav.frames_in_block(8, 1), 9);
    }

    #[test]
    fn ms_starts_with_two_stored_samples() {
        let planes = decoded(&Coding::AdpcmMs(MS_COEFFICIENTS.to_vec()), &[0, 16, 0, 0, 1, 0, 2, 0x10], 8, 1);
        assert_eq!(planes[0], [512, 256, 272, 272].map(sixteen));
        assert_eq!(Coding::AdpcmMs(Vec::new()).frames_in_block(8, 1), 4);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), block in 0..64_usize, channels in 1..5_usize) {
            let codings = [Coding::MuLaw, Coding::ALaw, Coding::AdpcmImaWav, Coding::AdpcmImaQt, Coding::AdpcmMs(MS_COEFFICIENTS.to_vec()),
                pcm(3, false, true, true), pcm(8, true, true, false)];
            for coding in codings {
                for sample in decoded(&coding, &bytes, block, channels).into_iter().flatten() {
                    prop_assert!(sample.is_finite());
                }
            }
        }
    }
}
