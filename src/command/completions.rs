//! Layer 5: what a shell needs to complete commands.

use crate::cli::Cli;
use clap::CommandFactory;

/// The completion script for `shell`, made in memory: clap's generator panics when it writes into a closed pipe.
#[must_use]
pub fn script(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "turntable", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_gets_a_script_that_names_the_commands() {
        for shell in clap_complete::Shell::value_variants() {
            let script = String::from_utf8(script(*shell)).expect("scripts are text");
            assert!(script.contains("build") && script.contains("turntable"), "{shell}");
        }
    }
}
