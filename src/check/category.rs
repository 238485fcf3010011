//! Rules about Apple's categories: which there are, which were given up, and which one was meant.

use super::{Check, Guards, Rule, nearest};
use crate::model::{Category, Site};
use crate::report::{Place, Report, RuleText, Severity};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key};

    fn category(name: &str, sub: Option<&str>) -> Category {
        Category { name: name.to_owned(), sub: sub.map(str::to_owned) }
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
}
