//! Reads a feed with feed-rs: `read_feed FEED.xml`. Prints a JSON list of {title, guid, url, length, type, date, duration}.

#![expect(clippy::print_stdout, reason = "the list is this program's output")]

use feed_rs::model::Entry;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which feed?")?;
    let feed = feed_rs::parser::parse(std::fs::File::open(path)?)?;
    let items: Vec<Value> = feed.entries.iter().map(item).collect();
    println!("{}", Value::from(items));
    Ok(())
}

fn item(entry: &Entry) -> Value {
    // What the enclosure says and what the itunes tags say may lie in two objects.
    let content = entry.media.iter().find_map(|media| media.content.first());
    let duration = entry.media.iter().find_map(|media| media.duration);
    json!({
        "title": entry.title.as_ref().map(|title| &title.content),
        "guid": entry.id,
        "url": content.and_then(|content| content.url.as_ref()).map(ToString::to_string),
        "length": content.and_then(|content| content.size),
        "type": content.and_then(|content| content.content_type.as_ref()).map(ToString::to_string),
        "date": entry.published.map(|date| date.timestamp()),
        "duration": duration.map(|duration| duration.as_secs()),
    })
}
