//! An item that apps have and the feed would no longer carry: why, as far as that can be seen.

use super::item::{aliases_line, yaml};
use super::{Named, Scene, address, called, option};
use crate::model::{Episode, PublishedItem};
use crate::parse::lock::FILE;
use crate::report::{Finding, Place};

/// The finding for one lost item; `None` where a text that cannot be read may be why.
pub(super) fn finding(scene: &Scene<'_>, old: &PublishedItem<'_>) -> Option<Named> {
    let finding = without_recording(scene, old)
        .or_else(|| withheld(scene, old))
        .or_else(|| renamed(scene, old))
        .or_else(|| scene.record.is_whole.then(|| gone(old)))?;
    Some(Named { name: old.slug.to_string(), finding })
}

fn lost(place: Place, old: &PublishedItem<'_>, why: &str) -> Finding {
    let message = format!("the feed would lose an item that apps already have, {}: {why}", called(old));
    Finding::error("lost-item", place, message)
}

fn or_accept(old: &PublishedItem<'_>) -> String {
    format!("or let it go with {}", option("lost-item", &old.slug))
}

fn without_recording(scene: &Scene<'_>, old: &PublishedItem<'_>) -> Option<Finding> {
    let episode = scene.episodes.get(&*old.slug)?;
    let message = format!("the feed would lose an item that apps already have, {}: its recording is gone", called(old));
    let name = old.enclosure.rsplit('/').next().unwrap_or(&old.enclosure);
    let fix = format!("put the recording back into {}/ (apps know it as {name})", episode.source.folder());
    Some(Finding::error("enclosure-lost", Place::key(&episode.source, "audio"), message).fix(fix))
}

fn withheld(scene: &Scene<'_>, old: &PublishedItem<'_>) -> Option<Finding> {
    let withheld = scene.record.withheld.iter().find(|withheld| *withheld.slug == *old.slug)?;
    let source = &withheld.episode.source;
    let (key, why, fix) = if withheld.is_later {
        let fix = format!("write into {source}\n    date: {}", old.date.as_written());
        ("date", "its date was moved into the future", fix)
    } else {
        ("draft", "it is a draft now", format!("take `draft: true` out of {source}"))
    };
    Some(lost(Place::key(source, key), old, why).fix(format!("{fix}\n{}", or_accept(old))))
}

/// An episode that apps do not know yet and that is this one under another name, by its recording or by title and date.
fn renamed(scene: &Scene<'_>, old: &PublishedItem<'_>) -> Option<Finding> {
    let episode = scene.traces().alike(old)?;
    let why = format!("its folder was renamed to {}", folder_name(episode));
    let finding = lost(Place::key(&episode.source, "title"), old, &why).label(format!("apps know this as {}", address(old)));
    Some(finding.fix(format!(
        "keep its address and guid, in {}\n    {}\n    guid: {}\n{}",
        episode.source,
        aliases_line(&old.slug, episode),
        yaml(&old.guid),
        or_accept(old)
    )))
}

/// `007-lender-papers` of `content/episodes/007-lender-papers/index.md`.
fn folder_name(episode: &Episode) -> &str {
    let folder = episode.source.folder();
    let name = folder.rsplit('/').next().unwrap_or(folder);
    if name == "episodes" { episode.source.file_name() } else { name }
}

fn gone(old: &PublishedItem<'_>) -> Finding {
    let place = Place::bytes(FILE, old.span.start, old.span.end);
    lost(place, old, "its folder is not there").fix(format!(
        "put its folder back, from a backup or with git; where it has another name now, write into its index.md\n    aliases: [{}]\n    guid: {}\n{}",
        old.slug,
        yaml(&old.guid),
        or_accept(old)
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPOTLIGHT, published, told};
    use super::super::{Record, identity};
    use crate::model::{Permalink, Slug, Withheld, sample};
    use crate::report::Report;

    #[test]
    fn a_deleted_episode_is_named() {
        let told = told(|site, _| drop(site.episodes.as_vec_mut().remove(SPOTLIGHT)));
        assert_eq!(told[0].0, "lost-item");
        assert!(told[0].1.starts_with("the feed would lose an item that apps already have, 2 “"), "{told:?}");
        assert!(told[0].2.ends_with("or let it go with `--accept lost-item:cash-before-profit`"), "{told:?}");
    }

    #[test]
    fn a_renamed_folder_is_recognised_by_its_recording_or_by_title_and_date() {
        for by_recording in [true, false] {
            let told = told(|site, _| {
                let episode = &mut site.episodes[SPOTLIGHT];
                episode.slug = Slug("cash-first".into());
                episode.permalink = Permalink("episodes/cash-first/".into());
                episode.guid = "derived-anew".into();
                let recording = episode.recording.as_mut().expect("one");
                recording.url.0.push('x');
                if by_recording { episode.title.push('!') } else { recording.original = None }
            });
            assert_eq!(told[0].0, "lost-item");
            assert!(told[0].1.ends_with("its folder was renamed to 002-cash-before-profit"), "{told:?}");
            assert!(told[0].2.contains("\n    aliases: [/old/cash/, cash-before-profit]\n    guid: "), "{told:?}");
        }
    }

    #[test]
    fn a_draft_and_a_later_date_are_named_with_the_line_that_mends_them() {
        let mut site = sample::site();
        let before = published(&site);
        let episode = site.episodes.as_vec_mut().remove(SPOTLIGHT);
        let now = published(&site);
        for (is_later, word) in [(false, "it is a draft now"), (true, "its date was moved into the future")] {
            let withheld = [Withheld { slug: episode.slug.0.clone(), episode: &episode, is_later }];
            let mut report = Report::default();
            identity(&site, &Record { before: &before, now: &now, withheld: &withheld, is_whole: false, accepted: &[] }, &mut report);
            let found: Vec<_> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
            assert!(matches!(found[..], [message] if message.ends_with(word)), "{found:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_called_lost() {
        let mut site = sample::site();
        let before = published(&site);
        site.episodes.as_vec_mut().clear();
        site.pages.clear();
        let mut report = Report::default();
        let now = published(&site);
        identity(&site, &Record { before: &before, now: &now, withheld: &[], is_whole: false, accepted: &[] }, &mut report);
        assert_eq!(report.findings, []);
    }

    #[test]
    fn an_item_without_its_recording_is_told_at_its_file() {
        let told = told(|site, _| site.episodes[SPOTLIGHT].recording = None);
        assert_eq!(told[0].0, "enclosure-lost");
        assert!(told[0].2.contains("002-cash-before-profit/ (apps know it as cash-before-profit.mp3)"), "{told:?}");
    }
}
