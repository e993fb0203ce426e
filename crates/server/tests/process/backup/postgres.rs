//! PostgreSQL with files in a bucket. `cargo xtask test server` starts both, and says where their programs are.

use std::path::{Path, PathBuf};

use caseport_server::store::Kind;

use super::writers::{Writers, check, content, new_case, sha256};
use super::{by_the_book, done};
use crate::common::{Folder, Server, stopped};
use crate::database::Database;
use crate::s3;

const DUMP: &str = r#"pg_dump --format=custom --file="$BACKUP/caseport.dump" "$CASEPORT_DATABASE""#;
const COPY: &str = r#"aws s3 sync "$FILES" "$FILES_BACKUP" --exclude 'uploads/*' --only-show-errors"#;
const RESTORE: &str =
    r#"pg_restore --no-owner --exit-on-error --dbname="$CASEPORT_DATABASE" "$BACKUP/caseport.dump""#;
const COPY_BACK: &str = r#"aws s3 sync "$FILES_BACKUP" "$FILES" --only-show-errors"#;

/// Where the commands find their programs: as `cargo xtask` says, or wherever the machine has them.
fn path() -> String {
    let mut places: Vec<PathBuf> = Vec::new();
    places.extend(std::env::var_os("CASEPORT_POSTGRES_PROGRAMS").map(PathBuf::from));
    let python = std::env::var_os("CASEPORT_S3_PYTHON").map(PathBuf::from);
    places.extend(python.as_deref().and_then(Path::parent).map(Path::to_owned));
    places.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    std::env::join_paths(places).unwrap().into_string().unwrap()
}

async fn empty(folder: &Folder) -> (Database, String) {
    let database = Database::empty(Kind::Postgres, folder.root.path()).await;
    let url = database.served().url();
    (database, url)
}

/// A place of its own in the tests' bucket, as `--files` and as the tools have it.
fn place() -> (String, String) {
    let address = s3::address(s3::endpoint());
    let url = format!("s3://{}/{}", address.bucket, address.prefix);
    (format!("{url}?endpoint={}", s3::endpoint()), url)
}

fn serve(folder: &Folder, database: &str, files: &str) -> Server {
    let mut command = folder.command();
    command.arg("--demo").env("CASEPORT_DATABASE", database).env("CASEPORT_FILES", files);
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "not-to-be-told");
    Server::start(command)
}

#[test]
fn a_dump_and_a_copied_bucket_have_all_that_was_acknowledged() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = Folder::new();
    let (_first, database) = runtime.block_on(empty(&folder));
    let (_second, restored) = runtime.block_on(empty(&folder));
    let (serve_files, files) = place();
    let (_, files_backup) = place();
    let (serve_again, files_again) = place();

    let mut server = serve(&folder, &database, &serve_files);
    let cora = server.sign_in("cora@contoso.example");
    let half = content(7, 300_000);
    let case = new_case(&cora, "With a file on its way");
    let upload = cora.begin_upload(&case, half.len());
    assert_eq!(cora.patch(&upload, 0, &half[..150_000]).0, 204);
    let writers = Writers::start(&cora, 3);
    let kept = writers.wait_for_more(8);
    let (path, backup) = (path(), folder.path("backup"));
    std::fs::create_dir(&backup).unwrap();
    let common = [
        ("PATH", path.as_str()),
        ("BACKUP", backup.to_str().unwrap()),
        ("FILES_BACKUP", &files_backup),
        ("AWS_ENDPOINT_URL", s3::endpoint()),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "not-to-be-told"),
    ];
    let with = |database: &str, files: &str, line: &str| {
        let values = [&common[..], &[("CASEPORT_DATABASE", database), ("FILES", files)]].concat();
        done(&by_the_book(line, &values));
    };
    with(&database, &files, DUMP);
    writers.wait_for_more(3);
    with(&database, &files, COPY);
    writers.wait_for_more(3);
    writers.stop();
    stopped(&mut server);

    with(&restored, &files_again, RESTORE);
    with(&restored, &files_again, COPY_BACK);
    let server = serve(&folder, &restored, &serve_again);
    let cora = check(&server, &kept);
    // What was on its way is not in the copy, and begins anew.
    assert_ne!(cora.patch(&upload, 150_000, &half[150_000..]).0, 204);
    assert_eq!(cora.upload_offset(&upload), Some(0));
    assert_eq!(cora.patch(&upload, 0, &half).0, 204);
    let listed = cora.get(&format!("/cases/{case}/files")).unwrap().1;
    assert_eq!(listed["items"][0]["sha256"], sha256(&half));
}
