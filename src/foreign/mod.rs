//! Layer 2: a feed that is not ours, as it is written: bytes → a tree with the place of every tag, attribute and text, and every slip of
//! XML by which apps would refuse it. Nothing is put right and nothing is left out, so that `check` can say what is wrong and where; what
//! a feed means in spite of its slips is for [`crate::import`]. Bounded in depth, count and size; nothing recurses while reading, and
//! what a document type defines is never put in.

mod decode;
mod element;
mod entity;
mod looks;
mod scan;
mod space;
mod tree;

pub use decode::{Decoded, decode};
pub use element::{Attribute, Document, Element, Piece};
pub use entity::resolved;
pub use looks::Looks;
pub use scan::tag_length;
pub use space::{Declaration, ITUNES, PODCAST, Space, bare};

use std::ops::Range;

/// Largest feed that is looked at, in bytes; a daily show of ten years with long notes is a tenth of it.
pub const LARGEST: usize = 100_000_000;
/// Most elements that are looked at.
const ELEMENTS: usize = 1_000_000;
/// How deep elements may stand in one another; real feeds need seven.
const DEPTH: usize = 64;
/// Most slips that are told.
const SLIPS: usize = 200;

/// Something by which an app may refuse the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What kind.
    pub kind: SlipKind,
    /// Bytes of the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
}

/// Kinds of slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipKind {
    /// It is not XML: apps that read it as such stop here.
    NotXml,
    /// It is not UTF-8.
    NotUtf8,
    /// A character that XML cannot carry.
    Control,
    /// It defines abbreviations or a document type of its own.
    Doctype,
    /// A prefix that nothing declares.
    Undeclared,
    /// Something after the end of the feed.
    AfterEnd,
    /// More than is looked at.
    TooLarge,
}

/// Reads the document.
#[must_use]
pub fn read(decoded: &Decoded) -> Document<'_> {
    tree::Builder::new(decoded).document()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(text: &str) -> Vec<(SlipKind, usize)> {
        let decoded = decode(text.as_bytes(), None);
        read(&decoded).slips.iter().map(|slip| (slip.kind, slip.at.start)).collect()
    }

    #[test]
    fn a_good_document_has_no_slips_and_every_place() {
        let text = "<?xml version=\"1.0\"?>\n<rss version='2.0' xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>\
                    <title>A &amp; B &#x2014; c</title><itunes:image href=\"x?a&amp;b\"/><!-- note --><d><![CDATA[<p>x</p>]]></d></channel></rss>\n";
        let decoded = decode(text.as_bytes(), None);
        let document = read(&decoded);
        assert_eq!(document.slips, []);
        let title = document.elements.iter().find(|element| element.local == "title").expect("a title");
        assert_eq!(document.text(title), "A & B — c");
        assert_eq!(&text[title.content.clone()], "A &amp; B &#x2014; c");
        let image = document.elements.iter().find(|element| element.local == "image").expect("an image");
        assert_eq!((image.space, image.attributes[0].value.as_ref()), (Space::Itunes, "x?a&b"));
        assert_eq!(&text[image.attributes[0].at.clone()], "x?a&amp;b");
        let notes = document.elements.last().expect("an element");
        assert_eq!((document.text(notes).as_ref(), document.at_in_text(notes, 3)), ("<p>x</p>", text.find("x</p>").expect("there")));
    }

    #[test]
    fn each_slip_is_told_where_it_is() {
        use SlipKind::*;
        for (text, expected) in [
            (" <?xml version=\"1.0\"?><rss/>", vec![(NotXml, 0)]),
            ("<rss>Q & A</rss>", vec![(NotXml, 7)]),
            ("<rss>Q&nbsp;A</rss>", vec![(NotXml, 6)]),
            ("<rss>a < b</rss>", vec![(NotXml, 7)]),
            ("<rss><a></rss>", vec![(NotXml, 8)]),
            ("<rss><title>a</tilte></rss>", vec![(NotXml, 13)]),
            ("<rss></a></rss>", vec![(NotXml, 5)]),
            ("<rss><a>", vec![(NotXml, 8)]),
            ("<rss a=b></rss>", vec![(NotXml, 5)]),
            ("<rss a='1' a='2'></rss>", vec![(NotXml, 11)]),
            ("<rss a=\"1\"b=\"2\"></rss>", vec![(NotXml, 10)]),
            ("<rss><![CDATA[x</rss>", vec![(NotXml, 5)]),
            ("<rss>x]]></rss>", vec![(NotXml, 6)]),
            ("<rss>a\u{b}b</rss>", vec![(Control, 6)]),
            ("<rss>&#11;</rss>", vec![(Control, 5)]),
            ("<!DOCTYPE rss><rss/>", vec![(Doctype, 0)]),
            ("<rss><itunes:author>x</itunes:author></rss>", vec![(Undeclared, 6)]),
            ("<rss/><!-- made by hand -->", vec![(AfterEnd, 6)]),
            ("<rss/>x", vec![(NotXml, 6)]),
        ] {
            assert_eq!(slips(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_can_make_it_grow_or_hang() {
        let deep = "<a>".repeat(200_000);
        assert!(slips(&deep).iter().any(|(kind, _)| *kind == SlipKind::TooLarge));
        let lonely = "<".repeat(500_000);
        assert!(slips(&lonely).len() <= SLIPS);
        let open = "<![CDATA[".repeat(100_000);
        assert!(!slips(&open).is_empty());
        let comments = "<!--".repeat(100_000);
        assert!(!slips(&comments).is_empty());
        let wide = format!("<a {}>", "b='1' ".repeat(100_000));
        assert!(!slips(&wide).is_empty());
        assert!(!slips("<!DOCTYPE lolz [<!ENTITY a \"&b;&b;\">]><rss>&a;</rss>").is_empty());
        for text in ["", "\u{feff}", "<", "</", "<!", "<?", "&", "<a b", "<a b=", "<a b='", "日本", "<é>é</é>", "<a\u{300}/>"] {
            drop(slips(text));
        }
    }
}
