//! Where drafts lie on the device: in IndexedDB; where that is forbidden (a frame of another site, a private window) in
//! the local storage; where that is forbidden, too, nowhere.
//!
//! Every change names the writer that it expects to find, and looks and writes in one transaction: two tabs cannot
//! overwrite each other, whatever they believe.

use idb::{Database, DatabaseEvent as _, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::JsValue;

use super::record::Record;
use crate::json;

const DATABASE: &str = "caseport";
const VERSION: u32 = 1;
const STORE: &str = "drafts";

/// The device refused: it is full, or the storage was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept.
    Kept,
    /// Another page has taken the draft over, or it was thrown away there; nothing was changed.
    Lost,
}

/// Where drafts lie.
pub enum Storage {
    /// IndexedDB.
    Database(Database),
    /// The local storage.
    Local(web_sys::Storage),
    /// Nowhere: what is typed lives as long as the page.
    Nowhere,
}

impl Storage {
    /// The best place that the browser allows.
    pub async fn open() -> Self {
        if let Some(database) = open_database().await {
            return Self::Database(database);
        }
        let local = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        // Some browsers hand the storage out and refuse only when it is used.
        match local.filter(|local| local.set_item("caseport.probe", "").is_ok()) {
            Some(local) => {
                let _ = local.remove_item("caseport.probe");
                Self::Local(local)
            }
            None => Self::Nowhere,
        }
    }

    /// Whether what is kept here is still there after a reload.
    pub fn is_lasting(&self) -> bool {
        !matches!(self, Self::Nowhere)
    }

    /// Every draft of a user. One that this version cannot read stays where it is and is left out.
    pub async fn all(&self, user: &str) -> Result<Vec<Record>, Refused> {
        let texts = match self {
            Self::Database(database) => all_of_database(database, user).await.map_err(|_| Refused)?,
            Self::Local(local) => all_of_local(local, user),
            Self::Nowhere => Vec::new(),
        };
        Ok(texts.iter().filter_map(|text| json::read(text)).collect())
    }

    /// Keeps a draft where the stored one belongs to `expected`; none expects that there is none yet.
    pub async fn put(&self, record: &Record, expected: Option<&str>) -> Result<Outcome, Refused> {
        let text = serde_json::to_string(record).map_err(|_| Refused)?;
        self.change(record, expected, Some(&text)).await
    }

    /// Forgets a draft where the stored one belongs to `expected`.
    pub async fn delete(&self, record: &Record, expected: &str) -> Result<Outcome, Refused> {
        self.change(record, Some(expected), None).await
    }

    async fn change(
        &self,
        record: &Record,
        expected: Option<&str>,
        text: Option<&str>,
    ) -> Result<Outcome, Refused> {
        let key = key(record.user.as_str(), &record.id);
        match self {
            Self::Database(database) => {
                change_in_database(database, &key, expected, text).await.map_err(|_| Refused)
            }
            Self::Local(local) => {
                let key = format!("{LOCAL}{key}");
                let stored = local.get_item(&key).ok().flatten();
                if !belongs_to(stored.as_deref(), expected) {
                    return Ok(Outcome::Lost);
                }
                let done = match text {
                    Some(text) => local.set_item(&key, text),
                    None => local.remove_item(&key),
                };
                done.map(|()| Outcome::Kept).map_err(|_| Refused)
            }
            Self::Nowhere => Ok(Outcome::Kept),
        }
    }
}

const LOCAL: &str = "caseport.draft/";

fn key(user: &str, id: &str) -> String {
    format!("{user}/{id}")
}

/// Whether the stored text is a draft of the writer who is expected; a draft that cannot be read is nobody's.
fn belongs_to(stored: Option<&str>, expected: Option<&str>) -> bool {
    let writer = stored.map(|text| json::read::<Record>(text).map(|record| record.writer));
    match (writer, expected) {
        (None, None) => true,
        (Some(Some(writer)), Some(expected)) => writer == expected,
        _ => false,
    }
}

async fn open_database() -> Option<Database> {
    let mut request = Factory::new().ok()?.open(DATABASE, Some(VERSION)).ok()?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // Without its store the database is of no use, which the first transaction finds out.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    let database = request.await.ok()?;
    database.store_names().iter().any(|name| name == STORE).then_some(database)
}

async fn all_of_database(database: &Database, user: &str) -> Result<Vec<String>, idb::Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    // `0` is the character after the slash.
    let range = KeyRange::bound(
        &key(user, "").into(),
        &JsValue::from_str(&format!("{user}0")),
        Some(false),
        Some(true),
    )?;
    let values = transaction.object_store(STORE)?.get_all(Some(Query::KeyRange(range)), None)?.await?;
    Ok(values.iter().filter_map(JsValue::as_string).collect())
}

async fn change_in_database(
    database: &Database,
    key: &str,
    expected: Option<&str>,
    text: Option<&str>,
) -> Result<Outcome, idb::Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(STORE)?;
    let key = JsValue::from_str(key);
    let stored = store.get(key.clone())?.await?.and_then(|value| value.as_string());
    if !belongs_to(stored.as_deref(), expected) {
        return Ok(Outcome::Lost);
    }
    match text {
        Some(text) => drop(store.put(&text.into(), Some(&key))?.await?),
        None => store.delete(key)?.await?,
    }
    transaction.commit()?.await?;
    Ok(Outcome::Kept)
}

fn all_of_local(local: &web_sys::Storage, user: &str) -> Vec<String> {
    let prefix = format!("{LOCAL}{}", key(user, ""));
    let keys = (0..local.length().unwrap_or_default()).filter_map(|index| local.key(index).ok().flatten());
    keys.filter(|key| key.starts_with(&prefix))
        .filter_map(|key| local.get_item(&key).ok().flatten())
        .collect()
}
