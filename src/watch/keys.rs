//! Single keys at the terminal: `o` opens the browser, `q` stops. In: a terminal, if there is one. Out: notes on a channel. Without a
//! terminal, and in the background, nothing is read.

use super::Note;
use std::io::Read;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

/// Gives the terminal back as it was found.
#[derive(Clone, Debug, Default)]
pub struct Terminal {
    #[cfg(unix)]
    before: Arc<Mutex<Option<rustix::termios::Termios>>>,
    #[cfg(not(unix))]
    before: Arc<Mutex<Option<()>>>,
}

impl Terminal {
    /// Listens to keys from now on; `None` where there is nobody to press them.
    #[must_use]
    pub fn listen(notes: &Sender<Note>) -> Option<Self> {
        let terminal = Self::default();
        if !terminal.take() {
            return None;
        }
        let notes = notes.clone();
        let read = move || {
            for byte in std::io::stdin().lock().bytes() {
                let Ok(byte) = byte else { return };
                if notes.send(Note::Key(byte)).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("keys".to_owned()).spawn(read).ok().map(|_| terminal)
    }

    /// Has single keys come without Enter and unseen; Ctrl-C still stops.
    #[cfg(unix)]
    fn take(&self) -> bool {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcgetpgrp, tcsetattr};
        let input = std::io::stdin();
        // In the background, reading would stop the program.
        if !tcgetpgrp(&input).is_ok_and(|group| group == rustix::process::getpgrp()) {
            return false;
        }
        let Ok(before) = tcgetattr(&input) else { return false };
        let mut keys = before.clone();
        keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        let is_taken = tcsetattr(&input, OptionalActions::Now, &keys).is_ok();
        *self.before.lock().unwrap_or_else(PoisonError::into_inner) = is_taken.then_some(before);
        is_taken
    }

    /// Keys come with Enter here.
    #[cfg(not(unix))]
    fn take(&self) -> bool {
        use std::io::IsTerminal;
        *self.before.lock().unwrap_or_else(PoisonError::into_inner) = Some(());
        std::io::stdin().is_terminal()
    }

    /// Gives the terminal back.
    #[cfg(unix)]
    pub fn give_back(&self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = self.before.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A terminal that is gone needs nothing back.
            tcsetattr(std::io::stdin(), OptionalActions::Now, &before).unwrap_or_default();
        }
    }

    /// Nothing was taken.
    #[cfg(not(unix))]
    pub fn give_back(&self) {
        self.before.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
