//! Being told to stop: what was begun is finished, and the program says that all went well.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::{Folder, Server};

fn tell(server: &Server, signal: &str) {
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

#[test]
fn both_signals_end_it_well() {
    for signal in ["-TERM", "-INT"] {
        let folder = Folder::new();
        let mut server = Server::start(folder.command());
        server.client().get("/config").unwrap();
        tell(&server, signal);
        let status = server.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
        // The log was folded into the database file.
        let wal = std::fs::metadata(folder.path("data/caseport.db-wal")).map_or(0, |it| it.len());
        assert_eq!(wal, 0, "{signal}");
    }
}

#[test]
fn a_request_that_was_begun_is_answered() {
    let folder = Folder::new();
    let mut server = Server::start(folder.command());
    let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    let body = r#"{"email": "a@b.example", "password": "x"}"#;
    let head = format!(
        "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    tell(&server, "-TERM");
    std::thread::sleep(Duration::from_millis(300));
    assert!(server.child.try_wait().unwrap().is_none(), "it waits for the rest");
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_client_that_never_finishes_does_not_hold_it_up() {
    let folder = Folder::new();
    let mut server = Server::start(folder.command());
    let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let told = Instant::now();
    tell(&server, "-TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(20));
}

#[test]
fn open_streams_do_not_hold_it_up() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.arg("--demo");
    let mut server = Server::start(command);
    let sara = server.sign_in("sara@northwind.example");
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
        let path = "/api/v1/organizations/northwind/stream";
        let cookie = sara.cookie();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n").unwrap();
        let mut begin = [0; 1_024];
        let read = stream.read(&mut begin).unwrap();
        assert!(begin[..read].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&begin));
        streams.push(stream);
    }
    let told = Instant::now();
    tell(&server, "-TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    // Requests in flight would have had ten seconds.
    assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
    for mut stream in streams {
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        assert!(rest.ends_with("0\r\n\r\n"), "whole to its end: {rest:?}");
    }
}
