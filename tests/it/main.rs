//! End to end: whole shows through the real program.

mod audio;
mod chapters;
mod cycle;
mod feeds;
mod feedworld;
mod fuzz;
mod identity;
mod import;
mod languages;
mod last_build;
mod layers;
mod leads;
mod letters;
mod levels;
mod network;
mod new;
mod offer;
mod pictures;
mod preview;
mod privacy;
mod readme;
mod road;
mod search;
mod show;
mod transcripts;
mod watch;
