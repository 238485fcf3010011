//! Headings: their ids and the level they get on our page.

use crate::model::Slug;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// What a heading becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1–6; never more than one below the heading before it.
    pub level: u8,
    /// Unique in the text.
    pub id: String,
}

/// Every heading in order. The highest gets level `top`.
pub fn outline<'a, 'e: 'a>(events: impl Iterator<Item = &'a Event<'e>>, top: u8) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut ids = Ids::default();
    let mut above: Vec<HeadingLevel> = Vec::new();
    let mut open: Option<(Option<String>, String)> = None;
    for event in events {
        match event {
            Event::Start(Tag::Heading { id, .. }) => open = Some((id.as_deref().map(str::to_owned), String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, text)) = &mut open {
                    text.push_str(words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, text)) = &mut open {
                    text.push(' ');
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                let Some((id, text)) = open.take() else { continue };
                above.retain(|higher| higher < level);
                above.push(*level);
                let depth = u8::try_from(above.len() - 1).unwrap_or(5);
                headings.push(Heading { level: top.clamp(1, 6).saturating_add(depth).min(6), id: ids.unique(id, &text) });
            }
            _ => {}
        }
    }
    headings
}

/// The level as the parser names it.
pub fn level(number: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(number)).unwrap_or(HeadingLevel::H6)
}

/// Ids given so far.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    // How often a wish was heard, so that a thousand equal headings do not count from 2 each time.
    wishes: BTreeMap<String, usize>,
}

impl Ids {
    fn unique(&mut self, written: Option<String>, text: &str) -> String {
        let wish = written.unwrap_or_else(|| Slug::from_text(text).0);
        let count = self.wishes.entry(wish.clone()).or_insert(0);
        loop {
            *count += 1;
            let id = if *count == 1 { wish.clone() } else { format!("{wish}-{count}") };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}
