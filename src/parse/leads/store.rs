//! The record itself, `private/leads.csv`, as a table that new hand-raises are put into. Nothing of the host's is lost: rows and columns
//! that mean nothing here stay as they are.

use super::table::{self, NoTable, Row, Table};
use super::{COLUMNS, RawLead, key};
use std::collections::BTreeMap;

/// A hand-raise to be put into the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLead {
    /// The columns of [`COLUMNS`].
    pub lead: RawLead,
    /// Columns of the host's own: name and cell.
    pub own: Vec<(String, String)>,
}

/// What became of a new hand-raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    Added,
    /// It was there with empty cells, which are filled now.
    Completed,
    /// It was there.
    Known,
}

/// The record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    table: Table,
}

impl Store {
    /// The record as it is; a new one where there is none.
    ///
    /// # Errors
    /// When what is there is no table.
    pub fn read(bytes: Option<&[u8]>) -> Result<Self, NoTable> {
        let new = || Table { header: Vec::new(), rows: Vec::new(), separator: b',' };
        let mut table = match bytes.map(table::read) {
            None | Some(Err(NoTable::Empty)) => new(),
            Some(Ok(table)) => table,
            Some(Err(other)) => return Err(other),
        };
        if table.header.is_empty() {
            table.header = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        }
        Ok(Self { table })
    }

    /// Puts hand-raises in, each once: the same person asking for the same offer is one hand-raise, however often and whenever it is
    /// exported. Two that differ only in that one does not say for which offer are the same, too. `canonical` gives an offer's
    /// spelling its slug. What became of each, in the order given.
    pub fn merge(&mut self, new: &[NewLead], canonical: &dyn Fn(&str) -> String) -> Vec<Fate> {
        let was_sorted = self.is_sorted();
        let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, row) in self.table.rows.iter().enumerate() {
            known.entry(key(&self.cell(row, "email"))).or_default().push(index);
        }
        let fates = new.iter().map(|lead| self.put(lead, &mut known, canonical)).collect();
        // A host who sorted the table in another way finds new rows at its end.
        if was_sorted {
            let mut rows = std::mem::take(&mut self.table.rows);
            rows.sort_by_cached_key(|row| self.order(row));
            self.table.rows = rows;
        }
        fates
    }

    fn put(&mut self, new: &NewLead, known: &mut BTreeMap<String, Vec<usize>>, canonical: &dyn Fn(&str) -> String) -> Fate {
        let rows = known.entry(key(&new.lead.email)).or_default();
        let wanted = canonical(&new.lead.offer);
        let offer = |index: &usize| canonical(&self.cell(&self.table.rows[*index], "offer"));
        let same = rows.iter().copied().find(|index| offer(index) == wanted);
        let vague = || rows.iter().copied().find(|index| wanted.is_empty() || offer(index).is_empty());
        let Some(index) = same.or_else(vague) else {
            rows.push(self.table.rows.len());
            self.table.rows.push(Row::default());
            self.fill(self.table.rows.len() - 1, new);
            return Fate::Added;
        };
        if self.fill(index, new) { Fate::Completed } else { Fate::Known }
    }

    /// Fills the empty cells of a row; whether any was filled.
    fn fill(&mut self, index: usize, new: &NewLead) -> bool {
        let mut filled = false;
        let own = new.own.iter().map(|(name, cell)| (name.as_str(), cell.as_str()));
        for (name, cell) in new.lead.cells().into_iter().chain(own) {
            let column = if cell.is_empty() { continue } else { self.column_or_new(name) };
            let row = &mut self.table.rows[index];
            if row.cell(column).trim().is_empty() {
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, String::new());
                }
                row.cells[column] = table::defused(cell);
                filled = true;
            }
        }
        filled
    }

    fn column_or_new(&mut self, name: &str) -> usize {
        self.column(name).unwrap_or_else(|| {
            self.table.header.push(name.to_owned());
            self.table.header.len() - 1
        })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.table.header.iter().position(|column| column.trim().eq_ignore_ascii_case(name))
    }

    fn cell(&self, row: &Row, name: &str) -> String {
        self.column(name).map_or_else(String::new, |column| table::plain(row.cell(column)).trim().to_owned())
    }

    /// By time; then by person and offer, so that the order of imports leaves no trace.
    fn order(&self, row: &Row) -> (String, String, String) {
        (self.cell(row, "received"), key(&self.cell(row, "email")), self.cell(row, "offer"))
    }

    fn is_sorted(&self) -> bool {
        let times: Vec<String> = self.table.rows.iter().map(|row| self.cell(row, "received")).collect();
        times.is_sorted()
    }

    /// The rows, as they are read.
    pub fn leads(&self) -> impl Iterator<Item = RawLead> {
        self.table.rows.iter().map(|row| RawLead {
            line: row.line,
            received: self.cell(row, "received"),
            email: self.cell(row, "email"),
            name: self.cell(row, "name"),
            partner: self.cell(row, "partner"),
            offer: self.cell(row, "offer"),
            episode: self.cell(row, "episode"),
        })
    }

    /// Whether the column that everything hangs on is there.
    #[must_use]
    pub fn has_addresses(&self) -> bool {
        self.column("email").is_some()
    }

    /// The record as bytes. Every row has a cell for every column.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let width = self.table.header.len();
        let padded = |row: &Row| {
            let mut row = row.clone();
            row.cells.resize(row.cells.len().max(width), String::new());
            row
        };
        let rows: Vec<Row> = self.table.rows.iter().map(padded).collect();
        table::write(&self.table.header, &rows, self.table.separator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(received: &str, email: &str, offer: &str) -> NewLead {
        let lead = RawLead { received: received.into(), email: email.into(), offer: offer.into(), ..RawLead::default() };
        NewLead { lead, own: Vec::new() }
    }

    fn text(store: &Store) -> String {
        String::from_utf8(store.to_bytes()).expect("text")
    }

    fn merged(store: &mut Store, new: Vec<NewLead>) -> (usize, usize, usize) {
        let fates = store.merge(&new, &|offer| offer.to_lowercase());
        let count = |fate: Fate| fates.iter().filter(|other| **other == fate).count();
        (count(Fate::Added), count(Fate::Completed), count(Fate::Known))
    }

    #[test]
    fn the_same_person_asking_for_the_same_offer_is_one_hand_raise() {
        let mut store = Store::read(None).expect("a new one");
        let first = vec![lead("2026-05-02", "Ann@a.example", "kit"), lead("2026-05-09", "ann@A.example ", "KIT")];
        assert_eq!(merged(&mut store, first), (1, 0, 1));
        let longer =
            vec![lead("2026-05-02", "ann@a.example", "kit"), lead("2026-05-01", "bob@b.example", "kit"), lead("", "ann@a.example", "map")];
        assert_eq!(merged(&mut store, longer.clone()), (2, 0, 1));
        let once = text(&store);
        assert_eq!(merged(&mut store, longer), (0, 0, 3));
        assert_eq!(text(&store), once);
        assert_eq!(
            once,
            "\u{feff}received,email,name,partner,offer,episode\n,ann@a.example,,,map,\n2026-05-01,bob@b.example,,,kit,\n2026-05-02,Ann@a.example,,,kit,\n"
        );
    }

    #[test]
    fn the_order_of_imports_leaves_no_trace() {
        let one = vec![lead("2026-05-02", "a@a.example", "kit"), lead("2026-05-01", "b@a.example", "kit")];
        let other = vec![lead("2026-05-01", "a@a.example", "map"), lead("2026-05-03", "c@a.example", "")];
        let both = |first: &Vec<NewLead>, second: &Vec<NewLead>| {
            let mut store = Store::read(None).expect("a new one");
            merged(&mut store, first.clone());
            merged(&mut store, second.clone());
            text(&store)
        };
        assert_eq!(both(&one, &other), both(&other, &one));
    }

    #[test]
    fn an_import_that_does_not_say_for_what_adds_nobody_who_is_there() {
        let (vague, exact) = (lead("2026-05-01", "a@a.example", ""), lead("2026-05-01", "a@a.example", "kit"));
        for order in [[vague.clone(), exact.clone()], [exact, vague]] {
            let mut store = Store::read(None).expect("a new one");
            merged(&mut store, order.into());
            assert!(text(&store).ends_with("\n2026-05-01,a@a.example,,,kit,\n"), "{}", text(&store));
        }
    }

    #[test]
    fn what_the_host_wrote_stays_and_only_empty_cells_are_filled() {
        let by_hand = "Thanked;Email;Offer;partner\r\n\"yes; by phone\";ann@a.example;kit;\r\n=note;;;\r\n;bob@b.example;kit;dev;extra\r\n";
        let mut store = Store::read(Some(by_hand.as_bytes())).expect("a table");
        let mut new = lead("2026-05-02", "ann@a.example", "kit");
        new.lead.partner = "dev".into();
        new.own.push(("company".into(), "=Acme".into()));
        let mut bob = lead("", "bob@b.example", "kit");
        bob.lead.partner = "somebody-else".into();
        assert_eq!(merged(&mut store, vec![new, bob]), (0, 1, 1));
        let written = text(&store);
        for line in
            ["Thanked;Email;Offer;partner;received;company", "\"yes; by phone\";ann@a.example;kit;dev;2026-05-02;'=Acme", "=note;;;;;"]
        {
            assert!(written.lines().any(|found| found.trim_start_matches('\u{feff}') == line), "{line}\n{written}");
        }
        assert!(written.contains(";bob@b.example;kit;dev;extra;"), "{written}");
    }

    #[test]
    fn a_formula_sent_through_the_form_is_no_formula_in_the_record_and_is_known_again() {
        let mut store = Store::read(None).expect("a new one");
        let mut evil = lead("2026-05-02", "=cmd@a.example", "kit");
        evil.lead.name = "=HYPERLINK(\"http://x\")".into();
        assert_eq!(merged(&mut store, vec![evil.clone()]), (1, 0, 0));
        assert!(text(&store).contains(",'=cmd@a.example,\"'=HYPERLINK("), "{}", text(&store));
        let mut again = Store::read(Some(&store.to_bytes())).expect("a table");
        assert_eq!(merged(&mut again, vec![evil]), (0, 0, 1));
    }

    #[test]
    fn a_table_in_another_order_keeps_it() {
        let by_name = "received,email\n2026-05-03,a@a.example\n2026-05-01,b@a.example\n";
        let mut store = Store::read(Some(by_name.as_bytes())).expect("a table");
        merged(&mut store, vec![lead("2026-05-02", "c@a.example", "")]);
        let rows: Vec<String> = store.leads().map(|lead| lead.email).collect();
        assert_eq!(rows, ["a@a.example", "b@a.example", "c@a.example"]);
    }
}
