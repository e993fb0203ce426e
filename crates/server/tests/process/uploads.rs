//! Uploads against what happens to machines: a full disk, a kill in the middle of a piece.

use std::io::Write as _;
use std::net::TcpStream;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::common::{Client, Folder, Server};

const PIECE: usize = 8 * 1024 * 1024;

fn demo(folder: &Folder) -> Server {
    let mut command = folder.command();
    command.arg("--demo");
    Server::start(command)
}

fn new_case(cora: &Client) -> String {
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
        "subject": "With files", "description": "A description that is long enough to be taken.",
    });
    let (status, case) = cora.post("/organizations/contoso/cases", &case).unwrap();
    assert_eq!(status, 201);
    case["number"].as_str().unwrap().to_owned()
}

fn files(cora: &Client, case: &str) -> Vec<Value> {
    cora.get(&format!("/cases/{case}/files")).unwrap().1["items"].as_array().unwrap().clone()
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from((n / 7 + n / 65_537) % 256).unwrap()).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_and_the_upload_goes_on_later() {
    let folder = Folder::new();
    let server = demo(&folder);
    let cora = server.sign_in("cora@contoso.example");
    let case = new_case(&cora);
    let bytes = content(3_000_000);
    let upload = cora.begin_upload(&case, bytes.len());
    // A file on which every write says that there is no room.
    let part = folder.path("data/uploads").join(upload.rsplit('/').next().unwrap());
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    let (status, problem) = cora.patch(&upload, 0, &bytes);
    assert_eq!((status, problem["type"].as_str()), (507, Some("/problems/no-room")));
    assert!(problem["detail"].as_str().unwrap().contains("later"));
    assert_eq!(cora.upload_offset(&upload), Some(0));
    std::fs::remove_file(&part).unwrap();
    assert_eq!(cora.patch(&upload, 0, &bytes).0, 204);
    assert_eq!(files(&cora, &case)[0]["sha256"], sha256(&bytes));
}

#[test]
fn a_kill_in_the_middle_of_a_piece_costs_this_piece() {
    let folder = Folder::new();
    let mut server = demo(&folder);
    let cora = server.sign_in("cora@contoso.example");
    let case = new_case(&cora);
    let bytes = content(2 * PIECE + 1000);
    let upload = cora.begin_upload(&case, bytes.len());
    assert_eq!(cora.patch(&upload, 0, &bytes[..PIECE]).0, 204);

    let mut line = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {PIECE}\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {PIECE}\r\n\r\n",
        cora.cookie()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&bytes[PIECE..PIECE + 3_000_000]).unwrap();
    let part = folder.path("data/uploads").join(upload.rsplit('/').next().unwrap());
    while std::fs::metadata(&part).unwrap().len() < PIECE as u64 + 2_000_000 {
        std::thread::yield_now();
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    drop(server);

    let server = demo(&folder);
    let cora = cora.at(&server);
    assert_eq!(cora.upload_offset(&upload), Some(PIECE as u64));
    assert_eq!(cora.patch(&upload, PIECE as u64, &bytes[PIECE..]).0, 204);
    let files = files(&cora, &case);
    assert_eq!((files.len(), &files[0]["sha256"]), (1, &json!(sha256(&bytes))));
}

#[test]
fn a_connection_that_hangs_gives_way_to_the_next() {
    let folder = Folder::new();
    let server = demo(&folder);
    let cora = server.sign_in("cora@contoso.example");
    let case = new_case(&cora);
    let bytes = content(PIECE);
    let upload = cora.begin_upload(&case, bytes.len());
    let mut line = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {PIECE}\r\n\r\n",
        cora.cookie()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(&bytes[..2_000_000]).unwrap();
    let part = folder.path("data/uploads").join(upload.rsplit('/').next().unwrap());
    while std::fs::metadata(&part).map_or(0, |part| part.len()) < 1_000_000 {
        std::thread::yield_now();
    }
    // The line is still open, and says nothing. Whoever asks gets an answer, and what it brought is kept.
    let offset = cora.upload_offset(&upload).unwrap();
    assert!((1_000_000..=2_000_000).contains(&offset), "{offset}");
    assert_eq!(cora.patch(&upload, offset, &bytes[usize::try_from(offset).unwrap()..]).0, 204);
    assert_eq!(files(&cora, &case)[0]["sha256"], sha256(&bytes));
}
