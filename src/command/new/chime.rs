//! Part of `new`: the sample's recording, made in code: two soft tones, one after the other. A stand-in for a voice, so that
//! the first build has something to play. Whole numbers only, so that it is the same on every machine.

/// In hertz.
const SAMPLE_RATE: u32 = 44_100;
/// Length of one tone, in samples: three quarters of a second.
const TONE: u32 = SAMPLE_RATE * 3 / 4;
/// Samples over which a tone rises and falls, so that it does not click.
const EDGE: u32 = SAMPLE_RATE / 20;
/// Highest sample: about −19 LUFS for one channel, as loud as a levelled voice.
const PEAK: i64 = 5_700;
/// A and the C sharp above it, in tenths of a hertz.
const TONES: [u32; 2] = [4_400, 5_544];

/// A WAV file (PCM, 16 bit, one channel) of `seconds` seconds.
pub fn wav(seconds: u32) -> Vec<u8> {
    let samples = seconds.saturating_mul(SAMPLE_RATE);
    let bytes = samples.saturating_mul(2);
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&SAMPLE_RATE.to_le_bytes());
    wav.extend_from_slice(&(SAMPLE_RATE * 2).to_le_bytes());
    wav.extend_from_slice(&2_u16.to_le_bytes());
    wav.extend_from_slice(&16_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    for index in 0..samples {
        wav.extend_from_slice(&sample(index).to_le_bytes());
    }
    wav
}

/// The sample at `index`: the tone that sounds there, softened at its edges.
fn sample(index: u32) -> i16 {
    let (tone, within) = (index / TONE, index % TONE);
    let pitch = u64::from(TONES[(tone % 2) as usize]);
    // A turn of the wave is 65 536 steps.
    let phase = u64::from(within) * pitch * 65_536 / (u64::from(SAMPLE_RATE) * 10) % 65_536;
    let edge = i64::from(within.min(TONE - 1 - within).min(EDGE));
    let level = wave(phase as i64) * PEAK / 32_768 * edge / i64::from(EDGE);
    level.clamp(i64::from(i16::MIN), i64::from(i16::MAX)) as i16
}

/// A wave close to a sine, from two parabolas: −32 768 to 32 768 over 65 536 steps.
fn wave(phase: i64) -> i64 {
    let (half, sign) = if phase < 32_768 { (phase, 1) } else { (phase - 32_768, -1) };
    sign * (4 * half * (32_768 - half) / 32_768)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_wav_of_the_length_asked_for() {
        let wav = wav(2);
        assert_eq!(wav.len(), 44 + 2 * 44_100 * 2);
        assert_eq!(&wav[..4], b"RIFF");
        assert_eq!(u32::from_le_bytes([wav[4], wav[5], wav[6], wav[7]]) as usize, wav.len() - 8);
    }

    #[test]
    fn it_sounds_and_never_clips_or_clicks() {
        let samples: Vec<i16> = (0..SAMPLE_RATE * 2).map(sample).collect();
        assert!(samples.iter().any(|sample| *sample > 5_000));
        assert!(samples.iter().all(|sample| i64::from(sample.abs()) <= PEAK));
        assert!(samples.windows(2).all(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs() < 600));
    }

    #[test]
    fn it_is_the_same_for_ever() {
        assert_eq!(blake3::hash(&wav(1)).to_hex()[..16], *"99cc97a6486698ee");
    }
}
