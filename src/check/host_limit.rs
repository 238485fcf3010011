//! Rules about what a web host takes: how large a file may be, and how many there may be. Only of a host that is known, by the end of
//! `base_url`, anything is said: on an address of one's own nobody here knows who serves it.

use super::{Check, Guards, Rule};
use crate::model::{Asset, ByteLen, CheckLevel, Picture, RelPath, Show, Site};
use crate::report::{Finding, Place, Report, RuleText, Severity};

/// What a host takes.
struct Host {
    name: &'static str,
    /// How its addresses end.
    ending: &'static str,
    /// Largest file.
    largest: ByteLen,
    /// Most files; `None` where there is no such limit.
    most: Option<usize>,
}

/// Sources: developers.cloudflare.com, limits of Pages and of Workers' static assets; docs.github.com, "About large files on GitHub".
const HOSTS: [Host; 3] = [
    Host { name: "Cloudflare Pages", ending: ".pages.dev", largest: ByteLen(25 * 1024 * 1024), most: Some(20_000) },
    Host { name: "Cloudflare Workers", ending: ".workers.dev", largest: ByteLen(25 * 1024 * 1024), most: Some(20_000) },
    Host { name: "GitHub Pages", ending: ".github.io", largest: ByteLen(100 * 1024 * 1024), most: None },
];

/// The limits that hold for a show. Who asks for the rule on an address of their own is told of the narrowest.
fn host_of(show: &Show, rule: &str) -> Option<&'static Host> {
    let name = show.base_url.host.to_ascii_lowercase();
    let asked = || matches!(show.checks.get(rule), Some(CheckLevel::Warning | CheckLevel::Info));
    HOSTS.iter().find(|host| name.ends_with(host.ending)).or_else(|| HOSTS.first().filter(|_| asked()))
}

pub(super) const FILE_OVER_HOST_LIMIT: Rule = Rule {
    text: RuleText {
        name: "file-over-host-limit",
        severity: Severity::Warning,
        finds: "A file that the site serves itself and that its host does not take: above 25 MiB at Cloudflare, above 100 MiB at GitHub.",
        why: "The upload stops half-way, or the recording is missing online. Your host is known by `base_url`; on an address of your own, \
              `checks: {file-over-host-limit: warning}` asks for this rule with Cloudflare's limit.",
        wrong: "base_url: https://ledger.pages.dev/   (and a recording of 40 MB beside its episode)",
        right: "base_url: https://ledger.pages.dev/\nmedia:\n  base_url: https://media.ellison.example/",
    },
    guards: Guards::Quality,
    check: Check::Site(file_over_host_limit),
};

fn file_over_host_limit(site: &Site, report: &mut Report) {
    let Some(host) = host_of(&site.show, FILE_OVER_HOST_LIMIT.text.name) else { return };
    let large: Vec<(ByteLen, &RelPath)> = served_files(site).into_iter().filter(|(bytes, _)| *bytes > host.largest).collect();
    let Some((bytes, largest)) = large.iter().max_by_key(|(bytes, file)| (*bytes, std::cmp::Reverse(*file))) else { return };
    let most = format!("{} takes files of up to {} MiB", host.name, host.largest.0 / (1024 * 1024));
    let message = match large.len() {
        1 => format!("{most}, and {largest} has {}", bytes.for_people()),
        count => format!("{most}, and {count} files are larger; the largest is {largest} with {}", bytes.for_people()),
    };
    let finding = FILE_OVER_HOST_LIMIT.finding(Place::key(&site.show.source, "media.base_url"), message);
    report.add(finding.fix("serve recordings elsewhere and name the place in `media.base_url`, or choose a host that takes them"));
}

/// The author's files that the site serves as they are, with their sizes. What is made from texts is small.
fn served_files(site: &Site) -> Vec<(ByteLen, &RelPath)> {
    let recordings = site.episodes.iter().filter_map(|episode| {
        let recording = episode.recording.as_ref()?;
        let file = recording.file.as_ref().filter(|file| file.out.is_some())?;
        Some((recording.bytes, &file.source))
    });
    let beside = site.episodes.iter().flat_map(|episode| &episode.files).map(of_asset);
    let handed_over = site.offers.iter().filter_map(|offer| offer.file.as_ref()).map(of_asset);
    let linked = site.files.iter().map(of_asset);
    recordings.chain(beside).chain(handed_over).chain(linked).chain(super::addresses::pictures(site).map(of_picture)).collect()
}

fn of_asset(asset: &Asset) -> (ByteLen, &RelPath) {
    (asset.bytes, &asset.source)
}

fn of_picture(picture: &Picture) -> (ByteLen, &RelPath) {
    (picture.bytes, &picture.source)
}

/// The rule about how many files there are.
pub const TOO_MANY_FILES_FOR_HOST: RuleText = RuleText {
    name: "too-many-files-for-host",
    severity: Severity::Warning,
    finds: "A site of more files than its host takes: 20 000 at Cloudflare.",
    why: "The upload is refused as a whole. An episode makes about a dozen files, so it takes a show of many years; better to know before.",
    wrong: "base_url: https://ledger.pages.dev/   (and 21 000 files in public/)",
    right: "a host without such a limit, and an address of your own",
};

/// Says so where a plan has more files than the show's host takes.
///
/// Findings: `too-many-files-for-host`.
pub fn file_count(show: &Show, files: usize, report: &mut Report) {
    let Some(host) = host_of(show, TOO_MANY_FILES_FOR_HOST.name) else { return };
    if let Some(most) = host.most.filter(|most| files > *most) {
        let message = format!("{} takes {most} files, and the site has {files}", host.name);
        let place = Place::key(&show.source, "base_url");
        let finding = Finding::new(TOO_MANY_FILES_FOR_HOST.name, TOO_MANY_FILES_FOR_HOST.severity, place, message);
        report.add(finding.fix("choose a host without such a limit, or one that takes more"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{clean, finds, found, show_key};
    use crate::model::BaseUrl;

    fn at(site: &mut Site, host: &str) {
        site.show.base_url = BaseUrl { url: format!("https://{host}/"), path: "/".into(), host: host.into() };
    }

    fn enlarge(site: &mut Site) {
        for (index, episode) in site.episodes.iter_mut().enumerate() {
            if let Some(recording) = &mut episode.recording {
                recording.bytes = ByteLen(30_000_000 + index as u64);
            }
        }
    }

    #[test]
    fn large_files_are_told_once_with_the_largest_where_the_host_is_known() {
        let known = |site: &mut Site| {
            enlarge(site);
            at(site, "Ledger.Pages.dev");
        };
        finds(&FILE_OVER_HOST_LIMIT, show_key("media.base_url"), known);
        let message = found(&FILE_OVER_HOST_LIMIT, known).remove(0).message;
        assert!(message.contains("3 files") && message.contains("25 MiB") && message.contains("trailer.mp3"), "{message}");
        let elsewhere = |site: &mut Site| {
            known(site);
            for file in site.episodes.iter_mut().filter_map(|episode| episode.recording.as_mut()?.file.as_mut()) {
                file.out = None;
            }
        };
        assert!(found(&FILE_OVER_HOST_LIMIT, elsewhere).is_empty());
        let roomy = |site: &mut Site| {
            enlarge(site);
            at(site, "ledger.github.io");
        };
        assert!(found(&FILE_OVER_HOST_LIMIT, roomy).is_empty());
    }

    #[test]
    fn nothing_is_said_of_a_host_that_nobody_knows_unless_asked_for() {
        assert!(found(&FILE_OVER_HOST_LIMIT, enlarge).is_empty());
        finds(&FILE_OVER_HOST_LIMIT, show_key("media.base_url"), |site| {
            enlarge(site);
            site.show.checks.insert(FILE_OVER_HOST_LIMIT.text.name.to_owned(), CheckLevel::Warning);
        });
    }

    #[test]
    fn files_are_counted_where_the_host_counts_them() {
        let count = |host: &str, files: usize| {
            let (mut site, mut report) = (clean(), Report::default());
            at(&mut site, host);
            file_count(&site.show, files, &mut report);
            report.findings.len()
        };
        assert_eq!((count("a.pages.dev", 20_001), count("a.pages.dev", 20_000)), (1, 0));
        assert_eq!((count("a.github.io", 90_000), count("a.example", 90_000)), (0, 0));
    }
}
