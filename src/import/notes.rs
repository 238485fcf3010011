//! Notes of an imported episode: HTML → clean Markdown that renders back to the same text, and the times in it as interview questions.
//!
//! The HTML is first made whole by the same sanitiser that guards our pages; then its blocks are written, each in the lightest Markdown
//! that our own reader understands as the same words. What cannot be written lightly is written with every sign escaped.

mod blocks;
mod inline;
mod times;
mod write;

use crate::model::Question;

/// Notes as an author would have written them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The text, without the lines that became questions.
    pub markdown: String,
    /// Timed questions, where the notes had a list of times that cannot mean anything else.
    pub questions: Vec<Question>,
}

/// Makes notes of HTML.
#[must_use]
pub fn notes(html: &str) -> Notes {
    let mut blocks = blocks::blocks(html);
    let questions = times::take(&mut blocks);
    Notes { markdown: write::markdown(&blocks), questions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::words;
    use crate::markdown::{Place, page_html, plain_text};
    use crate::model::{Markdown, Millis};
    use proptest::prelude::*;

    fn markdown(html: &str) -> String {
        notes(html).markdown
    }

    /// Words as people see them: any space is one, what has no width is not there.
    fn seen(text: &str) -> String {
        let text: String = text.chars().filter(|character| !matches!(character, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}')).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a browser shows of HTML: here without the help of what is tested.
    fn shown(html: &str) -> String {
        let blocks = ["p", "div", "li", "br", "h1", "h2", "h3", "blockquote", "hr", "td", "tr", "pre", "ul", "ol"];
        let mut html = html.to_owned();
        for block in blocks {
            html = html.replace(&format!("<{block}>"), " ").replace(&format!("</{block}>"), " ");
        }
        seen(&words::plain(&html))
    }

    /// What our pages show of Markdown.
    fn rendered(markdown: &str) -> String {
        let place = Place { base: "/", folder: "", id_prefix: "" };
        shown(&page_html(&Markdown(markdown.to_owned()), place, 2).0.replace("<br />", " "))
    }

    #[test]
    fn the_usual_notes_become_what_an_author_would_write() {
        let cases = [
            ("<p>One &amp; <b>two</b></p><p>three&nbsp;<em>four</em><br/>five</p>", "One & **two**\n\nthree *four*\\\nfive\n"),
            (
                "<p>See <a href=\"https://a.example/x\">this</a> and <a href=\"https://b.example/\">https://b.example/</a>.</p>",
                "See [this](https://a.example/x) and https://b.example/.\n",
            ),
            ("<ul><li>a</li><li><p>b</p><ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d\n"),
            ("<h2>Guest</h2><p>x</p><hr><blockquote><p>y</p><p>z</p></blockquote>", "## Guest\n\nx\n\n* * *\n\n> y\n>\n> z\n"),
            ("<p>&nbsp;</p><p><br></p><div>a<br><br><br>b</div><p></p>", "a\n\nb\n"),
            ("<p><strong>Guest:</strong>Ann <b> Lee </b>!</p>", "**Guest**:Ann **Lee** !\n"),
            (
                "<p>un<em>believ</em>able a_b_c 2*3 5 * 6 #1 [x] &lt;b&gt; {{ y }} AT&amp;T &amp;amp;</p>",
                "un*believ*able a_b_c 2\\*3 5 * 6 #1 \\[x] \\<b> {{ y }} AT&T \\&amp;\n",
            ),
            ("<p># one<br>1. two<br>- three<br>&gt; four<br>+ five</p>", "\\# one\\\n1\\. two\\\n\\- three\\\n\\> four\\\n\\+ five\n"),
            ("<p>a<img src=\"https://t.example/p.gif\" width=\"1\" height=\"1\">b</p><script>no()</script><style>p{}</style>", "ab\n"),
            ("<p><img src=\"https://a.example/b.jpg\" alt=\"Two chairs\"></p>", "![Two chairs](https://a.example/b.jpg)\n"),
            ("<p>https://a.example/x_y_z?b=1&amp;c=2 and www.b.example</p>", "https://a.example/x_y_z?b=1&c=2 and www.b.example\n"),
            ("<p><a href=\"javascript:alert(1)\">click</a> <a href=\"/rel\">here</a></p>", "click here\n"),
            (
                "<p>Hosted on Acast. See <a href=\"https://acast.com/privacy\">acast.com/privacy</a> for more information.</p>",
                "Hosted on Acast. See [acast.com/privacy](https://acast.com/privacy) for more information.\n",
            ),
            ("<p>mail <a href=\"mailto:a@b.example\">a@b.example</a></p>", "mail a@b.example\n"),
            ("<pre>a\n  b</pre><p><code>x`y</code></p>", "```\na\n  b\n```\n\n``x`y``\n"),
            ("<b><p>one</p><p>two</p></b>", "**one**\n\n**two**\n"),
            ("plain words", "plain words\n"),
            ("", ""),
            ("<p> </p>", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(markdown(html), expected, "{html}");
            assert_eq!(
                rendered(&markdown(html)),
                shown(&html.replace("<script>no()</script><style>p{}</style>", "").replace("<br/>", " ")),
                "{html}"
            );
        }
    }

    fn times(html: &str) -> (Vec<(u64, String)>, String) {
        let notes = notes(html);
        (notes.questions.into_iter().map(|question| (question.at.unwrap_or_default().0 / 1000, question.ask)).collect(), notes.markdown)
    }

    #[test]
    fn a_list_of_times_becomes_questions() {
        for html in [
            "<p>Hello</p><p>Timestamps:</p><p>00:00 Intro<br>(12:34) The lease<br>1:02:03 - What now?</p><p>Bye</p>",
            "<p>Hello</p><h3>⏱ Time stamps</h3><ul><li>00:00 – Intro</li><li><a href=\"https://y.example/?t=754\">12:34</a> The <b>lease</b></li><li>[1:02:03] What now?</li></ul><p>Bye</p>",
            "<p>Hello</p><p>00:00: Intro</p><p>12:34 | The lease</p><p>01:02:03 – 1:05:00 What now?</p><p>Bye</p>",
            "<p>Hello<br>Chapters<br>• 0:00 Intro<br>• 12:34 The lease<br>• 1:02:03 What now?<br>Bye</p>",
        ] {
            let (questions, rest) = times(html);
            assert_eq!(questions, [(0, "Intro".to_owned()), (754, "The lease".to_owned()), (3723, "What now?".to_owned())], "{html}");
            assert!(rest == "Hello\n\nBye\n" || rest == "Hello\\\nBye\n", "{rest:?}");
        }
    }

    #[test]
    fn times_that_may_mean_something_else_stay_words() {
        for html in [
            "<p>00:00 Intro<br>12:34 The lease</p>",
            "<p>00:00 Intro<br>12:34 The lease<br>11:00 Back</p>",
            "<p>At 00:00 we start. At 12:34 the lease. At 20:00 the end.</p>",
            "<p>9:00 AM Doors<br>10:00 AM Talk<br>11:00 AM Coffee</p>",
            "<p>00:00 Intro<br>words<br>12:34 The lease<br>words<br>20:00 End</p>",
            "<p>00:00 <a href=\"https://a.example/\">Intro</a><br>12:34 The lease<br>20:00 End</p>",
            "<p>00:99 Intro<br>12:74 The lease<br>20:80 End</p>",
        ] {
            let (questions, rest) = times(html);
            assert_eq!(questions, [], "{html}");
            assert!(rest.contains("Intro") || rest.contains("At 00:00") || rest.contains("Doors"), "{rest}");
        }
    }

    #[test]
    fn html_that_is_nested_without_end_costs_no_stack() {
        // As deep as is read, and far beyond.
        for (tag, depth) in ["div", "blockquote", "ul><li", "b", "a href=\"https://a.example\"", "font", "p", "li"]
            .iter()
            .flat_map(|tag| [(tag, 190), (tag, 20_000)])
        {
            let html = format!("{}x", format!("<{tag}>").repeat(depth));
            assert_eq!(seen(&rendered(&markdown(&html))), "x", "{tag}");
        }
        let long = format!("<p>{}</p>", "*a* _b_ <b>c</b> [d] ".repeat(1_000));
        assert!(markdown(&long).len() > 10_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn generated_html_shows_the_same_words(pieces in proptest::collection::vec(
            "<p>|</p>|<br>|<b>|</b>|<em>|</em>|<s>|</s>|<ul>|</ul>|<ol>|</ol>|<li>|</li>|<h2>|</h2>|<blockquote>|</blockquote>|<div>|</div>|<code>|</code>|<hr>|<pre>|</pre>|<table>|<tr>|<td>|</table>\
             |<a href=\"https://a\\.example/x_(y)\">|</a>|<img src=\"https://a\\.example/i\\.png\" alt=\"p\">|&amp;|&lt;|&gt;|&nbsp;|&amp;amp;| |\n|[a-c]{1,3}|\\*|\\*\\*|_|`|~~|~|#|# |1\\. |- |\\+ |> |\\||---|===|\\[|\\]|\\(|\\)|!\\[|: |\\[\\^1\\]|\\{#x\\}|\\{\\{ y \\}\\}\\\\|https://a\\.example/b_c|_https://d\\.example|a@b\\.example|é|語|🎙|\u{202e}|\\$x\\$|:::|\\[x\\]: y|\\[ \\] ",
            0..30,
        )) {
            let html = pieces.concat();
            let whole = blocks::blocks(&html);
            let meant: String = whole.iter().map(|block| inline::plain(&block.words) + " ").collect();
            let found = notes(&html);
            if found.questions.is_empty() {
                prop_assert_eq!(rendered(&found.markdown), seen(&meant), "{:?} -> {:?}", html, found.markdown);
                prop_assert_eq!(seen(&plain_text(&Markdown(found.markdown.clone()))), seen(&meant));
            }
        }

        #[test]
        fn no_html_makes_it_panic(html in "(<[a-z]{1,4}|</?[a-z]{1,10}>|<!|<!--|-->|&[a-z#0-9]{0,6};?|[0-9]{1,3}:[0-9]{2} |=\"|'|<br>|[<>/\\[\\]*_`~\\\\ \n\t]|\\PC){0,60}") {
            let first = notes(&html);
            prop_assert!(first.questions.iter().all(|question| question.at < Some(Millis(1_000 * 60_000 * 60))));
        }
    }
}
