//! End to end: whole shows through the real program.

mod audio;
mod chapters;
mod feeds;
mod feedworld;
mod fuzz;
mod identity;
mod import;
mod last_build;
mod layers;
mod leads;
mod levels;
mod network;
mod new;
mod offer;
mod pictures;
mod privacy;
mod readme;
mod road;
mod show;
mod transcripts;
mod watch;
