//! `token`: made, listed and revoked while a server runs, which minds it at once.

use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::common::{Folder, Server};

fn tokens(folder: &Folder, arguments: &[&str]) -> Output {
    run(folder, "token", arguments)
}

fn run(folder: &Folder, verb: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command.arg(verb).args(arguments).arg("--data").arg(folder.path("data"));
    command.env_remove("CASEPORT_DATA").stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn done(output: &Output) -> String {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_token_lets_a_service_in_until_it_is_revoked() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.arg("--demo");
    let server = Server::start(command);
    let made = done(&tokens(&folder, &["create", "--name", "Malware Analysis", "--scope", "detections"]));
    let token = made.trim_end();
    assert_eq!(made.lines().count(), 1);
    assert!(token.starts_with("caseport_service_") && token.len() > 50, "{token}");
    // As it was before tokens had scopes: it opens everything.
    let old = run(&folder, "tokens", &["create", "Desk"]);
    assert_ne!(done(&old).trim_end(), token);

    let report = json!({
        "submitter": "cora@contoso.example", "file_name": "a.exe", "size": 1, "sha256": "ab".repeat(32),
        "submission_type": "false_positive", "products": ["metadefender-core"],
    });
    let service = server.client().with_bearer(token);
    let (status, made) = service.post("/vendor/false-detections", &report).unwrap();
    assert_eq!((status, made["verdict"].as_str()), (201, Some("in_queue")));
    let reply = json!({ "text": "Hello." });
    let path = "/vendor/cases/10204117/comments";
    assert_eq!(service.post(path, &reply).unwrap().0, 403);
    assert_eq!(server.client().with_bearer(done(&old).trim_end()).post(path, &reply).unwrap().0, 201);

    let list = done(&tokens(&folder, &["list"]));
    assert_eq!(list.lines().count(), 2);
    let find = |text| list.lines().find(|line| line.contains(text)).expect(text);
    assert!(find("  Desk  ").ends_with("  opens cases, detections"));
    let line = find("  Malware Analysis  ");
    assert!(line.contains("  used ") && line.ends_with("  opens detections"), "{line}");
    assert!(line.contains("  Malware Analysis  made 20"), "{line}");
    // Neither the list nor the files of the store tell a token.
    assert!(!list.contains(token));
    for file in std::fs::read_dir(folder.path("data")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(token.len()).any(|it| it == token.as_bytes()), "{}", path.display());
        }
    }

    let id = line.split("  ").next().unwrap();
    assert_eq!(done(&tokens(&folder, &["revoke", id])), "");
    assert_eq!(service.post("/vendor/false-detections", &report).unwrap().0, 401);
    assert!(done(&tokens(&folder, &["list"])).contains("  revoked "));
    let line = refused(&tokens(&folder, &["revoke", id]));
    assert_eq!(
        line,
        format!("caseport-server: there is no token {id:?} in force; `token list` shows them\n")
    );
}

#[test]
fn a_service_needs_a_name() {
    let folder = Folder::new();
    assert_eq!(refused(&tokens(&folder, &["create", "--name", " "])), "caseport-server: Enter a name.\n");
    let long = "x".repeat(101);
    assert!(refused(&tokens(&folder, &["create", "--name", &long])).contains("at most 100 characters"));
    // What the command line does not take is the parser's to refuse.
    for arguments in [
        &["create"] as &[&str],
        &["create", "--name", "x", "--scope", "everything"],
        &["create", "x", "--name", "y"],
    ] {
        assert_eq!(tokens(&folder, arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(done(&tokens(&folder, &["list"])), "");
}
