//! Part of `fetch`: a large file to disk, going on where an earlier run stopped. While it is not complete it is `<name>.part`, with
//! what the server calls this version of it in `<name>.part.version`.

use super::{FetchError, Fetcher, Problem};
use crate::disk::{self, Failure, While};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use ureq::Body;
use ureq::http::{Response, StatusCode, header};

/// A file that is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Downloaded {
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content, in hexadecimal digits.
    pub checksum: String,
    /// Its type as the server named it, lower case, without parameters.
    pub mime: Option<String>,
}

/// The two files of an incomplete one.
struct Part {
    file: PathBuf,
    version: PathBuf,
}

impl Part {
    fn of(path: &Path) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { file: path.with_file_name(format!("{name}.part")), version: path.with_file_name(format!("{name}.part.version")) }
    }

    /// How much is here, and of which version; `None` where that cannot be said and the server could not be asked for the rest.
    fn begun(&self) -> Result<Option<(u64, String)>, Problem> {
        let here = disk::metadata(&self.file).map_or(0, |metadata| metadata.len());
        let version = disk::read_if_there(&self.version).map_err(Problem::Disk)?;
        let version = version.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|version| !version.is_empty());
        Ok(version.filter(|_| here > 0).map(|version| (here, version)))
    }

    fn forget(&self) -> Result<(), Problem> {
        disk::remove_file(&self.file).and_then(|()| disk::remove_file(&self.version)).map_err(Problem::Disk)
    }
}

impl Fetcher {
    /// Fetches a file of at most `most` bytes to `path`, whose folder must be there. `tell` is told bytes here and in all, now and then.
    ///
    /// # Errors
    /// When it cannot be had; what came so far is kept for the next run.
    pub fn download(&self, address: &str, path: &Path, most: u64, tell: &dyn Fn(u64, Option<u64>)) -> Result<Downloaded, FetchError> {
        let part = Part::of(path);
        let mime = self.trying(address, || self.next_piece(address, &part, most, tell))?;
        finish(&part, path, mime).map_err(|problem| FetchError { url: address.to_owned(), problem })
    }

    /// Fetches the rest, or all of it; its type, once it is complete.
    fn next_piece(&self, address: &str, part: &Part, most: u64, tell: &dyn Fn(u64, Option<u64>)) -> Result<Option<String>, Problem> {
        let begun = part.begun()?;
        let range = begun.as_ref().map(|(here, _)| format!("bytes={here}-"));
        // Packed, the length that the server names would not be that of the file.
        let mut headers = vec![("accept", "audio/*, video/*;q=0.9, */*;q=0.5"), ("accept-encoding", "identity")];
        if let (Some((_, version)), Some(range)) = (&begun, &range) {
            headers.extend([("range", range.as_str()), ("if-range", version.as_str())]);
        }
        let answer = self.open(address, &headers, self.patience.recording);
        let response = match answer {
            // What is here is longer than what is there: it is another file.
            Err(Problem::Status(416)) => {
                part.forget()?;
                return Err(Problem::Broken("the file changed at the server".to_owned()));
            }
            answer => answer?.1,
        };
        let here = begun.map(|(here, _)| here).filter(|here| continues_at(&response, *here)).unwrap_or(0);
        if here == 0 && response.status() == StatusCode::PARTIAL_CONTENT {
            part.forget()?;
            return Err(Problem::Broken("the server sent another part than was asked for".to_owned()));
        }
        let all = response.body().content_length().map(|length| length.saturating_add(here));
        if all.is_some_and(|all| all > most) {
            return Err(Problem::TooLarge(most));
        }
        let mime = response.body().mime_type().map(str::to_ascii_lowercase);
        if here == 0 {
            disk::write(&part.version, version(&response).unwrap_or_default().as_bytes()).map_err(Problem::Disk)?;
        }
        let got = append(response.into_body(), &part.file, here, most, &|got| tell(got, all))?;
        match all {
            Some(all) if got != all => Err(Problem::CutOff(all, got)),
            _ => Ok(mime),
        }
    }
}

/// Whether the answer is the part from byte `here` on.
fn continues_at(response: &Response<Body>, here: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let start = range.and_then(|range| range.trim().strip_prefix("bytes ")?.split('-').next()?.parse::<u64>().ok());
    response.status() == StatusCode::PARTIAL_CONTENT && start == Some(here)
}

/// What the server calls this version: a strong entity tag, else the time of its last change.
///
/// Source: RFC 9110, section 13.1.5 (a weak tag must not be used to ask for parts).
fn version(response: &Response<Body>) -> Option<String> {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = text(header::ETAG).filter(|tag| tag.starts_with('"'));
    tag.or(text(header::LAST_MODIFIED)).map(str::to_owned)
}

/// Writes the body behind the first `here` bytes of the file; how many bytes the file has then.
fn append(body: Body, file: &Path, here: u64, most: u64, tell: &dyn Fn(u64)) -> Result<u64, Problem> {
    let mut out = if here == 0 { disk::create(file) } else { disk::append(file) }.map_err(Problem::Disk)?;
    let mut reader = body.into_with_config().limit(u64::MAX).reader();
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut got = here;
    loop {
        let read = reader.read(&mut buffer).map_err(Problem::of_io)?;
        if read == 0 {
            break;
        }
        got += read as u64;
        if got > most {
            return Err(Problem::TooLarge(most));
        }
        out.write_all(&buffer[..read]).while_doing("write", file).map_err(Problem::Disk)?;
        tell(got);
    }
    out.flush().while_doing("write", file).map_err(Problem::Disk)?;
    Ok(got)
}

/// Gives the complete file its name.
fn finish(part: &Part, path: &Path, mime: Option<String>) -> Result<Downloaded, Problem> {
    let (bytes, checksum) = checksum(&part.file).map_err(Problem::Disk)?;
    disk::rename(&part.file, path).and_then(|()| disk::remove_file(&part.version)).map_err(Problem::Disk)?;
    Ok(Downloaded { bytes, checksum, mime })
}

/// Size and BLAKE3 of a file.
pub(super) fn checksum(path: &Path) -> Result<(u64, String), Failure> {
    let mut hasher = blake3::Hasher::new();
    let bytes = std::io::copy(&mut disk::open(path)?, &mut hasher).while_doing("read", path)?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
