//! What `turntable explain` says about these findings.

use crate::report::{RuleText, Severity};

/// Every rule of this subject.
pub const RULES: &[RuleText] = &[
    rule(
        "lost-item",
        "An episode that apps already have would no longer be in the feed: its folder was deleted or renamed, it became a draft, or its \
         date was moved into the future.",
        "Listeners who follow the show lose it, or get it a second time under its new name. If it is to go all the same, build once with \
         `--accept lost-item:NAME`, where NAME is the last part of its address.",
        "content/episodes/007-lender-papers/    (was 007-what-a-lender-reads)",
        "aliases: [what-a-lender-reads]\nguid: 5f2c9d1e-0c8e-5d0f-9a53-0c5f6cf2b1c1",
    ),
    rule(
        "enclosure-lost",
        "An episode that apps already have lost its recording.",
        "Apps would show an entry that cannot be played, or drop it.",
        "(index.md alone in its folder)",
        "(the recording beside index.md)",
    ),
    rule(
        "guid-changed",
        "The guid of a published episode changed.",
        "Apps know an episode by its guid alone. With another one it is a new episode: everybody gets it a second time. To do it all the \
         same, build once with `--accept guid-changed:NAME`.",
        "guid: episode-7    (was 5f2c9d1e-0c8e-5d0f-9a53-0c5f6cf2b1c1)",
        "guid: 5f2c9d1e-0c8e-5d0f-9a53-0c5f6cf2b1c1",
    ),
    rule(
        "address-moved",
        "The page of a published episode has a new address, and the old one leads nowhere.",
        "The old address stands in e-mails, on partners' sites and in search engines. Under `aliases` it goes on working. To give it up, \
         build once with `--accept address-moved:NAME`.",
        "content/episodes/007-lender-papers/    (was 007-what-a-lender-reads)",
        "aliases: [what-a-lender-reads]",
    ),
    rule(
        "date-moved",
        "The date of a published episode changed.",
        "Apps sort by date: the episode jumps to another place in the list, and some announce it again. If the zone of all dates is what \
         you changed, `--accept date-moved` takes them all.",
        "date: 2026-05-21    (was 2026-05-14T06:00-05:00)",
        "date: 2026-05-14T06:00-05:00",
    ),
    rule(
        "recording-exchanged",
        "Another recording lies in the place of one that was published.",
        "Apps that have the old one keep it, and your times and transcript no longer fit it; most of all, the raw recording slips in by \
         mistake this way. `republish: true` says that it is meant, for one exchange.",
        "(final.mp3 overwritten)",
        "republish: true",
    ),
    rule(
        "enclosure-moved",
        "A recording kept elsewhere has a new address, and neither its size nor its name says that it is the same.",
        "Apps fetch whatever stands there. The same file name and the same `bytes` at a new host are no finding.",
        "audio: {url: https://new.example/final2.mp3}    (was https://old.example/final.mp3)",
        "audio: {url: https://new.example/final.mp3, bytes: 26112000}",
    ),
    rule(
        "lost-page",
        "The address of a partner, offer, event, campaign or page, a link that credits a partner, or an old address that led on, would \
         no longer answer.",
        "These addresses are printed on cards and stand in e-mails that you cannot call back. To give one up, build once with \
         `--accept lost-page:ADDRESS`.",
        "content/offers/lender-kit/    (was lender-ready)",
        "aliases: [lender-ready]",
    ),
    rule(
        "feed-guid-changed",
        "The guid of the whole feed changed.",
        "Directories and apps know the show by it, wherever it lives; with another one it is another show, with no followers.",
        "guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810    (was c0d74466-ed05-58bd-b78b-0912b77c090d)",
        "guid: c0d74466-ed05-58bd-b78b-0912b77c090d",
    ),
    rule(
        "feed-moved",
        "The feed's address changed, and the old feed did not say where it moves to.",
        "Apps go on asking at the old address and hear nothing any more. First publish the old feed once with `new_feed_url`, then change \
         `base_url`.",
        "base_url: https://new.example/",
        "base_url: https://old.example/\nnew_feed_url: https://new.example/feed.xml",
    ),
    RuleText {
        name: "republish-left-standing",
        severity: Severity::Info,
        finds: "An exchange of a recording is published, and `republish` is still there.",
        why: "It covers one exchange; the next one would be refused.",
        wrong: "republish: true    (since last month)",
        right: "(without it)",
    },
    RuleText {
        name: "nothing-to-accept",
        severity: Severity::Warning,
        finds: "`--accept` names something that was not found.",
        why: "One that stays in a script would let the next accident pass unseen.",
        wrong: "turntable build --accept lost-item:sample    (every day)",
        right: "turntable build",
    },
];

const fn rule(name: &'static str, finds: &'static str, why: &'static str, wrong: &'static str, right: &'static str) -> RuleText {
    RuleText { name, severity: Severity::Error, finds, why, wrong, right }
}
