//! What stands at an address. In: a request to one of the two local addresses, the site's or the desk's. Out: the file, as a common host
//! would give it, with what watching adds.

use super::address::{self, Address, Odd};
use super::answer::{Answer, Body};
use super::live::{Listener, Live};
use super::request::Request;
use super::{headers, listing, mime, page, redirects, words};
use crate::disk;
use crate::model::BaseUrl;
use crate::pipeline::Shown;
use crate::plan::Tree;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// First name of the addresses that watching keeps for itself; no page can have it, because addresses hold no underscores.
pub const RESERVED: &str = "_turntable";
/// The script that renews pages.
const SCRIPT: &str = include_str!("../live.js");

/// One local address, and what is shown there.
#[derive(Debug)]
pub struct Door {
    /// What is shown.
    pub shows: Shows,
    /// The folder it is read from.
    pub folder: PathBuf,
    /// News of builds.
    pub live: Arc<Live>,
    /// Opens a file of the author's in a program; says which.
    pub editor: super::super::editor::Editor,
    /// What `_redirects` and `_headers` say, and of which files.
    rules: Mutex<(Signs, Arc<Rules>)>,
}

/// What a local address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The site, below the path of its public address.
    Site,
    /// What only the host sees, below a name that nobody can guess.
    Desk(String),
}

type Signs = [Option<(u64, std::time::SystemTime)>; 2];

/// What the site tells its host.
#[derive(Debug, Default)]
struct Rules {
    redirects: Vec<redirects::Rule>,
    headers: Vec<headers::Rule>,
}

/// What was found at an address.
enum Found {
    /// A file, to be sent with a status.
    File(PathBuf, u16),
    /// A folder without a page, on the desk.
    Folder(PathBuf),
    /// Something else to say.
    Answer(Answer),
}

impl Door {
    /// A door to a folder.
    #[must_use]
    pub fn to(shows: Shows, folder: PathBuf, live: Arc<Live>, editor: super::super::editor::Editor) -> Self {
        Self { shows, folder, live, editor, rules: Mutex::default() }
    }

    /// The names that stand before everything that is shown here.
    fn mount(&self) -> Vec<String> {
        match &self.shows {
            Shows::Desk(token) => vec![token.clone()],
            Shows::Site => {
                let path = self.live.base().map(|base| base.path).unwrap_or_default();
                path.split('/').filter(|name| !name.is_empty()).map(|name| address::decoded(name).unwrap_or_default()).collect()
            }
        }
    }

    /// The path that everything shown here stands below; it ends in a slash.
    #[must_use]
    pub fn top(&self) -> String {
        self.mount().iter().fold("/".to_owned(), |top, name| format!("{top}{}/", address::encoded(name)))
    }

    /// How the page at an address looks now; `None` where there is none.
    #[must_use]
    pub fn look(&self, path: &str) -> Option<page::Look> {
        let address = Address::read(path).ok()?;
        let Found::File(file, _) = self.find(&address) else { return None };
        let bytes = self.bytes(&file).ok()?;
        Some(page::look(std::str::from_utf8(&bytes).ok()?))
    }

    /// A file as it will be, where that is not on the disk yet.
    fn fresh(&self, file: &Path) -> Option<Shown> {
        let tree = if self.shows == Shows::Site { Tree::Public } else { Tree::Desk };
        let top = self.folder.canonicalize().ok()?;
        self.live.fresh.file(tree, file.strip_prefix(top).ok()?)
    }

    /// The bytes of a file, of the newest there is.
    fn bytes(&self, file: &Path) -> Result<Vec<u8>, disk::Failure> {
        match self.fresh(file) {
            Some(Shown::Bytes(bytes)) => Ok(bytes),
            Some(Shown::File(other)) => disk::read(&other),
            None => disk::read(file),
        }
    }

    fn rules(&self) -> Arc<Rules> {
        if self.shows != Shows::Site {
            return Arc::default();
        }
        let files = ["_redirects", "_headers"].map(|name| self.folder.join(name));
        let sign = |file: &PathBuf| disk::metadata(file).and_then(|found| Some((found.len(), found.modified().ok()?)));
        let signs = [sign(&files[0]), sign(&files[1])];
        let mut known = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != signs {
            let text = |file: &Path| disk::read_if_there(file).ok().flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let [redirects, headers] = files.map(|file| text(&file).unwrap_or_default());
            *known = (signs, Arc::new(Rules { redirects: redirects::read(&redirects), headers: headers::read(&headers) }));
        }
        known.1.clone()
    }

    /// What stands at an address.
    fn find(&self, address: &Address) -> Found {
        let mount = self.mount();
        let Some(names) = address.names.strip_prefix(mount.as_slice()) else { return self.outside(address) };
        if names.is_empty() && !address.is_folder {
            return Found::Answer(Answer::redirect(302, &self.top()));
        }
        let (file, is_there) = match self.inside(names, address.is_folder) {
            Some(file) => (file, true),
            None => (self.folder.join("404.html"), false),
        };
        if let Some(lead) = redirects::lead(&self.rules().redirects, address, is_there) {
            return self.led(lead);
        }
        if is_there && file.is_dir() {
            if address.is_folder {
                return Found::Folder(file);
            }
            let to = format!("{}{}", self.top(), names.iter().map(|name| format!("{}/", address::encoded(name))).collect::<String>());
            return Found::Answer(Answer::redirect(302, &with_query(to, address)));
        }
        if is_there {
            return Found::File(file, 200);
        }
        self.nothing()
    }

    fn nothing(&self) -> Found {
        match self.inside(&["404.html".to_owned()], false) {
            Some(file) if self.shows == Shows::Site => Found::File(file, 404),
            _ if self.shows == Shows::Site && !self.folder.is_dir() => Found::Answer(words::not_built(&script_tag(&self.live, ""))),
            _ => Found::Answer(words::not_found(&self.top(), &script_tag(&self.live, ""))),
        }
    }

    /// An address that is not below the site's own: its top leads to the site.
    fn outside(&self, address: &Address) -> Found {
        match self.shows {
            Shows::Site if address.names.is_empty() => Found::Answer(Answer::redirect(302, &self.top())),
            Shows::Site => Found::Answer(words::not_found(&self.top(), &script_tag(&self.live, ""))),
            // Whoever does not know the name learns nothing, not even that there is one.
            Shows::Desk(_) => Found::Answer(Answer::text(404, "There is nothing here. The address of the desk is in the terminal.")),
        }
    }

    fn led(&self, lead: redirects::Lead) -> Found {
        let base = self.live.base();
        let to = base.as_ref().and_then(|base| Some(format!("{}{}", base.path, lead.to.strip_prefix(&base.url)?))).unwrap_or(lead.to);
        if (300..400).contains(&lead.status) {
            return Found::Answer(Answer::redirect(lead.status, &to));
        }
        let Ok(address) = Address::read(&to) else { return Found::Answer(words::elsewhere(&to)) };
        let names = address.names.strip_prefix(self.mount().as_slice()).unwrap_or(&[]).to_vec();
        match self.inside(&names, address.is_folder).filter(|file| file.is_file()) {
            Some(file) => Found::File(file, lead.status),
            None => self.nothing(),
        }
    }

    /// The file or folder of these names, if it lies in the folder that is shown, wherever links on the way may lead. A folder with a page is
    /// that page.
    fn inside(&self, names: &[String], is_folder: bool) -> Option<PathBuf> {
        let is_hidden = |name: &String| name.starts_with('.') && name != ".well-known";
        let is_for_hosts = self.shows == Shows::Site && names.len() == 1 && (names[0] == "_headers" || names[0] == "_redirects");
        if is_for_hosts || names.iter().any(is_hidden) {
            return None;
        }
        let top = self.folder.canonicalize().ok()?;
        let file = names.iter().fold(top.clone(), |path, name| path.join(name)).canonicalize().ok()?;
        if !file.starts_with(&top) {
            return None;
        }
        if file.is_file() {
            return (!is_folder).then_some(file);
        }
        let page = file.join("index.html");
        match (is_folder, page.is_file()) {
            (true, true) => page.canonicalize().ok().filter(|page| page.starts_with(&top)),
            // The missing slash is added for folders that have a page.
            (false, true) => Some(file),
            _ => (self.shows != Shows::Site).then_some(file),
        }
    }
}

/// Answers a request.
#[must_use]
pub fn answer(door: &Arc<Door>, request: &Request) -> Answer {
    if request.count("host") != 1 || !request.field("host").is_some_and(address::is_local) {
        return Answer::text(403, "This address only answers to localhost: open the one that turntable watch prints.");
    }
    let address = match Address::read(&request.target) {
        Ok(address) => address,
        Err(Odd::Malformed) => return Answer::text(400, "This is not an address."),
        Err(Odd::Nowhere) => return Answer::text(404, "There is nothing here."),
    };
    if (door.shows != Shows::Site || address.names.first().is_some_and(|name| name == RESERVED)) && is_from_elsewhere(request) {
        return Answer::text(403, "Other pages may not ask for this.");
    }
    if address.names.first().is_some_and(|name| name == RESERVED) {
        return reserved(door, request, &address);
    }
    match request.method.as_str() {
        "GET" | "HEAD" => {}
        "POST" => return posted(door, &address),
        _ => return Answer::text(405, "Only looking is possible here.").with("allow", "GET, HEAD"),
    }
    match door.find(&address) {
        Found::File(file, status) => send(door, request, &address, &file, status),
        Found::Folder(folder) => listing::answer(&folder, &address, &script_tag(&door.live, "")),
        Found::Answer(answer) => answer,
    }
}

/// Whether a page of another origin asks, other than by leading there (Fetch Metadata, which all current browsers send).
fn is_from_elsewhere(request: &Request) -> bool {
    let is_other = request.field("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    let is_visit = request.field("sec-fetch-mode") == Some("navigate") && request.field("sec-fetch-dest") == Some("document");
    is_other && !(is_visit && request.method == "GET")
}

/// A form that the site itself takes, as on Netlify: nobody takes it here, but what is shown afterwards can be seen.
fn posted(door: &Door, address: &Address) -> Answer {
    match door.find(address) {
        Found::File(_, 200) => Answer::redirect(303, &address::encoded(&address.path())),
        Found::Answer(answer) => answer,
        _ => Answer::text(405, "Only looking is possible here.").with("allow", "GET, HEAD"),
    }
}

fn with_query(path: String, address: &Address) -> String {
    address.query.as_ref().map_or_else(|| path.clone(), |query| format!("{path}?{query}"))
}

/// The tag that brings the script into a page, with what it must know of the page as it was loaded.
fn script_tag(live: &Live, hash: &str) -> String {
    format!(
        "<script src=\"/{RESERVED}/live.js\" data-page=\"{hash}\" data-build=\"{}\" data-run=\"{}\" defer></script>",
        live.builds(),
        live.run
    )
}

fn send(door: &Door, request: &Request, address: &Address, file: &Path, status: u16) -> Answer {
    // The number of the build is taken before the file is read: a page that is older than it says would not be renewed.
    let tag = script_tag(&door.live, "");
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let mut fields = vec![("content-type".to_owned(), mime::of(&ending).to_owned()), ("cache-control".to_owned(), "no-cache".to_owned())];
    if door.shows == Shows::Site {
        host_fields(door, request, address, &mut fields);
    } else {
        // Its name must not be told to pages that it links to, and no page may show it inside itself.
        let desk = [
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ];
        fields.extend(desk.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    let is_page = matches!(ending.as_str(), "html" | "htm");
    let sent = if is_page { page_bytes(door, file, &tag) } else { file_bytes(door, file) };
    match sent {
        Ok((body, sign)) => Answer { status, fields, body }.for_request(request, &sign),
        Err(failure) if failure.cause.kind() == std::io::ErrorKind::NotFound => Answer::text(404, "There is nothing here."),
        Err(failure) => Answer::text(500, failure.to_string()),
    }
}

/// What `_headers` says. Browsers are to ask each time whether a file has changed, whatever is said to them on the host, unless its name
/// changes with it. Pages of other origins may read only what they could read if they came from this machine, too.
fn host_fields(door: &Door, request: &Request, address: &Address, fields: &mut Vec<(String, String)>) {
    let is_local_origin = |origin: &str| {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(address::is_local)
    };
    let is_strange = request.field("origin").is_some_and(|origin| !is_local_origin(origin));
    for (name, value) in headers::fields(&door.rules().headers, address) {
        let is_kept = match name.as_str() {
            "cache-control" => value.contains("immutable"),
            "access-control-allow-origin" => !is_strange,
            // It would have every later address at this port asked for in a way that nobody answers.
            "strict-transport-security" => false,
            _ => true,
        };
        if is_kept {
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
        }
    }
}

type Sent = Result<(Body, String), disk::Failure>;

fn page_bytes(door: &Door, file: &Path, tag: &str) -> Sent {
    let bytes = door.bytes(file)?;
    let bytes = match String::from_utf8(bytes) {
        Ok(html) => {
            let tag = tag.replacen("data-page=\"\"", &format!("data-page=\"{}\"", page::look(&html).hash), 1);
            // What is copied from the desk goes into letters: its links stay as they are.
            let base: Option<BaseUrl> = door.live.base().filter(|_| door.shows == Shows::Site);
            let html = base.map_or_else(|| html.clone(), |base| page::with_local_links(&html, &base));
            page::with_script(&html, &tag).into_bytes()
        }
        Err(error) => error.into_bytes(),
    };
    Ok(signed(bytes))
}

fn signed(bytes: Vec<u8>) -> (Body, String) {
    let sign = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    (Body::Bytes(bytes), sign)
}

fn file_bytes(door: &Door, file: &Path) -> Sent {
    use disk::While;
    let other = match door.fresh(file) {
        Some(Shown::Bytes(bytes)) => return Ok(signed(bytes)),
        Some(Shown::File(other)) => Some(other),
        None => None,
    };
    let file = other.as_deref().unwrap_or(file);
    let open = disk::open(file)?;
    let found = open.metadata().while_doing("read", file)?;
    let modified = found.modified().ok().and_then(|time| time.duration_since(std::time::SystemTime::UNIX_EPOCH).ok()).unwrap_or_default();
    let sign = format!("\"{:x}-{:x}\"", modified.as_nanos(), found.len());
    Ok((Body::File(open, 0..found.len()), sign))
}

/// What watching keeps for itself: the script, the news, and opening a file in the author's program.
fn reserved(door: &Arc<Door>, request: &Request, address: &Address) -> Answer {
    let what = address.names.get(1).map(String::as_str).unwrap_or_default();
    let answer = match (request.method.as_str(), what) {
        ("GET" | "HEAD", "live.js") => Answer::of(200, mime::of("js"), SCRIPT.as_bytes().to_vec()),
        ("GET", "events") => {
            let page = address.field("page").unwrap_or_default();
            let since = address.field("build").and_then(|build| build.parse().ok()).unwrap_or_default();
            let listener = Listener { door: door.clone(), page, hash: address.field("hash").unwrap_or_default(), since };
            Answer { body: Body::News(listener), ..Answer::of(200, "text/event-stream", Vec::new()) }
        }
        // A field of our own: pages of other origins cannot send it without asking first, and nobody answers them.
        ("POST", "open") if request.field("x-turntable").is_some() => open(door, address),
        _ => Answer::text(404, "There is nothing here."),
    };
    answer.with("cross-origin-resource-policy", "same-origin").with("x-content-type-options", "nosniff")
}

/// Only places of findings can be opened, by number: the browser names no file.
fn open(door: &Door, address: &Address) -> Answer {
    let index = address.field("finding").and_then(|index| index.parse().ok());
    match index.and_then(|index| door.live.place(index)).map(|place| door.editor.open(&place)) {
        Some(Ok(program)) => Answer::text(200, format!("Opened with {program}.")),
        Some(Err(words)) => Answer::text(501, words),
        None => Answer::text(404, "This has changed meanwhile."),
    }
}
