//! Turntable: an interview folder in, a deployable site and a podcast feed out.
//!
//! One show goes in, one site comes out, always along the same road and in the same direction:
//!
//! ```text
//!  content/  themes/                                                           public/  desk/
//!      │                                                                           ▲
//!  discover ─► parse ─► audio facts ─► resolve ─► check ─► plan ─► render ──────► write
//!  Inventory   Raw*     AudioFacts      Site      (rules)  Plan    bytes          staged, then one rename
//!      └───────────── every stage drops its findings in the Report (file:line:col) ─────────────┘
//! ```
//!
//! Beside the road, `transcript` writes a transcript as WebVTT, SRT, HTML and as turns for the page.
//!
//! The modules stand in layer order; a file may use its own layer's types and anything below it, never above
//! (`tests/it/layers.rs` holds that).

// 0: how we speak, how we touch the disk
pub mod disk;
pub mod fetch;
pub mod report;
// 1: what there is
pub mod model;
pub mod project;
// 2: bytes ↔ values; they never call one another
pub mod audio;
pub mod discover;
pub mod feed;
pub mod foreign;
pub mod import;
pub mod letter;
pub mod markdown;
pub mod parse;
pub mod picture;
pub mod theme;
pub mod transcript;
// 3: value → value
pub mod check;
pub mod plan;
pub mod render;
pub mod resolve;
pub mod write;
// 4: the road, and what it remembers
pub mod cache;
pub mod lock;
pub mod pictures;
pub mod pipeline;
pub mod recordings;
// 5: who asks
pub mod cli;
pub mod command;
pub mod watch;
