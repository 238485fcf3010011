//! Rules about covers as the files that the feed hands out: their colours and their weight. Notes and the turn of a camera are taken out
//! of a cover before it is published, so there is nothing to say of them.

use super::{Check, Guards, Rule};
use crate::model::{ByteLen, Colours, Picture, RelPath, Site};
use crate::report::{Place, Report, RuleText, Severity};

pub(super) const COVER_COLOURS_UNFIT: Rule = Rule {
    text: RuleText {
        name: "cover-colours-unfit",
        severity: Severity::Warning,
        finds: "A cover, of the show or of an episode, with transparency or in the colours of print (CMYK).",
        why: "Apple asks for red, green and blue without transparency. What shines through turns black in some apps, and colours of print come out wrong or not at all.",
        wrong: "cover: cover.png   (exported with transparency)",
        right: "cover: cover.jpg   (exported for the web, in RGB)",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_colours_unfit),
};

fn cover_colours_unfit(site: &Site, report: &mut Report) {
    for (source, cover) in covers(site) {
        let (message, fix) = match cover.colours {
            Colours::Screen => continue,
            Colours::SeeThrough => {
                ("this cover has transparency, which Apple does not take", "save it as JPEG, or as PNG without transparency")
            }
            Colours::Print => ("this cover is in the colours of print (CMYK), which many apps show wrong", "export it for the web, in RGB"),
        };
        report.add(COVER_COLOURS_UNFIT.finding(Place::key(source, "cover"), message).fix(fix));
    }
}

/// Source: help.prx.org, "Podcast image requirements"; it is what most hosts advise.
const HEAVY: ByteLen = ByteLen(512 * 1024);

pub(super) const COVER_TOO_HEAVY: Rule = Rule {
    text: RuleText {
        name: "cover-too-heavy",
        severity: Severity::Warning,
        finds: "A cover, of the show or of an episode, of more than 512 kB.",
        why: "Every app fetches it for every listener. On slow lines and in cars some give up, and show a grey square.",
        wrong: "cover: cover.png   (a photo of 3000 by 3000 pixels, 8 MB)",
        right: "cover: cover.jpg   (the same as JPEG at a quality of 80, 400 kB)",
    },
    guards: Guards::Quality,
    check: Check::Site(cover_too_heavy),
};

fn cover_too_heavy(site: &Site, report: &mut Report) {
    for (source, cover) in covers(site).filter(|(_, cover)| cover.bytes > HEAVY) {
        let message = format!("this cover has {}; some apps give up on more than 512 kB", cover.bytes.for_people());
        let finding = COVER_TOO_HEAVY.finding(Place::key(source, "cover"), message);
        report.add(finding.fix("save it as JPEG at a quality of about 80"));
    }
}

/// The show's cover and those of episodes, with the texts they belong to; kinds that apps do not take have findings of their own.
fn covers(site: &Site) -> impl Iterator<Item = (&RelPath, &Picture)> {
    let of_show = site.show.cover.iter().map(|cover| (&site.show.source, cover));
    let of_episodes = site.episodes.iter().filter_map(|episode| Some((&episode.source, episode.cover.as_ref()?)));
    of_show.chain(of_episodes).filter(|(_, cover)| matches!(cover.mime.as_str(), "image/jpeg" | "image/png"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, show_key, spotlight_key};

    fn show(site: &mut Site) -> &mut Picture {
        site.show.cover.as_mut().expect("the sample has one")
    }

    fn spotlight(site: &mut Site) -> &mut Picture {
        site.episodes[SPOTLIGHT].cover.as_mut().expect("the sample has one")
    }

    #[test]
    fn a_cover_has_the_colours_of_screens() {
        finds(&COVER_COLOURS_UNFIT, show_key("cover"), |site| show(site).colours = Colours::SeeThrough);
        finds(&COVER_COLOURS_UNFIT, spotlight_key("cover"), |site| spotlight(site).colours = Colours::Print);
        let webp = |site: &mut Site| (show(site).colours, show(site).mime) = (Colours::SeeThrough, "image/webp".to_owned());
        assert!(found(&COVER_COLOURS_UNFIT, webp).is_empty(), "that it is no JPEG or PNG is told by another rule");
    }

    #[test]
    fn a_cover_weighs_half_a_megabyte_at_most() {
        finds(&COVER_TOO_HEAVY, show_key("cover"), |site| show(site).bytes = ByteLen(512 * 1024 + 1));
        finds(&COVER_TOO_HEAVY, spotlight_key("cover"), |site| spotlight(site).bytes = ByteLen(3_000_000));
        assert!(found(&COVER_TOO_HEAVY, |site| show(site).bytes = ByteLen(512 * 1024)).is_empty());
    }
}
