//! Layer 5: the command line as clap reads it. Types and help texts only, no logic. A command stands here once it works.

use crate::report::Severity;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Publishes your interviews: a folder in, a site and a podcast feed out.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "turntable",
    version,
    about = "Publishes your interviews: a folder in, a site and a podcast feed out",
    after_help = "Start here:  turntable new show my-show\n             cd my-show\n             turntable build",
    disable_help_subcommand = true,
    propagate_version = true
)]
pub struct Cli {
    /// Flags that every command knows.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command knows.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The show's folder, the one that holds content/
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// How to say it: for people, or one document for programs
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub format: Shape,
    /// Say only what is wrong
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// What `--format` may say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people
    #[default]
    Text,
    /// One JSON document on standard output, everything else on standard error
    Json,
    /// Findings of `check` as annotations that GitHub shows beside the lines
    Github,
    /// Findings of `check` as SARIF 2.1.0, for code hosts and editors
    Sarif,
}

/// For whom results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON document on standard output, everything else on standard error
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Start a show, an episode, a partner, an offer …, ready to build
    New {
        /// What to start.
        #[command(subcommand)]
        what: New,
    },
    /// Build the site (public/) and what only you see (desk/)
    Build(Build),
    /// Build, show the site in your browser, and build again whenever you save
    Watch(Watch),
    /// Say everything that is wrong or could be better, here or in any podcast's feed; write nothing
    Check(Check),
    /// Mend mistakes that have one safe answer; what would change is shown first
    Fix(Fix),
    /// Bring a podcast here from another host: its feed becomes content/, guids and dates as they were
    Import(Import),
    /// Measure any recording, make the published ones, put an album together
    Audio {
        /// What to do.
        #[command(subcommand)]
        what: Audio,
    },
    /// Say where each partner stands, and what you owe them next
    Network(Network),
    /// Say what is ready for one partner to send on, and the message to send them
    Kit(Kit),
    /// Say who raised a hand, by partner, episode and month; `leads import` reads your form service's export
    Leads(Leads),
    /// Run your transcriber (`transcribe` in content/show.yaml) where a transcript is missing
    Transcribe(Transcribe),
    /// Say what a rule means, why it matters, and what to write instead
    Explain {
        /// The name in [brackets] after a finding; all rules are listed without one
        #[arg(value_name = "RULE")]
        rule: Option<String>,
    },
    /// Print the keys of a kind of file as JSON Schema, for your editor
    Schema(Schema),
    /// Print what your shell needs to complete commands with the Tab key
    Completions {
        /// Which shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What a build may be told.
#[derive(Args, Clone, Debug, Default)]
pub struct Build {
    /// Write the site here instead of public/
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Build as if it were this day or moment: 2026-05-14, 2026-05-14T06:00, with or without an offset
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Show drafts, too, whatever their date (to look at, not to publish)
    #[arg(long)]
    pub drafts: bool,
    /// List what would be written and removed; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Let something happen to what is published already, on purpose, as the finding says: lost-item:old-episode
    #[arg(long, value_name = "RULE:NAME")]
    pub accept: Vec<String>,
}

/// What to check, and what to say of it.
#[derive(Args, Clone, Debug, Default)]
pub struct Check {
    /// A feed that is not ours: its address (https://…) or a file [default: the show in this folder]
    #[arg(value_name = "FEED")]
    pub feed: Option<String>,
    /// Ask the live site, too: feed, recordings, pictures, transcripts, links, form
    #[arg(long)]
    pub online: bool,
    /// Say only what this rule finds; may be given several times
    #[arg(long = "rule", value_name = "NAME")]
    pub rules: Vec<String>,
    /// Say only what matters at least as much
    #[arg(long, value_name = "LEVEL")]
    pub severity: Option<Least>,
}

/// How much a finding must matter to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Least {
    /// Everything
    Info,
    /// What listeners or partners will notice
    Warning,
    /// What blocks publishing
    Error,
}

impl Least {
    /// The same as a severity.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

/// How to mend.
#[derive(Args, Clone, Debug, Default)]
pub struct Fix {
    /// Show what would change; change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go on without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// Which kind of file, and where to.
#[derive(Args, Clone, Debug, Default)]
pub struct Schema {
    /// show, host, partner, offer, episode, event, campaign or page; a list of them without one
    #[arg(value_name = "TYPE")]
    pub kind: Option<String>,
    /// Write all of them into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    pub out: Option<PathBuf>,
}

/// How to watch.
#[derive(Args, Clone, Debug)]
pub struct Watch {
    /// The port to show the site at; the next free one where it is in use, any where it is 0
    #[arg(long, value_name = "N", default_value_t = 4321)]
    pub port: u16,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts, too, whatever their date; public/ stays as it is
    #[arg(long)]
    pub drafts: bool,
    /// Build as if it were this day or moment, and stay at it
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Look for changes every now and then, where the system tells of none (network folders, containers)
    #[arg(long)]
    pub poll: bool,
    /// Have the browser go to the page you are writing
    #[arg(long)]
    pub follow: bool,
}

/// What the network is asked.
#[derive(Args, Clone, Debug, Default)]
pub struct Network {
    /// As it is on this day or at this moment: 2026-05-14, 2026-05-14T06:00, with or without an offset
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
}

/// Whose kit.
#[derive(Args, Clone, Debug, Default)]
pub struct Kit {
    /// The partner: the name of their folder, or their own
    #[arg(value_name = "PARTNER")]
    pub partner: String,
    /// As it is on this day or at this moment
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Copy the message to the clipboard
    #[arg(long)]
    pub copy: bool,
}

/// Hand-raises: what to say of them, or where to read them from.
#[derive(Args, Clone, Debug, Default)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Leads {
    /// Read more of them.
    #[command(subcommand)]
    pub what: Option<LeadsDo>,
    /// What to say.
    #[command(flatten)]
    pub report: LeadsReport,
}

/// What to say of hand-raises.
#[derive(Args, Clone, Debug, Default)]
pub struct LeadsReport {
    /// Only those since this day
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only those that this partner sent
    #[arg(long, value_name = "PARTNER")]
    pub partner: Option<String>,
    /// List the people, with name and e-mail address
    #[arg(long)]
    pub names: bool,
}

/// What to do with hand-raises.
#[derive(Clone, Debug, Subcommand)]
pub enum LeadsDo {
    /// Read exports of Netlify, Formspree, Mailchimp, Kit, or any table with e-mail addresses, into private/leads.csv
    Import(LeadsImport),
}

/// What to read, and how.
#[derive(Args, Clone, Debug, Default)]
pub struct LeadsImport {
    /// Exports as CSV; `-` reads what is piped in
    #[arg(value_name = "CSV", required = true)]
    pub files: Vec<PathBuf>,
    /// Which column means what: email=Address, partner=3, name= for none, company=Company to keep one under a name of your own
    #[arg(long = "column", value_name = "MEANING=COLUMN")]
    pub columns: Vec<String>,
    /// Who gets the credit, in rows that do not say
    #[arg(long, value_name = "PARTNER")]
    pub partner: Option<String>,
    /// What was asked for, in rows that do not say
    #[arg(long, value_name = "OFFER")]
    pub offer: Option<String>,
    /// Where it was heard, in rows that do not say
    #[arg(long, value_name = "EPISODE")]
    pub episode: Option<String>,
    /// How dates such as 5/6/2026 are written
    #[arg(long, value_name = "ORDER")]
    pub dates: Option<DateOrder>,
    /// Say what would be added; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask whether the columns are right
    #[arg(long)]
    pub yes: bool,
}

/// How dates of three numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateOrder {
    /// 14/5/2026
    DayFirst,
    /// 5/14/2026
    MonthFirst,
}

/// Which feed to import, and how.
#[derive(Args, Clone, Debug, Default)]
pub struct Import {
    /// The feed: its address (https://…) or a file
    #[arg(value_name = "FEED")]
    pub feed: String,
    /// Leave recordings where they are, or copy them here
    #[arg(long, value_name = "HOW", default_value = "link")]
    pub media: Media,
    /// List what would be made; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go on without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// What becomes of a podcast's recordings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Media {
    /// They stay where they are, and the feed goes on leading there
    #[default]
    Link,
    /// They are copied beside their episodes; an interrupted run goes on where it stopped
    Download,
}

/// What can be done with recordings.
#[derive(Clone, Debug, Subcommand)]
pub enum Audio {
    /// Say what a recording is, how loud it is, and what to do about it
    Inspect {
        /// Recordings, or folders of them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Make the published recording: as loud as other shows, encoded, with title, cover and chapters
    Prepare(AudioPrepare),
    /// Copy the published recordings in order into a folder, with a playlist and a track list to print
    Album(AudioAlbum),
}

/// Which recordings to make, and where to put them.
#[derive(Args, Clone, Debug, Default)]
pub struct AudioPrepare {
    /// Episodes by the name of their folder [default: all]
    #[arg(value_name = "EPISODE")]
    pub episodes: Vec<String>,
    /// Put copies here, too
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Cut silence at both ends; times in your texts are then too late by as much, so the copies are for other uses than your site
    #[arg(long, requires = "out")]
    pub trim: bool,
}

/// Which recordings go on the album.
#[derive(Args, Clone, Debug, Default)]
pub struct AudioAlbum {
    /// The folder to fill, such as that of a memory stick
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Only this season
    #[arg(long, value_name = "NUMBER", conflicts_with = "campaign")]
    pub season: Option<u64>,
    /// Only the sessions of this campaign
    #[arg(long, value_name = "SLUG")]
    pub campaign: Option<String>,
}

/// What to transcribe.
#[derive(Args, Clone, Debug, Default)]
pub struct Transcribe {
    /// Episodes by the name of their folder [default: all with a recording and no transcript]
    #[arg(value_name = "EPISODE")]
    pub episodes: Vec<String>,
}

/// What can be started.
#[derive(Clone, Debug, Subcommand)]
pub enum New {
    /// A show: details, a host, a sample partner, Referral Kit and episode
    Show(NewShow),
    /// An episode: questions, guest, recording and transcript in one folder
    Episode(NewEpisode),
    /// A partner: who they are, when to call them, how to introduce them
    Partner(NewPartner),
    /// A Referral Kit: what a listener asks for when they raise a hand
    Offer(NewOffer),
    /// A live session
    Event(NewEvent),
    /// A referral drive with a goal
    Campaign(NewCampaign),
    /// Any other page
    Page(NewPage),
}

/// Answers for a new show.
#[derive(Args, Clone, Debug, Default)]
pub struct NewShow {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// What the show is called [default: the folder's name in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Who asks the questions
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// Name of your business
    #[arg(long, value_name = "NAME")]
    pub business: Option<String>,
    /// Where it will live, such as talks.example.com [default: not yet]
    #[arg(long, value_name = "ADDRESS")]
    pub url: Option<String>,
    /// Postal address for the page footer and kit e-mails
    #[arg(long, value_name = "TEXT")]
    pub address: Option<String>,
    /// Language of the show, such as en or de-AT
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub language: String,
    /// Time zone of the dates you write, such as America/Chicago [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
}

/// Answers for a new episode.
#[derive(Args, Clone, Debug, Default)]
pub struct NewEpisode {
    /// Its address, a few words joined by hyphens: who-can-sign
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// The recording; it is copied, never moved
    #[arg(long, value_name = "FILE")]
    pub audio: Option<PathBuf>,
    /// The partner who is interviewed: folder name of one we know, or a new one's name
    #[arg(long, value_name = "SLUG")]
    pub guest: Option<String>,
    /// What the guest does, in one line (for a new guest)
    #[arg(long, value_name = "TEXT")]
    pub tagline: Option<String>,
    /// Working title [default: the guest's name, or the address in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// When it is published [default: the coming Thursday, 6:00]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// Answers for a new partner.
#[derive(Args, Clone, Debug, Default)]
pub struct NewPartner {
    /// Their address, usually the name joined by hyphens: dev-okafor
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// Their name [default: the address in words]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Name of their business
    #[arg(long, value_name = "NAME")]
    pub business: Option<String>,
    /// What they do, in one line
    #[arg(long, value_name = "TEXT")]
    pub tagline: Option<String>,
}

/// Answers for a new offer.
#[derive(Args, Clone, Debug, Default)]
pub struct NewOffer {
    /// Its address: continuity-kit
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// What it is called [default: the address in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What it promises, in one sentence
    #[arg(long, value_name = "TEXT")]
    pub promise: Option<String>,
    /// Whose it is: folder name of a host or partner
    #[arg(long, value_name = "SLUG")]
    pub owner: Option<String>,
    /// The file that is handed over; it is copied, never moved
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Answers for a new event.
#[derive(Args, Clone, Debug, Default)]
pub struct NewEvent {
    /// Its address: lunch-with-a-lender
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// What it is called [default: the address in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// When it starts [default: the Thursday after next, 12:00]
    #[arg(long, value_name = "TIME")]
    pub starts: Option<String>,
}

/// Answers for a new campaign.
#[derive(Args, Clone, Debug, Default)]
pub struct NewCampaign {
    /// Its address: referral-week
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// What it is called [default: the address in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// First day [default: the Monday after next]
    #[arg(long, value_name = "DATE")]
    pub starts: Option<String>,
    /// Last day [default: six days later]
    #[arg(long, value_name = "DATE")]
    pub ends: Option<String>,
    /// How many referrals it wants
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub goal: u64,
}

/// Answers for a new page.
#[derive(Args, Clone, Debug, Default)]
pub struct NewPage {
    /// Its address: about
    #[arg(value_name = "SLUG")]
    pub slug: String,
    /// Its title [default: the address in words]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn common_flags_stand_before_or_after_the_command() {
        for line in [["turntable", "--format", "json", "check"], ["turntable", "check", "--format", "json"]] {
            let cli = Cli::try_parse_from(line).expect("both orders are read");
            assert_eq!(cli.common.format, Shape::Json);
        }
    }

    #[test]
    fn an_unknown_command_is_a_usage_error() {
        let error = Cli::try_parse_from(["turntable", "biuld"]).expect_err("there is no such command");
        assert_eq!(error.exit_code(), 2);
    }
}
