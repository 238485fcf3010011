//! Rules about the feed as apps follow it: where it lives, what it is known by, whether it goes on.

use super::found::Found;
use super::view::Feed;
use super::{FeedRule, milder, shared};
use crate::check::show;
use crate::check::text::is_web_address;
use crate::foreign::{Element, Space};
use crate::parse::rules::RULES as PARSE;
use crate::parse::values;
use crate::report::{
    RuleText,
    Severity::{Info, Warning},
};

pub(super) const RULES: &[FeedRule] = &[
    FeedRule {
        text: RuleText::new(
            "self-link-missing",
            Warning,
            "A feed that does not say where it lives.",
            "Apps and directories that get the feed by another way, such as a cache, cannot tell that it is the same show.",
            "<channel> … (no atom:link)",
            "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://ledger.example/feed.xml\"/>",
        ),
        check: self_link_missing,
    },
    FeedRule {
        text: RuleText::new(
            "self-link-differs",
            Warning,
            "A feed that says it lives at another address than the one it was fetched from.",
            "Apps may follow the other address, and lose the show when that one goes.",
            "<atom:link rel=\"self\" href=\"http://old.example/feed\"/>   (fetched from https://ledger.example/feed.xml)",
            "<atom:link rel=\"self\" href=\"https://ledger.example/feed.xml\"/>",
        ),
        check: self_link_differs,
    },
    FeedRule {
        text: RuleText::new(
            "no-podcast-guid",
            Info,
            "A show without `podcast:guid`.",
            "By it apps know the show when its feed moves to another address. It is made once and never changes.",
            "<channel> … (no podcast:guid)",
            "<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>",
        ),
        check: no_guid,
    },
    FeedRule { text: milder(shared(PARSE, "not-a-guid")), check: guid_not_a_uuid },
    FeedRule {
        text: RuleText::new(
            "locked-not-yes-or-no",
            Warning,
            "A `podcast:locked` that says neither `yes` nor `no`.",
            "It tells other hosts whether they may take the show over; a word they do not know protects nothing.",
            "<podcast:locked>true</podcast:locked>",
            "<podcast:locked>yes</podcast:locked>",
        ),
        check: locked,
    },
    FeedRule {
        text: RuleText::new(
            "only-yes-counts",
            Warning,
            "An `itunes:block` or `itunes:complete` that means yes and does not say `Yes`.",
            "Apple acts on `Yes` alone: what you wanted hidden, or ended, goes on being listed.",
            "<itunes:block>true</itunes:block>",
            "<itunes:block>Yes</itunes:block>",
        ),
        check: only_yes,
    },
    FeedRule { text: show::NO_EPISODES.text, check: no_episodes },
    FeedRule { text: show::NEW_FEED_URL_IS_SELF.text, check: new_feed_url },
    FeedRule {
        text: RuleText::new(
            "feed-pages-disagree",
            Warning,
            "A feed in pages whose next page is the page itself, or whose addresses are not whole.",
            "The few apps that turn pages go round in a circle, or miss the older episodes.",
            "<atom:link rel=\"next\" href=\"https://ledger.example/feed.xml\"/>   (in that very feed)",
            "<atom:link rel=\"next\" href=\"https://ledger.example/feed.xml?page=2\"/>",
        ),
        check: pages,
    },
];

/// Links of Atom with this relation.
fn links<'f, 't>(feed: &'f Feed<'t>, relation: &'static str) -> impl Iterator<Item = &'f Element<'t>> {
    let is_it = move |link: &&Element<'t>| link.attribute("rel").is_some_and(|rel| rel.value.trim().eq_ignore_ascii_case(relation));
    feed.all(feed.channel, Space::Atom, "link").filter(is_it)
}

/// Addresses that lead to the same place for every app.
fn is_same_address(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches('/').to_owned();
        let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{}/{path}", host.to_lowercase())
    };
    bare(one) == bare(other)
}

fn self_link_missing(feed: &Feed<'_>, found: &mut Found<'_>) {
    let mut own = links(feed, "self");
    match own.next().map(|link| feed.attribute(link, "href")) {
        None => found.channel(
            feed.tag(feed.channel),
            "the feed does not say where it lives",
            "add `<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/>` with the feed's own address",
        ),
        Some(Some(said)) if !is_web_address(&said.text) => {
            found.channel(said.at, "this is not a whole address", "write it with https:// and the name of the site");
        }
        _ => {}
    }
    if let Some(second) = own.next() {
        found.channel(second.tag.clone(), "the feed says a second time where it lives", "keep the link that is right");
    }
}

fn self_link_differs(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(fetched) = feed.address else { return };
    let said = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    if let Some(said) = said.filter(|said| is_web_address(&said.text) && !is_same_address(&said.text, fetched)) {
        found.channel(
            said.at,
            format!("the feed was fetched from {fetched}"),
            "write the address that you give to directories, in both places",
        );
    }
}

fn no_guid(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.said(feed.channel, Space::Podcast, "guid").is_none() {
        let fix = "add it if your host lets you; it is made once, from the feed's address";
        found.channel(feed.tag(feed.channel), "the show has no guid of its own", fix);
    }
}

fn guid_not_a_uuid(feed: &Feed<'_>, found: &mut Found<'_>) {
    let own = feed.said(feed.channel, Space::Podcast, "guid");
    let guids = feed.document.elements.iter().filter(|element| element.is(Space::Podcast, "remoteItem"));
    let of_others = guids.filter_map(|element| feed.attribute(element, "feedGuid"));
    for said in own.into_iter().chain(of_others) {
        if let Err(mistake) = values::guid(&said.text) {
            found.channel(said.at, "this is not a guid", mistake.fix);
        }
    }
}

fn locked(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(said) = feed.first(feed.channel, Space::Podcast, "locked").map(|locked| feed.says(locked)) else { return };
    if !matches!(said.text.as_str(), "yes" | "no") {
        let meant = if matches!(said.text.to_ascii_lowercase().as_str(), "no" | "false") { "no" } else { "yes" };
        found.channel(said.at, "this says neither yes nor no", format!("write `{meant}`"));
    }
}

fn only_yes(feed: &Feed<'_>, found: &mut Found<'_>) {
    let channel = [(None, feed.channel, "block"), (None, feed.channel, "complete")];
    let items = feed.items.iter().map(|item| (Some(item), item.element, "block"));
    for (item, parent, local) in channel.into_iter().chain(items) {
        let Some(said) = feed.first(parent, Space::Itunes, local).map(|element| feed.says(element)) else { continue };
        // Many hosts write `no` into every feed, which does no harm.
        if !matches!(said.text.to_ascii_lowercase().as_str(), "yes" | "no" | "false" | "") {
            let fix = "write `Yes` if that is what you mean, or take the tag out";
            found.either(item, said.at, format!("`itunes:{local}` means something only when it says `Yes`"), fix);
        }
    }
}

fn no_episodes(feed: &Feed<'_>, found: &mut Found<'_>) {
    if feed.items.is_empty() {
        let fix = "publish a trailer before you give the feed's address to anybody";
        found.channel(feed.tag(feed.channel), "the feed has no item; directories refuse an empty feed", fix);
    }
}

fn new_feed_url(feed: &Feed<'_>, found: &mut Found<'_>) {
    let Some(new) = feed.said(feed.channel, Space::Itunes, "new-feed-url") else { return };
    if !is_web_address(&new.text) {
        found.channel(new.at, "this is not a whole address, so nobody can follow it", "write it with https:// and the name of the site");
        return;
    }
    // In the feed at its new address the tag is right: there it is the feed's own. A feed that is fetched from where it says it moved
    // to, and says that it lives elsewhere, sends apps back and forth.
    let own = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    if let (Some(fetched), Some(own)) = (feed.address, own)
        && is_same_address(&new.text, fetched)
        && !is_same_address(&own.text, fetched)
    {
        found.channel(new.at, "apps are sent here by this, and away from here by `atom:link`", "write the same address in both");
    }
}

fn pages(feed: &Feed<'_>, found: &mut Found<'_>) {
    let own = links(feed, "self").next().and_then(|link| feed.attribute(link, "href"));
    for relation in ["next", "prev", "previous", "first", "last"] {
        for said in links(feed, relation).filter_map(|link| feed.attribute(link, "href")) {
            let is_turned = matches!(relation, "next" | "prev" | "previous");
            let leads_here = is_turned && own.as_ref().is_some_and(|own| own.text == said.text);
            if leads_here {
                found.channel(
                    said.at,
                    format!("the {relation} page is this page itself"),
                    "take the link out, or write the other page's address",
                );
            } else if !is_web_address(&said.text) {
                found.channel(said.at, "this is not a whole address", "write it with https:// and the name of the site");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_is_known_by_any_scheme_and_slash() {
        assert!(is_same_address("http://Ledger.example/feed/", "https://ledger.example/feed"));
        assert!(!is_same_address("https://ledger.example/Feed", "https://ledger.example/feed"));
        assert!(!is_same_address("https://ledger.example/feed?page=2", "https://ledger.example/feed"));
    }
}
