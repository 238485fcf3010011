//! Part of `new`: a whole show: details, host, and a sample partner, Referral Kit and episode, so that the first build
//! already shows what the pages are for.

use super::yaml::{quoted, value};
use super::{Draft, Outcome, Trouble, chime, paper, picture, place, write};
use crate::cli::NewShow;
use crate::command::prompt::{Prompt, Question};
use crate::model::Slug;
use jiff::Zoned;
use jiff::tz::TimeZone;
use std::path::Path;

/// What the author answered.
struct Answers {
    title: String,
    host: String,
    business: String,
    /// With scheme and closing slash.
    base_url: String,
    /// The host (and port) of `base_url`.
    domain: String,
    has_address: bool,
    postal_address: String,
    language: String,
    timezone: String,
    /// `2026-05-14`, the sample's date.
    today: String,
}

/// Makes the show.
pub fn start(asked: &NewShow, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Outcome, Trouble> {
    let root = asked.dir.as_path();
    let answers = Answers::asked(asked, now, prompt)?;
    let made = write(root, drafts(&answers))?;
    let folder = root.display().to_string();
    let cd = if folder == "." { Vec::new() } else { vec![(format!("cd {folder}"), String::new())] };
    let next = [
        ("turntable build".to_owned(), "makes the site, in public/".to_owned()),
        ("turntable new episode monday --audio FILE".to_owned(), "when you have one".to_owned()),
    ];
    Ok(Outcome { folder: Some(format!("{folder}/")), seen: Vec::new(), made, next: cd.into_iter().chain(next).collect() })
}

impl Answers {
    fn asked(asked: &NewShow, now: &Zoned, prompt: &mut Prompt<'_>) -> Result<Self, Trouble> {
        let language = checked_language(&asked.language)?;
        let timezone = timezone(asked.timezone.as_deref(), now)?;
        let folder = folder_name(&asked.dir);
        prompt.say("Let's set up your show. Five questions; Enter keeps the answer in [brackets].");
        prompt.say("Everything can be changed later in content/show.yaml.\n");
        let default = place::in_words(&folder);
        let default = if default.is_empty() { "My show".to_owned() } else { default };
        let title = Question { text: "What is the show called?", flag: "--title", default: Some(&default), hint: None };
        let title = prompt.answer(asked.title.as_deref(), title)?;
        let host = Question { text: "Who asks the questions?", flag: "--host", default: None, hint: None };
        let host = prompt.answer(asked.host.as_deref(), host)?;
        let business = Question { text: "Name of your business", flag: "--business", default: Some(&host), hint: None };
        let business = prompt.answer(asked.business.as_deref(), business)?;
        let url = Question { text: "Where will it live?", flag: "--url", default: Some(""), hint: Some("not yet") };
        let url = prompt.answer(asked.url.as_deref(), url)?;
        prompt.say("  Postal address (goes in the page footer and in kit e-mails, where US");
        let address = Question { text: "law asks for one)", flag: "--address", default: Some(""), hint: Some("later") };
        let postal_address = prompt.answer(asked.address.as_deref(), address)?;
        prompt.say("");
        let has_address = !url.is_empty();
        let url = if has_address { url } else { format!("{}.example", Slug::from_text(&title)) };
        let (base_url, domain) = address_of(&url)?;
        let today = now.with_time_zone(TimeZone::get(&timezone).unwrap_or(TimeZone::UTC)).date().to_string();
        Ok(Self { title, host, business, base_url, domain, has_address, postal_address, language, timezone, today })
    }
}

/// The last part of the folder's path, also for `.`.
fn folder_name(dir: &Path) -> String {
    let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The show's zone: as given, else the machine's, else UTC.
fn timezone(given: Option<&str>, now: &Zoned) -> Result<String, Trouble> {
    match given {
        Some(name) => match TimeZone::get(name) {
            Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
            Err(_) => Err(Trouble::Asked(format!("--timezone: `{name}` is not a time zone; write it like America/Chicago"))),
        },
        None => Ok(now.time_zone().iana_name().filter(|name| TimeZone::get(name).is_ok()).unwrap_or("UTC").to_owned()),
    }
}

fn checked_language(code: &str) -> Result<String, Trouble> {
    let mut parts = code.split('-');
    let is_language =
        parts.next().is_some_and(|first| matches!(first.len(), 2..=3) && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_rest = parts.all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_language && is_rest {
        return Ok(code.to_owned());
    }
    Err(Trouble::Asked(format!("--language: `{code}` is not a language code; write it like en or de-AT")))
}

/// What was typed (`talks.example.com`, `https://example.com/talks`) as an address with a closing slash, and its host.
fn address_of(typed: &str) -> Result<(String, String), Trouble> {
    let wrong = || Trouble::Asked(format!("--url: `{typed}` is no web address; write it like talks.example.com"));
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = url::Url::parse(&whole).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    // Apps and directories take nothing else, and every host can do it; most people who type http mean it by habit.
    url.set_scheme("https").map_err(|()| wrong())?;
    url.set_query(None);
    url.set_fragment(None);
    let base = url.as_str().to_owned();
    let base = if base.ends_with('/') { base } else { format!("{base}/") };
    let host = url.host_str().unwrap_or_default();
    Ok((base, host.strip_prefix("www.").unwrap_or(host).to_owned()))
}

fn drafts(answers: &Answers) -> Vec<Draft> {
    let host = Slug::from_text(&answers.host);
    let episode = "content/episodes/001-sample";
    vec![
        Draft::text("content/show.yaml", show_text(answers)).noted("content/show.yaml", "name, host, address, apps"),
        Draft::bytes("content/cover.png", picture::cover()),
        Draft::text(format!("content/hosts/{host}/index.md"), host_text(answers))
            .noted(format!("content/hosts/{host}/"), "you, and how to introduce you"),
        Draft::text(format!("{episode}/index.md"), episode_text(answers)).noted(format!("{episode}/"), "a finished sample, safe to delete"),
        Draft::bytes(format!("{episode}/sample.wav"), chime::wav(20)),
        Draft::text(format!("{episode}/transcript.vtt"), transcript_text(answers)),
        Draft::text("content/partners/sample/index.md", partner_text())
            .noted("content/partners/sample/", "who they are, when to call them"),
        Draft::text("content/offers/sample/index.md", offer_text()).noted("content/offers/sample/", "the Referral Kit and its file"),
        Draft::bytes("content/offers/sample/five-questions.pdf", paper::pdf("Five questions before you sign", &PAPER)),
        Draft::text("content/pages/about.md", about_text(answers)).noted("content/pages/", "about, privacy"),
        Draft::text("content/pages/privacy.md", privacy_text(answers)),
        Draft::text(".gitignore", "/public/\n/desk/\n/private/\n/.turntable/\n".to_owned()),
    ]
}

const PAPER: [&str; 9] = [
    "1. What happens on the day it does not work out?",
    "2. Who else has signed one of these, and may I call them?",
    "3. Which sentence in here would you change if you were me?",
    "4. What does it cost to leave after a year?",
    "5. Who answers the telephone when you are away?",
    "",
    "This page came with the sample show. Put your own in its place:",
    "a few pages that help somebody whether or not they ever call.",
    "A listener asks for it, and so raises a hand.",
];

fn show_text(answers: &Answers) -> String {
    let stand_in = if answers.has_address {
        ""
    } else {
        "\n# A stand-in until you know it: change it before you put anything online, and keep it after that."
    };
    let address = if answers.postal_address.is_empty() {
        "# postal_address: Street, town".to_owned()
    } else {
        format!("postal_address: {}", value(&answers.postal_address))
    };
    format!(
        "# The show as a whole. Lines that start with # are notes, or fields that you may fill in.
# All fields: docs/content.md of Turntable.

title: {title}
# What it is, in a few sentences, for people who have never heard of it:
description: {description}
# Where the site will be:{stand_in}
base_url: {base_url}
# Of what is said in the show: en, de-AT, …
language: {language}
# Of the dates that you write without an offset:
timezone: {timezone}
author: {author}

# Square, 1400 to 3000 pixels, JPEG or PNG:
cover: cover.png
# As Apple names them; the first one counts:
categories:
  - Business > Marketing
explicit: false

# Directories send the code that proves the show is yours to this address; it is public in the feed.
# owner:
#   name: {author}
#   email: {email}

hosts: [{host}]
# Your own Referral Kit (a folder name in content/offers/), for interviews that partners hold with you:
# offer: my-kit

# Where people listen, once directories know the show:
# subscribe:
#   - app: Apple Podcasts
#     url: https://

# How requests for a Referral Kit reach you. With mailto the visitor's mail program writes to you; docs/content.md
# names the form services that work without one.
forms:
  provider: mailto
  endpoint: {email}
  consent: {consent}
  privacy_url: /privacy/

# Whatever you recorded, builds publish an MP3 of it: levelled to what apps expect, with its tags and chapters. Your own
# recording is never touched. Without this line it is published as it is.
media:
  format: mp3

# Goes in the page footer and in kit e-mails, where US law asks for one:
{address}

links:
  - title: About
    url: /about/
  - title: Privacy
    url: /privacy/
",
        title = value(&answers.title),
        description = value(&format!(
            "Interviews with the people {} sends clients to: what they do, when to call them, and what to ask.",
            answers.host
        )),
        base_url = quoted(&answers.base_url),
        language = quoted(&answers.language),
        timezone = quoted(&answers.timezone),
        author = value(&answers.host),
        email = quoted(&format!("hello@{}", answers.domain)),
        host = value(Slug::from_text(&answers.host).as_str()),
        consent = value(&format!("{} gets your answers, sends you what you asked for, and passes them to nobody else.", answers.business)),
    )
}

fn host_text(answers: &Answers) -> String {
    format!(
        "---
name: {host}
business: {business}
# tagline: What you do, in one line.
# A square picture beside this file:
# photo: portrait.jpg
# website: https://

# How partners should introduce you, in your own words. You will ask every partner for theirs; this is the worked
# example that they see.
# introduction:
#   help: What you help with.
#   ideal_client: For whom.
#   listen_for:
#     - A sentence that gives it away.
#   say_this: Words to use.
#   do_not_say: Words to avoid.
#   proof: Why one may trust you.
#   next_step: What happens after the introduction.

# Whom you would like to meet:
# meet:
#   - Accountants who work with family businesses
---

{said} asks the questions.
",
        host = value(&answers.host),
        business = value(&answers.business),
        said = in_notes(&answers.host),
    )
}

/// A name as it stands in Markdown, without the marks that would mean something there.
fn in_notes(text: &str) -> String {
    text.replace(['<', '>', '*', '_', '`', '[', ']', '#', '\\'], "")
}

fn partner_text() -> String {
    "---
name: Sam Sample
business: Sample & Daughters
role: Partner
tagline: Reads contracts so that you can sleep
website: https://sample.example/
introduction:
  help: Owners who are about to sign something long.
  ideal_client: A business of five to fifty people without a lawyer of its own.
  listen_for:
    - \"They sent me forty pages and want it back by Friday.\"
    - \"It is only the standard contract.\"
  say_this: Sam reads it with you once, tells you the two sentences that matter, and then you decide.
  do_not_say: Please do not call it legal advice for free.
  proof: Has read more than a thousand contracts for owners.
  next_step: A call of twenty minutes with the contract on the table.
meet:
  - Accountants whose clients rent more than one place
  - Anybody who teaches people to buy a business
offer: sample
# Never leaves the desk/ folder.
private:
  status: published
  next: Delete the sample when your first partner is here.
---

Sam is made up, and so is the business. Delete the folders named sample in content/episodes, content/partners and
content/offers whenever you like.
"
    .to_owned()
}

fn offer_text() -> String {
    "---
title: Five questions before you sign
promise: Know in ten minutes whether a contract deserves your name.
button: Send me the five questions
for: Owners with a contract on the table
contains:
  - The five questions, on one page
  - What a good answer sounds like
file: five-questions.pdf
fields: [name, email]
thanks: It is on its way. Ask the first question out loud; that one alone changes the talk.
owner: sample
---

The sentence that costs you most is seldom the one about the price.
"
    .to_owned()
}

fn episode_text(answers: &Answers) -> String {
    format!(
        "---
title: Five questions before you sign
date: {today}
guests: [sample]
# A trailer has no number: your first real episode is number 1.
type: trailer
summary: A sample, so that you can see what goes where. The recording is two tones that stand in for a voice.
questions:
  - ask: What do people overlook in a contract?
    label: What people overlook
    at: \"0:00\"
    answer: The page about leaving.
  - ask: How long should one take to read it?
    label: How long to read
    at: \"0:06\"
  - ask: And when it is too late?
    label: Too late
    at: \"0:12\"
takeaways:
  - Read the page about leaving first.
  - Ask who else has signed.
quotes:
  - text: The page about leaving tells you how they treat people who stay.
    by: sample
    at: \"0:06\"
resources:
  - title: How to fill in an episode
    url: {base_url}
    kind: article
    note: Put the books and links that were mentioned here.
offer: sample
offer_at: \"0:17\"
tags: [Contracts]
---

These are the show notes. Write a few sentences for people who will never press play: they should learn something, too.

{host} asks, Sam answers, and at the end a listener who wants more asks for the kit.
",
        today = quoted(&answers.today),
        base_url = quoted(&answers.base_url),
        host = in_notes(&answers.host),
    )
}

fn transcript_text(answers: &Answers) -> String {
    let host = answers.host.replace(['<', '>', '&', '\n', '\r'], " ");
    format!(
        "WEBVTT

00:00:00.000 --> 00:00:03.000
<v {host}>What do people overlook in a contract?

00:00:03.000 --> 00:00:06.000
<v Sam Sample>The page about leaving. It tells you how they treat people who stay.

00:00:06.000 --> 00:00:09.000
<v {host}>How long should one take to read it?

00:00:09.000 --> 00:00:12.000
<v Sam Sample>As long as a lunch, and with somebody who has read one before.

00:00:12.000 --> 00:00:14.500
<v {host}>And when it is too late?

00:00:14.500 --> 00:00:17.000
<v Sam Sample>It is seldom too late to ask.

00:00:17.000 --> 00:00:20.000
<v {host}>Sam's five questions are one page long. Ask for them below.
"
    )
}

fn about_text(answers: &Answers) -> String {
    format!(
        "---\ntitle: About\ndescription: {}\n---\n\n{} talks with people worth knowing: what they do, when to call them, and how to introduce them.\n",
        value(&format!("What {} is, and who makes it.", answers.title)),
        in_notes(&answers.host)
    )
}

fn privacy_text(answers: &Answers) -> String {
    format!(
        "---
title: Privacy
description: What this site knows about you, and what it does not.
---

This site sets no cookies, counts nobody and asks nothing of other sites.

When you ask for a kit, {} gets what you typed, sends you what you asked for, and keeps your address until you say stop.
Read this page again before you publish, and write what is true for you.
",
        in_notes(&answers.business)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;
    use jiff::civil;

    fn now() -> Zoned {
        civil::date(2026, 5, 12).at(23, 0, 0, 0).to_zoned(TimeZone::get("America/Chicago").expect("bundled")).expect("in range")
    }

    fn made(asked: NewShow) -> (tempfile::TempDir, Outcome) {
        let place = tempfile::tempdir().expect("a folder");
        let asked = NewShow { dir: place.path().join("people-i-send-you-to"), language: "en".into(), ..asked };
        let outcome = start(&asked, &now(), &mut Prompt::Nobody).expect("made");
        (place, outcome)
    }

    fn text(place: &tempfile::TempDir, file: &str) -> String {
        String::from_utf8(disk::read(&place.path().join("people-i-send-you-to").join(file)).expect("made")).expect("text")
    }

    fn yaml(text: &str) -> serde_yaml::Value {
        let yaml = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).map_or(text, |(yaml, _)| yaml);
        serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
    }

    #[test]
    fn only_the_hosts_name_cannot_be_found_out() {
        let place = tempfile::tempdir().expect("a folder");
        let asked = NewShow { dir: place.path().join("x"), language: "en".into(), ..NewShow::default() };
        let Err(Trouble::Asked(message)) = start(&asked, &now(), &mut Prompt::Nobody) else { panic!("it must ask") };
        assert!(message.contains("--host"), "{message}");
        assert!(disk::metadata(&place.path().join("x")).is_none());
    }

    #[test]
    fn every_file_is_read_back_as_it_was_meant() {
        let (place, outcome) =
            made(NewShow { host: Some("Zoë: \"Z\" O'Neil".into()), business: Some("# 1 Advice".into()), ..NewShow::default() });
        let show = yaml(&text(&place, "content/show.yaml"));
        assert_eq!(show["title"], "People i send you to");
        assert_eq!(show["author"], "Zoë: \"Z\" O'Neil");
        assert_eq!(show["timezone"], "America/Chicago");
        assert_eq!(show["base_url"], "https://people-i-send-you-to.example/");
        assert_eq!(show["hosts"][0], "zoe-z-oneil");
        assert_eq!(yaml(&text(&place, "content/hosts/zoe-z-oneil/index.md"))["business"], "# 1 Advice");
        assert_eq!(yaml(&text(&place, "content/episodes/001-sample/index.md"))["date"], "2026-05-12");
        for made in outcome.made.iter().filter(|made| made.path.ends_with(".md")) {
            assert!(yaml(&text(&place, &made.path)).is_mapping(), "{}", made.path);
        }
        assert!(!text(&place, "content/hosts/zoe-z-oneil/index.md").contains("private"));
    }

    #[test]
    fn a_second_show_in_the_same_folder_is_refused() {
        let (place, _) = made(NewShow { host: Some("Margo".into()), ..NewShow::default() });
        let asked =
            NewShow { dir: place.path().join("people-i-send-you-to"), host: Some("M".into()), language: "en".into(), ..NewShow::default() };
        assert!(matches!(start(&asked, &now(), &mut Prompt::Nobody), Err(Trouble::Asked(_))));
    }

    #[test]
    fn addresses_are_taken_as_people_type_them() {
        assert_eq!(address_of("talks.ellison.example").expect("good").0, "https://talks.ellison.example/");
        assert_eq!(
            address_of("http://www.example.com/show?x#y").expect("good"),
            ("https://www.example.com/show/".into(), "example.com".into())
        );
        for bad in ["", "not an address", "ftp://example.com", "https://"] {
            assert!(address_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn somebody_at_a_terminal_is_asked_five_questions() {
        let place = tempfile::tempdir().expect("a folder");
        let asked = NewShow { dir: place.path().join("my-show"), language: "en".into(), ..NewShow::default() };
        let mut output = Vec::new();
        let mut input = "\nMargo Ellison\n\ntalks.ellison.example\n\n".as_bytes();
        let mut prompt = Prompt::Person { input: &mut input, output: &mut output };
        let outcome = start(&asked, &now(), &mut prompt).expect("made");
        let asked = String::from_utf8(output).expect("text");
        assert!(asked.contains("What is the show called?  [My show]"), "{asked}");
        assert!(outcome.made.iter().any(|made| made.path == "content/hosts/margo-ellison/index.md"));
    }
}
