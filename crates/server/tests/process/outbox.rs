//! `outbox`: mails that wait for a mail server are shown and tried again while a server runs; its password stays with it.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::common::{Folder, Server, refusal};

fn outbox(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command.arg("outbox").args(arguments).arg("--data").arg(folder.path("data"));
    command.env_remove("CASEPORT_DATA").stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn shown(folder: &Folder, arguments: &[&str]) -> String {
    let output = outbox(folder, arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Lines of the list, once each of them says what is expected.
fn waited_for(folder: &Folder, says: &str) -> Vec<String> {
    loop {
        let lines: Vec<String> = shown(folder, &["list"]).lines().map(str::to_owned).collect();
        if !lines.is_empty() && lines.iter().all(|line| line.contains(says)) {
            return lines;
        }
    }
}

#[test]
fn what_waits_can_be_read_and_is_tried_when_somebody_says_so() {
    let folder = Folder::new();
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = folder.command();
    command.args(["--demo", "--mail-from", "support@opswat.example"]);
    command.env("CASEPORT_SMTP_URL", format!("smtp://desk:hushhush@{nowhere}"));
    let server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    assert_eq!(shown(&folder, &["list"]), "");
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3", "subject": "更新できません",
        "description": "A description that is long enough to be taken.", "ccs": ["dora@elsewhere.example"],
    });
    let (status, case) = cora.post("/organizations/contoso/cases", &case).unwrap();
    assert_eq!(status, 201);
    let number = case["number"].as_str().unwrap();
    let line = waited_for(&folder, "(attempts: 1)").remove(0);
    assert!(line.contains("  created  dora@elsewhere.example  waiting until 20"), "{line}");
    assert!(line.ends_with(&format!("  [{number}] 更新できません")), "{line}");
    let id = line.split(' ').next().unwrap();
    let mail = shown(&folder, &["show", id]);
    assert!(mail.starts_with(&format!(
        "To: dora@elsewhere.example\nSubject: [{number}] 更新できません\nKind: created\n"
    )));
    assert!(
        mail.contains("\nLast error: ") && mail.contains("added you to the CC's of support case"),
        "{mail}"
    );
    assert!(shown(&folder, &["show", id, "--html"]).starts_with("<!doctype html>"));
    // Its attempts begin anew, and the running server makes the first within seconds.
    assert_eq!(shown(&folder, &["retry", id]), "");
    waited_for(&folder, "(attempts: 1)");
    for unknown in [["show", "4711"], ["retry", "4711"]] {
        let output = outbox(&folder, &unknown);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(
            String::from_utf8(output.stderr).unwrap().starts_with("caseport-server: there is no mail 4711")
        );
    }
    assert!(!cora.get("/config").unwrap().1.to_string().contains("smtp"));
    let log = std::fs::read_to_string(folder.path("log")).unwrap();
    assert!(log.contains("the mail server does not take anything"), "{log}");
    assert!(!log.contains("hushhush") && !mail.contains("hushhush"), "{log}");
}

#[test]
fn a_mail_server_that_cannot_be_is_said_at_the_start_without_its_password() {
    for (url, from, says) in [
        ("mail.example", "a@b.example", "the mail server's address must be like smtps://"),
        ("smtp://desk:hushhush@mail.example", "a@b.example", "would be sent in the clear"),
        ("smtps://desk:hushhush@mail.example", "nobody", "\"nobody\" is not an address such as"),
    ] {
        let folder = Folder::new();
        let line = refusal(folder.command().args(["--smtp-url", url, "--mail-from", from]));
        assert!(line.contains(says) && !line.contains("hushhush"), "{line}");
    }
}
