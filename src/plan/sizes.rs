//! The sizes that pages load of a picture, instead of the whole of it: `dev-256.jpg` beside `dev.jpg`. Which ones there are is known from
//! the picture's own size alone, so that pages may name them before any is made.

use super::Output;
use crate::model::{OutPath, Picture, Site};
use std::collections::BTreeSet;

/// Widths in pixels of pictures that stand for somebody or something: discs, covers of books and kits, logos. The largest is for a disc
/// of 190 pixels on a sharp screen.
const SMALL: [u32; 3] = [128, 256, 384];
/// Widths of pictures that are looked at: a column is 656 pixels wide.
const LARGE: [u32; 3] = [480, 960, 1440];
/// Sides of the show's cover: what lock screens show, and what directories ask for at least. Source: podcasters.apple.com, artwork
/// requirements (1400 to 3000 pixels).
const COVER: [u32; 2] = [512, 1400];

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Stands for somebody or something.
    Small,
    /// Is looked at.
    Large,
    /// The show's or an episode's cover.
    Cover,
}

impl Purpose {
    fn widths(self) -> &'static [u32] {
        match self {
            Self::Small => &SMALL,
            Self::Large => &LARGE,
            Self::Cover => &COVER,
        }
    }
}

/// One size of a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// Where it stands.
    pub out: OutPath,
}

/// The sizes of a picture, the narrowest first; none for kinds that are not made small (SVG, GIF, AVIF), and for what is narrow already.
pub fn sizes(picture: &Picture, purpose: Purpose) -> Vec<Size> {
    let Some(ending) = ending(picture) else { return Vec::new() };
    let widths = purpose.widths().iter().filter(|width| **width < picture.width);
    widths.map(|width| Size { width: *width, out: beside(&picture.out, *width, ending) }).collect()
}

/// JPEG, unless something shines through.
fn ending(picture: &Picture) -> Option<&'static str> {
    match (picture.mime.as_str(), picture.has_alpha) {
        ("image/jpeg" | "image/png" | "image/webp", false) => Some("jpg"),
        ("image/png", true) => Some("png"),
        _ => None,
    }
}

/// `partners/dev/dev.jpg` → `partners/dev/dev-256.jpg`.
fn beside(out: &OutPath, width: u32, ending: &str) -> OutPath {
    let name_at = out.as_str().rfind('/').map_or(0, |at| at + 1);
    let stem_end = out.as_str().rfind('.').filter(|dot| *dot > name_at).unwrap_or(out.as_str().len());
    OutPath(format!("{}-{width}.{ending}", out.as_str().get(..stem_end).unwrap_or_default()))
}

/// `srcset` for a page: addresses and widths, the picture itself last where it is no wider than its largest size would be.
pub fn srcset(site: &Site, picture: &Picture, purpose: Purpose) -> Option<String> {
    let sizes = sizes(picture, purpose);
    let base = &site.show.base_url;
    let mut entries: Vec<String> = sizes.iter().map(|size| format!("{} {}w", base.file_href(&size.out), size.width)).collect();
    if entries.is_empty() {
        return None;
    }
    if sizes.len() < purpose.widths().len() {
        entries.push(format!("{} {}w", base.file_href(&picture.out), picture.width));
    }
    Some(entries.join(", "))
}

/// Every size of every picture that a public page shows.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let mut made = BTreeSet::new();
    let mut of = |picture, purpose| made.extend(sizes(picture, purpose).into_iter().map(|size| (size, &picture.source)));
    for person in &site.people {
        person
            .photo
            .iter()
            .chain(person.books.iter().filter_map(|book| book.cover.as_ref()))
            .for_each(|picture| of(picture, Purpose::Small));
    }
    site.offers.iter().filter_map(|offer| offer.cover.as_ref()).for_each(|picture| of(picture, Purpose::Small));
    for episode in &site.episodes {
        episode.images.iter().for_each(|picture| of(picture, Purpose::Large));
        episode.cover.iter().for_each(|picture| of(picture, Purpose::Cover));
    }
    site.show.cover.iter().for_each(|picture| of(picture, Purpose::Cover));
    let logos = site.campaigns.iter().flat_map(|drive| &drive.sponsors).filter_map(|sponsor| sponsor.logo.as_ref());
    logos.for_each(|picture| of(picture, Purpose::Small));
    made.into_iter().map(|(size, source)| Output::photo(size.out, source, Some(size.width))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn picture(width: u32, mime: &str, has_alpha: bool) -> Picture {
        let out = OutPath("partners/dev.okafor/dev.jpg".into());
        Picture { out, width, mime: mime.into(), has_alpha, ..sample::picture("x", "x", width, "") }
    }

    #[test]
    fn sizes_are_narrower_than_the_picture() {
        let names = |width| -> Vec<String> {
            sizes(&picture(width, "image/jpeg", false), Purpose::Small).into_iter().map(|size| size.out.0).collect()
        };
        assert_eq!(names(300), ["partners/dev.okafor/dev-128.jpg", "partners/dev.okafor/dev-256.jpg"]);
        assert_eq!(names(128), Vec::<String>::new());
    }

    #[test]
    fn what_shines_through_stays_png_and_what_cannot_be_made_small_stays_alone() {
        let endings = |mime, has_alpha| sizes(&picture(900, mime, has_alpha), Purpose::Cover).first().map(|size| size.out.0.clone());
        assert_eq!(endings("image/png", true).as_deref(), Some("partners/dev.okafor/dev-512.png"));
        assert_eq!(endings("image/png", false).as_deref(), Some("partners/dev.okafor/dev-512.jpg"));
        assert_eq!([endings("image/svg+xml", true), endings("image/avif", true), endings("image/webp", true)], [None, None, None]);
    }

    #[test]
    fn a_page_names_only_sizes_that_are_made() {
        let site = sample::site();
        let photo = site.people[1].photo.as_ref().unwrap();
        let made: Vec<String> = outputs(&site).into_iter().map(|output| site.show.base_url.file_href(&output.path)).collect();
        let named = srcset(&site, photo, Purpose::Small).unwrap();
        for entry in named.split(", ") {
            let (href, width) = entry.split_once(' ').unwrap();
            assert!(made.iter().any(|made| made == href) || href == site.show.base_url.file_href(&photo.out), "{href}");
            assert!(width.ends_with('w'));
        }
    }
}
