//! What can be odd about a recording, in the author's words.

use super::mime::Guess;
use super::prepare;
use crate::model::{AudioFacts, AudioOddity, CoverFacts, Millis};
use crate::report::{RuleText, Severity};

/// The rules of this stage, for `explain`.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "empty-audio",
        severity: Severity::Error,
        finds: "A recording that has no bytes at all.",
        why: "An app would show the episode and then play nothing. It happens when a copy is interrupted or a cloud folder has not yet \
              fetched the file.",
        wrong: "who-can-sign.mp3    0 bytes",
        right: "who-can-sign.mp3    26 MB",
    },
    RuleText {
        name: "unreadable-audio",
        severity: Severity::Error,
        finds: "A file that ends like a recording and is none: a web page saved under that name, a picture, a kind that apps do not play.",
        why: "Listeners would download it and hear nothing, and directories drop shows whose files do not play.",
        wrong: "who-can-sign.mp3    the login page of a file-sharing service",
        right: "who-can-sign.mp3    the recording itself",
    },
    RuleText {
        name: "no-sound-track",
        severity: Severity::Error,
        finds: "A film without any sound.",
        why: "An interview is there to be heard.",
        wrong: "who-can-sign.mp4    exported with the sound switched off",
        right: "who-can-sign.m4a    the sound of the same film",
    },
    RuleText {
        name: "cut-off-audio",
        severity: Severity::Warning,
        finds: "A recording that ends before its own table of contents says it should.",
        why: "The end of the interview, where your offer is, is missing. Usually a copy or an upload was interrupted.",
        wrong: "who-can-sign.mp3    28:14 announced, 17:02 there",
        right: "who-can-sign.mp3    copied again, 28:14",
    },
    RuleText {
        name: "vbr-without-seek-header",
        severity: Severity::Warning,
        finds: "An MP3 of varying bit rate that lacks the table players need to jump to a moment.",
        why: "Players show a wrong length, and a click on a question lands somewhere else.",
        wrong: "an MP3 joined or cut by a tool that drops the table",
        right: "the same recording exported again, at a constant bit rate or with the table",
    },
    RuleText {
        name: "extension-differs-from-content",
        severity: Severity::Error,
        finds: "A recording whose ending names another kind than its content.",
        why: "Apps and directories go by the ending, and refuse what they then find inside.",
        wrong: "who-can-sign.mp3    holds M4A",
        right: "who-can-sign.m4a    holds M4A",
    },
    RuleText {
        name: "high-efficiency-aac",
        severity: Severity::Warning,
        finds: "A recording in HE-AAC, a form of AAC for very low bit rates.",
        why: "Players that know only plain AAC play it dull, without its upper half. The same is true here: its length, rate and chapters \
              are read, but its loudness is measured without the upper half, and it is published as it is instead of levelled.",
        wrong: "who-can-sign.m4a    HE-AAC, 32 kbit/s",
        right: "who-can-sign.m4a    AAC, 96 kbit/s",
    },
    RuleText {
        name: "heavy-cover",
        severity: Severity::Warning,
        finds: "A recording with a picture inside that is larger than 300 kB.",
        why: "Players load it before the first sound, every time. With `media.format` in show.yaml a smaller one is put in its place.",
        wrong: "who-can-sign.mp3    cover of 4.2 MB inside",
        right: "who-can-sign.mp3    cover of 180 kB inside",
    },
];

pub(super) fn empty() -> AudioOddity {
    blocks("empty-audio", "this recording is empty (0 bytes)", "copy the recording again, and wait until it is there in full")
}

pub(super) fn unreadable(guess: Guess) -> AudioOddity {
    blocks("unreadable-audio", format!("this is {}", guess.what), guess.fix)
}

pub(super) fn no_sound() -> AudioOddity {
    blocks("unreadable-audio", "there is no sound in this recording", "export it again, and play it once before you put it here")
}

pub(super) fn no_sound_track() -> AudioOddity {
    blocks("no-sound-track", "this film has no sound", "export it again with its sound, as M4A or MP3")
}

pub(super) fn cut_off_before_any_sound() -> AudioOddity {
    blocks(
        "cut-off-audio",
        "this recording is cut off, and nothing of it can be played",
        "copy or export it again, and wait until it is there in full",
    )
}

pub(super) fn cut_off(length: Millis) -> AudioOddity {
    let message = format!("this recording is cut off: it ends after {}, before the end that it announces", length.clock());
    warns("cut-off-audio", message, "copy or export it again, and wait until it is there in full")
}

pub(super) fn vbr_without_seek_header() -> AudioOddity {
    let message = "this MP3 has a varying bit rate and no table for jumping, so players land beside the moment they are sent to";
    warns("vbr-without-seek-header", message, "export it again at a constant bit rate")
}

pub(super) fn high_efficiency_aac(rate: u32) -> AudioOddity {
    let message = format!(
        "this recording is HE-AAC: its sound above {} kHz is not decoded here nor by players that know plain AAC only",
        (rate / 4 + 500) / 1000
    );
    warns("high-efficiency-aac", message, "export it as plain AAC (often called AAC-LC) or as MP3")
}

pub(super) fn heavy_cover(cover: &CoverFacts) -> Option<AudioOddity> {
    let message = format!("the picture inside has {}; players load it before the first sound", cover.bytes.for_people());
    let fix = "export it with a picture below 300 kB, or write `media: {format: mp3}` in content/show.yaml";
    (cover.bytes.0 > prepare::MOST_COVER).then(|| warns("heavy-cover", message, fix))
}

/// The finding for a name that promises something else than the content.
pub(super) fn extension(facts: &AudioFacts, extension: &str) -> Option<AudioOddity> {
    let (fitting, kind): (&[&str], &str) = match (facts.container.as_str(), facts.codec.as_str()) {
        ("mp3", _) => (&["mp3", "mp2", "mpga"], "an MP3"),
        ("mp4", _) => (&["m4a", "mp4", "m4b", "m4v", "mov", "m4r"], "an M4A"),
        ("wav", _) => (&["wav", "wave"], "a WAV"),
        ("ogg", "opus") => (&["opus", "ogg", "oga"], "an Opus"),
        ("ogg", _) => (&["ogg", "oga"], "an Ogg"),
        ("flac", _) => (&["flac"], "a FLAC"),
        ("aiff", _) => (&["aiff", "aif", "aifc"], "an AIFF"),
        ("mkv", _) => (&["webm", "mka", "mkv"], "a WebM"),
        ("adts", _) => (&["aac"], "an AAC"),
        _ => return None,
    };
    if fitting.contains(&extension) {
        return None;
    }
    let right = fitting.first().copied().unwrap_or_default();
    let name = if extension.is_empty() { "its name has no ending".to_owned() } else { format!("its name ends in .{extension}") };
    let message = format!("this is {kind} file, but {name}");
    Some(blocks("extension-differs-from-content", message, format!("rename it so that it ends in .{right}, or export it again")))
}

fn blocks(rule: &str, message: impl Into<String>, fix: impl Into<String>) -> AudioOddity {
    AudioOddity { rule: rule.to_owned(), blocks: true, message: message.into(), fix: fix.into() }
}

fn warns(rule: &str, message: impl Into<String>, fix: impl Into<String>) -> AudioOddity {
    AudioOddity { blocks: false, ..blocks(rule, message, fix) }
}
