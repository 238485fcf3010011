//! Bytes of a table → rows of cells, whatever wrote them: UTF-8 or UTF-16 with or without byte order mark, Windows-1252, parted by
//! comma, semicolon or tab, with line breaks inside quotes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A table: the names of its columns, and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, as written.
    pub header: Vec<String>,
    /// Rows that hold anything. A row may have fewer or more cells than the header.
    pub rows: Vec<Row>,
    /// What parts the cells.
    pub separator: u8,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its first line in the file, from 1.
    pub line: u64,
    /// Its cells, as written.
    pub cells: Vec<String>,
}

impl Row {
    /// What stands in a column; nothing where the row is too short.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Why a file is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// Nothing is in it.
    Empty,
    /// It is a ZIP archive, which spreadsheets (.xlsx) are, too.
    Zip,
    /// It is no text.
    Binary,
}

impl NoTable {
    /// What it is and what to do, for people.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Empty => "there is nothing in it; export it once more",
            Self::Zip => "this is a ZIP file or a spreadsheet; unpack it, or save it as CSV, and import that",
            Self::Binary => "this is no text; export it as CSV",
        }
    }
}

/// Reads a table. The first row that holds anything names the columns.
///
/// # Errors
/// When it is no table.
pub fn read(bytes: &[u8]) -> Result<Table, NoTable> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(NoTable::Zip);
    }
    let text = decode(bytes);
    if text.contains('\0') {
        return Err(NoTable::Binary);
    }
    // Spreadsheets of some countries write `sep=;` above the table to say what parts it.
    let (told, skipped) = told_separator(&text);
    let body = &text[skipped..];
    let lines_before = if skipped == 0 { 0 } else { 1 };
    let separator = told.unwrap_or_else(|| separator(body));
    let mut rows = rows(body, separator, lines_before);
    if rows.is_empty() {
        return Err(NoTable::Empty);
    }
    Ok(Table { header: rows.remove(0).cells, rows, separator })
}

/// The text of bytes. What is neither marked nor UTF-8 is taken for Windows-1252, which older spreadsheets write.
fn decode(bytes: &[u8]) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, length)| (encoding, &bytes[length..]));
    let (encoding, bytes) = marked.unwrap_or_else(|| (guess(bytes), bytes));
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // The names of columns are Latin letters in any of these tables, so every other byte of UTF-16 is zero.
    match bytes.get(..4) {
        Some([a, 0, b, 0]) if *a != 0 && *b != 0 => UTF_16LE,
        Some([0, a, 0, b]) if *a != 0 && *b != 0 => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

fn told_separator(text: &str) -> (Option<u8>, usize) {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let told = first.trim().strip_prefix("sep=").and_then(|rest| rest.as_bytes().first().copied());
    match told.filter(|separator| matches!(separator, b',' | b';' | b'\t' | b'|')) {
        Some(separator) => (Some(separator), first.len()),
        None => (None, 0),
    }
}

/// What the first line has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let (mut quoted, mut counts) = (false, [(b',', 0_u32), (b';', 0), (b'\t', 0)]);
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(separator, _)| *separator == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| *count > 0).map_or(b',', |(separator, _)| *separator)
}

fn rows(text: &str, separator: u8, lines_before: u64) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    // Reading text from memory, into rows of any length, cannot fail.
    let records = reader.records().map_while(Result::ok);
    let mut lines = Lines { text, at: 0, line: lines_before + 1 };
    let row = |record: csv::StringRecord| Row {
        line: lines.of(record.position().map_or(0, csv::Position::byte)),
        cells: record.iter().map(str::to_owned).collect(),
    };
    records.map(row).filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect()
}

/// Counts lines along a text. (The reader's own count is one short after a Windows line end.)
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first thing at or after this byte; bytes must not go back.
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.at, self.text.len());
        let blank = self.text.as_bytes()[byte..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text.as_bytes()[self.at..byte + blank];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = byte + blank;
        self.line
    }
}

/// A table as bytes: UTF-8 with a byte order mark (without it some spreadsheets garble every accent), lines ended by a line feed.
#[must_use]
pub fn write(header: &[String], rows: &[Row], separator: u8) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(&mut bytes);
    for cells in std::iter::once(header).chain(rows.iter().map(|row| row.cells.as_slice())) {
        // Writing into memory cannot fail.
        drop(writer.write_record(cells));
    }
    drop(writer.flush());
    drop(writer);
    bytes
}

/// A cell for a spreadsheet that must not take it for a formula: what begins like one gets an apostrophe.
///
/// Source: OWASP, "CSV Injection": `=`, `+`, `-`, `@`, tab and carriage return begin a formula.
#[must_use]
pub fn defused(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before [`defused`].
#[must_use]
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = read(bytes).expect("a table");
        std::iter::once(table.header).chain(table.rows.into_iter().map(|row| row.cells)).collect()
    }

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_way_of_saving_the_same_table_reads_the_same() {
        let wanted = [["email", "name"], ["a@b.example", "María; Größe"]];
        let plain = "email,name\na@b.example,María; Größe\n";
        let semicolons = "email;name\r\na@b.example;\"María; Größe\"\r\n";
        let tabs = "email\tname\na@b.example\tMaría; Größe\n";
        let (windows, ..) = WINDOWS_1252.encode(plain);
        for bytes in [
            plain.as_bytes().to_vec(),
            format!("\u{feff}{plain}").into_bytes(),
            semicolons.as_bytes().to_vec(),
            format!("sep=;\r\n{semicolons}").into_bytes(),
            tabs.as_bytes().to_vec(),
            utf_16(tabs, true),
            utf_16(&format!("\u{feff}{tabs}"), true),
            utf_16(&format!("\u{feff}{plain}"), false),
            windows.into_owned(),
        ] {
            assert_eq!(cells(&bytes), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn a_line_break_inside_quotes_is_part_of_the_cell_and_lines_are_counted() {
        let table = read(b"\n\"e\"\"mail\",note\r\na@b.example,\"one\r\ntwo\"\n\n,\nc@d.example\n").expect("a table");
        assert_eq!(table.header, ["e\"mail", "note"]);
        let rows: Vec<_> = table.rows.iter().map(|row| (row.line, row.cell(0), row.cell(1))).collect();
        assert_eq!(rows, [(3, "a@b.example", "one\r\ntwo"), (7, "c@d.example", "")]);
    }

    #[test]
    fn what_is_no_table_says_what_it_is() {
        assert_eq!(read(b"PK\x03\x04rest"), Err(NoTable::Zip));
        assert_eq!(read(b"\xef\xbb\xbf\r\n \n"), Err(NoTable::Empty));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(NoTable::Binary));
    }

    #[test]
    fn a_quote_that_is_never_closed_and_odd_bytes_are_read_somehow() {
        assert_eq!(cells(b"email,name\n\"a@b.example,x\ny").len(), 2);
        assert_eq!((read(&[0xff, 0xfe]), cells(b"\x80,\x81").len()), (Err(NoTable::Empty), 1));
    }

    #[test]
    fn what_is_written_reads_back() {
        let rows = vec![Row { line: 2, cells: vec!["a, \"b\"\nc".into(), String::new()] }, Row { line: 4, cells: vec!["é".into()] }];
        for separator in [b',', b';', b'\t'] {
            let table = read(&write(&["x".into(), "y".into()], &rows, separator)).expect("a table");
            assert_eq!((table.separator, table.rows), (separator, rows.clone()));
        }
    }

    #[test]
    fn a_cell_that_begins_like_a_formula_is_defused_once_and_comes_back() {
        for cell in ["=1+1", "+49 30", "-x", "@a", "\t=x", "plain", "'quoted"] {
            assert_eq!(plain(&defused(cell)), cell);
        }
        assert_eq!(defused("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    }
}
