//! Part of `new`: everything that is one file with a commented template: partner, offer, event, campaign, page.

use super::episode::written;
use super::place;
use super::yaml::value;
use super::{Draft, Outcome, Trouble, write};
use crate::cli::{NewCampaign, NewEvent, NewOffer, NewPage, NewPartner};
use crate::command::prompt::{Prompt, Question};
use crate::model::{RelPath, Slug};
use jiff::civil::{self, Weekday};
use jiff::{ToSpan, Zoned};
use std::path::Path;

/// What is known of a partner when their folder is made.
pub struct PartnerText<'a> {
    /// Full name.
    pub name: &'a str,
    /// Their business.
    pub business: Option<&'a str>,
    /// What they do, in one line.
    pub tagline: Option<&'a str>,
    /// Where they stand, in the words of the network view.
    pub status: &'a str,
}

/// Makes a partner's folder.
pub fn partner(asked: &NewPartner, root: &Path, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    place::zone(root)?;
    let slug = place::free_slug(root, "partners", &asked.slug)?;
    let name = place::as_name(&asked.slug);
    let name = prompt.answer(asked.name.as_deref(), Question { text: "Their name", flag: "--name", default: Some(&name), hint: None })?;
    let business = Question { text: "Name of their business", flag: "--business", default: Some(""), hint: Some("later") };
    let business = prompt.answer(asked.business.as_deref(), business)?;
    let tagline = Question { text: "What do they do, in one line?", flag: "--tagline", default: Some(""), hint: Some("later") };
    let tagline = prompt.answer(asked.tagline.as_deref(), tagline)?;
    let text = PartnerText { name: &name, business: filled(&business), tagline: filled(&tagline), status: "prospect" };
    let next = (format!("turntable new episode SLUG --guest {slug}"), "when you have talked".to_owned());
    done(root, vec![partner_draft(slug.as_str(), &text)], vec![next])
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn done(root: &Path, drafts: Vec<Draft>, next: Vec<(String, String)>) -> Result<Outcome, Trouble> {
    Ok(Outcome { made: write(root, drafts)?, next, ..Outcome::default() })
}

/// A partner's file, told with the number of things that are still to be filled in.
pub fn partner_draft(slug: &str, text: &PartnerText<'_>) -> Draft {
    let file = format!("content/partners/{slug}/index.md");
    let missing = 3 + usize::from(text.business.is_none()) + usize::from(text.tagline.is_none());
    Draft::text(&file, partner_text(text)).noted(&file, place::counted(missing, "thing to fill in", "things to fill in"))
}

/// `key: value`, or the key as a note to fill in.
fn field(key: &str, text: Option<&str>, hint: &str) -> String {
    text.map_or_else(|| format!("# {key}: {hint}\n"), |text| format!("{key}: {}\n", value(text)))
}

fn partner_text(text: &PartnerText<'_>) -> String {
    format!(
        "---
name: {name}
{business}{tagline}# role: 
# A square picture beside this file:
# photo: portrait.jpg
# website: https://

# How to introduce them, in their own words. Ask them; do not guess.
# introduction:
#   help: What they help with.
#   ideal_client: For whom.
#   listen_for:
#     - A sentence that gives it away.
#   say_this: Words to use.
#   do_not_say: Words to avoid.
#   proof: Why one may trust them.
#   next_step: What happens after the introduction.

# Whom they would like to meet:
# meet:
#   - 

# Their Referral Kit (a folder name in content/offers/):
# offer: 

# Never leaves the desk/ folder.
private:
  status: {status}
  # email: 
  # phone: 
  # next: 
---

",
        name = value(text.name),
        business = field("business", text.business, ""),
        tagline = field("tagline", text.tagline, "What they do, in one line."),
        status = text.status,
    )
    .replace(": \n", ":\n")
}

/// Makes an offer's folder.
pub fn offer(asked: &NewOffer, root: &Path, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    place::zone(root)?;
    let slug = place::free_slug(root, "offers", &asked.slug)?;
    let file = asked.file.as_deref().map(|file| place::checked_file(file, "--file")).transpose()?;
    let title = asked_title(&asked.slug, asked.title.as_deref(), prompt)?;
    let promise = Question { text: "What does it promise, in one sentence?", flag: "--promise", default: None, hint: None };
    let promise = prompt.answer(asked.promise.as_deref(), promise)?;
    let owner = Question { text: "Whose is it? (folder name)", flag: "--owner", default: Some(""), hint: Some("say later") };
    let owner = prompt.answer(asked.owner.as_deref(), owner)?;
    let copied = file.as_deref().map(|file| copied_name(&slug, file));

    let folder = format!("content/offers/{slug}");
    let index = format!("{folder}/index.md");
    let text = offer_text(&title, &promise, filled(&owner), copied.as_deref());
    let mut drafts = vec![Draft::text(&index, text).noted(&index, "the Referral Kit")];
    if let (Some(file), Some(name)) = (&file, &copied) {
        drafts.push(Draft::copy_of(format!("{folder}/{name}"), file));
    }
    done(root, drafts, vec![("turntable check".into(), "what it still needs".into())])
}

/// The name under which the file is handed over: the offer's, with the file's ending.
fn copied_name(slug: &Slug, file: &Path) -> String {
    let name = RelPath(file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
    match name.extension().as_str() {
        "" => slug.0.clone(),
        ending => format!("{slug}.{}", Slug::from_text(ending)),
    }
}

fn offer_text(title: &str, promise: &str, owner: Option<&str>, file: Option<&str>) -> String {
    format!(
        "---
title: {title}
promise: {promise}
{owner}# The words on the button:
# button: Send me the kit
# for: Whom it is for.
# contains:
#   - Two to four things that are inside.
# A picture beside this file:
# cover: cover.png
# What is handed over after the request: a file beside this one …
{file}# … or the address where the request is made, if that is elsewhere:
# url: https://
# What the form asks for:
fields: [name, email]
# thanks: What is said after the request.
# from: 2026-01-01
# until: 2026-12-31
---

",
        title = value(title),
        promise = value(promise),
        owner = field("owner", owner, "folder name of a host or partner"),
        file = field("file", file, "kit.pdf"),
    )
}

fn asked_title(slug: &str, given: Option<&str>, prompt: &mut Prompt<'_>) -> Result<String, Trouble> {
    let words = place::in_words(slug);
    Ok(prompt.answer(given, Question { text: "What is it called?", flag: "--title", default: Some(&words), hint: None })?)
}

/// Makes a live session's folder.
pub fn event(asked: &NewEvent, root: &Path, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    let zone = place::zone(root)?;
    let slug = place::free_slug(root, "events", &asked.slug)?;
    let title = asked_title(&asked.slug, asked.title.as_deref(), prompt)?;
    let starts = written(place::coming(now, &zone, Weekday::Thursday, 12, 8));
    let question = Question { text: "When does it start?", flag: "--starts", default: Some(&starts), hint: None };
    let starts = place::checked_time(&prompt.answer(asked.starts.as_deref(), question)?, "--starts")?;
    let index = format!("content/events/{slug}/index.md");
    let text = format!(
        "---
title: {title}
starts: {starts}
# In minutes, or as 1:30:00
duration: 60
# timezone: America/Chicago
# guests: [their-folder-name]
# How everybody joins (an address or a dial-in) …
# join: https://
# How people register:
# register: https://
# capacity: 30
bring_a_friend: true
# campaign: 
# The episode that records it, afterwards:
# episode: 
# … and how only those who registered join. Never leaves the desk/ folder.
# private:
#   join: 
---

What happens, for whom it is, and what people take home.
",
        title = value(&title)
    )
    .replace(": \n", ":\n");
    done(root, vec![Draft::text(&index, text).noted(&index, format!("starts {}", starts.replace('T', ", ")))], vec![build()])
}

fn build() -> (String, String) {
    ("turntable build".into(), "makes the site, in public/".into())
}

/// Makes a referral drive's folder.
pub fn campaign(asked: &NewCampaign, root: &Path, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    let zone = place::zone(root)?;
    let slug = place::free_slug(root, "campaigns", &asked.slug)?;
    let title = asked_title(&asked.slug, asked.title.as_deref(), prompt)?;
    let monday = place::coming(now, &zone, Weekday::Monday, 0, 8).date();
    let default = monday.to_string();
    let question = Question { text: "First day", flag: "--starts", default: Some(&default), hint: None };
    let starts = place::checked_time(&prompt.answer(asked.starts.as_deref(), question)?, "--starts")?;
    let default = last_day(&starts, monday).to_string();
    let question = Question { text: "Last day", flag: "--ends", default: Some(&default), hint: None };
    let ends = place::checked_time(&prompt.answer(asked.ends.as_deref(), question)?, "--ends")?;
    let folder = format!("content/campaigns/{slug}");
    let text = format!(
        "---
title: {title}
starts: {starts}
ends: {ends}
# How many referrals it wants:
goal: {goal}
# Live sessions and episodes that belong to it (folder names):
# sessions: []
# Where people promise a referral:
# pledge: https://
# sponsors:
#   - name: 
#     url: https://
# Pictures beside this file for those who promote it:
# badges: [badge.png]
---

Why this drive, what counts as a referral, and how to take part.
",
        title = value(&title),
        goal = asked.goal,
    )
    .replace(": \n", ":\n");
    let index = format!("{folder}/index.md");
    let drafts = vec![
        Draft::text(&index, text).noted(&index, format!("{starts} to {ends}")),
        Draft::text(format!("{folder}/referrals.csv"), "date,from,to,why,url,public\n".into())
            .noted(format!("{folder}/referrals.csv"), "one line for each referral"),
    ];
    done(root, drafts, vec![build()])
}

/// Six days after the first, so that a drive is a week.
fn last_day(starts: &str, monday: civil::Date) -> civil::Date {
    let first = starts.get(..10).and_then(|day| day.parse().ok()).unwrap_or(monday);
    first.saturating_add(6.days())
}

/// Makes a page.
pub fn page(asked: &NewPage, root: &Path, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    place::zone(root)?;
    let slug = place::free_slug(root, "pages", &asked.slug)?;
    let title = asked_title(&asked.slug, asked.title.as_deref(), prompt)?;
    let file = format!("content/pages/{slug}.md");
    let text = format!("---\ntitle: {}\n# One sentence for search engines:\n# description:\n---\n\nWrite here.\n", value(&title));
    done(root, vec![Draft::text(&file, text).noted(&file, format!("will be at /{slug}/"))], vec![build()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;
    use jiff::tz::TimeZone;

    fn show() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        disk::create_folder(&root.path().join("content")).expect("made");
        disk::write(&root.path().join("content/show.yaml"), b"title: x\n").expect("written");
        root
    }

    fn now() -> Zoned {
        civil::date(2026, 5, 12).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).expect("in range")
    }

    fn front_matter(root: &Path, file: &str) -> serde_yaml::Value {
        let text = String::from_utf8(disk::read(&root.join(file)).expect("made")).expect("text");
        let yaml = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).expect("front matter").0;
        serde_yaml::from_str(yaml).expect("it is YAML")
    }

    /// The template with every commented field switched on must be YAML too: that is how people will use it.
    fn uncommented(root: &Path, file: &str) -> serde_yaml::Value {
        let text = String::from_utf8(disk::read(&root.join(file)).expect("made")).expect("text");
        let yaml = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).expect("front matter").0;
        let lines = yaml.lines().filter_map(|line| match line.trim_start().strip_prefix("# ") {
            Some(field) if field.trim_start().starts_with("- ") || field.trim() == "-" || is_field(field) => {
                Some(format!("{}{field}", &line[..line.len() - line.trim_start().len()]))
            }
            Some(_) => None,
            None => Some(line.trim_end_matches('#').to_owned()),
        });
        let yaml = lines.collect::<Vec<_>>().join("\n");
        serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
    }

    fn is_field(line: &str) -> bool {
        line.trim_start().split_once(':').is_some_and(|(key, _)| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
    }

    #[test]
    fn a_partner_named_with_a_colon_is_read_back() {
        let root = show();
        let asked = NewPartner { slug: "José: Ñandú".into(), tagline: Some("No # 1".into()), ..NewPartner::default() };
        let outcome = partner(&asked, root.path(), &mut Prompt::Nobody).expect("made");
        assert_eq!(outcome.made[0].path, "content/partners/jose-nandu/index.md");
        let parsed = front_matter(root.path(), "content/partners/jose-nandu/index.md");
        assert_eq!(parsed["name"], "José: Ñandú");
        assert_eq!(parsed["tagline"], "No # 1");
        assert_eq!(parsed["private"]["status"], "prospect");
        let all = uncommented(root.path(), "content/partners/jose-nandu/index.md");
        assert_eq!(all["introduction"]["listen_for"][0], "A sentence that gives it away.");
        assert!(all["private"].get("phone").is_some());
    }

    #[test]
    fn an_offer_without_a_promise_names_the_flag() {
        let root = show();
        let asked = NewOffer { slug: "kit".into(), ..NewOffer::default() };
        let Err(Trouble::Asked(message)) = offer(&asked, root.path(), &mut Prompt::Nobody) else { panic!("it must ask") };
        assert!(message.contains("--promise"), "{message}");
    }

    #[test]
    fn an_offers_file_is_copied_under_the_offers_name() {
        let root = show();
        let mine = root.path().join("My Kit (final).PDF");
        disk::write(&mine, b"%PDF-").expect("written");
        let asked = NewOffer { slug: "kit".into(), promise: Some("Know: it all".into()), file: Some(mine.clone()), ..NewOffer::default() };
        offer(&asked, root.path(), &mut Prompt::Nobody).expect("made");
        assert_eq!(front_matter(root.path(), "content/offers/kit/index.md")["file"], "kit.pdf");
        assert_eq!(disk::read(&root.path().join("content/offers/kit/kit.pdf")).expect("copied"), b"%PDF-");
        assert!(disk::metadata(&mine).is_some());
        assert_eq!(uncommented(root.path(), "content/offers/kit/index.md")["fields"][0], "name");
    }

    #[test]
    fn events_and_campaigns_start_on_the_right_day() {
        let root = show();
        event(&NewEvent { slug: "lunch".into(), ..NewEvent::default() }, root.path(), &now(), &mut Prompt::Nobody).expect("made");
        assert_eq!(front_matter(root.path(), "content/events/lunch/index.md")["starts"], "2026-05-21T12:00");
        let asked = NewCampaign { slug: "week".into(), goal: 1000, ..NewCampaign::default() };
        campaign(&asked, root.path(), &now(), &mut Prompt::Nobody).expect("made");
        let parsed = front_matter(root.path(), "content/campaigns/week/index.md");
        assert_eq!((parsed["starts"].as_str(), parsed["ends"].as_str()), (Some("2026-05-25"), Some("2026-05-31")));
        for file in ["content/events/lunch/index.md", "content/campaigns/week/index.md"] {
            assert!(uncommented(root.path(), file).is_mapping());
        }
    }

    #[test]
    fn outside_a_show_nothing_is_made() {
        let root = tempfile::tempdir().expect("a folder");
        let Err(Trouble::Asked(message)) = page(&NewPage { slug: "x".into(), title: None }, root.path(), &mut Prompt::Nobody) else {
            panic!("there is no show")
        };
        assert!(message.contains("turntable new show"), "{message}");
    }

    #[test]
    fn nothing_is_made_twice() {
        let root = show();
        let asked = NewPage { slug: "about".into(), title: Some("About".into()) };
        page(&asked, root.path(), &mut Prompt::Nobody).expect("made");
        assert!(matches!(page(&asked, root.path(), &mut Prompt::Nobody), Err(Trouble::Asked(_))));
    }
}
