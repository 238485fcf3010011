//! A letter as HTML that mail programs show alike: no style sheet, no script, widths that fit a telephone.

use super::words::{Piece, events, pieces};
use super::{Letter, PICTURE, Picture, TURNED, one_line};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The page that lies beside the mail: its picture is the one on the site, so that what is copied from here still shows it elsewhere;
/// one that is not on the site is part of the page.
pub fn alone(letter: &Letter, picture: Option<&Picture>) -> String {
    let source = picture.map(|picture| match &picture.address {
        Some(address) => address.clone(),
        None => format!("data:{};base64,{}", picture.mime, super::encode::base64(&picture.bytes)),
    });
    html(letter, picture.zip(source.as_deref()))
}

/// The whole page; `picture` comes with the address that shows it.
pub fn html(letter: &Letter, picture: Option<(&Picture, &str)>) -> String {
    let footer = letter.envelope.footer.as_deref().map_or_else(String::new, |footer| {
        format!(
            "<p dir=\"auto\" style=\"margin:32px 0 0;padding-top:12px;border-top:1px solid #dcdcd4;font-size:13px;line-height:18px;color:#55605a\">{}</p>\n",
            escape(&one_line(footer))
        )
    });
    let language = escape(&one_line(&letter.envelope.language));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n</head>\n<body style=\"margin:0;padding:0;background:#ffffff\">\n\
         <div style=\"max-width:560px;margin:0 auto;padding:24px 20px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-size:17px;line-height:26px;color:#17201d\">\n\
         {}{footer}</div>\n</body>\n</html>\n",
        escape(&one_line(&letter.subject)),
        body(&letter.body, picture),
    )
}

const QUOTE: &str = "margin:0 0 18px;padding-inline-start:16px;border-inline-start:3px solid #7d8580;font-family:'Iowan Old Style',Palatino,'Noto Serif',Georgia,serif";

fn body(markdown: &str, picture: Option<(&Picture, &str)>) -> String {
    let mut writer = Writer {
        out: String::with_capacity(markdown.len() * 2),
        picture,
        in_picture: 0,
        is_ours: false,
        alt: String::new(),
        in_link: false,
    };
    events(markdown).for_each(|event| writer.take(event));
    let [open, close] = TURNED;
    // A paragraph that held nothing but a picture that is not there.
    let out = writer.out.replace("<p dir=\"auto\" style=\"margin:0 0 18px\"></p>\n", "");
    out.replace(open, "<bdi>").replace(close, "</bdi>")
}

struct Writer<'a> {
    out: String,
    picture: Option<(&'a Picture, &'a str)>,
    in_picture: usize,
    /// Whether that is the letter's own; nothing is fetched from elsewhere.
    is_ours: bool,
    /// The words for a picture being read.
    alt: String,
    in_link: bool,
}

impl Writer<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) | Event::Html(words) => self.say(&words),
            Event::SoftBreak => self.say("\n"),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr style=\"border:0;border-top:1px solid #dcdcd4;margin:24px 0\">\n"),
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        if self.in_picture > 0 {
            return self.alt.push_str(words);
        }
        if self.in_link {
            return self.out.push_str(&escape(words));
        }
        for piece in pieces(words) {
            match piece {
                Piece::Words(words) => self.out.push_str(&escape(words)),
                Piece::Address(address) => {
                    let address = escape(address);
                    let told = breakable(&address);
                    self.out.push_str(&format!("<a href=\"{address}\" style=\"color:#0b5a48;overflow-wrap:anywhere\">{told}</a>"));
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let open = match tag {
            Tag::Paragraph => "<p dir=\"auto\" style=\"margin:0 0 18px\">".to_owned(),
            Tag::Heading { .. } => "<h2 dir=\"auto\" style=\"margin:28px 0 8px;font-size:20px;line-height:26px\">".to_owned(),
            Tag::BlockQuote(_) => format!("<blockquote dir=\"auto\" style=\"{QUOTE}\">"),
            Tag::List(Some(1)) => "<ol style=\"margin:0 0 18px;padding-inline-start:28px\">\n".to_owned(),
            Tag::List(Some(first)) => format!("<ol start=\"{first}\" style=\"margin:0 0 18px;padding-inline-start:28px\">\n"),
            Tag::List(None) => "<ul style=\"margin:0 0 18px;padding-inline-start:28px\">\n".to_owned(),
            Tag::Item => "<li dir=\"auto\" style=\"margin:0 0 6px\">".to_owned(),
            Tag::Emphasis => "<em>".to_owned(),
            Tag::Strong => "<strong>".to_owned(),
            Tag::Link { dest_url, .. } if self.in_picture == 0 => {
                self.in_link = true;
                format!("<a href=\"{}\" style=\"color:#0b5a48;overflow-wrap:anywhere\">", escape(&harmless(dest_url)))
            }
            Tag::Image { dest_url, .. } => {
                self.in_picture += 1;
                self.is_ours = self.in_picture == 1 && &**dest_url == PICTURE;
                return self.alt.clear();
            }
            _ => return,
        };
        self.out.push_str(&open);
    }

    fn end(&mut self, tag: TagEnd) {
        let close = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(_) => "</h2>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link if self.in_link => {
                self.in_link = false;
                "</a>"
            }
            TagEnd::Image => return self.end_picture(),
            _ => return,
        };
        self.out.push_str(close);
    }

    fn end_picture(&mut self) {
        self.in_picture = self.in_picture.saturating_sub(1);
        let Some((picture, source)) = self.picture.filter(|_| self.in_picture == 0 && self.is_ours) else { return };
        self.out.push_str(&format!(
            "<img src=\"{}\" width=\"{}\" height=\"{}\" alt=\"{}\" style=\"display:block;max-width:100%;height:auto;border:0;border-radius:12px\">",
            escape(source),
            picture.width,
            picture.height,
            escape(&one_line(&self.alt)),
        ));
    }
}

/// An address that may stand in a mail: the web, a mail, a telephone.
fn harmless(address: &str) -> String {
    let is_known = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
    if is_known { address.to_owned() } else { "#".to_owned() }
}

/// An escaped address that may be broken after each slash rather than inside a word.
fn breakable(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.replace('/', "/<wbr>").trim_end_matches("<wbr>")),
        None => address.to_owned(),
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(character),
            control if control.is_control() => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::sample::{letter, picture};
    use super::*;

    #[test]
    fn what_people_wrote_is_escaped_and_addresses_are_links() {
        let mut letter = letter("\\<script\\> & \"me\"\n\n> a & b\n\nhttps\\:\\/\\/x.example\\/\\?a\\=1\\&b\\=2");
        letter.subject = "A < B".into();
        let page = alone(&letter, None);
        for words in [
            "<title>A &lt; B</title>",
            "&lt;script&gt; &amp; &quot;me&quot;",
            "a &amp; b",
            "<a href=\"https://x.example/?a=1&amp;b=2\" style",
            ">https://x.example/<wbr>?a=1&amp;b=2</a>",
            "12 Quay Street",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }

    #[test]
    fn the_picture_is_the_one_on_the_site_or_part_of_the_page_or_not_there_at_all() {
        let letter = letter("![Two \"people\"](picture)\n\nHello ![x](https://elsewhere.example/pixel.gif)");
        let page = alone(&letter, Some(&picture(Some("https://x.example/kit/a.png"))));
        assert!(
            page.contains("<img src=\"https://x.example/kit/a.png\" width=\"560\" height=\"294\" alt=\"Two &quot;people&quot;\""),
            "{page}"
        );
        assert!(alone(&letter, Some(&picture(None))).contains("<img src=\"data:image/jpeg;base64,/9j/2Q==\""));
        assert!(!alone(&letter, None).contains("<img") && !alone(&letter, None).contains("Two"));
        assert!(!page.contains("elsewhere.example"), "nothing is fetched from third parties: {page}");
    }

    #[test]
    fn words_from_right_to_left_stand_apart() {
        assert!(alone(&letter("Dear \u{e000}דנה כהן\u{e001}, hello"), None).contains("Dear <bdi>דנה כהן</bdi>, hello"));
    }

    #[test]
    fn no_address_runs_a_program() {
        assert!(!alone(&letter("[x](javascript:alert) <javascript:y>"), None).contains("href=\"javascript"));
    }
}
