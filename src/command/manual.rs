//! Layer 5: the manual page.

use crate::cli::Cli;
use clap::CommandFactory;
use std::io;

/// The manual page in roff: the program, then each command with its flags.
///
/// # Errors
/// Never in practice: it writes into memory.
pub fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for below in commands_below(&command) {
        let man = clap_mangen::Man::new(below.clone());
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    Ok(page)
}

/// The commands that do something, in the order of the help: `build`, `new show`, …
fn commands_below(command: &clap::Command) -> Vec<&clap::Command> {
    command
        .get_subcommands()
        .flat_map(|below| if below.has_subcommands() { below.get_subcommands().collect() } else { vec![below] })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_command() {
        let page = String::from_utf8(page().expect("memory does not fail")).expect("roff is text");
        for word in ["turntable", "as\\-of", "dry\\-run", "completions", "\\-\\-guest"] {
            assert!(page.contains(word), "{word}");
        }
    }
}
