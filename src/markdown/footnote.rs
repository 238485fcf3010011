//! Footnotes: taken out of the text and numbered in the order in which they are referred to.

use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeMap, VecDeque};

/// A text with its footnotes apart.
pub struct Text<'a> {
    /// Without the footnotes' own words.
    pub body: Vec<Event<'a>>,
    /// The footnotes; number 1 first.
    pub notes: Vec<Note<'a>>,
    numbers: BTreeMap<String, usize>,
}

/// One footnote.
pub struct Note<'a> {
    /// Its words.
    pub events: Vec<Event<'a>>,
    /// How often it is referred to.
    pub references: usize,
}

impl<'a> Text<'a> {
    /// The number of the footnote with this label, from 1.
    pub fn number(&self, label: &str) -> Option<usize> {
        self.numbers.get(&key(label)).copied()
    }

    /// All events in the order in which they are shown.
    pub fn all(&self) -> impl Iterator<Item = &Event<'a>> {
        self.body.iter().chain(self.notes.iter().flat_map(|note| &note.events))
    }
}

/// Takes the footnotes out. One that nobody refers to comes last rather than being lost.
pub fn split(events: Vec<Event<'_>>) -> Text<'_> {
    if !events.iter().any(|event| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return Text { body: events, notes: Vec::new(), numbers: BTreeMap::new() };
    }
    let (body, definitions) = take_out(events);
    number(body, definitions)
}

type Definitions<'a> = Vec<(String, Vec<Event<'a>>)>;

fn take_out(events: Vec<Event<'_>>) -> (Vec<Event<'_>>, Definitions<'_>) {
    let mut body = Vec::with_capacity(events.len());
    let mut definitions = Vec::new();
    let mut open: Definitions<'_> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push((key(&label), Vec::new())),
            Event::End(TagEnd::FootnoteDefinition) => definitions.extend(open.pop()),
            event => open.last_mut().map_or(&mut body, |(_, events)| events).push(event),
        }
    }
    (body, definitions)
}

fn number<'a>(body: Vec<Event<'a>>, definitions: Definitions<'a>) -> Text<'a> {
    let mut text = Text { body, notes: Vec::new(), numbers: BTreeMap::new() };
    let mut written: BTreeMap<String, Vec<Event<'a>>> = BTreeMap::new();
    let mut unasked: VecDeque<String> = VecDeque::new();
    for (label, events) in definitions {
        unasked.push_back(label.clone());
        written.entry(label).or_insert(events);
    }
    let mut wanted = labels(&text.body);
    // Footnotes may refer to further footnotes; what is left when nobody asks any more is taken in the order written.
    while let Some(label) = wanted.pop_front().or_else(|| unasked.pop_front()) {
        if let Some(events) = written.remove(&label) {
            wanted.extend(labels(&events));
            text.notes.push(Note { events, references: 0 });
            text.numbers.insert(label, text.notes.len());
        }
    }
    count_references(&mut text);
    text
}

fn count_references(text: &mut Text<'_>) {
    let mut counts = vec![0; text.notes.len()];
    for event in text.all() {
        if let Event::FootnoteReference(label) = event
            && let Some(number) = text.number(label)
        {
            counts[number - 1] += 1;
        }
    }
    for (note, count) in text.notes.iter_mut().zip(counts) {
        note.references = count;
    }
}

fn labels(events: &[Event<'_>]) -> VecDeque<String> {
    events.iter().filter_map(|event| if let Event::FootnoteReference(label) = event { Some(key(label)) } else { None }).collect()
}

/// `[^Till]` and `[^till]` are one.
fn key(label: &str) -> String {
    label.to_lowercase()
}
