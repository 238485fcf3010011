//! Part of `import`: what is said: what would be made, what was, and the plan of the move for the host's desk.

use super::plan::Plan;
use super::redirects::{By, Redirect};
use super::source::Source;
use super::work::Done;
use crate::cli::Media;
use crate::model::{ByteLen, PersonKind};
use crate::report::print::counted;
use crate::report::{Report, json};
use serde_json::{Value, json};

/// A feed, what is planned with it, and how.
#[derive(Clone, Copy)]
pub struct Summary<'a> {
    pub source: &'a Source,
    pub plan: &'a Plan,
    pub media: Media,
    /// How the command is told where the show is: ` --root DIR`, or nothing.
    pub root: &'a str,
}

impl Summary<'_> {
    /// Whether there is anything to do.
    pub fn is_empty(&self) -> bool {
        let to_copy = if self.media == Media::Download { self.plan.linked.len() } else { 0 };
        self.plan.show.is_none() && self.plan.episodes.is_empty() && to_copy == 0
    }

    /// What would be made, kept and lost.
    pub fn before(&self) -> String {
        let show = &self.source.show;
        let mut text = format!("  read  {}: {}{}\n", show.title.trim(), counted(show.episodes.len(), "episode"), self.span());
        if self.plan.known > 0 {
            text.push_str(&format!(
                "        {} here already, left as {}\n",
                self.plan.known,
                if self.plan.known == 1 { "it is" } else { "they are" }
            ));
        }
        if self.is_empty() {
            return text;
        }
        text.push_str(&format!("\n  {:<36}Would keep as it is\n", "Would make"));
        let (make, keep) = (self.made(), self.kept());
        for index in 0..make.len().max(keep.len()) {
            let line = format!("    {:<36}{}", make.get(index).map_or("", String::as_str), keep.get(index).map_or("", String::as_str));
            text.push_str(&format!("{}\n", line.trim_end()));
        }
        text.push_str("\n  Cannot bring over: downloads so far, reviews, the old mailing list.\n");
        text
    }

    fn span(&self) -> String {
        let days = self.source.show.episodes.iter().filter_map(|episode| Some(episode.date.as_ref()?.date()));
        match (days.clone().min(), days.max()) {
            (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
            (Some(day), _) => format!(", {day}"),
            _ => String::new(),
        }
    }

    fn made(&self) -> Vec<String> {
        let plan = self.plan;
        let mut lines = Vec::new();
        if plan.show.is_some() {
            lines.push("content/show.yaml".to_owned());
        }
        let drafts = plan.episodes.iter().filter(|episode| episode.draft.is_some()).count();
        let drafts = if drafts == 0 { String::new() } else { format!(", {}", counted(drafts, "draft")) };
        if !plan.episodes.is_empty() {
            lines.push(format!("{}{drafts}", counted(plan.episodes.len(), "episode folder")));
        }
        let partners = || plan.people.iter().filter(|person| person.kind == PersonKind::Partner);
        let guessed = partners().filter(|person| person.is_guess).count();
        if partners().count() > 0 {
            let check = if guessed > 0 { format!(" ({guessed} from titles; check)") } else { String::new() };
            lines.push(format!("{}{check}", counted(partners().count(), "partner")));
        }
        if self.media == Media::Download {
            let (count, bytes) = self.recordings();
            let size = if bytes > 0 { format!(", {}", ByteLen(bytes).for_people()) } else { String::new() };
            lines.push(format!("{} to fetch{size}", counted(count, "recording")));
        }
        lines
    }

    /// How many recordings are to be fetched, and how large they are as far as the feed says.
    pub fn recordings(&self) -> (usize, u64) {
        let new = self.plan.episodes.iter().map(|plan| plan.index);
        let linked = self.plan.linked.iter().map(|(index, _, _)| *index);
        let all = new.chain(linked).filter_map(|index| self.source.show.episodes[index].enclosure.as_ref());
        all.fold((0, 0), |(count, bytes), enclosure| (count + 1, bytes + enclosure.bytes.unwrap_or(0)))
    }

    fn kept(&self) -> Vec<String> {
        let episodes: Vec<_> = self.plan.episodes.iter().map(|plan| &self.source.show.episodes[plan.index]).collect();
        if episodes.is_empty() {
            return Vec::new();
        }
        let mut lines = vec!["guids and dates (apps see no change)".to_owned()];
        let show_cover = self.source.show.cover.as_deref();
        let things = [
            (episodes.iter().filter(|episode| episode.cover.is_some() && episode.cover.as_deref() != show_cover).count(), "cover"),
            (episodes.iter().filter(|episode| !episode.transcripts.is_empty()).count(), "transcript"),
            (episodes.iter().filter(|episode| !episode.chapters.is_empty() || episode.chapters_url.is_some()).count(), "list of chapters"),
        ];
        let things: Vec<String> = things.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| many(count, word)).collect();
        if !things.is_empty() {
            lines.push(things.join(", "));
        }
        if self.media == Media::Link {
            lines.push(format!(
                "{}, where they are",
                counted(episodes.iter().filter(|episode| episode.enclosure.is_some()).count(), "recording")
            ));
        }
        let planned = self.plan.redirects.iter().filter(|redirect| redirect.by != By::Nobody).count();
        if planned > 0 {
            lines.push(format!("web addresses, {} planned", counted(planned, "redirect")));
        }
        lines
    }

    /// What was made, and what to do next.
    pub fn after(&self, done: &Done, notes: usize) -> String {
        let (episodes, partners) =
            (self.plan.episodes.len(), self.plan.people.iter().filter(|person| person.kind == PersonKind::Partner).count());
        let mut text =
            format!("  made  {}, {}; guids and dates as they were.\n", counted(episodes, "episode"), counted(partners, "partner"));
        if done.copied > 0 {
            text.push_str(&format!("        {} copied from the old host\n", counted(done.copied, "recording")));
        }
        if notes > 0 {
            text.push_str("        Some things need your eye: see above.\n");
        }
        if done.errors > 0 {
            let what = if done.errors == 1 { "1 thing has".to_owned() } else { format!("{} things have", done.errors) };
            text.push_str(&format!("        {what} to be mended before the first build: turntable check{}\n", self.root));
        }
        text.push_str(&format!("        How to move, step by step: {}\n", super::DESK_FILE));
        let commands = [("turntable check", "says what could be better"), ("turntable build", "makes the site, in public/")];
        let column = commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0) + self.root.len() + 3;
        for (index, (command, purpose)) in commands.iter().enumerate() {
            let mark = if index == 0 { "\nNext:" } else { "     " };
            text.push_str(&format!("{mark}  {:<column$}{purpose}\n", format!("{command}{}", self.root)));
        }
        text
    }

    /// The one document of `--format json`.
    pub fn document(&self, done: Option<&Done>, report: &Report) -> Value {
        let redirects = self.plan.redirects.iter().map(|redirect| {
            let by = match redirect.by {
                By::Nobody => "unchanged",
                By::Us => "site",
                By::OldHost => "old-host",
            };
            json!({ "from": redirect.from, "to": redirect.to, "by": by })
        });
        let episodes = self.plan.episodes.iter().map(|plan| {
            let episode = &self.source.show.episodes[plan.index];
            json!({
                "file": format!("{}/index.md", plan.folder), "title": episode.title, "guid": episode.guid,
                "draft": plan.draft.is_some(), "guests": plan.guests,
            })
        });
        json!({
            "feed": self.source.name,
            "title": self.source.show.title,
            "written": done.is_some(),
            "made": done.map(|done| done.made.clone()).unwrap_or_default(),
            "episodes": episodes.collect::<Vec<_>>(),
            "known": self.plan.known,
            "changed": self.plan.changed.iter().map(|changed| json!({ "file": changed.file, "fields": changed.what })).collect::<Vec<_>>(),
            "people": self.plan.people.iter().map(|person| json!({ "file": format!("{}/index.md", person.folder()), "name": person.name, "guess": person.is_guess })).collect::<Vec<_>>(),
            "redirects": redirects.collect::<Vec<_>>(),
            "findings": json::entries(report),
        })
    }

    /// How to move, for the host's desk.
    pub fn desk(&self) -> String {
        let plan = self.plan;
        let feed = format!("{}feed.xml", plan.base_url);
        let mut text =
            format!("# Moving {} here\n\nFrom {}.\n", in_markdown(self.source.show.title.trim()), in_markdown(&self.source.name));
        if plan.is_stand_in {
            text.push_str(&format!(
                "\n**First:** {} is a stand-in. Write where the site will be into `base_url` in content/show.yaml; it takes the\nplace of the stand-in in every address below.\n",
                plan.base_url
            ));
        }
        text.push_str(&steps(&feed, self.media));
        text.push_str(&pages(&plan.redirects));
        text.push_str(&self.lost());
        text
    }

    fn lost(&self) -> String {
        let mut text = String::from(
            "\n## What cannot be brought over\n\n\
             - Downloads counted so far: save the old host's statistics before you close the account.\n\
             - Reviews and stars stay with each directory, and with the show, as long as its feed moves by redirect.\n\
             - The old mailing list: export it at the service that sends it.\n",
        );
        if let Some(moved) = self.source.show.new_feed_url.as_deref() {
            text.push_str(&format!(
                "\nThe feed that was read says that the show has moved to {}. If that is not this move, import from there instead.\n",
                in_markdown(moved)
            ));
        }
        text
    }
}

fn steps(feed: &str, media: Media) -> String {
    let recordings = match media {
        Media::Download => {
            "4. Recordings that were copied come from your site now. Those listed as not fetched are still at the old host.\n"
        }
        Media::Link => {
            "4. The recordings are still at the old host. Before you close the account there, run the import again with\n   \
             `--media download`: it copies them, and changes nothing else.\n"
        }
    };
    format!(
        "\n## Step by step\n\n\
         1. Look through the partners and episodes that were made, build, and put the site online.\n\
         2. Compare {feed} with the old feed: the same episodes, guids and dates.\n\
         3. At the old host, find the setting called redirect, move, or new feed address, and give it {feed}\n   \
         Apps then follow by themselves and download nothing again. Where the host can only add a line to the old feed, it is\n   \
         `<itunes:new-feed-url>{feed}</itunes:new-feed-url>`. Leave it on for good if you can, and for four weeks at the least.\n\
         {recordings}\
         5. Where you handed the old feed in by hand (Apple Podcasts Connect, Spotify for Creators, YouTube), look whether the new\n   \
         address has arrived after a day, and change it there if not.\n"
    )
}

fn pages(redirects: &[Redirect]) -> String {
    let of = |by: By| redirects.iter().filter(move |redirect| redirect.by == by);
    let table = |by: By| {
        let rows = of(by).map(|redirect| format!("| {} | {} |\n", in_cell(&redirect.from), in_cell(&redirect.to)));
        format!("| old page | new page |\n|---|---|\n{}", rows.collect::<String>())
    };
    let mut text = String::new();
    if of(By::OldHost).next().is_some() {
        text.push_str(
            "\n## Pages that the old host has to send on\n\n\
             They are at another address than the new site, so only whoever serves them can do it: look for redirects in that\nhost's settings. Where it cannot, the old pages end when the account does.\n\n",
        );
        text.push_str(&table(By::OldHost));
    }
    if of(By::Us).next().is_some() {
        text.push_str(
            "\n## Pages that your new site sends on by itself\n\n\
             Each episode has its old address under `aliases`; the build writes them into `_redirects` and leaves a page at each.\n\n",
        );
        text.push_str(&table(By::Us));
    }
    let same = of(By::Nobody).count();
    if same > 0 {
        text.push_str(&format!(
            "\n{} exactly where they were.\n",
            if same == 1 { "1 page stays".to_owned() } else { format!("{same} pages stay") }
        ));
    }
    text
}

fn many(count: usize, word: &str) -> String {
    match word.split_once(' ') {
        Some((first, rest)) => format!("{} {rest}", counted(count, first)),
        None => counted(count, word),
    }
}

/// Text from a feed as it is, without the marks that would mean something.
fn in_markdown(text: &str) -> String {
    let line = super::episode_file::one_line(text);
    line.chars()
        .flat_map(|c| if matches!(c, '<' | '>' | '*' | '_' | '`' | '[' | ']' | '\\' | '#') { vec!['\\', c] } else { vec![c] })
        .collect()
}

fn in_cell(address: &str) -> String {
    format!("<{}>", address.replace('|', "%7C").replace(['<', '>'], ""))
}
