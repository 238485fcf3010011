//! The letters to each partner: `desk/partners/<slug>/…`. Warm, specific, and never about anything but the next step.

use super::letter::{Block, Letter, Mailbox, files, link, text};
use super::standing::{self, Standing};
use super::{Desk, bare, first_questions, minutes};
use crate::model::{Direction, Episode, Feedback, Introduction, OfferId, PersonKind, Site};
use crate::plan::Output;
use std::sync::Arc;

/// The letters that make sense now, for every partner.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    standing::all(&desk).into_iter().flat_map(|standing| of_partner(desk, standing)).collect()
}

fn of_partner<'site>(desk: Desk<'site>, standing: Standing<'site>) -> Vec<Output<'site>> {
    let folder = format!("partners/{}/", standing.partner.slug);
    let standing = Arc::new(standing);
    let letter = |name: &'static str| {
        let (origin, standing) = (&standing.partner.source, Arc::clone(&standing));
        files(&folder, name, origin, move || write(&desk, &standing, name))
    };
    standing.letters().into_iter().flat_map(letter).collect()
}

/// The letter of this name.
fn write(desk: &Desk<'_>, standing: &Standing<'_>, name: &str) -> Letter {
    match name {
        "perfect-introduction" => perfect_introduction(desk, standing),
        "invitation" => invitation(desk, standing),
        "thank-you" => thank_you(desk, standing),
        "turn-the-tables" => turn_the_tables(desk, standing),
        standing::THANKS => thanks_for_sending(desk, standing),
        _ => its_live(desk, standing),
    }
}

fn begin(desk: &Desk<'_>, standing: &Standing<'_>, subject: String) -> Letter {
    let to = standing.private.email.as_deref().and_then(|email| Mailbox::of(&standing.partner.name, email));
    let mut letter = desk.letter(to, standing.published.first().copied(), subject);
    letter.blocks.push(text(format!("Dear {},", standing.partner.first_name)));
    letter
}

fn sign(desk: &Desk<'_>, mut letter: Letter) -> Letter {
    letter.blocks.push(Block::Signature(desk.host_name().to_owned()));
    letter
}

/// Step 5 and 9: nothing left to do but press send.
fn its_live(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let Some(episode) = standing.published.first() else { return begin(desk, standing, "It's live".to_owned()) };
    let mut letter = begin(desk, standing, format!("It's live: {}", episode.title));
    let who = match episode.direction {
        Direction::Spotlight => "in which you answer my questions",
        Direction::Turned => "in which you asked and I answered",
    };
    let length = episode.recording.as_ref().and_then(|recording| recording.duration);
    let length = length.map_or_else(String::new, |length| format!(", {}", minutes(length)));
    letter.blocks.push(link(format!("“{}”, the interview {who}{length}, is online:", episode.title), desk.address(episode)));
    letter.blocks.push(link(
        "There's no homework. On one page, made for you alone, everything is ready to send as it is: an e-mail to your own clients, a short post, a player for your website. Pick one; the e-mail to your clients does the most good.",
        kit_address(desk, standing),
    ));
    letter.blocks.extend(credit(desk, standing, episode));
    letter.blocks.push(text(
        "If anything is wrong, a name, a number, a sentence you'd rather not have said, tell me and it's changed the same day.",
    ));
    letter.blocks.push(text("Thank you for sitting down with me."));
    sign(desk, letter)
}

/// The link that credits this partner; in a panel it belongs to one of them.
fn credit(desk: &Desk<'_>, standing: &Standing<'_>, episode: &Episode) -> Option<Block> {
    let call = episode.call_to_action.as_ref().filter(|call| call.partner == Some(standing.id))?;
    let offer = desk.closing_offer(episode)?;
    let what = if offer.owner == Some(standing.id) { "your own Referral Kit, " } else { "" };
    let says = match episode.direction {
        Direction::Spotlight => format!(
            "The interview closes with {what}“{}”. This is its address, and whoever asks for it there is counted as sent by you:",
            offer.title
        ),
        Direction::Turned => format!(
            "At the end I offer “{}” to the people who know you. This address says that it was you who sent them, so the credit is yours:",
            offer.title
        ),
    };
    Some(link(says, desk.site.show.base_url.page(&call.permalink)))
}

fn kit_address(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    format!("{}kit/{}/", desk.site.show.base_url.url, standing.partner.slug)
}

/// Step 7: pass on the applause, all of it; it was said for the partner.
fn thank_you(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let notes = &standing.applause;
    let praised = |episode: &&&Episode| episode.private_feedback.open_for_desk().iter().any(|note| notes.first() == Some(&note));
    let praised = standing.published.iter().find(praised).or(standing.published.first());
    let title = praised.map_or("our interview", |episode| episode.title.as_str());
    if notes.is_empty() {
        let mut letter = begin(desk, standing, format!("Thank you for “{title}”"));
        letter.blocks.push(text(format!("“{title}” has been online for a little while, and I'm still glad that we sat down together. You gave people something they can use without having to buy anything first, and that's rarer than it should be.")));
        letter.blocks.push(text("Has anybody mentioned it to you? I collect what listeners say and pass every word of it on."));
        letter.blocks.push(text("And if there's somebody you'd like to meet, tell me who. I owe you an introduction."));
        return sign(desk, letter);
    }
    let mut letter = begin(desk, standing, format!("What people said about “{title}”"));
    let how_many = if notes.len() == 1 { "A listener wrote to me" } else { "Listeners wrote to me" };
    letter.blocks.push(text(format!("{how_many} after our interview, and the words belong to you:")));
    letter.blocks.extend(notes.iter().map(|note| Block::Quote(note.text.clone(), who_said(note))));
    if notes.iter().any(|note| !note.public) {
        let words = if notes.len() == 1 { "This was" } else { "Where it doesn't say “may be printed”, it was" };
        letter.blocks.push(text(format!("{words} said to us and not for print, so please keep it to yourself.")));
    }
    letter
        .blocks
        .push(text("Thank you for what you gave them. If there's somebody you'd like to meet, tell me who. I owe you an introduction."));
    sign(desk, letter)
}

fn who_said(note: &Feedback) -> String {
    let from = note.from.clone();
    let date = note.date.map(|date| date.strftime("%-d %B %Y").to_string());
    let print = note.public.then(|| "may be printed".to_owned());
    [from, date, print].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Step 10: what came of it. How many asked and for what; never who, for that was told to the sender of the kit alone.
fn thanks_for_sending(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let fresh = &standing.returns.fresh;
    let subject = if fresh.people == 1 { "Somebody came because of you" } else { "People came because of you" };
    let mut letter = begin(desk, standing, subject.to_owned());
    let since = fresh.since.map_or_else(|| "So far".to_owned(), |day| format!("Since {}", super::returns::for_people(day)));
    let (who, verb) = super::returns::people(fresh.people);
    letter
        .blocks
        .push(text(format!("{since}, {who} {verb} raised a hand, and it was your link that brought them. Here is what they asked for:")));
    let line = |(offer, people): &(OfferId, u64)| {
        let offer = desk.offer(*offer)?;
        let owner = offer.owner.and_then(|id| desk.person(id));
        let whose = match owner {
            _ if offer.owner == Some(standing.id) => "yours",
            Some(owner) if owner.kind == PersonKind::Partner => &owner.name,
            _ => "mine",
        };
        Some(format!("“{}” ({whose}): {}", offer.title, if *people == 1 { "1 person".to_owned() } else { format!("{people} people") }))
    };
    let mut lines: Vec<String> = fresh.offers.iter().filter_map(line).collect();
    let named: u64 = fresh.offers.iter().map(|(_, people)| *people).sum();
    if lines.is_empty() || named < fresh.people {
        lines.push("and, without saying which, one of our kits".to_owned());
    }
    letter.blocks.push(Block::Bulleted(lines));
    letter
        .blocks
        .push(text("That's the best thing that can come of an interview: people who ask by themselves. Thank you for sending them."));
    letter.blocks.push(text("Whom would you like to meet? Give me a name, or a kind of person, and I'll make the introduction."));
    sign(desk, letter)
}

/// Step 8 and 9: the offer to be interviewed, with everything already done.
fn turn_the_tables(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let mut letter = begin(desk, standing, "Shall we turn the tables?".to_owned());
    let title = standing.published.first().map_or("our interview", |episode| episode.title.as_str());
    letter.blocks.push(text(format!(
        "In “{title}” you answered what my clients wanted to know. I'd be glad to do the same for yours: you ask, I talk."
    )));
    letter.blocks.push(text("It takes twenty minutes on the telephone, and you needn't prepare a thing. The questions are written, I record and edit, I make the page, and the e-mail to your list is there for you to change and send. These would be the first questions:"));
    letter.blocks.push(Block::Numbered(first_questions(Direction::Turned, desk.host())));
    if let Some(offer) = desk.host_offer() {
        letter.blocks.push(text(format!(
            "At the end I'd offer your people “{}”. Its address says that they came from you, so the credit is yours.",
            offer.title
        )));
    }
    letter.blocks.push(text(
        "Strike out what doesn't fit and put in what they really ask you about my line of work. Which day in the next two weeks suits you?",
    ));
    sign(desk, letter)
}

/// Step 2: the perfect introduction in reverse, with the host's own as the worked example.
fn perfect_introduction(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let name = &standing.partner.first_name;
    let mut letter = begin(desk, standing, format!("How should I introduce you, {name}?"));
    letter.blocks.push(text("When a client asks me “who do you know?”, I'd like to say your name, and I'd like to say it the way you would. A good introduction is a few plain words at the right moment. Only you know which ones."));
    letter.blocks.push(text("Would you finish these sentences for me? Short is fine, and you can answer right below each line."));
    letter.blocks.push(Block::Numbered(sentences(name)));
    let example = desk.host().map(|host| example(&host.introduction, &host.meet)).unwrap_or_default();
    if !example.is_empty() {
        letter.blocks.push(text("So that you needn't begin with an empty page, here are mine:"));
        letter.blocks.push(Block::Bulleted(example));
    }
    letter.blocks.push(text("I'll use your words as they are, and nothing goes public before you've seen it."));
    sign(desk, letter)
}

fn sentences(name: &str) -> Vec<String> {
    let lines = [
        "What I help people with is …".to_owned(),
        "The people I can do most for are …".to_owned(),
        "Think of me when you hear somebody say …".to_owned(),
        format!("The words to use: “You should talk to {name}, because …”"),
        "Please don't say …".to_owned(),
        "You may trust me with them because …".to_owned(),
        "After the introduction, what happens is …".to_owned(),
        "The people I'd like to meet myself are …".to_owned(),
    ];
    lines.into()
}

fn example(introduction: &Introduction, meet: &[String]) -> Vec<String> {
    let one = |label: &str, words: Option<&String>| words.map(|words| format!("{label}: {}", words.trim()));
    let heard: Vec<String> = introduction.listen_for.iter().map(|words| format!("“{}”", bare(words))).collect();
    let many = |label: &str, words: &[String]| (!words.is_empty()).then(|| format!("{label}: {}", words.join("; ")));
    [
        one("What I help with", introduction.help.as_ref()),
        one("For whom", introduction.ideal_client.as_ref()),
        many("Think of me when you hear", &heard),
        one("The words to use", introduction.say_this.as_ref()),
        one("Please don't say", introduction.do_not_say.as_ref()),
        one("Why you may trust me with them", introduction.proof.as_ref()),
        one("What happens then", introduction.next_step.as_ref()),
        many("Whom I'd like to meet", meet),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Step 3: about once a month, one of them.
fn invitation(desk: &Desk<'_>, standing: &Standing<'_>) -> Letter {
    let partner = standing.partner;
    let show = &desk.site.show;
    let mut letter = begin(desk, standing, "May I interview you?".to_owned());
    letter.blocks.push(text(format!("About once a month I sit down with one of the people I'd send my own clients to, and ask what those clients would ask. It becomes an episode of “{}”. I'd like you to be the next.", show.title)));
    letter.blocks.push(text("It's twenty to thirty minutes, a telephone will do, and there is nothing to sell: I introduce you, you talk, people come by themselves. I take care of the recording, the editing and the page, and you see it before anybody else does."));
    letter.blocks.push(text("All I need from you is a handful of questions that people really ask you. You might begin with these:"));
    letter.blocks.push(Block::Numbered(first_questions(Direction::Spotlight, Some(partner))));
    letter.blocks.push(text(closing(desk, standing)));
    if let Some(latest) = desk.site.episodes.first() {
        letter
            .blocks
            .push(link(format!("So that you hear what it's like, this is the latest one, “{}”:", latest.title), desk.address(latest)));
    }
    letter.blocks.push(text("Which day in the next two weeks suits you?"));
    sign(desk, letter)
}

fn closing(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let offer = standing.partner.offer.and_then(|id| desk.offer(id));
    offer.map_or_else(
        || "At the end we offer listeners something useful of yours, a checklist, a worksheet, a chapter, so that whoever is interested can ask for it and you know who they are. If you haven't got one, we'll think of it together.".to_owned(),
        |offer| format!("At the end we offer listeners something of yours, “{}”, so that whoever is interested can ask for it and you know who they are.", offer.title),
    )
}

#[cfg(test)]
mod tests {
    use super::super::letter::plain;
    use super::super::tests::with_backstage;
    use super::*;
    use crate::model::{Private, Status, sample};

    fn letter(site: &Site, name: &str) -> String {
        let desk = Desk::of(site);
        let standing =
            standing::all(&desk).into_iter().find(|standing| standing.partner.slug.as_str() == "dev-okafor").expect("the sample's");
        plain(&write(&desk, &standing, name))
    }

    #[test]
    fn it_is_live_holds_the_kit_address_and_the_link_that_credits_the_partner() {
        let text = letter(&sample::site(), "its-live");
        assert!(text.contains("https://ledger.example/show/kit/dev-okafor/"), "{text}");
        assert!(text.contains("https://ledger.example/show/go/dev-okafor/exit-checklist/"), "{text}");
        assert!(text.starts_with("Dear Dev,"), "{text}");
    }

    #[test]
    fn the_thank_you_passes_on_every_word_and_says_what_is_not_for_print() {
        let text = letter(&sample::site(), "thank-you");
        assert!(text.contains("SECRET-NOTE my partner does not know"), "{text}");
        assert!(text.contains("may be printed"), "{text}");
        assert!(text.contains("not for print"), "{text}");
    }

    #[test]
    fn without_a_note_from_listeners_the_thank_you_makes_none_up() {
        let mut site = sample::site();
        for episode in &mut site.episodes {
            episode.private_feedback = Private::default();
        }
        let text = letter(&site, "thank-you");
        assert!(!text.contains("wrote to me"), "{text}");
    }

    #[test]
    fn the_hosts_introduction_is_the_worked_example() {
        let text = letter(&sample::site(), "perfect-introduction");
        assert!(text.contains("What I help with: Finding cash that is already there"), "{text}");
    }

    #[test]
    fn a_partner_at_rest_gets_no_letter() {
        let mut site = with_backstage();
        let mut private = site.people[1].private.open_for_desk().clone();
        private.status = Some(Status::Paused);
        site.people[1].private = Private::new(private);
        assert!(!outputs(&site).iter().any(|output| output.path.as_str().contains("dev-okafor")));
    }

    #[test]
    fn a_prospect_is_asked_and_invited_and_nothing_else() {
        let site = with_backstage();
        let made = outputs(&site);
        let names: Vec<&str> = made.iter().filter_map(|output| output.path.as_str().strip_prefix("partners/quiet-partner/")).collect();
        assert_eq!(
            names,
            [
                "perfect-introduction.eml",
                "perfect-introduction.txt",
                "perfect-introduction.html",
                "invitation.eml",
                "invitation.txt",
                "invitation.html"
            ]
        );
    }
}
