//! Reads feeds as `turntable import` does: `import_feed FEED...`. Prints JSON, one object per feed and line.

#![expect(clippy::print_stdout, reason = "the list is this program's output")]

use serde_json::{Value, json};
use turntable::import::{FeedBytes, ImportedEpisode, guests, notes, read};
use turntable::report::{Report, Severity};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let mut report = Report::default();
        let started = std::time::Instant::now();
        let show = read(&FeedBytes { name: &path, bytes: &bytes, charset: None }, &mut report);
        let milliseconds = started.elapsed().as_millis();
        let guests: Vec<Value> = show.iter().flat_map(guests::guests).map(|guest| json!([guest.name, guest.is_guess])).collect();
        let episodes = show.as_ref().map(|show| show.episodes.as_slice()).unwrap_or_default();
        let questions: usize = episodes.iter().map(|episode| notes::notes(&episode.notes_html).questions.len()).sum();
        println!(
            "{}",
            json!({
                "path": path,
                "title": show.as_ref().map(|show| &show.title),
                "items": episodes.iter().map(item).collect::<Vec<_>>(),
                "guests": guests,
                "questions": questions,
                "milliseconds": u64::try_from(milliseconds)?,
                "errors": report.count(Severity::Error),
                "findings": report.findings.iter().map(|finding| (finding.rule, finding.span.as_ref().map(|span| span.line), &finding.message)).collect::<Vec<_>>(),
            })
        );
    }
    Ok(())
}

fn item(episode: &ImportedEpisode) -> Value {
    let enclosure = episode.enclosure.as_ref();
    json!({
        "guid": episode.guid,
        "title": episode.title,
        "date": episode.date.as_ref().map(|date| date.timestamp().as_second()),
        "url": enclosure.map(|enclosure| &enclosure.url),
        "length": enclosure.and_then(|enclosure| enclosure.bytes),
        "type": enclosure.and_then(|enclosure| enclosure.mime.as_ref()),
        "duration": episode.duration.map(|duration| duration.0 / 1000),
    })
}
