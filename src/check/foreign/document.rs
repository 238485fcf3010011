//! Rules about a feed as a document: whether apps can read it at all.

use super::FeedRule;
use super::found::Found;
use super::view::Feed;
use crate::foreign::{Slip, SlipKind, Space};
use crate::report::{
    RuleText,
    Severity::{Error, Warning},
};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "feed-not-xml",
            Error,
            "A place in a feed that is not well-formed XML.",
            "Most apps and directories refuse the whole feed at the first such slip: new episodes reach nobody until it is mended.",
            "<title>Questions & answers</title>",
            "<title>Questions &amp; answers</title>",
        ),
        check: |feed, found| slips(feed, found, SlipKind::NotXml),
    },
    FeedRule {
        text: RuleText::new(
            "feed-not-utf-8",
            Error,
            "A feed that is not written in UTF-8.",
            "Directories ask for UTF-8; in anything else, names and quotation marks come out wrong in some apps.",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        ),
        check: |feed, found| slips(feed, found, SlipKind::NotUtf8),
    },
    FeedRule {
        text: RuleText::new(
            "feed-control-character",
            Error,
            "A character in a feed that XML cannot carry.",
            "It cannot be seen, and five of twelve readers that were tried refuse the whole feed for one.",
            "a title with a vertical tab in it, copied from a word processor",
            "the same title, typed",
        ),
        check: |feed, found| slips(feed, found, SlipKind::Control),
    },
    FeedRule {
        text: RuleText::new(
            "feed-doctype",
            Warning,
            "A document type, or abbreviations that a feed defines for itself.",
            "Feeds have none; abbreviations can make a small feed grow without end, so that careful apps refuse them.",
            "<!DOCTYPE rss [<!ENTITY show \"Ledger\">]>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">",
        ),
        check: |feed, found| slips(feed, found, SlipKind::Doctype),
    },
    FeedRule {
        text: RuleText::new(
            "feed-namespace-missing",
            Error,
            "A prefix such as `itunes:` that the feed uses without saying what it stands for.",
            "Some apps refuse such a feed, others lose every tag that is written with it.",
            "<rss version=\"2.0\"> … <itunes:author>",
            "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"> … <itunes:author>",
        ),
        check: |feed, found| slips(feed, found, SlipKind::Undeclared),
    },
    FeedRule {
        text: RuleText::new(
            "feed-comment-after-end",
            Warning,
            "A comment after the last tag of a feed.",
            "Some apps stumble over it. It is mostly left there by a plugin that keeps copies of pages.",
            "</rss>\n<!-- cached in 0.4 seconds -->",
            "</rss>",
        ),
        check: |feed, found| slips(feed, found, SlipKind::AfterEnd),
    },
    FeedRule { text: super::super::feed_size::FEED_TOO_LARGE.text, check: too_large },
    FeedRule {
        text: RuleText::new(
            "feed-namespace-misspelt",
            Error,
            "The address of a namespace that is nearly right.",
            "Apps compare it letter for letter: with another spelling they do not see a single tag of it.",
            "xmlns:itunes=\"http://www.itunes.com/DTDs/Podcast-1.0.dtd\"",
            "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"",
        ),
        check: namespace_misspelt,
    },
    FeedRule {
        text: RuleText::new(
            "feed-prefix-unusual",
            Warning,
            "A namespace that is known to apps by one prefix, declared with another.",
            "It is good XML, but several apps look for the letters `itunes:` and `podcast:` and see nothing else.",
            "<rss xmlns:it=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"> … <it:author>",
            "<rss xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"> … <itunes:author>",
        ),
        check: prefix_unusual,
    },
    FeedRule {
        text: RuleText::new(
            "feed-version-missing",
            Warning,
            "A feed that does not say that it is RSS 2.0.",
            "Validators refuse it, and directories may.",
            "<rss>",
            "<rss version=\"2.0\">",
        ),
        check: version_missing,
    },
];

fn slips(feed: &Feed<'_>, found: &mut Found<'_>, kind: SlipKind) {
    for Slip { at, message, fix, .. } in feed.document.slips.iter().filter(|slip| slip.kind == kind) {
        found.channel(at.clone(), message, *fix);
    }
}

fn too_large(feed: &Feed<'_>, found: &mut Found<'_>) {
    slips(feed, found, SlipKind::TooLarge);
    if feed.bytes > 1_000_000 {
        let size = crate::model::ByteLen(feed.bytes as u64).for_people();
        let message = format!("the feed has {size}; every app of every listener fetches it several times a day, and some give up");
        found.channel(feed.tag(feed.channel), message, "shorten the notes of old items, or let the feed hold fewer items");
    }
}

/// Google gave its own tags up, so that their spelling matters to nobody.
fn is_read(space: Space) -> bool {
    !matches!(space, Space::Rss | Space::Other | Space::GooglePlay)
}

fn namespace_misspelt(feed: &Feed<'_>, found: &mut Found<'_>) {
    for declaration in feed.document.declarations.iter().filter(|declaration| is_read(declaration.space)) {
        let right = declaration.space.address();
        if declaration.address != right {
            let message = format!("apps do not know this spelling, and see no tag that starts with `{}:`", declaration.prefix);
            found.channel(declaration.at.clone(), message, format!("write `{right}`, letter for letter"));
        }
    }
}

fn prefix_unusual(feed: &Feed<'_>, found: &mut Found<'_>) {
    let matters = |space: Space| matches!(space, Space::Itunes | Space::Podcast | Space::Content | Space::Atom);
    for declaration in feed.document.declarations.iter().filter(|declaration| matters(declaration.space)) {
        let usual = declaration.space.prefix();
        // `xmlns="http://www.w3.org/2005/Atom"` on one link is usual, too, and apps know the link by its name.
        let is_on_a_link = declaration.space == Space::Atom && declaration.prefix.len() <= 6;
        if declaration.prefix != usual && !is_on_a_link {
            let message = format!("several apps look for `{usual}:` and see nothing that starts with `{}:`", declaration.prefix);
            found.channel(declaration.at.clone(), message, format!("declare it as `xmlns:{usual}`, and write `{usual}:` in every tag"));
        }
    }
}

fn version_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(root) = feed.document.elements.first() else { return };
    if feed.attribute(root, "version").is_none_or(|version| version.text != "2.0") {
        found.channel(root.tag.clone(), "the feed does not say that it is RSS 2.0", "write `<rss version=\"2.0\" …>`");
    }
}
