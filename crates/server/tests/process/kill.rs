//! SIGKILL in the middle of everything: what was acknowledged is there, and what is there is whole.

use crate::sql;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::common::{Folder, Server};

const THREADS: usize = 40;
const EACH: usize = 5;
/// Acknowledged cases after which the program is killed.
const THEN: usize = 70;

#[test]
fn acknowledged_cases_survive_a_kill() {
    let folder = Folder::new();
    let demo = || {
        let mut command = folder.command();
        command.arg("--demo");
        command
    };
    let mut server = Server::start(demo());
    let cora = server.sign_in("cora@contoso.example");
    let before = cora.get("/organizations/contoso/cases?tab=my").unwrap().1["total"].as_u64().unwrap();
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let count = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let (cora, acknowledged, count) = (cora.clone(), acknowledged.clone(), count.clone());
            std::thread::spawn(move || {
                for n in 0..EACH {
                    let case = json!({
                        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
                        "subject": format!("Case {thread} {n}"),
                        "description": "A description that is long enough to be taken.",
                        "ccs": ["a@contoso.example", "b@contoso.example"],
                    });
                    // Whatever fails now was not acknowledged.
                    let Ok((201, case)) = cora.post("/organizations/contoso/cases", &case) else { return };
                    acknowledged.lock().unwrap().push(case["number"].as_str().unwrap().to_owned());
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    while count.load(Ordering::SeqCst) < THEN {
        std::thread::yield_now();
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    for thread in threads {
        thread.join().unwrap();
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= THEN && acknowledged.len() < THREADS * EACH, "{}", acknowledged.len());
    assert_eq!(acknowledged.iter().collect::<BTreeSet<_>>().len(), acknowledged.len());

    let server = Server::start(demo());
    let cora = server.sign_in("cora@contoso.example");
    for number in &acknowledged {
        let (status, case) = cora.get(&format!("/cases/{number}")).unwrap();
        assert_eq!(status, 200, "{number} was acknowledged");
        assert_eq!(case["ccs"].as_array().unwrap().len(), 2);
        let (_, history) = cora.get(&format!("/cases/{number}/history")).unwrap();
        assert_eq!(history["items"][0]["kind"], "created");
    }
    let after = cora.get("/organizations/contoso/cases?tab=my").unwrap().1["total"].as_u64().unwrap();
    let new = usize::try_from(after - before).unwrap();
    assert!(new >= acknowledged.len() && new <= THREADS * EACH, "{new}");
    // And it goes on: the next number is a new one.
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3",
        "subject": "After the kill", "description": "A description that is long enough to be taken.",
    });
    let (status, case) = cora.post("/organizations/contoso/cases", &case).unwrap();
    assert_eq!(status, 201);
    assert!(!acknowledged.contains(&case["number"].as_str().unwrap().to_owned()));
    drop(server);
    is_sound(&folder);
}

fn is_sound(folder: &Folder) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = caseport_server::store::Store::open(&folder.path("data/caseport.db")).await.unwrap();
        let mut read = store.read().await.unwrap();
        let (sound,): (String,) = sql::query_as("PRAGMA integrity_check").fetch_one(&mut read).await.unwrap();
        assert_eq!(sound, "ok");
        let (half,): (i64,) = sql::query_as(
            "SELECT COUNT(*) FROM cases c WHERE NOT EXISTS
             (SELECT 1 FROM case_events e WHERE e.case_number = c.number AND e.kind = 'created')",
        )
        .fetch_one(&mut read)
        .await
        .unwrap();
        assert_eq!(half, 0, "a case without its history");
    });
}
