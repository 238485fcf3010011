//! Reads named fields from a mapping, with at most one finding for each mistake. In: a located [`Node`]. Out: typed values; a value
//! that cannot be used counts as left out. It gives no defaults: those are `resolve`'s.

use super::values::{self, Mistake};
use super::yaml::{Node, Scalar, Value};
use super::{keys, time::WrittenTime};
use crate::model::{AbsoluteUrl, Link, Location, Millis, RelPath};
use crate::report::{Finding, Place, Report};

/// A mapping that is being read.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    file: &'a RelPath,
    node: &'a Node,
    path: String,
}

/// One of several values: its key path, such as `questions[2]`, and what stands there.
pub type Item<'a> = (String, &'a Node);

impl<'a> Fields<'a> {
    /// The fields of a mapping at `path` (empty for the whole file), of which `known` may be used.
    ///
    /// Findings: `unknown-key` for each of the others.
    pub fn of(file: &'a RelPath, node: &'a Node, path: impl Into<String>, known: &[&str], report: &mut Report) -> Self {
        let fields = Self::free(file, node, path);
        keys::report_unknown(&fields, known, report);
        fields
    }

    /// The fields of a mapping in which any key may be used.
    pub fn free(file: &'a RelPath, node: &'a Node, path: impl Into<String>) -> Self {
        Self { file, node, path: path.into() }
    }

    /// The file this is in.
    #[must_use]
    pub fn file(&self) -> &'a RelPath {
        self.file
    }

    /// The mapping itself.
    #[must_use]
    pub fn mapping_node(&self) -> &'a Node {
        self.node
    }

    /// The key path of this mapping, empty for the whole file.
    #[must_use]
    pub fn own_path(&self) -> &str {
        &self.path
    }

    /// The key path of one of its fields.
    #[must_use]
    pub fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// What stands behind `key`; `None` when the key is absent or nothing stands there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.node.get(key).filter(|node| node.value != Value::Missing)
    }

    /// A text on one line: blanks and line breaks become single blanks, control characters go. `None` when nothing is left.
    ///
    /// Findings: `not-one-text`, `colon-in-text`, `smart-quotes`.
    pub fn line(&self, key: &str, report: &mut Report) -> Option<String> {
        self.text(key, report).map(|text| one_line(&text))
    }

    /// A text that may have several lines; control characters and outer blanks go. `None` when nothing is left.
    ///
    /// Findings: as [`Fields::line`].
    pub fn text(&self, key: &str, report: &mut Report) -> Option<String> {
        self.item_text(&(self.path(key), self.get(key)?), report)
    }

    /// [`Fields::line`], reported as missing when the key is absent or blank. A wrong value is reported once, as such.
    ///
    /// Findings: `missing` (the rule given) besides those of [`Fields::line`].
    pub fn required_line(&self, key: &str, missing: &'static str, report: &mut Report) -> Option<String> {
        self.required_text(key, missing, report).map(|text| one_line(&text))
    }

    /// [`Fields::text`], reported as missing when the key is absent or blank.
    ///
    /// Findings: as [`Fields::required_line`].
    pub fn required_text(&self, key: &str, missing: &'static str, report: &mut Report) -> Option<String> {
        let before = report.findings.len();
        let text = self.text(key, report);
        if text.is_none() && report.findings.len() == before {
            report.add(self.missing(key, missing));
        }
        text
    }

    /// The finding that `key` is missing.
    #[must_use]
    pub fn missing(&self, key: &str, rule: &'static str) -> Finding {
        let place = Place::key(self.file, self.path(key));
        let example = keys::example(key);
        match self.node.get(key) {
            Some(_) => {
                Finding::error(rule, place, format!("nothing is written after `{key}:`")).fix(format!("write for example {example}"))
            }
            None => Finding::error(rule, place, format!("the {} is missing", in_words(key))).fix(format!("add a line such as {example}")),
        }
    }

    /// The text of an item.
    ///
    /// Findings: as [`Fields::line`].
    pub fn item_text(&self, item: &Item<'a>, report: &mut Report) -> Option<String> {
        let scalar = self.scalar(item, report)?;
        let text = clean(&scalar.text);
        let text = if scalar.is_plain { self.without_smart_quotes(text, item, report) } else { text };
        (!text.is_empty()).then_some(text)
    }

    fn scalar(&self, (path, node): &Item<'a>, report: &mut Report) -> Option<&'a Scalar> {
        match &node.value {
            Value::Scalar(scalar) => return Some(scalar),
            Value::Missing => {}
            Value::List(_) => report.add(
                Finding::error("not-one-text", self.place(path), format!("`{}` must be one text", last_key(path)))
                    .label("this is a list")
                    .fix("write one text after the colon"),
            ),
            Value::Mapping(_) => report.add(self.not_a_text(path, node)),
        }
        None
    }

    fn not_a_text(&self, path: &str, node: &Node) -> Finding {
        // Only an item of a list is cut in two without the whole file being unreadable.
        let is_item = path.ends_with(']');
        let Some(entry) = node.entries().first().filter(|entry| is_item && (node.entries().len() == 1 || entry.key.contains(' '))) else {
            return Finding::error("not-one-text", self.place(path), format!("`{}` must be one text", last_key(path)))
                .label("this has keys of its own")
                .fix("write one text after the colon");
        };
        let rest = match &entry.node.value {
            Value::Scalar(scalar) => one_line(&scalar.text),
            _ => "…".to_owned(),
        };
        Finding::error("colon-in-text", self.place(path), "a colon and a space cut this text in two")
            .label("the colon needs quotes around the text")
            .fix(format!("put quotes around it: {}", quoted(&shortened(&format!("{}: {rest}", entry.key)))))
    }

    /// Curly quotes around a whole text are what a word processor made of straight ones.
    fn without_smart_quotes(&self, text: String, (path, _): &Item<'a>, report: &mut Report) -> String {
        let Some(inside) = inside_smart_quotes(&text) else { return text };
        report.add(
            Finding::warning("smart-quotes", self.place(path), "these curly quotes came from a word processor")
                .label("left out here")
                .fix("write straight quotes `\"`, or none; to show quotes, put straight ones around the curly ones"),
        );
        inside
    }

    fn place(&self, path: &str) -> Place {
        Place::key(self.file, path)
    }

    /// Reads the one-line text of an item with `read`; a mistake is reported under `rule` with `message`.
    fn parsed<T>(
        &self,
        item: &Item<'a>,
        rule: &'static str,
        message: String,
        report: &mut Report,
        read: impl FnOnce(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        let text = one_line(&self.item_text(item, report)?);
        match read(&text) {
            Ok(value) => Some(value),
            Err(mistake) => {
                report.add(Finding::error(rule, self.place(&item.0), message).label(mistake.label).fix(mistake.fix));
                None
            }
        }
    }

    fn field<T>(
        &self,
        key: &str,
        rule: &'static str,
        message: String,
        report: &mut Report,
        read: impl FnOnce(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        self.parsed(&(self.path(key), self.get(key)?), rule, message, report, read)
    }

    /// Yes or no.
    ///
    /// Findings: `not-yes-or-no`.
    pub fn flag(&self, key: &str, report: &mut Report) -> Option<bool> {
        self.field(key, "not-yes-or-no", format!("`{key}` must be yes or no"), report, values::flag)
    }

    /// A whole number from `least` on.
    ///
    /// Findings: the rule given, such as `season-not-a-number`.
    pub fn whole_number(&self, key: &str, least: u64, rule: &'static str, report: &mut Report) -> Option<u64> {
        let message = format!("the {} must be a whole number", in_words(key));
        self.field(key, rule, message, report, |text| values::whole_number(key, text, least))
    }

    /// A size or count that fits the machine, from 1 on.
    ///
    /// Findings: `not-a-number`.
    pub fn count(&self, key: &str, report: &mut Report) -> Option<usize> {
        self.whole_number(key, 1, "not-a-number", report).and_then(|number| usize::try_from(number).ok())
    }

    /// A moment in, or length of, a recording.
    ///
    /// Findings: `time-not-understood`.
    pub fn time(&self, key: &str, report: &mut Report) -> Option<Millis> {
        let message = if key == "duration" { "this length cannot be read" } else { "this time cannot be read" };
        self.field(key, "time-not-understood", message.to_owned(), report, values::millis)
    }

    /// The length of an event.
    ///
    /// Findings: `length-not-understood`.
    pub fn event_length(&self, key: &str, report: &mut Report) -> Option<Millis> {
        self.field(key, "length-not-understood", "this length cannot be read".to_owned(), report, values::event_length)
    }

    /// A date, optionally with time and offset.
    ///
    /// Findings: `date-not-understood`.
    pub fn written_time(&self, key: &str, report: &mut Report) -> Option<WrittenTime> {
        self.field(key, "date-not-understood", "this date cannot be read".to_owned(), report, values::written_time)
    }

    /// [`Fields::written_time`], reported as missing when the key is absent or blank.
    ///
    /// Findings: `missing` (the rule given) besides `date-not-understood`.
    pub fn required_time(&self, key: &str, missing: &'static str, report: &mut Report) -> Option<WrittenTime> {
        let before = report.findings.len();
        let time = self.written_time(key, report);
        if time.is_none() && report.findings.len() == before {
            report.add(self.missing(key, missing));
        }
        time
    }

    /// An absolute web address.
    ///
    /// Findings: `not-a-web-address`.
    pub fn url(&self, key: &str, report: &mut Report) -> Option<String> {
        self.item_url(&(self.path(key), self.get(key)?), report)
    }

    /// The same for an item.
    ///
    /// Findings: `not-a-web-address`.
    pub fn item_url(&self, item: &Item<'a>, report: &mut Report) -> Option<String> {
        let read = |text: &str| values::url(text).map(String::from);
        self.parsed(item, "not-a-web-address", "this is not a web address".to_owned(), report, read)
    }

    /// [`Fields::url`] as the model's own type.
    ///
    /// Findings: `not-a-web-address`.
    pub fn absolute_url(&self, key: &str, report: &mut Report) -> Option<AbsoluteUrl> {
        self.url(key, report).map(AbsoluteUrl)
    }

    /// An absolute web address that other addresses are made from: it ends in `/`, without query or fragment.
    ///
    /// Findings: `not-a-web-address`.
    pub fn url_prefix(&self, key: &str, report: &mut Report) -> Option<String> {
        let read = |text: &str| {
            let mut url = values::url(text)?;
            if url.query().is_some() || url.fragment().is_some() {
                let fix = "leave out `?` and `#` and what follows them".to_owned();
                return Err(Mistake { label: "other addresses are added to this one".to_owned(), fix });
            }
            if !url.path().ends_with('/') {
                url.set_path(&format!("{}/", url.path()));
            }
            Ok(url.into())
        };
        self.field(key, "not-a-web-address", "this is not a web address".to_owned(), report, read)
    }

    /// Where a link leads: an absolute web address, `mailto:`, `tel:`, or (where `Places::Site`) an address on this site.
    ///
    /// Findings: `not-a-web-address`.
    pub fn link_target(&self, item: &Item<'a>, places: Places, report: &mut Report) -> Option<String> {
        let read = |text: &str| link_target(text, places);
        self.parsed(item, "not-a-web-address", "this is not a web address".to_owned(), report, read)
    }

    /// An e-mail address.
    ///
    /// Findings: `not-an-email`.
    pub fn email(&self, key: &str, report: &mut Report) -> Option<String> {
        self.field(key, "not-an-email", "this is not an e-mail address".to_owned(), report, values::email)
    }

    /// A podcast:guid or another UUID.
    ///
    /// Findings: `not-a-guid`.
    pub fn guid(&self, key: &str, report: &mut Report) -> Option<String> {
        self.field(key, "not-a-guid", "this is not a guid".to_owned(), report, values::guid)
    }

    /// A time zone's name.
    ///
    /// Findings: `unknown-timezone`.
    pub fn timezone(&self, key: &str, report: &mut Report) -> Option<String> {
        self.field(key, "unknown-timezone", "this time zone is not known".to_owned(), report, values::timezone)
    }

    /// A file that lies beside.
    ///
    /// Findings: `not-a-file-beside`.
    pub fn file_beside(&self, key: &str, report: &mut Report) -> Option<String> {
        self.item_file(&(self.path(key), self.get(key)?), report)
    }

    /// The same for an item.
    ///
    /// Findings: `not-a-file-beside`.
    pub fn item_file(&self, item: &Item<'a>, report: &mut Report) -> Option<String> {
        self.parsed(item, "not-a-file-beside", "this must be a file beside this one".to_owned(), report, values::file_beside)
    }

    /// A value read by `read`, such as a loudness.
    ///
    /// Findings: the rule given, with the message given.
    pub fn other<T>(
        &self,
        key: &str,
        (rule, message): (&'static str, &str),
        report: &mut Report,
        read: impl FnOnce(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        self.field(key, rule, message.to_owned(), report, read)
    }

    /// One of a few words, in any case.
    ///
    /// Findings: the rule given, such as `unknown-status`, with the nearest word.
    pub fn choice<T: Clone>(&self, key: &str, words: &[(&str, T)], rule: &'static str, report: &mut Report) -> Option<T> {
        self.item_choice(&(self.path(key), self.get(key)?), words, rule, report)
    }

    /// The same for an item.
    ///
    /// Findings: as [`Fields::choice`].
    pub fn item_choice<T: Clone>(&self, item: &Item<'a>, words: &[(&str, T)], rule: &'static str, report: &mut Report) -> Option<T> {
        let message = format!("this word is not known for `{}`", last_key(&item.0));
        self.parsed(item, rule, message, report, |text| choose(text, words))
    }

    /// What stands behind `key` as several items: a list's, or the one thing that is no list. Items left out are skipped.
    #[must_use]
    pub fn items(&self, key: &str) -> Vec<Item<'a>> {
        let path = self.path(key);
        match self.get(key) {
            None => Vec::new(),
            Some(node) => match &node.value {
                Value::List(nodes) => {
                    let present = nodes.iter().enumerate().filter(|(_, node)| node.value != Value::Missing);
                    present.map(|(index, node)| (format!("{path}[{index}]"), node)).collect()
                }
                _ => vec![(path, node)],
            },
        }
    }

    /// Several texts, each on one line; one text alone counts as a list of one. Empty when the key is absent.
    ///
    /// Findings: as [`Fields::line`], for each.
    pub fn lines(&self, key: &str, report: &mut Report) -> Vec<String> {
        self.items(key).iter().filter_map(|item| self.item_text(item, report)).map(|text| one_line(&text)).collect()
    }

    /// The same, `None` when the key is absent or nothing stands there.
    ///
    /// Findings: as [`Fields::line`], for each.
    pub fn lines_if_any(&self, key: &str, report: &mut Report) -> Option<Vec<String>> {
        self.get(key).map(|_| self.lines(key, report))
    }

    /// A mapping with fields of its own, of which `known` may be used.
    ///
    /// Findings: `not-a-mapping`, `unknown-key`.
    pub fn mapping(&self, key: &str, known: &[&str], report: &mut Report) -> Option<Self> {
        self.item_mapping(&(self.path(key), self.get(key)?), known, report)
    }

    /// The same for an item.
    ///
    /// Findings: `not-a-mapping`, `unknown-key`.
    pub fn item_mapping(&self, item: &Item<'a>, known: &[&str], report: &mut Report) -> Option<Self> {
        let (path, node) = item;
        match &node.value {
            Value::Mapping(_) => Some(Fields::of(self.file, node, path.clone(), known, report)),
            Value::Missing => None,
            Value::Scalar(_) | Value::List(_) => {
                let label = if matches!(node.value, Value::List(_)) { "this is a list" } else { "this is one text" };
                report.add(
                    Finding::error("not-a-mapping", self.place(path), format!("`{}` needs names for what is in it", last_key(path)))
                        .label(label)
                        .fix(mapping_fix(known)),
                );
                None
            }
        }
    }

    /// A mapping in which any key may be used.
    ///
    /// Findings: `not-a-mapping`.
    pub fn free_mapping(&self, key: &str, report: &mut Report) -> Option<Self> {
        let node = self.get(key)?;
        match &node.value {
            Value::Mapping(_) => Some(Fields::free(self.file, node, self.path(key))),
            _ => self.mapping(key, &[], report),
        }
    }

    /// Every key but those in `own`, with what stands there as text, in the order written. Keys with nothing behind them are left out.
    #[must_use]
    pub fn more(&self, own: &[&str]) -> Vec<(String, String)> {
        let others = self.node.entries().iter().filter(|entry| !own.contains(&entry.key.as_str()));
        others.map(|entry| (clean(&entry.key), entry.node.in_words())).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// Several mappings; one alone counts as a list of one.
    ///
    /// Findings: `not-a-mapping`, `unknown-key`, for each.
    pub fn mappings(&self, key: &str, known: &[&str], report: &mut Report) -> Vec<Self> {
        self.items(key).iter().filter_map(|item| self.item_mapping(item, known, report)).collect()
    }

    /// Links: `- {title: …, url: …}`, a bare address, or `Title: address` pairs. Those without a good address are dropped.
    ///
    /// `name` is the key of the title (`title`, `app`).
    ///
    /// Findings: `not-a-web-address`, `missing-url`, `unknown-key`.
    pub fn links(&self, key: &str, name: &str, places: Places, report: &mut Report) -> Vec<Link> {
        let mut links = Vec::new();
        for item in self.items(key) {
            let is_pairs = matches!(item.1.value, Value::Mapping(_)) && item.1.get("url").is_none() && item.1.get(name).is_none();
            match &item.1.value {
                Value::Mapping(entries) if is_pairs => {
                    let pairs = Fields::free(self.file, item.1, item.0.clone());
                    links.extend(entries.iter().filter_map(|entry| pairs.pair(&entry.key, places, report)));
                }
                Value::Mapping(_) => links.extend(self.link(&item, name, places, report)),
                _ => links.extend(self.link_target(&item, places, report).map(|url| Link { title: bare_address(&url), url })),
            }
        }
        links
    }

    fn pair(&self, key: &str, places: Places, report: &mut Report) -> Option<Link> {
        let url = self.link_target(&(self.path(key), self.get(key)?), places, report)?;
        Some(Link { title: one_line(&clean(key)), url })
    }

    fn link(&self, item: &Item<'a>, name: &str, places: Places, report: &mut Report) -> Option<Link> {
        let fields = self.item_mapping(item, &[name, "url"], report)?;
        let title = fields.line(name, report);
        let Some(node) = fields.get("url") else {
            report.add(fields.missing("url", "missing-url"));
            return None;
        };
        let url = fields.link_target(&(fields.path("url"), node), places, report)?;
        Some(Link { title: title.unwrap_or_else(|| bare_address(&url)), url })
    }

    /// A place: its name, or a mapping.
    ///
    /// Findings: `missing-name`, `unknown-rel`, `not-a-place-on-earth`, `unknown-key`.
    pub fn location(&self, key: &str, report: &mut Report) -> Option<Location> {
        let node = self.get(key)?;
        if !matches!(node.value, Value::Mapping(_)) {
            return self.line(key, report).map(|name| Location { name: shortest(name, 128), ..Location::default() });
        }
        let fields = self.mapping(key, &super::schema::names(&super::schema::LOCATION), report)?;
        let rel = fields.choice("rel", &[("subject", "subject"), ("creator", "creator")], "unknown-rel", report);
        let place = |what: &'static str| ("not-a-place-on-earth", what);
        Some(Location {
            rel: rel.map(str::to_owned),
            geo: fields.other("geo", place("these are not coordinates"), report, geo),
            osm: fields.other("osm", place("this is not a map entry"), report, osm),
            country: fields.other("country", place("this is not a country's code"), report, country),
            name: shortest(fields.required_line("name", "missing-name", report)?, 128),
        })
    }
}

/// What a link may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// The web, e-mail, telephone.
    Outside,
    /// These, and pages of this site.
    Site,
}

fn link_target(text: &str, places: Places) -> Result<String, Mistake> {
    let lower = text.to_ascii_lowercase();
    let is_direct = |scheme: &str| lower.strip_prefix(scheme).is_some_and(|rest| !rest.trim().is_empty());
    if is_direct("mailto:") || is_direct("tel:") {
        return Ok(text.replace(' ', ""));
    }
    let is_on_site = !text.contains([':', ' ', '@']) && (text.starts_with(['/', '#']) || text.ends_with('/') || !text.contains('.'));
    if places == Places::Site && is_on_site && !text.starts_with("//") {
        return Ok(text.to_owned());
    }
    if !text.contains(':') && values::email(text).is_ok() {
        return Err(Mistake { label: "this is an e-mail address".to_owned(), fix: format!("write `mailto:{text}`") });
    }
    values::url(text).map(String::from)
}

/// The value of the word, or the words that may be used and the nearest.
fn choose<T: Clone>(text: &str, words: &[(&str, T)]) -> Result<T, Mistake> {
    if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
        return Ok(value.clone());
    }
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    match keys::nearest(text, &names) {
        Some(near) => Err(Mistake { label: format!("did you mean `{near}`?"), fix: format!("write {}", or_list(&names)) }),
        None => Err(Mistake { label: "not one of the words".to_owned(), fix: format!("write {}", or_list(&names)) }),
    }
}

fn or_list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// RFC 5870, latitude first; a bare `46.78, -92.10` is accepted.
fn geo(text: &str) -> Result<String, Mistake> {
    let bare = text.strip_prefix("geo:").unwrap_or(text);
    let numbers: Vec<&str> = bare.split(';').next().unwrap_or_default().split(',').map(str::trim).collect();
    let within = |text: &str, most: f64| text.parse::<f64>().is_ok_and(|number| number.abs() <= most);
    if matches!(numbers.len(), 2 | 3) && within(numbers[0], 90.0) && within(numbers[1], 180.0) {
        return Ok(format!("geo:{}", bare.replace(' ', "")));
    }
    Err(Mistake { label: "not latitude and longitude".to_owned(), fix: "write for example `geo:46.78,-92.10`".to_owned() })
}

fn osm(text: &str) -> Result<String, Mistake> {
    let number = text.strip_prefix(['N', 'W', 'R']).map(|rest| rest.split('#').next().unwrap_or_default());
    if number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(text.to_owned());
    }
    Err(Mistake { label: "not N, W or R and a number".to_owned(), fix: "copy it from OpenStreetMap, for example `R148838`".to_owned() })
}

fn country(text: &str) -> Result<String, Mistake> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(Mistake { label: "not two letters".to_owned(), fix: "write the two letters, for example `US`".to_owned() })
}

fn mapping_fix(known: &[&str]) -> String {
    match known {
        [] => "write it as lines below, each with a name, a colon and a value".to_owned(),
        [one] => format!("write `{one}: …` on a line below, indented by two spaces"),
        [one, two, ..] => format!("write `{one}: …` and `{two}: …` on lines below, indented by two spaces"),
    }
}

/// An address as people read it: without scheme, `www.` and closing slash.
#[must_use]
pub fn bare_address(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bare = bare.strip_prefix("mailto:").or_else(|| bare.strip_prefix("tel:")).unwrap_or(bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

/// The last key of a path, without index: `questions[2].at` gives `at`, `guests[0]` gives `guests`.
#[must_use]
pub fn last_key(path: &str) -> &str {
    let last = path.rsplit_once('.').map_or(path, |(_, last)| last);
    last.split_once('[').map_or(last, |(key, _)| key)
}

fn in_words(key: &str) -> String {
    keys::in_words(key)
}

/// Text without control characters (line breaks and tabs stay), byte order marks and outer blanks.
///
/// Source: XML 1.0, production 2 `Char`: what is left can stand in a feed.
#[must_use]
pub fn clean(text: &str) -> String {
    let is_bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_bad) { text.replace(is_bad, "").trim().to_owned() } else { text.trim().to_owned() }
}

/// Runs of blanks and line breaks as single blanks; unbreakable blanks stay.
#[must_use]
pub fn one_line(text: &str) -> String {
    let is_blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
    text.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn inside_smart_quotes(text: &str) -> Option<String> {
    const PAIRS: [(char, char); 5] = [('“', '”'), ('„', '“'), ('‘', '’'), ('”', '”'), ('«', '»')];
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    PAIRS.iter().find(|pair| **pair == (first, last))?;
    let inside = text.strip_prefix(first)?.strip_suffix(last)?;
    // “Yes,” he said, “maybe” is a sentence with two quotations, not one quoted text.
    (!inside.contains(['“', '”', '„', '«', '»'])).then(|| inside.trim().to_owned())
}

/// `text` between straight double quotes, as YAML reads it back.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// At most sixty characters, with `…` where it was cut.
#[must_use]
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { format!("{}…", text.chars().take(59).collect::<String>()) }
}

fn shortest(text: String, most: usize) -> String {
    if text.chars().count() <= most { text } else { text.chars().take(most).collect() }
}
