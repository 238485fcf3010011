//! Rules about a recording as a file: how many bits it spends, and what is written inside it.

use super::text::{folded, has_words};
use super::{Check, Guards, Rule};
use crate::model::{AudioFacts, Episode, PersonId, Site};
use crate::report::{Place, Report, RuleText, Severity};

/// Every published episode whose recording was measured.
fn measured(site: &Site) -> impl Iterator<Item = (&Episode, &AudioFacts)> {
    site.episodes.iter().filter_map(|episode| Some((episode, episode.recording.as_ref()?.facts.as_ref()?)))
}

/// Lossy recordings with one or two channels: those that Apple gives bit rates for.
fn compressed(site: &Site) -> impl Iterator<Item = (&Episode, &AudioFacts)> {
    measured(site)
        .filter(|(_, facts)| matches!(facts.codec.as_str(), "mp3" | "aac") && matches!(facts.channels, 1 | 2) && facts.bit_rate > 0)
}

pub(super) const BIT_RATE_TOO_LOW: Rule = Rule {
    text: RuleText {
        name: "bit-rate-too-low",
        severity: Severity::Warning,
        finds: "A recording with fewer bits per second than Apple asks for: 32 kbit/s with one channel, 64 with two.",
        why: "Voices sound as if under water, and people stop listening before the offer is made.",
        wrong: "a stereo MP3 at 48 kbit/s",
        right: "a mono MP3 at 96 kbit/s",
    },
    guards: Guards::Quality,
    check: Check::Site(bit_rate_too_low),
};

fn bit_rate_too_low(site: &Site, report: &mut Report) {
    for (episode, facts) in compressed(site) {
        let least = if facts.channels == 1 { 32_000 } else { 64_000 };
        if facts.bit_rate < least {
            let message = format!("{} kbit/s is too little for {}", facts.bit_rate / 1000, channels(facts));
            let finding = BIT_RATE_TOO_LOW.finding(Place::key(&episode.source, "audio"), message);
            report.add(finding.fix("export it again from the original: mono at 96 kbit/s is right for talking"));
        }
    }
}

fn channels(facts: &AudioFacts) -> &'static str {
    if facts.channels == 1 { "one channel" } else { "two channels" }
}

pub(super) const BIT_RATE_WASTEFUL: Rule = Rule {
    text: RuleText {
        name: "bit-rate-wasteful",
        severity: Severity::Info,
        finds: "A recording with more bits per second than Apple advises: 128 kbit/s with one channel, 256 with two.",
        why: "It costs your listeners time and data and you room on the host, and nobody hears a difference.",
        wrong: "a stereo MP3 of one voice at 320 kbit/s",
        right: "a mono MP3 at 96 or 128 kbit/s",
    },
    guards: Guards::Quality,
    check: Check::Site(bit_rate_wasteful),
};

fn bit_rate_wasteful(site: &Site, report: &mut Report) {
    for (episode, facts) in compressed(site) {
        let most = if facts.channels == 1 { 128_000 } else { 256_000 };
        // A tenth more is how a mean rate wanders.
        if facts.bit_rate > most / 10 * 11 {
            let message = format!("{} kbit/s is more than {} of talking need", facts.bit_rate / 1000, channels(facts));
            let finding = BIT_RATE_WASTEFUL.finding(Place::key(&episode.source, "audio"), message);
            report.add(finding.fix("export the next one as mono at 96 or 128 kbit/s"));
        }
    }
}

pub(super) const SAMPLE_RATE_UNUSUAL: Rule = Rule {
    text: RuleText {
        name: "sample-rate-unusual",
        severity: Severity::Warning,
        finds: "A recording whose sample rate is neither 44.1 nor 48 kHz.",
        why: "Some players run it too fast or too slow, so that your guest sounds like somebody else.",
        wrong: "an MP3 at 22.05 kHz",
        right: "an MP3 at 44.1 kHz",
    },
    guards: Guards::Quality,
    check: Check::Site(sample_rate_unusual),
};

fn sample_rate_unusual(site: &Site, report: &mut Report) {
    // A WAV is told to become an MP3 anyway, and then gets a usual rate.
    for (episode, facts) in compressed(site).filter(|(_, facts)| !matches!(facts.sample_rate, 0 | 44_100 | 48_000)) {
        let (whole, rest) = (facts.sample_rate / 1000, facts.sample_rate % 1000);
        let rate = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}").trim_end_matches('0').to_owned() };
        let message = format!("the recording has {rate} kHz; players expect 44.1 or 48");
        let finding = SAMPLE_RATE_UNUSUAL.finding(Place::key(&episode.source, "audio"), message);
        report.add(finding.fix("export it at 44.1 kHz; a telephone recording may be converted too"));
    }
}

pub(super) const TAGS_DIFFER: Rule = Rule {
    text: RuleText {
        name: "tags-differ",
        severity: Severity::Warning,
        finds: "A title or artist inside the recording that contradicts the episode.",
        why: "Car radios, memory sticks and some apps show what is inside the file; a working title or the editor's name goes public.",
        wrong: "title: Who can sign a check on Monday?\naudio: final-v3.mp3   (its own title is \"Dev rough cut\")",
        right: "title: Who can sign a check on Monday?\naudio: who-can-sign.mp3   (with the same title inside)",
    },
    guards: Guards::Quality,
    check: Check::Site(tags_differ),
};

fn tags_differ(site: &Site, report: &mut Report) {
    for (episode, facts) in measured(site) {
        let tag = |name: &str| facts.tags.get(name).filter(|value| !value.trim().is_empty());
        let place = || Place::key(&episode.source, "audio");
        if let Some(title) = tag("title").filter(|title| !agree(title, &episode.title)) {
            let finding = TAGS_DIFFER.finding(place(), format!("inside, the recording is called \"{}\"", shortened(title)));
            report.add(finding.fix("correct the title in the file with your sound editor"));
        }
        if let Some(artist) = tag("artist").filter(|artist| !known_names(site, episode).iter().any(|name| agree(artist, name))) {
            let finding = TAGS_DIFFER.finding(place(), format!("inside, the recording is said to be by \"{}\"", shortened(artist)));
            report.add(finding.fix("correct the artist in the file with your sound editor"));
        }
    }
}

/// Whether two names are the same, or one is a part of the other ("Episode 4: Who can sign?").
fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    a == b || has_words(&a, &b) || has_words(&b, &a)
}

/// Who may rightly be called the artist of an episode.
fn known_names<'a>(site: &'a Site, episode: &'a Episode) -> Vec<&'a str> {
    let show = &site.show;
    let people = episode.hosts.iter().chain(&episode.guests).map(|id: &PersonId| site.person(*id));
    let people = people.flat_map(|person| [Some(person.name.as_str()), person.business.as_deref()]);
    let owner = show.owner.as_ref().and_then(|owner| owner.name.as_deref());
    let of_show = [Some(show.title.as_str()), Some(show.author.as_str()), owner, show.copyright.as_deref()];
    people.chain(of_show).flatten().collect()
}

/// At most 60 characters of a text from outside.
fn shortened(text: &str) -> String {
    let clean = text.chars().filter(|c| !c.is_control());
    clean.take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};

    fn facts(site: &mut Site) -> &mut AudioFacts {
        let recording = site.episodes[SPOTLIGHT].recording.as_mut().expect("the sample has one");
        recording.facts.as_mut().expect("the sample has them")
    }

    #[test]
    fn bit_and_sample_rates_are_those_for_talking() {
        finds(&BIT_RATE_TOO_LOW, spotlight_key("audio"), |site| facts(site).bit_rate = 24_000);
        finds(&BIT_RATE_TOO_LOW, spotlight_key("audio"), |site| {
            facts(site).channels = 2;
            facts(site).bit_rate = 48_000;
        });
        finds(&BIT_RATE_WASTEFUL, spotlight_key("audio"), |site| facts(site).bit_rate = 192_000);
        assert!(found(&BIT_RATE_WASTEFUL, |site| facts(site).bit_rate = 131_000).is_empty());
        finds(&SAMPLE_RATE_UNUSUAL, spotlight_key("audio"), |site| facts(site).sample_rate = 22_050);
        let message = found(&SAMPLE_RATE_UNUSUAL, |site| facts(site).sample_rate = 8_000).remove(0).message;
        assert!(message.contains("8 kHz"), "{message}");
    }

    #[test]
    fn what_stands_in_the_file_agrees_with_the_page() {
        let tag = |name: &'static str, value: &'static str| {
            move |site: &mut Site| {
                facts(site).tags.insert(name.into(), value.into());
            }
        };
        finds(&TAGS_DIFFER, spotlight_key("audio"), tag("title", "Dev rough cut"));
        finds(&TAGS_DIFFER, spotlight_key("audio"), tag("artist", "Bob's Editing"));
        for good in ["Cash before profit", "2 – CASH BEFORE PROFIT!", " "] {
            assert!(found(&TAGS_DIFFER, tag("title", good)).is_empty(), "{good}");
        }
        for good in ["Ruth Abara", "Ruth Abara & Dev Okafor", "Ledger & Line"] {
            assert!(found(&TAGS_DIFFER, tag("artist", good)).is_empty(), "{good}");
        }
    }
}
