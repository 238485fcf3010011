//! Samples → MP3 frames, at a constant bit rate, with a header that says how to seek in them and what to leave out at both ends.
//!
//! `rusty_mp3` is used frame by frame: its own stream holds every frame of a recording in memory until the end, because each may lend
//! bits to later ones. Here the loans are settled every half minute.

use crate::disk::{Failure, File, While};
use rusty_mp3::encode::lametag::{ENCODER_DELAY, TagInfo, TagStats, frames_for, padding_for, tag_frame, tag_header};
use rusty_mp3::header::FrameHeader;
use rusty_mp3::{Mp3Encode, encoder_header};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

/// The rate of every MP3 that is made here, in hertz. Source: Apple Podcasts, audio requirements.
pub(super) const RATE: u32 = 44_100;
/// Samples in a frame.
const FRAME: usize = 1_152;
/// Frames between two settlements of the bits that frames lend each other: 27 s.
const SETTLED: usize = 1_024;
/// How freely frames lend: the encoder's own default, found by its makers by listening tests.
const LENDING: f32 = 0.2;

/// What `rusty_mp3` 1.0.5 reads from the environment on the way that is used here; its other names belong to its own stream, its decoder
/// and its tests. `RFF_MP3_XRPOW` and `MP3_ISA` choose between ways of computing that may differ in the last bit.
const READ_BY_THE_ENCODER: [&str; 9] =
    ["MP3_STEREO", "MP3_SMR_DB", "MP3_THR_CAP", "MP3_SHORT_SHAPE", "MP3_PICK", "MP3_SHAPE", "MP3_PSY_DOMAIN", "RFF_MP3_XRPOW", "MP3_ISA"];

/// The first variable that is set and would change the result. Programs cannot take them back safely once they run in parallel, so
/// nothing is encoded then.
pub(super) fn meddling(is_set: impl Fn(&str) -> bool) -> Option<&'static str> {
    READ_BY_THE_ENCODER.into_iter().find(|name| is_set(name))
}

/// Writes frames as samples come in.
pub(super) struct Encoder<'a> {
    file: &'a mut File,
    path: &'a Path,
    /// Where the first frame, the seek header, begins.
    start: u64,
    state: Mp3Encode,
    header: FrameHeader,
    tag_header: FrameHeader,
    stats: TagStats,
    /// Samples of each channel that do not fill a frame yet.
    waiting: Vec<Vec<f32>>,
    /// Frames since the last settlement.
    open: usize,
    samples: u64,
}

impl<'a> Encoder<'a> {
    /// Begins at the file's position. The bit rate is in kbit/s.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(file: &'a mut File, path: &'a Path, channels: usize, bitrate: u32) -> Result<Self, Failure> {
        let count = if channels == 1 { 1 } else { 2 };
        // Fails for odd sample rates alone.
        let header = encoder_header(RATE, count, bitrate).map_err(|_| unsupported(path))?;
        let tag_header = tag_header(&header);
        let length = tag_header.frame_size();
        let start = file.stream_position().while_doing("write", path)?;
        file.write_all(&vec![0; length]).while_doing("write", path)?;
        Ok(Self {
            file,
            path,
            start,
            state: Mp3Encode::new(),
            stats: TagStats::new(length),
            header,
            tag_header,
            waiting: vec![Vec::new(); usize::from(count)],
            open: 0,
            samples: 0,
        })
    }

    /// Takes in samples of each channel, between −1 and 1.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, planes: &[Vec<f32>]) -> Result<(), Failure> {
        self.samples += planes.first().map_or(0, Vec::len) as u64;
        for (waiting, plane) in self.waiting.iter_mut().zip(planes) {
            waiting.extend_from_slice(plane);
        }
        self.encode()
    }

    /// Fills the last frame, writes the seek header, and says how many bytes it all is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), Failure> {
        let whole = frames_for(self.samples, ENCODER_DELAY, FRAME) * FRAME as u64;
        let missing = usize::try_from(whole - self.samples).unwrap_or_default();
        self.waiting.iter_mut().for_each(|waiting| waiting.resize(waiting.len() + missing, 0.0));
        self.encode()?;
        self.settle()?;
        let padding = usize::try_from(padding_for(self.samples, ENCODER_DELAY, FRAME)).unwrap_or_default();
        let tag = tag_frame(&self.tag_header, &self.stats, &TagInfo { vbr: false, delay: ENCODER_DELAY, padding });
        self.file.seek(SeekFrom::Start(self.start)).while_doing("write", self.path)?;
        self.file.write_all(&tag).while_doing("write", self.path)?;
        self.file.seek(SeekFrom::End(0)).while_doing("write", self.path).map(drop)
    }

    fn encode(&mut self) -> Result<(), Failure> {
        let there = self.waiting.first().map_or(0, Vec::len);
        let mut from = 0;
        while from + FRAME <= there {
            let frame: Vec<&[f32]> = self.waiting.iter().map(|waiting| &waiting[from..from + FRAME]).collect();
            self.state.encode_frame_reservoir(&self.header, &frame, LENDING);
            from += FRAME;
            self.open += 1;
            if self.open == SETTLED {
                self.settle()?;
            }
        }
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..from)));
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Failure> {
        self.open = 0;
        let frames = self.state.finish_reservoir();
        frames.chunks(self.header.frame_size()).for_each(|frame| self.stats.add_frame(frame));
        self.file.write_all(&frames).while_doing("write", self.path)
    }
}

fn unsupported(path: &Path) -> Failure {
    Failure { doing: "encode", path: path.to_owned(), cause: std::io::ErrorKind::Unsupported.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_changes_the_result_is_found_and_others_are_left() {
        assert_eq!(meddling(|name| name == "MP3_SHAPE"), Some("MP3_SHAPE"));
        assert_eq!(meddling(|name| name == "MP3_PLAYER"), None);
    }

    /// A newer encoder that reads other names must be looked at again.
    #[test]
    fn the_list_is_of_the_version_that_is_used() {
        let lock = crate::disk::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("there");
        let lock = String::from_utf8_lossy(&lock).replace('\r', "");
        assert!(lock.contains("name = \"rusty_mp3\"\nversion = \"1.0.5\"\n"));
    }
}
