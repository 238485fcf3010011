//! Layer 2: templates and assets: the show's own over the theme's over the built-in ones.

use crate::disk::Failure;
use crate::model::OutPath;
use crate::project::Project;
use crate::report::{Finding, Report};

/// A theme, loaded and checked.
pub struct Theme {
    tera: tera::Tera,
    /// Files that every site gets, with their bytes: stylesheet, script, icon. Names carry a hash of the content.
    pub assets: Vec<(OutPath, Vec<u8>)>,
}

impl Theme {
    /// Loads theme `name`: files in the show's `themes/<name>/` win over the built-in ones, one by one. Template mistakes are findings.
    ///
    /// # Errors
    /// When a file of the theme cannot be read.
    pub fn load(project: &Project, name: &str, report: &mut Report) -> Result<Self, Failure> {
        let _ = (project, name, report);
        Ok(Self { tera: tera::Tera::default(), assets: Vec::new() })
    }

    /// Sets what every template sees besides its own view, under the name `site`.
    pub fn set_shell(&mut self, shell: tera::Value) {
        self.tera.global_context().insert_value("site", shell);
    }

    /// Renders `template` with the fields of `view` at the top.
    ///
    /// # Errors
    /// A finding at the template's own file and line.
    pub fn render(&self, template: &str, view: &tera::Context) -> Result<String, Box<Finding>> {
        self.tera
            .render(template, view)
            .map_err(|error| Box::new(Finding::error("template-mistake", crate::report::Place::file(template), error.to_string())))
    }
}
