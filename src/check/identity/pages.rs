//! Every other address that was published: partners, offers, events, campaigns, pages, the links that credit a partner, and old
//! addresses that lead on.

use super::{Named, Scene, option};
use crate::model::PublishedPage;
use crate::parse::lock::FILE;
use crate::report::{Finding, Place};

pub(super) fn check(scene: &Scene<'_>, found: &mut Vec<Named>) {
    if !scene.record.is_whole {
        return;
    }
    let is_due = |page: &&PublishedPage<'_>| page.since.is_none_or(|since| since.moment <= scene.site.as_of);
    let lost = scene.record.before.pages.iter().filter(is_due).filter(|page| !answers(scene, &page.address));
    found.extend(lost.filter(|page| !is_told_elsewhere(scene, &page.address)).map(|page| finding(scene, page)));
}

/// Whether a page or a redirect stands at this address now.
fn answers(scene: &Scene<'_>, address: &str) -> bool {
    let is_episode =
        || address.strip_prefix("episodes/").and_then(|rest| rest.strip_suffix('/')).is_some_and(|slug| scene.episodes.contains_key(slug));
    scene.record.now.has_page(address) || scene.redirects.contains(address) || is_episode()
}

/// A link whose partner or offer is lost is told there.
fn is_told_elsewhere(scene: &Scene<'_>, address: &str) -> bool {
    let Some((partner, offer)) = address.strip_prefix("go/").and_then(|rest| rest.strip_suffix('/')?.split_once('/')) else { return false };
    let is_lost = |page: String| scene.record.before.has_page(&page) && !answers(scene, &page);
    is_lost(format!("partners/{partner}/")) || is_lost(format!("offers/{offer}/"))
}

fn finding(scene: &Scene<'_>, page: &PublishedPage<'_>) -> Named {
    let name = page.address.trim_matches('/').to_owned();
    let place = Place::bytes(FILE, page.span.start, page.span.end);
    let message = format!("{} would lead nowhere, and it was published", page.address);
    let fix = format!("{}\nor let it go with {}", mend(scene, &page.address), option("lost-page", &name));
    Named { name, finding: Finding::error("lost-page", place, message).fix(fix) }
}

/// What brings the address back, by what it was.
fn mend(scene: &Scene<'_>, address: &str) -> String {
    let (folder, name) = address.trim_end_matches('/').split_once('/').unwrap_or(("pages", address.trim_end_matches('/')));
    let alias = |line: &str| format!("write into the file that takes its place\n    aliases: [{line}]");
    match folder {
        "partners" => format!(
            "name this partner in `guests` of a published interview or an event; if the folder has another name now, {}",
            alias(name)
        ),
        "offers" => format!("put content/offers/{name}/ back; if it has another name now, {}", alias(name)),
        "events" | "campaigns" => format!("put content/{folder}/{name}/ back; if it has another name now, {}", alias(name)),
        "go" => "let the partner's or the show's `offer` name this kit again".to_owned(),
        "pages" if !address.contains('.') => format!("put content/pages/{name}.md back; if it has another name now, {}", alias(name)),
        _ => {
            let path = format!("/{}", address.trim_start_matches('/'));
            let kind = if scene.record.before.has_page(address) { "it led on from an old address; " } else { "" };
            format!("{kind}{}", alias(&path))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::Permalink;

    fn lost(change: impl FnOnce(&mut crate::model::Site)) -> Vec<(&'static str, String, String)> {
        told(|site, _| change(site))
    }

    #[test]
    fn a_page_that_is_gone_is_named_with_what_brings_it_back() {
        let told = lost(|site| site.pages.clear());
        assert_eq!((told[0].0, told[0].1.as_str()), ("lost-page", "about/ would lead nowhere, and it was published"));
        assert!(told[0].2.contains("\n    aliases: [about]\n") && told[0].2.contains("`--accept lost-page:about`"), "{told:?}");
    }

    #[test]
    fn a_redirect_is_as_good_as_the_page() {
        let told = lost(|site| {
            site.pages.clear();
            site.redirects.push(("about/".into(), Permalink("we/".into())));
        });
        assert_eq!(told, []);
    }

    #[test]
    fn an_old_address_goes_on_leading() {
        let told = lost(|site| site.redirects.clear());
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].2.contains("\n    aliases: [/old/cash/]\n"), "{told:?}");
    }

    #[test]
    fn the_links_of_a_lost_offer_are_not_told_one_by_one() {
        let told = lost(|site| {
            site.episodes.iter_mut().for_each(|episode| episode.call_to_action = None);
            site.people.iter_mut().for_each(|person| person.offer = None);
            site.show.offer = None;
            site.offers.clear();
        });
        let messages: Vec<_> = told.iter().map(|told| told.1.as_str()).collect();
        assert!(messages.len() == 2 && messages.iter().all(|message| message.starts_with("offers/")), "{messages:?}");
    }
}
