//! The fonts that pictures are drawn with: those of the theme, never those of the machine.

use super::text::Voice;
use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{Font, FontFamily, FontResolver};
use skrifa::MetadataProvider;
use std::sync::Arc;

/// Fonts, in the order in which they are asked for a letter.
pub struct Fonts {
    database: Arc<Database>,
    faces: Vec<Face>,
    hash: [u8; 32],
}

struct Face {
    id: ID,
    family: String,
    weight: u16,
    data: Arc<Vec<u8>>,
    index: u32,
}

impl Fonts {
    /// Fonts from the bytes of their files; what is no font is passed over.
    #[must_use]
    pub fn new(files: Vec<Vec<u8>>) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut database = Database::new();
        let mut faces = Vec::new();
        for bytes in files {
            hasher.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
            let data = Arc::new(bytes);
            for id in database.load_font_source(Source::Binary(Arc::clone(&data) as _)) {
                let Some(info) = database.face(id) else { continue };
                let family = info.families.first().map_or_else(String::new, |(name, _)| name.clone());
                faces.push(Face { id, family, weight: info.weight.0, data: Arc::clone(&data), index: info.index });
            }
        }
        Self { database: Arc::new(database), faces, hash: *hasher.finalize().as_bytes() }
    }

    /// Changes when any font does.
    #[must_use]
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    pub(super) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// Whether some font has a letter, or it is one that is never seen.
    #[must_use]
    pub fn has(&self, letter: char) -> bool {
        is_unseen(letter) || self.faces.iter().any(|face| face.has(letter))
    }

    /// The letters of a text that no font has, each once.
    #[must_use]
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = text.chars().filter(|letter| !is_tone(*letter) && !self.has(*letter)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// A text on one line, as far as it can be drawn. Where fewer than half of its letters can be, nothing is left: holes say less.
    pub(super) fn drawable(&self, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let mut before = ' ';
        let mut is_kept = |letter: char| {
            // What joins emoji or chooses their colours would leave a box: the font has no joined ones.
            let joins = letter == '\u{200d}' && is_emoji(before) || matches!(letter, '\u{fe0e}' | '\u{fe0f}');
            before = if joins { before } else { letter };
            !joins && !letter.is_control() && !is_tone(letter) && self.has(letter)
        };
        let kept: String = text.chars().filter(|letter| is_kept(*letter)).collect();
        if letters(&kept) * 2 < letters(&text) {
            return String::new();
        }
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A text in runs of one font each: its family and weight. Fonts are chosen here and not while shaping, which can follow one change
    /// of font in a line and no more.
    pub(super) fn runs<'t>(&self, text: &'t str, voice: Voice) -> Vec<(&str, u16, &'t str)> {
        let mut runs: Vec<(&Face, usize)> = Vec::new();
        for (at, letter) in text.char_indices() {
            let current = runs.last().map(|(face, _)| *face);
            let face = if is_unseen(letter) { current } else { None }.or_else(|| self.face_for(letter, voice)).or(current);
            if let Some(face) = face.filter(|face| current.is_none_or(|current| current.id != face.id)) {
                runs.push((face, at));
            }
        }
        let ends = runs.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
        runs.iter().zip(ends).filter_map(|((face, start), end)| Some((face.family.as_str(), face.weight, text.get(*start..end)?))).collect()
    }

    fn face_for(&self, letter: char, voice: Voice) -> Option<&Face> {
        let own = self.faces.iter().find(|face| face.family == voice.family() && face.weight == voice.weight());
        own.filter(|face| face.has(letter)).or_else(|| {
            let fitting = self.faces.iter().filter(|face| face.has(letter));
            fitting.min_by_key(|face| face.weight.abs_diff(voice.weight()))
        })
    }

    /// Chooses among these fonts alone: the voice's own first, then whatever has the letter, of the nearest weight.
    pub(super) fn resolver(&self) -> FontResolver<'_> {
        FontResolver {
            select_font: Box::new(|font, _| self.of_voice(font)),
            select_fallback: Box::new(|letter, used, _| self.fallback(letter, used)),
        }
    }

    fn of_voice(&self, font: &Font) -> Option<ID> {
        let family = font.families().iter().find_map(|family| match family {
            FontFamily::Named(name) => Some(name.as_str()),
            _ => None,
        })?;
        let of_family = self.faces.iter().filter(|face| face.family == family);
        let nearest = of_family.min_by_key(|face| face.weight.abs_diff(font.weight()));
        nearest.or(self.faces.first()).map(|face| face.id)
    }

    fn fallback(&self, letter: char, used: &[ID]) -> Option<ID> {
        let wanted = used.first().and_then(|id| self.database.face(*id)).map_or(Voice::Title.weight(), |face| face.weight.0);
        let fitting = self.faces.iter().filter(|face| !used.contains(&face.id) && face.has(letter));
        fitting.min_by_key(|face| face.weight.abs_diff(wanted)).map(|face| face.id)
    }
}

impl Face {
    fn has(&self, letter: char) -> bool {
        skrifa::FontRef::from_index(&self.data, self.index).is_ok_and(|font| font.charmap().map(letter).is_some())
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.faces.iter().map(|face| &face.family)).finish()
    }
}

/// Joiners, variation selectors, marks of direction: they steer other letters.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Pictures among letters. Source: Unicode blocks from Miscellaneous Symbols to Dingbats, and the planes of emoji.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// Tones of skin, which the emoji at hand do not come in: they are left away, and the emoji stays.
fn is_tone(letter: char) -> bool {
    matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
}
