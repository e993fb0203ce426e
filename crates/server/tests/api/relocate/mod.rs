//! A whole store moved to another database, and back.

mod dump;
mod everything;
mod files;
mod halfway;
mod refused;

use std::path::Path;
use std::sync::{Arc, Mutex};

use caseport_server::cli::{Cli, Command};
use caseport_server::relocate::{MoveError, Plan, Report, relocate};
use caseport_server::store::Kind;
use clap::Parser as _;
use serde_json::json;
use tempfile::TempDir;

use crate::common::sql;
use crate::common::{Database, HEARTBEAT, Options, TestApp, bytes};

const CORA: &str = "cora@contoso.example";
const SARA: &str = "sara@northwind.example";

/// The other database.
fn other(kind: Kind) -> Kind {
    match kind {
        Kind::Sqlite => Kind::Postgres,
        Kind::Postgres => Kind::Sqlite,
    }
}

async fn app(kind: Kind) -> TestApp {
    TestApp::with(Options { database: kind, heartbeat: HEARTBEAT, ..Options::default() }).await
}

/// What a server answers with over a database and the files in a folder.
async fn over(folder: &Arc<TempDir>, database: &Database) -> TestApp {
    let options = Options { heartbeat: HEARTBEAT, ..Options::default() };
    TestApp::over(folder.clone(), database.shared(), options).await
}

async fn write(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    sql::query(sql).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
}

/// Rows in every table: of people at work, and by hand where that takes more than a test.
async fn used(app: &TestApp) -> String {
    let cora = app.sign_in(CORA).await;
    let subject = "Zürich\u{2028}更新できません 🦀 \\N";
    let description =
        "Tab\tand backslash \\ and \\. and quote ' \" and line\nbreaks, long enough to be taken.";
    let case = json!({ "subject": subject, "description": description, "ccs": ["dora@elsewhere.example"] });
    let number = cora.submitted("contoso", case).await.summary.number;
    let comment = json!({ "text": "A comment with `code`\\n" });
    let once = cora.clone().with("idempotency-key", "k-1");
    assert_eq!(once.post(&format!("/cases/{number}/comments"), &comment).await.status, 201);
    let content = bytes(300_000);
    let arrived = cora.upload_begun(number, "a.bin", content.len() as u64, "b").await;
    assert_eq!(cora.patch(&arrived, 0, &content).await.status, 204);
    let under_way = cora.upload_begun(number, "b.bin", content.len() as u64, "b").await;
    assert_eq!(cora.patch(&under_way, 0, &content[..100_000]).await.status, 204);
    cora.reported("x.exe", &content[..1000], json!({})).await;
    cora.uploaded_to_report("y.exe", &content[..2000]).await;
    let sara = app.sign_in(SARA).await;
    let invited = json!({ "email": "nadia@example.com", "role": "partner_user" });
    assert_eq!(sara.post("/organizations/northwind/invitations", &invited).await.status, 201);
    assert_eq!(app.anonymous().login("nobody@x.example", crate::common::WRONG).await.status, 401);
    app.replies(number, "Please try again.").await;
    for sql in [
        "INSERT INTO solved_suggestions (article_id, user_id, at) VALUES ('license-expired', 'cora', 5)",
        "INSERT INTO sign_ons VALUES ('state', 'browser', 'client', 'corp', 'nonce', 'pkce', '/', 9000000000000000)",
        "INSERT INTO identities VALUES ('https://id.example', 'cora-1', 'cora', 5)",
        "INSERT INTO sign_on_memberships SELECT user_id, organization_id, 'https://id.example' FROM memberships
             WHERE user_id = 'cora'",
        "INSERT INTO sign_on_sessions SELECT token_hash, 'corp', 'token' FROM sessions LIMIT 1",
        "INSERT INTO upload_objects (upload_id, multipart_id, tail, tail_size)
             SELECT id, 'm', 't', 7 FROM uploads WHERE finished_at IS NOT NULL LIMIT 1",
        "INSERT INTO upload_parts SELECT upload_id, 0, 'e', 8 FROM upload_objects",
        // The number of a mail is never given again.
        "DELETE FROM outbox WHERE id = (SELECT MAX(id) FROM outbox)",
    ] {
        write(app, sql).await;
    }
    number.to_string()
}

/// What the program makes of these options.
async fn planned(options: &[&str]) -> Result<Plan, MoveError> {
    let arguments = ["caseport-server", "move"].iter().chain(options);
    let Command::Move(options) = Cli::try_parse_from(arguments).unwrap().command else { panic!("a move") };
    Plan::of(&options).await
}

/// From a database, whose files are in a folder, to another, whose files belong into another folder.
async fn plan(from: &Database, files: &Path, to: &Database, to_files: &Path) -> Plan {
    let (files, to_files) = (files.display().to_string(), to_files.display().to_string());
    let (from, to) = (from.address(), to.address());
    let options = ["--from", &from, "--to", &to, "--from-files", &files, "--to-files", &to_files];
    planned(&options).await.unwrap()
}

/// Moves, and says what was told meanwhile.
async fn moved(plan: &Plan) -> (Result<Option<Report>, MoveError>, Vec<String>) {
    let told = Mutex::new(Vec::new());
    let done = relocate(plan, &|line: &str| told.lock().unwrap().push(line.to_owned())).await;
    (done, told.into_inner().unwrap())
}
