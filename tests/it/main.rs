//! End to end: whole shows through the real program.

mod audio;
mod last_build;
mod identity;
mod layers;
mod leads;
mod network;
mod new;
mod pictures;
mod privacy;
mod readme;
mod road;
mod show;
