//! What the device remembers of an upload, so that a reload does not end it; with the file itself where the browser can
//! keep it or find it again.

use caseport_domain::id::{CaseNumber, UserId};
use idb::{Database, DatabaseEvent as _, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use js_sys::{Object, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use crate::json;

const DATABASE: &str = "caseport-uploads";
const VERSION: u32 = 1;
const STORE: &str = "uploads";
/// A file up to this size is kept itself, so that it goes on without a question; a larger one only by a handle, where the
/// browser has given one.
const KEPT_WHOLE: u64 = 20 * 1024 * 1024;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<CaseNumber>", into = "Option<CaseNumber>")]
pub enum Target {
    /// It belongs to a case.
    Case(CaseNumber),
    /// It is to be reported as a false detection.
    Report,
}

impl From<Option<CaseNumber>> for Target {
    fn from(case: Option<CaseNumber>) -> Self {
        case.map_or(Self::Report, Self::Case)
    }
}

impl From<Target> for Option<CaseNumber> {
    fn from(target: Target) -> Self {
        match target {
            Target::Case(case) => Some(case),
            Target::Report => None,
        }
    }
}

/// An upload as it was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its id on this device.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// What the file is for.
    #[serde(rename = "case")]
    pub target: Target,
    /// Which files it shares its limits with.
    pub batch: String,
    /// The file's name.
    pub name: String,
    /// Bytes in all.
    pub size: u64,
    /// The file's type, as the browser names it.
    pub content_type: String,
    /// When the file was changed last, in milliseconds since 1970.
    pub modified: f64,
    /// The key under which it is begun, so that it is begun once; another one when it is begun anew.
    pub key: String,
    /// Where its pieces go, once it has begun.
    pub url: Option<String>,
    /// Bytes that the server had when it was last asked.
    pub received: u64,
    /// Whether the person stopped it.
    pub paused: bool,
    /// Whether the person gave it up, which the server is still to hear.
    #[serde(default)]
    pub given_up: bool,
    /// When it was begun, in milliseconds since 1970.
    pub begun: f64,
}

impl Record {
    /// Whether it has arrived to be reported, and waits for that.
    pub fn is_to_be_reported(&self) -> bool {
        self.target == Target::Report && self.url.is_some() && self.received == self.size
    }

    /// Whether `file` is, as far as can be told, the file of this upload.
    pub fn is_of(&self, file: &File) -> bool {
        self.name == file.name() && self.size == file.size() as u64 && self.modified == file.last_modified()
    }
}

/// Where the bytes come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file that was chosen, or kept.
    File(File),
    /// The browser's handle of a file on the disk.
    Handle(JsValue),
}

impl Source {
    /// Where a file that was given comes from when it is needed again.
    pub fn of(file: File, handle: Option<JsValue>) -> Self {
        match handle {
            Some(handle) if file.size() as u64 > KEPT_WHOLE => Self::Handle(handle),
            _ => Self::File(file),
        }
    }

    /// Whether the device keeps the file itself.
    pub fn is_kept_whole(&self) -> bool {
        matches!(self, Self::File(file) if file.size() as u64 <= KEPT_WHOLE)
    }
}

/// Keeps an upload. Where the device refuses, it lives as long as the page.
pub async fn keep(record: &Record, source: Option<&Source>) {
    let Ok(text) = serde_json::to_string(record) else { return };
    let entry = Object::new();
    let _ = Reflect::set(&entry, &"record".into(), &text.into());
    let lasting = match source {
        Some(source @ Source::File(file)) if source.is_kept_whole() => Some(JsValue::from(file)),
        Some(Source::Handle(handle)) => Some(handle.clone()),
        _ => None,
    };
    let kept = match lasting {
        Some(lasting) => {
            let _ = Reflect::set(&entry, &"source".into(), &lasting);
            put(record, &entry).await.is_ok()
        }
        None => false,
    };
    if !kept {
        // Rather without its file than not at all.
        let _ = Reflect::delete_property(&entry, &"source".into());
        let _ = put(record, &entry).await;
    }
}

/// The uploads of a person that the device remembers, the oldest first.
pub async fn all(user: &UserId) -> Vec<(Record, Option<Source>)> {
    let mut found: Vec<_> = read_all(user).await.unwrap_or_default().iter().filter_map(entry).collect();
    found.sort_by(|(a, _), (b, _)| a.begun.total_cmp(&b.begun));
    found
}

/// Forgets an upload.
pub async fn forget(record: &Record) {
    let _ = delete(record).await;
}

fn entry(value: &JsValue) -> Option<(Record, Option<Source>)> {
    let text = Reflect::get(value, &"record".into()).ok()?.as_string()?;
    let source = Reflect::get(value, &"source".into()).ok().filter(|it| !it.is_undefined());
    let source = source.map(|source| match source.dyn_into::<File>() {
        Ok(file) => Source::File(file),
        Err(handle) => Source::Handle(handle),
    });
    Some((json::read(&text)?, source))
}

fn key(user: &UserId, id: &str) -> JsValue {
    format!("{user}/{id}").into()
}

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // Without its store the database is of no use, which the first transaction finds out.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

async fn put(record: &Record, entry: &JsValue) -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.put(entry, Some(&key(&record.user, &record.id)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn delete(record: &Record) -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.delete(key(&record.user, &record.id))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

async fn read_all(user: &UserId) -> Result<Vec<JsValue>, idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    // `0` is the character after the slash.
    let range = KeyRange::bound(&key(user, ""), &format!("{user}0").into(), Some(false), Some(true))?;
    let found = transaction.object_store(STORE)?.get_all(Some(Query::KeyRange(range)), None)?.await?;
    database.close();
    Ok(found)
}
