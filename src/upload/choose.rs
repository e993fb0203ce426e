//! Files as people give them: chosen, dropped, pasted; and folders, which nobody can upload.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

/// Something that was given.
#[derive(Clone, Debug)]
pub enum Given {
    /// A file, with the browser's handle of it where there is one.
    File(File, Option<JsValue>),
    /// A folder, by its name.
    Folder(String),
}

/// The files that were chosen.
pub fn chosen(files: &FileList) -> Vec<Given> {
    (0..files.length()).filter_map(|index| files.get(index)).map(|file| Given::File(file, None)).collect()
}

/// What was dropped or pasted. What it holds is taken at once, since it is gone after the event; the handles follow.
pub fn carried(transfer: &DataTransfer) -> impl Future<Output = Vec<Given>> + use<> {
    let items = transfer.items();
    let taken: Vec<_> = (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file")
        .filter_map(|item| {
            if let Ok(Some(entry)) = item.webkit_get_as_entry()
                && entry.is_directory()
            {
                return Some((Given::Folder(entry.name()), None));
            }
            let file = item.get_as_file().ok().flatten()?;
            Some((Given::File(file, None), promise_of_handle(&item)))
        })
        .collect();
    async move {
        let mut all = Vec::new();
        for (given, handle) in taken {
            all.push(match (given, handle) {
                (Given::File(file, _), Some(handle)) => {
                    let handle = JsFuture::from(handle).await.ok().filter(|handle| !handle.is_null());
                    Given::File(file, handle)
                }
                (given, _) => given,
            });
        }
        all
    }
}

/// Chromium's way to find a dropped file again after a reload.
fn promise_of_handle(item: &JsValue) -> Option<Promise> {
    let function = Reflect::get(item, &"getAsFileSystemHandle".into()).ok()?;
    function.dyn_into::<Function>().ok()?.call0(item).ok()?.dyn_into().ok()
}

/// What the browser says about reading a handle's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It may be read.
    Given,
    /// The person must be asked, by a press of theirs.
    ToBeAsked,
}

/// Whether a handle's file may be read; asks the person where `ask` holds.
pub async fn consent(handle: &JsValue, ask: bool) -> Consent {
    let function = if ask { "requestPermission" } else { "queryPermission" };
    let answer = match call(handle, function) {
        Some(promise) => JsFuture::from(promise).await.ok().and_then(|answer| answer.as_string()),
        // A browser that never asks lets it be read.
        None => Some("granted".to_owned()),
    };
    if answer.as_deref() == Some("granted") { Consent::Given } else { Consent::ToBeAsked }
}

/// The file behind a handle; none where it is gone.
pub async fn file_of(handle: &JsValue) -> Option<File> {
    JsFuture::from(call(handle, "getFile")?).await.ok()?.dyn_into().ok()
}

fn call(object: &JsValue, function: &str) -> Option<Promise> {
    let function: Function = Reflect::get(object, &function.into()).ok()?.dyn_into().ok()?;
    function.call0(object).ok()?.dyn_into().ok()
}
