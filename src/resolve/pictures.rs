//! Pictures beside an entry: found, measured, given their place on the site.

use super::{beside, published_name};
use crate::discover::FileEntry;
use crate::model::{ByteLen, Colours, Permalink, Picture, RelPath, Shape};
use crate::report::{Place, Report};
use std::collections::BTreeMap;

/// What the first bytes of a picture say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// Pixels, as it is seen upright.
    pub width: u32,
    /// Pixels, as it is seen upright.
    pub height: u32,
    /// By content.
    pub mime: &'static str,
    /// Whether something may shine through.
    pub has_alpha: bool,
    /// How its colours are stored.
    pub colours: Colours,
    /// Its size.
    pub bytes: ByteLen,
}

impl ImageFacts {
    /// What a page must know of it.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape { width: self.width, height: self.height, mime: self.mime.to_owned(), has_alpha: self.has_alpha }
    }
}

/// Whether a file is a picture, by its ending.
#[must_use]
pub fn is_picture(file: &RelPath) -> bool {
    matches!(file.extension().as_str(), "jpg" | "jpeg" | "png" | "webp" | "avif" | "gif" | "svg")
}

/// Where pictures of one entry are looked up.
pub struct Pictures<'a> {
    /// The entry's own file.
    pub source: &'a RelPath,
    /// What lies beside it.
    pub files: &'a [FileEntry],
    /// Where the entry is published.
    pub permalink: &'a Permalink,
    /// What was measured.
    pub images: &'a BTreeMap<RelPath, ImageFacts>,
}

impl Pictures<'_> {
    /// The picture written as `name` under `key`; a finding when it is not there or not a picture.
    pub fn named(&self, name: &str, key: &str, alt: &str, report: &mut Report) -> Option<Picture> {
        let path = beside::named(self.source, self.files, name, key, report)?;
        let Some(facts) = self.images.get(&path) else {
            report.add(
                crate::report::Finding::error(
                    "picture-not-readable",
                    Place::key(self.source, key),
                    format!("{name} is not a picture that can be read"),
                )
                .fix("save it as JPEG or PNG and name that file"),
            );
            return None;
        };
        Some(self.placed(path, facts, alt))
    }

    /// A picture found by itself: a file with one of these stems.
    pub fn found(&self, stems: &[&str], alt: &str) -> Option<Picture> {
        let has_stem = |file: &&FileEntry| {
            stems.iter().any(|stem| file.path.file_name().rsplit_once('.').is_some_and(|(name, _)| name.eq_ignore_ascii_case(stem)))
        };
        let file = self.files.iter().filter(has_stem).find(|file| self.images.contains_key(&file.path))?;
        Some(self.placed(file.path.clone(), &self.images[&file.path], alt))
    }

    fn placed(&self, source: RelPath, facts: &ImageFacts, alt: &str) -> Picture {
        Picture {
            out: published_name(self.permalink, &source),
            source,
            width: facts.width,
            height: facts.height,
            mime: facts.mime.to_owned(),
            has_alpha: facts.has_alpha,
            colours: facts.colours,
            bytes: facts.bytes,
            alt: alt.to_owned(),
            credit: None,
            credit_url: None,
        }
    }
}
