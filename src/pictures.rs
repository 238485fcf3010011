//! Layer 4: the pictures of a site: drawn once and remembered in `.turntable/pictures/` by what decides how they look. A rebuild that
//! changes nothing about one draws nothing; deleting what is remembered changes no byte.

use crate::disk::{self, Failure};
use crate::letter;
use crate::model::{RelPath, Site};
use crate::picture::{self, Drawing, Fonts, Form, Wanted};
use crate::plan::{Content, Output, Plan, Shown, ShownSource, share};
use crate::project::Project;
use crate::report::{Finding, Place, Report};
use crate::theme;
use crate::write::Mode;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Where pictures are drawn, with everything they need.
pub struct Studio<'a> {
    project: &'a Project,
    folder: PathBuf,
    fonts: Fonts,
    photos: Mutex<BTreeMap<RelPath, Arc<Photo>>>,
    used: Mutex<BTreeSet<String>>,
    /// What pages load of each picture: all of it is made when one is asked for, because opening a photo takes longest.
    sizes: BTreeMap<RelPath, BTreeSet<Wanted>>,
    /// Who makes them, one at a time for each picture.
    benches: Mutex<BTreeMap<RelPath, Arc<Mutex<()>>>>,
    /// Pictures of letters by the content they were made of: one is in several letters, and in two forms of each.
    smalls: Mutex<BTreeMap<[u8; 32], SmallOnce>>,
    mode: Mode,
}

type SmallOnce = Arc<std::sync::OnceLock<Option<picture::Small>>>;

/// What a small picture is made of.
enum Full {
    Drawn(Vec<u8>),
    Photo(Arc<Photo>),
}

impl Full {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Drawn(bytes) => bytes,
            Self::Photo(photo) => &photo.bytes,
        }
    }
}

/// A photo, read; its square is cut when the first picture is drawn that shows it.
struct Photo {
    bytes: Vec<u8>,
    hash: [u8; 32],
    square: std::sync::OnceLock<Option<Vec<u8>>>,
}

impl<'a> Studio<'a> {
    /// Opens it for outputs; `None` where none of them has anything to draw, so that shows without pictures pay nothing.
    ///
    /// # Errors
    /// When a font of the theme cannot be read.
    pub fn open(project: &'a Project, site: &Site, outputs: &[Output<'_>], mode: Mode) -> Result<Option<Self>, Failure> {
        let draws = outputs.iter().any(|output| matches!(output.content, Content::Drawn(_)));
        let writes = outputs.iter().any(|output| matches!(output.content, Content::Letter { .. }));
        let shows = outputs.iter().any(|output| matches!(output.content, Content::Photo { .. }));
        if !draws && !writes && !shows {
            return Ok(None);
        }
        let needs_fonts = draws || writes && share::wanted(site) != share::Wanted::None;
        let fonts = if needs_fonts { theme::fonts(project, &site.show.theme)? } else { Vec::new() };
        let fonts = fonts.into_iter().map(|(_, bytes)| bytes).collect();
        Ok(Some(Self {
            project,
            folder: project.cache.join("pictures"),
            fonts: Fonts::new(fonts),
            photos: Mutex::default(),
            used: Mutex::default(),
            sizes: sizes(outputs),
            benches: Mutex::default(),
            smalls: Mutex::default(),
            mode,
        }))
    }

    /// What pictures cannot show, and what cannot be taken out of them: letters that no font has, photos of other kinds. Each is told
    /// once, at the file it comes from.
    pub fn findings(&self, site: &Site, plan: &Plan<'_>, report: &mut Report) {
        let mut told: BTreeMap<(&str, String), Finding> = BTreeMap::new();
        for output in &plan.outputs {
            let Content::Drawn(drawing) = &output.content else { continue };
            for text in drawing().texts() {
                let missing = self.fonts.missing(text);
                if !missing.is_empty() {
                    let finding = without_letters(output.origin, &site.show.theme, text, &missing);
                    told.entry((output.origin.as_str(), text.to_owned())).or_insert(finding);
                }
            }
        }
        told.into_values().for_each(|finding| report.add(finding));
        self.notes(plan, report);
        if share::wanted(site) == share::Wanted::None {
            return;
        }
        for person in &site.people {
            if let Some(photo) = person.photo.as_ref().filter(|photo| !share::is_drawable(&photo.mime)) {
                let message = format!("share pictures cannot show {}, so they show initials", photo.source.file_name());
                let finding = Finding::info("portrait-not-drawn", Place::key(&person.source, "photo"), message);
                report.add(finding.fix("save the photo as JPEG"));
            }
        }
    }

    /// Pictures whose notes cannot be taken out.
    fn notes(&self, plan: &Plan<'_>, report: &mut Report) {
        for output in &plan.outputs {
            let Content::Photo { source, width: None } = &output.content else { continue };
            let is_heif = ["avif", "heic", "heif"].contains(&source.extension().as_str());
            if is_heif && disk::read(&self.project.path(source)).is_ok_and(|bytes| picture::keeps_notes(&bytes)) {
                let message = "a camera or an editor wrote into this picture, and it cannot be taken out";
                report
                    .add(Finding::error("picture-keeps-notes", Place::file(source), message).fix("save the picture as JPEG, PNG or WebP"));
            }
        }
    }

    /// A picture of the show as it is published: without notes, upright, at a width in pixels or whole. What is dear about it is
    /// remembered by the picture's content. `name` is its file's on the site, for its ending.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn photo_for(&self, source: &RelPath, width: Option<u32>, name: &str) -> Result<Vec<u8>, Failure> {
        let bytes = disk::read(&self.project.path(source))?;
        let hash: String = blake3::hash(&bytes).to_hex().chars().take(32).collect();
        let made = match width {
            None if !picture::is_turned(&bytes) => None,
            None => self.upright(&bytes, &hash),
            Some(width) => self.sized(source, &bytes, &hash, Wanted { width, form: Form::named(name) }),
        };
        Ok(made.unwrap_or_else(|| picture::clean(&bytes).into_owned()))
    }

    fn upright(&self, bytes: &[u8], hash: &str) -> Option<Vec<u8>> {
        let name = format!("{hash}-{}-whole.{}", picture::VERSION, Form::of(bytes).ending());
        if let Some(made) = self.recalled(&name) {
            return Some(made);
        }
        let made = picture::upright(bytes)?;
        self.keep(&name, &made);
        Some(made)
    }

    /// One size of a picture. What else is needed of the picture and was not made yet is made with it, and remembered.
    fn sized(&self, source: &RelPath, bytes: &[u8], hash: &str, wanted: Wanted) -> Option<Vec<u8>> {
        let name = |one: Wanted| format!("{hash}-{}-{}.{}", picture::VERSION, one.width, one.form.ending());
        if let Some(made) = self.recalled(&name(wanted)) {
            return Some(made);
        }
        if self.mode == Mode::Compare {
            return picture::narrow(bytes, &[wanted]).pop().flatten();
        }
        let bench = Arc::clone(self.benches.lock().unwrap_or_else(PoisonError::into_inner).entry(source.clone()).or_default());
        let _mine = bench.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have made it while we waited.
        if let Some(made) = self.recalled(&name(wanted)) {
            return Some(made);
        }
        let others = self.sizes.get(source).into_iter().flatten().copied();
        let missing: Vec<Wanted> = others.filter(|one| *one != wanted && self.read(&name(*one)).is_none()).chain([wanted]).collect();
        let mut made = picture::narrow(bytes, &missing);
        for (one, made) in missing.iter().zip(&made) {
            made.iter().for_each(|made| self.keep(&name(*one), made));
        }
        made.pop().flatten()
    }

    /// What was made before; noted as used, so that it is not tidied away.
    fn recalled(&self, name: &str) -> Option<Vec<u8>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        self.read(name)
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        disk::read_if_there(&self.folder.join(name)).ok().flatten().filter(|made| is_whole(made))
    }

    /// What cannot be remembered is made again next time.
    fn keep(&self, name: &str, made: &[u8]) {
        if self.mode == Mode::Write
            && disk::create_folder(&self.folder).and_then(|()| disk::replace(&self.folder.join(name), made)).is_err()
        {
            log::warn!("a picture could not be remembered");
        }
    }

    /// The file of a drawing: remembered, or drawn now.
    ///
    /// # Errors
    /// When the machine fails. A photo that is gone is none.
    pub fn bytes(&self, drawing: &Drawing) -> Result<Vec<u8>, Failure> {
        let photos: Vec<Arc<Photo>> = drawing.portraits().into_iter().map(|path| self.photo(path)).collect::<Result<_, _>>()?;
        let name = self.name(drawing, &photos);
        let file = self.folder.join(&name);
        let remembered = disk::read_if_there(&file)?.filter(|bytes| is_whole(bytes));
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        if let Some(bytes) = remembered {
            return Ok(bytes);
        }
        let squares: Vec<_> = photos.iter().map(|photo| photo.square.get_or_init(|| picture::square(&photo.bytes)).clone()).collect();
        let bytes = drawing.bytes(&self.fonts, &squares);
        if self.mode == Mode::Compare {
            return Ok(bytes);
        }
        // What cannot be remembered is drawn again next time.
        if let Err(failure) = disk::create_folder(&self.folder).and_then(|()| disk::replace(&file, &bytes)) {
            log::warn!("a picture could not be remembered: {failure}");
        }
        Ok(bytes)
    }

    /// The picture of a letter: a drawing or a file of the show, made small. `None` where there is nothing that can be shown.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn shown(&self, shown: &Shown) -> Result<Option<letter::Picture>, Failure> {
        let (full, key) = match &shown.source {
            ShownSource::Drawing(drawing) => {
                let bytes = self.bytes(drawing)?;
                let key = *blake3::hash(&bytes).as_bytes();
                (Full::Drawn(bytes), key)
            }
            ShownSource::File(path) => {
                let photo = self.photo(path)?;
                let key = photo.hash;
                (Full::Photo(photo), key)
            }
        };
        let mut smalls = self.smalls.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Arc::clone(smalls.entry(key).or_default());
        drop(smalls);
        let small = slot.get_or_init(|| self.small(key, full.bytes()));
        Ok(small.clone().map(|picture::Small { bytes, width, height }| letter::Picture {
            bytes,
            mime: "image/jpeg",
            width,
            height,
            address: shown.address.clone(),
        }))
    }

    /// Made small before, or now. What cannot be remembered is made again next time.
    fn small(&self, key: [u8; 32], full: &[u8]) -> Option<picture::Small> {
        let hash: String = blake3::Hash::from(key).to_hex().chars().take(32).collect();
        let name = format!("{hash}-letter.jpg");
        let file = self.folder.join(&name);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        if let Some(small) = disk::read_if_there(&file).ok().flatten().and_then(picture::Small::of) {
            return Some(small);
        }
        let small = picture::small(full)?;
        if self.mode == Mode::Write && disk::create_folder(&self.folder).and_then(|()| disk::replace(&file, &small.bytes)).is_err() {
            log::warn!("a letter's picture could not be remembered");
        }
        Some(small)
    }

    /// Forgets what was not asked for since it was opened.
    pub fn tidy(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let files = walkdir::WalkDir::new(&self.folder).min_depth(1).max_depth(1).sort_by_file_name();
        for entry in files.into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !used.contains(&name) {
                drop(disk::remove_file(entry.path()));
            }
        }
    }

    /// Everything that decides how it looks.
    fn name(&self, drawing: &Drawing, photos: &[Arc<Photo>]) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&picture::VERSION.to_le_bytes()).update(self.fonts.hash());
        for photo in photos {
            hasher.update(&photo.hash);
        }
        hasher.update(&serde_json::to_vec(drawing).unwrap_or_default());
        let hash: String = hasher.finalize().to_hex().chars().take(32).collect();
        format!("{hash}.{}", drawing.ending())
    }

    fn photo(&self, path: &RelPath) -> Result<Arc<Photo>, Failure> {
        if let Some(photo) = self.photos.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(Arc::clone(photo));
        }
        let bytes = disk::read_if_there(&self.project.path(path))?.unwrap_or_default();
        let photo = Arc::new(Photo { hash: *blake3::hash(&bytes).as_bytes(), bytes, square: std::sync::OnceLock::new() });
        let mut photos = self.photos.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(photos.entry(path.clone()).or_insert(photo)))
    }
}

/// What pages load of each picture.
fn sizes(outputs: &[Output<'_>]) -> BTreeMap<RelPath, BTreeSet<Wanted>> {
    let mut sizes: BTreeMap<RelPath, BTreeSet<Wanted>> = BTreeMap::new();
    for output in outputs {
        if let Content::Photo { source, width: Some(width) } = output.content {
            sizes.entry(source.clone()).or_default().insert(Wanted { width, form: Form::named(output.path.as_str()) });
        }
    }
    sizes
}

/// A file that ends where it should.
fn is_whole(bytes: &[u8]) -> bool {
    let said = bytes.strip_prefix(b"RIFF").and_then(|rest| rest.first_chunk::<4>()).map(|said| u32::from_le_bytes(*said));
    let is_webp = said.is_some_and(|said| usize::try_from(said).is_ok_and(|said| said + 8 == bytes.len()));
    is_webp || bytes.ends_with(b"IEND\xaeB`\x82") || bytes.ends_with(&[0xff, 0xd9]) || bytes.ends_with(b"</svg>\n")
}

fn without_letters(origin: &RelPath, theme: &str, text: &str, missing: &[char]) -> Finding {
    let some: String = missing.iter().take(12).collect();
    let more = if missing.len() > 12 { " and others" } else { "" };
    let message = format!("share pictures cannot show “{some}”{more} of “{text}”: no font at hand has them");
    let fix = format!("put a font that has them into themes/{theme}/fonts/, for example one of the Noto fonts");
    Finding::warning("letters-without-font", Place::file(origin), message).fix(fix)
}
