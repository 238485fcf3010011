//! Which feeds there are: the show's own, page by page where it is paged, as RSS and as JSON; one for each guest who can be heard; and
//! the style sheets that show any of them to a person who opens it.

use super::view::Head;
use super::words::word;
use super::{Content, Listed, Output, Tree};
use crate::feed::{PLAIN_STYLE_SHEET, STYLE_SHEET, Scope, page_count};
use crate::model::{OutPath, Permalink, PersonId, RelPath, Site};
use serde::Serialize;

/// `feed.xml`, `feed-2.xml` …, `feed.json` …, `partners/<slug>/feed.xml`, `feed.xsl`, `feed.css`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let scopes = (1..=page_count(site)).flat_map(|page| [Scope::Show { page }, Scope::Json { page }]);
    let pages = scopes.map(|scope| feed(scope.path(site), &site.show.source, scope));
    let guests = guests_with_feed(site).map(|id| {
        let partner = site.person(id);
        feed(partner.permalink.file("feed.xml"), &partner.source, Scope::Partner(id))
    });
    let style = Output::unlisted_page(OutPath(STYLE_SHEET.to_owned()), &site.show.source, "feed.html", || view(site));
    let plain = Output::made(OutPath(PLAIN_STYLE_SHEET.to_owned()), &site.show.source, || plain_style_sheet(site).into_bytes());
    pages.chain(guests).chain([style, plain]).collect()
}

/// A feed in a browser without XSLT: what it is, its address, the newest episodes with theirs.
fn plain_style_sheet(site: &Site) -> String {
    format!(
        "@namespace atom \"http://www.w3.org/2005/Atom\";\n\
         :root {{ display: block; max-width: 42rem; margin: 2rem auto; padding: 0 1.25rem; color-scheme: light dark; direction: {direction}; \
         font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }}\n\
         channel, channel > *|* {{ display: none; }}\n\
         channel, channel > |title, channel > |description, channel > |item, channel > atom|link[rel=\"self\"] {{ display: block; }}\n\
         channel > |title {{ font-size: 2.25rem; font-weight: 800; line-height: 1.1; margin-block-end: 1rem; }}\n\
         channel > atom|link[rel=\"self\"]::before {{ content: {how} \"\\a\" attr(href); white-space: pre-line; display: block; \
         margin-block: 1.5rem; padding: 1rem 1.25rem; border: 1px solid; border-radius: 12px; }}\n\
         item {{ padding-block: .9rem; border-block-start: 1px solid rgb(128 128 128 / .5); }}\n\
         item > *|* {{ display: none; }}\n\
         item > |title, item > |link {{ display: block; }}\n\
         item > |title {{ font-weight: 700; }}\n\
         item > |link {{ font-size: .9375rem; opacity: .75; }}\n",
        direction = super::shell::direction(&site.show.language),
        how = css_text(word(site, "feed_how")),
    )
}

/// Text between quotation marks, as CSS wants it. Source: CSS Syntax 3, section 4.3.7.
fn css_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' | '<' | '>' | '&' => quoted.push_str(&format!("\\{:x} ", u32::from(character))),
            _ if character.is_control() => quoted.push(' '),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
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
    fn words_cannot_break_out_of_the_plain_style_sheet() {
        let mut site = sample::site();
        site.show.theme_options = serde_json::json!({"strings": {"feed_how": "\"} a\\ </style>\n*{"}});
        let css = plain_style_sheet(&site);
        assert!(css.contains(r#"content: "\22 } a\5c  \3c /style\3e  *{" "\a" attr(href);"#), "{css}");
    }

    #[test]
    fn the_show_and_every_guest_who_can_be_heard_have_a_feed() {
        let mut site = sample::site();
        let paths = |site: &Site| -> Vec<String> { outputs(site).into_iter().map(|output| output.path.0).collect() };
        assert_eq!(paths(&site), ["feed.xml", "feed.json", "partners/dev-okafor/feed.xml", "feed.xsl", "feed.css"]);
        site.heard_in[1].clear();
        assert_eq!(paths(&site), ["feed.xml", "feed.json", "feed.xsl", "feed.css"]);
    }
}
