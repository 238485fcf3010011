//! Layer 5: `turntable leads import`: the export of a form service → `private/leads.csv`. Says which column it reads as what, asks where
//! somebody can be asked, and puts each hand-raise in once.

use super::build::{Refusal, Said, Voice};
use super::prompt::{Prompt, Question};
use super::reading::{self, labelled};
use crate::cli::{DateOrder, Format, LeadsImport};
use crate::disk;
use crate::model::{RelPath, Site};
use crate::parse::fields::shortened;
use crate::parse::leads::columns::{Columns, Field, Service, Told, Unclear};
use crate::parse::leads::credit::{self, Hints};
use crate::parse::leads::dates::{self, Order};
use crate::parse::leads::store::{Fate, NewLead, Store};
use crate::parse::leads::table::{self, Row, Table};
use crate::parse::leads::{COLUMNS, RawLead, cell};
use crate::parse::values;
use crate::plan::desk::directory::Directory;
use crate::project::Project;
use crate::report::print::counted;
use crate::resolve::RECORD;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// The largest export that is read, in bytes: a quarter of a million people are about 50 MB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads exports into the record.
///
/// # Errors
/// When the command line cannot be followed or the machine fails.
pub fn import(
    asked: &LeadsImport,
    root: &Path,
    now: &Zoned,
    prompt: &mut Prompt<'_>,
    piped: &mut dyn Read,
    voice: Voice,
) -> Result<Said, Refusal> {
    let told = asked.columns.iter().map(|text| meaning(text)).collect::<Result<Vec<_>, _>>()?;
    let project = Project::at(root, None);
    let show = match reading::show(&project, None, now, voice)? {
        Ok(show) => show,
        Err(said) => return Ok(said),
    };
    let desk = Lookup { site: &show.site, directory: Directory::of(&show.site), asked };
    desk.refuse_unknown_defaults()?;
    let record = project.path(&RelPath(RECORD.to_owned()));
    let before = disk::read_if_there(&record)?;
    let mut store = match Store::read(before.as_deref()) {
        Ok(store) => store,
        Err(why) => return Ok(stopped(&format!("{RECORD}: {}", why.advice()))),
    };
    let mut exports = Vec::new();
    for file in &asked.files {
        let name = if file.as_os_str() == "-" { "what was piped in".to_owned() } else { file.display().to_string() };
        let bytes = match bytes(file, piped)? {
            Ok(bytes) => bytes,
            Err(why) => return Ok(stopped(&format!("{name}: {why}"))),
        };
        let table = match table::read(&bytes) {
            Ok(table) => table,
            Err(why) => return Ok(stopped(&format!("{name}: {}", why.advice()))),
        };
        let columns = Columns::guess(&table).with(&told, &table);
        let columns = match columns {
            Ok(columns) => columns,
            Err(Unclear::NoHeader) => return Ok(stopped(&format!("{name}: {}", unclear(&Unclear::NoHeader, &table)))),
            Err(why) if prompt.is_person() && why == Unclear::NoEmail => Columns::default(),
            Err(why) => return Err(Refusal::Asked(format!("{name}: {}", unclear(&why, &table)))),
        };
        let columns = confirmed(columns, &name, &table, asked, prompt)?;
        exports.push(desk.read(name, table, columns));
    }
    let fates = desk.merge(&mut store, &mut exports);
    let bytes = store.to_bytes();
    let is_written = !asked.dry_run && before.as_ref() != Some(&bytes) && fates.iter().flatten().any(|fate| *fate != Fate::Known);
    if is_written {
        record.parent().map_or(Ok(()), disk::create_folder)?;
        disk::replace(&record, &bytes)?;
    }
    let outcome = Outcome { exports: &exports, fates: &fates, asked, is_written, is_exposed: is_exposed(root) };
    Ok(outcome.said(&desk, prompt, voice))
}

fn stopped(why: &str) -> Said {
    Said { err: format!("{why}\nNothing was read in.\n"), code: 1, ..Said::default() }
}

/// `partner=Sent by` taken apart.
fn meaning(text: &str) -> Result<Told, Refusal> {
    let wrong =
        || Refusal::Asked(format!("--column {text} is not understood; write what it means, `=`, and the column: --column email=Address"));
    let (means, column) = text.split_once('=').ok_or_else(wrong)?;
    let means = means.trim().to_lowercase();
    if means.is_empty() || means.contains(|c: char| c.is_control()) {
        return Err(wrong());
    }
    Ok(Told { means, column: column.to_owned() })
}

fn bytes(file: &Path, piped: &mut dyn Read) -> Result<Result<Vec<u8>, String>, Refusal> {
    let too_large = || Ok(Err(format!("this is larger than {} MB; export a shorter time", LARGEST / 1024 / 1024)));
    if file.as_os_str() != "-" {
        if disk::metadata(file).is_some_and(|file| file.len() > LARGEST) {
            return too_large();
        }
        return Ok(Ok(disk::read(file)?));
    }
    let mut bytes = Vec::new();
    if let Err(cause) = piped.take(LARGEST + 1).read_to_end(&mut bytes) {
        return Err(Refusal::Machine(disk::Failure { doing: "read", path: file.to_owned(), cause }));
    }
    if bytes.len() as u64 > LARGEST { too_large() } else { Ok(Ok(bytes)) }
}

fn unclear(why: &Unclear, table: &Table) -> String {
    let columns = table.header.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
    match why {
        Unclear::NoHeader => {
            "the first line holds an address; put a line with the names of the columns above it, such as `email,name`".to_owned()
        }
        Unclear::NoEmail => format!("no column holds e-mail addresses; say which with --column email=COLUMN. There are: {columns}"),
        Unclear::NoSuchColumn(name) => format!("there is no column `{name}`. There are: {columns}"),
    }
}

/// A column's name on one line.
fn shown(name: &str) -> String {
    let name = cell(name);
    if name.is_empty() { "(no name)".to_owned() } else { name.chars().take(40).collect() }
}

/// What is read as what, for people.
fn said_columns(columns: &Columns, name: &str, table: &Table) -> String {
    let service = Service::of(&table.header).name().map_or_else(String::new, |service| format!(", as {service} exports it"));
    let mut text = labelled(2, "read", 9, &format!("{name}: {}{service}", counted(table.rows.len(), "row")));
    let mut used = Vec::new();
    let chosen = columns.chosen.iter().map(|(field, columns)| (field.word(), columns.as_slice()));
    let own = columns.own.iter().map(|(name, column)| (name.as_str(), std::slice::from_ref(column)));
    for (index, (word, columns)) in chosen.chain(own).enumerate() {
        let names: Vec<String> = columns.iter().filter_map(|column| table.header.get(*column)).map(|name| shown(name)).collect();
        let label = format!("{:<9}{word}", if index == 0 { "columns" } else { "" });
        text.push_str(&labelled(2, &label, 21, &format!("from {}", names.join(", else "))));
        used.extend(columns);
    }
    let unread: Vec<String> =
        (0..table.header.len()).filter(|column| !used.contains(column)).map(|column| shown(&table.header[column])).collect();
    if !unread.is_empty() {
        text.push_str(&labelled(2, "not read", 9, &unread.join(", ")));
    }
    text
}

/// Shows the columns to a person and lets them say otherwise.
fn confirmed(mut columns: Columns, name: &str, table: &Table, asked: &LeadsImport, prompt: &mut Prompt<'_>) -> Result<Columns, Refusal> {
    if asked.yes || !prompt.is_person() {
        return Ok(columns);
    }
    loop {
        prompt.say(said_columns(&columns, name, table).trim_end());
        let has_email = columns.chosen.contains_key(&Field::Email);
        let question = Question { text: "Is that right?", flag: "--yes", default: Some("y"), hint: Some("Y/n") };
        if has_email && answered(prompt, question)?.to_lowercase().starts_with('y') {
            return Ok(columns);
        }
        prompt.say("Which column is it? Its name or number, Enter keeps it, - for none.");
        let mut told = Vec::new();
        for field in [Field::Email, Field::Name, Field::Received, Field::Partner, Field::Offer, Field::Episode, Field::Page] {
            let now = columns.chosen.get(&field).and_then(|columns| table.header.get(*columns.first()?)).map_or("-", String::as_str);
            let text = format!("{}:", field.word());
            let answer = answered(prompt, Question { text: &text, flag: "--column", default: Some(now), hint: None })?;
            if answer != now {
                let column = if answer == "-" { String::new() } else { answer };
                told.push(Told { means: field.word().to_owned(), column });
            }
        }
        match columns.clone().with(&told, table) {
            Ok(changed) => columns = changed,
            Err(why) => prompt.say(&unclear(&why, table)),
        }
    }
}

fn answered(prompt: &mut Prompt<'_>, question: Question<'_>) -> Result<String, Refusal> {
    prompt.answer(None, question).map_err(|unanswered| Refusal::Asked(format!("stopped; {} says it without asking", unanswered.flag)))
}

/// What was read from one export.
struct Export {
    file: String,
    table: Table,
    columns: Columns,
    leads: Vec<NewLead>,
    /// Line and reason of rows that are no hand-raises.
    left_out: Vec<(u64, &'static str)>,
    /// Lines whose date cannot be read.
    undated: Vec<u64>,
    /// How dates of three numbers were read, where nothing in the export tells.
    assumed: Option<Order>,
}

/// What names are looked up in.
struct Lookup<'a> {
    site: &'a Site,
    directory: Directory<'a>,
    asked: &'a LeadsImport,
}

impl Lookup<'_> {
    fn refuse_unknown_defaults(&self) -> Result<(), Refusal> {
        let known = &self.directory;
        let given = |what, name: &Option<String>, is_known: &dyn Fn(&str) -> bool, near: &dyn Fn(&str) -> Option<String>| match name {
            Some(name) if !is_known(name) => {
                let hint = near(name).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                Err(Refusal::Asked(format!("--{what} {name}: there is no {what} of that name{hint}")))
            }
            _ => Ok(()),
        };
        let near = |near: Option<&str>| near.map(str::to_owned);
        given("partner", &self.asked.partner, &|name| known.partner(name).is_some(), &|name| near(known.partner_like(name)))?;
        given("offer", &self.asked.offer, &|name| known.offer(name).is_some(), &|name| near(known.offer_like(name)))?;
        given("episode", &self.asked.episode, &|name| known.episode(name).is_some(), &|name| near(known.episode_like(name)))
    }

    fn read(&self, file: String, table: Table, columns: Columns) -> Export {
        let received = || table.rows.iter().map(|row| columns.read(Field::Received, row));
        let usual = if self.site.show.language.eq_ignore_ascii_case("en-us") || self.site.show.language.eq_ignore_ascii_case("en") {
            Order::MonthFirst
        } else {
            Order::DayFirst
        };
        let told = self.asked.dates.map(|order| if order == DateOrder::DayFirst { Order::DayFirst } else { Order::MonthFirst });
        let order = told.or_else(|| dates::order(received())).unwrap_or(usual);
        let assumed = (told.is_none() && dates::is_ambiguous(received())).then_some(order);
        let (mut leads, mut left_out, mut undated) = (Vec::new(), Vec::new(), Vec::new());
        for row in &table.rows {
            let email = cell(table::plain(columns.read(Field::Email, row)));
            let why = match values::email(&email) {
                _ if email.is_empty() => Some("no e-mail address"),
                Err(_) => Some("no usable e-mail address"),
                Ok(_) if self.directory.is_own(&email) => Some("your own address"),
                Ok(_) => None,
            };
            if let Some(why) = why {
                left_out.push((row.line, why));
                continue;
            }
            let lead = self.lead(email, &columns, row, order);
            if lead.lead.received.is_empty() && !columns.read(Field::Received, row).is_empty() {
                undated.push(row.line);
            }
            leads.push(lead);
        }
        // The first time counts, and undated ones come last.
        leads.sort_by(|a, b| (a.lead.received.is_empty(), &a.lead.received).cmp(&(b.lead.received.is_empty(), &b.lead.received)));
        Export { file, table, columns, leads, left_out, undated, assumed }
    }

    fn lead(&self, email: String, columns: &Columns, row: &Row, order: Order) -> NewLead {
        let read = |field: Field| cell(table::plain(columns.read(field, row)));
        let pages: Vec<Hints> = columns.all(Field::Page, row).map(page_hints).collect();
        let form = read(Field::Form);
        let lead = RawLead {
            line: 0,
            received: received(columns, row, order, &self.site.show.timezone),
            email: email.strip_prefix("mailto:").map_or_else(|| email.clone(), str::to_owned),
            name: cell(&columns.name(row)),
            partner: self.partner(&read(Field::Partner), &pages),
            offer: self.offer(&read(Field::Offer), &form, &pages),
            episode: self.episode(&read(Field::Episode), &pages),
        };
        let own = columns.own.iter().map(|(name, column)| (name.clone(), cell(table::plain(row.cell(*column)))));
        NewLead { lead, own: own.collect() }
    }

    /// What the row says if it is known; else what the page says; else what was asked for; else what the row says, for the host to see.
    fn partner(&self, said: &str, pages: &[Hints]) -> String {
        let known = |name: &str| self.directory.partner(name).map(|partner| partner.slug.to_string());
        let of_page = |page: &Hints| page.partner.iter().chain(&page.any).find_map(|name| known(name));
        let default = || self.asked.partner.as_deref().and_then(known).filter(|_| said.is_empty());
        known(said).or_else(|| pages.iter().find_map(of_page)).or_else(default).unwrap_or_else(|| said.to_owned())
    }

    /// The same for the offer; its form is named after it.
    fn offer(&self, said: &str, form: &str, pages: &[Hints]) -> String {
        let known = |name: &str| self.directory.offer(name).map(|offer| offer.slug.to_string());
        let of_form = || form.strip_prefix("offer-").and_then(known);
        let of_page = |page: &Hints| page.offer.iter().chain(&page.any).find_map(|name| known(name));
        let default = || self.asked.offer.as_deref().and_then(known).filter(|_| said.is_empty());
        known(said).or_else(of_form).or_else(|| pages.iter().find_map(of_page)).or_else(default).unwrap_or_else(|| said.to_owned())
    }

    /// The same for the episode.
    fn episode(&self, said: &str, pages: &[Hints]) -> String {
        let known = |name: &str| self.directory.episode(name).map(|episode| episode.slug.to_string());
        let of_page = |page: &Hints| page.episode.iter().chain(&page.any).find_map(|name| known(name));
        let default = || self.asked.episode.as_deref().and_then(known).filter(|_| said.is_empty());
        known(said).or_else(|| pages.iter().find_map(of_page)).or_else(default).unwrap_or_else(|| said.to_owned())
    }

    fn merge(&self, store: &mut Store, exports: &mut [Export]) -> Vec<Vec<Fate>> {
        let canonical = |offer: &str| self.directory.offer(offer).map_or_else(|| offer.to_lowercase(), |offer| offer.slug.to_string());
        exports.iter().map(|export| store.merge(&export.leads, &canonical)).collect()
    }

    /// Names that are nobody's and nothing's, with the rows they stand in and the nearest that there is.
    fn unknown(&self, exports: &[Export]) -> Vec<(&'static str, String, usize, Option<String>)> {
        let mut unknown: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for lead in exports.iter().flat_map(|export| &export.leads).map(|lead| &lead.lead) {
            let cells = [
                ("partner", &lead.partner, self.directory.partner(&lead.partner).is_some()),
                ("offer", &lead.offer, self.directory.offer(&lead.offer).is_some()),
                ("episode", &lead.episode, self.directory.episode(&lead.episode).is_some()),
            ];
            for (what, name, _) in cells.into_iter().filter(|(_, name, is_known)| !name.is_empty() && !is_known) {
                *unknown.entry((what, name.clone())).or_default() += 1;
            }
        }
        let near = |what: &str, name: &str| match what {
            "partner" => self.directory.partner_like(name),
            "offer" => self.directory.offer_like(name),
            _ => self.directory.episode_like(name),
        };
        unknown.into_iter().map(|((what, name), rows)| (what, name.clone(), rows, near(what, &name).map(str::to_owned))).collect()
    }
}

/// A page's address, or a campaign value alone (`utm_source` is a column of its own in some exports).
fn page_hints(text: &str) -> Hints {
    let mut hints = credit::hints(text);
    if !text.contains(['/', '?', ' ']) {
        hints.any.push(text.to_owned());
    }
    hints
}

/// The first date of the row that can be read.
fn received(columns: &Columns, row: &Row, order: Order, zone: &TimeZone) -> String {
    let read = columns.all(Field::Received, row).find_map(|text| dates::read(table::plain(text), order));
    read.map_or_else(String::new, |moment| dates::kept(&moment, zone))
}

/// Whether the record lies in a repository that does not leave it out.
fn is_exposed(root: &Path) -> bool {
    let ignored = disk::read_if_there(&root.join(".gitignore")).ok().flatten().unwrap_or_default();
    let names =
        String::from_utf8_lossy(&ignored).lines().any(|line| matches!(line.trim().trim_matches('/'), "private" | "private/*" | RECORD));
    disk::metadata(&root.join(".git")).is_some() && !names
}

/// What came of it.
struct Outcome<'a> {
    exports: &'a [Export],
    /// For each export, what became of its hand-raises.
    fates: &'a [Vec<Fate>],
    asked: &'a LeadsImport,
    is_written: bool,
    is_exposed: bool,
}

impl Outcome<'_> {
    fn said(&self, desk: &Lookup<'_>, prompt: &Prompt<'_>, voice: Voice) -> Said {
        if voice.format == Format::Json {
            return Said { out: format!("{:#}\n", self.document(desk)), ..Said::default() };
        }
        let mut err = String::new();
        // A person has seen the columns already, unless they said that they need not.
        if !prompt.is_person() || self.asked.yes {
            self.exports.iter().for_each(|export| err.push_str(&said_columns(&export.columns, &export.file, &export.table)));
            err.push('\n');
        }
        err.push_str(&self.doubts(desk));
        let out = if voice.is_quiet { String::new() } else { self.told(desk) };
        Said { out, err, code: 0 }
    }

    /// What the host should look at.
    fn doubts(&self, desk: &Lookup<'_>) -> String {
        let mut text = String::new();
        for export in self.exports {
            if let Some(order) = export.assumed {
                let (read, other) = match order {
                    Order::DayFirst => ("the day first", "month-first"),
                    Order::MonthFirst => ("the month first", "day-first"),
                };
                text.push_str(&labelled(2, "dates", 9, &format!("{}: read with {read}; otherwise say --dates {other}", export.file)));
            }
            if !export.undated.is_empty() {
                text.push_str(&labelled(
                    2,
                    "dates",
                    9,
                    &format!("{}: not understood, so kept without one ({})", export.file, lines(&export.undated)),
                ));
            }
        }
        for (what, name, rows, near) in desk.unknown(self.exports) {
            let nearest = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let credit = if what == "partner" { ", and nobody gets the credit" } else { "" };
            text.push_str(&labelled(
                2,
                "unknown",
                9,
                &format!("{what} `{}` in {}: kept as it is{credit}{nearest}", shortened(&name), counted(rows, "row")),
            ));
        }
        if self.is_exposed {
            text.push_str(&labelled(
                2,
                "careful",
                9,
                "private/ is not in .gitignore; add a line `/private` so that these addresses are never shared",
            ));
        }
        text
    }

    fn count(&self, fate: Fate) -> usize {
        self.fates.iter().flatten().filter(|other| **other == fate).count()
    }

    /// Hand-raises that are new, by partner.
    fn new_by_partner<'s>(&self, desk: &Lookup<'s>) -> BTreeMap<Option<&'s str>, (Option<&'s str>, usize)> {
        let mut partners = BTreeMap::new();
        let pairs = self.exports.iter().zip(self.fates).flat_map(|(export, fates)| export.leads.iter().zip(fates));
        for (lead, _) in pairs.filter(|(_, fate)| **fate == Fate::Added) {
            let partner = desk.directory.partner(&lead.lead.partner);
            let entry =
                partners.entry(partner.map(|partner| partner.slug.as_str())).or_insert((partner.map(|partner| partner.name.as_str()), 0));
            entry.1 += 1;
        }
        partners
    }

    fn told(&self, desk: &Lookup<'_>) -> String {
        let new = self.new_by_partner(desk);
        let mut text =
            labelled(2, if self.asked.dry_run { "would add" } else { "new" }, 11, &counted(self.count(Fate::Added), "hand-raise"));
        let mut named: Vec<(String, usize)> =
            new.iter().map(|(_, (name, count))| (name.map_or_else(|| "nobody credited".to_owned(), str::to_owned), *count)).collect();
        // Nobody, the first of them, comes last.
        if new.contains_key(&None) {
            named.rotate_left(1);
        }
        for (name, count) in named {
            text.push_str(&format!("  {:<11}{} {count:>4}\n", "", reading::column(&name, 40)));
        }
        let mut more = |label: &str, words: String| text.push_str(&labelled(2, label, 11, &words));
        if self.count(Fate::Completed) > 0 {
            more("filled in", format!("empty cells of {} that were there", counted(self.count(Fate::Completed), "hand-raise")));
        }
        if self.count(Fate::Known) > 0 {
            more("known", counted(self.count(Fate::Known), "hand-raise"));
        }
        for (why, lines_of) in self.left_out() {
            more("left out", format!("{why}: {} ({})", counted(lines_of.len(), "row"), lines(&lines_of)));
        }
        text.push('\n');
        text.push_str(&match (self.asked.dry_run, self.is_written) {
            (true, _) => "Nothing was written.\n".to_owned(),
            (false, false) => format!("Nothing is new; {RECORD} stays as it was.\n"),
            (false, true) => format!("The record is in {RECORD}, for your eyes only.\nNext:  turntable leads   who came by whom\n"),
        });
        text
    }

    fn left_out(&self) -> BTreeMap<&'static str, Vec<u64>> {
        let mut reasons: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
        for (line, why) in self.exports.iter().flat_map(|export| &export.left_out) {
            reasons.entry(why).or_default().push(*line);
        }
        reasons
    }

    fn document(&self, desk: &Lookup<'_>) -> Value {
        let export = |export: &Export| {
            let names = |columns: &[usize]| -> Vec<&str> {
                columns.iter().filter_map(|column| export.table.header.get(*column)).map(String::as_str).collect()
            };
            let chosen = export.columns.chosen.iter().map(|(field, columns)| (field.word().to_owned(), json!(names(columns))));
            let own = export.columns.own.iter().map(|(name, column)| (name.clone(), json!(names(std::slice::from_ref(column)))));
            let left_out: Vec<Value> = export.left_out.iter().map(|(line, why)| json!({ "line": line, "why": why })).collect();
            json!({
                "file": export.file,
                "service": Service::of(&export.table.header).name(),
                "rows": export.table.rows.len(),
                "columns": chosen.chain(own).collect::<Map<String, Value>>(),
                "left_out": left_out,
                "undated": export.undated,
                "dates_assumed": export.assumed.map(|order| if order == Order::DayFirst { "day-first" } else { "month-first" }),
            })
        };
        let partner =
            |(slug, (name, count)): (&Option<&str>, &(Option<&str>, usize))| json!({ "partner": slug, "name": name, "added": count });
        let unknown = desk.unknown(self.exports).into_iter();
        json!({
            "files": self.exports.iter().map(export).collect::<Vec<_>>(),
            "added": self.count(Fate::Added),
            "completed": self.count(Fate::Completed),
            "known": self.count(Fate::Known),
            "partners": self.new_by_partner(desk).iter().map(partner).collect::<Vec<_>>(),
            "unknown": unknown.map(|(what, name, rows, near)| json!({ "what": what, "name": name, "rows": rows, "near": near })).collect::<Vec<_>>(),
            "record": RECORD,
            "columns": COLUMNS,
            "written": self.is_written,
        })
    }
}

/// `line 4`, `lines 4, 9 and 3 more`.
fn lines(numbers: &[u64]) -> String {
    let shown: Vec<String> = numbers.iter().take(5).map(u64::to_string).collect();
    let more = numbers.len().saturating_sub(shown.len());
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} {}{rest}", if numbers.len() == 1 { "line" } else { "lines" }, shown.join(", "))
}
