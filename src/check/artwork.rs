//! Rules about pictures: the show's cover, episodes' covers, portraits, and what people hear who cannot see them.

use super::{Check, Guards, ReadText, Rule};
use crate::model::{Picture, Site};
use crate::report::{Place, Report, RuleText, Severity};

pub(super) const NO_COVER: Rule = Rule {
    text: RuleText {
        name: "no-cover",
        severity: Severity::Warning,
        finds: "A show without cover art.",
        why: "Apple and Spotify refuse a show without a cover, and a partner has no picture to share.",
        wrong: "title: People I'd Send You To   (and no `cover`)",
        right: "cover: cover.jpg",
    },
    guards: Guards::Quality,
    check: Check::Site(no_cover),
};

fn no_cover(site: &Site, report: &mut Report) {
    if site.show.cover.is_none() {
        let finding = NO_COVER.finding(Place::key(&site.show.source, "cover"), "the show has no cover; directories will not list it");
        report.add(finding.fix("put a square JPEG or PNG of 3000 by 3000 pixels into content/ and name it under `cover`"));
    }
}

pub(super) const COVER_NOT_SQUARE: Rule = Rule {
    text: RuleText {
        name: "cover-not-square",
        severity: Severity::Error,
        finds: "A cover of the show that is wider than high, or higher than wide.",
        why: "Apple refuses it; other apps squeeze it, and faces and letters with it.",
        wrong: "cover: banner.jpg   (3000 by 1500 pixels)",
        right: "cover: cover.jpg   (3000 by 3000 pixels)",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_not_square),
};

fn cover_not_square(site: &Site, report: &mut Report) {
    for cover in site.show.cover.iter().filter(|cover| cover.width != cover.height) {
        let message = format!("the cover is {}", size(cover));
        report.add(COVER_NOT_SQUARE.finding(Place::key(&site.show.source, "cover"), message).fix("cut it to a square"));
    }
}

/// `3000 by 1500 pixels`.
fn size(picture: &Picture) -> String {
    format!("{} by {} pixels", picture.width, picture.height)
}

pub(super) const COVER_WRONG_SIZE: Rule = Rule {
    text: RuleText {
        name: "cover-wrong-size",
        severity: Severity::Error,
        finds: "A cover of the show below 1400 or above 3000 pixels.",
        why: "Apple refuses covers outside these sizes, and with the cover the show.",
        wrong: "cover: logo.png   (600 by 600 pixels)",
        right: "cover: cover.png   (3000 by 3000 pixels)",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_wrong_size),
};

fn cover_wrong_size(site: &Site, report: &mut Report) {
    for cover in site.show.cover.iter().filter(|cover| !is_cover_size(cover)) {
        let message = format!("the cover is {}; apps take 1400 to 3000", size(cover));
        report.add(COVER_WRONG_SIZE.finding(Place::key(&site.show.source, "cover"), message).fix("save it as 3000 by 3000 pixels"));
    }
}

/// Source: Apple Podcasters, artwork requirements.
fn is_cover_size(cover: &Picture) -> bool {
    (1400..=3000).contains(&cover.width) && (1400..=3000).contains(&cover.height)
}

pub(super) const COVER_COULD_BE_LARGER: Rule = Rule {
    text: RuleText {
        name: "cover-could-be-larger",
        severity: Severity::Info,
        finds: "A cover of the show below 3000 pixels.",
        why: "It is accepted, but apps show it on televisions and in cars too, where it looks soft.",
        wrong: "cover: cover.jpg   (1400 by 1400 pixels)",
        right: "cover: cover.jpg   (3000 by 3000 pixels)",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_could_be_larger),
};

fn cover_could_be_larger(site: &Site, report: &mut Report) {
    for cover in site.show.cover.iter().filter(|cover| is_cover_size(cover) && cover.width < 3000) {
        let message = format!("the cover is {}; 3000 by 3000 looks sharp everywhere", size(cover));
        let finding = COVER_COULD_BE_LARGER.finding(Place::key(&site.show.source, "cover"), message);
        report.add(finding.fix("save it larger when you next touch the original; enlarging this one gains nothing"));
    }
}

pub(super) const COVER_NOT_JPEG_OR_PNG: Rule = Rule {
    text: RuleText {
        name: "cover-not-jpeg-or-png",
        severity: Severity::Error,
        finds: "A cover of the show that is neither JPEG nor PNG, whatever its name says.",
        why: "Apps show a grey square, and Apple refuses the show.",
        wrong: "cover: cover.webp",
        right: "cover: cover.jpg",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_not_jpeg_or_png),
};

fn cover_not_jpeg_or_png(site: &Site, report: &mut Report) {
    for cover in site.show.cover.iter().filter(|cover| !is_jpeg_or_png(cover)) {
        let message = format!("the cover is {}; apps take JPEG and PNG only", kind(cover));
        report.add(COVER_NOT_JPEG_OR_PNG.finding(Place::key(&site.show.source, "cover"), message).fix("save it as JPEG or PNG"));
    }
}

fn is_jpeg_or_png(picture: &Picture) -> bool {
    matches!(picture.mime.as_str(), "image/jpeg" | "image/png")
}

/// What a picture is by its content: `WEBP`, `JPEG`.
fn kind(picture: &Picture) -> String {
    let kind = picture.mime.rsplit('/').next().unwrap_or_default();
    kind.split('+').next().unwrap_or_default().to_uppercase()
}

pub(super) const COVER_ENDING_DISAGREES: Rule = Rule {
    text: RuleText {
        name: "cover-ending-disagrees",
        severity: Severity::Error,
        finds: "A JPEG cover of the show that is named .png, or the other way round.",
        why: "Apps that go by the name cannot open it and show a grey square.",
        wrong: "cover: cover.png   (a JPEG that was renamed)",
        right: "cover: cover.jpg",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_ending_disagrees),
};

fn cover_ending_disagrees(site: &Site, report: &mut Report) {
    for cover in site.show.cover.iter().filter(|cover| is_jpeg_or_png(cover) && !ending_agrees(cover)) {
        let message = format!("the name ends in .{}, but the picture is a {}", cover.source.extension(), kind(cover));
        let right = if cover.mime == "image/png" { ".png" } else { ".jpg" };
        let finding = COVER_ENDING_DISAGREES.finding(Place::key(&site.show.source, "cover"), message);
        report.add(finding.fix(format!("rename the file so that it ends in {right}")));
    }
}

fn ending_agrees(picture: &Picture) -> bool {
    match picture.mime.as_str() {
        "image/jpeg" => matches!(picture.source.extension().as_str(), "jpg" | "jpeg" | "jpe" | "jfif"),
        "image/png" => picture.source.extension() == "png",
        _ => true,
    }
}

pub(super) const EPISODE_COVER_UNFIT: Rule = Rule {
    text: RuleText {
        name: "episode-cover-unfit",
        severity: Severity::Warning,
        finds: "A cover of an episode that is not a square JPEG or PNG of 1400 to 3000 pixels.",
        why: "Apps fall back to the show's cover, or squeeze this one.",
        wrong: "cover: dev-on-stage.jpg   (1200 by 800 pixels)",
        right: "cover: cover.jpg   (3000 by 3000 pixels)",
    },
    guards: Guards::Quality,
    check: Check::Site(episode_cover_unfit),
};

fn episode_cover_unfit(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        let Some(cover) = &episode.cover else { continue };
        let message = if !is_jpeg_or_png(cover) {
            format!("this cover is {}; apps take JPEG and PNG only", kind(cover))
        } else if !ending_agrees(cover) {
            format!("the name ends in .{}, but the picture is a {}", cover.source.extension(), kind(cover))
        } else if cover.width != cover.height || !is_cover_size(cover) {
            format!("this cover is {}; apps want a square of 1400 to 3000", size(cover))
        } else {
            continue;
        };
        let finding = EPISODE_COVER_UNFIT.finding(Place::key(&episode.source, "cover"), message);
        report.add(finding.fix("save it as a square JPEG or PNG, or leave `cover` out to use the show's"));
    }
}

pub(super) const PICTURE_WITHOUT_ALT: Rule = Rule {
    text: RuleText {
        name: "picture-without-alt",
        severity: Severity::Warning,
        finds: "A picture in the notes without words that say what it shows.",
        why: "People who listen instead of looking, and search engines, know it only by these words.",
        wrong: "images:\n  - file: authority-letter.jpg",
        right: "images:\n  - file: authority-letter.jpg\n    alt: A one-page letter with three blanks, a pen lying across it",
    },
    guards: Guards::Quality,
    check: Check::Texts(picture_without_alt),
};

fn picture_without_alt(site: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    let fix = "say in one sentence what the picture shows";
    for episode in &site.episodes {
        for (index, _) in episode.images.iter().enumerate().filter(|(_, image)| image.alt.trim().is_empty()) {
            let place = Place::key(&episode.source, format!("images[{index}].alt"));
            report.add(PICTURE_WITHOUT_ALT.finding(place, "nothing says what this picture shows").fix(format!("{fix}, under `alt`")));
        }
    }
    for ReadText { text, references } in texts {
        for image in references.iter().filter(|reference| reference.is_image && reference.text.trim().is_empty()) {
            let place = Place::body(text.source, image.start, image.end);
            report.add(PICTURE_WITHOUT_ALT.finding(place, "nothing says what this picture shows").fix(format!("{fix}: ![like this](…)")));
        }
    }
}

pub(super) const NO_PHOTO: Rule = Rule {
    text: RuleText {
        name: "no-photo",
        severity: Severity::Warning,
        finds: "A guest without a photo.",
        why: "People introduce faces. Without one the page and the share pictures show initials.",
        wrong: "name: Dev Okafor   (and no `photo`)",
        right: "name: Dev Okafor\nphoto: photo.jpg",
    },
    guards: Guards::Quality,
    check: Check::Site(no_photo),
};

fn no_photo(site: &Site, report: &mut Report) {
    let lacks = |person: &&crate::model::Person| person.photo.is_none() && person.consent.photo;
    for person in site.partners().map(|(_, person)| person).filter(lacks) {
        let message = format!("there is no photo of {}", person.name);
        let finding = NO_PHOTO.finding(Place::key(&person.source, "photo"), message);
        report.add(finding.fix("ask for a square one of 800 pixels or more, or leave `photo` out of their `consent`"));
    }
}

pub(super) const PHOTO_UNFIT: Rule = Rule {
    text: RuleText {
        name: "photo-unfit",
        severity: Severity::Warning,
        finds: "A photo of a host or guest that is not square or is below 400 pixels.",
        why: "It is shown in a round frame: what stands out is cut off, and small photos look blurred.",
        wrong: "photo: dev.jpg   (320 by 480 pixels)",
        right: "photo: dev.jpg   (800 by 800 pixels)",
    },
    guards: Guards::Quality,
    check: Check::Site(photo_unfit),
};

fn photo_unfit(site: &Site, report: &mut Report) {
    for person in &site.people {
        // A drawing without a size fits everywhere.
        let Some(photo) = person.photo.as_ref().filter(|photo| photo.width > 0 && photo.height > 0) else { continue };
        let is_small = photo.width < 400 || photo.height < 400;
        // One pixel in fifty is a slip of the hand nobody sees.
        let is_square = photo.width.abs_diff(photo.height) * 50 <= photo.width.max(photo.height);
        if is_small || !is_square {
            let message = format!("this photo is {}; it is shown in a round frame", size(photo));
            let finding = PHOTO_UNFIT.finding(Place::key(&person.source, "photo"), message);
            report.add(finding.fix("cut it to a square of 400 pixels or more, with the face in the middle"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, show_key, spotlight_key};
    use crate::model::RelPath;

    fn cover(site: &mut Site) -> &mut Picture {
        site.show.cover.as_mut().expect("the sample has one")
    }

    fn resize(picture: &mut Picture, width: u32, height: u32) {
        picture.width = width;
        picture.height = height;
    }

    #[test]
    fn the_cover_is_what_directories_take() {
        finds(&NO_COVER, show_key("cover"), |site| site.show.cover = None);
        finds(&COVER_NOT_SQUARE, show_key("cover"), |site| resize(cover(site), 3000, 1500));
        finds(&COVER_WRONG_SIZE, show_key("cover"), |site| resize(cover(site), 600, 600));
        finds(&COVER_WRONG_SIZE, show_key("cover"), |site| resize(cover(site), 3001, 3001));
        finds(&COVER_COULD_BE_LARGER, show_key("cover"), |site| resize(cover(site), 1400, 1400));
        finds(&COVER_NOT_JPEG_OR_PNG, show_key("cover"), |site| cover(site).mime = "image/webp".into());
        finds(&COVER_ENDING_DISAGREES, show_key("cover"), |site| cover(site).mime = "image/jpeg".into());
        assert!(found(&COVER_ENDING_DISAGREES, |site| cover(site).source = RelPath("content/Cover.PNG".into())).is_empty());
    }

    #[test]
    fn an_episode_cover_obeys_the_same_rules() {
        for (width, height, mime) in
            [(1400, 900, "image/jpeg"), (1000, 1000, "image/jpeg"), (1400, 1400, "image/avif"), (1400, 1400, "image/png")]
        {
            finds(&EPISODE_COVER_UNFIT, spotlight_key("cover"), |site| {
                let cover = site.episodes[SPOTLIGHT].cover.as_mut().expect("the sample has one");
                resize(cover, width, height);
                cover.mime = mime.into();
            });
        }
    }

    #[test]
    fn pictures_are_described() {
        finds(&PICTURE_WITHOUT_ALT, spotlight_key("images[0].alt"), |site| site.episodes[SPOTLIGHT].images[0].alt = " ".into());
    }

    #[test]
    fn a_guest_has_a_face_unless_they_said_no() {
        let place = Place::key("content/partners/dev-okafor/index.md", "photo");
        finds(&NO_PHOTO, place.clone(), |site| site.people[1].photo = None);
        let refused = |site: &mut Site| {
            site.people[1].photo = None;
            site.people[1].consent.photo = false;
        };
        assert!(found(&NO_PHOTO, refused).is_empty());
        let photo =
            |width, height| move |site: &mut Site| resize(site.people[1].photo.as_mut().expect("the sample has one"), width, height);
        finds(&PHOTO_UNFIT, place.clone(), photo(399, 399));
        finds(&PHOTO_UNFIT, place, photo(800, 600));
        assert!(found(&PHOTO_UNFIT, photo(800, 795)).is_empty());
        assert!(found(&PHOTO_UNFIT, photo(0, 0)).is_empty());
    }
}
