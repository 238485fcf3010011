//! `opml.xml`: the show's feed and its neighbours', for a feed reader to take in at once.

use super::Output;
use super::feeds::guests_with_feed;
use super::markup::{escape, is_web_address, one_line};
use super::words::word;
use crate::model::{OutPath, Site};

/// The one file.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    vec![Output::made(OutPath("opml.xml".to_owned()), &site.show.source, || text(site).into_bytes())]
}

/// One line of the list.
struct Subscription {
    title: String,
    feed: String,
    page: Option<String>,
}

/// Source: opml.org/spec2.opml, "Subscription lists": `type`, `text` and `xmlUrl` are required there.
fn text(site: &Site) -> String {
    let show = &site.show;
    let partners = partner_podcasts(site);
    // A guest's podcast that is recommended, too, is not taken in twice.
    let mut friends = podroll(site);
    friends.retain(|friend| partners.iter().all(|partner| partner.feed != friend.feed));
    let owner = format!("<ownerName>{}</ownerName>\n", escape(&one_line(&show.author)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head>\n<title>{title}</title>\n{owner}</head>\n<body>\n{own}{guests}{partners}{friends}</body>\n</opml>\n",
        title = escape(&one_line(&show.title)),
        own = outline(&own_feed(site)),
        guests = group(word(site, "opml_guests"), &guest_feeds(site)),
        partners = group(word(site, "opml_partners"), &partners),
        friends = group(word(site, "opml_friends"), &friends),
    )
}

fn own_feed(site: &Site) -> Subscription {
    let home = &site.show.base_url.url;
    Subscription { title: site.show.title.clone(), feed: format!("{home}feed.xml"), page: Some(home.clone()) }
}

fn guest_feeds(site: &Site) -> Vec<Subscription> {
    let base = &site.show.base_url;
    let feed = |id| {
        let partner = site.person(id);
        Subscription {
            title: format!("{}: {}", site.show.title, partner.name),
            feed: base.file(&partner.permalink.file("feed.xml")),
            page: Some(base.page(&partner.permalink)),
        }
    };
    guests_with_feed(site).map(feed).collect()
}

fn partner_podcasts(site: &Site) -> Vec<Subscription> {
    let podcast = |person: &crate::model::Person| {
        let podcast = person.podcast.as_ref()?;
        let feed = podcast.url.clone().filter(|url| is_web_address(url))?;
        Some(Subscription { title: podcast.title.clone().unwrap_or_else(|| person.name.clone()), feed, page: person.website.clone() })
    };
    site.partners().filter_map(|(_, person)| podcast(person)).collect()
}

fn podroll(site: &Site) -> Vec<Subscription> {
    let remote = |remote: &crate::model::RemoteFeed| {
        let feed = remote.url.as_ref()?.0.clone();
        Some(Subscription { title: remote.title.clone().unwrap_or_else(|| feed.clone()), feed, page: None })
    };
    site.show.podroll.iter().filter_map(remote).collect()
}

fn group(title: &str, subscriptions: &[Subscription]) -> String {
    if subscriptions.is_empty() {
        return String::new();
    }
    let lines: String = subscriptions.iter().map(outline).collect();
    format!("<outline text=\"{}\">\n{lines}</outline>\n", escape(title))
}

fn outline(subscription: &Subscription) -> String {
    let title = escape(&one_line(&subscription.title));
    let page = subscription.page.as_deref().filter(|url| is_web_address(url));
    let page = page.map_or_else(String::new, |url| format!(" htmlUrl=\"{}\"", escape(url)));
    format!("<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"{page}/>\n", escape(&subscription.feed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn it_lists_the_show_its_guests_their_podcasts_and_friends() {
        let opml = text(&sample::site());
        for feed in [
            "xmlUrl=\"https://ledger.example/show/feed.xml\"",
            "xmlUrl=\"https://ledger.example/show/partners/dev-okafor/feed.xml\"",
            "xmlUrl=\"https://figures.example/feed.xml\"",
            "xmlUrl=\"https://friends.example/feed.xml\"",
            "text=\"Friends &amp; Figures\"",
        ] {
            assert!(opml.contains(feed), "{feed}\n{opml}");
        }
    }

    #[test]
    fn it_is_well_formed_whatever_people_are_called() {
        let mut site = sample::site();
        site.people[1].name = "O\"Brien <x> & \u{1} Größe".into();
        let opml = text(&site);
        let mut reader = quick_xml::Reader::from_str(&opml);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::Empty(tag)) => assert!(tag.attributes().all(|attribute| attribute.is_ok())),
                Ok(_) => {}
                Err(error) => panic!("{error}\n{opml}"),
            }
        }
    }
}
