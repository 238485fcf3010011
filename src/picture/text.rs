//! Words set in a box: measured with the fonts that draw them, broken into lines, made smaller step by step until they fit. Only the
//! smallest step cuts, at a word and with an ellipsis.

use super::Fonts;
use super::canvas::spans;
use resvg::usvg::{Group, ImageHrefResolver, Node, Options, Tree};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar;

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Titles and names.
    Title,
    /// What stands beside them.
    Plain,
    /// What was said.
    Said,
}

impl Voice {
    pub fn family(self) -> &'static str {
        if self == Self::Said { "Noto Serif" } else { "Inter" }
    }

    pub fn weight(self) -> u16 {
        match self {
            Self::Title => 800,
            Self::Plain => 500,
            Self::Said => 400,
        }
    }

    /// Letter spacing in thousandths of the size; scripts that join their letters get none.
    pub fn tracking(self, text: &str) -> i32 {
        let joins = text.chars().any(|letter| is_right_to_left(letter) || ('\u{900}'..='\u{dff}').contains(&letter));
        if self == Self::Title && !joins { -26 } else { 0 }
    }
}

/// A box, and the words for it.
pub struct Frame<'a> {
    pub text: &'a str,
    pub voice: Voice,
    /// In pixels, largest first.
    pub sizes: &'a [u32],
    pub width: u32,
    pub height: u32,
    /// From line to line, in hundredths of the size.
    pub leading: u32,
    pub most_lines: usize,
}

/// Words in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// In pixels.
    pub size: u32,
    /// From line to line, in pixels.
    pub step: u32,
    pub lines: Vec<String>,
    /// Of the longest line, in pixels.
    pub width: u32,
    /// Whether something had to be left away.
    pub is_cut: bool,
}

impl Lines {
    pub fn height(&self) -> u32 {
        self.step * u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }
}

/// A piece that is not broken, and whether a space stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    spaced: bool,
    /// In thousandths of the size.
    width: u32,
}

/// Sets words in a box.
pub fn set(fonts: &Fonts, of: &Frame<'_>) -> Lines {
    let text = fonts.drawable(of.text);
    let (Some(smallest), false) = (of.sizes.last().copied(), text.is_empty()) else { return Lines::default() };
    let ruler = Ruler::new(fonts, of.voice, &text);
    let mut lonely = None;
    for size in of.sizes {
        let most = lines_in(of, *size);
        let width = in_thousandths(of.width, *size);
        let count = broken(&ruler.pieces, ruler.space, width).len();
        if count > most || ruler.pieces.iter().any(|piece| piece.width > width) {
            continue;
        }
        let lines = finished(of, *size, balanced(&ruler, count, width), &ruler, false);
        if !ends_alone(&lines, of.width) {
            return lines;
        }
        // A last word on its own is worth a smaller step, not a much smaller one.
        let first = lonely.get_or_insert(lines);
        if *size * 10 < first.size * 7 {
            break;
        }
    }
    lonely.unwrap_or_else(|| cut(fonts, of, smallest, &ruler))
}

/// Whether the last of several lines is a few letters.
fn ends_alone(lines: &Lines, width: u32) -> bool {
    let letters = lines.lines.last().map_or(0, |line| u32::try_from(line.chars().count()).unwrap_or(u32::MAX));
    lines.lines.len() > 1 && letters.saturating_mul(lines.size) < width / 4
}

fn finished(of: &Frame<'_>, size: u32, lines: Vec<Vec<Piece>>, ruler: &Ruler, is_cut: bool) -> Lines {
    let width = lines.iter().map(|line| line_width(line, ruler.space)).max().unwrap_or(0);
    Lines {
        size,
        step: size * of.leading / 100,
        lines: lines.iter().map(|line| joined(line)).collect(),
        width: (u64::from(width) * u64::from(size)).div_ceil(1000).try_into().unwrap_or(u32::MAX),
        is_cut,
    }
}

/// The smallest step, with words that are longer than a line broken, and an ellipsis where the box ends.
fn cut(fonts: &Fonts, of: &Frame<'_>, size: u32, ruler: &Ruler) -> Lines {
    let width = in_thousandths(of.width, size);
    let most = lines_in(of, size);
    let pieces = short_pieces(fonts, of.voice, &ruler.pieces, width);
    let mut lines = broken(&pieces, ruler.space, width);
    let is_cut = lines.len() > most;
    lines.truncate(most);
    if is_cut && let Some(last) = lines.last_mut() {
        let room = width.saturating_sub(ruler.ellipsis);
        while last.len() > 1 && line_width(last, ruler.space) > room {
            last.pop();
        }
        if let Some(piece) = last.last_mut() {
            let words = piece.text.trim_end_matches([',', ';', ':', '.', '–', '—', '،', '、', '。']);
            piece.text = format!("{words}…");
            piece.width += ruler.ellipsis;
        }
    }
    finished(of, size, lines, ruler, is_cut)
}

fn lines_in(of: &Frame<'_>, size: u32) -> usize {
    let step = (size * of.leading / 100).max(1);
    usize::try_from(of.height / step).unwrap_or(usize::MAX).clamp(1, of.most_lines.max(1))
}

fn in_thousandths(width: u32, size: u32) -> u32 {
    (u64::from(width) * 1000 / u64::from(size.max(1))).try_into().unwrap_or(u32::MAX)
}

/// As many pieces on each line as fit.
fn broken(pieces: &[Piece], space: u32, width: u32) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = 0;
    for piece in pieces {
        let gap = if piece.spaced { space } else { 0 };
        match lines.last_mut() {
            Some(line) if used + gap + piece.width <= width => {
                used += gap + piece.width;
                line.push(piece.clone());
            }
            _ => {
                used = piece.width;
                lines.push(vec![piece.clone()]);
            }
        }
    }
    lines
}

/// The same number of lines, as equal in length as words allow.
fn balanced(ruler: &Ruler, count: usize, width: u32) -> Vec<Vec<Piece>> {
    let (mut low, mut high) = (0, width);
    while low + 50 < high {
        let middle = u32::midpoint(low, high);
        let fits = ruler.pieces.iter().all(|piece| piece.width <= middle);
        if fits && broken(&ruler.pieces, ruler.space, middle).len() <= count { high = middle } else { low = middle }
    }
    broken(&ruler.pieces, ruler.space, high)
}

fn line_width(line: &[Piece], space: u32) -> u32 {
    let gaps = line.iter().skip(1).filter(|piece| piece.spaced).count();
    line.iter().map(|piece| piece.width).sum::<u32>() + space * u32::try_from(gaps).unwrap_or(0)
}

fn joined(line: &[Piece]) -> String {
    let mut text = String::new();
    for (index, piece) in line.iter().enumerate() {
        if index > 0 && piece.spaced {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    text
}

/// The pieces, those broken that are longer than a line.
fn short_pieces(fonts: &Fonts, voice: Voice, pieces: &[Piece], width: u32) -> Vec<Piece> {
    let mut short = Vec::new();
    for piece in pieces {
        if piece.width <= width {
            short.push(piece.clone());
            continue;
        }
        let parts = clusters(&piece.text);
        let widths = widths(fonts, voice, &parts);
        for (index, (part, width)) in parts.into_iter().zip(widths).enumerate() {
            short.push(Piece { text: part.to_owned(), spaced: piece.spaced && index == 0, width });
        }
    }
    short
}

/// What words measure at a size of 1000.
struct Ruler {
    pieces: Vec<Piece>,
    space: u32,
    ellipsis: u32,
}

impl Ruler {
    fn new(fonts: &Fonts, voice: Voice, text: &str) -> Self {
        let texts = pieces(text);
        let mut all: Vec<&str> = texts.iter().map(|(piece, _)| piece.as_str()).collect();
        all.extend(["n…n", "nn", "n n"]);
        let widths = widths(fonts, voice, &all);
        let extra = |from_end: usize| widths[all.len() - from_end].saturating_sub(widths[all.len() - 2]);
        let (ellipsis, space) = (extra(3), extra(1));
        let pieces = texts.iter().zip(&widths).map(|((text, spaced), width)| Piece { text: text.clone(), spaced: *spaced, width: *width });
        Self { pieces: pieces.collect(), space, ellipsis }
    }
}

/// Advances of texts at a size of 1000, as the fonts shape them.
fn widths(fonts: &Fonts, voice: Voice, texts: &[&str]) -> Vec<u32> {
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\">");
    for (index, text) in texts.iter().enumerate() {
        let tracking = voice.tracking(text);
        let _ = write!(
            svg,
            "<text id=\"t{index}\" xml:space=\"preserve\" font-size=\"1000\" letter-spacing=\"{tracking}\">{}</text>",
            spans(fonts, text, voice)
        );
    }
    svg.push_str("</svg>");
    let options = Options {
        fontdb: fonts.database(),
        font_resolver: fonts.resolver(),
        image_href_resolver: ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) },
        ..Options::default()
    };
    let Ok(tree) = Tree::from_str(&svg, &options) else { return vec![0; texts.len()] };
    let mut found = BTreeMap::new();
    collect(tree.root(), &mut found);
    // Rounded up: what is measured too long still fits.
    (0..texts.len()).map(|index| found.get(&format!("t{index}")).map_or(0, |width| width.max(0.0).ceil() as u32)).collect()
}

fn collect(group: &Group, found: &mut BTreeMap<String, f32>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, found),
            Node::Text(text) => drop(found.insert(text.id().to_owned(), text.bounding_box().width())),
            _ => {}
        }
    }
}

/// Where a text may be broken: at spaces, after hyphens and dashes, and between letters of scripts that use no spaces.
fn pieces(text: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut spaced = true;
        let mut may_break = true;
        for cluster in clusters(word) {
            let first = cluster.chars().next().unwrap_or(' ');
            if may_break || (is_spaceless(first) && !closes(first)) {
                pieces.push((String::new(), std::mem::take(&mut spaced)));
            }
            if let Some((piece, _)) = pieces.last_mut() {
                piece.push_str(cluster);
            }
            may_break = matches!(first, '-' | '‐' | '–' | '—' | '/') || (is_spaceless(first) && !opens(first));
        }
    }
    pieces
}

/// A letter with the marks that belong to it.
fn clusters(text: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let is_mark = letter.width().unwrap_or(0) == 0;
        if at == 0 || !(is_mark || before == Some('\u{200d}')) {
            starts.push(at);
        }
        before = Some(letter);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

/// Thai, Lao, Khmer, kana, ideographs.
fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Never first on a line. Source: JIS X 4051, the commonest of its rule.
fn closes(letter: char) -> bool {
    "、。，．・：；？！」』）】〉》〕’”…ーっッゃャゅュょョ".contains(letter)
}

/// Never last on a line.
fn opens(letter: char) -> bool {
    "「『（【〈《〔‘“".contains(letter)
}

/// Hebrew, Arabic and their neighbours.
pub fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Which way a text runs: as its first letter does. Source: Unicode Standard Annex 9, rules P2 and P3.
pub fn runs_right_to_left(text: &str) -> bool {
    text.chars().find(|letter| letter.is_alphabetic()).is_some_and(is_right_to_left)
}
