//! Layer 2: templates and assets: the show's own over the theme's over the built-in ones. In: `themes/<name>/` and the theme that is
//! embedded in the program. Out: a [`Theme`] that renders views. Mistakes in templates are findings at the template's own line.

pub mod colour;
mod gaps;
pub mod languages;
pub mod letters;
mod mistakes;
mod squeeze;

use crate::disk::{self, Failure};
use crate::model::OutPath;
use crate::project::Project;
use crate::report::{Finding, Place, Report, RuleText, Severity};
use letters::{Filled, Letters};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Kwargs, State, Tera, Value};

/// The theme that every show can rely on.
pub const DEFAULT: &str = "default";
/// Before the names of the built-in templates, so that the show's own win.
const BUILT_IN: &str = "built-in/";

/// The second theme: one column of text.
const PLAIN: &str = "plain";
/// Before the names of its templates.
const PLAIN_FILES: &str = "built-in-plain/";

#[derive(RustEmbed)]
#[folder = "themes/default/"]
struct BuiltIn;

#[derive(RustEmbed)]
#[folder = "themes/plain/"]
struct Plain;

/// What `turntable explain` says about the findings of themes.
pub const RULES: &[RuleText] = &[
    RuleText {
        name: "template-mistake",
        severity: Severity::Error,
        finds: "A template of the theme cannot be read, or asks for something its page does not have.",
        why: "The page it makes would be missing or half empty.",
        wrong: "{{ episode.titel }}",
        right: "{{ title }}",
    },
    RuleText {
        name: "unknown-theme",
        severity: Severity::Error,
        finds: "`theme` names a theme that is neither built in nor in themes/.",
        why: "Without a theme no page can be made.",
        wrong: "theme: stag",
        right: "theme: default",
    },
    letters::GAP,
    letters::SUBJECT,
    letters::UNKNOWN,
];

/// A theme, loaded and checked.
#[derive(Clone)]
pub struct Theme {
    tera: Tera,
    letters: Arc<Letters>,
    /// Text of every template by the name the engine knows it under, so that a mistake can be shown.
    sources: BTreeMap<String, String>,
    /// Files that every site gets, with their bytes: stylesheet, script, icon. Names carry a hash of the content.
    pub assets: Vec<(OutPath, Vec<u8>)>,
    /// Where each asset stands, by the name it has in the theme (`style.css`).
    pub asset_names: BTreeMap<String, OutPath>,
}

impl Theme {
    /// Loads theme `name`: files in the show's `themes/<name>/` win over the built-in ones, one by one. Template mistakes are
    /// `template-mistake` findings; the built-in theme then stands in, so that the rest of the show can still be checked.
    ///
    /// # Errors
    /// When a file of the theme cannot be read.
    pub fn load(project: &Project, name: &str, report: &mut Report) -> Result<Self, Failure> {
        let names = theme_names(project);
        if !names.iter().any(|known| known == name) {
            report.add(unknown_theme(name, &names));
            return Ok(Self::built_in());
        }
        let own = own_files(project, name)?;
        let templates = own_templates(&own, name, report);
        let letters = Arc::new(Letters::load(&own, name, report));
        let mut theme = match Self::with_templates(&templates, name, letters) {
            Ok(theme) => theme,
            Err((error, sources)) => {
                for finding in mistakes::findings(&error, &sources) {
                    report.add(finding);
                }
                Self::built_in()
            }
        };
        theme.take_assets(name, own);
        Ok(theme)
    }

    /// The embedded theme alone.
    #[must_use]
    pub fn built_in() -> Self {
        let letters = Arc::new(Letters::built_in().expect("the embedded letters are loaded by a test"));
        let theme = Self::with_templates(&BTreeMap::new(), DEFAULT, letters).map_err(|(error, _)| error.to_string());
        let mut theme = theme.expect("the embedded templates are loaded by a test");
        theme.take_assets(DEFAULT, BTreeMap::new());
        theme
    }

    fn with_templates(
        own: &BTreeMap<String, String>,
        name: &str,
        letters: Arc<Letters>,
    ) -> Result<Self, (tera::Error, BTreeMap<String, String>)> {
        let mut sources = built_in_templates(name);
        sources.extend(own.iter().map(|(name, text)| (name.clone(), text.clone())));
        match engine(&sources, name, &letters) {
            Ok(tera) => Ok(Self { tera, letters, sources, assets: Vec::new(), asset_names: BTreeMap::new() }),
            Err(error) => Err((error, sources)),
        }
    }

    fn take_assets(&mut self, name: &str, own: BTreeMap<String, Vec<u8>>) {
        let mut files: BTreeMap<String, Vec<u8>> = BuiltIn::iter()
            .filter_map(|path| {
                let name = path.strip_prefix("assets/")?.to_owned();
                Some((name, BuiltIn::get(&path)?.data.into_owned()))
            })
            .collect();
        if name == PLAIN {
            files.extend(plain("assets/"));
        }
        files.extend(own.into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix("assets/")?.to_owned(), bytes))));
        let (styles, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, bytes) in others {
            self.add_asset(name, bytes);
        }
        for (name, bytes) in styles {
            let bytes = with_hashed_names(bytes, &self.asset_names);
            self.add_asset(name, bytes);
        }
        self.assets.sort_by(|a, b| a.0.cmp(&b.0));
    }

    fn add_asset(&mut self, name: String, bytes: Vec<u8>) {
        let bytes = if is_text_of_ours(&name, &bytes) { squeeze::squeezed(&String::from_utf8_lossy(&bytes)).into_bytes() } else { bytes };
        let out = OutPath(format!("assets/{}", hashed_name(&name, &bytes)));
        self.assets.push((out.clone(), bytes));
        self.asset_names.insert(name, out);
    }

    /// Sets what every template sees besides its own view, under the name `site`.
    pub fn set_shell(&mut self, shell: Value) {
        self.tera.global_context().insert_value("site", shell);
    }

    /// Renders `template` with the fields of `view` at the top.
    ///
    /// # Errors
    /// A finding at the template's own file and line.
    pub fn render(&self, template: &str, view: &tera::Context) -> Result<String, Box<Finding>> {
        self.tera.render(template, view).map_err(|error| {
            let found = mistakes::findings(&error, &self.sources).into_iter().next();
            Box::new(found.unwrap_or_else(|| Finding::error(mistakes::RULE, Place::file(template), error.to_string())))
        })
    }

    /// Fills a letter, named without its ending.
    ///
    /// # Errors
    /// A finding at the template's own file and line.
    pub fn letter(&self, name: &str, view: &tera::Context) -> Result<Filled, Box<Finding>> {
        self.letters.fill(name, view)
    }

    /// Every page template by the name the engine knows it under, as written.
    #[cfg(test)]
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The letters alone.
    #[must_use]
    pub fn letters(&self) -> &Letters {
        &self.letters
    }
}

/// Whether a script or stylesheet is the built-in one, word for word.
fn is_text_of_ours(name: &str, bytes: &[u8]) -> bool {
    let is_text = name.ends_with(".js") || name.ends_with(".css");
    let path = format!("assets/{name}");
    is_text && [BuiltIn::get(&path), Plain::get(&path)].into_iter().flatten().any(|file| *file.data == *bytes)
}

/// The fonts that pictures are drawn with, by file name: the built-in ones, then those in the show's `themes/<name>/fonts/`, which give
/// the letters that the built-in ones lack.
///
/// # Errors
/// When one cannot be read.
pub fn fonts(project: &Project, name: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut fonts = built_in_fonts();
    let folder = project.themes.join(name).join("fonts");
    let files = walkdir::WalkDir::new(&folder).min_depth(1).max_depth(1).follow_links(true).sort_by_file_name();
    for entry in files.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let Some(file) = entry.file_name().to_str().filter(|file| is_font(file)) else { continue };
        if !fonts.iter().any(|(known, _)| known == file) {
            fonts.push((file.to_owned(), disk::read(entry.path())?));
        }
    }
    Ok(fonts)
}

/// The fonts that come with the program, by file name.
#[must_use]
pub fn built_in_fonts() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<_> = BuiltIn::iter().filter(|path| path.starts_with("fonts/") && is_font(path)).collect();
    paths.sort_unstable();
    paths.iter().filter_map(|path| Some((path.strip_prefix("fonts/")?.to_owned(), BuiltIn::get(path)?.data.into_owned()))).collect()
}

fn is_font(file: &str) -> bool {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    !file.starts_with('.') && ["ttf", "otf", "ttc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// The themes a show may name: its own folders and the built-in one.
fn theme_names(project: &Project) -> Vec<String> {
    let folders = walkdir::WalkDir::new(&project.themes).min_depth(1).max_depth(1).follow_links(true).sort_by_file_name();
    let own = folders.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    let mut names: Vec<String> = own.filter_map(|entry| entry.file_name().to_str().map(str::to_owned)).collect();
    names.retain(|name| !name.starts_with('.'));
    for built_in in [DEFAULT, PLAIN] {
        if !names.iter().any(|name| name == built_in) {
            names.push(built_in.to_owned());
        }
    }
    names
}

fn unknown_theme(name: &str, names: &[String]) -> Finding {
    let near = names.iter().find(|known| strsim::damerau_levenshtein(known, name) <= 2);
    let fix = near.map_or_else(|| format!("use one of: {}", names.join(", ")), |near| format!("write `theme: {near}`"));
    let message = format!("there is no theme called `{name}`; there is {}", names.join(", "));
    Finding::error("unknown-theme", Place::key("content/show.yaml", "theme"), message).fix(fix)
}

/// The files of the show's own theme by their path in it.
fn own_files(project: &Project, name: &str) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let folder = project.themes.join(name);
    let mut files = BTreeMap::new();
    if disk::metadata(&folder).is_none() {
        return Ok(files);
    }
    for entry in walkdir::WalkDir::new(&folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| Failure { doing: "read", path: folder.clone(), cause: error.into() })?;
        let Ok(path) = entry.path().strip_prefix(&folder) else { continue };
        let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        let is_debris = parts.iter().any(|part| part.starts_with('.') || part.ends_with('~'));
        let is_ours = matches!(parts.first(), Some(&"templates" | &"assets" | &"letters"));
        if entry.file_type().is_file() && is_ours && !is_debris {
            files.insert(parts.join("/"), disk::read(entry.path())?);
        }
    }
    Ok(files)
}

/// The show's own templates that can be read at all, by the name the engine knows them under: their path in the show.
fn own_templates(files: &BTreeMap<String, Vec<u8>>, theme: &str, report: &mut Report) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("templates/") && path.ends_with(".html")) {
        let name = format!("themes/{theme}/{path}");
        let Ok(text) = std::str::from_utf8(bytes) else {
            let finding = Finding::error(mistakes::RULE, Place::file(&name), "this template is not UTF-8 text");
            report.add(finding.fix("save it again as UTF-8"));
            continue;
        };
        let text = text.trim_start_matches('\u{feff}').to_owned();
        match mistakes::syntax(&name, &text) {
            Some(finding) => report.add(finding),
            None => drop(templates.insert(name, text)),
        }
    }
    templates
}

/// Files of the second theme below a folder of it, by their name there.
fn plain(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    Plain::iter().filter_map(move |path| Some((path.strip_prefix(folder)?.to_owned(), Plain::get(&path)?.data.into_owned())))
}

/// The templates of the built-in theme, and those of the second one where that is wanted: they win one by one.
fn built_in_templates(theme: &str) -> BTreeMap<String, String> {
    let templates = BuiltIn::iter().filter_map(|path| {
        let name = path.strip_prefix("templates/")?;
        let text = String::from_utf8(BuiltIn::get(&path)?.data.into_owned()).ok()?;
        Some((format!("{BUILT_IN}{name}"), text))
    });
    let over = plain("templates/").filter(|_| theme == PLAIN);
    let over = over.filter_map(|(name, bytes)| Some((format!("{PLAIN_FILES}{name}"), String::from_utf8(bytes).ok()?)));
    templates.chain(over).collect()
}

/// The template engine with everything templates may call; it checks references while templates are added, so filters come first.
fn engine(sources: &BTreeMap<String, String>, theme: &str, letters: &Arc<Letters>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.set_fallback_prefixes([format!("themes/{theme}/templates/"), PLAIN_FILES.to_owned(), BUILT_IN.to_owned()])?;
    tera.register_filter("fill", fill);
    let letters = Arc::clone(letters);
    tera.register_function("letter", move |values: Kwargs, _: &State<'_>| letter(&letters, &values));
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

/// `{% set mail = letter(name="to-their-list", of=view) %}`: a letter as its reader gets it: `mail.subject`, `mail.text`; none where
/// it has a gap.
fn letter(letters: &Letters, values: &Kwargs) -> Result<Value, tera::Error> {
    let name: String = values.must_get("name")?;
    let view: Value = values.must_get("of")?;
    // What is wrong with it is told where it is written as a mail; a page goes without.
    let Ok(filled) = letters.fill(&name, &letters::context(&view)) else { return Ok(Value::none()) };
    let text = crate::letter::plain(&filled.body);
    Ok(Value::from_serializable(&BTreeMap::from([("subject", filled.subject), ("text", text)])))
}

/// `{{ "Call {name} when…" | fill(name=person.first_name) }}`: puts values into a phrase; what has no value stays.
fn fill(phrase: &str, values: Kwargs, _: &State<'_>) -> String {
    let mut text = String::with_capacity(phrase.len() + 32);
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let value = after.split_once('}').and_then(|(key, after)| Some((values.get::<Value>(key).ok()??, after)));
        match value {
            Some((value, after)) => {
                text.push_str(&value.to_string());
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// `style.css` → `style.0a1b2c3d.css`: a new content is a new address, so that browsers may keep it for ever.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let hash = &hash[..8];
    let (folder, file) = name.rsplit_once('/').map_or((String::new(), name), |(folder, file)| (format!("{folder}/"), file));
    match file.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{folder}{stem}.{hash}.{ending}"),
        _ => format!("{folder}{file}.{hash}"),
    }
}

/// A stylesheet whose `url(…)`s of the theme's own files follow those files to their hashed names.
fn with_hashed_names(bytes: Vec<u8>, names: &BTreeMap<String, OutPath>) -> Vec<u8> {
    let Ok(mut css) = String::from_utf8(bytes.clone()) else { return bytes };
    for (name, out) in names {
        let hashed = out.as_str().trim_start_matches("assets/");
        for open in ["url(", "url(\"", "url('", "url(./", "url(\"./", "url('./"] {
            css = css.replace(&format!("{open}{name}"), &format!("{open}{hashed}"));
        }
    }
    css.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn show(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            disk::create_folder(path.parent().unwrap()).unwrap();
            disk::write(&path, text.as_bytes()).unwrap();
        }
        folder
    }

    fn load(root: &Path, name: &str) -> (Theme, Report) {
        let mut report = Report::default();
        let theme = Theme::load(&Project::at(root, None), name, &mut report).unwrap();
        (theme, report)
    }

    #[test]
    fn the_built_in_theme_loads() {
        let theme = Theme::built_in();
        assert!(theme.asset_names["style.css"].as_str().starts_with("assets/style."));
        assert!(theme.sources.contains_key("built-in/base.html"));
    }

    #[test]
    fn the_repository_may_override_the_built_in_theme_with_itself() {
        let (theme, report) = load(Path::new(env!("CARGO_MANIFEST_DIR")), "default");
        assert_eq!(report, Report::default());
        assert_eq!(theme.asset_names, Theme::built_in().asset_names);
        assert!(theme.sources.contains_key("themes/default/templates/base.html"));
    }

    #[test]
    fn an_unknown_theme_names_the_themes_there_are() {
        let root = show(&[("themes/warm/templates/x.html", "")]);
        let (_, report) = load(root.path(), "wram");
        assert_eq!(report.findings[0].rule, "unknown-theme");
        assert!(report.findings[0].message.contains("warm, default, plain"), "{}", report.findings[0].message);
        assert_eq!(load(root.path(), "../warm").1.findings.len(), 1);
    }

    #[test]
    fn one_own_file_overrides_one_built_in_file() {
        let root = show(&[("themes/warm/templates/page.html", "mine {{ words }}"), ("themes/warm/assets/style.css", "b{}")]);
        let (theme, report) = load(root.path(), "warm");
        assert_eq!(report, Report::default());
        let mut view = tera::Context::new();
        view.insert("words", "<&>");
        assert_eq!(theme.render("page.html", &view).unwrap(), "mine &lt;&amp;&gt;");
        let style = &theme.asset_names["style.css"];
        assert_eq!(theme.assets.iter().find(|(out, _)| out == style).unwrap().1, b"b{}");
        assert!(theme.asset_names.contains_key("icon.svg"));
    }

    #[test]
    fn a_syntax_mistake_is_found_at_its_line_and_the_built_in_stands_in() {
        let root = show(&[("themes/warm/templates/page.html", "fine\n  {{ oops \n{% endif %}")]);
        let (theme, report) = load(root.path(), "warm");
        let finding = &report.findings[0];
        assert_eq!((finding.rule, finding.place.file.as_str()), ("template-mistake", "themes/warm/templates/page.html"));
        assert!(finding.span.as_ref().unwrap().line >= 2);
        assert!(theme.sources.contains_key("built-in/page.html"));
    }

    #[test]
    fn unknown_filters_and_includes_are_each_found_at_their_line() {
        let root = show(&[("themes/warm/templates/page.html", "a\n{{ 1 | nope }}\n{% include \"gone.html\" %}")]);
        let (_, report) = load(root.path(), "warm");
        let lines: Vec<_> = report.findings.iter().map(|finding| finding.span.as_ref().unwrap().line).collect();
        assert_eq!(lines, [2, 3]);
        assert!(report.findings[0].message.contains("nope"));
    }

    #[test]
    fn an_unknown_variable_is_found_when_the_page_is_rendered() {
        let root = show(&[("themes/warm/templates/page.html", "é\n<p>{{ nobody.name }}")]);
        let (theme, report) = load(root.path(), "warm");
        assert!(!report.has_errors());
        let finding = theme.render("page.html", &tera::Context::new()).unwrap_err();
        let span = finding.span.unwrap();
        assert_eq!((span.line, span.text.as_str()), (2, "<p>{{ nobody.name }}"));
    }

    #[test]
    fn templates_that_extend_each_other_in_a_circle_do_not_hang() {
        let root = show(&[
            ("themes/warm/templates/page.html", "{% extends \"home.html\" %}"),
            ("themes/warm/templates/home.html", "{% extends \"page.html\" %}"),
        ]);
        assert!(load(root.path(), "warm").1.has_errors());
    }

    #[test]
    fn a_stylesheet_follows_its_files_to_their_hashed_names() {
        let root = show(&[("themes/warm/assets/style.css", "a{b:url(\"f/x.woff2\")}"), ("themes/warm/assets/f/x.woff2", "font")]);
        let (theme, _) = load(root.path(), "warm");
        let css = theme.assets.iter().find(|(out, _)| out == &theme.asset_names["style.css"]).unwrap();
        let font = theme.asset_names["f/x.woff2"].as_str().trim_start_matches("assets/");
        assert_eq!(String::from_utf8_lossy(&css.1), format!("a{{b:url(\"{font}\")}}"));
    }

    #[test]
    fn a_phrase_is_filled_and_a_strange_one_is_left() {
        let mut tera = Tera::new();
        tera.register_filter("fill", fill);
        let text = tera.render_str("{{ 'a {name} {} {b {name}' | fill(name='<x>') }}", &tera::Context::new(), true).unwrap();
        assert_eq!(text, "a &lt;x&gt; {} {b &lt;x&gt;");
    }
}
