//! The sizes that pages load of a picture, instead of the whole of it: `dev-256.jpg` beside `dev.jpg`, and `dev-256.webp` for browsers that
//! know WebP. Which ones there are is known from the picture's own size alone, so that pages may name them before any is made.

use super::Output;
use crate::markdown::KnownPicture;
use crate::model::{Asset, OutPath, Picture, RelPath, Site};
use crate::picture::WEBP_MOST;
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

/// What decides which sizes of a picture there are.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    out: &'a OutPath,
    width: u32,
    height: u32,
    mime: &'a str,
    has_alpha: bool,
}

impl<'a> From<&'a Picture> for Whole<'a> {
    fn from(picture: &'a Picture) -> Self {
        let Picture { out, width, height, mime, has_alpha, .. } = picture;
        Self { out, width: *width, height: *height, mime, has_alpha: *has_alpha }
    }
}

impl<'a> Whole<'a> {
    /// A picture that a text shows; `None` for other files.
    #[must_use]
    pub fn of(asset: &'a Asset) -> Option<Self> {
        let shape = asset.shape.as_ref()?;
        Some(Self { out: &asset.out, width: shape.width, height: shape.height, mime: &shape.mime, has_alpha: shape.has_alpha })
    }

    /// What a page says of it where a text shows it.
    #[must_use]
    pub fn known(self, site: &Site) -> KnownPicture {
        let (srcset, webp) = (srcset(site, self, Purpose::Large), webp_srcset(site, self, Purpose::Large));
        KnownPicture { width: self.width, height: self.height, srcset, webp }
    }
}

/// The sizes of a picture, the narrowest first; none for kinds that are not made small (SVG, GIF, AVIF), and for what is narrow already.
pub fn sizes<'a>(picture: impl Into<Whole<'a>>, purpose: Purpose) -> Vec<Size> {
    let picture = picture.into();
    let Some(ending) = ending(picture) else { return Vec::new() };
    let widths = purpose.widths().iter().filter(|width| **width < picture.width);
    widths.map(|width| Size { width: *width, out: beside(picture.out, *width, ending) }).collect()
}

/// The same sizes as WebP, which weighs a third to two thirds; then the picture's own width, where that is no wider than the largest size
/// would be. None for covers, which no page shows: readers of feeds and lock screens get JPEG.
pub fn webp<'a>(picture: impl Into<Whole<'a>>, purpose: Purpose) -> Vec<Size> {
    let picture = picture.into();
    let sizes = sizes(picture, purpose);
    let fits = |width: u32| u64::from(picture.height) * u64::from(width) / u64::from(picture.width.max(1)) <= u64::from(WEBP_MOST);
    if purpose == Purpose::Cover || ending(picture) == Some("webp") || sizes.is_empty() || !fits(picture.width) {
        return Vec::new();
    }
    let own = (sizes.len() < purpose.widths().len()).then_some(picture.width);
    let is_there = |width: u32| width == picture.width && picture.mime == "image/webp";
    let out = |width: u32| if is_there(width) { picture.out.clone() } else { beside(picture.out, width, "webp") };
    let one = |width: u32| Size { width, out: out(width) };
    sizes.iter().map(|size| size.width).chain(own).map(one).collect()
}

/// JPEG, unless something shines through.
fn ending(picture: Whole<'_>) -> Option<&'static str> {
    match (picture.mime, picture.has_alpha) {
        ("image/jpeg" | "image/png" | "image/webp", false) => Some("jpg"),
        ("image/png", true) => Some("png"),
        // Who can show the picture can show its sizes.
        ("image/webp", true) => Some("webp"),
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
pub fn srcset<'a>(site: &Site, picture: impl Into<Whole<'a>>, purpose: Purpose) -> Option<String> {
    let picture = picture.into();
    let mut sizes = sizes(picture, purpose);
    if !sizes.is_empty() && sizes.len() < purpose.widths().len() {
        sizes.push(Size { width: picture.width, out: picture.out.clone() });
    }
    entries(site, &sizes)
}

/// The same for a `<source>` of type `image/webp`.
pub fn webp_srcset<'a>(site: &Site, picture: impl Into<Whole<'a>>, purpose: Purpose) -> Option<String> {
    entries(site, &webp(picture, purpose))
}

fn entries(site: &Site, sizes: &[Size]) -> Option<String> {
    let entries: Vec<String> = sizes.iter().map(|size| format!("{} {}w", site.show.base_url.file_href(&size.out), size.width)).collect();
    (!entries.is_empty()).then(|| entries.join(", "))
}

/// Every size of every picture that a public page shows.
pub fn outputs<'s>(site: &'s Site) -> Vec<Output<'s>> {
    let mut made = BTreeSet::new();
    let mut add = |whole: Whole<'_>, source: &'s RelPath, purpose| {
        let all = sizes(whole, purpose).into_iter().chain(webp(whole, purpose)).filter(|size| size.out != *whole.out);
        made.extend(all.map(|size| (size, source)));
    };
    for asset in site.episodes.iter().flat_map(|episode| &episode.files).chain(&site.files) {
        if let Some(whole) = Whole::of(asset) {
            add(whole, &asset.source, Purpose::Large);
        }
    }
    let mut of = |picture: &'s Picture, purpose| add(Whole::from(picture), &picture.source, purpose);
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
    use crate::model::{ByteLen, Shape, sample};

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
    fn a_picture_in_a_text_has_the_sizes_of_one_that_is_looked_at() {
        let mut site = sample::site();
        let asset = |name: &str, shape| Asset {
            source: RelPath(format!("content/episodes/1/{name}")),
            out: OutPath(format!("episodes/1/{name}")),
            bytes: ByteLen(1),
            shape,
        };
        let shape = Shape { width: 1200, height: 800, mime: "image/jpeg".into(), has_alpha: false };
        let before: BTreeSet<OutPath> = outputs(&site).into_iter().map(|output| output.path).collect();
        site.episodes[0].files = vec![asset("till.jpg", Some(shape.clone())), asset("sheet.pdf", None)];
        let known = Whole::of(&site.episodes[0].files[0]).expect("a picture").known(&site);
        assert_eq!((known.width, known.height), (1200, 800));
        assert!(known.srcset.is_some_and(|set| set.ends_with("/episodes/1/till-960.jpg 960w, /show/episodes/1/till.jpg 1200w")));
        let new: Vec<String> =
            outputs(&site).into_iter().map(|output| output.path).filter(|path| !before.contains(path)).map(|path| path.0).collect();
        let names = ["till-480.jpg", "till-480.webp", "till-960.jpg", "till-960.webp", "till-1200.webp"];
        assert_eq!(new, names.map(|name| format!("episodes/1/{name}")));
    }

    #[test]
    fn what_shines_through_stays_png_and_what_cannot_be_made_small_stays_alone() {
        let endings = |mime, has_alpha| sizes(&picture(900, mime, has_alpha), Purpose::Cover).first().map(|size| size.out.0.clone());
        assert_eq!(endings("image/png", true).as_deref(), Some("partners/dev.okafor/dev-512.png"));
        assert_eq!(endings("image/png", false).as_deref(), Some("partners/dev.okafor/dev-512.jpg"));
        assert_eq!([endings("image/svg+xml", true), endings("image/avif", true), endings("image/gif", true)], [None, None, None]);
        assert_eq!(endings("image/webp", true).as_deref(), Some("partners/dev.okafor/dev-512.webp"));
    }

    #[test]
    fn a_webp_stands_beside_each_size_and_for_the_whole_picture_where_that_is_small() {
        let names = |picture: &Picture, purpose| -> Vec<String> {
            webp(picture, purpose).into_iter().map(|size| size.out.0.trim_start_matches("partners/dev.okafor/").to_owned()).collect()
        };
        let jpeg = |width| picture(width, "image/jpeg", false);
        assert_eq!(names(&jpeg(900), Purpose::Small), ["dev-128.webp", "dev-256.webp", "dev-384.webp"]);
        assert_eq!(names(&jpeg(300), Purpose::Small), ["dev-128.webp", "dev-256.webp", "dev-300.webp"]);
        assert_eq!(names(&picture(900, "image/png", true), Purpose::Large), ["dev-480.webp", "dev-900.webp"]);
        let own = Picture { out: OutPath("dev.webp".into()), ..picture(300, "image/webp", false) };
        assert_eq!(names(&own, Purpose::Small), ["dev-128.webp", "dev-256.webp", "dev.webp"]);
        let none = [picture(300, "image/webp", true), picture(100, "image/jpeg", false), picture(900, "image/svg+xml", true)];
        assert!(none.iter().all(|picture| names(picture, Purpose::Small).is_empty()));
        assert!(names(&jpeg(3000), Purpose::Cover).is_empty());
        let tall = Picture { height: 90_000, ..jpeg(900) };
        assert!(names(&tall, Purpose::Small).is_empty(), "no WebP is that high");
    }

    #[test]
    fn a_page_names_only_sizes_that_are_made() {
        let site = sample::site();
        let photo = site.people[1].photo.as_ref().unwrap();
        let made: Vec<String> = outputs(&site).into_iter().map(|output| site.show.base_url.file_href(&output.path)).collect();
        let named = [srcset(&site, photo, Purpose::Small).unwrap(), webp_srcset(&site, photo, Purpose::Small).unwrap()].join(", ");
        assert!(named.contains(".jpg ") && named.contains(".webp "));
        for entry in named.split(", ") {
            let (href, width) = entry.split_once(' ').unwrap();
            assert!(made.iter().any(|made| made == href) || href == site.show.base_url.file_href(&photo.out), "{href}");
            assert!(width.ends_with('w'));
        }
    }
}
