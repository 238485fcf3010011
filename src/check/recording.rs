//! Rules about recordings: what apps are told of them and what they will play.

use super::text::is_plain_http;
use super::{Check, Guards, Rule};
use crate::model::{Episode, Millis, Recording, Site};
use crate::report::{Place, Report, RuleText, Severity};
use std::collections::BTreeMap;

/// Every published episode that has a recording.
fn recordings(site: &Site) -> impl Iterator<Item = (&Episode, &Recording)> {
    site.episodes.iter().filter_map(|episode| Some((episode, episode.recording.as_ref()?)))
}

/// Those whose recording is kept elsewhere.
fn kept_elsewhere(site: &Site) -> impl Iterator<Item = (&Episode, &Recording)> {
    recordings(site).filter(|(_, recording)| recording.file.is_none())
}

pub(super) const RECORDING_NOT_HTTPS: Rule = Rule {
    text: RuleText {
        name: "recording-not-https",
        severity: Severity::Error,
        finds: "A recording kept elsewhere whose address does not start with https.",
        why: "Apps on phones refuse to fetch it, so the interview cannot be heard.",
        wrong: "audio:\n  url: http://media.ellison.example/12.mp3",
        right: "audio:\n  url: https://media.ellison.example/12.mp3",
    },
    guards: Guards::Quality,
    check: Check::Site(recording_not_https),
};

fn recording_not_https(site: &Site, report: &mut Report) {
    for (episode, _) in kept_elsewhere(site).filter(|(_, recording)| is_plain_http(recording.url.as_str())) {
        let place = Place::key(&episode.source, "audio.url");
        report.add(RECORDING_NOT_HTTPS.finding(place, "apps refuse a recording whose address is not secure").fix("write `https://`"));
    }
}

pub(super) const RECORDING_USED_TWICE: Rule = Rule {
    text: RuleText {
        name: "recording-used-twice",
        severity: Severity::Error,
        finds: "Two episodes with the same recording address.",
        why: "Apple ignores an episode whose recording it has seen before, and other apps play the wrong one.",
        wrong: "audio:\n  url: https://media.ellison.example/latest.mp3   (in two episodes)",
        right: "audio:\n  url: https://media.ellison.example/012.mp3",
    },
    guards: Guards::Identity,
    check: Check::Site(recording_used_twice),
};

fn recording_used_twice(site: &Site, report: &mut Report) {
    let mut first: BTreeMap<&str, &Episode> = BTreeMap::new();
    // From the oldest, so that the newer of the two is the one to change.
    for (episode, recording) in recordings(site).collect::<Vec<_>>().into_iter().rev() {
        let Some(older) = first.get(recording.url.as_str()) else {
            first.insert(recording.url.as_str(), episode);
            continue;
        };
        let message = format!("this recording has the same address as the one of {}", older.source);
        report.add(RECORDING_USED_TWICE.finding(Place::key(&episode.source, "audio"), message).fix("give each episode a file of its own"));
    }
}

pub(super) const AUDIO_TYPE_NOT_UNDERSTOOD: Rule = Rule {
    text: RuleText {
        name: "audio-type-not-understood",
        severity: Severity::Error,
        finds: "A `type` of a recording that is not what apps call this kind of file.",
        why: "Apps choose how to play by this word; with a wrong one Apple refuses the episode.",
        wrong: "audio:\n  url: https://media.ellison.example/12.mp3\n  type: audio/mp3",
        right: "audio:\n  url: https://media.ellison.example/12.mp3\n  type: audio/mpeg",
    },
    guards: Guards::Quality,
    check: Check::Site(audio_type_not_understood),
};

fn audio_type_not_understood(site: &Site, report: &mut Report) {
    for (episode, recording) in recordings(site) {
        let mime = recording.mime.to_ascii_lowercase();
        let better = better_type(&mime);
        let is_media = mime.starts_with("audio/") || mime.starts_with("video/");
        if better.is_some() || !is_media {
            let place = Place::key(&episode.source, "audio.type");
            let finding = AUDIO_TYPE_NOT_UNDERSTOOD.finding(place, format!("apps do not know the type `{}`", recording.mime));
            report.add(finding.fix(format!("write `{}`", better.unwrap_or("audio/mpeg` for an MP3 or `audio/x-m4a"))));
        }
    }
}

/// What apps call a type that is often misspelt; lower case.
pub(super) fn better_type(mime: &str) -> Option<&'static str> {
    match mime {
        "audio/mp3" | "audio/x-mp3" | "audio/mpeg3" | "audio/x-mpeg" | "audio/mpg" => Some("audio/mpeg"),
        "audio/mp4a-latm" | "audio/aac-m4a" | "audio/x-mp4" => Some("audio/x-m4a"),
        _ => None,
    }
}

pub(super) const AUDIO_FORMAT_RARELY_PLAYED: Rule = Rule {
    text: RuleText {
        name: "audio-format-rarely-played",
        severity: Severity::Warning,
        finds: "A published recording that is neither MP3 nor M4A.",
        why: "Apple takes only these two, and a WAV of half an hour is ten times as large as it needs to be.",
        wrong: "audio: interview.wav",
        right: "audio: interview.mp3",
    },
    guards: Guards::Quality,
    check: Check::Site(audio_format_rarely_played),
};

fn audio_format_rarely_played(site: &Site, report: &mut Report) {
    for (episode, recording) in recordings(site) {
        let mime = recording.mime.to_ascii_lowercase();
        let is_odd = mime.starts_with("audio/") && kind_of_mime(&mime).is_none_or(|kind| kind == Kind::Other);
        // A look before the first build sees the recording of which that build will make another.
        let is_made_anew = site.show.media.format.is_some() && recording.file.is_some();
        if is_odd && !is_made_anew {
            let place = Place::key(&episode.source, "audio");
            let finding = AUDIO_FORMAT_RARELY_PLAYED.finding(place, "many apps do not play this kind of recording");
            report.add(finding.fix("write `media: {format: mp3}` in content/show.yaml, and builds make an MP3 of it"));
        }
    }
}

/// Kinds of files whose endings and types must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// MP3.
    Mp3,
    /// M4A, MP4, MOV: one family to apps.
    Mp4,
    /// What few apps play.
    Other,
}

/// The kind that a type names; lower case.
pub(super) fn kind_of_mime(mime: &str) -> Option<Kind> {
    match mime {
        "audio/mpeg" | "audio/mp3" | "audio/x-mp3" => Some(Kind::Mp3),
        "audio/x-m4a" | "audio/m4a" | "audio/mp4" | "video/mp4" | "video/x-m4v" | "video/quicktime" => Some(Kind::Mp4),
        "audio/wav" | "audio/x-wav" | "audio/vnd.wave" | "audio/wave" | "audio/flac" | "audio/x-flac" | "audio/ogg" | "audio/opus"
        | "audio/aiff" | "audio/x-aiff" | "audio/aac" | "audio/x-caf" | "audio/webm" | "audio/x-matroska" => Some(Kind::Other),
        _ => None,
    }
}

/// The kind that an ending names; lower case.
pub(super) fn kind_of_ending(ending: &str) -> Option<Kind> {
    match ending {
        "mp3" => Some(Kind::Mp3),
        "m4a" | "mp4" | "m4b" | "m4v" | "mov" => Some(Kind::Mp4),
        "wav" | "wave" | "flac" | "ogg" | "oga" | "opus" | "aif" | "aiff" | "aifc" | "caf" | "mka" | "webm" | "aac" => Some(Kind::Other),
        _ => None,
    }
}

/// The last part of an address, without query and fragment.
pub(super) fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    // Measuring services carry the whole address of the file as their last part: `…/https%3A%2F%2Fmedia.example%2F4.mp3`.
    last.rfind("%2F").or_else(|| last.rfind("%2f")).and_then(|at| last.get(at + 3..)).unwrap_or(last)
}

/// The ending of an address, lower case; empty without one.
pub(super) fn ending(address: &str) -> String {
    file_name(address).rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

pub(super) const AUDIO_ENDING_DISAGREES: Rule = Rule {
    text: RuleText {
        name: "audio-ending-disagrees",
        severity: Severity::Error,
        finds: "A recording kept elsewhere whose address says one kind of file and whose `type` says another.",
        why: "Some apps go by the ending, others by the type: half of your listeners would get silence.",
        wrong: "audio:\n  url: https://media.ellison.example/12.m4a\n  type: audio/mpeg",
        right: "audio:\n  url: https://media.ellison.example/12.m4a\n  type: audio/x-m4a",
    },
    guards: Guards::Quality,
    check: Check::Site(audio_ending_disagrees),
};

fn audio_ending_disagrees(site: &Site, report: &mut Report) {
    for (episode, recording) in kept_elsewhere(site) {
        let ending = ending(recording.url.as_str());
        let (Some(said), Some(is)) = (kind_of_ending(&ending), kind_of_mime(&recording.mime.to_ascii_lowercase())) else { continue };
        if said != is {
            let message = format!("the address ends in .{ending}, but the recording is said to be {}", recording.mime);
            let finding = AUDIO_ENDING_DISAGREES.finding(Place::key(&episode.source, "audio.type"), message);
            report.add(finding.fix("correct `type` or `url`, whichever is wrong"));
        }
    }
}

pub(super) const AUDIO_ADDRESS_WITHOUT_ENDING: Rule = Rule {
    text: RuleText {
        name: "audio-address-without-ending",
        severity: Severity::Warning,
        finds: "A recording kept elsewhere whose address does not end in .mp3, .m4a or the like.",
        why: "Apple takes only addresses with a known ending; the episode would not appear there.",
        wrong: "audio:\n  url: https://media.ellison.example/play?id=12",
        right: "audio:\n  url: https://media.ellison.example/12.mp3",
    },
    guards: Guards::Quality,
    check: Check::Site(audio_address_without_ending),
};

fn audio_address_without_ending(site: &Site, report: &mut Report) {
    for (episode, _) in kept_elsewhere(site).filter(|(_, recording)| kind_of_ending(&ending(recording.url.as_str())).is_none()) {
        let place = Place::key(&episode.source, "audio.url");
        let finding = AUDIO_ADDRESS_WITHOUT_ENDING.finding(place, "the address does not say what kind of file this is");
        report.add(finding.fix("use the address that ends in .mp3 or .m4a; the media host shows it as the download"));
    }
}

pub(super) const AUDIO_ADDRESS_ENCODED_TWICE: Rule = Rule {
    text: RuleText {
        name: "audio-address-encoded-twice",
        severity: Severity::Error,
        finds: "A recording address with a space at its end, or whose special characters were encoded twice.",
        why: "Apps ask for a file that does not exist, and listeners hear nothing.",
        wrong: "audio:\n  url: https://media.ellison.example/my%2520talk.mp3",
        right: "audio:\n  url: https://media.ellison.example/my%20talk.mp3",
    },
    guards: Guards::Quality,
    check: Check::Site(audio_address_encoded_twice),
};

fn audio_address_encoded_twice(site: &Site, report: &mut Report) {
    for (episode, _) in kept_elsewhere(site).filter(|(_, recording)| is_badly_encoded(recording.url.as_str())) {
        let place = Place::key(&episode.source, "audio.url");
        let finding = AUDIO_ADDRESS_ENCODED_TWICE.finding(place, "this address was not copied cleanly");
        report.add(finding.fix("copy it again from the media host, and try it in a browser"));
    }
}

/// Whether an address has a blank in it, or characters that were encoded twice.
pub(super) fn is_badly_encoded(address: &str) -> bool {
    let twice = address.match_indices("%25").any(|(at, _)| {
        let after = address.as_bytes().get(at + 3..at + 5).unwrap_or_default();
        after.len() == 2 && after.iter().all(u8::is_ascii_hexdigit)
    });
    twice || address.contains(char::is_whitespace) || address.ends_with("%20")
}

pub(super) const RECORDING_NAME_NOT_PLAIN: Rule = Rule {
    text: RuleText {
        name: "recording-name-not-plain",
        severity: Severity::Warning,
        finds: "A recording kept elsewhere whose file name has more than letters, digits, dots and hyphens.",
        why: "Apps and car radios differ in how they read such names, and some cannot fetch the file.",
        wrong: "audio:\n  url: https://media.ellison.example/Entrevista%20n%C2%BA%204.mp3",
        right: "audio:\n  url: https://media.ellison.example/entrevista-4.mp3",
    },
    guards: Guards::Quality,
    check: Check::Site(recording_name_not_plain),
};

fn recording_name_not_plain(site: &Site, report: &mut Report) {
    for (episode, recording) in kept_elsewhere(site) {
        let address = recording.url.as_str();
        if !is_plain_name(file_name(address)) && !is_badly_encoded(address) {
            let place = Place::key(&episode.source, "audio.url");
            let finding = RECORDING_NAME_NOT_PLAIN.finding(place, "some apps stumble over the special characters in this file's name");
            report.add(finding.fix("name the file with letters, digits and hyphens only, if nobody has fetched it yet"));
        }
    }
}

/// Whether a file's name is made of letters, digits, dots and hyphens.
pub(super) fn is_plain_name(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

pub(super) const NO_DURATION: Rule = Rule {
    text: RuleText {
        name: "no-duration",
        severity: Severity::Warning,
        finds: "A recording whose length is not known.",
        why: "Listeners choose by length; apps show 0:00 or nothing, and the chapters cannot be checked against it.",
        wrong: "audio:\n  url: https://media.ellison.example/12.mp3",
        right: "audio:\n  url: https://media.ellison.example/12.mp3\n  duration: \"28:14\"",
    },
    guards: Guards::Quality,
    check: Check::Site(no_duration),
};

fn no_duration(site: &Site, report: &mut Report) {
    for (episode, recording) in recordings(site) {
        if recording.duration.is_none_or(|duration| duration == Millis(0)) {
            let place = Place::key(&episode.source, "audio.duration");
            let finding = NO_DURATION.finding(place, "nobody knows how long this recording is");
            report.add(finding.fix("write `duration` as minutes and seconds, for example \"28:14\""));
        }
    }
}

pub(super) const RECORDING_SIZE_UNKNOWN: Rule = Rule {
    text: RuleText {
        name: "recording-size-unknown",
        severity: Severity::Warning,
        finds: "A recording kept elsewhere without its size in bytes.",
        why: "The feed must say it: apps use it to plan downloads and to show how far they are.",
        wrong: "audio:\n  url: https://media.ellison.example/12.mp3",
        right: "audio:\n  url: https://media.ellison.example/12.mp3\n  bytes: 27123456",
    },
    guards: Guards::Quality,
    check: Check::Site(recording_size_unknown),
};

fn recording_size_unknown(site: &Site, report: &mut Report) {
    for (episode, _) in kept_elsewhere(site).filter(|(_, recording)| recording.bytes.0 == 0) {
        let place = Place::key(&episode.source, "audio.bytes");
        report.add(
            RECORDING_SIZE_UNKNOWN.finding(place, "the feed has to say how large this recording is").fix("write its size under `bytes`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};
    use crate::model::{AbsoluteUrl, ByteLen};

    fn recording(site: &mut Site) -> &mut Recording {
        site.episodes[SPOTLIGHT].recording.as_mut().expect("the sample has one")
    }

    fn elsewhere(url: &str) -> impl FnOnce(&mut Site) + '_ {
        move |site| {
            let recording = recording(site);
            recording.url = AbsoluteUrl(url.into());
            recording.file = None;
            recording.facts = None;
        }
    }

    #[test]
    fn addresses_elsewhere_are_secure_clean_and_end_as_apps_expect() {
        finds(&RECORDING_NOT_HTTPS, spotlight_key("audio.url"), elsewhere("http://m.example/1.mp3"));
        finds(&AUDIO_ADDRESS_WITHOUT_ENDING, spotlight_key("audio.url"), elsewhere("https://m.example/play?id=1.mp3"));
        finds(&AUDIO_ADDRESS_ENCODED_TWICE, spotlight_key("audio.url"), elsewhere("https://m.example/a%2520b.mp3"));
        finds(&AUDIO_ADDRESS_ENCODED_TWICE, spotlight_key("audio.url"), elsewhere("https://m.example/a.mp3%20"));
        finds(&RECORDING_NAME_NOT_PLAIN, spotlight_key("audio.url"), elsewhere("https://m.example/a%20b.mp3"));
        let rules = [
            RECORDING_NOT_HTTPS,
            AUDIO_ADDRESS_WITHOUT_ENDING,
            AUDIO_ADDRESS_ENCODED_TWICE,
            RECORDING_NAME_NOT_PLAIN,
            AUDIO_ENDING_DISAGREES,
        ];
        for rule in rules {
            assert!(found(&rule, elsewhere("https://m.example/100%25/a_b-1.MP3?x=%2520%")).len() <= 1, "{}", rule.text.name);
            assert!(found(&rule, elsewhere("https://m.example/a_b-1.MP3?from=feed")).is_empty(), "{}", rule.text.name);
            let carried = elsewhere("https://measured.example/play/7/https%3A%2F%2Fm.example%2F2026%2Fcash.mp3");
            assert!(found(&rule, carried).is_empty(), "{}", rule.text.name);
        }
    }

    #[test]
    fn the_newer_of_two_episodes_with_one_recording_is_told() {
        let place = Place::key("content/episodes/003-who-can-sign/index.md", "audio");
        finds(&RECORDING_USED_TWICE, place, |site| site.episodes[0].recording = site.episodes[1].recording.clone());
    }

    #[test]
    fn types_are_those_that_apps_know() {
        for wrong in ["audio/mp3", "audio/mp4a-latm", "application/octet-stream", ""] {
            finds(&AUDIO_TYPE_NOT_UNDERSTOOD, spotlight_key("audio.type"), |site| recording(site).mime = wrong.into());
        }
        for good in ["audio/mpeg", "audio/x-m4a", "audio/m4a", "audio/mp4", "video/mp4", "audio/wav"] {
            assert!(found(&AUDIO_TYPE_NOT_UNDERSTOOD, |site| recording(site).mime = good.into()).is_empty(), "{good}");
        }
        finds(&AUDIO_FORMAT_RARELY_PLAYED, spotlight_key("audio"), |site| recording(site).mime = "audio/wav".into());
        let made_anew = |site: &mut Site| {
            recording(site).mime = "audio/wav".into();
            site.show.media.format = Some("mp3".to_owned());
        };
        assert!(found(&AUDIO_FORMAT_RARELY_PLAYED, made_anew).is_empty(), "a build will make an MP3 of it");
        finds(&AUDIO_FORMAT_RARELY_PLAYED, spotlight_key("audio"), |site| {
            made_anew(site);
            recording(site).file = None;
        });
    }

    #[test]
    fn ending_and_content_agree() {
        finds(&AUDIO_ENDING_DISAGREES, spotlight_key("audio.type"), elsewhere("https://m.example/a.m4a"));
        assert!(found(&AUDIO_ENDING_DISAGREES, elsewhere("https://m.example/A.MP3?x=.m4a")).is_empty());
    }

    #[test]
    fn length_and_size_are_known() {
        finds(&NO_DURATION, spotlight_key("audio.duration"), |site| recording(site).duration = None);
        finds(&NO_DURATION, spotlight_key("audio.duration"), |site| recording(site).duration = Some(Millis(0)));
        finds(&RECORDING_SIZE_UNKNOWN, spotlight_key("audio.bytes"), |site| {
            recording(site).bytes = ByteLen(0);
            recording(site).file = None;
        });
    }
}
