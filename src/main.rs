//! Parses arguments, calls the library, turns the outcome into an exit code; nothing more.

use clap::Parser;
use jiff::Zoned;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use turntable::cli::{Audio, Cli, Color, Command, Format, LeadsDo, LeadsImport, Shape};
use turntable::command::build::{self, Refusal, Said, Voice};
use turntable::command::prompt::Prompt;
use turntable::command::{
    audio, audio_album, audio_prepare, check, completions, explain, fix, import, kit, leads, leads_import, manual, network, new, schema,
    transcribe, watch,
};
use turntable::report::print::Style;

/// Thousands of small strings are made for each page, on several threads at once: the system's allocator takes a fifth of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    quiet_decoders();
    let cli = Cli::parse();
    let said = run(&cli, &clock()).unwrap_or_else(|refusal| refused(&refusal));
    say(&said.out, &mut std::io::stdout().lock());
    say(&said.err, &mut std::io::stderr().lock());
    ExitCode::from(said.code)
}

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
fn clock() -> Zoned {
    Zoned::now()
}

/// A decoder that stumbles over a damaged recording is caught where it is called and told as a finding; its own words are not for people.
fn quiet_decoders() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|location| location.file().contains("symphonia")) {
            usual(info);
        }
    }));
}

fn run(cli: &Cli, now: &Zoned) -> Result<Said, Refusal> {
    let root = cli.common.root.as_path();
    let format = format(cli)?;
    let out = |text: String| Said { out: text, ..Said::default() };
    match &cli.command {
        Command::Build(asked) => build::build(asked, root, now, voice(cli, std::io::stderr().is_terminal())),
        Command::Watch(asked) => watch::watch(asked, root, &clock, voice(cli, std::io::stdout().is_terminal())),
        Command::Check(asked) => check::check(asked, root, now, cli.common.format, voice(cli, std::io::stdout().is_terminal())),
        Command::Audio { what: Audio::Inspect { files } } => Ok(audio::inspect(files, voice(cli, std::io::stdout().is_terminal()))),
        Command::Audio { what: Audio::Prepare(asked) } => {
            audio_prepare::prepare(asked, root, now, voice(cli, std::io::stdout().is_terminal()))
        }
        Command::Audio { what: Audio::Album(asked) } => audio_album::album(asked, root, now, voice(cli, std::io::stdout().is_terminal())),
        Command::Transcribe(asked) => transcribe::transcribe(asked, root, now, voice(cli, std::io::stdout().is_terminal())),
        Command::Fix(asked) => {
            with_prompt(|prompt| fix::fix(asked, root, now.timestamp(), prompt, voice(cli, std::io::stdout().is_terminal())))
        }
        Command::Import(asked) => {
            with_prompt(|prompt| import::import(asked, root, now, prompt, voice(cli, std::io::stderr().is_terminal())))
        }
        Command::New { what } => start(what, root, now, format).map(out),
        Command::Network(asked) => network::network(asked, root, now, voice(cli, std::io::stdout().is_terminal())),
        Command::Kit(asked) => kit::kit(asked, root, now, voice(cli, std::io::stdout().is_terminal())),
        Command::Leads(asked) => match &asked.what {
            Some(LeadsDo::Import(import)) => read_leads(import, root, now, voice(cli, std::io::stdout().is_terminal())),
            None => leads::leads(&asked.report, root, now, voice(cli, std::io::stdout().is_terminal())),
        },
        Command::Explain { rule } => {
            explain::explain(rule.as_deref(), turntable::pipeline::rule_texts(), format).map(out).map_err(Refusal::Asked)
        }
        Command::Schema(asked) => schema::run(asked, voice(cli, std::io::stdout().is_terminal())),
        Command::Completions { shell } => Ok(out(String::from_utf8_lossy(&completions::script(*shell)).into_owned())),
        Command::Man => Ok(out(String::from_utf8_lossy(&manual::page().expect("writing to memory cannot fail")).into_owned())),
    }
}

/// The format for commands that know two of them.
fn format(cli: &Cli) -> Result<Format, Refusal> {
    match cli.common.format {
        Shape::Text => Ok(Format::Text),
        Shape::Json => Ok(Format::Json),
        Shape::Github | Shape::Sarif if matches!(cli.command, Command::Check(_)) => Ok(Format::Json),
        Shape::Github | Shape::Sarif => Err(Refusal::Asked("only `turntable check` has this format; write --format json".to_owned())),
    }
}

fn read_leads(asked: &LeadsImport, root: &std::path::Path, now: &Zoned, voice: Voice) -> Result<Said, Refusal> {
    // Who pipes a table in cannot be asked by the same way.
    let is_piped = asked.files.iter().any(|file| file.as_os_str() == "-");
    let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !is_piped;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stderr().lock());
    if is_terminal {
        return leads_import::import(
            asked,
            root,
            now,
            &mut Prompt::Person { input: &mut input, output: &mut output },
            &mut std::io::empty(),
            voice,
        );
    }
    leads_import::import(asked, root, now, &mut Prompt::Nobody, &mut input, voice)
}

fn start(what: &turntable::cli::New, root: &std::path::Path, now: &Zoned, format: Format) -> Result<String, Refusal> {
    with_prompt(|prompt| match new::run(what, root, now, prompt) {
        Ok(outcome) => Ok(outcome.print(format)),
        Err(new::Trouble::Asked(message)) => Err(Refusal::Asked(message)),
        Err(new::Trouble::Machine(failure)) => Err(Refusal::Machine(failure)),
    })
}

/// Somebody to ask, where both ends of the conversation are a terminal.
fn with_prompt<T>(run: impl FnOnce(&mut Prompt<'_>) -> T) -> T {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    // Not locked: progress is written there by several threads meanwhile.
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stderr());
    let mut prompt = if is_terminal { Prompt::Person { input: &mut input, output: &mut output } } else { Prompt::Nobody };
    run(&mut prompt)
}

fn voice(cli: &Cli, is_terminal: bool) -> Voice {
    let colour = match cli.common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    // A pipe gets the signs too: what reads it is a file or a program, and both read UTF-8.
    let unicode = !is_terminal || locale.is_some_and(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"));
    let style = Style { is_coloured: colour, is_unicode: unicode };
    let may_rewrite = is_terminal && std::io::stderr().is_terminal() && cli.common.format == Shape::Text && !cli.common.quiet;
    let is_verbose = cli.common.verbose;
    let format = if cli.common.format == Shape::Text { Format::Text } else { Format::Json };
    Voice { format, style, is_quiet: cli.common.quiet, is_verbose, may_rewrite }
}

fn refused(refusal: &Refusal) -> Said {
    match refusal {
        Refusal::Asked(message) => Said { err: format!("{message}\n"), code: 2, ..Said::default() },
        Refusal::Machine(failure) => Said { err: format!("{failure}\n"), code: 3, ..Said::default() },
    }
}

/// Writes text; a reader that has gone away (`| head`) is no reason to complain.
fn say(text: &str, stream: &mut dyn Write) {
    if let Err(error) = stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        let is_closed = error.kind() == std::io::ErrorKind::BrokenPipe;
        debug_assert!(is_closed, "{error}");
    }
}
