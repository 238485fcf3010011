//! Renders every page of the sample show, and of one with every odd state, into `target/look/`: no template may ask for what its view
//! does not have, and a person can look at the pages (`python3 -m http.server` in that folder).

use super::shell::shell;
use super::{Content, Plan, Tree, plan};
use crate::disk;
use crate::model::*;
use crate::report::Report;
use crate::theme::Theme;
use std::collections::BTreeMap;
use std::path::Path;

/// Every page of `site` by its path, rendered with the built-in theme.
pub fn rendered(site: &Site) -> BTreeMap<String, String> {
    let mut theme = Theme::built_in();
    let shell = shell(site, &theme.assets);
    theme.set_shell(shell);
    let mut report = Report::default();
    let Plan { outputs } = plan(site, &mut report);
    assert_eq!(report, Report::default());
    let mut pages = BTreeMap::new();
    for output in outputs.iter().filter(|output| output.tree == Tree::Public) {
        match &output.content {
            Content::Page { template, view } => {
                let page = theme.render(template, &view()).unwrap_or_else(|finding| panic!("{}: {finding:#?}", output.path));
                pages.insert(output.path.0.clone(), page);
            }
            Content::Made(bytes) => drop(pages.insert(output.path.0.clone(), String::from_utf8_lossy(&bytes()).into_owned())),
            Content::Feed(_) | Content::Copy(_) => {}
        }
    }
    pages
}

fn write(folder: &Path, site: &Site) {
    let mut files: BTreeMap<String, Vec<u8>> = rendered(site).into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    files.extend(Theme::built_in().assets.into_iter().map(|(out, bytes)| (out.0, bytes)));
    for person in &site.people {
        if let Some(photo) = &person.photo {
            files.insert(photo.out.0.clone(), portrait(person.hue).into_bytes());
        }
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        disk::create_folder(path.parent().unwrap()).unwrap();
        disk::write(&path, &bytes).unwrap();
    }
}

fn portrait(hue: u16) -> String {
    let fill = |light: u16| format!("hsl({hue},40%,{light}%)");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 80\" width=\"800\" height=\"800\"><path fill=\"{}\" d=\"M0 0h80v80H0z\"/>\
         <circle cx=\"40\" cy=\"34\" r=\"15\" fill=\"{}\"/><path d=\"M10 80c0-18 12-28 30-28s30 10 30 28\" fill=\"{}\"/></svg>",
        fill(88),
        fill(65),
        fill(32)
    )
}

/// A show of many people with every odd state there is.
fn odd_site() -> Site {
    let mut site = sample::site();
    site.show.links.clear();
    site.show.title = "People I’d Send You To".into();
    site.show.base_url.path = "/odd/".into();
    site.show.description = "I’m Ruth Abara. I look after the numbers for forty small companies. These are the people I call when the question isn’t about numbers, asked the things my clients actually ask.".into();
    for (app, url) in [("Spotify", "https://s.example/"), ("Overcast", "https://o.example/"), ("AntennaPod", "https://a.example/")] {
        site.show.subscribe.push(Subscribe { app: app.into(), url: url.into() });
    }
    for person in &mut site.people {
        let photo = person.photo.as_mut().unwrap();
        photo.out = OutPath(format!("{}.svg", photo.out));
    }
    let names = [
        ("Priya Raman", "PR", 340, "Commercial insurance broker"),
        (
            "Ansel Abernathy-Fitzgerald",
            "AA",
            205,
            "Commercial property and tenant-side leasing for people who have never signed a lease before",
        ),
        ("ליאור בן־דוד", "לב", 275, "רואה חשבון לעסקים קטנים"),
        ("Björk", "B", 125, "IT and security for small offices"),
    ];
    for (name, initials, hue, trade) in names {
        let slug = Slug::from_text(name);
        let photo = None;
        let permalink = Permalink(format!("partners/{slug}/"));
        let first_name = name.split(' ').next().unwrap().to_owned();
        let person = Person {
            name: name.into(),
            first_name,
            initials: initials.into(),
            tagline: Some(trade.into()),
            slug,
            permalink,
            photo,
            hue,
            offer: None,
            books: vec![],
            podcast: None,
            ..sample::person()
        };
        site.people.push(person);
        site.heard_in.push(vec![]);
    }
    let guests = [vec![2], vec![3], vec![4], vec![2, 3, 5], vec![5]];
    let titles = [
        "The cover you think you have",
        "Your landlord’s lawyer wrote the renewal clause, your broker is paid by the building, and the deadline passed in March: what a tenant can still do about it",
        "מי יכול לחתום על הצ׳ק ביום שני?",
        "A panel of three",
        "No questions, no transcript, no offer",
    ];
    for (number, (guests, title)) in guests.into_iter().zip(titles).enumerate() {
        let slug = Slug::from_text(title);
        let id = EpisodeId(u32::try_from(site.episodes.len()).unwrap());
        let base = if number == 4 { Episode { call_to_action: None, ..sample::turned_episode() } } else { sample::episode() };
        let guests: Vec<PersonId> = guests.into_iter().map(PersonId).collect();
        for guest in &guests {
            site.heard_in[guest.0 as usize].push(id);
        }
        let permalink = Permalink(format!("episodes/{slug}/"));
        let mut episode = Episode {
            title: title.into(),
            slug,
            permalink,
            guests,
            direction: Direction::Spotlight,
            recording: Some(sample::recording("cash-before-profit", 1_500_000)),
            cover: None,
            images: vec![],
            ..base
        };
        if let Some(call) = &mut episode.call_to_action {
            call.partner = Some(episode.guests[0]);
            call.permalink = Permalink(format!("go/{}/cash-map/", site.people[episode.guests[0].0 as usize].slug));
        }
        site.episodes.push(episode);
    }
    let long = &mut site.episodes[1];
    long.direction = Direction::Spotlight;
    long.notes = Markdown("<p>Most owners I know have a will. Almost none have a name on file at the bank. Dev spends his days on the gap between those two things, and he explains it without the funeral voice.</p>".into());
    let asks = [
        "When an owner suddenly can’t work, what actually stops?",
        "So who can sign a check on Monday morning?",
        "I have a will. Isn’t that enough?",
        "What changes when there are two owners?",
        "If I only do one thing this week, what is it?",
    ];
    long.questions =
        (0..).zip(asks).map(|(n, ask)| Question { ask: ask.into(), at: Some(Millis(n * 250_000)), label: None, answer: None }).collect();
    long.transcript.as_mut().unwrap().cues = (0..60).map(|n| Cue { start: Millis(n * 20_000), end: Millis(n * 20_000 + 19_000), speaker: Some(if n % 4 == 0 { "Ruth Abara" } else { "Dev Okafor" }.into()), text: "Write down three names. Who signs, who knows the passwords, who tells the team. Then call each one and ask whether they knew. That’s twenty minutes, and it is worth more than most binders I’ve been handed.".into() }).collect();
    site.events[0].is_past = false;
    site.offers[1].url = None;
    site.offers[1].form = Form::default();
    site
}

#[test]
fn every_template_renders_with_the_sample_show() {
    let site = sample::site();
    let pages = rendered(&site);
    assert!(pages.len() > 25);
    write(Path::new("target/look/show"), &site);
    let site = odd_site();
    write(Path::new("target/look/odd"), &site);
    let mut closed = odd_site();
    closed.offers[0].state = OfferState::Closed;
    closed.show.base_url.path = "/closed/".into();
    closed.show.language = "he".into();
    write(Path::new("target/look/closed"), &closed);
}
