//! What blocks go through on their way out of the decoder: trimmed at both ends, counted, with silence for what is lost.

use super::{Block, Decoded, End, LONGEST_GAP, MOST_CHANNELS, Sink};
use crate::audio::{mp4, window};
use crate::model::Millis;

/// What blocks go through on their way out: what the encoder put in front and behind is taken off.
pub(super) struct Out<'a, 'b> {
    sink: &'a mut Sink<'b>,
    pub(super) decoded: Decoded,
    /// Rate and samples of the current stretch; finished stretches are in `nanos`.
    pub(super) rate: u32,
    frames: u64,
    nanos: u128,
    lost_nanos: u128,
    /// Samples still to drop.
    pub(super) skip: u64,
    /// Samples still to come, where the end is announced.
    pub(super) left: Option<u64>,
    /// How many samples behind the announced end are what an encoder fills up with; more of them say that it was no end.
    pub(super) tolerance: u64,
    /// From an MP4's edit list: what to drop and what to keep, until the rate is known.
    pub(super) trim: Option<window::Trim>,
    /// Blocks behind the announced end, and how many samples they are: dropped if nothing follows.
    held: Vec<Vec<Vec<f32>>>,
    held_frames: u64,
    silence: Vec<f32>,
}

impl<'a, 'b> Out<'a, 'b> {
    pub(super) fn new(sink: &'a mut Sink<'b>) -> Self {
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

    pub(super) fn block(&mut self, rate: u32, planes: &[&[f32]]) {
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

    pub(super) fn release(&mut self, rate: u32) {
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
    pub(super) fn gap(&mut self, frames: u64, channels: usize) {
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

    pub(super) fn finish(mut self, end: End) -> Decoded {
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
