//! Share pictures, codes and cards, made by the real program.

use crate::show::{TestShow, cover, wav};

const SHOW: &str = r"-- content/show.yaml --
title: People I’d Send You To
description: Short talks.
base_url: https://talks.example/show
language: en
author: Margo Ellison
owner: {name: Margo Ellison, email: margo@talks.example}
-- content/hosts/margo/index.md --
---
name: Margo Ellison
---
-- content/partners/dev/index.md --
---
name: Dev Okafor
role: Estate attorney
private:
  notes: canary-4401
  email: canary-4401@dev.example
---
-- content/offers/kit/index.md --
---
title: the Continuity Kit
promise: Nine pages.
url: https://dev.example/kit
owner: dev
---
-- content/episodes/001-who/index.md --
---
title: Who can sign a check on Monday?
date: 2026-05-01
guests: [dev]
offer: kit
quotes: [{text: The business is fine., by: Dev Okafor}]
---
";

/// With a recording and a cover.
fn show(text: &str) -> TestShow {
    TestShow::of(text).file("content/episodes/001-who/who.wav", wav(1)).file("content/cover.png", cover())
}

const PICTURES: [&str; 4] = ["kit/dev/who-square.png", "kit/dev/who-story.png", "kit/dev/who-tall.png", "kit/dev/who-wide.png"];

fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    (number(16), number(20))
}

#[test]
fn a_kit_holds_pictures_codes_and_cards_and_nothing_is_drawn_twice() {
    let run = show(SHOW).build().ok();
    let sizes: Vec<(u32, u32)> =
        PICTURES.iter().map(|path| size(&std::fs::read(run.path(&format!("public/{path}"))).expect("drawn"))).collect();
    assert_eq!(sizes, [(1080, 1080), (1080, 1920), (1080, 1350), (1200, 630)]);
    let page = run.read("public/kit/dev/index.html");
    for part in [
        "who-square.png",
        "who-tall.png",
        "qr-kit.svg",
        "qr.png",
        "card.html",
        "og:image\" content=\"https://talks.example/show/kit/dev/who-wide.png",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let episode = run.read("public/episodes/who/index.html");
    assert!(
        episode.contains("og:image\" content=\"https://talks.example/show/kit/dev/who-wide.png") && episode.contains("summary_large_image")
    );
    assert!(run.read("public/kit/dev/card.html").contains("talks.example/show/go/dev/kit"));
    assert!(run.read("desk/partners/dev/one-sheet.html").contains("<svg"));
    let before: Vec<Vec<u8>> = PICTURES.iter().map(|path| std::fs::read(run.path(&format!("public/{path}"))).expect("drawn")).collect();
    let remembered = run.path(".turntable/pictures");
    // Four to share, the two portraits of letters, and for mails the wide one and the portraits made small; the cover
    // for lock screens.
    assert_eq!(std::fs::read_dir(&remembered).expect("remembered").count(), 8);
    // What is remembered is used: a mark in its place is what the site shows. (It ends as a picture does.)
    let show = run.edit("content/show.yaml", "Short talks.", "Short, plain talks.");
    std::fs::read_dir(&remembered)
        .expect("remembered")
        .for_each(|file| std::fs::write(file.expect("a file").path(), b"markIEND\xaeB`\x82").expect("written"));
    let run = show.build().ok();
    assert!(
        PICTURES.iter().all(|path| std::fs::read(run.path(&format!("public/{path}"))).expect("there").starts_with(b"mark")),
        "nothing was drawn again"
    );
    // Without it, the same bytes as at first.
    std::fs::remove_dir_all(run.path(".turntable")).expect("deleted");
    let run = run.edit("content/show.yaml", "Short, plain talks.", "Short talks.").build().ok();
    let after: Vec<Vec<u8>> = PICTURES.iter().map(|path| std::fs::read(run.path(&format!("public/{path}"))).expect("drawn")).collect();
    assert!(before == after);
}

#[test]
fn consent_and_the_show_decide_whether_pictures_are_drawn() {
    let without = SHOW.replace("role: Estate attorney", "consent: [audio, photo]");
    let run = show(&without).build().ok();
    assert!(PICTURES.iter().all(|path| !run.path(&format!("public/{path}")).exists()));
    assert!(run.path("public/kit/dev/qr.svg").exists() && !run.read("public/kit/dev/index.html").contains(".png\" alt"));
    let none = SHOW.replace("language: en", "language: en\ntheme_options: {share_pictures: none}");
    let run = show(&none).build().ok();
    assert!(PICTURES.iter().all(|path| !run.path(&format!("public/{path}")).exists()));
    // Mails and lock screens have the cover, made small; nothing is drawn.
    let remembered = run.files(".turntable/pictures");
    assert!(remembered.iter().all(|file| file.ends_with(".jpg") || file.contains("-512.")), "{remembered:?}");
}

#[test]
fn letters_that_no_font_has_are_a_warning_and_the_rest_is_drawn() {
    let run = show(&SHOW.replace("Who can sign a check on Monday?", "経営者のための三つの数字")).build().ok();
    assert!(run.stderr.contains("letters-without-font") && run.stderr.contains("themes/default/fonts/"), "{}", run.stderr);
    assert!(run.path("public/kit/dev/who-wide.png").exists());
}

#[test]
fn words_of_a_badge_become_pictures_with_code_to_paste() {
    let drive = "-- content/campaigns/week/index.md --\n---\ntitle: Referral week\nstarts: 2026-05-01\nends: 2026-05-08\nbadges: [I referred somebody]\n---\n";
    let run = show(&format!("{SHOW}{drive}")).build().ok();
    assert_eq!(size(&std::fs::read(run.path("public/campaigns/week/badge-1.png")).expect("drawn")), (600, 200));
    assert!(run.read("public/campaigns/week/badge-1.svg").ends_with("</svg>\n"));
    assert!(run.read("public/campaigns/week/index.html").contains("https://talks.example/show/campaigns/week/badge-1.png"));
}

fn photo(format: image::ImageFormat) -> Vec<u8> {
    let mut plain = Vec::new();
    let photo = image::RgbImage::from_fn(600, 400, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 120]));
    photo.write_to(&mut std::io::Cursor::new(&mut plain), format).expect("a picture");
    plain
}

/// Exif of a camera that was held upright, and knew where.
fn exif() -> Vec<u8> {
    [b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", &b"GPSLatitude canary-home"[..]].concat()
}

/// A photo as a phone makes it: held upright, with a place, words, and a film behind the picture.
fn phone_photo() -> Vec<u8> {
    let plain = photo(image::ImageFormat::Jpeg);
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
        [&[0xff, marker][..], &length, content].concat()
    };
    let notes = [segment(0xe1, &[&b"Exif\0\0"[..], &exif()].concat()), segment(0xfe, b"canary-home private")].concat();
    [&plain[..2], &notes, &plain[2..], b"canary-home film"].concat()
}

/// The same as a PNG, its notes behind the picture.
fn phone_png() -> Vec<u8> {
    let (plain, exif) = (photo(image::ImageFormat::Png), exif());
    let end = plain.len() - 12;
    let sum = png_sum(&[b"eXIf", &exif[..]].concat()).to_be_bytes();
    let length = u32::try_from(exif.len()).expect("short").to_be_bytes();
    [&plain[..end], &length, b"eXIf", &exif, &sum, &plain[end..]].concat()
}

/// CRC-32 as PNG counts it.
fn png_sum(bytes: &[u8]) -> u32 {
    let eight = |sum: u32| (0..8).fold(sum, |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 });
    !bytes.iter().fold(u32::MAX, |sum, byte| eight(sum ^ u32::from(*byte)))
}

/// The same as a WebP.
fn phone_webp() -> Vec<u8> {
    let chunk = |kind: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        [kind, &length, content, &[0][..content.len() % 2]].concat()
    };
    let head = chunk(b"VP8X", &[0b1000, 0, 0, 0, 87, 2, 0, 143, 1, 0]);
    let body = [b"WEBP", &head[..], &photo(image::ImageFormat::WebP)[12..], &chunk(b"EXIF", &exif())].concat();
    chunk(b"RIFF", &body)
}

#[test]
fn nothing_of_what_a_phone_writes_into_a_photo_is_published() {
    let partner = "content/partners/dev-okafor";
    let run = TestShow::minimal()
        .file(&format!("{partner}/dev.jpg"), phone_photo())
        .edit(&format!("{partner}/index.md"), "name: Dev Okafor", "name: Dev Okafor\nphoto: dev.jpg")
        .file(&format!("{partner}/house.jpg"), phone_photo())
        .edit(&format!("{partner}/index.md"), "Dev writes", "See [the house](house.jpg). Dev writes")
        .file("content/episodes/001-first/room.jpg", phone_photo())
        .edit("content/episodes/001-first/index.md", "title:", "images: [{file: room.jpg, alt: The room}]\ntitle:")
        .build()
        .ok();
    let pictures: Vec<String> = run.public_files().into_iter().filter(|file| file.ends_with(".jpg") || file.ends_with(".webp")).collect();
    for wanted in [
        "partners/dev-okafor/dev.jpg",
        "partners/dev-okafor/dev-128.jpg",
        "partners/dev-okafor/dev-256.jpg",
        "partners/dev-okafor/dev-128.webp",
        "partners/dev-okafor/dev-256.webp",
        "partners/dev-okafor/dev-384.webp",
        "partners/dev-okafor/house.jpg",
        "episodes/first/room.jpg",
    ] {
        assert!(pictures.iter().any(|file| file == wanted), "{wanted}: {pictures:?}");
    }
    for file in run.public_files().into_iter().chain(run.files("desk").into_iter().map(|file| format!("../desk/{file}"))) {
        let bytes = std::fs::read(run.path(&format!("public/{file}"))).expect("it is there");
        assert!(!bytes.windows(11).any(|part| part == b"canary-home"), "{file}");
    }
    let whole = image::load_from_memory(&std::fs::read(run.path("public/partners/dev-okafor/dev.jpg")).expect("read")).expect("a picture");
    assert_eq!((whole.width(), whole.height()), (400, 600), "turned as the camera was held");
    let page = run.read("public/partners/dev-okafor/index.html");
    assert!(page.contains("dev-256.jpg 256w") && page.contains("width=\"400\" height=\"600\""), "{page}");
    // Made once for the same bytes, and the same again.
    let made = |run: &super::show::Run| run.files(".turntable/pictures").len();
    let before = made(&run);
    let run = run.build().ok().writes(&[]);
    assert_eq!(made(&run), before);
    run.show().remove("public").remove(".turntable").build().ok();
}

#[test]
fn a_photo_in_png_or_webp_stands_upright_and_says_nothing_either() {
    let partner = "content/partners/dev-okafor";
    for (name, photo) in [("dev.png", phone_png()), ("dev.webp", phone_webp())] {
        let run = TestShow::minimal()
            .file(&format!("{partner}/{name}"), photo)
            .edit(&format!("{partner}/index.md"), "name: Dev Okafor", &format!("name: Dev Okafor\nphoto: {name}"))
            .build()
            .ok();
        for file in run.public_files() {
            let bytes = std::fs::read(run.path(&format!("public/{file}"))).expect("it is there");
            assert!(!bytes.windows(11).any(|part| part == b"canary-home"), "{file}");
        }
        for (file, width) in [(name, 400), ("dev-256.jpg", 256), ("dev-256.webp", 256)] {
            let bytes = std::fs::read(run.path(&format!("public/partners/dev-okafor/{file}"))).expect("published");
            let picture = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((picture.width(), picture.height()), (width, width * 3 / 2), "{name}: {file}");
        }
        assert!(run.read("public/partners/dev-okafor/index.html").contains("width=\"400\" height=\"600\""), "{name}");
    }
}

#[test]
fn pages_offer_webp_and_everybody_else_gets_jpeg() {
    let partner = "content/partners/dev-okafor";
    let run = TestShow::minimal()
        .file(&format!("{partner}/dev.jpg"), photo(image::ImageFormat::Jpeg))
        .edit(&format!("{partner}/index.md"), "name: Dev Okafor", "name: Dev Okafor\nphoto: dev.jpg")
        .build()
        .ok();
    let page = run.read("public/partners/dev-okafor/index.html");
    let folder = "/partners/dev-okafor/dev";
    assert!(
        page.contains(&format!(
            "<source type=\"image/webp\" srcset=\"{folder}-128.webp 128w, {folder}-256.webp 256w, {folder}-384.webp 384w\""
        )),
        "{page}"
    );
    assert!(page.contains(&format!("<img src=\"{folder}-256.jpg\" srcset=\"{folder}-128.jpg 128w")), "{page}");
    for width in [128, 256, 384] {
        let weight = |ending: &str| std::fs::metadata(run.path(&format!("public{folder}-{width}.{ending}"))).expect("made").len();
        assert!(weight("webp") <= weight("jpg"), "{width}");
    }
    // Readers of feeds, other sites and mail programs may not know it.
    for file in run.public_files().into_iter().filter(|file| !file.ends_with(".webp")) {
        let text = String::from_utf8_lossy(&std::fs::read(run.path(&format!("public/{file}"))).expect("read")).into_owned();
        let outside = text
            .split("<source ")
            .skip(1)
            .fold(text.clone(), |text, source| text.replace(source.split('>').next().unwrap_or_default(), ""));
        assert!(!outside.contains(".webp"), "{file}");
    }
    // The cache decides nothing.
    let bytes = |run: &super::show::Run| std::fs::read(run.path("public/partners/dev-okafor/dev-384.webp")).expect("made");
    let before = bytes(&run);
    let again = run.show().remove("public").remove(".turntable").build().ok();
    assert!(bytes(&again) == before);
}

#[test]
fn a_photo_in_a_text_comes_in_the_sizes_of_its_column() {
    let notes = "Here it is:\n\n![The till](till.jpg \"Open\")\n";
    let text = ["by: Dev Okafor}]\n---\n", "email: canary-4401@dev.example\n---\n"]
        .into_iter()
        .fold(SHOW.to_owned(), |text, end| text.replacen(end, &format!("{end}{notes}"), 1));
    let till = || photo(image::ImageFormat::Jpeg);
    let files = ["content/episodes/001-who/till.jpg", "content/partners/dev/till.jpg"];
    let run = files.into_iter().fold(show(&text), |show, file| show.file(file, till())).build().ok();
    for folder in ["episodes/who", "partners/dev"] {
        let (page, at) = (run.read(&format!("public/{folder}/index.html")), format!("/show/{folder}/till"));
        let sizes = "sizes=\"(min-width: 44rem) 41rem, 92vw\"";
        let expected = format!(
            "<picture><source type=\"image/webp\" srcset=\"{at}-480.webp 480w, {at}-600.webp 600w\" {sizes} /><img src=\"{at}.jpg\" \
             srcset=\"{at}-480.jpg 480w, {at}.jpg 600w\" {sizes} alt=\"The till\" title=\"Open\" width=\"600\" height=\"400\" \
             loading=\"lazy\" /></picture>"
        );
        assert!(page.contains(&expected), "{page}");
        for file in ["till.jpg", "till-480.jpg", "till-480.webp", "till-600.webp"] {
            assert!(run.path(&format!("public/{folder}/{file}")).is_file(), "{folder}/{file}");
        }
    }
}

#[test]
fn a_drawing_leaves_its_makers_notes_at_home() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><!-- canary-home --><metadata>canary-home</metadata><path d=\"M0 0h9v9z\"/></svg>";
    let run = TestShow::minimal()
        .file("content/partners/dev-okafor/dev.svg", drawing)
        .edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nphoto: dev.svg")
        .build()
        .ok();
    let published = run.read("public/partners/dev-okafor/dev.svg");
    assert_eq!(published, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/></svg>");
}
