//! A referral drive as written, and its `referrals.csv`.

use super::fields::{Fields, clean, one_line};
use super::yaml::Value;
use super::{Body, SourceText, offer, schema, time::WrittenTime, values};
use crate::model::{Referral, Registration, RelPath};
use crate::report::{Finding, Place, Report};

/// What the author wrote about a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCampaign {
    /// The file.
    pub source: RelPath,
    /// Required; without it the campaign is dropped.
    pub title: String,
    /// Required; without it the campaign is dropped.
    pub starts: WrittenTime,
    /// Required; without it the campaign is dropped.
    pub ends: WrittenTime,
    /// As written.
    pub goal: Option<u64>,
    /// Event and episode slugs.
    pub sessions: Vec<String>,
    /// A form (mapping) or an address (text).
    pub pledge: Option<Registration>,
    /// As written.
    pub sponsors: Vec<RawSponsor>,
    /// Pictures beside (`- badge.png`, `- {file: badge.png, alt: …}`) or words (`- I made an introduction`).
    pub badges: Vec<RawBadge>,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// More about it.
    pub body: Body,
}

/// A badge as written: a picture, words, or a picture with words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBadge {
    /// A file beside.
    pub file: Option<String>,
    /// What it says.
    pub text: Option<String>,
}

/// A sponsor as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSponsor {
    /// Required.
    pub name: String,
    /// Absolute.
    pub url: Option<String>,
    /// A file beside.
    pub logo: Option<String>,
}

/// The referrals of a campaign: how many there are, and those that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referrals {
    /// All rows that name somebody, public or not.
    pub count: u64,
    /// Rows whose `public` column says yes.
    pub public: Vec<Referral>,
    /// Who referred whom, of all rows.
    pub pairs: Vec<(String, String)>,
}

/// Everything that may stand in a campaign's file.
pub const KEYS: &[&str] = &schema::names(&schema::CAMPAIGN);

/// The columns of `referrals.csv`.
const COLUMNS: [&str; 6] = ["date", "from", "to", "why", "url", "public"];

/// Reads a campaign's file.
///
/// Findings: `missing-title`, `missing-starts`, `missing-ends`, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawCampaign> {
    let (node, body) = super::open(source, report)?;
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let title = fields.required_line("title", "missing-title", report);
    let starts = fields.required_time("starts", "missing-starts", report);
    let ends = fields.required_time("ends", "missing-ends", report);
    let campaign = RawCampaign {
        source: source.path.clone(),
        goal: fields.whole_number("goal", 1, "goal-not-a-number", report),
        sessions: fields.lines("sessions", report),
        pledge: offer::registration(&fields, "pledge", report),
        sponsors: sponsors(&fields, report),
        badges: badges(&fields, report),
        aliases: fields.lines("aliases", report),
        body,
        // Last, so that one run shows every mistake of the file.
        title: title?,
        starts: starts?,
        ends: ends?,
    };
    Some(campaign)
}

fn sponsors(fields: &Fields<'_>, report: &mut Report) -> Vec<RawSponsor> {
    let mut sponsors = Vec::new();
    for item in fields.items("sponsors") {
        if let Value::Scalar(_) = item.1.value {
            let name = fields.item_text(&item, report);
            sponsors.extend(name.map(|name| RawSponsor { name: one_line(&name), ..RawSponsor::default() }));
        } else if let Some(sponsor) = fields.item_mapping(&item, &schema::names(&schema::SPONSOR), report) {
            let (url, logo) = (sponsor.url("url", report), sponsor.file_beside("logo", report));
            sponsors.extend(sponsor.required_line("name", "missing-name", report).map(|name| RawSponsor { name, url, logo }));
        }
    }
    sponsors
}

fn badges(fields: &Fields<'_>, report: &mut Report) -> Vec<RawBadge> {
    let mut badges = Vec::new();
    for item in fields.items("badges") {
        if let Value::Scalar(scalar) = &item.1.value {
            if is_picture_name(&scalar.text) {
                badges.extend(fields.item_file(&item, report).map(|file| RawBadge { file: Some(file), text: None }));
            } else {
                badges.extend(fields.item_text(&item, report).map(|text| RawBadge { file: None, text: Some(text) }));
            }
        } else if let Some(badge) = fields.item_mapping(&item, &schema::names(&schema::BADGE), report) {
            if badge.get("file").is_none() {
                report.add(badge.missing("file", "missing-file"));
            }
            let text = badge.line("alt", report);
            badges.extend(badge.file_beside("file", report).map(|file| RawBadge { file: Some(file), text }));
        }
    }
    badges
}

fn is_picture_name(text: &str) -> bool {
    let ending = text.trim().rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["png", "jpg", "jpeg", "svg", "webp", "gif", "avif"].contains(&ending.as_str())
}

/// Reads `referrals.csv` (`date, from, to, why, url, public`; columns in any order, header required).
///
/// A byte order mark, Windows line ends and `;` or tabs between columns (as spreadsheets write them) are understood. A row counts when
/// it says who was referred by whom; a row that cannot be used is reported at its line and not counted.
///
/// Findings: `referrals-without-header`, `referral-not-understood`, `not-a-web-address`, `date-not-understood`.
pub fn referrals(source: &SourceText, report: &mut Report) -> Referrals {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let table = Table { source, offset: source.text.len() - text.len(), text };
    if text.trim().is_empty() {
        return Referrals::default();
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = reader.records();
    let Some(Ok(header)) = rows.next() else {
        report.add(table.no_header(&[]));
        return Referrals::default();
    };
    let names: Vec<String> = header.iter().map(|name| clean(name).to_lowercase()).collect();
    if !names.iter().any(|name| name == "to") || !names.iter().any(|name| name == "from") {
        report.add(table.no_header(&names));
        return Referrals::default();
    }
    let mut found = Referrals::default();
    for row in rows {
        match row {
            Ok(row) => table.take(&Row { names: &names, row: &row }, &mut found, report),
            Err(error) => report.add(table.broken_row(error.position())),
        }
    }
    found
}

/// The character that parts the columns: the one of `,`, `;` and tab that the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let most = [(',', count(',')), (';', count(';')), ('\t', count('\t'))].into_iter().rev().max_by_key(|(_, count)| *count);
    match most {
        Some((';', _)) => b';',
        Some(('\t', count)) if count > 0 => b'\t',
        _ => b',',
    }
}

/// The file, for findings.
struct Table<'a> {
    source: &'a SourceText,
    /// Bytes before `text` in the file.
    offset: usize,
    text: &'a str,
}

/// One row under its column names.
struct Row<'a> {
    names: &'a [String],
    row: &'a csv::StringRecord,
}

impl Row<'_> {
    /// What stands in a column, without control characters and outer blanks.
    fn get(&self, column: &str) -> String {
        let index = self.names.iter().position(|name| name == column);
        one_line(&clean(index.and_then(|index| self.row.get(index)).unwrap_or_default()))
    }

    fn is_blank(&self) -> bool {
        self.row.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Table<'_> {
    fn take(&self, row: &Row<'_>, found: &mut Referrals, report: &mut Report) {
        if row.is_blank() {
            return;
        }
        let (from, to) = (row.get("from"), row.get("to"));
        if from.is_empty() || to.is_empty() {
            let column = if from.is_empty() { "from" } else { "to" };
            let finding = Finding::warning("referral-not-understood", self.place(row.row.position()), "this referral is not counted");
            report.add(finding.label(format!("`{column}` is empty")).fix("write who referred whom, or delete the row"));
            return;
        }
        found.count += 1;
        let (date, url) = (self.date(row, report), self.url(row, report));
        found.pairs.push((from.clone(), to.clone()));
        if self.is_public(row, report) {
            found.public.push(Referral { date, from, to, why: row.get("why"), url });
        }
    }

    fn date(&self, row: &Row<'_>, report: &mut Report) -> Option<jiff::civil::Date> {
        let text = Some(row.get("date")).filter(|text| !text.is_empty())?;
        match values::written_time(&text) {
            Ok(date) => Some(date.day()),
            Err(mistake) => self.cell("date-not-understood", "this date cannot be read", row, mistake, report),
        }
    }

    fn url(&self, row: &Row<'_>, report: &mut Report) -> Option<String> {
        let text = Some(row.get("url")).filter(|text| !text.is_empty())?;
        match values::url(&text) {
            Ok(url) => Some(url.into()),
            Err(mistake) => self.cell("not-a-web-address", "this is not a web address", row, mistake, report),
        }
    }

    /// A row is public only where it says so in a word that is understood.
    fn is_public(&self, row: &Row<'_>, report: &mut Report) -> bool {
        let text = row.get("public");
        if text.is_empty() || text == "0" {
            return false;
        }
        if text == "1" || text.eq_ignore_ascii_case("x") {
            return true;
        }
        let read = values::flag(&text);
        read.unwrap_or_else(|mistake| {
            self.cell::<()>("not-yes-or-no", "`public` must be yes or no", row, mistake, report);
            false
        })
    }

    fn cell<T>(&self, rule: &'static str, message: &str, row: &Row<'_>, mistake: values::Mistake, report: &mut Report) -> Option<T> {
        report.add(Finding::warning(rule, self.place(row.row.position()), message).label(mistake.label).fix(mistake.fix));
        None
    }

    fn broken_row(&self, position: Option<&csv::Position>) -> Finding {
        Finding::warning("referral-not-understood", self.place(position), "this referral is not counted")
            .label("this row cannot be read")
            .fix("save the file as CSV in UTF-8 once more")
    }

    fn no_header(&self, names: &[String]) -> Finding {
        let known = names.iter().any(|name| COLUMNS.contains(&name.as_str()));
        let label = if known { "`from` or `to` is not among them" } else { "these are not the names" };
        let first = self.text.lines().next().unwrap_or_default().trim_end();
        let place = Place::bytes(&self.source.path, self.offset, self.offset + first.len());
        Finding::error("referrals-without-header", place, "the first line must name the columns")
            .label(label)
            .fix(format!("begin the file with the line `{}`", COLUMNS.join(",")))
    }

    /// The first line of the row at `position`.
    fn place(&self, position: Option<&csv::Position>) -> Place {
        let at = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let rest = self.text.get(at..).unwrap_or_default();
        let start = at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let line = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        Place::bytes(&self.source.path, self.offset + start, self.offset + start + line.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn table(text: &str) -> (Referrals, Vec<Finding>) {
        let source = SourceText { path: RelPath("content/campaigns/week/referrals.csv".into()), text: text.to_owned() };
        let mut report = Report::default();
        let found = referrals(&source, &mut report);
        (found, report.findings)
    }

    #[test]
    fn only_rows_that_say_so_are_public_and_all_are_counted() {
        let (found, findings) =
            table("date,from,to,why,url,public\n2026-05-14,Dev,Priya,\"good, kind\",https://a.example,yes\n,Dev,Sam,,,no\n,A,B,,,\n\n");
        assert_eq!(findings, []);
        assert_eq!((found.count, found.public.len()), (3, 1));
        assert_eq!((found.public[0].why.as_str(), found.public[0].url.as_deref()), ("good, kind", Some("https://a.example/")));
    }

    #[test]
    fn columns_stand_in_any_order_and_are_parted_as_spreadsheets_do() {
        let (found, findings) = table("\u{feff}Public;To;From\r\nYes;Priya;\"Dev; of Okafor\"\r\n");
        assert_eq!(findings, []);
        assert_eq!((found.public[0].from.as_str(), found.public[0].to.as_str()), ("Dev; of Okafor", "Priya"));
        assert_eq!(table("from\tto\nA\tB\n").0.count, 1);
    }

    #[test]
    fn a_row_that_cannot_be_used_is_told_with_its_line() {
        let text = "from,to,date,public\nA,,,\nB,C,someday,perhaps\n";
        let (found, findings) = table(text);
        assert_eq!((found.count, found.public.len()), (1, 0));
        let rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["referral-not-understood", "date-not-understood", "not-yes-or-no"]);
        assert_eq!(findings[0].place, Place::bytes("content/campaigns/week/referrals.csv", 20, 24));
    }

    #[test]
    fn an_empty_file_is_no_referral_and_no_mistake() {
        assert_eq!(table("\u{feff}\r\n"), (Referrals::default(), Vec::new()));
        assert_eq!(table("2026-05-14,Dev,Priya\n").1.len(), 1);
    }

    #[test]
    fn a_campaign_is_read() {
        let text = "---\ntitle: Week\nstarts: 2026-05-14\nends: 2026-05-21\ngoal: 100\nsessions: [a]\npledge: https://p.example/\nsponsors: [{name: S, logo: s.svg}, T]\nbadges: [b.png, {file: c.png, alt: C}, I made an introduction]\n---\n";
        let mut report = Report::default();
        let campaign = parse(&SourceText { path: RelPath("a.md".into()), text: text.to_owned() }, &mut report).expect("a campaign");
        assert_eq!(report.findings, []);
        assert_eq!((campaign.goal, campaign.sponsors.len()), (Some(100), 2));
        let badges: Vec<_> = campaign.badges.iter().map(|badge| (badge.file.as_deref(), badge.text.as_deref())).collect();
        assert_eq!(badges, [(Some("b.png"), None), (Some("c.png"), Some("C")), (None, Some("I made an introduction"))]);
    }
}
