//! The making of an MP3: decoded, folded, resampled, levelled and encoded block by block, listened to, and made again where the
//! result is not what was wanted.

use super::decode::{self, Block, Decoded};
use super::encode::{self, Encoder, RATE};
use super::prepare::{CEILING, Done, Ends, Prepared, Settings, Tags, Trouble, WORK, moved};
use super::resample::Resampler;
use super::{level, measure, tag_mp3};
use crate::disk::{self, Failure, While};
use crate::model::{AudioLevels, AudioOddity, CentiDb, Millis};
use std::io::Write;
use std::path::Path;

/// Speech of one voice channel and of two sounds as recorded from here on, in kbit/s: measured on interviews, by the noise that is
/// not masked. Both lie inside the ranges that Apple recommends (mono 96–128, stereo 128–256).
const MONO_BITRATE: u32 = 96;
const STEREO_BITRATE: u32 = 160;
/// What an encoder adds to peaks, in dB: kept free below the ceiling at the first try.
const HEADROOM: f64 = 0.6;
/// A recording this near to the target is as loud as the target, in dB.
const NEAR: f64 = 0.3;
/// How often it is made again when the result is too loud, too quiet or too high.
const TRIES: u32 = 4;
/// Silence that stays at the start and at the end when ends are trimmed.
const KEPT_START: Millis = Millis(300);
const KEPT_END: Millis = Millis(500);

pub(super) fn encode_mp3(
    source: &Path,
    part: &Path,
    before: AudioLevels,
    decoded: &Decoded,
    settings: &Settings,
    tags: &Tags,
    progress: &dyn Fn(u64, u64),
) -> Result<Prepared, Trouble> {
    if let Some(name) = encode::meddling(|name| std::env::var_os(name).is_some()) {
        return Err(Trouble::Recording(meddled(name)));
    }
    let fold = Fold::of(&before, decoded.channels);
    let window = Window::of(&before, settings.ends);
    let tags = moved(tags, window.start);
    let mut ceiling = f64::from(CEILING.0) / 100.0 - HEADROOM;
    let level::Gain { mut gain, short } = level::gain(&before, fold.changes_loudness_by(), settings.loudness, ceiling);
    let bitrate = settings.bitrate.unwrap_or(if fold.channels() == 1 { MONO_BITRATE } else { STEREO_BITRATE });
    let length = before.duration.0;
    let mut passes = 1;
    let mut tries = 1;
    loop {
        let told = |done: Millis| progress(length * passes + done.0 * 4, length * (passes + WORK - 1));
        let orders = Orders { fold, window, gain, ceiling, bitrate };
        let limited = run(source, part, &orders, &tags, &told)?;
        let after = measure::levels(part)?;
        passes += WORK - 1;
        progress(length * passes, length * passes);
        let over = f64::from(after.true_peak.unwrap_or(CentiDb(i32::MIN / 2)).0 - CEILING.0) / 100.0;
        let missing = after.loudness.map_or(0.0, |loudness| f64::from(settings.loudness.0 - loudness.0) / 100.0);
        // What was meant to stay quieter may not be made up for.
        let is_level = short > 0.0 || missing.abs() <= NEAR || before.loudness.is_none();
        if (over <= 0.0 && is_level) || tries == TRIES {
            let oddities = too_high(short).into_iter().collect();
            let chapters = tag_mp3::chapters_within(&tags.chapters, after.duration).len();
            return Ok(Prepared {
                done: Done::Encoded,
                gain: CentiDb((gain * 100.0).round() as i32),
                limited: CentiDb((limited * 100.0).round() as i32),
                channels: (decoded.channels, fold.channels() as u16),
                trimmed: (window.start, Millis(length.saturating_sub(window.start.0 + window.length.0))),
                chapters,
                oddities,
                before,
                after,
            });
        }
        tries += 1;
        if over > 0.0 {
            ceiling -= over + 0.1;
        }
        if !is_level {
            gain += missing.clamp(-3.0, 3.0);
        }
    }
}

/// The encoder reads its experiments from the environment, and nothing may change what the same recording becomes.
fn meddled(name: &str) -> AudioOddity {
    AudioOddity {
        rule: "cannot-prepare".to_owned(),
        blocks: true,
        message: format!("the environment sets {name}, which would change how recordings are encoded"),
        fix: format!("unset {name} and run this again"),
    }
}

fn too_high(short: f64) -> Option<AudioOddity> {
    (short > 0.5).then(|| AudioOddity {
        rule: "peaks-too-high".to_owned(),
        blocks: false,
        message: format!("its peaks are far above the rest, so it is published {short:.1} dB quieter than the show asks for"),
        fix: "even out the voices before exporting it, or accept that it is quieter".to_owned(),
    })
}

/// What becomes of the channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fold {
    /// One stays one.
    Mono,
    /// Both carry the same.
    Both,
    /// One of two carries nothing: this one counts.
    One(usize),
    /// Two stay two.
    Stereo,
    /// More become two.
    Down,
}

impl Fold {
    fn of(levels: &AudioLevels, channels: u16) -> Self {
        match (channels, levels.dead_channels.as_slice()) {
            (0 | 1, _) => Self::Mono,
            (2, [dead]) => Self::One(usize::from(*dead == 0)),
            (2, _) if levels.has_identical_channels => Self::Both,
            (2, _) => Self::Stereo,
            _ => Self::Down,
        }
    }

    fn channels(self) -> usize {
        match self {
            Self::Mono | Self::Both | Self::One(_) => 1,
            Self::Stereo | Self::Down => 2,
        }
    }

    /// Two equal channels are twice the power of one.
    fn changes_loudness_by(self) -> f64 {
        if self == Self::Both { -10.0 * 2.0_f64.log10() } else { 0.0 }
    }

    fn fold(self, planes: &[&[f32]], out: &mut [Vec<f32>]) {
        out.iter_mut().for_each(Vec::clear);
        let plane = |at: usize| planes.get(at).or(planes.first()).copied().unwrap_or_default();
        match (self, out) {
            (Self::Mono, [out]) if planes.len() == 1 => out.extend_from_slice(plane(0)),
            (Self::One(channel), [out]) => out.extend_from_slice(plane(channel)),
            (_, [out]) => {
                let share = 1.0 / planes.len().max(1) as f32;
                out.extend((0..plane(0).len()).map(|at| planes.iter().filter_map(|plane| plane.get(at)).sum::<f32>() * share));
            }
            (Self::Stereo, [left, right]) => {
                left.extend_from_slice(plane(0));
                right.extend_from_slice(plane(1));
            }
            (_, [left, right]) => {
                left.extend(downmix(planes, 0));
                right.extend(downmix(planes, 1));
            }
            _ => {}
        }
    }
}

/// One side of two, of many channels in WAVE order: the middle and what is behind 3 dB lower, no bass channel. Source: ITU-R BS.775.
fn downmix<'a>(planes: &'a [&'a [f32]], side: usize) -> impl Iterator<Item = f32> + 'a {
    const LOWER: f32 = std::f32::consts::FRAC_1_SQRT_2;
    let has_middle = planes.len() == 3 || planes.len() >= 5;
    let first_behind = if planes.len() >= 6 { 4 } else { planes.len().min(if has_middle { 3 } else { 2 }) };
    let length = planes.iter().map(|plane| plane.len()).min().unwrap_or_default();
    (0..length).map(move |at| {
        let middle = if has_middle { planes[2][at] * LOWER } else { 0.0 };
        let behind: f32 = planes.iter().skip(first_behind + side).step_by(2).map(|plane| plane[at] * LOWER).sum();
        planes[side.min(planes.len() - 1)][at] + middle + behind
    })
}

/// What part of a recording is published.
#[derive(Clone, Copy, Debug)]
struct Window {
    start: Millis,
    length: Millis,
}

impl Window {
    fn of(levels: &AudioLevels, ends: Ends) -> Self {
        let all = Self { start: Millis(0), length: levels.duration };
        if ends == Ends::Keep || levels.silence_start >= levels.duration {
            return all;
        }
        let start = levels.silence_start.0.saturating_sub(KEPT_START.0);
        let end = levels.silence_end.0.saturating_sub(KEPT_END.0);
        Self { start: Millis(start), length: Millis(levels.duration.0.saturating_sub(start + end)) }
    }
}

/// What one try is to do.
struct Orders {
    fold: Fold,
    window: Window,
    gain: f64,
    ceiling: f64,
    bitrate: u32,
}

/// Decodes, folds, resamples, levels and encodes, block by block; says how far peaks were turned down, in dB.
fn run(source: &Path, part: &Path, orders: &Orders, tags: &Tags, told: &dyn Fn(Millis)) -> Result<f64, Trouble> {
    let mut file = disk::create(part)?;
    file.write_all(&tag_mp3::tag(tags, orders.window.length)).while_doing("write", part)?;
    let mut chain = Chain::new(orders, Encoder::begin(&mut file, part, orders.fold.channels(), orders.bitrate)?);
    let decoded = decode::decode(source, &mut |block| {
        chain.add(block);
        told(Millis(chain.taken * 1_000 / u64::from(RATE)));
    })?;
    drop(decoded);
    chain.finish().map_err(Trouble::Machine)
}

/// One after the other, what a block goes through.
struct Chain<'a> {
    fold: Fold,
    gain: f32,
    limiter: level::Limiter,
    encoder: Encoder<'a>,
    /// For the rate of the last block; none where it is the right one.
    resampler: Option<Resampler>,
    rate: u32,
    /// Samples still to drop, and still to take.
    skip: u64,
    left: u64,
    taken: u64,
    folded: Vec<Vec<f32>>,
    resampled: Vec<Vec<f32>>,
    limited: Vec<Vec<f32>>,
    failure: Option<Failure>,
}

impl<'a> Chain<'a> {
    fn new(orders: &Orders, encoder: Encoder<'a>) -> Self {
        let channels = orders.fold.channels();
        let samples = |length: Millis| (length.0 * u64::from(RATE)).div_ceil(1_000);
        let is_whole = orders.window.start.0 == 0;
        Self {
            fold: orders.fold,
            gain: level::factor(orders.gain),
            limiter: level::Limiter::new(RATE, channels, level::factor(orders.ceiling)),
            encoder,
            resampler: None,
            rate: RATE,
            skip: samples(orders.window.start),
            // Lengths are rounded to thousandths: nothing is lost at an end that is not cut.
            left: samples(orders.window.length) + if is_whole { u64::from(RATE) / 1_000 } else { 0 },
            taken: 0,
            folded: vec![Vec::new(); channels],
            resampled: vec![Vec::new(); channels],
            limited: vec![Vec::new(); channels],
            failure: None,
        }
    }

    fn add(&mut self, block: &Block<'_>) {
        if self.failure.is_some() {
            return;
        }
        if block.rate != self.rate {
            self.finish_resampler();
            self.rate = block.rate;
            self.resampler = (block.rate != RATE).then(|| Resampler::new(block.rate, RATE, self.folded.len()));
        }
        self.fold.fold(block.planes, &mut self.folded);
        match &mut self.resampler {
            Some(resampler) => {
                let planes: Vec<&[f32]> = self.folded.iter().map(Vec::as_slice).collect();
                resampler.add(&planes, &mut self.resampled);
            }
            None => std::mem::swap(&mut self.folded, &mut self.resampled),
        }
        self.pass_on();
    }

    fn finish_resampler(&mut self) {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.resampled);
            self.pass_on();
        }
    }

    /// From the resampler to the encoder.
    fn pass_on(&mut self) {
        let length = self.resampled.first().map_or(0, Vec::len) as u64;
        self.taken += length;
        let skip = self.skip.min(length);
        let keep = self.left.min(length - skip);
        self.skip -= skip;
        self.left -= keep;
        for plane in &mut self.resampled {
            plane.truncate((skip + keep) as usize);
            plane.drain(..skip as usize);
        }
        self.limiter.add(&self.resampled, self.gain, &mut self.limited);
        self.resampled.iter_mut().for_each(Vec::clear);
        self.deliver();
    }

    fn deliver(&mut self) {
        if self.failure.is_none() {
            self.failure = self.encoder.add(&self.limited).err();
        }
        self.limited.iter_mut().for_each(Vec::clear);
    }

    fn finish(mut self) -> Result<f64, Failure> {
        self.finish_resampler();
        let limited = self.limiter.finish(&mut self.limited);
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.encoder.add(&self.limited)?;
        self.encoder.finish()?;
        Ok(limited)
    }
}
