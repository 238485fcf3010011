//! Layer 2: Markdown → HTML for the site, HTML for feeds, plain text. Never run through the template engine: what looks like a
//! template of some tool (`{{ .. }}`) is text like any other.
//!
//! One reading of the text ([`events`]) serves all: pages and feeds each walk the same events and write what they may show.

mod address;
mod autolink;
mod feed;
mod footnote;
mod heading;
mod page;
mod plain;
mod reference;
mod seek;

use crate::model::{Html, Markdown};
use pulldown_cmark::{Event, Options, Parser, TextMergeStream, TextMergeWithOffset};
use std::ops::Range;

/// What addresses in a text are relative to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What is put before an address that starts with `/` or has no scheme: the base path for pages, the base URL for feeds.
    /// Ends in `/`.
    pub base: &'a str,
    /// Address of the page itself below the base (`episodes/who-can-sign/`): files beside the text are found there. Below
    /// `episodes/`, times at the start of a line lead into the recording.
    pub folder: &'a str,
    /// Prefix of ids (footnotes, headings), so that several texts may share a page; may be empty.
    pub id_prefix: &'a str,
}

/// What is known of a picture that a text shows, by its address as written.
pub type Pictures<'a> = dyn Fn(&str) -> Option<KnownPicture> + 'a;

/// What a page says of a picture so that nothing jumps, and nobody loads more than they see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPicture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Addresses and widths of its sizes, as in `srcset`.
    pub srcset: Option<String>,
    /// The same as WebP.
    pub webp: Option<String>,
}

/// A link or picture in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address as written.
    pub target: String,
    /// Where it stands: bytes in the Markdown.
    pub start: usize,
    /// One past its end.
    pub end: usize,
    /// Whether it is a picture.
    pub is_image: bool,
    /// The picture's alternative text, or the link's text.
    pub text: String,
}

/// HTML for a page: heading ids, footnotes with way back, bare addresses as links, no `javascript:` addresses, headings
/// pushed down so that the highest is `h{top}` and none is skipped.
#[must_use]
pub fn page_html(text: &Markdown, place: Place<'_>, top: u8) -> Html {
    page_html_with(text, place, top, &|_| None)
}

/// The same, where something is known of pictures, asked by their addresses as written.
#[must_use]
pub fn page_html_with(text: &Markdown, place: Place<'_>, top: u8, pictures: &Pictures<'_>) -> Html {
    Html(page::html(events(&text.0), place, top, pictures))
}

/// HTML for a feed: only `p ol ul li a br b i strong em`, absolute addresses; everything else as text. Every element is closed,
/// so that it may be cut between elements.
#[must_use]
pub fn feed_html(text: &Markdown, place: Place<'_>) -> Html {
    Html(feed::html(events(&text.0), place))
}

/// The words alone, paragraphs separated by a blank line, list items and table rows by a line feed. Pictures and raw HTML leave
/// nothing but the words between tags.
#[must_use]
pub fn plain_text(text: &Markdown) -> String {
    plain::text(&events(&text.0))
}

/// Every link and picture, bare addresses included, in the order of the text.
#[must_use]
pub fn references(text: &Markdown) -> Vec<Reference> {
    reference::all(&text.0)
}

/// The id of every heading [`page_html`] gives (with the empty prefix), in order.
#[must_use]
pub fn heading_ids(text: &Markdown) -> Vec<String> {
    heading::outline(footnote::split(events(&text.0)).all(), 1).into_iter().map(|heading| heading.id).collect()
}

/// The absolute address of one written in the show (`/about/`, `photo.jpg`, `https://…`); `None` where it must not be a link.
#[must_use]
pub fn feed_address(address: &str, place: Place<'_>) -> Option<String> {
    address::in_feed(address, place)
}

/// A link for a feed: `<a href="…">words</a>`, both escaped.
#[must_use]
pub fn feed_link(address: &str, words: &str) -> String {
    let mut html = String::from("<a href=\"");
    address::write(address, &mut html);
    html.push_str("\">");
    escape(words, &mut html);
    html.push_str("</a>");
    html
}

/// Plain words as HTML.
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut html = String::with_capacity(words.len() + 8);
    escape(words, &mut html);
    html
}

/// Words that are text in an attribute or between tags.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// CommonMark with tables, footnotes, strikethrough, task lists, heading attributes, alerts and definition lists.
/// Quotes and dashes stay as written.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// The text as events, neighbouring pieces of text joined: the parser splits at every `_` or `&`, which would break addresses.
fn events(text: &str) -> Vec<Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, options())).collect()
}

/// The same with the bytes of the text that each event was read from.
fn events_with_range(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    TextMergeWithOffset::new(Parser::new_ext(text, options()).into_offset_iter()).collect()
}

/// What a piece of raw HTML within a line means where only words are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RawTag {
    /// `<br>`.
    Break,
    /// What follows is program text, not words.
    HideStart,
    /// Words go on.
    HideEnd,
    /// Nothing.
    Other,
}

fn raw_tag(html: &str) -> RawTag {
    let tag = html.trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
    let name = tag.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "br" => RawTag::Break,
        "script" | "style" => RawTag::HideStart,
        "/script" | "/style" => RawTag::HideEnd,
        _ => RawTag::Other,
    }
}

/// The words of a block of raw HTML, escaped as HTML text.
fn words_of_html(html: &str) -> String {
    ammonia::Builder::empty().clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Place<'_> = Place { base: "/show/", folder: "episodes/x/", id_prefix: "" };
    const FEED: Place<'_> = Place { base: "https://a.example/show/", folder: "episodes/x/", id_prefix: "" };

    fn page(text: &str) -> String {
        page_html(&Markdown(text.into()), PAGE, 3).0
    }

    fn feed(text: &str) -> String {
        feed_html(&Markdown(text.into()), FEED).0
    }

    fn plain(text: &str) -> String {
        plain_text(&Markdown(text.into()))
    }

    #[test]
    fn headings_get_ids_and_no_level_is_skipped() {
        let html = page("# Who?\n\n### Why *now*\n\n## Who?\n\n# Über uns {#about onclick=alert(1)}\n");
        insta::assert_snapshot!(html, @r#"
        <h3 id="who">Who?</h3>
        <h4 id="why-now">Why <em>now</em></h4>
        <h4 id="who-2">Who?</h4>
        <h3 id="about">Über uns</h3>
        "#);
        assert_eq!(heading_ids(&Markdown("# Who?\n\n### Why *now*\n\n## Who?".into())), ["who", "why-now", "who-2"]);
    }

    #[test]
    fn a_picture_that_is_known_makes_room_for_itself() {
        let known = |address: &str| {
            let sizes = (address == "till.jpg").then(|| ("/a&b/till-480.jpg 480w".to_owned(), "/till-480.webp 480w".to_owned()));
            let (srcset, webp) = sizes.unzip();
            address.starts_with("till").then_some(KnownPicture {
                width: 600,
                height: if address == "till.svg" { 0 } else { 400 },
                srcset,
                webp,
            })
        };
        let shown = |text: &str| page_html_with(&Markdown(text.into()), PAGE, 2, &known).0;
        insta::assert_snapshot!(shown("![a](till.jpg) ![b](till.gif) ![c](till.svg) ![d](other.jpg)"), @r#"<p><picture><source type="image/webp" srcset="/till-480.webp 480w" sizes="(min-width: 44rem) 41rem, 92vw" /><img src="/show/episodes/x/till.jpg" srcset="/a&amp;b/till-480.jpg 480w" sizes="(min-width: 44rem) 41rem, 92vw" alt="a" width="600" height="400" loading="lazy" /></picture> <img src="/show/episodes/x/till.gif" alt="b" width="600" height="400" loading="lazy" /> <img src="/show/episodes/x/till.svg" alt="c" loading="lazy" /> <img src="/show/episodes/x/other.jpg" alt="d" loading="lazy" /></p>"#);
        let cleaned = shown("![a](till.jpg) <b>!</b>");
        assert!(cleaned.contains("width=\"600\" height=\"400\"") && !cleaned.contains("srcset"), "{cleaned}");
    }

    #[test]
    fn footnotes_come_last_with_a_way_back_and_ids_of_their_own() {
        let text = Markdown("One[^b] two[^a] one again[^b].\n\n[^a]: Alpha.\n[^b]: Beta\n\n    more.\n[^c]: Nobody asked.\n".into());
        let html = page_html(&text, Place { id_prefix: "e1-", ..PAGE }, 2).0;
        insta::assert_snapshot!(html, @r##"
        <p>One<sup class="footnote-reference"><a id="e1-fnref_1" href="#e1-fn_1" role="doc-noteref">1</a></sup> two<sup class="footnote-reference"><a id="e1-fnref_2" href="#e1-fn_2" role="doc-noteref">2</a></sup> one again<sup class="footnote-reference"><a id="e1-fnref_1_2" href="#e1-fn_1" role="doc-noteref">1</a></sup>.</p>

        <section class="footnotes" role="doc-endnotes">
        <ol>
        <li id="e1-fn_1">
        <p>Beta</p>
        <p>more. <a href="#e1-fnref_1" class="footnote-back" role="doc-backlink">↩︎</a> <a href="#e1-fnref_1_2" class="footnote-back" role="doc-backlink">↩︎</a></p>
        </li>
        <li id="e1-fn_2">
        <p>Alpha. <a href="#e1-fnref_2" class="footnote-back" role="doc-backlink">↩︎</a></p>
        </li>
        <li id="e1-fn_3">
        <p>Nobody asked.</p>
        </li>
        </ol>
        </section>
        "##);
    }

    #[test]
    fn bare_addresses_and_files_beside_the_text_are_linked() {
        let html = page(
            "Go to https://a.example/a_b_c?x=1&y=2, write to ruth@ledger.example.\n\n[Sheet](sheet.pdf) ![A till](till.jpg \"Open\") [top](/) `https://no.example`\n",
        );
        insta::assert_snapshot!(html, @r#"
        <p>Go to <a href="https://a.example/a_b_c?x=1&amp;y=2">https://a.example/a_b_c?x=1&amp;y=2</a>, write to <a href="mailto:ruth@ledger.example">ruth@ledger.example</a>.</p>
        <p><a href="/show/episodes/x/sheet.pdf">Sheet</a> <img src="/show/episodes/x/till.jpg" alt="A till" title="Open" loading="lazy" /> <a href="/show/">top</a> <code>https://no.example</code></p>
        "#);
    }

    #[test]
    fn times_at_the_start_of_a_line_lead_into_the_recording_of_an_episode() {
        let text = "12:34 Start\n(1:02:03) then 3:10\n\n- **0:05** Hello";
        insta::assert_snapshot!(page(text), @r#"
        <p><a class="seek" href="?t=754" data-t="754">12:34</a> Start
        (<a class="seek" href="?t=3723" data-t="3723">1:02:03</a>) then 3:10</p>
        <ul>
        <li><strong><a class="seek" href="?t=5" data-t="5">0:05</a></strong> Hello</li>
        </ul>
        "#);
        let event = page_html(&Markdown(text.into()), Place { folder: "events/x/", ..PAGE }, 2).0;
        assert!(!event.contains("seek"));
    }

    #[test]
    fn a_link_to_a_program_keeps_only_its_words() {
        assert_eq!(page("[a](javascript:alert(1)) <javascript:alert(1)> ![b](data:text/html,x)"), "<p>a javascript:alert(1) b</p>\n");
        assert_eq!(feed("[a](javascript:alert(1)) ![b](javascript:x)"), "<p>a </p>");
    }

    #[test]
    fn raw_html_is_cleaned_and_its_addresses_settled() {
        let html = page(
            "<details open><summary>More</summary>\n\n<img src=\"till.jpg\" onerror=\"x()\" width=10>[s](s.pdf)\n\n</details><script>alert(1)</script><iframe src=\"https://b.example\"></iframe>\n\n- [x] done\n",
        );
        insta::assert_snapshot!(html, @r#"
        <details open=""><summary>More</summary>
        <p><img src="/show/episodes/x/till.jpg" width="10"><a href="/show/episodes/x/s.pdf">s</a></p>
        </details>
        <ul>
        <li><input disabled="" checked="" type="checkbox">
        done</li>
        </ul>
        "#);
        assert!(!page("a <b onclick=x>b</b> <a href=\"javascript:x\">c</a> <svg onload=x>").contains("x"));
    }

    #[test]
    fn alerts_tables_and_definitions_are_shown() {
        let html = page("> [!TIP]\n> Count.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nTill\n: A box\n");
        insta::assert_snapshot!(html, @r#"
        <blockquote class="markdown-alert-tip">
        <p class="markdown-alert-title">Tip</p>
        <p>Count.</p>
        </blockquote>
        <table><thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead><tbody>
        <tr><td>1</td><td class="right">2</td></tr>
        </tbody></table>
        <dl>
        <dt>Till</dt>
        <dd>A box</dd>
        </dl>
        "#);
    }

    #[test]
    fn a_feed_gets_only_what_apps_show() {
        let html = feed(
            "# Head **x**\n\n> [!NOTE]\n> Quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. One\n\n   more\n   - in\n2. two\n\n![Alone](a.jpg)\n\nWith ![no](b.jpg) text[^1] ~~del~~ `x<y`\n\n```\nlet a;\nlet b;\n```\n\n---\n\n<div><p>raw & <b>bold</b></p></div>\n\na<br>b [l](/about/) #1\n\n[^1]: Note https://b.example.\n",
        );
        insta::assert_snapshot!(html.replace("</p>", "</p>\n"), @r#"
        <p><strong>Head x</strong></p>
        <p><strong>Note:</strong> Quote</p>
        <p>a · b</p>
        <p>1 · 2</p>
        <ol><li>One<br />more<ul><li>in</li></ul></li><li>two</li></ol><p>Alone</p>
        <p>With  text[1] del x&lt;y</p>
        <p>let a;<br />let b;</p>
        <p>raw &amp; bold</p>
        <p>a<br />b <a href="https://a.example/show/about/">l</a> #1</p>
        <p>[1] Note <a href="https://b.example">https://b.example</a>.</p>
        "#);
    }

    #[test]
    fn plain_text_is_the_words_alone() {
        let text = plain(
            "# Head\n\nOne *two*\nthree[^1] ![alt](x.jpg)\n\n- a\n- b\n  - c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n<p>raw &amp; <b>x</b></p>\n\n[^1]: Note\n",
        );
        insta::assert_snapshot!(text, @r"
        Head

        One two three

        a
        b
        c

        x · y
        1 · 2

        raw & x

        Note
        ");
        assert_eq!(plain(""), "");
        assert_eq!(plain("<!-- c -->"), "");
    }

    #[test]
    fn template_marks_are_words() {
        assert_eq!(page("{{ secret }} {% raw %}"), "<p>{{ secret }} {% raw %}</p>\n");
        assert_eq!(feed("{{ secret }} {% raw %}"), "<p>{{ secret }} {% raw %}</p>");
    }

    #[test]
    fn references_point_at_their_address() {
        let source = "[a](x \"x\") ![b *c*](photo.jpg) [d][Ref] <https://e.example> https://f.example/g_h. a@b.example\n\n<img src=\"raw.png\">\n\n[ref]: /target/ \"t\"\n\n[![in](i.png)](out)\n";
        let found = references(&Markdown(source.into()));
        let seen: Vec<_> = found
            .iter()
            .map(|reference| {
                (reference.target.as_str(), &source[reference.start..reference.end], reference.is_image, reference.text.as_str())
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("x", "x", false, "a"),
                ("photo.jpg", "photo.jpg", true, "b c"),
                ("https://e.example", "https://e.example", false, "https://e.example"),
                ("https://f.example/g_h", "https://f.example/g_h", false, "https://f.example/g_h"),
                ("mailto:a@b.example", "a@b.example", false, "a@b.example"),
                ("raw.png", "raw.png", true, ""),
                ("/target/", "/target/", false, "d"),
                ("i.png", "i.png", true, "in"),
                ("out", "out", false, "in"),
            ]
        );
    }

    #[test]
    fn hostile_texts_neither_panic_nor_take_long() {
        let pieces = [
            "[",
            ">",
            "*",
            "`",
            "- ",
            "![",
            "](",
            "<a ",
            "&",
            "|",
            "_",
            "[^1]",
            "[^1]: ",
            "#",
            "http://",
            "@",
            ":",
            "\u{202e}",
            "\0",
            "<!--",
            "| a |\n|---|\n",
            "~",
            "  \n",
        ];
        for piece in pieces {
            let text = Markdown(piece.repeat(8000));
            let (_, _, _, _) = (page_html(&text, PAGE, 2), feed_html(&text, FEED), plain_text(&text), references(&text));
        }
        for first in pieces {
            for second in pieces {
                let text = Markdown(format!("a {first}{second}é\n{second}{first}").repeat(3));
                let (_, _, _, _) = (page_html(&text, PAGE, 2), feed_html(&text, FEED), plain_text(&text), references(&text));
            }
        }
    }
}
