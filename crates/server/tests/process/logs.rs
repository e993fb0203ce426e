//! What is written to the log: every request with its id, and nothing that is nobody's business.

use std::net::TcpListener;

use serde_json::json;

use crate::common::{Folder, Server};

#[test]
fn requests_are_logged_with_their_ids_and_without_secrets() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.arg("--demo");
    let server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    cora.get("/organizations/contoso/cases?tab=my&q=my-secret-search").unwrap();
    let body = json!({ "email": "my-secret-address@x.example", "password": "my-secret-password" });
    let (status, problem) = server.client().post("/auth/login", &body).unwrap();
    assert_eq!(status, 401);
    let log = folder.log();
    let of_login = log.iter().find(|line| line["span"]["request_id"] == problem["request_id"]).unwrap();
    assert_eq!(of_login["span"]["method"], "POST");
    assert_eq!((&of_login["status"], &of_login["route"]), (&json!(401), &json!("/api/v1/auth/login")));
    assert!(of_login["micros"].as_u64().unwrap() > 0);
    assert!(log.iter().any(|line| line["span"]["path"] == "/api/v1/organizations/contoso/cases"));
    let text = std::fs::read_to_string(folder.path("log")).unwrap();
    for secret in ["my-secret", "caseport-demo", "caseport_session"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn an_assistant_that_fails_is_logged_without_its_token() {
    let folder = Folder::new();
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = folder.command();
    command.args(["--demo", "--assistant-url", &format!("http://{}/ask", silent.local_addr().unwrap())]);
    command.env("CASEPORT_ASSISTANT_TOKEN", "my-secret-token").env("CASEPORT_LOG", "debug");
    let server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    let case = json!({ "subject": "License expired", "description": "my-secret-words" });
    let (status, found) = cora.post("/organizations/contoso/suggestions", &case).unwrap();
    assert_eq!((status, found["articles"][0]["id"].as_str()), (200, Some("license-expired")));
    let text = std::fs::read_to_string(folder.path("log")).unwrap();
    assert!(!text.contains("my-secret"), "neither the token nor what was typed");
    let warnings = text.lines().filter(|line| line.contains("the assistant did not help")).count();
    assert_eq!(warnings, 1);
}
