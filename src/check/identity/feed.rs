//! The feed as a whole: its guid and its address.

use super::{Named, Record, option};
use crate::model::Site;
use crate::report::{Finding, Place};

pub(super) fn check(site: &Site, record: &Record<'_>, found: &mut Vec<Named>) {
    let (Some(before), Some(now)) = (&record.before.feed, &record.now.feed) else { return };
    let mut add = |finding: Finding| found.push(Named { name: String::new(), finding });
    if !before.guid.eq_ignore_ascii_case(&now.guid) {
        let place = Place::key(&site.show.source, "guid");
        let finding = Finding::error("feed-guid-changed", place, "apps and directories know this show by another guid");
        add(finding.fix(format!(
            "write into {}\n    guid: {}\nor build with {} if this is another show that takes its place",
            site.show.source,
            before.guid,
            option("feed-guid-changed", "")
        )));
    }
    let is_announced = before.moves_to.as_ref().is_some_and(|address| same_address(address, &now.address));
    if !same_address(&before.address, &now.address) && !is_announced {
        let place = Place::key(&site.show.source, "base_url");
        let message = format!("the feed would move from {} to {}, and apps have not been told", before.address, now.address);
        let old_base = before.address.strip_suffix("feed.xml").unwrap_or(&before.address);
        add(Finding::error("feed-moved", place, message).fix(format!(
            "write into {}\n    base_url: {old_base}\n    new_feed_url: {}\nbuild and put that online, so that apps learn the new address; let the old one \
             send people on, then change `base_url`. Where nobody follows the old address yet, or all that is done, build with {}",
            site.show.source,
            now.address,
            option("feed-moved", "")
        )));
    }
}

/// http or https and a slash at the end make no difference.
fn same_address(a: &str, b: &str) -> bool {
    let bare = |address: &str| {
        let lower = address.to_lowercase();
        lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned()
    };
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;

    #[test]
    fn another_feed_guid_is_refused() {
        let told = told(|site, _| site.show.guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810".into());
        assert_eq!(told[0].0, "feed-guid-changed");
        assert!(told[0].2.contains("\n    guid: ") && told[0].2.contains("`--accept feed-guid-changed`"), "{told:?}");
    }

    #[test]
    fn a_feed_that_moves_unannounced_is_refused() {
        let told = told(|_, before| before.feed.iter_mut().for_each(|feed| feed.address = "https://old.example/feed.xml".into()));
        assert_eq!((told.len(), told[0].0), (1, "feed-moved"));
        assert!(
            told[0].2.contains("\n    base_url: https://old.example/\n    new_feed_url: https://ledger.example/show/feed.xml\n"),
            "{told:?}"
        );
    }

    #[test]
    fn https_in_place_of_http_is_no_move() {
        let told = told(|_, before| before.feed.iter_mut().for_each(|feed| feed.address = feed.address.replace("https", "http").into()));
        assert_eq!(told, []);
    }
}
