//! The demo's replies in the program: they come by themselves, can be switched off, and hold up nobody who stops it.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Client, Folder, Server};

fn new_case(client: &Client) -> String {
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
        "subject": "A subject that is long enough", "description": "A description that is long enough to be taken.",
    });
    let (status, made) = client.post("/organizations/contoso/cases", &case).unwrap();
    assert_eq!(status, 201);
    made["number"].as_str().unwrap().to_owned()
}

fn history(client: &Client, number: &str) -> Vec<Value> {
    let (_, page) = client.get(&format!("/cases/{number}/history")).unwrap();
    page["items"].as_array().unwrap().clone()
}

#[test]
fn somebody_answers_unless_they_are_switched_off() {
    let (on, off) = (Folder::new(), Folder::new());
    let demo = |folder: &Folder, switch: &str| {
        let mut command = folder.command();
        command.args(["--demo", "--demo-replies", switch]);
        Server::start(command)
    };
    let quiet = demo(&off, "off");
    let nobody = quiet.sign_in("cora@contoso.example");
    // Filed before, so that its answer would come before.
    let unanswered = new_case(&nobody);
    let mut server = demo(&on, "on");
    let cora = server.sign_in("cora@contoso.example");
    let number = new_case(&cora);
    let started = Instant::now();
    while history(&cora, &number).len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "nobody answers");
        std::thread::sleep(Duration::from_millis(200));
    }
    let reply = history(&cora, &number).pop().unwrap();
    assert_eq!((reply["kind"].as_str(), reply["by"]["side"].as_str()), (Some("comment"), Some("vendor")));
    assert_eq!(history(&nobody, &unanswered).len(), 1);
    // One that is still to come does not hold it up.
    new_case(&cora);
    let pid = server.child.id().to_string();
    let told = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(8));
}
