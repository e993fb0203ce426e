//! Downloads of a real server: neither a large file nor readers who take nothing cost it more than an open file each.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;
use sqlx::Connection as _;

use crate::common::{Client, Folder, Server};

const SIZE: u64 = 700_000_000;

/// Makes the demo's first file a large one, without bytes that would have to be uploaded.
fn enlarged(folder: &Folder) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let id: String = runtime.block_on(async {
        let database = format!("sqlite:{}", folder.path("data/caseport.db").display());
        let mut database = sqlx::SqliteConnection::connect(&database).await.unwrap();
        let (id,) = sqlx::query_as(
            "UPDATE files SET size = $1, uploaded_by = 'cora' WHERE id IN
                 (SELECT f.id FROM files f JOIN cases c ON c.number = f.case_number WHERE c.submitter_id = 'cora' LIMIT 1)
             RETURNING id",
        )
        .bind(i64::try_from(SIZE).unwrap())
        .fetch_one(&mut database)
        .await
        .unwrap();
        database.close().await.unwrap();
        id
    });
    let file = File::options().write(true).open(folder.path("data/files").join(&id)).unwrap();
    file.set_len(SIZE).unwrap();
    id
}

/// Asks for the file and reads the answer's head.
fn asked(server: &Server, client: &Client, id: &str) -> BufReader<TcpStream> {
    let mut line = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    let head = format!("GET /api/v1/files/{id} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", client.cookie());
    line.write_all(head.as_bytes()).unwrap();
    let mut line = BufReader::new(line);
    let mut status = String::new();
    line.read_line(&mut status).unwrap();
    assert_eq!(status, "HTTP/1.1 200 OK\r\n");
    let mut header = String::new();
    while header != "\r\n" {
        header.clear();
        line.read_line(&mut header).unwrap();
    }
    line
}

/// Bytes of memory that the server has had at most.
#[cfg(target_os = "linux")]
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
#[cfg(target_os = "linux")]
fn a_large_file_and_readers_who_take_nothing_are_cheap() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.arg("--demo");
    let server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    let id = enlarged(&folder);
    let before = peak(&server);
    let mut line = asked(&server, &cora, &id);
    let mut piece = vec![0; 1024 * 1024];
    let mut left = SIZE;
    while left > 0 {
        match line.read(&mut piece).unwrap() {
            0 => panic!("cut off with {left} bytes left"),
            read => left -= read as u64,
        }
    }
    let grown = peak(&server) - before;
    assert!(grown < 60_000_000, "{grown} bytes for {SIZE}");
    // Many more of them than the store has connections.
    let waiting: Vec<_> = (0..40).map(|_| asked(&server, &cora, &id)).collect();
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
        "subject": "Meanwhile", "description": "A description that is long enough to be taken.",
    });
    assert_eq!(cora.post("/organizations/contoso/cases", &case).unwrap().0, 201);
    assert_eq!(cora.get("/organizations/contoso/cases?tab=my").unwrap().0, 200);
    drop(waiting);
}
