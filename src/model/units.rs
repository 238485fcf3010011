//! The units everything is measured and named in. They compare, hash and print exactly; no floating point outside `audio/`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A length or a moment in a recording, in thousandths of a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Millis(pub u64);

impl Millis {
    /// Whole seconds, rounded to the nearest, never zero for a length above zero.
    #[must_use]
    pub fn whole_seconds(self) -> u64 {
        match self.0 {
            0 => 0,
            short if short < 500 => 1,
            length => (length + 500) / 1000,
        }
    }

    /// As a player shows it: `3:07`, `28:14`, `1:02:03` (rounded down to the second).
    #[must_use]
    pub fn clock(self) -> String {
        let seconds = self.0 / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
    }

    /// `00:03:07.250`, as WebVTT and Podlove Simple Chapters write it.
    #[must_use]
    pub fn timestamp(self) -> String {
        let seconds = self.0 / 1000;
        format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, self.0 % 1000)
    }

    /// Decimal seconds without needless zeros: `187.25`, `3`.
    #[must_use]
    pub fn decimal_seconds(self) -> String {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() }
    }

    /// ISO 8601 duration, `PT28M14S`.
    #[must_use]
    pub fn iso_8601(self) -> String {
        let seconds = self.whole_seconds();
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut text = String::from("PT");
        if hours > 0 {
            text.push_str(&format!("{hours}H"));
        }
        if minutes > 0 {
            text.push_str(&format!("{minutes}M"));
        }
        if seconds > 0 || text.len() == 2 {
            text.push_str(&format!("{seconds}S"));
        }
        text
    }

    /// Whole minutes for people, at least 1.
    #[must_use]
    pub fn minutes(self) -> u64 {
        ((self.0 + 30_000) / 60_000).max(1)
    }
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteLen(pub u64);

impl ByteLen {
    /// In people's units: `812 kB`, `26 MB`, `1.4 GB`.
    #[must_use]
    pub fn for_people(self) -> String {
        match self.0 {
            bytes if bytes < 1_000 => format!("{bytes} bytes"),
            bytes if bytes < 1_000_000 => format!("{} kB", bytes / 1_000),
            bytes if bytes < 10_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
            bytes if bytes < 1_000_000_000 => format!("{} MB", bytes / 1_000_000),
            bytes => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
        }
    }
}

/// Loudness of a programme in hundredths of LUFS: −1600 is −16.00 LUFS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CentiLufs(pub i32);

/// A level or a difference of levels in hundredths of a decibel: −100 is −1.00 dB. A loudness unit (LU) is a decibel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CentiDb(pub i32);

/// Hundredths as people write them, with one decimal and a real minus sign: `−16.0`.
fn hundredths(value: i32) -> String {
    let tenths = (i64::from(value) + if value < 0 { -5 } else { 5 }) / 10;
    let sign = if tenths < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

impl CentiLufs {
    /// As people read it: `−16.0 LUFS`.
    #[must_use]
    pub fn for_people(self) -> String {
        format!("{} LUFS", hundredths(self.0))
    }
}

impl CentiDb {
    /// As people read it, without a unit: `−1.0`.
    #[must_use]
    pub fn for_people(self) -> String {
        hundredths(self.0)
    }
}

macro_rules! text_unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text_unit!(
    /// A name in addresses: lower-case ASCII letters, digits and single hyphens, never empty. See [`Slug::from_text`].
    Slug
);
text_unit!(
    /// A path from the show's root, `/` between parts on every system.
    RelPath
);
text_unit!(
    /// A path from the top of an output folder (`public/` or `desk/`), `/` between parts.
    OutPath
);
text_unit!(
    /// A page's address below `base_url`: empty for home, else it ends in `/`, such as `episodes/who-can-sign/`.
    Permalink
);
text_unit!(
    /// An absolute address, `https://…`, checked by the URL parser.
    AbsoluteUrl
);
text_unit!(
    /// Text that is HTML already and is not escaped again.
    Html
);
text_unit!(
    /// Markdown as the author wrote it (the body of a file, or a text field).
    Markdown
);

impl Slug {
    /// The slug for any text: transliterated, lower case, words joined by hyphens. Text that leaves nothing (an emoji alone) gives
    /// `x-` and eight hexadecimal digits of its hash, so that the address is stable.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut slug = String::with_capacity(text.len());
        let ascii = deunicode::deunicode_with_tofu(text, "-");
        for character in ascii.chars().filter(|character| !matches!(character, '\'' | '"')) {
            if character.is_ascii_alphanumeric() {
                slug.push(character.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        if slug.is_empty() {
            return Self(format!("x-{}", &blake3::hash(text.as_bytes()).to_hex()[..8]));
        }
        Self(slug.to_owned())
    }
}

impl RelPath {
    /// The path of `name` in the same folder.
    #[must_use]
    pub fn sibling(&self, name: &str) -> Self {
        Self(self.0.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}")))
    }

    /// The last part.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Everything before the last part, empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The ending after the last dot, lower case, without the dot; empty when there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        self.file_name().rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
    }
}

impl Permalink {
    /// The HTML file that answers at this address.
    #[must_use]
    pub fn index(&self) -> OutPath {
        OutPath(format!("{}index.html", self.0))
    }

    /// A file below this address.
    #[must_use]
    pub fn file(&self, name: &str) -> OutPath {
        OutPath(format!("{}{name}", self.0))
    }
}

impl Markdown {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// The absolute address under which the site is served; always ends in `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BaseUrl {
    /// The whole, `https://example.com/show/`.
    pub url: String,
    /// Only the path, `/show/` (or `/`).
    pub path: String,
    /// Only the host (and port), `example.com`.
    pub host: String,
}

impl BaseUrl {
    /// The absolute address of a page.
    #[must_use]
    pub fn page(&self, permalink: &Permalink) -> String {
        format!("{}{}", self.url, permalink)
    }

    /// The absolute address of a file of the site.
    #[must_use]
    pub fn file(&self, path: &OutPath) -> String {
        format!("{}{}", self.url, path)
    }

    /// The address of a page as written in our own pages: from the root of the host.
    #[must_use]
    pub fn href(&self, permalink: &Permalink) -> String {
        format!("{}{}", self.path, permalink)
    }

    /// The address of a file as written in our own pages.
    #[must_use]
    pub fn file_href(&self, path: &OutPath) -> String {
        format!("{}{}", self.path, path)
    }
}

/// A title with where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Link {
    /// What is shown; falls back to the address without scheme.
    pub title: String,
    /// Where it leads: absolute, `mailto:`, `tel:`, or an address on this site.
    pub url: String,
}

/// A place (podcast:location).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The place's name, at most 128 characters.
    pub name: String,
    /// `subject` (what it is about, the default) or `creator`.
    pub rel: Option<String>,
    /// RFC 5870, latitude first: `geo:46.78,-92.10`.
    pub geo: Option<String>,
    /// OpenStreetMap: `N`, `W` or `R` and a number.
    pub osm: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct License {
    /// SPDX identifier or its own name.
    pub name: String,
    /// Needed where the name is not a well-known one.
    pub url: Option<AbsoluteUrl>,
}

/// A picture of the show, to be copied to the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Picture {
    /// Where the author put it.
    pub source: RelPath,
    /// Where the site has it.
    pub out: OutPath,
    /// Width in pixels; 0 for SVG without a size.
    pub width: u32,
    /// Height in pixels; 0 for SVG without a size.
    pub height: u32,
    /// `image/jpeg`, `image/png`, … by content.
    pub mime: String,
    /// Whether something may shine through.
    pub has_alpha: bool,
    /// How its colours are stored, as far as directories mind.
    pub colours: Colours,
    /// The author's file's size.
    pub bytes: ByteLen,
    /// What it shows, for people who cannot see it; empty for decoration.
    pub alt: String,
    /// Who made it.
    pub credit: Option<String>,
    /// Where the maker is found.
    pub credit_url: Option<String>,
}

/// How the colours of a picture are stored, as far as directories mind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colours {
    /// Red, green and blue, or grey, and nothing else.
    #[default]
    Screen,
    /// With transparency.
    SeeThrough,
    /// CMYK.
    Print,
}

/// A file of the author's that is copied to the site as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Asset {
    /// Where the author put it.
    pub source: RelPath,
    /// Where the site has it.
    pub out: OutPath,
    /// Its size.
    pub bytes: ByteLen,
    /// What a page must know of a picture that a text shows; `None` for what is no picture, or cannot be measured.
    pub shape: Option<Shape>,
}

/// What a page must know of a picture to make room for it and to name its sizes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Shape {
    /// Pixels, as it is seen upright; 0 for SVG without a size.
    pub width: u32,
    /// Pixels, as it is seen upright; 0 for SVG without a size.
    pub height: u32,
    /// `image/jpeg`, `image/png`, … by content.
    pub mime: String,
    /// Whether something may shine through.
    pub has_alpha: bool,
}

/// A heading that groups episodes: a tag in its own spelling and in addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Tag {
    /// Address part.
    pub slug: Slug,
    /// As first written.
    pub name: String,
}
