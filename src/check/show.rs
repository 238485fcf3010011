//! Rules about the show as a whole: what directories and apps read first.

use super::{Check, Guards, Rule, nearest};
use crate::feed::{self, Scope};
use crate::model::{Category, Site};
use crate::report::{Place, Report, RuleText, Severity};
use std::collections::BTreeSet;

pub(super) const SHOW_TITLE_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "show-title-too-long",
        severity: Severity::Warning,
        finds: "A name of the show with more than 255 characters.",
        why: "Apps cut it where they like, and people cannot say it to a friend.",
        wrong: "title: People I'd Send You To, the monthly talk with … (300 characters)",
        right: "title: People I'd Send You To",
    },
    guards: Guards::Quality,
    check: Check::Site(show_title_too_long),
};

fn show_title_too_long(site: &Site, report: &mut Report) {
    let length = site.show.title.chars().count();
    if length > 255 {
        let place = Place::key(&site.show.source, "title");
        let finding = SHOW_TITLE_TOO_LONG.finding(place, format!("the show's name has {length} characters; apps cut it after 255"));
        report.add(finding.fix("keep the name alone, and move the rest to `subtitle` or `description`"));
    }
}

pub(super) const SHOW_TITLE_STUFFED: Rule = Rule {
    text: RuleText {
        name: "show-title-stuffed",
        severity: Severity::Warning,
        finds: "A name of the show that carries a list of search words.",
        why: "Directories hide or refuse shows whose name is a list of words, and a referral needs a name that people can say.",
        wrong: "title: \"People | Business | Referrals | Small Company Podcast\"",
        right: "title: People I'd Send You To",
    },
    guards: Guards::Quality,
    check: Check::Site(show_title_stuffed),
};

fn show_title_stuffed(site: &Site, report: &mut Report) {
    if is_stuffed(&site.show.title) {
        let place = Place::key(&site.show.source, "title");
        let finding = SHOW_TITLE_STUFFED.finding(place, "the show's name looks like a list of search words");
        report.add(finding.fix("keep the name alone; directories find shows by `description` and `categories`"));
    }
}

/// Whether a name is a list of words rather than a name.
pub(super) fn is_stuffed(title: &str) -> bool {
    let bars = title.chars().filter(|c| matches!(c, '|' | '•' | '·' | '｜')).count();
    let commas = title.chars().filter(|c| matches!(c, ',' | '、' | '،' | ';')).count();
    bars >= 2 || commas >= 4
}

pub(super) const SHOW_DESCRIPTION_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "show-description-too-long",
        severity: Severity::Warning,
        finds: "A description of the show with more than 4,000 bytes.",
        why: "Directories cut it there, in the middle of a sentence.",
        wrong: "description: (two pages of text)",
        right: "description: two or three sentences, the first says what a listener gets",
    },
    guards: Guards::Quality,
    check: Check::Site(show_description_too_long),
};

fn show_description_too_long(site: &Site, report: &mut Report) {
    let length = site.show.description.len();
    if length > 4000 {
        let place = Place::key(&site.show.source, "description");
        let message = format!("the description is {length} bytes long; directories cut it after 4,000");
        report.add(SHOW_DESCRIPTION_TOO_LONG.finding(place, message).fix("shorten it, and move the rest to an about page"));
    }
}

pub(super) const UNKNOWN_LANGUAGE: Rule = Rule {
    text: RuleText {
        name: "unknown-language",
        severity: Severity::Error,
        finds: "A language or country code that does not exist.",
        why: "Apple refuses a show whose language it does not know, and screen readers would use the wrong voice.",
        wrong: "language: en-UK",
        right: "language: en-GB",
    },
    guards: Guards::Quality,
    check: Check::Site(unknown_language),
};

fn unknown_language(site: &Site, report: &mut Report) {
    for (message, fix) in language_faults(&site.show.language) {
        report.add(UNKNOWN_LANGUAGE.finding(Place::key(&site.show.source, "language"), message).fix(fix));
    }
}

/// What is wrong with a well-formed language tag, and what to do: codes that nobody registered.
pub(super) fn language_faults(tag: &str) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    // Single letters start an extension, where two letters are no longer a country.
    let country = parts.take_while(|part| part.len() > 1).find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let country = country.map(str::to_ascii_uppercase);
    if language.len() == 2 && !is_listed(LANGUAGES, &language) {
        let fix = "write two letters such as `en`, `es` or `de`, and a country where it matters: `en-US`";
        faults.push((format!("{language} is not the code of a language"), fix.to_owned()));
    }
    if let Some(country) = country.filter(|country| !is_listed(COUNTRIES, country)) {
        let fix = match country.as_str() {
            "UK" => format!("write `{language}-GB`: the code of the United Kingdom is GB"),
            _ => format!("write the two letters of the country, or `{language}` alone"),
        };
        faults.push((format!("{country} is not the code of a country"), fix));
    }
    faults
}

/// Whether a two-letter code is in a list of them, separated by spaces.
fn is_listed(codes: &str, code: &str) -> bool {
    codes.split_ascii_whitespace().any(|listed| listed == code)
}

/// ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn \
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl \
    ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
    vi vo wa wo xh yi yo za zh zu";

/// ISO 3166-1 alpha-2, and XK, which everybody uses for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA \
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI \
    GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA \
    PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH \
    TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

pub(super) const NO_CATEGORY: Rule = Rule {
    text: RuleText {
        name: "no-category",
        severity: Severity::Warning,
        finds: "A show without a category.",
        why: "Apple and the directories that copy it refuse a show without one, and listeners browse by it.",
        wrong: "categories: []",
        right: "categories:\n  - Business > Entrepreneurship",
    },
    guards: Guards::Quality,
    check: Check::Site(no_category),
};

fn no_category(site: &Site, report: &mut Report) {
    if site.show.categories.is_empty() && !site.show.block {
        let place = Place::key(&site.show.source, "categories");
        let finding = NO_CATEGORY.finding(place, "the show has no category; directories will not list it");
        report.add(finding.fix("choose one of Apple's, for example `categories: [Business > Entrepreneurship]`"));
    }
}

pub(super) const UNKNOWN_CATEGORY: Rule = Rule {
    text: RuleText {
        name: "unknown-category",
        severity: Severity::Error,
        finds: "A category that Apple does not have, or has under another parent, or spells otherwise.",
        why: "Apple ignores a category it does not know and may refuse the show; every other directory uses the same list.",
        wrong: "categories: [Business > Non Profit]",
        right: "categories: [Business > Non-Profit]",
    },
    guards: Guards::Quality,
    check: Check::Site(unknown_category),
};

fn unknown_category(site: &Site, report: &mut Report) {
    for (index, category) in site.show.categories.iter().enumerate() {
        if !is_no_category(category) {
            continue;
        }
        let place = Place::key(&site.show.source, format!("categories[{index}]"));
        let finding = UNKNOWN_CATEGORY.finding(place, format!("Apple has no category `{}`", written(category)));
        report.add(finding.fix(match likely_category(category) {
            Some(likely) => format!("write `{likely}` if that is the one you mean"),
            None => "choose one of Apple's, spelt exactly as there, for example `Business > Entrepreneurship`".to_owned(),
        }));
    }
}

/// Whether a category is neither one of Apple's nor was one.
pub(super) fn is_no_category(category: &Category) -> bool {
    !is_category(category) && newer_category(category).is_none()
}

/// `Business > Marketing`.
pub(super) fn written(category: &Category) -> String {
    match &category.sub {
        Some(sub) => format!("{} > {sub}", category.name),
        None => category.name.clone(),
    }
}

fn is_category(category: &Category) -> bool {
    CATEGORIES.iter().any(|(name, subs)| *name == category.name && category.sub.as_deref().is_none_or(|sub| subs.contains(&sub)))
}

/// The category of Apple's list that was most likely meant.
pub(super) fn likely_category(category: &Category) -> Option<String> {
    let last = category.sub.as_deref().unwrap_or(&category.name);
    let parent_of = |sub: &str| CATEGORIES.iter().find(|(_, subs)| subs.contains(&sub)).map(|(name, _)| *name);
    let own = CATEGORIES.iter().find(|(name, _)| *name == category.name).map_or(&[][..], |(_, subs)| subs);
    let subs = || CATEGORIES.iter().flat_map(|(_, subs)| *subs).copied();
    let sub = |name: &str, sub: &str| format!("{name} > {sub}");
    if let Some(near) = nearest(last, own.iter().copied()) {
        return Some(sub(&category.name, near));
    }
    if let Some(near) = nearest(last, CATEGORIES.iter().map(|(name, _)| *name)).filter(|_| category.sub.is_none()) {
        return Some(near.to_owned());
    }
    nearest(last, subs()).and_then(|near| parent_of(near).map(|parent| sub(parent, near)))
}

/// Apple's categories and what is below them. Source: podcasters.apple.com, "Apple Podcasts categories".
const CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("History", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    ("Leisure", &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"]),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    ("News", &["Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News", "Tech News"]),
    ("Religion & Spirituality", &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"]),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

pub(super) const OLD_CATEGORY: Rule = Rule {
    text: RuleText {
        name: "old-category",
        severity: Severity::Warning,
        finds: "A category that Apple gave up in 2019.",
        why: "The show is filed nowhere, or under something else, until the new name is written.",
        wrong: "categories: [Business > Management & Marketing]",
        right: "categories: [Business > Marketing]",
    },
    guards: Guards::Quality,
    check: Check::Site(old_category),
};

fn old_category(site: &Site, report: &mut Report) {
    for (index, category) in site.show.categories.iter().enumerate() {
        if let Some(newer) = newer_category(category) {
            let place = Place::key(&site.show.source, format!("categories[{index}]"));
            let finding = OLD_CATEGORY.finding(place, format!("Apple gave up the category `{}`", written(category)));
            report.add(finding.fix(format!("write `{newer}` instead")));
        }
    }
}

/// What Apple calls an old category now; `None` when it is not an old one.
pub(super) fn newer_category(category: &Category) -> Option<&'static str> {
    if is_category(category) {
        return None;
    }
    let whole = written(category);
    OLD_CATEGORIES.iter().find(|(old, _)| *old == whole).map(|(_, newer)| *newer)
}

/// Categories of before July 2019 with what took their place.
const OLD_CATEGORIES: &[(&str, &str)] = &[
    ("Arts > Literature", "Arts > Books"),
    ("Business > Business News", "News > Business News"),
    ("Business > Management & Marketing", "Business > Marketing"),
    ("Business > Shopping", "Business"),
    ("Education > Educational Technology", "Education"),
    ("Education > Higher Education", "Education"),
    ("Education > K-12", "Education"),
    ("Education > Language Courses", "Education > Language Learning"),
    ("Education > Training", "Education > Courses"),
    ("Games & Hobbies", "Leisure"),
    ("Games & Hobbies > Automotive", "Leisure > Automotive"),
    ("Games & Hobbies > Aviation", "Leisure > Aviation"),
    ("Games & Hobbies > Hobbies", "Leisure > Hobbies"),
    ("Games & Hobbies > Other Games", "Leisure > Games"),
    ("Games & Hobbies > Video Games", "Leisure > Video Games"),
    ("Government & Organizations", "Government"),
    ("Government & Organizations > Local", "Government"),
    ("Government & Organizations > National", "Government"),
    ("Government & Organizations > Non-Profit", "Business > Non-Profit"),
    ("Government & Organizations > Regional", "Government"),
    ("Health", "Health & Fitness"),
    ("Health > Alternative Health", "Health & Fitness > Alternative Health"),
    ("Health > Fitness & Nutrition", "Health & Fitness > Nutrition"),
    ("Health > Self-Help", "Education > Self-Improvement"),
    ("Health > Sexuality", "Health & Fitness > Sexuality"),
    ("News & Politics", "News > Politics"),
    ("Religion & Spirituality > Other", "Religion & Spirituality > Religion"),
    ("Science & Medicine", "Science"),
    ("Science & Medicine > Medicine", "Health & Fitness > Medicine"),
    ("Science & Medicine > Natural Sciences", "Science > Natural Sciences"),
    ("Science & Medicine > Social Sciences", "Science > Social Sciences"),
    ("Society & Culture > History", "History"),
    ("Sports & Recreation", "Sports"),
    ("Sports & Recreation > Amateur", "Sports"),
    ("Sports & Recreation > College & High School", "Sports"),
    ("Sports & Recreation > Outdoor", "Sports > Wilderness"),
    ("Sports & Recreation > Professional", "Sports"),
    ("Technology > Gadgets", "Technology"),
    ("Technology > Podcasting", "Technology"),
    ("Technology > Software How-To", "Technology"),
    ("Technology > Tech News", "News > Tech News"),
];

pub(super) const NO_AUTHOR: Rule = Rule {
    text: RuleText {
        name: "no-author",
        severity: Severity::Warning,
        finds: "A show that does not say who makes it.",
        why: "Apps show the name below the title; Spotify refuses a show without one.",
        wrong: "author: \"\"",
        right: "author: Margo Ellison",
    },
    guards: Guards::Quality,
    check: Check::Site(no_author),
};

fn no_author(site: &Site, report: &mut Report) {
    if site.show.author.trim().is_empty() {
        let finding = NO_AUTHOR.finding(Place::key(&site.show.source, "author"), "the show does not say who makes it");
        report.add(finding.fix("write your name or your company's under `author`"));
    }
}

pub(super) const NO_OWNER_EMAIL: Rule = Rule {
    text: RuleText {
        name: "no-owner-email",
        severity: Severity::Warning,
        finds: "A show without an e-mail address that directories can write to.",
        why: "Directories send the code that proves the show is yours to this address. Without it, a `txt` record with the purpose \
              `verify` is the other way; a show hidden with `block` needs neither.",
        wrong: "owner:\n  name: Ellison Advisory",
        right: "owner:\n  name: Ellison Advisory\n  email: hello@ellison.example",
    },
    guards: Guards::Quality,
    check: Check::Site(no_owner_email),
};

fn no_owner_email(site: &Site, report: &mut Report) {
    let show = &site.show;
    let has_email = show.owner.as_ref().is_some_and(|owner| owner.email.is_some());
    let is_verified = show.txt.iter().any(|txt| matches!(txt.purpose.as_deref(), Some("verify" | "applepodcastsverify")));
    if !has_email && !is_verified && !show.block {
        let finding = NO_OWNER_EMAIL.finding(Place::key(&show.source, "owner.email"), "directories have no address to send your code to");
        report.add(finding.fix("add `owner: {email: …}` with an address that you are happy to publish"));
    }
}

pub(super) const COPYRIGHT_WITH_YEAR: Rule = Rule {
    text: RuleText {
        name: "copyright-with-year",
        severity: Severity::Info,
        finds: "A copyright line with the word, the sign or a year in it.",
        why: "Apps add the sign themselves, and a year grows old; the holder's name alone is what the podcast standard asks for.",
        wrong: "copyright: © 2026 Ellison Advisory",
        right: "copyright: Ellison Advisory",
    },
    guards: Guards::Quality,
    check: Check::Site(copyright_with_year),
};

fn copyright_with_year(site: &Site, report: &mut Report) {
    let Some(copyright) = &site.show.copyright else { return };
    if says_more_than_whose(copyright) {
        let place = Place::key(&site.show.source, "copyright");
        report.add(COPYRIGHT_WITH_YEAR.finding(place, "this says more than whose the show is").fix("write the holder's name alone"));
    }
}

/// Whether a copyright line holds a year, the word or the sign.
pub(super) fn says_more_than_whose(copyright: &str) -> bool {
    let lower = copyright.to_lowercase();
    let has_year = lower.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")));
    has_year || ["copyright", "©", "(c)", "℗"].iter().any(|mark| lower.contains(mark))
}

pub(super) const NO_EPISODES: Rule = Rule {
    text: RuleText {
        name: "no-episodes",
        severity: Severity::Warning,
        finds: "A show without a single published episode.",
        why: "Apple, Spotify and several apps refuse a feed with nothing in it; a trailer of one minute is enough.",
        wrong: "content/episodes/ is empty, or everything in it is a draft or dated later",
        right: "content/episodes/001-trailer/index.md with `type: trailer`",
    },
    guards: Guards::Quality,
    check: Check::Site(no_episodes),
};

fn no_episodes(site: &Site, report: &mut Report) {
    if site.episodes.is_empty() {
        let finding = NO_EPISODES.finding(Place::file(&site.show.source), "no episode is published yet; directories refuse an empty feed");
        report.add(finding.fix("publish a trailer before you give the feed's address to anybody"));
    }
}

pub(super) const NEW_FEED_URL_IS_SELF: Rule = Rule {
    text: RuleText {
        name: "new-feed-url-is-self",
        severity: Severity::Error,
        finds: "A `new_feed_url` that is the feed's own address, or that of another feed which this site writes.",
        why: "Apps would move the show from here to here, and some stop asking for new episodes; or they would move everybody to one guest's interviews.",
        wrong: "base_url: https://talks.ellison.example/\nnew_feed_url: https://talks.ellison.example/feed.xml",
        right: "base_url: https://talks.ellison.example/",
    },
    guards: Guards::Identity,
    check: Check::Site(new_feed_url_is_self),
};

fn new_feed_url_is_self(site: &Site, report: &mut Report) {
    let Some(new) = &site.show.new_feed_url else { return };
    let scopes = (1..=feed::page_count(site)).flat_map(|page| [Scope::Show { page }, Scope::Json { page }]);
    let scopes = scopes.chain(site.partners().map(|(id, _)| Scope::Partner(id)));
    let is_new = |scope: &Scope| without_scheme(new.as_str()) == without_scheme(&site.show.base_url.file(&scope.path(site)));
    let message = match scopes.into_iter().find(is_new) {
        Some(Scope::Show { page: 1 }) => "this is where the feed is already",
        Some(_) => "this is another feed of the same site, not the show's new one",
        None => return,
    };
    let finding = NEW_FEED_URL_IS_SELF.finding(Place::key(&site.show.source, "new_feed_url"), message);
    report.add(finding.fix("take `new_feed_url` out, or write the address to which the show moves"));
}

fn without_scheme(address: &str) -> String {
    let lower = address.to_lowercase();
    lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned()
}

pub(super) const PODROLL_GUID_NOT_A_UUID: Rule = Rule {
    text: RuleText {
        name: "podroll-guid-not-a-uuid",
        severity: Severity::Error,
        finds: "A recommended show whose `feed_guid` is not a podcast guid.",
        why: "Apps find the recommended show by this number alone; with a wrong one your partner gets nothing from the recommendation.",
        wrong: "podroll:\n  - feed_guid: First Fifteen",
        right: "podroll:\n  - feed_guid: fd083082-0bfc-57d2-bc76-63751ed5ad15",
    },
    guards: Guards::Quality,
    check: Check::Site(podroll_guid_not_a_uuid),
};

fn podroll_guid_not_a_uuid(site: &Site, report: &mut Report) {
    for (index, feed) in site.show.podroll.iter().enumerate() {
        if uuid::Uuid::parse_str(&feed.feed_guid).is_err() || feed.feed_guid.len() != 36 {
            let place = Place::key(&site.show.source, format!("podroll[{index}].feed_guid"));
            let finding = PODROLL_GUID_NOT_A_UUID.finding(place, "this is not the guid of a podcast");
            report.add(finding.fix("copy the text of `podcast:guid` from their feed, five groups of letters and digits"));
        }
    }
}

pub(super) const FEED_TEXT_TOO_LONG: Rule = Rule {
    text: RuleText {
        name: "feed-text-too-long",
        severity: Severity::Warning,
        finds: "A small text for the feed that is longer than apps keep.",
        why: "Apps cut it or drop it with the link that belongs to it.",
        wrong: "funding:\n  - text: (a paragraph about why support matters)",
        right: "funding:\n  - text: Support the show",
    },
    guards: Guards::Quality,
    check: Check::Site(feed_text_too_long),
};

fn feed_text_too_long(site: &Site, report: &mut Report) {
    let show = &site.show;
    let funding = show.funding.iter().enumerate().map(|(index, funding)| (format!("funding[{index}].text"), funding.text.as_str(), 128));
    let txt = show.txt.iter().enumerate().map(|(index, txt)| (format!("txt[{index}].value"), txt.value.as_str(), 4000));
    let place = show.location.iter().map(|location| ("location".to_owned(), location.name.as_str(), 128));
    let license = show.license.iter().map(|license| ("license".to_owned(), license.name.as_str(), 128));
    let update = show.update.iter().map(|update| ("update".to_owned(), update.text.as_str(), 128));
    for (key, text, limit) in funding.chain(txt).chain(place).chain(license).chain(update) {
        let length = text.chars().count();
        if length > limit {
            let message = format!("this has {length} characters; apps keep {limit}");
            report.add(FEED_TEXT_TOO_LONG.finding(Place::key(&show.source, key), message).fix(format!("shorten it to {limit} characters")));
        }
    }
    too_long_places(site, report);
}

fn too_long_places(site: &Site, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for episode in &site.episodes {
        let length = episode.location.as_ref().map_or(0, |location| location.name.chars().count());
        if length > 128 && seen.insert(&episode.source) {
            let message = format!("this has {length} characters; apps keep 128");
            report.add(FEED_TEXT_TOO_LONG.finding(Place::key(&episode.source, "location"), message).fix("shorten it to 128 characters"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key, spotlight_key};
    use crate::model::AbsoluteUrl;

    fn category(name: &str, sub: Option<&str>) -> Category {
        Category { name: name.to_owned(), sub: sub.map(str::to_owned) }
    }

    #[test]
    fn a_title_is_a_name_and_not_a_list() {
        finds(&SHOW_TITLE_TOO_LONG, show_key("title"), |site| site.show.title = "ü".repeat(256));
        assert!(found(&SHOW_TITLE_TOO_LONG, |site| site.show.title = "ü".repeat(255)).is_empty());
        finds(&SHOW_TITLE_STUFFED, show_key("title"), |site| site.show.title = "Talks | Business | Referrals".into());
        assert!(found(&SHOW_TITLE_STUFFED, |site| site.show.title = "Ledger | Line".into()).is_empty());
    }

    #[test]
    fn a_description_is_counted_in_bytes() {
        finds(&SHOW_DESCRIPTION_TOO_LONG, show_key("description"), |site| site.show.description = "ü".repeat(2001));
        assert!(found(&SHOW_DESCRIPTION_TOO_LONG, |site| site.show.description = "u".repeat(4000)).is_empty());
    }

    #[test]
    fn languages_and_countries_must_exist() {
        finds(&UNKNOWN_LANGUAGE, show_key("language"), |site| site.show.language = "xx".into());
        finds(&UNKNOWN_LANGUAGE, show_key("language"), |site| site.show.language = "en-UK".into());
        for good in ["en", "de-AT", "zh-Hant-TW", "es-419", "haw", "pt-br", "en-a-uk", "sr-Latn-RS"] {
            assert!(found(&UNKNOWN_LANGUAGE, |site| site.show.language = good.into()).is_empty(), "{good}");
        }
    }

    #[test]
    fn categories_are_spelt_as_apple_spells_them() {
        finds(&NO_CATEGORY, show_key("categories"), |site| site.show.categories.clear());
        let set = |name: &'static str, sub: Option<&'static str>| move |site: &mut Site| site.show.categories = vec![category(name, sub)];
        finds(&UNKNOWN_CATEGORY, show_key("categories[0]"), set("Business", Some("Non Profit")));
        let fix = |name, sub| found(&UNKNOWN_CATEGORY, set(name, sub)).remove(0).fix.unwrap_or_default();
        assert!(fix("Business", Some("Non Profit")).contains("`Business > Non-Profit`"));
        assert!(fix("business", None).contains("`Business`"));
        assert!(fix("Marketing", None).contains("`Business > Marketing`"));
        assert!(fix("Education", Some("Marketing")).contains("`Business > Marketing`"));
        assert!(fix("xyzzy", None).contains("Entrepreneurship"));
    }

    #[test]
    fn an_old_category_is_told_with_the_new_one_and_blocks_nothing() {
        let old = |site: &mut Site| site.show.categories = vec![category("Business", Some("Management & Marketing"))];
        finds(&OLD_CATEGORY, show_key("categories[0]"), old);
        assert!(found(&UNKNOWN_CATEGORY, old).is_empty());
        for (_, newer) in OLD_CATEGORIES {
            let (name, sub) = newer.split_once(" > ").map_or((*newer, None), |(name, sub)| (name, Some(sub)));
            assert!(is_category(&category(name, sub)), "{newer}");
        }
    }

    #[test]
    fn directories_need_a_name_and_an_address_unless_the_show_is_hidden() {
        finds(&NO_AUTHOR, show_key("author"), |site| site.show.author = " ".into());
        finds(&NO_OWNER_EMAIL, show_key("owner.email"), |site| {
            site.show.owner = None;
            site.show.txt.clear();
        });
        assert!(found(&NO_OWNER_EMAIL, |site| site.show.owner = None).is_empty(), "the sample has a verify record");
    }

    #[test]
    fn copyright_is_the_name_alone() {
        for wrong in ["© Abara", "(c) Abara", "Copyright Abara", "2019–2026 Abara"] {
            finds(&COPYRIGHT_WITH_YEAR, show_key("copyright"), |site| site.show.copyright = Some(wrong.into()));
        }
        assert!(found(&COPYRIGHT_WITH_YEAR, |site| site.show.copyright = Some("Studio 54321".into())).is_empty());
    }

    #[test]
    fn an_empty_show_is_told() {
        finds(&NO_EPISODES, Place::file("content/show.yaml"), |site| site.episodes.as_vec_mut().clear());
    }

    #[test]
    fn a_feed_does_not_move_to_where_it_is() {
        finds(&NEW_FEED_URL_IS_SELF, show_key("new_feed_url"), |site| {
            site.show.new_feed_url = Some(AbsoluteUrl("http://Ledger.example/show/feed.xml/".into()));
        });
        for other in ["feed.json", "partners/dev-okafor/feed.xml"] {
            finds(&NEW_FEED_URL_IS_SELF, show_key("new_feed_url"), |site| {
                site.show.new_feed_url = Some(AbsoluteUrl(format!("https://ledger.example/show/{other}")));
            });
        }
        let moved = |site: &mut Site| site.show.new_feed_url = Some(AbsoluteUrl("https://new.example/feed.xml".into()));
        assert!(found(&NEW_FEED_URL_IS_SELF, moved).is_empty());
    }

    #[test]
    fn a_recommended_show_needs_its_guid() {
        finds(&PODROLL_GUID_NOT_A_UUID, show_key("podroll[0].feed_guid"), |site| site.show.podroll[0].feed_guid = "Friends".into());
    }

    #[test]
    fn small_texts_stay_small() {
        finds(&FEED_TEXT_TOO_LONG, show_key("funding[0].text"), |site| site.show.funding[0].text = "x".repeat(129));
        finds(&FEED_TEXT_TOO_LONG, spotlight_key("location"), |site| {
            if let Some(location) = &mut site.episodes[1].location {
                location.name = "x".repeat(129);
            }
        });
    }
}
