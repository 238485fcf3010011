//! A badge: a few words in a rounded field, with the sign of two discs, for the pages of those who promote a referral drive.

use super::canvas::Canvas;
use super::colour::{Palette, WHITE, between, on};
use super::text::{Frame, Voice, runs_right_to_left, set};
use super::{Fonts, Sheet};
use serde::Serialize;

/// What a badge says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Badge {
    /// The colours of the show's host.
    pub palette: Palette,
    /// The author's words.
    pub text: String,
    /// The drive's title.
    pub drive: String,
}

/// 300 × 100 on a page, drawn twice as large for sharp screens.
const SIZE: (u32, u32) = (600, 200);

impl Badge {
    pub(super) fn texts(&self) -> Vec<&str> {
        vec![&self.text, &self.drive]
    }

    pub(super) fn sheet(&self, fonts: &Fonts) -> Sheet {
        let (width, height) = SIZE;
        let mut canvas = Canvas::new(fonts, width, height, runs_right_to_left(&self.text));
        canvas.rounded(0, 0, SIZE, 36, self.palette.stage);
        canvas.sign(36, 64, 72, [self.palette.tone, self.palette.stage, between(self.palette.tone, self.palette.deep)]);
        let (start, wide) = (188, width - 188 - 32);
        let said = Frame {
            text: &self.text,
            voice: Voice::Title,
            sizes: &[48, 42, 36, 32, 28, 24],
            width: wide,
            height: 96,
            leading: 112,
            most_lines: 2,
        };
        let said = set(fonts, &said);
        let drive =
            Frame { text: &self.drive, voice: Voice::Plain, sizes: &[24, 22, 20], width: wide, height: 34, leading: 140, most_lines: 1 };
        let drive = if self.drive == self.text { super::text::Lines::default() } else { set(fonts, &drive) };
        let gap = if drive.lines.is_empty() { 0 } else { 6 };
        let top = (height - said.height() - gap - drive.height()) / 2;
        canvas.lines(start, top, &said, Voice::Title, on(self.palette.stage, WHITE));
        canvas.lines(start, top + said.height() + gap, &drive, Voice::Plain, on(self.palette.stage, self.palette.stage_muted));
        Sheet { svg: canvas.finished(), width, height, is_opaque: false }
    }
}
