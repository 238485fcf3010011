//! Rules about what a feed names beside a recording: chapters, transcripts, excerpts.

use super::FeedRule;
use super::found::Found;
use super::view::{Feed, Item, Said, duration};
use crate::check::{chapters, transcript};
use crate::foreign::{Element, Space};
use crate::model::Millis;
use crate::report::{
    RuleText,
    Severity::{Info, Warning},
};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "chapters-type-unfit",
            Warning,
            "A `podcast:chapters` whose type is not `application/json+chapters`.",
            "Apps choose by this word which chapters they can read.",
            "<podcast:chapters url=\"…/4.json\" type=\"application/json\"/>",
            "<podcast:chapters url=\"…/4.json\" type=\"application/json+chapters\"/>",
        ),
        check: chapters_type,
    },
    FeedRule {
        text: RuleText::new(
            "feed-chapter-out-of-order",
            Warning,
            "A chapter inside a feed that starts before the one above it, or whose start cannot be read.",
            "Some apps skip such a chapter, others show none of them.",
            "<psc:chapter start=\"12:22\" …/><psc:chapter start=\"4:10\" …/>",
            "<psc:chapter start=\"4:10\" …/><psc:chapter start=\"12:22\" …/>",
        ),
        check: chapter_order,
    },
    FeedRule { text: chapters::FEW_CHAPTERS.text, check: few_chapters },
    FeedRule { text: chapters::CHAPTER_TITLE_TOO_LONG.text, check: chapter_title },
    FeedRule {
        text: RuleText::new(
            "transcript-type-unfit",
            Warning,
            "A transcript whose type apps do not know, or that is not what its address ends in.",
            "Apple and the others choose by this word: with a wrong one nobody sees the transcript.",
            "<podcast:transcript url=\"…/4.srt\" type=\"application/srt\"/>",
            "<podcast:transcript url=\"…/4.srt\" type=\"application/x-subrip\"/>",
        ),
        check: transcript_type,
    },
    FeedRule {
        text: RuleText::new(
            "transcript-without-captions",
            Info,
            "An item whose transcripts have no times that apps can follow: neither VTT nor SRT nor JSON.",
            "Apple and others show VTT and SRT beside the sound; plain text and HTML are passed over.",
            "<podcast:transcript url=\"…/4.html\" type=\"text/html\"/>",
            "<podcast:transcript url=\"…/4.vtt\" type=\"text/vtt\"/>",
        ),
        check: transcript_times,
    },
    FeedRule { text: transcript::NO_TRANSCRIPT.text, check: no_transcript },
    FeedRule { text: chapters::SOUNDBITE_LENGTH.text, check: soundbite_length },
    FeedRule { text: chapters::SOUNDBITE_AFTER_END.text, check: soundbite_after_end },
    FeedRule { text: chapters::SOUNDBITE_TITLE_TOO_LONG.text, check: soundbite_title },
];

/// Every tag of one name in the podcast namespace.
fn all<'f, 't>(feed: &'f Feed<'t>, local: &'static str) -> impl Iterator<Item = (&'f Item, &'f Element<'t>)> {
    feed.items.iter().flat_map(move |item| feed.all(item.element, Space::Podcast, local).map(move |element| (item, element)))
}

fn chapters_type(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in all(feed, "chapters") {
        let said = feed.attribute(element, "type").filter(|said| said.text != "application/json+chapters");
        if let Some(said) = said {
            found.item(
                item,
                said.at,
                format!("apps do not look for chapters of the type `{}`", said.text),
                "write `application/json+chapters`",
            );
        }
    }
}

/// A chapter inside the feed: its tag, what stands in `start`, and the moment where that can be read.
type Inside<'f, 't> = (&'f Element<'t>, Said, Option<Millis>);

/// Chapters inside the feed, by item.
fn inside<'f, 't>(feed: &'f Feed<'t>) -> impl Iterator<Item = (&'f Item, Vec<Inside<'f, 't>>)> {
    feed.items.iter().filter_map(|item| {
        let list = feed.indices(item.element, Space::Psc, "chapters").next()?;
        let chapters = feed.all(list, Space::Psc, "chapter").filter_map(|chapter| {
            let said = feed.attribute(chapter, "start")?;
            let start = duration(&said.text);
            Some((chapter, said, start))
        });
        Some((item, chapters.collect()))
    })
}

fn chapter_order(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, chapters) in inside(feed) {
        let mut before: Option<Millis> = None;
        for (_, said, start) in chapters {
            match (start, before) {
                (None, _) => found.item(item, said.at, "this is no time", "write it like `12:22` or `00:12:22.000`"),
                (Some(start), Some(before)) if start <= before => {
                    let message = format!("the chapter above it starts at {}", before.clock());
                    found.item(item, said.at, message, "list chapters in the order they are heard");
                }
                _ => {}
            }
            before = start.or(before);
        }
    }
}

fn few_chapters(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, chapters) in inside(feed).filter(|(_, chapters)| matches!(chapters.len(), 1 | 2)) {
        let at = chapters.first().map_or(feed.tag(item.element), |(chapter, ..)| chapter.tag.clone());
        let count = if chapters.len() == 1 { "there is only one chapter" } else { "there are only two chapters" };
        found.item(item, at, format!("{count}; apps show them from three on"), "write three or more, or none");
    }
}

fn chapter_title(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, chapters) in inside(feed) {
        for said in
            chapters.iter().filter_map(|(chapter, ..)| feed.attribute(chapter, "title")).filter(|said| said.text.chars().count() > 40)
        {
            found.item(item, said.at, "this chapter's title is longer than the 40 characters that Spotify shows", "say it in a few words");
        }
    }
}

/// Types of transcripts, with the endings that belong to them.
const TRANSCRIPTS: [(&str, &[&str]); 5] = [
    ("text/vtt", &["vtt"]),
    ("application/x-subrip", &["srt"]),
    ("application/json", &["json"]),
    ("text/html", &["html", "htm"]),
    ("text/plain", &["txt"]),
];

fn transcript_type(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in all(feed, "transcript") {
        let Some(said) = feed.attribute(element, "type") else { continue };
        let ending = feed.attribute(element, "url").map(|url| crate::check::recording::ending(&url.text)).unwrap_or_default();
        let by_ending = TRANSCRIPTS.iter().find(|(_, endings)| endings.contains(&ending.as_str()));
        let mime = said.text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_known = TRANSCRIPTS.iter().any(|(known, _)| *known == mime);
        let is_other = by_ending.is_some_and(|(known, _)| *known != mime);
        let message = match (is_known, is_other) {
            (false, _) => format!("apps know no transcript of the type `{}`", said.text),
            (true, true) => format!("its address ends in .{ending}, and the type says otherwise"),
            (true, false) => continue,
        };
        let fix = format!("write `{}`", by_ending.map_or("text/vtt` or `application/x-subrip", |(known, _)| known));
        found.item(item, said.at, message, fix);
    }
}

fn transcript_times(feed: &Feed<'_>, found: &mut Found<'_>) {
    for item in &feed.items {
        let mut transcripts = feed.all(item.element, Space::Podcast, "transcript").peekable();
        let Some(first) = transcripts.peek().map(|element| element.tag.clone()) else { continue };
        let is_plain =
            |element: &Element<'_>| element.attribute("type").is_some_and(|kind| matches!(kind.value.trim(), "text/html" | "text/plain"));
        if transcripts.all(is_plain) {
            found.item(item, first, "apps cannot show this transcript beside the sound", "add one as VTT or SRT");
        }
    }
}

/// Once for the feed.
fn no_transcript(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut without =
        feed.items.iter().filter(|item| feed.is_full(item) && feed.first(item.element, Space::Podcast, "transcript").is_none());
    let Some(first) = without.next() else { return };
    let message = match without.count() {
        0 => "it has no transcript".to_owned(),
        more => format!("it has no transcript, and {more} more have none"),
    };
    let fix = "add `<podcast:transcript>`: people read before they listen, and search finds what was said";
    found.item(first, feed.tag(first.element), message, fix);
}

/// A moment in seconds.
fn seconds(said: &Said) -> Option<f64> {
    said.text.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
}

fn soundbite_length(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in all(feed, "soundbite") {
        for said in ["startTime", "duration"].iter().filter_map(|name| feed.attribute(element, name)) {
            if seconds(&said).is_none() {
                found.item(item, said.at, "this is not a number of seconds", "write for example `73.5`");
            }
        }
        let Some(said) = feed.attribute(element, "duration") else { continue };
        if seconds(&said).is_some_and(|length| !(15.0..=120.0).contains(&length)) {
            found.item(item, said.at, "apps take excerpts of 15 to 120 seconds", "choose one that long");
        }
    }
}

fn soundbite_after_end(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in all(feed, "soundbite") {
        let (Some(start), Some(end)) = (feed.attribute(element, "startTime"), feed.duration(item)) else { continue };
        let length = feed.attribute(element, "duration").and_then(|said| seconds(&said)).unwrap_or_default();
        let last = seconds(&start).map(|start| start + length);
        // A second to spare: lengths are rounded.
        if last.is_some_and(|last| last > end.0 as f64 / 1000.0 + 1.0) {
            found.item(
                item,
                start.at,
                format!("this excerpt ends after the recording, which ends at {}", end.clock()),
                "use times of the final file",
            );
        }
    }
}

fn soundbite_title(feed: &Feed<'_>, found: &mut Found<'_>) {
    for (item, element) in all(feed, "soundbite") {
        let said = feed.says(element);
        if said.text.chars().count() > 128 {
            found.item(item, said.at, "the title of this excerpt is longer than 128 characters", "say it in a sentence");
        }
    }
}
