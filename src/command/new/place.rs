//! Part of `new`: where a new thing goes: what is in the show already, the next number, and words for a slug.

use super::Trouble;
use crate::disk;
use crate::model::{RelPath, Slug};
use crate::parse::{self, SourceText};
use crate::report::Report;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned, civil};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Something that is in the show already: a folder or `<slug>.md` below `content/<kind>/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Without order prefix.
    pub slug: String,
    /// The order prefix.
    pub order: Option<u64>,
    /// Path of its text, from the show's root.
    pub file: String,
}

/// Everything below `content/<kind>/`, sorted by file.
pub fn present(root: &Path, kind: &str) -> Vec<Present> {
    let folder = root.join("content").join(kind);
    let entries = WalkDir::new(folder).min_depth(1).max_depth(1).follow_links(true).sort_by_file_name();
    entries.into_iter().filter_map(Result::ok).filter_map(|entry| one_present(kind, &entry)).collect()
}

fn one_present(kind: &str, entry: &walkdir::DirEntry) -> Option<Present> {
    let name = entry.file_name().to_string_lossy().into_owned();
    let is_folder = entry.file_type().is_dir();
    let stem = if is_folder { name.as_str() } else { name.strip_suffix(".md")? };
    if stem.starts_with('.') {
        return None;
    }
    let (order, slug) = without_order(stem);
    let file = if is_folder { format!("content/{kind}/{name}/index.md") } else { format!("content/{kind}/{name}") };
    Some(Present { slug: Slug::from_text(slug).0, order, file })
}

/// `012-who-can-sign` is 12 and `who-can-sign`; a name without such a start has no order.
fn without_order(name: &str) -> (Option<u64>, &str) {
    match name.split_once('-') {
        Some((digits, rest)) if !rest.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => (digits.parse().ok(), rest),
        _ => (None, name),
    }
}

/// What the show says of itself, and where its episodes stand.
pub struct Standing {
    /// Zone of dates without an offset.
    pub zone: TimeZone,
    /// Next order prefix of an episode's folder.
    pub next_order: u64,
    /// Next episode number.
    pub next_number: u64,
}

/// Reads `show.yaml` and the episodes' numbers.
///
/// # Errors
/// When there is no show at `root`.
pub fn standing(root: &Path) -> Result<Standing, Trouble> {
    let zone = zone(root)?;
    let episodes = present(root, "episodes");
    let orders = episodes.iter().filter_map(|episode| episode.order).max();
    let numbers = episodes.iter().filter_map(|episode| number(root, &episode.file)).max();
    let next = |highest: Option<u64>| highest.map(|highest| highest.saturating_add(1));
    let next_order = next(orders).unwrap_or(episodes.len() as u64 + 1);
    Ok(Standing { zone, next_order, next_number: next(numbers).unwrap_or(next_order) })
}

/// The zone of the show at `root`.
///
/// # Errors
/// When there is no show.
pub fn zone(root: &Path) -> Result<TimeZone, Trouble> {
    let Some(bytes) = disk::read_if_there(&root.join("content/show.yaml"))? else {
        let here = root.join("content").join("show.yaml");
        return Err(Trouble::Asked(format!(
            "there is no show here ({} is missing); start one with `turntable new show DIR`, or say where it is with --root",
            here.display()
        )));
    };
    let source = source("content/show.yaml", &bytes);
    let show = parse::show::parse(&source, &mut Report::default());
    Ok(show.timezone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC))
}

fn number(root: &Path, file: &str) -> Option<u64> {
    let bytes = disk::read_if_there(&root.join(file)).ok().flatten()?;
    parse::episode::parse(&source(file, &bytes), &mut Report::default())?.number
}

fn source(path: &str, bytes: &[u8]) -> SourceText {
    SourceText { path: RelPath(path.to_owned()), text: String::from_utf8_lossy(bytes).into_owned() }
}

/// The address part for what was typed, which must not be taken.
///
/// # Errors
/// When something of that name is there; its file is named.
pub fn free_slug(root: &Path, kind: &str, typed: &str) -> Result<Slug, Trouble> {
    let slug = Slug::from_text(without_order(typed.trim()).1);
    match present(root, kind).into_iter().find(|present| present.slug == slug.as_str()) {
        Some(present) => Err(Trouble::Asked(format!("{} is there already, and new never overwrites; choose another name", present.file))),
        None => Ok(slug),
    }
}

/// What was typed, as a title: a slug in words with a capital letter, anything else as it is.
pub fn in_words(typed: &str) -> String {
    let typed = without_order(typed.trim()).1;
    if typed.contains(' ') || typed.chars().any(char::is_uppercase) {
        return typed.to_owned();
    }
    let words = typed.split(['-', '_']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// What was typed, as a person's name: a slug with a capital letter for each word, anything else as it is.
pub fn as_name(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains(' ') || typed.chars().any(char::is_uppercase) {
        return typed.to_owned();
    }
    typed.split(['-', '_']).filter(|word| !word.is_empty()).map(in_words).collect::<Vec<_>>().join(" ")
}

/// The next `weekday` after `now` in `zone` at `hour`, at least `days` days ahead; as authors write it.
pub fn coming(now: &Zoned, zone: &TimeZone, weekday: Weekday, hour: i8, days: i32) -> civil::DateTime {
    let here = now.with_time_zone(zone.clone()).datetime();
    let mut day = here.date().saturating_add(days.days());
    // A week has seven days; the eighth step only guards against a date at the end of all calendars.
    for _ in 0..8 {
        let moment = day.at(hour, 0, 0, 0);
        if day.weekday() == weekday && moment > here {
            return moment;
        }
        day = day.saturating_add(1.day());
    }
    day.at(hour, 0, 0, 0)
}

/// Whether a date, or date with time, was typed that shows can hold.
///
/// # Errors
/// When it is neither; the flag is named.
pub fn checked_time(typed: &str, flag: &str) -> Result<String, Trouble> {
    let typed = typed.trim();
    let is_date = typed.parse::<civil::Date>().is_ok() && typed.len() == 10;
    let is_moment = typed.parse::<jiff::Timestamp>().is_ok() || typed.parse::<civil::DateTime>().is_ok();
    if is_date || is_moment {
        return Ok(typed.to_owned());
    }
    Err(Trouble::Asked(format!("{flag}: `{typed}` is no date; write 2026-05-14, or 2026-05-14T06:00 with a time")))
}

/// A file the author named, which must be there.
///
/// # Errors
/// When it is not, or is a folder.
pub fn checked_file(path: &Path, flag: &str) -> Result<PathBuf, Trouble> {
    match disk::metadata(path) {
        Some(metadata) if metadata.is_file() => Ok(path.to_owned()),
        Some(_) => Err(Trouble::Asked(format!("{flag}: {} is a folder, not a file", path.display()))),
        None => Err(Trouble::Asked(format!("{flag}: there is no file {}", path.display()))),
    }
}

/// `1 thing`, `2 things`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_prefix_is_not_part_of_the_slug() {
        assert_eq!(without_order("012-dev-okafor"), (Some(12), "dev-okafor"));
        assert_eq!(without_order("dev-okafor"), (None, "dev-okafor"));
        assert_eq!(without_order("012-"), (None, "012-"));
        assert_eq!(without_order("99999999999999999999-x"), (None, "x"));
    }

    #[test]
    fn slugs_become_titles_and_names() {
        assert_eq!(in_words("who-can-sign"), "Who can sign");
        assert_eq!(in_words("Who can sign?"), "Who can sign?");
        assert_eq!(in_words("éclair-au-café"), "Éclair au café");
        assert_eq!(as_name("dev-okafor"), "Dev Okafor");
        assert_eq!(as_name("東京-太郎"), "東京 太郎");
        assert_eq!(in_words(""), "");
    }

    #[test]
    fn the_coming_thursday_is_in_the_shows_zone_and_ahead() {
        let zone = TimeZone::get("America/Chicago").expect("bundled");
        let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a moment").to_zoned(TimeZone::UTC);
        let thursday = |text: &str| coming(&at(text), &zone, Weekday::Thursday, 6, 0).to_string();
        assert_eq!(thursday("2026-05-12T12:00:00Z"), "2026-05-14T06:00:00");
        assert_eq!(thursday("2026-05-14T10:59:00Z"), "2026-05-14T06:00:00");
        assert_eq!(thursday("2026-05-14T11:00:00Z"), "2026-05-21T06:00:00");
        assert_eq!(thursday("2026-05-15T03:00:00Z"), "2026-05-21T06:00:00");
    }

    #[test]
    fn the_end_of_the_calendar_does_not_panic() {
        let last = civil::date(9999, 12, 30).at(20, 0, 0, 0).to_zoned(TimeZone::UTC).expect("in range");
        let _ = coming(&last, &TimeZone::UTC, Weekday::Monday, 6, 14);
    }

    #[test]
    fn what_is_there_is_found_by_its_slug() {
        let root = tempfile::tempdir().expect("a folder");
        for path in ["content/episodes/012-who-can-sign", "content/episodes/.git"] {
            disk::create_folder(&root.path().join(path)).expect("made");
        }
        disk::write(&root.path().join("content/episodes/short.md"), b"").expect("written");
        let slugs: Vec<String> = present(root.path(), "episodes").into_iter().map(|present| present.slug).collect();
        assert_eq!(slugs, ["who-can-sign", "short"]);
        assert!(free_slug(root.path(), "episodes", "Who can sign?").is_err());
        assert_eq!(free_slug(root.path(), "episodes", "013-Über uns").expect("free").0, "uber-uns");
    }

    #[test]
    fn dates_are_checked_where_they_are_typed() {
        for good in ["2026-05-14", "2026-05-14T06:00", "2026-05-14T06:00-05:00", "2026-05-14 06:00"] {
            assert!(checked_time(good, "--date").is_ok(), "{good}");
        }
        for bad in ["tomorrow", "2026-02-30", "", "14.5.2026"] {
            assert!(checked_time(bad, "--date").is_err(), "{bad}");
        }
    }
}
