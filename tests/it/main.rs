//! End to end: whole shows through the real program.

mod audio;
mod last_build;
mod identity;
mod fuzz;
mod chapters;
mod feedworld;
mod import;
mod feeds;
mod layers;
mod leads;
mod network;
mod levels;
mod new;
mod privacy;
mod readme;
mod road;
mod show;
mod transcripts;
