//! Where drafts lie on the device: what was put is found, and only its writer can change it.

use caseport::stores::{Content, Draft, Outcome, Record, Slot, Storage};
use caseport_domain::id::UserId;
use chrono::DateTime;
use wasm_bindgen_test::wasm_bindgen_test;

fn record(user: &str, id: &str, writer: &str, subject: &str) -> Record {
    let mut draft = Draft::default();
    subject.clone_into(&mut draft.request.subject);
    Record {
        id: id.to_owned(),
        user: UserId::from(user),
        writer: writer.to_owned(),
        changed_at: DateTime::UNIX_EPOCH,
        slot: Slot::Case("contoso".to_owned()),
        content: Content::Case(Box::new(draft)),
    }
}

fn local() -> Storage {
    Storage::Local(web_sys::window().unwrap().local_storage().unwrap().unwrap())
}

async fn keeps(storage: &Storage, user: &str) {
    let (first, second) = (record(user, "1", "a", "First"), record(user, "2", "a", "Second"));
    let other = record(&format!("{user}0"), "1", "a", "Somebody else's");
    for record in [&first, &second, &other] {
        assert_eq!(storage.put(record, None).await, Ok(Outcome::Kept));
    }
    assert_eq!(storage.all(user).await, Ok(vec![first.clone(), second.clone()]));

    let changed = record(user, "1", "a", "Changed");
    assert_eq!(storage.put(&changed, None).await, Ok(Outcome::Lost), "there is one already");
    assert_eq!(storage.put(&changed, Some("b")).await, Ok(Outcome::Lost), "it is another's");
    assert_eq!(storage.delete(&first, "b").await, Ok(Outcome::Lost), "it is another's");
    assert_eq!(storage.all(user).await, Ok(vec![first.clone(), second.clone()]));
    assert_eq!(storage.put(&changed, Some("a")).await, Ok(Outcome::Kept));

    let taken = record(user, "1", "b", "Taken over");
    assert_eq!(storage.put(&taken, Some("a")).await, Ok(Outcome::Kept));
    assert_eq!(storage.put(&changed, Some("a")).await, Ok(Outcome::Lost), "it was taken over");
    assert_eq!(storage.all(user).await, Ok(vec![taken.clone(), second.clone()]));

    assert_eq!(storage.delete(&taken, "b").await, Ok(Outcome::Kept));
    assert_eq!(storage.put(&taken, Some("b")).await, Ok(Outcome::Lost), "it was thrown away");
    assert_eq!(storage.delete(&second, "a").await, Ok(Outcome::Kept));
    assert_eq!(storage.all(user).await, Ok(Vec::new()));
    assert_eq!(storage.delete(&other, "a").await, Ok(Outcome::Kept));
}

#[wasm_bindgen_test]
async fn the_database_keeps_drafts_apart_by_user_and_writer() {
    let storage = Storage::open().await;
    assert!(matches!(storage, Storage::Database(_)) && storage.is_lasting());
    keeps(&storage, "database-user").await;
}

#[wasm_bindgen_test]
async fn the_local_storage_does_the_same() {
    keeps(&local(), "local-user").await;
}

#[wasm_bindgen_test]
async fn what_a_newer_version_wrote_is_neither_shown_nor_overwritten() {
    let local = local();
    let Storage::Local(storage) = &local else { return };
    storage.set_item("caseport.draft/future/1", r#"{"from":"the future"}"#).unwrap();
    assert_eq!(local.all("future").await, Ok(Vec::new()));
    let mine = record("future", "1", "a", "Mine");
    assert_eq!(local.put(&mine, None).await, Ok(Outcome::Lost));
    assert_eq!(local.put(&mine, Some("a")).await, Ok(Outcome::Lost));
    assert_eq!(storage.get_item("caseport.draft/future/1").unwrap().unwrap(), r#"{"from":"the future"}"#);
    storage.remove_item("caseport.draft/future/1").unwrap();
}

#[wasm_bindgen_test]
async fn nowhere_says_that_nothing_lasts() {
    assert!(!Storage::Nowhere.is_lasting());
    assert_eq!(Storage::Nowhere.put(&record("u", "1", "a", "Lost"), None).await, Ok(Outcome::Kept));
    assert_eq!(Storage::Nowhere.all("u").await, Ok(Vec::new()));
}
