//! Hand-raises: the record in `private/leads.csv`, and the exports of form services that it is filled from.

pub mod columns;
pub mod credit;
pub mod dates;
pub mod store;
pub mod table;

use self::dates::Order;
use self::store::Store;
use super::fields::{clean, one_line};
use super::time::WrittenTime;
use super::values;
use crate::model::RelPath;
use crate::report::{Finding, Place, Report};

/// The columns of the record, in the order of a new one.
pub const COLUMNS: [&str; 6] = ["received", "email", "name", "partner", "offer", "episode"];

/// One row of the record, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawLead {
    /// Its line in the file, from 1; 0 before it is written.
    pub line: u64,
    /// When, as [`dates::kept`] writes it, or as the host wrote it.
    pub received: String,
    /// Who asked.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Who gets the credit: slug, name or another spelling.
    pub partner: String,
    /// What was asked for.
    pub offer: String,
    /// Where it was heard.
    pub episode: String,
}

impl RawLead {
    /// The cells with the names of their columns.
    #[must_use]
    pub fn cells(&self) -> [(&'static str, &str); 6] {
        let [received, email, name, partner, offer, episode] = COLUMNS;
        [
            (received, &self.received),
            (email, &self.email),
            (name, &self.name),
            (partner, &self.partner),
            (offer, &self.offer),
            (episode, &self.episode),
        ]
    }

    /// When, where it can be read.
    #[must_use]
    pub fn moment(&self) -> Option<WrittenTime> {
        dates::read(&self.received, Order::MonthFirst)
    }
}

/// What tells one person from another: the address without regard to letter case.
#[must_use]
pub fn key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A cell for the record: one line, no control characters, of a length that people write.
#[must_use]
pub fn cell(text: &str) -> String {
    one_line(&clean(text)).chars().take(300).collect()
}

/// Reads the record. Rows without an e-mail address are the host's own notes and no hand-raises.
///
/// No finding shows a line of this file: what is printed may be seen by others.
///
/// Findings: `leads-not-understood`, `lead-not-understood`.
pub fn record(path: &RelPath, bytes: &[u8], report: &mut Report) -> Vec<RawLead> {
    let unusable = |message: String| Finding::warning("leads-not-understood", Place::file(path), message);
    let store = match Store::read(Some(bytes)) {
        Ok(store) => store,
        Err(why) => {
            report.add(unusable(format!("the record of hand-raises cannot be read: {}", why.advice())).fix("put back the last good one"));
            return Vec::new();
        }
    };
    if !store.has_addresses() {
        report.add(
            unusable("no column of this table is called `email`".to_owned())
                .fix(format!("name the columns in the first line: `{}`", COLUMNS.join(","))),
        );
        return Vec::new();
    }
    store.leads().filter(|lead| !lead.email.is_empty()).filter(|lead| is_understood(lead, path, report)).collect()
}

fn is_understood(lead: &RawLead, path: &RelPath, report: &mut Report) -> bool {
    let odd = |what: &str| Finding::warning("lead-not-understood", Place::file(path), format!("line {}: {what}", lead.line));
    if values::email(&lead.email).is_err() {
        report.add(odd("this is no e-mail address, so nobody is counted").fix("mend the address, or leave the cell empty"));
        return false;
    }
    if !lead.received.is_empty() && lead.moment().is_none() {
        report.add(odd("this date cannot be read, so the hand-raise counts without one").fix("write it as 2026-05-14"));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_bytes_panic_and_what_is_written_reads_back(bytes: Vec<u8>, text in "[\\PC,;\"\n\r\t='@0-9/.:-]{0,200}") {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let path = RelPath("private/leads.csv".into());
                let before = record(&path, bytes, &mut Report::default());
                let Ok(table) = table::read(bytes) else { continue };
                drop(columns::Columns::guess(&table).with(&[], &table));
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    drop((dates::read(cell, Order::DayFirst), dates::order([cell.as_str()].into_iter()), credit::hints(cell)));
                }
                let written = Store::read(Some(bytes)).expect("a table").to_bytes();
                let after = record(&path, &written, &mut Report::default());
                proptest::prop_assert_eq!(before.len(), after.len());
            }
        }
    }

    fn read(text: &str) -> (Vec<RawLead>, Vec<String>) {
        let mut report = Report::default();
        let leads = record(&RelPath("private/leads.csv".into()), text.as_bytes(), &mut report);
        (leads, report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.message)).collect())
    }

    #[test]
    fn a_record_is_read_by_its_columns_names() {
        let (leads, found) = read("note,offer,email\nx,'=kit,ann@a.example\nonly a note,,\n");
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(leads, [RawLead { line: 2, email: "ann@a.example".into(), offer: "=kit".into(), ..RawLead::default() }]);
    }

    #[test]
    fn what_cannot_be_used_is_told_by_line_and_repeats_nothing_private() {
        let (leads, found) = read("email,received\nann at home,\nbob@b.example,soon\n");
        assert_eq!(leads.len(), 1);
        assert_eq!(
            found,
            [
                "lead-not-understood line 2: this is no e-mail address, so nobody is counted",
                "lead-not-understood line 3: this date cannot be read, so the hand-raise counts without one"
            ]
        );
        assert_eq!(read("who,when\na,b\n").1, ["leads-not-understood no column of this table is called `email`"]);
        assert_eq!(read("").0, []);
    }
}
