//! Layer 1: what there is. A resolved show and its parts, and the units they are made of; it knows no stage, reads no
//! file and formats nothing but its own units.

mod audio;
mod campaign;
mod chapter;
mod episode;
mod event;
mod foreign;
mod form_service;
mod ledger;
mod offer;
mod page;
mod person;
mod plural;
mod private;
mod published;
#[cfg(test)]
pub mod sample;
mod shared;
mod show;
mod site;
mod transcript;
mod units;
mod words;

pub use audio::*;
pub use campaign::*;
pub use chapter::*;
pub use episode::*;
pub use event::*;
pub use foreign::*;
pub use form_service::*;
pub use ledger::*;
pub use offer::*;
pub use page::*;
pub use person::*;
pub use plural::*;
pub use private::*;
pub use published::*;
pub use shared::*;
pub use show::*;
pub use site::*;
pub use transcript::*;
pub use units::*;
pub use words::*;
