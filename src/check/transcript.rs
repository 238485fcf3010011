//! Rules about transcripts: whether there is one, and whether it fits the recording and its people.

use super::text::folded;
use super::{Check, Guards, Rule, nearest};
use crate::model::{Episode, Site, Transcript};
use crate::report::{Finding, Place, Report, RuleText, Severity};
use std::collections::BTreeSet;

/// Every published episode that has a transcript.
fn transcripts(site: &Site) -> impl Iterator<Item = (&Episode, &Transcript)> {
    site.episodes.iter().filter_map(|episode| Some((episode, episode.transcript.as_ref()?)))
}

pub(super) const NO_TRANSCRIPT: Rule = Rule {
    text: RuleText {
        name: "no-transcript",
        severity: Severity::Warning,
        finds: "An episode without a transcript, although its guests allow one.",
        why: "Some of your readers cannot hear, others have no time to, and search engines find nothing else. In some countries the law \
              asks for it.",
        wrong: "content/episodes/012-who-can-sign/ with a recording and nothing beside it",
        right: "content/episodes/012-who-can-sign/transcript.vtt   (found by itself)",
    },
    guards: Guards::Quality,
    check: Check::Site(no_transcript),
};

fn no_transcript(site: &Site, report: &mut Report) {
    let is_allowed = |episode: &Episode| episode.guests.iter().all(|guest| site.person(*guest).consent.transcript);
    for episode in site.episodes.iter().filter(|episode| episode.transcript.is_none() && is_allowed(episode)) {
        let finding = NO_TRANSCRIPT.finding(Place::key(&episode.source, "transcript"), "this interview can only be heard, not read");
        report.add(finding.fix("put a transcript.vtt, .srt or .txt beside the recording"));
    }
}

pub(super) const TRANSCRIPT_WITHOUT_TIMES: Rule = Rule {
    text: RuleText {
        name: "transcript-without-times",
        severity: Severity::Info,
        finds: "A transcript that does not say when each sentence is heard.",
        why: "It can be read on the page, but players cannot follow it, and nobody can jump from a sentence to its sound.",
        wrong: "transcript.txt:\nRuth: Welcome, Dev.",
        right: "transcript.vtt:\n00:00:01.000 --> 00:00:03.000\n<v Ruth>Welcome, Dev.",
    },
    guards: Guards::Quality,
    check: Check::Site(transcript_without_times),
};

fn transcript_without_times(site: &Site, report: &mut Report) {
    for (_, transcript) in transcripts(site).filter(|(_, transcript)| !transcript.is_timed && !transcript.cues.is_empty()) {
        let finding = TRANSCRIPT_WITHOUT_TIMES.finding(Place::file(&transcript.source), "this transcript has no times");
        report.add(finding.fix("export it as VTT or SRT where your tool offers that"));
    }
}

pub(super) const CUES_OVERLAP: Rule = Rule {
    text: RuleText {
        name: "cues-overlap",
        severity: Severity::Warning,
        finds: "Parts of a transcript of which one starts before the one above it has ended.",
        why: "Apps then show two sentences on top of one another, or leave one out.",
        wrong: "00:01.000 --> 00:09.000\n00:04.000 --> 00:12.000",
        right: "00:01.000 --> 00:04.000\n00:04.000 --> 00:12.000",
    },
    guards: Guards::Quality,
    check: Check::Site(cues_overlap),
};

fn cues_overlap(site: &Site, report: &mut Report) {
    for (_, transcript) in transcripts(site).filter(|(_, transcript)| transcript.is_timed) {
        let pairs = transcript.cues.iter().zip(transcript.cues.iter().skip(1));
        let mut overlaps = pairs.filter(|(cue, next)| next.start < cue.end).map(|(_, next)| next.start);
        if let Some(first) = overlaps.next() {
            let message = match overlaps.count() {
                0 => format!("at {} two sentences run at once", first.clock()),
                more => format!("at {} two sentences run at once, and {more} times after that", first.clock()),
            };
            let finding = CUES_OVERLAP.finding(Place::file(&transcript.source), message);
            report.add(finding.fix("let each part end before the next one starts"));
        }
    }
}

pub(super) const CUE_AFTER_END: Rule = Rule {
    text: RuleText {
        name: "cue-after-end",
        severity: Severity::Warning,
        finds: "A transcript that goes on after the recording has ended.",
        why: "It was made from another cut: from some point on, words and sound do not agree.",
        wrong: "a recording of 28:14 with a transcript up to 31:02",
        right: "a transcript made from the final recording",
    },
    guards: Guards::Quality,
    check: Check::Site(cue_after_end),
};

fn cue_after_end(site: &Site, report: &mut Report) {
    for (episode, transcript) in transcripts(site) {
        let Some(end) = episode.recording.as_ref().and_then(|recording| recording.duration).filter(|end| end.0 > 0) else { continue };
        // Tools round the last part up; a second more is nobody's mistake.
        let Some(last) = transcript.cues.iter().map(|cue| cue.start.max(cue.end)).max().filter(|last| last.0 > end.0 + 1000) else {
            continue;
        };
        let message = format!("the transcript goes on until {}, the recording ends at {}", last.clock(), end.clock());
        report.add(CUE_AFTER_END.finding(Place::file(&transcript.source), message).fix("make the transcript from the final recording"));
    }
}

pub(super) const UNKNOWN_SPEAKER: Rule = Rule {
    text: RuleText {
        name: "unknown-speaker",
        severity: Severity::Warning,
        finds: "A speaker in the transcript who is nobody of this episode.",
        why: "The page shows who says what: a label such as \"Speaker 2\" or a misspelt name puts words in nobody's mouth.",
        wrong: "<v Speaker 2>Welcome, Dev.",
        right: "<v Margo Ellison>Welcome, Dev.",
    },
    guards: Guards::Quality,
    check: Check::Site(unknown_speaker),
};

fn unknown_speaker(site: &Site, report: &mut Report) {
    for (episode, transcript) in transcripts(site) {
        let names = names_of(site, episode);
        let speakers: BTreeSet<&str> = transcript.cues.iter().filter_map(|cue| cue.speaker.as_deref()).collect();
        for speaker in speakers.into_iter().filter(|speaker| !names.iter().any(|name| is_called(name, speaker))) {
            report.add(stranger(transcript, speaker, &names));
        }
    }
}

fn stranger(transcript: &Transcript, speaker: &str, names: &[&str]) -> Finding {
    let finding = UNKNOWN_SPEAKER.finding(Place::file(&transcript.source), format!("nobody in this episode is called \"{speaker}\""));
    match nearest(speaker, names.iter().copied()) {
        Some(name) => finding.fix(format!("write `{name}` if that is who speaks")),
        None => finding.fix("write the speaker's name, and add them to `guests` or `people` if they are missing there"),
    }
}

/// Everybody who may speak in an episode.
fn names_of<'a>(site: &'a Site, episode: &'a Episode) -> Vec<&'a str> {
    let on_stage = episode.hosts.iter().chain(&episode.guests).map(|id| site.person(*id).name.as_str());
    on_stage.chain(episode.people.iter().map(|credit| credit.name.as_str())).collect()
}

/// Whether a speaker's label means this person: the whole name, or every word of the label is one of the name's (`Dev`, `Okafor, Dev`).
fn is_called(name: &str, label: &str) -> bool {
    let (name, label) = (folded(name), folded(label));
    !label.is_empty() && label.split(' ').all(|word| name.split(' ').any(|part| part == word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};
    use crate::model::Millis;

    fn transcript(site: &mut Site) -> &mut Transcript {
        site.episodes[SPOTLIGHT].transcript.as_mut().expect("the sample has one")
    }

    fn file() -> Place {
        Place::file("content/episodes/002-cash-before-profit/transcript.vtt")
    }

    #[test]
    fn an_interview_can_be_read_unless_a_guest_said_no() {
        finds(&NO_TRANSCRIPT, spotlight_key("transcript"), |site| site.episodes[SPOTLIGHT].transcript = None);
        let refused = |site: &mut Site| {
            site.episodes[SPOTLIGHT].transcript = None;
            site.people[1].consent.transcript = false;
        };
        assert!(found(&NO_TRANSCRIPT, refused).is_empty());
        finds(&TRANSCRIPT_WITHOUT_TIMES, file(), |site| transcript(site).is_timed = false);
    }

    #[test]
    fn a_transcript_fits_its_recording() {
        finds(&CUES_OVERLAP, file(), |site| transcript(site).cues[1].start = Millis(3_999));
        finds(&CUE_AFTER_END, file(), |site| transcript(site).cues[1].end = Millis(1_695_001));
        assert!(found(&CUE_AFTER_END, |site| transcript(site).cues[1].end = Millis(1_695_000)).is_empty());
    }

    #[test]
    fn speakers_are_people_of_the_episode() {
        finds(&UNKNOWN_SPEAKER, file(), |site| transcript(site).cues[0].speaker = Some("Speaker 1".into()));
        for good in ["RUTH", "Abara, Ruth", "ruth abara", "Mina Sol"] {
            assert!(found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = Some(good.into())).is_empty(), "{good}");
        }
        let misspelt = found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = Some("Ruth Abarra".into()));
        assert_eq!(misspelt[0].fix.as_deref(), Some("write `Ruth Abara` if that is who speaks"));
        let unnamed = found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = None);
        assert!(unnamed.is_empty());
    }
}
