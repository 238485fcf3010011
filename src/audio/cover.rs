//! The picture inside a recording.

use super::window;
use crate::disk;
use crate::model::{ByteLen, CoverFacts};
use std::path::Path;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::{MetadataOptions, MetadataRevision, StandardVisualKey, Visual};

/// Larger pictures are left where they are, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// The bytes of the picture inside a recording: the front cover, else the first one. `None` where there is none, it is larger than
/// [`LARGEST`], or the file cannot be read.
#[must_use]
pub fn of(path: &Path) -> Option<Vec<u8>> {
    let file = disk::open(path).ok()?;
    let bytes = file.metadata().ok()?.len();
    // symphonia overflows on some malformed files; nothing that the closure holds is used afterwards.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let stream = MediaSourceStream::new(Box::new(window::readable(file, bytes)), Default::default());
        let probe = symphonia::default::get_probe();
        let mut reader = probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default()).ok()?;
        found(reader.as_mut())
    }))
    .ok()
    .flatten()
}

/// The picture among what a reader has read so far; what it has read is used up.
fn found(reader: &mut dyn FormatReader) -> Option<Vec<u8>> {
    let mut found = None;
    let mut log = reader.metadata();
    while let Some(older) = log.pop() {
        found = better(found, &older);
    }
    let found = match log.current() {
        Some(newest) => better(found, newest),
        None => found,
    };
    found.map(|(_, data)| data)
}

/// A picture, and whether it is said to be the front cover.
pub(super) type Found = (bool, Vec<u8>);

/// What is found so far, or the picture of this set of tags: a front cover is better than another picture, a later one than an earlier.
pub(super) fn better(found: Option<Found>, revision: &MetadataRevision) -> Option<Found> {
    let is_front = |visual: &&Visual| visual.usage == Some(StandardVisualKey::FrontCover);
    let fits = |visual: &&Visual| !visual.data.is_empty() && visual.data.len() <= LARGEST;
    let picture = visuals(revision).filter(fits).find(is_front).or_else(|| visuals(revision).find(fits));
    match (found, picture) {
        (Some((true, data)), Some(picture)) if !is_front(&picture) => Some((true, data)),
        (_, Some(picture)) => Some((is_front(&picture), picture.data.to_vec())),
        (found, None) => found,
    }
}

fn visuals(revision: &MetadataRevision) -> impl Iterator<Item = &Visual> {
    let tracks = revision.per_track.iter().flat_map(|track| &track.metadata.visuals);
    revision.media.visuals.iter().chain(tracks)
}

/// What the bytes of a picture say; sizes are 0 where they cannot be told.
#[must_use]
pub fn facts(picture: &[u8]) -> CoverFacts {
    let size = imagesize::blob_size(picture).ok();
    let pixels = |count: Option<usize>| count.and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
    let mime = match imagesize::image_type(picture) {
        Ok(imagesize::ImageType::Jpeg) => "image/jpeg",
        Ok(imagesize::ImageType::Png) => "image/png",
        Ok(imagesize::ImageType::Gif) => "image/gif",
        Ok(imagesize::ImageType::Webp) => "image/webp",
        _ => "",
    };
    CoverFacts {
        mime: mime.to_owned(),
        width: pixels(size.map(|size| size.width)),
        height: pixels(size.map(|size| size.height)),
        bytes: ByteLen(picture.len() as u64),
    }
}
