//! Layer 2: what is drawn: share pictures, badges, QR codes. In: a [`Drawing`], plain words and colours; fonts; portraits. Out: SVG made
//! here, and PNG. Pure, and the same bytes for the same values: no system font is looked for, nothing is fetched, no file is opened.

mod badge;
mod canvas;
mod card;
mod clean;
mod colour;
mod colours;
mod fonts;
mod form;
mod paint;
mod pair;
mod photo;
mod portrait;
pub mod qr;
mod small;
mod svg;
mod text;

pub use badge::Badge;
pub use card::{Card, Face, Said, Shape};
pub use clean::{clean, keeps_notes, may_say_late, orientation};
pub use colour::{Palette, contrast};
pub use colours::colours;
pub use fonts::Fonts;
pub use form::{Form, WEBP_MOST};
pub use pair::Pair;
pub use photo::{Wanted, is_turned, narrow, upright};
pub use portrait::square;
pub use small::{Small, small};

use crate::model::RelPath;
use crate::report::{RuleText, Severity};
use serde::Serialize;

/// How pictures are drawn; another number draws all of them again.
pub const VERSION: u32 = 1;

/// What `turntable explain` says about pictures.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "letters-without-font",
        severity: Severity::Warning,
        finds: "A share picture needs letters that none of the fonts at hand has, such as Chinese or Tamil ones.",
        why: "The picture is drawn without them, and a picture without its title is of little use to a partner.",
        wrong: "title: 経営者のための三つの数字    (and no font with these letters)",
        right: "a font that has them in themes/<your theme>/fonts/, for example NotoSansJP-Bold.otf",
    },
    RuleText {
        name: "picture-keeps-notes",
        severity: Severity::Error,
        finds: "An AVIF picture holds notes of a camera or an editor, which cannot be taken out of it.",
        why: "They may say where it was taken, by whom, and show what was cut off. Everything else is taken out of pictures before they are published.",
        wrong: "photo: dev.avif    (with Exif or XMP in it)",
        right: "photo: dev.jpg",
    },
    RuleText {
        name: "portrait-not-drawn",
        severity: Severity::Info,
        finds: "A photo is of a kind that share pictures cannot show: they show JPEG, PNG and WebP.",
        why: "The picture shows the person's initials in its place.",
        wrong: "photo: dev.avif",
        right: "photo: dev.jpg",
    },
];

/// Something to draw.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Drawing {
    /// A picture to share an episode with.
    Card(Card),
    /// Something to show for promoting a referral drive.
    Badge(Badge),
    /// The same as SVG, its letters as outlines: it looks the same everywhere, at every size.
    BadgeOutlines(Badge),
    /// Two portraits side by side.
    Pair(Pair),
}

/// A drawing, laid out.
struct Sheet {
    svg: String,
    width: u32,
    height: u32,
    /// Nothing shines through.
    is_opaque: bool,
}

impl Drawing {
    /// The portraits that it shows, in the order in which they are handed over to be drawn.
    #[must_use]
    pub fn portraits(&self) -> Vec<&RelPath> {
        match self {
            Self::Card(card) => card.faces.iter().filter_map(|face| face.photo.as_ref()).collect(),
            Self::Pair(pair) => pair.faces.iter().filter_map(|face| face.photo.as_ref()).collect(),
            Self::Badge(_) | Self::BadgeOutlines(_) => Vec::new(),
        }
    }

    /// The words that it shows.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Card(card) => card.texts(),
            Self::Pair(pair) => pair.faces.iter().map(|face| face.initials.as_str()).collect(),
            Self::Badge(badge) | Self::BadgeOutlines(badge) => badge.texts(),
        }
    }

    /// The ending of its file: `png` or `svg`.
    #[must_use]
    pub fn ending(&self) -> &'static str {
        if matches!(self, Self::BadgeOutlines(_)) { "svg" } else { "png" }
    }

    /// Its file. `portraits` are square PNGs as [`square`] makes them, one for each of [`Self::portraits`]; where one is missing, initials
    /// stand in.
    #[must_use]
    pub fn bytes(&self, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Vec<u8> {
        match self {
            Self::Card(card) => paint::png(&card.sheet(fonts, portraits), fonts, portraits),
            Self::Pair(pair) => paint::png(&pair.sheet(fonts, portraits), fonts, portraits),
            Self::Badge(badge) => paint::png(&badge.sheet(fonts), fonts, &[]),
            Self::BadgeOutlines(badge) => paint::outlines(&badge.sheet(fonts), fonts),
        }
    }
}

#[cfg(test)]
mod tests;
