use super::colour::{INK, READABLE, WHITE};
use super::text::{Frame, Lines, Voice, set};
use super::*;
use crate::theme::{self, colour as hues};
use std::path::Path;

fn fonts() -> Fonts {
    Fonts::new(theme::built_in_fonts().into_iter().map(|(_, bytes)| bytes).collect())
}

fn palette(hue: u16) -> Palette {
    let [stage, stage_muted, tint, tone, deep] = hues::picture_colours(hue);
    Palette { stage, stage_muted, tint, tone, deep }
}

fn card(shape: Shape, title: &str) -> Card {
    let face = |initials: &str, hue| Face { initials: initials.to_owned(), palette: palette(hue), photo: None };
    Card {
        shape,
        palette: palette(275),
        show: "People I’d Send You To".to_owned(),
        title: title.to_owned(),
        said: None,
        people: "Dev Okafor, estate attorney for business owners, answers Margo Ellison’s questions.".to_owned(),
        faces: vec![face("ME", 170), face("DO", 275)],
        more: 0,
        offer: Some("The Owner’s Continuity Kit".to_owned()),
        address: "talks.ellison.example".to_owned(),
    }
}

fn said(text: &str) -> Option<Said> {
    Some(Said { text: text.to_owned(), by: "Dev Okafor".to_owned() })
}

/// A photo: a light disc on a dark ground, 300 × 500.
fn photo() -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let (x, y) = (i64::from(x) - 150, i64::from(y) - 180);
        if x * x + y * y < 90 * 90 { image::Rgb([230, 190, 160]) } else { image::Rgb([60, 90, 120]) }
    };
    let mut bytes = Vec::new();
    let photo = image::RgbImage::from_fn(300, 500, pixel);
    photo.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

const LONG: &str = "Your landlord’s lawyer wrote the renewal clause, your broker is paid by the building, and the deadline passed in March: what a tenant can still do about it";
const HEBREW: &str = "מי יכול לחתום על הצ׳ק ביום שני?";
const ARABIC: &str = "من يستطيع التوقيع على شيك يوم الاثنين؟";

#[test]
fn pictures_to_look_at() {
    let fonts = fonts();
    let folder = Path::new("target/look/pictures");
    crate::disk::create_folder(folder).unwrap();
    let keep = |name: &str, card: Card, portraits: &[Option<Vec<u8>>]| {
        let png = Drawing::Card(card).bytes(&fonts, portraits);
        assert!(png.len() > 4_000, "{name} is empty: {} bytes", png.len());
        crate::disk::write(&folder.join(format!("{name}.png")), &png).unwrap();
    };
    for shape in Shape::ALL {
        keep(&format!("{shape:?}-plain"), card(shape, "Who can sign a check on Monday?"), &[]);
        keep(&format!("{shape:?}-long"), card(shape, LONG), &[]);
    }
    let mut with_photo = card(Shape::Wide, "Three numbers before you hire 🚀");
    with_photo.faces[1].photo = Some(RelPath("x".into()));
    keep("Wide-photo-emoji", with_photo.clone(), &[square(&photo())]);
    with_photo.shape = Shape::Square;
    (with_photo.more, with_photo.offer) = (2, None);
    keep("Square-photo-panel", with_photo, &[square(&photo())]);
    let mut hebrew = card(Shape::Wide, HEBREW);
    hebrew.people = "דב אוקפור עונה לשאלות של Margo Ellison.".into();
    keep("Wide-hebrew", hebrew.clone(), &[]);
    hebrew.shape = Shape::Story;
    keep("Story-hebrew", hebrew, &[]);
    keep("Square-arabic", card(Shape::Square, ARABIC), &[]);
    let quote = "The business is fine. It just can’t move its own hands.";
    keep("Tall-quote", Card { said: said(quote), ..card(Shape::Tall, "Who can sign a check on Monday?") }, &[]);
    keep("Tall-quote-long", Card { said: said(&format!("{LONG}. {LONG}.")), ..card(Shape::Tall, LONG) }, &[]);
    keep("Tall-quote-hebrew", Card { said: said(HEBREW), ..card(Shape::Tall, HEBREW) }, &[]);
    keep("Square-word", card(Shape::Square, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"), &[]);
    keep("Wide-kanji", card(Shape::Wide, "経営者のための三つの数字"), &[]);
    keep(
        "Wide-mixed",
        Card {
            faces: vec![], ..card(Shape::Wide, "ABC של מזומנים, Καλημέρα, Привет, हिन्दी, ไทย 👩‍💻👍🏽 €5")
        },
        &[],
    );
    let badge = Badge { palette: palette(170), text: "I referred somebody this week".into(), drive: "Referral week".into() };
    crate::disk::write(&folder.join("Badge.png"), &Drawing::Badge(badge.clone()).bytes(&fonts, &[])).unwrap();
    let outlines = String::from_utf8(Drawing::BadgeOutlines(badge).bytes(&fonts, &[])).unwrap();
    assert!(outlines.contains("<path") && !outlines.contains("<text") && outlines.ends_with("</svg>\n"), "{outlines}");
    crate::disk::write(&folder.join("Badge.svg"), outlines.as_bytes()).unwrap();
}

#[test]
fn the_same_values_are_the_same_bytes() {
    let drawing = Drawing::Card(card(Shape::Wide, LONG));
    let (one, other) = (drawing.bytes(&fonts(), &[]), drawing.bytes(&fonts(), &[]));
    assert_eq!(blake3::hash(&one), blake3::hash(&other));
    assert_ne!(one, Drawing::Card(card(Shape::Wide, "Another")).bytes(&fonts(), &[]));
}

#[test]
fn words_can_be_read_on_every_hue() {
    for hue in 0..360 {
        let Palette { stage, stage_muted, tint, tone, deep } = palette(hue);
        // As drawn: words on both grounds, initials on their disc.
        for (ground, words) in [(stage, WHITE), (stage, stage_muted), (tint, INK), (tint, deep), (tone, deep)] {
            let ratio = contrast(ground, words);
            assert!(ratio >= READABLE, "{hue}°: {words:?} on {ground:?} is {ratio:.2}");
        }
    }
}

fn lines(fonts: &Fonts, text: &str, width: u32, height: u32) -> Lines {
    set(fonts, &Frame { text, voice: Voice::Title, sizes: &[80, 60, 40, 30], width, height, leading: 110, most_lines: 5 })
}

#[test]
fn words_fit_their_frame() {
    let fonts = fonts();
    let texts = [LONG, HEBREW, ARABIC, "One", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "a-b-c ".repeat(60).as_str()]
        .map(str::to_owned);
    for text in &texts {
        for (width, height) in [(300, 100), (600, 300), (1000, 400), (90, 33)] {
            let set = lines(&fonts, text, width, height);
            assert!(!set.lines.is_empty(), "{text}");
            assert!(set.width <= width + 1, "{text} in {width}: {} wide", set.width);
            assert!(set.lines.len() <= 5 && (set.height() <= height || set.lines.len() == 1), "{text} in {height}: {set:?}");
            let whole = set.lines.join(" ").replace(' ', "") == text.replace(' ', "");
            assert_eq!(set.is_cut, !whole, "{set:?}");
            assert_eq!(set.is_cut, set.lines.last().unwrap().ends_with('…'));
        }
    }
}

#[test]
fn a_short_text_is_large_and_a_long_one_small() {
    let fonts = fonts();
    assert_eq!(lines(&fonts, "One", 1000, 400).size, 80);
    let long = lines(&fonts, LONG, 1000, 400);
    assert!(long.size < 80 && !long.is_cut, "{long:?}");
    let widest = lines(&fonts, "Who can sign a check on Monday?", 900, 400);
    assert_eq!(widest.lines, ["Who can sign a", "check on Monday?"], "lines are about equally long");
}

#[test]
fn letters_without_a_font_are_told_and_left_away() {
    let fonts = fonts();
    assert_eq!(fonts.missing("Café Ελλάδα Привет שלום سلام हिन्दी ไทย 👍🏽 👩‍💻 €"), Vec::<char>::new());
    assert_eq!(fonts.missing("三 a 三 つ"), ['つ', '三']);
    assert!(lines(&fonts, "三つの数字 a", 500, 200).lines.is_empty(), "holes say less than nothing");
    assert_eq!(lines(&fonts, "Numbers 三", 500, 200).lines, ["Numbers"]);
}

#[test]
fn hostile_words_and_addresses_draw_nothing_of_theirs() {
    let fonts = fonts();
    let evil = "</text><image href=\"/etc/passwd\"/><text>&#x0;\u{0}\u{1f}\u{202e}";
    let mut card = card(Shape::Wide, evil);
    (card.show, card.people) = (evil.into(), evil.repeat(400));
    let svg = card.sheet(&fonts, &[]).svg;
    assert!(!svg.contains("<image") && !svg.contains('\u{0}'));
    assert!(Drawing::Card(card).bytes(&fonts, &[]).len() > 4_000);
    let sheet = Sheet {
        svg:
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image width=\"9\" height=\"9\" href=\"Cargo.toml\"/></svg>"
                .into(),
        width: 9,
        height: 9,
        is_opaque: false,
    };
    let empty = Sheet { svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>".into(), ..sheet };
    assert_eq!(paint::png(&sheet_of("https://example.com/a.png"), &fonts, &[]), paint::png(&empty, &fonts, &[]));
}

fn sheet_of(href: &str) -> Sheet {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image width=\"9\" height=\"9\" href=\"{href}\"/></svg>"
    );
    Sheet { svg, width: 9, height: 9, is_opaque: false }
}

#[test]
fn a_photo_becomes_a_square_of_its_upper_middle() {
    let cut = image::load_from_memory(&square(&photo()).unwrap()).unwrap().to_rgb8();
    assert_eq!(cut.dimensions(), (400, 400));
    // The disc's middle is at (150, 180) of 300 × 500; a quarter of what is too high is cut above: (150, 130) of 300.
    assert_eq!(cut.get_pixel(200, 173).0, [230, 190, 160]);
    assert_eq!(cut.get_pixel(2, 2).0, [60, 90, 120]);
    assert!(square(b"no photo").is_none() && square(&[]).is_none());
}

#[test]
fn a_photo_is_turned_as_the_camera_was_held() {
    // Left half red, right half blue, said to be turned by a quarter (EXIF orientation 6): red is above.
    let half = image::RgbImage::from_fn(64, 64, |x, _| if x < 32 { image::Rgb([255, 0, 0]) } else { image::Rgb([0, 0, 255]) });
    let mut jpeg = Vec::new();
    half.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95)).unwrap();
    let exif: &[u8] = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    jpeg.splice(2..2, exif.iter().copied());
    let square = image::load_from_memory(&square(&jpeg).unwrap()).unwrap().to_rgb8();
    assert!(square.get_pixel(200, 50).0[0] > 200 && square.get_pixel(200, 350).0[2] > 200);
}

#[test]
fn joined_emoji_fall_into_their_parts_and_leave_no_box() {
    let fonts = fonts();
    assert_eq!(fonts.drawable("a 👩\u{200d}💻 b ❤\u{fe0f} c"), "a 👩💻 b ❤ c");
    // Between letters the same mark shapes words, and stays.
    assert_eq!(fonts.drawable("क्\u{200d}ष"), "क्\u{200d}ष");
}
