//! A picture to share an episode with, in four shapes: two overlapping discs, the title or what was said, who talks to whom, what can be
//! asked for, and where it is.

use super::canvas::Canvas;
use super::colour::{INK, ON_SIGNAL, Palette, Rgb, SIGNAL, WHITE, between, on};
use super::text::{Frame, Lines, Voice, runs_right_to_left, set};
use super::{Fonts, Sheet};
use crate::model::RelPath;
use serde::Serialize;

/// Width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Shape {
    /// 1200 × 630: link previews.
    Wide,
    /// 1080 × 1080: posts.
    Square,
    /// 1080 × 1920: stories; the apps lay their own buttons over the upper and lower end.
    Story,
    /// 1080 × 1350: the quote card.
    Tall,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Square, Self::Wide, Self::Story, Self::Tall];

    /// Width and height in pixels.
    #[must_use]
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1200, 630),
            Self::Square => (1080, 1080),
            Self::Story => (1080, 1920),
            Self::Tall => (1080, 1350),
        }
    }
}

/// Somebody's disc.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Face {
    /// One or two letters, where there is no photo.
    pub initials: String,
    /// Their colours.
    pub palette: Palette,
    /// Their photo, where they allowed it.
    pub photo: Option<RelPath>,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Said {
    /// The words, without quotation marks.
    pub text: String,
    /// Who said it.
    pub by: String,
}

/// What a share picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Card {
    /// Width and height.
    pub shape: Shape,
    /// The colours of the partner.
    pub palette: Palette,
    /// The show's title.
    pub show: String,
    /// The episode's title.
    pub title: String,
    /// What was said, shown large in place of the title.
    pub said: Option<Said>,
    /// Who talks to whom.
    pub people: String,
    /// The first two; who asks stands first.
    pub faces: Vec<Face>,
    /// How many more there are.
    pub more: usize,
    /// What can be asked for.
    pub offer: Option<String>,
    /// Where it is, as people type it.
    pub address: String,
}

/// Where the parts of a shape stand, in pixels.
struct Plan {
    margin: u32,
    top: u32,
    bottom: u32,
    disc: u32,
    /// Discs beside the title rather than above it.
    beside: bool,
    titles: &'static [u32],
    people: &'static [u32],
    bar: u32,
    small: u32,
}

impl Shape {
    fn plan(self) -> Plan {
        match self {
            Self::Wide => Plan {
                margin: 64,
                top: 56,
                bottom: 56,
                disc: 212,
                beside: true,
                titles: &[80, 72, 64, 58, 52, 46, 42, 38, 34],
                people: &[30, 28, 26, 24],
                bar: 30,
                small: 26,
            },
            Self::Square => Plan {
                margin: 76,
                top: 76,
                bottom: 76,
                disc: 256,
                beside: false,
                titles: &[104, 94, 84, 76, 68, 60, 54, 48, 42, 38],
                people: &[36, 34, 32, 30],
                bar: 36,
                small: 32,
            },
            Self::Story => Plan {
                margin: 84,
                top: 260,
                bottom: 330,
                disc: 340,
                beside: false,
                titles: &[120, 108, 98, 88, 80, 72, 64, 56, 50, 44],
                people: &[42, 40, 38, 36],
                bar: 42,
                small: 36,
            },
            Self::Tall => Plan {
                margin: 84,
                top: 84,
                bottom: 84,
                disc: 200,
                beside: false,
                titles: &[88, 80, 74, 68, 62, 56, 50, 46, 42, 38],
                people: &[36, 34, 32, 30],
                bar: 36,
                small: 32,
            },
        }
    }
}

impl Card {
    pub(super) fn texts(&self) -> Vec<&str> {
        let said = self.said.iter().flat_map(|said| [said.text.as_str(), said.by.as_str()]);
        let own = [self.show.as_str(), &self.title, &self.people, &self.address];
        own.into_iter().chain(said).chain(self.offer.as_deref()).collect()
    }

    pub(super) fn sheet(&self, fonts: &Fonts, portraits: &[Option<Vec<u8>>]) -> Sheet {
        let (width, height) = self.shape.size();
        let main = self.said.as_ref().map_or(&self.title, |said| &said.text);
        let mut pen = Pen {
            card: self,
            plan: self.shape.plan(),
            fonts,
            portraits,
            canvas: Canvas::new(fonts, width, height, runs_right_to_left(main)),
            colours: Colours::of(self),
            width,
            height,
        };
        pen.draw();
        Sheet { svg: pen.canvas.finished(), width, height, is_opaque: true }
    }
}

/// The dark ground for titles, the light one for what was said.
struct Colours {
    ground: Rgb,
    main: Rgb,
    muted: Rgb,
}

impl Colours {
    fn of(card: &Card) -> Self {
        let Palette { stage, stage_muted, tint, deep, .. } = card.palette;
        if card.said.is_some() {
            Self { ground: tint, main: on(tint, INK), muted: on(tint, deep) }
        } else {
            Self { ground: stage, main: on(stage, WHITE), muted: on(stage, stage_muted) }
        }
    }
}

struct Pen<'a> {
    card: &'a Card,
    plan: Plan,
    fonts: &'a Fonts,
    portraits: &'a [Option<Vec<u8>>],
    canvas: Canvas<'a>,
    colours: Colours,
    width: u32,
    height: u32,
}

impl Pen<'_> {
    fn draw(&mut self) {
        self.canvas.ground(self.colours.ground);
        let (width, height) = (self.width, self.height);
        if self.card.said.is_none() {
            let middle = if self.plan.beside { height / 2 } else { self.plan.top + self.plan.bar * 3 + self.plan.disc / 2 };
            let centre =
                if self.plan.beside { width - self.plan.margin - self.faces_width() / 2 } else { self.plan.margin + self.plan.disc / 2 };
            self.canvas.grooves(centre, middle, WHITE, "0.055");
        }
        let top = self.head();
        let bottom = self.foot();
        match (&self.card.said, self.plan.beside) {
            (Some(said), _) => self.quote(said, top, bottom),
            (None, true) => self.title_beside_faces(top, bottom),
            (None, false) => self.title_below_faces(top, bottom),
        }
    }

    fn room(&self) -> u32 {
        self.width - 2 * self.plan.margin
    }

    fn one_line(&self, text: &str, voice: Voice, sizes: &[u32], width: u32) -> Lines {
        set(self.fonts, &Frame { text, voice, sizes, width, height: u32::MAX, leading: 130, most_lines: 1 })
    }

    /// The show's sign and name; gives where the rest begins.
    fn head(&mut self) -> u32 {
        let bar = self.plan.bar;
        let sign = bar * 11 / 10;
        let palette = self.card.palette;
        let is_light = self.card.said.is_some();
        let middle = between(palette.tone, palette.deep);
        let discs = if is_light { [palette.deep, palette.tone, middle] } else { [palette.tone, palette.stage, middle] };
        self.canvas.sign(self.plan.margin, self.plan.top, sign, discs);
        let start = self.plan.margin + sign * 46 / 28 + bar / 2;
        let name = self.one_line(&self.card.show, Voice::Title, &[bar, bar * 9 / 10, bar * 8 / 10], self.width - start - self.plan.margin);
        let top = (self.plan.top + sign / 2).saturating_sub(name.step / 2);
        self.canvas.lines(start, top, &name, Voice::Title, self.colours.main);
        self.plan.top + sign
    }

    /// What can be asked for, and the address; gives where the rest ends.
    fn foot(&mut self) -> u32 {
        let Plan { margin, small, bottom, .. } = self.plan;
        let room = self.room();
        let end = self.height - bottom;
        let address = self.one_line(&self.card.address, Voice::Plain, &[small, small * 9 / 10, small * 8 / 10, small * 7 / 10], room);
        let Some(offer) = &self.card.offer else {
            self.canvas.lines(margin, end - address.step, &address, Voice::Plain, self.colours.muted);
            return end - address.step;
        };
        let inner = small;
        let beside = self.plan.beside && address.width + room / 2 < room;
        let most = if beside { room - address.width - 40 } else { room } - 2 * inner;
        let offer = self.one_line(offer, Voice::Title, &[small, small * 9 / 10, small * 8 / 10], most);
        if offer.lines.is_empty() {
            self.canvas.lines(margin, end - address.step, &address, Voice::Plain, self.colours.muted);
            return end - address.step;
        }
        let high = small * 5 / 2;
        let pill = if beside { end - high } else { end - address.step - small / 2 - high };
        self.canvas.rounded(margin, pill, (offer.width + 2 * inner, high), high / 2, SIGNAL);
        self.canvas.lines(margin + inner, pill + (high - offer.step) / 2, &offer, Voice::Title, ON_SIGNAL);
        if beside {
            let start = self.width - margin - address.width;
            self.canvas.lines(start, pill + (high - address.step) / 2, &address, Voice::Plain, self.colours.muted);
        } else {
            self.canvas.lines(margin, end - address.step, &address, Voice::Plain, self.colours.muted);
        }
        pill
    }

    fn title_beside_faces(&mut self, top: u32, bottom: u32) {
        let Plan { margin, disc, titles, people, .. } = self.plan;
        let faces = self.faces_width();
        let gap = if faces == 0 { 0 } else { 52 };
        let wide = self.room() - faces - gap;
        let (top, bottom) = (top + 28, bottom - 28);
        let who = self.people(wide, people, 2);
        let space = bottom.saturating_sub(top);
        let title = Frame {
            text: &self.card.title,
            voice: Voice::Title,
            sizes: titles,
            width: wide,
            height: space.saturating_sub(who.height() + 16),
            leading: 108,
            most_lines: 6,
        };
        let title = set(self.fonts, &title);
        let start = top + space.saturating_sub(title.height() + 16 + who.height()) / 2;
        self.canvas.lines(margin, start, &title, Voice::Title, self.colours.main);
        self.canvas.lines(margin, start + title.height() + 16, &who, Voice::Plain, self.colours.muted);
        self.faces(self.width - margin - faces, top + space.saturating_sub(disc) / 2, disc);
    }

    fn title_below_faces(&mut self, top: u32, bottom: u32) {
        let Plan { margin, disc, titles, people, bar, .. } = self.plan;
        let (top, bottom) = (top + bar * 3 / 2, bottom - bar * 3 / 2);
        let wide = self.room();
        let disc = if self.card.faces.is_empty() { 0 } else { disc };
        let gap = if disc == 0 { 0 } else { bar * 5 / 4 };
        let who = self.people(wide, people, 3);
        let space = bottom.saturating_sub(top);
        let title = Frame {
            text: &self.card.title,
            voice: Voice::Title,
            sizes: titles,
            width: wide,
            height: space.saturating_sub(disc + gap + bar / 2 + who.height()),
            leading: 106,
            most_lines: 8,
        };
        let title = set(self.fonts, &title);
        let used = disc + gap + title.height() + bar / 2 + who.height();
        let start = top + space.saturating_sub(used) / 2;
        self.faces(margin, start, disc);
        self.canvas.lines(margin, start + disc + gap, &title, Voice::Title, self.colours.main);
        self.canvas.lines(margin, start + disc + gap + title.height() + bar / 2, &who, Voice::Plain, self.colours.muted);
    }

    fn quote(&mut self, said: &Said, top: u32, bottom: u32) {
        let Plan { margin, disc, titles, people, bar, .. } = self.plan;
        let (top, bottom) = (top + bar * 2, bottom - bar * 3 / 2);
        let mark = 84;
        // Drawn, since fonts differ most in their quotation marks.
        let comma = "M20 0C8 6 0 20 0 38c0 16 8 26 21 26 10 0 18-8 18-18s-7-17-16-17c-2 0-4 0-5 1 1-9 7-17 15-21z";
        let marks = format!(
            "<g fill=\"{}\"><path d=\"{comma}\"/><path transform=\"translate(48 0)\" d=\"{comma}\"/></g>",
            super::colour::hex(self.card.palette.deep)
        );
        let wide = self.room();
        let disc = if self.card.faces.is_empty() { 0 } else { disc };
        let row = disc.max(120);
        let space = bottom.saturating_sub(top).saturating_sub(row + bar);
        let text = Frame {
            text: &said.text,
            voice: Voice::Said,
            sizes: titles,
            width: wide,
            height: space.saturating_sub(mark + bar),
            leading: 132,
            most_lines: 12,
        };
        let text = set(self.fonts, &text);
        let start = top + space.saturating_sub(mark + bar + text.height()) / 2;
        self.canvas.raw(margin, start, (mark * 88 / 64, mark), "0 0 88 64", &marks);
        self.canvas.lines(margin, start + mark + bar, &text, Voice::Said, self.colours.main);
        let row_top = bottom - row;
        self.faces(margin, row_top + (row - disc) / 2, disc);
        let beside = margin + if disc == 0 { 0 } else { self.faces_width_at(disc) + bar };
        let room = self.width - margin - beside;
        let name = self.one_line(&said.by, Voice::Title, people, room);
        let what = set(
            self.fonts,
            &Frame {
                text: &self.card.title,
                voice: Voice::Plain,
                sizes: &[people[people.len() - 1], 28, 26],
                width: room,
                height: row.saturating_sub(name.height()),
                leading: 132,
                most_lines: 3,
            },
        );
        let top = row_top + row.saturating_sub(name.height() + what.height()) / 2;
        self.canvas.lines(beside, top, &name, Voice::Title, self.colours.main);
        self.canvas.lines(beside, top + name.height(), &what, Voice::Plain, self.colours.muted);
    }

    fn people(&self, width: u32, sizes: &[u32], most_lines: usize) -> Lines {
        set(self.fonts, &Frame { text: &self.card.people, voice: Voice::Plain, sizes, width, height: u32::MAX, leading: 138, most_lines })
    }

    fn faces_width(&self) -> u32 {
        self.faces_width_at(self.plan.disc)
    }

    /// Each disc covers 24 % of the one before it.
    fn faces_width_at(&self, disc: u32) -> u32 {
        let count = u32::try_from(self.card.faces.len().min(2)).unwrap_or(0) + u32::from(self.card.more > 0);
        if count == 0 { 0 } else { disc + (count - 1) * disc * 76 / 100 }
    }

    fn faces(&mut self, start: u32, top: u32, disc: u32) {
        if disc == 0 {
            return;
        }
        let ring = disc * 45 / 1000;
        let shown = u32::try_from(self.card.faces.len().min(2)).unwrap_or(0) + u32::from(self.card.more > 0);
        let mut photo = 0;
        for (index, face) in (0_u32..).zip(self.card.faces.iter().take(2)) {
            let x = start + index * disc * 76 / 100;
            if index > 0 {
                self.canvas.disc(x.saturating_sub(ring), top.saturating_sub(ring), disc + 2 * ring, self.colours.ground);
            }
            let number = photo;
            photo += usize::from(face.photo.is_some());
            if face.photo.is_some() && self.portraits.get(number).is_some_and(Option::is_some) {
                self.canvas.disc(x, top, disc, face.palette.tone);
                self.canvas.portrait(x, top, disc, number);
            } else {
                let covered = if index + 1 < shown { disc * 24 / 100 } else { 0 };
                self.letters(x, top, (disc, covered), (&face.initials, face.palette.tone, face.palette.deep));
            }
        }
        if self.card.more > 0 {
            let x = start + u32::try_from(self.card.faces.len().min(2)).unwrap_or(0) * disc * 76 / 100;
            self.canvas.disc(x.saturating_sub(ring), top.saturating_sub(ring), disc + 2 * ring, self.colours.ground);
            let text = format!("+{}", self.card.more);
            self.letters(x, top, (disc, 0), (&text, self.card.palette.tone, self.card.palette.deep));
        }
    }

    /// Initials stand in the middle of what the next disc leaves to be seen.
    fn letters(&mut self, start: u32, top: u32, (disc, covered): (u32, u32), (text, ground, ink): (&str, Rgb, Rgb)) {
        self.canvas.disc(start, top, disc, ground);
        let seen = disc - covered;
        let sizes = [disc * 36 / 100, disc * 32 / 100, disc * 28 / 100, disc * 22 / 100];
        let lines = self.one_line(text, Voice::Title, &sizes, seen * 72 / 100);
        self.canvas.centred(start + seen / 2 + covered / 8, top + disc / 2 - lines.step / 2, &lines, Voice::Title, on(ground, ink));
    }
}
