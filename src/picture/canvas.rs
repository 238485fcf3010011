//! SVG, written down.

use super::Fonts;
use super::colour::{Rgb, hex};
use super::text::{Lines, Voice, runs_right_to_left};
use std::fmt::Write as _;

/// A sheet to draw on. In a show that runs from right to left, everything that is placed from the start edge is mirrored.
pub struct Canvas<'f> {
    fonts: &'f Fonts,
    out: String,
    width: u32,
    height: u32,
    mirrored: bool,
    clips: usize,
}

impl<'f> Canvas<'f> {
    pub fn new(fonts: &'f Fonts, width: u32, height: u32, mirrored: bool) -> Self {
        let out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">"
        );
        Self { fonts, out, width, height, mirrored, clips: 0 }
    }

    pub fn finished(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// Where something `wide` that begins at `start` has its left edge.
    fn left(&self, start: u32, wide: u32) -> u32 {
        if self.mirrored { self.width.saturating_sub(start + wide) } else { start }
    }

    pub fn ground(&mut self, colour: Rgb) {
        let (width, height) = (self.width, self.height);
        let _ = write!(self.out, "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", hex(colour));
    }

    /// The grooves of a record, faint, around a point.
    pub fn grooves(&mut self, x: u32, y: u32, colour: Rgb, opacity: &str) {
        let x = self.left(x, 0);
        let farthest = self.width.max(self.height);
        let _ = write!(self.out, "<g fill=\"none\" stroke=\"{}\" stroke-opacity=\"{opacity}\" stroke-width=\"2\">", hex(colour));
        for radius in (130..farthest).step_by(26) {
            let _ = write!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
        }
        self.out.push_str("</g>");
    }

    pub fn disc(&mut self, start: u32, top: u32, diameter: u32, colour: Rgb) {
        let radius = diameter / 2;
        let (x, y) = (self.left(start, diameter) + radius, top + radius);
        let _ = write!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{}\"/>", hex(colour));
    }

    /// A portrait, round.
    pub fn portrait(&mut self, start: u32, top: u32, diameter: u32, number: usize) {
        let left = self.left(start, diameter);
        let radius = diameter / 2;
        self.clips += 1;
        let clip = self.clips;
        let _ = write!(
            self.out,
            "<clipPath id=\"c{clip}\"><circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"/></clipPath>\
             <image clip-path=\"url(#c{clip})\" x=\"{left}\" y=\"{top}\" width=\"{diameter}\" height=\"{diameter}\" xlink:href=\"portrait-{number}\"/>",
            left + radius,
            top + radius
        );
    }

    pub fn rounded(&mut self, start: u32, top: u32, (width, height): (u32, u32), radius: u32, colour: Rgb) {
        let left = self.left(start, width);
        let _ = write!(
            self.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" fill=\"{}\"/>",
            hex(colour)
        );
    }

    /// The sign of the show: two discs that overlap.
    pub fn sign(&mut self, start: u32, top: u32, height: u32, [one, both, other]: [Rgb; 3]) {
        let left = self.left(start, height * 46 / 28);
        let _ = write!(
            self.out,
            "<svg x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{height}\" viewBox=\"1 2 46 28\"><circle cx=\"16\" cy=\"16\" r=\"14\" fill=\"{}\"/>\
             <circle cx=\"32\" cy=\"16\" r=\"14\" fill=\"{}\"/><path d=\"M24 4.5a14 14 0 0 1 0 23 14 14 0 0 1 0-23z\" fill=\"{}\"/></svg>",
            height * 46 / 28,
            hex(one),
            hex(other),
            hex(both)
        );
    }

    /// Lines from the start edge; `top` is where the first line's box begins.
    pub fn lines(&mut self, start: u32, top: u32, lines: &Lines, voice: Voice, colour: Rgb) {
        let (x, anchor) = if self.mirrored { (self.width.saturating_sub(start), "end") } else { (start, "start") };
        self.write_lines(x, top, anchor, lines, voice, colour);
    }

    /// Lines around a middle.
    pub fn centred(&mut self, middle: u32, top: u32, lines: &Lines, voice: Voice, colour: Rgb) {
        let x = if self.mirrored { self.width.saturating_sub(middle) } else { middle };
        self.write_lines(x, top, "middle", lines, voice, colour);
    }

    fn write_lines(&mut self, x: u32, top: u32, anchor: &str, lines: &Lines, voice: Voice, colour: Rgb) {
        let colour = hex(colour);
        let Lines { size, step, .. } = *lines;
        let is_rtl = runs_right_to_left(&lines.lines.join(" "));
        for (line, number) in lines.lines.iter().zip(0_u32..) {
            // Capitals are about 0.73 of the size: this puts their middle on the line's middle.
            let y = top + number * step + step / 2 + size * 365 / 1000;
            let tracking = voice.tracking(line) * i32::try_from(size).unwrap_or(0);
            let (sign, tracking) = (if tracking < 0 { "-" } else { "" }, tracking.unsigned_abs());
            // A line of a text that runs from right to left does so whatever it begins with.
            let (open, close) = if is_rtl { ("\u{202b}", "\u{202c}") } else { ("", "") };
            let _ = write!(
                self.out,
                "<text xml:space=\"preserve\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\" letter-spacing=\"{sign}{}.{:03}\" fill=\"{colour}\">{open}",
                tracking / 1000,
                tracking % 1000,
            );
            self.out.push_str(&spans(self.fonts, line, voice));
            let _ = write!(self.out, "{close}</text>");
        }
    }

    /// A piece of SVG as it is.
    pub fn raw(&mut self, start: u32, top: u32, (width, height): (u32, u32), view: &str, inside: &str) {
        let left = self.left(start, width);
        let _ = write!(self.out, "<svg x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" viewBox=\"{view}\">{inside}</svg>");
    }
}

/// The inside of a text element: a span for each font.
pub fn spans(fonts: &Fonts, text: &str, voice: Voice) -> String {
    let span = |(family, weight, text): (&str, u16, &str)| {
        format!("<tspan font-family=\"{}\" font-weight=\"{weight}\">{}</tspan>", escape(family), escape(text))
    };
    fonts.runs(text, voice).into_iter().map(span).collect()
}

/// Text safe in XML; characters that XML 1.0 cannot carry are dropped. Source: XML 1.0, section 2.2.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}
