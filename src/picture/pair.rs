//! Two portraits side by side, as letters show them before there is an interview to show.

use super::canvas::Canvas;
use super::card::Face;
use super::colour::{WHITE, on};
use super::text::{Frame, Voice, set};
use super::{Fonts, Sheet};
use serde::Serialize;

/// Diameter of a portrait in pixels; letters show it at half of that.
const DISC: u32 = 176;
/// What the second covers of the first, in hundredths of the diameter.
const COVERED: u32 = 24;
/// Around the second, in pixels.
const RING: u32 = 8;

/// Whom it shows; who writes stands first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Pair {
    /// One or two.
    pub faces: Vec<Face>,
}

impl Pair {
    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        let more = if self.faces.len() > 1 { DISC * (100 - COVERED) / 100 } else { 0 };
        (DISC + more + RING, DISC + 2 * RING)
    }

    pub(super) fn sheet(&self, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Sheet {
        let (width, height) = self.size();
        let mut canvas = Canvas::new(fonts, width, height, false);
        canvas.ground(WHITE);
        let mut photo = 0;
        for (index, face) in (0_u32..).zip(self.faces.iter().take(2)) {
            let left = index * DISC * (100 - COVERED) / 100;
            if index > 0 {
                canvas.disc(left.saturating_sub(RING), 0, DISC + 2 * RING, WHITE);
            }
            let number = photo;
            photo += usize::from(face.photo.is_some());
            canvas.disc(left, RING, DISC, face.palette.tone);
            if face.photo.is_some() && portraits.get(number).is_some_and(Option::is_some) {
                canvas.portrait(left, RING, DISC, number);
            } else {
                let covered = if index == 0 && self.faces.len() > 1 { DISC * COVERED / 100 } else { 0 };
                initials(&mut canvas, fonts, face, (left, covered));
            }
        }
        Sheet { svg: canvas.finished(), width, height, is_opaque: true }
    }
}

/// In the middle of what the next portrait leaves to be seen.
fn initials(canvas: &mut Canvas<'_>, fonts: &Fonts, face: &Face, (left, covered): (u32, u32)) {
    let seen = DISC - covered;
    let frame = Frame {
        text: &face.initials,
        voice: Voice::Title,
        sizes: &[DISC * 36 / 100, DISC * 28 / 100, DISC * 22 / 100],
        width: seen * 72 / 100,
        height: u32::MAX,
        leading: 130,
        most_lines: 1,
    };
    let lines = set(fonts, &frame);
    let top = RING + DISC / 2 - lines.step / 2;
    canvas.centred(left + seen / 2 + covered / 8, top, &lines, Voice::Title, on(face.palette.tone, face.palette.deep));
}
