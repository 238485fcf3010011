//! Layer 5: `turntable network`: each partner, where they stand, and what is owed next. What `desk/network.html` shows, in the terminal.

use super::build::{Refusal, Said, Voice, findings};
use super::reading::{self, column, labelled};
use crate::cli::{self, Format};
use crate::plan::desk::summary::{self, Network, Row};
use crate::project::Project;
use crate::report::print::counted;
use jiff::Zoned;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Says how the network stands.
///
/// # Errors
/// When the command line was wrong or the machine fails.
pub fn network(asked: &cli::Network, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let show = match reading::show(&Project::at(root, None), asked.as_of.as_deref(), now, voice)? {
        Ok(show) => show,
        Err(said) => return Ok(said),
    };
    let network = summary::network(&show.site);
    let out = if voice.format == Format::Json { format!("{:#}\n", document(&network)) } else { told(&network) };
    Ok(Said { out, err: findings(&show.about_leads, voice), code: 0 })
}

/// The one document of `--format json`.
fn document(network: &Network<'_>) -> Value {
    let counts: Map<String, Value> = network.counts.iter().map(|(status, count)| ((*status).to_owned(), json!(count))).collect();
    let next = first(network).map(|row| json!({ "partner": row.slug, "text": row.owed.text, "letter": row.owed.letter }));
    json!({
        "show": network.show,
        "as_of": network.as_of.to_string(),
        "episodes": network.episodes,
        "counts": counts,
        "partners": network.partners,
        "next": next,
    })
}

/// Who is owed something first.
fn first<'a, 'site>(network: &'a Network<'site>) -> Option<&'a Row<'site>> {
    network.partners.iter().find(|row| row.owed.step != "rest")
}

fn told(network: &Network<'_>) -> String {
    let mut text = labelled(
        0,
        "",
        0,
        &format!(
            "The network of {}: {}, {} online",
            network.show,
            counted(network.partners.len(), "partner"),
            counted(network.episodes, "episode")
        ),
    );
    let stages: Vec<String> =
        network.counts.iter().filter(|(_, count)| *count > 0).map(|(status, count)| format!("{count} {status}")).collect();
    if !stages.is_empty() {
        text.push_str(&labelled(2, "", 0, &stages.join(", ")));
    }
    text.push('\n');
    network.partners.iter().for_each(|row| text.push_str(&partner(row)));
    text.push_str(&next(network));
    text
}

fn partner(row: &Row<'_>) -> String {
    let since = row.owed.since.map_or_else(String::new, |day| format!("  since {}", day.strftime("%-d %b %Y")));
    let mut text = format!("{}\n", format!("{}  {:<9}{since}", column(row.name, 34), row.status).trim_end());
    text.push_str(&labelled(2, "owed", 9, &row.owed.text));
    if let Some(thanks) = &row.thanks {
        text.push_str(&labelled(2, "", 9, &thanks.text));
    }
    if let Some(note) = row.note {
        text.push_str(&labelled(2, "", 9, &format!("Your note: {note}")));
    }
    let letters = [&row.owed.letter, &row.thanks.as_ref().and_then(|thanks| thanks.letter.clone())];
    let mut letters: Vec<&str> = letters.into_iter().flatten().map(String::as_str).collect();
    letters.dedup();
    letters
        .into_iter()
        .enumerate()
        .for_each(|(index, letter)| text.push_str(&labelled(2, if index == 0 { "written" } else { "" }, 9, letter)));
    text.push_str(&labelled(2, "so far", 9, &so_far(row)));
    text.push_str(&labelled(2, "kit", 9, &kit(row)));
    text.push('\n');
    text
}

fn so_far(row: &Row<'_>) -> String {
    let some = |count: u64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let facts: Vec<String> = [
        some(row.episodes.published as u64, "interview", "interviews"),
        some(row.episodes.coming as u64, "coming", "coming"),
        some(row.introductions.made, "introduction made", "introductions made"),
        some(row.introductions.received, "introduction received", "introductions received"),
        some(row.hand_raises.people, "person asked for a kit", "people asked for a kit"),
        some(row.notes_from_listeners as u64, "note from a listener", "notes from listeners"),
        row.sends.and_then(|sends| some(sends, "time sent on", "times sent on")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if facts.is_empty() { "nothing yet".to_owned() } else { facts.join(", ") }
}

fn kit(row: &Row<'_>) -> String {
    let kit = &row.kit;
    let missing: Vec<&str> = kit.missing.iter().map(|missing| missing.what).collect();
    match (kit.ready.is_empty(), kit.missing.as_slice()) {
        (true, [only, ..]) => format!("none yet: {}", only.why),
        (_, []) => "complete".to_owned(),
        _ => format!("{} of {} ready; missing: {}", kit.ready.len(), kit.ready.len() + kit.missing.len(), missing.join(", ")),
    }
}

/// One next step.
fn next(network: &Network<'_>) -> String {
    if network.partners.is_empty() {
        return "Next:  turntable new partner SLUG   begin with whom your clients ask you about\n".to_owned();
    }
    match first(network) {
        None => "Nothing is owed to anybody.\n".to_owned(),
        Some(row) if row.kit.ready.is_empty() || row.owed.letter.is_none() => labelled(0, "Next:", 7, &row.owed.text),
        Some(row) => labelled(0, "Next:", 7, &format!("{}\nturntable kit {}", row.owed.text, row.slug)),
    }
}
