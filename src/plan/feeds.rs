//! Which feeds there are: the show's own, page by page where it is paged, and one for each guest who can be heard.

use super::{Content, Listed, Output, Tree};
use crate::feed::{Scope, page_count};
use crate::model::{OutPath, PersonId, RelPath, Site};

/// `feed.xml`, `feed-2.xml` …, and `partners/<slug>/feed.xml`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let pages = (1..=page_count(site)).map(|page| feed(show_path(page), &site.show.source, Scope::Show { page }));
    let guests = guests_with_feed(site).map(|id| {
        let partner = site.person(id);
        feed(partner.permalink.file("feed.xml"), &partner.source, Scope::Partner(id))
    });
    pages.chain(guests).collect()
}

/// Where page `page` (from 1) of the show's feed stands.
#[must_use]
pub fn show_path(page: usize) -> OutPath {
    OutPath(if page <= 1 { "feed.xml".to_owned() } else { format!("feed-{page}.xml") })
}

/// Partners with at least one published interview: a feed without items is refused by the directories.
pub fn guests_with_feed(site: &Site) -> impl Iterator<Item = PersonId> {
    site.partners().map(|(id, _)| id).filter(|id| site.episodes_with(*id).next().is_some())
}

fn feed<'site>(path: OutPath, origin: &RelPath, scope: Scope) -> Output<'site> {
    Output { tree: Tree::Public, path, origin: origin.clone(), listed: Listed::No, content: Content::Feed(scope) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn the_show_and_every_guest_who_can_be_heard_have_a_feed() {
        let mut site = sample::site();
        let paths = |site: &Site| -> Vec<String> { outputs(site).into_iter().map(|output| output.path.0).collect() };
        assert_eq!(paths(&site), ["feed.xml", "partners/dev-okafor/feed.xml"]);
        site.heard_in[1].clear();
        assert_eq!(paths(&site), ["feed.xml"]);
    }
}
