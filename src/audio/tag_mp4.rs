//! What an M4A says of itself: Apple's item list, and chapters both as a list (Nero) and as a track (QuickTime), because some players
//! read only the one or the other.

use super::mp4::Boxes;
use super::prepare::Tags;
use super::tag_mp3::chapters_within;
use crate::disk;
use crate::model::Millis;
use mp4ameta::ident::FreeformIdentStatic;
use mp4ameta::{Chapter, Data, Fourcc, FreeformIdent, Img, ImgFmt, Tag};
use std::path::Path;
use std::time::Duration;

/// A podcast. Source: Apple's `pcst` atom.
const PODCAST: Fourcc = Fourcc(*b"pcst");
/// Source: the atom that iTunes writes; players read it where there is no edit list.
const GAPLESS: FreeformIdentStatic = FreeformIdent::new_static("com.apple.iTunes", "iTunSMPB");
/// The address of the page.
const ADDRESS: Fourcc = Fourcc(*b"purl");
/// Chapters in a list are counted in one byte.
const MOST_LISTED: usize = 255;

/// Writes the tags into a file that is a copy already. False when the file's structure does not allow it.
pub(super) fn write(path: &Path, tags: &Tags, duration: Millis) -> bool {
    let Ok(mut tag) = Tag::read_from_path(path) else { return false };
    if is_in_pieces(path) {
        return false;
    }
    // How much of the sound is padding, as iTunes notes it: the only place in files without an edit list.
    let gapless: Vec<String> = tag.strings_of(&GAPLESS).map(str::to_owned).collect();
    tag.clear_meta_items();
    gapless.into_iter().for_each(|note| tag.add_data(GAPLESS, Data::Utf8(note)));
    tag.set_title(&tags.title);
    tag.set_album(&tags.show);
    tag.set_artist(&tags.artist);
    tag.set_album_artist(&tags.show);
    tag.set_genre("Podcast");
    tag.set_year(tags.date.to_string());
    if let Some(number) = tags.number.and_then(|number| u16::try_from(number).ok()) {
        tag.set_track_number(number);
    }
    if let Some(season) = tags.season.and_then(|season| u16::try_from(season).ok()) {
        tag.set_disc_number(season);
    }
    if !tags.copyright.is_empty() {
        tag.set_copyright(&tags.copyright);
    }
    if !tags.page.is_empty() {
        tag.set_comment(tags.comment());
        tag.set_data(ADDRESS, Data::Utf8(tags.page.clone()));
    }
    tag.set_data(PODCAST, Data::BeSigned(vec![1]));
    if let Some(cover) = &tags.cover {
        let format = if cover.mime == "image/png" { ImgFmt::Png } else { ImgFmt::Jpeg };
        tag.set_artwork(Img { fmt: format, data: cover.bytes.clone() });
    }
    let chapters: Vec<Chapter> = chapters_within(&tags.chapters, duration)
        .into_iter()
        .map(|chapter| Chapter::new(Duration::from_millis(chapter.at.0), chapter.title.as_str()))
        .collect();
    tag.chapter_list_mut().clear();
    tag.chapter_list_mut().extend(chapters.iter().take(MOST_LISTED).cloned());
    tag.chapter_track_mut().clear();
    tag.chapter_track_mut().extend(chapters);
    tag.write_to_path(path).is_ok()
}

fn is_in_pieces(path: &Path) -> bool {
    let boxes = disk::open(path).ok().and_then(|mut file| {
        let bytes = file.metadata().ok()?.len();
        Some(Boxes::read(&mut file, bytes))
    });
    boxes.is_none_or(|boxes| boxes.is_in_pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::prepare::sample_tags;

    fn copy_of(name: &str, folder: &Path) -> std::path::PathBuf {
        let path = folder.join(name);
        disk::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio").join(name), &path).expect("copied");
        path
    }

    #[test]
    fn tags_and_both_kinds_of_chapters_are_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = copy_of("chapters.m4a", folder.path());
        let mut tags = sample_tags();
        tags.chapters[1].at = Millis(2_000);
        assert!(write(&path, &tags, Millis(3_000)));
        let tag = Tag::read_from_path(&path).expect("readable");
        assert_eq!((tag.title(), tag.album(), tag.track_number()), (Some("Who can sign? – 誰"), Some("The Show"), Some(12)));
        for chapters in [tag.chapter_list(), tag.chapter_track()] {
            let starts: Vec<_> = chapters.iter().map(|chapter| (chapter.start.as_millis(), chapter.title.as_str())).collect();
            assert_eq!(starts, [(0, "Welcome"), (2_000, "What breaks?")]);
        }
        let facts = crate::audio::facts(&path).expect("readable");
        assert_eq!(facts.duration, Millis(3_000));
    }

    #[test]
    fn the_same_words_give_the_same_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut made = Vec::new();
        for _ in 0..2 {
            let path = copy_of("chapters.m4a", folder.path());
            assert!(write(&path, &sample_tags(), Millis(3_000)));
            made.push(disk::read(&path).expect("readable"));
        }
        assert!(made[0] == made[1]);
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!write(&copy_of("cbr.mp3", folder.path()), &sample_tags(), Millis(3_000)));
        assert!(!write(&copy_of("fragments.m4a", folder.path()), &sample_tags(), Millis(3_000)), "in pieces");
    }
}
