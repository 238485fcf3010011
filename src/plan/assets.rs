//! Every file of the author's that pages refer to, copied once: recordings, pictures, offer files.

use super::Output;
use crate::model::{Asset, Campaign, Episode, Offer, OutPath, Person, Picture, RelPath, Site};
use std::collections::BTreeSet;

/// A file and where the site has it.
type Copied<'site> = (&'site OutPath, &'site RelPath);

/// A copy of each file that a public page shows or hands over.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let people = site.people.iter().flat_map(of_person);
    let offers = site.offers.iter().flat_map(of_offer);
    let episodes = site.episodes.iter().flat_map(of_episode);
    let campaigns = site.campaigns.iter().flat_map(of_campaign);
    let files: BTreeSet<Copied<'_>> = site
        .show
        .cover
        .iter()
        .map(picture)
        .chain(people)
        .chain(offers)
        .chain(episodes)
        .chain(campaigns)
        .chain(site.files.iter().map(asset))
        .collect();
    files.into_iter().map(|(out, source)| copied(out, source)).collect()
}

/// A picture leaves what a camera wrote into it behind; anything else is copied as it is.
fn copied<'site>(out: &OutPath, source: &'site RelPath) -> Output<'site> {
    if is_picture(source) { Output::photo(out.clone(), source, None) } else { Output::copy(out.clone(), source) }
}

/// By its ending: what is not a picture inside comes out as it went in.
fn is_picture(source: &RelPath) -> bool {
    matches!(
        source.extension().as_str(),
        "jpg" | "jpeg" | "jpe" | "jfif" | "png" | "apng" | "webp" | "gif" | "avif" | "heic" | "heif" | "svg"
    )
}

fn picture(picture: &Picture) -> Copied<'_> {
    (&picture.out, &picture.source)
}

fn asset(asset: &Asset) -> Copied<'_> {
    (&asset.out, &asset.source)
}

fn of_person(person: &Person) -> impl Iterator<Item = Copied<'_>> {
    person.photo.iter().chain(person.books.iter().filter_map(|book| book.cover.as_ref())).map(picture)
}

fn of_offer(offer: &Offer) -> impl Iterator<Item = Copied<'_>> {
    offer.cover.iter().map(picture).chain(offer.file.iter().map(asset))
}

fn of_episode(episode: &Episode) -> impl Iterator<Item = Copied<'_>> {
    let file = episode.recording.as_ref().and_then(|recording| recording.file.as_ref());
    let recording = file.and_then(|file| Some((file.out.as_ref()?, &file.source)));
    recording.into_iter().chain(episode.images.iter().chain(&episode.cover).map(picture)).chain(episode.files.iter().map(asset))
}

fn of_campaign(campaign: &Campaign) -> impl Iterator<Item = Copied<'_>> {
    campaign
        .sponsors
        .iter()
        .filter_map(|sponsor| sponsor.logo.as_ref())
        .chain(campaign.badges.iter().filter_map(|badge| badge.picture.as_ref()))
        .map(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn each_file_is_copied_once() {
        let site = sample::site();
        let paths: Vec<String> = outputs(&site).into_iter().map(|output| output.path.0).collect();
        for expected in [
            "cover.png",
            "episodes/cash-before-profit/cash-before-profit.mp3",
            "episodes/cash-before-profit/till.jpg",
            "offers/cash-map/cover.png",
            "offers/cash-map/thanks/map.pdf",
            "partners/dev-okafor/book.png",
            "partners/dev-okafor/dev.jpg",
        ] {
            assert_eq!(paths.iter().filter(|path| *path == expected).count(), 1, "{expected} in {paths:?}");
        }
    }

    #[test]
    fn a_recording_served_elsewhere_is_not_copied() {
        let mut site = sample::site();
        for episode in &mut site.episodes {
            episode.recording.as_mut().unwrap().file.as_mut().unwrap().out = None;
        }
        assert!(!outputs(&site).iter().any(|output| output.path.as_str().ends_with(".mp3")));
    }
}
