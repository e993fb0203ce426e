//! A whole store moved by the program, which is killed on the way.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use caseport_server::store::Kind;

use crate::common::{Folder, Server, refusal};
use crate::database::Database;

/// How much longer each run may go on than the one before.
const STEP: Duration = Duration::from_millis(30);

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CASEPORT_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Whose password is not to be told.
fn address(target: &Database) -> String {
    target.address().replacen("://caseport@", "://caseport:hushhush@", 1)
}

fn moving(folder: &Folder, to: &str) -> Command {
    let mut command = program();
    command.arg("move").arg("--from").arg(format!("sqlite:{}", folder.path("data").display()));
    command.env("CASEPORT_MOVE_TO", to).arg("--to-files").arg(folder.path("elsewhere"));
    command
}

/// Runs it for that long; none where it was killed then.
fn run_for(command: &mut Command, time: Duration) -> (Option<Output>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + time;
    let mut is_killed = false;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() >= until {
            child.kill().unwrap();
            is_killed = true;
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!told.contains("hushhush"), "{told}");
    ((!is_killed).then_some(output), told)
}

fn empty_database() -> Database {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Database::empty(Kind::Postgres, std::path::Path::new("/nowhere")))
}

fn totals(server: &Server) -> Vec<u64> {
    let sara = server.sign_in("sara@northwind.example");
    let cora = server.sign_in("cora@contoso.example");
    let total = |list: (u16, serde_json::Value)| list.1["total"].as_u64().unwrap();
    vec![
        total(sara.get("/organizations/northwind/cases?tab=customer").unwrap()),
        total(cora.get("/organizations/contoso/cases?tab=my").unwrap()),
        total(cora.get("/organizations/contoso/cases?tab=my&q=scan").unwrap()),
    ]
}

#[test]
fn a_move_that_is_killed_again_and_again_goes_on_to_its_end() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.args(["--demo", "--demo-cases", "1000"]);
    // Killed at the end: what is in its log counts.
    let server = Server::start(command);
    let before = totals(&server);
    drop(server);
    let target = empty_database();
    let to = address(&target);
    let (mut time, mut kills, mut went_on, mut refused) = (STEP, 0, 0, false);
    let output = loop {
        let (output, told) = run_for(&mut moving(&folder, &to), time);
        went_on += usize::from(told.contains("going on with a move"));
        if let Some(output) = output {
            assert!(output.status.success(), "{told}");
            break output;
        }
        kills += 1;
        time += STEP;
        if !refused && told.contains("rows") {
            let mut serve = folder.command();
            serve.env("CASEPORT_DATABASE", &to);
            let line = refusal(&mut serve);
            assert!(line.contains("a move to it has not been finished: `caseport-server move`"), "{line}");
            assert!(!line.contains("hushhush"), "{line}");
            refused = true;
        }
    };
    assert!(kills >= 5 && went_on >= 3 && refused, "{kills} kills, {went_on} went on, {refused}");
    let table = String::from_utf8(output.stdout).unwrap();
    // The last kill may have come when all was done and not yet told.
    let was_done = table.contains("nothing was done");
    for table_name in ["cases ", "case_events ", "sessions ", "all tables "] {
        assert!(was_done || table.lines().any(|line| line.starts_with(table_name)), "{table}");
    }
    // Once more is no harm.
    let (output, told) = run_for(&mut moving(&folder, &to), Duration::from_secs(120));
    let output = output.unwrap();
    assert!(output.status.success(), "{told}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("nothing was done"));

    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--demo", "--demo-replies", "off"]);
    serve.arg("--data").arg(folder.path("elsewhere")).arg("--dist").arg(folder.path("dist"));
    serve.env("CASEPORT_DATABASE", &to).stderr(Stdio::null());
    let server = Server::start(serve);
    assert_eq!(totals(&server), before);
    let cora = server.sign_in("cora@contoso.example");
    let case = serde_json::json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
        "subject": "After the move", "description": "A description that is long enough to be taken.",
    });
    assert_eq!(cora.post("/organizations/contoso/cases", &case).unwrap().0, 201);
}

#[test]
fn what_cannot_be_moved_is_said_in_one_line_without_a_password() {
    let folder = Folder::new();
    let line = refusal(&mut moving(&folder, "postgres://ana:hushhush@127.0.0.1:9/cases"));
    assert!(line.starts_with("there is no database sqlite:"), "{line}");
    drop(Server::start(folder.command()));
    let line = refusal(&mut moving(&folder, "mysql://ana:hushhush@127.0.0.1/cases"));
    assert!(line.starts_with("--to must be sqlite: with a data folder or a file"), "{line}");
    let (output, told) =
        run_for(&mut moving(&folder, "postgres://ana:hushhush@127.0.0.1:9/cases"), Duration::from_secs(60));
    assert_eq!(output.unwrap().status.code(), Some(1));
    assert!(told.contains("cannot use postgres://127.0.0.1:9/cases: "), "{told}");
}
