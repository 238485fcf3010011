//! Which feeds there are: the show's own, page by page where it is paged, as RSS and as JSON; one for each guest who can be heard; and
//! the style sheet that shows any of them to a person who opens it.

use super::view::Head;
use super::{Content, Listed, Output, Tree};
use crate::feed::{STYLE_SHEET, Scope, page_count};
use crate::model::{OutPath, Permalink, PersonId, RelPath, Site};
use serde::Serialize;

/// `feed.xml`, `feed-2.xml` …, `feed.json` …, `partners/<slug>/feed.xml`, `feed.xsl`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let scopes = (1..=page_count(site)).flat_map(|page| [Scope::Show { page }, Scope::Json { page }]);
    let pages = scopes.map(|scope| feed(scope.path(site), &site.show.source, scope));
    let guests = guests_with_feed(site).map(|id| {
        let partner = site.person(id);
        feed(partner.permalink.file("feed.xml"), &partner.source, Scope::Partner(id))
    });
    let style = Output::unlisted_page(OutPath(STYLE_SHEET.to_owned()), &site.show.source, "feed.html", || view(site));
    pages.chain(guests).chain([style]).collect()
}

/// What the style sheet needs besides the words and addresses that every template has; the rest it takes out of the feed.
#[derive(Serialize)]
struct StyleSheetView<'a> {
    head: Head<'a>,
}

fn view(site: &Site) -> StyleSheetView<'_> {
    StyleSheetView { head: Head::new(site, &Permalink(String::new()), site.show.title.as_str(), "").hidden() }
}

/// Partners with at least one published interview: a feed without items is refused by the directories.
pub fn guests_with_feed(site: &Site) -> impl Iterator<Item = PersonId> {
    site.partners().map(|(id, _)| id).filter(|id| site.episodes_with(*id).next().is_some())
}

fn feed(path: OutPath, origin: &RelPath, scope: Scope) -> Output<'_> {
    Output { tree: Tree::Public, path, origin, listed: Listed::No, content: Content::Feed(scope) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn the_show_and_every_guest_who_can_be_heard_have_a_feed() {
        let mut site = sample::site();
        let paths = |site: &Site| -> Vec<String> { outputs(site).into_iter().map(|output| output.path.0).collect() };
        assert_eq!(paths(&site), ["feed.xml", "feed.json", "partners/dev-okafor/feed.xml", "feed.xsl"]);
        site.heard_in[1].clear();
        assert_eq!(paths(&site), ["feed.xml", "feed.json", "feed.xsl"]);
    }
}
