//! A small web server for tests: answers each request with what a function says, on a port of its own.

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// With its query.
    pub path: String,
    /// Lower-case names.
    pub headers: Vec<(String, String)>,
}

impl Asked {
    /// The value of a header, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// Starts a server; its address, without a slash at the end. It ends with the test's process.
pub fn serve(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || one(stream, &*answer));
        }
    });
    address
}

/// The same over https, for `localhost`, with one of the certificates in `tests/certificates/`.
pub fn serve_https(certificate: &'static [u8], answer: impl Fn(&Asked, &mut dyn Write) + Send + Sync + 'static) -> String {
    let key = PrivateKeyDer::try_from(include_bytes!("../../tests/certificates/server.key.der").as_slice()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_no_client_auth().with_single_cert(vec![CertificateDer::from(certificate)], key).expect("they belong together");
    let config = Arc::new(config);
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let address = format!("https://localhost:{}", listener.local_addr().expect("it has one").port());
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let (config, answer) = (Arc::clone(&config), Arc::clone(&answer));
            std::thread::spawn(move || {
                let connection = ServerConnection::new(config).expect("a connection");
                let mut stream = StreamOwned::new(connection, stream);
                if let Some(asked) = heard(&mut BufReader::new(&mut stream)) {
                    answer(&asked, &mut stream);
                    stream.conn.send_close_notify();
                    drop(stream.flush());
                }
            });
        }
    });
    address
}

fn one(mut stream: TcpStream, answer: &(impl Fn(&Asked, &mut TcpStream) + ?Sized)) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    if let Some(asked) = heard(&mut reader) {
        answer(&asked, &mut stream);
    }
}

/// A request up to the blank line.
fn heard(reader: &mut dyn BufRead) -> Option<Asked> {
    let mut lines = reader.lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers = lines.by_ref().take_while(|line| !line.is_empty());
    let headers = headers.filter_map(|line| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())));
    Some(Asked { path, headers: headers.collect() })
}

/// A whole answer: status line, headers, body with its length.
pub fn say(stream: &mut (impl Write + ?Sized), status: &str, headers: &[&str], body: &[u8]) {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    // A client that has heard enough hangs up; that is what some tests are about.
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)));
}
