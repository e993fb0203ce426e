//! The embedded database with files in its folder.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::writers::{Writers, check, content, new_case, sha256};
use super::{by_the_book, done};
use crate::common::{Client, Folder, Server, refusal, stopped};

const BACKUP: &str = r#"caseport-server backup --data "$DATA" --to "$BACKUP""#;
const RESTORE: &str = r#"cp -a "$BACKUP" "$DATA""#;

fn demo(folder: &Folder) -> Server {
    let mut command = folder.command();
    command.arg("--demo");
    Server::start(command)
}

/// As the handbook says it, with our program on the path.
fn backup(folder: &Folder, to: &str) -> Output {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_caseport-server")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let (data, to) = (folder.path("data"), folder.path(to));
    by_the_book(
        BACKUP,
        &[("PATH", &path), ("DATA", data.to_str().unwrap()), ("BACKUP", to.to_str().unwrap())],
    )
}

fn plain(folder: &Folder, to: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command.arg("backup").arg("--data").arg(folder.path("data")).arg("--to").arg(folder.path(to));
    for name in ["CASEPORT_DATA", "CASEPORT_DATABASE", "CASEPORT_FILES"] {
        command.env_remove(name);
    }
    command
}

fn first_half(cora: &Client, bytes: &[u8]) -> (String, String) {
    let case = new_case(cora, "With a file on its way");
    let upload = cora.begin_upload(&case, bytes.len());
    assert_eq!(cora.patch(&upload, 0, &bytes[..bytes.len() / 2]).0, 204);
    (case, upload)
}

/// Uploads a file that a report is to be made of; its id.
fn to_report(cora: &Client, content: &[u8]) -> String {
    let said = [("purpose", "false_detection"), ("filename", "tool.exe")];
    let upload = cora.begin_upload_of(&said, content.len());
    assert_eq!(cora.patch(&upload, 0, content).0, 204);
    upload.rsplit('/').next().unwrap().to_owned()
}

fn report(upload: &str) -> Value {
    json!({
        "upload": upload, "submission_type": "false_positive", "products": ["metadefender-core"],
        "description": "Signed by its maker.",
    })
}

#[test]
fn a_folder_copied_while_people_write_has_all_that_was_acknowledged() {
    let folder = Folder::new();
    let mut server = demo(&folder);
    let cora = server.sign_in("cora@contoso.example");
    let half = content(7, 300_000);
    let (case, upload) = first_half(&cora, &half);
    let reported = ["made of it", "still to be made of it"].map(|words| to_report(&cora, words.as_bytes()));
    assert_eq!(cora.post("/false-detections", &report(&reported[0])).unwrap().0, 201);
    let writers = Writers::start(&cora, 3);
    let kept = writers.wait_for_more(12);
    let output = backup(&folder, "backup");
    done(&output);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("backup: the database and "), "{said}");
    // It goes on undisturbed.
    writers.wait_for_more(3);
    writers.stop();
    stopped(&mut server);
    std::fs::remove_dir_all(folder.path("data")).unwrap();

    let (from, to) = (folder.path("backup"), folder.path("data"));
    done(&by_the_book(RESTORE, &[("BACKUP", from.to_str().unwrap()), ("DATA", to.to_str().unwrap())]));
    let server = demo(&folder);
    let cora = check(&server, &kept);
    for (id, words) in reported.iter().zip(["made of it", "still to be made of it"]) {
        assert_eq!(std::fs::read(folder.path("data/reported").join(id)).unwrap(), words.as_bytes());
    }
    assert_eq!(cora.post("/false-detections", &report(&reported[1])).unwrap().0, 201);
    // What was on its way goes on from where it was acknowledged.
    assert_eq!(cora.upload_offset(&upload), Some(150_000));
    assert_eq!(cora.patch(&upload, 150_000, &half[150_000..]).0, 204);
    let files = cora.get(&format!("/cases/{case}/files")).unwrap().1;
    assert_eq!(files["items"][0]["sha256"], sha256(&half));
}

#[test]
#[cfg(unix)]
fn nobody_else_can_read_it_and_no_half_of_it_has_its_name() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    drop(demo(&folder));
    // What one that was interrupted has left.
    std::fs::create_dir_all(folder.path("backup.part/files")).unwrap();
    std::fs::write(folder.path("backup.part/caseport.db"), "half").unwrap();
    std::fs::create_dir(folder.path("backup")).unwrap();
    done(&backup(&folder, "backup"));
    assert!(!folder.path("backup.part").exists());
    let mode = |name: &str| std::fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o077;
    assert_eq!((mode("backup"), mode("backup/files")), (0, 0));
    let file = std::fs::read_dir(folder.path("backup/files")).unwrap().next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
    // Into one that is there already nothing is mixed.
    let line = refusal(&mut plain(&folder, "backup"));
    assert!(line.ends_with("/backup is there already, and a backup goes into a folder of its own"), "{line}");
}

#[test]
fn a_file_that_is_lost_or_changed_is_said_and_the_rest_is_kept() {
    let folder = Folder::new();
    let server = demo(&folder);
    let cora = server.sign_in("cora@contoso.example");
    let writers = Writers::start(&cora, 1);
    let kept = writers.wait_for_more(2);
    writers.stop();
    let lost = folder.path("data/files").join(&kept[0].file);
    std::fs::remove_file(&lost).unwrap();
    std::fs::write(folder.path("data/files").join(&kept[1].file), "other bytes").unwrap();
    let output = plain(&folder, "backup").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(
        line.contains("1 files that the database lists are missing and 1 are not what they were"),
        "{line}"
    );
    assert!(line.contains(&kept[0].file) || line.contains(&kept[1].file), "{line}");
    assert!(folder.path("backup/caseport.db").is_file());
}

#[test]
fn what_cannot_be_backed_up() {
    let folder = Folder::new();
    let line = refusal(&mut plain(&folder, "backup"));
    assert!(line.starts_with("there is no database in ") && line.ends_with("/data"), "{line}");
    let mut command = plain(&folder, "backup");
    let line = refusal(command.env("CASEPORT_DATABASE", "postgres://u:my-secret@127.0.0.1/x"));
    assert_eq!(line, "only a data folder is backed up; PostgreSQL is by pg_dump, see docs/OPERATING.md");
    drop(demo(&folder));
    std::fs::write(folder.path("file"), "in the way").unwrap();
    assert!(refusal(&mut plain(&folder, "file")).contains("is there already"));
    assert!(refusal(&mut plain(&folder, "file/below")).starts_with("cannot write to "));
    assert!(!folder.path("backup").exists());
}

#[test]
fn with_files_in_a_bucket_the_database_alone_is_copied() {
    let folder = Folder::new();
    drop(demo(&folder));
    std::fs::remove_dir_all(folder.path("data/files")).unwrap();
    let mut command = plain(&folder, "backup");
    let output = command.env("CASEPORT_FILES", "s3://caseport/live").output().unwrap();
    done(&output);
    let inside: Vec<_> = std::fs::read_dir(folder.path("backup")).unwrap().flatten().collect();
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert_eq!(inside[0].file_name(), "caseport.db");
}
