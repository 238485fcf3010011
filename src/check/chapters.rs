//! Rules about moments in a recording: questions, chapters, excerpts, quotations.
//!
//! That questions and chapters ascend, and that nothing starts after the end, is what `resolve` reports; here is what it leaves.

use super::{Check, Guards, Rule};
use crate::model::{Chapter, Episode, Millis, Site};
use crate::report::{Place, Report, RuleText, Severity};

/// Episodes whose recording has a known length.
fn with_length(site: &Site) -> impl Iterator<Item = (&Episode, Millis)> {
    let length = |episode: &Episode| episode.recording.as_ref()?.duration.filter(|duration| duration.0 > 0);
    site.episodes.iter().filter_map(move |episode| Some((episode, length(episode)?)))
}

pub(super) const FEW_CHAPTERS: Rule = Rule {
    text: RuleText {
        name: "few-chapters",
        severity: Severity::Warning,
        finds: "An episode with one or two chapters.",
        why: "Spotify and Apple show chapters from three on; with fewer, listeners see none.",
        wrong: "chapters:\n  - at: \"0:00\"\n    title: Welcome",
        right: "chapters of your own for three parts or more, or none at all",
    },
    guards: Guards::Quality,
    check: Check::Site(few_chapters),
};

fn few_chapters(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| matches!(episode.chapters.len(), 1 | 2)) {
        let key = if episode.has_own_chapters { "chapters" } else { "questions" };
        let count = if episode.chapters.len() == 1 { "there is only one chapter" } else { "there are only two chapters" };
        let finding = FEW_CHAPTERS.finding(Place::key(&episode.source, key), format!("{count}; apps show them from three on"));
        report.add(finding.fix("add the time to more questions, or leave the times out"));
    }
}

pub(super) const SHORT_CHAPTER: Rule = Rule {
    text: RuleText {
        name: "short-chapter",
        severity: Severity::Warning,
        finds: "A chapter shorter than 30 seconds, in a recording of five minutes or more.",
        why: "Spotify refuses the whole list when one is too short, and on a phone such a chapter cannot be hit.",
        wrong: "- at: \"12:00\"\n- at: \"12:10\"",
        right: "- at: \"12:00\"\n- at: \"14:40\"",
    },
    guards: Guards::Quality,
    check: Check::Site(short_chapter),
};

fn short_chapter(site: &Site, report: &mut Report) {
    // A talk of a minute or two cannot have long chapters; its questions are still worth finding.
    for (episode, end) in with_length(site).filter(|(_, end)| end.0 >= 300_000) {
        let ends = episode.chapters.iter().skip(1).map(|chapter| chapter.at).chain([end]);
        for (chapter, end) in episode.chapters.iter().zip(ends) {
            let length = end.0.saturating_sub(chapter.at.0);
            // The first chapter is often our own, made so that the list starts at 0.
            let is_ours = chapter.at.0 == 0 && !episode.has_own_chapters && !is_question(episode, chapter);
            if length < 30_000 && !is_ours {
                let message = format!("the chapter \"{}\" lasts {} seconds", chapter.title, length / 1000);
                let finding = SHORT_CHAPTER.finding(place_of(episode, chapter, "at"), message);
                report.add(finding.fix("join it with the chapter before or after"));
            }
        }
    }
}

fn is_question(episode: &Episode, chapter: &Chapter) -> bool {
    episode.questions.iter().any(|question| question.at == Some(chapter.at))
}

/// Where a chapter was written: its question, or the list of the author's own.
fn place_of(episode: &Episode, chapter: &Chapter, key: &str) -> Place {
    let question = episode.questions.iter().position(|question| question.at == Some(chapter.at));
    let key = match question.filter(|_| !episode.has_own_chapters) {
        Some(index) => format!("questions[{index}].{key}"),
        // The list was sorted since it was written, so that its index would point to another line.
        None if episode.has_own_chapters => "chapters".to_owned(),
        None => "offer_at".to_owned(),
    };
    Place::key(&episode.source, key)
}

pub(super) const CHAPTER_TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "chapter-title-too-long",
        severity: Severity::Warning,
        finds: "A chapter whose title has more than 40 characters.",
        why: "Spotify refuses longer ones, and players cut them so that chapters look alike.",
        wrong: "- ask: When an owner suddenly can't work, what is it that actually stops?\n  at: \"0:24\"",
        right: "- ask: When an owner suddenly can't work, what is it that actually stops?\n  label: Why does everything stop?\n  at: \"0:24\"",
    },
    guards: Guards::Quality,
    check: Check::Site(chapter_title_too_long),
};

fn chapter_title_too_long(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        for chapter in &episode.chapters {
            let length = chapter.title.chars().count();
            // The offer's own chapter is named after the offer, which has a rule of its own.
            let is_offers =
                episode.call_to_action.as_ref().is_some_and(|call| call.at == Some(chapter.at)) && !is_question(episode, chapter);
            if length <= 40 || (is_offers && !episode.has_own_chapters) {
                continue;
            }
            let message = format!("this chapter's title has {length} characters; players cut it after 40");
            let finding = CHAPTER_TITLE_TOO_LONG.finding(place_of(episode, chapter, "label"), message);
            report.add(match episode.has_own_chapters {
                true => finding.label(format!("at {}", chapter.at.clock())).fix("say it in 40 characters"),
                false => finding.fix("add a `label` of a few words to the question; the page still shows it whole"),
            });
        }
    }
}

pub(super) const CHAPTER_LINK_NOT_HTTPS: Rule = Rule {
    text: RuleText {
        name: "chapter-link-not-https",
        severity: Severity::Warning,
        finds: "A link or picture of a chapter that is not a whole address starting with https.",
        why: "Apps read chapters without the page around them: they cannot complete a short address and do not open an insecure one.",
        wrong: "chapters:\n  - at: \"0:00\"\n    url: /kit",
        right: "chapters:\n  - at: \"0:00\"\n    url: https://okafor.example/kit/",
    },
    guards: Guards::Quality,
    check: Check::Site(chapter_link_not_https),
};

fn chapter_link_not_https(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter() {
        for chapter in episode.chapters.iter().chain(&episode.silent_chapters) {
            let links = [("link", &chapter.url), ("picture", &chapter.image)];
            for (what, address) in links.into_iter().filter_map(|(what, address)| Some((what, address.as_ref()?))) {
                // The offer's own link is as secure as the site, of which its own rule speaks.
                let is_own = address.starts_with(&site.show.base_url.url);
                if !is_own && !address.to_ascii_lowercase().starts_with("https://") {
                    let message = format!("apps cannot open the {what} of the chapter \"{}\"", chapter.title);
                    let finding = CHAPTER_LINK_NOT_HTTPS.finding(place_of(episode, chapter, "at"), message);
                    report.add(finding.fix("write the whole address, starting with https://"));
                }
            }
        }
    }
}

pub(super) const SOUNDBITE_LENGTH: Rule = Rule {
    text: RuleText {
        name: "soundbite-length",
        severity: Severity::Warning,
        finds: "An excerpt shorter than 15 or longer than 120 seconds.",
        why: "Apps that play excerpts leave such ones out, and a partner cannot share it as a clip.",
        wrong: "soundbites:\n  - at: \"5:00\"\n    duration: \"4:00\"",
        right: "soundbites:\n  - at: \"5:00\"\n    duration: \"0:40\"",
    },
    guards: Guards::Quality,
    check: Check::Site(soundbite_length),
};

fn soundbite_length(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        for (index, soundbite) in episode.soundbites.iter().enumerate() {
            if !(15_000..=120_000).contains(&soundbite.duration.0) {
                let place = Place::key(&episode.source, format!("soundbites[{index}].duration"));
                let message = format!("this excerpt lasts {}; apps play 15 seconds to 2 minutes", soundbite.duration.clock());
                report.add(SOUNDBITE_LENGTH.finding(place, message).fix("choose one thought of half a minute or so"));
            }
        }
    }
}

pub(super) const SOUNDBITE_AFTER_END: Rule = Rule {
    text: RuleText {
        name: "soundbite-after-end",
        severity: Severity::Warning,
        finds: "An excerpt that runs past the end of the recording.",
        why: "Apps play silence or nothing.",
        wrong: "soundbites:\n  - at: \"28:00\"   (in a recording of 28:14)\n    duration: \"0:40\"",
        right: "soundbites:\n  - at: \"27:30\"\n    duration: \"0:40\"",
    },
    guards: Guards::Quality,
    check: Check::Site(soundbite_after_end),
};

fn soundbite_after_end(site: &Site, report: &mut Report) {
    for (episode, end) in with_length(site) {
        for (index, soundbite) in episode.soundbites.iter().enumerate() {
            // One that even starts after the end is told by `resolve`.
            if soundbite.at < end && soundbite.at.0.saturating_add(soundbite.duration.0) > end.0 {
                let place = Place::key(&episode.source, format!("soundbites[{index}].at"));
                let finding = SOUNDBITE_AFTER_END.finding(place, "this excerpt runs past the end of the recording");
                report.add(finding.label(format!("the recording ends at {}", end.clock())).fix("start it earlier or make it shorter"));
            }
        }
    }
}

pub(super) const SOUNDBITE_TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "soundbite-title-too-long",
        severity: Severity::Warning,
        finds: "An excerpt whose title has more than 128 characters.",
        why: "Apps cut it or leave the excerpt out.",
        wrong: "soundbites:\n  - title: (the whole quotation)",
        right: "soundbites:\n  - title: The business is fine, it just can't move",
    },
    guards: Guards::Quality,
    check: Check::Site(soundbite_title_too_long),
};

fn soundbite_title_too_long(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        for (index, soundbite) in episode.soundbites.iter().enumerate() {
            let length = soundbite.title.as_ref().map_or(0, |title| title.chars().count());
            if length > 128 {
                let place = Place::key(&episode.source, format!("soundbites[{index}].title"));
                let message = format!("this title has {length} characters; apps keep 128");
                report.add(SOUNDBITE_TITLE_TOO_LONG.finding(place, message).fix("say it in a few words"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, spotlight_key};

    fn spotlight(change: impl FnOnce(&mut Episode)) -> impl FnOnce(&mut Site) {
        move |site| change(&mut site.episodes[SPOTLIGHT])
    }

    #[test]
    fn chapters_are_three_or_more_of_some_length() {
        finds(&FEW_CHAPTERS, spotlight_key("questions"), spotlight(|episode| episode.chapters.truncate(2)));
        finds(
            &FEW_CHAPTERS,
            spotlight_key("chapters"),
            spotlight(|episode| {
                episode.has_own_chapters = true;
                episode.chapters.truncate(1);
            }),
        );
        finds(&SHORT_CHAPTER, spotlight_key("questions[0].at"), spotlight(|episode| episode.chapters[2].at = Millis(121_999)));
        finds(
            &SHORT_CHAPTER,
            spotlight_key("chapters"),
            spotlight(|episode| {
                episode.has_own_chapters = true;
                episode.chapters[1].at = Millis(29_999);
            }),
        );
        let short_talk = spotlight(|episode| {
            episode.recording.as_mut().expect("there is one").duration = Some(Millis(120_000));
            episode.chapters[2].at = Millis(100_000);
        });
        assert!(found(&SHORT_CHAPTER, short_talk).is_empty());
    }

    #[test]
    fn chapter_titles_fit_and_links_open() {
        let long = "Whom would you like to meet this very year?";
        finds(&CHAPTER_TITLE_TOO_LONG, spotlight_key("questions[1].label"), spotlight(|episode| episode.chapters[2].title = long.into()));
        finds(
            &CHAPTER_TITLE_TOO_LONG,
            spotlight_key("chapters"),
            spotlight(|episode| {
                episode.has_own_chapters = true;
                episode.chapters[0].title = long.into();
            }),
        );
        finds(
            &CHAPTER_LINK_NOT_HTTPS,
            spotlight_key("questions[0].at"),
            spotlight(|episode| episode.chapters[1].url = Some("/kit".into())),
        );
        finds(
            &CHAPTER_LINK_NOT_HTTPS,
            spotlight_key("questions[0].at"),
            spotlight(|episode| {
                episode.chapters[1].image = Some("http://a.example/a.jpg".into());
            }),
        );
        let own = |site: &mut Site| {
            site.show.base_url.url = "http://localhost:8123/".into();
            site.episodes[SPOTLIGHT].chapters[1].url = Some("http://localhost:8123/go/dev/kit/".into());
        };
        assert!(found(&CHAPTER_LINK_NOT_HTTPS, own).is_empty());
    }

    #[test]
    fn excerpts_fit() {
        finds(
            &SOUNDBITE_LENGTH,
            spotlight_key("soundbites[0].duration"),
            spotlight(|episode| episode.soundbites[0].duration = Millis(14_999)),
        );
        finds(&SOUNDBITE_AFTER_END, spotlight_key("soundbites[0].at"), spotlight(|episode| episode.soundbites[0].at = Millis(1_690_000)));
        finds(
            &SOUNDBITE_AFTER_END,
            spotlight_key("soundbites[0].at"),
            spotlight(|episode| episode.soundbites[0].duration = Millis(u64::MAX)),
        );
        finds(
            &SOUNDBITE_TITLE_TOO_LONG,
            spotlight_key("soundbites[0].title"),
            spotlight(|episode| {
                episode.soundbites[0].title = Some("ü".repeat(129));
            }),
        );
    }
}
