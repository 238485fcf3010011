//! Layer 5: one file per verb.

pub mod build;
pub mod completions;
pub mod explain;
pub mod manual;
pub mod new;
pub mod prompt;

use crate::report::RuleText;

/// What is known about every rule, whichever stage finds it.
pub fn rule_texts() -> impl Iterator<Item = &'static RuleText> {
    let stages = [
        crate::discover::RULES,
        crate::parse::rules::RULES,
        crate::parse::transcript::RULES,
        crate::parse::chapters::RULES,
        crate::audio::RULES,
        crate::resolve::RULES,
    ];
    stages.into_iter().flatten().chain(crate::check::texts())
}
