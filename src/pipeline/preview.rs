//! A show as it would be published now, without writing it: each file is made when somebody asks for it. This is what an author sees a
//! moment after saving, however large the show is; the build that follows writes the same bytes.
//!
//! Nothing slow is done on the way: a recording that was not prepared or listened to yet is shown as it was recorded, without its
//! outline; pictures are drawn when they are asked for.

use super::{Goal, Order, Outcome, Read, derived, read_with};
use crate::cache::Memory;
use crate::disk::Failure;
use crate::feed::Items;
use crate::model::{EpisodeId, Site};
use crate::pictures::Studio;
use crate::plan::on_demand::OnDemand;
use crate::plan::{Output, Tree, shell};
use crate::project::Project;
use crate::recordings::{self, Keeping, Reach, Which};
use crate::render::{self, Rendered};
use crate::report::{Finding, Report};
use crate::resolve::{self, Moment};
use crate::theme::Theme;
use crate::write::Mode;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

self_cell::self_cell!(
    /// A site, and what a build would write of it.
    struct Planned {
        owner: Site,
        #[not_covariant]
        dependent: OnDemand,
    }
);

/// A show that can be looked at.
pub struct Preview {
    planned: Planned,
    theme: Theme,
    /// Items of the feeds, as far as they were written.
    items: Arc<Items>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Preview").field("episodes", &self.site().episodes.len()).finish_non_exhaustive()
    }
}

/// A file of the site or of the desk.
pub enum Shown {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// Another file that has the same bytes.
    File(PathBuf),
}

impl Preview {
    /// Reads the show. `None` where the texts hold errors: what was seen last is then better than nothing. Findings are those of reading
    /// and joining up, without lines and columns; the checks are the build's.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn read(project: &Project, moment: &Moment, memory: &mut Memory) -> Result<(Option<Self>, Report), Failure> {
        let order = Order { moment: moment.clone(), goal: Goal::Check, accepted: &[], tell: &|_| () };
        let mut outcome = Outcome::default();
        let Some(read) = read_with(project, memory, &order, &mut outcome)? else { return Ok((None, outcome.report)) };
        let site = with_recordings(project, read, memory, &mut outcome.report)?;
        let (site, items) = memory.since_last(site);
        let mut theme = memory.theme(project, &site.show.theme, &mut outcome.report)?;
        if outcome.report.has_errors() {
            return Ok((None, outcome.report));
        }
        theme.set_shell(shell::shell(&site, &theme.assets));
        let planned = Planned::new(site, |site| OnDemand::of(site));
        Ok((Some(Self { planned, theme, items }), outcome.report))
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.planned.borrow_owner()
    }

    /// The file at `path`; `None` where a build would not write one.
    ///
    /// # Errors
    /// A mistake in a template, or that the machine fails.
    pub fn file(&self, project: &Project, tree: Tree, path: &str) -> Result<Option<Shown>, Trouble> {
        if tree == Tree::Public
            && let Some((_, bytes)) = self.theme.assets.iter().find(|(asset, _)| asset.as_str() == path)
        {
            return Ok(Some(Shown::Bytes(bytes.clone())));
        }
        self.planned.with_dependent(|_, planned| {
            let Some(output) = planned.find(tree, path) else { return Ok(None) };
            self.made(project, output).map(Some)
        })
    }

    fn made(&self, project: &Project, output: &Output<'_>) -> Result<Shown, Trouble> {
        Ok(match render::render(output, &self.theme).map_err(Trouble::Template)? {
            Rendered::Bytes(bytes) => Shown::Bytes(bytes),
            Rendered::Feed(scope) => {
                let mut bytes = Vec::new();
                render::feed_again(self.site(), scope, &self.items, &mut |piece| bytes.extend_from_slice(piece));
                Shown::Bytes(bytes)
            }
            Rendered::Copy(source) => Shown::File(project.path(source)),
            Rendered::Derived(source, make) => Shown::Bytes(derived(&project.path(source), make).map_err(Trouble::Machine)?),
            Rendered::Photo(source, width) => {
                let studio = self.studio(project, output)?;
                let bytes = studio.map(|studio| studio.photo_for(source, width, output.path.as_str())).transpose();
                Shown::Bytes(bytes.map_err(Trouble::Machine)?.unwrap_or_default())
            }
            Rendered::Drawing(drawing) => {
                let bytes = self.studio(project, output)?.map(|studio| studio.bytes(&drawing)).transpose().map_err(Trouble::Machine)?;
                Shown::Bytes(bytes.unwrap_or_default())
            }
            Rendered::Letter(letter, form, shown) => {
                let picture =
                    self.studio(project, output)?.map(|studio| studio.shown(&shown)).transpose().map_err(Trouble::Machine)?.flatten();
                Shown::Bytes(letter.bytes(form, picture.as_ref()))
            }
        })
    }

    /// Pictures that were drawn before are remembered; nothing new is.
    fn studio<'p>(&self, project: &'p Project, output: &Output<'_>) -> Result<Option<Studio<'p>>, Trouble> {
        Studio::open(project, self.site(), std::slice::from_ref(output), Mode::Compare).map_err(Trouble::Machine)
    }
}

/// Why a file cannot be shown.
#[derive(Debug)]
pub enum Trouble {
    /// A mistake in a template.
    Template(Box<Finding>),
    /// The machine fails.
    Machine(Failure),
}

/// The site with the recordings that were prepared and listened to before.
fn with_recordings(project: &Project, read: Read, memory: &mut Memory, report: &mut Report) -> Result<Site, Failure> {
    let Read { site, memory: audio, .. } = read;
    // Those that are published are joined in first, and are others each time.
    let site = if recordings::wanted(&site.show).is_none() { memory.as_heard(site) } else { site };
    let (site, published) = recalled(project, site, &audio, report)?;
    let (site, _) = recordings::hear(project, site, (&audio, memory.levels(project)), &published, Keeping::Recalled, &|_, _| (), report)?;
    memory.keep_audio(audio);
    Ok(site)
}

fn recalled(
    project: &Project,
    site: Site,
    audio: &crate::cache::AudioMemory,
    report: &mut Report,
) -> Result<(Site, BTreeMap<EpisodeId, recordings::Published>), Failure> {
    let Some(settings) = recordings::wanted(&site.show) else { return Ok((site, BTreeMap::new())) };
    let published = recordings::publish(project, &site, &settings, audio, (Reach::Recall, Which::All), &|_, _| (), report)?;
    Ok((resolve::with_prepared(site, &recordings::files(project, &published)), published))
}
