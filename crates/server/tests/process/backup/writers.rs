//! People who write as fast as they can, and what was acknowledged to them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::common::{Client, Server};

/// A case with a file, both acknowledged.
#[derive(Clone, Debug)]
pub struct Kept {
    pub case: String,
    pub subject: String,
    pub file: String,
    pub sha256: String,
}

pub struct Writers {
    kept: Arc<Mutex<Vec<Kept>>>,
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

pub fn content(seed: usize, length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from((n / 7 + n / 65_537 + seed * 31) % 256).unwrap()).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn new_case(who: &Client, subject: &str) -> String {
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3", "subject": subject,
        "description": "A description that is long enough to be taken.",
    });
    let (status, case) = who.post("/organizations/contoso/cases", &case).unwrap();
    assert_eq!(status, 201);
    case["number"].as_str().unwrap().to_owned()
}

fn keep(who: &Client, seed: usize) -> Kept {
    let subject = format!("Kept k{seed:05}x");
    let case = new_case(who, &subject);
    // In two pieces, so that there is always one on its way.
    let bytes = content(seed, 200_000 + seed);
    let upload = who.begin_upload(&case, bytes.len());
    assert_eq!(who.patch(&upload, 0, &bytes[..100_000]).0, 204);
    assert_eq!(who.patch(&upload, 100_000, &bytes[100_000..]).0, 204);
    let file = upload.rsplit('/').next().unwrap().to_owned();
    Kept { case, subject, file, sha256: sha256(&bytes) }
}

impl Writers {
    pub fn start(who: &Client, threads: usize) -> Self {
        let (kept, is_over) = (Arc::<Mutex<Vec<Kept>>>::default(), Arc::new(AtomicBool::new(false)));
        let threads = (0..threads)
            .map(|thread| {
                let (who, kept, is_over) = (who.clone(), kept.clone(), is_over.clone());
                std::thread::spawn(move || {
                    let mut seed = thread * 10_000;
                    while !is_over.load(Ordering::SeqCst) {
                        let one = keep(&who, seed);
                        kept.lock().unwrap().push(one);
                        seed += 1;
                    }
                })
            })
            .collect();
        Self { kept, is_over, threads }
    }

    /// Waits until so many more are acknowledged than there are; all of them.
    pub fn wait_for_more(&self, more: usize) -> Vec<Kept> {
        let goal = self.kept.lock().unwrap().len() + more;
        loop {
            let kept = self.kept.lock().unwrap().clone();
            if kept.len() >= goal {
                return kept;
            }
            assert!(self.threads.iter().all(|it| !it.is_finished()), "a writer was refused");
            std::thread::yield_now();
        }
    }

    pub fn stop(self) {
        self.is_over.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.join().unwrap();
        }
    }
}

/// Looks whether a restored server has all of it, and whether whatever else it has is whole.
pub fn check(server: &Server, kept: &[Kept]) -> Client {
    let cora = server.sign_in("cora@contoso.example");
    for one in kept {
        let (status, case) = cora.get(&format!("/cases/{}", one.case)).unwrap();
        assert_eq!((status, case["subject"].as_str()), (200, Some(one.subject.as_str())));
        assert_eq!(sha256(&cora.file(&one.file)), one.sha256, "{}", one.file);
    }
    // What came during the backup is there or not, but never by halves.
    let (mut cursor, mut files) = (String::new(), 0);
    loop {
        let (_, page) = cora.get(&format!("/organizations/contoso/cases?tab=my{cursor}")).unwrap();
        for case in page["items"].as_array().unwrap() {
            let listed = cora.get(&format!("/cases/{}/files", case["number"].as_str().unwrap())).unwrap().1;
            for file in listed["items"].as_array().unwrap() {
                if let Some(said) = file["sha256"].as_str() {
                    assert_eq!(sha256(&cora.file(file["id"].as_str().unwrap())), said);
                    files += 1;
                }
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(files >= kept.len(), "{files}");
    // Searching goes by an index of its own.
    let last = kept.last().unwrap();
    let word = last.subject.split(' ').next_back().unwrap();
    let found = cora.get(&format!("/organizations/contoso/cases?tab=my&q={word}")).unwrap().1;
    assert_eq!(found["items"][0]["number"], last.case.as_str());
    // And the next number is a new one.
    let next = new_case(&cora, "After the restore");
    assert!(kept.iter().all(|it| it.case != next));
    cora
}
