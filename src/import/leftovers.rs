//! What an import says about things that it could not bring over as they were.

use crate::report::{RuleText, Severity};

/// What `turntable explain` says about them.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "item-without-recording",
        severity: Severity::Warning,
        finds: "An item of the feed that is imported has no recording.",
        why: "Apps leave such an item out. It becomes a draft until its recording lies beside it.",
        wrong: "<item><title>News</title></item>",
        right: "content/episodes/012-news/news.mp3",
    },
    RuleText {
        name: "not-fetched",
        severity: Severity::Warning,
        finds: "A recording, picture, transcript or list of chapters that the feed names could not be fetched.",
        why: "It stays where it is, and your feed goes on leading there; when the old host closes your account, it is gone.",
        wrong: "https://oldhost.example/004.mp3 (404)",
        right: "(run import again, or put the file beside the episode yourself)",
    },
    RuleText {
        name: "field-not-kept",
        severity: Severity::Warning,
        finds: "Something that the feed says cannot be written as a field.",
        why: "It stands in the file as a note, so that you can put it right.",
        wrong: "medium: smoke signals",
        right: "medium: podcast",
    },
    RuleText {
        name: "not-exactly-kept",
        severity: Severity::Warning,
        finds: "Title, guid, date, number or recording of an imported episode would come out of your feed different from how they went in.",
        why: "Apps that know the episode may show it as new.",
        wrong: "<guid>two  spaces</guid>",
        right: "(compare with the old feed before you move)",
    },
    RuleText {
        name: "changed-at-source",
        severity: Severity::Info,
        finds: "An episode that was imported before is different in the feed now.",
        why: "What you have may be edited by you, so nothing is changed; the feed's words are for you to compare.",
        wrong: "title: Who can sign?  (in the feed: Who may sign?)",
        right: "(edit the episode, if the feed is right)",
    },
    RuleText {
        name: "feed-goes-on",
        severity: Severity::Warning,
        finds: "The feed has further pages that were not read.",
        why: "Older episodes are missing.",
        wrong: "turntable import page-1.xml",
        right: "turntable import https://feeds.example.com/show.xml",
    },
];
