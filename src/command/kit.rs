//! Layer 5: `turntable kit PARTNER`: what is ready for one partner to send on, and the message to send them.

use super::build::{Refusal, Said, Voice};
use super::reading::{self, labelled};
use crate::cli::{self, Format};
use crate::plan::desk::summary::{self, Kit};
use crate::plan::plan;
use crate::project::Project;
use crate::report::Report;
use crate::theme::Theme;
use jiff::Zoned;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Says what is ready for one partner.
///
/// # Errors
/// When the command line was wrong or the machine fails.
pub fn kit(asked: &cli::Kit, root: &Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    let project = Project::at(root, None);
    let show = match reading::show(&project, asked.as_of.as_deref(), now, voice)? {
        Ok(show) => show,
        Err(said) => return Ok(said),
    };
    // What stands in the way of a build is `check`'s to say.
    let plan = plan(&show.site, &mut Report::default());
    let theme = Theme::load(&project, &show.site.show.theme, &mut Report::default()).map_err(Refusal::Machine)?;
    let kit = summary::kit(&show.site, &plan, &theme, &asked.partner).map_err(Refusal::Asked)?;
    let copied = if asked.copy { kit.message.as_deref().map(copy) } else { None };
    let err = match copied {
        Some(Copied::No) => format!("nothing was copied: none of {} is on this computer\n", names()),
        _ => String::new(),
    };
    if voice.format == Format::Json {
        let mut document = json!(kit);
        document["copied"] = json!(copied == Some(Copied::Yes));
        return Ok(Said { out: format!("{document:#}\n"), err, code: 0 });
    }
    Ok(Said { out: told(&kit, asked, copied), err, code: 0 })
}

fn told(kit: &Kit<'_>, asked: &cli::Kit, copied: Option<Copied>) -> String {
    let Some(message) = &kit.message else { return without(kit) };
    let mut text = format!("{}\n", title(kit));
    let mut line = |label: &str, words: &str| text.push_str(&labelled(2, label, 10, words));
    contents(kit, &mut line);
    for missing in &kit.kit.missing {
        line("missing", &format!("{}: {}", missing.what, missing.why));
    }
    let hint = match copied {
        Some(Copied::Yes) => " (it is on the clipboard)",
        None if !asked.copy => " (copied to the clipboard with --copy)",
        _ => "",
    };
    text.push_str(&format!("\n  Write to {}{hint}:\n\n", kit.partner.first_name));
    text.push_str(&labelled(4, "", 0, message));
    text.push('\n');
    text.push_str(&owed(kit));
    text
}

fn title(kit: &Kit<'_>) -> String {
    let name = kit.partner.name;
    let Some(episode) = &kit.episode else { return format!("Partner kit for {name}\n") };
    let which = episode.number.map_or_else(|| format!("“{}”", episode.title), |number| format!("episode {number}"));
    let direction = match episode.direction {
        crate::model::Direction::Spotlight => "spotlight",
        crate::model::Direction::Turned => "turned",
    };
    let offer = match (episode.offer, episode.is_own_offer) {
        (None, _) => "no offer".to_owned(),
        (Some(_), true) => format!("offer: {} own", kit.partner.possessive),
        (Some(title), false) => format!("offer: {title}"),
    };
    labelled(0, "", 0, &format!("Partner kit for {name}, {which} ({direction}, {offer})"))
}

/// What is ready, one line for each kind.
fn contents(kit: &Kit<'_>, line: &mut dyn FnMut(&str, &str)) {
    if let Some(address) = &kit.address {
        line("page", address);
        line("", "not listed, not searched");
    }
    if let Some(texts) = &kit.texts {
        let start = texts.mail_starts_at.as_ref().map_or_else(String::new, |at| format!(", starts them at {at}"));
        if texts.mail.is_some() {
            line("e-mail", &format!("to {} clients, {} words{start}", kit.partner.possessive, texts.mail_words));
        }
        let posts: Vec<String> = texts.posts.iter().map(|post| format!("{} {} of {}", post.place, post.length, post.limit)).collect();
        line("posts", &format!("{} characters", posts.join("; ")));
        line("embed", &format!("{} px high", texts.embed_height));
    }
    if !kit.links.is_empty() {
        let names: Vec<&str> = kit.links.iter().map(|link| link.name).collect();
        line("links", &format!("that credit {}: {}", kit.partner.first_name, names.join("; ")));
    }
    if !kit.pictures.is_empty() {
        let names: Vec<&str> = kit.pictures.iter().map(|picture| picture.name).collect();
        line("pictures", &names.join("; "));
    }
    if !kit.files.is_empty() {
        let names: Vec<&str> = kit.files.iter().filter_map(|file| file.rsplit('/').next()).collect();
        line("files", &names.join(", "));
    }
    if !kit.letters.is_empty() {
        let names: Vec<&str> = kit.letters.iter().filter_map(|letter| letter.rsplit('/').next()).collect();
        line("letters", &format!("desk/partners/{}/: {}", kit.partner.slug, names.join(", ")));
    }
    if !kit.sheets.is_empty() {
        let names: Vec<&str> = kit.sheets.iter().filter_map(|sheet| sheet.rsplit('/').next()).collect();
        line("sheets", &names.join(", "));
    }
}

fn without(kit: &Kit<'_>) -> String {
    let mut text = format!("No kit for {} yet\n\n", kit.partner.name);
    for missing in &kit.kit.missing {
        text.push_str(&labelled(2, "missing", 10, &missing.why));
    }
    contents(kit, &mut |label, words| text.push_str(&labelled(2, label, 10, words)));
    text.push('\n');
    text.push_str(&owed(kit));
    text
}

fn owed(kit: &Kit<'_>) -> String {
    let thanks = kit.thanks.as_ref().map_or_else(String::new, |thanks| format!("\n{}", thanks.text));
    let since = kit.owed.since.map_or_else(String::new, |day| format!(" (since {})", day.strftime("%-d %b %Y")));
    let sentence = kit.owed.text.trim_end_matches('.');
    labelled(2, "", 0, &format!("Owed: {sentence}{since}.{thanks}\nturntable network shows all."))
}

/// What became of `--copy`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    Yes,
    No,
}

/// Programs that put what they are given on the clipboard, and whether they want UTF-16.
const PROGRAMS: [(&str, &[&str], bool); 4] =
    [("wl-copy", &[], false), ("xclip", &["-selection", "clipboard"], false), ("pbcopy", &[], false), ("clip.exe", &[], true)];

fn names() -> String {
    PROGRAMS.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ")
}

/// Gives a text to the first program that takes it.
fn copy(text: &str) -> Copied {
    let taken = PROGRAMS.iter().any(|(name, arguments, is_utf_16)| {
        let bytes = if *is_utf_16 { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.as_bytes().to_vec() };
        hand_over(Command::new(name).args(*arguments), &bytes)
    });
    if taken { Copied::Yes } else { Copied::No }
}

/// Whether a program took the bytes. It is not there, or has no screen to copy to: it did not.
fn hand_over(command: &mut Command, bytes: &[u8]) -> bool {
    // A program that stays behind to serve the clipboard must not keep our output open.
    let started = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return false };
    let written = child.stdin.take().is_some_and(|mut input| input.write_all(bytes).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}
