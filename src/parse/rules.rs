//! To be written.
use crate::report::RuleText;
pub const RULES: &[RuleText] = &[];
