//! What only the host sees: `desk/`. The only views that may open what is private.

use super::Output;
use crate::model::Site;

/// Everything in `desk/`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let _ = site;
    Vec::new()
}
