//! What an MP3 says of itself: ID3v2.3, which everything that plays MP3 reads, with the chapters of its 2005 addendum.
//!
//! The same words give the same bytes: no clock, no padding, no name of a program.

use super::prepare::Tags;
use crate::model::{Chapter, Millis};
use id3::frame::{Chapter as ChapterFrame, Comment, Content, ExtendedLink, Picture, PictureType, TableOfContents};
use id3::{Encoder, Frame, Tag, TagLike, Version};

/// A table of contents counts its entries in one byte. Source: ID3v2 Chapter Frame Addendum, section 3.2.
const MOST_CHAPTERS: usize = 255;
/// No position in bytes is given. Source: the same, section 3.1.
const BY_TIME: u32 = u32::MAX;

/// The tag's bytes, to stand before the first frame of a recording of this length.
pub(super) fn tag(tags: &Tags, duration: Millis) -> Vec<u8> {
    let mut tag = Tag::new();
    texts(&mut tag, tags);
    if let Some(cover) = &tags.cover {
        tag.add_frame(Picture {
            mime_type: cover.mime.clone(),
            picture_type: PictureType::CoverFront,
            description: String::new(),
            data: cover.bytes.clone(),
        });
    }
    chapters(&mut tag, &chapters_within(&tags.chapters, duration), duration);
    let mut bytes = Vec::new();
    // Fails for frames above 256 MB alone: covers have been weighed before.
    if Encoder::new().version(Version::Id3v23).encode(&tag, &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}

fn texts(tag: &mut Tag, tags: &Tags) {
    let language = three_letters(&tags.language);
    let mut text = |id: &str, words: &str| {
        if !words.is_empty() {
            tag.add_frame(Frame::text(id, one_line(words)));
        }
    };
    text("TIT2", &tags.title);
    text("TALB", &tags.show);
    text("TPE1", &tags.artist);
    text("TRCK", &tags.number.map_or_else(String::new, |number| number.to_string()));
    text("TPOS", &tags.season.map_or_else(String::new, |season| season.to_string()));
    text("TYER", &format!("{:04}", tags.date.year()));
    text("TDAT", &format!("{:02}{:02}", tags.date.day(), tags.date.month()));
    text("TCON", "Podcast");
    text("TLAN", language);
    text("TCOP", &tags.copyright);
    if !tags.page.is_empty() {
        tag.add_frame(Frame::link("WOAF", tags.page.as_str()));
        tag.add_frame(Comment { lang: language.to_owned(), description: String::new(), text: tags.comment() });
    }
}

/// Chapters that begin inside the recording, as many as a table of contents can name.
pub(super) fn chapters_within(chapters: &[Chapter], duration: Millis) -> Vec<&Chapter> {
    chapters.iter().filter(|chapter| chapter.at < duration).take(MOST_CHAPTERS).collect()
}

fn chapters(tag: &mut Tag, chapters: &[&Chapter], duration: Millis) {
    if chapters.is_empty() {
        return;
    }
    let millis = |at: Millis| u32::try_from(at.0).unwrap_or(u32::MAX);
    let names: Vec<String> = (0..chapters.len()).map(|index| format!("chp{index}")).collect();
    tag.add_frame(TableOfContents {
        element_id: "toc".to_owned(),
        top_level: true,
        ordered: true,
        elements: names.clone(),
        frames: Vec::new(),
    });
    let ends = chapters.iter().skip(1).map(|next| next.at).chain([duration]);
    for ((name, chapter), end) in names.into_iter().zip(chapters).zip(ends) {
        let link = chapter.url.iter().map(|url| {
            let link = ExtendedLink { description: String::new(), link: url.clone() };
            Frame::with_content("WXXX", Content::ExtendedLink(link))
        });
        tag.add_frame(ChapterFrame {
            element_id: name,
            start_time: millis(chapter.at),
            end_time: millis(end),
            start_offset: BY_TIME,
            end_offset: BY_TIME,
            frames: [Frame::text("TIT2", one_line(&chapter.title))].into_iter().chain(link).collect(),
        });
    }
}

/// Zeros end a text and slashes part several: players show what stands before the first.
fn one_line(words: &str) -> String {
    words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

/// ISO 639-2 for the language of a BCP 47 tag; `und` where it is not in the list.
fn three_letters(tag: &str) -> &'static str {
    const NAMES: &[(&str, &str)] = &[
        ("ar", "ara"),
        ("bg", "bul"),
        ("bn", "ben"),
        ("ca", "cat"),
        ("cs", "ces"),
        ("cy", "cym"),
        ("da", "dan"),
        ("de", "deu"),
        ("el", "ell"),
        ("en", "eng"),
        ("es", "spa"),
        ("et", "est"),
        ("eu", "eus"),
        ("fa", "fas"),
        ("fi", "fin"),
        ("fr", "fra"),
        ("ga", "gle"),
        ("he", "heb"),
        ("hi", "hin"),
        ("hr", "hrv"),
        ("hu", "hun"),
        ("id", "ind"),
        ("is", "isl"),
        ("it", "ita"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("lt", "lit"),
        ("lv", "lav"),
        ("ms", "msa"),
        ("nb", "nob"),
        ("nl", "nld"),
        ("nn", "nno"),
        ("no", "nor"),
        ("pl", "pol"),
        ("pt", "por"),
        ("ro", "ron"),
        ("ru", "rus"),
        ("sk", "slk"),
        ("sl", "slv"),
        ("sr", "srp"),
        ("sv", "swe"),
        ("sw", "swa"),
        ("ta", "tam"),
        ("th", "tha"),
        ("tr", "tur"),
        ("uk", "ukr"),
        ("ur", "urd"),
        ("vi", "vie"),
        ("zh", "zho"),
    ];
    let language = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    NAMES.iter().find(|(two, _)| *two == language).map_or("und", |(_, three)| three)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::prepare::{Cover, sample_tags};

    fn read(bytes: &[u8]) -> Tag {
        Tag::read_from2(std::io::Cursor::new(bytes)).expect("a tag")
    }

    #[test]
    fn everything_is_read_back() {
        let mut tags = sample_tags();
        tags.cover = Some(Cover { mime: "image/png".into(), bytes: vec![7; 1_000] });
        let tag = read(&tag(&tags, Millis(60_000)));
        assert_eq!(tag.version(), Version::Id3v23);
        assert_eq!((tag.title(), tag.album(), tag.artist()), (Some("Who can sign? – 誰"), Some("The Show"), Some("Dev Okafor")));
        assert_eq!((tag.track(), tag.disc(), tag.year()), (Some(12), Some(2), Some(2026)));
        assert_eq!(tag.get("TDAT").and_then(|frame| frame.content().text()), Some("1405"));
        assert_eq!(tag.get("TLAN").and_then(|frame| frame.content().text()), Some("eng"));
        assert!(tag.comments().any(|comment| comment.text.contains("https://talks.example/episodes/who-can-sign/")));
        assert_eq!(tag.pictures().next().map(|picture| picture.data.len()), Some(1_000));
    }

    #[test]
    fn chapters_have_ends_links_and_a_table() {
        let tag = read(&tag(&sample_tags(), Millis(60_000)));
        let chapters: Vec<_> = tag.chapters().map(|chapter| (chapter.start_time, chapter.end_time, chapter.frames.len())).collect();
        assert_eq!(chapters, [(0, 20_000, 1), (20_000, 60_000, 2)], "the one behind the end is left out");
        let table = tag.tables_of_contents().next().expect("a table");
        assert_eq!((table.top_level, table.ordered, table.elements.len()), (true, true, 2));
    }

    #[test]
    fn the_same_words_give_the_same_bytes() {
        assert_eq!(tag(&sample_tags(), Millis(60_000)), tag(&sample_tags(), Millis(60_000)));
    }

    #[test]
    fn there_are_never_more_chapters_than_a_table_can_hold() {
        let mut tags = sample_tags();
        tags.chapters = (0..400).map(|at| Chapter { at: Millis(at * 10), title: format!("{at}"), ..Chapter::default() }).collect();
        assert_eq!(read(&tag(&tags, Millis(60_000))).chapters().count(), 255);
    }

    #[test]
    fn a_language_has_three_letters() {
        assert_eq!(
            (three_letters("en-US"), three_letters("ES"), three_letters("x-klingon"), three_letters("")),
            ("eng", "spa", "und", "und")
        );
    }
}
