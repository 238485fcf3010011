//! Shows the site to the browsers of this machine, and to nobody else: on loopback only, one thread for each connection. In: folders as
//! builds leave them, and news of builds. Out: answers.
//!
//! Parsing heads is left to a library; the rest (parts of files, rules of hosts, what is added while watching) is the very thing that is
//! wanted here, and a framework would have to be told all of it, too.

pub mod address;
pub mod answer;
pub mod headers;
mod listing;
pub mod live;
pub mod mime;
pub mod page;
pub mod range;
pub mod redirects;
pub mod request;
pub mod site;
mod words;

use answer::Answer;
use request::{Ear, Heard, Request};
use site::Door;
use std::io::{self, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Most connections at once; a browser opens six for each page it looks at.
const MOST_CONNECTIONS: usize = 512;
/// How many ports after the one that was asked for are tried.
const PORTS_TRIED: u16 = 100;
/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_secs(60);
/// How long the other side may take nothing: a player that has read ahead enough waits for minutes.
const UNREAD: Duration = Duration::from_secs(1800);

/// A port of this machine that nobody else has, by both of its own addresses.
#[derive(Debug)]
pub struct Port {
    /// Its number.
    pub number: u16,
    listeners: Vec<TcpListener>,
}

/// The first free port from `wanted` on; 0 means any.
///
/// # Errors
/// When none is free, or this one may not be used.
pub fn port(wanted: u16) -> io::Result<Port> {
    let tries = if wanted == 0 { vec![0; 16] } else { (wanted..=wanted.saturating_add(PORTS_TRIED)).collect() };
    let mut last = io::Error::from(ErrorKind::AddrInUse);
    for number in tries {
        match bind(number) {
            Ok(port) => return Ok(port),
            Err(error) if error.kind() == ErrorKind::AddrInUse => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn bind(number: u16) -> io::Result<Port> {
    let first = TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), number))?;
    let number = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), number)) {
        Ok(second) => listeners.push(second),
        // Somebody else there would get half of the visitors.
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        // A machine without the sixth version of the protocol does not look there either.
        Err(_) => {}
    }
    Ok(Port { number, listeners })
}

/// Answers at a port from now on, until the program ends.
///
/// # Errors
/// When no thread can be started.
pub fn serve(port: Port, door: &Arc<Door>) -> io::Result<()> {
    let open = Arc::new(AtomicUsize::new(0));
    for listener in port.listeners {
        let (door, open) = (door.clone(), open.clone());
        std::thread::Builder::new().name("listener".to_owned()).spawn(move || accept(&listener, &door, &open))?;
    }
    Ok(())
}

fn accept(listener: &TcpListener, door: &Arc<Door>, open: &Arc<AtomicUsize>) {
    loop {
        match listener.accept() {
            Ok((stream, _)) => admit(stream, door, open),
            // Too many open files, or a visitor who left at the door: a moment later there is room.
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn admit(mut stream: TcpStream, door: &Arc<Door>, open: &Arc<AtomicUsize>) {
    if open.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
        open.fetch_sub(1, Ordering::Relaxed);
        drop(stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
        return;
    }
    let (door, count) = (door.clone(), open.clone());
    let started = std::thread::Builder::new().name("visitor".to_owned()).spawn(move || {
        let _leaving = Leaving(count);
        // A visitor who goes away in the middle is nothing to speak of.
        drop(talk(&stream, &door));
    });
    if started.is_err() {
        open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a visitor out, whatever ends the visit.
struct Leaving(Arc<AtomicUsize>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn talk(mut stream: &TcpStream, door: &Arc<Door>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(UNREAD))?;
    let mut ear = Ear::to(stream);
    loop {
        match ear.hear() {
            Heard::Silence => return Ok(()),
            Heard::Nonsense(status) => {
                let answer = Answer::text(status, "This is not a request that a browser sends.");
                answer.write(&mut stream, &Request::default(), false)?;
                return Ok(());
            }
            Heard::Request(request) => {
                let may_stay = ear.skip_body(&request) && request.may_stay;
                if !site::answer(door, &request).write(&mut stream, &request, may_stay)? {
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_at_either_address_is_passed_over() {
        let taken = port(0).expect("a free port");
        let next = port(taken.number).expect("one of the next");
        assert_ne!(next.number, taken.number);
        assert!(next.listeners.iter().all(|listener| listener.local_addr().is_ok_and(|address| address.ip().is_loopback())));
    }
}
