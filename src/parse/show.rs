//! `show.yaml` as written.

use super::fields::{Fields, Places, one_line};
use super::yaml::{self, Value};
use super::{SourceText, front_matter, offer, schema, transcribe, values};
use crate::model::{
    AbsoluteUrl, CheckLevel, Form, Funding, License, Link, Location, Owner, RelPath, RemoteFeed, ShowKind, Subscribe, Transcriber, Txt,
};
use crate::report::Report;

/// What the author wrote in `show.yaml`. A field that is missing, empty or wrong is `None` (or empty); what is wrong is in the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawShow {
    /// The file.
    pub source: RelPath,
    /// Required.
    pub title: Option<String>,
    /// Required.
    pub description: Option<String>,
    /// Required; absolute `http(s)` address, checked by the URL parser, ends in `/` (added where missing), no query or fragment.
    pub base_url: Option<String>,
    /// Required; a well-formed BCP 47 tag in its usual case (`en-US`).
    pub language: Option<String>,
    /// A time zone known to the bundled IANA database.
    pub timezone: Option<String>,
    /// As written.
    pub author: Option<String>,
    /// E-mail is checked for form.
    pub owner: Option<Owner>,
    /// As written.
    pub subtitle: Option<String>,
    /// As written.
    pub copyright: Option<String>,
    /// From a text or a mapping.
    pub license: Option<License>,
    /// As written.
    pub explicit: Option<bool>,
    /// The key `type`.
    pub kind: Option<ShowKind>,
    /// As written: `Business > Marketing`; whether Apple knows it is for `check`.
    pub categories: Vec<String>,
    /// A file in `content/`.
    pub cover: Option<String>,
    /// A UUID.
    pub guid: Option<String>,
    /// As written.
    pub locked: Option<bool>,
    /// One of podcast:medium's words.
    pub medium: Option<String>,
    /// Entries without a good address are dropped.
    pub funding: Vec<Funding>,
    /// Entries without a value are dropped.
    pub txt: Vec<Txt>,
    /// Entries without a guid are dropped.
    pub podroll: Vec<RemoteFeed>,
    /// A word (`weekly`, `monthly`, …) or an RRULE, as written.
    pub update: Option<String>,
    /// As written.
    pub complete: Option<bool>,
    /// As written.
    pub block: Option<bool>,
    /// Absolute.
    pub new_feed_url: Option<String>,
    /// From a text or a mapping.
    pub location: Option<Location>,
    /// Slugs.
    pub hosts: Vec<String>,
    /// A slug.
    pub offer: Option<String>,
    /// Entries without an address are dropped.
    pub subscribe: Vec<Subscribe>,
    /// `media.base_url`, absolute, ends in `/`.
    pub media_base_url: Option<String>,
    /// `media.prefix`, absolute, ends in `/`.
    pub media_prefix: Option<String>,
    /// `media.format`.
    pub media_format: Option<String>,
    /// `media.bitrate`, kbit/s.
    pub media_bitrate: Option<u32>,
    /// `media.loudness`, hundredths of LUFS (`-16` is −1600).
    pub media_loudness: Option<i32>,
    /// `forms`.
    pub forms: Form,
    /// Name of the theme.
    pub theme: Option<String>,
    /// Anything the theme understands.
    pub theme_options: serde_json::Value,
    /// As written.
    pub postal_address: Option<String>,
    /// `checks`, in the order written.
    pub checks: Vec<(String, CheckLevel)>,
    /// At least 1.
    pub paginate: Option<usize>,
    /// `feed.limit`, at least 1.
    pub feed_limit: Option<usize>,
    /// `feed.notes_limit`, bytes.
    pub feed_notes_limit: Option<usize>,
    /// `feed.pages`, at least 1.
    pub feed_pages: Option<usize>,
    /// Menu.
    pub links: Vec<Link>,
    /// Profiles.
    pub social: Vec<Link>,
    /// Raw snippet.
    pub analytics: Option<String>,
    /// The host's own transcriber.
    pub transcribe: Option<Transcriber>,
}

/// Everything that may stand in `show.yaml`.
pub const KEYS: &[&str] = &schema::names(&schema::SHOW);

pub(super) const SHOW_KINDS: [(&str, ShowKind); 2] = [("episodic", ShowKind::Episodic), ("serial", ShowKind::Serial)];

/// What a show can be made of. Source: podcast namespace, tag `medium`.
pub const MEDIA: [&str; 19] = [
    "podcast",
    "music",
    "video",
    "film",
    "audiobook",
    "newsletter",
    "blog",
    "publisher",
    "course",
    "mixed",
    "podcastL",
    "musicL",
    "videoL",
    "filmL",
    "audiobookL",
    "newsletterL",
    "blogL",
    "publisherL",
    "courseL",
];

const LEVELS: [(&str, CheckLevel); 6] = [
    ("off", CheckLevel::Off),
    ("info", CheckLevel::Info),
    ("warning", CheckLevel::Warning),
    // Other spellings of the same.
    ("false", CheckLevel::Off),
    ("no", CheckLevel::Off),
    ("warn", CheckLevel::Warning),
];

/// Reads `show.yaml` (a whole YAML file, without `---` lines or with).
///
/// Required fields that are missing or unusable are reported here, each at its key or at the file.
///
/// Findings: `missing-title`, `missing-description`, `missing-base-url`, `missing-language`, `not-a-language`, `unknown-timezone` and the
/// like, those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> RawShow {
    let empty = RawShow { source: source.path.clone(), ..RawShow::default() };
    let Some(node) = front_matter::whole(source, report).and_then(|range| yaml::read(source, range, report)) else {
        return empty;
    };
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let mut show = empty;
    identity(&mut show, &fields, report);
    directories(&mut show, &fields, report);
    people_and_links(&mut show, &fields, report);
    media(&mut show, &fields, report);
    workings(&mut show, &fields, report);
    show
}

fn identity(show: &mut RawShow, fields: &Fields<'_>, report: &mut Report) {
    show.title = fields.required_line("title", "missing-title", report);
    show.description = fields.required_text("description", "missing-description", report);
    show.base_url = fields.url_prefix("base_url", report);
    show.language = fields.other("language", ("not-a-language", "this language is not known"), report, values::language);
    for (key, rule) in [("base_url", "missing-base-url"), ("language", "missing-language")] {
        if fields.get(key).is_none() {
            report.add(fields.missing(key, rule));
        }
    }
    show.timezone = fields.timezone("timezone", report);
    show.author = fields.line("author", report);
    show.subtitle = fields.line("subtitle", report);
    show.copyright = fields.line("copyright", report);
    show.license = license(fields, report);
    show.cover = fields.file_beside("cover", report);
    show.guid = fields.guid("guid", report);
}

fn directories(show: &mut RawShow, fields: &Fields<'_>, report: &mut Report) {
    show.owner = owner(fields, report);
    show.explicit = fields.flag("explicit", report);
    show.kind = fields.choice("type", &SHOW_KINDS, "unknown-type", report);
    show.categories = categories(fields, report);
    show.locked = fields.flag("locked", report);
    show.medium = fields.choice("medium", &MEDIA.map(|word| (word, word)), "unknown-medium", report).map(str::to_owned);
    show.funding = funding(fields, report);
    show.txt = txt(fields, report);
    show.podroll = podroll(fields, report);
    show.update = fields.line("update", report);
    show.complete = fields.flag("complete", report);
    show.block = fields.flag("block", report);
    show.new_feed_url = fields.url("new_feed_url", report);
    show.location = fields.location("location", report);
}

fn people_and_links(show: &mut RawShow, fields: &Fields<'_>, report: &mut Report) {
    show.hosts = fields.lines("hosts", report);
    show.offer = fields.line("offer", report);
    let subscribe = fields.links("subscribe", "app", Places::Outside, report);
    show.subscribe = subscribe.into_iter().map(|link| Subscribe { app: link.title, url: link.url }).collect();
    show.links = fields.links("links", "title", Places::Site, report);
    show.social = fields.links("social", "title", Places::Outside, report);
    show.forms = offer::form(fields, "forms", report).unwrap_or_default();
    show.postal_address = fields.text("postal_address", report);
}

/// One measuring service, or a list of them: the first is asked first and leads to the next.
fn prefix(media: &Fields<'_>, report: &mut Report) -> Option<String> {
    if media.get("prefix").is_some_and(|node| matches!(node.value, Value::Scalar(_))) {
        return media.url_prefix("prefix", report);
    }
    let urls = media.items("prefix").into_iter().filter_map(|item| media.item_url(&item, report));
    urls.map(|url| format!("{}/", url.trim_end_matches('/'))).reduce(|chain, next| {
        let bare = next.split_once("://").map_or(next.as_str(), |(_, rest)| rest);
        format!("{chain}{bare}")
    })
}

fn media(show: &mut RawShow, fields: &Fields<'_>, report: &mut Report) {
    let Some(media) = fields.mapping("media", &schema::names(&schema::MEDIA), report) else {
        return;
    };
    show.media_base_url = media.url_prefix("base_url", report);
    show.media_prefix = prefix(&media, report);
    show.media_format = media.choice("format", &[("mp3", "mp3"), ("m4a", "m4a")], "unknown-format", report).map(str::to_owned);
    show.media_bitrate = media.other("bitrate", ("not-a-bitrate", "this is not a bit rate"), report, values::bitrate);
    show.media_loudness = media.other("loudness", ("not-a-loudness", "this is not a loudness"), report, values::loudness);
}

fn workings(show: &mut RawShow, fields: &Fields<'_>, report: &mut Report) {
    show.theme = fields.line("theme", report);
    show.theme_options =
        fields.free_mapping("theme_options", report).map_or(serde_json::Value::Null, |options| options.mapping_node().to_json());
    show.checks = checks(fields, report);
    show.paginate = fields.count("paginate", report);
    show.analytics = fields.text("analytics", report);
    show.transcribe = transcribe::transcriber(fields, report);
    let Some(feed) = fields.mapping("feed", &schema::names(&schema::SHOW_FEED), report) else {
        return;
    };
    show.feed_limit = feed.count("limit", report);
    show.feed_notes_limit = feed.count("notes_limit", report);
    show.feed_pages = feed.count("pages", report);
}

fn license(fields: &Fields<'_>, report: &mut Report) -> Option<License> {
    let node = fields.get("license")?;
    if !matches!(node.value, Value::Mapping(_)) {
        return fields.line("license", report).map(|name| License { name, url: None });
    }
    let license = fields.mapping("license", &schema::names(&schema::LICENSE), report)?;
    let url = license.absolute_url("url", report);
    license.required_line("name", "missing-name", report).map(|name| License { name, url })
}

fn owner(fields: &Fields<'_>, report: &mut Report) -> Option<Owner> {
    let owner = fields.mapping("owner", &schema::names(&schema::OWNER), report)?;
    let (name, email) = (owner.line("name", report), owner.email("email", report));
    (name.is_some() || email.is_some()).then_some(Owner { name, email })
}

/// `Business`, `Business > Marketing`; `Business: [Marketing]` and `Business: Marketing` are understood as well.
fn categories(fields: &Fields<'_>, report: &mut Report) -> Vec<String> {
    let mut categories = Vec::new();
    for item in fields.items("categories") {
        if !matches!(item.1.value, Value::Mapping(_)) {
            categories.extend(fields.item_text(&item, report).map(|text| one_line(&text)));
            continue;
        }
        let pairs = Fields::free(fields.file(), item.1, item.0.clone());
        for entry in item.1.entries() {
            let subs = pairs.lines(&entry.key, report);
            if subs.is_empty() {
                categories.push(entry.key.clone());
            }
            categories.extend(subs.iter().map(|sub| format!("{} > {sub}", entry.key)));
        }
    }
    categories
}

fn funding(fields: &Fields<'_>, report: &mut Report) -> Vec<Funding> {
    let mut all = Vec::new();
    for item in fields.items("funding") {
        if let Value::Scalar(_) = item.1.value {
            let url = fields.item_url(&item, report);
            all.extend(url.map(|url| Funding { url: AbsoluteUrl(url), text: String::new() }));
        } else if let Some(funding) = fields.item_mapping(&item, &schema::names(&schema::FUNDING), report) {
            let text = funding.line("text", report).unwrap_or_default();
            if funding.get("url").is_none() {
                report.add(funding.missing("url", "missing-url"));
            }
            all.extend(funding.absolute_url("url", report).map(|url| Funding { url, text }));
        }
    }
    all
}

fn txt(fields: &Fields<'_>, report: &mut Report) -> Vec<Txt> {
    let mut all = Vec::new();
    for item in fields.items("txt") {
        if let Value::Scalar(_) = item.1.value {
            all.extend(fields.item_text(&item, report).map(|value| Txt { purpose: None, value }));
        } else if let Some(record) = fields.item_mapping(&item, &schema::names(&schema::TXT), report) {
            let purpose = record.line("purpose", report);
            all.extend(record.required_text("value", "missing-value", report).map(|value| Txt { purpose, value }));
        }
    }
    all
}

fn podroll(fields: &Fields<'_>, report: &mut Report) -> Vec<RemoteFeed> {
    let mut all = Vec::new();
    for show in fields.mappings("podroll", &schema::names(&schema::PODROLL), report) {
        let (url, title) = (show.absolute_url("url", report), show.line("title", report));
        if show.get("feed_guid").is_none() {
            report.add(show.missing("feed_guid", "missing-feed-guid"));
        }
        all.extend(show.guid("feed_guid", report).map(|feed_guid| RemoteFeed { feed_guid, url, title }));
    }
    all
}

fn checks(fields: &Fields<'_>, report: &mut Report) -> Vec<(String, CheckLevel)> {
    let Some(checks) = fields.free_mapping("checks", report) else {
        return Vec::new();
    };
    let entries = checks.mapping_node().entries().iter();
    entries.filter_map(|entry| Some((entry.key.clone(), checks.choice(&entry.key, &LEVELS, "unknown-level", report)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Finding;

    fn read(text: &str) -> (RawShow, Vec<Finding>) {
        let source = SourceText { path: RelPath("content/show.yaml".into()), text: text.to_owned() };
        let mut report = Report::default();
        let show = parse(&source, &mut report);
        (show, report.findings)
    }

    const NEEDED: &str = "title: A\ndescription: B\nbase_url: https://a.example/show\nlanguage: EN-us\n";

    fn good(text: &str) -> RawShow {
        let (show, findings) = read(&format!("{NEEDED}{text}"));
        assert_eq!(findings, []);
        show
    }

    #[test]
    fn every_key_of_the_contract_is_read() {
        let show = good(concat!(
            "timezone: America/Chicago\nauthor: M\nowner: {name: M, email: m@a.example}\nsubtitle: S\ncopyright: M\n",
            "license: {name: Ours, url: https://a.example/l}\nexplicit: false\ntype: serial\ncategories: [Business > Marketing, Education]\n",
            "cover: cover.jpg\nguid: 917393E3-1b1e-5cef-ace4-edaa54e1f810\nlocked: yes\nmedium: podcast\nfunding: [{url: https://f.example/, text: T}]\n",
            "txt: [{purpose: verify, value: abc}]\npodroll: [{feed_guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810}]\nupdate: monthly\ncomplete: no\nblock: no\n",
            "new_feed_url: https://n.example/feed.xml\nlocation: Duluth\nhosts: margo\noffer: kit\nsubscribe:\n  - {app: Overcast, url: https://o.example/x}\n",
            "media: {base_url: https://cdn.example/m, prefix: https://p.example/, format: mp3, bitrate: 128, loudness: -16.5}\n",
            "forms: {provider: formspree, endpoint: abc, consent: C, privacy_url: /privacy/}\ntheme: stage\ntheme_options: {hue: 200, dark: yes}\n",
            "postal_address: |\n  218 W Superior St\n  Duluth\nchecks: {no-quote: off, no-cover: info}\npaginate: 10\nfeed: {limit: 50, notes_limit: 3000, pages: 20}\n",
            "links: [{title: About, url: /about/}]\nsocial: {Mastodon: https://m.example/@m}\nanalytics: <script></script>\n",
        ));
        assert_eq!(show.base_url.as_deref(), Some("https://a.example/show/"));
        assert_eq!(show.language.as_deref(), Some("en-US"));
        assert_eq!(show.guid.as_deref(), Some("917393e3-1b1e-5cef-ace4-edaa54e1f810"));
        assert_eq!(
            (show.media_base_url.as_deref(), show.media_loudness, show.media_bitrate),
            (Some("https://cdn.example/m/"), Some(-1650), Some(128))
        );
        assert_eq!(show.forms.privacy_url.as_deref(), Some("/privacy/"));
        assert_eq!(show.theme_options, serde_json::json!({"hue": 200, "dark": "yes"}));
        assert_eq!(show.checks, [("no-quote".to_owned(), CheckLevel::Off), ("no-cover".to_owned(), CheckLevel::Info)]);
        assert_eq!((show.paginate, show.feed_limit, show.feed_notes_limit, show.feed_pages), (Some(10), Some(50), Some(3000), Some(20)));
        assert_eq!(show.social[0].title, "Mastodon");
        assert_eq!(show.subscribe[0].app, "Overcast");
        assert_eq!(show.postal_address.as_deref(), Some("218 W Superior St\nDuluth"));
    }

    #[test]
    fn what_is_required_is_asked_for_and_nothing_else() {
        let rules: Vec<_> = read("").1.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["missing-title", "missing-description", "missing-base-url", "missing-language"]);
        let rules: Vec<_> =
            read("title: A\ndescription: B\nbase_url: a.example\nlanguage: English\n").1.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["not-a-web-address", "not-a-language"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_one_finding() {
        let (show, findings) = read("title: A: b\nbase_url: [\n");
        assert_eq!((show.title, findings.len()), (None, 1));
    }

    #[test]
    fn lines_around_the_file_a_byte_order_mark_and_a_second_document() {
        assert_eq!(read(&format!("\u{feff}---\n{NEEDED}---\n")).1, []);
        let rules: Vec<_> = read(&format!("{NEEDED}---\ntheme: x\n")).1.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["more-than-one-document"]);
    }

    #[test]
    fn categories_written_as_pairs_are_understood() {
        assert_eq!(
            good("categories:\n  - Business: [Marketing, Careers]\n  - Education:\n").categories,
            ["Business > Marketing", "Business > Careers", "Education"]
        );
    }
}
