//! `turntable check --online` against a small server on this machine that misbehaves in each way. The address in `base_url`, or that of
//! the feed, may be inside this machine: that is how a site is tried before it is put online.

use super::show::TestShow;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Status, headers and body.
type Says = (String, Vec<String>, Vec<u8>);

/// A server: `answer` gets method, path and whether a part is asked for, and says status, headers and body.
fn serve(answer: impl Fn(&str, &str, bool, &str) -> Says + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    let (own, answer) = (address.clone(), std::sync::Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let (own, answer) = (own.clone(), std::sync::Arc::clone(&answer));
            std::thread::spawn(move || one(stream, &own, &*answer));
        }
    });
    address
}

fn one(mut stream: TcpStream, own: &str, answer: &dyn Fn(&str, &str, bool, &str) -> Says) {
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let is_part = lines.take_while(|line| !line.is_empty()).filter(|line| line.to_lowercase().starts_with("range:")).count() > 0;
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, headers, body) = answer(method, path, is_part, own);
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = if headers.contains("content-length") { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    drop(write!(stream, "HTTP/1.1 {status}\r\n{headers}{length}connection: close\r\n\r\n"));
    if method != "HEAD" {
        drop(stream.write_all(&body));
    }
}

fn feed(own: &str) -> String {
    let item = |name: &str, extra: &str| {
        format!(
            "<item><title>{name}</title><guid isPermaLink=\"false\">{name}</guid><pubDate>Thu, 14 May 2026 06:00:00 +0000</pubDate>\
             <enclosure url=\"{own}/{name}.mp3\" length=\"100\" type=\"audio/mpeg\"/>{extra}</item>"
        )
    };
    let files = format!(
        "<podcast:transcript url=\"{own}/shared.vtt\" type=\"text/vtt\"/><podcast:transcript url=\"{own}/closed.vtt\" type=\"text/vtt\"/>\
         <podcast:chapters url=\"{own}/gone.json\" type=\"application/json+chapters\"/>\
         <description><![CDATA[<a href=\"{own}/lost-page\">x</a> <a href=\"{own}/shy-page\">y</a> <a href=\"http://127.0.0.1:1/inside\">z</a>]]></description>"
    );
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>T</title>\n{}\n{}\n{}\n{}\n{}\n{}</channel></rss>",
        item("good", &files),
        item("whole", ""),
        item("headless", ""),
        item("longer", ""),
        item("text", ""),
        item("missing", "")
    )
}

/// One way to misbehave for each path.
fn misbehave(method: &str, path: &str, is_part: bool, own: &str) -> Says {
    let header = |text: &str| text.to_owned();
    let audio = |kind: &str, all: u64| match (method, is_part) {
        ("HEAD", _) => (header("200 OK"), vec![format!("content-type: {kind}"), format!("content-length: {all}")], vec![]),
        (_, true) => {
            (header("206 Partial Content"), vec![format!("content-type: {kind}"), format!("content-range: bytes 0-1/{all}")], vec![0, 0])
        }
        _ => (header("200 OK"), vec![format!("content-type: {kind}")], vec![0; 100]),
    };
    match path {
        "/feed.xml" => (header("200 OK"), vec![header("content-type: text/html")], feed(own).into_bytes()),
        "/good.mp3" => audio("audio/mpeg", 100),
        "/whole.mp3" => (header("200 OK"), vec![header("content-type: audio/mpeg")], vec![0; 100]),
        "/headless.mp3" if method == "HEAD" => (header("405 No"), vec![], vec![]),
        "/headless.mp3" => audio("audio/mpeg", 100),
        "/longer.mp3" => audio("audio/mpeg", 120),
        "/text.mp3" => audio("text/html", 100),
        "/shared.vtt" => {
            (header("200 OK"), vec![header("content-type: text/vtt"), header("access-control-allow-origin: *")], b"WEBVTT".to_vec())
        }
        "/closed.vtt" => (header("200 OK"), vec![header("content-type: text/vtt")], b"WEBVTT".to_vec()),
        "/shy-page" => (header("403 Forbidden"), vec![], vec![]),
        _ => (header("404 Not Found"), vec![], vec![]),
    }
}

const ONLINE: [&str; 8] = [
    "feed-not-answering",
    "recording-not-answering",
    "recording-size-differs",
    "served-type-differs",
    "no-part-requests",
    "no-head-requests",
    "file-not-answering",
    "no-cors",
];

#[test]
fn each_way_to_misbehave_is_told_and_what_is_well_is_not() {
    let own = serve(misbehave);
    let run = TestShow::empty().run(&["check", &format!("{own}/feed.xml"), "--online", "--format", "json"]).code(1);
    let told: BTreeSet<(String, String)> = run
        .findings()
        .into_iter()
        .filter(|told| ONLINE.contains(&told.rule.as_str()) || told.rule == "outside-link-gone")
        .map(|told| (told.rule, told.message.split('"').nth(1).unwrap_or_default().to_owned()))
        .collect();
    let expected = [
        ("file-not-answering", "good"),
        ("no-cors", "good"),
        ("no-head-requests", "headless"),
        ("no-part-requests", "whole"),
        ("outside-link-gone", "good"),
        ("recording-not-answering", "missing"),
        ("recording-size-differs", "longer"),
        ("served-type-differs", "text"),
    ];
    assert_eq!(told, expected.iter().map(|(rule, item)| ((*rule).to_owned(), (*item).to_owned())).collect());
}

#[test]
fn a_show_is_compared_with_its_live_feed() {
    let own = serve(misbehave);
    let show = TestShow::minimal().edit("content/show.yaml", "https://talks.ellison.example/", &format!("{own}/"));
    let run = show.run(&["check", "--online", "--rule", "feed-behind", "--rule", "feed-type-unfit", "--format", "json"]).code(0);
    assert_eq!(run.rules(), ["feed-behind content/show.yaml:3", "feed-type-unfit content/show.yaml:3"]);
    let nowhere = serve(|_, _, _, _| ("500 Oh".to_owned(), vec![], vec![]));
    let run = run.edit("content/show.yaml", &own, &nowhere).run(&["check", "--online", "--rule", "feed-not-answering"]).code(1);
    run.says("the feed cannot be fetched: the server answers with");
}

#[test]
fn without_the_flag_nothing_is_asked() {
    let own = serve(|_, _, _, _| panic!("nobody should ask"));
    let show = TestShow::minimal().edit("content/show.yaml", "https://talks.ellison.example/", &format!("{own}/"));
    assert!(!show.run(&["check", "--rule", "feed-not-answering"]).code(0).has(".turntable/online.json"));
}

/// A server that speaks https with a certificate that it signed itself.
fn serve_https() -> String {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let file = |name: &str| std::fs::read(format!("{}/tests/certificates/{name}", env!("CARGO_MANIFEST_DIR"))).expect("there");
    let key = PrivateKeyDer::try_from(file("server.key.der")).expect("a key");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_no_client_auth().with_single_cert(vec![CertificateDer::from(file("self-made.der"))], key).expect("a pair");
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let address = format!("https://localhost:{}", listener.local_addr().expect("it has one").port());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().filter_map(Result::ok) {
            let mut connection = rustls::ServerConnection::new(config.clone()).expect("a connection");
            // The other side hangs up; that is what is tested.
            drop(connection.complete_io(&mut stream));
        }
    });
    address
}

#[test]
fn a_certificate_that_browsers_refuse_is_told_once_and_kindly() {
    let show = TestShow::minimal().edit("content/show.yaml", "https://talks.ellison.example/", &format!("{}/", serve_https()));
    let run = show.run(&["check", "--online", "--format", "json"]).code(1);
    let online = ["certificate-not-trusted", "feed-not-answering", "feed-behind", "recording-not-answering"];
    let told: Vec<_> = run.findings().into_iter().filter(|told| online.contains(&told.rule.as_str())).collect();
    assert_eq!(told.iter().map(|told| (told.rule.as_str(), told.line)).collect::<Vec<_>>(), [("certificate-not-trusted", Some(3))]);
    assert_eq!(told[0].message, "the site cannot be visited: nobody whom browsers trust has signed its certificate");
    let run = run.run(&["check", "--online", "--rule", "certificate-not-trusted"]).code(1);
    run.says("  ok    turntable ").says("  ok    content/ readable, public/ writable").says("Let's Encrypt");
}
