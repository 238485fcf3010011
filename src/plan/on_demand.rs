//! The plan, as far as somebody looks: kinds of output are listed when one of theirs is asked for. Where two outputs want one path,
//! one of them is found; a whole [`super::plan`] says so.

use super::{KINDS, Kind, Output, Plan, Tree, plan};
use crate::model::Site;
use crate::report::Report;
use std::sync::OnceLock;

/// What a build of a site would write, kind by kind.
pub struct OnDemand<'site> {
    site: &'site Site,
    /// As [`KINDS`]; each sorted by path.
    kinds: Vec<OnceLock<Vec<Output<'site>>>>,
    /// Everything, for what names all pages.
    whole: OnceLock<Plan<'site>>,
}

impl<'site> OnDemand<'site> {
    /// Nothing is listed yet.
    #[must_use]
    pub fn of(site: &'site Site) -> Self {
        Self { site, kinds: KINDS.iter().map(|_| OnceLock::new()).collect(), whole: OnceLock::new() }
    }

    /// The output at a path; `None` where a build writes none.
    #[must_use]
    pub fn find(&self, tree: Tree, path: &str) -> Option<&Output<'site>> {
        let may_hold = |kind: &Kind| kind.tree == tree && kind.places.iter().any(|place| path.starts_with(place));
        let mut candidates = KINDS.iter().zip(&self.kinds).filter(|(kind, _)| may_hold(kind));
        let found = candidates.find_map(|(kind, listed)| at(listed.get_or_init(|| self.list(kind)), tree, path));
        // The list of all pages names the others.
        found.or_else(|| if path.starts_with("sitemap") { at(&self.whole().outputs, tree, path) } else { None })
    }

    fn list(&self, kind: &Kind) -> Vec<Output<'site>> {
        let mut outputs = (kind.outputs)(self.site);
        outputs.sort_by(|a, b| (a.tree, &a.path, a.origin).cmp(&(b.tree, &b.path, b.origin)));
        outputs
    }

    fn whole(&self) -> &Plan<'site> {
        self.whole.get_or_init(|| plan(self.site, &mut Report::default()))
    }
}

fn at<'p, 'site>(outputs: &'p [Output<'site>], tree: Tree, path: &str) -> Option<&'p Output<'site>> {
    let at = outputs.partition_point(|output| (output.tree, output.path.as_str()) < (tree, path));
    outputs.get(at).filter(|output| output.tree == tree && output.path.as_str() == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn what_is_planned_is_found_and_nothing_else() {
        let site = sample::site();
        let on_demand = OnDemand::of(&site);
        let plan = plan(&site, &mut Report::default());
        for output in &plan.outputs {
            let found = on_demand.find(output.tree, output.path.as_str());
            assert_eq!(found.map(|found| (&found.path, found.origin)), Some((&output.path, output.origin)));
        }
        for path in ["", "index", "episodes/", "sitemap-9.xml", "no/such/index.html"] {
            assert!(on_demand.find(Tree::Public, path).is_none(), "{path}");
        }
        assert!(on_demand.find(Tree::Desk, "index.html").is_none());
    }
}
