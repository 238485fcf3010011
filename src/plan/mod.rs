//! Layer 3: [`Site`] → [`Plan`]: every output path and what will stand there, before one byte is made. One file per kind of
//! output, each with its view. A view is made when it is rendered (so that ten thousand of them never lie in memory at once) and from
//! nothing but the site.

pub mod ask;
pub mod assets;
pub mod campaign;
pub mod desk;
pub mod embed;
pub mod episode;
pub mod episodes;
pub mod event;
pub mod go;
pub mod guest;
pub mod home;
pub mod json_ld;
pub mod kit;
#[cfg(test)]
mod look;
pub mod not_found;
pub mod offer;
pub mod page;
pub mod partner;
pub mod partners;
pub mod search;
pub mod season;
pub mod shell;
pub mod topic;
pub mod view;
pub mod words;

use crate::feed::Scope;
use crate::model::{OutPath, RelPath, Site};
use crate::report::{Finding, Place, Report};
use serde::Serialize;
use std::collections::BTreeMap;

/// Which folder an output goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tree {
    /// The site.
    Public,
    /// For the host's eyes only.
    Desk,
}

/// Everything a build will write, sorted by tree and path; no path twice.
pub struct Plan<'site> {
    /// The outputs.
    pub outputs: Vec<Output<'site>>,
}

/// One file to be.
pub struct Output<'site> {
    /// Where it goes.
    pub tree: Tree,
    /// Its path there.
    pub path: OutPath,
    /// The file of the author's that causes it, named when two outputs claim one path; `content/show.yaml` for what every show has.
    pub origin: RelPath,
    /// Whether `sitemap.xml` names it, and when it last changed in a way that readers see (`YYYY-MM-DD`, from content).
    pub listed: Listed,
    /// What will stand there.
    pub content: Content<'site>,
}

/// Whether search engines are told of an output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// Not a page, or not to be found by strangers.
    #[default]
    No,
    /// Named in the sitemap.
    Yes {
        /// Newest change, where content has a date.
        changed: Option<String>,
    },
}

/// What makes an output's bytes.
pub enum Content<'site> {
    /// A template of the theme and the view that fills it.
    Page {
        /// File name in `templates/`.
        template: &'static str,
        /// Makes the view.
        view: Box<dyn Fn() -> tera::Context + Send + Sync + 'site>,
    },
    /// Bytes from a small writer of ours (calendar, sitemap, transcript, …).
    Made(Box<dyn Fn() -> Vec<u8> + Send + Sync + 'site>),
    /// A feed, written in pieces.
    Feed(Scope),
    /// A copy of a file of the show.
    Copy(&'site RelPath),
}

impl<'site> Output<'site> {
    /// A page of the site that search engines may name.
    pub fn page<V: Serialize>(
        path: OutPath,
        origin: &RelPath,
        changed: Option<String>,
        template: &'static str,
        view: impl Fn() -> V + Send + Sync + 'site,
    ) -> Self {
        let mut output = Self::unlisted_page(path, origin, template, view);
        output.listed = Listed::Yes { changed };
        output
    }

    /// A page of the site that is not in the sitemap.
    pub fn unlisted_page<V: Serialize>(
        path: OutPath,
        origin: &RelPath,
        template: &'static str,
        view: impl Fn() -> V + Send + Sync + 'site,
    ) -> Self {
        let context = move || tera::Context::from_serialize(&view()).expect("a view is a struct with text keys");
        Self {
            tree: Tree::Public,
            path,
            origin: origin.clone(),
            listed: Listed::No,
            content: Content::Page { template, view: Box::new(context) },
        }
    }

    /// A file made by a small writer.
    pub fn made(path: OutPath, origin: &RelPath, bytes: impl Fn() -> Vec<u8> + Send + Sync + 'site) -> Self {
        Self { tree: Tree::Public, path, origin: origin.clone(), listed: Listed::No, content: Content::Made(Box::new(bytes)) }
    }

    /// A copy of a file of the show.
    pub fn copy(path: OutPath, source: &'site RelPath) -> Self {
        Self { tree: Tree::Public, path, origin: source.clone(), listed: Listed::No, content: Content::Copy(source) }
    }

    /// The same, for the host's eyes only.
    #[must_use]
    pub fn for_desk(mut self) -> Self {
        self.tree = Tree::Desk;
        self.listed = Listed::No;
        self
    }
}

/// Lists everything a build of `site` writes. Two outputs for one path are reported, naming both sources; the first is kept.
#[must_use]
pub fn plan<'site>(site: &'site Site, report: &mut Report) -> Plan<'site> {
    // Each kind of output is one line here.
    let kinds: &[for<'a> fn(&'a Site) -> Vec<Output<'a>>] = &[
        assets::outputs,
        campaign::outputs,
        embed::outputs,
        episode::outputs,
        episodes::outputs,
        event::outputs,
        go::outputs,
        guest::outputs,
        home::outputs,
        kit::outputs,
        not_found::outputs,
        offer::outputs,
        page::outputs,
        partner::outputs,
        partners::outputs,
        search::outputs,
        season::outputs,
        topic::outputs,
    ];
    let mut outputs: Vec<Output<'site>> = kinds.iter().flat_map(|kind| kind(site)).collect();
    outputs.sort_by(|a, b| (a.tree, &a.path).cmp(&(b.tree, &b.path)));
    Plan { outputs: without_clashes(outputs, report) }
}

fn without_clashes<'site>(outputs: Vec<Output<'site>>, report: &mut Report) -> Vec<Output<'site>> {
    let mut taken: BTreeMap<(Tree, OutPath), RelPath> = BTreeMap::new();
    let mut kept = Vec::with_capacity(outputs.len());
    for output in outputs {
        let key = (output.tree, output.path.clone());
        if let Some(first) = taken.get(&key) {
            let message = format!("this and {first} both want the address {}", output.path);
            report.add(Finding::error("address-taken-twice", Place::file(&output.origin), message).fix("rename one of the two folders"));
            continue;
        }
        taken.insert(key, output.origin.clone());
        kept.push(output);
    }
    kept
}
