//! Pictures for tags, made small once for all episodes of a run, and remembered beside the other things that cost time.

use crate::audio::prepare::Cover;
use crate::audio::tag_cover;
use crate::disk;
use crate::model::RelPath;
use crate::project::Project;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where small pictures are kept, inside the cache.
const FOLDER: &str = "covers";

/// The pictures of one run.
#[derive(Debug, Default)]
pub struct Covers {
    known: BTreeMap<RelPath, Option<Cover>>,
}

impl Covers {
    /// The picture for a tag; `None` where the file is none.
    pub fn of(&mut self, project: &Project, source: &RelPath) -> Option<Cover> {
        self.known.entry(source.clone()).or_insert_with(|| small(project, source)).clone()
    }
}

fn small(project: &Project, source: &RelPath) -> Option<Cover> {
    let picture = disk::read(&project.path(source)).ok()?;
    let kept = kept(project, &picture);
    if let Some(bytes) = disk::read_if_there(&kept).ok().flatten() {
        return Some(Cover { mime: "image/jpeg".to_owned(), bytes });
    }
    let cover = tag_cover::for_tag(&picture)?;
    if cover.bytes != picture {
        remember(&kept, &cover.bytes);
    }
    Some(cover)
}

fn kept(project: &Project, picture: &[u8]) -> PathBuf {
    project.cache.join(FOLDER).join(format!("{}-{}.jpg", blake3::hash(picture).to_hex(), tag_cover::VERSION))
}

/// A cache that cannot be written is no failure of the build.
fn remember(path: &std::path::Path, bytes: &[u8]) {
    let folder = path.parent().unwrap_or(path);
    if let Err(failure) = disk::create_folder(folder).and_then(|()| disk::replace(path, bytes)) {
        log::warn!("a small cover could not be remembered: {failure}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_is_made_once_and_then_remembered() {
        let root = tempfile::tempdir().expect("a folder");
        let project = Project::at(root.path(), None);
        let mut seed = 1_u32;
        let noise = image::RgbImage::from_fn(700, 700, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(seed >> 8) as u8, (seed >> 16) as u8, (seed >> 24) as u8])
        });
        let mut png = std::io::Cursor::new(Vec::new());
        noise.write_to(&mut png, image::ImageFormat::Png).expect("written");
        disk::write(&root.path().join("cover.png"), png.get_ref()).expect("written");
        let source = RelPath("cover.png".into());
        let made = Covers::default().of(&project, &source).expect("a cover");
        let kept = kept(&project, png.get_ref());
        assert_eq!(disk::read(&kept).expect("remembered"), made.bytes);
        disk::write(&kept, b"another").expect("written");
        assert_eq!(Covers::default().of(&project, &source).map(|cover| cover.bytes), Some(b"another".to_vec()), "it is not made again");
        assert_eq!(Covers::default().of(&project, &RelPath("none.png".into())), None);
    }
}
