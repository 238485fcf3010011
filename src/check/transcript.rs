//! Rules about transcripts: whether there is one, and whether it fits the recording and its people.

use super::text::folded;
use super::{Check, Guards, Rule, nearest};
use crate::model::{Episode, Site, Transcript};
use crate::report::{Finding, Place, Report, RuleText, Severity};

/// Every published episode that has a transcript.
fn transcripts(site: &Site) -> impl Iterator<Item = (&Episode, &Transcript)> {
    site.episodes.iter().filter_map(|episode| Some((episode, episode.transcript.as_deref()?)))
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
        let is_here = episode.recording.as_ref().is_some_and(|recording| recording.file.is_some());
        report.add(finding.fix(match &site.show.transcribe {
            Some(_) if is_here => format!("run `turntable transcribe {}`", episode.slug),
            _ => "put a transcript.vtt, .srt or .txt beside the recording".to_owned(),
        }));
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
        let is_known =
            |speaker: &str| episode.voices.contains_key(speaker) || episode.people.iter().any(|credit| is_called(&credit.name, speaker));
        let strangers: Vec<&str> = transcript.speakers().into_iter().filter(|speaker| !is_known(speaker)).collect();
        let (labels, misspelt): (Vec<&str>, Vec<&str>) = strangers.into_iter().partition(|speaker| is_label(speaker));
        report.findings.extend((!labels.is_empty()).then(|| unnamed(transcript, &labels)));
        report.findings.extend(misspelt.into_iter().map(|speaker| stranger(transcript, speaker, &names)));
    }
}

/// Whether it is what programs call people they cannot know: `SPEAKER_00`, `Speaker 2`, `spk_1`, `Unknown`.
fn is_label(speaker: &str) -> bool {
    let folded = folded(speaker);
    let first = folded.split(' ').next().unwrap_or_default();
    let letters = first.trim_end_matches(|last: char| last.is_ascii_digit());
    matches!(letters, "speaker" | "spk" | "unknown" | "voice") || letters == "s" && first.len() > 1
}

/// One finding for all labels of a transcript: each is recognised by what it says first.
fn unnamed(transcript: &Transcript, labels: &[&str]) -> Finding {
    let first = |label: &&str| {
        let cue = transcript.cues.iter().find(|cue| cue.speaker.as_deref() == Some(*label));
        cue.map_or_else(|| (*label).to_owned(), |cue| format!("{label} (who says \"{}\")", opening(&cue.text)))
    };
    let shown: Vec<String> = labels.iter().take(4).map(first).collect();
    let more = labels.len().saturating_sub(shown.len());
    let and_more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let verb = if labels.len() == 1 { "has no name" } else { "have no names" };
    let file = transcript.source.file_name();
    UNKNOWN_SPEAKER.finding(Place::file(&transcript.source), format!("{}{and_more} {verb}", shown.join(", "))).fix(format!(
        "replace {} by the person's name everywhere in {file}; where a label always means the same person, write it into their `aliases` instead",
        labels[0]
    ))
}

/// The first words of a text.
fn opening(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let opening: String = words.join(" ").chars().take(40).collect();
    if opening.len() < text.len() { format!("{} …", opening.trim_end_matches(['.', ',', ' '])) } else { opening }
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

/// Whether a label means somebody with a credit: the whole name, or every word of the label is one of the name's (`Mina`, `Sol, Mina`).
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
        finds(&CUE_AFTER_END, file(), |site| transcript(site).cues[1].end = Millis(1_695_001));
        assert!(found(&CUE_AFTER_END, |site| transcript(site).cues[1].end = Millis(1_695_000)).is_empty());
    }

    #[test]
    fn where_a_transcriber_is_set_up_it_is_named() {
        let with_transcriber = |site: &mut Site| {
            site.show.transcribe = Some(crate::model::Transcriber::default());
            site.episodes[SPOTLIGHT].transcript = None;
        };
        let fixes: Vec<_> = found(&NO_TRANSCRIPT, with_transcriber).into_iter().filter_map(|finding| finding.fix).collect();
        assert_eq!(fixes, ["run `turntable transcribe cash-before-profit`"]);
    }

    #[test]
    fn speakers_are_people_of_the_episode() {
        for good in ["Ruth Abara", "Dev Okafor", "Mina Sol", "Sol, Mina"] {
            assert!(found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = Some(good.into())).is_empty(), "{good}");
        }
        let misspelt = found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = Some("Ruth Abarra".into()));
        assert_eq!(misspelt[0].fix.as_deref(), Some("write `Ruth Abara` if that is who speaks"));
        let unnamed = found(&UNKNOWN_SPEAKER, |site| transcript(site).cues[0].speaker = None);
        assert!(unnamed.is_empty());
    }

    #[test]
    fn labels_of_programs_are_told_together_with_what_they_say() {
        let labelled = |site: &mut Site| {
            transcript(site).cues[0].speaker = Some("SPEAKER_00".into());
            transcript(site).cues[1].speaker = Some("SPEAKER_01".into());
        };
        let told = found(&UNKNOWN_SPEAKER, labelled);
        assert_eq!(told.len(), 1);
        let expected = "SPEAKER_00 (who says \"Welcome, Dev.\"), SPEAKER_01 (who says \"Thank you; I brought the till …\") have no names";
        assert_eq!(told[0].message, expected);
        assert!(
            told[0]
                .fix
                .as_deref()
                .is_some_and(|fix| fix.starts_with("replace SPEAKER_00 by the person's name everywhere in transcript.vtt"))
        );
        for label in ["Speaker 1", "spk_0", "Speaker A", "Unknown", "S1"] {
            assert!(is_label(label), "{label}");
        }
        assert!(!is_label("Steve") && !is_label("S. Abara"));
    }
}
