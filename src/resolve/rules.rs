//! What `turntable explain` says about the findings of this stage.

use crate::report::{RuleText, Severity};

/// Every rule of this stage.
pub const RULES: &[RuleText] = &[
    rule(
        "partner-not-found",
        "A guest or owner is named who has no folder in content/partners/.",
        "The page of the interview, the feed and the link that credits the partner are all made from that folder. Without it nobody gets the credit.",
        "guests: [dev-okafo]",
        "guests: [dev-okafor]",
    ),
    rule(
        "host-not-found",
        "A host is named who has no folder in content/hosts/.",
        "Listeners and apps are told who asks the questions.",
        "hosts: [margo]",
        "hosts: [margo-ellison]",
    ),
    rule(
        "offer-not-found",
        "An offer is named that has no folder in content/offers/.",
        "The interview would end without the next step it promises, and an interested listener could not raise a hand.",
        "offer: continuty",
        "offer: continuity",
    ),
    rule(
        "episode-not-found",
        "An episode is named that has no folder in content/episodes/.",
        "The page would link to a recording that is not there.",
        "episode: growing-life",
        "episode: growing-live",
    ),
    rule(
        "event-not-found",
        "An event is named that has no folder in content/events/.",
        "The page would announce a session that is not there.",
        "event: growing-life",
        "event: growing-live",
    ),
    rule(
        "campaign-not-found",
        "A campaign is named that has no folder in content/campaigns/.",
        "The page would lead to a drive that is not there.",
        "campaign: referral-wek",
        "campaign: referral-week",
    ),
    rule(
        "file-not-found",
        "A file is named that does not lie in the same folder as the text.",
        "Pictures, recordings and kits are taken from the folder of the text that names them, so that everything about one interview stays together.",
        "photo: dev.jpeg    (the file is called dev.jpg)",
        "photo: dev.jpg",
    ),
    rule(
        "picture-not-readable",
        "A file is named as a picture and its content is not one that browsers show.",
        "Visitors would see a broken picture. Phones often save HEIC, which most browsers cannot show.",
        "photo: portrait.heic",
        "photo: portrait.jpg",
    ),
    rule(
        "which-recording",
        "There is more than one recording beside the episode, and nothing says which one is published.",
        "Publishing the raw recording in place of the edited one is a mistake that listeners hear.",
        "(raw.wav and final.mp3, and no `audio`)",
        "audio: final.mp3",
    ),
    RuleText {
        name: "transcript-not-used",
        severity: Severity::Info,
        finds: "There is more than one transcript beside the episode, and nothing says which one is meant.",
        why: "WebVTT is taken before SRT, JSON, HTML and text, because it carries times and voices. If you corrected another one, your \
              corrections are not shown.",
        wrong: "(transcript.vtt and transcript.txt, and no `transcript`)",
        right: "transcript: transcript.txt",
    },
    rule(
        "episode-without-recording",
        "An interview is due and has no recording beside it.",
        "Apps refuse an entry without a recording, and some drop the whole feed.",
        "(index.md alone in its folder)",
        "draft: true    (until the recording is there)",
    ),
    rule(
        "episode-without-offer",
        "A published interview has no next step: neither the guest nor the show has an offer that is open, and the episode does not say `none`.",
        "The offer is how a listener raises a hand and how the guest gets something back. An interview without one is applause without a name.",
        "guests: [ansel]    (who has no kit, in a show without `offer`)",
        "offer: hiring-numbers",
    ),
    warning(
        "name-taken-twice",
        "Two partners claim one spelling.",
        "A guest written that way could be either; the first partner is taken.",
        "aliases: [D. Okafor]    (in two folders)",
        "aliases: [Dev O.]",
    ),
    rule(
        "question-out-of-order",
        "A question is asked earlier than the one above it.",
        "Players use your questions as chapters. When a time goes backwards, some skip the chapter and some stop showing chapters at all.\n\n\
         If the answer was moved in the edit, use the time heard in the final file.",
        "- at: \"21:28\"\n- at: \"12:22\"",
        "- at: \"12:22\"\n- at: \"21:28\"",
    ),
    rule(
        "questions-share-a-time",
        "Two questions have the same time.",
        "Players show one of the two, and nobody can jump to the other.",
        "- at: \"12:22\"\n- at: \"12:22\"",
        "- at: \"12:22\"\n- at: \"14:05\"",
    ),
    rule(
        "chapter-out-of-order",
        "A chapter starts earlier than the one above it.",
        "Some players skip such a chapter, some show none at all.",
        "- at: \"5:00\"\n- at: \"3:00\"",
        "- at: \"3:00\"\n- at: \"5:00\"",
    ),
    warning(
        "chapters-disagree",
        "The published recording carries chapters of its own, and they are not those of the episode.",
        "Some apps show the chapters inside the recording, others those of the feed: two listeners who talk about \"the third part\" mean two places.",
        "questions at 0:00, 4:10 and 12:00, and a recording whose editor exported marks at 0:00 and 5:00",
        "media:\n  format: mp3\n(builds then put the episode's chapters into the recording they publish)",
    ),
    warning(
        "several-chapters-files",
        "An episode has chapters in two places: in two files beside it, or in its own list and in a file.",
        "Its own list counts, else the first file by name. When you correct the other one, nothing happens.",
        "chapters.json and chapters.txt in one folder",
        "chapters: chapters.txt",
    ),
    rule(
        "chapters-share-a-time",
        "Two chapters start at the same time.",
        "Players show one of the two.",
        "- at: \"3:00\"\n- at: \"3:00\"",
        "- at: \"3:00\"\n- at: \"4:10\"",
    ),
    rule(
        "time-past-the-end",
        "A time lies behind the end of the recording.",
        "A listener who taps it hears nothing. It often means that the times are those of the uncut recording.",
        "at: \"41:00\"    (the recording is 28:14 long)",
        "at: \"21:28\"",
    ),
    rule(
        "no-consent-to-publish",
        "A guest's `consent` leaves out `audio`, and the interview is due.",
        "Publishing somebody who has not agreed can cost you the partner, and in some places a fine.",
        "consent: [photo]",
        "consent: [audio, transcript, clips, photo, email]",
    ),
    rule(
        "offer-not-open-yet",
        "The episode is published before the offer it ends with can be asked for.",
        "Listeners who want it today would find a closed door, and rarely come back.",
        "from: 2031-01-01    (in the offer)",
        "from: 2026-05-14",
    ),
    rule(
        "offer-not-public",
        "The offer belongs to a partner who is not public: no published interview and no event names them.",
        "A page about the offer would tell of a partner before their interview does.",
        "offer: misakis-kit    (and she is no guest of a published episode)",
        "offer: hiring-numbers",
    ),
    rule(
        "event-ends-before-it-starts",
        "A session ends before it starts.",
        "Calendars refuse it or show it on the wrong day.",
        "starts: 2026-03-04T12:00\nends: 2026-03-03T13:00",
        "starts: 2026-03-04T12:00\nduration: 60",
    ),
    warning(
        "lead-of-nobody",
        "private/leads.csv credits a partner who has no folder in content/partners/.",
        "Somebody sent you a person who raised a hand, and nobody is thanked for it.",
        "2026-05-14,ann@example.com,Ann,dev-okafo,continuity,",
        "2026-05-14,ann@example.com,Ann,dev-okafor,continuity,",
    ),
    rule(
        "campaign-ends-before-it-starts",
        "A drive ends before it starts.",
        "The meter would be closed from the first day.",
        "starts: 2026-09-20\nends: 2026-09-14",
        "starts: 2026-09-14\nends: 2026-09-20",
    ),
    warning(
        "no-timezone",
        "Dates without a time zone, in a show that does not say where its clock hangs.",
        "They count as UTC: an episode of the 14th comes out in the evening of the 13th in Chicago, and at nine in the morning in Tokyo.",
        "language: en    (and no `timezone`)",
        "timezone: America/Chicago",
    ),
];

const fn rule(name: &'static str, finds: &'static str, why: &'static str, wrong: &'static str, right: &'static str) -> RuleText {
    RuleText { name, severity: Severity::Error, finds, why, wrong, right }
}

const fn warning(name: &'static str, finds: &'static str, why: &'static str, wrong: &'static str, right: &'static str) -> RuleText {
    RuleText { name, severity: Severity::Warning, finds, why, wrong, right }
}
