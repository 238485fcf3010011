//! Mails to those who registered for a live session: before it how to join, `desk/events/<slug>/how-to-join.*`, after it where to listen,
//! `desk/events/<slug>/recording.*`. The host sends them from the list that the form made; no address is in them.

use super::Desk;
use super::letter::{Block, Letter, files, link, text};
use crate::model::{Event, Registration, Site};
use crate::plan::Output;
use crate::plan::calendar;
use crate::plan::event::when;
use crate::plan::markup::{is_web_address, one_line};

/// One mail for each session that anybody could register for: before its end how to join, afterwards the recording.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let of = |event| mail(desk, event).into_iter().flatten();
    site.events.iter().filter(|event| has_list(event)).flat_map(of).collect()
}

/// Whether there may be people who registered.
fn has_list(event: &Event) -> bool {
    event.register.is_some() || event.private_join.open_for_desk().is_some()
}

fn mail<'site>(desk: Desk<'site>, event: &'site Event) -> Option<[Output<'site>; 3]> {
    let folder = format!("events/{}/", event.slug);
    if event.is_past {
        event.episode?;
        return Some(files(&folder, "recording", &event.source, move || recording(&desk, event)));
    }
    Some(files(&folder, "how-to-join", &event.source, move || how_to_join(&desk, event)))
}

fn how_to_join(desk: &Desk<'_>, event: &Event) -> Letter {
    let site = desk.site;
    let page = site.show.base_url.page(&event.permalink);
    let mut letter = desk.letter(None, None, format!("How to join: {}", one_line(&event.title)));
    letter.blocks.push(text("Hello,"));
    letter.blocks.push(text(format!("You're on the list for “{}”.", super::bare(&event.title))));
    letter.blocks.push(text(when(site, event)));
    letter.blocks.push(way_in(event, &page));
    letter.blocks.push(link("For your calendar:", site.show.base_url.file(&calendar::event_path(event))));
    if event.bring_a_friend && matches!(event.register, Some(Registration::Form(_))) {
        letter.blocks.push(link(
            "Every place is for two. Bring somebody who could use it; this is the address to send them:",
            format!("{page}friend/"),
        ));
    }
    letter.blocks.push(Block::Signature(desk.host_name().to_owned()));
    letter
}

/// What is for registered people counts for more than what is for everybody; of what else is private, nothing is passed on.
fn way_in(event: &Event, page: &str) -> Block {
    match event.private_join.open_for_desk().as_deref().or(event.join.as_deref()).map(str::trim) {
        Some(join) if is_web_address(join) && !join.contains(char::is_whitespace) => {
            link("This is the way in. It is for you; please don't pass it on:", join)
        }
        Some(join) if !join.is_empty() => text(format!("This is the way in: {}", one_line(join))),
        _ => link("Everything about it is here:", page),
    }
}

fn recording(desk: &Desk<'_>, event: &Event) -> Letter {
    let mut letter = desk.letter(None, None, format!("The recording: {}", one_line(&event.title)));
    letter.blocks.push(text("Hello,"));
    letter.blocks.push(text(format!("Thank you for coming to “{}”. If you couldn't, this is for you as well.", super::bare(&event.title))));
    if let Some(episode) = event.episode.map(|id| desk.site.episode(id)) {
        letter.blocks.push(link("Here is the recording, with every question and when it was asked:", desk.address(episode)));
    }
    letter.blocks.push(text("If somebody came to mind while you listened, send it on to them."));
    letter.blocks.push(Block::Signature(desk.host_name().to_owned()));
    letter
}

#[cfg(test)]
mod tests {
    use super::super::letter::plain;
    use super::*;
    use crate::model::{Private, sample};

    fn coming() -> Site {
        let mut site = sample::site();
        site.events[0].is_past = false;
        site
    }

    #[test]
    fn those_who_registered_are_told_the_private_way_in_and_nothing_else_that_is_private() {
        let mut site = coming();
        site.events[0].private_more = Private::new(vec![("notes".into(), "SECRET-TOO".into())]);
        let letter = plain(&how_to_join(&Desk::of(&site), &site.events[0]));
        for words in [
            "https://meet.example/SECRET-NOTE",
            "February 10, 2026, 18:00–19:00 CST",
            "/events/cash-evening/event.ics",
            "/events/cash-evening/friend/",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
        assert!(!letter.contains("SECRET-TOO"), "{letter}");
    }

    #[test]
    fn afterwards_they_are_told_where_to_listen() {
        let site = sample::site();
        let paths: Vec<String> = outputs(&site).into_iter().map(|output| output.path.0).collect();
        assert_eq!(paths.len(), 3);
        assert!(paths.iter().all(|path| path.starts_with("events/cash-evening/recording.")), "{paths:?}");
        assert!(plain(&recording(&Desk::of(&site), &site.events[0])).contains("/episodes/cash-before-profit/"));
    }

    #[test]
    fn a_dial_in_is_told_in_words_and_without_any_the_page_is() {
        let mut site = coming();
        site.events[0].private_join = Private::new(None);
        site.events[0].join = Some("Dial 218 555, code 4#".into());
        assert!(plain(&how_to_join(&Desk::of(&site), &site.events[0])).contains("This is the way in: Dial 218 555, code 4#"));
        site.events[0].join = None;
        assert!(plain(&how_to_join(&Desk::of(&site), &site.events[0])).contains("Everything about it is here:"));
    }
}
