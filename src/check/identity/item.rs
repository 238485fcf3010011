//! An item that is still there: its guid, date, address and recording.

use super::{Named, Scene, address, called, option};
use crate::model::{Episode, OutPath, PublishedItem};
use crate::report::{Finding, Place};

/// Compares an item with what it was.
pub(super) fn check(old: &PublishedItem<'_>, now: &PublishedItem<'_>, episode: &Episode, found: &mut Vec<Named>) {
    let findings = [guid(old, now, episode), date(old, now, episode), recording(old, now, episode)];
    found.extend(findings.into_iter().flatten().map(|finding| Named { name: old.slug.to_string(), finding }));
    if old.republish && now.republish && is_same_recording(old, now) {
        let place = Place::key(&episode.source, "republish");
        let finding = Finding::info("republish-left-standing", place, format!("the exchange of {} is published", called(old)));
        found
            .push(Named { name: old.slug.to_string(), finding: finding.fix("take `republish` out, so that it is there for the next one") });
    }
}

fn guid(old: &PublishedItem<'_>, now: &PublishedItem<'_>, episode: &Episode) -> Option<Finding> {
    if old.guid == now.guid {
        return None;
    }
    let place = Place::key(&episode.source, "guid");
    let message = format!("apps know {} by another guid and would show it a second time", called(old));
    Some(Finding::error("guid-changed", place, message).fix(format!(
        "write into {}\n    guid: {}\nor build with {}",
        episode.source,
        yaml(&old.guid),
        option("guid-changed", &old.slug)
    )))
}

fn date(old: &PublishedItem<'_>, now: &PublishedItem<'_>, episode: &Episode) -> Option<Finding> {
    if old.date.moment == now.date.moment {
        return None;
    }
    let place = Place::key(&episode.source, "date");
    let message = format!("{} was published on {} and would move to {}", called(old), old.date.as_written(), now.date.as_written());
    Some(Finding::error("date-moved", place, message).fix(format!(
        "write into {}\n    date: {}\nor build with {}",
        episode.source,
        old.date.as_written(),
        option("date-moved", &old.slug)
    )))
}

/// A recording that was exchanged. A new address for the same recording is none: apps go by the guid, take the new address and do not
/// download again.
fn recording(old: &PublishedItem<'_>, now: &PublishedItem<'_>, episode: &Episode) -> Option<Finding> {
    if old.enclosure.is_empty() || is_same_recording(old, now) {
        return None;
    }
    // A permission that was used up once does not cover the next exchange.
    let is_meant = now.republish && !old.republish;
    let name = if old.original.is_some() && now.original.is_some() { "recording-exchanged" } else { exchange_elsewhere(old, now) };
    if is_meant {
        return None;
    }
    let place = Place::key(&episode.source, if now.republish { "republish" } else { "audio" });
    let message = if name == "recording-exchanged" {
        format!("the recording of {} is not the one that apps have", called(old))
    } else {
        format!("the recording of {} moved from {} to {}, and nothing says that it is the same", called(old), old.enclosure, now.enclosure)
    };
    let put_back = if name == "recording-exchanged" { "the old recording" } else { "the old address" };
    let fix = if now.republish {
        let option = option(name, &old.slug);
        format!("put {put_back} back, or build with {option}; the `republish` in {} was for the exchange before", episode.source)
    } else {
        let option = option(name, &old.slug);
        format!("put {put_back} back, or say that it is meant, in {}\n    republish: true\nor build with {option}", episode.source)
    };
    Some(Finding::error(name, place, message).fix(fix))
}

fn exchange_elsewhere(old: &PublishedItem<'_>, now: &PublishedItem<'_>) -> &'static str {
    if old.enclosure == now.enclosure { "recording-exchanged" } else { "enclosure-moved" }
}

/// By what was recorded; where that is not here, by address and size, or by the same file name and size at another address.
fn is_same_recording(old: &PublishedItem<'_>, now: &PublishedItem<'_>) -> bool {
    if let (Some(old), Some(now)) = (old.original, now.original) {
        return old == now;
    }
    let is_same_size = old.bytes.zip(now.bytes).is_none_or(|(old, now)| old == now);
    let is_known_size = old.bytes.is_some() && now.bytes.is_some();
    if old.enclosure == now.enclosure {
        return is_same_size;
    }
    is_known_size && is_same_size && file_name(&old.enclosure) == file_name(&now.enclosure)
}

fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.rsplit('/').next().unwrap_or(path)
}

/// An item whose page has another address now: the old one must lead there.
pub(super) fn moved(scene: &Scene<'_>, old: &PublishedItem<'_>, episode: &Episode, found: &mut Vec<Named>) {
    if scene.redirects.contains(address(old).as_str()) {
        return;
    }
    let place = Place::key(&episode.source, "title");
    let message = format!("the page of {} has moved, and nothing leads there from its old address {}", called(old), address(old));
    let finding = Finding::error("address-moved", place, message).fix(format!(
        "write into {}\n    {}\nor build with {}",
        episode.source,
        aliases_line(&old.slug, episode),
        option("address-moved", &old.slug)
    ));
    found.push(Named { name: old.slug.to_string(), finding });
}

/// The line that makes an old address lead to an episode, with those that do already.
pub(super) fn aliases_line(slug: &str, episode: &Episode) -> String {
    let written = |old: &OutPath| {
        let name = old.as_str().strip_prefix("episodes/").and_then(|rest| rest.strip_suffix('/')).filter(|name| !name.contains('/'));
        name.map_or_else(|| yaml(&format!("/{old}")), yaml)
    };
    let aliases: Vec<String> = episode.aliases.iter().map(written).chain([slug.to_owned()]).collect();
    format!("aliases: [{}]", aliases.join(", "))
}

/// A value as it is written in front matter.
pub(super) fn yaml(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_./".contains(character));
    let is_guid = text.len() == 36 && text.chars().all(|character| character.is_ascii_hexdigit() || character == '-');
    if is_plain || is_guid { text.to_owned() } else { serde_json::Value::String(text.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPOTLIGHT, told};
    use super::*;
    use crate::model::{ByteLen, RecordingHash};

    fn rules(change: impl FnOnce(&mut crate::model::Site, &mut crate::model::Published<'static>)) -> Vec<&'static str> {
        told(change).into_iter().map(|(rule, _, _)| rule).collect()
    }

    #[test]
    fn another_guid_is_refused_with_the_line_that_mends_it() {
        let told = told(|site, _| site.episodes[SPOTLIGHT].guid = "new".into());
        assert_eq!(told[0].0, "guid-changed");
        assert!(told[0].2.starts_with("write into content/episodes/002-cash-before-profit/index.md\n    guid: "), "{told:?}");
    }

    #[test]
    fn another_moment_is_refused_and_another_zone_is_not() {
        let zone = |site: &mut crate::model::Site, zone: &str| {
            let episode = &mut site.episodes[SPOTLIGHT];
            episode.date = episode.date.in_tz(zone).expect("a zone");
        };
        assert_eq!(rules(|site, _| zone(site, "Asia/Tokyo")), [""; 0]);
        let day = |site: &mut crate::model::Site| {
            let episode = &mut site.episodes[SPOTLIGHT];
            episode.date = episode.date.yesterday().expect("in range");
        };
        assert_eq!(rules(|site, _| day(site)), ["date-moved"]);
    }

    fn exchanged(republish: (bool, bool)) -> Vec<&'static str> {
        rules(|site, before| {
            let episode = &mut site.episodes[SPOTLIGHT];
            before.items.iter_mut().filter(|item| *item.guid == *episode.guid).for_each(|item| item.republish = republish.0);
            episode.republish = republish.1;
            episode.recording.iter_mut().for_each(|recording| recording.original = Some(RecordingHash([9; 16])));
        })
    }

    #[test]
    fn republish_covers_one_exchange() {
        assert_eq!(exchanged((false, false)), ["recording-exchanged"]);
        assert_eq!(exchanged((false, true)), [""; 0]);
        assert_eq!(exchanged((true, true)), ["recording-exchanged"]);
        assert_eq!(exchanged((true, false)), ["recording-exchanged"]);
        let standing = rules(|site, before| {
            site.episodes[SPOTLIGHT].republish = true;
            before.items.iter_mut().for_each(|item| item.republish = true);
        });
        assert_eq!(standing, ["republish-left-standing"]);
    }

    #[test]
    fn the_same_recording_may_be_served_from_anywhere() {
        let moved = |bytes: Option<ByteLen>, url: &'static str| {
            rules(move |site, before| {
                let episode = &mut site.episodes[SPOTLIGHT];
                for item in before.items.iter_mut().filter(|item| *item.guid == *episode.guid) {
                    (item.original, item.bytes, item.enclosure) = (None, bytes, "https://old.example/a/one.mp3?x=1".into());
                }
                let recording = episode.recording.as_mut().expect("one");
                (recording.original, recording.file) = (None, None);
                (recording.url.0, recording.bytes) = (url.to_owned(), ByteLen(5));
            })
        };
        assert_eq!(moved(Some(ByteLen(5)), "https://new.example/one.mp3"), [""; 0]);
        assert_eq!(moved(Some(ByteLen(5)), "https://new.example/two.mp3"), ["enclosure-moved"]);
        assert_eq!(moved(None, "https://new.example/one.mp3"), ["enclosure-moved"]);
        assert_eq!(moved(Some(ByteLen(6)), "https://old.example/a/one.mp3?x=1"), ["recording-exchanged"]);
        assert_eq!(moved(None, "https://old.example/a/one.mp3?x=1"), [""; 0]);
        let prefix = rules(|site, _| {
            let recording = site.episodes[SPOTLIGHT].recording.as_mut().expect("one");
            recording.url.0 = recording.url.0.replace("https://", "https://measure.example/");
        });
        assert_eq!(prefix, [""; 0]);
    }

    #[test]
    fn a_guid_is_quoted_where_yaml_would_misread_it() {
        assert_eq!(yaml("5f2c0000-0000-5000-8000-000000000000"), "5f2c0000-0000-5000-8000-000000000000");
        assert_eq!(
            (yaml("https://x/?p=1").as_str(), yaml("12").as_str(), yaml("a \"b\"").as_str()),
            ("\"https://x/?p=1\"", "\"12\"", "\"a \\\"b\\\"\"")
        );
    }
}
