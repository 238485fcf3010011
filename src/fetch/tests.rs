use super::server::{say, serve, serve_https};
use super::*;
use crate::disk;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

const ANY: Wanted = Wanted { accept: "*/*", most: 1000 };

fn quick() -> Patience {
    Patience { idle: Duration::from_secs(5), tries: 3, pause: Duration::from_millis(1), ..Patience::default() }
}

fn fetcher(typed: &str) -> Fetcher {
    Fetcher::with_patience(Some(typed), quick())
}

#[test]
fn a_document_comes_with_its_type_and_character_set() {
    let server = serve(|asked, stream| {
        assert!(asked.header("user-agent").starts_with("Turntable/"), "{asked:?}");
        say(stream, "200 OK", &["content-type: Application/RSS+XML; charset=\"ISO-8859-1\""], b"<rss/>");
    });
    let document = fetcher(&server).get(&format!("{server}/feed.xml"), ANY).expect("fetched");
    assert_eq!((document.bytes.as_slice(), document.mime.as_deref()), (&b"<rss/>"[..], Some("application/rss+xml")));
    assert_eq!(document.charset.as_deref(), Some("iso-8859-1"));
}

#[test]
fn what_a_feed_names_may_not_be_inside_this_machine() {
    let server = serve(|_, stream| say(stream, "200 OK", &[], b"secret"));
    let stranger = Fetcher::with_patience(Some("https://feeds.example/x"), quick());
    for address in [server.clone(), server.replace("127.0.0.1", "localhost"), server.replace("http://127.0.0.1", "http://0x7f.1")] {
        let error = stranger.get(&address, ANY).expect_err("it is inside");
        assert!(matches!(error.problem, Problem::Inside), "{address}: {error}");
        assert!(error.to_string().contains(&address), "{error}");
    }
    let path = tempfile::tempdir().expect("a folder");
    assert!(stranger.download(&server, &path.path().join("x"), 10, &|_, _| ()).is_err());
}

#[test]
fn a_redirect_is_looked_at_before_it_is_followed() {
    let secret = serve(|_, stream| say(stream, "200 OK", &[], b"secret"));
    let server = serve(move |asked, stream| match asked.path.as_str() {
        "/good" => say(stream, "302 Found", &["location: /end"], b""),
        "/end" => say(stream, "200 OK", &[], b"here"),
        "/inside" => say(stream, "301 Moved", &[&format!("location: {secret}/")], b""),
        "/file" => say(stream, "301 Moved", &["location: file:///etc/passwd"], b""),
        _ => say(stream, "307 Again", &[&format!("location: {}x", asked.path)], b""),
    });
    let fetcher = fetcher(&server);
    let get = |path: &str| fetcher.get(&format!("{server}{path}"), ANY);
    let document = get("/good").expect("fetched");
    assert!(document.bytes == b"here" && document.url.ends_with("/end"));
    assert!(matches!(get("/inside"), Err(FetchError { problem: Problem::Inside, .. })));
    assert!(matches!(get("/file"), Err(FetchError { problem: Problem::NotAnAddress, .. })));
    assert!(matches!(get("/round"), Err(FetchError { problem: Problem::Circles, .. })));
}

#[test]
fn only_the_web_is_fetched() {
    for address in ["file:///etc/passwd", "ftp://a.example/x", "feed.xml", "", "https://", "data:text/xml,x"] {
        let error = Fetcher::new(None).get(address, ANY).expect_err("it is no address");
        assert!(matches!(error.problem, Problem::NotAnAddress), "{address}");
    }
}

#[test]
fn no_more_is_held_than_was_wanted() {
    let server = serve(|asked, stream| match asked.path.as_str() {
        "/exact" => say(stream, "200 OK", &[], &[b'x'; 1000]),
        "/large" => say(stream, "200 OK", &[], &[b'x'; 1001]),
        "/bomb" => say(stream, "200 OK", &["content-encoding: gzip"], &bomb()),
        _ => {
            // Without a length, and without an end.
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"));
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
    });
    let fetcher = fetcher(&server);
    assert_eq!(fetcher.get(&format!("{server}/exact"), ANY).expect("fetched").bytes.len(), 1000);
    for path in ["/large", "/bomb", "/endless"] {
        let error = fetcher.get(&format!("{server}{path}"), ANY).expect_err("too large");
        assert!(matches!(error.problem, Problem::TooLarge(1000)), "{path}: {error}");
    }
}

/// A gzip file of 64 kB that unpacks to 64 MB of one letter, written by hand: stored blocks would not shrink, so one block with fixed
/// codes holds the letter and then nothing but "the same 258 again".
fn bomb() -> Vec<u8> {
    let (mut bytes, mut held, mut count) = (vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], 0_u32, 0_u32);
    let mut put = |bits: u32, length: u32| {
        held |= bits << count;
        count += length;
        while count >= 8 {
            bytes.push(u8::try_from(held & 0xff).expect("eight bits"));
            held >>= 8;
            count -= 8;
        }
    };
    // Last block, fixed codes; the letter `x` (0x30 + 0x78, most significant bit first).
    put(0b011, 3);
    put(u32::from(0xa8_u8.reverse_bits()), 8);
    for _ in 0..40_000 {
        // Length 258 is code 285, 1100_0101; distance 1 is code 0 of five bits.
        put(u32::from(0b1100_0101_u8.reverse_bits()), 8);
        put(0, 5);
    }
    put(0, 7);
    put(0, 8);
    bytes
}

#[test]
fn a_server_that_drips_is_left() {
    let server = serve(|_, stream| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"));
        while stream.write_all(b"x").and_then(|()| stream.flush()).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let patience = Patience { document: Duration::from_millis(100), tries: 1, ..quick() };
    let error = Fetcher::with_patience(Some(&server), patience).get(&server, ANY).expect_err("too slow");
    assert!(matches!(error.problem, Problem::TooSlow), "{error}");
}

#[test]
fn passing_troubles_are_waited_out_and_lasting_ones_told() {
    let asked_for = AtomicUsize::new(0);
    let server = serve(move |asked, stream| match (asked.path.as_str(), asked_for.fetch_add(1, Ordering::SeqCst)) {
        ("/gone", _) => say(stream, "410 Gone", &[], b""),
        ("/locked", _) => say(stream, "403 Forbidden", &[], b""),
        ("/later", _) => say(stream, "429 Too Many Requests", &["retry-after: 3600"], b""),
        ("/broken", _) => say(stream, "500 Oops", &[], b""),
        ("/busy", 0) => say(stream, "429 Too Many Requests", &["retry-after: 0"], b""),
        ("/busy", 1) => say(stream, "502 Bad Gateway", &[], b""),
        _ => say(stream, "200 OK", &[], b"at last"),
    });
    let fetcher = fetcher(&server);
    assert_eq!(fetcher.get(&format!("{server}/busy"), ANY).expect("the third time").bytes, b"at last");
    let problem = |path: &str| fetcher.get(&format!("{server}{path}"), ANY).expect_err("it does not come").problem;
    assert!(matches!(problem("/gone"), Problem::NotThere(410)));
    assert!(matches!(problem("/locked"), Problem::NotAllowed(403)));
    assert!(matches!(problem("/later"), Problem::Busy(Some(wait)) if wait.as_secs() == 3600));
    assert!(matches!(problem("/broken"), Problem::Status(500)));
}

#[test]
fn a_download_goes_on_where_it_was_cut_off() {
    let whole: Vec<u8> = (0..200_000_u32).map(|index| u8::try_from(index % 251).expect("below 251")).collect();
    let (sent, first) = (whole.clone(), AtomicUsize::new(0));
    let server = serve(move |asked, stream| {
        if first.fetch_add(1, Ordering::SeqCst) == 0 {
            let head = format!("HTTP/1.1 200 OK\r\netag: \"v1\"\r\ncontent-type: audio/mpeg\r\ncontent-length: {}\r\n\r\n", sent.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&sent[..120_000])));
            return;
        }
        assert_eq!(asked.header("if-range"), "\"v1\"");
        let from: usize = asked.header("range").trim_start_matches("bytes=").trim_end_matches('-').parse().expect("a range");
        assert!(from > 0);
        let range = format!("content-range: bytes {from}-{}/{}", sent.len() - 1, sent.len());
        say(stream, "206 Partial Content", &[&range, "etag: \"v1\"", "content-type: audio/mpeg"], &sent[from..]);
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.mp3");
    // One try a time: the second call stands for the second run.
    let fetcher = Fetcher::with_patience(Some(&server), Patience { tries: 1, ..quick() });
    assert!(fetcher.download(&server, &path, 1_000_000, &|_, _| ()).is_err());
    assert!(disk::metadata(&path).is_none(), "half a recording has no name");
    let heard = std::cell::Cell::new((0, None));
    let done = fetcher.download(&server, &path, 1_000_000, &|got, all| heard.set((got, all))).expect("fetched");
    assert_eq!((done.bytes, done.mime.as_deref(), heard.get()), (200_000, Some("audio/mpeg"), (200_000, Some(200_000))));
    assert_eq!(done.checksum, blake3::hash(&whole).to_hex().to_string());
    assert_eq!(disk::read(&path).expect("there"), whole);
    assert_eq!(walkdir::WalkDir::new(folder.path()).min_depth(1).into_iter().count(), 1, "nothing is left lying about");
}

#[test]
fn a_file_that_changed_meanwhile_is_fetched_anew() {
    let server = serve(|_, stream| say(stream, "200 OK", &["etag: \"v2\""], b"new and whole"));
    let folder = tempfile::tempdir().expect("a folder");
    disk::write(&folder.path().join("x.part"), b"old and longer than the new one").expect("written");
    disk::write(&folder.path().join("x.part.version"), b"\"v1\"").expect("written");
    let done = fetcher(&server).download(&server, &folder.path().join("x"), 1000, &|_, _| ()).expect("fetched");
    assert_eq!((done.bytes, disk::read(&folder.path().join("x")).expect("there")), (13, b"new and whole".to_vec()));
}

#[test]
fn a_download_of_the_wrong_length_is_no_file() {
    let server = serve(|asked, stream| match asked.path.as_str() {
        "/large" => say(stream, "200 OK", &[], &[0; 2000]),
        _ => drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nshort")),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x");
    for address in [format!("{server}/large"), server.clone()] {
        assert!(fetcher(&server).download(&address, &path, 1000, &|_, _| ()).is_err(), "{address}");
        assert!(disk::metadata(&path).is_none());
    }
}

const AUTHORITY: &[u8] = include_bytes!("../../tests/certificates/authority.der");
const GOOD: &[u8] = include_bytes!("../../tests/certificates/good.der");

fn trusting(typed: &str) -> Fetcher {
    Fetcher::trusting(Some(typed), quick(), Trust::Only(AUTHORITY))
}

#[test]
fn a_document_comes_over_https_and_the_certificate_says_how_long_it_is_good() {
    let server = serve_https(GOOD, |asked, stream| match asked.path.as_str() {
        "/moved" => say(stream, "301 Moved", &["location: /feed.xml"], b""),
        _ => say(stream, "200 OK", &["content-type: application/rss+xml"], b"<rss/>"),
    });
    let fetcher = trusting(&server);
    let document = fetcher.get(&format!("{server}/moved"), ANY).expect("fetched");
    assert_eq!((document.bytes.as_slice(), document.url), (&b"<rss/>"[..], format!("{server}/feed.xml")));
    let answer = fetcher.ask(&server, Ask::Head, Duration::from_secs(5)).expect("answered");
    assert_eq!(answer.status, 200);
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(fetcher.download(&server, &folder.path().join("x"), 100, &|_, _| ()).expect("fetched").bytes, 6);
    let validity = fetcher.certificate(&server).expect("taken").expect("readable");
    assert_eq!(validity.until.to_string(), "2120-01-01T00:00:00Z");
}

#[test]
fn a_certificate_that_browsers_refuse_is_refused_and_the_reason_told() {
    for (certificate, reason, word) in [
        (&include_bytes!("../../tests/certificates/run-out.der")[..], Distrust::RunOut, "run out"),
        (&include_bytes!("../../tests/certificates/other-name.der")[..], Distrust::OtherName, "another name"),
        (&include_bytes!("../../tests/certificates/self-made.der")[..], Distrust::Unsigned, "signed"),
    ] {
        let server = serve_https(certificate, |_, stream| say(stream, "200 OK", &[], b"secret"));
        let fetcher = trusting(&server);
        for error in [fetcher.get(&server, ANY).expect_err("refused"), fetcher.certificate(&server).expect_err("refused")] {
            assert!(matches!(error.problem, Problem::Certificate(found) if found == reason), "{word}: {error}");
            assert!(error.to_string().contains(word), "{error}");
        }
    }
    // The tests' own authority is nobody whom the world knows.
    let server = serve_https(GOOD, |_, stream| say(stream, "200 OK", &[], b"secret"));
    let error = fetcher(&server).get(&server, ANY).expect_err("refused");
    assert!(matches!(error.problem, Problem::Certificate(Distrust::Unsigned)), "{error}");
}

#[test]
fn a_certificate_is_not_asked_of_machines_inside_nor_of_servers_without_one() {
    let server = serve_https(GOOD, |_, stream| say(stream, "200 OK", &[], b"secret"));
    let stranger = Fetcher::trusting(Some("https://feeds.example/x"), quick(), Trust::Only(AUTHORITY));
    assert!(matches!(stranger.certificate(&server), Err(FetchError { problem: Problem::Inside, .. })));
    let plain = serve(|_, stream| say(stream, "200 OK", &[], b"no secret"));
    let address = plain.replace("http://", "https://");
    let error = fetcher(&address).certificate(&address).expect_err("it speaks no TLS");
    assert!(matches!(error.problem, Problem::Broken(_)), "{error}");
}
