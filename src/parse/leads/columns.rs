//! Which column of an export means what: guessed from the names that form services give them, overruled by the host.

use super::table::{Row, Table};
use crate::parse::values;
use std::collections::BTreeMap;

/// What a column may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The e-mail address. Nobody is recorded without one.
    Email,
    /// The whole name.
    Name,
    /// The given name.
    FirstName,
    /// The family name.
    LastName,
    /// When it was asked.
    Received,
    /// Who gets the credit.
    Partner,
    /// What was asked for.
    Offer,
    /// Where it was heard.
    Episode,
    /// The address of the page or of where the person came from, or a campaign value.
    Page,
    /// The form's name.
    Form,
}

impl Field {
    /// All, with the word that `--column` takes.
    pub const ALL: [(&'static str, Self); 10] = [
        ("email", Self::Email),
        ("name", Self::Name),
        ("first_name", Self::FirstName),
        ("last_name", Self::LastName),
        ("received", Self::Received),
        ("partner", Self::Partner),
        ("offer", Self::Offer),
        ("episode", Self::Episode),
        ("page", Self::Page),
        ("form", Self::Form),
    ];

    /// The word that `--column` takes.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(word, _)| word)
    }

    /// Names of columns that mean this, best first, as [`plain`] writes them. Where several are there, the first cell that holds
    /// anything counts: Mailchimp leaves OPTIN_TIME empty for people who confirmed.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Email => &["email", "emailaddress", "replyto", "subscriberemail", "youremail", "mail", "contactemail"],
            Self::Name => &["name", "fullname", "yourname", "contactname"],
            Self::FirstName => &["firstname", "fname", "givenname", "first"],
            Self::LastName => &["lastname", "lname", "surname", "familyname", "last"],
            Self::Received => &[
                "received",
                "submittedat",
                "submissiondate",
                "datesubmitted",
                "createdat",
                "createddate",
                "datecreated",
                "date",
                "timestamp",
                "optintime",
                "confirmtime",
                "subscribedat",
                "subscribed",
                "signupdate",
                "signuptime",
                "dateadded",
                "time",
            ],
            Self::Partner => &["partner", "partnerslug", "sentby"],
            Self::Offer => &["offer", "offerslug"],
            Self::Episode => &["episode", "episodeslug"],
            Self::Page => &[
                "page",
                "pageurl",
                "pageaddress",
                "landingpage",
                "url",
                "signupurl",
                "formurl",
                "referrer",
                "referer",
                "referringurl",
                "utmsource",
                "utmcampaign",
                "utmcontent",
                "utmmedium",
                "utmterm",
            ],
            Self::Form => &["formname", "form"],
        }
    }
}

/// A column's name as it is compared: letters and digits in small letters, without the marks that services put around field names
/// (`_date`, `fields[partner]`).
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let bare = name.strip_prefix("fields[").and_then(|rest| rest.strip_suffix(']')).unwrap_or(&name);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Which service an export looks like it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// `created_at` beside `ip`, `user_agent` or `referrer`.
    Netlify,
    /// `_date` or `_replyto`.
    Formspree,
    /// `OPTIN_TIME`, `LEID` and their like.
    Mailchimp,
    /// `created_at` beside `first_name` and `state`, `status` or `tags`.
    Kit,
    /// Anything else.
    Other,
}

impl Service {
    /// Its name for people.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Netlify => Some("Netlify"),
            Self::Formspree => Some("Formspree"),
            Self::Mailchimp => Some("Mailchimp"),
            Self::Kit => Some("Kit"),
            Self::Other => None,
        }
    }

    /// The service whose columns these are.
    #[must_use]
    pub fn of(header: &[String]) -> Self {
        let lower: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let has = |names: &[&str]| names.iter().any(|name| lower.iter().any(|column| column == name));
        if has(&["optin_time", "confirm_time", "leid", "euid", "member_rating"]) {
            Self::Mailchimp
        } else if has(&["_date", "_replyto"]) {
            Self::Formspree
        } else if has(&["created_at"]) && has(&["ip", "user_agent"]) {
            Self::Netlify
        } else if has(&["created_at"]) && has(&["first_name"]) && has(&["state", "status", "tags"]) {
            Self::Kit
        } else {
            Self::Other
        }
    }
}

/// Which columns are read as what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Indices of columns, best first.
    pub chosen: BTreeMap<Field, Vec<usize>>,
    /// Columns kept under a name of the host's own.
    pub own: Vec<(String, usize)>,
}

/// What the host says about a column: `partner=Sent by`, `company=Company`, `name=` for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// One of [`Field::ALL`]'s words, or a name of their own.
    pub means: String,
    /// The column's name, or its number from 1; empty for none.
    pub column: String,
}

/// Why the columns cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// The first row holds an e-mail address and no names.
    NoHeader,
    /// No column holds e-mail addresses.
    NoEmail,
    /// There is no such column.
    NoSuchColumn(String),
}

impl Columns {
    /// What the names of the columns say, and what the cells say where the names say nothing.
    #[must_use]
    pub fn guess(table: &Table) -> Self {
        let names: Vec<String> = table.header.iter().map(|name| plain(name)).collect();
        let find = |field: Field| -> Vec<usize> {
            field.names().iter().filter_map(|wanted| names.iter().position(|name| name == wanted)).collect()
        };
        let mut chosen: BTreeMap<Field, Vec<usize>> = Field::ALL.iter().map(|(_, field)| (*field, find(*field))).collect();
        chosen.entry(Field::Email).and_modify(|columns| columns.truncate(1));
        if chosen.get(&Field::Email).is_none_or(Vec::is_empty) {
            chosen.insert(Field::Email, most_addresses(table).into_iter().collect());
        }
        chosen.retain(|_, columns| !columns.is_empty());
        Self { chosen, own: Vec::new() }
    }

    /// The same, with what the host says in the place of guesses.
    ///
    /// # Errors
    /// When there is no such column, or still none with e-mail addresses.
    pub fn with(mut self, told: &[Told], table: &Table) -> Result<Self, Unclear> {
        for told in told {
            let column = (!told.column.trim().is_empty()).then(|| position(&told.column, &table.header)).transpose()?;
            let field = Field::ALL.iter().find(|(word, _)| *word == told.means).map(|(_, field)| *field);
            match (field, column) {
                (Some(field), Some(column)) => drop(self.chosen.insert(field, vec![column])),
                (Some(field), None) => drop(self.chosen.remove(&field)),
                (None, Some(column)) => self.own.push((told.means.clone(), column)),
                (None, None) => {}
            }
        }
        if !self.chosen.contains_key(&Field::Email) {
            let is_headless = table.header.iter().any(|name| values::email(name.trim()).is_ok());
            return Err(if is_headless { Unclear::NoHeader } else { Unclear::NoEmail });
        }
        Ok(self)
    }

    /// What a row says: the first cell that holds anything.
    #[must_use]
    pub fn read<'a>(&self, field: Field, row: &'a Row) -> &'a str {
        self.all(field, row).next().unwrap_or_default()
    }

    /// Everything a row says.
    pub fn all<'a>(&self, field: Field, row: &'a Row) -> impl Iterator<Item = &'a str> {
        let columns = self.chosen.get(&field).cloned().unwrap_or_default();
        columns.into_iter().map(|column| row.cell(column).trim()).filter(|cell| !cell.is_empty())
    }

    /// The name, whole or put together.
    #[must_use]
    pub fn name(&self, row: &Row) -> String {
        match self.read(Field::Name, row) {
            "" => format!("{} {}", self.read(Field::FirstName, row), self.read(Field::LastName, row)).trim().to_owned(),
            whole => whole.to_owned(),
        }
    }
}

/// The column of this name (letter case does not count) or number.
fn position(wanted: &str, header: &[String]) -> Result<usize, Unclear> {
    let wanted = wanted.trim();
    let by_name = header.iter().position(|name| name.trim().to_lowercase() == wanted.to_lowercase());
    let by_number = || wanted.parse::<usize>().ok().filter(|number| (1..=header.len()).contains(number)).map(|number| number - 1);
    by_name.or_else(by_number).ok_or_else(|| Unclear::NoSuchColumn(wanted.to_owned()))
}

/// The column with the most e-mail addresses in its first cells, if those are most of what it holds.
fn most_addresses(table: &Table) -> Option<usize> {
    let first = || table.rows.iter().take(50);
    let score = |column: usize| {
        let filled = first().filter(|row| !row.cell(column).trim().is_empty()).count();
        let addresses = first().filter(|row| values::email(row.cell(column).trim()).is_ok()).count();
        if addresses * 2 > filled { addresses } else { 0 }
    };
    let best = (0..table.header.len()).rev().map(|column| (score(column), column)).max_by_key(|(score, _)| *score);
    // Names of columns are no addresses; where one is, the table has no names.
    let is_named = !table.header.iter().any(|name| values::email(name.trim()).is_ok());
    best.filter(|(score, _)| *score > 0 && is_named).map(|(_, column)| column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::leads::table;

    fn guessed(text: &str) -> (Service, Vec<String>) {
        let table = table::read(text.as_bytes()).expect("a table");
        let columns = Columns::guess(&table);
        let said = columns.chosen.iter().map(|(field, columns)| {
            format!("{}={}", field.word(), columns.iter().map(|column| table.header[*column].as_str()).collect::<Vec<_>>().join("+"))
        });
        (Service::of(&table.header), said.collect())
    }

    #[test]
    fn the_columns_of_each_service_are_known() {
        let (service, said) = guessed("name,email,offer,partner,episode,ip,user_agent,referrer,created_at\n");
        assert_eq!(service, Service::Netlify);
        let all = ["email=email", "name=name", "received=created_at", "partner=partner", "offer=offer", "episode=episode", "page=referrer"];
        assert_eq!(said, all);
        let (service, said) = guessed("_date,name,_replyto,partner,offer\n");
        assert_eq!(service, Service::Formspree);
        assert_eq!(said, ["email=_replyto", "name=name", "received=_date", "partner=partner", "offer=offer"]);
        let (service, said) = guessed(
            "\"Email Address\",\"First Name\",\"Last Name\",Partner,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n",
        );
        assert_eq!(service, Service::Mailchimp);
        let all =
            ["email=Email Address", "first_name=First Name", "last_name=Last Name", "received=OPTIN_TIME+CONFIRM_TIME", "partner=Partner"];
        assert_eq!(said, all);
        let (service, said) = guessed("first_name,email_address,state,created_at,fields[partner],referrer,utm_source,utm_campaign\n");
        assert_eq!(service, Service::Kit);
        let all = [
            "email=email_address",
            "first_name=first_name",
            "received=created_at",
            "partner=fields[partner]",
            "page=referrer+utm_source+utm_campaign",
        ];
        assert_eq!(said, all);
    }

    #[test]
    fn a_column_of_another_language_is_found_by_what_it_holds() {
        let (service, said) = guessed("Wann,Wohin schreiben\n1.2.2026,a@b.example\n,c@d.example\n");
        assert_eq!((service, said), (Service::Other, vec!["email=Wohin schreiben".to_owned()]));
    }

    fn with(text: &str, told: &[(&str, &str)]) -> Result<Columns, Unclear> {
        let table = table::read(text.as_bytes()).expect("a table");
        let told: Vec<Told> =
            told.iter().map(|(means, column)| Told { means: (*means).to_owned(), column: (*column).to_owned() }).collect();
        Columns::guess(&table).with(&told, &table)
    }

    #[test]
    fn what_the_host_says_overrules_and_own_columns_are_kept() {
        let text = "email,sent by,Company,name\nx@y.example,dev,Acme,Ann\n";
        let columns = with(text, &[("partner", "Sent By"), ("company", "3"), ("name", "")]).expect("columns");
        assert_eq!(columns.chosen.get(&Field::Partner), Some(&vec![1]));
        assert_eq!((columns.own.as_slice(), columns.chosen.contains_key(&Field::Name)), (&[("company".to_owned(), 2)][..], false));
        assert_eq!(with(text, &[("partner", "Nobody")]), Err(Unclear::NoSuchColumn("Nobody".into())));
    }

    #[test]
    fn a_table_without_addresses_or_without_names_is_told_apart() {
        assert_eq!(with("a,b\n1,2\n", &[]), Err(Unclear::NoEmail));
        assert_eq!(with("a@b.example,Ann\nc@d.example,Bob\n", &[]), Err(Unclear::NoHeader));
    }
}
